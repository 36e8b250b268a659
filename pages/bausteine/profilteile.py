"""Die Teile des Gebietsprofils: Auswahl, Kennzahlen, Stärken, Lage, Altersaufbau, Teilgebiete."""

import pandas as pd
import streamlit as st

from pages.bausteine import anzeige, auswahl, daten
from sozialmonitor import formate, profil, tabellen, texte
from sozialmonitor.ansichten import gebietsprofil
from sozialmonitor.ansichten.gebietsprofil import Profil
from sozialmonitor.bild import Bild
from sozialmonitor.katalog import Indikator

MINDESTENS_KACHELN = 4
HOECHSTENS_SPALTEN = 7
OHNE = {
    profil.STAERKE: "Kein bewerteter Indikator liegt gesichert günstiger als in der übrigen Stadt.",
    profil.BELASTUNG: "Kein bewerteter Indikator liegt gesichert belastender als in der übrigen "
    "Stadt.",
    profil.BESONDERHEIT: "Kein Indikator ohne vereinbarte Richtung weicht gesichert ab.",
}


def waehle() -> Profil:
    """Die Bedienelemente: Ebene, Gebiet, Stand und der Indikator für den Verlauf."""
    spalten = st.columns(3, gap="large")
    with spalten[0]:
        ebene, gebiet = gebietsprofil.waehle_gebiet(auswahl, daten.kommune())
    with spalten[1]:
        stand = gebietsprofil.waehle_stand(auswahl, daten.lange_werte(), gebiet)
    with spalten[2]:
        zeilen = _zeilen(gebiet, stand)
        indikator = gebietsprofil.waehle_indikator(auswahl, daten.vorrat(), zeilen)
    return _profil(gebiet, ebene, stand, indikator)


@daten.gemerkt(128)
def _zeilen(gebiet: str, stand: str) -> pd.DataFrame:
    return profil.profilzeilen(daten.lange_werte(), gebiet, stand)


@daten.gemerkt(128)
def _profil(gebiet: str, ebene: str, stand: str, indikator: Indikator | None) -> Profil:
    return gebietsprofil.profil_aus(
        daten.kommune(),
        _zeilen(gebiet, stand),
        gebiet=gebiet,
        ebene=ebene,
        stand=stand,
        indikator=indikator,
    )


def ueberschrift(teil: Profil) -> str:
    """Name und Art des Gebiets; die Art entfällt, wo der Name sie schon nennt."""
    art = daten.kommune().ebene(gebietsprofil.eigene_ebene(daten.kommune(), teil.gebiet)).einzahl
    return teil.name if art.lower() in teil.name.lower() else f"{teil.name} ({art})"


def zeige_kennzahlen(teil: Profil) -> None:
    """Kacheln der Leitindikatoren, aufgefüllt mit weiteren, wo es wenige gibt."""
    kommune = daten.kommune()
    stadtname = kommune.einstellungen.name if teil.innerhalb else ""
    kacheln = []
    for zeile in _kennzahlen(teil).to_dict("records"):
        indikator = kommune.katalog[zeile["indikator"]]
        if zeile["zustand"] == "wert":
            wert = formate.wert_mit_einheit(zeile["wert"], indikator)
        else:
            wert = formate.zelle(zeile["zustand"], zeile["wert"], indikator)
        zeilen = profil.kachelzeilen(zeile, indikator, stadtname)
        kacheln.append(tabellen.kachel(indikator.titel, wert, zeilen))
    st.html(tabellen.kachelreihe(kacheln))


def zeige_staerken(teil: Profil) -> None:
    """Gesicherte Unterschiede zur übrigen Stadt, Stärken neben Belastungen."""
    kommune = daten.kommune()
    bild = gebietsprofil.staerkenbild(kommune, teil)
    if bild is None:
        st.markdown(gebietsprofil.satz_ungeprueft(teil))
        return
    geordnet = profil.einordnung(teil.zeilen, kommune.katalog)
    with st.container(key="staerken"):
        for spalte, art in zip(st.columns(2, gap="large"), geordnet, strict=False):
            with spalte:
                _zeige_unterschiede(teil, art, geordnet[art])
        _zeige_unterschiede(teil, profil.BESONDERHEIT, geordnet[profil.BESONDERHEIT])
    st.caption(profil.satz_zufall(profil.gepruefte(teil.zeilen)) + f" {texte.KEIN_URTEIL}")
    if len(bild.tabelle):
        anzeige.beiwerk(bild, key="staerken", als_bild=False)


