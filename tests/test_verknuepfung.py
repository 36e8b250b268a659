"""Verbünde und Tafeln der Kleinstadt; Summen und Reste von Hand gerechnet."""

import pytest

from sozialmonitor import verknuepfung
from sozialmonitor.geheimhaltung import FEST, OFFEN
from tests import kleinstadt
from tests.kleinstadt import LETZTER


def verbund(kommune, merkmal):
    return next(v for v in verknuepfung.verbuende(kommune) if merkmal in v.merkmale)


def zellen(kommune, merkmal, stichtag=LETZTER):
    return verknuepfung.tafel(kommune, verbund(kommune, merkmal), stichtag).zellen.set_index(
        ["gebiet", "merkmal"]
    )


def test_teilmengen_bilden_einen_verbund(stadt):
    bevoelkerung = verbund(stadt, "einwohner")
    assert bevoelkerung.merkmale == (
        "einwohner", "unter_18", "unter_65", "von_18_bis_64", "frauen_ab_65",
    )  # fmt: skip
    assert ("unter_65", ("unter_18", "von_18_bis_64")) in [
        (ganzes, tuple(sorted(teile))) for ganzes, teile in bevoelkerung.summen
    ]
    assert "einwohner ohne unter_65" in bevoelkerung.abgezogen


def test_was_nichts_verbindet_steht_allein(stadt):
    assert verbund(stadt, "sgb2").merkmale == ("sgb2",)
    assert verbund(stadt, "geburten").merkmale == ("geburten",)


def test_teil_von_verbindet(tmp_path):
    kommune = kleinstadt.lade(
        tmp_path,
        ("merkmale.toml", 'geburten = { titel = "Geburten"',
         'geburten = { teil_von = "sgb2", titel = "Geburten"'),
    )  # fmt: skip
    verbunden = verbund(kommune, "sgb2")
    assert verbunden.merkmale == ("sgb2", "geburten")
    # A1: 40 − 5, Stadt: 74 − 10.
    tafel = zellen(kommune, "sgb2")
    (rest,) = verbunden.abgezogen
    assert tafel.loc[("A1", rest), "wert"] == 35
    assert tafel.loc[("K1", rest), "wert"] == 64


def test_gliederung_verbindet_teile_zum_ganzen(tmp_path):
    kommune = kleinstadt.lade(
        tmp_path,
        ("merkmale.toml", 'geburten = { titel = "Geburten"',
         'geburten = { teil_von = "zuzuege", gliederung = "x", titel = "Geburten"'),
        ("merkmale.toml", 'fortzuege = { titel = "Fortzüge"',
         'fortzuege = { teil_von = "zuzuege", gliederung = "x", titel = "Fortzüge"'),
    )  # fmt: skip
    # Fortzüge plus Geburten sind hier nicht die Zuzüge: Die Gliederung gilt nur, wo sie stimmt.
    assert set(verbund(kommune, "zuzuege").merkmale) == {"zuzuege", "geburten", "fortzuege"}


def test_unbekanntes_ganzes_ist_ein_mangel(tmp_path):
    kommune = kleinstadt.lade(
        tmp_path,
        ("merkmale.toml", 'geburten = { titel = "Geburten"',
         'geburten = { teil_von = "sgb3", titel = "Geburten"'),
    )  # fmt: skip
    assert any("sgb3" in str(mangel) for mangel in kommune.maengel)


def test_nenner_kommt_vor_seinem_zaehler(stadt):
    reihenfolge = [v.id for v in verknuepfung.verbuende(stadt)]
    assert reihenfolge.index("einwohner") < reihenfolge.index("sgb2")


