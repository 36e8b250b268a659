"""Deutsche Schreibweise: Grenzfälle von Hand, Umkehrbarkeit als Eigenschaft."""

import datetime
import math
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialmonitor import formate
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.katalog import Indikator


def indikator(einheit="%", nachkommastellen=1):
    return Indikator(
        id="quote", titel="Quote", kurz="", definition="", berechnung="",
        handlungsfeld="arbeit", art="anteil", zaehler=("x",), nenner=("n",), einheit=einheit,
        nachkommastellen=nachkommastellen, richtung="neutral", vergleich=(), quelle=(),
        klassen=(), hinweise=(), geprueft_am="2026-11-22", faktor=100,
    )  # fmt: skip


PROZENT = indikator()
PERSONEN = indikator("Personen", 0)


@pytest.mark.parametrize(
    ("wert", "stellen", "text"),
    [
        (1234.5, 1, "1.234,5"),
        (36656, 0, "36.656"),
        (1234567.891, 2, "1.234.567,89"),
        (999, 0, "999"),
        (0, 1, "0,0"),
        (0.25, 1, "0,3"),
        (2.675, 2, "2,68"),
        (0.5, 0, "1"),
        (-0.3, 1, "−0,3"),
        (-0.04, 1, "0,0"),
        (-0.0, 0, "0"),
        (1e30, 0, "1.000.000.000.000.000.000.000.000.000.000"),
        (math.nan, 1, "k. A."),
        (pd.NA, 1, "k. A."),
        (None, 0, "k. A."),
        (math.inf, 0, "k. A."),
    ],
    ids=["tausender_und_komma", "ganzzahl", "million", "ohne_tausender", "null", "haelfte_auf",
         "haelfte_trotz_gleitkomma", "haelfte_ganzzahl", "echtes_minus", "gerundet_null",
         "minus_null", "riesig", "nan", "na", "none", "unendlich"],
)  # fmt: skip
def test_zahl(wert, stellen, text):
    assert formate.zahl(wert, stellen) == text


@pytest.mark.parametrize(
    ("wert", "text"),
    [(0.5, "+0,5"), (-0.5, "−0,5"), (0.0, "0,0"), (0.04, "0,0"), (1234.5, "+1.234,5")],
    ids=["mehr", "weniger", "gleich", "gerundet_gleich", "tausender"],
)
def test_zahl_mit_vorzeichen(wert, text):
    assert formate.zahl(wert, 1, vorzeichen=True) == text


@given(st.integers(-(10**12), 10**12), st.integers(0, 3))
def test_zahl_ist_umkehrbar(hundertstel, stellen):
    wert = hundertstel / 10**stellen
    text = formate.zahl(wert, stellen)
    zurueck = text.replace(".", "").replace(",", ".").replace("−", "-")
    assert Decimal(zurueck) == Decimal(hundertstel).scaleb(-stellen)


@pytest.mark.parametrize(
    ("wert", "einheit", "stellen", "text"),
    [
        (12.34, "%", 1, "12,3 %"),
        (1234, "Personen", 0, "1.234 Personen"),
        (1, "Personen", 0, "1 Person"),
        (1, "Plätze", 0, "1 Platz"),
        (-1, "Personen", 0, "−1 Person"),
        (0, "Personen", 0, "0 Personen"),
        (1, "Personen je Haushalt", 2, "1,00 Personen je Haushalt"),
        (4.5, "je 1.000 Einwohner", 1, "4,5 je 1.000 Einwohner"),
        (5.31, "€ je m²", 2, "5,31 € je m²"),
        (2, "", 0, "2"),
        (math.nan, "%", 1, "k. A."),
    ],
    ids=["prozent", "personen", "eine_person", "ein_platz", "minus_eine", "null", "je_haushalt",
         "rate", "miete", "ohne_einheit", "fehlt"],
)  # fmt: skip
def test_wert_mit_einheit(wert, einheit, stellen, text):
    assert formate.wert_mit_einheit(wert, indikator(einheit, stellen)) == text


@pytest.mark.parametrize(
    ("zustand", "wert", "zeichen", "text"),
    [
        ("wert", 12.3, "", "12,3"),
        ("wert", 0, "", "0,0"),
        ("wert", 12.3, "demo p", "12,3 p"),
        ("wert", 12.3, "s r", "12,3 r s"),
        ("wert", 12.3, pd.NA, "12,3"),
        ("wert", math.nan, "p", "k. A."),
        ("fehlt", math.nan, "", "k. A."),
        ("geheim", math.nan, "•", "•"),
        ("geheim", 12.3, "", "•"),
        ("zu_wenige", 12.3, "", "n. b."),
    ],
    ids=["wert", "null", "vorlaeufig", "mehrere_zeichen", "zeichen_na", "wert_ohne_zahl",
         "fehlt", "geheim", "geheim_verraet_nichts", "zu_wenige"],
)  # fmt: skip
def test_zelle(zustand, wert, zeichen, text):
    assert formate.zelle(zustand, wert, PROZENT, zeichen) == text


