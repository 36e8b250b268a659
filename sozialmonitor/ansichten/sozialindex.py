"""Sozialindex: Zutaten, Gewichte, Verfahren, robuste Aussage und Zerlegung."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from sozialmonitor import diagramme, formate, indexbericht, sozialindex
from sozialmonitor.ansichten.ergebnis import Gezeigt
from sozialmonitor.ansichten.wahl import Auswahl
from sozialmonitor.bild import Bild
from sozialmonitor.diagramme.thema import STANDARD, Gestaltung
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.indexbericht import Entwicklung, Grundlage
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune
from sozialmonitor.sozialindex import Stabilitaet, Uebereinstimmung
from sozialmonitor.texte import indexsaetze
from sozialmonitor.vorrat import Vorrat

ZIEHUNGEN = 2000
STELLEN = {"berlin": 2, "imd": 1, "minmax": 2, "rang": 1, "schwelle": 2}
NEU, EINGEFROREN = "neu", "fest"
KEINE_EINSTELLUNG = (
    "Für den Sozialindex nennt kommune.toml noch keine Indikatoren. Sie stehen im Abschnitt "
    "„auswertungen“ unter „sozialindex“: ids von Anteilen mit vereinbarter Richtung."
)
KEINE_EBENE = "Auf keiner Ebene innerhalb der Stadt liegen Werte für den Sozialindex vor."
KEIN_INDIKATOR = "Bitte wenigstens einen Indikator wählen."
KEIN_STICHTAG = (
    "Es gibt keinen Stichtag, an dem alle gewählten Indikatoren Werte haben; bitte weniger "
    "Indikatoren wählen."
)
_FAKTOREN = {"doppelt": 2.0, "halb": 0.5}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wahl:
    """Was die Auswahl festlegt; `gewichte` in der Reihenfolge der `indikatoren`."""

    ebene: str
    stichtag: str
    seit: str
    indikatoren: tuple[str, ...]
    gewichte: tuple[float, ...]
    verfahren: str
    eingefroren: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Indexteil:
    """Alles, was die Seite zu einer Wahl zeigt; ohne bewertbare Gebiete ist `index` leer."""

    wahl: Wahl
    grundlage: Grundlage
    gewichte: dict[str, float]
    beitraege: pd.DataFrame
    index: pd.Series
    status: pd.Series
    stabil: Stabilitaet
    verfahren: Uebereinstimmung
    entwicklung: Entwicklung | None

    @property
    def demo(self) -> bool:
        """Ob ein Demonstrationswert vorkommt."""
        return self.grundlage.demo

    @property
    def bewertet(self) -> int:
        """Zahl der Gebiete mit Index."""
        return int(self.index.notna().sum())


def ebenen(vorrat: Vorrat) -> list[str]:
    """Ebenen innerhalb der Stadt, auf denen es Werte für den Index gibt; keine Mengen."""
    kommune = vorrat.kommune
    return [
        ebene.id
        for ebene in kommune.einstellungen.ebenen
        if not ebene.menge
        and set(kommune.gebiete_der_ebene(ebene.id)) & kommune.in_der_stadt
        and kommune.einstellungen.stadt not in kommune.gebiete_der_ebene(ebene.id)
        and zugelassene(vorrat, ebene.id)[0]
    ]


def zugelassene(vorrat: Vorrat, ebene: str) -> tuple[list[Indikator], dict[str, str]]:
    """Indikatoren des Index auf einer Ebene und warum andere nicht dazugehören."""
    kommune = vorrat.kommune
    vorhanden = {i.id for i in vorrat.indikatoren_der_ebene(ebene)}
    return indexbericht.zugelassene(
        kommune, kommune.einstellungen.auswertungen.sozialindex, vorhanden
    )


def stichtage(vorrat: Vorrat, ebene: str, ids: Sequence[str]) -> tuple[str, ...]:
    """Gemeinsame Stichtage der gewählten Indikatoren."""
    kommune = vorrat.kommune
    tabellen = {name: vorrat.kennzahl(kommune.katalog[name]) for name in ids}
    return indexbericht.gemeinsame_stichtage(tabellen, kommune.gebiete_der_ebene(ebene))


def zutaten(vorrat: Vorrat, ebene: str, ids: Sequence[str], stichtag: str) -> Grundlage:
    """Zähler und Nenner aller Gebiete zu einem Stichtag."""
    kommune = vorrat.kommune
    gewaehlt = [kommune.katalog[name] for name in ids]
    tabellen = {i.id: vorrat.kennzahl(i) for i in gewaehlt}
    gebiete = kommune.gebiete_der_ebene(ebene)
    return indexbericht.grundlage(kommune, gewaehlt, tabellen, gebiete, stichtag)


def proben(grundlage: Grundlage, gewichte: Sequence[float]) -> Stabilitaet:
    """Die Ziehungen; das Aufwendigste an dieser Ansicht."""
    je_indikator = dict(zip(grundlage.anzahl.columns, gewichte, strict=True))
    return sozialindex.stabilitaet(
        grundlage.anzahl, grundlage.nenner, je_indikator, ziehungen=ZIEHUNGEN
    )


def waehle_indikatoren(
    auswahl: Auswahl, vorrat: Vorrat, ebene: str
) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Gewählte Indikatoren und ihr Gewicht: 0 (nicht gewählt), halb, einfach oder doppelt."""
    titel = {i.id: i.titel for i in zugelassene(vorrat, ebene)[0]}
    leer = {"placeholder": "kein Indikator"}
    gewaehlt = auswahl.mehrfachwahl(
        "Indikatoren", titel, "indikatoren", standard=list(titel), **leer
    )
    moeglich = {name: titel[name] for name in titel if name in gewaehlt}
    doppelt = auswahl.mehrfachwahl("Zählen doppelt", moeglich, "doppelt", standard=[], **leer)
    einfach = {name: t for name, t in moeglich.items() if name not in doppelt}
    halb = auswahl.mehrfachwahl("Zählen halb", einfach, "halb", standard=[], **leer)
    faktor = dict.fromkeys(doppelt, _FAKTOREN["doppelt"]) | dict.fromkeys(halb, _FAKTOREN["halb"])
    return tuple(moeglich), tuple(faktor.get(name, 1.0) for name in moeglich)


