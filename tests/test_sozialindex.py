"""z-Werte, Summenindex und Zerlegung: nachgerechnete Werte, Gesetze, Lücken.

Erwartungswerte: Regel des Monitorings Soziale Stadtentwicklung Berlin (ungewichtete z-Werte,
ddof 0, wieder standardisiert), von Hand gerechnet an erfundenen Anteilen von acht Gebieten;
z-Werte zusätzlich gegen `scipy.stats.zscore`.
"""

import numpy as np
import pandas as pd
import pandas.testing as pdt
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy import stats

from sozialmonitor import sozialindex
from sozialmonitor.fehler import SozialmonitorFehler, SpaltenFehlen, Unbekannt

GEBIETE = list("ABCDEFGH")
ACHT = pd.DataFrame(
    {
        "S1": [7.9, 9.4, 8.8, 3.9, 2.8, 3.6, 3.1, 3.4],
        "S3": [11.0, 13.5, 12.7, 5.1, 3.9, 5.0, 4.2, 4.6],
        "S4": [19, 24, 22.5, 9, 6, 8.5, 7, 7.5],
    },
    index=GEBIETE,
)
SUMMEN = [2.729, 4.654, 4.007, -1.735, -2.888, -1.945, -2.555, -2.267]
STATUS = [0.910, 1.552, 1.336, -0.578, -0.963, -0.649, -0.852, -0.756]

ganze_zahlen = st.integers(-1000, 1000)
felder = arrays("float64", array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=9),
                elements=ganze_zahlen.map(float))  # fmt: skip


def tabelle(feld):
    return pd.DataFrame(feld, columns=[f"i{k}" for k in range(feld.shape[1])])


def mit_streuung(feld):
    assume((np.ptp(feld, axis=0) > 0).all())
    return tabelle(feld)


def index_aus(werte, gewichte=None):
    return sozialindex.summenindex(sozialindex.z_werte(werte), gewichte)


def test_veroeffentlichte_regel_an_acht_gebieten():
    z = sozialindex.z_werte(ACHT)
    assert z.sum(axis=1).tolist() == pytest.approx(SUMMEN, abs=5e-4)
    index = sozialindex.summenindex(z)
    assert index.tolist() == pytest.approx(STATUS, abs=5e-4)
    assert (index.name, list(index.index)) == ("index", GEBIETE)


@pytest.mark.parametrize("ddof", [0, 1])
def test_z_werte_gegen_scipy(ddof):
    ist = sozialindex.z_werte(ACHT, ddof=ddof)
    soll = pd.DataFrame(stats.zscore(ACHT.to_numpy(), ddof=ddof), GEBIETE, ACHT.columns)
    pdt.assert_frame_equal(ist, soll)


def test_eingefrorenes_basisjahr():
    # Mittel 20, Streuung √(200/3): 30 → 10/√(200/3)
    basis = pd.DataFrame({"a": [10.0, 20, 30]})
    heute = pd.DataFrame({"a": [20.0, 30, 40]}, index=["x", "y", "z"])
    ist = sozialindex.z_werte(heute, bezug=basis)["a"]
    assert ist.tolist() == pytest.approx([0, 10 / np.sqrt(200 / 3), 20 / np.sqrt(200 / 3)])
    assert list(ist.index) == ["x", "y", "z"]


def test_fortschritt_aller_ist_nur_mit_eingefrorenem_bezug_zu_sehen():
    besser = ACHT * 0.8
    basis = sozialindex.z_werte(ACHT)
    neu = index_aus(besser)
    fest = sozialindex.summenindex(sozialindex.z_werte(besser, bezug=ACHT), bezug=basis)
    pdt.assert_series_equal(neu, sozialindex.summenindex(basis))
    assert (fest < sozialindex.summenindex(basis)).all()
    # A: S1 6,32, S3 8,8, S4 15,2 gegen Mittel und Streuung von oben
    summe = ((besser.loc["A"] - ACHT.mean()) / ACHT.std(ddof=0)).sum()
    assert fest["A"] == pytest.approx(summe / basis.sum(axis=1).std(ddof=0))


def test_bezug_auf_sich_selbst_aendert_nichts():
    z = sozialindex.z_werte(ACHT)
    pdt.assert_frame_equal(sozialindex.z_werte(ACHT, bezug=ACHT), z)
    pdt.assert_series_equal(sozialindex.summenindex(z, bezug=z), sozialindex.summenindex(z))


