"""Texte, die eine Kommune selbst schreibt: `texte/<dokument>/<stelle>.md` in ihrem Ordner."""

from pathlib import Path

from sozialmonitor.fehler import DatenFehler, Mangel
from sozialmonitor.laden.dateien import lies_text

ORDNER = "texte"


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
