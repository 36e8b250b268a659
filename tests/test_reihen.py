"""Veränderung innerhalb der vergleichbaren Strecke: Werte von Hand, Lücken, Brüche."""

import math

import pandas as pd
import pytest

from sozialmonitor import reihen, vergleich
from sozialmonitor.katalog import Bruch, Indikator

BRUCH = Bruch(ab="2015-06", grund="Neue Abgrenzung.")


def indikator(**angaben: object) -> Indikator:
    felder = {
        "id": "quote",
        "titel": "Quote",
        "kurz": "k",
        "definition": "d",
        "berechnung": "b",
        "handlungsfeld": "h",
        "art": "anteil",
        "zaehler": ("x",),
        "nenner": ("n",),
        "faktor": 100,
        "einheit": "%",
        "nachkommastellen": 1,
        "richtung": "hoch_belastend",
        "vergleich": (),
        "quelle": ("q",),
        "klassen": (),
        "hinweise": (),
        "geprueft_am": "2026-01-01",
    }
    return Indikator(**(felder | angaben))


def zeile(gebiet: str, stichtag: str, zaehler: float = 10, nenner: float = 100, **angaben: object):
    wert = zaehler / nenner * 100
    return {
        "gebiet": gebiet,
        "stichtag": stichtag,
        "zaehler": zaehler,
        "nenner": nenner,
        "wert": wert,
        "unten": wert - 1,
        "oben": wert + 1,
        "zeichen": "",
        "zustand": "wert",
        "demo": False,
        "herkunft": "gerechnet",
    } | angaben


@pytest.fixture
def tabelle() -> pd.DataFrame:
    return pd.DataFrame(
        [
            zeile("a", "2014-12-31", 100, 1000),
            zeile("a", "2015-12-31", 120, 1000),
            zeile("a", "2016-12-31", 200, 1000),
            zeile("a", "2017-12-31", zustand="geheim", wert=math.nan),
            zeile("b", "2016-12-31", 50, 1000),
        ]
    )


def test_ohne_bruch_zaehlt_die_ganze_reihe(tabelle: pd.DataFrame) -> None:
    abschnitt = reihen.letzter_abschnitt(tabelle, "a")
    assert abschnitt is not None
    assert (abschnitt.erste["stichtag"], abschnitt.letzte["stichtag"]) == (
        "2014-12-31",
        "2016-12-31",
    )
    assert not abschnitt.gekuerzt


def test_nie_ueber_einen_bruch(tabelle: pd.DataFrame) -> None:
    abschnitt = reihen.letzter_abschnitt(tabelle, "a", [BRUCH])
    assert abschnitt is not None
    assert abschnitt.erste["stichtag"] == "2015-12-31"
    assert abschnitt.bruch == BRUCH
    satz = reihen.satz_entwicklung(tabelle, "a", "Amt", indikator(), [BRUCH])
    assert "8,0 Prozentpunkte gestiegen" in satz
    assert "ist gesichert" in satz
    assert satz.endswith(
        "Bruch ab Juni 2015 (Neue Abgrenzung). Spätere Werte sind gesperrt (Datenschutz)."
    )


def test_bruch_nach_dem_letzten_oder_vor_dem_ersten_wert_wirkt_nicht(tabelle: pd.DataFrame) -> None:
    spaeter, frueher = Bruch(ab="2018", grund="x"), Bruch(ab="2010", grund="y")
    abschnitt = reihen.letzter_abschnitt(tabelle, "a", [spaeter, frueher])
    assert abschnitt is not None
    assert abschnitt.erste["stichtag"] == "2014-12-31"
    assert abschnitt.bruch is None
    assert not reihen.satz_grenze(abschnitt)


def test_nie_zwischen_erfunden_und_belegt() -> None:
    gemischt = pd.DataFrame(
        [
            zeile("a", "2014"),
            zeile("a", "2015", demo=True),
            zeile("a", "2016"),
            zeile("a", "2017", 20),
        ]
    )
    abschnitt = reihen.letzter_abschnitt(gemischt, "a")
    assert abschnitt is not None
    assert abschnitt.erste["stichtag"] == "2016"
    assert "andere Herkunft" in reihen.satz_grenze(abschnitt)


def test_kennzeichnung_erfundener_werte_steht_am_ende() -> None:
    demo = pd.DataFrame([zeile("a", "2014", demo=True), zeile("a", "2016", 30, demo=True)])
    satz = reihen.satz_entwicklung(demo, "a", "Amt", indikator(), [Bruch(ab="2015", grund="G")])
    assert satz.endswith("Bruch ab 2015 (G). (Demonstrationsdaten)")


def test_ohne_werte_und_mit_einem_wert(tabelle: pd.DataFrame) -> None:
    assert reihen.letzter_abschnitt(tabelle, "fehlt") is None
    assert "kein Wert vor" in reihen.satz_entwicklung(tabelle, "fehlt", "Amt", indikator())
    einer = reihen.satz_entwicklung(tabelle, "b", "Bach", indikator())
    assert einer.endswith("Ein früherer vergleichbarer Wert liegt nicht vor.")


