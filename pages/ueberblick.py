"""Seite: Überblick."""

import streamlit as st

from pages.bausteine import anzeige, auswahl, daten, rahmen, ueberblickteile
from sozialmonitor import tabellen

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
    st.html(ueberblickteile.matrix(ebene))
    st.caption(tabellen.MATRIX_ERKLAERUNG)
    st.header("Weiter mit einer Frage", anchor=False)
    for frage in kommune.einstellungen.fragen:
        rahmen.verweis(frage.seite, frage.frage, ueberblickteile.adresse(frage))
    st.caption(kommune.einstellungen.hinweis_startseite)
    rahmen.fuss([kommune.katalog[name] for name in daten.leitwerte()])
