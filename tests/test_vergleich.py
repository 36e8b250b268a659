"""Vergleiche der Kleinstadt: gegen die Reststadt geprüft, gegen die Stadt gezeigt."""

import dataclasses

import numpy as np
import pandas as pd
import pandas.testing as pdt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialmonitor import kennzahlen, konfidenz, vergleich
from sozialmonitor.fehler import SozialmonitorFehler
from tests import kleinstadt
from tests.kleinstadt import LETZTER

SPALTEN = ["stadtwert", "rest_wert", "differenz", "diff_unten", "diff_oben", "urteil"]


def verglichen(kommune, indikator="sgb2_quote"):
    tabelle = kennzahlen.kennzahl(kommune, indikator)
    return vergleich.mit_vergleich(kommune, tabelle, kommune.katalog[indikator])


def zeile(kommune, gebiet, indikator="sgb2_quote", stichtag=LETZTER):
    werte = verglichen(kommune, indikator).set_index(["gebiet", "stichtag"])
    return werte.loc[(gebiet, stichtag)]


@pytest.mark.parametrize(
    ("gebiet", "eigene", "rest"),
    [
        # die fünf Fälle ohne Ort zählen in der Stadt (74), nicht in der Reststadt
        ("A", (50, 650), (19, 175)), ("B", (19, 175), (50, 650)), ("A1", (40, 400), (29, 425)),
        ("P", (56, 560), (13, 265)),
    ],
)  # fmt: skip
def test_gebiet_gegen_reststadt(stadt, gebiet, eigene, rest):
    ist = zeile(stadt, gebiet)
    assert ist["rest_wert"] == pytest.approx(100 * rest[0] / rest[1])
    assert ist["stadtwert"] == pytest.approx(7400 / 825)
    d, unten, oben = np.multiply(konfidenz.newcombe(*rest, *eigene), 100)
    soll = (d, unten, oben)
    assert tuple(ist[["differenz", "diff_unten", "diff_oben"]]) == pytest.approx(soll)


@pytest.mark.parametrize(
    ("gebiet", "urteil"),
    [
        ("A", vergleich.GLEICH),  # 7,7 % gegen 10,9 % bei 175 Personen
        ("A2", vergleich.NIEDRIGER),  # 4,0 % gegen 10,3 %
        ("B", vergleich.GLEICH),  # 10,9 % gegen 7,7 %
        ("B2", vergleich.NICHT_BEWERTBAR),  # zu wenige
        ("K1", vergleich.NICHT_BEWERTBAR),
        ("K", vergleich.NICHT_BEWERTBAR),
        ("KX", vergleich.NICHT_BEWERTBAR),
    ],
)
def test_urteil_der_gebiete(stadt, gebiet, urteil):
    assert zeile(stadt, gebiet)["urteil"] == urteil


def test_gesichert_hoeher(tmp_path):
    alt, neu = f"B1,{LETZTER},sgb2,16,,amt,", f"B1,{LETZTER},sgb2,80,,amt,"
    assert zeile(kleinstadt.lade(tmp_path, ("soziales.csv", alt, neu)), "B")["urteil"] == (
        vergleich.HOEHER
    )


def test_geheimes_gebiet_wird_nicht_verglichen(tmp_path):
    alt, neu = f"B1,{LETZTER},sgb2,16,,amt,", f"B1,{LETZTER},sgb2,,•,amt,"
    kommune = kleinstadt.lade(tmp_path, ("soziales.csv", alt, neu))
    for gebiet in ("A", "B1", "B"):
        ist = zeile(kommune, gebiet)
        assert ist["urteil"] == vergleich.NICHT_BEWERTBAR
        assert np.isnan([ist["stadtwert"], ist["rest_wert"], ist["differenz"]]).all()


@pytest.mark.parametrize("indikator", ["dichte", "jugendquotient"])
def test_nur_anteile_und_raten_werden_geprueft(stadt, indikator):
    ist = zeile(stadt, "A", indikator)
    assert ist["urteil"] == vergleich.NICHT_BEWERTBAR
    assert np.isnan(ist["differenz"])
    assert pd.notna(ist["stadtwert"])


