"""Partnerzellen: repariert, was die Prüfung findet, so billig wie möglich und nie verbotene."""

import itertools

import numpy as np
import pandas as pd
import pandas.testing as pdt
import pytest

from sozialmonitor.fehler import SozialmonitorFehler, SpaltenFehlen
from sozialmonitor.geheimhaltung import (
    GESCHUETZT,
    INTERN,
    OEFFENTLICH,
    Gleichung,
    Schutz,
    primaer,
    pruefe,
    sekundaer,
)
from tests.test_geheimhaltung import (
    HIERARCHIEN,
    baum,
    brueckentabelle,
    intervalle,
    kreuztabelle,
    stadtteiltabelle,
)


def geschuetzt(tabelle, hierarchien, **angaben):
    return set(pruefe(tabelle, hierarchien, **angaben)["urteil"]) <= {GESCHUETZT}


def partner(tabelle, dims=("gebiet", "gruppe")):
    gewaehlt = tabelle[tabelle["status"].eq("sekundär")]
    return set(zip(*(gewaehlt[dim] for dim in dims), strict=True))


# Goldtabellen


def test_stadtteile_die_kleinsten_partner():
    # Billigster Partner sind die kleinen B-Werte derselben beiden Stadtteile (30 und 27).
    ist = sekundaer(stadtteiltabelle(), HIERARCHIEN)
    assert partner(ist) == {("picard", "B"), ("neuforweiler", "B")}
    assert set(ist.loc[ist["status"].eq("sekundär"), "grund"]) == {"schützt andere Zellen"}
    assert geschuetzt(ist, HIERARCHIEN)


def test_bruecke_wird_repariert():
    tabelle, hierarchien = brueckentabelle()
    ist = sekundaer(tabelle, hierarchien)
    assert geschuetzt(ist, hierarchien)
    vorher = pruefe(tabelle, hierarchien)
    nachher = pruefe(ist, hierarchien).loc[vorher.index]
    assert (nachher["unten"] <= vorher["unten"]).all()
    assert (nachher["oben"] >= vorher["oben"]).all()
    assert nachher["breite"].min() >= 3


def test_oeffentliche_regel_verlangt_mehr():
    tabelle = primaer(stadtteiltabelle().drop(columns=["status", "grund"]), OEFFENTLICH)
    ist = sekundaer(tabelle, HIERARCHIEN, schutz=OEFFENTLICH.schutz)
    pruefung = pruefe(ist, HIERARCHIEN, schutz=OEFFENTLICH.schutz)
    assert set(pruefung["urteil"]) == {GESCHUETZT}
    assert pruefung["oben"].min() >= 5


# Gesetze


@pytest.mark.parametrize("verfahren", ["auto", "heuristik", "optimum"])
def test_jedes_verfahren_schuetzt_und_aendert_sonst_nichts(verfahren):
    tabelle, hierarchien = brueckentabelle()
    vorher = tabelle.copy(deep=True)
    ist = sekundaer(tabelle, hierarchien, verfahren=verfahren)
    pdt.assert_frame_equal(tabelle, vorher)
    pdt.assert_index_equal(ist.index, tabelle.index)
    pdt.assert_series_equal(ist["wert"], tabelle["wert"].astype("float64"))
    assert (ist["status"] != tabelle["status"]).sum() == ist["status"].eq("sekundär").sum()
    assert geschuetzt(ist, hierarchien)


def test_noch_einmal_aendert_nichts():
    einmal = sekundaer(stadtteiltabelle(), HIERARCHIEN)
    pdt.assert_frame_equal(sekundaer(einmal, HIERARCHIEN), einmal)


def test_reihenfolge_der_zeilen_ist_gleich():
    tabelle = stadtteiltabelle()
    umgekehrt = sekundaer(tabelle.iloc[::-1], HIERARCHIEN)
    assert partner(umgekehrt) == partner(sekundaer(tabelle, HIERARCHIEN))


