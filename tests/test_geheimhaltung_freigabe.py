"""Die Freigabe verrät nichts: Tabelle, Protokoll, Prüfsumme, Rundung, ältere Veröffentlichung."""

import pickle

import numpy as np
import pandas as pd
import pandas.testing as pdt
import pytest

from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.geheimhaltung import (
    EXAKT,
    GESCHUETZT,
    INTERN,
    OEFFENTLICH,
    Regel,
    freigabe,
    gerundet,
    pruefe,
    pruefe_gerundet,
    pruefsumme,
    sekundaer,
    vergleich_mit_veroeffentlichtem,
)
from tests.test_geheimhaltung import HIERARCHIEN, baum, intervalle, kreuztabelle, stadtteiltabelle


def rohtabelle():
    return stadtteiltabelle().drop(columns=["status", "grund"])


# Freigabe


def test_tabelle_ohne_verborgene_werte():
    ist = freigabe(rohtabelle(), HIERARCHIEN, INTERN).tabelle
    assert list(ist.columns) == ["gebiet", "gruppe", "wert", "zeichen"]
    verborgen = ist["zeichen"].eq("•")
    assert set(zip(ist.loc[verborgen, "gebiet"], ist.loc[verborgen, "gruppe"], strict=True)) == {
        ("picard", "A"), ("picard", "B"), ("neuforweiler", "A"), ("neuforweiler", "B")
    }  # fmt: skip
    assert ist.loc[verborgen, "wert"].isna().all()
    pdt.assert_series_equal(
        ist.loc[~verborgen, "wert"], rohtabelle()["wert"].astype("float64")[~verborgen]
    )
    assert set(ist.loc[~verborgen, "zeichen"]) == {""}


def test_kein_wahrer_wert_haengt_an_der_tabelle():
    # Auffällige Werte, die nirgends sonst vorkommen: auch nicht in attrs oder im Gepickelten.
    innen = [(2, 73_331, 9), (8, 12_347, 5), (90_007, 7, 6)]
    tabelle, hierarchien = kreuztabelle(innen, [(0, 1), (2, 0)])
    tabelle = tabelle.assign(melder=1, groesster_beitrag=54_321.0)
    tabelle.attrs["roh"] = [73_331.0]
    rand = tabelle["zeile"].eq("zs") | tabelle["spalte"].eq("ss")
    ist = freigabe(tabelle, hierarchien, INTERN, gesperrt_fuer_sekundaer=rand).tabelle
    verborgene = tabelle["wert"][ist["wert"].isna()]
    assert {73_331, 90_007} <= set(verborgene)
    assert not ist.attrs
    eingepackt = pickle.dumps(ist)
    assert np.float64(12_347).tobytes() in eingepackt
    for wert in (73_331, 90_007, 54_321):
        assert np.float64(wert).tobytes() not in eingepackt


def test_ob_primaer_oder_sekundaer_steht_nicht_in_der_tabelle():
    ist = freigabe(rohtabelle(), HIERARCHIEN, INTERN)
    assert not {"status", "grund"} & set(ist.tabelle.columns)
    assert set(ist.tabelle["zeichen"]) == {"", "•"}
    assert set(ist.protokoll.pruefung["status"]) == {"primär", "sekundär"}


def test_angriff_von_aussen_findet_dasselbe_wie_die_pruefung():
    ist = freigabe(rohtabelle(), HIERARCHIEN, INTERN)
    von_aussen = pruefe(ist.tabelle, HIERARCHIEN)
    von_innen = pruefe(sekundaer(stadtteiltabelle(), HIERARCHIEN), HIERARCHIEN)
    pdt.assert_frame_equal(von_aussen.drop(columns="status"), von_innen.drop(columns="status"))
    pdt.assert_frame_equal(ist.protokoll.pruefung, von_innen)


def test_protokoll():
    ist = freigabe(rohtabelle(), HIERARCHIEN, INTERN).protokoll
    assert (ist.zellen, ist.primaer, ist.sekundaer, ist.fest_trotz_regel) == (27, 2, 2, 0)
    assert ist.gruende == {"Anzahl unter 3": 2}
    # 1 + 2 + 30 + 27 = 60 Personen in nicht summierten Zellen
    assert ist.personen_verloren == 60
    assert ist.kleinste_breite == 3
    assert ist.regel == INTERN
    assert "1 von 1 Teilen bewiesen" in ist.verfahren


def test_zeichen_verraten_nichts_ueber_verborgenes():
    zeilen = [("a", 0), ("b", 7), ("c", 5), ("d", np.nan), ("stadt", 40)]
    tabelle = baum(zeilen, zeichen=["demo –", "demo /", "p", "…", "demo"])
    hierarchien = {"gebiet": dict.fromkeys("abcd", "stadt")}
    ist = freigabe(tabelle.assign(status=["primär", "primär", *["offen"] * 3]), hierarchien, INTERN)
    assert list(ist.tabelle["zeichen"]) == ["demo •", "demo •", "p", "…", "demo"]


