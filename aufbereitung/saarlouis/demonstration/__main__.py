"""Kommandozeile: `python -m aufbereitung.saarlouis.demonstration data/saarlouis`."""

import argparse
from pathlib import Path

from aufbereitung.saarlouis.demonstration.tabellen import schreibe_demonstration


def main() -> None:
    """Lies das Ziel von der Kommandozeile und schreibe alle Tabellen."""
    leser = argparse.ArgumentParser(description="Schreibt die Demonstrationsdaten für Saarlouis.")
    leser.add_argument("ziel", type=Path, help="Ordner der Kommune, etwa data/saarlouis")
    schreibe_demonstration(leser.parse_args().ziel)


if __name__ == "__main__":
    main()
