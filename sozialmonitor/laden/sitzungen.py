"""Fertige Sitzungen einer Kommune: je eine TOML-Datei unter `sitzungen/` im Datenordner."""

from pathlib import Path

from sozialmonitor.fehler import DatenFehler, Mangel
from sozialmonitor.kommune import Kommune
from sozialmonitor.laden.dateien import lies_text
from sozialmonitor.sitzung import Sitzung, lies_sitzung

HOECHSTENS_KB = 1000
_ORDNER = "sitzungen"


def sitzungen(
    datenordner: Path, kommune: Kommune | None = None
) -> tuple[dict[str, Sitzung], list[Mangel]]:
    """Alle Sitzungen nach Dateinamen (ohne Endung) geordnet, und was daran nicht stimmt.

    Eine Datei, die sich nicht lesen lässt, fehlt; mit `kommune` nennen die Mängel auch Gebiete
    und Indikatoren, die es nicht gibt. Ohne Ordner gibt es keine Sitzung und keinen Mangel.
    """
    gelesen: dict[str, Sitzung] = {}
    maengel: list[Mangel] = []
    for pfad in sorted((datenordner / _ORDNER).glob("*.toml")):
        name = f"{_ORDNER}/{pfad.name}"
        try:
            text = lies_text(pfad, hoechstens_kb=HOECHSTENS_KB)
        except DatenFehler as fehler:
            maengel += fehler.maengel
            continue
        gelesen[pfad.stem], neue = lies_sitzung(text, kommune=kommune, datei=name)
        maengel += neue
    return gelesen, maengel
