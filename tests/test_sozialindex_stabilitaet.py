"""Stabilität: Ziehungen gegen die vollständige Aufzählung, Varianten von Hand, Gesetze."""

import dataclasses
import itertools

import numpy as np
import pandas as pd
import pandas.testing as pdt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sozialmonitor import sozialindex
from sozialmonitor.fehler import SozialmonitorFehler, SpaltenFehlen
from sozialmonitor.glaettung import empirical_bayes
from sozialmonitor.sozialindex import (
    MITTEL,
    NIEDRIG,
    SEHR_NIEDRIG,
    STATUS,
    Aussage,
    stabilitaet,
)
from sozialmonitor.sozialindex.gewichtung import abgewandelte_gewichte
from sozialmonitor.sozialindex.rangordnung import aussagen
from sozialmonitor.sozialindex.ziehung import BLOCK

# Anteile der acht Gebiete aus test_sozialindex; Bezug: unter 65, alle, unter 15.
BEVOELKERUNG = pd.Series([6952, 8723, 6670, 3738, 3599, 3513, 1563, 1885], list("ABCDEFGH"))
NENNER = pd.DataFrame({s: (BEVOELKERUNG * t).round() for s, t in
                       {"S1": 0.65, "S3": 1, "S4": 0.14}.items()})  # fmt: skip
ANZAHL = (
    NENNER
    * pd.DataFrame(
        {
            "S1": [0.079, 0.094, 0.088, 0.039, 0.028, 0.036, 0.031, 0.034],
            "S3": [0.110, 0.135, 0.127, 0.051, 0.039, 0.050, 0.042, 0.046],
            "S4": [0.19, 0.24, 0.225, 0.09, 0.06, 0.085, 0.07, 0.075],
        },
        index=NENNER.index,
    )
).round()


def felder(ergebnis):
    return [getattr(ergebnis, feld.name) for feld in dataclasses.fields(ergebnis)]


def assert_gleich(ist, soll):
    for eins, zwei in zip(felder(ist), felder(soll), strict=True):
        if isinstance(eins, pd.DataFrame):
            pdt.assert_frame_equal(eins, zwei)
        elif isinstance(eins, pd.Series):
            pdt.assert_series_equal(eins, zwei)
        else:
            assert eins == zwei


def test_acht_gebiete():
    ist = stabilitaet(ANZAHL, NENNER)
    assert ist.klasse.tolist() == [MITTEL, SEHR_NIEDRIG, NIEDRIG, *[MITTEL] * 5]
    assert ist.rang.tolist() == [3, 1, 2, 4, 8, 5, 7, 6]
    assert ist.ziehungen == 2000
    assert ist.grund.eq("").all()
    assert list(ist.klassenanteile.columns) == list(STATUS)
    # B und C sind sicher die beiden belastetsten; welche Klasse sie haben, ist es weniger.
    assert Aussage(k=2, gebiete=("B", "C"), anteil=1.0) in ist.robust
    assert 0.7 < ist.sicherheit["B"] < 0.9
    assert (ist.rang_unten["B"], ist.rang_oben["B"]) == (1, 2)


def test_klassenanteile_gegen_vollstaendige_aufzaehlung():
    # Drei Gebiete, ein Indikator: alle 21 · 16 · 11 Ausgänge mit ihrer Wahrscheinlichkeit.
    # Ein Nenner ist ein Jahresmittel: gezogen wird aus ganzen Personen.
    x, n = np.array([9, 3, 1]), np.array([20, 15, 9.6])
    p = empirical_bayes(x, n).geglaettet
    ganze = np.array([20, 15, 10])
    soll = np.zeros((3, 4))
    for ausgang in itertools.product(*(range(m + 1) for m in ganze)):
        anteile = np.array(ausgang) / ganze
        if np.ptp(anteile) > 0:
            z = (anteile - anteile.mean()) / anteile.std()
            klasse = (z >= -1) * 1 + (z > 1) + (z > 1.5)
            soll[range(3), klasse] += stats.binom.pmf(ausgang, ganze, p).prod()
    soll /= soll.sum(axis=1, keepdims=True)
    ist = stabilitaet(pd.DataFrame({"a": x}), pd.DataFrame({"a": n}), ziehungen=20_000)
    # vier Standardfehler eines Anteils aus 20.000 Ziehungen
    assert np.abs(ist.klassenanteile.to_numpy() - soll).max() < 4 * np.sqrt(0.25 / 20_000)
    assert ist.ziehungen < 20_000  # Ausgänge ohne Unterschied fallen weg
    assert soll[2].max() < 0.9  # die Aufzählung ist kein Sonderfall


