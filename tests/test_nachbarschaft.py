"""Räumliche Muster: von Hand gerechnete Ringe, veröffentlichtes Moran I, esda als Zweitprüfung."""

import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pandas.testing as pdt
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from libpysal.graph import Graph

from sozialmonitor.fehler import SozialmonitorFehler, Unbekannt
from sozialmonitor.nachbarschaft import lokaler_moran, moran, nachbarn


def ring(n=20):
    """Jedes Gebiet hat das vorige und das nächste als Nachbarn."""
    von = np.repeat(np.arange(n), 2)
    nach = np.column_stack([np.arange(n) - 1, np.arange(n) + 1]).ravel() % n
    return Graph.from_arrays(von, nach, np.ones(2 * n))


def flaechen(*kaesten, namen=None):
    """Kästen (x, y, breite, hoehe) in Metern um einen Punkt in Norddeutschland, in Grad."""
    formen = [
        shapely.box(4.3e6 + x, 3.3e6 + y, 4.3e6 + x + b, 3.3e6 + y + h) for x, y, b, h in kaesten
    ]
    roh = gpd.GeoDataFrame(geometry=formen, index=namen, crs="EPSG:3035")
    return roh.to_crs("EPSG:4326")


def gitter(seite=6):
    kaesten = [(1000 * i, 1000 * j, 1000, 1000) for i in range(seite) for j in range(seite)]
    return flaechen(*kaesten, namen=[f"{i}-{j}" for i in range(seite) for j in range(seite)])


GITTER = nachbarn(gitter())
# Links hohe, rechts niedrige Werte, mit etwas Unruhe
GEFAELLE = pd.Series(
    [(i < 3) * 10.0 + (i * 7 + j * 3) % 5 for i in range(6) for j in range(6)],
    list(GITTER.unique_ids),
)


def test_ring_aus_zwei_haelften_von_hand():
    # Hälfte 1, Hälfte 0: z = ±1. Im Innern Nachbarmittel = z, also (19/20)·1; an den vier
    # Rändern Nachbarmittel 0. Global 16/20.
    wert = pd.Series([1.0] * 10 + [0.0] * 10)
    ist = lokaler_moran(wert, ring(), permutationen=9999)
    rand = [0, 9, 10, 19]
    assert ist.loc[rand, "i"].to_numpy() == pytest.approx(np.zeros(4), abs=1e-12)
    assert ist["i"].drop(rand).to_numpy() == pytest.approx(np.full(16, 0.95))
    gesamt = moran(wert, ring())
    assert gesamt.wert == pytest.approx(0.8)
    assert gesamt.erwartung == pytest.approx(-1 / 19)
    assert gesamt.gebiete == 20
    # Zwei von neun gleichen unter neunzehn anderen: C(9,2)/C(19,2), zweiseitig
    assert ist["p_wert"].drop(rand).to_numpy() == pytest.approx(np.full(16, 2 * 36 / 171), abs=0.03)
    assert ist.loc[rand, "p_wert"].eq(1).all()
    assert ist["art"].eq("nicht gesichert").all()
    assert ist["grund"].eq("").all()


def test_abwechselnder_ring_von_hand():
    # Nachbarn immer das Gegenteil: I = −1, lokal −19/20
    wert = pd.Series([3.0, 5.0] * 10)
    assert moran(wert, ring()).wert == pytest.approx(-1)
    assert lokaler_moran(wert, ring())["i"].to_numpy() == pytest.approx(np.full(20, -0.95))


def test_veroeffentlichtes_moran_i():
    # Mordrate 1988–1993 in 78 Kreisen um St. Louis; I = 0,244 (Dokumentation von esda.Moran)
    import libpysal

    ordner = Path(libpysal.__file__).parent / "examples" / "stl"
    zeilen = (ordner / "stl.gal").read_text().split("\n")[1:]
    kopf = [zeile.split()[0] for zeile in zeilen[0::2] if zeile.strip()]
    nach = [zeile.split() for zeile in zeilen[1::2]][: len(kopf)]
    paare = [(von, ziel) for von, ziele in zip(kopf, nach, strict=True) for ziel in ziele]
    graph = Graph.from_arrays(*zip(*paare, strict=True), np.ones(len(paare)))
    rate = pd.read_csv(ordner / "stl_hom.csv")["HR8893"].to_numpy()
    ist = moran(pd.Series(rate, kopf), graph)
    assert ist.gebiete == 78
    assert ist.wert == pytest.approx(0.244, abs=5e-4)
    assert ist.erwartung == pytest.approx(-0.012987, abs=5e-7)
    assert ist.p_wert < 0.02


