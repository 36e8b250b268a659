"""Die geschriebenen Geometrien für Saarlouis: vollständig, lückenlos, flächentreu."""

import json
import os
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from aufbereitung.saarlouis import geometrie

WURZEL = Path(__file__).parents[1]
GEODATEN = WURZEL / "geodata" / "saarlouis"
FAKTEN = Path(os.environ.get("SOZIALMONITOR_FAKTEN", WURZEL.parent / "shared" / "fakten"))
ANZAHL = {"gemeinden": 13, "stadt": 1, "stadtteile": 8, "sozialraeume": 29, "programmgebiete": 2}
SCHEMATISCH = {"stadtteile", "sozialraeume", "programmgebiete"}

# saarlouis.de, Stadtportrait: Beaumarais, Lisdorf, Picard, Neuforweiler, Steinrausch wörtlich;
# Roden 1 021 und Fraulautern 573 je ohne 55 ha Steinrausch; Innenstadt: Rest zu 4 330 ha.
HEKTAR = {
    "1004411501": ("Innenstadt", 222),
    "1004411502": ("Roden", 966),
    "1004411503": ("Fraulautern", 518),
    "1004411504": ("Steinrausch", 110),
    "1004411505": ("Beaumarais", 683),
    "1004411506": ("Lisdorf", 1071),
    "1004411507": ("Picard", 222),
    "1004411508": ("Neuforweiler", 538),
}

# Saarbrücker Zeitung, Februar 2022 (etwa 155 ha); Grüne Saarlouis, 06.02.2022 (92 ha).
PROGRAMMGEBIETE = {
    "10044115P01": (155, ["100441150201", "100441150202"]),
    "10044115P02": (92, ["100441150301", "100441150302"]),
}

# Ortspunkte (Länge, Breite): Wikipedia für Fraulautern, Lisdorf, Picard, Neuforweiler,
# die übrigen geschätzt (shared/fakten/LIESMICH.md).
ORTE = {
    "1004411501": (6.7515, 49.3135),
    "1004411502": (6.7440, 49.3310),
    "1004411503": (6.7708, 49.3278),
    "1004411504": (6.7690, 49.3420),
    "1004411505": (6.7180, 49.3130),
    "1004411506": (6.7589, 49.3025),
    "1004411507": (6.7278, 49.2997),
    "1004411508": (6.7303, 49.2861),
}


def ebene(name):
    return gpd.read_file(GEODATEN / f"{name}.geojson").set_index("gebiet").geometry


def namen(name):
    return gpd.read_file(GEODATEN / f"{name}.geojson").set_index("gebiet")["name"]


def hektar(geometrien):
    return geometrien.to_crs(25832).area / 10_000


def ressourcen():
    paket = json.loads((GEODATEN / "datapackage.json").read_text(encoding="utf-8"))
    return {ressource["name"]: ressource for ressource in paket["resources"]}


@pytest.mark.parametrize("name", ANZAHL)
def test_schluessel_sind_eindeutig_sortiert_und_vollzaehlig(name):
    gebiete = list(ebene(name).index)
    assert len(gebiete) == ANZAHL[name]
    assert gebiete == sorted(set(gebiete))


@pytest.mark.parametrize("name", ANZAHL)
def test_es_gibt_nur_schluessel_und_namen_als_text(name):
    objekte = json.loads((GEODATEN / f"{name}.geojson").read_text(encoding="utf-8"))["features"]
    for objekt in objekte:
        assert list(objekt["properties"]) == ["gebiet", "name"]
        assert all(isinstance(wert, str) and wert for wert in objekt["properties"].values())
        assert objekt["geometry"]["type"] == "Polygon"


@pytest.mark.parametrize("name", ANZAHL)
def test_ecken_haben_hoechstens_fuenf_nachkommastellen(name):
    ecken = shapely.get_coordinates(ebene(name).to_numpy())
    assert (ecken == ecken.round(5)).all()
    assert ((ecken >= [6.4, 49.1]) & (ecken <= [7.1, 49.6])).all()


