"""Demonstrationsdaten: veröffentlichte Ränder, Summen, Teilmengen, Zeichen, Wiederholbarkeit."""

import itertools
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aufbereitung.saarlouis.demonstration.bevoelkerung import (
    ALTERSGRUPPEN,
    Bevoelkerung,
    bevoelkerung,
)
from aufbereitung.saarlouis.demonstration.raster import (
    HOECHSTENS,
    MERKMALE,
    WENIGSTENS,
    einheiten,
)
from aufbereitung.saarlouis.demonstration.tabellen import (
    demonstrationstafeln,
    schreibe_demonstration,
)
from aufbereitung.saarlouis.demonstration.verfahren import (
    anteilig_gerundet,
    ausgeglichen,
    randtreu_gerundet,
    stetig_gerundet,
)
from aufbereitung.saarlouis.demonstration.vorgaben import (
    JAHRE,
    NICHT_ZUORDENBAR,
    DemonstrationsFehler,
    Vorgaben,
    lade_vorgaben,
)
from aufbereitung.saarlouis.demonstration.zeichen import NICHTS, zelle

WURZEL = Path(__file__).parents[1]
DATEIEN = [
    f"{name}_demo.csv"
    for name in (
        "einwohner",
        "haushalte",
        "soziales",
        "wohnen",
        "bildung",
        "wahlen",
        "bewegungen",
    )
]
ERZEUGTE = [*DATEIEN, "raster_demo.csv"]
NAMEN = dict(
    zip(
        (
            "Innenstadt",
            "Roden",
            "Fraulautern",
            "Steinrausch",
            "Beaumarais",
            "Lisdorf",
            "Picard",
            "Neuforweiler",
        ),
        (f"10044115{nummer:02d}" for nummer in range(1, 9)),
        strict=True,
    )
)
PROGRAMM_RODEN = ["100441150201", "100441150202"]
PROGRAMM_FRAULAUTERN = ["100441150301", "100441150302"]


@pytest.fixture(scope="module")
def vorgaben() -> Vorgaben:
    return lade_vorgaben()


@pytest.fixture(scope="module")
def menschen(vorgaben) -> Bevoelkerung:
    return bevoelkerung(vorgaben)


@pytest.fixture(scope="module")
def tafeln(vorgaben, menschen):
    themen = demonstrationstafeln(vorgaben, menschen)
    return {merkmal: tafel for thema in themen.values() for merkmal, tafel in thema.items()}


@pytest.fixture(scope="module")
def ordner(tmp_path_factory) -> Path:
    ziel = tmp_path_factory.mktemp("demonstration")
    schreibe_demonstration(ziel)
    return ziel


@pytest.fixture(scope="module")
def bestand(ordner) -> pd.DataFrame:
    tabellen = [pd.read_csv(ordner / datei, dtype=str, keep_default_na=False) for datei in DATEIEN]
    return pd.concat(tabellen, ignore_index=True)


def jahr(zahl: int) -> int:
    return JAHRE.index(zahl)


# --- Wiederholbarkeit und Form -------------------------------------------------------------------


def test_die_dateien_im_ordner_sind_die_erzeugten(ordner):
    verschieden = [
        datei
        for datei in ERZEUGTE
        if (WURZEL / "data/saarlouis" / datei).read_bytes() != (ordner / datei).read_bytes()
    ]
    assert verschieden == []


def test_ein_zweiter_lauf_in_eigenem_prozess_schreibt_dieselben_bytes(ordner, tmp_path):
    befehl = [sys.executable, "-m", "aufbereitung.saarlouis.demonstration", str(tmp_path)]
    umgebung = os.environ | {"PYTHONHASHSEED": "7"}
    subprocess.run(befehl, cwd=WURZEL, env=umgebung, check=True)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(ERZEUGTE)
    assert all((tmp_path / d).read_bytes() == (ordner / d).read_bytes() for d in ERZEUGTE)


@pytest.mark.parametrize("datei", DATEIEN)
def test_zeilenenden_und_spalten(ordner, datei):
    inhalt = (ordner / datei).read_bytes()
    gliederung = "alter,geschlecht,herkunft," if datei.startswith("einwohner") else ""
    kopf = f"gebiet,stichtag,merkmal,{gliederung}wert,zeichen,quelle,hinweis\n"
    assert b"\r" not in inhalt
    assert inhalt.decode().startswith(kopf)


