"""Wie lange eine Datei zum Herunterladen mindestens abrufbar bleibt.

Eine Datei, die erst beim Klick entsteht, gehört bei Streamlit zu keiner Sitzung. Sie verschwindet,
sobald zwei Seitenläufe irgendwelcher Leser zu Ende sind, bei mehreren Lesern oft bevor der Browser
sie abgeholt hat. Hier bekommt jede Datei eine Frist, nachdem sie zuletzt gebraucht wurde.
"""

import time
from collections.abc import Callable

from streamlit.runtime.media_file_manager import MediaFileManager, MediaFileMetadata

FRIST = 60.0


def gewaehre(
    verwalter: MediaFileManager,
    *,
    frist: float = FRIST,
    jetzt: Callable[[], float] = time.monotonic,
) -> None:
    """Lässt Dateien von nun an erst löschen, wenn sie `frist` Sekunden zu keiner Sitzung gehören.

    Eine Datei, die mit gleichem Inhalt neu entsteht, bekommt eine neue Frist. `AttributeError`,
    wenn Streamlit seine Dateien anders verwaltet.
    """
    finde = verwalter._get_inactive_file_ids
    seit: dict[str, tuple[MediaFileMetadata, float]] = {}

    # Streamlit ruft dies nur mit seiner Sperre auf.
    def abgelaufene() -> set[str]:
        nun, verwaist = jetzt(), finde()
        for kennung in seit.keys() - verwaist:
            del seit[kennung]
        for kennung in verwaist:
            angaben = verwalter._file_metadata[kennung]
            if kennung not in seit or seit[kennung][0] is not angaben:
                seit[kennung] = (angaben, nun)
        return {kennung for kennung in verwaist if nun - seit[kennung][1] >= frist}

    vars(verwalter)["_get_inactive_file_ids"] = abgelaufene
