"""Tabellen gegen ihre Beschreibung prüfen: alle Verstöße auf einmal, jeder mit Zeile und Abhilfe.

Die Beschreibung ist das Table Schema des Datenpakets (Frictionless). Geprüft werden Texttabellen,
wie sie aus der CSV-Datei kommen; Zeilennummern zählen wie im Tabellenprogramm (Kopf = Zeile 1).
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sozialmonitor.fehler import Mangel
from sozialmonitor.katalog import Merkmal
from sozialmonitor.zeichen import BITS, OHNE_WERT, bitmaske, unbekannte_zeichen

HOECHSTENS_JE_ART = 20
STICHTAG = re.compile(r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")
_ZEILE_BERICHTIGEN = "Bitte die Zeile in der Datei berichtigen."


def verstoesse(
    tabelle: pd.DataFrame, beschreibung: Mapping[str, Any], datei: str
) -> list[Mangel]:
    """Alle Verstöße einer Texttabelle gegen ihr Table Schema (Spalten, Pflicht, Typ, Schlüssel)."""
    felder = beschreibung.get("fields", [])
    maengel = _spaltenverstoesse(tabelle, felder, datei)
    if maengel:
        return maengel
    for feld in felder:
        maengel += _feldverstoesse(tabelle[feld["name"]], feld, datei)
    schluessel = _als_liste(beschreibung.get("primaryKey", []))
    return maengel + _doppelte(tabelle, schluessel, datei)


def bestandsverstoesse(
    tabelle: pd.DataFrame,
    datei: str,
    *,
    gebiete: Collection[str],
    merkmale: Mapping[str, Merkmal],
    quellen: Collection[str],
) -> list[Mangel]:
    """Inhaltliche Verstöße einer Bestandstabelle: Schlüssel, Zeichen, Werte, Stichtage."""
    return [
        *_unbekannte(tabelle["gebiet"], gebiete, datei, "Das Gebiet", "gebiete.csv"),
        *_unbekannte(tabelle["merkmal"], merkmale, datei, "Das Merkmal", "merkmale.toml"),
        *_unbekannte(tabelle["quelle"], quellen, datei, "Die Quelle", "quellen.csv"),
        *_stichtagsverstoesse(tabelle["stichtag"], datei),
        *_zeichenverstoesse(tabelle, datei),
        *_wertverstoesse(tabelle, datei, merkmale),
    ]


def zahlenwerte(spalte: pd.Series) -> pd.Series:
    """Texte als Zahlen; was keine Zahl ist, wird `NaN` (und ist vorher als Mangel gemeldet)."""
    stelle, texte = pd.factorize(spalte)
    zahlen = pd.to_numeric(pd.Series(texte, dtype="object").replace("", None), errors="coerce")
    werte = np.append(zahlen.to_numpy("float64"), np.nan)
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
        Mangel(datei, f"Zeile {z}", befund.format(wert=werte.iloc[z - 2]), abhilfe)
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
        zahl = zahlenwerte(spalte)
        maengel += _je_zeile(
            zahl.isna() & ~leer, spalte, datei,
            f"In der Spalte {name} steht „{{wert}}“; das ist keine Zahl.",
            "Bitte eine Zahl mit Punkt als Dezimalzeichen oder ein leeres Feld mit Zeichen angeben.",
        )
        if "minimum" in regeln:
            maengel += _je_zeile(
                zahl < regeln["minimum"], spalte, datei,
                f"In der Spalte {name} steht {{wert}}; kleiner als {regeln['minimum']} geht nicht.",
            )
    if "pattern" in regeln:
        falsch = ~spalte.str.fullmatch(regeln["pattern"]) & ~leer
        maengel += _je_zeile(falsch, spalte, datei, f"In der Spalte {name} steht „{{wert}}“; "
                             f"erwartet wird das Muster {regeln['pattern']}.")
    if "enum" in regeln:
        erlaubt = ", ".join(map(str, regeln["enum"]))
        falsch = ~spalte.isin(regeln["enum"]) & ~leer
        maengel += _je_zeile(falsch, spalte, datei,
                             f"In der Spalte {name} steht „{{wert}}“; möglich sind: {erlaubt}.")
    return maengel


def _doppelte(tabelle: pd.DataFrame, schluessel: list[str], datei: str) -> list[Mangel]:
    if not schluessel:
        return []
    doppelt = tabelle.duplicated(schluessel)
    werte = tabelle[schluessel[0]].astype(str)
    for name in schluessel[1:]:
        werte = werte + " / " + tabelle[name].astype(str)
    return _je_zeile(
        doppelt, werte, datei,
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
        spalte.isin(fremd), spalte, datei, f"{was} „{{wert}}“ ist nicht in {wo} verzeichnet.",
        f"Bitte den Schlüssel berichtigen oder in {wo} ergänzen.",
    )


def _stichtagsverstoesse(spalte: pd.Series, datei: str) -> list[Mangel]:
    falsch = {s for s in spalte.unique() if s and not STICHTAG.match(s)}
    if not falsch:
        return []
    return _je_zeile(
        spalte.isin(falsch), spalte, datei, "Der Stichtag „{wert}“ ist nicht lesbar.",
        "Erwartet wird 2019-12-31, 2019-12 oder 2019.",
    )


def _zeichenverstoesse(tabelle: pd.DataFrame, datei: str) -> list[Mangel]:
    zeichen = tabelle["zeichen"]
    fremd = {z for z in zeichen.unique() if unbekannte_zeichen(z)}
    erlaubt = " ".join(BITS)
    maengel = _je_zeile(
        zeichen.isin(fremd), zeichen, datei, "Das Zeichen „{wert}“ gehört nicht zum Vokabular.",
        f"Möglich sind: {erlaubt}.",
    )
    verlangt_leer = (bitmaske(zeichen) & OHNE_WERT) > 0
    ohne_wert = tabelle["wert"].eq("")
    maengel += _je_zeile(
        verlangt_leer & ~ohne_wert, tabelle["wert"], datei,
        "Zu diesem Zeichen darf kein Wert stehen, dort steht aber {wert}.",
        "Bitte entweder den Wert oder das Zeichen entfernen.",
    )
    return maengel + _je_zeile(
        ~verlangt_leer & ohne_wert & ~zeichen.isin(fremd), zeichen, datei,
        "Das Feld wert ist leer, aber kein Zeichen sagt, warum.",
        "Bitte „.“ (unbekannt), „•“ (geheim) oder „…“ (später) als Zeichen angeben.",
    )


def _wertverstoesse(
    tabelle: pd.DataFrame, datei: str, merkmale: Mapping[str, Merkmal]
) -> list[Mangel]:
    anzahlen = {m.id for m in merkmale.values() if m.art == "anzahl"}
    wert = zahlenwerte(tabelle["wert"])
    negativ = (wert < 0) & tabelle["merkmal"].isin(anzahlen)
    return _je_zeile(
        negativ, tabelle["wert"], datei, "Eine Anzahl kann nicht negativ sein, dort steht {wert}.",
    )
