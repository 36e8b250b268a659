"""Gegen einen Partner, Trichter, zwei Indikatoren, ähnliche Gebiete: Werte von Hand nachgerechnet.

Zahlen der Kleinstadt stehen im Kopf von `tests/kleinstadt.py`.
"""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sozialmonitor import gegenueberstellung as g
from sozialmonitor import kennzahlen, profil, vergleich
from sozialmonitor.gegenueberstellung import Partner
from sozialmonitor.laden import lade_kommune
from tests import kleinstadt

TAG = kleinstadt.LETZTER
REST = Partner(art="rest", name="Rest")


def langwerte(kommune):
    tabellen = {}
    for indikator in kommune.katalog.values():
        tabelle = kennzahlen.kennzahl(kommune, indikator.id)
        tabellen[indikator.id] = vergleich.mit_vergleich(kommune, tabelle, indikator)
    return profil.langtabelle(tabellen)


def zeile(kommune, gebiet, partner, indikator="sgb2_quote", stand=TAG):
    tabelle = g.gegenueberstellung(kommune, langwerte(kommune), gebiet, stand, partner)
    return tabelle.set_index("indikator").loc[indikator]


def anteile(zaehler, nenner, gebiete=None, tag="2021"):
    gebiete = gebiete or [f"X{i}" for i in range(len(zaehler))]
    x, n = np.array(zaehler, "float64"), np.array(nenner, "float64")
    return pd.DataFrame(
        {"gebiet": gebiete, "stichtag": tag, "zaehler": x, "nenner": n, "wert": x / n * 100,
         "unten": x / n * 90, "oben": x / n * 110, "zeichen": "", "zustand": "wert",
         "demo": False, "herkunft": "gerechnet"}
    )  # fmt: skip


# A1: 40 von 400 sind 10 %; Stadt 74 von 825; Rest ohne die 5 Fälle ohne Gebiet: 29 von 425.
def test_gegen_die_reststadt_ohne_nicht_zuordenbare(stadt):
    ist = zeile(stadt, "A1", REST)
    assert ist["ganzes_wert"] == pytest.approx(74 / 825 * 100)
    assert ist["partner_wert"] == pytest.approx(29 / 425 * 100)
    assert ist["differenz"] == pytest.approx(10 - 29 / 425 * 100)
    # Newcombe 1998, Methode 10, aus den Wilson-Grenzen von scipy
    (l1, o1), (l2, o2) = (
        stats.binomtest(x, n).proportion_ci(method="wilson") for x, n in ((29, 425), (40, 400))
    )
    p1, p2 = 29 / 425, 0.1
    unten = p2 - p1 - math.hypot(p2 - l2, o1 - p1)
    oben = p2 - p1 + math.hypot(o2 - p2, p1 - l1)
    assert (ist["diff_unten"], ist["diff_oben"]) == pytest.approx((unten * 100, oben * 100))
    assert ist["urteil"] == vergleich.GLEICH
    assert (ist["wertung"], ist["grund"]) == ("", "")
    assert ist["demo"], "Die Reststadt enthält den Demonstrationswert von B2"


def test_anderes_gebiet(stadt):
    ist = zeile(stadt, "A1", Partner(art="gebiet", name="B1", schluessel="B1"))
    assert ist["partner_wert"] == pytest.approx(10)
    assert ist["differenz"] == pytest.approx(0)
    assert math.isnan(ist["ganzes_wert"])
    assert ist["urteil"] == vergleich.GLEICH


@pytest.mark.parametrize(
    ("gebiet", "partner", "indikator", "grund"),
    [
        ("A", Partner(art="gebiet", name="P", schluessel="P"), "sgb2_quote",
         "die beiden Gebiete überschneiden sich"),
        ("A1", REST, "dichte", "gemessene Größe, kein Zufall zu prüfen"),
        ("A1", REST, "jugendquotient", "für diese Art von Zahl gibt es keine Prüfung"),
        ("B2", REST, "sgb2_quote", "zu wenige Personen für eine Bewertung"),
        ("A1", Partner(art="gebiet", name="B2", schluessel="B2"), "sgb2_quote",
         "Vergleichswert: zu wenige Personen für eine Bewertung"),
        ("A1", Partner(art="jahr", name="2019", jahr="2019"), "jugendanteil",
         "Bruch in der Reihe zwischen beiden Ständen"),
        ("A1", Partner(art="jahr", name="2022", jahr="2022"), "sgb2_quote", "kein anderer Stand"),
        ("A1", Partner(art="jahr", name="2020", jahr="2020"), "geburtenrate",
         "Vergleichswert: keine Angabe"),
        ("K1", Partner(art="oberhalb", name="K", schluessel="K"), "quote_laut_bericht",
         "enthält das Gebiet; für den Rest fehlen Fallzahlen"),
        ("K1", REST, "sgb2_quote", "das Gebiet liegt nicht in der Stadt"),
    ],
    ids=["ueberschneidung", "flaeche", "quotient", "zu_wenige", "partner_zu_wenige", "bruch",
         "selber_stand", "kein_wert", "kreis_ohne_fallzahlen", "nicht_in_der_stadt"],
)  # fmt: skip
def test_nicht_geprueft_hat_einen_grund(stadt, gebiet, partner, indikator, grund):
    ist = zeile(stadt, gebiet, partner, indikator)
    assert ist["grund"] == grund
    assert ist["urteil"] == vergleich.NICHT_BEWERTBAR
    assert ist["wertung"] == ""
    assert math.isnan(ist["diff_unten"])
    assert math.isnan(ist["diff_oben"])


