"""Sätze zum Sozialindex: grammatisch, ohne gesperrte Werte, Bedarf statt Etikett."""

import dataclasses
import math

import pytest

from sozialmonitor import sozialindex
from sozialmonitor.katalog import Indikator
from sozialmonitor.texte import indexsaetze

QUOTE = Indikator(
    id="sgb2_quote", titel="SGB-II-Quote", kurz="", definition="", berechnung="",
    handlungsfeld="arbeit", art="anteil", zaehler=("x",), nenner=("n",), einheit="%",
    nachkommastellen=1, richtung="hoch_belastend", vergleich=(), quelle=(), klassen=(),
    hinweise=(), geprueft_am="2026-11-22", faktor=100,
)  # fmt: skip


@pytest.mark.parametrize(
    ("namen", "k", "anteil", "genau", "verfahren", "satz"),
    [
        (["A"], 1, 0.97, True, 5,
         "A hat in allen fünf Verfahren und in 97 % der Ziehungen den größten Bedarf."),
        (["A", "B"], 2, 1.0, True, 5,
         "A und B gehören in allen fünf Verfahren und in allen Ziehungen zu den zwei Gebieten mit "
         "dem größten Bedarf."),
        (["A"], 3, 0.958, False, 4,
         "A gehört in allen vier Verfahren und in mindestens 96 % der Ziehungen zu den drei "
         "Gebieten mit dem größten Bedarf."),
        (["A", "B", "C"], 14, 0.9999, False, 1,
         "A, B und C gehören im einzigen Verfahren und in über 99 % der Ziehungen zu den 14 "
         "Gebieten mit dem größten Bedarf."),
    ],
    ids=["einzahl", "mehrzahl", "untergrenze", "fast_alle"],
)  # fmt: skip
def test_satz_antwort(namen, k, anteil, genau, verfahren, satz):  # noqa: PLR0917
    assert indexsaetze.satz_antwort(namen, k, anteil, genau=genau, verfahren=verfahren) == satz


def test_ohne_robuste_aussage_wird_das_gesagt():
    satz = indexsaetze.satz_antwort([], 0, 0, genau=True, verfahren=5, demo=True)
    assert satz.startswith("Eine robuste Aussage")
    assert satz.endswith("(Demonstrationsdaten)")
    assert indexsaetze.satz_ohne_einigkeit([], 1) == ""
    assert "hat A auch bei" in indexsaetze.satz_ohne_einigkeit(["A"], 1)
    assert "gehören A und B auch" in indexsaetze.satz_ohne_einigkeit(["A", "B"], 3)


@pytest.mark.parametrize(
    ("anteil", "text"),
    [(0, "0 %"), (0.001, "unter 1 %"), (0.874, "87 %"), (0.994, "99 %"), (0.997, "über 99 %"),
     (1, "100 %"), (math.nan, "k. A.")],
    ids=["nie", "fast_nie", "meist", "99", "fast_immer", "immer", "fehlt"],
)  # fmt: skip
def test_ziehungsanteil(anteil, text):
    assert indexsaetze.ziehungsanteil(anteil) == text


def test_jede_klasse_hat_ihren_text():
    assert set(indexsaetze.BEDARF) == set(indexsaetze.BEDARFSGRAD) == set(sozialindex.STATUS)
    klassen = {*sozialindex.DYNAMIK, *sozialindex.GEPRUEFTE_DYNAMIK}
    assert set(indexsaetze.DYNAMIKZEICHEN) == klassen
    assert all(indexsaetze.dynamiktext(k)[0] in "▲■▼○" for k in klassen)
    assert indexsaetze.dynamiktext("positiv") == "▲ positiv: Bedarf nimmt ab"
    assert indexsaetze.dynamikkopf("negativ") == "▼ negativ"
    assert indexsaetze.statustext("sehr niedrig") == "sehr hoher Bedarf (Status sehr niedrig)"
    assert indexsaetze.statustext(math.nan) == "nicht bewertet"
    assert indexsaetze.dynamiktext(math.nan) == "○ nicht bewertbar"


@pytest.mark.parametrize(
    ("anzahl", "teil"),
    [(1, "Bewertet ist hier 1 Gebiet."), (8, "Bewertet sind hier 8."), (29, "hier 29."), (30, "")],
    ids=["eins", "acht", "gerade_zu_wenig", "genug"],
)
def test_warnung_unter_30_gebieten(anzahl, teil):
    satz = indexsaetze.satz_wenige(anzahl)
    assert teil in satz
    assert bool(satz) is (anzahl < 30)


@pytest.mark.parametrize(
    ("bewertet", "gesamt", "anfang"),
    [(8, 8, "Alle 8 Gebiete sind bewertet."), (1, 1, "Das einzige Gebiet ist bewertet."),
     (1, 2, "Bewertet ist 1 von 2 Gebieten."), (0, 2, "Bewertet sind 0 von 2 Gebieten.")],
    ids=["alle", "einziges", "einzahl", "keines"],
)  # fmt: skip
def test_satz_bewertet(bewertet, gesamt, anfang):
    assert indexsaetze.satz_bewertet(bewertet, gesamt).startswith(anfang)


