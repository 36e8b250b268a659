"""Seite: Gebietsprofil."""

import streamlit as st

from pages.bausteine import anzeige, daten, profilteile, rahmen
from sozialmonitor.ansichten import gebietsprofil

with rahmen.seite("gebietsprofil", "Wie leben die Menschen in diesem Gebiet?"):
    with st.expander("Auswahl", expanded=True, key="auswahl"):
        teil = profilteile.waehle()
    rahmen.demo_hinweis(teil.demo)
    st.header(profilteile.ueberschrift(teil), anchor=False)
    rahmen.antwort(gebietsprofil.antwort(daten.kommune(), teil))
    rahmen.was_heisst_gesichert()
    if teil.indikator:
        profilteile.zeige_kennzahlen(teil)
        st.header("Stärken und Belastungen", anchor=False)
        profilteile.zeige_staerken(teil)
        with st.container(key="lage"):
            st.header("Lage zwischen allen Gebieten", anchor=False)
            profilteile.zeige_lage(teil)
        with st.container(key="aufbau_und_verlauf"):
            links, rechts = st.columns(2, gap="large")
            with links:
                st.header("Altersaufbau", anchor=False)
                profilteile.zeige_altersaufbau(teil)
            with rechts:
                st.header(f"Verlauf: {teil.indikator.titel}", anchor=False)
                bild = profilteile.verlaufsbild(teil, teil.indikator)
                anzeige.diagramm(bild, key="verlauf", mit_titel=False)
        if profilteile.teile(teil):
            with st.container(key="teile"):
                st.header(f"Gebiete in {teil.name}", anchor=False)
                profilteile.zeige_teile(teil, teil.indikator)
        profilteile.vorbehalte_fuer_den_druck(teil)
        rahmen.fuss(teil.indikatoren, stand=teil.stand)
