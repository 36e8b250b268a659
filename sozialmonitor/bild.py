"""Ein Bild ist immer vollständig: Titel, Alternativtext, Tabelle und Herkunft gehören dazu."""

from dataclasses import dataclass
from typing import Any

import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bild:
    """Ein Diagramm oder eine Karte samt allem, was Leserinnen ohne das Bild brauchen.

    `bild` ist ein Altair-Diagramm oder eine folium-Karte; `tabelle` enthält dieselben Angaben
    als fertige deutsche Texte; `demo` sagt, ob ein Demonstrationswert darin vorkommt.
    """

    titel: str
    bild: Any
    alttext: str
    tabelle: pd.DataFrame
    demo: bool = False
    quelle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Legendeneintrag:
    """Eine Zeile der Legende: Farbe oder Muster, Text und Zahl der Gebiete."""

    farbe: str
    muster: str
    text: str
    anzahl: int