def test_p_werte_wie_esda_zweiseitig():
    import esda

    # Ohne gleiche Werte; esda zählt Gleichstände auf der unteren Seite nicht mit.
    wert = GEFAELLE + np.random.default_rng(4).random(36)
    ist = lokaler_moran(wert, GITTER, permutationen=9999, mehrfachtest="ohne")
    zustand = np.random.get_state()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lisa = esda.Moran_Local(wert.to_numpy(), GITTER, permutations=9999, seed=5)
    np.random.set_state(zustand)
    # esda gibt die kleinere Seite an
    assert ist["p_wert"].to_numpy() == pytest.approx(np.minimum(1, 2 * lisa.p_sim), abs=0.025)
    assert ist["i"].to_numpy() == pytest.approx(lisa.Is)


def test_gefaelle_hat_zwei_gesicherte_seiten():
    ist = lokaler_moran(GEFAELLE, GITTER)
    assert list(ist.columns) == ["i", "p_wert", "p_korrigiert", "art", "grund"]
    assert ist.loc[["1-1", "1-2", "1-3"], "art"].eq("hoch-hoch").all()
    assert ist.loc[["4-1", "4-2", "4-3", "4-4"], "art"].eq("niedrig-niedrig").all()
    assert not ist["art"].isin(["hoch-niedrig", "niedrig-hoch"]).any()
    gesamt = moran(GEFAELLE, GITTER)
    assert gesamt.wert == pytest.approx(ist["i"].sum() / 35)
    assert gesamt.p_wert == 2 / 1000


@pytest.mark.parametrize(
    ("eigener", "andere", "art"), [(9.0, 1.0, "hoch-niedrig"), (1.0, 9.0, "niedrig-hoch")]
)
def test_ausreisser_zwischen_gegensaetzlichen_nachbarn(eigener, andere, art):
    # Mitte gegen acht gleiche Nachbarn, der Rest genau anders herum
    wert = pd.Series(eigener, GITTER.unique_ids)
    wert[GITTER["2-2"].index] = andere
    ist = lokaler_moran(wert, GITTER, permutationen=9999)
    assert ist.loc["2-2", "art"] == art


def test_mehrfachtest_nach_benjamini_hochberg():
    ist = lokaler_moran(GEFAELLE, GITTER)
    p = sorted(ist["p_wert"])
    soll = {}
    bisher = 1.0
    for rang in range(len(p), 0, -1):
        bisher = min(bisher, p[rang - 1] * len(p) / rang)
        soll.setdefault(p[rang - 1], bisher)
    assert ist["p_korrigiert"].to_numpy() == pytest.approx(ist["p_wert"].map(soll).to_numpy())
    ohne = lokaler_moran(GEFAELLE, GITTER, mehrfachtest="ohne")
    pdt.assert_series_equal(ohne["p_wert"], ist["p_wert"])
    pdt.assert_series_equal(ohne["p_korrigiert"], ist["p_wert"], check_names=False)
    gesichert = [tafel["art"].ne("nicht gesichert").sum() for tafel in (ist, ohne)]
    assert 0 < gesichert[0] < gesichert[1]


def test_zufall_gibt_nach_dem_mehrfachtest_selten_muster():
    # FDR 5 %: höchstens etwa eine von zwanzig Karten ohne Muster zeigt eines.
    rng = np.random.default_rng(2)
    karten = [
        lokaler_moran(pd.Series(rng.random(36), GITTER.unique_ids), GITTER, permutationen=1999)
        for _ in range(60)
    ]
    mit_muster = sum(karte["art"].ne("nicht gesichert").any() for karte in karten)
    assert mit_muster <= 8
    roh = np.concatenate([karte["p_wert"] for karte in karten])
    assert (roh <= 0.1).mean() == pytest.approx(0.1, abs=0.03)


@given(st.permutations(range(36)))
def test_reihenfolge_der_gebiete_ist_gleichgueltig(reihenfolge):
    gemischt = GEFAELLE.iloc[reihenfolge]
    ist = lokaler_moran(gemischt, GITTER, permutationen=99)
    assert list(ist.index) == list(gemischt.index)
    pdt.assert_frame_equal(
        ist.loc[GEFAELLE.index], lokaler_moran(GEFAELLE, GITTER, permutationen=99)
    )


