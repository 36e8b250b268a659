"""Seite: Sozialindex."""

import streamlit as st

from pages.bausteine import auswahl, daten, indexansichten, indexteile, kartenteile, rahmen
from sozialmonitor.ansichten import sozialindex
from sozialmonitor.texte import indexsaetze


def zeige(ebenen: list[str]) -> None:
    """Die ganze Seite: Auswahl, Antwort, Zutaten, Index, Matrix, Stabilität, Verfahren."""
    links, rechts = st.columns([1, 3], gap="large")
    with links:
        ebene = auswahl.ebene(ebenen)
    with rechts:
        oben = st.container()
        ids, gewichte = indexteile.indikatoren(ebene)
        rahmen.verlange(ids, sozialindex.KEIN_INDIKATOR)
        rahmen.verlange(indexansichten.stichtage(ebene, ids), sozialindex.KEIN_STICHTAG)
    with links:
        wahl = sozialindex.waehle(auswahl, daten.vorrat(), ebene, ids, gewichte)
        liste = sozialindex.gebietsliste(daten.kommune(), ebene)
        gebiet = auswahl.gebiet(liste, label="Ausgewähltes Gebiet")
    with oben:
        teil = indexansichten.ansicht(wahl)
        rahmen.demo_hinweis(teil.demo)
        erster, *weitere = indexansichten.antworten(teil)
        rahmen.antwort(erster)
        for satz in filter(None, weitere):
            st.markdown(satz)
        if warnung := indexsaetze.satz_wenige(teil.bewertet):
            st.warning(warnung)
        with st.expander("Was heißt das?"):
            st.markdown("\n".join(f"- {satz}" for satz in indexsaetze.WAS_HEISST_DAS))
    if gebiet:
        with rechts:
            indexteile.zeige_gebiet(teil, gebiet)
    st.header("Zutaten: Was in den Index eingeht", anchor=False)
    indexteile.zeige_zutaten(teil)
    if teil.bewertet:
        zeige_ergebnis(teil, gebiet)
    karte = kartenteile.kartenvermerk(ebene) if ebene in daten.kommune().geometrien else ""
    rahmen.fuss(teil.grundlage.indikatoren, stand=wahl.stichtag, demo=teil.demo, vermerke=[karte])


def zeige_ergebnis(teil: sozialindex.Indexteil, gebiet: str) -> None:
    """Was erst gezeigt wird, wenn ein Gebiet bewertet ist."""
    st.header("Index: Woraus der Bedarf sich zusammensetzt", anchor=False)
    indexteile.zeige_index(teil, gebiet)
    st.header("Status und Dynamik: Wo ist der Bedarf groß, wo wächst er?", anchor=False)
    klassen, art = indexteile.dynamik(teil)
    wenige = teil.bewertet <= indexteile.NEBENEINANDER
    tafel, karte = st.columns([3, 2], gap="large") if wenige else (st.container(), st.container())
    with tafel:
        indexteile.zeige_matrix(teil, klassen, art)
    with karte:
        indexteile.zeige_karte(teil, klassen, gebiet)
    st.header("Stabilität: Wie fest steht das?", anchor=False)
    indexteile.zeige_stabilitaet(teil)
    st.header("Fünf Verfahren: Worin stimmen sie überein?", anchor=False)
    indexteile.zeige_verfahren(teil)


with rahmen.seite("sozialindex", "Wo ist der Bedarf am größten, und wie sicher ist das?"):
    auswertungen = daten.kommune().einstellungen.auswertungen
    rahmen.verlange(auswertungen.sozialindex, sozialindex.KEINE_EINSTELLUNG)
    vorhandene = sozialindex.ebenen(daten.vorrat())
    rahmen.verlange(vorhandene, sozialindex.KEINE_EBENE)
    zeige(vorhandene)
