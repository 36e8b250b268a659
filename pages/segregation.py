"""Seite: Segregation."""

import streamlit as st

from pages.bausteine import anzeige, auswahl, daten, kartenteile, rahmen, segregationsteile
from sozialmonitor import texte
from sozialmonitor.texte import segregationssaetze

with rahmen.seite("segregation", "Wie ungleich verteilt wohnen Gruppen in der Stadt?"):
    einstellung = daten.kommune().einstellungen.auswertungen.segregation
    rahmen.verlange(einstellung, segregationsteile.KEINE_GRUPPEN)
    rahmen.verlange(segregationsteile.gruppen(), segregationsteile.KEINE_EBENE)
    links, rechts = st.columns([1, 3], gap="large")
    with links:
        indikator, ebene = segregationsteile.waehle()
        mit_bereinigt = auswahl.schalter(
            "Bereinigter Wert",
            "bereinigt",
            help="Zeigt zusätzlich den um die Wirkung kleiner Zahlen bereinigten Wert.",
        )
        with st.expander("Was heißt das?"):
            for satz in segregationssaetze.DREI_SAETZE:
                st.markdown(satz)
    ansicht = segregationsteile.ansicht(indikator, ebene)
    with rechts:
        rahmen.demo_hinweis(ansicht.demo)
        erster, *danach = segregationsteile.antwort(ansicht)
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
        vermerke=[
            segregationssaetze.NICHT_VERGLEICHBAR,
            texte.satz_bruch(daten.kommune().brueche(indikator)),
            kartenteile.kartenvermerk(ebene) if ebene in daten.kommune().geometrien else "",
        ],
    )
