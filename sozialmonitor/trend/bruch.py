"""Beobachtete Jahre gegen die Fortschreibung der Jahre vor einem Ereignis."""

import numpy as np
import pandas as pd
from scipy import special  # nicht scipy.stats: es lädt eine halbe Sekunde länger

from sozialmonitor.eingabe import Zahlen, als_felder, gemeinsame_form, geprueftes_niveau
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.trend.ergebnis import (
    DOPPELT,
    IM_BEREICH,
    NICHT_BEWERTBAR,
    UEBER,
    UNTER,
    Bruchtest,
)
from sozialmonitor.trend.zeit import dezimaljahre

MINDESTENS_VOR_DEM_BRUCH = 5
_STREUUNG_NULL = 1e-9


def bruchtest(
    jahre: Zahlen,
    werte: Zahlen,
    standardfehler: Zahlen = None,
    *,
    vorher: tuple[int, int] = (2014, 2019),
    nachher_ab: int = 2021,
    bruch: Zahlen = None,
    niveau: float = 0.95,
) -> Bruchtest:
    """Vergleicht die Jahre ab `nachher_ab` mit der Fortschreibung der Jahre davor.

    Parameters
    ----------
    jahre, werte
        Je Jahr ein Wert, Folge beliebig; Lücken sind `NaN` oder `NA`.
    standardfehler
        Zufallsfehler je Wert in derselben Einheit. Mit ihm wird gewichtet, und der Bereich ist
        nie enger, als der Zufallsfehler allein ihn macht.
    vorher
        Erstes und letztes Jahr, aus denen fortgeschrieben wird; was zwischen `vorher` und
        `nachher_ab` liegt, bleibt außen vor.
    bruch
        Jahre, ab denen eine neue Reihe gilt (Abgrenzung, Zensus). Innerhalb von `vorher`
        verhindern sie die Fortschreibung, danach die Bewertung aller folgenden Jahre.

    Returns
    -------
    Bruchtest
        Eine Zeile je Jahr ab `nachher_ab`. Alle Urteile „nicht bewertbar“ bei weniger als
        `MINDESTENS_VOR_DEM_BRUCH` Werten im Zeitraum, bei einem Bruch darin, bei doppelten
        Jahren und wenn die Werte genau auf einer Geraden liegen.

    Notes
    -----
    Vorhersagebereich der linearen Regression für einen einzelnen neuen Wert (t-Verteilung,
    n − 2 Freiheitsgrade). Er gilt je Jahr: von zwanzig Jahren liegt auch ohne Bruch im Mittel
    eines außerhalb. Ein Sprung zeigt keine Ursache.
    """
    reihe = _reihe(jahre, werte, standardfehler)
    brauchbar = np.isfinite(reihe["wert"]) & reihe["fehler"].gt(0) & reihe["fehler"].lt(np.inf)
    davor = reihe[brauchbar & reihe.index.isin(range(vorher[0], vorher[1] + 1))]
    danach = reihe[reihe.index >= nachher_ab]
    brueche = np.floor(dezimaljahre(() if bruch is None else bruch))
    erster_bruch = brueche[brueche > vorher[1]].min(initial=np.inf)
    steigung, grenzen = np.nan, np.full((3, len(danach)), np.nan)
    grund = _hindernis(reihe, davor, brueche, vorher)
    if not grund:
        mindestens = 0.0 if standardfehler is None else 1.0
        steigung, grenzen = _vorhersage(davor, danach, mindestens, niveau)
        grund = _luecken(vorher, len(davor)) if np.isfinite(steigung) else _ohne_streuung(vorher)
    grenzen = np.where(danach.index < erster_bruch, grenzen, np.nan)
    saetze = [grund]
    if (danach.index >= erster_bruch).any():
        saetze.append(f"Ab {erster_bruch:.0f} gilt eine neue Reihe; sie wird nicht bewertet.")
    if danach["wert"].isna().all():
        saetze.append(f"Ab {nachher_ab} liegt kein Wert vor.")
    return Bruchtest(
        tabelle=_gegenueber(danach["wert"], grenzen),
        steigung=steigung,
        punkte=len(davor),
        grund=" ".join(satz for satz in saetze if satz),
    )


