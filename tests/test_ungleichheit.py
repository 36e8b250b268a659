"""Steigungsindex und Gini gegen veröffentlichte Formeln und unabhängige Rechnungen.

Quellen: PHEindicatormethods `phe_sii` (SII, RII), nachgerechnet mit den dort gedruckten Formeln;
Bereich der Regression mit statsmodels 0.15.0 (WLS). Gini: von Hand aus der Definition.
"""

import dataclasses
import math

import numpy as np
import pandas as pd
import pandas.testing as pdt
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sozialmonitor.ungleichheit import gini, sii_rii

PERSONEN = pd.Series([1563, 1885, 3513, 6670, 8723], list("abcde"))
QUOTE = pd.Series([3.0, 3.4, 3.6, 7.9, 9.4], list("abcde"))
# Beispiel aus der Hilfe von `phe_sii` (Area1): Lebenserwartung, vom belasteten Ende gezählt
PHE_PERSONEN = [7291, 7997, 6105, 7666, 5790, 6934, 5918, 5974, 7147, 7534]
PHE_JAHRE = [75.9, 78.3, 83.8, 83.6, 80.5, 81.1, 81.7, 84.2, 80.6, 86.3]
PHE_FEHLER = [1.64, 1.58, 1.51, 1.78, 1.7, 1.56, 1.37, 1.4, 2.43, 1.57]

gebiete = st.lists(
    st.tuples(st.integers(1, 10_000), st.integers(0, 1000).map(lambda x: x / 10)),
    min_size=3,
    max_size=10,
)


def regression(personen, werte):
    """Die Regression, wie PHE sie druckt: √a·y auf √a und √a·b, ohne Achsenabschnitt."""
    a = np.array(personen) / np.sum(personen)
    b = np.cumsum(a) - a / 2
    feld = np.column_stack([np.sqrt(a), np.sqrt(a) * b])
    return np.linalg.lstsq(feld, np.sqrt(a) * np.array(werte), rcond=None)[0]


def gini_aus_lorenzkurve(werte, gewichte):
    """1 minus die doppelte Fläche unter der Lorenzkurve, Trapez für Trapez."""
    paare = sorted(zip(werte, gewichte, strict=True))
    personen, summe = sum(gewichte), sum(x * w for x, w in paare)
    flaeche = bisher = 0.0
    for x, w in paare:
        flaeche += w / personen * (2 * bisher + x * w / summe) / 2
        bisher += x * w / summe
    return 1 - 2 * flaeche


def test_fuenf_gebiete():
    ist = sii_rii(PERSONEN, QUOTE)
    werte = ist.basis, ist.sii, ist.rii
    assert werte == pytest.approx((2.69545, 8.78410, 4.25886), abs=5e-6)
    # Gewichtete Regression mit statsmodels, Bereich der Steigung
    assert (ist.unten, ist.oben) == pytest.approx((3.345431, 14.222770), abs=5e-7)
    assert ist.grund == ""


def test_zwei_haelften_von_hand():
    # b = 0,25 und 0,75: Gerade durch (0,25; 3) und (0,75; 5)
    ist = sii_rii([10, 10], [3, 5], [0.3, 0.4])
    assert (ist.basis, ist.sii, ist.rii) == pytest.approx((2, 4, 3))
    # SII = 2(y₂ − y₁): Standardfehler 2·√(0,09 + 0,16) = 1
    assert (ist.unten, ist.oben) == pytest.approx((4 - 1.959964, 4 + 1.959964))


def test_bereich_aus_standardfehlern_wie_durch_ziehungen():
    ist = sii_rii(PHE_PERSONEN, PHE_JAHRE, PHE_FEHLER)
    rng = np.random.default_rng(1)
    gezogen = np.array(PHE_JAHRE) + np.array(PHE_FEHLER) * rng.standard_normal((20_000, 10))
    sii = [regression(PHE_PERSONEN, jahre)[1] for jahre in gezogen]
    assert (ist.unten, ist.oben) == pytest.approx(np.quantile(sii, [0.025, 0.975]), abs=0.15)
    assert ist.sii == pytest.approx(np.mean(sii), abs=0.06)


@given(gebiete)
def test_wie_die_gedruckte_regression(paare):
    personen, werte = zip(*paare, strict=True)
    ist = sii_rii(personen, werte)
    assert (ist.basis, ist.sii) == pytest.approx(regression(personen, werte), abs=1e-6)


@given(gebiete, st.randoms(use_true_random=False))
def test_rang_ersetzt_die_reihenfolge(paare, zufall):
    zeilen = [(p, w, rang) for rang, (p, w) in enumerate(paare)]
    geordnet = sii_rii(*zip(*paare, strict=True))
    zufall.shuffle(zeilen)
    personen, werte, rang = zip(*zeilen, strict=True)
    ist = sii_rii(personen, werte, rang=rang)
    soll = geordnet.basis, geordnet.sii
    assert (ist.basis, ist.sii) == pytest.approx(soll, abs=1e-6)
    assert ist.unten == pytest.approx(geordnet.unten, abs=1e-6, nan_ok=True)


