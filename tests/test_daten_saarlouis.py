"""Die echten Tabellen für Saarlouis gegen von Hand geschriebene Erwartungen."""

import csv
import json
import os
import re
import subprocess
import sys
import tomllib
from collections import Counter
from decimal import Decimal
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from aufbereitung.saarlouis import veroeffentlicht
from aufbereitung.saarlouis.veroeffentlicht import FaktenFehler, Rohzeile, iso_stichtag, zahl

WURZEL = Path(__file__).parents[1]
DATEN = WURZEL / "data" / "saarlouis"
FAKTEN = Path(os.environ.get("SOZIALMONITOR_FAKTEN", WURZEL.parent / "shared" / "fakten"))
OHNE_FAKTEN = (
    f"Die Rohfakten fehlen ({FAKTEN}); der Ordner lässt sich mit der Umgebungsvariable "
    "SOZIALMONITOR_FAKTEN angeben."
)
STADT, KREIS, LAND = "10044115", "10044", "10"
STADTTEILE = [f"10044115{nummer:02d}" for nummer in range(1, 9)]
ECHT = (
    "einwohner_stadtteile",
    "einwohner_amtlich",
    "wahlen",
    "soziales_stadt",
    "kita_schule",
    "flaeche_wohnen",
)
ZEICHEN = {"–", "0", ".", "•", "/", "x", "…", "p", "r", "s", "demo"}
OHNE_WERT = {".", "•", "/", "x", "…"}
STICHTAG = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
PERSONEN = re.compile(r"\b(Groß|Kirchner|Richter|Fischer)\b")
RASTERMERKMALE = {
    "einwohner",
    "einwohner_unter_18",
    "einwohner_ab_65",
    "einwohner_auslaendisch",
    "sgb2_leistungsberechtigte",
    "sgb2_unter_18",
    "arbeitslose",
}
SCHLUESSEL = ("gebiet", "stichtag", "merkmal", "alter", "geschlecht", "herkunft")


class Erwartung(NamedTuple):
    gebiet: str
    stichtag: str
    merkmal: str
    wert: str
    quelle: str
    zeichen: str = ""