def test_raten_werden_geprueft(stadt):
    # Geburten: A 8 von 800, Reststadt 2 von 218
    ist = zeile(stadt, "A", "geburtenrate")
    assert ist["rest_wert"] == pytest.approx(2000 / 218)
    soll = konfidenz.differenz_raten(2, 218, 8, 800)
    assert tuple(ist[["differenz", "diff_unten", "diff_oben"]]) == pytest.approx(soll)
    assert ist["urteil"] == vergleich.GLEICH


def test_ist_die_zahl_ohne_ort_geheim_bleiben_ihre_faelle_in_der_reststadt(tmp_path):
    kommune = kleinstadt.lade(
        tmp_path,
        ("soziales.csv", f"KX,{LETZTER},sgb2,5,,amt,", f"KX,{LETZTER},sgb2,,•,amt,"),
        ("soziales.csv", f"A1,{LETZTER},sgb2,40,,amt,",
         f"A1,{LETZTER},sgb2,40,,amt,\nK1,{LETZTER},sgb2,74,,amt,"),
    )  # fmt: skip
    quote = kommune.indikator("sgb2_quote")
    tabelle = kennzahlen.kennzahl(kommune, "sgb2_quote")
    zeilen = vergleich.mit_vergleich(kommune, tabelle, quote)
    zeile = zeilen[zeilen["gebiet"].eq("A1") & zeilen["stichtag"].eq(LETZTER)].iloc[0]
    # Stadt 74 von 825 ohne A1 (40 von 400): 34 von 425, die geheimen Fälle eingeschlossen.
    assert zeile["rest_wert"] == pytest.approx(34 / 425 * 100)
    assert zeile["urteil"] != vergleich.NICHT_BEWERTBAR
    reihe = vergleich.rest(tabelle, "K1", "A1", quote, name="übrige", ohne_ort=["KX"])
    assert reihe.loc[reihe["stichtag"].eq(LETZTER), "zaehler"].item() == 34


def test_fehlt_die_zahl_ohne_ort_ist_die_reststadt_unbekannt(tmp_path):
    alt, neu = f"KX,{LETZTER},sgb2,5,,amt,", f"KX,{LETZTER},sgb2,,.,amt,"
    ist = zeile(kleinstadt.lade(tmp_path, ("soziales.csv", alt, neu)), "A")
    assert ist["urteil"] == vergleich.NICHT_BEWERTBAR
    assert np.isnan(ist["rest_wert"])


@pytest.mark.parametrize(
    ("unten", "oben", "urteil"),
    [
        (5.1, 9.0, vergleich.HOEHER),
        (5.0, 9.0, vergleich.GLEICH),
        (1.0, 4.9, vergleich.NIEDRIGER),
        (np.nan, np.nan, vergleich.NICHT_BEWERTBAR),
    ],
    ids=["darueber", "genau_am_rand", "darunter", "ohne_bereich"],
)
def test_gegen_ziel(unten, oben, urteil):
    werte = pd.DataFrame({"unten": [unten], "oben": [oben]}, index=["a"])
    assert vergleich.gegen_ziel(werte, 5.0).to_dict() == {"a": urteil}


def test_gegen_anderes_jahr(stadt):
    tabelle = kennzahlen.kennzahl(stadt, "sgb2_quote")
    a1 = tabelle[tabelle["gebiet"].eq("A1")]
    heute, frueher = a1[a1["stichtag"].eq(LETZTER)], a1[a1["stichtag"].eq("2019-12-31")]
    ist = vergleich.gegen_zeilen(heute, frueher, stadt.katalog["sgb2_quote"]).iloc[0]
    # 38 von 380 → 40 von 400
    soll = np.multiply(konfidenz.newcombe(38, 380, 40, 400), 100)
    assert (ist["differenz"], ist["diff_unten"], ist["diff_oben"]) == pytest.approx(tuple(soll))
    assert ist["urteil"] == vergleich.GLEICH


def test_gegen_gesperrte_zeile(stadt):
    tabelle = kennzahlen.kennzahl(stadt, "sgb2_quote")
    heute = tabelle[tabelle["stichtag"].eq(LETZTER)].set_index("gebiet", drop=False)
    ist = vergleich.gegen_zeilen(heute.loc[["A1"]], heute.loc[["B2"]], stadt.katalog["sgb2_quote"])
    assert ist.loc["A1", "urteil"] == vergleich.NICHT_BEWERTBAR


