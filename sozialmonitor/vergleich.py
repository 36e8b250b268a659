"""Ein Gebiet gegen Stadt, Reststadt, Kreis und Land; früher gegen heute; gesichert oder nicht.

Die Stadt enthält das Gebiet: geprüft wird deshalb gegen die Reststadt (Stadt minus Gebiet),
gezeigt wird der Stadtwert. Er ist der Quotient der Summen, nie das Mittel der Stadtteile.
Fälle, die sich keinem Gebiet zuordnen lassen, zählen in der Stadt mit, nicht in der Reststadt:
sie fehlen dem Gebiet ebenso, und mit ihnen läge die Reststadt immer etwas zu hoch.
"""

from collections.abc import Collection

import numpy as np
import pandas as pd

from sozialmonitor import konfidenz
from sozialmonitor.eingabe import Zahlen, als_felder, gemeinsame_form, geprueftes_niveau
from sozialmonitor.gebiete import NICHT_ZUORDENBAR, uebergeordnet
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune

HOEHER = "gesichert höher"
NIEDRIGER = "gesichert niedriger"
GLEICH = "nicht gesichert verschieden"
NICHT_BEWERTBAR = "nicht bewertbar"
URTEILE = (HOEHER, GLEICH, NIEDRIGER, NICHT_BEWERTBAR)
GUENSTIGER, UNGUENSTIGER = "günstiger", "ungünstiger"
_GEPRUEFT = ("anteil", "rate")
_ZAHLEN = ("zaehler", "nenner", "wert", "unten", "oben")
_VERGLEICHSZAHLEN = ("rest_wert", "differenz", "diff_unten", "diff_oben")
_GESPERRT = {"zustand": "geheim", "zeichen": "•"}


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
        (Newcombe 1998) und Raten (Zou & Donner 2008); Kreis und Land enthalten die Stadt und
        werden nicht geprüft.
    """
    stelle = _zeile_der_stadt(tabelle, kommune.einstellungen.stadt)
    innerhalb = tabelle["gebiet"].isin(kommune.in_der_stadt).to_numpy()

    def stadtfeld(name: str) -> np.ndarray:
        return np.asarray(np.append(tabelle[name].to_numpy("float64"), np.nan)[stelle])

    x, n = tabelle["zaehler"].to_numpy("float64"), tabelle["nenner"].to_numpy("float64")
    rest_x = stadtfeld("zaehler") - x - _ohne_ort(kommune, tabelle)
    rest_n = stadtfeld("nenner") - n
    gilt = innerhalb & tabelle["zustand"].eq("wert").to_numpy() & np.isfinite(stadtfeld("wert"))
    gilt &= (rest_n > 0) & (rest_x >= _mindestens(indikator))
    geprueft = gilt & kommune.gezaehlt(indikator)
    rest_x, rest_n = np.where(gilt, rest_x, np.nan), np.where(gilt, rest_n, np.nan)
    differenz = unterschied(np.where(geprueft, rest_x, np.nan), rest_n, x, n, indikator)
    felder = {
        "stadtwert": stadtfeld("wert"),
        "rest_wert": rest_x / rest_n * indikator.faktor,
        "differenz": differenz[0],
        "diff_unten": differenz[1],
        "diff_oben": differenz[2],
        "urteil": _urteil(differenz[1], differenz[2]),
    }
    return pd.concat([tabelle, pd.DataFrame(felder, index=tabelle.index)], axis=1)


def unterschied(
    anzahl_1: np.ndarray,
    bezug_1: np.ndarray,
    anzahl_2: np.ndarray,
    bezug_2: np.ndarray,
    indikator: Indikator,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Differenz 2 − 1 mit Bereich [Einheit des Indikators], nach Art des Indikators.

    Anteile nach Newcombe 1998, Raten nach Zou & Donner 2008; für alle anderen Arten gibt es
    keinen anerkannten Bereich, dort steht dreimal `NaN`.
    """
    if indikator.art == "anteil":
        werte = konfidenz.newcombe(anzahl_1, bezug_1, anzahl_2, bezug_2)
        return tuple(np.asarray(w) * indikator.faktor for w in werte)  # type: ignore[return-value]
    if indikator.art == "rate":
        faktor = indikator.faktor
        werte = konfidenz.differenz_raten(anzahl_1, bezug_1, anzahl_2, bezug_2, faktor)
        return tuple(np.asarray(w) for w in werte)  # type: ignore[return-value]
    leer = np.full(np.shape(anzahl_2), np.nan)
    return leer, leer, leer