def alle_ausgaenge(n, p):
    """Jeder Ausgang als Anteile (Zeilen) und seine Wahrscheinlichkeit."""
    ausgaenge = np.array(list(itertools.product(*(range(m + 1) for m in n))))
    return ausgaenge / n, stats.binom.pmf(ausgaenge, n, p).prod(axis=1)


def test_gewichte_und_luecken_gegen_vollstaendige_aufzaehlung():
    # „w“ hat nur a: zählt dort im Mittel mit, wird aber nicht bewertet. Gewichte 2 : 1.
    xa, na, xb, nb = [6, 6, 3, 0], [6, 7, 6, 6], [1, 4, 2], [4, 5, 3]
    a, pa = alle_ausgaenge(na, empirical_bayes(np.array(xa), np.array(na)).geglaettet)
    b, pb = alle_ausgaenge(nb, empirical_bayes(np.array(xb), np.array(nb)).geglaettet)
    a, pa = a[np.ptp(a, axis=1) > 0], pa[np.ptp(a, axis=1) > 0]
    b, pb = b[np.ptp(b, axis=1) > 0], pb[np.ptp(b, axis=1) > 0]
    za, zb = (stats.zscore(feld, axis=1) for feld in (a, b))
    summe = 2 * za[:, None, 1:] + zb[None]
    index = np.round(stats.zscore(summe, axis=2), 9)
    klasse = (index >= -1) * 1 + (index > 1) + (index > 1.5)
    gewicht = np.outer(pa, pb)[:, :, None] / (pa.sum() * pb.sum())
    soll = np.stack([((klasse == j) * gewicht).sum(axis=(0, 1)) for j in range(4)], axis=1)
    anzahl = pd.DataFrame({"a": xa, "b": [np.nan, *xb]}, index=list("wxyz"))
    nenner = pd.DataFrame({"a": na, "b": [np.nan, *nb]}, index=list("wxyz"))
    ist = stabilitaet(anzahl, nenner, {"a": 2, "b": 1}, ziehungen=20_000).klassenanteile
    assert ist.loc["w"].isna().all()
    assert np.abs(ist.loc[list("xyz")].to_numpy() - soll).max() < 4 * np.sqrt(0.25 / 20_000)
    assert soll.max() < 0.9


def test_raenge_gegen_vollstaendige_aufzaehlung():
    # Zwei Gebiete: Rang 1 für das erste, wenn x1/n1 > x2/n2; „gleich“ teilen sich beide
    x, n = np.array([30, 6]), np.array([100, 60])
    p = empirical_bayes(x, n).geglaettet
    eins, zwei = (stats.binom.pmf(np.arange(m + 1), m, q) for m, q in zip(n, p, strict=True))
    hoeher = np.arange(101)[:, None] / 100 > np.arange(61) / 60
    ist = stabilitaet(pd.DataFrame({"a": x}), pd.DataFrame({"a": n}), ziehungen=20_000)
    wahrscheinlich = (np.outer(eins, zwei) * hoeher).sum()
    assert wahrscheinlich > 0.96
    (aussage,) = ist.robust
    assert (aussage.k, aussage.gebiete) == (1, (0,))
    gleich = (np.outer(eins, zwei) * (np.arange(101)[:, None] / 100 == np.arange(61) / 60)).sum()
    assert aussage.anteil == pytest.approx(wahrscheinlich / (1 - gleich), abs=0.006)


def test_ohne_indikator_von_hand():
    ist = stabilitaet(ANZAHL, NENNER, {"S1": 1, "S3": 2, "S4": 3}, ziehungen=10)
    anteile = ANZAHL / NENNER
    for weg, gewichte in {"S1": {"S3": 2, "S4": 3}, "S3": {"S1": 1, "S4": 3}}.items():
        z = sozialindex.z_werte(anteile.drop(columns=weg))
        soll = sozialindex.statusklasse(sozialindex.summenindex(z, gewichte))
        pdt.assert_series_equal(ist.ohne_indikator[weg], soll, check_names=False)


