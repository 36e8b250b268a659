"""Freigegebene Tabellen der Kleinstadt; was verborgen sein muss, ist von Hand überlegt."""

import pytest

from sozialmonitor import freigabetabellen
from sozialmonitor.freigabelauf import Lauf, lauf
from sozialmonitor.kommune import Kommune
from tests.kleinstadt import LETZTER


@pytest.fixture(scope="module")
def oeffentlich(stadt: Kommune) -> Lauf:
    return lauf(stadt, "oeffentlich")


def werte(stadt, oeffentlich, tabelle, merkmal):
    alle = freigabetabellen.freigegebene_tabellen(stadt, oeffentlich)[tabelle]
    gilt = alle["stichtag"].eq(LETZTER) & alle["merkmal"].eq(merkmal) & alle["alter"].eq("")
    return alle[gilt].set_index("gebiet")


def test_kleine_zahl_ist_leer_und_traegt_das_zeichen_geheim(stadt, oeffentlich):
    # B2 hat 3 Leistungsberechtigte; B = 19 verriete sie (19 − 16), also ist auch B verborgen.
    sgb2 = werte(stadt, oeffentlich, "soziales", "sgb2")
    assert sgb2.loc[["B2", "B"], "wert"].isna().all()
    assert list(sgb2.loc[["B2", "B"], "zeichen"]) == ["demo •", "demo •"]


def test_alle_ebenen_stehen_mit_eigener_zeile_darin(stadt, oeffentlich):
    # Stadt 74 = 40 + 10 + 16 + 3 + 5; A = 40 + 10; Programmgebiet P = 40 + 16.
    sgb2 = werte(stadt, oeffentlich, "soziales", "sgb2")["wert"]
    assert (sgb2["K1"], sgb2["A"], sgb2["P"]) == (74, 50, 56)


def test_teilmengen_sind_eigene_zeilen(stadt, oeffentlich):
    # Unter 18 in A: 100 + 50, in der Stadt 200.
    unter_18 = werte(stadt, oeffentlich, "einwohner", "unter_18")["wert"]
    assert (unter_18["A"], unter_18["K1"]) == (150, 200)


def test_nichts_abgezogenes_und_keine_leeren_reste(stadt, oeffentlich):
    for tabelle in freigabetabellen.freigegebene_tabellen(stadt, oeffentlich).values():
        assert set(tabelle["gebiet"]) <= set(stadt.gebiete.index)
        assert set(tabelle["merkmal"]) <= set(stadt.merkmale)
    assert "KX" not in werte(stadt, oeffentlich, "einwohner", "einwohner").index


def test_gemessenes_und_messwerte_bleiben_zurueck(stadt, oeffentlich):
    # Fläche (ha) und die Quote des Berichts stehen in einer vertraulichen Tabelle.
    soziales = freigabetabellen.freigegebene_tabellen(stadt, oeffentlich)["soziales"]
    assert not set(soziales["merkmal"]) & {"flaeche", "quote_bericht"}


def test_hinweise_der_quelle_gehen_nicht_mit(stadt, oeffentlich):
    for tabelle in freigabetabellen.freigegebene_tabellen(stadt, oeffentlich).values():
        assert set(tabelle["hinweis"]) == {""}


def test_altersaufbau_nur_ohne_geheime_gruppe(stadt, oeffentlich):
    # Die Kleinstadt zählt 0–17, 18–64, 65+: das sind keine Fünf-Jahres-Gruppen, also keiner.
    einwohner = freigabetabellen.freigegebene_tabellen(stadt, oeffentlich)["einwohner"]
    assert set(einwohner["alter"]) == {""}


def test_paket_enthaelt_nur_offenes_und_freigegebenes(stadt, oeffentlich):
    tabellen = freigabetabellen.freigegebene_tabellen(stadt, oeffentlich)
    raster = {"name": "raster", "path": "raster.csv", "rolle": "raster"}
    alt = {**stadt.paket, "resources": [*stadt.paket["resources"], raster]}
    neu = freigabetabellen.ausgabepaket(alt, tabellen, {"rolle": "oeffentlich"})
    namen = {r["name"] for r in neu["resources"]}
    assert namen == {"gebiete", "mengen", "quellen", "chronik", "einwohner", "soziales"}
    assert neu["ausgabe"] == {"rolle": "oeffentlich"}
    assert "ausgabe" not in stadt.paket


def test_veroeffentlichte_tabelle_geht_unveraendert_mit():
    ressource = {"name": "x", "path": "x.csv", "rolle": "bestand", "veroeffentlicht": True}
    neu = freigabetabellen.ausgabepaket({"resources": [ressource]}, {}, {})
    assert neu["resources"] == [ressource]
