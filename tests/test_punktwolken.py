"""Trichter, zwei Indikatoren und ihr Zusammenhang: Werte veröffentlicht oder von Hand gerechnet.

Zahlen der Kleinstadt stehen im Kopf von `tests/kleinstadt.py`.
"""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sozialmonitor import kennzahlen, punktwolken, vergleich
from tests.kleinstadt import LETZTER as TAG


def anteile(zaehler, nenner, gebiete=None, tag="2021"):
    gebiete = gebiete or [f"X{i}" for i in range(len(zaehler))]
    x, n = np.array(zaehler, "float64"), np.array(nenner, "float64")
    return pd.DataFrame(
        {"gebiet": gebiete, "stichtag": tag, "zaehler": x, "nenner": n, "wert": x / n * 100,
         "unten": x / n * 90, "oben": x / n * 110, "zeichen": "", "zustand": "wert",
         "demo": False, "herkunft": "gerechnet"}
    )  # fmt: skip


# Fingertips „SPC limits“, nachgerechnet: n 1 000, p0 5,6 %: 95 % 4,337–7,202; 99,8 % 3,745–8,295
@pytest.mark.parametrize(
    ("zaehler", "lage"),
    [([43, 73, 52], [-1, 1, 0]), ([37, 83, 48], [-2, 2, 0]), ([44, 72, 52], [0, 0, 0])],
    ids=["ausserhalb_95", "ausserhalb_998", "innerhalb"],
)
def test_trichter_an_veroeffentlichten_grenzen(stadt, zaehler, lage):
    tabelle = anteile(zaehler, [1000, 1000, 1000])
    ist = punktwolken.trichter(
        stadt, tabelle, stadt.katalog["sgb2_quote"], ["X0", "X1", "X2"], "2021"
    )
    assert ist.mitte == pytest.approx(5.6)
    assert ist.mitte_name == "alle Gebiete zusammen"
    assert ist.zeilen["lage"].tolist() == lage
    assert ist.grund == ""


def test_trichter_um_den_stadtwert_ohne_nicht_zuordenbare(stadt):
    indikator = stadt.katalog["sgb2_quote"]
    tabelle = vergleich.mit_vergleich(stadt, kennzahlen.kennzahl(stadt, indikator.id), indikator)
    ist = punktwolken.trichter(stadt, tabelle, indikator, ["A1", "A2", "B1", "B2"], TAG)
    assert ist.mitte == pytest.approx((74 - 5) / 825 * 100)
    assert ist.mitte_name == "Kleinstadt, Fälle mit Ort"
    assert ist.zeilen["gebiet"].tolist() == ["A1", "A2", "B1"]
    assert ist.ohne == {"B2": "zu wenige Personen für eine Bewertung"}
    spalten = ["unten_998", "unten_95", "oben_95", "oben_998"]
    assert (np.diff(ist.linien[spalten].to_numpy(), axis=1) > 0).all()
    breite = ist.linien["oben_95"] - ist.linien["unten_95"]
    assert breite.is_monotonic_decreasing


@pytest.mark.parametrize("indikator", ["dichte", "geburtenrate", "einwohnerzahl"])
def test_trichter_nur_fuer_anteile(stadt, indikator):
    tabelle = kennzahlen.kennzahl(stadt, indikator)
    ist = punktwolken.trichter(stadt, tabelle, stadt.katalog[indikator], ["A1", "A2"], TAG)
    assert ist.grund.startswith("Ein Trichter setzt einen Anteil")
    assert ist.zeilen.empty


def test_trichter_ohne_werte(stadt):
    tabelle = kennzahlen.kennzahl(stadt, "sgb2_quote")
    ist = punktwolken.trichter(stadt, tabelle, stadt.katalog["sgb2_quote"], ["A1"], "1999-12-31")
    assert ist.grund.startswith("Für einen Trichter haben zu wenige")
    assert ist.ohne == {"A1": "keine Angabe"}
    allein = punktwolken.trichter(stadt, tabelle, stadt.katalog["sgb2_quote"], ["A1"], TAG)
    assert allein.grund == ist.grund
    assert allein.zeilen.empty


