"""Liegen hohe und niedrige Werte beieinander? Moran I der Stadt und je Gebiet (LISA).

Ein gesichertes Muster sagt nur, dass Nachbarn einander ähnlicher oder unähnlicher sind, als es der
Zufall macht – nicht warum. Andere Gebietsgrenzen geben andere Muster.
"""

import warnings
from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from sozialmonitor.fehler import SozialmonitorFehler, Unbekannt

if TYPE_CHECKING:
    from libpysal.graph import Graph

Nachbarart = Literal["queen", "naechste"]
Mehrfachtest = Literal["fdr", "ohne"]

NICHT_GESICHERT = "nicht gesichert"
NICHT_BEWERTBAR = "nicht bewertbar"
MINDESTENS_GEBIETE = 20
"""Darunter tragen p-Werte aus Vertauschen nichts.

Ein Gebiet mit drei Nachbarn hat bei n Gebieten C(n−1, 3) mögliche Nachbarschaften, der kleinste
zweiseitige p-Wert ist also 2/C(n−1, 3). Er muss unter 0,05/n liegen, der ersten Schranke gegen
Zufallstreffer: bei 18 Gebieten verfehlt (0,0029 gegen 0,0028), ab 19 erreicht; 20 ist die nächste
runde Zahl.
"""
# esda zählt die Felder des Moran-Diagramms so: eigener Wert, dann Mittel der Nachbarn.
_ARTEN = {1: "hoch-hoch", 2: "niedrig-hoch", 3: "niedrig-niedrig", 4: "hoch-niedrig"}
# Flächentreu, in Metern und für ganz Europa einheitlich.
_METRISCH = "EPSG:3035"
_GENAU = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Moranwert:
    """Globales Moran I: `erwartung` ohne Muster, zweiseitiger `p_wert`; `NaN`, wo `grund` steht.

    `gebiete` ist die Zahl der Gebiete, die eingehen.
    """

    wert: float = np.nan
    erwartung: float = np.nan
    p_wert: float = np.nan
    gebiete: int = 0
    grund: str = ""


def nachbarn(
    flaechen: gpd.GeoDataFrame, art: Nachbarart = "queen", k: int = 4, *, toleranz: float = 1.0
) -> "Graph":
    """Wer wessen Nachbar ist, als ungewichteter `libpysal.graph.Graph` mit dem Index der Flächen.

    Parameters
    ----------
    flaechen
        Eine Fläche je Gebiet, eindeutiger Index, mit Bezugssystem. Gerechnet wird in EPSG:3035.
    art
        `queen`: Flächen berühren sich an Linie oder Punkt; wer nichts berührt, ist eine Insel.
        `naechste`: die `k` Gebiete mit dem nächsten Schwerpunkt, also nie eine Insel, aber auch
        nicht immer gegenseitig.
    toleranz
        Bis zu diesem Abstand [Meter] gelten Flächen als berührt; Grenzen aus verschiedenen
        Quellen lassen Spalten. Nur für `queen`.

    Raises
    ------
    SozialmonitorFehler
        Gebiet doppelt, Fläche leer, Bezugssystem fehlt oder weniger als `k` andere Gebiete.
    """
    from libpysal.graph import Graph  # langsam, nur hier gebraucht

    _pruefe_flaechen(flaechen)
    metrisch = flaechen.geometry.to_crs(_METRISCH)
    if art == "queen":
        return Graph.build_fuzzy_contiguity(metrisch, buffer=toleranz / 2)
    if art != "naechste":
        raise Unbekannt.aus("Nachbarart", art, ["queen", "naechste"])
    if not 1 <= k < len(metrisch):
        raise SozialmonitorFehler(
            f"{k} nächste Gebiete verlangt, es gibt {len(metrisch)} Flächen; bitte k verkleinern."
        )
    return Graph.build_knn(metrisch.centroid, k=k)


