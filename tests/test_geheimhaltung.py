"""Die Prüfung gegen veröffentlichte Muster, gegen lineare Programme und gegen Ausprobieren.

Quellen: acht erfundene Stadtteile (mit linearen Programmen nachgerechnet; Brückenfalle
nach Gusfield 1988).
"""

import itertools

import numpy as np
import pandas as pd
import pandas.testing as pdt
import pytest
from scipy.optimize import linprog

from sozialmonitor.fehler import SozialmonitorFehler, SpaltenFehlen
from sozialmonitor.geheimhaltung import (
    EXAKT,
    GESCHUETZT,
    INTERN,
    ZU_ENG,
    Gleichung,
    Schutz,
    primaer,
    pruefe,
)

STADTTEILE = ["eins", "zwei", "drei", "vier", "beaumarais", "sechs", "picard", "neuforweiler"]
A = [22, 31, 24, 6, 3, 5, 1, 2]
B = [310, 402, 355, 88, 61, 72, 30, 27]
HIERARCHIEN = {
    "gebiet": dict.fromkeys(STADTTEILE, "stadt"),
    "gruppe": {"A": "zusammen", "B": "zusammen"},
}
BRUECKENFALLE = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 1), (2, 2), (2, 3), (3, 2), (3, 3)]


def stadtteiltabelle():
    """Die acht Stadtteile aus §4.7 mit allen Rändern, nach der internen Regel."""
    zeilen = [(g, *w) for g, *w in zip(STADTTEILE, A, B, strict=True)]
    zeilen.append(("stadt", sum(A), sum(B)))
    tabelle = pd.DataFrame(
        [(g, k, w) for g, a, b in zeilen for k, w in (("A", a), ("B", b), ("zusammen", a + b))],
        columns=["gebiet", "gruppe", "wert"],
    )
    return primaer(tabelle, INTERN)


def kreuztabelle(innen, verborgen=()):
    """Ein Rechteck mit allen Rändern; `verborgen` nennt innere Zellen (Zeile, Spalte)."""
    innen = np.asarray(innen)
    voll = np.vstack([innen, innen.sum(axis=0)])
    voll = np.column_stack([voll, voll.sum(axis=1)])
    zeilen = [*[f"z{i}" for i in range(innen.shape[0])], "zs"]
    spalten = [*[f"s{j}" for j in range(innen.shape[1])], "ss"]
    zellen = list(itertools.product(zeilen, spalten))
    tabelle = pd.DataFrame(zellen, columns=["zeile", "spalte"]).assign(wert=voll.ravel())
    geheim = {(f"z{i}", f"s{j}") for i, j in verborgen}
    status = ["primär" if zelle in geheim else "offen" for zelle in zellen]
    hierarchien = {
        "zeile": dict.fromkeys(zeilen[:-1], "zs"),
        "spalte": dict.fromkeys(spalten[:-1], "ss"),
    }
    return tabelle.assign(status=status), hierarchien


def brueckentabelle():
    innen = [(5, 7, 20, 30), (6, 2, 25, 31), (40, 1, 8, 9), (41, 33, 7, 6)]
    return kreuztabelle(innen, BRUECKENFALLE)


def sekundaer_gesetzt(tabelle, zellen):
    schluessel = list(zip(tabelle["gebiet"], tabelle["gruppe"], strict=True))
    return tabelle.assign(
        status=tabelle["status"].mask([z in zellen for z in schluessel], "sekundär")
    )


def intervalle(pruefung, dims=("gebiet", "gruppe")):
    felder = [pruefung[dim] for dim in dims] + [pruefung["unten"], pruefung["oben"]]
    return {tuple(z[:-2]): z[-2:] for z in zip(*felder, strict=True)}


# Goldtabellen


