"""Gruppen: welche Gebiete sich ähneln, als Karte mit Tabelle und als Profil der Gruppen."""

from collections.abc import Callable, Mapping

import pandas as pd

from sozialmonitor import (
    formate,
    gruppenbericht,
    karten,
    klassen,
    segregationsbericht,
    typen,
)
from sozialmonitor.ansichten import karte
from sozialmonitor.ansichten.ergebnis import Gezeigt
from sozialmonitor.ansichten.wahl import Auswahl
from sozialmonitor.bild import Bild, Legendeneintrag
from sozialmonitor.diagramme import gruppenbilder
from sozialmonitor.diagramme.thema import STANDARD, Gestaltung
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.gruppenbericht import Bericht
from sozialmonitor.kommune import Kommune
from sozialmonitor.texte import gruppensaetze as saetze
from sozialmonitor.vorrat import Vorrat

BILDER = {
    "gruppen": "Gruppen ähnlicher Gebiete",
    "profil": "Profil der Gruppen",
}
LEGENDENTITEL = "Gruppen; die Nummer steht auch im Gebiet"
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


def tabellen(vorrat: Vorrat) -> dict[str, pd.DataFrame]:
    """Die Werte der Indikatoren, nach denen gruppiert wird."""
    return {i.id: vorrat.kennzahl(i) for i in gruppenbericht.indikatoren(vorrat.kommune)}


def stichtage(vorrat: Vorrat, ebene: str) -> pd.Series:
    """Stichtage der Ebene und wie viele Indikatoren dann Werte haben."""
    return gruppenbericht.stichtage(tabellen(vorrat), vorrat.kommune.gebiete_der_ebene(ebene))


def ebenen(kommune: Kommune, stichtage_zu: Callable[[str], pd.Series]) -> list[str]:
    """Ebenen der Stadt, auf denen sich wenigstens zu einem Stichtag gruppieren ließe.

    Parameters
    ----------
    stichtage_zu
        Rechnet oder merkt hier und in `waehle` die `stichtage` einer Ebene.
    """
    return [e for e in segregationsbericht.ebenen(kommune) if len(stichtage_zu(e))]


def waehle(
    auswahl: Auswahl, kommune: Kommune, stichtage_zu: Callable[[str], pd.Series]
) -> tuple[str, str, int | None, typen.Verfahren]:
    """Ebene, Stichtag, Zahl der Gruppen (`None`: von selbst) und Verfahren."""
    titel = {e: kommune.ebene(e).titel for e in ebenen(kommune, stichtage_zu)}
    # Je mehr Gebiete, desto eher gibt es Gruppen.
    feinste = max(titel, key=lambda e: len(kommune.gebiete_der_ebene(e)))
    ebene = auswahl.wahl("Gebietsebene", titel, "ebene", standard=feinste)
    anzahlen = stichtage_zu(ebene)
    stichtag = auswahl.stichtag(
        [str(tag) for tag in anzahlen.index], standard=gruppenbericht.vorgabe(anzahlen)
    )
    anzahl = auswahl.wahl("Zahl der Gruppen", ANZAHLEN, "anzahl")
    gewaehlt = auswahl.wahl(
        "Verfahren", {str(v): text for v, text in VERFAHREN.items()}, "gruppierung"
    )
    verfahren: typen.Verfahren = "kmeans" if gewaehlt == "kmeans" else "ward"
    return ebene, stichtag, None if anzahl == VON_SELBST else int(anzahl), verfahren


def bericht(
    vorrat: Vorrat, ebene: str, stichtag: str, anzahl: int | None, verfahren: typen.Verfahren
) -> Bericht:
    """Die Gruppen einer Ebene."""
    kommune = vorrat.kommune
    return gruppenbericht.bericht(
        kommune,
        tabellen(vorrat),
        kommune.gebiete_der_ebene(ebene),
        stichtag,
        anzahl=anzahl,
        verfahren=verfahren,
    )


def antwort(kommune: Kommune, ergebnis: Bericht, ebene: str) -> str:
    """Wie viele Gruppen, wie deutlich, wie stabil; oder warum keine."""
    titel, g = kommune.ebene(ebene).titel, ergebnis.gruppierung
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


def gruppentexte(kommune: Kommune, ergebnis: Bericht) -> list[str]:
    """Je Gruppe ein Satz: welche Gebiete, was sie auszeichnet, wie stabil sie ist."""
    namen, g = kommune.namen, ergebnis.gruppierung
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


def hinweise(kommune: Kommune, ergebnis: Bericht) -> list[str]:
    """Ausgelassene Gebiete und Indikatoren, je mit Grund."""
    texte = saetze.saetze_ausgelassen(
        {kommune.name(gebiet): grund for gebiet, grund in ergebnis.ausgelassen.items()}
    )
    if ergebnis.ohne_werte:
        titel = formate.aufzaehlung([f"„{i.titel}“" for i in ergebnis.ohne_werte])
        texte.append(f"Ohne Werte in diesem Jahr und darum nicht einbezogen: {titel}.")
    return texte


def profilbild(
    vorrat: Vorrat, ergebnis: Bericht, ebene: str, gestaltung: Gestaltung = STANDARD
) -> Bild:
    """Abstand jeder Gruppe vom Mittel, je Indikator."""
    return gruppenbilder.gruppenprofil(
        ergebnis.gruppierung.profil,
        gruppenbericht.mittelwerte(ergebnis),
        {i.id: i for i in ergebnis.indikatoren},
        f"Profil der Gruppen, {_ort(vorrat.kommune, ergebnis, ebene)}",
        demo=ergebnis.demo,
        quelle=vorrat.quellenzeile(*ergebnis.indikatoren, mit_demo=ergebnis.demo),
        gestaltung=gestaltung,
    )


