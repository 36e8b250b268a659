"""Was sich zwischen zwei Ausgaben geändert hat: berichtigt, dazugekommen, entfallen, verborgen."""

import numpy as np
import pandas as pd

from sozialmonitor import formate
from sozialmonitor.fehler import SpaltenFehlen
from sozialmonitor.kommune import Kommune

_SCHLUESSEL = ["gebiet", "stichtag", "merkmal"]
GEAENDERT, NEU, ENTFALLEN = "geändert", "neu", "entfallen"
JETZT_VERBORGEN, JETZT_OFFEN = "jetzt verborgen", "jetzt freigegeben"
ARTEN = (GEAENDERT, NEU, ENTFALLEN, JETZT_VERBORGEN, JETZT_OFFEN)


def unterschiede(alt: pd.DataFrame, neu: pd.DataFrame) -> pd.DataFrame:
    """Zeilen, in denen zwei Ausgaben verschieden sind.

    Parameters
    ----------
    alt, neu
        `gebiet`, `stichtag`, `merkmal`, `wert`; `NaN` heißt dort verborgen oder unbekannt.

    Returns
    -------
    pd.DataFrame
        `gebiet`, `stichtag`, `merkmal`, `wert_alt`, `wert_neu` [Einheit des Merkmals], `art` (aus
        `ARTEN`), in der Reihenfolge der neuen Ausgabe, Entfallenes zuletzt.

    Raises
    ------
    SpaltenFehlen
        Wenn eine Spalte fehlt.
    """
    for tabelle in (alt, neu):
        if fehlend := {*_SCHLUESSEL, "wert"} - set(tabelle.columns):
            raise SpaltenFehlen.aus(fehlend, list(tabelle.columns))
    beide = neu.merge(
        alt, on=_SCHLUESSEL, how="outer", suffixes=("_neu", "_alt"), indicator=True, sort=False
    )
    herkunft, vorher, nachher = beide["_merge"], beide["wert_alt"], beide["wert_neu"]
    faelle = {
        NEU: herkunft.eq("left_only"),
        ENTFALLEN: herkunft.eq("right_only"),
        JETZT_VERBORGEN: vorher.notna() & nachher.isna(),
        JETZT_OFFEN: vorher.isna() & nachher.notna(),
        GEAENDERT: vorher.ne(nachher) & vorher.notna() & nachher.notna(),
    }
    beide = beide.assign(art=np.select(list(faelle.values()), list(faelle), ""))
    spalten = [*_SCHLUESSEL, "wert_alt", "wert_neu", "art"]
    return beide.loc[beide["art"].ne(""), spalten].reset_index(drop=True)


def satz(daten: pd.DataFrame) -> str:
    """Wie viele Zahlen sich wie geändert haben, in einem Satz."""
    anzahlen = daten["art"].value_counts()
    teile: list[str] = []
    for art in ARTEN:
        anzahl = int(anzahlen.get(art, 0))
        if anzahl:
            wieviele = "eine" if anzahl == 1 else formate.zahl(anzahl)
            was = "" if teile else " Zahl" if anzahl == 1 else " Zahlen"
            teile.append(f"{wieviele}{was} {'ist' if anzahl == 1 else 'sind'} {art}")
    if not teile:
        return "Keine Zahl hat sich geändert."
    text = formate.aufzaehlung(teile)
    return f"{text[0].upper()}{text[1:]}."


def tabelle(daten: pd.DataFrame, kommune: Kommune) -> pd.DataFrame:
    """`unterschiede` als deutsche Texte, mit Namen statt Schlüsseln."""
    merkmale = kommune.merkmale
    return pd.DataFrame(
        {
            "Gebiet": [kommune.name(str(g)) for g in daten["gebiet"]],
            "Stichtag": [formate.stichtag(str(t)) for t in daten["stichtag"]],
            "Zahl": [merkmale[m].titel if m in merkmale else str(m) for m in daten["merkmal"]],
            "bisher": [_zahl(w) for w in daten["wert_alt"]],
            "jetzt": [_zahl(w) for w in daten["wert_neu"]],
            "Art": list(daten["art"]),
        }
    )


def _zahl(wert: float) -> str:
    if pd.isna(wert):
        return ""
    return formate.zahl(wert, 0 if float(wert).is_integer() else 1)
