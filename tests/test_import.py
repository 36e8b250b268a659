"""Ein Import tut nichts: er liest, schreibt und druckt nicht und bleibt leicht."""

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
# Gelesen werden darf nur Quelltext und was die Bibliotheken selbst mitbringen.
PROBE = """
import pathlib, sys
wurzel, ordner = pathlib.Path(sys.argv[2]), pathlib.Path.cwd()
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
__import__(sys.argv[1])
schwer = {"mapclassify", "sklearn", "statsmodels", "matplotlib", "streamlit", "vl_convert"}
schwer &= set(sys.modules)
if geoeffnet or schwer:
    sys.exit(f"geöffnet: {geoeffnet}, schwer: {sorted(schwer)}")
"""


@pytest.mark.parametrize("modul", MODULE)
def test_import_tut_nichts(modul, tmp_path):
    lauf = subprocess.run(
        [sys.executable, "-B", "-W", "error", "-c", PROBE, modul, str(WURZEL)], cwd=tmp_path,
        env={"PYTHONPATH": str(WURZEL), "PATH": "", "PYTHONIOENCODING": "utf-8"},
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert lauf.returncode == 0, lauf.stderr
    assert (lauf.stdout, lauf.stderr) == ("", "")
    assert list(tmp_path.iterdir()) == []
