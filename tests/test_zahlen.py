"""Summen: ein unbekannter Teil macht die Summe unbekannt, nie kleiner."""

import math

import numpy as np
import pandas as pd
import pandas.testing as pdt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialmonitor import zahlen
from sozialmonitor.einstellungen import Ebene
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.katalog import Merkmal
from sozialmonitor.zeichen import BITS

EBENEN = [Ebene(id=i, titel=i, einzahl=i) for i in ("raum", "teil", "stadt")]
TAG = "2021-12-31"


def merkmal(name, **felder):
    return Merkmal(**({"id": name, "titel": name, "einheit": "Personen", "art": "anzahl"} | felder))


def verzeichnis(eltern):
    """Gebiete `raum → teil → stadt`; `eltern` nennt zu jedem Raum den Stadtteil."""
    oben = {raum: f"t{teil}" for raum, teil in eltern.items()}
    oben |= dict.fromkeys(sorted(set(oben.values())), "s")
    ebenen = ["raum" if g in eltern else "teil" for g in oben]
    gebiete = pd.DataFrame({"ebene": [*ebenen, "stadt"]}, index=[*oben, "s"])
    zerlegung = pd.DataFrame({"ganzes": list(oben.values()), "teil": list(oben), "pflicht": True})
    return gebiete, zerlegung


def bestand(zeilen):
    spalten = ["gebiet", "stichtag", "merkmal", "alter", "geschlecht", "herkunft", "wert", "bits"]
    return pd.DataFrame(zeilen, columns=spalten).astype({"wert": "float64", "bits": "int64"})


def zeile(gebiet, wert, bits=0, *, name="n", alter="", geschlecht="", tag=TAG):
    return (gebiet, tag, name, alter, geschlecht, "", wert, bits)


def felder(zeilen, gebiete, zerlegung, merkmale=None):
    stufen = zahlen.stufen(gebiete, zerlegung, EBENEN)
    merkmale = merkmale or {"n": merkmal("n")}
    return zahlen.zahlen_je_merkmal(bestand(zeilen), gebiete.index, merkmale, stufen)


def spalte(feld, gebiete, tag=TAG):
    stelle = list(feld.stichtage).index(tag)
    return dict(zip(gebiete.index, feld.werte[:, stelle], strict=True))


ZWEI = verzeichnis({"a1": "a", "a2": "a", "b1": "b"})


@pytest.mark.parametrize(
    ("text", "spanne"),
    [("0", (0, 1)), ("5", (5, 6)), ("7-9", (7, 10)), ("90+", (90, math.inf))],
)
def test_altersspanne(text, spanne):
    assert zahlen.altersspanne(text) == spanne


@pytest.mark.parametrize("text", ["", "jung", "7–9", "-5", "90 +"])
def test_unlesbare_altersspanne(text):
    with pytest.raises(SozialmonitorFehler, match="Altersgruppe"):
        zahlen.altersspanne(text)


def test_summen_ueber_zwei_ebenen():
    gebiete, zerlegung = ZWEI
    ist = felder([zeile("a1", 3), zeile("a2", 4), zeile("b1", 5)], gebiete, zerlegung)["n"]
    assert spalte(ist, gebiete) == {"a1": 3, "a2": 4, "b1": 5, "ta": 7, "tb": 5, "s": 12}


def test_fehlende_zeile_eines_teils_ergibt_keine_summe():
    gebiete, zerlegung = ZWEI
    ist = felder([zeile("a1", 3), zeile("b1", 5)], gebiete, zerlegung)["n"]
    da = dict(zip(gebiete.index, ist.vorhanden[:, 0], strict=True))
    assert da == {"a1": True, "a2": False, "b1": True, "ta": False, "tb": True, "s": False}


