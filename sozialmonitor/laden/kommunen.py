"""Liest eine Kommune aus ihren beiden Ordnern.

Was unbrauchbar ist, wird ausgelassen und als Mangel vermerkt; alles Übrige bleibt nutzbar.
"""

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sozialmonitor import gebiete as gebietsmodul
from sozialmonitor import katalog as katalogmodul
from sozialmonitor import schema
from sozialmonitor import zahlen as zahlenmodul
from sozialmonitor.einstellungen import Einstellungen, lies_einstellungen
from sozialmonitor.fehler import DatenFehler, Mangel, SozialmonitorFehler
from sozialmonitor.kommune import Kommune
from sozialmonitor.laden.dateien import lies_json, lies_tabelle, lies_toml
from sozialmonitor.laden.geometrien import lade_geometrien
from sozialmonitor.zeichen import bitmaske

_BESTAND = ["gebiet", "stichtag", "merkmal", "alter", "geschlecht", "herkunft"]
_PAKET = "datapackage.json"
Ressource = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Katalog:
    """Gelesener Katalog; `merkmalsnamen` enthält auch ausgelassene Einträge."""

    reihen: dict[str, katalogmodul.Reihe]
    merkmale: dict[str, katalogmodul.Merkmal]
    indikatoren: dict[str, katalogmodul.Indikator]
    merkmalsnamen: frozenset[str]


def geoordner_zu(datenordner: Path) -> Path:
    """Der Geometrieordner, der zu `…/data/<kommune>` gehört: `…/geodata/<kommune>`."""
    ordner = datenordner.resolve()
    return ordner.parents[1] / "geodata" / ordner.name


def lade_kommune(datenordner: Path, geoordner: Path) -> Kommune:
    """Liest und prüft alles, was eine Kommune ausmacht.

    Returns
    -------
    Kommune
        Mit allen Mängeln in `maengel`; eine Tabelle mit Mängeln ist nicht enthalten.

    Raises
    ------
    DatenFehler
        Wenn ohne die Datei nichts geht: `kommune.toml`, `datapackage.json`,
        Gebietsverzeichnis.
    """
    maengel: list[Mangel] = []
    einstellungen = _lies_kommune(datenordner / "kommune.toml")
    paket = _lies_paket(datenordner / _PAKET, maengel)
    gebiete = _lies_gebiete(datenordner, paket, einstellungen, maengel)
    mengen = _mengen(_rolle(datenordner, paket, "mengen", maengel), gebiete, maengel)
    quellen = _rolle(datenordner, paket, "quellen", maengel)
    chronik = _rolle(datenordner, paket, "chronik", maengel)
    katalog = _lies_katalog(datenordner, einstellungen, maengel)
    bestand = _lies_bestand(
        datenordner, paket, maengel, gebiete=gebiete, katalog=katalog, quellen=quellen
    )
    zerlegung = gebietsmodul.teile(gebiete, mengen, einstellungen)
    stufen = zahlenmodul.stufen(gebiete, zerlegung, einstellungen.ebenen)
    return Kommune(
        schluessel=datenordner.name,
        einstellungen=einstellungen,
        reihen=katalog.reihen,
        merkmale=katalog.merkmale,
        katalog=katalog.indikatoren,
        gebiete=gebiete,
        zerlegung=zerlegung,
        in_der_stadt=gebietsmodul.in_der_stadt(gebiete, zerlegung, einstellungen),
        bestand=bestand,
        zahlen=_zahlen(bestand, gebiete, katalog.merkmale, stufen, maengel),
        quellen=quellen.set_index("quelle"),
        chronik=chronik,
        paket=paket,
        geometrien=lade_geometrien(geoordner, gebiete, einstellungen, maengel),
        maengel=tuple(maengel),
    )


def ohne_vertrauliches(datenordner: Path) -> bool:
    """Ob alle Tabellen des Bestands als veröffentlicht ausgewiesen sind; ohne sie zu lesen."""
    paket = lies_json(datenordner / _PAKET)
    return all(
        r.get("veroeffentlicht") is True
        for r in _als_liste(paket.get("resources"))
        if isinstance(r, Mapping) and r.get("rolle") not in schema.OFFENE_ROLLEN
    )


def _lies_kommune(pfad: Path) -> Einstellungen:
    try:
        return lies_einstellungen(lies_toml(pfad))
    except DatenFehler:
        raise
    except SozialmonitorFehler as fehler:
        raise DatenFehler([Mangel(pfad.name, "", str(fehler), "Bitte berichtigen.")]) from fehler


