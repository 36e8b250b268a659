"""Dateien, die beim Klick entstehen, liegen lange genug, um abgeholt zu werden."""

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from pages.bausteine import dateifrist


@pytest.fixture
def uhr():
    return [0.0]


def neuer_verwalter(uhr=None):
    verwalter = MediaFileManager(MemoryMediaFileStorage("/media"))
    if uhr:
        dateifrist.gewaehre(verwalter, frist=60, jetzt=lambda: uhr[0])
    return verwalter


def beim_klick(verwalter, inhalt=b"x"):
    """Kennung einer Datei, die eben beim Klick entstand."""
    vorgemerkt = verwalter.add_deferred(lambda: inhalt, "text/csv", "1", "x.csv")
    adresse = verwalter.execute_deferred(vorgemerkt)
    return adresse.rpartition("/")[2].partition(".")[0]


def ende_eines_laufs(verwalter):
    """Was Streamlit am Ende jedes Seitenlaufs tut, gleich welcher Sitzung."""
    verwalter.remove_orphaned_files()


def test_ohne_frist_ist_die_datei_nach_zwei_fremden_laeufen_weg():
    """Der Anlass; hält Streamlit seine Dateien einmal selbst, kann `dateifrist` entfallen."""
    verwalter = neuer_verwalter()
    datei = beim_klick(verwalter)
    ende_eines_laufs(verwalter)
    ende_eines_laufs(verwalter)
    assert verwalter.read_file(datei) is None


def test_mit_frist_bleibt_sie_und_geht_danach(uhr):
    verwalter = neuer_verwalter(uhr)
    datei = beim_klick(verwalter)
    for uhr[0] in (0, 1, 30, 59.9):
        ende_eines_laufs(verwalter)
        assert verwalter.read_file(datei).content == b"x"
    uhr[0] = 60
    # Der erste Lauf nach der Frist merkt die Datei vor, der zweite löscht sie.
    ende_eines_laufs(verwalter)
    ende_eines_laufs(verwalter)
    assert verwalter.read_file(datei) is None


def test_neu_entstanden_beginnt_die_frist_neu(uhr):
    verwalter = neuer_verwalter(uhr)
    datei = beim_klick(verwalter)
    ende_eines_laufs(verwalter)
    uhr[0] = 59
    assert beim_klick(verwalter) == datei
    uhr[0] = 61
    for _ in range(3):
        ende_eines_laufs(verwalter)
    assert verwalter.read_file(datei) is not None


def test_was_eine_sitzung_braucht_hat_keine_frist(uhr):
    verwalter = neuer_verwalter(uhr)
    adresse = verwalter.add(b"x", "text/csv", "1", "x.csv", is_for_static_download=True)
    datei = adresse.rpartition("/")[2].partition(".")[0]
    for uhr[0] in (0, 100, 200):
        ende_eines_laufs(verwalter)
    verwalter.clear_session_refs()
    # Erst jetzt gehört sie niemandem mehr.
    for uhr[0] in (201, 260):
        ende_eines_laufs(verwalter)
    assert verwalter.read_file(datei) is not None
    for uhr[0] in (261, 262):
        ende_eines_laufs(verwalter)
    assert verwalter.read_file(datei) is None


def test_geloeschtes_wird_vergessen(uhr):
    """Viele Dateien nacheinander: Es bleiben nur die der letzten Minute."""
    verwalter = neuer_verwalter(uhr)
    for nummer in range(200):
        uhr[0] = nummer
        beim_klick(verwalter, b"%d" % nummer)
        ende_eines_laufs(verwalter)
    assert len(verwalter._file_metadata) <= 62
