"""Regel, primäre Geheimhaltung und Abgeleitetes: Grenzen der Regel als benannte Fälle."""

import dataclasses
import itertools
import tomllib

import numpy as np
import pandas as pd
import pandas.testing as pdt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.geheimhaltung import (
    INTERN,
    OEFFENTLICH,
    Regel,
    Schutz,
    abgeleitet_geheim,
    gleichung_aus_quote,
    moegliche_anzahlen,
    primaer,
    pruefe,
    quote_geheim,
)
from sozialmonitor.geheimhaltungsregel import strengste

# Regel


def test_vorgaben():
    # Vorgabe: intern 1–2, öffentlich 1–4, Quoten unter n = 20 geheim.
    assert (INTERN.mindestanzahl, OEFFENTLICH.mindestanzahl) == (3, 5)
    assert (INTERN.mindestnenner, INTERN.null_geheim, INTERN.komplement) == (20, False, True)
    assert OEFFENTLICH.schutz == Schutz(breite=3, mindestanzahl=5)
    assert Regel() == INTERN


def test_regel_aus_toml():
    text = (
        "mindestanzahl = 5\nnull_geheim = true\ndominanz = 0.85\nmindest_melder = 3\nrundung = 10"
    )
    regel = Regel.aus(tomllib.loads(text))
    assert regel == Regel(
        mindestanzahl=5, null_geheim=True, dominanz=0.85, mindest_melder=3, rundung=10
    )
    assert Regel.aus({}) == INTERN


@pytest.mark.parametrize(
    ("werte", "meldung"),
    [
        ({"mindestzahl": 3}, "Unbekannte Felder.*mindestzahl.*Möglich sind: mindestanzahl"),
        ({"mindestanzahl": "3"}, "„mindestanzahl“.*ganze Zahl"),
        ({"mindestanzahl": 2.5}, "ganze Zahl"),
        ({"mindestanzahl": True}, "ganze Zahl"),
        ({"null_geheim": 1}, "true oder false"),
        ({"dominanz": "viel"}, "Anteil"),
        ({"dominanz": 85}, "Anteil"),
        ({"mindestanzahl": -1}, "negative"),
        ({"mindestbreite": 0}, "mindestens 1"),
        ({"rundung": 7}, "3, 5 und 10"),
        ([1], "Tabelle"),
    ],
    ids=["fremd", "text", "gebrochen", "wahr", "zahl", "dominanz_text", "dominanz_prozent",
         "negativ", "breite", "rundung", "liste"],
)  # fmt: skip
def test_falsche_regel(werte, meldung):
    with pytest.raises(SozialmonitorFehler, match=meldung):
        Regel.aus(werte)


def test_regel_ist_unveraenderlich():
    with pytest.raises(dataclasses.FrozenInstanceError):
        INTERN.mindestanzahl = 1


@pytest.mark.parametrize(
    ("feld", "locker", "streng"),
    [
        ("mindestanzahl", 3, 5), ("mindestnenner", 10, 20), ("mindest_melder", 0, 3),
        ("mindestbreite", 2, 4), ("null_geheim", False, True), ("komplement", False, True),
        ("quoten_geheimer_zahlen", False, True), ("keine_0_100", False, True),
        ("dominanz", None, 0.9), ("dominanz", 0.9, 0.8),
    ],
)  # fmt: skip
def test_strengste_nimmt_je_feld_das_strengere(feld, locker, streng):
    regeln = [Regel(**{feld: locker}), Regel(**{feld: streng})]
    assert strengste(regeln) == strengste(regeln[::-1]) == regeln[1]


def test_strengste_kann_strenger_sein_als_jede_einzelne():
    ist = strengste([Regel(mindestanzahl=10, null_geheim=False), Regel(null_geheim=True)])
    assert ist == Regel(mindestanzahl=10, null_geheim=True)


def test_strengste_von_einer_ist_sie_selbst():
    regel = Regel(mindestanzahl=7, dominanz=0.5, rundung=3)
    assert strengste([regel]) == regel


def test_strengste_kennt_jedes_feld():
    # Ein neues Feld, das hier fehlt, ginge beim Zusammenlegen stillschweigend verloren.
    fremd = {
        "mindestanzahl": 4, "null_geheim": True, "komplement": False, "mindestnenner": 7,
        "dominanz": 0.5, "mindest_melder": 2, "quoten_geheimer_zahlen": False,
        "keine_0_100": False, "mindestbreite": 9, "rundung": 10,
    }  # fmt: skip
    assert set(fremd) == {feld.name for feld in dataclasses.fields(Regel)}
    assert strengste([Regel(**fremd)]) == Regel(**fremd)


def test_verschieden_gerundet_hat_keine_strengste():
    with pytest.raises(SozialmonitorFehler, match=r"müssen gleich gerundet werden.*\[0, 5\]"):
        strengste([Regel(), Regel(rundung=5)])


# Primär


def zellen(werte, **spalten):
    return pd.DataFrame({"gebiet": [f"g{i}" for i in range(len(werte))], "wert": werte, **spalten})


