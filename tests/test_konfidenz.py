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
from scipy.stats import chi2

from sozialmonitor import konfidenz
from sozialmonitor.fehler import SozialmonitorFehler

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


@pytest.mark.parametrize(
    ("anteile", "grenzen"),
    [
        ((48, 80, 56, 70), (0.0524, 0.3339)),
        ((3, 10, 9, 10), (0.1705, 0.8090)),
        ((2, 7, 6, 7), (0.0582, 0.8062)),
        ((0, 29, 5, 56), (-0.0381, 0.1926)),
        ((0, 20, 0, 10), (-0.1611, 0.2775)),
        ((0, 10, 0, 10), (-0.2775, 0.2775)),
        ((0, 20, 10, 10), (0.6791, 1.0)),
        ((0, 10, 10, 10), (0.6075, 1.0)),
    ],
)
def test_newcombe_tafel_zwei(anteile, grenzen):
    # Newcombe 1998, Statistics in Medicine 17: S. 873–890, Tafel II, Methode 10, alle acht Paare
    assert konfidenz.newcombe(*anteile)[1:] == pytest.approx(grenzen, abs=6e-5)


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


@pytest.mark.parametrize("x", [0.4, 3.7, 9, 9.999])
@pytest.mark.parametrize("niveau", [0.95, 0.998])
def test_byar_unter_zehn_ist_exakt_auch_ohne_ganze_zahl(x, niveau):
    rand = (1 - niveau) / 2
    soll = chi2.ppf(rand, 2 * x) / 2, chi2.ppf(1 - rand, 2 * x + 2) / 2
    assert konfidenz.byar(x, niveau) == pytest.approx(soll, rel=1e-9)


def test_byar_ab_genau_zehn_ist_die_naeherung():
    # Breslow & Day 1987: 10 (1 − 1/90 − z/(3√10))³ und 11 (1 − 1/99 + z/(3√11))³
    z = 1.959963984540054
    soll = 10 * (1 - 1 / 90 - z / (3 * 10**0.5)) ** 3, 11 * (1 - 1 / 99 + z / (3 * 11**0.5)) ** 3
    assert konfidenz.byar(10) == pytest.approx(soll, rel=1e-12)
    assert konfidenz.byar(10)[0] != pytest.approx(chi2.ppf(0.025, 20) / 2, rel=1e-4)


@pytest.mark.parametrize("x", [pd.NA, None, np.nan], ids=["NA", "None", "NaN"])
def test_fehlende_einzelwerte(x):
    assert np.isnan(konfidenz.byar(x)).all()
    assert np.isnan(konfidenz.wilson(x, 20)).all()
    assert np.isnan(konfidenz.rate(20, x)).all()
    assert np.isnan(konfidenz.newcombe(1, 20, x, 20)).all()


def test_unendlich_gibt_keinen_bereich():
    assert np.isnan(konfidenz.wilson(np.inf, np.inf)).all()
    assert np.isnan(konfidenz.rate(np.inf, np.inf)).all()


def test_liste_mit_luecke():
    unten, oben = konfidenz.wilson([5, pd.NA], [50, 50])
    assert unten == pytest.approx([0.04348, np.nan], abs=5e-6, nan_ok=True)
    assert oben == pytest.approx([0.21360, np.nan], abs=5e-6, nan_ok=True)


@pytest.mark.parametrize(
    ("x", "n"), [(21, 20), (-1, 20), (5, 0)], ids=["zu_gross", "negativ", "nenner_null"]
)
def test_ohne_gueltigen_anteil_keine_differenz(x, n):
    assert np.isnan(konfidenz.newcombe(x, n, 5, 20)).all()
    assert np.isnan(konfidenz.newcombe(5, 20, x, n)).all()
    anzahlen, grundgesamtheiten = (x, 5, 5, 5), (n, 20, 20, 20)
    assert np.isnan(konfidenz.differenz_der_differenzen(anzahlen, grundgesamtheiten)).all()


