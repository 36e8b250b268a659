"""Summenindex aus z-Werten nach der Berliner Regel, mit Zerlegung in seine Beiträge.

Mittel und Streuung sind ungewichtet über die Gebiete, die Streuung die der Gesamtheit (ddof 0);
hoch = belastend. Neu gerechnet sagt der Index nur, wie die Gebiete zueinander stehen: er kann
sich nicht für alle bessern. Mit eingefrorenem `bezug` (Basisjahr) bleibt Fortschritt sichtbar.

Quelle: Monitoring Soziale Stadtentwicklung Berlin 2013 ff., an 542 Planungsräumen 2021
nachgerechnet (Abweichung höchstens 0,01).
"""

import numpy as np
import pandas as pd

from sozialmonitor.sozialindex.felder import gleiche_spalten, mittel_und_streuung, zahlenfeld
from sozialmonitor.sozialindex.gewichtung import Gewichte, geordnete_gewichte, gewichtete_summe


def z_werte(
    tabelle: pd.DataFrame, ddof: int = 0, bezug: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Abstand vom Mittel der Gebiete in Einheiten der Streuung, je Indikator.

    Parameters
    ----------
    tabelle
        Eine Zeile je Gebiet, eine Spalte je Indikator; hoch = belastend.
    ddof
        0: Streuung der Gesamtheit (Berliner Regel); 1: der Stichprobe.
    bezug
        Tabelle des eingefrorenen Basisjahrs mit denselben Spalten; Mittel und Streuung kommen
        dann von dort. Ihre Gebiete dürfen andere sein.

    Returns
    -------
    pd.DataFrame
        Gleiche Form. Fehlende Werte bleiben fehlend und zählen nicht mit; eine Spalte ohne
        Streuung (auch: ein einziges Gebiet) ist ganz `NaN`.

    Raises
    ------
    SpaltenFehlen
        Wenn `bezug` ein Indikator fehlt.
    """
    massstab = tabelle if bezug is None else gleiche_spalten(bezug, tabelle.columns)
    mittel, streuung = mittel_und_streuung(zahlenfeld(massstab), ddof)
    z = (zahlenfeld(tabelle) - mittel) / streuung
    return pd.DataFrame(z, index=tabelle.index, columns=tabelle.columns)


def summenindex(
    z: pd.DataFrame, gewichte: Gewichte | None = None, bezug: pd.DataFrame | None = None
) -> pd.Series:
    """Gewichtete Summe der z-Werte, wieder auf Mittel 0 und Streuung 1 gebracht.

    Parameters
    ----------
    z
        Ergebnis von `z_werte`.
    gewichte
        Je Spalte eine Zahl ≥ 0; nur ihr Verhältnis zählt. Vorgabe: alle gleich.
    bezug
        z-Werte des Basisjahrs; Mittel und Streuung der Summe kommen dann von dort.

    Returns
    -------
    pd.Series
        `index`, hoch = belastet. `NaN`, wo ein Indikator mit Gewicht fehlt (nie aus weniger
        Indikatoren gerechnet) und überall, wo sich die Summen nicht unterscheiden.
    """
    w = geordnete_gewichte(z.columns, gewichte)
    massstab = z if bezug is None else gleiche_spalten(bezug, z.columns)
    mittel, streuung = _der_summe(zahlenfeld(massstab), w)
    index = (gewichtete_summe(zahlenfeld(z), w) - mittel) / streuung
    return pd.Series(index, index=z.index, name="index")


def zerlegung(
    z: pd.DataFrame, gewichte: Gewichte | None = None, bezug: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Beitrag jedes Indikators zum Summenindex; die Zeilensumme ist `summenindex`.

    Ein Beitrag über 0 belastet das Gebiet mehr als das Mittel der bewerteten Gebiete. Gebiete
    ohne Index haben keine Beiträge (`NaN`), Indikatoren mit Gewicht 0 den Beitrag 0.
    """
    w = geordnete_gewichte(z.columns, gewichte)
    massstab = zahlenfeld(z if bezug is None else gleiche_spalten(bezug, z.columns))
    _, streuung = _der_summe(massstab, w)
    mittel, _ = mittel_und_streuung(massstab[np.isfinite(gewichtete_summe(massstab, w))])
    beitraege = np.where(w > 0, (zahlenfeld(z) - mittel) * w, 0) / streuung
    bewertet = np.isfinite(gewichtete_summe(zahlenfeld(z), w))
    beitraege = np.where(bewertet[:, None], beitraege, np.nan)
    return pd.DataFrame(beitraege, index=z.index, columns=z.columns)


def _der_summe(z: np.ndarray, gewichte: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mittel und Streuung der gewichteten Summe über die Gebiete ohne Lücke."""
    summe = gewichtete_summe(z, gewichte)
    return mittel_und_streuung(summe[:, None], groesse=float(gewichte.sum()))