def test_saetze_zu_indikatoren_in_einzahl_und_mehrzahl():
    assert indexsaetze.satz_umgekehrt([]) == ""
    assert "„A“ wird umgekehrt" in indexsaetze.satz_umgekehrt(["A"])
    assert "„A“ und „B“ werden umgekehrt" in indexsaetze.satz_umgekehrt(["A", "B"])
    assert indexsaetze.satz_ausgelassen([]) == ""
    assert "zählt nicht: „A“" in indexsaetze.satz_ausgelassen(["A"])
    assert "zählen nicht: „A“ und „B“" in indexsaetze.satz_ausgelassen(["A", "B"])
    assert indexsaetze.satz_nicht_im_index({}) == ""
    assert indexsaetze.satz_nicht_im_index({"A": "ist kein Anteil"}).startswith(
        "Nicht im Index: „A“ (ist kein Anteil)."
    )


@pytest.mark.parametrize(
    ("klassen", "satz"),
    [
        (["nicht bewertbar"] * 2, "Für kein Gebiet ist die Dynamik bewertbar."),
        (["stabil / nicht gesichert"] * 3,
         "hat sich der Bedarf in keinem Gebiet gesichert verändert; geprüft: 3."),
        (["positiv", "negativ", "negativ", "nicht bewertbar"],
         "abgenommen in 1 Gebiet und gesichert zugenommen in 2 Gebieten; geprüft: 3, nicht "
         "bewertbar: 1."),
        (["positiv"], "abgenommen in 1 Gebiet und gesichert zugenommen in keinem Gebiet; "),
    ],
    ids=["keines", "nichts", "beides", "nur_weniger"],
)  # fmt: skip
def test_satz_dynamik(klassen, satz):
    text = indexsaetze.satz_dynamik(klassen, "2018-12-31", "2020")
    assert text.startswith("Zwischen dem 31.12.2018 und 2020")
    assert satz in text


def test_satz_stabil():
    assert indexsaetze.satz_stabil("A", "niedrig", 0.89, (2, 1, 3)) == (
        "A: hoher Bedarf (Status niedrig), in 89 % der Ziehungen. Rang 2 (1 = größter Bedarf); in "
        "95 % der Ziehungen Rang 1 bis 3."
    )
    assert indexsaetze.satz_stabil("A", "hoch", 1, (8, 8, 8)).endswith("Ziehungen Rang 8.")
    assert indexsaetze.satz_stabil("A", math.nan, math.nan, (1, 1, 1)) == "A: nicht bewertet."


@pytest.mark.parametrize(
    ("beitrag", "ende"),
    [(0.42, "; erhöht den Index um 0,42."), (-1.5, "; senkt den Index um 1,50."),
     (0.001, "; verändert den Index kaum."), (math.nan, "(gesichert höher).")],
    ids=["mehr", "weniger", "kaum", "ohne_index"],
)  # fmt: skip
def test_satz_beitrag(beitrag, ende):
    zeile = {"zustand": "wert", "wert": 7.9, "rest_wert": 5.6, "urteil": "gesichert höher"}
    satz = indexsaetze.satz_beitrag(QUOTE, zeile, beitrag)
    anfang = "„SGB-II-Quote“: 7,9 % gegenüber 5,6 % in der übrigen Stadt (gesichert höher)"
    assert satz.startswith(anfang)
    assert satz.endswith(ende)


@pytest.mark.parametrize(
    ("zustand", "grund"),
    [("geheim", "gesperrt (Datenschutz)"), ("fehlt", "keine Angabe"),
     ("zu_wenige", "zu wenige Personen"), ("wert", "keine Angabe")],
)  # fmt: skip
def test_satz_beitrag_nennt_nie_einen_wert_ohne_zustand_wert(zustand, grund):
    wert = 77.7 if zustand != "wert" else math.nan
    zeile = {"zustand": zustand, "wert": wert, "rest_wert": 55.5, "urteil": "gesichert höher"}
    satz = indexsaetze.satz_beitrag(QUOTE, zeile, 0.3)
    assert grund in satz
    assert not any(zahl in satz for zahl in ("77", "55", "0,3"))


def test_satz_beitrag_ohne_reststadt():
    zeile = {"zustand": "wert", "wert": 1.0, "rest_wert": math.nan, "urteil": "nicht bewertbar"}
    ohne = dataclasses.replace(QUOTE, titel="X")
    assert indexsaetze.satz_beitrag(ohne, zeile, 0.5) == "„X“: 1,0 %; erhöht den Index um 0,50."


def test_satz_keines():
    assert (
        indexsaetze.satz_keines(["", "zu klein"]) == "Kein Gebiet lässt sich bewerten (zu klein)."
    )
    assert indexsaetze.satz_keines([]) == "Kein Gebiet lässt sich bewerten."


def test_alttext_der_karte():
    gebiete = {"hoher Bedarf": ["A", "B"], "geringer Bedarf": []}
    assert indexsaetze.alttext_indexkarte("Status: X", gebiete, 1, demo=True) == (
        "Karte: Status: X. hoher Bedarf: A und B; geringer Bedarf: kein Gebiet; nicht bewertet: "
        "1 Gebiet. (Demonstrationsdaten)"
    )
    assert "nicht bewertet" not in indexsaetze.alttext_indexkarte("X", gebiete, 0)


def test_hoechstens_drei_erklaerende_saetze():
    assert len(indexsaetze.WAS_HEISST_DAS) == 3
