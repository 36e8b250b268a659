"""Ein neuer Zuschnitt der Kleinstadt; alle Erwartungen aus dieser Tafel gerechnet.

    Einheit  Gebiet  Stadtteil  Menschen  unter 18  SGB II
    a1       A1      A               380        80      38
    a2       A1      A               120        20       2
    c1       A2      A               200        30       8
    c2       A2      A               100        20       2
    b1       B1      B               150        30      12
    b2       B1      B                50        10       4

Ohne Raster: B2 (18 Menschen, 10 unter 18, 3 SGB II) und „nicht zuordenbar“ (5 SGB II). Nach der
internen Regel sind Anzahlen von 1 und 2 geheim.
"""

import math
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from sozialmonitor import zuschnitt
from sozialmonitor.fehler import SozialmonitorFehler, SpaltenFehlen, Unbekannt
from sozialmonitor.geheimhaltung import INTERN, Regel
from sozialmonitor.laden import geoordner_zu, lade_kommune
from sozialmonitor.laden.raster import lade_raster
from tests.kleinstadt import LETZTER

GEBIET = {"a1": "A1", "a2": "A1", "c1": "A2", "c2": "A2", "b1": "B1", "b2": "B1"}
STADTTEIL = {"A1": "A", "A2": "A", "B1": "B"}
WERTE = {
    "a1": (380, 80, 38),
    "a2": (120, 20, 2),
    "c1": (200, 30, 8),
    "c2": (100, 20, 2),
    "b1": (150, 30, 12),
    "b2": (50, 10, 4),
}
ORTE = ["A1", "A2", "B1", "N"]
ZUORDNUNGEN = st.dictionaries(st.sampled_from(sorted(GEBIET)), st.sampled_from(ORTE))


def rastertabelle(werte=None, merkmale=("einwohner", "unter_18", "sgb2")):
    werte = werte or WERTE
    zeilen = [
        (einheit, merkmal, float(zahl))
        for einheit in GEBIET
        for merkmal, zahl in zip(merkmale, werte[einheit], strict=True)
    ]
    tabelle = pd.DataFrame(zeilen, columns=["einheit", "merkmal", "wert"])
    gebiet = tabelle["einheit"].map(GEBIET)
    return tabelle.assign(
        name=tabelle["einheit"],
        gebiet=gebiet,
        uebergeordnet=gebiet.map(STADTTEIL),
        stichtag=LETZTER,
        zeichen="",
        quelle="amt",
    )


@pytest.fixture
def ohne_programm(stadt):
    """Die Kleinstadt ohne Programmgebiet: Sozialräume, Stadtteile, Stadt."""
    return replace(
        stadt,
        gebiete=stadt.gebiete.drop(index="P"),
        zerlegung=stadt.zerlegung[stadt.zerlegung["ganzes"].ne("P")],
    )


def zahl(tabelle, gebiet, merkmal):
    zeile = tabelle[tabelle["gebiet"].eq(gebiet) & tabelle["merkmal"].eq(merkmal)]
    assert len(zeile) == 1
    return zeile.iloc[0]


def verborgene(bewertung, art="neu"):
    zellen = bewertung.zellen
    gilt = zellen["art"].eq(art) & zellen["frei"].isna()
    return set(zip(zellen.loc[gilt, "gebiet"], zellen.loc[gilt, "merkmal"], strict=True))


# --- Zahlen im neuen Zuschnitt -------------------------------------------------------------------


def test_bisheriger_zuschnitt_ergibt_die_sozialraeume():
    ist = zuschnitt.neue_gebiete(rastertabelle(), {})
    assert list(ist.columns) == ["gebiet", "merkmal", "wert", "zeichen", "einheiten"]
    assert list(ist["gebiet"].unique()) == ["A1", "A2", "B1"]
    assert zahl(ist, "A1", "einwohner")["wert"] == 500
    assert zahl(ist, "B1", "sgb2")["wert"] == 16
    assert set(ist["einheiten"]) == {2}


