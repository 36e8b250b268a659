"""Jedes PDF entspricht PDF/UA-1, wie veraPDF es prüft.

veraPDF prüft, was eine Maschine prüfen kann; ob ein Alternativtext sein Bild beschreibt, nicht.
"""

import shutil

import pytest
from pypdf import PdfWriter
from pypdf.generic import NameObject, TextStringObject

from sozialmonitor import freigabelauf
from sozialmonitor.ansichten import ansicht_aus
from sozialmonitor.berichte import protokoll
from sozialmonitor.berichte.anlage import anlage
from sozialmonitor.berichte.dokumentteile import Angaben
from sozialmonitor.berichte.gebietsblatt import gebietsblatt
from sozialmonitor.berichte.pdf import pdf
from sozialmonitor.berichte.sozialbericht import sozialbericht
from sozialmonitor.berichte.stadtblatt import stadtblatt
from sozialmonitor.sitzung import Folie, Sitzung
from tests.verapdf import verletzte_regeln

pytestmark = [
    pytest.mark.java,
    pytest.mark.skipif(shutil.which("java") is None, reason="Java ist nicht installiert"),
]
ANGABEN = Angaben(datum="2026-11-28", ausgabe="Ausgabe 7.", basisadresse="https://e.org")
SITZUNG = Sitzung(
    titel="Probe",
    folien=(
        Folie(
            ansicht=ansicht_aus("/zeitreihen?indikator=sgb2_quote&gebiete=A&gebiete=B"),
            empfehlung="Tun.",
        ),
        Folie(ansicht=ansicht_aus("/karte?indikator=sgb2_quote&ebene=sozialraum")),
    ),
)
DOKUMENTE = ("stadtblatt", "gebietsblatt", "anlage", "sozialbericht", "protokoll")


def ohne_sprache(schreiber):
    del schreiber.root_object["/Lang"]


def ohne_kennung(schreiber):
    del schreiber.root_object["/Metadata"]


def ohne_struktur(schreiber):
    del schreiber.root_object["/StructTreeRoot"]
    del schreiber.root_object["/MarkInfo"]


def ohne_alternativtext(schreiber):
    for element in schreiber._objects:
        if hasattr(element, "get") and element.get("/S") == "/Figure":
            element.pop("/Alt", None)
            element.pop("/ActualText", None)


def sprung_in_ueberschriften(schreiber):
    for element in schreiber._objects:
        if hasattr(element, "get") and element.get("/S") == "/H2":
            element[NameObject("/S")] = NameObject("/H4")


def ohne_titel_im_fenster(schreiber):
    del schreiber.root_object["/ViewerPreferences"]


def verweis_ohne_text(schreiber):
    for element in schreiber._objects:
        if hasattr(element, "get") and element.get("/Subtype") == "/Link":
            element[NameObject("/Contents")] = TextStringObject("")


# Beschädigung und Abschnitt der Norm, den veraPDF dann nennt.
BESCHAEDIGT = {
    ohne_kennung: "7.1-8",
    ohne_struktur: "7.1-",
    ohne_titel_im_fenster: "7.1-",
    ohne_sprache: "7.2-",
    ohne_alternativtext: "7.3-1",
    sprung_in_ueberschriften: "7.4.2-1",
    verweis_ohne_text: "7.18.5-2",
}


@pytest.fixture(scope="module")
def befunde(stadt, tmp_path_factory):
    ordner = tmp_path_factory.mktemp("verapdf")
    lauf = freigabelauf.lauf(stadt, "oeffentlich")
    daten = protokoll.protokolldaten(stadt, lauf, datum="2026-11-28", pruefsumme="0" * 64)
    inhalte = {
        "stadtblatt": pdf(stadtblatt(stadt, ANGABEN)),
        "gebietsblatt": pdf(gebietsblatt(stadt, "A1", ANGABEN)),
        "anlage": pdf(anlage(SITZUNG, stadt, ANGABEN)),
        "sozialbericht": pdf(sozialbericht(stadt, ANGABEN)),
        "protokoll": protokoll.pdf(daten),
    }
    for name, inhalt in inhalte.items():
        (ordner / name).write_bytes(inhalt)
    for beschaedige in BESCHAEDIGT:
        schreiber = PdfWriter(clone_from=ordner / "gebietsblatt")
        beschaedige(schreiber)
        schreiber.write(ordner / beschaedige.__name__)
    return verletzte_regeln(sorted(ordner.iterdir()))


@pytest.mark.parametrize("name", DOKUMENTE)
def test_dokument_entspricht_pdf_ua_1(befunde, name):
    assert befunde[name] == []


@pytest.mark.parametrize("beschaedige", BESCHAEDIGT, ids=lambda f: f.__name__)
def test_beschaedigtes_faellt_auf(befunde, beschaedige):
    """Die Prüfung kann scheitern: Jede Beschädigung verletzt die Regel, die sie verletzen soll."""
    verletzt = befunde[beschaedige.__name__]
    assert any(regel.startswith(BESCHAEDIGT[beschaedige]) for regel in verletzt), verletzt
