"""Sozialindex: Stabilität mit 2.000 Ziehungen.

Vergleichswert ist eine Schleife über die öffentlichen Funktionen, die nur Klassen und Rangbereich
liefert (ohne Gewichte ± 50 % und ohne weggelassene Indikatoren), im selben Lauf mit 100 Ziehungen
gemessen und auf 2.000 hochgerechnet.
"""

from collections.abc import Iterator
from statistics import median

import numpy as np
import pandas as pd

from benchmarks.messwerte import Messung, gestoppt, melde
from sozialmonitor import sozialindex
from sozialmonitor.glaettung import empirical_bayes

ZIEHUNGEN = 2000
WENIGE = 100
INDIKATOREN = 7


def messe(wiederholungen: int) -> Iterator[Messung]:
    """Zeiten für eine Stadt mit 29 und eine mit 542 Gebieten."""
    for gebiete, budget in ((29, 1500), (542, 10_000)):
        melde(f"Sozialindex: {gebiete} Gebiete × {INDIKATOREN} Indikatoren")
        yield _messung(gebiete, budget, max(3, wiederholungen // 3))


def erfundene_faelle(gebiete: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Zähler und Nenner mit Größen und Anteilen wie in einer deutschen Stadt, immer gleich."""
    zufall = np.random.default_rng(2021)
    bevoelkerung = zufall.integers(800, 9000, (gebiete, 1))
    nenner = np.rint(bevoelkerung * zufall.uniform(0.1, 1, INDIKATOREN))
    lage = zufall.uniform(0.3, 3, (gebiete, 1))
    anteile = zufall.uniform(0.02, 0.1, INDIKATOREN) * lage
    anzahl = zufall.binomial(nenner.astype("int64"), anteile)
    return pd.DataFrame(anzahl), pd.DataFrame(nenner)


def klassen_in_schleife(anzahl: pd.DataFrame, nenner: pd.DataFrame, ziehungen: int) -> pd.DataFrame:
    """Anteile der Klassen, Ziehung für Ziehung aus den öffentlichen Funktionen."""
    strom = np.random.default_rng(1)
    p = np.column_stack([empirical_bayes(anzahl[k], nenner[k]).geglaettet for k in anzahl])
    n = nenner.to_numpy("int64")
    klassen, raenge = [], []
    for _ in range(ziehungen):
        gezogen = pd.DataFrame(strom.binomial(n, p) / n, index=anzahl.index)
        index = sozialindex.summenindex(sozialindex.z_werte(gezogen))
        klassen.append(sozialindex.statusklasse(index))
        raenge.append(index.rank(ascending=False))
    pd.concat(raenge, axis=1).quantile([0.025, 0.975], axis=1)
    je_gebiet = pd.concat(klassen, axis=1).T
    return je_gebiet.apply(lambda spalte: spalte.value_counts(normalize=True)).T


def _messung(gebiete: int, budget: float, n: int) -> Messung:
    anzahl, nenner = erfundene_faelle(gebiete)
    schleife = gestoppt(lambda: klassen_in_schleife(anzahl, nenner, WENIGE), 3)
    return Messung(
        name=f"Stabilität, {gebiete} Gebiete × {INDIKATOREN}, {ZIEHUNGEN} Ziehungen",
        werte=gestoppt(lambda: sozialindex.stabilitaet(anzahl, nenner, ziehungen=ZIEHUNGEN), n),
        budget=budget,
        vergleich=median(schleife) * ZIEHUNGEN / WENIGE,
    )