def gegen_zeilen(
    tabelle: pd.DataFrame, partner_zeilen: pd.DataFrame, indikator: Indikator
) -> pd.DataFrame:
    """Prüft Zeilen gegen Partnerzeilen in derselben Reihenfolge: anderes Gebiet, anderes Jahr.

    Parameters
    ----------
    tabelle, partner_zeilen
        Zeilen aus `kennzahl`, gleich viele; der Partner darf das Gebiet nicht enthalten.

    Returns
    -------
    pd.DataFrame
        `differenz` (Zeile minus Partner), `diff_unten`, `diff_oben`, `urteil`; Index wie
        `tabelle`. Ohne Wert auf einer Seite „nicht bewertbar“.
    """
    gilt = (
        tabelle["zustand"].eq("wert").to_numpy() & partner_zeilen["zustand"].eq("wert").to_numpy()
    )
    x1, n1, x2, n2 = (
        np.where(gilt, teil[name].to_numpy("float64"), np.nan)
        for teil in (partner_zeilen, tabelle)
        for name in ("zaehler", "nenner")
    )
    differenz, unten, oben = unterschied(x1, n1, x2, n2, indikator)
    return pd.DataFrame(
        {
            "differenz": differenz,
            "diff_unten": unten,
            "diff_oben": oben,
            "urteil": _urteil(unten, oben),
        },
        index=tabelle.index,
    )


def gegen_ziel(tabelle: pd.DataFrame, ziel: float) -> pd.Series:
    """Urteil je Zeile gegen einen festen Zielwert: gesichert, wenn er außerhalb des Bereichs liegt.

    Ein Ziel schwankt nicht; es genügt der Vertrauensbereich des Gebiets selbst.
    """
    unten = tabelle["unten"].to_numpy("float64") - ziel
    oben = tabelle["oben"].to_numpy("float64") - ziel
    return pd.Series(_urteil(unten, oben), tabelle.index)


def wertung(urteile: pd.Series, indikator: Indikator) -> pd.Series:
    """Das Urteil in der Leserichtung des Katalogs: günstiger, ungünstiger oder leer.

    Leer ohne gesicherten Unterschied und immer bei Indikatoren ohne vereinbarte Richtung.
    """
    if indikator.richtung == "neutral":
        return pd.Series("", index=urteile.index)
    hoch = indikator.richtung == "hoch_belastend"
    worte = {
        HOEHER: UNGUENSTIGER if hoch else GUENSTIGER,
        NIEDRIGER: GUENSTIGER if hoch else UNGUENSTIGER,
    }
    return urteile.map(worte).fillna("")


def rangintervall(
    anzahl: Zahlen,
    grundgesamtheit: Zahlen,
    niveau: float = 0.95,
    *,
    ziehungen: int = 2000,
    seed: int = 1998,
) -> pd.DataFrame:
    """Rang jedes Gebiets (1 = höchster Anteil) mit dem Bereich, in dem er zufällig schwankt.

    Parameters
    ----------
    anzahl, grundgesamtheit
        Je Gebiet; Gebiete ohne gültigen Anteil bekommen keinen Rang und zählen nicht mit.

    Returns
    -------
    pd.DataFrame
        `rang`, `unten`, `oben` (`Int64`), Index wie die Eingabe; Felder werden durchgezählt.

    Notes
    -----
    Goldstein & Spiegelhalter 1996: Anteile werden aus ihrer Verteilung gezogen (Beta mit
    Jeffreys-Vorwissen) und jedes Mal gereiht; gezeigt werden die Quantile der Ränge.
    """
    geprueftes_niveau(niveau)
    vorlage = gemeinsame_form(anzahl, grundgesamtheit)
    x, n = np.broadcast_arrays(*(np.atleast_1d(f) for f in als_felder(anzahl, grundgesamtheit)))
    gilt = (n > 0) & (n < np.inf) & (x >= 0) & (x <= n)
    raenge = np.full((3, len(x)), np.nan)
    if gilt.any():
        anteil = x[gilt] / n[gilt]
        raenge[0, gilt] = 1 + (anteil[None, :] > anteil[:, None]).sum(axis=1)
        zufall = np.random.default_rng(seed)
        gezogen = zufall.beta(
            x[gilt] + 0.5, n[gilt] - x[gilt] + 0.5, size=(ziehungen, int(gilt.sum()))
        )
        platz = gezogen.shape[1] - gezogen.argsort(axis=1).argsort(axis=1)
        grenzen = np.array([(1 - niveau) / 2, (1 + niveau) / 2])
        raenge[1:, gilt] = np.quantile(platz, grenzen, axis=0, method="inverted_cdf")
        raenge[1] = np.fmin(raenge[0], raenge[1])
        raenge[2] = np.fmax(raenge[0], raenge[2])
    index = None if vorlage is None else vorlage.index
    return pd.DataFrame(raenge.T, index=index, columns=["rang", "unten", "oben"]).astype("Int64")