def test_nur_primaer_wird_jede_zelle_genau_errechnet():
    ist = pruefe(stadtteiltabelle(), HIERARCHIEN)
    assert intervalle(ist) == {("picard", "A"): (1, 1), ("neuforweiler", "A"): (2, 2)}
    assert set(ist["urteil"]) == {EXAKT}
    assert set(ist["breite"]) == {0}


def test_mit_partnern_bleibt_ein_bereich():
    tabelle = sekundaer_gesetzt(stadtteiltabelle(), {("picard", "B"), ("neuforweiler", "B")})
    ist = pruefe(tabelle, HIERARCHIEN)
    assert intervalle(ist) == {
        ("picard", "A"): (0, 3), ("neuforweiler", "A"): (0, 3),
        ("picard", "B"): (28, 31), ("neuforweiler", "B"): (26, 29),
    }  # fmt: skip
    assert set(ist["urteil"]) == {GESCHUETZT}


def test_ein_dritter_stadtteil_weitet_den_bereich():
    partner = {(g, k) for g in ("picard", "neuforweiler") for k in "B"}
    partner |= {("beaumarais", "A"), ("beaumarais", "B")}
    ist = pruefe(sekundaer_gesetzt(stadtteiltabelle(), partner), HIERARCHIEN)
    assert intervalle(ist) == {
        ("picard", "A"): (0, 6), ("neuforweiler", "A"): (0, 6), ("beaumarais", "A"): (0, 6),
        ("picard", "B"): (25, 31), ("neuforweiler", "B"): (23, 29), ("beaumarais", "B"): (58, 64),
    }  # fmt: skip


def test_brueckenfalle_wird_gefunden():
    tabelle, hierarchien = brueckentabelle()
    ist = pruefe(tabelle, hierarchien).set_index(["zeile", "spalte"])
    assert tuple(ist.loc[("z2", "s1"), ["unten", "oben", "urteil"]]) == (1, 1, EXAKT)
    assert set(ist.drop(index=("z2", "s1"))["urteil"]) == {GESCHUETZT}


def test_vorwissen_ueber_nullen_macht_den_bereich_enger():
    tabelle = sekundaer_gesetzt(stadtteiltabelle(), {("picard", "B"), ("neuforweiler", "B")})
    ist = pruefe(tabelle, HIERARCHIEN, schutz=Schutz(untergrenze=1))
    assert intervalle(ist)["picard", "A"] == (1, 2)
    assert set(ist["urteil"]) == {ZU_ENG}


# Aufbau der Gleichungen


def baum(zeilen, **spalten):
    return pd.DataFrame(zeilen, columns=["gebiet", "wert"]).assign(**spalten)


def test_sozialraum_stadtteil_stadt_und_programmgebiet():
    # Das Programmgebiet p = a + c liegt quer zu den Stadtteilen x = a + b und y = c + d.
    zeilen = [("a", 2), ("b", 9), ("c", 7), ("d", 1), ("x", 11), ("y", 8), ("p", 9), ("stadt", 19)]
    hierarchien = {
        "gebiet": {"a": ["x", "p"], "b": "x", "c": ["y", "p"], "d": "y", "x": "stadt", "y": "stadt"}
    }
    ohne_p = {"gebiet": {"a": "x", "b": "x", "c": "y", "d": "y", "x": "stadt", "y": "stadt"}}
    tabelle = baum(zeilen, status=["primär"] * 4 + ["offen"] * 4)
    assert intervalle(pruefe(tabelle, ohne_p), ["gebiet"])["d",] == (0, 8)
    # a + c = 9, a + b = 11, c + d = 8  ⇒  a = 9 − c, b = 2 + c, d = 8 − c mit 0 ≤ c ≤ 8
    assert intervalle(pruefe(tabelle, hierarchien), ["gebiet"]) == {
        ("a",): (1, 9), ("b",): (2, 10), ("c",): (0, 8), ("d",): (0, 8)
    }  # fmt: skip


