"""Dieselben Zahlen überall: Seite, CSV, XLSX, SPSS, GeoPackage, GeoJSON und Parquet.

Verglichen wird je Gebiet und Stichtag; was die Seite zeigt, steht in `tabellen.wertetabelle`.
Jedes Format unterscheidet Wert, null, geheim, zu wenige und fehlt.
"""

import io
import json
import zipfile

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyreadstat
import pytest

from sozialmonitor import ausgabe, formate, kennzahlen, tabellen, vergleich, zahltexte
from sozialmonitor.berichte import geopaket, mappe, spss
from sozialmonitor.bild import Bild
from tests import vierzustaende
from tests.vierzustaende import ZUSTAENDE

ID = "sgb2_quote"
TAG = "2021-12-31"
ZAHLEN = ["wert", "zaehler", "nenner"]
# Steht in der Rohtabelle an einer geheimen Stelle und darf in keiner Datei stehen.
KANARIENZAHLEN = {"zaehler": 7654321.0, "nenner": 8765432.0, "unten": 9876543.0, "oben": 6543217.0,
                  "rest_wert": 5432178.0, "differenz": 4321876.0}  # fmt: skip


@pytest.fixture(scope="module")
def kommune(tmp_path_factory):
    return vierzustaende.lade(tmp_path_factory.mktemp("vier"))


@pytest.fixture(scope="module")
def tabelle(kommune):
    roh = kennzahlen.kennzahl(kommune, ID)
    alle = vergleich.mit_vergleich(kommune, roh, kommune.indikator(ID))
    geheim = alle["gebiet"].eq("A2") & alle["stichtag"].eq(TAG)
    return alle.assign(**{n: alle[n].mask(geheim, zahl) for n, zahl in KANARIENZAHLEN.items()})


@pytest.fixture(scope="module")
def dateien(kommune, tabelle):
    """Endung → Inhalt, so wie ihn die Knöpfe liefern."""
    indikator, namen = kommune.indikator(ID), kommune.namen
    flaechen = kommune.geometrien["sozialraum"].flaechen
    am_tag = tabelle[tabelle["stichtag"].eq(TAG)]
    return {
        "csv": ausgabe.werte_csv(tabelle, indikator, namen),
        "deutsch.csv": ausgabe.werte_csv_deutsch(tabelle, indikator, namen),
        "parquet": ausgabe.werte_parquet(tabelle, indikator, namen),
        "xlsx": mappe.werte_xlsx(kommune, indikator, tabelle),
        "mappe.xlsx": mappe.mappe(kommune, {ID: tabelle}, titel="Alle"),
        "sav": spss.werte_sav(kommune, {ID: tabelle}),
        "gpkg": geopaket.werte_gpkg(flaechen, am_tag, indikator, vermerk=""),
        "geojson": ausgabe.werte_geojson(flaechen, am_tag, indikator, vermerk=""),
    }


def aus_csv(inhalt):
    return pd.read_csv(io.BytesIO(inhalt), keep_default_na=False, na_values=[""])


def aus_deutscher_csv(inhalt):
    return pd.read_csv(
        io.BytesIO(inhalt), sep=";", decimal=",", comment="#", encoding="utf-8-sig",
        keep_default_na=False, na_values=[""],
    )  # fmt: skip


def aus_xlsx(inhalt):
    """Zahlen, wo Zahlen stehen; der Zustand folgt allein aus der Zelle des Wertes."""
    blatt = next(b for b in openpyxl.load_workbook(io.BytesIO(inhalt)) if b.title != "Hinweise")
    kopf, *zeilen = blatt.iter_rows(min_row=3, values_only=True)
    gelesen = pd.DataFrame(zeilen, columns=kopf)
    kuerzel = {"•": "geheim", "n. b.": "zu_wenige", "k. A.": "fehlt"}
    zahlen = {"Wert (%)": "wert", "Anzahl": "zaehler", "von": "nenner"}
    return pd.DataFrame(
        {
            "gebiet": gelesen["Schlüssel"],
            "stichtag": gelesen["Datum"].dt.strftime("%Y-%m-%d"),
            "zustand": gelesen["Wert (%)"].map(kuerzel).fillna("wert"),
            **{n: pd.to_numeric(gelesen[k], errors="coerce") for k, n in zahlen.items()},
        }
    )


def aus_sav(inhalt, ordner):
    pfad = ordner / "werte.sav"
    pfad.write_bytes(inhalt)
    gelesen, angaben = pyreadstat.read_sav(pfad)
    codes, _ = pyreadstat.read_sav(pfad, user_missing=True)
    grund = {text: zustand for zustand, text in
             ((z, formate.zustandstext(z)) for z in ("fehlt", "geheim", "zu_wenige"))}  # fmt: skip
    labels = {c: grund.get(t, "wert") for c, t in angaben.variable_value_labels["zustand"].items()}
    return gelesen.assign(zustand=codes["zustand"].map(labels))


def aus_gpkg(inhalt, ordner):
    pfad = ordner / "werte.gpkg"
    pfad.write_bytes(inhalt)
    return gpd.read_file(pfad)


