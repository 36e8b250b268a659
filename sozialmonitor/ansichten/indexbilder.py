"""Die Bilder der Seite „Sozialindex“: Zerlegung, Matrix, Karte, Stabilität, Verfahren, Zutaten."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from sozialmonitor import (
    diagramme,
    formate,
    indexbericht,
    karten,
    sozialindex,
    tabellen,
    texte,
)
from sozialmonitor.ansichten import karte
from sozialmonitor.ansichten import sozialindex as ansicht
from sozialmonitor.ansichten.ergebnis import Gezeigt, ohne_spalten
from sozialmonitor.ansichten.sozialindex import Indexteil, bildtitel, quelle
from sozialmonitor.ansichten.wahl import Auswahl
from sozialmonitor.bild import Bild, Legendeneintrag
from sozialmonitor.diagramme.thema import STANDARD, Gestaltung
from sozialmonitor.indexbericht import Grundlage
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune
from sozialmonitor.texte import indexsaetze
from sozialmonitor.vorrat import Vorrat

BILDER = {
    "zerlegung": "Woraus der Bedarf sich zusammensetzt",
    "zutaten": "Zutaten des Index",
    "matrix": "Status und Dynamik",
    "karte": "Karte des Bedarfs",
    "klassenanteile": "Wie fest der Status steht",
    "stabilitaet": "Proben der Stabilität",
    "verfahren": "Fünf Verfahren im Vergleich",
}
LEGENDENTITEL = "Status"
_GEGEN = ": gegen die Reststadt"
_MIT_DYNAMIK = {"matrix", "karte"}
_KURZNAMEN = {
    "berlin": "Berlin",
    "imd": "IMD",
    "minmax": "Min-Max",
    "rang": "mittlerer Rang",
    "schwelle": "Schwellenzahl",
}


def zutatentafel(vorrat: Vorrat, teil: Indexteil) -> tuple[str, Bild, pd.DataFrame]:
    """Die Matrix als HTML, dieselben Angaben als Tabelle und die ausgeschlossenen Gebiete."""
    namen, grundlage = vorrat.kommune.namen, teil.grundlage
    titel = _mit_demo(teil, bildtitel(vorrat.kommune, teil, "Zutaten"))
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
        tabelle[f"{i.titel}{_GEGEN}"] = [z.urteil for z in zellen[i.id]]
    tabelle["Nicht bewertet, weil"] = grundlage.grund.to_numpy()
    gruende = grundlage.grund[grundlage.grund.ne("")]
    ausschluss = pd.DataFrame(
        {"Gebiet": [namen[g] for g in gruende.index], "Grund": gruende.to_numpy()}
    )
    return html, _bild(vorrat, teil, "Zutaten", tabelle), ausschluss


def matrixbild(vorrat: Vorrat, teil: Indexteil, klassen: pd.Series) -> Bild:
    """Die Matrix als Tabelle: Namen der Gebiete, zuoberst der größte Bedarf."""
    namen = vorrat.kommune.namen
    felder = sozialindex.gebiete_je_feld(teil.status, klassen)
    leere = [s for s in felder if s == sozialindex.NICHT_BEWERTBAR and not felder[s].map(len).any()]
    felder = felder.drop(columns=leere).iloc[::-1]
    tabelle = pd.DataFrame(
        {"Bedarf (Status)": [f"{indexsaetze.BEDARFSGRAD[s]} ({s})" for s in felder.index]}
    )
    for spalte in map(str, felder):
        tabelle[indexsaetze.dynamikkopf(spalte)] = [
            ", ".join(namen[g] for g in feld) or "–" for feld in felder[spalte]
        ]
    return _bild(vorrat, teil, "Status und Dynamik", tabelle)


def kartenbild(vorrat: Vorrat, teil: Indexteil, klassen: pd.Series) -> Bild:
    """Tabelle und Alternativtext zur Karte, noch ohne Karte; `klassen` aus `dynamik`."""
    kommune = vorrat.kommune
    zeilen, kategorien = _kartenzeilen(kommune, teil, klassen)
    eintraege = zeilen.to_dict("records")
    gruppen = {
        k.text: [z["zeilen"][0] for z in eintraege if z["kategorie"] == k.id]
        for k in kategorien[:-1]
    }
    ohne = int(zeilen["kategorie"].eq(indexsaetze.NICHT_BEWERTET).sum())
    titel = bildtitel(kommune, teil, "Status")
    tabelle = pd.DataFrame(
        {
            "Gebiet": [z["zeilen"][0] for z in eintraege],
            "Bedarf (Status)": [
                indexsaetze.statustext(teil.status.get(z["gebiet"])) for z in eintraege
            ],
            "Erläuterung": ["; ".join(z["zeilen"][1:]) for z in eintraege],
        }
    )
    alttext = indexsaetze.alttext_indexkarte(titel, gruppen, ohne, demo=teil.demo)
    return replace(_bild(vorrat, teil, "Status", tabelle), alttext=alttext)


def indexkarte(
    kommune: Kommune, teil: Indexteil, klassen: pd.Series
) -> tuple[str, list[Legendeneintrag]]:
    """Zeichnung und Legende: Status als Ton, Dynamik als Zeichen im Schild."""
    zeilen, kategorien = _kartenzeilen(kommune, teil, klassen)
    stand = f"index {teil.wahl} {'/'.join(zeilen['schild'])}"
    zeichnung = karten.kategoriezeichnung(zeilen, kategorien, stand=stand, demo=teil.demo)
    gesamt = len(kommune.gebiete_der_ebene(teil.wahl.ebene))
    return zeichnung, karten.kategorielegende(zeilen, kategorien, anzahl_gebiete=gesamt)


def zeichenerklaerung(klassen: pd.Series) -> str:
    """Was die Zeichen in den Gebieten der Karte heißen."""
    gezeigt = [
        k for k in klassen.cat.categories if k != sozialindex.NICHT_BEWERTBAR or klassen.eq(k).any()
    ]
    arten = [indexsaetze.dynamiktext(k) for k in gezeigt]
    return "Zeichen im Gebiet, Dynamik: " + "; ".join(arten) + "."


def klassenbild(vorrat: Vorrat, teil: Indexteil, gestaltung: Gestaltung = STANDARD) -> Bild:
    """Anteil der Ziehungen je Klasse als gestapelte Balken."""
    return diagramme.klassenanteile(
        teil.stabil.klassenanteile,
        vorrat.kommune.namen,
        indexsaetze.BEDARF,
        titel=bildtitel(vorrat.kommune, teil, "Wie fest der Status steht"),
        demo=teil.demo,
        quelle=quelle(vorrat, teil),
        gestaltung=gestaltung,
    )


def stabilitaetsbild(vorrat: Vorrat, teil: Indexteil) -> Bild:
    """Je Gebiet Klasse, Anteil der Ziehungen, Rangbereich und die Proben der Bauart."""
    s, namen, orte = teil.stabil, vorrat.kommune.namen, list(map(str, teil.index.dropna().index))
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
    return _bild(vorrat, teil, "Wie fest der Status steht, Proben", tabelle)


def verfahrensbild(vorrat: Vorrat, teil: Indexteil) -> Bild:
    """Gebiete × Verfahren: Rang, bei der Schwellenzahl auch die Zahl; Spanne der Ränge."""
    namen, einig = vorrat.kommune.namen, teil.verfahren
    schwelle = indexbericht.schwellentexte(teil.grundlage)
    orte = list(map(str, einig.raenge.index))
    tabelle = pd.DataFrame({"Gebiet": [namen[g] for g in orte]})
    for verfahren in map(str, einig.raenge):
        tabelle[_KURZNAMEN[verfahren]] = [
            formate.zahl(einig.raenge.loc[g, verfahren])
            + (f" ({schwelle[g]})" if verfahren == indexbericht.SCHWELLE else "")
            for g in orte
        ]
    tabelle["Spanne"] = [
        _spanne(einig.spanne.loc[g, "kleinster"], einig.spanne.loc[g, "groesster"]) for g in orte
    ]
    return _bild(vorrat, teil, "Ränge in allen Verfahren", tabelle)


def zeige(
    auswahl: Auswahl, vorrat: Vorrat, gestaltung: Gestaltung = STANDARD, gefragt: str = "zerlegung"
) -> Gezeigt:
    """Eines der `BILDER`; außer den Zutaten keines ohne bewertetes Gebiet."""
    wahl, gebiet, geordnet = ansicht.waehle_alles(auswahl, vorrat)
    art = ansicht.waehle_dynamik(auswahl) if gefragt in _MIT_DYNAMIK else ""
    teil = vorrat.einmal(
        ("indexteil", wahl),
        lambda: ansicht.indexteil(
            vorrat,
            wahl,
            lambda tag: ansicht.zutaten(vorrat, wahl.ebene, wahl.indikatoren, tag),
            lambda grundlage: ansicht.proben(grundlage, wahl.gewichte),
        ),
    )
    bild, saetze = None, ansicht.antworten(vorrat.kommune, teil)
    if gefragt == "zutaten":
        bild, saetze = zutatentafel(vorrat, teil)[1], ansicht.zutatensaetze(vorrat, teil)
    elif teil.bewertet and gefragt in _MIT_DYNAMIK:
        bild, saetze = _mit_dynamik(vorrat, teil, art, gefragt, gestaltung)
    elif teil.bewertet and gefragt == "zerlegung":
        bild = ansicht.zerlegungsbild(vorrat, teil, geordnet, gebiet, gestaltung)
    elif teil.bewertet:
        bild, saetze = _probe(vorrat, teil, gefragt, gestaltung)
    erster, *weitere = saetze
    return Gezeigt(
        bild=bild,
        kurz=_kurz(bild, gefragt) if bild else None,
        satz=erster,
        weitere=tuple(filter(None, [*weitere, _warnung(teil)])),
        indikatoren=tuple(teil.grundlage.indikatoren),
        stand=wahl.stichtag,
        vermerke=_vermerke(vorrat.kommune, teil, gefragt),
    )


def pruefe(auswahl: Auswahl, vorrat: Vorrat, gefragt: str = "zerlegung") -> None:
    """Stellt alle Fragen der Ansicht, ohne zu rechnen, was sie zeigt."""
    ansicht.waehle_alles(auswahl, vorrat)
    if gefragt in _MIT_DYNAMIK:
        ansicht.waehle_dynamik(auswahl)


def _mit_dynamik(
    vorrat: Vorrat, teil: Indexteil, art: str, gefragt: str, gestaltung: Gestaltung
) -> tuple[Bild | None, list[str]]:
    """Matrix oder Karte mit ihren Sätzen."""
    kommune, ebene, klassen = vorrat.kommune, teil.wahl.ebene, ansicht.dynamik(teil, art)
    saetze = ansicht.dynamiksaetze(kommune, teil, art)
    if gefragt == "matrix":
        return matrixbild(vorrat, teil, klassen), saetze
    if ebene not in kommune.geometrien:
        return None, [ansicht.KEINE_FLAECHEN]
    zeichnung, legende = indexkarte(kommune, teil, klassen)
    bild = karte.mit_karte(
        kartenbild(vorrat, teil, klassen),
        kommune,
        ebene,
        zeichnung,
        legende,
        legendentitel=LEGENDENTITEL,
        gestaltung=gestaltung,
    )
    satz = indexsaetze.satz_status(
        {str(kommune.name(str(g))): str(k) for g, k in teil.status.dropna().items()},
        demo=teil.demo,
    )
    return bild, [satz, *saetze, zeichenerklaerung(klassen)]


def _probe(
    vorrat: Vorrat, teil: Indexteil, gefragt: str, gestaltung: Gestaltung
) -> tuple[Bild, list[str]]:
    """Die Bilder, die sagen, wie fest der Index steht, mit ihrem Satz."""
    if gefragt == "verfahren":
        return verfahrensbild(vorrat, teil), [ansicht.satz_einig(vorrat.kommune, teil)]
    satz = indexsaetze.satz_festigkeit(
        [float(teil.stabil.sicherheit[g]) for g in teil.index.dropna().index],
        teil.stabil.ziehungen,
        demo=teil.demo,
    )
    if gefragt == "stabilitaet":
        return stabilitaetsbild(vorrat, teil), [satz]
    return klassenbild(vorrat, teil, gestaltung), [satz]


def _kurz(bild: Bild, gefragt: str) -> Bild | None:
    """Die breiten Tabellen mit weniger Spalten; bei den Zutaten ohne die Urteile."""
    if gefragt == "stabilitaet":
        return ohne_spalten(bild, ["Bedarf", "Rang dabei"])
    if gefragt == "zutaten":
        return ohne_spalten(bild, [s for s in map(str, bild.tabelle) if s.endswith(_GEGEN)])
    return None


def _vermerke(kommune: Kommune, teil: Indexteil, gefragt: str) -> tuple[str, ...]:
    ebene = teil.wahl.ebene
    mit_karte = gefragt == "karte" and ebene in kommune.geometrien
    bewertet = indexsaetze.satz_bewertet(teil.bewertet, len(teil.grundlage.grund))
    return (
        bewertet if gefragt != "zutaten" else "",
        karte.kartenvermerk(kommune, ebene) if mit_karte else "",
    )


def _warnung(teil: Indexteil) -> str:
    """Die Warnung bei wenigen Gebieten, ohne Auszeichnung der Seite."""
    return indexsaetze.satz_wenige(teil.bewertet).replace("**", "")


def _kartenzeilen(
    kommune: Kommune, teil: Indexteil, klassen: pd.Series
) -> tuple[pd.DataFrame, list[karten.Kategorie]]:
    namen, s = kommune.namen, teil.stabil
    kategorien = [
        karten.Kategorie(
            id=status, farbe=diagramme.STATUSFARBEN[status], text=indexsaetze.statustext(status)
        )
        for status in reversed(sozialindex.STATUS)
    ]
    ohne = indexsaetze.NICHT_BEWERTET
    kategorien.append(karten.Kategorie(id=ohne, farbe="#ffffff", text=ohne, muster="zu_wenige"))
    zeilen = []
    for ort, grund in teil.grundlage.grund.items():
        g = str(ort)
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


def _zellentitel(zeile: Mapping[Any, Any], indikator: Indikator) -> str:
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


def _mit_demo(teil: Indexteil, titel: str) -> str:
    return f"{titel} {texte.DEMO_ZUSATZ}" if teil.demo else titel


def _bild(vorrat: Vorrat, teil: Indexteil, was: str, tabelle: pd.DataFrame) -> Bild:
    return Bild(
        titel=_mit_demo(teil, bildtitel(vorrat.kommune, teil, was)),
        bild=None,
        alttext="",
        tabelle=tabelle,
        demo=teil.demo,
        quelle=quelle(vorrat, teil),
    )
