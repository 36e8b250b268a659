"""Veröffentlichte Zahlen für Saarlouis: Rohfakten werden zu den eigenen Tabellen des Projekts.

Aufruf::

    python -m aufbereitung.saarlouis.veroeffentlicht <faktenordner> data/saarlouis

Was wohin gehört, steht in `veroeffentlicht.toml` daneben: Merkmale, Quellenschlüssel, Stichtage,
Zeichen, Hinweise, Chronik. Dieses Modul wendet die Zuordnung an und rechnet nur an einer Stelle:
bei den Bezugsflächen (`flaeche_ha`).

Zusicherungen
-------------
- Jede Rohzeile ist zugeordnet, erzählt oder ausdrücklich ausgelassen; sonst bricht der Lauf ab.
- Jede Regel der Zuordnung trifft mindestens eine Zeile; sonst bricht der Lauf ab.
- Kein Wert steht zweimal: Gebiet, Stichtag und Merkmal sind über alle Tabellen eindeutig.
- Gleiche Rohfakten ergeben dieselben Bytes.
"""

import argparse
import csv
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

ZUORDNUNG = Path(__file__).with_suffix(".toml")
FAKTENDATEIEN = (
    "bevoelkerung_amtlich.csv",
    "flaeche_wohnen.csv",
    "kita_schule.csv",
    "programmgebiete_massnahmen.csv",
    "sozialindikatoren.csv",
    "sozialraeume_bekannt.csv",
    "stadtteile_einwohner_flaeche.csv",
    "wahlbeteiligung.csv",
    "berichte_handlungsfelder_zeitleiste.csv",
)
STADT, KREIS, LAND = "10044115", "10044", "10"
RODEN, FRAULAUTERN, INNENSTADT, STEINRAUSCH = (
    "1004411502",
    "1004411503",
    "1004411501",
    "1004411504",
)
GEMEINDEN_KREIS = Path("geo/landkreis_saarlouis_gemeinden_vg250.geojson")
GEMEINDEN_LAND = Path("geo/saarland_gemeinden_vg250.geojson")
JAHR_DES_ABRUFS = "2026"
HA_JE_KM2 = 100
STAND_BODENFLAECHE = ("bodenflaeche_ha", "2021-12-31")
ISO_AM_ANFANG = re.compile(r"^(\d{4}(?:-\d{2}){0,2})(?= \(|$)")
ZAHL = re.compile(r"^\d+(?:\.\d+)?$")
BESTANDSSPALTEN = ("gebiet", "stichtag", "merkmal", "wert", "zeichen", "quelle", "hinweis")
CHRONIKSPALTEN = (
    "datum",
    "bis",
    "gebiet",
    "art",
    "titel",
    "text",
    "betrag",
    "einheit",
    "quelle",
)

Regel: TypeAlias = Mapping[str, Any]
Zeile: TypeAlias = Mapping[str, str]
Tabellen: TypeAlias = dict[str, tuple[Sequence[str], list[Zeile]]]


