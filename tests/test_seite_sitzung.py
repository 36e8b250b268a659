"""Seite „Sitzung“: fertige Sitzungen, Arbeitsfassung, Bilder sammeln, Datei hin und zurück."""

import pytest

from pages.bausteine import auftraege
from sozialmonitor import auftrag as auftragsmodul
from sozialmonitor.ansichten import BILDER, adresse, ansicht_aus
from sozialmonitor.sitzung import Folie, Sitzung, als_toml
from tests.seitenlauf import antwort, ohne_fehler, seite, waehle

oeffne = seite("sitzung")
KARTE = "/karte?ebene=sozialraum&indikator=sgb2_quote"
LINIE = "/zeitreihen?ebene=stadtteil&indikator=sgb2_quote"
DREI = Sitzung(
    titel="Drei",
    folien=tuple(
        Folie(ansicht=ansicht_aus(a), notiz=n) for a, n in ((KARTE, "eins"), (LINIE, "zwei"))
    ),
)


@pytest.fixture
def kleinstadt_gewaehlt(ordner, monkeypatch):
    (ordner[0] / "sitzungen").mkdir()
    (ordner[0] / "sitzungen" / "probe.toml").write_text(als_toml(DREI), encoding="utf-8")
    waehle(monkeypatch, *ordner)


def eigene(app) -> Sitzung:
    return app.session_state["_eigene_sitzung"]


def knopf(app, schluessel):
    return app.button(key=schluessel).click().run()


def feld(app, name):
    alle = [*app.text_area, *app.text_input]
    (gefunden,) = [e for e in alle if e.label == name]
    return gefunden


@pytest.mark.usefixtures("kleinstadt_gewaehlt")
def test_zeigt_die_folien_einer_fertigen_sitzung():
    app = oeffne()
    ohne_fehler(app)
    assert antwort(app) == "**„Drei“ hat 2 Folien.**"
    assert app.selectbox(key="sitzung").options == ["Drei", "Eigene Sitzung"]
    ueberschriften = [m.value for m in app.markdown if m.value.startswith("**1 ·")]
    assert ueberschriften[0].replace("\\", "").startswith("**1 · Karte: SGB-II-Quote")
    assert "am höchsten" in feld(app, "Aussage der Folie 1").placeholder


@pytest.mark.usefixtures("kleinstadt_gewaehlt")
def test_aendern_macht_eine_arbeitsfassung():
    app = oeffne()
    feld(app, "Aussage der Folie 2").set_value("  Das ist   neu. ").run()
    ohne_fehler(app)
    assert app.query_params["sitzung"] == "eigene"
    assert [f.aussage for f in eigene(app).folien] == ["", "Das ist neu."]
    assert any("nur in diesem Fenster" in i.value for i in app.info)
    app.selectbox(key="sitzung").set_value("probe").run()
    assert feld(app, "Aussage der Folie 2").value == ""


@pytest.mark.usefixtures("kleinstadt_gewaehlt")
@pytest.mark.parametrize(
    ("schluessel", "notizen"),
    [("tief_0", ["zwei", "eins"]), ("hoch_1", ["zwei", "eins"]), ("weg_0", ["zwei"])],
)
def test_ordnen_und_loeschen(schluessel, notizen):
    app = knopf(oeffne(), schluessel)
    ohne_fehler(app)
    assert [f.notiz for f in eigene(app).folien] == notizen
    assert feld(app, "Notiz zur Folie 1 (nur für Vortragende)").value == notizen[0]


@pytest.mark.usefixtures("kleinstadt_gewaehlt")
def test_erste_und_letzte_folie_gehen_nicht_weiter():
    app = oeffne()
    assert app.button(key="hoch_0").disabled
    assert app.button(key="tief_1").disabled
    assert not app.button(key="tief_0").disabled


@pytest.mark.usefixtures("kleinstadt_gewaehlt")
def test_auszeichnung_in_einem_feld_wird_an_der_stelle_gemeldet():
    app = oeffne()
    feld(app, "Aussage der Folie 2").set_value("<script>alert(1)</script>").run()
    ohne_fehler(app)
    (warnung,) = [w.value for w in app.warning if "Auszeichnungen" in w.value]
    assert "Folie 2" in warnung
    assert "<script>" not in warnung.replace("\\<", "")
    assert eigene(app).folien[1].aussage == ""
    assert eigene(app).folien[1].notiz == "zwei"


