"""Klassengrenzen und Farben für Karten.

Klassen sind linksgeschlossen: „5 bis unter 10“. Vorgabe sind die festen Grenzen des
Indikators, damit ein Gebiet seine Farbe nur mit seinem Wert wechselt; alle anderen Verfahren
richten sich nach den gezeigten Werten und sind von Karte zu Karte verschieden.
"""

import itertools
import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from sozialmonitor.fehler import SozialmonitorFehler, Unbekannt

Verfahren = Literal["fest", "quantile", "gleich", "jenks", "streuung", "stadtwert"]
Muster = Literal["", "schraffur", "punkte"]

VERFAHREN: dict[str, str] = {
    "fest": "feste Klassen",
    "quantile": "gleich viele Gebiete",
    "gleich": "gleiche Breite",
    "jenks": "natürliche Klassen (Jenks)",
    "streuung": "Standardabweichungen um das Mittel der Gebiete",
    "stadtwert": "um den Stadtwert",
}
# Von niedrig nach hoch; auf Farbfehlsichtigkeit geprüft, ohne Ampelfarben.
PALETTEN: dict[str, tuple[str, ...]] = {
    "blaugruen": ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494"),
    "braun": ("#ffffd4", "#fed98e", "#fe9929", "#d95f0e", "#993404"),
    "violett": ("#edf8fb", "#b3cde3", "#8c96c6", "#88419d"),
    "abweichung": ("#5e3c99", "#b2abd2", "#f7f7f7", "#fdb863", "#e66101"),
}
HOECHSTENS = 7
WENIGE_GEBIETE = 8
_HOECHSTENS_BEI_WENIGEN = 4
_UEBLICH = 5
# Halbe Breite der mittleren Klasse und Beginn der äußeren, in Einheiten der Streuung.
_MITTE_HALB = 0.5
_AUSSEN = 3
_STREUUNGEN = (-1.5, -0.5, 0.5, 1.5)
_MAD_ZU_STANDARDABWEICHUNG = 1.4826
_DEUTSCH = str.maketrans({",": ".", ".": ",", "-": "−"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Klasseneinteilung:
    """Innere Grenzen (aufsteigend), eine Farbe mehr, Verfahren und Hinweis für die Legende."""

    grenzen: tuple[float, ...]
    farben: tuple[str, ...]
    verfahren: str
    hinweis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Darstellung:
    """Wie ein Gebiet ohne Wert erscheint: Fläche, Muster, Legendentext, Kürzel der Tabelle."""

    farbe: str
    muster: Muster
    musterfarbe: str
    text: str
    kuerzel: str


OHNE_WERT: dict[str, Darstellung] = {
    "fehlt": Darstellung(
        farbe="#d9d9d9", muster="", musterfarbe="", text="keine Angabe", kuerzel="k. A."
    ),
    "geheim": Darstellung(
        farbe="#ffffff",
        muster="schraffur",
        musterfarbe="#737373",
        text="gesperrt (Datenschutz)",
        kuerzel="•",
    ),
    "zu_wenige": Darstellung(
        farbe="#ffffff",
        muster="punkte",
        musterfarbe="#737373",
        text="zu wenige Personen für eine Bewertung",
        kuerzel="n. b.",
    ),
}


def einteilung(
    werte: pd.Series,
    verfahren: str,
    *,
    feste: Sequence[float] = (),
    mitte: float | None = None,
    palette: str = "blaugruen",
    anzahl: int | None = None,
) -> Klasseneinteilung:
    """Klassengrenzen und Farben für die Werte einer Karte.

    Parameters
    ----------
    werte
        Ein Wert je Gebiet; Lücken zählen nicht.
    verfahren
        Schlüssel aus `VERFAHREN`.
    feste
        Innere Grenzen für „fest“; sie bleiben auch dann, wenn eine Klasse leer ist.
    mitte
        Stadtwert für „stadtwert“: fünf Klassen, symmetrisch darum.
    palette
        Schlüssel aus `PALETTEN`.
    anzahl
        Gewünschte Klassen für „quantile“, „gleich“ und „jenks“ (Vorgabe 5, höchstens 7).
        Bei höchstens 8 Gebieten entstehen höchstens 4, und nie mehr als verschiedene Werte;
        entstehen weniger als gewünscht, sagt es der Hinweis.

    Returns
    -------
    Klasseneinteilung
        `grenzen` in der Einheit der Werte.

    Raises
    ------
    SozialmonitorFehler
        Ohne einen einzigen Wert, ohne die nötigen `feste` oder `mitte`.
    Unbekannt
        Wenn Verfahren oder Palette nicht verzeichnet ist.
    """
    if verfahren not in VERFAHREN:
        raise Unbekannt.aus("Das Klassenverfahren", verfahren, VERFAHREN)
    if palette not in PALETTEN:
        raise Unbekannt.aus("Die Palette", palette, PALETTEN)
    vorhanden = _vorhandene(werte)
    hinweis = ""
    if verfahren == "fest":
        grenzen = _feste_grenzen(feste)
    elif verfahren == "stadtwert":
        grenzen = _grenzen_um(mitte, vorhanden)
    elif verfahren == "streuung":
        grenzen, hinweis = _streuungsgrenzen(vorhanden)
    else:
        grenzen, hinweis = _grenzen_aus_werten(vorhanden, verfahren, anzahl)
    return Klasseneinteilung(
        grenzen=grenzen,
        farben=_farben(palette, len(grenzen) + 1),
        verfahren=verfahren,
        hinweis=hinweis,
    )


def klasse(werte: pd.Series, einteilung: Klasseneinteilung) -> pd.Series:
    """Nummer der Klasse je Wert (0 = niedrigste), `Int64`, Index wie `werte`; `NA` bleibt `NA`."""
    zahlen = _zahlen(werte)
    nummern = np.searchsorted(einteilung.grenzen, zahlen, side="right")
    reihe = pd.Series(nummern, index=werte.index, name="klasse", dtype="Int64")
    return reihe.mask(np.isnan(zahlen))


def klassentexte(
    einteilung: Klasseneinteilung, nachkommastellen: int, einheit: str = ""
) -> list[str]:
    """Legende je Klasse: „unter 5 %“, „5 bis unter 10 %“, „30 % und mehr“.

    Gezeigt werden so viele Nachkommastellen, wie die Grenzen brauchen, höchstens zwei mehr
    als der Indikator hat.
    """
    if not einteilung.grenzen:
        return ["alle Werte"]
    stellen = next(
        (s for s in range(nachkommastellen + 2) if _genau(einteilung.grenzen, s)),
        nachkommastellen + 2,
    )
    texte = [f"{g:,.{stellen}f}".translate(_DEUTSCH) for g in einteilung.grenzen]
    zusatz = f" {einheit}" if einheit else ""
    return [
        f"unter {texte[0]}{zusatz}",
        *(f"{a} bis unter {b}{zusatz}" for a, b in itertools.pairwise(texte)),
        f"{texte[-1]}{zusatz} und mehr",
    ]


def anzahl_je_klasse(werte: pd.Series, einteilung: Klasseneinteilung) -> tuple[int, ...]:
    """Zahl der Gebiete je Klasse, auch für leere Klassen; Gebiete ohne Wert zählen nicht."""
    nummern = klasse(werte, einteilung)
    return tuple(int(nummern.eq(i).sum()) for i in range(len(einteilung.farben)))


def textfarbe(farbe: str) -> str:
    """Schwarz oder Weiß, was auf der Farbe (`#rrggbb`) besser lesbar ist (immer ≥ 4,5:1)."""
    kanaele = [kanal / 255 for kanal in _rgb(farbe)]
    linear = [
        k / 12.92 if k <= 0.04045 else ((k + 0.055) / 1.055) ** 2.4  # noqa: PLR2004
        for k in kanaele
    ]
    helligkeit = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    gegen_schwarz, gegen_weiss = (helligkeit + 0.05) / 0.05, 1.05 / (helligkeit + 0.05)
    return "#000000" if gegen_schwarz >= gegen_weiss else "#ffffff"


def _zahlen(werte: pd.Series) -> np.ndarray:
    zahlen: np.ndarray = werte.astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
    return zahlen


def _vorhandene(werte: pd.Series) -> np.ndarray:
    zahlen = _zahlen(werte)
    vorhanden: np.ndarray = zahlen[np.isfinite(zahlen)]
    if not len(vorhanden):
        raise SozialmonitorFehler(
            "Kein Gebiet hat einen Wert; ohne Werte gibt es keine Klassen. "
            "Bitte einen anderen Stichtag oder eine andere Ebene wählen."
        )
    return vorhanden


def _feste_grenzen(feste: Sequence[float]) -> tuple[float, ...]:
    if not feste:
        raise SozialmonitorFehler(
            "Zu den festen Klassen fehlen die Grenzen; bitte das Feld „klassen“ des Indikators "
            "ausfüllen oder ein anderes Verfahren wählen."
        )
    return tuple(sorted({float(grenze) for grenze in feste}))


def _grenzen_um(mitte: float | None, vorhanden: np.ndarray) -> tuple[float, ...]:
    if mitte is None or not math.isfinite(mitte):
        raise SozialmonitorFehler(
            "Für Klassen um den Stadtwert fehlt der Stadtwert. Bitte ein anderes Verfahren wählen."
        )
    halb = _runde_schrittweite(_MITTE_HALB * _streuung(mitte, vorhanden))
    if mitte > 0 and vorhanden.min() >= 0:
        # Die unterste Grenze bleibt über null, sonst wäre die unterste Klasse immer leer.
        while halb * (_AUSSEN + 0.1) >= mitte:
            halb = _runde_schrittweite(halb / 2)
    basis = round(float(mitte), 1 - math.floor(math.log10(halb)))
    return tuple(round(basis + f * halb, 10) + 0.0 for f in (-_AUSSEN, -1, 1, _AUSSEN))


def _streuungsgrenzen(vorhanden: np.ndarray) -> tuple[tuple[float, ...], str]:
    if len(np.unique(vorhanden)) == 1:
        return (), "Eine Klasse: Alle Gebiete haben denselben Wert."
    mittel, streuung = float(vorhanden.mean()), float(vorhanden.std())
    stellen = 1 - math.floor(math.log10(streuung))
    grenzen = {round(mittel + vielfaches * streuung, stellen) + 0.0 for vielfaches in _STREUUNGEN}
    return tuple(sorted(g for g in grenzen if vorhanden.min() < g <= vorhanden.max())), ""


def _streuung(mitte: float, vorhanden: np.ndarray) -> float:
    abstaende = np.abs(vorhanden - mitte)
    moeglich = (
        float(np.median(abstaende)) * _MAD_ZU_STANDARDABWEICHUNG,
        float(np.sqrt(np.mean(abstaende**2))),
        abs(mitte) / 10,
        1.0,
    )
    # Rundungsreste der Gleitkommarechnung sind keine Streuung.
    kleinste = 1e-9 * max(1.0, abs(mitte))
    return next(streuung for streuung in moeglich if streuung > kleinste)


def _runde_schrittweite(wert: float) -> float:
    potenz = 10.0 ** math.floor(math.log10(wert))
    ziffer = max(z for z in (1, 2, 5) if z <= wert / potenz or z == 1)
    return float(ziffer * potenz)


def _grenzen_aus_werten(
    vorhanden: np.ndarray, verfahren: str, anzahl: int | None
) -> tuple[tuple[float, ...], str]:
    wenige = len(vorhanden) <= WENIGE_GEBIETE
    erlaubt = _HOECHSTENS_BEI_WENIGEN if wenige else HOECHSTENS
    gewuenscht = anzahl or min(_UEBLICH, erlaubt)
    verschiedene = len(np.unique(vorhanden))
    k = max(1, min(gewuenscht, erlaubt, verschiedene))
    grenzen = _geteilt(vorhanden, verfahren, k) if k > 1 else ()
    if len(grenzen) + 1 >= gewuenscht:
        return grenzen, ""
    gebiete = f"{len(vorhanden)} {'Gebiet' if len(vorhanden) == 1 else 'Gebiete'} mit Wert"
    art = "verschiedener Wert" if verschiedene == 1 else "verschiedene Werte"
    return grenzen, (
        f"{len(grenzen) + 1} statt {gewuenscht} Klassen: {gebiete}, {verschiedene} {art}."
    )


def _geteilt(vorhanden: np.ndarray, verfahren: str, k: int) -> tuple[float, ...]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # mapclassify warnt, wenn numba fehlt
        import mapclassify  # langsam, nur hier gebraucht

        einteiler = {
            "quantile": mapclassify.Quantiles,
            "gleich": mapclassify.EqualInterval,
            "jenks": mapclassify.FisherJenks,
        }[verfahren]
        obere = einteiler(vorhanden, k=k).bins[:-1]
    werte = np.unique(vorhanden)
    if verfahren == "gleich":
        return _gleiche_grenzen(werte, obere)
    # mapclassify zählt eine Obergrenze zur unteren Klasse; hier gilt „bis unter“.
    paare = [(werte[werte <= o].max(), werte[werte > o].min()) for o in obere if o < werte[-1]]
    return tuple(sorted({_kurze_grenze(float(a), float(b)) for a, b in paare}))


def _gleiche_grenzen(werte: np.ndarray, obere: np.ndarray) -> tuple[float, ...]:
    breite = (werte[-1] - werte[0]) / (len(obere) + 1)
    stellen = 1 - math.floor(math.log10(breite))
    gerundet = {round(float(o), stellen) + 0.0 for o in obere}  # + 0.0 macht −0 zu 0
    return tuple(sorted(g for g in gerundet if werte[0] < g <= werte[-1]))


def _kurze_grenze(unter: float, ab: float) -> float:
    """Die Zahl mit den wenigsten Stellen, die größer als `unter` und höchstens `ab` ist."""
    mitte = unter + (ab - unter) / 2
    kandidaten = (round(g, stellen) + 0.0 for stellen in range(-6, 13) for g in (mitte, ab))
    return next((g for g in kandidaten if unter < g <= ab), ab)


def _genau(grenzen: Sequence[float], stellen: int) -> bool:
    return all(math.isclose(round(g, stellen), g, rel_tol=1e-9, abs_tol=1e-9) for g in grenzen)


def _farben(palette: str, anzahl: int) -> tuple[str, ...]:
    vorrat = PALETTEN[palette]
    if anzahl == 1:
        return (vorrat[len(vorrat) // 2],)
    stellen = [i * (len(vorrat) - 1) / (anzahl - 1) for i in range(anzahl)]
    if anzahl <= len(vorrat):
        return tuple(vorrat[round(stelle)] for stelle in stellen)
    return tuple(_zwischenfarbe(vorrat, stelle) for stelle in stellen)


def _zwischenfarbe(vorrat: Sequence[str], stelle: float) -> str:
    links = min(int(stelle), len(vorrat) - 2)
    anteil = stelle - links
    paare = zip(_rgb(vorrat[links]), _rgb(vorrat[links + 1]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * anteil):02x}" for a, b in paare)


def _rgb(farbe: str) -> tuple[int, int, int]:
    return int(farbe[1:3], 16), int(farbe[3:5], 16), int(farbe[5:7], 16)