REIHE = pd.Series([5, 12, pd.NA], list("abc"), "Int64")
GROSS = pd.Series([50, 190, 20], list("abc"), "Int64")
REIHEN = {"x": REIHE, "n": GROSS, "p": REIHE / GROSS}
ZAHL = {"x": 5, "n": 50, "p": 0.1}


@pytest.mark.parametrize(
    ("funktion", "arten"),
    [
        (konfidenz.wilson, "xn"),
        (konfidenz.rate, "xn"),
        (konfidenz.newcombe, "xnxn"),
        (konfidenz.differenz_raten, "xnxn"),
        (konfidenz.kontrollgrenzen, "pn"),
        (konfidenz.kleinste_erkennbare_veraenderung, "pnn"),
    ],
    ids=lambda wert: getattr(wert, "__name__", ""),
)
def test_eine_series_an_beliebiger_stelle_gibt_den_index(funktion, arten):
    for stelle, art in enumerate(arten):
        reihe = REIHEN[art]
        argumente = [ZAHL[a] for a in arten]
        einzeln = []
        for wert in reihe:
            argumente[stelle] = wert
            einzeln.append(np.atleast_1d(funktion(*argumente)))
        argumente[stelle] = reihe
        ergebnis = funktion(*argumente)
        felder = ergebnis if isinstance(ergebnis, tuple) else (ergebnis,)
        for i, feld in enumerate(felder):
            soll = pd.Series([e[i] for e in einzeln], list("abc"))
            pdt.assert_series_equal(feld, soll)


def test_differenz_der_differenzen_mit_series_und_zahlen():
    ist = konfidenz.differenz_der_differenzen((5, REIHE, 5, 5), (50, GROSS, 50, 50))
    assert [list(feld.index) for feld in ist] == [list("abc")] * 3
    assert ist[0].to_list() == pytest.approx([0, 12 / 190 - 0.1, np.nan], nan_ok=True)


@pytest.mark.parametrize(
    "andere",
    [GROSS.set_axis(list("abd")), GROSS.iloc[::-1], GROSS.iloc[:2], GROSS.to_frame()],
    ids=["anderes_gebiet", "andere_folge", "kuerzer", "tabelle"],
)
def test_verschiedene_indizes_werden_nicht_verrechnet(andere):
    with pytest.raises(SozialmonitorFehler, match="verschiedene Indizes"):
        konfidenz.wilson(REIHE, andere)


def test_tabellen_behalten_zeilen_und_spalten():
    x = pd.DataFrame({2018: [5, 12], 2019: [0, 83]}, index=["a", "b"])
    n = pd.DataFrame({2018: [50, 190], 2019: [20, 1562]}, index=["a", "b"])
    unten, oben = konfidenz.wilson(x, n)
    assert unten.axes[0].equals(x.index)
    assert oben.axes[1].equals(x.columns)
    assert oben.loc["b", 2019] == pytest.approx(0.06540, abs=5e-6)


@pytest.mark.parametrize("leer", [[], pd.Series([], dtype="Int64")], ids=["feld", "series"])
def test_leere_felder(leer):
    for feld in (
        *konfidenz.wilson(leer, leer),
        *konfidenz.byar(leer),
        *konfidenz.newcombe(leer, leer, leer, leer),
        *konfidenz.differenz_raten(leer, leer, leer, leer),
        *konfidenz.kontrollgrenzen(0.1, leer),
    ):
        assert isinstance(feld, pd.Series if isinstance(leer, pd.Series) else np.ndarray)
        assert len(feld) == 0


# Down-Syndrom in Michigan 1950–1964, Mütter mit fünf und mehr Kindern, nach Alter der Mutter:
# Stark & Mantel 1966, Fleiss 1981 Tab. 14.4, Fay & Feuer 1997 Tab. II.
FAELLE = [0, 8, 63, 112, 262, 295]
GEBURTEN = [327, 30_666, 123_419, 149_919, 104_088, 34_392]
ALLE_GEBURTEN = [319_933, 931_318, 786_511, 488_235, 237_863, 61_313]


