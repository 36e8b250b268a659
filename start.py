"""Sozialmonitor einrichten und starten – nur mit der Standardbibliothek.

python start.py                    richtet die Umgebung ein und startet die öffentliche Ansicht
                                   (--port 8501 --adresse 127.0.0.1)
python start.py intern             startet die interne Ansicht, nur auf diesem Rechner; mit
                                   eingestellter Anmeldung (docs/anmeldung.md) auch im Netz
python start.py test [pytest …]    richtet sie samt Werkzeugen ein und läuft alle Tests
python start.py pruefe ORDNER …    prüft Datenordner, ohne die Anwendung zu starten
python start.py freigabe ORDNER …  erstellt eine öffentliche Ausgabe

Die Umgebung liegt als Ordner .venv neben dieser Datei. Installiert wird nur, wenn sich
requirements.txt (für Tests auch requirements-dev.txt) seit dem letzten Mal geändert hat.
Für Rechner ohne Netz: Pakete anderswo mit `pip download -r requirements.txt -d wheels`
herunterladen und den Ordner wheels hierher kopieren (oder SOZIALMONITOR_WHEELS setzen).
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

ORDNER = Path(__file__).resolve().parent
MINDEST_PYTHON = (3, 11)
NUR_HIER = ("127.0.0.1", "localhost", "::1")
STEMPEL = "sozialmonitor.stempel"
BEFEHLE = ("start", "intern", "test", "pruefe", "freigabe")
# Alle Tests laufen auf mehreren Kernen, jede Datei auf einem; mehr als vier Server und Browser
# nebeneinander kosten mehr Speicher, als sie Zeit sparen.
# Die langen Prüfungen im Browser beginnen; sonst stünde am Ende ein Kern still.
ALLE_TESTS = (
    *("-n", "auto", "--maxprocesses", "4", "--dist", "loadfile"),
    "--no-loadscope-reorder",
)
LISTEN = {"start": ("requirements.txt",), "test": ("requirements.txt", "requirements-dev.txt")}


class StartFehler(Exception):
    """Ein Hindernis beim Einrichten, das ein Mensch beheben muss."""


def pruefe_python(version: Sequence[int] = sys.version_info) -> None:
    """Bricht ab, wenn dieses Python zu alt ist."""
    if tuple(version[:2]) >= MINDEST_PYTHON:
        return
    hat = ".".join(map(str, version[:3]))
    braucht = ".".join(map(str, MINDEST_PYTHON))
    raise StartFehler(
        f"Der Sozialmonitor braucht Python {braucht} oder neuer, hier läuft Python {hat}.\n"
        f"Bitte ein neueres Python installieren und damit starten, zum Beispiel: "
        f"python{braucht} start.py"
    )


def pruefe_venv() -> None:
    """Bricht ab, wenn Python keine eigene Umgebung anlegen kann (Debian, Ubuntu)."""
    fehlend = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if fehlend:
        raise StartFehler(
            f"Diesem Python fehlt {' und '.join(fehlend)}; eine Umgebung lässt sich so nicht "
            "anlegen.\nUnter Debian und Ubuntu hilft: sudo apt-get install python3-venv\n"
            "Danach denselben Befehl noch einmal aufrufen."
        )


def python_der_umgebung(umgebung: Path, system: str = os.name) -> Path:
    """Pfad des Python in der Umgebung, auf Windows in Scripts, sonst in bin."""
    return umgebung / ("Scripts/python.exe" if system == "nt" else "bin/python")


def fingerabdruck(ordner: Path, listen: Sequence[str]) -> str:
    """Prüfsumme über die Paketlisten; ändert sich eine, wird neu installiert."""
    summe = hashlib.sha256()
    for name in listen:
        datei = ordner / name
        if not datei.is_file():
            raise StartFehler(f"Die Datei {name} fehlt in {ordner}. Ist der Ordner vollständig?")
        summe.update(name.encode() + b"\0" + datei.read_bytes().replace(b"\r\n", b"\n"))
    return summe.hexdigest()


def stempelzeilen(ordner: Path, listen: Sequence[str]) -> list[str]:
    """Inhalt des Stempels: Python-Version und je Stufe der Fingerabdruck ihrer Listen."""
    stufen = [listen[: i + 1] for i in range(len(listen))]
    version = "python {}.{}".format(*sys.version_info[:2])
    return [version, *(f"{stufe[-1]} {fingerabdruck(ordner, stufe)}" for stufe in stufen)]


def lies_stempel(umgebung: Path) -> list[str]:
    """Zeilen des Stempels; leer, wenn er fehlt oder das Python der Umgebung fehlt."""
    stempel = umgebung / STEMPEL
    if not (stempel.is_file() and python_der_umgebung(umgebung).exists()):
        return []
    return stempel.read_text(encoding="utf-8").splitlines()


def stemple(umgebung: Path, ordner: Path, listen: Sequence[str]) -> None:
    """Hält als letzten Schritt fest, was installiert ist (die Testliste schließt Start ein)."""
    neu = umgebung / f"{STEMPEL}.neu"
    neu.write_text("\n".join(stempelzeilen(ordner, listen)) + "\n", encoding="utf-8")
    neu.replace(umgebung / STEMPEL)


def paketordner(ordner: Path, umfeld: Mapping[str, str]) -> Path | None:
    """Ordner mit heruntergeladenen Paketen: SOZIALMONITOR_WHEELS oder wheels neben start.py."""
    genannt = umfeld.get("SOZIALMONITOR_WHEELS")
    if genannt:
        pfad = Path(genannt).expanduser()
        if not pfad.is_dir():
            raise StartFehler(f"SOZIALMONITOR_WHEELS nennt {pfad}, diesen Ordner gibt es nicht.")
        return pfad
    neben = ordner / "wheels"
    return neben if neben.is_dir() else None


def pip_befehl(python: Path, liste: Path, wheels: Path | None) -> list[str]:
    """Befehl, der eine Paketliste installiert; mit Paketordner ganz ohne Netz."""
    befehl = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--quiet"]
    if wheels is not None:
        befehl += ["--no-index", "--find-links", str(wheels)]
    return [*befehl, "-r", str(liste)]


def netz_meldung(liste: str, wheels: Path | None) -> str:
    """Was zu tun ist, wenn pip gescheitert ist."""
    if wheels is not None:
        return (
            f"Die Pakete aus {liste} ließen sich nicht aus dem Ordner {wheels} installieren.\n"
            "Der Ordner muss alle Pakete für genau dieses System und diese Python-Version "
            f"enthalten:\n    python -m pip download -r {liste} -d wheels"
        )
    return (
        f"Die Pakete aus {liste} ließen sich nicht installieren (Meldung von pip: oben).\n"
        "Meist fehlt das Netz, oder ein Proxy ist nicht eingestellt (Variable HTTPS_PROXY).\n"
        "Ohne Netz: auf einem anderen Rechner mit gleichem System und gleichem Python\n"
        f"    python -m pip download -r {liste} -d wheels\n"
        "aufrufen, den Ordner wheels neben start.py kopieren und noch einmal starten."
    )


def lege_umgebung_an(umgebung: Path) -> None:
    """Legt die Umgebung neu an; Reste einer früheren werden entfernt."""
    pruefe_venv()
    if umgebung.exists():
        shutil.rmtree(umgebung)
    befehl = [sys.executable, "-m", "venv", str(umgebung)]
    if subprocess.run(befehl, check=False).returncode != 0:
        raise StartFehler(
            f"Die Umgebung {umgebung} ließ sich nicht anlegen (Meldung oben). Fehlt das Paket "
            "python3-venv, oder ist der Ordner schreibgeschützt?"
        )


def richte_ein(ordner: Path, listen: Sequence[str], umfeld: Mapping[str, str]) -> Path:
    """Sorgt für eine vollständige Umgebung und gibt ihr Python zurück."""
    umgebung = ordner / ".venv"
    python = python_der_umgebung(umgebung)
    soll, ist = stempelzeilen(ordner, listen), lies_stempel(umgebung)
    if {soll[0], soll[-1]} <= set(ist):
        return python
    wheels = paketordner(ordner, umfeld)
    if soll[0] not in ist:
        print("Umgebung wird angelegt …", flush=True)
        lege_umgebung_an(umgebung)
    (umgebung / STEMPEL).unlink(missing_ok=True)
    print(f"Pakete aus {listen[-1]} werden installiert (einmalig, einige Minuten) …", flush=True)
    if subprocess.run(pip_befehl(python, ordner / listen[-1], wheels), check=False).returncode:
        raise StartFehler(netz_meldung(listen[-1], wheels))
    stemple(umgebung, ordner, listen)
    return python


def befehl_start(
    python: Path, ordner: Path, adresse: str, port: int, namen: Sequence[str] = ()
) -> list[str]:
    """Befehl, der die Anwendung mit ihrem Rahmen startet.

    Wer den Server ins Netz stellt, ohne Rechnernamen zu nennen, lässt jeden Namen zu;
    sonst gelten die Namen aus .streamlit/config.toml.
    """
    befehl = [str(python), "-m", "streamlit", "run", str(ordner / "server.py")]
    befehl += ["--server.address", adresse, "--server.port", str(port)]
    if adresse not in NUR_HIER:
        # Ohne diese Angabe fragte Streamlit einen fremden Rechner nach der eigenen Adresse.
        befehl += ["--browser.serverAddress", namen[0] if namen else "localhost"]
        namen = [*namen, *NUR_HIER] if namen else ["*"]
    for name in namen:
        befehl += ["--server.allowedHosts", name]
    return befehl


def hat_anmeldung(ordner: Path, umfeld: Mapping[str, str]) -> bool:
    """Ob in den Geheimnissen von Streamlit eine Anmeldung steht; unlesbar heißt nein."""
    genannt = umfeld.get("STREAMLIT_SECRETS_FILES", "").split()
    ueblich = [basis / ".streamlit" / "secrets.toml" for basis in (Path.home(), ordner)]
    for datei in [Path(name) for name in genannt] or ueblich:
        try:
            angaben = tomllib.loads(datei.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if angaben.get("auth"):
            return True
    return False


def lies_befehl(argumente: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
    """Liest die Befehlszeile; der Rest geht an pytest oder die Prüfung."""
    leser = argparse.ArgumentParser(
        prog="start.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    leser.add_argument("was", nargs="?", choices=BEFEHLE, default="start")
    leser.add_argument("--port", type=int, default=8501, help="Port (üblich: 8501)")
    leser.add_argument(
        "--adresse", default="127.0.0.1", help="Netzadresse; 0.0.0.0 öffnet für das ganze Netz"
    )
    leser.add_argument(
        "--rechnername", action="append", default=[], help="erlaubter Name des Servers, mehrfach"
    )
    if argumente[:1] and argumente[0] in ("test", "pruefe", "freigabe"):
        return leser.parse_args(argumente[:1]), list(argumente[1:])
    return leser.parse_args(argumente), []


def fuehre_aus(befehl: Sequence[str], ordner: Path, umfeld: Mapping[str, str] | None = None) -> int:
    """Startet ein Programm im Projektordner und wartet; Strg+C beendet still."""
    try:
        return subprocess.run(
            befehl, cwd=ordner, env={**os.environ, **(umfeld or {})}, check=False
        ).returncode
    except KeyboardInterrupt:
        return 130


def starte(argumente: Sequence[str], ordner: Path, umfeld: Mapping[str, str]) -> int:
    """Führt aus, was die Befehlszeile verlangt, und gibt den Rückgabewert."""
    pruefe_python()
    wahl, rest = lies_befehl(argumente)
    python = richte_ein(ordner, LISTEN["test" if wahl.was == "test" else "start"], umfeld)
    if wahl.was == "test":
        return fuehre_aus([str(python), "-m", "pytest", *(rest or ALLE_TESTS)], ordner)
    if wahl.was in ("pruefe", "freigabe"):
        pfade = [
            teil if "-" in (teil[:1], davor[:1]) else str(Path(teil).resolve())
            for davor, teil in zip(["", *rest], rest, strict=False)
        ]
        return fuehre_aus([str(python), "-m", "sozialmonitor", wahl.was, *pfade], ordner)
    intern = wahl.was == "intern"
    mit_anmeldung = hat_anmeldung(ordner, umfeld)
    if intern and wahl.adresse not in NUR_HIER and not mit_anmeldung:
        raise StartFehler(
            "Die interne Ansicht zeigt vertrauliche Zahlen, und es ist keine Anmeldung "
            "eingestellt; sie startet nur auf diesem Rechner (--adresse 127.0.0.1). Für mehrere "
            "Arbeitsplätze steht in docs/anmeldung.md, wie man eine Anmeldung einstellt."
        )
    rechner = (wahl.rechnername or ["localhost" if wahl.adresse == "0.0.0.0" else wahl.adresse])[0]
    print(f"Sozialmonitor: http://{rechner}:{wahl.port} (Ende mit Strg+C)", flush=True)
    befehl = befehl_start(python, ordner, wahl.adresse, wahl.port, wahl.rechnername)
    if not intern:
        return fuehre_aus(befehl, ordner, {})
    # Verschwindet die Einstellung nach dem Start, zeigt die Anwendung nichts statt alles.
    pflicht = {"SOZIALMONITOR_ANMELDUNG": "pflicht"} if mit_anmeldung else {}
    return fuehre_aus(befehl, ordner, {"SOZIALMONITOR_ROLLE": "intern"} | pflicht)


def main() -> int:
    """Einstieg; Hindernisse erscheinen als deutscher Satz und Rückgabewert 2."""
    for strom in (sys.stdout, sys.stderr):
        if hasattr(strom, "reconfigure"):
            strom.reconfigure(encoding="utf-8", errors="replace")
    try:
        return starte(sys.argv[1:], ORDNER, os.environ)
    except StartFehler as hindernis:
        print(f"\n{hindernis}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
