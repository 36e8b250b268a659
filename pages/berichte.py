"""Seite: Berichte."""

import streamlit as st

from pages.bausteine import auswahl, berichtteile, rahmen, teilen

with rahmen.seite("berichte", "Was kommt in die Sitzungsmappe?"):
    rahmen.antwort(berichtteile.ANTWORT)
    with st.container(key="auswahl"):
        bericht = auswahl.wahl(
            "Bericht", berichtteile.BERICHTE, "bericht", widget=st.segmented_control
        )
        genauer = ""
        if bericht == "gebietsblatt":
            genauer = berichtteile.waehle_gebiet()
        elif bericht == "praesentation":
            genauer = berichtteile.waehle_sitzung()
    st.markdown(berichtteile.BESCHREIBUNG[bericht])
    berichtteile.zeige(bericht, genauer)
    st.markdown(berichtteile.ENTHALTEN)
    teilen.zeige()
