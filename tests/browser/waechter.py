"""Wer welche Datei öffnet: Protokoll in einem fremden Prozess und Wache des Betriebssystems."""

import ctypes
import os
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_HAKEN = """\
import os, sys

_datei = os.open(os.environ["LECKTEST_PROTOKOLL"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)


def _merke(ereignis, angaben):
    if ereignis == "open":
        os.write(_datei, os.fsencode(os.path.abspath(os.fsdecode(angaben[0]))) + b"\\n"
                 if isinstance(angaben[0], (str, bytes, os.PathLike)) else b"")


sys.addaudithook(_merke)
"""
_GEOEFFNET = 0x20
_KOPF = struct.Struct("iIII")


@dataclass(frozen=True, slots=True, kw_only=True)
class Protokoll:
    """Alles, was ein Prozess über Python geöffnet hat."""

    umgebung: dict[str, str]
    datei: Path

    @property
    def geoeffnet(self) -> set[Path]:
        """Die geöffneten Dateien."""
        return {Path(z) for z in self.datei.read_text(encoding="utf-8").splitlines() if z}


def protokoll(ordner: Path) -> Protokoll:
    """Umgebung eines Python, das jedes Öffnen protokolliert, noch bevor etwas geladen ist."""
    haken = ordner / "haken"
    haken.mkdir()
    (haken / "sitecustomize.py").write_text(_HAKEN, encoding="utf-8")
    datei = ordner / "geoeffnet.txt"
    umgebung = {"PYTHONPATH": str(haken), "LECKTEST_PROTOKOLL": str(datei)}
    return Protokoll(umgebung=umgebung, datei=datei)


class Wache:
    """Meldet das Öffnen jeder Datei einiger Ordner, auch durch Bibliotheken ohne Python."""

    def __init__(self, griff: int, ordner: dict[int, Path]) -> None:
        self._griff, self._ordner = griff, ordner

    def geoeffnet(self) -> set[Path]:
        """Was seit dem letzten Mal geöffnet wurde."""
        gefunden = set[Path]()
        while True:
            try:
                roh = os.read(self._griff, 1 << 16)
            except BlockingIOError:
                return gefunden
            stelle = 0
            while stelle < len(roh):
                nummer, _, _, laenge = _KOPF.unpack_from(roh, stelle)
                stelle += _KOPF.size
                name = roh[stelle : stelle + laenge].rstrip(b"\0").decode()
                stelle += laenge
                if name:
                    gefunden.add(self._ordner[nummer] / name)


@contextmanager
def wache(*ordner: Path) -> Iterator[Wache | None]:
    """Eine Wache über die Dateien dieser Ordner, ohne Unterordner; außer unter Linux `None`."""
    if not sys.platform.startswith("linux"):
        yield None
        return
    system = ctypes.CDLL(None, use_errno=True)
    griff = system.inotify_init1(os.O_NONBLOCK)
    try:
        yield Wache(
            griff,
            {system.inotify_add_watch(griff, os.fsencode(o), _GEOEFFNET): o for o in ordner},
        )
    finally:
        os.close(griff)
