"""Klassen: Grenzfälle von Hand; jeder Wert in genau einer Klasse, größere nie in kleinerer."""

import math

import numpy as np
import pandas as pd
import pandas.testing as pdt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialmonitor import klassen
from sozialmonitor.fehler import SozialmonitorFehler, Unbekannt
from sozialmonitor.klassen import PALETTEN, VERFAHREN, Klasseneinteilung, einteilung, klasse

STADTTEILE = pd.Series([3.0, 3.4, 3.6, 5.2, 5.2, 6.1, 7.9, 9.4])


def fest(*grenzen):
    return einteilung(pd.Series([1.0]), "fest", feste=grenzen)


def kontrast(a, b):
    def helligkeit(farbe):
        kanaele = [int(farbe[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [k / 12.92 if k <= 0.04045 else ((k + 0.055) / 1.055) ** 2.4 for k in kanaele]
        return sum(g * k for g, k in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    hell, dunkel = sorted((helligkeit(a), helligkeit(b)), reverse=True)
    return (hell + 0.05) / (dunkel + 0.05)


@pytest.mark.parametrize(
    ("wert", "nummer"),
    [(-1, 0), (4.999, 0), (5, 1), (9.999, 1), (10, 2), (1e9, 2), (math.nan, pd.NA), (pd.NA, pd.NA)],
    ids=["unter_null", "knapp_unter", "auf_grenze", "knapp_unter_2", "auf_grenze_2", "riesig",
         "nan", "na"],
)  # fmt: skip
def test_klasse_ist_linksgeschlossen(wert, nummer):
    ist = klasse(pd.Series([wert], index=["a"]), fest(5, 10))
    pdt.assert_series_equal(ist, pd.Series([nummer], index=["a"], name="klasse", dtype="Int64"))


def test_klasse_laesst_die_eingabe_unveraendert():
    werte = pd.Series([1.0, None], index=["b", "a"], dtype="Float64")
    vorher = werte.copy()
    klasse(werte, fest(5))
    pdt.assert_series_equal(werte, vorher)


def test_leere_reihe_hat_keine_klassen():
    assert klasse(pd.Series([], dtype="float64"), fest(5)).empty


def test_feste_klassen_bleiben_auch_leer_bestehen():
    ist = einteilung(pd.Series([1.0, 2.0]), "fest", feste=(5, 10, 15, 20))
    assert ist.grenzen == (5, 10, 15, 20)
    assert ist.farben == PALETTEN["blaugruen"]
    assert klassen.anzahl_je_klasse(pd.Series([1.0, 2.0, None]), ist) == (2, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("grenzen", "farben"),
    [
        ((), None),
        ((5,), ("#ffffcc", "#253494")),
        ((5, 10), ("#ffffcc", "#41b6c4", "#253494")),
        ((5, 10, 15), ("#ffffcc", "#a1dab4", "#2c7fb8", "#253494")),
        ((5, 10, 15, 20), PALETTEN["blaugruen"]),
        ((5, 10, 15, 20, 25), ("#ffffcc", "#b4e1b9", "#67c4be", "#39a0bf", "#2b70b1", "#253494")),
    ],
    ids=["ohne_grenzen", "zwei", "drei", "vier", "fuenf", "sechs"],
)
def test_farben_der_festen_klassen(grenzen, farben):
    if farben is None:
        with pytest.raises(SozialmonitorFehler, match="fehlen die Grenzen"):
            fest(*grenzen)
    else:
        assert fest(*grenzen).farben == farben


@pytest.mark.parametrize("palette", PALETTEN)
@pytest.mark.parametrize("anzahl", range(2, 8))
def test_farben_sind_verschieden_und_reichen_von_ende_zu_ende(palette, anzahl):
    feste = tuple(range(anzahl - 1))
    farben = einteilung(pd.Series([1.0]), "fest", feste=feste, palette=palette).farben
    assert len(set(farben)) == anzahl
    assert (farben[0], farben[-1]) == (PALETTEN[palette][0], PALETTEN[palette][-1])


@pytest.mark.parametrize(
    ("verfahren", "grenzen"),
    [
        # 3,0 3,4 | 3,6 5,2 5,2 | 6,1 | 7,9 9,4: Viertel 3,55; 5,2; 6,55
        ("quantile", (3.5, 6.0, 7.0)),
        # Spanne 6,4 in vier Stücken zu 1,6
        ("gleich", (4.6, 6.2, 7.8)),
        # 3,0 3,4 3,6 | 5,2 5,2 6,1 | 7,9 | 9,4
        ("jenks", (4.0, 7.0, 9.0)),
    ],
)
def test_acht_gebiete_bekommen_vier_klassen(verfahren, grenzen):
    ist = einteilung(STADTTEILE, verfahren)
    assert ist.grenzen == pytest.approx(grenzen)
    assert len(ist.farben) == 4
    assert ist.hinweis == ""


def test_grenze_ist_so_kurz_wie_moeglich():
    assert einteilung(pd.Series([8.1, 8.2]), "jenks").grenzen == (8.2,)
    assert einteilung(pd.Series([812.0, 1730.0]), "quantile").grenzen == (1000.0,)


@pytest.mark.parametrize("verfahren", ["quantile", "gleich", "jenks"])
def test_weniger_klassen_als_gewuenscht_werden_genannt(verfahren):
    ist = einteilung(STADTTEILE, verfahren, anzahl=5)
    assert len(ist.farben) == 4
    assert ist.hinweis == "4 statt 5 Klassen: 8 Gebiete mit Wert, 7 verschiedene Werte."


@pytest.mark.parametrize("verfahren", ["quantile", "gleich", "jenks"])
@pytest.mark.parametrize(
    ("werte", "hinweis"),
    [
        ([5.0], "1 statt 4 Klassen: 1 Gebiet mit Wert, 1 verschiedener Wert."),
        ([5.0, 5.0, None], "1 statt 4 Klassen: 2 Gebiete mit Wert, 1 verschiedener Wert."),
        ([0.0, 0.0], "1 statt 4 Klassen: 2 Gebiete mit Wert, 1 verschiedener Wert."),
    ],
    ids=["ein_gebiet", "alle_gleich", "alle_null"],
)
def test_ohne_unterschied_eine_klasse(verfahren, werte, hinweis):
    ist = einteilung(pd.Series(werte), verfahren)
    assert (ist.grenzen, ist.farben, ist.hinweis) == ((), ("#41b6c4",), hinweis)
    assert klassen.klassentexte(ist, 1, "%") == ["alle Werte"]
    assert klasse(pd.Series(werte), ist).dropna().eq(0).all()


def test_viele_gebiete_bekommen_fuenf_und_hoechstens_sieben_klassen():
    werte = pd.Series(np.arange(29.0))
    assert len(einteilung(werte, "quantile").farben) == 5
    assert len(einteilung(werte, "gleich", anzahl=9).farben) == 7
    assert einteilung(werte, "gleich", anzahl=9).hinweis.startswith("7 statt 9 Klassen")


def test_haeufige_werte_teilen_sich_eine_klasse():
    werte = pd.Series([1.0, 1, 1, 1, 5, 6, 7, 8])
    ist = einteilung(werte, "quantile")
    assert ist.grenzen == (3.0, 7.0)
    assert klassen.anzahl_je_klasse(werte, ist) == (4, 2, 2)
    assert ist.hinweis == "3 statt 4 Klassen: 8 Gebiete mit Wert, 5 verschiedene Werte."


@pytest.mark.parametrize(
    ("werte", "mitte", "grenzen"),
    [
        # Median der Abstände zu 10 ist 4; halbe Streuung 2,97 → 2
        ([2, 6, 14, 18, 14], 10, (4, 8, 12, 16)),
        # Median 3; halbe Streuung 2,22 → 2
        ([-3, 0, 4], 0, (-6, -2, 2, 6)),
        # halbe Streuung 28; die unterste Grenze muss über 0 bleiben
        ([0, 40, 60], 2, (0.5, 1.5, 2.5, 3.5)),
        # keine Streuung: ein Zehntel des Stadtwerts, davon die Hälfte 0,405 → 0,2
        ([8.1, 8.1], 8.1, (7.5, 7.9, 8.3, 8.7)),
        # Abstand 3,1; halbe Streuung 2,30 → 2
        ([5], 8.1, (2.1, 6.1, 10.1, 14.1)),
        ([0, 0], 0, (-1.5, -0.5, 0.5, 1.5)),
    ],
    ids=["regelfall", "negative_werte", "nie_unter_null", "alle_gleich_der_stadt", "ein_gebiet",
         "alles_null"],
)  # fmt: skip
def test_klassen_um_den_stadtwert(werte, mitte, grenzen):
    ist = einteilung(pd.Series(werte), "stadtwert", mitte=mitte, palette="abweichung")
    assert ist.farben == PALETTEN["abweichung"]
    assert ist.grenzen[1] + ist.grenzen[2] == pytest.approx(2 * mitte)
    assert ist.grenzen[0] + ist.grenzen[3] == pytest.approx(2 * mitte)
    assert ist.grenzen == pytest.approx(grenzen)


@pytest.mark.parametrize("mitte", [None, math.nan])
def test_ohne_stadtwert_keine_klassen_darum(mitte):
    with pytest.raises(SozialmonitorFehler, match="fehlt der Stadtwert"):
        einteilung(STADTTEILE, "stadtwert", mitte=mitte)


@pytest.mark.parametrize("werte", [[], [None, None], [math.nan]], ids=["leer", "na", "nan"])
@pytest.mark.parametrize("verfahren", VERFAHREN)
def test_ohne_werte_keine_klassen(verfahren, werte):
    with pytest.raises(SozialmonitorFehler, match="Kein Gebiet hat einen Wert"):
        einteilung(pd.Series(werte, dtype="float64"), verfahren, feste=(5,), mitte=1.0)


def test_unbekanntes_verfahren_und_unbekannte_palette():
    with pytest.raises(Unbekannt, match="Klassenverfahren „ampel“"):
        einteilung(STADTTEILE, "ampel")
    with pytest.raises(Unbekannt, match="Palette „ampel“"):
        einteilung(STADTTEILE, "gleich", palette="ampel")


@pytest.mark.parametrize(
    ("grenzen", "stellen", "einheit", "texte"),
    [
        ((5, 10, 30), 1, "%", ["unter 5 %", "5 bis unter 10 %", "10 bis unter 30 %",
                               "30 % und mehr"]),
        ((0.5, 1.0), 1, "%", ["unter 0,5 %", "0,5 bis unter 1,0 %", "1,0 % und mehr"]),
        ((0.25,), 0, "", ["unter 0,25", "0,25 und mehr"]),
        ((1000,), 0, "Personen", ["unter 1.000 Personen", "1.000 Personen und mehr"]),
        ((-15, 0), 1, "", ["unter −15", "−15 bis unter 0", "0 und mehr"]),
    ],
    ids=["prozent", "nachkommastelle", "mehr_stellen_noetig", "tausender", "minus"],
)  # fmt: skip
def test_klassentexte(grenzen, stellen, einheit, texte):
    assert klassen.klassentexte(fest(*grenzen), stellen, einheit) == texte


@pytest.mark.parametrize("farbe", sorted({f for farben in PALETTEN.values() for f in farben}))
def test_schrift_ist_auf_jeder_farbe_lesbar(farbe):
    assert klassen.textfarbe(farbe) in {"#000000", "#ffffff"}
    assert kontrast(farbe, klassen.textfarbe(farbe)) >= 4.5


def test_textfarbe_an_den_enden():
    assert (klassen.textfarbe("#ffffff"), klassen.textfarbe("#000000")) == ("#000000", "#ffffff")


def test_zustaende_ohne_wert_sind_verschieden_dargestellt():
    bilder = {(d.farbe, d.muster) for d in klassen.OHNE_WERT.values()}
    assert len(bilder) == len({d.kuerzel for d in klassen.OHNE_WERT.values()}) == 3
    assert klassen.OHNE_WERT["fehlt"].farbe == "#d9d9d9"
    assert klassen.OHNE_WERT["geheim"].musterfarbe == "#737373"


WERTE = st.lists(
    st.one_of(st.none(), st.floats(-1e6, 1e6).map(lambda x: round(x, 3))), min_size=1, max_size=40
).filter(lambda werte: any(w is not None for w in werte))


@settings(deadline=None)
@given(WERTE, st.sampled_from(sorted(VERFAHREN)), st.integers(2, 7))
def test_jeder_wert_faellt_in_genau_eine_klasse_und_die_ordnung_bleibt(werte, verfahren, anzahl):
    reihe = pd.Series(werte, dtype="Float64")
    ist = einteilung(reihe, verfahren, feste=(-5, 0, 5), mitte=1.0, anzahl=anzahl)
    nummern = klasse(reihe, ist)

    assert list(ist.grenzen) == sorted(set(ist.grenzen))
    assert len(ist.farben) == len(ist.grenzen) + 1
    assert nummern.isna().equals(reihe.isna())
    assert sum(klassen.anzahl_je_klasse(reihe, ist)) == reihe.notna().sum()
    geordnet = nummern[reihe.dropna().sort_values().index]
    assert geordnet.is_monotonic_increasing
    assert geordnet.between(0, len(ist.farben) - 1).all()
    for wert, nummer in zip(reihe.dropna(), nummern.dropna(), strict=True):
        unten, oben = (-math.inf, *ist.grenzen)[nummer], (*ist.grenzen, math.inf)[nummer]
        assert unten <= wert < oben
    if verfahren in {"quantile", "gleich", "jenks"}:
        assert len(ist.farben) <= min(anzahl, reihe.nunique())
    if verfahren in {"quantile", "jenks"}:
        assert all(klassen.anzahl_je_klasse(reihe, ist))


def test_einteilung_ist_unveraenderlich():
    with pytest.raises(AttributeError):
        Klasseneinteilung(grenzen=(), farben=("#000000",), verfahren="fest").grenzen = (1.0,)


def test_klassen_nach_standardabweichung():
    # Mittel 10, Streuung 4 (n = 8, Teiler n): Grenzen 4, 8, 12, 16
    werte = pd.Series([2.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 18.0])
    ist = klassen.einteilung(werte, "streuung")
    assert ist.grenzen == (4.0, 8.0, 12.0, 16.0)
    assert klassen.anzahl_je_klasse(werte, ist) == (1, 0, 6, 0, 1)


def test_standardabweichung_ohne_streuung_und_ohne_leere_randklassen():
    gleich = klassen.einteilung(pd.Series([5.0, 5.0]), "streuung")
    assert gleich.grenzen == ()
    assert gleich.hinweis == "Eine Klasse: Alle Gebiete haben denselben Wert."
    zwei = klassen.einteilung(pd.Series([0.0, 10.0]), "streuung")
    assert zwei.grenzen == (2.5, 7.5)
