"""Trend, Schwelle und erwarteter Bereich je Gebiet; Prüfwerte der Fingertips-Methode."""

import numpy as np
import pandas as pd
import pandas.testing as pdt
import pytest

from sozialmonitor import konfidenz, texte, trend, trendbericht
from sozialmonitor.katalog import Bruch
from tests.test_reihen import indikator

JAHRE = range(2021, 2026)
# Steigend, Prüfgröße 12,0888 (Cochran–Armitage, von Hand mit der gedruckten Formel)
STEIGEND = [(100, 1562), (110, 1560), (121, 1571), (133, 1580), (150, 1590)]
# Prüfgröße 9,5289: knapp unter der Grenze von 9,5495
KNAPP = [(50, 1000), (55, 1000), (60, 1000), (70, 1000), (80, 1000)]


def reihe(paare, *, gebiet="a", jahre=JAHRE, zustand="wert", art="anteil"):
    x, n = (np.array(spalte, "float64") for spalte in zip(*paare, strict=True))
    faktor = 100 if art == "anteil" else 1000
    unten, oben = konfidenz.wilson(x, n) if art == "anteil" else konfidenz.rate(x, n, 1)
    return pd.DataFrame({
        "gebiet": gebiet,
        "stichtag": [f"{jahr}-12-31" for jahr in jahre],
        "zaehler": x, "nenner": n, "wert": x / n * faktor,
        "unten": np.multiply(unten, faktor), "oben": np.multiply(oben, faktor),
        "zustand": zustand, "demo": False,
    })  # fmt: skip


def zeile(tabelle, brueche=(), **angaben):
    return trendbericht.trends(tabelle, indikator(**angaben), ["a"], brueche).iloc[0]


def test_gesicherter_anstieg_nennt_zeitraum_und_schwelle():
    ist = zeile(reihe(STEIGEND))
    assert (ist["richtung"], bool(ist["gesichert"]), ist["grund"]) == (trend.STEIGEND, True, "")
    assert (ist["von"], ist["bis"]) == ("2021-12-31", "2025-12-31")
    # p = 283 / 3.170; z · sqrt(p (1 − p) (1/1.580 + 1/1.590)) = 1,9851 Prozentpunkte
    assert ist["schwelle"] == pytest.approx(1.9851, abs=5e-4)


def test_knapp_unter_der_grenze_ist_nichts_gesichert():
    ist = zeile(reihe(KNAPP))
    assert (ist["richtung"], bool(ist["gesichert"])) == (trend.KEINE_VERAENDERUNG, False)
    assert ist["grund"] == trend.ZUFALL


@pytest.mark.parametrize(
    ("tabelle", "brueche", "angaben", "grund"),
    [
        (reihe(STEIGEND[:4], jahre=range(2022, 2026)), (), {}, trend.ZU_WENIGE),
        (reihe(STEIGEND), (Bruch(ab="2023", grund="Gesetz"),), {}, trend.BRUCH),
        (reihe(STEIGEND, jahre=(2019, 2021, 2022, 2023, 2024)), (), {}, trend.NICHT_JAEHRLICH),
        (reihe(STEIGEND), (), {"art": "dichte"}, trendbericht.OHNE_BEREICH),
        (reihe(STEIGEND).iloc[:0], (), {}, trend.ZU_WENIGE),
    ],
    ids=["vier_jahre", "bruch", "luecke_im_kalender", "ohne_bereich", "ohne_zeilen"],
)
def test_ohne_grundlage_ein_grund(tabelle, brueche, angaben, grund):
    ist = zeile(tabelle, brueche, **angaben)
    assert (ist["richtung"], ist["grund"]) == (trend.NICHT_BERECHENBAR, grund)
    assert (ist["von"], ist["bis"], bool(ist["gesichert"])) == ("", "", False)


@pytest.mark.parametrize(
    ("zustand", "grund"),
    [("geheim", trend.GESPERRT), ("zu_wenige", trend.LUECKE), ("fehlt", trend.LUECKE)],
)
def test_was_keinen_wert_hat_zaehlt_nicht(zustand, grund):
    tabelle = reihe(STEIGEND)
    tabelle.loc[2, "zustand"] = zustand
    ist = zeile(tabelle)
    assert (ist["richtung"], ist["grund"]) == (trend.NICHT_BERECHENBAR, grund)


def test_gesperrtes_vor_den_fuenf_jahren_ist_nicht_der_grund():
    tabelle = reihe([(50, 1000), *STEIGEND], jahre=range(2020, 2026))
    tabelle.loc[0, "zustand"] = "geheim"
    tabelle.loc[3, "zustand"] = "fehlt"
    assert zeile(tabelle)["grund"] == trend.LUECKE


