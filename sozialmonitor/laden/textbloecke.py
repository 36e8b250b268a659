"""Was eine Kommune ihren Dokumenten beilegt: `texte/<dokument>/<stelle>.md`, `texte/logo.png`."""

from pathlib import Path

from sozialmonitor.fehler import DatenFehler, Mangel
from sozialmonitor.laden.dateien import lies_text

ORDNER = "texte"
LOGOS = ("logo.png", "logo.jpg")
HOECHSTENS_BYTES = 2_000_000
"""So groß darf ein Logo sein; es steckt in jedem Dokument."""


def lies_textbloecke(datenordner: Path, dokument: str) -> tuple[dict[str, str], list[Mangel]]:
    """Stelle → Text der Markdown-Dateien eines Dokuments.

    Parameters
    ----------
    dokument
        Name des Dokuments („stadtblatt“).

    Returns
    -------
    tuple[dict[str, str], list[Mangel]]
        Ohne Ordner leer; was nicht lesbar ist, fehlt und ist als Mangel vermerkt.
    """
    texte: dict[str, str] = {}
    maengel: list[Mangel] = []
    for pfad in sorted((datenordner / ORDNER / dokument).glob("*.md")):
        try:
            texte[pfad.stem] = lies_text(pfad)
        except DatenFehler as fehler:
            maengel += fehler.maengel
    return texte, maengel


def dateiname(dokument: str, stelle: str) -> str:
    """Wo der Text einer Stelle steht, vom Ordner der Kommune aus."""
    return f"{ORDNER}/{dokument}/{stelle}.md"


def lies_logo(datenordner: Path) -> tuple[bytes, list[Mangel]]:
    """Inhalt der Logodatei, ungeprüft, ob sie ein Bild ist; leer, wenn es keine gibt."""
    for name in LOGOS:
        pfad = datenordner / ORDNER / name
        if not pfad.is_file():
            continue
        if pfad.stat().st_size > HOECHSTENS_BYTES:
            befund = "Das Logo ist größer als 2 MB; die Dokumente entstehen ohne."
            return b"", [Mangel(f"{ORDNER}/{name}", "", befund, "Bitte verkleinern.")]
        return pfad.read_bytes(), []
    return b"", []
