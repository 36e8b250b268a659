"""PDF/UA-1, soweit eine Maschine es prüft: Struktur, Sprache, Alternativtexte, Schriften.

Hier steht, was unser Dokument enthalten soll (die Nummer ist der Abschnitt von ISO 14289-1), auch
ohne Java; die ganze Norm prüft `test_verapdf.py`.
"""

import io
import itertools

import pypdf
import pytest
from pypdf.generic import ContentStream, DictionaryObject

from sozialmonitor.ansichten import ansicht_aus
from sozialmonitor.berichte.anlage import anlage
from sozialmonitor.berichte.dokument import abbildungen, ueberschriften
from sozialmonitor.berichte.dokumentteile import Angaben
from sozialmonitor.berichte.pdf import pdf
from sozialmonitor.berichte.stadtblatt import stadtblatt
from sozialmonitor.sitzung import Folie, Sitzung

ANGABEN = Angaben(datum="2026-11-28", ausgabe="Ausgabe 7.", basisadresse="https://e.org")
ADRESSEN = (
    "/zeitreihen?indikator=sgb2_quote&gebiete=A&gebiete=B",
    "/karte?indikator=sgb2_quote&ebene=sozialraum",
)
ZEIGEND = {
    b"Tj",
    b"TJ",
    b"'",
    b'"',
    b"Do",
    b"f",
    b"f*",
    b"S",
    b"s",
    b"B",
    b"B*",
    b"b",
    b"b*",
    b"sh",
}


@pytest.fixture(scope="module", params=["anlage", "stadtblatt"])
def dokument(request, stadt):
    if request.param == "stadtblatt":
        return stadtblatt(stadt, ANGABEN)
    folien = tuple(Folie(ansicht=ansicht_aus(a), empfehlung="Tun.") for a in ADRESSEN)
    return anlage(Sitzung(titel="Probe", folien=folien), stadt, ANGABEN)


@pytest.fixture(scope="module")
def leser(dokument):
    return pypdf.PdfReader(io.BytesIO(pdf(dokument)))


@pytest.fixture(scope="module")
def wurzel(leser):
    return leser.trailer["/Root"]


def knoten(element):
    """Alle Elemente der Struktur in Lesereihenfolge."""
    element = element.get_object()
    if isinstance(element, list):
        return [k for teil in element for k in knoten(teil)]
    if not isinstance(element, DictionaryObject):
        return []
    eigene = [element] if "/S" in element else []
    return eigene + (knoten(element["/K"]) if "/K" in element else [])


@pytest.fixture(scope="module")
def struktur(wurzel):
    rollen = wurzel["/StructTreeRoot"].get("/RoleMap", {})
    alle = knoten(wurzel["/StructTreeRoot"]["/K"])
    return [(rollen.get(k["/S"], k["/S"]), k) for k in alle]


def test_kennung_titel_und_sprache(wurzel, leser, dokument):
    xmp = wurzel["/Metadata"].get_data().decode().replace(" ", "")
    assert "pdfuaid:part>1<" in xmp  # 5
    assert "dc:title" in xmp  # 7.1
    assert leser.metadata.title == f"{dokument.titel} – {dokument.untertitel}"
    assert wurzel["/ViewerPreferences"]["/DisplayDocTitle"].value is True  # 7.1
    assert wurzel["/Lang"] == "de-DE"  # 7.2
    assert wurzel["/MarkInfo"]["/Marked"].value is True  # 6.2
    if "/Suspects" in wurzel["/MarkInfo"]:
        assert wurzel["/MarkInfo"]["/Suspects"].value is False


def test_jeder_sichtbare_inhalt_ist_ausgezeichnet_oder_beiwerk(leser):
    """7.1: Was gezeichnet wird, gehört zur Struktur oder ist als Artefakt gekennzeichnet."""
    for seite in leser.pages:
        tiefe, offen = 0, 0
        for _, befehl in ContentStream(seite.get_contents(), leser).operations:
            if befehl in {b"BDC", b"BMC"}:
                tiefe += 1
            elif befehl == b"EMC":
                tiefe -= 1
            elif befehl in ZEIGEND and tiefe == 0:
                offen += 1
        assert (tiefe, offen) == (0, 0)


def test_jede_abbildung_hat_ihren_alternativtext(struktur, dokument):
    texte = [str(k["/Alt"]) for art, k in struktur if art == "/Figure"]  # 7.3
    erwartet = [a.bild.alttext for a in abbildungen(dokument)]
    assert [t for t in texte if not t.startswith("QR-Code: ")] == erwartet
    assert any(t.startswith("QR-Code: https://e.org/") for t in texte)


def test_ueberschriften_ohne_sprung(struktur, dokument):
    stufen = [int(art[2:]) for art, _ in struktur if art[:2] == "/H" and art[2:].isdigit()]  # 7.4
    assert len(stufen) >= len(ueberschriften(dokument))
    assert stufen[0] == 1
    assert all(danach <= davor + 1 for davor, danach in itertools.pairwise(stufen))


def test_tabellen_haben_kopfzellen_mit_richtung(struktur):
    tabellen = [k for art, k in struktur if art == "/Table"]  # 7.5
    assert tabellen
    for tabelle in tabellen:
        zellen = [(k["/S"], k) for k in knoten(tabelle)]
        koepfe = [k for art, k in zellen if art == "/TH"]
        assert koepfe
        assert all("Scope" in str(k.get("/A", "")) for k in koepfe)
        je_zeile = [
            sum(z["/S"] in {"/TH", "/TD"} for z in knoten(k["/K"]))
            for art, k in zellen
            if art == "/TR"
        ]
        assert len(set(je_zeile)) == 1


def test_listen_und_verweise_sind_ausgezeichnet(struktur, leser):
    arten = {art for art, _ in struktur}
    assert {"/P", "/Table", "/Figure", "/Link"} <= arten
    anmerkungen = [a.get_object() for s in leser.pages for a in s.get("/Annots", [])]
    verweise = [a for a in anmerkungen if a["/Subtype"] == "/Link"]  # 7.18.5
    assert verweise
    for verweis in verweise:
        assert "/StructParent" in verweis
        assert verweis.get("/Contents")
    for seite in leser.pages:  # 7.18.3
        if seite.get("/Annots"):
            assert seite["/Tabs"] == "/S"


def test_schriften_sind_eingebettet_und_lesbar(leser):
    """7.21: Jede Schrift liegt bei, und jedes Zeichen hat eine Bedeutung."""
    schriften = {}
    for seite in leser.pages:
        schriften |= {k: v.get_object() for k, v in seite["/Resources"].get("/Font", {}).items()}
    assert schriften
    for schrift in schriften.values():
        assert "/ToUnicode" in schrift
        (nachfahre,) = schrift["/DescendantFonts"]
        angaben = nachfahre.get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(angaben)


def test_lesezeichen_fuehren_zu_jeder_ueberschrift(leser, dokument):
    def titel(eintraege):
        return [t for e in eintraege for t in (titel(e) if isinstance(e, list) else [e.title])]

    assert titel(leser.outline) == [u.text for u in ueberschriften(dokument)]


def test_nichts_ausfuehrbares_und_nicht_verschluesselt(wurzel, leser):
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(wurzel)
    assert "/JavaScript" not in wurzel.get("/Names", {})
    assert not leser.is_encrypted