@pytest.mark.parametrize(
    ("richtung", "worte"),
    [
        ("hoch_belastend", ["ungünstiger", "", "günstiger", ""]),
        ("niedrig_belastend", ["günstiger", "", "ungünstiger", ""]),
        ("neutral", ["", "", "", ""]),
    ],
)
def test_wertung_folgt_dem_katalog(stadt, richtung, worte):
    indikator = dataclasses.replace(stadt.katalog["sgb2_quote"], richtung=richtung)
    assert list(vergleich.wertung(pd.Series(vergleich.URTEILE), indikator)) == worte


def test_rangintervall_trennt_nur_was_weit_auseinander_liegt():
    anzahl = pd.Series([400, 101, 100, np.nan, 3], list("abcde"))
    nenner = pd.Series([1000, 1000, 1000, 50, 0], list("abcde"))
    ist = vergleich.rangintervall(anzahl, nenner)
    assert ist.loc["a"].to_list() == [1, 1, 1]
    assert ist.loc["b"].to_list() == [2, 2, 3]
    assert ist.loc["c"].to_list() == [3, 2, 3]
    assert ist.loc[["d", "e"]].isna().all().all()


def test_rangintervall_ist_wiederholbar_und_unabhaengig_von_der_reihenfolge_der_groesse():
    anzahl, nenner = pd.Series([5, 9, 30]), pd.Series([50, 60, 90])
    pdt.assert_frame_equal(
        vergleich.rangintervall(anzahl, nenner), vergleich.rangintervall(anzahl, nenner)
    )
    assert vergleich.rangintervall(anzahl, nenner)["rang"].to_list() == [3, 2, 1]


def test_rangintervall_ohne_gebiete():
    leer = pd.Series([], dtype="float64")
    assert vergleich.rangintervall(leer, leer).empty


def test_stichtag_ohne_stadtwert(stadt):
    ist = verglichen(dataclasses.replace(stadt, einstellungen=dataclasses.replace(
        stadt.einstellungen, stadt="K2")))  # fmt: skip
    assert ist["stadtwert"].isna().all()
    assert ist["urteil"].eq(vergleich.NICHT_BEWERTBAR).all()


def test_form_index_und_eingabe(stadt):
    tabelle = kennzahlen.kennzahl(stadt, "sgb2_quote").iloc[::-1]
    vorher = tabelle.copy()
    ist = vergleich.mit_vergleich(stadt, tabelle, stadt.katalog["sgb2_quote"])
    pdt.assert_frame_equal(tabelle, vorher)
    assert list(ist.columns) == [*vorher.columns, *SPALTEN]
    assert ist.index.equals(vorher.index)
    nochmal = vergleich.mit_vergleich(stadt, tabelle, stadt.katalog["sgb2_quote"])
    pdt.assert_frame_equal(ist, nochmal)


def test_rest_und_gebiet_ergeben_die_stadt(stadt):
    indikator = stadt.katalog["sgb2_quote"]
    tabelle = kennzahlen.kennzahl(stadt, "sgb2_quote")
    ist = vergleich.rest(tabelle, "K1", "A", indikator, name="Stadt ohne A")
    assert list(ist.columns) == list(tabelle.columns)
    assert ist["stichtag"].to_list() == list(kleinstadt.JAHRE)
    letzte = ist.iloc[-1]
    assert (letzte["gebiet"], letzte["zaehler"], letzte["nenner"]) == ("Stadt ohne A", 24, 175)
    assert letzte["wert"] == pytest.approx(2400 / 175)
    grenzen = np.multiply(konfidenz.wilson(24, 175), 100)
    assert (letzte["unten"], letzte["oben"]) == pytest.approx(tuple(grenzen))
    assert letzte["demo"]


@pytest.mark.parametrize(
    ("gebiet", "jahre"), [("A1", [LETZTER]), ("K1", [LETZTER])], ids=["teil", "ganzes"]
)
def test_rest_ist_gesperrt_wo_teil_oder_ganzes_es_sind(stadt, gebiet, jahre):
    tabelle = kennzahlen.kennzahl(stadt, "sgb2_quote")
    indikator = stadt.katalog["sgb2_quote"]
    geheim = tabelle["gebiet"].eq(gebiet) & tabelle["stichtag"].isin(jahre)
    # Der Zähler bliebe stehen, wenn nur der Nenner gesperrt ist: auch er darf nicht weitergehen.
    gesperrt = tabelle.assign(
        zustand=tabelle["zustand"].mask(geheim, "geheim"), wert=tabelle["wert"].mask(geheim)
    )
    ist = vergleich.rest(gesperrt, "K1", "A1", indikator, name="x").set_index("stichtag")
    assert ist.loc[LETZTER, "zustand"] == "geheim"
    assert ist.loc[LETZTER, ["zaehler", "nenner", "wert", "unten", "oben"]].isna().all()
    assert ist.drop(index=LETZTER)["zustand"].eq("wert").all()


