"""Dateien zum Herunterladen: jede gehört der Rolle, für die sie entstand."""

import time

import pytest
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from pages.bausteine import anmeldung, dateizugang, daten
from pages.bausteine.anmeldung import HTW, INTERN, OEFFENTLICH
from sozialmonitor.fehler import SozialmonitorFehler


@pytest.fixture
def bewacht(monkeypatch):
    """Ein Dateiverzeichnis und die Dateiverwaltung, die es bewacht; die Rolle ist wählbar."""
    zugang = dateizugang.Dateizugang()
    verwalter = MediaFileManager(MemoryMediaFileStorage("/media"))
    zugang.bewache(verwalter)
    sitzung = {"rolle": INTERN, "bis": time.time() + 60}
    monkeypatch.setattr(daten, "rolle", lambda: anmeldung._GEBUNDEN.get() or sitzung["rolle"])
    monkeypatch.setattr(
        dateizugang, "_zusage", lambda: dateizugang._Zusage(sitzung["rolle"], sitzung["bis"])
    )
    return zugang, verwalter, sitzung


def kennung(adresse):
    return adresse.rpartition("/")[2].partition(".")[0]


@pytest.mark.parametrize(
    ("fuer", "duerfen"),
    [(OEFFENTLICH, {OEFFENTLICH, HTW, INTERN}), (HTW, {HTW, INTERN}), (INTERN, {INTERN})],
)
def test_wer_eine_datei_bekommt(bewacht, fuer, duerfen):
    zugang, verwalter, sitzung = bewacht
    sitzung["rolle"] = fuer
    datei = kennung(verwalter.add(b"x", "text/csv", "1", "x.csv"))
    assert {rolle for rolle in anmeldung.ROLLEN if zugang.erlaubt(datei, rolle)} == duerfen


def test_unbekannte_datei_bekommt_niemand(bewacht):
    assert not bewacht[0].erlaubt("0" * 64, INTERN)


def test_gleicher_inhalt_zweier_rollen_sind_zwei_dateien(bewacht):
    _, verwalter, sitzung = bewacht
    intern = verwalter.add(b"x", "text/csv", "1", "x.csv")
    sitzung["rolle"] = OEFFENTLICH
    assert verwalter.add(b"x", "text/csv", "1", "x.csv") != intern


def test_grosse_dateien_gleicher_stichprobe_werden_nicht_verwechselt(bewacht):
    # Streamlit liest über 1 MiB nur Länge, Anfang, Mitte und Ende: Beide hießen dort gleich.
    _, verwalter, sitzung = bewacht
    gross = bytearray(3 << 20)
    gross[1 << 20] = 1
    intern = verwalter.add(bytes(gross), "text/csv", "1", "x.csv")
    sitzung["rolle"] = OEFFENTLICH
    offen = verwalter.add(bytes(3 << 20), "text/csv", "1", "x.csv")
    assert verwalter.read_file(kennung(offen)).content == bytes(3 << 20)
    assert intern != offen


def test_inhalt_beim_klick_entsteht_mit_der_rolle_der_sitzung(bewacht):
    zugang, verwalter, sitzung = bewacht
    vorgemerkt = verwalter.add_deferred(
        lambda: daten.rolle(), "text/plain", coordinates="1", file_name="x.txt", element_id="e"
    )
    sitzung["rolle"] = OEFFENTLICH  # der Thread, der rechnet, kennt keine Sitzung
    datei = kennung(verwalter.execute_deferred(vorgemerkt))
    assert verwalter.read_file(datei).content == b"intern"
    assert not zugang.erlaubt(datei, OEFFENTLICH)


def test_nach_ablauf_entsteht_kein_inhalt_mehr(bewacht):
    _, verwalter, sitzung = bewacht
    sitzung["bis"] = time.time() - 1
    vorgemerkt = verwalter.add_deferred(lambda: b"x", "text/plain", "1")
    with pytest.raises(SozialmonitorFehler, match="abgelaufen"):
        verwalter.execute_deferred(vorgemerkt)
    with pytest.raises(SozialmonitorFehler):
        verwalter.execute_deferred("unbekannt")


def test_verzeichnis_vergisst_geloeschte_dateien(bewacht):
    zugang, verwalter, _ = bewacht
    for nummer in range(dateizugang._VIELE + 10):
        datei = kennung(verwalter.add(b"%d" % nummer, "text/csv", "1", "x.csv"))
        verwalter._storage.delete_file(datei)
    assert len(zugang._rollen) <= dateizugang._VIELE + 2
