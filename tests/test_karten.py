"""Karten: geprüft werden Farben und Texte, die der Browser bekommt, nicht das HTML."""

import dataclasses
import json

import pandas as pd
import pandas.testing as pdt
import pytest

from sozialmonitor import karten, kennzahlen, klassen, vergleich
from tests import kleinstadt
from tests.kleinstadt import LETZTER

SOZIALRAEUME = ["A1", "A2", "B1", "B2"]


def werte(kommune, indikator, gebiete=SOZIALRAEUME):
    tabelle = kennzahlen.kennzahl(kommune, indikator)
    return tabelle[tabelle["stichtag"].eq(LETZTER) & tabelle["gebiet"].isin(gebiete)]


def einteilung(kommune, tabelle, indikator):
    feste = kommune.katalog[indikator].klassen
    return klassen.einteilung(tabelle["wert"], "fest", feste=feste)


def kein_json(konstante):
    raise ValueError(konstante)


def zeichnung(kommune, indikator, tabelle=None, **namen):
    tabelle = werte(kommune, indikator) if tabelle is None else tabelle
    return karten.zeichnung(
        tabelle, einteilung(kommune, werte(kommune, indikator), indikator),
        kommune.katalog[indikator], dict(kommune.gebiete["name"]) | namen,
    )  # fmt: skip


def angaben(kommune, indikator, tabelle=None):
    """Was der Browser aus der Zeichnung liest, je Gebiet zusammengesetzt wie in `karte.js`."""
    inhalt = json.loads(zeichnung(kommune, indikator, tabelle), parse_constant=kein_json)
    for gebiet, (art, kreis, schild, *zeilen) in inhalt["gebiete"].items():
        gemeinsam = inhalt["arten"][art]
        inhalt["gebiete"][gebiet] = gemeinsam | {
            "kreis": kreis, "schild": schild, "zeilen": zeilen + gemeinsam["schluss"],
        }  # fmt: skip
    return inhalt


def vorgaben(karte):
    return next(k.vorgaben for k in karte._children.values() if hasattr(k, "vorgaben"))


def test_farben_nach_klasse(stadt):
    gebiete = angaben(stadt, "sgb2_quote")["gebiete"]
    farben = einteilung(stadt, werte(stadt, "sgb2_quote"), "sgb2_quote").farben
    # Grenzen 5 und 10, links geschlossen: 10,0 % gehört zu „10 % und mehr“
    assert [gebiete[g]["farbe"] for g in SOZIALRAEUME] == [
        farben[2], farben[0], farben[2], klassen.OHNE_WERT["fehlt"].farbe,
    ]  # fmt: skip
    assert gebiete["B2"]["muster"] == "zu_wenige"
    assert all(gebiete[g]["muster"] == "" for g in ("A1", "A2", "B1"))


def test_schild_und_schriftfarbe(stadt):
    gebiete = angaben(stadt, "sgb2_quote")["gebiete"]
    assert [gebiete[g]["schild"] for g in SOZIALRAEUME] == ["10,0", "4,0", "10,0", "n. b."]
    for gebiet in gebiete.values():
        assert gebiet["schriftfarbe"] == klassen.textfarbe(gebiet["farbe"])


def test_kurzinfo_eines_anteils(stadt):
    zeilen = angaben(stadt, "sgb2_quote")["gebiete"]["A2"]["zeilen"]
    assert zeilen == [
        "Am Wall", "4,0 %", "95-%-Bereich 2,2 – 7,2 %", "10 von 250", "Stand 31.12.2021",
    ]  # fmt: skip


def test_kurzinfo_ohne_wert_verraet_keine_fallzahl(stadt):
    zeilen = angaben(stadt, "sgb2_quote")["gebiete"]["B2"]["zeilen"]
    assert zeilen == ["Bahnhof", "zu wenige Personen für eine Bewertung"]


def test_geheimer_wert_erscheint_nirgends(tmp_path):
    alt, neu = f"A2,{LETZTER},sgb2,10,,amt,", f"A2,{LETZTER},sgb2,,•,amt,"
    gebiet = angaben(kleinstadt.lade(tmp_path, ("soziales.csv", alt, neu)), "sgb2_quote")
    gebiet = gebiet["gebiete"]["A2"]
    assert (gebiet["muster"], gebiet["schild"]) == ("geheim", "•")
    assert gebiet["zeilen"] == ["Am Wall", "gesperrt (Datenschutz)"]


def test_demonstration_steht_in_kurzinfo_und_angaben(stadt):
    alle = werte(stadt, "sgb2_quote", ["A", "B"])
    ist = angaben(stadt, "sgb2_quote", alle)
    assert ist["demo"] is True
    assert "Demonstrationswert" in ist["gebiete"]["B"]["zeilen"]
    assert "Demonstrationswert" not in ist["gebiete"]["A"]["zeilen"]
    assert angaben(stadt, "jugendanteil")["demo"] is False


