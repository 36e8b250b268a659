"""Programmgebiete der Kleinstadt: Start, Chronik, Angaben, Geld, Quellen."""

from dataclasses import replace

import pandas as pd
import pytest

from sozialmonitor import kennzahlen, programmgebiete
from sozialmonitor.kommune import Kommune

SPALTEN = ["datum", "bis", "gebiet", "art", "titel", "text", "betrag", "einheit", "quelle"]


def mit_chronik(kommune: Kommune, *zeilen: str) -> Kommune:
    neu = pd.DataFrame([zeile.split("|") for zeile in zeilen], columns=SPALTEN)
    return replace(kommune, chronik=neu)


@pytest.fixture
def zwei(stadt: Kommune) -> Kommune:
    """Zwei Programmgebiete: P unmittelbar in der Stadt, Q im Stadtteil B."""
    q = pd.DataFrame(
        {"ebene": "programmgebiet", "name": "Neue Mitte", "uebergeordnet": "B", "hinweis": ""},
        index=pd.Index(["Q"], name="gebiet"),
    )
    kanten = pd.DataFrame({"ganzes": ["Q"], "teil": ["B1"], "pflicht": [True]})
    ergaenzt = replace(
        stadt,
        gebiete=pd.concat([stadt.gebiete, q]),
        zerlegung=pd.concat([stadt.zerlegung, kanten], ignore_index=True),
    )
    return mit_chronik(
        ergaenzt,
        "2021||Q|massnahme|Büro eröffnet|In der Mitte.|||amt",
        "2021-02-01||Q|beschluss|Satzung|Einstimmig.|||amt",
        "2021-02-01||P|beschluss|Satzung|Einstimmig.|||amt",
        "2020-05||B|beschluss|Stadtteilfest||||unbekannt",
        "2019||K1|beschluss|Leitbild||||amt",
        "2020-03-01|2020-03-02|K1|programmstart|Auftakt|Überall.|||amt",
        "||Q|fakt|Dauer|Zehn Jahre.|||amt",
        "2021||Q|fakt|Beirat||12|Personen|amt",
        "2022||B|fakt|Schule||40|Kinder|amt",
        "2021-06||Q|massnahme|Platz|Gesamtkosten.|1500000|€|amt",
        "2019-06||K1|fakt|Alt||5|€|amt",
        "2021-07||K1|fakt|Förderung|Für alle.|7500.5|€ im Jahr|amt",
    )


def test_gebiete_sind_die_der_mengenebenen(stadt: Kommune, zwei: Kommune) -> None:
    assert programmgebiete.programmgebiete(stadt) == {"P": "Soziale Mitte"}
    assert list(programmgebiete.programmgebiete(zwei)) == ["P", "Q"]
    ohne = replace(stadt, gebiete=stadt.gebiete[stadt.gebiete["ebene"].ne("programmgebiet")])
    assert programmgebiete.programmgebiete(ohne) == {}


def test_stadtteil_und_teile(zwei: Kommune) -> None:
    assert programmgebiete.stadtteil_von(zwei, "P") == ""
    assert programmgebiete.stadtteil_von(zwei, "Q") == "B"
    assert programmgebiete.teilgebiete(zwei, "Q") == (["B1"], ["B2"])
    assert programmgebiete.teilgebiete(zwei, "P") == (["A1", "B1"], [])


def test_programmstart_mit_ungenauem_datum(stadt: Kommune) -> None:
    start = programmgebiete.programmstart(stadt, "P")
    assert start is not None
    assert (start.datum, start.erster_tag, start.quelle) == ("2020-06", "2020-06-01", "amt")


def test_programmstart_der_stadt_gilt_ersatzweise(zwei: Kommune) -> None:
    start = programmgebiete.programmstart(zwei, "Q")
    assert start is not None
    assert start.erster_tag == "2020-03-01"
    assert programmgebiete.programmstart(mit_chronik(zwei), "Q") is None


def test_chronik_mit_bezug_nach_datum(zwei: Kommune) -> None:
    vorher = zwei.chronik.copy(deep=True)
    hier = programmgebiete.chronik(zwei, "Q")
    # „2021“ zählt zur Jahresmitte, steht also nach dem Februar und dem Juni.
    assert list(hier["titel"]) == ["Stadtteilfest", "Satzung", "Platz", "Büro eröffnet"]
    assert list(hier["bezug"]) == [
        "Bergstadt",
        "gemeinsam mit Soziale Mitte",
        "nur hier",
        "nur hier",
    ]
    alle = programmgebiete.chronik(zwei, "Q", stadtweit=True)
    assert list(alle["bezug"])[:2] == ["ganze Stadt", "ganze Stadt"]
    texte = programmgebiete.chroniktabelle(zwei, alle)
    assert texte["Datum"][1] == "01.03.2020 bis 02.03.2020"
    assert "1.500.000 €. Gesamtkosten." in list(texte["Erläuterung"])
    assert "unbekannt" in list(texte["Quelle"])
    assert programmgebiete.chronik(mit_chronik(zwei), "Q").empty
    pd.testing.assert_frame_equal(zwei.chronik, vorher)


