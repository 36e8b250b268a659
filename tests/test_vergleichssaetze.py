"""Sätze zur Seite Vergleich: Einzahl, Mehrzahl, null, fehlend, mit und ohne Wertung."""

import math

import pandas as pd
import pytest

from sozialmonitor.katalog import Indikator
from sozialmonitor.texte import vergleichssaetze as v

H, N = "gesichert höher", "gesichert niedriger"
G, X = "nicht gesichert verschieden", "nicht bewertbar"
QUOTE = Indikator(
    id="quote", titel="Quote", kurz="", definition="", berechnung="", handlungsfeld="f",
    art="anteil", zaehler=("a",), nenner=("b",), einheit="%", nachkommastellen=1,
    richtung="hoch_belastend", vergleich=(), quelle=(), klassen=(), hinweise=(), geprueft_am="",
)  # fmt: skip


@pytest.mark.parametrize(
    ("urteile", "satz"),
    [
        ([], "Nord: Es liegen keine Werte vor."),
        ([X], "Nord gegen Süd: Der einzige Indikator lässt sich nicht prüfen."),
        ([X, X], "Nord gegen Süd: Keiner der Indikatoren lässt sich prüfen."),
        ([H], "Nord gegen Süd: Der eine geprüfte Indikator ist gesichert höher."),
        ([G, X], "Nord gegen Süd: Der eine geprüfte Indikator ist nicht gesichert verschieden."),
        (
            [G, G, X],
            "Nord gegen Süd: Keiner der 2 geprüften Indikatoren ist gesichert verschieden.",
        ),
        ([H, H], "Nord gegen Süd: Von 2 geprüften Indikatoren sind 2 gesichert höher."),
        (
            [H, N, N, G, X],
            "Nord gegen Süd: Von 4 geprüften Indikatoren ist 1 gesichert höher, 2 gesichert "
            "niedriger und 1 nicht gesichert verschieden.",
        ),
    ],
    ids=["leer", "einer_ungeprueft", "keiner", "einer", "einer_von_zwei", "alle_gleich",
         "alle_hoeher", "gemischt"],
)  # fmt: skip
def test_partner(urteile, satz):
    reihe = pd.Series(urteile, dtype="object")
    assert v.satz_partner("Nord", "Süd", reihe) == satz
    assert v.satz_partner("Nord", "Süd", reihe, demo=True) == f"{satz} (Demonstrationsdaten)"


@pytest.mark.parametrize(
    ("zustaende", "satz"),
    [
        ([], ""),
        (["geheim"], "Gebiete ohne Wert: 1 gesperrt (Datenschutz)."),
        (["fehlt", "geheim", "zu_wenige", "geheim"],
         "Gebiete ohne Wert: 2 gesperrt (Datenschutz), 1 mit zu wenigen Personen und "
         "1 keine Angabe."),
        (["fehlt", "fehlt"], "Gebiete ohne Wert: 2 keine Angabe."),
    ],
    ids=["keine", "nur_gesperrt", "alle_drei", "nur_fehlend"],
)  # fmt: skip
def test_ohne_wert(zustaende, satz):
    assert v.satz_ohne_wert(pd.Series(zustaende, dtype="object")) == satz


def test_indikatoren_ohne_genug_werte():
    assert v.saetze_ohne_indikator([], []) == []
    assert v.saetze_ohne_indikator(["„A“", "„B“"], ["„C“"]) == [
        "Zu viele Werte sind gesperrt (Datenschutz); deshalb ohne „A“ und „B“.",
        "Zu wenige Gebiete haben einen Wert; deshalb ohne „C“.",
    ]


@pytest.mark.parametrize(
    ("wertungen", "satz"),
    [
        (["", ""], ""),
        ([], ""),
        (["günstiger", ""], "Wo eine Richtung vereinbart ist: 1 günstiger, 0 ungünstiger."),
        (
            ["ungünstiger", "ungünstiger", "günstiger"],
            "Wo eine Richtung vereinbart ist: 1 günstiger, 2 ungünstiger.",
        ),
    ],
)
def test_wertung(wertungen, satz):
    assert v.satz_wertung(pd.Series(wertungen, dtype="object")) == satz


def test_mehrfachvergleich():
    assert v.satz_mehrfach(0, 0) == ""
    assert "Bei 1 Prüfung wären" in v.satz_mehrfach(1, 1)
    assert "gefunden wurde 1." in v.satz_mehrfach(1, 1)
    # 5 % von 40
    assert "etwa 2,0 durch Zufall auffällig; gefunden wurden 0." in v.satz_mehrfach(40, 0)