def geheime(tabelle, regel):
    return list(primaer(tabelle, regel)["status"].eq("primär"))


@pytest.mark.parametrize(
    ("regel", "geheim"),
    [
        (INTERN, [False, True, True, False, False, False, False]),
        (OEFFENTLICH, [False, True, True, True, True, False, False]),
        (Regel(null_geheim=True), [True, True, True, False, False, False, False]),
        (Regel(mindestanzahl=0), [False] * 7),
    ],
    ids=["intern", "oeffentlich", "null", "ohne"],
)
def test_mindestanzahl(regel, geheim):
    assert geheime(zellen([0, 1, 2, 3, 4, 5, np.nan]), regel) == geheim


def test_gruende():
    tabelle = zellen(
        [1, 49, 0, 50, 9, 9, np.nan, 7],
        nenner=[50, 50, 50, 50, 50, 50, 50, 50],
        sensibel=[False, False, True, True, False, False, False, False],
        groesster_beitrag=[1, 1, 0, 1, 8, 1, np.nan, 5.95],
        melder=[9, 9, 9, 9, 9, 2, 9, 9],
        zeichen=["", "", "–", "", "", "", "•", ""],
    )
    ist = primaer(tabelle, Regel(dominanz=0.85, mindest_melder=3))
    assert list(ist["grund"]) == [
        "Anzahl unter 3",
        "Ergänzung zum Nenner unter 3",
        "0 % oder 100 % bei einem sensiblen Merkmal",
        "0 % oder 100 % bei einem sensiblen Merkmal",
        "ein Beitrag überwiegt",
        "weniger als 3 meldende Stellen",
        "schon an der Quelle geheim",
        "",
    ]
    assert list(ist["status"]) == ["primär"] * 7 + ["offen"]


@pytest.mark.parametrize(
    ("wert", "nenner", "geheim"),
    [(47, 50, False), (48, 50, True), (49, 50, True), (50, 50, False), (3, np.nan, False)],
    ids=["drei_fehlen", "zwei_fehlen", "einer_fehlt", "alle", "nenner_fehlt"],
)
def test_ergaenzung(wert, nenner, geheim):
    tabelle = zellen([wert], nenner=[nenner])
    assert geheime(tabelle, INTERN) == [geheim]
    assert geheime(tabelle, Regel(komplement=False)) == [False]


def test_null_von_null_verraet_nichts():
    tabelle = zellen([0, 0], nenner=[0, 30], sensibel=[True, True])
    assert geheime(tabelle, Regel(null_geheim=True)) == [False, True]


def test_ohne_sensible_merkmale_duerfen_0_und_100_prozent_stehen():
    assert geheime(zellen([0, 50], nenner=[50, 50]), INTERN) == [False, False]
    mit = zellen([0, 50], nenner=[50, 50], sensibel=[True, True])
    assert geheime(mit, Regel(keine_0_100=False)) == [False, False]


def test_vorgegebener_status_bleibt():
    tabelle = zellen([1, 50, 50, 50], status=["fest", "fest", "primär", "sekundär"])
    ist = primaer(tabelle, INTERN)
    assert list(ist["status"]) == ["fest", "fest", "primär", "offen"]
    assert ist["grund"].iloc[0] == "schon veröffentlicht, nach der Regel geheim: Anzahl unter 3"
    assert list(ist["grund"].iloc[1:]) == ["", "vorgegeben", ""]
    assert list(primaer(ist, INTERN)["status"]) == ["fest", "fest", "primär", "offen"]


def test_primaer_laesst_eingabe_und_index():
    tabelle = zellen([1, 50]).set_axis([7, 3])
    vorher = tabelle.copy(deep=True)
    ist = primaer(tabelle, INTERN)
    pdt.assert_frame_equal(tabelle, vorher)
    assert list(ist.index) == [7, 3]
    assert list(ist.columns) == ["gebiet", "wert", "status", "grund"]


def test_leere_tabelle():
    assert primaer(zellen([]), INTERN).empty


def test_nullbare_typen():
    tabelle = zellen(pd.array([1, pd.NA, 9], dtype="Int64"))
    assert geheime(tabelle, INTERN) == [True, False, False]


# Abgeleitetes


def test_abgeleitetes_ist_geheim_sobald_etwas_verborgen_ist():
    index = pd.Index(["a", "b", "c"])
    zaehler = pd.Series([True, False, False], index=index)
    nenner = pd.Series([False, False, True], index=index)
    pdt.assert_series_equal(
        abgeleitet_geheim(zaehler, nenner, False), pd.Series([True, False, True], index=index)
    )
    assert abgeleitet_geheim(False, False) is False
    assert abgeleitet_geheim(False, True) is True
    unbekannt = pd.Series([pd.NA, False], dtype="boolean")
    assert list(abgeleitet_geheim(unbekannt)) == [True, False]


