"""Summenindex aus z-Werten nach der Berliner Regel, mit Zerlegung in seine Beiträge.

Mittel und Streuung sind ungewichtet über die Gebiete, die Streuung die der Gesamtheit (ddof 0);
hoch = belastend. Neu gerechnet sagt der Index nur, wie die Gebiete zueinander stehen: er kann
sich nicht für alle bessern. Mit eingefrorenem `bezug` (Basisjahr) bleibt Fortschritt sichtbar.

Quelle: Monitoring Soziale Stadtentwicklung Berlin 2013 ff., an 542 Planungsräumen 2021
nachgerechnet (Abweichung höchstens 0,01).
"""

import numpy as np
import pandas as pd

from sozialmonitor.eingabe import Zahlen
from sozialmonitor.sozialindex.felder import (
    Werte,
    als_tabelle,
    gleiche_spalten,
    in_form_der,
    mittel_und_streuung,
    zahlenfeld,
)
from sozialmonitor.sozialindex.gewichtung import Gewichte, geordnete_gewichte, gewichtete_summe


def z_werte(tabelle: Werte, ddof: int = 0, bezug: Zahlen = None) -> Werte:
    """Abstand vom Mittel der Gebiete in Einheiten der Streuung, je Indikator.

    Parameters
    ----------
    tabelle
        Eine Zeile je Gebiet, eine Spalte je Indikator; hoch = belastend. Auch ein Feld oder,
        bei nur einem Indikator, eine Series.
    ddof
        0: Streuung der Gesamtheit (Berliner Regel); 1: der Stichprobe.
    bezug
        Tabelle des eingefrorenen Basisjahrs mit denselben Spalten; Mittel und Streuung kommen
        dann von dort. Ihre Gebiete dürfen andere sein.

    Returns
    -------
    pd.DataFrame, pd.Series oder np.ndarray
        Gleiche Form wie `tabelle`. Fehlende Werte bleiben fehlend und zählen nicht mit; eine
        Spalte ohne Streuung (auch: ein einziges Gebiet) ist ganz `NaN`.

    Raises
    ------
    SpaltenFehlen
        Wenn `bezug` ein Indikator fehlt.
    """
    werte = als_tabelle(tabelle)
    mittel, streuung = mittel_und_streuung(zahlenfeld(_massstab(werte, bezug)), ddof)
    return in_form_der(tabelle, (zahlenfeld(werte) - mittel) / streuung)


def summenindex(z: Zahlen, gewichte: Gewichte | None = None, bezug: Zahlen = None) -> pd.Series:
    """Gewichtete Summe der z-Werte, wieder auf Mittel 0 und Streuung 1 gebracht.

    Parameters
    ----------
    z
        Ergebnis von `z_werte`.
    gewichte
        Je Spalte eine Zahl ≥ 0, nach Namen oder als Folge; nur ihr Verhältnis zählt. Vorgabe:
        alle gleich.
    bezug
        z-Werte des Basisjahrs; Mittel und Streuung der Summe kommen dann von dort.

    Returns
    -------
    pd.Series
        `index`, hoch = belastet. `NaN`, wo ein Indikator mit Gewicht fehlt (nie aus weniger
        Indikatoren gerechnet) und überall, wo sich die Summen nicht unterscheiden.
    """
    tabelle = als_tabelle(z)
    w = geordnete_gewichte(tabelle.columns, gewichte)
    mittel, streuung = _der_summe(zahlenfeld(_massstab(tabelle, bezug)), w)
    index = (gewichtete_summe(zahlenfeld(tabelle), w) - mittel) / streuung
    return pd.Series(index, index=tabelle.index, name="index")


def zerlegung(z: Werte, gewichte: Gewichte | None = None, bezug: Zahlen = None) -> Werte:
    """Beitrag jedes Indikators zum Summenindex; die Zeilensumme ist `summenindex`.

    Ein Beitrag über 0 belastet das Gebiet mehr als das Mittel der bewerteten Gebiete. Gebiete
    ohne Index haben keine Beiträge (`NaN`), Indikatoren mit Gewicht 0 den Beitrag 0.
    """
    tabelle = als_tabelle(z)
    w = geordnete_gewichte(tabelle.columns, gewichte)
    massstab = zahlenfeld(_massstab(tabelle, bezug))
    _, streuung = _der_summe(massstab, w)
    mittel, _ = mittel_und_streuung(massstab[np.isfinite(gewichtete_summe(massstab, w))])
    beitraege = np.where(w > 0, (zahlenfeld(tabelle) - mittel) * w, 0) / streuung
    bewertet = np.isfinite(gewichtete_summe(zahlenfeld(tabelle), w))
    return in_form_der(z, np.where(bewertet[:, None], beitraege, np.nan))


def _massstab(tabelle: pd.DataFrame, bezug: Zahlen) -> pd.DataFrame:
    if bezug is None:
        return tabelle
    return gleiche_spalten(als_tabelle(bezug, tabelle.columns), tabelle.columns)


def _der_summe(z: np.ndarray, gewichte: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mittel und Streuung der gewichteten Summe über die Gebiete ohne Lücke."""
    summe = gewichtete_summe(z, gewichte)
    return mittel_und_streuung(summe[:, None], groesse=float(gewichte.sum()))
