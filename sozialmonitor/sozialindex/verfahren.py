"""Andere Wege zu einem Index, zum Danebenstellen: IMD, Spannweite, Rang, Schwellenzahl.

Jedes Ergebnis ist hoch = belastet, auch der mittlere Rang. Ein Gebiet mit einer Lücke bekommt
keinen Index und dient auch nicht als Maßstab; ein Indikator ohne Unterschied gibt keinen.
"""

import numpy as np
import pandas as pd

from sozialmonitor.eingabe import Zahlen, als_felder, in_form
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.sozialindex.felder import (
    Werte,
    als_tabelle,
    in_form_der,
    mittel_und_streuung,
    zahlenfeld,
)
from sozialmonitor.sozialindex.gewichtung import Gewichte, geordnete_gewichte, gewichtete_summe

# English Indices of Deprivation, technischer Bericht 2019: 23 verteilt die Werte so, dass das
# am meisten belastete Zehntel die obere Hälfte der Skala von 0 bis 100 füllt.
_STAUCHUNG = 23


def exponentialtransformation(rang: Zahlen, anzahl: Zahlen) -> Zahlen:
    """Rang (1 = am meisten belastet) als Wert von fast 0 bis 100, oben weit gespreizt.

    `X = −23 · ln(1 − R · (1 − e^(−100/23)))` mit `R = (N − rang + 1) / N`; elementweise, `NaN`,
    wo der Rang fehlt oder nicht zwischen 1 und `anzahl` liegt.

    Quelle: The English Indices of Deprivation 2019, Technical report.
    """
    r, n = als_felder(rang, anzahl)
    gueltig = (r >= 1) & (r <= n)
    anteil = (n - np.where(gueltig, r, np.nan) + 1) / np.where(gueltig, n, np.nan)
    wert = -_STAUCHUNG * np.log1p(anteil * np.expm1(-100 / _STAUCHUNG))
    return in_form(rang, wert)


def raenge(tabelle: Werte) -> Werte:
    """Rang je Indikator, 1 = am meisten belastet; Bindungen teilen den mittleren Rang."""
    feld = pd.DataFrame(zahlenfeld(als_tabelle(tabelle)))
    return in_form_der(tabelle, feld.rank(ascending=False).to_numpy())


def exponentialindex(raenge: Zahlen, gewichte: Gewichte | None = None) -> pd.Series:
    """Index nach dem Verfahren der English Indices of Deprivation (IMD).

    Hängt nur von den Rängen ab, nicht von den Abständen: bei wenigen Gebieten sind es feste
    Zahlen, deshalb nur zum Vergleich.

    Parameters
    ----------
    raenge
        Gebiete × Domänen (Tabelle oder Feld), 1 = am meisten belastet; N ist die Zahl der Ränge
        je Domäne.
    gewichte
        Je Domäne, nach Namen oder als Folge; gerechnet wird ihre Summe, nicht ihr Mittel. Ergeben
        sie zusammen 1, liegt der Index zwischen 0 und 100. Vorgabe: alle gleich mit Summe 1.

    Raises
    ------
    SozialmonitorFehler
        Wenn ein Rang kleiner als 1 oder größer als die Zahl der Gebiete mit Rang ist.
    """
    tabelle = als_tabelle(raenge)
    w = geordnete_gewichte(tabelle.columns, gewichte)
    if gewichte is None:
        w = w / w.sum()
    feld = zahlenfeld(tabelle)
    anzahl = np.isfinite(feld).sum(axis=0)
    falsch = ((feld < 1) | (feld > anzahl)).any(axis=1)
    if falsch.any():
        raise SozialmonitorFehler(
            "Ränge liegen nicht zwischen 1 und der Zahl der Gebiete: "
            f"{list(tabelle.index[falsch])}. Bitte erst die Gebiete auswählen, dann die Ränge "
            "bilden."
        )
    return _index(_mit_unterschied(exponentialtransformation(feld, anzahl)), w, tabelle)


