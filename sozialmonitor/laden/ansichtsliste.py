"""Die gespeicherten Ansichten einer Kommune: `ansichten.toml` im Datenordner."""

from pathlib import Path

from sozialmonitor.ansichtsliste import DATEI, GespeicherteAnsicht, lies_ansichten
from sozialmonitor.fehler import DatenFehler, Mangel
from sozialmonitor.kommune import Kommune
from sozialmonitor.laden.dateien import lies_text

HOECHSTENS_KB = 200


def ansichtsliste(
    datenordner: Path, kommune: Kommune | None = None
) -> tuple[dict[str, GespeicherteAnsicht], list[Mangel]]:
    """Alle gespeicherten Ansichten nach Namen, und was daran nicht stimmt.

    Ohne Datei gibt es keine Ansicht und keinen Mangel, mit einer unlesbaren nur den Mangel.
    `kommune` wie bei `lies_ansichten`.
    """
    pfad = datenordner / DATEI
    if not pfad.exists():
        return {}, []
    try:
        text = lies_text(pfad, hoechstens_kb=HOECHSTENS_KB)
    except DatenFehler as fehler:
        return {}, list(fehler.maengel)
    return lies_ansichten(text, kommune=kommune)