def test_abgeleitetes_braucht_dieselben_gebiete():
    with pytest.raises(SozialmonitorFehler, match="verschiedene Indizes"):
        abgeleitet_geheim(pd.Series([True]), pd.Series([True], index=["a"]))
    with pytest.raises(SozialmonitorFehler, match="mindestens eine"):
        abgeleitet_geheim()


@pytest.mark.parametrize(
    ("anzahl", "nenner", "verborgen", "geheim"),
    [
        (5, 20, False, False),
        (5, 19, False, True),
        (2, 50, False, True),
        (48, 50, False, True),
        (0, 50, False, False),
        (9, 50, True, True),
        (9, np.nan, False, True),
        (np.nan, 50, False, True),
        (0, 0, False, True),
    ],
    ids=["gerade_genug", "nenner_zu_klein", "anzahl", "ergaenzung", "null", "sekundaer",
         "nenner_fehlt", "anzahl_fehlt", "niemand"],
)  # fmt: skip
def test_quote_geheim(anzahl, nenner, verborgen, geheim):
    assert quote_geheim(anzahl, nenner, verborgen, regel=INTERN) is geheim
    feld = quote_geheim(pd.Series([anzahl]), pd.Series([nenner]), verborgen, regel=INTERN)
    assert list(feld) == [geheim]


def test_erlaubte_quoten_geheimer_zahlen_nur_wenn_sie_nichts_verraten():
    locker = Regel(quoten_geheimer_zahlen=False)
    # 2 von 60 = 3,3 %: nur die 2 passt. 2 von 20.000 = 0,0 %: 0 bis 10 passen.
    assert quote_geheim(2, 60, regel=locker) is True
    assert quote_geheim(2, 20_000, regel=locker) is False
    assert quote_geheim(2, 20_000, regel=INTERN) is True
    assert quote_geheim(2, 20_000, regel=locker, nachkommastellen=2) is True


@pytest.mark.parametrize(
    ("quote", "nenner", "stellen", "unten", "oben"),
    [
        (3.3, 60, 1, 2, 2),  # §4.7: eine Nachkommastelle bei n = 60 verrät die Anzahl
        (3, 60, 0, 2, 2),  # 2,5 bis 3,5 % von 60 sind 1,5 bis 2,1
        (3, 600, 0, 15, 21),
        (0.0, 20_000, 1, 0, 10),
        (100.0, 20_000, 1, 19_990, 20_000),
        (12.5, 8, 1, 1, 1),
        (12.6, 8, 1, np.nan, np.nan),
        (5, 0, 0, np.nan, np.nan),
        (5, np.nan, 0, np.nan, np.nan),
    ],
    ids=["eine_stelle", "ganze_prozent", "groesser", "null", "hundert", "genau", "unmoeglich",
         "ohne_personen", "ohne_nenner"],
)  # fmt: skip
def test_moegliche_anzahlen(quote, nenner, stellen, unten, oben):
    ist = moegliche_anzahlen(quote, nenner, stellen)
    np.testing.assert_array_equal(ist, (unten, oben))


@given(
    st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    st.integers(0, 3),
)
def test_moegliche_anzahlen_sind_genau_die_mit_dieser_quote(anteil, stellen):
    anzahl, nenner = anteil
    quote = round(anzahl / nenner * 100, stellen)
    unten, oben = moegliche_anzahlen(quote, nenner, stellen)
    assert unten <= anzahl <= oben
    halb = 0.5 * 10**-stellen + 1e-9
    nachbarn = [unten - 1, oben + 1]
    assert all(abs(n / nenner * 100 - quote) >= halb - 2e-9 for n in nachbarn if 0 <= n <= nenner)


def test_moegliche_anzahlen_behalten_den_index():
    quote = pd.Series([3.3, np.nan], index=["a", "b"])
    unten, oben = moegliche_anzahlen(quote, 60, 1)
    pdt.assert_series_equal(unten, pd.Series([2.0, np.nan], index=["a", "b"]))
    pdt.assert_series_equal(oben, unten)


def test_veroeffentlichte_quote_wird_zur_gleichung():
    tabelle = pd.DataFrame({"gebiet": ["a", "b", "s"], "wert": [2, 9, 11]})
    tabelle["status"] = ["primär", "sekundär", "offen"]
    hierarchien = {"gebiet": {"a": "s", "b": "s"}}
    quote = gleichung_aus_quote(("a",), 3.3, 60, 1)
    ist = pruefe(tabelle, hierarchien, weitere_gleichungen=[quote])
    assert list(ist["unten"]) == list(ist["oben"]) == [2, 9]
    with pytest.raises(SozialmonitorFehler, match="passt keine ganze"):
        gleichung_aus_quote(("a",), 12.6, 8, 1)


def test_jede_regel_ist_vollstaendig_beschrieben():
    beschrieben = Regel.__doc__
    assert all(f"\n    {feld.name}\n" in beschrieben for feld in dataclasses.fields(Regel))
    assert len(list(itertools.chain(dataclasses.fields(Regel)))) == 10
