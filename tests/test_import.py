"""Ein Import tut nichts: er liest, schreibt und druckt nicht und bleibt leicht."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

WURZEL = Path(__file__).resolve().parents[1]
MODULE = sorted(
    ".".join(teil for teil in p.relative_to(WURZEL).with_suffix("").parts if teil != "__init__")
    for p in (WURZEL / "sozialmonitor").rglob("*.py")
    if p.name != "__main__.py"
)
# Gelesen werden darf nur Quelltext und was die Bibliotheken selbst mitbringen. Alle Module
# nacheinander in einem Prozess: was eines tut, wird ihm zugeschrieben.
PROBE = """
import importlib, json, pathlib, sys
wurzel, ordner = pathlib.Path(sys.argv[1]), pathlib.Path.cwd()
umgebung = pathlib.Path(sys.prefix)  # liegt als .venv im Projektordner
geoeffnet = []
def waechter(ereignis, angaben):
    if ereignis == "open" and isinstance(angaben[0], str):
        pfad = pathlib.Path(angaben[0]).absolute()
        schreibt = isinstance(angaben[1], str) and set(angaben[1]) & set("wax+")
        eigen = pfad.is_relative_to(wurzel) and pfad.suffix not in {".py", ".pyc"}
        eigen = eigen and not pfad.is_relative_to(umgebung)
        if eigen or pfad.is_relative_to(ordner) or schreibt:
            geoeffnet.append(str(pfad))
sys.addaudithook(waechter)
schwer = {"mapclassify", "sklearn", "statsmodels", "matplotlib", "streamlit", "vl_convert",
          "esda", "libpysal"}
for modul in sys.argv[2:]:
    vorher = schwer & set(sys.modules)
    importlib.import_module(modul)
    befund = geoeffnet + sorted((schwer & set(sys.modules)) - vorher)
    if befund:
        print(json.dumps([modul, befund]))
    geoeffnet.clear()
"""


@pytest.fixture(scope="module")
def lauf(tmp_path_factory):
    ordner = tmp_path_factory.mktemp("import")
    ergebnis = subprocess.run(
        [sys.executable, "-B", "-W", "error", "-c", PROBE, str(WURZEL), *MODULE], cwd=ordner,
        env={"PYTHONPATH": str(WURZEL), "PATH": "", "PYTHONIOENCODING": "utf-8"},
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert list(ordner.iterdir()) == []
    return ergebnis


def test_alle_module_lassen_sich_ohne_warnung_importieren(lauf):
    assert lauf.returncode == 0, lauf.stderr
    assert lauf.stderr == ""


@pytest.mark.parametrize("modul", MODULE)
def test_import_tut_nichts(lauf, modul):
    befunde = dict(json.loads(zeile) for zeile in lauf.stdout.splitlines())
    assert modul not in befunde, befunde[modul]
