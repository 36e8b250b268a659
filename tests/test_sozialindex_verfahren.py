"""Andere Indexverfahren und ihre Übereinstimmung.

Exponentialtransformation: English Indices of Deprivation 2019, nachgerechnet auf vier Stellen;
Ränge zusätzlich gegen `scipy.stats.rankdata`.
"""

import numpy as np
import pandas as pd
import pandas.testing as pdt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy import stats

from sozialmonitor import sozialindex
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.sozialindex import Aussage, uebereinstimmung
from sozialmonitor.sozialindex.rangordnung import geteilte_raenge

DREI = pd.DataFrame({"a": [10.0, 20, 40], "b": [3.0, 3, 1]}, index=["x", "y", "z"])
VERFAHREN = {
    "exponential": lambda t: sozialindex.exponentialindex(sozialindex.raenge(t)),
    "minmax": sozialindex.minmax_index,
    "rang": sozialindex.rangindex,
}
jedes_verfahren = pytest.mark.parametrize("verfahren", VERFAHREN.values(), ids=VERFAHREN)


@pytest.mark.parametrize(
    ("rang", "wert"),
    [(1, 100), (101, 50.4267), (201, 35.8568), (501, 15.6468), (751, 6.5177), (1000, 0.0227)],
)
def test_exponentialtransformation(rang, wert):
    # R = 1; 0,9; 0,8; 0,5; 0,25; 0,001
    assert sozialindex.exponentialtransformation(rang, 1000) == pytest.approx(wert, abs=5e-5)


@pytest.mark.parametrize(
    ("rang", "anzahl"), [(0, 8), (9, 8), (np.nan, 8), (1, 0), (1, np.nan)],
    ids=["unter_eins", "ueber_anzahl", "fehlt", "kein_gebiet", "anzahl_fehlt"],
)  # fmt: skip
def test_exponentialtransformation_ohne_sinn(rang, anzahl):
    assert np.isnan(sozialindex.exponentialtransformation(rang, anzahl))


def test_exponentialtransformation_behaelt_den_index():
    ist = sozialindex.exponentialtransformation(pd.Series([1, pd.NA], ["a", "b"], "Int64"), 10)
    assert ist["a"] == pytest.approx(100)
    assert np.isnan(ist["b"])


def test_exponentialindex_mit_amtlichen_gewichten():
    # Zehn Gebiete: Rang 1 → R 1 → 100; Rang 2 → 0,9 → 50,4267; Rang 6 → 0,5 → 15,6468
    gewichte = {
        "einkommen": 0.225, "arbeit": 0.225, "bildung": 0.135, "gesundheit": 0.135,
        "kriminalitaet": 0.093, "zugang": 0.093, "wohnumfeld": 0.093,
    }  # fmt: skip
    einzeln = pd.Series(range(1, 11), index=list("abcdefghij"))
    raenge = pd.DataFrame(dict.fromkeys(gewichte, einzeln))
    raenge.loc[["a", "b"], "bildung"] = [2, 1]
    ist = sozialindex.exponentialindex(raenge, gewichte)
    assert ist["a"] == pytest.approx(0.864 * 100 + 0.135 * 50.4267, abs=1e-4)
    assert ist["b"] == pytest.approx(0.864 * 50.4267 + 0.135 * 100, abs=1e-4)
    assert ist["f"] == pytest.approx(0.999 * 15.6468, abs=1e-4)


def test_exponentialindex_ohne_gewichte_reicht_bis_hundert():
    raenge = pd.DataFrame({"a": [1, 2, 3], "b": [1, 3, 2]})
    assert sozialindex.exponentialindex(raenge)[0] == pytest.approx(100)


def test_raenge_nach_dem_auswaehlen_sind_ein_fehler():
    raenge = sozialindex.raenge(DREI)
    with pytest.raises(SozialmonitorFehler, match=r"\['x'\].*erst die Gebiete auswählen"):
        sozialindex.exponentialindex(raenge.loc[["x", "y"]])


def test_raenge_eins_ist_am_meisten_belastet():
    ist = sozialindex.raenge(DREI)
    assert ist["a"].tolist() == [3, 2, 1]
    assert ist["b"].tolist() == [1.5, 1.5, 3]


