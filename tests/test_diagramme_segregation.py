"""Bilder zur Segregation: vollständig, ohne Linie über Lücken und Brüche, ohne Gesperrtes."""

import json

import pandas as pd
import pytest

from sozialmonitor import segregationsbericht
from sozialmonitor.diagramme import achsen, zeilenumbruch
from sozialmonitor.diagramme import segregationsbilder as bilder
from sozialmonitor.katalog import Bruch
from tests.test_reihen import zeile
from tests.test_segregationsbericht import NAMEN, jahr

BRUCH = Bruch(ab="2012-06", grund="Neue Abgrenzung")


def reihe(*zeilen, brueche=()):
    zahlen = segregationsbericht.personen(pd.DataFrame(list(zeilen)), list(NAMEN))
    return segregationsbericht.verlauf(zahlen, NAMEN, brueche)


def verlaufsbild(*zeilen, brueche=(), **wahl):
    return bilder.indexverlauf(
        reihe(*zeilen, brueche=brueche), "Kinder", "Stadtteile", brueche=brueche, **wahl
    )


def angaben(bild):
    return bild.bild.to_dict()


def zeilen_mit(bild, feld):
    return [z for tafel in angaben(bild)["datasets"].values() for z in tafel if feld in z]


def ebenen(bild, art):
    return [e for e in angaben(bild)["layer"] if e["mark"]["type"] == art]


VIER = [*jahr("2010"), *jahr("2011"), *jahr("2012"), *jahr("2013")]


def test_verlauf_ist_vollstaendig():
    bild = verlaufsbild(*VIER, quelle="Quelle: Amt.")
    assert bild.titel == "Kinder: Ungleiche Verteilung, Stadtteile, 2010 bis 2013"
    assert bild.alttext.startswith("Liniendiagramm: Kinder")
    assert not bild.demo
    # D = 0,3125 (test_segregationsbericht), bei jedem Stichtag
    assert bild.tabelle["Wert (von 100)"].tolist() == ["31,3"] * 4
    assert bild.tabelle["Personen"].tolist() == ["40"] * 4
    kopf = angaben(bild)["title"]
    assert "Zwischen Ebenen und Städten nicht vergleichbar" in kopf["subtitle"]
    assert angaben(bild)["description"] == bild.alttext


def test_zufall_steht_als_band_und_linie_im_bild():
    bild = verlaufsbild(*VIER)
    assert len(ebenen(bild, "area")) == 2
    # 40 von 200 auf zweimal 100: D = |x − 20| / 32, hypergeometrisch im Mittel rund 0,07
    assert {round(z["zufallswert"], 1) for z in zeilen_mit(bild, "zufallswert")} == {7.0}
    assert all(z["zufall_unten"] < 7 < z["zufall_oben"] for z in zeilen_mit(bild, "zufall_unten"))
    assert "bei Zufall" in str(zeilen_mit(bild, "stelle"))


def test_bereinigt_nur_auf_wunsch():
    ohne, mit = verlaufsbild(*VIER), verlaufsbild(*VIER, mit_bereinigt=True)
    assert len(ebenen(mit, "point")) == len(ebenen(ohne, "point")) + 1
    assert "bereinigt" in str([z["text"] for z in zeilen_mit(mit, "stelle")])
    assert "bereinigt" not in str([z["text"] for z in zeilen_mit(ohne, "stelle")])


def test_keine_linie_ueber_einen_bruch_oder_eine_luecke():
    bild = verlaufsbild(*VIER, zeile("a", "2014"), *jahr("2015"), brueche=[BRUCH])
    linien = [e for e in ebenen(bild, "line") if e["encoding"]["y"]["field"] == "wert"]
    assert linien[0]["encoding"]["detail"]["field"] == "abschnitt"
    abschnitte = {z["stichtag_text"]: z["abschnitt"] for z in zeilen_mit(bild, "wert_text")}
    assert "2014" not in abschnitte
    assert [abschnitte[t] for t in ("2010", "2012", "2013", "2015")] == [0, 0, 1, 3]
    assert "Neue Abgrenzung" in json.dumps(angaben(bild), ensure_ascii=False)
    # Einzelne Stichtage haben keine Fläche und erscheinen als breiter Strich.
    assert {e["mark"].get("strokeWidth") for e in ebenen(bild, "rule")} >= {7}
    assert bild.tabelle.set_index("Stichtag").loc["2014", "Hinweis"] == "keine Angabe: Neustadt."
    assert "Ohne Wert: 1 Stichtag" in bild.alttext


