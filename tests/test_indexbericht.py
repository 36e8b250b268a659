"""Der Sozialindex einer Ebene: Zutaten, Ausschluss, Verfahren, Dynamik, gemeinsame Aussage."""

import dataclasses
import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialmonitor import indexbericht, kennzahlen, sozialindex, vergleich
from sozialmonitor.indexbericht import Grundlage
from sozialmonitor.katalog import Bruch, Indikator
from sozialmonitor.sozialindex import Aussage
from tests import kleinstadt

QUOTE = Indikator(
    id="a", titel="Quote A", kurz="", definition="", berechnung="", handlungsfeld="x",
    art="anteil", zaehler=("x",), nenner=("n",), einheit="%", nachkommastellen=1,
    richtung="hoch_belastend", vergleich=(), quelle=(), klassen=(), hinweise=(),
    geprueft_am="2026-11-22", faktor=100,
)  # fmt: skip
GUT = dataclasses.replace(QUOTE, id="b", titel="Quote B", richtung="niedrig_belastend")
# erfundene Anteile in fester Reihenfolge, z-Werte mit ddof 0 von Hand
ORTE = [f"g{i}" for i in range(8)]
S = {
    "s1": [7.9, 9.4, 8.8, 3.9, 2.8, 3.6, 3.1, 3.4],
    "s3": [11.0, 13.5, 12.7, 5.1, 3.9, 5.0, 4.2, 4.6],
    "s4": [19, 24, 22.5, 9, 6, 8.5, 7, 7.5],
}
STATUS = [0.910, 1.552, 1.336, -0.578, -0.963, -0.649, -0.852, -0.756]


def tabelle(indikator, **gebiete):
    """Zeilen wie aus `mit_vergleich`: je Gebiet (Zähler, Nenner) oder ein Zustand."""
    zeilen = []
    for gebiet, angabe in gebiete.items():
        zustand = "wert" if isinstance(angabe, tuple) else angabe
        x, n = angabe if isinstance(angabe, tuple) else (1.0, 1000.0)
        if zustand == "fehlt":
            x = n = math.nan
        gilt = zustand == "wert"
        zeilen.append(
            {
                "gebiet": gebiet, "stichtag": "2020-12-31", "zaehler": x, "nenner": n,
                "wert": 100 * x / n if gilt else math.nan, "zustand": zustand, "demo": False,
                "zeichen": "", "urteil": "gesichert höher" if gilt and x / n > 0.1
                else "nicht bewertbar" if not gilt else "nicht gesichert verschieden",
                "stadtwert": 10.0, "rest_wert": 9.0, "indikator": indikator.id,
            }
        )  # fmt: skip
    return pd.DataFrame(zeilen)


def ohne_bevoelkerung():
    """Eine Kommune, in der keine Einwohnerzahl vorliegt: es zählt die größte Bezugsgruppe."""
    leer = pd.DataFrame({"alter": [], "geschlecht": [], "merkmal": []}, dtype="object")
    return SimpleNamespace(bestand=leer, zahlen={})


def rechne(indikatoren, tabellen, orte, stichtag="2020-12-31"):
    werte = {i.id: t for i, t in zip(indikatoren, tabellen, strict=True)}
    return indexbericht.grundlage(ohne_bevoelkerung(), indikatoren, werte, orte, stichtag)


def aus_anteilen(anteile, n=10_000, stichtag="2020-12-31", orte=ORTE):
    """Eine Grundlage unmittelbar aus Anteilen in Prozent."""
    x = pd.DataFrame(anteile, index=orte, dtype="float64") * n / 100
    indikatoren = tuple(dataclasses.replace(QUOTE, id=name, titel=name) for name in x)
    urteil = pd.DataFrame({"urteil": vergleich.GLEICH, "demo": False}, index=orte)
    return Grundlage(
        stichtag=stichtag,
        indikatoren=indikatoren,
        zeilen=dict.fromkeys(x, urteil),
        anzahl=x,
        nenner=x * 0 + n,
        grund=pd.Series("", index=orte),
    )


def gleich(teil):
    return dict.fromkeys(teil.anzahl.columns, 1.0)


# --- Zutaten --------------------------------------------------------------------------------


