"""Überblick der Kleinstadt: Kacheln, Matrix und Sätze aus den Leitindikatoren."""

import re

import pandas as pd
import pandas.testing as pdt
import pytest

from sozialmonitor import kennzahlen, ueberblick, vergleich
from tests import kleinstadt
from tests.kleinstadt import JAHRE, LETZTER


def leitwerte(kommune, *namen):
    return {
        name: vergleich.mit_vergleich(
            kommune, kennzahlen.kennzahl(kommune, name), kommune.katalog[name]
        )
        for name in namen or kommune.einstellungen.leitindikatoren
    }


def zellen(html, zeile):
    inhalt = re.search(rf'<th scope="row">{zeile}</th>(.*?)</tr>', html)[1]
    return [re.sub("<.*?>", "", zelle) for zelle in re.findall(r"<td.*?</td>", inhalt)]


def test_stadtreihe_ist_sortiert_und_ohne_luecken(stadt):
    tabelle = kennzahlen.kennzahl(stadt, "sgb2_quote").iloc[::-1]
    ist = ueberblick.stadtreihe(stadt, tabelle)
    assert ist["stichtag"].to_list() == ["2018-12-31", *JAHRE]
    assert ist["gebiet"].unique().tolist() == ["K1"]
    assert ist["wert"].notna().all()


def test_kacheln(stadt):
    ist = ueberblick.kacheln(stadt, leitwerte(stadt))
    assert [k.titel for k in ist] == ["SGB-II-Quote", "Einwohnerzahl", "Anteil unter 18"]
    quote, einwohner, _ = ist
    assert quote.wert == "9,0 %"
    assert quote.zeilen[:2] == ("95-%-Bereich 7,2 – 11,1 %", "74 von 825")
    assert quote.zeilen[-1] == "Stand 31.12.2021 (Demonstrationswert)"
    assert quote.demo
    assert einwohner.wert == "1.018 Personen"
    assert einwohner.zeilen == ("+10 Personen seit 31.12.2020", "Stand 31.12.2021")
    assert not einwohner.demo
    assert quote.funke.startswith("<img")


def test_kein_rueckblick_ueber_einen_bruch(stadt):
    # Die Reihe „register“ bricht im Juni 2020; davor liegende Werte zählen nicht.
    indikator = stadt.katalog["einwohnerzahl"]
    reihe = ueberblick.stadtreihe(stadt, kennzahlen.kennzahl(stadt, "einwohnerzahl"))
    vorher, letzte = ueberblick.rueckblick(stadt, indikator, reihe)
    assert (vorher["stichtag"], letzte["stichtag"]) == ("2020-12-31", LETZTER)
    assert ueberblick.rueckblick(stadt, indikator, reihe.iloc[:2]) is None
    assert ueberblick.rueckblick(stadt, indikator, reihe.iloc[:1]) is None


def test_nach_einem_bruch_gibt_es_zunaechst_keine_veraenderung(tmp_path):
    kommune = kleinstadt.lade(tmp_path, ("merkmale.toml", "2020-06", "2021-06"))
    kachel = ueberblick.kacheln(kommune, leitwerte(kommune, "einwohnerzahl"))[0]
    assert kachel.zeilen == ("Stand 31.12.2021",)


def test_rueckblick_sucht_fuenf_jahre_zurueck(stadt):
    reihe = pd.DataFrame({"stichtag": [f"{jahr}-12-31" for jahr in range(2010, 2022)]})
    vorher, letzte = ueberblick.rueckblick(stadt, stadt.katalog["quote_laut_bericht"], reihe)
    assert (vorher["stichtag"], letzte["stichtag"]) == ("2016-12-31", LETZTER)


def test_kachel_ohne_stadtwert_entfaellt(stadt):
    leer = {"sgb2_quote": leitwerte(stadt, "sgb2_quote")["sgb2_quote"].iloc[:0]}
    assert ueberblick.kacheln(stadt, leer) == []


def test_vorlaeufiger_wert_ist_vermerkt(tmp_path):
    alt, neu = f"K1,{LETZTER},quote_bericht,99.9,,", f"K1,{LETZTER},quote_bericht,99.9,p,"
    kommune = kleinstadt.lade(tmp_path, ("soziales.csv", alt, neu))
    (kachel,) = ueberblick.kacheln(kommune, leitwerte(kommune, "quote_laut_bericht"))
    assert kachel.zeilen[-1] == "Stand 31.12.2021 (vorläufig)"


def test_matrix_der_stadtteile(stadt):
    html = ueberblick.matrix(stadt, leitwerte(stadt), "stadtteil")
    assert zellen(html, "Kleinstadt") == ["9,0", "1.018", "19,6"]
    assert zellen(html, "Altstadt") == ["7,7", "800", "18,8"]
    assert zellen(html, "Bergstadt") == ["10,9", "218", "22,9"]
    assert "SGB-II-Quote, % (2021)" in html
    assert "Einwohnerzahl (2021)" in html
    assert "Stadtteile und Leitindikatoren" in html


