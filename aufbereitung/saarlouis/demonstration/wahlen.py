"""Erfundene Wahlbeteiligung je Sozialraum; die Stadtwerte sind die veröffentlichten.

„Nicht zuordenbar“ sind Wahlberechtigte mit Wahlschein, die keinem Sozialraum zugerechnet werden;
von ihnen wählen fast alle. Deshalb liegen die Anteile der Sozialräume unter dem der Stadt.
"""

from typing import NamedTuple

import numpy as np

from aufbereitung.saarlouis.demonstration.bevoelkerung import (
    DEUTSCHE,
    VOLLJAEHRIG,
    Bevoelkerung,
)
from aufbereitung.saarlouis.demonstration.verfahren import ganzzahlig, verteilt
from aufbereitung.saarlouis.demonstration.vorgaben import JAHRE, Feld, Vorgaben, Zahlen

# Anteil der EU-Angehörigen unter den erwachsenen Ausländerinnen und Ausländern (gesetzt)
EU_ANTEIL = 0.42
BETEILIGUNG_MIT_WAHLSCHEIN = 0.94
HOECHSTE_BETEILIGUNG = 0.9


class Wahl(NamedTuple):
    """Wahlberechtigte und Wählende je Gebiet an einem Wahltag."""

    art: str
    jahr: int
    wahlberechtigte: Zahlen
    waehler: Zahlen


def wahlen(vorgaben: Vorgaben, menschen: Bevoelkerung) -> list[Wahl]:
    """Alle Wahlen der Vorgaben, je Sozialraum und „nicht zuordenbar“."""
    return [
        _wahl(vorgaben, menschen, art, int(jahr))
        for art, termine in vorgaben.stadt["wahlen"].items()
        for jahr in termine
    ]


def _wahl(vorgaben: Vorgaben, menschen: Bevoelkerung, art: str, jahr: int) -> Wahl:
    angaben = vorgaben.stadt["wahlen"][art][str(jahr)]
    stelle = [JAHRE.index(jahr)]
    summe = np.array([angaben["wahlberechtigte"]])
    schein = ganzzahlig(summe * angaben["wahlschein"] / 100)
    erwachsene = menschen.zahl(ab=VOLLJAEHRIG)[:, stelle]
    berechtigte = verteilt(
        f"wahlberechtigte-{art}-{jahr}",
        summe,
        _wahlrecht(menschen, art)[:, stelle],
        hoechstens=erwachsene,
        rest=schein,
        staerke=0.2,
    )
    waehler = verteilt(
        f"waehler-{art}-{jahr}",
        np.array([angaben["waehler"]]),
        berechtigte[:-1] * np.clip(1.20 - 0.22 * vorgaben.last()[:, stelle], 0.5, None),
        hoechstens=berechtigte[:-1] * HOECHSTE_BETEILIGUNG,
        rest=ganzzahlig(schein * BETEILIGUNG_MIT_WAHLSCHEIN),
        staerke=0.9,
    )
    return Wahl(art, jahr, berechtigte[:, 0], waehler[:, 0])


def _wahlrecht(menschen: Bevoelkerung, art: str) -> Feld:
    deutsche = menschen.zahl(ab=VOLLJAEHRIG, herkunft=DEUTSCHE)
    if art == "landtag":
        return deutsche
    return deutsche + EU_ANTEIL * menschen.zahl(ab=VOLLJAEHRIG, herkunft=("auslaendisch",))
