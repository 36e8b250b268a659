"""Jede Seite einmal besucht: vollständig, deutsch, zugänglich, ohne fremde Rechner."""

import re
from dataclasses import dataclass
from functools import cache

import pytest

from tests.browser.fenster import LEISTE, SEITEN, neues_fenster

pytestmark = pytest.mark.browser

# Je Seite die Vorgabe; dazu Karte und Zeitreihen mit erfundenen statt veröffentlichten Werten.
BESUCHE = [
    *SEITEN,
    "karte?ebene=sozialraum&indikator=sgb2_quote",
    "zeitreihen?ebene=stadtteil&indikator=sgb2_quote",
    "karte?ebene=gemeinde&indikator=einwohner_amtlich",
]
# Seiten, die über Demonstrationsdaten schreiben, auch wenn sie keine zeigen.
ERKLAERT = {"daten_methodik"}
BAND = "Diese Seite enthält Demonstrationsdaten"
# Wort neben einem Wert: in Sätzen, Kacheln, Tabellen und Beschriftungen der Flächen.
MARKE = re.compile(r"\(Demonstrations(daten|wert)\)|\bDemonstrationswert\b|\bDemonstration\b")
MASSE = """() => { const m = document.querySelector('[data-testid=stMain]');
  return [m.scrollWidth - m.clientWidth, document.documentElement.scrollWidth - innerWidth,
          m.scrollHeight]; }"""
ENGLISCH = re.compile(
    r"\b(Fullscreen|Show data|Download|Choose an option|Select|Loading|Main menu|Skip to|"
    r"Link to heading|View more|Page not found|Connection|Search|Close)\b"
)
NAMEN = """() => [...document.querySelectorAll('[aria-label], [title], [placeholder]')].flatMap(e =>
  ['aria-label', 'title', 'placeholder'].map(a => e.getAttribute(a))).filter(Boolean)"""


@dataclass
class Befund:
    """Was bei einem Besuch festgehalten wird."""

    fehler: list[str]
    fragen: list[str]
    menue: list[str]
    titel: str
    sprache: str
    text: str
    namen: list[str]
    marken: list[str]
    fremde: list[str]
    konsole: list[str]
    hindernisse: list[str]
    breit: list[int]
    schmal: list[int]


@pytest.fixture(scope="module")
def besuch(browser, saarlouis):
    """Besucht jede Adresse höchstens einmal und gibt den Befund."""

    @cache
    def besuche(adresse: str) -> Befund:
        with neues_fenster(browser, saarlouis.adresse) as fenster:
            seite = fenster.oeffne(adresse).seite
            karten = range(seite.locator("iframe").count())
            flaechen = [name for nummer in karten for name in fenster.flaechen(nummer)]
            befund = Befund(
                fehler=fenster.fehler(),
                fragen=seite.locator("h1").all_inner_texts(),
                menue=fenster.menueleiste(),
                titel=seite.title(),
                sprache=seite.locator("html").get_attribute("lang"),
                text=seite.get_by_test_id("stMain").inner_text(),
                namen=seite.evaluate(NAMEN),
                marken=MARKE.findall("\n".join([*_ohne_rand(fenster.inhalt()), *flaechen])),
                fremde=fenster.fremde,
                konsole=fenster.konsole,
                hindernisse=fenster.hindernisse(),
                breit=seite.evaluate(MASSE),
                schmal=[],
            )
            seite.set_viewport_size({"width": 400, "height": 800})
            fenster.ruhe()
            befund.schmal = seite.evaluate(MASSE)
        return befund

    return besuche


def _ohne_rand(absaetze: list[str]) -> list[str]:
    """Ohne das Band selbst und ohne Sätze, die Demonstrationsdaten nur erklären."""
    return [a for a in absaetze if BAND not in a and "Demonstrationswerte sagen" not in a]


@pytest.mark.parametrize("adresse", BESUCHE)
def test_seite_ist_vollstaendig_und_deutsch(besuch, adresse):
    befund = besuch(adresse)
    assert befund.fehler == []
    assert len(befund.fragen) == 1
    assert befund.fragen[0].endswith("?")
    assert befund.titel == befund.fragen[0]
    assert befund.sprache == "de"
    assert befund.menue == LEISTE
    assert len(befund.text) > 400
    assert [name for name in befund.namen if ENGLISCH.search(name)] == []


@pytest.mark.parametrize("adresse", BESUCHE)
def test_kein_abruf_bei_fremden_rechnern_und_keine_meldung(besuch, adresse):
    befund = besuch(adresse)
    assert befund.fremde == []
    assert befund.konsole == []


@pytest.mark.parametrize("adresse", BESUCHE)
def test_keine_ernsten_hindernisse(besuch, adresse):
    assert besuch(adresse).hindernisse == []


@pytest.mark.parametrize("adresse", BESUCHE)
def test_nichts_ragt_hinaus_und_die_seite_bleibt_kurz(besuch, adresse):
    befund = besuch(adresse)
    assert befund.breit[:2] == [0, 0]
    assert befund.schmal[:2] == [0, 0], "waagerechtes Rollen bei 400 Pixel Breite"
    assert 600 < befund.breit[2] < 9_000
    assert befund.schmal[2] < 20_000


@pytest.mark.parametrize("adresse", [a for a in BESUCHE if a not in ERKLAERT])
def test_band_genau_dann_wenn_demonstrationswerte(besuch, adresse):
    befund = besuch(adresse)
    assert (BAND in befund.text) == bool(befund.marken)


def test_beide_faelle_des_bandes_kommen_vor(besuch):
    mit_band = {BAND in besuch(adresse).text for adresse in BESUCHE}
    assert mit_band == {True, False}


def test_fremder_abruf_fiele_auf(fenster):
    fenster.oeffne("")
    bild = "() => { new Image().src = 'https://www.example.org/bild.png'; }"
    fenster.seite.evaluate(bild)
    fenster.seite.wait_for_timeout(500)
    assert "example.org" in " ".join(fenster.fremde + fenster.konsole)


@pytest.mark.parametrize("pfad", SEITEN)
def test_zweite_kommune(browser, flensburg, pfad):
    with neues_fenster(browser, flensburg.adresse) as fenster:
        seite = fenster.oeffne(pfad).seite
        text = seite.get_by_test_id("stMain").inner_text()
        assert fenster.fehler() == []
        assert seite.locator("h1").inner_text().endswith("?")
        assert fenster.menueleiste() == LEISTE
        assert fenster.fremde == []
        assert fenster.konsole == []
        assert BAND not in text
        assert "Saarlouis" not in text


@pytest.mark.parametrize("pfad", ["", "karte"])
def test_dunkle_darstellung_ist_lesbar(browser, saarlouis, pfad):
    with neues_fenster(browser, saarlouis.adresse, color_scheme="dark") as fenster:
        fenster.oeffne(pfad)
        grund = fenster.seite.evaluate(
            "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
        )
        assert grund == "rgb(16, 22, 29)", "die dunkle Darstellung gilt nicht"
        assert fenster.hindernisse(["color-contrast"]) == []
