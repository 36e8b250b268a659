"""Segregation je Ebene: Werte von Hand, Lücken mit Grund, Abschnitte, Veränderung, Quotienten."""

import math

import pandas as pd
import pytest

from sozialmonitor import kennzahlen, segregation, segregationsbericht
from sozialmonitor.katalog import Bruch
from tests import kleinstadt
from tests.test_reihen import zeile

NAMEN = {"a": "Altstadt", "b": "Neustadt"}
# Tabelle der Einwohner der acht Gebiete; D, Isolation, Interaktion von Hand
EINWOHNER = [8723, 6952, 6670, 3738, 3599, 3513, 1885, 1563]
GRUPPE = [1396, 1251, 1000, 262, 288, 316, 113, 109]


def tabelle(*zeilen):
    return pd.DataFrame(list(zeilen))


def jahr(stichtag, a=(10, 100), b=(30, 100), **angaben):
    return [zeile("a", stichtag, *a, **angaben), zeile("b", stichtag, *b, **angaben)]


def verlauf(*zeilen, brueche=()):
    zahlen = segregationsbericht.personen(tabelle(*zeilen), list(NAMEN))
    return segregationsbericht.verlauf(zahlen, NAMEN, brueche)


def test_wert_von_hand():
    # ½ (|10/40 − 90/160| + |30/40 − 70/160|) = 0,3125
    ist = verlauf(*jahr("2020")).iloc[0]
    assert ist["wert"] == pytest.approx(0.3125)
    assert (ist["gruppe"], ist["insgesamt"], ist["grund"]) == (40, 200, "")


def test_acht_gebiete_aus_der_literaturmappe():
    namen = {str(i): str(i) for i in range(8)}
    zeilen = [zeile(str(i), "2020", GRUPPE[i], EINWOHNER[i]) for i in range(8)]
    zahlen = segregationsbericht.personen(tabelle(*zeilen), list(namen))
    ist = segregationsbericht.verlauf(zahlen, namen).iloc[0]
    assert ist["wert"] == pytest.approx(0.184225, abs=5e-7)
    begegnung = segregationsbericht.begegnung(zahlen, "2020").set_index("index")
    assert begegnung["wert"].round(6).to_dict() == {"Isolation": 0.144174, "Interaktion": 0.855826}
    assert begegnung["ohne_segregation"].tolist() == pytest.approx([0.129220, 0.870780], abs=5e-7)


@pytest.mark.parametrize(
    ("zeilen", "grund"),
    [
        ([zeile("a", "2020")], "keine Angabe: Neustadt."),
        (
            [zeile("a", "2020"), zeile("b", "2020", 1, zustand="geheim")],
            "gesperrt (Datenschutz): Neustadt.",
        ),
        (
            [zeile("a", "2020", zustand="fehlt"), zeile("b", "2020", zustand="geheim")],
            "keine Angabe: Altstadt; gesperrt (Datenschutz): Neustadt.",
        ),
        (jahr("2020", zustand="geheim"), "gesperrt (Datenschutz): alle Gebiete."),
        (jahr("2020", a=(0, 100), b=(0, 100)), "Niemand gehört zur Gruppe."),
        (
            [zeile("a", "2020"),
             zeile("b", "2020") | {"zaehler": math.nan, "nenner": math.nan}],
            "keine Angabe: Neustadt.",
        ),
    ],
    ids=["ohne_zeile", "geheim", "beides", "alle", "niemand", "nur_veroeffentlicht"],
)  # fmt: skip
def test_luecke_nennt_den_grund(zeilen, grund):
    ist = verlauf(*zeilen).iloc[0]
    assert ist["grund"] == grund
    assert pd.isna(ist[["wert", "zufallswert", "unten", "gruppe", "insgesamt"]]).all()


def test_gesperrte_zahlen_gehen_nicht_weiter():
    zeilen = [zeile("a", "2020", 4711, 9999, zustand="geheim"), zeile("b", "2020", 30, 100)]
    zahlen = segregationsbericht.personen(tabelle(*zeilen), list(NAMEN))
    alles = [zahlen, segregationsbericht.verlauf(zahlen, NAMEN),
             segregationsbericht.quotienten(zahlen, "2020")]  # fmt: skip
    assert not any("4711" in teil.to_csv() or "9999" in teil.to_csv() for teil in alles)


