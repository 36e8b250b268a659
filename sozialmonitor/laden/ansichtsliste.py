"""Die gespeicherten Ansichten einer Kommune: `ansichten.toml` im Datenordner."""

from pathlib import Path

from sozialmonitor.ansichtsliste import DATEI, GespeicherteAnsicht, lies_ansichten
from sozialmonitor.fehler import DatenFehler, Mangel
from sozialmonitor.kommune import Kommune
from sozialmonitor.laden.dateien import lies_text

HOECHSTENS_BYTES = 200_000


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
        if pfad.is_file() and pfad.stat().st_size > HOECHSTENS_BYTES:
            return {}, [Mangel(DATEI, "", "Die Datei ist größer als 200 KB.", "Bitte kürzen.")]
        text = lies_text(pfad)
    except DatenFehler as fehler:
        return {}, list(fehler.maengel)
    return lies_ansichten(text, kommune=kommune)
