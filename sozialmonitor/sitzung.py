"""Eine Sitzung: Ansichten in fester Reihenfolge, jede mit einer Aussage, für eine Präsentation.

Eine Sitzung steht in einer TOML-Datei. Gespeichert sind Adressen, keine Zahlen: Wo die Aussage
leer ist, gilt der Satz, den die Ansicht aus den heutigen Daten rechnet, und veraltet nicht.
"""

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from sozialmonitor import ansichten
from sozialmonitor.ansichten import Ansicht, Gezeigt
from sozialmonitor.bildzahlen import zahlen_aus
from sozialmonitor.fehler import Mangel, SozialmonitorFehler
from sozialmonitor.kommune import Kommune
from sozialmonitor.tomlleser import Leser, druckbar

OHNE_TITEL = "Sitzung ohne Titel"
HOECHSTENS_FOLIEN = 60
HOECHSTENS = {"titel": 120, "gremium": 120, "aussage": 300, "empfehlung": 600, "notiz": 4000}
"""So viele Zeichen darf ein Feld haben."""
DATEI = "Sitzung"
_FELDER = ("titel", "gremium", "datum", "folien")
_FOLIENFELDER = ("ansicht", "aussage", "empfehlung", "notiz")
_TAG = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Folie:
    """Eine Ansicht mit dem, was dazu gesagt wird; ohne `aussage` gilt der gerechnete Satz."""

    ansicht: Ansicht
    aussage: str = ""
    empfehlung: str = ""
    notiz: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitzung:
    """Titel, Gremium, Datum (ISO oder leer) und die Folien in ihrer Reihenfolge."""

    titel: str
    gremium: str = ""
    datum: str = ""
    folien: tuple[Folie, ...] = ()


def lies_sitzung(
    roh: str | bytes | Mapping[str, Any], *, kommune: Kommune | None = None, datei: str = DATEI
) -> tuple[Sitzung, list[Mangel]]:
    """Eine Sitzung aus TOML; was nicht stimmt, ist ein Mangel, alles Übrige bleibt.

    Parameters
    ----------
    roh
        Text, Bytes (UTF-8) oder die schon gelesene Tabelle.
    kommune
        Nennt zusätzlich Gebiete, Indikatoren und andere Angaben der Adressen, die es dort nicht
        gibt; die Folie bleibt, damit sich die Adresse berichtigen lässt.
    datei
        Name für die Mängel.
    """
    leser = _Leser(datei, "Die Sitzung", HOECHSTENS)
    tabelle = leser.tabelle(roh)
    leser.unbekannte(tabelle, _FELDER, "")
    eintraege = tabelle.get("folien", [])
    if not isinstance(eintraege, list):
        leser.melde(
            "Feld folien", "Erwartet wird eine Liste von Folien.", "Bitte [[folien]] nutzen."
        )
        eintraege = []
    if len(eintraege) > HOECHSTENS_FOLIEN:
        befund = f"Die Sitzung hat {len(eintraege)} Folien; möglich sind {HOECHSTENS_FOLIEN}."
        leser.melde("", befund, "Die übrigen bleiben weg; bitte in zwei Sitzungen teilen.")
    gelesen = [
        leser.folie(eintrag, nummer, kommune)
        for nummer, eintrag in enumerate(eintraege[:HOECHSTENS_FOLIEN], start=1)
    ]
    sitzung = Sitzung(
        titel=leser.text(tabelle, "titel", "") or OHNE_TITEL,
        gremium=leser.text(tabelle, "gremium", ""),
        datum=leser.datum(tabelle),
        folien=tuple(folie for folie in gelesen if folie),
    )
    return sitzung, leser.maengel


def als_toml(sitzung: Sitzung) -> str:
    """Die Sitzung als TOML; `lies_sitzung` liest daraus dieselbe. Leere Felder fehlen."""
    import tomli_w  # nur beim Speichern gebraucht

    folien = [
        {"ansicht": ansichten.adresse(folie.ansicht)}
        | {name: getattr(folie, name) for name in _FOLIENFELDER[1:] if getattr(folie, name)}
        for folie in sitzung.folien
    ]
    kopf = {name: getattr(sitzung, name) for name in _FELDER[:3] if getattr(sitzung, name)}
    return str(tomli_w.dumps(kopf | {"folien": folien}, multiline_strings=False))


def mit_folie(sitzung: Sitzung, folie: Folie, stelle: int | None = None) -> Sitzung:
    """Dieselbe Sitzung mit einer Folie mehr, vor `stelle` (ab 0), sonst am Ende."""
    platz = len(sitzung.folien) if stelle is None else stelle
    if not 0 <= platz <= len(sitzung.folien):
        raise SozialmonitorFehler(f"Die Sitzung hat keine Stelle {platz + 1}.")
    if len(sitzung.folien) >= HOECHSTENS_FOLIEN:
        raise SozialmonitorFehler(f"Eine Sitzung hat höchstens {HOECHSTENS_FOLIEN} Folien.")
    folien = (*sitzung.folien[:platz], folie, *sitzung.folien[platz:])
    return replace(sitzung, folien=folien)


