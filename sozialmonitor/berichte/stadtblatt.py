"""Das Stadtblatt: die Stadt auf zwei Seiten, aus den Stücken des Überblicks."""

from collections.abc import Iterator

from sozialmonitor import kennzahlen, reihen, texte, ueberblick, vergleich
from sozialmonitor.berichte import dokumentteile as teile
from sozialmonitor.berichte.dokument import (
    Abbildung,
    Block,
    Dokument,
    Nebeneinander,
    Seitenumbruch,
    Ueberschrift,
    absatz,
    alle_bloecke,
    liste,
)
from sozialmonitor.berichte.dokumentteile import Angaben
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune
from sozialmonitor.vorrat import Vorrat, vorrat_aus

NAME = "stadtblatt"


def stadtblatt(kommune: Kommune, angaben: Angaben, *, vorrat: Vorrat | None = None) -> Dokument:
    """Die Stadt auf einen Blick: Sätze, Leitindikatoren, Bilder, Vorbehalte.

    Parameters
    ----------
    vorrat
        Werte derselben Kommune; ohne ihn wird gerechnet.
    """
    vorrat = vorrat or vorrat_aus(kommune)
    leitwerte = vorrat.leitwerte()
    indikatoren = [kommune.katalog[name] for name in leitwerte]
    kacheln = ueberblick.kacheln(kommune, leitwerte)
    ebene = kommune.einstellungen.startebene
    bildteil = list(_bildteil(vorrat, indikatoren, ebene))
    bilder = [b for b in alle_bloecke(bildteil) if isinstance(b, Abbildung)]
    demo = any(k.demo for k in kacheln) or any(b.bild.demo for b in bilder)
    tag = teile.stand(leitwerte.values())
    stand = teile.standtext(tag)
    einleitung, maengel = teile.textblock(angaben, NAME, "einleitung", kommune=kommune, stand=stand)
    erste: list[Block] = [
        *teile.demokasten(demo),
        *einleitung,
        *teile.befunde(ueberblick.saetze(kommune, leitwerte, ebene)),
    ]
    if kacheln:
        erste.append(Ueberschrift(f"{kommune.einstellungen.bezeichnung} in Zahlen"))
        erste.append(teile.kacheltafel(kacheln, "Leitindikatoren, jeweils jüngster Stand"))
    erste.append(absatz(" ".join(texte.DREI_SAETZE_BEREICH), klein=True))
    erste += teile.beachten(indikatoren, demo=demo)
    erste += teile.qr(angaben, "ueberblick", {}, "Die lebende Ansicht mit allen Gebieten:")
    zweite: list[Block] = [Seitenumbruch(), *bildteil] if bildteil else []
    return Dokument(
        titel=f"{kommune.einstellungen.name} auf einen Blick",
        untertitel="Stadtblatt",
        kommune=kommune.einstellungen.bezeichnung,
        datum=angaben.datum,
        stand=stand,
        ausgabe=angaben.ausgabe,
        hinweis=teile.demohinweis(demo),
        teile=(
            *erste,
            *zweite,
            teile.quellenabsatz(vorrat, indikatoren, demo=demo, angaben=angaben, tag=tag),
        ),
        maengel=tuple(maengel),
    )


def _bildteil(vorrat: Vorrat, indikatoren: list[Indikator], ebene: str) -> Iterator[Block]:
    """Der erste bewertete Leitindikator als Karte, in Worten und im Verlauf; zwei als Balken."""
    kommune = vorrat.kommune
    bewertet = [i for i in indikatoren if i.richtung != "neutral"]
    reihenfolge = [*dict.fromkeys([*bewertet, *(i for i in indikatoren if i.nenner)])]
    if not reihenfolge:
        return
    erster, *weitere = reihenfolge
    yield Ueberschrift(f"{erster.titel}: {kommune.ebene(ebene).titel} und Entwicklung")
    saetze = liste(_saetze(vorrat, erster, ebene))
    karte = teile.kartenabbildung(vorrat, erster, ebene, teile.MITTEL)
    yield Nebeneinander(((karte,), (saetze,)), anteile=(3, 2)) if karte else saetze
    gebiete = kommune.gebiete_der_ebene(ebene)
    bilder = [
        teile.reihenabbildung(vorrat, erster, gebiete, teile.HALB),
        *(teile.balkenabbildung(vorrat, i, ebene, teile.HALB) for i in weitere[:2]),
    ]
    if gezeigt := [bild for bild in bilder if bild][:2]:
        yield Nebeneinander(tuple((bild,) for bild in gezeigt))


def _saetze(vorrat: Vorrat, indikator: Indikator, ebene: str) -> Iterator[str]:
    """Verlauf der Stadt, Spannweite der Gebiete und welche sich gesichert unterscheiden."""
    kommune, werte = vorrat.kommune, vorrat.kennzahl(indikator)
    stadt, name = kommune.einstellungen.stadt, kommune.einstellungen.name
    yield indikator.kurz
    yield reihen.satz_entwicklung(werte, stadt, name, indikator, kommune.brueche(indikator))
    der_ebene = vorrat.der_ebene(indikator, ebene)
    tag = kennzahlen.juengster_stichtag(der_ebene)
    zeilen = der_ebene[der_ebene["stichtag"].eq(tag)]
    if zeilen["urteil"].ne(vergleich.NICHT_BEWERTBAR).any():
        titel = kommune.ebene(ebene).titel
        yield texte.satz_urteile(zeilen, indikator, kommune.namen, titel, stichtag=tag)
        if satz := reihen.satz_gesperrter_stand(der_ebene, tag):
            yield satz
