"""Klassen, Matrix und Ausschlussregel: Grenzfälle von Hand.

Regeln und Randsummen: Monitoring Soziale Stadtentwicklung Berlin 2021, 536 bewertete
Planungsräume.
"""

import numpy as np
import pandas as pd
import pandas.testing as pdt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialmonitor import sozialindex
from sozialmonitor.fehler import SozialmonitorFehler, Unbekannt
from sozialmonitor.sozialindex import (
    DYNAMIK,
    HOCH,
    MITTEL,
    NEGATIV,
    NIEDRIG,
    POSITIV,
    SEHR_NIEDRIG,
    STABIL,
    STATUS,
    auswertbare_gebiete,
    dynamikklasse,
    gebiete_je_feld,
    matrix,
    statusklasse,
)


@pytest.mark.parametrize(
    ("wert", "status", "dynamik"),
    [
        (-1.45, HOCH, POSITIV),
        (-1.0000001, HOCH, POSITIV),
        (-1, MITTEL, STABIL),
        (-1.0000000000000002, MITTEL, STABIL),
        (0, MITTEL, STABIL),
        (1, MITTEL, STABIL),
        (1.0000000000000002, MITTEL, STABIL),
        (1.0000001, NIEDRIG, NEGATIV),
        (1.5, NIEDRIG, NEGATIV),
        (1.5000001, SEHR_NIEDRIG, NEGATIV),
        (3.72, SEHR_NIEDRIG, NEGATIV),
        (np.inf, SEHR_NIEDRIG, NEGATIV),
    ],
)
def test_klassen_an_den_grenzen(wert, status, dynamik):
    index = pd.Series([wert, np.nan], index=["x", "y"])
    assert statusklasse(index)["x"] == status
    assert dynamikklasse(index)["x"] == dynamik
    assert statusklasse(index).isna()["y"]
    assert dynamikklasse(index).isna()["y"]


def test_klassen_sind_geordnet_und_vollstaendig():
    status = statusklasse(pd.Series([0.0, pd.NA], index=["a", "b"], dtype="Float64"))
    assert (status.name, list(status.index), status.cat.ordered) == ("status", ["a", "b"], True)
    assert tuple(status.cat.categories) == STATUS
    assert tuple(dynamikklasse(pd.Series([0.0])).cat.categories) == DYNAMIK


def test_acht_gebiete_eingestuft():
    # Nachgerechnete Statuswerte; niemand erreicht „hoch“, obwohl fünf Gebiete gut dastehen.
    index = pd.Series([0.910, 1.552, 1.336, -0.578, -0.963, -0.649, -0.852, -0.756])
    assert statusklasse(index).tolist() == [MITTEL, SEHR_NIEDRIG, NIEDRIG, *[MITTEL] * 5]


def test_eigene_grenzen():
    assert statusklasse(pd.Series([0.6]), (-0.5, 0.5, 0.7)).tolist() == [NIEDRIG]
    assert dynamikklasse(pd.Series([1.9]), (-2, 2)).tolist() == [STABIL]


@pytest.mark.parametrize("grenzen", [(-1, 1), (1, -1, 2), (-1, 1, 1)],
                         ids=["zu_wenige", "fallend", "doppelt"])  # fmt: skip
def test_unbrauchbare_grenzen(grenzen):
    with pytest.raises(SozialmonitorFehler, match="ansteigende Grenzen"):
        statusklasse(pd.Series([0.0]), grenzen)


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=30))
def test_hoeherer_index_nie_in_besserer_klasse(werte):
    index = pd.Series(sorted(werte))
    assert statusklasse(index).is_monotonic_increasing
    assert dynamikklasse(index).is_monotonic_increasing


BERLIN_2021 = [(1, 73, 1), (36, 296, 34), (8, 31, 7), (3, 36, 10)]


def test_matrix_hat_die_randsummen_von_berlin():
    paare = [
        (status, dynamik)
        for status, zeile in zip(STATUS, BERLIN_2021, strict=True)
        for dynamik, zahl in zip(DYNAMIK, zeile, strict=True)
        for _ in range(zahl)
    ]
    status, dynamik = (pd.Series(spalte) for spalte in zip(*paare, strict=True))
    ist = matrix(status, dynamik)
    assert ist.to_numpy().tolist() == [list(zeile) for zeile in BERLIN_2021]
    assert (tuple(ist.index), tuple(ist.columns)) == (STATUS, DYNAMIK)
    assert ist.sum(axis=1).tolist() == [75, 366, 46, 49]
    assert ist.sum().tolist() == [48, 436, 52]


