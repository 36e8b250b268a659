"""Die Seite Gruppen: läuft, antwortet, hält die Adresse, sagt, wo es keine Gruppen gibt."""

import json
from pathlib import Path

import pytest

from tests import seitenlauf
from tests.seitenlauf import absaetze, antwort, html, waehle

pytestmark = pytest.mark.usefixtures("saarlouis_gewaehlt")
seite = seitenlauf.seite("gruppen")


def test_beginnt_mit_der_feinsten_ebene() -> None:
    app = seite()
    assert not app.exception
    assert not app.error
    assert app.title[0].value == "Welche Gebiete ähneln sich?"
    assert "Demonstrationsdaten" in app.warning[0].value
    assert antwort(app).startswith("**Sozialräume am 31.12.2025: 28 Gebiete bilden 2 Gruppen")
    assert antwort(app).endswith("(Demonstrationsdaten)**")
    assert "Ausgelassen: Innenstadt 6 (Platzhalter). Nur 137 Personen" in absaetze(app)
    assert app.query_params["anzahl"] == "auto"


def test_adresse_bestimmt_alles() -> None:
    app = seite(
        ebene="sozialraum", stichtag="2020-12-31", anzahl="4", gruppierung="kmeans"
    )  # fmt: skip
    assert not app.error
    assert "Sozialräume am 31.12.2020" in antwort(app)
    assert "bilden 4 Gruppen" in antwort(app)
    assert "- Gruppe 4 (" in absaetze(app)
    assert "zu wenige Personen" in html(app)


def test_karte_traegt_die_nummer_im_gebiet() -> None:
    app = seite(ebene="stadtteil")
    gezeichnet = json.loads(app.get("component_instance")[0].proto.json_args)["feature_group"]
    assert '0,"1",' in gezeichnet
    assert '0,"2",' in gezeichnet
    assert "Karte: Gruppen ähnlicher Gebiete, Stadtteile" in html(app)


def test_ein_satz_wertet_nur_mit_richtung() -> None:
    inhalt = absaetze(seite(ebene="stadtteil"))
    assert "„SGB-II-Quote (unter 65 Jahren)“ (günstiger)" in inhalt
    assert "„Ausländeranteil“ (günstiger)" not in inhalt
    assert "Problem" not in inhalt


def test_zu_wenige_gebiete_geben_den_grund_statt_gruppen() -> None:
    app = seite(ebene="stadtteil", anzahl="5")
    assert not app.error
    assert "mindestens 15 Gebiete" in antwort(app)
    assert not app.get("component_instance")
    assert not app.header


def test_unsinn_in_der_adresse_gibt_einen_hinweis() -> None:
    app = seite(ebene="quatsch", anzahl="99", gruppierung="kegel")
    assert not app.exception
    assert not app.error
    assert len(app.info) == 3


def test_ohne_auswertung_sagt_die_seite_was_in_der_datei_fehlt(
    monkeypatch: pytest.MonkeyPatch, ordner: tuple[Path, Path]
) -> None:
    waehle(monkeypatch, *ordner)
    app = seite()
    assert not app.exception
    assert "[auswertungen]" in app.info[0].value


def test_flensburg(monkeypatch: pytest.MonkeyPatch, flensburg: tuple[Path, Path]) -> None:
    waehle(monkeypatch, *flensburg)
    app = seite()
    assert not app.exception
    assert not app.error
    assert not app.warning
    assert "Stadtteile im Jahr 20" in antwort(app)
