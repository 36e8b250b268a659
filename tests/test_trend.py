"""Trends gegen veröffentlichte Werte, unabhängige Rechnungen und die Gesetze, die gelten müssen.

Quellen: die gedruckten Formeln der Fingertips-Leitlinie (nachgerechnet), die Prüffälle der
Fingertips-Software (TrendMarkerCalculatorTest, FingertipsNext TrendCalculatorTests), Newcombe
1998, Gilbert 1987.
"""

import dataclasses
import datetime
import itertools
import math

import numpy as np
import pandas as pd
import pandas.testing as pdt
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from sozialmonitor import trend
from sozialmonitor.fehler import SozialmonitorFehler

JAHRE = [2015, 2016, 2017, 2018, 2019]
STEIGT = ([100, 110, 121, 133, 150], [1562, 1560, 1571, 1580, 1590])
SPALTEN = ["richtung", "steigung", "pruefgroesse", "gesichert", "grund"]

grundgesamtheiten = st.integers(1, 5000)
punkte = grundgesamtheiten.flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
fuenf = st.lists(punkte, min_size=5, max_size=5)


def chi_quadrat_gedruckt(x, n):
    """Die gedruckte Formel der Fingertips-Leitlinie, mit ganzen Zahlen ohne Rundung."""
    t = range(1, 6)
    gross_n, gross_x = sum(n), sum(x)
    tx, tn = (sum(a * b for a, b in zip(t, feld, strict=True)) for feld in (x, n))
    ttn = sum(a * a * b for a, b in zip(t, n, strict=True))
    zaehler = gross_n * (gross_n * tx - gross_x * tn) ** 2
    return zaehler / (gross_x * (gross_n - gross_x) * (gross_n * ttn - tn**2))


def gleich(eins, zwei):
    """Ob zwei Ergebnisse in allen Feldern übereinstimmen; NaN gleicht NaN."""
    return all(
        a == b or (pd.isna(a) and pd.isna(b))
        for a, b in zip(dataclasses.astuple(eins), dataclasses.astuple(zwei), strict=True)
    )


# Anteile


@pytest.mark.parametrize(
    ("x", "n", "chi2", "richtung"),
    [
        ([50, 55, 60, 70, 80], [1000] * 5, 9.5289, trend.KEINE_VERAENDERUNG),
        ([50, 52, 54, 56, 58], [1000] * 5, 0.7830, trend.KEINE_VERAENDERUNG),
        (*STEIGT, 12.0888, trend.STEIGEND),
    ],
    ids=["gerade_nicht", "kaum", "steigend"],
)  # nachgerechnet mit der gedruckten Formel
def test_anteilstrend_gerechnete_werte(x, n, chi2, richtung):
    ist = trend.anteilstrend(x, n)
    assert ist.pruefgroesse == pytest.approx(chi2, abs=5e-5)
    assert ist.richtung == richtung
    assert ist.gesichert is (richtung == trend.STEIGEND)
    assert ist.grund == ("" if ist.gesichert else trend.ZUFALL)
    assert ist.punkte == 5


def test_anteilstrend_amtlicher_pruefwert():
    # TrendMarkerCalculatorTest.TestIsSignificantForProportionsReturnsTrue: 47,9
    ist = trend.anteilstrend([994, 1023, 1199, 1332, 1367], [40299, 41527, 42811, 44064, 44701])
    assert round(ist.pruefgroesse, 2) == 47.9
    assert ist.richtung == trend.STEIGEND


@pytest.mark.parametrize(
    ("x", "n", "richtung"),
    [
        (
            [8116, 8145, 8222, 8506, 8728],
            [91530, 91773, 92088, 92238, 92665.89],
            trend.STEIGEND,
        ),
        (
            [5405, 5500, 5435, 5480, 5315],
            [18095, 18170, 18005, 17890, 17860],
            trend.KEINE_VERAENDERUNG,
        ),
        (
            [22435, 22445, 21365, 20955, 19055],
            [65880, 67900, 68705, 69835, 70910],
            trend.FALLEND,
        ),
        (
            [3455176, 3491868, 3625401, 3774801, 3938080],
            [48783947, 49122259, 49956777, 50649129, 51441896],
            trend.STEIGEND,
        ),
        (
            [57274, 55865, 53681, 51767, 53185],
            [61834, 60511, 59074, 57508, 59028],
            trend.FALLEND,
        ),
    ],
    ids=["indikator_1172", "kinderarmut_10101", "kinderarmut_fallend", "diabetes_241", "mmr_30309"],
)
def test_anteilstrend_amtliche_pruefreihen(x, n, richtung):
    assert trend.anteilstrend(x, n).richtung == richtung


def test_anteilstrend_richtung_ist_die_regression_der_logits():
    x, n = STEIGT
    logits = np.log(np.divide(x, np.subtract(n, x)))
    soll = stats.linregress(range(5), logits).slope
    assert trend.anteilstrend(x, n).steigung == pytest.approx(soll, rel=1e-12)


def test_anteilstrend_p_wert():
    ist = trend.anteilstrend(*STEIGT)
    assert ist.p_wert == pytest.approx(stats.chi2.sf(12.0887616, 1), rel=1e-6)
    assert math.isnan(ist.standardfehler)


def test_nur_die_letzten_fuenf_zaehlen():
    x, n = STEIGT
    laenger = trend.anteilstrend([900, np.nan, *x], [1000, 1000, *n])
    assert gleich(laenger, trend.anteilstrend(x, n))


def test_die_richtung_darf_nicht_an_einem_punkt_haengen():
    # Ohne den letzten Punkt fällt die Reihe; χ² allein läge weit über der Grenze.
    ist = trend.anteilstrend([100, 98, 96, 94, 300], [1000] * 5)
    assert ist.pruefgroesse > 100 > trend.GRENZE
    assert (ist.richtung, ist.gesichert) == (trend.KEINE_VERAENDERUNG, False)
    assert ist.grund == trend.AUSREISSER


def test_bleibt_die_richtung_ohne_einen_punkt_gerade_stehen_ist_nichts_gesichert():
    # Ohne den letzten Punkt sind alle Anteile gleich: Steigung genau null, kein Vorzeichen.
    ist = trend.anteilstrend([100, 100, 100, 100, 300], [1000] * 5)
    assert ist.grund == trend.AUSREISSER


