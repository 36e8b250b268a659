"""Alle Werte von Indikatoren als SPSS-Datei (SAV), lang: eine Zeile je Gebiet und Stichtag.

Warum kein Wert da ist, steht als benutzerdefiniert fehlender Wert mit Label in jeder Zahl einer
Zeile: zu wenige Personen, geheim, keine Angabe. Systemfehlend ist nur, was es zu einem
vorhandenen Wert nicht gibt, etwa der Vertrauensbereich einer Anzahl. Null bleibt 0.
"""

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from sozialmonitor import ausgabe, formate
from sozialmonitor.ausgabe import WASSERZEICHEN, Herkunft
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.gebiete import NICHT_ZUORDENBAR
from sozialmonitor.katalog import Indikator
from sozialmonitor.klassen import OHNE_WERT
from sozialmonitor.kommune import Kommune
from sozialmonitor.laden import zwischendatei

CODES = {"zu_wenige": -7.0, "geheim": -8.0, "fehlt": -9.0}
"""Benutzerdefiniert fehlende Werte, solange keine Zahl der Datei negativ ist."""
WEITE_CODES = {"zu_wenige": -9999997.0, "geheim": -9999998.0, "fehlt": -9999999.0}
"""Dieselben, wenn −7, −8 und −9 wirkliche Zahlen sein können, etwa bei einem Saldo."""
_ZAHLEN = {
    "wert": "Wert",
    "unten": "95-%-Bereich von",
    "oben": "95-%-Bereich bis",
    "zaehler": "Zähler (Fallzahl)",
    "nenner": "Nenner",
}
_BESCHRIFTUNG = {
    "indikator": "Indikator",
    "einheit": "Einheit des Wertes",
    "gebiet": "Gebiet (Schlüssel)",
    "gebietsname": "Gebiet (Name)",
    "ebene": "Ebene des Gebiets",
    "stichtag": "Stichtag, so genau wie in der Quelle",
    "datum": "Stichtag als Tag (Monat: der 15., Jahr: der 1. Juli)",
    **_ZAHLEN,
    "zustand": "Ob ein Wert da ist, sonst warum nicht",
    "zeichen": "Zeichen der Quelle (p vorläufig, r berichtigt, s geschätzt)",
    "demo": "Demonstrationswert, frei erfunden",
    "herkunft": "Gerechnet oder veröffentlicht",
}
_HOECHSTENS_DATEI, _HOECHSTENS_VARIABLE, _HOECHSTENS_WERT, _HOECHSTENS_NOTIZ = 64, 255, 120, 80


def werte_sav(
    kommune: Kommune, werte: Mapping[str, pd.DataFrame], *, herkunft: Herkunft | None = None
) -> bytes:
    """Alle Werte eines oder mehrerer Indikatoren als SPSS-Datei mit Labels.

    Parameters
    ----------
    werte
        id des Indikators → Tabelle wie `kennzahlen.kennzahl`; ohne Zustand „wert“ gehen auch
        Fallzahlen und Bereich nicht hinaus.

    Raises
    ------
    SozialmonitorFehler
        Ohne einen Indikator.
    """
    import pyreadstat  # wird selten gebraucht

    if not werte:
        raise SozialmonitorFehler("Für eine SPSS-Datei ist mindestens ein Indikator nötig.")
    katalog = [kommune.indikator(name) for name in werte]
    roh = pd.concat([_zeilen(kommune, i, werte[i.id]) for i in katalog], ignore_index=True)
    codes = fehlende_codes(roh)
    tabelle = _mit_codes(roh, codes)
    angaben = _beschreibung(kommune, katalog, tabelle, codes)

    def schreibe(pfad: Path) -> None:
        pyreadstat.write_sav(
            tabelle, pfad, note=_notizen(katalog, tabelle, herkunft), row_compress=True, **angaben
        )

    return zwischendatei.inhalt(schreibe, endung=".sav")


def fehlende_codes(tabelle: pd.DataFrame) -> dict[str, float]:
    """Zustand → Code, der in keiner Zahl der Tabelle vorkommen kann."""
    kleinste = tabelle[list(_ZAHLEN)].min().min()
    return WEITE_CODES if pd.notna(kleinste) and kleinste < 0 else CODES


def _zeilen(kommune: Kommune, indikator: Indikator, tabelle: pd.DataFrame) -> pd.DataFrame:
    frei = ausgabe.freigegeben(tabelle)
    zeilen = frei.assign(
        indikator=indikator.id,
        einheit=indikator.einheit,
        gebietsname=frei["gebiet"].map(kommune.namen).fillna(""),
        ebene=frei["gebiet"].map(kommune.gebiete["ebene"]).fillna(""),
        datum=frei["stichtag"].map(formate.zeitpunkt),
        demo=frei["demo"].astype("float64"),
    )
    return zeilen[list(_BESCHRIFTUNG)]


