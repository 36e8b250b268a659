"""Alle Gebiete einer Ebene als Punkte: im Trichter nach ihrer Größe, in zwei Indikatoren zugleich.

Der Trichter sagt, wer weiter vom gemeinsamen Wert liegt, als der Zufall erwarten lässt; der
Zusammenhang, ob hohe Werte des einen Indikators mit hohen des anderen einhergehen. Wer keinen
Punkt hat, steht mit seinem Grund daneben.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from sozialmonitor import formate, konfidenz, vergleich
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune

MINDESTENS_ZUSAMMENHANG = 10
"""Mit weniger Gebieten schwankt ein Zusammenhang so stark, dass er nichts sagt."""
MINDESTENS_TRICHTER = 2
"""Ein Gebiet allein hat keinen gemeinsamen Wert, um den es schwanken könnte."""
NIVEAUS = (0.95, 0.998)
_LINIENPUNKTE = 80


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trichter:
    """Alle Gebiete einer Ebene um einen gemeinsamen Wert, mit den Grenzen des Zufalls.

    `zeilen` sind die Gebiete mit Wert und `lage` (−2 bis 2: unter oder über der 99,8- bzw.
    95-%-Grenze, 0 dazwischen); `linien` die Grenzen über der Zahl der Personen; `ohne` nennt je
    Gebiet ohne Wert den Grund. Ist nichts zu zeichnen, steht es in `grund`.
    """

    zeilen: pd.DataFrame
    linien: pd.DataFrame
    ohne: Mapping[str, str]
    mitte: float = math.nan
    mitte_name: str = ""
    grund: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Zusammenhang:
    """Rangkorrelation (−1 bis 1) mit 95-%-Bereich; `grund`, wo es keine gibt."""

    anzahl: int
    wert: float = math.nan
    unten: float = math.nan
    oben: float = math.nan
    grund: str = ""


def trichter(
    kommune: Kommune,
    tabelle: pd.DataFrame,
    indikator: Indikator,
    gebiete_: Sequence[str],
    stichtag: str,
) -> Trichter:
    """Anteile aller Gebiete um den gemeinsamen Wert, mit 95- und 99,8-%-Grenzen.

    Parameters
    ----------
    tabelle
        Ergebnis von `vergleich.mit_vergleich`.
    gebiete_
        Die Gebiete einer Ebene.

    Notes
    -----
    Mitte ist der Stadtwert, ohne Fälle, die sich keinem Gebiet zuordnen lassen: sie fehlen
    jedem Gebiet, und mit ihnen läge die Mitte immer etwas zu hoch. Liegen die Gebiete nicht in
    der Stadt oder fehlen deren Fallzahlen, ist es der Wert aller gezeigten zusammen. Grenzen:
    `konfidenz.kontrollgrenzen` (Spiegelhalter 2005). Sie gelten für ein Gebiet, das im
    gemeinsamen Wert nicht enthalten ist; für sehr große Gebiete sind sie etwas zu weit.
    """
    stand = tabelle[tabelle["stichtag"].eq(stichtag)]
    ohne = gruende_ohne_wert(stand, gebiete_)
    zeilen = stand[stand["gebiet"].isin(list(gebiete_)) & ~stand["gebiet"].isin(list(ohne))]
    zeilen = _in_ordnung(zeilen, gebiete_)
    leer = pd.DataFrame(columns=["nenner", *_grenznamen()], dtype="float64")
    if indikator.art != "anteil" or not kommune.gezaehlt(indikator):
        grund = "Ein Trichter setzt einen Anteil gezählter Personen oder Fälle voraus."
        return Trichter(zeilen=zeilen.head(0), linien=leer, ohne=ohne, grund=grund)
    mit_zahlen = zeilen["zaehler"].notna() & zeilen["nenner"].gt(0)
    ohne |= dict.fromkeys(zeilen.loc[~mit_zahlen, "gebiet"], "ohne Fallzahlen")
    zeilen = zeilen[mit_zahlen]
    if len(zeilen) < MINDESTENS_TRICHTER:
        grund = "Für einen Trichter haben zu wenige Gebiete einen Wert mit Fallzahlen."
        return Trichter(zeilen=zeilen.head(0), linien=leer, ohne=ohne, grund=grund)
    mitte, name = _mitte(kommune, stand, zeilen)
    return Trichter(
        zeilen=zeilen.assign(lage=_lage(zeilen, mitte)).reset_index(drop=True),
        linien=_linien(zeilen["nenner"], mitte, indikator.faktor),
        ohne=ohne,
        mitte=mitte * indikator.faktor,
        mitte_name=name,
    )


def streuung(
    waagrecht: pd.DataFrame, senkrecht: pd.DataFrame, gebiete_: Sequence[str], jahr: str
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Zwei Indikatoren nebeneinander, je Gebiet eine Zeile, beide aus demselben Jahr.

    Parameters
    ----------
    waagrecht, senkrecht
        Zeilen aus `kennzahlen.kennzahl`; je Indikator gilt der jüngste Stichtag des Jahres.

    Returns
    -------
    tuple[pd.DataFrame, dict[str, str]]
        `gebiet`, `demo` und `wert`, `unten`, `oben`, `stichtag` je mit `_x` und `_y`; dazu die
        Gründe der Gebiete, denen einer der Werte fehlt.
    """
    x, y = (_jahresstand(tabelle, gebiete_, jahr) for tabelle in (waagrecht, senkrecht))
    ohne = gruende_ohne_wert(x, gebiete_) | gruende_ohne_wert(y, gebiete_)
    felder = ["gebiet", "wert", "unten", "oben", "stichtag", "demo"]
    beide = x[felder].merge(y[felder], on="gebiet", suffixes=("_x", "_y"), validate="1:1")
    beide = beide[~beide["gebiet"].isin(list(ohne))]
    beide = beide.assign(demo=beide["demo_x"] | beide["demo_y"]).drop(columns=["demo_x", "demo_y"])
    return _in_ordnung(beide, gebiete_).reset_index(drop=True), ohne