def test_gleicher_rang_teilt_sich_einen_abschnitt():
    # b, b: 0,25 für beide; wie ein Gebiet mit 20 Personen und dem Mittel 3
    ist = sii_rii([10, 10, 20], [2, 4, 5], rang=[1, 1, 2])
    assert (ist.basis, ist.sii) == pytest.approx((2, 4))
    assert sii_rii([10, 10, 20], [4, 2, 5], rang=[1, 1, 2]).sii == pytest.approx(4)


@given(gebiete)
def test_umgekehrter_rang_wechselt_das_vorzeichen(paare):
    personen, werte = zip(*paare, strict=True)
    hin = sii_rii(personen, werte, rang=range(len(personen)))
    her = sii_rii(personen, werte, rang=range(len(personen), 0, -1))
    assert her.sii == pytest.approx(-hin.sii, abs=1e-6)
    assert her.basis == pytest.approx(hin.basis + hin.sii, abs=1e-6)


def test_gebiet_ohne_bevoelkerung_traegt_nichts_bei():
    mit = sii_rii([*PERSONEN, 0], [*QUOTE, None])
    assert mit == sii_rii(PERSONEN.to_numpy(), QUOTE.to_numpy())


@pytest.mark.parametrize(
    ("personen", "werte", "rang", "grund"),
    [
        ([5, np.nan], [1, 2], None, "Gewicht oder Bevölkerung fehlt (betroffen: 1)."),
        ([5, -1], [1, 2], None, "Gewicht oder Bevölkerung ist negativ (betroffen: 1)."),
        ([5, 5], [1, None], None, "Es fehlen Werte (betroffen: 1)."),
        ([5, 5], [pd.NA, 1], None, "Es fehlen Werte (betroffen: 0)."),
        ([5, 5], [np.inf, 1], None, "Es fehlen Werte (betroffen: 0)."),
        ([5] * 5, [None] * 5, None, "Es fehlen Werte (betroffen: 0, 1, 2 und 2 weitere)."),
        ([5], [1], None, "Es gibt höchstens ein bewohntes Gebiet."),
        ([5, 0], [1, 2], None, "Es gibt höchstens ein bewohntes Gebiet."),
        ([], [], None, "Es gibt höchstens ein bewohntes Gebiet."),
        ([5, 5], [1, 2], [1, None], "Es fehlen Ränge (betroffen: 1)."),
        ([5, 5], [1, 2], [7, 7], "Alle Gebiete haben denselben Rang."),
    ],
    ids=["bevoelkerung_fehlt", "bevoelkerung_negativ", "wert_none", "wert_na", "wert_unendlich",
         "viele_fehlen", "ein_gebiet", "eins_bewohnt", "kein_gebiet", "rang_fehlt",
         "gleicher_rang"],
)  # fmt: skip
def test_sii_ohne_sinn_ein_grund_statt_einer_zahl(personen, werte, rang, grund):
    ist = sii_rii(personen, werte, rang=rang)
    assert ist.grund == grund
    zahlen = [getattr(ist, feld.name) for feld in dataclasses.fields(ist)][:-1]
    assert all(math.isnan(zahl) for zahl in zahlen)


def test_alle_gleich_hat_kein_gefaelle_und_ohne_standardfehler_keinen_bereich():
    ist = sii_rii([10, 20, 30], [5.1, 5.1, 5.1])
    assert (ist.basis, ist.sii, ist.rii) == pytest.approx((5.1, 0, 1))
    assert math.isnan(ist.unten)
    assert math.isnan(ist.oben)
    assert "ohne Standardfehler" in ist.grund
    mit = sii_rii([10, 20, 30], [5.1, 5.1, 5.1], [1, 1, 1])
    assert mit.unten < 0 < mit.oben
    assert mit.grund == ""


@pytest.mark.parametrize(
    "werte",
    [[0, 0, 0], [-3, -2, -1.5], [0, 0, 9], [9, 0, 0]],
    ids=["alles_null", "negativ", "basis_negativ", "ende_negativ"],
)
def test_verhaeltnis_nur_bei_positiver_gerade(werte):
    ist = sii_rii([10, 10, 10], werte)
    assert math.isnan(ist.rii)
    assert math.isfinite(ist.sii)
    assert ist.grund.startswith("Die Gerade ist nicht überall positiv")


