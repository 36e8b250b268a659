"""Der Rahmen um app.py: lädt vor, spricht Deutsch, setzt Kopfzeilen, meldet Bereitschaft.

`streamlit run server.py` (so startet es start.py) oder `python server.py`. Die Seiten laufen
auch ohne diesen Rahmen (`streamlit run app.py`), dann ohne seine Zugaben.
"""

import asyncio
import gc
import html
import importlib
import logging
import os
import re
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route
from streamlit.web.server.starlette.starlette_app import App

Kopf = tuple[bytes, bytes]
Asgi = Callable[[dict[str, Any], Any, Any], Any]

ORDNER = Path(__file__).resolve().parent
PROTOKOLL = logging.getLogger("sozialmonitor.server")

# Was die Seiten einbinden: einmal hier geladen, wartet kein Besucher darauf.
VORAB = ("numpy", "pandas", "geopandas", "shapely", "pyogrio", "pyarrow", "altair", "folium")

# Sekunden; einmal Einfrieren hält den Server rund eine Zehntelsekunde auf.
EINFRIEREN_ALLE = 30.0

BASEMAP = "https://sgx.geodatenzentrum.de"
NICHT_HUELLE = re.compile(
    r"^/(static|app/static|media|component|_stcore|api|auth|oauth2callback)(/|$)"
)
DATEI = re.compile(r"^/media/([^/.]*)")
NICHT_GEFUNDEN = PlainTextResponse("Diese Datei gibt es nicht.", status_code=404)
PERSOENLICH = re.compile(r"^/(media|auth|oauth2callback)(/|$)")
VERSIONIERT = re.compile(r"^/app/static/.+\.[0-9a-f]{8,64}\.[a-z0-9]+$")
RECHNERNAME = re.compile(r"[A-Za-z0-9.:\[\]-]+")
VORGABE_TITEL = "Sozialmonitor"
UNERWARTET = "Unerwarteter Fehler bei den Daten; Einzelheiten stehen im Protokoll des Servers."

IM_KOPF = """<link rel="stylesheet" href="./app/static/rahmen/rahmen.css" />
    <link rel="stylesheet" href="./app/static/rahmen/seiten.css" />
    <link rel="stylesheet" href="./app/static/rahmen/druck.css" />
    <script src="./app/static/rahmen/rahmen.js"></script>
  </head>"""
OHNE_SKRIPT = """<noscript>
      <p>Diese Anwendung zeigt Karten und Diagramme und braucht dafür JavaScript.
      Bitte schalten Sie JavaScript im Browser ein und laden Sie die Seite neu.</p>
    </noscript>"""


# --- Sicherheit -------------------------------------------------------------------------


def inhaltsregel(rechner: str, *, mit_basemap: bool, einbettende: Sequence[str] = ()) -> str:
    """Content-Security-Policy: alles nur von hier; basemap.de nur auf ausdrücklichen Wunsch.

    `unsafe-inline` und `unsafe-eval` brauchen Streamlit, Vega und der Kartenrahmen.
    Ältere Browser rechnen WebSockets nicht zu 'self', deshalb steht der Rechnername dabei.
    `einbettende` sind fremde Internetseiten, die diese Antwort in einem Rahmen zeigen dürfen.
    """
    sockel = f" ws://{rechner} wss://{rechner}" if RECHNERNAME.fullmatch(rechner) else ""
    teile = {
        "default-src": "'self'",
        "script-src": "'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:" + (f" {BASEMAP}" if mit_basemap else ""),
        "connect-src": "'self'" + sockel,
        "font-src": "'self' data:",
        "worker-src": "'self' blob:",
        "frame-src": "'self'",
        "frame-ancestors": " ".join(["'self'", *einbettende]),
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
    }
    return "; ".join(f"{name} {wert}" for name, wert in teile.items())


