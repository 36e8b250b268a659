"""Schutz eines Zuschnitts: Felder der Einheiten, Nenner, was verborgen und was angegriffen wird.

Die Einheiten stehen in `test_zuschnitt`; hier mit „unter 65“ statt „unter 18“, weil das der Nenner
der SGB-II-Quote ist.
"""

import numpy as np
import pandas.testing as pdt
import pytest

from sozialmonitor import zuschnittschutz
from sozialmonitor.fehler import Unbekannt
from sozialmonitor.geheimhaltung import GESCHUETZT, INTERN
from sozialmonitor.schnittstuecke import schnitt
from tests.test_zuschnitt import GEBIET, rastertabelle

MERKMALE = ("einwohner", "unter_65", "sgb2")
WERTE = {
    "a1": (380, 300, 38),
    "a2": (120, 90, 9),
    "c1": (200, 150, 8),
    "c2": (100, 20, 19),
    "b1": (150, 90, 12),
    "b2": (50, 40, 4),
}


def felder(stadt, werte=None):
    return zuschnittschutz.felder(rastertabelle(werte or WERTE, MERKMALE), stadt)


def geschuetzt(stadt, neu, *, mit_altem=False, waehlbar=None, sichtbar=frozenset(), werte=None):
    zahlen = felder(stadt, werte)
    orte = schnitt(stadt, zahlen.alt, GEBIET | neu, mit_altem=mit_altem)
    alle = [*orte.neu.values(), *orte.alt.values(), *orte.darueber]
    return zuschnittschutz.geschuetzt(
        stadt,
        zahlen,
        orte,
        INTERN,
        waehlbar=alle if waehlbar is None else waehlbar,
        sichtbar=sichtbar,
    )


def zelle(ergebnis, gebiet, merkmal):
    zellen = ergebnis.zellen
    return zellen[zellen["gebiet"].eq(gebiet) & zellen["merkmal"].eq(merkmal)].iloc[0]


def test_gebiete_ohne_raster_sind_ihre_eigene_einheit(stadt):
    ist = felder(stadt)
    assert list(ist.werte.index) == [*GEBIET, "B2", "KX"]
    assert ist.alt["B2"] == "B2"
    assert ist.werte.loc["c2"].to_list() == [100, 20, 19]
    # B2 und „nicht zuordenbar“ nach kleinstadt.py; dort wohnt niemand, aber 5 sind im SGB II.
    assert ist.werte.loc["B2"].to_list() == [18, 15, 3]
    assert ist.werte.loc["KX"].to_list() == [0, 0, 5]


def test_einheiten_ohne_zeile_und_geheime(stadt):
    raster = rastertabelle(WERTE, MERKMALE)
    fehlt = raster["einheit"].eq("a1") & raster["merkmal"].eq("sgb2")
    geheim = raster["einheit"].eq("a2") & raster["merkmal"].eq("sgb2")
    raster["wert"], raster["zeichen"] = raster["wert"].mask(geheim), np.where(geheim, "demo •", "")
    ist = zuschnittschutz.felder(raster[~fehlt], stadt)
    assert ist.werte["sgb2"].isna().to_dict() == {
        e: e in {"a1", "a2"} for e in [*GEBIET, "B2", "KX"]
    }
    assert ist.geheim["sgb2"].to_list() == [False, True, *[False] * 6]


def test_unbekanntes_gebiet(stadt):
    raster = rastertabelle(WERTE, MERKMALE)
    with pytest.raises(Unbekannt, match="Das Gebiet „Z“ ist nicht verzeichnet"):
        zuschnittschutz.felder(raster.assign(gebiet="Z"), stadt)


def test_verbuende_nur_der_rastermerkmale(stadt):
    # Ohne „unter 18“ bleibt: Einwohner = unter 65 + Rest; „zuzuege“ hat der Bestand, „x“ niemand.
    ist = zuschnittschutz.verbuende(stadt, MERKMALE)
    assert {v.id: v.merkmale for v in ist} == {
        "einwohner": ("einwohner", "unter_65"),
        "sgb2": ("sgb2",),
    }
    assert ist[0].summen == (("einwohner", ("einwohner ohne unter_65", "unter_65")),)