ERWARTUNGEN = [
    # Saarbrücker Zeitung, 06.05.2016, „Zahl der Einwohner immer noch umstritten“
    Erwartung("1004411502", "2016-05", "einwohner_melderegister", "8723", "sz_2016_05_06"),
    Erwartung(STADT, "2016-05", "einwohner_melderegister", "36643", "sz_2016_05_06"),
    Erwartung(STADT, "2016-05", "auslaender_melderegister", "4680", "sz_2016_05_06"),
    Erwartung(STADT, "2015-12-31", "geburten", "268", "sz_2016_05_06"),
    # Stadtportrait auf saarlouis.de
    Erwartung("1004411502", "2019-12-31", "einwohner_melderegister", "8650", "stadtportrait_roden"),
    Erwartung(
        "1004411503", "2021-12", "einwohner_melderegister_rund", "6830", "stadtportrait_fraulautern"
    ),
    Erwartung("1004411502", "2026", "flaeche_veroeffentlicht_ha", "1021", "stadtportrait_roden"),
    Erwartung("1004411502", "2026", "flaeche_ha", "966", "stadtportrait_roden", "s"),
    Erwartung("1004411503", "2026", "flaeche_ha", "518", "stadtportrait_fraulautern", "s"),
    Erwartung("1004411501", "2026", "flaeche_ha", "222", "ableitung_stadtteilflaechen", "s"),
    # Statistisches Bundesamt, Gemeindeverzeichnis
    Erwartung(STADT, "1983-12-31", "einwohner_amtlich", "37821", "gvisys_1983"),
    Erwartung(STADT, "1997-12-31", "einwohner_amtlich", "38585", "gvisys_1998"),
    Erwartung(STADT, "2021-12-31", "einwohner_amtlich", "34445", "gvisys_2021"),
    Erwartung(STADT, "2023-12-31", "einwohner_amtlich", "34893", "gvisys_2023"),
    Erwartung(KREIS, "2023-12-31", "einwohner_amtlich", "195945", "gvisys_2023"),
    Erwartung(LAND, "2023-12-31", "einwohner_amtlich", "994424", "gvisys_2023"),
    Erwartung("10044114", "1983-12-31", "einwohner_amtlich", "14005", "gvisys_1983"),
    Erwartung(STADT, "2011-05-09", "einwohner_zensus", "34480", "sol_zensusklage"),
    # Statistisches Amt Saarland, Landeswahlleitung
    Erwartung(STADT, "2019", "wahlberechtigte_gemeinderat", "28595", "lwl_gemeinderat_1984_2019"),
    Erwartung(STADT, "2019", "waehler_gemeinderat", "16578", "lwl_gemeinderat_1984_2019"),
    Erwartung(STADT, "2019", "wahlbeteiligung_gemeinderat", "57.98", "lwl_gemeinderat_1984_2019"),
    Erwartung(STADT, "2022", "waehler_landtag", "15194", "stla_landtag_1980_2022"),
    Erwartung(KREIS, "2024-06-09", "wahlbeteiligung_kreistag", "66.5", "lwl_kreistag_2024"),
    # ZEIT Online, Wahlnachtstand
    Erwartung(STADT, "2025-02-23", "waehler_bundestag", "20708", "zeit_bundestag_2025", "p"),
    # Saarbrücker Zeitung über den dritten Sozialbericht
    Erwartung(STADT, "2016", "sgb2_anteil_bericht", "12.3", "sz_sozialbericht_3"),
    Erwartung(STADT, "2014", "auslaenderanteil_bericht", "11", "sz_sozialbericht_3", "s"),
    # Bundesagentur für Arbeit, zitiert in der Saarbrücker Zeitung
    Erwartung(KREIS, "2022-12", "arbeitslose", "5681", "sz_arbeitsmarkt_2023_01"),
    # Bertelsmann Stiftung, zitiert bei sol.de
    Erwartung(KREIS, "2019-12", "kinder_sgb2_anteil", "13.3", "sol_kinderarmut_2020"),
    # Saarbrücker Zeitung zur Kita-Planung: Stand 2018 und Prognose von 2019
    Erwartung(STADT, "2017", "krippenplaetze", "240", "sz_kita_2018"),
    Erwartung(STADT, "2020", "fehlende_krippenplaetze", "50", "sz_kita_2019", "s"),
    # Flächenerhebung und Zensus 2011 (Regionaldatenbank, über GermanZero)
    Erwartung(STADT, "2021-12-31", "waldflaeche_ha", "629", "localzero_flaeche_2021"),
    Erwartung(STADT, "2011-05-09", "wohnungen", "17979", "localzero_gebaeude_2018"),
]


@cache
def tabelle(name: str) -> list[dict[str, str]]:
    with (DATEN / f"{name}.csv").open(encoding="utf-8", newline="") as strom:
        return list(csv.DictReader(strom))


@cache
def paket() -> dict[str, Any]:
    inhalt: dict[str, Any] = json.loads((DATEN / "datapackage.json").read_text(encoding="utf-8"))
    return inhalt


def ressourcen(rolle: str) -> list[dict[str, Any]]:
    return [r for r in paket()["resources"] if r["rolle"] == rolle]


def demotabellen() -> list[str]:
    return [r["name"] for r in ressourcen("bestand") if r["demonstration"]]


def werte(merkmal: str) -> dict[tuple[str, str], Decimal]:
    return {
        (zeile["gebiet"], zeile["stichtag"]): Decimal(zeile["wert"])
        for name in ECHT
        for zeile in tabelle(name)
        if zeile["merkmal"] == merkmal
    }


def rohzeile(**felder: str) -> Rohzeile:
    leer = dict.fromkeys(Rohzeile.__dataclass_fields__, "")
    return Rohzeile(**{**leer, **felder})