def test_die_einwohnertabelle_bleibt_unter_fuenf_megabyte(ordner):
    assert (ordner / "einwohner_demo.csv").stat().st_size < 5_000_000


def test_schluessel_sind_eindeutig(bestand):
    schluessel = ["gebiet", "stichtag", "merkmal", "alter", "geschlecht", "herkunft"]
    assert not bestand.duplicated(schluessel).any()


def test_alle_sozialraeume_und_der_rest_haben_jedes_merkmal_an_jedem_stichtag(bestand):
    je_gebiet = bestand.groupby(["merkmal", "stichtag"])["gebiet"].nunique()
    assert set(je_gebiet) == {30}
    assert NICHT_ZUORDENBAR in set(bestand["gebiet"])


def test_die_zahl_der_sozialraeume_je_stadtteil(vorgaben):
    je_stadtteil = pd.Series(vorgaben.stadtteile).value_counts().to_dict()
    assert je_stadtteil == {
        "1004411501": 6,  # veröffentlicht
        "1004411502": 6,  # veröffentlicht
        "1004411503": 5,
        "1004411504": 2,  # veröffentlicht
        "1004411505": 3,
        "1004411506": 3,
        "1004411507": 2,
        "1004411508": 2,  # veröffentlicht
    }


# --- Zeichen -------------------------------------------------------------------------------------


def test_jede_zeile_ist_als_demonstration_gekennzeichnet(bestand):
    assert (bestand["quelle"] == "demo").all()
    assert bestand["zeichen"].str.split(" ").str[0].eq("demo").all()


def test_wert_und_zeichen_passen_zusammen(bestand):
    ohne_wert = bestand["zeichen"].isin(["demo .", "demo •"])
    assert (bestand.loc[ohne_wert, "wert"] == "").all()
    assert bestand.loc[~ohne_wert, "wert"].str.fullmatch(r"\d+").all()


def test_genau_nullen_tragen_den_strich(bestand):
    zaehlungen = bestand[bestand["merkmal"] != "einwohner"]
    mit_strich = zaehlungen["zeichen"].str.contains(NICHTS, regex=False)
    assert mit_strich.equals(zaehlungen["wert"] == "0")


def test_luecken_2020(bestand):
    luecken = bestand[bestand["zeichen"] == "demo ."]
    assert set(luecken["stichtag"]) == {"2020-12-31"}
    je_merkmal = luecken.groupby("merkmal")["gebiet"].nunique().to_dict()
    assert je_merkmal == {
        "kita_kinder_unter_3": 30,
        "kita_kinder_3_bis_6": 30,
        "schulanfaenger": 30,
        "schulanfaenger_sprachfoerderbedarf": 30,
        "haushalte": 3,
        "haushalte_eine_person": 3,
        "haushalte_eine_person_ab_65": 3,
        "haushalte_mit_kindern": 3,
        "haushalte_alleinerziehend": 3,
    }


def test_einige_wenige_werte_sind_schon_geheim(bestand):
    geheim = bestand[bestand["zeichen"] == "demo •"]
    assert set(geheim["merkmal"]) == {"arbeitslose_unter_25"}
    assert geheim["stichtag"].nunique() == 2
    assert 4 <= len(geheim) <= 8


@pytest.mark.parametrize(
    ("merkmal", "stichtag", "zeichen"),
    [
        ("sgb2_leistungsberechtigte", "2025-12-31", "p"),
        ("arbeitslose", "2025-12-31", "p"),
        ("zuzuege", "2025-12-31", "p"),
        ("sgb2_leistungsberechtigte", "2022-12-31", "r"),
        ("arbeitslose", "2022-12-31", "r"),
        ("haushalte", "2010-12-31", "s"),
        ("kita_kinder_unter_3", "2021-12-31", "s"),
    ],
)
def test_vorlaeufig_berichtigt_geschaetzt(bestand, merkmal, stichtag, zeichen):
    zeilen = bestand[(bestand["merkmal"] == merkmal) & (bestand["stichtag"] == stichtag)]
    assert zeilen["zeichen"].str.split(" ").str[-1].eq(zeichen).all()


