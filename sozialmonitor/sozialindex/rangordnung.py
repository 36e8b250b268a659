"""Ränge und was sich trotz Zufall und Wahl des Verfahrens sicher sagen lässt.

Rang 1 = am meisten belastet. Gebiete mit gleichem Wert teilen sich einen Bereich von Rängen;
„unter den k belastetsten“ gilt erst, wenn auch der schlechteste geteilte Rang ≤ k ist.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

# Unterschiede in späteren Nachkommastellen sind Rundung.
_STELLEN = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Aussage:
    """„`gebiete` sind unter den `k` am meisten belasteten“, gemeinsam in `anteil` der Fälle."""

    k: int
    gebiete: tuple[str, ...]
    anteil: float

    @property
    def vollstaendig(self) -> bool:
        """Ob es genau diese `k` Gebiete sind und nicht nur einige davon."""
        return len(self.gebiete) == self.k


@dataclass(frozen=True, slots=True, kw_only=True)
class Uebereinstimmung:
    """Ränge je Verfahren, kleinster und größter je Gebiet, gemeinsame Aussagen."""

    raenge: pd.DataFrame
    spanne: pd.DataFrame
    aussagen: tuple[Aussage, ...]


def uebereinstimmung(indizes: pd.DataFrame) -> Uebereinstimmung:
    """Worin mehrere Verfahren übereinstimmen.

    Parameters
    ----------
    indizes
        Eine Zeile je Gebiet, eine Spalte je Verfahren; überall hoch = belastet.

    Returns
    -------
    Uebereinstimmung
        `raenge` (Gebiete × Verfahren, 1 = am meisten belastet, Bindungen teilen den kleineren
        Rang), `spanne` mit `kleinster` und `groesster` Rang über alle Verfahren (geteilte Ränge
        zählen von bis) und `aussagen`: welche Gebiete jedes Verfahren unter den k belastetsten
        nennt, k bis zur Hälfte der Gebiete. Ein Gebiet, dem ein Verfahren keinen Wert gibt, hat
        keine Spanne und steht in keiner Aussage.
    """
    werte = indizes.astype("float64").round(_STELLEN)
    bester = werte.rank(ascending=False, method="min")
    schlechtester = werte.rank(ascending=False, method="max")
    spanne = pd.DataFrame(
        {
            "kleinster": bester.min(axis=1, skipna=False),
            "groesster": schlechtester.max(axis=1, skipna=False),
        }
    )
    return Uebereinstimmung(
        raenge=bester.astype("Int64"),
        spanne=spanne.astype("Int64"),
        aussagen=aussagen(spanne["groesster"], schlechtester.to_numpy().T),
    )


def aussagen(ab_rang: pd.Series, raenge: np.ndarray) -> tuple[Aussage, ...]:
    """Eine Aussage je k, bei dem ein Gebiet hinzukommt; k bis zur Hälfte der Gebiete.

    Parameters
    ----------
    ab_rang
        Je Gebiet das kleinste k, von dem an es sicher unter den k belastetsten ist; `NaN`: nie.
    raenge
        Fälle (Ziehungen oder Verfahren) × Gebiete; daraus der Anteil der Fälle, in denen alle
        genannten Gebiete zugleich unter den k belastetsten sind.
    """
    grenzen = ab_rang.to_numpy("float64", na_value=np.nan)
    bis = np.isfinite(grenzen).sum() // 2
    gefunden = []
    for k in np.unique(grenzen[grenzen <= bis]):
        dabei = grenzen <= k
        gemeinsam = (raenge[:, dabei] <= k).all(axis=1).mean()
        gebiete = tuple(ab_rang.index[dabei])
        gefunden.append(Aussage(k=int(k), gebiete=gebiete, anteil=float(gemeinsam)))
    return tuple(gefunden)


def geteilte_raenge(werte: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Kleinster und größter Rang jedes Werts in seiner Zeile (1 = höchster Wert, ohne Lücken)."""
    werte = -np.round(werte, _STELLEN)
    folge = np.argsort(werte, axis=1)
    sortiert = np.take_along_axis(werte, folge, axis=1)
    wechsel = sortiert[:, 1:] != sortiert[:, :-1]
    rand = np.ones((len(werte), 1), dtype=bool)
    stelle = np.arange(werte.shape[1], dtype="int32")
    erste = np.where(np.hstack([rand, wechsel]), stelle, 0)
    letzte = np.where(np.hstack([wechsel, rand]), stelle, werte.shape[1] - 1)
    bester, schlechtester = np.empty_like(erste), np.empty_like(letzte)
    np.put_along_axis(bester, folge, np.maximum.accumulate(erste, axis=1) + 1, axis=1)
    letzte = np.minimum.accumulate(letzte[:, ::-1], axis=1)[:, ::-1] + 1
    np.put_along_axis(schlechtester, folge, letzte, axis=1)
    return bester, schlechtester
