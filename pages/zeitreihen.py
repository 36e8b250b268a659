"""Seite: Zeitreihen."""

import streamlit as st

from pages.bausteine import anzeige, auswahl, daten, rahmen, zeitreihenteile
from sozialmonitor import texte
from sozialmonitor.ansichten import zeitreihen

with rahmen.seite("zeitreihen", "Wie hat es sich entwickelt?"):
    links, rechts = st.columns([1, 3], gap="large")
    with links:
        indikator, *orte = zeitreihen.waehle(auswahl, daten.vorrat())
        ansicht = zeitreihenteile.ansicht(indikator, *map(tuple, orte))
        einstellung = zeitreihen.einstellung(auswahl, ansicht)
    with rechts:
        rahmen.demo_hinweis(ansicht.demo)
        erster, *danach = zeitreihenteile.saetze(ansicht)
        rahmen.antwort(erster)
        for satz in danach:
            st.markdown(satz)
        if ansicht.namen:
            bild = zeitreihenteile.bild(ansicht, einstellung)
            anzeige.diagramm(bild, key="zeitreihe")
        zeitreihenteile.hinweise(ansicht)
    if ansicht.namen:
        st.header("Was hat sich verändert?", anchor=False)
        st.markdown(
            "Verglichen werden je Gebiet der erste und der letzte Wert, zwischen denen kein Bruch "
            "liegt."
        )
        anzeige.tabelle(zeitreihenteile.veraenderungen(ansicht), key="veraenderungen")
        st.header("Zufall oder Veränderung?", anchor=False)
        for satz in zeitreihenteile.trendsaetze(ansicht):
            st.markdown(satz)
        rahmen.was_heisst_gesichert()
        anzeige.tabelle(zeitreihenteile.trendbild(ansicht), key="trends")
    rahmen.fuss(
        [indikator],
        stand=ansicht.stand,
        demo=ansicht.demo,
        vermerke=[
            texte.satz_bruch(ansicht.brueche),
            texte.leserichtung(indikator),
        ],
    )
