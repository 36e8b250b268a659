"""Der Arbeiter als eigener Prozess: Antwort, Fehlersatz, Ende mit der Eingabe, nachrangig."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from sozialmonitor.arbeiter import NACHRANGIG
from sozialmonitor.auftrag import BESTAND, Auftrag, als_text, erledigt
from sozialmonitor.berichte import satz

WURZEL = Path(__file__).resolve().parents[1]


@pytest.fixture
def auftrag(ordner):
    daten, geo = ordner
    return Auftrag(
        art="gebietsblatt", form="pdf", gebiet="A", datenordner=daten, geoordner=geo,
        regel=BESTAND, datum="2026-11-28",
    )  # fmt: skip


def starte():
    return subprocess.Popen(
        [sys.executable, "-m", "sozialmonitor.arbeiter"], cwd=WURZEL,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def antworten(zeile):
    """Alle Antworten zu einer Zeile, die letzte mit der Datei."""
    with starte() as prozess:
        prozess.stdin.write(zeile.encode() + b"\n")
        prozess.stdin.flush()
        gelesen = [json.loads(prozess.stdout.readline())]
        while not {"laenge", "fehler"} & set(gelesen[-1]):
            gelesen.append(json.loads(prozess.stdout.readline()))
        inhalt = prozess.stdout.read()
        assert prozess.wait(timeout=20) == 0
    return gelesen, inhalt


def test_antwort_ist_das_dokument_aus_zwei_prozessen(auftrag):
    gelesen, inhalt = antworten(als_text(auftrag))
    assert gelesen[0] == {"fertig": 0, "insgesamt": 1, "was": "Daten werden gelesen"}
    assert gelesen[-1] == {"maengel": [], "laenge": len(inhalt), "zu_setzen": True}
    assert inhalt == erledigt(auftrag, setze=False).inhalt
    gesetzt, datei = antworten('{"satz":' + inhalt.decode() + "}")
    assert gesetzt == [{"maengel": [], "laenge": len(datei)}]
    assert datei == satz.gesetzt(json.loads(inhalt))


def test_fehler_ist_ein_satz(auftrag):
    gelesen, inhalt = antworten(als_text(replace(auftrag, gebiet="Nirgendwo")))
    assert gelesen[-1]["fehler"].startswith("Das Gebiet „Nirgendwo“ ist nicht verzeichnet.")
    assert inhalt == b""


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="nur unter Linux und macOS")
def test_laeuft_nachrangig_und_endet_mit_der_eingabe(auftrag):
    with starte() as prozess:
        prozess.stdin.write(als_text(auftrag).encode() + b"\n")
        prozess.stdin.flush()
        prozess.stdout.readline()
        vorrang = os.getpriority(os.PRIO_PROCESS, prozess.pid)
        prozess.stdin.close()
        assert prozess.wait(timeout=20) == 1
    assert vorrang == os.getpriority(os.PRIO_PROCESS, 0) + NACHRANGIG


def test_der_arbeiter_laedt_keine_geheimhaltung():
    """Er erstellt nur Dokumente; was er nicht braucht, kostet ihn Zeit und Speicher."""
    frage = (
        "import sys, sozialmonitor.auftrag;"
        "print([m for m in ('sozialmonitor.geheimhaltung', 'sklearn', 'esda', 'streamlit')"
        " if m in sys.modules])"
    )
    lauf = subprocess.run(
        [sys.executable, "-c", frage], cwd=WURZEL, capture_output=True, text=True, check=True
    )
    assert lauf.stdout.strip() == "[]"
