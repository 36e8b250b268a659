"""Die Teile der Seite „Soziale Stadt“: Angaben, Profil, Sozialräume, Entwicklung, Chronik."""

from collections.abc import Sequence

import streamlit as st

from pages.bausteine import anzeige, auswahl, daten, rahmen
from sozialmonitor import formate, programmgebiete, programmvergleich
from sozialmonitor.ansichten import soziale_stadt
from sozialmonitor.ansichten.soziale_stadt import Programmteil
from sozialmonitor.bild import Bild
from sozialmonitor.katalog import Indikator


@daten.gemerkt(16)
def ansicht(gebiet: str) -> Programmteil:
    """Profil und Entwicklung eines Programmgebiets über alle Leitindikatoren mit Bezugszahl."""
    return soziale_stadt.programmteil(daten.kommune(), gebiet, daten.leitwerte())


def zeige_angaben(teil: Programmteil) -> None:
    """Angaben zum Gebiet, Geldbeträge und Quellen."""
    kommune, bilder = daten.kommune(), soziale_stadt.angaben(daten.vorrat(), teil)
    st.caption(kommune.gebiete["hinweis"][teil.gebiet])
    if bild := bilder.get("angaben"):
        anzeige.tabelle(bild, key="angaben")
    if bild := bilder.get("betraege"):
        anzeige.tabelle(bild, key="betraege")
    else:
        st.markdown(soziale_stadt.KEINE_BETRAEGE)
    if bild := bilder.get("weitere"):
        with st.expander(bild.titel):
            anzeige.tabelle(bild, key="weitere")
    zeige_quellen(programmgebiete.quellen(kommune, teil.gebiet))


def zeige_quellen(quellen: Sequence[tuple[str, str]]) -> None:
    """Die Quellen der Angaben als Verweise."""
    with st.expander(f"Quellen dieser Angaben ({len(quellen)})"):
        st.markdown("\n".join(f"- {_verweis(titel, url)}" for titel, url in quellen))


def zeige_profil(teil: Programmteil) -> None:
    """Das Gebiet neben übrigem Stadtteil, übriger Stadt und Stadt."""
    bild = soziale_stadt.profilbild(daten.kommune(), teil)
    if bild is None:
        st.markdown(soziale_stadt.KEINE_WERTE)
        return
    anzeige.tabelle(bild, key="profil")
    st.caption(
        "Unterschiede von Prozentwerten in Prozentpunkten, in Klammern der 95-%-Bereich. "
        "Verglichen wird mit dem Rest, weil das Gebiet selbst zur Stadt gehört."
    )


def zeige_vergleich(teil: Programmteil, indikator: Indikator) -> None:
    """Das Balkenbild des gewählten Indikators und ob es neuere, gesperrte Werte gibt."""
    anzeige.diagramm(vergleichsbild(teil, indikator), key="vergleich")
    if satz := soziale_stadt.satz_gesperrter_stand(daten.vorrat(), teil, indikator):
        st.caption(satz)


@daten.gemerkt(64)
def vergleichsbild(teil: Programmteil, indikator: Indikator) -> Bild:
    """Der gewählte Indikator als Balken: Gebiet, übriger Stadtteil, übrige Stadt, Stadt."""
    return soziale_stadt.vergleichsbild(daten.vorrat(), teil, indikator)


@daten.gemerkt(64)
def teilbild(teil: Programmteil, indikator: Indikator) -> Bild | None:
    """Viele Gesichter: Balken mit einem Punkt je Teilgebiet; `None` ohne Werte."""
    return soziale_stadt.teilbild(daten.vorrat(), teil, indikator)[0]


def zeige_entwicklung(teil: Programmteil) -> None:
    """Vor und seit dem Programmstart für alle Leitindikatoren."""
    bild = soziale_stadt.entwicklungsbild(daten.kommune(), teil)
    if bild is None:
        st.markdown(soziale_stadt.KEIN_START)
        return
    anzeige.tabelle(bild, key="entwicklung")
    st.caption(
        f"Unterschiede von Prozentwerten in Prozentpunkten, in Klammern der 95-%-Bereich. "
        f"{programmvergleich.satz_zufallstreffer(teil.entwicklung)} "
        f"{programmvergleich.NICHT_URSACHE}"
    )
    for grund in programmvergleich.gruende(teil.entwicklung, daten.kommune().katalog):
        st.caption(f"\\{grund}")


def zeige_vorher_nachher(teil: Programmteil, indikator: Indikator) -> None:
    """Der gewählte Indikator vor und seit dem Start, mit dem Satz über den Unterschied."""
    if teil.start is None:
        return
    saetze, bild = vorher_nachher(teil, indikator)
    for satz in saetze:
        st.markdown(satz)
    if bild:
        anzeige.diagramm(bild, key="vorher_nachher")


@daten.gemerkt(64)
def vorher_nachher(teil: Programmteil, indikator: Indikator) -> tuple[list[str], Bild | None]:
    """Sätze und Bild zur Entwicklung seit dem Start; ohne zwei Werte nur der Grund."""
    return soziale_stadt.vorher_nachher(daten.vorrat(), teil, indikator)


@daten.gemerkt(64)
def reihenbild(teil: Programmteil, indikator: Indikator) -> Bild:
    """Die Reihe des gewählten Indikators mit dem Programmstart als Ereignis."""
    return soziale_stadt.reihenbild(daten.vorrat(), teil, indikator)


def zeige_chronik(teil: Programmteil) -> None:
    """Beschlüsse und Maßnahmen auf der Zeitachse."""
    bild = chronikbild(teil, soziale_stadt.waehle_stadtweit(auswahl))
    if bild is None:
        st.markdown(soziale_stadt.KEINE_CHRONIK)
        return
    anzeige.diagramm(bild, key="chronik", mit_titel=False)


@daten.gemerkt(32)
def chronikbild(teil: Programmteil, stadtweit: bool) -> Bild | None:
    """Der Zeitstrahl mit seiner Tabelle; `None`, wenn nichts verzeichnet ist."""
    return soziale_stadt.chronikbild(daten.kommune(), teil, stadtweit)[0]


def zeige_start(teil: Programmteil) -> None:
    """Wann und womit das Programm begann, mit Quelle."""
    if teil.start is None:
        return
    datum = formate.stichtag(teil.start.datum)
    satz = " ".join(s for s in (f"{datum}: {teil.start.titel}.", teil.start.text) if s)
    quelle = programmgebiete.quelle(daten.kommune(), teil.start.quelle)
    st.markdown(f"**Programmstart.** {rahmen.woertlich(satz)} Quelle: {_verweis(*quelle)}.")


def _verweis(titel: str, adresse: str) -> str:
    return f"[{rahmen.woertlich(titel)}](<{adresse}>)" if adresse else rahmen.woertlich(titel)
