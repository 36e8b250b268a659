"""Gebiete mit ähnlichem Profil zu Gruppen zusammenfassen und sagen, was jede auszeichnet.

Gruppiert wird nach standardisierten Indikatoren; welche Indikatoren gewählt werden, entscheidet
das Ergebnis mit. Jede Gruppe trägt deshalb Maße dafür, wie deutlich und wie stabil sie ist.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from sozialmonitor.fehler import SozialmonitorFehler, Unbekannt

Verfahren = Literal["ward", "kmeans"]
Lage = Literal["über", "unter"]

MINDESTENS_PERSONEN = 300
"""Ab so vielen Personen geht ein Gebiet ein, wie in Berlin (MSS) und Hamburg."""
MINDESTENS_JE_GRUPPE = 3
"""So viele Gebiete braucht eine Gruppe im Mittel, sonst beschreibt sie nur Einzelne."""
_WENIGSTE, _MEISTE = 2, 6
_WIEDERHOLUNGEN = 100
_NEUSTARTS, _NEUSTARTS_BEIM_WIEDERZIEHEN = 10, 3
# Gerundet wird, damit Rechenungenauigkeit keine Reihenfolge und keinen Gleichstand entscheidet.
_STELLEN = 9
_GENAU = 1e-12


class Merkmal(NamedTuple):
    """Worin sich eine Gruppe abhebt: `abstand` vom Mittel aller Gebiete in Standardabweichungen."""

    indikator: str
    lage: Lage
    abstand: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gruppierung:
    """Gruppen von Gebieten, Nummer 1 ist die größte; ohne Gruppen steht in `grund`, warum.

    Attributes
    ----------
    gruppe
        Je Gebiet die Nummer (`Int64`), `NA` für ausgelassene; Index wie die Tabelle.
    silhouette, silhouette_gesamt
        −1 bis 1 je Gebiet und im Mittel: wie viel näher die eigene Gruppe ist als die nächste
        andere. Ab 0,5 eine brauchbare Ordnung, unter 0,25 keine (Kaufman & Rousseeuw 1990);
        reine Zufallszahlen erreichen bei 25 Gebieten und vier Indikatoren 0,3.
    stabilitaet
        Je Gruppe der mittlere Jaccard-Wert (0 bis 1) zur ähnlichsten Gruppe, wenn man aus
        zufällig wiedergezogenen Gebieten neu gruppiert. Unter 0,6 nicht verlässlich. Die übliche
        Schwelle 0,75 (Hennig, `fpc::clusterboot`) gilt für viele Gebiete: bei 25 überschreiten
        sie auch Gruppen aus reinen Zufallszahlen oft, 0,9 nur selten.
    stabilitaet_indikatoren
        Dasselbe, wenn reihum ein Indikator weggelassen wird; `NaN` bei nur einem.
    profil
        Mittlerer z-Wert je Gruppe (Zeilen) und Indikator (Spalten).
    ausgelassen
        Gebiet → Grund.
    """

    gruppe: pd.Series
    silhouette: pd.Series
    silhouette_gesamt: float
    stabilitaet: pd.Series
    stabilitaet_indikatoren: pd.Series
    profil: pd.DataFrame
    ausgelassen: Mapping[Hashable, str]
    grund: str = ""


def gruppen(
    tabelle: pd.DataFrame,
    anzahl: int | None = None,
    verfahren: Verfahren = "ward",
    *,
    personen: pd.Series | None = None,
    mindestens: int = MINDESTENS_PERSONEN,
    seed: int = 0,
    wiederholungen: int = _WIEDERHOLUNGEN,
) -> Gruppierung:
    """Gruppen ähnlicher Gebiete aus standardisierten Indikatoren.

    Parameters
    ----------
    tabelle
        Eine Zeile je Gebiet (eindeutiger Index), eine Zahlenspalte je Indikator. Gebiete mit einer
        Lücke bleiben aus; Lücken werden nicht gefüllt.
    anzahl
        Zahl der Gruppen; ohne Angabe die mit der höchsten Silhouette von 2 bis 6, im Gleichstand
        die kleinere.
    verfahren
        `ward` (hierarchisch, Ward 1963) oder `kmeans` (zehn Neustarts).
    personen
        Personen je Gebiet; unter `mindestens` bleibt ein Gebiet aus. Ohne Angabe bleibt keines aus.
    seed, wiederholungen
        Startwert für k-means und Wiederziehen; Zahl der Wiederziehungen.

    Returns
    -------
    Gruppierung
        Mit `grund` statt Gruppen, wenn auf eine Gruppe im Mittel keine drei Gebiete kämen oder es
        weniger verschiedene Gebiete als Gruppen gibt.

    Notes
    -----
    z-Werte mit der Standardabweichung aller (ddof=0) und ungewichtetem Mittel der einbezogenen
    Gebiete. Ein überall gleicher Indikator zählt nicht. Silhouette: Rousseeuw 1987. Stabilität:
    Hennig 2007, Computational Statistics & Data Analysis 52, Bootstrap, mehrfach gezogene Gebiete
    einfach gezählt (`fpc::clusterboot` mit `multipleboot=FALSE`); eine nicht gezogene Gruppe zählt
    in dieser Ziehung nicht.
    """
    _pruefe(tabelle, anzahl, verfahren)
    ausgelassen = _ausgelassen(tabelle, personen, mindestens)
    z = _z_werte(tabelle[~tabelle.index.isin(list(ausgelassen))])
    grund, moegliche = _moegliche_anzahlen(z, anzahl)
    if grund:
        return _ohne_gruppen(tabelle, ausgelassen, grund)
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):  # für so wenige Zeilen kostet Verteilen mehr, als es bringt
        return _gruppiert(
            tabelle,
            z,
            moegliche,
            ausgelassen,
            verfahren=verfahren,
            seed=seed,
            wiederholungen=wiederholungen,
        )


def merkmale_der_gruppe(
    gruppierung: Gruppierung, nummer: int, schwelle: float = 0.5
) -> list[Merkmal]:
    """Indikatoren, in denen die Gruppe mindestens `schwelle` Standardabweichungen abweicht.

    Der größte Abstand zuerst, im Gleichstand in der Reihenfolge der Tabelle. Bezug ist das
    ungewichtete Mittel der einbezogenen Gebiete, nicht der Stadtwert.
    """
    if nummer not in gruppierung.profil.index:
        raise Unbekannt.aus("Gruppe", str(nummer), [str(n) for n in gruppierung.profil.index])
    profil = gruppierung.profil.T[nummer].round(_STELLEN)
    auffaellig = profil[profil.abs() >= schwelle]
    return [
        Merkmal(str(indikator), "über" if abstand > 0 else "unter", float(abstand))
        for indikator, abstand in sorted(auffaellig.items(), key=lambda paar: -abs(paar[1]))
    ]


def _pruefe(tabelle: pd.DataFrame, anzahl: int | None, verfahren: str) -> None:
    if verfahren not in ("ward", "kmeans"):
        raise Unbekannt.aus("Gruppierungsverfahren", verfahren, ["ward", "kmeans"])
    if anzahl is not None and anzahl < _WENIGSTE:
        raise SozialmonitorFehler(f"{anzahl} Gruppen verlangt; möglich sind zwei oder mehr.")
    if not tabelle.index.is_unique or not tabelle.columns.is_unique:
        raise SozialmonitorFehler("Gebiete oder Indikatoren der Tabelle sind doppelt.")
    if tabelle.columns.empty:
        raise SozialmonitorFehler("Die Tabelle hat keinen Indikator.")


def _ausgelassen(
    tabelle: pd.DataFrame, personen: pd.Series | None, mindestens: int
) -> dict[Hashable, str]:
    fehlt = ~np.isfinite(_zahlen(tabelle).to_numpy())
    gruende: dict[Hashable, str] = {}
    for gebiet, luecken in zip(tabelle.index, fehlt, strict=True):
        if luecken.any():
            gruende[gebiet] = f"Es fehlt: {', '.join(map(str, tabelle.columns[luecken]))}."
        elif personen is None:
            continue
        elif pd.isna(vorhanden := personen.get(gebiet)):
            gruende[gebiet] = "Die Zahl der Personen fehlt."
        elif vorhanden < mindestens:
            gruende[gebiet] = f"Nur {vorhanden:.0f} Personen, nötig sind {mindestens}."
    return gruende


def _zahlen(tabelle: pd.DataFrame) -> pd.DataFrame:
    spalten = {name: tabelle[name].to_numpy("float64", na_value=np.nan) for name in tabelle}
    return pd.DataFrame(spalten, index=tabelle.index)


def _z_werte(tabelle: pd.DataFrame) -> pd.DataFrame:
    """z-Werte, geordnet nach ihnen selbst: die Reihenfolge der Tabelle soll nichts bewirken."""
    if tabelle.empty:
        return _zahlen(tabelle)
    x = _zahlen(tabelle)
    streuung = x.std(ddof=0)
    streuung = streuung.where(streuung > _GENAU * x.abs().max())
    z = ((x - x.mean()) / streuung).fillna(0.0).round(_STELLEN)
    return z.sort_values(list(z.columns))


def _moegliche_anzahlen(z: pd.DataFrame, anzahl: int | None) -> tuple[str, list[int]]:
    verschiedene = len(z.drop_duplicates())
    verlangt = [anzahl] if anzahl else list(range(_WENIGSTE, _MEISTE + 1))
    genug = [k for k in verlangt if len(z) >= k * MINDESTENS_JE_GRUPPE]
    moegliche = [k for k in genug if verschiedene >= k]
    if not genug:
        noetig = verlangt[0] * MINDESTENS_JE_GRUPPE
        return (
            f"Für {verlangt[0]} Gruppen sind mindestens {noetig} Gebiete mit allen Werten nötig; "
            f"es sind {len(z)}."
        ), []
    if not moegliche:
        return f"Für {verlangt[0]} Gruppen unterscheiden sich zu wenige Gebiete.", []
    return "", moegliche


def _gruppiert(
    tabelle: pd.DataFrame,
    z: pd.DataFrame,
    moegliche: list[int],
    ausgelassen: Mapping[Hashable, str],
    *,
    verfahren: Verfahren,
    seed: int,
    wiederholungen: int,
) -> Gruppierung:
    from sklearn.metrics import silhouette_samples  # langsam, nur hier gebraucht

    werte = z.to_numpy()
    zuordnungen = [_zuordnung(werte, k, verfahren, seed) for k in moegliche]
    silhouetten = [silhouette_samples(werte, zuordnung) for zuordnung in zuordnungen]
    beste = int(np.argmax([round(float(s.mean()), _STELLEN) for s in silhouetten]))
    nummern = _nummeriert(werte, zuordnungen[beste])
    gruppe = pd.Series(nummern, z.index, dtype="Int64", name="gruppe")
    silhouette = pd.Series(silhouetten[beste], z.index, name="silhouette")
    return Gruppierung(
        gruppe=gruppe.reindex(tabelle.index),
        silhouette=silhouette.reindex(tabelle.index),
        silhouette_gesamt=float(silhouette.mean()),
        stabilitaet=_stabilitaet(werte, nummern, verfahren, seed=seed, ziehungen=wiederholungen),
        stabilitaet_indikatoren=_stabilitaet_indikatoren(werte, nummern, verfahren, seed=seed),
        profil=z.groupby(nummern).mean().rename_axis("gruppe")[list(tabelle.columns)],
        ausgelassen=ausgelassen,
    )


def _ohne_gruppen(
    tabelle: pd.DataFrame, ausgelassen: Mapping[Hashable, str], grund: str
) -> Gruppierung:
    return Gruppierung(
        gruppe=pd.Series(pd.NA, tabelle.index, dtype="Int64", name="gruppe"),
        silhouette=pd.Series(np.nan, tabelle.index, name="silhouette"),
        silhouette_gesamt=np.nan,
        stabilitaet=_mittel([], 0, "stabilitaet"),
        stabilitaet_indikatoren=_mittel([], 0, "stabilitaet_indikatoren"),
        profil=pd.DataFrame(columns=tabelle.columns, dtype="float64").rename_axis("gruppe"),
        ausgelassen=ausgelassen,
        grund=grund,
    )


def _zuordnung(
    z: np.ndarray, anzahl: int, verfahren: Verfahren, seed: int, *, neustarts: int = _NEUSTARTS
) -> np.ndarray:
    """Je Zeile eine beliebige Gruppennummer; höchstens so viele Gruppen wie verschiedene Zeilen."""
    from sklearn.cluster import AgglomerativeClustering, KMeans  # langsam, nur hier gebraucht

    k = min(anzahl, len(np.unique(z, axis=0)))
    if k < _WENIGSTE:
        return np.zeros(len(z), dtype=int)
    if verfahren == "ward":
        return np.asarray(AgglomerativeClustering(n_clusters=k, linkage="ward").fit_predict(z))
    kmeans = KMeans(n_clusters=k, n_init=neustarts, random_state=seed)
    return np.asarray(kmeans.fit_predict(z))


def _nummeriert(z: np.ndarray, zuordnung: np.ndarray) -> np.ndarray:
    """Nummern ab 1: die größte Gruppe zuerst, dann niedriges Mittel im ersten Indikator."""

    def rang(alte: int) -> tuple[float, ...]:
        mitglieder = z[zuordnung == alte]
        mittel = mitglieder.mean(axis=0).round(_STELLEN)
        return (-len(mitglieder), *mittel, float(np.argmax(zuordnung == alte)))

    geordnet = sorted(np.unique(zuordnung).tolist(), key=rang)
    return np.array([geordnet.index(alte) + 1 for alte in zuordnung.tolist()])


def _stabilitaet(
    z: np.ndarray, nummern: np.ndarray, verfahren: Verfahren, *, seed: int, ziehungen: int
) -> pd.Series:
    rng = np.random.default_rng(seed)
    anzahl = int(nummern.max())
    werte = []
    for _ in range(ziehungen):
        gezogen = np.unique(rng.integers(len(z), size=len(z)))
        neu = _zuordnung(
            z[gezogen], anzahl, verfahren, seed, neustarts=_NEUSTARTS_BEIM_WIEDERZIEHEN
        )
        werte.append(_jaccard(nummern[gezogen], neu, anzahl))
    return _mittel(werte, anzahl, "stabilitaet")


def _stabilitaet_indikatoren(
    z: np.ndarray, nummern: np.ndarray, verfahren: Verfahren, *, seed: int
) -> pd.Series:
    anzahl, spalten = int(nummern.max()), z.shape[1]
    werte = []
    if spalten > 1:
        for spalte in range(spalten):
            neu = _zuordnung(np.delete(z, spalte, axis=1), anzahl, verfahren, seed)
            werte.append(_jaccard(nummern, neu, anzahl))
    return _mittel(werte, anzahl, "stabilitaet_indikatoren")


def _jaccard(nummern: np.ndarray, neu: np.ndarray, anzahl: int) -> np.ndarray:
    """Je Gruppe die Ähnlichkeit zur ähnlichsten neuen, `NaN` für eine nicht gezogene."""
    gemeinsam = np.zeros((anzahl, int(neu.max()) + 1))
    np.add.at(gemeinsam, (nummern - 1, neu), 1)
    eigene, andere = gemeinsam.sum(axis=1, keepdims=True), gemeinsam.sum(axis=0)
    aehnlich = (gemeinsam / (eigene + andere - gemeinsam)).max(axis=1)
    return np.asarray(np.where(eigene[:, 0] > 0, aehnlich, np.nan))


def _mittel(werte: list[np.ndarray], anzahl: int, name: str) -> pd.Series:
    gruppen = pd.RangeIndex(1, anzahl + 1, name="gruppe")
    return pd.DataFrame(werte, columns=gruppen, dtype="float64").mean().rename(name)
