"""Zufällige hierarchische Tabellen: was geschützt heißt, ist es; was offenliegt, wird gefunden.

Zwei bis vier Dimensionen, ein- und zweistufig, mit einer Menge quer dazu, bis 2.000 Zellen. Die
Gleichungen stellt ein zweiter, einfacher Weg auf, der das Paket nicht benutzt.
"""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from sozialmonitor.geheimhaltung import (
    EXAKT,
    GESCHUETZT,
    INTERN,
    OEFFENTLICH,
    freigabe,
    primaer,
    pruefe,
    sekundaer,
)

regeln = st.sampled_from([INTERN, OEFFENTLICH])
# Je Dimension die Zahl der Blätter je Gruppe; eine Gruppe heißt einstufig.
gruppen = st.lists(st.integers(2, 3), min_size=1, max_size=3)
klein = st.tuples(
    st.lists(gruppen, min_size=2, max_size=4).filter(
        lambda dims: math.prod(sum(g) + len(g) for g in dims) <= 300
    ),
    st.integers(0, 10_000),
)


def hierarchie(name, groessen, *, menge):
    """Kind → Eltern; mit `menge` gehört das erste Blatt jeder Gruppe auch zur Menge."""
    if len(groessen) == 1:
        return {f"{name}{i}": [f"{name}S"] for i in range(groessen[0])}
    eltern = {f"{name}g{g}": [f"{name}S"] for g in range(len(groessen))}
    for g, groesse in enumerate(groessen):
        for i in range(groesse):
            quer = [f"{name}M"] if menge and i == 0 else []
            eltern[f"{name}{g}.{i}"] = [f"{name}g{g}", *quer]
    return eltern


def blaetter(eltern, oben):
    """Die Blätter unter einer Ausprägung; ein Blatt ist sein eigenes."""
    kinder = [kind for kind, darueber in eltern.items() if oben in darueber]
    return [b for kind in kinder for b in blaetter(eltern, kind)] if kinder else [oben]


def zufallstabelle(dims, seed, anteil_klein=0.15):
    """Eine additive Tabelle mit allen Summen: meist mittlere, einige kleine Anzahlen."""
    zufall = np.random.default_rng(seed)
    hierarchien = {
        f"d{nr}": hierarchie("abcd"[nr], groessen, menge=nr == 0)
        for nr, groessen in enumerate(dims)
    }
    werte = [list(dict.fromkeys([*h, *(e for es in h.values() for e in es)]))
             for h in hierarchien.values()]  # fmt: skip
    unten = [
        [blaetter(h, w) for w in ws] for h, ws in zip(hierarchien.values(), werte, strict=True)
    ]
    alle = [sorted({b for bs in u for b in bs}) for u in unten]
    form = tuple(map(len, alle))
    innen = zufall.integers(5, 60, size=form)
    innen = np.where(zufall.random(form) < anteil_klein, zufall.integers(0, 5, size=form), innen)
    for achse, (us, bs) in enumerate(zip(unten, alle, strict=True)):
        auswahl = np.array([[b in u for b in bs] for u in us], dtype="int64")
        innen = np.moveaxis(np.tensordot(auswahl, innen, axes=(1, achse)), 0, achse)
    zellen = list(itertools.product(*werte))
    tabelle = pd.DataFrame(zellen, columns=list(hierarchien))
    return tabelle.assign(wert=innen.ravel().astype("float64")), hierarchien


def gleichungen(tabelle, hierarchien):
    """Alle Summen als dichte Zeilen (Kinder 1, Ganzes −1), ohne das Paket aufgestellt."""
    dims = list(hierarchien)
    nummer = {zelle: i for i, zelle in enumerate(zip(*(tabelle[d] for d in dims), strict=True))}
    zeilen = []
    for stelle, dim in enumerate(dims):
        eltern = hierarchien[dim]
        for zelle, i in nummer.items():
            kinder = [k for k, es in eltern.items() if zelle[stelle] in es]
            if kinder:
                zeile = np.zeros(len(nummer))
                zeile[i] = -1
                for kind in kinder:
                    zeile[nummer[(*zelle[:stelle], kind, *zelle[stelle + 1 :])]] = 1
                zeilen.append(zeile)
    return np.array(zeilen)


def naive_intervalle(tabelle, hierarchien):
    """Min und max jeder verborgenen Zelle mit einem linearen Programm über die ganze Tabelle."""
    matrix = gleichungen(tabelle, hierarchien)
    verborgen = tabelle["status"].isin(["primär", "sekundär"]).to_numpy()
    wert = tabelle["wert"].to_numpy()
    grenzen = [(0, None) if v else (w, w) for v, w in zip(verborgen, wert, strict=True)]
    rechts = np.zeros(len(matrix))
    ergebnis = []
    for ziel in np.eye(len(wert))[verborgen]:
        unten = linprog(ziel, A_eq=matrix, b_eq=rechts, bounds=grenzen).fun
        oben = linprog(-ziel, A_eq=matrix, b_eq=rechts, bounds=grenzen)
        ergebnis.append((unten, math.inf if oben.status == 3 else -oben.fun))
    return np.array(ergebnis).reshape(-1, 2)


