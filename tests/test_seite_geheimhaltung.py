"""Seite „Geheimhaltung“: nur intern; Freigabe, Umfang, Prüfung, Regeln und Zuschnitt."""

import shutil

import pytest

from pages.bausteine import daten
from sozialmonitor.freigeben import freigeben
from sozialmonitor.laden import ausgaben
from tests import kleinstadt
from tests.kleinstadt import ersetze
from tests.seitenlauf import absaetze, antwort, html, ohne_fehler, seite, waehle

oeffne = seite("geheimhaltung")


@pytest.fixture(scope="module")
def schritte(tmp_path_factory):
    """Die gemerkten Schritte der unveränderten Kleinstadt, damit nicht jeder Test sie rechnet."""
    ordner = kleinstadt.baue(tmp_path_factory.mktemp("schritte"))
    freigeben(*ordner, "oeffentlich", datum="2026-11-28")
    return ordner[0] / "intern" / "schritte"


@pytest.fixture
def gewaehlt(ordner, schritte, monkeypatch):
    shutil.copytree(schritte, ordner[0] / "intern" / "schritte")
    waehle(monkeypatch, *ordner)
    return ordner


def freigegeben(_gewaehlt):
    app = oeffne()
    app.button(key="freigeben").click().run(timeout=60)
    ohne_fehler(app)
    return app


def test_oeffentlich_gibt_es_die_seite_nicht(gewaehlt, monkeypatch):
    freigegeben(gewaehlt)
    monkeypatch.setenv("SOZIALMONITOR_ROLLE", "oeffentlich")
    app = oeffne()
    ohne_fehler(app)
    assert [i.value for i in app.info] == ["Diese Seite gibt es nur in der internen Ansicht."]
    assert not app.button
    assert "Regel" not in absaetze(app)


@pytest.mark.usefixtures("gewaehlt")
def test_ohne_freigabe_sagt_die_seite_es():
    app = oeffne()
    ohne_fehler(app)
    assert antwort(app) == "**Für „Öffentlichkeit“ ist noch nichts freigegeben.**"
    assert "Anzahlen von 1 bis 4 sind geheim." in absaetze(app)


@pytest.mark.parametrize("abschnitt", ["umfang", "pruefung"])
@pytest.mark.usefixtures("gewaehlt")
def test_ohne_freigabe_gibt_es_nichts_zu_pruefen(abschnitt):
    app = oeffne(abschnitt=abschnitt)
    ohne_fehler(app)
    assert "wenn eine Freigabe erstellt ist" in app.info[0].value


def test_knopf_erstellt_eine_ausgabe_und_sagt_was_verborgen_ist(gewaehlt):
    app = freigegeben(gewaehlt)
    (ausgabe,) = ausgaben(gewaehlt[0], "oeffentlich")
    assert ausgabe.kurz in app.success[0].value
    assert "Keine lässt sich errechnen" in absaetze(app)
    assert ausgabe.kurz in html(oeffne())


def test_geaenderter_bestand_wird_genannt(gewaehlt):
    freigegeben(gewaehlt)
    assert "Seither" not in antwort(oeffne())
    ersetze(gewaehlt[0] / "soziales.csv", "A1,2021-12-31,sgb2,40", "A1,2021-12-31,sgb2,41")
    daten.vergiss()
    assert "Seither hat sich der Bestand geändert." in antwort(oeffne())


def test_umfang_nennt_merkmal_ebene_und_anteile(gewaehlt):
    freigegeben(gewaehlt)
    app = oeffne(abschnitt="umfang")
    ohne_fehler(app)
    # Leistungsberechtigte: B2 (3 Menschen) ist an drei Stichtagen verborgen.
    assert "Leistungsberechtigte SGB II" in html(app)
    assert "Anzahl unter 5" in absaetze(app)
    assert "SGB-II-Quote" in html(app)


def test_pruefung_nennt_bereiche_aber_keine_wahren_werte(gewaehlt):
    freigegeben(gewaehlt)
    app = oeffne(abschnitt="pruefung", verbund="Leistungsberechtigte SGB II")
    ohne_fehler(app)
    tabelle = html(app)
    assert "geschützt" in tabelle
    assert "Bahnhof" in tabelle
    assert "0 bis" in tabelle
    assert "Es gibt keine ältere Ausgabe" in absaetze(app)


def test_was_heraus_ist_bleibt_bis_die_ausgabe_zurueckgezogen_ist(gewaehlt):
    ersetze(gewaehlt[0] / "kommune.toml", "ebenen = [", "geheimhaltung = { oeffentlich = "
            "{ mindestanzahl = 3 } }\nebenen = [")  # fmt: skip
    daten.vergiss()
    freigegeben(gewaehlt)
    (alte,) = ausgaben(gewaehlt[0], "oeffentlich")
    ersetze(gewaehlt[0] / "kommune.toml", "mindestanzahl = 3", "mindestanzahl = 5")
    daten.vergiss()
    freigegeben(gewaehlt)
    assert "bleiben sichtbar" in absaetze(oeffne(abschnitt="pruefung"))
    # Auch die zweite zeigt sie noch; erst ohne beide ist die Zahl nicht mehr heraus.
    (gewaehlt[0] / "ausgaben" / "zurueckgezogen.toml").write_text(
        "".join(
            f'[[ausgabe]]\npruefsumme = "{a.kurz}"\nam = "2026-11-28"\ngrund = "zu genau"\n'
            for a in ausgaben(gewaehlt[0], "oeffentlich")
        ),
        encoding="utf-8",
    )
    freigegeben(gewaehlt)
    assert "zurückgezogen am 28.11.2026: zu genau" in html(oeffne())
    app = oeffne(abschnitt="pruefung", alte=alte.schluessel)
    ohne_fehler(app)
    # Die 3 Leistungsberechtigten in B2 stehen in der zurückgezogenen Ausgabe.
    assert "lässt sich nicht zurückholen" in app.warning[0].value
    assert "Bahnhof" in html(app)
    assert "ein Wert" in html(app)


def test_protokoll_laesst_sich_herunterladen(gewaehlt):
    freigegeben(gewaehlt)
    app = oeffne(abschnitt="pruefung")
    namen = {k.proto.label for k in app.get("download_button")}
    assert {"Protokoll als PDF", "Protokoll als HTML", "Prüfungstabelle als CSV"} <= namen


@pytest.mark.usefixtures("gewaehlt")
def test_regeln_vergleichen_ohne_und_mit_freigabe():
    app = oeffne(abschnitt="regeln", merkmal="sgb2")
    ohne_fehler(app)
    assert "1 bis 9 geheim" in html(app)
    assert "auf 5 gerundet" in html(app)


@pytest.mark.usefixtures("gewaehlt")
def test_ohne_raster_sagt_der_zuschnitt_es():
    app = oeffne(abschnitt="zuschnitt")
    ohne_fehler(app)
    assert "kein Raster" in absaetze(app)


@pytest.mark.parametrize("ausgang", ["bisher", "vorschlag"])
@pytest.mark.usefixtures("saarlouis_gewaehlt")
def test_zuschnitt_bewertet_das_raster(ausgang):
    app = oeffne(abschnitt="zuschnitt", ausgang=ausgang)
    ohne_fehler(app)
    assert "Bisheriger und neuer Zuschnitt" in html(app)
    assert "Demonstrationsdaten" in absaetze(app)
