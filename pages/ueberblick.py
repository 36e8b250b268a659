"""Seite: Überblick."""

import streamlit as st

from pages.bausteine import anzeige, auswahl, daten, rahmen, ueberblickteile
from sozialmonitor import tabellen, ueberblick

with rahmen.seite("ueberblick", f"Wie steht es um {daten.ort()}?"):
    kommune = daten.kommune()
    leitwerte = daten.leitwerte()
    kacheln = ueberblick.kacheln(kommune, leitwerte)
    rahmen.demo_hinweis(any(kachel.demo for kachel in kacheln))
    ebenen = ueberblickteile.ebenen()
    startebene = kommune.einstellungen.startebene
    for satz in ueberblick.saetze(kommune, leitwerte, startebene):
        rahmen.antwort(satz)
    st.header(f"{kommune.einstellungen.bezeichnung} in Zahlen", anchor=False)
    anzeige.kacheln(kacheln)
    st.header("Gebiete und Leitindikatoren", anchor=False)
    ebene = auswahl.ebene(ebenen)
    st.html(ueberblick.matrix(kommune, leitwerte, ebene))
    st.caption(tabellen.MATRIX_ERKLAERUNG)
    st.header("Weiter mit einer Frage", anchor=False)
    for frage in kommune.einstellungen.fragen:
        rahmen.verweis(frage.seite, frage.frage, ueberblickteile.adresse(frage))
    st.caption(kommune.einstellungen.hinweis_startseite)
    rahmen.fuss([kommune.katalog[name] for name in leitwerte])