def test_standardisierte_rate_veroeffentlichtes_beispiel():
    rate, unten, oben = konfidenz.standardisierte_rate(FAELLE, GEBURTEN, ALLE_GEBURTEN)
    assert rate == pytest.approx(75.52901, abs=5e-6)  # gedruckt im R-Paket dsrTest
    # Dobson 1991 mit exakten Grenzen der Summe 740; Byar weicht weniger als 0,2 % davon ab.
    gewichte = np.array(ALLE_GEBURTEN) / np.array(GEBURTEN) / sum(ALLE_GEBURTEN) * 1e5
    streckung = np.sqrt((gewichte**2 * FAELLE).sum() / 740)
    exakt = np.array([chi2.ppf(0.025, 2 * 740), chi2.ppf(0.975, 2 * 740 + 2)]) / 2
    assert (unten, oben) == pytest.approx(tuple(rate + streckung * (exakt - 740)), rel=1e-5)


def test_standardisierte_rate_von_hand():
    # (40/1000 · 1 + 60/3000 · 3)/4 = 25 je 1.000; Varianz (40·1 + 60·1)/4000² → 2,5 je Wurzel aus
    # 100 Fällen, Byar 81,362–121,628: 25 ∓ 0,25 · Abstand.
    ist = konfidenz.standardisierte_rate([40, 60], [1000, 3000], [1, 3], faktor=1000)
    soll = (25, 25 - 0.25 * (100 - 81.362), 25 + 0.25 * (121.628 - 100))
    assert ist == pytest.approx(soll, abs=2e-4)


def test_standardisierte_rate_99_8_ist_breiter():
    _, unten, oben = konfidenz.standardisierte_rate([40, 60], [1000, 3000], [1, 3])
    _, weit_unten, weit_oben = konfidenz.standardisierte_rate(
        [40, 60], [1000, 3000], [1, 3], niveau=0.998
    )
    assert weit_unten < unten < oben < weit_oben


@pytest.mark.parametrize(
    ("anzahl", "bevoelkerung", "standard"),
    [
        ([4, 5], [100, 100], [1, 1]),
        ([np.nan, 50], [100, 100], [1, 1]),
        ([-1, 50], [100, 100], [1, 1]),
        ([0, 50], [0, 100], [1, 1]),
        ([20, 50], [100, np.nan], [1, 1]),
        ([20, 50], [100, 100], [1, np.nan]),
        ([20, 50], [100, 100], [0, 0]),
        ([], [], []),
    ],
    ids=["neun_faelle", "anzahl_fehlt", "negativ", "ohne_personen", "personen_fehlen",
         "standard_fehlt", "standard_leer", "keine_altersgruppe"],
)  # fmt: skip
def test_standardisierte_rate_ohne_ergebnis(anzahl, bevoelkerung, standard):
    assert np.isnan(konfidenz.standardisierte_rate(anzahl, bevoelkerung, standard)).all()


def test_standardisierte_rate_ab_zehn_faellen():
    assert np.isfinite(konfidenz.standardisierte_rate([4, 6], [100, 100], [1, 1])).all()


def test_standardisierte_rate_je_gebiet():
    alter = ["0–44", "45+"]
    x = pd.DataFrame([[40, 60], [4, 5], [pd.NA, 9]], list("abc"), alter, "Int64")
    n = pd.DataFrame([[1000, 3000]] * 3, list("abc"), alter)
    standard = pd.Series([1, 3], alter)
    kopie = x.copy()
    ist = konfidenz.standardisierte_rate(x, n, standard, faktor=1000)
    einzeln = konfidenz.standardisierte_rate([40, 60], [1000, 3000], [1, 3], faktor=1000)
    for feld, soll in zip(ist, einzeln, strict=True):
        pdt.assert_series_equal(feld, pd.Series([soll, np.nan, np.nan], list("abc")))
    felder = konfidenz.standardisierte_rate(x.to_numpy(), n.to_numpy(), [1, 3], faktor=1000)
    assert all(isinstance(feld, np.ndarray) for feld in felder)
    assert felder[0] == pytest.approx([25, np.nan, np.nan], nan_ok=True)
    pdt.assert_frame_equal(x, kopie)


