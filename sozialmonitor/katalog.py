"""Was eine Zahl bedeutet: Merkmale, Reihen und Indikatoren als geprüfte, feste Datensätze.

Gelesen wird aus `merkmale.toml` und `indikatoren.toml` (siehe `laden`). Ein unbekanntes oder
fehlendes Feld, ein unbekanntes Merkmal oder ein Quotient aus zwei unvereinbaren Reihen ist ein
Mangel; der betroffene Eintrag wird ausgelassen, die übrigen gelten.
"""

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, Literal, TypeVar, get_args, get_origin

from sozialmonitor.fehler import Mangel, SozialmonitorFehler

Art = Literal["anteil", "rate", "quotient", "dichte", "differenz", "anzahl", "messwert"]
Merkmalsart = Literal["anzahl", "messwert"]
Richtung = Literal["hoch_belastend", "niedrig_belastend", "neutral"]
Vergleichspartner = Literal["stadt", "reststadt", "kreis", "land"]
T = TypeVar("T")

GEMESSEN = ("ha", "km²", "m²", "€")

FAKTOREN: dict[Art, float] = {
    "anteil": 100,
    "quotient": 100,
    "rate": 1000,
    "differenz": 1000,
    "dichte": 1,
    "anzahl": 1,
    "messwert": 1,
}
HINWEISE = {
    "demonstration": "Enthält frei erfundene Demonstrationswerte.",
    "revidiert": "Einzelne Jahre wurden nachträglich berichtigt.",
    "vorlaeufig": "Der jüngste Wert ist vorläufig.",
    "kleine_fallzahlen": "Kleine Fallzahlen: Werte schwanken schon zufällig stark.",
    "nur_stadt": "Liegt nur für die Stadt als Ganzes vor.",
    "nur_kreis": "Liegt nur für den Kreis oder größere Gebiete vor.",
    "nur_veroeffentlichte_quote": "Veröffentlicht ist nur die Quote, nicht die Fallzahl.",
    "presse_sekundaerquelle": "Aus der Presse oder einer anderen Sekundärquelle übernommen.",
    "gerundet": "Die Quelle nennt nur gerundete Werte.",
    "stichtag_nur_jahr": "Die Quelle nennt nur das Jahr, keinen Stichtag.",
    "abgrenzung_unklar": "Die genaue Abgrenzung ist in der Quelle nicht beschrieben.",
    "rechtsaenderung": "Gesetzesänderungen verändern die Zahl ohne Änderung der Lage.",
    "institutionen": "Heime und Unterkünfte können den Wert eines Gebiets verzerren.",
    "briefwahl": "Briefwahlstimmen sind nicht vollständig räumlich zuzuordnen.",
    "wohnort": "Gezählt wird am Wohnort, nicht am Arbeitsort oder Ort der Einrichtung.",
    "bruch_zensus": "Der Zensus hat die Einwohnerzahl neu festgesetzt; die Reihe ist gebrochen.",
    "gebietsstand": "Der Gebietszuschnitt hat sich geändert oder ist nur schematisch.",
    "kreis_traeger": "Zuständig ist der Landkreis; die Stadt trägt zur Kreisplanung bei.",
    "corona": "Die Jahre 2020 bis 2022 sind durch die Corona-Maßnahmen beeinflusst.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bruch:
    """Ab diesem Stichtag ist eine Reihe nicht mehr mit früheren Werten vergleichbar."""

    ab: str
    grund: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reihe:
    """Herkunft einer Zählung; zwei verschiedene Reihen treffen sich nie in einem Quotienten."""

    id: str
    titel: str
    brueche: tuple[Bruch, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Merkmal:
    """Ein gezähltes oder veröffentlichtes Merkmal; mit `aus` und `wo` eine Teilmenge davon.

    `teil_von` nennt das Merkmal, von dem es ein Teil ist; Teile derselben `gliederung`
    überschneiden sich nicht und ergeben zusammen das Ganze oder lassen einen Rest. Beides braucht
    die Geheimhaltung.
    """

    id: str
    titel: str
    einheit: str
    art: Merkmalsart
    reihe: str = ""
    zeitlos: bool = False
    aus: str = ""
    wo: Mapping[str, Any] = field(default_factory=dict)
    teil_von: str = ""
    gliederung: str = ""

    @property
    def ganzzahlig(self) -> bool:
        """Ob das Merkmal gezählt wird; Flächen und Beträge sind gemessen."""
        return self.art == "anzahl" and self.einheit not in GEMESSEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Indikator:
    """Ein Indikator: Bedeutung, Berechnung, Leserichtung und Vorbehalte."""

    id: str
    titel: str
    kurz: str
    definition: str
    berechnung: str
    handlungsfeld: str
    art: Art
    zaehler: tuple[str, ...]
    einheit: str
    nachkommastellen: int
    richtung: Richtung
    vergleich: tuple[Vergleichspartner, ...]
    quelle: tuple[str, ...]
    klassen: tuple[float, ...]
    hinweise: tuple[str, ...]
    geprueft_am: str
    nenner: tuple[str, ...] = ()
    faktor: float = 0
    veroeffentlicht: str = ""
    brueche: tuple[Bruch, ...] = ()

    @property
    def mit_intervall(self) -> bool:
        """Ob zur Art ein Vertrauensbereich gehört."""
        return self.art in {"anteil", "rate", "quotient"}

    @property
    def ist_prozent(self) -> bool:
        """Ob der Wert in Prozent steht (Differenzen sind dann Prozentpunkte)."""
        return self.einheit == "%"


def merkmalsname(term: str) -> str:
    """Das Merkmal eines Terms; ein vorangestelltes Minus zieht ab."""
    return term.removeprefix("-")


def lies_reihen(roh: Mapping[str, Any], datei: str) -> tuple[dict[str, Reihe], list[Mangel]]:
    """Reihen aus dem Abschnitt `[reihen]`."""
    return _eintraege(roh.get("reihen", {}), Reihe, datei, lambda _: [])


def lies_merkmale(
    roh: Mapping[str, Any], reihen: Mapping[str, Reihe], datei: str
) -> tuple[dict[str, Merkmal], list[Mangel]]:
    """Merkmale aus dem Abschnitt `[merkmale]`."""
    eintraege = roh.get("merkmale", {})

    def pruefung(merkmal: Merkmal) -> list[str]:
        saetze = _nicht_in(merkmal.art, get_args(Merkmalsart), "art")
        if merkmal.reihe and merkmal.reihe not in reihen:
            saetze += _nicht_in(merkmal.reihe, reihen, "reihe")
        if merkmal.aus and merkmal.aus not in eintraege:
            saetze += _nicht_in(merkmal.aus, eintraege, "aus")
        if merkmal.teil_von and merkmal.teil_von not in eintraege:
            saetze += _nicht_in(merkmal.teil_von, eintraege, "teil_von")
        return saetze + _verstoesse_teil(merkmal, eintraege) + _verstoesse_wo(merkmal.wo)

    return _eintraege(eintraege, Merkmal, datei, pruefung)


def _verstoesse_teil(merkmal: Merkmal, eintraege: Mapping[str, Any]) -> list[str]:
    if merkmal.gliederung and not merkmal.teil_von:
        return ["Zum Feld „gliederung“ fehlt das Feld „teil_von“: das Ganze, das gegliedert wird."]
    kette = [merkmal.id]
    while kette[-1] and kette[-1] not in kette[:-1]:
        angaben = eintraege.get(kette[-1])
        kette.append(str(angaben.get("teil_von", "")) if isinstance(angaben, Mapping) else "")
    if kette[-1] == merkmal.id:
        return [f"Das Merkmal wäre Teil seiner selbst ({' von '.join(kette)})."]
    return []


def _verstoesse_wo(wo: Mapping[str, Any]) -> list[str]:
    arten: dict[str, Any] = {
        "alter_ab": int, "alter_unter": int, "geschlecht": str | list, "herkunft": str | list,
    }  # fmt: skip
    saetze = [s for name in wo for s in _nicht_in(name, arten, "wo")]
    return saetze + [
        f"Im Feld „wo“ steht {name} = {wert!r}; das ist kein gültiger Wert."
        for name, wert in wo.items()
        if name in arten and not isinstance(wert, arten[name])
    ]


def lies_indikatoren(
    roh: Mapping[str, Any],
    merkmale: Mapping[str, Merkmal],
    handlungsfelder: tuple[str, ...],
    datei: str,
) -> tuple[dict[str, Indikator], list[Mangel]]:
    """Indikatoren in der Reihenfolge der Datei."""

    def pruefung(indikator: Indikator) -> list[str]:
        return [
            *_nicht_in(indikator.handlungsfeld, handlungsfelder, "handlungsfeld"),
            *_nicht_in(indikator.art, get_args(Art), "art"),
            *_nicht_in(indikator.richtung, get_args(Richtung), "richtung"),
            *[s for h in indikator.hinweise for s in _nicht_in(h, HINWEISE, "hinweise")],
            *[
                s
                for v in indikator.vergleich
                for s in _nicht_in(v, get_args(Vergleichspartner), "vergleich")
            ],
            *_verstoesse_berechnung(indikator, merkmale),
        ]

    return _eintraege(roh, Indikator, datei, pruefung)


def _verstoesse_berechnung(indikator: Indikator, merkmale: Mapping[str, Merkmal]) -> list[str]:
    terme = [merkmalsname(t) for t in (*indikator.zaehler, *indikator.nenner)]
    terme += [indikator.veroeffentlicht] if indikator.veroeffentlicht else []
    saetze = [s for t in terme for s in _nicht_in(t, merkmale, "zaehler/nenner")]
    if indikator.art not in {"anzahl", "messwert"} and not indikator.nenner:
        saetze.append(f"Zur Art „{indikator.art}“ fehlt das Feld „nenner“.")
    if list(indikator.klassen) != sorted(set(indikator.klassen)):
        saetze.append("Die Grenzen im Feld „klassen“ müssen aufsteigen.")
    reihen = {merkmale[t].reihe for t in terme if t in merkmale} - {""}
    if len(reihen) > 1:
        saetze.append(
            f"Zähler und Nenner stammen aus unvereinbaren Reihen ({', '.join(sorted(reihen))})."
        )
    return saetze


def _nicht_in(wert: str, erlaubt: Collection[str], feld: str) -> list[str]:
    if wert in erlaubt:
        return []
    beispiele = ", ".join(list(erlaubt)[:8])
    return [f"Im Feld „{feld}“ steht „{wert}“; möglich sind etwa: {beispiele}."]


def _eintraege(
    roh: object, klasse: type[T], datei: str, pruefung: Callable[[T], list[str]]
) -> tuple[dict[str, T], list[Mangel]]:
    eintraege: dict[str, T] = {}
    maengel: list[Mangel] = []
    if not isinstance(roh, Mapping):
        befund = f"Erwartet wird ein Abschnitt mit Einträgen, dort steht {roh!r}."
        return {}, [Mangel(datei, f"Abschnitt {klasse.__name__}", befund, "Bitte berichtigen.")]
    for name, angaben in roh.items():
        try:
            eintrag = datensatz(klasse, {"id": name, **_angaben(angaben)})
            saetze = pruefung(eintrag)
        except SozialmonitorFehler as fehler:
            saetze = [str(fehler)]
        if saetze:
            abhilfe = "Bitte den Eintrag berichtigen; bis dahin bleibt er ausgelassen."
            maengel += [Mangel(datei, f"Eintrag [{name}]", satz, abhilfe) for satz in saetze]
        else:
            eintraege[name] = eintrag
    return eintraege, maengel


def _angaben(angaben: object) -> dict[str, Any]:
    if not isinstance(angaben, Mapping):
        raise SozialmonitorFehler("Erwartet wird eine Tabelle mit Feldern.")
    werte = dict(angaben)
    for name in ("zaehler", "nenner", "quelle"):
        if isinstance(werte.get(name), str):
            werte[name] = [werte[name]]
    if isinstance(werte.get("brueche"), list):
        werte["brueche"] = [datensatz(Bruch, bruch) for bruch in werte["brueche"]]
    art = werte.get("art")
    if "faktor" not in werte and isinstance(art, str) and "zaehler" in werte:
        werte["faktor"] = FAKTOREN.get(art, 1)  # type: ignore[call-overload]
    return {k: tuple(v) if isinstance(v, list) else v for k, v in werte.items()}


def datensatz(klasse: type[T], werte: object) -> T:
    """Ein fester Datensatz aus gelesenen Feldern; fremde, fehlende, falsche sind ein Fehler."""
    if not isinstance(werte, Mapping):
        raise SozialmonitorFehler(f"Erwartet wird eine Tabelle mit Feldern, dort steht {werte!r}.")
    felder = {f.name: f for f in fields(klasse)}  # type: ignore[arg-type]
    pflicht = {
        name for name, f in felder.items() if f.default is MISSING and f.default_factory is MISSING
    }
    if fremd := set(werte) - set(felder):
        raise SozialmonitorFehler(
            f"Unbekannte Felder: {', '.join(sorted(fremd))}. Möglich sind: {', '.join(felder)}."
        )
    if fehlt := pflicht - set(werte):
        raise SozialmonitorFehler(f"Es fehlen die Felder: {', '.join(sorted(fehlt))}.")
    for name, wert in werte.items():
        if not _passt(wert, felder[name].type):
            raise SozialmonitorFehler(
                f"Im Feld „{name}“ steht {wert!r}; das ist kein gültiger Wert."
            )
    return klasse(**werte)


def _passt(wert: object, typ: object) -> bool:
    herkunft = get_origin(typ)
    if herkunft is tuple:
        return isinstance(wert, tuple) and all(_passt(teil, get_args(typ)[0]) for teil in wert)
    if herkunft is Literal:
        return isinstance(wert, str)
    if typ in {int, float}:
        if isinstance(wert, bool) or not isinstance(wert, int | float):
            return False
        return math.isfinite(wert) and (typ is float or wert == int(wert))
    art = herkunft or typ
    return isinstance(art, type) and isinstance(wert, art)