def _reihe(jahre: Zahlen, werte: Zahlen, standardfehler: Zahlen) -> pd.DataFrame:
    gemeinsame_form(jahre, werte, standardfehler)
    zeit, (wert,) = np.floor(dezimaljahre(jahre)), als_felder(werte)
    fehler = np.ones(len(wert)) if standardfehler is None else als_felder(standardfehler)[0]
    if not len(zeit) == len(wert) == len(fehler):
        raise SozialmonitorFehler(
            f"Zu {len(zeit)} Jahren gehören {len(wert)} Werte und {len(fehler)} Standardfehler; "
            "bitte je Jahr genau einen angeben."
        )
    index = pd.Index(zeit.astype("int64"), name="jahr")
    return pd.DataFrame({"wert": wert, "fehler": fehler}, index=index).sort_index()


def _hindernis(
    reihe: pd.DataFrame, davor: pd.DataFrame, brueche: np.ndarray, vorher: tuple[int, int]
) -> str:
    zeitraum = f"{vorher[0]} bis {vorher[1]}"
    if not reihe.index.is_unique:
        return DOPPELT
    if ((brueche > vorher[0]) & (brueche <= vorher[1])).any():
        return f"Von {zeitraum} beginnt eine neue Reihe; sie lässt sich nicht fortschreiben."
    if len(davor) < MINDESTENS_VOR_DEM_BRUCH:
        return (
            f"Brauchbare Werte von {zeitraum}: {len(davor)}; für eine Fortschreibung braucht es "
            f"mindestens {MINDESTENS_VOR_DEM_BRUCH}."
        )
    return ""


def _ohne_streuung(vorher: tuple[int, int]) -> str:
    return (
        f"Die Werte von {vorher[0]} bis {vorher[1]} liegen genau auf einer Geraden; ein Bereich "
        "lässt sich daraus nicht schätzen."
    )


def _luecken(vorher: tuple[int, int], punkte: int) -> str:
    jahre = vorher[1] - vorher[0] + 1
    if punkte == jahre:
        return ""
    return f"Fortgeschrieben aus {punkte} der {jahre} Jahre von {vorher[0]} bis {vorher[1]}."


def _vorhersage(
    davor: pd.DataFrame, danach: pd.DataFrame, mindestens: float, niveau: float
) -> tuple[float, np.ndarray]:
    """Steigung und (erwartet, unten, oben) je Jahr danach; ohne Streuung `NaN`."""
    t, y = davor.index.to_numpy("float64"), davor["wert"].to_numpy()
    gewicht = 1 / davor["fehler"].to_numpy() ** 2
    summe = gewicht.sum()
    mitte_t, mitte_y = (gewicht * t).sum() / summe, (gewicht * y).sum() / summe
    quadrate = (gewicht * (t - mitte_t) ** 2).sum()
    steigung = (gewicht * (t - mitte_t) * (y - mitte_y)).sum() / quadrate
    rest = y - mitte_y - steigung * (t - mitte_t)
    if not mindestens and np.abs(rest).max() <= _STREUUNG_NULL * np.abs(y).max():
        return np.nan, np.full((3, len(danach)), np.nan)
    freiheitsgrade = len(davor) - 2
    streuung = max((gewicht * rest**2).sum() / freiheitsgrade, mindestens)
    abstand = danach.index.to_numpy("float64") - mitte_t
    fehler = danach["fehler"].where(danach["fehler"] > 0).to_numpy()
    varianz = streuung * (1 / summe + abstand**2 / quadrate + fehler**2)
    spanne = special.stdtrit(freiheitsgrade, 0.5 + geprueftes_niveau(niveau) / 2) * np.sqrt(varianz)
    erwartet = mitte_y + steigung * abstand
    return float(steigung), np.array([erwartet, erwartet - spanne, erwartet + spanne])


def _gegenueber(beobachtet: pd.Series, grenzen: np.ndarray) -> pd.DataFrame:
    erwartet, unten, oben = grenzen
    wert = beobachtet.to_numpy()
    urteil = np.select(
        [np.isnan(wert + oben), wert > oben, wert < unten],
        [NICHT_BEWERTBAR, UEBER, UNTER],
        IM_BEREICH,
    )
    felder = {"erwartet": erwartet, "unten": unten, "oben": oben, "beobachtet": wert}
    return pd.DataFrame(felder | {"urteil": urteil}, index=beobachtet.index)
