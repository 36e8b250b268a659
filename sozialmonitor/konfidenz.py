"""Vertrauensbereiche nach den Formeln der amtlichen Gesundheits- und Sozialstatistik.

Alle Funktionen rechnen elementweise auf Zahlen, Feldern oder Series, auch gemischt; der Index
der ersten Series bleibt, Series mit verschiedenem Index sind ein Fehler. Anteile sind 0 bis 1.
Wo nichts zu rechnen ist (Nenner 0, Wert fehlt, Zähler größer als Nenner), steht `NaN`; ein
Niveau, das nicht zwischen 0 und 1 liegt, ist ein Fehler.
"""

import numpy as np
import pandas as pd
from scipy import special  # nicht scipy.stats: es lädt eine halbe Sekunde länger

from sozialmonitor.eingabe import Zahlen, als_felder, gemeinsame_form, geprueftes_niveau, in_form

# Ab so vielen Fällen gilt die Näherung nach Byar, darunter die exakten Poisson-Grenzen.
BYAR_AB = 10
# Mit weniger Ereignissen insgesamt taugt eine standardisierte Rate nicht (Morris u. a. 2018).
STANDARDISIERT_AB = 10


def _z(niveau: float) -> float:
    return float(special.ndtri(0.5 + geprueftes_niveau(niveau) / 2))


def _bezug(personen: np.ndarray) -> np.ndarray:
    return np.where((personen > 0) & (personen < np.inf), personen, np.nan)


def _drei_wie(
    vorlage: Zahlen, wert: Zahlen, unten: Zahlen, oben: Zahlen
) -> tuple[Zahlen, Zahlen, Zahlen]:
    wert, unten, oben = (np.asarray(feld) for feld in (wert, unten, oben))
    return in_form(vorlage, wert), in_form(vorlage, unten), in_form(vorlage, oben)


def _gueltig(anzahl: np.ndarray, grundgesamtheit: np.ndarray) -> np.ndarray:
    endlich = (grundgesamtheit > 0) & (grundgesamtheit < np.inf)
    return np.asarray(endlich & (anzahl >= 0) & (anzahl <= grundgesamtheit))


def _anteil(anzahl: np.ndarray, grundgesamtheit: np.ndarray) -> np.ndarray:
    gueltig = _gueltig(anzahl, grundgesamtheit)
    return np.asarray(anzahl / np.where(gueltig, grundgesamtheit, np.nan))


def wilson(anzahl: Zahlen, grundgesamtheit: Zahlen, niveau: float = 0.95) -> tuple[Zahlen, Zahlen]:
    """Wilson-Bereich eines Anteils, (unten, oben) als Werte von 0 bis 1.

    Quelle: Wilson 1927; Formel wie in PHEindicatormethods `phe_proportion`.
    """
    vorlage = gemeinsame_form(anzahl, grundgesamtheit)
    x, n = np.broadcast_arrays(*als_felder(anzahl, grundgesamtheit))
    z = _z(niveau)
    gueltig = _gueltig(x, n)
    nenner = np.where(gueltig, n, np.nan)
    mitte = 2 * x + z**2
    spanne = z * np.sqrt(z**2 + 4 * x * (1 - np.where(gueltig, x, np.nan) / nenner))
    unten = np.where(
        x == 0, np.where(gueltig, 0.0, np.nan), (mitte - spanne) / (2 * (nenner + z**2))
    )
    oben = np.where(
        x == n, np.where(gueltig, 1.0, np.nan), (mitte + spanne) / (2 * (nenner + z**2))
    )
    return in_form(vorlage, unten), in_form(vorlage, oben)