def rastermerkmale(zeile: dict[str, str]) -> set[str]:
    """Die Merkmale des Rasters, in denen eine Zeile des Bestands zählt."""
    if zeile["merkmal"] != "einwohner":
        return {zeile["merkmal"]} & RASTERMERKMALE
    ab = int(re.split(r"[-+]", zeile["alter"])[0])
    gruppen = {"einwohner"}
    gruppen |= {"einwohner_unter_18"} if ab < 18 else set()
    gruppen |= {"einwohner_ab_65"} if ab >= 65 else set()
    return gruppen | ({"einwohner_auslaendisch"} if zeile["herkunft"] == "auslaendisch" else set())


@pytest.fixture
def fakten() -> Path:
    if not (FAKTEN / "saarlouis").is_dir():
        pytest.skip(OHNE_FAKTEN)
    return FAKTEN


@pytest.mark.parametrize("erwartung", ERWARTUNGEN, ids=lambda e: "-".join(e[:3]))
def test_veroeffentlichter_wert(erwartung: Erwartung) -> None:
    gefunden = [
        Erwartung(**{feld: zeile[feld] for feld in Erwartung._fields})
        for name in ECHT
        for zeile in tabelle(name)
        if tuple(zeile[feld] for feld in SCHLUESSEL[:3]) == erwartung[:3]
    ]
    assert gefunden == [erwartung]


def test_stadtteile_ergeben_2016_die_stadt() -> None:
    einwohner = werte("einwohner_melderegister")
    assert sum(einwohner[gebiet, "2016-05"] for gebiet in STADTTEILE) == 36643
    assert einwohner[STADT, "2016-05"] == 36643


def test_stadtteilflaechen_ergeben_die_stadtflaeche() -> None:
    flaechen = werte("flaeche_ha")
    assert sum(flaechen[gebiet, "2026"] for gebiet in STADTTEILE) == 4330
    assert flaechen[STADT, "2026"] == 4330


def test_zeitlose_flaeche_hat_einen_wert_je_gebiet_und_einen_stichtag() -> None:
    flaechen = werte("flaeche_ha")
    assert len({gebiet for gebiet, _ in flaechen}) == len(flaechen)
    assert {stichtag for _, stichtag in flaechen} == {"2026"}


def test_geteilte_flaeche_nennt_die_annahme() -> None:
    hinweise = {z["gebiet"]: z["hinweis"] for z in tabelle("flaeche_wohnen") if z["zeichen"] == "s"}
    assert set(hinweise) == {*STADTTEILE[:3], "10044115P01", "10044115P02"}
    assert "Annahme" in hinweise["1004411502"]
    assert "Annahme" in hinweise["1004411503"]


@pytest.mark.parametrize("wahl", ["landtag", "gemeinderat", "kreistag", "bundestag"])
def test_wahlbeteiligung_folgt_aus_den_anzahlen(wahl: str) -> None:
    berechtigte, waehler = werte(f"wahlberechtigte_{wahl}"), werte(f"waehler_{wahl}")
    quoten = werte(f"wahlbeteiligung_{wahl}")
    assert berechtigte.keys() == waehler.keys()
    for ort, anzahl in waehler.items():
        assert abs(100 * anzahl / berechtigte[ort] - quoten[ort]) <= Decimal("0.005"), ort


def test_wahlbeteiligung_gemeinderat_2019() -> None:
    assert round(Decimal(16578) / Decimal(28595) * 100, 2) == Decimal("57.98")


def test_kreis_ist_die_summe_der_gemeinden() -> None:
    einwohner = werte("einwohner_amtlich")
    gemeinden = [z["gebiet"] for z in tabelle("gebiete") if z["ebene"] in {"gemeinde", "stadt"}]
    jahre = {tag for gebiet, tag in einwohner if gebiet == "10044111"}
    assert len(gemeinden) == 13
    assert len(jahre) == 12
    for tag in jahre:
        assert sum(einwohner[gebiet, tag] for gebiet in gemeinden) == einwohner[KREIS, tag]