@pytest.mark.usefixtures("kleinstadt_gewaehlt")
@pytest.mark.parametrize(
    ("eingabe", "datum", "maengel"),
    [("3.12.2026", "2026-12-03", 0), ("03.12.2026", "2026-12-03", 0), ("bald", "", 1),
     ("31.02.2026", "", 1)],
)  # fmt: skip
def test_datum_der_sitzung(eingabe, datum, maengel):
    app = oeffne()
    feld(app, "Datum (Tag.Monat.Jahr)").set_value(eingabe).run()
    assert eigene(app).datum == datum
    assert len([w for w in app.warning if "kein Tag" in w.value]) == maengel


@pytest.mark.usefixtures("kleinstadt_gewaehlt")
def test_leere_sitzung_sagt_wie_folien_dazukommen():
    app = oeffne(sitzung="eigene")
    ohne_fehler(app)
    assert antwort(app) == "**Die eigene Sitzung ist noch leer.**"
    assert "Zur Sitzung hinzufügen" in app.info[0].value
    assert "vorfuehren" not in [b.key for b in app.button]


@pytest.mark.usefixtures("kleinstadt_gewaehlt")
@pytest.mark.parametrize("art", ["html", "pptx"])
def test_dateien_entstehen_mit_einem_klick(art, monkeypatch):
    monkeypatch.setattr(auftraege, "erstelle", lambda auftrag, _: auftragsmodul.erledigt(auftrag))
    app = knopf(oeffne(), f"erstelle_{art}")
    ohne_fehler(app)
    namen = [k.proto.label for k in app.get("download_button")]
    assert any("-Datei herunterladen (" in name for name in namen)


@pytest.mark.usefixtures("kleinstadt_gewaehlt")
def test_hochgeladene_datei_mit_fehlern_behaelt_den_rest():
    app = oeffne()
    inhalt = als_toml(DREI).replace("sgb2_quote", "gibt_es_nicht", 1)
    inhalt = inhalt.replace('notiz = "zwei"', f'notiz = "zwei", aussage = "{"a" * 320}"')
    app.file_uploader(key="hochladen_0").set_value(("meine.toml", inhalt.encode(), "")).run()
    ohne_fehler(app)
    assert [f.notiz for f in eigene(app).folien] == ["eins", "zwei"]
    assert len(eigene(app).folien[1].aussage) == 300
    warnungen = " ".join(w.value for w in app.warning)
    for stelle in ("Folie 1", "Folie 2", "320 Zeichen", "meine"):
        assert stelle in warnungen


@pytest.mark.usefixtures("kleinstadt_gewaehlt")
def test_kaputte_datei_laesst_alles_wie_es_war():
    app = oeffne()
    app.file_uploader(key="hochladen_0").set_value(("kaputt.toml", b"titel = ", "")).run()
    ohne_fehler(app)
    assert any("kein gültiges TOML" in w.value for w in app.warning)
    assert antwort(app) == "**„Drei“ hat 2 Folien.**"


@pytest.mark.usefixtures("kleinstadt_gewaehlt")
def test_ohne_fertige_sitzung_gibt_es_die_eigene(ordner):
    (ordner[0] / "sitzungen" / "probe.toml").unlink()
    app = oeffne()
    ohne_fehler(app)
    assert app.query_params["sitzung"] == "eigene"


# Bilder sammeln


@pytest.mark.usefixtures("kleinstadt_gewaehlt")
def test_bild_einer_seite_kommt_mit_ihrer_adresse_dazu():
    app = seite("zeitreihen")(ebene="stadtteil", indikator="sgb2_quote", ausgabe="abc")
    ohne_fehler(app)
    knopf(app, "sitzung_zeitreihe")
    knopf(app, "sitzung_trends")
    ohne_fehler(app)
    erste, zweite = (f.ansicht for f in eigene(app).folien)
    assert erste.parameter["indikator"] == ("sgb2_quote",)
    assert "bild" not in erste.parameter
    assert zweite.parameter["bild"] == ("trends",)
    assert "ausgabe" not in adresse(erste)
    assert "2 Folien" in app.toast[-1].value


@pytest.mark.usefixtures("kleinstadt_gewaehlt")
@pytest.mark.parametrize("name", ["ueberblick", "daten_methodik", "fragen"])
def test_ohne_ansicht_kein_knopf(name):
    app = seite(name)()
    assert name not in BILDER
    assert not [b.key for b in app.button if (b.key or "").startswith("sitzung_")]