def lokaler_moran(
    wert: pd.Series,
    nachbarn: "Graph",
    *,
    permutationen: int = 999,
    niveau: float = 0.05,
    mehrfachtest: Mehrfachtest = "fdr",
    seed: int = 0,
) -> pd.DataFrame:
    """Je Gebiet das lokale Moran I und ob es zu einem gesicherten Muster gehört.

    Parameters
    ----------
    wert
        Ein Wert je Gebiet, eindeutiger Index mit den Schlüsseln der Flächen; Lücken sind `NaN`.
    nachbarn
        Ergebnis von `nachbarn`.
    permutationen
        So oft werden die Werte der anderen Gebiete vertauscht; der kleinste p-Wert ist
        `2/(permutationen + 1)`. Ab etwa 25 Gebieten braucht ein einzelnes auffälliges Gebiet mehr
        als 999, um den Mehrfachtest zu bestehen.
    mehrfachtest
        `fdr`: p-Werte nach Benjamini & Hochberg 1995 für alle Gebiete zusammen, sodass im Mittel
        höchstens `niveau` der gefundenen Muster Zufall sind. `ohne`: jedes Gebiet für sich.

    Returns
    -------
    pd.DataFrame
        Index wie `wert`. `i`: lokales Moran I (zeilenstandardisierte Gewichte); `p_wert`:
        zweiseitig, aus Vertauschen; `p_korrigiert`: nach Mehrfachtest; `art`: „hoch-hoch“,
        „niedrig-niedrig“, „hoch-niedrig“ (eigener Wert hoch, Nachbarn niedrig), „niedrig-hoch“,
        „nicht gesichert“ oder „nicht bewertbar“; `grund` dafür. Ein Gebiet ohne Wert zählt auch
        als Nachbar nicht. Unter 20 bewertbaren Gebieten ist keines bewertbar.

    Notes
    -----
    Anselin 1995, Geographical Analysis 27; I und Feld aus `esda.Moran_Local`, bedingtes Vertauschen
    wie dort, aber mit eigenem Zufallsgenerator (esda verstellt den von numpy), zweiseitig und mit
    Gleichständen auf beiden Seiten gezählt.
    """
    if mehrfachtest not in ("fdr", "ohne"):
        raise Unbekannt.aus("Mehrfachtest", mehrfachtest, ["fdr", "ohne"])
    gruende, werte, gesamt = _bewertbare(wert, nachbarn)
    ergebnis = pd.DataFrame(
        {"i": np.nan, "p_wert": np.nan, "p_korrigiert": np.nan, "art": NICHT_BEWERTBAR},
        index=wert.index,
    ).assign(grund=gruende)
    if gesamt:
        return ergebnis
    from scipy import stats  # langsam, nur hier gebraucht

    gewichte = nachbarn.subgraph(werte.index).transform("r")
    with warnings.catch_warnings():  # esda stellt die Warnfilter um
        import esda  # langsam, nur hier gebraucht

        lisa = esda.Moran_Local(werte.to_numpy(), gewichte, permutations=0)
    p_wert = _lokale_p_werte(lisa.z, gewichte.sparse.toarray(), permutationen, seed)
    korrigiert = stats.false_discovery_control(p_wert) if mehrfachtest == "fdr" else p_wert
    muster = np.array([_ARTEN[int(feld)] for feld in lisa.q], dtype=object)
    gefunden = {
        "i": lisa.Is,
        "p_wert": p_wert,
        "p_korrigiert": korrigiert,
        "art": np.where(korrigiert <= niveau, muster, NICHT_GESICHERT),
    }
    ergebnis.loc[werte.index, list(gefunden)] = pd.DataFrame(gefunden, index=werte.index)
    return ergebnis


def moran(
    wert: pd.Series, nachbarn: "Graph", *, permutationen: int = 999, seed: int = 0
) -> Moranwert:
    """Globales Moran I: über 0 liegen ähnliche Werte beieinander, darunter verschiedene.

    Eingabe, Gewichte und Mindestzahl wie bei `lokaler_moran`; der p-Wert vertauscht alle Werte.

    Notes
    -----
    Moran 1950, Cliff & Ord 1981; Wert aus `esda.Moran`.
    """
    _, werte, grund = _bewertbare(wert, nachbarn)
    if grund:
        return Moranwert(grund=grund)
    gewichte = nachbarn.subgraph(werte.index).transform("r")
    with warnings.catch_warnings():  # esda stellt die Warnfilter um
        import esda  # langsam, nur hier gebraucht

        statistik = esda.Moran(werte.to_numpy(), gewichte, permutations=0)
    z, w = statistik.z, gewichte.sparse.toarray()
    rng = np.random.default_rng(seed)
    vertauscht = rng.permuted(np.tile(z, (permutationen, 1)), axis=1)
    simuliert = (vertauscht * (vertauscht @ w.T)).sum(axis=1) / (z @ z)
    return Moranwert(
        wert=float(statistik.I),
        erwartung=float(statistik.EI),
        p_wert=float(_p_wert(simuliert, statistik.I)),
        gebiete=len(werte),
    )


