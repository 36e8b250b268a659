"""Segregation gegen veröffentlichte Formeln, naive Schleifen und echte Zahlen aus Flensburg.

Erwartungswerte der acht Gebiete: Duncan & Duncan 1955, Lieberson 1981; von Hand nachgerechnet aus
den Formeln, sechs Stellen.
"""

import dataclasses
import math

import numpy as np
import pandas as pd
import pandas.testing as pdt
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from sozialmonitor import konfidenz
from sozialmonitor.segregation import (
    Segregationswert,
    dissimilaritaet,
    interaktion,
    isolation,
    lokationsquotient,
    lokationsquotient_mit_bereich,
)

ACHT = pd.Series([8723, 6952, 6670, 3738, 3599, 3513, 1885, 1563], list("ABCDEFGH"))
GRUPPE = pd.Series([1396, 1251, 1000, 262, 288, 316, 113, 109], list("ABCDEFGH"))
# Stadt Flensburg, Sozialatlas 2021 (open-social-map, CC0): je Stadtteil 1 bis 13
# `foreign_citizenship` aus migration_background_by_district.csv und `residents` aus
# residents_by_district.csv.
FLENSBURG = [
    (999, 3866), (1748, 4850), (4109, 12525), (1158, 8015), (907, 6644), (933, 7472), (919, 4205),
    (1117, 6702), (1273, 8371), (645, 6794), (1623, 15301), (946, 7536), (244, 5596),
]  # fmt: skip
INDIZES = [dissimilaritaet, isolation, interaktion]


@st.composite
def staedte(draw, hoechstens=500):
    """Gruppe und alle je Gebiet; mindestens zwei bewohnte Gebiete, beide Gruppen besetzt."""
    alle = draw(st.lists(st.integers(0, hoechstens), min_size=2, max_size=8))
    gruppe = [draw(st.integers(0, t)) for t in alle]
    assume(sum(t > 0 for t in alle) >= 2)
    assume(0 < sum(gruppe) < sum(alle))
    return gruppe, alle


def schleife(gruppe, alle):
    """D, Isolation und Interaktion Gebiet für Gebiet, nach den Formeln von Lieberson."""
    gross_x, gross_t = sum(gruppe), sum(alle)
    anteil = gross_x / gross_t
    d = xpx = xpy = 0.0
    for x, t in zip(gruppe, alle, strict=True):
        if t > 0:
            d += t * abs(x / t - anteil) / (2 * gross_t * anteil * (1 - anteil))
            xpx += x / gross_x * x / t
            xpy += x / gross_x * (t - x) / t
    return d, xpx, xpy


def erwartung_bei_zufall(gruppe, alle):
    """E[D] und E[Isolation] als Summe über alle möglichen Zahlen je Gebiet."""
    gross_x, gross_t = sum(gruppe), sum(alle)
    d = xpx = 0.0
    for t in (t for t in alle if t > 0):
        x = np.arange(t + 1)
        p = stats.hypergeom.pmf(x, gross_t, gross_x, t)
        d += (p * abs(x / gross_x - (t - x) / (gross_t - gross_x))).sum() / 2
        xpx += (p * x * x / t / gross_x).sum()
    return d, xpx


def test_acht_gebiete():
    assert GRUPPE.sum() / ACHT.sum() == pytest.approx(0.129220, abs=5e-7)
    assert dissimilaritaet(GRUPPE, ACHT).wert == pytest.approx(0.184225, abs=5e-7)
    assert isolation(GRUPPE, ACHT).wert == pytest.approx(0.144174, abs=5e-7)
    assert interaktion(GRUPPE, ACHT).wert == pytest.approx(0.855826, abs=5e-7)


def test_auslaender_in_flensburg():
    d = dissimilaritaet(*zip(*FLENSBURG, strict=True))
    assert d.wert == pytest.approx(0.25031, abs=5e-6)
    assert d.zufall_oben < d.unten < d.bereinigt < d.wert < d.oben


@pytest.mark.parametrize(
    ("gruppe", "alle", "erwartet"),
    [
        # ½(|1−0| + |0−1|); alle der Gruppe leben unter sich
        ([5, 0], [5, 7], (1, 1)),
        # überall die Hälfte
        ([3, 5], [6, 10], (0, 1 / 2)),
        # ½(|1/4−3/4| + |3/4−1/4|); 1/4·1/4 + 3/4·3/4
        ([1, 3], [4, 4], (1 / 2, 5 / 8)),
        ([1, 0, 3], [4, 0, 4], (1 / 2, 5 / 8)),
    ],
    ids=["getrennt", "gleich_verteilt", "gemischt", "unbewohntes_gebiet"],
)
def test_von_hand(gruppe, alle, erwartet):
    ist = dissimilaritaet(gruppe, alle).wert, isolation(gruppe, alle).wert
    assert ist == pytest.approx(erwartet)


