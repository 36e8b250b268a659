"""Gruppen einer Ebene: Werte eines Jahres, Lücken mit Grund, Personen, Stichtage, Mittelwerte."""

import pandas as pd
import pytest

from sozialmonitor import gruppenbericht
from tests import kleinstadt
from tests.test_reihen import zeile

# Indikatoren der Kleinstadt: sgb2_quote und jugendanteil zählen Personen, dichte nicht.
NIEDRIG, HOCH = ["g1", "g2", "g3", "g4"], ["h1", "h2", "h3"]
GEBIETE = NIEDRIG + HOCH


def werte(paare, stichtag="2021-12-31", nenner=1000, **angaben):
    return pd.DataFrame([zeile(g, stichtag, x, nenner, **angaben) for g, x in paare.items()])


def tabellen():
    erste = dict(zip(GEBIETE, [50, 52, 54, 56, 200, 205, 210], strict=True))
    zweite = dict(zip(GEBIETE, [100, 103, 101, 104, 300, 305, 301], strict=True))
    return {"sgb2_quote": werte(erste), "jugendanteil": werte(zweite)}


def bericht(stadt, felder, stichtag="2021-12-31", gebiete=GEBIETE, **angaben):
    return gruppenbericht.bericht(stadt, felder, gebiete, stichtag, **angaben)


def mit(felder, name, gebiet, **angaben):
    neu = felder[name].copy()
    for feld, wert in angaben.items():
        neu.loc[neu["gebiet"].eq(gebiet), feld] = wert
    return felder | {name: neu}


def test_zwei_deutliche_gruppen(stadt):
    ist = bericht(stadt, tabellen())
    assert ist.gebiete == {1: NIEDRIG, 2: HOCH}
    assert not ist.gruppierung.grund
    assert not ist.ausgelassen
    assert ist.gruppierung.silhouette_gesamt > 0.5
    assert [i.id for i in ist.indikatoren] == ["sgb2_quote", "jugendanteil"]


def test_mittelwerte_von_hand(stadt):
    ist = gruppenbericht.mittelwerte(bericht(stadt, tabellen()))
    # (5,0 + 5,2 + 5,4 + 5,6) / 4 und (20 + 20,5 + 21) / 3; alle: (21,2 + 61,5) / 7
    assert ist.loc["sgb2_quote"].to_dict() == pytest.approx({1: 5.3, 2: 20.5, "alle": 82.7 / 7})


@pytest.mark.parametrize(
    ("angaben", "zustand", "grund"),
    [
        ({"zustand": "geheim"}, "geheim", "gesperrt (Datenschutz): „SGB-II-Quote“."),
        ({"zustand": "fehlt"}, "fehlt", "keine Angabe: „SGB-II-Quote“."),
        (
            {"zustand": "zu_wenige"},
            "zu_wenige",
            "zu wenige Personen für eine Bewertung: „SGB-II-Quote“.",
        ),
    ],
    ids=["geheim", "fehlt", "zu_wenige"],
)
def test_gebiet_mit_luecke_bleibt_aus_und_sagt_warum(stadt, angaben, zustand, grund):
    ist = bericht(stadt, mit(tabellen(), "sgb2_quote", "g1", **angaben))
    assert ist.ausgelassen == {"g1": grund}
    assert ist.zustand == {"g1": zustand}
    assert ist.gebiete == {1: NIEDRIG[1:], 2: HOCH}


def test_gesperrter_wert_geht_nicht_weiter(stadt):
    felder = mit(tabellen(), "sgb2_quote", "g1", zustand="geheim", wert=47.11)
    ist = bericht(stadt, felder)
    assert "47.11" not in ist.werte.to_csv() + gruppenbericht.mittelwerte(ist).to_csv()


def test_gebiet_ohne_zeile_bleibt_aus(stadt):
    ist = bericht(stadt, tabellen(), gebiete=[*GEBIETE, "neu"])
    assert ist.ausgelassen == {"neu": "keine Angabe: „SGB-II-Quote“ und „Anteil unter 18“."}