def test_streuung_nimmt_nur_gebiete_mit_beiden_werten():
    x = anteile([10, 20, 30], [100, 100, 100], ["a", "b", "c"], "2021-05")
    y = anteile([1, 2], [10, 10], ["b", "a"], "2021-12-31")
    ist, ohne = punktwolken.streuung(x, y, ["a", "b", "c", "d"], "2021")
    assert ist["gebiet"].tolist() == ["a", "b"]
    assert ist["wert_x"].tolist() == [10, 20]
    assert ist["wert_y"].tolist() == [20, 10]
    assert ohne == {"c": "keine Angabe", "d": "keine Angabe"}
    assert punktwolken.gemeinsame_jahre(x, y, ["a", "b"]) == ["2021"]
    assert punktwolken.gemeinsame_jahre(x, y, ["c"]) == []


def test_streuung_ohne_jahr_ist_leer():
    x = anteile([10], [100], ["a"])
    ist, ohne = punktwolken.streuung(x, x, ["a"], "1999")
    assert ist.empty
    assert ohne == {"a": "keine Angabe"}


ZAHLEN = st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=10, max_size=40)


@given(ZAHLEN)
def test_rangkorrelation_wie_scipy_und_unabhaengig_vom_massstab(paare):
    x, y = (pd.Series([float(p[i]) for p in paare]) for i in (0, 1))
    ist = punktwolken.zusammenhang(x, y)
    if x.min() == x.max() or y.min() == y.max():
        assert ist.grund
        assert math.isnan(ist.wert)
        return
    assert ist.wert == pytest.approx(stats.spearmanr(x, y).statistic, abs=1e-9)
    assert punktwolken.zusammenhang(np.exp(x / 50), 3 * y + 7).wert == pytest.approx(
        ist.wert, abs=1e-9
    )
    assert punktwolken.zusammenhang(x, -y).wert == pytest.approx(-ist.wert, abs=1e-9)
    assert punktwolken.zusammenhang(y, x).wert == pytest.approx(ist.wert, abs=1e-9)
    if not math.isnan(ist.unten):
        assert -1 <= ist.unten < ist.wert < ist.oben <= 1


def test_bereich_nach_bonett_und_wright():
    # r = 0,6 (6 Σd² / n(n²−1) = 0,4 mit Σd² = 66, n = 10): atanh 0,6 = 0,693147;
    # Standardfehler sqrt(1,18/7) = 0,410575; Grenzen tanh(0,693147 ± 0,804712).
    x = pd.Series(range(10), dtype="float64")
    y = pd.Series([0, 5, 4, 3, 2, 1, 9, 8, 7, 6], dtype="float64")
    ist = punktwolken.zusammenhang(x, y)
    d2 = ((x - y) ** 2).sum()
    r = 1 - 6 * d2 / 990
    assert ist.wert == pytest.approx(r)
    z, fehler = math.atanh(r), math.sqrt((1 + r * r / 2) / 7)
    assert ist.unten == pytest.approx(math.tanh(z - 1.959963984540054 * fehler))
    assert ist.oben == pytest.approx(math.tanh(z + 1.959963984540054 * fehler))


@pytest.mark.parametrize(
    ("anzahl", "grund"),
    [(0, "Mit 0 Gebieten"), (1, "Mit 1 Gebiet "), (9, "Mit 9 Gebieten")],
)
def test_zusammenhang_nur_mit_genug_gebieten(anzahl, grund):
    x = pd.Series(np.arange(anzahl, dtype="float64"))
    ist = punktwolken.zusammenhang(x, x)
    assert ist.grund.startswith(grund)
    assert math.isnan(ist.wert)


def test_vollkommener_zusammenhang_hat_keinen_bereich():
    x = pd.Series(np.arange(12, dtype="float64"))
    ist = punktwolken.zusammenhang(x, -(x**3))
    assert ist.wert == pytest.approx(-1)
    assert math.isnan(ist.unten)
