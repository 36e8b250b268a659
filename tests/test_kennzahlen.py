"""Kennzahlen der Kleinstadt, von Hand gerechnet (Zahlen in `kleinstadt`)."""

import dataclasses
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pandas.testing as pdt
import pytest

from sozialmonitor import kennzahlen, konfidenz, vergleich
from sozialmonitor.fehler import DatenFehler, Unbekannt
from sozialmonitor.laden import lade_kommune
from tests import kleinstadt
from tests.kleinstadt import LETZTER, haenge_an

WURZEL = Path(__file__).resolve().parents[1]
SPALTEN = [
    "gebiet", "stichtag", "zaehler", "nenner", "wert", "unten", "oben", "zeichen", "zustand",
    "demo", "herkunft",
]  # fmt: skip
SGB2_A2 = f"A2,{LETZTER},sgb2,10,,amt,"
SGB2_B1 = f"B1,{LETZTER},sgb2,16,,amt,"


def zeile(kommune, indikator, gebiet, stichtag=LETZTER):
    werte = kennzahlen.kennzahl(kommune, indikator).set_index(["gebiet", "stichtag"])
    return werte.loc[(gebiet, stichtag)]


def hat_zeile(kommune, indikator, gebiet, stichtag=LETZTER):
    werte = kennzahlen.kennzahl(kommune, indikator)
    return bool((werte["gebiet"].eq(gebiet) & werte["stichtag"].eq(stichtag)).any())


@pytest.mark.parametrize(
    ("gebiet", "zaehler", "nenner"),
    [
        ("A1", 40, 400), ("A2", 10, 250), ("A", 50, 650), ("B", 19, 175), ("P", 56, 560),
        ("K1", 74, 825),
    ],
)  # fmt: skip
def test_anteil_aus_summen_von_fallzahlen(stadt, gebiet, zaehler, nenner):
    ist = zeile(stadt, "sgb2_quote", gebiet)
    assert (ist["zaehler"], ist["nenner"], ist["zustand"]) == (zaehler, nenner, "wert")
    assert ist["wert"] == pytest.approx(100 * zaehler / nenner)
    grenzen = np.multiply(konfidenz.wilson(zaehler, nenner), 100)
    assert (ist["unten"], ist["oben"]) == pytest.approx(tuple(grenzen))
    assert ist["herkunft"] == "gerechnet"


def test_stadtwert_ist_nicht_das_mittel_der_stadtteile(stadt):
    quote = {g: zeile(stadt, "sgb2_quote", g)["wert"] for g in ("A", "B", "K1")}
    assert quote["K1"] != pytest.approx((quote["A"] + quote["B"]) / 2, abs=0.1)


@pytest.mark.parametrize(
    ("jahr", "zaehler", "nenner"), [("2019", 38, 380), ("2020", 39, 390), ("2021", 40, 400)]
)
def test_zaehler_und_nenner_haben_denselben_stichtag(stadt, jahr, zaehler, nenner):
    ist = zeile(stadt, "sgb2_quote", "A1", f"{jahr}-12-31")
    assert (ist["zaehler"], ist["nenner"]) == (zaehler, nenner)
    assert ist["wert"] == pytest.approx(10)


@pytest.mark.parametrize(
    ("indikator", "gebiet", "wert", "mit_bereich"),
    [
        ("einwohnerzahl", "K1", 1018, False),
        ("jugendanteil", "A", 18.75, True),
        ("jugendquotient", "B", 40, True),
        ("geburtenrate", "A", 10, True),
        ("wanderungssaldo", "A", 6.25, False),
        ("wanderungssaldo", "B1", 0, False),
        ("dichte", "P", 700 / 15, False),
        ("quote_laut_bericht", "K1", 99.9, False),
    ],
)
def test_jede_art(stadt, indikator, gebiet, wert, mit_bereich):
    ist = zeile(stadt, indikator, gebiet)
    assert ist["wert"] == pytest.approx(wert)
    assert ist["zustand"] == "wert"
    assert pd.notna(ist["unten"]) == mit_bereich
    if mit_bereich:
        assert ist["unten"] < wert < ist["oben"]