@pytest.mark.parametrize("seed", range(4))
def test_optimum_gleicht_dem_ausprobieren(seed):
    """3 × 3 mit gesperrten Rändern: alle Teilmengen der übrigen inneren Zellen durchprobiert."""
    zufall = np.random.default_rng(seed)
    innen = zufall.integers(3, 15, size=(3, 3))
    geheim = [tuple(z) for z in zufall.permutation(list(np.ndindex(3, 3)))[: 1 + seed % 2]]
    for zelle in geheim:
        innen[zelle] = 1 + seed % 2
    tabelle, hierarchien = kreuztabelle(innen, geheim)
    rand = tabelle["zeile"].eq("zs") | tabelle["spalte"].eq("ss")
    kandidaten = tabelle.index[~rand & tabelle["status"].eq("offen")]
    moeglich = []
    for anzahl in range(len(kandidaten) + 1):
        for auswahl in itertools.combinations(kandidaten, anzahl):
            versuch = tabelle.assign(
                status=tabelle["status"].mask(tabelle.index.isin(auswahl), "sekundär")
            )
            if geschuetzt(versuch, hierarchien):
                moeglich.append(sum(1 + tabelle.loc[i, "wert"] for i in auswahl))
    ist = sekundaer(tabelle, hierarchien, gesperrt_fuer_sekundaer=rand, verfahren="optimum")
    gewaehlt = ist.loc[ist["status"].eq("sekundär"), "wert"]
    assert (gewaehlt + 1).sum() == min(moeglich)


def test_kein_partner_ist_ueberfluessig():
    tabelle, hierarchien = kreuztabelle(np.arange(1, 31).reshape(5, 6), [(0, 0), (0, 1)])
    ist = sekundaer(tabelle, hierarchien)
    for zelle in ist.index[ist["status"].eq("sekundär")]:
        versuch = ist.assign(status=ist["status"].mask(ist.index == zelle, "offen"))
        assert not geschuetzt(versuch, hierarchien)


# Was Partner sein darf


def test_gesperrt_als_ausschluss_je_dimension():
    # Ohne Sperre wäre die Summe 7 des kleinen Orts billiger als die 40 des großen.
    tabelle = baum([("a", 2), ("b", 5), ("x", 7), ("y", 40), ("stadt", 47)])
    tabelle["status"] = ["primär", "offen", "offen", "offen", "offen"]
    hierarchien = {"gebiet": {"a": "x", "b": "x", "x": "stadt", "y": "stadt"}}
    gesperrt = {"gebiet": ["b"]}
    ist = sekundaer(tabelle, hierarchien, gesperrt_fuer_sekundaer=gesperrt)
    assert partner(ist, ["gebiet"]) == {("x",), ("y",)}
    frei = sekundaer(tabelle, hierarchien)
    assert partner(frei, ["gebiet"]) == {("b",)}


def test_feste_zellen_werden_nie_partner():
    tabelle = stadtteiltabelle()
    fest = tabelle["gebiet"].isin(["picard", "neuforweiler"]) & tabelle["gruppe"].eq("B")
    ist = sekundaer(tabelle.assign(status=tabelle["status"].mask(fest, "fest")), HIERARCHIEN)
    assert set(ist.loc[fest, "status"]) == {"fest"}
    assert geschuetzt(ist, HIERARCHIEN)


def test_eigene_kosten_lenken_die_wahl():
    tabelle = baum([("a", 2), ("b", 5), ("c", 30), ("stadt", 37)])
    tabelle["status"] = ["primär", *["offen"] * 3]
    hierarchien = {"gebiet": dict.fromkeys("abc", "stadt")}
    kosten = pd.Series([1.0, 100.0, 1.0, 100.0], index=tabelle.index)
    assert partner(sekundaer(tabelle, hierarchien), ["gebiet"]) == {("b",)}
    assert partner(sekundaer(tabelle, hierarchien, kosten=kosten), ["gebiet"]) == {("c",)}


def test_dieselben_partner_ueber_die_jahre():
    def jahr(nummer, b, c):
        zeilen = [("a", 2), ("b", b), ("c", c), ("stadt", 2 + b + c)]
        return baum(zeilen, jahr=nummer, status=["primär", *["offen"] * 3])

    # 2021 wäre c (9) etwas billiger als b (12); b war 2020 schon Partner.
    tabelle = pd.concat([jahr(2021, 12, 9), jahr(2020, 6, 30)], ignore_index=True)
    hierarchien = {"gebiet": dict.fromkeys("abc", "stadt"), "jahr": {}}
    ist = partner(sekundaer(tabelle, hierarchien, zeitspalte="jahr"), ["jahr", "gebiet"])
    assert ist == {(2020, "b"), (2021, "b")}
    ohne = partner(sekundaer(tabelle, hierarchien), ["jahr", "gebiet"])
    assert ohne == {(2020, "b"), (2021, "c")}


