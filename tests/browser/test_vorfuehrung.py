"""Vorführung im Browser: lesbar aus der letzten Reihe, bedienbar, ohne Netz, und der Weg dahin."""

import pytest

from tests.browser.fenster import neues_fenster
from tests.browser.server import WURZEL

pytestmark = pytest.mark.browser

NAMEN = sorted(p.stem for p in (WURZEL / "data" / "saarlouis" / "sitzungen").glob("*.toml"))
BUEHNE = {"width": 1280, "height": 720}
PUNKT_IN_EINER_FLAECHE = """() => {
  for (const flaeche of document.querySelectorAll('.folie.jetzt .mark-shape path')) {
    const r = flaeche.getBoundingClientRect();
    const [x, y] = [r.left + r.width / 2, r.top + r.height / 2];
    if (r.width > 40 && document.elementsFromPoint(x, y).includes(flaeche)) return [x, y];
  }
}"""
# Was auf der Folie steht: zu klein, aus dem Rahmen, oder übereinander (Texte des Bildes).
BEFUNDE = """() => {
  const folie = document.querySelector('.folie.jetzt'), befunde = [], texte = [];
  const bild = folie.querySelector('.bild')?.getBoundingClientRect();
  for (const e of [...folie.querySelectorAll('*'), ...document.querySelectorAll('#leiste *')]) {
    if (e.closest('.nur-vorlesen, [hidden], .zeichen, strong')) continue;
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
    const r = e.getBoundingClientRect(), stil = getComputedStyle(e), text = e.textContent.trim();
    if (!r.width || !r.height || stil.visibility !== 'visible' || stil.opacity === '0') continue;
    let schrift = parseFloat(stil.fontSize);
    if (!schrift) continue;
    const m = e.ownerSVGElement ? e.getScreenCTM() : null;
    if (m) schrift *= Math.hypot(m.a, m.b);
    if (schrift < 23.99) befunde.push(`zu klein (${schrift.toFixed(1)}): ${text}`);
    const grenze = m ? bild : { left: 0, top: 0, right: 1280, bottom: 720 };
    if (r.left < grenze.left - 2 || r.right > grenze.right + 2 || r.top < grenze.top - 3 ||
        r.bottom > grenze.bottom + 3) befunde.push('abgeschnitten: ' + text);
    texte.push([text, r]);
  }
  texte.forEach(([a, r], i) => texte.slice(i + 1).forEach(([b, s]) => {
    const breit = Math.min(r.right, s.right) - Math.max(r.left, s.left);
    const hoch = Math.min(r.bottom, s.bottom) - Math.max(r.top, s.top);
    if (breit > 3 && hoch > 9 && a !== b) befunde.push(`übereinander: ${a} | ${b}`);
  }));
  for (const kasten of folie.querySelectorAll('.quelle, .empfehlung'))
    if (kasten.scrollHeight > kasten.clientHeight + 6) befunde.push('zu lang: ' + kasten.className);
  return befunde;
}"""


@pytest.fixture(scope="module")
def vorgefuehrt(browser, saarlouis):
    """Die erste Sitzung, offen in der Anwendung."""
    with neues_fenster(browser, saarlouis.adresse, viewport=BUEHNE) as fenster:
        fenster.oeffne(f"vorfuehrung?sitzung={NAMEN[0]}")
        yield fenster


def innen(fenster):
    return fenster.rahmen()


def warte_auf(fenster, nummer):
    innen(fenster).locator(f'body[data-gezeigt="{nummer}"]').wait_for()


def druecke(fenster, taste, nummer):
    fenster.seite.keyboard.press(taste)
    warte_auf(fenster, nummer)


def folie_der_adresse(fenster):
    return fenster.adresse()["folie"]


@pytest.mark.parametrize("name", NAMEN)
def test_alles_ist_gross_genug_und_nichts_liegt_uebereinander(browser, saarlouis, name):
    with neues_fenster(browser, saarlouis.adresse, viewport=BUEHNE) as fenster:
        fenster.oeffne(f"vorfuehrung?sitzung={name}")
        rahmen = innen(fenster)
        rahmen.locator('body[data-gezeichnet="alle"]').wait_for()
        anzahl = rahmen.locator(".folie").count()
        assert anzahl > 5
        befunde = {}
        for nummer in range(anzahl):
            befunde[nummer] = rahmen.evaluate(BEFUNDE)
            if nummer:
                assert rahmen.locator(".folie.jetzt .bild :is(svg, table)").count() == 1
                assert rahmen.locator("#nummer").inner_text() == f"{nummer} / {anzahl - 1}"
            if nummer < anzahl - 1:
                druecke(fenster, "ArrowRight", nummer + 1)
        assert {n: b for n, b in befunde.items() if b} == {}
        assert fenster.fremde == []
        assert fenster.konsole == []


def test_tasten_und_adresse(vorgefuehrt):
    druecke(vorgefuehrt, "Home", 0)
    for taste, nummer in (
        ("ArrowRight", 1), ("PageDown", 2), ("Space", 3), ("ArrowLeft", 2), ("PageUp", 1),
        ("End", 10), ("ArrowRight", 10), ("Home", 0), ("ArrowLeft", 0),
    ):  # fmt: skip
        druecke(vorgefuehrt, taste, nummer)
        assert folie_der_adresse(vorgefuehrt) == [str(nummer)]
    ansage = innen(vorgefuehrt).locator("#ansage")
    druecke(vorgefuehrt, "End", 10)
    assert ansage.inner_text().startswith("Folie 10 von 10: ")