@pytest.mark.parametrize("name", ANZAHL)
def test_flaechen_sind_gueltig_und_lueckenlos(name):
    flaechen = ebene(name)
    assert flaechen.is_valid.all()
    assert shapely.coverage_is_valid(flaechen.to_numpy())


def test_gemeinden_tragen_die_dreizehn_amtlichen_schluessel():
    assert list(ebene("gemeinden").index) == [str(10044111 + nummer) for nummer in range(13)]
    assert namen("gemeinden")["10044115"] == "Saarlouis"
    assert namen("gemeinden")["10044119"] == "Überherrn"


def test_stadt_gleicht_der_gemeinde_saarlouis():
    assert ebene("stadt")["10044115"].equals_exact(ebene("gemeinden")["10044115"])


def test_stadtteile_ergeben_die_stadt():
    vereinigt = shapely.coverage_union_all(ebene("stadtteile").to_numpy())
    stadt = ebene("stadt")["10044115"]
    assert vereinigt.symmetric_difference(stadt).area < 0.0001 * stadt.area


@pytest.mark.parametrize("schluessel", HEKTAR)
def test_sozialraeume_ergeben_den_stadtteil(schluessel):
    sozialraeume = ebene("sozialraeume")
    teile = sozialraeume[sozialraeume.index.str.startswith(schluessel)]
    stadtteil = ebene("stadtteile")[schluessel]
    vereinigt = shapely.coverage_union_all(teile.to_numpy())
    assert vereinigt.symmetric_difference(stadtteil).area < 0.0001 * stadtteil.area


def test_zahl_der_sozialraeume_je_stadtteil():
    je_stadtteil = ebene("sozialraeume").index.str[:10].value_counts().sort_index()
    # Innenstadt, Roden, Steinrausch, Neuforweiler veröffentlicht; die übrigen 13 gesetzt.
    assert je_stadtteil.tolist() == [6, 6, 5, 2, 3, 3, 2, 2]


def test_veroeffentlichte_namen_stehen_am_richtigen_schluessel():
    bekannt = {
        "100441150201": "Roden Ortskern",
        "100441150202": "Roden Bahnhof",
        "100441150203": "Röderberg",
        "100441150204": "Roden Nord",
        "100441150501": "Beaumarais Siedlung",
        "100441150801": "Neuforweiler West",
    }
    sozialraeume = namen("sozialraeume")
    assert sozialraeume[list(bekannt)].to_dict() == bekannt
    assert sozialraeume.drop(list(bekannt)).str.fullmatch(r"\w+ \d \(Platzhalter\)").all()


@pytest.mark.parametrize("schluessel", HEKTAR)
def test_stadtteilflaeche_trifft_die_veroeffentlichte(schluessel):
    name, veroeffentlicht = HEKTAR[schluessel]
    assert namen("stadtteile")[schluessel] == name
    assert hektar(ebene("stadtteile"))[schluessel] == pytest.approx(veroeffentlicht, rel=0.01)


@pytest.mark.parametrize("schluessel", HEKTAR)
def test_stadtteilflaeche_trifft_ihren_anteil_an_der_stadt(schluessel):
    anteilig = HEKTAR[schluessel][1] / 4330 * hektar(ebene("stadt"))["10044115"]
    assert hektar(ebene("stadtteile"))[schluessel] == pytest.approx(anteilig, rel=0.005)


@pytest.mark.parametrize("schluessel", ORTE)
def test_ort_liegt_in_seinem_stadtteil(schluessel):
    assert ebene("stadtteile")[schluessel].contains(shapely.Point(ORTE[schluessel]))


@pytest.mark.parametrize("gebiet", PROGRAMMGEBIETE)
def test_programmgebiet_hat_die_veroeffentlichte_groesse(gebiet):
    veroeffentlicht, _ = PROGRAMMGEBIETE[gebiet]
    assert hektar(ebene("programmgebiete"))[gebiet] == pytest.approx(veroeffentlicht, rel=0.03)


@pytest.mark.parametrize("gebiet", PROGRAMMGEBIETE)
def test_programmgebiet_ist_die_vereinigung_seiner_sozialraeume(gebiet):
    _, teile = PROGRAMMGEBIETE[gebiet]
    vereinigt = shapely.coverage_union_all(ebene("sozialraeume")[teile].to_numpy())
    assert vereinigt.normalize() == ebene("programmgebiete")[gebiet].normalize()


