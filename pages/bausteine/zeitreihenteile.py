"""Die Teile der Zeitreihenseite: Gebietswahl, Darstellung, Bild, Sätze, Veränderungen."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from pages.bausteine import auswahl, daten
from sozialmonitor import (
    diagramme,
    formate,
    programmgebiete,
    reihen,
    texte,
    trendbericht,
    vergleich,
)
from sozialmonitor.bild import Bild
from sozialmonitor.einstellungen import Ereignis
from sozialmonitor.katalog import Bruch, Indikator

DARSTELLUNGEN = {
    "wert": "Werte",
    "index": "Index (Basisjahr = 100)",
    "veraenderung": "Veränderung seit dem Basisjahr",
}
VORGABE_ANZAHL = 3
# Bis zu so vielen Gebieten stehen die kleinen Bilder zu zweit nebeneinander.
WENIGE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Einstellung:
    """Was der Abschnitt „Darstellung“ festlegt."""

    darstellung: str
    basisjahr: int | None
    mit_bereich: bool
    einzeln: bool
    mit_ereignissen: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ansicht:
    """Alles, was die Seite zu einer Auswahl zeigt; `werte` sind die Zeilen der Gebiete."""

    indikator: Indikator
    namen: dict[str, str]
    werte: pd.DataFrame
    erstes: str
    benannt: list[str]
    ohne_werte: list[str]
    brueche: list[Bruch]

    @property
    def demo(self) -> bool:
        """Ob ein Demonstrationswert vorkommt."""
        return bool(self.werte["demo"].any())

    @property
    def stand(self) -> str:
        """Der jüngste Stichtag; leer ohne Werte."""
        return max(self.werte["stichtag"], default="")


def ebenen() -> list[str]:
    """Ebenen, auf denen es Gebiete und wenigstens einen Indikator gibt."""
    kommune = daten.kommune()
    return [
        ebene.id
        for ebene in kommune.einstellungen.ebenen
        if kommune.gebiete_der_ebene(ebene.id) and daten.indikatoren_der_ebene(ebene.id)
    ]


def gebiete(indikator: Indikator, ebene: str) -> tuple[list[str], list[str]]:
    """Gewählte Gebiete der Ebene und die übrigen, wenn alle gezeigt werden sollen.

    Vorgabe sind die Stadtteile mit Programmgebiet, sonst die Stadt und die ersten Gebiete.
    """
    kommune = daten.kommune()
    alle = kommune.gebiete_der_ebene(ebene)
    optionen = {gebiet: kommune.name(gebiet) for gebiet in alle}
    vorgabe = _vorgabe(indikator, alle)
    gemerkt = auswahl.gemerkt("gebiete") or auswahl.gemerkt("_wert_gebiete")
    if gemerkt and not set(gemerkt) & set(alle):
        auswahl.setze("gebiete", vorgabe)
    gewaehlt = auswahl.mehrfachwahl(
        "Gebiete", optionen, "gebiete", standard=vorgabe, placeholder="Gebiete wählen"
    )
    titel = kommune.ebene(ebene).titel
    viele = len(alle) > VORGABE_ANZAHL
    if viele and auswahl.schalter("Alle Gebiete", "alle", help=f"Zeigt alle: {titel}"):
        return gewaehlt, [gebiet for gebiet in alle if gebiet not in gewaehlt]
    return gewaehlt, []


def vergleichsgebiete(indikator: Indikator, ebene: str) -> list[str]:
    """Kreis und Land zum Vergleich, wo der Indikator dort Werte hat."""
    kommune = daten.kommune()
    alle = set(kommune.gebiete_der_ebene(ebene)) | {kommune.einstellungen.stadt}
    mit_wert = _mit_wert(indikator)
    optionen = {
        schluessel: name
        for name, schluessel in vergleich.partner(kommune, indikator).items()
        if schluessel in mit_wert - alle
    }
    if not optionen:
        return []
    # Kreis und Land sind bei Anzahlen um ein Vielfaches größer als jedes Gebiet.
    vorgabe = [] if indikator.art == "anzahl" or _innerhalb(ebene) else list(optionen)
    return auswahl.mehrfachwahl(
        "Zum Vergleich", optionen, "partner", standard=vorgabe, placeholder="Vergleich wählen"
    )


@daten.gemerkt(128)
def ansicht(
    indikator: Indikator,
    gewaehlt: tuple[str, ...],
    weitere: tuple[str, ...],
    partner: tuple[str, ...],
) -> Ansicht:
    """Werte und Namen der gewählten Gebiete, der Stadt und der Vergleichsgebiete."""
    kommune = daten.kommune()
    stadt, mit_wert = kommune.einstellungen.stadt, _mit_wert(indikator)
    reihenfolge = dict.fromkeys([*gewaehlt, *weitere, stadt, *partner])
    gezeigt = [gebiet for gebiet in reihenfolge if gebiet in mit_wert]
    tabelle = daten.kennzahl(indikator)
    werte = tabelle[tabelle["gebiet"].isin(gezeigt)]
    return Ansicht(
        indikator=indikator,
        namen={gebiet: kommune.name(gebiet) for gebiet in gezeigt},
        werte=werte,
        erstes=next((g for g in gewaehlt if g in mit_wert), stadt),
        benannt=[*gewaehlt, *partner],
        ohne_werte=[kommune.name(g) for g in gewaehlt if g not in mit_wert],
        brueche=reihen.wirksame_brueche(werte, kommune.brueche(indikator)),
    )


def einstellung(teil: Ansicht) -> Einstellung:
    """Bedienelemente für Darstellung, Basisjahr, Bereich, Einzelbilder und Ereignisse."""
    darstellung = auswahl.wahl("Darstellung", DARSTELLUNGEN, "darstellung")
    basisjahr = None
    jahre = {str(jahr): str(jahr) for jahr in reihen.basisjahre(teil.werte)}
    if darstellung != "wert" and jahre:
        vorgabe = str(reihen.gemeinsames_basisjahr(teil.werte, teil.brueche))
        basisjahr = int(auswahl.wahl("Basisjahr", jahre, "basis", standard=vorgabe))
    einzeln = darstellung == "wert" and auswahl.schalter("Je Gebiet ein Bild", "einzeln")
    mit_bereich = (
        teil.indikator.mit_intervall
        and darstellung == "wert"
        and auswahl.schalter("Vertrauensbereich", "bereich", standard=True)
    )
    ereignisse = not einzeln and auswahl.schalter("Ereignisse", "ereignisse", standard=True)
    return Einstellung(
        darstellung=darstellung,
        basisjahr=basisjahr,
        mit_bereich=mit_bereich,
        einzeln=einzeln,
        mit_ereignissen=ereignisse,
    )


@daten.gemerkt(128)
def bild(teil: Ansicht, wahl: Einstellung) -> Bild:
    """Die Zeitreihe als ein Bild oder als kleine Bilder mit gleicher Achse."""
    kommune = daten.kommune()
    gemeinsam: dict[str, Any] = {
        "stadt": kommune.einstellungen.stadt,
        "brueche": teil.brueche,
        "mit_bereich": wahl.mit_bereich,
        "quelle": daten.quellenzeile(teil.indikator, mit_demo=teil.demo),
    }
    if wahl.einzeln and len(teil.namen) > 1:
        spalten = 2 if len(teil.namen) <= WENIGE else 3
        return diagramme.kleine_vielfache(
            teil.werte, teil.indikator, teil.namen, spalten=spalten, **gemeinsam
        )
    return diagramme.zeitreihe(
        teil.werte,
        teil.indikator,
        teil.namen,
        ereignisse=ereignisse(teil) if wahl.mit_ereignissen else (),
        darstellung=wahl.darstellung,
        basisjahr=wahl.basisjahr,
        hervorgehoben=teil.erstes if len(teil.namen) > len(teil.benannt) + 1 else None,
        benannt=teil.benannt,
        **gemeinsam,
    )


def ereignisse(teil: Ansicht) -> list[Ereignis]:
    """Ereignisse im Zeitraum der gezeigten Werte."""
    von, bis = min(teil.werte["stichtag"], default=""), teil.stand
    alle = daten.kommune().einstellungen.ereignisse
    return [e for e in alle if e.von[:4] <= bis[:4] and (e.bis or e.von)[:4] >= von[:4]]


@daten.gemerkt(128)
def saetze(teil: Ansicht) -> list[str]:
    """Die Entwicklung des ersten Gebiets und, wenn es ein anderes ist, die der Stadt."""
    kommune = daten.kommune()
    orte = dict.fromkeys((teil.erstes, kommune.einstellungen.stadt))
    return [
        reihen.satz_entwicklung(teil.werte, ort, kommune.name(ort), teil.indikator, teil.brueche)
        for ort in orte
        if ort in teil.namen or len(orte) == 1
    ]


@daten.gemerkt(128)
def veraenderungen(teil: Ansicht) -> Bild:
    """Erster und letzter vergleichbarer Wert je Gebiet als Tabelle."""
    werte = reihen.veraenderungen(teil.werte, teil.indikator, teil.namen, teil.brueche)
    zusatz = f" {texte.DEMO_ZUSATZ}" if teil.demo else ""
    return Bild(
        titel=f"{teil.indikator.titel}: Veränderung je Gebiet{zusatz}",
        bild=None,
        alttext="",
        tabelle=reihen.veraenderungstabelle(werte, teil.indikator, teil.namen),
        demo=teil.demo,
        quelle=daten.quellenzeile(teil.indikator, mit_demo=teil.demo),
    )


@daten.gemerkt(128)
def _trends(teil: Ansicht) -> pd.DataFrame:
    return trendbericht.trends(teil.werte, teil.indikator, list(teil.namen), teil.brueche)


def trendsaetze(teil: Ansicht) -> list[str]:
    """Trend und Schwelle des Erkennbaren für das erste Gebiet; leer, wenn es keinen Wert hat."""
    if teil.erstes not in teil.namen:
        return []
    zeile = _trends(teil).set_index("gebiet", drop=False).loc[teil.erstes].to_dict()
    name = teil.namen[teil.erstes]
    saetze = [texte.satz_trend(name, zeile, teil.indikator)]
    return [*saetze, texte.satz_schwelle(name, zeile, teil.indikator)]


@daten.gemerkt(128)
def trendbild(teil: Ansicht) -> Bild:
    """Je Gebiet das Urteil über die letzten fünf Jahre als Tabelle."""
    zusatz = f" {texte.DEMO_ZUSATZ}" if teil.demo else ""
    return Bild(
        titel=f"{teil.indikator.titel}: Trend je Gebiet{zusatz}",
        bild=None,
        alttext="",
        tabelle=trendbericht.trendtabelle(_trends(teil), teil.indikator, teil.namen),
        demo=teil.demo,
        quelle=daten.quellenzeile(teil.indikator, mit_demo=teil.demo),
    )


def hinweise(teil: Ansicht) -> None:
    """Gebiete ohne Werte, Brüche und die Erläuterung der markierten Ereignisse."""
    if teil.ohne_werte:
        namen = formate.aufzaehlung(teil.ohne_werte)
        st.markdown(f"Ohne Wert zu „{teil.indikator.titel}“: {namen}.")
    if markiert := [ereignis for ereignis in ereignisse(teil) if ereignis.text]:
        with st.expander("Was in dieser Zeit geschah"):
            st.markdown("\n".join(f"- **{e.titel}:** {e.text}" for e in markiert))


def _mit_wert(indikator: Indikator) -> set[str]:
    tabelle = daten.kennzahl(indikator)
    return set(tabelle.loc[tabelle["zustand"].eq("wert"), "gebiet"])


def _innerhalb(ebene: str) -> bool:
    kommune = daten.kommune()
    return bool(set(kommune.gebiete_der_ebene(ebene)) & kommune.in_der_stadt)


def _vorgabe(indikator: Indikator, alle: list[str]) -> list[str]:
    kommune, mit_wert = daten.kommune(), _mit_wert(indikator)
    oben = [
        programmgebiete.stadtteil_von(kommune, gebiet)
        for gebiet in programmgebiete.programmgebiete(kommune)
    ]
    if passend := [g for g in alle if g in oben and g in mit_wert]:
        return passend
    stadt = [g for g in alle if g == kommune.einstellungen.stadt]
    return list(dict.fromkeys([*stadt, *(g for g in alle if g in mit_wert)]))[:VORGABE_ANZAHL]
