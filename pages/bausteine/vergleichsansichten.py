"""Zwischengespeicherte Ansichten der Vergleichsseite: Tabellen und Bilder je Auswahl."""

import pandas as pd

from pages.bausteine import daten
from sozialmonitor.ansichten import gegenueber, vergleich
from sozialmonitor.ansichten.gegenueber import Gegenpartner
from sozialmonitor.ansichten.vergleich import ZweiWahl
from sozialmonitor.bild import Bild
from sozialmonitor.katalog import Indikator
from sozialmonitor.punktwolken import Trichter


@daten.gemerkt(128)
def partnertabelle(teil: Gegenpartner) -> tuple[pd.DataFrame, int]:
    """Die Gegenüberstellung im gewählten Ausschnitt und wie viele Indikatoren fehlen."""
    return gegenueber.partnertabelle(daten.kommune(), daten.lange_werte(), teil)


@daten.gemerkt(64)
def differenzbilder(teil: Gegenpartner) -> list[Bild]:
    """Die geprüften Differenzen, je Einheit ein Bild."""
    return gegenueber.differenzbilder(daten.vorrat(), partnertabelle(teil)[0], teil)


@daten.gemerkt(64)
def spine(teil: Gegenpartner) -> Bild:
    """Alle Werte nebeneinander als Tabelle."""
    return gegenueber.spine(daten.vorrat(), partnertabelle(teil)[0], teil)


@daten.gemerkt(128)
def trichter(indikator: Indikator, ebene: str, stichtag: str) -> Trichter:
    """Der Trichter einer Ebene; ausgelassene Gebiete mit Namen."""
    return gegenueber.trichter(daten.vorrat(), indikator, ebene, stichtag)


@daten.gemerkt(64)
def trichterbild(indikator: Indikator, ebene: str, stichtag: str, gebiet: str) -> Bild:
    """Das Bild zum Trichter."""
    teil = trichter(indikator, ebene, stichtag)
    return gegenueber.trichterbild(daten.vorrat(), teil, indikator, ebene, gebiet=gebiet)


@daten.gemerkt(64)
def punktbild(indikator: Indikator, ebene: str, stichtag: str, gebiet: str) -> Bild:
    """Alle Gebiete auf einer Wertachse."""
    return gegenueber.punktbild(daten.vorrat(), indikator, ebene, stichtag, gebiet=gebiet)


@daten.gemerkt(64)
def rangtabelle(indikator: Indikator, ebene: str, stichtag: str) -> Bild:
    """Rang je Gebiet mit dem Bereich, in dem er zufällig schwankt."""
    zeilen = gegenueber.rangzeilen(daten.vorrat(), indikator, ebene, stichtag)
    return gegenueber.rangtabelle(daten.vorrat(), zeilen, indikator, stichtag)


@daten.gemerkt(64)
def streubild(wahl: ZweiWahl) -> Bild:
    """Zwei Indikatoren, je Gebiet ein Punkt."""
    tabelle, _ = vergleich.streuung(daten.vorrat(), wahl)
    return gegenueber.streubild(
        daten.vorrat(), tabelle, wahl.erste, wahl.zweite, ebene=wahl.ebene, gebiet=wahl.gebiet
    )


@daten.gemerkt(64)
def gruppentafel(ebene: str, stand: str) -> tuple[pd.DataFrame, dict[str, str], list[str]]:
    """Werte der Gruppen-Indikatoren, ausgelassene Gebiete mit Grund, ausgelassene Indikatoren."""
    return gegenueber.gruppentafel(daten.kommune(), daten.lange_werte(), ebene, stand)


@daten.gemerkt(64)
def aehnlichkeitsbild(ebene: str, gebiet: str, stand: str) -> Bild:
    """Das Gebiet neben den ähnlichsten; Zeichen zeigen den gesicherten Unterschied zu ihm."""
    tafel, alle = gruppentafel(ebene, stand)[0], daten.lange_werte()
    return gegenueber.aehnlichkeitsbild(daten.vorrat(), alle, tafel, gebiet, stand)


@daten.gemerkt(16)
def _nachbarn(ebene: str) -> object:
    return gegenueber.nachbarn(daten.kommune(), ebene)


@daten.gemerkt(64)
def muster(indikator: Indikator, ebene: str, stichtag: str) -> pd.DataFrame:
    """Das lokale Muster je Gebiet; beim ersten Mal lädt es eigene Programme."""
    return gegenueber.muster(daten.vorrat(), indikator, ebene, stichtag, _nachbarn(ebene))


@daten.gemerkt(64)
def kartentabelle(indikator: Indikator, ebene: str, stichtag: str) -> pd.DataFrame:
    """Kategorie, Schild und Kurzinfo je Gebiet; ohne Wert steht, ob er fehlt oder gesperrt ist."""
    zeilen = gegenueber.stand(daten.vorrat(), indikator, ebene, stichtag)
    return gegenueber.kartentabelle(daten.kommune(), muster(indikator, ebene, stichtag), zeilen)


@daten.gemerkt(64)
def musterbild(indikator: Indikator, ebene: str, stichtag: str) -> Bild:
    """Tabelle und Alternativtext zur Karte der Muster."""
    tabelle = kartentabelle(indikator, ebene, stichtag)
    zeilen = gegenueber.stand(daten.vorrat(), indikator, ebene, stichtag)
    return gegenueber.musterbild(daten.vorrat(), tabelle, zeilen, indikator, stichtag)
