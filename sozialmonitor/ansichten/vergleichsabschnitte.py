"""Vergleich: die Bilder der fünf Abschnitte, jedes mit seinem Satz."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from sozialmonitor import aehnlichkeit, gegenueberstellung, karten, reihen, texte
from sozialmonitor.ansichten import gegenueber, karte
from sozialmonitor.ansichten import vergleich as ansicht
from sozialmonitor.ansichten.ergebnis import Gezeigt, ohne_spalten
from sozialmonitor.ansichten.gegenueber import Gegenpartner
from sozialmonitor.ansichten.vergleich import ABSCHNITTE, AlleWahl
from sozialmonitor.ansichten.wahl import Auswahl
from sozialmonitor.bild import Bild
from sozialmonitor.diagramme.differenzbilder import geprueft_je_einheit
from sozialmonitor.diagramme.thema import STANDARD, Gestaltung
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune
from sozialmonitor.punktwolken import Trichter
from sozialmonitor.texte import vergleichssaetze
from sozialmonitor.vorrat import Vorrat

HAUPTBILD = "differenzen_0"
KEIN_RANG = "Einen Rang mit Bereich gibt es nur bei Anteilen."
# Je Einheit ein Bild; das erste ist das der häufigsten.
_DIFFERENZEN = {
    HAUPTBILD: "Geprüfte Unterschiede",
    "differenzen_1": "Geprüfte Unterschiede, zweite Einheit",
    "differenzen_2": "Geprüfte Unterschiede, dritte Einheit",
    "differenzen_3": "Geprüfte Unterschiede, vierte Einheit",
}
_JE_ABSCHNITT = {
    "partner": _DIFFERENZEN | {"spine": "Alle Werte nebeneinander"},
    "alle": {
        "trichter": "Trichter",
        "punktreihe": "Punktreihe",
        "rangtabelle": "Rang mit Bereich",
    },
    "zwei": {"streubild": "Zwei Indikatoren"},
    "aehnlich": {"aehnlich": "Ähnliche Gebiete"},
    "nachbarschaft": {"muster": "Muster der Nachbarschaft"},
}
BILDER = {bild: titel for bilder in _JE_ABSCHNITT.values() for bild, titel in bilder.items()}
_FORMEN = {"trichter": "trichter", "punktreihe": "punkte"}


def zeige(
    auswahl: Auswahl, vorrat: Vorrat, gestaltung: Gestaltung = STANDARD, gefragt: str = HAUPTBILD
) -> Gezeigt:
    """Eines der `BILDER`; das erste ist das Hauptbild des gewählten Abschnitts.

    Nennt die Adresse nur das Bild, gilt dessen Abschnitt.
    """
    abschnitt = _abschnitt(auswahl, gefragt)
    if gefragt != HAUPTBILD and gefragt not in _JE_ABSCHNITT[abschnitt]:
        titel = BILDER[gefragt]
        return Gezeigt(
            bild=None,
            satz=f"„{titel}“ gibt es im Abschnitt „{ABSCHNITTE[abschnitt]}“ nicht.",
        )
    return _ZEIGE[abschnitt](auswahl, vorrat, gestaltung, gefragt)


def pruefe(auswahl: Auswahl, vorrat: Vorrat, gefragt: str = HAUPTBILD) -> None:
    """Stellt alle Fragen der Ansicht, ohne zu rechnen, was sie zeigt."""
    kommune = vorrat.kommune
    abschnitt = _abschnitt(auswahl, gefragt)
    if abschnitt == "partner":
        ansicht.waehle_partner(auswahl, vorrat, vorrat.lang())
    elif abschnitt == "alle":
        ansicht.waehle_alle(auswahl, vorrat, _trichter_in(vorrat))
    elif abschnitt == "zwei":
        ansicht.waehle_zwei(auswahl, vorrat)
    elif abschnitt == "aehnlich" and gegenueber.gruppen(kommune):
        ansicht.waehle_aehnlich(auswahl, vorrat, vorrat.lang())
    elif abschnitt == "nachbarschaft" and ansicht.ebenen_mit_flaechen(vorrat):
        ansicht.waehle_nachbarschaft(auswahl, vorrat)


def _abschnitt(auswahl: Auswahl, gefragt: str) -> str:
    if gefragt != HAUPTBILD:
        eigener = next(a for a, bilder in _JE_ABSCHNITT.items() if gefragt in bilder)
        auswahl.setze("vergleich", eigener)
    return ansicht.waehle_abschnitt(auswahl)


def _zeige_partner(
    auswahl: Auswahl, vorrat: Vorrat, gestaltung: Gestaltung, gefragt: str
) -> Gezeigt:
    kommune = vorrat.kommune
    alle = vorrat.lang()
    teil = ansicht.waehle_partner(auswahl, vorrat, alle)
    if teil is None:
        return Gezeigt(bild=None, satz=ansicht.KEIN_PARTNER)
    tabelle, ausgelassen = vorrat.einmal(
        ("partnertabelle", teil), lambda: gegenueber.partnertabelle(kommune, alle, teil)
    )
    bild, gemeint = _partnerbild(vorrat, tabelle, teil, gefragt, gestaltung)
    if bild is None and gefragt != HAUPTBILD:
        return Gezeigt(bild=None, satz=f"„{BILDER[gefragt]}“ gibt es zu dieser Auswahl nicht.")
    return Gezeigt(
        bild=bild,
        kurz=ohne_spalten(bild, ["Stand"]) if bild and bild.bild is None else None,
        satz=ansicht.antwort_partner(gemeint, teil),
        weitere=_ohne_leere(
            vergleichssaetze.satz_wertung(gemeint["wertung"]),
            vergleichssaetze.ZWEI_STAENDE if teil.partner.art == "jahr" else "",
            vergleichssaetze.satz_gesperrt(gegenueberstellung.gesperrte(gemeint)),
            vergleichssaetze.satz_ausgelassen(ausgelassen, teil.partner.name),
        ),
        indikatoren=tuple(kommune.katalog[name] for name in gemeint["indikator"]),
        stand=teil.stand,
        vermerke=(texte.KEIN_URTEIL,),
    )


def _partnerbild(
    vorrat: Vorrat,
    tabelle: pd.DataFrame,
    teil: Gegenpartner,
    gefragt: str,
    gestaltung: Gestaltung,
) -> tuple[Bild | None, pd.DataFrame]:
    """Das Bild und die Zeilen, von denen sein Satz spricht.

    Das Hauptbild ist das der häufigsten Einheit, ohne ein geprüftes die Tabelle; sein Satz
    spricht von allen Indikatoren, der eines weiteren Bildes nur von dessen Einheit.
    """
    if gefragt in {"spine", HAUPTBILD}:
        gezeichnet = []
        if gefragt == HAUPTBILD:
            gezeichnet = gegenueber.differenzbilder(vorrat, tabelle, teil, gestaltung)
        if not gezeichnet and len(tabelle):
            return gegenueber.spine(vorrat, tabelle, teil), tabelle
        return next(iter(gezeichnet), None), tabelle
    nummer = list(_DIFFERENZEN).index(gefragt)
    je_einheit = list(geprueft_je_einheit(tabelle, vorrat.kommune.katalog).values())
    if nummer >= len(je_einheit):
        return None, tabelle
    zeilen = je_einheit[nummer]
    return gegenueber.differenzbilder(vorrat, zeilen, teil, gestaltung)[0], zeilen


def _zeige_alle(auswahl: Auswahl, vorrat: Vorrat, gestaltung: Gestaltung, gefragt: str) -> Gezeigt:
    kommune = vorrat.kommune
    wahl = ansicht.waehle_alle(auswahl, vorrat, _trichter_in(vorrat))
    if wahl is None:
        return Gezeigt(bild=None, satz=ansicht.NICHTS)
    if gefragt == "rangtabelle":
        return _zeige_raenge(vorrat, wahl)
    wahl = replace(wahl, form=_FORMEN.get(gefragt, wahl.form))
    indikator, ebene, tag = wahl.indikator, wahl.ebene, wahl.stichtag
    teil = gegenueber.trichter(vorrat, indikator, ebene, tag)
    stand = gegenueber.stand(vorrat, indikator, ebene, tag)
    if wahl.form == "trichter" and teil.grund:
        return Gezeigt(bild=None, satz=teil.grund)
    if wahl.form == "trichter":
        bild = gegenueber.trichterbild(
            vorrat, teil, indikator, ebene, gebiet=wahl.gebiet, gestaltung=gestaltung
        )
        weitere = vergleichssaetze.satz_ausserhalb(ansicht.lagen(kommune, teil))
        ohne = dict(teil.ohne)
    else:
        bild = gegenueber.punktbild(
            vorrat, indikator, ebene, tag, gebiet=wahl.gebiet, gestaltung=gestaltung
        )
        weitere, ohne = teil.grund, ansicht.ohne_wert(kommune, stand, ebene)
    return Gezeigt(
        bild=bild,
        satz=ansicht.antwort_alle(kommune, wahl, teil, stand),
        weitere=_ohne_leere(
            weitere,
            reihen.satz_gesperrter_stand(vorrat.der_ebene(indikator, ebene), tag),
            vergleichssaetze.satz_ohne(ohne),
        ),
        indikatoren=(indikator,),
        stand=tag,
        vermerke=(texte.leserichtung(indikator),),
    )


def _zeige_raenge(vorrat: Vorrat, wahl: AlleWahl) -> Gezeigt:
    kommune, indikator, ebene, tag = vorrat.kommune, wahl.indikator, wahl.ebene, wahl.stichtag
    if indikator.art != "anteil":
        return Gezeigt(bild=None, satz=KEIN_RANG)
    zeilen = gegenueber.rangzeilen(vorrat, indikator, ebene, tag)
    mit_rang = zeilen[zeilen["rang"].notna()]
    bereiche = {
        kommune.name(str(g)): (int(unten), int(oben))
        for g, unten, oben in zip(
            mit_rang["gebiet"], mit_rang["unten"], mit_rang["oben"], strict=True
        )
    }
    demo, stand = bool(zeilen["demo"].any()), gegenueber.stand(vorrat, indikator, ebene, tag)
    return Gezeigt(
        bild=gegenueber.rangtabelle(vorrat, zeilen, indikator, tag) if len(zeilen) else None,
        satz=vergleichssaetze.satz_raenge(
            kommune.ebene(ebene).titel, tag, indikator, bereiche, demo=demo
        ),
        weitere=_ohne_leere(
            vergleichssaetze.RANGBEREICH,
            vergleichssaetze.satz_ohne(ansicht.ohne_wert(kommune, stand, ebene)),
        ),
        indikatoren=(indikator,),
        stand=tag,
        vermerke=(texte.leserichtung(indikator),),
    )


def _zeige_zwei(auswahl: Auswahl, vorrat: Vorrat, gestaltung: Gestaltung, _gefragt: str) -> Gezeigt:
    wahl = ansicht.waehle_zwei(auswahl, vorrat)
    if wahl is None:
        return Gezeigt(bild=None, satz=ansicht.NICHTS)
    beide = (wahl.erste, wahl.zweite)
    if not wahl.jahr:
        return Gezeigt(bild=None, satz=ansicht.KEIN_JAHR, indikatoren=beide)
    tabelle, ohne = ansicht.streuung(vorrat, wahl)
    namen = {vorrat.kommune.name(g): grund for g, grund in ohne.items()}
    return Gezeigt(
        bild=gegenueber.streubild(
            vorrat, tabelle, *beide, ebene=wahl.ebene, gebiet=wahl.gebiet, gestaltung=gestaltung
        ),
        satz=ansicht.antwort_zwei(wahl, tabelle),
        weitere=_ohne_leere(vergleichssaetze.OEKOLOGISCH, vergleichssaetze.satz_ohne(namen)),
        indikatoren=beide,
        stand=wahl.jahr,
    )


def _zeige_aehnlich(
    auswahl: Auswahl, vorrat: Vorrat, _gestaltung: Gestaltung, _gefragt: str
) -> Gezeigt:
    kommune = vorrat.kommune
    if not gegenueber.gruppen(kommune):
        return Gezeigt(bild=None, satz=ansicht.KEINE_GRUPPEN)
    alle = vorrat.lang()
    ebene, gebiet, stand = ansicht.waehle_aehnlich(auswahl, vorrat, alle)
    tafel, ohne, weg = gegenueber.gruppentafel(kommune, alle, ebene, stand)
    ergebnis = aehnlichkeit.aehnlichste(tafel, gebiet, ohne=ohne)
    bild = gegenueber.aehnlichkeitsbild(vorrat, alle, tafel, gebiet, stand)
    mit_bild = bool(ansicht.naechste(ergebnis))
    return Gezeigt(
        bild=bild if mit_bild else None,
        satz=ansicht.antwort_aehnlich(kommune, gebiet, ergebnis, demo=bild.demo),
        weitere=_ohne_leere(
            vergleichssaetze.satz_zeichen(kommune.name(gebiet)) if mit_bild else "",
            vergleichssaetze.satz_ohne({kommune.name(g): grund for g, grund in ohne.items()}),
            *ansicht.saetze_ohne_indikator(vorrat, ebene, stand, weg),
        ),
        indikatoren=tuple(kommune.katalog[n] for n in gegenueber.gruppen(kommune)),
        stand=stand,
    )


def _zeige_nachbarschaft(
    auswahl: Auswahl, vorrat: Vorrat, gestaltung: Gestaltung, _gefragt: str
) -> Gezeigt:
    kommune = vorrat.kommune
    if not ansicht.ebenen_mit_flaechen(vorrat):
        raise SozialmonitorFehler(karte.KEINE_FLAECHEN)
    gewaehlt = ansicht.waehle_nachbarschaft(auswahl, vorrat)
    if gewaehlt is None:
        return Gezeigt(bild=None, satz=ansicht.NICHTS)
    ebene, indikator, tag = gewaehlt
    wer_neben_wem = gegenueber.nachbarn(kommune, ebene)
    muster = gegenueber.muster(vorrat, indikator, ebene, tag, wer_neben_wem)
    zeilen = gegenueber.stand(vorrat, indikator, ebene, tag)
    flaechen = gegenueber.kartentabelle(kommune, muster, zeilen)
    bild = gegenueber.musterbild(vorrat, flaechen, zeilen, indikator, tag)
    satz = ansicht.antwort_nachbarschaft(kommune, indikator, muster, zeilen, demo=bild.demo)
    fertig = None
    if not ansicht.verweigert(muster):
        fertig = _musterkarte(
            kommune, ebene, indikator, bild, flaechen=flaechen, gestaltung=gestaltung
        )
    return Gezeigt(
        bild=fertig,
        satz=satz,
        weitere=_ohne_leere(reihen.satz_gesperrter_stand(vorrat.der_ebene(indikator, ebene), tag)),
        indikatoren=(indikator,),
        stand=tag,
        vermerke=(karte.kartenvermerk(kommune, ebene), texte.leserichtung(indikator)),
    )


def _musterkarte(
    kommune: Kommune,
    ebene: str,
    indikator: Indikator,
    bild: Bild,
    *,
    flaechen: pd.DataFrame,
    gestaltung: Gestaltung,
) -> Bild:
    return karte.mit_karte(
        bild,
        kommune,
        ebene,
        karten.kategoriezeichnung(
            flaechen, gegenueber.MUSTER, stand=f"muster {indikator.id}", demo=bild.demo
        ),
        karten.kategorielegende(flaechen, gegenueber.LEGENDE, anzahl_gebiete=len(flaechen)),
        legendentitel=f"{indikator.titel}: Muster",
        gestaltung=gestaltung,
    )


def _trichter_in(vorrat: Vorrat) -> Callable[[Indikator, str, str], Trichter]:
    return lambda indikator, ebene, tag: gegenueber.trichter(vorrat, indikator, ebene, tag)


def _ohne_leere(*saetze: str) -> tuple[str, ...]:
    return tuple(satz for satz in saetze if satz)


_ZEIGE: dict[str, Callable[[Auswahl, Vorrat, Gestaltung, str], Gezeigt]] = {
    "partner": _zeige_partner,
    "alle": _zeige_alle,
    "zwei": _zeige_zwei,
    "aehnlich": _zeige_aehnlich,
    "nachbarschaft": _zeige_nachbarschaft,
}