def test_knoepfe_und_beiblatt(vorgefuehrt):
    druecke(vorgefuehrt, "Home", 0)
    rahmen = innen(vorgefuehrt)
    assert rahmen.get_by_role("button", name="Vorige Folie").is_disabled()
    rahmen.get_by_role("button", name="Nächste Folie").click()
    warte_auf(vorgefuehrt, 1)
    vorgefuehrt.seite.keyboard.press("n")
    assert "Beginn mit dem, was alle kennen" in rahmen.locator("#beiblatt").inner_text()
    assert rahmen.locator("#beiblatt table").count() == 1
    vorgefuehrt.seite.keyboard.press("Escape")
    assert rahmen.locator("#beiblatt").is_hidden()
    assert "/vorfuehrung" in vorgefuehrt.seite.url


def test_ein_klick_auf_eine_flaeche_haelt_ihre_angaben_fest(vorgefuehrt):
    druecke(vorgefuehrt, "Home", 0)
    for nummer in range(1, 5):
        druecke(vorgefuehrt, "ArrowRight", nummer)
    rahmen = innen(vorgefuehrt)
    punkt = rahmen.evaluate(PUNKT_IN_EINER_FLAECHE)
    vorgefuehrt.seite.mouse.click(*punkt)
    karte = rahmen.locator("#angaben")
    assert karte.is_visible()
    assert "Gebiet" in karte.inner_text()
    assert (
        rahmen.locator("#angaben").evaluate("e => parseFloat(getComputedStyle(e).fontSize)") >= 24
    )
    vorgefuehrt.seite.keyboard.press("Escape")
    assert karte.is_hidden()


def test_ohne_netz_geht_es_weiter(vorgefuehrt):
    druecke(vorgefuehrt, "Home", 0)
    innen(vorgefuehrt).locator('body[data-gezeichnet="alle"]').wait_for()
    vorgefuehrt.seite.context.set_offline(True)
    try:
        for nummer in (1, 2, 3, 4, 5):
            druecke(vorgefuehrt, "ArrowRight", nummer)
        rahmen = innen(vorgefuehrt)
        rahmen.locator(".folie.jetzt .mark-symbol path").first.hover(force=True)
        rahmen.locator("#hinweis").wait_for()
        assert "Stichtag" in rahmen.locator("#hinweis").inner_text()
    finally:
        vorgefuehrt.seite.context.set_offline(False)


def test_als_datei_ohne_server(browser, vorgefuehrt, tmp_path):
    ziel = tmp_path / "vorfuehrung.html"
    quelle = vorgefuehrt.seite.locator(".st-key-vorfuehrung iframe").get_attribute("srcdoc")
    ziel.write_text(quelle, encoding="utf-8")
    kontext = browser.new_context(viewport=BUEHNE, offline=True)
    seite, fehler = kontext.new_page(), []
    seite.on("pageerror", lambda e: fehler.append(str(e)))
    seite.goto(f"{ziel.as_uri()}#3")
    seite.locator('body[data-gezeigt="3"]').wait_for()
    assert seite.locator(".folie.jetzt svg").count() == 1
    assert seite.locator("#zurueck").is_hidden()
    seite.keyboard.press("ArrowRight")
    seite.locator('body[data-gezeigt="4"]').wait_for()
    assert seite.url.endswith("#4")
    assert fehler == []
    kontext.close()


def test_zur_ansicht_und_mit_zurueck_wieder_auf_die_folie(browser, saarlouis):
    with neues_fenster(browser, saarlouis.adresse, viewport=BUEHNE) as fenster:
        fenster.oeffne(f"vorfuehrung?sitzung={NAMEN[0]}&folie=3")
        warte_auf(fenster, 3)
        fenster.nach(innen(fenster).get_by_role("link", name="Zur Ansicht").click)
        assert "/karte?" in fenster.seite.url
        assert fenster.adresse()["indikator"] == ["anteil_ab_65"]
        fenster.nach(fenster.seite.go_back)
        warte_auf(fenster, 3)
        fenster.nach(lambda: fenster.seite.keyboard.press("Escape"))
        assert "/sitzung?" in fenster.seite.url
        assert fenster.adresse()["sitzung"] == [NAMEN[0]]


def test_vom_bild_in_die_sitzung_und_vorgefuehrt(browser, saarlouis):
    with neues_fenster(browser, saarlouis.adresse) as fenster:
        fenster.oeffne("karte?ebene=stadtteil&indikator=anteil_ab_65")
        fenster.nach(fenster.seite.locator(".st-key-sitzung_karte button").click)
        fenster.nach(fenster.seite.get_by_role("link", name="Zur Sitzung (eine Folie)").click)
        assert fenster.adresse()["sitzung"] == ["eigene"]
        assert fenster.fehler() == []
        assert fenster.hindernisse() == []
        aussage = fenster.seite.get_by_role("textbox", name="Aussage der Folie 1")
        aussage.fill("Viele Ältere wohnen allein.")
        fenster.nach(lambda: aussage.press("Tab"))
        fenster.nach(fenster.seite.get_by_role("button", name="Vorführen").click)
        druecke(fenster, "ArrowRight", 1)
        rahmen = innen(fenster)
        assert rahmen.locator(".folie.jetzt h2").inner_text() == "Viele Ältere wohnen allein."
        assert fenster.hindernisse() == []
        fenster.nach(rahmen.get_by_role("button", name="Zurück").click)
        assert "hat eine Folie" in fenster.seite.get_by_test_id("stMain").inner_text()
