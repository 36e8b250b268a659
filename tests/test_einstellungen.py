"""Einstellungen einer Kommune: jedes falsche Feld ist ein Fehler mit Stelle."""

import tomllib

import pytest

from sozialmonitor.einstellungen import Ebene, Einstellungen, Ereignis, lies_einstellungen
from sozialmonitor.fehler import SozialmonitorFehler
from tests import kleinstadt


def roh(**aenderungen):
    werte = tomllib.loads(kleinstadt.KOMMUNE) | aenderungen
    return {name: wert for name, wert in werte.items() if wert is not None}


def test_alles_wird_gelesen():
    ist = lies_einstellungen(roh())
    assert isinstance(ist, Einstellungen)
    assert (ist.stadt, ist.mindestnenner, ist.startebene) == ("K1", 20, "stadtteil")
    assert ist.leitindikatoren == ("sgb2_quote", "einwohnerzahl", "jugendanteil")
    assert ist.ebenen[2] == Ebene(
        id="programmgebiet", titel="Programmgebiete", einzahl="Programmgebiet", menge=True
    )
    assert ist.ebenen[3].mit == ("stadt",)
    assert ist.ereignisse == (Ereignis(von="2020-03", bis="2021-05", titel="Corona"),)


def test_ereignisse_und_fragen_sind_freiwillig():
    ist = lies_einstellungen(roh(ereignisse=None, fragen=None, hinweis_startseite=None))
    assert (ist.ereignisse, ist.fragen, ist.hinweis_startseite) == ((), (), "")


@pytest.mark.parametrize(
    ("aenderung", "meldung"),
    [
        ({"stadt": None}, "Es fehlen die Felder: stadt"),
        ({"stdt": "K1"}, "Unbekannte Felder: stdt"),
        ({"mindestnenner": "20"}, "„mindestnenner“ steht '20'"),
        ({"mindestnenner": float("inf")}, "„mindestnenner“ steht inf"),
        ({"leitindikatoren": "sgb2_quote"}, "„leitindikatoren“"),
        ({"leitindikatoren": [1]}, "„leitindikatoren“"),
        ({"startebene": "bezirk"}, "Ebene „bezirk“ ist nicht in kommune.toml"),
        ({"ebenen": "stadtteil"}, r"„ebenen“ muss eine Liste von Tabellen sein"),
        ({"ebenen": ["stadtteil"]}, r"\[\[ebenen\]\] Nr. 1: Erwartet wird eine Tabelle"),
        ({"fragen": [{"frage": "?", "seite": "k", "indikator": "x", "ebne": "y"}]},
         r"\[\[fragen\]\] Nr. 1: Unbekannte Felder: ebne"),
        ({"ereignisse": [{"von": 2020, "titel": "x"}]},
         r"\[\[ereignisse\]\] Nr. 1: Im Feld „von“ steht 2020"),
    ],
    ids=lambda wert: str(wert)[:40],
)  # fmt: skip
def test_falsches_feld(aenderung, meldung):
    with pytest.raises(SozialmonitorFehler, match=meldung):
        lies_einstellungen(roh(**aenderung))


def test_unbekannte_ebene():
    with pytest.raises(SozialmonitorFehler, match="„bezirk“"):
        lies_einstellungen(roh()).ebene("bezirk")


def test_eingabe_bleibt_unveraendert():
    eingabe, vergleich = roh(), roh()
    lies_einstellungen(eingabe)
    assert eingabe == vergleich
