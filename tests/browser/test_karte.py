"""Die Karte mit Maus und Tastatur: wählen, schieben, umfärben, zwei nebeneinander."""

import pytest

pytestmark = pytest.mark.browser

AKTIV = "() => document.activeElement.getAttribute('aria-label') || ''"
GROESSE = "e => { const r = e.getBoundingClientRect(); return [r.left, r.top, r.width, r.height]; }"


def test_klick_waehlt_ein_gebiet_auch_ein_zweites_mal(fenster):
    fenster.oeffne("karte?ebene=stadtteil").klicke_flaeche("Roden")
    erste = fenster.adresse()["gebiet"]
    assert erste != [""]
    assert fenster.seite.get_by_role("heading", level=2).all_inner_texts() == ["Roden"]
    assert fenster.felder()["Ausgewähltes Gebiet"] == "Roden"
    assert fenster.flaeche("Roden").get_attribute("aria-pressed") == "true"
    fenster.waehle("Ausgewähltes Gebiet", "kein Gebiet ausgewählt")
    assert fenster.adresse()["gebiet"] == [""]
    assert fenster.seite.get_by_role("heading", level=2).count() == 0
    assert fenster.flaeche("Roden").get_attribute("aria-pressed") == "false"
    fenster.klicke_flaeche("Roden")
    assert fenster.adresse()["gebiet"] == erste
    fenster.klicke_flaeche("Lisdorf")
    assert fenster.seite.get_by_role("heading", level=2).all_inner_texts() == ["Lisdorf"]


def test_erster_klick_gilt_auch_wenn_die_karte_aus_dem_fenster_ragt(fenster):
    fenster.seite.set_viewport_size({"width": 1280, "height": 700})
    fenster.oeffne("karte?ebene=sozialraum&indikator=sgb2_quote")
    unten = fenster.seite.locator("iframe").evaluate("e => e.getBoundingClientRect().bottom")
    assert unten > 700
    rollt = "document.querySelector('[data-testid=stMain]').scrollTop"
    fenster.klicke_flaeche("Roden Bahnhof")
    assert fenster.seite.evaluate(rollt) == 0
    assert fenster.seite.get_by_role("heading", level=2).all_inner_texts() == ["Roden Bahnhof"]


def test_tastatur_erreicht_und_waehlt_ein_gebiet(fenster):
    seite = fenster.oeffne("karte?ebene=stadtteil").seite
    seite.locator(".sm-sprung").focus()
    for _ in range(6):
        seite.keyboard.press("Tab")
        beschriftung = fenster.rahmen().evaluate(AKTIV)
        if ", " in beschriftung:
            break
    name = beschriftung.split(",")[0]
    assert fenster.flaeche(name).get_attribute("role") == "button"
    assert fenster.rahmen().locator(".leaflet-tooltip").inner_text().startswith(name)
    fenster.nach(lambda: seite.keyboard.press("Enter"))
    assert seite.get_by_role("heading", level=2).all_inner_texts() == [name]
    assert fenster.rahmen().evaluate(AKTIV).startswith(name), "der Fokus ging verloren"


def test_karte_laesst_sich_ueberspringen(fenster):
    seite = fenster.oeffne("karte").seite
    vorher = fenster.adresse()
    seite.locator(".sm-sprung").focus()
    seite.keyboard.press("Enter")
    seite.wait_for_timeout(300)
    fenster.ruhe().seite.keyboard.press("Tab")
    assert "Tabelle" in seite.evaluate("document.activeElement.textContent")
    assert fenster.adresse() == vorher


def test_schieben_und_zoomen_rechnet_nichts_neu(fenster):
    seite = fenster.oeffne("karte?ebene=stadtteil").seite
    gesendet, vorher = fenster.gesendet, fenster.flaeche("Roden").evaluate(GROESSE)
    fenster.rahmen().locator(".leaflet-control-zoom-in").click()
    seite.wait_for_timeout(600)
    kasten = seite.locator("iframe").bounding_box()
    mitte = (kasten["x"] + kasten["width"] / 2, kasten["y"] + kasten["height"] / 2)
    seite.mouse.move(*mitte)
    seite.mouse.down()
    seite.mouse.move(mitte[0] + 80, mitte[1] + 50, steps=6)
    seite.mouse.up()
    seite.wait_for_timeout(800)
    nachher = fenster.flaeche("Roden").evaluate(GROESSE)
    assert nachher[2] > vorher[2] * 1.05
    assert fenster.gesendet == gesendet
    assert fenster.adresse()["gebiet"] == [""], "Schieben hat ein Gebiet gewählt"


def test_schieberegler_faerbt_um_und_laesst_die_karte_stehen(fenster):
    seite = fenster.oeffne("karte?ebene=stadtteil&indikator=sgb2_quote").seite
    innen = fenster.rahmen()
    innen.locator(".leaflet-control-zoom-in").click()
    seite.wait_for_timeout(600)
    innen.evaluate("window.dieselbe = true")
    davor, flaechen = fenster.flaeche("Roden").evaluate(GROESSE), fenster.flaechen()
    tag = fenster.adresse()["stichtag"]
    fenster.taste("Stichtag", "ArrowLeft")
    assert fenster.adresse()["stichtag"] < tag
    assert fenster.rahmen().evaluate("window.dieselbe") is True
    assert fenster.flaeche("Roden").evaluate(GROESSE) == pytest.approx(davor, abs=1)
    assert set(fenster.flaechen()) != set(flaechen)


def test_zweite_karte_folgt_der_ersten(fenster):
    fenster.oeffne("karte?ebene=stadtteil&indikator=sgb2_quote&zweit=anteil_ab_65")
    assert fenster.seite.locator("iframe").count() == 2
    vorher = [fenster.flaeche("Roden", nummer).evaluate(GROESSE) for nummer in (0, 1)]
    gesendet = fenster.gesendet
    fenster.rahmen(0).locator(".leaflet-control-zoom-in").click()
    fenster.seite.wait_for_timeout(1000)
    nachher = [fenster.flaeche("Roden", nummer).evaluate(GROESSE) for nummer in (0, 1)]
    assert nachher[0][2] > vorher[0][2] * 1.05
    assert nachher[1] == pytest.approx(nachher[0], abs=2)
    assert fenster.gesendet == gesendet
    fenster.rahmen(1).locator(".leaflet-control-zoom-out").click()
    fenster.seite.wait_for_timeout(1000)
    assert fenster.flaeche("Roden", 0).evaluate(GROESSE)[2] < nachher[0][2] * 0.98
    assert fenster.rahmen(0).locator("body").get_attribute("data-gefaerbt").startswith("sgb2_quote")
    assert fenster.rahmen(1).locator("body").get_attribute("data-gefaerbt").startswith("anteil_ab")