def test_minmax_von_hand():
    # a: 0, 1/3, 1; b: 1, 1, 0
    assert sozialindex.minmax_index(DREI).tolist() == pytest.approx([1 / 2, 2 / 3, 1 / 2])
    ist = sozialindex.minmax_index(DREI, {"a": 3, "b": 1})
    assert ist.tolist() == pytest.approx([1 / 4, 1 / 2, 3 / 4])


def test_rangindex_von_hand():
    # a: 1, 2, 3; b: 2,5 2,5 1
    assert sozialindex.rangindex(DREI).tolist() == pytest.approx([1.75, 2.25, 2])
    ist = sozialindex.rangindex(DREI, {"a": 3, "b": 1})
    assert ist.tolist() == pytest.approx([1.375, 2.125, 2.5])


@jedes_verfahren
def test_belastetstes_gebiet_hat_den_hoechsten_index(verfahren):
    werte = pd.DataFrame({"a": [1.0, 5, 3], "b": [10.0, 90, 30]}, index=["x", "y", "z"])
    assert verfahren(werte).sort_values().index.tolist() == ["x", "z", "y"]


@jedes_verfahren
@pytest.mark.parametrize(
    "werte",
    [{"a": [5.0]}, {"a": [5.0, 5, 5]}, {"a": [1.0, 2, 3], "b": [4.0, 4, 4]}, {"a": [np.nan] * 2},
     {"a": []}],
    ids=["ein_gebiet", "alle_gleich", "ein_indikator_gleich", "alle_fehlen", "keine_gebiete"],
)  # fmt: skip
def test_ohne_unterschied_kein_index(verfahren, werte):
    werte = pd.DataFrame(werte, dtype="float64")
    ist = verfahren(werte)
    assert ist.isna().all()
    assert ist.index.equals(werte.index)


@pytest.mark.parametrize("verfahren", [sozialindex.minmax_index, sozialindex.rangindex])
def test_gebiet_mit_luecke_ist_auch_kein_massstab(verfahren):
    mit_luecke = pd.concat([DREI, pd.DataFrame({"a": [1000.0], "b": [np.nan]}, index=["w"])])
    ist = verfahren(mit_luecke)
    assert np.isnan(ist["w"])
    pdt.assert_series_equal(ist.drop("w"), verfahren(DREI))


@given(
    arrays("float64", array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=8),
           elements=st.integers(0, 1000).map(float)),
    st.floats(0.01, 100), st.integers(-100, 100),
)  # fmt: skip
def test_einheit_aendert_minmax_und_rang_nicht(feld, faktor, versatz):
    werte = pd.DataFrame(feld)
    anders = werte.copy()
    anders[0] = anders[0] * faktor + versatz
    for verfahren in (sozialindex.minmax_index, sozialindex.rangindex):
        pdt.assert_series_equal(verfahren(anders), verfahren(werte), rtol=1e-6, atol=1e-6)


def test_schwellenzahl():
    spalten = ["a", "b", "c"]
    belastet = pd.DataFrame([[1, 1, 0], [1, 1, 1], [0, 0, 0]], list("xyz"), spalten).astype(bool)
    bewertbar = pd.DataFrame([[1, 1, 1], [1, 0, 0], [0, 0, 0]], list("xyz"), spalten).astype(bool)
    ist = sozialindex.schwellenzahl(belastet, bewertbar)
    soll = {"belastet": [2, 1, 0], "bewertbar": [3, 1, 0], "anteil": [2 / 3, 1, np.nan]}
    pdt.assert_frame_equal(ist, pd.DataFrame(soll, index=list("xyz")))


def test_schwellenzahl_fehlende_urteile_gelten_als_nein():
    belastet = pd.DataFrame({"a": pd.array([pd.NA, True], "boolean")})
    bewertbar = pd.DataFrame({"a": pd.array([True, pd.NA], "boolean")})
    ist = sozialindex.schwellenzahl(belastet, bewertbar)
    assert ist[["belastet", "bewertbar"]].to_numpy().tolist() == [[0, 1], [0, 0]]


