"""Dateien zum Mitnehmen: nichts Ausführbares, nichts Gesperrtes, Bedeutung immer dabei."""

import io
import json
import re

import altair as alt
import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pytest
from PIL import Image
from shapely.geometry import box

from sozialmonitor import ausgabe
from sozialmonitor.ausgabe import Herkunft
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
HERKUNFT = Herkunft(
    quelle="Quelle: Amt.",
    stand="31.12.2020",
    ausgabe="Ausgabe vom 1.1.2021 (abc).",
    lizenz="CC0",
    vorbehalte=("Kleine Zahlen.", "Kein Urteil."),
)
KOPF = ["# Quelle: Amt.", "# Stand der Werte: 31.12.2020.", "# Ausgabe vom 1.1.2021 (abc).",
        "# Lizenz: CC0"]  # fmt: skip


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
    inhalt = ausgabe.werte_parquet(tabelle, INDIKATOR, NAMEN, herkunft=HERKUNFT)
    gelesen = pq.read_table(io.BytesIO(inhalt))
    angaben = {k.decode(): v.decode() for k, v in gelesen.schema.metadata.items()}
    assert angaben["definition"] == "Wer zählt."
    assert angaben["einheit"] == "%"
    assert angaben["klassen"] == "5 10"
    assert angaben["brueche"] == "2022: Zensus"
    assert angaben["lizenz"] == "CC0"
    assert angaben["herkunft"] == "Quelle: Amt."
    assert angaben["stand"] == "31.12.2020"
    assert angaben["ausgabe"] == "Ausgabe vom 1.1.2021 (abc)."
    assert angaben["vorbehalte"] == "Kleine Zahlen. Kein Urteil."
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
    assert inhalt["indikator"]["ausgabe"] == "Ausgabe vom 1.1.2021 (abc)."
    assert inhalt["indikator"]["lizenz"] == "CC0"


def test_katalog_hat_eine_zeile_je_indikator():
    gelesen = pd.read_csv(io.BytesIO(ausgabe.katalog_csv([INDIKATOR])), encoding="utf-8-sig")
    assert gelesen["id"].tolist() == ["quote"]
    assert gelesen["nenner"].tolist() == ["b"]


def test_internationale_csv_traegt_herkunft_in_spalten(tabelle):
    inhalt = ausgabe.werte_csv(tabelle, INDIKATOR, NAMEN, herkunft=HERKUNFT)
    assert not inhalt.startswith(b"\xef\xbb\xbf")
    gelesen = pd.read_csv(io.BytesIO(inhalt))
    assert gelesen["quelle"].tolist() == ["Quelle: Amt."] * 2
    assert gelesen["ausgabe"].tolist() == ["Ausgabe vom 1.1.2021 (abc)."] * 2
    assert gelesen["lizenz"].tolist() == ["CC0"] * 2


def test_deutsche_csv_mit_kopf_komma_und_bom(tabelle):
    tabelle.loc[0, "wert"] = 1234.5
    inhalt = ausgabe.werte_csv_deutsch(tabelle, INDIKATOR, NAMEN, herkunft=HERKUNFT)
    assert inhalt.startswith(b"\xef\xbb\xbf")
    zeilen = inhalt.decode("utf-8-sig").splitlines()
    assert zeilen[:6] == ["# Quote (%)", *KOPF, f"# {ausgabe.WASSERZEICHEN}"]
    assert ";1234,5;" in zeilen[7]
    gelesen = pd.read_csv(
        io.BytesIO(inhalt), sep=";", decimal=",", comment="#", encoding="utf-8-sig", dtype={0: str}
    )
    assert gelesen["wert"].iloc[0] == 1234.5
    assert gelesen["name"].iloc[0] == "'=HYPERLINK(1)"
    assert gelesen.loc[1, ["zaehler", "nenner", "wert", "unten", "oben"]].isna().all()


def test_tabelle_csv_entschaerft_und_haelt_den_kopf_in_einer_zeile():
    tabelle = pd.DataFrame({"Gebiet": ["=A1", "Berg; Tal"], "Wert": [1.5, None]})
    zeilen = ausgabe.tabelle_csv(tabelle, kopf=["Titel\nzweite Zeile", ""]).decode("utf-8-sig")
    assert zeilen.splitlines() == [
        "# Titel zweite Zeile", "Gebiet;Wert", "'=A1;1,5", '"Berg; Tal";',
    ]  # fmt: skip


def test_csv_eines_bildes_mit_ausgabe_und_lizenz():
    bild = Bild(titel="T", bild=None, alttext="", tabelle=pd.DataFrame({"a": ["b"]}), demo=False)
    zeilen = ausgabe.csv(bild, HERKUNFT).decode("utf-8-sig").splitlines()
    assert zeilen == ["# T", *KOPF, "a", "b"]


def diagrammbild(quelle: str) -> Bild:
    diagramm = (
        alt.Chart(pd.DataFrame({"x": [1, 2], "y": [3, 4]}))
        .mark_line()
        .encode(x="x:Q", y="y:Q")
        .properties(
            width="container",
            height=100,
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
            title=alt.TitleParams(text="Quote in %", subtitle=["Strich: Bereich"]),
        )
    )
    return Bild(titel="Verlauf", bild=diagramm, alttext="", tabelle=pd.DataFrame(), quelle=quelle)


@pytest.mark.parametrize(
    "quelle", ["Quelle: Amt.", f"Quelle: {'Statistikamt und Register; ' * 20}"]
)
def test_lange_quelle_laesst_dem_diagramm_seine_breite(quelle):
    """Vega zieht eine zu breite Überschrift sonst von der Zeichenfläche ab."""
    svg = ausgabe.bilddatei(diagrammbild(quelle), "svg").decode()
    flaechen = [int(b) for b in re.findall(r'class="background"[^>]* d="M0\.5,0\.5h(\d+)', svg)]
    assert max(flaechen) > 800
    for text in ("Verlauf", "Quote in %", "Strich: Bereich"):
        assert f">{text}</" in svg


def test_bild_als_png_nennt_seine_aufloesung():
    bild = Image.open(io.BytesIO(ausgabe.bilddatei(diagrammbild("Quelle: Amt."), "png")))
    assert bild.width == 900 * 2.5
    assert bild.info["dpi"] == pytest.approx((240, 240), abs=0.01)


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
    return ausgabe.werte_geojson(
        flaechen, tabelle, INDIKATOR, vermerk="© Amt", herkunft=HERKUNFT
    ).decode()
