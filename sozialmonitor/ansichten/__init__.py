"""Aus einer Adresse, was die Seite zeigt: Bild, Antwortsatz, Stand, Hinweise; ohne Browser.

Die Seiten setzen dieselben Funktionen mit Bedienelementen zusammen; darum zeigen ein Dokument
und die Seite zu derselben Adresse dasselbe.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType, ModuleType

from sozialmonitor import texte
from sozialmonitor.ansichten import (
    gebietsprofil,
    gruppen,
    indexbilder,
    karte,
    segregation,
    soziale_stadt,
    vergleichsabschnitte,
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
    "BILDER",
    "SEITEN",
    "Ansicht",
    "Gezeigt",
    "Vorrat",
    "adresse",
    "ansicht_aus",
    "befunde",
    "gezeigt",
    "mit_bild",
    "vorrat_aus",
]

_BILD = "bild"
_MODULE: dict[str, ModuleType] = {
    "karte": karte,
    "zeitreihen": zeitreihen,
    "vergleich": vergleichsabschnitte,
    "soziale_stadt": soziale_stadt,
    "gebietsprofil": gebietsprofil,
    "sozialindex": indexbilder,
    "segregation": segregation,
    "gruppen": gruppen,
}
BILDER: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {seite: MappingProxyType(modul.BILDER) for seite, modul in _MODULE.items()}
)
"""Je Seite ihre Bilder: Kennung → was es ist; das erste ist das Hauptbild.

Die Kennung ist der Schlüssel, unter dem die Seite das Bild zeigt.
"""
# Angaben der Seiten, die nicht jedes ihrer Bilder betreffen.
_UNBETEILIGT = {
    "ausgabe",
    "fassung",
    "einbetten",
    "basemap",
    "stadtweit",
    "dynamik",
    "gebiet",
    "voll",
}


def gezeigt(
    kommune: Kommune,
    ansicht: Ansicht,
    gestaltung: Gestaltung = STANDARD,
    *,
    vorrat: Vorrat | None = None,
) -> Gezeigt:
    """Was die Seite zu dieser Adresse zuerst zeigt; nennt sie ein `bild`, dieses.

    Gibt es das Bild zu dieser Auswahl nicht, ist es `None` und der Satz sagt, warum.

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
    bild = _waehle_bild(auswahl, ansicht.seite)
    zeige = _MODULE[ansicht.seite].zeige
    ergebnis: Gezeigt = zeige(auswahl, vorrat or vorrat_aus(kommune), gestaltung, bild)
    return replace(
        ergebnis,
        satz=ergebnis.satz if bild == _hauptbild(ansicht.seite) else _mit_demo(ergebnis),
        vermerke=tuple(filter(None, ergebnis.vermerke)),
        hinweise=tuple(auswahl.hinweise),
    )


def befunde(kommune: Kommune, ansicht: Ansicht, *, vorrat: Vorrat | None = None) -> list[str]:
    """Was an einer Adresse nicht stimmt, als Sätze; rechnet nicht, was sie zeigt."""
    auswahl = Adresswahl(kommune, ansicht.parameter)
    bild = _waehle_bild(auswahl, ansicht.seite)
    try:
        _MODULE[ansicht.seite].pruefe(auswahl, vorrat or vorrat_aus(kommune), bild)
    except SozialmonitorFehler as fehler:
        return [*auswahl.hinweise, str(fehler)]
    ungefragt = set(ansicht.parameter) - auswahl.gefragt - _UNBETEILIGT
    return [
        *auswahl.hinweise,
        *(f"Die Angabe „{name[:40]}“ bleibt ohne Wirkung." for name in sorted(ungefragt)),
    ]


def mit_bild(ansicht: Ansicht, bild: str) -> Ansicht:
    """Dieselbe Ansicht mit einem anderen ihrer Bilder; das Hauptbild nennt die Adresse nicht.

    Raises
    ------
    SozialmonitorFehler
        Wenn die Seite dieses Bild nicht hat.
    """
    moegliche = BILDER[ansicht.seite]
    if bild not in moegliche:
        raise SozialmonitorFehler(
            f"Die Seite „{SEITEN[ansicht.seite]}“ hat kein Bild „{bild[:40]}“; möglich sind: "
            f"{', '.join(moegliche)}."
        )
    andere = {name: werte for name, werte in ansicht.parameter.items() if name != _BILD}
    if bild != _hauptbild(ansicht.seite):
        andere[_BILD] = (bild,)
    return Ansicht(seite=ansicht.seite, parameter=andere)


def _hauptbild(seite: str) -> str:
    return next(iter(BILDER[seite]))


def _mit_demo(ergebnis: Gezeigt) -> str:
    """Der Satz eines weiteren Bildes; auch für sich allein sagt er, dass Werte erfunden sind."""
    if not ergebnis.demo or texte.DEMO_ZUSATZ in ergebnis.satz:
        return ergebnis.satz
    return f"{ergebnis.satz} {texte.DEMO_ZUSATZ}"


def _waehle_bild(auswahl: Adresswahl, seite: str) -> str:
    return auswahl.wahl("Bild", BILDER[seite], _BILD)