@given(staedte())
def test_wie_die_naive_schleife(stadt):
    ist = [index(*stadt, ziehungen=2).wert for index in INDIZES]
    assert ist == pytest.approx(schleife(*stadt), abs=1e-12)


@given(staedte(hoechstens=60))
def test_zufallswert_ist_die_genaue_erwartung(stadt):
    ist = [index(*stadt, ziehungen=2).zufallswert for index in (dissimilaritaet, isolation)]
    assert ist == pytest.approx(erwartung_bei_zufall(*stadt), abs=1e-9)


def test_zufallswert_kleiner_und_grosser_gruppen():
    # 4.735 von 36.643 Personen in acht Gebieten, Summe über die hypergeometrische Verteilung
    acht = dissimilaritaet(GRUPPE, ACHT)
    assert acht.zufallswert == pytest.approx(erwartung_bei_zufall(GRUPPE, ACHT)[0], abs=1e-8)
    assert acht.zufallswert == pytest.approx(0.0157, abs=5e-5)
    # 200 Personen in 25 gleich großen Gebieten von 36.650 Personen
    klein = dissimilaritaet([8] * 25, [1466] * 25)
    assert klein.zufallswert == pytest.approx(0.137, abs=5e-4)


def test_ziehungen_treffen_die_erwartung():
    d = dissimilaritaet(GRUPPE, ACHT, ziehungen=4000)
    rng = np.random.default_rng(7)
    x = rng.multivariate_hypergeometric(ACHT.to_numpy(), GRUPPE.sum(), size=4000)
    y = ACHT.to_numpy() - x
    zufall = abs(x / x.sum(1)[:, None] - y / y.sum(1)[:, None]).sum(1) / 2
    assert zufall.mean() == pytest.approx(d.zufallswert, rel=0.02)
    grenzen = np.quantile(zufall, [0.025, 0.975])
    assert (d.zufall_unten, d.zufall_oben) == pytest.approx(grenzen, rel=0.06)


def test_bereinigt_wie_allen_u_a():
    # Unabhängig gezogen: Bootstrap beider Gruppen Person für Person statt multinomial.
    gruppe, alle = np.array([9, 2, 4, 1, 4]), np.array([40, 35, 38, 20, 44])
    rest = alle - gruppe
    rng = np.random.default_rng(11)
    wer_x, wer_y = np.repeat(np.arange(5), gruppe), np.repeat(np.arange(5), rest)
    werte = []
    for _ in range(3000):
        x = np.bincount(rng.choice(wer_x, len(wer_x)), minlength=5)
        y = np.bincount(rng.choice(wer_y, len(wer_y)), minlength=5)
        werte.append(abs(x / x.sum() - y / y.sum()).sum() / 2)
    d = dissimilaritaet(gruppe, alle, ziehungen=20_000)
    assert d.bereinigt == pytest.approx(2 * d.wert - np.mean(werte), abs=0.006)
    assert d.bereinigt < d.wert - 0.02


def test_kleine_gruppe_ohne_segregation_reicht_bis_null():
    # 200 von 36.650 Personen, zufällig verteilt: D ist groß, sagt aber nichts.
    x = np.random.default_rng(3).multivariate_hypergeometric([1466] * 25, 200)
    d = dissimilaritaet(x, [1466] * 25)
    assert d.zufall_unten < d.wert < d.zufall_oben
    assert d.unten == 0
    assert 0 < d.bereinigt < d.wert < 0.2
    xpx = isolation(x, [1466] * 25)
    assert xpx.unten == pytest.approx(200 / 36_650)