def test_umsortiert_mit_neuem_gebiet_und_ohne_leeres():
    zuordnung = {"a2": "N", "c1": "N", "c2": "B1"}
    ist = zuschnitt.neue_gebiete(rastertabelle(), zuordnung)
    assert set(ist["gebiet"]) == {"A1", "N", "B1"}
    assert zahl(ist, "N", "einwohner")["wert"] == 120 + 200
    assert zahl(ist, "B1", "unter_18")["wert"] == 20 + 30 + 10
    assert zahl(ist, "B1", "sgb2")["einheiten"] == 3
    assert zuordnung == {"a2": "N", "c1": "N", "c2": "B1"}


def test_unbekanntes_und_geheimes_macht_die_summe_nicht_kleiner():
    raster = rastertabelle()
    geheim = raster["einheit"].eq("a2") & raster["merkmal"].eq("sgb2")
    vorlaeufig = raster["einheit"].eq("b1") & raster["merkmal"].eq("sgb2")
    fehlt = raster["einheit"].eq("c1") & raster["merkmal"].eq("sgb2")
    raster["wert"] = raster["wert"].mask(geheim)
    raster["zeichen"] = raster["zeichen"].mask(geheim, "•").mask(vorlaeufig, "demo p")
    ist = zuschnitt.neue_gebiete(raster[~fehlt], {})
    assert math.isnan(zahl(ist, "A1", "sgb2")["wert"])
    assert zahl(ist, "A1", "sgb2")["zeichen"] == "•"
    assert math.isnan(zahl(ist, "A2", "sgb2")["wert"])
    assert zahl(ist, "A2", "sgb2")["zeichen"] == "."
    assert zahl(ist, "B1", "sgb2")[["wert", "zeichen"]].to_list() == [16, "demo p"]


@given(ZUORDNUNGEN)
def test_die_summe_ueber_alle_gebiete_bleibt(zuordnung):
    raster = rastertabelle()
    ist = zuschnitt.neue_gebiete(raster, zuordnung)
    summen = ist.groupby("merkmal")["wert"].sum().to_dict()
    assert summen == {"einwohner": 1000, "unter_18": 190, "sgb2": 66}
    assert ist.groupby("merkmal")["einheiten"].sum().eq(6).all()
    assert set(ist["gebiet"]) == set((GEBIET | zuordnung).values())


def test_unbekannte_einheit_und_gebiet_ohne_namen():
    with pytest.raises(Unbekannt, match="Die Einheit „z9“ ist nicht verzeichnet"):
        zuschnitt.neue_gebiete(rastertabelle(), {"z9": "A1"})
    with pytest.raises(SozialmonitorFehler, match="„a1“ ist keinem Gebiet zugeordnet"):
        zuschnitt.neue_gebiete(rastertabelle(), {"a1": ""})
    with pytest.raises(SpaltenFehlen, match="stichtag"):
        zuschnitt.neue_gebiete(rastertabelle().drop(columns="stichtag"), {})


# --- Bewertung -----------------------------------------------------------------------------------


def test_bewertung_des_bisherigen_zuschnitts(stadt):
    ist = zuschnitt.bewertung(rastertabelle(), {}, stadt, INTERN)
    gebiete = ist.gebiete.set_index("gebiet")
    assert gebiete["menschen"].to_dict() == {"A1": 500, "A2": 300, "B1": 200}
    assert gebiete["uebergeordnet"].to_dict() == {"A1": "A", "A2": "A", "B1": "B"}
    # 200 liegt unter 300, 300 nicht.
    assert gebiete["hinweis"].to_dict() == {
        "A1": "", "A2": "", "B1": "unter 300 Menschen: kein Index"
    }  # fmt: skip
    assert gebiete["einheiten"].to_list() == [2, 2, 2]
    assert gebiete["zellen"].to_list() == [3, 3, 3]
    assert (ist.anteil_zellen, ist.anteil_personen, ist.darueber_verborgen) == (0, 0, 0)
    assert ist.urteil == "Keine Zahl ist zu verbergen."
    assert math.isnan(ist.engster)
    assert ist.verraten is None
    # Darüber: Stadtwert mit B2 und „nicht zuordenbar“, 40 + 10 + 16 + 3 + 5.
    assert zahl(ist.zellen, "K1", "sgb2")["frei"] == 74
    assert zahl(ist.zellen, "P", "sgb2")["frei"] == 56


