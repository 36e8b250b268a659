"""Die Teile der Methodikseite: Steckbrief, Rechenweg, Abdeckung, Quellen, Verfahren, Dateien."""

from collections.abc import Callable, Mapping
from functools import partial
from itertools import groupby
from typing import TypeAlias

import pandas as pd
import streamlit as st

from pages.bausteine import anzeige, auswahl, daten, rahmen
from sozialmonitor import (
    abdeckung,
    ausgabe,
    diagramme,
    fassung,
    formate,
    methoden,
    tabellen,
    texte,
)
from sozialmonitor.ausgabe import Herkunft
from sozialmonitor.berichte import geopaket, mappe, spss
from sozialmonitor.berichte.herkunft import herkunft
from sozialmonitor.katalog import Indikator

ABSCHNITTE = {
    "indikator": "Indikator und Rechenweg",
    "abdeckung": "Abdeckung und Abgleich",
    "bestand": "Alle Indikatoren und Quellen",
    "verfahren": "Verfahren und Zeichen",
}
# Titel, Endung, Art des Inhalts und was ihn schreibt
_Datei: TypeAlias = tuple[str, str, str, Callable[..., bytes]]
_SAV = "application/x-spss-sav"


def antwort() -> str:
    """Wie viele Werte belegt, erfunden und ohne Angabe sind."""
    return texte.satz_abdeckung(*daten.bilanz())


def indikator() -> Indikator:
    """Ein Indikator des Katalogs, auch wenn es noch keine Werte gibt."""
    return auswahl.indikator(list(daten.kommune().katalog.values()))


def mit_werten(gewaehlt: Indikator) -> bool:
    """Ob es zu dem Indikator Werte gibt."""
    return gewaehlt.id in daten.alle_werte()


def zeige_steckbrief(gewaehlt: Indikator) -> None:
    """Definition, Berechnung, Quellen und Vorbehalte aus dem Katalog."""
    kommune = daten.kommune()
    tabelle = abdeckung.steckbrief(kommune, gewaehlt)
    st.html(tabellen.tabelle(tabelle, beschriftung=f"{gewaehlt.titel}: Angaben des Katalogs"))
    st.subheader("Quellen der Werte", anchor=False)
    _zeige_quellen(abdeckung.quellen_des_indikators(kommune, gewaehlt))
    st.markdown(texte.satz_nicht_schliessen(gewaehlt))


def zeige_rechenweg(gewaehlt: Indikator) -> None:
    """Auswahl eines Wertes und wie er entsteht, Schritt für Schritt."""
    kommune, tabelle = daten.kommune(), daten.kennzahl(gewaehlt)
    spalten = st.columns(3, gap="large")
    with spalten[0]:
        ebene = auswahl.ebene(abdeckung.ebenen(kommune, tabelle))
    vorhanden = set(tabelle["gebiet"])
    with spalten[1]:
        gebiet = auswahl.gebiet(
            {g: kommune.name(g) for g in kommune.gebiete_der_ebene(ebene) if g in vorhanden}
        )
    with spalten[2]:
        stichtag = auswahl.stichtag(sorted(tabelle.loc[tabelle["gebiet"].eq(gebiet), "stichtag"]))
    weg = daten.rechenweg_zu(gewaehlt, gebiet, stichtag)
    for nummer, schritt in enumerate(weg.schritte, start=1):
        st.subheader(f"{nummer}. {schritt.titel}", anchor=False)
        for satz in schritt.saetze:
            st.markdown(rahmen.woertlich(satz))
        if schritt.tabelle is not None:
            st.html(tabellen.tabelle(schritt.tabelle, beschriftung=schritt.titel))