def test_fehlende_zwischensumme_verbindet_trotzdem():
    hierarchien = {"gebiet": {"a": "x", "b": "x", "c": "y", "x": "stadt", "y": "stadt"}}
    tabelle = baum([("a", 2), ("b", 9), ("c", 7), ("stadt", 18)], status=["primär", *["offen"] * 3])
    assert intervalle(pruefe(tabelle, hierarchien), ["gebiet"]) == {("a",): (2, 2)}


def test_fehlender_teil_laesst_nur_die_obere_grenze():
    tabelle = baum([("a", 2), ("b", 9), ("stadt", 18)], status=["primär", "offen", "offen"])
    hierarchien = {"gebiet": dict.fromkeys("abc", "stadt")}
    assert intervalle(pruefe(tabelle, hierarchien), ["gebiet"]) == {("a",): (0, 9)}


def test_nicht_zuordenbar_ist_ein_gewoehnliches_kind():
    hierarchien = {"gebiet": dict.fromkeys(["a", "b", "nicht_zuordenbar"], "stadt")}
    zeilen = [("a", 2), ("b", 9), ("nicht_zuordenbar", 4), ("stadt", 15)]
    status = ["primär", "offen", "primär", "offen"]
    ist = pruefe(baum(zeilen, status=status), hierarchien)
    assert intervalle(ist, ["gebiet"]) == {("a",): (0, 6), ("nicht_zuordenbar",): (0, 6)}


@pytest.mark.parametrize("wurzel", [None, "", []], ids=["none", "leer", "liste"])
def test_wurzel_ohne_eltern_und_zahlen_als_schluessel(wurzel):
    tabelle = pd.DataFrame({"gebiet": [1, 2, 9], "wert": [2, 5, 7]})
    tabelle["status"] = ["primär", "offen", "offen"]
    ist = pruefe(tabelle, {"gebiet": {1: 9, 2: [9], 9: wurzel}})
    assert intervalle(ist, ["gebiet"]) == {(1,): (2, 2)}


def test_mehrere_gliederungen_teilen_das_ganze():
    # Geschlecht und Alter gliedern dasselbe Ganze; Männer und Jüngere sind geheim.
    tabelle = pd.DataFrame(
        {
            "merkmal": ["alle", "m", "w", "jung", "alt"],
            "wert": [10, 2, 8, 1, 9],
            "status": ["sekundär", "primär", "offen", "primär", "offen"],
        }
    )
    gliederungen = [{"m": "alle", "w": "alle"}, {"jung": "alle", "alt": "alle"}]
    ist = pruefe(tabelle, {"merkmal": gliederungen})
    # alle = 8 + m = 9 + jung ≥ 9, nach oben offen; m ist eins mehr als jung.
    unendlich = np.inf
    assert intervalle(ist, ["merkmal"]) == {
        ("alle",): (9, unendlich), ("m",): (1, unendlich), ("jung",): (0, unendlich)
    }  # fmt: skip
    assert set(ist["urteil"]) == {GESCHUETZT}


def test_zwei_gliederungen_ohne_das_ganze():
    tabelle = pd.DataFrame({"merkmal": ["m", "w", "jung", "alt"], "wert": [2, 8, 1, 9]})
    tabelle["status"] = ["primär", "offen", "offen", "offen"]
    gliederungen = [{"m": "alle", "w": "alle"}, {"jung": "alle", "alt": "alle"}]
    assert intervalle(pruefe(tabelle, {"merkmal": gliederungen}), ["merkmal"]) == {("m",): (2, 2)}


