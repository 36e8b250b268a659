"""Dokumente im eigenen Prozess: Abbrechen, Warteschlange, Abstürze; nie etwas Halbes."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from pages.bausteine import auftraege
from sozialmonitor.auftrag import BESTAND, Auftrag
from sozialmonitor.fehler import Mangel, SozialmonitorFehler

AUFTRAG = Auftrag(
    art="stadtblatt", form="docx", datenordner=Path("daten"), geoordner=Path("geo"),
    regel=BESTAND, datum="2026-11-28", textbloecke={"einleitung": "Ein geheimer Satz."},
)  # fmt: skip
DATEI = """
import json, sys
zeile = sys.stdin.buffer.readline()
def sende(angaben, inhalt=b""):
    sys.stdout.buffer.write(json.dumps(angaben).encode() + b"\\n" + inhalt)
    sys.stdout.buffer.flush()
"""


class Abbruch(BaseException):
    """Wie das Ende eines Seitenlaufs: kein gewöhnlicher Fehler."""


def ohne_meldung(_anteil, _was):
    pass


@pytest.fixture
def arbeiter(monkeypatch):
    """Setzt ein Programm an die Stelle des Arbeiters und gibt die gestarteten Prozesse."""
    gestartet = []
    echt = subprocess.Popen

    def starte(*args, **angaben):
        gestartet.append((args, angaben, echt(*args, **angaben)))
        return gestartet[-1][2]

    def setze(programm):
        monkeypatch.setattr(auftraege, "BEFEHL", (sys.executable, "-S", "-c", DATEI + programm))
        monkeypatch.setattr(auftraege.subprocess, "Popen", starte)
        return gestartet

    return setze


def test_datei_maengel_und_fortschritt(arbeiter):
    gestartet = arbeiter(
        'sende({"fertig": 1, "insgesamt": 4, "was": "Kapitel"})\n'
        'sende({"maengel": [["D", "O", "B.", "A."]], "laenge": 5}, b"a\\nb\\x00c")'
    )
    gemeldet = []
    fertig = auftraege.erstelle(AUFTRAG, lambda *angaben: gemeldet.append(angaben))
    assert fertig.inhalt == b"a\nb\x00c"
    assert fertig.maengel == (Mangel("D", "O", "B.", "A."),)
    assert (0.25, "Kapitel") in gemeldet
    assert gestartet[0][2].poll() is not None


def test_pdf_setzt_ein_zweiter_prozess(arbeiter):
    gestartet = arbeiter(
        "if zeile.startswith(b'{\"satz\":'):\n"
        '    sende({"maengel": [], "laenge": len(zeile)}, zeile)\n'
        "else:\n"
        '    sende({"maengel": [["D", "", "B.", ""]], "laenge": 7, "zu_setzen": True},'
        " b'{\"a\":1}')"
    )
    fertig = auftraege.erstelle(AUFTRAG, ohne_meldung)
    assert fertig.inhalt == b'{"satz":{"a":1}}\n'
    assert [str(m) for m in fertig.maengel] == ["D: B."]
    assert len(gestartet) == 2


@pytest.mark.parametrize(
    ("programm", "satz"),
    [
        ('sende({"fehler": "Das Gebiet gibt es nicht."})', "Das Gebiet gibt es nicht."),
        ("sys.exit(3)", auftraege.ABGESTUERZT),
        ("print('Unsinn')", auftraege.ABGESTUERZT),
        ('sende({"maengel": [], "laenge": 10}, b"kurz")', auftraege.ABGESTUERZT),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", auftraege.GETOETET),
    ],
    ids=["fehlersatz", "absturz", "unsinn", "halbe_datei", "getoetet"],
)
@pytest.mark.skipif(sys.platform == "win32", reason="Signale gibt es dort nicht")
def test_was_nicht_gelingt_ist_ein_satz(arbeiter, programm, satz):
    arbeiter(programm)
    with pytest.raises(SozialmonitorFehler, match=satz[:40]):
        auftraege.erstelle(AUFTRAG, ohne_meldung)


def test_programm_das_es_nicht_gibt_haelt_die_schlange_nicht_auf(monkeypatch):
    monkeypatch.setattr(auftraege, "BEFEHL", (sys.executable + "_fehlt",))
    for _ in range(auftraege.GLEICHZEITIG + 1):
        with pytest.raises(SozialmonitorFehler, match="unerwarteter Fehler"):
            auftraege.erstelle(AUFTRAG, ohne_meldung)


def test_abbruch_beendet_den_prozess_sofort(arbeiter):
    gestartet = arbeiter("import time; time.sleep(60)")
    gerufen = []

    def melde(_anteil, _was):
        gerufen.append(1)
        if len(gerufen) == 3:
            raise Abbruch

    beginn = time.monotonic()
    with pytest.raises(Abbruch):
        auftraege.erstelle(AUFTRAG, melde)
    assert time.monotonic() - beginn < 10
    assert gestartet[0][2].poll() is not None


def test_zu_lange_ist_ein_satz_und_der_prozess_endet(arbeiter, monkeypatch):
    monkeypatch.setattr(auftraege, "HOECHSTDAUER", 0.3)
    gestartet = arbeiter("import time; time.sleep(60)")
    with pytest.raises(SozialmonitorFehler, match="noch nicht fertig"):
        auftraege.erstelle(AUFTRAG, ohne_meldung)
    assert gestartet[0][2].poll() is not None


def test_nichts_auf_der_befehlszeile_und_keine_geheimnisse_in_der_umgebung(arbeiter, monkeypatch):
    monkeypatch.setenv("SOZIALMONITOR_RUNDUNGSGEHEIMNIS", "streng geheim")
    monkeypatch.setenv("STREAMLIT_SECRETS_FILES", "geheim.toml")
    gestartet = arbeiter('sende({"maengel": [], "laenge": 0})')
    auftraege.erstelle(AUFTRAG, ohne_meldung)
    (args, angaben, _) = gestartet[0]
    assert "geheim" not in str(args)
    assert not {"SOZIALMONITOR_RUNDUNGSGEHEIMNIS", "STREAMLIT_SECRETS_FILES"} & set(angaben["env"])
    assert angaben["env"]["PATH"] == os.environ["PATH"]


def test_hoechstens_so_viele_zugleich_und_wer_zuerst_kommt_zuerst():
    schlange, ablauf, frei = auftraege.Warteschlange(1), [], threading.Event()
    gehoert = {name: [] for name in "abc"}

    def einer(name):
        with schlange.platz(lambda _anteil, was: gehoert[name].append(was)):
            ablauf.append(f"{name} beginnt")
            if name == "a":
                frei.wait(10)
            ablauf.append(f"{name} endet")

    faeden = []
    for name in "abc":
        faeden.append(threading.Thread(target=einer, args=(name,)))
        faeden[-1].start()
        while len(schlange._reihe) < len(faeden):
            time.sleep(0.01)
    while not (gehoert["b"] and gehoert["c"]):
        time.sleep(0.01)
    frei.set()
    for faden in faeden:
        faden.join(10)
    assert ablauf == [f"{n} {was}" for n in "abc" for was in ("beginnt", "endet")]
    assert gehoert["a"] == []
    assert gehoert["b"][0] == "Vor Ihrem ist noch 1 Dokument an der Reihe; danach geht es weiter."
    assert gehoert["c"][0].startswith("Vor Ihrem sind noch 2 Dokumente an der Reihe")


def test_wer_beim_warten_abbricht_macht_platz():
    schlange = auftraege.Warteschlange(1)

    def brich_ab(_anteil, _was):
        raise Abbruch

    with schlange.platz(ohne_meldung):
        with pytest.raises(Abbruch), schlange.platz(brich_ab):
            pytest.fail("Der Platz war nicht frei.")
        assert len(schlange._reihe) == 1
    assert schlange._reihe == []


@pytest.mark.parametrize(
    ("laenge", "text"),
    [(0, "1 KB"), (1_999, "1 KB"), (999_999, "999 KB"), (1_000_000, "1,0 MB"),
     (8_566_000, "8,6 MB")],
)  # fmt: skip
def test_groesse(laenge, text):
    assert auftraege.groesse(bytes(laenge)) == text


@pytest.mark.parametrize(
    ("url", "basis"),
    [
        (None, ""),
        ("", ""),
        ("https://e.org", "https://e.org"),
        ("https://e.org/", "https://e.org"),
        ("https://e.org/berichte", "https://e.org"),
        ("http://e.org:8501/monitor/berichte?x=1", "http://e.org:8501/monitor"),
    ],
)
def test_basisadresse(monkeypatch, url, basis):
    monkeypatch.setattr(auftraege.st, "context", type("Umfeld", (), {"url": url}))
    assert auftraege.basisadresse() == basis