@pytest.mark.parametrize(
    ("x", "n", "grund"),
    [
        ([5, 5, 5, 5], [50] * 4, trend.ZU_WENIGE),
        ([], [], trend.ZU_WENIGE),
        ([5, 5, np.nan, 5, 5], [50] * 5, trend.LUECKE),
        ([5, 5, 5, 5, pd.NA], [50] * 5, trend.LUECKE),
        ([5] * 5, [50, 50, None, 50, 50], trend.LUECKE),
        ([5, 5, 60, 5, 5], [50] * 5, trend.UNMOEGLICH),
        ([5, 5, -1, 5, 5], [50] * 5, trend.UNMOEGLICH),
        ([5, 0, 5, 5, 5], [50, 0, 50, 50, 50], trend.UNMOEGLICH),
        ([5, 3, 1, 1, 2], [5, 5, 5, 4, 4], trend.ALLE),
        ([0] * 5, [50] * 5, trend.NIEMAND),
    ],
    ids=["vier", "leer", "luecke", "NA", "n_fehlt", "zu_gross", "negativ", "n_null",
         "alle_wie_im_amtlichen_pruefwert", "niemand"],
)  # fmt: skip
def test_anteilstrend_nicht_berechenbar(x, n, grund):
    ist = trend.anteilstrend(x, n)
    assert (ist.richtung, ist.grund, ist.gesichert) == (trend.NICHT_BERECHENBAR, grund, False)
    assert np.isnan([ist.steigung, ist.pruefgroesse, ist.p_wert]).all()


def test_gruende_sind_saetze():
    texte = [trend.ZU_WENIGE, trend.NICHT_JAEHRLICH, trend.BRUCH, trend.LUECKE, trend.UNMOEGLICH,
             trend.ALLE, trend.NIEMAND, trend.OHNE_STANDARDFEHLER, trend.ZUFALL, trend.AUSREISSER,
             trend.ZU_WENIGE_WERTE, trend.ALLE_GLEICH, trend.DOPPELT, trend.NUR_EIN_ZEITPUNKT,
             trend.UNMOEGLICHER_WERT, trend.GESPERRT]  # fmt: skip
    assert len(set(texte)) == len(texte)
    assert all(text[0].isupper() and text.endswith(".") for text in texte)


def test_punkte_ohne_ergebnis_sind_die_vorhandenen():
    assert trend.anteilstrend([5, np.nan, 5, 5, 5, np.nan], [50] * 6).punkte == 4


def test_gleiche_anteile_sind_keine_veraenderung():
    ist = trend.anteilstrend([7] * 5, [90] * 5)
    assert (ist.richtung, ist.grund) == (trend.KEINE_VERAENDERUNG, trend.ZUFALL)
    assert ist.pruefgroesse == pytest.approx(0, abs=1e-20)


def test_null_faelle_in_einem_jahr():
    # Logits mit ½: ln(0,5/500,5) … ln(14,5/486,5); χ² ohne Korrektur nach der gedruckten Formel.
    x, n = [0, 3, 5, 9, 14], [500] * 5
    ist = trend.anteilstrend(x, n)
    halbe = [math.log((a + 0.5) / (b - a + 0.5)) for a, b in zip(x, n, strict=True)]
    assert ist.steigung == pytest.approx(stats.linregress(range(5), halbe).slope, rel=1e-12)
    assert ist.pruefgroesse == pytest.approx(chi_quadrat_gedruckt(x, n), rel=1e-12)
    assert ist.richtung == trend.STEIGEND


# Zeit und Brüche


@pytest.mark.parametrize(
    "zeit",
    [
        JAHRE,
        np.array(JAHRE, dtype="float64"),
        [str(jahr) for jahr in JAHRE],
        [f"{jahr}-12-31" for jahr in JAHRE],
        [f"{jahr}-06" for jahr in JAHRE],
        [datetime.date(jahr, 12, 31) for jahr in JAHRE],
        pd.to_datetime([f"{jahr}-12-31" for jahr in JAHRE]),
        pd.Series(JAHRE, index=list("abcde"), dtype="Int64"),
        range(2015, 2020),
    ],
    ids=[
        "ganze",
        "float",
        "text",
        "stichtage",
        "monate",
        "datum",
        "DatetimeIndex",
        "Int64",
        "range",
    ],
)
def test_zeit_in_jeder_ueblichen_form(zeit):
    assert gleich(trend.anteilstrend(*STEIGT, zeit=zeit), trend.anteilstrend(*STEIGT))


def test_die_folge_der_eingabe_ist_gleichgueltig():
    folge = [3, 0, 4, 2, 1]
    x, n, zeit = (np.array(feld)[folge] for feld in (*STEIGT, JAHRE))
    assert gleich(trend.anteilstrend(x, n, zeit=zeit), trend.anteilstrend(*STEIGT))


@pytest.mark.parametrize(
    "zeit",
    [[2013, 2015, 2017, 2018, 2019], [2011, 2013, 2015, 2017, 2019], [2015, 2015, 2016, 2017, 2018],
     ["2015-06-30", "2015-12-31", "2016-06-30", "2016-12-31", "2017-06-30"]],
    ids=["luecke", "alle_zwei_jahre", "doppelt", "halbjaehrlich"],
)  # fmt: skip
def test_nicht_jaehrlich(zeit):
    ist = trend.anteilstrend(*STEIGT, zeit=zeit)
    assert (ist.richtung, ist.grund) == (trend.NICHT_BERECHENBAR, trend.NICHT_JAEHRLICH)


def test_frueher_fehlende_jahre_stoeren_nicht():
    x, n = STEIGT
    ist = trend.anteilstrend([90, *x], [1500, *n], zeit=[2010, *JAHRE])
    assert gleich(ist, trend.anteilstrend(x, n))


STICHTAGE = [f"{jahr}-12-31" for jahr in JAHRE]


