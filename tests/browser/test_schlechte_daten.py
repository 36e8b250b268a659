"""Beschädigte Dateien: ein deutscher Satz mit dem Namen der Datei, der Rest läuft weiter."""

import pytest

from tests.browser.fenster import LEISTE, neues_fenster
from tests.browser.server import kopie, laufender_server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def ohne_katalog(browser, tmp_path_factory):  # noqa: ARG001
    ordner = tmp_path_factory.mktemp("ohne_katalog")
    daten = kopie(ordner)
    katalog = daten / "indikatoren.toml"
    katalog.write_text(katalog.read_text("utf-8") + "\n[offen\ntitel = \n", encoding="utf-8")
    with laufender_server(ordner / "server.log", SOZIALMONITOR_KOMMUNE=str(daten)) as server:
        yield server


@pytest.fixture(scope="module")
def mit_luecken(browser, tmp_path_factory):  # noqa: ARG001
    ordner = tmp_path_factory.mktemp("mit_luecken")
    daten = kopie(ordner)
    (daten / "soziales_demo.csv").unlink()
    geometrie = ordner / "geodata" / "saarlouis" / "sozialraeume.geojson"
    geometrie.write_text('{"type": "Feat', encoding="utf-8")
    with laufender_server(ordner / "server.log", SOZIALMONITOR_KOMMUNE=str(daten)) as server:
        yield server


@pytest.mark.parametrize("pfad", ["", "karte", "daten_methodik"])
def test_unlesbarer_katalog_wird_auf_der_seite_genannt(browser, ohne_katalog, pfad):
    with neues_fenster(browser, ohne_katalog.adresse) as fenster:
        seite = fenster.oeffne(pfad).seite
        text = seite.get_by_test_id("stMain").inner_text()
        assert "indikatoren.toml" in text
        assert "Zeile" in text
        assert "Traceback" not in seite.content()
        assert "Error" not in text
        assert seite.get_by_test_id("stException").count() == 0
        assert fenster.menueleiste() == LEISTE


def test_unlesbarer_katalog_steht_ausfuehrlich_im_protokoll(ohne_katalog):
    assert not ohne_katalog.bereit
    assert "Traceback (most recent call last)" in ohne_katalog.protokoll
    assert "indikatoren.toml" in ohne_katalog.protokoll


def test_beschaedigte_dateien_stehen_im_protokoll(mit_luecken):
    assert "soziales_demo.csv" in mit_luecken.protokoll
    assert "sozialraeume.geojson" in mit_luecken.protokoll


def test_fehlende_tabelle_nennt_die_seite_die_sie_braucht(browser, mit_luecken):
    with neues_fenster(browser, mit_luecken.adresse) as fenster:
        fenster.oeffne("daten_methodik?abschnitt=abdeckung")
        text = " ".join(fenster.inhalt())
        assert "soziales_demo.csv" in text
        assert "sozialraeume.geojson" in text


@pytest.mark.parametrize("pfad", ["", "zeitreihen", "soziale_stadt", "gebietsprofil"])
def test_andere_seiten_laufen_ohne_die_beschaedigten_dateien(browser, mit_luecken, pfad):
    with neues_fenster(browser, mit_luecken.adresse) as fenster:
        fenster.oeffne(pfad)
        assert fenster.fehler() == []
        assert fenster.seite.locator("h1").inner_text().endswith("?")
        assert fenster.fremde == []


def test_karte_ohne_die_beschaedigte_ebene(browser, mit_luecken):
    with neues_fenster(browser, mit_luecken.adresse) as fenster:
        fenster.oeffne("karte?ebene=sozialraum")
        assert fenster.fehler() == []
        assert "Die Adresse nannte" in fenster.seite.get_by_test_id("stMain").inner_text()
        assert len(fenster.flaechen()) > 3
