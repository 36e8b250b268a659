"""Teile, die mehrere Dokumente brauchen: Kennzahlentafel, Bilder, Karte, Quellen, Vorbehalte, QR.

Alle Zahlen kommen aus denselben Funktionen wie auf den Seiten.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pandas as pd

from sozialmonitor import (
    abdeckung,
    ausgabe,
    diagramme,
    fassung,
    formate,
    kennzahlen,
    reihen,
    texte,
    ueberblick,
)
from sozialmonitor.ansichten import karte
from sozialmonitor.berichte import markdown
from sozialmonitor.berichte.dokument import (
    Abbildung,
    Absatz,
    Block,
    Kasten,
    Liste,
    Qr,
    Stueck,
    Tabelle,
    absatz,
    liste,
    tabelle,
)
from sozialmonitor.bild import Bild
from sozialmonitor.diagramme import Gestaltung
from sozialmonitor.fehler import Mangel
from sozialmonitor.katalog import HINWEISE, Indikator
from sozialmonitor.kommune import Kommune
from sozialmonitor.tabellen import SYMBOLE
from sozialmonitor.ueberblick import Kachel
from sozialmonitor.vorrat import Vorrat

GANZ = Gestaltung(breite=860, schrift=14, transparent=False)
"""Bilder über die ganze Breite einer Seite."""
HALB = Gestaltung(breite=520, schrift=17, transparent=False)
"""Bilder, die zu zweit nebeneinanderstehen; die Schrift bleibt lesbar."""
BREIT = Gestaltung(breite=1000, schrift=13, transparent=False)
"""Bilder mit vielen Zeilen über die ganze Breite: niedriger, mit kleinerer Schrift."""
MITTEL = Gestaltung(breite=640, schrift=15, transparent=False)
"""Bilder über drei Fünftel der Seite."""
DEMO_SATZ = (
    "Dieses Dokument enthält Demonstrationsdaten: frei erfundene Zahlen, die nur zeigen, was der "
    "Sozialmonitor kann. Sie sind keine Aussage über wirkliche Gebiete und dürfen nicht zitiert "
    "werden."
)
ZEICHEN_SATZ = (
    "k. A. keine Angabe · „•“ gesperrt (Datenschutz) · n. b. zu wenige Personen für eine Bewertung "
    "· p vorläufig · r berichtigt · s geschätzt"
)
HOECHSTENS_QR = 900
"""So viele Zeichen fasst ein QR-Code, den ein Telefon noch vom Papier liest."""
_AUSGABE = re.compile(r"\(([0-9a-f]{12})\)")
_STARTSEITE = "ueberblick"
_ZEICHEN = {urteil: zeichen for urteil, (zeichen, _) in SYMBOLE.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Angaben:
    """Was ein Dokument von außen bekommt.

    Attributes
    ----------
    datum
        Tag des Dokuments (ISO).
    ausgabe
        Satz, welche Ausgabe es wiedergibt; leer, wenn es keine gibt. Nennt er ihre Kennung in
        Klammern, führt auch der QR-Code zu ihr.
    basisadresse
        Wo die Seiten zu erreichen sind („https://…“); leer gibt es keinen QR-Code.
    textbloecke
        Stelle → Markdown, etwa `einleitung`.
    """

    datum: str
    ausgabe: str = ""
    basisadresse: str = ""
    textbloecke: Mapping[str, str] = field(default_factory=dict)


def textblock(
    angaben: Angaben, dokument: str, stelle: str, *, kommune: Kommune, stand: str
) -> tuple[list[Block], list[Mangel]]:
    """Der Text einer Kommune zu einer Stelle; ohne einen leer."""
    quelltext = angaben.textbloecke.get(stelle, "")
    platzhalter = {"kommune": kommune.einstellungen.bezeichnung, "stand": stand}
    datei = f"texte/{dokument}/{stelle}.md"
    return markdown.bloecke(quelltext, datei=datei, platzhalter=platzhalter)


def stand(tabellen: Iterable[pd.DataFrame]) -> str:
    """Der jüngste Stichtag mit einem Wert (ISO); leer ohne einen."""
    tage = {
        str(tag) for t in tabellen for tag in t.loc[t["zustand"].eq("wert"), "stichtag"].unique()
    }
    return max(tage, key=formate.zeitpunkt, default="")


def standtext(tag: str) -> str:
    """Ein Stichtag als deutscher Text; leer ohne einen."""
    return formate.stichtag(tag) if tag else ""


def demohinweis(demo: bool) -> str:
    """Was auf jeder Seite steht, wenn ein Demonstrationswert vorkommt."""
    return ausgabe.WASSERZEICHEN if demo else ""


def demokasten(demo: bool) -> list[Block]:
    """Der Hinweis am Anfang, wenn ein Demonstrationswert vorkommt."""
    return [Kasten("", (absatz(DEMO_SATZ),), warnung=True)] if demo else []


def befunde(saetze: Sequence[str], titel: str = "Das Wichtigste") -> list[Block]:
    """Die gerechneten Sätze als Kasten; ohne Sätze nichts."""
    return [Kasten(titel, (liste(saetze),))] if saetze else []


def kacheltafel(kacheln: Sequence[Kachel], beschriftung: str) -> Tabelle:
    """Die Kacheln des Überblicks als Tabelle, Text für Text dieselben."""
    zeilen = [
        {
            "Indikator": kachel.titel,
            "Wert": kachel.wert,
            "Bereich, Fallzahl und Entwicklung": " · ".join(kachel.zeilen[:-1]),
            "Stand": kachel.zeilen[-1].removeprefix("Stand "),
        }
        for kachel in kacheln
    ]
    return tabelle(pd.DataFrame(zeilen), beschriftung, breiten=(28, 17, 47, 28))


def gebietstafeln(
    vorrat: Vorrat, leitwerte: Mapping[str, pd.DataFrame], ebene: str, je_tafel: int = 6
) -> list[Tabelle]:
    """Gebiete einer Ebene und Leitindikatoren, je mit jüngstem Stand; mehrere, wenn es viele sind.

    ▲ und ▼ nennen gesicherte Unterschiede zur übrigen Stadt.
    """
    kommune = vorrat.kommune
    gebiete = [kommune.einstellungen.stadt]
    gebiete += [g for g in kommune.gebiete_der_ebene(ebene) if g not in gebiete]
    spalten: dict[str, list[str]] = {}
    for name, werte in leitwerte.items():
        if tag := kennzahlen.juengster_stichtag(werte[werte["gebiet"].isin(gebiete[1:])]):
            spalten |= _gebietsspalte(kommune.katalog[name], werte, gebiete, tag)
    titel = kommune.ebene(ebene).titel
    gesperrt = " ".join(ueberblick.saetze_gesperrt(kommune, leitwerte, ebene))
    tafeln = []
    namen = list(spalten)
    for anfang in range(0, len(namen), je_tafel):
        gewaehlt = {name: spalten[name] for name in namen[anfang : anfang + je_tafel]}
        daten = pd.DataFrame({"Gebiet": [kommune.name(g) for g in gebiete]} | gewaehlt)
        beschriftung = f"{titel} und Leitindikatoren, jeweils jüngster Stand"
        breiten = (16.0, *[13.0] * len(gewaehlt))
        letzte = anfang + je_tafel >= len(namen)
        anmerkung = gesperrt if letzte else ""
        tafeln.append(tabelle(daten, beschriftung, breiten=breiten, anmerkung=anmerkung))
    return tafeln


def _gebietsspalte(
    indikator: Indikator, werte: pd.DataFrame, gebiete: Sequence[str], tag: str
) -> dict[str, list[str]]:
    einheit = f", {indikator.einheit}" if indikator.ist_prozent else ""
    stand_ = werte[werte["stichtag"].eq(tag)]
    zeilen = {z["gebiet"]: z for z in stand_.to_dict("records")}
    texte_ = []
    for gebiet in gebiete:
        z = zeilen.get(gebiet)
        if z is None:
            texte_.append(formate.zelle("fehlt", None, indikator))
            continue
        zelle = formate.zelle(z["zustand"], z["wert"], indikator, z["zeichen"])
        zeichen = _ZEICHEN.get(z["urteil"], "") if z["zustand"] == "wert" else ""
        texte_.append(f"{zelle} {zeichen}".strip())
    return {f"{indikator.titel}{einheit} ({formate.kurzer_stichtag(tag)})": texte_}


def abbildung(bild: Bild, unterschrift: str = "") -> Abbildung:
    """Ein Bild mit Titel als Unterschrift und seiner Quelle als Text."""
    titel = unterschrift or bild.titel
    zusatz = f" {texte.DEMO_ZUSATZ}" if bild.demo and texte.DEMO_ZUSATZ not in titel else ""
    return Abbildung(bild=bild, unterschrift=titel + zusatz, quelle=bild.quelle)


def kartenabbildung(
    vorrat: Vorrat, indikator: Indikator, ebene: str, gestaltung: Gestaltung
) -> Abbildung | None:
    """Die Karte eines Indikators zum jüngsten Stand; `None` ohne Flächen oder ohne Werte."""
    kommune = vorrat.kommune
    if ebene not in kommune.geometrien:
        return None
    werte = vorrat.der_ebene(indikator, ebene)
    tag = kennzahlen.juengster_stichtag(werte)
    if not tag:
        return None
    einstellung = karte.Darstellung(
        verfahren="fest" if indikator.klassen else "quantile",
        palette="blaugruen",
        programmgebiete=False,
        zweiter=None,
        mit_rang=False,
        mit_basemap=False,
    )
    teil = karte.kartenteil(vorrat, indikator, ebene, tag, einstellung)
    bild = karte.mit_karte(
        teil.bild,
        kommune,
        ebene,
        teil.zeichnung,
        teil.eintraege,
        legendentitel=teil.legendentitel,
        gestaltung=gestaltung,
    )
    saetze = (teil.hinweis, vorrat.quellenzeile(indikator, mit_demo=bild.demo), teil.vermerk)
    quelle = " ".join(satz for satz in saetze if satz)
    return Abbildung(bild=bild, unterschrift=abbildung(bild).unterschrift, quelle=quelle.strip())


def balkenabbildung(
    vorrat: Vorrat, indikator: Indikator, ebene: str, gestaltung: Gestaltung
) -> Abbildung | None:
    """Die Gebiete einer Ebene als Balken zum jüngsten Stand; `None` ohne zwei Werte."""
    kommune = vorrat.kommune
    werte = vorrat.der_ebene(indikator, ebene)
    tag = kennzahlen.juengster_stichtag(werte)
    zeilen = werte[werte["stichtag"].eq(tag)]
    if zeilen["zustand"].eq("wert").sum() <= 1:
        return None
    stadtwert = zeilen["stadtwert"].dropna()
    mit_linie = len(stadtwert) > 0 and indikator.art != "anzahl"
    bild = diagramme.balken(
        zeilen,
        indikator,
        {g: kommune.name(g) for g in zeilen["gebiet"]},
        stadtwert=float(stadtwert.iloc[0]) if mit_linie else None,
        sortiert=True,
        quelle=" ".join(
            satz
            for satz in (reihen.satz_gesperrter_stand(werte, tag), vorrat.quellenzeile(indikator))
            if satz
        ),
        gestaltung=gestaltung,
    )
    return abbildung(bild)


def reihenabbildung(
    vorrat: Vorrat, indikator: Indikator, gebiete: Sequence[str], gestaltung: Gestaltung
) -> Abbildung | None:
    """Der Verlauf von Gebieten und Stadt; `None`, wo es keine zwei Stichtage mit Wert gibt."""
    kommune = vorrat.kommune
    stadt, werte = kommune.einstellungen.stadt, vorrat.kennzahl(indikator)
    mit_wert = werte[werte["zustand"].eq("wert")]
    namen = {
        g: kommune.name(g)
        for g in dict.fromkeys([*gebiete, stadt])
        if mit_wert["gebiet"].eq(g).any()
    }
    zeilen = werte[werte["gebiet"].isin(list(namen))]
    tage = set(mit_wert.loc[mit_wert["gebiet"].isin(list(namen)), "stichtag"])
    if len(tage) <= 1:
        return None
    bild = diagramme.zeitreihe(
        zeilen,
        indikator,
        namen,
        stadt=stadt,
        brueche=kommune.brueche(indikator),
        ereignisse=kommune.einstellungen.ereignisse if gestaltung == GANZ else (),
        quelle=vorrat.quellenzeile(indikator),
        gestaltung=gestaltung,
    )
    return abbildung(bild)


def vorbehalte(indikatoren: Iterable[Indikator], *, demo: bool) -> list[str]:
    """Was man aus den Zahlen nicht schließen darf, je Satz einmal."""
    saetze = dict.fromkeys(satz for i in indikatoren for satz in texte.vorbehalte(i))
    if not demo:
        saetze.pop(HINWEISE["demonstration"], None)
    return list(saetze)


def beachten(indikatoren: Sequence[Indikator], *, demo: bool) -> list[Block]:
    """Vorbehalte und Zeichen als kleine Absätze."""
    saetze = " ".join(vorbehalte(indikatoren, demo=demo))
    return [
        Absatz((Stueck("Zu beachten: ", fett=True), Stueck(saetze)), klein=True),
        absatz(ZEICHEN_SATZ, klein=True),
    ]


def quellenabsatz(
    vorrat: Vorrat, indikatoren: Sequence[Indikator], *, demo: bool, angaben: Angaben, tag: str
) -> Absatz:
    """Quelle, Stand und Ausgabe als kleiner Absatz."""
    stand_ = f" Stand der Werte: {formate.stichtag(tag)}." if tag else ""
    quelle = f"{vorrat.quellenzeile(*indikatoren, mit_demo=demo)}{stand_} {angaben.ausgabe}"
    return absatz(quelle.strip(), klein=True)


def ansichtsadresse(angaben: Angaben, seite: str, parameter: Mapping[str, str]) -> str:
    """Die volle Adresse einer Ansicht; sie nennt die Ausgabe des Dokuments und die Fassung.

    `seite` darf selbst schon Angaben nennen („karte?ebene=…“).
    """
    pfad, _, frage = seite.partition("?")
    kennung = _AUSGABE.search(angaben.ausgabe)
    stand_ = ({"ausgabe": kennung[1]} if kennung else {}) | {fassung.PARAMETER: fassung.FASSUNG}
    alle = "&".join(filter(None, [frage, urlencode(dict(parameter) | stand_)]))
    # Die Startseite hat keinen eigenen Pfad.
    return f"{angaben.basisadresse.rstrip('/')}/{'' if pfad == _STARTSEITE else pfad}?{alle}"


def qr(angaben: Angaben, seite: str, parameter: Mapping[str, str], text: str) -> list[Block]:
    """Der QR-Code zur lebenden Ansicht; ohne Basisadresse nichts.

    Eine Adresse, die für einen lesbaren QR-Code zu lang ist, steht nur als Verweis da.
    """
    if not angaben.basisadresse:
        return []
    adresse = ansichtsadresse(angaben, seite, parameter)
    if len(adresse) > HOECHSTENS_QR:
        verweis = Stueck("Verweis auf die Ansicht", adresse=adresse)
        return [Absatz((Stueck(f"{text} "), verweis), klein=True)]
    return [Qr(adresse, text)]


def quellenliste(kommune: Kommune) -> Liste:
    """Alle Quellen mit Adresse und Abrufdatum."""
    punkte = []
    for quelle in abdeckung.quellen(kommune):
        abgerufen = f", abgerufen am {quelle.abgerufen}" if quelle.abgerufen else ""
        zeile = [Stueck(quelle.titel + abgerufen + ("" if quelle.adresse else "."))]
        if quelle.adresse:
            zeile += [Stueck(": "), Stueck(quelle.adresse, adresse=quelle.adresse)]
        punkte.append(tuple(zeile))
    return Liste(tuple(punkte))


def gesichert() -> Kasten:
    """Drei Sätze, was „gesichert“ heißt."""
    return Kasten("Was heißt „gesichert“?", (absatz(" ".join(texte.DREI_SAETZE_BEREICH)),))
