"""Aufträge: hin und zurück als Text, nur aus freigegebenen Ordnern, Dokumente wie im Prozess."""

import io
import json
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from sozialmonitor.ansichten import ansicht_aus
from sozialmonitor.auftrag import (
    _ERSTELLE,
    BESTAND,
    FORMEN,
    Auftrag,
    Erledigt,
    als_text,
    aus_text,
    erledigt,
)
from sozialmonitor.berichte import satz
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.laden import ausgaben
from sozialmonitor.sitzung import Folie, Sitzung

WURZEL = Path(__file__).resolve().parents[1]
SITZUNG = Sitzung(
    titel="Probe „A & B“",
    gremium="Rat",
    datum="2026-12-03",
    folien=(
        Folie(
            ansicht=ansicht_aus("/karte?indikator=sgb2_quote&ebene=stadtteil"),
            aussage="Aussage",
            empfehlung="Tun",
            notiz="Erste Zeile\nZweite Zeile",
        ),
    ),
)


@pytest.fixture
def auftrag(ordner):
    daten, geo = ordner
    return Auftrag(
        art="stadtblatt", form="docx", datenordner=daten, geoordner=geo, regel=BESTAND,
        datum="2026-11-28",
    )  # fmt: skip


def test_hin_und_zurueck(auftrag):
    voll = replace(
        auftrag,
        art="paket",
        form="zip",
        regel="intern",
        gelesen=12.5,
        ausgabe="Ausgabe vom 1.1.2026.",
        basisadresse="https://e.org/monitor",
        textbloecke={"einleitung": "Zeile eins\n\n„Zwei“\u2028drei"},
        gebiet="A",
        sitzung=SITZUNG,
        logo=b"\x00\xffPNG\n",
        schriften={400: b"\x01\n", 700: b""},
    )
    text = als_text(voll)
    assert "\n" not in text
    assert aus_text(text) == voll
    assert aus_text(als_text(auftrag)) == auftrag


@pytest.mark.parametrize(
    ("art", "form", "sitzung", "satz_"),
    [
        ("stadtblatt", "pptx", None, "„stadtblatt“ gibt es nicht als PPTX."),
        ("roman", "pdf", None, "„roman“ gibt es nicht als PDF."),
        ("paket", "zip", None, "Dazu fehlt die Sitzung."),
        ("anlage", "pdf", None, "Dazu fehlt die Sitzung."),
    ],
)
def test_was_es_nicht_gibt_ist_ein_satz(auftrag, art, form, sitzung, satz_):
    with pytest.raises(SozialmonitorFehler, match=satz_):
        replace(auftrag, art=art, form=form, sitzung=sitzung)


@pytest.mark.parametrize("regel", ["oeffentlich", "intern"])
def test_aus_vertraulichem_bestand_entsteht_nichts_freigegebenes(regel):
    """Auch wenn jemand den Bestand nennt: Der Arbeiter liest ihn für diese Regel nicht."""
    auftrag = Auftrag(
        art="stadtblatt", form="pdf", regel=regel, datum="2026-11-28",
        datenordner=WURZEL / "data" / "saarlouis", geoordner=WURZEL / "geodata" / "saarlouis",
    )  # fmt: skip
    with pytest.raises(SozialmonitorFehler, match="nicht freigegeben"):
        erledigt(auftrag)


def test_gelesen_wird_nur_die_ausgabe_der_eigenen_regel():
    juengste = ausgaben(WURZEL / "data" / "saarlouis", "oeffentlich")[0]
    auftrag = Auftrag(
        art="stadtblatt", form="pdf", regel="oeffentlich", datum="2026-11-28",
        datenordner=juengste.datenordner, geoordner=juengste.geoordner,
    )  # fmt: skip
    assert erledigt(auftrag, setze=False).zu_setzen
    with pytest.raises(SozialmonitorFehler, match="nicht freigegeben"):
        erledigt(replace(auftrag, regel="intern"))


