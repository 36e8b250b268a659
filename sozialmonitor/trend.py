"""Prüft, ob eine Reihe steigt oder fällt und ob das mehr ist als Zufall.

Geprüft wird nach der Methode „recent trend“ der Fingertips-Profile: nur die letzten fünf Jahre,
ohne Lücke und ohne Bruch. Für kürzere Reihen gibt es den Vergleich zweier Zeitpunkte, für
Sprünge den Vergleich mit der Fortschreibung der Jahre davor. Ein Trend zeigt keine Ursache.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special  # nicht scipy.stats: es lädt eine halbe Sekunde länger

from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.konfidenz import Zahlen, _felder, _vorlage, _wie, newcombe

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
LUECKE = "In den letzten fünf Jahren fehlt ein Wert."
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
# Chi-Quadrat mit einem Freiheitsgrad, 99,8 %, in der veröffentlichten Rundung.
GRENZE = 9.5495
# So viele Standardfehler ist ein 95-%-Bereich breit, in derselben Rundung.
BREITE_95 = 3.92
MINDESTENS_MANN_KENDALL = 4
# Bis hier ist die Verteilung von S ohne Bindungen exakt ausgezählt (wie in SciPy).
EXAKT_BIS = 33
MINDESTENS_VOR_DEM_BRUCH = 5

_ZEIT = np.arange(1.0, PUNKTE + 1)
# Erste Zeile: alle Punkte; danach je einer ausgelassen.
_AUSWAHLEN = np.vstack([np.ones(PUNKTE), 1 - np.eye(PUNKTE)])
_RUNDUNG = 1e-12
_STREUUNG_NULL = 1e-9


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


def anteilstrend(
    anzahl: Zahlen, grundgesamtheit: Zahlen, *, bruch: Zahlen = None, zeit: Zahlen = None
) -> Trend:
    """Trend eines Anteils über die letzten fünf Jahre (Fingertips „recent trend“).

    Parameters
    ----------
    anzahl, grundgesamtheit
        Je Zeitpunkt eine Zahl; Lücken sind `NaN` oder `NA`.
    bruch
        Zeitpunkte, ab denen eine neue Reihe gilt, einer oder mehrere: mit `zeit` Jahre oder
        Stichtage wie dort, ohne `zeit` Plätze in der Reihe (ab 0 gezählt). Bei ganzen Jahren
        gehört das ganze Jahr des Bruchs zur neuen Reihe.
    zeit
        Jahre oder Stichtage (Zahl, ISO-Text, Datum) in beliebiger Folge. Ohne Angabe gelten die
        Werte als aufeinanderfolgende Jahre.

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
    x, n = _paar(anzahl, grundgesamtheit)
    stellen, grund = _fenster(zeit, bruch, len(x))
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
    _vorlage(anzahl, grundgesamtheit)
    x, n = _felder(anzahl, grundgesamtheit)
    stellen, grund = _fenster(anzahl.columns if zeit is None else zeit, bruch, x.shape[1])
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
    y, fehler = _paar(wert, standardfehler)
    stellen, grund = _fenster(zeit, bruch, len(y))
    vorhanden = int(np.isfinite(y).sum())
    return _als_trend(_werte(y[None, stellen], fehler[None, stellen], grund), vorhanden)


def standardfehler_aus_bereich(unten: Zahlen, oben: Zahlen) -> Zahlen:
    """Standardfehler aus einem 95-%-Bereich: Breite durch 3,92, wie bei Fingertips."""
    vorlage = _vorlage(unten, oben)
    von, bis = _felder(unten, oben)
    return _wie(vorlage, np.asarray((bis - von) / BREITE_95))


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
    x, n = _paar(anzahl, grundgesamtheit)
    jahre = _zeitpunkte(zeit, len(x))
    brueche = _brueche(bruch, jahre)
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


def mann_kendall(reihe: Zahlen, *, niveau: float = 0.95) -> MannKendall:
    """Mann-Kendall-Test auf eine gleichbleibende Richtung, ohne Annahme einer Geraden.

    Parameters
    ----------
    reihe
        Werte in zeitlicher Folge; Lücken zählen nicht.

    Returns
    -------
    MannKendall
        Gesichert, wenn `p_wert` (zweiseitig) unter 1 − `niveau` liegt. Nicht berechenbar unter
        vier Werten und wenn alle gleich sind.

    Notes
    -----
    Mann 1945, Kendall 1975; Gilbert 1987, Kap. 16. Varianz mit Bindungskorrektur, z mit
    Stetigkeitskorrektur. Ohne Bindungen ist p bis `EXAKT_BIS` Werte exakt ausgezählt, sonst aus
    z. Mit vier Werten kann p nie unter 0,083 liegen.
    """
    (y,) = _felder(reihe)
    y = y[np.isfinite(y)]
    punkte = len(y)
    _, gleiche = np.unique(y, return_counts=True)
    varianz = (_paarstreuung(punkte) - _paarstreuung(gleiche).sum()) / 18
    if punkte < MINDESTENS_MANN_KENDALL or varianz == 0:
        grund = ZU_WENIGE_WERTE if punkte < MINDESTENS_MANN_KENDALL else ALLE_GLEICH
        return MannKendall(richtung=NICHT_BERECHENBAR, punkte=punkte, grund=grund)
    s = float(np.sign(y[None, :] - y[:, None])[np.triu_indices(punkte, 1)].sum())
    z = float((s - np.sign(s)) / np.sqrt(varianz))
    exakt = len(gleiche) == punkte <= EXAKT_BIS
    p = _exaktes_p(s, punkte) if exakt else float(special.erfc(abs(z) / np.sqrt(2)))
    gesichert = p < 1 - niveau
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


