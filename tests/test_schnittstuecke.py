"""Schnittstücke der Kleinstadt, von Hand: wer in denselben Gebieten liegt, gehört zusammen.

Zwei Einheiten je Sozialraum (a1, a2 in A1 und so fort); B2 und „nicht zuordenbar“ ohne Raster. Das
Programmgebiet P besteht aus A1 und B1.
"""

from hypothesis import given
from hypothesis import strategies as st

from sozialmonitor.schnittstuecke import schnitt

RASTER = {"a1": "A1", "a2": "A1", "c1": "A2", "c2": "A2", "b1": "B1", "b2": "B1"}
ALT = RASTER | {"B2": "B2", "KX": "KX"}


def mengen(ergebnis):
    return {name: "".join(sorted(menge)) for name, menge in ergebnis.einheiten.items()}


def test_bisheriger_zuschnitt_hat_keine_schnittstuecke(stadt):
    ist = schnitt(stadt, ALT, RASTER, mit_altem=False)
    assert ist.stuecke == ()
    assert ist.neu == {"A1": "A1", "A2": "A2", "B1": "B1"}
    assert ist.darueber == ("A", "K1", "B", "B2", "KX", "P")
    haupt, programm = ist.summen
    assert haupt == {
        "A1": "A", "A2": "A", "B1": "B", "B2": "B", "A": "K1", "B": "K1", "KX": "K1"
    }  # fmt: skip
    assert programm == {"A1": "P", "B1": "P"}


def test_neues_gebiet_ueber_die_stadtteilgrenze(stadt):
    # c2 (Stadtteil A) kommt zu B1: Stadtteil A = A1 + A2 + c2, B1 = b1 + b2 + c2.
    ist = schnitt(stadt, ALT, RASTER | {"c2": "B1"}, mit_altem=False)
    assert mengen(ist)["B1"] == "b1b2c2"
    assert mengen(ist)["A ∩ B1"] == "c2"
    assert mengen(ist)["B ∩ P ∩ B1"] == "b1b2"
    assert ist.stuecke == ("A ∩ B1", "B ∩ P ∩ B1")
    haupt, neu, programm = ist.summen
    assert haupt["A ∩ B1"] == "A"
    assert haupt["B ∩ P ∩ B1"] == "B"
    assert neu == {"A ∩ B1": "B1", "B ∩ P ∩ B1": "B1"}
    assert programm == {"A1": "P", "B ∩ P ∩ B1": "P"}


def test_alter_gegen_neuen_zuschnitt(stadt):
    # a2 wechselt von A1 nach A2: Was A1 alt und A2 neu gemeinsam haben, ist a2.
    ist = schnitt(stadt, ALT, RASTER | {"a2": "A2"}, mit_altem=True)
    assert mengen(ist)["A1"] == "a1"
    assert mengen(ist)["A1 (bisher)"] == "a1a2"
    assert mengen(ist)["A2"] == "a2c1c2"
    assert mengen(ist)["A2 ∩ A1 (bisher)"] == "a2"
    # Der unveränderte Rest von A2 ist das bisherige A2.
    assert mengen(ist)["A2 (bisher)"] == "c1c2"
    assert ist.stuecke == ("A2 ∩ A1 (bisher)",)
    assert ist.alt == {"A1": "A1 (bisher)", "A2": "A2 (bisher)", "B1": "B1"}
    assert ist.neu["B1"] == "B1"
    assert ist.summen[0]["A2 ∩ A1 (bisher)"] == "A1 (bisher)"
    assert ist.summen[0]["A1"] == "A1 (bisher)"
    assert ist.summen[1] == {"A2 ∩ A1 (bisher)": "A2", "A2 (bisher)": "A2"}


def test_gleiche_mengen_sind_eine_zelle(stadt):
    # Ganz A wird ein Gebiet: dieselbe Zahl wie der Stadtteil.
    neu = RASTER | dict.fromkeys(["a1", "a2", "c1", "c2"], "Altstadt neu")
    ist = schnitt(stadt, ALT, neu, mit_altem=False)
    assert ist.neu["Altstadt neu"] == "A"


def test_vergebener_name_bekommt_einen_zusatz(stadt):
    ist = schnitt(stadt, ALT, RASTER | {"c1": "A", "c2": "A"}, mit_altem=False)
    assert ist.neu["A"] == "A (neu)"
    assert mengen(ist)["A (neu)"] == "c1c2"


def test_was_ein_gebiet_ausser_einem_anderen_hat_ist_sein_rest(stadt):
    # Alles ein Gebiet: Von A liegt A1 im Programmgebiet P, A2 nicht.
    ist = schnitt(stadt, ALT, dict.fromkeys(RASTER, "N"), mit_altem=False)
    assert mengen(ist)["A (Rest)"] == "c1c2"
    assert ist.summen[0]["A (Rest)"] == "A"
    assert mengen(ist)["A"] == "a1a2c1c2"


@given(st.fixed_dictionaries({e: st.sampled_from(["A1", "A2", "B1", "N"]) for e in RASTER}))
def test_jede_summe_ist_die_disjunkte_vereinigung_ihrer_teile(stadt, neu):
    for mit_altem in (False, True):
        ist = schnitt(stadt, ALT, neu, mit_altem=mit_altem)
        for zuordnung in ist.summen:
            for ganzes in set(zuordnung.values()):
                teile = [ist.einheiten[t] for t, g in zuordnung.items() if g == ganzes]
                assert sum(map(len, teile)) == len(ist.einheiten[ganzes])
                assert frozenset.union(*teile) == ist.einheiten[ganzes]
        # Jedes veröffentlichte Gebiet hängt über Summen an allen seinen Einheiten.
        assert set(ist.stuecke).isdisjoint({*ist.neu.values(), *ist.alt.values(), *ist.darueber})
        for gebiet in {*ist.neu.values(), *ist.alt.values(), *ist.darueber}:
            for stueck in ist.stuecke:
                menge, ganzes = ist.einheiten[stueck], ist.einheiten[gebiet]
                assert menge < ganzes or not menge & ganzes
