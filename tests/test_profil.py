"""Das Gebietsprofil an einer erfundenen Kommune, von Hand gerechnet."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from sozialmonitor import profil
from sozialmonitor.katalog import Indikator


def _indikator(name: str, richtung: str = "hoch_belastend", art: str = "anteil") -> Indikator:
    return Indikator(
        id=name,
        titel=f"Titel {name}",
        kurz="",
        definition="",
        berechnung="",
        handlungsfeld="x",
        art=art,
        zaehler=("z",),
        nenner=("n",),
        faktor=100,
        einheit="%",
        nachkommastellen=1,
        richtung=richtung,
        vergleich=(),
        quelle=("q",),
        klassen=(),
        hinweise=(),
        geprueft_am="2026-01-01",
    )


def _zeile(gebiet: str, stichtag: str, wert: float, **angaben: Any) -> dict[str, Any]:
    vorgabe = {
        "gebiet": gebiet,
        "stichtag": stichtag,
        "zaehler": wert,
        "nenner": 100.0,
        "wert": wert,
        "unten": wert - 1,
        "oben": wert + 1,
        "zeichen": "",
        "zustand": "wert",
        "demo": False,
        "herkunft": "gerechnet",
        "stadtwert": 10.0,
        "rest_wert": 9.0,
        "urteil": "nicht gesichert verschieden",
    }
    return vorgabe | angaben


@pytest.fixture
def tabellen() -> dict[str, pd.DataFrame]:
    a = [
        _zeile("A", "2019", 4.0),
        _zeile("A", "2020", 5.0, urteil="gesichert niedriger"),
        _zeile("A", "2021", float("nan"), zustand="fehlt"),
        _zeile("B", "2020", 10.0),
        _zeile("C", "2020", 15.0),
        _zeile("D", "2020", 25.0),
    ]
    b = [
        _zeile("A", "2020-12-31", float("nan"), zustand="geheim", urteil="nicht bewertbar"),
        _zeile("B", "2020-12-31", 3.0),
    ]
    return {"a": pd.DataFrame(a), "b": pd.DataFrame(b)}


@pytest.fixture
def katalog() -> dict[str, Indikator]:
    return {"a": _indikator("a"), "b": _indikator("b", "neutral")}


def test_juengster_stand_uebergeht_luecken_aber_nicht_gesperrtes(tabellen):
    werte = profil.langtabelle(tabellen)
    zeilen = profil.profilzeilen(werte, "A", "2025-12-31").set_index("indikator")
    assert zeilen.loc["a", "stichtag"] == "2020"
    assert zeilen.loc["b", "zustand"] == "geheim"
    assert list(profil.profilzeilen(werte, "A", "2019")["indikator"]) == ["a"]


def test_stand_ist_der_letzte_stichtag_je_jahr(tabellen):
    assert profil.jahresstaende(profil.langtabelle(tabellen), "A") == ["2019", "2020-12-31"]


def test_eingabe_bleibt_unveraendert(tabellen, katalog):
    vorher = {name: tabelle.copy() for name, tabelle in tabellen.items()}
    werte = profil.langtabelle(tabellen)
    zeilen = profil.profilzeilen(werte, "A", "2025")
    profil.spannweiten(werte, zeilen, list("ABCD"), katalog)
    for name, tabelle in tabellen.items():
        pd.testing.assert_frame_equal(tabelle, vorher[name])


def test_spannweite_von_hand(tabellen, katalog):
    werte = profil.langtabelle(tabellen)
    zeilen = profil.profilzeilen(werte, "A", "2025")
    spannen = profil.spannweiten(werte, zeilen, list("ABCD"), katalog)
    assert list(spannen["indikator"]) == ["a"]  # b: gesperrt und nur ein Gebiet mit Wert
    zeile = spannen.iloc[0]
    # Werte 5, 10, 15, 25; hoch ist belastend, also liegt 5 ganz rechts (günstig).
    assert zeile["position"] == 1.0
    assert zeile["stadt_position"] == pytest.approx(0.75)
    assert zeile["q25"] == pytest.approx(1 - (17.5 - 5) / 20)
    assert zeile["q75"] == pytest.approx(1 - (8.75 - 5) / 20)
    assert zeile["wert_text"] == "5,0 %"
    assert (zeile["gebiete"], zeile["gebiete_text"]) == (4, "4 von 4")


def test_spannweite_nennt_gesperrte_und_fehlende_gebiete(tabellen, katalog):
    gesperrt = _zeile("E", "2020", float("nan"), zustand="geheim")
    ergaenzt = pd.concat([tabellen["a"], pd.DataFrame([gesperrt])], ignore_index=True)
    werte = profil.langtabelle(tabellen | {"a": ergaenzt})
    zeilen = profil.profilzeilen(werte, "A", "2025")
    spannen = profil.spannweiten(werte, zeilen, list("ABCDEF"), katalog)
    assert spannen["gebiete_text"].to_list() == ["4 von 6, 1 gesperrt"]


def test_weniger_als_vier_gebiete_ergeben_keine_spannweite(tabellen, katalog):
    werte = profil.langtabelle(tabellen)
    zeilen = profil.profilzeilen(werte, "A", "2025")
    assert profil.spannweiten(werte, zeilen, list("ABC"), katalog).empty


@pytest.mark.parametrize(
    ("richtung", "urteil", "erwartet"),
    [
        ("hoch_belastend", "gesichert höher", profil.BELASTUNG),
        ("hoch_belastend", "gesichert niedriger", profil.STAERKE),
        ("niedrig_belastend", "gesichert höher", profil.STAERKE),
        ("niedrig_belastend", "gesichert niedriger", profil.BELASTUNG),
        ("neutral", "gesichert höher", profil.BESONDERHEIT),
    ],
)
def test_einordnung_nach_richtung(richtung, urteil, erwartet):
    zeilen = pd.DataFrame([_zeile("A", "2020", 5.0, urteil=urteil, indikator="a")])
    geordnet = profil.einordnung(zeilen, {"a": _indikator("a", richtung)})
    assert {art for art, teil in geordnet.items() if len(teil)} == {erwartet}


def test_ungesichertes_wird_nicht_eingeordnet():
    zeilen = pd.DataFrame([_zeile("A", "2020", 5.0, indikator="a")])
    assert all(teil.empty for teil in profil.einordnung(zeilen, {"a": _indikator("a")}).values())


def test_altersgruppen_fassen_einzeljahre_und_ungerade_gruppen_zusammen():
    alter = [*"0123456", "7-9", "10-14", "15-17", "18-19"]
    alter += [f"{von}-{von + 4}" for von in range(20, 90, 5)] + ["90+"]
    gruppen = profil.altersgruppen(alter)
    assert gruppen["3"] == (0, "0 bis 4")
    assert gruppen["7-9"] == gruppen["5"] == (5, "5 bis 9")
    assert gruppen["15-17"] == gruppen["18-19"] == (15, "15 bis 19")
    assert gruppen["90+"] == (90, "90 und älter")
    assert len(set(gruppen.values())) == 19


@pytest.mark.parametrize(
    "alter",
    [
        ["0-5", "6-17", "18-64", "65+"],  # springt über Fünfergrenzen
        ["0-4", "10-14", "15+"],  # 5 bis 9 fehlt
        ["5-9", "10+"],  # beginnt nicht bei 0
        ["0-2", "3+"],  # offene Gruppe beginnt nicht an einer Fünfergrenze
    ],
)
def test_unpassende_altersgruppen_ergeben_keine_pyramide(alter):
    assert profil.altersgruppen(alter) == {}


def _kommune(zeilen: list[tuple[str, str, str, float | None]]) -> Any:
    bestand = pd.DataFrame(zeilen, columns=["gebiet", "alter", "geschlecht", "wert"]).assign(
        merkmal="einwohner", stichtag="2020", zeichen=""
    )
    zerlegung = pd.DataFrame(
        [("S", "A", True), ("S", "B", True), ("S", "R", False)],
        columns=["ganzes", "teil", "pflicht"],
    )
    return SimpleNamespace(bestand=bestand, zerlegung=zerlegung)


def test_pyramide_summiert_die_teile_und_den_rest():
    zeilen = [
        (g, a, s, w)
        for g, w in (("A", 10.0), ("B", 20.0), ("R", 1.0))
        for a in ("0-4", "5+")
        for s in "mw"
    ]
    daten, grund = profil.pyramide_daten(_kommune(zeilen), "S", "2020", "einwohner")
    assert grund == ""
    assert list(daten["anzahl"]) == [31.0] * 4
    assert list(daten["anteil"]) == [25.0] * 4
    assert pd.isna(daten["bis"].iloc[-1])
    assert daten["bis"].iloc[0] == 4


def test_pyramide_bleibt_aus_wenn_ein_teil_fehlt_oder_gesperrt_ist():
    fehlt = [("A", a, s, 1.0) for a in ("0-4", "5+") for s in "mw"]
    assert profil.pyramide_daten(_kommune(fehlt), "S", "2020", "einwohner")[0].empty
    gesperrt = [(g, a, s, None) for g in "AB" for a in ("0-4", "5+") for s in "mw"]
    daten, grund = profil.pyramide_daten(_kommune(gesperrt), "S", "2020", "einwohner")
    assert daten.empty
    assert "gesperrt" in grund


def test_kachelzeilen_zeigen_bei_gesperrtem_wert_keine_zahl():
    zeile = _zeile("A", "2020", 5.0, zustand="geheim", zaehler=3.0)
    zeilen = profil.kachelzeilen(zeile, _indikator("a"), "Stadt")
    assert zeilen == ["gesperrt (Datenschutz)", "Stand 2020"]


def test_kachelzeilen_von_hand():
    zeile = _zeile("A", "2020-12-31", 12.0, urteil="gesichert höher", zeichen="p demo", demo=True)
    assert profil.kachelzeilen(zeile, _indikator("a"), "Stadt") == [
        "95-%-Bereich 11,0 – 13,0 %",
        "12 von 100",
        "Stadt: 10,0 % (+2,0 Prozentpunkte)",
        "gesichert höher als die Reststadt",
        "Stand 31.12.2020 (Demonstrationswert, vorläufig)",
    ]


def test_teilmatrix_laesst_indikatoren_ohne_teilwerte_weg(tabellen, katalog):
    werte = profil.langtabelle(tabellen)
    zeilen = profil.profilzeilen(werte, "A", "2025")
    zellen, spalten = profil.teilmatrix(werte, zeilen, ["C", "X"], katalog)
    assert spalten == ["Titel a, % (2020)"]
    assert [z.text for z in zellen["A"]] == ["5,0"]
    assert [z.text for z in zellen["X"]] == ["k. A."]


def test_satz_nennt_name_und_demonstration():
    zeilen = pd.DataFrame(
        [_zeile("A", "2020", 5.0, urteil="gesichert höher", indikator="a", demo=True)]
    )
    satz = profil.satz_auswahl(zeilen, "Dorf", "Stadt")
    assert satz.startswith("Dorf: Es liegen Werte zu 1 Indikator vor; von 1 geprüften liegt 1 ")
    assert satz.endswith("(Demonstrationsdaten)")


@pytest.mark.parametrize(
    ("zustaende", "anfang"),
    [
        (["wert", "wert"], "Dorf: Es liegen Werte zu 2 Indikatoren vor; gegen"),
        (["wert", "geheim"],
         "Dorf: Es liegen Werte zu 1 Indikator vor; weitere: 1 gesperrt (Datenschutz); gegen"),
        (["geheim", "geheim", "zu_wenige"],
         "Dorf: Es liegen Werte zu keinem Indikator vor; weitere: 2 gesperrt (Datenschutz) und "
         "1 mit zu wenigen Personen; gegen"),
    ],
    ids=["nichts_gesperrt", "einer", "alle"],
)  # fmt: skip
def test_satz_zaehlt_gesperrte_nicht_als_werte(zustaende, anfang):
    zeilen = pd.DataFrame(
        [_zeile("A", "2020", 5.0, zustand=z, urteil="nicht bewertbar") for z in zustaende]
    )
    assert profil.satz_auswahl(zeilen, "Dorf", "Stadt").startswith(anfang)


def test_kennzahlen_werden_aufgefuellt():
    zeilen = pd.DataFrame({"indikator": ["x", "y", "z"], "wert": [1, 2, 3]})
    gewaehlt = profil.kennzahlen_des_gebiets(zeilen, ["z", "fehlt"], mindestens=2)
    assert list(gewaehlt["indikator"]) == ["z", "x"]