def test_angaben_nennen_art_und_quelle(zwei: Kommune) -> None:
    tabelle = kennzahlen.kennzahl(zwei, "einwohnerzahl")
    angaben = programmgebiete.angaben(zwei, "Q", {"einwohnerzahl": tabelle}).set_index("Angabe")
    assert list(angaben.index) == ["Einwohnerzahl", "Dauer", "Beirat"]
    assert angaben.loc["Einwohnerzahl", "Wert"] == "218 Personen"
    assert angaben.loc["Einwohnerzahl", "Erläuterung"] == "gilt für ganz Bergstadt"
    assert angaben.loc["Einwohnerzahl", "Quelle"] == "Einwohner"
    assert angaben.loc["Dauer", "Wert"] == "Zehn Jahre."
    assert angaben.loc["Dauer", "Stand"] == "ohne Datum"
    assert angaben.loc["Beirat", "Wert"] == "12 Personen"
    assert angaben.loc["Beirat", "Quelle"] == "Statistikamt Kleinstadt"


def test_erfundenes_heisst_demonstration(zwei: Kommune) -> None:
    erfunden = kennzahlen.kennzahl(zwei, "einwohnerzahl").assign(demo=True)
    zeile = programmgebiete.angaben(zwei, "P", {"einwohnerzahl": erfunden}).iloc[0]
    assert (zeile["Art"], zeile["Quelle"]) == ("Demonstration", "frei erfunden")


def test_ueberliefertes_ohne_demo_und_ohne_doppelte(stadt: Kommune) -> None:
    # B1 hat überlieferte Zeilen, die Demonstrationszeile von B2 bleibt draußen.
    werte = programmgebiete.angaben(stadt, "B1")
    assert "5 ha" in list(werte["Wert"])
    assert "3 Personen" not in list(programmgebiete.angaben(stadt, "B2")["Wert"])


def test_weitere_angaben_zum_stadtteil(zwei: Kommune) -> None:
    assert list(programmgebiete.weitere_angaben(zwei, "Q")["Wert"]) == ["40 Kinder"]
    assert programmgebiete.weitere_angaben(zwei, "P").empty


def test_betraege_stadtweit_erst_ab_programmstart(zwei: Kommune, stadt: Kommune) -> None:
    geld = programmgebiete.betraege(zwei, "Q")
    assert list(geld["Wofür"]) == ["Platz", "Förderung"]
    assert list(geld["Betrag"]) == ["1.500.000 €", "7.500,5 € im Jahr"]
    assert list(geld["Bezug"]) == ["nur hier", "ganze Stadt"]
    assert list(programmgebiete.betraege(stadt, "P")["Betrag"]) == ["100.000 Euro"]


def test_quellen_nur_bekannte_und_sichere_adressen(zwei: Kommune) -> None:
    assert programmgebiete.quellen(zwei, "Q") == [
        ("Statistikamt Kleinstadt", "https://example.org")
    ]
    boese = zwei.quellen.assign(url="javascript:alert(1)")
    assert programmgebiete.quelle(replace(zwei, quellen=boese), "amt")[1] == ""
    assert programmgebiete.quelle(zwei, "fremd") == ("fremd", "")


@pytest.mark.parametrize(
    ("datum", "bis", "text"),
    [
        ("", "", "ohne Datum"),
        ("2021", "", "2021"),
        ("2021", "2021", "2021"),
        ("2021", "2022-03", "2021 bis März 2022"),
    ],
)
def test_datumstext(datum: str, bis: str, text: str) -> None:
    assert programmgebiete.datumstext(datum, bis) == text


def test_angabe_sagt_wenn_neuere_werte_gesperrt_sind(zwei: Kommune) -> None:
    tabelle = kennzahlen.kennzahl(zwei, "einwohnerzahl")
    letzter = tabelle["gebiet"].eq("P") & tabelle["stichtag"].eq("2021-12-31")
    gesperrt = tabelle.assign(zustand=tabelle["zustand"].mask(letzter, "geheim"))
    zeile = programmgebiete.angaben(zwei, "P", {"einwohnerzahl": gesperrt}).iloc[0]
    assert zeile["Stand"] == "31.12.2020"
    assert zeile["Erläuterung"] == "spätere Werte gesperrt (Datenschutz)"
