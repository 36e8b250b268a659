"""Status- und Dynamikklassen nach der Berliner Regel und ihre Kreuztabelle.

Unter `GEEIGNET_AB_GEBIETEN` Gebieten taugt der Index nicht zum Einstufen. Ohne jede wirkliche
Veränderung wechselt zwischen zwei Ziehungen bei 8 Gebieten im Mittel 1,0 die Statusklasse (jedes
achte), bei 25 noch 1,3 (jedes neunzehnte); neu standardisierte Dynamik nennt dann rund ein
Drittel der Gebiete positiv oder negativ. Außerdem ist |z| bei n Gebieten höchstens √(n − 1), und
von 8 können höchstens 2 die Grenze 1,5 erreichen (Cantelli). Darunter also nur vergleichend und
zusammen mit `stabilitaet` zeigen.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sozialmonitor.eingabe import Zahlen, als_felder
from sozialmonitor.fehler import SozialmonitorFehler, Unbekannt

GEEIGNET_AB_GEBIETEN = 30

HOCH = "hoch"
MITTEL = "mittel"
NIEDRIG = "niedrig"
SEHR_NIEDRIG = "sehr niedrig"
STATUS = (HOCH, MITTEL, NIEDRIG, SEHR_NIEDRIG)

POSITIV = "positiv"
STABIL = "stabil"
NEGATIV = "negativ"
DYNAMIK = (POSITIV, STABIL, NEGATIV)

STATUSGRENZEN = (-1.0, 1.0, 1.5)
DYNAMIKGRENZEN = (-1.0, 1.0)
_STELLEN = 9


def statusklasse(index: Zahlen, grenzen: Sequence[float] = STATUSGRENZEN) -> pd.Series:
    """Status eines Gebiets: hoch (< −1), mittel, niedrig (> 1), sehr niedrig (> 1,5).

    „Hoher Status“ heißt wenig belastet. Ein Wert genau auf einer Grenze gehört zur Klasse, die
    der Mitte näher liegt (−1 und 1: mittel; 1,5: niedrig).

    Returns
    -------
    pd.Series
        `status`, geordnete Kategorien `STATUS`, Index wie `index` (ein Feld wird durchgezählt);
        `NaN` bleibt ohne Klasse.
    """
    return _klassen(index, grenzen, STATUS).rename("status")


def dynamikklasse(index: Zahlen, grenzen: Sequence[float] = DYNAMIKGRENZEN) -> pd.Series:
    """Entwicklung eines Gebiets: positiv (< −1), stabil (−1 bis 1), negativ (> 1).

    Nur zur Gegenüberstellung: neu standardisierte Dynamik hat immer die Streuung 1, auch wenn
    sich nichts verändert hat. Zum Urteilen dient `geprueft_dynamik`.

    Returns
    -------
    pd.Series
        `dynamik`, geordnete Kategorien `DYNAMIK`, Index wie `index`.
    """
    return _klassen(index, grenzen, DYNAMIK).rename("dynamik")


def gebiete_je_feld(status: Zahlen, dynamik: Zahlen) -> pd.DataFrame:
    """Welche Gebiete in welchem Feld der Matrix liegen: Status × Dynamik, Tupel von Gebieten.

    Spalten sind die Kategorien von `dynamik`, sonst `DYNAMIK`; die geprüfte Dynamik hat so
    ihre vier. Gebiete ohne eine der beiden Klassen stehen nirgends.

    Raises
    ------
    Unbekannt
        Wenn eine Klasse vorkommt, die es nicht gibt.
    """
    status, dynamik = (
        klassen if isinstance(klassen, pd.Series) else pd.Series(klassen, dtype="object")
        for klassen in (status, dynamik)
    )
    art = dynamik.dtype
    spalten = tuple(art.categories) if isinstance(art, pd.CategoricalDtype) else DYNAMIK
    zeile = _nummern(status, STATUS)
    spalte = _nummern(dynamik.reindex(status.index), spalten)
    felder = [
        [tuple(status.index[(zeile == i) & (spalte == j)]) for j in range(len(spalten))]
        for i in range(len(STATUS))
    ]
    return pd.DataFrame(
        felder,
        index=pd.Index(STATUS, name="status"),
        columns=pd.Index(spalten, name="dynamik"),
        dtype="object",
    )


def matrix(status: Zahlen, dynamik: Zahlen) -> pd.DataFrame:
    """Zahl der Gebiete je Feld Status × Dynamik; leere Felder sind 0. Regeln: siehe oben."""
    return gebiete_je_feld(status, dynamik).map(len)


def klassennummern(werte: np.ndarray, grenzen: Sequence[float]) -> np.ndarray:
    """Nummer der Klasse ab 0, −1 für `NaN`; eine Grenze gehört zur mittleren Seite.

    Was erst in der zehnten Stelle von der Grenze abweicht, liegt darauf: bei zwei Gebieten etwa
    ist der Index immer −1 und 1, gerechnet auch einmal −1,0000000000000002.
    """
    werte = np.round(werte, _STELLEN)
    nummern = (werte >= grenzen[0]).astype("int8")
    for grenze in grenzen[1:]:
        nummern += werte > grenze
    return np.where(np.isnan(werte), np.int8(-1), nummern)


def gepruefte_grenzen(grenzen: Sequence[float], klassen: Sequence[str]) -> tuple[float, ...]:
    """Die Grenzen, wenn sie zu den Klassen passen und ansteigen; sonst ein Fehler."""
    feste = tuple(float(grenze) for grenze in grenzen)
    if len(feste) != len(klassen) - 1 or not all(np.diff(feste) > 0):
        raise SozialmonitorFehler(
            f"{len(klassen)} Klassen brauchen {len(klassen) - 1} ansteigende Grenzen, "
            f"angegeben ist {feste}."
        )
    return feste


def _klassen(index: Zahlen, grenzen: Sequence[float], klassen: Sequence[str]) -> pd.Series:
    werte = np.atleast_1d(als_felder(index)[0])
    nummern = klassennummern(werte, gepruefte_grenzen(grenzen, klassen))
    kategorien = pd.Categorical.from_codes(nummern, pd.Index(klassen), ordered=True)
    return pd.Series(kategorien, index=index.index if isinstance(index, pd.Series) else None)


def _nummern(reihe: pd.Series, klassen: Sequence[str]) -> np.ndarray:
    """Stelle jeder Angabe in `klassen`, −1 ohne Angabe."""
    for name in pd.unique(reihe.dropna()):
        if name not in klassen:
            raise Unbekannt.aus("Klasse", str(name), klassen)
    return np.asarray(pd.Index(klassen).get_indexer(pd.Index(reihe.astype("object"))))
