"""Das Gebietsprofil auf Papier: höchstens zwei Seiten, ohne Bedienung, mit allem Inhalt."""

import re
import shutil
import subprocess

import pytest

from tests.browser.fenster import neues_fenster

pytestmark = pytest.mark.browser

HOECHSTENS = 2


@pytest.fixture(scope="module")
def profil(browser, saarlouis):
    with neues_fenster(browser, saarlouis.adresse) as fenster:
        yield fenster.oeffne("gebietsprofil?ebene=stadtteil").waehle("Gebiet", "Roden")


def test_gebietsprofil_passt_auf_zwei_seiten(profil, tmp_path):
    datei = tmp_path / "profil.pdf"
    profil.seite.pdf(path=datei, format="A4", print_background=True)
    # Im PDF von Chromium steht jede Seite offen als „/Type /Page“, der Baum als „/Pages“.
    seiten = len(re.findall(rb"/Type\s*/Page\b", datei.read_bytes()))
    assert 1 <= seiten <= HOECHSTENS
    if shutil.which("pdftotext"):
        text = subprocess.run(
            ["pdftotext", "-layout", datei, "-"], capture_output=True, check=True
        ).stdout.decode()
        assert "Roden" in text
        assert "Quelle:" in text, "das Ende der Seite fehlt auf dem Papier"
        assert "Daten & Methodik" not in text
        assert "herunterladen" not in text


def test_gedruckt_erscheint_keine_bedienung(profil):
    profil.seite.emulate_media(media="print")
    profil.seite.wait_for_timeout(300)
    for bedienung in ("stHeader", "stTopNavLink", "stDownloadButton", "stMainMenu"):
        sichtbar = profil.seite.get_by_test_id(bedienung).filter(visible=True)
        assert sichtbar.count() == 0, bedienung
    assert profil.seite.get_by_role("heading", level=1).is_visible()
