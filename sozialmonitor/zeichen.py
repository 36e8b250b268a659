"""Zeichen der amtlichen Statistik: fehlend, geheim und null bleiben dreierlei.

Ein Wert trägt eine Menge von Zeichen („demo p“). Zum Rechnen wird sie zur Bitmaske, damit
eine Summe alle Zeichen ihrer Teile erbt; zum Zeigen wird sie wieder Text.
"""

from typing import Literal

import numpy as np
import pandas as pd

Zustand = Literal["wert", "fehlt", "geheim", "zu_wenige"]

BITS = {
    "demo": 1,
    "p": 2,
    "r": 4,
    "s": 8,
    ".": 16,
    "…": 32,
    "/": 64,
    "x": 128,
    "•": 256,
    "–": 512,
    "0": 1024,
}
BEDEUTUNG = {
    "demo": "Demonstrationswert, frei erfunden",
    "p": "vorläufig",
    "r": "berichtigt",
    "s": "geschätzt",
    ".": "unbekannt oder nicht veröffentlicht",
    "…": "fällt später an",
    "/": "zu unsicher",
    "x": "gesperrt, weil die Aussage nicht sinnvoll ist",
    "•": "geheim zu halten",
    "–": "nichts vorhanden",
    "0": "weniger als die Hälfte einer Einheit",
}
OHNE_WERT = BITS["."] | BITS["…"] | BITS["/"] | BITS["x"] | BITS["•"]
DEMO = BITS["demo"]
VORLAEUFIG = BITS["p"]
FEHLT = BITS["."]
GEHEIM = BITS["•"]
# Gilt nur für die einzelne Zelle und erbt sich nicht auf Summen und Quotienten fort.
_NUR_ZELLE = BITS["–"] | BITS["0"]


def unbekannte_zeichen(text: str) -> list[str]:
    """Die Zeichen eines Feldes, die nicht zum geschlossenen Vokabular gehören."""
    return [teil for teil in text.split() if teil not in BITS]


def bitmaske(zeichen: pd.Series) -> pd.Series:
    """Bitmaske je Feld; gleiche Texte werden nur einmal zerlegt. Unbekanntes zählt nicht."""
    text = zeichen.fillna("")
    bits = {t: sum(BITS.get(teil, 0) for teil in set(t.split())) for t in text.unique()}
    return text.map(bits).astype("int64")


def zeichentext(bits: np.ndarray) -> np.ndarray:
    """Text je Bitmaske, in der Reihenfolge des Vokabulars („demo p“)."""
    verschieden, stelle = np.unique(bits, return_inverse=True)
    texte = [" ".join(z for z, bit in BITS.items() if int(b) & bit) for b in verschieden]
    return np.array(texte, dtype=object)[stelle]


def vererbt(bits: np.ndarray) -> np.ndarray:
    """Die Zeichen, die eine Summe oder ein Quotient von seinen Teilen übernimmt."""
    return bits & ~_NUR_ZELLE
