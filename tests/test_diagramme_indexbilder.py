"""Bilder zum Sozialindex: Beiträge ergeben den Index, Klassenanteile füllen den Balken."""

import math

import pandas as pd
import pytest

from sozialmonitor import diagramme, sozialindex
from sozialmonitor.texte import indexsaetze

NAMEN = {"a": "Altstadt", "b": "Bergstadt", "c": "Ceylon"}
TITEL = {"x": "Quote X", "y": "Quote Y"}
BEITRAEGE = pd.DataFrame(
    {"x": [0.75, -0.5, math.nan], "y": [0.5, 0.25, math.nan]}, index=["a", "b", "c"]
)
ANTEILE = pd.DataFrame(
    [[0.0, 0.13, 0.87, 0.0], [1.0, 0.0, 0.0, 0.0], [math.nan] * 4],
    index=["a", "b", "c"], columns=list(sozialindex.STATUS),
)  # fmt: skip


def datensaetze(bild):
    """Alle Zeilen aller Datensätze eines Bildes."""
    return [z for zeilen in bild.bild.to_dict()["datasets"].values() for z in zeilen]


def test_zerlegung_zeigt_beitraege_und_summe():
    bild = diagramme.indexzerlegung(BEITRAEGE, NAMEN, TITEL, titel="Index")
    assert bild.tabelle.to_dict("list") == {
        "Gebiet": ["Altstadt", "Bergstadt"],
        "Index": ["1,25", "−0,25"],
        "Quote X": ["+0,75", "−0,50"],
        "Quote Y": ["+0,50", "+0,25"],
    }
    zeilen = datensaetze(bild)
    assert {z["summe"] for z in zeilen if "summe" in z} == {1.25, -0.25}
    assert "Altstadt: Index 1,25 (Quote X +0,75; Quote Y +0,50)." in bild.alttext


def test_gebiet_ohne_index_steht_nirgends():
    for bild in (
        diagramme.indexzerlegung(BEITRAEGE, NAMEN, TITEL, titel="Index"),
        diagramme.klassenanteile(ANTEILE, NAMEN, indexsaetze.BEDARF, titel="Fest"),
    ):
        assert "Ceylon" not in str(bild.bild.to_dict())
        assert "Ceylon" not in bild.alttext
        assert "Ceylon" not in bild.tabelle.to_string()


def test_fertige_texte_und_nur_positive_beitraege():
    bild = diagramme.indexzerlegung(
        BEITRAEGE.loc[["a"]], NAMEN, TITEL, titel="Schwelle", indextexte={"a": "2 von 2"}
    )
    assert bild.tabelle.loc[0].tolist() == ["Altstadt", "2 von 2", "0,75", "0,50"]


def test_klassenanteile_fuellen_den_balken_und_sind_beschriftet():
    bild = diagramme.klassenanteile(ANTEILE, NAMEN, indexsaetze.BEDARF, titel="Fest")
    zeilen = [z for z in datensaetze(bild) if z.get("name") == "Altstadt"]
    enden = sorted({(z["von"], z["bis"], z["klasse"]) for z in zeilen})
    assert enden == [(0.0, 0.13, "mittlerer Bedarf"), (0.13, 1.0, "hoher Bedarf")]
    assert "Altstadt: mittlerer Bedarf 13 %, hoher Bedarf 87 %." in bild.alttext
    assert bild.tabelle.loc[1].tolist() == ["Bergstadt", "100 %", "0 %", "0 %", "0 %"]


def test_fast_alle_ziehungen_heissen_nie_alle():
    anteile = ANTEILE.copy()
    anteile.iloc[1] = [0.9995, 0.0005, 0.0, 0.0]
    bild = diagramme.klassenanteile(anteile, NAMEN, indexsaetze.BEDARF, titel="Fest")
    assert bild.tabelle.loc[1].tolist()[1:] == ["über 99 %", "unter 1 %", "0 %", "0 %"]
    assert "Bergstadt: geringer Bedarf über 99 %, mittlerer Bedarf unter 1 %." in bild.alttext
    assert "über 99 %" in {z.get("text") for z in datensaetze(bild)}


def test_status_ist_ein_ton_von_hell_nach_dunkel():
    farben = diagramme.STATUSFARBEN
    assert list(farben) == list(sozialindex.STATUS)
    helligkeit = [sum(int(f[i : i + 2], 16) for i in (1, 3, 5)) for f in farben.values()]
    assert helligkeit == sorted(helligkeit, reverse=True)


@pytest.mark.parametrize("demo", [True, False], ids=["demo", "echt"])
def test_demonstration_ist_im_bild_und_im_alttext(demo):
    for bild in (
        diagramme.indexzerlegung(BEITRAEGE, NAMEN, TITEL, titel="Index", demo=demo),
        diagramme.klassenanteile(ANTEILE, NAMEN, indexsaetze.BEDARF, titel="Fest", demo=demo),
    ):
        gezeichnet = [z.get("hinweis") for z in datensaetze(bild)]
        assert ("Demonstrationsdaten" in gezeichnet) is demo
        assert ("Demonstrationsdaten" in bild.alttext) is demo
        assert bild.demo is demo


def test_ohne_gebiete_ein_leeres_bild():
    bild = diagramme.indexzerlegung(BEITRAEGE.loc[["c"]], NAMEN, TITEL, titel="Index")
    assert bild.tabelle.empty
    bild = diagramme.klassenanteile(ANTEILE.loc[["c"]], NAMEN, indexsaetze.BEDARF, titel="Fest")
    assert bild.tabelle.empty
