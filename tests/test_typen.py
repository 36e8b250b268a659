"""Gruppen ähnlicher Gebiete: kleine Tafeln von Hand, Ward gegen scipy, Stabilität nachgebaut."""

import itertools

import numpy as np
import pandas as pd
import pandas.testing as pdt
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.cluster import hierarchy

from sozialmonitor.fehler import SozialmonitorFehler, Unbekannt
from sozialmonitor.typen import Gruppierung, Merkmal, gruppen, merkmale_der_gruppe

VERFAHREN = ["ward", "kmeans"]
SECHS = pd.DataFrame({"quote": [1.0, 2, 3, 11, 12, 13]}, index=list("abcdef"))


def punktwolken(streuung=0.6, seed=0):
    """25 Gebiete um drei Mitten; zehn, acht und sieben gehören zusammen."""
    rng = np.random.default_rng(seed)
    mitten = [([0, 0, 0, 0], 10), ([3, 3, 0, 0], 8), ([0, 4, 4, -2], 7)]
    werte = np.vstack([rng.normal(mitte, streuung, (n, 4)) for mitte, n in mitten])
    gebiete = [f"G{i:02d}" for i in range(25)]
    return pd.DataFrame(werte, gebiete, ["arbeitslos", "allein", "jung", "umzug"])


WOLKEN = punktwolken()
HERKUNFT = pd.Series([1] * 10 + [2] * 8 + [3] * 7, WOLKEN.index, dtype="Int64", name="gruppe")

tabellen = st.integers(6, 14).flatmap(
    lambda n: st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 20)), min_size=n, max_size=n
    ).map(lambda zeilen: pd.DataFrame(zeilen, columns=["x", "y"], dtype="float64"))
)


def partition(gruppe):
    return {frozenset(gruppe.index[gruppe == nummer]) for nummer in gruppe.dropna().unique()}


def z_werte(tabelle):
    return (tabelle - tabelle.mean()) / tabelle.std(ddof=0)


def ward_nach_scipy(z, anzahl):
    baum = hierarchy.linkage(z.to_numpy(), "ward")
    return pd.Series(hierarchy.fcluster(baum, anzahl, "maxclust"), z.index)


@pytest.mark.parametrize("verfahren", VERFAHREN)
def test_sechs_gebiete_von_hand(verfahren):
    ist = gruppen(SECHS, verfahren=verfahren)
    soll = pd.Series([1, 1, 1, 2, 2, 2], SECHS.index, dtype="Int64", name="gruppe")
    pdt.assert_series_equal(ist.gruppe, soll)
    # Mittel 7, Abstände −6 −5 −4 4 5 6: Varianz 154/6; Mittel der Gruppen ∓5
    assert ist.profil["quote"].tolist() == pytest.approx([-5 / (154 / 6) ** 0.5, 0.986927])
    # Gebiet a: 1 − 1,5/11; b: 1 − 1/10; c: 1 − 1,5/9; die anderen spiegelbildlich
    silhouette = [1 - 1.5 / 11, 0.9, 1 - 1.5 / 9]
    assert ist.silhouette.tolist() == pytest.approx([*silhouette, *silhouette[::-1]])
    assert ist.silhouette_gesamt == pytest.approx(sum(silhouette) / 3)
    assert ist.stabilitaet_indikatoren.isna().all()
    assert (ist.grund, ist.ausgelassen) == ("", {})
    assert merkmale_der_gruppe(ist, 1) == [
        Merkmal("quote", "unter", float(ist.profil.loc[1, "quote"].round(9)))
    ]


@pytest.mark.parametrize("verfahren", VERFAHREN)
def test_deutliche_gruppen_werden_gefunden_und_sind_stabil(verfahren):
    ist = gruppen(WOLKEN, verfahren=verfahren)
    pdt.assert_series_equal(ist.gruppe, HERKUNFT)
    pdt.assert_frame_equal(
        ist.profil, z_werte(WOLKEN).groupby(HERKUNFT).mean(), check_index_type=False, atol=1e-8
    )
    assert ist.silhouette_gesamt > 0.5
    assert (ist.stabilitaet > 0.9).all()
    assert (ist.stabilitaet_indikatoren > 0.9).all()
    assert list(ist.stabilitaet.index) == [1, 2, 3]


@pytest.mark.parametrize("verfahren", VERFAHREN)
def test_ohne_ordnung_sind_gruppen_undeutlich_und_nicht_stabil(verfahren):
    werte = np.random.default_rng(8).normal(size=(25, 4))
    ist = gruppen(pd.DataFrame(werte, columns=list("abcd")), 4, verfahren)
    assert ist.silhouette_gesamt < 0.3
    assert ist.stabilitaet.min() < 0.75
    assert ist.stabilitaet.between(0, 1).all()


