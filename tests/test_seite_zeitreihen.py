"""Die Seite Zeitreihen: läuft, antwortet, hält die Adresse, überspringt keinen Bruch."""

from pathlib import Path

import pytest

from pages.bausteine import daten
from sozialmonitor.fehler import DatenFehler, Mangel
from tests import seitenlauf
from tests.seitenlauf import antwort, html, waehle

pytestmark = pytest.mark.usefixtures("saarlouis_gewaehlt")
seite = seitenlauf.seite("zeitreihen")


def test_ohne_adresse_die_laengste_reihe_der_programmstadtteile() -> None:
    app = seite()
    assert not app.exception
    assert not app.error
    assert "Demonstrationsdaten" in app.warning[0].value
    assert app.title[0].value == "Wie hat es sich entwickelt?"
    assert antwort(app).startswith("**Roden ")
    assert app.query_params["gebiete"] == ["1004411502", "1004411503"]


def test_alle_gemeinden_mit_kreis_und_land() -> None:
    app = seite(ebene="gemeinde", indikator="wahlbeteiligung_landtag", alle="1")
    assert not app.error
    assert not app.warning
    assert "Saarlouis zwischen 1980 und 2022" in antwort(app)
    assert "ist gesichert" in antwort(app)
    tabelle = html(app)
    assert all(name in tabelle for name in ("Überherrn", "Landkreis Saarlouis", "Saarland"))


def test_amtliche_einwohner_nie_ueber_den_zensus() -> None:
    app = seite(ebene="gemeinde", indikator="einwohner_amtlich", darstellung="index")
    assert not app.error
    assert "zwischen dem 31.12.2013 und dem 31.12.2023" in antwort(app)
    assert "Bruch ab Mai 2011" in antwort(app)
    assert app.selectbox(key="basis").value == "2013"


def test_demonstrationswerte_sind_gekennzeichnet() -> None:
    app = seite(indikator="sgb2_quote", einzeln="1")
    assert not app.error
    assert "Demonstrationsdaten" in app.warning[0].value
    assert antwort(app).endswith("(Demonstrationsdaten)**")


def test_ebenenwechsel_waehlt_neu_statt_nichts() -> None:
    app = seite(indikator="sgb2_quote")
    app.selectbox(key="ebene").set_value("sozialraum").run()
    assert not app.error
    assert len(app.multiselect(key="gebiete").value) == 3
    app.multiselect(key="gebiete").set_value([]).run()
    assert not app.error
    assert app.multiselect(key="gebiete").value == []
    assert antwort(app).startswith("**Saarlouis ")


def test_unsinn_in_der_adresse_gibt_einen_hinweis() -> None:
    app = seite(ebene="quatsch", gebiete=["9"], basis="12", darstellung="torte")
    assert not app.exception
    assert not app.error
    assert len(app.info) == 3
    assert "Gezeigt wird die Voreinstellung" in app.info[0].value


def test_kaputter_indikator_gibt_einen_deutschen_satz(monkeypatch: pytest.MonkeyPatch) -> None:
    def kaputt(_indikator: object) -> None:
        raise DatenFehler([Mangel("a.csv", "Zeile 1", "Der Zähler fehlt.", "Bitte ergänzen.")])

    monkeypatch.setattr(daten, "kennzahl", kaputt)
    app = seite(indikator="sgb2_quote")
    assert not app.exception
    assert "Daten nicht stimmen" in app.error[0].value
    assert any("Der Zähler fehlt." in m.value for m in app.markdown)


def test_flensburg(monkeypatch: pytest.MonkeyPatch, flensburg: tuple[Path, Path]) -> None:
    waehle(monkeypatch, *flensburg)
    app = seite(darstellung="veraenderung", alle="1")
    assert not app.exception
    assert not app.error
    assert not app.warning
    assert "Altstadt" in antwort(app)


def test_trend_mit_grund_und_schwelle() -> None:
    app = seite(ebene="stadtteil", indikator="anteil_ab_65", gebiete=["1004411501"])
    assert not app.exception
    saetze = [m.value for m in app.markdown]
    assert any("von 2021 bis 2025: „Anteil der Menschen ab 65 Jahren“" in s for s in saetze)
    assert any("damit die Veränderung gesichert wäre." in s for s in saetze)
    assert "Trend der letzten fünf Jahre" in html(app)


def test_bruch_in_den_letzten_fuenf_jahren_verhindert_den_trend() -> None:
    app = seite(ebene="stadtteil", indikator="sgb2_quote", gebiete=["1004411502"])
    saetze = [m.value for m in app.markdown]
    assert any("Ein Trend von „SGB-II-Quote" in s and "neue Reihe" in s for s in saetze)


def test_stadt_ohne_werte_neben_gebieten_mit_werten(
    monkeypatch: pytest.MonkeyPatch, flensburg: tuple[Path, Path]
) -> None:
    # Die veröffentlichte Geburtenquote gibt es nur je Stadtteil; gewählt ist keiner einzeln.
    waehle(monkeypatch, *flensburg)
    app = seite(ebene="stadtteil", indikator="geburtenquote", gebiete="", alle="1")
    assert not app.exception
    assert not app.error
    assert "Trend der letzten fünf Jahre" in html(app)
