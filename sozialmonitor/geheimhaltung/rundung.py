"""Rundung statt Lücken: jede Zelle zufällig, aber immer gleich auf 3, 5 oder 10 gerundet."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sozialmonitor.fehler import SozialmonitorFehler, SpaltenFehlen
from sozialmonitor.geheimhaltung.angreifer import Angreifer, Wissen
from sozialmonitor.geheimhaltung.gleichungen import gleichungssystem
from sozialmonitor.geheimhaltung.lage import Bedarf
from sozialmonitor.geheimhaltung.tabelle import (
    TOLERANZ,
    Hierarchien,
    dimensionen,
    geprueft,
    schluessel,
)
from sozialmonitor.geheimhaltungsregel import RUNDUNGSBASEN, Schutz

_SUMMENHINWEIS = (
    "Alle Zahlen sind einzeln auf Vielfache von {basis} gerundet; Summen gehen deshalb nicht auf."
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rundung:
    """Gerundete Tabelle und was sie kostet.

    `summen` zählt die Summen, deren Zahlen alle bekannt sind, `nicht_additiv` die davon, die
    nach dem Runden nicht mehr aufgehen; `hinweis` gehört unter jede Tabelle.
    """

    tabelle: pd.DataFrame
    basis: int
    summen: int
    nicht_additiv: int
    hinweis: str


def gerundet(
    tabelle: pd.DataFrame,
    *,
    basis: int,
    seed: int | str,
    schluessel_aus: Sequence[str] | None = None,
    hierarchien: Hierarchien | None = None,
) -> Rundung:
    """Jede Zahl auf ein Vielfaches der Basis gerundet, im Mittel unverzerrt.

    Parameters
    ----------
    tabelle
        Dimensionen und `wert`; andere Spalten außer `status` und `grund` bleiben, diese nicht.
    basis
        3, 5 oder 10.
    seed
        Das Geheimnis der Rundung: Wer es kennt, kann sie zurückrechnen. Nicht veröffentlichen
        und zwischen Veröffentlichungen nicht wechseln.
    schluessel_aus
        Spalten, an denen eine Zelle erkannt wird; Vorgabe alle Dimensionen. Dieselbe Zelle wird
        in jeder Tabelle und jedem Export gleich gerundet.
    hierarchien
        Zum Zählen der verlorenen Additivität; ohne sie wird nichts gezählt.

    Returns
    -------
    Rundung
        Vielfache der Basis (und 0) bleiben, unbekannte auch.

    Raises
    ------
    SozialmonitorFehler
        Bei anderer Basis oder Zahlen, die nicht ganz sind.

    Notes
    -----
    Rest r wird mit Wahrscheinlichkeit r/basis auf- und sonst abgerundet (unbiased random
    rounding). Die Zufallszahl ist ein Hash aus Geheimnis und Schlüssel, wie ein Cell-Key.
    """
    if basis not in RUNDUNGSBASEN:
        raise SozialmonitorFehler(f"Gerundet wird auf 3, 5 oder 10, nicht auf {basis}.")
    zellen = geprueft(tabelle)
    wert = zellen["wert"].to_numpy()
    bekannt = ~np.isnan(wert)
    if (np.abs(wert - np.round(wert))[bekannt] > TOLERANZ).any():
        raise SozialmonitorFehler("Gerundet werden nur ganze Zahlen (Anzahlen).")
    spalten = dimensionen(zellen) if schluessel_aus is None else list(schluessel_aus)
    if fehlend := set(spalten) - set(zellen.columns):
        raise SpaltenFehlen.aus(fehlend, list(zellen.columns))
    zufall = np.array([_zufall(seed, zelle) for zelle in schluessel(zellen, sorted(spalten))])
    ganz = np.where(bekannt, np.round(wert), 0.0)
    rest = ganz % basis
    neu = np.where(bekannt, ganz - rest + basis * (zufall * basis < rest), np.nan)
    behalten = [spalte for spalte in tabelle.columns if spalte not in {"status", "grund"}]
    summen, verloren = _additivitaet(zellen, neu, hierarchien) if hierarchien else (0, 0)
    return Rundung(
        tabelle=pd.DataFrame(tabelle[behalten].assign(wert=neu)),
        basis=basis,
        summen=summen,
        nicht_additiv=verloren,
        hinweis=_SUMMENHINWEIS.format(basis=basis),
    )


def pruefe_gerundet(
    tabelle: pd.DataFrame, hierarchien: Hierarchien, *, basis: int, zellen: pd.Series | None = None
) -> pd.DataFrame:
    """Was sich aus lauter gerundeten Zahlen über die wahren errechnen lässt.

    Parameters
    ----------
    tabelle
        Gerundete Tabelle: Dimensionen und `wert` (Vielfache der Basis).
    hierarchien
        Wie bei `pruefe`; der Angreifer weiß, dass die wahren Zahlen Summen bilden.
    basis
        Auf die gerundet wurde.
    zellen
        Welche Zeilen anzugreifen sind (bool, Index wie `tabelle`); Vorgabe alle.

    Returns
    -------
    pd.DataFrame
        Spalten wie bei `pruefe` ohne `status`. „geschützt“ heißt: mindestens so viel Spielraum
        wie eine einzelne gerundete Zahl (Basis − 1).
    """
    gepruefte = geprueft(tabelle, hierarchien)
    system = gleichungssystem(gepruefte, hierarchien)
    mitte = np.full(system.matrix.shape[1], np.nan)
    mitte[: system.zellen] = gepruefte["wert"]
    wissen = Wissen(
        von=np.where(np.isnan(mitte), 0.0, np.maximum(mitte - basis + 1, 0.0)),
        bis=np.where(np.isnan(mitte), np.inf, mitte + basis - 1),
        ganzzahlig=True,
    )
    ziel = gepruefte["wert"].notna() if zellen is None else zellen & gepruefte["wert"].notna()
    ziele = np.flatnonzero(ziel)
    angreifer = Angreifer(system, mitte, np.full(len(mitte), fill_value=True), wissen)
    bedarf = Bedarf.einheitlich(len(mitte), Schutz(breite=basis - 1, mindestanzahl=0))
    unten, oben = angreifer.grenzen(ziele, bedarf.erfuellt)
    return (
        gepruefte.iloc[ziele][list(hierarchien)]
        .assign(unten=unten, oben=oben, breite=oben - unten)
        .assign(urteil=bedarf.urteile(ziele, unten, oben))
    )


def _zufall(seed: int | str, zelle: Sequence[object]) -> float:
    """Gleichverteilt in [0, 1), auf jedem Rechner gleich."""
    text = json.dumps([str(seed), *map(str, zelle)], ensure_ascii=True)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:7]) / 2**56


def _additivitaet(
    zellen: pd.DataFrame, gerundete: np.ndarray, hierarchien: Hierarchien
) -> tuple[int, int]:
    system = gleichungssystem(geprueft(zellen, hierarchien), hierarchien)
    bekannt = np.zeros(system.matrix.shape[1], dtype=bool)
    bekannt[: system.zellen] = ~np.isnan(gerundete)
    werte = np.zeros(len(bekannt))
    werte[: system.zellen] = np.nan_to_num(gerundete)
    voll = (abs(system.matrix) @ ~bekannt) == 0
    return int(voll.sum()), int((np.abs(system.matrix @ werte)[voll] > TOLERANZ).sum())