def theil_sen(reihe: Zahlen, *, zeit: Zahlen = None, niveau: float = 0.95) -> TheilSen:
    """Steigung nach Theil und Sen: der Median aller paarweisen Steigungen, mit Bereich.

    Parameters
    ----------
    reihe
        Werte in zeitlicher Folge; Lücken zählen nicht.
    zeit
        Jahre oder Stichtage wie bei `anteilstrend`; ohne Angabe die Plätze ab 0.

    Returns
    -------
    TheilSen
        Steigung [Einheit je Jahr oder Schritt]. Ob sie gesichert ist, sagt `mann_kendall`, auf
        demselben Niveau; `pruefgroesse`, `p_wert` und `grund` kommen von dort.

    Notes
    -----
    Theil 1950, Sen 1968; gerechnet mit `scipy.stats.theilslopes`.
    """
    (y,) = _felder(reihe)
    jahre = _zeitpunkte(zeit, len(y))
    folge = np.argsort(jahre, kind="stable")
    folge = folge[np.isfinite(y[folge]) & np.isfinite(jahre[folge])]
    y, jahre = y[folge], jahre[folge]
    test = mann_kendall(y, niveau=niveau)
    grund = DOPPELT if len(np.unique(jahre)) < len(jahre) else test.grund
    if grund == DOPPELT or test.richtung == NICHT_BERECHENBAR:
        return TheilSen(richtung=NICHT_BERECHENBAR, punkte=len(y), grund=grund)
    from scipy.stats import theilslopes  # langsam, nur hier gebraucht

    gerade = theilslopes(y, jahre, alpha=niveau)
    return TheilSen(
        richtung=test.richtung,
        steigung=float(gerade.slope),
        pruefgroesse=test.z,
        p_wert=test.p_wert,
        gesichert=test.gesichert,
        punkte=test.punkte,
        grund=grund,
        achsenabschnitt=float(gerade.intercept),
        unten=float(gerade.low_slope),
        oben=float(gerade.high_slope),
    )


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
    brueche = np.floor(_dezimaljahre(() if bruch is None else bruch))
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
    zeit, (wert,) = np.floor(_dezimaljahre(jahre)), _felder(werte)
    fehler = np.ones(len(wert)) if standardfehler is None else _felder(standardfehler)[0]
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
    spanne = special.stdtrit(freiheitsgrade, 0.5 + niveau / 2) * np.sqrt(varianz)
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


def _paar(eins: Zahlen, zwei: Zahlen) -> list[np.ndarray]:
    _vorlage(eins, zwei)
    felder = [np.atleast_1d(feld) for feld in _felder(eins, zwei)]
    if felder[0].shape != felder[1].shape or felder[0].ndim != 1:
        raise SozialmonitorFehler(
            f"Eine Reihe braucht zu jedem Zeitpunkt zwei Angaben; da sind {felder[0].shape} und "
            f"{felder[1].shape}. Bitte zwei gleich lange Folgen angeben."
        )
    return felder


def _fenster(zeit: Zahlen, bruch: Zahlen, laenge: int) -> tuple[np.ndarray, str]:
    """Plätze der letzten fünf Punkte in zeitlicher Folge und was einen Trend verhindert."""
    jahre = _zeitpunkte(zeit, laenge)
    stellen = np.argsort(jahre, kind="stable")[-PUNKTE:]
    letzte = jahre[stellen]
    brueche = _brueche(bruch, jahre)
    if len(stellen) < PUNKTE:
        return stellen, ZU_WENIGE
    if not (np.diff(np.floor(letzte)) == 1).all():
        return stellen, NICHT_JAEHRLICH
    if ((brueche > letzte[0]) & (brueche <= letzte[-1])).any():
        return stellen, BRUCH
    return stellen, ""


def _zeitpunkte(zeit: Zahlen, laenge: int) -> np.ndarray:
    jahre = np.arange(laenge, dtype="float64") if zeit is None else _dezimaljahre(zeit)
    if len(jahre) != laenge:
        raise SozialmonitorFehler(
            f"Zu {laenge} Werten gehören {len(jahre)} Zeitpunkte; "
            "bitte je Wert genau einen angeben."
        )
    return jahre


def _brueche(bruch: Zahlen, jahre: np.ndarray) -> np.ndarray:
    brueche = _dezimaljahre(() if bruch is None else bruch)
    # Bei Jahreswerten gehört das ganze Jahr des Bruchs zur neuen Reihe.
    return np.floor(brueche) if (jahre == np.floor(jahre)).all() else brueche


def _dezimaljahre(werte: Zahlen) -> np.ndarray:
    index = pd.Index(werte if np.ndim(werte) else [werte])
    if not len(index):
        return np.empty(0)
    if pd.api.types.is_numeric_dtype(index):
        (jahre,) = _felder(index)
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
