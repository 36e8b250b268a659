"""Was eine Trendprüfung ergibt: Urteile und Gründe als Text, unveränderliche Ergebnisse."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

STEIGEND = "steigend"
FALLEND = "fallend"
KEINE_VERAENDERUNG = "keine gesicherte Veränderung"
NICHT_BERECHENBAR = "nicht berechenbar"
UEBER = "über dem erwarteten Bereich"
IM_BEREICH = "im erwarteten Bereich"
UNTER = "unter dem erwarteten Bereich"
NICHT_BEWERTBAR = "nicht bewertbar"
ZU_WENIGE = "Für einen Trend braucht es mindestens fünf Jahre."
NICHT_JAEHRLICH = "Die letzten fünf Punkte sind keine fünf aufeinanderfolgenden Jahre."
BRUCH = "In den letzten fünf Jahren beginnt eine neue Reihe; ältere Werte sind nicht vergleichbar."
BRUCH_IN_DER_REIHE = (
    "In der Reihe beginnt eine neue; Werte davor und danach sind nicht vergleichbar."
)
LUECKE = "In den letzten fünf Jahren fehlt ein Wert."
GESPERRT = "In den letzten fünf Jahren ist ein Wert gesperrt (Datenschutz)."
UNMOEGLICH = (
    "In den letzten fünf Jahren ist eine Grundgesamtheit leer oder eine Anzahl negativ oder "
    "größer als ihre Grundgesamtheit."
)
ALLE = "In einem der letzten fünf Jahre umfasst die Anzahl die ganze Grundgesamtheit."
NIEMAND = "In den letzten fünf Jahren ist die Anzahl durchgehend null."
OHNE_STANDARDFEHLER = "Zu einem der letzten fünf Werte fehlt ein Standardfehler größer als null."
ZUFALL = "Die Veränderung ist nicht größer, als der Zufall sie erklären kann."
AUSREISSER = "Die Richtung hängt an einem einzelnen der fünf Punkte."
ZU_WENIGE_WERTE = "Für diesen Test braucht es mindestens vier Werte."
ALLE_GLEICH = "Alle Werte sind gleich."
DOPPELT = "Ein Zeitpunkt kommt doppelt vor."
ZWEI_ZEITPUNKTE = "2 Zeitpunkte"
NUR_EIN_ZEITPUNKT = "Es gibt keine zwei vergleichbaren Zeitpunkte mit Wert."
UNMOEGLICHER_WERT = (
    "Eine Grundgesamtheit ist leer oder eine Anzahl negativ oder größer als ihre Grundgesamtheit."
)
PUNKTE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Ergebnis einer Trendprüfung; was nicht zu rechnen ist, ist `NaN`.

    `punkte` zählt die verwendeten Werte, ohne Ergebnis die vorhandenen. `grund` sagt, warum
    nichts berechenbar oder nichts gesichert ist, und ist bei gesichertem Trend leer.
    """

    richtung: str
    steigung: float = np.nan
    standardfehler: float = np.nan
    pruefgroesse: float = np.nan
    p_wert: float = np.nan
    gesichert: bool = False
    punkte: int = 0
    grund: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZweiZeitpunkte(Trend):
    """Letzter minus erster Anteil mit Bereich; `stellen` sind ihre Plätze in der Eingabe.

    `grund` ist immer „2 Zeitpunkte“, wenn gerechnet wurde.
    """

    differenz: float = np.nan
    unten: float = np.nan
    oben: float = np.nan
    stellen: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MannKendall(Trend):
    """S, seine Varianz, z (auch `pruefgroesse`) und ob `p_wert` exakt ausgezählt ist."""

    s: float = np.nan
    varianz: float = np.nan
    z: float = np.nan
    exakt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TheilSen(Trend):
    """Median aller paarweisen Steigungen mit Bereich und Achsenabschnitt (Wert zur Zeit 0)."""

    achsenabschnitt: float = np.nan
    unten: float = np.nan
    oben: float = np.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Bruchtest:
    """Beobachtete Jahre gegen die Fortschreibung; `punkte` sind die Jahre, aus denen sie kommt.

    `tabelle`: Index `jahr`; Spalten `erwartet`, `unten`, `oben`, `beobachtet` [Einheit der
    Werte] und `urteil`. `grund` nennt, was nicht bewertet wurde und warum.
    """

    tabelle: pd.DataFrame
    steigung: float = np.nan
    punkte: int = 0
    grund: str = ""