def test_bereich_der_rate_ist_der_exakte(stadt):
    # 5 Fälle: 1,624 bis 11,668; je 500 Einwohner mal 1.000
    ist = zeile(stadt, "geburtenrate", "A1")
    assert (ist["unten"], ist["oben"]) == pytest.approx((1.624 * 2, 11.668 * 2), abs=1.5e-3)


def test_bereich_des_quotienten_folgt_aus_dem_anteil(stadt):
    unten, oben = konfidenz.wilson(100, 400)
    ist = zeile(stadt, "jugendquotient", "A1")
    soll = (100 * unten / (1 - unten), 100 * oben / (1 - oben))
    assert (ist["unten"], ist["oben"]) == pytest.approx(soll)


def test_zeitlose_flaeche_gilt_an_jedem_stichtag(stadt):
    assert [zeile(stadt, "dichte", "A1", jahr)["wert"] for jahr in kleinstadt.JAHRE] == [48, 49, 50]


def test_nicht_zuordenbare_zaehlen_zur_stadt_haben_aber_keine_quote(stadt):
    assert zeile(stadt, "sgb2_quote", "K1")["zaehler"] == 40 + 10 + 16 + 3 + 5
    rest = zeile(stadt, "sgb2_quote", "KX")
    assert (rest["zaehler"], rest["zustand"]) == (5, "fehlt")
    assert np.isnan([rest["nenner"], rest["wert"], rest["unten"]]).all()


def test_zu_kleiner_nenner(stadt):
    ist = zeile(stadt, "sgb2_quote", "B2")
    assert (ist["nenner"], ist["zustand"]) == (15, "zu_wenige")
    assert np.isnan([ist["wert"], ist["unten"], ist["oben"]]).all()


def test_mindestnenner_ist_einschliesslich(tmp_path):
    aenderung = ("kommune.toml", "mindestnenner = 20", "mindestnenner = 15")
    kommune = kleinstadt.lade(tmp_path, aenderung)
    assert zeile(kommune, "sgb2_quote", "B2")["wert"] == pytest.approx(20)


@pytest.mark.parametrize(
    ("gebiet", "demo"),
    [("B2", True), ("B", True), ("K1", True), ("A", False), ("P", False), ("B1", False)],
)
def test_demonstration_erbt_sich_auf_summen(stadt, gebiet, demo):
    ist = zeile(stadt, "sgb2_quote", gebiet)
    assert ist["demo"] == demo
    assert ("demo" in ist["zeichen"].split()) == demo


def test_ausdruecklicher_stadtwert_geht_der_summe_vor(tmp_path):
    zeile_neu = f"K1,{LETZTER},sgb2,99,r,amt,\n{SGB2_A2}"
    kommune = kleinstadt.lade(tmp_path, ("soziales.csv", SGB2_A2, zeile_neu))
    ist = zeile(kommune, "sgb2_quote", "K1")
    assert (ist["zaehler"], ist["nenner"]) == (99, 825)
    assert ist["wert"] == pytest.approx(12)
    assert (ist["zeichen"], ist["demo"]) == ("r", False)


def test_fehlender_teil_ergibt_keine_summe(tmp_path):
    kommune = kleinstadt.lade(tmp_path, ("soziales.csv", SGB2_A2 + "\n", ""))
    assert not hat_zeile(kommune, "sgb2_quote", "A2")
    assert not hat_zeile(kommune, "sgb2_quote", "A")
    assert zeile(kommune, "sgb2_quote", "B")["zaehler"] == 19
    # Ohne Summe gilt für die Stadt die veröffentlichte Quote.
    stadt = zeile(kommune, "sgb2_quote", "K1")
    assert (stadt["wert"], stadt["herkunft"]) == (99.9, "veröffentlicht")