@settings(max_examples=25)
@given(klein, regeln)
def test_nach_sekundaer_ist_alles_geschuetzt(aufbau, regel):
    tabelle, hierarchien = zufallstabelle(*aufbau)
    ist = sekundaer(
        primaer(tabelle, regel), hierarchien, schutz=regel.schutz, verfahren="heuristik"
    )
    pruefung = pruefe(ist, hierarchien, schutz=regel.schutz)
    assert set(pruefung["urteil"]) <= {GESCHUETZT}
    assert len(pruefung) == ist["status"].isin(["primär", "sekundär"]).sum()


@settings(max_examples=8)
@given(klein, regeln)
def test_geschuetzt_haelt_dem_naiven_angriff_stand(aufbau, regel):
    tabelle, hierarchien = zufallstabelle(*aufbau)
    ist = sekundaer(
        primaer(tabelle, regel), hierarchien, schutz=regel.schutz, verfahren="heuristik"
    )
    grenzen = naive_intervalle(ist, hierarchien)
    assert (grenzen[:, 1] - grenzen[:, 0] >= regel.mindestbreite - 1e-6).all()
    assert (grenzen[:, 1] >= regel.mindestanzahl - 1e-6).all()


@settings(max_examples=10)
@given(klein)
def test_pruefung_gleicht_dem_naiven_angriff(aufbau):
    tabelle, hierarchien = zufallstabelle(*aufbau)
    geheim = np.random.default_rng(aufbau[1]).random(len(tabelle)) < 0.3
    tabelle = tabelle.assign(status=np.where(geheim, "primär", "offen"))
    ist = pruefe(tabelle, hierarchien, ganzzahlig=False)
    naiv = naive_intervalle(tabelle, hierarchien)
    np.testing.assert_allclose(ist[["unten", "oben"]].to_numpy(), naiv, atol=1e-5)
    ganz = pruefe(tabelle, hierarchien)
    assert (ganz["unten"].to_numpy() >= np.ceil(naiv[:, 0] - 1e-5)).all()
    assert (ganz["oben"].to_numpy() <= np.floor(naiv[:, 1] + 1e-5)).all()
    wahr = tabelle.loc[geheim, "wert"]
    assert ((ganz["unten"] <= wahr) & (wahr <= ganz["oben"])).all()


@given(klein, st.integers(1, 4))
def test_eingepflanztes_wird_gefunden(aufbau, anzahl):
    # Jede Zelle steht in ihrer Linie der ersten Dimension allein, also ist sie eine Differenz.
    tabelle, hierarchien = zufallstabelle(*aufbau)
    eltern = hierarchien["d0"]
    ist_blatt = tabelle["d0"].isin(eltern) & ~tabelle["d0"].isin(
        [e for es in eltern.values() for e in es]
    )
    mit_dem_rest = tabelle[ist_blatt].drop_duplicates([f"d{i}" for i in range(1, len(hierarchien))])
    gepflanzt = mit_dem_rest.index[:anzahl]
    tabelle = tabelle.assign(status="offen")
    tabelle.loc[gepflanzt, "status"] = "primär"
    ist = pruefe(tabelle, hierarchien)
    assert set(ist["urteil"]) == {EXAKT}
    assert ist["unten"].tolist() == tabelle.loc[gepflanzt, "wert"].tolist()


@settings(max_examples=10)
@given(klein, regeln)
def test_freigegebenes_verraet_dem_angreifer_nicht_mehr(aufbau, regel):
    tabelle, hierarchien = zufallstabelle(*aufbau)
    frei = freigabe(tabelle, hierarchien, regel, verfahren="heuristik")
    von_aussen = pruefe(frei.tabelle, hierarchien, schutz=regel.schutz)
    assert set(von_aussen["urteil"]) <= {GESCHUETZT}
    offen = frei.tabelle["wert"].notna()
    assert (frei.tabelle.loc[offen, "wert"] == tabelle.loc[offen, "wert"]).all()
    klein_und_offen = offen & tabelle["wert"].between(1, regel.mindestanzahl - 1)
    assert not klein_und_offen.any()


@settings(max_examples=5)
@given(klein, regeln)
def test_optimum_ist_nie_teurer_als_die_heuristik(aufbau, regel):
    tabelle, hierarchien = zufallstabelle(*aufbau)
    markiert = primaer(tabelle, regel)

    def preis(verfahren):
        ist = sekundaer(markiert, hierarchien, schutz=regel.schutz, verfahren=verfahren)
        return (1 + ist.loc[ist["status"].eq("sekundär"), "wert"]).sum()

    assert preis("auto") <= preis("heuristik")


@pytest.mark.parametrize(
    ("dims", "regel"),
    [
        ([[4, 4, 4, 4, 4, 3, 3, 3], [4, 4, 4, 4, 3]], OEFFENTLICH),
        ([[3, 3, 3], [3, 3], [5, 5]], INTERN),
        ([[2, 2], [5], [6], [5]], INTERN),
    ],
    ids=["jahr_einer_stadt", "drei_dimensionen", "vier_dimensionen"],
)
def test_grosse_tabellen(dims, regel):
    tabelle, hierarchien = zufallstabelle(dims, seed=11, anteil_klein=0.1)
    assert 900 < len(tabelle) <= 2100
    markiert = primaer(tabelle, regel)
    vorher = pruefe(markiert, hierarchien, schutz=regel.schutz)
    assert vorher["urteil"].eq(EXAKT).any()
    ist = sekundaer(markiert, hierarchien, schutz=regel.schutz)
    pruefung = pruefe(ist, hierarchien, schutz=regel.schutz)
    assert set(pruefung["urteil"]) == {GESCHUETZT}
