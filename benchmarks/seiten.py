"""Was eine Leserin erlebt: Zeiten im echten Browser, neben einer einfachen Leaflet-Seite."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from benchmarks import betrieb
from benchmarks.grossstadt import Groesse
from benchmarks.messwerte import Messung, melde

_SCHALTER = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
    "--disable-component-update",
    "--no-first-run",
    "--no-proxy-server",
]
_PROGRAMME = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_UHR = (Path(__file__).parent / "stoppuhr.js").read_text(encoding="utf-8")
_SEITEN = (
    "Fragen",
    "Karte",
    "Zeitreihen",
    "Vergleich",
    "Soziale Stadt",
    "Gebietsprofil",
    "Sozialindex",
    "Segregation",
    "Gruppen",
    "Daten & Methodik",
    "Überblick",
)
# In welchem Abschnitt des Menüs eine Seite steht; die übrigen stehen in der Leiste.
_ABSCHNITT = {
    "Sozialindex": "Auswertungen",
    "Segregation": "Auswertungen",
    "Gruppen": "Auswertungen",
    "Daten & Methodik": "Grundlagen",
}
# Drückt eine Taste; Millisekunden, bis die nächste Folie gezeichnet und gemalt ist.
_TASTE = """async taste => { const vorher = document.body.dataset.gezeigt, los = performance.now();
  const bild = () => new Promise(requestAnimationFrame);
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key: taste, bubbles: true }));
  while (document.body.dataset.gezeigt === vorher) await bild();
  await bild(); await bild(); return performance.now() - los; }"""
_FENSTER = {"width": 1280, "height": 1400}
_PAUSE = 250


def messe(wiederholungen: int) -> Iterator[Messung]:
    """Alle Messungen im Browser: Saarlouis, 542 Räume, 11.000 Räume."""
    with _browser() as (spiel, browser):
        yield from _saarlouis(spiel, browser, wiederholungen)
        yield from _grossstadt(spiel, browser, wiederholungen, Groesse(), budget=300)
        # Bei sehr vielen Räumen zählt das Zeichnen; wenige Indikatoren halten das Einlesen kurz.
        viele = Groesse(raeume=11000, indikatoren=5, punkte_je_kante=3)
        yield from _grossstadt(spiel, browser, wiederholungen, viele, budget=900)


def _saarlouis(spiel: Playwright, browser: Browser, n: int) -> Iterator[Messung]:
    with betrieb.anwendung() as app:
        karte = f"{app.adresse}/karte?ebene=stadtteil&indikator=kinder_sgb2_quote"
        with betrieb.vergleichsseite(betrieb.kartendatei("saarlouis", "stadtteil")) as seite:
            melde("Browser: Saarlouis")
            yield from _aenderungen(browser, karte, seite, n, budget=150)
            yield _indikatorwechsel(browser, karte, n)
            yield from _klicks(browser, karte, seite, n)
            yield _bytes(browser, karte, n)
            yield from _besuche(spiel, karte, seite, n)
            yield from _seitenwechsel(spiel, browser, app.adresse, seite, n)
        yield from _folienwechsel(browser, app.adresse)


def _grossstadt(
    spiel: Playwright, browser: Browser, n: int, groesse: Groesse, *, budget: float
) -> Iterator[Messung]:
    melde(f"Browser: {groesse.raeume} Räume")
    with betrieb.grossstadt(groesse) as umfeld, betrieb.anwendung(umfeld) as app:
        karte = f"{app.adresse}/karte?ebene=raum&indikator=anteil_01"
        datei = betrieb.kartendatei(f"raster{groesse.raeume}", "raum")
        with betrieb.vergleichsseite(datei) as seite:
            ergebnis = _aenderungen(browser, karte, seite, n, budget=budget)
            ergebnis.append(_bytes(browser, karte, n, budget=None))
            ergebnis += _besuche(spiel, karte, seite, max(3, n // 3), mit_budget=False)
    for messung in ergebnis:
        yield replace(messung, name=f"{groesse.raeume} Räume: {messung.name}")


def _besuche(
    spiel: Playwright, karte: str, vergleich: str, n: int, *, mit_budget: bool = True
) -> list[Messung]:
    kalt, warm = _erste_besuche(spiel, karte, n)
    basis_kalt, basis_warm = _erste_besuche(spiel, vergleich, n)
    name = "Aufruf bis Karte gemalt"
    return [
        Messung(
            name=f"{name}, leerer Zwischenspeicher",
            werte=kalt,
            budget=1800 if mit_budget else None,
            vergleich=_mitte(basis_kalt),
        ),
        Messung(
            name=f"{name}, voller Zwischenspeicher",
            werte=warm,
            budget=900 if mit_budget else None,
            vergleich=_mitte(basis_warm),
        ),
    ]


def _erste_besuche(
    spiel: Playwright, adresse: str, n: int
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Je Wiederholung ein neues Browserprofil: erster Besuch, dann Browser zu, auf, Besuch.

    Nur ein Profil auf der Platte behält, was ein Browser zwischen zwei Besuchen behält (Dateien
    und übersetzte Skripte); ein Fenster ohne Profil übersetzte alles jedes Mal neu.
    """
    kalt, warm = [], []
    for _ in range(n):
        with tempfile.TemporaryDirectory(prefix="sozialmonitor-") as profil:
            kalt.append(_besuch(spiel, profil, adresse))
            _besuch(spiel, profil, adresse)  # übersetzte Skripte hebt Chromium beim zweiten Mal auf
            warm.append(_besuch(spiel, profil, adresse))
    return tuple(kalt), tuple(warm)