def test_raten_werden_mit_ihrem_bereich_geprueft():
    paare = [(100, 10_000), (150, 10_000), (200, 10_000), (250, 10_000), (300, 10_000)]
    ist = zeile(reihe(paare, art="rate"), art="rate", faktor=1000)
    assert (ist["richtung"], bool(ist["gesichert"])) == (trend.STEIGEND, True)
    assert np.isnan(ist["schwelle"])


def test_sprung_nach_2019_liegt_ueber_dem_erwarteten_bereich():
    # 2014 bis 2019 um 10 % mit kleinen Ausschlägen, 2021 30 %, 2022 wieder 10 %
    paare = [(n, 10_000) for n in (1000, 1010, 990, 1005, 995, 1000, 3000, 1000)]
    ist = zeile(reihe(paare, jahre=(*range(2014, 2020), 2021, 2022)))
    assert ist["erwartet"] == "2021 über dem erwarteten Bereich"


def test_ohne_jahre_vor_2020_kein_satz_ueber_die_erwartung():
    assert zeile(reihe(STEIGEND))["erwartet"] == ""


def test_tabelle_und_eingabe():
    alle = pd.concat([reihe(STEIGEND), reihe(KNAPP, gebiet="b")], ignore_index=True)
    vorher = alle.copy(deep=True)
    kennung = indikator(titel="SGB-II-Quote")
    ist = trendbericht.trends(alle, kennung, ["a", "b"])
    pdt.assert_frame_equal(alle, vorher)
    tabelle = trendbericht.trendtabelle(ist, kennung, {"a": "Altmarkt", "b": "Bergfeld"})
    assert tabelle["Gebiet"].to_list() == ["Altmarkt", "Bergfeld"]
    assert tabelle["Trend der letzten fünf Jahre"].to_list() == [
        "gesichert gestiegen (ungünstiger)", "keine gesicherte Veränderung",
    ]  # fmt: skip
    assert tabelle["Zeitraum"].to_list() == ["2021 bis 2025"] * 2
    assert tabelle["sicher zu sehen ab"][0] == "2,0 Prozentpunkte"


@pytest.mark.parametrize(
    ("paare", "angaben", "ende"),
    [
        (STEIGEND, {}, "ist gesichert gestiegen (ungünstiger)."),
        (STEIGEND, {"richtung": "neutral"}, "ist gesichert gestiegen."),
        (STEIGEND, {"richtung": "niedrig_belastend"}, "ist gesichert gestiegen (günstiger)."),
        (STEIGEND[::-1], {}, "ist gesichert gesunken (günstiger)."),
        (KNAPP, {}, f"zeigt keine gesicherte Veränderung. {trend.ZUFALL}"),
    ],
    ids=["gestiegen", "ohne_richtung", "niedrig_belastend", "gesunken", "zufall"],
)
def test_satz_trend(paare, angaben, ende):
    satz = texte.satz_trend("Altmarkt", zeile(reihe(paare), **angaben), indikator(**angaben))
    assert satz == f"Altmarkt von 2021 bis 2025: „Quote“ {ende}"


def test_satz_ohne_trend_und_mit_demowert():
    ist = zeile(reihe(STEIGEND[:4], jahre=range(2022, 2026)).assign(demo=True))
    assert texte.satz_trend("Altmarkt", ist, indikator()) == (
        f"Altmarkt: Ein Trend von „Quote“ ist nicht zu berechnen. {trend.ZU_WENIGE} "
        "(Demonstrationsdaten)"
    )


def test_satz_schwelle():
    satz = texte.satz_schwelle("Altmarkt", zeile(reihe(STEIGEND)), indikator())
    assert satz == (
        "Altmarkt: Von einem Wert zum nächsten müsste sich „Quote“ um mindestens 2,0 Prozentpunkte "
        "ändern, damit die Veränderung gesichert wäre."
    )
    assert texte.satz_schwelle("A", zeile(reihe(STEIGEND).iloc[:1]), indikator()) == ""


@pytest.mark.parametrize(
    ("urteile", "wort"),
    [
        ({2021: trend.UEBER, 2022: trend.UEBER, 2023: trend.UNTER},
         "2021 und 2022 über dem erwarteten Bereich; 2023 unter dem erwarteten Bereich"),
        ({2021: trend.IM_BEREICH, 2022: trend.IM_BEREICH}, "2021 bis 2022 im erwarteten Bereich"),
        ({2021: trend.IM_BEREICH, 2022: trend.NICHT_BEWERTBAR}, "2021 im erwarteten Bereich"),
        ({2021: trend.NICHT_BEWERTBAR}, ""),
        ({}, ""),
    ],
    ids=["ausserhalb", "alle_im_bereich", "ein_jahr", "nichts_bewertbar", "leer"],
)  # fmt: skip
def test_wort_erwartet(urteile, wort):
    assert texte.wort_erwartet(pd.Series(urteile, dtype="object")) == wort