def _ohne_ort(kommune: Kommune, tabelle: pd.DataFrame) -> np.ndarray:
    """Je Zeile die Fälle desselben Stichtags, die sich keinem Gebiet der Stadt zuordnen lassen."""
    schluessel = nicht_zuordenbare(kommune, kommune.einstellungen.stadt)
    zeilen = np.flatnonzero(tabelle["gebiet"].isin(schluessel).to_numpy())
    tag, tage = pd.factorize(tabelle["stichtag"])
    summe = np.zeros(len(tage))
    np.add.at(summe, tag[zeilen], faelle_ohne_ort(tabelle.iloc[zeilen]).to_numpy("float64"))
    return np.asarray(summe[tag])


def faelle_ohne_ort(zeilen: pd.DataFrame) -> pd.Series:
    """Die Fälle ohne Ort, die abzuziehen sind; geheime bleiben im Rest (Entscheidung 0013)."""
    return zeilen["zaehler"].mask(zeilen["zustand"].eq("geheim"), 0.0)


def nicht_zuordenbare(kommune: Kommune, ganzes: str) -> list[str]:
    """Schlüssel der „räumlich nicht zuordenbaren“ Reste eines Gebiets."""
    gebiete = kommune.gebiete
    gemeint = gebiete["ebene"].eq(NICHT_ZUORDENBAR) & gebiete["uebergeordnet"].eq(ganzes)
    return list(gebiete.index[gemeint])


def _zeile_der_stadt(tabelle: pd.DataFrame, stadt: str) -> np.ndarray:
    """Je Zeile die Stelle der Stadtzeile desselben Stichtags, −1 ohne sie."""
    tag, tage = pd.factorize(tabelle["stichtag"])
    zeilen = np.flatnonzero(tabelle["gebiet"].eq(stadt).to_numpy())
    stelle = np.full(len(tage), -1)
    stelle[tag[zeilen]] = zeilen
    return stelle[tag]


def urteil(unten: Zahlen, oben: Zahlen) -> pd.Series:
    """Urteil je Zeile aus dem Bereich einer Differenz; ohne Bereich „nicht bewertbar“.

    Index wie die Eingabe; Felder, Listen und Zahlen werden durchgezählt.
    """
    vorlage = gemeinsame_form(unten, oben)
    felder = np.broadcast_arrays(*(np.atleast_1d(feld) for feld in als_felder(unten, oben)))
    return pd.Series(_urteil(*felder), None if vorlage is None else vorlage.index)


def _urteil(unten: np.ndarray, oben: np.ndarray) -> np.ndarray:
    return np.select(
        [unten > 0, oben < 0, np.isfinite(unten) & np.isfinite(oben)],
        np.array([HOEHER, NIEDRIGER, GLEICH], dtype=object)[:, None].repeat(len(unten), axis=1),
        NICHT_BEWERTBAR,
    )


