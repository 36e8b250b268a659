"""Die Verfahren in Worten: wozu, Formel, Quelle und ein nachgerechnetes Beispiel.

Kein Beispiel steht fest im Text: jedes wird mit den Funktionen gerechnet, die es erklärt; ändert
sich ein Verfahren, ändert sich sein Beispiel. Alle Zahlen sind erfunden oder stammen aus der
genannten Veröffentlichung.
"""

from sozialmonitor.methoden import bereiche, index, raum, trends, vergleiche, verteilung
from sozialmonitor.methoden.methode import Methode

__all__ = ["Methode", "methoden"]


def methoden() -> list[Methode]:
    """Alle Verfahren nach Themen, in der Reihenfolge, in der eine Zahl sie durchläuft."""
    themen = (bereiche, vergleiche, trends, verteilung, index, raum)
    return [methode for thema in themen for methode in thema.methoden()]
