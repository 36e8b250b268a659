"""Was sich aus Anzahlen von Teilmengen durch Abziehen ergibt; Beispiele von Hand."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sozialmonitor.teilmengen import kleinste, zerlegungen

M = frozenset


def test_teil_und_rest():
    assert zerlegungen({"alle": M({1, 2, 3}), "unter 18": M({1})}) == [
        ("alle", ("alle ohne unter 18", "unter 18"))
    ]


def test_rest_der_selbst_ein_merkmal_ist_bekommt_keinen_neuen_namen():
    summen = zerlegungen({"alle": M({1, 2}), "a": M({1}), "b": M({2})})
    assert {(ganzes, frozenset(teile)) for ganzes, teile in summen} == {("alle", M({"a", "b"}))}


def test_gleiche_mengen_sind_eine_summe_mit_einem_teil():
    assert ("a", ("b",)) in zerlegungen({"a": M({1}), "b": M({1})})


def test_kette_zieht_nur_nachbarn_ab():
    # 0–2 ⊂ 0–5 ⊂ 0–17: Abgezogen wird 0–5 ohne 0–2 und 0–17 ohne 0–5, nicht 0–17 ohne 0–2.
    summen = zerlegungen({"17": M({0, 1, 2}), "5": M({0, 1}), "2": M({0})})
    assert {ganzes for ganzes, _ in summen} == {"17", "5"}
    assert "17 ohne 2" not in {teil for _, teile in summen for teil in teile}


def test_ueberschneidung_verraet_keinen_durchschnitt():
    # Unter 25 und ab 18 zusammen mit „alle“: Der Durchschnitt folgt (25 + ab 18 − alle).
    mengen = {"alle": M({1, 2, 3}), "unter 25": M({1, 2}), "ab 18": M({2, 3})}
    assert set(kleinste(list(mengen.values()))) == {M({1}), M({2}), M({3})}


def test_unverbundene_mengen_bleiben_wie_sie_sind():
    assert set(kleinste([M({1, 2}), M({3})])) == {M({1, 2}), M({3})}


@given(
    st.dictionaries(
        st.sampled_from("abcde"),
        st.frozensets(st.integers(0, 6), min_size=1),
        min_size=1,
    )
)
def test_jede_summe_stimmt_fuer_jede_belegung(mengen):
    """Für beliebige Zahlen der Zellen geht jede Summe auf, und jeder Rest ist eine Menge."""
    werte = np.array([3, 5, 7, 11, 13, 17, 19])
    anzahl = {name: sum(werte[list(menge)]) for name, menge in mengen.items()}
    for ganzes, teile in zerlegungen(mengen):
        if len(teile) == 2 and teile[0] not in anzahl:
            anzahl[teile[0]] = anzahl[ganzes] - anzahl[teile[1]]
            assert anzahl[teile[0]] > 0
        assert anzahl[ganzes] == sum(anzahl[teil] for teil in teile)
