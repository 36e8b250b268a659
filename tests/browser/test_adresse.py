"""Was eine Leserin eingestellt hat, steht in der Adresse und überlebt Teilen, Wechseln, Zurück."""

import pytest

from sozialmonitor.fassung import FASSUNG
from tests.browser.fenster import SEITEN, neues_fenster
from tests.browser.server import laufender_server

pytestmark = pytest.mark.browser

_DIAGRAMME = """() => [...document.querySelectorAll(
  '[data-testid=stVegaLiteChart] :is(canvas, svg.marks)')].map(e =>
    e.toDataURL ? e.toDataURL() : e.outerHTML)"""


def _stelle_karte_ein(fenster) -> None:
    """Jede Einstellung der Karte anders als vorgegeben, über die Bedienelemente."""
    fenster.oeffne("karte")
    fenster.waehle("Gebietsebene", "Sozialräume")
    fenster.waehle("Handlungsfeld", "Arbeitsmarkt und Existenzsicherung")
    fenster.waehle("Indikator", "Arbeitslosenanteil (15 bis unter 65 Jahre)")
    fenster.taste("Stichtag", "ArrowLeft")
    fenster.seite.get_by_text("Darstellung", exact=True).click()
    fenster.waehle("Klassen", "gleich viele Gebiete")
    fenster.waehle("Farben", "Gelb-Braun")


def test_erster_abruf_nach_dem_start_darf_tief_sein(browser, tmp_path):
    with (
        laufender_server(tmp_path / "server.log", SOZIALMONITOR_KOMMUNE="saarlouis") as frisch,
        neues_fenster(browser, frisch.adresse) as tief,
        neues_fenster(browser, frisch.adresse) as oben,
    ):
        tief.oeffne("karte")
        assert tief.menuepunkte() == list(SEITEN.values())
        assert tief.fehler() == []
        assert tief.zustand() == oben.oeffne("").menue("Karte").zustand()


def test_link_stellt_alles_wieder_her(browser, saarlouis, fenster):
    _stelle_karte_ein(fenster)
    fenster.klicke_flaeche(_name(fenster, 3))
    gesehen = fenster.zustand()
    with neues_fenster(browser, saarlouis.adresse) as frisch:
        frisch.oeffne(fenster.seite.url.removeprefix(saarlouis.adresse).lstrip("/"))
        assert frisch.zustand() == gesehen
    angaben = gesehen["adresse"]
    assert angaben["ebene"] == ["sozialraum"]
    assert angaben["indikator"] == ["arbeitslosenanteil"]
    assert angaben["palette"] == ["braun"]
    assert angaben["gebiet"] != [""]
    assert gesehen["felder"]["Klassen"] == "gleich viele Gebiete"
    assert [a for _, _, a in gesehen["karten"][0].values()].count("true") == 1


@pytest.mark.parametrize(
    ("adresse", "felder"),
    [
        ("vergleich?vergleich=alle&ebene=sozialraum&indikator=sgb2_quote&form=punkte&rang=1",
         {"Gebietsebene": "Sozialräume", "Darstellung": "Punktreihe"}),
        ("sozialindex?ebene=sozialraum&verfahren=rang&massstab=fest&doppelt=sgb2_quote",
         {"Verfahren": "mittlerer Rang"}),
        ("segregation?ebene=sozialraum&indikator=kinder_sgb2_quote&bereinigt=1",
         {"Gebietsebene": "Sozialräume", "Bereinigter Wert": True}),
        ("gruppen?anzahl=3&gruppierung=kmeans&stichtag=2019-12-31", {"Zahl der Gruppen": "3"}),
    ],
    ids=["vergleich", "sozialindex", "segregation", "gruppen"],
)  # fmt: skip
def test_auswertung_laesst_sich_weitergeben(browser, saarlouis, fenster, adresse, felder):
    gesehen = fenster.oeffne(adresse).zustand()
    assert fenster.fehler() == []
    assert {name: gesehen["felder"].get(name) for name in felder} == felder
    gefragt = dict(teil.split("=") for teil in adresse.partition("?")[2].split("&"))
    assert {k: gesehen["adresse"].get(k) for k in gefragt} == {k: [w] for k, w in gefragt.items()}
    with neues_fenster(browser, saarlouis.adresse) as frisch:
        frisch.oeffne(fenster.seite.url.removeprefix(saarlouis.adresse).lstrip("/"))
        assert frisch.zustand() == gesehen


def _stelle_zeitreihe_ein(fenster) -> None:
    fenster.oeffne("zeitreihen?ebene=sozialraum")
    fenster.waehle("Handlungsfeld", "Bevölkerung")
    fenster.waehle("Darstellung", "Index (Basisjahr = 100)")


def _stelle_index_ein(fenster) -> None:
    fenster.oeffne("sozialindex")
    fenster.seite.get_by_text("Indikatoren und Gewichte", exact=True).click()
    # Solange der Abschnitt aufgleitet, schließt sich jede Liste gleich wieder.
    fenster.seite.wait_for_timeout(600)
    fenster.waehle("Zählen doppelt", "SGB-II-Quote (unter 65 Jahren)")
    fenster.seite.keyboard.press("Escape")
    fenster.waehle("Verfahren", "mittlerer Rang")


