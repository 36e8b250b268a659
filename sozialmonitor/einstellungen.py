"""Was eine Kommune von sich sagt: Name, Gebietsebenen, Ereignisse, Fragen (`kommune.toml`)."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.geheimhaltungsregel import INTERN, OEFFENTLICH, Regel, strengste
from sozialmonitor.katalog import datensatz

ROLLEN = {"intern": INTERN, "oeffentlich": OEFFENTLICH}


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
class Geheimhaltung:
    """Die Regel je Rolle, strengere Regeln einzelner Tabellen und sensible Merkmale."""

    rollen: Mapping[str, Regel]
    tabellen: Mapping[tuple[str, str], Regel]
    sensibel: tuple[str, ...] = ()

    def regel(self, rolle: str, tabellen: Iterable[str] = ()) -> Regel:
        """Die Regel einer Rolle, so streng wie die strengste der genannten Tabellen."""
        eigene = [self.tabellen[t, rolle] for t in tabellen if (t, rolle) in self.tabellen]
        return strengste([self.rollen[rolle], *eigene])


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
    geheimhaltung: Geheimhaltung = Geheimhaltung(rollen=ROLLEN, tabellen={})

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
    if "geheimhaltung" in werte:
        werte["geheimhaltung"] = _geheimhaltung(werte["geheimhaltung"])
    einstellungen = datensatz(Einstellungen, _mit_tupeln(werte))
    einstellungen.ebene(einstellungen.startebene)
    return einstellungen


def _geheimhaltung(roh: object) -> Geheimhaltung:
    """`[geheimhaltung.<rolle>]`, `[[geheimhaltung.tabellen]]` und `sensibel`."""
    if not isinstance(roh, Mapping):
        raise SozialmonitorFehler("„geheimhaltung“ muss eine Tabelle sein ([geheimhaltung]).")
    if fremd := sorted(set(roh) - {*ROLLEN, "tabellen", "sensibel"}):
        raise SozialmonitorFehler(
            f"[geheimhaltung]: Unbekannte Felder {', '.join(fremd)}. Möglich sind: "
            f"{', '.join(ROLLEN)}, tabellen, sensibel."
        )
    rollen = {rolle: _regel(roh.get(rolle, {}), vorgabe, f"[geheimhaltung.{rolle}]")
              for rolle, vorgabe in ROLLEN.items()}  # fmt: skip
    tabellen = {}
    for nummer, eintrag in enumerate(_liste(roh.get("tabellen", []), "tabellen"), start=1):
        ort = f"[[geheimhaltung.tabellen]] Nr. {nummer}"
        if not isinstance(eintrag, Mapping) or not isinstance(eintrag.get("tabelle"), str):
            raise SozialmonitorFehler(f"{ort}: Das Feld „tabelle“ fehlt.")
        if fremd := sorted(set(eintrag) - {*ROLLEN, "tabelle"}):
            raise SozialmonitorFehler(f"{ort}: Unbekannte Felder {', '.join(fremd)}.")
        for rolle in set(eintrag) & set(ROLLEN):
            schluessel = str(eintrag["tabelle"]), rolle
            tabellen[schluessel] = _regel(eintrag[rolle], rollen[rolle], f"{ort}, {rolle}")
    sensibel = _liste(roh.get("sensibel", []), "sensibel")
    if not all(isinstance(merkmal, str) for merkmal in sensibel):
        raise SozialmonitorFehler("[geheimhaltung]: „sensibel“ muss Merkmale als Texte nennen.")
    return Geheimhaltung(rollen=rollen, tabellen=tabellen, sensibel=tuple(sensibel))


def _liste(roh: object, name: str) -> list[Any]:
    if not isinstance(roh, list):
        raise SozialmonitorFehler(f"[geheimhaltung]: „{name}“ muss eine Liste sein.")
    return roh


def _regel(roh: object, vorgabe: Regel, ort: str) -> Regel:
    """Eine Regel aus TOML; was fehlt, gilt wie in der Vorgabe."""
    try:
        if not isinstance(roh, Mapping):
            return Regel.aus(roh)
        bisher = {name: wert for name, wert in asdict(vorgabe).items() if wert is not None}
        return Regel.aus(bisher | dict(roh))
    except SozialmonitorFehler as fehler:
        raise SozialmonitorFehler(f"{ort}: {fehler}") from fehler


def _eintrag(klasse: type, eintrag: object, ort: str) -> object:
    try:
        return datensatz(klasse, _mit_tupeln(eintrag))
    except SozialmonitorFehler as fehler:
        raise SozialmonitorFehler(f"{ort}: {fehler}") from fehler


def _mit_tupeln(werte: object) -> object:
    if not isinstance(werte, Mapping):
        return werte
    return {k: tuple(v) if isinstance(v, list) else v for k, v in werte.items()}
