"""Geprüfte Entwicklung eines Gebiets: „positiv“ und „negativ“ nur, wo es der Zufall kaum macht.

Ersetzt die neu standardisierte Dynamik, die auch ohne jede Veränderung rund ein Drittel der
Gebiete positiv oder negativ nennt.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sozialmonitor import konfidenz
from sozialmonitor.fehler import SozialmonitorFehler, Unbekannt
from sozialmonitor.sozialindex.einstufung import NEGATIV, POSITIV
from sozialmonitor.sozialindex.felder import faelle

NICHT_GESICHERT = "stabil / nicht gesichert"
NICHT_BEWERTBAR = "nicht bewertbar"
GEPRUEFTE_DYNAMIK = (POSITIV, NICHT_GESICHERT, NEGATIV, NICHT_BEWERTBAR)

# Die Indikatoren überschneiden sich (dieselben Menschen), der Test nimmt sie als unabhängig:
# deshalb die Grenze zu 99 % statt 95 %.
SUMMENGRENZE = 2.58
_IRRTUM_JE_GEBIET = 0.05
# Worauf sich das Urteil stützt: (Widerspruch, einzelne Indikatoren, Summentest).
_GRUENDE = {
    (False, False, False): "",
    (False, True, False): "einzelne Indikatoren",
    (False, False, True): "Summentest",
    (False, True, True): "einzelne Indikatoren und Summentest",
} | {(True, e, t): "Indikatoren widersprechen sich" for e in (False, True) for t in (False, True)}


def geprueft_dynamik(
    anzahl_0: pd.DataFrame,
    nenner_0: pd.DataFrame,
    anzahl_1: pd.DataFrame,
    nenner_1: pd.DataFrame,
    streuung: Mapping[str, float] | pd.Series,
    *,
    belastend: Mapping[str, bool] | pd.Series | None = None,
    grenze: float = SUMMENGRENZE,
    niveau: float | None = None,
) -> pd.DataFrame:
    """Ob sich die Belastung eines Gebiets zwischen zwei Stichtagen gesichert verändert hat.

    Ein Gebiet ist positiv (negativ), wenn mindestens ein Indikator gesichert besser (schlechter)
    geworden ist und keiner gesichert das Gegenteil zeigt, oder wenn der Summentest |Z| > `grenze`
    ergibt. Zeigen beide Wege in verschiedene Richtungen, ist nichts gesichert.

    Parameters
    ----------
    anzahl_0, nenner_0, anzahl_1, nenner_1
        Gebiete × Indikatoren (Anteile als Zähler und Nenner) zum früheren und späteren Stichtag.
        Gebiete und Spalten gibt `anzahl_0` vor.
    streuung
        Je Indikator die Streuung der Gebiete im Basisjahr; nur ihr Verhältnis zählt.
    belastend
        Je Indikator, ob ein höherer Anteil belastet. Vorgabe: alle.
    grenze
        Für |Z| des Summentests.
    niveau
        Vertrauensniveau je Indikator. Vorgabe 1 − 0,05/K bei K Indikatoren (Bonferroni): mit
        95 % je Indikator wären bei 7 Indikatoren 28 % aller unveränderten Gebiete auffällig,
        mit der Vorgabe und dem Summentest zusammen 5 %.

    Returns
    -------
    pd.DataFrame
        `klasse` (Kategorien `GEPRUEFTE_DYNAMIK`), `gesichert_besser` und `gesichert_schlechter`
        [Zahl der Indikatoren, Newcombe 1998], `pruefgroesse` (Z, über 0 = mehr Belastung) und
        `grund` (worauf sich das Urteil stützt oder warum es keines gibt). Fehlt ein Indikator,
        ist das Gebiet nicht bewertbar.

    Raises
    ------
    SpaltenFehlen
        Wenn einer Tabelle ein Indikator fehlt.
    SozialmonitorFehler
        Wenn zu einem Indikator Streuung oder Richtung fehlt.

    Notes
    -----
    `Z = Σ d_k/s_k / √(Σ v_k/s_k²)` mit `d_k = p_1 − p_0`, `v_k = p_0(1 − p_0)/n_0 +
    p_1(1 − p_1)/n_1`. Beide Stichtage gelten als unabhängig; leben großteils dieselben Menschen
    im Gebiet, ist das vorsichtig.
    """
    gebiete, spalten = anzahl_0.index, anzahl_0.columns
    if not len(spalten):
        raise SozialmonitorFehler("Ohne Indikator gibt es keine Entwicklung zu prüfen.")
    s = _je_spalte(streuung, spalten, "Streuung").to_numpy("float64", na_value=np.nan)
    vorzeichen = _vorzeichen(belastend, spalten)
    x0, n0 = faelle(anzahl_0, nenner_0, gebiete, spalten)
    x1, n1 = faelle(anzahl_1, nenner_1, gebiete, spalten)
    irrtum = _IRRTUM_JE_GEBIET / len(spalten) if niveau is None else 1 - niveau
    _, unten, oben = konfidenz.newcombe(x0, n0, x1, n1, 1 - irrtum)
    belasteter = np.where(vorzeichen > 0, unten > 0, oben < 0).sum(axis=1)
    entlasteter = np.where(vorzeichen > 0, oben < 0, unten > 0).sum(axis=1)
    z = _summentest(x0 / n0, n0, x1 / n1, n1, np.where(s > 0, vorzeichen * s, np.nan))

    einzeln = np.sign(belasteter) - np.sign(entlasteter)
    summe = np.where(np.abs(z) > grenze, np.sign(z), 0).astype("int64")
    gegenteil = einzeln * summe < 0
    richtung = einzeln + summe
    uneinig = gegenteil | ((belasteter > 0) & (entlasteter > 0) & (summe == 0))
    brauchbar = np.isfinite(x0) & np.isfinite(x1) & (s > 0)
    bewertbar = brauchbar.all(axis=1)
    gruende = [
        f"ohne brauchbare Angabe: {', '.join(map(str, spalten[~zeile]))}"
        if not zeile.all()
        else _GRUENDE[bool(u), bool(e), bool(t)]
        for zeile, u, e, t in zip(brauchbar, uneinig, einzeln, summe, strict=True)
    ]
    klasse = np.select([~bewertbar, richtung < 0, richtung > 0], [3, 0, 2], default=1)
    return pd.DataFrame(
        {
            "klasse": pd.Categorical.from_codes(klasse, pd.Index(GEPRUEFTE_DYNAMIK)),
            "gesichert_besser": entlasteter,
            "gesichert_schlechter": belasteter,
            "pruefgroesse": z,
            "grund": pd.Series(gruende, gebiete, dtype="object"),
        },
        index=gebiete,
    )


def _summentest(
    p0: np.ndarray, n0: np.ndarray, p1: np.ndarray, n1: np.ndarray, streuung: np.ndarray
) -> np.ndarray:
    """Z je Gebiet; 0, wenn sich bei niemandem etwas regt, `NaN` mit einer Lücke."""
    varianz = p0 * (1 - p0) / n0 + p1 * (1 - p1) / n1
    breite = np.sqrt((varianz / streuung**2).sum(axis=1))
    summe = ((p1 - p0) / streuung).sum(axis=1)
    nenner = np.where(breite > 0, breite, np.where(summe == 0, 1, np.nan))
    return np.asarray(summe / nenner)


def _je_spalte(angaben: Mapping[str, object] | pd.Series, spalten: pd.Index, was: str) -> pd.Series:
    reihe = pd.Series(angaben)
    for name in reihe.index.difference(spalten, sort=False):
        raise Unbekannt.aus("Indikator", str(name), [str(spalte) for spalte in spalten])
    if fehlend := [str(spalte) for spalte in spalten if spalte not in reihe.index]:
        raise SozialmonitorFehler(f"{was} fehlt für {fehlend}; bitte je Indikator angeben.")
    return reihe.reindex(spalten)


def _vorzeichen(belastend: Mapping[str, bool] | pd.Series | None, spalten: pd.Index) -> np.ndarray:
    if belastend is None:
        return np.ones(len(spalten))
    return np.where(_je_spalte(belastend, spalten, "Richtung").astype(bool), 1.0, -1.0)