def test_anderes_jahr_ohne_bruch(stadt):
    # sgb2 hat keine Reihe, ihr Nenner aber das Melderegister mit Bruch ab Juni 2020: nur danach.
    ist = zeile(stadt, "A1", Partner(art="jahr", name="2020", jahr="2020"))
    assert ist["grund"] == ""
    assert ist["partner_stichtag"] == "2020-12-31"
    assert ist["partner_wert"] == pytest.approx(39 / 390 * 100)


def test_kreis_ohne_das_gebiet(ordner):
    kleinstadt.haenge_an(ordner[0] / "soziales.csv", f"K,{TAG},sgb2,150,,amt,\n")
    kleinstadt.ersetze(ordner[0] / "soziales.csv", f"K,{TAG},quote_bericht,7.5,,amt,\n", "")
    zeilen = [
        f"K,{TAG},einwohner,{alter},{geschlecht},{zahl},,amt,\n"
        for alter, zahl in (("0-17", 250), ("18-64", 750), ("65+", 300))
        for geschlecht in "mw"
    ]
    kleinstadt.haenge_an(ordner[0] / "einwohner.csv", "".join(zeilen))
    kommune = lade_kommune(*ordner)
    ist = zeile(kommune, "A1", Partner(art="oberhalb", name="K ohne A1", schluessel="K"))
    # 150 − 40 − 5 ohne Gebiet, von 2000 − 400
    assert ist["ganzes_wert"] == pytest.approx(7.5)
    assert ist["partner_wert"] == pytest.approx(105 / 1600 * 100)
    assert ist["grund"] == ""
    assert ist["urteil"] == vergleich.HOEHER
    assert ist["wertung"] == vergleich.UNGUENSTIGER


def test_geheimer_wert_steht_nirgends(tmp_path):
    kommune = kleinstadt.lade(
        tmp_path, ("soziales.csv", f"A1,{TAG},sgb2,40,,amt,", f"A1,{TAG},sgb2,,•,amt,")
    )
    tabelle = g.gegenueberstellung(kommune, langwerte(kommune), "A1", TAG, REST)
    ist = tabelle.set_index("indikator").loc["sgb2_quote"]
    assert ist["zustand"] == "geheim"
    assert ist[["wert", "partner_wert", "differenz"]].isna().all()
    assert ist["grund"] == "gesperrt (Datenschutz)"
    texte = g.spinetabelle(tabelle, kommune.katalog, name="A1", partner="Rest", ganzes="Stadt")
    eine = texte[texte["Indikator"].eq("SGB-II-Quote")].iloc[0]
    assert eine["A1 (95-%-Bereich)"] == "•"
    assert eine["Urteil"] == "nicht geprüft (gesperrt (Datenschutz))"
    assert (eine["Rest"], eine["Stadt"], eine["Differenz (Bereich)"]) == ("•", "•", "•")
    # Die Sperre eines Teils sperrt die Summe Stadt; Einwohner und Jugendanteil bleiben bekannt.
    assert g.gesperrte(tabelle) == 1


def test_gesperrter_partner_bleibt_in_der_tabelle(tmp_path):
    kommune = kleinstadt.lade(
        tmp_path, ("soziales.csv", f"A2,{TAG},sgb2,10,,amt,", f"A2,{TAG},sgb2,,•,amt,")
    )
    partner = g.Partner(art="gebiet", name="Am Wall", schluessel="A2")
    tabelle = g.gegenueberstellung(kommune, langwerte(kommune), "A1", TAG, partner)
    tabelle = g.vergleichbare(tabelle, kommune.katalog, partner)
    texte = g.spinetabelle(tabelle, kommune.katalog, name="A1", partner="A2")
    eine = texte[texte["Indikator"].eq("SGB-II-Quote")].iloc[0]
    assert (eine["A2"], eine["Differenz (Bereich)"]) == ("•", "•")
    assert g.gesperrte(tabelle) == 1


