"""Werte und Bedeutung → Altair-Diagramm mit Titel, Alternativtext und Tabelle (`bild.Bild`).

Alle Funktionen sind rein: Tabelle hinein, neues Bild heraus. Gezeichnet wird nur, was den
Zustand „wert“ hat; ein gesperrter Wert steht weder im Bild noch in dessen Daten.
"""

from sozialmonitor.diagramme.alterspyramide import pyramide
from sozialmonitor.diagramme.chronikbilder import zeitstrahl
from sozialmonitor.diagramme.indexbilder import STATUSFARBEN, indexzerlegung, klassenanteile
from sozialmonitor.diagramme.tafeln import abdeckung, spannweiten
from sozialmonitor.diagramme.thema import STANDARD, Gestaltung
from sozialmonitor.diagramme.vergleichsbilder import balken, vorher_nachher
from sozialmonitor.diagramme.vielfache import kleine_vielfache
from sozialmonitor.diagramme.zeitreihen import Darstellung, zeitreihe

__all__ = [
    "STANDARD",
    "STATUSFARBEN",
    "Darstellung",
    "Gestaltung",
    "abdeckung",
    "balken",
    "indexzerlegung",
    "klassenanteile",
    "kleine_vielfache",
    "pyramide",
    "spannweiten",
    "vorher_nachher",
    "zeitreihe",
    "zeitstrahl",
]
