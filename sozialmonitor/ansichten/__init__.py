"""Aus einer Adresse, was die Seite zeigt: Bild, Antwortsatz, Stand, Hinweise; ohne Browser.

Die Seiten setzen dieselben Funktionen mit Bedienelementen zusammen; darum zeigen ein Dokument
und die Seite zu derselben Adresse dasselbe.
"""

from dataclasses import replace
from types import ModuleType

from sozialmonitor.ansichten import (
    gebietsprofil,
    karte,
    segregation,
    soziale_stadt,
    sozialindex,
    vergleich,
    zeitreihen,
)
from sozialmonitor.ansichten.adressen import SEITEN, Ansicht, adresse, ansicht_aus
from sozialmonitor.ansichten.ergebnis import Gezeigt
from sozialmonitor.ansichten.wahl import Adresswahl
from sozialmonitor.diagramme.thema import STANDARD, Gestaltung
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.kommune import Kommune
from sozialmonitor.vorrat import Vorrat, vorrat_aus

__all__ = [
    "SEITEN",
    "Ansicht",
    "Gezeigt",
    "Vorrat",
    "adresse",
    "ansicht_aus",
    "befunde",
    "gezeigt",
    "vorrat_aus",
]

_MODULE: dict[str, ModuleType] = {
    "karte": karte,
    "zeitreihen": zeitreihen,
    "vergleich": vergleich,
    "soziale_stadt": soziale_stadt,
    "gebietsprofil": gebietsprofil,
    "sozialindex": sozialindex,
    "segregation": segregation,
}
# Angaben der Seiten, die das Hauptbild nicht betreffen.
_UNBETEILIGT = {"ausgabe", "basemap", "stadtweit", "dynamik", "gebiet", "voll"}


def gezeigt(
    kommune: Kommune,
    ansicht: Ansicht,
    gestaltung: Gestaltung = STANDARD,
    *,
    vorrat: Vorrat | None = None,
) -> Gezeigt:
    """Was die Seite zu dieser Adresse zuerst zeigt.

    Parameters
    ----------
    gestaltung
        Breite und Schrift des Bildes; ohne Angabe wie auf der Seite.
    vorrat
        Werte derselben Kommune; wer mehrere Ansichten zeigt, rechnet damit nichts doppelt.

    Raises
    ------
    SozialmonitorFehler
        Wenn es die Ansicht für diese Kommune nicht gibt; die Meldung ist der Satz der Seite.
    """
    auswahl = Adresswahl(kommune, ansicht.parameter)
    zeige = _MODULE[ansicht.seite].zeige
    ergebnis: Gezeigt = zeige(auswahl, vorrat or vorrat_aus(kommune), gestaltung)
    return replace(
        ergebnis,
        vermerke=tuple(filter(None, ergebnis.vermerke)),
        hinweise=tuple(auswahl.hinweise),
    )


def befunde(kommune: Kommune, ansicht: Ansicht, *, vorrat: Vorrat | None = None) -> list[str]:
    """Was an einer Adresse nicht stimmt, als Sätze; rechnet nicht, was sie zeigt."""
    auswahl = Adresswahl(kommune, ansicht.parameter)
    try:
        _MODULE[ansicht.seite].pruefe(auswahl, vorrat or vorrat_aus(kommune))
    except SozialmonitorFehler as fehler:
        return [*auswahl.hinweise, str(fehler)]
    ungefragt = set(ansicht.parameter) - auswahl.gefragt - _UNBETEILIGT
    return [
        *auswahl.hinweise,
        *(f"Die Angabe „{name[:40]}“ bleibt ohne Wirkung." for name in sorted(ungefragt)),
    ]