def byar(anzahl: Zahlen, niveau: float = 0.95) -> tuple[Zahlen, Zahlen]:
    """Vertrauensbereich einer Fallzahl (unten, oben): Byar ab 10 Fällen, darunter exakt.

    Quelle: Breslow & Day 1987 (Byar) und Poisson-Grenzen über die Chi-Quadrat-Verteilung;
    wie PHEindicatormethods. Fallzahlen müssen nicht ganz sein.
    """
    (x,) = als_felder(anzahl)
    z, alpha = _z(niveau), 1 - niveau
    x = np.where((x >= 0) & (x < np.inf), x, np.nan)
    sicher = np.where(x >= BYAR_AB, x, np.nan)
    unten = sicher * (1 - 1 / (9 * sicher) - z / (3 * np.sqrt(sicher))) ** 3
    oben = (sicher + 1) * (1 - 1 / (9 * (sicher + 1)) + z / (3 * np.sqrt(sicher + 1))) ** 3
    klein = x < BYAR_AB
    wenig = np.where(klein, x, np.nan)
    exakt_unten = np.where(x > 0, special.gammaincinv(wenig, alpha / 2), 0.0)
    exakt_oben = special.gammaincinv(wenig + 1, 1 - alpha / 2)
    vorlage = gemeinsame_form(anzahl)
    return (
        in_form(vorlage, np.where(klein, exakt_unten, unten)),
        in_form(vorlage, np.where(klein, exakt_oben, oben)),
    )


def rate(
    anzahl: Zahlen, bezug: Zahlen, faktor: float = 1000, niveau: float = 0.95
) -> tuple[Zahlen, Zahlen]:
    """Vertrauensbereich einer Rate (Ereignisse je `faktor` Personen), (unten, oben)."""
    vorlage = gemeinsame_form(anzahl, bezug)
    x, n = als_felder(anzahl, bezug)
    unten, oben = (np.asarray(grenze / _bezug(n) * faktor) for grenze in byar(x, niveau))
    return in_form(vorlage, unten), in_form(vorlage, oben)


def standardisierte_rate(
    anzahl: Zahlen,
    bevoelkerung: Zahlen,
    standard: Zahlen,
    faktor: float = 100_000,
    niveau: float = 0.95,
) -> tuple[Zahlen, Zahlen, Zahlen]:
    """Direkt standardisierte Rate mit Bereich nach Dobson: (rate, unten, oben) je `faktor`.

    Parameters
    ----------
    anzahl, bevoelkerung
        Ereignisse und Personen je Altersgruppe. Die letzte Achse sind die Altersgruppen:
        eindimensional für ein Gebiet, als Tabelle (Zeilen Gebiete) für viele.
    standard
        Standardbevölkerung je Altersgruppe in derselben Reihenfolge; nur die Verhältnisse zählen.

    Returns
    -------
    tuple
        Drei Zahlen, sonst je Gebiet ein Wert (Index der Tabelle). `NaN`, wenn eine Altersgruppe
        fehlt oder keine Personen hat, und unter `STANDARDISIERT_AB` Ereignissen insgesamt.

    Raises
    ------
    SozialmonitorFehler
        Wenn die Altersgruppen (Spalten oder Index) der Angaben nicht dieselben sind.

    Notes
    -----
    Dobson, Kuulasmaa, Eberle & Scherer 1991: die Byar-Grenzen der Summe aller Ereignisse,
    gestreckt auf die Streuung der gewichteten Summe; wie PHEindicatormethods `calculate_dsr`.
    Anders als dort gilt ein fehlender Wert nicht als null Ereignisse.
    """
    vorlage = gemeinsame_form(anzahl, bevoelkerung)
    if vorlage is not None and isinstance(standard, pd.Series):
        gemeinsame_form(pd.Series(0, index=vorlage.axes[-1]), standard)
    x, n, gewicht = np.broadcast_arrays(*als_felder(anzahl, bevoelkerung, standard))
    gueltig = ((x >= 0) & (n > 0) & (gewicht >= 0)).all(axis=-1) & (gewicht.sum(axis=-1) > 0)
    gueltig &= x.sum(axis=-1) >= STANDARDISIERT_AB
    summe, gesamt = (np.where(gueltig, feld.sum(axis=-1), np.nan) for feld in (x, gewicht))
    je_ereignis = gewicht / np.where(n > 0, n, np.nan) / gesamt[..., None]
    wert = np.where(gueltig, (je_ereignis * x).sum(axis=-1), np.nan)
    streckung = np.sqrt((je_ereignis**2 * x).sum(axis=-1) / summe)
    unten, oben = byar(summe, niveau)
    gebiete = pd.Series(0, index=vorlage.index) if isinstance(vorlage, pd.DataFrame) else None
    return _drei_wie(
        gebiete,
        wert * faktor,
        (wert + streckung * (unten - summe)) * faktor,
        (wert + streckung * (oben - summe)) * faktor,
    )


