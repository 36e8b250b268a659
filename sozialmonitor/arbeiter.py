"""Der Prozess, der einen Auftrag erledigt: `python -m sozialmonitor.arbeiter`.

Hinein kommt über die Standardeingabe eine Zeile: ein Auftrag oder `{"satz": …}` mit dem, was ein
PDF zum Setzen braucht; nichts davon steht in der Befehlszeile. Heraus kommen Zeilen mit JSON:
Fortschritt, am Ende ein Fehlersatz oder Mängel mit der Länge der Datei und dann die Datei. Schließt
sich die Eingabe, endet der Prozess sofort.
"""

import json
import os
import sys
import threading
import traceback
from collections.abc import Callable
from typing import Any

Sende = Callable[..., None]
NACHRANGIG = 10
"""So viel steht der Prozess hinter der Anwendung zurück (nice)."""
_SATZ = b'{"satz":'


def main() -> int:
    """Erledigt den einen Auftrag; Rückgabe 0, auch wenn die Antwort ein Fehlersatz ist."""
    if hasattr(os, "nice"):
        os.nice(NACHRANGIG)
    # Was eine Bibliothek ausgibt, geht auf den Fehlerstrom und nicht zwischen die Antworten.
    ausgang = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    zeile = sys.stdin.buffer.readline()
    if not zeile:
        return 0
    threading.Thread(target=_ende_mit_der_eingabe, daemon=True).start()

    def sende(angaben: dict[str, Any], inhalt: bytes = b"") -> None:
        ausgang.write(json.dumps(angaben).encode() + b"\n" + inhalt)
        ausgang.flush()

    try:
        if zeile.startswith(_SATZ):
            _setze(zeile, sende)
        else:
            _erledige(zeile.decode(), sende)
    except BrokenPipeError:
        return 1
    return 0


def _setze(zeile: bytes, sende: Sende) -> None:
    from sozialmonitor.berichte import satz  # hier ist sonst nichts geladen

    inhalt = satz.gesetzt(json.loads(zeile)["satz"])
    sende({"maengel": [], "laenge": len(inhalt)}, inhalt)


def _erledige(zeile: str, sende: Sende) -> None:
    # Erst jetzt: Das Laden der Bibliotheken ist der größte Teil des Anlaufs.
    from sozialmonitor import auftrag as auftraege
    from sozialmonitor.diagramme.thema import baue_ungeprueft
    from sozialmonitor.fehler import SozialmonitorFehler

    baue_ungeprueft()

    def melde(fertig: int, insgesamt: int, was: str) -> None:
        sende({"fertig": fertig, "insgesamt": insgesamt, "was": was})

    try:
        fertig = auftraege.erledigt(auftraege.aus_text(zeile), setze=False, fortschritt=melde)
    except SozialmonitorFehler as fehler:
        traceback.print_exc()
        sende({"fehler": str(fehler)})
        return
    maengel = [(m.datei, m.ort, m.befund, m.abhilfe) for m in fertig.maengel]
    angaben = {"maengel": maengel, "laenge": len(fertig.inhalt), "zu_setzen": fertig.zu_setzen}
    sende(angaben, fertig.inhalt)


def _ende_mit_der_eingabe() -> None:
    """Wartet, bis die Anwendung die Leitung schließt oder selbst endet.

    Gelesen wird am Puffer vorbei: Dessen Sperre hielte sonst das Ende des Prozesses auf.
    """
    while os.read(0, 4096):
        pass
    os._exit(1)


if __name__ == "__main__":
    rueckgabe = main()
    sys.stderr.flush()
    # Ohne aufzuräumen: Der Speicher geht ohnehin zurück, und es spart Zeit.
    os._exit(rueckgabe)
