"""Ein Gebiet gegen Stadt, Reststadt, Kreis und Land; früher gegen heute; gesichert oder nicht.

Die Stadt enthält das Gebiet: geprüft wird deshalb gegen die Reststadt (Stadt minus Gebiet),
gezeigt wird der Stadtwert. Er ist der Quotient der Summen, nie das Mittel der Stadtteile.
"""

import numpy as np
import pandas as pd

from sozialmonitor import konfidenz
from sozialmonitor.gebiete import uebergeordnet
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune

HOEHER = "gesichert höher"
NIEDRIGER = "gesichert niedriger"
GLEICH = "nicht gesichert verschieden"
NICHT_BEWERTBAR = "nicht bewertbar"
_ZAEHLBAR = ("anteil",)


def mit_vergleich(kommune: Kommune, tabelle: pd.DataFrame, indikator: Indikator) -> pd.DataFrame:
    """Ergänzt Stadtwert, Reststadt, Differenz zur Reststadt mit Bereich und Urteil.

    Parameters
    ----------
    tabelle
        Ergebnis von `kennzahlen.kennzahl`, alle Gebiete und Stichtage.

    Returns
    -------
    pd.DataFrame
        Gleicher Index, zusätzlich `stadtwert`, `rest_wert`, `differenz`, `diff_unten`,
        `diff_oben` [Einheit des Indikators] und `urteil`. Geprüft werden Anteile
        (Newcombe 1998); Kreis und Land enthalten die Stadt und werden nicht geprüft.
    """
    stelle = _zeile_der_stadt(tabelle, kommune.einstellungen.stadt)
    innerhalb = tabelle["gebiet"].isin(kommune.in_der_stadt).to_numpy()

    def stadtfeld(name: str) -> np.ndarray:
        return np.asarray(np.append(tabelle[name].to_numpy("float64"), np.nan)[stelle])

    x, n = tabelle["zaehler"].to_numpy("float64"), tabelle["nenner"].to_numpy("float64")
    rest_x, rest_n = stadtfeld("zaehler") - x, stadtfeld("nenner") - n
    gilt = innerhalb & tabelle["zustand"].eq("wert").to_numpy() & np.isfinite(stadtfeld("wert"))
    gilt &= (rest_n > 0) & (rest_x >= 0)
    differenz = (np.full(len(tabelle), np.nan),) * 3
    if indikator.art in _ZAEHLBAR:
        rest_x, rest_n = np.where(gilt, rest_x, np.nan), np.where(gilt, rest_n, np.nan)
        differenz = konfidenz.newcombe(rest_x, rest_n, x, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        rest_wert = np.where(gilt, rest_x / rest_n, np.nan) * indikator.faktor
    felder = {
        "stadtwert": stadtfeld("wert"),
        "rest_wert": rest_wert,
        "differenz": differenz[0] * indikator.faktor,
        "diff_unten": differenz[1] * indikator.faktor,
        "diff_oben": differenz[2] * indikator.faktor,
        "urteil": _urteil(differenz[1], differenz[2]),
    }
    return pd.concat([tabelle, pd.DataFrame(felder, index=tabelle.index)], axis=1)


def _zeile_der_stadt(tabelle: pd.DataFrame, stadt: str) -> np.ndarray:
    """Je Zeile die Stelle der Stadtzeile desselben Stichtags, −1 ohne sie."""
    tag, tage = pd.factorize(tabelle["stichtag"])
    zeilen = np.flatnonzero(tabelle["gebiet"].eq(stadt).to_numpy())
    stelle = np.full(len(tage), -1)
    stelle[tag[zeilen]] = zeilen
    return stelle[tag]


def urteil(unten: pd.Series, oben: pd.Series) -> pd.Series:
    """Urteil je Zeile aus dem Bereich einer Differenz; ohne Bereich „nicht bewertbar“."""
    return pd.Series(_urteil(unten.to_numpy("float64"), oben.to_numpy("float64")), unten.index)


def _urteil(unten: np.ndarray, oben: np.ndarray) -> np.ndarray:
    return np.select(
        [unten > 0, oben < 0, np.isfinite(unten)],
        np.array([HOEHER, NIEDRIGER, GLEICH], dtype=object)[:, None].repeat(len(unten), axis=1),
        NICHT_BEWERTBAR,
    )


def rest(
    tabelle: pd.DataFrame, ganzes: str, teil: str, indikator: Indikator, *, name: str
) -> pd.DataFrame:
    """Das Ganze ohne einen Teil, je Stichtag, als Zeilen wie in `kennzahl` (`gebiet` = `name`).

    Nur wo beide Zähler und Nenner bekannt sind; sonst fehlt die Zeile.
    """
    oben = tabelle[tabelle["gebiet"].eq(ganzes)].set_index("stichtag")
    unten = tabelle[tabelle["gebiet"].eq(teil)].set_index("stichtag")
    gemeinsam = oben.index.intersection(unten.index)
    oben, unten = oben.loc[gemeinsam], unten.loc[gemeinsam]
    x, n = oben["zaehler"] - unten["zaehler"], oben["nenner"] - unten["nenner"]
    gilt = oben["zustand"].eq("wert") & unten["zustand"].eq("wert") & (n > 0) & (x >= 0)
    grenzen = konfidenz.wilson(x, n) if indikator.art == "anteil" else (x * np.nan, x * np.nan)
    ergebnis = oben.assign(
        gebiet=name,
        zaehler=x,
        nenner=n,
        wert=x / n * indikator.faktor,
        unten=grenzen[0] * indikator.faktor,
        oben=grenzen[1] * indikator.faktor,
        demo=oben["demo"] | unten["demo"],
    )
    return ergebnis[gilt].reset_index()[list(tabelle.columns)]


def veraenderung(
    vorher: pd.Series, nachher: pd.Series, indikator: Indikator
) -> tuple[float, float, float]:
    """Differenz zweier Zeilen desselben Gebiets mit Bereich [Einheit des Indikators].

    Bei Anteilen nach Newcombe, sonst nur die Differenz (Bereich `NaN`).
    """
    if indikator.art not in _ZAEHLBAR or pd.isna(vorher["zaehler"]) or pd.isna(nachher["zaehler"]):
        return float(nachher["wert"] - vorher["wert"]), np.nan, np.nan
    werte = konfidenz.newcombe(
        vorher["zaehler"], vorher["nenner"], nachher["zaehler"], nachher["nenner"]
    )
    return tuple(float(w) * indikator.faktor for w in werte)  # type: ignore[return-value]


def differenz_der_differenzen(
    gebiet: tuple[pd.Series, pd.Series], rest: tuple[pd.Series, pd.Series], indikator: Indikator
) -> tuple[float, float, float]:
    """Entwicklung des Gebiets minus Entwicklung des Vergleichs, mit Bereich.

    Beide Tupel: Zeile vorher, Zeile nachher. Nur für Anteile; sonst `NaN`.
    """
    if indikator.art not in _ZAEHLBAR:
        return np.nan, np.nan, np.nan
    zeilen = (*gebiet, *rest)
    werte = konfidenz.differenz_der_differenzen(
        tuple(float(z["zaehler"]) for z in zeilen),  # type: ignore[arg-type]
        tuple(float(z["nenner"]) for z in zeilen),  # type: ignore[arg-type]
    )
    return tuple(float(w) * indikator.faktor for w in werte)  # type: ignore[return-value]


def rang(werte: pd.DataFrame, gebiet: str) -> tuple[int, int] | None:
    """Platz eines Gebiets unter den Gebieten mit Wert (höchster zuerst) und deren Zahl.

    Gleiche Werte teilen sich den besseren Platz; ohne Wert gibt es keinen Rang.
    """
    mit_wert = werte[werte["zustand"].eq("wert")].set_index("gebiet")["wert"]
    if gebiet not in mit_wert.index:
        return None
    return int((mit_wert > mit_wert[gebiet]).sum()) + 1, len(mit_wert)


def partner(kommune: Kommune, indikator: Indikator) -> dict[str, str]:
    """Vergleichsgebiete des Indikators: Bezeichnung → Schlüssel (Stadt, Kreis, Land)."""
    stadt = kommune.einstellungen.stadt
    schluessel = {"stadt": stadt} | {
        ebene: gebiet
        for ebene in ("kreis", "land")
        if (gebiet := uebergeordnet(kommune.gebiete, stadt, ebene))
    }
    return {
        kommune.name(schluessel[art]): schluessel[art]
        for art in indikator.vergleich
        if art in schluessel
    }
