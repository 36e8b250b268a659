"""Anlage: je Folie ein Abschnitt, Beschlussvorschlag aus den Empfehlungen, nichts aus Notizen."""

import io
import zipfile
from dataclasses import replace

import docx as python_docx
import pypdf
import pytest

from sozialmonitor.ansichten import ansicht_aus, gezeigt, vorrat_aus
from sozialmonitor.ausgabe import WASSERZEICHEN
from sozialmonitor.berichte.anlage import BESCHLUSSVORSCHLAG, EMPFEHLUNG, OHNE_FOLIEN, anlage
from sozialmonitor.berichte.docx import docx
from sozialmonitor.berichte.dokument import (
    Absatz,
    Kasten,
    Liste,
    Qr,
    Tabelle,
    Ueberschrift,
    abbildungen,
    alle_bloecke,
    gezeichnet,
    klartext,
)
from sozialmonitor.berichte.dokumentteile import HOECHSTENS_QR, Angaben
from sozialmonitor.berichte.pdf import pdf
from sozialmonitor.sitzung import Folie, Sitzung

LINIE = "/zeitreihen?indikator=sgb2_quote&gebiete=A&gebiete=B"
KARTE = "/karte?indikator=sgb2_quote&ebene=sozialraum"
ANGABEN = Angaben(datum="2026-11-28", ausgabe="Ausgabe 7.", basisadresse="https://e.org/")
BOESE = '<script>alert(1)</script> #panic("x") {kommune} \x07'


def folie(adresse, **felder):
    return Folie(ansicht=ansicht_aus(adresse), **felder)


SITZUNG = Sitzung(
    titel="Lage der Quartiere",
    gremium="Sozialausschuss",
    datum="2026-12-03",
    folien=(
        folie(LINIE, notiz="Nur für mich: langsam sprechen."),
        folie(KARTE, aussage="Der Süden braucht mehr.", empfehlung="Eine Stelle schaffen."),
        folie(KARTE, empfehlung="In einem Jahr berichten."),
    ),
)


def bloecke(dokument, art):
    return [b for b in alle_bloecke(dokument.teile) if isinstance(b, art)]


def texte(dokument):
    zeilen = [klartext(b.zeile) for b in bloecke(dokument, Absatz)]
    zeilen += [klartext(p) for b in bloecke(dokument, Liste) for p in b.punkte]
    return "\n".join([*zeilen, *(b.text for b in bloecke(dokument, Ueberschrift))])


@pytest.fixture(scope="module")
def dokument(stadt):
    return gezeichnet(anlage(SITZUNG, stadt, ANGABEN))


@pytest.fixture(scope="module")
def als_docx(dokument):
    return docx(dokument)


@pytest.fixture(scope="module")
def als_pdf(dokument):
    return pdf(dokument)


def test_kopf_nennt_sitzung_und_abschnitte_die_aussagen(dokument, stadt):
    assert (dokument.titel, dokument.untertitel) == (
        "Lage der Quartiere", "Anlage · Sozialausschuss, 03.12.2026",
    )  # fmt: skip
    assert (dokument.kommune, dokument.stand) == ("Stadt Kleinstadt", "31.12.2021")
    erste, zweite, dritte, vierte = bloecke(dokument, Ueberschrift)
    assert erste.text == BESCHLUSSVORSCHLAG
    assert zweite.text in gezeigt(stadt, ansicht_aus(LINIE)).satz
    assert dritte.text == "Der Süden braucht mehr."
    assert vierte.text in gezeigt(stadt, ansicht_aus(KARTE)).satz


def test_beschlussvorschlag_sind_die_empfehlungen(dokument):
    (vorschlag,) = bloecke(dokument, Liste)
    assert vorschlag.geordnet
    assert [klartext(p) for p in vorschlag.punkte] == [
        "Eine Stelle schaffen.", "In einem Jahr berichten.",
    ]  # fmt: skip
    kaesten = [b for b in bloecke(dokument, Kasten) if b.titel == EMPFEHLUNG]
    assert len(kaesten) == 2


