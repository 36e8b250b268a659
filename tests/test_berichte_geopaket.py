"""GeoPackage: gelesen, wie ein GIS es liest."""

import sqlite3

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest

from sozialmonitor import ausgabe, kennzahlen
from sozialmonitor.ausgabe import Herkunft
from sozialmonitor.berichte import geopaket
from tests import vierzustaende

HERKUNFT = Herkunft(quelle="Quelle: Amt.", stand="31.12.2021", ausgabe="Ausgabe 7.", lizenz="CC0")


@pytest.fixture(scope="module")
def kommune(tmp_path_factory):
    return vierzustaende.lade(tmp_path_factory.mktemp("vier"))


@pytest.fixture(scope="module")
def inhalt(kommune):
    tabelle = kennzahlen.kennzahl(kommune, "sgb2_quote")
    gewaehlt = tabelle[tabelle["stichtag"].eq("2021-12-31") & tabelle["gebiet"].ne("B2")]
    return geopaket.werte_gpkg(
        kommune.geometrien["sozialraum"].flaechen,
        pd.concat([gewaehlt, tabelle[tabelle["gebiet"].eq("B2")].tail(1)]),
        kommune.indikator("sgb2_quote"),
        vermerk="© Kleinstadt Quadrate",
        herkunft=HERKUNFT,
    )


def abgelegt(inhalt, ordner):
    pfad = ordner / "werte.gpkg"
    pfad.write_bytes(inhalt)
    return pfad


def test_flaechen_und_werte(kommune, inhalt, tmp_path):
    pfad = abgelegt(inhalt, tmp_path)
    assert pyogrio.list_layers(pfad).tolist() == [["sgb2_quote", "Polygon"]]
    gelesen = gpd.read_file(pfad).set_index("gebiet")
    flaechen = kommune.geometrien["sozialraum"].flaechen
    assert gelesen.crs == flaechen.crs
    assert gelesen.geometry.geom_equals(flaechen.geometry).all()
    assert gelesen.loc["A1", ["wert", "zaehler", "nenner", "einheit"]].tolist() == [
        10,
        40,
        400,
        "%",
    ]
    assert gelesen["zustand"].to_dict() == {
        "A1": "wert", "A2": "geheim", "B1": "wert", "B2": "zu_wenige",
    }  # fmt: skip
    assert gelesen.loc["B1", "wert"] == 0
    assert gelesen.loc[["A2", "B2"], ["wert", "unten", "zaehler", "nenner"]].isna().all(axis=None)
    assert gelesen["demo"].to_dict() == {"A1": False, "A2": False, "B1": False, "B2": True}


def test_flaeche_ohne_zeile_bleibt_und_fehlt(kommune, tmp_path):
    tabelle = kennzahlen.kennzahl(kommune, "sgb2_quote")
    nur_a1 = tabelle[tabelle["gebiet"].eq("A1")].tail(1)
    inhalt = geopaket.werte_gpkg(
        kommune.geometrien["sozialraum"].flaechen,
        nur_a1,
        kommune.indikator("sgb2_quote"),
        vermerk="",
    )
    gelesen = gpd.read_file(abgelegt(inhalt, tmp_path)).set_index("gebiet")
    assert gelesen["zustand"].to_dict() == {
        "A1": "wert", "A2": "fehlt", "B1": "fehlt", "B2": "fehlt",
    }  # fmt: skip


def test_bedeutung_und_herkunft_stehen_in_der_datei(inhalt):
    with sqlite3.connect(":memory:") as verbindung:
        verbindung.deserialize(inhalt)
        titel, beschreibung = verbindung.execute(
            "SELECT identifier, description FROM gpkg_contents"
        ).fetchone()
        metadaten = verbindung.execute("SELECT metadata FROM gpkg_metadata").fetchone()[0]
    verbindung.close()
    assert titel == "SGB-II-Quote (%)"
    for text in ("Quelle: Amt.", "31.12.2021", "Ausgabe 7.", "CC0", "© Kleinstadt Quadrate",
                 ausgabe.WASSERZEICHEN):  # fmt: skip
        assert text in beschreibung
        assert text in metadaten
    assert "Berechnung." in metadaten
