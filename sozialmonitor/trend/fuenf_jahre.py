"""Trend der letzten fünf Jahre nach Fingertips, für Anteile und für Werte mit Standardfehler."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special  # nicht scipy.stats: es lädt eine halbe Sekunde länger

from sozialmonitor.eingabe import Zahlen, als_felder, gemeinsame_form, in_form
from sozialmonitor.trend.ergebnis import (
    ALLE,
    AUSREISSER,
    FALLEND,
    KEINE_VERAENDERUNG,
    LUECKE,
    NICHT_BERECHENBAR,
    NIEMAND,
    OHNE_STANDARDFEHLER,
    PUNKTE,
    STEIGEND,
    UNMOEGLICH,
    ZUFALL,
    Trend,
)
from sozialmonitor.trend.zeit import fenster, paar, zeit_der_reihe

# Chi-Quadrat mit einem Freiheitsgrad, 99,8 %, in der veröffentlichten Rundung.
GRENZE = 9.5495
# So viele Standardfehler ist ein 95-%-Bereich breit, in derselben Rundung.
BREITE_95 = 3.92
_ZEIT = np.arange(1.0, PUNKTE + 1)
# Erste Zeile: alle Punkte; danach je einer ausgelassen.
_AUSWAHLEN = np.vstack([np.ones(PUNKTE), 1 - np.eye(PUNKTE)])
_RUNDUNG = 1e-12


def anteilstrend(
    anzahl: Zahlen, grundgesamtheit: Zahlen, *, bruch: Zahlen = None, zeit: Zahlen = None
) -> Trend:
    """Trend eines Anteils über die letzten fünf Jahre (Fingertips „recent trend“).

    Parameters
    ----------
    anzahl, grundgesamtheit
        Je Zeitpunkt eine Zahl, oder eine für alle; Lücken sind `NaN` oder `NA`.
    bruch
        Zeitpunkte, ab denen eine neue Reihe gilt, einer oder mehrere: Jahre oder Stichtage wie
        bei `zeit`, ohne bekannte Zeit Plätze in der Reihe (ab 0 gezählt). Bei ganzen Jahren
        gehört das ganze Jahr des Bruchs zur neuen Reihe.
    zeit
        Jahre oder Stichtage (Zahl, ISO-Text, Datum) in beliebiger Folge. Ohne Angabe gilt der
        Index einer Series, wenn er Jahre oder Tage nennt, sonst aufeinanderfolgende Jahre.

    Returns
    -------
    Trend
        `pruefgroesse` ist das Chi-Quadrat nach Cochran und Armitage, gesichert über `GRENZE`;
        `steigung` die Änderung des Logits je Jahr. Nicht berechenbar ohne fünf
        aufeinanderfolgende Jahre, bei Lücke oder Bruch darin, bei Anzahl gleich oder größer
        als die Grundgesamtheit und wenn nie etwas gezählt wurde.

    Notes
    -----
    Fingertips Public Health Technical Guidance, „Trend markers“. Die Richtung ist das Vorzeichen
    der ungewichteten Regression von ln(x / (n − x)) auf die Zeit; sie muss dieselbe bleiben, wenn
    irgendeiner der fünf Punkte fehlt. Ist ein x null, gilt ln((x + ½) / (n − x + ½)) (Haldane
    und Anscombe) für alle fünf Punkte: der Logit ist sonst nicht definiert, die Reihenfolge der
    Anteile bleibt, und die Prüfgröße braucht keine Korrektur und bekommt keine.
    """
    x, n = paar(anzahl, grundgesamtheit)
    stellen, grund = fenster(zeit_der_reihe(zeit, anzahl, grundgesamtheit), bruch, len(x))
    vorhanden = int((np.isfinite(x) & np.isfinite(n)).sum())
    return _als_trend(_anteile(x[None, stellen], n[None, stellen], grund), vorhanden)


def anteilstrends(
    anzahl: pd.DataFrame,
    grundgesamtheit: pd.DataFrame,
    *,
    bruch: Zahlen = None,
    zeit: Zahlen = None,
) -> pd.DataFrame:
    """`anteilstrend` für viele Gebiete auf einmal.

    Parameters
    ----------
    anzahl, grundgesamtheit
        Zeilen Gebiete, Spalten Zeitpunkte, beide gleich beschriftet.
    bruch, zeit
        Wie bei `anteilstrend`, für alle Gebiete; ohne `zeit` gelten die Spalten als Zeitpunkte.

    Returns
    -------
    pd.DataFrame
        Index wie `anzahl`; `richtung`, `steigung`, `pruefgroesse`, `gesichert`, `grund`.

    Raises
    ------
    SozialmonitorFehler
        Wenn die Tabellen verschieden beschriftet oder die Spalten keine Zeitpunkte sind.
    """
    gemeinsame_form(anzahl, grundgesamtheit)
    x, n = als_felder(anzahl, grundgesamtheit)
    stellen, grund = fenster(anzahl.columns if zeit is None else zeit, bruch, x.shape[1])
    pruefung = _anteile(x[:, stellen], n[:, stellen], grund)
    richtung, gesichert, gruende = _urteile(pruefung)
    return pd.DataFrame(
        {
            "richtung": richtung,
            "steigung": pruefung.steigung,
            "pruefgroesse": pruefung.chi2,
            "gesichert": gesichert,
            "grund": gruende,
        },
        index=anzahl.index,
    )


def wertetrend(
    wert: Zahlen, standardfehler: Zahlen, *, zeit: Zahlen = None, bruch: Zahlen = None
) -> Trend:
    """Trend eines Werts mit Standardfehler (Rate, Mittel, Index) über die letzten fünf Jahre.

    Parameters
    ----------
    wert, standardfehler
        Je Zeitpunkt eine Zahl in derselben Einheit; aus einem Bereich mit
        `standardfehler_aus_bereich`.
    zeit, bruch
        Wie bei `anteilstrend`.

    Returns
    -------
    Trend
        `steigung` und `standardfehler` [Einheit je Jahr], `pruefgroesse` = (Steigung / Fehler)²
        mit derselben Grenze und derselben Regel für einzelne Punkte wie bei `anteilstrend`.

    Notes
    -----
    Fingertips „Trend markers“: mit 1 / Standardfehler² gewichtete Regression auf die Zeit.
    """
    y, fehler = paar(wert, standardfehler)
    stellen, grund = fenster(zeit_der_reihe(zeit, wert, standardfehler), bruch, len(y))
    vorhanden = int(np.isfinite(y).sum())
    return _als_trend(_werte(y[None, stellen], fehler[None, stellen], grund), vorhanden)


def standardfehler_aus_bereich(unten: Zahlen, oben: Zahlen) -> Zahlen:
    """Standardfehler aus einem 95-%-Bereich: Breite durch 3,92, wie bei Fingertips."""
    vorlage = gemeinsame_form(unten, oben)
    von, bis = als_felder(unten, oben)
    return in_form(vorlage, np.asarray((bis - von) / BREITE_95))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pruefung:
    """Je Reihe ein Eintrag; `zeichen` ist 0, wenn ein einzelner Punkt die Richtung umkehrt."""

    chi2: np.ndarray
    steigung: np.ndarray
    standardfehler: np.ndarray
    zeichen: np.ndarray
    hindernis: np.ndarray


def _anteile(x: np.ndarray, n: np.ndarray, grund: str) -> _Pruefung:
    if grund:
        return _gehindert(len(x), grund)
    hindernis = np.select(
        [
            ~(np.isfinite(x) & np.isfinite(n)).all(axis=1),
            ((n <= 0) | (x < 0) | (x > n)).any(axis=1),
            (x == n).any(axis=1),
            (x == 0).all(axis=1),
        ],
        [LUECKE, UNMOEGLICH, ALLE, NIEMAND],
        "",
    )
    x, n = (np.where((hindernis == "")[:, None], feld, np.nan) for feld in (x, n))
    summe = n.sum(axis=1)
    anteil = x.sum(axis=1) / summe
    # Die veröffentlichte Formel, um die mittlere Zeit verschoben: genauer bei großen Zahlen.
    abstand = _ZEIT - ((n * _ZEIT).sum(axis=1) / summe)[:, None]
    streuung = anteil * (1 - anteil) * (n * abstand**2).sum(axis=1)
    halb = np.where((x == 0).any(axis=1), 0.5, 0.0)[:, None]
    logit = np.log((x + halb) / (n - x + halb))
    gewicht = np.ones_like(logit)
    return _Pruefung(
        chi2=(x * abstand).sum(axis=1) ** 2 / streuung,
        steigung=_steigung(logit, gewicht)[0],
        standardfehler=np.full(len(x), np.nan),
        zeichen=_stabiles_zeichen(logit, gewicht),
        hindernis=hindernis,
    )


def _werte(y: np.ndarray, fehler: np.ndarray, grund: str) -> _Pruefung:
    if not grund and not np.isfinite(y).all():
        grund = LUECKE
    if not grund and not ((fehler > 0) & (fehler < np.inf)).all():
        grund = OHNE_STANDARDFEHLER
    if grund:
        return _gehindert(len(y), grund)
    kleinster = fehler.min()
    gewicht = (kleinster / fehler) ** 2
    steigung, quadrate = _steigung(y, gewicht)
    standardfehler = kleinster / np.sqrt(quadrate)
    return _Pruefung(
        chi2=(steigung / standardfehler) ** 2,
        steigung=steigung,
        standardfehler=standardfehler,
        zeichen=_stabiles_zeichen(y, gewicht),
        hindernis=np.full(len(y), ""),
    )


def _gehindert(anzahl: int, grund: str) -> _Pruefung:
    ohne = np.full(anzahl, np.nan)
    return _Pruefung(
        chi2=ohne,
        steigung=ohne,
        standardfehler=ohne,
        zeichen=np.zeros(anzahl),
        hindernis=np.full(anzahl, grund),
    )


def _steigung(y: np.ndarray, gewicht: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Gewichtete Steigung auf die Zeit 1 … 5 und Σ w (t − t̄)², entlang der letzten Achse."""
    mitte = (gewicht * _ZEIT).sum(axis=-1) / gewicht.sum(axis=-1)
    abstand = _ZEIT - mitte[..., None]
    quadrate = (gewicht * abstand**2).sum(axis=-1)
    return (gewicht * abstand * y).sum(axis=-1) / quadrate, quadrate