@pytest.mark.parametrize("index", INDIZES)
@pytest.mark.parametrize(
    ("gruppe", "alle", "grund"),
    [
        ([1, np.nan], [5, 5], "Es fehlen Zahlen (betroffen: 1)."),
        ([1, None], [5, 5], "Es fehlen Zahlen (betroffen: 1)."),
        ([1, 2], [pd.NA, 5], "Es fehlen Zahlen (betroffen: 0)."),
        ([1, 2], [np.inf, 5], "Es fehlen Zahlen (betroffen: 0)."),
        ([1, 6], [5, 5], "Die Gruppe ist größer als alle zusammen (betroffen: 1)."),
        ([1, 1], [5, 0], "Die Gruppe ist größer als alle zusammen (betroffen: 1)."),
        ([-1, 2], [5, 5], "Es gibt negative Zahlen (betroffen: 0)."),
        ([1.5, 2], [5, 5], "Personen sind keine ganzen Zahlen (betroffen: 0)."),
        ([0, 0], [5, 5], "Niemand gehört zur Gruppe."),
        ([5, 5], [5, 5], "Alle gehören zur Gruppe."),
        ([0, 0], [0, 0], "Es ist höchstens ein Gebiet bewohnt."),
        ([2, 0], [5, 0], "Es ist höchstens ein Gebiet bewohnt."),
        ([2], [5], "Es ist höchstens ein Gebiet bewohnt."),
        ([], [], "Es ist höchstens ein Gebiet bewohnt."),
    ],
    ids=["nan", "none", "na", "unendlich", "zu_gross", "zu_gross_unbewohnt", "negativ",
         "halbe_person", "niemand", "alle", "leere_stadt", "nur_eins_bewohnt", "ein_gebiet",
         "kein_gebiet"],
)  # fmt: skip
def test_ohne_sinn_ein_grund_statt_einer_zahl(index, gruppe, alle, grund):
    ist = index(gruppe, alle)
    assert ist.grund == grund
    zahlen = [getattr(ist, feld.name) for feld in dataclasses.fields(ist)][:-1]
    assert all(math.isnan(zahl) for zahl in zahlen)
    assert lokationsquotient(gruppe, alle).isna().all()
    assert lokationsquotient_mit_bereich(gruppe, alle)["grund"].eq(grund).all()


def test_grund_nennt_hoechstens_drei_gebiete():
    luecken = GRUPPE.astype("Int64").where(GRUPPE < 1000)
    luecken["H"] = pd.NA
    luecken["G"] = pd.NA
    ist = dissimilaritaet(luecken, ACHT)
    assert ist.grund == "Es fehlen Zahlen (betroffen: A, B, C und 2 weitere)."


@pytest.mark.parametrize("dtype", ["int64", "float64", "Int64", "Float64"])
def test_series_werden_ueber_den_index_zugeordnet(dtype):
    gruppe, alle = GRUPPE.astype(dtype), ACHT.astype(dtype)
    kopien = gruppe.copy(), alle.copy()
    gedreht = dissimilaritaet(gruppe, alle[::-1])
    assert gedreht == dissimilaritaet(GRUPPE.to_numpy(), ACHT.to_numpy())
    lq = lokationsquotient_mit_bereich(gruppe, alle[::-1])
    assert list(lq.index) == list("ABCDEFGH")
    pdt.assert_frame_equal(lq, lokationsquotient_mit_bereich(GRUPPE, ACHT))
    pdt.assert_series_equal(gruppe, kopien[0])
    pdt.assert_series_equal(alle, kopien[1])


def test_gebiet_ohne_gegenstueck_fehlt():
    assert dissimilaritaet(GRUPPE, ACHT.drop("C")).grund == "Es fehlen Zahlen (betroffen: C)."


def test_ergebnis_ist_unveraenderlich_und_wiederholbar():
    eins = dissimilaritaet(GRUPPE, ACHT)
    assert eins == dissimilaritaet(GRUPPE, ACHT)
    assert eins != dissimilaritaet(GRUPPE, ACHT, seed=1)
    assert eins.wert == dissimilaritaet(GRUPPE, ACHT, seed=1).wert
    with pytest.raises(dataclasses.FrozenInstanceError):
        eins.wert = 0


@given(staedte())
def test_werte_liegen_in_ihren_grenzen(stadt):
    for index in INDIZES:
        ist = index(*stadt, ziehungen=50)
        assert isinstance(ist, Segregationswert)
        assert -1e-12 <= ist.wert <= 1 + 1e-12
        assert -1e-12 <= ist.unten <= ist.bereinigt + 1e-9
        assert ist.bereinigt - 1e-9 <= ist.oben <= 1 + 1e-12
        assert ist.zufall_unten <= ist.zufall_oben
        assert 0 <= ist.zufallswert <= 1
    d, xpx = dissimilaritaet(*stadt, ziehungen=50), isolation(*stadt, ziehungen=50)
    assert d.bereinigt <= d.wert
    anteil = sum(stadt[0]) / sum(stadt[1])
    assert anteil - 1e-12 <= xpx.bereinigt <= xpx.wert + 1e-12


@given(staedte(), st.randoms(use_true_random=False))
def test_reihenfolge_der_gebiete_ist_gleichgueltig(stadt, zufall):
    gebiete = list(zip(*stadt, strict=True))
    zufall.shuffle(gebiete)
    for index in INDIZES:
        gemischt = index(*zip(*gebiete, strict=True), ziehungen=20)
        assert gemischt == index(*stadt, ziehungen=20)


