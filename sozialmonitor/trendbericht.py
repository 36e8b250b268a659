"""Zufall oder Veränderung: je Gebiet Trend, kleinste erkennbare Veränderung, erwarteter Bereich.

Gerechnet wird nur, wo es einen anerkannten Bereich gibt: Anteile und Raten. Alle anderen Arten
bekommen einen Grund statt eines Urteils.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sozialmonitor import formate, konfidenz, texte, trend
from sozialmonitor.katalog import Bruch, Indikator

OHNE_BEREICH = "Für diese Art von Zahl gibt es keine Prüfung auf Zufall."
SPALTEN = [
    *("gebiet", "von", "bis", "richtung", "gesichert", "grund"),
    *("schwelle", "erwartet", "demo"),
]


def trends(
    tabelle: pd.DataFrame,
    indikator: Indikator,
    gebiete: Sequence[str],
    brueche: Sequence[Bruch] = (),
) -> pd.DataFrame:
    """Je Gebiet das Urteil über die letzten fünf Jahre und ab wann man etwas sicher sähe.

    Parameters
    ----------
    tabelle
        Zeilen aus `kennzahlen.kennzahl`, ein Wert je Gebiet und Stichtag.

    Returns
    -------
    pd.DataFrame
        Spalten `SPALTEN`, eine Zeile je Gebiet: `von`, `bis` (Stichtage der letzten fünf Werte,
        leer ohne fünf), `richtung` und `grund` aus `trend`, `gesichert`, `schwelle` (kleinste
        gesicherte Veränderung zwischen den beiden jüngsten Werten [Einheit des Indikators]; nur
        Anteile), `erwartet` (Satz über die Jahre ab 2021 gegen 2014 bis 2019), `demo`.
    """
    zeilen = [_zeile(_reihe(tabelle, gebiet), gebiet, indikator, brueche) for gebiet in gebiete]
    return pd.DataFrame(zeilen, columns=SPALTEN)


def trendtabelle(
    daten: pd.DataFrame, indikator: Indikator, namen: Mapping[str, str]
) -> pd.DataFrame:
    """`trends` als deutsche Texte."""
    zeilen = daten.to_dict("records")
    spalten = {
        "Gebiet": [namen[z["gebiet"]] for z in zeilen],
        "Trend der letzten fünf Jahre": [texte.trendwort(z, indikator) for z in zeilen],
        "Zeitraum": [_zeitraum(z) for z in zeilen],
        "sicher zu sehen ab": [
            formate.differenz(z["schwelle"], indikator).removeprefix("+")
            if pd.notna(z["schwelle"])
            else ""
            for z in zeilen
        ],
        "Jahre ab 2021 gegen 2014–2019": [z["erwartet"] for z in zeilen],
        "Grund": [z["grund"] for z in zeilen],
    }
    return pd.DataFrame(spalten)


def _reihe(tabelle: pd.DataFrame, gebiet: str) -> pd.DataFrame:
    zeilen = tabelle[tabelle["gebiet"].eq(gebiet)].sort_values("stichtag", kind="stable")
    zahlen = ["zaehler", "nenner", "wert", "unten", "oben"]
    # Was gesperrt oder zu klein ist, fehlt auch der Prüfung.
    return zeilen.assign(
        **{name: zeilen[name].where(zeilen["zustand"].eq("wert")) for name in zahlen}
    )


def _zeile(
    reihe: pd.DataFrame, gebiet: str, indikator: Indikator, brueche: Sequence[Bruch]
) -> dict[str, object]:
    urteil = _trend(reihe, indikator, brueche)
    tage = list(reihe.loc[reihe["wert"].notna(), "stichtag"])[-trend.PUNKTE :]
    belegt = urteil.richtung != trend.NICHT_BERECHENBAR and len(tage) == trend.PUNKTE
    return {
        "gebiet": gebiet,
        "von": tage[0] if belegt else "",
        "bis": tage[-1] if belegt else "",
        "richtung": urteil.richtung,
        "gesichert": urteil.gesichert,
        "grund": _grund(urteil.grund, reihe),
        "schwelle": _schwelle(reihe, indikator),
        "erwartet": _erwartet(reihe, indikator, brueche),
        "demo": bool(reihe["demo"].any()),
    }


def _grund(grund: str, reihe: pd.DataFrame) -> str:
    """Ob die Lücke der letzten fünf Jahre eine Sperre ist."""
    gesperrt = reihe["zustand"].tail(trend.PUNKTE).eq("geheim").any()
    return trend.GESPERRT if gesperrt and grund == trend.LUECKE else grund


def _trend(reihe: pd.DataFrame, indikator: Indikator, brueche: Sequence[Bruch]) -> trend.Trend:
    bruch = [b.ab for b in brueche]
    if indikator.art == "anteil":
        return trend.anteilstrend(
            reihe["zaehler"], reihe["nenner"], zeit=reihe["stichtag"], bruch=bruch
        )
    if indikator.art == "rate":
        fehler = trend.standardfehler_aus_bereich(reihe["unten"], reihe["oben"])
        return trend.wertetrend(reihe["wert"], fehler, zeit=reihe["stichtag"], bruch=bruch)
    return trend.Trend(richtung=trend.NICHT_BERECHENBAR, grund=OHNE_BEREICH)


def _schwelle(reihe: pd.DataFrame, indikator: Indikator) -> float:
    letzte = reihe[reihe["wert"].notna()].tail(2)
    if indikator.art != "anteil" or len(letzte) < 2:  # noqa: PLR2004
        return np.nan
    x, n = letzte["zaehler"].to_numpy("float64"), letzte["nenner"].to_numpy("float64")
    anteil = x.sum() / n.sum() if n.sum() > 0 else np.nan
    schwelle = konfidenz.kleinste_erkennbare_veraenderung(anteil, n[0], n[1])
    return float(schwelle) * indikator.faktor


def _erwartet(reihe: pd.DataFrame, indikator: Indikator, brueche: Sequence[Bruch]) -> str:
    """Ein Satz über die Jahre ab 2021; leer, wo nichts bewertbar ist."""
    if not indikator.mit_intervall:
        return ""
    je_jahr = reihe.assign(jahr=reihe["stichtag"].str[:4].astype("int64"))
    je_jahr = je_jahr.drop_duplicates("jahr", keep="last")
    ergebnis = trend.bruchtest(
        je_jahr["jahr"],
        je_jahr["wert"],
        trend.standardfehler_aus_bereich(je_jahr["unten"], je_jahr["oben"]),
        bruch=[b.ab for b in brueche],
    )
    return texte.wort_erwartet(ergebnis.tabelle["urteil"])


def _zeitraum(zeile: Mapping[Hashable, Any]) -> str:
    return f"{zeile['von'][:4]} bis {zeile['bis'][:4]}" if zeile["von"] else ""