def test_spinetabelle_in_worten(stadt):
    tabelle = g.gegenueberstellung(stadt, langwerte(stadt), "A1", TAG, REST)
    texte = g.spinetabelle(tabelle, stadt.katalog, name="Altmarkt", partner="Rest")
    eine = texte.iloc[0]
    assert list(texte.columns[:4]) == ["Indikator", "Stand", "Altmarkt (95-%-Bereich)", "Rest"]
    assert eine["Altmarkt (95-%-Bereich)"] == "10,0 (7,4 – 13,3)"  # Wilson 40/400
    assert eine["Differenz (Bereich)"] == "+3,2 (−0,6 bis +7,1)"
    assert eine["Urteil"] == "nicht gesichert verschieden"


def test_anzahlen_nur_gegen_ein_anderes_jahr(stadt):
    for partner, dabei in [
        (REST, False),
        (Partner(art="gebiet", name="B", schluessel="B1"), False),
        (Partner(art="jahr", name="2020", jahr="2020"), True),
    ]:
        tabelle = g.gegenueberstellung(stadt, langwerte(stadt), "A1", TAG, partner)
        assert math.isnan(tabelle.set_index("indikator")["differenz"]["einwohnerzahl"]) is not dabei
        vergleichbar = g.vergleichbare(tabelle, stadt.katalog, partner)
        assert ("einwohnerzahl" in set(vergleichbar["indikator"])) is dabei


def test_eingabe_bleibt_und_leeres_gebiet_hat_keine_zeilen(stadt):
    werte = langwerte(stadt)
    vorher = werte.copy()
    assert g.gegenueberstellung(stadt, werte, "K2", TAG, REST).empty
    g.gegenueberstellung(stadt, werte, "A1", TAG, REST)
    pd.testing.assert_frame_equal(werte, vorher)


@pytest.mark.parametrize(
    ("eines", "anderes", "soll"),
    [("A", "B", False), ("A", "P", True), ("A1", "A", True), ("A1", "A2", False)],
)
def test_ueberschneidung(stadt, eines, anderes, soll):
    assert g.ueberschneiden_sich(stadt, eines, anderes) is soll
    assert g.ueberschneiden_sich(stadt, anderes, eines) is soll


def test_oberhalb(stadt):
    assert g.partner_oberhalb(stadt, "A1") == ["K", "L"]
    assert g.partner_oberhalb(stadt, "L") == []


# Fingertips „SPC limits“, nachgerechnet: n 1 000, p0 5,6 %: 95 % 4,337–7,202; 99,8 % 3,745–8,295
@pytest.mark.parametrize(
    ("zaehler", "lage"),
    [([43, 73, 52], [-1, 1, 0]), ([37, 83, 48], [-2, 2, 0]), ([44, 72, 52], [0, 0, 0])],
    ids=["ausserhalb_95", "ausserhalb_998", "innerhalb"],
)
def test_trichter_an_veroeffentlichten_grenzen(stadt, zaehler, lage):
    tabelle = anteile(zaehler, [1000, 1000, 1000])
    ist = g.trichter(stadt, tabelle, stadt.katalog["sgb2_quote"], ["X0", "X1", "X2"], "2021")
    assert ist.mitte == pytest.approx(5.6)
    assert ist.mitte_name == "alle Gebiete zusammen"
    assert ist.zeilen["lage"].tolist() == lage
    assert ist.grund == ""


def test_trichter_um_den_stadtwert_ohne_nicht_zuordenbare(stadt):
    indikator = stadt.katalog["sgb2_quote"]
    tabelle = vergleich.mit_vergleich(stadt, kennzahlen.kennzahl(stadt, indikator.id), indikator)
    ist = g.trichter(stadt, tabelle, indikator, ["A1", "A2", "B1", "B2"], TAG)
    assert ist.mitte == pytest.approx((74 - 5) / 825 * 100)
    assert ist.mitte_name == "Kleinstadt, Fälle mit Ort"
    assert ist.zeilen["gebiet"].tolist() == ["A1", "A2", "B1"]
    assert ist.ohne == {"B2": "zu wenige Personen für eine Bewertung"}
    spalten = ["unten_998", "unten_95", "oben_95", "oben_998"]
    assert (np.diff(ist.linien[spalten].to_numpy(), axis=1) > 0).all()
    breite = ist.linien["oben_95"] - ist.linien["unten_95"]
    assert breite.is_monotonic_decreasing