def test_kleine_zahl_und_mindestbevoelkerung(ohne_programm):
    # N = a2 und c2 hat 4, A1 behält 38: nichts ist klein. N = a2 allein hat 2.
    ist = zuschnitt.bewertung(
        rastertabelle(), {"a2": "N"}, ohne_programm, INTERN, mindestbevoelkerung=100
    )
    zelle = zahl(ist.zellen, "N", "sgb2")
    assert (zelle["status"], zelle["grund"]) == ("primär", "Anzahl unter 3")
    assert set(ist.gebiete["hinweis"]) == {""}
    # A = A1 + A2 + N: Ein Partner muss dazu, der kleinste ist A2 (10).
    assert verborgene(ist) == {("N", "sgb2"), ("A2", "sgb2")}
    assert zahl(ist.zellen, "A2", "sgb2")["grund"] == "schützt andere Zellen"
    # 2 von 12 Zahlen; 2 + 10 von 1000 + 190 + 66 Gezählten.
    assert ist.anteil_zellen == pytest.approx(2 / 12)
    assert ist.anteil_personen == pytest.approx(12 / 1256)
    assert ist.ungeschuetzt.empty
    # N und A2 ergeben zusammen 50 − 38 = 12; N liegt zwischen 0 und 12.
    bereich = ist.angriff[ist.angriff["gebiet"].eq("N")].iloc[0]
    assert (bereich["unten"], bereich["oben"], bereich["art"]) == (0, 12, "neu")
    assert ist.urteil.startswith("Alle ")
    assert ist.urteil.endswith("sind geschützt; der engste errechenbare Bereich ist 12 breit.")


def test_ueber_die_stadtteilgrenze_verraet_die_differenz_zum_stadtteil(ohne_programm):
    # A veröffentlicht 50, A1 40, A2 neu 8: c2 (in B1 neu) wäre 50 − 40 − 8 = 2.
    ist = zuschnitt.bewertung(rastertabelle(), {"c2": "B1"}, ohne_programm, INTERN)
    stueck = ist.angriff[ist.angriff["gebiet"].eq("A ∩ B1")]
    assert stueck[["merkmal", "art", "urteil"]].to_numpy().tolist() == [
        ["sgb2", "Schnittstück", "geschützt"]
    ]
    # Auch B verriete c2: B1 neu 18 − (B 19 − B2 3) = 2. Aus jeder Rechnung fehlt eine Zahl.
    verborgen = {gebiet for gebiet, _ in verborgene(ist) | verborgene(ist, "darüber")}
    assert verborgen & {"A", "A1", "A2"}
    assert verborgen & {"B", "B1", "B2"}
    assert ist.gebiete.set_index("gebiet")["uebergeordnet"].to_dict() == {
        "A1": "A", "A2": "A", "B1": ""
    }  # fmt: skip
    assert ist.ungeschuetzt.empty


def test_programmgebiet_verraet_die_differenz(stadt, ohne_programm):
    # P = A1 bisher + B1 = 56: 56 − 16 (B1) − 38 (A1 neu) = 2, auch ohne den alten Zuschnitt.
    zuordnung = {"a2": "A2"}
    ohne = zuschnitt.bewertung(rastertabelle(), zuordnung, ohne_programm, INTERN)
    mit = zuschnitt.bewertung(rastertabelle(), zuordnung, stadt, INTERN)
    assert verborgene(ohne) == set()
    assert verborgene(mit)
    assert mit.ungeschuetzt.empty