def verschoben(sitzung: Sitzung, von: int, nach: int) -> Sitzung:
    """Dieselbe Sitzung; die Folie `von` steht danach an der Stelle `nach` (beide ab 0)."""
    folie = _folie(sitzung, von)
    _folie(sitzung, nach)
    return mit_folie(ohne(sitzung, von), folie, nach)


def ohne(sitzung: Sitzung, stelle: int) -> Sitzung:
    """Dieselbe Sitzung ohne die Folie an `stelle` (ab 0)."""
    _folie(sitzung, stelle)
    folien = (*sitzung.folien[:stelle], *sitzung.folien[stelle + 1 :])
    return replace(sitzung, folien=folien)


def mit_aussage(sitzung: Sitzung, stelle: int, aussage: str) -> Sitzung:
    """Dieselbe Sitzung mit einer anderen Aussage; leer heißt: der gerechnete Satz."""
    folie = replace(_folie(sitzung, stelle), aussage=" ".join(aussage.split()))
    folien = (*sitzung.folien[:stelle], folie, *sitzung.folien[stelle + 1 :])
    return replace(sitzung, folien=folien)


def gemeinsame_skalen(gezeigte: Sequence[Gezeigt | None]) -> list[tuple[float, float] | None]:
    """Je Folie der Wertebereich, den sie mit ihren Nachbarn teilt; sonst `None`.

    Benachbarte Folien mit denselben Indikatoren und derselben Art von Diagramm bekommen den
    kleinsten Bereich, in den alle passen: Wer umblättert, darf Höhen vergleichen. Karten haben
    feste Klassen und brauchen keinen.
    """
    bereiche: list[tuple[float, float] | None] = []
    for merkmal, gruppe in groupby(gezeigte, key=_vergleichbar):
        grenzen = [_grenzen(ergebnis) for ergebnis in gruppe]
        vorhandene = [g for g in grenzen if g]
        if merkmal is None or len(vorhandene) <= 1:
            bereiche += [None] * len(grenzen)
            continue
        gemeinsam = min(g[0] for g in vorhandene), max(g[1] for g in vorhandene)
        bereiche += [gemeinsam if g else None for g in grenzen]
    return bereiche


class _Leser(Leser):
    """Liest die Felder einer Sitzung und merkt, was nicht stimmt."""

    def datum(self, tabelle: Mapping[str, Any]) -> str:
        wert = tabelle.get("datum", "")
        if isinstance(wert, datetime.datetime):
            wert = wert.date()
        if isinstance(wert, datetime.date):
            return wert.isoformat()
        if wert == "" or (isinstance(wert, str) and _ist_tag(wert)):
            return str(wert)
        befund = f"„{druckbar(str(wert))[:40]}“ ist kein Tag."
        self.melde("Feld datum", befund, "Bitte wie 2026-12-31 schreiben; das Feld bleibt leer.")
        return ""

    def folie(self, eintrag: object, nummer: int, kommune: Kommune | None) -> Folie | None:
        ort = f"Folie {nummer}"
        if not isinstance(eintrag, Mapping):
            self.melde(
                ort, "Erwartet wird eine Tabelle.", "Die Folie bleibt weg; bitte [[folien]]."
            )
            return None
        self.unbekannte(eintrag, _FOLIENFELDER, ort)
        ansicht = self._ansicht(eintrag.get("ansicht", ""), f"{ort}, Feld ansicht", kommune)
        if ansicht is None:
            return None
        return Folie(
            ansicht=ansicht,
            aussage=self.text(eintrag, "aussage", ort),
            empfehlung=self.text(eintrag, "empfehlung", ort),
            notiz=self.text(eintrag, "notiz", ort, mehrzeilig=True),
        )

    def _ansicht(self, wert: object, ort: str, kommune: Kommune | None) -> Ansicht | None:
        ansicht = self.ansicht(wert, ort, "Die Folie bleibt weg")
        if ansicht is None:
            return None
        for befund in ansichten.befunde(kommune, ansicht) if kommune else ():
            self.melde(ort, druckbar(befund), "Bitte die Adresse auf der Seite neu wählen.")
        return ansicht


def _folie(sitzung: Sitzung, stelle: int) -> Folie:
    if not 0 <= stelle < len(sitzung.folien):
        raise SozialmonitorFehler(f"Die Sitzung hat keine Folie {stelle + 1}.")
    return sitzung.folien[stelle]


def _ist_tag(text: str) -> bool:
    try:
        return bool(_TAG.fullmatch(text)) and bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False


def _vergleichbar(ergebnis: Gezeigt | None) -> tuple[str, ...] | None:
    if ergebnis is None or ergebnis.bild is None:
        return None
    zahlen = zahlen_aus(ergebnis.bild)
    if zahlen is None or zahlen.grenzen is None:
        return None
    return (zahlen.art, zahlen.achsentitel, *(i.id for i in ergebnis.indikatoren))


def _grenzen(ergebnis: Gezeigt | None) -> tuple[float, float] | None:
    zahlen = zahlen_aus(ergebnis.bild) if ergebnis and ergebnis.bild else None
    return zahlen.grenzen if zahlen else None
