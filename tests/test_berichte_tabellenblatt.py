"""Blätter schreiben: Text bleibt Text, Zahlen sind Zahlen, Kopf und Druck sind eingerichtet."""

import datetime
import io
import re
import zipfile

import openpyxl
import pytest

from sozialmonitor.berichte import tabellenblatt
from sozialmonitor.berichte.tabellenblatt import Blatt, Spalte, Verweis, zahlenformat
from sozialmonitor.fehler import SozialmonitorFehler


def blatt(*felder, kopf="Wert", formate=(), **angaben):
    vorgaben = {"name": "Tabelle", "titel": "Überschrift"} | angaben
    return Blatt(spalten=(Spalte(kopf=kopf, felder=felder, formate=formate),), **vorgaben)


def lies(*blaetter, **angaben):
    inhalt = tabellenblatt.arbeitsmappe(blaetter, **({"titel": "Titel"} | angaben))
    return openpyxl.load_workbook(io.BytesIO(inhalt))


def dateien(*blaetter):
    inhalt = tabellenblatt.arbeitsmappe(blaetter, titel="Titel")
    with zipfile.ZipFile(io.BytesIO(inhalt)) as archiv:
        return {name: archiv.read(name).decode() for name in archiv.namelist()}


@pytest.mark.parametrize(
    ("format_", "erwartet"),
    [
        (zahlenformat(0), "#,##0"),
        (zahlenformat(1), "#,##0.0"),
        (zahlenformat(2), "#,##0.00"),
        (zahlenformat(1, zusatz="%"), '#,##0.0 "%"'),
        (zahlenformat(0, zusatz='a"b'), '#,##0 "ab"'),
        (zahlenformat(1, vorzeichen=True), "+#,##0.0;-#,##0.0;0.0"),
        (zahlenformat(0, vorzeichen=True, zusatz="p"), '+#,##0 "p";-#,##0 "p";0 "p"'),
    ],
)
def test_zahlenformat(format_, erwartet):
    assert format_ == erwartet


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+SUM(A1)", "-cmd|' /C calc'!A0", "@x", "{=1}", "https://example.org", "007", "1,5"],
)
def test_text_bleibt_text(text):
    zelle = lies(blatt(text))["Tabelle"]["A3"]
    assert (zelle.value, zelle.data_type, zelle.hyperlink) == (text, "s", None)


def test_auch_kopf_titel_und_warnung_sind_keine_formeln():
    teile = dateien(blatt("x", kopf="=1+1", titel="=2+2", warnung="=3+3"))
    assert not any("<f>" in text or "Formula" in text for text in teile.values())


def test_zahl_und_tag_sind_echt():
    gelesen = lies(blatt(1234.5, datetime.date(2020, 12, 31), formate=("#,##0.0", "")))["Tabelle"]
    assert (gelesen["A3"].value, gelesen["A3"].number_format) == (1234.5, "#,##0.0")
    assert gelesen["A4"].value == datetime.datetime(2020, 12, 31)
    assert gelesen["A4"].number_format == "dd.mm.yyyy"


def test_warnung_steht_unter_der_ueberschrift_und_auf_jedem_druckblatt():
    ohne, mit = lies(blatt("a"))["Tabelle"], lies(blatt("a", warnung="erfunden"))["Tabelle"]
    assert [ohne.cell(z, 1).value for z in (1, 2, 3)] == ["Überschrift", "Wert", "a"]
    assert [mit.cell(z, 1).value for z in (1, 2, 3, 4)] == ["Überschrift", "erfunden", "Wert", "a"]
    assert (ohne.print_title_rows, mit.print_title_rows) == ("$1:$2", "$1:$3")
    assert (ohne.freeze_panes, mit.freeze_panes) == ("B3", "B4")


def test_druck_quer_auf_a4_ohne_verbundene_zellen():
    gelesen = lies(blatt("a" * 200))["Tabelle"]
    assert gelesen.page_setup.orientation == "landscape"
    assert int(gelesen.page_setup.paperSize) == 9
    # eine Seite breit (Vorgabe 1), beliebig viele hoch
    assert gelesen.sheet_properties.pageSetUpPr.fitToPage
    assert (gelesen.page_setup.fitToWidth or 1, gelesen.page_setup.fitToHeight) == (1, 0)
    assert not gelesen.merged_cells.ranges
    # 200 Zeichen in einer Spalte von 60: vier Zeilen zu 15 Punkt
    assert gelesen.column_dimensions["A"].width == pytest.approx(60, abs=1)
    assert gelesen.row_dimensions[3].height == 60


def test_bereich_ist_eine_benannte_tabelle_mit_kopf():
    (tabelle,) = lies(blatt("a", "b"))["Tabelle"].tables.values()
    assert (tabelle.ref, tabelle.headerRowCount) == ("A2:A4", 1)
    assert tabelle.autoFilter is not None


def test_titel_sprache_und_beschreibung_in_den_eigenschaften():
    mappe = lies(blatt("a"), titel="Quote", beschreibung="erfunden")
    assert (mappe.properties.title, mappe.properties.description) == ("Quote", "erfunden")
    assert {e.name: e.value for e in mappe.custom_doc_props.props} == {"Sprache": "de-DE"}


def test_blatt_ohne_zeilen_und_ohne_spalten():
    leer = lies(blatt(), Blatt(name="Nichts", titel="Leer", spalten=()))
    assert [zelle.value for zelle in leer["Tabelle"]["A"]] == ["Überschrift", "Wert"]
    assert leer["Nichts"]["A1"].value == "Leer"


def test_gleiche_und_leere_koepfe_werden_verschieden():
    doppelt = Blatt(
        name="T",
        titel="T",
        spalten=tuple(Spalte(kopf=k, felder=("x",)) for k in ("Urteil", "urteil", "")),
    )
    assert [zelle.value for zelle in lies(doppelt)["T"][2]] == ["Urteil", "urteil (2)", "Spalte 3"]


def test_verweis_springt_auf_das_blatt():
    mappe = lies(blatt(Verweis("Wo's steht")), blatt("a", name="Wo's steht"))
    assert mappe["Tabelle"]["A3"].hyperlink.location == "'Wo''s steht'!A1"


@pytest.mark.parametrize(
    ("namen", "erwartet"),
    [
        (["a/b[c]:d*e?f\\g"], ["a b c  d e f g"]),
        (["x" * 40, "X" * 40], ["x" * 31, "X" * 27 + " (2)"]),
        (["'", ""], ["Blatt", "Blatt (2)"]),
        (["a", "A", "a"], ["a", "A (2)", "a (3)"]),
    ],
    ids=["verbotene_zeichen", "zu_lang", "leer", "doppelt"],
)
def test_blattnamen(namen, erwartet):
    assert tabellenblatt.blattnamen(namen) == erwartet


def test_zu_viele_zeilen_sind_ein_fehler(monkeypatch):
    monkeypatch.setattr(tabellenblatt, "HOECHSTENS_ZEILEN", 2)
    with pytest.raises(SozialmonitorFehler, match="hätte 3 Zeilen"):
        lies(blatt("a", "b", "c"))


def test_fusszeile_deutet_kein_kaufmanns_und():
    (fuss,) = re.findall(r"<oddFooter>(.*?)</oddFooter>", dateien(blatt("a", titel="A & B"))[
        "xl/worksheets/sheet1.xml"
    ])  # fmt: skip
    assert fuss == "&amp;LA &amp;&amp; B&amp;RSeite &amp;P von &amp;N"
