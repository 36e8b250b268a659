"""Trichter, Punktreihe und Streubild: richtige Zeichen, nichts Gesperrtes darin."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sozialmonitor import kennzahlen, punktwolken, vergleich
from sozialmonitor.diagramme import punktwolkenbilder as b
from sozialmonitor.diagramme.thema import DUNKEL, Gestaltung
from tests import kleinstadt
from tests.kleinstadt import LETZTER as TAG
from tests.test_differenzbilder import daten
from tests.test_punktwolken import anteile

FEST = Gestaltung(breite=680)


def trichter(stadt, zaehler, **angaben):
    gebiete = [f"X{i}" for i in range(len(zaehler))]
    tabelle = anteile(zaehler, [1000] * len(zaehler), gebiete)
    t = punktwolken.trichter(stadt, tabelle, stadt.katalog["sgb2_quote"], gebiete, "2021")
    return b.trichterbild(
        t.zeilen, t.linien, stadt.katalog["sgb2_quote"], {g: f"Ort {g}" for g in gebiete},
        mitte=t.mitte, mitte_name=t.mitte_name, **angaben,
    )  # fmt: skip


def test_trichter_zeichen_und_alttext(stadt):
    bild = trichter(stadt, [43, 73, 37, 83, 44], gestaltung=FEST)
    form = {z["name"]: (z["form"], z["gefuellt"]) for z in daten(bild) if "gefuellt" in z}
    assert form == {
        "Ort X0": ("▼", False),
        "Ort X1": ("▲", False),
        "Ort X2": ("▼", True),
        "Ort X3": ("▲", True),
        "Ort X4": ("●", True),
    }
    assert "alle Gebiete zusammen 5,6 %" in bild.alttext
    assert "Ort X3: 8,3 %, über der 99,8-%-Grenze" in bild.alttext
    assert bild.tabelle["Lage"].tolist()[4] == "innerhalb der Grenzen"


def test_punktreihe_zeigt_nur_werte(tmp_path):
    kommune = kleinstadt.lade(
        tmp_path, ("soziales.csv", f"A2,{TAG},sgb2,10,,amt,", f"A2,{TAG},sgb2,,•,amt,")
    )
    indikator = kommune.katalog["sgb2_quote"]
    tabelle = vergleich.mit_vergleich(
        kommune, kennzahlen.kennzahl(kommune, indikator.id), indikator
    )
    stand = tabelle[tabelle["stichtag"].eq(TAG)]
    namen = {g: g for g in ("A1", "A2", "B1", "B2")}
    bild = b.punktreihe(stand, indikator, namen, stadtname="Kleinstadt")
    gezeichnet = {z["name"] for z in daten(bild) if "gefuellt" in z}
    assert gezeichnet == {"A1", "B1"}
    assert "A2" not in json.dumps(daten(bild))
    assert "A2" not in bild.alttext
    zellen = dict(zip(bild.tabelle["Gebiet"], bild.tabelle.iloc[:, 2], strict=True))
    assert zellen["A2"] == "•"


def streu(zeilen):
    return pd.DataFrame(
        zeilen, columns=["gebiet", "wert_x", "unten_x", "oben_x", "wert_y", "unten_y", "oben_y"]
    ).assign(demo=False)


def test_streubild_hat_namen_kreuze_und_keine_gerade(stadt):
    tabelle = streu([["A1", 10, 8, 12, 5, 4, 6], ["A2", 20, 18, 22, np.nan, np.nan, np.nan]])
    tabelle.loc[1, "wert_y"] = 7.0
    i, j = stadt.katalog["sgb2_quote"], stadt.katalog["jugendanteil"]
    bild = b.streubild(tabelle, i, j, {"A1": "Altmarkt", "A2": "Am Wall"}, hervorgehoben="A1")
    beschreibung = bild.bild.to_dict()
    arten = {
        e["mark"]["type"] if isinstance(e["mark"], dict) else e["mark"]
        for e in beschreibung["layer"]
    }
    assert arten == {"rule", "point", "text"}
    assert "transform_regression" not in json.dumps(beschreibung)
    assert "Altmarkt: 10,0 % und 5,0 %" in bild.alttext
    assert bild.tabelle["Gebiet"].tolist() == ["Altmarkt", "Am Wall"]


def test_demonstration_traegt_das_wasserzeichen(stadt):
    tabelle = streu([["A1", 10, 8, 12, 5, 4, 6], ["A2", 20, 18, 22, 7, 6, 8]]).assign(demo=True)
    i, j = stadt.katalog["sgb2_quote"], stadt.katalog["jugendanteil"]
    bild = b.streubild(tabelle, i, j, {"A1": "A", "A2": "B"})
    assert bild.demo
    assert bild.alttext.endswith("(Demonstrationsdaten)")
    assert any(z.get("hinweis") == "Demonstrationsdaten" for z in daten(bild))


@pytest.mark.parametrize("werte", [[5.0], [5.0] * 30, list(range(30))], ids=["1", "gleich", "30"])
def test_punkte_weichen_einander_aus(werte):
    hoehen = b._ausgewichen([float(w) for w in werte], (0.0, 30.0), 480)
    stellen = [(w / 30 * 480, h) for w, h in zip(werte, hoehen, strict=True)]
    abstaende = [
        (x1 - x2) ** 2 + (y1 - y2) ** 2
        for i, (x1, y1) in enumerate(stellen)
        for x2, y2 in stellen[:i]
    ]
    assert min(abstaende, default=1000) >= 16**2
    assert hoehen[0] == 0


def test_lange_kopfzeilen_brechen_um(stadt):
    lang = "Anteil der Kinder und Jugendlichen unter 18 Jahren mit Förderbedarf"
    i = stadt.katalog["sgb2_quote"]
    bild = b.streubild(streu([["A1", 10, 8, 12, 5, 4, 6]]), i, replace(i, titel=lang), {"A1": "A"})
    kopf = bild.bild.to_dict()["title"]
    zeilen = [kopf["text"], *kopf["subtitle"]]
    assert max(map(len, zeilen)) <= 46
    assert f"Senkrecht: {lang} in %" in " ".join(zeilen)


def test_dunkle_gestaltung(stadt):
    bild = trichter(stadt, [43, 73, 52], gestaltung=Gestaltung(breite=680, dunkel=True))
    farben = {z["farbe"] for z in daten(bild) if "farbe" in z}
    assert farben <= {DUNKEL.belastender, DUNKEL.guenstiger, DUNKEL.gleich}