@pytest.mark.parametrize(
    ("zeit", "bruch", "gebrochen"),
    [
        (JAHRE, 2015, False), (JAHRE, 2016, True), (JAHRE, [2010, 2019], True),
        (JAHRE, [2020], False), (JAHRE, [], False), (JAHRE, "2019-05-01", True),
        (JAHRE, "2015-05-01", False),
        (STICHTAGE, 2016, True), (STICHTAGE, "2016-01-01", True), (STICHTAGE, "2015-12-31", False),
        (STICHTAGE, ["2019-12-31"], True), (STICHTAGE, "2020-01-01", False),
        (None, 0, False), (None, 1, True), (None, 4, True), (None, 5, False),
    ],
)  # fmt: skip
def test_bruch_innerhalb_der_letzten_fuenf(zeit, bruch, gebrochen):
    ist = trend.anteilstrend(*STEIGT, zeit=zeit, bruch=bruch)
    assert (ist.grund == trend.BRUCH) is gebrochen
    assert (ist.richtung == trend.NICHT_BERECHENBAR) is gebrochen


@pytest.mark.parametrize(
    "zeit", [["a", "b", "c", "d", "e"], [2015, 2016, None, 2018, 2019], JAHRE[:4]],
    ids=["kein_jahr", "jahr_fehlt", "zu_kurz"],
)  # fmt: skip
def test_zeit_die_keine_ist(zeit):
    with pytest.raises(SozialmonitorFehler, match="Zeitpunkte"):
        trend.anteilstrend(*STEIGT, zeit=zeit)


def test_ungleich_lange_folgen():
    with pytest.raises(SozialmonitorFehler, match="gleich lange"):
        trend.anteilstrend([1, 2, 3, 4, 5], [10, 10, 10, 10])


def test_series_verschiedener_jahre():
    x, n = (pd.Series(feld, JAHRE) for feld in STEIGT)
    assert gleich(trend.anteilstrend(x, n), trend.anteilstrend(*STEIGT))
    with pytest.raises(SozialmonitorFehler, match="verschiedene Indizes"):
        trend.anteilstrend(x, n[::-1])


def test_ergebnis_ist_unveraenderlich():
    with pytest.raises(dataclasses.FrozenInstanceError):
        trend.anteilstrend(*STEIGT).richtung = trend.FALLEND


# Gesetze


@given(fuenf)
def test_chi_quadrat_ist_die_gedruckte_formel(reihe):
    x, n = zip(*reihe, strict=True)
    ist = trend.anteilstrend(x, n)
    assume(ist.richtung != trend.NICHT_BERECHENBAR)
    assert ist.pruefgroesse == pytest.approx(chi_quadrat_gedruckt(x, n), rel=1e-7, abs=1e-7)


@given(fuenf)
def test_zeitumkehr_kehrt_die_richtung(reihe):
    x, n = (np.array(feld) for feld in zip(*reihe, strict=True))
    hin, her = trend.anteilstrend(x, n), trend.anteilstrend(x[::-1], n[::-1])
    gegen = {trend.STEIGEND: trend.FALLEND, trend.FALLEND: trend.STEIGEND}
    assume(abs(np.nan_to_num(hin.pruefgroesse) - trend.GRENZE) > 1e-9)
    assert her.richtung == gegen.get(hin.richtung, hin.richtung)
    assert her.grund == hin.grund
    assert her.steigung == pytest.approx(-hin.steigung, abs=1e-9, nan_ok=True)
    assert her.pruefgroesse == pytest.approx(hin.pruefgroesse, rel=1e-7, abs=1e-7, nan_ok=True)


@given(fuenf, st.integers(2, 5))
def test_mehr_faelle_bei_gleichen_anteilen_erhoehen_chi_quadrat(reihe, faktor):
    x, n = (np.array(feld) for feld in zip(*reihe, strict=True))
    eins, mehr = trend.anteilstrend(x, n), trend.anteilstrend(faktor * x, faktor * n)
    assert mehr.pruefgroesse == pytest.approx(
        faktor * eins.pruefgroesse, rel=1e-7, abs=1e-7, nan_ok=True
    )


@given(fuenf)
def test_gegenanteil_hat_dieselbe_pruefgroesse_und_die_andere_richtung(reihe):
    x, n = (np.array(feld) for feld in zip(*reihe, strict=True))
    assume((x > 0).all() and (x < n).all())
    eins, gegen = trend.anteilstrend(x, n), trend.anteilstrend(n - x, n)
    assert gegen.pruefgroesse == pytest.approx(eins.pruefgroesse, rel=1e-6, abs=1e-6)
    assert gegen.steigung == pytest.approx(-eins.steigung, abs=1e-9)


# Viele Gebiete

werte_mit_luecken = st.one_of(st.integers(-1, 60), st.none())


def tafel(zellen, spalten=None):
    gebiete = [f"g{i}" for i in range(len(zellen))]
    return pd.DataFrame(zellen, gebiete, spalten).astype("Int64")


@given(
    st.integers(4, 7).flatmap(
        lambda breite: st.lists(
            st.tuples(*[st.lists(werte_mit_luecken, min_size=breite, max_size=breite)] * 2),
            min_size=1,
            max_size=6,
        )
    ),
    st.sampled_from([None, [2016], [2012], [2019, 2010]]),
)
def test_anteilstrends_ist_anteilstrend_je_zeile(gebiete, bruch):
    x, n = (tafel([list(g[i]) for g in gebiete]) for i in (0, 1))
    jahre = range(2013, 2013 + x.shape[1])
    x, n = x.set_axis(jahre, axis=1), n.set_axis(jahre, axis=1) + 20
    ist = trend.anteilstrends(x, n, bruch=bruch)
    assert list(ist.columns) == SPALTEN
    assert ist.index.equals(x.index)
    for gebiet in x.index:
        einzeln = trend.anteilstrend(x.loc[gebiet], n.loc[gebiet], bruch=bruch, zeit=jahre)
        for spalte in SPALTEN:
            wert, soll = ist.loc[gebiet, spalte], getattr(einzeln, spalte)
            assert wert == soll or (np.isnan(wert) and np.isnan(soll))


def test_anteilstrends_permutation_der_gebiete():
    x = tafel([STEIGT[0], [5, 4, None, 2, 1], [50, 55, 60, 70, 80]], JAHRE)
    n = tafel([STEIGT[1], [50] * 5, [1000] * 5], JAHRE)
    kopie = x.copy()
    gedreht = trend.anteilstrends(x.iloc[[2, 0, 1]], n.iloc[[2, 0, 1]])
    pdt.assert_frame_equal(trend.anteilstrends(x, n).iloc[[2, 0, 1]], gedreht)
    assert gedreht["richtung"].to_list() == [
        trend.KEINE_VERAENDERUNG,
        trend.STEIGEND,
        trend.NICHT_BERECHENBAR,
    ]
    assert gedreht["grund"].to_list() == [trend.ZUFALL, "", trend.LUECKE]
    pdt.assert_frame_equal(x, kopie)