def test_drei_verknuepfte_raender_einer_unveroeffentlichten_tafel():
    # Veröffentlicht sind alle zweifachen Ränder eines 2 × 2 × 2-Würfels, der Würfel selbst nicht.
    # Geheim ist n(a1, b1, ·); die übrigen Ränder bestimmen es nur zusammen.
    wuerfel = np.array([[[8, 0], [1, 1]], [[1, 2], [0, 7]]])
    zeilen = []
    for auswahl in itertools.product([0, 1, None], repeat=3):
        if auswahl.count(None) >= 1:
            schnitt = tuple(slice(None) if i is None else slice(i, i + 1) for i in auswahl)
            namen = ["s" if i is None else str(i) for i in auswahl]
            zeilen.append((*namen, wuerfel[schnitt].sum()))
    tabelle = pd.DataFrame(zeilen, columns=["a", "b", "c", "wert"])
    verborgen = tabelle["c"].eq("s") & tabelle["a"].ne("s") & tabelle["b"].ne("s")
    tabelle["status"] = np.where(verborgen, "primär", "offen")
    hierarchien = {dim: {"0": "s", "1": "s"} for dim in "abc"}
    ist = intervalle(pruefe(tabelle, hierarchien), ["a", "b", "c"])
    nur_zwei = {"a": hierarchien["a"], "b": hierarchien["b"]}
    flach = tabelle[tabelle["c"].eq("s")].drop(columns="c")
    locker = intervalle(pruefe(flach, nur_zwei), ["a", "b"])
    # Ausprobieren: alle Würfel mit denselben Rändern n(a, ·, c) und n(·, b, c).
    moeglich = {
        frei[0] + frei[1]
        for frei in itertools.product(range(20), repeat=2)
        if all(w >= 0 for w in _wuerfel_mit(wuerfel, frei).ravel())
    }
    assert ist["0", "0", "s"] == (min(moeglich), max(moeglich))
    assert locker["0", "0"] != ist["0", "0", "s"]


def _wuerfel_mit(wuerfel, frei):
    """Der Würfel mit denselben Rändern n(a, ·, c) und n(·, b, c) und gegebenem n(0, 0, c)."""
    ac, bc = wuerfel.sum(axis=1), wuerfel.sum(axis=0)
    neu = np.empty((2, 2, 2), dtype=int)
    neu[0, 0] = frei
    neu[0, 1] = ac[0] - neu[0, 0]
    neu[1, 0] = bc[0] - neu[0, 0]
    neu[1, 1] = ac[1] - neu[1, 0]
    return neu


def test_veroeffentlichte_veraenderung_ist_eine_gleichung():
    tabelle = pd.DataFrame(
        {
            "jahr": [2020, 2020, 2020, 2021, 2021, 2021],
            "gebiet": ["a", "b", "stadt"] * 2,
            "wert": [2, 4, 6, 9, 5, 14],
            "status": ["primär", "sekundär", "offen", "offen", "offen", "offen"],
        }
    )
    hierarchien = {"jahr": {}, "gebiet": {"a": "stadt", "b": "stadt"}}
    ohne = pruefe(tabelle, hierarchien)
    gestiegen = Gleichung.veraenderung((2020, "a"), (2021, "a"), 7)
    mit = pruefe(tabelle, hierarchien, weitere_gleichungen=[gestiegen])
    assert intervalle(ohne, ["jahr", "gebiet"])[2020, "a"] == (0, 6)
    assert set(mit["urteil"]) == {EXAKT}


def test_fehlende_zellen_der_anderen_jahre_stoeren_nicht():
    tabelle = pd.DataFrame({"jahr": [1, 2], "gebiet": ["a", "stadt"], "wert": [2, 9]})
    ist = pruefe(tabelle.assign(status=["primär", "offen"]), {"jahr": {}, "gebiet": {"a": "stadt"}})
    assert tuple(ist[["unten", "oben"]].iloc[0]) == (0, np.inf)


# Grenzfälle


def test_leere_tabelle():
    leer = stadtteiltabelle().iloc[:0]
    assert pruefe(leer, HIERARCHIEN).empty


def test_nichts_geheim():
    assert pruefe(stadtteiltabelle().assign(status="offen"), HIERARCHIEN).empty