def test_unbekannter_teil_macht_die_summe_unbekannt(tmp_path):
    neu = f"B1,{LETZTER},sgb2,,.,amt,"
    kommune = kleinstadt.lade(tmp_path, ("soziales.csv", SGB2_B1, neu))
    for gebiet in ("B1", "B", "P"):
        ist = zeile(kommune, "sgb2_quote", gebiet)
        assert (ist["zustand"], ist["zeichen"]) == ("fehlt", "." if gebiet != "B" else "demo .")
        assert np.isnan(ist["wert"])
    assert zeile(kommune, "sgb2_quote", "A")["zustand"] == "wert"


def test_geheimer_teil_macht_die_summe_geheim(tmp_path):
    kommune = kleinstadt.lade(tmp_path, ("soziales.csv", SGB2_B1, f"B1,{LETZTER},sgb2,,•,amt,"))
    for gebiet in ("B1", "B", "P", "K1"):
        ist = zeile(kommune, "sgb2_quote", gebiet)
        assert ist["zustand"] == "geheim"
        assert np.isnan([ist["wert"], ist["unten"], ist["zaehler"]]).all()


def test_veroeffentlichte_quote_fuellt_luecken_und_verdraengt_nichts(stadt):
    luecke = zeile(stadt, "sgb2_quote", "K1", "2018-12-31")
    assert (luecke["wert"], luecke["herkunft"], luecke["zeichen"]) == (9.4, "veröffentlicht", "p")
    assert np.isnan([luecke["zaehler"], luecke["nenner"], luecke["unten"]]).all()
    kreis = zeile(stadt, "sgb2_quote", "K")
    assert (kreis["wert"], kreis["herkunft"]) == (7.5, "veröffentlicht")
    assert zeile(stadt, "sgb2_quote", "K1")["wert"] == pytest.approx(7400 / 825)


def test_geheime_fallzahl_wird_nicht_durch_eine_quote_ersetzt(tmp_path):
    kommune = kleinstadt.lade(tmp_path, ("soziales.csv", SGB2_B1, f"B1,{LETZTER},sgb2,,•,amt,"))
    assert np.isnan(zeile(kommune, "sgb2_quote", "K1")["wert"])


def test_zaehler_groesser_als_nenner_nennt_gebiet_und_stichtag(tmp_path):
    kommune = kleinstadt.lade(tmp_path, ("soziales.csv", SGB2_A2, SGB2_A2.replace("10", "251")))
    with pytest.raises(DatenFehler) as fehler:
        kennzahlen.kennzahl(kommune, "sgb2_quote")
    mangel = fehler.value.maengel[0]
    assert mangel.datei == "soziales, einwohner"
    assert mangel.ort == f"Gebiet A2, Stichtag {LETZTER}"
    assert "(251)" in mangel.befund
    assert "(250)" in mangel.befund
    assert "prüfen" in mangel.abhilfe
    assert len(kennzahlen.kennzahl(kommune, "jugendanteil"))


def test_zwei_reihen_nie_in_einem_quotienten(tmp_path):
    daten, geo = kleinstadt.baue(tmp_path)
    haenge_an(
        daten / "indikatoren.toml",
        kleinstadt.eintrag("gemischt", titel="x", art="anteil", zaehler="einwohner",
                           nenner="einwohner_amtlich"),
    )  # fmt: skip
    kommune = lade_kommune(daten, geo)
    assert "gemischt" not in kommune.katalog
    assert [m.ort for m in kommune.maengel] == ["Eintrag [gemischt]"]
    assert "unvereinbaren Reihen" in kommune.maengel[0].befund


def test_form_der_tabelle(stadt):
    for indikator in stadt.katalog:
        werte = kennzahlen.kennzahl(stadt, indikator)
        assert list(werte.columns) == SPALTEN
        assert not werte.duplicated(["gebiet", "stichtag"]).any()
        assert set(werte["zustand"]) <= set(kennzahlen.ZUSTAENDE)
        gilt = werte["zustand"].eq("wert")
        assert werte.loc[~gilt, ["wert", "unten", "oben"]].isna().all(axis=None)
        assert werte.loc[gilt, "wert"].notna().all()


