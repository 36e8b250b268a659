"""Tabellen gegen ihre Beschreibung prüfen: alle Verstöße auf einmal, jeder mit Zeile und Abhilfe.

Die Beschreibung ist das Table Schema des Datenpakets (Frictionless). Geprüft werden Texttabellen,
wie sie aus der CSV-Datei kommen; Zeilennummern zählen wie im Tabellenprogramm (Kopf = Zeile 1).
"""

import datetime
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sozialmonitor.fehler import Mangel
from sozialmonitor.zeichen import BITS, OHNE_WERT, bitmaske, unbekannte_zeichen

HOECHSTENS_JE_ART = 20
# Rollen, deren Tabellen nichts Gezähltes enthalten und nie vertraulich sind.
OFFENE_ROLLEN = ("gebiete", "mengen", "quellen", "chronik", "netzwerk")
ROLLEN = {
    "gebiete": ("gebiet", "ebene", "name", "uebergeordnet"),
    "mengen": ("menge", "teil"),
    "quellen": ("quelle", "titel", "url"),
    "chronik": (
        "datum",
        "bis",
        "gebiet",
        "art",
        "titel",
        "text",
        "betrag",
        "einheit",
        "quelle",
    ),
    "bestand": ("gebiet", "stichtag", "merkmal", "wert", "zeichen", "quelle"),
    "netzwerk": (),
    "raster": ("einheit", "name", "gebiet", "stichtag", "merkmal", "wert", "zeichen", "quelle"),
}
SCHLUESSEL = {"gebiete": ["gebiet"], "quellen": ["quelle"]}
STICHTAG = re.compile(r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")
ALTER = re.compile(r"^\d+(-\d+|\+)?$")
_ZAHL_ANGEBEN = (
    "Bitte eine Zahl mit Punkt als Dezimalzeichen oder ein leeres Feld mit Zeichen angeben."
)
_ZEILE_BERICHTIGEN = "Bitte die Zeile in der Datei berichtigen."


def verstoesse(tabelle: pd.DataFrame, beschreibung: Mapping[str, Any], datei: str) -> list[Mangel]:
    """Alle Verstöße einer Texttabelle gegen ihr Table Schema (Spalten, Pflicht, Typ, Schlüssel)."""
    felder = beschreibung.get("fields", [])
    maengel = _spaltenverstoesse(tabelle, felder, datei)
    if maengel:
        return maengel
    for feld in felder:
        maengel += _feldverstoesse(tabelle[feld["name"]], feld, datei)
    schluessel = _als_liste(beschreibung.get("primaryKey", []))
    return maengel + _doppelte(tabelle, schluessel, datei)


def rollenverstoesse(tabelle: pd.DataFrame, rolle: str, datei: str) -> list[Mangel]:
    """Was eine Rolle verlangt, gleich wie das Datenpaket die Tabelle beschreibt."""
    fehlend = [name for name in ROLLEN[rolle] if name not in tabelle.columns]
    if fehlend:
        return [
            Mangel(
                datei,
                "Zeile 1",
                f"Es fehlt die Spalte {', '.join(fehlend)}.",
                f"Die Rolle „{rolle}“ braucht sie; bitte in Tabelle und Schema ergänzen.",
            )
        ]
    return _doppelte(tabelle, SCHLUESSEL.get(rolle, []), datei)


def bestandsverstoesse(
    tabelle: pd.DataFrame,
    datei: str,
    *,
    gebiete: Collection[str],
    merkmalsnamen: Collection[str],
    anzahlen: Collection[str],
    quellen: Collection[str],
    ganze: Collection[str] = (),
) -> list[Mangel]:
    """Inhaltliche Verstöße einer Bestandstabelle: Schlüssel, Zeichen, Werte, Stichtage.

    `anzahlen` sind die Merkmale, deren Wert nicht negativ sein kann, `ganze` die gezählten
    (Personen, Haushalte), bei denen ein Bruchteil auf einen Tausenderpunkt hindeutet.
    """
    maengel: list[Mangel] = []
    for name in ("gebiet", "stichtag", "merkmal", "quelle"):
        befund = f"In der Spalte {name} steht nichts."
        maengel += _je_zeile(tabelle[name].eq(""), tabelle[name], datei, befund)
    maengel += _unbekannte(tabelle["gebiet"], gebiete, datei, "Das Gebiet", "gebiete.csv")
    maengel += _unbekannte(tabelle["merkmal"], merkmalsnamen, datei, "Das Merkmal", "merkmale.toml")
    maengel += _unbekannte(tabelle["quelle"], quellen, datei, "Die Quelle", "quellen.csv")
    maengel += _unlesbare(
        tabelle["stichtag"],
        _ist_stichtag,
        datei,
        "Der Stichtag „{wert}“ ist nicht lesbar.",
        "Erwartet wird 2019-12-31, 2019-12 oder 2019.",
    )
    if "alter" in tabelle.columns:
        befund = "Die Altersgruppe „{wert}“ ist nicht lesbar."
        abhilfe = "Erwartet wird 5, 7-9 oder 90+."
        maengel += _unlesbare(tabelle["alter"], ALTER.match, datei, befund, abhilfe)
    maengel += _zeichenverstoesse(tabelle, datei)
    return maengel + _wertverstoesse(tabelle, datei, anzahlen, ganze)


def zahlenwerte(spalte: pd.Series) -> pd.Series:
    """Texte als Zahlen; was keine Zahl ist, wird `NaN` (und ist vorher als Mangel gemeldet)."""
    stelle, texte = pd.factorize(spalte)
    zahlen = pd.to_numeric(pd.Series(texte, dtype="object").replace("", None), errors="coerce")
    werte = np.append(zahlen.to_numpy("float64"), np.nan)
    werte[~np.isfinite(werte)] = np.nan
    return pd.Series(werte[stelle], index=spalte.index)


def _als_liste(wert: str | Sequence[str]) -> list[str]:
    return [wert] if isinstance(wert, str) else list(wert)


def _zeilen(maske: pd.Series) -> list[int]:
    return [int(i) + 2 for i in maske.to_numpy().nonzero()[0]]


def _je_zeile(
    maske: pd.Series, werte: pd.Series, datei: str, befund: str, abhilfe: str = _ZEILE_BERICHTIGEN
) -> list[Mangel]:
    zeilen = _zeilen(maske)
    maengel = [
        Mangel(datei, f"Zeile {z}", befund.replace("{wert}", str(werte.iloc[z - 2])), abhilfe)
        for z in zeilen[:HOECHSTENS_JE_ART]
    ]
    if len(zeilen) > HOECHSTENS_JE_ART:
        rest = len(zeilen) - HOECHSTENS_JE_ART
        maengel.append(Mangel(datei, "", f"Derselbe Befund in {rest} weiteren Zeilen.", abhilfe))
    return maengel


def _spaltenverstoesse(
    tabelle: pd.DataFrame, felder: Sequence[Mapping[str, Any]], datei: str
) -> list[Mangel]:
    erwartet = [feld["name"] for feld in felder]
    fehlend = [name for name in erwartet if name not in tabelle.columns]
    fremd = [name for name in tabelle.columns if name not in erwartet]
    if not fehlend and not fremd:
        return []
    teile = []
    if fehlend:
        teile.append(f"Es fehlt die Spalte {', '.join(fehlend)}.")
    if fremd:
        teile.append(f"Nicht beschrieben ist die Spalte {', '.join(map(str, fremd))}.")
    abhilfe = "Bitte die Kopfzeile oder das Schema in datapackage.json angleichen."
    return [Mangel(datei, "Zeile 1", " ".join(teile), abhilfe)]


def _feldverstoesse(spalte: pd.Series, feld: Mapping[str, Any], datei: str) -> list[Mangel]:
    regeln = feld.get("constraints", {})
    name, leer = feld["name"], spalte.eq("")
    maengel = []
    if regeln.get("required"):
        maengel += _je_zeile(leer, spalte, datei, f"In der Spalte {name} steht nichts.")
    if feld.get("type") in {"number", "integer"}:
        maengel += _zahlverstoesse(spalte, feld, datei)
    if "pattern" in regeln:
        befund = f"In der Spalte {name} steht „{{wert}}“; erwartet wird das Muster "
        befund += f"{regeln['pattern']}."
        muster = re.compile(regeln["pattern"])
        maengel += _unlesbare(spalte, muster.fullmatch, datei, befund, _ZEILE_BERICHTIGEN)
    if "enum" in regeln:
        erlaubt = ", ".join(map(str, regeln["enum"]))
        falsch = ~spalte.isin(regeln["enum"]) & ~leer
        maengel += _je_zeile(
            falsch,
            spalte,
            datei,
            f"In der Spalte {name} steht „{{wert}}“; möglich sind: {erlaubt}.",
        )
    return maengel


def _zahlverstoesse(spalte: pd.Series, feld: Mapping[str, Any], datei: str) -> list[Mangel]:
    name, zahl = feld["name"], zahlenwerte(spalte)
    maengel = _je_zeile(
        zahl.isna() & spalte.ne(""),
        spalte,
        datei,
        f"In der Spalte {name} steht „{{wert}}“; das ist keine Zahl.",
        _ZAHL_ANGEBEN,
    )
    kleinste = feld.get("constraints", {}).get("minimum")
    if kleinste is None:
        return maengel
    befund = f"In der Spalte {name} steht {{wert}}; kleiner als {kleinste} geht nicht."
    return maengel + _je_zeile(zahl < kleinste, spalte, datei, befund)


def _doppelte(tabelle: pd.DataFrame, schluessel: list[str], datei: str) -> list[Mangel]:
    if fehlend := [name for name in schluessel if name not in tabelle.columns]:
        befund = f"Zum Schlüssel gehört die Spalte {', '.join(fehlend)}; es gibt sie nicht."
        return [Mangel(datei, "Zeile 1", befund, "Bitte „primaryKey“ im Schema berichtigen.")]
    doppelt = tabelle.duplicated(schluessel) if schluessel else pd.Series(dtype=bool)
    if not doppelt.any():
        return []
    werte = tabelle[schluessel[0]].astype(str)
    for name in schluessel[1:]:
        werte = werte + " / " + tabelle[name].astype(str)
    return _je_zeile(
        doppelt,
        werte,
        datei,
        f"Der Schlüssel {', '.join(schluessel)} kommt doppelt vor: {{wert}}.",
        "Bitte eine der Zeilen entfernen.",
    )


def _unbekannte(
    spalte: pd.Series, bekannt: Collection[str], datei: str, was: str, wo: str
) -> list[Mangel]:
    fremd = set(spalte.unique()) - set(bekannt) - {""}
    if not fremd:
        return []
    return _je_zeile(
        spalte.isin(fremd),
        spalte,
        datei,
        f"{was} „{{wert}}“ ist nicht in {wo} verzeichnet.",
        f"Bitte den Schlüssel berichtigen oder in {wo} ergänzen.",
    )


def _ist_stichtag(text: str) -> bool:
    if not STICHTAG.match(text):
        return False
    try:
        datetime.date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return True


def _unlesbare(
    spalte: pd.Series, lesbar: Callable[[str], object], datei: str, befund: str, abhilfe: str
) -> list[Mangel]:
    falsch = {text for text in spalte.unique() if text and not lesbar(text)}
    return _je_zeile(spalte.isin(falsch), spalte, datei, befund, abhilfe) if falsch else []


def _zeichenverstoesse(tabelle: pd.DataFrame, datei: str) -> list[Mangel]:
    zeichen = tabelle["zeichen"]
    fremd = {z for z in zeichen.unique() if unbekannte_zeichen(z)}
    erlaubt = " ".join(BITS)
    maengel = _je_zeile(
        zeichen.isin(fremd),
        zeichen,
        datei,
        "Das Zeichen „{wert}“ gehört nicht zum Vokabular.",
        f"Möglich sind: {erlaubt}.",
    )
    verlangt_leer = (bitmaske(zeichen) & OHNE_WERT) > 0
    ohne_wert = tabelle["wert"].eq("")
    maengel += _je_zeile(
        verlangt_leer & ~ohne_wert,
        tabelle["wert"],
        datei,
        "Zu diesem Zeichen darf kein Wert stehen, dort steht aber {wert}.",
        "Bitte entweder den Wert oder das Zeichen entfernen.",
    )
    return maengel + _je_zeile(
        ~verlangt_leer & ohne_wert & ~zeichen.isin(fremd),
        zeichen,
        datei,
        "Das Feld wert ist leer, aber kein Zeichen sagt, warum.",
        "Bitte „.“ (unbekannt), „•“ (geheim) oder „…“ (später) als Zeichen angeben.",
    )


def _wertverstoesse(
    tabelle: pd.DataFrame, datei: str, anzahlen: Collection[str], ganze: Collection[str]
) -> list[Mangel]:
    wert = zahlenwerte(tabelle["wert"])
    gebrochen = (wert % 1 > 0) & tabelle["merkmal"].isin(list(ganze))
    negativ = (wert < 0) & tabelle["merkmal"].isin(list(anzahlen))
    keine_zahl = _je_zeile(
        wert.isna() & tabelle["wert"].ne(""),
        tabelle["wert"],
        datei,
        "In der Spalte wert steht „{wert}“; das ist keine Zahl.",
        _ZAHL_ANGEBEN,
    )
    keine_zahl += _je_zeile(
        gebrochen,
        tabelle["wert"],
        datei,
        "Gezählt wird in ganzen Zahlen, dort steht {wert}.",
        "Bitte ohne Tausenderpunkt schreiben: 8650 statt 8.650.",
    )
    return keine_zahl + _je_zeile(
        negativ,
        tabelle["wert"],
        datei,
        "Eine Anzahl kann nicht negativ sein, dort steht {wert}.",
    )
