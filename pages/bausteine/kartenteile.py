"""Die Teile der Kartenseite: Auswahl der Darstellung, Ansicht, Karten, Karte des Gebiets."""

import streamlit as st

from pages.bausteine import anzeige, auswahl, daten, rahmen
from sozialmonitor import formate, karten, klassen, tabellen, texte, vergleich
from sozialmonitor.ansichten import karte
from sozialmonitor.ansichten.karte import Darstellung, Kartenteil
from sozialmonitor.bild import Bild
from sozialmonitor.katalog import Indikator


@daten.gemerkt(64)
def kartenansicht(
    indikator: Indikator, ebene: str, stichtag: str, einstellung: Darstellung
) -> Kartenteil:
    """Werte, Klassen, Legende, Satz und Tabelle einer Ebene zu einem Stichtag."""
    return karte.kartenteil(daten.vorrat(), indikator, ebene, stichtag, einstellung)


def zeige_karten(erste: Kartenteil, einstellung: Darstellung, gebiet: str) -> None:
    """Eine Karte oder zwei nebeneinander mit gemeinsamem Ausschnitt."""
    if erste.hinweis:
        st.markdown(erste.hinweis)
    st.html(tabellen.nur_vorlesen(erste.bild.alttext))
    gewaehlt = karte.zweiter_teil(
        daten.vorrat(), erste.ebene, erste.stichtag, einstellung, kartenansicht
    )
    if gewaehlt is None:
        _karte(erste, einstellung, gebiet, key="karte", kanal="")
        return
    kanal = f"sm-{auswahl.sitzungskennung()}"
    zweite, eigene = gewaehlt
    for spalte, teil, key in zip(st.columns(2), (erste, zweite), ("karte", "karte_2"), strict=True):
        with spalte:
            st.markdown(f"**{teil.bild.titel}**")
            _karte(teil, einstellung, gebiet, key=key, kanal=kanal)
            if teil is zweite:
                st.html(teil.legende)
                if teil.hinweis:
                    st.caption(teil.hinweis)
                if eigene is not einstellung:
                    st.caption(
                        "Die gewählten Klassen gibt es für diesen Indikator nicht; gezeigt: "
                        f"{klassen.VERFAHREN[eigene.verfahren]}."
                    )
                anzeige.beiwerk(teil.bild, key="karte_2", als_bild=False)


def zeige_gebietskarte(ansicht: Kartenteil, gebiet: str, *, mit_rang: bool) -> None:
    """Die Karte des ausgewählten Gebiets: Wert gegen Stadt, Verlauf, Weg zum Profil."""
    kommune, indikator, stichtag = daten.kommune(), ansicht.indikator, ansicht.stichtag
    tabelle = daten.kennzahl(indikator)
    zeilen = tabelle[tabelle["gebiet"].eq(gebiet)]
    zeile = zeilen[zeilen["stichtag"].eq(stichtag)]
    name = kommune.name(gebiet)
    st.header(name, anchor=False)
    spalten = st.columns([1, 2], gap="large")
    with spalten[0]:
        if zeile.empty:
            st.markdown(f"Für {name} liegt zum {formate.stichtag(stichtag)} kein Wert vor.")
        else:
            for satz in texte.saetze_gebiet(
                name, zeile.iloc[0], indikator, kommune.einstellungen.name
            ):
                st.markdown(satz)
        if mit_rang and (rang := vergleich.rang(ansicht.werte, gebiet)):
            st.markdown(texte.satz_rang(name, rang))
        rahmen.verweis("gebietsprofil", f"Zum Gebietsprofil {name}", {"gebiet": gebiet})
    with spalten[1]:
        anzeige.diagramm(gebietsreihe(indikator, gebiet), key="gebietsreihe")


@daten.gemerkt(128)
def gebietsreihe(indikator: Indikator, gebiet: str) -> Bild:
    """Der Verlauf eines Gebiets neben dem der Stadt."""
    return karte.gebietsreihe(daten.vorrat(), indikator, gebiet)


def _karte(
    teil: Kartenteil, einstellung: Darstellung, gebiet: str, *, key: str, kanal: str
) -> None:
    zeige_flaechen(
        teil.ebene,
        teil.zeichnung,
        gebiet=gebiet,
        key=key,
        kanal=kanal,
        mit_umriss=einstellung.programmgebiete,
        mit_basemap=einstellung.mit_basemap,
    )


def zeige_flaechen(
    ebene: str,
    zeichnung: str,
    *,
    key: str,
    gebiet: str = "",
    kanal: str = "",
    mit_umriss: bool = False,
    mit_basemap: bool = False,
    hoehe: int = 560,
) -> None:
    """Die Flächen einer Ebene mit einer `zeichnung` aus `karten`; ein Klick wählt das Gebiet."""
    kommune = daten.kommune()
    geometrie = kommune.geometrien[ebene]
    mengen = [e.id for e in karte.mengen(kommune)]
    grund = karten.grundkarte(
        daten.kartendatei(ebene),
        anzahl_gebiete=len(geometrie.flaechen),
        umriss=daten.kartendatei(mengen[0]) if mit_umriss and mengen else "",
        quellenvermerk=geometrie.quellenvermerk,
        kanal=kanal,
        mit_basemap=mit_basemap,
    )
    werte = karten.faerbung(
        zeichnung,
        ausgewaehlt=gebiet,
        hinweis=geometrie.hinweis if geometrie.schematisch else "",
    )
    gebiete = list(geometrie.flaechen.index)
    anzeige.karte(grund, werte, key=f"{key}_{ebene}", gebiete=gebiete, hoehe=hoehe)


def kartenvermerk(ebene: str) -> str:
    """Quelle der Grenzen und, wo sie schematisch sind, der Hinweis darauf."""
    return karte.kartenvermerk(daten.kommune(), ebene)
