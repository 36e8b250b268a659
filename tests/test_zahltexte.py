"""Deutsche Zahlentexte lesen: was `formate` schreibt, kommt zurück; alles andere bleibt Text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialmonitor import formate, zahltexte
from sozialmonitor.zahltexte import Zahltext, gelesen


@pytest.mark.parametrize(
    ("text", "erwartet"),
    [
        ("1.234,5", Zahltext(wert=1234.5, nachkommastellen=1)),
        ("−3,2", Zahltext(wert=-3.2, nachkommastellen=1)),
        ("-3,2", Zahltext(wert=-3.2, nachkommastellen=1)),
        ("12,3 %", Zahltext(wert=12.3, nachkommastellen=1, einheit="%")),
        ("12,3\u00a0%", Zahltext(wert=12.3, nachkommastellen=1, einheit="%")),
        ("0", Zahltext(wert=0.0, nachkommastellen=0)),
        ("0,0", Zahltext(wert=0.0, nachkommastellen=1)),
        ("0 %", Zahltext(wert=0.0, nachkommastellen=0, einheit="%")),
        (
            "+0,5 Prozentpunkte",
            Zahltext(wert=0.5, nachkommastellen=1, einheit="Prozentpunkte", mit_plus=True),
        ),
        ("1 Prozentpunkt", Zahltext(wert=1.0, nachkommastellen=0, einheit="Prozentpunkt")),
        ("1.234.567", Zahltext(wert=1234567.0, nachkommastellen=0)),
        ("999", Zahltext(wert=999.0, nachkommastellen=0)),
        ("26,5 p", Zahltext(wert=26.5, nachkommastellen=1, zeichen="p")),
        ("26,5 p s", Zahltext(wert=26.5, nachkommastellen=1, zeichen="p s")),
        ("26,5 % r", Zahltext(wert=26.5, nachkommastellen=1, einheit="%", zeichen="r")),
        ("1.800.000 €", Zahltext(wert=1800000.0, nachkommastellen=0, einheit="€")),
        ("4,50 € je m²", Zahltext(wert=4.5, nachkommastellen=2, einheit="€ je m²")),
        (
            "4,5 je 1.000 Einwohner",
            Zahltext(wert=4.5, nachkommastellen=1, einheit="je 1.000 Einwohner"),
        ),
        ("155 ha", Zahltext(wert=155.0, nachkommastellen=0, einheit="ha")),
    ],
)
def test_zahl(text, erwartet):
    assert gelesen(text) == erwartet


@pytest.mark.parametrize(
    "text",
    [
        "", "k. A.", "•", "n. b.", "–", ".", "2019", "31.12.2019", "10044115", "01001", "007",
        "1234,5", "12.5", "1.23", "1.2345", "1,234.5", "0.123", "00", ",5", "5,", "1e5", "nan",
        "−", "+", "−−3", "3 von 20", "10,9 – 13,8 %", "0–4", "1 – 3", "18,2 % (2016)",
        "17,3 (16,6 – 18,1)", "20–25 Personen.", "über 99 %", "12 Jahre", "1. Rang", " 3", "3 ",
        "3\n", "=3", "\uff13", "1\uff13", "12,3 x", "12,3  %",
    ],
)  # fmt: skip
def test_bleibt_text(text):
    assert gelesen(text) is None


@given(st.integers(-(10**12), 10**12), st.integers(0, 3), st.booleans())
def test_liest_was_formate_schreibt(ziffern, stellen, vorzeichen):
    wert = ziffern / 10**stellen
    zahl = gelesen(formate.zahl(wert, stellen, vorzeichen=vorzeichen))
    assert zahl is not None
    assert (zahl.wert, zahl.nachkommastellen) == (wert, stellen)


def test_spalte_behaelt_luecken_und_liest_zahlen():
    erste, zweite, dritte, vierte = zahltexte.spalte(["12,3 p", "•", "k. A.", "0"])
    assert isinstance(erste, Zahltext)
    assert (zweite, dritte) == ("•", "k. A.")
    assert vierte == Zahltext(wert=0.0, nachkommastellen=0)


@pytest.mark.parametrize(
    ("texte", "zahlen"),
    [
        (["1", "1 – 3"], [False, False]),
        (["2022", "31.12.2021"], [False, False]),
        (["155 ha", "20–25 Personen."], [True, False]),
        (["0,43", "nicht bewertet"], [True, False]),
        (["1", "n. b."], [True, False]),
        (["", ""], [False, False]),
        ([], []),
    ],
    ids=["rangbereich", "jahr", "einheit", "komma", "luecke", "leer", "ohne_zeilen"],
)
def test_nackte_ganze_zahl_neben_anderem_text_bleibt_text(texte, zahlen):
    assert [isinstance(zelle, Zahltext) for zelle in zahltexte.spalte(texte)] == zahlen
