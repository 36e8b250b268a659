"""Seite: Soziale Stadt."""

import streamlit as st

from pages.bausteine import anzeige, auswahl, daten, rahmen, sozialestadtteile
from sozialmonitor import programmgebiete
from sozialmonitor.ansichten import soziale_stadt


def zeige() -> None:
    """Die ganze Seite zu einem Programmgebiet."""
    links, rechts = st.columns([1, 3], gap="large")
    with links:
        gebiet, indikator = soziale_stadt.waehle(auswahl, daten.vorrat())
    teil = sozialestadtteile.ansicht(gebiet)
    with rechts:
        rahmen.demo_hinweis(teil.demo)
        rahmen.antwort(soziale_stadt.antwort(teil))
        rahmen.was_heisst_gesichert()
        sozialestadtteile.zeige_start(teil)
    st.header("Was ist das für ein Gebiet?", anchor=False)
    sozialestadtteile.zeige_angaben(teil)
    st.header("Wie unterscheidet sich das Gebiet?", anchor=False)
    sozialestadtteile.zeige_profil(teil)
    if indikator:
        sozialestadtteile.zeige_vergleich(teil, indikator)
        name = soziale_stadt.stadtteilname(teil)
        st.header(f"{name} hat viele Gesichter", anchor=False)
        if bild := sozialestadtteile.teilbild(teil, indikator):
            anzeige.diagramm(bild, key="sozialraeume")
        else:
            st.markdown(soziale_stadt.KEINE_TEILE)
    st.header("Was ist seit dem Programmstart anders?", anchor=False)
    sozialestadtteile.zeige_entwicklung(teil)
    if indikator:
        sozialestadtteile.zeige_vorher_nachher(teil, indikator)
        anzeige.diagramm(sozialestadtteile.reihenbild(teil, indikator), key="reihe")
    st.header("Was wurde beschlossen und getan?", anchor=False)
    sozialestadtteile.zeige_chronik(teil)
    leit = [daten.kommune().katalog[name] for name in teil.leitwerte]
    rahmen.fuss([*leit, *([indikator] if indikator else [])], stand=teil.stand)


with rahmen.seite("soziale_stadt", "Was hat sich in den Programmgebieten verändert?"):
    if programmgebiete.programmgebiete(daten.kommune()):
        zeige()
    else:
        rahmen.antwort(soziale_stadt.KEINE)