def test_matrix_nennt_die_gebiete_und_uebergeht_luecken():
    status = statusklasse(pd.Series([0, 0, 2, np.nan, 2], index=list("abcde")))
    dynamik = dynamikklasse(pd.Series([2, 0, 0, 0, np.nan], index=list("bacde")))
    ist = gebiete_je_feld(status, dynamik)
    assert ist.loc[MITTEL, STABIL] == ("a",)
    assert ist.loc[MITTEL, NEGATIV] == ("b",)
    assert ist.loc[SEHR_NIEDRIG, STABIL] == ("c",)
    assert matrix(status, dynamik).to_numpy().sum() == 3


def test_matrix_der_geprueften_dynamik_hat_vier_spalten():
    kategorien = pd.CategoricalDtype(sozialindex.GEPRUEFTE_DYNAMIK)
    dynamik = pd.Series([sozialindex.NICHT_BEWERTBAR, NEGATIV], dtype=kategorien)
    ist = matrix(statusklasse(pd.Series([0.0, 0.0])), dynamik)
    assert tuple(ist.columns) == sozialindex.GEPRUEFTE_DYNAMIK
    assert ist.loc[MITTEL].tolist() == [0, 0, 1, 1]


def test_matrix_ohne_gebiete_ist_null():
    leer = pd.Series([], dtype="float64")
    assert matrix(statusklasse(leer), dynamikklasse(leer)).to_numpy().sum() == 0


def test_unbekannte_klasse_ist_ein_fehler():
    with pytest.raises(Unbekannt, match="mittelmäßig"):
        matrix(pd.Series(["mittelmäßig"]), pd.Series([STABIL]))


@pytest.mark.parametrize(
    ("bevoelkerung", "nenner", "grund"),
    [
        (300, (100, 100), ""),
        (299, (100, 100), "unter 300 Personen"),
        (300, (99, 100), "Nenner unter 100: a"),
        (300, (0, 99), "Nenner unter 100: a, b"),
        (pd.NA, (100, 100), "Bevölkerung fehlt"),
        (300, (100, pd.NA), "Nenner fehlt: b"),
        (12, (5, pd.NA), "unter 300 Personen; Nenner fehlt: b; Nenner unter 100: a"),
    ],
    ids=["auf_der_grenze", "zu_klein", "ein_nenner", "beide_nenner", "bevoelkerung_fehlt",
         "nenner_fehlt", "mehrere_gruende"],
)  # fmt: skip
def test_auswertbare_gebiete(bevoelkerung, nenner, grund):
    personen = pd.Series([bevoelkerung], index=["x"], dtype="Int64")
    bezug = pd.DataFrame([nenner], index=["x"], columns=["a", "b"]).astype("Int64")
    ist = auswertbare_gebiete(personen, bezug)
    soll = pd.DataFrame({"auswertbar": [not grund], "grund": [grund]}, index=["x"])
    pdt.assert_frame_equal(ist, soll.astype({"grund": "object"}))


def test_auswertbar_mit_eigenen_grenzen_und_fehlender_zeile():
    personen = pd.Series([1500, 900], index=["x", "y"])
    ist = auswertbare_gebiete(personen, pd.DataFrame({"a": [50]}, index=["x"]), 1000, 50)
    assert ist["auswertbar"].tolist() == [True, False]
    assert ist.loc["y", "grund"] == "unter 1.000 Personen; Nenner fehlt: a"


@pytest.mark.parametrize("form", [list, np.array, tuple])
def test_felder_werden_durchgezaehlt(form):
    status = sozialindex.statusklasse(form([-1.1, -1, 1, 1.5, 1.6]))
    assert status.tolist() == ["hoch", "mittel", "mittel", "niedrig", "sehr niedrig"]
    assert sozialindex.dynamikklasse(form([-1.1, 0, 1.1])).tolist() == list(sozialindex.DYNAMIK)
    felder = sozialindex.matrix(form(["hoch", "mittel"]), form(["stabil", "positiv"]))
    assert (felder.loc["hoch", "stabil"], felder.loc["mittel", "positiv"]) == (1, 1)
    assert felder.to_numpy().sum() == 2
    assert sozialindex.statusklasse(1.6).tolist() == ["sehr niedrig"]
