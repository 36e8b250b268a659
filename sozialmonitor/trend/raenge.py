"""Richtung und Steigung ohne Annahme einer Geraden: Mann-Kendall, Theil-Sen."""

import numpy as np
from scipy import special  # nicht scipy.stats: es lädt eine halbe Sekunde länger

from sozialmonitor.eingabe import Zahlen, geprueftes_niveau
from sozialmonitor.trend.ergebnis import (
    ALLE_GLEICH,
    BRUCH_IN_DER_REIHE,
    DOPPELT,
    FALLEND,
    KEINE_VERAENDERUNG,
    NICHT_BERECHENBAR,
    STEIGEND,
    ZU_WENIGE_WERTE,
    ZUFALL,
    MannKendall,
    TheilSen,
)
from sozialmonitor.trend.zeit import brueche_in, einzelne, zeit_der_reihe, zeitpunkte

MINDESTENS_MANN_KENDALL = 4
# Bis hier ist die Verteilung von S ohne Bindungen exakt ausgezählt (wie in SciPy).
EXAKT_BIS = 33


def mann_kendall(
    reihe: Zahlen, *, zeit: Zahlen = None, bruch: Zahlen = None, niveau: float = 0.95
) -> MannKendall:
    """Mann-Kendall-Test auf eine gleichbleibende Richtung, ohne Annahme einer Geraden.

    Parameters
    ----------
    reihe
        Werte in zeitlicher Folge, sonst mit `zeit`; Lücken zählen nicht.
    zeit, bruch
        Wie bei `anteilstrend`; ohne Zeit zählen Brüche als Plätze ab 0.

    Returns
    -------
    MannKendall
        Gesichert, wenn `p_wert` (zweiseitig) unter 1 − `niveau` liegt. Nicht berechenbar über
        einen Bruch hinweg, bei doppelten Zeitpunkten, unter vier Werten und wenn alle gleich sind.

    Notes
    -----
    Mann 1945, Kendall 1975; Gilbert 1987, Kap. 16. Varianz mit Bindungskorrektur, z mit
    Stetigkeitskorrektur. Ohne Bindungen ist p bis `EXAKT_BIS` Werte exakt ausgezählt, sonst aus
    z. Mit vier Werten kann p nie unter 0,083 liegen.
    """
    irrtum = 1 - geprueftes_niveau(niveau)
    y, _, hindernis = _geordnet(reihe, zeit, bruch)
    punkte = len(y)
    if hindernis:
        return MannKendall(richtung=NICHT_BERECHENBAR, punkte=punkte, grund=hindernis)
    _, gleiche = np.unique(y, return_counts=True)
    varianz = (_paarstreuung(punkte) - _paarstreuung(gleiche).sum()) / 18
    if punkte < MINDESTENS_MANN_KENDALL or varianz == 0:
        grund = ZU_WENIGE_WERTE if punkte < MINDESTENS_MANN_KENDALL else ALLE_GLEICH
        return MannKendall(richtung=NICHT_BERECHENBAR, punkte=punkte, grund=grund)
    s = float(np.sign(y[None, :] - y[:, None])[np.triu_indices(punkte, 1)].sum())
    z = float((s - np.sign(s)) / np.sqrt(varianz))
    exakt = len(gleiche) == punkte <= EXAKT_BIS
    p = _exaktes_p(s, punkte) if exakt else float(special.erfc(abs(z) / np.sqrt(2)))
    gesichert = p < irrtum
    return MannKendall(
        richtung=_richtung(s) if gesichert else KEINE_VERAENDERUNG,
        pruefgroesse=z,
        p_wert=p,
        gesichert=gesichert,
        punkte=punkte,
        grund="" if gesichert else ZUFALL,
        s=s,
        varianz=float(varianz),
        z=z,
        exakt=exakt,
    )


def theil_sen(
    reihe: Zahlen, *, zeit: Zahlen = None, bruch: Zahlen = None, niveau: float = 0.95
) -> TheilSen:
    """Steigung nach Theil und Sen: der Median aller paarweisen Steigungen, mit Bereich.

    Parameters
    ----------
    reihe
        Werte in zeitlicher Folge, sonst mit `zeit`; Lücken zählen nicht.
    zeit, bruch
        Wie bei `anteilstrend`; ohne Zeit gelten die Plätze ab 0.

    Returns
    -------
    TheilSen
        Steigung [Einheit je Jahr oder Schritt]. Ob sie gesichert ist, sagt `mann_kendall`, auf
        demselben Niveau; `pruefgroesse`, `p_wert` und `grund` kommen von dort.

    Notes
    -----
    Theil 1950, Sen 1968; gerechnet mit `scipy.stats.theilslopes`.
    """
    y, jahre, hindernis = _geordnet(reihe, zeit, bruch)
    test = mann_kendall(y, niveau=niveau)
    if hindernis or test.richtung == NICHT_BERECHENBAR:
        return TheilSen(richtung=NICHT_BERECHENBAR, punkte=len(y), grund=hindernis or test.grund)
    from scipy.stats import theilslopes  # langsam, nur hier gebraucht

    gerade = theilslopes(y, jahre, alpha=niveau)
    return TheilSen(
        richtung=test.richtung,
        steigung=float(gerade.slope),
        pruefgroesse=test.z,
        p_wert=test.p_wert,
        gesichert=test.gesichert,
        punkte=test.punkte,
        grund=test.grund,
        achsenabschnitt=float(gerade.intercept),
        unten=float(gerade.low_slope),
        oben=float(gerade.high_slope),
    )


def _geordnet(reihe: Zahlen, zeit: Zahlen, bruch: Zahlen) -> tuple[np.ndarray, np.ndarray, str]:
    """Vorhandene Werte in zeitlicher Folge, ihre Zeitpunkte und was eine Prüfung verhindert."""
    y = einzelne(reihe)
    jahre = zeitpunkte(zeit_der_reihe(zeit, reihe), len(y))
    brueche = brueche_in(bruch, jahre)
    folge = np.argsort(jahre, kind="stable")
    folge = folge[np.isfinite(y[folge])]
    y, jahre = y[folge], jahre[folge]
    if len(y) and ((brueche > jahre[0]) & (brueche <= jahre[-1])).any():
        return y, jahre, BRUCH_IN_DER_REIHE
    return y, jahre, DOPPELT if len(np.unique(jahre)) < len(jahre) else ""


def _richtung(zeichen: float) -> str:
    return STEIGEND if zeichen > 0 else FALLEND


def _paarstreuung(anzahl: Zahlen) -> Zahlen:
    return anzahl * (anzahl - 1) * (2 * anzahl + 5)


def _exaktes_p(s: float, punkte: int) -> float:
    """Zweiseitige Wahrscheinlichkeit für |S| oder mehr unter allen Reihenfolgen."""
    haeufigkeit = np.ones(1)
    for laenge in range(2, punkte + 1):
        haeufigkeit = np.convolve(haeufigkeit, np.full(laenge, 1 / laenge))
    # Stelle k gehört zu S = 2 k − Zahl der Paare.
    ab = round((abs(s) + len(haeufigkeit) - 1) / 2)
    return float(min(1.0, 2 * haeufigkeit[ab:].sum()))
