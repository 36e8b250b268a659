"""Die öffentliche Ansicht zeigt die Ausgabe, die der Link meint, und sagt, was seither neu ist."""

import shutil

import pytest

from pages.bausteine import daten
from sozialmonitor.freigeben import freigeben
from sozialmonitor.laden import ausgaben
from tests import kleinstadt
from tests.kleinstadt import ersetze
from tests.seitenlauf import absaetze, antwort, html, oeffne, ohne_fehler, waehle


@pytest.fixture(scope="module")
def vorlage(tmp_path_factory):
    """Erst 40, dann 44 Leistungsberechtigte in A1, je eine Ausgabe."""
    ordner = tmp_path_factory.mktemp("ausgaben")
    daten_und_geo = kleinstadt.baue(ordner)
    freigeben(*daten_und_geo, "oeffentlich", datum="2026-11-27")
    ersetze(daten_und_geo[0] / "soziales.csv", "A1,2021-12-31,sgb2,40", "A1,2021-12-31,sgb2,44")
    freigeben(*daten_und_geo, "oeffentlich", datum="2026-11-28")
    return ordner


@pytest.fixture
def mit_ausgaben(vorlage, tmp_path, monkeypatch):
    """Eine eigene Kopie, der Prozess ist öffentlich; gibt den Datenordner."""
    shutil.copytree(vorlage, tmp_path, dirs_exist_ok=True)
    datenordner = tmp_path / "data" / "kleinstadt"
    waehle(monkeypatch, datenordner, tmp_path / "geodata" / "kleinstadt")
    monkeypatch.setenv("SOZIALMONITOR_ROLLE", "oeffentlich")
    return datenordner


@pytest.fixture
def zwei_ausgaben(mit_ausgaben):
    """Die ältere und die jüngere Ausgabe."""
    neue, alte = ausgaben(mit_ausgaben, "oeffentlich")
    return alte, neue


def zeige(**adresse):
    app = oeffne("karte", ebene="stadtteil", indikator="sgb2_quote", **adresse)
    ohne_fehler(app)
    return app


def test_ohne_angabe_gilt_die_juengste_und_steht_in_der_adresse(zwei_ausgaben):
    app = zeige()
    assert app.query_params["ausgabe"] == zwei_ausgaben[1].kurz
    assert "8,3\u00a0%" in antwort(app)  # 54 von 650
    assert not app.info
    assert f"Ausgabe vom 28.11.2026 ({zwei_ausgaben[1].kurz})" in absaetze(app)


def test_alter_link_zeigt_die_alte_ausgabe_und_was_seither_anders_ist(zwei_ausgaben):
    app = zeige(ausgabe=zwei_ausgaben[0].kurz)
    assert "7,7\u00a0%" in antwort(app)  # 50 von 650
    assert app.query_params["ausgabe"] == zwei_ausgaben[0].kurz
    # Geändert sind A1, A, P und die Stadt; das Übrige blieb.
    assert "Ein neuer Stand vom 28.11.2026 ist verfügbar. 4 Zahlen sind geändert." in (
        app.info[0].value
    )


def test_unbekannte_ausgabe_wird_genannt(zwei_ausgaben):
    app = zeige(ausgabe="000000000000")
    assert "die es hier nicht gibt" in app.warning[0].value
    assert app.query_params["ausgabe"] == zwei_ausgaben[1].kurz


def test_zurueckgezogene_ausgabe_wird_nicht_mehr_gezeigt(mit_ausgaben, zwei_ausgaben):
    (mit_ausgaben / "ausgaben" / "zurueckgezogen.toml").write_text(
        f'[[ausgabe]]\npruefsumme = "{zwei_ausgaben[1].kurz}"\nam = "2026-11-29"\n'
        'grund = "Zahlendreher"\n',
        encoding="utf-8",
    )
    daten.vergiss()
    app = zeige(ausgabe=zwei_ausgaben[1].kurz)
    assert "zurückgezogen ist (am 29.11.2026: Zahlendreher)" in app.warning[0].value
    # Gezeigt wird die ältere, die noch gilt: 50 von 650.
    assert "7,7\u00a0%" in antwort(app)
    assert app.query_params["ausgabe"] == zwei_ausgaben[0].kurz


def test_ausgabe_bleibt_auf_der_naechsten_seite(zwei_ausgaben):
    app = oeffne("karte", ausgabe=zwei_ausgaben[0].kurz)
    app.query_params.clear()
    app.run()
    assert app.query_params["ausgabe"] == zwei_ausgaben[0].kurz


@pytest.mark.usefixtures("zwei_ausgaben")
def test_intern_nennt_keine_ausgabe(monkeypatch):
    monkeypatch.setenv("SOZIALMONITOR_ROLLE", "intern")
    app = zeige()
    assert "ausgabe" not in app.query_params


def test_ohne_freigabe_sagt_die_seite_was_zu_tun_ist(ordner, monkeypatch):
    waehle(monkeypatch, *ordner)
    monkeypatch.setenv("SOZIALMONITOR_ROLLE", "oeffentlich")
    app = oeffne("karte")
    assert "noch nichts freigegeben" in app.error[0].value


def test_veraenderte_ausgabe_wird_nicht_gezeigt(zwei_ausgaben):
    datei = zwei_ausgaben[1].datenordner / "soziales.csv"
    datei.write_text(datei.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    daten.vergiss()
    app = oeffne("karte")
    assert "nachträglich verändert" in " ".join(m.value for m in app.markdown)


def test_nur_veroeffentlichtes_braucht_keine_freigabe(ordner, monkeypatch):
    paket = ordner[0] / "datapackage.json"
    text = paket.read_text(encoding="utf-8")
    paket.write_text(
        text.replace('"rolle": "bestand"', '"rolle": "bestand", "veroeffentlicht": true'),
        encoding="utf-8",
    )
    waehle(monkeypatch, *ordner)
    monkeypatch.setenv("SOZIALMONITOR_ROLLE", "oeffentlich")
    ohne_fehler(oeffne("karte"))
    assert ausgaben(ordner[0], "oeffentlich") == []


def test_partner_liest_die_ausgabe_nach_der_internen_regel(mit_ausgaben, monkeypatch):
    geo = mit_ausgaben.parents[1] / "geodata" / mit_ausgaben.name
    freigeben(mit_ausgaben, geo, "intern", datum="2026-11-29")
    monkeypatch.setenv("SOZIALMONITOR_ROLLE", "htw")
    daten.vergiss()
    app = zeige()
    assert "Ausgabe vom 29.11.2026" in absaetze(app)
    assert "Partner unter Vertrag" in html(app)
    monkeypatch.setenv("SOZIALMONITOR_ROLLE", "oeffentlich")
    app = zeige()
    assert "Ausgabe vom 28.11.2026" in absaetze(app)
    assert "Partner unter Vertrag" not in html(app)


def test_ohne_ausgabe_fuer_partner_ist_nichts_zu_sehen(mit_ausgaben, monkeypatch):
    assert not ausgaben(mit_ausgaben, "intern")
    monkeypatch.setenv("SOZIALMONITOR_ROLLE", "htw")
    app = oeffne("karte")
    assert "noch nichts freigegeben" in app.error[0].value


@pytest.mark.usefixtures("stadt")
def test_unbekannte_rolle_ist_ein_satz(monkeypatch):
    monkeypatch.setenv("SOZIALMONITOR_ROLLE", "chefin")
    app = oeffne("karte")
    assert "möglich sind: oeffentlich, htw, intern" in app.error[0].value
