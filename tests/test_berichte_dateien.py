"""DOCX und PDF aus demselben Dokument: dieselben Texte, zugänglich gebaut, nichts ausgeführt."""

import io
import re
import zipfile
from dataclasses import replace

import altair as alt
import docx as python_docx
import pandas as pd
import pypdf
import pytest
from PIL import Image

from sozialmonitor import ausgabe, diagramme
from sozialmonitor.berichte.docx import docx
from sozialmonitor.berichte.dokument import (
    Abbildung,
    Absatz,
    Dokument,
    Inhaltsverzeichnis,
    Kasten,
    Liste,
    Nebeneinander,
    Qr,
    Seitenumbruch,
    Stueck,
    Ueberschrift,
    absatz,
    liste,
    mit_logo,
    tabelle,
)
from sozialmonitor.berichte.pdf import pdf
from sozialmonitor.bild import Bild
from sozialmonitor.diagramme import thema

BOESE = '#panic("x") #sys.inputs $x^2$ *fett* _kursiv_ = Titel <script>alert(1)</script> &amp; \\'
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def bild(demo=True):
    daten = pd.DataFrame({"x": [1, 2], "y": [3, 4]})
    punkte = alt.layer(alt.Chart(daten).mark_point().encode(x="x:Q", y="y:Q"))
    fertig = thema.gerahmt(
        punkte.properties(title=thema.kopf("Achse in %", ["Lesehilfe"], diagramme.STANDARD)),
        diagramme.STANDARD,
        "Zwei Punkte",
    )
    return Bild(
        titel="Bildtitel",
        bild=fertig,
        alttext="Zwei Punkte: 3 und 4.",
        tabelle=daten,
        demo=demo,
        quelle="Quelle: Amt.",
    )


def logo():
    puffer = io.BytesIO()
    Image.new("RGB", (40, 20), "navy").save(puffer, "PNG")
    return puffer.getvalue()


def baue(**aenderungen):
    werte = tabelle(
        pd.DataFrame({"Gebiet": ["Altstadt", BOESE], "Wert": ["12,3 %", "•"]}),
        "Werte der Gebiete",
        anmerkung="Anmerkung zur Tabelle",
    )
    teile = (
        Inhaltsverzeichnis(2),
        Seitenumbruch(),
        Ueberschrift("Kapitel eins"),
        Absatz(
            (Stueck("Fettes", fett=True), Stueck(" und "), Stueck("Netz", adresse="https://e.org"))
        ),
        absatz(BOESE, klein=True),
        liste(["Punkt eins"]),
        Liste(((Stueck("Erstens"),),), geordnet=True),
        werte,
        Abbildung(bild=bild(), unterschrift="Ein Bild", quelle="Quelle: Amt."),
        Ueberschrift("Abschnitt", 2),
        Kasten("Kastentitel", (absatz("Im Kasten"),), warnung=True),
        Nebeneinander(((absatz("Links"),), (werte,)), anteile=(1, 2)),
        Qr("https://e.org/karte?gebiet=A1", "Zur Ansicht"),
    )
    vorgaben = {
        "titel": "Titel", "untertitel": "Untertitel", "kommune": "Stadt Kleinstadt",
        "datum": "2026-11-28", "stand": "31.12.2021", "ausgabe": "Ausgabe 7.",
        "hinweis": ausgabe.WASSERZEICHEN, "nummeriert": True, "teile": teile,
    }  # fmt: skip
    return Dokument(**(vorgaben | aenderungen))


@pytest.fixture(scope="module")
def dokument():
    return mit_logo(baue(), logo(), "Wappen der Stadt", datei="logo.png")


@pytest.fixture(scope="module")
def als_docx(dokument):
    return docx(dokument)


@pytest.fixture(scope="module")
def als_pdf(dokument):
    return pypdf.PdfReader(io.BytesIO(pdf(dokument)))


def wort(inhalt):
    return python_docx.Document(io.BytesIO(inhalt))


def xml(inhalt, name):
    with zipfile.ZipFile(io.BytesIO(inhalt)) as archiv:
        return archiv.read(name).decode()


def dicht(text):
    return re.sub(r"[\s\u00a0\u00ad\u2002\u2010-]", "", text)


def test_docx_hat_ueberschriftenformate_mit_nummern(als_docx):
    titel = [(p.style.name, p.text) for p in wort(als_docx).paragraphs if "Head" in p.style.name]
    assert titel == [("Heading 1", "1\u2002Kapitel eins"), ("Heading 2", "1.1\u2002Abschnitt")]


def test_docx_beginnt_kapitel_auf_neuer_seite_ohne_leeren_absatz(als_docx):
    (kapitel,) = [p for p in wort(als_docx).paragraphs if p.style.name == "Heading 1"]
    assert kapitel.paragraph_format.page_break_before


def test_docx_tabelle_ist_nativ_und_wiederholt_den_kopf(als_docx):
    erste = wort(als_docx).tables[0]
    assert [z.text for z in erste.rows[0].cells] == ["Gebiet", "Wert"]
    assert [z.text for z in erste.rows[2].cells] == [BOESE, "•"]
    kopf = erste._tbl.tr_lst[0].find(f"{W}trPr/{W}tblHeader")
    assert kopf is not None
    assert erste._tbl.tr_lst[1].find(f"{W}trPr/{W}tblHeader") is None


