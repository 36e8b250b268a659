"""Der Aufbau der zweiten Kommune: vollständig, gültig, ohne stille Verluste."""

import json
import shutil
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from frictionless import Package

from tests.flensburg.aufbau import ANLEITUNG, finde_rohordner, flensburg_ordner
from tests.flensburg.bestand import NICHT_ZUORDENBAR, STADT, TABELLEN, bestand
from tests.flensburg.erwartung import DISSIMILARITAET_AUSLAENDER_2021, LUECKENJAHRE


@pytest.fixture(scope="module")
def rohordner() -> Path:
    ordner = finde_rohordner()
    if ordner is None:
        pytest.skip(ANLEITUNG)
    return ordner


@pytest.fixture(scope="module")
def ordner(rohordner: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return flensburg_ordner(rohordner, tmp_path_factory.mktemp("flensburg"))


@pytest.fixture(scope="module")
def zeilen(rohordner: Path) -> pd.DataFrame:
    return bestand(rohordner)


def _werte(zeilen: pd.DataFrame, merkmal: str, stichtag: str) -> pd.Series:
    auswahl = zeilen[zeilen["merkmal"].eq(merkmal) & zeilen["stichtag"].eq(stichtag)]
    gefuellt = auswahl[auswahl["wert"].ne("")]
    return gefuellt.set_index("gebiet")["wert"].astype("float64")


@pytest.mark.parametrize("welcher", [0, 1], ids=["daten", "geodaten"])
def test_datenpaket_ist_gueltig(ordner: tuple[Path, Path], welcher: int) -> None:
    bericht = Package(str(ordner[welcher] / "datapackage.json")).validate()
    assert bericht.valid, bericht.to_summary()


def test_jede_datei_ist_beschrieben(ordner: tuple[Path, Path]) -> None:
    paket = json.loads((ordner[0] / "datapackage.json").read_text(encoding="utf-8"))
    assert {r["path"] for r in paket["resources"]} == {p.name for p in ordner[0].glob("*.csv")}


def test_keine_rohzelle_geht_verloren(zeilen: pd.DataFrame, rohordner: Path) -> None:
    erwartet = set()
    for name, merkmale in TABELLEN.items():
        roh = pd.read_csv(rohordner / f"{name}.csv", dtype="string", keep_default_na=False)
        nummern = roh["district_id"] if "district_id" in roh else ["stadt"] * len(roh)
        gebiete = [
            STADT if n == "stadt" else f"01001{int(n):02d}" if n else NICHT_ZUORDENBAR
            for n in nummern
        ]
        erwartet |= {
            (gebiet, jahr, merkmal)
            for gebiet, jahr in zip(gebiete, roh["year"], strict=True)
            for merkmal in merkmale.values()
        }
    ist = set(zeilen[["gebiet", "stichtag", "merkmal"]].itertuples(index=False, name=None))
    assert erwartet <= ist
    zusaetzlich = {(gebiet, merkmal) for gebiet, jahr, merkmal in ist - erwartet if jahr != "2012"}
    assert zusaetzlich == {
        (STADT, "einwohner"),
        (STADT, "einwohner_18_unter_65"),
        (STADT, "einwohner_ab_65"),
        (STADT, "geburten"),
        (NICHT_ZUORDENBAR, "sgb2_leistungsberechtigte"),
    }


def test_schluessel_sind_eindeutig(zeilen: pd.DataFrame) -> None:
    assert not zeilen.duplicated(["gebiet", "stichtag", "merkmal"]).any()


def test_leerer_wert_und_zeichen_gehoeren_zusammen(zeilen: pd.DataFrame) -> None:
    assert set(zeilen.loc[zeilen["wert"].eq(""), "zeichen"]) == {".", "/"}
    assert set(zeilen.loc[zeilen["wert"].ne(""), "zeichen"]) == {""}


def test_lueckenjahre_haben_keine_zeilen(zeilen: pd.DataFrame) -> None:
    assert not zeilen["stichtag"].isin(LUECKENJAHRE).any()


def test_geometrie_und_gebiete_passen_zusammen(ordner: tuple[Path, Path]) -> None:
    gebiete = pd.read_csv(ordner[0] / "gebiete.csv", dtype="string")
    stadtteile = gebiete[gebiete["ebene"].eq("stadtteil")].set_index("gebiet")["name"]
    beschreibung = json.loads((ordner[1] / "datapackage.json").read_text(encoding="utf-8"))
    resource = beschreibung["resources"][0]
    flaechen = gpd.read_file(ordner[1] / resource["path"])
    schluessel = resource["schluessel"]
    nummern = flaechen[schluessel["spalte"]].str.extract(schluessel["muster"])[0]
    namen = flaechen[resource["namen"]["spalte"]].str.extract(resource["namen"]["muster"])[0]
    assert dict(zip(schluessel["vorsatz"] + nummern, namen, strict=True)) == dict(stadtteile)
    assert flaechen.crs.to_string() == resource["koordinatensystem"]


def test_dissimilaritaet_der_auslaender_2021(zeilen: pd.DataFrame) -> None:
    auslaender = _werte(zeilen, "einwohner_auslaendisch", "2021")
    uebrige = _werte(zeilen, "einwohner", "2021").reindex(auslaender.index) - auslaender
    index = (auslaender / auslaender.sum() - uebrige / uebrige.sum()).abs().sum() / 2
    assert index == pytest.approx(DISSIMILARITAET_AUSLAENDER_2021, abs=5e-6)


def test_neuer_widerspruch_der_quelle_bricht_ab(rohordner: Path, tmp_path: Path) -> None:
    kopie = tmp_path / "roh"
    shutil.copytree(rohordner, kopie, copy_function=shutil.copyfile)
    kopie.chmod(0o755)
    tabelle = kopie / "children_age_under_18_by_district.csv"
    text = tabelle.read_text(encoding="utf-8").replace("2021,3,2164", "2021,3,2165")
    tabelle.unlink()
    tabelle.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="widersprechen sich anders als bekannt"):
        bestand(kopie)


def test_berichtigte_quelle_wird_gemeldet(rohordner: Path, tmp_path: Path) -> None:
    kopie = tmp_path / "roh"
    shutil.copytree(rohordner, kopie, copy_function=shutil.copyfile)
    kopie.chmod(0o755)
    tabelle = kopie / "housing_benefit_by_district.csv"
    text = tabelle.read_text(encoding="utf-8").replace("2018,3,165", "2018,3,592")
    tabelle.unlink()
    tabelle.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="wohngeld_empfaenger 2018"):
        bestand(kopie)


def test_fehlende_rohtabelle_wird_genannt(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"births_by_district\.csv"):
        flensburg_ordner(tmp_path, tmp_path / "ziel")