def test_anzahlen_sind_kreise_mit_flaeche_im_verhaeltnis(stadt):
    assert karten.als_kreise(stadt.katalog["einwohnerzahl"])
    assert not karten.als_kreise(stadt.katalog["sgb2_quote"])
    kreise = {g: a["kreis"] for g, a in angaben(stadt, "einwohnerzahl")["gebiete"].items()}
    assert kreise["A1"] == 30
    assert kreise["A2"] == pytest.approx(30 * (300 / 500) ** 0.5, abs=0.05)
    assert {a["kreis"] for a in angaben(stadt, "sgb2_quote")["gebiete"].values()} == {0.0}


def test_stand_auswahl_und_hinweis_werden_durchgereicht(stadt):
    assert angaben(stadt, "sgb2_quote")["stand"] == f"sgb2_quote {LETZTER}"
    gezeichnet = zeichnung(stadt, "sgb2_quote")
    gruppe = karten.faerbung(gezeichnet, ausgewaehlt="A1", hinweis="schematisch")
    (kind,) = gruppe._children.values()
    assert kind.zeichnung == gezeichnet
    assert kind.angaben == {"ausgewaehlt": "A1", "hinweis": "schematisch"}


def test_leere_tabelle(stadt):
    leer = werte(stadt, "sgb2_quote", [])
    ist = angaben(stadt, "sgb2_quote", leer)
    assert ist["gebiete"] == {}
    assert ist["demo"] is False
    kreise = angaben(stadt, "einwohnerzahl", werte(stadt, "einwohnerzahl", []))
    assert kreise["gebiete"] == {}


def test_ohne_einteilung_bleibt_die_karte_grau(stadt):
    gezeichnet = karten.zeichnung(werte(stadt, "sgb2_quote"), None, stadt.katalog["sgb2_quote"], {})
    inhalt = json.loads(gezeichnet)
    assert {art["farbe"] for art in inhalt["arten"]} == {
        "#eef2f5", klassen.OHNE_WERT["fehlt"].farbe,
    }  # fmt: skip
    assert inhalt["gebiete"]["A1"][3] == "A1"


def test_alles_ist_gueltiges_json(stadt):
    for indikator in stadt.katalog:
        if not werte(stadt, indikator).empty:
            assert angaben(stadt, indikator)["gebiete"]


def test_sehr_viele_gebiete_bekommen_kurze_texte(stadt):
    viele = pd.concat([werte(stadt, "sgb2_quote", ["A1"])] * 3001, ignore_index=True)
    viele["gebiet"] = [f"G{i}" for i in range(3001)]
    gebiete = json.loads(zeichnung(stadt, "sgb2_quote", viele))["gebiete"]
    assert gebiete["G7"] == [0, 0.0, "", "G7", "10,0 %"]


def test_legende_zaehlt_jedes_gebiet_einmal(stadt):
    tabelle = werte(stadt, "sgb2_quote")
    ist = karten.legende(
        tabelle, einteilung(stadt, tabelle, "sgb2_quote"), stadt.katalog["sgb2_quote"],
        anzahl_gebiete=6,
    )  # fmt: skip
    assert [(e.text, e.anzahl) for e in ist] == [
        ("unter 5 %", 1), ("5 bis unter 10 %", 0), ("10 % und mehr", 2), ("keine Angabe", 2),
        ("gesperrt (Datenschutz)", 0), ("zu wenige Personen für eine Bewertung", 1),
    ]  # fmt: skip
    assert sum(e.anzahl for e in ist) == 6
    assert [e.muster for e in ist] == ["", "", "", "", "geheim", "zu_wenige"]


def test_legende_der_kreise(stadt):
    tabelle = werte(stadt, "einwohnerzahl")
    ist = karten.legende(tabelle, None, stadt.katalog["einwohnerzahl"], anzahl_gebiete=4)
    assert (ist[0].muster, ist[0].anzahl) == ("kreis", 4)
    assert sum(e.anzahl for e in ist) == 4


def test_grundkarte_laedt_nichts_von_fremden_servern():
    html = karten.grundkarte("klein-sozialraum.abc.geojson", anzahl_gebiete=4).get_root().render()
    assert "https://" not in html.replace("http://www.w3.org", "")
    assert "//cdn" not in html
    assert "klein-sozialraum.abc.geojson" in html


def test_grundkarte_reicht_vorgaben_durch():
    karte = karten.grundkarte(
        "a.geojson", anzahl_gebiete=4, umriss="b.geojson", quellenvermerk="© X", kanal="k"
    )
    ist = vorgaben(karte)
    assert ist["url"].endswith("/geo/a.geojson")
    assert ist["umriss_url"].endswith("/geo/b.geojson")
    assert (ist["quellenvermerk"], ist["kanal"], ist["grundkarte"]) == ("© X", "k", None)
    assert ist["mit_tastatur"]
    assert ist["mit_schildern"]


def test_basemap_nur_auf_wunsch():
    ist = vorgaben(karten.grundkarte("a.geojson", anzahl_gebiete=4, mit_basemap=True))
    assert ist["grundkarte"] == karten.GRUNDKARTE
    assert "basemap.de" in ist["grundkarte"]["quellenvermerk"]