@given(st.floats(0.01, 100), st.floats(-1000, 1000))
def test_einheit_ist_gleichgueltig(faktor, versatz):
    soll = lokaler_moran(GEFAELLE, GITTER, permutationen=99)
    ist = lokaler_moran(GEFAELLE * faktor + versatz, GITTER, permutationen=99)
    assert ist["i"].to_numpy() == pytest.approx(soll["i"].to_numpy(), abs=1e-6)
    pdt.assert_series_equal(ist["p_wert"], soll["p_wert"])
    pdt.assert_series_equal(ist["art"], soll["art"])
    gespiegelt = lokaler_moran(-GEFAELLE, GITTER, permutationen=99)["art"]
    tausch = {"hoch-hoch": "niedrig-niedrig", "niedrig-niedrig": "hoch-hoch"}
    pdt.assert_series_equal(gespiegelt, soll["art"].replace(tausch))


def test_wiederholbar_ohne_spuren():
    wert, kopie = GEFAELLE.copy(), GEFAELLE.copy()
    zustand, filter_vorher = np.random.get_state()[1].copy(), list(warnings.filters)
    eins, zwei = (lokaler_moran(wert, GITTER) for _ in range(2))
    pdt.assert_frame_equal(eins, zwei)
    assert not eins["p_wert"].equals(lokaler_moran(wert, GITTER, seed=1)["p_wert"])
    assert moran(wert, GITTER) == moran(wert, GITTER)
    assert (np.random.get_state()[1] == zustand).all()
    assert warnings.filters == filter_vorher
    pdt.assert_series_equal(wert, kopie)


@pytest.mark.parametrize("luecke", [np.nan, pd.NA, np.inf], ids=["nan", "na", "unendlich"])
def test_gebiet_ohne_wert_zaehlt_auch_als_nachbar_nicht(luecke):
    wert = GEFAELLE.astype("Float64" if luecke is pd.NA else "float64")
    wert["0-0"] = luecke
    ist = lokaler_moran(wert, GITTER)
    assert (ist.loc["0-0", "art"], ist.loc["0-0", "grund"]) == (
        "nicht bewertbar",
        "Der Wert fehlt.",
    )
    assert ist.loc["0-0", ["i", "p_wert", "p_korrigiert"]].isna().all()
    rest = GEFAELLE.drop("0-0")
    pdt.assert_frame_equal(ist.drop("0-0"), lokaler_moran(rest, GITTER))
    assert moran(wert, GITTER).gebiete == 35


def test_gebiet_dessen_nachbarn_alle_fehlen():
    wert = GEFAELLE.copy()
    wert[["0-1", "1-0", "1-1"]] = np.nan
    ist = lokaler_moran(wert, GITTER)
    assert ist.loc["0-0", "grund"] == "Zu keinem Nachbarn steht ein Wert da."
    assert ist.loc["0-0", "art"] == "nicht bewertbar"
    assert ist["art"].eq("nicht bewertbar").sum() == 4


