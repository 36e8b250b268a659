"""Jahre und Stichtage einer Reihe als Zahlen, Brüche darin und das Fenster der letzten fünf."""

import numpy as np
import pandas as pd

from sozialmonitor.eingabe import Zahlen, als_felder, gemeinsame_form
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.trend.ergebnis import BRUCH, NICHT_JAEHRLICH, PUNKTE, ZU_WENIGE

# Ein Index aus lauter Jahren oder ISO-Tagen nennt die Zeit; Zeilennummern und Namen nicht.
_JAHR_ODER_TAG = r"(19|20|21)\d\d(-\d\d){0,2}"


def paar(eins: Zahlen, zwei: Zahlen) -> list[np.ndarray]:
    """Zwei gleich lange Folgen als Felder; eine Zahl gilt für alle Zeitpunkte der anderen."""
    gemeinsame_form(eins, zwei)
    felder = als_felder(eins, zwei)
    laenge = max(feld.size for feld in felder)
    felder = [feld if feld.ndim else np.repeat(feld, laenge) for feld in felder]
    if felder[0].shape != felder[1].shape or felder[0].ndim != 1:
        raise SozialmonitorFehler(
            f"Eine Reihe braucht zu jedem Zeitpunkt zwei Angaben; da sind {felder[0].shape} und "
            f"{felder[1].shape}. Bitte zwei gleich lange Folgen angeben, für Tabellen von "
            "Gebieten `anteilstrends` verwenden."
        )
    return felder


def einzelne(reihe: Zahlen) -> np.ndarray:
    """Eine Folge als Feld; eine Tabelle ist ein Fehler."""
    (feld,) = als_felder(reihe)
    if feld.ndim > 1:
        raise SozialmonitorFehler(
            f"Erwartet wird eine einzelne Reihe, da ist eine Tabelle {feld.shape}. "
            "Bitte je Gebiet einzeln aufrufen."
        )
    return np.atleast_1d(feld)


def zeit_der_reihe(zeit: Zahlen, *reihen: Zahlen) -> Zahlen:
    """Die angegebenen Zeitpunkte, sonst der Index einer Series, wenn er Jahre oder Tage nennt."""
    if zeit is not None:
        return zeit
    indizes = [reihe.index for reihe in reihen if isinstance(reihe, pd.Series) and len(reihe)]
    if indizes and indizes[0].astype(str).str.fullmatch(_JAHR_ODER_TAG).all():
        return indizes[0]
    return None


def fenster(zeit: Zahlen, bruch: Zahlen, laenge: int) -> tuple[np.ndarray, str]:
    """Plätze der letzten fünf Punkte in zeitlicher Folge und was einen Trend verhindert."""
    jahre = zeitpunkte(zeit, laenge)
    stellen = np.argsort(jahre, kind="stable")[-PUNKTE:]
    letzte = jahre[stellen]
    brueche = brueche_in(bruch, jahre)
    if len(stellen) < PUNKTE:
        return stellen, ZU_WENIGE
    if not (np.diff(np.floor(letzte)) == 1).all():
        return stellen, NICHT_JAEHRLICH
    if ((brueche > letzte[0]) & (brueche <= letzte[-1])).any():
        return stellen, BRUCH
    return stellen, ""


def zeitpunkte(zeit: Zahlen, laenge: int) -> np.ndarray:
    """Zeitpunkte als Dezimaljahre, ohne Angabe die Plätze ab 0; je Wert genau einer."""
    jahre = np.arange(laenge, dtype="float64") if zeit is None else dezimaljahre(zeit)
    if len(jahre) != laenge:
        raise SozialmonitorFehler(
            f"Zu {laenge} Werten gehören {len(jahre)} Zeitpunkte; "
            "bitte je Wert genau einen angeben."
        )
    return jahre


def brueche_in(bruch: Zahlen, jahre: np.ndarray) -> np.ndarray:
    """Brüche als Dezimaljahre, bei Jahreswerten auf das Jahr abgerundet."""
    brueche = dezimaljahre(() if bruch is None else bruch)
    # Bei Jahreswerten gehört das ganze Jahr des Bruchs zur neuen Reihe.
    return np.floor(brueche) if (jahre == np.floor(jahre)).all() else brueche


def dezimaljahre(werte: Zahlen) -> np.ndarray:
    """Jahre, ISO-Texte oder Daten als Dezimaljahre (2019-07-01 → rund 2019,5)."""
    index = pd.Index(werte if np.ndim(werte) else [werte])
    if not len(index):
        return np.empty(0)
    if pd.api.types.is_numeric_dtype(index):
        (jahre,) = als_felder(index)
        if np.isfinite(jahre).all():
            return jahre
        raise _keine_zeitpunkte(index)
    try:
        tage = pd.DatetimeIndex(pd.to_datetime(index.astype(str), format="ISO8601"))
    except ValueError as fehler:
        raise _keine_zeitpunkte(index) from fehler
    tage_im_jahr = np.where(tage.is_leap_year, 366, 365)
    return np.asarray(tage.year + (tage.day_of_year - 1) / tage_im_jahr, dtype="float64")


def _keine_zeitpunkte(index: pd.Index) -> SozialmonitorFehler:
    return SozialmonitorFehler(
        f"Erwartet werden Jahre oder Stichtage wie 2019 oder 2019-12-31, da sind {list(index)}. "
        "Bitte die Zeitpunkte mit `zeit` angeben."
    )
