"""Die Teile der Segregationsseite: Gruppen, Verlauf, Karte der Quotienten, Begegnung, Vergleich."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from pages.bausteine import anzeige, daten, kartenteile
from sozialmonitor import formate, karten, klassen, segregationsbericht, tabellen
from sozialmonitor.ansichten import segregation
from sozialmonitor.ansichten.segregation import Gruppenteil
from sozialmonitor.bild import Bild
from sozialmonitor.diagramme import segregationsbilder
from sozialmonitor.katalog import Indikator
from sozialmonitor.texte import DEMO_ZUSATZ
from sozialmonitor.texte import segregationssaetze as saetze

# Violett wie überall, wo es keine vereinbarte Richtung gibt; das Zeichen steht auch im Schild.
_KATEGORIEN = (
    karten.Kategorie(id=saetze.HOEHER, farbe="#9c86c9", text="▲ gesichert höher"),
    karten.Kategorie(id=saetze.ENTSPRECHEND, farbe="#f2f2f2", text=saetze.ENTSPRECHEND),
    karten.Kategorie(id=saetze.GERINGER, farbe="#dcd6ec", text="▼ gesichert geringer"),
)
_ZEICHEN = {saetze.HOEHER: " ▲", saetze.GERINGER: " ▼"}


@daten.gemerkt(64)
def ansicht(indikator: Indikator, ebene: str) -> Gruppenteil:
    """Verlauf und jüngste Zahlen einer Gruppe auf einer Ebene."""
    return segregation.gruppenteil(daten.vorrat(), indikator, ebene)


@daten.gemerkt(64)
def verlaufsbild(teil: Gruppenteil, mit_bereinigt: bool) -> Bild:
    """Der Index über die Stichtage mit Zufallsband."""
    return segregation.verlaufsbild(daten.vorrat(), teil, mit_bereinigt)


def zeige_luecken(teil: Gruppenteil) -> None:
    """Stichtage ohne Wert und warum."""
    luecken = teil.reihe[teil.reihe["wert"].isna()].to_dict("records")
    for satz in saetze.saetze_luecken(luecken):
        st.markdown(satz)


@daten.gemerkt(64)
def quotienten(teil: Gruppenteil) -> pd.DataFrame:
    """Der Lokationsquotient je Gebiet am jüngsten Stichtag mit Wert."""
    return segregationsbericht.quotienten(teil.zahlen, teil.stichtag)


def zeige_quotienten(teil: Gruppenteil) -> None:
    """Satz, Karte mit Legende und Tabelle der Quotienten."""
    werte, kommune = quotienten(teil), daten.kommune()
    namen = daten.namen()
    hoch, niedrig = (
        [namen[g] for g in werte.loc[werte["urteil"].eq(urteil), "gebiet"]]
        for urteil in (saetze.HOEHER, saetze.GERINGER)
    )
    demo = bool(werte["demo"].any())
    satz = saetze.satz_quotient(teil.gruppe, teil.stichtag, hoch, niedrig)
    st.markdown(f"{satz} {DEMO_ZUSATZ}" if demo else satz)
    bild = _quotientenbild(teil)
    if teil.ebene in kommune.geometrien:
        links, rechts = st.columns([1, 3], gap="large")
        kategorien = _kategorien(werte)
        tabelle = _kartentabelle(werte, namen)
        legende = karten.kategorielegende(tabelle, kategorien, anzahl_gebiete=len(werte))
        with links:
            st.html(tabellen.legende(legende, titel="Anteil im Vergleich zu allen Gebieten"))
            st.markdown(
                "Die Zahl im Gebiet sagt, das Wievielfache des Anteils aller Gebiete zusammen "
                "dort erreicht wird: 1 heißt genauso hoch, 2 doppelt so hoch."
            )
        with rechts:
            st.html(tabellen.nur_vorlesen(bild.alttext))
            zeichnung = karten.kategoriezeichnung(
                tabelle,
                kategorien,
                stand=f"segregation {teil.indikator.id} {teil.stichtag}",
                demo=demo,
            )
            kartenteile.zeige_flaechen(teil.ebene, zeichnung, key="segregation", hoehe=480)
        anzeige.beiwerk(bild, key="quotienten", als_bild=False)
    else:
        anzeige.tabelle(bild, key="quotienten")


@daten.gemerkt(64)
def begegnung(teil: Gruppenteil) -> pd.DataFrame:
    """Isolation und Interaktion am jüngsten Stichtag mit Wert."""
    return segregationsbericht.begegnung(teil.zahlen, teil.stichtag)


def zeige_begegnung(teil: Gruppenteil) -> None:
    """Zu Isolation und Interaktion je ein Satz, darunter die Zahlen."""
    werte = begegnung(teil).to_dict("records")
    texte = (saetze.satz_isolation, saetze.satz_interaktion)
    st.markdown(
        "\n".join(f"- {z['index']}: {satz(z)}" for satz, z in zip(texte, werte, strict=True))
    )
    zusatz = f" {DEMO_ZUSATZ}" if teil.demo else ""
    bild = Bild(
        titel=f"{teil.gruppe}, {teil.ebenentitel}, {formate.stichtag(teil.stichtag)}{zusatz}",
        bild=None,
        alttext="",
        tabelle=pd.DataFrame(
            {
                "Maß": [z["index"] for z in werte],
                "von 100": [saetze.von_hundert(z["wert"], 1) for z in werte],
                "95-%-Bereich": [segregationsbilder.bereich(z["unten"], z["oben"]) for z in werte],
                "bei Zufall": [saetze.von_hundert(z["zufallswert"], 1) for z in werte],
            }
        ),
        demo=teil.demo,
        quelle=daten.quellenzeile(teil.indikator, mit_demo=teil.demo),
    )
    anzeige.tabelle(bild, key="begegnung")


@daten.gemerkt(16)
def vergleichsbild(ebene: str) -> Bild:
    """Alle Gruppen am jeweils jüngsten Stichtag, ohne die übrigen Jahre zu rechnen."""
    kommune = daten.kommune()
    gebiete = kommune.gebiete_der_ebene(ebene)
    reihen, gezeigt = {}, []
    for indikator in segregation.gruppen(daten.vorrat()):
        if ebene in segregation.ebenen_von(daten.vorrat(), indikator):
            zahlen = segregationsbericht.personen(daten.kennzahl(indikator), gebiete)
            reihen[segregationsbericht.gruppenname(kommune, indikator)] = (
                segregationsbericht.verlauf(
                    segregationsbericht.juengste_vollstaendige(zahlen), daten.namen()
                )
            )
            gezeigt.append(indikator)
    vergleich = segregationsbericht.nebeneinander(reihen)
    return segregationsbilder.gruppenvergleich(
        vergleich,
        kommune.ebene(ebene).titel,
        quelle=daten.quellenzeile(*gezeigt, mit_demo=bool(vergleich["demo"].any())),
    )


def _kategorien(werte: pd.DataFrame) -> list[karten.Kategorie]:
    ohne = [
        karten.Kategorie(
            id=zustand,
            farbe=darstellung.farbe,
            text=darstellung.text,
            muster="" if zustand == "fehlt" else zustand,
        )
        for zustand, darstellung in klassen.OHNE_WERT.items()
        if werte["zustand"].eq(zustand).any()
    ]
    return [*_KATEGORIEN, *ohne]


def _kartentabelle(werte: pd.DataFrame, namen: Mapping[str, str]) -> pd.DataFrame:
    zeilen = [
        {
            "gebiet": z["gebiet"],
            "kategorie": z["urteil"] or z["zustand"],
            "schild": _schild(z),
            "zeilen": (namen[z["gebiet"]], *_zeilen(z)),
        }
        for z in werte.to_dict("records")
    ]
    return pd.DataFrame(zeilen, columns=["gebiet", "kategorie", "schild", "zeilen"])


def _schild(zeile: Mapping[Any, Any]) -> str:
    if zeile["zustand"] != "wert":
        return klassen.OHNE_WERT[zeile["zustand"]].kuerzel
    return formate.zahl(zeile["wert"], 1) + _ZEICHEN.get(zeile["urteil"], "")


def _zeilen(zeile: Mapping[Any, Any]) -> list[str]:
    if zeile["zustand"] != "wert":
        return []
    return [
        f"{formate.zahl(zeile['wert'], 2)}-facher Anteil, 95-%-Bereich {_bereich(zeile)}",
        f"{formate.zahl(zeile['gruppe'])} von {formate.zahl(zeile['insgesamt'])}",
    ]


def _bereich(zeile: Mapping[Any, Any]) -> str:
    if zeile["zustand"] != "wert":
        return ""
    return f"{formate.zahl(zeile['unten'], 2)} – {formate.zahl(zeile['oben'], 2)}"


@daten.gemerkt(64)
def _quotientenbild(teil: Gruppenteil) -> Bild:
    werte, namen = quotienten(teil), daten.namen()
    zeilen = werte.to_dict("records")
    titel = (
        f"{teil.gruppe}: Anteil im Vergleich zu allen Gebieten, {teil.ebenentitel}, "
        f"{formate.stichtag(teil.stichtag)}"
    )
    demo = bool(werte["demo"].any())
    texte = {
        namen[z["gebiet"]]: (
            f"{formate.zahl(z['wert'], 1)} ({z['urteil']})"
            if z["zustand"] == "wert"
            else formate.zustandstext(z["zustand"])
        )
        for z in zeilen
    }
    tabelle = {
        "Gebiet": [namen[z["gebiet"]] for z in zeilen],
        "Quotient": [
            formate.zahl(z["wert"], 2)
            if z["zustand"] == "wert"
            else klassen.OHNE_WERT[z["zustand"]].kuerzel
            for z in zeilen
        ],
        "95-%-Bereich": [_bereich(z) for z in zeilen],
        "Urteil": [z["urteil"] or formate.zustandstext(z["zustand"]) for z in zeilen],
        "Personen der Gruppe": [_personen(z, "gruppe") for z in zeilen],
        "von": [_personen(z, "insgesamt") for z in zeilen],
    }
    return Bild(
        titel=titel,
        bild=None,
        alttext=saetze.alttext_quotient(titel, texte, demo=demo),
        tabelle=pd.DataFrame(tabelle),
        demo=demo,
        quelle=daten.quellenzeile(teil.indikator, mit_demo=demo),
    )


def _personen(zeile: Mapping[Any, Any], feld: str) -> str:
    return formate.zahl(zeile[feld]) if zeile["zustand"] == "wert" else ""