def test_gewichtsspanne_von_hand():
    # n = 10.000 je Gebiet; z-Werte a: (1,22; 0; −1,22), b: (0; 1,22; −1,22): x vor y genau dann,
    # wenn Gewicht a größer ist; z immer letzter
    anzahl = pd.DataFrame({"a": [3000, 2000, 1000], "b": [2000, 3000, 1000]}, index=list("xyz"))
    ist = stabilitaet(anzahl, anzahl * 0 + 10_000, ziehungen=5).gewichtsspanne
    assert ist["kleinster"].tolist() == [1, 1, 3]
    assert ist["groesster"].tolist() == [2, 2, 3]
    fest = stabilitaet(anzahl, anzahl * 0 + 10_000, {"a": 4, "b": 1}, ziehungen=5).gewichtsspanne
    assert fest["groesster"].tolist() == [1, 2, 3]  # 4 · 0,5 ist immer noch mehr als 1 · 1,5


def test_abwandlungen_der_gewichte():
    ist = abgewandelte_gewichte(np.array([2.0, 4]), 0.5, 100, np.random.default_rng(1))
    assert ist[:4].tolist() == [[1, 4], [2, 2], [3, 4], [2, 6]]
    assert sorted(ist[4:8].tolist()) == [[1, 2], [1, 6], [3, 2], [3, 6]]
    assert len(ist) == 108
    assert ((ist[8:] >= [1, 2]) & (ist[8:] <= [3, 6])).all()
    assert (ist[8:].min(axis=0) < [1.1, 2.2]).all()
    assert (ist[8:].max(axis=0) > [2.9, 5.8]).all()
    viele = abgewandelte_gewichte(np.ones(11), 0.5, 7, np.random.default_rng(1))
    assert len(viele) == 22 + 7


def zwei_vorn(*vorsprung):
    """Vier Gebiete; x liegt bei Indikator k um `vorsprung[k]` Punkte vor y. Zufall gibt es kaum."""
    spalten = {f"i{k}": [25 + d / 2, 25 - d / 2, 12, 10] for k, d in enumerate(vorsprung)}
    anzahl = pd.DataFrame(spalten, index=list("xyuv")) * 100_000
    return anzahl, anzahl * 0 + 10_000_000


@pytest.mark.parametrize(
    ("vorsprung", "fest"),
    [
        ((1, 1), True),
        # Gewichte bis 0,5 · 4 gegen 1,5 · 1 reichen nicht; ohne den zweiten liegt y vorn
        ((-1, 4), False),
        # ohne einen der vorderen 3 · 1,5 gegen 4 · 1; äußerste Gewichte: 0,5 · 6 gegen 1,5 · 4
        ((1.5, 1.5, 1.5, 1.5, -1, -1, -1, -1), False),
    ],
    ids=["alle_einig", "ohne_einen_anders", "mit_gewichten_anders"],
)
def test_robust_verlangt_auch_jede_variante(vorsprung, fest):
    ist = stabilitaet(*zwei_vorn(*vorsprung), ziehungen=200)
    assert ist.rang.tolist() == [1, 2, 3, 4]
    assert ist.rang_oben["x"] == 1
    beide = Aussage(k=2, gebiete=("x", "y"), anteil=1.0)
    assert ist.robust == ((Aussage(k=1, gebiete=("x",), anteil=1.0),) * fest + (beide,))


def test_gewichte_und_weglassen_sind_verschiedene_proben():
    nur_weglassen = stabilitaet(*zwei_vorn(-1, 4), ziehungen=5).gewichtsspanne
    assert nur_weglassen.loc["x"].tolist() == [1, 1]
    nur_gewichte = stabilitaet(*zwei_vorn(*[1.5] * 4, *[-1] * 4), ziehungen=5)
    assert nur_gewichte.gewichtsspanne.loc["x"].tolist() == [1, 2]


def test_anteil_einer_aussage_gilt_fuer_alle_zugleich():
    ab_rang = pd.Series([1, 2, 4, np.nan, 4], index=list("abcde"))
    raenge = np.array([[1, 2, 3, 4, 5], [2, 1, 3, 4, 5], [1, 3, 2, 4, 5], [1, 2, 3, 5, 4]])
    assert aussagen(ab_rang, raenge) == (
        Aussage(k=1, gebiete=("a",), anteil=0.75),
        Aussage(k=2, gebiete=("a", "b"), anteil=0.75),
    )
    assert aussagen(ab_rang, raenge[1:3])[1].anteil == 0.5