def test_nur_anteile_mit_richtung(stadt):
    ids = ["sgb2_quote", "jugendanteil", "einwohnerzahl", "gibt_es_nicht"]
    zulaessig, gruende = indexbericht.zugelassene(stadt, ids, {"sgb2_quote", "jugendanteil"})
    assert [i.id for i in zulaessig] == ["sgb2_quote"]
    assert gruende == {
        "Anteil unter 18": "hat keine vereinbarte Richtung",
        "Einwohnerzahl": "ist kein Anteil",
        "gibt_es_nicht": "steht nicht im Katalog",
    }
    assert indexbericht.zugelassene(stadt, ["sgb2_quote"], set()) == (
        [],
        {"SGB-II-Quote": "hat auf dieser Ebene keine Werte"},
    )


def test_umgekehrter_indikator_zaehlt_die_gegengruppe():
    teil = rechne([QUOTE, GUT], [tabelle(QUOTE, A=(50, 1000)), tabelle(GUT, A=(600, 800))], ["A"])
    assert teil.anzahl.loc["A"].tolist() == [50, 200]
    assert teil.nenner.loc["A"].tolist() == [1000, 800]
    assert teil.anteile.loc["A"].tolist() == [0.05, 0.25]


@pytest.mark.parametrize(
    ("angabe", "grund"),
    [
        ((30, 300), ""),
        ((29, 299), "unter 300 Personen"),
        ((5, 99), "unter 300 Personen; Nenner unter 100: Quote A"),
        ("geheim", "Bevölkerung fehlt; gesperrt (Datenschutz): Quote A"),
        ("fehlt", "Bevölkerung fehlt; keine Angabe: Quote A"),
    ],
    ids=["gerade_genug", "zu_klein", "kleiner_nenner", "geheim", "fehlt"],
)
def test_ausschluss_nennt_den_grund_und_nie_den_wert(angabe, grund):
    teil = rechne([QUOTE], [tabelle(QUOTE, A=angabe)], ["A"])
    assert teil.grund["A"] == grund
    assert list(teil.anzahl.index) == ([] if grund else ["A"])


def test_gebiet_ohne_zeile_fehlt_und_verdeckt_andere_luecken_nicht():
    a, b = tabelle(QUOTE, A=(50, 1000), B=(50, 1000)), tabelle(GUT, A="geheim")
    teil = rechne([QUOTE, GUT], [a, b], ["A", "B"])
    assert teil.grund.to_dict() == {
        "A": "gesperrt (Datenschutz): Quote B",
        "B": "keine Angabe: Quote B",
    }
    assert teil.anzahl.empty


def test_bevoelkerung_der_kommune_entscheidet(stadt):
    # A: 800 Menschen; B: 218, davon 18 erfunden (kleinstadt.py).
    indikator = stadt.katalog["sgb2_quote"]
    werte = vergleich.mit_vergleich(stadt, kennzahlen.kennzahl(stadt, "sgb2_quote"), indikator)
    teil = indexbericht.grundlage(
        stadt, [indikator], {"sgb2_quote": werte}, ["A", "B"], kleinstadt.LETZTER
    )
    assert teil.grund.to_dict() == {"A": "", "B": "unter 300 Personen"}
    assert teil.anzahl.loc["A", "sgb2_quote"] == 50
    assert teil.demo


def test_gemeinsame_stichtage_zaehlen_nur_werte():
    a = tabelle(QUOTE, A=(1, 500))
    spaeter = a.assign(stichtag="2021-12-31")
    werte = {"a": pd.concat([a, spaeter]), "b": pd.concat([a, spaeter.assign(zustand="geheim")])}
    assert indexbericht.gemeinsame_stichtage(werte, ["A"]) == ("2020-12-31",)
    assert indexbericht.gemeinsame_stichtage(werte, ["B"]) == ()
    assert indexbericht.gemeinsame_stichtage({}, ["A"]) == ()


@pytest.mark.parametrize(
    ("tage", "erwartet"),
    [
        (["2018-12-31", "2019-12-31", "2020-12-31", "2021-12-31"], "2019-12-31"),
        (["2020-12-31", "2021-12-31"], "2020-12-31"),
        (["2021-12-31", "2022-12-31"], ""),
        ([], ""),
    ],
    ids=["zwei_jahre", "nur_ein_jahr", "nichts_frueher", "leer"],
)
def test_frueherer_stichtag(tage, erwartet):
    assert indexbericht.frueherer_stichtag(tage, "2021-12-31") == erwartet


# --- Verfahren ------------------------------------------------------------------------------


def test_berliner_regel_wie_nachgerechnet():
    teil = aus_anteilen(S)
    beitrag = indexbericht.beitraege(teil, gleich(teil))
    np.testing.assert_allclose(indexbericht.index(beitrag), STATUS, atol=6e-4)
    klassen = sozialindex.statusklasse(indexbericht.index(beitrag))
    assert klassen.tolist() == ["mittel", "sehr niedrig", "niedrig"] + ["mittel"] * 5