class FaktenFehler(ValueError):
    """Rohfakten und Zuordnung passen nicht zusammen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rohzeile:
    """Eine Zeile der Rohfakten, mit dem Namen ihrer Datei."""

    datei: str
    gebiet: str
    ebene: str
    jahr: str
    stichtag: str
    merkmal: str
    wert: str
    einheit: str
    quelle_titel: str
    quelle_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wert:
    """Ein Wert einer Bestandstabelle; `roh` ist das Merkmal der Quelle."""

    tabelle: str
    gebiet: str
    stichtag: str
    merkmal: str
    wert: str
    zeichen: str
    quelle: str
    hinweis: str
    roh: str


def _zeilen(datei: Path) -> list[dict[str, str]]:
    with datei.open(encoding="utf-8", newline="") as strom:
        return list(csv.DictReader(strom))


def _beschluesse(ordner: Path) -> Iterator[Rohzeile]:
    for zeile in _zeilen(ordner / "beschluesse.csv"):
        yield Rohzeile(
            datei="beschluesse.csv",
            gebiet=zeile["gremium"],
            ebene="",
            jahr=zeile["datum"][:4],
            stichtag=zeile["datum"],
            merkmal="Beschluss",
            wert=zeile["beschluss"],
            einheit="Text",
            quelle_titel=zeile["quelle"],
            quelle_url="",
        )


def _empfehlungen(ordner: Path) -> Iterator[Rohzeile]:
    for zeile in _zeilen(ordner / "handlungsfelder.csv"):
        if zeile["empfehlungen_sozialbericht_2018"]:
            yield Rohzeile(
                datei="handlungsfelder.csv",
                gebiet=zeile["titel"],
                ebene="",
                jahr="2018",
                stichtag="2018-06",
                merkmal="Empfehlungen",
                wert=zeile["empfehlungen_sozialbericht_2018"],
                einheit="Text",
                quelle_titel="",
                quelle_url="",
            )


def rohzeilen(ordner: Path) -> list[Rohzeile]:
    """Alle Zeilen der Rohfakten in der Reihenfolge der Dateien."""
    gelesen = [
        Rohzeile(datei=datei, **zeile)
        for datei in FAKTENDATEIEN
        for zeile in _zeilen(ordner / datei)
    ]
    return [*gelesen, *_beschluesse(ordner), *_empfehlungen(ordner)]


def trifft(regel: Regel, zeile: Rohzeile | Wert) -> bool:
    """Wahr, wenn jede Bedingung der Regel, die ein Feld der Zeile nennt, erfüllt ist."""
    felder = asdict(zeile)
    bedingungen = {feld: soll for feld, soll in regel.items() if feld in felder}
    return all(felder[feld] == soll for feld, soll in bedingungen.items())


def iso_stichtag(zeile: Rohzeile, stichtage: Mapping[str, str]) -> str:
    """Stichtag in ISO-Schreibweise, so genau wie die Quelle ihn nennt (leer: ohne Angabe)."""
    if zeile.stichtag in stichtage:
        return stichtage[zeile.stichtag]
    if zeile.stichtag == "Wahltag":
        return zeile.jahr
    if fund := ISO_AM_ANFANG.match(zeile.stichtag):
        return fund[1]
    raise FaktenFehler(
        f"{zeile.datei}: Stichtag „{zeile.stichtag}“ ({zeile.merkmal}) ist unbekannt; "
        f"bitte in {ZUORDNUNG.name} unter [stichtage] eintragen."
    )


def zahl(text: str) -> str:
    """Dezimalzahl ohne überflüssige Nullen; die Rohfakten schreiben `4330.0` für 4330."""
    if not ZAHL.match(text):
        raise FaktenFehler(f"„{text}“ ist keine Zahl; Texte gehören in die Chronik.")
    return f"{Decimal(text).normalize():f}"


class Zuordnung:
    """Die Regeln aus `veroeffentlicht.toml`, mit den Schlüsseln für Gebiete und Quellen."""

    def __init__(self, regeln: Mapping[str, Any]) -> None:
        """Bereite die Nachschlagetabellen vor."""
        self.regeln = regeln
        self.stichtage: Mapping[str, str] = regeln["stichtage"]
        namen = {g[2]: g[0] for g in regeln["gebiete"]}
        self._gebiete = {**namen, **regeln["gebietsnamen"]}
        self._quellen = {
            titel: quelle["quelle"]
            for quelle in regeln["quellen"]
            for titel in (quelle["titel"], *quelle.get("auch", ()))
        }

    def gebiet(self, zeile: Rohzeile) -> str:
        """Schlüssel des Gebiets, von dem die Rohzeile spricht."""
        namen = self._gebiete
        if zeile.ebene.startswith("Programmgebiet"):
            namen = self.regeln["programmgebietsnamen"]
        if zeile.gebiet not in namen:
            raise FaktenFehler(f"{zeile.datei}: Gebiet „{zeile.gebiet}“ hat keinen Schlüssel.")
        return str(namen[zeile.gebiet])

    def quelle(self, titel: str) -> str:
        """Schlüssel der Quelle mit diesem Titel."""
        if titel not in self._quellen:
            raise FaktenFehler(f"Quelle „{titel}“ hat keinen Schlüssel in {ZUORDNUNG.name}.")
        return str(self._quellen[titel])

    def ziel(self, zeile: Rohzeile) -> tuple[str, str] | None:
        """Tabelle und Merkmal der Rohzeile; `None`, wenn sie kein Bestandswert ist."""
        merkmale = self.regeln["merkmale"].get(zeile.datei, {})
        if zeile.merkmal not in merkmale:
            return None
        tabelle, merkmal = merkmale[zeile.merkmal].split(".")
        return tabelle, merkmal


def lade_zuordnung() -> Zuordnung:
    """Lies `veroeffentlicht.toml`."""
    return Zuordnung(tomllib.loads(ZUORDNUNG.read_text(encoding="utf-8")))


def _erzaehlt(zuordnung: Zuordnung, zeile: Rohzeile) -> bool:
    return any(trifft(r, zeile) for eintrag in zuordnung.regeln["chronik"] for r in eintrag["roh"])


def _ausgelassen(zuordnung: Zuordnung, zeile: Rohzeile) -> bool:
    return any(trifft(regel, zeile) for regel in zuordnung.regeln["ausgelassen"])


def _wert(zuordnung: Zuordnung, zeile: Rohzeile, tabelle: str, merkmal: str) -> Wert:
    faktor = HA_JE_KM2 if zeile.einheit == "km²" else 1
    ohne_stichtag = zeile.stichtag == "ohne Angabe"
    hinweis = zuordnung.regeln["flaechen"]["hinweis_ohne_stichtag"] if ohne_stichtag else ""
    return Wert(
        tabelle=tabelle,
        gebiet=zuordnung.gebiet(zeile),
        stichtag=iso_stichtag(zeile, zuordnung.stichtage) or JAHR_DES_ABRUFS,
        merkmal=merkmal,
        wert=zahl(str(Decimal(zahl(zeile.wert)) * faktor)),
        zeichen="",
        quelle=zuordnung.quelle(zeile.quelle_titel),
        hinweis=hinweis,
        roh=zeile.merkmal,
    )


def bestandswerte(zuordnung: Zuordnung, roh: Iterable[Rohzeile]) -> list[Wert]:
    """Alle Bestandswerte, die unmittelbar in den Rohfakten stehen."""
    werte = []
    for zeile in roh:
        if _ausgelassen(zuordnung, zeile):
            continue
        if ziel := zuordnung.ziel(zeile):
            werte.append(_wert(zuordnung, zeile, *ziel))
        elif not _erzaehlt(zuordnung, zeile):
            raise FaktenFehler(
                f"{zeile.datei}: „{zeile.merkmal}“ ({zeile.gebiet}, {zeile.stichtag}) ist weder "
                f"zugeordnet noch erzählt noch ausgelassen; bitte {ZUORDNUNG.name} ergänzen."
            )
    return werte


def mit_zusaetzen(zuordnung: Zuordnung, werte: Iterable[Wert]) -> list[Wert]:
    """Werte mit den Zeichen und Hinweisen der Zuordnung."""
    ergaenzt = []
    for wert in werte:
        zusaetze = [z for z in zuordnung.regeln["zusaetze"] if _zusatz_trifft(z, wert)]
        hinweise = [wert.hinweis, *(z.get("hinweis", "") for z in zusaetze)]
        zeichen = [wert.zeichen, *(z.get("zeichen", "") for z in zusaetze)]
        stichtage = [wert.stichtag, *(z.get("setze_stichtag", "") for z in zusaetze)]
        ergaenzt.append(
            replace(
                wert,
                stichtag=[s for s in stichtage if s][-1],
                zeichen=" ".join(sorted({z for z in zeichen if z})),
                hinweis=" ".join(h for h in hinweise if h),
            )
        )
    return ergaenzt


def _zusatz_trifft(zusatz: Regel, wert: Wert) -> bool:
    return trifft({k: v for k, v in zusatz.items() if k not in {"zeichen", "hinweis"}}, wert)


def _gemeindeflaechen(datei: Path) -> dict[str, Decimal]:
    merkmale = json.loads(datei.read_text(encoding="utf-8"), parse_float=Decimal)["features"]
    return {
        m["properties"]["ags"]: Decimal(m["properties"]["flaeche_km2"]) * HA_JE_KM2
        for m in merkmale
    }


def _flaeche(gebiet: str, hektar: Decimal | str, quelle: str, **weitere: str) -> Wert:
    return Wert(
        tabelle="flaeche_wohnen",
        gebiet=gebiet,
        stichtag=JAHR_DES_ABRUFS,
        merkmal="flaeche_ha",
        wert=zahl(str(hektar)),
        zeichen=weitere.get("zeichen", ""),
        quelle=quelle,
        hinweis=weitere.get("hinweis", ""),
        roh="",
    )


def _stadtteilflaechen(zuordnung: Zuordnung, veroeffentlicht: Mapping[str, Wert]) -> Iterator[Wert]:
    regeln = zuordnung.regeln["flaechen"]
    for gebiet in regeln["gebiete_wie_veroeffentlicht"]:
        wert = veroeffentlicht[gebiet]
        yield _flaeche(gebiet, wert.wert, wert.quelle, hinweis=regeln["hinweis_ohne_stichtag"])
    haelfte = Decimal(veroeffentlicht[STEINRAUSCH].wert) / 2
    for gebiet in (RODEN, FRAULAUTERN):
        wert = veroeffentlicht[gebiet]
        hektar = Decimal(wert.wert) - haelfte
        yield _flaeche(gebiet, hektar, wert.quelle, zeichen="s", hinweis=regeln["hinweis_geteilt"])
    for gebiet in zuordnung.regeln["mengen"]:
        wert, hinweis = veroeffentlicht[gebiet], regeln["hinweis_programmgebiet"]
        yield _flaeche(gebiet, wert.wert, wert.quelle, zeichen="s", hinweis=hinweis)


def _rest_innenstadt(
    zuordnung: Zuordnung, roh: Iterable[Rohzeile], teile: Iterable[Wert], stadt: Decimal
) -> Wert:
    zeile = next(z for z in roh if z.merkmal.startswith("Fläche (abgeleitet"))
    rest = stadt - sum(Decimal(w.wert) for w in teile if w.gebiet not in zuordnung.regeln["mengen"])
    if rest != Decimal(zeile.wert):
        raise FaktenFehler(f"Innenstadt: Rest {rest} ha, die Rohfakten nennen {zeile.wert} ha.")
    return _flaeche(
        INNENSTADT,
        rest,
        zuordnung.quelle(zeile.quelle_titel),
        zeichen="s",
        hinweis=zuordnung.regeln["flaechen"]["hinweis_rest"],
    )


def bezugsflaechen(
    zuordnung: Zuordnung, roh: Sequence[Rohzeile], werte: Iterable[Wert], ordner: Path
) -> list[Wert]:
    """`flaeche_ha`: ein Wert je Gebiet, für Stadtteile teils geteilt oder als Rest bestimmt.

    Die Fläche ist zeitlos. Damit sie sich summieren lässt, tragen alle Zeilen denselben
    Stichtag (das Jahr des Abrufs); der Stand der Quelle steht im Hinweis.
    """
    werte = list(werte)
    veroeffentlicht = {w.gebiet: w for w in werte if w.merkmal == "flaeche_veroeffentlicht_ha"}
    boden = {w.gebiet: w for w in werte if (w.merkmal, w.stichtag) == STAND_BODENFLAECHE}
    teile = list(_stadtteilflaechen(zuordnung, veroeffentlicht))
    rest = _rest_innenstadt(zuordnung, roh, teile, Decimal(boden[STADT].wert))
    return [*teile, rest, *_grosse_flaechen(zuordnung.regeln["flaechen"], boden, ordner)]


def _grosse_flaechen(regeln: Regel, boden: Mapping[str, Wert], ordner: Path) -> Iterator[Wert]:
    for ags, hektar in _gemeindeflaechen(ordner / GEMEINDEN_KREIS).items():
        if ags != STADT:
            yield _flaeche(ags, hektar, "vg250_ew_2025", hinweis=regeln["hinweis_gemeinde"])
    for gebiet, hinweis in ((STADT, "hinweis_stadt"), (KREIS, "hinweis_kreis")):
        wert = boden[gebiet]
        yield _flaeche(gebiet, wert.wert, wert.quelle, hinweis=regeln[hinweis])
    land = sum(_gemeindeflaechen(ordner / GEMEINDEN_LAND).values(), Decimal(0))
    yield _flaeche(LAND, land, "vg250_ew_2025", hinweis=regeln["hinweis_land"])


def _eintrag(zuordnung: Zuordnung, regel: Regel, roh: Sequence[Rohzeile], gebiet: str) -> Zeile:
    erste = roh[0]
    einsetzungen = {
        "werte": "; ".join(zeile.wert for zeile in roh),
        "gebiet": erste.gebiet,
        "merkmal": erste.merkmal,
    }
    betrag = regel.get("betrag", False)
    return {
        "datum": regel.get("datum", "") or iso_stichtag(erste, zuordnung.stichtage),
        "bis": regel.get("bis", ""),
        "gebiet": gebiet,
        "art": regel["art"],
        "titel": regel["titel"].format(**einsetzungen),
        "text": regel["text"].format(**einsetzungen),
        "betrag": zahl(erste.wert) if betrag else "",
        "einheit": erste.einheit if betrag else "",
        "quelle": regel.get("quelle", "") or zuordnung.quelle(erste.quelle_titel),
    }


def chronik(zuordnung: Zuordnung, roh: Sequence[Rohzeile]) -> list[Zeile]:
    """Ereignisse, Beschlüsse, Maßnahmen und Einzelfakten, nach Datum geordnet."""
    eintraege = []
    for regel in zuordnung.regeln["chronik"]:
        gruppe = [zeile for r in regel["roh"] for zeile in roh if trifft(r, zeile)]
        gruppen = [[zeile] for zeile in gruppe] if regel.get("je_zeile") else [gruppe]
        eintraege += [
            _eintrag(zuordnung, regel, gruppe, gebiet)
            for gruppe in gruppen
            for gebiet in regel["gebiete"]
        ]
    return sorted(eintraege, key=lambda e: (e["datum"], e["gebiet"], e["art"], e["titel"]))


def gebiete(zuordnung: Zuordnung) -> list[Zeile]:
    """Alle Gebiete mit Ebene, Namen und übergeordnetem Gebiet, nach Schlüssel geordnet."""
    spalten = ("gebiet", "ebene", "name", "uebergeordnet", "hinweis")
    zeilen = [dict(zip(spalten, g, strict=True)) for g in zuordnung.regeln["gebiete"]]
    namen = {zeile["gebiet"]: zeile["name"] for zeile in zeilen}
    for stadtteil, anzahl in zuordnung.regeln["sozialraeume"].items():
        for nummer in range(1, anzahl + 1):
            schluessel = f"{stadtteil}{nummer:02d}"
            ersatz = [f"{namen[stadtteil]} {nummer} (Platzhalter)", zuordnung.regeln["platzhalter"]]
            name, hinweis = zuordnung.regeln["sozialraumnamen"].get(schluessel, ersatz)
            werte = (schluessel, "sozialraum", name, stadtteil, hinweis)
            zeilen.append(dict(zip(spalten, werte, strict=True)))
    return sorted(zeilen, key=lambda zeile: zeile["gebiet"])


def mengen(zuordnung: Zuordnung) -> list[Zeile]:
    """Programmgebiete als Mengen ganzer Sozialräume."""
    return [
        {"menge": menge, "teil": teil}
        for menge, teile in sorted(zuordnung.regeln["mengen"].items())
        for teil in teile
    ]


def quellen(zuordnung: Zuordnung, roh: Iterable[Rohzeile]) -> list[Zeile]:
    """Quellenverzeichnis; Adressen stammen aus den Rohfakten."""
    adressen = {zuordnung.quelle(z.quelle_titel): z.quelle_url for z in roh if z.quelle_url}
    zeilen = [
        {
            "quelle": quelle["quelle"],
            "titel": quelle["titel"],
            "url": quelle.get("url", "") or adressen.get(quelle["quelle"], ""),
            "abgerufen": zuordnung.regeln["abgerufen"],
            "hinweis": quelle.get("hinweis", ""),
        }
        for quelle in zuordnung.regeln["quellen"]
    ]
    return sorted(zeilen, key=lambda zeile: zeile["quelle"])


def _mit_quellenschluessel(zuordnung: Zuordnung, datei: Path) -> list[Zeile]:
    return [{**zeile, "quelle": zuordnung.quelle(zeile["quelle"])} for zeile in _zeilen(datei)]


def _nutzlose_regeln(
    zuordnung: Zuordnung, roh: Iterable[Rohzeile], werte: Iterable[Wert]
) -> list[Regel]:
    roh, werte, regeln = list(roh), list(werte), zuordnung.regeln
    bedingungen = [r for eintrag in regeln["chronik"] for r in eintrag["roh"]]
    auf_roh = [*bedingungen, *regeln["ausgelassen"]]
    return [
        *(r for r in auf_roh if not any(trifft(r, zeile) for zeile in roh)),
        *(z for z in regeln["zusaetze"] if not any(_zusatz_trifft(z, wert) for wert in werte)),
        *(
            {"datei": datei, "merkmal": merkmal}
            for datei, merkmale in regeln["merkmale"].items()
            for merkmal in merkmale
            if not any((zeile.datei, zeile.merkmal) == (datei, merkmal) for zeile in roh)
        ),
    ]


def _pruefe(zuordnung: Zuordnung, roh: Sequence[Rohzeile], vorher: Sequence[Wert]) -> None:
    if nutzlos := _nutzlose_regeln(zuordnung, roh, vorher):
        raise FaktenFehler(f"Diese Regeln in {ZUORDNUNG.name} treffen nichts: {nutzlos}")
    anzahl = {z.gebiet: z.wert for z in roh if z.merkmal == "Anzahl Sozialräume"}
    gesetzt: Mapping[str, int] = zuordnung.regeln["sozialraeume"]
    ist = {g[2]: gesetzt[g[0]] for g in zuordnung.regeln["gebiete"] if g[0] in gesetzt}
    ist["Saarlouis"] = sum(gesetzt.values())
    if falsch := {name: soll for name, soll in anzahl.items() if ist[name] != int(soll)}:
        raise FaktenFehler(f"Zahl der Sozialräume weicht von den Rohfakten ab: {falsch}")


def _pruefe_eindeutigkeit(werte: Iterable[Wert]) -> None:
    anzahl = Counter((w.gebiet, w.stichtag, w.merkmal) for w in werte)
    if doppelt := [schluessel for schluessel, n in anzahl.items() if n > 1]:
        raise FaktenFehler(f"Mehrere Werte für {doppelt}; bitte einen auslassen.")


def _bestandstabellen(werte: Iterable[Wert]) -> Tabellen:
    tabellen: Tabellen = {}
    for wert in sorted(werte, key=lambda w: (w.merkmal, w.gebiet, w.stichtag)):
        spalten, zeilen = tabellen.setdefault(wert.tabelle, (BESTANDSSPALTEN, []))
        felder = asdict(wert)
        zeilen.append({spalte: felder[spalte] for spalte in spalten})
    return tabellen


def tabellen(faktenordner: Path) -> Tabellen:
    """Alle Tabellen: Name -> Spalten und Zeilen."""
    ordner = faktenordner / "saarlouis"
    zuordnung, roh = lade_zuordnung(), rohzeilen(ordner)
    vorher = bestandswerte(zuordnung, roh)
    _pruefe(zuordnung, roh, vorher)
    werte = mit_zusaetzen(zuordnung, vorher)
    werte += bezugsflaechen(zuordnung, roh, werte, ordner)
    _pruefe_eindeutigkeit(werte)
    mit_quelle = [zeile for zeile in roh if zeile.quelle_titel]
    sonstige: dict[str, list[Zeile]] = {
        "gebiete": gebiete(zuordnung),
        "mengen": mengen(zuordnung),
        "quellen": quellen(zuordnung, mit_quelle),
        "gremien": _mit_quellenschluessel(zuordnung, ordner / "gremien.csv"),
        "netzwerke": _mit_quellenschluessel(zuordnung, ordner / "netzwerk_organisationen.csv"),
    }
    return {
        **_bestandstabellen(werte),
        "chronik": (CHRONIKSPALTEN, chronik(zuordnung, roh)),
        **{name: (tuple(zeilen[0]), zeilen) for name, zeilen in sonstige.items()},
    }


def schreibe(zieltabellen: Tabellen, zielordner: Path) -> None:
    """Schreibe jede Tabelle als CSV (UTF-8, LF)."""
    zielordner.mkdir(parents=True, exist_ok=True)
    for name, (spalten, zeilen) in zieltabellen.items():
        with (zielordner / f"{name}.csv").open("w", encoding="utf-8", newline="") as strom:
            schreiber = csv.DictWriter(strom, spalten, lineterminator="\n")
            schreiber.writeheader()
            schreiber.writerows(zeilen)


def main() -> None:
    """Lies Faktenordner und Zielordner von der Befehlszeile und schreibe die Tabellen."""
    befehl = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    befehl.add_argument("faktenordner", type=Path, help="Rohfakten; enthält saarlouis/*.csv")
    befehl.add_argument("zielordner", type=Path, help="z. B. data/saarlouis")
    argumente = befehl.parse_args()
    ergebnis = tabellen(argumente.faktenordner)
    schreibe(ergebnis, argumente.zielordner)
    for name, (_, zeilen) in sorted(ergebnis.items()):
        print(f"{name}.csv: {len(zeilen)} Zeilen")


if __name__ == "__main__":
    main()