@given(staedte(hoechstens=50), st.integers(2, 5))
def test_aufteilen_bei_gleichem_anteil_laesst_den_index_gleich(stadt, teile):
    gruppe, alle = np.array(stadt[0]) * teile, np.array(stadt[1]) * teile
    geteilt = [
        np.concatenate([feld[:-1], np.full(teile, feld[-1] // teile)]) for feld in (gruppe, alle)
    ]
    for index in INDIZES:
        ganz, teil = index(gruppe, alle, ziehungen=2), index(*geteilt, ziehungen=2)
        assert teil.wert == pytest.approx(ganz.wert, abs=1e-12)


@given(staedte())
def test_verzehnfachen_laesst_den_index_gleich_und_senkt_den_zufallswert(stadt):
    gruppe, alle = np.array(stadt[0]), np.array(stadt[1])
    for index in (dissimilaritaet, isolation):
        eins, zehn = index(gruppe, alle, ziehungen=2), index(10 * gruppe, 10 * alle, ziehungen=2)
        assert zehn.wert == pytest.approx(eins.wert, abs=1e-12)
        assert zehn.zufallswert < eins.zufallswert


@given(staedte())
def test_isolation_und_interaktion_ergaenzen_sich(stadt):
    gleich, anders = isolation(*stadt, ziehungen=20), interaktion(*stadt, ziehungen=20)
    assert gleich.wert + anders.wert == pytest.approx(1)
    assert gleich.zufallswert + anders.zufallswert == pytest.approx(1)
    assert gleich.unten + anders.oben == pytest.approx(1)
    assert gleich.zufall_oben + anders.zufall_unten == pytest.approx(1)


@given(staedte())
def test_gruppe_und_rest_haben_dieselbe_dissimilaritaet(stadt):
    gruppe, alle = np.array(stadt[0]), np.array(stadt[1])
    eins = dissimilaritaet(gruppe, alle, ziehungen=2)
    andere = dissimilaritaet(alle - gruppe, alle, ziehungen=2)
    assert andere.wert == pytest.approx(eins.wert, abs=1e-12)
    assert andere.zufallswert == pytest.approx(eins.zufallswert, abs=1e-9)


def test_lokationsquotient_von_hand():
    gruppe = pd.Series([1, 3, 0, 0], list("abcd"), dtype="Int64")
    alle = pd.Series([4, 4, 8, 0], list("abcd"), dtype="Int64")
    # Anteil an allen 4/16; 1/4, 3/4, 0 und unbewohnt
    soll = pd.Series([1.0, 3.0, 0.0, np.nan], list("abcd"), name="lokationsquotient")
    pdt.assert_series_equal(lokationsquotient(gruppe, alle), soll)
    bereich = lokationsquotient_mit_bereich(gruppe, alle)
    assert list(bereich["grund"]) == ["", "", "", "Im Gebiet wohnt niemand."]
    assert bereich.loc["d", ["wert", "unten", "oben"]].isna().all()


def test_bereich_des_lokationsquotienten():
    bereich = lokationsquotient_mit_bereich(GRUPPE, ACHT)
    unten, oben = konfidenz.wilson(1396, 8723)
    assert bereich.loc["A", "unten"] == pytest.approx(unten * 36_643 / 4735)
    assert bereich.loc["A", "oben"] == pytest.approx(oben * 36_643 / 4735)
    # 16,0 % gegen 12,9 %: gesichert über dem Durchschnitt
    assert bereich.loc["A", "wert"] == pytest.approx(1.23848, abs=5e-6)
    assert bereich.loc["A", "unten"] > 1
    weiter = lokationsquotient_mit_bereich(GRUPPE, ACHT, niveau=0.998)
    assert (weiter["unten"] < bereich["unten"]).all()
    assert (weiter["oben"] > bereich["oben"]).all()


@given(staedte())
def test_lokationsquotienten_mitteln_sich_zu_eins(stadt):
    gruppe, alle = np.array(stadt[0]), np.array(stadt[1])
    lq = lokationsquotient(gruppe, alle).to_numpy()
    assert np.nansum(lq * alle) / alle.sum() == pytest.approx(1)


@pytest.mark.parametrize("index", INDIZES)
def test_ein_gebiet_als_zahl_und_milliarden_haben_einen_grund(index):
    assert index(5, 50).grund == "Es ist höchstens ein Gebiet bewohnt."
    viele = index([600_000_000, 1], [700_000_000, 300_000_000])
    assert math.isnan(viele.wert)
    assert "ab einer Milliarde" in viele.grund
    assert index([60_000_000, 1], [700_000_000, 299_999_999]).grund == ""
