"""Was die Seite „Sozialindex“ zu einer Wahl zeigt: Ansicht, Tabellen und Bilder, gemerkt."""

import pandas as pd
import streamlit as st

from pages.bausteine import daten
from sozialmonitor import formate
from sozialmonitor.ansichten import indexbilder
from sozialmonitor.ansichten import sozialindex as sozialindexansicht
from sozialmonitor.ansichten.sozialindex import Indexteil, Wahl
from sozialmonitor.bild import Bild
from sozialmonitor.indexbericht import Grundlage
from sozialmonitor.katalog import Indikator
from sozialmonitor.sozialindex import Stabilitaet


@daten.gemerkt(16)
def zugelassene(ebene: str) -> tuple[list[Indikator], dict[str, str]]:
    """Indikatoren des Index auf einer Ebene und warum andere nicht dazugehören."""
    return sozialindexansicht.zugelassene(daten.vorrat(), ebene)


@daten.gemerkt(64)
def stichtage(ebene: str, ids: tuple[str, ...]) -> tuple[str, ...]:
    """Gemeinsame Stichtage der gewählten Indikatoren."""
    return sozialindexansicht.stichtage(daten.vorrat(), ebene, ids)


@daten.gemerkt(64)
def zutaten(ebene: str, ids: tuple[str, ...], stichtag: str) -> Grundlage:
    """Zähler und Nenner aller Gebiete zu einem Stichtag."""
    return sozialindexansicht.zutaten(daten.vorrat(), ebene, ids, stichtag)


@daten.gemerkt(64)
def proben(grundlage: Grundlage, gewichte: tuple[float, ...]) -> Stabilitaet:
    """Die Ziehungen; nur beim ersten Mal gerechnet, mit Fortschritt, wenn es dauert."""
    ziehungen = formate.zahl(sozialindexansicht.ZIEHUNGEN)
    with st.spinner(f"{ziehungen} Ziehungen werden gerechnet …"):
        return sozialindexansicht.proben(grundlage, gewichte)


@daten.gemerkt(64)
def ansicht(gewaehlt: Wahl) -> Indexteil:
    """Index, Status, Stabilität, Verfahrensvergleich und Dynamik zu einer Wahl."""
    return sozialindexansicht.indexteil(
        daten.vorrat(),
        gewaehlt,
        lambda tag: zutaten(gewaehlt.ebene, gewaehlt.indikatoren, tag),
        lambda grundlage: proben(grundlage, gewaehlt.gewichte),
    )


@daten.gemerkt(64)
def antworten(teil: Indexteil) -> list[str]:
    """Die robuste Aussage, oder dass es keine gibt; dazu, wenn nur ein Teil fest steht."""
    return sozialindexansicht.antworten(daten.kommune(), teil)


@daten.gemerkt(64)
def zutatentabelle(teil: Indexteil) -> tuple[str, Bild, pd.DataFrame]:
    """Die Matrix als HTML, dieselben Angaben als Tabelle und die ausgeschlossenen Gebiete."""
    return indexbilder.zutatentafel(daten.vorrat(), teil)


@daten.gemerkt(64)
def zerlegungsbild(teil: Indexteil, geordnet: bool, gebiet: str) -> Bild:
    """Gestapelte Beiträge je Gebiet."""
    return sozialindexansicht.zerlegungsbild(daten.vorrat(), teil, geordnet, gebiet)


@daten.gemerkt(64)
def klassenbild(teil: Indexteil) -> Bild:
    """Anteil der Ziehungen je Klasse als gestapelte Balken."""
    return indexbilder.klassenbild(daten.vorrat(), teil)


@daten.gemerkt(64)
def stabilitaetsbild(teil: Indexteil) -> Bild:
    """Je Gebiet Klasse, Anteil der Ziehungen, Rangbereich und die Proben der Bauart."""
    return indexbilder.stabilitaetsbild(daten.vorrat(), teil)


@daten.gemerkt(64)
def verfahrensbild(teil: Indexteil) -> Bild:
    """Gebiete × Verfahren: Rang, bei der Schwellenzahl auch die Zahl; Spanne der Ränge."""
    return indexbilder.verfahrensbild(daten.vorrat(), teil)