def zeige_dateien(gewaehlt: Indikator) -> None:
    """Alle Werte des Indikators zum Mitnehmen: Tabellen, Statistikdatei und Flächen mit Werten."""
    kommune, tabelle, namen = daten.kommune(), daten.kennzahl(gewaehlt), daten.namen()
    name, werte = f"{kommune.schluessel}_{gewaehlt.id}", {gewaehlt.id: tabelle}
    woher = _woher(werte)
    stichtag = auswahl.gemerkt("stichtag") or str(tabelle["stichtag"].max())
    dateien: list[_Datei] = [
        ("XLSX", "xlsx", anzeige.XLSX,
         lambda: mappe.werte_xlsx(kommune, gewaehlt, tabelle, herkunft=woher)),
        ("CSV (deutsch)", "deutsch.csv", "text/csv",
         lambda: ausgabe.werte_csv_deutsch(tabelle, gewaehlt, namen, herkunft=woher)),
        ("CSV (international)", "csv", "text/csv",
         lambda: ausgabe.werte_csv(tabelle, gewaehlt, namen, herkunft=woher)),
        ("SPSS", "sav", _SAV,
         lambda: spss.werte_sav(kommune, werte, herkunft=woher)),
        ("Parquet", "parquet", "application/vnd.apache.parquet",
         lambda: ausgabe.werte_parquet(tabelle, gewaehlt, namen, herkunft=woher)),
    ]  # fmt: skip
    with st.container(horizontal=True):
        for titel, endung, art, inhalt in dateien:
            _knopf(f"Alle Werte als {titel}", (name, endung), art, inhalt)
    ebene = auswahl.gemerkt("ebene")
    if ebene not in kommune.geometrien:
        st.markdown("Für diese Ebene gibt es keine Flächen, also kein GeoJSON und kein GeoPackage.")
        return
    with st.container(horizontal=True):
        _flaechenknoepfe(gewaehlt, str(ebene), str(stichtag), woher)


def zeige_abdeckung(gewaehlt: Indikator) -> None:
    """Gebiete mal Jahre: was belegt, erfunden, gesperrt ist und was fehlt."""
    kommune, tabelle = daten.kommune(), daten.kennzahl(gewaehlt)
    ebene = auswahl.ebene(abdeckung.ebenen(kommune, tabelle))
    zeilen = abdeckung.tafelzeilen(tabelle, kommune.gebiete_der_ebene(ebene), daten.namen())
    bild = diagramme.abdeckung(
        zeilen,
        titel=f"{gewaehlt.titel}: welche Werte vorliegen ({kommune.ebene(ebene).titel})",
        quelle=daten.quellenzeile(gewaehlt),
    )
    st.markdown(abdeckung.satz_felder(zeilen))
    anzeige.diagramm(bild, key="abdeckung", mit_titel=False)


def zeige_abweichungen(gewaehlt: Indikator) -> None:
    """Überlieferter Gesamtwert gegen die Summe der Teile."""
    kommune = daten.kommune()
    unterschiede = abdeckung.abweichungen(kommune, gewaehlt)
    st.markdown(abdeckung.satz_abweichungen(unterschiede))
    if len(unterschiede):
        with st.expander("Alle Vergleiche von Gesamtwert und Summe der Teile"):
            st.html(
                tabellen.tabelle(
                    abdeckung.abweichungstabelle(kommune, unterschiede),
                    beschriftung="Überlieferter Gesamtwert und Summe der Teile",
                )
            )


def zeige_abgleich() -> None:
    """Gebiete ohne Fläche, Flächen ohne Gebiet, Gebiete ohne Wert."""
    kommune = daten.kommune()
    tabelle = daten.abgleich()
    st.html(tabellen.tabelle(tabelle, beschriftung="Gebiete, Flächen und Werte je Ebene"))
    befunde = abdeckung.flaechen_ohne_gebiet(kommune)
    if not befunde:
        st.markdown("Jede Fläche gehört zu einem verzeichneten Gebiet.")
    for befund in befunde:
        st.markdown(f"- {rahmen.woertlich(befund)}")


