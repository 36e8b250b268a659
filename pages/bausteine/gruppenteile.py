"""Die Teile der Gruppenseite: Auswahl, Gruppierung, Sätze, Karte, Profil, Tabelle der Gebiete."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from pages.bausteine import anzeige, auswahl, daten, kartenteile
from sozialmonitor import (
    formate,
    gruppenbericht,
    karten,
    klassen,
    segregationsbericht,
    tabellen,
    typen,
)
from sozialmonitor.bild import Bild
from sozialmonitor.diagramme import gruppenbilder
from sozialmonitor.gruppenbericht import Bericht
from sozialmonitor.texte import gruppensaetze as saetze

KEINE_INDIKATOREN = (
    "Für diese Kommune ist nicht gewählt, wonach Gebiete verglichen werden. Dazu nennt "
    "kommune.toml im Abschnitt [auswertungen] unter „gruppen“ wenigstens zwei Indikatoren."
)
KEINE_EBENE = (
    "Auf keiner Gebietsebene der Stadt haben wenigstens zwei der gewählten Indikatoren im selben "
    "Jahr Werte."
)
VON_SELBST = "auto"
ANZAHLEN = {VON_SELBST: "selbst wählen lassen"} | {str(k): str(k) for k in range(2, 7)}
VERFAHREN: dict[typen.Verfahren, str] = {
    "ward": "schrittweise zusammengefasst (Ward)",
    "kmeans": "um Mittelpunkte (k-Means)",
}
# Sechs Töne ohne Rot und Grün, auch bei Farbfehlsichtigkeit und in Graustufen verschieden.
FARBEN = ("#9ac7f4", "#88663a", "#f0df75", "#465ca4", "#f075b3", "#d35c17")


@daten.gemerkt(2)
def ebenen() -> list[str]:
    """Ebenen der Stadt, auf denen sich wenigstens zu einem Stichtag gruppieren ließe."""
    return [e for e in segregationsbericht.ebenen(daten.kommune()) if len(stichtage(e))]


@daten.gemerkt(8)
def stichtage(ebene: str) -> pd.Series:
    """Stichtage der Ebene und wie viele Indikatoren dann Werte haben."""
    return gruppenbericht.stichtage(_tabellen(), daten.kommune().gebiete_der_ebene(ebene))


def waehle() -> tuple[str, str, int | None, typen.Verfahren]:
    """Bedienelemente für Ebene, Stichtag, Zahl der Gruppen und Verfahren."""
    kommune = daten.kommune()
    titel = {e: kommune.ebene(e).titel for e in ebenen()}
    # Je mehr Gebiete, desto eher gibt es Gruppen.
    feinste = max(titel, key=lambda e: len(kommune.gebiete_der_ebene(e)))
    ebene = auswahl.wahl("Gebietsebene", titel, "ebene", standard=feinste)
    anzahlen = stichtage(ebene)
    stichtag = auswahl.stichtag(
        [str(tag) for tag in anzahlen.index], standard=gruppenbericht.vorgabe(anzahlen)
    )
    anzahl = auswahl.wahl("Zahl der Gruppen", ANZAHLEN, "anzahl")
    gewaehlt = auswahl.wahl(
        "Verfahren", {str(v): text for v, text in VERFAHREN.items()}, "gruppierung"
    )
    verfahren: typen.Verfahren = "kmeans" if gewaehlt == "kmeans" else "ward"
    return ebene, stichtag, None if anzahl == VON_SELBST else int(anzahl), verfahren


@daten.gemerkt(64)
def bericht(ebene: str, stichtag: str, anzahl: int | None, verfahren: typen.Verfahren) -> Bericht:
    """Die Gruppen einer Ebene."""
    kommune = daten.kommune()
    return gruppenbericht.bericht(
        kommune,
        _tabellen(),
        kommune.gebiete_der_ebene(ebene),
        stichtag,
        anzahl=anzahl,
        verfahren=verfahren,
    )


def antwort(ergebnis: Bericht, ebene: str) -> str:
    """Wie viele Gruppen, wie deutlich, wie stabil; oder warum keine."""
    titel, g = daten.kommune().ebene(ebene).titel, ergebnis.gruppierung
    if g.grund:
        return saetze.satz_ohne_gruppen(titel, ergebnis.stichtag, g.grund, demo=ergebnis.demo)
    return saetze.satz_gruppen(
        titel,
        ergebnis.stichtag,
        int(g.gruppe.notna().sum()),
        g.silhouette_gesamt,
        g.stabilitaet.tolist(),
        demo=ergebnis.demo,
    )


def gruppentexte(ergebnis: Bericht) -> list[str]:
    """Je Gruppe ein Satz: welche Gebiete, was sie auszeichnet, wie stabil sie ist."""
    namen, g = daten.namen(), ergebnis.gruppierung
    nach_id = {i.id: i for i in ergebnis.indikatoren}
    return [
        saetze.satz_gruppe(
            nummer,
            [namen[gebiet] for gebiet in gebiete],
            typen.merkmale_der_gruppe(g, nummer),
            nach_id,
            float(g.stabilitaet[nummer]),
        )
        for nummer, gebiete in ergebnis.gebiete.items()
    ]


def hinweise(ergebnis: Bericht) -> list[str]:
    """Ausgelassene Gebiete und Indikatoren, je mit Grund."""
    namen = daten.namen()
    texte = saetze.saetze_ausgelassen(
        {namen[gebiet]: grund for gebiet, grund in ergebnis.ausgelassen.items()}
    )
    if ergebnis.ohne_werte:
        titel = formate.aufzaehlung([f"„{i.titel}“" for i in ergebnis.ohne_werte])
        texte.append(f"Ohne Werte in diesem Jahr und darum nicht einbezogen: {titel}.")
    return texte


def zeige_karte(ergebnis: Bericht, ebene: str) -> None:
    """Legende und Karte der Gruppen, dazu die Tabelle der Gebiete."""
    bild = gebietsbild(ergebnis, ebene)
    if ebene not in daten.kommune().geometrien:
        anzeige.tabelle(bild, key="gruppen")
        return
    tabelle, kategorien = _kartentabelle(ergebnis), _kategorien(ergebnis)
    legende = karten.kategorielegende(
        tabelle, kategorien, anzahl_gebiete=len(ergebnis.gruppierung.gruppe)
    )
    st.html(tabellen.legende(legende, titel="Gruppen; die Nummer steht auch im Gebiet"))
    st.html(tabellen.nur_vorlesen(bild.alttext))
    stand = f"gruppen {ergebnis.stichtag} {len(ergebnis.gebiete)} {''.join(tabelle['schild'])}"
    zeichnung = karten.kategoriezeichnung(tabelle, kategorien, stand=stand, demo=ergebnis.demo)
    kartenteile.zeige_flaechen(ebene, zeichnung, key="gruppen", hoehe=480)
    anzeige.beiwerk(bild, key="gruppen", als_bild=False)


@daten.gemerkt(64)
def profilbild(ergebnis: Bericht, ebene: str) -> Bild:
    """Abstand jeder Gruppe vom Mittel, je Indikator."""
    return gruppenbilder.gruppenprofil(
        ergebnis.gruppierung.profil,
        gruppenbericht.mittelwerte(ergebnis),
        {i.id: i for i in ergebnis.indikatoren},
        f"Profil der Gruppen, {_ort(ergebnis, ebene)}",
        demo=ergebnis.demo,
        quelle=daten.quellenzeile(*ergebnis.indikatoren, mit_demo=ergebnis.demo),
    )


@daten.gemerkt(64)
def gebietsbild(ergebnis: Bericht, ebene: str) -> Bild:
    """Jedes Gebiet mit Gruppe, wie gut es passt und wie stabil die Gruppe ist."""
    namen, g = daten.namen(), ergebnis.gruppierung
    titel = f"Gruppen ähnlicher Gebiete, {_ort(ergebnis, ebene)}"
    zeilen = [_gebietszeile(ergebnis, str(gebiet), namen) for gebiet in g.gruppe.index]
    genannt = {n: [namen[g] for g in gebiete] for n, gebiete in ergebnis.gebiete.items()}
    return Bild(
        titel=titel,
        bild=None,
        alttext=saetze.alttext_karte(titel, genannt, demo=ergebnis.demo),
        tabelle=pd.DataFrame(zeilen),
        demo=ergebnis.demo,
        quelle=daten.quellenzeile(*ergebnis.indikatoren, mit_demo=ergebnis.demo),
    )


def _ort(ergebnis: Bericht, ebene: str) -> str:
    return f"{daten.kommune().ebene(ebene).titel}, {formate.stichtag(ergebnis.stichtag)}"


@daten.gemerkt(2)
def _tabellen() -> dict[str, pd.DataFrame]:
    return {i.id: daten.kennzahl(i) for i in gruppenbericht.indikatoren(daten.kommune())}


def _gebietszeile(ergebnis: Bericht, gebiet: str, namen: Mapping[str, str]) -> dict[str, str]:
    g = ergebnis.gruppierung
    if gebiet in ergebnis.ausgelassen:
        felder = ("ohne Gruppe", "", "", "", ergebnis.ausgelassen[gebiet])
    else:
        nummer = int(g.gruppe[gebiet])
        stabilitaet = float(g.stabilitaet[nummer])
        felder = (
            f"Gruppe {nummer}",
            formate.zahl(g.silhouette[gebiet], 2),
            saetze.zugehoerigkeit(float(g.silhouette[gebiet])),
            formate.zahl(stabilitaet, 2),
            f"Gruppe {saetze.stabilitaetswort(stabilitaet)}",
        )
    kopf = ("Gruppe", "Silhouette", "Zugehörigkeit", "Stabilität der Gruppe", "Hinweis")
    return {"Gebiet": namen[gebiet], **dict(zip(kopf, felder, strict=True))}


def _kategorien(ergebnis: Bericht) -> list[karten.Kategorie]:
    gruppen = [
        karten.Kategorie(id=str(nummer), farbe=FARBEN[nummer - 1], text=f"Gruppe {nummer}")
        for nummer in ergebnis.gebiete
    ]
    ohne = [
        karten.Kategorie(
            id=zustand,
            farbe=darstellung.farbe,
            text=f"ausgelassen: {darstellung.text}",
            muster="" if zustand == "fehlt" else zustand,
        )
        for zustand, darstellung in klassen.OHNE_WERT.items()
        if zustand in ergebnis.zustand.values()
    ]
    return [*gruppen, *ohne]


def _kartentabelle(ergebnis: Bericht) -> pd.DataFrame:
    namen, g = daten.namen(), ergebnis.gruppierung
    zeilen = []
    for gebiet in map(str, g.gruppe.index):
        zeile = _gebietszeile(ergebnis, gebiet, namen)
        ohne = ergebnis.zustand.get(gebiet, "")
        nummer = ohne or str(g.gruppe[gebiet])
        weitere = [zeile["Hinweis"]] if ohne else [zeile["Zugehörigkeit"]]
        zeilen.append(
            {
                "gebiet": gebiet,
                "kategorie": nummer,
                "schild": klassen.OHNE_WERT[ohne].kuerzel if ohne else nummer,
                "zeilen": (namen[gebiet], *weitere),
            }
        )
    return pd.DataFrame(zeilen, columns=["gebiet", "kategorie", "schild", "zeilen"])