@pytest.mark.parametrize(
    "stelle_ein",
    [_stelle_zeitreihe_ein, _stelle_index_ein],
    ids=["zeitreihen", "sozialindex"],
)
def test_kopierter_link_zeigt_anderswo_dasselbe_bild(browser, saarlouis, fenster, stelle_ein):
    """Geklickt, kopiert mit dem Knopf, in einem fremden Fenster geöffnet: dieselben Bildpunkte."""
    fenster.seite.context.grant_permissions(["clipboard-read", "clipboard-write"])
    stelle_ein(fenster)
    vorher = _gezeichnetes(fenster)
    fenster.nach(fenster.seite.get_by_text("Link zu dieser Ansicht", exact=True).click)
    qr = fenster.seite.get_by_role("img", name="QR-Code mit dem Link zu dieser Ansicht")
    assert qr.evaluate("e => e.naturalWidth") > 100
    link = fenster.seite.get_by_test_id("stCode").first
    link.hover()
    link.get_by_role("button").click()
    kopiert = fenster.seite.evaluate("navigator.clipboard.readText()")
    assert kopiert.startswith(f"{saarlouis.adresse}{fenster.zustand()['pfad']}?")
    assert f"fassung={FASSUNG}" in kopiert
    with neues_fenster(browser, saarlouis.adresse) as frisch:
        frisch.oeffne(kopiert.removeprefix(saarlouis.adresse).lstrip("/"))
        assert frisch.fehler() == []
        assert _gezeichnetes(frisch) == vorher


def _gezeichnetes(fenster) -> dict:
    """Was zu sehen ist, samt jedem Bildpunkt der Diagramme; ohne die Adresse selbst."""
    zustand = {name: wert for name, wert in fenster.zustand().items() if name != "adresse"}
    diagramme = fenster.seite.evaluate(_DIAGRAMME)
    assert diagramme
    assert all(len(bild) > 2000 for bild in diagramme), "ein Diagramm ist leer"
    return zustand | {"diagramme": diagramme}


def test_gespeicherte_ansicht_steht_danach_ganz_in_der_adresse_und_zurueck_geht(fenster):
    fenster.oeffne("daten_methodik?abschnitt=verfahren")
    fenster.oeffne("?ansicht=arbeitslosigkeit")
    assert fenster.zustand()["pfad"] == "/vergleich"
    adresse = fenster.adresse()
    assert adresse["indikator"] == ["arbeitslosenanteil"]
    assert adresse["form"] == ["punkte"]
    assert "stichtag" in adresse
    assert "ansicht" not in adresse
    fenster.seite.go_back()
    fenster.ruhe()
    assert fenster.zustand()["pfad"] == "/daten_methodik"


def test_auswahl_wandert_mit_und_zurueck_zeigt_den_verlassenen_stand(fenster):
    fenster.oeffne("karte?ebene=stadtteil")
    fenster.waehle("Handlungsfeld", "Arbeitsmarkt und Existenzsicherung")
    fenster.waehle("Indikator", "Arbeitslosenanteil (15 bis unter 65 Jahre)")
    fenster.klicke_flaeche("Roden")
    karte = fenster.zustand()

    zeitreihen = fenster.menue("Zeitreihen").zustand()
    assert zeitreihen["pfad"] == "/zeitreihen"
    assert zeitreihen["felder"]["Indikator"] == karte["felder"]["Indikator"]
    assert zeitreihen["felder"]["Gebietsebene"] == karte["felder"]["Gebietsebene"]

    profil = fenster.menue("Gebietsprofil").zustand()
    assert profil["adresse"]["gebiet"] == karte["adresse"]["gebiet"]
    assert any("Roden" in absatz for absatz in profil["inhalt"])

    assert fenster.nach(fenster.seite.go_back).zustand() == zeitreihen
    assert fenster.nach(fenster.seite.go_back).zustand() == karte
    assert fenster.nach(fenster.seite.go_forward).zustand() == zeitreihen


def test_zurueck_nach_aenderung_auf_der_zweiten_seite(fenster):
    fenster.oeffne("karte?ebene=stadtteil&indikator=sgb2_quote")
    karte = fenster.zustand()
    fenster.menue("Zeitreihen").waehle("Handlungsfeld", "Bevölkerung")
    zeitreihen = fenster.zustand()
    assert zeitreihen["adresse"]["indikator"] != ["sgb2_quote"]
    assert fenster.nach(fenster.seite.go_back).zustand() == karte
    assert fenster.nach(fenster.seite.go_forward).zustand() == zeitreihen


def test_weg_von_der_startseite_fuehrt_an_die_genannte_stelle(fenster):
    fenster.oeffne("")
    wege = fenster.seite.get_by_test_id("stPageLink-NavLink")
    assert wege.count() >= 3
    frage, ziel = wege.first.inner_text(), wege.first.get_attribute("href")
    assert frage.endswith("?")
    fenster.nach(wege.first.click)
    assert fenster.fehler() == []
    erwartet = dict(teil.split("=") for teil in ziel.partition("?")[2].split("&") if teil)
    assert {k: fenster.adresse()[k] for k in erwartet} == {k: [w] for k, w in erwartet.items()}


@pytest.mark.parametrize("pfad", list(SEITEN))
def test_unsinn_in_der_adresse_gibt_vorgabe_und_hinweis(fenster, pfad):
    unsinn = "<b>quatsch"
    namen = (
        *("ebene", "indikator", "stichtag", "gebiet", "gebiete", "bericht", "rolle", "abschnitt"),
        *("frage", "sitzung"),
    )
    fenster.oeffne(f"{pfad}?" + "&".join(f"{name}={unsinn}" for name in namen))
    hinweise = fenster.seite.get_by_test_id("stAlertContentInfo").all_inner_texts()
    assert fenster.fehler() == []
    assert hinweise
    assert all("Die Adresse nannte" in h and unsinn in h for h in hinweise)
    gelesen = {name: w for name, w in fenster.adresse().items() if unsinn in w}
    assert set(gelesen) < set(namen), "keine einzige Angabe wurde durch die Vorgabe ersetzt"


def _name(fenster, stelle: int) -> str:
    return list(fenster.flaechen())[stelle].split(",")[0]
