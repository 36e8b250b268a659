"""Wer welche Datei zum Herunterladen abrufen darf: Jede trägt die Rolle, für die sie entstand.

Streamlit gibt eine Datei unter `/media/…` jedem, der ihre Adresse kennt, und nennt sie nach einer
Prüfsumme, die bei großen Dateien nur Stichproben liest. Mit Anmeldung heißt jede Datei deshalb
nach Rolle, ganzem Inhalt und einem Geheimnis dieses Prozesses, und `server.py` fragt hier, wer sie
bekommt.
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.memory_media_file_storage import MemoryFile, MemoryMediaFileStorage

from pages.bausteine import anmeldung, daten
from sozialmonitor.fehler import SozialmonitorFehler

_VIELE = 500


@dataclass(frozen=True, slots=True)
class _Zusage:
    """Für wen ein Inhalt beim Klick entsteht und bis wann die Anmeldung dafür gilt."""

    rolle: str
    bis: float


class Dateizugang:
    """Das Verzeichnis aller Dateien eines Prozesses mit der Rolle, für die sie entstanden."""

    def __init__(self) -> None:
        self._rollen: dict[str, str] = {}
        self._zusagen: dict[str, _Zusage] = {}
        self._geheimnis = secrets.token_bytes(32)

    def erlaubt(self, kennung: str, rolle: str) -> bool:
        """Ob eine Rolle die Datei sehen darf; eine unbekannte Datei niemand."""
        fuer = self._rollen.get(kennung)
        reihe = anmeldung.ROLLEN
        return fuer is not None and reihe.index(rolle) >= reihe.index(fuer)

    def bewache(self, verwalter: MediaFileManager) -> None:
        """Vermerkt von nun an bei jeder Datei die Rolle der Sitzung, die sie anlegt."""
        speicher = verwalter._storage
        if not isinstance(speicher, MemoryMediaFileStorage):
            raise SozialmonitorFehler("Dateien liegen nicht im Speicher dieses Prozesses.")
        merke_vor, fuehre_aus = verwalter.add_deferred, verwalter.execute_deferred

        # Die Namen der Angaben sind die von Streamlit, das sie teils beim Namen nennt.
        def lade(
            path_or_data: str | bytes,
            mimetype: str,
            kind: MediaFileKind,
            filename: str | None = None,
        ) -> str:
            inhalt = path_or_data
            if isinstance(inhalt, str):
                inhalt = speicher._read_file(inhalt)
            kennung = self._vermerke(daten.rolle(), mimetype, filename or "", inhalt)
            speicher._files_by_id[kennung] = MemoryFile(inhalt, mimetype, kind, filename)
            self._raeume_auf(speicher._files_by_id, self._rollen)
            return kennung

        def merke_mit_rolle(
            data_callable: Callable[[], Any],
            mimetype: str | None,
            coordinates: str,
            file_name: str | None = None,
            *,
            element_id: str = "",
        ) -> str:
            kennung = merke_vor(
                data_callable, mimetype, coordinates, file_name, element_id=element_id
            )
            self._zusagen[kennung] = _zusage()
            self._raeume_auf(verwalter._deferred_callables, self._zusagen)
            return kennung

        def fuehre_mit_rolle_aus(kennung: str) -> str:
            zusage = self._zusagen.get(kennung)
            if zusage is None or time.time() >= zusage.bis:
                raise SozialmonitorFehler("Die Anmeldung zu dieser Datei ist abgelaufen.")
            with anmeldung.gebunden(zusage.rolle):
                return fuehre_aus(kennung)

        vars(speicher)["load_and_get_id"] = lade
        vars(verwalter)["add_deferred"] = merke_mit_rolle
        vars(verwalter)["execute_deferred"] = fuehre_mit_rolle_aus

    def _vermerke(self, rolle: str, art: str, name: str, inhalt: bytes) -> str:
        kopf = "\0".join((rolle, art, name, "")).encode()
        kennung = hmac.new(self._geheimnis, kopf + inhalt, hashlib.sha256).hexdigest()
        self._rollen[kennung] = rolle
        return kennung

    @staticmethod
    def _raeume_auf(vorhanden: dict[str, Any], vermerkt: dict[str, Any]) -> None:
        """Vergisst, was es nicht mehr gibt, damit das Verzeichnis nicht wächst."""
        if len(vermerkt) > _VIELE + 2 * len(vorhanden):
            for kennung in [k for k in list(vermerkt) if k not in vorhanden]:
                vermerkt.pop(kennung, None)


def _zusage() -> _Zusage:
    """Rolle dieser Sitzung; was öffentlich ist, gilt ohne Ende."""
    einstellung = daten.anmeldeeinstellung()
    rolle = daten.rolle()
    if einstellung is None or rolle == anmeldung.OEFFENTLICH:
        return _Zusage(rolle, float("inf"))
    return _Zusage(rolle, anmeldung.sitzung_hier(einstellung).bis)


ZUGANG = Dateizugang()