def test_ohne_empfehlung_kein_beschlussvorschlag(stadt):
    ohne = replace(SITZUNG, folien=(folie(LINIE),))
    ueberschriften = [b.text for b in bloecke(anlage(ohne, stadt, ANGABEN), Ueberschrift)]
    assert BESCHLUSSVORSCHLAG not in ueberschriften
    assert len(ueberschriften) == 1


def test_tabelle_hat_die_zahlen_des_bildes(dokument, stadt):
    tabellen = bloecke(dokument, Tabelle)
    for tabelle, adresse in zip(tabellen, (LINIE, KARTE, KARTE), strict=True):
        bild = gezeigt(stadt, ansicht_aus(adresse)).bild
        assert tabelle.kopf == tuple(bild.tabelle.columns)
        gelesen = [[t.replace("\u00a0", " ") for t in zeile] for zeile in tabelle.zeilen]
        assert gelesen == bild.tabelle.astype(str).to_numpy().tolist()


def test_saetze_quelle_stand_ausgabe_und_vorbehalte(dokument, stadt):
    alle = texte(dokument).replace("\u00a0", " ")
    ganzes = gezeigt(stadt, ansicht_aus(KARTE))
    assert ganzes.satz in alle
    assert "Quelle: Soziales; Einwohner. Stand der Werte: 31.12.2021. Ausgabe 7." in alle
    assert "Zu beachten: " in alle
    assert all(vermerk in alle for vermerk in ganzes.vermerke)


def test_notizen_stehen_nirgends(dokument, als_docx, als_pdf):
    assert "langsam sprechen" not in texte(dokument)
    with zipfile.ZipFile(io.BytesIO(als_docx)) as archiv:
        assert not [n for n in archiv.namelist() if b"langsam sprechen" in archiv.read(n)]
    gelesen = "".join(seite.extract_text() for seite in pypdf.PdfReader(io.BytesIO(als_pdf)).pages)
    assert "langsam sprechen" not in gelesen


def test_qr_fuehrt_zur_ansicht(dokument, stadt):
    adressen = [b.adresse for b in bloecke(dokument, Qr)]
    assert len(adressen) == 3
    assert adressen[1].startswith("https://e.org/karte?ebene=sozialraum&indikator=sgb2_quote")
    ohne = anlage(SITZUNG, stadt, replace(ANGABEN, basisadresse=""))
    assert bloecke(ohne, Qr) == []


def test_sehr_lange_adresse_wird_ein_verweis(stadt):
    lang = f"{LINIE}{''.join(f'&gebiete=A{i:04d}' for i in range(100))}"
    eine = anlage(replace(SITZUNG, folien=(folie(lang),)), stadt, ANGABEN)
    assert bloecke(eine, Qr) == []
    (verweis,) = [
        s.adresse for b in bloecke(eine, Absatz) for s in b.zeile if s.adresse.startswith("https")
    ]
    assert len(verweis) > HOECHSTENS_QR
    assert docx(eine).startswith(b"PK")


def test_docx_und_pdf_haben_bilder_mit_text_und_lesezeichen(dokument, als_docx, als_pdf):
    erwartet = [a.bild.alttext for a in abbildungen(dokument)]
    gelesen = python_docx.Document(io.BytesIO(als_docx))
    texte_ = [b._inline.docPr.get("descr") for b in gelesen.inline_shapes]
    assert [t for t in texte_ if not t.startswith("QR-Code")] == erwartet
    leser = pypdf.PdfReader(io.BytesIO(als_pdf))
    assert [e.title.split("\u2002")[-1] for e in leser.outline] == [
        b.text for b in bloecke(dokument, Ueberschrift)
    ]
    assert WASSERZEICHEN in leser.pages[0].extract_text().replace("\n", " ")


