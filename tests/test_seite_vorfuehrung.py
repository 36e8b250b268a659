"""Seite „Vorführung“: die Sitzung im ganzen Fenster, mit Wegen zurück und zu jeder Ansicht."""

import pytest

from pages.bausteine import vorfuehrteile
from sozialmonitor.ansichten import ansicht_aus
from sozialmonitor.sitzung import Folie, Sitzung, als_toml
from tests.seitenlauf import ohne_fehler, seite, waehle

oeffne = seite("vorfuehrung")
PROBE = Sitzung(
    titel="Probe", folien=(Folie(ansicht=ansicht_aus("/karte?indikator=sgb2_quote&bild=karte")),)
)


@pytest.fixture(autouse=True)
def kleinstadt_gewaehlt(ordner, monkeypatch):
    (ordner[0] / "sitzungen").mkdir()
    (ordner[0] / "sitzungen" / "probe.toml").write_text(als_toml(PROBE), encoding="utf-8")
    waehle(monkeypatch, *ordner)


def rahmen(app) -> str:
    (gefunden,) = app.get("iframe")
    return gefunden.proto.srcdoc


def wege(app) -> list[str]:
    return [m.value for m in app.markdown if m.value.startswith("[")]


def test_zeigt_die_datei_und_haelt_die_wege_bereit():
    app = oeffne(sitzung="probe")
    ohne_fehler(app)
    assert rahmen(app).startswith("<!doctype html>")
    assert "Probe" in rahmen(app)
    assert "@font-face" in rahmen(app)
    assert wege(app) == [
        "[Zurück](/sitzung?sitzung=probe)",
        "[Ansicht 1](/karte?indikator=sgb2_quote)",
    ]


@pytest.mark.parametrize("name", ["eigene", "gibt_es_nicht", "", "../kommune"])
def test_was_es_nicht_gibt_sagt_die_seite(name):
    app = oeffne(sitzung=name)
    ohne_fehler(app)
    assert app.info[0].value == vorfuehrteile.KEINE
    assert not app.get("iframe")
    assert wege(app) == ["[Zur Seite „Sitzung“](/sitzung?)"]


def test_ein_zweites_oeffnen_baut_nichts_neu(monkeypatch):
    gebaut = []
    echt = vorfuehrteile.vorfuehrung
    monkeypatch.setattr(
        vorfuehrteile, "vorfuehrung", lambda *a, **k: gebaut.append(a[0]) or echt(*a, **k)
    )
    erste, zweite = rahmen(oeffne(sitzung="probe")), rahmen(oeffne(sitzung="probe"))
    assert erste == zweite
    assert len(gebaut) == 1