def _lies_paket(pfad: Path, maengel: list[Mangel]) -> dict[str, Any]:
    """Das Datenpaket mit allen brauchbar beschriebenen Ressourcen."""
    paket = lies_json(pfad)
    ressourcen = []
    for nummer, ressource in enumerate(_als_liste(paket.get("resources")), start=1):
        befund = _ressourcenbefund(ressource)
        if not befund:
            ressourcen.append(ressource)
            continue
        name = ressource.get("name", nummer) if isinstance(ressource, Mapping) else nummer
        maengel.append(
            Mangel(
                pfad.name,
                f"Ressource {name}",
                befund,
                "Bitte die Beschreibung ergänzen; bis dahin bleibt die Tabelle ausgelassen.",
            )
        )
    return {**paket, "resources": ressourcen}


def _als_liste(wert: object) -> list[Any]:
    return wert if isinstance(wert, list) else []


def _ressourcenbefund(ressource: object) -> str:
    if not isinstance(ressource, Mapping):
        return "Erwartet wird ein JSON-Objekt."
    fehlend = [n for n in ("name", "path", "rolle") if not isinstance(ressource.get(n), str)]
    if fehlend:
        return f"Es fehlt die Angabe {', '.join(fehlend)}."
    if ressource["rolle"] not in schema.ROLLEN:
        moeglich = ", ".join(schema.ROLLEN)
        return f"Die Rolle „{ressource['rolle']}“ gibt es nicht; möglich sind: {moeglich}."
    felder = ressource.get("schema", {})
    felder = felder.get("fields") if isinstance(felder, Mapping) else None
    if not all(isinstance(f, Mapping) and "name" in f for f in _als_liste(felder) or [None]):
        return "Das Schema nennt keine Felder mit Namen."
    return ""


def _ressourcen(paket: Mapping[str, Any], rolle: str) -> list[Ressource]:
    return [r for r in paket["resources"] if r["rolle"] == rolle]


def _gepruefte_tabelle(
    ordner: Path, ressource: Ressource, maengel: list[Mangel]
) -> pd.DataFrame | None:
    datei = ressource["path"]
    try:
        tabelle = lies_tabelle(ordner / datei)
        neu = schema.verstoesse(tabelle, ressource["schema"], datei)
        neu = neu or schema.rollenverstoesse(tabelle, ressource["rolle"], datei)
    except DatenFehler as fehler:
        maengel += fehler.maengel
        return None
    except re.error as fehler:
        befund = f"Ein Muster im Schema ist nicht lesbar ({fehler})."
        neu = [Mangel(_PAKET, f"Ressource {ressource['name']}", befund, "Bitte berichtigen.")]
    maengel += neu
    return None if neu else tabelle


def _rolle(
    ordner: Path, paket: Mapping[str, Any], rolle: str, maengel: list[Mangel]
) -> pd.DataFrame:
    tabellen = [_gepruefte_tabelle(ordner, r, maengel) for r in _ressourcen(paket, rolle)]
    brauchbar = [tabelle for tabelle in tabellen if tabelle is not None]
    if brauchbar:
        return pd.concat(brauchbar, ignore_index=True)
    return pd.DataFrame(columns=list(schema.ROLLEN[rolle]), dtype="string")


def _lies_gebiete(
    ordner: Path, paket: Mapping[str, Any], einstellungen: Einstellungen, maengel: list[Mangel]
) -> pd.DataFrame:
    """Das Gebietsverzeichnis; mit einem Fehler darin wäre jede Summe falsch."""
    gefunden: list[Mangel] = []
    tabelle = _rolle(ordner, paket, "gebiete", gefunden)
    gefunden += schema.rollenverstoesse(tabelle, "gebiete", "gebiete.csv")
    if gefunden or tabelle.empty:
        raise DatenFehler(
            gefunden
            or [
                *maengel,
                Mangel(
                    _PAKET,
                    "",
                    "Das Gebietsverzeichnis fehlt oder ist leer.",
                    "Bitte eine Ressource mit der Rolle „gebiete“ beschreiben.",
                ),
            ]
        )
    gebiete = tabelle.set_index("gebiet")
    if falsch := _gebietsverstoesse(gebiete, einstellungen):
        raise DatenFehler(falsch)
    ebenen = {e.id for e in einstellungen.ebenen} | {gebietsmodul.NICHT_ZUORDENBAR}
    maengel += [
        Mangel(
            "gebiete.csv",
            f"Gebiet {gebiet}",
            f"Die Ebene „{ebene}“ steht nicht in kommune.toml.",
            "Bitte dort ergänzen.",
        )
        for gebiet, ebene in gebiete["ebene"].items()
        if ebene not in ebenen
    ]
    return gebiete


