"""Vertrauensbereiche nach den Formeln der amtlichen Gesundheits- und Sozialstatistik.

Alle Funktionen rechnen elementweise auf Zahlen, Feldern oder Series; bei Series bleibt der
Index erhalten. Anteile sind 0 bis 1. Wo nichts zu rechnen ist (Nenner 0, Wert fehlt, Zähler
größer als Nenner), steht `NaN`.
"""

from typing import Any

import numpy as np
from scipy import special  # nicht scipy.stats: es lädt eine halbe Sekunde länger

Zahlen = Any
# Ab so vielen Fällen gilt die Näherung nach Byar, darunter die exakten Poisson-Grenzen.
BYAR_AB = 10


def _z(niveau: float) -> float:
    return float(special.ndtri(0.5 + niveau / 2))


def _felder(*werte: Zahlen) -> list[np.ndarray]:
    return [np.asarray(_ohne_na(wert), dtype="float64") for wert in werte]


def _ohne_na(wert: Zahlen) -> Zahlen:
    return wert.to_numpy("float64", na_value=np.nan) if hasattr(wert, "to_numpy") else wert


def _wie(vorlage: Zahlen, feld: np.ndarray) -> Zahlen:
    if hasattr(vorlage, "index") and hasattr(vorlage, "to_numpy"):
        return type(vorlage)(feld, index=vorlage.index)
    return feld if feld.ndim else float(feld)


def wilson(anzahl: Zahlen, grundgesamtheit: Zahlen, niveau: float = 0.95) -> tuple[Zahlen, Zahlen]:
    """Wilson-Bereich eines Anteils, (unten, oben) als Werte von 0 bis 1.

    Quelle: Wilson 1927; Formel wie in PHEindicatormethods `phe_proportion`.
    """
    x, n = _felder(anzahl, grundgesamtheit)
    x, n = np.broadcast_arrays(x, n)
    z = _z(niveau)
    gueltig = (n > 0) & (x >= 0) & (x <= n)
    nenner = np.where(gueltig, n, np.nan)
    mitte = 2 * x + z**2
    spanne = z * np.sqrt(z**2 + 4 * x * (1 - np.where(gueltig, x, np.nan) / nenner))
    unten = np.where(
        x == 0, np.where(gueltig, 0.0, np.nan), (mitte - spanne) / (2 * (nenner + z**2))
    )
    oben = np.where(
        x == n, np.where(gueltig, 1.0, np.nan), (mitte + spanne) / (2 * (nenner + z**2))
    )
    return _wie(anzahl, unten), _wie(anzahl, oben)


def byar(anzahl: Zahlen, niveau: float = 0.95) -> tuple[Zahlen, Zahlen]:
    """Vertrauensbereich einer Fallzahl (unten, oben): Byar ab 10 Fällen, darunter exakt.

    Quelle: Breslow & Day 1987 (Byar) und Poisson-Grenzen über die Chi-Quadrat-Verteilung;
    wie PHEindicatormethods.
    """
    (x,) = _felder(anzahl)
    z, alpha = _z(niveau), 1 - niveau
    x = np.where(x >= 0, x, np.nan)
    sicher = np.where(x >= BYAR_AB, x, np.nan)
    unten = sicher * (1 - 1 / (9 * sicher) - z / (3 * np.sqrt(sicher))) ** 3
    oben = (sicher + 1) * (1 - 1 / (9 * (sicher + 1)) + z / (3 * np.sqrt(sicher + 1))) ** 3
    klein = x < BYAR_AB
    wenig = np.where(klein, x, np.nan)
    exakt_unten = np.where(x > 0, special.gammaincinv(wenig, alpha / 2), 0.0)
    exakt_oben = special.gammaincinv(wenig + 1, 1 - alpha / 2)
    return (
        _wie(anzahl, np.where(klein, exakt_unten, unten)),
        _wie(anzahl, np.where(klein, exakt_oben, oben)),
    )


def rate(
    anzahl: Zahlen, bezug: Zahlen, faktor: float = 1000, niveau: float = 0.95
) -> tuple[Zahlen, Zahlen]:
    """Vertrauensbereich einer Rate (Ereignisse je `faktor` Personen), (unten, oben)."""
    (n,) = _felder(bezug)
    nenner = np.where(n > 0, n, np.nan)
    unten, oben = (np.asarray(_ohne_na(grenze), "float64") for grenze in byar(anzahl, niveau))
    return _wie(anzahl, unten / nenner * faktor), _wie(anzahl, oben / nenner * faktor)


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
    x1, n1, x2, n2 = _felder(anzahl_1, grundgesamtheit_1, anzahl_2, grundgesamtheit_2)
    p1, p2 = x1 / np.where(n1 > 0, n1, np.nan), x2 / np.where(n2 > 0, n2, np.nan)
    l1, u1 = wilson(x1, n1, niveau)
    l2, u2 = wilson(x2, n2, niveau)
    differenz = np.asarray(p2 - p1)
    unten = differenz - np.sqrt((p2 - l2) ** 2 + (u1 - p1) ** 2)
    oben = differenz + np.sqrt((u2 - p2) ** 2 + (p1 - l1) ** 2)
    return _wie(anzahl_1, differenz), _wie(anzahl_1, unten), _wie(anzahl_1, oben)


def differenz_der_differenzen(
    anzahlen: tuple[Zahlen, Zahlen, Zahlen, Zahlen],
    grundgesamtheiten: tuple[Zahlen, Zahlen, Zahlen, Zahlen],
    niveau: float = 0.95,
) -> tuple[Zahlen, Zahlen, Zahlen]:
    """Unterschied zweier Entwicklungen (Gebiet minus Vergleich) mit Vertrauensbereich.

    Reihenfolge beider Tupel: Gebiet vorher, Gebiet nachher, Vergleich vorher, Vergleich
    nachher. Normalapproximation `sqrt(Σ p(1−p)/n)`; zeigt Unterschied, nicht Ursache.
    """
    x = np.array(_felder(*anzahlen))
    n = np.array(_felder(*grundgesamtheiten))
    p = x / np.where(n > 0, n, np.nan)
    wert = (p[1] - p[0]) - (p[3] - p[2])
    spanne = _z(niveau) * np.sqrt((p * (1 - p) / n).sum(axis=0))
    vorlage = anzahlen[0]
    return _wie(vorlage, wert), _wie(vorlage, wert - spanne), _wie(vorlage, wert + spanne)