def test_veroeffentlichte_veraenderung_zieht_das_andere_jahr_mit():
    tabelle = pd.DataFrame(
        {
            "jahr": [2020] * 3 + [2021] * 3,
            "gebiet": ["a", "b", "stadt"] * 2,
            "wert": [2, 4, 6, 9, 5, 14],
            "status": ["primär", *["offen"] * 5],
        }
    )
    hierarchien = {"jahr": {}, "gebiet": {"a": "stadt", "b": "stadt"}}
    gestiegen = [Gleichung.veraenderung((2020, "a"), (2021, "a"), 7)]
    ist = sekundaer(tabelle, hierarchien, weitere_gleichungen=gestiegen)
    assert (2021, "a") in partner(ist, ["jahr", "gebiet"])
    assert geschuetzt(ist, hierarchien, weitere_gleichungen=gestiegen)


@pytest.mark.parametrize("verfahren", ["heuristik", "optimum"])
def test_bekannter_bereich_aus_einer_quote(verfahren):
    # a ist aus einer Quote auf 1 bis 4 bekannt: Breite 3 bleibt, wenn b ganz frei ist.
    tabelle = baum([("a", 2), ("b", 3), ("c", 50), ("stadt", 55)])
    tabelle["status"] = ["primär", *["offen"] * 3]
    hierarchien = {"gebiet": dict.fromkeys("abc", "stadt")}
    quote = [Gleichung.bereich(("a",), 1, 4)]
    ist = sekundaer(tabelle, hierarchien, weitere_gleichungen=quote, verfahren=verfahren)
    pruefung = pruefe(ist, hierarchien, weitere_gleichungen=quote)
    assert set(pruefung["urteil"]) == {GESCHUETZT}
    assert intervalle(pruefung, ["gebiet"])["a",] == (1, 4)


def test_programmgebiet_quer_zu_den_stadtteilen():
    werte = {"a": 2, "b": 9, "c": 7, "d": 11, "e": 6, "f": 8}
    summen = {"x": "abc", "y": "def", "p": "ad", "stadt": "abcdef"}
    zeilen = [*werte.items(), *((s, sum(werte[t] for t in teile)) for s, teile in summen.items())]
    tabelle = baum(zeilen, status=["primär", *["offen"] * 9])
    hierarchien = {
        "gebiet": {
            "a": ["x", "p"], "b": "x", "c": "x", "d": ["y", "p"], "e": "y", "f": "y",
            "x": "stadt", "y": "stadt",
        }
    }  # fmt: skip
    ohne_menge = {"gebiet": {k: e if isinstance(e, str) else e[0] for k, e in
                             hierarchien["gebiet"].items()}}  # fmt: skip
    ist = sekundaer(tabelle, hierarchien, gesperrt_fuer_sekundaer={"gebiet": ["stadt"]})
    assert geschuetzt(ist, hierarchien)
    # Wer die Menge übersieht, wählt zu wenig.
    blind = sekundaer(tabelle, ohne_menge)
    assert not geschuetzt(blind, hierarchien)


# Grenzfälle


@pytest.mark.parametrize(
    "zustand", [None, "primär", "fest"], ids=["nichts_geheim", "alles_geheim", "alles_fest"]
)
def test_wo_nichts_zu_tun_ist(zustand):
    tabelle = stadtteiltabelle().assign(status=zustand or "offen")
    ist = sekundaer(tabelle, HIERARCHIEN)
    assert set(ist["status"]) == {zustand or "offen"}


def test_leere_tabelle():
    assert sekundaer(stadtteiltabelle().iloc[:0], HIERARCHIEN).empty


def test_tabelle_ohne_summen_braucht_keine_partner():
    tabelle = baum([("a", 1), ("b", 30)], status=["primär", "offen"])
    assert set(sekundaer(tabelle, {"gebiet": {}})["status"]) == {"primär", "offen"}


def test_unbekannter_wert_wird_mitgeschuetzt():
    # Die Quelle nennt b nicht; aus der Summe folgt b = 1.
    tabelle = baum([("a", 7), ("b", np.nan), ("c", 9), ("stadt", 17)])
    tabelle = primaer(tabelle, INTERN)
    hierarchien = {"gebiet": dict.fromkeys("abc", "stadt")}
    ist = sekundaer(tabelle, hierarchien).set_index("gebiet")
    assert ist.loc["b", "status"] == "primär"
    assert "bestimmbar" in ist.loc["b", "grund"]
    assert ist.loc["a", "status"] == "sekundär"