def gemeinsame_jahre(
    waagrecht: pd.DataFrame, senkrecht: pd.DataFrame, gebiete_: Sequence[str]
) -> list[str]:
    """Jahre, in denen beide Indikatoren in wenigstens einem der Gebiete einen Wert haben."""

    def jahre(tabelle: pd.DataFrame) -> set[str]:
        gilt = tabelle["gebiet"].isin(list(gebiete_)) & tabelle["zustand"].eq("wert")
        return set(tabelle.loc[gilt, "stichtag"].str[:4])

    return sorted(jahre(waagrecht) & jahre(senkrecht))


def zusammenhang(x: pd.Series, y: pd.Series, niveau: float = 0.95) -> Zusammenhang:
    """Ob Gebiete mit hohem `x` auch ein hohes (oder niedriges) `y` haben: Rangkorrelation.

    Parameters
    ----------
    x, y
        Je Gebiet ein Wert; fehlende zählen nicht mit.

    Notes
    -----
    Spearman 1904; Bereich nach Bonett & Wright 2000: Fishers z mit dem Standardfehler
    `sqrt((1 + r²/2) / (n − 3))`. Unter `MINDESTENS_ZUSAMMENHANG` Gebieten nur ein Grund. Bei
    vollkommenem Zusammenhang (±1) gibt es keinen Bereich.
    """
    gilt = x.notna().to_numpy() & y.notna().to_numpy()
    raenge = [feld[gilt].rank().to_numpy("float64") for feld in (x, y)]
    anzahl = int(gilt.sum())
    if anzahl < MINDESTENS_ZUSAMMENHANG:
        worte = "1 Gebiet" if anzahl == 1 else f"{anzahl} Gebieten"
        grund = f"Mit {worte} ist ein Zusammenhang nicht zu beurteilen"
        return Zusammenhang(anzahl=anzahl, grund=f"{grund}; nötig sind {MINDESTENS_ZUSAMMENHANG}.")
    streuungen = [rang - rang.mean() for rang in raenge]
    quadrate = [float((s**2).sum()) for s in streuungen]
    if min(quadrate) == 0:
        grund = "In einem der beiden Indikatoren haben alle Gebiete denselben Wert."
        return Zusammenhang(anzahl=anzahl, grund=grund)
    r = float((streuungen[0] * streuungen[1]).sum() / math.sqrt(quadrate[0] * quadrate[1]))
    r = max(-1.0, min(1.0, r))
    if math.isclose(abs(r), 1.0):
        return Zusammenhang(anzahl=anzahl, wert=r)
    spanne = float(special.ndtri(0.5 + niveau / 2)) * math.sqrt((1 + r**2 / 2) / (anzahl - 3))
    mitte = math.atanh(r)
    return Zusammenhang(
        anzahl=anzahl, wert=r, unten=math.tanh(mitte - spanne), oben=math.tanh(mitte + spanne)
    )