def test_alles_geheim_ist_nach_oben_offen():
    ist = pruefe(stadtteiltabelle().assign(status="primär"), HIERARCHIEN)
    assert len(ist) == 27
    assert set(ist["oben"]) == {np.inf}
    assert set(ist["unten"]) == {0}


def test_verborgene_null_und_feste_zelle():
    tabelle = baum([("a", 0), ("b", 5), ("stadt", 5)], status=["primär", "primär", "fest"])
    ist = pruefe(tabelle, {"gebiet": {"a": "stadt", "b": "stadt"}})
    assert intervalle(ist, ["gebiet"]) == {("a",): (0, 5), ("b",): (0, 5)}


def test_veroeffentlichter_nenner_begrenzt():
    tabelle = baum([("a", 2), ("b", 5), ("stadt", 7)], nenner=[4, 50, 54])
    tabelle["status"] = ["primär", "sekundär", "offen"]
    ist = pruefe(tabelle, {"gebiet": {"a": "stadt", "b": "stadt"}})
    assert intervalle(ist, ["gebiet"]) == {("a",): (0, 4), ("b",): (3, 7)}


def test_ergaenzung_zum_nenner_muss_gross_sein_koennen():
    # Von 30 sind 29 geheim; bekannt ist 28 bis 30, die Ergänzung also höchstens 2.
    tabelle = baum([("a", 29), ("b", 5), ("stadt", 34)], nenner=[30, 6, 36])
    tabelle["status"] = ["primär", "sekundär", "offen"]
    ist = pruefe(tabelle, {"gebiet": {"a": "stadt", "b": "stadt"}})
    assert intervalle(ist, ["gebiet"])["a",] == (28, 30)
    assert ist["urteil"].iloc[0] == ZU_ENG


def test_zu_kleiner_nenner_gilt_als_unveroeffentlicht():
    tabelle = baum([("a", 2), ("b", 5), ("stadt", 7)], nenner=[2, 50, 54])
    tabelle["status"] = ["primär", "sekundär", "offen"]
    ist = pruefe(tabelle, {"gebiet": {"a": "stadt", "b": "stadt"}})
    assert intervalle(ist, ["gebiet"])["a",] == (0, 7)


def test_offene_luecken_kennt_auch_der_angreifer_nicht():
    tabelle = baum([("a", 2), ("b", np.nan), ("stadt", 9)], status=["primär", "offen", "offen"])
    ist = pruefe(tabelle, {"gebiet": {"a": "stadt", "b": "stadt"}})
    assert intervalle(ist, ["gebiet"]) == {("a",): (0, 9)}


def test_ohne_status_sind_luecken_oder_zeichen_verborgen():
    tabelle = baum([("a", np.nan), ("b", np.nan), ("stadt", 9)])
    hierarchien = {"gebiet": {"a": "stadt", "b": "stadt"}}
    assert list(pruefe(tabelle, hierarchien)["gebiet"]) == ["a", "b"]
    mit_zeichen = tabelle.assign(zeichen=["demo •", ".", ""])
    assert list(pruefe(mit_zeichen, hierarchien)["gebiet"]) == ["a"]


def test_gebrochene_werte_werden_nicht_gerundet():
    tabelle = baum([("a", 1.5), ("b", 2.25), ("stadt", 3.75)])
    tabelle["status"] = ["primär", "sekundär", "offen"]
    ist = pruefe(tabelle, {"gebiet": {"a": "stadt", "b": "stadt"}})
    assert set(ist["oben"]) == {3.75}


