"""Was eine Kommune von sich sagt: Name, Gebietsebenen, Ereignisse (`kommune.toml`)."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from sozialmonitor.fehler import SozialmonitorFehler, Unbekannt
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
    """Die Regel je Rolle, strengere Regeln einzelner Tabellen und sensible Merkmale.

    `tabellen` hat Regeln nach (Tabelle, Rolle), jede mindestens so streng wie die der Rolle.
    """

    rollen: Mapping[str, Regel]
    tabellen: Mapping[tuple[str, str], Regel]
    sensibel: tuple[str, ...] = ()

    def regel(self, rolle: str, tabellen: Iterable[str] = ()) -> Regel:
        """Die Regel einer Rolle, so streng wie die strengste der genannten Tabellen.

        Raises
        ------
        SozialmonitorFehler
            Wenn es die Rolle nicht gibt oder die Regeln verschieden runden.
        """
        if rolle not in self.rollen:
            raise Unbekannt.aus("Die Rolle", rolle, list(self.rollen))
        allgemein = self.rollen[rolle]
        eigene = [self.tabellen.get((tabelle, rolle), allgemein) for tabelle in tabellen]
        return _mindestens(allgemein, strengste(eigene or [allgemein]))


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
    "handlungsfelder": Handlungsfeld,
}


def lies_einstellungen(roh: Mapping[str, Any]) -> Einstellungen:
    """Einstellungen aus der gelesenen `kommune.toml`; jedes falsche Feld ist ein Fehler."""
    werte = dict(roh)
    werte.pop("fragen", None)  # Frühere Ausgaben sind unveränderlich; heute: fragen.toml.
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
    _pruefe_strenge(rollen, "[geheimhaltung]")
    tabellen: dict[tuple[str, str], Regel] = {}
    for nummer, eintrag in enumerate(_liste(roh.get("tabellen", []), "tabellen"), start=1):
        ort = f"[[geheimhaltung.tabellen]] Nr. {nummer}"
        eigene = _tabellenregeln(eintrag, rollen, ort)
        if doppelt := sorted({tabelle for tabelle, _ in eigene} & {name for name, _ in tabellen}):
            raise SozialmonitorFehler(f"{ort}: Die Tabelle „{doppelt[0]}“ steht schon weiter oben.")
        tabellen |= eigene
    sensibel = _liste(roh.get("sensibel", []), "sensibel")
    if not all(isinstance(merkmal, str) for merkmal in sensibel):
        raise SozialmonitorFehler("[geheimhaltung]: „sensibel“ muss Merkmale als Texte nennen.")
    return Geheimhaltung(rollen=rollen, tabellen=tabellen, sensibel=tuple(sensibel))


def _tabellenregeln(
    eintrag: object, rollen: Mapping[str, Regel], ort: str
) -> dict[tuple[str, str], Regel]:
    """Die Regeln einer Tabelle je Rolle; was fehlt, gilt wie in der Regel der Rolle."""
    if not isinstance(eintrag, Mapping) or "tabelle" not in eintrag:
        raise SozialmonitorFehler(f"{ort}: Das Feld „tabelle“ fehlt.")
    tabelle = eintrag["tabelle"]
    if not isinstance(tabelle, str):
        raise SozialmonitorFehler(
            f"{ort}: Im Feld „tabelle“ steht {tabelle!r}; erwartet wird der Name einer Tabelle."
        )
    if fremd := sorted(set(eintrag) - {*ROLLEN, "tabelle"}):
        raise SozialmonitorFehler(
            f"{ort}: Unbekannte Felder {', '.join(fremd)}. Möglich sind: tabelle, "
            f"{', '.join(ROLLEN)}."
        )
    if not set(eintrag) & set(ROLLEN):
        raise SozialmonitorFehler(f"{ort}: Es fehlt eine Regel ({' oder '.join(ROLLEN)}).")
    eigene = {
        rolle: _mindestens(regel, _regel(eintrag.get(rolle, {}), regel, f"{ort}, {rolle}"))
        for rolle, regel in rollen.items()
    }
    _pruefe_strenge(eigene, ort)
    return {(tabelle, rolle): regel for rolle, regel in eigene.items()}


def _mindestens(regel: Regel, eigene: Regel) -> Regel:
    """Die eigene Regel, aber nie lockerer als die andere; gerundet wird wie in der eigenen."""
    return strengste([replace(regel, rundung=eigene.rundung), eigene])


def _pruefe_strenge(regeln: Mapping[str, Regel], ort: str) -> None:
    """Öffentlich gilt mindestens, was intern gilt: Wer Internes liest, kennt auch das andere."""
    oeffentlich = regeln["oeffentlich"]
    intern = replace(regeln["intern"], rundung=oeffentlich.rundung)
    gefordert = asdict(strengste([intern, oeffentlich]))
    lockerer = [name for name, wert in gefordert.items() if wert != getattr(oeffentlich, name)]
    if lockerer:
        raise SozialmonitorFehler(
            f"{ort}: Öffentlich gilt weniger als intern ({', '.join(lockerer)}). Bitte für "
            "„oeffentlich“ mindestens so streng angeben."
        )


def _liste(roh: object, name: str) -> list[Any]:
    if not isinstance(roh, list):
        raise SozialmonitorFehler(f"[geheimhaltung]: „{name}“ muss eine Liste sein.")
    return roh


def _regel(roh: object, vorgabe: Regel, ort: str) -> Regel:
    """Eine Regel aus TOML; was fehlt, gilt wie in der Vorgabe."""
    if not isinstance(roh, Mapping):
        raise SozialmonitorFehler(
            f"{ort}: Die Regel der Geheimhaltung muss eine Tabelle sein, dort steht {roh!r}."
        )
    bisher = {name: wert for name, wert in asdict(vorgabe).items() if wert is not None}
    try:
        regel = Regel.aus(bisher | dict(roh))
    except SozialmonitorFehler as fehler:
        raise SozialmonitorFehler(f"{ort}: {fehler}") from fehler
    if regel.dominanz is not None or regel.mindest_melder:
        raise SozialmonitorFehler(
            f"{ort}: „dominanz“ und „mindest_melder“ lassen sich hier nicht prüfen, weil keine "
            "Tabelle Beiträge oder Melder nennt. Bitte schon in der Quelle sperren (Zeichen „•“)."
        )
    return regel


def _eintrag(klasse: type, eintrag: object, ort: str) -> object:
    try:
        return datensatz(klasse, _mit_tupeln(eintrag))
    except SozialmonitorFehler as fehler:
        raise SozialmonitorFehler(f"{ort}: {fehler}") from fehler


def _mit_tupeln(werte: object) -> object:
    if not isinstance(werte, Mapping):
        return werte
    return {k: tuple(v) if isinstance(v, list) else v for k, v in werte.items()}
