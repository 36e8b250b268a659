"""Sätze zu den Gruppen: Einzahl, Mehrzahl, ohne Gruppen, ausgelassen, Wertung nur mit Richtung."""

import pytest

from sozialmonitor.texte import gruppensaetze as saetze
from sozialmonitor.typen import Merkmal
from tests.test_reihen import indikator

NAN = float("nan")
KATALOG = {
    "sgb2": indikator(id="sgb2", titel="SGB-II-Quote", richtung="hoch_belastend"),
    "arbeit": indikator(id="arbeit", titel="Beschäftigung", richtung="niedrig_belastend"),
    "kinder": indikator(id="kinder", titel="Kinder", richtung="neutral"),
}


@pytest.mark.parametrize(
    ("silhouette", "text", "passt"),
    [
        (0.5, "deutlich getrennt", "passt deutlich"),
        (0.49, "erkennbar, aber nicht scharf getrennt", "passt"),
        (0.25, "erkennbar, aber nicht scharf getrennt", "passt"),
        (0.24, "kaum voneinander getrennt", "an der Grenze zu einer anderen"),
        (0.0, "kaum voneinander getrennt", "an der Grenze zu einer anderen"),
        (-0.1, "kaum voneinander getrennt", "näher an einer anderen"),
    ],
)
def test_silhouette_in_worten(silhouette, text, passt):
    assert saetze.trennung(silhouette) == text
    assert saetze.zugehoerigkeit(silhouette) == passt


def test_ausgelassene_haben_keine_zugehoerigkeit():
    assert saetze.zugehoerigkeit(NAN) == ""


@pytest.mark.parametrize(
    ("wert", "text"),
    [(0.75, "stabil"), (0.74, "bedingt stabil"), (0.6, "bedingt stabil"),
     (0.59, "nicht verlässlich"), (NAN, "nicht geprüft")],
)  # fmt: skip
def test_stabilitaet_in_worten(wert, text):
    assert saetze.stabilitaetswort(wert) == text


@pytest.mark.parametrize(
    ("stabilitaeten", "text"),
    [
        ([0.9, 0.8], "beide sind stabil"),
        ([0.9, 0.8, 0.8], "alle sind stabil"),
        ([0.9, 0.8, 0.1], "2 davon sind stabil"),
        ([0.9, 0.6, NAN], "1 davon ist stabil"),
        ([0.1, 0.1], "keine der Gruppen ist stabil"),
    ],
    ids=["beide", "alle", "zwei", "eine", "keine"],
)
def test_antwort(stabilitaeten, text):
    ist = saetze.satz_gruppen("Stadtteile", "2021-12-31", 9, 0.6, stabilitaeten)
    assert ist == (
        f"Stadtteile am 31.12.2021: 9 Gebiete bilden {len(stabilitaeten)} Gruppen, die deutlich "
        f"getrennt sind; {text}."
    )
    demo = saetze.satz_gruppen("Stadtteile", "2021", 9, 0.6, stabilitaeten, demo=True)
    assert demo.endswith(". (Demonstrationsdaten)")


def test_ohne_gruppen_steht_der_grund():
    assert saetze.satz_ohne_gruppen("Stadtteile", "2021", "Es sind 4.") == (
        "Stadtteile im Jahr 2021: Es lassen sich keine Gruppen bilden. Es sind 4."
    )


def test_gruppe_wertet_nur_mit_vereinbarter_richtung():
    merkmale = [
        Merkmal("kinder", "über", 1.4), Merkmal("sgb2", "über", 1.2),
        Merkmal("arbeit", "unter", -1.0),
    ]  # fmt: skip
    assert saetze.satz_gruppe(2, ["A", "B"], merkmale, KATALOG, 0.8) == (
        "Gruppe 2 (2 Gebiete: A und B): Am stärksten unterscheidet sie sich durch „Kinder“ (höher "
        "als im Mittel der Gebiete). Außerdem höher: „SGB-II-Quote“ (ungünstiger); niedriger: "
        "„Beschäftigung“ (ungünstiger). Die Gruppe ist stabil."
    )


@pytest.mark.parametrize(
    ("merkmal", "text"),
    [
        (Merkmal("sgb2", "unter", -1), "(niedriger als im Mittel der Gebiete, günstiger)"),
        (Merkmal("arbeit", "über", 1), "(höher als im Mittel der Gebiete, günstiger)"),
        (Merkmal("kinder", "unter", -1), "(niedriger als im Mittel der Gebiete)"),
    ],
)
def test_ein_einziges_merkmal(merkmal, text):
    ist = saetze.satz_gruppe(1, ["A"], [merkmal], KATALOG, 0.1)
    assert text in ist
    assert ist.startswith("Gruppe 1 (1 Gebiet: A): ")
    assert "Auch" not in ist


def test_ohne_auffaelliges_merkmal():
    ist = saetze.satz_gruppe(1, ["A", "B"], [], KATALOG, NAN)
    assert "Sie liegt in allen Merkmalen nahe am Mittel der Gebiete." in ist
    assert ist.endswith("Ihre Stabilität ist nicht geprüft.")


def test_viele_gebiete_werden_gezaehlt():
    sieben = saetze.satz_gruppe(1, list("ABCDEFG"), [], KATALOG, 1)
    assert "(7 Gebiete: A, B, C, D, E, F und G)" in sieben
    acht = saetze.satz_gruppe(1, list("ABCDEFGH"), [], KATALOG, 1)
    assert "(8 Gebiete: A, B, C, D, E, F und 2 weitere)" in acht


def test_gruende_der_ausgelassenen():
    assert saetze.grund_ausgelassen({"geheim": ["SGB-II-Quote"], "fehlt": ["A", "B"]}) == (
        "gesperrt (Datenschutz): „SGB-II-Quote“; keine Angabe: „A“ und „B“."
    )
    assert saetze.grund_ausgelassen({"geheim": [], "fehlt": []}) == ""
    gruende = {"X": "Grund eins.", "Y": "Grund zwei.", "Z": "Grund eins."}
    assert saetze.saetze_ausgelassen(gruende) == [
        "Ausgelassen: X und Z. Grund eins.", "Ausgelassen: Y. Grund zwei.",
    ]  # fmt: skip


def test_alttexte():
    assert saetze.alttext_karte("T", {1: ["A", "B"], 2: ["C"]}, demo=False) == (
        "Karte: T. Gruppe 1: 2 Gebiete: A und B; Gruppe 2: 1 Gebiet: C."
    )
    assert saetze.alttext_profil("T", {1: ["„Q“ +1,0"], 2: []}, demo=True) == (
        "Zahlenfeld: T. Gruppe 1: „Q“ +1,0; Gruppe 2: nahe am Mittel. (Demonstrationsdaten)"
    )
