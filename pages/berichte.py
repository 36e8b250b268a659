"""Seite: Berichte."""

import streamlit as st

from pages.bausteine import auswahl, berichtteile, rahmen, teilen

with rahmen.seite("berichte", "Was kommt in die Sitzungsmappe?"):
    rahmen.antwort(berichtteile.ANTWORT)
    with st.container(key="auswahl"):
        bericht = auswahl.wahl(
            "Bericht", berichtteile.BERICHTE, "bericht", widget=st.segmented_control
        )
        genauer = berichtteile.waehle_genauer(bericht)
    st.markdown(berichtteile.BESCHREIBUNG[bericht])
    wunsch = berichtteile.zeige(bericht, genauer)
    st.markdown(berichtteile.ENTHALTEN)
    teilen.zeige()
    berichtteile.erfuelle(wunsch)
