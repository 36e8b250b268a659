"""Ähnliche Gebiete: Abstände von Hand nachgerechnet.

Zahlen der Kleinstadt stehen im Kopf von `tests/kleinstadt.py`.
"""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialmonitor import aehnlichkeit
from tests.test_gegenueberstellung import TAG, langwerte


def tafel(*zeilen):
    return pd.DataFrame(list(zeilen), index=list("abcdefgh"[: len(zeilen)]), columns=["i", "j"])


def test_abstand_von_hand():
    # Beide Indikatoren: Mittel 2,5, Streuung sqrt(1,25); a und b liegen 1 und 0 auseinander.
    ist = aehnlichkeit.aehnlichste(tafel([1.0, 1.0], [2.0, 1.0], [3.0, 4.0], [4.0, 4.0]), "a")
    assert ist.abstand.index.tolist() == ["b", "c", "d"]
    sigma_i, sigma_j = math.sqrt(1.25), 1.5
    assert ist.abstand["b"] == pytest.approx(math.sqrt((1 / sigma_i) ** 2 / 2))
    assert ist.abstand["d"] == pytest.approx(
        math.sqrt(((3 / sigma_i) ** 2 + (3 / sigma_j) ** 2) / 2)
    )
    assert aehnlichkeit.groesster_unterschied(ist.z, "a", "b") == "i"
    assert aehnlichkeit.groesster_unterschied(ist.z, "a", "c") == "j"


@given(
    st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=4, max_size=8, unique=True)
)
def test_abstand_ist_unabhaengig_von_einheiten_und_im_mittel_wurzel_zwei(zeilen):
    daten = tafel(*[[float(a), float(b)] for a, b in zeilen])
    if daten.min().eq(daten.max()).any():
        return
    ist = [aehnlichkeit.aehnlichste(daten, gebiet).abstand for gebiet in daten.index]
    n = len(daten)
    quadrate = sum(float((abstand**2).sum()) for abstand in ist) / (n * (n - 1))
    assert quadrate == pytest.approx(2 * n / (n - 1))
    andere = aehnlichkeit.aehnlichste(daten * [10, 0.1] + [5, -3], "a").abstand
    pd.testing.assert_series_equal(andere.sort_index(), ist[0].sort_index())


@pytest.mark.parametrize(
    ("daten", "gebiet", "grund"),
    [
        (tafel([1.0, 1.0], [2.0, 2.0], [3.0, 3.0]), "a", "Dafür braucht es wenigstens 4"),
        (tafel([1.0, 1.0], [2.0, 2.0], [3.0, 3.0], [4.0, 4.0]), "z", "Dem Gebiet fehlt"),
        (tafel([1.0, 1.0], [1.0, 1.0], [1.0, 1.0], [1.0, 1.0]), "a", "Alle Gebiete haben"),
    ],
    ids=["zu_wenige", "ohne_wert", "alle_gleich"],
)
def test_aehnlich_mit_grund(daten, gebiet, grund):
    ist = aehnlichkeit.aehnlichste(daten, gebiet)
    assert ist.grund.startswith(grund)
    assert ist.abstand.empty


def test_aehnlich_sagt_ob_gesperrt():
    daten = tafel([1.0, 1.0], [2.0, 2.0], [3.0, 3.0], [4.0, 4.0])
    ist = aehnlichkeit.aehnlichste(daten, "z", ohne={"z": "gesperrt (Datenschutz)"})
    assert ist.grund == "Nicht zu jedem Indikator gibt es hier einen Wert: gesperrt (Datenschutz)."


def test_gleiche_indikatoren_zaehlen_nicht_mit():
    ist = aehnlichkeit.aehnlichste(tafel([1.0, 7.0], [2.0, 7.0], [3.0, 7.0], [4.0, 7.0]), "a")
    assert list(ist.z.columns) == ["i"]
    assert ist.abstand["b"] == pytest.approx(1 / math.sqrt(1.25))


def test_gruppentafel_nennt_wer_fehlt(stadt):
    ist, ohne, weg = aehnlichkeit.gruppentafel(
        langwerte(stadt), ["A1", "A2", "B1", "B2"],
        ["sgb2_quote", "jugendanteil", "quote_laut_bericht"], TAG,
    )  # fmt: skip
    assert ist.index.tolist() == ["A1", "A2", "B1"]
    assert list(ist.columns) == ["sgb2_quote", "jugendanteil"]
    assert ohne == {"B2": "zu wenige Personen für eine Bewertung"}
    assert weg == ["quote_laut_bericht"]
    assert ist.loc["A1", "sgb2_quote"] == pytest.approx(10)
