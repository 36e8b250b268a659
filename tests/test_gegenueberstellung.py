"""Ein Gebiet gegen einen Partner: Werte von Hand nachgerechnet.

Zahlen der Kleinstadt stehen im Kopf von `tests/kleinstadt.py`.
"""

import math

import pandas as pd
import pytest
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