def test_zweimal_dasselbe_und_kommune_unveraendert(stadt):
    vorher = {name: feld.werte.copy() for name, feld in stadt.zahlen.items()}
    gebiete = stadt.gebiete.copy()
    for indikator in stadt.katalog:
        eins, zwei = kennzahlen.kennzahl(stadt, indikator), kennzahlen.kennzahl(stadt, indikator)
        pdt.assert_frame_equal(eins, zwei)
    for name, werte in vorher.items():
        np.testing.assert_array_equal(stadt.zahlen[name].werte, werte)
    pdt.assert_frame_equal(stadt.gebiete, gebiete)


def test_unbekannter_indikator(stadt):
    with pytest.raises(Unbekannt, match="Der Indikator „sgb3_quote“ ist nicht verzeichnet"):
        kennzahlen.kennzahl(stadt, "sgb3_quote")


def test_merkmalszahlen_mit_summen(stadt):
    ist = kennzahlen.merkmalszahlen(stadt, "frauen_ab_65")
    letzte = ist[ist["stichtag"].eq(LETZTER)].set_index("gebiet")["wert"]
    assert letzte[["A1", "A", "B", "P", "K1"]].to_list() == [60, 90, 27, 85, 117]


def test_ohne_zahlen_bleibt_die_tabelle_leer(stadt):
    leer = dataclasses.replace(stadt, zahlen={})
    assert kennzahlen.kennzahl(leer, "sgb2_quote").empty
    assert list(kennzahlen.kennzahl(leer, "sgb2_quote").columns) == SPALTEN
    assert kennzahlen.fehlende_merkmale(leer, leer.katalog["sgb2_quote"]) == ["sgb2", "unter_65"]
    assert kennzahlen.ebenen_mit_werten(leer, leer.katalog["sgb2_quote"]) == set()


def test_fehlender_nenner_heisst_fehlt(stadt):
    ohne = {name: feld for name, feld in stadt.zahlen.items() if name != "unter_65"}
    ist = zeile(dataclasses.replace(stadt, zahlen=ohne), "sgb2_quote", "A1")
    assert (ist["zustand"], ist["zaehler"]) == ("fehlt", 40)


@pytest.mark.parametrize(
    ("indikator", "ebenen"),
    [
        ("sgb2_quote", {"sozialraum", "stadtteil", "programmgebiet", "stadt", "kreis"}),
        ("dichte", {"sozialraum", "stadtteil", "programmgebiet", "stadt"}),
        ("quote_laut_bericht", {"stadt", "kreis"}),
    ],
)
def test_ebenen_mit_werten(stadt, indikator, ebenen):
    assert kennzahlen.ebenen_mit_werten(stadt, stadt.katalog[indikator]) == ebenen


NEUER_INDIKATOR = """

[leistungsberechtigte_je_haushalt]
titel = "Leistungsberechtigte je 100 Haushalte"
kurz = "So viele Leistungsberechtigte kommen auf 100 Haushalte."
definition = "Leistungsberechtigte nach dem SGB II im Verhältnis zu den Haushalten."
berechnung = "Leistungsberechtigte geteilt durch Haushalte mal 100."
handlungsfeld = "arbeitsmarkt_existenzsicherung"
art = "quotient"
zaehler = "sgb2_leistungsberechtigte"
nenner = "haushalte"
einheit = "je 100 Haushalte"
nachkommastellen = 1
richtung = "hoch_belastend"
vergleich = ["stadt"]
quelle = ["soziales_demo", "haushalte_demo"]
klassen = [5, 10, 15]
hinweise = ["demonstration"]
geprueft_am = "2026-11-22"
"""


def _fallzahlen(tabelle: Path, merkmal: str, stichtag: str) -> pd.Series:
    zeilen = pd.read_csv(tabelle, dtype="string", keep_default_na=False)
    zeilen = zeilen[zeilen["merkmal"].eq(merkmal) & zeilen["stichtag"].eq(stichtag)]
    return zeilen.set_index("gebiet")["wert"].astype("float64")