def test_alter_gegen_neuen_zuschnitt(ohne_programm):
    # A1 bisher 40 − A1 neu 38 = 2 = A2 neu 12 − A2 bisher 10: a2 wäre genau bekannt.
    ist = zuschnitt.bewertung(
        rastertabelle(), {"a2": "A2"}, ohne_programm, INTERN, alter_zuschnitt=True
    )
    assert ist.verraten.to_numpy().tolist() == [
        ["A2 ∩ A1 (bisher)", "sgb2", "Schnittstück", 2, 2, 0, "exakt bestimmbar"]
    ]
    # Verbergen lassen sich nur die beiden neuen Zahlen; zusammen sind sie 50.
    assert verborgene(ist) == {("A1", "sgb2"), ("A2", "sgb2")}
    assert verborgene(ist, "darüber") == set()
    assert ist.ungeschuetzt.empty
    # a2 ist Teil von A1 bisher (40), also zwischen 0 und 40.
    stueck = ist.angriff[ist.angriff["gebiet"].eq("A2 ∩ A1 (bisher)")].iloc[0]
    assert (stueck["unten"], stueck["oben"]) == (0, 40)


def test_unveraenderter_zuschnitt_verraet_nichts(stadt):
    ist = zuschnitt.bewertung(rastertabelle(), {}, stadt, INTERN, alter_zuschnitt=True)
    assert ist.verraten.empty
    assert verborgene(ist) == set()


def test_es_zaehlt_was_wirklich_veroeffentlicht_ist(ohne_programm):
    zuordnung = {"a2": "A2"}
    nur_stadtteile = pd.DataFrame(
        [("A", "sgb2", 50.0), ("B", "sgb2", 19.0), ("K1", "sgb2", 74.0), ("A1", "sgb2", np.nan)],
        columns=["gebiet", "merkmal", "frei"],
    )
    ist = zuschnitt.bewertung(
        rastertabelle(), zuordnung, ohne_programm, INTERN, alter_zuschnitt=nur_stadtteile
    )
    assert ist.verraten.empty
    assert verborgene(ist) == set()
    mit_a1 = nur_stadtteile.assign(frei=nur_stadtteile["frei"].fillna(40))
    ist = zuschnitt.bewertung(
        rastertabelle(), zuordnung, ohne_programm, INTERN, alter_zuschnitt=mit_a1
    )
    assert list(ist.verraten["gebiet"]) == ["A2 ∩ A1 (bisher)"]
    # Die Zeilen einer Ausgabe heißen „wert“.
    ausgabe = mit_a1.rename(columns={"frei": "wert"}).assign(stichtag=LETZTER)
    aus_ausgabe = zuschnitt.bewertung(
        rastertabelle(), zuordnung, ohne_programm, INTERN, alter_zuschnitt=ausgabe
    )
    assert aus_ausgabe.verraten.equals(ist.verraten)
    # Ein Stand anderer Jahre verrät über diesen Stichtag nichts.
    frueher = mit_a1.assign(stichtag="2019-12-31")
    ist = zuschnitt.bewertung(
        rastertabelle(), zuordnung, ohne_programm, INTERN, alter_zuschnitt=frueher
    )
    assert ist.verraten.empty
    with pytest.raises(SpaltenFehlen, match="wert"):
        zuschnitt.bewertung(
            rastertabelle(),
            {},
            ohne_programm,
            INTERN,
            alter_zuschnitt=mit_a1.drop(columns="frei"),
        )


