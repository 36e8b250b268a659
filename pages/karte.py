"""Seite: Karte."""

import streamlit as st

from pages.bausteine import anzeige, auswahl, daten, kartenteile, rahmen
from sozialmonitor import texte

with rahmen.seite("karte", "Wie unterscheiden sich die Gebiete?"):
    kommune = daten.kommune()
    rahmen.verlange(kommune.geometrien, "Zu dieser Kommune gibt es noch keine Gebietsflächen.")
    links, rechts = st.columns([1, 3], gap="large")
    with links:
        ebene = auswahl.ebene(list(kommune.geometrien))
        indikator = auswahl.indikator(kartenteile.verfuegbare(ebene))
        stichtage = kartenteile.stichtage(indikator, ebene)
        stichtag = auswahl.stichtag(
            stichtage, standard=kartenteile.startstichtag(indikator, ebene) or None
        )
        with st.expander("Darstellung", key="darstellung"):
            einstellung = kartenteile.darstellung(indikator, ebene)
    ansicht = kartenteile.kartenansicht(indikator, ebene, stichtag, einstellung)
    with links:
        st.html(ansicht.legende)
        gebiet = auswahl.gebiet(ansicht.auswahlliste, label="Ausgewähltes Gebiet")
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
