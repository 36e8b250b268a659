"""Zeichen: null, unbekannt und geheim bleiben dreierlei, auch nach dem Summieren."""

import numpy as np
import pandas as pd
import pandas.testing as pdt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialmonitor.zeichen import (
    BEDEUTUNG,
    BITS,
    OHNE_WERT,
    bitmaske,
    unbekannte_zeichen,
    vererbt,
    zeichentext,
)

mengen = st.sets(st.sampled_from(list(BITS)))


def test_jedes_zeichen_hat_ein_eigenes_bit_und_eine_bedeutung():
    assert len(set(BITS.values())) == len(BITS)
    assert all(bit.bit_count() == 1 for bit in BITS.values())
    assert set(BEDEUTUNG) == set(BITS)


@pytest.mark.parametrize(
    ("text", "fremd"),
    [("", []), ("demo p", []), ("demo ?", ["?"]), ("-", ["-"]), ("pr", ["pr"])],
    ids=["leer", "bekannt", "eines_fremd", "bindestrich_statt_strich", "ohne_leerzeichen"],
)
def test_unbekannte_zeichen(text, fremd):
    assert unbekannte_zeichen(text) == fremd


def test_bitmaske_behaelt_index_und_eingabe():
    zeichen = pd.Series(["demo p", "", None, "• •", "?"], index=list("abcde"))
    vorher = zeichen.copy()
    ist = bitmaske(zeichen)
    pdt.assert_series_equal(ist, pd.Series([3, 0, 0, 256, 0], index=list("abcde")))
    pdt.assert_series_equal(zeichen, vorher)


@given(st.lists(mengen, max_size=8))
def test_text_und_bitmaske_sind_umkehrungen(felder):
    texte = pd.Series([" ".join(sorted(feld)) for feld in felder], dtype="object")
    zurueck = zeichentext(bitmaske(texte).to_numpy())
    assert [set(text.split()) for text in zurueck] == felder


def test_zeichentext_steht_in_der_reihenfolge_des_vokabulars():
    assert list(zeichentext(np.array([2 | 1, 0, 256]))) == ["demo p", "", "•"]


@pytest.mark.parametrize("zeichen", ["–", "0"])
def test_strich_und_null_erben_sich_nicht(zeichen):
    assert vererbt(np.array([BITS[zeichen] | BITS["demo"]]))[0] == BITS["demo"]


@pytest.mark.parametrize("zeichen", [".", "…", "/", "x", "•"])
def test_fehlendes_und_geheimes_erbt_sich(zeichen):
    assert vererbt(np.array([BITS[zeichen]]))[0] & OHNE_WERT


def test_strich_ist_ein_wert():
    assert not BITS["–"] & OHNE_WERT
    assert not BITS["0"] & OHNE_WERT