def _gebietsverstoesse(gebiete: pd.DataFrame, einstellungen: Einstellungen) -> list[Mangel]:
    maengel = [
        Mangel(
            "gebiete.csv",
            f"Gebiet {gebiet}",
            f"Das übergeordnete Gebiet „{oben}“ ist nicht verzeichnet.",
            "Bitte eine Zeile ergänzen oder den Verweis berichtigen.",
        )
        for gebiet, oben in gebiete["uebergeordnet"].items()
        if oben and oben not in gebiete.index
    ]
    maengel += [
        Mangel(
            "gebiete.csv",
            f"Gebiet {gebiet}",
            f"Das Gebiet liegt in sich selbst ({' in '.join(kette)}).",
            "Bitte die Spalte uebergeordnet berichtigen.",
        )
        for gebiet in gebiete.index
        if gebiet in (kette := gebietsmodul.vorfahren(gebiete, gebiet))
    ]
    if einstellungen.stadt not in gebiete.index:
        maengel.append(
            Mangel(
                "kommune.toml",
                "stadt",
                f"„{einstellungen.stadt}“ ist nicht in gebiete.csv verzeichnet.",
                "Bitte den Schlüssel der Stadt berichtigen.",
            )
        )
    return maengel


def _mengen(mengen: pd.DataFrame, gebiete: pd.DataFrame, maengel: list[Mangel]) -> pd.DataFrame:
    """Die Mengen aus lauter verzeichneten Gebieten; ein fehlender Teil ergäbe falsche Summen."""
    bekannt = mengen["menge"].isin(gebiete.index) & mengen["teil"].isin(gebiete.index)
    for stelle, zeile in zip(np.flatnonzero(~bekannt), mengen[~bekannt].itertuples(), strict=True):
        maengel.append(
            Mangel(
                "mengen.csv",
                f"Zeile {stelle + 2}",
                f"„{zeile.menge}“ oder „{zeile.teil}“ ist nicht in gebiete.csv verzeichnet.",
                "Bitte berichtigen; bis dahin hat das zusammengesetzte Gebiet keine Summen.",
            )
        )
    return mengen[~mengen["menge"].isin(mengen.loc[~bekannt, "menge"])]


def _lies_katalog(ordner: Path, einstellungen: Einstellungen, maengel: list[Mangel]) -> _Katalog:
    roh: dict[str, dict[str, Any]] = {}
    for datei in ("merkmale.toml", "indikatoren.toml"):
        try:
            roh[datei] = lies_toml(ordner / datei)
        except DatenFehler as fehler:
            maengel += fehler.maengel
    if "merkmale.toml" not in roh:
        return _Katalog({}, {}, {}, frozenset())
    felder = tuple(feld.id for feld in einstellungen.handlungsfelder)
    eintraege = roh["merkmale.toml"].get("merkmale", {})
    reihen, neu_reihen = katalogmodul.lies_reihen(roh["merkmale.toml"], "merkmale.toml")
    merkmale, neu_merkmale = katalogmodul.lies_merkmale(
        roh["merkmale.toml"], reihen, "merkmale.toml"
    )
    indikatoren, neu = katalogmodul.lies_indikatoren(
        roh.get("indikatoren.toml", {}), merkmale, felder, "indikatoren.toml"
    )
    maengel += [*neu_reihen, *neu_merkmale, *neu]
    namen = frozenset(eintraege) if isinstance(eintraege, Mapping) else frozenset()
    return _Katalog(reihen, merkmale, indikatoren, namen)


def _lies_bestand(
    ordner: Path,
    paket: Mapping[str, Any],
    maengel: list[Mangel],
    *,
    gebiete: pd.DataFrame,
    katalog: _Katalog,
    quellen: pd.DataFrame,
) -> pd.DataFrame:
    tabellen = []
    for ressource in _ressourcen(paket, "bestand"):
        tabelle = _bestandstabelle(
            ordner, ressource, maengel, gebiete=gebiete, katalog=katalog, quellen=quellen
        )
        if tabelle is not None:
            gueltig = tabelle["merkmal"].isin(list(katalog.merkmale))
            tabellen.append(_aufbereitet(tabelle[gueltig], ressource))
    if not tabellen:
        leer = pd.DataFrame(columns=[*_BESTAND, "wert", "zeichen"], dtype="string")
        return _aufbereitet(leer, {"name": ""})
    bestand = pd.concat(tabellen)
    doppelt = bestand.duplicated(_BESTAND).to_numpy()
    pfade = {r["name"]: r["path"] for r in paket["resources"]}
    for zeile in bestand[doppelt].head(schema.HOECHSTENS_JE_ART).itertuples():
        maengel.append(
            Mangel(
                pfade[str(zeile.ressource)],
                f"Zeile {int(str(zeile.Index)) + 2}",
                f"Der Wert {zeile.gebiet} / {zeile.stichtag} / {zeile.merkmal} steht schon "
                "weiter oben oder in einer anderen Tabelle.",
                "Bitte eine der Zeilen entfernen; bis dahin gilt die zuerst gelesene.",
            )
        )
    bestand = pd.DataFrame(bestand[~doppelt])
    if "ausgabe" not in paket:
        bestand = _einheitlich_gegliedert(bestand, maengel)
    return bestand.reset_index(drop=True)


