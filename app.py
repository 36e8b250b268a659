"""Einstieg: Fenstertitel, Navigation und was die Adresse davor bestimmt, sonst nichts."""

import streamlit as st

from pages.bausteine import rahmen, weiche

st.set_page_config(page_title="Sozialmonitor", page_icon=rahmen.SYMBOL, layout="wide")
seite = st.navigation(
    {
        "": [
            st.Page("pages/ueberblick.py", title="Überblick", default=True),
            st.Page("pages/fragen.py", title="Fragen"),
            st.Page("pages/karte.py", title="Karte"),
            st.Page("pages/zeitreihen.py", title="Zeitreihen"),
            st.Page("pages/vergleich.py", title="Vergleich"),
            st.Page("pages/soziale_stadt.py", title="Soziale Stadt"),
            st.Page("pages/gebietsprofil.py", title="Gebietsprofil"),
        ],
        "Auswertungen": [
            st.Page("pages/sozialindex.py", title="Sozialindex"),
            st.Page("pages/segregation.py", title="Segregation"),
            st.Page("pages/gruppen.py", title="Gruppen"),
        ],
        "Ausschuss": [
            st.Page("pages/sitzung.py", title="Sitzung"),
            st.Page("pages/berichte.py", title="Berichte"),
            st.Page("pages/vorfuehrung.py", title="Vorführung", visibility="hidden"),
        ],
        "Grundlagen": [
            st.Page("pages/daten_methodik.py", title="Daten & Methodik"),
            st.Page(
                "pages/geheimhaltung.py",
                title="Geheimhaltung",
                visibility="visible" if rahmen.zeigt_internes() else "hidden",
            ),
        ],
    },
    position="hidden" if weiche.nur_bild() else "top",
)
weiche.zeige(seite)