def newcombe(
    anzahl_1: Zahlen,
    grundgesamtheit_1: Zahlen,
    anzahl_2: Zahlen,
    grundgesamtheit_2: Zahlen,
    niveau: float = 0.95,
) -> tuple[Zahlen, Zahlen, Zahlen]:
    """Differenz zweier Anteile (2 − 1) mit Vertrauensbereich: (differenz, unten, oben).

    Quelle: Newcombe 1998, Methode 10 (hybrider Score-Bereich aus zwei Wilson-Bereichen).
    """
    vorlage = gemeinsame_form(anzahl_1, grundgesamtheit_1, anzahl_2, grundgesamtheit_2)
    x1, n1, x2, n2 = als_felder(anzahl_1, grundgesamtheit_1, anzahl_2, grundgesamtheit_2)
    eins = _anteil(x1, n1), *wilson(x1, n1, niveau)
    zwei = _anteil(x2, n2), *wilson(x2, n2, niveau)
    return _drei_wie(vorlage, *_verknuepft(eins, zwei))


def differenz_raten(  # noqa: PLR0917 – je zwei Angaben zu zwei Raten wie bei `newcombe`
    anzahl_1: Zahlen,
    bezug_1: Zahlen,
    anzahl_2: Zahlen,
    bezug_2: Zahlen,
    faktor: float = 1000,
    niveau: float = 0.95,
) -> tuple[Zahlen, Zahlen, Zahlen]:
    """Differenz zweier Raten (2 − 1, je `faktor`) mit Bereich: (differenz, unten, oben).

    Quelle: Zou & Donner 2008 (MOVER), dieselbe Verknüpfung wie bei Newcombe 1998, hier aus den
    Grenzen von `rate` (Byar, unter 10 Fällen exakt). Die Ereignisse gelten als unabhängig.
    """
    vorlage = gemeinsame_form(anzahl_1, bezug_1, anzahl_2, bezug_2)
    x1, n1, x2, n2 = als_felder(anzahl_1, bezug_1, anzahl_2, bezug_2)
    eins = x1 / _bezug(n1) * faktor, *rate(x1, n1, faktor, niveau)
    zwei = x2 / _bezug(n2) * faktor, *rate(x2, n2, faktor, niveau)
    return _drei_wie(vorlage, *_verknuepft(eins, zwei))


def _verknuepft(
    eins: tuple[Zahlen, Zahlen, Zahlen], zwei: tuple[Zahlen, Zahlen, Zahlen]
) -> tuple[Zahlen, Zahlen, Zahlen]:
    (wert_1, unten_1, oben_1), (wert_2, unten_2, oben_2) = eins, zwei
    differenz = wert_2 - wert_1
    unten = differenz - np.sqrt((wert_2 - unten_2) ** 2 + (oben_1 - wert_1) ** 2)
    oben = differenz + np.sqrt((oben_2 - wert_2) ** 2 + (wert_1 - unten_1) ** 2)
    # Wo ein Bereich fehlt (negative Anzahl), gilt auch die Differenz nicht.
    return np.where(np.isnan(unten), np.nan, differenz), unten, oben