@pytest.mark.parametrize("anzahl", [2, 3, 4, 5])
def test_ward_wie_scipy(anzahl):
    tabelle = punktwolken(streuung=1.5, seed=3)
    ist = gruppen(tabelle, anzahl, wiederholungen=1)
    assert partition(ist.gruppe) == partition(ward_nach_scipy(z_werte(tabelle), anzahl))


def test_kmeans_findet_die_beste_zweiteilung():
    tabelle = pd.DataFrame(np.random.default_rng(5).normal(size=(9, 2)), columns=["x", "y"])
    z = z_werte(tabelle).to_numpy()

    def streuung(maske):
        return sum(((z[m] - z[m].mean(axis=0)) ** 2).sum() for m in (maske, ~maske))

    alle = [np.array([True, *rest]) for rest in itertools.product([True, False], repeat=8)]
    beste = min((m for m in alle if not m.all()), key=streuung)
    ist = gruppen(tabelle, 2, "kmeans", wiederholungen=1)
    assert partition(ist.gruppe) == partition(pd.Series(beste))


def test_silhouette_wie_die_naive_schleife():
    tabelle = punktwolken(streuung=1.5, seed=3)
    ist = gruppen(tabelle, 3, wiederholungen=1)
    z = z_werte(tabelle)
    for gebiet, nummer in ist.gruppe.items():
        abstand = np.sqrt(((z - z.loc[gebiet]) ** 2).sum(axis=1)).drop(gebiet)
        mittel = abstand.groupby(ist.gruppe.drop(gebiet)).mean()
        a, b = mittel[nummer], mittel.drop(nummer).min()
        assert ist.silhouette[gebiet] == pytest.approx((b - a) / max(a, b), abs=1e-6)


def test_anzahl_hat_die_hoechste_silhouette():
    tabelle = punktwolken(streuung=1.3, seed=4)
    je_anzahl = {
        k: gruppen(tabelle, k, wiederholungen=1).silhouette_gesamt for k in (2, 3, 4, 5, 6)
    }
    ist = gruppen(tabelle, wiederholungen=1)
    assert ist.silhouette_gesamt == max(je_anzahl.values())
    assert len(ist.profil) == max(je_anzahl, key=je_anzahl.get)


def test_stabilitaet_nach_hennig_nachgebaut():
    # Andere Ziehungen, Mengen statt Tafeln, Ward aus scipy
    tabelle = punktwolken(streuung=1.5, seed=3)
    ist = gruppen(tabelle, 3, wiederholungen=1500)
    z, rng = z_werte(tabelle), np.random.default_rng(77)
    werte = {nummer: [] for nummer in (1, 2, 3)}
    for _ in range(1500):
        gezogen = sorted(set(rng.choice(z.index, len(z))))
        neue = partition(ward_nach_scipy(z.loc[gezogen], 3))
        for nummer, jaccard in werte.items():
            eigene = set(ist.gruppe.index[ist.gruppe == nummer]) & set(gezogen)
            if eigene:
                jaccard.append(max(len(eigene & n) / len(eigene | n) for n in neue))
    soll = [np.mean(werte[nummer]) for nummer in (1, 2, 3)]
    assert ist.stabilitaet.tolist() == pytest.approx(soll, abs=0.03)
    assert max(soll) < 0.95


def test_stabilitaet_ohne_einen_indikator_nachgebaut():
    tabelle = punktwolken(streuung=1.5, seed=3)
    ist = gruppen(tabelle, 3, wiederholungen=1)
    z = z_werte(tabelle)
    alte = {n: set(ist.gruppe.index[ist.gruppe == n]) for n in (1, 2, 3)}
    werte = []
    for spalte in tabelle:
        neue = partition(ward_nach_scipy(z.drop(columns=spalte), 3))
        werte.append([max(len(a & n) / len(a | n) for n in neue) for a in alte.values()])
    assert ist.stabilitaet_indikatoren.tolist() == pytest.approx(np.mean(werte, axis=0))


def test_nummern_nach_groesse_dann_nach_erstem_indikator():
    tabelle = pd.DataFrame(
        {"x": [9.0, 9.1, 9.2, 5, 5.1, 5.2, 0, 0.1, 0.2, 0.3], "y": [1.0, 1, 1, 9, 9, 9, 5, 5, 5, 5]}
    )
    assert gruppen(tabelle, 3).gruppe.tolist() == [3, 3, 3, 2, 2, 2, 1, 1, 1, 1]