def test_eingefrorener_massstab_macht_fortschritt_aller_sichtbar():
    damals, heute = aus_anteilen(S), aus_anteilen({k: np.array(v) / 2 for k, v in S.items()})
    neu = indexbericht.index(indexbericht.beitraege(heute, gleich(heute)))
    fest = indexbericht.index(indexbericht.beitraege(heute, gleich(heute), basis=damals))
    np.testing.assert_allclose(neu, STATUS, atol=6e-4)
    assert (fest < neu).all()
    assert indexbericht.index(
        indexbericht.beitraege(damals, gleich(damals), basis=damals)
    ).to_numpy() == pytest.approx(STATUS, abs=6e-4)


@pytest.mark.parametrize("verfahren", list(indexbericht.VERFAHREN))
def test_beitraege_ergeben_den_index_des_verfahrens(verfahren):
    teil, gewichte = aus_anteilen(S), {"s1": 1.0, "s3": 2.0, "s4": 0.5}
    anteile = teil.anteile
    soll = {
        "berlin": sozialindex.summenindex(sozialindex.z_werte(anteile), gewichte),
        "imd": sozialindex.exponentialindex(
            sozialindex.raenge(anteile), {k: w / 3.5 for k, w in gewichte.items()}
        ),
        "minmax": sozialindex.minmax_index(anteile, gewichte),
        "rang": sozialindex.rangindex(anteile, gewichte),
        "schwelle": pd.Series(0.0, index=ORTE),
    }
    ist = indexbericht.index(indexbericht.beitraege(teil, gewichte, verfahren))
    np.testing.assert_allclose(ist, soll[verfahren], atol=1e-12)


def test_schwellenzahl_achtet_auf_die_richtung():
    # A: Quote A 20 % gesichert höher (ungünstig); Quote B 75 % gesichert höher (günstig).
    teil = rechne([QUOTE, GUT], [tabelle(QUOTE, A=(200, 1000)), tabelle(GUT, A=(600, 800))], ["A"])
    assert indexbericht.schwellentexte(teil).to_dict() == {"A": "1 von 2"}
    beitrag = indexbericht.beitraege(teil, gleich(teil), indexbericht.SCHWELLE)
    assert beitrag.loc["A"].tolist() == [0.5, 0.0]


def test_verfahren_ohne_wert_fehlt_im_vergleich():
    teil = aus_anteilen(S)
    ohne_urteil = pd.DataFrame({"urteil": vergleich.NICHT_BEWERTBAR, "demo": False}, index=ORTE)
    teil = dataclasses.replace(teil, zeilen=dict.fromkeys(S, ohne_urteil))
    einig = indexbericht.verfahrensvergleich(teil, gleich(teil))
    assert list(einig.raenge) == ["berlin", "imd", "minmax", "rang"]
    assert einig.raenge.loc["g1"].tolist() == [1, 1, 1, 1]


@given(st.permutations(range(8)))
def test_reihenfolge_der_gebiete_aendert_nichts(folge):
    anders = aus_anteilen(
        {k: np.array(v)[folge] for k, v in S.items()}, orte=[ORTE[i] for i in folge]
    )
    teil = aus_anteilen(S)
    for verfahren in indexbericht.VERFAHREN:
        a = indexbericht.index(indexbericht.beitraege(teil, gleich(teil), verfahren))
        b = indexbericht.index(indexbericht.beitraege(anders, gleich(anders), verfahren))
        np.testing.assert_allclose(b.loc[ORTE], a, atol=1e-9)


def test_gewichtsproben_zaehlen_gleiche_klassen():
    teil = aus_anteilen(S)
    gleiche, zahl = indexbericht.gewichtsproben(teil, gleich(teil))
    assert zahl == 6
    assert gleiche["g4"] == 6
    assert gleiche.between(0, 6).all()
    leer = aus_anteilen({"s1": []}, orte=[])
    assert indexbericht.gewichtsproben(leer, {"s1": 1.0})[0].empty


# --- Dynamik --------------------------------------------------------------------------------


def zwei_stichtage(**heute):
    damals = aus_anteilen(S, stichtag="2018-12-31")
    return damals, aus_anteilen({**S, **heute}, stichtag="2020-12-31")


