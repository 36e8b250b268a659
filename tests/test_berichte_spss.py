"""SPSS-Dateien: geschrieben, gelesen und verglichen; fehlende Werte mit Code und Label."""

import datetime
import math

import pandas as pd
import pyreadstat
import pytest

from sozialmonitor import ausgabe, kennzahlen
from sozialmonitor.ausgabe import Herkunft
from sozialmonitor.berichte import spss
from sozialmonitor.fehler import SozialmonitorFehler
from tests import vierzustaende

ZAHLEN = ["wert", "unten", "oben", "zaehler", "nenner"]


@pytest.fixture(scope="module")
def kommune(tmp_path_factory):
    return vierzustaende.lade(tmp_path_factory.mktemp("vier"))


def lies(inhalt, ordner, *, mit_codes=True):
    pfad = ordner / "werte.sav"
    pfad.write_bytes(inhalt)
    return pyreadstat.read_sav(pfad, user_missing=mit_codes)


def geschrieben(kommune, *namen, **angaben):
    return spss.werte_sav(kommune, {n: kennzahlen.kennzahl(kommune, n) for n in namen}, **angaben)


def je_gebiet(tabelle):
    return tabelle.set_index(["gebiet", "stichtag"])


def test_hin_und_zurueck(kommune, tmp_path):
    erwartet = kennzahlen.kennzahl(kommune, "sgb2_quote")
    gelesen, _ = lies(geschrieben(kommune, "sgb2_quote"), tmp_path)
    assert gelesen["gebiet"].tolist() == erwartet["gebiet"].tolist()
    assert gelesen["stichtag"].tolist() == erwartet["stichtag"].tolist()
    gilt = erwartet["zustand"].eq("wert")
    pd.testing.assert_frame_equal(gelesen[gilt][ZAHLEN], erwartet[gilt][ZAHLEN])
    assert gelesen["datum"].iloc[0] == datetime.date(2019, 12, 31)
    assert gelesen["gebietsname"].iloc[0] == "Altmarkt"
    assert gelesen["demo"].tolist() == erwartet["demo"].astype(float).tolist()


def test_jeder_grund_hat_seinen_code_und_null_bleibt_null(kommune, tmp_path):
    gelesen = je_gebiet(lies(geschrieben(kommune, "sgb2_quote"), tmp_path)[0])
    assert gelesen.loc[("B1", "2021-12-31"), ["wert", "zaehler", "nenner"]].tolist() == [0, 0, 160]
    for schluessel, code in {
        ("B2", "2021-12-31"): -7, ("A2", "2021-12-31"): -8, ("A1", "2020-12-31"): -9,
    }.items():  # fmt: skip
        assert gelesen.loc[schluessel, [*ZAHLEN, "zustand"]].tolist() == [code] * 6
    assert gelesen.loc[("A1", "2021-12-31"), "zustand"] == 0


def test_codes_gelten_als_fehlend(kommune, tmp_path):
    gelesen, angaben = lies(geschrieben(kommune, "sgb2_quote"), tmp_path, mit_codes=False)
    ohne = gelesen["zustand"].ne(0)
    assert ohne.any()
    assert gelesen.loc[ohne, ZAHLEN].isna().all(axis=None)
    assert angaben.missing_ranges == {} or "zustand" not in angaben.missing_ranges


def test_labels_messniveau_und_dateilabel(kommune, tmp_path):
    _, angaben = lies(geschrieben(kommune, "sgb2_quote"), tmp_path)
    gruende = {
        -7: "zu wenige Personen für eine Bewertung",
        -8: "gesperrt (Datenschutz)",
        -9: "keine Angabe",
    }
    labels = angaben.variable_value_labels
    for name in ZAHLEN:
        assert labels[name] == gruende
        assert [b["lo"] for b in angaben.missing_ranges[name]] == [-7, -8, -9]
        assert angaben.variable_measure[name] == "scale"
    assert labels["zustand"] == {0: "Wert vorhanden", **gruende}
    assert (labels["gebiet"]["A1"], labels["gebiet"]["KX"]) == (
        "Altmarkt", "räumlich nicht zuordenbar",
    )  # fmt: skip
    assert labels["ebene"]["sozialraum"] == "Sozialraum"
    assert labels["ebene"]["nicht_zuordenbar"] == "räumlich nicht zuordenbar"
    assert labels["demo"] == {0: "nein", 1: "ja"}
    assert angaben.variable_measure["zustand"] == "nominal"
    assert angaben.file_label == "SGB-II-Quote"
    assert angaben.column_names_to_labels["wert"] == "SGB-II-Quote (%)"
    assert angaben.original_variable_types["wert"] == "F12.1"
    assert angaben.original_variable_types["datum"] == "EDATE10"