def test_schon_veroeffentlichtes_laesst_sich_nicht_mehr_schuetzen(ohne_programm):
    # A1 bisher mit 2 veröffentlicht: Jedes Stück davon liegt zwischen 0 und 2, also unter 3.
    werte = WERTE | {"a1": (380, 80, 1), "a2": (120, 20, 1)}
    alt = pd.DataFrame([("A1", "sgb2", 2.0)], columns=["gebiet", "merkmal", "frei"])
    ist = zuschnitt.bewertung(
        rastertabelle(werte), {"a2": "A2"}, ohne_programm, INTERN, alter_zuschnitt=alt
    )
    offen = ist.ungeschuetzt[ist.ungeschuetzt["merkmal"].eq("sgb2")].set_index("gebiet")
    assert offen.loc["A2 ∩ A1 (bisher)", ["unten", "oben", "urteil"]].to_list() == [0, 2, "zu eng"]
    assert ist.urteil.endswith(
        "verborgenen Zahlen sind nicht geschützt, davon 0 genau errechenbar."
    )
    zurueckgehalten = zahl(ist.zellen, "A2", "sgb2")
    assert math.isnan(zurueckgehalten["frei"])
    assert zurueckgehalten["grund"] == "lässt sich so nicht schützen; alles zurückgehalten"


def test_unbekannte_zahlen_sind_nicht_verborgen(ohne_programm):
    raster = rastertabelle()
    luecke = raster["einheit"].eq("c1") & raster["merkmal"].eq("sgb2")
    raster["wert"], raster["zeichen"] = (
        raster["wert"].mask(luecke),
        luecke.map({True: ".", False: ""}),
    )
    ist = zuschnitt.bewertung(raster, {}, ohne_programm, INTERN)
    zelle = zahl(ist.zellen, "A2", "sgb2")
    assert (zelle["status"], zelle["grund"]) == ("offen", "")
    assert math.isnan(zelle["wert"])
    assert ist.gebiete.set_index("gebiet")["zellen"].to_dict() == {"A1": 3, "A2": 2, "B1": 3}


def test_bewertung_verlangt_bekanntes(stadt):
    with pytest.raises(SozialmonitorFehler, match="Die Regel rundet"):
        zuschnitt.bewertung(rastertabelle(), {}, stadt, Regel(rundung=5))
    with pytest.raises(Unbekannt, match="Das Merkmal „leute“"):
        zuschnitt.bewertung(rastertabelle(), {}, stadt, INTERN, menschen="leute")
    fremd = rastertabelle(merkmale=("einwohner", "unter_18", "katzen"))
    with pytest.raises(Unbekannt, match="Das Merkmal „katzen“"):
        zuschnitt.bewertung(fremd, {}, stadt, INTERN)


# --- Gegenprobe: alles Sichtbare als Gleichungen über einzelnen Einheiten ------------------------

MENGEN = {
    "A": {"a1", "a2", "c1", "c2"},
    "B": {"b1", "b2", "B2"},
    "K1": {*GEBIET, "B2", "KX"},
    "P": {"a1", "a2", "b1", "b2"},
    "B2": {"B2"},
    "KX": {"KX"},
}
UNBEKANNTE = [*GEBIET, "B2", "KX"]


def sichtbare(bewertung, gebiet_von):
    """Je sichtbarer Zahl ihre Einheiten und ihr Wert."""
    gefunden = {}
    for zeile in bewertung.zellen.dropna(subset="frei").itertuples():
        eigene = {e for e, gebiet in gebiet_von.items() if gebiet == zeile.gebiet}
        menge = eigene if zeile.art == "neu" else MENGEN[zeile.gebiet]
        gefunden[frozenset(menge)] = zeile.frei
    return gefunden


def bereich(menge, bekannt):
    """Kleinster und größter ganzzahliger Wert einer Menge, der zu allem Bekannten passt."""
    matrix = np.array([[e in m for e in UNBEKANNTE] for m in bekannt], dtype=float)
    werte = np.array(list(bekannt.values()))
    ziel = np.array([e in menge for e in UNBEKANNTE], dtype=float)
    grenzen = [
        optimize.milp(
            vorzeichen * ziel,
            integrality=1,
            constraints=optimize.LinearConstraint(matrix, werte, werte),
        ).fun
        for vorzeichen in (1, -1)
    ]
    return round(grenzen[0]), round(-grenzen[1])