def test_ausgelassene_indikatoren():
    assert v.satz_gesperrt(0) == ""
    assert v.satz_gesperrt(1).startswith("Bei 1 Indikator ist ein Wert gesperrt (Datenschutz)")
    assert v.satz_gesperrt(3).startswith("Bei 3 Indikatoren ist ein Wert gesperrt")
    assert v.satz_ausgelassen(0, "Süd") == ""
    assert v.satz_ausgelassen(1, "Süd").startswith("1 weiterer Indikator fehlt hier")
    assert v.satz_ausgelassen(3, "Süd").startswith("3 weitere Indikatoren fehlen hier")


@pytest.mark.parametrize(
    ("lage", "ende"),
    [
        ({}, "lässt sich so nicht vergleichen."),
        ({"Nord": 0}, "Das eine Gebiet liegt so nahe am gemeinsamen Wert, wie es der Zufall "
         "erwarten lässt."),
        ({"Nord": 0, "Süd": 0}, "Alle 2 Gebiete liegen so nahe am gemeinsamen Wert, wie es der "
         "Zufall erwarten lässt."),
        ({"Nord": 1, "Süd": 0}, "1 von 2 Gebieten liegt außerhalb dessen, was bei ihrer Größe "
         "zufällig zu erwarten ist (höher Nord)."),
        ({"Nord": 2, "Süd": -1, "Ost": 0}, "2 von 3 Gebieten liegen außerhalb dessen, was bei "
         "ihrer Größe zufällig zu erwarten ist (höher Nord; niedriger Süd)."),
        ({str(i): -1 for i in range(6)}, "alle 6 Gebiete liegen außerhalb dessen, was bei ihrer "
         "Größe zufällig zu erwarten ist (niedriger 6)."),
    ],
    ids=["leer", "eines", "alle_innerhalb", "eines_hoeher", "beides", "viele"],
)  # fmt: skip
def test_trichter(lage, ende):
    satz = v.satz_trichter("Stadtteile", "2021-12-31", QUOTE, lage)
    assert satz.startswith("Stadtteile am 31.12.2021: „Quote“")
    assert satz.endswith(ende)


def test_trichter_nur_mit_jahr():
    assert v.satz_trichter("Orte", "2019", QUOTE, {}).startswith("Orte 2019: „Quote“")


def test_namen_stehen_dort_wo_der_satz_nur_zaehlt():
    assert v.satz_ausserhalb({}) == ""
    assert v.satz_ausserhalb({"Nord": 1, "Süd": 0, "Ost": 0}) == ""
    viele = v.satz_ausserhalb({f"N{i}": 1 for i in range(6)} | {"Süd": -1})
    assert viele.startswith("Mehr als die Hälfte liegt außerhalb")
    assert "Höher: N0, N1, N2, N3, N4 und N5. Niedriger: Süd." in viele


@pytest.mark.parametrize(
    ("werte", "teil"),
    [
        ((0.7, 0.2, 0.9), "ist der andere auch hoch; der Zusammenhang ist stark und gesichert "
         "(+0,70, Bereich +0,20 bis +0,90)"),
        ((-0.4, -0.7, -0.1), "ist der andere eher niedrig; der Zusammenhang ist mittelstark und "
         "gesichert (−0,40, Bereich −0,70 bis −0,10)"),
        ((0.2, 0.05, 0.4), "der Zusammenhang ist schwach und gesichert"),
        ((0.1, -0.4, 0.5), "In 12 Gebieten ist kein Zusammenhang gesichert (+0,10"),
        ((1.0, math.nan, math.nan), "in derselben Reihenfolge (+1,00)"),
        ((-1.0, math.nan, math.nan), "in umgekehrter Reihenfolge (−1,00)"),
        ((math.nan, math.nan, math.nan), "Der Zusammenhang ist nicht zu berechnen."),
    ],
    ids=["stark", "gegenlaeufig", "schwach", "keiner", "gleich", "umgekehrt", "fehlt"],
)  # fmt: skip
def test_zusammenhang(werte, teil):
    satz = v.satz_zusammenhang("A", "B", werte, 12)
    assert satz.startswith("„A“ und „B“: ")
    assert teil in satz


def test_zusammenhang_mit_grund_nennt_nur_ihn():
    satz = v.satz_zusammenhang("A", "B", (0.9, 0.8, 0.95), 8, grund="Zu wenige.", demo=True)
    assert satz == "„A“ und „B“: Zu wenige. (Demonstrationsdaten)"


