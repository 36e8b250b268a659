"""Die Seite Gebietsprofil: jedes Gebiet, jede Ebene, auch ohne Pyramide, Teile oder Werte."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.bausteine import daten
from sozialmonitor.fehler import DatenFehler, Mangel
from tests import seitenlauf
from tests.seitenlauf import antwort, html, ohne_fehler, waehle

pytestmark = pytest.mark.usefixtures("saarlouis_gewaehlt")
seite = seitenlauf.seite("gebietsprofil")


def ueberschriften(app: AppTest) -> list[str]:
    return [h.value for h in app.header]


def test_stadtteil_zeigt_alles() -> None:
    app = seite(gebiet="1004411502", indikator="sgb2_quote")
    ohne_fehler(app)
    assert app.selectbox(key="gebiet").value == "1004411502"
    assert app.selectbox(key="ebene").value == "stadtteil"
    assert antwort(app).startswith("**Roden: Es liegen Werte zu ")
    assert any("Demonstrationsdaten" in w.value for w in app.warning)
    assert ueberschriften(app)[:3] == [
        "Roden (Stadtteil)",
        "Stärken und Belastungen",
        "Lage zwischen allen Gebieten",
    ]
    assert [s.value for s in app.subheader] == ["Stärken", "Belastungen", "Besonderheiten"]
    assert len(app.get("vega_lite_chart")) == 4
    assert "sm-kachel" in html(app)
    assert not app.info


@pytest.mark.parametrize(
    ("gebiet", "ebene"),
    [
        ("100441150203", "sozialraum"),
        ("10044115P01", "programmgebiet"),
        ("10044111", "gemeinde"),
        ("10044115", "gemeinde"),
        ("10044", "kreis"),
        ("10", "land"),
        ("00", "bund"),
    ],
)
def test_jede_ebene_ist_lesbar(gebiet: str, ebene: str) -> None:
    app = seite(gebiet=gebiet, ebene=ebene)
    ohne_fehler(app)
    assert app.selectbox(key="gebiet").value == gebiet
    assert antwort(app)


def test_gebiet_ohne_ebene_in_der_adresse_bestimmt_die_ebene() -> None:
    app = seite(gebiet="100441150101")
    ohne_fehler(app)
    assert app.selectbox(key="ebene").value == "sozialraum"
    assert not app.info


def test_stand_bestimmt_die_werte() -> None:
    app = seite(gebiet="1004411502", indikator="sgb2_quote", stichtag="2012-12-31")
    ohne_fehler(app)
    assert "Stand 31.12.2012" in html(app)
    assert "Stand 31.12.2025" not in html(app)


def test_unsinn_in_der_adresse_gibt_einen_hinweis() -> None:
    app = seite(gebiet="gibt-es-nicht", ebene="stadtteil")
    ohne_fehler(app)
    assert any("gibt-es-nicht" in hinweis.value for hinweis in app.info)


def test_ohne_gliederung_steht_ein_satz_statt_der_pyramide(
    flensburg: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    waehle(monkeypatch, *flensburg)
    app = seite()
    ohne_fehler(app)
    assert not app.warning
    assert any("nach Alter und Geschlecht" in m.value for m in app.markdown)
    stadt = seite(ebene="stadt", gebiet="01001000")
    ohne_fehler(stadt)
    assert any("weder Stärken noch Belastungen" in m.value for m in stadt.markdown)


def test_kaputte_daten_geben_einen_deutschen_satz(monkeypatch: pytest.MonkeyPatch) -> None:
    def kaputt() -> None:
        raise DatenFehler([Mangel("werte.csv", "Zeile 3", "Der Wert fehlt.", "Bitte ergänzen.")])

    monkeypatch.setattr(daten, "lange_werte", kaputt)
    app = seite()
    assert not app.exception
    assert app.error[0].value.startswith("Diese Ansicht ist nicht möglich")
    assert any("werte.csv" in m.value for m in app.markdown)