def test_maenner_und_frauen_ergeben_alle() -> None:
    alle = werte("einwohner_amtlich")
    maenner, frauen = werte("einwohner_amtlich_maennlich"), werte("einwohner_amtlich_weiblich")
    assert len(maenner) == 12
    assert all(maenner[ort] + frauen[ort] == alle[ort] for ort in maenner)


def test_baujahre_ergeben_alle_wohnungen() -> None:
    baujahre = {z["merkmal"] for z in tabelle("flaeche_wohnen")}
    baujahre = {m for m in baujahre if m.startswith("wohnungen_baujahr_")}
    assert sum(werte(m)[STADT, "2011-05-09"] for m in baujahre) == 17979


def test_29_sozialraeume() -> None:
    je_stadtteil = Counter(
        z["uebergeordnet"] for z in tabelle("gebiete") if z["ebene"] == "sozialraum"
    )
    assert [je_stadtteil[gebiet] for gebiet in STADTTEILE] == [6, 6, 5, 2, 3, 3, 2, 2]
    assert je_stadtteil.total() == 29


def test_sechs_sozialraeume_haben_einen_namen() -> None:
    namen = {z["name"] for z in tabelle("gebiete") if z["ebene"] == "sozialraum"}
    assert {name for name in namen if not name.endswith("(Platzhalter)")} == {
        "Roden Ortskern",
        "Roden Bahnhof",
        "Röderberg",
        "Roden Nord",
        "Beaumarais Siedlung",
        "Neuforweiler West",
    }
    assert "Innenstadt 6 (Platzhalter)" in namen


def test_gebiete_bilden_einen_baum() -> None:
    eltern = {z["gebiet"]: z["uebergeordnet"] for z in tabelle("gebiete")}
    assert set(eltern.values()) - set(eltern) == {""}
    assert [gebiet for gebiet, oben in eltern.items() if not oben] == ["00"]
    assert eltern["1004411599"] == STADT


def test_programmgebiete_sind_je_zwei_sozialraeume() -> None:
    assert [(z["menge"], z["teil"]) for z in tabelle("mengen")] == [
        ("10044115P01", "100441150201"),
        ("10044115P01", "100441150202"),
        ("10044115P02", "100441150301"),
        ("10044115P02", "100441150302"),
    ]


@pytest.mark.parametrize("ressource", ressourcen("bestand"), ids=lambda r: str(r["name"]))
def test_zeichen_quellen_und_stichtage(ressource: dict[str, Any]) -> None:
    quellen = {zeile["quelle"] for zeile in tabelle("quellen")}
    gebiete = {zeile["gebiet"] for zeile in tabelle("gebiete")}
    for zeile in tabelle(ressource["name"]):
        zeichen = set(zeile["zeichen"].split())
        assert zeichen <= ZEICHEN, zeile
        assert bool(zeichen & OHNE_WERT) == (not zeile["wert"]), zeile
        assert zeile["quelle"] in quellen, zeile
        assert zeile["gebiet"] in gebiete, zeile
        assert STICHTAG.fullmatch(zeile["stichtag"]), zeile


def test_chronik_und_netzwerke_nennen_bekannte_quellen() -> None:
    quellen = {zeile["quelle"] for zeile in tabelle("quellen")}
    for name in ("chronik", "gremien", "netzwerke"):
        assert {zeile["quelle"] for zeile in tabelle(name)} <= quellen


def test_jede_quelle_hat_titel_und_abrufdatum() -> None:
    assert all(z["titel"] and z["abgerufen"] == "2026-11-22" for z in tabelle("quellen"))
    demo = next(z for z in tabelle("quellen") if z["quelle"] == "demo")
    assert demo["titel"] == "Demonstrationsdaten des Projekts (keine amtlichen Zahlen)"


def test_schluessel_sind_ueber_alle_tabellen_eindeutig() -> None:
    anzahl = Counter(
        tuple(zeile.get(spalte, "") for spalte in SCHLUESSEL)
        for ressource in ressourcen("bestand")
        for zeile in tabelle(ressource["name"])
    )
    assert [schluessel for schluessel, n in anzahl.items() if n > 1] == []


