"""Die Seite Soziale Stadt: Programmgebiete mit Angaben, Vergleich, Entwicklung und Chronik."""

from pathlib import Path

import pytest

from pages.bausteine import daten
from sozialmonitor.fehler import SozialmonitorFehler
from tests import kleinstadt, seitenlauf
from tests.seitenlauf import antwort, html, waehle

pytestmark = pytest.mark.usefixtures("saarlouis_gewaehlt")
seite = seitenlauf.seite("soziale_stadt")


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
    monkeypatch: pytest.MonkeyPatch, flensburg: tuple[Path, Path]
) -> None:
    waehle(monkeypatch, *flensburg)
    app = seite()
    assert not app.exception
    assert not app.error
    assert "hat keine Programmgebiete verzeichnet" in antwort(app)
