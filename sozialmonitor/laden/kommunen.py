"""Liest eine Kommune aus ihren beiden Ordnern.

Was unbrauchbar ist, wird ausgelassen und als Mangel vermerkt; alles Übrige bleibt nutzbar.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from sozialmonitor import gebiete as gebietsmodul
from sozialmonitor import katalog as katalogmodul
from sozialmonitor import schema
from sozialmonitor import zahlen as zahlenmodul
from sozialmonitor.einstellungen import Einstellungen, lies_einstellungen
from sozialmonitor.fehler import DatenFehler, Mangel, SozialmonitorFehler
from sozialmonitor.kommune import Kommune
from sozialmonitor.laden.dateien import fehlende_datei, lies_json, lies_tabelle, lies_toml
from sozialmonitor.laden.geometrien import lade_geometrien
from sozialmonitor.zeichen import bitmaske

_BESTAND = ["gebiet", "stichtag", "merkmal", "alter", "geschlecht", "herkunft"]
_LEER = {
    "mengen": ["menge", "teil"],
    "quellen": ["quelle", "titel", "url", "abgerufen", "hinweis"],
    "chronik": [
        "datum", "bis", "gebiet", "art", "titel", "text", "betrag", "einheit", "quelle",
    ],
}


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
    paket = lies_json(datenordner / "datapackage.json")
    tabellen = {rolle: _rolle(datenordner, paket, rolle, maengel) for rolle in ("gebiete", *_LEER)}
    if tabellen["gebiete"].empty:
        raise DatenFehler(maengel or [fehlende_datei(datenordner / "gebiete.csv", "gebiete")])
    gebiete = tabellen["gebiete"].set_index("gebiet")
    maengel += _gebietsverstoesse(gebiete, tabellen["mengen"], einstellungen)
    reihen, merkmale, indikatoren = _lies_katalog(datenordner, einstellungen, maengel)
    bestand = _lies_bestand(datenordner, paket, maengel, gebiete, merkmale, tabellen["quellen"])
    zerlegung = gebietsmodul.teile(gebiete, tabellen["mengen"], einstellungen)
    stufen = zahlenmodul.stufen(gebiete, zerlegung, einstellungen.ebenen)
    zahlen = _zahlen(bestand, gebiete, merkmale, stufen, maengel)
    geometrien = lade_geometrien(geoordner, gebiete, einstellungen, maengel)
    return Kommune(
        schluessel=datenordner.name,
        einstellungen=einstellungen,
        reihen=reihen,
        merkmale=merkmale,
        katalog=indikatoren,
        gebiete=gebiete,
        zerlegung=zerlegung,
        in_der_stadt=gebietsmodul.in_der_stadt(gebiete, zerlegung, einstellungen),
        bestand=bestand,
        zahlen=zahlen,
        quellen=tabellen["quellen"].set_index("quelle"),
        chronik=tabellen["chronik"],
        paket=paket,
        geometrien=geometrien,
        maengel=tuple(maengel),
    )


def _lies_kommune(pfad: Path) -> Einstellungen:
    try:
        return lies_einstellungen(lies_toml(pfad))
    except DatenFehler:
        raise
    except SozialmonitorFehler as fehler:
        raise DatenFehler([Mangel(pfad.name, "", str(fehler), "Bitte berichtigen.")]) from fehler


def _ressourcen(paket: Mapping[str, Any], rolle: str) -> list[Mapping[str, Any]]:
    return [r for r in paket.get("resources", []) if r.get("rolle") == rolle]


def _gepruefte_tabelle(
    ordner: Path, ressource: Mapping[str, Any], maengel: list[Mangel]
) -> pd.DataFrame | None:
    try:
        tabelle = lies_tabelle(ordner / ressource["path"])
    except DatenFehler as fehler:
        maengel += fehler.maengel
        return None
    neu = schema.verstoesse(tabelle, ressource.get("schema", {}), ressource["path"])
    maengel += neu
    return None if neu else tabelle


def _rolle(
    ordner: Path, paket: Mapping[str, Any], rolle: str, maengel: list[Mangel]
) -> pd.DataFrame:
    tabellen = [_gepruefte_tabelle(ordner, r, maengel) for r in _ressourcen(paket, rolle)]
    brauchbar = [tabelle for tabelle in tabellen if tabelle is not None]
    if brauchbar:
        return pd.concat(brauchbar, ignore_index=True)
    return pd.DataFrame(columns=_LEER.get(rolle, ["gebiet"]), dtype="string")


def _gebietsverstoesse(
    gebiete: pd.DataFrame, mengen: pd.DataFrame, einstellungen: Einstellungen
) -> list[Mangel]:
    maengel = []
    ebenen = {e.id for e in einstellungen.ebenen} | {gebietsmodul.NICHT_ZUORDENBAR}
    for gebiet, zeile in gebiete[~gebiete["ebene"].isin(ebenen)].iterrows():
        maengel.append(
            Mangel("gebiete.csv", f"Gebiet {gebiet}",
                   f"Die Ebene „{zeile['ebene']}“ steht nicht in kommune.toml.",
                   "Bitte die Ebene dort ergänzen.")
        )
    fremd = set(gebiete["uebergeordnet"]) | set(mengen["menge"]) | set(mengen["teil"])
    maengel += [
        Mangel("gebiete.csv", f"Gebiet {gebiet}", "Das Gebiet wird genannt, ist aber nicht "
               "verzeichnet.", "Bitte eine Zeile ergänzen oder den Verweis berichtigen.")
        for gebiet in sorted(fremd - set(gebiete.index) - {""})
    ]
    if einstellungen.stadt not in gebiete.index:
        maengel.append(
            Mangel("kommune.toml", "stadt", f"„{einstellungen.stadt}“ ist nicht in gebiete.csv "
                   "verzeichnet.", "Bitte den Schlüssel der Stadt berichtigen.")
        )
    return maengel


def _lies_katalog(
    ordner: Path, einstellungen: Einstellungen, maengel: list[Mangel]
) -> tuple[
    dict[str, katalogmodul.Reihe],
    dict[str, katalogmodul.Merkmal],
    dict[str, katalogmodul.Indikator],
]:
    roh: dict[str, dict[str, Any]] = {}
    for datei in ("merkmale.toml", "indikatoren.toml"):
        try:
            roh[datei] = lies_toml(ordner / datei)
        except DatenFehler as fehler:
            maengel += fehler.maengel
            roh[datei] = {}
    felder = tuple(feld.id for feld in einstellungen.handlungsfelder)
    reihen, neu_reihen = katalogmodul.lies_reihen(roh["merkmale.toml"], "merkmale.toml")
    merkmale, neu_merkmale = katalogmodul.lies_merkmale(
        roh["merkmale.toml"], reihen, "merkmale.toml"
    )
    indikatoren, neu = katalogmodul.lies_indikatoren(
        roh["indikatoren.toml"], merkmale, felder, "indikatoren.toml"
    )
    maengel += [*neu_reihen, *neu_merkmale, *neu]
    return reihen, merkmale, indikatoren


def _lies_bestand(
    ordner: Path,
    paket: Mapping[str, Any],
    maengel: list[Mangel],
    gebiete: pd.DataFrame,
    merkmale: Mapping[str, katalogmodul.Merkmal],
    quellen: pd.DataFrame,
) -> pd.DataFrame:
    tabellen = []
    for ressource in _ressourcen(paket, "bestand"):
        tabelle = _gepruefte_tabelle(ordner, ressource, maengel)
        if tabelle is None:
            continue
        neu = schema.bestandsverstoesse(
            tabelle, ressource["path"], gebiete=gebiete.index, merkmale=merkmale,
            quellen=quellen["quelle"],
        )
        maengel += neu
        if not neu:
            tabellen.append(_aufbereitet(tabelle, ressource["name"]))
    if not tabellen:
        return _aufbereitet(pd.DataFrame(columns=[*_BESTAND, "wert", "zeichen"], dtype=str), "")
    bestand = pd.concat(tabellen, ignore_index=True)
    doppelt = bestand.duplicated(_BESTAND)
    for zeile in bestand[doppelt].head(schema.HOECHSTENS_JE_ART).itertuples():
        maengel.append(
            Mangel(f"{zeile.ressource}.csv", f"{zeile.gebiet}, {zeile.stichtag}, {zeile.merkmal}",
                   "Derselbe Wert steht schon in einer anderen Tabelle.",
                   "Bitte eine der Zeilen entfernen; bis dahin gilt die zuerst gelesene.")
        )
    return bestand[~doppelt].reset_index(drop=True)


def _aufbereitet(tabelle: pd.DataFrame, ressource: str) -> pd.DataFrame:
    spalten = {name: "" for name in ("alter", "geschlecht", "herkunft", "quelle", "hinweis")}
    fehlend = {name: wert for name, wert in spalten.items() if name not in tabelle.columns}
    return tabelle.assign(
        **fehlend,
        wert=schema.zahlenwerte(tabelle["wert"]),
        bits=bitmaske(tabelle["zeichen"]),
        ressource=ressource,
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
    except SozialmonitorFehler as fehler:
        maengel.append(Mangel("merkmale.toml", "", str(fehler), "Bitte die Grenze angleichen."))
        ohne = {name: merkmal for name, merkmal in merkmale.items() if not merkmal.aus}
        return zahlenmodul.zahlen_je_merkmal(bestand, gebiete.index, ohne, stufen)
