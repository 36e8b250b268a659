"""Link und QR-Code einer Ansicht."""

import re

import pytest

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
    bild = html(aufgeklappt())
    assert re.search(r"<title>QR-Code mit dem Link", bild)
    assert "<svg" in bild


@pytest.mark.usefixtures("saarlouis_gewaehlt")
def test_zugeklappt_kostet_es_nichts():
    app = oeffne("karte")
    assert not app.code