def zeige_lage(teil: Profil) -> None:
    """Das Gebiet zwischen allen Gebieten seiner Ebene, je Indikator."""
    bild = lagebild(teil, voll=gebietsprofil.waehle_voll(auswahl))
    if bild is None:
        st.markdown(gebietsprofil.satz_ohne_lage(daten.kommune(), teil))
        return
    anzeige.diagramm(bild, key="lage", mit_titel=False)


@daten.gemerkt(64)
def lagebild(teil: Profil, *, voll: bool) -> Bild | None:
    """Die Spannweiten; ohne `voll` nur Leitindikatoren und solche mit Richtung."""
    return gebietsprofil.lagebild(daten.kommune(), teil, daten.lange_werte(), voll=voll)


def zeige_altersaufbau(teil: Profil) -> None:
    """Die Alterspyramide gegen die Stadt, oder ein Satz, warum es keine gibt."""
    bild, grund = altersbild(teil)
    if bild is None:
        st.markdown(grund)
        return
    anzeige.diagramm(bild, key="pyramide", mit_titel=False)


@daten.gemerkt(64)
def altersbild(teil: Profil) -> tuple[Bild | None, str]:
    """Die Alterspyramide mit ihrem Satz, oder der Grund, warum es keine gibt."""
    return gebietsprofil.altersbild(daten.kommune(), teil, daten.pyramide)


@daten.gemerkt(64)
def verlaufsbild(teil: Profil, indikator: Indikator) -> Bild:
    """Der Verlauf des gewählten Indikators, Gebiet und Stadt."""
    return gebietsprofil.verlaufsbild(daten.vorrat(), teil, indikator)


def zeige_teile(teil: Profil, indikator: Indikator) -> None:
    """Die Gebiete innerhalb: Tafel der Kennzahlen und Balken des gewählten Indikators."""
    kommune = daten.kommune()
    namen = teile(teil)
    zellen, spalten = profil.teilmatrix(
        daten.lange_werte(), _kennzahlen(teil), list(namen), kommune.katalog
    )
    if spalten:
        html = tabellen.matrix(
            {kommune.name(g): felder[:HOECHSTENS_SPALTEN] for g, felder in zellen.items()},
            spalten[:HOECHSTENS_SPALTEN],
            beschriftung=f"{teil.name} und seine Teile, am selben Stichtag",
            ecke="Gebiet",
        )
        st.html(html)
    bild, satz = teilbild(teil, indikator)
    if bild is None:
        st.markdown(satz)
        return
    anzeige.diagramm(bild, key="teile", mit_titel=False)


@daten.gemerkt(64)
def teilbild(teil: Profil, indikator: Indikator) -> tuple[Bild | None, str]:
    """Der gewählte Indikator in den Teilen des Gebiets als Balken, mit seinem Satz."""
    return gebietsprofil.teilbild(daten.vorrat(), teil, indikator)


def vorbehalte_fuer_den_druck(teil: Profil) -> None:
    """Die Vorbehalte des Katalogs als Absatz; nur auf Papier, wo sich nichts aufklappen lässt."""
    saetze = dict.fromkeys(satz for i in teil.indikatoren for satz in texte.vorbehalte(i))
    with st.container(key="nur_druck"):
        st.markdown("Zu beachten: " + " ".join(saetze))


def teile(teil: Profil) -> dict[str, str]:
    """Die direkten Teile des Gebiets, Schlüssel und Name."""
    return gebietsprofil.teile(daten.kommune(), teil.gebiet)


def _kennzahlen(teil: Profil) -> pd.DataFrame:
    leit = daten.kommune().einstellungen.leitindikatoren
    return profil.kennzahlen_des_gebiets(teil.zeilen, leit, mindestens=MINDESTENS_KACHELN)


def _zeige_unterschiede(teil: Profil, art: str, zeilen: pd.DataFrame) -> None:
    kommune = daten.kommune()
    st.subheader(gebietsprofil.UEBERSCHRIFTEN[art], anchor=False)
    if zeilen.empty:
        st.markdown(OHNE[art])
        return
    tabelle = profil.gegenueberstellung(zeilen, kommune.katalog, teil.name)
    titel = f"{gebietsprofil.UEBERSCHRIFTEN[art]}: gesicherter Unterschied zur übrigen Stadt"
    st.html(tabellen.tabelle(tabelle, beschriftung=titel))
