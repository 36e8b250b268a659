"""Zahlen, Felder, Series und Tabellen: gleiche Form heraus, verschiedener Index ist ein Fehler."""

import numpy as np
import pandas as pd
import pandas.testing as pdt
import pytest

from sozialmonitor.eingabe import als_felder, gemeinsame_form, in_form
from sozialmonitor.fehler import SozialmonitorFehler


@pytest.mark.parametrize(
    ("wert", "feld"),
    [
        (3, 3.0),
        ([1, None], [1.0, np.nan]),
        (pd.NA, np.nan),
        (pd.Series([1, pd.NA], dtype="Int64"), [1.0, np.nan]),
        (pd.DataFrame({"x": [1, pd.NA]}, dtype="object"), [[1.0], [np.nan]]),
        (
            pd.DataFrame({"x": pd.array([1, pd.NA], "Int64"), "y": [2.0, 3.0]}),
            [[1.0, 2.0], [np.nan, 3.0]],
        ),
    ],
    ids=[
        "zahl",
        "liste_mit_luecke",
        "einzelne_luecke",
        "series_mit_na",
        "gemischte_tabelle",
        "tabelle_mit_na",
    ],
)
def test_als_felder(wert, feld):
    np.testing.assert_array_equal(als_felder(wert)[0], feld)


def test_die_erste_series_gibt_die_form():
    reihe = pd.Series([1.0, 2.0], index=["a", "b"])
    assert gemeinsame_form(5, [1, 2], reihe) is reihe
    assert gemeinsame_form(5, [1, 2]) is None
    pdt.assert_series_equal(in_form(reihe, np.array([3.0, 4.0])), reihe + 2)


@pytest.mark.parametrize(
    "andere",
    [pd.Series([1.0, 2.0], index=["b", "a"]), pd.Series([1.0]), pd.DataFrame({"x": [1.0, 2.0]})],
    ids=["andere_folge", "andere_laenge", "tabelle"],
)
def test_verschiedene_beschriftung_wird_nicht_still_verrechnet(andere):
    with pytest.raises(SozialmonitorFehler, match="verschiedene Indizes"):
        gemeinsame_form(pd.Series([1.0, 2.0], index=["a", "b"]), andere)


def test_zahl_bleibt_zahl_und_tabelle_bleibt_tabelle():
    assert in_form(None, np.array(2.5)) == 2.5
    tabelle = pd.DataFrame({"x": [1.0]}, index=["a"])
    pdt.assert_frame_equal(in_form(tabelle, np.array([[2.0]])), tabelle + 1)