def test_insel_ist_nicht_bewertbar_ausser_mit_den_naechsten():
    namen = [*(f"g{i}" for i in range(25)), "insel"]
    kaesten = [(1000 * (i % 5), 1000 * (i // 5), 1000, 1000) for i in range(25)]
    karte = flaechen(*kaesten, (9000, 0, 1000, 1000), namen=namen)
    wert = pd.Series(np.arange(26.0), namen)
    ist = lokaler_moran(wert, nachbarn(karte))
    assert ist.loc["insel", "grund"] == "Das Gebiet hat keine Nachbarn."
    assert ist.drop("insel")["grund"].eq("").all()
    assert moran(wert, nachbarn(karte)).gebiete == 25
    naechste = lokaler_moran(wert, nachbarn(karte, "naechste"))
    assert naechste["grund"].eq("").all()


def test_gebiet_ohne_flaeche_ist_nicht_bewertbar():
    ist = lokaler_moran(pd.concat([GEFAELLE, pd.Series({"neu": 3.0})]), GITTER)
    assert ist.loc["neu", "grund"] == "Für das Gebiet gibt es keine Fläche."
    pdt.assert_frame_equal(ist.drop("neu"), lokaler_moran(GEFAELLE, GITTER))


@pytest.mark.parametrize(
    ("wert", "grund"),
    [
        (GEFAELLE.iloc[:18], "Gebiete mit Wert und Nachbarn: 18; unter 20"),
        (GEFAELLE.where(GEFAELLE.index.str.startswith("0")), "Gebiete mit Wert und Nachbarn: 6;"),
        (GEFAELLE * np.nan, "Gebiete mit Wert und Nachbarn: 0;"),
        (GEFAELLE.iloc[:0], "Gebiete mit Wert und Nachbarn: 0;"),
        (GEFAELLE * 0 + 0.1, "Alle Gebiete haben denselben Wert."),
        (GEFAELLE * 0, "Alle Gebiete haben denselben Wert."),
    ],
    ids=["zu_wenige", "zu_viele_luecken", "alles_fehlt", "leer", "alle_gleich", "alle_null"],
)
def test_ohne_sinn_ein_grund_statt_einer_zahl(wert, grund):
    ist = lokaler_moran(wert, GITTER)
    assert list(ist.index) == list(wert.index)
    assert ist["art"].eq("nicht bewertbar").all()
    assert ist[["i", "p_wert", "p_korrigiert"]].isna().all(axis=None)
    assert (ist.loc[wert.notna(), "grund"].str.startswith(grund)).all()
    assert ist.loc[wert.isna(), "grund"].eq("Der Wert fehlt.").all()
    gesamt = moran(wert, GITTER)
    assert np.isnan([gesamt.wert, gesamt.erwartung, gesamt.p_wert]).all()
    assert gesamt.grund.startswith(grund)


def test_nachbarn_im_gitter():
    ist = nachbarn(gitter(3))
    assert set(ist["1-1"].index) == set(gitter(3).index) - {"1-1"}
    assert set(ist["0-0"].index) == {"0-1", "1-0", "1-1"}
    assert ist.adjacency.eq(1).all()


@pytest.mark.parametrize(
    ("spalt", "toleranz", "beruehrt"),
    [(0.8, 1.0, True), (3.0, 1.0, False), (3.0, 5.0, True), (-0.5, 1.0, True)],
    ids=["schmaler_spalt", "breiter_spalt", "mehr_toleranz", "ueberlappung"],
)
def test_spalten_zwischen_den_flaechen(spalt, toleranz, beruehrt):
    karte = flaechen((0, 0, 1000, 1000), (1000 + spalt, 0, 1000, 1000), namen=["a", "b"])
    ist = nachbarn(karte, toleranz=toleranz)
    assert (len(ist.isolates) == 0) == beruehrt


def test_naechste_in_metern_nicht_in_grad():
    # Auf 54° Breite: 0,012° nach Osten sind 790 m, 0,010° nach Norden 1.110 m.
    punkte = gpd.points_from_xy([10.0, 10.012, 10.0], [54.0, 54.0, 54.01], crs="EPSG:4326")
    kreise = gpd.GeoDataFrame(
        geometry=punkte.to_crs("EPSG:25832").buffer(50), index=["mitte", "ost", "nord"]
    ).set_crs("EPSG:25832")
    ist = nachbarn(kreise.to_crs("EPSG:4326"), "naechste", 1)
    assert list(ist["mitte"].index) == ["ost"]


def test_falscher_aufruf_nennt_die_abhilfe():
    karte = gitter(2)
    with pytest.raises(SozialmonitorFehler, match="Gebiete doppelt: 0-0"):
        nachbarn(pd.concat([karte, karte.iloc[:1]]))
    with pytest.raises(SozialmonitorFehler, match="Gebiete ohne Fläche: 0-1"):
        nachbarn(karte.set_geometry(karte.geometry.where(karte.index != "0-1")))
    with pytest.raises(SozialmonitorFehler, match="fehlt das Bezugssystem"):
        nachbarn(karte.set_crs(None, allow_override=True))
    with pytest.raises(SozialmonitorFehler, match="4 nächste Gebiete verlangt, es gibt 4 Flächen"):
        nachbarn(karte, "naechste")
    with pytest.raises(Unbekannt, match="Nachbarart „turm“"):
        nachbarn(karte, "turm")
    with pytest.raises(Unbekannt, match="Mehrfachtest „nie“"):
        lokaler_moran(GEFAELLE, GITTER, mehrfachtest="nie")
    with pytest.raises(SozialmonitorFehler, match="doppelt sind: 0-0"):
        lokaler_moran(pd.concat([GEFAELLE, GEFAELLE.iloc[:1]]), GITTER)