def test_unbekannter_grosser_wert_darf_bestimmbar_bleiben():
    tabelle = primaer(baum([("a", 7), ("b", np.nan), ("stadt", 50)]), INTERN)
    ist = sekundaer(tabelle, {"gebiet": {"a": "stadt", "b": "stadt"}})
    assert set(ist["status"]) == {"offen"}


def test_gebrochene_werte():
    tabelle = baum([("a", 1.5), ("b", 20.25), ("c", 8.5), ("stadt", 30.25)])
    tabelle["status"] = ["primär", *["offen"] * 3]
    hierarchien = {"gebiet": dict.fromkeys("abc", "stadt")}
    ist = sekundaer(tabelle, hierarchien)
    assert partner(ist, ["gebiet"]) == {("c",)}
    assert geschuetzt(ist, hierarchien)


def test_fortschritt_je_teil():
    tabelle = pd.concat(
        [stadtteiltabelle().assign(jahr=j) for j in (2021, 2020)], ignore_index=True
    )
    gemeldet = []
    sekundaer(
        tabelle, HIERARCHIEN | {"jahr": {}}, zeitspalte="jahr",
        fortschritt=lambda fertig, alle: gemeldet.append((fertig, alle)),
    )  # fmt: skip
    assert gemeldet == [(1, 2), (2, 2)]


# Nicht zu schützen


def test_feste_partner_machen_den_schutz_unmoeglich():
    tabelle = baum([("a", 2), ("b", 9), ("stadt", 11)], status=["primär", "fest", "fest"])
    with pytest.raises(SozialmonitorFehler, match="Die Zelle a ist nicht zu schützen"):
        sekundaer(tabelle, {"gebiet": {"a": "stadt", "b": "stadt"}})


def test_nullen_geben_keinen_spielraum():
    # Zeile a: 2 + 0 + 0; nach oben ist wegen der festen Summen nichts zu holen.
    tabelle, hierarchien = kreuztabelle([(2, 0, 0), (7, 9, 8)], [(0, 0)])
    rand = tabelle["zeile"].eq("zs") | tabelle["spalte"].eq("ss")
    with pytest.raises(SozialmonitorFehler, match="z0 · s0 ist nicht zu schützen"):
        sekundaer(tabelle, hierarchien, gesperrt_fuer_sekundaer=rand)


def test_kleiner_nenner_ist_nicht_zu_schuetzen():
    tabelle = baum([("a", 2), ("b", 9), ("stadt", 11)], nenner=[3, 50, 53])
    tabelle["status"] = ["primär", "offen", "offen"]
    with pytest.raises(SozialmonitorFehler, match="Die Zelle a ist nicht zu schützen"):
        sekundaer(tabelle, {"gebiet": {"a": "stadt", "b": "stadt"}}, schutz=Schutz(breite=4))


def test_ungeeigneter_partner_wird_uebergangen():
    # b ist der billigste Partner, hat aber einen Nenner, der ihm selbst keinen Spielraum lässt.
    tabelle = baum([("a", 2), ("b", 4), ("c", 30), ("stadt", 36)], nenner=[90, 5, 90, 185])
    tabelle["status"] = ["primär", *["offen"] * 3]
    hierarchien = {"gebiet": dict.fromkeys("abc", "stadt")}
    ist = sekundaer(tabelle, hierarchien, schutz=Schutz(breite=6))
    assert partner(ist, ["gebiet"]) == {("c",)}


@pytest.mark.parametrize(
    ("angaben", "meldung"),
    [
        ({"kosten": pd.Series([1.0])}, "Kosten"),
        ({"kosten": pd.Series(0.0, index=range(27))}, "Kosten"),
        ({"gesperrt_fuer_sekundaer": pd.Series([True])}, "Index"),
        ({"schutz": Schutz(untergrenze=2)}, "Untergrenze"),
    ],
    ids=["index", "null", "gesperrt", "untergrenze"],
)
def test_unmoegliche_angaben(angaben, meldung):
    with pytest.raises(SozialmonitorFehler, match=meldung):
        sekundaer(stadtteiltabelle(), HIERARCHIEN, **angaben)


@pytest.mark.parametrize(
    "angaben",
    [{"zeitspalte": "jahr"}, {"gesperrt_fuer_sekundaer": {"alter": [1]}}],
    ids=["zeitspalte", "gesperrt"],
)
def test_fehlende_spalte_in_den_angaben(angaben):
    with pytest.raises(SpaltenFehlen):
        sekundaer(stadtteiltabelle(), HIERARCHIEN, **angaben)
