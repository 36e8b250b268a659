"""Dokumente in einem eigenen Prozess erstellen: mit Fortschritt, Abbrechen und Warteschlange.

Der Arbeiter rechnet nachrangig und neben der Anwendung; andere Sitzungen warten nicht auf ihn. Er
endet mit dem Klick auf „Abbrechen“, beim Verlassen der Seite, wenn das Fenster zugeht, nach
`HOECHSTDAUER` und mit der Anwendung. Was nicht ganz fertig ist, wird nie gezeigt.
"""

import contextlib
import datetime
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from pages.bausteine import anzeige, daten, rahmen, vorfuehrteile
from sozialmonitor import auftrag as auftraege
from sozialmonitor.auftrag import Auftrag, Erledigt
from sozialmonitor.fehler import Mangel, SozialmonitorFehler
from sozialmonitor.laden.textbloecke import lies_logo, lies_textbloecke
from sozialmonitor.sitzung import Sitzung

Melden = Callable[[float, str], None]
"""Wird mit dem Anteil (0 bis 1) und dem, was gerade entsteht, gerufen; eine Ausnahme bricht ab."""

GLEICHZEITIG = 1 if (os.cpu_count() or 1) <= 2 else 2  # noqa: PLR2004
HOECHSTDAUER = 300.0
BEFEHL = (sys.executable, "-m", "sozialmonitor.arbeiter")
_TAKT = 0.2
_OFFICE = "application/vnd.openxmlformats-officedocument"
MIME = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "html": "text/html",
    "zip": "application/zip",
}
ABGEBROCHEN = "Abgebrochen; es ist keine Datei entstanden."
ABGELAUFEN = (
    "Ihre Ansicht hat sich währenddessen geändert; bitte das Dokument noch einmal erstellen."
)
ABGESTUERZT = (
    "Das Dokument ist nicht entstanden: Beim Erstellen trat ein unerwarteter Fehler auf. Bitte "
    "noch einmal versuchen; Einzelheiten stehen im Protokoll des Servers."
)
GETOETET = (
    "Das Dokument ist nicht entstanden: Das Betriebssystem hat die Erstellung beendet, vermutlich "
    "fehlte Speicher. Bitte später noch einmal versuchen."
)
ZU_LANGE = (
    "Das Dokument ist nicht entstanden: Nach {} Minuten war es noch nicht fertig. Bitte später "
    "noch einmal versuchen."
)
# Nur das bekommt der Arbeiter aus der Umgebung; Geheimnisse des Betreibers gehören nicht dazu.
_UMGEBUNG = (
    *("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "TEMP", "TMP"),
    *("PYTHONPATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "SYSTEMROOT", "USERPROFILE", "APPDATA"),
)
# Ein Kern und wenig Vorrat an Speicher je Faden: Der Arbeiter soll niemandem etwas wegnehmen.
_SPARSAM = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_TRIM_THRESHOLD_": "131072",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


def auftrag(
    art: str,
    form: str,
    *,
    gebiet: str = "",
    sitzung: Sitzung | None = None,
) -> tuple[Auftrag, list[Mangel]]:
    """Ein Auftrag mit den Daten, die diese Sitzung gerade zeigt, und Mängel eigener Texte."""
    bestand = daten.bestandsordner()[0]
    texte, maengel = lies_textbloecke(bestand, "anlage" if art == "paket" else art)
    logo, logomaengel = lies_logo(bestand)
    datenordner, geoordner = _ordner()
    mit_vorfuehrung = art in {"vorfuehrung", "paket"}
    fertig = Auftrag(
        art=art,
        form=form,
        datenordner=datenordner,
        geoordner=geoordner,
        regel=daten.REGELN.get(daten.rolle(), auftraege.BESTAND),
        datum=datetime.datetime.now().astimezone().date().isoformat(),
        gelesen=daten.gelesen_um(),
        ausgabe=anzeige.ausgabezeile(),
        basisadresse=basisadresse(),
        textbloecke=texte,
        gebiet=gebiet,
        sitzung=sitzung,
        logo=logo,
        schriften=vorfuehrteile.schriften() if mit_vorfuehrung else {},
        vega=vorfuehrteile.vega() if mit_vorfuehrung else "",
    )
    return fertig, [*maengel, *logomaengel]


def basisadresse() -> str:
    """Die Adresse, unter der diese Anwendung erreichbar ist, ohne die Seite."""
    teile = urlsplit(st.context.url or "")
    if not teile.netloc:
        return ""
    return f"{teile.scheme}://{teile.netloc}{teile.path.rpartition('/')[0]}"


def biete_an(auftrag: Auftrag, *, text: str, dateiname: str, key: str) -> None:
    """Erstellt das Dokument mit Fortschritt und „Abbrechen“; danach der Knopf zum Herunterladen.

    Wartet, bis es fertig ist. Gehört ans Ende der Seite, damit alles andere schon dasteht; jeder
    Klick anderswo auf der Seite bricht ab.
    """
    try:
        fertig = mit_fortschritt(auftrag, key=key)
    except SozialmonitorFehler as fehler:
        st.error(str(fehler))
        return
    # Wer abgemeldet wurde, während es entstand, bekommt es nicht.
    if _ordner() != (auftrag.datenordner, auftrag.geoordner):
        st.warning(ABGELAUFEN)
        return
    for mangel in fertig.maengel:
        st.warning(rahmen.woertlich(str(mangel)))
    st.download_button(
        f"{text} herunterladen ({groesse(fertig.inhalt)})",
        fertig.inhalt,
        file_name=f"{dateiname}.{auftrag.form}",
        mime=MIME[auftrag.form],
        key=f"lade_{key}",
        on_click="ignore",
        type="primary",
        width="stretch",
    )


def mit_fortschritt(auftrag: Auftrag, *, key: str) -> Erledigt:
    """Das fertige Dokument; währenddessen stehen Fortschritt und „Abbrechen“ auf der Seite.

    Raises
    ------
    SozialmonitorFehler
        Mit einem Satz für die Leserin, wenn nichts entstanden ist.
    """
    platz = st.empty()
    with platz.container():
        leiste = st.progress(0.0, "Das Dokument wird vorbereitet …")
        st.button("Abbrechen", key=f"abbrechen_{key}", on_click=lambda: st.toast(ABGEBROCHEN))
    try:
        return erstelle(auftrag, lambda anteil, was: leiste.progress(anteil, rahmen.woertlich(was)))
    finally:
        with contextlib.suppress(Exception):
            platz.empty()


def erstelle(auftrag: Auftrag, melde: Melden) -> Erledigt:
    """Das Dokument aus einem eigenen Prozess; wartet, bis einer frei ist.

    Parameters
    ----------
    melde
        Wird mehrmals je Sekunde gerufen, auch ohne Neues; eine Ausnahme daraus beendet den
        Prozess und geht weiter.

    Raises
    ------
    SozialmonitorFehler
        Wenn nichts entstanden ist: Auftrag nicht ausführbar, Absturz, zu lange.
    """
    with _SCHLANGE.platz(melde):
        ende = time.monotonic() + HOECHSTDAUER
        zeile = auftraege.als_text(auftrag).encode()
        fertig = _ergebnis(zeile, melde, ende, "Das Dokument wird vorbereitet …")
        if not fertig.zu_setzen:
            return fertig
        zeile = b'{"satz":' + fertig.inhalt + b"}"
        gesetzt = _ergebnis(zeile, melde, ende, "Satz des PDF", ab=1.0)
        return Erledigt(inhalt=gesetzt.inhalt, maengel=fertig.maengel)


def _ergebnis(zeile: bytes, melde: Melden, ende: float, was: str, *, ab: float = 0.0) -> Erledigt:
    """Was ein Arbeiter zu einer Zeile antwortet; gibt nie etwas Halbes zurück."""
    anteil = ab
    with _arbeiter(zeile) as arbeiter:
        while True:
            melde(anteil, was)
            if time.monotonic() > ende:
                raise SozialmonitorFehler(ZU_LANGE.format(round(HOECHSTDAUER / 60)))
            try:
                antwort = arbeiter.antworten.get(timeout=_TAKT)
            except queue.Empty:
                continue
            if antwort is None:
                nummer = arbeiter.prozess.wait(timeout=10)
                raise SozialmonitorFehler(GETOETET if nummer < 0 else ABGESTUERZT)
            if "fehler" in antwort:
                raise SozialmonitorFehler(antwort["fehler"])
            if "inhalt" in antwort:
                maengel = tuple(Mangel(*angaben) for angaben in antwort["maengel"])
                return Erledigt(
                    inhalt=antwort["inhalt"],
                    maengel=maengel,
                    zu_setzen=antwort.get("zu_setzen", False),
                )
            anteil = min(antwort["fertig"] / max(antwort["insgesamt"], 1), 1.0)
            was = antwort["was"]


def groesse(inhalt: bytes) -> str:
    """Größe einer Datei in KB, ab 1.000 KB in MB."""
    kb = max(len(inhalt) // 1000, 1)
    return f"{kb} KB" if kb < 1000 else f"{kb / 1000:.1f} MB".replace(".", ",")  # noqa: PLR2004


class Warteschlange:
    """Wer zuerst kommt, ist zuerst an der Reihe; höchstens so viele zugleich."""

    def __init__(self, gleichzeitig: int) -> None:
        self._gleichzeitig = gleichzeitig
        self._reihe: list[object] = []
        self._sperre = threading.Lock()

    @contextlib.contextmanager
    def platz(self, melde: Melden) -> Iterator[None]:
        """Wartet auf einen Platz und sagt währenddessen, wie viele noch davor sind."""
        marke = object()
        with self._sperre:
            self._reihe.append(marke)
        try:
            while (davor := self._davor(marke)) > 0:
                vor = "ist noch 1 Dokument" if davor == 1 else f"sind noch {davor} Dokumente"
                melde(0.0, f"Vor Ihrem {vor} an der Reihe; danach geht es weiter.")
                time.sleep(_TAKT)
            yield
        finally:
            with self._sperre:
                self._reihe.remove(marke)

    def _davor(self, marke: object) -> int:
        with self._sperre:
            return self._reihe.index(marke) - self._gleichzeitig + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arbeiter:
    """Ein laufender Prozess und seine Antworten; `None` ist das Ende."""

    prozess: "subprocess.Popen[bytes]"
    antworten: "queue.SimpleQueue[dict[str, Any] | None]"


@contextlib.contextmanager
def _arbeiter(zeile: bytes) -> Iterator[_Arbeiter]:
    """Startet einen Prozess mit der Zeile; am Ende des Blocks gibt es ihn nicht mehr."""
    umgebung = {name: os.environ[name] for name in _UMGEBUNG if name in os.environ}
    try:
        prozess = subprocess.Popen(
            BEFEHL,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=daten.WURZEL,
            env=umgebung | _SPARSAM,
        )
    except OSError as fehler:
        raise SozialmonitorFehler(ABGESTUERZT) from fehler
    antworten: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
    try:
        args = (prozess, zeile + b"\n", antworten)
        gespraech = threading.Thread(target=_sprich, args=args, daemon=True)
        gespraech.start()
        yield _Arbeiter(prozess=prozess, antworten=antworten)
    finally:
        prozess.kill()
        prozess.wait()


def _sprich(
    prozess: "subprocess.Popen[bytes]",
    zeile: bytes,
    antworten: "queue.SimpleQueue[dict[str, Any] | None]",
) -> None:
    """Schickt den Auftrag und reicht die Antworten weiter; eine halbe Datei zählt nicht."""
    eingang, ausgang = prozess.stdin, prozess.stdout
    if eingang is None or ausgang is None:
        antworten.put(None)
        return
    # Scheitert das Schreiben, ist der Prozess schon fort; das sagt das Ende der Antworten.
    with contextlib.suppress(OSError), ausgang, eingang:
        with contextlib.suppress(OSError):
            eingang.write(zeile)
            eingang.flush()
        for antwortzeile in ausgang:
            try:
                antwort = json.loads(antwortzeile)
            except ValueError:
                break
            if "laenge" in antwort:
                antwort["inhalt"] = ausgang.read(antwort["laenge"])
                if len(antwort["inhalt"]) != antwort["laenge"]:
                    break
            antworten.put(antwort)
    antworten.put(None)


def _ordner() -> tuple[Path, Path]:
    """Daten- und Geometrieordner dessen, was diese Sitzung zeigt, als volle Pfade."""
    datenordner, geoordner = daten.ordner()
    return datenordner.resolve(), geoordner.resolve()


_SCHLANGE = Warteschlange(GLEICHZEITIG)
