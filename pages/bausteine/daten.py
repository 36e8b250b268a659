"""Der einzige Zwischenspeicher: jede Funktion ein Zugriff, alle Sitzungen teilen dieselben Daten.

Die Kommune bestimmt die Umgebungsvariable `SOZIALMONITOR_KOMMUNE`: ein Name unter `data/` oder
der Pfad eines Datenordners; `SOZIALMONITOR_GEODATEN` nennt wahlweise den Geometrieordner.
`SOZIALMONITOR_ROLLE` bestimmt, was davon zu sehen ist: „oeffentlich“ (Vorgabe) liest nur die
jüngste Ausgabe und öffnet den Bestand nie; „htw“ ebenso, aber die Ausgabe nach der Regel „intern“;
„intern“ liest den Bestand. Ist eine Anmeldung eingestellt, bestimmt sie allein.
Die Tabellen werden nie verändert; darum dürfen alle dieselbe sehen. Brauchen mehrere Sitzungen
zugleich dasselbe, rechnet eine, und die anderen warten auf ihr Ergebnis.
"""

import logging
import os
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from threading import Condition
from typing import Any, ParamSpec, TypeVar

import pandas as pd
import streamlit as st
from cachetools import LRUCache, cached
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.bausteine import anmeldung
from pages.bausteine.anmeldung import HTW, INTERN, OEFFENTLICH, ROLLEN
from sozialmonitor import abdeckung, ansichten, ausgabenvergleich, profil, rechenweg
from sozialmonitor import vorrat as vorraete
from sozialmonitor.ansichten import Ansicht, Gezeigt
from sozialmonitor.ansichtsliste import GespeicherteAnsicht
from sozialmonitor.bild import Bild
from sozialmonitor.diagramme.thema import STANDARD, Gestaltung
from sozialmonitor.fehler import DatenFehler, Mangel, SozialmonitorFehler
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune
from sozialmonitor.laden import (
    Ausgabe,
    geoordner_zu,
    gueltige_ausgaben,
    lade_kommune,
    lies_freigegebenes,
    ohne_vertrauliches,
    pruefe_unversehrt,
    ruecknahme,
    schreibe_kartendatei,
)
from sozialmonitor.laden.ansichtsliste import ansichtsliste as lade_ansichtsliste
from sozialmonitor.vorrat import Vorrat

WURZEL = Path(__file__).resolve().parents[2]
# Nach welcher Regel freigegeben ist, was eine Rolle liest.
REGELN = {OEFFENTLICH: "oeffentlich", HTW: "intern"}
KARTENORDNER = WURZEL / "static" / "geo"
_SPEICHER: list[Any] = []
# Wofür gerade gerechnet wird; so passt zum Schlüssel immer der Inhalt, auch wenn währenddessen
# eine Anmeldung abläuft.
_GERECHNET: ContextVar[tuple[Path, Path] | None] = ContextVar("gerechnet", default=None)
P = ParamSpec("P")
T = TypeVar("T")
_protokoll = logging.getLogger("sozialmonitor")


