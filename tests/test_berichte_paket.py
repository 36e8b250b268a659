"""Paket: alles zu einer Sitzung, überall dieselben Zahlen, jedes Bild nur einmal gerechnet."""

import csv
import io
import json
import zipfile
from dataclasses import replace

import docx as python_docx
import geopandas as gpd
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pypdf
import pyreadstat
import pytest
from PIL import Image
from pptx import Presentation

from sozialmonitor import ausgabe, zahltexte
from sozialmonitor.ansichten import ansicht_aus, gezeigt, vorrat_aus
from sozialmonitor.ausgabe import WASSERZEICHEN
from sozialmonitor.berichte import paket as paketmodul
from sozialmonitor.berichte import praesentation
from sozialmonitor.berichte.dokumentteile import Angaben
from sozialmonitor.berichte.paket import paket
from sozialmonitor.berichte.vorfuehrung import Vorfuehrung
from sozialmonitor.sitzung import Folie, Sitzung, lies_sitzung
from tests import vierzustaende

LINIE = "/zeitreihen?indikator=sgb2_quote&gebiete=A&gebiete=B"
KARTE = "/karte?indikator=sgb2_quote&ebene=sozialraum&stichtag=2021-12-31"
ANGABEN = Angaben(datum="2026-11-28", ausgabe="Ausgabe 7.", basisadresse="https://e.org")
SITZUNG = Sitzung(
    titel="Lage & Bedarf",
    gremium="Rat",
    datum="2026-12-03",
    folien=(
        Folie(ansicht=ansicht_aus(LINIE), notiz="Langsam!"),
        Folie(ansicht=ansicht_aus(KARTE), empfehlung="Tun."),
    ),
)
WERTE = ["alle.sav", "sgb2_quote.csv", "sgb2_quote.parquet", "sgb2_quote_deutsch.csv"]
NAMEN = {
    "LIESMICH.txt", "anlage.docx", "anlage.pdf", "praesentation.pptx", "sitzung.toml",
    "tabellen.xlsx", "vorfuehrung.html",
    *(f"bilder/{n}.{art}" for n in ("01_zeitreihen", "02_karte") for art in ("png", "svg")),
    *(f"tabellen/{n}{ende}.csv" for n in ("01_zeitreihen", "02_karte")
      for ende in ("", "_international")),
    "karten/02_karte.geojson", "karten/02_karte.gpkg",
    *(f"werte/{name}" for name in WERTE),
}  # fmt: skip


@pytest.fixture(scope="module")
def kommune(tmp_path_factory):
    """Mit geheimem A2, zu wenigen in B2 und einer wirklichen Null in B1."""
    return vierzustaende.lade(tmp_path_factory.mktemp("vier"))


@pytest.fixture(scope="module", autouse=True)
def vorgefuehrt():
    """Die Vorführung hat eigene Tests und dauert lange; hier zählt, dass sie bestellt wird."""
    bestellt = []

    def bestelle(sitzung, kommune, **angaben):
        bestellt.append(angaben | {"sitzung": sitzung, "kommune": kommune})
        return Vorfuehrung(inhalt=b"<!doctype html>", maengel=())

    with pytest.MonkeyPatch.context() as flicken:
        flicken.setattr(paketmodul, "vorfuehrung", bestelle)
        yield bestellt


@pytest.fixture(scope="module")
def schritte():
    return []


@pytest.fixture(scope="module")
def fertig(kommune, schritte):
    return paket(
        SITZUNG, kommune, ANGABEN, vega="v", fortschritt=lambda *angaben: schritte.append(angaben),
        schriften={400: b"w"},
    )  # fmt: skip


@pytest.fixture(scope="module")
def dateien(fertig):
    with zipfile.ZipFile(io.BytesIO(fertig.inhalt)) as archiv:
        assert archiv.testzip() is None
        return {name: archiv.read(name) for name in archiv.namelist()}


@pytest.fixture(scope="module")
def karte(kommune):
    """Die Tabelle, wie die Seite sie zeigt."""
    return gezeigt(kommune, ansicht_aus(KARTE)).bild.tabelle


def test_alles_ist_da_und_ohne_mangel(fertig, dateien):
    assert set(dateien) == NAMEN
    assert next(iter(dateien)) == "LIESMICH.txt"
    assert fertig.maengel == ()


