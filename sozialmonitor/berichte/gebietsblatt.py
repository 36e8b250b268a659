"""Das Gebietsblatt: ein Gebiet auf zwei Seiten, aus den Stücken des Gebietsprofils."""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from sozialmonitor import diagramme, formate, profil, reihen, texte, vergleich
from sozialmonitor.ansichten import gebietsprofil
from sozialmonitor.ansichten.gebietsprofil import Profil
from sozialmonitor.berichte import dokumentteile as teile
from sozialmonitor.berichte.dokument import (
    Abbildung,
    Block,
    Dokument,
    Nebeneinander,
    Seitenumbruch,
    Tabelle,
    Ueberschrift,
    absatz,
    liste,
    tabelle,
)
from sozialmonitor.berichte.dokumentteile import Angaben
from sozialmonitor.fehler import Unbekannt
from sozialmonitor.kommune import Kommune
from sozialmonitor.vorrat import Vorrat, vorrat_aus

NAME = "gebietsblatt"
MINDESTENS_ZEILEN = 8
HOECHSTENS = {profil.STAERKE: 5, profil.BELASTUNG: 5, profil.BESONDERHEIT: 4}
"""So viele gesicherte Unterschiede je Art nennt das Blatt; sonst hätte es mehr als zwei Seiten."""
# Anteile der Spalten nach Zahl der Bilder; rechts stehen Sätze.
_ANTEILE = ((1.0,), (4.0, 5.0), (1.0, 1.0, 1.0))
_TITEL = {
    profil.STAERKE: "Stärken",
    profil.BELASTUNG: "Belastungen",
    profil.BESONDERHEIT: "Besonderheiten",
}
_OHNE = {
    profil.STAERKE: "Kein bewerteter Indikator liegt gesichert günstiger als in der übrigen Stadt.",
    profil.BELASTUNG: "Kein bewerteter Indikator liegt gesichert belastender als in der übrigen "
    "Stadt.",
    profil.BESONDERHEIT: "Kein Indikator ohne vereinbarte Richtung weicht gesichert ab.",
}


def gebietsblatt(
    kommune: Kommune, gebiet: str, angaben: Angaben, *, vorrat: Vorrat | None = None
) -> Dokument:
    """Ein Gebiet neben der Stadt: Werte, gesicherte Unterschiede, Entwicklung, Vorbehalte.

    Parameters
    ----------
    vorrat
        Werte derselben Kommune; ohne ihn wird gerechnet.

    Raises
    ------
    Unbekannt
        Wenn das Gebiet nicht verzeichnet ist.
    """
    waehlbar = [g for e in gebietsprofil.ebenen(kommune) for g in kommune.gebiete_der_ebene(e)]
    if gebiet not in waehlbar:
        raise Unbekannt.aus("Das Gebiet", gebiet, waehlbar)
    vorrat = vorrat or vorrat_aus(kommune)
    teil = _profil(vorrat, gebiet)
    stand = teile.standtext(teil.stand)
    einleitung, maengel = teile.textblock(angaben, NAME, "einleitung", kommune=kommune, stand=stand)
    art = kommune.ebene(teil.ebene).einzahl
    parameter = {"ebene": teil.ebene, "gebiet": gebiet}
    return Dokument(
        titel=teil.name if art.lower() in teil.name.lower() else f"{teil.name} ({art})",
        untertitel="Gebietsblatt",
        kommune=kommune.einstellungen.bezeichnung,
        datum=angaben.datum,
        stand=stand,
        ausgabe=angaben.ausgabe,
        hinweis=teile.demohinweis(teil.demo),
        teile=(
            *teile.demokasten(teil.demo),
            *einleitung,
            *teile.befunde([gebietsprofil.antwort(kommune, teil)]),
            *_inhalt(vorrat, teil),
            teile.quellenabsatz(
                vorrat, teil.indikatoren, demo=teil.demo, angaben=angaben, tag=teil.stand
            ),
            *teile.qr(angaben, "gebietsprofil", parameter, f"{teil.name} im Sozialmonitor:"),
        ),
        maengel=tuple(maengel),
    )