@pytest.mark.parametrize("zeichen", [".", "•"], ids=["unbekannt", "geheim"])
def test_teil_ohne_wert_macht_die_summe_wertlos(zeichen):
    gebiete, zerlegung = ZWEI
    zeilen = [zeile("a1", np.nan, BITS[zeichen]), zeile("a2", 4), zeile("b1", 5)]
    ist = felder(zeilen, gebiete, zerlegung)["n"]
    werte = spalte(ist, gebiete)
    assert np.isnan([werte["ta"], werte["s"]]).all()
    assert werte["tb"] == 5
    bits = dict(zip(gebiete.index, ist.bits[:, 0], strict=True))
    assert bits["ta"] == bits["s"] == BITS[zeichen]
    assert bits["tb"] == 0


def test_ueberlieferter_wert_geht_der_summe_vor():
    gebiete, zerlegung = ZWEI
    zeilen = [zeile("a1", 3), zeile("a2", 4), zeile("b1", 5), zeile("ta", 100)]
    werte = spalte(felder(zeilen, gebiete, zerlegung)["n"], gebiete)
    assert (werte["ta"], werte["s"]) == (100, 105)


def test_teil_ohne_pflicht_zaehlt_mit_und_darf_fehlen():
    gebiete, zerlegung = ZWEI
    gebiete = pd.concat([gebiete, pd.DataFrame({"ebene": ["rest"]}, index=["x"])])
    rest = pd.DataFrame({"ganzes": ["s"], "teil": ["x"], "pflicht": [False]})
    zerlegung = pd.concat([zerlegung, rest], ignore_index=True)
    zeilen = [zeile("a1", 3), zeile("a2", 4), zeile("b1", 5)]
    assert spalte(felder(zeilen, gebiete, zerlegung)["n"], gebiete)["s"] == 12
    zeilen.append(zeile("x", 2))
    assert spalte(felder(zeilen, gebiete, zerlegung)["n"], gebiete)["s"] == 14


def test_zeichen_erben_sich_strich_nicht():
    gebiete, zerlegung = ZWEI
    zeilen = [zeile("a1", 0, BITS["–"]), zeile("a2", 4, BITS["demo"] | BITS["p"]), zeile("b1", 5)]
    ist = felder(zeilen, gebiete, zerlegung)["n"]
    bits = dict(zip(gebiete.index, ist.bits[:, 0], strict=True))
    assert bits["a1"] == BITS["–"]
    assert bits["ta"] == BITS["demo"] | BITS["p"]
    assert bits["tb"] == 0


def test_messwert_wird_nie_summiert():
    gebiete, zerlegung = ZWEI
    quote = {"q": merkmal("q", art="messwert")}
    zeilen = [zeile(g, 10, name="q") for g in ("a1", "a2", "b1")]
    ist = felder(zeilen, gebiete, zerlegung, quote)["q"]
    assert list(gebiete.index[ist.vorhanden[:, 0]]) == ["a1", "a2", "b1"]


GRUPPEN = {
    ("0-17", "m"): 1, ("0-17", "w"): 2, ("18-64", "m"): 4, ("18-64", "w"): 8, ("65+", "m"): 16,
}  # fmt: skip


def gegliedert(teilmengen, zeilen=None):
    gebiete, zerlegung = verzeichnis({"a1": "a"})
    zeilen = zeilen or [
        zeile("a1", wert, alter=alter, geschlecht=g) for (alter, g), wert in GRUPPEN.items()
    ]
    merkmale = {"n": merkmal("n")} | {m.id: m for m in teilmengen}
    return {k: spalte(f, gebiete) for k, f in felder(zeilen, gebiete, zerlegung, merkmale).items()}


@pytest.mark.parametrize(
    ("wo", "summe"),
    [
        ({}, 31), ({"alter_unter": 18}, 3), ({"alter_ab": 18}, 28),
        ({"alter_ab": 18, "alter_unter": 65}, 12), ({"alter_ab": 65}, 16),
        ({"geschlecht": "w"}, 10), ({"geschlecht": ["m", "w"]}, 31),
        ({"alter_unter": 18, "geschlecht": "w"}, 2),
    ],
    ids=str,
)  # fmt: skip
def test_teilmengen_aus_altersgruppen(wo, summe):
    ist = gegliedert([merkmal("teil", aus="n", wo=wo)])
    assert ist["n"]["s"] == 31
    assert ist["teil"]["a1"] == ist["teil"]["s"] == summe


