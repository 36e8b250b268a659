"""Kommandozeile: `python -m sozialmonitor pruefe <datenordner> [<geoordner>]`."""

import argparse
import sys
from pathlib import Path

from sozialmonitor import pruefen


def main(argumente: list[str] | None = None) -> int:
    """Führt den Befehl aus; Rückgabe 0 ohne, 1 mit Mängeln."""
    leser = argparse.ArgumentParser(prog="sozialmonitor", description="Werkzeuge für die Daten.")
    befehle = leser.add_subparsers(dest="befehl", required=True)
    pruefe = befehle.add_parser("pruefe", help="Datenordner einer Kommune prüfen")
    pruefe.add_argument("datenordner", type=Path, help="zum Beispiel data/<kommune>")
    pruefe.add_argument("geoordner", type=Path, nargs="?", help="Standard: geodata/<kommune>")
    angaben = leser.parse_args(argumente)
    geoordner = angaben.geoordner or Path("geodata") / angaben.datenordner.name
    maengel = pruefen.maengel(angaben.datenordner, geoordner)
    for mangel in maengel:
        sys.stdout.write(f"{mangel}\n")
    schluss = f"{len(maengel)} Mängel gefunden." if maengel else "Keine Mängel gefunden."
    sys.stdout.write(f"{schluss}\n")
    return 1 if maengel else 0


if __name__ == "__main__":
    sys.exit(main())
