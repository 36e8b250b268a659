"""Nur ein Bild mit seinem Satz, Quelle und Stand, für den Rahmen einer anderen Internetseite."""

import streamlit as st

from pages.bausteine import anmeldung, anzeige, auswahl, daten, rahmen, teilen
from sozialmonitor import ausgabe, einbettung, fassung, formate
from sozialmonitor.ansichten import SEITEN, Ansicht, Gezeigt
from sozialmonitor.berichte import buehnenbild
from sozialmonitor.diagramme.thema import Gestaltung

NUR_OEFFENTLICH = "Einbetten lässt sich nur die öffentliche Ansicht."
KEINE_ANSICHT = "Diese Seite lässt sich nicht einbetten. Möglich sind: {}."
# Diagramme werden so breit wie der Rahmen, Karten haben feste Maße.
_KARTE = Gestaltung(breite=540)
_GESTALTUNG = daten.WURZEL / "static" / "rahmen" / "einbetten.css"


def zeige(seite: str) -> None:
    """Das erste Bild der Seite zur Adresse; sonst ein Satz, warum nicht."""
    st.html(_GESTALTUNG)
    with rahmen.fehler_als_satz(f"{seite} (eingebettet)"):
        if daten.rolle() != anmeldung.OEFFENTLICH:
            st.info(NUR_OEFFENTLICH)
        elif seite not in SEITEN:
            st.info(KEINE_ANSICHT.format(formate.aufzaehlung(list(SEITEN.values()))))
        else:
            _zeige(seite)


def _zeige(seite: str) -> None:
    angaben = {n: tuple(w) for n, w in auswahl.angaben().items() if n != einbettung.PARAMETER}
    ansicht = Ansicht(seite=seite, parameter=angaben)
    ergebnis = daten.gezeigt(ansicht)
    if ergebnis.bild is not None and buehnenbild.ist_karte(ergebnis.bild):
        ergebnis = daten.gezeigt(ansicht, _KARTE)
    for satz in (*_saetze_zum_link(), *ergebnis.hinweise):
        st.info(satz)
    if ergebnis.demo:
        st.warning(f"{ausgabe.WASSERZEICHEN}.")
    rahmen.antwort(ergebnis.satz)
    if ergebnis.bild is not None:
        zeigen = anzeige.diagramm if ergebnis.bild.bild is not None else anzeige.tabelle
        zeigen(ergebnis.bild, key="eingebettet")
    st.link_button("Zur vollständigen Ansicht", teilen.adresse(), type="tertiary")
    st.caption(_herkunft(ergebnis))


def _saetze_zum_link() -> list[str]:
    gezeigt = daten.stand().ausgabe
    genannt = auswahl.angabe("ausgabe") or ""
    saetze = [fassung.hinweis(auswahl.angabe(fassung.PARAMETER) or "")]
    if gezeigt is not None:
        saetze.append(rahmen.satz_andere_ausgabe(genannt, gezeigt))
    return [satz for satz in saetze if satz]


def _herkunft(ergebnis: Gezeigt) -> str:
    teile = [daten.quellenzeile(*ergebnis.indikatoren, mit_demo=ergebnis.demo)]
    if ergebnis.stand:
        teile.append(f"Stand der Werte: {formate.stichtag(ergebnis.stand)}.")
    return " ".join(filter(None, [*teile, anzeige.ausgabezeile(), *ergebnis.vermerke]))