def test_bezug_ohne_spalte_ist_ein_fehler():
    with pytest.raises(SpaltenFehlen, match="S4"):
        sozialindex.z_werte(ACHT, bezug=ACHT[["S1", "S3"]])
    z = sozialindex.z_werte(ACHT)
    with pytest.raises(SpaltenFehlen, match="S4"):
        sozialindex.summenindex(z, bezug=z[["S1", "S3"]])


def test_luecke_bleibt_luecke_und_zaehlt_nicht_mit():
    mit_luecke = ACHT.astype("Float64")
    mit_luecke.loc["C", "S3"] = pd.NA
    z = sozialindex.z_werte(mit_luecke)
    ohne_c = ACHT["S3"].drop("C")
    assert np.isnan(z.loc["C", "S3"])
    assert z["S3"].drop("C").tolist() == pytest.approx(stats.zscore(ohne_c.to_numpy()).tolist())
    assert z["S1"].tolist() == pytest.approx(stats.zscore(ACHT["S1"].to_numpy()).tolist())
    index = sozialindex.summenindex(z)
    assert index[index.isna()].index.tolist() == ["C"]
    assert index.mean() == pytest.approx(0, abs=1e-12)
    assert index.std(ddof=0) == pytest.approx(1)


def test_indikator_ohne_gewicht_stoert_mit_luecken_nicht():
    mit_luecke = ACHT.assign(leer=np.nan)
    gewichte = {"S1": 1, "S3": 1, "S4": 1, "leer": 0}
    pdt.assert_series_equal(index_aus(mit_luecke, gewichte), index_aus(ACHT))


@pytest.mark.parametrize(
    "werte",
    [
        pd.DataFrame({"a": [5.0]}, index=["x"]),
        pd.DataFrame({"a": [5.0, 5, 5]}),
        pd.DataFrame({"a": [0.1 + 0.2, 0.3, 0.3]}),
        pd.DataFrame({"a": [0.0, 0.0]}),
        pd.DataFrame({"a": [np.nan, np.nan]}),
        pd.DataFrame({"a": [np.inf, 1.0]}),
        pd.DataFrame({"a": pd.Series([], dtype="float64")}),
    ],
    ids=["ein_gebiet", "alle_gleich", "gleich_bis_auf_rundung", "alle_null", "alle_fehlen",
         "unendlich", "keine_gebiete"],
)  # fmt: skip
def test_ohne_streuung_kein_z_wert(werte):
    assert sozialindex.z_werte(werte).isna().all(axis=None)
    assert index_aus(werte).isna().all()


def test_spalte_ohne_streuung_laesst_die_anderen_unberuehrt():
    z = sozialindex.z_werte(ACHT.assign(fest=7.0))
    assert z["fest"].isna().all()
    pdt.assert_frame_equal(z[ACHT.columns], sozialindex.z_werte(ACHT))


def test_summen_die_sich_aufheben_geben_keinen_index():
    # b = 7 − 0,1 a: gerechnet bleiben Summen um 10⁻¹⁴ statt 0
    gegenlaeufig = pd.DataFrame({"a": [0.1, 0.7, 0.35], "b": [6.99, 6.93, 6.965]})
    assert sozialindex.z_werte(gegenlaeufig).sum(axis=1).ne(0).any()
    assert index_aus(gegenlaeufig).isna().all()
    assert index_aus(gegenlaeufig, {"a": 2, "b": 1}).notna().all()


def test_eine_spalte_ist_ihr_z_wert():
    z = sozialindex.z_werte(ACHT[["S1"]])
    assert sozialindex.summenindex(z).tolist() == pytest.approx(z["S1"].tolist())


def test_gewichte_von_hand():
    # z: a ∓1, b ±1, c ∓1; Summe bei 3:1:2 = ∓4 → wieder ∓1; Beiträge 3/4, −1/4, 2/4
    werte = pd.DataFrame({"a": [1.0, 3], "b": [9.0, 5], "c": [0.0, 10]})
    gewichte = {"c": 2, "a": 3, "b": 1}
    assert index_aus(werte, gewichte).tolist() == pytest.approx([-1, 1])
    ist = sozialindex.zerlegung(sozialindex.z_werte(werte), gewichte)
    assert ist.loc[1].to_dict() == pytest.approx({"a": 0.75, "b": -0.25, "c": 0.5})