def test_notizen_nennen_herkunft_ganz(kommune, tmp_path):
    lang = f"Quelle: {'Ämter für Größe; ' * 20}Schluss."
    herkunft = Herkunft(
        quelle=lang, ausgabe="Ausgabe 7.", lizenz=f"https://example.org/{'x' * 100}",
        vorbehalte=("Kein Urteil.",),
    )  # fmt: skip
    _, angaben = lies(geschrieben(kommune, "sgb2_quote", herkunft=herkunft), tmp_path)
    assert max(len(zeile.encode()) for zeile in angaben.notes) <= 80
    text = " ".join(zeile.strip() for zeile in angaben.notes)
    for satz in (lang, "Ausgabe 7.", "Kein Urteil.", ausgabe.WASSERZEICHEN, "Definition."):
        assert satz in text
    assert "x" * 100 in text.replace(" ", "")


def test_saldo_mit_minus_sieben_ist_kein_fehlender_wert(kommune, tmp_path):
    tabelle = kennzahlen.kennzahl(kommune, "wanderungssaldo")
    tabelle.loc[0, ["wert", "zaehler"]] = [-7.0, -8.0]
    tabelle.loc[1, "zustand"] = "geheim"
    inhalt = spss.werte_sav(kommune, {"wanderungssaldo": tabelle})
    gelesen, _ = lies(inhalt, tmp_path, mit_codes=False)
    assert gelesen.loc[0, ["wert", "zaehler"]].tolist() == [-7, -8]
    assert gelesen.loc[1, ["wert", "zaehler"]].isna().all()
    mit_codes, _ = lies(inhalt, tmp_path)
    assert mit_codes.loc[1, "wert"] == spss.WEITE_CODES["geheim"]


def test_vertrauensbereich_einer_anzahl_ist_systemfehlend(kommune, tmp_path):
    gelesen, _ = lies(geschrieben(kommune, "einwohnerzahl"), tmp_path)
    assert gelesen["wert"].notna().all()
    assert gelesen[["unten", "oben", "nenner"]].isna().all(axis=None)


def test_mehrere_indikatoren_untereinander(kommune, tmp_path):
    gelesen, angaben = lies(geschrieben(kommune, "sgb2_quote", "einwohnerzahl"), tmp_path)
    assert gelesen["indikator"].unique().tolist() == ["sgb2_quote", "einwohnerzahl"]
    assert set(gelesen["einheit"]) == {"%", "Personen"}
    assert angaben.variable_value_labels["indikator"]["sgb2_quote"] == "SGB-II-Quote"
    assert angaben.file_label == "Sozialmonitor Kleinstadt"
    assert angaben.column_names_to_labels["wert"] == "Wert"
    stadt = gelesen[gelesen["indikator"].eq("einwohnerzahl") & gelesen["gebiet"].eq("K1")]
    assert stadt["wert"].iloc[-1] == 1018


def test_ohne_indikator_ein_deutscher_satz(kommune):
    with pytest.raises(SozialmonitorFehler, match="mindestens ein Indikator"):
        spss.werte_sav(kommune, {})


@pytest.mark.parametrize(
    ("kleinste", "codes"),
    [(0.0, spss.CODES), (-0.1, spss.WEITE_CODES), (math.nan, spss.CODES)],
    ids=["null", "negativ", "ohne_zahl"],
)
def test_fehlende_codes(kleinste, codes):
    assert spss.fehlende_codes(pd.DataFrame({name: [kleinste, 5.0] for name in ZAHLEN})) == codes
