"""Karte als Bild: dieselben Farben wie im Browser, vier Zeichen auch ohne Farbe verschieden."""

import json
import re
from dataclasses import replace

import pandas as pd
import pytest
import shapely

from sozialmonitor import ausgabe, karten, klassen
from sozialmonitor.bild import Bild
from sozialmonitor.diagramme.kartenbild import Umriss, kartenbild
from sozialmonitor.diagramme.thema import Gestaltung, kontrast
from sozialmonitor.kommune import Kommune
from sozialmonitor.vorrat import vorrat_aus

LEER = Bild(titel="Probe", bild=None, alttext="Karte: Probe.", tabelle=pd.DataFrame({"a": ["1"]}))
# A1 fehlt, A2 gesperrt, B1 zu wenige, B2 null
ZUSTAENDE = {"A1": "fehlt", "A2": "geheim", "B1": "zu_wenige", "B2": "wert"}
QUADRAT = 213.0  # ein Viertel der Karte: 426 von 430 Bildpunkten Höhe


@pytest.fixture
def tabelle(stadt: Kommune) -> pd.DataFrame:
    alle = vorrat_aus(stadt).der_ebene(stadt.indikator("sgb2_quote"), "sozialraum")
    jetzt = alle[alle["stichtag"].eq("2021-12-31")].reset_index(drop=True)
    zustand = jetzt["gebiet"].map(ZUSTAENDE)
    wert = pd.Series(0.0, jetzt.index).where(zustand.eq("wert"))
    return jetzt.assign(zustand=zustand, wert=wert)


def zeichne(stadt: Kommune, tabelle: pd.DataFrame, **angaben: object) -> tuple[Bild, dict]:
    indikator = stadt.indikator("sgb2_quote")
    einteilung = klassen.einteilung(tabelle["wert"], "fest", feste=indikator.klassen)
    zeichnung = karten.zeichnung(tabelle, einteilung, indikator, stadt.namen)
    bild = kartenbild(
        LEER,
        stadt.geometrien["sozialraum"].flaechen,
        zeichnung,
        karten.legende(tabelle, einteilung, indikator, anzahl_gebiete=4),
        legendentitel="SGB-II-Quote (%)",
        **angaben,
    )
    return bild, json.loads(zeichnung)


def ebenen(bild: Bild, marke: str) -> list[dict]:
    alle = bild.bild.to_dict()["layer"]
    return [e for e in alle if e["mark"]["type"] == marke]


def daten(bild: Bild, ebene: dict) -> list[dict]:
    quelle = ebene["data"]
    return (
        quelle["values"] if "values" in quelle else bild.bild.to_dict()["datasets"][quelle["name"]]
    )


def texte(bild: Bild) -> list[str]:
    return [z["text"] for e in ebenen(bild, "text") for z in daten(bild, e) if "text" in z]


def test_titel_text_und_tabelle_bleiben(stadt: Kommune, tabelle: pd.DataFrame) -> None:
    bild, _ = zeichne(stadt, tabelle)
    assert (bild.titel, bild.alttext) == (LEER.titel, LEER.alttext)
    assert bild.tabelle is LEER.tabelle
    assert LEER.bild is None


def test_farben_sind_die_der_zeichnung(stadt: Kommune, tabelle: pd.DataFrame) -> None:
    bild, zeichnung = zeichne(stadt, tabelle)
    erste = ebenen(bild, "geoshape")[0]
    gemalt = [f["properties"]["farbe"] for f in daten(bild, erste)]
    orte = list(stadt.geometrien["sozialraum"].flaechen.index)
    null = zeichnung["arten"][zeichnung["gebiete"]["B2"][0]]["farbe"]
    # Unter den Mustern liegt Weiß; null ist ein Wert wie jeder andere.
    assert dict(zip(orte, gemalt, strict=True)) == {
        "A1": klassen.OHNE_WERT["fehlt"].farbe, "A2": "#ffffff", "B1": "#ffffff", "B2": null,
    }  # fmt: skip
    assert null == klassen.PALETTEN["blaugruen"][0]


def test_gebiet_ohne_zeile_ist_keine_angabe(stadt: Kommune, tabelle: pd.DataFrame) -> None:
    bild, _ = zeichne(stadt, tabelle[tabelle["gebiet"].ne("A2")])
    gemalt = [f["properties"]["farbe"] for f in daten(bild, ebenen(bild, "geoshape")[0])]
    assert gemalt.count(klassen.OHNE_WERT["fehlt"].farbe) == 2


def test_gesperrt_ist_gestrichelt_und_zu_wenige_gepunktet(
    stadt: Kommune, tabelle: pd.DataFrame
) -> None:
    bild, _ = zeichne(stadt, tabelle)
    striche = [
        shapely.geometry.shape(f["geometry"])
        for e in ebenen(bild, "geoshape")
        if e["mark"].get("stroke") == "#737373"
        for f in daten(bild, e)
    ]
    punkte = [shapely.Point(z["x"], z["y"]) for e in ebenen(bild, "circle") for z in daten(bild, e)]
    formen = [
        shapely.geometry.shape(f["geometry"]) for f in daten(bild, ebenen(bild, "geoshape")[0])
    ]
    a1, a2, b1, b2 = formen
    karte = [p for p in punkte if p.x < 430]
    assert striche[0].within(a2.buffer(0.2))
    assert striche[0].length > 10 * QUADRAT
    assert len(karte) > 300
    assert all(p.within(b1) for p in karte)
    assert not any(strich.intersects(ort.buffer(-1)) for strich in striche for ort in (a1, b2))