def _einheitlich_gegliedert(bestand: pd.DataFrame, maengel: list[Mangel]) -> pd.DataFrame:
    """Ohne Gesamtzahlen von Merkmalen, die sonst gegliedert sind: sie zählten doppelt."""
    gesamt = np.logical_and.reduce([bestand[name].eq("") for name in zahlenmodul.GLIEDERUNG])
    falsch = gesamt & bestand["merkmal"].isin(set(bestand.loc[~gesamt, "merkmal"])).to_numpy()
    for merkmal in bestand.loc[falsch, "merkmal"].unique():
        maengel.append(
            Mangel(
                "merkmale.toml",
                f"Eintrag [merkmale.{merkmal}]",
                "Das Merkmal steht im Bestand teils gegliedert, teils als Gesamtzahl.",
                "Bitte für Gesamtzahlen ein eigenes Merkmal anlegen; bis dahin bleiben sie "
                "außer Acht.",
            )
        )
    return pd.DataFrame(bestand[~falsch])


def _bestandstabelle(
    ordner: Path,
    ressource: Ressource,
    maengel: list[Mangel],
    *,
    gebiete: pd.DataFrame,
    katalog: _Katalog,
    quellen: pd.DataFrame,
) -> pd.DataFrame | None:
    tabelle = _gepruefte_tabelle(ordner, ressource, maengel)
    if tabelle is None or not katalog.merkmalsnamen:
        return None
    neu = schema.bestandsverstoesse(
        tabelle,
        ressource["path"],
        gebiete=gebiete.index,
        merkmalsnamen=katalog.merkmalsnamen,
        anzahlen={m.id for m in katalog.merkmale.values() if m.art == "anzahl"},
        ganze={m.id for m in katalog.merkmale.values() if m.ganzzahlig},
        # Ohne lesbares Quellenverzeichnis lässt sich keine Quelle prüfen.
        quellen=set(tabelle["quelle"]) if quellen.empty else set(quellen["quelle"]),
    )
    maengel += neu
    return None if neu else tabelle


def _aufbereitet(tabelle: pd.DataFrame, ressource: Ressource) -> pd.DataFrame:
    spalten = dict.fromkeys(("alter", "geschlecht", "herkunft", "quelle", "hinweis"), "")
    fehlend = {name: wert for name, wert in spalten.items() if name not in tabelle.columns}
    return tabelle.assign(
        **fehlend,
        wert=schema.zahlenwerte(tabelle["wert"]),
        bits=bitmaske(tabelle["zeichen"]),
        ressource=ressource["name"],
    )


def _zahlen(
    bestand: pd.DataFrame,
    gebiete: pd.DataFrame,
    merkmale: Mapping[str, katalogmodul.Merkmal],
    stufen: list[zahlenmodul.Stufe],
    maengel: list[Mangel],
) -> dict[str, zahlenmodul.Zahlen]:
    try:
        return zahlenmodul.zahlen_je_merkmal(bestand, gebiete.index, merkmale, stufen)
    except SozialmonitorFehler:
        brauchbar = {
            name: dataclasses.replace(merkmal, aus="")
            if _grenzt_falsch(bestand, gebiete, merkmal, merkmale, maengel)
            else merkmal
            for name, merkmal in merkmale.items()
        }
    return zahlenmodul.zahlen_je_merkmal(bestand, gebiete.index, brauchbar, stufen)


def _grenzt_falsch(
    bestand: pd.DataFrame,
    gebiete: pd.DataFrame,
    merkmal: katalogmodul.Merkmal,
    merkmale: Mapping[str, katalogmodul.Merkmal],
    maengel: list[Mangel],
) -> bool:
    """Ob die Altersgrenze einer Teilmenge mitten in einer Altersgruppe des Bestands liegt."""
    zeilen = bestand[bestand["merkmal"].eq(merkmal.aus)]
    beide = {merkmal.id: merkmal, merkmal.aus: merkmale.get(merkmal.aus, merkmal)}
    try:
        zahlenmodul.zahlen_je_merkmal(zeilen, gebiete.index, beide, [])
    except SozialmonitorFehler as fehler:
        ort = f"Eintrag [merkmale.{merkmal.id}]"
        maengel.append(Mangel("merkmale.toml", ort, str(fehler), "Bitte die Grenze angleichen."))
        return True
    return False