@pytest.mark.parametrize(
    ("gewichte", "fehler", "text"),
    [
        ({"S1": 1, "S3": 1, "S4": 1, "S9": 1}, Unbekannt, "S9"),
        ({"S1": 1, "S3": 1}, SozialmonitorFehler, "Ohne Gewicht"),
        ({"S1": 0, "S3": 0, "S4": 0}, SozialmonitorFehler, "Alle Gewichte sind 0"),
        ({"S1": -1, "S3": 1, "S4": 1}, SozialmonitorFehler, "Zahlen ab 0"),
        ({"S1": np.nan, "S3": 1, "S4": 1}, SozialmonitorFehler, "Zahlen ab 0"),
        ({"S1": np.inf, "S3": 1, "S4": 1}, SozialmonitorFehler, "Zahlen ab 0"),
    ],
    ids=["unbekannte_spalte", "fehlt", "alle_null", "negativ", "keine_zahl", "unendlich"],
)
@pytest.mark.parametrize("aufruf", [
    lambda g: sozialindex.summenindex(sozialindex.z_werte(ACHT), g),
    lambda g: sozialindex.zerlegung(sozialindex.z_werte(ACHT), g),
    lambda g: sozialindex.minmax_index(ACHT, g),
    lambda g: sozialindex.rangindex(ACHT, g),
    lambda g: sozialindex.exponentialindex(sozialindex.raenge(ACHT), g),
    lambda g: sozialindex.stabilitaet(ACHT, ACHT * 0 + 100, g, ziehungen=1),
], ids=["summe", "zerlegung", "minmax", "rang", "exponential", "stabilitaet"])  # fmt: skip
def test_unbrauchbare_gewichte(aufruf, gewichte, fehler, text):
    with pytest.raises(fehler, match=text):
        aufruf(gewichte)


def test_ohne_indikatoren_kein_index():
    with pytest.raises(SozialmonitorFehler, match="Mindestens ein Indikator"):
        sozialindex.summenindex(pd.DataFrame(index=GEBIETE))


def test_zerlegung_mit_luecke_und_gewicht_null():
    mit_luecke = ACHT.copy()
    mit_luecke.loc["C", "S3"] = np.nan
    z = sozialindex.z_werte(mit_luecke)
    ist = sozialindex.zerlegung(z, {"S1": 1, "S3": 2, "S4": 0})
    assert ist.loc["C"].isna().all()
    assert ist["S4"].drop("C").eq(0).all()
    summe = ist.sum(axis=1, skipna=False)
    soll = sozialindex.summenindex(z, {"S1": 1, "S3": 2, "S4": 0})
    pdt.assert_series_equal(summe, soll, check_names=False)


def test_zerlegung_im_eingefrorenen_bezug_summiert():
    basis = sozialindex.z_werte(ACHT)
    z = sozialindex.z_werte(ACHT * 0.9 + 1, bezug=ACHT)
    ist = sozialindex.zerlegung(z, bezug=basis).sum(axis=1)
    soll = sozialindex.summenindex(z, bezug=basis)
    pdt.assert_series_equal(ist, soll, check_names=False)


def test_eingabe_bleibt_unveraendert():
    werte, gewichte = ACHT.astype("Float64"), pd.Series({"S1": 1.0, "S3": 0, "S4": 2})
    vorher = werte.copy(), gewichte.copy()
    z = sozialindex.z_werte(werte)
    kopie = z.copy()
    sozialindex.zerlegung(z, gewichte)
    sozialindex.summenindex(z, gewichte)
    pdt.assert_frame_equal(werte, vorher[0])
    pdt.assert_series_equal(gewichte, vorher[1])
    pdt.assert_frame_equal(z, kopie)


@given(felder)
def test_z_wert_ist_begrenzt(feld):
    # |z| ≤ √(n − 1); höchstens n/(1 + t²) Gebiete erreichen t (Cantelli)
    n = len(feld)
    z = sozialindex.z_werte(mit_streuung(feld)).to_numpy()
    assert np.abs(z).max() <= np.sqrt(n - 1) + 1e-9
    for t in (1, 1.5):
        assert (z >= t + 1e-9).sum(axis=0).max() <= n / (1 + t**2)


