"""Das Protokoll als Seite: barrierefrei, ohne Fehlermeldung, auch auf schmalen Bildschirmen."""

from importlib.resources import files

import pytest

from sozialmonitor import freigabelauf
from sozialmonitor.berichte import protokoll

pytestmark = pytest.mark.browser
REGELN = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def als_html(stadt):
    lauf = freigabelauf.lauf(stadt, "oeffentlich")
    daten = protokoll.protokolldaten(
        stadt,
        lauf,
        datum="2026-11-28",
        pruefsumme="0" * 64,
        notiz="<script>document.title='x'</script>",
    )
    return protokoll.html(daten)


@pytest.fixture(params=[320, 1280])
def seite(browser, als_html, request):
    fenster = browser.new_page(viewport={"width": request.param, "height": 900})
    meldungen = []
    fenster.on("console", lambda meldung: meldungen.append(meldung.text))
    fenster.set_content(als_html)
    yield fenster
    fenster.close()
    assert not meldungen


def test_protokoll_ist_barrierefrei(seite):
    seite.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    ergebnis = seite.evaluate("regeln => axe.run(document, {runOnly: regeln})", REGELN)
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in ergebnis["violations"]] == []
    assert len(ergebnis["passes"]) > 10


def test_protokoll_passt_in_die_breite(seite):
    breite = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert seite.evaluate(breite) <= 0
    assert seite.title().startswith("Protokoll der Geheimhaltung")
