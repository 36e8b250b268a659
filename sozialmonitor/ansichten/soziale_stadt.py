"""Soziale Stadt: ein Programmgebiet neben übrigem Stadtteil und übriger Stadt."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from sozialmonitor import diagramme, formate, programmgebiete, programmvergleich, vergleich
from sozialmonitor.ansichten.ergebnis import Gezeigt
from sozialmonitor.ansichten.wahl import Auswahl
from sozialmonitor.bild import Bild
from sozialmonitor.diagramme.thema import STANDARD, Gestaltung
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune
from sozialmonitor.programmgebiete import Programmstart
from sozialmonitor.programmvergleich import Lage
from sozialmonitor.vorrat import Vorrat

KEIN_START = "Für dieses Gebiet ist kein Programmstart verzeichnet; vorher und heute fehlt darum."
KEINE = (
    "Diese Kommune hat keine Programmgebiete verzeichnet. Ein Programmgebiet entsteht, wenn "
    "kommune.toml eine Ebene mit „menge = true“ nennt und mengen.csv sagt, aus welchen Gebieten "
    "es besteht."
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Programmteil:
    """Ein Programmgebiet mit allem, was die Seite darüber berechnet."""

    gebiet: str
    name: str
    lage: Lage
    start: Programmstart | None
    leitwerte: dict[str, pd.DataFrame]
    profil: pd.DataFrame
    entwicklung: pd.DataFrame

    @property
    def demo(self) -> bool:
        """Ob ein Demonstrationswert vorkommt."""
        return bool(self.profil["demo"].any())

    @property
    def stand(self) -> str:
        """Der jüngste Stichtag des Profils; leer ohne Werte."""
        return max(self.profil["stichtag"], key=formate.zeitpunkt, default="")


def waehle(auswahl: Auswahl, vorrat: Vorrat) -> tuple[str, Indikator | None]:
    """Programmgebiet und Indikator; `None`, wenn kein Indikator dort Werte hat."""
    kommune = vorrat.kommune
    waehlbar = vorrat.mengenindikatoren()
    gebiet = auswahl.gebiet(programmgebiete.programmgebiete(kommune), label="Programmgebiet")
    return gebiet, auswahl.indikator(waehlbar) if waehlbar else None


def programmteil(
    kommune: Kommune, gebiet: str, alle_leitwerte: Mapping[str, pd.DataFrame]
) -> Programmteil:
    """Profil und Entwicklung eines Programmgebiets über alle Leitindikatoren mit Bezugszahl."""
    lage = Lage(
        gebiet=gebiet,
        stadtteil=programmgebiete.stadtteil_von(kommune, gebiet),
        stadt=kommune.einstellungen.stadt,
        namen=kommune.namen,
        ohne_ort=tuple(vergleich.nicht_zuordenbare(kommune, kommune.einstellungen.stadt)),
    )
    start = programmgebiete.programmstart(kommune, gebiet)
    katalog = kommune.katalog
    leitwerte = {n: t for n, t in alle_leitwerte.items() if katalog[n].art != "anzahl"}
    brueche = {name: kommune.brueche(katalog[name]) for name in leitwerte}
    erster_tag = start.erster_tag if start else "9999"
    return Programmteil(
        gebiet=gebiet,
        name=kommune.name(gebiet),
        lage=lage,
        start=start,
        leitwerte=leitwerte,
        profil=programmvergleich.profil(leitwerte, katalog, lage),
        entwicklung=programmvergleich.entwicklung(leitwerte, katalog, brueche, lage, erster_tag),
    )


def antwort(teil: Programmteil) -> str:
    """Der Antwortsatz: Bilanz seit dem Programmstart."""
    if teil.start is None:
        return f"{teil.name}: {KEIN_START}"
    return programmvergleich.satz_bilanz(teil.entwicklung, teil.lage, teil.start.datum)


def vergleichsbild(
    vorrat: Vorrat, teil: Programmteil, indikator: Indikator, gestaltung: Gestaltung = STANDARD
) -> Bild:
    """Der gewählte Indikator als Balken: Gebiet, übriger Stadtteil, übrige Stadt, Stadt."""
    namen, tabelle = teil.lage.bezeichnungen, vorrat.kennzahl(indikator)
    tag = programmvergleich.juengster_stichtag(tabelle, [teil.gebiet])
    reihen = programmvergleich.vergleichsreihen(tabelle, teil.lage, indikator)
    zeilen = reihen[reihen["stichtag"].eq(tag)]
    bild = diagramme.balken(
        zeilen,
        indikator,
        vorhandene(namen, zeilen),
        hervorgehoben=teil.gebiet,
        quelle=vorrat.quellenzeile(indikator),
        gestaltung=gestaltung,
    )
    titel = f"{indikator.titel}: {teil.name} im Vergleich, {formate.kurzer_stichtag(tag)}"
    return replace(bild, titel=titel)


def vorhandene(namen: Mapping[str, str], zeilen: pd.DataFrame) -> dict[str, str]:
    """Nur die Namen, zu denen es eine Zeile gibt."""
    return {g: n for g, n in namen.items() if zeilen["gebiet"].eq(g).any()}


def zeige(auswahl: Auswahl, vorrat: Vorrat, gestaltung: Gestaltung = STANDARD) -> Gezeigt:
    """Der Vergleich des gewählten Indikators mit der Bilanz des Programmgebiets."""
    kommune = vorrat.kommune
    gebiet, indikator = _gewaehlt(auswahl, vorrat)
    teil = programmteil(kommune, gebiet, vorrat.leitwerte())
    leit = [kommune.katalog[name] for name in teil.leitwerte]
    return Gezeigt(
        bild=vergleichsbild(vorrat, teil, indikator, gestaltung) if indikator else None,
        satz=antwort(teil),
        indikatoren=(*leit, *([indikator] if indikator else [])),
        stand=teil.stand,
        vermerke=(programmvergleich.NICHT_URSACHE,),
    )


def pruefe(auswahl: Auswahl, vorrat: Vorrat) -> None:
    """Stellt alle Fragen der Ansicht, ohne zu rechnen, was sie zeigt."""
    _gewaehlt(auswahl, vorrat)


def _gewaehlt(auswahl: Auswahl, vorrat: Vorrat) -> tuple[str, Indikator | None]:
    kommune = vorrat.kommune
    if not programmgebiete.programmgebiete(kommune):
        raise SozialmonitorFehler(KEINE)
    return waehle(auswahl, vorrat)
