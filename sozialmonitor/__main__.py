"""Kommandozeile: `python -m sozialmonitor pruefe <datenordner> [<geoordner>]`."""

import argparse
import sys
from pathlib import Path

from sozialmonitor import pruefen
from sozialmonitor.laden import geoordner_zu


def main(argumente: list[str] | None = None) -> int:
    """Führt den Befehl aus; Rückgabe 0 ohne, 1 mit Mängeln."""
    leser = argparse.ArgumentParser(prog="sozialmonitor", description="Werkzeuge für die Daten.")
    befehle = leser.add_subparsers(dest="befehl", required=True)
    pruefe = befehle.add_parser("pruefe", help="Datenordner einer Kommune prüfen")
    pruefe.add_argument("datenordner", type=Path, help="zum Beispiel data/<kommune>")
    pruefe.add_argument("geoordner", type=Path, nargs="?", help="Standard: geodata/<kommune>")
    angaben = leser.parse_args(argumente)
    geoordner = angaben.geoordner or geoordner_zu(angaben.datenordner)
    maengel = pruefen.maengel(angaben.datenordner, geoordner)
    for mangel in maengel:
        sys.stdout.write(f"{mangel}\n")
    anzahl = {0: "Keine Mängel", 1: "1 Mangel"}.get(len(maengel), f"{len(maengel)} Mängel")
    sys.stdout.write(f"{anzahl} gefunden.\n")
    return 1 if maengel else 0


if __name__ == "__main__":
    sys.exit(main())