def stuecke(*zuschnitte):
    """Alle veröffentlichten Gebiete und ihre gemeinsamen Schnittstücke, als Mengen."""
    gebiete = [*MENGEN.values()]
    for gebiet_von in zuschnitte:
        gebiete += [
            {e for e, g in gebiet_von.items() if g == gebiet} for gebiet in set(gebiet_von.values())
        ]
    lage = {e: tuple(e in menge for menge in gebiete) for e in UNBEKANNTE}
    gemeinsam = [{e for e in UNBEKANNTE if lage[e] == wo} for wo in set(lage.values())]
    return {frozenset(menge) for menge in gebiete + gemeinsam}


def enge(mengen, wahr, bekannt):
    """Die Mengen mit 1 oder 2 Menschen, deren Bereich nach der internen Regel zu eng ist."""
    klein = [menge for menge in mengen if 0 < sum(wahr[e] for e in menge) < 3]
    bereiche = {menge: bereich(menge, bekannt) for menge in klein}
    return [menge for menge, (unten, oben) in bereiche.items() if oben - unten < 3 or oben < 3]


@settings(max_examples=40)
@given(ZUORDNUNGEN, st.lists(st.integers(0, 9), min_size=6, max_size=6))
def test_was_geschuetzt_heisst_ist_es_auch_fuer_eine_unabhaengige_rechnung(
    stadt, zuordnung, zahlen
):
    werte = dict(zip(GEBIET, zahlen, strict=True))
    raster = rastertabelle({e: (w,) for e, w in werte.items()}, ("einwohner",))
    wahr = werte | {"B2": 18, "KX": 0}
    neu = GEBIET | zuordnung
    alt = zuschnitt.bewertung(raster, {}, stadt, INTERN)
    allein = zuschnitt.bewertung(raster, zuordnung, stadt, INTERN)
    mit = zuschnitt.bewertung(raster, zuordnung, stadt, INTERN, alter_zuschnitt=True)
    lagen = [
        (allein, sichtbare(allein, neu), stuecke(neu)),
        (mit, sichtbare(alt, GEBIET) | sichtbare(mit, neu), stuecke(GEBIET, neu)),
    ]
    for bewertung, bekannt, mengen in lagen:
        assert bool(enge(mengen, wahr, bekannt)) == (len(bewertung.ungeschuetzt) > 0)
    # Was der Vergleich verriete, verrät er wirklich, und nichts darüber hinaus.
    beide = sichtbare(alt, GEBIET) | sichtbare(allein, neu)
    assert len(enge(stuecke(GEBIET, neu), wahr, beide)) == len(mit.verraten)


# --- Vergleich, Vorschlag, Namen -----------------------------------------------------------------


def test_vergleich_nennt_beide_zuschnitte(stadt):
    raster = rastertabelle()
    alt = zuschnitt.bewertung(raster, {}, stadt, INTERN)
    neu = zuschnitt.bewertung(raster, {"b1": "A2", "b2": "A2"}, stadt, INTERN)
    ist = zuschnitt.vergleich(alt, neu).set_index("Kennwert")
    assert ist.loc["Gebiete"].to_list() == ["3", "2"]
    assert ist.loc["Menschen im kleinsten Gebiet"].to_list() == ["200", "500"]
    assert ist.loc["Menschen im mittleren Gebiet (Median)"].to_list() == ["300", "500"]
    assert ist.loc["Menschen im größten Gebiet"].to_list() == ["500", "500"]
    assert ist.loc["Gebiete mit Hinweis"].to_list() == ["1", "0"]
    assert ist.loc["Anteil verborgener Zahlen (%)"].to_list() == ["0,0", "0,0"]


def test_zu_kleine_werden_im_stadtteil_zusammengelegt():
    raster = rastertabelle()
    # A2 (300) ist unter 400 und kommt zu A1; B1 (200) ist allein in seinem Stadtteil.
    assert zuschnitt.zu_kleine_zusammengelegt(raster, 400) == {"c1": "A1", "c2": "A1"}
    # 300 ist nicht unter 300.
    assert zuschnitt.zu_kleine_zusammengelegt(raster, 300) == {}