def test_matrix_zeigt_gesicherte_unterschiede(stadt):
    # Am Wall 10 von 250 gegen 59 von 575 (ohne die fünf Fälle ohne Ort)
    html = ueberblick.matrix(stadt, leitwerte(stadt), "sozialraum")
    assert zellen(html, "Am Wall")[0] == "4,0▼"
    assert zellen(html, "Altmarkt")[0] == "10,0"


def test_matrix_nennt_die_stadt_nur_einmal(stadt):
    html = ueberblick.matrix(stadt, leitwerte(stadt, "quote_laut_bericht"), "gemeinde")
    assert html.count(">Kleinstadt<") == 1


def test_matrix_ohne_werte_der_ebene_hat_keine_spalte(stadt):
    html = ueberblick.matrix(stadt, leitwerte(stadt, "quote_laut_bericht"), "stadtteil")
    assert "Quote laut Bericht" not in html


def test_matrix_kennzeichnet_zu_kleine_gebiete(stadt):
    html = ueberblick.matrix(stadt, leitwerte(stadt), "sozialraum")
    assert zellen(html, "Bahnhof") == ["n. b.", "18", "n. b."]


def test_saetze(stadt):
    ist = ueberblick.saetze(stadt, leitwerte(stadt), "stadtteil")
    assert len(ist) == 1
    assert "Bergstadt" in ist[0]
    assert "Altstadt" in ist[0]


def test_gesicherte_veraenderung_wird_genannt(tmp_path):
    alt, neu = f"A2,{LETZTER},sgb2,10,,amt,", f"A2,{LETZTER},sgb2,110,,amt,"
    kommune = kleinstadt.lade(tmp_path, ("soziales.csv", alt, neu))
    ist = ueberblick.saetze(kommune, leitwerte(kommune), "stadtteil")
    assert "gestiegen" in ist[0]
    assert "Kleinstadt" in ist[0]


def test_haeufung_nur_bei_gesicherten_nachteilen_in_der_mehrheit(tmp_path):
    kommune = kleinstadt.lade(
        tmp_path,
        ("soziales.csv", f"B1,{LETZTER},sgb2,16,,amt,", f"B1,{LETZTER},sgb2,90,,amt,"),
        ("indikatoren.toml", 'handlungsfeld = "soziales"\neinheit = "%"\nnachkommastellen = 1\n'
         'richtung = "neutral"\nvergleich = ["stadt"]\nquelle = ["einwohner"]\nklassen = [5, 10]\n'
         'hinweise = []\ngeprueft_am = "2026-11-22"\ntitel = "Anteil unter 18"',
         'handlungsfeld = "soziales"\neinheit = "%"\nnachkommastellen = 1\n'
         'richtung = "hoch_belastend"\nvergleich = ["stadt"]\nquelle = ["einwohner"]\n'
         'klassen = [5, 10]\nhinweise = []\ngeprueft_am = "2026-11-22"\n'
         'titel = "Anteil unter 18"'),
    )  # fmt: skip
    ist = ueberblick.saetze(kommune, leitwerte(kommune), "stadtteil")
    # Bergstadt ist nur in einem von zwei Leitindikatoren gesichert höher.
    assert not any("mehr als der Hälfte" in satz for satz in ist)
    nur_quote = leitwerte(kommune, "sgb2_quote")
    doppelt = {"sgb2_quote": nur_quote["sgb2_quote"], "jugendanteil": nur_quote["sgb2_quote"]}
    ist = ueberblick.saetze(kommune, doppelt, "stadtteil")
    assert any(satz.endswith("übrige Stadt: Bergstadt (Demonstrationsdaten).") for satz in ist)


@pytest.mark.parametrize("ebene", ["stadtteil", "sozialraum", "programmgebiet", "gemeinde"])
def test_ohne_leitwerte_gibt_es_keine_saetze(stadt, ebene):
    assert ueberblick.saetze(stadt, {}, ebene) == []


def test_eingaben_bleiben_unveraendert(stadt):
    eingabe = leitwerte(stadt)
    kopien = {name: tabelle.copy() for name, tabelle in eingabe.items()}
    for _ in range(2):
        ueberblick.kacheln(stadt, eingabe)
        ueberblick.matrix(stadt, eingabe, "stadtteil")
        ueberblick.saetze(stadt, eingabe, "stadtteil")
    for name, tabelle in eingabe.items():
        pdt.assert_frame_equal(tabelle, kopien[name])


def test_matrix_sagt_wo_neuere_staende_gesperrt_sind(stadt):
    werte = leitwerte(stadt, "sgb2_quote", "jugendanteil")
    quote = werte["sgb2_quote"]
    geheim = quote["gebiet"].eq("A") & quote["stichtag"].eq(LETZTER)
    werte["sgb2_quote"] = quote.assign(
        zustand=quote["zustand"].mask(geheim, "geheim"), wert=quote["wert"].mask(geheim)
    )
    assert ueberblick.saetze_gesperrt(stadt, werte, "stadtteil") == [
        "„SGB-II-Quote“: Für 2021 sind zu viele Werte gesperrt (Datenschutz); gezeigt ist 2020."
    ]
    assert "(2020)" in ueberblick.matrix(stadt, werte, "stadtteil")
    assert ueberblick.saetze_gesperrt(stadt, leitwerte(stadt), "stadtteil") == []
