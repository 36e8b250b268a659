"""Die Anwendung und eine Vergleichsseite starten, messen lassen und spurlos beenden."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.grossstadt import Groesse, schreibe_grossstadt

WURZEL = Path(__file__).resolve().parents[1]
GEO = WURZEL / "static" / "geo"
_GEDULD = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Anwendung:
    """Eine laufende Anwendung: Adresse, Prozessnummer und Sekunden bis zur Bereitschaft."""

    adresse: str
    nummer: int
    anlauf: float

    def speicher(self) -> float:
        """Belegter Hauptspeicher (RSS) in MB; nur unter Linux."""
        status = Path(f"/proc/{self.nummer}/status")
        if not status.exists():
            return float("nan")
        zeile = next(z for z in status.read_text().splitlines() if z.startswith("VmRSS"))
        return int(zeile.split()[1]) / 1024


def freier_port() -> int:
    """Ein Port, den gerade niemand benutzt."""
    with socket.socket() as steckdose:
        steckdose.bind(("127.0.0.1", 0))
        return int(steckdose.getsockname()[1])


@contextmanager
def anwendung(umfeld: Mapping[str, str] | None = None) -> Iterator[Anwendung]:
    """Startet die Anwendung mit ihrem Rahmen, wie start.py es tut, und wartet auf Bereitschaft."""
    port, anfang = freier_port(), time.perf_counter()
    befehl = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(WURZEL / "server.py"),
        "--server.address",
        "127.0.0.1",
        "--server.port",
        str(port),
    ]
    umgebung = {"SOZIALMONITOR_KOMMUNE": "saarlouis"} | dict(umfeld or {})
    with tempfile.TemporaryFile() as protokoll, _prozess(befehl, umgebung, protokoll) as prozess:
        adresse = f"http://127.0.0.1:{port}"
        try:
            _warte_auf(f"{adresse}/api/bereit", prozess)
        except RuntimeError as fehler:
            protokoll.seek(0)
            text = protokoll.read().decode("utf-8", "replace")[-2000:]
            raise RuntimeError(f"{fehler}\n{text}") from fehler
        yield Anwendung(adresse=adresse, nummer=prozess.pid, anlauf=time.perf_counter() - anfang)


@contextmanager
def grossstadt(groesse: Groesse) -> Iterator[dict[str, str]]:
    """Eine erfundene Großstadt als Umgebung der Anwendung; danach ist alles wieder fort."""
    with tempfile.TemporaryDirectory(prefix="sozialmonitor-") as ordner:
        daten, geo = schreibe_grossstadt(Path(ordner), groesse)
        try:
            yield {
                "SOZIALMONITOR_ROLLE": "intern",
                "SOZIALMONITOR_KOMMUNE": str(daten),
                "SOZIALMONITOR_GEODATEN": str(geo),
            }
        finally:
            for datei in GEO.glob(f"{daten.name}-*.geojson"):
                datei.unlink()


@contextmanager
def vergleichsseite(kartendatei: Path) -> Iterator[str]:
    """Eine einfache Leaflet-Seite mit derselben Geometrie, von einem einfachen Dateiserver."""
    port = freier_port()
    with tempfile.TemporaryDirectory(prefix="sozialmonitor-") as ordner:
        ziel = Path(ordner)
        shutil.copytree(WURZEL / "static" / "leaflet", ziel / "leaflet")
        shutil.copyfile(kartendatei, ziel / "gebiete.geojson")
        vorlage = (Path(__file__).parent / "vergleich.html").read_text(encoding="utf-8")
        for name, titel in (("index", "Erste Seite"), ("zweite", "Zweite Seite")):
            text = vorlage.replace("TITEL", titel)
            (ziel / f"{name}.html").write_text(text, encoding="utf-8")
        befehl = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
        with _prozess([*befehl, "--directory", ordner], {}, subprocess.DEVNULL) as prozess:
            _warte_auf(f"http://127.0.0.1:{port}/gebiete.geojson", prozess)
            yield f"http://127.0.0.1:{port}"


def kartendatei(schluessel: str, ebene: str) -> Path:
    """Die jüngste Kartendatei, die die Anwendung für eine Ebene geschrieben hat."""
    dateien = GEO.glob(f"{schluessel}-{ebene}.*.geojson")
    return max(dateien, key=lambda datei: datei.stat().st_mtime)


def gebiete(datei: Path) -> int:
    """Zahl der Flächen einer Kartendatei."""
    return len(json.loads(datei.read_text(encoding="utf-8"))["features"])


@contextmanager
def _prozess(
    befehl: list[str], umfeld: Mapping[str, str], ausgabe: object
) -> Iterator[subprocess.Popen]:
    prozess = subprocess.Popen(
        befehl,
        cwd=WURZEL,
        env={**os.environ, **umfeld},
        stdout=ausgabe,
        stderr=subprocess.STDOUT,
    )
    try:
        yield prozess
    finally:
        prozess.terminate()
        try:
            prozess.wait(timeout=10)
        except subprocess.TimeoutExpired:
            prozess.kill()
            prozess.wait()


def _warte_auf(adresse: str, prozess: subprocess.Popen) -> None:
    ende = time.monotonic() + _GEDULD
    while time.monotonic() < ende:
        if prozess.poll() is not None:
            raise RuntimeError(f"Der Server endete vorzeitig ({prozess.returncode}).")
        try:
            with urllib.request.urlopen(adresse, timeout=2) as antwort:
                if antwort.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.02)
    raise RuntimeError(f"{adresse} antwortete nach {_GEDULD:.0f} s noch nicht mit 200.")
