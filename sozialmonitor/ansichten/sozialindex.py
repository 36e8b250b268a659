"""Sozialindex: Zutaten, Gewichte, Verfahren, robuste Aussage und Zerlegung."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sozialmonitor import diagramme, formate, indexbericht, sozialindex
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
GEPRUEFT, BERLINER = "geprueft", "berlin"
STELLEN = {"berlin": 2, "imd": 1, "minmax": 2, "rang": 1, "schwelle": 2}
NEU, EINGEFROREN = "neu", "fest"
KEIN_FRUEHERER = "Vor diesem Stichtag liegt kein gemeinsamer: Eine Dynamik gibt es noch nicht."
KEINE_FLAECHEN = "Zu dieser Ebene gibt es keine Gebietsflächen, darum keine Karte."
BERLINER_REGEL = (
    "Die Berliner Regel setzt die Streuung der Veränderungen immer auf 1: Etwa ein Drittel "
    "der Gebiete heißt „positiv“ oder „negativ“, auch wenn sich nichts verändert hat."
)
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


def waehle_alles(auswahl: Auswahl, vorrat: Vorrat) -> tuple[Wahl, str, bool]:
    """Die ganze Wahl, das ausgewählte Gebiet (leer ohne) und ob nach Bedarf geordnet wird.

    Raises
    ------
    SozialmonitorFehler
        Wenn es für diese Kommune oder Wahl keinen Index gibt.
    """
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


def waehle_dynamik(auswahl: Auswahl, **angaben: Any) -> str:  # noqa: ANN401
    """Welche Dynamik gezeigt wird; Vorgabe ist die geprüfte."""
    arten = {GEPRUEFT: "geprüft: nur gesicherte Veränderungen", BERLINER: "Berliner Regel"}
    return auswahl.wahl("Dynamik", arten, "dynamik", **angaben)


def dynamik(teil: Indexteil, art: str) -> pd.Series:
    """Die Klasse der Dynamik je bewertetem Gebiet, nach `art` aus `waehle_dynamik`."""
    ohne, verlauf = sozialindex.NICHT_BEWERTBAR, teil.entwicklung
    if verlauf is None:
        leer = pd.Series(ohne, index=teil.status.index)
        return leer.astype(indexbericht.GEPRUEFTE_KLASSEN)
    if art == GEPRUEFT:
        return verlauf.geprueft["klasse"]
    return verlauf.berliner.cat.add_categories(ohne).fillna(ohne)


def dynamiksaetze(kommune: Kommune, teil: Indexteil, art: str) -> list[str]:
    """Was die Dynamik sagt, und welche Indikatoren dazu nicht zählen."""
    verlauf = teil.entwicklung
    if verlauf is None:
        return [KEIN_FRUEHERER]
    geprueft = [str(k) for k in verlauf.geprueft["klasse"]]
    satz = (
        indexsaetze.satz_dynamik(geprueft, verlauf.von, verlauf.bis)
        if art == GEPRUEFT
        else BERLINER_REGEL
    )
    titel = [kommune.katalog[name].titel for name in verlauf.ausgelassen]
    return [satz, *filter(None, [indexsaetze.satz_ausgelassen(titel)])]


def satz_einig(kommune: Kommune, teil: Indexteil) -> str:
    """Welche Gebiete alle Verfahren unter den ersten nennen, oder dass es keines ist."""
    aussagen = teil.verfahren.aussagen
    if not aussagen:
        return "Kein Gebiet nennen alle Verfahren in der vorderen Hälfte."
    erste = next((a for a in aussagen if a.vollstaendig), aussagen[0])
    wer = formate.aufzaehlung([kommune.name(g) for g in erste.gebiete])
    return f"Unter den ersten {erste.k} nennen alle Verfahren: {wer}."


def zutatensaetze(vorrat: Vorrat, teil: Indexteil) -> list[str]:
    """Wie viele Gebiete bewertet sind und welche Indikatoren wie zählen."""
    umgekehrt = [i.titel for i in teil.grundlage.indikatoren if i.richtung == "niedrig_belastend"]
    saetze = [
        indexsaetze.satz_bewertet(teil.bewertet, len(teil.grundlage.grund)),
        indexsaetze.satz_umgekehrt(umgekehrt),
        indexsaetze.satz_nicht_im_index(zugelassene(vorrat, teil.wahl.ebene)[1]),
    ]
    return [satz for satz in saetze if satz]
