"""Wie fest die Klasse eines Gebiets steht: gegen Zufall, Auswahl und Gewicht der Indikatoren.

Ein Index aus wenigen Gebieten mit kleinen Fallzahlen wechselt leicht die Klasse, ohne dass sich
etwas verändert hat. Gezeigt gehört er deshalb nur zusammen mit dem, was hier steht.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.glaettung import empirical_bayes
from sozialmonitor.sozialindex.einstufung import (
    STATUS,
    STATUSGRENZEN,
    gepruefte_grenzen,
    klassennummern,
    statusklasse,
)
from sozialmonitor.sozialindex.felder import faelle, standardisierte_zeilen
from sozialmonitor.sozialindex.gewichtung import (
    Gewichte,
    abgewandelte_gewichte,
    geordnete_gewichte,
)
from sozialmonitor.sozialindex.rangordnung import Aussage, aussagen, geteilte_raenge
from sozialmonitor.sozialindex.ziehung import Fortschritt, gezogene_indizes
from sozialmonitor.sozialindex.zsumme import summenindex, z_werte

GEWICHTSSPANNE = 0.5
SICHER_AB = 0.95
_ZUFALLSGEWICHTE = 1000
_RANGBEREICH = (0.025, 0.975)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stabilitaet:
    """Heutige Klasse jedes Gebiets und was von ihr unter Zufall und Varianten bleibt.

    Rang 1 = am meisten belastet. Alle Reihen und Tabellen haben den Index der Eingabe; was sich
    nicht rechnen lässt, ist `NaN`, den Anlass nennt `grund`.

    Attributes
    ----------
    klasse
        Statusklasse aus den heutigen Anteilen.
    klassenanteile
        Gebiete × Klassen: Anteil der Ziehungen, je Zeile zusammen 1.
    sicherheit
        Anteil der Ziehungen in der heutigen Klasse.
    rang, rang_unten, rang_oben
        Heutiger Rang und von welchem bis zu welchem 95 % der Ziehungen reichen.
    ohne_indikator
        Gebiete × weggelassener Indikator: Klasse aus den übrigen.
    gewichtsspanne
        `kleinster` und `groesster` Rang bei Gewichten ± 50 %.
    robust
        Welches Gebiet, für sich genommen, in mindestens 95 % der Ziehungen, ohne jeden
        einzelnen Indikator und bei allen Gewichten unter den k am meisten belasteten ist;
        `anteil` sagt, in wie vielen Ziehungen das für alle genannten zugleich gilt.
    ziehungen
        Zahl der ausgewerteten Ziehungen.
    grund
        Warum ein Gebiet nicht bewertet ist; sonst leer.
    """

    klasse: pd.Series
    klassenanteile: pd.DataFrame
    sicherheit: pd.Series
    rang: pd.Series
    rang_unten: pd.Series
    rang_oben: pd.Series
    ohne_indikator: pd.DataFrame
    gewichtsspanne: pd.DataFrame
    robust: tuple[Aussage, ...]
    ziehungen: int
    grund: pd.Series


def stabilitaet(
    anzahl: pd.DataFrame,
    nenner: pd.DataFrame,
    gewichte: Gewichte | None = None,
    *,
    ziehungen: int = 2000,
    seed: int = 1,
    grenzen: Sequence[float] = STATUSGRENZEN,
    fortschritt: Fortschritt | None = None,
) -> Stabilitaet:
    """Wie oft ein Gebiet seine Klasse behielte, wenn Zufall oder Bauart anders ausfielen.

    Drei Proben: (1) parametrischer Bootstrap, Zähler neu aus Binomial(n, p) mit geglättetem p
    (Empirical Bayes); (2) jeder Indikator einmal weggelassen; (3) Gewichte ± 50 %, jedes
    einzeln, alle Kombinationen der äußersten (bis 10 Indikatoren) und 1.000 zufällige dazwischen.

    Parameters
    ----------
    anzahl, nenner
        Gebiete × Indikatoren: Zähler und Nenner von Anteilen, hoch = belastend. Gebiete und
        Spalten gibt `anzahl` vor.
    gewichte
        Je Indikator eine Zahl ≥ 0; Indikatoren mit 0 bleiben ganz außer Betracht.
    seed
        Gleiche Zahl, gleiches Ergebnis.
    fortschritt
        Wird mit (erledigt, gesamt) gerufen, in Ziehungen.

    Returns
    -------
    Stabilitaet
        Ein Gebiet, dem ein Indikator fehlt, ist nicht bewertet; die übrigen seiner Werte zählen
        wie in `z_werte` im Mittel der Gebiete mit.

    Raises
    ------
    SpaltenFehlen
        Wenn `nenner` ein Indikator fehlt.
    SozialmonitorFehler
        Bei unbrauchbaren Gewichten oder Grenzen oder ohne Ziehung.
    """
    feste = gepruefte_grenzen(grenzen, STATUS)
    if ziehungen < 1:
        raise SozialmonitorFehler(f"Mindestens eine Ziehung ist nötig, verlangt sind {ziehungen}.")
    alle = geordnete_gewichte(anzahl.columns, gewichte)
    spalten, w = anzahl.columns[alle > 0], alle[alle > 0]
    strom, *stroeme = np.random.default_rng(seed).spawn(len(w) + 1)

    x, n = faelle(anzahl, nenner, anzahl.index, spalten)
    z = z_werte(pd.DataFrame(x / n, index=anzahl.index, columns=spalten))
    index = summenindex(z, pd.Series(w, spalten))
    bewertet = anzahl.index[index.notna()]
    z_bewertet = z.loc[bewertet].to_numpy().T

    gezogen = np.empty((0, len(bewertet)))
    if len(bewertet):
        gezogen = gezogene_indizes(
            np.rint(n), _geglaettet(x, n), w,
            ziehungen=ziehungen, stroeme=stroeme, fortschritt=fortschritt,
        )  # fmt: skip
    bester, schlechtester = geteilte_raenge(gezogen)
    haeufigkeit = _haeufigkeit(klassennummern(gezogen, feste))
    heute = klassennummern(index[bewertet].to_numpy(), feste)

    ohne = w * (1 - np.eye(len(w)))
    andere = np.vstack([w, abgewandelte_gewichte(w, GEWICHTSSPANNE, _ZUFALLSGEWICHTE, strom)])
    anders_bester, anders_schlechtester = geteilte_raenge(andere @ z_bewertet)
    _, ohne_schlechtester = geteilte_raenge(ohne[ohne.any(axis=1)] @ z_bewertet)
    ab_rang = [_rangquantil(schlechtester, SICHER_AB), anders_schlechtester, ohne_schlechtester]

    def reihe(werte: np.ndarray) -> pd.Series:
        return pd.Series(werte, bewertet, dtype="float64").reindex(anzahl.index)

    def rangreihe(werte: np.ndarray) -> pd.Series:
        return reihe(werte).astype("Int64")

    def klassen(werte: np.ndarray) -> pd.Series:
        return statusklasse(reihe(werte), feste)

    index_ohne = standardisierte_zeilen(ohne @ z_bewertet, w.sum())
    return Stabilitaet(
        klasse=statusklasse(index, feste).rename("klasse"),
        klassenanteile=pd.DataFrame({s: reihe(haeufigkeit[:, j]) for j, s in enumerate(STATUS)}),
        sicherheit=reihe(haeufigkeit[np.arange(len(heute)), heute]),
        rang=rangreihe(anders_bester[0]),
        rang_unten=rangreihe(_rangquantil(bester, _RANGBEREICH[0])),
        rang_oben=rangreihe(_rangquantil(schlechtester, _RANGBEREICH[1])),
        ohne_indikator=pd.DataFrame({s: klassen(index_ohne[k]) for k, s in enumerate(spalten)}),
        gewichtsspanne=pd.DataFrame(
            {
                "kleinster": rangreihe(anders_bester.min(axis=0)),
                "groesster": rangreihe(anders_schlechtester.max(axis=0)),
            }
        ),
        robust=aussagen(pd.Series(np.vstack(ab_rang).max(axis=0), bewertet), schlechtester),
        ziehungen=len(gezogen),
        grund=_gruende(z, np.isfinite(x), index.notna().to_numpy(), len(gezogen)),
    )


def _geglaettet(x: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Anteile je Indikator, zum Mittel der Gebiete gezogen (Empirical Bayes), 0 bis 1."""
    spalten = [empirical_bayes(x[:, k], n[:, k]).geglaettet for k in range(x.shape[1])]
    return np.column_stack(spalten).clip(0, 1)