def test_ein_gezeichnetes_bild_wird_nicht_noch_einmal_gezeichnet(dokument, monkeypatch):
    from sozialmonitor import ausgabe

    monkeypatch.delattr(ausgabe, "bilddatei")
    assert docx(dokument).startswith(b"PK")
    assert pdf(dokument).startswith(b"%PDF")


def test_schon_gerechnetes_wird_nicht_noch_einmal_gerechnet(stadt, monkeypatch):
    from sozialmonitor.berichte import praesentation

    inhalte, _ = praesentation.folieninhalte(SITZUNG, stadt, vorrat_aus(stadt))
    monkeypatch.delattr(praesentation, "gezeigt")
    fertig = anlage(SITZUNG, stadt, ANGABEN, inhalte=inhalte)
    assert [a.bild for a in abbildungen(fertig)] != []


def test_texte_der_kommune_stehen_davor_und_danach(stadt):
    angaben = replace(
        ANGABEN, textbloecke={"einleitung": "Für **{kommune}**.", "schluss": "Ende {falsch}."}
    )
    fertig = anlage(SITZUNG, stadt, angaben)
    zeilen = [klartext(b.zeile) for b in bloecke(fertig, Absatz)]
    assert "Für Stadt Kleinstadt." in zeilen
    assert zeilen[-1] == "Ende {falsch}."
    (mangel,) = fertig.maengel
    assert (mangel.datei, mangel.ort) == ("texte/anlage/schluss.md", "Zeile 1")
    assert "{falsch}" in mangel.befund


def test_veraltete_adresse_ist_ein_mangel_und_steht_gut_sichtbar_im_abschnitt(stadt):
    alt = folie("/karte?indikator=abgeschafft&ebene=stadtteil", aussage="Das ist so.")
    fertig = anlage(replace(SITZUNG, folien=(alt, folie("/sozialindex"))), stadt, ANGABEN)
    assert len(fertig.maengel) == 2
    assert "Das ist so." not in texte(fertig)
    warnungen = [b for b in bloecke(fertig, Kasten) if b.warnung]
    assert any("(abgeschafft)" in klartext(b.teile[0].zeile) for b in warnungen)
    assert "Für den Sozialindex nennt kommune.toml" in texte(fertig)


def test_schlechtes_logo_ist_ein_mangel(stadt):
    fertig = anlage(SITZUNG, stadt, ANGABEN, logo=b"<svg/>")
    (mangel,) = fertig.maengel
    assert "kein lesbares Bild" in mangel.befund
    assert fertig.logo == b""


def test_leere_sitzung_sagt_es(stadt):
    fertig = anlage(Sitzung(titel="Leer"), stadt, ANGABEN)
    assert OHNE_FOLIEN in texte(fertig)
    assert fertig.untertitel == "Anlage"
    assert pdf(fertig).startswith(b"%PDF")


def test_boese_und_lange_texte_bleiben_texte(stadt):
    lang = "Wort " * 60
    eine = Sitzung(
        titel=BOESE, gremium=BOESE,
        folien=(folie(KARTE, aussage=BOESE, empfehlung=BOESE), folie(KARTE, aussage=lang),
                folie(KARTE, aussage="x" * 300)),
    )  # fmt: skip
    fertig = anlage(eine, stadt, ANGABEN)
    # Was nicht in eine Überschrift passt, steht ganz im Absatz darunter.
    assert lang.strip() in texte(fertig)
    assert "x" * 300 in texte(fertig)
    leser = pypdf.PdfReader(io.BytesIO(pdf(fertig)))
    gelesen = " ".join("".join(seite.extract_text() for seite in leser.pages).split())
    assert '<script>alert(1)</script> #panic("x") {kommune}' in gelesen
    assert "/JavaScript" not in str(leser.trailer["/Root"])
    with zipfile.ZipFile(io.BytesIO(docx(fertig))) as archiv:
        assert b"<script>" not in archiv.read("word/document.xml")