@pytest.mark.parametrize(
    ("anzahl", "tastatur", "schilder"),
    [(700, True, True), (701, True, False), (3000, True, False), (3001, False, False)],
)
def test_viele_gebiete_werden_sparsamer_gezeichnet(anzahl, tastatur, schilder):
    ist = vorgaben(karten.grundkarte("a.geojson", anzahl_gebiete=anzahl))
    assert (ist["mit_tastatur"], ist["mit_schildern"]) == (tastatur, schilder)


def test_eingabe_bleibt_unveraendert(stadt):
    tabelle = werte(stadt, "sgb2_quote")
    vorher = tabelle.copy()
    assert zeichnung(stadt, "sgb2_quote", tabelle) == zeichnung(stadt, "sgb2_quote", tabelle)
    karten.legende(tabelle, None, stadt.katalog["sgb2_quote"], anzahl_gebiete=4)
    pdt.assert_frame_equal(tabelle, vorher)


def test_name_mit_sonderzeichen_wird_kein_skript(stadt):
    gezeichnet = zeichnung(stadt, "sgb2_quote", A1="</script><script>alert(1)</script>")
    assert "<" not in gezeichnet
    assert json.loads(gezeichnet)["gebiete"]["A1"][3] == "</script><script>alert(1)</script>"


def urteile(kommune, indikator="sgb2_quote", **aenderungen):
    eintrag = dataclasses.replace(kommune.katalog[indikator], **aenderungen)
    alle = vergleich.mit_vergleich(kommune, kennzahlen.kennzahl(kommune, indikator), eintrag)
    gezeigt = alle[alle["stichtag"].eq(LETZTER) & alle["gebiet"].isin(SOZIALRAEUME)]
    return karten.urteilstabelle(gezeigt, eintrag, dict(kommune.gebiete["name"])), eintrag


def test_karte_nach_urteil_zeigt_zeichen_und_abstand(stadt):
    tabelle, _ = urteile(stadt)
    je_gebiet = tabelle.set_index("gebiet")
    # Am Wall: 10 von 250 (4,0 %) gegen 59 von 575 (10,3 %)
    assert je_gebiet.loc["A2", "kategorie"] == vergleich.NIEDRIGER
    assert je_gebiet.loc["A2", "schild"] == "4,0 ▼"
    assert je_gebiet.loc["A2", "zeilen"][-1] == "Abstand zur übrigen Stadt −6,3 Prozentpunkte"
    assert je_gebiet.loc["B1", "kategorie"] == vergleich.GLEICH
    assert je_gebiet.loc["B1", "schild"] == "10,0"
    # Bahnhof hat zu wenige Personen: weder Wert noch Abstand
    assert je_gebiet.loc["B2", ["kategorie", "schild"]].to_list() == ["zu_wenige", "n. b."]
    assert je_gebiet.loc["B2", "zeilen"] == ("Bahnhof",)


@pytest.mark.parametrize(
    ("richtung", "hoch", "niedrig"),
    [
        ("hoch_belastend", "(ungünstiger)", "(günstiger)"),
        ("niedrig_belastend", "(günstiger)", "(ungünstiger)"),
        ("neutral", "Stadt", "Stadt"),
    ],
)
def test_urteilskategorien_werten_nur_mit_richtung(stadt, richtung, hoch, niedrig):
    _, eintrag = urteile(stadt, richtung=richtung)
    texte = {k.id: k.text for k in karten.urteilskategorien(eintrag)}
    assert texte[vergleich.HOEHER].endswith(hoch)
    assert texte[vergleich.NIEDRIGER].endswith(niedrig)
    assert texte["geheim"] == "gesperrt (Datenschutz)"


def test_kategorien_werden_wie_werte_gezeichnet(stadt):
    tabelle, eintrag = urteile(stadt)
    kategorien = karten.urteilskategorien(eintrag)
    inhalt = json.loads(karten.kategoriezeichnung(tabelle, kategorien, stand="x", demo=True))
    art, kreis, schild, *zeilen = inhalt["gebiete"]["A2"]
    assert (kreis, schild, zeilen[0]) == (0, "4,0 ▼", "Am Wall")
    assert inhalt["arten"][art]["schluss"] == [kategorien[2].text, "Demonstrationswerte"]
    assert inhalt["arten"][inhalt["gebiete"]["B2"][0]]["muster"] == "zu_wenige"
    assert (inhalt["stand"], inhalt["demo"]) == ("x", True)


def test_kategorielegende_zaehlt_auch_gebiete_ohne_zeile(stadt):
    tabelle, eintrag = urteile(stadt)
    kategorien = karten.urteilskategorien(eintrag)
    ganz = karten.kategorielegende(tabelle, kategorien, anzahl_gebiete=4)
    assert sum(e.anzahl for e in ganz) == 4
    assert len(ganz) == len(kategorien)
    mit_luecke = karten.kategorielegende(tabelle, kategorien, anzahl_gebiete=6)
    assert (mit_luecke[-1].text, mit_luecke[-1].anzahl) == ("keine Angabe", 2)