def _haeufigkeit(nummern: np.ndarray) -> np.ndarray:
    """Gebiete × Klassen: Anteil der Ziehungen; `NaN` ohne Ziehung."""
    zahl = len(nummern) or np.nan
    return np.column_stack([(nummern == j).sum(axis=0) / zahl for j in range(len(STATUS))])


def _rangquantil(raenge: np.ndarray, anteil: float) -> np.ndarray:
    """Kleinster Rang, den mindestens dieser Anteil der Ziehungen nicht übersteigt."""
    if not len(raenge):
        return np.full(raenge.shape[1], np.nan)
    stelle = max(math.ceil(round(anteil * len(raenge), 6)) - 1, 0)
    return np.asarray(np.partition(raenge, stelle, axis=0)[stelle])


def _gruende(
    z: pd.DataFrame, angabe: np.ndarray, bewertet: np.ndarray, ziehungen: int
) -> pd.Series:
    gleich = z.columns[angabe.any(axis=0) & z.isna().all(axis=0).to_numpy()]
    fuer_alle = "zu wenige Gebiete mit allen Indikatoren oder alle gleich"
    if len(gleich):
        fuer_alle = f"ohne Unterschied zwischen den Gebieten: {', '.join(map(str, gleich))}"
    ergebnis = "" if ziehungen else "in keiner Ziehung zu bewerten"
    gruende = [
        f"ohne brauchbare Angabe: {', '.join(map(str, z.columns[~vorhanden]))}"
        if not vorhanden.all()
        else (ergebnis if mit_index else fuer_alle)
        for vorhanden, mit_index in zip(angabe, bewertet, strict=True)
    ]
    return pd.Series(gruende, z.index, dtype="object", name="grund")