def test_luecke_wird_nicht_bewertet_und_genannt():
    anzahl = ANZAHL.astype("Int64")
    anzahl.loc["C", "S3"] = pd.NA
    anzahl.loc["D", ["S1", "S4"]] = 99_999
    ist = stabilitaet(anzahl, NENNER, ziehungen=50)
    assert ist.grund.loc[["C", "D"]].tolist() == [
        "ohne brauchbare Angabe: S3", "ohne brauchbare Angabe: S1, S4",
    ]  # fmt: skip
    assert ist.klassenanteile.loc[["C", "D"]].isna().all(axis=None)
    assert ist.klasse.loc[["C", "D"]].isna().all()
    assert ist.rang.loc[["C", "D"]].isna().all()
    assert ist.ohne_indikator.loc[["C", "D"]].isna().all(axis=None)
    assert ist.klassenanteile.drop(["C", "D"]).sum(axis=1).tolist() == pytest.approx([1] * 6)
    # heutige Klasse wie aus den einzelnen Funktionen, auch mit Lücken
    anteile = (ANZAHL / NENNER).mask(anzahl.isna() | (anzahl > NENNER))
    soll = sozialindex.statusklasse(sozialindex.summenindex(sozialindex.z_werte(anteile)))
    pdt.assert_series_equal(ist.klasse, soll, check_names=False)


def test_indikator_mit_gewicht_null_bleibt_ausser_betracht():
    mit = stabilitaet(ANZAHL.assign(leer=np.nan), NENNER.assign(leer=1.0),
                      {"S1": 1, "S3": 1, "S4": 1, "leer": 0}, ziehungen=50)  # fmt: skip
    assert_gleich(mit, stabilitaet(ANZAHL, NENNER, ziehungen=50))


@pytest.mark.parametrize(
    ("anzahl", "nenner", "grund"),
    [
        ([5], [50], "zu wenige Gebiete"),
        ([5, 5, 5], [50, 50, 50], "ohne Unterschied zwischen den Gebieten: a"),
        ([0, 0], [50, 70], "ohne Unterschied zwischen den Gebieten: a"),
        ([np.nan, np.nan], [50, 50], "ohne brauchbare Angabe: a"),
        ([0, 0], [0, 0], "ohne brauchbare Angabe: a"),
        ([0.2, 0.3], [0.7, 0.8], "ohne brauchbare Angabe: a"),
        ([5, np.nan], [50, 50], "zu wenige Gebiete"),
    ],
    ids=[
        "ein_gebiet",
        "alle_gleich",
        "niemand",
        "alle_fehlen",
        "null_von_null",
        "unter_einer_person",
        "eines_bleibt",
    ],
)
def test_entartet_ist_nichts_bewertet(anzahl, nenner, grund):
    gerufen = []
    ist = stabilitaet(pd.DataFrame({"a": anzahl}), pd.DataFrame({"a": nenner}), ziehungen=10,
                      fortschritt=lambda *stand: gerufen.append(stand))  # fmt: skip
    erwartet = f"{grund}|ohne Unterschied"
    assert ist.grund.iloc[:1].str.contains(erwartet).all()
    assert ist.ziehungen == 0
    assert ist.robust == ()
    for reihe in (ist.klasse, ist.sicherheit, ist.rang, ist.rang_unten, ist.rang_oben):
        assert reihe.isna().all()
        assert len(reihe) == len(anzahl)
    for tabelle in (ist.klassenanteile, ist.ohne_indikator, ist.gewichtsspanne):
        assert tabelle.isna().all(axis=None)
    assert gerufen == []


def test_ohne_gebiete_ist_alles_leer():
    leer = pd.DataFrame({"a": pd.Series([], dtype="float64")})
    ist = stabilitaet(leer, leer)
    assert ist.ziehungen == 0
    assert all(len(feld) == 0 for feld in felder(ist) if not isinstance(feld, int))


