"""Empirical Bayes gegen die nachgerechneten Werte und eine zweite Schreibweise der Formel."""

import dataclasses

import numpy as np
import pandas as pd
import pandas.testing as pdt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialmonitor import glaettung
from sozialmonitor.fehler import SozialmonitorFehler

# acht erfundene Gebiete, von Hand mit der Momentenformel
ANZAHL = [22, 31, 24, 6, 3, 5, 1, 2]
PERSONEN = [6670, 8723, 6952, 3738, 3599, 3513, 1885, 1563]
GEWICHT = [0.651, 0.709, 0.660, 0.511, 0.501, 0.495, 0.345, 0.304]
GEGLAETTET = [3.042, 3.266, 3.151, 2.075, 1.697, 2.000, 1.863, 2.174]

gebiete = st.lists(
    st.integers(1, 50_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=2,
    max_size=12,
)


def test_acht_gebiete_wie_gerechnet():
    ist = glaettung.empirical_bayes(ANZAHL, PERSONEN)
    assert ist.theta_1 == pytest.approx(0.00256529, abs=5e-9)
    assert ist.theta_2 == pytest.approx(7.1675e-07, abs=5e-12)
    assert ist.gewicht == pytest.approx(GEWICHT, abs=5e-4)
    assert ist.geglaettet * 1000 == pytest.approx(GEGLAETTET, abs=5e-4)
    assert ist.rate[[0, 6, 7]] * 1000 == pytest.approx([3.298, 0.531, 1.280], abs=5e-4)
    assert ist.grund == ""


def test_index_und_eingabe_bleiben():
    namen = list("abcdefgh")
    o, p = pd.Series(ANZAHL, namen, dtype="Int64"), pd.Series(PERSONEN, namen)
    kopie = o.copy()
    ist = glaettung.empirical_bayes(o, p)
    for feld in (ist.rate, ist.geglaettet, ist.gewicht):
        assert list(feld.index) == namen
    assert ist.geglaettet["b"] * 1000 == pytest.approx(3.266, abs=5e-4)
    pdt.assert_series_equal(o, kopie)
    with pytest.raises(dataclasses.FrozenInstanceError):
        ist.theta_1 = 0


def test_verschiedene_gebiete_werden_nicht_verrechnet():
    with pytest.raises(SozialmonitorFehler, match="verschiedene Indizes"):
        glaettung.empirical_bayes(pd.Series([1, 2], ["a", "b"]), pd.Series([9, 9], ["b", "a"]))


@pytest.mark.parametrize(
    ("o", "p"),
    [(pd.NA, 1000), (5, pd.NA), (5, 0), (0, 0), (-1, 1000)],
    ids=["anzahl_fehlt", "personen_fehlen", "niemand", "null_von_null", "negativ"],
)
def test_gebiet_ohne_rate_zaehlt_nicht_mit(o, p):
    ohne = glaettung.empirical_bayes(ANZAHL, PERSONEN)
    ist = glaettung.empirical_bayes([*ANZAHL, o], [*PERSONEN, p])
    assert (ist.theta_1, ist.theta_2) == pytest.approx((ohne.theta_1, ohne.theta_2), rel=1e-12)
    assert ist.geglaettet[:-1] == pytest.approx(ohne.geglaettet, rel=1e-12)
    assert np.isnan([ist.rate[-1], ist.geglaettet[-1], ist.gewicht[-1]]).all()


@pytest.mark.parametrize(
    ("o", "p"),
    [([10, 20, 30], [100, 200, 300]), ([5, 4, 6], [100, 100, 100]), ([0, 0], [50, 80])],
    ids=["gleiche_raten", "weniger_als_zufall", "ueberall_null"],
)
def test_ohne_echte_unterschiede_gilt_ueberall_das_mittel(o, p):
    ist = glaettung.empirical_bayes(o, p)
    assert ist.theta_2 == 0
    assert (ist.gewicht == 0).all()
    assert ist.geglaettet == pytest.approx([sum(o) / sum(p)] * len(o))
    assert ist.grund == glaettung.NUR_ZUFALL


@pytest.mark.parametrize(
    ("o", "p"),
    [([5], [100]), ([5, 3], [100, 0]), ([], [])],
    ids=["ein_gebiet", "eines_mit_personen", "leer"],
)
def test_zu_wenige_gebiete(o, p):
    ist = glaettung.empirical_bayes(pd.Series(o, dtype="Int64"), pd.Series(p, dtype="Int64"))
    assert ist.grund == glaettung.ZU_WENIGE_GEBIETE
    assert ist.geglaettet.isna().all()
    assert ist.gewicht.isna().all()
    assert np.isnan([ist.theta_1, ist.theta_2]).all()
    assert ist.rate[:1].to_list() == [0.05] * len(o[:1])


def zweite_rechnung(o, p):
    """Wie `epi.empbayes` (R-Paket epiR): phi (r − gamma) / (phi + gamma / P) + gamma."""
    gamma = sum(o) / sum(p)
    links = sum(n * (x / n - gamma) ** 2 for x, n in zip(o, p, strict=True)) / sum(p)
    phi = max(links - gamma / (sum(p) / len(p)), 0)
    if not phi:
        return [gamma] * len(o)
    return [phi * (x / n - gamma) / (phi + gamma / n) + gamma for x, n in zip(o, p, strict=True)]


@given(gebiete)
def test_gegen_die_zweite_schreibweise(paare):
    o, p = zip(*paare, strict=True)
    ist = glaettung.empirical_bayes(o, p)
    assert ist.geglaettet == pytest.approx(zweite_rechnung(o, p), rel=1e-6, abs=1e-9)


@given(gebiete)
def test_geglaettet_liegt_zwischen_rate_und_mittel(paare):
    o, p = zip(*paare, strict=True)
    ist = glaettung.empirical_bayes(o, p)
    assert ((ist.gewicht >= 0) & (ist.gewicht <= 1)).all()
    assert (ist.geglaettet >= np.minimum(ist.rate, ist.theta_1) - 1e-12).all()
    assert (ist.geglaettet <= np.maximum(ist.rate, ist.theta_1) + 1e-12).all()


@given(gebiete)
def test_groessere_gebiete_behalten_mehr_von_ihrer_rate(paare):
    o, p = zip(*paare, strict=True)
    ist = glaettung.empirical_bayes(o, p)
    folge = np.argsort(p, kind="stable")
    assert (np.diff(ist.gewicht[folge]) >= -1e-12).all()


@given(gebiete, st.randoms(use_true_random=False))
def test_die_folge_der_gebiete_ist_gleichgueltig(paare, zufall):
    gemischt = paare.copy()
    zufall.shuffle(gemischt)
    hin, her = (glaettung.empirical_bayes(*zip(*reihe, strict=True)) for reihe in (paare, gemischt))
    assert sorted(her.geglaettet) == pytest.approx(sorted(hin.geglaettet), rel=1e-6, abs=1e-9)


def test_gegen_esda():
    smoothing = pytest.importorskip("esda.smoothing", reason="esda ist nicht installiert")
    soll = smoothing.Empirical_Bayes(np.array(ANZAHL), np.array(PERSONEN)).r.ravel()
    assert glaettung.empirical_bayes(ANZAHL, PERSONEN).geglaettet == pytest.approx(soll)