def zeige_maengel() -> None:
    """Alles, was ausgelassen wurde, und Indikatoren, die sich nicht rechnen lassen."""
    kommune = daten.kommune()
    ohne = [i.titel for name, i in kommune.katalog.items() if name not in daten.alle_werte()]
    maengel = [*kommune.maengel, *daten.ansichtsmaengel()]
    if not maengel and not ohne:
        st.markdown("Alle Dateien sind vollständig eingelesen, alle Indikatoren gerechnet.")
    for mangel in maengel:
        st.markdown(f"- {rahmen.woertlich(str(mangel))}")
    if ohne:
        st.markdown(f"Ohne Werte: {rahmen.woertlich(formate.aufzaehlung(ohne))}.")


def zeige_bestand() -> None:
    """Alle Indikatoren je Handlungsfeld, die Tabellen des Datenpakets und der Katalog als Datei."""
    kommune = daten.kommune()
    for feld, tabelle in daten.uebersicht().items():
        st.subheader(feld, anchor=False)
        st.html(tabellen.tabelle(tabelle, beschriftung=f"Indikatoren: {feld}"))
        _mappenknopf(feld)
    with st.container(horizontal=True):
        st.download_button(
            "Katalog als CSV",
            lambda: ausgabe.katalog_csv(list(kommune.katalog.values())),
            file_name=f"{kommune.schluessel}_katalog.csv",
            mime="text/csv",
            key="katalog_csv",
            on_click="ignore",
        )
        _knopf(
            "Alle Werte aller Indikatoren als SPSS",
            (f"{kommune.schluessel}_alle_indikatoren", "sav"),
            _SAV,
            partial(
                spss.werte_sav, kommune, daten.alle_werte(), herkunft=_woher(daten.alle_werte())
            ),
        )
    st.header("Tabellen des Datenpakets", anchor=False)
    st.html(tabellen.tabelle(abdeckung.ressourcen(kommune), beschriftung="Tabellen mit Zahlen"))


def zeige_quellen() -> None:
    """Alle Quellen mit Adresse."""
    _zeige_quellen(None)


def zeige_verfahren() -> None:
    """Alle Verfahren nach Themen; Formel, Beispiel und Quelle erst, wenn man eines öffnet."""
    for satz in texte.DREI_SAETZE_BEREICH:
        st.markdown(f"- {satz}")
    for thema, verfahren in groupby(methoden.methoden(), key=lambda methode: methode.thema):
        st.subheader(thema, anchor=False)
        for methode in verfahren:
            aufklapper = st.expander(
                methode.titel, key=f"verfahren_{methode.titel}", on_change="rerun"
            )
            if aufklapper.open:
                with aufklapper:
                    _zeige_methode(methode)


def zeige_fassungen() -> None:
    """Welche Fassung der Verfahren gilt und was jede geändert hat, die jüngste zuerst."""
    st.markdown(
        f"Gerechnet wird nach Fassung {fassung.FASSUNG}. Die Nummer steigt, sobald dieselben "
        "Zahlen ein anderes Ergebnis haben. Sie steht in jedem weitergegebenen Link; ein älterer "
        "sagt beim Öffnen, was sich seither geändert hat."
    )
    zeilen = [
        {"Fassung": str(f.nummer), "Ab": formate.stichtag(f.datum), "Was sich ändert": f.geaendert}
        for f in reversed(fassung.FASSUNGEN)
    ]
    st.html(tabellen.tabelle(pd.DataFrame(zeilen), beschriftung="Fassungen der Verfahren"))


def zeige_zeichen() -> None:
    """Zeichen der Quellen und die vier Arten leerer Stellen."""
    st.html(tabellen.tabelle(abdeckung.luecken(), beschriftung="Vier Arten, keinen Wert zu haben"))
    st.html(tabellen.tabelle(abdeckung.zeichenerklaerung(), beschriftung="Zeichen der Quellen"))


def demo_hinweis(gewaehlt: Indikator) -> None:
    """Das Band, wenn der Indikator Demonstrationswerte hat."""
    rahmen.demo_hinweis(mit_werten(gewaehlt) and bool(daten.kennzahl(gewaehlt)["demo"].any()))