@given(felder, st.floats(0.01, 100), ganze_zahlen, st.data())
def test_andere_einheit_aendert_den_index_nicht(feld, faktor, versatz, data):
    werte = mit_streuung(feld)
    spalte = data.draw(st.sampled_from(list(werte.columns)))
    anders = werte.assign(**{spalte: werte[spalte] * faktor + versatz})
    pdt.assert_series_equal(index_aus(anders), index_aus(werte), rtol=1e-6, atol=1e-6)


@given(felder, st.randoms(use_true_random=False))
def test_reihenfolge_der_gebiete_aendert_nichts(feld, zufall):
    werte = mit_streuung(feld)
    folge = list(werte.index)
    zufall.shuffle(folge)
    pdt.assert_series_equal(index_aus(werte.loc[folge]), index_aus(werte).loc[folge], atol=1e-9)


@given(felder, st.data())
def test_zerlegung_summiert_zum_index(feld, data):
    werte = mit_streuung(feld)
    zahlen = st.lists(st.integers(0, 5), min_size=feld.shape[1], max_size=feld.shape[1])
    gewichte = dict(zip(werte.columns, data.draw(zahlen.filter(any)), strict=True))
    z = sozialindex.z_werte(werte)
    ist = sozialindex.zerlegung(z, gewichte).sum(axis=1, skipna=False)
    soll = sozialindex.summenindex(z, gewichte)
    pdt.assert_series_equal(ist, soll, check_names=False, atol=1e-9)


@given(felder, st.floats(0.1, 50))
def test_nur_das_verhaeltnis_der_gewichte_zaehlt(feld, faktor):
    werte = mit_streuung(feld)
    gewichte = {spalte: k + 1 for k, spalte in enumerate(werte.columns)}
    mehrfach = {spalte: gewicht * faktor for spalte, gewicht in gewichte.items()}
    ist, soll = index_aus(werte, mehrfach), index_aus(werte, gewichte)
    pdt.assert_series_equal(ist, soll, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(
    "form", [np.asarray, lambda t: t.to_numpy().tolist()], ids=["feld", "liste"]
)
def test_felder_und_listen_rechnen_wie_die_tabelle(form):
    z, feld = sozialindex.z_werte(ACHT), sozialindex.z_werte(form(ACHT))
    np.testing.assert_array_equal(feld, z)
    gewichte = {"S1": 1, "S3": 2, "S4": 3}
    np.testing.assert_array_equal(
        sozialindex.summenindex(feld, [1, 2, 3]), sozialindex.summenindex(z, gewichte)
    )
    np.testing.assert_array_equal(
        sozialindex.zerlegung(feld, np.array([1, 2, 3])), sozialindex.zerlegung(z, gewichte)
    )
    np.testing.assert_array_equal(sozialindex.z_werte(form(ACHT), bezug=form(ACHT)), z)
    raenge = sozialindex.raenge(form(ACHT))
    np.testing.assert_array_equal(raenge, sozialindex.raenge(ACHT))
    np.testing.assert_array_equal(
        sozialindex.exponentialindex(raenge, (0.5, 0.3, 0.2)),
        sozialindex.exponentialindex(sozialindex.raenge(ACHT), {"S1": 0.5, "S3": 0.3, "S4": 0.2}),
    )
    for verfahren in (sozialindex.minmax_index, sozialindex.rangindex):
        np.testing.assert_array_equal(verfahren(form(ACHT), [1, 2, 3]), verfahren(ACHT, gewichte))


def test_eine_series_ist_ein_indikator():
    ist = sozialindex.z_werte(ACHT["S1"])
    pdt.assert_series_equal(ist, sozialindex.z_werte(ACHT)["S1"], check_names=False)
    assert sozialindex.raenge(pd.Series([3, 1, 2], list("abc"))).to_dict() == {
        "a": 1, "b": 3, "c": 2,
    }  # fmt: skip


def test_na_in_spalten_aus_objekten_ist_eine_luecke():
    roh = pd.DataFrame({"a": [1, pd.NA, 3], "b": [1, 2, None]}, dtype="object")
    z = sozialindex.z_werte(roh)
    np.testing.assert_array_equal(z, [[-1, -1], [np.nan, 1], [1, np.nan]])


@pytest.mark.parametrize("gewichte", [[1, 1], (1, 1, 1, 1), np.ones(4)])
def test_gewichte_ohne_namen_je_indikator_eines(gewichte):
    with pytest.raises(SozialmonitorFehler, match="Zu 3 Indikatoren"):
        sozialindex.summenindex(sozialindex.z_werte(ACHT), gewichte)