def _lokale_p_werte(
    z: np.ndarray, gewichte: np.ndarray, permutationen: int, seed: int
) -> np.ndarray:
    """Zweiseitig je Gebiet; sein Wert bleibt, die der anderen fallen zufällig auf die Nachbarn."""
    faktor = (len(z) - 1) / (z @ z)
    rng = np.random.default_rng(seed)
    plaetze = np.argsort(rng.random((permutationen, len(z) - 1)), axis=1)
    p_werte = []
    for i, zeile in enumerate(gewichte):
        eigene = zeile[zeile > 0]
        andere = np.delete(z, i)
        simuliert = faktor * z[i] * (andere[plaetze[:, : len(eigene)]] @ eigene)
        p_werte.append(_p_wert(simuliert, faktor * z[i] * (zeile @ z)))
    return np.array(p_werte)


def _p_wert(simuliert: np.ndarray, beobachtet: float) -> float:
    hoch = (simuliert >= beobachtet - _GENAU).sum()
    tief = (simuliert <= beobachtet + _GENAU).sum()
    return float(min(1.0, 2 * (min(hoch, tief) + 1) / (len(simuliert) + 1)))


def _bewertbare(wert: pd.Series, graph: "Graph") -> tuple[pd.Series, pd.Series, str]:
    """Je Gebiet der Grund (leer, wenn bewertbar), die Werte der bewertbaren, Grund der Karte.

    Geordnet nach Schlüssel, damit die Ziehungen nicht an der Reihenfolge der Gebiete hängen.
    """
    if not wert.index.is_unique:
        doppelt = sorted(map(str, wert.index[wert.index.duplicated()].unique()))
        raise SozialmonitorFehler(f"Je Gebiet ein Wert, doppelt sind: {', '.join(doppelt)}.")
    zahlen = pd.Series(wert.to_numpy("float64", na_value=np.nan), index=wert.index)
    endlich = np.isfinite(zahlen.to_numpy())
    bekannt = wert.index.isin(graph.unique_ids)
    bewertbar, mit_nachbarn = _verbunden(graph, set(wert.index[endlich & bekannt]))
    werte = zahlen.reindex(bewertbar)
    gesamt = _grund_der_karte(werte.to_numpy())
    gruende = np.select(
        [~endlich, ~bekannt, wert.index.isin(bewertbar), wert.index.isin(mit_nachbarn)],
        [
            "Der Wert fehlt.",
            "Für das Gebiet gibt es keine Fläche.",
            gesamt,
            "Zu keinem Nachbarn steht ein Wert da.",
        ],
        "Das Gebiet hat keine Nachbarn.",
    )
    return pd.Series(gruende, index=wert.index, dtype="object"), werte, gesamt


def _verbunden(graph: "Graph", gebiete: set[Hashable]) -> tuple[list[Hashable], set[Hashable]]:
    """Gebiete, die untereinander Nachbarn haben, geordnet; und alle, die überhaupt welche haben.

    Fällt ein Gebiet weg, kann ein anderes seinen letzten Nachbarn verlieren.
    """
    verbindungen = graph.adjacency[graph.adjacency > 0].index.tolist()
    mit_nachbarn = {gebiet for gebiet, _ in verbindungen}
    vorher = None
    while gebiete != vorher:
        vorher = gebiete
        gebiete = {von for von, nach in verbindungen if von in gebiete and nach in gebiete}
    return sorted(gebiete, key=str), mit_nachbarn


def _grund_der_karte(werte: np.ndarray) -> str:
    if len(werte) < MINDESTENS_GEBIETE:
        return (
            f"Gebiete mit Wert und Nachbarn: {len(werte)}; "
            f"unter {MINDESTENS_GEBIETE} lässt sich kein Muster vom Zufall unterscheiden."
        )
    gleich = np.ptp(werte) <= _GENAU * np.abs(werte).max()
    return "Alle Gebiete haben denselben Wert." if gleich else ""


def _pruefe_flaechen(flaechen: gpd.GeoDataFrame) -> None:
    namen = {
        "doppelt": flaechen.index[flaechen.index.duplicated()],
        "ohne Fläche": flaechen.index[flaechen.geometry.isna() | flaechen.geometry.is_empty],
    }
    for befund, gebiete in namen.items():
        if len(gebiete):
            raise SozialmonitorFehler(
                f"Gebiete {befund}: {', '.join(map(str, gebiete))}. Bitte vorher auslassen."
            )
    if flaechen.crs is None:
        raise SozialmonitorFehler(
            "Den Flächen fehlt das Bezugssystem; bitte mit set_crs angeben, etwa EPSG:4326."
        )
