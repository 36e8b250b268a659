"""Vergleich: die Auswahl der fünf Abschnitte und ihr Hauptbild mit Antwortsatz."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from sozialmonitor import (
    aehnlichkeit,
    formate,
    gegenueberstellung,
    kennzahlen,
    profil,
    programmgebiete,
    punktwolken,
    texte,
)
from sozialmonitor.aehnlichkeit import Aehnlich
from sozialmonitor.ansichten import gegenueber, karte
from sozialmonitor.ansichten.gegenueber import ALLE, LEIT, Gegenpartner
from sozialmonitor.ansichten.wahl import Auswahl, waehle_ebene_des_gebiets
from sozialmonitor.gegenueberstellung import Partner
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune
from sozialmonitor.punktwolken import Trichter
from sozialmonitor.texte import vergleichssaetze
from sozialmonitor.vorrat import Vorrat

ABSCHNITTE = {
    "partner": "Gebiet gegen Partner",
    "alle": "Alle Gebiete auf einmal",
    "zwei": "Zwei Indikatoren",
    "aehnlich": "Ähnliche Gebiete",
    "nachbarschaft": "Nachbarschaft",
}
DARSTELLUNGEN = {"trichter": "Trichter (nach Größe)", "punkte": "Punktreihe"}
KEIN_PARTNER = "Für dieses Gebiet gibt es keinen Wert oder keinen Partner zum Vergleich."
NICHTS = "Auf dieser Ebene gibt es keine Indikatoren, die sich so vergleichen lassen."
KEIN_JAHR = "Es gibt kein Jahr, in dem beide Indikatoren einen Wert haben."
KEINE_GRUPPEN = (
    "Welche Indikatoren zählen, steht in kommune.toml im Abschnitt [auswertungen] unter "
    "„gruppen“; diese Kommune nennt dort noch keine."
)
_VERGLEICHBAR = ("anteil", "rate", "quotient", "dichte", "differenz")
_JAHRE_ZURUECK = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class AlleWahl:
    """Auswahl des Abschnitts „Alle Gebiete auf einmal“."""

    ebene: str
    indikator: Indikator
    stichtag: str
    form: str
    mit_rang: bool
    gebiet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ZweiWahl:
    """Auswahl des Abschnitts „Zwei Indikatoren“; `jahr` ist leer, wenn es kein gemeinsames gibt."""

    ebene: str
    erste: Indikator
    zweite: Indikator
    jahr: str
    gebiet: str


def waehle_partner(auswahl: Auswahl, vorrat: Vorrat, alle: pd.DataFrame) -> Gegenpartner | None:
    """Gebiet, Stand, Partner und Ausschnitt; `None`, wo es nichts zu vergleichen gibt."""
    kommune = vorrat.kommune
    ebene = waehle_ebene(auswahl, vorrat, ebenen(vorrat, mindestens=1))
    namen = gegenueber.namen(kommune, ebene)
    gebiet = auswahl.wahl("Gebiet", namen, "gebiet", standard=startgebiet(kommune, list(namen)))
    staende = profil.jahresstaende(alle, gebiet)
    if not staende:
        return None
    stand = auswahl.stichtag(staende, label="Stand der Werte")
    jahre = {tag[:4]: tag[:4] for tag in reversed(staende) if tag[:4] != stand[:4]}
    optionen = gegenueber.partneroptionen(kommune, alle, gebiet, stand, ebene, mit_jahr=bool(jahre))
    if not optionen:
        return None
    gegen = auswahl.wahl("Verglichen mit", optionen, "gegen")
    name, stadt = kommune.name(gebiet), kommune.einstellungen.name
    if gegen == "rest":
        partner = Partner(art="rest", name=f"{stadt} ohne {name}")
    elif gegen == "jahr":
        zurueck = str(int(stand[:4]) - _JAHRE_ZURUECK)
        basis = kommune.einstellungen.auswertungen.basis[:4]
        vorgabe = basis if basis in jahre else zurueck
        jahr = auswahl.wahl("Jahr", jahre, "jahr", standard=vorgabe)
        partner = Partner(art="jahr", name=f"{name} (Stand {jahr})", jahr=jahr)
    elif gegen in gegenueberstellung.partner_oberhalb(kommune, gebiet):
        partner = Partner(
            art="oberhalb", name=f"{kommune.name(gegen)} ohne {name}", schluessel=gegen
        )
    else:
        partner = Partner(art="gebiet", name=kommune.name(gegen), schluessel=gegen)
    felder = {LEIT: "Leitindikatoren", ALLE: "alle Indikatoren"}
    felder |= {f.id: f.titel for f in kommune.einstellungen.handlungsfelder}
    feld = auswahl.wahl("Indikatoren", felder, "umfang")
    return Gegenpartner(gebiet=gebiet, name=name, stand=stand, partner=partner, feld=feld)


def antwort_partner(tabelle: pd.DataFrame, teil: Gegenpartner) -> str:
    """Wie viele Indikatoren sich gesichert unterscheiden; `tabelle` aus `partnertabelle`."""
    demo = bool(tabelle["demo"].any())
    return vergleichssaetze.satz_partner(teil.name, teil.partner.name, tabelle["urteil"], demo=demo)


def waehle_alle(
    auswahl: Auswahl, vorrat: Vorrat, trichter_zu: Callable[[Indikator, str, str], Trichter]
) -> AlleWahl | None:
    """Ebene, Indikator, Stichtag, Darstellung und Gebiet; `None` ohne vergleichbaren Indikator.

    `trichter_zu` rechnet oder merkt `gegenueber.trichter`.
    """
    kommune = vorrat.kommune
    ebene = waehle_ebene(auswahl, vorrat)
    waehlbar = vergleichbare(vorrat, ebene)
    if not waehlbar:
        return None
    indikator, stichtag = _indikator_und_stichtag(auswahl, vorrat, ebene, waehlbar)
    grund = trichter_zu(indikator, ebene, stichtag).grund
    moeglich = {art: t for art, t in DARSTELLUNGEN.items() if art == "punkte" or not grund}
    form = auswahl.wahl("Darstellung", moeglich, "form")
    mit_rang = indikator.art == "anteil" and auswahl.schalter("Rang mit Bereich", "rang")
    return AlleWahl(
        ebene=ebene,
        indikator=indikator,
        stichtag=stichtag,
        form=form,
        mit_rang=mit_rang,
        gebiet=_hervorgehoben(auswahl, kommune, ebene),
    )


def lagen(kommune: Kommune, teil: Trichter) -> dict[str, int]:
    """Name → Lage (−2 bis 2) aller Gebiete im Trichter."""
    lage = dict(zip(teil.zeilen["gebiet"], teil.zeilen["lage"], strict=True))
    return {kommune.name(str(g)): int(stufe) for g, stufe in lage.items()}


def ohne_wert(kommune: Kommune, stand: pd.DataFrame, ebene: str) -> dict[str, str]:
    """Namen der Gebiete ohne Wert und warum sie keinen haben."""
    zustand = dict(zip(stand["gebiet"], stand["zustand"], strict=True))
    return {
        name: formate.zustandstext(str(zustand.get(g, "fehlt")))
        for g, name in gegenueber.namen(kommune, ebene).items()
        if zustand.get(g, "fehlt") != "wert"
    }


def antwort_alle(kommune: Kommune, wahl: AlleWahl, teil: Trichter, stand: pd.DataFrame) -> str:
    """Wer im Trichter außerhalb liegt; in der Punktreihe höchster und niedrigster Wert."""
    titel = kommune.ebene(wahl.ebene).titel
    if wahl.form == "trichter":
        return vergleichssaetze.satz_trichter(
            titel,
            wahl.stichtag,
            wahl.indikator,
            lagen(kommune, teil),
            demo=bool(stand["demo"].any()),
        )
    return texte.satz_karte(
        stand,
        wahl.indikator,
        kommune.namen,
        titel,
        stichtag=wahl.stichtag,
        anzahl_gebiete=len(kommune.gebiete_der_ebene(wahl.ebene)),
    )


def waehle_zwei(auswahl: Auswahl, vorrat: Vorrat) -> ZweiWahl | None:
    """Ebene, zwei Indikatoren, Jahr und Gebiet; `None` ohne zwei vergleichbare Indikatoren."""
    kommune = vorrat.kommune
    ebene = waehle_ebene(auswahl, vorrat)
    waehlbar = vergleichbare(vorrat, ebene)
    if len(waehlbar) <= 1:
        return None
    vorgabe = startvergleich(kommune, waehlbar)
    erste = auswahl.indikator(waehlbar, standard=vorgabe, label="Waagrecht")
    andere = [i for i in waehlbar if i.id != erste.id]
    zweite = kommune.katalog[
        auswahl.wahl(
            "Senkrecht",
            {i.id: i.titel for i in andere},
            "zweit",
            standard=_zweite_vorgabe(vorrat, erste, andere),
        )
    ]
    jahre = punktwolken.gemeinsame_jahre(
        vorrat.kennzahl(erste),
        vorrat.kennzahl(zweite),
        kommune.gebiete_der_ebene(ebene),
    )
    jahr = auswahl.stichtag(jahre, label="Jahr") if jahre else ""
    gebiet = _hervorgehoben(auswahl, kommune, ebene) if jahre else ""
    return ZweiWahl(ebene=ebene, erste=erste, zweite=zweite, jahr=jahr, gebiet=gebiet)


def streuung(vorrat: Vorrat, wahl: ZweiWahl) -> tuple[pd.DataFrame, dict[str, str]]:
    """Je Gebiet beide Werte; ausgelassene Gebiete mit Grund."""
    kommune = vorrat.kommune
    return punktwolken.streuung(
        vorrat.kennzahl(wahl.erste),
        vorrat.kennzahl(wahl.zweite),
        kommune.gebiete_der_ebene(wahl.ebene),
        wahl.jahr,
    )


def antwort_zwei(wahl: ZweiWahl, tabelle: pd.DataFrame) -> str:
    """Der Zusammenhang mit Bereich, oder warum es keinen zu nennen gibt."""
    gefunden = punktwolken.zusammenhang(tabelle["wert_x"], tabelle["wert_y"])
    return vergleichssaetze.satz_zusammenhang(
        wahl.erste.titel,
        wahl.zweite.titel,
        (gefunden.wert, gefunden.unten, gefunden.oben),
        gefunden.anzahl,
        grund=gefunden.grund,
        demo=bool(tabelle["demo"].any()),
    )


def waehle_aehnlich(auswahl: Auswahl, vorrat: Vorrat, alle: pd.DataFrame) -> tuple[str, str, str]:
    """Ebene, Gebiet und Stand; der Stand ist leer, wenn das Gebiet keine Werte hat."""
    kommune = vorrat.kommune
    ebene = waehle_ebene(auswahl, vorrat)
    namen = gegenueber.namen(kommune, ebene)
    gebiet = auswahl.wahl("Gebiet", namen, "gebiet", standard=startgebiet(kommune, list(namen)))
    staende = profil.jahresstaende(alle, gebiet)
    return ebene, gebiet, auswahl.stichtag(staende, label="Stand der Werte") if staende else ""


def antwort_aehnlich(kommune: Kommune, gebiet: str, ergebnis: Aehnlich, *, demo: bool) -> str:
    """Die ähnlichsten Gebiete mit ihrem größten Unterschied."""
    genannt = []
    for anderes in naechste(ergebnis):
        unterschied = aehnlichkeit.groesster_unterschied(ergebnis.z, gebiet, anderes)
        abstand, titel = float(ergebnis.abstand[anderes]), kommune.katalog[unterschied].titel
        genannt.append((kommune.name(anderes), abstand, titel))
    return vergleichssaetze.satz_aehnlich(
        kommune.name(gebiet), genannt, grund=ergebnis.grund, demo=demo
    )


def saetze_ohne_indikator(vorrat: Vorrat, ebene: str, stand: str, weg: Sequence[str]) -> list[str]:
    """Welche Indikatoren für die Ähnlichkeit ausfallen: weil gesperrt, oder weil Werte fehlen.

    `weg` aus `gegenueber.gruppentafel`.
    """
    gesperrt = gegenueber.gesperrte_gruppen(vorrat.kommune, vorrat.lang(), ebene, stand, weg)
    titel = {name: f"„{vorrat.kommune.katalog[name].titel}“" for name in weg}
    return vergleichssaetze.saetze_ohne_indikator(
        [titel[n] for n in weg if n in gesperrt], [titel[n] for n in weg if n not in gesperrt]
    )


def naechste(ergebnis: Aehnlich) -> list[str]:
    """Die ähnlichsten Gebiete, das ähnlichste zuerst."""
    return [str(g) for g in ergebnis.abstand.index[: gegenueber.NAECHSTE]]


def ebenen_mit_flaechen(vorrat: Vorrat) -> list[str]:
    """Ebenen mit wenigstens zwei Gebieten, zu denen es Flächen gibt."""
    kommune = vorrat.kommune
    return [e for e in ebenen(vorrat) if e in kommune.geometrien]


def waehle_nachbarschaft(auswahl: Auswahl, vorrat: Vorrat) -> tuple[str, Indikator, str] | None:
    """Ebene, Indikator und Stichtag; `None` ohne vergleichbaren Indikator."""
    ebene = waehle_ebene(auswahl, vorrat, ebenen_mit_flaechen(vorrat), meiste=True)
    waehlbar = vergleichbare(vorrat, ebene)
    if not waehlbar:
        return None
    return ebene, *_indikator_und_stichtag(auswahl, vorrat, ebene, waehlbar)


def verweigert(muster: pd.DataFrame) -> bool:
    """Ob zu keinem Gebiet ein Muster zu beurteilen ist."""
    return bool(muster["art"].eq("nicht bewertbar").all())


def antwort_nachbarschaft(
    kommune: Kommune,
    indikator: Indikator,
    muster: pd.DataFrame,
    zeilen: pd.DataFrame,
    *,
    demo: bool,
) -> str:
    """Wo hohe neben hohen Werten liegen, oder warum sich das nicht sagen lässt.

    `muster` und `zeilen` aus `gegenueber.muster` und `gegenueber.stand`; die Gebiete ohne Wert
    zählt der Grund danach, warum sie keinen haben.
    """
    arten = {
        str(art): [kommune.name(str(g)) for g in teil.index]
        for art, teil in muster.groupby("art", sort=False)
    }
    zustand = dict(zip(zeilen["gebiet"], zeilen["zustand"], strict=True))
    ohne = pd.Series([zustand.get(str(g), "fehlt") for g in muster.index], index=muster.index)
    gruende = sorted(set(muster.loc[ohne.eq("wert"), "grund"]) - {""})
    gruende += [vergleichssaetze.satz_ohne_wert(ohne[ohne.ne("wert")])]
    grund = " ".join(filter(None, gruende)) if verweigert(muster) else ""
    return vergleichssaetze.satz_nachbarschaft(indikator, arten, grund=grund, demo=demo)


def ebenen(vorrat: Vorrat, *, mindestens: int = 2) -> list[str]:
    """Ebenen mit so vielen Gebieten und wenigstens einem Indikator."""
    kommune = vorrat.kommune
    return [
        e.id
        for e in kommune.einstellungen.ebenen
        if len(kommune.gebiete_der_ebene(e.id)) >= mindestens and vorrat.indikatoren_der_ebene(e.id)
    ]


def waehle_ebene(
    auswahl: Auswahl, vorrat: Vorrat, moegliche: Sequence[str] = (), *, meiste: bool = False
) -> str:
    """Auswahl der Ebene; nennt die Adresse nur das Gebiet, gilt dessen Ebene."""
    kommune = vorrat.kommune
    moeglich = list(moegliche) or ebenen(vorrat)
    waehle_ebene_des_gebiets(auswahl, kommune, moeglich)
    titel = {e: kommune.ebene(e).titel for e in moeglich}
    standard = kommune.einstellungen.startebene
    if meiste:
        innerhalb = [e for e in moeglich if set(_orte(kommune, e)) <= kommune.in_der_stadt]
        standard = max(innerhalb or moeglich, key=lambda e: len(_orte(kommune, e)))
    return auswahl.wahl("Gebietsebene", titel, "ebene", standard=standard)


def vergleichbare(vorrat: Vorrat, ebene: str) -> list[Indikator]:
    """Indikatoren, deren Werte sich zwischen verschieden großen Gebieten vergleichen lassen."""
    alle = vorrat.indikatoren_der_ebene(ebene)
    return [i for i in alle if i.art in _VERGLEICHBAR]


def startvergleich(kommune: Kommune, waehlbar: Sequence[Indikator]) -> str:
    """Der erste Leitindikator, der ein Anteil mit vereinbarter Richtung ist; sonst ein Anteil."""
    leit = kommune.einstellungen.leitindikatoren
    nach_rang = sorted(waehlbar, key=lambda i: leit.index(i.id) if i.id in leit else len(leit))
    anteile = [i for i in nach_rang if i.art == "anteil"]
    gerichtet = [i for i in anteile if i.richtung != "neutral" and i.id in leit]
    return next(iter([*gerichtet, *anteile, *nach_rang])).id


def startgebiet(kommune: Kommune, alle: Sequence[str]) -> str:
    """Das Gebiet, in dem ein Programmgebiet liegt; sonst das erste."""
    oben = [
        programmgebiete.stadtteil_von(kommune, gebiet)
        for gebiet in programmgebiete.programmgebiete(kommune)
    ]
    return next((g for g in alle if g in oben), alle[0])


def waehle_abschnitt(auswahl: Auswahl) -> str:
    """Welcher der fünf Abschnitte gezeigt wird."""
    return auswahl.wahl("Abschnitt", ABSCHNITTE, "vergleich")


def _indikator_und_stichtag(
    auswahl: Auswahl, vorrat: Vorrat, ebene: str, waehlbar: Sequence[Indikator]
) -> tuple[Indikator, str]:
    kommune = vorrat.kommune
    indikator = auswahl.indikator(waehlbar, standard=startvergleich(kommune, waehlbar))
    juengster = kennzahlen.juengster_stichtag(vorrat.der_ebene(indikator, ebene))
    tage = karte.stichtage(vorrat, indikator, ebene)
    return indikator, auswahl.stichtag(tage, standard=juengster or None)


def _zweite_vorgabe(vorrat: Vorrat, erste: Indikator, andere: Sequence[Indikator]) -> str:
    """Der erste Leit-Anteil aus einem anderen Handlungsfeld, der zum selben Stand vorliegt."""
    kommune = vorrat.kommune
    tage = set(vorrat.kennzahl(erste)["stichtag"].str[:4])
    leit = kommune.einstellungen.leitindikatoren
    passend = [
        i.id
        for i in andere
        if i.id in leit
        and i.art == "anteil"
        and i.handlungsfeld != erste.handlungsfeld
        and max(tage, default="") in set(vorrat.kennzahl(i)["stichtag"].str[:4])
    ]
    return (passend or [startvergleich(kommune, andere)])[0]


def _hervorgehoben(auswahl: Auswahl, kommune: Kommune, ebene: str) -> str:
    namen = {"": "kein Gebiet"} | gegenueber.namen(kommune, ebene)
    return auswahl.wahl("Gebiet hervorheben", namen, "gebiet")


def _orte(kommune: Kommune, ebene: str) -> list[str]:
    return kommune.gebiete_der_ebene(ebene)