def test_rest_nur_wo_beide_bekannt_sind(stadt):
    tabelle = kennzahlen.kennzahl(stadt, "sgb2_quote")
    indikator = stadt.katalog["sgb2_quote"]
    assert vergleich.rest(tabelle, "K1", "B2", indikator, name="x").empty
    assert vergleich.rest(tabelle, "K1", "Z9", indikator, name="x").empty


faelle = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def anteilstabelle(*paare):
    zeilen = [
        {
            "gebiet": gebiet, "stichtag": LETZTER, "zaehler": float(x), "nenner": float(n),
            "wert": 100 * x / n, "unten": 0.0, "oben": 0.0, "zeichen": "", "zustand": "wert",
            "demo": False, "herkunft": "gerechnet",
        }
        for gebiet, (x, n) in paare
    ]  # fmt: skip
    return pd.DataFrame(zeilen)


@given(faelle, faelle)
def test_gebiet_und_rest_sind_zusammen_die_stadt(stadt, gebiet, uebrige):
    gesamt = (gebiet[0] + uebrige[0], gebiet[1] + uebrige[1])
    tabelle = anteilstabelle(("A", gebiet), ("K1", gesamt))
    indikator = stadt.katalog["sgb2_quote"]
    rest = vergleich.rest(tabelle, "K1", "A", indikator, name="Rest").iloc[0]
    assert (rest["zaehler"] + gebiet[0], rest["nenner"] + gebiet[1]) == gesamt
    a = vergleich.mit_vergleich(stadt, tabelle, indikator).iloc[0]
    assert a["rest_wert"] == pytest.approx(rest["wert"])
    assert a["diff_unten"] <= a["differenz"] + 1e-9
    assert a["differenz"] <= a["diff_oben"] + 1e-9
    anteil = gebiet[1] / gesamt[1]
    gewogen = anteil * a["wert"] + (1 - anteil) * a["rest_wert"]
    assert gewogen == pytest.approx(a["stadtwert"])


@pytest.mark.parametrize(
    ("art", "rest"),
    [("differenz", -31.25), ("rate", None)],
    ids=["saldo", "gezaehltes"],
)
def test_nur_ein_saldo_darf_in_der_reststadt_negativ_sein(stadt, art, rest):
    """Stadt −30 bei 1.000, Gebiet −5 bei 200: die übrige Stadt −25 bei 800."""
    indikator = dataclasses.replace(stadt.katalog["sgb2_quote"], art=art, faktor=1000)
    tabelle = anteilstabelle(("A", (-5, 200)), ("K1", (-30, 1000)))
    ist = vergleich.mit_vergleich(stadt, tabelle, indikator).iloc[0]
    zeilen = vergleich.rest(tabelle, "K1", "A", indikator, name="Rest")
    if rest is None:
        assert np.isnan(ist["rest_wert"])
        assert zeilen.empty
    else:
        assert ist["rest_wert"] == pytest.approx(rest)
        assert zeilen["wert"].to_list() == pytest.approx([rest])
    # Für Salden gibt es keinen anerkannten Bereich, also auch kein Urteil.
    assert ist["urteil"] == vergleich.NICHT_BEWERTBAR


@pytest.mark.parametrize(
    ("unten", "oben", "soll"),
    [
        (0.1, 2, vergleich.HOEHER), (-2, -0.1, vergleich.NIEDRIGER), (-1, 1, vergleich.GLEICH),
        (0, 1, vergleich.GLEICH), (-1, 0, vergleich.GLEICH),
        (np.nan, np.nan, vergleich.NICHT_BEWERTBAR),
    ],
    ids=["hoeher", "niedriger", "umschliesst_null", "ab_null", "bis_null", "ohne_bereich"],
)  # fmt: skip
def test_urteil_aus_bereich(unten, oben, soll):
    ist = vergleich.urteil(pd.Series([unten], ["a"]), pd.Series([oben], ["a"]))
    assert ist.to_dict() == {"a": soll}


