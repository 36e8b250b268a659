"""Teilmengen: von Hand gezählte Fälle, und gegen ein lineares Programm auf zufälligen Mengen."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from sozialmonitor.teilmengen import kleinste, ohne, zerlegung


def mengen(**zellen):
    return {name: frozenset(menge) for name, menge in zellen.items()}


def gerechnet(namen, ergebnis, zellen=7):
    """Name → Vektor über den Zellen, für alles, was sich der Reihe nach ergibt."""
    bekannt = {n: np.array([z in m for z in range(zellen)], dtype=float) for n, m in namen.items()}
    for ganzes, teile in ergebnis.summen:
        if len(teile) == 2 and ganzes in bekannt and teile[0] not in bekannt:
            bekannt[teile[0]] = bekannt[ganzes] - bekannt[teile[1]]
    for kombination in ergebnis.kombiniert:
        bekannt[kombination.name] = sum(f * bekannt[name] for name, f in kombination.faktoren)
    return bekannt


def summen(namen):
    return list(zerlegung(namen).summen)


def test_ganzes_und_teil():
    ist = summen(mengen(alle=range(5), jung=[0, 1]))
    assert ist == [("alle", ("alle ohne jung", "jung"))]


def test_nur_zwischen_naechsten():
    # unter 15 liegt zwischen unter 6 und allen; der Rest dazwischen ist „6 bis 14“.
    ist = summen(mengen(alle=range(4), u15=[0, 1], u6=[0]))
    assert ist == [("alle", ("alle ohne u15", "u15")), ("u15", ("u15 ohne u6", "u6"))]


def test_rest_der_schon_einen_namen_hat():
    ist = summen(mengen(alle=range(3), jung=[0], alt=[1, 2]))
    assert ist == [("alle", ("alt", "jung"))]


def test_gleiche_mengen_sind_eine_summe_mit_einem_teil():
    ist = summen(mengen(alle=range(3), jung=[0], kinder=[0]))
    assert ist[0] == ("jung", ("kinder",))
    assert len(ist) == 2


def test_einzelne_menge_hat_keine_summe():
    assert summen(mengen(alle=range(3))) == []


def test_rest_eines_rests_wird_erreicht():
    # 18–24 ohne (unter 20 ohne unter 18) sind die 20- bis 24-Jährigen: nirgends genannt,
    # aber 18–24 minus unter 20 plus unter 18.
    namen = mengen(alle=range(6), u18=[0], u20=[0, 1], j18_24=[1, 2])
    bekannt = gerechnet(namen, zerlegung(namen), zellen=6)
    assert bekannt["j18_24 ohne (u20 ohne u18)"].tolist() == [0, 0, 1, 0, 0, 0]


def test_was_durch_abziehen_nicht_zu_erreichen_ist_wird_kombiniert():
    # Zellen 0–2 bilden einen Kreis: Aus je zwei benachbarten folgt die einzelne nur mit halbem
    # Faktor, {0} = (01 + 20 − 12) / 2.
    namen = mengen(m01=[0, 1], m12=[1, 2], m20=[0, 2])
    ist = zerlegung(namen)
    faktoren = {dict(k.faktoren)["m01"] for k in ist.kombiniert}
    assert faktoren == {0.5, -0.5}
    einzelne = [gerechnet(namen, ist, zellen=3)[k.name].tolist() for k in ist.kombiniert]
    assert sorted(einzelne) == [[0, 0, 1], [0, 1, 0], [1, 0, 0]]


def test_gleiche_summen_verschiedener_mengen():
    # Zeilen und Spalten einer Vierfeldertafel: oben + unten = links + rechts.
    namen = mengen(oben=[0, 1], unten=[2, 3], links=[0, 2], rechts=[1, 3])
    ganze = {ganzes: set() for ganzes, _ in summen(namen)}
    for ganzes, teile in summen(namen):
        ganze[ganzes] |= {frozenset(teile)}
    assert list(ganze.values()) == [{frozenset({"oben", "unten"}), frozenset({"links", "rechts"})}]


def test_vierfeldertafel_hat_vier_kleinste():
    # Zellen: 0 Frau alt, 1 Frau jung, 2 Mann alt, 3 Mann jung; gezählt alle, Frauen, Alte,
    # alte Frauen. Auch junge Männer = alle − Frauen − Alte + alte Frauen.
    ist = kleinste([frozenset(m) for m in ([0, 1, 2, 3], [0, 1], [0, 2], [0])])
    assert ist == [frozenset([0]), frozenset([1]), frozenset([2]), frozenset([3])]


def test_vierfeldertafel_ohne_innere_zelle():
    # Nur die Ränder: Kleiner als eine Zeile oder Spalte wird nichts bekannt.
    ist = kleinste([frozenset(m) for m in ([0, 1, 2, 3], [0, 1], [0, 2])])
    assert set(ist) == {frozenset(m) for m in ([0, 1], [2, 3], [0, 2], [1, 3])}


def test_drei_paarweise_raender_ergeben_gegenueberliegende_ecken():
    # 2×2×2 mit allen Zweierrändern: Die Kanten des Würfels (12), und die vier Raumdiagonalen:
    # n − A − B − C + AB + AC + BC zählt genau die Ecken 000 und 111.
    ecken = list(np.ndindex(2, 2, 2))
    raender = [
        frozenset(nr for nr, e in enumerate(ecken) if all(e[i] == w for i, w in fest))
        for paar in ((0, 1), (0, 2), (1, 2))
        for fest in (tuple(zip(paar, werte, strict=True)) for werte in np.ndindex(2, 2))
    ]
    ist = kleinste(raender)
    assert sorted(map(len, ist)) == [2] * 16
    assert frozenset([0, 7]) in ist


@pytest.mark.parametrize(
    ("ganzes", "teil", "name"),
    [
        ("a", "b", "a ohne b"),
        ("a ohne b", "c", "a ohne b ohne c"),
        ("a", "b ohne c", "a ohne (b ohne c)"),
    ],
)
def test_name_des_rests(ganzes, teil, name):
    assert ohne(ganzes, teil) == name


familien = st.lists(
    st.frozensets(st.integers(0, 6), min_size=1, max_size=6), min_size=1, max_size=6
).map(lambda teile: [frozenset(range(7)), *teile])


def benannt(familie):
    return {f"m{nr}": menge for nr, menge in enumerate(familie)}


@given(familien)
def test_jede_summe_stimmt(familie):
    namen = benannt(familie)
    ergebnis = zerlegung(namen)
    bekannt = gerechnet(namen, ergebnis)
    # Was nirgends steht, ist so groß, wie eine seiner Summen sagt.
    offen = list(ergebnis.summen)
    while offen:
        ganzes, teile = offen.pop(0)
        if set(teile) <= set(bekannt):
            summe = sum(bekannt[t] for t in teile)
            assert bekannt.setdefault(ganzes, summe) == pytest.approx(summe)
        else:
            assert len(teile) == 1
            bekannt[teile[0]] = bekannt[ganzes]


@given(familien)
def test_gleichungen_sind_alle_linearen_abhaengigkeiten(familie):
    """Unbekannte minus Rang der Gleichungen = Rang der Inzidenzmatrix der gegebenen Mengen."""
    alle = [(ganzes, teile) for ganzes, teile in zerlegung(benannt(familie)).summen]
    nummern = {name: nr for nr, name in enumerate(benannt(familie))}
    for ganzes, teile in alle:
        for name in (ganzes, *teile):
            nummern.setdefault(name, len(nummern))
    matrix = np.zeros((len(alle) + 1, len(nummern)))
    for zeile, (ganzes, teile) in enumerate(alle):
        matrix[zeile, [nummern[t] for t in teile]] += 1
        matrix[zeile, nummern[ganzes]] -= 1
    inzidenz = np.array([[zelle in menge for zelle in range(7)] for menge in familie], dtype=float)
    frei = len(nummern) - np.linalg.matrix_rank(matrix)
    assert frei == np.linalg.matrix_rank(inzidenz)


@given(familien)
def test_jede_kleinste_ist_eine_zelle(familie):
    namen = benannt(familie)
    bekannt = [v.round(6).tolist() for v in gerechnet(namen, zerlegung(namen)).values()]
    for menge in kleinste(familie):
        assert [float(zelle in menge) for zelle in range(7)] in bekannt


@given(familien, st.data())
def test_kleinste_sind_bekannt_und_begrenzen_alles(familie, daten):
    """Jede ist Linearkombination; wer alle kleinsten kennt, weiß nicht weniger als die Zellen.

    Geprüft an einer zufälligen Anzahl je Zelle: Zwischen den kleinsten Mengen ≥ 0 und den Zellen
    ≥ 0 liegt kein Unterschied in dem, was über eine der gegebenen Mengen möglich ist.
    """
    inzidenz = np.array([[zelle in menge for zelle in range(7)] for menge in familie], dtype=float)
    ist = kleinste(familie)
    for menge in ist:
        ziel = np.array([zelle in menge for zelle in range(7)], dtype=float)
        loesung, *_ = np.linalg.lstsq(inzidenz.T, ziel, rcond=None)
        assert inzidenz.T @ loesung == pytest.approx(ziel, abs=1e-9)
    # Ein Strahl mit anderen Faktoren als 0 und 1 ist keine Menge; dann ist die Liste nicht alles.
    richtung = np.array(
        daten.draw(st.lists(st.integers(-2, 2), min_size=len(familie), max_size=len(familie)))
    )
    faktor = inzidenz.T @ richtung
    if (faktor >= 0).all() and ist and {z for menge in ist for z in menge} == set(range(7)):
        strahlen = np.array([[z in menge for menge in ist] for z in range(7)], dtype=float)
        ergebnis = optimize.linprog(np.zeros(len(ist)), A_eq=strahlen, b_eq=faktor)
        assert ergebnis.status == 0