@pytest.fixture(scope="module")
def gelesen(dateien, tmp_path_factory):
    return {
        "csv": aus_csv(dateien["csv"]),
        "deutsch.csv": aus_deutscher_csv(dateien["deutsch.csv"]),
        "parquet": pq.read_table(io.BytesIO(dateien["parquet"])).to_pandas(),
        "xlsx": aus_xlsx(dateien["xlsx"]),
        "mappe.xlsx": aus_xlsx(dateien["mappe.xlsx"]),
        "sav": aus_sav(dateien["sav"], tmp_path_factory.mktemp("sav")),
        "gpkg": aus_gpkg(dateien["gpkg"], tmp_path_factory.mktemp("gpkg")),
        "geojson": gpd.GeoDataFrame.from_features(json.loads(dateien["geojson"])["features"]),
    }


FORMATE = ["csv", "deutsch.csv", "parquet", "xlsx", "mappe.xlsx", "sav", "gpkg", "geojson"]
NUR_EIN_TAG = {"gpkg", "geojson"}


def zeile(gelesen, format_, gebiet, stichtag):
    daten = gelesen[format_]
    gefunden = daten[daten["gebiet"].eq(gebiet) & daten["stichtag"].eq(stichtag)]
    assert len(gefunden) == 1
    return gefunden.iloc[0]


@pytest.mark.parametrize("format_", FORMATE)
def test_jede_zahl_ist_dieselbe(format_, gelesen, tabelle, kommune):
    erwartet = ausgabe.freigegeben(tabelle)
    if format_ in NUR_EIN_TAG:
        sozialraeume = kommune.gebiete_der_ebene("sozialraum")
        erwartet = erwartet[erwartet["stichtag"].eq(TAG) & erwartet["gebiet"].isin(sozialraeume)]
    schluessel = ["gebiet", "stichtag"]
    links = gelesen[format_].set_index(schluessel).sort_index()[ZAHLEN].astype("float64")
    rechts = erwartet.set_index(schluessel).sort_index()[ZAHLEN]
    if "xlsx" in format_:
        # Fallzahlen ohne Wert stehen dort nicht; der Wert selbst ist die Zahl oder ein Kürzel.
        rechts = rechts.where(rechts["wert"].notna())
    np.testing.assert_allclose(links.to_numpy(), rechts.to_numpy(), rtol=1e-12)
    assert links.index.tolist() == rechts.index.tolist()


@pytest.mark.parametrize(
    ("format_", "gebiet", "stichtag"),
    [(f, *stelle) for f in FORMATE for stelle in ZUSTAENDE
     if f not in NUR_EIN_TAG or stelle[1] == TAG],
)  # fmt: skip
def test_jeder_zustand_bleibt_er_selbst(format_, gebiet, stichtag, gelesen):
    eine = zeile(gelesen, format_, gebiet, stichtag)
    zustand = ZUSTAENDE[(gebiet, stichtag)]
    assert eine["zustand"] == zustand
    assert eine[ZAHLEN].isna().all() == (zustand != "wert")


@pytest.mark.parametrize("format_", FORMATE)
def test_null_ist_eine_zahl(format_, gelesen):
    null = zeile(gelesen, format_, "B1", TAG)
    assert null[ZAHLEN].tolist() == [0, 0, 160]


@pytest.mark.parametrize("format_", FORMATE)
def test_geheimes_steht_in_keiner_datei(format_, dateien, gelesen):
    inhalt = dateien[format_]
    if "xlsx" in format_:
        with zipfile.ZipFile(io.BytesIO(inhalt)) as archiv:
            inhalt = b"".join(archiv.read(name) for name in archiv.namelist())
    alle_zahlen = gelesen[format_].select_dtypes("number").to_numpy().ravel()
    for zahl in KANARIENZAHLEN.values():
        assert str(int(zahl)).encode() not in inhalt
        assert formate.zahl(zahl).encode() not in inhalt
        assert np.float64(zahl).tobytes() not in inhalt
        assert zahl not in alle_zahlen


def test_seite_und_dateien_zeigen_dieselben_zahlen(kommune, tabelle, gelesen):
    """Die Tabelle der Seite, als CSV und als XLSX: gerundet genau die Werte der Wertedateien."""
    indikator = kommune.indikator(ID)
    am_tag = tabelle[
        tabelle["stichtag"].eq(TAG)
        & tabelle["gebiet"].isin(kommune.gebiete_der_ebene("sozialraum"))
    ]
    bild = Bild(
        titel="T", bild=None, alttext="",
        tabelle=tabellen.wertetabelle(ausgabe.freigegeben(am_tag), indikator, kommune.namen),
    )  # fmt: skip
    csv = pd.read_csv(
        io.BytesIO(ausgabe.csv(bild)), sep=";", skiprows=1, dtype=str, na_filter=False
    )
    blatt = openpyxl.load_workbook(io.BytesIO(mappe.xlsx(bild)))["Tabelle"]
    kopf, *zeilen = blatt.iter_rows(min_row=2, values_only=True)
    xlsx = pd.DataFrame(zeilen, columns=kopf)
    assert csv["Wert (%)"].tolist() == bild.tabelle["Wert (%)"].tolist()
    for gebiet, text, zelle in zip(
        am_tag["gebiet"], csv["Wert (%)"], xlsx["Wert (%)"], strict=True
    ):
        roh = zeile(gelesen, "csv", gebiet, TAG)
        assert text == formate.zelle(roh["zustand"], roh["wert"], indikator)
        zahl = zahltexte.gelesen(text)
        assert zelle == (text if zahl is None else zahl.wert)