@pytest.mark.parametrize("name", demotabellen())
def test_jeder_demonstrationswert_ist_gekennzeichnet(name: str) -> None:
    zeilen = tabelle(name)
    assert zeilen
    assert all("demo" in z["zeichen"].split() and z["quelle"] == "demo" for z in zeilen)


def test_raster_ist_erfunden_und_als_vertraulich_beschrieben() -> None:
    (raster,) = ressourcen("raster")
    assert raster["demonstration"] is True
    assert not raster.get("veroeffentlicht")
    zeilen = tabelle("raster_demo")
    assert all(z["zeichen"] == z["quelle"] == "demo" for z in zeilen)
    assert all(re.fullmatch(r"Block \d{4}-\d{2}", z["name"]) for z in zeilen)


def test_raster_ergibt_genau_die_zahlen_der_sozialraeume() -> None:
    summen: Counter[tuple[str, str]] = Counter()
    for zeile in tabelle("raster_demo"):
        summen[zeile["gebiet"], zeile["merkmal"]] += int(zeile["wert"])
    (stichtag,) = {zeile["stichtag"] for zeile in tabelle("raster_demo")}
    raeume = {z["gebiet"] for z in tabelle("gebiete") if z["ebene"] == "sozialraum"}
    erwartet: Counter[tuple[str, str]] = Counter()
    for zeile in tabelle("einwohner_demo") + tabelle("soziales_demo"):
        if zeile["stichtag"] == stichtag and zeile["gebiet"] in raeume and zeile["wert"]:
            for merkmal in rastermerkmale(zeile):
                erwartet[zeile["gebiet"], merkmal] += int(zeile["wert"])
    assert summen == erwartet
    # Zeile in soziales_demo.csv: 100441150102,2025-12-31,arbeitslose,85
    assert summen["100441150102", "arbeitslose"] == 85
    assert summen.keys() == {(raum, m) for raum in raeume for m in RASTERMERKMALE}


@pytest.mark.parametrize("name", ECHT)
def test_echte_tabellen_enthalten_keine_demonstrationswerte(name: str) -> None:
    assert not any("demo" in z["zeichen"].split() or z["quelle"] == "demo" for z in tabelle(name))


def test_kleinraeumig_echt_sind_nur_einwohnerzahl_und_flaeche() -> None:
    ebenen = {z["gebiet"]: z["ebene"] for z in tabelle("gebiete")}
    klein = [
        (ebenen[z["gebiet"]], z["merkmal"])
        for name in ECHT
        for z in tabelle(name)
        if ebenen[z["gebiet"]] in {"sozialraum", "stadtteil", "programmgebiet"}
    ]
    assert {ebene for ebene, _ in klein} == {"stadtteil", "programmgebiet"}
    assert {merkmal for _, merkmal in klein} == {
        "einwohner_melderegister",
        "einwohner_melderegister_rund",
        "flaeche_ha",
        "flaeche_veroeffentlicht_ha",
    }


@pytest.mark.parametrize("datei", sorted(DATEN.glob("*.*")), ids=lambda d: d.name)
def test_keine_namen_von_personen(datei: Path) -> None:
    if datei.name.endswith("_demo.csv"):
        return
    assert PERSONEN.findall(datei.read_text(encoding="utf-8")) == []


def test_gemeinsame_betraege_stehen_in_der_chronik_nur_einmal() -> None:
    betraege = Counter(
        (z["titel"], z["datum"], z["betrag"]) for z in tabelle("chronik") if z["betrag"]
    )
    assert max(betraege.values()) == 1


def test_kommune_nennt_nur_verzeichnete_ebenen() -> None:
    kommune = tomllib.loads((DATEN / "kommune.toml").read_text(encoding="utf-8"))
    ebenen = {ebene["id"] for ebene in kommune["ebenen"]}
    assert {z["ebene"] for z in tabelle("gebiete")} - {"nicht_zuordenbar"} == ebenen


