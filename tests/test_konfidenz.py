"""Vertrauensbereiche gegen veröffentlichte und unabhängig nachgerechnete Werte.

Quellen: PHEindicatormethods (Wilson, Byar, exakte Poisson-Grenzen), Newcombe 1998 (Methode 10);
nachgerechnet am 22.11.2026 mit den dort gedruckten Formeln, auf drei Nachkommastellen.
"""

import numpy as np
import pandas as pd
import pandas.testing as pdt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialmonitor import konfidenz

anteile = st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("x", "n", "unten", "oben"),
    [
        (0, 20, 0, 16.113),
        (5, 50, 4.348, 21.360),
        (12, 190, 3.649, 10.714),
        (83, 1562, 4.307, 6.540),
        (190, 1885, 8.801, 11.521),
    ],
)
def test_wilson(x, n, unten, oben):
    assert np.multiply(konfidenz.wilson(x, n), 100) == pytest.approx([unten, oben], abs=5e-4)


@pytest.mark.parametrize(
    ("x", "unten", "oben"),
    [
        (0, 0, 3.689), (3, 0.619, 8.767), (5, 1.624, 11.668), (9, 4.115, 17.085),
        (10, 4.787, 18.392), (20, 12.211, 30.890), (100, 81.362, 121.628),
    ],
)  # fmt: skip
def test_byar_und_exakte_grenzen(x, unten, oben):
    assert konfidenz.byar(x) == pytest.approx((unten, oben), abs=6e-4)


def test_rate_teilt_die_grenzen_der_fallzahl():
    unten, oben = konfidenz.rate(20, 4000)
    assert (unten, oben) == pytest.approx((12.211 / 4, 30.890 / 4), abs=5e-4)


def test_wilson_und_newcombe_wie_gedruckt():
    # Newcombe 1998, Statistics in Medicine 17: S. 857–872 (81/263) und S. 873–890 (Methode 10)
    assert konfidenz.wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    ist = konfidenz.newcombe(48, 80, 56, 70)
    assert ist == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_newcombe_zwei_anteile():
    ist = np.multiply(konfidenz.newcombe(332, 4200, 353, 4200), 100)
    assert ist == pytest.approx([0.50, -0.67, 1.67], abs=5e-3)


def test_differenz_der_differenzen():
    # p: 0,088 → 0,081 (n 4.380) gegen 0,052 → 0,050 (n 18.700)
    n = (4380, 4380, 18_700, 18_700)
    x = (0.088 * 4380, 0.081 * 4380, 0.052 * 18_700, 0.050 * 18_700)
    ist = np.multiply(konfidenz.differenz_der_differenzen(x, n), 100)
    assert ist == pytest.approx([-0.50, -1.75, 0.75], abs=5e-3)


@pytest.mark.parametrize(
    ("x", "n"),
    [(0, 0), (1, 0), (np.nan, 20), (1, np.nan), (21, 20), (-1, 20)],
    ids=["null_von_null", "nenner_null", "zaehler_fehlt", "nenner_fehlt", "zu_gross", "negativ"],
)
def test_ohne_sinn_kein_bereich(x, n):
    assert np.isnan(konfidenz.wilson(x, n)).all()


@pytest.mark.parametrize("x", [np.nan, -1])
def test_byar_ohne_fallzahl(x):
    assert np.isnan(konfidenz.byar(x)).all()


@pytest.mark.parametrize("n", [0, np.nan], ids=["nenner_null", "nenner_fehlt"])
def test_rate_ohne_bezug(n):
    assert np.isnan(konfidenz.rate(3, n)).all()


def test_newcombe_ohne_nenner():
    assert np.isnan(konfidenz.newcombe(1, 0, 1, 20)).all()


@pytest.mark.parametrize("x", [0, 30], ids=["niemand", "alle"])
def test_wilson_am_rand_bleibt_in_den_grenzen(x):
    unten, oben = konfidenz.wilson(x, 30)
    assert 0 <= unten <= x / 30 <= oben <= 1


@given(anteile)
def test_wilson_enthaelt_den_anteil_und_liegt_zwischen_null_und_eins(paar):
    x, n = paar
    unten, oben = konfidenz.wilson(x, n)
    assert 0 <= unten <= x / n + 1e-12
    assert x / n - 1e-12 <= oben <= 1


@given(anteile)
def test_wilson_ist_symmetrisch(paar):
    x, n = paar
    unten, oben = konfidenz.wilson(x, n)
    gegen_unten, gegen_oben = konfidenz.wilson(n - x, n)
    assert (unten, oben) == pytest.approx((1 - gegen_oben, 1 - gegen_unten), abs=1e-9)


@given(anteile, anteile)
def test_newcombe_enthaelt_die_differenz_und_wechselt_das_vorzeichen(eins, zwei):
    d, unten, oben = konfidenz.newcombe(*eins, *zwei)
    assert unten <= d + 1e-12
    assert d <= oben + 1e-12
    gegen = konfidenz.newcombe(*zwei, *eins)
    assert (d, unten, oben) == pytest.approx((-gegen[0], -gegen[2], -gegen[1]), abs=1e-9)


@given(st.integers(0, 1_000_000))
def test_byar_enthaelt_die_fallzahl(x):
    unten, oben = konfidenz.byar(x)
    assert 0 <= unten <= x <= oben


@given(anteile)
def test_hoeheres_niveau_ist_breiter(paar):
    eng, weit = konfidenz.wilson(*paar), konfidenz.wilson(*paar, niveau=0.998)
    assert weit[0] <= eng[0]
    assert eng[1] <= weit[1]


@pytest.mark.parametrize("dtype", ["float64", "Float64", "Int64"])
def test_series_behaelt_index_und_eingabe(dtype):
    x = pd.Series([5, None, 0] if dtype != "float64" else [5, np.nan, 0], list("abc"), dtype)
    n = pd.Series([50, 50, 0], list("abc"), dtype)
    kopien = x.copy(), n.copy()
    for feld in (*konfidenz.wilson(x, n), *konfidenz.rate(x, n), *konfidenz.byar(x)):
        assert list(feld.index) == list("abc")
        assert np.isnan(feld["b"])
    assert konfidenz.wilson(x, n)[0]["a"] == pytest.approx(0.04348, abs=5e-6)
    assert np.isnan(konfidenz.wilson(x, n)[0]["c"])
    pdt.assert_series_equal(x, kopien[0])
    pdt.assert_series_equal(n, kopien[1])


def test_einzelwert_ist_eine_zahl():
    assert all(isinstance(grenze, float) for grenze in konfidenz.wilson(5, 50))