def test_gesperrte_werte_sind_nicht_fehlende() -> None:
    def satz(*zustaende: str) -> str:
        werte = [10 if z == "wert" else math.nan for z in zustaende]
        zeilen = [
            zeile("a", str(2014 + i), zustand=z, wert=w)
            for i, (z, w) in enumerate(zip(zustaende, werte, strict=True))
        ]
        return reihen.satz_entwicklung(pd.DataFrame(zeilen), "a", "Amt", indikator())

    assert satz("geheim", "geheim") == "Amt: Die Werte zu „Quote“ sind gesperrt (Datenschutz)."
    assert satz("geheim", "wert").endswith("Frühere Werte sind gesperrt (Datenschutz).")
    assert satz("wert", "wert", "geheim").endswith("Spätere Werte sind gesperrt (Datenschutz).")
    assert "gesperrt" not in satz("fehlt", "wert", "fehlt")


def test_satz_zum_gesperrten_stand_nur_beim_juengsten() -> None:
    stand = pd.DataFrame(
        [
            *(zeile(g, "2014") for g in "abc"),
            *(zeile(g, "2015") for g in "abc"),
            *(zeile(g, "2016", zustand="geheim", wert=math.nan) for g in "ab"),
            zeile("c", "2016"),
        ]
    )
    assert reihen.satz_gesperrter_stand(stand, "2014") == ""
    assert reihen.satz_gesperrter_stand(stand, "2015") == (
        "Für 2016 sind zu viele Werte gesperrt (Datenschutz); gezeigt ist 2015."
    )


def test_veraenderungen_von_hand_und_eingabe_unveraendert(tabelle: pd.DataFrame) -> None:
    vorher = tabelle.copy(deep=True)
    namen = {"a": "Amt", "b": "Bach", "fehlt": "Forst"}
    daten = reihen.veraenderungen(tabelle, indikator(), namen).set_index("gebiet")
    assert daten.loc["a", "differenz"] == pytest.approx(10)
    # Newcombe für 100/1000 und 200/1000: aus den Wilson-Bereichen 8,291–12,015 und 17,638–22,592 %.
    assert daten.loc["a", "unten"] == pytest.approx(6.8951, abs=0.0005)
    assert daten.loc["a", "oben"] == pytest.approx(13.1046, abs=0.0005)
    assert daten.loc["a", "urteil"] == vergleich.HOEHER
    assert math.isnan(daten.loc["b", "differenz"])
    assert daten.loc["fehlt", "bis"] == ""
    texte = reihen.veraenderungstabelle(daten.reset_index(), indikator(), namen)
    assert list(texte["Veränderung"]) == ["+10,0 Prozentpunkte", "k. A.", "k. A."]
    assert texte["Urteil"][0] == "gesichert gestiegen"
    pd.testing.assert_frame_equal(tabelle, vorher)


def test_anzahl_in_prozent_ohne_bereich() -> None:
    anzahl = indikator(art="anzahl", nenner=(), einheit="Personen", nachkommastellen=0)
    leer = {"nenner": math.nan}
    tabelle = pd.DataFrame(
        [zeile("a", "2010", wert=200.0, **leer), zeile("a", "2020", wert=150.0, **leer)]
    )
    texte = reihen.veraenderungstabelle(
        reihen.veraenderungen(tabelle, anzahl, {"a": "Amt"}), anzahl, {"a": "Amt"}
    )
    assert texte["in Prozent"][0] == "−25,0 %"
    assert "Urteil" not in texte


def test_nur_brueche_zwischen_den_werten_wirken(tabelle: pd.DataFrame) -> None:
    frueh, spaet = Bruch(ab="2014-12-31", grund="x"), Bruch(ab="2017-01", grund="y")
    assert reihen.wirksame_brueche(tabelle, [frueh, BRUCH, spaet]) == [BRUCH]
    assert reihen.wirksame_brueche(tabelle.head(0), [BRUCH]) == []


def test_basisjahre(tabelle: pd.DataFrame) -> None:
    assert reihen.basisjahre(tabelle) == [2014, 2015, 2016]
    assert reihen.gemeinsames_basisjahr(tabelle) == 2016
    nur_a = tabelle[tabelle["gebiet"].eq("a")]
    assert reihen.gemeinsames_basisjahr(nur_a) == 2014
    assert reihen.gemeinsames_basisjahr(nur_a, [BRUCH]) == 2015
    assert reihen.gemeinsames_basisjahr(tabelle.head(0)) is None


def test_veraenderung_ist_gesperrt_nicht_fehlend() -> None:
    leer = {"zustand": "geheim", "wert": math.nan}
    tabelle = pd.DataFrame(
        [
            zeile("a", "2014", **leer), zeile("a", "2015"),
            zeile("b", "2015"),
            zeile("c", "2014", **leer), zeile("c", "2015", **leer),
            zeile("d", "2014"), zeile("d", "2015", **leer), zeile("d", "2016"),
        ]
    )  # fmt: skip
    namen = {g: g.upper() for g in "abcd"}
    daten = reihen.veraenderungen(tabelle, indikator(), namen)
    ist = reihen.veraenderungstabelle(daten, indikator(), namen).set_index("Gebiet")
    spalten = ["erster Wert", "Veränderung"]
    assert ist.loc["A", spalten].to_list() == ["•", "•"]
    assert ist.loc["B", spalten].to_list() == ["k. A.", "k. A."]
    assert ist.loc["C", [*spalten, "letzter Wert"]].to_list() == ["•", "•", "•"]
    assert "•" not in ist.loc["D", spalten].to_list()
    # Was vor einem Bruch gesperrt ist, hätte auch offen keinen Vergleich ergeben.
    bruch = reihen.veraenderungen(tabelle, indikator(), namen, [Bruch(ab="2015", grund="G")])
    ist = reihen.veraenderungstabelle(bruch, indikator(), namen).set_index("Gebiet")
    assert ist.loc["A", "Veränderung"] == "k. A."
