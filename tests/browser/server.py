"""Startet die Anwendung so, wie start.py es tut, auf einem freien Port."""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import start

WURZEL = Path(start.__file__).resolve().parent
WARTEZEIT = 90
INTERN = {"SOZIALMONITOR_ROLLE": "intern"}


@dataclass(frozen=True)
class Server:
    """Ein laufender Server: wo er zu erreichen ist und was er ins Protokoll schreibt."""

    adresse: str
    datei: Path
    bereit: bool

    @property
    def protokoll(self) -> str:
        return self.datei.read_text(encoding="utf-8", errors="replace")


@contextmanager
def laufender_server(datei: Path, **umgebung: str) -> Iterator[Server]:
    """Ein Server, der Anfragen annimmt; ob seine Daten gut sind, sagt `bereit`."""
    port = _freier_port()
    befehl = start.befehl_start(Path(sys.executable), WURZEL, "127.0.0.1", port)
    vererbt = {
        name: wert
        for name, wert in os.environ.items()
        if not name.startswith(("SOZIALMONITOR_", "STREAMLIT_"))
    }
    with datei.open("wb") as ausgabe:
        prozess = subprocess.Popen(
            befehl,
            cwd=WURZEL,
            env=vererbt | INTERN | umgebung,
            stdout=ausgabe,
            stderr=subprocess.STDOUT,
        )
    try:
        bereit = _warte(prozess, port, datei)
        yield Server(f"http://127.0.0.1:{port}", datei, bereit)
    finally:
        prozess.terminate()
        try:
            prozess.wait(timeout=10)
        except subprocess.TimeoutExpired:
            prozess.kill()
            prozess.wait()


def kopie(ziel: Path, kommune: str = "saarlouis") -> Path:
    """Kopie einer Kommune mit ihren Geometrien, zum Beschädigen; gibt den Datenordner zurück."""
    for art in ("data", "geodata"):
        shutil.copytree(WURZEL / art / kommune, ziel / art / kommune)
    return ziel / "data" / kommune


def _freier_port() -> int:
    with socket.socket() as sockel:
        sockel.bind(("127.0.0.1", 0))
        return int(sockel.getsockname()[1])


def _warte(prozess: subprocess.Popen, port: int, datei: Path) -> bool:
    ende = time.monotonic() + WARTEZEIT
    while time.monotonic() < ende:
        if prozess.poll() is not None:
            break
        antwort = _frage(port)
        if antwort is not None:
            return antwort
        time.sleep(0.1)
    protokoll = datei.read_text(encoding="utf-8", errors="replace")
    raise RuntimeError(f"Der Server ist nicht gestartet. Sein Protokoll:\n{protokoll[-4000:]}")


def _frage(port: int) -> bool | None:
    verbindung = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        verbindung.request("GET", "/api/bereit")
        return bool(json.loads(verbindung.getresponse().read())["bereit"])
    except OSError:
        return None
    finally:
        verbindung.close()