def waehle(
    auswahl: Auswahl,
    vorrat: Vorrat,
    ebene: str,
    ids: tuple[str, ...],
    gewichte: tuple[float, ...],
) -> Wahl:
    """Stichtag, Verfahren, Basis und Vergleichsstichtag der Dynamik."""
    kommune = vorrat.kommune
    tage = stichtage(vorrat, ebene, ids)
    stichtag = auswahl.stichtag(tage)
    verfahren = auswahl.wahl("Verfahren", indexbericht.VERFAHREN, "verfahren")
    basis = kommune.einstellungen.auswertungen.basis
    eingefroren = False
    if basis in tage and verfahren == indexbericht.BERLIN:
        arten = {NEU: "jeweils neu", EINGEFROREN: f"eingefroren ({formate.stichtag(basis)})"}
        eingefroren = auswahl.wahl("Maßstab", arten, "massstab") == EINGEFROREN
    frueher = {tag: formate.stichtag(tag) for tag in tage if tag < stichtag}
    seit = ""
    if frueher:
        vorgabe = indexbericht.frueherer_stichtag(tage, stichtag)
        seit = auswahl.wahl("Dynamik seit", frueher, "seit", standard=vorgabe)
    return Wahl(
        ebene=ebene,
        stichtag=stichtag,
        seit=seit,
        indikatoren=ids,
        gewichte=gewichte,
        verfahren=verfahren,
        eingefroren=eingefroren,
    )


def gebietsliste(kommune: Kommune, ebene: str) -> dict[str, str]:
    """Die Gebiete der Ebene zur Auswahl, zuerst „kein Gebiet“."""
    gebiete = {g: kommune.name(g) for g in kommune.gebiete_der_ebene(ebene)}
    return {"": "kein Gebiet ausgewählt"} | gebiete


