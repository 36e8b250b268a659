"""Parametrischer Bootstrap: was der Index ergäbe, wenn sich die Fälle zufällig anders verteilten.

Je Ziehung entstehen alle Zähler neu aus Binomial(n, p), dann z-Werte, Summe und Index wie
heute. Gerechnet wird in Blöcken von Ziehungen; jeder Indikator hat seinen eigenen Zufallsstrom,
damit das Ergebnis nicht von der Blockgröße abhängt.
"""

from collections.abc import Callable

import numpy as np

from sozialmonitor.sozialindex.felder import standardisierte_zeilen

Fortschritt = Callable[[int, int], object]

BLOCK = 250


def gezogene_indizes(
    nenner: np.ndarray,
    anteile: np.ndarray,
    gewichte: np.ndarray,
    *,
    ziehungen: int,
    stroeme: list[np.random.Generator],
    fortschritt: Fortschritt | None = None,
) -> np.ndarray:
    """Index je Ziehung (Zeilen) und bewertetem Gebiet (Spalten), auf Mittel 0 und Streuung 1.

    Parameters
    ----------
    nenner, anteile
        Gebiete × Indikatoren; `anteile` von 0 bis 1, `NaN` in beiden, wo ein Gebiet fehlt. Es
        zählt dann bei den übrigen Indikatoren im Mittel mit, wird aber nicht bewertet.
    stroeme
        Ein Zufallsstrom je Indikator.
    fortschritt
        Wird nach jedem Block mit (erledigt, gesamt) gerufen.

    Returns
    -------
    np.ndarray
        Höchstens `ziehungen` Zeilen: Ziehungen, in denen sich die Gebiete bei einem Indikator gar
        nicht unterscheiden, geben keinen Index und fallen weg.
    """
    vorhanden = np.isfinite(anteile)
    bewertet = vorhanden.all(axis=1)
    bloecke = []
    for beginn in range(0, ziehungen, BLOCK):
        zahl = min(BLOCK, ziehungen - beginn)
        summe = np.zeros((zahl, int(bewertet.sum())))
        for k, strom in enumerate(stroeme):
            da = vorhanden[:, k]
            n = nenner[da, k]
            gezogen = strom.binomial(n.astype("int64"), anteile[da, k], (zahl, len(n))) / n
            summe += gewichte[k] * standardisierte_zeilen(gezogen)[:, bewertet[da]]
        index = standardisierte_zeilen(summe, gewichte.sum())
        bloecke.append(index[np.isfinite(index).all(axis=1)])
        if fortschritt is not None:
            fortschritt(beginn + zahl, ziehungen)
    return np.concatenate(bloecke)
