"""Dateien zum Mitnehmen: nichts Ausführbares, nichts Gesperrtes, Bedeutung immer dabei."""

import io
import json

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pytest
from shapely.geometry import box

from sozialmonitor import ausgabe
from sozialmonitor.bild import Bild
from sozialmonitor.katalog import Bruch, Indikator

INDIKATOR = Indikator(
    id="quote",
    titel="Quote",
    kurz="",
    definition="Wer zählt.",
    berechnung="A durch B.",
    handlungsfeld="x",
    art="anteil",
    zaehler=("a",),
    nenner=("b",),
    faktor=100,
    einheit="%",
    nachkommastellen=1,
    richtung="neutral",
    vergleich=("stadt",),
    quelle=("q",),
    klassen=(5, 10),
    hinweise=("demonstration",),
    geprueft_am="2026-01-01",
    brueche=(Bruch(ab="2022", grund="Zensus"),),
)


@pytest.fixture
def tabelle() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "gebiet": ["01", "02"],
            "stichtag": ["2020-12-31", "2020"],
            "zaehler": [5.0, 2.0],
            "nenner": [50.0, 9.0],
            "wert": [10.0, float("nan")],
            "unten": [4.0, 1.0],
            "oben": [21.0, 50.0],
            "zeichen": ["demo", "demo •"],
            "zustand": ["wert", "geheim"],
            "demo": [True, True],
            "herkunft": ["gerechnet", "gerechnet"],
        }
    )


NAMEN = {"01": "=HYPERLINK(1)", "02": "Berg"}


@pytest.mark.parametrize(
    ("roh", "erwartet"),
    [
        ("=1+1", "'=1+1"),
        ("+SUM(A1)", "'+SUM(A1)"),
        ("@x", "'@x"),
        ("-cmd", "'-cmd"),
        ("\tx", "'\tx"),
        ("-5", "-5"),
        ("+1,2", "+1,2"),
        ("−3", "−3"),
        ("Roden", "Roden"),
        (3, 3),
    ],
)
def test_formeln_werden_unschaedlich(roh, erwartet):
    assert ausgabe.ungefaehrlich(roh) == erwartet


def test_csv_kennzeichnet_demonstration_und_entschaerft(tabelle):
    gelesen = pd.read_csv(
        io.BytesIO(ausgabe.werte_csv(tabelle, INDIKATOR, NAMEN)), dtype={"gebiet": str}
    )
    assert list(gelesen["gebiet"]) == ["01", "02"]
    assert gelesen["demo"].tolist() == [True, True]
    assert gelesen["name"].iloc[0] == "'=HYPERLINK(1)"
    assert gelesen["datum"].tolist() == ["2020-12-31", "2020-07-01"]


def test_gesperrtes_verlaesst_das_haus_nicht(tabelle):
    vorher = tabelle.copy()
    frei = ausgabe.freigegeben(tabelle)
    assert frei.loc[1, ["zaehler", "nenner", "wert", "unten", "oben"]].isna().all()
    assert frei.loc[0, "zaehler"] == 5
    pd.testing.assert_frame_equal(tabelle, vorher)
    zahlen = ["zaehler", "nenner", "wert", "unten", "oben"]
    aus_csv = pd.read_csv(io.BytesIO(ausgabe.werte_csv(tabelle, INDIKATOR, NAMEN)))
    assert aus_csv.loc[1, zahlen].isna().all()
    gesperrt = json.loads(_geojson(tabelle))["features"][1]["properties"]
    assert gesperrt["zustand"] == "geheim"
    assert [gesperrt[name] for name in zahlen] == [None] * 5


def test_parquet_behaelt_werte_und_bedeutung(tabelle):
    inhalt = ausgabe.werte_parquet(tabelle, INDIKATOR, NAMEN, herkunft={"lizenz": "CC0"})
    gelesen = pq.read_table(io.BytesIO(inhalt))
    angaben = {k.decode(): v.decode() for k, v in gelesen.schema.metadata.items()}
    assert angaben["definition"] == "Wer zählt."
    assert angaben["einheit"] == "%"
    assert angaben["klassen"] == "5 10"
    assert angaben["brueche"] == "2022: Zensus"
    assert angaben["lizenz"] == "CC0"
    assert angaben["demonstration"] == ausgabe.WASSERZEICHEN
    zurueck = gelesen.to_pandas()
    assert zurueck["gebiet"].tolist() == ["01", "02"]
    assert zurueck["wert"].iloc[0] == 10.0
    assert pd.isna(zurueck["zaehler"].iloc[1])


def test_geojson_behaelt_gebiete_ohne_zeile(tabelle):
    inhalt = json.loads(_geojson(tabelle))
    eigenschaften = {m["properties"]["gebiet"]: m["properties"] for m in inhalt["features"]}
    assert eigenschaften["03"]["zustand"] == "fehlt"
    assert eigenschaften["03"]["demo"] is False
    assert eigenschaften["01"]["wert"] == 10.0
    assert inhalt["indikator"]["quellenvermerk"] == "© Amt"
    assert inhalt["demonstration"] == ausgabe.WASSERZEICHEN


def test_katalog_hat_eine_zeile_je_indikator():
    gelesen = pd.read_csv(io.BytesIO(ausgabe.katalog_csv([INDIKATOR])), encoding="utf-8-sig")
    assert gelesen["id"].tolist() == ["quote"]
    assert gelesen["nenner"].tolist() == ["b"]


def test_csv_eines_bildes_nennt_quelle_und_demonstration():
    bild = Bild(
        titel="T",
        bild=None,
        alttext="",
        tabelle=pd.DataFrame({"Gebiet": ["=A1"]}),
        demo=True,
        quelle="Quelle: q.",
    )
    zeilen = ausgabe.csv(bild).decode("utf-8-sig").splitlines()
    assert zeilen == ["# T", "# Quelle: q.", f"# {ausgabe.WASSERZEICHEN}", "Gebiet", "'=A1"]


def _geojson(tabelle: pd.DataFrame) -> str:
    flaechen = gpd.GeoDataFrame(
        {"name": ["A", "B", "C"]},
        geometry=[box(i, 0, i + 1, 1) for i in range(3)],
        index=pd.Index(["01", "02", "03"], name="gebiet"),
        crs="EPSG:4326",
    )
    return ausgabe.werte_geojson(flaechen, tabelle, INDIKATOR, vermerk="© Amt").decode()
