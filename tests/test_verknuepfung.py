"""Verknüpfte Tabellen: Verbünde, Summen und Tafeln der Kleinstadt, von Hand gerechnet."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from sozialmonitor import verknuepfung
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.teilmengen import Kombination
from sozialmonitor.verknuepfung import Verbund
from tests import kleinstadt
from tests.freigabestadt import mit_bericht, mit_bestand, mit_werten
from tests.kleinstadt import JAHRE, LETZTER, ersetze, haenge_an

OHNE_65 = "einwohner ohne unter_65"


def verbund(kommune, merkmal):
    return next(v for v in verknuepfung.verbuende(kommune) if merkmal in v.merkmale)


def tafel(kommune, merkmal, stichtag=LETZTER):
    zellen = verknuepfung.tafel(kommune, verbund(kommune, merkmal), stichtag).zellen
    return zellen.set_index(["gebiet", "merkmal"])


# Verbünde


def test_verbuende_der_kleinstadt(stadt):
    ist = verknuepfung.verbuende(stadt)
    assert [v.id for v in ist] == [
        "einwohner", "einwohner_amtlich", "sgb2", "geburten", "zuzuege", "fortzuege",
    ]  # fmt: skip
    assert ist[0].merkmale == ("einwohner", "unter_18", "unter_65", "von_18_bis_64", "frauen_ab_65")
    assert ist[0].tabellen == ("einwohner",)
    assert ist[2] == Verbund(id="sgb2", merkmale=("sgb2",), summen=(), tabellen=("soziales",))
    # Flächen und Quoten sind nicht gezählt.
    assert not {"flaeche", "quote_bericht"} & {m for v in ist for m in v.merkmale}


def test_teilmengen_ergeben_sich_durch_abziehen(stadt):
    abzuege = verbund(stadt, "einwohner").abzuege
    assert abzuege == (
        (OHNE_65, "einwohner", "unter_65"),
        ("einwohner ohne frauen_ab_65", "einwohner", "frauen_ab_65"),
        # Männer ab 65: nirgends gezählt, auch nicht als Differenz zweier Merkmale.
        (f"{OHNE_65} ohne frauen_ab_65", OHNE_65, "frauen_ab_65"),
    )
    assert ("unter_65", ("unter_18", "von_18_bis_64")) in verbund(stadt, "einwohner").summen


def test_wer_nenner_ist_kommt_zuerst(ordner):
    # Steht SGB II im Katalog vor den Einwohnern, rechnet der Lauf trotzdem diese zuerst.
    zeile = next(z for z in kleinstadt.MERKMALE.splitlines() if z.startswith("sgb2 ="))
    ersetze(ordner[0] / "merkmale.toml", zeile + "\n", "")
    ersetze(ordner[0] / "merkmale.toml", "[merkmale]\n", f"[merkmale]\n{zeile}\n")
    namen = [v.id for v in verknuepfung.verbuende(kleinstadt.lade_kommune(*ordner))]
    assert namen.index("einwohner") < namen.index("sgb2")


def test_stichtage_nur_mit_eigenen_zahlen(stadt):
    assert verknuepfung.stichtage(stadt, verbund(stadt, "einwohner")) == list(JAHRE)
    assert verknuepfung.stichtage(stadt, verbund(stadt, "zuzuege")) == [LETZTER]


def test_alles_veroeffentlicht_heisst_kein_verbund(stadt):
    ressourcen = [r | {"veroeffentlicht": True} for r in stadt.paket["resources"]]
    offen = dataclasses.replace(stadt, paket=stadt.paket | {"resources": ressourcen})
    assert verknuepfung.verbuende(offen) == []


def test_nur_wahr_heisst_veroeffentlicht(stadt):
    # Ein Text „true“ ist kein Versprechen, dass alles darin öffentlich ist.
    ressourcen = [r | {"veroeffentlicht": "true"} for r in stadt.paket["resources"]]
    falsch = dataclasses.replace(stadt, paket=stadt.paket | {"resources": ressourcen})
    assert verknuepfung.veroeffentlichte_tabellen(falsch) == frozenset()


# teil_von und gliederung

KINDER = """
[merkmale.sgb2_kinder]
titel = "Kinder"
einheit = "Personen"
art = "anzahl"
teil_von = "sgb2"
gliederung = "alter"
[merkmale.sgb2_andere]
titel = "Andere"
einheit = "Personen"
art = "anzahl"
teil_von = "sgb2"
gliederung = "alter"
"""


def mit_kindern(ordner, kinder, andere):
    """Die Kleinstadt mit SGB II nach Alter; Werte für A1, A2, B1, B2, KX."""
    haenge_an(ordner[0] / "merkmale.toml", KINDER)
    zeilen = [
        f"{gebiet},{LETZTER},{merkmal},{wert},,amt,\n"
        for merkmal, werte in (("sgb2_kinder", kinder), ("sgb2_andere", andere))
        for gebiet, wert in zip(("A1", "A2", "B1", "B2", "KX"), werte, strict=True)
    ]
    haenge_an(ordner[0] / "soziales.csv", "".join(zeilen))
    return kleinstadt.lade_kommune(*ordner)


def test_vollstaendige_gliederung_hat_keinen_rest(ordner):
    # 40 = 15 + 25, 10 = 2 + 8, 16 = 6 + 10, 3 = 1 + 2, 5 = 0 + 5
    ist = verbund(mit_kindern(ordner, (15, 2, 6, 1, 0), (25, 8, 10, 2, 5)), "sgb2")
    assert ist.merkmale == ("sgb2", "sgb2_kinder", "sgb2_andere")
    assert ("sgb2", ("sgb2_kinder", "sgb2_andere")) in ist.summen
    assert ist.abgezogen == ("sgb2 ohne sgb2_kinder", "sgb2 ohne sgb2_andere")


def test_unvollstaendige_gliederung_laesst_einen_rest(ordner):
    # In B2 fehlt einer: 3 − 1 − 1; der Rest ist überall sonst 0.
    stadt = mit_kindern(ordner, (15, 2, 6, 1, 0), (25, 8, 10, 1, 5))
    rest = "sgb2 ohne sgb2_kinder ohne sgb2_andere"
    assert rest in verbund(stadt, "sgb2").abgezogen
    ist = tafel(stadt, "sgb2")["wert"]
    assert [ist[g, rest] for g in ("A1", "B2", "A", "B", "K1")] == [0, 1, 0, 1, 1]


def test_zusammengezaehlter_zaehler_laesst_einen_rest(ordner):
    # Der Anteil (Kinder + Andere) / alle zeigt, dass sich beide nicht überschneiden; ohne
    # `gliederung` ist der Rest trotzdem eine Zelle: 40 − 10 − 25 = 5 in A1.
    toml = KINDER.replace('gliederung = "alter"\n', "")
    eintrag = kleinstadt.eintrag(
        "zusammen", titel="Z", art="anteil", zaehler=["sgb2_kinder", "sgb2_andere"], nenner="sgb2"
    )
    haenge_an(ordner[0] / "indikatoren.toml", "\n" + eintrag)
    haenge_an(ordner[0] / "merkmale.toml", toml)
    for name, wert in (("sgb2_kinder", 10), ("sgb2_andere", 25)):
        haenge_an(ordner[0] / "soziales.csv", f"A1,{LETZTER},{name},{wert},,amt,\n")
    stadt = kleinstadt.lade_kommune(*ordner)
    ist = tafel(stadt, "sgb2")["wert"]
    assert ist["A1", "sgb2 ohne sgb2_kinder ohne sgb2_andere"] == 5


def test_teil_groesser_als_das_ganze(ordner):
    stadt = mit_kindern(ordner, (41, 2, 6, 1, 0), (0, 0, 0, 0, 0))
    with pytest.raises(SozialmonitorFehler, match="„sgb2_kinder“ ist bei „A1“ größer als „sgb2“"):
        tafel(stadt, "sgb2")


# Gebiete


def test_summen_der_gebiete(stadt):
    orte = verknuepfung.hierarchien(stadt, verbund(stadt, "sgb2"))["gebiet"]
    assert {teil: oben for teil, oben in orte[0].items() if oben in ("A", "B", "K1")} == {
        "A1": "A", "A2": "A", "B1": "B", "B2": "B", "A": "K1", "B": "K1", "KX": "K1",
    }  # fmt: skip
    assert orte[1:] == [{"A1": "P", "B1": "P"}, {"P": "K1", "K1 ohne P": "K1"}]


def test_rest_einer_menge_ueber_zwei_stadtteile(stadt):
    assert verknuepfung.reste(stadt) == {"K1 ohne P": ("K1", "P")}
    # SGB II: 74 − (40 + 16) = 18 = A2 10 + B2 3 + ohne Gebiet 5
    assert tafel(stadt, "sgb2").loc[("K1 ohne P", "sgb2"), "wert"] == 18


@pytest.mark.parametrize(
    ("mengen", "reste"),
    [
        ("menge,teil\nP,A1\n", {"A ohne P": ("A", "P")}),
        ("menge,teil\nP,A1\nP,A2\n", {}),
        ("menge,teil\nP,A1\nP,A2\nP,B1\nP,B2\n", {"K1 ohne P": ("K1", "P")}),
    ],
    ids=["ein_teil", "ganzer_stadtteil", "alles_ausser_nicht_zuordenbar"],
)
def test_raender_einer_menge(ordner, mengen, reste):
    (ordner[0] / "mengen.csv").write_text(mengen, encoding="utf-8")
    stadt = kleinstadt.lade_kommune(*ordner)
    assert verknuepfung.reste(stadt) == reste
    tafel(stadt, "sgb2")


def test_menge_mit_einem_teil(ordner):
    (ordner[0] / "mengen.csv").write_text("menge,teil\nP,A1\n", encoding="utf-8")
    ist = tafel(kleinstadt.lade_kommune(*ordner), "sgb2")["wert"]
    assert (ist["P", "sgb2"], ist["A ohne P", "sgb2"]) == (40, 10)


# Tafel


def test_tafel_von_hand(stadt):
    ist = tafel(stadt, "einwohner")
    # B2: 18 Menschen, 15 unter 65, also 3 ab 65; 2 davon Frauen.
    zellen = [("B2", OHNE_65), ("B2", f"{OHNE_65} ohne frauen_ab_65"), ("A", "unter_18")]
    assert ist.loc[zellen, "wert"].tolist() == [3, 1, 150]
    assert set(ist["status"]) == {"offen", "fest"}
    assert list(ist.columns) == ["wert", "zeichen", "status"]


def test_kombiniertes_ist_eine_zelle(stadt):
    # Männer ab 65 = Einwohner − unter 65 − Frauen ab 65, in B2 18 − 15 − 2.
    maenner = Kombination(
        name="x", faktoren=(("einwohner", 1.0), ("unter_65", -1.0), ("frauen_ab_65", -1.0))
    )
    mit = dataclasses.replace(verbund(stadt, "einwohner"), kombiniert=(maenner,))
    ist = verknuepfung.tafel(stadt, mit, LETZTER).zellen.set_index(["merkmal", "gebiet"]).loc["x"]
    assert ist.loc[["B2", "A1", "K1"], "wert"].tolist() == [1, 40, 76]
    assert ist.loc["B2", "status"] == "offen"


def test_gesamtzahl_ist_keine_gruppe(stadt):
    # Steht eine Zeile ohne Alter neben den Altersgruppen, ändert sie an den Teilmengen nichts.
    gesamt = stadt.bestand[stadt.bestand["merkmal"].eq("einwohner")].iloc[[0]]
    gesamt = gesamt.assign(alter="", geschlecht="", herkunft="")
    mit = dataclasses.replace(stadt, bestand=pd.concat([stadt.bestand, gesamt]))
    assert verbund(mit, "einwohner") == verbund(stadt, "einwohner")


def test_leerer_rest_ist_null(stadt):
    # Bei SGB II gibt es „nicht zuordenbar“; bei Einwohnern nie, das weiß jeder: fest.
    assert tafel(stadt, "sgb2").loc[("KX", "sgb2"), ["wert", "status"]].tolist() == [5, "offen"]
    ist = tafel(stadt, "einwohner").loc[("KX", "einwohner"), ["wert", "status"]]
    assert ist.tolist() == [0, "fest"]


def test_leerer_rest_an_einem_von_mehreren_stichtagen(stadt):
    zeile = stadt.bestand["gebiet"].eq("KX") & stadt.bestand["stichtag"].eq(LETZTER)
    ist = tafel(mit_bestand(stadt, stadt.bestand[~zeile]), "sgb2")
    # Stadt 74 − 5; dass es keinen Rest gibt, ist ohne die Tabelle nicht bekannt.
    assert ist.loc[("KX", "sgb2"), ["wert", "status"]].tolist() == [0, "offen"]
    assert ist.loc[("K1", "sgb2"), "wert"] == 69


def test_stichtag_ohne_zahlen_ist_leer(stadt):
    assert tafel(stadt, "einwohner", "1999-12-31").empty


def test_unbekannt_und_geheim_bleiben_ohne_wert(stadt):
    nummer = stadt.bestand.index[
        stadt.bestand["merkmal"].eq("zuzuege") & stadt.bestand["gebiet"].eq("B2")
    ][0]
    bits = stadt.bestand["bits"].copy()
    bits[nummer] = 256  # „•“
    geheim = dataclasses.replace(mit_werten(stadt, {nummer: np.nan}))
    geheim = mit_bestand(geheim, geheim.bestand.assign(bits=bits))
    ist = tafel(geheim, "zuzuege")
    assert ist.loc["B2", "zeichen"].tolist() == ["•"]
    assert np.isnan(ist.loc[("B2", "zuzuege"), "wert"])
    assert np.isnan(ist.loc[("K1", "zuzuege"), "wert"])


def test_teile_ohne_ganzes_haben_keine_summe(stadt):
    # Fehlt B2, hat B keine Summe; A bleibt, die Stadt fehlt auch.
    fehlt = stadt.bestand["gebiet"].eq("B2") & stadt.bestand["merkmal"].eq("zuzuege")
    ist = tafel(mit_bestand(stadt, stadt.bestand[~fehlt]), "zuzuege")
    orte = set(ist.index.get_level_values("gebiet"))
    assert {"A1", "A2", "B1", "A", "P"} <= orte
    assert not {"B", "B2", "K1", "K1 ohne P"} & orte


# Schon Veröffentlichtes


def test_veroeffentlichter_stadtwert_ist_fest(ordner):
    ist = tafel(mit_bericht(ordner, ["K1,sgb2,74"]), "sgb2")
    assert ist[ist["status"].eq("fest")].index.tolist() == [("K1", "sgb2")]


def test_was_aus_festem_folgt_ist_fest(ordner):
    # Mit Stadt, A und „nicht zuordenbar“ ist auch B bekannt (74 − 50 − 5), nicht aber B1 und B2.
    stadt = mit_bericht(ordner, ["K1,sgb2,74", "A,sgb2,50", "KX,geburten,0"])
    assert tafel(stadt, "sgb2").loc[("B", "sgb2"), "status"] == "offen"
    weg = stadt.bestand["gebiet"].eq("KX") & stadt.bestand["merkmal"].eq("sgb2")
    ohne_rest = mit_bestand(stadt, stadt.bestand[~weg])
    ist = tafel(mit_werten(ohne_rest, _zeilen(ohne_rest, {("K1", "sgb2"): 69})), "sgb2")
    fest = {gebiet for gebiet, _ in ist[ist["status"].eq("fest")].index}
    assert fest == {"K1", "A", "B", "KX"}


def _zeilen(kommune, werte):
    bestand = kommune.bestand[kommune.bestand["stichtag"].eq(LETZTER)]
    zellen = zip(bestand["gebiet"], bestand["merkmal"], strict=True)
    return {nr: werte[z] for nr, z in zip(bestand.index, zellen, strict=True) if z in werte}


def test_ganzes_das_nicht_aufgeht_fehlt_aber_seine_teile_gelten_als_bekannt(ordner):
    stadt = mit_bericht(ordner, ["K1,sgb2,80"])
    ist = verknuepfung.tafel(stadt, verbund(stadt, "sgb2"), LETZTER)
    assert "K1" not in set(ist.zellen["gebiet"])
    # 80 sagt ungefähr, was A, B und „nicht zuordenbar“ zusammen haben: 50 + 19 + 5.
    (gleichung,) = [g for g in ist.gleichungen if ("A", "sgb2") in g.zellen]
    assert set(gleichung.zellen) == {("A", "sgb2"), ("B", "sgb2"), ("KX", "sgb2")}
    assert (gleichung.unten, gleichung.oben) == (74, 74)


def test_veroeffentlichter_teil_groesser_als_das_ganze_gilt_nicht(ordner):
    haenge_an(ordner[0] / "merkmale.toml", KINDER)
    ist = tafel(mit_bericht(ordner, ["K1,sgb2_kinder,99"]), "sgb2")
    assert ("K1", "sgb2_kinder") not in ist.index
    assert ist.loc[("K1", "sgb2"), "wert"] == 74


def test_nur_veroeffentlichter_teil_verbindet_sich_mit_eigenem_ganzen(ordner):
    # Stadt 74, veröffentlicht sind 72 Kinder: Die übrigen 2 ergeben sich und sind eine Zelle.
    haenge_an(ordner[0] / "merkmale.toml", KINDER)
    stadt = mit_bericht(ordner, ["K1,sgb2_kinder,72"])
    assert verbund(stadt, "sgb2").merkmale == ("sgb2",)
    assert "sgb2_kinder" in verbund(stadt, "sgb2").feste
    ist = tafel(stadt, "sgb2")
    assert ist.loc[("K1", "sgb2_kinder"), "status"] == "fest"
    assert ist.loc[("K1", "sgb2 ohne sgb2_kinder"), ["wert", "status"]].tolist() == [2, "offen"]
