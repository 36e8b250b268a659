"""Segregation: eine Gruppe auf einer Ebene, ihr Verlauf mit Zufallsband und der Antwortsatz."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sozialmonitor import segregationsbericht, texte
from sozialmonitor.ansichten import karte
from sozialmonitor.ansichten.ergebnis import Gezeigt
from sozialmonitor.ansichten.wahl import Auswahl
from sozialmonitor.bild import Bild
from sozialmonitor.diagramme import segregationsbilder
from sozialmonitor.diagramme.thema import STANDARD, Gestaltung
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune
from sozialmonitor.texte import segregationssaetze as saetze
from sozialmonitor.vorrat import Vorrat

KEINE_GRUPPEN = (
    "Für diese Kommune ist keine Gruppe gewählt. Dazu nennt kommune.toml im Abschnitt "
    "[auswertungen] unter „segregation“ die Anteile, deren Verteilung gezeigt werden soll."
)
KEINE_EBENE = "Die Stadt ist nicht in wenigstens zwei Gebiete geteilt, zu denen Zahlen vorliegen."


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gruppenteil:
    """Eine Gruppe auf einer Ebene; `stichtag` ist der jüngste mit Wert, leer ohne einen."""

    indikator: Indikator
    ebene: str
    gruppe: str
    bezug: str
    ebenentitel: str
    reihe: pd.DataFrame
    zahlen: pd.DataFrame
    entwicklung: Mapping[str, Any] | None

    @property
    def zuletzt(self) -> dict[str, Any] | None:
        """Die jüngste Zeile des Verlaufs mit Wert."""
        return segregationsbericht.letzte(self.reihe)

    @property
    def stichtag(self) -> str:
        """Der jüngste Stichtag mit Wert; leer ohne einen."""
        mit_wert = self.reihe.loc[self.reihe["wert"].notna(), "stichtag"]
        return max(mit_wert, default="")

    @property
    def demo(self) -> bool:
        """Ob ein Demonstrationswert gezeigt wird."""
        return bool(self.reihe.loc[self.reihe["wert"].notna(), "demo"].any())


def gruppen(vorrat: Vorrat) -> list[Indikator]:
    """Die Gruppen der Kommune, zu denen auf einer Ebene der Stadt Zahlen vorliegen."""
    kommune = vorrat.kommune
    return [i for i in segregationsbericht.gruppen(kommune) if ebenen_von(vorrat, i)]


def ebenen_von(vorrat: Vorrat, indikator: Indikator) -> list[str]:
    """Ebenen der Stadt, auf denen zu allen Gebieten wenigstens einmal Personen bekannt sind."""
    kommune = vorrat.kommune
    tabelle = vorrat.kennzahl(indikator)
    mit_zahl = tabelle[tabelle["zaehler"].notna() & tabelle["nenner"].notna()]
    return [
        ebene
        for ebene in segregationsbericht.ebenen(kommune)
        if mit_zahl["gebiet"].isin(kommune.gebiete_der_ebene(ebene)).any()
    ]


def waehle(auswahl: Auswahl, vorrat: Vorrat) -> tuple[Indikator, str]:
    """Gruppe und Ebene."""
    kommune = vorrat.kommune
    je_gruppe = {i.id: ebenen_von(vorrat, i) for i in gruppen(vorrat)}
    ebene = auswahl.ebene(list(dict.fromkeys(e for alle in je_gruppe.values() for e in alle)))
    namen = {
        name: segregationsbericht.gruppenname(kommune, kommune.indikator(name))
        for name, ebenen in je_gruppe.items()
        if ebene in ebenen
    }
    return kommune.indikator(auswahl.wahl("Gruppe", namen, "indikator")), ebene


def waehle_bereinigt(auswahl: Auswahl) -> bool:
    """Ob der bereinigte Wert als zweite Linie erscheint."""
    return auswahl.schalter(
        "Bereinigter Wert",
        "bereinigt",
        help="Zeigt zusätzlich den um die Wirkung kleiner Zahlen bereinigten Wert.",
    )


def gruppenteil(vorrat: Vorrat, indikator: Indikator, ebene: str) -> Gruppenteil:
    """Verlauf und jüngste Zahlen einer Gruppe auf einer Ebene."""
    kommune = vorrat.kommune
    gebiete = kommune.gebiete_der_ebene(ebene)
    zahlen = segregationsbericht.personen(vorrat.kennzahl(indikator), gebiete)
    brueche = kommune.brueche(indikator)
    reihe = segregationsbericht.verlauf(zahlen, kommune.namen, brueche)
    return Gruppenteil(
        indikator=indikator,
        ebene=ebene,
        gruppe=segregationsbericht.gruppenname(kommune, indikator),
        bezug=segregationsbericht.bezugsname(kommune, indikator),
        ebenentitel=kommune.ebene(ebene).titel,
        reihe=reihe,
        zahlen=zahlen,
        entwicklung=segregationsbericht.veraenderung(reihe, brueche),
    )


def antwort(teil: Gruppenteil) -> list[str]:
    """Der Antwortsatz und ob es mehr ist als Zufall."""
    zeile = teil.zuletzt
    if zeile is None:
        return [f"{teil.gruppe}, {teil.ebenentitel}: Es liegen keine Zahlen vor."]
    satz = saetze.satz_segregation(
        teil.gruppe, teil.bezug, teil.ebenentitel, zeile, teil.entwicklung
    )
    return [satz, *filter(None, [saetze.satz_zufall(zeile)])]


def verlaufsbild(
    vorrat: Vorrat, teil: Gruppenteil, mit_bereinigt: bool, gestaltung: Gestaltung = STANDARD
) -> Bild:
    """Der Index über die Stichtage mit Zufallsband."""
    kommune = vorrat.kommune
    return segregationsbilder.indexverlauf(
        teil.reihe,
        teil.gruppe,
        teil.ebenentitel,
        brueche=kommune.brueche(teil.indikator),
        mit_bereinigt=mit_bereinigt,
        quelle=vorrat.quellenzeile(teil.indikator, mit_demo=teil.demo),
        gestaltung=gestaltung,
    )


def vermerke(kommune: Kommune, teil: Gruppenteil) -> tuple[str, ...]:
    """Was unter der Seite steht: Vergleichbarkeit, Brüche, Quelle der Grenzen."""
    mit_karte = teil.ebene in kommune.geometrien
    return (
        saetze.NICHT_VERGLEICHBAR,
        texte.satz_bruch(kommune.brueche(teil.indikator)),
        karte.kartenvermerk(kommune, teil.ebene) if mit_karte else "",
    )


def zeige(auswahl: Auswahl, vorrat: Vorrat, gestaltung: Gestaltung = STANDARD) -> Gezeigt:
    """Der Verlauf der Ungleichheit mit dem Antwortsatz."""
    kommune = vorrat.kommune
    indikator, ebene, mit_bereinigt = _gewaehlt(auswahl, vorrat)
    teil = gruppenteil(vorrat, indikator, ebene)
    erster, *weitere = antwort(teil)
    bild = verlaufsbild(vorrat, teil, mit_bereinigt, gestaltung) if teil.stichtag else None
    return Gezeigt(
        bild=bild,
        satz=erster,
        weitere=tuple(weitere),
        indikatoren=(indikator,),
        stand=teil.stichtag,
        vermerke=vermerke(kommune, teil),
    )


def pruefe(auswahl: Auswahl, vorrat: Vorrat) -> None:
    """Stellt alle Fragen der Ansicht, ohne zu rechnen, was sie zeigt."""
    _gewaehlt(auswahl, vorrat)


def _gewaehlt(auswahl: Auswahl, vorrat: Vorrat) -> tuple[Indikator, str, bool]:
    kommune = vorrat.kommune
    if not kommune.einstellungen.auswertungen.segregation:
        raise SozialmonitorFehler(KEINE_GRUPPEN)
    if not gruppen(vorrat):
        raise SozialmonitorFehler(KEINE_EBENE)
    return *waehle(auswahl, vorrat), waehle_bereinigt(auswahl)