def test_standardisierte_rate_eines_gebiets_ist_eine_zahl():
    x, n = pd.Series(FAELLE), pd.Series(GEBURTEN)
    assert konfidenz.standardisierte_rate(x, n, ALLE_GEBURTEN) == (
        konfidenz.standardisierte_rate(FAELLE, GEBURTEN, ALLE_GEBURTEN)
    )


def test_standardisierte_rate_mit_fremden_altersgruppen():
    x = pd.DataFrame([[40, 60]], ["a"], ["jung", "alt"])
    with pytest.raises(SozialmonitorFehler, match="verschiedene Indizes"):
        konfidenz.standardisierte_rate(x, x * 10, pd.Series([3, 1], ["alt", "jung"]))


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=8), st.floats(0.1, 10))
def test_gleiche_altersstruktur_gibt_die_rohe_rate(n, anteil):
    x = [zahl // 2 + 10 for zahl in n]
    standard = [zahl * anteil for zahl in n]
    ist = konfidenz.standardisierte_rate(x, n, standard, faktor=1000)
    soll = (sum(x) / sum(n) * 1000, *konfidenz.rate(sum(x), sum(n)))
    assert ist == pytest.approx(soll, rel=1e-9)


@pytest.mark.parametrize(
    ("niveau", "unten", "oben"), [(0.95, 4.337, 7.202), (0.998, 3.745, 8.295)]
)  # Formel „SPC limits“ der Fingertips-Leitlinie, nachgerechnet
def test_kontrollgrenzen(niveau, unten, oben):
    ist = np.multiply(konfidenz.kontrollgrenzen(0.056, 1000, niveau), 100)
    assert ist == pytest.approx([unten, oben], abs=6e-4)


@pytest.mark.parametrize(
    ("p", "n"), [(np.nan, 100), (0.1, 0), (0.1, np.nan), (-0.1, 100), (1.1, 100)],
    ids=["anteil_fehlt", "niemand", "n_fehlt", "negativ", "ueber_eins"],
)  # fmt: skip
def test_kontrollgrenzen_ohne_ergebnis(p, n):
    assert np.isnan(konfidenz.kontrollgrenzen(p, n)).all()


@given(st.floats(0, 1), st.integers(1, 100_000))
def test_kontrollgrenzen_umschliessen_den_vergleichswert(p, n):
    unten, oben = konfidenz.kontrollgrenzen(p, n)
    assert 0 <= unten <= p + 1e-12
    assert p - 1e-12 <= oben <= 1


@pytest.mark.parametrize(
    ("n", "prozentpunkte"),
    [(250, 4.8), (500, 3.4), (1000, 2.4), (2350, 1.6), (4200, 1.2), (5500, 1.0)],
)
def test_kleinste_erkennbare_veraenderung(n, prozentpunkte):
    ist = 100 * konfidenz.kleinste_erkennbare_veraenderung(0.08, n, n)
    assert ist == pytest.approx(prozentpunkte, abs=0.05)


def test_kleinste_erkennbare_veraenderung_ungleich_grosser_gruppen():
    # 1,959964 · sqrt(0,2 · 0,8 · (1/100 + 1/400)) = 1,959964 · sqrt(0,002)
    ist = konfidenz.kleinste_erkennbare_veraenderung(0.2, 100, 400)
    assert ist == pytest.approx(0.0876523, abs=5e-7)


@pytest.mark.parametrize(
    ("p", "n1", "n2"), [(np.nan, 1, 1), (0.1, 0, 1), (0.1, 1, np.nan), (-0.1, 1, 1), (1.1, 1, 1)]
)
def test_kleinste_erkennbare_veraenderung_ohne_ergebnis(p, n1, n2):
    assert np.isnan(konfidenz.kleinste_erkennbare_veraenderung(p, n1, n2))


def test_differenz_raten_von_hand():
    # 20 in 4.000: 5 [3,053; 7,723] je 1.000; 100 in 10.000: 10 [8,136; 12,163] (Byar, oben).
    # 5 − sqrt(1,8638² + 2,7225²) = 1,7007; 5 + sqrt(2,1628² + 1,9473²) = 7,9102
    ist = konfidenz.differenz_raten(20, 4000, 100, 10_000)
    assert ist == pytest.approx((5, 1.7007, 7.9102), abs=3e-4)


def test_differenz_raten_mit_exakten_grenzen():
    # 0 in 1.000: 0 [0; 3,689]; 5 in 1.000: 5 [1,624; 11,668]
    # 5 − sqrt(3,376² + 3,689²) = −0,0006; 5 + sqrt(6,668² + 0²) = 11,668
    ist = konfidenz.differenz_raten(0, 1000, 5, 1000)
    assert ist == pytest.approx((5, -0.0006, 11.668), abs=1.5e-3)


@pytest.mark.parametrize(
    ("x", "n"), [(np.nan, 10), (-1, 10), (3, 0), (3, np.nan)],
    ids=["fehlt", "negativ", "bezug_null", "bezug_fehlt"],
)  # fmt: skip
def test_differenz_raten_ohne_ergebnis(x, n):
    assert np.isnan(konfidenz.differenz_raten(x, n, 5, 1000)).all()
    assert np.isnan(konfidenz.differenz_raten(5, 1000, x, n)).all()


ereignisse = st.tuples(st.integers(0, 5000), st.integers(1, 100_000))


@given(ereignisse, ereignisse)
def test_differenz_raten_umschliesst_die_differenz_und_wechselt_das_vorzeichen(eins, zwei):
    d, unten, oben = konfidenz.differenz_raten(*eins, *zwei)
    spielraum = 1e-9 * (abs(d) + 1)
    assert unten - spielraum <= d <= oben + spielraum
    gegen = konfidenz.differenz_raten(*zwei, *eins)
    assert (d, unten, oben) == pytest.approx((-gegen[0], -gegen[2], -gegen[1]), rel=1e-9, abs=1e-9)
    je_100_000 = konfidenz.differenz_raten(*eins, *zwei, faktor=100_000)
    assert je_100_000 == pytest.approx((100 * d, 100 * unten, 100 * oben), rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("niveau", [0, 1, 95, -0.5, np.nan])
@pytest.mark.parametrize(
    ("funktion", "angaben"),
    [
        (konfidenz.wilson, (5, 50)),
        (konfidenz.byar, (5,)),
        (konfidenz.rate, (5, 50, 1000)),
        (konfidenz.newcombe, (5, 50, 6, 50)),
        (konfidenz.kontrollgrenzen, (0.1, 50)),
        (konfidenz.kleinste_erkennbare_veraenderung, (0.1, 50, 50)),
    ],
    ids=lambda wert: getattr(wert, "__name__", ""),
)
def test_ein_niveau_in_prozent_ist_ein_fehler(funktion, angaben, niveau):
    with pytest.raises(SozialmonitorFehler, match="zwischen 0 und 1"):
        funktion(*angaben, niveau)


def test_unendlicher_bezug_gibt_keinen_bereich():
    assert np.isnan(konfidenz.rate(5, np.inf)).all()
    assert np.isnan(konfidenz.differenz_raten(5, np.inf, 6, 100)).all()
    assert np.isnan(konfidenz.kleinste_erkennbare_veraenderung(0.1, np.inf, 100))