def test_unbekannte_ohne_zeichen_werden_als_unbekannt_gezeigt():
    tabelle = baum([("a", 40), ("b", np.nan), ("stadt", 90)])
    ist = freigabe(tabelle, {"gebiet": {"a": "stadt", "b": "stadt"}}, INTERN)
    assert list(ist.tabelle["zeichen"]) == ["", ".", ""]


def test_kleiner_nenner_wird_nicht_freigegeben():
    tabelle = baum([("a", 2), ("b", 9), ("stadt", 11)], nenner=[2, 50, 52])
    ist = freigabe(tabelle, {"gebiet": {"a": "stadt", "b": "stadt"}}, INTERN).tabelle
    np.testing.assert_array_equal(ist["nenner"], [np.nan, 50, 52])


def test_feste_zellen_stehen_im_protokoll():
    tabelle = rohtabelle()
    fest = tabelle["gebiet"].eq("picard") & tabelle["gruppe"].eq("A")
    ist = freigabe(tabelle.assign(status=np.where(fest, "fest", "offen")), HIERARCHIEN, INTERN)
    assert ist.protokoll.fest_trotz_regel == 1
    assert ist.tabelle.loc[fest, "wert"].tolist() == [1]
    assert set(ist.protokoll.pruefung["urteil"]) == {GESCHUETZT}


def test_nichts_zu_verbergen():
    ist = freigabe(baum([("a", 30), ("stadt", 30)]), {"gebiet": {"a": "stadt"}}, INTERN)
    assert ist.protokoll.verfahren == "nichts zu verbergen"
    assert ist.protokoll.pruefung.empty
    assert np.isnan(ist.protokoll.kleinste_breite)


def test_leere_tabelle():
    ist = freigabe(rohtabelle().iloc[:0], HIERARCHIEN, INTERN)
    assert ist.tabelle.empty


def test_unloesbar_wird_nicht_freigegeben():
    tabelle = baum([("a", 2), ("b", 9), ("stadt", 11)], status=["offen", "fest", "fest"])
    with pytest.raises(SozialmonitorFehler, match="nicht zu schützen"):
        freigabe(tabelle, {"gebiet": {"a": "stadt", "b": "stadt"}}, INTERN)


# Prüfsumme


def test_pruefsumme_ist_immer_dieselbe():
    eins, zwei = (freigabe(rohtabelle(), HIERARCHIEN, INTERN) for _ in range(2))
    assert eins.pruefsumme == zwei.pruefsumme == pruefsumme(eins.tabelle)
    assert len(eins.pruefsumme) == 64
    assert pruefsumme(eins.tabelle.iloc[::-1]) == eins.pruefsumme


def test_pruefsumme_aendert_sich_mit_dem_inhalt():
    tabelle = freigabe(rohtabelle(), HIERARCHIEN, INTERN).tabelle
    andere = [
        tabelle.assign(wert=tabelle["wert"].mask(tabelle.index == 0, 23)),
        tabelle.assign(zeichen=tabelle["zeichen"].mask(tabelle.index == 0, "p")),
        tabelle.rename(columns={"gebiet": "ort"}),
        tabelle.iloc[1:],
    ]
    assert len({pruefsumme(t) for t in [tabelle, *andere]}) == 5


def test_pruefsumme_haengt_nicht_an_verborgenen_werten():
    # Vertauscht man die beiden geheimen Zahlen und ihre Partner, ist von außen alles gleich.
    tabelle, hierarchien = kreuztabelle([(1, 30, 50), (2, 29, 60), (40, 70, 80)])
    getauscht, _ = kreuztabelle([(2, 29, 50), (1, 30, 60), (40, 70, 80)])
    summen = [
        freigabe(t.drop(columns="status"), hierarchien, INTERN).pruefsumme
        for t in (tabelle, getauscht)
    ]
    assert summen[0] == summen[1]


# Rundung


def test_rundung_auf_vielfache_in_der_naehe():
    tabelle = rohtabelle()
    for basis in (3, 5, 10):
        neu = gerundet(tabelle, basis=basis, seed=1).tabelle["wert"]
        assert (neu % basis == 0).all()
        assert ((neu - tabelle["wert"]).abs() < basis).all()
        vielfache = tabelle["wert"] % basis == 0
        assert (neu[vielfache] == tabelle["wert"][vielfache]).all()