def test_ganze_zahlen_engen_weiter_ein_als_das_lineare_programm():
    # a + b = 3, b + c = 4, a + c + d = 4 gibt d = 3 − 2a: gebrochen 0 bis 3, ganz nur 1 oder 3.
    zellen = ["a", "b", "c", "d"]
    tabelle = baum(
        [("a", 1), ("b", 2), ("c", 2), ("d", 1), ("ab", 3), ("bc", 4), ("acd", 4)],
        status=["primär"] * 4 + ["offen"] * 3,
    )
    hierarchien = {
        "gebiet": {"a": ["ab", "acd"], "b": ["ab", "bc"], "c": ["bc", "acd"], "d": ["acd"]}
    }
    ist = intervalle(pruefe(tabelle, hierarchien), ["gebiet"])
    moeglich = [
        (a, b, c, d)
        for a, b, c, d in itertools.product(range(5), repeat=4)
        if (a + b, b + c, a + c + d) == (3, 4, 4)
    ]
    soll = {
        (n,): (min(w), max(w)) for n, w in zip(zellen, zip(*moeglich, strict=True), strict=True)
    }
    assert ist == soll
    assert ist["d",] == (1, 3)
    gebrochen = pruefe(tabelle, hierarchien, ganzzahlig=False)
    assert intervalle(gebrochen, ["gebiet"])["d",] == pytest.approx((0, 3))


def test_eingabe_und_index_bleiben():
    tabelle = stadtteiltabelle()
    tabelle.index = tabelle.index + 100
    vorher = tabelle.copy(deep=True)
    ist = pruefe(tabelle, HIERARCHIEN)
    pdt.assert_frame_equal(tabelle, vorher)
    assert list(ist.index) == [118, 121]


# Falsche Aufrufe


@pytest.mark.parametrize(
    ("aendern", "meldung"),
    [
        (lambda t: t.assign(quelle="x"), "keine Dimension"),
        (lambda t: pd.concat([t, t.iloc[:1]], ignore_index=True), "mehrfach"),
        (lambda t: t.assign(wert=-t["wert"]), "negativ"),
        (lambda t: t.assign(status="verdeckt"), "verdeckt"),
        (lambda t: t.assign(wert=t["wert"].mask(t.index == 0), status="fest"), "keinen Wert"),
        (lambda t: t.assign(gebiet=t["gebiet"].str.upper()), "Schreibweise"),
        (lambda t: t.assign(wert=t["wert"].mask(t.index == 0, 99)), "ergeben nicht das Ganze"),
        (lambda t: t.assign(nenner=1), "größer als ihr Nenner"),
        (lambda t: t.set_axis([0] * len(t)), "nicht eindeutig"),
        (lambda t: t.assign(gebiet=t["gebiet"].mask(t.index == 3)), "fehlen Ausprägungen"),
    ],
    ids=["fremde_spalte", "doppelt", "negativ", "status", "fest_ohne_wert", "schreibweise",
         "summe_falsch", "nenner", "index", "luecke_in_dimension"],
)  # fmt: skip
def test_unbrauchbare_tabelle(aendern, meldung):
    tabelle = stadtteiltabelle().drop(columns="grund")
    with pytest.raises(SozialmonitorFehler, match=meldung):
        pruefe(aendern(tabelle), HIERARCHIEN)


def test_fehlende_spalten_werden_genannt():
    with pytest.raises(SpaltenFehlen, match="wert"):
        pruefe(stadtteiltabelle().drop(columns=["wert", "grund"]), HIERARCHIEN)
    with pytest.raises(SpaltenFehlen, match="alter"):
        pruefe(stadtteiltabelle(), HIERARCHIEN | {"alter": {}})


def test_widerspruch_hinter_luecken():
    tabelle = baum([("a", np.nan), ("b", 9), ("stadt", 5)])
    with pytest.raises(SozialmonitorFehler, match="widersprechen sich"):
        pruefe(tabelle, {"gebiet": {"a": "stadt", "b": "stadt"}})


def test_hierarchie_im_kreis():
    with pytest.raises(SozialmonitorFehler, match="im Kreis"):
        pruefe(baum([("a", 1), ("b", 1)]), {"gebiet": {"a": "b", "b": "a"}})


