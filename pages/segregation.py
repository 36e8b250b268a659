"""Seite: Segregation."""

import streamlit as st

from pages.bausteine import anzeige, auswahl, daten, rahmen, segregationsteile
from sozialmonitor.ansichten import segregation
from sozialmonitor.texte import segregationssaetze

with rahmen.seite("segregation", "Wie ungleich verteilt wohnen Gruppen in der Stadt?"):
    einstellung = daten.kommune().einstellungen.auswertungen.segregation
    rahmen.verlange(einstellung, segregation.KEINE_GRUPPEN)
    rahmen.verlange(segregation.gruppen(daten.vorrat()), segregation.KEINE_EBENE)
    links, rechts = st.columns([1, 3], gap="large")
    with links:
        indikator, ebene = segregation.waehle(auswahl, daten.vorrat())
        mit_bereinigt = segregation.waehle_bereinigt(auswahl)
        with st.expander("Was heißt das?"):
            for satz in segregationssaetze.DREI_SAETZE:
                st.markdown(satz)
    ansicht = segregationsteile.ansicht(indikator, ebene)
    with rechts:
        rahmen.demo_hinweis(ansicht.demo)
        erster, *danach = segregation.antwort(ansicht)
        rahmen.antwort(erster)
        for satz in danach:
            st.markdown(satz)
        if ansicht.stichtag:
            bild = segregationsteile.verlaufsbild(ansicht, mit_bereinigt)
            anzeige.diagramm(bild, key="segregation")
        segregationsteile.zeige_luecken(ansicht)
    if ansicht.stichtag:
        st.header("Wo ist der Anteil höher, wo geringer?", anchor=False)
        segregationsteile.zeige_quotienten(ansicht)
        st.header("Wer teilt sich ein Gebiet?", anchor=False)
        segregationsteile.zeige_begegnung(ansicht)
        st.header("Alle Gruppen nebeneinander", anchor=False)
        anzeige.diagramm(
            segregationsteile.vergleichsbild(ebene), key="alle_gruppen", mit_titel=False
        )
    rahmen.fuss(
        [indikator],
        stand=ansicht.stichtag,
        demo=ansicht.demo,
        vermerke=segregation.vermerke(daten.kommune(), ansicht),
    )