def test_zu_wenige_und_unbewohnt_gelten_als_bekannt():
    zeilen = [
        *jahr("2020"),
        zeile("c", "2020", 2, 10, zustand="zu_wenige"),
        zeile("d", "2020") | {"zaehler": 0.0, "nenner": 0.0, "zustand": "fehlt"},
    ]
    zahlen = segregationsbericht.personen(tabelle(*zeilen), list("abcd"))
    ist = segregationsbericht.verlauf(zahlen, {}).iloc[0]
    assert (ist["grund"], ist["gruppe"]) == ("", 42)
    quotient = segregationsbericht.quotienten(zahlen, "2020").set_index("gebiet")
    assert quotient["zustand"].to_dict() == {
        "a": "wert", "b": "wert", "c": "zu_wenige", "d": "fehlt",
    }  # fmt: skip
    assert quotient.loc[["c", "d"], ["wert", "unten", "oben"]].isna().all(axis=None)


def test_abschnitte_enden_an_luecke_ausgelassenem_jahr_bruch_und_demonstration():
    zeilen = [
        *jahr("2010"), *jahr("2011"), zeile("a", "2012"), *jahr("2013"),
        *jahr("2016"), *jahr("2017"), *jahr("2018"), *jahr("2019", demo=True),
    ]  # fmt: skip
    ist = verlauf(*zeilen, brueche=[Bruch(ab="2017-06", grund="Neu")])
    assert ist["abschnitt"].tolist() == [0, 0, 1, 2, 3, 3, 4, 5]


def test_veraenderung_nur_nach_dem_bruch_und_ueber_eine_luecke_hinweg():
    bruch = Bruch(ab="2011", grund="Neu")
    zeilen = [
        *jahr("2010", a=(50, 100)), *jahr("2011", a=(5, 1000), b=(200, 1000)),
        zeile("a", "2012"), *jahr("2013", a=(100, 1000), b=(110, 1000)),
    ]  # fmt: skip
    ist = segregationsbericht.veraenderung(verlauf(*zeilen, brueche=[bruch]), [bruch])
    assert (ist["von"], ist["bis"]) == ("2011", "2013")
    assert ist["oben"] < 0
    assert ist["unten"] < ist["differenz"] < ist["oben"]


def test_veraenderung_nach_mover_von_hand():
    reihe = pd.DataFrame(
        [
            {"stichtag": "2010", "wert": 0.2, "bereinigt": 0.2, "unten": 0.16, "oben": 0.23},
            {"stichtag": "2020", "wert": 0.3, "bereinigt": 0.3, "unten": 0.26, "oben": 0.35},
        ]
    ).assign(demo=False)
    ist = segregationsbericht.veraenderung(reihe)
    # 0,1 − √(0,04² + 0,03²) und 0,1 + √(0,05² + 0,04²)
    assert ist["unten"] == pytest.approx(0.05)
    assert ist["oben"] == pytest.approx(0.1 + math.sqrt(0.0041))


@pytest.mark.parametrize(
    "zeilen",
    [
        [],
        jahr("2020"),
        [zeile("a", "2020")],
        [*jahr("2019", demo=True), *jahr("2020")],
    ],
    ids=["leer", "ein_stichtag", "nur_luecke", "nur_erfundenes_davor"],
)
def test_ohne_frueheren_vergleichbaren_wert_keine_veraenderung(zeilen):
    leer = tabelle(*jahr("2020")).head(0)
    zahlen = segregationsbericht.personen(tabelle(*zeilen) if zeilen else leer, list(NAMEN))
    assert segregationsbericht.veraenderung(segregationsbericht.verlauf(zahlen, NAMEN)) is None


def test_letzte_ist_die_juengste_mit_wert():
    assert segregationsbericht.letzte(verlauf(*jahr("2019"), zeile("a", "2020")))["stichtag"] == (
        "2019"
    )
    assert "Neustadt" in segregationsbericht.letzte(verlauf(zeile("a", "2020")))["grund"]


