"""Vorwissen des Angreifers: Einschlüsse und Quoten, von Hand aus der Kleinstadt gerechnet."""

import numpy as np
import pandas as pd
import pytest

from sozialmonitor import verknuepfung, vorwissen
from sozialmonitor.vorwissen import Bekanntes, Einschluss, Gerechnet
from tests import kleinstadt
from tests.freigabestadt import mit_bericht
from tests.kleinstadt import LETZTER, ersetze, haenge_an


def verbund(kommune, merkmal):
    return next(v for v in verknuepfung.verbuende(kommune) if merkmal in v.merkmale)


def zellen(kommune, merkmal):
    return verknuepfung.tafel(kommune, verbund(kommune, merkmal), LETZTER).zellen


def nenner(kommune, frei, merkmal="sgb2"):
    tafel = zellen(kommune, merkmal)
    bekanntes = Bekanntes.aus(kommune, frei)
    werte = vorwissen.nenner(bekanntes, verbund(kommune, merkmal), LETZTER, tafel)
    return dict(zip(tafel["gebiet"], werte, strict=True))


def gleichungen(kommune, merkmal, frei=None):
    bekanntes = Bekanntes.aus(kommune, frei or {})
    tafel = zellen(kommune, merkmal)
    return vorwissen.gleichungen(bekanntes, verbund(kommune, merkmal), LETZTER, tafel)


def mit_quote(ordner, quote):
    """Die veröffentlichte SGB-II-Quote der Stadt am letzten Stichtag."""
    zeile = f"K1,{LETZTER},quote_bericht,"
    ersetze(ordner[0] / "soziales.csv", f"{zeile}99.9", f"{zeile}{quote}")


def test_einschluesse_kommen_aus_den_anteilen(stadt):
    # Rate, Quotient, Dichte und Saldo sagen nicht, dass der Zähler im Nenner enthalten ist.
    assert vorwissen.einschluesse(stadt) == [
        Einschluss(("sgb2",), ("unter_65",)),
        Einschluss(("unter_18",), ("einwohner",)),
    ]


def test_freigegebener_nenner_gilt_verborgener_nicht(stadt):
    frei = {LETZTER: {"unter_65": pd.Series({"A1": 400.0, "B2": np.nan})}}
    ist = nenner(stadt, frei)
    assert ist["A1"] == 400
    assert np.isnan([ist["B2"], ist["A2"]]).all()


def test_vertraulicher_nenner_ist_ohne_freigabe_nicht_bekannt(stadt):
    assert np.isnan(list(nenner(stadt, {}).values())).all()


def test_veroeffentlichter_nenner_ist_auch_ohne_lauf_bekannt(ordner):
    # Zähler vertraulich, Nenner nur veröffentlicht: Zuzüge an amtlichen Einwohnern.
    eintrag = kleinstadt.eintrag(
        "zugezogene", titel="Z", art="anteil", zaehler="zuzuege", nenner="menschen"
    )
    haenge_an(ordner[0] / "indikatoren.toml", "\n" + eintrag)
    merkmal = '\n[merkmale.menschen]\ntitel = "M"\neinheit = "Personen"\nart = "anzahl"\n'
    ist = nenner(mit_bericht(ordner, ["K1,menschen,93"], merkmal), {}, "zuzuege")
    assert ist["K1"] == 93
    assert np.isnan(ist["A"])


def test_nenner_kleiner_als_die_anzahl_ist_keiner(stadt):
    # „nicht zuordenbar“: 5 Fälle, aber keine Menschen.
    assert np.isnan(nenner(stadt, {LETZTER: {"unter_65": pd.Series({"KX": 0.0})}})["KX"])


def test_der_kleinste_nenner_gilt(ordner):
    eintrag = kleinstadt.eintrag(
        "weite_quote", titel="W", art="anteil", zaehler="sgb2", nenner="einwohner"
    )
    haenge_an(ordner[0] / "indikatoren.toml", "\n" + eintrag)
    stadt = kleinstadt.lade_kommune(*ordner)
    frei = {
        "unter_65": pd.Series({"A1": 400.0}),
        "einwohner": pd.Series({"A1": 500.0, "A2": 300.0}),
    }
    ist = nenner(stadt, {LETZTER: frei})
    assert (ist["A1"], ist["A2"]) == (400, 300)


def test_nenner_ist_mindestens_so_gross_wie_sein_zaehler(stadt):
    grenzen = {
        g.zellen[0][0]: g.unten for g in gleichungen(stadt, "einwohner")
        if g.zellen[0][1] == "unter_65"
    }  # fmt: skip
    # SGB II je Gebiet; „nicht zuordenbar“ hat keine Einwohner, die 5 Fälle begrenzen nichts.
    assert grenzen == {"A1": 40, "A2": 10, "B1": 16, "B2": 3, "A": 50, "B": 19, "P": 56, "K1": 74}
    assert all(np.isinf(g.oben) for g in gleichungen(stadt, "einwohner"))


def test_einschluss_im_selben_verbund_folgt_schon_aus_den_summen(stadt):
    # unter 18 ≤ Einwohner: unter 18 ist Teil von unter 65, das Teil der Einwohner.
    assert not [g for g in gleichungen(stadt, "einwohner") if len(g.zellen) > 1]