def test_anteilstrends_spalten_sind_die_zeitpunkte():
    x, n = (tafel([feld], [2011, 2013, 2015, 2017, 2019]) for feld in STEIGT)
    assert trend.anteilstrends(x, n)["grund"].to_list() == [trend.NICHT_JAEHRLICH]
    assert trend.anteilstrends(x, n, zeit=JAHRE)["richtung"].to_list() == [trend.STEIGEND]


def test_anteilstrends_spalten_ohne_zeit():
    x, n = (tafel([feld], list("abcde")) for feld in STEIGT)
    with pytest.raises(SozialmonitorFehler, match="`zeit`"):
        trend.anteilstrends(x, n)


def test_anteilstrends_ohne_gebiet_und_ohne_spalte():
    x = tafel([STEIGT[0]], JAHRE)
    assert trend.anteilstrends(x.iloc[:0], x.iloc[:0]).shape == (0, 5)
    assert trend.anteilstrends(x.iloc[:, :0], x.iloc[:, :0])["grund"].to_list() == [trend.ZU_WENIGE]


def test_anteilstrends_verschieden_beschriftet():
    x, n = (tafel([feld], JAHRE) for feld in STEIGT)
    with pytest.raises(SozialmonitorFehler, match="verschiedene Indizes"):
        trend.anteilstrends(x, n[JAHRE[::-1]])


# Werte mit Standardfehler


def test_wertetrend_gerechneter_wert():
    # von Hand: β 1,18515, SE 0,28031, χ² 17,8759
    ist = trend.wertetrend([10, 11, 12.5, 13, 15], [0.8, 0.8, 0.9, 0.9, 1.0])
    assert ist.steigung == pytest.approx(1.18515, abs=5e-6)
    assert ist.standardfehler == pytest.approx(0.28031, abs=5e-6)
    assert ist.pruefgroesse == pytest.approx(17.8759, abs=5e-5)
    assert (ist.richtung, ist.gesichert, ist.punkte) == (trend.STEIGEND, True, 5)
    assert ist.p_wert == pytest.approx(stats.chi2.sf(ist.pruefgroesse, 1), rel=1e-9)


def test_wertetrend_amtlicher_pruefwert():
    # TrendMarkerCalculatorTest.TestIsSignificantReturnsTrue: 46,77
    fehler = trend.standardfehler_aus_bereich(
        pd.Series([23.16, 23.15, 26.44, 28.63, 28.98]), [26.25, 26.19, 29.64, 31.9, 32.25]
    )
    ist = trend.wertetrend([24.67, 24.6, 28, 30.2, 30.6], fehler)
    assert round(ist.pruefgroesse, 2) == 46.77


@pytest.mark.parametrize(
    ("werte", "unten", "oben", "richtung"),
    [
        (
            [20.5506, 19.5952, 19.0349, 21.3966, 18.4372],
            [18.1803, 17.3444, 16.8421, 19.0918, 16.2925],
            [23.1427, 22.0602, 21.4394, 23.8975, 20.7941],
            trend.KEINE_VERAENDERUNG,
        ),
        (
            [2.935, 1.93028, 2.7567, 2.8701, 3.0121],
            [2.7841, 1.8085, 2.6113, 2.7225, 2.8616],
            [3.0919, 2.058, 2.9082, 3.0237, 3.1683],
            trend.STEIGEND,
        ),
        (
            [126.9341, 125.829, 121.5234, 122.3782, 120.7742],
            [125.9343, 124.8371, 120.5533, 121.4012, 119.8035],
            [127.94, 126.8268, 122.4993, 123.361, 121.7507],
            trend.FALLEND,
        ),
    ],
    ids=["anteil_ohne_trend", "augenerkrankung_41203", "krebssterblichkeit_40501"],
)
def test_wertetrend_amtliche_pruefreihen(werte, unten, oben, richtung):
    fehler = trend.standardfehler_aus_bereich(np.array(unten), np.array(oben))
    assert trend.wertetrend(werte, fehler).richtung == richtung


def test_wertetrend_gegen_gewichtete_kleinste_quadrate():
    werte, fehler = [3.0, 4.5, 3.9, 6.0, 5.8], [0.5, 0.7, 0.4, 1.1, 0.6]
    (steigung, _), kovarianz = np.polyfit(
        range(5), werte, 1, w=1 / np.array(fehler), cov="unscaled"
    )
    ist = trend.wertetrend(werte, fehler)
    assert ist.steigung == pytest.approx(steigung, rel=1e-9)
    assert ist.standardfehler == pytest.approx(math.sqrt(kovarianz[0, 0]), rel=1e-9)


def test_wertetrend_richtung_haengt_an_einem_punkt():
    ist = trend.wertetrend([10, 9.8, 9.6, 9.4, 30], [0.5] * 5)
    assert (ist.richtung, ist.grund) == (trend.KEINE_VERAENDERUNG, trend.AUSREISSER)


@given(st.lists(st.integers(1, 99), min_size=4, max_size=4), st.integers(0, 4))
def test_wertetrend_rundung_hat_kein_vorzeichen(fehler, stelle):
    # Ohne den einen abweichenden Punkt sind alle Werte gleich: die Steigung ist dann genau null.
    werte, alle_fehler = [0.3] * 4, [zahl / 70 for zahl in fehler]
    werte.insert(stelle, 0.3 + 1e3)
    alle_fehler.insert(stelle, 1.0)
    ist = trend.wertetrend(werte, alle_fehler)
    assert ist.gesichert is False