@pytest.mark.parametrize("verfahren", VERFAHREN)
@given(tabelle=tabellen, zufall=st.randoms(use_true_random=False))
def test_reihenfolge_der_gebiete_ist_gleichgueltig(verfahren, tabelle, zufall):
    soll = gruppen(tabelle, verfahren=verfahren, wiederholungen=3)
    reihenfolge = list(tabelle.index)
    zufall.shuffle(reihenfolge)
    ist = gruppen(tabelle.loc[reihenfolge], verfahren=verfahren, wiederholungen=3)
    assert ist.grund == soll.grund
    assert list(ist.gruppe.index) == reihenfolge
    pdt.assert_series_equal(ist.gruppe.loc[tabelle.index], soll.gruppe)
    pdt.assert_series_equal(ist.silhouette.loc[tabelle.index], soll.silhouette)
    pdt.assert_series_equal(ist.stabilitaet, soll.stabilitaet)
    pdt.assert_frame_equal(ist.profil, soll.profil)


@pytest.mark.parametrize("verfahren", VERFAHREN)
@given(tabelle=tabellen, faktor=st.floats(0.01, 100), versatz=st.floats(-50, 50))
def test_einheit_ist_gleichgueltig(verfahren, tabelle, faktor, versatz):
    soll = gruppen(tabelle, verfahren=verfahren, wiederholungen=3)
    anders = tabelle.assign(y=tabelle["y"] * faktor + versatz)
    ist = gruppen(anders, verfahren=verfahren, wiederholungen=3)
    assert ist.grund == soll.grund
    pdt.assert_series_equal(ist.gruppe, soll.gruppe)
    pdt.assert_frame_equal(ist.profil, soll.profil, atol=1e-6)
    pdt.assert_series_equal(ist.stabilitaet, soll.stabilitaet)


@given(tabelle=tabellen)
def test_gruppen_teilen_die_gebiete_und_das_profil_mittelt_sich_zu_null(tabelle):
    ist = gruppen(tabelle, wiederholungen=2)
    assume(not ist.grund)
    groessen = ist.gruppe.value_counts().sort_index()
    assert groessen.sum() == len(tabelle)
    assert list(groessen.index) == list(range(1, len(groessen) + 1))
    assert groessen.is_monotonic_decreasing
    assert ist.profil.mul(groessen, axis=0).sum().to_numpy() == pytest.approx(0, abs=1e-6)
    assert ist.silhouette.between(-1, 1).all()
    assert ist.stabilitaet.dropna().between(0, 1).all()
    gleich = tabelle.duplicated(keep=False)
    assert ist.gruppe[gleich].groupby([tabelle["x"], tabelle["y"]]).nunique().le(1).all()


@pytest.mark.parametrize("verfahren", VERFAHREN)
def test_wiederholbar_und_eingabe_bleibt(verfahren):
    tabelle, kopie = punktwolken(streuung=1.5), punktwolken(streuung=1.5)
    zustand = np.random.get_state()[1].copy()
    eins, zwei = (gruppen(tabelle, 3, verfahren, seed=4) for _ in range(2))
    pdt.assert_series_equal(eins.gruppe, zwei.gruppe)
    pdt.assert_series_equal(eins.stabilitaet, zwei.stabilitaet)
    assert not eins.stabilitaet.equals(gruppen(tabelle, 3, verfahren, seed=5).stabilitaet)
    pdt.assert_frame_equal(tabelle, kopie)
    assert (np.random.get_state()[1] == zustand).all()


@pytest.mark.parametrize(
    ("luecke", "dtype"),
    [(np.nan, "float64"), (pd.NA, "Float64"), (None, "object"), (np.inf, "float64")],
    ids=["nan", "na", "none", "unendlich"],
)
def test_luecken_lassen_ein_gebiet_aus(luecke, dtype):
    tabelle = WOLKEN.astype(dtype)
    tabelle.loc["G03", ["allein", "umzug"]] = luecke
    ist = gruppen(tabelle)
    assert ist.ausgelassen == {"G03": "Es fehlt: allein, umzug."}
    assert ist.gruppe["G03"] is pd.NA
    assert np.isnan(ist.silhouette["G03"])
    ohne = gruppen(WOLKEN.drop("G03"))
    pdt.assert_series_equal(ist.gruppe.drop("G03"), ohne.gruppe)
    pdt.assert_frame_equal(ist.profil, ohne.profil)