def _besuch(spiel: Playwright, profil: str, adresse: str) -> float:
    umgebung = spiel.chromium.launch_persistent_context(
        profil, executable_path=_programm(spiel), args=_SCHALTER, viewport=_FENSTER, locale="de-DE"
    )
    umgebung.add_init_script(_UHR)
    seite = umgebung.new_page()
    seite.wait_for_timeout(2 * _PAUSE)  # der Browser soll nicht mehr mit sich beschäftigt sein
    seite.goto(adresse, wait_until="commit")
    zeit = float(seite.evaluate("() => stoppuhr.erste"))
    seite.wait_for_timeout(4 * _PAUSE)  # Zeit, den Zwischenspeicher auf die Platte zu schreiben
    umgebung.close()
    return zeit


def _aenderungen(
    browser: Browser, karte: str, vergleich: str, n: int, *, budget: float
) -> list[Messung]:
    werte = _reglerwechsel(browser, karte, n, warte=_ruhe)
    basis = _reglerwechsel(browser, vergleich, n, warte=_kurz)
    return [
        Messung(
            name="Stichtag bis Karte umgefärbt", werte=werte, budget=budget, vergleich=_mitte(basis)
        ),
    ]


def _reglerwechsel(
    browser: Browser, adresse: str, n: int, *, warte: Callable[[Page], None]
) -> tuple[float, ...]:
    with _offen(browser, adresse, warte) as seite:
        regler = seite.get_by_role("slider", name="Stichtag")
        zeiten: list[float] = []
        taste = "ArrowLeft"
        while len(zeiten) < n:
            vorher = regler.evaluate("e => e.value")
            regler.focus()
            seite.evaluate("() => stoppuhr.scharf('karte')")
            seite.keyboard.press(taste)
            if regler.evaluate("e => e.value") == vorher:
                taste = "ArrowRight" if taste == "ArrowLeft" else "ArrowLeft"
                continue
            zeiten.append(float(seite.evaluate("() => stoppuhr.lies('karte')")))
            warte(seite)
    return tuple(zeiten)