def _profil(vorrat: Vorrat, gebiet: str) -> Profil:
    kommune, werte = vorrat.kommune, vorrat.lang()
    staende = profil.jahresstaende(werte, gebiet)
    zeilen = profil.profilzeilen(werte, gebiet, staende[-1] if staende else "")
    waehlbar = [kommune.katalog[name] for name in zeilen["indikator"]]
    laengste = vorrat.laengste_reihe(waehlbar)
    return gebietsprofil.profil_aus(
        kommune,
        zeilen,
        gebiet=gebiet,
        ebene=gebietsprofil.eigene_ebene(kommune, gebiet),
        stand=staende[-1] if staende else "",
        indikator=kommune.katalog.get(laengste) or next(iter(waehlbar), None),
    )


def _inhalt(vorrat: Vorrat, teil: Profil) -> Iterator[Block]:
    if teil.zeilen.empty:
        return
    kommune = vorrat.kommune
    yield Ueberschrift("Das Gebiet neben der Stadt")
    yield _wertetafel(kommune, teil)
    yield Ueberschrift("Stärken und Belastungen")
    yield from _unterschiede(kommune, teil)
    yield Seitenumbruch()
    yield Ueberschrift("Lage und Entwicklung")
    if lage := _lage(vorrat, teil):
        yield lage
    saetze = (
        liste(_entwicklung(vorrat, teil)),
        absatz(" ".join(texte.DREI_SAETZE_BEREICH), klein=True),
    )
    klein = tuple(teile.beachten(teil.indikatoren, demo=teil.demo))
    bilder = [(bild,) for bild in _verlaufsbilder(vorrat, teil)]
    # Neben zwei Bildern ist für alles zu wenig Platz.
    daneben, darunter = (saetze, klein) if len(bilder) > 1 else ((*saetze, *klein), ())
    yield Nebeneinander((*bilder, daneben), anteile=_ANTEILE[len(bilder)])
    yield from darunter


def _wertetafel(kommune: Kommune, teil: Profil) -> Tabelle:
    """Die Kennzahlen des Profils mit Bereich, Stadtwert und Urteil."""
    leit = kommune.einstellungen.leitindikatoren
    zeilen = profil.kennzahlen_des_gebiets(teil.zeilen, leit, mindestens=MINDESTENS_ZEILEN)
    stadtname = kommune.einstellungen.name
    spalten = []
    for z in zeilen.to_dict("records"):
        indikator = kommune.katalog[z["indikator"]]
        gilt = z["zustand"] == "wert"
        zeile = {
            "Indikator": indikator.titel,
            teil.name: formate.wert_mit_einheit(z["wert"], indikator)
            if gilt
            else formate.zelle(z["zustand"], z["wert"], indikator),
            "95-%-Bereich": formate.bereich(z["unten"], z["oben"], indikator) if gilt else "",
        }
        if teil.innerhalb:
            zeile[stadtname] = formate.wert_mit_einheit(z["stadtwert"], indikator)
            ohne_urteil = z["urteil"] == vergleich.NICHT_BEWERTBAR or not gilt
            zeile["gegen die übrige Stadt"] = "" if ohne_urteil else str(z["urteil"])
        tag = formate.stichtag(str(z["stichtag"]))
        spalten.append(zeile | {"Stand": f"{tag}{' *' if z['demo'] else ''}"})
    return tabelle(
        pd.DataFrame(spalten),
        f"{teil.name}: Leitindikatoren, jeweils jüngster Stand",
        breiten=(36, 15, 14, 14, 25, 13) if teil.innerhalb else (36, 15, 14, 13),
        anmerkung="* Demonstrationswert" if zeilen["demo"].any() else "",
    )