def test_was_ohne_bestand_ist_steht_fuer_sich(stadt):
    ist = zuschnittschutz.verbuende(stadt, ["einwohner", "frauen_ab_65", "quote_bericht"])
    assert [v.id for v in ist] == ["einwohner", "quote_bericht"]


def test_ergaenzung_zum_veroeffentlichten_nenner(stadt):
    # c2 wird ein Gebiet: 19 von 20 unter 65 sind im SGB II, eine Person ist es nicht.
    ist = geschuetzt(stadt, {"c2": "N"})
    assert zelle(ist, "N", "sgb2")["grund"] == "Ergänzung zum Nenner unter 3"
    assert ("N", "sgb2") not in ist.sichtbar
    assert set(ist.angriff["urteil"]) == {GESCHUETZT}


def test_ergaenzung_eines_schnittstuecks(stadt):
    # c2 kommt über die Grenze zu B1; das Schnittstück A ∩ B1 ist c2, sein Nenner 20 ist groß.
    ist = geschuetzt(stadt, {"c2": "B1"})
    assert zelle(ist, "A ∩ B1", "sgb2")["status"] == "primär"
    assert "A ∩ B1" in set(ist.angriff["gebiet"])


def test_kleiner_nenner_eines_schnittstuecks_ist_selbst_geschuetzt(stadt):
    # 2 unter 65, keine im SGB II: Die 2 ist geheim, die Ergänzung damit auch.
    ist = geschuetzt(stadt, {"c2": "B1"}, werte=WERTE | {"c2": (100, 2, 0)})
    assert zelle(ist, "A ∩ B1", "unter_65")["status"] == "primär"
    assert zelle(ist, "A ∩ B1", "sgb2")["status"] == "offen"


def test_reste_sind_zellen(stadt):
    # 2 Menschen ab 65 in c2: „Einwohner ohne unter 65“ steht nirgends und ist doch geheim.
    ist = geschuetzt(stadt, {"c2": "N"}, werte=WERTE | {"c2": (100, 98, 5)})
    assert zelle(ist, "N", "einwohner ohne unter_65")["wert"] == 2
    sichtbare = {merkmal for gebiet, merkmal in ist.sichtbar if gebiet == "N"}
    assert not {"einwohner", "unter_65"} <= sichtbare
    assert set(ist.angriff["urteil"]) == {GESCHUETZT}


def test_ohne_waehlbares_wird_nichts_verborgen_nur_angegriffen(stadt):
    # A (38 + 9 + 8 + 2 = 57), A1 (47) und A2 neu (8) sind sichtbar: c2 = 57 − 47 − 8 = 2.
    werte = WERTE | {"c2": (100, 20, 2)}
    sichtbar = {("A", "sgb2"), ("A1", "sgb2"), ("A2", "sgb2")}
    ist = geschuetzt(stadt, {"c2": "B1"}, waehlbar=(), sichtbar=frozenset(sichtbar), werte=werte)
    assert ist.sichtbar == sichtbar
    stueck = ist.angriff[ist.angriff["gebiet"].eq("A ∩ B1")].set_index("merkmal").loc["sgb2"]
    assert stueck[["unten", "oben", "urteil"]].to_list() == [2, 2, "exakt bestimmbar"]


def test_zweimal_dasselbe_und_eingaben_unveraendert(stadt):
    raster = rastertabelle(WERTE, MERKMALE)
    vorher = raster.copy(deep=True)
    zahlen = zuschnittschutz.felder(raster, stadt)
    orte = schnitt(stadt, zahlen.alt, GEBIET | {"c2": "B1"}, mit_altem=True)
    ergebnisse = [
        zuschnittschutz.geschuetzt(stadt, zahlen, orte, INTERN, waehlbar=list(orte.neu.values()))
        for _ in range(2)
    ]
    pdt.assert_frame_equal(ergebnisse[0].angriff, ergebnisse[1].angriff)
    assert ergebnisse[0].sichtbar == ergebnisse[1].sichtbar
    pdt.assert_frame_equal(raster, vorher)