def indexteil(
    vorrat: Vorrat,
    gewaehlt: Wahl,
    grundlage_zu: Callable[[str], Grundlage],
    proben_zu: Callable[[Grundlage], Stabilitaet],
) -> Indexteil:
    """Index, Status, Stabilität, Verfahrensvergleich und Dynamik zu einer Wahl.

    Parameters
    ----------
    grundlage_zu
        Stichtag → `zutaten` dieser Wahl.
    proben_zu
        Grundlage → `proben`; wer beides merkt, rechnet es nur einmal.
    """
    kommune = vorrat.kommune
    ids = gewaehlt.indikatoren
    teil = grundlage_zu(gewaehlt.stichtag)
    gewichte = dict(zip(ids, gewaehlt.gewichte, strict=True))
    tag_der_basis = kommune.einstellungen.auswertungen.basis
    tage = stichtage(vorrat, gewaehlt.ebene, ids)
    basis = grundlage_zu(tag_der_basis) if tag_der_basis in tage else None
    fest = basis if gewaehlt.eingefroren else None
    beitraege = indexbericht.beitraege(teil, gewichte, gewaehlt.verfahren, fest)
    berliner = indexbericht.beitraege(teil, gewichte, basis=fest)
    entwicklung = None
    if gewaehlt.seit:
        brueche = {name: kommune.brueche(kommune.katalog[name]) for name in ids}
        frueher = grundlage_zu(gewaehlt.seit)
        entwicklung = indexbericht.entwicklung(teil, frueher, gewichte, brueche, basis)
    return Indexteil(
        wahl=gewaehlt,
        grundlage=teil,
        gewichte=gewichte,
        beitraege=beitraege,
        index=indexbericht.index(beitraege),
        status=sozialindex.statusklasse(indexbericht.index(berliner)),
        stabil=proben_zu(teil),
        verfahren=indexbericht.verfahrensvergleich(teil, gewichte),
        entwicklung=entwicklung,
    )


def antworten(kommune: Kommune, teil: Indexteil) -> list[str]:
    """Die robuste Aussage, oder dass es keine gibt; dazu, wenn nur ein Teil fest steht."""
    namen, zahl = kommune.namen, teil.verfahren.raenge.shape[1]
    if not teil.bewertet:
        return [indexsaetze.satz_keines([*teil.stabil.grund, *teil.grundlage.grund])]
    aussage = indexbericht.gemeinsame_aussage(teil.stabil, teil.verfahren)
    if aussage is None:
        fest = next(iter(teil.stabil.robust), None)
        weiter = (
            indexsaetze.satz_ohne_einigkeit([namen[g] for g in fest.gebiete], fest.k)
            if fest
            else ""
        )
        antwort = indexsaetze.satz_antwort([], 0, 0, genau=True, verfahren=zahl, demo=teil.demo)
        return [antwort, weiter]
    genannt = [namen[g] for g in aussage.gebiete]
    antwort = indexsaetze.satz_antwort(
        genannt, aussage.k, aussage.anteil, genau=aussage.genau, verfahren=zahl, demo=teil.demo
    )
    return [antwort]


def zerlegungsbild(
    vorrat: Vorrat,
    teil: Indexteil,
    geordnet: bool,
    gebiet: str,
    gestaltung: Gestaltung = STANDARD,
) -> Bild:
    """Gestapelte Beiträge je Gebiet."""
    kommune = vorrat.kommune
    beitraege, verfahren = teil.beitraege, teil.wahl.verfahren
    if geordnet:
        folge = teil.index.sort_values(ascending=False, kind="stable").index
        beitraege = beitraege.loc[folge]
    texte = None
    if verfahren == indexbericht.SCHWELLE:
        texte = {str(g): str(t) for g, t in indexbericht.schwellentexte(teil.grundlage).items()}
    return diagramme.indexzerlegung(
        beitraege,
        kommune.namen,
        kurze_titel(teil.grundlage.indikatoren),
        titel=bildtitel(kommune, teil, f"Sozialindex, {indexbericht.VERFAHREN[verfahren]}"),
        stellen=STELLEN[verfahren],
        indextexte=texte,
        hervorgehoben=gebiet,
        demo=teil.demo,
        quelle=quelle(vorrat, teil),
        gestaltung=gestaltung,
    )