@pytest.mark.parametrize(
    ("merkmal", "jahreszahl", "wert", "erwartet"),
    [
        ("geburten", 2015, 3, ("3", "demo")),
        ("geburten", 2015, 0, ("0", f"demo {NICHTS}")),
        ("geburten", 2025, 0, ("0", f"demo {NICHTS} p")),
        ("kita_kinder_unter_3", 2020, 9, ("", "demo .")),
    ],
    ids=["wert", "null", "null_vorlaeufig", "luecke"],
)
def test_zelle(merkmal, jahreszahl, wert, erwartet):
    assert zelle(merkmal, "100441150101", jahreszahl, wert)[:2] == erwartet


def test_geheim_geht_vor():
    inhalt = zelle("arbeitslose_unter_25", "100441150101", 2025, 2, geheim=True)
    assert inhalt[:2] == ("", "demo •")


# --- Veröffentlichte Ränder ----------------------------------------------------------------------

EINWOHNER = [
    # Saarbrücker Zeitung, 06.05.2016 (Melderegister, hier als Jahresende 2016)
    ("Innenstadt", 2016, 6670),
    ("Roden", 2016, 8723),
    ("Fraulautern", 2016, 6952),
    ("Steinrausch", 2016, 3738),
    ("Beaumarais", 2016, 3599),
    ("Lisdorf", 2016, 3513),
    ("Picard", 2016, 1885),
    ("Neuforweiler", 2016, 1563),
    # Melderegister 31.12.2015
    ("Beaumarais", 2015, 3607),
    # Melderegister 31.12.2019; Neuforweiler „rund“
    ("Roden", 2019, 8650),
    ("Steinrausch", 2019, 3563),
    ("Beaumarais", 2019, 3756),
    ("Lisdorf", 2019, 3304),
    ("Picard", 2019, 1895),
    ("Neuforweiler", 2019, 1550),
    # ISEK 2018 und Stadt 12/2021, beide gerundet
    ("Fraulautern", 2018, 6900),
    ("Fraulautern", 2021, 6830),
]


@pytest.mark.parametrize(("name", "jahreszahl", "einwohner"), EINWOHNER)
def test_einwohner_der_stadtteile(bestand, name, jahreszahl, einwohner):
    zeilen = bestand[
        (bestand["merkmal"] == "einwohner")
        & (bestand["stichtag"] == f"{jahreszahl}-12-31")
        & bestand["gebiet"].str.startswith(NAMEN[name])
    ]
    assert zeilen["wert"].astype(int).sum() == einwohner


def test_die_stadt_hat_2016_genau_die_summe_der_stadtteile(menschen):
    assert menschen.stadt()[jahr(2016)] == 36643


def test_2022_kommen_337_menschen_hinzu(menschen):
    stadt = menschen.stadt()
    assert stadt[jahr(2022)] - stadt[jahr(2021)] == 337


@pytest.mark.parametrize(
    ("gruppe", "jahreszahl", "prozent"),
    [
        # Saarbrücker Zeitung, Zwischenbericht htw saar (Datenjahr vermutlich 2014)
        ({"unter": 18}, 2014, 14.1),
        ({"ab": 65}, 2014, 22.4),
        # Saarbrücker Zeitung, dritter Sozialbericht: 13 %, zwei Punkte mehr als 2014; Mai 2016 12,8
        ({"herkunft": ("auslaendisch",)}, 2014, 11.0),
        ({"herkunft": ("auslaendisch",)}, 2016, 12.8),
        ({"herkunft": ("deutsch_mh",)}, 2016, 13.0),
    ],
)
def test_bevoelkerungsanteile_der_stadt(menschen, gruppe, jahreszahl, prozent):
    anteil = menschen.zahl(**gruppe).sum(axis=0) / menschen.stadt() * 100
    assert round(anteil[jahr(jahreszahl)], 1) == prozent


def test_auslaendische_bevoelkerung_2011_und_2016(menschen):
    auslaendisch = menschen.zahl(herkunft=("auslaendisch",)).sum(axis=0)
    # sol.de (Zensusdebatte): 3 030 im Jahr 2011; Saarbrücker Zeitung: 4 680 im Mai 2016
    assert (auslaendisch[jahr(2011)], auslaendisch[jahr(2016)]) == (3030, 4680)