def test_gesperrtes_steht_nirgends():
    bild = verlaufsbild(
        *jahr("2010"), zeile("a", "2011", 4711, 9999, zustand="geheim"), zeile("b", "2011")
    )
    alles = json.dumps(angaben(bild)) + bild.alttext + bild.tabelle.to_csv()
    assert "4711" not in alles
    assert "9999" not in alles
    assert "gesperrt (Datenschutz): Altstadt." in bild.tabelle["Hinweis"].tolist()


@pytest.mark.parametrize("demo", [True, False])
def test_demonstration_ist_genau_dann_gezeichnet(demo):
    verlauf = verlaufsbild(*jahr("2010", demo=demo))
    gruppen = bilder.gruppenvergleich(
        segregationsbericht.nebeneinander({"G": reihe(*jahr("2010", demo=demo))}), "Stadtteile"
    )
    for bild in (verlauf, gruppen):
        assert bild.demo is demo
        assert ("Demonstrationsdaten" in json.dumps(angaben(bild))) is demo


def test_wasserzeichen_liegt_nicht_auf_dem_zufallsband():
    tage = pd.to_datetime(["2010-12-31", "2025-12-31"])
    flaeche = achsen.Flaeche(zeit=(tage[0], tage[1]), marken=tuple(tage), wert=(0.0, 25.0))
    punkte = pd.DataFrame(
        {"zeitpunkt": tage, "wert": 17.8, "oben": 19.0, "zufallswert": 1.4, "zufall_unten": 0.7}
    )
    assert bilder._unten_belegt(punkte, flaeche)
    assert not bilder._unten_belegt(punkte.assign(oben=24.0), flaeche), "Oben steht der Wert"
    assert not bilder._unten_belegt(punkte.assign(zufall_unten=6.0), flaeche)


def test_ganz_ohne_werte_bleibt_das_bild_leer_und_sagt_es():
    bild = verlaufsbild(zeile("a", "2010"))
    assert "Kein Stichtag hat einen Wert" in bild.alttext
    assert not zeilen_mit(bild, "wert_text")


def test_gruppen_nebeneinander():
    gruppen = segregationsbericht.nebeneinander(
        {"Kinder": reihe(*jahr("2010")), "Eine Gruppe mit einem recht langen Namen": reihe(
            zeile("a", "2011"))}
    )  # fmt: skip
    bild = bilder.gruppenvergleich(gruppen, "Stadtteile")
    assert bild.tabelle["Gruppe"].tolist() == gruppen["name"].tolist()
    assert {z["zeile"] for z in zeilen_mit(bild, "zeile")} == {"Kinder, 2010"}
    assert "Kinder: 31 von 100, bei Zufall 7" in bild.alttext
    assert "nicht berechnet" in bild.alttext


def test_eingabe_bleibt_unveraendert():
    tabelle = reihe(*VIER)
    vorher = tabelle.copy(deep=True)
    bilder.indexverlauf(tabelle, "G", "E")
    pd.testing.assert_frame_equal(tabelle, vorher)


def test_lange_beschriftungen_brechen_zwischen_woertern_um():
    ausdruck = zeilenumbruch.umbruch(["kurz", 'Kinder „unter" achtzehn'], 15)
    assert ausdruck == (
        'datum.label === "Kinder „unter\\" achtzehn" ? ["Kinder „unter\\"", "achtzehn"] : '
        "datum.label"
    )
    assert zeilenumbruch.umbruch([]) == "datum.label"


@pytest.mark.parametrize(
    ("zustand", "text"), [("geheim", "•"), ("fehlt", "k. A.")], ids=["gesperrt", "fehlend"]
)
def test_tabelle_unterscheidet_gesperrt_und_fehlend(zustand, text):
    a = zeile("a", "2021", 10, 100, zustand=zustand)
    ist = verlaufsbild(*jahr("2020"), a, zeile("b", "2021", 30, 100)).tabelle
    assert ist["Wert (von 100)"].iloc[-1] == text
    assert ist["Personen"].iloc[-1] == text
    assert ist["Wert (von 100)"].iloc[0] not in {"•", "k. A."}
