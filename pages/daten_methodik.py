"""Seite: Daten und Methodik."""

import streamlit as st

from pages.bausteine import auswahl, methodikteile, rahmen

with rahmen.seite("daten_methodik", "Woher kommen die Zahlen, und wie wird gerechnet?"):
    rahmen.antwort(methodikteile.antwort())
    with st.container(key="auswahl"):
        abschnitt = auswahl.wahl(
            "Abschnitt", methodikteile.ABSCHNITTE, "abschnitt", widget=st.segmented_control
        )
        mit_indikator = abschnitt in {"indikator", "abdeckung"}
        indikator = methodikteile.indikator() if mit_indikator else None
    if indikator is not None:
        methodikteile.demo_hinweis(indikator)
        mit_werten = methodikteile.mit_werten(indikator)
    if indikator is not None and abschnitt == "indikator":
        st.header(indikator.titel, anchor=False)
        methodikteile.zeige_steckbrief(indikator)
        st.header("Rechenweg eines Wertes", anchor=False)
        if mit_werten:
            methodikteile.zeige_rechenweg(indikator)
            st.header("Dateien", anchor=False)
            methodikteile.zeige_dateien(indikator)
        else:
            st.markdown("Zu diesem Indikator gibt es noch keine Werte.")
    if indikator is not None and abschnitt == "abdeckung":
        st.header("Abdeckung", anchor=False)
        if mit_werten:
            methodikteile.zeige_abdeckung(indikator)
            st.header("Gesamtwert und Summe der Teile", anchor=False)
            methodikteile.zeige_abweichungen(indikator)
        else:
            st.markdown("Zu diesem Indikator gibt es noch keine Werte.")
        st.header("Gebiete und Flächen", anchor=False)
        methodikteile.zeige_abgleich()
        st.header("Was nicht eingelesen wurde", anchor=False)
        methodikteile.zeige_maengel()
    if abschnitt == "bestand":
        st.header("Indikatoren nach Handlungsfeld", anchor=False)
        methodikteile.zeige_bestand()
        st.header("Quellen", anchor=False)
        methodikteile.zeige_quellen()
    if abschnitt == "verfahren":
        st.header("Verfahren", anchor=False)
        methodikteile.zeige_verfahren()
        st.header("Fassungen", anchor=False)
        methodikteile.zeige_fassungen()
        st.header("Zeichen", anchor=False)
        methodikteile.zeige_zeichen()
    if indikator is not None:
        rahmen.fuss([indikator])