def test_himmelsrichtungen_der_benannten_sozialraeume():
    mitten = ebene("sozialraeume").to_crs(25832).centroid
    roden = mitten[mitten.index.str.startswith("1004411502")]
    assert roden.y.idxmax() == "100441150204"  # Roden Nord
    assert roden["100441150202"].x > roden["100441150201"].x  # Bahnhof östlich vom Ortskern
    assert mitten["100441150801"].x < mitten["100441150802"].x  # Neuforweiler West


def test_vorgaben_der_sozialraeume_ergeben_den_stadtteil():
    for stadtteil in geometrie.STADTTEILE.values():
        assert sum(teil.hektar for teil in stadtteil.teile) == stadtteil.hektar


def test_zerfallendes_gebiet_wird_gemeldet():
    zwei = [shapely.box(0, 0, 1, 1), shapely.box(2, 0, 3, 1)]
    with pytest.raises(geometrie.GeometrieFehler, match="Gebiet 01 zerfällt in 2 Teile"):
        geometrie.vereinigt(zwei, "01")


def test_potenzdiagramm_teilt_ein_rechteck_im_verlangten_verhaeltnis():
    punkte = shapely.get_coordinates([shapely.Point(20, 50), shapely.Point(80, 50)])
    anteile = shapely.get_coordinates(shapely.Point(1, 3))[0]
    zellen = geometrie.flaechentreue_zellen(shapely.box(0, 0, 100, 100), punkte, anteile)
    assert shapely.area(zellen).tolist() == pytest.approx([2500, 7500], rel=0.0001)
    assert zellen[0].bounds == pytest.approx((0, 0, 25, 100), abs=0.01)


def test_datenpaket_beschreibt_jede_datei():
    dateien = {datei.stem for datei in GEODATEN.glob("*.geojson")}
    assert dateien == set(ANZAHL) == set(ressourcen())


@pytest.mark.parametrize("name", ANZAHL)
def test_beschreibung_nennt_herkunft_und_lizenz(name):
    ressource = ressourcen()[name]
    assert (GEODATEN / ressource["path"]).is_file()
    assert ressource["title"]
    assert ressource["herkunft"]
    assert ressource["sources"]
    assert ressource["licenses"][0]["name"] == "dl-de/by-2-0"
    assert ressource["quellenvermerk"].startswith("© GeoBasis-DE / BKG (2025), Daten verändert")
    assert ressource["gebietsstand"] == "2025"
    assert ressource["koordinatensystem"] == "EPSG:4326"


@pytest.mark.parametrize("name", ANZAHL)
def test_schematische_ebenen_sagen_es(name):
    ressource = ressourcen()[name]
    assert ressource["schematisch"] is (name in SCHEMATISCH)
    erwartet = "Schematische Gebietsgrenzen, keine amtliche Karte." if name in SCHEMATISCH else None
    assert ressource.get("hinweis") == erwartet


def test_ebenen_im_datenpaket():
    assert {name: ressource["ebene"] for name, ressource in ressourcen().items()} == {
        "gemeinden": "gemeinde",
        "stadt": "stadt",
        "stadtteile": "stadtteil",
        "sozialraeume": "sozialraum",
        "programmgebiete": "programmgebiet",
    }


def test_alle_dateien_zusammen_bleiben_unter_200_kilobyte():
    assert sum(datei.stat().st_size for datei in GEODATEN.iterdir()) < 200_000


def test_herleitung_ergibt_dieselben_bytes(tmp_path):
    if not (FAKTEN / geometrie.ROHDATEI).is_file():
        pytest.skip("Der Ordner mit den Rohdaten ist hier nicht vorhanden.")
    geometrie.schreibe_geometrien(FAKTEN, tmp_path)
    for name in ANZAHL:
        neu = (tmp_path / f"{name}.geojson").read_bytes()
        assert neu == (GEODATEN / f"{name}.geojson").read_bytes(), name