def test_fortschritt_laeuft_von_null_bis_fertig(fertig, schritte):
    assert fertig
    assert [(a, b) for a, b, _ in schritte] == [(i, 10) for i in range(9)] + [(10, 10)]
    assert schritte[0][2] == "Folie 1: Zeitreihen"
    assert [was for _, _, was in schritte[2:6]] == [
        "Präsentation", "Anlage", "Vorführung", "Tabellen",
    ]  # fmt: skip


def test_vorfuehrung_bekommt_alles(vorgefuehrt, fertig, kommune):
    assert fertig
    bestellt = vorgefuehrt[0]
    assert bestellt["sitzung"] == SITZUNG
    assert bestellt["kommune"] is kommune
    assert bestellt["vorrat"].kommune is kommune
    assert (bestellt["ausgabe"], bestellt["basisadresse"]) == ("Ausgabe 7.", "https://e.org")
    assert bestellt["schriften"] == {400: b"w"}


def aus_docx(inhalt):
    for tabelle in python_docx.Document(io.BytesIO(inhalt)).tables:
        zeilen = [[zelle.text.replace("\u00a0", " ") for zelle in z.cells] for z in tabelle.rows]
        if zeilen[0][0] == "Gebiet" and "Art des Wertes" in zeilen[0]:
            return pd.DataFrame(zeilen[1:], columns=zeilen[0])
    raise AssertionError("Die Tabelle der Karte fehlt.")


def aus_xlsx(inhalt):
    blatt = openpyxl.load_workbook(io.BytesIO(inhalt))["02 Karte"]
    kopf, *zeilen = blatt.iter_rows(min_row=3, values_only=True)
    return pd.DataFrame(zeilen, columns=kopf)


def test_dieselben_zahlen_auf_der_seite_und_in_jeder_datei(dateien, karte, kommune, tmp_path):
    """Der Wert jedes Gebiets der Karte, von der Seite bis zur SPSS-Datei."""
    spalte = "Wert (%)"
    gezeigte = dict(zip(karte["Gebiet"], karte[spalte], strict=True))
    # 40 von 400; geheim; wirklich null; drei von 15.
    assert gezeigte == {"Altmarkt": "10,0", "Am Wall": "•", "Bergfeld": "0,0", "Bahnhof": "n. b."}
    docx = aus_docx(dateien["anlage.docx"])
    assert dict(zip(docx["Gebiet"], docx[spalte], strict=True)) == gezeigte
    deutsch = list(
        csv.DictReader(
            (z for z in dateien["tabellen/02_karte.csv"].decode("utf-8-sig").splitlines()
             if not z.startswith("#")),
            delimiter=";",
        )
    )  # fmt: skip
    assert {z["Gebiet"]: z[spalte] for z in deutsch} == gezeigte
    zahlen = {
        gebiet: zahl.wert if (zahl := zahltexte.gelesen(text)) else text
        for gebiet, text in gezeigte.items()
    }
    assert zahlen == {"Altmarkt": 10.0, "Am Wall": "•", "Bergfeld": 0.0, "Bahnhof": "n. b."}
    xlsx = aus_xlsx(dateien["tabellen.xlsx"])
    assert dict(zip(xlsx["Gebiet"], xlsx[spalte], strict=True)) == zahlen
    international = csv.DictReader(
        dateien["tabellen/02_karte_international.csv"].decode().split("\n")
    )
    assert {z["Gebiet"]: z[spalte] for z in international} == {
        "Altmarkt": "10.0", "Am Wall": "•", "Bergfeld": "0.0", "Bahnhof": "n. b.",
    }  # fmt: skip
    gpkg = tmp_path / "karte.gpkg"
    gpkg.write_bytes(dateien["karten/02_karte.gpkg"])
    roh = {"A1": 10.0, "A2": None, "B1": 0.0, "B2": None}
    for gelesen in (
        gpd.read_file(gpkg),
        gpd.GeoDataFrame.from_features(json.loads(dateien["karten/02_karte.geojson"])["features"]),
        am_tag(pq.read_table(io.BytesIO(dateien["werte/sgb2_quote.parquet"])).to_pandas()),
        am_tag(pd.read_csv(io.BytesIO(dateien["werte/sgb2_quote.csv"]))),
    ):
        werte = dict(zip(gelesen["gebiet"], gelesen["wert"], strict=True))
        for gebiet, wert in roh.items():
            if wert is None:
                assert pd.isna(werte[gebiet])
            else:
                assert werte[gebiet] == pytest.approx(wert)
    assert [kommune.name(g) for g in roh] == list(gezeigte)


def am_tag(tabelle):
    return tabelle[tabelle["stichtag"].eq("2021-12-31")]