def _merkend(anzahl: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Ein Zwischenspeicher, den `vergiss` leert."""

    def schmuecke(funktion: Callable[P, T]) -> Callable[P, T]:
        merke = cached(LRUCache(anzahl), condition=Condition())(funktion)
        _SPEICHER.append(merke)
        return merke

    return schmuecke


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Was ein Prozess zeigt: eine Ausgabe oder (nur intern) den Bestand selbst."""

    datenordner: Path
    geoordner: Path
    ausgabe: Ausgabe | None = None


@_merkend(1)
def anmeldeeinstellung() -> anmeldung.Einstellung | None:
    """Was der Betreiber zur Anmeldung festlegt; `None` ohne Anmeldung."""
    return anmeldung.lies_einstellung()


def rolle() -> str:
    """Die Rolle dieser Sitzung; ohne eingestellte Anmeldung die des Prozesses."""
    einstellung = anmeldeeinstellung()
    if einstellung is not None:
        return anmeldung.rolle_der_sitzung(einstellung)
    angabe = os.environ.get("SOZIALMONITOR_ROLLE") or OEFFENTLICH
    if angabe not in ROLLEN:
        raise SozialmonitorFehler(
            f"SOZIALMONITOR_ROLLE ist „{angabe}“; möglich sind: {', '.join(ROLLEN)}."
        )
    return angabe


def intern() -> bool:
    """Ob hier die Stabsstelle bedient wird."""
    return rolle() == INTERN


def ordner() -> tuple[Path, Path]:
    """Daten- und Geometrieordner dessen, was diese Sitzung zeigt."""
    if (gerechnet := _GERECHNET.get()) is not None:
        return gerechnet
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
    vorhandene = gueltige_ausgaben(datenordner, REGELN[gewaehlte_rolle])
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
            gezeigt = ordner()
            marke = _GERECHNET.set(gezeigt)
            try:
                return merke(gezeigt, *args, **kwargs)
            finally:
                _GERECHNET.reset(marke)

        return gerufen

    return schmuecke


def kommune() -> Kommune:
    """Die eingelesene Kommune; beim ersten Aufruf gelesen, danach für alle dieselbe."""
    return _kommune(*ordner())


def gelesen_um() -> float:
    """Wann die gezeigte Kommune gelesen wurde (Sekunden seit 1970)."""
    kommune()
    return _gelesen_um(*ordner())


@_merkend(4)
def _gelesen_um(_datenordner: Path, _geoordner: Path) -> float:
    return time.time()


@_merkend(4)
def _kommune(datenordner: Path, geoordner: Path) -> Kommune:
    _gelesen_um(datenordner, geoordner)
    gelesen = lade_kommune(datenordner, geoordner)
    for mangel in gelesen.maengel:
        _protokoll.warning("%s", mangel)
    if not gelesen.katalog:
        raise DatenFehler(gelesen.maengel)
    return gelesen


def vorrat() -> Vorrat:
    """Die Werte der gezeigten Kommune für die Ansichten, jeder Zugriff gemerkt."""
    return Vorrat(
        kommune=kommune(),
        kennzahl=kennzahl,
        der_ebene=werte_der_ebene,
        indikatoren_der_ebene=indikatoren_der_ebene,
        leitwerte=leitwerte,
        lang=lange_werte,
    )


@gemerkt(256)
def kennzahl(indikator: Indikator) -> pd.DataFrame:
    """Alle Werte eines Indikators mit Vergleich zur Stadt."""
    return vorraete.kennzahl(kommune(), indikator)


@gemerkt(16)
def indikatoren_der_ebene(ebene: str) -> list[Indikator]:
    """Indikatoren mit Werten auf einer Ebene, in der Reihenfolge des Katalogs."""
    return vorraete.indikatoren_der_ebene(kommune(), ebene)


@gemerkt(16)
def werte_der_ebene(indikator: Indikator, ebene: str) -> pd.DataFrame:
    """Die Werte eines Indikators für alle Gebiete einer Ebene, alle Stichtage."""
    return vorraete.der_ebene(kommune(), kennzahl(indikator), ebene)


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
    return vorraete.leitwerte(kommune(), kennzahl)


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
    return vorrat().quellenzeile(*indikatoren, mit_demo=mit_demo)


def mengenindikatoren() -> list[Indikator]:
    """Indikatoren mit Werten auf einer Ebene, deren Gebiete Mengen sind (Programmgebiete)."""
    return vorrat().mengenindikatoren()


@gemerkt(2)
def bilanz() -> tuple[int, int, int, int]:
    """Wie viele Werte aller Indikatoren belegt, erfunden, gesperrt und ohne Angabe sind."""
    return abdeckung.bilanz(alle_werte())


@gemerkt(2)
def uebersicht() -> dict[str, pd.DataFrame]:
    """Alle Indikatoren als Tabelle, nach Handlungsfeld."""
    return abdeckung.uebersicht(kommune(), alle_werte())


@gemerkt(2)
def abgleich() -> pd.DataFrame:
    """Welche Gebiete Werte und welche eine Fläche haben, je Ebene."""
    return abdeckung.abgleich(kommune(), alle_werte())


@gemerkt(2)
def alle_werte() -> dict[str, pd.DataFrame]:
    """Alle Indikatoren, die sich rechnen lassen, mit ihren Werten, in Katalogreihenfolge."""
    return vorraete.alle_werte(kommune(), kennzahl)


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


def ansichtsliste() -> dict[str, GespeicherteAnsicht]:
    """Die gespeicherten Ansichten der Kommune, nach Namen; gelesen ohne ihre Zahlen."""
    return _ansichtsliste(bestandsordner()[0])


@_merkend(4)
def _ansichtsliste(datenordner: Path) -> dict[str, GespeicherteAnsicht]:
    liste, maengel = lade_ansichtsliste(datenordner)
    for mangel in maengel:
        _protokoll.warning("%s", mangel)
    return liste


@gemerkt(2)
def ansichtsmaengel() -> list[Mangel]:
    """Was an den gespeicherten Ansichten nicht stimmt, geprüft an der gezeigten Kommune."""
    return lade_ansichtsliste(bestandsordner()[0], kommune())[1]


@gemerkt(64)
def gezeigt(ansicht: Ansicht, gestaltung: Gestaltung = STANDARD) -> Gezeigt:
    """Bild und Satz einer Ansicht, wie ihre Seite sie zuerst zeigt."""
    return ansichten.gezeigt(kommune(), ansicht, gestaltung, vorrat=vorrat())


@gemerkt(64)
def laengste_reihe(verfuegbar: tuple[Indikator, ...]) -> str:
    """Der Leitindikator mit den meisten Stichtagen unter den verfügbaren; leer ohne einen."""
    return vorrat().laengste_reihe(verfuegbar)