def test_zu_wenige_personen_nach_der_groessten_bezugszahl(stadt):
    felder = {
        name: mit({name: t}, name, "h3", nenner=nenner)[name]
        for (name, t), nenner in zip(tabellen().items(), (120, 200), strict=True)
    }
    ist = bericht(stadt, felder)
    assert ist.ausgelassen == {"h3": "Nur 200 Personen, nötig sind 300."}
    assert ist.zustand == {"h3": "zu_wenige"}


def test_indikator_ohne_werte_im_jahr_wird_genannt(stadt):
    felder = tabellen() | {"dichte": werte(dict.fromkeys(GEBIETE, 5), "2019")}
    ist = bericht(stadt, felder)
    assert [i.id for i in ist.ohne_werte] == ["dichte"]
    assert "dichte" not in ist.werte


def test_je_gebiet_gilt_der_juengste_stichtag_des_jahres(stadt):
    felder = tabellen()
    frueher = werte(dict.fromkeys(GEBIETE, 900), "2021-06-30")
    felder["sgb2_quote"] = pd.concat([felder["sgb2_quote"], frueher])
    assert bericht(stadt, felder).werte["sgb2_quote"].max() == 21.0


def test_zu_wenige_gebiete_nennen_den_grund(stadt):
    ist = bericht(stadt, tabellen(), gebiete=GEBIETE[:5])
    assert "mindestens 6 Gebiete" in ist.gruppierung.grund
    assert ist.gebiete == {}
    fest = bericht(stadt, tabellen(), anzahl=4)
    assert "mindestens 12 Gebiete" in fest.gruppierung.grund


@pytest.mark.parametrize("demo", [True, False])
def test_demonstration(stadt, demo):
    assert bericht(stadt, mit(tabellen(), "sgb2_quote", "g1", demo=demo)).demo is demo


def test_verfahren_und_wiederholbarkeit(stadt):
    erster, zweiter = (bericht(stadt, tabellen(), verfahren="kmeans") for _ in range(2))
    assert erster.gebiete == zweiter.gebiete == {1: NIEDRIG, 2: HOCH}
    pd.testing.assert_series_equal(erster.gruppierung.stabilitaet, zweiter.gruppierung.stabilitaet)


def test_stichtage_brauchen_zwei_indikatoren():
    felder = tabellen()
    felder["sgb2_quote"] = pd.concat(
        [felder["sgb2_quote"], werte({"g1": 5}, "2019"), werte({"g1": 5}, "2020", zustand="fehlt"),
         werte({"fremd": 5}, "2018")]
    )  # fmt: skip
    felder["jugendanteil"] = pd.concat(
        [felder["jugendanteil"], werte({"g1": 5}, "2020"), werte({"g1": 5}, "2019-06")]
    )
    ist = gruppenbericht.stichtage(felder, GEBIETE)
    assert ist.to_dict() == {"2019-06": 2, "2021-12-31": 2}
    assert gruppenbericht.vorgabe(ist) == "2021-12-31"


def test_vorgabe_ist_der_juengste_mit_den_meisten_indikatoren():
    assert gruppenbericht.vorgabe(pd.Series({"2019": 3, "2020": 3, "2021": 2})) == "2020"
    leer = gruppenbericht.stichtage({}, GEBIETE)
    assert len(leer) == 0
    assert gruppenbericht.vorgabe(leer) == ""


def test_eingaben_bleiben_unveraendert(stadt):
    felder = tabellen()
    vorher = {name: t.copy(deep=True) for name, t in felder.items()}
    bericht(stadt, felder)
    for name, tabelle in felder.items():
        pd.testing.assert_frame_equal(tabelle, vorher[name])


def test_indikatoren_nur_aus_dem_katalog(tmp_path, stadt):
    assert gruppenbericht.indikatoren(stadt) == []
    daten, geo = kleinstadt.baue(tmp_path)
    kleinstadt.haenge_an(
        daten / "kommune.toml", '[auswertungen]\ngruppen = ["dichte", "gibt_es_nicht"]\n'
    )
    kommune = kleinstadt.lade_kommune(daten, geo)
    assert [i.id for i in gruppenbericht.indikatoren(kommune)] == ["dichte"]
