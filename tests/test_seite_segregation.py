"""Die Seite Segregation: läuft, antwortet, hält die Adresse, nennt Lücken und fehlende Angaben."""

import json
from pathlib import Path

import pytest

from pages.bausteine import daten
from sozialmonitor.fehler import DatenFehler, Mangel
from tests import kleinstadt, seitenlauf
from tests.seitenlauf import absaetze, antwort, html, waehle

pytestmark = pytest.mark.usefixtures("saarlouis_gewaehlt")
seite = seitenlauf.seite("segregation")


def test_ohne_adresse_die_erste_gruppe_der_kommune() -> None:
    app = seite()
    assert not app.exception
    assert not app.error
    assert app.title[0].value == "Wie ungleich verteilt wohnen Gruppen in der Stadt?"
    assert "Demonstrationsdaten" in app.warning[0].value
    assert antwort(app).startswith("**Ausländerinnen und Ausländer, Stadtteile am 31.12.2025: 18 ")
    assert "Die Veränderung seit dem 31.12.2010 ist nicht gesichert" in antwort(app)
    assert antwort(app).endswith("(Demonstrationsdaten)**")
    assert app.query_params["indikator"] == "auslaenderanteil"
    assert len(app.get("component_instance")) == 1


def test_adresse_bestimmt_ebene_gruppe_und_bereinigung() -> None:
    app = seite(ebene="sozialraum", indikator="kinder_sgb2_quote", bereinigt="1")
    assert not app.error
    assert "Sozialräume" in antwort(app)
    # Der letzte Bruch liegt im Januar 2023; davor wird nicht verglichen.
    assert "seit dem 31.12.2023" in antwort(app)
    assert "zu wenige Personen" in html(app)
    assert "Isolation: Im Gebiet eines Mitglieds" in absaetze(app)


def test_karte_zeigt_zeichen_neben_dem_quotienten() -> None:
    app = seite()
    gezeichnet = json.loads(app.get("component_instance")[0].proto.json_args)["feature_group"]
    assert " ▲" in gezeichnet
    assert " ▼" in gezeichnet
    assert "Karte: Ausländerinnen und Ausländer" in html(app)


def test_unsinn_in_der_adresse_gibt_einen_hinweis() -> None:
    app = seite(ebene="quatsch", indikator="dichte")
    assert not app.exception
    assert not app.error
    assert len(app.info) == 2
    assert "Gezeigt wird die Voreinstellung" in app.info[0].value


def test_kaputter_indikator_gibt_einen_deutschen_satz(monkeypatch: pytest.MonkeyPatch) -> None:
    def kaputt(_indikator: object) -> None:
        raise DatenFehler([Mangel("a.csv", "Zeile 1", "Der Zähler fehlt.", "Bitte ergänzen.")])

    monkeypatch.setattr(daten, "kennzahl", kaputt)
    # Eine andere Kennung der Ordner, damit nichts Gemerktes die kaputten Werte ersetzt.
    monkeypatch.setenv("SOZIALMONITOR_GEODATEN", str(daten.WURZEL / "geodata" / "saarlouis" / "."))
    monkeypatch.setenv(
        "SOZIALMONITOR_KOMMUNE", str(daten.WURZEL / "data" / ".." / "data" / "saarlouis")
    )
    app = seite()
    assert not app.exception
    assert "Daten nicht stimmen" in app.error[0].value
    assert any("Der Zähler fehlt." in m.value for m in app.markdown)


def test_ohne_auswertung_sagt_die_seite_was_in_der_datei_fehlt(
    monkeypatch: pytest.MonkeyPatch, ordner: tuple[Path, Path]
) -> None:
    waehle(monkeypatch, *ordner)
    app = seite()
    assert not app.exception
    assert "[auswertungen]" in app.info[0].value
    assert not app.get("component_instance")


def test_gesperrtes_gebiet_ist_eine_luecke(
    monkeypatch: pytest.MonkeyPatch, ordner: tuple[Path, Path]
) -> None:
    kleinstadt.haenge_an(
        ordner[0] / "kommune.toml", '[auswertungen]\nsegregation = ["sgb2_quote"]\n'
    )
    kleinstadt.ersetze(
        ordner[0] / "soziales.csv", "B1,2021-12-31,sgb2,16,,amt,", "B1,2021-12-31,sgb2,,•,amt,"
    )
    waehle(monkeypatch, *ordner)
    app = seite(ebene="sozialraum")
    assert not app.error
    assert "am 31.12.2020" in antwort(app)
    assert "31.12.2021 ohne Wert – gesperrt (Datenschutz): Bergfeld." in absaetze(app)


def test_flensburg_mit_luecken(
    monkeypatch: pytest.MonkeyPatch, flensburg: tuple[Path, Path]
) -> None:
    waehle(monkeypatch, *flensburg)
    app = seite(indikator="auslaenderanteil")
    assert not app.exception
    assert not app.error
    assert not app.warning
    assert "Stadtteile im Jahr 20" in antwort(app)
    # D 2021 = 0,25031 (tests/flensburg/erwartung.py), 2022 nachgerechnet 0,23400
    assert "(von 25 auf 23 von 100)" in antwort(app)
