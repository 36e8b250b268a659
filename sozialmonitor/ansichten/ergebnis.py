"""Was eine Ansicht zeigt: Bild, Antwortsatz und alles, was in einem Dokument daneben steht."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sozialmonitor.bild import Bild
from sozialmonitor.katalog import Indikator


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gezeigt:
    """Das Hauptbild einer Ansicht mit seinem Satz.

    `bild` ist `None`, wenn es zu dieser Auswahl keines gibt; dann sagt `satz`, warum. `stand`
    ist der jüngste Stichtag (ISO; leer ohne Werte), `vermerke` sind Sätze zu Grenzen, Brüchen
    und Leserichtung, `hinweise` nennt Werte der Adresse, die durch die Vorgabe ersetzt sind.
    `kurz` ist ein Ausschnitt von `bild` mit weniger Zeilen oder Spalten, wo wenig Platz ist.
    """

    bild: Bild | None
    satz: str
    indikatoren: tuple[Indikator, ...] = ()
    weitere: tuple[str, ...] = ()
    stand: str = ""
    vermerke: tuple[str, ...] = ()
    hinweise: tuple[str, ...] = ()
    kurz: Bild | None = None

    @property
    def demo(self) -> bool:
        """Ob das Bild einen Demonstrationswert enthält."""
        return self.bild is not None and self.bild.demo


def ohne_spalten(bild: Bild, weglassen: Sequence[str]) -> Bild:
    """Dieselbe Tabelle ohne diese Spalten; solche, die es nicht gibt, zählen nicht."""
    return replace(bild, tabelle=bild.tabelle.drop(columns=list(weglassen), errors="ignore"))