def _indikatorwechsel(browser: Browser, karte: str, n: int) -> Messung:
    zeiten: list[float] = []
    with _offen(browser, karte, _ruhe) as seite:
        while len(zeiten) < n:
            seite.get_by_role("combobox", name="Indikator", exact=True).click()
            auswahl = seite.get_by_role("option")
            auswahl.first.wait_for()
            offen = [
                i
                for i in range(auswahl.count())
                if auswahl.nth(i).get_attribute("aria-selected") != "true"
            ]
            eintrag = auswahl.nth(offen[len(zeiten) % len(offen)])
            eintrag.hover()
            seite.evaluate("() => stoppuhr.scharf('karte')")
            seite.mouse.down()
            seite.mouse.up()
            zeiten.append(float(seite.evaluate("() => stoppuhr.lies('karte')")))
            _ruhe(seite)
    return Messung(name="Indikator bis Karte umgefärbt", werte=tuple(zeiten), budget=150)


def _klicks(browser: Browser, karte: str, vergleich: str, n: int) -> list[Messung]:
    werte = _flaechenklicks(browser, karte, n, _ruhe)
    basis = _flaechenklicks(browser, vergleich, n, _kurz)
    return [
        Messung(
            name="Klick auf Fläche bis Steckbrief", werte=werte, budget=200, vergleich=_mitte(basis)
        )
    ]


def _flaechenklicks(
    browser: Browser, adresse: str, n: int, warte: Callable[[Page], None]
) -> tuple[float, ...]:
    zeiten: list[float] = []
    with _offen(browser, adresse, warte) as seite:
        while len(zeiten) < n:
            punkte = seite.evaluate("() => stoppuhr.punkte()")
            name, x, y = punkte[len(zeiten) % len(punkte)]
            seite.mouse.move(x, y)
            seite.evaluate("name => stoppuhr.scharf('steckbrief', name)", name)
            seite.mouse.down()
            seite.mouse.up()
            zeiten.append(float(seite.evaluate("() => stoppuhr.lies('steckbrief')")))
            warte(seite)
    return tuple(zeiten)


def _seitenwechsel(
    spiel: Playwright, browser: Browser, adresse: str, vergleich: str, n: int
) -> list[Messung]:
    with _offen(browser, f"{adresse}/", _ruhe) as seite:
        for name in _SEITEN:  # der erste Besuch jeder Seite lädt noch Programmteile nach
            _wechsle(seite, name)
        runden = [{name: _wechsle(seite, name) for name in _SEITEN} for _ in range(n)]
    basis = _mitte(_erste_besuche(spiel, f"{vergleich}/zweite.html", n)[1])
    arten = (("zu", 0, 450), ("mit Bildern zu", 1, None))
    return [
        Messung(
            name=f"Seitenwechsel {was} {name}",
            werte=tuple(runde[name][stelle] for runde in runden),
            budget=grenze,
            vergleich=basis,
        )
        for was, stelle, grenze in arten
        for name in _SEITEN
    ]


def _folienwechsel(browser: Browser, adresse: str) -> list[Messung]:
    """Von der Taste bis zur gezeichneten Folie: gleich nach dem Öffnen und beim zweiten Durchgang.

    Der zweite Durchgang zeigt nur schon Gezeichnetes; er ist der Vergleich.
    """
    ziel = f"{adresse}/vorfuehrung?sitzung=sozialbericht_in_zehn_minuten"
    with _offen(browser, ziel, _vorfuehrung_offen) as seite:
        rahmen = seite.frames[-1]
        anzahl = rahmen.locator(".folie").count() - 1
        gleich = [float(rahmen.evaluate(_TASTE, "ArrowRight")) for _ in range(anzahl)]
        rahmen.evaluate(_TASTE, "Home")
        danach = [float(rahmen.evaluate(_TASTE, "ArrowRight")) for _ in range(anzahl)]
    name = "Vorführung, Folienwechsel"
    basis = Messung(name="", werte=tuple(danach)).median
    return [
        Messung(name=f"{name} gleich nach dem Öffnen", werte=tuple(gleich), budget=500,
                vergleich=basis),
        Messung(name=f"{name}, der längste", werte=(max(gleich),), budget=500),
        Messung(name=f"{name}, zweiter Durchgang", werte=tuple(danach), budget=500),
    ]  # fmt: skip


def _vorfuehrung_offen(seite: Page) -> None:
    seite.frame_locator("iframe").locator("body[data-gezeigt]").wait_for(timeout=60_000)


