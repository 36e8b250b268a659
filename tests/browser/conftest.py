"""Browser, Server und Fenster für alle Prüfungen dieses Ordners.

Alles endet mit dem Ordner: Ein offener Browser hält eine Ereignisschleife, in der andere
Tests kein `asyncio.run` mehr aufrufen könnten.
"""

import shutil
from pathlib import Path

import pytest

from tests.browser.server import laufender_server
from tests.flensburg.aufbau import ANLEITUNG, finde_rohordner, flensburg_ordner

OHNE_PLAYWRIGHT = (
    "Für diese Prüfung fehlt playwright; `python start.py test` richtet es ein "
    "(oder: pip install -r requirements-dev.txt)."
)
OHNE_CHROMIUM = (
    "Für diese Prüfung fehlt der Browser Chromium. Debian und Ubuntu: "
    "sudo apt-get install chromium; sonst: python -m playwright install chromium."
)
NAMEN = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SCHALTER = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--no-proxy-server",
]


@pytest.fixture(scope="package")
def browser():
    spiel = pytest.importorskip("playwright.sync_api", reason=OHNE_PLAYWRIGHT)
    pytest.importorskip("axe_playwright_python", reason=OHNE_PLAYWRIGHT)
    with spiel.sync_playwright() as p:
        pfad = next(filter(None, map(shutil.which, NAMEN)), p.chromium.executable_path)
        if not Path(pfad).exists():
            pytest.skip(OHNE_CHROMIUM)
        programm = p.chromium.launch(executable_path=pfad, args=SCHALTER)
        yield programm
        programm.close()


@pytest.fixture(scope="package")
def saarlouis(browser, tmp_path_factory):  # noqa: ARG001
    datei = tmp_path_factory.mktemp("saarlouis") / "server.log"
    with laufender_server(datei, SOZIALMONITOR_KOMMUNE="saarlouis") as server:
        assert server.bereit, server.protokoll
        yield server


@pytest.fixture(scope="module")
def flensburg(browser, tmp_path_factory):  # noqa: ARG001
    rohordner = finde_rohordner()
    if rohordner is None:
        pytest.skip(ANLEITUNG)
    ordner = tmp_path_factory.mktemp("flensburg")
    daten, geodaten = flensburg_ordner(rohordner, ordner)
    umgebung = {"SOZIALMONITOR_KOMMUNE": str(daten), "SOZIALMONITOR_GEODATEN": str(geodaten)}
    with laufender_server(ordner / "server.log", **umgebung) as server:
        assert server.bereit, server.protokoll
        yield server


@pytest.fixture
def fenster(browser, saarlouis):
    """Ein leeres Fenster auf Saarlouis."""
    from tests.browser.fenster import neues_fenster

    with neues_fenster(browser, saarlouis.adresse) as offen:
        yield offen
