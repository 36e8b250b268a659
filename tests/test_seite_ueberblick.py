"""Seite Überblick: Sätze, Kacheln, Matrix und die Wege zu den Fragen."""

import shutil
from pathlib import Path

from tests import seitenlauf
from tests.seitenlauf import html

WURZEL = Path(__file__).resolve().parents[1]
seite = seitenlauf.seite("ueberblick")


def test_zeigt_saetze_kacheln_und_matrix():
    app = seite()
    assert not app.exception
    assert not app.error
    assert app.title[0].value == "Wie steht es um Saarlouis?"
    saetze = [m.value for m in app.markdown if m.value.startswith("**")]
    # Gemeinderatswahl: 14.032 von 29.207 (2014) und 16.578 von 28.595 (2019), Landeswahlleitung
    assert "um 9,9 Prozentpunkte gestiegen (erst 48,0\u00a0%, dann 58,0\u00a0%)" in saetze[0]
    inhalt = html(app)
    assert inhalt.count('class="sm-kachel"') == 12
    # Melderegister, Saarbrücker Zeitung vom 06.05.2016
    assert "36.643 Personen" in inhalt
    assert "Stadtteile und Leitindikatoren" in inhalt


def test_sagt_dass_demonstrationsdaten_vorkommen():
    assert "Demonstrationsdaten" in seite().warning[0].value


def test_adresse_bestimmt_die_ebene():
    inhalt = html(seite(ebene="sozialraum"))
    assert "Sozialräume und Leitindikatoren" in inhalt
    assert "Roden Bahnhof" in inhalt


def test_unsinn_in_der_adresse_gibt_vorgabe_und_hinweis():
    app = seite(ebene="mond")
    assert "Stadtteile und Leitindikatoren" in html(app)
    assert "(mond)" in app.info[0].value


def test_fragen_fuehren_zu_ihrer_antwort():
    verweise = [m.value for m in seite().markdown if "](/fragen?" in m.value]
    assert verweise[0] == "[Hat sich Fraulautern verbessert?](/fragen?frage=fraulautern_verbessert)"
    assert len(verweise) == 7
    assert verweise[-1] == "[Alle 12 Fragen](/fragen?)"


def test_eine_fehlende_datei_steht_im_fuss_und_der_rest_geht_weiter(tmp_path, monkeypatch):
    for ordner in ("data", "geodata"):
        shutil.copytree(WURZEL / ordner / "saarlouis", tmp_path / ordner / "saarlouis")
    (tmp_path / "data/saarlouis/wohnen_demo.csv").unlink()
    monkeypatch.setenv("SOZIALMONITOR_KOMMUNE", str(tmp_path / "data/saarlouis"))
    app = seite()
    assert not app.error
    assert any("Nicht alles ließ sich einlesen: wohnen_demo.csv." in c.value for c in app.caption)
    assert "36.643 Personen" in html(app)