def test_einschluss_im_selben_verbund_ohne_summe(ordner):
    # Frauen ab 65 an den unter 65-Jährigen wäre Unsinn, aber als Anteil beschrieben gilt es.
    eintrag = kleinstadt.eintrag(
        "unsinn", titel="U", art="anteil", zaehler="frauen_ab_65", nenner="unter_65"
    )
    haenge_an(ordner[0] / "indikatoren.toml", "\n" + eintrag)
    ist = [g for g in gleichungen(kleinstadt.lade_kommune(*ordner), "einwohner")
           if len(g.zellen) > 1]  # fmt: skip
    assert {g.zellen[0] for g in ist} >= {("A1", "unter_65"), ("K1", "unter_65")}
    assert all(g.koeffizienten == (1.0, -1.0) and g.unten == 0 for g in ist)


@pytest.mark.parametrize(
    ("quote", "unten", "oben"),
    [
        # 74 von 825 sind 8,9697 %; der Nenner ist freigegeben.
        # Ob 9 oder 9,0 % gemeint waren, ist nicht zu sehen; beides passt, das genauere gilt.
        ("9.0", 73.84, 74.66),  # 8,95 bis 9,05 %
        ("8.97", 73.998, 74.007),  # passt auch als 8,970: 8,9695 bis 8,9705 %
        ("8.9", None, None),  # passt nicht: beruht auf anderen Zahlen
    ],
    ids=["eine_stelle", "mehr_stellen", "andere_zahlen"],
)
def test_veroeffentlichte_quote(ordner, quote, unten, oben):
    mit_quote(ordner, quote)
    stadt = kleinstadt.lade_kommune(*ordner)
    frei = {LETZTER: {"unter_65": pd.Series({"K1": 825.0})}}
    ist = gleichungen(stadt, "sgb2", frei)
    if unten is None:
        assert ist == ()
    else:
        von, bis = ist
        assert von.zellen == bis.zellen == (("K1", "sgb2"),)
        assert von.unten / von.koeffizienten[0] == pytest.approx(unten, abs=0.005)
        assert bis.unten / bis.koeffizienten[0] == pytest.approx(oben, abs=0.005)


def test_quote_ohne_bekannten_nenner_verraet_nichts(ordner):
    mit_quote(ordner, "9.0")
    assert gleichungen(kleinstadt.lade_kommune(*ordner), "sgb2") == ()


def test_verborgener_nenner_kommt_mit_seinen_gleichungen(stadt):
    """unter 65 ist in B1 und B2 verborgen: B = 175 = B1 + B2, P = 560 = A1 400 + B1."""
    tafel = zellen(stadt, "einwohner").assign(nenner=np.nan)
    geheim = tafel["merkmal"].eq("unter_65") & tafel["gebiet"].isin(["B1", "B2"])
    anderer = Gerechnet(
        verbund=verbund(stadt, "einwohner"),
        zellen=tafel.assign(status=tafel["status"].mask(geheim, "sekundär")),
        gleichungen=(),
    )
    eigene = zellen(stadt, "sgb2")
    ist = vorwissen.verborgene_nenner(stadt, verbund(stadt, "sgb2"), eigene, anderer)
    assert ist.zellen["gebiet"].tolist() == ["B1 (einwohner)", "B2 (einwohner)"]
    assert set(ist.zellen["status"]) == {"primär"}
    saetze = {(g.zellen, g.unten) for g in ist.gleichungen}
    b1, b2 = (("B1 (einwohner)", "unter_65"), ("B2 (einwohner)", "unter_65"))
    assert ((b1, b2), 175) in saetze
    # Zähler höchstens Nenner, auch wenn beide verborgen sind.
    assert ((b1, ("B1", "sgb2")), 0) in saetze
    assert ((b2, ("B2", "sgb2")), 0) in saetze


def test_nie_veroeffentlichtes_bleibt_unbekannt(stadt):
    """Fehlt die Zelle B, verbindet sie nur noch: B1 + B2 = ? und A + ? + ohne Gebiet = Stadt."""
    tafel = zellen(stadt, "einwohner").assign(nenner=np.nan)
    tafel = tafel[~(tafel["merkmal"].eq("unter_65") & tafel["gebiet"].eq("B"))]
    geheim = tafel["merkmal"].eq("unter_65") & tafel["gebiet"].isin(["B1", "B2"])
    anderer = Gerechnet(
        verbund=verbund(stadt, "einwohner"),
        zellen=tafel.assign(status=tafel["status"].mask(geheim, "primär")),
        gleichungen=(),
    )
    eigene = zellen(stadt, "sgb2")
    ist = vorwissen.verborgene_nenner(stadt, verbund(stadt, "sgb2"), eigene, anderer)
    nirgends = ist.zellen[ist.zellen["gebiet"].str.startswith("nirgends")]
    assert set(nirgends["status"]) == {"offen"}
    assert nirgends["wert"].isna().all()
    b1, b2 = (("B1 (einwohner)", "unter_65"), ("B2 (einwohner)", "unter_65"))
    b = next(g for g in ist.gleichungen if {b1, b2} < set(g.zellen))
    assert (len(b.zellen), b.unten, b.oben) == (3, 0, 0)
    # Stadt 825 − A 650 − ohne Gebiet 0, und Einwohner 218 − ab 65 43
    oben = [g for g in ist.gleichungen if g.zellen == tuple(set(b.zellen) - {b1, b2})]
    assert {abs(g.unten) for g in oben} == {abs(g.oben) for g in oben} == {175}


def test_sichtbare_nenner_sind_nichts_fremdes(stadt):
    anderer = Gerechnet(
        verbund=verbund(stadt, "einwohner"),
        zellen=zellen(stadt, "einwohner").assign(nenner=np.nan),
        gleichungen=(),
    )
    eigene = zellen(stadt, "sgb2")
    assert vorwissen.verborgene_nenner(stadt, verbund(stadt, "sgb2"), eigene, anderer) is None