def test_neue_kennzahl_ist_ein_eintrag_und_sonst_nichts(tmp_path):
    """Anhängen, laden, rechnen: kein Code, keine Liste, keine Seite wird angefasst."""
    daten = tmp_path / "saarlouis"
    shutil.copytree(WURZEL / "data" / "saarlouis", daten)
    haenge_an(daten / "indikatoren.toml", NEUER_INDIKATOR)
    kommune = lade_kommune(daten, WURZEL / "geodata" / "saarlouis")
    name = "leistungsberechtigte_je_haushalt"
    assert list(kommune.katalog)[-1] == name
    stichtag = "2015-12-31"
    personen = _fallzahlen(daten / "soziales_demo.csv", "sgb2_leistungsberechtigte", stichtag)
    haushalte = _fallzahlen(daten / "haushalte_demo.csv", "haushalte", stichtag)
    stadtteil = [g for g in haushalte.index if g.startswith("1004411502") and len(g) == 12]
    assert len(stadtteil) == 6
    ist = zeile(kommune, name, "1004411502", stichtag)
    faelle, bezug = personen[stadtteil].sum(), haushalte[stadtteil].sum()
    assert (ist["zaehler"], ist["nenner"]) == (faelle, bezug)
    assert ist["wert"] == pytest.approx(100 * faelle / bezug)
    assert ist["unten"] < ist["wert"] < ist["oben"]
    assert ist["demo"]


def test_gemessenes_schwankt_nicht_zufaellig(stadt):
    # Ein Anteil aus Flächen hat keinen Vertrauensbereich und wird nicht gegen die Stadt geprüft.
    gemessen = dataclasses.replace(stadt.merkmale["sgb2"], einheit="ha")
    kommune = dataclasses.replace(stadt, merkmale={**stadt.merkmale, "sgb2": gemessen})
    indikator = kommune.katalog["sgb2_quote"]
    assert stadt.gezaehlt(indikator)
    assert not kommune.gezaehlt(indikator)
    tabelle = kennzahlen.kennzahl(kommune, "sgb2_quote")
    assert tabelle["wert"].notna().any()
    assert tabelle[["unten", "oben"]].isna().all().all()
    assert not tabelle["zustand"].eq("zu_wenige").any()
    urteile = vergleich.mit_vergleich(kommune, tabelle, indikator)["urteil"]
    assert urteile.eq(vergleich.NICHT_BEWERTBAR).all()


def _staende(*je_tag):
    """Je Stichtag 2018, 2019 … die Zustände der Gebiete, mit einem Buchstaben."""
    worte = {"w": "wert", "g": "geheim", "f": "fehlt", "z": "zu_wenige"}
    return pd.DataFrame(
        [
            {"gebiet": str(i), "stichtag": str(2018 + jahr), "zustand": worte[z]}
            for jahr, zustaende in enumerate(je_tag)
            for i, z in enumerate(zustaende)
        ]
    )


@pytest.mark.parametrize(
    ("je_tag", "juengster", "gesperrt"),
    [
        (("wwwww", "wwwww"), "2019", []),
        (("wwwww", "wwwwg"), "2018", ["2019"]),
        (("wwwww", "ggggg", "wwgww"), "2018", ["2019", "2020"]),
        (("wwwww", "wwwff"), "2018", []),
        (("wwwww", "wwwgf"), "2018", []),
        (("wwwgg", "wwwww"), "2019", []),
        (("ggggg", "ggggg"), "", []),
        (("wwwwwwwwww", "wwwwwwwwwg"), "2019", []),
        (("wwwwwwwwww", "wwwwwwwwgf"), "2018", ["2019"]),
    ],
    ids=["alle", "einer_zu_viel", "zwei_staende", "fehlend", "auch_mit_gesperrten_zu_wenige",
         "nur_frueher", "nie_ein_wert", "neun_von_zehn_genuegen", "genau_neun_mit_gesperrtem"],
)  # fmt: skip
def test_juengster_und_gesperrte_stichtage(je_tag, juengster, gesperrt):
    tabelle = _staende(*je_tag)
    assert kennzahlen.juengster_stichtag(tabelle) == juengster
    assert kennzahlen.gesperrte_stichtage(tabelle) == gesperrt
