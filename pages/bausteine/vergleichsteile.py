"""Die Teile der Vergleichsseite: Partner, alle Gebiete, zwei Indikatoren, ähnliche, Nachbarn."""

from collections.abc import Sequence

import streamlit as st

from pages.bausteine import anzeige, auswahl, daten, kartenteile, rahmen
from pages.bausteine import vergleichsansichten as ansichten
from sozialmonitor import (
    aehnlichkeit,
    gegenueberstellung,
    karten,
    reihen,
    tabellen,
    texte,
    vergleich,
)
from sozialmonitor.ansichten import gegenueber, karte
from sozialmonitor.ansichten import vergleich as ansicht
from sozialmonitor.katalog import Indikator
from sozialmonitor.texte import vergleichssaetze


def zeige_partner() -> None:
    """Abschnitt 1: ein Gebiet gegen einen Partner in vielen Indikatoren."""
    links, rechts = st.columns([1, 3], gap="large")
    with links:
        teil = ansicht.waehle_partner(auswahl, daten.vorrat(), daten.lange_werte())
    if teil is None:
        with rechts:
            st.info(ansicht.KEIN_PARTNER)
        return
    tabelle, ausgelassen = ansichten.partnertabelle(teil)
    indikatoren = [daten.kommune().katalog[name] for name in tabelle["indikator"]]
    demo = bool(tabelle["demo"].any())
    geprueft = int(tabelle["grund"].eq("").sum())
    with rechts:
        rahmen.demo_hinweis(demo)
        partner = teil.partner.name
        rahmen.antwort(ansicht.antwort_partner(tabelle, teil))
        gesichert = int(tabelle["urteil"].isin([vergleich.HOEHER, vergleich.NIEDRIGER]).sum())
        hinweise = [
            vergleichssaetze.satz_wertung(tabelle["wertung"]),
            vergleichssaetze.satz_mehrfach(geprueft, gesichert),
            vergleichssaetze.GETRENNT if geprueft > 1 else "",
            vergleichssaetze.ZWEI_STAENDE if teil.partner.art == "jahr" else "",
        ]
        if gesagt := " ".join(satz for satz in hinweise if satz):
            st.markdown(gesagt)
        _was_heisst_das(texte.DREI_SAETZE_BEREICH)
        for nummer, bild in enumerate(ansichten.differenzbilder(teil)):
            anzeige.diagramm(bild, key=f"differenzen_{nummer}")
    if len(tabelle):
        st.header("Alle Werte nebeneinander", anchor=False)
        with st.container(key="spinetabelle"):
            anzeige.tabelle(ansichten.spine(teil), key="spine")
    for satz in (
        vergleichssaetze.satz_gesperrt(gegenueberstellung.gesperrte(tabelle)),
        vergleichssaetze.satz_ausgelassen(ausgelassen, partner),
    ):
        if satz:
            st.markdown(satz)
    rahmen.fuss(indikatoren, stand=teil.stand, demo=demo, vermerke=[texte.KEIN_URTEIL])


def zeige_alle() -> None:
    """Abschnitt 2: alle Gebiete einer Ebene um den gemeinsamen Wert."""
    links, rechts = st.columns([1, 3], gap="large")
    with links:
        wahl = ansicht.waehle_alle(auswahl, daten.vorrat(), ansichten.trichter)
    if wahl is None:
        _nichts(rechts)
        return
    kommune, indikator, ebene, stichtag = daten.kommune(), wahl.indikator, wahl.ebene, wahl.stichtag
    trichter = ansichten.trichter(indikator, ebene, stichtag)
    stand = gegenueber.stand(daten.vorrat(), indikator, ebene, stichtag)
    demo = bool(stand["demo"].any())
    with rechts:
        rahmen.demo_hinweis(demo)
        rahmen.antwort(ansicht.antwort_alle(kommune, wahl, trichter, stand))
        _zeige_gesperrten_stand(indikator, ebene, stichtag)
        if wahl.form == "trichter":
            if satz := vergleichssaetze.satz_ausserhalb(ansicht.lagen(kommune, trichter)):
                st.markdown(satz)
            _was_heisst_das(vergleichssaetze.DREI_SAETZE_TRICHTER)
            anzeige.diagramm(
                ansichten.trichterbild(indikator, ebene, stichtag, wahl.gebiet), key="trichter"
            )
            ohne = dict(trichter.ohne)
        else:
            if trichter.grund:
                st.markdown(trichter.grund)
            _was_heisst_das(texte.DREI_SAETZE_BEREICH)
            anzeige.diagramm(
                ansichten.punktbild(indikator, ebene, stichtag, wahl.gebiet), key="punktreihe"
            )
            ohne = ansicht.ohne_wert(kommune, stand, ebene)
        _zeige_ohne(ohne)
    if wahl.mit_rang:
        st.header("Rang mit Bereich", anchor=False)
        st.markdown(vergleichssaetze.RANGBEREICH)
        anzeige.tabelle(ansichten.rangtabelle(indikator, ebene, stichtag), key="rangtabelle")
    rahmen.fuss([indikator], stand=stichtag, demo=demo, vermerke=[texte.leserichtung(indikator)])


