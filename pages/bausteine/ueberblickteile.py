"""Die Teile der Überblicksseite: Kacheln, Sätze, Matrix, Ebenen, gespeicherte Ansichten."""

import streamlit as st

from pages.bausteine import daten, rahmen
from sozialmonitor import tabellen, ueberblick
from sozialmonitor.ueberblick import Kachel


def ebenen() -> list[str]:
    """Ebenen mit mehreren Gebieten innerhalb der Stadt, fein nach grob."""
    kommune = daten.kommune()
    return [
        ebene.id
        for ebene in kommune.einstellungen.ebenen
        if len(set(kommune.gebiete_der_ebene(ebene.id)) & kommune.in_der_stadt) > 1
    ]


@daten.gemerkt(2)
def kacheln() -> list[Kachel]:
    """Die Leitindikatoren der Stadt als Kacheln."""
    return ueberblick.kacheln(daten.kommune(), daten.leitwerte())


@daten.gemerkt(2)
def saetze() -> list[str]:
    """Die Sätze zur Lage, auf der Startebene der Kommune."""
    kommune = daten.kommune()
    return ueberblick.saetze(kommune, daten.leitwerte(), kommune.einstellungen.startebene)


@daten.gemerkt(16)
def matrix(ebene: str) -> str:
    """Die Matrix der Gebiete einer Ebene und der Leitindikatoren."""
    return ueberblick.matrix(daten.kommune(), daten.leitwerte(), ebene)


@daten.gemerkt(16)
def saetze_gesperrt(ebene: str) -> list[str]:
    """Wo die Matrix einen älteren Stand zeigt, weil neuere gesperrt sind."""
    return ueberblick.saetze_gesperrt(daten.kommune(), daten.leitwerte(), ebene)


def zeige_matrix(ebene: str) -> None:
    """Die Matrix mit ihrer Zeichenerklärung."""
    st.html(matrix(ebene))
    for satz in saetze_gesperrt(ebene):
        st.caption(satz)
    st.caption(tabellen.MATRIX_ERKLAERUNG)


def zeige_ansichten() -> None:
    """Die gespeicherten Ansichten der Kommune als Wege; ohne eine nichts."""
    if not (liste := daten.ansichtsliste()):
        return
    with st.expander(f"Gespeicherte Ansichten ({len(liste)})"):
        for eine in liste.values():
            angaben = {name: list(werte) for name, werte in eine.ansicht.parameter.items()}
            rahmen.verweis(eine.ansicht.seite, rahmen.woertlich(eine.titel), angaben)
            if eine.beschreibung:
                st.caption(rahmen.woertlich(eine.beschreibung))