@pytest.mark.parametrize(
    ("werte", "fehler", "angaben", "grund"),
    [
        ([1, 2, 3, 4], [1] * 4, {}, trend.ZU_WENIGE),
        ([1, 2, np.nan, 4, 5], [1] * 5, {}, trend.LUECKE),
        ([1, 2, np.inf, 4, 5], [1] * 5, {}, trend.LUECKE),
        ([1, 2, 3, 4, 5], [1, 1, np.nan, 1, 1], {}, trend.OHNE_STANDARDFEHLER),
        ([1, 2, 3, 4, 5], [1, 1, 0, 1, 1], {}, trend.OHNE_STANDARDFEHLER),
        ([1, 2, 3, 4, 5], [1] * 5, {"zeit": [2010, 2012, 2014, 2016, 2018]}, trend.NICHT_JAEHRLICH),
        ([1, 2, 3, 4, 5], [1] * 5, {"zeit": JAHRE, "bruch": [2017]}, trend.BRUCH),
    ],
    ids=["vier", "luecke", "unendlich", "fehler_fehlt", "fehler_null", "zweijaehrlich", "bruch"],
)
def test_wertetrend_nicht_berechenbar(werte, fehler, angaben, grund):
    ist = trend.wertetrend(werte, fehler, **angaben)
    assert (ist.richtung, ist.grund) == (trend.NICHT_BERECHENBAR, grund)
    assert np.isnan([ist.steigung, ist.standardfehler, ist.pruefgroesse, ist.p_wert]).all()


@given(
    st.lists(st.integers(-1000, 1000), min_size=5, max_size=5),
    st.lists(st.integers(1, 100), min_size=5, max_size=5),
)
def test_wertetrend_zeitumkehr_und_einheit(werte, fehler):
    hin, her = trend.wertetrend(werte, fehler), trend.wertetrend(werte[::-1], fehler[::-1])
    assert her.steigung == pytest.approx(-hin.steigung, rel=1e-7, abs=1e-9)
    assert her.pruefgroesse == pytest.approx(hin.pruefgroesse, rel=1e-7, abs=1e-9)
    je_tausend = trend.wertetrend(np.multiply(werte, 1000), np.multiply(fehler, 1000))
    assert je_tausend.pruefgroesse == pytest.approx(hin.pruefgroesse, rel=1e-7, abs=1e-9)
    assert je_tausend.steigung == pytest.approx(1000 * hin.steigung, rel=1e-7, abs=1e-6)


# Zwei Zeitpunkte


def test_zwei_zeitpunkte():
    # Newcombe, von Hand: 332/4200 → 353/4200: +0,50 Prozentpunkte [−0,67; +1,67]
    ist = trend.zwei_zeitpunkte([332, np.nan, 353], [4200] * 3, zeit=[2015, 2017, 2019])
    assert np.multiply([ist.differenz, ist.unten, ist.oben], 100) == pytest.approx(
        [0.50, -0.67, 1.67], abs=5e-3
    )
    assert ist.steigung == pytest.approx(0.005 / 4)
    assert (ist.richtung, ist.gesichert) == (trend.KEINE_VERAENDERUNG, False)
    assert (ist.grund, ist.punkte, ist.stellen) == ("2 Zeitpunkte", 2, (0, 2))
    assert np.isnan([ist.pruefgroesse, ist.p_wert]).all()


@pytest.mark.parametrize(
    ("x", "richtung"), [([48, 56], trend.STEIGEND), ([56, 48], trend.FALLEND)]
)  # Newcombe 1998, S. 873–890: 48/80 gegen 56/70 → 0,2 [0,0524; 0,3339]
def test_zwei_zeitpunkte_gesichert(x, richtung):
    n = [80, 70] if richtung == trend.STEIGEND else [70, 80]
    ist = trend.zwei_zeitpunkte(x, n)
    assert (ist.richtung, ist.gesichert) == (richtung, True)
    assert abs(ist.differenz) == pytest.approx(0.2)
    assert sorted(map(abs, (ist.unten, ist.oben))) == pytest.approx([0.0524, 0.3339], abs=5e-5)


def test_zwei_zeitpunkte_nur_hinter_dem_letzten_bruch():
    angaben = {"zeit": [2013, 2015, 2017, 2019], "bruch": [2014, 2016]}
    ist = trend.zwei_zeitpunkte([10, 90, 48, 56], [100, 100, 80, 70], **angaben)
    assert ist.stellen == (2, 3)
    assert ist.differenz == pytest.approx(0.2)


def test_zwei_zeitpunkte_das_jahr_des_bruchs_gehoert_zur_neuen_reihe():
    ist = trend.zwei_zeitpunkte([90, 48, 56], [100, 80, 70], zeit=[2015, 2017, 2019], bruch=2017)
    assert ist.stellen == (1, 2)


def test_zwei_zeitpunkte_bruch_nach_dem_letzten_wert_zaehlt_nicht():
    ist = trend.zwei_zeitpunkte([48, 56], [80, 70], zeit=[2017, 2019], bruch=[2021])
    assert ist.stellen == (0, 1)


@pytest.mark.parametrize(
    ("x", "n", "angaben", "grund"),
    [
        ([], [], {}, trend.NUR_EIN_ZEITPUNKT),
        ([5, np.nan], [50, 50], {}, trend.NUR_EIN_ZEITPUNKT),
        ([5, 6], [50, 50], {"zeit": [2015, 2019], "bruch": 2017}, trend.NUR_EIN_ZEITPUNKT),
        ([5, 6], [50, 50], {"zeit": [2015, 2015]}, trend.DOPPELT),
        ([5, 60], [50, 50], {}, trend.UNMOEGLICHER_WERT),
        ([0, 6], [0, 50], {}, trend.UNMOEGLICHER_WERT),
    ],
    ids=["leer", "einer", "bruch", "doppelt", "zu_gross", "null_von_null"],
)
def test_zwei_zeitpunkte_nicht_berechenbar(x, n, angaben, grund):
    ist = trend.zwei_zeitpunkte(x, n, **angaben)
    assert (ist.richtung, ist.grund, ist.stellen) == (trend.NICHT_BERECHENBAR, grund, ())
    assert np.isnan([ist.differenz, ist.unten, ist.oben, ist.steigung]).all()


# Mann-Kendall und Theil-Sen


@pytest.mark.parametrize(
    ("n", "s", "p"),
    [
        (4, 6, 0.042), (4, 4, 0.167), (5, 10, 0.0083), (5, 8, 0.042), (8, 12, 0.089),
        (8, 18, 0.016), (9, 18, 0.038), (10, 21, 0.036), (10, 45, 0.00000028),
    ],
)  # fmt: skip
def test_mann_kendall_exakt_wie_in_der_tafel(n, s, p):
    # Gilbert 1987, Tafel A18 (einseitig); hier zweiseitig, also das Doppelte.
    reihe = reihe_mit(n, s)
    ist = trend.mann_kendall(reihe)
    assert (ist.s, ist.exakt, ist.punkte) == (s, True, n)
    stellen = 5e-9 if p < 1e-4 else 5e-4 if p > 0.01 else 5e-5
    assert ist.p_wert / 2 == pytest.approx(p, abs=stellen)


