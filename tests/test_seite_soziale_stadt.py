"""Die Seite Soziale Stadt: Programmgebiete mit Angaben, Vergleich, Entwicklung und Chronik."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.bausteine import daten
from sozialmonitor.fehler import SozialmonitorFehler
from tests import kleinstadt
from tests.flensburg.aufbau import ANLEITUNG, finde_rohordner, flensburg_ordner

SEITE = Path(__file__).parents[1] / "pages" / "soziale_stadt.py"


def seite(**adresse: str) -> AppTest:
    app = AppTest.from_file(SEITE, default_timeout=60)
    for name, wert in adresse.items():
        app.query_params[name] = wert
    return app.run()


def antwort(app: AppTest) -> str:
    return next(m.value for m in app.markdown if m.value.startswith("**"))


def html(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


def waehle(monkeypatch: pytest.MonkeyPatch, datenordner: object, geoordner: object) -> None:
    monkeypatch.setenv("SOZIALMONITOR_KOMMUNE", str(datenordner))
    monkeypatch.setenv("SOZIALMONITOR_GEODATEN", str(geoordner))


@pytest.fixture(autouse=True)
def saarlouis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOZIALMONITOR_KOMMUNE", "saarlouis")
    monkeypatch.delenv("SOZIALMONITOR_GEODATEN", raising=False)


def test_bilanz_seit_programmstart() -> None:
    app = seite()
    assert not app.exception
    assert not app.error
    assert "seit dem Programmstart (22.08.2017)" in antwort(app)
    assert "Demonstrationsdaten" in app.warning[0].value
    assert "Roden hat viele Gesichter" in [h.value for h in app.header]


def test_echte_angaben_nennen_quelle_und_erfundene_heissen_so() -> None:
    tabellen = html(seite(gebiet="10044115P02"))
    assert "460.000 €" in tabellen
    assert "Alter Pfarrgarten feierlich eröffnet" in tabellen
    assert "92 ha" in tabellen
    assert "frei erfunden" in tabellen


def test_bruch_und_ursache_werden_gesagt() -> None:
    app = seite(indikator="sgb2_quote")
    texte = " ".join([*(m.value for m in app.markdown), *(c.value for c in app.caption)])
    assert "spätere Werte nicht vergleichbar" in texte
    assert "einen Unterschied in der Entwicklung, nicht die Ursache" in texte
    assert "Im Mittel 1,0 davon wären schon zufällig „gesichert“" in texte


@pytest.mark.parametrize("indikator", ["einwohner", "geburtenrate", "uebergang_gymnasium_quote"])
def test_auch_ohne_pruefbaren_vergleich(indikator: str) -> None:
    app = seite(indikator=indikator)
    assert not app.exception
    assert not app.error


def test_adresse_bestimmt_das_gebiet_und_unsinn_gibt_einen_hinweis() -> None:
    assert antwort(seite(gebiet="10044115P02")).startswith("**Soziale Stadt Fraulautern")
    app = seite(gebiet="1004411502")
    assert not app.error
    assert "Gezeigt wird die Voreinstellung" in app.info[0].value


def test_kaputter_indikator_gibt_einen_deutschen_satz(monkeypatch: pytest.MonkeyPatch) -> None:
    def kaputt() -> None:
        raise SozialmonitorFehler("Der Leitindikator ist nicht lesbar.")

    monkeypatch.setattr(daten, "leitwerte", kaputt)
    app = seite()
    assert not app.exception
    assert app.error[0].value == "Der Leitindikator ist nicht lesbar."


def test_programmgebiet_ohne_stadtteil(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    waehle(monkeypatch, *kleinstadt.baue(tmp_path_factory.mktemp("klein")))
    app = seite()
    assert not app.exception
    assert not app.error
    assert "Soziale Mitte hat viele Gesichter" in [h.value for h in app.header]


def test_ohne_programmstart(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    ordner = kleinstadt.baue(tmp_path_factory.mktemp("klein"))
    kleinstadt.ersetze(ordner[0] / "chronik.csv", "programmstart", "ereignis")
    waehle(monkeypatch, *ordner)
    app = seite()
    assert not app.exception
    assert not app.error
    assert "kein Programmstart verzeichnet" in antwort(app)


def test_ohne_programmgebiete_ein_freundlicher_hinweis(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rohordner = finde_rohordner()
    if rohordner is None:
        pytest.skip(ANLEITUNG)
    waehle(monkeypatch, *flensburg_ordner(rohordner, tmp_path_factory.mktemp("flensburg")))
    app = seite()
    assert not app.exception
    assert not app.error
    assert "hat keine Programmgebiete verzeichnet" in antwort(app)
