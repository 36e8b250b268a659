"""Glättet Raten kleiner Gebiete, indem sie zum gemeinsamen Mittel gezogen werden.

Je kleiner ein Gebiet, desto mehr ist seine Rate Zufall, desto stärker wird gezogen. Geglättete
Werte sind Schätzungen zum Ansehen einer Karte, keine gezählten Raten, und werden nie ohne
Hinweis gezeigt.
"""

from dataclasses import dataclass

import numpy as np

from sozialmonitor.eingabe import Zahlen, als_felder, gemeinsame_form, in_form

MINDESTENS_GEBIETE = 2
ZU_WENIGE_GEBIETE = "Zum Glätten braucht es mindestens zwei Gebiete mit Wert."
NUR_ZUFALL = (
    "Die Gebiete unterscheiden sich nicht stärker, als der Zufall es erklärt; alle erhalten den "
    "gemeinsamen Wert."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Glaettung:
    """Raten vor und nach der Glättung, je Gebiet; `NaN`, wo nichts zu rechnen ist.

    `gewicht` ist der Anteil der eigenen Rate am geglätteten Wert (0 bis 1), `theta_1` das
    gemeinsame Mittel, `theta_2` die Streuung der Gebiete, die nicht Zufall ist.
    """

    rate: Zahlen
    geglaettet: Zahlen
    gewicht: Zahlen
    theta_1: float = np.nan
    theta_2: float = np.nan
    grund: str = ""


def empirical_bayes(anzahl: Zahlen, grundgesamtheit: Zahlen) -> Glaettung:
    """Geglättete Raten nach Marshall (globaler Empirical-Bayes-Schätzer mit Momenten).

    Parameters
    ----------
    anzahl, grundgesamtheit
        Ereignisse und Personen je Gebiet, Series (gleicher Index) oder Felder.

    Returns
    -------
    Glaettung
        Raten je Person (0,003 = 3 je 1.000), Index wie die Eingabe. Gebiete ohne Anzahl oder
        Personen bleiben `NaN` und zählen nirgends mit. Ist θ2 rechnerisch negativ, gilt 0: alle
        Gebiete erhalten das Mittel. `grund` nennt diesen Fall und den mit nur einem Gebiet.

    Notes
    -----
    Marshall 1991, wie GeoDa und `esda.smoothing.Empirical_Bayes`: θ1 = ΣO / ΣP;
    θ2 = ΣP(r − θ1)² / ΣP − θ1 / (ΣP / n); w = θ2 / (θ2 + θ1 / P); geglättet w r + (1 − w) θ1.
    """
    vorlage = gemeinsame_form(anzahl, grundgesamtheit)
    o, p = np.broadcast_arrays(*als_felder(anzahl, grundgesamtheit))
    gueltig = (o >= 0) & (o < np.inf) & (p > 0) & (p < np.inf)
    o, p = (np.where(gueltig, feld, np.nan) for feld in (o, p))
    rate = o / p
    gebiete = int(gueltig.sum())
    if gebiete < MINDESTENS_GEBIETE:
        ohne = np.full(rate.shape, np.nan)
        return Glaettung(
            rate=in_form(vorlage, rate),
            geglaettet=in_form(vorlage, ohne),
            gewicht=in_form(vorlage, ohne),
            grund=ZU_WENIGE_GEBIETE,
        )
    personen = np.nansum(p)
    theta_1 = np.nansum(o) / personen
    streuung = np.nansum(p * (rate - theta_1) ** 2) / personen - theta_1 / (personen / gebiete)
    theta_2 = max(float(streuung), 0.0)
    gewicht = theta_2 / (theta_2 + theta_1 / p) if theta_2 > 0 else 0 * p
    return Glaettung(
        rate=in_form(vorlage, rate),
        geglaettet=in_form(vorlage, gewicht * rate + (1 - gewicht) * theta_1),
        gewicht=in_form(vorlage, gewicht),
        theta_1=float(theta_1),
        theta_2=theta_2,
        grund="" if theta_2 > 0 else NUR_ZUFALL,
    )
