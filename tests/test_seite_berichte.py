"""Seite „Berichte“: jedes Dokument entsteht mit einem Klick und ist, was es sagt."""

import pytest

from pages.bausteine import auftraege
from sozialmonitor import auftrag as auftragsmodul
from sozialmonitor.fehler import Mangel, SozialmonitorFehler
from tests.seitenlauf import antwort, ohne_fehler, seite, waehle

oeffne = seite("berichte")


@pytest.fixture
def im_selben_prozess(monkeypatch):
    """Ohne Arbeiter, damit es schneller geht; ihn selbst prüft der erste Test."""
    monkeypatch.setattr(auftraege, "erstelle", lambda auftrag, _: auftragsmodul.erledigt(auftrag))


@pytest.fixture
def kleinstadt_gewaehlt(ordner, monkeypatch):
    waehle(monkeypatch, *ordner)


def erstelle(app, form):
    """Klickt auf Erstellen und gibt die Beschriftung des Knopfs zum Herunterladen."""
    app.button(key=f"erstelle_{form}").click().run(timeout=60)
    ohne_fehler(app)
    (knopf,) = app.get("download_button")
    return knopf.proto.label


@pytest.mark.usefixtures("kleinstadt_gewaehlt")
def test_dokument_entsteht_mit_einem_klick_im_eigenen_prozess():
    app = oeffne(bericht="stadtblatt")
    ohne_fehler(app)
    beschriftung = erstelle(app, "pdf")
    assert beschriftung.startswith("PDF herunterladen (")
    assert beschriftung.endswith(" KB)")
    # Fortschritt und „Abbrechen“ sind wieder fort.
    assert [b.label for b in app.button] == ["PDF erstellen", "Word-Datei erstellen"]
    assert not app.get("progress")


@pytest.mark.usefixtures("kleinstadt_gewaehlt", "im_selben_prozess")
@pytest.mark.parametrize(
    ("bericht", "form", "text"),
    [
        ("stadtblatt", "docx", "Word-Datei herunterladen"),
        ("gebietsblatt", "pdf", "PDF herunterladen"),
        ("sozialbericht", "docx", "Word-Datei herunterladen"),
    ],
)
def test_jeder_bericht_entsteht(bericht, form, text):
    assert erstelle(oeffne(bericht=bericht), form).startswith(text)


@pytest.mark.usefixtures("kleinstadt_gewaehlt")
def test_misslungenes_ist_ein_satz_ohne_datei(monkeypatch):
    def scheitert(_auftrag, _melde):
        raise SozialmonitorFehler(auftraege.GETOETET)

    monkeypatch.setattr(auftraege, "erstelle", scheitert)
    app = oeffne(bericht="stadtblatt")
    app.button(key="erstelle_pdf").click().run()
    assert [e.value for e in app.error] == [auftraege.GETOETET]
    assert not app.get("download_button")


@pytest.mark.usefixtures("kleinstadt_gewaehlt")
def test_maengel_stehen_neben_der_datei(monkeypatch):
    mangel = Mangel("Logo", "", "Es ist kein *Bild*.", "Bitte PNG.")
    fertig = auftragsmodul.Erledigt(inhalt=b"x" * 2500, maengel=(mangel,))
    monkeypatch.setattr(auftraege, "erstelle", lambda *_: fertig)
    app = oeffne(bericht="stadtblatt")
    assert erstelle(app, "pdf") == "PDF herunterladen (2 KB)"
    assert [w.value for w in app.warning] == [r"Logo\: Es ist kein \*Bild\*. Bitte PNG."]


@pytest.mark.usefixtures("kleinstadt_gewaehlt")
def test_wechselt_die_ansicht_waehrenddessen_gibt_es_keine_datei(monkeypatch, tmp_path):
    """Etwa weil die Anmeldung abläuft: Internes darf dann nicht mehr herauskommen."""

    def wechselt(_auftrag, _melde):
        monkeypatch.setattr(auftraege.daten, "ordner", lambda: (tmp_path, tmp_path))
        return auftragsmodul.Erledigt(inhalt=b"intern", maengel=())

    monkeypatch.setattr(auftraege, "erstelle", wechselt)
    app = oeffne(bericht="stadtblatt")
    app.button(key="erstelle_pdf").click().run()
    assert [w.value for w in app.warning] == [auftraege.ABGELAUFEN]
    assert not app.get("download_button")


@pytest.mark.usefixtures("kleinstadt_gewaehlt")
def test_gebiet_steht_in_der_adresse():
    app = oeffne(bericht="gebietsblatt", gebiet="B")
    ohne_fehler(app)
    assert app.query_params["gebiet"] == "B"
    assert "Dokumente und Präsentationen" in antwort(app)


@pytest.mark.usefixtures("saarlouis_gewaehlt")
@pytest.mark.parametrize(
    ("bericht", "form", "text"),
    [("praesentation", "pptx", "PowerPoint-Datei"), ("paket", "zip", "Paket")],
)
def test_sitzung_wird_zur_datei(bericht, form, text, monkeypatch):
    bestellt = []

    def merke(auftrag, _melde):
        bestellt.append(auftrag)
        return auftragsmodul.Erledigt(inhalt=b"PK", maengel=())

    monkeypatch.setattr(auftraege, "erstelle", merke)
    app = oeffne(bericht=bericht, sitzung="vor_den_haushaltsberatungen")
    assert erstelle(app, form) == f"{text} herunterladen (1 KB)"
    (auftrag,) = bestellt
    assert (auftrag.art, auftrag.form) == (bericht, form)
    assert auftrag.sitzung.titel == "Vor den Haushaltsberatungen"
    assert auftrag.ausgabe.startswith("Interne Ansicht")


@pytest.mark.usefixtures("saarlouis_gewaehlt")
def test_oeffentlich_liest_der_arbeiter_nur_die_ausgabe(monkeypatch):
    monkeypatch.setenv("SOZIALMONITOR_ROLLE", "oeffentlich")
    bestellt = []

    def merke(auftrag, _melde):
        bestellt.append(auftrag)
        return auftragsmodul.Erledigt(inhalt=b"%PDF", maengel=())

    monkeypatch.setattr(auftraege, "erstelle", merke)
    erstelle(oeffne(bericht="stadtblatt"), "pdf")
    (auftrag,) = bestellt
    assert auftrag.regel == "oeffentlich"
    assert auftrag.datenordner.parent.name == "oeffentlich"
    assert auftrag.geoordner.parent == auftrag.datenordner
    assert auftrag.ausgabe.startswith("Ausgabe vom ")
    assert "einleitung" in auftrag.textbloecke


@pytest.mark.usefixtures("kleinstadt_gewaehlt")
@pytest.mark.parametrize("bericht", ["praesentation", "paket"])
def test_ohne_sitzung_sagt_die_seite_es(bericht):
    app = oeffne(bericht=bericht)
    ohne_fehler(app)
    assert "noch keine Sitzung" in app.info[0].value


@pytest.mark.usefixtures("kleinstadt_gewaehlt", "im_selben_prozess")
def test_ein_logo_das_kein_bild_ist_fehlt_mit_einem_satz(ordner):
    (ordner[0] / "texte").mkdir(exist_ok=True)
    (ordner[0] / "texte" / "logo.png").write_text("kein Bild")
    app = oeffne(bericht="stadtblatt")
    assert erstelle(app, "docx").startswith("Word-Datei herunterladen")
    assert "kein lesbares Bild" in app.warning[-1].value