def test_docx_beschriftungen_sind_felder_mit_zahl(als_docx):
    zeilen = [p for p in wort(als_docx).paragraphs if p.style.name == "Caption"]
    assert [p.text for p in zeilen] == ["Tabelle 1: Werte der Gebiete", "Abbildung 1: Ein Bild"]
    befehle = xml(als_docx, "word/document.xml")
    assert befehle.count("SEQ Tabelle") == 2
    assert "Tabelle 2" not in befehle  # Die Zahl steht im Feld, nicht im Text.


def test_docx_bilder_haben_alternativtext(als_docx):
    angaben = re.findall(r'<wp:docPr[^>]*descr="([^"]*)"', xml(als_docx, "word/document.xml"))
    assert angaben == [
        "Wappen der Stadt",
        "Zwei Punkte: 3 und 4.",
        "QR-Code: https://e.org/karte?gebiet=A1",
    ]
    assert xml(als_docx, "word/document.xml").count("<wp:docPr") == 3


def test_docx_inhaltsverzeichnis_ist_feld_und_schon_gefuellt(als_docx):
    inhalt = xml(als_docx, "word/document.xml")
    assert 'TOC \\o "1-2"' in inhalt
    ziele = re.findall(r'w:anchor="(_Toc\d+)"', inhalt)
    assert ziele == re.findall(r'w:bookmarkStart [^>]*w:name="(_Toc\d+)"', inhalt)
    assert len(ziele) == 2
    assert "updateFields" in xml(als_docx, "word/settings.xml")
    assert inhalt.count('fldCharType="begin"') == inhalt.count('fldCharType="end"')


def test_docx_sprache_kopf_und_fuss(als_docx):
    datei = wort(als_docx)
    stile = xml(als_docx, "word/styles.xml")
    assert set(re.findall(r'<w:lang [^>]*w:val="([^"]*)"', stile)) == {"de-DE"}
    kopf, fuss = datei.sections[0].header, datei.sections[0].footer
    assert "Stadt Kleinstadt · Titel" in kopf.paragraphs[0].text
    assert ausgabe.WASSERZEICHEN in kopf.paragraphs[0].text
    assert "Stand der Werte: 31.12.2021. Ausgabe 7." in fuss.paragraphs[0].text
    assert "PAGE" in fuss._element.xml
    assert datei.core_properties.title == "Titel – Untertitel"
    assert datei.core_properties.language == "de-DE"


def test_docx_ohne_steuerzeichen():
    fertig = docx(baue(teile=(absatz("vor\x0bnach\x00"), Ueberschrift("T"))))
    assert "vornach" in [p.text for p in wort(fertig).paragraphs]


def test_pdf_ist_zugaenglich(als_pdf):
    wurzel = als_pdf.trailer["/Root"]
    assert wurzel["/Lang"] == "de-DE"
    assert wurzel["/MarkInfo"]["/Marked"]
    assert als_pdf.metadata.title == "Titel – Untertitel"
    assert "pdfuaid" in als_pdf.xmp_metadata.stream.get_data().decode()


def test_pdf_zeigt_jeden_text_woertlich(als_pdf):
    text = dicht("".join(seite.extract_text() for seite in als_pdf.pages))
    for gesucht in [
        "Titel", "Untertitel", "Kapitel eins", "Fettes und Netz", BOESE, "Punkt eins", "Erstens",
        "Werte der Gebiete", "Altstadt", "12,3 %", "Anmerkung zur Tabelle", "Ein Bild",
        "Quelle: Amt.", "Kastentitel", "Im Kasten", "Links", "Zur Ansicht",
        "https://e.org/karte?gebiet=A1", "Inhalt", "1.1 Abschnitt",
    ]:  # fmt: skip
        assert dicht(gesucht) in text, gesucht


def test_kennzeichnung_auf_jeder_seite_und_am_bild(als_pdf):
    assert len(als_pdf.pages) >= 2
    je_seite = [
        dicht(seite.extract_text()).count(dicht(ausgabe.WASSERZEICHEN)) for seite in als_pdf.pages
    ]
    assert min(je_seite) == 1
    assert sum(je_seite) == len(je_seite) + 1  # einmal je Seite und einmal im Bild


def test_gleiches_dokument_gleiche_bytes(dokument):
    assert pdf(dokument) == pdf(dokument)


def test_fremdes_zeichen_wird_ersetzt():
    text = pypdf.PdfReader(io.BytesIO(pdf(baue(teile=(absatz("Haus 🏠 da"),)))))
    assert "Haus □ da" in text.pages[0].extract_text()


@pytest.mark.parametrize("schreibe", [docx, pdf])
def test_fortschritt_zaehlt_bilder_und_den_schluss(schreibe, dokument):
    schritte = []
    schreibe(dokument, fortschritt=lambda *s: schritte.append(s))
    assert [(fertig, alle) for fertig, alle, _ in schritte] == [(0, 2), (1, 2)]
    assert schritte[0][2] == "Ein Bild"


@pytest.mark.parametrize("schreibe", [docx, pdf])
def test_ausnahme_aus_dem_fortschritt_bricht_ab(schreibe, dokument):
    class Abbruch(Exception):
        pass

    def brich_ab(*_):
        raise Abbruch

    with pytest.raises(Abbruch):
        schreibe(dokument, fortschritt=brich_ab)


def test_leeres_dokument_entsteht():
    leer = replace(baue(teile=(), hinweis="", stand="", ausgabe=""), nummeriert=False)
    assert len(pypdf.PdfReader(io.BytesIO(pdf(leer))).pages) == 1
    assert [p.text for p in wort(docx(leer)).paragraphs] == ["Titel", "Untertitel"]