def test_spss_datei_hat_dieselben_werte(dateien, tmp_path):
    pfad = tmp_path / "alle.sav"
    pfad.write_bytes(dateien["werte/alle.sav"])
    gelesen = am_tag(pyreadstat.read_sav(pfad)[0])
    werte = dict(zip(gelesen["gebiet"], gelesen["wert"], strict=True))
    assert werte["A1"] == pytest.approx(10.0)
    assert pd.isna(werte["A2"])


def test_praesentation_und_pdf_zeigen_dieselben_zahlen(dateien):
    folien = list(Presentation(io.BytesIO(dateien["praesentation.pptx"])).slides)
    (diagramm,) = [f.chart for f in folien[1].shapes if f.has_chart]
    reihen = {r.name: r._element.xpath("./c:val//c:v/text()") for r in diagramm.plots[0].series}
    # Altstadt: 2019 ein Wert, danach unbekannt und geheim; Bergstadt hat drei.
    assert reihen["Altstadt"] == ["7.6"]
    assert reihen["Bergstadt"] + reihen["Bergstadt (ab 2020)"] == ["10.9", "10.9", "1.7"]
    leser = pypdf.PdfReader(io.BytesIO(dateien["anlage.pdf"]))
    text = " ".join(" ".join(seite.extract_text() for seite in leser.pages).split())
    for zeile in (
        "Altstadt 31.12.2019 7,6 5,8 – 10,0 % 48 von 630",
        "Altstadt 31.12.2021 • nicht berechnet",
        "Bergstadt 31.12.2021 1,7 0,6 – 4,9 % 3 von 175",
        "Altmarkt 10,0 7,4 – 13,3 % 40 400",
    ):
        assert zeile in text


def test_bilder_mit_quelle_und_stand(dateien):
    svg = dateien["bilder/02_karte.svg"].decode()
    assert "Stand der Werte: 31.12.2021." in svg
    assert WASSERZEICHEN in svg
    bild = Image.open(io.BytesIO(dateien["bilder/01_zeitreihen.png"]))
    assert bild.format == "PNG"
    assert bild.width > 1500


def test_karten_nur_zu_kartenfolien_mit_gueltiger_adresse(kommune):
    alt = Folie(ansicht=ansicht_aus("/karte?indikator=abgeschafft&ebene=sozialraum"))
    fertig = paket(replace(SITZUNG, folien=(alt,)), kommune, ANGABEN, vega="v")
    assert "(abgeschafft)" in str(fertig.maengel[0])
    with zipfile.ZipFile(io.BytesIO(fertig.inhalt)) as archiv:
        assert not [n for n in archiv.namelist() if n.startswith("karten/")]
        assert "NICHT GELUNGEN" in archiv.read("LIESMICH.txt").decode("utf-8-sig")


def test_liesmich_sagt_was_was_ist_und_woher(dateien):
    text = dateien["LIESMICH.txt"].decode("utf-8-sig")
    assert text.startswith(
        "Lage & Bedarf\r\nRat\r\nSitzung am 03.12.2026\r\nStadt Kleinstadt\r\n"
        f"Erstellt am 28.11.2026\r\nAusgabe 7.\r\n{WASSERZEICHEN}\r\n"
    )
    for name in NAMEN - {"LIESMICH.txt"}:
        oben = name.partition("/")[0]
        assert f"\n{oben}" in text, oben
    assert "Quelle: Soziales; Einwohner. Stand der Werte: 31.12.2021." in text
    assert "Ansicht: https://e.org/karte?" in text
    assert "„•“ gesperrt (Datenschutz)" in text
    assert "NICHT GELUNGEN" not in text
    assert "Langsam" not in text


def test_sitzung_kommt_unveraendert_zurueck(dateien):
    assert lies_sitzung(dateien["sitzung.toml"]) == (SITZUNG, [])


def test_tabellen_mit_hinweisen_und_verweisen(dateien):
    mappe = openpyxl.load_workbook(io.BytesIO(dateien["tabellen.xlsx"]))
    assert mappe.sheetnames == ["Hinweise", "01 Zeitreihen", "02 Karte"]
    hinweise = {a: b for a, b, *_ in mappe["Hinweise"].iter_rows(values_only=True) if a}
    assert hinweise["Titel"] == "Lage & Bedarf"
    assert hinweise["02 Karte"].endswith("Quelle: Soziales; Einwohner.")
    assert mappe["02 Karte"].freeze_panes
    assert not mappe["02 Karte"].merged_cells.ranges


