"""Zahlen, Felder und Series einheitlich: hinein als Felder, heraus in der Form der Eingabe."""

from typing import Any

import numpy as np
import pandas as pd

from sozialmonitor.fehler import SozialmonitorFehler

Zahlen = Any


def als_felder(*werte: Zahlen) -> list[np.ndarray]:
    """Jede Angabe als Feld von Gleitkommazahlen; `NA` wird `NaN`."""
    return [np.asarray(_ohne_na(wert), dtype="float64") for wert in werte]


def _ohne_na(wert: Zahlen) -> Zahlen:
    if hasattr(wert, "to_numpy"):
        if isinstance(wert, pd.DataFrame):
            wert = wert.where(wert.notna(), np.nan)  # `NA` in gemischten Spalten
        return wert.to_numpy("float64", na_value=np.nan)
    feld = np.asarray(wert)
    return np.where(pd.isna(feld), np.nan, feld) if feld.dtype == object else feld


def gemeinsame_form(*werte: Zahlen) -> Zahlen:
    """Die erste Series oder Tabelle, deren Index das Ergebnis trägt; ohne eine `None`.

    Raises
    ------
    SozialmonitorFehler
        Wenn zwei Angaben verschieden beschriftet sind.
    """
    mit_index = [wert for wert in werte if isinstance(wert, pd.Series | pd.DataFrame)]
    for wert in mit_index[1:]:
        achsen = list(zip(mit_index[0].axes, wert.axes, strict=False))
        if wert.ndim != mit_index[0].ndim or not all(a.equals(b) for a, b in achsen):
            raise SozialmonitorFehler(
                "Die Angaben haben verschiedene Indizes; Werte verschiedener Gebiete oder Jahre "
                f"würden verrechnet ({_beispiel(mit_index[0])} gegen {_beispiel(wert)}). "
                "Bitte vorher auf denselben Index bringen."
            )
    return mit_index[0] if mit_index else None


def _beispiel(wert: Zahlen) -> str:
    return " × ".join(f"{list(achse[:3])}, Länge {len(achse)}" for achse in wert.axes)


def in_form(vorlage: Zahlen, feld: np.ndarray) -> Zahlen:
    """Ein Feld in der Form der Vorlage: Tabelle, Series, sonst Feld oder Zahl."""
    if isinstance(vorlage, pd.DataFrame):
        return pd.DataFrame(feld, index=vorlage.index, columns=vorlage.columns)
    if isinstance(vorlage, pd.Series):
        return pd.Series(feld, index=vorlage.index)
    return feld if feld.ndim else float(feld)


def geprueftes_niveau(niveau: float) -> float:
    """Das Vertrauensniveau, wenn es zwischen 0 und 1 liegt; sonst ein Fehler."""
    if not 0 < niveau < 1:
        raise SozialmonitorFehler(
            f"Ein Vertrauensniveau liegt zwischen 0 und 1, etwa 0.95; angegeben ist {niveau}."
        )
    return float(niveau)
