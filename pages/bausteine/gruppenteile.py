"""Die Teile der Gruppenseite: Auswahl, Gruppierung, Karte, Profil; gemerkt."""

import pandas as pd
import streamlit as st

from pages.bausteine import anzeige, auswahl, daten, kartenteile
from sozialmonitor import tabellen, typen
from sozialmonitor.ansichten import gruppen
from sozialmonitor.bild import Bild
from sozialmonitor.gruppenbericht import Bericht


@daten.gemerkt(2)
def ebenen() -> list[str]:
    """Ebenen der Stadt, auf denen sich wenigstens zu einem Stichtag gruppieren ließe."""
    return gruppen.ebenen(daten.kommune(), stichtage)


@daten.gemerkt(8)
def stichtage(ebene: str) -> pd.Series:
    """Stichtage der Ebene und wie viele Indikatoren dann Werte haben."""
    return gruppen.stichtage(daten.vorrat(), ebene)


def waehle() -> tuple[str, str, int | None, typen.Verfahren]:
    """Bedienelemente für Ebene, Stichtag, Zahl der Gruppen und Verfahren."""
    return gruppen.waehle(auswahl, daten.kommune(), stichtage)


@daten.gemerkt(64)
def bericht(ebene: str, stichtag: str, anzahl: int | None, verfahren: typen.Verfahren) -> Bericht:
    """Die Gruppen einer Ebene."""
    return gruppen.bericht(daten.vorrat(), ebene, stichtag, anzahl, verfahren)


def zeige_karte(ergebnis: Bericht, ebene: str) -> None:
    """Legende und Karte der Gruppen, dazu die Tabelle der Gebiete."""
    bild = gebietsbild(ergebnis, ebene)
    if ebene not in daten.kommune().geometrien:
        anzeige.tabelle(bild, key="gruppen")
        return
    zeichnung, legende = gruppen.gruppenkarte(daten.kommune(), ergebnis)
    st.html(tabellen.legende(legende, titel=gruppen.LEGENDENTITEL))
    st.html(tabellen.nur_vorlesen(bild.alttext))
    kartenteile.zeige_flaechen(ebene, zeichnung, key="gruppen", hoehe=480)
    anzeige.beiwerk(bild, key="gruppen", als_bild=False)


@daten.gemerkt(64)
def profilbild(ergebnis: Bericht, ebene: str) -> Bild:
    """Abstand jeder Gruppe vom Mittel, je Indikator."""
    return gruppen.profilbild(daten.vorrat(), ergebnis, ebene)


@daten.gemerkt(64)
def gebietsbild(ergebnis: Bericht, ebene: str) -> Bild:
    """Jedes Gebiet mit Gruppe, wie gut es passt und wie stabil die Gruppe ist."""
    return gruppen.gebietsbild(daten.vorrat(), ergebnis, ebene)
