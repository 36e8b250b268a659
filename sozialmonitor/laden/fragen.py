"""Die Fragen einer Kommune: `fragen.toml` im Datenordner."""

from pathlib import Path

from sozialmonitor.fehler import DatenFehler, Mangel
from sozialmonitor.fragen import DATEI, Frage, lies_fragen
from sozialmonitor.kommune import Kommune
from sozialmonitor.laden.dateien import lies_text

HOECHSTENS_KB = 100


def fragen(
    datenordner: Path, kommune: Kommune | None = None
) -> tuple[dict[str, Frage], list[Mangel]]:
    """Die Fragen in der Reihenfolge der Datei, nach Kennung, und was daran nicht stimmt.

    Ohne Datei gibt es keine Frage und keinen Mangel; mit `kommune` nennen die Mängel auch Gebiete
    und Indikatoren, die es nicht gibt.
    """
    pfad = datenordner / DATEI
    if not pfad.exists():
        return {}, []
    try:
        text = lies_text(pfad, hoechstens_kb=HOECHSTENS_KB)
    except DatenFehler as fehler:
        return {}, list(fehler.maengel)
    return lies_fragen(text, kommune=kommune)
