"""Der einzige Zwischenspeicher: jede Funktion ein Zugriff, alle Sitzungen teilen dieselben Daten.

Die Kommune bestimmt die Umgebungsvariable `SOZIALMONITOR_KOMMUNE`: ein Name unter `data/` oder
der Pfad eines Datenordners; `SOZIALMONITOR_GEODATEN` nennt wahlweise den Geometrieordner.
`SOZIALMONITOR_ROLLE` bestimmt, was davon zu sehen ist: „oeffentlich“ (Vorgabe) liest nur die
jüngste Ausgabe und öffnet den Bestand nie; „intern“ liest den Bestand.
Die Tabellen werden nie verändert; darum dürfen alle dieselbe sehen.
"""

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from pathlib import Path
from threading import Lock
from typing import Any, ParamSpec, TypeVar

import pandas as pd
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from sozialmonitor import ausgabenvergleich, kennzahlen, profil, rechenweg, vergleich
from sozialmonitor.bild import Bild
from sozialmonitor.fehler import DatenFehler, SozialmonitorFehler
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune
from sozialmonitor.laden import (
    Ausgabe,
    ausgaben,
    geoordner_zu,
    lade_kommune,
    lies_freigegebenes,
    ohne_vertrauliches,
    pruefe_unversehrt,
    ruecknahme,
    schreibe_kartendatei,
)

WURZEL = Path(__file__).resolve().parents[2]
OEFFENTLICH, INTERN = ROLLEN = ("oeffentlich", "intern")
KARTENORDNER = WURZEL / "static" / "geo"
_SPERRE = Lock()
_SPEICHER: list[Any] = []
P = ParamSpec("P")
T = TypeVar("T")
_protokoll = logging.getLogger("sozialmonitor")


