"""Sätze zu „Zufall oder Veränderung“: Trend, Schwelle des Erkennbaren, erwarteter Bereich."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from sozialmonitor import formate, trend
from sozialmonitor.katalog import Indikator
from sozialmonitor.texte.werte import DEMO_ZUSATZ

Zeile = Mapping[str, Any] | Mapping[Hashable, Any]

_WORTE = {
    trend.STEIGEND: "gesichert gestiegen",
    trend.FALLEND: "gesichert gesunken",
    trend.KEINE_VERAENDERUNG: "keine gesicherte Veränderung",
    trend.NICHT_BERECHENBAR: "nicht berechenbar",
}


def trendwort(zeile: Zeile, indikator: Indikator) -> str:
    """Das Urteil über die letzten fünf Jahre, mit Wertung nur bei vereinbarter Richtung."""
    wort = _WORTE[zeile["richtung"]]
    if not zeile["gesichert"] or indikator.richtung == "neutral":
        return wort
    belastend = (zeile["richtung"] == trend.STEIGEND) == (indikator.richtung == "hoch_belastend")
    return f"{wort} ({'ungünstiger' if belastend else 'günstiger'})"


def satz_trend(name: str, zeile: Zeile, indikator: Indikator) -> str:
    """Der Trend eines Gebiets als Satz, mit Grund, wo nichts gesichert oder berechenbar ist."""
    titel = f"„{indikator.titel}“"
    if zeile["richtung"] == trend.NICHT_BERECHENBAR:
        text = f"{name}: Ein Trend von {titel} ist nicht zu berechnen. {zeile['grund']}"
    elif not zeile["gesichert"]:
        text = (
            f"{name} von {zeile['von'][:4]} bis {zeile['bis'][:4]}: {titel} zeigt keine gesicherte "
            f"Veränderung. {zeile['grund']}"
        )
    else:
        text = (
            f"{name} von {zeile['von'][:4]} bis {zeile['bis'][:4]}: {titel} ist "
            f"{trendwort(zeile, indikator)}."
        )
    return f"{text.rstrip()} {DEMO_ZUSATZ}" if zeile["demo"] else text.rstrip()


def satz_schwelle(name: str, zeile: Zeile, indikator: Indikator) -> str:
    """Ab welcher Veränderung man von einem Wert zum nächsten sicher wäre; leer, wo unbekannt."""
    if pd.isna(zeile["schwelle"]):
        return ""
    betrag = formate.differenz(zeile["schwelle"], indikator).removeprefix("+")
    return (
        f"{name}: Von einem Wert zum nächsten müsste sich „{indikator.titel}“ um mindestens "
        f"{betrag} ändern, damit die Veränderung gesichert wäre."
    )


def wort_erwartet(urteile: pd.Series) -> str:
    """Welche Jahre über oder unter dem fortgeschriebenen Bereich lagen; leer ohne Urteil.

    Parameters
    ----------
    urteile
        Spalte `urteil` aus `trend.bruchtest`, Index sind Jahre.
    """
    bewertet = urteile[urteile.ne(trend.NICHT_BEWERTBAR)]
    if bewertet.empty:
        return ""
    teile = [
        f"{formate.aufzaehlung([str(jahr) for jahr in jahre])} {wort} dem erwarteten Bereich"
        for urteil, wort in ((trend.UEBER, "über"), (trend.UNTER, "unter"))
        if len(jahre := bewertet.index[bewertet.eq(urteil)])
    ]
    if teile:
        return "; ".join(teile)
    if len(bewertet) == 1:
        return f"{bewertet.index[0]} im erwarteten Bereich"
    return f"{bewertet.index.min()} bis {bewertet.index.max()} im erwarteten Bereich"