def test_leere_teilmenge_gibt_es_nicht():
    assert "teil" not in gegliedert([merkmal("teil", aus="n", wo={"geschlecht": "x"})])


@pytest.mark.parametrize("wo", [{"alter_ab": 60}, {"alter_unter": 15}, {"alter_ab": 70}])
def test_altersgrenze_in_einer_gruppe_ist_ein_fehler(wo):
    with pytest.raises(SozialmonitorFehler, match=r"„teil“ grenzt mitten in der Altersgruppe"):
        gegliedert([merkmal("teil", aus="n", wo=wo)])


def test_fehlende_gliederung_macht_die_zahl_unbekannt():
    zeilen = [zeile("a1", 1, alter="0-17"), zeile("a1", 4, alter="18-64"),
              zeile("ta", 1, alter="0-17")]  # fmt: skip
    ist = gegliedert([merkmal("teil", aus="n", wo={"alter_unter": 18})], zeilen)
    assert np.isnan(ist["n"]["ta"])
    assert ist["teil"]["ta"] == 1


def test_zweimal_dasselbe_ergebnis_und_eingabe_unveraendert():
    gebiete, zerlegung = ZWEI
    daten = bestand([zeile("a1", 3), zeile("a2", 4), zeile("b1", 5)])
    kopien = daten.copy(), gebiete.copy(), zerlegung.copy()
    merkmale = {"n": merkmal("n")}
    stufen = zahlen.stufen(gebiete, zerlegung, EBENEN)
    eins, zwei = (
        zahlen.zahlen_je_merkmal(daten, gebiete.index, merkmale, stufen)["n"] for _ in range(2)
    )
    np.testing.assert_array_equal(eins.werte, zwei.werte)
    for ist, soll in zip((daten, gebiete, zerlegung), kopien, strict=True):
        pdt.assert_frame_equal(ist, soll)


def test_summen_lassen_die_eingabe_unveraendert():
    gebiete, zerlegung = ZWEI
    roh = zahlen.Zahlen(
        stichtage=np.array([TAG], dtype=object), werte=np.array([[3.0], [4], [5], *[[np.nan]] * 3]),
        bits=np.zeros((6, 1), dtype="int16"),
        vorhanden=np.array([[True]] * 3 + [[False]] * 3),
    )  # fmt: skip
    werte, da = roh.werte.copy(), roh.vorhanden.copy()
    zahlen.mit_summen(roh, zahlen.stufen(gebiete, zerlegung, EBENEN))
    np.testing.assert_array_equal(roh.werte, werte)
    np.testing.assert_array_equal(roh.vorhanden, da)


hierarchien = st.dictionaries(
    st.integers(0, 30).map(lambda n: f"r{n}"),
    st.tuples(st.sampled_from("abcd"), st.integers(0, 10_000)),
    min_size=1,
)


@given(hierarchien, st.randoms(use_true_random=False))
def test_summe_ist_die_direkte_summe_in_jeder_reihenfolge(raeume, zufall):
    gebiete, zerlegung = verzeichnis({raum: teil for raum, (teil, _) in raeume.items()})
    zeilen = [zeile(raum, wert) for raum, (_, wert) in raeume.items()]
    ist = spalte(felder(zeilen, gebiete, zerlegung)["n"], gebiete)
    assert ist["s"] == sum(wert for _, wert in raeume.values())
    for teil in {teil for teil, _ in raeume.values()}:
        assert ist[f"t{teil}"] == sum(w for t, w in raeume.values() if t == teil)
    zufall.shuffle(zeilen)
    gemischt = zerlegung.sample(frac=1, random_state=zufall.randrange(1000))
    assert spalte(felder(zeilen, gebiete, gemischt)["n"], gebiete) == ist
