"""Sammelt alles, was eine Leserin von der Anwendung bekommen kann, und durchsucht es gleich.

Nachrichten über den Websocket, jede HTTP-Antwort der Anwendung, das Gezeichnete samt Attributen,
Kurzinfos, Adresse, Speicher des Browsers und jede Datei zum Herunterladen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.fenster import Fenster, neues_fenster

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Download, Locator, Response, WebSocket

    from tests.lecksuche import Suche

AUFKLAPPER = "Tabelle und Dateien zu diesem Bild"
# Was Streamlit selbst ausliefert, ist in jeder Anwendung gleich.
_NICHT_UNSERES = "/static/"
_SPEICHER = """async () => JSON.stringify([
  {...localStorage}, {...sessionStorage}, document.cookie, location.href, document.title,
  await caches.keys(), (await indexedDB.databases()).map(d => d.name)])"""
_GELUNGEN = 200
_KURZINFOS = """async () => { const texte = [];
  for (const f of document.querySelectorAll('path.leaflet-interactive')) {
    f.dispatchEvent(new MouseEvent('mouseover', {bubbles: true}));
    await new Promise(r => setTimeout(r, 5));
    texte.push(...[...document.querySelectorAll('.leaflet-tooltip')].map(t => t.innerText));
    f.dispatchEvent(new MouseEvent('mouseout', {bubbles: true}));
  } return texte; }"""


class Sammler:
    """Ein Fenster, dessen Inhalt, Verkehr und Dateien durchsucht werden.

    `funde` nennt je Fund den Ort; `gesehen` zählt, was durchsucht wurde (Positivkontrolle).
    """

    def __init__(self, fenster: Fenster, suche: Suche) -> None:
        self.fenster, self.suche = fenster, suche
        self.funde: list[tuple[str, str]] = []
        self.gesehen: dict[str, int] = {}
        self.dateien: dict[str, bytes] = {}
        self._ort = ""
        self._bekannt: set[bytes] = set()
        self._rahmen: list[tuple[type, bytes]] = []
        self._antworten: list[Response] = []
        fenster.seite.on("response", lambda antwort: self._antworten.append(antwort))
        fenster.seite.on("websocket", self._horche)

    def besuche(self, adresse: str) -> Sammler:
        """Öffnet eine Seite und durchsucht alles, was dabei ankam."""
        self._ort = adresse
        self.fenster.oeffne(adresse)
        assert self.fenster.fehler() == [], adresse
        return self.durchsuche()

    def durchsuche(self) -> Sammler:
        """Durchsucht Gezeichnetes, Kurzinfos, Speicher und alles seit dem letzten Mal Gesendete."""
        seite = self.fenster.seite
        for rahmen in seite.frames:
            self._pruefe("gezeichnet", rahmen.content().encode())
            if rahmen != seite.main_frame:
                self._pruefe("kurzinfo", json.dumps(rahmen.evaluate(_KURZINFOS)).encode())
        self._pruefe("gezeichnet", seite.evaluate("document.body.innerText").encode())
        self._pruefe("browserspeicher", seite.evaluate(_SPEICHER).encode())
        for art, roh in self._rahmen:
            self._pruefe_nachricht(art, roh)
        for antwort in self._antworten:
            self._pruefe_antwort(antwort)
        self._rahmen, self._antworten = [], []
        return self

    def klappe_auf(self) -> Sammler:
        """Klappt auf, was Tabellen und Dateien zu Bildern enthält, eines nach dem anderen."""
        knoepfe = self.fenster.seite.locator("summary").filter(has_text=AUFKLAPPER)
        for nummer in range(knoepfe.count()):
            self.fenster.nach(knoepfe.nth(nummer).click)
        return self.durchsuche()

    def lade_herunter(self, nur: str = "") -> Sammler:
        """Lädt jede Datei der Seite (oder die mit `nur` im Namen) und durchsucht sie ausgepackt."""
        for nummer, beschriftung in enumerate(self._ladeknoepfe().all_inner_texts()):
            if nur not in beschriftung:
                continue
            datei = self._geladen(nummer)
            name, inhalt = datei.suggested_filename, Path(datei.path()).read_bytes()
            self.dateien[name] = inhalt
            self._pruefe("dateiname", name.encode())
            self._pruefe(f"datei {name.rpartition('.')[2]}", inhalt)
        self.fenster.ruhe()
        return self.durchsuche()

    def _ladeknoepfe(self) -> Locator:
        return self.fenster.seite.get_by_test_id("stDownloadButton").get_by_role("button")

    def _geladen(self, nummer: int) -> Download:
        """Die Datei eines Knopfs; mit der Tastatur, weil wachsende Bilder den Knopf verschieben."""
        self.fenster.ruhe()
        with self.fenster.seite.expect_download() as erwartet:
            self._ladeknoepfe().nth(nummer).press("Enter")
        return erwartet.value

    def rufe_ab(self, *pfade: str) -> Sammler:
        """Ruft Adressen ab, die keine Seiten sind, und durchsucht ihre Antworten."""
        for pfad in pfade:
            antwort = self.fenster.seite.request.get(f"{self.fenster.wurzel}/{pfad}")
            self._pruefe(f"antwort {pfad.split('/')[0]}", antwort.body())
            self._notiere("kopfzeilen", self.suche.in_text(json.dumps(antwort.headers)))
        return self

    def _horche(self, sockel: WebSocket) -> None:
        sockel.on("framesent", lambda rahmen: self._merke(BackMsg, rahmen))
        sockel.on("framereceived", lambda rahmen: self._merke(ForwardMsg, rahmen))

    def _merke(self, art: type, rahmen: str | bytes) -> None:
        self._rahmen.append((art, rahmen.encode() if isinstance(rahmen, str) else rahmen))

    def _pruefe_nachricht(self, art: type, roh: bytes) -> None:
        nachricht: Any = art()
        try:
            nachricht.ParseFromString(roh)
        except DecodeError:
            self._pruefe("websocket roh", roh)
            return
        if self._ist_neu(roh):
            self._notiere(f"websocket {art.__name__}", self.suche.in_nachricht(nachricht))
            self._notiere(f"websocket {art.__name__}", self.suche.in_bytes(roh))

    def _pruefe_antwort(self, antwort: Response) -> None:
        teile = urlsplit(antwort.url)
        self._notiere("adresse", self.suche.in_text(antwort.url))
        if teile.scheme not in {"http", "https"} or teile.path.startswith(_NICHT_UNSERES):
            return
        self._notiere("kopfzeilen", self.suche.in_text(json.dumps(antwort.headers)))
        if antwort.status == _GELUNGEN:
            self._pruefe(f"antwort {teile.path.split('/')[1]}", self._inhalt(antwort))

    def _inhalt(self, antwort: Response) -> bytes:
        from playwright.sync_api import Error

        try:
            return antwort.body()
        except Error:  # inzwischen auf einer anderen Seite
            return self.fenster.seite.request.get(antwort.url).body()

    def _pruefe(self, art: str, inhalt: bytes) -> None:
        if self._ist_neu(inhalt):
            self._notiere(art, self.suche.in_datei(inhalt))

    def _ist_neu(self, inhalt: bytes) -> bool:
        summe = hashlib.blake2b(inhalt, digest_size=16).digest()
        neu = summe not in self._bekannt
        self._bekannt.add(summe)
        return neu

    def _notiere(self, art: str, gefunden: set[str]) -> None:
        self.gesehen[art] = self.gesehen.get(art, 0) + 1
        self.funde += [(f"{self._ort}: {art}", name) for name in sorted(gefunden)]


@contextmanager
def neuer_sammler(browser: Browser, wurzel: str, suche: Suche) -> Iterator[Sammler]:
    """Ein Sammler in einem Fenster mit leerem Gedächtnis."""
    with neues_fenster(browser, wurzel, accept_downloads=True) as fenster:
        yield Sammler(fenster, suche)