def _stabiles_zeichen(y: np.ndarray, gewicht: np.ndarray) -> np.ndarray:
    """Vorzeichen der Steigung, wenn es ohne jeden einzelnen Punkt dasselbe ist, sonst 0."""
    steigungen, _ = _steigung(y[..., None, :], gewicht[..., None, :] * _AUSWAHLEN)
    # Was nur Rundung der Gleitkommarechnung ist, hat kein Vorzeichen.
    kleinste = _RUNDUNG * np.abs(y).max(axis=-1)[..., None]
    zeichen = np.where(np.abs(steigungen) > kleinste, np.sign(steigungen), 0.0)
    return np.where((zeichen == zeichen[..., :1]).all(axis=-1), zeichen[..., 0], 0.0)


def _urteile(pruefung: _Pruefung) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    gehindert = pruefung.hindernis != ""
    gesichert = (pruefung.chi2 > GRENZE) & (pruefung.zeichen != 0)
    richtung = np.select(
        [gehindert, gesichert & (pruefung.zeichen > 0), gesichert],
        [NICHT_BERECHENBAR, STEIGEND, FALLEND],
        KEINE_VERAENDERUNG,
    )
    grund = np.select(
        [gehindert, pruefung.chi2 <= GRENZE, pruefung.zeichen == 0],
        [pruefung.hindernis, ZUFALL, AUSREISSER],
        "",
    )
    return richtung, gesichert, grund


def _als_trend(pruefung: _Pruefung, vorhanden: int) -> Trend:
    richtung, gesichert, grund = _urteile(pruefung)
    return Trend(
        richtung=str(richtung[0]),
        steigung=float(pruefung.steigung[0]),
        standardfehler=float(pruefung.standardfehler[0]),
        pruefgroesse=float(pruefung.chi2[0]),
        p_wert=float(special.chdtrc(1, pruefung.chi2[0])),
        gesichert=bool(gesichert[0]),
        punkte=vorhanden if pruefung.hindernis[0] else PUNKTE,
        grund=str(grund[0]),
    )