def test_zu_wenige_personen_lassen_ein_gebiet_aus():
    personen = pd.Series(300, WOLKEN.index[::-1], dtype="Int64").drop("G02")
    personen["G00"] = 299
    personen["G01"] = pd.NA
    ist = gruppen(WOLKEN, personen=personen)
    fehlt = "Die Zahl der Personen fehlt."
    soll = {"G00": "Nur 299 Personen, nötig sind 300.", "G01": fehlt, "G02": fehlt}
    assert ist.ausgelassen == soll
    assert list(ist.gruppe.index[ist.gruppe.isna()]) == ["G00", "G01", "G02"]
    assert gruppen(WOLKEN, personen=personen, mindestens=1).ausgelassen.keys() == {"G01", "G02"}


def test_ueberall_gleicher_indikator_zaehlt_nicht():
    ist = gruppen(WOLKEN.assign(gleich=0.1))
    pdt.assert_series_equal(ist.gruppe, HERKUNFT)
    assert ist.profil["gleich"].eq(0).all()


@pytest.mark.parametrize(
    ("tabelle", "anzahl", "grund"),
    [
        (WOLKEN.iloc[:8], 3, "Für 3 Gruppen sind mindestens 9 Gebiete mit allen Werten nötig; "
                             "es sind 8."),
        (SECHS.iloc[:5], None, "Für 2 Gruppen sind mindestens 6 Gebiete mit allen Werten nötig; "
                               "es sind 5."),
        (SECHS.iloc[:0], None, "Für 2 Gruppen sind mindestens 6 Gebiete mit allen Werten nötig; "
                               "es sind 0."),
        (SECHS * np.nan, None, "Für 2 Gruppen sind mindestens 6 Gebiete mit allen Werten nötig; "
                               "es sind 0."),
        (SECHS * 0 + 0.1, None, "Für 2 Gruppen unterscheiden sich zu wenige Gebiete."),
        (pd.DataFrame({"x": [1.0, 2, 1] * 3}), 3, "Für 3 Gruppen unterscheiden sich zu wenige "
                                                  "Gebiete."),
    ],
    ids=["zu_wenige_je_gruppe", "zu_wenige", "leer", "alles_fehlt", "alle_gleich",
         "zwei_verschiedene"],
)  # fmt: skip
@pytest.mark.parametrize("verfahren", VERFAHREN)
def test_ohne_sinn_ein_grund_statt_gruppen(tabelle, anzahl, grund, verfahren):
    ist = gruppen(tabelle, anzahl, verfahren)
    assert ist.grund == grund
    assert ist.gruppe.dtype == "Int64"
    assert ist.gruppe.isna().all()
    assert ist.silhouette.isna().all()
    assert list(ist.gruppe.index) == list(tabelle.index)
    assert np.isnan(ist.silhouette_gesamt)
    assert ist.profil.empty
    assert list(ist.profil.columns) == list(tabelle.columns)
    assert ist.stabilitaet.empty


def test_acht_gebiete_geben_hoechstens_zwei_gruppen():
    ist = gruppen(WOLKEN.iloc[[0, 1, 2, 10, 11, 12, 18, 19]])
    assert len(ist.profil) == 2


def beispiel(**abstaende):
    profil = pd.DataFrame([abstaende], index=pd.Index([1], name="gruppe"))
    leer = pd.Series(dtype="float64")
    return Gruppierung(
        gruppe=leer, silhouette=leer, silhouette_gesamt=0.0, stabilitaet=leer,
        stabilitaet_indikatoren=leer, profil=profil, ausgelassen={},
    )  # fmt: skip


def test_merkmale_nach_abstand_geordnet():
    gruppierung = beispiel(alt=0.5, arm=1.8, jung=-0.5, umzug=0.49, allein=-2.0)
    assert merkmale_der_gruppe(gruppierung, 1) == [
        ("allein", "unter", -2.0),
        ("arm", "über", 1.8),
        ("alt", "über", 0.5),
        ("jung", "unter", -0.5),
    ]
    assert [m.indikator for m in merkmale_der_gruppe(gruppierung, 1, 1.9)] == ["allein"]
    assert merkmale_der_gruppe(gruppierung, 1, 3) == []


def test_falscher_aufruf_nennt_was_moeglich_ist():
    with pytest.raises(Unbekannt, match="Gruppe „4“ ist nicht verzeichnet"):
        merkmale_der_gruppe(beispiel(arm=1.0), 4)
    with pytest.raises(Unbekannt, match="Gruppierungsverfahren „mond“"):
        gruppen(WOLKEN, verfahren="mond")
    with pytest.raises(SozialmonitorFehler, match="1 Gruppen verlangt"):
        gruppen(WOLKEN, 1)
    with pytest.raises(SozialmonitorFehler, match="doppelt"):
        gruppen(pd.concat([WOLKEN, WOLKEN.iloc[:1]]))
    with pytest.raises(SozialmonitorFehler, match="keinen Indikator"):
        gruppen(WOLKEN[[]])
