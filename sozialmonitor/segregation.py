"""Wie ungleich eine Gruppe über die Gebiete verteilt ist: Indizes und Lokationsquotient.

Neben jedem Index steht sein Zufallswert: auch blindes Verteilen ergibt bei kleinen Gruppen und
vielen Gebieten hohe Werte. Kein Index kennt die Lage der Gebiete zueinander, und keiner ist
zwischen Städten oder Gebietsebenen vergleichbar.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from sozialmonitor import konfidenz
from sozialmonitor.eingabe import Zahlen

_ZIEHUNGEN = 1000
_RAENDER = (0.025, 0.975)
_NAMEN_HOECHSTENS = 3
# Ab so vielen zieht numpy nicht mehr aus der hypergeometrischen Verteilung.
_PERSONEN_UNTER = 1_000_000_000
# Personen der Gruppe und des Rests je Gebiet (letzte Achse) → Index
_Index = Callable[[np.ndarray, np.ndarray], np.ndarray]
# Alle je Gebiet, Größe der Gruppe → Erwartung bei Zufall, Wert ohne Segregation
_Erwartung = Callable[[np.ndarray, int], tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Segregationswert:
    """Ein Index (0 bis 1) und was der Zufall zu ihm beiträgt; `NaN` überall, wo `grund` steht.

    `zufallswert` ist die Erwartung, wenn die Gruppe zufällig auf die Einwohnerinnen und Einwohner
    der Gebiete verteilt wäre, `zufall_unten` bis `zufall_oben` der Bereich, in dem 95 % solcher
    Verteilungen liegen. `bereinigt` ist der um die Verzerrung kleiner Zahlen korrigierte Index,
    `unten` bis `oben` sein 95-%-Bereich.
    """

    wert: float = np.nan
    zufallswert: float = np.nan
    zufall_unten: float = np.nan
    zufall_oben: float = np.nan
    bereinigt: float = np.nan
    unten: float = np.nan
    oben: float = np.nan
    grund: str = ""


def dissimilaritaet(
    gruppe: Zahlen, insgesamt: Zahlen, *, seed: int = 0, ziehungen: int = _ZIEHUNGEN
) -> Segregationswert:
    """Dissimilaritätsindex D: welcher Teil der Gruppe umziehen müsste, um gleich verteilt zu sein.

    `½ Σ |xᵢ/X − yᵢ/Y|` mit Gruppe x und Rest y. 0 heißt überall derselbe Anteil, 1 heißt kein
    Gebiet mit beiden.

    Parameters
    ----------
    gruppe, insgesamt
        Personen je Gebiet, ganze Zahlen; die Gruppe ist Teil von `insgesamt`. Zwei Series werden
        über ihren Index zugeordnet. Unbewohnte Gebiete tragen nichts bei.
    seed, ziehungen
        Startwert und Zahl der Ziehungen für alle Bereiche und für `bereinigt`.

    Returns
    -------
    Segregationswert
        Fehlt eine Zahl, ist die Gruppe irgendwo größer als `insgesamt`, hat sie niemanden oder
        alle, oder ist nur ein Gebiet bewohnt: alles `NaN` und `grund`.

    Notes
    -----
    Index: Duncan & Duncan 1955. Zufallswert: Maßstab nach Winship 1977, hier die genaue Erwartung
    der hypergeometrischen Verteilung; sein Bereich aus Ziehungen.
    Bereinigt: `2D − Mittel(D*)` mit multinomialen Bootstrap-Ziehungen D* beider Gruppen (Allen,
    Burgess, Davidson & Windmeijer 2015, The Econometrics Journal 18, S. 40–66), nie über D, denn
    die Verzerrung ist nie negativ (D ist konvex). `(D − E)/(1 − E)` nach Carrington & Troske 1997
    ist bei wirklicher Segregation zu klein: es zieht den Zufallswert voll ab, obwohl die
    Verzerrung mit wachsendem D verschwindet.
    Bereich: gespiegelte Bootstrap-Quantile `2D − D*`. Liegt D nicht über dem Zufallsbereich, reicht
    er bis 0; ohne das läge er bei kleinen Gruppen meist über dem wahren Wert.
    """
    return _segregationswert(
        _dissimilaritaet,
        _dissimilaritaet_bei_zufall,
        gruppe,
        insgesamt,
        seed=seed,
        ziehungen=ziehungen,
    )


def isolation(
    gruppe: Zahlen, insgesamt: Zahlen, *, seed: int = 0, ziehungen: int = _ZIEHUNGEN
) -> Segregationswert:
    """Isolationsindex: Anteil der Gruppe im Gebiet, gemittelt über die Mitglieder der Gruppe.

    `Σ (xᵢ/X)(xᵢ/tᵢ)`; ohne Segregation ist er der Anteil P der Gruppe an allen. Eingabe, Ergebnis,
    Korrektur und Bereiche wie bei `dissimilaritaet`; der Zufallswert ist exakt
    `P + (1 − P)(k − 1)/(T − 1)` für k bewohnte Gebiete mit T Personen.

    Notes
    -----
    Index: Bell 1954, Lieberson 1981 (`xPx`).
    """
    return _segregationswert(
        _isolation, _isolation_bei_zufall, gruppe, insgesamt, seed=seed, ziehungen=ziehungen
    )


def interaktion(
    gruppe: Zahlen, insgesamt: Zahlen, *, seed: int = 0, ziehungen: int = _ZIEHUNGEN
) -> Segregationswert:
    """Interaktionsindex: Anteil des Rests im Gebiet, gemittelt über die Mitglieder der Gruppe.

    `Σ (xᵢ/X)(yᵢ/tᵢ)`, also in allem `1 − isolation`; Eingabe und Ergebnis wie dort.

    Notes
    -----
    Index: Lieberson 1981 (`xPy`).
    """
    gegenteil = isolation(gruppe, insgesamt, seed=seed, ziehungen=ziehungen)
    return Segregationswert(
        wert=1 - gegenteil.wert,
        zufallswert=1 - gegenteil.zufallswert,
        zufall_unten=1 - gegenteil.zufall_oben,
        zufall_oben=1 - gegenteil.zufall_unten,
        bereinigt=1 - gegenteil.bereinigt,
        unten=1 - gegenteil.oben,
        oben=1 - gegenteil.unten,
        grund=gegenteil.grund,
    )


def lokationsquotient(gruppe: Zahlen, insgesamt: Zahlen) -> pd.Series:
    """Anteil der Gruppe im Gebiet geteilt durch ihren Anteil an allen (1 = wie überall).

    Gleicher Index wie `gruppe`; `NaN` in unbewohnten Gebieten und überall, wenn der Anteil an
    allen nicht zu rechnen ist. Mit Bereich und Grund: `lokationsquotient_mit_bereich`.
    """
    return lokationsquotient_mit_bereich(gruppe, insgesamt)["wert"].rename("lokationsquotient")


def lokationsquotient_mit_bereich(
    gruppe: Zahlen, insgesamt: Zahlen, niveau: float = 0.95
) -> pd.DataFrame:
    """Lokationsquotient je Gebiet mit dem Bereich, in dem er zufällig schwankt.

    Parameters
    ----------
    gruppe, insgesamt
        Personen je Gebiet wie bei `dissimilaritaet`.

    Returns
    -------
    pd.DataFrame
        Index wie `gruppe`; `wert`, `unten`, `oben` (Wilson-Bereich des Anteils geteilt durch den
        Anteil an allen, der als fest gilt) und `grund`. Fehlt irgendwo eine Zahl, ist der Anteil
        an allen unbekannt und kein Gebiet bewertbar.
    """
    tafel = _tafel(gruppe, insgesamt)
    grund = _grund(tafel)
    x, t = tafel["gruppe"], tafel["insgesamt"]
    anteil = np.nan if grund else x.sum() / t.sum()
    bewohnt = t.where(t > 0)
    unten, oben = konfidenz.wilson(x, bewohnt, niveau)
    ergebnis = pd.DataFrame(
        {"wert": x / bewohnt / anteil, "unten": unten / anteil, "oben": oben / anteil}
    )
    ergebnis["grund"] = grund or np.where(t > 0, "", "Im Gebiet wohnt niemand.")
    return ergebnis.reindex(gruppe.index) if isinstance(gruppe, pd.Series) else ergebnis


def _segregationswert(
    index: _Index,
    erwartung: _Erwartung,
    gruppe: Zahlen,
    insgesamt: Zahlen,
    *,
    seed: int,
    ziehungen: int,
) -> Segregationswert:
    tafel = _tafel(gruppe, insgesamt)
    if grund := _grund(tafel):
        return Segregationswert(grund=grund)
    # Feste Reihenfolge: die Ziehungen hängen nicht von der Anordnung der Gebiete ab.
    bewohnt = tafel[tafel["insgesamt"] > 0].sort_values(["insgesamt", "gruppe"])
    x, t = bewohnt["gruppe"].to_numpy("int64"), bewohnt["insgesamt"].to_numpy("int64")
    wert = float(index(x, t - x))
    zufallswert, ohne_segregation = erwartung(t, int(x.sum()))
    rng = np.random.default_rng(seed)
    zufaellig = rng.multivariate_hypergeometric(t, x.sum(), size=ziehungen)
    zufall_unten, zufall_oben = np.quantile(index(zufaellig, t - zufaellig), _RAENDER)
    wieder = index(_wieder_gezogen(rng, x, ziehungen), _wieder_gezogen(rng, t - x, ziehungen))
    oben, unten = np.clip(2 * wert - np.quantile(wieder, _RAENDER), ohne_segregation, 1)
    return Segregationswert(
        wert=wert,
        zufallswert=zufallswert,
        zufall_unten=float(zufall_unten),
        zufall_oben=float(zufall_oben),
        bereinigt=float(np.clip(2 * wert - wieder.mean(), ohne_segregation, wert)),
        unten=float(unten) if wert > zufall_oben else ohne_segregation,
        oben=float(oben),
    )


def _wieder_gezogen(rng: np.random.Generator, personen: np.ndarray, ziehungen: int) -> np.ndarray:
    alle = personen.sum()
    return rng.multinomial(alle, personen / alle, size=ziehungen)


def _dissimilaritaet(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    anteile = x / x.sum(axis=-1, keepdims=True) - y / y.sum(axis=-1, keepdims=True)
    return np.asarray(np.abs(anteile).sum(axis=-1) / 2)


def _isolation(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    je_gebiet = np.divide(x * x, x + y, out=np.zeros(x.shape), where=x + y > 0)
    return np.asarray(je_gebiet.sum(axis=-1) / x.sum(axis=-1))


def _dissimilaritaet_bei_zufall(t: np.ndarray, gruppe: int) -> tuple[float, float]:
    """Erwartung von D bei zufälliger Verteilung und Wert ohne Segregation.

    D ist die Summe der Abstände |xᵢ − P tᵢ| durch 2TP(1−P). Die Erwartung eines Abstands der
    hypergeometrischen Verteilung ist 2v(T−X−t+v)/T · Pr(x = v) mit v = ⌊tX/T⌋ + 1.
    """
    alle = int(t.sum())
    v = t * gruppe // alle + 1
    wahrscheinlich = np.exp(
        _log_binomial(gruppe, v) + _log_binomial(alle - gruppe, t - v) - _log_binomial(alle, t)
    )
    abstaende = 2 * v * (alle - gruppe - t + v) / alle * wahrscheinlich
    return float(abstaende.sum() / (2 * gruppe * (1 - gruppe / alle))), 0.0


def _isolation_bei_zufall(t: np.ndarray, gruppe: int) -> tuple[float, float]:
    alle = int(t.sum())
    anteil = gruppe / alle
    return float(anteil + (1 - anteil) * (len(t) - 1) / (alle - 1)), float(anteil)


def _log_binomial(n: Zahlen, k: np.ndarray) -> np.ndarray:
    return np.asarray(special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1))


def _tafel(gruppe: Zahlen, insgesamt: Zahlen) -> pd.DataFrame:
    einzelne = [w if isinstance(w, pd.Series) else np.atleast_1d(w) for w in (gruppe, insgesamt)]
    spalten = pd.DataFrame(dict(zip(("gruppe", "insgesamt"), einzelne, strict=True)))
    zahlen = {name: spalten[name].to_numpy("float64", na_value=np.nan) for name in spalten}
    tafel = pd.DataFrame(zahlen, index=spalten.index)
    return tafel.where(np.isfinite(tafel))


def _grund(tafel: pd.DataFrame) -> str:
    """Warum nichts zu rechnen ist, als Satz; leer, wenn alles da ist."""
    x, t = tafel["gruppe"], tafel["insgesamt"]
    maengel = {
        "Es fehlen Zahlen": x.isna() | t.isna(),
        "Es gibt negative Zahlen": (x < 0) | (t < 0),
        "Personen sind keine ganzen Zahlen": (x % 1 > 0) | (t % 1 > 0),
        "Die Gruppe ist größer als alle zusammen": x > t,
    }
    for befund, stellen in maengel.items():
        if stellen.any():
            return f"{befund} (betroffen: {_nennung(tafel.index[stellen])})."
    if (t > 0).sum() <= 1:
        return "Es ist höchstens ein Gebiet bewohnt."
    if t.sum() >= _PERSONEN_UNTER:
        return "Es sind zu viele Personen, um sie zufällig zu verteilen (ab einer Milliarde)."
    if x.sum() == 0:
        return "Niemand gehört zur Gruppe."
    return "Alle gehören zur Gruppe." if x.sum() == t.sum() else ""


def _nennung(namen: pd.Index) -> str:
    gezeigt = ", ".join(str(name) for name in namen[:_NAMEN_HOECHSTENS])
    weitere = len(namen) - _NAMEN_HOECHSTENS
    return f"{gezeigt} und {weitere} weitere" if weitere > 0 else gezeigt