def test_rundung_ist_je_zelle_immer_gleich():
    tabelle = rohtabelle()
    ganz = gerundet(tabelle, basis=5, seed=7).tabelle
    teil = gerundet(tabelle.iloc[10:15].iloc[::-1], basis=5, seed=7).tabelle
    pdt.assert_series_equal(teil["wert"].sort_index(), ganz["wert"].iloc[10:15])
    vertauscht = gerundet(tabelle[["gruppe", "wert", "gebiet"]], basis=5, seed=7).tabelle
    pdt.assert_series_equal(vertauscht["wert"], ganz["wert"])
    anders = gerundet(tabelle, basis=5, seed=8).tabelle
    assert (anders["wert"] != ganz["wert"]).any()


def test_rundung_nach_eigenem_schluessel():
    tabelle = baum([("a", 7), ("b", 7), ("c", 7), ("d", 7), ("e", 7)], kennung="gleich")
    tabelle = tabelle.rename(columns={"kennung": "jahr"})
    neu = gerundet(tabelle, basis=10, seed=3, schluessel_aus=["jahr"]).tabelle["wert"]
    assert len(set(neu)) == 1


@pytest.mark.parametrize("basis", [3, 5, 10])
def test_rundung_ist_im_mittel_unverzerrt(basis):
    anzahl = 4000
    werte = np.arange(anzahl) % basis
    tabelle = pd.DataFrame({"zelle": range(anzahl), "wert": werte})
    fehler = gerundet(tabelle, basis=basis, seed="geheim").tabelle["wert"] - werte
    # Varianz je Zelle r · (b − r); vier Standardfehler.
    streuung = np.sqrt((werte * (basis - werte)).sum()) / anzahl
    assert abs(fehler.mean()) < 4 * streuung
    auf = (fehler > 0).groupby(werte).mean()
    assert auf.to_numpy() == pytest.approx(np.arange(basis) / basis, abs=0.12)


def test_verlorene_additivitaet_wird_gezaehlt():
    hierarchien = {"gebiet": {"a": "stadt", "b": "stadt"}, "jahr": {}}
    tabelle = pd.DataFrame(
        {"gebiet": ["a", "b", "stadt"] * 2, "jahr": [1] * 3 + [2] * 3, "wert": [3, 6, 9, 1, 1, 2]}
    )
    ist = gerundet(tabelle, basis=3, seed=0, hierarchien=hierarchien)
    # Jahr 1 besteht aus Vielfachen. In Jahr 2 sind a, b und Stadt je 0 oder 3.
    jahr_2 = ist.tabelle.loc[3:, "wert"].tolist()
    assert ist.summen == 2
    assert ist.nicht_additiv == int(jahr_2[0] + jahr_2[1] != jahr_2[2])
    assert "Vielfache von 3" in ist.hinweis
    mit_luecke = gerundet(
        tabelle.assign(wert=tabelle["wert"].mask(tabelle.index == 0)), basis=3, seed=0,
        hierarchien=hierarchien,
    )  # fmt: skip
    assert mit_luecke.summen == 1
    assert np.isnan(mit_luecke.tabelle["wert"].iloc[0])


@pytest.mark.parametrize(
    ("angaben", "meldung"),
    [
        ({"basis": 4}, "nicht auf 4"),
        ({"basis": 3, "wert": 1.5}, "ganze Zahlen"),
        ({"basis": 3, "schluessel_aus": ["ort"]}, "ort"),
    ],
    ids=["basis", "gebrochen", "schluessel"],
)
def test_unmoegliche_rundung(angaben, meldung):
    tabelle = rohtabelle().assign(wert=angaben.pop("wert", 1.0))
    with pytest.raises(SozialmonitorFehler, match=meldung):
        gerundet(tabelle, seed=1, **angaben)


def test_gerundete_zahlen_lassen_spielraum():
    # 0 + 3 = 3: die wahren Teile liegen in 0–2 und 1–5, ihre Summe in 1–5.
    tabelle = baum([("a", 0), ("b", 3), ("stadt", 3)])
    ist = pruefe_gerundet(tabelle, {"gebiet": {"a": "stadt", "b": "stadt"}}, basis=3)
    assert intervalle(ist, ["gebiet"]) == {("a",): (0, 2), ("b",): (1, 5), ("stadt",): (1, 5)}
    assert set(ist["urteil"]) == {GESCHUETZT}


def test_gerundete_summe_kann_teile_verraten():
    # Teile 0–2 und 0–2, Summe 4–8: beide müssen 2 sein.
    tabelle = baum([("a", 0), ("b", 0), ("stadt", 6)])
    ist = pruefe_gerundet(tabelle, {"gebiet": {"a": "stadt", "b": "stadt"}}, basis=3)
    assert intervalle(ist, ["gebiet"]) == {("a",): (2, 2), ("b",): (2, 2), ("stadt",): (4, 4)}
    assert set(ist["urteil"]) == {EXAKT}