def test_ein_indikator_laesst_sich_nicht_weglassen():
    ist = stabilitaet(ANZAHL[["S1"]], NENNER[["S1"]], ziehungen=200)
    assert ist.ohne_indikator["S1"].isna().all()
    assert (ist.gewichtsspanne["kleinster"] == ist.gewichtsspanne["groesster"]).all()
    assert ist.robust


def test_nur_zufall_macht_jede_klasse_unsicher():
    # Wahrer Anteil überall gleich: Empirical Bayes zieht alle zum Mittel
    anzahl = pd.DataFrame({"a": [40, 45, 50, 55, 60, 52, 48, 50]})
    ist = stabilitaet(anzahl, anzahl * 0 + 500)
    assert ist.sicherheit.max() < 0.8
    assert ist.robust == ()
    assert (ist.rang_oben - ist.rang_unten).min() >= 6


def test_fortschritt_zaehlt_bis_zum_ende():
    stand = []
    stabilitaet(ANZAHL, NENNER, ziehungen=2 * BLOCK + 1, fortschritt=lambda *s: stand.append(s))
    gesamt = 2 * BLOCK + 1
    assert stand == [(BLOCK, gesamt), (2 * BLOCK, gesamt), (gesamt, gesamt)]


def test_blockgroesse_aendert_nichts(monkeypatch):
    soll = stabilitaet(ANZAHL, NENNER, ziehungen=600)
    monkeypatch.setattr("sozialmonitor.sozialindex.ziehung.BLOCK", 7)
    assert_gleich(stabilitaet(ANZAHL, NENNER, ziehungen=600), soll)


def test_gleiche_seed_gleiches_ergebnis():
    eins, zwei = (stabilitaet(ANZAHL, NENNER, ziehungen=100, seed=5) for _ in range(2))
    assert_gleich(eins, zwei)
    andere = stabilitaet(ANZAHL, NENNER, ziehungen=100, seed=6)
    assert not andere.klassenanteile.equals(eins.klassenanteile)
    pdt.assert_series_equal(andere.klasse, eins.klasse)


def test_eingabe_bleibt_unveraendert():
    anzahl, nenner = ANZAHL.astype("Int64"), NENNER.copy()
    vorher = anzahl.copy(), nenner.copy()
    stabilitaet(anzahl, nenner, ziehungen=10)
    pdt.assert_frame_equal(anzahl, vorher[0])
    pdt.assert_frame_equal(nenner, vorher[1])


@pytest.mark.parametrize(
    ("wahl", "text"),
    [({"ziehungen": 0}, "Mindestens eine Ziehung"), ({"grenzen": (1, 2)}, "ansteigende Grenzen")],
    ids=["keine_ziehung", "grenzen"],
)
def test_falscher_aufruf(wahl, text):
    with pytest.raises(SozialmonitorFehler, match=text):
        stabilitaet(ANZAHL, NENNER, **wahl)


def test_fehlender_nenner():
    with pytest.raises(SpaltenFehlen, match="S4"):
        stabilitaet(ANZAHL, NENNER[["S1", "S3"]])


gebiet = st.integers(100, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
stadt = st.integers(1, 3).flatmap(
    lambda k: st.lists(st.lists(gebiet, min_size=k, max_size=k), min_size=2, max_size=8)
)


@settings(max_examples=40)
@given(stadt, st.integers(0, 2**32))
def test_gesetze(paare, seed):
    anzahl, nenner = (pd.DataFrame([[g[j] for g in zeile] for zeile in paare]) for j in (0, 1))
    ist = stabilitaet(anzahl, nenner, ziehungen=40, seed=seed)
    bewertet = ist.klassenanteile.notna().all(axis=1)
    assert ist.klassenanteile[bewertet].sum(axis=1).to_numpy() == pytest.approx(1)
    assert ist.grund.eq("").equals(bewertet)
    if bewertet.any():
        assert (ist.rang_unten <= ist.rang_oben).all()
        assert ist.rang.between(1, len(anzahl)).all()
        spanne = ist.gewichtsspanne
        assert (spanne["kleinster"] <= ist.rang).all()
        assert (spanne["groesster"] >= ist.rang).all()
        heute = [ist.klassenanteile.loc[g, k] for g, k in ist.klasse.items()]
        assert ist.sicherheit.tolist() == heute
    for aussage in ist.robust:
        assert (ist.rang[list(aussage.gebiete)] <= aussage.k).all()
        assert len(aussage.gebiete) <= aussage.k
