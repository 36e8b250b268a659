"""Seite: Gruppen."""

import streamlit as st

from pages.bausteine import anzeige, daten, gruppenteile, rahmen
from sozialmonitor import gruppenbericht
from sozialmonitor.ansichten import gruppen
from sozialmonitor.texte import gruppensaetze

with rahmen.seite("gruppen", "Welche Gebiete ähneln sich?"):
    kommune = daten.kommune()
    rahmen.verlange(gruppenbericht.indikatoren(kommune), gruppen.KEINE_INDIKATOREN)
    rahmen.verlange(gruppenteile.ebenen(), gruppen.KEINE_EBENE)
    links, rechts = st.columns([1, 3], gap="large")
    with links:
        ebene, stichtag, anzahl, verfahren = gruppenteile.waehle()
        with st.expander("Was heißt das?"):
            for satz in gruppensaetze.DREI_SAETZE:
                st.markdown(satz)
    with rechts:
        with st.spinner("Gruppen werden gerechnet …"):
            ergebnis = gruppenteile.bericht(ebene, stichtag, anzahl, verfahren)
        gefunden = bool(ergebnis.gebiete)
        rahmen.demo_hinweis(ergebnis.demo)
        rahmen.antwort(gruppen.antwort(kommune, ergebnis, ebene))
        if gefunden:
            gruppentexte = gruppen.gruppentexte(kommune, ergebnis)
            st.markdown("\n".join(f"- {satz}" for satz in gruppentexte))
            gruppenteile.zeige_karte(ergebnis, ebene)
        for satz in gruppen.hinweise(kommune, ergebnis):
            st.markdown(satz)
    if gefunden:
        st.header("Worin unterscheiden sich die Gruppen?", anchor=False)
        anzeige.diagramm(gruppenteile.profilbild(ergebnis, ebene), key="profil", mit_titel=False)
    rahmen.fuss(
        ergebnis.indikatoren,
        stand=ergebnis.stichtag,
        demo=ergebnis.demo,
        vermerke=list(gruppen.vermerke(kommune, ebene)),
    )
