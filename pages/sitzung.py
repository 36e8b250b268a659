"""Seite: Sitzung."""

import streamlit as st

from pages.bausteine import berichtteile, rahmen, sitzungsteile, teilen

with rahmen.seite("sitzung", "Was zeigen wir in der Sitzung?"):
    name = sitzungsteile.waehle()
    sitzung = sitzungsteile.gewaehlte(name)
    rahmen.antwort(sitzungsteile.antwort(sitzung, name))
    sitzungsteile.zeige_maengel("")
    wunsch = sitzungsteile.zeige_wege(sitzung, name)
    st.header("Folien", anchor=False)
    sitzungsteile.zeige_folien(sitzung)
    st.header("Angaben zur Sitzung", anchor=False)
    sitzungsteile.zeige_angaben(sitzung)
    st.header("Datei", anchor=False)
    sitzungsteile.zeige_datei(sitzung, name)
    teilen.zeige()
    berichtteile.erfuelle(wunsch)