def zeige_zwei() -> None:
    """Abschnitt 3: zwei Indikatoren, je Gebiet ein Punkt."""
    links, rechts = st.columns([1, 3], gap="large")
    with links:
        wahl = ansicht.waehle_zwei(auswahl, daten.vorrat())
    if wahl is None:
        _nichts(rechts)
        return
    if not wahl.jahr:
        with rechts:
            st.info(ansicht.KEIN_JAHR)
        rahmen.fuss([wahl.erste, wahl.zweite])
        return
    tabelle, ohne = ansicht.streuung(daten.vorrat(), wahl)
    demo = bool(tabelle["demo"].any())
    with rechts:
        rahmen.demo_hinweis(demo)
        rahmen.antwort(ansicht.antwort_zwei(wahl, tabelle))
        st.markdown(vergleichssaetze.OEKOLOGISCH)
        _was_heisst_das(texte.DREI_SAETZE_BEREICH)
        anzeige.diagramm(ansichten.streubild(wahl), key="streubild")
        _zeige_ohne({daten.kommune().name(g): grund for g, grund in ohne.items()})
    rahmen.fuss([wahl.erste, wahl.zweite], stand=wahl.jahr, demo=demo)


def zeige_aehnliche() -> None:
    """Abschnitt 4: die Gebiete, die einem Gebiet am ähnlichsten sind."""
    kommune = daten.kommune()
    namen = gegenueber.gruppen(kommune)
    if not namen:
        st.info(ansicht.KEINE_GRUPPEN)
        return
    links, rechts = st.columns([1, 3], gap="large")
    with links:
        ebene, gebiet, stand = ansicht.waehle_aehnlich(auswahl, daten.vorrat(), daten.lange_werte())
    tafel, ohne, weg = ansichten.gruppentafel(ebene, stand)
    ergebnis = aehnlichkeit.aehnlichste(tafel, gebiet, ohne=ohne)
    bild = ansichten.aehnlichkeitsbild(ebene, gebiet, stand)
    with rechts:
        rahmen.demo_hinweis(bild.demo)
        rahmen.antwort(ansicht.antwort_aehnlich(kommune, gebiet, ergebnis, demo=bild.demo))
        _was_heisst_das(vergleichssaetze.DREI_SAETZE_AEHNLICH)
        if ansicht.naechste(ergebnis):
            with st.container(key="aehnlichtabelle"):
                anzeige.tabelle(bild, key="aehnlich")
            st.markdown(vergleichssaetze.satz_zeichen(kommune.name(gebiet)))
        _zeige_ohne({kommune.name(g): grund for g, grund in ohne.items()})
        for satz in ansicht.saetze_ohne_indikator(daten.vorrat(), ebene, stand, weg):
            st.markdown(satz)
    rahmen.fuss([kommune.katalog[n] for n in namen], stand=stand, demo=bild.demo)


def zeige_nachbarschaft() -> None:
    """Abschnitt 5: wo hohe neben hohen und niedrige neben niedrigen Werten liegen."""
    kommune = daten.kommune()
    if not ansicht.ebenen_mit_flaechen(daten.vorrat()):
        st.info(karte.KEINE_FLAECHEN)
        return
    links, rechts = st.columns([1, 3], gap="large")
    with links:
        gewaehlt = ansicht.waehle_nachbarschaft(auswahl, daten.vorrat())
    if gewaehlt is None:
        _nichts(rechts)
        return
    ebene, indikator, stichtag = gewaehlt
    with rechts, st.spinner("Rechnet die Nachbarschaft …"):
        muster = ansichten.muster(indikator, ebene, stichtag)
    bild = ansichten.musterbild(indikator, ebene, stichtag)
    zeilen = gegenueber.stand(daten.vorrat(), indikator, ebene, stichtag)
    verweigert = ansicht.verweigert(muster)
    flaechen = ansichten.kartentabelle(indikator, ebene, stichtag)
    if not verweigert:
        with links:
            eintraege = karten.kategorielegende(
                flaechen, gegenueber.LEGENDE, anzahl_gebiete=len(flaechen)
            )
            st.html(tabellen.legende(eintraege, titel=f"{indikator.titel}: Muster"))
    with rechts:
        rahmen.demo_hinweis(bild.demo)
        rahmen.antwort(
            ansicht.antwort_nachbarschaft(kommune, indikator, muster, zeilen, demo=bild.demo)
        )
        _zeige_gesperrten_stand(indikator, ebene, stichtag)
        _was_heisst_das(vergleichssaetze.DREI_SAETZE_NACHBARN)
        if not verweigert:
            st.html(tabellen.nur_vorlesen(bild.alttext))
            zeichnung = karten.kategoriezeichnung(
                flaechen,
                gegenueber.MUSTER,
                stand=f"muster {indikator.id} {stichtag}",
                demo=bild.demo,
            )
            kartenteile.zeige_flaechen(ebene, zeichnung, key="muster")
            anzeige.beiwerk(bild, key="muster", als_bild=False)
    rahmen.fuss(
        [indikator],
        stand=stichtag,
        demo=bild.demo,
        vermerke=[kartenteile.kartenvermerk(ebene), texte.leserichtung(indikator)],
    )


ZEIGE = {
    "partner": zeige_partner,
    "alle": zeige_alle,
    "zwei": zeige_zwei,
    "aehnlich": zeige_aehnliche,
    "nachbarschaft": zeige_nachbarschaft,
}


def _zeige_gesperrten_stand(indikator: Indikator, ebene: str, stichtag: str) -> None:
    der_ebene = daten.vorrat().der_ebene(indikator, ebene)
    if satz := reihen.satz_gesperrter_stand(der_ebene, stichtag):
        st.markdown(satz)


def _zeige_ohne(ohne: dict[str, str]) -> None:
    if satz := vergleichssaetze.satz_ohne(ohne):
        st.markdown(satz)


def _was_heisst_das(saetze: Sequence[str]) -> None:
    with st.expander("Was heißt das?"):
        st.markdown(" ".join(saetze))


def _nichts(spalte: object) -> None:
    with spalte:  # type: ignore[attr-defined]
        st.info(ansicht.NICHTS)