def test_ohne_veraenderung_keine_dynamik_wo_berlin_keine_streuung_hat():
    damals, jetzt = zwei_stichtage()
    verlauf = indexbericht.entwicklung(jetzt, damals, gleich(jetzt), {})
    assert set(verlauf.geprueft["klasse"]) == {sozialindex.NICHT_GESICHERT}
    assert verlauf.berliner.isna().all()
    assert (verlauf.von, verlauf.bis) == ("2018-12-31", "2020-12-31")


def test_grosse_veraenderung_eines_gebiets_ist_gesichert():
    # 7,9 % auf 12 % bei je 10.000: Z weit über 2,58.
    damals, jetzt = zwei_stichtage(s1=[12.0, *S["s1"][1:]])
    verlauf = indexbericht.entwicklung(jetzt, damals, gleich(jetzt), {}, damals)
    assert verlauf.geprueft["klasse"].astype(str).to_dict() == {
        "g0": sozialindex.NEGATIV, **dict.fromkeys(ORTE[1:], sozialindex.NICHT_GESICHERT)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("ab", "ausgelassen"),
    [("2018-12-31", {}), ("2019", {"s1": "neu"}), ("2020-12-31", {"s1": "neu"}), ("2021", {})],
    ids=["am_anfang", "dazwischen", "am_ende", "spaeter"],
)
def test_gebrochene_reihe_zaehlt_nicht_zur_dynamik(ab, ausgelassen):
    damals, jetzt = zwei_stichtage(s1=[12.0, *S["s1"][1:]])
    verlauf = indexbericht.entwicklung(
        jetzt, damals, gleich(jetzt), {"s1": [Bruch(ab=ab, grund="neu")]}
    )
    assert verlauf.ausgelassen == ausgelassen
    assert (verlauf.geprueft["klasse"]["g0"] == sozialindex.NEGATIV) is not bool(ausgelassen)


def test_alle_reihen_gebrochen_oder_frueher_nicht_bewertet():
    damals, jetzt = zwei_stichtage()
    bruch = [Bruch(ab="2019", grund="neu")]
    verlauf = indexbericht.entwicklung(jetzt, damals, gleich(jetzt), dict.fromkeys(S, bruch))
    assert set(verlauf.geprueft["klasse"]) == {sozialindex.NICHT_BEWERTBAR}
    assert verlauf.berliner.isna().all()
    weniger = dataclasses.replace(damals, anzahl=damals.anzahl.drop("g0"))
    verlauf = indexbericht.entwicklung(jetzt, weniger, gleich(jetzt), {})
    assert verlauf.geprueft["klasse"]["g0"] == sozialindex.NICHT_BEWERTBAR
    assert list(verlauf.geprueft.index) == ORTE
    assert list(verlauf.berliner.index) == ORTE


# --- gemeinsame Aussage ---------------------------------------------------------------------


def aussage(k, *gebiete, anteil=0.97):
    return Aussage(k=k, gebiete=gebiete, anteil=anteil)


@pytest.mark.parametrize(
    ("fest", "einig", "erwartet"),
    [
        ((), (aussage(1, "A"),), None),
        ((aussage(1, "A"),), (), None),
        ((aussage(2, "A", "B"),), (aussage(2, "A", "B"),), (2, ("A", "B"), True)),
        ((aussage(1, "A"),), (aussage(2, "A", "B"),), (2, ("A",), False)),
        ((aussage(3, "A", "B", "C"),), (aussage(2, "A"),), (3, ("A",), False)),
        ((aussage(2, "A"), aussage(3, "A", "B", "C")), (aussage(2, "A"), aussage(3, "A", "B", "C")),
         (3, ("A", "B", "C"), True)),
        ((aussage(1, "A"),), (aussage(1, "B"),), None),
    ],
    ids=["nur_verfahren", "nur_zufall", "gleich", "zufall_enger", "verfahren_weniger",
         "vollstaendig_bevorzugt", "verschieden"],
)  # fmt: skip
def test_gemeinsame_aussage(fest, einig, erwartet):
    ist = indexbericht.gemeinsame_aussage(
        SimpleNamespace(robust=fest), SimpleNamespace(aussagen=einig)
    )
    assert (ist and (ist.k, ist.gebiete, ist.genau)) == erwartet


def test_eingabe_bleibt_unveraendert():
    a, b = tabelle(QUOTE, A=(50, 1000)), tabelle(GUT, A=(600, 800))
    vorher = a.copy(), b.copy()
    teil = rechne([QUOTE, GUT], [a, b], ["A"])
    indexbericht.verfahrensvergleich(teil, gleich(teil))
    pd.testing.assert_frame_equal(a, vorher[0])
    pd.testing.assert_frame_equal(b, vorher[1])
