"""Ein Bild auf einer fremden Internetseite: Die zugelassene zeigt es, jede andere nicht."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.fenster import Fenster, neues_fenster
from tests.browser.server import laufender_server

pytestmark = pytest.mark.browser

BILD = "?ansicht=kinderarmut&einbetten=1"
DIAGRAMM = "[data-testid=stVegaLiteChart] :is(canvas, svg)"


class Seite(BaseHTTPRequestHandler):
    """Eine Internetseite mit einem Rahmen, dessen Adresse hinter dem Fragezeichen steht."""

    def do_GET(self) -> None:
        ziel = parse_qs(urlsplit(self.path).query).get("ziel", ["about:blank"])[0]
        inhalt = (
            f'<!doctype html><html lang="de"><title>Amt</title><h1>Amt</h1>'
            f'<iframe src="{ziel.replace("&", "&amp;")}" title="Bild" width="100%" height="860">'
            "</iframe></html>"
        ).encode()
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(inhalt)

    def log_message(self, *_angaben: object) -> None:
        """Schreibt nichts."""


@contextmanager
def fremde_seite() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Seite)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def aufbau(browser, tmp_path_factory):  # noqa: ARG001
    """Der öffentliche Sozialmonitor, eine zugelassene und eine andere Seite."""
    datei = tmp_path_factory.mktemp("einbettung") / "server.log"
    with fremde_seite() as amt, fremde_seite() as andere:
        umgebung = {
            "SOZIALMONITOR_KOMMUNE": "saarlouis",
            "SOZIALMONITOR_ROLLE": "oeffentlich",
            "SOZIALMONITOR_EINBETTEN": amt,
        }
        with laufender_server(datei, **umgebung) as server:
            assert server.bereit, server.protokoll
            yield server.adresse, amt, andere


@pytest.fixture
def fenster(browser, aufbau) -> Iterator[Fenster]:
    with neues_fenster(browser, aufbau[0]) as offen:
        yield offen


def bette_ein(fenster: Fenster, seite: str, ziel: str):
    """Öffnet die fremde Seite; gibt das Innere ihres Rahmens."""
    fenster.seite.goto(f"{seite}/?ziel={ziel.replace('&', '%26')}", wait_until="load")
    return fenster.seite.frame_locator("iframe")


def test_zugelassene_seite_zeigt_bild_satz_quelle_und_weg(aufbau, fenster):
    adresse, amt, _ = aufbau
    innen = bette_ein(fenster, amt, f"{adresse}/{BILD}")
    innen.locator(DIAGRAMM).first.wait_for()
    text = innen.get_by_test_id("stMain").inner_text()
    for teil in ("ist am höchsten in", "Demonstrationsdaten: frei erfunden", "Quelle: "):
        assert teil in text
    assert innen.get_by_test_id("stTopNavLink").count() == 0
    assert innen.get_by_test_id("stHeader").is_visible() is False
    weg = innen.get_by_role("link", name="Zur vollständigen Ansicht")
    assert weg.get_attribute("target") == "_blank"
    assert "/karte?" in weg.get_attribute("href")
    with fenster.seite.context.expect_page() as neue:
        weg.click()
    assert "einbetten" not in neue.value.url
    neue.value.get_by_test_id("stTopNavLink").first.wait_for()


@pytest.mark.parametrize(
    ("zugelassen", "ziel"), [(False, BILD), (True, "karte"), (True, "?einbetten=0")]
)
def test_alles_andere_blockt_der_browser(aufbau, fenster, zugelassen, ziel):
    adresse, amt, andere = aufbau
    bette_ein(fenster, amt if zugelassen else andere, f"{adresse}/{ziel}")
    (innen,) = [r for r in fenster.seite.frames if r != fenster.seite.main_frame]
    assert not innen.url.startswith(adresse)
    assert any("frame-ancestors" in m or "X-Frame-Options" in m for m in fenster.konsole)


def test_ab_320_punkten_ohne_seitliches_rollen_mit_tabelle_und_alternativtext(browser, aufbau):
    with neues_fenster(browser, aufbau[0], viewport={"width": 320, "height": 860}) as schmal:
        schmal.oeffne(f"zeitreihen{BILD.replace('kinderarmut', 'kita')}")
        breite = "e => [e.scrollWidth, e.clientWidth]"
        soll, ist = schmal.seite.get_by_test_id("stMain").evaluate(breite)
        assert soll == ist
        alt = schmal.seite.locator("[data-testid=stVegaLiteChart] [aria-label]").first
        assert len(alt.get_attribute("aria-label")) > 40
        auf = schmal.seite.get_by_text("Tabelle und Dateien zu diesem Bild", exact=True)
        schmal.nach(auf.click)
        assert schmal.seite.locator("table").count() == 1
        assert schmal.hindernisse() == []