@pytest.mark.parametrize(
    ("aehnliche", "satz"),
    [
        ([], "Nord: Es gibt kein Gebiet zum Vergleich."),
        (
            [("Süd", 0.5, "Quote")],
            "Nord: Am ähnlichsten ist Süd (Abstand 0,5). Am weitesten auseinander liegen Nord und "
            "Süd bei „Quote“.",
        ),
        (
            [("Süd", 0.5, "Quote"), ("Ost", 1.0, "X"), ("West", 1.5, "X")],
            "Nord: Am ähnlichsten ist Süd (Abstand 0,5), dann kommt Ost. Am weitesten auseinander "
            "liegen Nord und Süd bei „Quote“.",
        ),
        (
            [("Süd", 0.5, "Quote"), ("Ost", 1.0, "X"), ("West", 1.1, "X")],
            "Nord: Am ähnlichsten ist Süd (Abstand 0,5), dann kommen Ost und West. Am weitesten "
            "auseinander liegen Nord und Süd bei „Quote“.",
        ),
        (
            [("Süd", 1.6, "Quote"), ("Ost", 1.7, "X")],
            "Nord: Kein Gebiet ist ähnlicher als ein beliebiges anderes; am nächsten kommt Süd "
            "(Abstand 1,6). Am weitesten auseinander liegen Nord und Süd bei „Quote“.",
        ),
    ],
    ids=["keines", "eines", "zwei", "drei", "keines_nahe"],
)
def test_aehnlich(aehnliche, satz):
    assert v.satz_aehnlich("Nord", aehnliche) == satz


def test_aehnlich_mit_grund():
    assert v.satz_aehnlich("Nord", [], grund="Zu wenige.") == "Nord: Zu wenige."
    assert "als Nord;" in v.satz_zeichen("Nord")


def test_nachbarschaft():
    kopf = "„Quote“ in der Nachbarschaft: "
    assert v.satz_nachbarschaft(QUOTE, {}, grund="Zu wenige.") == f"{kopf}Zu wenige."
    ohne = v.satz_nachbarschaft(QUOTE, {"nicht gesichert": ["Nord"]})
    assert ohne.startswith(f"{kopf}Kein Gebiet gehört zu einem gesicherten Muster")
    mit = v.satz_nachbarschaft(
        QUOTE, {"hoch-hoch": ["Nord", "Ost"], "niedrig-hoch": ["Süd"]}, demo=True
    )
    assert mit == (
        f"{kopf}Gesichert sind hohe Werte neben hohen in Nord und Ost; ein niedriger Wert "
        "zwischen hohen in Süd. (Demonstrationsdaten)"
    )


def test_ausgelassene_gebiete_nach_grund():
    assert v.satz_ohne({}) == ""
    satz = v.satz_ohne({"Nord": "keine Angabe", "Süd": "gesperrt", "Ost": "keine Angabe"})
    assert satz == "Nicht dabei: Nord und Ost (keine Angabe); Süd (gesperrt)."


@pytest.mark.parametrize(
    "saetze", [v.DREI_SAETZE_TRICHTER, v.DREI_SAETZE_AEHNLICH, v.DREI_SAETZE_NACHBARN]
)
def test_hoechstens_drei_saetze(saetze):
    assert len(saetze) <= 3
    assert all(satz.endswith(".") for satz in saetze)


@pytest.mark.parametrize(
    ("urteile", "satz"),
    [
        ({}, "Nord gegen Süd: Es gibt keinen Indikator, der sich prüfen lässt."),
        ({"A": "nicht bewertbar"},
         "Nord gegen Süd: Es gibt keinen Indikator, der sich prüfen lässt."),
        ({"A": "nicht gesichert verschieden"},
         "Nord gegen Süd: Bei dem einen geprüften Indikator ist kein Unterschied gesichert."),
        ({"A": "gesichert höher"}, "Nord gegen Süd: Gesichert höher ist „A“."),
        ({"A": "gesichert niedriger", "B": "gesichert höher", "C": "gesichert niedriger",
          "D": "nicht gesichert verschieden", "E": "nicht bewertbar"},
         "Nord gegen Süd: Gesichert höher ist „B“; gesichert niedriger sind „A“ und „C“; bei 1 von "
         "4 geprüften Indikatoren ist kein Unterschied gesichert."),
        (dict.fromkeys("ABCDE", "gesichert höher"),
         "Nord gegen Süd: Gesichert höher sind „A“, „B“, „C“, „D“ und „E“."),
        (dict.fromkeys("ABCDEF", "gesichert höher"),
         "Nord gegen Süd: Gesichert höher sind 6 Indikatoren."),
    ],
    ids=["leer", "ungeprueft", "gleich", "einer", "alles", "fuenf", "sechs"],
)  # fmt: skip
def test_worin(urteile, satz):
    assert v.satz_worin("Nord", "Süd", urteile) == satz
    assert v.satz_worin("Nord", "Süd", urteile, demo=True) == f"{satz} (Demonstrationsdaten)"