@pytest.mark.parametrize("indikator", ["dichte", "geburtenrate", "einwohnerzahl"])
def test_trichter_nur_fuer_anteile(stadt, indikator):
    tabelle = kennzahlen.kennzahl(stadt, indikator)
    ist = g.trichter(stadt, tabelle, stadt.katalog[indikator], ["A1", "A2"], TAG)
    assert ist.grund.startswith("Ein Trichter setzt einen Anteil")
    assert ist.zeilen.empty


def test_trichter_ohne_werte(stadt):
    tabelle = kennzahlen.kennzahl(stadt, "sgb2_quote")
    ist = g.trichter(stadt, tabelle, stadt.katalog["sgb2_quote"], ["A1"], "1999-12-31")
    assert ist.grund.startswith("Für einen Trichter haben zu wenige")
    assert ist.ohne == {"A1": "keine Angabe"}
    allein = g.trichter(stadt, tabelle, stadt.katalog["sgb2_quote"], ["A1"], TAG)
    assert allein.grund == ist.grund
    assert allein.zeilen.empty


def test_streuung_nimmt_nur_gebiete_mit_beiden_werten():
    x = anteile([10, 20, 30], [100, 100, 100], ["a", "b", "c"], "2021-05")
    y = anteile([1, 2], [10, 10], ["b", "a"], "2021-12-31")
    ist, ohne = g.streuung(x, y, ["a", "b", "c", "d"], "2021")
    assert ist["gebiet"].tolist() == ["a", "b"]
    assert ist["wert_x"].tolist() == [10, 20]
    assert ist["wert_y"].tolist() == [20, 10]
    assert ohne == {"c": "keine Angabe", "d": "keine Angabe"}
    assert g.gemeinsame_jahre(x, y, ["a", "b"]) == ["2021"]
    assert g.gemeinsame_jahre(x, y, ["c"]) == []


def test_streuung_ohne_jahr_ist_leer():
    x = anteile([10], [100], ["a"])
    ist, ohne = g.streuung(x, x, ["a"], "1999")
    assert ist.empty
    assert ohne == {"a": "keine Angabe"}


ZAHLEN = st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=10, max_size=40)


@given(ZAHLEN)
def test_rangkorrelation_wie_scipy_und_unabhaengig_vom_massstab(paare):
    x, y = (pd.Series([float(p[i]) for p in paare]) for i in (0, 1))
    ist = g.zusammenhang(x, y)
    if x.min() == x.max() or y.min() == y.max():
        assert ist.grund
        assert math.isnan(ist.wert)
        return
    assert ist.wert == pytest.approx(stats.spearmanr(x, y).statistic, abs=1e-9)
    assert g.zusammenhang(np.exp(x / 50), 3 * y + 7).wert == pytest.approx(ist.wert, abs=1e-9)
    assert g.zusammenhang(x, -y).wert == pytest.approx(-ist.wert, abs=1e-9)
    assert g.zusammenhang(y, x).wert == pytest.approx(ist.wert, abs=1e-9)
    if not math.isnan(ist.unten):
        assert -1 <= ist.unten < ist.wert < ist.oben <= 1


def test_bereich_nach_bonett_und_wright():
    # r = 0,6 (6 Σd² / n(n²−1) = 0,4 mit Σd² = 66, n = 10): atanh 0,6 = 0,693147;
    # Standardfehler sqrt(1,18/7) = 0,410575; Grenzen tanh(0,693147 ± 0,804712).
    x = pd.Series(range(10), dtype="float64")
    y = pd.Series([0, 5, 4, 3, 2, 1, 9, 8, 7, 6], dtype="float64")
    ist = g.zusammenhang(x, y)
    d2 = ((x - y) ** 2).sum()
    r = 1 - 6 * d2 / 990
    assert ist.wert == pytest.approx(r)
    z, fehler = math.atanh(r), math.sqrt((1 + r * r / 2) / 7)
    assert ist.unten == pytest.approx(math.tanh(z - 1.959963984540054 * fehler))
    assert ist.oben == pytest.approx(math.tanh(z + 1.959963984540054 * fehler))


@pytest.mark.parametrize(
    ("anzahl", "grund"),
    [(0, "Mit 0 Gebieten"), (1, "Mit 1 Gebiet "), (9, "Mit 9 Gebieten")],
)
def test_zusammenhang_nur_mit_genug_gebieten(anzahl, grund):
    x = pd.Series(np.arange(anzahl, dtype="float64"))
    ist = g.zusammenhang(x, x)
    assert ist.grund.startswith(grund)
    assert math.isnan(ist.wert)


