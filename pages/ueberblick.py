"""Seite: Überblick."""

import streamlit as st

from pages.bausteine import anzeige, auswahl, daten, frageteile, rahmen, ueberblickteile

with rahmen.seite("ueberblick", f"Wie steht es um {daten.ort()}?"):
    kommune = daten.kommune()
    kacheln = ueberblickteile.kacheln()
    rahmen.demo_hinweis(any(kachel.demo for kachel in kacheln))
    for satz in ueberblickteile.saetze():
        rahmen.antwort(satz)
    rahmen.was_heisst_gesichert()
    st.header(f"{kommune.einstellungen.bezeichnung} in Zahlen", anchor=False)
    anzeige.kacheln(kacheln)
    st.header("Gebiete und Leitindikatoren", anchor=False)
    ebene = auswahl.ebene(ueberblickteile.ebenen())
    ueberblickteile.zeige_matrix(ebene)
    frageteile.zeige_wege()
    ueberblickteile.zeige_ansichten()
    st.caption(kommune.einstellungen.hinweis_startseite)
    rahmen.fuss([kommune.katalog[name] for name in daten.leitwerte()])