def test_freigabe_durch_runden():
    regel = Regel(rundung=5)
    ist = freigabe(rohtabelle().assign(nenner=9000), HIERARCHIEN, regel, seed="geheim")
    assert list(ist.tabelle.columns) == ["gebiet", "gruppe", "wert", "zeichen"]
    assert ist.tabelle["wert"].notna().all()
    assert set(ist.tabelle["zeichen"]) == {""}
    assert "Vielfache von 5" in ist.protokoll.verfahren
    assert (ist.protokoll.primaer, ist.protokoll.sekundaer) == (2, 0)
    assert ist.protokoll.personen_verloren == 0
    assert len(ist.protokoll.pruefung) == 2
    with pytest.raises(SozialmonitorFehler, match="seed"):
        freigabe(rohtabelle(), HIERARCHIEN, regel)


def test_gerundete_freigabe_laesst_geheimes_der_quelle_leer():
    tabelle = baum([("a", np.nan), ("b", 9), ("stadt", 11)], zeichen=["•", "", ""])
    ist = freigabe(
        tabelle, {"gebiet": {"a": "stadt", "b": "stadt"}}, Regel(rundung=3), seed=1
    ).tabelle
    assert list(ist["zeichen"]) == ["•", "", ""]


# Ältere Veröffentlichung


def test_alte_veroeffentlichung_verraet_die_partner():
    tabelle = sekundaer(stadtteiltabelle(), HIERARCHIEN)
    alt = pd.DataFrame({"gebiet": ["picard"], "gruppe": ["B"], "wert": [30]})
    ist = vergleich_mit_veroeffentlichtem(tabelle, alt, HIERARCHIEN).set_index(["gebiet", "gruppe"])
    assert set(ist["urteil_ohne"]) == {GESCHUETZT}
    # Mit Picard B = 30 fällt alles: A = 1, Neuforweiler A = 2, B = 27.
    assert set(ist["urteil_mit"]) == {EXAKT}
    assert ist["unten_mit"].to_dict() == {
        ("picard", "A"): 1, ("picard", "B"): 30, ("neuforweiler", "A"): 2, ("neuforweiler", "B"): 27
    }  # fmt: skip
    assert ist["veroeffentlicht"].tolist() == [False, True, False, False]
    assert not ist["abweichend"].any()


def test_alte_summe_ueber_andere_gebiete():
    # Ein alter Bericht nannte die Summe zweier Stadtteile, die heute keine Zeile hat.
    zeilen = [("a", 2), ("b", 9), ("c", 30), ("stadt", 41)]
    tabelle = baum(zeilen, status=["primär", "sekundär", "sekundär", "offen"])
    hierarchien = {"gebiet": {"a": "stadt", "b": ["stadt", "alt"], "c": ["stadt", "alt"]}}
    alt = baum([("alt", 39)])
    ist = vergleich_mit_veroeffentlichtem(tabelle, alt, hierarchien).set_index("gebiet")
    assert tuple(ist.loc["a", ["unten_ohne", "oben_ohne"]]) == (0, 41)
    assert tuple(ist.loc["a", ["unten_mit", "oben_mit", "urteil_mit"]]) == (2, 2, EXAKT)
    assert tuple(ist.loc["b", ["unten_mit", "oben_mit"]]) == (0, 39)


def test_berichtigter_alter_wert_bindet_keine_gleichung():
    tabelle = sekundaer(stadtteiltabelle(), HIERARCHIEN)
    alt = pd.DataFrame({"gebiet": ["picard"], "gruppe": ["B"], "wert": [31]})
    ist = vergleich_mit_veroeffentlichtem(tabelle, alt, HIERARCHIEN)
    assert set(ist["urteil_mit"]) == {GESCHUETZT}
    assert ist["abweichend"].tolist() == [False, True, False, False]
    pdt.assert_series_equal(ist["oben_mit"], ist["oben_ohne"], check_names=False)


def test_alte_veroeffentlichung_ohne_treffer_aendert_nichts():
    tabelle = sekundaer(stadtteiltabelle(), HIERARCHIEN)
    alt = stadtteiltabelle().iloc[:3][["gebiet", "gruppe", "wert"]]
    ist = vergleich_mit_veroeffentlichtem(tabelle, alt, HIERARCHIEN)
    pdt.assert_series_equal(ist["unten_mit"], ist["unten_ohne"], check_names=False)
    assert not ist["veroeffentlicht"].any()


def test_festes_wird_beruecksichtigt_und_neu_geschuetzt():
    # Was draußen ist, ist fest; die Freigabe sucht andere Partner.
    tabelle = rohtabelle()
    fest = tabelle["gebiet"].eq("picard") & tabelle["gruppe"].eq("B")
    tabelle["status"] = np.where(fest, "fest", "offen")
    ist = freigabe(tabelle, HIERARCHIEN, OEFFENTLICH)
    assert ist.tabelle.loc[fest, "wert"].tolist() == [30]
    assert set(ist.protokoll.pruefung["urteil"]) == {GESCHUETZT}
