"""Was die Seite „Sozialindex“ zu einer Wahl zeigt: Ansicht, Tabellen und Bilder, gemerkt."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from pages.bausteine import daten
from sozialmonitor import (
    diagramme,
    formate,
    indexbericht,
    karten,
    sozialindex,
    tabellen,
    texte,
)
from sozialmonitor.ansichten import sozialindex as sozialindexansicht
from sozialmonitor.ansichten.sozialindex import Indexteil, Wahl
from sozialmonitor.bild import Bild
from sozialmonitor.indexbericht import Grundlage
from sozialmonitor.katalog import Indikator
from sozialmonitor.sozialindex import Stabilitaet
from sozialmonitor.texte import indexsaetze

_KURZNAMEN = {
    "berlin": "Berlin",
    "imd": "IMD",
    "minmax": "Min-Max",
    "rang": "mittlerer Rang",
    "schwelle": "Schwellenzahl",
}


@daten.gemerkt(16)
def zugelassene(ebene: str) -> tuple[list[Indikator], dict[str, str]]:
    """Indikatoren des Index auf einer Ebene und warum andere nicht dazugehören."""
    return sozialindexansicht.zugelassene(daten.vorrat(), ebene)


@daten.gemerkt(64)
def stichtage(ebene: str, ids: tuple[str, ...]) -> tuple[str, ...]:
    """Gemeinsame Stichtage der gewählten Indikatoren."""
    return sozialindexansicht.stichtage(daten.vorrat(), ebene, ids)


@daten.gemerkt(64)
def zutaten(ebene: str, ids: tuple[str, ...], stichtag: str) -> Grundlage:
    """Zähler und Nenner aller Gebiete zu einem Stichtag."""
    return sozialindexansicht.zutaten(daten.vorrat(), ebene, ids, stichtag)


@daten.gemerkt(64)
def proben(grundlage: Grundlage, gewichte: tuple[float, ...]) -> Stabilitaet:
    """Die Ziehungen; nur beim ersten Mal gerechnet, mit Fortschritt, wenn es dauert."""
    ziehungen = formate.zahl(sozialindexansicht.ZIEHUNGEN)
    with st.spinner(f"{ziehungen} Ziehungen werden gerechnet …"):
        return sozialindexansicht.proben(grundlage, gewichte)


@daten.gemerkt(64)
def ansicht(gewaehlt: Wahl) -> Indexteil:
    """Index, Status, Stabilität, Verfahrensvergleich und Dynamik zu einer Wahl."""
    return sozialindexansicht.indexteil(
        daten.vorrat(),
        gewaehlt,
        lambda tag: zutaten(gewaehlt.ebene, gewaehlt.indikatoren, tag),
        lambda grundlage: proben(grundlage, gewaehlt.gewichte),
    )


@daten.gemerkt(64)
def antworten(teil: Indexteil) -> list[str]:
    """Die robuste Aussage, oder dass es keine gibt; dazu, wenn nur ein Teil fest steht."""
    return sozialindexansicht.antworten(daten.kommune(), teil)


@daten.gemerkt(64)
def zutatentabelle(teil: Indexteil) -> tuple[str, Bild, pd.DataFrame]:
    """Die Matrix als HTML, dieselben Angaben als Tabelle und die ausgeschlossenen Gebiete."""
    namen, grundlage = daten.namen(), teil.grundlage
    titel = _mit_demo(teil, bildtitel(teil, "Zutaten"))
    zellen = {i.id: _zellen(i, grundlage.zeilen[i.id]) for i in grundlage.indikatoren}
    orte = list(grundlage.grund.index)
    zeilen = {"Stadt": [tabellen.Zelle(text=_stadttext(i, grundlage)) for i in
                        grundlage.indikatoren]}  # fmt: skip
    zeilen |= {
        namen[g] if not grundlage.grund[g] else f"{namen[g]} – {indexsaetze.NICHT_BEWERTET}": [
            zellen[i.id][platz] for i in grundlage.indikatoren
        ]
        for platz, g in enumerate(orte)
    }
    html = tabellen.matrix(
        zeilen,
        [f"{i.titel}, {i.einheit}" for i in grundlage.indikatoren],
        beschriftung=titel,
        ecke="Gebiet",
    )
    tabelle = pd.DataFrame({"Gebiet": [namen[g] for g in orte]})
    for i in grundlage.indikatoren:
        tabelle[f"{i.titel} ({i.einheit})"] = [z.text for z in zellen[i.id]]
        tabelle[f"{i.titel}: gegen die Reststadt"] = [z.urteil for z in zellen[i.id]]
    tabelle["Nicht bewertet, weil"] = grundlage.grund.to_numpy()
    gruende = grundlage.grund[grundlage.grund.ne("")]
    ausschluss = pd.DataFrame(
        {"Gebiet": [namen[g] for g in gruende.index], "Grund": gruende.to_numpy()}
    )
    return html, _bild(teil, "Zutaten", tabelle), ausschluss


@daten.gemerkt(64)
def zerlegungsbild(teil: Indexteil, geordnet: bool, gebiet: str) -> Bild:
    """Gestapelte Beiträge je Gebiet."""
    return sozialindexansicht.zerlegungsbild(daten.vorrat(), teil, geordnet, gebiet)


def matrixbild(teil: Indexteil, klassen: pd.Series) -> Bild:
    """Die Matrix als Tabelle: Namen der Gebiete, zuoberst der größte Bedarf."""
    namen = daten.namen()
    felder = sozialindex.gebiete_je_feld(teil.status, klassen)
    leere = [s for s in felder if s == sozialindex.NICHT_BEWERTBAR and not felder[s].map(len).any()]
    felder = felder.drop(columns=leere).iloc[::-1]
    tabelle = pd.DataFrame(
        {"Bedarf (Status)": [f"{indexsaetze.BEDARFSGRAD[s]} ({s})" for s in felder.index]}
    )
    for spalte in felder:
        tabelle[indexsaetze.dynamikkopf(spalte)] = [
            ", ".join(namen[g] for g in feld) or "–" for feld in felder[spalte]
        ]
    return _bild(teil, "Status und Dynamik", tabelle)


def kartenzeilen(
    teil: Indexteil, klassen: pd.Series
) -> tuple[pd.DataFrame, list[karten.Kategorie]]:
    namen, s = daten.namen(), teil.stabil
    kategorien = [
        karten.Kategorie(
            id=status, farbe=diagramme.STATUSFARBEN[status], text=indexsaetze.statustext(status)
        )
        for status in reversed(sozialindex.STATUS)
    ]
    ohne = indexsaetze.NICHT_BEWERTET
    kategorien.append(karten.Kategorie(id=ohne, farbe="#ffffff", text=ohne, muster="zu_wenige"))
    zeilen = []
    for g, grund in teil.grundlage.grund.items():
        status = teil.status.get(g)
        if grund or not isinstance(status, str):
            text = grund or s.grund.get(g, "")
            zeilen.append((g, ohne, "", [namen[g], *([text] if text else [])]))
            continue
        klasse = klassen.get(g)
        zeichen = indexsaetze.dynamiktext(klasse)
        oft = indexsaetze.ziehungsanteil(float(s.sicherheit[g]))
        fest = [f"Status neu gerechnet: {s.klasse[g]}, in {oft} der Ziehungen"]
        zeilen.append((g, status, zeichen[:1], [namen[g], f"Dynamik {zeichen}", *fest]))
    spalten = ["gebiet", "kategorie", "schild", "zeilen"]
    return pd.DataFrame(zeilen, columns=spalten), kategorien


@daten.gemerkt(64)
def klassenbild(teil: Indexteil) -> Bild:
    """Anteil der Ziehungen je Klasse als gestapelte Balken."""
    return diagramme.klassenanteile(
        teil.stabil.klassenanteile,
        daten.namen(),
        indexsaetze.BEDARF,
        titel=bildtitel(teil, "Wie fest der Status steht"),
        demo=teil.demo,
        quelle=sozialindexansicht.quelle(daten.vorrat(), teil),
    )


@daten.gemerkt(64)
def stabilitaetsbild(teil: Indexteil) -> Bild:
    """Je Gebiet Klasse, Anteil der Ziehungen, Rangbereich und die Proben der Bauart."""
    s, namen, orte = teil.stabil, daten.namen(), list(teil.index.dropna().index)
    gleich, zahl = indexbericht.gewichtsproben(teil.grundlage, teil.gewichte)
    ohne = s.ohne_indikator.loc[orte]
    behalten = ohne.astype("object").eq(s.klasse.loc[orte].astype("object"), axis=0).sum(axis=1)
    spanne = s.gewichtsspanne
    tabelle = pd.DataFrame(
        {
            "Gebiet": [namen[g] for g in orte],
            "Bedarf": [indexsaetze.BEDARFSGRAD.get(s.klasse[g], "") for g in orte],
            "Status": [str(s.klasse[g]) for g in orte],
            "in Ziehungen": [indexsaetze.ziehungsanteil(float(s.sicherheit[g])) for g in orte],
            "Rang": [formate.zahl(s.rang[g]) for g in orte],
            "Rangbereich": [_spanne(s.rang_unten[g], s.rang_oben[g]) for g in orte],
            # Ohne den einzigen Indikator bleibt kein Index, der sich prüfen ließe.
            "ohne Indikator": [
                f"{behalten[g]} von {ohne.shape[1]}" if ohne.shape[1] > 1 else "–" for g in orte
            ],
            "Gewicht ± 50 %": [f"{gleich[g]} von {zahl}" for g in orte],
            "Rang dabei": [
                _spanne(spanne.loc[g, "kleinster"], spanne.loc[g, "groesster"]) for g in orte
            ],
        }
    )
    return _bild(teil, "Wie fest der Status steht, Proben", tabelle)


@daten.gemerkt(64)
def verfahrensbild(teil: Indexteil) -> Bild:
    """Gebiete × Verfahren: Rang, bei der Schwellenzahl auch die Zahl; Spanne der Ränge."""
    namen, einig = daten.namen(), teil.verfahren
    schwelle = indexbericht.schwellentexte(teil.grundlage)
    orte = list(einig.raenge.index)
    tabelle = pd.DataFrame({"Gebiet": [namen[g] for g in orte]})
    for verfahren in einig.raenge:
        tabelle[_KURZNAMEN[verfahren]] = [
            formate.zahl(einig.raenge.loc[g, verfahren])
            + (f" ({schwelle[g]})" if verfahren == indexbericht.SCHWELLE else "")
            for g in orte
        ]
    tabelle["Spanne"] = [
        _spanne(einig.spanne.loc[g, "kleinster"], einig.spanne.loc[g, "groesster"]) for g in orte
    ]
    return _bild(teil, "Ränge in allen Verfahren", tabelle)


def _zellen(indikator: Indikator, zeilen: pd.DataFrame) -> list[tabellen.Zelle]:
    """Zellen der Zutaten; ein Wert ohne Zustand „wert“ erscheint nur als Kürzel."""
    streuung = float(zeilen["wert"].std(ddof=0))
    return [
        tabellen.Zelle(
            text=formate.zelle(z["zustand"], z["wert"], indikator, z["zeichen"]),
            urteil=z["urteil"],
            stufe=tabellen.stufe(z["wert"] - z["stadtwert"], streuung)
            if z["zustand"] == "wert"
            else None,
            titel=_zellentitel(z, indikator),
        )
        for z in zeilen.to_dict("records")
    ]


def _zellentitel(zeile: Mapping[str, object], indikator: Indikator) -> str:
    if zeile["zustand"] != "wert":
        return formate.zustandstext(str(zeile["zustand"]))
    anzahl = f"{formate.zahl(zeile['zaehler'])} von {formate.zahl(zeile['nenner'])}"
    bereich = formate.bereich(zeile["unten"], zeile["oben"], indikator)
    return f"{anzahl}; 95-%-Bereich {bereich}; {zeile['urteil']}"


def _stadttext(indikator: Indikator, grundlage: Grundlage) -> str:
    werte = grundlage.zeilen[indikator.id]["stadtwert"].dropna()
    return formate.zahl(werte.iloc[0] if len(werte) else None, indikator.nachkommastellen)


def _spanne(von: object, bis: object) -> str:
    grenzen = list(dict.fromkeys(formate.zahl(r) for r in (von, bis)))
    return " – ".join(grenzen)


def bildtitel(teil: Indexteil, was: str) -> str:
    """Was gezeigt wird, mit Ebene und Stichtag."""
    return sozialindexansicht.bildtitel(daten.kommune(), teil, was)


def _mit_demo(teil: Indexteil, titel: str) -> str:
    return f"{titel} {texte.DEMO_ZUSATZ}" if teil.demo else titel


def _bild(teil: Indexteil, was: str, tabelle: pd.DataFrame) -> Bild:
    return Bild(
        titel=_mit_demo(teil, bildtitel(teil, was)),
        bild=None,
        alttext="",
        tabelle=tabelle,
        demo=teil.demo,
        quelle=sozialindexansicht.quelle(daten.vorrat(), teil),
    )
