"""Seite: Vergleich."""

import streamlit as st

from pages.bausteine import auswahl, rahmen, vergleichsteile

with rahmen.seite("vergleich", "Unterscheidet sich dieses Gebiet wirklich?"):
    with st.container(key="auswahl"):
        abschnitt = auswahl.wahl(
            "Abschnitt", vergleichsteile.ABSCHNITTE, "vergleich", widget=st.segmented_control
        )
    vergleichsteile.ZEIGE[abschnitt]()
