"""Vorstufen des Angriffs: Grenzen durch die Gleichungen fortpflanzen, in Teile zerlegen."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from sozialmonitor.geheimhaltung.tabelle import TOLERANZ

# Mehr Runden engen kaum weiter ein; den Rest erledigt das lineare Programm.
_RUNDEN = 40


@dataclass(frozen=True, slots=True, eq=False)
class Teilsystem:
    """Unbekannte, die über Gleichungen zusammenhängen: `unten` ≤ `matrix` · x ≤ `oben`."""

    spalten: np.ndarray
    matrix: sparse.csr_array
    unten: np.ndarray
    oben: np.ndarray


def eingeengt(
    system: Teilsystem, von: np.ndarray, bis: np.ndarray, *, ganzzahlig: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Grenzen je Unbekannter, die jede Gleichung für sich erzwingt, bis sich nichts mehr ändert.

    Gültig, aber nicht immer die engsten. Widersprechen sich die Gleichungen, liegt irgendwo die
    untere Grenze über der oberen.
    """
    for _ in range(_RUNDEN):
        unten, oben = _fortgepflanzt(system, von, bis)
        if ganzzahlig:
            unten, oben = np.ceil(unten - TOLERANZ), np.floor(oben + TOLERANZ)
        enger = (unten > von + TOLERANZ) | (oben < bis - TOLERANZ)
        if not enger.any():
            break
        von, bis = np.maximum(von, unten), np.minimum(bis, oben)
        if (von > bis + TOLERANZ).any():
            break
        bis = np.maximum(von, bis)
    return von, bis


def zusammenhang(system: Teilsystem, von: np.ndarray, bis: np.ndarray) -> np.ndarray:
    """Nummer des Teils je Unbekannter; −1, wo keine Gleichung mehr etwas offenlässt."""
    matrix = system.matrix.tocoo()
    zeilen, spalten = matrix.coords
    frei = (bis > von)[spalten]
    m, n = matrix.shape
    kanten = sparse.coo_array(
        (np.ones(frei.sum()), (spalten[frei], n + zeilen[frei])), shape=(n + m, n + m)
    )
    _, marke = csgraph.connected_components(kanten, directed=False)
    verbunden = np.zeros(n, dtype=bool)
    verbunden[spalten[frei]] = True
    return np.where(verbunden, marke[:n], -1)


def ausschnitt(system: Teilsystem, gewaehlt: np.ndarray, von: np.ndarray) -> Teilsystem:
    """Das System der gewählten Unbekannten; die übrigen in ihren Gleichungen stehen auf `von`."""
    matrix = system.matrix[:, gewaehlt]
    zeilen = np.flatnonzero(np.diff(matrix.indptr))
    fest = system.matrix[zeilen] @ np.where(gewaehlt, 0.0, von)
    return Teilsystem(
        system.spalten[gewaehlt],
        matrix[zeilen],
        system.unten[zeilen] - fest,
        system.oben[zeilen] - fest,
    )


def _fortgepflanzt(
    system: Teilsystem, von: np.ndarray, bis: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    matrix = system.matrix.tocoo()
    (zeile, spalte), faktor = matrix.coords, matrix.data
    kleinstes = np.where(faktor > 0, von[spalte], bis[spalte]) * faktor
    groesstes = np.where(faktor > 0, bis[spalte], von[spalte]) * faktor
    hoechstens = system.oben[zeile] - _uebrige(kleinstes, zeile, matrix.shape[0])
    mindestens = system.unten[zeile] - _uebrige(groesstes, zeile, matrix.shape[0])
    unten, oben = von.copy(), bis.copy()
    np.minimum.at(oben, spalte, np.where(faktor > 0, hoechstens, mindestens) / faktor)
    np.maximum.at(unten, spalte, np.where(faktor > 0, mindestens, hoechstens) / faktor)
    return unten, oben


def _uebrige(beitrag: np.ndarray, zeile: np.ndarray, anzahl: int) -> np.ndarray:
    """Je Eintrag die Summe der übrigen Beiträge seiner Gleichung; ein unendlicher bleibt es."""
    unendlich = np.isinf(beitrag)
    endlich = np.where(unendlich, 0.0, beitrag)
    summe = np.bincount(zeile, endlich, anzahl)[zeile] - endlich
    andere = np.bincount(zeile, unendlich, anzahl)[zeile] - unendlich
    vorzeichen = np.bincount(zeile, np.where(unendlich, np.sign(beitrag), 0.0), anzahl)[zeile]
    return np.asarray(np.where(andere > 0, np.copysign(np.inf, vorzeichen), summe))
