"""Link und QR-Code einer Ansicht."""

import html as html_modul
import re
from urllib.parse import parse_qs

import pytest

from pages.bausteine import daten
from sozialmonitor.ansichten import BILDER
from sozialmonitor.fassung import FASSUNG
from tests.seitenlauf import html, oeffne, ohne_fehler


def aufgeklappt(**adresse):
    app = oeffne("karte", **adresse)
    app.session_state["teilen"] = True
    app.run()
    ohne_fehler(app)
    return app


@pytest.mark.usefixtures("saarlouis_gewaehlt")
def test_link_nennt_die_ganze_auswahl():
    app = aufgeklappt(ebene="stadtteil", indikator="auslaenderanteil", stichtag="2023-12-31")
    link = app.code[0].value
    for teil in ("ebene=stadtteil", "indikator=auslaenderanteil", "stichtag=2023-12-31"):
        assert teil in link


@pytest.mark.usefixtures("saarlouis_gewaehlt")
def test_qr_code_hat_einen_namen():
    (bild,) = re.findall(r"<img [^>]*>", html(aufgeklappt()))
    assert 'alt="QR-Code mit dem Link zu dieser Ansicht"' in bild
    assert 'src="data:image/png;base64,' in bild


@pytest.mark.usefixtures("saarlouis_gewaehlt")
def test_zugeklappt_kostet_es_nichts():
    app = oeffne("karte")
    assert not app.code


@pytest.mark.usefixtures("saarlouis_gewaehlt")
def test_link_nennt_die_heutige_fassung_der_verfahren_auch_wenn_der_eigene_aelter_war():
    app = aufgeklappt(fassung="1")
    angaben = parse_qs(app.code[0].value.partition("?")[2], keep_blank_values=True)
    assert angaben["fassung"] == [FASSUNG]
    assert angaben["gebiet"] == [""]


@pytest.mark.usefixtures("saarlouis_gewaehlt")
def test_oeffentlich_nennt_der_link_die_ausgabe_und_es_gibt_code_zum_einbetten(monkeypatch):
    monkeypatch.setenv("SOZIALMONITOR_ROLLE", "oeffentlich")
    app = aufgeklappt(indikator="sgb2_quote")
    kurz = daten.juengste_ausgabe().kurz
    assert f"ausgabe={kurz}&ebene=" in app.code[0].value
    code = html_modul.unescape(app.code[1].value)
    assert code.startswith(f'<iframe src="?ausgabe={kurz}&ebene=stadtteil&einbetten=1&fassung=')
    assert 'title="Sozialmonitor Saarlouis: Karte"' in code


@pytest.mark.usefixtures("saarlouis_gewaehlt")
def test_der_code_nennt_das_gewaehlte_bild(monkeypatch):
    monkeypatch.setenv("SOZIALMONITOR_ROLLE", "oeffentlich")
    app = aufgeklappt(gebiet="1004411502")
    assert "bild=" not in app.code[-1].value
    app.selectbox(key="rahmenbild").select(BILDER["karte"]["gebietsreihe"])
    app.run()
    assert "bild=gebietsreihe&amp;ebene=" in app.code[-1].value


@pytest.mark.usefixtures("saarlouis_gewaehlt")
def test_intern_gibt_es_keinen_code_zum_einbetten():
    assert not [c for c in aufgeklappt().code if "iframe" in c.value]


@pytest.mark.usefixtures("saarlouis_gewaehlt")
def test_abgewaehlter_abschnitt_steht_als_vorgabe_in_der_adresse():
    app = oeffne("vergleich", vergleich="zwei")
    app.get("button_group")[0].set_value(None)
    app.run()
    ohne_fehler(app)
    assert app.query_params["vergleich"] in ("partner", ["partner"])
    assert "Gebiet gegen Partner" in app.get("button_group")[0].options
    assert "gegen" in app.query_params