def _woher(werte: Mapping[str, pd.DataFrame]) -> Herkunft:
    katalog = [daten.kommune().indikator(name) for name in werte]
    return herkunft(
        daten.kommune(), werte, quelle=daten.quellenzeile(*katalog), ausgabe=anzeige.ausgabezeile()
    )


def _mappenknopf(titel: str) -> None:
    """Alle Werte eines Handlungsfelds in einer Mappe; ohne einen Wert nichts."""
    kommune = daten.kommune()
    felder = {feld.titel: feld.id for feld in kommune.einstellungen.handlungsfelder}
    werte = {
        name: tabelle
        for name, tabelle in daten.alle_werte().items()
        if kommune.indikator(name).handlungsfeld == felder[titel]
    }
    if not werte:
        return
    _knopf(
        f"{titel}: alle Werte als XLSX",
        (f"{kommune.schluessel}_{felder[titel]}", "xlsx"),
        anzeige.XLSX,
        partial(
            mappe.mappe,
            kommune,
            werte,
            titel=f"{kommune.einstellungen.titel}: {titel}",
            herkunft=_woher(werte),
        ),
    )


def _knopf(text: str, datei: tuple[str, str], art: str, inhalt: Callable[[], bytes]) -> None:
    name, endung = datei
    st.download_button(
        text,
        inhalt,
        file_name=f"{name}.{endung}",
        mime=art,
        key=f"werte_{name}_{endung}",
        on_click="ignore",
    )


def _flaechenknoepfe(gewaehlt: Indikator, ebene: str, stichtag: str, woher: Herkunft) -> None:
    kommune = daten.kommune()
    tabelle = daten.werte_der_ebene(gewaehlt, ebene)
    am_tag = tabelle[tabelle["stichtag"].eq(stichtag)]
    geometrie = kommune.geometrien[ebene]
    vermerk = f"{geometrie.quellenvermerk} {geometrie.hinweis}".strip()
    name = f"{kommune.schluessel}_{gewaehlt.id}_{ebene}_{stichtag}"
    dateien: list[_Datei] = [
        ("GeoPackage", "gpkg", "application/geopackage+sqlite3", geopaket.werte_gpkg),
        ("GeoJSON", "geojson", "application/geo+json", ausgabe.werte_geojson),
    ]
    for titel, endung, art, schreibe in dateien:
        _knopf(
            f"Flächen mit Werten ({formate.stichtag(stichtag)}) als {titel}",
            (name, endung),
            art,
            partial(
                schreibe, geometrie.flaechen, am_tag, gewaehlt, vermerk=vermerk, herkunft=woher
            ),
        )


def _zeige_quellen(schluessel: list[str] | None) -> None:
    zeilen = []
    for quelle in abdeckung.quellen(daten.kommune(), schluessel):
        titel = rahmen.woertlich(quelle.titel)
        text = f"[{titel}](<{quelle.adresse}>)" if quelle.adresse else titel
        text += f", abgerufen am {quelle.abgerufen}" if quelle.abgerufen else ""
        text += f". {rahmen.woertlich(quelle.hinweis)}" if quelle.hinweis else ""
        zeilen.append(f"- {text}")
    st.markdown("\n".join(zeilen) or "Zu diesem Indikator ist keine Quelle verzeichnet.")


def _zeige_methode(methode: methoden.Methode) -> None:
    st.markdown(methode.zweck)
    st.latex(methode.formel)
    st.markdown(methode.erlaeuterung)
    st.markdown(f"Beispiel: {rahmen.woertlich(_beispiel(methode.titel))}")
    st.caption(f"Quelle: {methode.quelle}")
    st.caption(f"Gerechnet mit {', '.join(f'`{name}`' for name in methode.funktionen)}")


@daten.gemerkt(64)
def _beispiel(titel: str) -> str:
    return next(m.beispiel for m in methoden.methoden() if m.titel == titel)
