"""Gebiete, die einander in vielen Indikatoren zugleich am ähnlichsten sind, und ihr Abstand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sozialmonitor.punktwolken import gruende_ohne_wert

MINDESTENS_AEHNLICH = 4
"""So viele Gebiete mit allen Werten braucht es, damit „ähnlich“ etwas heißt."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Aehnlich:
    """Die ähnlichsten Gebiete: `abstand` aufsteigend, `z` der Gebiete, `grund` ohne Ergebnis."""

    abstand: pd.Series
    z: pd.DataFrame
    grund: str = ""


def gruppentafel(
    werte: pd.DataFrame,
    gebiete_: Sequence[str],
    indikatoren: Sequence[str],
    stand: str,
    *,
    abdeckung: float = 0.5,
) -> tuple[pd.DataFrame, dict[str, str], list[str]]:
    """Gebiete × Indikatoren, je Indikator der jüngste Stichtag, den viele Gebiete teilen.

    Parameters
    ----------
    werte
        Ergebnis von `profil.langtabelle`.
    abdeckung
        Ein Indikator, zu dem weniger als dieser Teil der Gebiete einen Wert hat, bleibt weg;
        sonst fielen mit ihm fast alle Gebiete heraus.

    Returns
    -------
    tuple
        Tafel (nur Gebiete mit allen Werten), Gründe der ausgelassenen Gebiete, ausgelassene
        Indikatoren.
    """
    spalten, gruende, weg = {}, {}, []
    for name in indikatoren:
        eigene = werte[werte["indikator"].eq(name) & werte["gebiet"].isin(list(gebiete_))]
        eigene = eigene[eigene["jahr"].le(stand[:4])]
        anzahl = eigene[eigene["zustand"].eq("wert")].groupby("stichtag").size()
        genug = anzahl.index[anzahl >= max(1, abdeckung * len(gebiete_))]
        if not len(genug):
            weg.append(name)
            continue
        tag = eigene[eigene["stichtag"].eq(genug.max())]
        mit_wert = tag[tag["zustand"].eq("wert")]
        spalten[name] = mit_wert.set_index("gebiet")["wert"].astype("float64")
        gruende[name] = gruende_ohne_wert(tag, gebiete_)
    tafel = pd.DataFrame(spalten, index=list(gebiete_), dtype="float64")
    ohne: dict[str, str] = {}
    for je_gebiet in gruende.values():
        ohne = je_gebiet | ohne
    return tafel.drop(index=list(ohne)), ohne, weg


def aehnlichste(
    tafel: pd.DataFrame, gebiet: str, *, ohne: Mapping[str, str] | None = None
) -> Aehnlich:
    """Die anderen Gebiete nach ihrem Abstand, das ähnlichste zuerst.

    Parameters
    ----------
    tafel
        Gebiete × Indikatoren ohne Lücken.
    ohne
        Je ausgelassenem Gebiet der Grund (`gruppentafel`).

    Returns
    -------
    Aehnlich
        `abstand` [Streuungen]: euklidischer Abstand der z-Werte, geteilt durch die Wurzel der
        Zahl der Indikatoren (mittlerer Abstand je Indikator; die Reihenfolge bleibt gleich).
        Indikatoren, in denen alle Gebiete gleich sind, unterscheiden nicht und zählen nicht mit.
    """
    leer = pd.Series(dtype="float64")
    streuungen = tafel.std(ddof=0)
    z = (tafel - tafel.mean()) / streuungen.where(streuungen > 0)
    z = z.dropna(axis="columns", how="all")
    if gebiet not in tafel.index:
        grund = "Dem Gebiet fehlt wenigstens ein Wert."
        if ohne and gebiet in ohne:
            grund = f"Nicht zu jedem Indikator gibt es hier einen Wert: {ohne[gebiet]}."
        return Aehnlich(abstand=leer, z=z, grund=grund)
    if len(tafel) < MINDESTENS_AEHNLICH:
        grund = f"Dafür braucht es wenigstens {MINDESTENS_AEHNLICH} Gebiete mit allen Werten"
        return Aehnlich(abstand=leer, z=z, grund=f"{grund}; hier sind es {len(tafel)}.")
    if z.empty:
        return Aehnlich(abstand=leer, z=z, grund="Alle Gebiete haben dieselben Werte.")
    quadrate = ((z - z.loc[gebiet]) ** 2).mean(axis="columns")
    abstand = np.sqrt(quadrate).drop(gebiet).sort_values(kind="stable")
    return Aehnlich(abstand=abstand, z=z)


def groesster_unterschied(z: pd.DataFrame, eines: str, anderes: str) -> str:
    """Der Indikator, in dem zwei Gebiete am weitesten auseinanderliegen."""
    return str((z.loc[eines] - z.loc[anderes]).abs().idxmax())
