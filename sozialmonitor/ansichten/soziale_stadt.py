"""Soziale Stadt: ein Programmgebiet neben übrigem Stadtteil und übriger Stadt."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from sozialmonitor import (
    diagramme,
    formate,
    programmgebiete,
    programmvergleich,
    reihen,
    texte,
    vergleich,
)
from sozialmonitor.ansichten.ergebnis import Gezeigt, ohne_spalten
from sozialmonitor.ansichten.wahl import Auswahl
from sozialmonitor.bild import Bild
from sozialmonitor.diagramme.thema import STANDARD, Gestaltung
from sozialmonitor.einstellungen import Ereignis
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune
from sozialmonitor.programmgebiete import Programmstart
from sozialmonitor.programmvergleich import Lage
from sozialmonitor.vorrat import Vorrat

BILDER = {
    "vergleich": "Programmgebiet im Vergleich",
    "angaben": "Angaben zum Gebiet",
    "betraege": "Kosten und Fördermittel",
    "weitere": "Weitere Angaben zum Stadtteil",
    "profil": "Leitindikatoren im Vergleich",
    "sozialraeume": "Unterschiede innerhalb des Stadtteils",
    "entwicklung": "Leitindikatoren vor und seit dem Programmstart",
    "vorher_nachher": "Vor und seit dem Programmstart",
    "reihe": "Verlauf mit Programmstart",
    "chronik": "Beschlüsse und Maßnahmen",
}
KEIN_START = "Für dieses Gebiet ist kein Programmstart verzeichnet; vorher und heute fehlt darum."
KEINE_WERTE = "Zu diesem Gebiet liegen keine Werte der Leitindikatoren vor."
KEIN_INDIKATOR = "Zu keinem Programmgebiet liegen Werte vor."
KEINE_TEILE = "Zu den Teilen dieses Gebiets liegen keine Werte vor."
KEINE_BETRAEGE = "Zu Kosten und Fördermitteln ist nichts verzeichnet."
KEINE_CHRONIK = "Zu diesem Gebiet sind keine Beschlüsse und Maßnahmen verzeichnet."
KEINE_ANGABEN = "Zu diesem Gebiet ist nichts weiter verzeichnet."
KEINE = (
    "Diese Kommune hat keine Programmgebiete verzeichnet. Ein Programmgebiet entsteht, wenn "
    "kommune.toml eine Ebene mit „menge = true“ nennt und mengen.csv sagt, aus welchen Gebieten "
    "es besteht."
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Programmteil:
    """Ein Programmgebiet mit allem, was die Seite darüber berechnet."""

    gebiet: str
    name: str
    lage: Lage
    start: Programmstart | None
    leitwerte: dict[str, pd.DataFrame]
    profil: pd.DataFrame
    entwicklung: pd.DataFrame

    @property
    def demo(self) -> bool:
        """Ob ein Demonstrationswert vorkommt."""
        return bool(self.profil["demo"].any())

    @property
    def stand(self) -> str:
        """Der jüngste Stichtag des Profils; leer ohne Werte."""
        return max(self.profil["stichtag"], key=formate.zeitpunkt, default="")


def waehle(auswahl: Auswahl, vorrat: Vorrat) -> tuple[str, Indikator | None]:
    """Programmgebiet und Indikator; `None`, wenn kein Indikator dort Werte hat."""
    kommune = vorrat.kommune
    waehlbar = vorrat.mengenindikatoren()
    gebiet = auswahl.gebiet(programmgebiete.programmgebiete(kommune), label="Programmgebiet")
    return gebiet, auswahl.indikator(waehlbar) if waehlbar else None


def programmteil(
    kommune: Kommune, gebiet: str, alle_leitwerte: Mapping[str, pd.DataFrame]
) -> Programmteil:
    """Profil und Entwicklung eines Programmgebiets über alle Leitindikatoren mit Bezugszahl."""
    lage = Lage(
        gebiet=gebiet,
        stadtteil=programmgebiete.stadtteil_von(kommune, gebiet),
        stadt=kommune.einstellungen.stadt,
        namen=kommune.namen,
        ohne_ort=tuple(vergleich.nicht_zuordenbare(kommune, kommune.einstellungen.stadt)),
    )
    start = programmgebiete.programmstart(kommune, gebiet)
    katalog = kommune.katalog
    leitwerte = {n: t for n, t in alle_leitwerte.items() if katalog[n].art != "anzahl"}
    brueche = {name: kommune.brueche(katalog[name]) for name in leitwerte}
    erster_tag = start.erster_tag if start else "9999"
    return Programmteil(
        gebiet=gebiet,
        name=kommune.name(gebiet),
        lage=lage,
        start=start,
        leitwerte=leitwerte,
        profil=programmvergleich.profil(leitwerte, katalog, lage),
        entwicklung=programmvergleich.entwicklung(leitwerte, katalog, brueche, lage, erster_tag),
    )


def antwort(teil: Programmteil) -> str:
    """Der Antwortsatz: Bilanz seit dem Programmstart."""
    if teil.start is None:
        return f"{teil.name}: {KEIN_START}"
    return programmvergleich.satz_bilanz(teil.entwicklung, teil.lage, teil.start.datum)


def vergleichsbild(
    vorrat: Vorrat, teil: Programmteil, indikator: Indikator, gestaltung: Gestaltung = STANDARD
) -> Bild:
    """Der gewählte Indikator als Balken: Gebiet, übriger Stadtteil, übrige Stadt, Stadt."""
    namen, tabelle = teil.lage.bezeichnungen, vorrat.kennzahl(indikator)
    tag = programmvergleich.juengster_stichtag(tabelle, [teil.gebiet])
    reihen = programmvergleich.vergleichsreihen(tabelle, teil.lage, indikator)
    zeilen = reihen[reihen["stichtag"].eq(tag)]
    bild = diagramme.balken(
        zeilen,
        indikator,
        vorhandene(namen, zeilen),
        hervorgehoben=teil.gebiet,
        quelle=vorrat.quellenzeile(indikator),
        gestaltung=gestaltung,
    )
    titel = f"{indikator.titel}: {teil.name} im Vergleich, {formate.kurzer_stichtag(tag)}"
    return replace(bild, titel=titel)


def vorhandene(namen: Mapping[str, str], zeilen: pd.DataFrame) -> dict[str, str]:
    """Nur die Namen, zu denen es eine Zeile gibt."""
    return {g: n for g, n in namen.items() if zeilen["gebiet"].eq(g).any()}


def stadtteilname(teil: Programmteil) -> str:
    """Name des Stadtteils, sonst der des Programmgebiets."""
    return str(teil.lage.namen[teil.lage.stadtteil or teil.gebiet])


def angaben(vorrat: Vorrat, teil: Programmteil) -> dict[str, Bild]:
    """Was über das Gebiet verzeichnet ist: `angaben`, `betraege`, `weitere`; leere fehlen."""
    kommune = vorrat.kommune
    gezaehlt = {i.id: vorrat.kennzahl(i) for i in vorrat.mengenindikatoren() if i.art == "anzahl"}
    leit = {n: t for n, t in vorrat.leitwerte().items() if kommune.katalog[n].art == "anzahl"}
    oben = kommune.name(teil.lage.stadtteil) if teil.lage.stadtteil else ""
    tabellen = {
        "angaben": (
            f"Angaben zu {teil.name}",
            programmgebiete.angaben(kommune, teil.gebiet, leit | gezaehlt),
        ),
        "betraege": (
            f"Kosten und Fördermittel: {teil.name}",
            programmgebiete.betraege(kommune, teil.gebiet),
        ),
        "weitere": (
            f"Weitere Angaben zum Stadtteil {oben}",
            programmgebiete.weitere_angaben(kommune, teil.gebiet),
        ),
    }
    return {
        art: _tafel(titel, tabelle, demo=bool(_arten(tabelle).eq("Demonstration").any()))
        for art, (titel, tabelle) in tabellen.items()
        if len(tabelle)
    }


def profilbild(kommune: Kommune, teil: Programmteil) -> Bild | None:
    """Alle Leitindikatoren neben Stadtteil und Stadt als Tabelle; `None` ohne Werte."""
    if teil.profil.empty:
        return None
    tabelle = programmvergleich.profiltabelle(teil.profil, kommune.katalog, teil.lage)
    return _tafel(f"{teil.name} im Vergleich", tabelle, demo=teil.demo)


def entwicklungsbild(kommune: Kommune, teil: Programmteil) -> Bild | None:
    """Alle Leitindikatoren vor und seit dem Programmstart; `None` ohne Programmstart."""
    if teil.start is None:
        return None
    tabelle = programmvergleich.entwicklungstabelle(teil.entwicklung, kommune.katalog, teil.lage)
    return _tafel(f"{teil.name} vor und seit dem Programmstart", tabelle, demo=teil.demo)


def teilbild(
    vorrat: Vorrat, teil: Programmteil, indikator: Indikator, gestaltung: Gestaltung = STANDARD
) -> tuple[Bild | None, str]:
    """Viele Gesichter: Balken mit einem Punkt je Teilgebiet, und der Satz dazu.

    Ohne Werte zu den Teilen kein Bild; dann sagt der Satz das.
    """
    kommune, lage, tabelle = vorrat.kommune, teil.lage, vorrat.kennzahl(indikator)
    tag = programmvergleich.juengster_stichtag(tabelle, [teil.gebiet])
    balken = programmvergleich.balkenreihen(tabelle, lage, indikator, tag)
    innen, aussen = programmgebiete.teilgebiete(kommune, teil.gebiet)
    punkte = programmvergleich.teilpunkte(tabelle, balken, lage, innen, aussen)
    if punkte.empty:
        return None, KEINE_TEILE
    stadtwert = tabelle[tabelle["gebiet"].eq(lage.stadt) & tabelle["stichtag"].eq(tag)]["wert"]
    namen = lage.bezeichnungen | {lage.stadtteil: kommune.namen.get(lage.stadtteil, "")}
    bild = diagramme.balken(
        balken,
        indikator,
        vorhandene(namen, balken),
        punkte=punkte,
        punktnamen=kommune.namen,
        stadtwert=float(stadtwert.iloc[0]) if len(stadtwert) and indikator.nenner else None,
        hervorgehoben=teil.gebiet,
        quelle=vorrat.quellenzeile(indikator),
        gestaltung=gestaltung,
    )
    titel = f"{indikator.titel}: Unterschiede innerhalb, {formate.kurzer_stichtag(tag)}"
    satz = texte.satz_karte(
        punkte,
        indikator,
        kommune.namen,
        f"Gebiete in {stadtteilname(teil)}",
        stichtag=tag,
        anzahl_gebiete=len(innen) + len(aussen),
    )
    return replace(bild, titel=titel), satz


def vorher_nachher(
    vorrat: Vorrat, teil: Programmteil, indikator: Indikator, gestaltung: Gestaltung = STANDARD
) -> tuple[list[str], Bild | None]:
    """Sätze und Bild zur Entwicklung seit dem Start; ohne zwei Werte nur der Grund."""
    if teil.start is None:
        return [KEIN_START], None
    zeile = _entwicklung(vorrat, teil, indikator, teil.start)
    von, bis = str(zeile["von"]), str(zeile["bis"])
    saetze = [f"„{indikator.titel}“: {zeile['grund']}."] if zeile["grund"] else []
    if not (von and bis):
        return saetze, None
    abstand = (zeile["abstand"], zeile["abstand_unten"], zeile["abstand_oben"])
    gegen, demo = f"dem {teil.lage.uebrige_stadt}", bool(zeile["demo"])
    saetze.append(texte.satz_did(teil.name, gegen, abstand, indikator, von, bis, demo=demo))
    werte = programmvergleich.entwicklungsreihen(
        vorrat.kennzahl(indikator), teil.lage, indikator, von, bis
    )
    bild = diagramme.vorher_nachher(
        werte,
        indikator,
        vorhandene(teil.lage.bezeichnungen, werte),
        start=von,
        jetzt=bis,
        quelle=vorrat.quellenzeile(indikator, mit_demo=demo),
        gestaltung=gestaltung,
    )
    return saetze, bild


def reihenbild(
    vorrat: Vorrat, teil: Programmteil, indikator: Indikator, gestaltung: Gestaltung = STANDARD
) -> Bild:
    """Die Reihe des gewählten Indikators mit dem Programmstart als Ereignis."""
    werte = programmvergleich.vergleichsreihen(vorrat.kennzahl(indikator), teil.lage, indikator)
    namen = {g: n for g, n in teil.lage.bezeichnungen.items() if g != teil.lage.rest_stadt}
    start = [Ereignis(von=teil.start.datum, titel="Programmstart")] if teil.start else []
    return diagramme.zeitreihe(
        werte,
        indikator,
        vorhandene(namen, werte),
        stadt=teil.lage.stadt,
        brueche=vorrat.kommune.brueche(indikator),
        ereignisse=start,
        quelle=vorrat.quellenzeile(indikator),
        gestaltung=gestaltung,
    )


def waehle_stadtweit(auswahl: Auswahl) -> bool:
    """Ob die Chronik auch Beschlüsse der ganzen Stadt zeigt."""
    return auswahl.schalter("Auch stadtweite Beschlüsse zeigen", "stadtweit")


def chronikbild(
    kommune: Kommune, teil: Programmteil, stadtweit: bool, gestaltung: Gestaltung = STANDARD
) -> tuple[Bild | None, str]:
    """Der Zeitstrahl mit seiner Tabelle und der Satz dazu; kein Bild, wenn nichts verzeichnet."""
    eintraege = programmgebiete.chronik(kommune, teil.gebiet, stadtweit=stadtweit)
    if eintraege.empty:
        return None, KEINE_CHRONIK
    bild = diagramme.zeitstrahl(
        eintraege,
        titel=f"{teil.name}: Beschlüsse und Maßnahmen",
        programmstart=teil.start.datum if teil.start else None,
        gestaltung=gestaltung,
    )
    tabelle = programmgebiete.chroniktabelle(kommune, eintraege)
    return replace(bild, tabelle=tabelle), programmgebiete.satz_chronik(teil.name, eintraege)


def zeige(
    auswahl: Auswahl, vorrat: Vorrat, gestaltung: Gestaltung = STANDARD, gefragt: str = "vergleich"
) -> Gezeigt:
    """Eines der `BILDER`; das erste mit der Bilanz des Programmgebiets."""
    kommune = vorrat.kommune
    gebiet, indikator = _gewaehlt(auswahl, vorrat, gefragt)
    teil = vorrat.einmal(
        ("programmteil", gebiet), lambda: programmteil(kommune, gebiet, vorrat.leitwerte())
    )
    if gefragt in {"angaben", "betraege", "weitere"}:
        return _zeige_angaben(vorrat, teil, gefragt)
    if gefragt == "chronik":
        bild, satz = chronikbild(kommune, teil, waehle_stadtweit(auswahl), gestaltung)
        return Gezeigt(bild=bild, satz=satz)
    leit = tuple(kommune.katalog[name] for name in teil.leitwerte)
    if gefragt in {"profil", "entwicklung"}:
        return replace(_zeige_leitwerte(kommune, teil, gefragt), indikatoren=leit)
    if gefragt != "vergleich":
        return _zeige_indikator(vorrat, teil, indikator, gefragt, gestaltung)
    return Gezeigt(
        bild=vergleichsbild(vorrat, teil, indikator, gestaltung) if indikator else None,
        satz=antwort(teil),
        weitere=_gesperrt(vorrat, teil, indikator) if indikator else (),
        indikatoren=(*leit, *([indikator] if indikator else [])),
        stand=teil.stand,
        vermerke=(programmvergleich.NICHT_URSACHE,),
    )


def satz_gesperrter_stand(vorrat: Vorrat, teil: Programmteil, indikator: Indikator) -> str:
    """Welche neueren Werte des Programmgebiets gesperrt sind; leer ohne solche."""
    return programmvergleich.satz_gesperrter_stand(vorrat.kennzahl(indikator), teil.gebiet)


def _gesperrt(vorrat: Vorrat, teil: Programmteil, indikator: Indikator) -> tuple[str, ...]:
    satz = satz_gesperrter_stand(vorrat, teil, indikator)
    return (satz,) if satz else ()


def pruefe(auswahl: Auswahl, vorrat: Vorrat, gefragt: str = "vergleich") -> None:
    """Stellt alle Fragen der Ansicht, ohne zu rechnen, was sie zeigt."""
    _gewaehlt(auswahl, vorrat, gefragt)


def _gewaehlt(auswahl: Auswahl, vorrat: Vorrat, gefragt: str) -> tuple[str, Indikator | None]:
    kommune = vorrat.kommune
    if not programmgebiete.programmgebiete(kommune):
        raise SozialmonitorFehler(KEINE)
    if gefragt == "chronik":
        waehle_stadtweit(auswahl)
    return waehle(auswahl, vorrat)


def _zeige_angaben(vorrat: Vorrat, teil: Programmteil, gefragt: str) -> Gezeigt:
    bild = angaben(vorrat, teil).get(gefragt)
    if bild is None:
        return Gezeigt(bild=None, satz=KEINE_BETRAEGE if gefragt == "betraege" else KEINE_ANGABEN)
    wer = stadtteilname(teil) if gefragt == "weitere" else teil.name
    satz = programmgebiete.satz_verzeichnet(wer, bild.tabelle, geld=gefragt == "betraege")
    return Gezeigt(bild=bild, satz=f"{satz} {texte.DEMO_ZUSATZ}" if bild.demo else satz)


def _zeige_leitwerte(kommune: Kommune, teil: Programmteil, gefragt: str) -> Gezeigt:
    if gefragt == "profil":
        bild = profilbild(kommune, teil)
        satz = programmvergleich.satz_profil(teil.profil, teil.lage) if bild else KEINE_WERTE
        return Gezeigt(
            bild=bild,
            kurz=ohne_spalten(bild, ["Stand", "Art"]) if bild else None,
            satz=satz,
            stand=teil.stand,
            vermerke=(texte.KEIN_URTEIL,),
        )
    gruende = programmvergleich.gruende(teil.entwicklung, kommune.katalog) if teil.start else []
    return Gezeigt(
        bild=entwicklungsbild(kommune, teil),
        satz=antwort(teil),
        stand=teil.stand,
        vermerke=(
            programmvergleich.NICHT_URSACHE,
            programmvergleich.satz_zufallstreffer(teil.entwicklung),
            *gruende,
        ),
    )


def _zeige_indikator(
    vorrat: Vorrat,
    teil: Programmteil,
    indikator: Indikator | None,
    gefragt: str,
    gestaltung: Gestaltung,
) -> Gezeigt:
    if indikator is None:
        return Gezeigt(bild=None, satz=KEIN_INDIKATOR)
    kommune, tabelle = vorrat.kommune, vorrat.kennzahl(indikator)
    brueche = kommune.brueche(indikator)
    stand = programmvergleich.juengster_stichtag(tabelle, [teil.gebiet])
    vermerke: tuple[str, ...] = (texte.leserichtung(indikator),)
    weitere: list[str] = []
    if gefragt == "sozialraeume":
        bild, satz = teilbild(vorrat, teil, indikator, gestaltung)
        weitere = list(_gesperrt(vorrat, teil, indikator))
    elif gefragt == "reihe":
        bild = reihenbild(vorrat, teil, indikator, gestaltung)
        satz = reihen.satz_entwicklung(tabelle, teil.gebiet, teil.name, indikator, brueche)
        vermerke = (programmvergleich.NICHT_URSACHE, texte.satz_bruch(brueche), *vermerke)
    else:
        saetze, bild = vorher_nachher(vorrat, teil, indikator, gestaltung)
        # Der Satz zum Bild steht zuletzt; davor, warum nicht bis zum jüngsten Wert verglichen wird.
        satz, weitere = (saetze or [KEINE_WERTE])[-1], saetze[:-1]
        vermerke = (programmvergleich.NICHT_URSACHE, *vermerke)
        if teil.start is not None and bild is not None:
            stand = str(_entwicklung(vorrat, teil, indikator, teil.start)["bis"])
    return Gezeigt(
        bild=bild,
        satz=satz,
        weitere=tuple(weitere),
        indikatoren=(indikator,),
        stand=stand,
        vermerke=vermerke,
    )


def _entwicklung(
    vorrat: Vorrat, teil: Programmteil, indikator: Indikator, start: Programmstart
) -> pd.Series:
    kommune, name = vorrat.kommune, indikator.id
    return programmvergleich.entwicklung(
        {name: vorrat.kennzahl(indikator)},
        kommune.katalog,
        {name: kommune.brueche(indikator)},
        teil.lage,
        start.erster_tag,
    ).iloc[0]


def _arten(tabelle: pd.DataFrame) -> pd.Series:
    return tabelle["Art"] if "Art" in tabelle else pd.Series(dtype="object")


def _tafel(titel: str, tabelle: pd.DataFrame, *, demo: bool) -> Bild:
    zusatz = f" {texte.DEMO_ZUSATZ}" if demo else ""
    return Bild(titel=titel + zusatz, bild=None, alttext="", tabelle=tabelle, demo=demo)
