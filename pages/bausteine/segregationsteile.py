"""Die Teile der Segregationsseite: Verlauf, Karte der Quotienten, Begegnung, Vergleich."""

import pandas as pd
import streamlit as st

from pages.bausteine import anzeige, daten, kartenteile
from sozialmonitor import tabellen
from sozialmonitor.ansichten import segregation
from sozialmonitor.ansichten.segregation import Gruppenteil
from sozialmonitor.bild import Bild
from sozialmonitor.katalog import Indikator
from sozialmonitor.texte import segregationssaetze as saetze


@daten.gemerkt(64)
def ansicht(indikator: Indikator, ebene: str) -> Gruppenteil:
    """Verlauf und jüngste Zahlen einer Gruppe auf einer Ebene."""
    return segregation.gruppenteil(daten.vorrat(), indikator, ebene)


@daten.gemerkt(64)
def verlaufsbild(teil: Gruppenteil, mit_bereinigt: bool) -> Bild:
    """Der Index über die Stichtage mit Zufallsband."""
    return segregation.verlaufsbild(daten.vorrat(), teil, mit_bereinigt)


def zeige_luecken(teil: Gruppenteil) -> None:
    """Stichtage ohne Wert und warum."""
    luecken = teil.reihe[teil.reihe["wert"].isna()].to_dict("records")
    for satz in saetze.saetze_luecken(luecken):
        st.markdown(satz)


@daten.gemerkt(64)
def quotienten(teil: Gruppenteil) -> pd.DataFrame:
    """Der Lokationsquotient je Gebiet am jüngsten Stichtag mit Wert."""
    return segregation.quotienten(teil)


@daten.gemerkt(64)
def quotientenbild(teil: Gruppenteil) -> Bild:
    """Tabelle und Alternativtext der Quotienten."""
    return segregation.quotientenbild(daten.vorrat(), teil, quotienten(teil))


def zeige_quotienten(teil: Gruppenteil) -> None:
    """Satz, Karte mit Legende und Tabelle der Quotienten."""
    werte, kommune, bild = quotienten(teil), daten.kommune(), quotientenbild(teil)
    st.markdown(segregation.satz_quotienten(kommune, teil, werte))
    if teil.ebene not in kommune.geometrien:
        anzeige.tabelle(bild, key="quotienten")
        return
    links, rechts = st.columns([1, 3], gap="large")
    zeichnung, legende = segregation.quotientenkarte(kommune, teil, werte)
    with links:
        st.html(tabellen.legende(legende, titel=segregation.LEGENDENTITEL))
        st.markdown(
            "Die Zahl im Gebiet sagt, das Wievielfache des Anteils aller Gebiete zusammen "
            "dort erreicht wird: 1 heißt genauso hoch, 2 doppelt so hoch."
        )
    with rechts:
        st.html(tabellen.nur_vorlesen(bild.alttext))
        kartenteile.zeige_flaechen(teil.ebene, zeichnung, key="segregation", hoehe=480)
    anzeige.beiwerk(bild, key="quotienten", als_bild=False)


@daten.gemerkt(64)
def begegnung(teil: Gruppenteil) -> tuple[list[str], Bild]:
    """Isolation und Interaktion am jüngsten Stichtag mit Wert: Sätze und Tabelle."""
    werte = segregation.begegnung(teil)
    bild = segregation.begegnungsbild(daten.vorrat(), teil, werte)
    return segregation.begegnungssaetze(werte), bild


def zeige_begegnung(teil: Gruppenteil) -> None:
    """Zu Isolation und Interaktion je ein Satz, darunter die Zahlen."""
    gesagt, bild = begegnung(teil)
    st.markdown("\n".join(f"- {satz}" for satz in gesagt))
    anzeige.tabelle(bild, key="begegnung")


@daten.gemerkt(16)
def vergleichsbild(ebene: str) -> Bild:
    """Alle Gruppen am jeweils jüngsten Stichtag."""
    vorrat = daten.vorrat()
    return segregation.vergleichsbild(vorrat, ebene, *segregation.alle_gruppen(vorrat, ebene))