def _merkend(anzahl: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Ein Zwischenspeicher, den `vergiss` leert."""

    def schmuecke(funktion: Callable[P, T]) -> Callable[P, T]:
        merke = lru_cache(maxsize=anzahl)(funktion)
        _SPEICHER.append(merke)
        return merke

    return schmuecke


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Was ein Prozess zeigt: eine Ausgabe oder (nur intern) den Bestand selbst."""

    datenordner: Path
    geoordner: Path
    ausgabe: Ausgabe | None = None


def rolle() -> str:
    """Die Rolle dieses Prozesses; ohne Angabe öffentlich."""
    angabe = os.environ.get("SOZIALMONITOR_ROLLE") or OEFFENTLICH
    if angabe not in ROLLEN:
        raise SozialmonitorFehler(
            f"SOZIALMONITOR_ROLLE ist „{angabe}“; möglich sind: {', '.join(ROLLEN)}."
        )
    return angabe


def intern() -> bool:
    """Ob dieser Prozess die Stabsstelle bedient."""
    return rolle() == INTERN


def ordner() -> tuple[Path, Path]:
    """Daten- und Geometrieordner dessen, was dieser Prozess zeigt."""
    gezeigt = stand()
    return gezeigt.datenordner, gezeigt.geoordner


def bestandsordner() -> tuple[Path, Path]:
    """Daten- und Geometrieordner des Bestands; nur für die interne Rolle."""
    return _bestandsordner(
        os.environ.get("SOZIALMONITOR_KOMMUNE", "saarlouis"),
        os.environ.get("SOZIALMONITOR_GEODATEN", ""),
    )


def stand() -> Stand:
    """Was diese Sitzung zeigt: die Ausgabe, die ihre Adresse nennt, sonst die jüngste.

    Gemerkt, bis `vergiss` gerufen wird. Nennt die Adresse eine Ausgabe, die es nicht gibt, gilt die
    jüngste (`rahmen` sagt es).
    """
    genannt = st.query_params.get("ausgabe", "") if get_script_run_ctx() else ""
    return _stand(rolle(), *bestandsordner(), genannt)


def juengste_ausgabe() -> Ausgabe | None:
    """Die jüngste Ausgabe der Rolle; `None`, wenn der Prozess keine Ausgabe zeigt."""
    return _stand(rolle(), *bestandsordner(), "").ausgabe


def zurueckgezogen(pruefsumme: str) -> str:
    """Warum es eine Ausgabe nicht mehr gibt; leer, wenn darüber nichts vermerkt ist."""
    return ruecknahme(bestandsordner()[0], pruefsumme)


def vergiss() -> None:
    """Liest alles neu, wenn es das nächste Mal gebraucht wird."""
    for speicher in _SPEICHER:
        speicher.cache_clear()


@_merkend(8)
def _stand(gewaehlte_rolle: str, datenordner: Path, geoordner: Path, genannt: str) -> Stand:
    if gewaehlte_rolle == INTERN or ohne_vertrauliches(datenordner):
        return Stand(datenordner=datenordner, geoordner=geoordner)
    vorhandene = ausgaben(datenordner, gewaehlte_rolle)
    if not vorhandene:
        raise SozialmonitorFehler(
            "Zu dieser Kommune ist noch nichts freigegeben. Eine Freigabe erstellt die Seite "
            "„Geheimhaltung“ der internen Ansicht (python start.py intern)."
        )
    gewaehlt = next((a for a in vorhandene if a.kurz == genannt), vorhandene[0])
    pruefe_unversehrt(gewaehlt)
    return Stand(datenordner=gewaehlt.datenordner, geoordner=gewaehlt.geoordner, ausgabe=gewaehlt)


@_merkend(8)
def _bestandsordner(angabe: str, geo: str) -> tuple[Path, Path]:
    daten = Path(angabe) if Path(angabe).is_dir() else WURZEL / "data" / angabe
    if geo:
        return daten, Path(geo)
    return daten, geoordner_zu(daten)


def gemerkt(anzahl: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Schmuck für eine reine Funktion: merkt ihre jüngsten Ergebnisse je Kommune."""

    def schmuecke(funktion: Callable[P, T]) -> Callable[P, T]:
        @_merkend(anzahl)
        def merke(_kommune: tuple[Path, Path], *args: P.args, **kwargs: P.kwargs) -> T:
            return funktion(*args, **kwargs)

        @wraps(funktion)
        def gerufen(*args: P.args, **kwargs: P.kwargs) -> T:
            return merke(ordner(), *args, **kwargs)

        return gerufen

    return schmuecke


def kommune() -> Kommune:
    """Die eingelesene Kommune; beim ersten Aufruf gelesen, danach für alle dieselbe."""
    with _SPERRE:
        return _kommune(*ordner())


@_merkend(2)
def _kommune(datenordner: Path, geoordner: Path) -> Kommune:
    gelesen = lade_kommune(datenordner, geoordner)
    for mangel in gelesen.maengel:
        _protokoll.warning("%s", mangel)
    if not gelesen.katalog:
        raise DatenFehler(gelesen.maengel)
    return gelesen


@gemerkt(256)
def kennzahl(indikator: Indikator) -> pd.DataFrame:
    """Alle Werte eines Indikators mit Vergleich zur Stadt."""
    gelesen = kommune()
    tabelle = kennzahlen.kennzahl(gelesen, indikator.id)
    return vergleich.mit_vergleich(gelesen, tabelle, gelesen.indikator(indikator.id))


@gemerkt(16)
def indikatoren_der_ebene(ebene: str) -> list[Indikator]:
    """Indikatoren mit Werten auf einer Ebene, in der Reihenfolge des Katalogs."""
    gelesen = kommune()
    return [
        indikator
        for indikator in gelesen.katalog.values()
        if ebene in kennzahlen.ebenen_mit_werten(gelesen, indikator)
    ]


@gemerkt(16)
def werte_der_ebene(indikator: Indikator, ebene: str) -> pd.DataFrame:
    """Die Werte eines Indikators für alle Gebiete einer Ebene, alle Stichtage."""
    tabelle = kennzahl(indikator)
    return tabelle[tabelle["gebiet"].isin(kommune().gebiete_der_ebene(ebene))]


@_merkend(256)
def vegabild(bild: Bild) -> dict[str, Any]:
    """Die Beschreibung eines Diagramms für den Browser; geprüft wird sie in den Tests.

    Den Alternativtext gibt Streamlit selbst weiter und warnt, wenn er doppelt da ist. Der Grund
    ist immer weiß: so stimmen die geprüften Kontraste auch im dunklen Thema.
    """
    angaben = dict(bild.bild.to_dict(validate=False))
    angaben.pop("description", None)
    # Vorgelesen wird der Alternativtext, nicht jede Marke; leere Ebenen hätten keinen Namen.
    stumm = angaben["config"].get("mark", {}) | {"aria": False}
    config = angaben["config"] | {"background": "#ffffff", "mark": stumm}
    return angaben | {"config": config}


@gemerkt(2)
def namen() -> dict[str, str]:
    """Namen aller Gebiete, nach Schlüssel."""
    return dict(kommune().gebiete["name"])


def leitwerte() -> dict[str, pd.DataFrame]:
    """Die Leitindikatoren, zu denen Zahlen vorliegen, in der Reihenfolge der Kommune."""
    gelesen = kommune()
    return {
        name: kennzahl(gelesen.katalog[name])
        for name in gelesen.einstellungen.leitindikatoren
        if name in gelesen.katalog
        and not kennzahlen.fehlende_merkmale(gelesen, gelesen.katalog[name])
    }


@gemerkt(32)
def kartendatei(ebene: str) -> str:
    """Name der Kartendatei einer Ebene in `static/geo`; wird bei Bedarf einmal geschrieben."""
    gelesen = kommune()
    name = f"{gelesen.schluessel}-{ebene}"
    return schreibe_kartendatei(gelesen.geometrien[ebene].flaechen, name, KARTENORDNER)


def titel() -> str:
    """Titel der Anwendung für Fenster und Rahmen."""
    return kommune().einstellungen.titel


def ort() -> str:
    """Name des Ortes für Überschriften; „die Stadt“, solange nichts lesbar ist."""
    try:
        return kommune().einstellungen.name
    except SozialmonitorFehler:
        return "die Stadt"


def vorladen() -> None:
    """Liest alles, was Seiten brauchen, bevor der erste Besuch kommt."""
    gelesen = kommune()
    for ebene in gelesen.geometrien:
        kartendatei(ebene)
    leitwerte()


def bereitschaft() -> dict[str, object]:
    """Auskunft für die Überwachung: Kommune, Stand, Umfang, Mängel."""
    gelesen = kommune()
    stichtage = [
        str(zahlen.stichtage.max())
        for merkmal, zahlen in gelesen.zahlen.items()
        if not gelesen.merkmale[merkmal].zeitlos
    ]
    ausgabe = stand().ausgabe
    return {
        "kommune": gelesen.einstellungen.name,
        "rolle": rolle(),
        "ausgabe": ausgabe.schluessel if ausgabe else "",
        "stand": max(stichtage, default=""),
        "indikatoren": len(gelesen.katalog),
        "maengel": len(gelesen.maengel),
    }


def quellenzeile(*indikatoren: Indikator, mit_demo: bool = True) -> str:
    """„Quelle: …“ mit den Titeln der Tabellen, aus denen die Indikatoren stammen.

    Ohne `mit_demo` ohne Tabellen, die nur Demonstrationswerte enthalten.
    """
    tabellen = {r["name"]: r for r in kommune().paket.get("resources", [])}
    gezeigt = dict.fromkeys(
        tabellen.get(name, {}).get("title", name)
        for indikator in indikatoren
        for name in indikator.quelle
        if mit_demo or not tabellen.get(name, {}).get("demonstration")
    )
    return f"Quelle: {'; '.join(gezeigt)}."


def mengenindikatoren() -> list[Indikator]:
    """Indikatoren mit Werten auf einer Ebene, deren Gebiete Mengen sind (Programmgebiete)."""
    mengen = [ebene.id for ebene in kommune().einstellungen.ebenen if ebene.menge]
    namen = {i.id for ebene in mengen for i in indikatoren_der_ebene(ebene)}
    return [i for i in kommune().katalog.values() if i.id in namen]


@gemerkt(2)
def alle_werte() -> dict[str, pd.DataFrame]:
    """Alle Indikatoren, die sich rechnen lassen, mit ihren Werten, in Katalogreihenfolge."""
    gelesen, werte = kommune(), {}
    for indikator in gelesen.katalog.values():
        if kennzahlen.fehlende_merkmale(gelesen, indikator) and not indikator.veroeffentlicht:
            continue
        try:
            werte[indikator.id] = kennzahl(indikator)
        except SozialmonitorFehler:
            _protokoll.exception("Indikator %s", indikator.id)
    return {name: tabelle for name, tabelle in werte.items() if len(tabelle)}


@gemerkt(512)
def pyramide(gebiet: str, stichtag: str) -> tuple[pd.DataFrame, str]:
    """Altersaufbau eines Gebiets, oder eine leere Tabelle mit Grund."""
    gelesen = kommune()
    merkmal = profil.pyramidenmerkmal(gelesen.bestand)
    return profil.pyramide_daten(gelesen, gebiet, stichtag, merkmal)


@gemerkt(256)
def rechenweg_zu(indikator: Indikator, gebiet: str, stichtag: str) -> rechenweg.Rechenweg:
    """Der Rechenweg eines Wertes, Schritt für Schritt."""
    return rechenweg.rechenweg(kommune(), indikator.id, gebiet, stichtag)


@gemerkt(2)
def lange_werte() -> pd.DataFrame:
    """Alle Indikatoren untereinander, für das Gebietsprofil."""
    return profil.langtabelle(alle_werte())


@gemerkt(8)
def seither_geaendert(alte: Ausgabe, neue: Ausgabe) -> pd.DataFrame:
    """Was sich von einer Ausgabe zu einer anderen geändert hat."""
    return ausgabenvergleich.unterschiede(lies_freigegebenes(alte), lies_freigegebenes(neue))


@gemerkt(64)
def laengste_reihe(verfuegbar: tuple[Indikator, ...]) -> str:
    """Der Leitindikator mit den meisten Stichtagen unter den verfügbaren; leer ohne einen."""
    namen = {i.id for i in verfuegbar if i.nenner}
    anzahl = {name: t["stichtag"].nunique() for name, t in leitwerte().items() if name in namen}
    return max(anzahl, key=anzahl.__getitem__, default="")