@pytest.mark.parametrize(("jahreszahl", "prozent"), [(2014, 11.4), (2016, 12.3)])
def test_sgb2_anteil_der_stadt(menschen, tafeln, jahreszahl, prozent):
    # Saarbrücker Zeitung, dritter Sozialbericht
    anteil = tafeln["sgb2_leistungsberechtigte"].sum(axis=0) / menschen.stadt() * 100
    assert round(anteil[jahr(jahreszahl)], 1) == prozent


def test_arbeitslosenanteil_2016(menschen, tafeln):
    # Saarbrücker Zeitung, dritter Sozialbericht: 5,6 %; Bezug 15 bis unter 65 Jahre ist gesetzt
    basis = menschen.zahl(ab=15, unter=65).sum(axis=0)
    anteil = tafeln["arbeitslose"].sum(axis=0) / basis * 100
    assert round(anteil[jahr(2016)], 1) == 5.6


def test_geburten_und_sterbefaelle_2015(tafeln):
    # Saarbrücker Zeitung, 06.05.2016
    assert tafeln["geburten"].sum(axis=0)[jahr(2015)] == 268
    assert tafeln["sterbefaelle"].sum(axis=0)[jahr(2015)] == 439


@pytest.mark.parametrize(
    ("merkmal", "anzahl"),
    [
        ("wohnungen", 17979),
        ("wohnungen_baujahr_vor_1919", 1330),
        ("wohnungen_baujahr_1919_1948", 2238),
        ("wohnungen_baujahr_1949_1978", 9589),
    ],
)
def test_wohnungen_2011(tafeln, merkmal, anzahl):
    # Gebäude- und Wohnungszählung, Zensus 2011
    assert tafeln[merkmal].sum(axis=0)[jahr(2011)] == anzahl


@pytest.mark.parametrize(
    ("wahl", "jahreszahl", "wahlberechtigte", "waehler"),
    [
        ("gemeinderat", "2014", 29207, 14032),
        ("gemeinderat", "2019", 28595, 16578),
        ("landtag", "2012", 27765, 16057),
        ("landtag", "2017", 27139, 18099),
        ("landtag", "2022", 26275, 15194),
    ],
)
def test_wahlen_ergeben_die_amtlichen_stadtwerte(
    bestand, wahl, jahreszahl, wahlberechtigte, waehler
):
    zeilen = bestand[bestand["stichtag"] == jahreszahl].set_index(["merkmal", "gebiet"])
    werte = zeilen["wert"].astype(int)
    berechtigt, gewaehlt = werte[f"wahlberechtigte_{wahl}"], werte[f"waehler_{wahl}"]
    assert (berechtigt.sum(), gewaehlt.sum()) == (wahlberechtigte, waehler)
    assert (gewaehlt <= berechtigt).all()
    assert 0.06 <= gewaehlt[NICHT_ZUORDENBAR] / waehler <= 0.10


def test_wahlberechtigte_sind_erwachsen(vorgaben, menschen, bestand):
    for zeichenkette in ("2012", "2014", "2017", "2019", "2022"):
        zeilen = bestand[
            (bestand["stichtag"] == zeichenkette)
            & bestand["merkmal"].str.startswith("wahlberechtigte")
        ].set_index("gebiet")["wert"]
        erwachsene = menschen.zahl(ab=18)[:, jahr(int(zeichenkette))]
        assert (zeilen[list(vorgaben.sozialraeume)].astype(int).to_numpy() <= erwachsene).all()


# --- Unterschiede, die bekannt oder gesetzt sind -------------------------------------------------


def sgb2_anteile(menschen, tafeln) -> np.ndarray:
    return tafeln["sgb2_leistungsberechtigte"][:-1] / menschen.zahl()


@pytest.mark.parametrize("jahreszahl", [2014, 2016, 2019, 2025])
def test_vier_von_sechs_sozialraeumen_der_innenstadt_liegen_ueber_dem_stadtanteil(
    menschen, tafeln, jahreszahl
):
    stelle = jahr(jahreszahl)
    stadt = tafeln["sgb2_leistungsberechtigte"].sum(axis=0)[stelle] / menschen.stadt()[stelle]
    assert (sgb2_anteile(menschen, tafeln)[:6, stelle] > stadt).sum() == 4


