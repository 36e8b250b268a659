"""Wie stark sich Werte zwischen den Gebieten unterscheiden: Steigungsindex und Gini-Koeffizient.

Der Steigungsindex (SII) fragt, ob ein Wert mit der Belastung der Gebiete wächst; der Gini-
Koeffizient fragt nur, wie ungleich er verteilt ist. Beide gewichten mit der Bevölkerung.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from sozialmonitor.eingabe import Zahlen

_OBERES_QUANTIL = 0.975
_NAMEN_HOECHSTENS = 3
# So klein ist, verglichen mit den Werten selbst, nur noch Rechenungenauigkeit.
_NULL = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Ungleichheit:
    """Steigungsindex in der Einheit des Werts, `rii` als Verhältnis; `NaN`, wo `grund` es sagt.

    `basis` ist der Wert am unbelasteten Ende der Rangfolge nach der Geraden, `basis + sii` der am
    belasteten. `unten` bis `oben` ist der 95-%-Bereich von `sii`.
    """

    basis: float = np.nan
    sii: float = np.nan
    rii: float = np.nan
    unten: float = np.nan
    oben: float = np.nan
    grund: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gini:
    """Gini-Koeffizient von 0 (alle gleich) bis unter 1; `NaN`, wo `grund` steht."""

    wert: float = np.nan
    grund: str = ""


def sii_rii(
    bevoelkerung: Zahlen,
    wert: Zahlen,
    standardfehler: Zahlen = None,
    *,
    rang: Zahlen = None,
) -> Ungleichheit:
    """Slope und Relative Index of Inequality: Gefälle vom unbelasteten zum belasteten Ende.

    Regression des Werts auf die Stellung b der Gebiete in der nach Belastung geordneten
    Bevölkerung (0 bis 1, Mitte des eigenen Abschnitts), gewichtet mit ihrem Anteil a:
    `SII = Σ a(b−½)y / Σ a(b−½)²`, `basis = ȳ − SII/2`, `RII = (basis + SII)/basis`.

    Parameters
    ----------
    bevoelkerung, wert, standardfehler
        Je Gebiet Personen, Wert [Einheit des Indikators] und wahlweise sein Standardfehler. Series
        werden über den Index von `bevoelkerung` zugeordnet.
    rang
        Belastung der Gebiete, höher = stärker belastet; gleicher Rang teilt sich einen Abschnitt.
        Ohne Angabe gilt die Reihenfolge: das am wenigsten belastete Gebiet steht zuerst.

    Returns
    -------
    Ungleichheit
        Gebiete ohne Bevölkerung tragen nichts bei. Fehlt sonst ein Wert, ist alles `NaN`. Sind nur
        RII (Gerade nicht überall positiv) oder Bereich nicht zu rechnen, sagt `grund` auch das.

    Notes
    -----
    Formel: Low & Low 2004, Journal of Public Health 26, S. 388–395, wie PHEindicatormethods
    `phe_sii` (dort steht das am stärksten belastete Gebiet zuerst). Bereich mit Standardfehlern:
    `SII ± 1,96·√Σ(cᵢ·seᵢ)²`, denn die SII ist eine Summe `Σ cᵢyᵢ`; `phe_sii` nähert dasselbe durch
    Ziehungen an. Ohne Standardfehler: aus der Streuung um die Gerade mit der t-Verteilung, k − 2
    Freiheitsgrade. Das ist etwas anderes: wie gut die Gerade passt, nicht wie sicher die einzelnen
    Werte sind.
    """
    tafel = _tafel(bevoelkerung, wert=wert, rang=rang, standardfehler=standardfehler)
    if grund := _grund_sii(tafel):
        return Ungleichheit(grund=grund)
    tafel = tafel[tafel["gewicht"] > 0]
    a, y = (tafel["gewicht"] / tafel["gewicht"].sum()).to_numpy(), tafel["wert"].to_numpy()
    b = _stellung(a, tafel["rang"].to_numpy())
    koeffizienten = a * (b - 0.5) / (a * (b - 0.5) ** 2).sum()
    mittel = float((a * y).sum())
    sii = float((koeffizienten * (y - mittel)).sum())
    basis = mittel - sii / 2
    positiv = basis > _NULL * np.abs(y).max() and basis + sii >= 0
    spanne = _spanne(koeffizienten, tafel, a, y - basis - sii * b)
    grund = "" if positiv else "Die Gerade ist nicht überall positiv; das Verhältnis ist sinnlos. "
    return Ungleichheit(
        basis=basis,
        sii=sii,
        rii=(basis + sii) / basis if positiv else np.nan,
        unten=sii - spanne,
        oben=sii + spanne,
        grund=(grund + _ohne_bereich(tafel) * bool(np.isnan(spanne))).strip(),
    )


def gini(wert: Zahlen, gewicht: Zahlen = None) -> Gini:
    """Gini-Koeffizient: mittlerer Abstand zweier zufälliger Personen, durch das doppelte Mittel.

    `Σᵢ Σⱼ wᵢ wⱼ |xᵢ − xⱼ| / (2 μ W²)`; ein Gebiet mit Gewicht 3 zählt wie drei gleiche Gebiete.
    Größter möglicher Wert: 1 minus das kleinste Gewicht geteilt durch die Summe der Gewichte.

    Parameters
    ----------
    wert
        Je Gebiet ein Wert ab 0, etwa ein Anteil oder eine Rate.
    gewicht
        Personen je Gebiet; ohne Angabe zählt jedes Gebiet gleich. Gewicht 0 trägt nichts bei.

    Notes
    -----
    Form mit mittleren Abständen und Gewichten: Sen 1973, On Economic Inequality; Cowell 2011,
    Measuring Inequality. Ohne Kleinstichproben-Faktor n/(n−1), denn die Gebiete sind keine
    Stichprobe. Er unterscheidet nicht, ob Belastete oder Unbelastete die hohen Werte haben.
    """
    if gewicht is None:
        gewicht = (
            pd.Series(1.0, wert.index) if isinstance(wert, pd.Series) else np.ones(np.size(wert))
        )
    tafel = _tafel(gewicht, wert=wert)
    if grund := _grund_gini(tafel):
        return Gini(grund=grund)
    tafel = tafel[tafel["gewicht"] > 0]
    x, w = tafel["wert"].to_numpy(), (tafel["gewicht"] / tafel["gewicht"].sum()).to_numpy()
    abstaende = np.abs(x[:, None] - x[None, :])
    return Gini(wert=float(w @ abstaende @ w / (2 * (w @ x))))


def _tafel(gewicht: Zahlen, **spalten: Zahlen) -> pd.DataFrame:
    """Zahlen je Gebiet in der Reihenfolge von `gewicht`; unbekannte Gebiete stehen am Ende."""
    genannt = {
        name: feld if isinstance(feld, pd.Series) else np.atleast_1d(feld)
        for name, feld in {"gewicht": gewicht, **spalten}.items()
        if feld is not None
    }
    roh = pd.DataFrame(genannt)
    if isinstance(gewicht, pd.Series) and not roh.index.equals(gewicht.index):
        roh = roh.reindex(gewicht.index.append(roh.index.difference(gewicht.index)))
    zahlen = {name: roh[name].to_numpy("float64", na_value=np.nan) for name in roh}
    tafel = pd.DataFrame(zahlen, index=roh.index)
    if "rang" in spalten and spalten["rang"] is None:
        tafel["rang"] = np.arange(len(tafel), dtype="float64")
    return tafel.where(np.isfinite(tafel))


def _grund_sii(tafel: pd.DataFrame) -> str:
    bewohnt = tafel["gewicht"] > 0
    if grund := _grund(tafel) or _befund("Es fehlen Ränge", tafel["rang"].isna() & bewohnt):
        return grund
    raenge = tafel.loc[bewohnt, "rang"]
    return "Alle Gebiete haben denselben Rang." if raenge.min() == raenge.max() else ""


def _grund_gini(tafel: pd.DataFrame) -> str:
    bewohnt = tafel["gewicht"] > 0
    if grund := _grund(tafel) or _befund("Es gibt negative Werte", (tafel["wert"] < 0) & bewohnt):
        return grund
    return "Die Summe der Werte ist 0." if tafel.loc[bewohnt, "wert"].sum() == 0 else ""


def _grund(tafel: pd.DataFrame) -> str:
    """Was an Gewicht und Wert fehlt, als Satz; Werte unbewohnter Gebiete zählen nicht."""
    gewicht = tafel["gewicht"]
    befund = (
        _befund("Gewicht oder Bevölkerung fehlt", gewicht.isna())
        or _befund("Gewicht oder Bevölkerung ist negativ", gewicht < 0)
        or _befund("Es fehlen Werte", tafel["wert"].isna() & (gewicht > 0))
    )
    zu_wenige = (gewicht > 0).sum() <= 1
    return befund or ("Es gibt höchstens ein bewohntes Gebiet." if zu_wenige else "")


def _befund(befund: str, stellen: pd.Series) -> str:
    namen = [str(name) for name in stellen.index[stellen]]
    weitere = len(namen) - _NAMEN_HOECHSTENS
    gezeigt = ", ".join(namen[:_NAMEN_HOECHSTENS]) + (f" und {weitere} weitere" * (weitere > 0))
    return f"{befund} (betroffen: {gezeigt})." if namen else ""


def _stellung(anteil: np.ndarray, rang: np.ndarray) -> np.ndarray:
    """Mitte des Abschnitts jedes Gebiets in der nach Rang geordneten Bevölkerung, 0 bis 1."""
    stufe = np.unique(rang, return_inverse=True)[1]
    je_stufe = np.bincount(stufe, weights=anteil)
    return np.asarray((np.cumsum(je_stufe) - je_stufe / 2)[stufe])


def _spanne(
    koeffizienten: np.ndarray, tafel: pd.DataFrame, anteil: np.ndarray, rest: np.ndarray
) -> float:
    """Halbe Breite des 95-%-Bereichs der SII, `NaN` wenn sie nicht zu rechnen ist."""
    if "standardfehler" in tafel:
        fehler = tafel["standardfehler"].to_numpy()
        fehler = np.where(fehler >= 0, fehler, np.nan)
        streuung = float(np.sqrt(((koeffizienten * fehler) ** 2).sum()))
        return float(special.ndtri(_OBERES_QUANTIL)) * streuung
    freiheitsgrade = len(rest) - 2
    quadrate = float((anteil * rest**2).sum())
    if freiheitsgrade < 1 or quadrate <= (_NULL * np.abs(tafel["wert"]).max()) ** 2:
        return np.nan
    # Σ c²/a = 1 / Σ a(b−½)²
    varianz = quadrate / freiheitsgrade * float((koeffizienten**2 / anteil).sum())
    return float(special.stdtrit(freiheitsgrade, _OBERES_QUANTIL)) * float(np.sqrt(varianz))


def _ohne_bereich(tafel: pd.DataFrame) -> str:
    if "standardfehler" in tafel:
        return "Standardfehler fehlen oder sind negativ; es gibt keinen Bereich."
    return "Alle Werte liegen genau auf der Geraden; ohne Standardfehler gibt es keinen Bereich."