def reihe_mit(n, s):
    """Eine Reihenfolge von 1 … n mit genau diesem S: absteigende Nachbarn tauschen."""
    reihe, zu_viel = list(range(1, n + 1)), (n * (n - 1) // 2 - s) // 2
    while zu_viel:
        stelle = next(i for i in range(n - 1) if reihe[i] < reihe[i + 1])
        reihe[stelle : stelle + 2] = reihe[stelle + 1], reihe[stelle]
        zu_viel -= 1
    return reihe


@given(st.integers(4, 12).flatmap(lambda n: st.permutations(range(n))))
def test_mann_kendall_ohne_bindungen_gegen_scipy(reihe):
    soll = stats.kendalltau(range(len(reihe)), reihe, method="exact")
    ist = trend.mann_kendall(reihe)
    paare = len(reihe) * (len(reihe) - 1) / 2
    assert ist.s / paare == pytest.approx(soll.statistic)
    assert ist.p_wert == pytest.approx(soll.pvalue, abs=1e-12)


@given(st.lists(st.integers(0, 4), min_size=4, max_size=40))
def test_mann_kendall_mit_bindungen_gegen_scipy(reihe):
    assume(1 < len(set(reihe)) < len(reihe))
    soll = stats.kendalltau(range(len(reihe)), reihe, method="asymptotic")
    ist = trend.mann_kendall(reihe)
    # SciPy rechnet ohne Stetigkeitskorrektur; S und Varianz müssen dasselbe p ergeben.
    ohne_korrektur = math.erfc(abs(ist.s) / math.sqrt(2 * ist.varianz))
    assert ohne_korrektur == pytest.approx(soll.pvalue, abs=1e-12)
    assert ist.exakt is False
    assert ist.z == pytest.approx((ist.s - np.sign(ist.s)) / math.sqrt(ist.varianz))
    assert ist.p_wert == pytest.approx(2 * stats.norm.sf(abs(ist.z)))
    assert ist.pruefgroesse == ist.z


def test_mann_kendall_von_hand_mit_bindung():
    # Zehn Paare: aufwärts 8, abwärts 1, gleich 1 → S 7;
    # Varianz (5·4·15 − 2·1·9)/18 = 282/18; z = 6/sqrt(15,667) = 1,5159
    ist = trend.mann_kendall([1, 2, 2, 4, 3])
    assert (ist.s, ist.varianz) == (7, pytest.approx(282 / 18))
    assert ist.z == pytest.approx(1.5159, abs=5e-5)
    assert (ist.richtung, ist.grund) == (trend.KEINE_VERAENDERUNG, trend.ZUFALL)


@pytest.mark.parametrize("laenge", [33, 34])
def test_mann_kendall_lange_reihen(laenge):
    reihe = np.random.default_rng(7).permutation(laenge)
    exakt = stats.kendalltau(range(laenge), reihe, method="exact").pvalue
    ist = trend.mann_kendall(reihe)
    assert ist.exakt is (laenge == trend.EXAKT_BIS)
    assert ist.p_wert == pytest.approx(exakt, rel=1e-9 if ist.exakt else 0.02)


def test_mann_kendall_niveau_und_richtung():
    fallend = trend.mann_kendall([9, 8, 7, 5, 6, 3])
    assert (fallend.richtung, fallend.gesichert, fallend.grund) == (trend.FALLEND, True, "")
    assert trend.mann_kendall([9, 8, 7, 5, 6, 3], niveau=0.99).gesichert is False
    assert gleich(trend.mann_kendall([9, np.nan, 8, 7, 5, 6, None, 3]), fallend)


@pytest.mark.parametrize(
    ("reihe", "grund"),
    [([], trend.ZU_WENIGE_WERTE), ([1, 2, 3, np.nan], trend.ZU_WENIGE_WERTE),
     ([4] * 6, trend.ALLE_GLEICH)],
    ids=["leer", "drei", "gleich"],
)  # fmt: skip
def test_mann_kendall_und_theil_sen_nicht_berechenbar(reihe, grund):
    for ist in (trend.mann_kendall(reihe), trend.theil_sen(reihe)):
        assert (ist.richtung, ist.grund, ist.gesichert) == (trend.NICHT_BERECHENBAR, grund, False)
        assert np.isnan([ist.pruefgroesse, ist.p_wert, ist.steigung]).all()


def test_theil_sen_von_hand():
    # Paarsteigungen von 1 2 4 3 5 6: 1, 1,5, 2/3, 1, 1, 2, 0,5, 1, 1, −1, 0,5, 2/3, 2, 1,5, 1
    reihe = [1, 2, 4, 3, 5, 6]
    steigungen = [
        (b - a) / (j - i)
        for (i, a), (j, b) in itertools.combinations(enumerate(reihe), 2)
    ]  # fmt: skip
    ist = trend.theil_sen(reihe, zeit=range(2014, 2020))
    assert ist.steigung == np.median(steigungen) == 1
    assert ist.achsenabschnitt == pytest.approx(3.5 - 2016.5)
    assert min(steigungen) <= ist.unten < 1 < ist.oben <= max(steigungen)
    soll = stats.theilslopes(reihe, range(6))
    assert (ist.unten, ist.oben) == pytest.approx((soll.low_slope, soll.high_slope))
    assert (ist.richtung, ist.p_wert) == (trend.STEIGEND, trend.mann_kendall(reihe).p_wert)


def test_theil_sen_luecken_behalten_ihren_platz():
    ist = trend.theil_sen([1, 2, None, 4, 5, 6])
    assert (ist.steigung, ist.punkte) == (1, 5)
    gemischt = trend.theil_sen([6, 5, 4, 2, 1], zeit=[2019, 2018, 2017, 2015, 2014])
    assert gemischt.steigung == ist.steigung


def test_theil_sen_doppelter_zeitpunkt():
    ist = trend.theil_sen([1, 2, 3, 4], zeit=[2015, 2016, 2016, 2017])
    assert (ist.richtung, ist.grund) == (trend.NICHT_BERECHENBAR, trend.DOPPELT)


@pytest.mark.parametrize("pruefung", [trend.mann_kendall, trend.theil_sen])
@pytest.mark.parametrize(
    ("angaben", "verweigert"),
    [
        ({"bruch": 3}, True),
        ({"bruch": [0, 6]}, False),
        ({"zeit": range(2015, 2021), "bruch": 2018}, True),
        ({"zeit": range(2015, 2021), "bruch": "2020-06-01"}, True),
        ({"zeit": range(2015, 2021), "bruch": ["2015-06-01", 2021]}, False),
    ],
    ids=["platz", "am_rand", "jahr", "im_letzten_jahr", "erstes_jahr_und_danach"],
)
def test_raenge_nicht_ueber_einen_bruch_hinweg(pruefung, angaben, verweigert):
    ist = pruefung([1, 2, 3, 4, 5, 6], **angaben)
    soll = (trend.NICHT_BERECHENBAR, trend.BRUCH_IN_DER_REIHE) if verweigert else ("steigend", "")
    assert (ist.richtung, ist.grund) == soll
    assert np.isnan(ist.p_wert) == verweigert


def test_mann_kendall_nach_der_zeit_geordnet():
    zeit = [2019, 2017, 2018, 2015, 2016, 2014]
    ist = trend.mann_kendall([6, 4, 5, 2, 3, 1], zeit=zeit)
    assert gleich(ist, trend.mann_kendall([1, 2, 3, 4, 5, 6]))
    assert trend.mann_kendall([1, 2, 3, 4], zeit=[1, 2, 2, 3]).grund == trend.DOPPELT


@pytest.mark.parametrize("pruefung", [trend.mann_kendall, trend.theil_sen])
def test_raenge_einer_tabelle_sind_ein_fehler(pruefung):
    # Zeilen aneinandergehängt gäben eine Zahl, aber keine Reihe.
    with pytest.raises(SozialmonitorFehler, match="einzelne Reihe"):
        pruefung(np.arange(10).reshape(2, 5))


@pytest.mark.parametrize("niveau", [0, 1, 95])
def test_niveau_zwischen_null_und_eins(niveau):
    with pytest.raises(SozialmonitorFehler, match="zwischen 0 und 1"):
        trend.mann_kendall([1, 2, 3, 4], niveau=niveau)
    with pytest.raises(SozialmonitorFehler, match="zwischen 0 und 1"):
        trend.bruchtest(range(2014, 2022), [1, 2, 3, 4, 5, 7, 7, 8], niveau=niveau)


# Zeit aus dem Index


@pytest.mark.parametrize(
    "index",
    [
        [2015, 2016, 2017, 2019, 2020],
        ["2015-12-31", "2016-12-31", "2017-12-31", "2019-12-31", "2020-12-31"],
        pd.to_datetime(["2015", "2016", "2017", "2019", "2020"], format="%Y"),
        pd.PeriodIndex(["2015", "2016", "2017", "2019", "2020"], freq="Y"),
    ],
    ids=["jahre", "stichtage", "daten", "perioden"],
)
def test_der_index_einer_series_ist_die_zeit(index):
    x = pd.Series(STEIGT[0], index)
    n = pd.Series(STEIGT[1], index)
    assert trend.anteilstrend(x, n).grund == trend.NICHT_JAEHRLICH
    assert trend.wertetrend(x, n / 1000).grund == trend.NICHT_JAEHRLICH
    assert trend.mann_kendall(x, bruch=2019).grund == trend.BRUCH_IN_DER_REIHE
    lang = trend.zwei_zeitpunkte(x, n)
    assert lang.steigung == pytest.approx(lang.differenz / 5, rel=1e-3)
    assert gleich(trend.anteilstrend(x, n, zeit=JAHRE), trend.anteilstrend(*STEIGT))


@pytest.mark.parametrize(
    "index", [list("abcde"), [17, 45, 73, 101, 129]], ids=["namen", "zeilennummern"]
)
def test_ein_index_ohne_jahre_ist_keine_zeit(index):
    x, n = (pd.Series(feld, index) for feld in STEIGT)
    assert gleich(trend.anteilstrend(x, n), trend.anteilstrend(*STEIGT))


def test_bruch_nach_dem_jahr_im_index():
    x, n = (pd.Series(feld, JAHRE) for feld in STEIGT)
    assert trend.anteilstrend(x, n, bruch=2018).grund == trend.BRUCH
    assert trend.anteilstrend(x, n, bruch=2015).richtung == trend.STEIGEND


def test_eine_zahl_gilt_fuer_alle_zeitpunkte():
    ist = trend.anteilstrend([50, 55, 60, 70, 80], 1000)
    assert gleich(ist, trend.anteilstrend([50, 55, 60, 70, 80], [1000] * 5))
    with pytest.raises(SozialmonitorFehler, match="anteilstrends"):
        trend.anteilstrend(np.ones((2, 5)), np.full((2, 5), 9))


# Bruchtest

DAVOR = [5.0, 5.2, 5.1, 5.4, 5.5, 5.4]
REIHE = [*DAVOR, 6.0, 7.0, 5.8, None, 4.0]
VON_2014 = range(2014, 2025)


def test_bruchtest_gegen_die_lehrbuchformel():
    # ŷ ± t(4) · s · sqrt(1 + 1/6 + (t − 2016,5)²/17,5); s² = Restquadratsumme / 4
    ist = trend.bruchtest(VON_2014, REIHE)
    gerade = stats.linregress(range(2014, 2020), DAVOR)
    rest = np.array(DAVOR) - (gerade.intercept + gerade.slope * np.arange(2014, 2020))
    s = math.sqrt((rest**2).sum() / 4)
    for jahr in (2021, 2024):
        erwartet = gerade.intercept + gerade.slope * jahr
        spanne = stats.t.ppf(0.975, 4) * s * math.sqrt(1 + 1 / 6 + (jahr - 2016.5) ** 2 / 17.5)
        assert ist.tabelle.loc[jahr, ["erwartet", "unten", "oben"]].to_list() == pytest.approx(
            [erwartet, erwartet - spanne, erwartet + spanne]
        )
    assert ist.steigung == pytest.approx(gerade.slope)
    assert (ist.punkte, ist.grund) == (6, "")


def test_bruchtest_form_und_urteile():
    tabelle = trend.bruchtest(VON_2014, REIHE).tabelle
    assert list(tabelle.columns) == ["erwartet", "unten", "oben", "beobachtet", "urteil"]
    assert tabelle.index.name == "jahr"
    assert tabelle["urteil"].to_dict() == {
        2021: trend.UEBER,
        2022: trend.IM_BEREICH,
        2023: trend.NICHT_BEWERTBAR,
        2024: trend.UNTER,
    }
    assert np.isfinite(tabelle.loc[2023, "erwartet"])


def test_bruchtest_folge_der_jahre_ist_gleichgueltig():
    hin = trend.bruchtest(VON_2014, REIHE)
    her = trend.bruchtest(list(VON_2014)[::-1], REIHE[::-1])
    pdt.assert_frame_equal(hin.tabelle, her.tabelle)
    stichtage = [f"{jahr}-12-31" for jahr in VON_2014]
    pdt.assert_frame_equal(hin.tabelle, trend.bruchtest(stichtage, REIHE).tabelle)


def test_bruchtest_gleiche_kleine_fehler_aendern_nichts():
    hin = trend.bruchtest(VON_2014, REIHE)
    mit = trend.bruchtest(VON_2014, REIHE, [0.01] * 11)
    pdt.assert_frame_equal(hin.tabelle, mit.tabelle)


def test_bruchtest_nie_enger_als_der_zufallsfehler():
    # Streuen die Werte weniger als ihr Fehler 1, gilt der Fehler: t · sqrt(1 + 1/6 + 4,5²/17,5)
    ist = trend.bruchtest(VON_2014, REIHE, [1.0] * 11).tabelle.loc[2021]
    spanne = stats.t.ppf(0.975, 4) * math.sqrt(1 + 1 / 6 + 4.5**2 / 17.5)
    assert ist["oben"] - ist["erwartet"] == pytest.approx(spanne)
    assert ist["urteil"] == trend.IM_BEREICH


def test_bruchtest_gewichtet_nach_dem_fehler():
    fehler = np.array([0.1, 0.2, 0.1, 0.4, 0.2, 0.1])
    gewichtet = np.polyfit(np.arange(6), DAVOR, 1, w=1 / fehler)
    ist = trend.bruchtest(VON_2014, REIHE, [*fehler, *[0.1] * 5])
    assert ist.steigung == pytest.approx(gewichtet[0])
    assert ist.tabelle.loc[2022, "erwartet"] == pytest.approx(np.polyval(gewichtet, 8))


def test_bruchtest_jahr_ohne_fehler_ist_nicht_bewertbar():
    ist = trend.bruchtest(VON_2014, REIHE, [*[0.1] * 7, None, *[0.1] * 3]).tabelle
    assert ist.loc[2021, "urteil"] == trend.NICHT_BEWERTBAR
    assert np.isfinite(ist.loc[2021, "erwartet"])
    assert np.isnan(ist.loc[2021, "oben"])


@pytest.mark.parametrize(
    ("jahre", "werte", "angaben", "grund"),
    [
        (VON_2014, [None, None, *REIHE[2:]], {}, "4; für eine Fortschreibung braucht"),
        ([2014, 2016, 2018, 2021], [5, 6, 5, 9], {}, "2014 bis 2019: 3;"),
        (VON_2014, REIHE, {"bruch": [2017]}, "beginnt eine neue Reihe"),
        (VON_2014, REIHE, {"bruch": ["2019-05-09"]}, "beginnt eine neue Reihe"),
        ([*VON_2014, 2021], [*REIHE, 3], {}, "doppelt"),
        (VON_2014, [5] * 11, {}, "genau auf einer Geraden"),
        (VON_2014, [0.1 * i for i in range(11)], {}, "genau auf einer Geraden"),
        (VON_2014, [0] * 11, {}, "genau auf einer Geraden"),
    ],
    ids=["vier", "zweijaehrlich", "bruch", "bruch_datum", "doppelt", "gleich", "gerade", "null"],
)
def test_bruchtest_nicht_bewertbar(jahre, werte, angaben, grund):
    ist = trend.bruchtest(jahre, werte, **angaben)
    assert grund in ist.grund
    assert ist.tabelle["urteil"].eq(trend.NICHT_BEWERTBAR).all()
    assert ist.tabelle[["erwartet", "unten", "oben"]].isna().all(axis=None)
    assert np.isnan(ist.steigung)


def test_bruchtest_mit_luecke_rechnet_und_sagt_es():
    ist = trend.bruchtest(VON_2014, [5.0, None, *REIHE[2:]])
    assert ist.punkte == 5
    assert "5 der 6 Jahre" in ist.grund
    assert ist.tabelle.loc[2021, "urteil"] == trend.UEBER


def test_bruchtest_bruch_nach_dem_zeitraum():
    ist = trend.bruchtest(VON_2014, REIHE, bruch=[2014, 2022])
    assert ist.tabelle["urteil"].to_list() == [trend.UEBER, *[trend.NICHT_BEWERTBAR] * 3]
    assert ist.grund == "Ab 2022 gilt eine neue Reihe; sie wird nicht bewertet."


@pytest.mark.parametrize("jahre", [range(2014, 2021), []], ids=["endet_2020", "leer"])
def test_bruchtest_ohne_jahre_danach(jahre):
    ist = trend.bruchtest(jahre, REIHE[: len(jahre)])
    assert ist.tabelle.empty
    assert "Ab 2021 liegt kein Wert vor." in ist.grund


def test_bruchtest_andere_zeitraeume():
    ist = trend.bruchtest(VON_2014, REIHE, vorher=(2014, 2018), nachher_ab=2019)
    assert ist.punkte == 5
    assert list(ist.tabelle.index) == list(range(2019, 2025))


def test_bruchtest_hoeheres_niveau_ist_breiter():
    eng, weit = (trend.bruchtest(VON_2014, REIHE, niveau=q).tabelle for q in (0.95, 0.998))
    assert (weit["unten"] < eng["unten"]).all()
    assert (weit["oben"] > eng["oben"]).all()


def test_bruchtest_ungleich_lange_angaben():
    with pytest.raises(SozialmonitorFehler, match="je Jahr genau einen"):
        trend.bruchtest(VON_2014, DAVOR)


def test_bruchtest_verschieden_beschriftet():
    jahre = pd.Series(range(2014, 2022))
    with pytest.raises(SozialmonitorFehler, match="verschiedene Indizes"):
        trend.bruchtest(jahre, pd.Series(range(8), index=range(1, 9)))
