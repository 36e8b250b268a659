"""Ein Browserfenster, das mitschreibt, was Leser nicht sehen, und weiß, wann eine Seite ruht."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Frame, Locator, Page, WebSocket

SEITEN = {
    "": "Überblick",
    "fragen": "Fragen",
    "karte": "Karte",
    "zeitreihen": "Zeitreihen",
    "vergleich": "Vergleich",
    "soziale_stadt": "Soziale Stadt",
    "gebietsprofil": "Gebietsprofil",
    "sozialindex": "Sozialindex",
    "segregation": "Segregation",
    "gruppen": "Gruppen",
    "sitzung": "Sitzung",
    "berichte": "Berichte",
    "daten_methodik": "Daten & Methodik",
    "geheimhaltung": "Geheimhaltung",
}
ABSCHNITTE = {
    "Auswertungen": ("Sozialindex", "Segregation", "Gruppen"),
    "Ausschuss": ("Sitzung", "Berichte"),
    "Grundlagen": ("Daten & Methodik", "Geheimhaltung"),
}
LEISTE = [*list(SEITEN.values())[:7], *ABSCHNITTE]
HIER = {"127.0.0.1", "localhost"}
FERTIG = '[data-test-script-state="notRunning"]'
FEHLER = '[data-testid="stAlertContentError"], [data-testid="stException"]'
_RUHE = 0.2
_GEDULD = 45
_AXE_LAUF = """regeln => axe.run(document, {resultTypes: ['violations'],
  runOnly: regeln || ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']})"""
_INHALT = """() => [...document.querySelectorAll(
    '[data-testid=stMain] :is(h1, h2, h3, [data-testid=stMarkdownContainer], [data-testid=stHtml])'
  )].filter(e => !e.querySelector('style')).map(e => e.textContent.trim()).filter(Boolean)"""
_FELDER = """() => Object.fromEntries(
  [...document.querySelectorAll('[data-testid=stMain] input')].map(e =>
    [e.getAttribute('aria-label') || e.closest('label')?.textContent,
     e.type === 'checkbox' ? e.checked : e.getAttribute('aria-valuetext') || e.value]))"""
_FLAECHEN = """e => Object.fromEntries(e.map(f => [f.getAttribute('aria-label'),
    [f.getAttribute('fill'), f.getAttribute('stroke-width'), f.getAttribute('aria-pressed')]]))"""
_MUSSE = """() => new Promise(f =>
  requestIdleCallback(() => requestAnimationFrame(() => f(true)), {timeout: 1000}))"""
_ZWEI_BILDER = "() => new Promise(f => requestAnimationFrame(() => requestAnimationFrame(f)))"
# Ein Punkt, an dem wirklich diese Fläche liegt, nicht nur ihr umschließendes Rechteck.
_PUNKT = """e => { const r = e.getBoundingClientRect();
  for (let n = 1; n < 20; n++) for (let m = 1; m < 20; m++) {
    const x = r.left + r.width * m / 20, y = r.top + r.height * n / 20;
    const frei = [[0, 0], [3, 0], [-3, 0], [0, 3], [0, -3]];
    if (frei.every(([a, b]) => document.elementFromPoint(x + a, y + b) === e)) return [x, y];
  } return null; }"""


class Fenster:
    """Eine Seite im Browser samt Abrufen, Meldungen der Konsole und Nachrichten zum Server."""

    def __init__(self, seite: Page, wurzel: str) -> None:
        self.seite, self.wurzel = seite, wurzel
        self.fremde: list[str] = []
        self.konsole: list[str] = []
        self.gesendet = 0
        self._frage = self._antwort = time.monotonic()
        seite.on("request", lambda anfrage: self._merke_abruf(anfrage.url))
        seite.on("console", self._merke_meldung)
        seite.on("pageerror", lambda fehler: self.konsole.append(str(fehler)))
        seite.on("websocket", self._horche)

    def oeffne(self, adresse: str) -> Fenster:
        """Ruft eine Adresse auf (relativ zur Wurzel) und wartet, bis alles gezeichnet ist."""
        self.seite.goto(f"{self.wurzel}/{adresse}")
        return self.ruhe()

    def ruhe(self) -> Fenster:
        """Wartet, bis kein Lauf mehr aussteht und alle Karten gezeichnet sind."""
        ende = time.monotonic() + _GEDULD
        while time.monotonic() < ende:
            self.seite.wait_for_timeout(50)
            if not self._still():
                continue
            # Auf einem vollen Rechner zeichnet der Browser noch, wenn der Server längst fertig ist.
            self.seite.wait_for_function(_MUSSE)
            if self._still():
                return self
        raise AssertionError(f"Nach {_GEDULD} s noch nicht fertig: {self.seite.url}")

    def nach(self, handlung: Callable[[], object]) -> Fenster:
        """Tut etwas, das den Server rechnen lässt, und wartet auf das Ergebnis."""
        bisher = self.gesendet
        handlung()
        ende = time.monotonic() + _GEDULD
        while self.gesendet == bisher:
            assert time.monotonic() < ende, "Der Server erfuhr nichts von der Handlung."
            self.seite.wait_for_timeout(20)
        return self.ruhe()

    def menue(self, titel: str) -> Fenster:
        """Geht über das Menü zu einer Seite."""
        abschnitt = next((a for a, seiten in ABSCHNITTE.items() if titel in seiten), "")
        if abschnitt:
            self.seite.get_by_test_id("stTopNavSection").filter(has_text=abschnitt).click()
        art = "stTopNavDropdownLink" if abschnitt else "stTopNavLink"
        return self.nach(self.seite.get_by_test_id(art).filter(has_text=titel).click)

    def menueleiste(self) -> list[str]:
        """Was in der Leiste steht: Seiten und Abschnitte."""
        eintraege = "[data-testid=stTopNavLink], [data-testid=stTopNavSection]"
        return self.seite.locator(eintraege).all_inner_texts()

    def menuepunkte(self) -> list[str]:
        """Alle Seiten des Menüs, auch die in den Abschnitten."""
        punkte = self.seite.get_by_test_id("stTopNavLink").all_inner_texts()
        for abschnitt in self.seite.get_by_test_id("stTopNavSection").all():
            abschnitt.click()
            self.seite.get_by_test_id("stTopNavDropdownLink").first.wait_for()
            punkte += self.seite.get_by_test_id("stTopNavDropdownLink").all_inner_texts()
            self.seite.keyboard.press("Escape")
            self.seite.get_by_test_id("stTopNavPopover").wait_for(state="detached")
        return punkte

    def taste(self, regler: str, taste: str) -> Fenster:
        """Bewegt einen Schieberegler mit der Tastatur."""
        ziel = self.seite.get_by_role("slider", name=regler)
        return self.nach(lambda: ziel.press(taste))

    def waehle(self, feld: str, text: str) -> Fenster:
        """Wählt in einem Auswahlfeld wie ein Mensch: hinrollen, öffnen, Eintrag anklicken."""
        ziel = self.seite.get_by_role("combobox", name=feld, exact=True)
        ziel.scroll_into_view_if_needed()
        # Rollt die Seite noch, schließt sich die Liste gleich wieder.
        self.seite.evaluate(_ZWEI_BILDER)
        ziel.click()
        return self.nach(self.seite.get_by_role("option", name=text, exact=True).click)

    def rahmen(self, nummer: int = 0) -> Frame:
        """Das Innere einer Karte."""
        griff = self.seite.locator("iframe").nth(nummer).element_handle()
        innen = griff.content_frame() if griff else None
        assert innen is not None, f"Karte {nummer} fehlt"
        return innen

    def flaeche(self, name: str, nummer: int = 0) -> Locator:
        """Eine Fläche der Karte, nach dem Namen des Gebiets."""
        return self.rahmen(nummer).locator(f'path[aria-label^="{name},"]')

    def klicke_flaeche(self, name: str) -> Fenster:
        """Klickt mit der Maus in eine Fläche."""
        self.flaeche(name).scroll_into_view_if_needed()
        self.seite.evaluate(_ZWEI_BILDER)
        punkt = self.flaeche(name).evaluate(_PUNKT)
        assert punkt, f"{name} ist auf der Karte nicht zu treffen"
        kasten = self.seite.locator("iframe").first.bounding_box()
        assert kasten
        x, y = kasten["x"] + punkt[0], kasten["y"] + punkt[1]
        return self.nach(lambda: self.seite.mouse.click(x, y))

    def flaechen(self, nummer: int = 0) -> dict[str, list[str]]:
        """Je Fläche (mit ihrer ganzen Beschriftung) Farbe, Strichstärke und ob gewählt."""
        return self.rahmen(nummer).locator("path.leaflet-interactive").evaluate_all(_FLAECHEN)

    def felder(self) -> dict[str, Any]:
        """Alle Bedienelemente der Seite mit ihrem Wert."""
        return self.seite.evaluate(_FELDER)

    def adresse(self) -> dict[str, list[str]]:
        """Die Angaben hinter dem Fragezeichen."""
        return parse_qs(urlsplit(self.seite.url).query, keep_blank_values=True)

    def inhalt(self) -> list[str]:
        """Alle Überschriften, Sätze und Tabellen, auch in zugeklappten Abschnitten."""
        return self.seite.evaluate(_INHALT)

    def zustand(self) -> dict[str, Any]:
        """Was eine Leserin sieht, zum Vergleichen zweier Besuche."""
        karten = range(self.seite.locator("iframe").count())
        return {
            "pfad": urlsplit(self.seite.url).path,
            "adresse": self.adresse(),
            "felder": self.felder(),
            "inhalt": self.inhalt(),
            "karten": [self.flaechen(nummer) for nummer in karten],
        }

    def fehler(self) -> list[str]:
        """Fehlerkästen und Sätze, die nur bei einem Fehler erscheinen."""
        texte = self.seite.locator(FEHLER).all_inner_texts()
        haupt = self.seite.get_by_test_id("stMain").inner_text()
        return texte + re.findall(r"Traceback|[A-Za-z]+Error\b|unerwarteter Fehler", haupt)

    def hindernisse(self, regeln: list[str] | None = None) -> list[str]:
        """Ernste und kritische Befunde von axe-core, auch innerhalb der Karten."""
        for innen in self.seite.frames:
            innen.evaluate(_axe())
        ergebnis = self.seite.evaluate(_AXE_LAUF, regeln)
        return [
            f"{befund['id']}: {knoten['target']} {knoten['html'][:160]}"
            for befund in ergebnis["violations"]
            if befund["impact"] in {"serious", "critical"}
            for knoten in befund["nodes"]
        ]

    def _still(self) -> bool:
        ruhig = time.monotonic() - self._antwort > _RUHE and self._antwort >= self._frage
        return bool(ruhig and self.seite.locator(FERTIG).count() and self._gezeichnet())

    def _gezeichnet(self) -> bool:
        if self.seite.locator('[data-testid="stSkeleton"]').count():
            return False
        kinder = [rahmen for rahmen in self.seite.frames if rahmen != self.seite.main_frame]
        return all(rahmen.locator("body[data-gefaerbt]").count() for rahmen in kinder)

    def _merke_abruf(self, url: str) -> None:
        teile = urlsplit(url)
        if teile.scheme not in {"data", "blob", "about"} and teile.hostname not in HIER:
            self.fremde.append(url)

    def _merke_meldung(self, meldung: ConsoleMessage) -> None:
        ort = str(meldung.location.get("url", ""))
        if meldung.type == "error":
            self.konsole.append(f"{meldung.text} ({ort})")

    def _horche(self, sockel: WebSocket) -> None:
        self._merke_abruf(sockel.url)
        sockel.on("framesent", lambda _: self._merke_frage())
        sockel.on("framereceived", lambda _: self._merke_antwort())

    def _merke_frage(self) -> None:
        self.gesendet += 1
        self._frage = time.monotonic()

    def _merke_antwort(self) -> None:
        self._antwort = time.monotonic()


@contextmanager
def neues_fenster(browser: Browser, wurzel: str, **angaben: Any) -> Iterator[Fenster]:
    """Ein Fenster mit leerem Gedächtnis; Abrufe bei fremden Rechnern scheitern wie ohne Netz."""
    angaben = {"viewport": {"width": 1280, "height": 900}, "locale": "de-DE"} | angaben
    kontext = browser.new_context(**angaben)
    kontext.set_default_timeout(20_000)
    kontext.route(lambda url: urlsplit(url).hostname not in HIER, lambda abruf: abruf.abort())
    try:
        yield Fenster(kontext.new_page(), wurzel)
    finally:
        kontext.close()


@cache
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