def kontrollgrenzen(
    anteil: Zahlen, grundgesamtheit: Zahlen, niveau: float = 0.95
) -> tuple[Zahlen, Zahlen]:
    """Grenzen, in denen ein Gebiet dieser Größe zufällig um `anteil` schwankt, (unten, oben).

    Parameters
    ----------
    anteil
        Vergleichswert (Stadtwert) von 0 bis 1.
    grundgesamtheit
        Personen im Gebiet.

    Returns
    -------
    tuple
        Werte von 0 bis 1; `NaN` ohne Grundgesamtheit oder bei einem Anteil außerhalb 0 bis 1.

    Notes
    -----
    Prozessgrenzen der Fingertips-Methode „SPC for proportions“ (Trichterdiagramm): der
    Wilson-Bereich, wenn im Gebiet genau der Vergleichswert gemessen würde. Üblich: 0,95 und 0,998.
    """
    vorlage = gemeinsame_form(anteil, grundgesamtheit)
    p, n = als_felder(anteil, grundgesamtheit)
    erwartet = np.where((p >= 0) & (p <= 1), p * n, np.nan)
    unten, oben = (np.asarray(grenze) for grenze in wilson(erwartet, n, niveau))
    return in_form(vorlage, unten), in_form(vorlage, oben)


def kleinste_erkennbare_veraenderung(
    anteil: Zahlen, grundgesamtheit_1: Zahlen, grundgesamtheit_2: Zahlen, niveau: float = 0.95
) -> Zahlen:
    """Ab welcher Differenz zweier Anteile um `anteil` ein Unterschied gesichert wäre.

    Parameters
    ----------
    anteil
        Ungefähre Höhe beider Anteile, 0 bis 1.
    grundgesamtheit_1, grundgesamtheit_2
        Personen vorher und nachher (oder hier und dort).

    Returns
    -------
    Zahl, Feld oder Series
        Differenz als Wert von 0 bis 1 (0,024 = 2,4 Prozentpunkte); `NaN` ohne Personen oder bei
        einem Anteil außerhalb 0 bis 1.

    Notes
    -----
    `z · sqrt(p(1 − p)(1/n1 + 1/n2))`, Normalapproximation. Ein wahrer Unterschied dieser Größe
    würde nur in der Hälfte der Fälle entdeckt; sicher entdeckt wird erst ein deutlich größerer.
    """
    vorlage = gemeinsame_form(anteil, grundgesamtheit_1, grundgesamtheit_2)
    p, n1, n2 = als_felder(anteil, grundgesamtheit_1, grundgesamtheit_2)
    p = np.where((p >= 0) & (p <= 1), p, np.nan)
    kehrwerte = 1 / _bezug(n1) + 1 / _bezug(n2)
    return in_form(vorlage, np.asarray(_z(niveau) * np.sqrt(p * (1 - p) * kehrwerte)))


def differenz_der_differenzen(
    anzahlen: tuple[Zahlen, Zahlen, Zahlen, Zahlen],
    grundgesamtheiten: tuple[Zahlen, Zahlen, Zahlen, Zahlen],
    niveau: float = 0.95,
) -> tuple[Zahlen, Zahlen, Zahlen]:
    """Unterschied zweier Entwicklungen (Gebiet minus Vergleich) mit Vertrauensbereich.

    Reihenfolge beider Tupel: Gebiet vorher, Gebiet nachher, Vergleich vorher, Vergleich
    nachher. Normalapproximation `sqrt(Σ p(1−p)/n)`; zeigt Unterschied, nicht Ursache.
    """
    vorlage = gemeinsame_form(*anzahlen, *grundgesamtheiten)
    felder = np.array(np.broadcast_arrays(*als_felder(*anzahlen, *grundgesamtheiten)))
    x, n = felder[:4], felder[4:]
    p = _anteil(x, n)
    wert = (p[1] - p[0]) - (p[3] - p[2])
    varianz = (p * (1 - p) / np.where(n > 0, n, np.nan)).sum(axis=0)
    spanne = _z(niveau) * np.sqrt(varianz)
    return _drei_wie(vorlage, wert, wert - spanne, wert + spanne)