def test_programmgebiete_liegen_immer_ueber_dem_stadtanteil(vorgaben, menschen, tafeln):
    stadt = tafeln["sgb2_leistungsberechtigte"].sum(axis=0) / menschen.stadt()
    gebiete = [vorgaben.sozialraeume.index(r) for r in PROGRAMM_RODEN + PROGRAMM_FRAULAUTERN]
    assert (sgb2_anteile(menschen, tafeln)[gebiete] > 1.3 * stadt).all()


def test_roden_ist_juenger_und_steinrausch_aelter_als_die_stadt(vorgaben, menschen):
    stadtteile = np.array(vorgaben.stadtteile)
    einwohner, kinder, alte = menschen.zahl(), menschen.zahl(unter=18), menschen.zahl(ab=65)
    roden, steinrausch = (stadtteile == NAMEN[n] for n in ("Roden", "Steinrausch"))
    stadt_kinder = kinder.sum(axis=0) / menschen.stadt()
    stadt_alte = alte.sum(axis=0) / menschen.stadt()
    assert (kinder[roden].sum(axis=0) / einwohner[roden].sum(axis=0) > stadt_kinder).all()
    assert (alte[steinrausch].sum(axis=0) / einwohner[steinrausch].sum(axis=0) > stadt_alte).all()


def test_nur_im_programmgebiet_roden_bessert_sich_das_verhaeltnis_zur_stadt(
    vorgaben, menschen, tafeln
):
    def verhaeltnis(raeume: list[str], jahre: slice) -> float:
        gebiete = [vorgaben.sozialraeume.index(r) for r in raeume]
        bezug = tafeln["sgb2_leistungsberechtigte"]
        anteil = bezug[gebiete, jahre].sum() / menschen.zahl()[gebiete, jahre].sum()
        return anteil / (bezug[:, jahre].sum() / menschen.stadt()[jahre].sum())

    vorher, nachher = slice(jahr(2016), jahr(2020)), slice(jahr(2023), None)
    gebessert = verhaeltnis(PROGRAMM_RODEN, nachher) - verhaeltnis(PROGRAMM_RODEN, vorher)
    assert -0.25 < gebessert < -0.1
    unveraendert = verhaeltnis(PROGRAMM_FRAULAUTERN, nachher)
    assert abs(unveraendert - verhaeltnis(PROGRAMM_FRAULAUTERN, vorher)) < 0.1


def test_corona_ist_sichtbar(tafeln):
    zuzuege, arbeitslose = (tafeln[m].sum(axis=0) for m in ("zuzuege", "arbeitslose"))
    krippe = tafeln["kita_kinder_unter_3"].sum(axis=0)
    assert zuzuege[jahr(2020)] < 0.85 * zuzuege[jahr(2019)]
    assert arbeitslose[jahr(2020)] > 1.15 * arbeitslose[jahr(2019)]
    assert krippe[jahr(2021)] < krippe[jahr(2019)]


def test_ein_sozialraum_ist_winzig(vorgaben, menschen):
    winzig = menschen.zahl()[vorgaben.sozialraeume.index("100441150106")]
    assert (winzig > 90).all()
    assert (winzig < 250).all()


def test_es_gibt_echte_nullen_in_kleinen_raeumen(tafeln):
    for merkmal in ("sgb12_erwerbsminderung", "arbeitslose_unter_25"):
        assert (tafeln[merkmal][:-1] == 0).any()


def test_einiges_ist_nicht_zuordenbar_aber_wenig(tafeln):
    for merkmal in ("sgb2_leistungsberechtigte", "arbeitslose", "zuzuege", "fortzuege"):
        rest = tafeln[merkmal][-1] / tafeln[merkmal].sum(axis=0)
        assert (rest > 0).all()
        assert (rest < 0.03).all()


# --- Stimmigkeit ---------------------------------------------------------------------------------

