"""Was eine Kommune von sich sagt: Name, Gebietsebenen, Ereignisse, Fragen (`kommune.toml`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.katalog import datensatz


@dataclass(frozen=True, slots=True, kw_only=True)
class Ebene:
    """Eine Gebietsebene; `menge` sind Gebiete, die aus ganzen Teilen anderer bestehen."""

    id: str
    titel: str
    einzahl: str
    menge: bool = False
    mit: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ereignis:
    """Ein Ereignis, das in Zeitreihen markiert wird (ISO-Daten, auch nur Jahr oder Monat)."""

    von: str
    titel: str
    bis: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frage:
    """Eine typische Frage und die Ansicht, die sie beantwortet."""

    frage: str
    seite: str
    indikator: str
    ebene: str = ""
    gebiet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handlungsfeld:
    """Ein Handlungsfeld der Sozialplanung."""

    id: str
    titel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Auswertungen:
    """Welche Indikatoren die Auswertungen nehmen; `basis` ist der eingefrorene Stichtag."""

    sozialindex: tuple[str, ...] = ()
    basis: str = ""
    segregation: tuple[str, ...] = ()
    gruppen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Einstellungen:
    """Alle Einstellungen einer Kommune."""

    name: str
    bezeichnung: str
    titel: str
    stadt: str
    startebene: str
    mindestnenner: int
    leitindikatoren: tuple[str, ...]
    ebenen: tuple[Ebene, ...]
    handlungsfelder: tuple[Handlungsfeld, ...]
    ereignisse: tuple[Ereignis, ...] = ()
    fragen: tuple[Frage, ...] = ()
    hinweis_startseite: str = ""
    auswertungen: Auswertungen = Auswertungen()

    def ebene(self, ebene_id: str) -> Ebene:
        """Die Ebene zu einer id; unbekannte ids sind ein Fehler."""
        for ebene in self.ebenen:
            if ebene.id == ebene_id:
                return ebene
        raise SozialmonitorFehler(f"Die Ebene „{ebene_id}“ ist nicht in kommune.toml verzeichnet.")


_LISTEN = {
    "ebenen": Ebene,
    "ereignisse": Ereignis,
    "fragen": Frage,
    "handlungsfelder": Handlungsfeld,
}


def lies_einstellungen(roh: Mapping[str, Any]) -> Einstellungen:
    """Einstellungen aus der gelesenen `kommune.toml`; jedes falsche Feld ist ein Fehler."""
    werte = dict(roh)
    for name, klasse in _LISTEN.items():
        eintraege = werte.get(name, [])
        if not isinstance(eintraege, list):
            raise SozialmonitorFehler(f"„{name}“ muss eine Liste von Tabellen sein ([[{name}]]).")
        werte[name] = tuple(
            _eintrag(klasse, eintrag, f"[[{name}]] Nr. {nummer}")
            for nummer, eintrag in enumerate(eintraege, start=1)
        )
    if "auswertungen" in werte:
        werte["auswertungen"] = _eintrag(Auswertungen, werte["auswertungen"], "[auswertungen]")
    einstellungen = datensatz(Einstellungen, _mit_tupeln(werte))
    einstellungen.ebene(einstellungen.startebene)
    return einstellungen


def _eintrag(klasse: type, eintrag: object, ort: str) -> object:
    try:
        return datensatz(klasse, _mit_tupeln(eintrag))
    except SozialmonitorFehler as fehler:
        raise SozialmonitorFehler(f"{ort}: {fehler}") from fehler


def _mit_tupeln(werte: object) -> object:
    if not isinstance(werte, Mapping):
        return werte
    return {k: tuple(v) if isinstance(v, list) else v for k, v in werte.items()}