def test_veraenderung_eines_anteils(stadt):
    # Newcombe 1998, wie in test_konfidenz: 332 von 4.200 → 353 von 4.200
    vorher, nachher = (anteilstabelle(("A", (x, 4200))).iloc[0] for x in (332, 353))
    ist = vergleich.veraenderung(vorher, nachher, stadt.katalog["sgb2_quote"])
    assert ist == pytest.approx((0.50, -0.67, 1.67), abs=5e-3)


def test_veraenderung_ohne_fallzahlen_hat_keinen_bereich(stadt):
    werte = kennzahlen.kennzahl(stadt, "sgb2_quote").set_index(["gebiet", "stichtag"])
    vorher, nachher = werte.loc[("K1", "2018-12-31")], werte.loc[("K1", LETZTER)]
    d, unten, oben = vergleich.veraenderung(vorher, nachher, stadt.katalog["sgb2_quote"])
    assert d == pytest.approx(7400 / 825 - 9.4)
    assert np.isnan([unten, oben]).all()


def test_veraenderung_einer_anzahl(stadt):
    werte = kennzahlen.kennzahl(stadt, "einwohnerzahl").set_index(["gebiet", "stichtag"])
    vorher, nachher = werte.loc[("A1", "2019-12-31")], werte.loc[("A1", LETZTER)]
    ist = vergleich.veraenderung(vorher, nachher, stadt.katalog["einwohnerzahl"])
    assert ist[0] == 20
    assert np.isnan(ist[1:]).all()


def test_differenz_der_differenzen(stadt):
    # p: 0,088 → 0,081 (n 4.380) gegen 0,052 → 0,050 (n 18.700): −0,50 [−1,75; +0,75]
    def reihe(p, n):
        return anteilstabelle(("A", (p * n, n))).iloc[0]

    gebiet, rest = (
        (reihe(0.088, 4380), reihe(0.081, 4380)), (reihe(0.052, 18_700), reihe(0.050, 18_700)),
    )  # fmt: skip
    ist = vergleich.differenz_der_differenzen(gebiet, rest, stadt.katalog["sgb2_quote"])
    assert ist == pytest.approx((-0.50, -1.75, 0.75), abs=5e-3)
    ohne = vergleich.differenz_der_differenzen(gebiet, rest, stadt.katalog["geburtenrate"])
    assert np.isnan(ohne).all()


@pytest.mark.parametrize(
    ("indikator", "soll"),
    [
        ("sgb2_quote", {"Kleinstadt": "K1", "Kleinkreis": "K"}),
        ("einwohnerzahl", {"Kleinstadt": "K1"}),
    ],
)
def test_partner(stadt, indikator, soll):
    assert vergleich.partner(stadt, stadt.katalog[indikator]) == soll


@pytest.mark.parametrize(
    ("unten", "oben", "urteile"),
    [
        ([1.0, -1.0, -2.0, np.nan], [2.0, 1.0, -1.0, 1.0],
         [vergleich.HOEHER, vergleich.GLEICH, vergleich.NIEDRIGER, vergleich.NICHT_BEWERTBAR]),
        (0.5, 1.5, [vergleich.HOEHER]),
        (-0.5, np.nan, [vergleich.NICHT_BEWERTBAR]),
        ([], [], []),
    ],
    ids=["liste", "zahl", "nur_eine_grenze", "leer"],
)  # fmt: skip
def test_urteil_nimmt_zahlen_listen_und_felder(unten, oben, urteile):
    assert vergleich.urteil(unten, oben).to_list() == urteile
    assert vergleich.urteil(np.array(unten), np.array(oben)).to_list() == urteile


def test_urteil_behaelt_den_index_und_verrechnet_keine_fremden():
    unten, oben = pd.Series([1.0, -1.0], ["a", "b"]), pd.Series([2.0, 1.0], ["a", "b"])
    assert vergleich.urteil(unten, oben).to_dict() == {
        "a": vergleich.HOEHER, "b": vergleich.GLEICH,
    }  # fmt: skip
    with pytest.raises(SozialmonitorFehler, match="verschiedene Indizes"):
        vergleich.urteil(unten, oben.iloc[::-1])


def test_rangintervall_nimmt_listen():
    ist = vergleich.rangintervall([400, 100], [1000, 1000])
    assert ist.to_numpy().tolist() == [[1, 1, 1], [2, 2, 2]]