def _unterschiede(kommune: Kommune, teil: Profil) -> Iterator[Block]:
    geprueft = profil.gepruefte(teil.zeilen)
    if not geprueft:
        yield absatz(
            f"{teil.name} lässt sich mit keinem Indikator gegen die übrige Stadt prüfen; deshalb "
            "stehen hier weder Stärken noch Belastungen."
        )
        return
    geordnet = profil.einordnung(teil.zeilen, kommune.katalog)
    links, rechts, besonders = (
        tuple(_unterschied(kommune, teil, art, geordnet[art])) for art in _TITEL
    )
    yield Nebeneinander((links, rechts))
    yield from besonders
    yield absatz(f"{profil.satz_zufall(geprueft)} {texte.KEIN_URTEIL}", klein=True)


def _unterschied(kommune: Kommune, teil: Profil, art: str, zeilen: pd.DataFrame) -> Iterator[Block]:
    yield Ueberschrift(_TITEL[art], 2)
    if zeilen.empty:
        yield absatz(_OHNE[art])
        return
    gezeigt = zeilen.head(HOECHSTENS[art])
    daten = profil.gegenueberstellung(gezeigt, kommune.katalog, teil.name)
    daten["Urteil"] = daten["Urteil"].str.removeprefix("gesichert ")
    weitere = len(zeilen) - len(gezeigt)
    mehr = f"{weitere} weitere im Gebietsprofil des Sozialmonitors." if weitere else ""
    yield tabelle(
        daten,
        f"{_TITEL[art]}: gesicherter Unterschied zur übrigen Stadt",
        anmerkung=mehr,
    )


def _lage(vorrat: Vorrat, teil: Profil) -> Abbildung | None:
    """Die Leitindikatoren zwischen allen Gebieten; die Quelle nennt der Schluss des Blatts."""
    kommune = vorrat.kommune
    leit = kommune.einstellungen.leitindikatoren
    spannen = profil.spannweiten(
        vorrat.lang(),
        teil.zeilen[teil.zeilen["indikator"].isin(leit)],
        kommune.gebiete_der_ebene(teil.ebene),
        kommune.katalog,
    )
    if spannen.empty:
        return None
    bild = diagramme.spannweiten(
        spannen,
        name=teil.name,
        stadtname=kommune.einstellungen.name,
        demo=bool(spannen["demo"].any()),
        gestaltung=teile.BREIT,
    )
    return teile.abbildung(bild)


def _verlaufsbilder(vorrat: Vorrat, teil: Profil) -> Iterator[Abbildung]:
    """Verlauf und Altersaufbau; die Quelle nennt der Schluss des Blatts."""
    if teil.indikator:
        bild = gebietsprofil.verlaufsbild(vorrat, teil, teil.indikator, teile.HALB)
        yield teile.abbildung(replace(bild, quelle=""))
    if pyramide := _pyramide(vorrat, teil):
        yield pyramide


def _pyramide(vorrat: Vorrat, teil: Profil) -> Abbildung | None:
    kommune = vorrat.kommune
    stadt = kommune.einstellungen.stadt
    merkmal = profil.pyramidenmerkmal(kommune.bestand)
    gebiet, grund = profil.pyramide_daten(kommune, teil.gebiet, teil.stand, merkmal)
    ganz, grund_stadt = profil.pyramide_daten(kommune, stadt, teil.stand, merkmal)
    if grund or grund_stadt or teil.gebiet == stadt:
        return None
    bild = diagramme.pyramide(
        gebiet,
        ganz,
        name=teil.name,
        vergleichsname=kommune.einstellungen.name,
        stichtag=teil.stand,
        gestaltung=teile.HALB,
    )
    return teile.abbildung(bild)


def _entwicklung(vorrat: Vorrat, teil: Profil) -> Iterator[str]:
    """Die Veränderung des gezeigten Verlaufs in Worten."""
    kommune, indikator = vorrat.kommune, teil.indikator
    if indikator is None:
        return
    werte = vorrat.kennzahl(indikator)
    brueche = kommune.brueche(indikator)
    yield reihen.satz_entwicklung(werte, teil.gebiet, teil.name, indikator, brueche)