def _mit_codes(tabelle: pd.DataFrame, codes: Mapping[str, float]) -> pd.DataFrame:
    grund = tabelle["zustand"].map(codes)
    zahlen = {name: tabelle[name].astype("float64").where(grund.isna(), grund) for name in _ZAHLEN}
    return tabelle.assign(**zahlen, zustand=grund.fillna(0.0))


def _beschreibung(
    kommune: Kommune,
    katalog: Sequence[Indikator],
    tabelle: pd.DataFrame,
    codes: Mapping[str, float],
) -> dict[str, Any]:
    """Die Angaben für den Variablenkatalog der Datei."""
    titel = katalog[0].titel if len(katalog) == 1 else kommune.einstellungen.titel
    stellen = max(indikator.nachkommastellen for indikator in katalog)
    return {
        "file_label": _gekuerzt(titel, _HOECHSTENS_DATEI),
        "column_labels": {
            name: _gekuerzt(text, _HOECHSTENS_VARIABLE)
            for name, text in _variablentexte(katalog).items()
        },
        "variable_value_labels": {
            name: {wert: _gekuerzt(text, _HOECHSTENS_WERT) for wert, text in texte.items()}
            for name, texte in _wertelabels(kommune, katalog, tabelle, codes).items()
        },
        "missing_ranges": {name: list(codes.values()) for name in _ZAHLEN},
        "variable_measure": {
            name: "scale" if name in {*_ZAHLEN, "datum"} else "nominal" for name in _BESCHRIFTUNG
        },
        "variable_format": {
            "datum": "EDATE10",
            "zustand": "F8.0",
            "demo": "F1.0",
            **dict.fromkeys(("wert", "unten", "oben"), f"F12.{stellen}"),
            **dict.fromkeys(("zaehler", "nenner"), "F12.0"),
        },
    }


def _wertelabels(
    kommune: Kommune,
    katalog: Sequence[Indikator],
    tabelle: pd.DataFrame,
    codes: Mapping[str, float],
) -> dict[str, dict[Any, str]]:
    gruende: dict[Any, str] = {code: OHNE_WERT[zustand].text for zustand, code in codes.items()}
    ebenen = {NICHT_ZUORDENBAR: "räumlich nicht zuordenbar"}
    ebenen |= {ebene.id: ebene.einzahl for ebene in kommune.einstellungen.ebenen}
    return {
        "indikator": {i.id: i.titel for i in katalog},
        "gebiet": {g: kommune.name(g) for g in tabelle["gebiet"].unique()},
        "ebene": {e: ebenen[e] for e in tabelle["ebene"].unique() if e in ebenen},
        "zustand": {0.0: "Wert vorhanden", **gruende},
        "demo": {0.0: "nein", 1.0: "ja"},
        **dict.fromkeys(_ZAHLEN, gruende),
    }


def _variablentexte(katalog: Sequence[Indikator]) -> dict[str, str]:
    if len(katalog) > 1:
        return _BESCHRIFTUNG
    return _BESCHRIFTUNG | {"wert": f"{katalog[0].titel} ({katalog[0].einheit})"}


def _notizen(
    katalog: Sequence[Indikator], tabelle: pd.DataFrame, herkunft: Herkunft | None
) -> list[str]:
    """Herkunft und Bedeutung in Zeilen, wie eine SPSS-Datei sie fasst."""
    woher = herkunft or Herkunft()
    saetze = [WASSERZEICHEN] if tabelle["demo"].gt(0).any() else []
    saetze += [*woher.zeilen(), *woher.vorbehalte]
    if len(katalog) == 1:
        saetze += [katalog[0].definition, katalog[0].berechnung]
    return [zeile for satz in saetze for zeile in _umbrochen(satz, _HOECHSTENS_NOTIZ)]


def _umbrochen(text: str, hoechstens: int) -> list[str]:
    """Der Text in Zeilen von höchstens so vielen Bytes (UTF-8); längere Wörter werden geteilt."""
    zeilen = [""]
    for wort in text.split():
        teile = [wort] if len(wort.encode()) <= hoechstens else textwrap.wrap(wort, hoechstens // 4)
        for teil in teile:
            laenger = f"{zeilen[-1]} {teil}".strip()
            if len(laenger.encode()) <= hoechstens:
                zeilen[-1] = laenger
            else:
                zeilen.append(teil)
    return zeilen


def _gekuerzt(text: str, hoechstens: int) -> str:
    """Der Text in höchstens so vielen Bytes (UTF-8), nie mitten in einem Zeichen abgeschnitten."""
    roh = text.encode()
    if len(roh) <= hoechstens:
        return text
    return roh[: hoechstens - len("…".encode())].decode(errors="ignore") + "…"
