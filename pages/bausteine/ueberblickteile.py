"""Die Teile der Überblicksseite: Kacheln, Sätze, Matrix, Ebenen, Wege zu den Fragen."""

from pages.bausteine import daten
from sozialmonitor import ueberblick
from sozialmonitor.einstellungen import Frage
from sozialmonitor.ueberblick import Kachel


def ebenen() -> list[str]:
    """Ebenen mit mehreren Gebieten innerhalb der Stadt, fein nach grob."""
    kommune = daten.kommune()
    return [
        ebene.id
        for ebene in kommune.einstellungen.ebenen
        if len(set(kommune.gebiete_der_ebene(ebene.id)) & kommune.in_der_stadt) > 1
    ]


def adresse(frage: Frage) -> dict[str, str]:
    """Die Ansicht zu einer Frage als Parameter der Adresse."""
    werte = {"indikator": frage.indikator, "ebene": frage.ebene, "gebiet": frage.gebiet}
    return {name: wert for name, wert in werte.items() if wert}


@daten.gemerkt(2)
def kacheln() -> list[Kachel]:
    """Die Leitindikatoren der Stadt als Kacheln."""
    return ueberblick.kacheln(daten.kommune(), daten.leitwerte())


@daten.gemerkt(2)
def saetze() -> list[str]:
    """Die Sätze zur Lage, auf der Startebene der Kommune."""
    kommune = daten.kommune()
    return ueberblick.saetze(kommune, daten.leitwerte(), kommune.einstellungen.startebene)


@daten.gemerkt(16)
def matrix(ebene: str) -> str:
    """Die Matrix der Gebiete einer Ebene und der Leitindikatoren."""
    return ueberblick.matrix(daten.kommune(), daten.leitwerte(), ebene)
