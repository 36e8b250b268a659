"""Die Teile der Seite „Soziale Stadt“: Angaben, Profil, Sozialräume, Entwicklung, Chronik."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from pages.bausteine import anzeige, auswahl, daten
from sozialmonitor import (
    diagramme,
    formate,
    programmgebiete,
    programmvergleich,
    texte,
)
from sozialmonitor.ansichten import soziale_stadt
from sozialmonitor.ansichten.soziale_stadt import Programmteil
from sozialmonitor.bild import Bild
from sozialmonitor.einstellungen import Ereignis
from sozialmonitor.katalog import Indikator
from sozialmonitor.programmgebiete import Programmstart


@daten.gemerkt(16)
def ansicht(gebiet: str) -> Programmteil:
    """Profil und Entwicklung eines Programmgebiets über alle Leitindikatoren mit Bezugszahl."""
    return soziale_stadt.programmteil(daten.kommune(), gebiet, daten.leitwerte())


def zeige_angaben(teil: Programmteil) -> None:
    """Angaben zum Gebiet, Geldbeträge und Quellen."""
    kommune = daten.kommune()
    gezaehlt = [i for i in daten.mengenindikatoren() if i.art == "anzahl"]
    leit = {n: t for n, t in daten.leitwerte().items() if kommune.katalog[n].art == "anzahl"}
    leit |= {i.id: daten.kennzahl(i) for i in gezaehlt}
    st.caption(kommune.gebiete["hinweis"][teil.gebiet])
    _tabelle(f"Angaben zu {teil.name}", programmgebiete.angaben(kommune, teil.gebiet, leit))
    geld = programmgebiete.betraege(kommune, teil.gebiet)
    if len(geld):
        _tabelle("Kosten und Fördermittel", geld)
    else:
        st.markdown("Zu Kosten und Fördermitteln ist nichts verzeichnet.")
    weitere = programmgebiete.weitere_angaben(kommune, teil.gebiet)
    if len(weitere):
        titel = f"Weitere Angaben zum Stadtteil {kommune.name(teil.lage.stadtteil)}"
        with st.expander(titel):
            _tabelle(titel, weitere)
    zeige_quellen(programmgebiete.quellen(kommune, teil.gebiet))


def zeige_quellen(quellen: Sequence[tuple[str, str]]) -> None:
    """Die Quellen der Angaben als Verweise."""
    with st.expander(f"Quellen dieser Angaben ({len(quellen)})"):
        st.markdown("\n".join(f"- {_verweis(titel, url)}" for titel, url in quellen))


def zeige_profil(teil: Programmteil) -> None:
    """Das Gebiet neben übrigem Stadtteil, übriger Stadt und Stadt."""
    if teil.profil.empty:
        st.markdown("Zu diesem Gebiet liegen keine Werte der Leitindikatoren vor.")
        return
    katalog = daten.kommune().katalog
    tabelle = programmvergleich.profiltabelle(teil.profil, katalog, teil.lage)
    titel = f"{teil.name} im Vergleich{_zusatz(teil)}"
    anzeige.tabelle(_als_bild(titel, tabelle, demo=teil.demo), key="profil")
    st.caption(
        "Unterschiede von Prozentwerten in Prozentpunkten, in Klammern der 95-%-Bereich. "
        "Verglichen wird mit dem Rest, weil das Gebiet selbst zur Stadt gehört."
    )


@daten.gemerkt(64)
def vergleichsbild(teil: Programmteil, indikator: Indikator) -> Bild:
    """Der gewählte Indikator als Balken: Gebiet, übriger Stadtteil, übrige Stadt, Stadt."""
    return soziale_stadt.vergleichsbild(daten.vorrat(), teil, indikator)


@daten.gemerkt(64)
def teilbild(teil: Programmteil, indikator: Indikator) -> Bild | None:
    """Viele Gesichter: Balken mit einem Punkt je Teilgebiet; `None` ohne Werte."""
    kommune, lage, tabelle = daten.kommune(), teil.lage, daten.kennzahl(indikator)
    tag = programmvergleich.juengster_stichtag(tabelle, [teil.gebiet])
    balken = programmvergleich.balkenreihen(tabelle, lage, indikator, tag)
    innen, aussen = programmgebiete.teilgebiete(kommune, teil.gebiet)
    punkte = programmvergleich.teilpunkte(tabelle, balken, lage, innen, aussen)
    if punkte.empty:
        return None
    stadtwert = tabelle[tabelle["gebiet"].eq(lage.stadt) & tabelle["stichtag"].eq(tag)]["wert"]
    namen = lage.bezeichnungen | {lage.stadtteil: daten.namen().get(lage.stadtteil, "")}
    bild = diagramme.balken(
        balken,
        indikator,
        soziale_stadt.vorhandene(namen, balken),
        punkte=punkte,
        punktnamen=daten.namen(),
        stadtwert=float(stadtwert.iloc[0]) if len(stadtwert) and indikator.nenner else None,
        hervorgehoben=teil.gebiet,
        quelle=daten.quellenzeile(indikator),
    )
    titel = f"{indikator.titel}: Unterschiede innerhalb, {formate.kurzer_stichtag(tag)}"
    return replace(bild, titel=titel)


def zeige_entwicklung(teil: Programmteil) -> None:
    """Vor und seit dem Programmstart für alle Leitindikatoren."""
    if teil.start is None:
        st.markdown(soziale_stadt.KEIN_START)
        return
    katalog = daten.kommune().katalog
    tabelle = programmvergleich.entwicklungstabelle(teil.entwicklung, katalog, teil.lage)
    titel = f"{teil.name} vor und seit dem Programmstart{_zusatz(teil)}"
    anzeige.tabelle(_als_bild(titel, tabelle, demo=teil.demo), key="entwicklung")
    st.caption(
        f"Unterschiede von Prozentwerten in Prozentpunkten, in Klammern der 95-%-Bereich. "
        f"{programmvergleich.satz_zufallstreffer(teil.entwicklung)} "
        f"{programmvergleich.NICHT_URSACHE}"
    )
    for grund in programmvergleich.gruende(teil.entwicklung, katalog):
        st.caption(f"\\{grund}")


def zeige_vorher_nachher(teil: Programmteil, indikator: Indikator) -> None:
    """Der gewählte Indikator vor und seit dem Start, mit dem Satz über den Unterschied."""
    if teil.start is None:
        return
    saetze, bild = vorher_nachher(teil, indikator, teil.start)
    for satz in saetze:
        st.markdown(satz)
    if bild:
        anzeige.diagramm(bild, key="vorher_nachher")


@daten.gemerkt(64)
def vorher_nachher(
    teil: Programmteil, indikator: Indikator, start: Programmstart
) -> tuple[list[str], Bild | None]:
    """Sätze und Bild zur Entwicklung seit dem Start; ohne zwei Werte nur der Grund."""
    zeile = _entwicklung(teil, indikator, start)
    von, bis = str(zeile["von"]), str(zeile["bis"])
    saetze = [f"„{indikator.titel}“: {zeile['grund']}."] if zeile["grund"] else []
    if not (von and bis):
        return saetze, None
    abstand = (zeile["abstand"], zeile["abstand_unten"], zeile["abstand_oben"])
    gegen, demo = f"dem {teil.lage.uebrige_stadt}", bool(zeile["demo"])
    saetze.append(texte.satz_did(teil.name, gegen, abstand, indikator, von, bis, demo=demo))
    reihen = programmvergleich.entwicklungsreihen(
        daten.kennzahl(indikator), teil.lage, indikator, von, bis
    )
    namen = soziale_stadt.vorhandene(teil.lage.bezeichnungen, reihen)
    quelle = daten.quellenzeile(indikator, mit_demo=demo)
    bild = diagramme.vorher_nachher(reihen, indikator, namen, start=von, jetzt=bis, quelle=quelle)
    return saetze, bild


def _entwicklung(teil: Programmteil, indikator: Indikator, start: Programmstart) -> pd.Series:
    kommune, name = daten.kommune(), indikator.id
    daten_eines = programmvergleich.entwicklung(
        {name: daten.kennzahl(indikator)},
        kommune.katalog,
        {name: kommune.brueche(indikator)},
        teil.lage,
        start.erster_tag,
    )
    return daten_eines.iloc[0]


@daten.gemerkt(64)
def reihenbild(teil: Programmteil, indikator: Indikator) -> Bild:
    """Die Reihe des gewählten Indikators mit dem Programmstart als Ereignis."""
    kommune = daten.kommune()
    reihen = programmvergleich.vergleichsreihen(daten.kennzahl(indikator), teil.lage, indikator)
    namen = {g: n for g, n in teil.lage.bezeichnungen.items() if g != teil.lage.rest_stadt}
    start = [Ereignis(von=teil.start.datum, titel="Programmstart")] if teil.start else []
    return diagramme.zeitreihe(
        reihen,
        indikator,
        soziale_stadt.vorhandene(namen, reihen),
        stadt=teil.lage.stadt,
        brueche=kommune.brueche(indikator),
        ereignisse=start,
        quelle=daten.quellenzeile(indikator),
    )


def zeige_chronik(teil: Programmteil) -> None:
    """Beschlüsse und Maßnahmen auf der Zeitachse."""
    stadtweit = auswahl.schalter("Auch stadtweite Beschlüsse zeigen", "stadtweit")
    bild = chronikbild(teil, stadtweit)
    if bild is None:
        st.markdown("Zu diesem Gebiet sind keine Beschlüsse und Maßnahmen verzeichnet.")
        return
    anzeige.diagramm(bild, key="chronik", mit_titel=False)


@daten.gemerkt(32)
def chronikbild(teil: Programmteil, stadtweit: bool) -> Bild | None:
    """Der Zeitstrahl mit seiner Tabelle; `None`, wenn nichts verzeichnet ist."""
    kommune = daten.kommune()
    eintraege = programmgebiete.chronik(kommune, teil.gebiet, stadtweit=stadtweit)
    if eintraege.empty:
        return None
    titel = f"{teil.name}: Beschlüsse und Maßnahmen"
    bild = diagramme.zeitstrahl(
        eintraege, titel=titel, programmstart=teil.start.datum if teil.start else None
    )
    tabelle = programmgebiete.chroniktabelle(kommune, eintraege)
    return replace(bild, tabelle=tabelle)


def zeige_start(teil: Programmteil) -> None:
    """Wann und womit das Programm begann, mit Quelle."""
    if teil.start is None:
        return
    datum = formate.stichtag(teil.start.datum)
    satz = " ".join(s for s in (f"{datum}: {teil.start.titel}.", teil.start.text) if s)
    quelle = programmgebiete.quelle(daten.kommune(), teil.start.quelle)
    st.markdown(f"**Programmstart.** {_woertlich(satz)} Quelle: {_verweis(*quelle)}.")


def stadtteilname(teil: Programmteil) -> str:
    """Name des Stadtteils, sonst der des Programmgebiets."""
    return str(teil.lage.namen[teil.lage.stadtteil or teil.gebiet])


def _tabelle(titel: str, tabelle: pd.DataFrame) -> None:
    anzeige.tabelle(_als_bild(titel, tabelle))


def _zusatz(teil: Programmteil) -> str:
    return f" {texte.DEMO_ZUSATZ}" if teil.demo else ""


def _als_bild(titel: str, tabelle: pd.DataFrame, *, demo: bool = False) -> Bild:
    return Bild(titel=titel, bild=None, alttext="", tabelle=tabelle, demo=demo)


def _verweis(titel: str, adresse: str) -> str:
    return f"[{_woertlich(titel)}](<{adresse}>)" if adresse else _woertlich(titel)


def _woertlich(text: str) -> str:
    """Text, in dem Zeichen von Markdown nichts bedeuten."""
    return "".join(f"\\{z}" if z in "\\`*_[]<>()#$~|:" else z for z in text)
