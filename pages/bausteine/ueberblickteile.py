"""Die Teile der Überblicksseite: Ebenen, Wege zu den Fragen."""

from pages.bausteine import daten
from sozialmonitor.einstellungen import Frage


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
