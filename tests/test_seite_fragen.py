"""Seite Fragen: Liste, Antwort mit Grenze, Bild, Weg zur Ansicht; ohne Datei und mit Mängeln."""

import pytest

from pages.bausteine import daten, frageteile
from tests import seitenlauf
from tests.seitenlauf import absaetze, antwort, html, ohne_fehler

seite = seitenlauf.seite("fragen")
EINE = (
    '[wo]\nfrage = "Wo?"\nansicht = "/karte?ebene=stadtteil&indikator=sgb2_quote"\n'
    'sagt_nicht = "Warum."\n'
)


@pytest.fixture
def klein(ordner, monkeypatch, tmp_path):
    """Die Seiten zeigen eine eigene Kleinstadt; zurück kommt ihr Datenordner."""
    seitenlauf.waehle(monkeypatch, *ordner)
    monkeypatch.setattr(daten, "KARTENORDNER", tmp_path)
    daten.vergiss()
    yield ordner[0]
    daten.vergiss()


def fragen(app):
    return app.radio(key="frage").options


def test_zeigt_die_erste_frage_mit_antwort_grenze_bild_und_weg(saarlouis_gewaehlt):  # noqa: ARG001
    app = seite()
    ohne_fehler(app)
    assert app.title[0].value == "Was wollen Sie wissen?"
    assert len(fragen(app)) == 12
    assert app.header[0].value == fragen(app)[0] == "Hat sich Fraulautern verbessert?"
    assert antwort(app).startswith("**Soziale Stadt Fraulautern, seit dem Programmstart")
    assert "**Was das nicht sagt:** Ob das Programm der Grund ist" in absaetze(app)
    assert "vor und seit dem Programmstart" in html(app)
    assert "[Ansicht öffnen](/soziale_stadt?gebiet=10044115P02)" in absaetze(app)
    assert "Quelle: " in absaetze(app)
    assert "Demonstrationsdaten" in app.warning[0].value


def test_adresse_und_liste_bestimmen_die_frage(saarlouis_gewaehlt):  # noqa: ARG001
    app = seite(frage="wahlbeteiligung")
    ohne_fehler(app)
    assert app.header[0].value == "Sinkt die Wahlbeteiligung?"
    assert not app.warning, "hier steht kein Demonstrationswert"
    assert app.get("vega_lite_chart")
    app.radio(key="frage").set_value("aelter").run()
    ohne_fehler(app)
    assert app.query_params["frage"] == "aelter"
    assert app.header[0].value == "Wird Saarlouis älter?"
    assert "Stand der Werte: 31.12.2025." in absaetze(app)


def test_mehrere_gebiete_der_ansicht_stehen_im_weg(klein):
    ansicht = "/zeitreihen?ebene=stadtteil&gebiete=A&gebiete=B&indikator=sgb2_quote&bild=trends"
    (klein / "fragen.toml").write_text(EINE.replace("/karte?ebene=stadtteil&indikator=sgb2_quote",
                                                    ansicht))  # fmt: skip
    texte = absaetze(seite())
    assert "/zeitreihen?ebene=stadtteil&gebiete=A&gebiete=B&indikator=sgb2_quote)" in texte


def test_unsinn_in_der_adresse_gibt_vorgabe_und_hinweis(saarlouis_gewaehlt):  # noqa: ARG001
    app = seite(frage="mond")
    ohne_fehler(app)
    assert app.header[0].value == fragen(app)[0]
    assert "(mond)" in app.info[0].value


def test_ohne_datei_sagt_die_seite_dass_es_keine_gibt(klein):  # noqa: ARG001
    app = seite()
    ohne_fehler(app)
    assert "noch keine Fragen vorbereitet" in app.info[0].value
    assert not app.radio
    assert "Weiter mit einer Frage" not in [h.value for h in seitenlauf.oeffne("ueberblick").header]


def test_maengel_stehen_auf_der_seite_und_der_rest_geht_weiter(klein):
    schlecht = '[boese]\nfrage = "<script>alert(1)</script>"\nansicht = "/karte"\n'
    (klein / "fragen.toml").write_text(EINE + schlecht, encoding="utf-8")
    app = seite()
    ohne_fehler(app)
    assert fragen(app) == ["Wo?"]
    assert "Altstadt" in antwort(app)
    gemeldet = " ".join(w.value for w in app.warning)
    assert r"Frage \[boese\], Feld sagt\_nicht" in gemeldet
    assert "<script>" not in gemeldet + absaetze(app) + html(app)


def test_oeffentlich_ohne_maengel(klein, monkeypatch):
    paket = klein / "datapackage.json"
    offen = paket.read_text().replace('"rolle": "bestand"',
                                      '"veroeffentlicht": true, "rolle": "bestand"')  # fmt: skip
    paket.write_text(offen)
    (klein / "fragen.toml").write_text(EINE + "[leer]\n", encoding="utf-8")
    monkeypatch.setenv("SOZIALMONITOR_ROLLE", "oeffentlich")
    app = seite()
    ohne_fehler(app)
    assert fragen(app) == ["Wo?"]
    assert not [w for w in app.warning if "Frage" in w.value]


def test_auszeichnung_in_einer_frage_bleibt_text(klein):
    (klein / "fragen.toml").write_text(EINE.replace("Wo?", "![x](https://example.org/x.png)?"))
    app = seite()
    ohne_fehler(app)
    erwartet = r"!\[x\]\(https\://example.org/x.png\)?"
    assert fragen(app) == [app.header[0].value] == [erwartet]


def test_ein_gebiet_das_es_nicht_gibt_ist_keine_antwort(klein):
    (klein / "fragen.toml").write_text(EINE.replace("ebene=stadtteil", "ebene=mond"))
    app = seite()
    ohne_fehler(app)
    assert antwort(app).startswith("**Das lässt sich mit diesen Zahlen nicht sagen.")
    assert not app.get("vega_lite_chart")
    assert "Ansicht öffnen" not in absaetze(app)


def test_eine_frage_wird_zur_folie_mit_ihrer_grenze_als_notiz(klein):
    (klein / "fragen.toml").write_text(EINE, encoding="utf-8")
    app = seite()
    knopf = next(k for k in app.button if k.key.startswith("sitzung_frage_"))
    knopf.click().run()
    ohne_fehler(app)
    folie = app.session_state["_eigene_sitzung"].folien[0]
    assert folie.ansicht == next(iter(frageteile.fragen().values())).ansicht
    assert folie.notiz.startswith("Wo?")
    assert "Was das nicht sagt:" in folie.notiz


@pytest.mark.parametrize("rolle", ["intern", "oeffentlich"])
def test_jede_frage_von_saarlouis_laesst_sich_oeffnen(rolle, monkeypatch, saarlouis_gewaehlt):  # noqa: ARG001
    monkeypatch.setenv("SOZIALMONITOR_ROLLE", rolle)
    app = seite()
    for frage in app.radio(key="frage").options:
        kennung = next(k for k, f in frageteile.fragen().items() if f.frage == frage)
        app.radio(key="frage").set_value(kennung).run()
        ohne_fehler(app)
        assert app.header[0].value == frage
        assert len(antwort(app)) > 60