@pytest.mark.parametrize(
    "bauen",
    [
        lambda: Gleichung(zellen=(), koeffizienten=(), unten=0, oben=1),
        lambda: Gleichung(zellen=(("a",),), koeffizienten=(1, 2), unten=0, oben=1),
        lambda: Gleichung.bereich(("a",), 3, 2),
        lambda: Schutz(breite=0),
    ],
    ids=["ohne_zelle", "koeffizienten", "grenzen", "breite"],
)
def test_unmoegliche_angaben(bauen):
    with pytest.raises(SozialmonitorFehler):
        bauen()


def test_weitere_gleichung_mit_fremder_zelle():
    with pytest.raises(SozialmonitorFehler, match="dorf"):
        pruefe(
            stadtteiltabelle(),
            HIERARCHIEN,
            weitere_gleichungen=[Gleichung.bereich(("dorf", "A"), 0, 1)],
        )


# Gegen lineare Programme, unabhängig aufgestellt


@pytest.mark.parametrize("seed", range(6))
def test_kreuztabelle_gleicht_dem_linearen_programm(seed):
    zufall = np.random.default_rng(seed)
    innen = zufall.integers(0, 9, size=(4, 5))
    verborgen = [tuple(z) for z in np.argwhere(zufall.random((4, 5)) < 0.5)]
    tabelle, hierarchien = kreuztabelle(innen, verborgen)
    ist = intervalle(pruefe(tabelle, hierarchien, ganzzahlig=False), ["zeile", "spalte"])
    gleichungen, rechts = [], []
    for achse in (0, 1):
        for nummer in range(innen.shape[achse]):
            in_linie = [z for z in verborgen if z[achse] == nummer]
            gleichungen.append([float(z in in_linie) for z in verborgen])
            rechts.append(sum(innen[z] for z in in_linie))
    for stelle, (i, j) in enumerate(verborgen):
        ziel = np.eye(len(verborgen))[stelle]
        unten = linprog(ziel, A_eq=gleichungen, b_eq=rechts).fun
        oben = -linprog(-ziel, A_eq=gleichungen, b_eq=rechts).fun
        assert ist[f"z{i}", f"s{j}"] == pytest.approx((unten, oben), abs=1e-6)
    # In zwei Dimensionen sind die Ecken ganz: gerundet ändert sich nichts.
    ganz = intervalle(pruefe(tabelle, hierarchien), ["zeile", "spalte"])
    assert {z: pytest.approx(g, abs=1e-6) for z, g in ganz.items()} == ist


@pytest.mark.parametrize("seed", range(4))
def test_brueckenkriterium_findet_dieselben_zellen(seed):
    """Gusfield 1988: genau bestimmbar ist genau, was eine Brücke ist (bei Werten über 0)."""
    zufall = np.random.default_rng(100 + seed)
    innen = zufall.integers(3, 30, size=(6, 6))
    verborgen = [tuple(z) for z in np.argwhere(zufall.random((6, 6)) < 0.35)]
    tabelle, hierarchien = kreuztabelle(innen, verborgen)
    ist = pruefe(tabelle, hierarchien)
    exakt = set(
        zip(*ist.loc[ist["urteil"].eq(EXAKT), ["zeile", "spalte"]].T.to_numpy(), strict=True)
    )
    assert exakt == {(f"z{i}", f"s{j}") for i, j in _bruecken(verborgen)}


def _bruecken(kanten):
    def erreicht(ohne):
        orte, offen = {("z", ohne[0])}, [("z", ohne[0])]
        while offen:
            art, nummer = offen.pop()
            for i, j in kanten:
                if (i, j) == ohne or (i if art == "z" else j) != nummer:
                    continue
                ziel = ("s", j) if art == "z" else ("z", i)
                if ziel not in orte:
                    orte.add(ziel)
                    offen.append(ziel)
        return ("s", ohne[1]) in orte

    return [kante for kante in kanten if not erreicht(kante)]