def test_schwellenzahl_braucht_gleiche_tabellen():
    eins = pd.DataFrame({"a": [True, False]})
    with pytest.raises(SozialmonitorFehler, match="dieselben Gebiete"):
        sozialindex.schwellenzahl(eins, eins.iloc[::-1])


def test_uebereinstimmung_der_verfahren():
    indizes = pd.DataFrame(
        {"summe": [5.0, 4, 3, 2, 1, 0], "rang": [6.0, 3, 5, 2, 4, 1], "zahl": [4.0, 4, 4, 0, 0, 0]},
        index=list("abcdef"),
    )
    ist = uebereinstimmung(indizes)
    assert ist.raenge["zahl"].tolist() == [1, 1, 1, 4, 4, 4]
    assert ist.spanne["kleinster"].tolist() == [1, 1, 1, 4, 3, 4]
    assert ist.spanne["groesster"].tolist() == [3, 4, 3, 6, 6, 6]
    # „zahl“ trennt a, b, c nicht: erst unter den drei belastetsten nennt jedes a und c
    assert ist.aussagen == (Aussage(k=3, gebiete=("a", "c"), anteil=1.0),)
    assert not ist.aussagen[0].vollstaendig


def test_uebereinstimmung_vollstaendig():
    indizes = pd.DataFrame({"u": [9.0, 8, 1, 2], "v": [7.0, 6, 5, 0]}, index=list("abcd"))
    ist = uebereinstimmung(indizes).aussagen
    assert [(a.k, a.gebiete, a.vollstaendig) for a in ist] == [
        (1, ("a",), True),
        (2, ("a", "b"), True),
    ]


def test_uebereinstimmung_mit_luecke():
    indizes = pd.DataFrame({"u": [9.0, 8, 1, 0], "v": [np.nan, 6, 5, 4]}, index=list("abcd"))
    ist = uebereinstimmung(indizes)
    assert ist.spanne.loc["a"].isna().all()
    assert ist.raenge.loc["a", "u"] == 1
    assert ist.aussagen == ()


@pytest.mark.parametrize(
    "indizes",
    [
        pd.DataFrame({"u": [1.0], "v": [2.0]}),
        pd.DataFrame({"u": [1.0, 1, 1], "v": [0.1 + 0.2, 0.3, 0.3]}),
        pd.DataFrame({"u": [np.nan, np.nan]}),
        pd.DataFrame({"u": pd.Series([], dtype="float64")}),
    ],
    ids=["ein_gebiet", "alle_gleich", "alle_fehlen", "keine_gebiete"],
)
def test_uebereinstimmung_ohne_unterschied(indizes):
    assert uebereinstimmung(indizes).aussagen == ()


@given(arrays("float64", array_shapes(min_dims=2, max_dims=2, max_side=9),
              elements=st.integers(0, 6).map(float)))  # fmt: skip
def test_geteilte_raenge_gegen_scipy(feld):
    bester, schlechtester = geteilte_raenge(feld)
    assert bester.tolist() == stats.rankdata(-feld, method="min", axis=1).tolist()
    assert schlechtester.tolist() == stats.rankdata(-feld, method="max", axis=1).tolist()


@given(arrays("float64", array_shapes(min_dims=2, max_dims=2, max_side=9),
              elements=st.integers(0, 6).map(float)))  # fmt: skip
def test_jede_aussage_gilt_in_jedem_verfahren(feld):
    indizes = pd.DataFrame(feld)
    for aussage in uebereinstimmung(indizes).aussagen:
        assert len(aussage.gebiete) <= aussage.k <= len(indizes) / 2
        for verfahren in indizes:
            werte = indizes[verfahren]
            schwaechstes = werte[list(aussage.gebiete)].min()
            assert (werte >= schwaechstes).sum() <= aussage.k


def test_schwellenzahl_aus_feldern():
    ist = sozialindex.schwellenzahl(
        np.array([[True, False, True]]), np.array([[True, True, False]])
    )
    assert ist.to_numpy().tolist() == [[1, 2, 0.5]]