def test_reste_eines_programmgebiets(stadt):
    # P = A1 + B1 liegt in zwei Stadtteilen, also gibt es nur „Stadt ohne P“.
    assert verknuepfung.reste(stadt) == {"K1 ohne P": ("K1", "P")}
    # Einwohner: 1018 − 700; Leistungsberechtigte: 74 − 56 (mit den 5 ohne Gebiet).
    assert zellen(stadt, "einwohner").loc[("K1 ohne P", "einwohner"), "wert"] == 318
    assert zellen(stadt, "sgb2").loc[("K1 ohne P", "sgb2"), "wert"] == 18


def test_abgezogenes_ist_eine_zelle(stadt):
    # Ab 65 in A1: 500 − 400.
    tafel = zellen(stadt, "einwohner")
    assert tafel.loc[("A1", "einwohner ohne unter_65"), "wert"] == 100
    assert tafel.loc[("K1", "einwohner ohne unter_65"), "wert"] == 193


def test_leerer_rest_ist_null_und_kein_geheimnis(stadt):
    # Ohne Ort sind 5 Leistungsberechtigte, aber keine Einwohner.
    assert zellen(stadt, "einwohner").loc[("KX", "einwohner"), "wert"] == 0
    assert zellen(stadt, "sgb2").loc[("KX", "sgb2"), "wert"] == 5


def test_vertrauliches_ist_offen_veroeffentlichtes_fest(tmp_path):
    kommune = kleinstadt.lade(
        tmp_path,
        (
            "datapackage.json",
            '"name": "einwohner",',
            '"name": "einwohner", "veroeffentlicht": true,',
        ),
    )
    assert verknuepfung.veroeffentlichte_tabellen(kommune) == {"einwohner"}
    assert "einwohner" not in {m for v in verknuepfung.verbuende(kommune) for m in v.merkmale}
    assert set(zellen(kommune, "sgb2")["status"]) == {OFFEN}


def test_veroeffentlichter_stadtwert_ist_fest(tmp_path):
    daten, geo = kleinstadt.baue(tmp_path)
    kleinstadt.ersetze(
        daten / "datapackage.json",
        '"name": "chronik",',
        '"name": "amtlich", "path": "amtlich.csv", "rolle": "bestand", "veroeffentlicht": true, '
        '"schema": {"fields": [{"name": "gebiet"}, {"name": "stichtag"}, {"name": "merkmal"}, '
        '{"name": "wert", "type": "number"}, {"name": "zeichen"}, {"name": "quelle"}]}}, '
        '{"name": "chronik",',
    )
    zeile = f"K1,{LETZTER},sgb2,74,,amt\n"
    (daten / "amtlich.csv").write_text(
        f"gebiet,stichtag,merkmal,wert,zeichen,quelle\n{zeile}", encoding="utf-8"
    )
    kommune = kleinstadt.lade_kommune(daten, geo)
    assert kommune.maengel == ()
    tafel = zellen(kommune, "sgb2")
    assert tafel.loc[("K1", "sgb2"), "status"] == FEST
    assert tafel.loc[("A1", "sgb2"), "status"] == OFFEN
    # Widerspricht der veröffentlichte Wert der Summe, ist er keine Zelle, gilt aber als bekannt.
    (daten / "amtlich.csv").write_text(
        f"gebiet,stichtag,merkmal,wert,zeichen,quelle\n{zeile.replace('74', '80')}",
        encoding="utf-8",
    )
    kommune = kleinstadt.lade_kommune(daten, geo)
    tafel = verknuepfung.tafel(kommune, verbund(kommune, "sgb2"), LETZTER)
    assert ("K1", "sgb2") not in set(
        zip(tafel.zellen["gebiet"], tafel.zellen["merkmal"], strict=True)
    )
    assert tafel.gleichungen


@pytest.mark.parametrize(
    ("merkmal", "tage"), [("sgb2", 3), ("geburten", 1), ("einwohner_amtlich", 1)]
)
def test_stichtage_mit_vertraulichen_zahlen(stadt, merkmal, tage):
    assert len(verknuepfung.stichtage(stadt, verbund(stadt, merkmal))) == tage
