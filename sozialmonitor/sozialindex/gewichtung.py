"""Gewichte der Indikatoren: geprüft, in der Reihenfolge der Spalten, und ihre Abwandlungen.

Ohne Angabe zählt jeder Indikator gleich viel. Ein Indikator mit Gewicht 0 ist nicht Teil des
Index; seine Lücken stören dann nicht.
"""

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sozialmonitor.fehler import SozialmonitorFehler, Unbekannt

Gewichte = Mapping[str, float] | pd.Series | Sequence[float] | np.ndarray
# Bis zu so vielen Indikatoren werden alle Kombinationen der äußersten Gewichte gerechnet.
_ECKEN_BIS = 10


def geordnete_gewichte(spalten: pd.Index, gewichte: Gewichte | None) -> np.ndarray:
    """Ein Gewicht ≥ 0 je Spalte, in deren Reihenfolge; unbenannte gelten in dieser Folge.

    Raises
    ------
    Unbekannt
        Wenn ein Gewicht zu keiner Spalte gehört.
    SozialmonitorFehler
        Wenn ein Gewicht fehlt, negativ oder keine Zahl ist oder kein Indikator zählt.
    """
    feld: np.ndarray
    if gewichte is None:
        feld = np.ones(len(spalten))
    else:
        benannt = isinstance(gewichte, Mapping | pd.Series)
        if not benannt and len(gewichte) != len(spalten):
            raise SozialmonitorFehler(
                f"Zu {len(spalten)} Indikatoren gehören {len(gewichte)} Gewichte; bitte je "
                "Indikator genau eines angeben."
            )
        werte = pd.Series(gewichte, index=None if benannt else spalten, dtype="float64")
        for name in werte.index.difference(spalten, sort=False):
            raise Unbekannt.aus("Indikator", str(name), [str(spalte) for spalte in spalten])
        if ohne := [str(spalte) for spalte in spalten if spalte not in werte.index]:
            raise SozialmonitorFehler(
                f"Ohne Gewicht: {ohne}. Bitte ein Gewicht angeben; 0 lässt einen Indikator weg."
            )
        feld = werte.reindex(spalten).to_numpy("float64")
    if falsch := [str(s) for s, w in zip(spalten, feld, strict=True) if not 0 <= w < np.inf]:
        raise SozialmonitorFehler(f"Gewichte müssen Zahlen ab 0 sein; bitte prüfen: {falsch}.")
    if not feld.any():
        raise SozialmonitorFehler(
            "Alle Gewichte sind 0. Mindestens ein Indikator muss im Index zählen."
        )
    return feld


def gewichtete_summe(feld: np.ndarray, gewichte: np.ndarray) -> np.ndarray:
    """Summe je Zeile über die Spalten mit Gewicht; `NaN`, wo eine davon fehlt."""
    return np.asarray((feld[:, gewichte > 0] * gewichte[gewichte > 0]).sum(axis=1))


def abgewandelte_gewichte(
    gewichte: np.ndarray, spanne: float, zufaellige: int, strom: np.random.Generator
) -> np.ndarray:
    """Gewichte mal (1 ± `spanne`), eine Abwandlung je Zeile.

    Zuerst jedes Gewicht einzeln kleiner und größer, dann (bis 10 Indikatoren) alle
    Kombinationen der äußersten Werte, dann `zufaellige`, gleichverteilt dazwischen.
    """
    zahl = len(gewichte)
    einzeln = np.ones((2 * zahl, zahl))
    einzeln[np.arange(zahl), np.arange(zahl)] = 1 - spanne
    einzeln[zahl + np.arange(zahl), np.arange(zahl)] = 1 + spanne
    faktoren = [einzeln, strom.uniform(1 - spanne, 1 + spanne, (zufaellige, zahl))]
    if zahl <= _ECKEN_BIS:
        ecken = itertools.product((1 - spanne, 1 + spanne), repeat=zahl)
        faktoren.insert(1, np.array(list(ecken)))
    return np.asarray(np.concatenate(faktoren) * gewichte)
