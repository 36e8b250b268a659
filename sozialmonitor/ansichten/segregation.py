"""Segregation: eine Gruppe auf einer Ebene, ihr Verlauf mit Zufallsband und der Antwortsatz."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sozialmonitor import formate, karten, klassen, segregationsbericht, texte
from sozialmonitor.ansichten import karte
from sozialmonitor.ansichten.ergebnis import Gezeigt
from sozialmonitor.ansichten.wahl import Auswahl
from sozialmonitor.bild import Bild, Legendeneintrag
from sozialmonitor.diagramme import segregationsbilder
from sozialmonitor.diagramme.thema import STANDARD, Gestaltung
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune
from sozialmonitor.texte import segregationssaetze as saetze
from sozialmonitor.vorrat import Vorrat

BILDER = {
    "segregation": "Ungleichheit im Verlauf",
    "quotienten": "Anteil je Gebiet im Vergleich zu allen Gebieten",
    "begegnung": "Wer teilt sich ein Gebiet",
    "alle_gruppen": "Alle Gruppen nebeneinander",
}
LEGENDENTITEL = "Anteil im Vergleich zu allen Gebieten"
# Violett wie überall, wo es keine vereinbarte Richtung gibt; das Zeichen steht auch im Schild.
_KATEGORIEN = (
    karten.Kategorie(id=saetze.HOEHER, farbe="#9c86c9", text="▲ gesichert höher"),
    karten.Kategorie(id=saetze.ENTSPRECHEND, farbe="#f2f2f2", text=saetze.ENTSPRECHEND),
    karten.Kategorie(id=saetze.GERINGER, farbe="#dcd6ec", text="▼ gesichert geringer"),
)
_ZEICHEN = {saetze.HOEHER: " ▲", saetze.GERINGER: " ▼"}
KEINE_GRUPPEN = (
    "Für diese Kommune ist keine Gruppe gewählt. Dazu nennt kommune.toml im Abschnitt "
    "[auswertungen] unter „segregation“ die Anteile, deren Verteilung gezeigt werden soll."
)
KEINE_EBENE = "Die Stadt ist nicht in wenigstens zwei Gebiete geteilt, zu denen Zahlen vorliegen."


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gruppenteil:
    """Eine Gruppe auf einer Ebene; `stichtag` ist der jüngste mit Wert, leer ohne einen."""

    indikator: Indikator
    ebene: str
    gruppe: str
    bezug: str
    ebenentitel: str
    reihe: pd.DataFrame
    zahlen: pd.DataFrame
    entwicklung: Mapping[str, Any] | None

    @property
    def zuletzt(self) -> dict[str, Any] | None:
        """Die jüngste Zeile des Verlaufs mit Wert."""
        return segregationsbericht.letzte(self.reihe)

    @property
    def stichtag(self) -> str:
        """Der jüngste Stichtag mit Wert; leer ohne einen."""
        mit_wert = self.reihe.loc[self.reihe["wert"].notna(), "stichtag"]
        return max(mit_wert, default="")

    @property
    def frueher_gesperrt(self) -> bool:
        """Ob ein Stichtag vor dem jüngsten mit Wert eine Lücke hat, weil Werte gesperrt sind."""
        frueher = self.reihe["stichtag"].lt(self.stichtag) & self.reihe["wert"].isna()
        return bool(self.reihe.loc[frueher, "gesperrt"].eq(True).any())

    @property
    def demo(self) -> bool:
        """Ob ein Demonstrationswert gezeigt wird."""
        return bool(self.reihe.loc[self.reihe["wert"].notna(), "demo"].any())


def gruppen(vorrat: Vorrat) -> list[Indikator]:
    """Die Gruppen der Kommune, zu denen auf einer Ebene der Stadt Zahlen vorliegen."""
    kommune = vorrat.kommune
    return [i for i in segregationsbericht.gruppen(kommune) if ebenen_von(vorrat, i)]


def ebenen_von(vorrat: Vorrat, indikator: Indikator) -> list[str]:
    """Ebenen der Stadt, auf denen zu allen Gebieten wenigstens einmal Personen bekannt sind."""
    kommune = vorrat.kommune
    tabelle = vorrat.kennzahl(indikator)
    mit_zahl = tabelle[tabelle["zaehler"].notna() & tabelle["nenner"].notna()]
    return [
        ebene
        for ebene in segregationsbericht.ebenen(kommune)
        if mit_zahl["gebiet"].isin(kommune.gebiete_der_ebene(ebene)).any()
    ]


def waehle(auswahl: Auswahl, vorrat: Vorrat) -> tuple[Indikator, str]:
    """Gruppe und Ebene."""
    kommune = vorrat.kommune
    je_gruppe = {i.id: ebenen_von(vorrat, i) for i in gruppen(vorrat)}
    ebene = auswahl.ebene(list(dict.fromkeys(e for alle in je_gruppe.values() for e in alle)))
    namen = {
        name: segregationsbericht.gruppenname(kommune, kommune.indikator(name))
        for name, ebenen in je_gruppe.items()
        if ebene in ebenen
    }
    return kommune.indikator(auswahl.wahl("Gruppe", namen, "indikator")), ebene


def waehle_bereinigt(auswahl: Auswahl) -> bool:
    """Ob der bereinigte Wert als zweite Linie erscheint."""
    return auswahl.schalter(
        "Bereinigter Wert",
        "bereinigt",
        help="Zeigt zusätzlich den um die Wirkung kleiner Zahlen bereinigten Wert.",
    )


def gruppenteil(vorrat: Vorrat, indikator: Indikator, ebene: str) -> Gruppenteil:
    """Verlauf und jüngste Zahlen einer Gruppe auf einer Ebene."""
    kommune = vorrat.kommune
    gebiete = kommune.gebiete_der_ebene(ebene)
    zahlen = segregationsbericht.personen(vorrat.kennzahl(indikator), gebiete)
    brueche = kommune.brueche(indikator)
    reihe = segregationsbericht.verlauf(zahlen, kommune.namen, brueche)
    return Gruppenteil(
        indikator=indikator,
        ebene=ebene,
        gruppe=segregationsbericht.gruppenname(kommune, indikator),
        bezug=segregationsbericht.bezugsname(kommune, indikator),
        ebenentitel=kommune.ebene(ebene).titel,
        reihe=reihe,
        zahlen=zahlen,
        entwicklung=segregationsbericht.veraenderung(reihe, brueche),
    )


def antwort(teil: Gruppenteil) -> list[str]:
    """Der Antwortsatz und ob es mehr ist als Zufall."""
    zeile = teil.zuletzt
    if zeile is None:
        return [f"{teil.gruppe}, {teil.ebenentitel}: Es liegen keine Zahlen vor."]
    satz = saetze.satz_segregation(
        teil.gruppe,
        teil.bezug,
        teil.ebenentitel,
        zeile,
        teil.entwicklung,
        gesperrt=teil.frueher_gesperrt,
    )
    return [satz, *filter(None, [saetze.satz_zufall(zeile)])]


def verlaufsbild(
    vorrat: Vorrat, teil: Gruppenteil, mit_bereinigt: bool, gestaltung: Gestaltung = STANDARD
) -> Bild:
    """Der Index über die Stichtage mit Zufallsband."""
    kommune = vorrat.kommune
    return segregationsbilder.indexverlauf(
        teil.reihe,
        teil.gruppe,
        teil.ebenentitel,
        brueche=kommune.brueche(teil.indikator),
        mit_bereinigt=mit_bereinigt,
        quelle=vorrat.quellenzeile(teil.indikator, mit_demo=teil.demo),
        gestaltung=gestaltung,
    )


def vermerke(kommune: Kommune, teil: Gruppenteil) -> tuple[str, ...]:
    """Was unter der Seite steht: Vergleichbarkeit, Brüche, Quelle der Grenzen."""
    mit_karte = teil.ebene in kommune.geometrien
    return (
        saetze.NICHT_VERGLEICHBAR,
        texte.satz_bruch(kommune.brueche(teil.indikator)),
        karte.kartenvermerk(kommune, teil.ebene) if mit_karte else "",
    )


def quotienten(teil: Gruppenteil) -> pd.DataFrame:
    """Der Lokationsquotient je Gebiet am jüngsten Stichtag mit Wert."""
    return segregationsbericht.quotienten(teil.zahlen, teil.stichtag)


def satz_quotienten(kommune: Kommune, teil: Gruppenteil, werte: pd.DataFrame) -> str:
    """Wo der Anteil gesichert höher oder geringer ist; `werte` aus `quotienten`."""
    hoch, niedrig = (
        [kommune.name(g) for g in werte.loc[werte["urteil"].eq(urteil), "gebiet"]]
        for urteil in (saetze.HOEHER, saetze.GERINGER)
    )
    satz = saetze.satz_quotient(teil.gruppe, teil.stichtag, hoch, niedrig)
    return f"{satz} {texte.DEMO_ZUSATZ}" if werte["demo"].any() else satz


def quotientenbild(vorrat: Vorrat, teil: Gruppenteil, werte: pd.DataFrame) -> Bild:
    """Tabelle und Alternativtext der Quotienten, noch ohne Karte; `werte` aus `quotienten`."""
    namen = vorrat.kommune.namen
    zeilen = werte.to_dict("records")
    titel = (
        f"{teil.gruppe}: Anteil im Vergleich zu allen Gebieten, {teil.ebenentitel}, "
        f"{formate.stichtag(teil.stichtag)}"
    )
    demo = bool(werte["demo"].any())
    punkte = {
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
        alttext=saetze.alttext_quotient(titel, punkte, demo=demo),
        tabelle=pd.DataFrame(tabelle),
        demo=demo,
        quelle=vorrat.quellenzeile(teil.indikator, mit_demo=demo),
    )


def quotientenkarte(
    kommune: Kommune, teil: Gruppenteil, werte: pd.DataFrame
) -> tuple[str, list[Legendeneintrag]]:
    """Zeichnung und Legende der Karte der Quotienten."""
    kategorien, tabelle = _kategorien(werte), _kartentabelle(werte, kommune.namen)
    zeichnung = karten.kategoriezeichnung(
        tabelle,
        kategorien,
        stand=f"segregation {teil.indikator.id} {teil.stichtag}",
        demo=bool(werte["demo"].any()),
    )
    return zeichnung, karten.kategorielegende(tabelle, kategorien, anzahl_gebiete=len(werte))


def begegnung(teil: Gruppenteil) -> pd.DataFrame:
    """Isolation und Interaktion am jüngsten Stichtag mit Wert."""
    return segregationsbericht.begegnung(teil.zahlen, teil.stichtag)


def begegnungssaetze(werte: pd.DataFrame) -> list[str]:
    """Zu Isolation und Interaktion je ein Satz; `werte` aus `begegnung`."""
    zeilen = werte.to_dict("records")
    je_zeile = (saetze.satz_isolation, saetze.satz_interaktion)
    return [f"{z['index']}: {satz(z)}" for satz, z in zip(je_zeile, zeilen, strict=True)]


def begegnungsbild(vorrat: Vorrat, teil: Gruppenteil, werte: pd.DataFrame) -> Bild:
    """Isolation und Interaktion mit Bereich und Zufallswert als Tabelle."""
    zeilen = werte.to_dict("records")
    zusatz = f" {texte.DEMO_ZUSATZ}" if teil.demo else ""
    return Bild(
        titel=f"{teil.gruppe}, {teil.ebenentitel}, {formate.stichtag(teil.stichtag)}{zusatz}",
        bild=None,
        alttext="",
        tabelle=pd.DataFrame(
            {
                "Maß": [z["index"] for z in zeilen],
                "von 100": [saetze.von_hundert(z["wert"], 1) for z in zeilen],
                "95-%-Bereich": [segregationsbilder.bereich(z["unten"], z["oben"]) for z in zeilen],
                "bei Zufall": [saetze.von_hundert(z["zufallswert"], 1) for z in zeilen],
            }
        ),
        demo=teil.demo,
        quelle=vorrat.quellenzeile(teil.indikator, mit_demo=teil.demo),
    )


def alle_gruppen(vorrat: Vorrat, ebene: str) -> tuple[pd.DataFrame, list[Indikator]]:
    """Jede Gruppe an ihrem jüngsten Stichtag, ohne die übrigen Jahre zu rechnen."""
    kommune = vorrat.kommune
    gebiete = kommune.gebiete_der_ebene(ebene)
    reihen, gezeigt = {}, []
    for indikator in gruppen(vorrat):
        if ebene in ebenen_von(vorrat, indikator):
            zahlen = segregationsbericht.personen(vorrat.kennzahl(indikator), gebiete)
            juengste = segregationsbericht.juengste_vollstaendige(zahlen)
            name = segregationsbericht.gruppenname(kommune, indikator)
            reihen[name] = segregationsbericht.verlauf(juengste, kommune.namen)
            gezeigt.append(indikator)
    return segregationsbericht.nebeneinander(reihen), gezeigt


def vergleichsbild(
    vorrat: Vorrat,
    ebene: str,
    vergleich: pd.DataFrame,
    gezeigt: Sequence[Indikator],
    gestaltung: Gestaltung = STANDARD,
) -> Bild:
    """Alle Gruppen nebeneinander; `vergleich` und `gezeigt` aus `alle_gruppen`."""
    return segregationsbilder.gruppenvergleich(
        vergleich,
        vorrat.kommune.ebene(ebene).titel,
        quelle=vorrat.quellenzeile(*gezeigt, mit_demo=bool(vergleich["demo"].any())),
        gestaltung=gestaltung,
    )


def zeige(
    auswahl: Auswahl,
    vorrat: Vorrat,
    gestaltung: Gestaltung = STANDARD,
    gefragt: str = "segregation",
) -> Gezeigt:
    """Eines der `BILDER`; das erste mit dem Antwortsatz, ohne Werte ohne Bild."""
    kommune = vorrat.kommune
    indikator, ebene, mit_bereinigt = _gewaehlt(auswahl, vorrat)
    if gefragt == "alle_gruppen":
        return _zeige_alle(vorrat, ebene, gestaltung)
    teil = vorrat.einmal(
        ("gruppenteil", indikator.id, ebene), lambda: gruppenteil(vorrat, indikator, ebene)
    )
    bild = None
    erster, *weitere = antwort(teil)
    if teil.stichtag and gefragt == "quotienten":
        werte = quotienten(teil)
        bild = _mit_karte(vorrat, teil, werte, gestaltung)
        erster, weitere = satz_quotienten(kommune, teil, werte), []
    elif teil.stichtag and gefragt == "begegnung":
        masse = begegnung(teil)
        bild = begegnungsbild(vorrat, teil, masse)
        erster, *weitere = begegnungssaetze(masse)
    elif teil.stichtag:
        bild = verlaufsbild(vorrat, teil, mit_bereinigt, gestaltung)
    return Gezeigt(
        bild=bild,
        satz=erster,
        weitere=tuple(weitere),
        indikatoren=(indikator,),
        stand=teil.stichtag,
        vermerke=vermerke(kommune, teil),
    )


def pruefe(auswahl: Auswahl, vorrat: Vorrat, _gefragt: str = "segregation") -> None:
    """Stellt alle Fragen der Ansicht, ohne zu rechnen, was sie zeigt."""
    _gewaehlt(auswahl, vorrat)


def _zeige_alle(vorrat: Vorrat, ebene: str, gestaltung: Gestaltung) -> Gezeigt:
    vergleich, gezeigt = alle_gruppen(vorrat, ebene)
    mit_wert = vergleich[vergleich["wert"].notna()]
    return Gezeigt(
        bild=None
        if vergleich.empty
        else vergleichsbild(vorrat, ebene, vergleich, gezeigt, gestaltung),
        satz=saetze.satz_gruppen(
            vorrat.kommune.ebene(ebene).titel, mit_wert.to_dict("records"), len(vergleich)
        ),
        indikatoren=tuple(gezeigt),
        stand=max(mit_wert["stichtag"], default=""),
        vermerke=(saetze.NICHT_VERGLEICHBAR,),
    )


def _mit_karte(
    vorrat: Vorrat, teil: Gruppenteil, werte: pd.DataFrame, gestaltung: Gestaltung
) -> Bild:
    kommune, bild = vorrat.kommune, quotientenbild(vorrat, teil, werte)
    if teil.ebene not in kommune.geometrien:
        return bild
    zeichnung, legende = quotientenkarte(kommune, teil, werte)
    return karte.mit_karte(
        bild,
        kommune,
        teil.ebene,
        zeichnung,
        legende,
        legendentitel=LEGENDENTITEL,
        gestaltung=gestaltung,
    )


def _gewaehlt(auswahl: Auswahl, vorrat: Vorrat) -> tuple[Indikator, str, bool]:
    kommune = vorrat.kommune
    if not kommune.einstellungen.auswertungen.segregation:
        raise SozialmonitorFehler(KEINE_GRUPPEN)
    if not gruppen(vorrat):
        raise SozialmonitorFehler(KEINE_EBENE)
    return *waehle(auswahl, vorrat), waehle_bereinigt(auswahl)


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


def _personen(zeile: Mapping[Any, Any], feld: str) -> str:
    return formate.zahl(zeile[feld]) if zeile["zustand"] == "wert" else ""