def _wechsle(seite: Page, name: str) -> tuple[float, float]:
    """Ein Klick im Menü: bis der Inhalt da ist und bis alle Bilder gezeichnet sind."""
    if abschnitt := _ABSCHNITT.get(name):
        seite.get_by_test_id("stTopNavSection").filter(has_text=abschnitt).click()
    art = "stTopNavDropdownLink" if abschnitt else "stTopNavLink"
    seite.get_by_test_id(art).filter(has_text=name).hover()
    seite.evaluate("() => stoppuhr.scharf('seite')")
    seite.mouse.down()
    seite.mouse.up()
    inhalt = float(seite.evaluate("() => stoppuhr.lies('seite')"))
    bilder = float(seite.evaluate("() => stoppuhr.lies('vollstaendig')"))
    _ruhe(seite)
    return inhalt, bilder


def _bytes(browser: Browser, karte: str, n: int, budget: float | None = 40) -> Messung:
    mengen: list[float] = []
    with _offen(browser, karte, _ruhe) as seite:
        zaehler = _zaehle_bytes(seite)
        regler = seite.get_by_role("slider", name="Stichtag")
        for nummer in range(n):
            zaehler["menge"] = 0
            regler.press("ArrowLeft" if nummer % 2 == 0 else "ArrowRight")
            seite.wait_for_timeout(_PAUSE)
            _ruhe(seite)
            mengen.append(zaehler["menge"] / 1024)
    return Messung(
        name="Übertragen je Änderung des Stichtags",
        werte=tuple(mengen),
        einheit="KB",
        budget=budget,
    )


def _zaehle_bytes(seite: Page) -> dict[str, int]:
    zaehler = {"menge": 0}
    leitung = seite.context.new_cdp_session(seite)
    leitung.send("Network.enable")

    def nachricht(ereignis: dict[str, Any]) -> None:
        inhalt = ereignis["response"]
        laenge = len(inhalt["payloadData"])
        zaehler["menge"] += laenge * 3 // 4 if inhalt["opcode"] == 2 else laenge

    def antwort(ereignis: dict[str, Any]) -> None:
        zaehler["menge"] += int(ereignis["encodedDataLength"])

    leitung.on("Network.webSocketFrameReceived", nachricht)
    leitung.on("Network.webSocketFrameSent", nachricht)
    leitung.on("Network.loadingFinished", antwort)
    return zaehler


def _ruhe(seite: Page) -> None:
    seite.evaluate("() => stoppuhr.ruhe()")
    seite.wait_for_timeout(_PAUSE)
    seite.evaluate("() => stoppuhr.ruhe()")


def _kurz(seite: Page) -> None:
    seite.wait_for_timeout(_PAUSE)


def _mitte(werte: tuple[float, ...]) -> float:
    return Messung(name="", werte=werte).median


@contextmanager
def _browser() -> Iterator[tuple[Playwright, Browser]]:
    with sync_playwright() as spiel:
        browser = spiel.chromium.launch(executable_path=_programm(spiel), args=_SCHALTER)
        yield spiel, browser
        browser.close()


def _programm(spiel: Playwright) -> str:
    gefunden = filter(None, map(shutil.which, _PROGRAMME))
    return next(gefunden, spiel.chromium.executable_path)


@contextmanager
def _fenster(browser: Browser) -> Iterator[BrowserContext]:
    umgebung = browser.new_context(viewport=_FENSTER, locale="de-DE")
    umgebung.set_default_timeout(60_000)
    umgebung.add_init_script(_UHR)
    yield umgebung
    umgebung.close()


@contextmanager
def _offen(browser: Browser, adresse: str, warte: Callable[[Page], None]) -> Iterator[Page]:
    with _fenster(browser) as umgebung:
        seite = umgebung.new_page()
        seite.goto(adresse)
        warte(seite)
        if not adresse.endswith("/"):  # die Überblicksseite hat keine Karte
            seite.evaluate("() => stoppuhr.erste")
            warte(seite)
        yield seite