TEILMENGEN = [
    ("sgb2_unter_15", "sgb2_unter_18"),
    ("sgb2_unter_18", "sgb2_leistungsberechtigte"),
    ("sgb2_bedarfsgemeinschaften", "sgb2_leistungsberechtigte"),
    ("sgb2_bedarfsgemeinschaften_alleinerziehend", "sgb2_bedarfsgemeinschaften"),
    ("sgb2_bedarfsgemeinschaften_alleinerziehend", "sgb2_unter_18"),
    ("arbeitslose_sgb2", "sgb2_leistungsberechtigte"),
    ("arbeitslose_langzeit", "arbeitslose"),
    ("arbeitslose_unter_25", "arbeitslose"),
    ("arbeitslose_auslaendisch", "arbeitslose"),
    ("beschaeftigte_wohnort_frauen", "beschaeftigte_wohnort"),
    ("haushalte_mit_kindern", "haushalte"),
    ("haushalte_alleinerziehend", "haushalte_mit_kindern"),
    ("haushalte_eine_person", "haushalte"),
    ("haushalte_eine_person_ab_65", "haushalte_eine_person"),
    ("schulanfaenger_sprachfoerderbedarf", "schulanfaenger"),
    ("wohnungen_gefoerdert", "wohnungen"),
]


@pytest.mark.parametrize(("teil", "ganzes"), TEILMENGEN)
def test_teilmengen(tafeln, teil, ganzes):
    assert (tafeln[teil] <= tafeln[ganzes]).all()


PERSONENGRUPPEN = [
    ("sgb2_unter_15", {"unter": 15}),
    ("sgb2_unter_18", {"unter": 18}),
    ("sgb2_leistungsberechtigte", {"unter": 65}),
    ("sgb12_ab_65", {"ab": 65}),
    ("sgb12_erwerbsminderung", {"ab": 18, "unter": 65}),
    ("arbeitslose_unter_25", {"ab": 15, "unter": 25}),
    ("arbeitslose_auslaendisch", {"ab": 15, "unter": 65, "herkunft": ("auslaendisch",)}),
    ("beschaeftigte_wohnort_frauen", {"ab": 15, "unter": 65, "geschlecht": "w"}),
    ("haushalte", {}),
    ("haushalte_mit_kindern", {"unter": 18}),
    ("haushalte_eine_person_ab_65", {"ab": 65}),
    ("kita_kinder_unter_3", {"unter": 3}),
    ("kita_kinder_3_bis_6", {"ab": 3, "unter": 6}),
    ("schulanfaenger", {"ab": 6, "unter": 7}),
    ("uebergang_gymnasium", {"ab": 10, "unter": 15}),
    ("schwerbehinderte", {}),
]


@pytest.mark.parametrize(("merkmal", "gruppe"), PERSONENGRUPPEN)
def test_nie_mehr_faelle_als_menschen(menschen, tafeln, merkmal, gruppe):
    assert (tafeln[merkmal][:-1] <= menschen.zahl(**gruppe)).all()


def test_alle_werte_sind_nicht_negativ_und_ueberall_wohnt_jemand(menschen, tafeln):
    assert (menschen.personen >= 0).all()
    assert (menschen.zahl() > 0).all()
    assert all((tafel >= 0).all() for tafel in tafeln.values())


def test_arbeitslose_sind_die_summe_beider_rechtskreise(tafeln):
    summe = tafeln["arbeitslose_sgb2"] + tafeln["arbeitslose_sgb3"]
    assert (tafeln["arbeitslose"] == summe).all()


def test_arbeitslose_und_beschaeftigte_passen_ins_erwerbsalter(menschen, tafeln):
    summe = tafeln["arbeitslose"] + tafeln["beschaeftigte_wohnort"]
    assert (summe[:-1] <= menschen.zahl(ab=15, unter=65)).all()
    maenner = tafeln["beschaeftigte_wohnort"] - tafeln["beschaeftigte_wohnort_frauen"]
    assert (maenner[:-1] <= menschen.zahl(ab=15, unter=65, geschlecht="m")).all()


def test_arbeitslose_im_sgb2_sind_keine_kinder(tafeln):
    erwachsene = tafeln["sgb2_leistungsberechtigte"] - tafeln["sgb2_unter_15"]
    assert (tafeln["arbeitslose_sgb2"] <= erwachsene).all()


def test_wohngeld_und_sgb2_schliessen_sich_aus(tafeln):
    summe = tafeln["wohngeld_haushalte"] + tafeln["sgb2_bedarfsgemeinschaften"]
    assert (summe[:-1] <= tafeln["haushalte"][:-1]).all()


