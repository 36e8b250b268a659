"""Seite: Fragen."""

import streamlit as st

from pages.bausteine import frageteile, rahmen

with rahmen.seite("fragen", "Was wollen Sie wissen?"):
    frageteile.zeige_maengel()
    rahmen.verlange(frageteile.fragen(), frageteile.KEINE)
    links, rechts = st.columns([1, 2], gap="large")
    with links:
        frage = frageteile.waehle()
    antwort = frageteile.antwort(frage)
    with rechts:
        rahmen.demo_hinweis(antwort.demo)
        st.header(rahmen.woertlich(frage.frage), anchor=False)
        rahmen.antwort(antwort.satz)
        frageteile.zeige_grenze(frage)
        frageteile.zeige_weg(frage, antwort)
    frageteile.zeige_bild(antwort)
    frageteile.zeige_erlaeuterung(antwort)
    frageteile.zeige_fuss(antwort)