def sicherheitskopf(
    rechner: str, *, mit_basemap: bool, einbettende: Sequence[str] = ()
) -> dict[str, str]:
    """Kopfzeilen, die jede Antwort trägt.

    X-Frame-Options kennt keine Liste; wo fremde Seiten einbetten dürfen, entfällt es.
    """
    regel = inhaltsregel(rechner, mit_basemap=mit_basemap, einbettende=einbettende)
    return {
        "content-security-policy": regel,
        "x-content-type-options": "nosniff",
        **({} if einbettende else {"x-frame-options": "SAMEORIGIN"}),
        "referrer-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }


def nur_bild(scope: Mapping[str, Any]) -> bool:
    """Ob die Anfrage nur ein Bild zum Einbetten verlangt (`?einbetten=1`, genau einmal)."""
    angaben = parse_qs(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    return angaben.get("einbetten") == ["1"]


def einbettende(umfeld: Mapping[str, str]) -> tuple[str, ...]:
    """Welche fremden Internetseiten einbetten dürfen; bei einer falschen Angabe keine.

    Wo der Bestand zu sehen ist oder Partner lesen, darf es niemand.
    """
    from sozialmonitor import einbettung
    from sozialmonitor.fehler import SozialmonitorFehler

    angabe = umfeld.get(einbettung.UMGEBUNG, "")
    if not angabe.strip():
        return ()
    if (umfeld.get("SOZIALMONITOR_ROLLE") or "oeffentlich") != "oeffentlich":
        PROTOKOLL.error("%s gilt nur für die öffentliche Ansicht; hier nicht.", einbettung.UMGEBUNG)
        return ()
    try:
        return einbettung.zugelassene(angabe)
    except SozialmonitorFehler as fehler:
        PROTOKOLL.error("%s", fehler)
        return ()


# --- Zwischenspeicher des Browsers --------------------------------------------------------


def speicherregel(pfad: str, status: int) -> str | None:
    """Cache-Control für eine Antwort; `None` lässt stehen, was Streamlit setzt.

    Dateien mit Prüfsumme im Namen ändern sich nie; alle anderen fragt der Browser nach.
    """
    if not pfad.startswith("/app/static/"):
        return None
    if status not in (200, 206, 304):
        return "no-store"
    if VERSIONIERT.match(pfad):
        return "public, max-age=31536000, immutable"
    return "no-cache"


def ist_unveraendert(gefragt: str, etag: str) -> bool:
    """Ob die Kennung der Datei unter denen ist, die der Browser schon hat (If-None-Match)."""
    if not gefragt or not etag:
        return False
    kennungen = {teil.strip().removeprefix("W/") for teil in gefragt.split(",")}
    return "*" in kennungen or etag.removeprefix("W/") in kennungen


# --- Hülle: die eine HTML-Seite von Streamlit ---------------------------------------------


def ist_huelle(methode: str, pfad: str) -> bool:
    """Ob eine Anfrage die HTML-Hülle bekommt: alles außer Dateien und Schnittstellen."""
    return methode in ("GET", "HEAD") and NICHT_HUELLE.match(pfad) is None


def verdeutsche(seite: str, titel: str) -> str:
    """Setzt Sprache, Titel, Hinweis ohne JavaScript sowie Stil und Skript in die Hülle."""
    seite = seite.replace('<html lang="en">', '<html lang="de">', 1)
    seite = re.sub(
        r"<title>.*?</title>",
        lambda _: f"<title>{html.escape(titel)}</title>",
        seite,
        count=1,
        flags=re.DOTALL,
    )
    seite = re.sub(
        r"<noscript>.*?</noscript>", lambda _: OHNE_SKRIPT, seite, count=1, flags=re.DOTALL
    )
    # Vorgeladen würde sonst eine Schrift, die das Thema nicht benutzt.
    seite = re.sub(r'<link\s+rel="preload"[^>]*as="font"[^>]*>\s*', "", seite, flags=re.DOTALL)
    seite = seite.replace('href="./favicon.png"', 'href="./app/static/favicon.svg"', 1)
    seite = re.sub(r'<link\s+rel="service-desc"[^>]*>\s*', "", seite)
    return seite.replace("</head>", IM_KOPF, 1)


# --- Kopfzeilen als reines ASGI -----------------------------------------------------------


def lies_kopf(koepfe: Iterable[Kopf], name: str) -> str:
    """Wert einer Kopfzeile oder leer."""
    return next((w.decode("latin-1") for n, w in koepfe if n.lower() == name.encode()), "")


def ohne(koepfe: Iterable[Kopf], namen: Iterable[str]) -> list[Kopf]:
    """Kopfzeilen ohne die genannten."""
    weg = {name.encode() for name in namen}
    return [(n, w) for n, w in koepfe if n.lower() not in weg]


def mit(koepfe: Iterable[Kopf], neue: Mapping[str, str]) -> list[Kopf]:
    """Kopfzeilen, in denen die neuen Werte gelten."""
    dazu = [(n.encode(), w.encode("latin-1")) for n, w in neue.items()]
    return [*ohne(koepfe, neue), *dazu]


class Kopfzeilen:
    """ASGI-Zwischenschicht: Sicherheitskopf für alles, Speicherregel für Dateien, Hülle deutsch."""

    def __init__(
        self,
        app: Asgi,
        *,
        titel: Callable[[], str] = lambda: VORGABE_TITEL,
        mit_basemap: bool = False,
        basis: str = "",
        einbettende: Sequence[str] = (),
    ) -> None:
        """`titel` liefert den Namen der Anwendung, `basis` den Pfad vor allen Adressen.

        `einbettende` sind die fremden Internetseiten, die ein Bild (`?einbetten=1`) zeigen dürfen.
        """
        self.app = app
        self.titel = titel
        self.mit_basemap = mit_basemap
        self.einbettende = tuple(einbettende)
        self.basis = f"/{basis.strip('/')}" if basis.strip("/") else ""

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401
        """Nimmt eine Verbindung an; alles außer HTTP geht unverändert durch."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        pfad = scope["path"].removeprefix(self.basis) or "/"
        huelle = ist_huelle(scope["method"], pfad)
        kopf = sicherheitskopf(
            lies_kopf(scope["headers"], "host"),
            mit_basemap=self.mit_basemap,
            einbettende=self.einbettende if huelle and nur_bild(scope) else (),
        )
        if huelle:
            antwort: Any = HuellenAntwort(send, kopf, self.titel)
            # Ungepackt und vollständig, sonst ließe sich die Hülle nicht umschreiben.
            weg = ("accept-encoding", "if-none-match", "if-modified-since", "range")
            scope = {**scope, "headers": ohne(scope["headers"], weg)}
        else:
            gefragt = lies_kopf(scope["headers"], "if-none-match")
            antwort = DateiAntwort(send, kopf, pfad, gefragt)
        await self.app(scope, receive, antwort)


class DateiAntwort:
    """Sendet eine Antwort mit Sicherheitskopf und Speicherregel, auf Nachfrage als 304."""

    def __init__(self, send: Any, kopf: Mapping[str, str], pfad: str, gefragt: str) -> None:  # noqa: ANN401
        """`gefragt` ist die Zeile If-None-Match der Anfrage."""
        self.send, self.kopf, self.pfad, self.gefragt = send, kopf, pfad, gefragt
        self.nur_kopf = False

    async def __call__(self, nachricht: dict[str, Any]) -> None:
        """Ergänzt den Anfang der Antwort; bei 304 entfällt der Rest."""
        if nachricht["type"] == "http.response.start":
            await self.send(self.anfang(nachricht))
            if self.nur_kopf:
                await self.send({"type": "http.response.body", "body": b""})
        elif not self.nur_kopf:
            await self.send(nachricht)

    def anfang(self, nachricht: dict[str, Any]) -> dict[str, Any]:
        """Anfang der Antwort mit den zusätzlichen Kopfzeilen."""
        status, koepfe = nachricht["status"], mit(nachricht["headers"], self.kopf)
        regel = speicherregel(self.pfad, status)
        if regel is not None:
            koepfe = mit(koepfe, {"cache-control": regel})
            etag = lies_kopf(koepfe, "etag")
            if status == 200 and ist_unveraendert(self.gefragt, etag):  # noqa: PLR2004
                self.nur_kopf, status = True, 304
                koepfe = ohne(koepfe, ("content-length", "content-type", "content-encoding"))
        return {**nachricht, "status": status, "headers": koepfe}


class HuellenAntwort:
    """Sammelt die HTML-Hülle, schreibt sie um und sendet sie; anderes geht einfach durch."""

    def __init__(self, send: Any, kopf: Mapping[str, str], titel: Callable[[], str]) -> None:  # noqa: ANN401
        """`titel` wird erst beim Senden gefragt."""
        self.send, self.kopf, self.titel = send, kopf, titel
        self.start: dict[str, Any] | None = None
        self.teile: list[bytes] = []

    async def __call__(self, nachricht: dict[str, Any]) -> None:
        """Hält den Anfang zurück, bis die ganze Hülle da ist."""
        if nachricht["type"] == "http.response.start":
            nachricht = {**nachricht, "headers": mit(nachricht["headers"], self.kopf)}
            if self.ist_html(nachricht):
                self.start = nachricht
                return
        if self.start is None:
            await self.send(nachricht)
            return
        self.teile.append(nachricht.get("body", b""))
        if not nachricht.get("more_body", False):
            await self.sende_huelle(self.start)

    @staticmethod
    def ist_html(anfang: dict[str, Any]) -> bool:
        """Ob eine ungepackte HTML-Seite folgt."""
        art = lies_kopf(anfang["headers"], "content-type")
        return art.startswith("text/html") and not lies_kopf(anfang["headers"], "content-encoding")

    async def sende_huelle(self, anfang: dict[str, Any]) -> None:
        """Sendet die umgeschriebene Hülle; auf HEAD folgt kein Inhalt."""
        inhalt = b"".join(self.teile)
        if inhalt:
            inhalt = verdeutsche(inhalt.decode("utf-8"), self.titel()).encode("utf-8")
        koepfe = ohne(anfang["headers"], ("content-length", "etag", "last-modified"))
        neue = {"content-type": "text/html; charset=utf-8", "cache-control": "no-cache"}
        if inhalt:
            neue["content-length"] = str(len(inhalt))
        await self.send({**anfang, "headers": mit(koepfe, neue)})
        await self.send({"type": "http.response.body", "body": inhalt})


# --- Anmeldung --------------------------------------------------------------------------


class Anmeldeschutz:
    """ASGI-Zwischenschicht: Dateien nur für ihre Rolle, Abmelden für alle Fenster, Cookies sicher.

    Ohne eingestellte Anmeldung geht alles unverändert durch.
    """

    def __init__(self, app: Asgi, *, basis: str = "") -> None:
        """`basis` ist der Pfad vor allen Adressen."""
        self.app = app
        self.basis = f"/{basis.strip('/')}" if basis.strip("/") else ""

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401
        """Nimmt eine Verbindung an; alles außer HTTP geht unverändert durch."""
        from pages.bausteine import anmeldung, dateizugang, daten
        from sozialmonitor.fehler import SozialmonitorFehler

        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        pfad = scope["path"].removeprefix(self.basis) or "/"
        datei = DATEI.match(pfad)
        try:
            einstellung = daten.anmeldeeinstellung()
        except SozialmonitorFehler:
            # Die Seiten sagen, was falsch eingestellt ist; Dateien gibt es so lange nicht.
            if datei:
                await NICHT_GEFUNDEN(scope, receive, send)
            else:
                await self.app(scope, receive, send)
            return
        if einstellung is None:
            await self.app(scope, receive, send)
            return
        cookies = HTTPConnection(scope).cookies
        if datei:
            rolle = anmeldung.sitzung_aus_cookies(einstellung, cookies).rolle
            if not dateizugang.ZUGANG.erlaubt(datei[1], rolle):
                await NICHT_GEFUNDEN(scope, receive, send)
                return
        if pfad == "/auth/logout":
            anmeldung.melde_ab(einstellung, cookies)
        await self.app(scope, receive, self.mit_schutz(send, pfad, einstellung.verschluesselt))

    @staticmethod
    def mit_schutz(send: Any, pfad: str, verschluesselt: bool) -> Any:  # noqa: ANN401
        """Sendet weiter: Persönliches wird nicht gespeichert, Cookies gehen nur über HTTPS."""

        async def sende(nachricht: dict[str, Any]) -> None:
            if nachricht["type"] == "http.response.start":
                koepfe = nachricht["headers"]
                if PERSOENLICH.match(pfad):
                    koepfe = mit(koepfe, {"cache-control": "private, no-store"})
                if verschluesselt:
                    koepfe = [(n, nur_verschluesselt(n, w)) for n, w in koepfe]
                nachricht = {**nachricht, "headers": koepfe}
            await send(nachricht)

        return sende


def nur_verschluesselt(name: bytes, wert: bytes) -> bytes:
    """Die Kopfzeile; ein Cookie mit dem Zusatz, dass es nur über HTTPS zu senden ist."""
    ist_cookie = name.lower() == b"set-cookie"
    return wert + b"; Secure" if ist_cookie and b"; secure" not in wert.lower() else wert


def bewache_dateien() -> None:
    """Vermerkt bei jeder Datei, wer sie abrufen darf; nur mit eingestellter Anmeldung.

    Misslingt es, bleibt das Verzeichnis leer, und niemand bekommt eine Datei.
    """
    from pages.bausteine import dateizugang, daten
    from sozialmonitor.fehler import SozialmonitorFehler

    try:
        if daten.anmeldeeinstellung() is not None:
            from streamlit.runtime import get_instance

            dateizugang.ZUGANG.bewache(get_instance().media_file_mgr)
    except (SozialmonitorFehler, ImportError, AttributeError, RuntimeError):
        PROTOKOLL.exception("Die Anmeldung ist nicht richtig eingestellt.")


def gewaehre_frist() -> None:
    """Lässt Dateien, die beim Klick entstehen, lange genug liegen, dass jeder Browser sie holt."""
    try:
        from streamlit.runtime import get_instance

        from pages.bausteine import dateifrist

        dateifrist.gewaehre(get_instance().media_file_mgr)
    except (ImportError, AttributeError, RuntimeError) as fehler:
        PROTOKOLL.warning("Keine Frist für Dateien zum Herunterladen: %s", fehler)


# --- Vorladen und Bereitschaft ------------------------------------------------------------


@dataclass
class Zustand:
    """Was der Server über sich weiß: Titel der Anwendung und warum er noch nicht bereit ist."""

    titel: str = VORGABE_TITEL
    grund: str | None = "Die Daten werden noch geladen."


def baue_bilder_ungeprueft() -> None:
    """Spart bei jedem Bild die Prüfung, die schon die Tests machen."""
    try:
        from sozialmonitor.diagramme.thema import baue_ungeprueft

        baue_ungeprueft()
    except (ImportError, AttributeError) as fehler:
        PROTOKOLL.warning("Bilder werden beim Bauen geprüft: %s", fehler)


def melde_karte_an() -> None:
    """Meldet die Kartenkomponente an; sonst gäbe es sie erst nach dem ersten Seitenlauf."""
    try:
        import streamlit_folium
        from streamlit.runtime import get_instance

        verzeichnis = get_instance().component_registry
        verzeichnis.register_component(streamlit_folium._component_func)
    except (ImportError, AttributeError, RuntimeError) as fehler:
        PROTOKOLL.warning("Kartenkomponente nicht vorab angemeldet: %s", fehler)


def verlasse_seitenordner() -> None:
    """Sagt Streamlit, dass app.py die Seiten nennt, nicht der Ordner pages.

    Ohne dies liefe der erste tiefe Link nach dem Start ohne app.py und damit ohne Menü.
    """
    try:
        from streamlit.runtime.pages_manager import PagesManager

        PagesManager.uses_pages_directory = False
    except (ImportError, AttributeError) as fehler:
        PROTOKOLL.warning("Seitenordner nicht abgemeldet: %s", fehler)


def lade_daten(zustand: Zustand) -> None:
    """Lädt die Daten und hält fest, ob das gelang; der Server läuft in jedem Fall."""
    os.environ["SOZIALMONITOR_RAHMEN"] = "1"  # die Seiten müssen ihr CSS nicht selbst mitbringen
    from pages.bausteine import daten
    from sozialmonitor.fehler import SozialmonitorFehler

    try:
        daten.vorladen()
        zustand.titel = daten.titel()
        zustand.grund = None
    except SozialmonitorFehler as fehler:
        PROTOKOLL.exception("Die Daten ließen sich nicht laden.")
        zustand.grund = f"Die Daten sind fehlerhaft: {fehler}"
    except Exception:
        PROTOKOLL.exception("Unerwarteter Fehler beim Laden der Daten.")
        zustand.grund = UNERWARTET


def bereite_vor(zustand: Zustand) -> None:
    """Lädt alles, was Seiten brauchen, und nimmt es aus der Speicherbereinigung.

    `gc.freeze` ist der größte einzelne Gewinn: Streamlit bereinigt nach jedem Seitenlauf,
    und ohne dies durchsucht es dabei jedes Mal alle geladenen Bibliotheken.
    """
    for name in VORAB:
        importlib.import_module(name)
    baue_bilder_ungeprueft()
    melde_karte_an()
    verlasse_seitenordner()
    bewache_dateien()
    gewaehre_frist()
    lade_daten(zustand)
    friere_ein()


def friere_ein() -> None:
    """Räumt auf und nimmt, was dann noch lebt, aus der Speicherbereinigung."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


async def friere_laufend_ein(abstand: float = EINFRIEREN_ALLE) -> None:
    """Hält auch mit vielen offenen Sitzungen klein, was nach jedem Seitenlauf durchsucht wird."""
    while True:
        await asyncio.sleep(abstand)
        friere_ein()


def baue_bereit(zustand: Zustand) -> Callable[[Request], Any]:
    """Antwort auf /api/bereit: 200 mit Stand der Daten oder 503 mit Grund."""

    async def bereit(_anfrage: Request) -> JSONResponse:
        grund = zustand.grund
        if grund is None:
            try:
                from pages.bausteine import daten

                return JSONResponse({"bereit": True, **daten.bereitschaft()})
            except Exception:
                PROTOKOLL.exception("Die Auskunft über die Daten ist gescheitert.")
                grund = UNERWARTET
        return JSONResponse({"bereit": False, "grund": grund}, status_code=503)

    return bereit


def baue_lebenszeit(zustand: Zustand) -> Callable[[App], Any]:
    """Was vor der ersten Anfrage geschieht."""

    @asynccontextmanager
    async def lebenszeit(_app: App) -> AsyncIterator[None]:
        bereite_vor(zustand)
        pflege = asyncio.create_task(friere_laufend_ein())
        yield
        pflege.cancel()

    return lebenszeit


def zwischenschicht(zustand: Zustand, umfeld: Mapping[str, str], basis: str) -> Middleware:
    """Kopfzeilen, eingestellt nach Umgebung und Konfiguration."""
    return Middleware(
        Kopfzeilen,
        titel=lambda: umfeld.get("SOZIALMONITOR_TITEL") or zustand.titel,
        mit_basemap=umfeld.get("SOZIALMONITOR_BASEMAP") == "1",
        basis=basis,
        einbettende=einbettende(umfeld),
    )


ZUSTAND = Zustand()
BASIS = (st.get_option("server.baseUrlPath") or "").strip("/")

# Der Name `app` und der Aufruf st.App stehen hier, weil `streamlit run` danach sucht.
app = st.App(
    ORDNER / "app.py",
    lifespan=baue_lebenszeit(ZUSTAND),
    routes=[Route(f"/{BASIS}/api/bereit".replace("//", "/"), baue_bereit(ZUSTAND))],
    middleware=[
        zwischenschicht(ZUSTAND, os.environ, BASIS),
        Middleware(Anmeldeschutz, basis=BASIS),
    ],
)

if __name__ == "__main__":
    app.run()