def test_kommune_nennt_nur_verzeichnete_indikatoren() -> None:
    kommune = tomllib.loads((DATEN / "kommune.toml").read_text(encoding="utf-8"))
    katalog = tomllib.loads((DATEN / "indikatoren.toml").read_text(encoding="utf-8"))
    assert set(kommune["leitindikatoren"]) - set(katalog) == set()


def test_jede_datei_ist_im_datenpaket_beschrieben() -> None:
    beschrieben = {r["path"] for r in paket()["resources"]}
    assert {datei.name for datei in DATEN.glob("*.csv")} == beschrieben
    for ressource in ressourcen("bestand"):
        assert {"stand", "demonstration", "beschreibung_herkunft"} <= set(ressource)
        assert ressource["sources"]
        assert ressource["licenses"]


def test_datenpaket_ist_gueltig() -> None:
    if find_spec("frictionless") is None:
        pytest.skip("Das Werkzeug frictionless fehlt; es steht in requirements-dev.txt.")
    befehl = [sys.executable, "-m", "frictionless", "validate", "--json", "datapackage.json"]
    lauf = subprocess.run(befehl, cwd=DATEN, capture_output=True, text=True, check=False)
    assert lauf.returncode == 0, lauf.stdout[-3000:]
    assert json.loads(lauf.stdout)["valid"] is True


def test_ableitung_ergibt_dieselben_bytes(fakten: Path, tmp_path: Path) -> None:
    tabellen = veroeffentlicht.tabellen(fakten)
    veroeffentlicht.schreibe(tabellen, tmp_path)
    assert set(ECHT) < set(tabellen)
    for name in tabellen:
        neu, alt = (ordner / f"{name}.csv" for ordner in (tmp_path, DATEN))
        assert neu.read_bytes() == alt.read_bytes(), name


def test_einwohner_2023_stehen_auf_basis_des_zensus_2011(fakten: Path) -> None:
    datei = fakten / "saarlouis" / veroeffentlicht.GEMEINDEN_KREIS
    merkmale = json.loads(datei.read_text(encoding="utf-8"))["features"]
    zensus_2011 = {
        m["properties"]["ags"]: m["properties"]["ewz_20231231_zensus2011"] for m in merkmale
    }
    einwohner = werte("einwohner_amtlich")
    assert zensus_2011[STADT] == 34893
    assert {ags: einwohner[ags, "2023-12-31"] for ags in zensus_2011} == zensus_2011


@pytest.mark.parametrize(
    ("stichtag", "iso"),
    [
        ("2016-05 (Zeitungsstand 06.05.2016)", "2016-05"),
        ("2019-12-31", "2019-12-31"),
        ("Wahltag", "2019"),
        ("Schuljahr 2018/19", "2018"),
        ("ohne Angabe", ""),
    ],
)
def test_stichtage_sind_so_genau_wie_die_quelle(stichtag: str, iso: str) -> None:
    stichtage = veroeffentlicht.lade_zuordnung().stichtage
    assert iso_stichtag(rohzeile(stichtag=stichtag, jahr="2019"), stichtage) == iso


def test_unbekannter_stichtag_wird_abgelehnt() -> None:
    with pytest.raises(FaktenFehler, match="irgendwann"):
        iso_stichtag(rohzeile(stichtag="irgendwann", datei="x.csv"), {})


@pytest.mark.parametrize(("text", "wert"), [("4330.0", "4330"), ("12.30", "12.3"), ("100", "100")])
def test_zahlen_ohne_ueberfluessige_nullen(text: str, wert: str) -> None:
    assert zahl(text) == wert


def test_texte_sind_keine_zahlen() -> None:
    with pytest.raises(FaktenFehler, match="20–25"):
        zahl("20–25")


def test_vergessene_rohzeile_wird_abgelehnt() -> None:
    zeile = rohzeile(datei="wahlbeteiligung.csv", gebiet="Saarlouis", merkmal="Ungültige Stimmen")
    with pytest.raises(FaktenFehler, match="weder zugeordnet noch erzählt noch ausgelassen"):
        veroeffentlicht.bestandswerte(veroeffentlicht.lade_zuordnung(), [zeile])
