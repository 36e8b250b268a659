"""Die Teile der Zeitreihenseite: Gebietswahl, Darstellung, Bild, Sätze, Veränderungen."""

import pandas as pd
import streamlit as st

from pages.bausteine import daten
from sozialmonitor.ansichten import zeitreihen
from sozialmonitor.ansichten.zeitreihen import Einstellung, Reihenteil
from sozialmonitor.bild import Bild
from sozialmonitor.katalog import Indikator


@daten.gemerkt(128)
def ansicht(
    indikator: Indikator,
    gewaehlt: tuple[str, ...],
    weitere: tuple[str, ...],
    partner: tuple[str, ...],
) -> Reihenteil:
    """Werte und Namen der gewählten Gebiete, der Stadt und der Vergleichsgebiete."""
    return zeitreihen.reihenteil(daten.vorrat(), indikator, gewaehlt, weitere, partner)


@daten.gemerkt(128)
def bild(teil: Reihenteil, wahl: Einstellung) -> Bild:
    """Die Zeitreihe als ein Bild oder als kleine Bilder mit gleicher Achse."""
    return zeitreihen.bild(daten.vorrat(), teil, wahl)


@daten.gemerkt(128)
def saetze(teil: Reihenteil) -> list[str]:
    """Die Entwicklung des ersten Gebiets und, wenn es ein anderes ist, die der Stadt."""
    return zeitreihen.saetze(daten.kommune(), teil)


@daten.gemerkt(128)
def veraenderungen(teil: Reihenteil) -> Bild:
    """Erster und letzter vergleichbarer Wert je Gebiet als Tabelle."""
    return zeitreihen.veraenderungen(daten.vorrat(), teil)[0]


@daten.gemerkt(128)
def _trends(teil: Reihenteil) -> pd.DataFrame:
    return zeitreihen.trends(teil)


def trendsaetze(teil: Reihenteil) -> list[str]:
    """Trend und Schwelle des Erkennbaren für das erste Gebiet; leer, wenn es keinen Wert hat."""
    return zeitreihen.trendsaetze(teil, _trends(teil))


@daten.gemerkt(128)
def trendbild(teil: Reihenteil) -> Bild:
    """Je Gebiet das Urteil über die letzten fünf Jahre als Tabelle."""
    return zeitreihen.trendbild(daten.vorrat(), teil, _trends(teil))


def hinweise(teil: Reihenteil) -> None:
    """Gebiete ohne Werte, Brüche und die Erläuterung der markierten Ereignisse."""
    if satz := zeitreihen.satz_ohne_werte(teil):
        st.markdown(satz)
    if markiert := [
        ereignis for ereignis in zeitreihen.ereignisse(daten.kommune(), teil) if ereignis.text
    ]:
        with st.expander("Was in dieser Zeit geschah"):
            st.markdown("\n".join(f"- **{e.titel}:** {e.text}" for e in markiert))
