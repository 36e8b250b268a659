"""Für Bibliotheken, die nur in Dateien schreiben: der Inhalt als Bytes, danach ist nichts da."""

import tempfile
from collections.abc import Callable
from pathlib import Path


def inhalt(schreibe: Callable[[Path], object], *, endung: str) -> bytes:
    """Was `schreibe` in eine Datei mit dieser Endung (`.sav`) schreibt.

    Die Datei liegt in einem eigenen Ordner, den nur dieser Prozess lesen darf, und wird auch bei
    einem Fehler gelöscht.
    """
    with tempfile.TemporaryDirectory(prefix="sozialmonitor-") as ordner:
        pfad = Path(ordner) / f"inhalt{endung}"
        schreibe(pfad)
        return pfad.read_bytes()
