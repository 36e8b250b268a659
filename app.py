"""Einstieg: Fenstertitel und Navigation, sonst nichts."""

import streamlit as st

from pages.bausteine import rahmen

st.set_page_config(page_title="Sozialmonitor", page_icon=rahmen.SYMBOL, layout="wide")
st.navigation(
    [
        st.Page("pages/ueberblick.py", title="Überblick", default=True),
        st.Page("pages/karte.py", title="Karte"),
        st.Page("pages/zeitreihen.py", title="Zeitreihen"),
        st.Page("pages/vergleich.py", title="Vergleich"),
        st.Page("pages/soziale_stadt.py", title="Soziale Stadt"),
        st.Page("pages/gebietsprofil.py", title="Gebietsprofil"),
        st.Page("pages/sozialindex.py", title="Sozialindex"),
        st.Page("pages/segregation.py", title="Segregation"),
        st.Page("pages/gruppen.py", title="Gruppen"),
        st.Page("pages/berichte.py", title="Berichte"),
        st.Page("pages/daten_methodik.py", title="Daten & Methodik"),
        st.Page(
            "pages/geheimhaltung.py",
            title="Geheimhaltung",
            visibility="visible" if rahmen.zeigt_internes() else "hidden",
        ),
    ],
    position="top",
).run()
