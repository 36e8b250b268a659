"""Gespeicherte Ansichten: kurze Namen für Adressen, wie man sie in der Stadt weitergibt.

`?ansicht=<name>` öffnet die Ansicht. Gespeichert ist die Adresse, keine Zahl: Was sie nicht nennt,
ist die Vorgabe der Seite, und ein neuer Stichtag gilt von selbst.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sozialmonitor import ansichten
from sozialmonitor.ansichten import Ansicht
from sozialmonitor.fassung import PARAMETER as FASSUNG
from sozialmonitor.fehler import Mangel
from sozialmonitor.kommune import Kommune
from sozialmonitor.tomlleser import Leser, druckbar

DATEI = "ansichten.toml"
PARAMETER = "ansicht"
"""So heißt die Angabe in einer Adresse."""
HOECHSTENS_ANSICHTEN = 60
HOECHSTENS = {"titel": 80, "beschreibung": 300}
"""So viele Zeichen darf ein Feld haben."""
BEGLEITER = frozenset({"ausgabe", "einbetten", PARAMETER, FASSUNG})
"""Angaben einer Adresse, die nicht sagen, was gewählt ist."""
_FELDER = ("titel", "adresse", "beschreibung")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_NAMENSREGEL = "Erlaubt sind bis zu 40 Zeichen: a bis z, Ziffern, „-“ und „_“."


@dataclass(frozen=True, slots=True, kw_only=True)
class GespeicherteAnsicht:
    """Eine Ansicht mit Namen (für die Adresse), Titel und wahlweise einer Beschreibung."""

    name: str
    titel: str
    ansicht: Ansicht
    beschreibung: str = ""


def lies_ansichten(
    roh: str | bytes | Mapping[str, Any], *, kommune: Kommune | None = None, datei: str = DATEI
) -> tuple[dict[str, GespeicherteAnsicht], list[Mangel]]:
    """Alle Ansichten nach Namen, in der Reihenfolge der Datei; was nicht stimmt, ist ein Mangel.

    Parameters
    ----------
    roh
        Text, Bytes (UTF-8) oder die schon gelesene Tabelle: je Ansicht ein Abschnitt `[name]` mit
        `titel`, `adresse` und wahlweise `beschreibung`.
    kommune
        Nennt zusätzlich Gebiete, Indikatoren und andere Angaben der Adressen, die es dort nicht
        gibt; die Ansicht bleibt und zeigt dann die Voreinstellung.
    datei
        Name für die Mängel.
    """
    leser = Leser(datei, "Die Liste der Ansichten", HOECHSTENS)
    tabelle = leser.tabelle(roh)
    if len(tabelle) > HOECHSTENS_ANSICHTEN:
        befund = f"Die Liste hat {len(tabelle)} Ansichten; möglich sind {HOECHSTENS_ANSICHTEN}."
        leser.melde("", befund, "Die übrigen bleiben weg; bitte kürzen.")
    gelesen = [
        _ansicht(leser, name, eintrag, kommune)
        for name, eintrag in list(tabelle.items())[:HOECHSTENS_ANSICHTEN]
    ]
    return {eine.name: eine for eine in gelesen if eine}, leser.maengel


def passende(
    gespeicherte: Iterable[GespeicherteAnsicht],
    seite: str,
    angaben: Mapping[str, Sequence[str]],
    vorgaben: Mapping[str, Sequence[str]],
) -> GespeicherteAnsicht | None:
    """Die gespeicherte Ansicht, die genau das zeigt, was gerade gewählt ist; sonst `None`.

    Parameters
    ----------
    angaben
        Alles, was die Adresse der Seite nennt.
    vorgaben
        Was die Seite ohne Angabe wählte. Was eine gespeicherte Ansicht nicht nennt, muss ihm
        gleichen.
    """
    jetzt = {n: tuple(w) for n, w in angaben.items() if n not in BEGLEITER}
    sonst = {n: tuple(w) for n, w in vorgaben.items() if n in jetzt}
    return next(
        (
            eine
            for eine in gespeicherte
            if eine.ansicht.seite == seite and sonst | dict(eine.ansicht.parameter) == jetzt
        ),
        None,
    )


def _ansicht(
    leser: Leser, name: str, eintrag: object, kommune: Kommune | None
) -> GespeicherteAnsicht | None:
    ort = f"Abschnitt [{druckbar(name)[:40]}]"
    if not _NAME.fullmatch(name):
        leser.melde(ort, "So kann eine Ansicht nicht heißen.", f"{_NAMENSREGEL} Sie bleibt weg.")
        return None
    if not isinstance(eintrag, Mapping):
        leser.melde(ort, "Erwartet wird ein Abschnitt.", f"Sie bleibt weg; bitte [{name}] nutzen.")
        return None
    leser.unbekannte(eintrag, _FELDER, ort)
    stelle = f"{ort}, Feld adresse"
    ansicht = leser.ansicht(eintrag.get("adresse", ""), stelle, "Die Ansicht bleibt weg")
    if ansicht is None:
        return None
    for befund in ansichten.befunde(kommune, ansicht) if kommune else ():
        leser.melde(stelle, druckbar(befund), "Bitte die Adresse auf der Seite neu wählen.")
    if not (titel := leser.text(eintrag, "titel", ort)):
        leser.melde(ort, "Der Titel fehlt.", "Bis dahin steht dort der Name; bitte ergänzen.")
    return GespeicherteAnsicht(
        name=name,
        titel=titel or name,
        ansicht=_ohne_begleiter(ansicht),
        beschreibung=leser.text(eintrag, "beschreibung", ort),
    )


def _ohne_begleiter(ansicht: Ansicht) -> Ansicht:
    bleibt = {n: w for n, w in ansicht.parameter.items() if n not in BEGLEITER}
    return Ansicht(seite=ansicht.seite, parameter=bleibt)
