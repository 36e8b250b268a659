"""Welche Gebiete groß genug für einen Index sind, und warum die übrigen nicht."""

import numpy as np
import pandas as pd

MINDEST_BEVOELKERUNG = 300
MINDEST_NENNER = 100


def auswertbare_gebiete(
    bevoelkerung: pd.Series,
    nenner: pd.DataFrame,
    mindest_bevoelkerung: float = MINDEST_BEVOELKERUNG,
    mindest_nenner: float = MINDEST_NENNER,
) -> pd.DataFrame:
    """Ausschlussregel: unter 300 Personen oder ein Nenner unter 100 → nicht bewertet.

    Parameters
    ----------
    bevoelkerung
        Personen je Gebiet.
    nenner
        Gebiete × Indikatoren: Bezugsgröße jedes Anteils [Personen, Haushalte …].

    Returns
    -------
    pd.DataFrame
        `auswertbar` (ja/nein) und `grund` (leer, wenn auswertbar; alle Gründe, durch Strichpunkt
        getrennt), Index wie `bevoelkerung`. Was fehlt oder gesperrt ist, ist auch ein Grund;
        genannt wird nie ein Wert, nur die Grenze.

    Notes
    -----
    300 Personen: Berlin und Hamburg; 100 im Nenner: eigene Festlegung.
    """
    personen = bevoelkerung.to_numpy("float64", na_value=np.nan)
    felder = nenner.reindex(bevoelkerung.index).to_numpy("float64", na_value=np.nan)
    gruende = [
        "; ".join(
            filter(
                None,
                (
                    _grund_bevoelkerung(person, mindest_bevoelkerung),
                    _grund_nenner(zeile, nenner.columns, mindest_nenner),
                ),
            )
        )
        for person, zeile in zip(personen, felder, strict=True)
    ]
    return pd.DataFrame(
        {"auswertbar": [not grund for grund in gruende], "grund": gruende},
        index=bevoelkerung.index,
    ).astype({"auswertbar": "bool", "grund": "object"})


def _grund_bevoelkerung(personen: float, mindestens: float) -> str:
    if not np.isfinite(personen):
        return "Bevölkerung fehlt"
    return f"unter {_ganz(mindestens)} Personen" if personen < mindestens else ""


def _grund_nenner(werte: np.ndarray, spalten: pd.Index, mindestens: float) -> str:
    fehlt = [str(spalte) for spalte in spalten[~np.isfinite(werte)]]
    klein = [str(spalte) for spalte in spalten[werte < mindestens]]
    teile = [
        f"Nenner fehlt: {', '.join(fehlt)}" if fehlt else "",
        f"Nenner unter {_ganz(mindestens)}: {', '.join(klein)}" if klein else "",
    ]
    return "; ".join(teil for teil in teile if teil)


def _ganz(zahl: float) -> str:
    return f"{zahl:,.0f}".replace(",", ".")
