"""Seite: Karte."""

import os

import streamlit as st

from pages.bausteine import anzeige, auswahl, daten, kartenteile, rahmen
from sozialmonitor import texte
from sozialmonitor.ansichten import karte

with rahmen.seite("karte", "Wie unterscheiden sich die Gebiete?"):
    kommune = daten.kommune()
    rahmen.verlange(kommune.geometrien, karte.KEINE_FLAECHEN)
    links, rechts = st.columns([1, 3], gap="large")
    with links:
        ebene, indikator, stichtag = karte.waehle(auswahl, daten.vorrat())
        with st.expander("Darstellung", key="darstellung"):
            einstellung = karte.darstellung(
                auswahl,
                daten.vorrat(),
                indikator,
                ebene,
                basemap_erlaubt=os.environ.get("SOZIALMONITOR_BASEMAP") == "1",
            )
    ansicht = kartenteile.kartenansicht(indikator, ebene, stichtag, einstellung)
    with links:
        st.html(ansicht.legende)
        gebiet = auswahl.gebiet(karte.gebietsliste(kommune, ebene), label="Ausgewähltes Gebiet")
    with rechts:
        rahmen.demo_hinweis(ansicht.demo)
        rahmen.antwort(ansicht.satz)
        rahmen.was_heisst_gesichert()
        st.html(
            '<a class="sm-sprung" href="#tabelle-zur-karte">Karte überspringen, zur Tabelle</a>'
        )
        kartenteile.zeige_karten(ansicht, einstellung, gebiet)
        st.html('<span id="tabelle-zur-karte"></span>')
        anzeige.beiwerk(ansicht.bild, key="karte", als_bild=False)
    if gebiet:
        kartenteile.zeige_gebietskarte(ansicht, gebiet, mit_rang=einstellung.mit_rang)
    rahmen.fuss(
        [indikator],
        stand=stichtag,
        demo=ansicht.demo,
        vermerke=[ansicht.vermerk, texte.leserichtung(indikator)],
    )