def bildtitel(kommune: Kommune, teil: Indexteil, was: str) -> str:
    """Was gezeigt wird, mit Ebene und Stichtag."""
    ebene = kommune.ebene(teil.wahl.ebene).titel
    return f"{was}: {ebene}, {formate.stichtag(teil.wahl.stichtag)}"


def quelle(vorrat: Vorrat, teil: Indexteil) -> str:
    """Die Quellen der Zutaten."""
    return vorrat.quellenzeile(*teil.grundlage.indikatoren, mit_demo=teil.demo)


def kurze_titel(gezeigt: Sequence[Indikator]) -> dict[str, str]:
    """Titel ohne die Angabe in Klammern am Ende, wo sie sich dann noch unterscheiden."""
    kurz = [i.titel.partition(" (")[0] for i in gezeigt]
    eindeutig = len(set(kurz)) == len(kurz)
    return {
        i.id: (knapp if eindeutig else i.titel)
        + (", umgekehrt" if i.richtung == "niedrig_belastend" else "")
        for i, knapp in zip(gezeigt, kurz, strict=True)
    }


def zeige(auswahl: Auswahl, vorrat: Vorrat, gestaltung: Gestaltung = STANDARD) -> Gezeigt:
    """Die Zerlegung des Index mit der robusten Aussage; ohne bewertetes Gebiet ohne Bild."""
    kommune = vorrat.kommune
    wahl, gebiet, geordnet = _gewaehlt(auswahl, vorrat)
    teil = indexteil(
        vorrat,
        wahl,
        lambda tag: zutaten(vorrat, wahl.ebene, wahl.indikatoren, tag),
        lambda grundlage: proben(grundlage, wahl.gewichte),
    )
    erster, *weitere = antworten(kommune, teil)
    bild = zerlegungsbild(vorrat, teil, geordnet, gebiet, gestaltung) if teil.bewertet else None
    return Gezeigt(
        bild=bild,
        satz=erster,
        weitere=tuple(filter(None, [*weitere, _warnung(teil)])),
        indikatoren=tuple(teil.grundlage.indikatoren),
        stand=wahl.stichtag,
        vermerke=(indexsaetze.satz_bewertet(teil.bewertet, len(teil.grundlage.grund)),),
    )


def pruefe(auswahl: Auswahl, vorrat: Vorrat) -> None:
    """Stellt alle Fragen der Ansicht, ohne zu rechnen, was sie zeigt."""
    _gewaehlt(auswahl, vorrat)


def _gewaehlt(auswahl: Auswahl, vorrat: Vorrat) -> tuple[Wahl, str, bool]:
    kommune = vorrat.kommune
    if not kommune.einstellungen.auswertungen.sozialindex:
        raise SozialmonitorFehler(KEINE_EINSTELLUNG)
    vorhandene = ebenen(vorrat)
    if not vorhandene:
        raise SozialmonitorFehler(KEINE_EBENE)
    ebene = auswahl.ebene(vorhandene)
    ids, gewichte = waehle_indikatoren(auswahl, vorrat, ebene)
    if not ids:
        raise SozialmonitorFehler(KEIN_INDIKATOR)
    if not stichtage(vorrat, ebene, ids):
        raise SozialmonitorFehler(KEIN_STICHTAG)
    wahl = waehle(auswahl, vorrat, ebene, ids, gewichte)
    gebiet = auswahl.gebiet(gebietsliste(kommune, ebene), label="Ausgewähltes Gebiet")
    return wahl, gebiet, waehle_ordnung(auswahl)


def waehle_ordnung(auswahl: Auswahl) -> bool:
    """Ob die Gebiete nach Bedarf geordnet sind."""
    return auswahl.schalter("Nach Bedarf ordnen", "ordnung")


def _warnung(teil: Indexteil) -> str:
    """Die Warnung bei wenigen Gebieten, ohne Auszeichnung der Seite."""
    return indexsaetze.satz_wenige(teil.bewertet).replace("**", "")