def test_vollkommener_zusammenhang_hat_keinen_bereich():
    x = pd.Series(np.arange(12, dtype="float64"))
    ist = g.zusammenhang(x, -(x**3))
    assert ist.wert == pytest.approx(-1)
    assert math.isnan(ist.unten)


def tafel(*zeilen):
    return pd.DataFrame(list(zeilen), index=list("abcdefgh"[: len(zeilen)]), columns=["i", "j"])


def test_abstand_von_hand():
    # Beide Indikatoren: Mittel 2,5, Streuung sqrt(1,25); a und b liegen 1 und 0 auseinander.
    ist = g.aehnlichste(tafel([1.0, 1.0], [2.0, 1.0], [3.0, 4.0], [4.0, 4.0]), "a")
    assert ist.abstand.index.tolist() == ["b", "c", "d"]
    sigma_i, sigma_j = math.sqrt(1.25), 1.5
    assert ist.abstand["b"] == pytest.approx(math.sqrt((1 / sigma_i) ** 2 / 2))
    assert ist.abstand["d"] == pytest.approx(
        math.sqrt(((3 / sigma_i) ** 2 + (3 / sigma_j) ** 2) / 2)
    )
    assert g.groesster_unterschied(ist.z, "a", "b") == "i"
    assert g.groesster_unterschied(ist.z, "a", "c") == "j"


@given(
    st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=4, max_size=8, unique=True)
)
def test_abstand_ist_unabhaengig_von_einheiten_und_im_mittel_wurzel_zwei(zeilen):
    daten = tafel(*[[float(a), float(b)] for a, b in zeilen])
    if daten.min().eq(daten.max()).any():
        return
    ist = [g.aehnlichste(daten, gebiet).abstand for gebiet in daten.index]
    n = len(daten)
    quadrate = sum(float((abstand**2).sum()) for abstand in ist) / (n * (n - 1))
    assert quadrate == pytest.approx(2 * n / (n - 1))
    andere = g.aehnlichste(daten * [10, 0.1] + [5, -3], "a").abstand
    pd.testing.assert_series_equal(andere.sort_index(), ist[0].sort_index())


@pytest.mark.parametrize(
    ("daten", "gebiet", "grund"),
    [
        (tafel([1.0, 1.0], [2.0, 2.0], [3.0, 3.0]), "a", "Dafür braucht es wenigstens 4"),
        (tafel([1.0, 1.0], [2.0, 2.0], [3.0, 3.0], [4.0, 4.0]), "z", "Dem Gebiet fehlt"),
        (tafel([1.0, 1.0], [1.0, 1.0], [1.0, 1.0], [1.0, 1.0]), "a", "Alle Gebiete haben"),
    ],
    ids=["zu_wenige", "ohne_wert", "alle_gleich"],
)
def test_aehnlich_mit_grund(daten, gebiet, grund):
    ist = g.aehnlichste(daten, gebiet)
    assert ist.grund.startswith(grund)
    assert ist.abstand.empty


def test_aehnlich_sagt_ob_gesperrt():
    daten = tafel([1.0, 1.0], [2.0, 2.0], [3.0, 3.0], [4.0, 4.0])
    ist = g.aehnlichste(daten, "z", ohne={"z": "gesperrt (Datenschutz)"})
    assert ist.grund == "Nicht zu jedem Indikator gibt es hier einen Wert: gesperrt (Datenschutz)."


def test_gleiche_indikatoren_zaehlen_nicht_mit():
    ist = g.aehnlichste(tafel([1.0, 7.0], [2.0, 7.0], [3.0, 7.0], [4.0, 7.0]), "a")
    assert list(ist.z.columns) == ["i"]
    assert ist.abstand["b"] == pytest.approx(1 / math.sqrt(1.25))


def test_gruppentafel_nennt_wer_fehlt(stadt):
    ist, ohne, weg = g.gruppentafel(
        langwerte(stadt), ["A1", "A2", "B1", "B2"],
        ["sgb2_quote", "jugendanteil", "quote_laut_bericht"], TAG,
    )  # fmt: skip
    assert ist.index.tolist() == ["A1", "A2", "B1"]
    assert list(ist.columns) == ["sgb2_quote", "jugendanteil"]
    assert ohne == {"B2": "zu wenige Personen für eine Bewertung"}
    assert weg == ["quote_laut_bericht"]
    assert ist.loc["A1", "sgb2_quote"] == pytest.approx(10)
