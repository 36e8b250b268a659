"""Gebiete: Zugehörigkeit, Zerlegung und Auflösung an der Kleinstadt."""

import pandas as pd
import pytest

from sozialmonitor import gebiete
from sozialmonitor.fehler import Unbekannt


@pytest.mark.parametrize(
    ("ebene", "schluessel"),
    [
        ("sozialraum", ["A1", "A2", "B1", "B2"]),
        ("stadtteil", ["A", "B"]),
        ("gemeinde", ["K1", "K2"]),
        ("stadt", ["K1"]),
    ],
)
def test_gebiete_der_ebene(stadt, ebene, schluessel):
    assert gebiete.gebiete_der_ebene(stadt.gebiete, stadt.ebene(ebene)) == schluessel


def test_name(stadt):
    assert gebiete.name(stadt.gebiete, "A1") == "Altmarkt"
    with pytest.raises(Unbekannt, match=r"Das Gebiet „Z9“ ist nicht verzeichnet. Vorhanden"):
        gebiete.name(stadt.gebiete, "Z9")


@pytest.mark.parametrize(
    ("gebiet", "kette"),
    [("A1", ["A", "K1", "K", "L"]), ("L", []), ("P", ["K1", "K", "L"]), ("Z9", [])],
    ids=["sozialraum", "oberstes", "programmgebiet", "unbekannt"],
)
def test_vorfahren(stadt, gebiet, kette):
    assert gebiete.vorfahren(stadt.gebiete, gebiet) == kette


def test_kreis_in_den_verweisen_endet():
    kreis = pd.DataFrame({"uebergeordnet": ["b", "a"]}, index=["a", "b"])
    assert gebiete.vorfahren(kreis, "a") == ["b", "a"]


@pytest.mark.parametrize(
    ("gebiet", "ebene", "soll"),
    [
        ("A1", "stadtteil", "A"), ("A1", "kreis", "K"), ("K1", "stadtteil", None),
        ("A", "bund", None),
    ],
)  # fmt: skip
def test_uebergeordnet(stadt, gebiet, ebene, soll):
    assert gebiete.uebergeordnet(stadt.gebiete, gebiet, ebene) == soll


def test_teile_nennt_pflicht_und_mengen(stadt):
    kanten = set(stadt.zerlegung.itertuples(index=False, name=None))
    assert ("K1", "A", True) in kanten
    assert ("K1", "KX", False) in kanten
    assert {("P", "A1", True), ("P", "B1", True)} <= kanten
    assert not any(teil == "P" for _, teil, _ in kanten)


def test_teile_von(stadt):
    assert gebiete.teile_von(stadt.zerlegung, "K1") == ["A", "B"]
    assert gebiete.teile_von(stadt.zerlegung, "K1", nur_pflicht=False) == ["A", "B", "KX"]
    assert gebiete.teile_von(stadt.zerlegung, "A1") == []


def test_in_der_stadt(stadt):
    assert stadt.in_der_stadt == {"A", "B", "A1", "A2", "B1", "B2", "P"}


@pytest.mark.parametrize(
    ("gebiet", "vorhanden", "soll"),
    [
        ("K1", {"A1", "A2", "B"}, ["A1", "A2", "B"]),
        ("K1", {"A", "B", "KX"}, ["A", "B", "KX"]),
        ("K1", {"K1", "A"}, ["K1"]),
        ("K1", {"A1", "B"}, []),
        ("P", {"A1", "B1"}, ["A1", "B1"]),
        ("A1", set(), []),
    ],
    ids=["gemischte_ebenen", "mit_rest", "selbst", "teil_fehlt", "menge", "nichts"],
)
def test_aufloesung(stadt, gebiet, vorhanden, soll):
    assert gebiete.aufloesung(stadt.zerlegung, gebiet, vorhanden) == soll