def test_haushalte_und_menschen_passen_zusammen(menschen, tafeln):
    mehrere = tafeln["haushalte"] - tafeln["haushalte_eine_person"]
    mindestens = tafeln["haushalte_eine_person"] + 2 * mehrere
    assert (mindestens[:-1] <= menschen.zahl()).all()
    assert (tafeln["haushalte_mit_kindern"] <= mehrere).all()


def test_baualter_passt_in_den_bestand(tafeln):
    nach_alter = sum(tafel for name, tafel in tafeln.items() if "_baujahr_" in name)
    assert (nach_alter <= tafeln["wohnungen"]).all()


def test_bewegungen_erklaeren_die_einwohner_der_stadt(menschen, tafeln):
    zugang = tafeln["geburten"] - tafeln["sterbefaelle"]
    wanderung = tafeln["zuzuege"] - tafeln["fortzuege"]
    veraenderung = np.diff(menschen.stadt(), prepend=menschen.stadt_vorjahr)
    assert ((zugang + wanderung).sum(axis=0) == veraenderung).all()


def test_altersgruppen_schliessen_luecken_los_an():
    grenzen = [(gruppe.ab, gruppe.unter) for gruppe in ALTERSGRUPPEN]
    assert grenzen[0][0] == 0
    assert all(a[1] == b[0] for a, b in itertools.pairwise(grenzen))
    assert [g.name for g in ALTERSGRUPPEN][6:12] == ["6", "7-9", "10-14", "15-17", "18-19", "20-24"]


def test_reihen_springen_nicht(menschen):
    einwohner = menschen.zahl()
    sprung = np.abs(np.diff(einwohner, axis=1)) / einwohner[:, :-1]
    assert sprung.max() < 0.06


# --- Raster ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def raster(ordner) -> pd.DataFrame:
    tabelle = pd.read_csv(ordner / "raster_demo.csv", dtype=str, keep_default_na=False)
    return tabelle.assign(wert=tabelle["wert"].astype(int))


def test_raster_vier_bis_acht_einheiten_je_sozialraum(vorgaben, raster):
    je_raum = raster.groupby("gebiet")["einheit"].nunique()
    assert set(je_raum.index) == set(vorgaben.sozialraeume)
    assert (je_raum.min(), je_raum.max()) == (WENIGSTENS, HOECHSTENS) == (4, 8)
    assert set(raster["stichtag"]) == {"2025-12-31"}
    assert set(raster["zeichen"]) == set(raster["quelle"]) == {"demo"}
    assert raster["name"].str.fullmatch(r"Block \d{4}-\d{2}").all()


def test_raster_ergibt_die_tafeln_des_juengsten_jahres(vorgaben, menschen, tafeln, raster):
    summen = raster.pivot_table(index="gebiet", columns="merkmal", values="wert", aggfunc="sum")
    summen = summen.loc[list(vorgaben.sozialraeume)]
    assert (summen["einwohner"] == menschen.zahl()[:, -1]).all()
    assert (summen["einwohner_unter_18"] == menschen.zahl(unter=18)[:, -1]).all()
    assert (summen["einwohner_ab_65"] == menschen.zahl(ab=65)[:, -1]).all()
    auslaendisch = menschen.zahl(herkunft=("auslaendisch",))[:, -1]
    assert (summen["einwohner_auslaendisch"] == auslaendisch).all()
    for merkmal in ("sgb2_leistungsberechtigte", "sgb2_unter_18", "arbeitslose"):
        assert (summen[merkmal] == tafeln[merkmal][:-1, -1]).all()


def test_raster_teilmengen_passen_in_jede_einheit(raster):
    w = raster.pivot_table(index="einheit", columns="merkmal", values="wert", aggfunc="sum")
    mitte = w["einwohner"] - w["einwohner_unter_18"] - w["einwohner_ab_65"]
    erwachsene = w["sgb2_leistungsberechtigte"] - w["sgb2_unter_18"]
    assert w.notna().all(axis=None)
    assert (w >= 0).all(axis=None)
    assert (w["einwohner"] > 0).all()
    assert (w["einwohner_auslaendisch"] <= w["einwohner"]).all()
    assert (w["sgb2_unter_18"] <= w["einwohner_unter_18"]).all()
    assert ((erwachsene >= 0) & (erwachsene <= mitte)).all()
    assert (w["arbeitslose"] <= mitte).all()


