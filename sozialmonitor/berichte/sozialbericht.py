"""Der Sozialbericht: Befunde zuerst, dann je Handlungsfeld ein Kapitel, am Ende alle Tabellen."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby

import pandas as pd

from sozialmonitor import (
    abdeckung,
    formate,
    kennzahlen,
    methoden,
    programmgebiete,
    programmvergleich,
    reihen,
    tabellen,
    texte,
    ueberblick,
    vergleich,
)
from sozialmonitor.ansichten import soziale_stadt
from sozialmonitor.ansichten.soziale_stadt import Programmteil
from sozialmonitor.berichte import dokumentteile as teile
from sozialmonitor.berichte.dokument import (
    Abbildung,
    Absatz,
    Block,
    Dokument,
    Fortschritt,
    Inhaltsverzeichnis,
    Kasten,
    Seitenumbruch,
    Stueck,
    Ueberschrift,
    absatz,
    liste,
    tabelle,
)
from sozialmonitor.berichte.dokumentteile import Angaben
from sozialmonitor.einstellungen import Handlungsfeld
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune
from sozialmonitor.vorrat import Vorrat, vorrat_aus

NAME = "sozialbericht"
UNTERSCHIED = (
    "Unterschiede von Prozentwerten in Prozentpunkten, in Klammern der 95-%-Bereich. Verglichen "
    "wird mit dem Rest, weil das Gebiet selbst zur Stadt gehört."
)
VERFAHREN = (
    "Alle Werte entstehen aus Summen von Fallzahlen, nie aus Mittelwerten von Quoten. Formeln und "
    "nachgerechnete Beispiele stehen auf der Seite „Daten & Methodik“ des Sozialmonitors."
)


def sozialbericht(
    kommune: Kommune,
    angaben: Angaben,
    *,
    vorrat: Vorrat | None = None,
    fortschritt: Fortschritt | None = None,
) -> Dokument:
    """Der vollständige Bericht über alle Handlungsfelder mit Zahlen.

    Parameters
    ----------
    vorrat
        Werte derselben Kommune; ohne ihn wird gerechnet.
    fortschritt
        Wird je Kapitel gerufen; eine Ausnahme daraus bricht ab.
    """
    vorrat = vorrat or vorrat_aus(kommune)
    werte = _werte(vorrat)
    indikatoren = [kommune.katalog[name] for name in werte]
    demo = any(t["demo"].any() for t in werte.values())
    tag = teile.stand(werte.values())
    stand = teile.standtext(tag)
    einleitung, maengel = teile.textblock(angaben, NAME, "einleitung", kommune=kommune, stand=stand)
    felder = [
        feld
        for feld in kommune.einstellungen.handlungsfelder
        if any(i.handlungsfeld == feld.id for i in indikatoren)
    ]
    kapitel: list[tuple[str, Callable[[], Iterable[Block]]]] = [
        ("Zusammenfassung", lambda: [*einleitung, *_zusammenfassung(vorrat)]),
        *((f.titel, partial(_handlungsfeld, vorrat, f, indikatoren)) for f in felder),
        ("Soziale Stadt", lambda: _soziale_stadt(vorrat)),
        ("Verfahren", _verfahren),
        ("Glossar", lambda: _glossar(indikatoren)),
        ("Tabellen", lambda: _tabellenanhang(vorrat, indikatoren)),
        ("Quellen und Vorbehalte", lambda: _quellen(vorrat, indikatoren, angaben, tag, demo)),
    ]
    bloecke: list[Block] = [
        *teile.demokasten(demo),
        *teile.qr(angaben, "ueberblick", {}, "Die lebende Ansicht zu diesem Bericht:"),
        Inhaltsverzeichnis(2),
    ]
    for fertig, (titel, baue) in enumerate(kapitel):
        if fortschritt:
            fortschritt(fertig, len(kapitel), titel)
        if inhalt := list(baue()):
            bloecke += [Seitenumbruch(), Ueberschrift(titel), *inhalt]
    return Dokument(
        titel=f"Sozialbericht {kommune.einstellungen.name}",
        untertitel=f"Stand der Werte: {stand}" if stand else "Ohne Werte",
        kommune=kommune.einstellungen.bezeichnung,
        datum=angaben.datum,
        stand=stand,
        ausgabe=angaben.ausgabe,
        hinweis=teile.demohinweis(demo),
        nummeriert=True,
        teile=tuple(bloecke),
        maengel=tuple(maengel),
    )


def _werte(vorrat: Vorrat) -> dict[str, pd.DataFrame]:
    """Alle Indikatoren mit wenigstens einer Angabe, in der Reihenfolge des Katalogs."""
    namen = vorrat.lang()["indikator"].unique()
    return {str(n): vorrat.kennzahl(vorrat.kommune.katalog[n]) for n in namen}


def _zusammenfassung(vorrat: Vorrat) -> Iterator[Block]:
    kommune, leitwerte = vorrat.kommune, vorrat.leitwerte()
    ebene = kommune.einstellungen.startebene
    saetze = [
        *ueberblick.saetze(kommune, leitwerte, ebene),
        *(soziale_stadt.antwort(teil) for teil in _programmteile(vorrat)),
    ]
    yield from teile.befunde(saetze, "Befunde")
    yield teile.gesichert()
    if kacheln := ueberblick.kacheln(kommune, leitwerte):
        yield Ueberschrift(f"{kommune.einstellungen.bezeichnung} in Zahlen", 2)
        yield teile.kacheltafel(kacheln, "Leitindikatoren, jeweils jüngster Stand")
    if tafeln := teile.gebietstafeln(vorrat, leitwerte, ebene):
        yield Ueberschrift("Gebiete und Leitindikatoren", 2)
        yield from tafeln
        yield absatz(
            "▲ gesichert höher, ▼ gesichert niedriger als die übrige Stadt (95 %). "
            f"{teile.ZEICHEN_SATZ}",
            klein=True,
        )


def _handlungsfeld(
    vorrat: Vorrat, feld: Handlungsfeld, indikatoren: Sequence[Indikator]
) -> Iterator[Block]:
    kommune = vorrat.kommune
    eigene = [i for i in indikatoren if i.handlungsfeld == feld.id]
    kacheln = ueberblick.kacheln(kommune, {i.id: vorrat.kennzahl(i) for i in eigene})
    if kacheln:
        yield teile.kacheltafel(kacheln, f"{feld.titel}: jüngste Werte der Stadt")
    for indikator in eigene:
        yield Ueberschrift(indikator.titel, 2)
        yield absatz(f"{indikator.kurz} {texte.leserichtung(indikator)}")
        if saetze := list(_saetze(vorrat, indikator)):
            yield liste(saetze)
        yield from _bilder(vorrat, indikator)


def _saetze(vorrat: Vorrat, indikator: Indikator) -> Iterator[str]:
    """Was sich in der Stadt geändert hat, und wie die Gebiete der Startebene liegen."""
    kommune, werte = vorrat.kommune, vorrat.kennzahl(indikator)
    stadt, ebene = kommune.einstellungen.stadt, kommune.einstellungen.startebene
    if len(ueberblick.stadtreihe(kommune, werte)):
        yield reihen.satz_entwicklung(
            werte, stadt, kommune.einstellungen.name, indikator, kommune.brueche(indikator)
        )
    der_ebene = vorrat.der_ebene(indikator, ebene)
    tag = kennzahlen.juengster_stichtag(der_ebene)
    zeilen = der_ebene[der_ebene["stichtag"].eq(tag)]
    if zeilen["zustand"].eq("wert").sum() <= 1:
        yield from _anderswo(vorrat, indikator)
        return
    titel, anzahl = kommune.ebene(ebene).titel, len(kommune.gebiete_der_ebene(ebene))
    yield texte.satz_karte(
        zeilen, indikator, kommune.namen, titel, stichtag=tag, anzahl_gebiete=anzahl
    )
    if zeilen["urteil"].ne(vergleich.NICHT_BEWERTBAR).any():
        yield texte.satz_urteile(zeilen, indikator, kommune.namen, titel, stichtag=tag)
    if satz := reihen.satz_gesperrter_stand(der_ebene, tag):
        yield satz


def _anderswo(vorrat: Vorrat, indikator: Indikator) -> Iterator[str]:
    """Der jüngste Wert größerer Gebiete, wenn es für die Stadt keinen gibt."""
    kommune, werte = vorrat.kommune, vorrat.kennzahl(indikator)
    if len(ueberblick.stadtreihe(kommune, werte)):
        return
    mit_wert = werte[werte["zustand"].eq("wert") & ~werte["gebiet"].isin(kommune.in_der_stadt)]
    for gebiet, zeilen in mit_wert.groupby("gebiet", sort=False):
        letzte = max(zeilen.to_dict("records"), key=lambda z: formate.zeitpunkt(z["stichtag"]))
        yield texte.satz_wert(kommune.name(str(gebiet)), letzte, indikator)


def _bilder(vorrat: Vorrat, indikator: Indikator) -> Iterator[Abbildung]:
    """Leitindikatoren als Karte und Verlauf, bewertete als Balken; die übrigen stehen im Anhang."""
    kommune = vorrat.kommune
    ebene = kommune.einstellungen.startebene
    leit = indikator.id in kommune.einstellungen.leitindikatoren
    moeglich: list[Abbildung | None] = []
    if leit:
        gebiete = kommune.gebiete_der_ebene(ebene)
        moeglich = [
            teile.kartenabbildung(vorrat, indikator, ebene, teile.GANZ),
            teile.reihenabbildung(vorrat, indikator, gebiete, teile.GANZ),
        ]
    elif indikator.richtung != "neutral":
        moeglich = [teile.balkenabbildung(vorrat, indikator, ebene, teile.BREIT)]
    yield from (bild for bild in moeglich if bild)


def _programmteile(vorrat: Vorrat) -> list[Programmteil]:
    kommune, leitwerte = vorrat.kommune, vorrat.leitwerte()
    gefunden = [
        soziale_stadt.programmteil(kommune, gebiet, leitwerte)
        for gebiet in programmgebiete.programmgebiete(kommune)
    ]
    return [teil for teil in gefunden if len(teil.profil)]


def _soziale_stadt(vorrat: Vorrat) -> Iterator[Block]:
    katalog = vorrat.kommune.katalog
    for teil in _programmteile(vorrat):
        yield Ueberschrift(teil.name, 2)
        yield absatz(soziale_stadt.antwort(teil), fett=True)
        if teil.start:
            satz = f"{formate.stichtag(teil.start.datum)}: {teil.start.titel}. {teil.start.text}"
            yield Absatz((Stueck("Programmstart. ", fett=True), Stueck(satz.strip())))
        demo = f" {texte.DEMO_ZUSATZ}" if teil.demo else ""
        yield tabelle(
            programmvergleich.profiltabelle(teil.profil, katalog, teil.lage),
            f"{teil.name} im Vergleich{demo}",
            anmerkung=UNTERSCHIED,
        )
        if teil.start:
            zufall = programmvergleich.satz_zufallstreffer(teil.entwicklung)
            gruende = programmvergleich.gruende(teil.entwicklung, katalog)
            yield tabelle(
                programmvergleich.entwicklungstabelle(teil.entwicklung, katalog, teil.lage),
                f"{teil.name} vor und seit dem Programmstart{demo}",
                anmerkung=" ".join([zufall, programmvergleich.NICHT_URSACHE, *gruende]).strip(),
            )


def _verfahren() -> Iterator[Block]:
    yield absatz(VERFAHREN)
    for thema, verfahren in groupby(methoden.methoden(), key=lambda m: m.thema):
        yield Ueberschrift(thema, 2)
        for methode in verfahren:
            yield Ueberschrift(methode.titel, 3)
            yield absatz(f"{methode.zweck} {methode.erlaeuterung}")
            yield absatz(f"Quelle: {methode.quelle}", klein=True)
    yield Ueberschrift("Zeichen", 2)
    yield tabelle(abdeckung.luecken(), "Vier Arten, keinen Wert zu haben")
    yield tabelle(abdeckung.zeichenerklaerung(), "Zeichen der Quellen")


def _glossar(indikatoren: Sequence[Indikator]) -> list[Block]:
    geordnet = sorted(indikatoren, key=lambda i: formate.schluessel_text(i.titel))
    return [
        Absatz((Stueck(f"{i.titel}. ", fett=True), Stueck(f"{i.definition} {i.berechnung}")))
        for i in geordnet
    ]


def _tabellenanhang(vorrat: Vorrat, indikatoren: Sequence[Indikator]) -> Iterator[Block]:
    """Je Indikator die Gebiete der Startebene zum jüngsten Stand."""
    kommune = vorrat.kommune
    ebene = kommune.einstellungen.startebene
    for indikator in indikatoren:
        werte = vorrat.der_ebene(indikator, ebene)
        tag = kennzahlen.juengster_stichtag(werte)
        zeilen = werte[werte["stichtag"].eq(tag)]
        if zeilen.empty:
            continue
        demo = f" {texte.DEMO_ZUSATZ}" if zeilen["demo"].any() else ""
        yield tabelle(
            tabellen.wertetabelle(zeilen, indikator, kommune.namen),
            f"{indikator.titel}, {kommune.ebene(ebene).titel}, {formate.stichtag(tag)}{demo}",
            anmerkung=reihen.satz_gesperrter_stand(werte, tag),
        )


def _quellen(
    vorrat: Vorrat, indikatoren: Sequence[Indikator], angaben: Angaben, tag: str, demo: bool
) -> Iterator[Block]:
    yield Ueberschrift("Was man aus den Zahlen nicht schließen darf", 2)
    yield liste(teile.vorbehalte(indikatoren, demo=demo))
    yield Ueberschrift("Quellen", 2)
    yield teile.quellenliste(vorrat.kommune)
    maengel = vorrat.kommune.maengel
    if maengel:
        dateien = formate.aufzaehlung(sorted({mangel.datei for mangel in maengel}))
        yield Kasten("", (absatz(f"Nicht alles ließ sich einlesen: {dateien}."),), warnung=True)
    stand = f"Stand der Werte: {formate.stichtag(tag)}. " if tag else ""
    yield absatz(f"{stand}{angaben.ausgabe}".strip() or "Ohne Werte.", klein=True)