def test_jede_folie_wird_einmal_gerechnet_und_jedes_bild_hoechstens_einmal_je_art(
    kommune, monkeypatch
):
    gerechnet, gezeichnet = [], []
    echt, echte_dateien = praesentation.gezeigt, ausgabe.bilddateien

    def zaehle(*args, **angaben):
        gerechnet.append(args[1])
        return echt(*args, **angaben)

    def zeichne(bild, arten, herkunft=None):
        gezeichnet.append((bild.titel, tuple(arten)))
        return echte_dateien(bild, arten, herkunft)

    monkeypatch.setattr(praesentation, "gezeigt", zaehle)
    monkeypatch.setattr(ausgabe, "bilddateien", zeichne)
    paket(SITZUNG, kommune, ANGABEN, vega="v", vorrat=vorrat_aus(kommune))
    assert gerechnet == [folie.ansicht for folie in SITZUNG.folien]
    # Ohne Rahmen für DOCX und PDF, mit Titel und Quelle als PNG und SVG.
    assert len(gezeichnet) == len(set(gezeichnet)) == 4


def test_gleiche_sitzung_gleiche_bytes(dateien, kommune):
    with zipfile.ZipFile(io.BytesIO(paket(SITZUNG, kommune, ANGABEN, vega="v").inhalt)) as archiv:
        verschieden = {n for n in archiv.namelist() if archiv.read(n) != dateien[n]}
        assert {i.date_time for i in archiv.infolist()} == {(2026, 11, 28, 0, 0, 0)}
    # Diese tragen die Uhrzeit oder einen laufenden Zähler ihrer Bibliothek.
    assert {n for n in verschieden if not n.endswith(".svg")} <= {
        "praesentation.pptx", "anlage.docx", "karten/02_karte.gpkg", "werte/alle.sav",
    }  # fmt: skip


@pytest.mark.parametrize("logo", [b"kein Bild", b"<svg onload='alert(1)'/>", b"\x89PNG kaputt"])
def test_schlechtes_logo_ist_ein_mangel_das_paket_entsteht(kommune, logo):
    fertig = paket(Sitzung(titel="Leer"), kommune, ANGABEN, vega="v", logo=logo)
    assert all("kein lesbares Bild" in m.befund for m in fertig.maengel)
    assert len(fertig.maengel) == 2
    with zipfile.ZipFile(io.BytesIO(fertig.inhalt)) as archiv:
        assert "anlage.docx" in archiv.namelist()
        assert not [n for n in archiv.namelist() if logo in archiv.read(n)]


def test_leere_sitzung_und_boese_texte(kommune):
    boese = "<script>alert(1)</script>=1+1"
    angaben = replace(ANGABEN, textbloecke={"einleitung": "{nix} " + boese})
    fertig = paket(Sitzung(titel=boese, gremium="x" * 300), kommune, angaben, vega="v")
    assert [m.ort for m in fertig.maengel] == ["Zeile 1"]
    with zipfile.ZipFile(io.BytesIO(fertig.inhalt)) as archiv:
        assert {"LIESMICH.txt", "anlage.docx", "praesentation.pptx"} <= set(archiv.namelist())
        for name in ("anlage.docx", "praesentation.pptx", "tabellen.xlsx"):
            with zipfile.ZipFile(io.BytesIO(archiv.read(name))) as datei:
                assert not [n for n in datei.namelist() if b"<script>" in datei.read(n)]


def test_was_sich_nicht_erstellen_laesst_fehlt_der_rest_ist_da(kommune, monkeypatch):
    from sozialmonitor.fehler import SozialmonitorFehler

    def scheitert(*_args, **_angaben):
        raise SozialmonitorFehler("Zu viele Zeilen.")

    monkeypatch.setattr(paketmodul.mappe, "bilder_xlsx", scheitert)
    fertig = paket(Sitzung(titel="Leer"), kommune, ANGABEN, vega="v")
    (mangel,) = fertig.maengel
    assert str(mangel) == "Paket, Tabellen: Zu viele Zeilen. Diese Datei fehlt im Paket."
    with zipfile.ZipFile(io.BytesIO(fertig.inhalt)) as archiv:
        assert "tabellen.xlsx" not in archiv.namelist()
        assert "anlage.pdf" in archiv.namelist()


def test_ausnahme_aus_dem_fortschritt_bricht_ab(kommune):
    def brich_ab(fertig, _insgesamt, _was):
        if fertig == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        paket(SITZUNG, kommune, ANGABEN, vega="v", fortschritt=brich_ab)