def gruende_ohne_wert(stand: pd.DataFrame, gebiete_: Sequence[str]) -> dict[str, str]:
    """Je Gebiet ohne Wert, warum keiner dasteht; ohne Zeile „keine Angabe“."""
    zustand = dict(zip(stand["gebiet"], stand["zustand"], strict=True))
    return {
        gebiet: formate.zustandstext(str(zustand.get(gebiet, "fehlt")))
        for gebiet in gebiete_
        if zustand.get(gebiet, "fehlt") != "wert"
    }


def _in_ordnung(zeilen: pd.DataFrame, gebiete_: Collection[str]) -> pd.DataFrame:
    platz = {gebiet: i for i, gebiet in enumerate(gebiete_)}
    return zeilen.sort_values("gebiet", key=lambda spalte: spalte.map(platz), kind="stable")


def _jahresstand(tabelle: pd.DataFrame, gebiete_: Sequence[str], jahr: str) -> pd.DataFrame:
    eigene = tabelle[tabelle["gebiet"].isin(list(gebiete_)) & tabelle["stichtag"].str[:4].eq(jahr)]
    mit_wert = eigene.loc[eigene["zustand"].eq("wert"), "stichtag"]
    return eigene[eigene["stichtag"].eq(mit_wert.max() if len(mit_wert) else "")]


def _mitte(kommune: Kommune, stand: pd.DataFrame, zeilen: pd.DataFrame) -> tuple[float, str]:
    """Der gemeinsame Anteil (0 bis 1) und sein Name."""
    stadt = kommune.einstellungen.stadt
    oben = stand[stand["gebiet"].eq(stadt) & stand["zustand"].eq("wert")]
    if len(oben) and set(zeilen["gebiet"]) <= kommune.in_der_stadt:
        fremd = vergleich.nicht_zuordenbare(kommune, stadt)
        ohne_ort = vergleich.faelle_ohne_ort(stand[stand["gebiet"].isin(fremd)]).sum(skipna=False)
        anteil = (float(oben["zaehler"].iloc[0]) - float(ohne_ort)) / float(oben["nenner"].iloc[0])
        if 0 <= anteil <= 1:
            zusatz = ", Fälle mit Ort" if ohne_ort else ""
            return anteil, f"{kommune.name(stadt)}{zusatz}"
    return float(zeilen["zaehler"].sum() / zeilen["nenner"].sum()), "alle Gebiete zusammen"


def _lage(zeilen: pd.DataFrame, mitte: float) -> np.ndarray:
    anteil = (zeilen["zaehler"] / zeilen["nenner"]).to_numpy("float64")
    lage = np.zeros(len(zeilen), dtype="int64")
    for niveau in NIVEAUS:
        grenzen = konfidenz.kontrollgrenzen(mitte, zeilen["nenner"].to_numpy("float64"), niveau)
        lage += (anteil > grenzen[1]).astype("int64") - (anteil < grenzen[0]).astype("int64")
    return lage


def _linien(nenner: pd.Series, mitte: float, faktor: float) -> pd.DataFrame:
    von, bis = max(1.0, float(nenner.min()) * 0.7), float(nenner.max()) * 1.08
    personen = np.geomspace(von, bis, _LINIENPUNKTE)
    grenzen = [g for niveau in NIVEAUS for g in konfidenz.kontrollgrenzen(mitte, personen, niveau)]
    felder = dict(zip(_grenznamen(), (np.asarray(g) * faktor for g in grenzen), strict=True))
    return pd.DataFrame({"nenner": personen, **felder})


def _grenznamen() -> list[str]:
    return ["unten_95", "oben_95", "unten_998", "oben_998"]