@given(st.integers(0, 300), st.integers(1, 1500), st.integers(0, 300), st.data())
def test_einheiten_halten_summen_bei_jeder_zusammensetzung(kinder, mitte, alte, daten):
    sgb2_kinder = daten.draw(st.integers(0, kinder))
    gesamt = {
        "einwohner": kinder + mitte + alte,
        "einwohner_unter_18": kinder,
        "einwohner_ab_65": alte,
        "einwohner_auslaendisch": daten.draw(st.integers(0, kinder + mitte + alte)),
        "sgb2_leistungsberechtigte": sgb2_kinder + daten.draw(st.integers(0, mitte)),
        "sgb2_unter_18": sgb2_kinder,
        "arbeitslose": daten.draw(st.integers(0, mitte)),
    }
    werte = einheiten("100441150101", gesamt)
    assert set(werte) == set(MERKMALE)
    assert {merkmal: int(zahlen.sum()) for merkmal, zahlen in werte.items()} == gesamt
    assert all((zahlen >= 0).all() for zahlen in werte.values())
    assert (werte["sgb2_leistungsberechtigte"] <= werte["einwohner"]).all()


# --- Verfahren -----------------------------------------------------------------------------------

# Gewichte sind Null oder von einer Größe, mit der sich teilen lässt.
NULL_ODER_MEHR = st.just(0.0) | st.floats(0.01, 100)
GEWICHTE = st.lists(st.floats(0.01, 1000), min_size=1, max_size=30)


@given(GEWICHTE, st.integers(0, 5000))
def test_anteilig_gerundet_haelt_summe_und_naehe(gewichte, summe):
    werte = np.array(gewichte)
    ergebnis = anteilig_gerundet(summe, werte)
    assert ergebnis.sum() == summe
    assert (np.abs(ergebnis - summe * werte / werte.sum()) <= 1 + 1e-6).all()


@given(st.lists(st.tuples(NULL_ODER_MEHR, st.integers(0, 50)), min_size=1), st.data())
def test_anteilig_gerundet_haelt_obergrenzen(paare, daten):
    gewichte, grenzen = (np.array(spalte, dtype=float) for spalte in zip(*paare, strict=True))
    summe = daten.draw(st.integers(0, int(grenzen.sum())))
    ergebnis = anteilig_gerundet(summe, gewichte, hoechstens=grenzen)
    assert ergebnis.sum() == summe
    assert (ergebnis <= grenzen).all()
    assert (ergebnis >= 0).all()


def test_zu_enge_obergrenzen_werden_gemeldet():
    with pytest.raises(DemonstrationsFehler, match="Die Summe 5 passt nicht"):
        anteilig_gerundet(5, np.array([1.0, 1.0]), hoechstens=np.array([2.0, 2.9]))


@given(GEWICHTE, st.integers(0, 5000), st.floats(0, 0.999))
def test_stetig_gerundet_haelt_summe_und_naehe(gewichte, summe, phase):
    werte = np.array(gewichte)
    ergebnis = stetig_gerundet(werte, summe, phase=phase)
    assert ergebnis.sum() == summe
    assert (ergebnis >= 0).all()
    assert (np.abs(ergebnis - summe * werte / werte.sum()) <= 1 + 1e-3).all()


@settings(max_examples=50)
@given(st.integers(2, 12), st.integers(2, 6), st.integers(0, 2**32 - 1))
def test_ausgleich_und_runden_halten_beide_raender(zeilen, spalten, start):
    zufall = np.random.default_rng(start)
    ziel = zufall.integers(1, 60, (zeilen, spalten))
    summen = ziel.sum(axis=1), ziel.sum(axis=0)
    tafel = ausgeglichen(
        zufall.random((zeilen, spalten)) + 0.1, summen[0].astype(float), summen[1].astype(float)
    )
    ergebnis = randtreu_gerundet(tafel, *summen)
    assert (ergebnis.sum(axis=1) == summen[0]).all()
    assert (ergebnis.sum(axis=0) == summen[1]).all()
    assert (ergebnis >= 0).all()