def test_schilder_und_legende(stadt: Kommune, tabelle: pd.DataFrame) -> None:
    bild, _ = zeichne(stadt, tabelle, hinweis="Schematische Gebietsgrenzen.")
    gelesen = texte(bild)
    for text in ("Altmarkt", "k. A.", "Am Wall", "•", "Bergfeld", "n. b.", "Bahnhof", "0,0"):
        assert text in gelesen
    legende = " ".join(gelesen)
    assert "SGB-II-Quote (%)" in legende
    assert "unter 5 %: 1\u00a0Gebiet" in legende
    assert "keine Angabe: 1\u00a0Gebiet" in legende
    assert "Schematische Gebietsgrenzen." in legende


def test_gesperrter_wert_steht_nirgends_im_bild(stadt: Kommune, tabelle: pd.DataFrame) -> None:
    geheim = tabelle.assign(wert=tabelle["wert"].mask(tabelle["gebiet"].eq("A2"), 12.3456))
    bild, _ = zeichne(stadt, geheim)
    assert "12.3" not in json.dumps(bild.bild.to_dict())
    assert "12,3" not in json.dumps(bild.bild.to_dict())


@pytest.mark.parametrize("art", ["svg", "png"])
def test_wird_zur_datei(stadt: Kommune, tabelle: pd.DataFrame, art: str) -> None:
    bild, _ = zeichne(stadt, tabelle, gestaltung=Gestaltung(breite=900, transparent=False))
    datei = ausgabe.bilddatei(bild, art)
    if art == "png":
        assert datei.startswith(b"\x89PNG")
        return
    text = datei.decode()
    assert "NaN" not in text
    assert "undefined" not in text
    # Alles liegt im Bild: keine Koordinate liegt weit außerhalb der 900 Bildpunkte.
    breite = float(re.search(r'<svg[^>]* width="([\d.]+)"', text)[1])
    assert 880 <= breite <= 960


def test_schrift_ist_auf_jeder_flaeche_lesbar(stadt: Kommune) -> None:
    indikator = stadt.indikator("sgb2_quote")
    for farbe in [f for palette in klassen.PALETTEN.values() for f in palette]:
        assert kontrast(klassen.textfarbe(farbe), farbe) >= 4.5
    assert karten.als_kreise(indikator) is False


def test_namen_nur_wo_sie_in_die_meisten_flaechen_passen(
    stadt: Kommune, tabelle: pd.DataFrame
) -> None:
    lang = dict.fromkeys(ZUSTAENDE, "Ein Gebietsname, der nirgends hineinpasst" * 3)
    namen = stadt.gebiete.assign(name=stadt.gebiete["name"].replace(lang))
    namen.loc[list(lang), "name"] = list(lang.values())
    gelesen = texte(zeichne(replace(stadt, gebiete=namen), tabelle)[0])
    assert not any("Gebietsname" in text for text in gelesen)
    assert "0,0" in gelesen


def test_anzahlen_sind_kreise_mit_passender_flaeche(stadt: Kommune) -> None:
    indikator = stadt.indikator("einwohnerzahl")
    alle = vorrat_aus(stadt).der_ebene(indikator, "sozialraum")
    jetzt = alle[alle["stichtag"].eq("2021-12-31")]
    bild = kartenbild(
        LEER,
        stadt.geometrien["sozialraum"].flaechen,
        karten.zeichnung(jetzt, None, indikator, stadt.namen),
        karten.legende(jetzt, None, indikator, anzahl_gebiete=4),
        legendentitel="Einwohnerzahl",
    )
    kreise = daten(bild, ebenen(bild, "point")[0])
    # A1 hat 500, A2 300 Menschen: Flächen wie 5 zu 3 (Radien auf Zehntel gerundet)
    assert kreise[0]["flaeche"] / kreise[1]["flaeche"] == pytest.approx(5 / 3, rel=0.01)


def test_umriss_ist_gestrichelt_und_benannt(stadt: Kommune, tabelle: pd.DataFrame) -> None:
    umriss = Umriss(flaechen=stadt.geometrien["programmgebiet"].flaechen, titel="Programmgebiete")
    bild, _ = zeichne(stadt, tabelle, umriss=umriss)
    gestrichelt = [e for e in ebenen(bild, "geoshape") if "strokeDash" in e["mark"]]
    assert len(gestrichelt) == 2
    assert "Programmgebiete" in texte(bild)


def test_wasserzeichen_nur_bei_demonstration(stadt: Kommune, tabelle: pd.DataFrame) -> None:
    mit, _ = zeichne(stadt, tabelle)
    ohne, _ = zeichne(stadt, tabelle.assign(demo=False))
    assert "Demonstrationsdaten" in json.dumps(mit.bild.to_dict())
    assert "Demonstrationsdaten" not in json.dumps(ohne.bild.to_dict())


def test_lange_legende_vergroessert_das_bild(stadt: Kommune, tabelle: pd.DataFrame) -> None:
    kurz, _ = zeichne(stadt, tabelle)
    lang, _ = zeichne(stadt, tabelle, hinweis="Ein langer Hinweis. " * 30)
    assert lang.bild.to_dict()["height"] > kurz.bild.to_dict()["height"]