def test_zelle_zeigt_keine_einheit():
    assert formate.zelle("wert", 1234, PERSONEN) == "1.234"


@pytest.mark.parametrize(
    ("zustand", "text"),
    [
        ("wert", ""),
        ("fehlt", "keine Angabe"),
        ("geheim", "gesperrt (Datenschutz)"),
        ("zu_wenige", "zu wenige Personen für eine Bewertung"),
    ],
)
def test_zustandstext(zustand, text):
    assert formate.zustandstext(zustand) == text


@pytest.mark.parametrize(
    ("unten", "oben", "text"),
    [
        (10.91, 13.78, "10,9 – 13,8 %"),
        (0, 16.113, "0,0 – 16,1 %"),
        (math.nan, 13.8, ""),
        (10.9, pd.NA, ""),
        (None, None, ""),
    ],
    ids=["regelfall", "null", "unten_fehlt", "oben_fehlt", "beide_fehlen"],
)
def test_bereich(unten, oben, text):
    assert formate.bereich(unten, oben, PROZENT) == text


@pytest.mark.parametrize(
    ("stichtag", "lang", "kurz", "tag"),
    [
        ("2019-12-31", "31.12.2019", "2019", datetime.date(2019, 12, 31)),
        ("2023-06-30", "30.06.2023", "06/2023", datetime.date(2023, 6, 30)),
        ("2016-05", "Mai 2016", "05/2016", datetime.date(2016, 5, 15)),
        ("2020-12", "Dezember 2020", "12/2020", datetime.date(2020, 12, 15)),
        ("2022", "2022", "2022", datetime.date(2022, 7, 1)),
        ("2024-02-29", "29.02.2024", "02/2024", datetime.date(2024, 2, 29)),
    ],
    ids=["jahresende", "unterjaehrig", "monat", "dezember", "jahr", "schalttag"],
)
def test_stichtag(stichtag, lang, kurz, tag):
    assert formate.stichtag(stichtag) == lang
    assert formate.kurzer_stichtag(stichtag) == kurz
    assert formate.zeitpunkt(stichtag) == tag


@pytest.mark.parametrize(
    "text", ["", "2019-13", "2023-02-29", "31.12.2019", "2018/19", "2019-00", "2019-12-00", "0000"]
)
def test_kein_stichtag(text):
    with pytest.raises(SozialmonitorFehler, match="ist kein Stichtag"):
        formate.stichtag(text)


@pytest.mark.parametrize(
    ("wert", "einheit", "stellen", "text"),
    [
        (1.2, "%", 1, "+1,2 Prozentpunkte"),
        (-0.3, "je 1.000 Einwohner", 1, "−0,3 je 1.000 Einwohner"),
        (0.0, "%", 1, "0,0 Prozentpunkte"),
        (1, "%", 0, "+1 Prozentpunkt"),
        (-1, "Personen", 0, "−1 Person"),
        (math.nan, "%", 1, "k. A."),
    ],
    ids=["prozentpunkte", "rate", "null", "ein_prozentpunkt", "eine_person", "fehlt"],
)
def test_differenz(wert, einheit, stellen, text):
    assert formate.differenz(wert, indikator(einheit, stellen)) == text


@pytest.mark.parametrize(
    ("teile", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a und b"), (("a", "b", "c"), "a, b und c")],
    ids=["leer", "einer", "zwei", "drei"],
)
def test_aufzaehlung(teile, text):
    assert formate.aufzaehlung(teile) == text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Straße nach Überherrn", "strasse_nach_ueberherrn"),
        ("Bevo\u0308lkerung", "bevoelkerung"),
        ("SGB-II-Quote (unter 65 Jahren)", "sgb_ii_quote_unter_65_jahren"),
        ("../../etc/passwd", "etc_passwd"),
        ("Café", "cafe"),
        ("…", "ohne_namen"),
        ("", "ohne_namen"),
    ],
    ids=["umlaute", "zerlegter_umlaut", "klammern", "pfad", "akzent", "nur_zeichen", "leer"],
)
def test_schluessel_text(text, name):
    assert formate.schluessel_text(text) == name


@given(st.text())
def test_schluessel_text_ist_immer_ein_dateiname(text):
    name = formate.schluessel_text(text)
    assert name
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789_")
    assert formate.schluessel_text(name) == name