@pytest.mark.parametrize("fehler", [[1, np.nan, 1], [1, -1, 1]], ids=["fehlt", "negativ"])
def test_ohne_brauchbare_standardfehler_kein_bereich(fehler):
    ist = sii_rii([10, 10, 10], [3, 4, 6], fehler)
    assert math.isnan(ist.unten)
    assert math.isnan(ist.oben)
    assert ist.sii == pytest.approx(sii_rii([10, 10, 10], [3, 4, 6]).sii)
    assert ist.grund.startswith("Standardfehler fehlen oder sind negativ")


@pytest.mark.parametrize("dtype", ["float64", "Float64"])
def test_series_werden_ueber_den_index_zugeordnet(dtype):
    quote, kopie = QUOTE.astype(dtype)[::-1], QUOTE.astype(dtype)[::-1]
    assert sii_rii(PERSONEN, quote) == sii_rii(PERSONEN, QUOTE)
    assert gini(quote, PERSONEN) == gini(QUOTE, PERSONEN)
    pdt.assert_series_equal(quote, kopie)


def test_gebiet_ohne_gegenstueck_fehlt():
    assert sii_rii(PERSONEN, QUOTE.drop("c")).grund == "Es fehlen Werte (betroffen: c)."
    ist = sii_rii(PERSONEN.drop("c"), QUOTE)
    assert ist.grund == "Gewicht oder Bevölkerung fehlt (betroffen: c)."


@pytest.mark.parametrize(
    ("werte", "gewichte", "soll"),
    [
        # |1−3| zweimal durch 2·2·2²
        ([1, 3], None, 0.25),
        # alles bei einem von vieren: 1 − 1/4
        ([0, 0, 0, 1], None, 0.75),
        # 2·3·1·10 durch 2·12,5·4²
        ([10, 20], [3, 1], 0.15),
        ([10, 10, 10, 20], None, 0.15),
        # 2(1+2+3+1+2+1) durch 2·2,5·4²
        ([1, 2, 3, 4], None, 0.25),
        ([7, 7, 7], [1, 50, 3], 0),
        ([0.1, 0.1, 0.1], None, 0),
        ([1, 3, None], [1, 1, 0], 0.25),
    ],
    ids=["zwei", "alles_bei_einem", "gewichtet", "ausgeschrieben", "vier", "gleich",
         "gleich_gebrochen", "unbewohnt"],
)  # fmt: skip
def test_gini_von_hand(werte, gewichte, soll):
    ist = gini(werte, gewichte)
    assert ist.wert == pytest.approx(soll, abs=1e-12)
    assert ist.grund == ""


@pytest.mark.parametrize(
    ("werte", "gewichte", "grund"),
    [
        ([5], None, "Es gibt höchstens ein bewohntes Gebiet."),
        ([], None, "Es gibt höchstens ein bewohntes Gebiet."),
        ([5, 6], [1, 0], "Es gibt höchstens ein bewohntes Gebiet."),
        ([0, 0], None, "Die Summe der Werte ist 0."),
        ([1, -1], None, "Es gibt negative Werte (betroffen: 1)."),
        ([1, np.nan], None, "Es fehlen Werte (betroffen: 1)."),
        ([1, 2], [1, None], "Gewicht oder Bevölkerung fehlt (betroffen: 1)."),
        ([1, 2], [-1, 2], "Gewicht oder Bevölkerung ist negativ (betroffen: 0)."),
    ],
    ids=["ein_gebiet", "kein_gebiet", "eins_bewohnt", "summe_null", "negativ", "fehlt",
         "gewicht_fehlt", "gewicht_negativ"],
)  # fmt: skip
def test_gini_ohne_sinn_ein_grund_statt_einer_zahl(werte, gewichte, grund):
    ist = gini(werte, gewichte)
    assert math.isnan(ist.wert)
    assert ist.grund == grund


@given(gebiete)
def test_gini_ist_die_flaeche_ueber_der_lorenzkurve(paare):
    gewichte, werte = zip(*paare, strict=True)
    assume(sum(werte) > 0)
    ist = gini(werte, gewichte).wert
    assert ist == pytest.approx(gini_aus_lorenzkurve(werte, gewichte), abs=1e-9)
    assert -1e-12 <= ist <= 1 - min(gewichte) / sum(gewichte) + 1e-12


@given(gebiete, st.integers(1, 50))
def test_gini_haengt_nicht_an_einheit_und_groesse(paare, faktor):
    gewichte, werte = (np.array(feld) for feld in zip(*paare, strict=True))
    assume(werte.sum() > 0)
    ist = gini(werte, gewichte).wert
    assert gini(werte * faktor, gewichte).wert == pytest.approx(ist, abs=1e-12)
    assert gini(werte, gewichte * faktor).wert == pytest.approx(ist, abs=1e-12)
    assert gini(werte + faktor, gewichte).wert <= ist + 1e-12


def test_ein_gebiet_als_zahl_hat_einen_grund():
    for ist in (gini(5), gini(5, 2), sii_rii(5, 3)):
        assert ist.grund == "Es gibt höchstens ein bewohntes Gebiet."
