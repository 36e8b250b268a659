"""Zeitreihen: Gebiete, Vergleichsgebiete, Darstellung, Bild und Sätze."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sozialmonitor import (
    diagramme,
    formate,
    programmgebiete,
    reihen,
    texte,
    trendbericht,
    vergleich,
)
from sozialmonitor.ansichten.ergebnis import Gezeigt, ohne_spalten
from sozialmonitor.ansichten.wahl import Auswahl
from sozialmonitor.bild import Bild
from sozialmonitor.diagramme.thema import STANDARD, Gestaltung
from sozialmonitor.einstellungen import Ereignis
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.katalog import Bruch, Indikator
from sozialmonitor.kommune import Kommune
from sozialmonitor.vorrat import Vorrat

BILDER = {
    "zeitreihe": "Zeitreihe",
    "veraenderungen": "Veränderung je Gebiet",
    "trends": "Trend je Gebiet",
}
DARSTELLUNGEN: dict[str, str] = {
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
class Reihenteil:
    """Die Reihen zu einer Auswahl; `werte` sind die Zeilen der Gebiete."""

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


def ebenen(vorrat: Vorrat) -> list[str]:
    """Ebenen, auf denen es Gebiete und wenigstens einen Indikator gibt."""
    kommune = vorrat.kommune
    return [
        ebene.id
        for ebene in kommune.einstellungen.ebenen
        if kommune.gebiete_der_ebene(ebene.id) and vorrat.indikatoren_der_ebene(ebene.id)
    ]


def waehle(auswahl: Auswahl, vorrat: Vorrat) -> tuple[Indikator, list[str], list[str], list[str]]:
    """Indikator, gewählte Gebiete, weitere Gebiete und Vergleichsgebiete."""
    ebene = auswahl.ebene(ebenen(vorrat))
    waehlbar = vorrat.indikatoren_der_ebene(ebene)
    indikator = auswahl.indikator(waehlbar, standard=vorrat.laengste_reihe(waehlbar))
    gewaehlt, weitere = _gebiete(auswahl, vorrat, indikator, ebene)
    return indikator, gewaehlt, weitere, _vergleichsgebiete(auswahl, vorrat, indikator, ebene)


def reihenteil(
    vorrat: Vorrat,
    indikator: Indikator,
    gewaehlt: Sequence[str],
    weitere: Sequence[str],
    partner: Sequence[str],
) -> Reihenteil:
    """Werte und Namen der gewählten Gebiete, der Stadt und der Vergleichsgebiete."""
    kommune = vorrat.kommune
    stadt, tabelle = kommune.einstellungen.stadt, vorrat.kennzahl(indikator)
    mit_wert = _mit_wert(tabelle)
    reihenfolge = dict.fromkeys([*gewaehlt, *weitere, stadt, *partner])
    gezeigt = [gebiet for gebiet in reihenfolge if gebiet in mit_wert]
    zeilen = tabelle[tabelle["gebiet"].isin(gezeigt)]
    return Reihenteil(
        indikator=indikator,
        namen={gebiet: kommune.name(gebiet) for gebiet in gezeigt},
        werte=zeilen,
        erstes=next((g for g in gewaehlt if g in mit_wert), stadt),
        benannt=[*gewaehlt, *partner],
        ohne_werte=[kommune.name(g) for g in gewaehlt if g not in mit_wert],
        brueche=reihen.wirksame_brueche(zeilen, kommune.brueche(indikator)),
    )


def einstellung(auswahl: Auswahl, teil: Reihenteil) -> Einstellung:
    """Darstellung, Basisjahr, Bereich, Einzelbilder und Ereignisse."""
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
    mit_ereignissen = not einzeln and auswahl.schalter("Ereignisse", "ereignisse", standard=True)
    return Einstellung(
        darstellung=darstellung,
        basisjahr=basisjahr,
        mit_bereich=mit_bereich,
        einzeln=einzeln,
        mit_ereignissen=mit_ereignissen,
    )


def bild(
    vorrat: Vorrat, teil: Reihenteil, wahl: Einstellung, gestaltung: Gestaltung = STANDARD
) -> Bild:
    """Die Zeitreihe als ein Bild oder als kleine Bilder mit gleicher Achse."""
    kommune = vorrat.kommune
    gemeinsam: dict[str, Any] = {
        "stadt": kommune.einstellungen.stadt,
        "brueche": teil.brueche,
        "mit_bereich": wahl.mit_bereich,
        "quelle": vorrat.quellenzeile(teil.indikator, mit_demo=teil.demo),
        "gestaltung": gestaltung,
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
        ereignisse=ereignisse(kommune, teil) if wahl.mit_ereignissen else (),
        darstellung=wahl.darstellung,  # type: ignore[arg-type]
        basisjahr=wahl.basisjahr,
        hervorgehoben=teil.erstes if len(teil.namen) > len(teil.benannt) + 1 else None,
        benannt=teil.benannt,
        **gemeinsam,
    )


def ereignisse(kommune: Kommune, teil: Reihenteil) -> list[Ereignis]:
    """Ereignisse im Zeitraum der gezeigten Werte."""
    von, bis = min(teil.werte["stichtag"], default=""), teil.stand
    alle = kommune.einstellungen.ereignisse
    return [e for e in alle if e.von[:4] <= bis[:4] and (e.bis or e.von)[:4] >= von[:4]]


def saetze(kommune: Kommune, teil: Reihenteil) -> list[str]:
    """Die Entwicklung des ersten Gebiets und, wenn es ein anderes ist, die der Stadt."""
    orte = dict.fromkeys((teil.erstes, kommune.einstellungen.stadt))
    return [
        reihen.satz_entwicklung(teil.werte, ort, kommune.name(ort), teil.indikator, teil.brueche)
        for ort in orte
        if ort in teil.namen or len(orte) == 1
    ]


def satz_ohne_werte(teil: Reihenteil) -> str:
    """Gewählte Gebiete, zu denen es keinen Wert gibt; leer, wenn alle einen haben."""
    if not teil.ohne_werte:
        return ""
    namen = formate.aufzaehlung(teil.ohne_werte)
    return f"Ohne Wert zu „{teil.indikator.titel}“: {namen}."


def veraenderungen(vorrat: Vorrat, teil: Reihenteil) -> tuple[Bild, str]:
    """Erster und letzter vergleichbarer Wert je Gebiet als Tabelle, und der Satz dazu."""
    werte = reihen.veraenderungen(teil.werte, teil.indikator, teil.namen, teil.brueche)
    tabelle = reihen.veraenderungstabelle(werte, teil.indikator, teil.namen)
    satz = reihen.satz_veraenderungen(werte, teil.indikator)
    return _tafel(vorrat, teil, "Veränderung je Gebiet", tabelle), satz


def trends(teil: Reihenteil) -> pd.DataFrame:
    """Je Gebiet das Urteil über die letzten fünf Jahre."""
    return trendbericht.trends(teil.werte, teil.indikator, list(teil.namen), teil.brueche)


def trendsaetze(teil: Reihenteil, gerechnet: pd.DataFrame) -> list[str]:
    """Trend und Schwelle des Erkennbaren für das erste Gebiet; leer, wenn es keinen Wert hat.

    `gerechnet` ist hier und in `trendbild` das Ergebnis von `trends`.
    """
    if teil.erstes not in teil.namen:
        return []
    zeile = gerechnet.set_index("gebiet", drop=False).loc[teil.erstes].to_dict()
    name = teil.namen[teil.erstes]
    return [
        texte.satz_trend(name, zeile, teil.indikator),
        texte.satz_schwelle(name, zeile, teil.indikator),
    ]


def trendbild(vorrat: Vorrat, teil: Reihenteil, gerechnet: pd.DataFrame) -> Bild:
    """Je Gebiet das Urteil über die letzten fünf Jahre als Tabelle."""
    tabelle = trendbericht.trendtabelle(gerechnet, teil.indikator, teil.namen)
    return _tafel(vorrat, teil, "Trend je Gebiet", tabelle)


def zeige(
    auswahl: Auswahl, vorrat: Vorrat, gestaltung: Gestaltung = STANDARD, gefragt: str = "zeitreihe"
) -> Gezeigt:
    """Eines der `BILDER` mit seinen Sätzen; ohne ein Gebiet mit Wert ohne Bild."""
    teil, wahl = _gewaehlt(auswahl, vorrat)
    gezeigt = kurz = None
    saetze_des_bildes: list[str] = []
    if teil.namen and gefragt == "veraenderungen":
        gezeigt, satz = veraenderungen(vorrat, teil)
        kurz = ohne_spalten(gezeigt, ["erster Wert", "letzter Wert"])
        saetze_des_bildes = [satz]
    elif teil.namen and gefragt == "trends":
        gerechnet = trends(teil)
        gezeigt = trendbild(vorrat, teil, gerechnet)
        saetze_des_bildes = trendsaetze(teil, gerechnet)
    elif teil.namen:
        gezeigt = bild(vorrat, teil, wahl, gestaltung)
    erster, *weitere = saetze_des_bildes or saetze(vorrat.kommune, teil)
    return Gezeigt(
        bild=gezeigt,
        kurz=kurz,
        satz=erster,
        weitere=tuple(filter(None, [*weitere, satz_ohne_werte(teil)])),
        indikatoren=(teil.indikator,),
        stand=teil.stand,
        vermerke=(texte.satz_bruch(teil.brueche), texte.leserichtung(teil.indikator)),
    )


def pruefe(auswahl: Auswahl, vorrat: Vorrat, _gefragt: str = "zeitreihe") -> None:
    """Stellt alle Fragen der Ansicht, ohne zu rechnen, was sie zeigt."""
    _gewaehlt(auswahl, vorrat)


def _gewaehlt(auswahl: Auswahl, vorrat: Vorrat) -> tuple[Reihenteil, Einstellung]:
    if not ebenen(vorrat):
        raise SozialmonitorFehler("Zu dieser Kommune liegen noch keine Zahlen vor.")
    teil = reihenteil(vorrat, *waehle(auswahl, vorrat))
    return teil, einstellung(auswahl, teil)


def _tafel(vorrat: Vorrat, teil: Reihenteil, was: str, tabelle: pd.DataFrame) -> Bild:
    zusatz = f" {texte.DEMO_ZUSATZ}" if teil.demo else ""
    return Bild(
        titel=f"{teil.indikator.titel}: {was}{zusatz}",
        bild=None,
        alttext="",
        tabelle=tabelle,
        demo=teil.demo,
        quelle=vorrat.quellenzeile(teil.indikator, mit_demo=teil.demo),
    )


def _gebiete(
    auswahl: Auswahl, vorrat: Vorrat, indikator: Indikator, ebene: str
) -> tuple[list[str], list[str]]:
    """Gewählte Gebiete der Ebene und die übrigen, wenn alle gezeigt werden sollen.

    Vorgabe sind die Stadtteile mit Programmgebiet, sonst die Stadt und die ersten Gebiete.
    """
    kommune = vorrat.kommune
    alle = kommune.gebiete_der_ebene(ebene)
    gewaehlt = auswahl.mehrfachwahl(
        "Gebiete",
        {gebiet: kommune.name(gebiet) for gebiet in alle},
        "gebiete",
        standard=_vorgabe(vorrat, indikator, alle),
        sonst_vorgabe=True,
        placeholder="Gebiete wählen",
    )
    titel = kommune.ebene(ebene).titel
    viele = len(alle) > VORGABE_ANZAHL
    if viele and auswahl.schalter("Alle Gebiete", "alle", help=f"Zeigt alle: {titel}"):
        return gewaehlt, [gebiet for gebiet in alle if gebiet not in gewaehlt]
    return gewaehlt, []


def _vergleichsgebiete(
    auswahl: Auswahl, vorrat: Vorrat, indikator: Indikator, ebene: str
) -> list[str]:
    """Kreis und Land zum Vergleich, wo der Indikator dort Werte hat."""
    kommune = vorrat.kommune
    alle = set(kommune.gebiete_der_ebene(ebene)) | {kommune.einstellungen.stadt}
    mit_wert = _mit_wert(vorrat.kennzahl(indikator))
    optionen = {
        schluessel: name
        for name, schluessel in vergleich.partner(kommune, indikator).items()
        if schluessel in mit_wert - alle
    }
    if not optionen:
        return []
    # Kreis und Land sind bei Anzahlen um ein Vielfaches größer als jedes Gebiet.
    innerhalb = set(kommune.gebiete_der_ebene(ebene)) & kommune.in_der_stadt
    vorgabe = [] if indikator.art == "anzahl" or innerhalb else list(optionen)
    return auswahl.mehrfachwahl(
        "Zum Vergleich", optionen, "partner", standard=vorgabe, placeholder="Vergleich wählen"
    )


def _mit_wert(tabelle: pd.DataFrame) -> set[str]:
    return set(tabelle.loc[tabelle["zustand"].eq("wert"), "gebiet"])


def _vorgabe(vorrat: Vorrat, indikator: Indikator, alle: Sequence[str]) -> list[str]:
    kommune = vorrat.kommune
    mit_wert = _mit_wert(vorrat.kennzahl(indikator))
    oben = [
        programmgebiete.stadtteil_von(kommune, gebiet)
        for gebiet in programmgebiete.programmgebiete(kommune)
    ]
    if passend := [g for g in alle if g in oben and g in mit_wert]:
        return passend
    stadt = [g for g in alle if g == kommune.einstellungen.stadt]
    return list(dict.fromkeys([*stadt, *(g for g in alle if g in mit_wert)]))[:VORGABE_ANZAHL]