def minmax_index(tabelle: Zahlen, gewichte: Gewichte | None = None) -> pd.Series:
    """Gewichtetes Mittel der auf 0 (niedrigstes) bis 1 (höchstes Gebiet) gespannten Werte.

    So rechnet etwa KomMonitor; ein einzelnes Randgebiet bestimmt die ganze Skala.
    """
    tabelle = als_tabelle(tabelle)
    w = geordnete_gewichte(tabelle.columns, gewichte)
    feld = _mit_unterschied(_ohne_luecken(zahlenfeld(tabelle), w))
    unten = np.fmin.reduce(feld, axis=0, initial=np.nan)
    oben = np.fmax.reduce(feld, axis=0, initial=np.nan)
    return _index((feld - unten) / (oben - unten), w, tabelle, w.sum())


def rangindex(tabelle: Zahlen, gewichte: Gewichte | None = None) -> pd.Series:
    """Gewichtetes Mittel der Ränge, hier 1 = am wenigsten belastet, damit hoch = belastet gilt.

    Bindungen teilen den mittleren Rang. Abstände zwischen den Gebieten gehen verloren.
    """
    tabelle = als_tabelle(tabelle)
    w = geordnete_gewichte(tabelle.columns, gewichte)
    feld = _mit_unterschied(_ohne_luecken(zahlenfeld(tabelle), w))
    return _index(pd.DataFrame(feld).rank().to_numpy(), w, tabelle, w.sum())


def schwellenzahl(belastet: Zahlen, bewertbar: Zahlen) -> pd.DataFrame:
    """„In 5 von 7 Indikatoren gesichert schlechter als die Reststadt“, je Gebiet.

    Das robusteste und am leichtesten zu erklärende Verfahren.

    Parameters
    ----------
    belastet
        Gebiete × Indikatoren: gesichert schlechter als der Vergleich (ja/nein).
    bewertbar
        Gleiche Form: ob es überhaupt ein Urteil gibt. Fehlende Angaben gelten als nein.

    Returns
    -------
    pd.DataFrame
        `belastet` und `bewertbar` [Zahl der Indikatoren], `anteil` (0 bis 1, `NaN` ohne
        bewertbaren Indikator), Index wie `belastet`.

    Raises
    ------
    SozialmonitorFehler
        Wenn beide Tabellen nicht dieselben Gebiete und Indikatoren in gleicher Folge haben.
    """
    belastet, bewertbar = als_tabelle(belastet), als_tabelle(bewertbar)
    if not (belastet.index.equals(bewertbar.index) and belastet.columns.equals(bewertbar.columns)):
        raise SozialmonitorFehler(
            "„belastet“ und „bewertbar“ brauchen dieselben Gebiete und Indikatoren in gleicher "
            f"Folge; es sind {belastet.shape} und {bewertbar.shape} Zeilen und Spalten."
        )
    gilt = bewertbar.astype("boolean").fillna(value=False).to_numpy(bool)
    ja = belastet.astype("boolean").fillna(value=False).to_numpy(bool) & gilt
    zahl, von = ja.sum(axis=1), gilt.sum(axis=1)
    felder = {"belastet": zahl, "bewertbar": von, "anteil": zahl / np.where(von > 0, von, np.nan)}
    return pd.DataFrame(felder, index=belastet.index)


def _ohne_luecken(feld: np.ndarray, gewichte: np.ndarray) -> np.ndarray:
    """Gebiete, denen ein gewichteter Indikator fehlt, werden ganz zur Lücke."""
    bewertet = np.isfinite(gewichtete_summe(feld, gewichte))
    return np.where(bewertet[:, None], feld, np.nan)


def _mit_unterschied(feld: np.ndarray) -> np.ndarray:
    """Spalten, in denen alle Gebiete gleich sind, werden ganz zur Lücke."""
    _, streuung = mittel_und_streuung(feld)
    return np.where(np.isfinite(streuung), feld, np.nan)


def _index(
    feld: np.ndarray, gewichte: np.ndarray, vorlage: pd.DataFrame, teiler: float = 1
) -> pd.Series:
    summe = gewichtete_summe(feld, gewichte)
    return pd.Series(summe / teiler, index=vorlage.index, name="index")
