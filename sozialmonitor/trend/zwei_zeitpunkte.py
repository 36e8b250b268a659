"""Erster gegen letzten Anteil, wo für einen Trend die Jahre fehlen."""

import numpy as np

from sozialmonitor.eingabe import Zahlen
from sozialmonitor.konfidenz import newcombe
from sozialmonitor.trend.ergebnis import (
    DOPPELT,
    FALLEND,
    KEINE_VERAENDERUNG,
    NICHT_BERECHENBAR,
    NUR_EIN_ZEITPUNKT,
    STEIGEND,
    UNMOEGLICHER_WERT,
    ZWEI_ZEITPUNKTE,
    ZweiZeitpunkte,
)
from sozialmonitor.trend.zeit import brueche_in, paar, zeit_der_reihe, zeitpunkte


def zwei_zeitpunkte(
    anzahl: Zahlen,
    grundgesamtheit: Zahlen,
    *,
    zeit: Zahlen = None,
    bruch: Zahlen = None,
    niveau: float = 0.95,
) -> ZweiZeitpunkte:
    """Erster gegen letzten vergleichbaren Anteil: der Ausweg für Reihen ohne fünf Punkte.

    Parameters
    ----------
    anzahl, grundgesamtheit, zeit, bruch
        Wie bei `anteilstrend`. Lücken zählen nicht; verglichen wird nur hinter dem letzten Bruch.

    Returns
    -------
    ZweiZeitpunkte
        `differenz` mit Bereich als Werte von −1 bis 1, `steigung` je Jahr (ohne `zeit` je
        Schritt), gesichert, wenn der Bereich die Null nicht enthält. Ohne Prüfgröße.

    Notes
    -----
    Newcombe 1998, Methode 10. Was dazwischen geschah, geht nicht ein.
    """
    x, n = paar(anzahl, grundgesamtheit)
    jahre = zeitpunkte(zeit_der_reihe(zeit, anzahl, grundgesamtheit), len(x))
    brueche = brueche_in(bruch, jahre)
    folge = np.argsort(jahre, kind="stable")
    folge = folge[np.isfinite(x[folge]) & np.isfinite(n[folge])]
    punkte = len(folge)
    wirksam = brueche[brueche <= jahre[folge].max(initial=-np.inf)]
    folge = folge[jahre[folge] >= wirksam.max(initial=-np.inf)]
    grund = ""
    if len(folge) < 2:  # noqa: PLR2004 – zwei Zeitpunkte sind zwei
        grund = NUR_EIN_ZEITPUNKT
    elif jahre[folge[0]] == jahre[folge[-1]]:
        grund = DOPPELT
    else:
        erste, letzte = int(folge[0]), int(folge[-1])
        differenz, unten, oben = newcombe(x[erste], n[erste], x[letzte], n[letzte], niveau)
        grund = UNMOEGLICHER_WERT if np.isnan(differenz) else ""
    if grund:
        return ZweiZeitpunkte(richtung=NICHT_BERECHENBAR, punkte=punkte, grund=grund)
    return ZweiZeitpunkte(
        richtung=STEIGEND if unten > 0 else FALLEND if oben < 0 else KEINE_VERAENDERUNG,
        steigung=float(differenz / (jahre[letzte] - jahre[erste])),
        gesichert=bool(unten > 0 or oben < 0),
        punkte=2,
        grund=ZWEI_ZEITPUNKTE,
        differenz=differenz,
        unten=unten,
        oben=oben,
        stellen=(erste, letzte),
    )
