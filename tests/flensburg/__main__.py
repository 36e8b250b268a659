"""Flensburg von Hand aufbauen: `python -m tests.flensburg <rohordner> <ziel>`."""

import argparse
from pathlib import Path

from tests.flensburg.aufbau import flensburg_ordner


def main() -> None:
    """Baut die Ordner und nennt sie, damit die Anwendung damit gestartet werden kann."""
    parser = argparse.ArgumentParser(prog="python -m tests.flensburg", description=__doc__)
    parser.add_argument("rohordner", type=Path, help="Ordner mit den Tabellen und geometrie/")
    parser.add_argument("ziel", type=Path, help="Ordner, in dem data/ und geodata/ entstehen")
    angaben = parser.parse_args()
    datenordner, geoordner = flensburg_ordner(angaben.rohordner, angaben.ziel)
    print(f"Daten:    {datenordner}\nGeodaten: {geoordner}")


if __name__ == "__main__":
    main()
