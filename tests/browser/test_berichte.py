"""Dokumente erstellen: „Abbrechen“, ein geschlossenes Fenster und das Herunterladen."""

import time
from pathlib import Path

import pytest

from tests.browser.fenster import neues_fenster

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path("/proc/self").exists(), reason="Prozesse zeigt /proc nur in Linux"),
]
GEDULD = 15.0


def arbeiter():
    """Nummern aller Prozesse, die gerade ein Dokument erstellen."""
    gefunden = set()
    for datei in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if b"sozialmonitor.arbeiter" in datei.read_bytes().split(b"\0"):
                gefunden.add(datei.parent.name)
        except OSError:
            continue
    return gefunden


def warte(bedingung):
    ende = time.monotonic() + GEDULD
    while not bedingung():
        assert time.monotonic() < ende, "Das dauerte zu lange."
        time.sleep(0.05)


def beginne(fenster, knopf="Word-Datei erstellen", bericht="sozialbericht"):
    """Klickt auf Erstellen und gibt die Prozesse, die dadurch entstanden."""
    fenster.oeffne(f"berichte?bericht={bericht}")
    vorher = arbeiter()
    fenster.seite.get_by_role("button", name=knopf).click()
    fenster.seite.get_by_role("button", name="Abbrechen").wait_for()
    warte(lambda: arbeiter() - vorher)
    return arbeiter() - vorher


def test_abbrechen_beendet_den_prozess_und_sagt_es(fenster):
    eigene = beginne(fenster)
    fenster.seite.get_by_role("button", name="Abbrechen").click()
    warte(lambda: not eigene & arbeiter())
    fenster.seite.get_by_text("Abgebrochen; es ist keine Datei entstanden.").wait_for()
    assert fenster.seite.get_by_role("button", name="herunterladen").count() == 0
    assert fenster.seite.get_by_role("button", name="Word-Datei erstellen").is_enabled()


def test_geschlossenes_fenster_beendet_den_prozess(browser, saarlouis):
    with neues_fenster(browser, saarlouis.adresse) as zweites:
        eigene = beginne(zweites)
    warte(lambda: not eigene & arbeiter())


def test_stadtblatt_laesst_sich_herunterladen(fenster):
    beginne(fenster, "PDF erstellen", "stadtblatt")
    knopf = fenster.seite.get_by_role("button", name="PDF herunterladen")
    knopf.wait_for(timeout=60_000)
    with fenster.seite.expect_download() as datei:
        knopf.click()
    assert datei.value.suggested_filename == "saarlouis_stadtblatt.pdf"
    assert Path(datei.value.path()).read_bytes().startswith(b"%PDF-")
    assert fenster.fehler() == []
