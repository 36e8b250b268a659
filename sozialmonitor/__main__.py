"""Kommandozeile: `python -m sozialmonitor pruefe|freigabe <datenordner> [<geoordner>]`."""

import argparse
import datetime
import os
import sys
from pathlib import Path

from sozialmonitor import freigeben, pruefen
from sozialmonitor.einstellungen import ROLLEN
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.laden import geoordner_zu


def main(argumente: list[str] | None = None) -> int:
    """Führt den Befehl aus; Rückgabe 0 ohne, 1 mit Mängeln."""
    leser = argparse.ArgumentParser(prog="sozialmonitor", description="Werkzeuge für die Daten.")
    befehle = leser.add_subparsers(dest="befehl", required=True)
    pruefe = befehle.add_parser("pruefe", help="Datenordner einer Kommune prüfen")
    freigabe = befehle.add_parser("freigabe", help="eine Ausgabe erstellen, alles geprüft")
    for befehl in (pruefe, freigabe):
        befehl.add_argument("datenordner", type=Path, help="zum Beispiel data/<kommune>")
        befehl.add_argument("geoordner", type=Path, nargs="?", help="Standard: geodata/<kommune>")
    freigabe.add_argument("--rolle", choices=list(ROLLEN), default="oeffentlich")
    freigabe.add_argument("--notiz", default="", help="wofür; ist mit der Ausgabe öffentlich")
    angaben = leser.parse_args(argumente)
    geoordner = angaben.geoordner or geoordner_zu(angaben.datenordner)
    if angaben.befehl == "freigabe":
        return _freigabe(angaben, geoordner)
    maengel = pruefen.maengel(angaben.datenordner, geoordner)
    for mangel in maengel:
        sys.stdout.write(f"{mangel}\n")
    anzahl = {0: "Keine Mängel", 1: "1 Mangel"}.get(len(maengel), f"{len(maengel)} Mängel")
    sys.stdout.write(f"{anzahl} gefunden.\n")
    return 1 if maengel else 0


def _freigabe(angaben: argparse.Namespace, geoordner: Path) -> int:
    try:
        ausgabe = freigeben.freigeben(
            angaben.datenordner,
            geoordner,
            angaben.rolle,
            datum=datetime.datetime.now().astimezone().date().isoformat(),
            notiz=angaben.notiz,
            geheimnis=os.environ.get("SOZIALMONITOR_RUNDUNGSGEHEIMNIS", ""),
            fortschritt=_melde,
        )
    except SozialmonitorFehler as fehler:
        sys.stdout.write(f"\n{fehler}\nEs wurde nichts freigegeben.\n")
        return 1
    sys.stdout.write(f"\nAusgabe {ausgabe.schluessel} ({ausgabe.rolle}) ist erstellt.\n")
    return 0


def _melde(fertig: int, insgesamt: int, was: str) -> None:
    sys.stdout.write(f"\r{fertig}/{insgesamt} {was:<70.70}")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
