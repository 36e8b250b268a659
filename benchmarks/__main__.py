"""`python -m benchmarks [Teil] [--wiederholungen 15]`: misst und berichtet.

Teile sind `paket`, `sozialindex`, `geheimhaltung`, `seiten`, `berichte` und `last`; ohne Angabe
alle. Der Rückgabewert ist immer 0: Das ist ein Bericht, keine Prüfung.
"""

import argparse
import importlib
import sys

from benchmarks.messwerte import als_tabelle, melde

TEILE = ("paket", "sozialindex", "geheimhaltung", "seiten", "berichte", "last")


def lies_befehl() -> argparse.Namespace:
    """Liest die Befehlszeile."""
    leser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    leser.add_argument("was", nargs="?", choices=(*TEILE, "alles"), default="alles")
    leser.add_argument("--wiederholungen", type=int, default=15, help="je Messgröße (üblich: 15)")
    return leser.parse_args()


def main() -> int:
    """Misst die verlangten Teile; was bis zu einem Fehler gemessen ist, bleibt."""
    wahl = lies_befehl()
    messungen = []
    for teil in TEILE if wahl.was == "alles" else (wahl.was,):
        try:
            modul = importlib.import_module(f"benchmarks.{teil}")
            for messung in modul.messe(wahl.wiederholungen):
                melde(f"  {messung.name}: {messung.median:.1f} {messung.einheit}")
                messungen.append(messung)
        except Exception as fehler:
            melde(f"„{teil}“ ließ sich nicht messen: {type(fehler).__name__}: {fehler}")
    print(als_tabelle(messungen))
    return 0


if __name__ == "__main__":
    sys.exit(main())