def test_vorschlag_geht_schrittweise_und_vom_gegebenen_zuschnitt_aus():
    raster = rastertabelle()
    einzeln = {einheit: einheit for einheit in GEBIET}
    # A: c2 (100) zum kleinsten anderen a2 (120) = 220; c1 (200) zu diesem = 420 ≥ 250; B: b2 zu b1.
    ist = zuschnitt.zu_kleine_zusammengelegt(raster, 250, einzeln)
    assert ist == {"a1": "a1", "a2": "a2", "c2": "a2", "c1": "a2", "b1": "b1", "b2": "b1"}
    # Über die Grenze von A und B hinweg bleibt ein Gebiet, wie es ist.
    quer = zuschnitt.zu_kleine_zusammengelegt(raster, 10_000, {"c2": "N", "b2": "N"})
    assert {quer["c2"], quer["b2"]} == {"N"}


def test_gebiet_mit_unbekannten_menschen_bleibt():
    raster = rastertabelle()
    luecke = raster["einheit"].eq("c1") & raster["merkmal"].eq("einwohner")
    raster["wert"] = raster["wert"].mask(luecke)
    assert zuschnitt.zu_kleine_zusammengelegt(raster, 10_000) == {}


@given(ZUORDNUNGEN, st.integers(0, 1200))
def test_vorschlag_laesst_kein_zu_kleines_gebiet_neben_einem_anderen(zuordnung, mindestens):
    raster = rastertabelle()
    vorschlag = GEBIET | zuschnitt.zu_kleine_zusammengelegt(raster, mindestens, zuordnung)
    stadtteile = {}
    for einheit, gebiet in vorschlag.items():
        stadtteile.setdefault(gebiet, set()).add(STADTTEIL[GEBIET[einheit]])
    menschen = zuschnitt.neue_gebiete(raster, vorschlag).query("merkmal == 'einwohner'")
    for gebiet, personen in zip(menschen["gebiet"], menschen["wert"], strict=True):
        if personen < mindestens and len(stadtteile[gebiet]) == 1:
            andere = [g for g, s in stadtteile.items() if s == stadtteile[gebiet] and g != gebiet]
            assert andere == []


@pytest.mark.parametrize(
    ("zelle", "name"),
    [
        ("A1", "Altmarkt"),
        ("N", "N"),
        ("A2 ∩ A1 (bisher)", "Am Wall ∩ Altmarkt (bisher)"),
        ("A (neu) (Rest)", "Altstadt (neu) (Rest)"),
    ],
)
def test_bezeichnung(stadt, zelle, name):
    assert zuschnitt.bezeichnung(stadt, zelle) == name


def test_bewertung_des_ausgelieferten_rasters_dauert_hoechstens_zwei_sekunden():
    datenordner = Path(__file__).parents[1] / "data" / "saarlouis"
    kommune = lade_kommune(datenordner, geoordner_zu(datenordner))
    raster = lade_raster(datenordner, kommune)
    gebiete = dict(zip(raster["einheit"], raster["gebiet"], strict=True))
    # Jede zwölfte der 180 Einheiten wandert in das übernächste Gebiet: 15 Wechsel.
    einheiten, orte = sorted(gebiete), sorted(set(gebiete.values()))
    zuordnung = {e: orte[(orte.index(gebiete[e]) + 2) % len(orte)] for e in einheiten[::12]}
    regel = kommune.einstellungen.geheimhaltung.regel("oeffentlich")
    beginn = time.process_time()
    ist = zuschnitt.bewertung(raster, zuordnung, kommune, regel, alter_zuschnitt=True)
    assert time.process_time() - beginn < 2
    assert ist.gebiete["menschen"].sum() == raster.query("merkmal == 'einwohner'")["wert"].sum()
    assert len(ist.verraten) > 0
    assert ist.ungeschuetzt.empty
