"""Was ein Verfahren in Worten ausmacht, und wie seine Beispiele Zahlen schreiben."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sozialmonitor import formate, vergleich

Schreibweise = Callable[[float], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Methode:
    """Ein Verfahren: Zweck in einem Satz, Formel (LaTeX), Erläuterung, Quelle und Beispiel.

    `funktionen` nennt, womit gerechnet wird („konfidenz.wilson“). `rechne` rechnet das Beispiel
    erst auf Verlangen: einige Verfahren laden dafür große Bibliotheken.
    """

    thema: str
    titel: str
    zweck: str
    formel: str
    erlaeuterung: str
    quelle: str
    funktionen: tuple[str, ...]
    rechne: Callable[[], str]

    @property
    def beispiel(self) -> str:
        """Das jetzt gerechnete Beispiel als Satz."""
        return self.rechne()


def prozent(anteil: float) -> str:
    """Anteil von 0 bis 1 als „30,8 %“."""
    return f"{formate.zahl(anteil * 100, 1)} %"


def punkte(anteil: float) -> str:
    """Differenz zweier Anteile als „+5,2 Prozentpunkte“."""
    return f"{formate.zahl(anteil * 100, 1, vorzeichen=True)} Prozentpunkte"


def drei(wert: float) -> str:
    """Zahl mit drei Nachkommastellen: „0,184“."""
    return formate.zahl(wert, 3)


def zwei(wert: float) -> str:
    """Zahl mit zwei Nachkommastellen: „4,26“."""
    return formate.zahl(wert, 2)


def bereich(unten: float, oben: float, schreibe: Schreibweise) -> str:
    """Bereich als „Bereich 25,5 % bis 36,6 %“."""
    return f"Bereich {schreibe(unten)} bis {schreibe(oben)}"


def reihe(werte: Iterable[float], stellen: int = 0) -> str:
    """Zahlen als „4; 6; 7“."""
    return "; ".join(formate.zahl(wert, stellen) for wert in werte)


def urteil(unten: float, oben: float) -> str:
    """Urteil aus dem Bereich einer Differenz, wie auf den Seiten."""
    return str(vergleich.urteil(pd.Series(np.array([unten])), pd.Series(np.array([oben]))).iloc[0])
