"""Sozialindex: rechnen, einstufen, zerlegen und prüfen, wie viel davon Zufall und Bauart ist.

Alle Verfahren nehmen Gebiete × Indikatoren mit hoch = belastend; der Index ist hoch =
belastet, Rang 1 = am meisten belastet. Der Status nach der Berliner Regel ist dagegen ein Wort:
„sehr niedrig“ heißt sehr belastet.
"""

from sozialmonitor.sozialindex.auswahl import (
    MINDEST_BEVOELKERUNG,
    MINDEST_NENNER,
    auswertbare_gebiete,
)
from sozialmonitor.sozialindex.dynamik import (
    GEPRUEFTE_DYNAMIK,
    NICHT_BEWERTBAR,
    NICHT_GESICHERT,
    SUMMENGRENZE,
    geprueft_dynamik,
)
from sozialmonitor.sozialindex.einstufung import (
    DYNAMIK,
    DYNAMIKGRENZEN,
    GEEIGNET_AB_GEBIETEN,
    HOCH,
    MITTEL,
    NEGATIV,
    NIEDRIG,
    POSITIV,
    SEHR_NIEDRIG,
    STABIL,
    STATUS,
    STATUSGRENZEN,
    dynamikklasse,
    gebiete_je_feld,
    matrix,
    statusklasse,
)
from sozialmonitor.sozialindex.gewichtung import Gewichte
from sozialmonitor.sozialindex.rangordnung import Aussage, Uebereinstimmung, uebereinstimmung
from sozialmonitor.sozialindex.stabilitaet import Stabilitaet, stabilitaet
from sozialmonitor.sozialindex.verfahren import (
    exponentialindex,
    exponentialtransformation,
    minmax_index,
    raenge,
    rangindex,
    schwellenzahl,
)
from sozialmonitor.sozialindex.ziehung import Fortschritt
from sozialmonitor.sozialindex.zsumme import summenindex, z_werte, zerlegung

__all__ = [
    "DYNAMIK",
    "DYNAMIKGRENZEN",
    "GEEIGNET_AB_GEBIETEN",
    "GEPRUEFTE_DYNAMIK",
    "HOCH",
    "MINDEST_BEVOELKERUNG",
    "MINDEST_NENNER",
    "MITTEL",
    "NEGATIV",
    "NICHT_BEWERTBAR",
    "NICHT_GESICHERT",
    "NIEDRIG",
    "POSITIV",
    "SEHR_NIEDRIG",
    "STABIL",
    "STATUS",
    "STATUSGRENZEN",
    "SUMMENGRENZE",
    "Aussage",
    "Fortschritt",
    "Gewichte",
    "Stabilitaet",
    "Uebereinstimmung",
    "auswertbare_gebiete",
    "dynamikklasse",
    "exponentialindex",
    "exponentialtransformation",
    "gebiete_je_feld",
    "geprueft_dynamik",
    "matrix",
    "minmax_index",
    "raenge",
    "rangindex",
    "schwellenzahl",
    "stabilitaet",
    "statusklasse",
    "summenindex",
    "uebereinstimmung",
    "z_werte",
    "zerlegung",
]