def rest(
    tabelle: pd.DataFrame,
    ganzes: str,
    teil: str,
    indikator: Indikator,
    *,
    name: str,
    ohne_ort: Collection[str] = (),
) -> pd.DataFrame:
    """Das Ganze ohne einen Teil, je Stichtag, als Zeilen wie in `kennzahl` (`gebiet` = `name`).

    `ohne_ort` sind die Reste des Ganzen, die sich keinem Gebiet zuordnen lassen; sie gehören zum
    Ganzen, nicht zum Rest. Ein Wert nur, wo beide Zähler und Nenner bekannt sind; ist Ganzes oder
    Teil gesperrt, ist es auch der Rest (Zustand „geheim“, ohne Zahlen), sonst fehlt die Zeile.
    """
    oben = tabelle[tabelle["gebiet"].eq(ganzes)].set_index("stichtag")
    unten = tabelle[tabelle["gebiet"].eq(teil)].set_index("stichtag")
    gemeinsam = oben.index.intersection(unten.index)
    oben, unten = oben.loc[gemeinsam], unten.loc[gemeinsam]
    x, n = oben["zaehler"] - unten["zaehler"], oben["nenner"] - unten["nenner"]
    for schluessel in ohne_ort:
        fremd = faelle_ohne_ort(tabelle[tabelle["gebiet"].eq(schluessel)].set_index("stichtag"))
        x -= fremd.reindex(gemeinsam).where(gemeinsam.isin(fremd.index), 0.0)
    gilt = oben["zustand"].eq("wert") & unten["zustand"].eq("wert")
    gilt &= (n > 0) & (x >= _mindestens(indikator))
    mit_bereich = indikator.art == "anteil" and bool(oben["unten"].notna().any())
    grenzen = konfidenz.wilson(x, n) if mit_bereich else (x * np.nan, x * np.nan)
    ergebnis = oben.assign(
        gebiet=name,
        zaehler=x,
        nenner=n,
        wert=x / n * indikator.faktor,
        unten=grenzen[0] * indikator.faktor,
        oben=grenzen[1] * indikator.faktor,
        demo=oben["demo"] | unten["demo"],
    )
    geheim = ~gilt & (oben["zustand"].eq("geheim") | unten["zustand"].eq("geheim"))
    return _gesperrt(ergebnis, geheim)[gilt | geheim].reset_index()[list(tabelle.columns)]


def _mindestens(indikator: Indikator) -> float:
    """Was der Zähler eines Rests mindestens ist: Gezähltes nie negativ, ein Saldo beliebig."""
    return -np.inf if indikator.art == "differenz" else 0.0


def _gesperrt(zeilen: pd.DataFrame, geheim: pd.Series) -> pd.DataFrame:
    """Dieselben Zeilen; die gesperrten ohne Zahlen, mit Zeichen und Zustand."""
    zahlen = [n for n in (*_ZAHLEN, *_VERGLEICHSZAHLEN) if n in zeilen]
    felder = {name: zeilen[name].mask(geheim) for name in zahlen}
    felder |= {name: zeilen[name].mask(geheim, wort) for name, wort in _GESPERRT.items()}
    if "urteil" in zeilen:
        felder["urteil"] = zeilen["urteil"].mask(geheim, NICHT_BEWERTBAR)
    return zeilen.assign(**felder)


def veraenderung(
    vorher: pd.Series, nachher: pd.Series, indikator: Indikator
) -> tuple[float, float, float]:
    """Differenz zweier Zeilen desselben Gebiets mit Bereich [Einheit des Indikators].

    Bei Anteilen und Raten mit Bereich (`unterschied`), sonst nur die Differenz (Bereich `NaN`).
    """
    # Ohne eigenen Bereich (gemessen statt gezählt, veröffentlichte Quote) auch keine Prüfung.
    zaehlbar = (
        indikator.art in _GEPRUEFT and pd.notna(vorher["unten"]) and pd.notna(nachher["unten"])
    )
    if not zaehlbar or pd.isna(vorher["zaehler"]) or pd.isna(nachher["zaehler"]):
        return float(nachher["wert"] - vorher["wert"]), np.nan, np.nan
    felder = (z[name] for z in (vorher, nachher) for name in ("zaehler", "nenner"))
    werte = unterschied(*(np.float64(w) for w in felder), indikator)  # type: ignore[call-arg, arg-type]
    return tuple(float(w) for w in werte)  # type: ignore[return-value]


def differenz_der_differenzen(
    gebiet: tuple[pd.Series, pd.Series], rest: tuple[pd.Series, pd.Series], indikator: Indikator
) -> tuple[float, float, float]:
    """Entwicklung des Gebiets minus Entwicklung des Vergleichs, mit Bereich.

    Beide Tupel: Zeile vorher, Zeile nachher. Nur für Anteile; sonst `NaN`.
    """
    if indikator.art != "anteil":
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
