"""Tabellen als Zahlenfelder, ihr Mittel und ihre Streuung; was fehlt, bleibt `NaN`."""

from typing import TypeVar

import numpy as np
import pandas as pd

from sozialmonitor.eingabe import Zahlen, in_form
from sozialmonitor.fehler import SpaltenFehlen

# Kleinere Streuung, gemessen am größten Betrag, ist Rundung und kein Unterschied.
GENAUIGKEIT = 1e-12
Werte = TypeVar("Werte", pd.DataFrame, pd.Series, np.ndarray)


def als_tabelle(werte: Zahlen, spalten: pd.Index | None = None) -> pd.DataFrame:
    """Gebiete × Indikatoren; Felder und Listen durchgezählt, eine Series als eine Spalte.

    `spalten` benennt Felder und Series, die zu einer Tabelle gehören.
    """
    if isinstance(werte, pd.DataFrame):
        return werte
    tabelle = werte.to_frame() if isinstance(werte, pd.Series) else pd.DataFrame(np.array(werte))
    if spalten is None or len(spalten) != tabelle.shape[1]:
        spalten = pd.RangeIndex(tabelle.shape[1])
    return tabelle.set_axis(spalten, axis=1)


def in_form_der(vorlage: Werte, feld: np.ndarray) -> Werte:
    """Ein Feld Gebiete × Indikatoren in der Form der Eingabe."""
    flach = isinstance(vorlage, pd.Series) or np.ndim(vorlage) == 1
    ergebnis: Werte = in_form(vorlage, feld[:, 0] if flach else feld)
    return ergebnis


def zahlenfeld(tabelle: pd.DataFrame) -> np.ndarray:
    """Die Werte als Kommazahlen; was fehlt oder nicht endlich ist, ist `NaN`."""
    if tabelle.dtypes.eq("object").any():
        tabelle = tabelle.where(tabelle.notna(), np.nan)  # `NA` in `object` kennt to_numpy nicht
    feld = tabelle.to_numpy("float64", na_value=np.nan)
    return np.where(np.isfinite(feld), feld, np.nan)


def gleiche_spalten(tabelle: pd.DataFrame, spalten: pd.Index) -> pd.DataFrame:
    """Die Tabelle mit genau diesen Spalten in dieser Folge; `SpaltenFehlen`, wo eine fehlt."""
    if fehlend := [str(spalte) for spalte in spalten if spalte not in tabelle.columns]:
        raise SpaltenFehlen.aus(fehlend, [str(spalte) for spalte in tabelle.columns])
    return tabelle[spalten]


def faelle(
    anzahl: pd.DataFrame, nenner: pd.DataFrame, gebiete: pd.Index, spalten: pd.Index
) -> tuple[np.ndarray, np.ndarray]:
    """Zähler und Nenner von Anteilen; `NaN` in beiden, wo kein Anteil zu bilden ist.

    Das ist, wenn eines fehlt, der Nenner unter 1 liegt oder der Zähler nicht von 0 bis zum
    Nenner reicht.
    """
    x, n = (
        zahlenfeld(gleiche_spalten(tabelle, spalten).reindex(gebiete))
        for tabelle in (anzahl, nenner)
    )
    gueltig = (n >= 1) & (x >= 0) & (x <= n)
    return np.where(gueltig, x, np.nan), np.where(gueltig, n, np.nan)


def mittel_und_streuung(
    feld: np.ndarray, ddof: int = 0, groesse: float = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Mittel und Streuung je Spalte über die vorhandenen Werte; `NaN` ohne Streuung.

    `groesse` ist der größte Betrag, aus dem die Werte gerechnet sind: heben sich Summanden auf,
    ist der Rest Rundung und keine Streuung.
    """
    vorhanden = np.isfinite(feld)
    zahl = vorhanden.sum(axis=0)
    mittel = np.where(vorhanden, feld, 0).sum(axis=0) / np.where(zahl > 0, zahl, np.nan)
    quadrate = np.where(vorhanden, feld - mittel, 0) ** 2
    streuung = np.sqrt(quadrate.sum(axis=0) / np.where(zahl > ddof, zahl - ddof, np.nan))
    groesste = np.where(vorhanden, np.abs(feld), 0).max(axis=0, initial=groesse)
    return mittel, np.where(streuung > GENAUIGKEIT * groesste, streuung, np.nan)


def standardisierte_zeilen(feld: np.ndarray, groesse: float = 0) -> np.ndarray:
    """Jede Zeile (ohne Lücken) auf Mittel 0 und Streuung 1; `NaN`, wo sie keine Streuung hat."""
    if not feld.shape[1]:
        return feld
    abstand = feld - feld.mean(axis=1, keepdims=True)
    streuung = np.sqrt(np.einsum("ij,ij->i", abstand, abstand) / feld.shape[1])
    wirklich = streuung > GENAUIGKEIT * np.abs(feld).max(axis=1, initial=groesse)
    return np.asarray(abstand / np.where(wirklich, streuung, np.nan)[:, None])