def test_quotienten_mit_urteil_aus_dem_bereich():
    zahlen = segregationsbericht.personen(
        tabelle(*jahr("2020", a=(100, 1000), b=(300, 1000))), list(NAMEN)
    )
    ist = segregationsbericht.quotienten(zahlen, "2020").set_index("gebiet")
    # 0,1 / 0,2 und 0,3 / 0,2
    assert ist["wert"].to_dict() == pytest.approx({"a": 0.5, "b": 1.5})
    assert ist["urteil"].to_dict() == {"a": "gesichert geringer", "b": "gesichert höher"}
    gleich = segregationsbericht.personen(tabelle(*jahr("2020", a=(19, 100), b=(21, 100))), ["a"])
    assert segregationsbericht.quotienten(gleich, "2020")["urteil"].tolist() == [""]


def test_nicht_gesichert_verschieden():
    zahlen = segregationsbericht.personen(
        tabelle(*jahr("2020", a=(19, 100), b=(21, 100))), list(NAMEN)
    )
    assert set(segregationsbericht.quotienten(zahlen, "2020")["urteil"]) == {
        "nicht gesichert verschieden"
    }


def test_alle_gruppen_am_juengsten_vollstaendigen_stichtag():
    zahlen = segregationsbericht.personen(
        tabelle(*jahr("2018"), *jahr("2019"), zeile("a", "2020")), list(NAMEN)
    )
    juengste = segregationsbericht.juengste_vollstaendige(zahlen)
    assert set(juengste["stichtag"]) == {"2019"}
    reihen = {"G": segregationsbericht.verlauf(juengste, NAMEN)}
    ist = segregationsbericht.nebeneinander(reihen).iloc[0]
    assert (ist["name"], ist["stichtag"]) == ("G", "2019")


def test_eingabe_bleibt_unveraendert_und_ergebnis_ist_wiederholbar():
    roh = tabelle(*jahr("2019"), *jahr("2020"))
    vorher = roh.copy(deep=True)
    zahlen = segregationsbericht.personen(roh, list(NAMEN))
    erster = segregationsbericht.verlauf(zahlen, NAMEN)
    pd.testing.assert_frame_equal(roh, vorher)
    pd.testing.assert_frame_equal(erster, segregationsbericht.verlauf(zahlen, NAMEN))


def test_kleinstadt_ebenen_und_namen(stadt):
    assert segregationsbericht.ebenen(stadt) == ["sozialraum", "stadtteil"]
    indikator = stadt.indikator("jugendanteil")
    assert segregationsbericht.gruppenname(stadt, indikator) == "Unter 18"
    assert segregationsbericht.bezugsname(stadt, indikator) == "Einwohner"
    werte = kennzahlen.kennzahl(stadt, "jugendanteil")
    zahlen = segregationsbericht.personen(werte, stadt.gebiete_der_ebene("stadtteil"))
    ist = segregationsbericht.verlauf(zahlen, stadt.namen).iloc[-1]
    # A: 150 von 800, B: 50 von 218; ½ (|150/200 − 650/818| + |50/200 − 168/818|) = 0,0446
    assert ist["wert"] == pytest.approx(abs(150 / 200 - 650 / 818))
    assert segregationsbericht.gruppen(stadt) == []


def test_gruppen_sind_nur_anteile_aus_dem_katalog(tmp_path):
    zeile_neu = '[auswertungen]\nsegregation = ["sgb2_quote", "dichte", "gibt_es_nicht"]\n'
    daten, geo = kleinstadt.baue(tmp_path)
    kleinstadt.haenge_an(daten / "kommune.toml", zeile_neu)
    kommune = kleinstadt.lade_kommune(daten, geo)
    assert [i.id for i in segregationsbericht.gruppen(kommune)] == ["sgb2_quote"]


def test_begegnung_ohne_gruppe_nennt_den_grund():
    zahlen = segregationsbericht.personen(
        tabelle(*jahr("2020", a=(0, 100), b=(0, 100))), list(NAMEN)
    )
    ist = segregationsbericht.begegnung(zahlen, "2020")
    assert ist["grund"].tolist() == ["Niemand gehört zur Gruppe."] * 2
    assert ist[["wert", "ohne_segregation"]].isna().all(axis=None)


def test_verlauf_stimmt_mit_dem_rechenmodul_ueberein():
    ist = verlauf(*jahr("2020", a=(3, 40), b=(9, 60))).iloc[0]
    soll = segregation.dissimilaritaet([3, 9], [40, 60])
    assert (ist["zufallswert"], ist["bereinigt"]) == (soll.zufallswert, soll.bereinigt)
