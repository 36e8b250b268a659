"""Seite: Vergleich."""

import streamlit as st

from pages.bausteine import auswahl, rahmen, vergleichsteile
from sozialmonitor.ansichten.vergleich import ABSCHNITTE

with rahmen.seite("vergleich", "Unterscheidet sich dieses Gebiet wirklich?"):
    with st.container(key="auswahl"):
        abschnitt = auswahl.wahl("Abschnitt", ABSCHNITTE, "vergleich", widget=st.segmented_control)
    vergleichsteile.ZEIGE[abschnitt]()
