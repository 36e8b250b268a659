"""Seite „Berichte“: jedes Dokument entsteht mit einem Klick und ist, was es sagt."""

import pytest

from tests.seitenlauf import antwort, ohne_fehler, seite, waehle

oeffne = seite("berichte")


@pytest.fixture
def kleinstadt_gewaehlt(ordner, monkeypatch):
    waehle(monkeypatch, *ordner)


@pytest.mark.usefixtures("kleinstadt_gewaehlt")
@pytest.mark.parametrize("bericht", ["stadtblatt", "gebietsblatt", "sozialbericht"])
@pytest.mark.parametrize("art", ["pdf", "docx"])
def test_dokument_entsteht_mit_einem_klick(bericht, art):
    app = oeffne(bericht=bericht)
    ohne_fehler(app)
    app.button(key=f"erstelle_{art}").click().run(timeout=60)
    ohne_fehler(app)
    (knopf,) = app.get("download_button")
    assert knopf.proto.label.endswith("KB)")
    assert "herunterladen" in knopf.proto.label


@pytest.mark.usefixtures("kleinstadt_gewaehlt")
def test_gebiet_steht_in_der_adresse():
    app = oeffne(bericht="gebietsblatt", gebiet="B")
    ohne_fehler(app)
    assert app.query_params["gebiet"] == "B"
    assert "Dokumente und Präsentationen" in antwort(app)


@pytest.mark.usefixtures("saarlouis_gewaehlt")
def test_praesentation_entsteht_mit_einem_klick():
    app = oeffne(bericht="praesentation")
    ohne_fehler(app)
    app.button(key="erstelle_pptx").click().run(timeout=60)
    ohne_fehler(app)
    (knopf,) = app.get("download_button")
    assert knopf.proto.label.startswith("PowerPoint-Datei herunterladen")


@pytest.mark.usefixtures("kleinstadt_gewaehlt")
def test_ohne_sitzung_sagt_die_seite_es():
    app = oeffne(bericht="praesentation")
    ohne_fehler(app)
    assert "noch keine Sitzung" in app.info[0].value
