"""Die Seite Daten & Methodik: Katalog, Rechenweg, Abdeckung, Quellen, Verfahren."""

from pathlib import Path

import pytest

from pages.bausteine import daten
from sozialmonitor.fehler import SozialmonitorFehler
from tests import seitenlauf
from tests.seitenlauf import html, ohne_fehler, waehle

pytestmark = pytest.mark.usefixtures("saarlouis_gewaehlt")
seite = seitenlauf.seite("daten_methodik")
ABSCHNITTE = ["indikator", "abdeckung", "bestand", "verfahren"]


@pytest.mark.parametrize("abschnitt", ABSCHNITTE)
def test_jeder_abschnitt_antwortet(abschnitt: str) -> None:
    app = seite(abschnitt=abschnitt)
    ohne_fehler(app)
    assert app.markdown[0].value.startswith("**")
    assert "mit Quelle belegt" in app.markdown[0].value
    assert app.header


def test_rechenweg_des_gewaehlten_wertes() -> None:
    app = seite(
        indikator="sgb2_quote", ebene="stadtteil", gebiet="1004411502", stichtag="2025-12-31"
    )
    ohne_fehler(app)
    schritte = [s.value for s in app.subheader]
    assert schritte[1].startswith("1. SGB-II-Quote")
    assert any(s.startswith("2. Zähler") for s in schritte)
    assert any("95-%-Bereich" in s for s in schritte)
    assert any("÷" in m.value for m in app.markdown)
    assert "Roden Ortskern" in html(app)
    assert any("Demonstrationsdaten" in w.value for w in app.warning)
    assert not app.info


def test_veroeffentlichter_wert_ohne_demonstration() -> None:
    app = seite(indikator="arbeitslosenquote_kreis")
    ohne_fehler(app)
    assert not app.warning
    assert any("Veröffentlichter Wert" in s.value for s in app.subheader)


def test_abdeckung_zeigt_tafel_und_abgleich() -> None:
    app = seite(abschnitt="abdeckung", indikator="sgb2_quote", ebene="sozialraum")
    ohne_fehler(app)
    assert len(app.get("vega_lite_chart")) == 1
    assert "Gebiete, Flächen und Werte je Ebene" in html(app)
    assert "Was nicht eingelesen wurde" in [h.value for h in app.header]


def test_unsinn_in_der_adresse_gibt_einen_hinweis() -> None:
    app = seite(indikator="erfunden")
    ohne_fehler(app)
    assert any("erfunden" in hinweis.value for hinweis in app.info)


@pytest.mark.parametrize("abschnitt", ABSCHNITTE)
def test_flensburg(
    abschnitt: str, flensburg: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    waehle(monkeypatch, *flensburg)
    app = seite(abschnitt=abschnitt)
    ohne_fehler(app)
    assert not app.warning


def test_kaputter_indikator_gibt_einen_deutschen_satz(monkeypatch: pytest.MonkeyPatch) -> None:
    def kaputt(*_: object) -> None:
        raise SozialmonitorFehler("Zu diesem Indikator fehlt der Nenner.")

    monkeypatch.setattr(daten, "rechenweg_zu", kaputt)
    app = seite(indikator="sgb2_quote")
    assert not app.exception
    assert [e.value for e in app.error] == ["Zu diesem Indikator fehlt der Nenner."]