def test_pdf_wird_auf_wunsch_nur_vorbereitet(auftrag):
    auftrag = replace(auftrag, form="pdf")
    vorbereitet = erledigt(auftrag, setze=False)
    assert vorbereitet.zu_setzen
    fertig = erledigt(auftrag)
    assert not fertig.zu_setzen
    assert fertig.inhalt.startswith(b"%PDF-")
    assert satz.gesetzt(json.loads(vorbereitet.inhalt)) == fertig.inhalt


@pytest.mark.parametrize(
    ("art", "form", "anfang"),
    [
        ("gebietsblatt", "docx", b"PK"),
        ("anlage", "docx", b"PK"),
        ("praesentation", "pptx", b"PK"),
    ],
)
def test_jede_art_entsteht_und_meldet_fortschritt(auftrag, art, form, anfang):
    schritte = []
    sitzung = SITZUNG if art in {"anlage", "praesentation"} else None
    gebiet = "A" if art == "gebietsblatt" else ""
    fertig = erledigt(
        replace(auftrag, art=art, form=form, sitzung=sitzung, gebiet=gebiet),
        fortschritt=lambda *angaben: schritte.append(angaben),
    )
    assert fertig.inhalt.startswith(anfang)
    assert fertig.maengel == ()
    assert schritte[0] == (0, 1, "Daten werden gelesen")
    assert len(schritte) > 2
    assert all(0 <= fertig_ <= insgesamt for fertig_, insgesamt, _ in schritte)


def test_geaenderter_bestand_ist_ein_mangel(auftrag, monkeypatch):
    fertig = Erledigt(inhalt=b"", maengel=())
    monkeypatch.setitem(_ERSTELLE, "stadtblatt", lambda *_: fertig)
    (auftrag.datenordner / "kommune.toml").touch()
    vorher, nachher = time.time() - 60, time.time() + 60
    (mangel,) = erledigt(replace(auftrag, gelesen=vorher)).maengel
    assert "seit die Anwendung sie gelesen hat" in mangel.befund
    assert erledigt(replace(auftrag, gelesen=nachher)).maengel == ()


def test_schlechtes_logo_ist_ein_mangel_das_blatt_entsteht(auftrag):
    fertig = erledigt(replace(auftrag, logo=b"kein Bild"))
    (mangel,) = fertig.maengel
    assert "kein lesbares Bild" in mangel.befund
    assert fertig.inhalt.startswith(b"PK")


def test_formen_sind_die_der_seite():
    assert set(FORMEN) == {
        "stadtblatt", "gebietsblatt", "sozialbericht", "praesentation", "anlage", "vorfuehrung",
        "paket",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("art", "form"),
    [("stadtblatt", "pdf"), ("gebietsblatt", "docx"), ("anlage", "docx"),
     ("praesentation", "pptx")],
)  # fmt: skip
def test_namen_mit_300_zeichen_und_auszeichnung(auftrag, art, form):
    lang = "<script>alert(1)</script> & Co. " + "Langer Ortsname " * 17
    for datei, alt in (("kommune.toml", "Stadt Kleinstadt"), ("gebiete.csv", "Altstadt")):
        pfad = auftrag.datenordner / datei
        text = pfad.read_text(encoding="utf-8")
        assert alt in text
        pfad.write_text(text.replace(alt, lang.strip()), encoding="utf-8")
    sitzung = SITZUNG if art in {"anlage", "praesentation"} else None
    fertig = erledigt(
        replace(auftrag, art=art, form=form, gebiet="A", sitzung=sitzung, textbloecke={
            "einleitung": "{falsch} <script>alert(1)</script> [x](javascript:alert(1))"})
    )  # fmt: skip
    if form == "pdf":
        assert b"/JavaScript" not in fertig.inhalt
        return
    with zipfile.ZipFile(io.BytesIO(fertig.inhalt)) as archiv:
        gelesen = {n: archiv.read(n) for n in archiv.namelist()}
    assert not [n for n, inhalt in gelesen.items() if b"<script>" in inhalt]
    assert not [n for n in gelesen if n.endswith(".rels") and b"javascript:" in gelesen[n]]
    if art != "praesentation":
        assert [m.ort for m in fertig.maengel] == ["Zeile 1"]
