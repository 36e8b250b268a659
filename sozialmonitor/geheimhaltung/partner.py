"""Die billigste Bewegung: welche Zellen mitschwingen müssen, damit eine Zelle Spielraum bekommt.

Nach der Netzfluss-Heuristik von Kelly und der linearen von Robertson: Ein lineares Programm sucht
die billigste Veränderung der Tabelle, die alle Summen hält und die Zelle um 1 bewegt.
"""

from dataclasses import dataclass

import numpy as np
from scipy import optimize, sparse

from sozialmonitor.geheimhaltung.gleichungen import System
from sozialmonitor.geheimhaltung.tabelle import TOLERANZ, ganze_zahlen

# Schon Verborgenes soll auch nicht unnötig weit mitschwingen.
_FAST_UMSONST = 1e-3
_KNOTEN = 100


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spielraum:
    """Was sich bewegen darf: `spalten` mit dem Abstand nach oben und unten, und die Gleichungen."""

    spalten: np.ndarray
    matrix: sparse.csr_array
    abstand_unten: np.ndarray
    abstand_oben: np.ndarray
    luft_unten: np.ndarray
    luft_oben: np.ndarray

    @classmethod
    def aus(
        cls,
        system: System,
        ausgang: np.ndarray,
        von: np.ndarray,
        bis: np.ndarray,
        beweglich: np.ndarray,
    ) -> "Spielraum":
        """Der Spielraum der beweglichen Unbekannten um den Ausgangspunkt."""
        spalten = np.flatnonzero(beweglich)
        summe = system.matrix @ ausgang
        matrix = system.matrix[:, spalten]
        zeilen = np.flatnonzero(np.diff(matrix.indptr))
        return cls(
            spalten=spalten,
            matrix=sparse.hstack([matrix[zeilen], -matrix[zeilen]], format="csr"),
            abstand_unten=np.maximum(ausgang - von, 0)[spalten],
            abstand_oben=np.maximum(bis - ausgang, 0)[spalten],
            luft_unten=np.maximum(summe - system.unten, 0)[zeilen],
            luft_oben=np.maximum(system.oben - summe, 0)[zeilen],
        )


def bewegung(
    spielraum: Spielraum,
    zelle: int,
    auf: float,
    ab: float,
    kosten: np.ndarray,
    *,
    ganzzahlig: bool,
) -> np.ndarray | None:
    """Richtung je beweglicher Spalte, in der die Zelle um 1 steigt; `None`, wenn es keine gibt.

    Der Ausgangspunkt plus `auf` mal und minus `ab` mal diese Richtung erfüllt alle Gleichungen.
    `kosten` gelten je Unbekannter des Systems; schon Verborgenes kostet 0.
    """
    n = len(spielraum.spalten)
    stelle = int(np.searchsorted(spielraum.spalten, zelle))
    steigt = np.minimum(_durch(spielraum.abstand_oben, auf), _durch(spielraum.abstand_unten, ab))
    faellt = np.minimum(_durch(spielraum.abstand_unten, auf), _durch(spielraum.abstand_oben, ab))
    if steigt[stelle] < 1 - TOLERANZ:
        return None
    hoechstens = np.concatenate([steigt, faellt])
    mindestens = np.zeros(2 * n)
    mindestens[stelle] = hoechstens[stelle] = 1.0
    hoechstens[n + stelle] = 0.0
    preis = np.tile(np.maximum(kosten[spielraum.spalten], _FAST_UMSONST), 2)
    preis /= np.clip(hoechstens, TOLERANZ, 1.0)
    luft_oben = np.minimum(_durch(spielraum.luft_oben, auf), _durch(spielraum.luft_unten, ab))
    luft_unten = np.minimum(_durch(spielraum.luft_unten, auf), _durch(spielraum.luft_oben, ab))
    grenzen = optimize.LinearConstraint(spielraum.matrix, -luft_unten, luft_oben)
    raum = optimize.Bounds(mindestens, hoechstens)
    loesung = optimize.milp(preis, bounds=raum, constraints=grenzen).x
    if loesung is None:
        return None
    if ganzzahlig and not ganze_zahlen(loesung):
        # Ganz wird sie meist schon mit denselben Zellen.
        dabei = np.tile(np.abs(loesung[:n]) + np.abs(loesung[n:]) > TOLERANZ, 2)
        enger = optimize.Bounds(mindestens, np.where(dabei, hoechstens, 0.0))
        optionen = {"node_limit": _KNOTEN}
        ganz = optimize.milp(
            preis, integrality=1, bounds=enger, constraints=grenzen, options=optionen
        ).x
        loesung = loesung if ganz is None else np.round(ganz)
    return np.asarray(loesung[:n] - loesung[n:])


def _durch(abstand: np.ndarray, schritte: float) -> np.ndarray:
    return abstand / schritte if schritte > 0 else np.full(len(abstand), np.inf)