def gebietsbild(vorrat: Vorrat, ergebnis: Bericht, ebene: str) -> Bild:
    """Jedes Gebiet mit Gruppe, wie gut es passt und wie stabil sie ist; noch ohne Karte."""
    namen, g = vorrat.kommune.namen, ergebnis.gruppierung
    titel = f"Gruppen ähnlicher Gebiete, {_ort(vorrat.kommune, ergebnis, ebene)}"
    zeilen = [_gebietszeile(ergebnis, str(gebiet), namen) for gebiet in g.gruppe.index]
    genannt = {n: [namen[g] for g in gebiete] for n, gebiete in ergebnis.gebiete.items()}
    return Bild(
        titel=titel,
        bild=None,
        alttext=saetze.alttext_karte(titel, genannt, demo=ergebnis.demo),
        tabelle=pd.DataFrame(zeilen),
        demo=ergebnis.demo,
        quelle=vorrat.quellenzeile(*ergebnis.indikatoren, mit_demo=ergebnis.demo),
    )


def gruppenkarte(kommune: Kommune, ergebnis: Bericht) -> tuple[str, list[Legendeneintrag]]:
    """Zeichnung und Legende der Karte der Gruppen."""
    tabelle, kategorien = _kartentabelle(ergebnis, kommune.namen), _kategorien(ergebnis)
    stand = f"gruppen {ergebnis.stichtag} {len(ergebnis.gebiete)} {''.join(tabelle['schild'])}"
    zeichnung = karten.kategoriezeichnung(tabelle, kategorien, stand=stand, demo=ergebnis.demo)
    gesamt = len(ergebnis.gruppierung.gruppe)
    return zeichnung, karten.kategorielegende(tabelle, kategorien, anzahl_gebiete=gesamt)


def vermerke(kommune: Kommune, ebene: str) -> tuple[str, ...]:
    """Was unter der Seite steht: die Quelle der Grenzen, wo es Flächen gibt."""
    return (karte.kartenvermerk(kommune, ebene) if ebene in kommune.geometrien else "",)


def zeige(
    auswahl: Auswahl, vorrat: Vorrat, gestaltung: Gestaltung = STANDARD, gefragt: str = "gruppen"
) -> Gezeigt:
    """Eines der `BILDER`; ohne Gruppen kein Bild und der Grund."""
    kommune = vorrat.kommune
    ebene, stichtag, anzahl, verfahren = _gewaehlt(auswahl, vorrat)
    ergebnis = vorrat.einmal(
        ("gruppen", ebene, stichtag, anzahl, verfahren),
        lambda: bericht(vorrat, ebene, stichtag, anzahl, verfahren),
    )
    erster, weitere, bild = antwort(kommune, ergebnis, ebene), gruppentexte(kommune, ergebnis), None
    if ergebnis.gebiete and gefragt == "profil":
        bild = profilbild(vorrat, ergebnis, ebene, gestaltung)
        erster = saetze.satz_profil(
            {str(i): dict(spalte) for i, spalte in ergebnis.gruppierung.profil.items()},
            {i.id: i for i in ergebnis.indikatoren},
            demo=ergebnis.demo,
        )
    elif ergebnis.gebiete:
        bild = _mit_karte(vorrat, ergebnis, ebene, gestaltung)
    return Gezeigt(
        bild=bild,
        satz=erster,
        weitere=(*weitere, *hinweise(kommune, ergebnis)),
        indikatoren=tuple(ergebnis.indikatoren),
        stand=ergebnis.stichtag,
        vermerke=(saetze.DREI_SAETZE[-1], *vermerke(kommune, ebene)),
    )


def pruefe(auswahl: Auswahl, vorrat: Vorrat, _gefragt: str = "gruppen") -> None:
    """Stellt alle Fragen der Ansicht, ohne zu rechnen, was sie zeigt."""
    _gewaehlt(auswahl, vorrat)


def _gewaehlt(auswahl: Auswahl, vorrat: Vorrat) -> tuple[str, str, int | None, typen.Verfahren]:
    kommune = vorrat.kommune
    if not gruppenbericht.indikatoren(kommune):
        raise SozialmonitorFehler(KEINE_INDIKATOREN)
    je_ebene = {e: stichtage(vorrat, e) for e in segregationsbericht.ebenen(kommune)}
    if not ebenen(kommune, je_ebene.__getitem__):
        raise SozialmonitorFehler(KEINE_EBENE)
    return waehle(auswahl, kommune, je_ebene.__getitem__)


def _mit_karte(vorrat: Vorrat, ergebnis: Bericht, ebene: str, gestaltung: Gestaltung) -> Bild:
    kommune, bild = vorrat.kommune, gebietsbild(vorrat, ergebnis, ebene)
    if ebene not in kommune.geometrien:
        return bild
    zeichnung, legende = gruppenkarte(kommune, ergebnis)
    return karte.mit_karte(
        bild,
        kommune,
        ebene,
        zeichnung,
        legende,
        legendentitel=LEGENDENTITEL,
        gestaltung=gestaltung,
    )


def _ort(kommune: Kommune, ergebnis: Bericht, ebene: str) -> str:
    return f"{kommune.ebene(ebene).titel}, {formate.stichtag(ergebnis.stichtag)}"


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


def _kartentabelle(ergebnis: Bericht, namen: Mapping[str, str]) -> pd.DataFrame:
    g = ergebnis.gruppierung
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
