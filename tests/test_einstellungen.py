"""Einstellungen einer Kommune: jedes falsche Feld ist ein Fehler mit Stelle."""

import tomllib

import pytest

from sozialmonitor.einstellungen import Ebene, Einstellungen, Ereignis, lies_einstellungen
from sozialmonitor.fehler import SozialmonitorFehler, Unbekannt
from sozialmonitor.geheimhaltungsregel import INTERN, OEFFENTLICH, Regel
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


def test_ereignisse_sind_freiwillig():
    ist = lies_einstellungen(roh(ereignisse=None, hinweis_startseite=None))
    assert (ist.ereignisse, ist.hinweis_startseite) == ((), "")


@pytest.mark.parametrize("fragen", [[{"frage": "Wo?", "seite": "karte"}], [], 7])
def test_fragen_frueherer_ausgaben_bleiben_ohne_wirkung(fragen):
    assert lies_einstellungen(roh(fragen=fragen)) == lies_einstellungen(roh())


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
        ({"handlungsfelder": [{"id": "x", "titel": "y", "ebne": "z"}]},
         r"\[\[handlungsfelder\]\] Nr. 1: Unbekannte Felder: ebne"),
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


# Geheimhaltung


def geheimhaltung(toml):
    werte = tomllib.loads(f"{kleinstadt.KOMMUNE}\n{toml}")
    return lies_einstellungen(werte).geheimhaltung


def test_ohne_angabe_gelten_die_vorgaben():
    ist = lies_einstellungen(roh()).geheimhaltung
    assert (ist.regel("intern"), ist.regel("oeffentlich")) == (INTERN, OEFFENTLICH)
    assert ist.sensibel == ()


def test_was_fehlt_gilt_wie_in_der_vorgabe():
    ist = geheimhaltung("[geheimhaltung.oeffentlich]\nmindestnenner = 30")
    assert ist.regel("oeffentlich") == Regel(mindestanzahl=5, mindestnenner=30)
    assert ist.regel("intern") == INTERN


def test_strengere_tabelle_gilt_fuer_alles_was_mit_ihr_zusammenhaengt():
    ist = geheimhaltung("""
[geheimhaltung]
sensibel = ["sgb2"]
[geheimhaltung.oeffentlich]
mindestbreite = 4
[[geheimhaltung.tabellen]]
tabelle = "soziales"
oeffentlich = { mindestanzahl = 10 }
""")
    assert ist.sensibel == ("sgb2",)
    assert ist.regel("oeffentlich", ["einwohner"]) == Regel(mindestanzahl=5, mindestbreite=4)
    assert ist.regel("oeffentlich", ["einwohner", "soziales"]) == Regel(
        mindestanzahl=10, mindestbreite=4
    )
    # Die andere Rolle bleibt, wie sie ist.
    assert ist.regel("intern", ["soziales"]) == INTERN


def test_tabelle_lockert_die_rolle_nie():
    ist = geheimhaltung("""
[[geheimhaltung.tabellen]]
tabelle = "soziales"
intern = { mindestanzahl = 2 }
""")
    assert ist.regel("intern", ["soziales"]).mindestanzahl == 3


def test_eine_tabelle_darf_runden():
    ist = geheimhaltung("""
[[geheimhaltung.tabellen]]
tabelle = "soziales"
oeffentlich = { rundung = 5 }
""")
    assert ist.regel("oeffentlich", ["soziales"]) == Regel(mindestanzahl=5, rundung=5)
    assert ist.regel("oeffentlich", ["einwohner"]) == OEFFENTLICH
    # Mit einer, die verbirgt, zusammen geht das nicht.
    with pytest.raises(SozialmonitorFehler, match="müssen gleich gerundet werden"):
        ist.regel("oeffentlich", ["soziales", "einwohner"])


def test_unbekannte_rolle():
    with pytest.raises(Unbekannt, match="Die Rolle „presse“"):
        lies_einstellungen(roh()).geheimhaltung.regel("presse")


@pytest.mark.parametrize(
    ("wert", "meldung"),
    [
        ("streng", r"„geheimhaltung“ muss eine Tabelle sein"),
        ({"presse": {}}, r"Unbekannte Felder presse. Möglich sind: intern, oeffentlich"),
        ({"intern": 3}, r"\[geheimhaltung.intern\]: .* muss eine Tabelle sein, dort steht 3"),
        ({"intern": {"mindestanzahl": "drei"}}, r"\[geheimhaltung.intern\]: .*ganze Zahl"),
        ({"intern": {"mindestzahl": 3}}, r"\[geheimhaltung.intern\]: Unbekannte .*: mindestzahl"),
        ({"oeffentlich": {"rundung": 4}}, r"\[geheimhaltung.oeffentlich\]: .*3, 5 und 10"),
        ({"oeffentlich": {"dominanz": 0.8}}, r"„dominanz“ und „mindest_melder“ lassen sich hier"),
        ({"intern": {"mindest_melder": 3}}, r"keine Tabelle Beiträge oder Melder nennt"),
        ({"oeffentlich": {"mindestanzahl": 2}}, r"weniger als intern \(mindestanzahl\)"),
        ({"intern": {"mindestanzahl": 10}}, r"weniger als intern \(mindestanzahl\)"),
        ({"oeffentlich": {"komplement": False}}, r"weniger als intern \(komplement\)"),
        ({"sensibel": "sgb2"}, r"„sensibel“ muss eine Liste sein"),
        ({"sensibel": [1]}, r"„sensibel“ muss Merkmale als Texte nennen"),
        ({"tabellen": {"soziales": {}}}, r"„tabellen“ muss eine Liste sein"),
        ({"tabellen": ["soziales"]}, r"tabellen\]\] Nr. 1: Das Feld „tabelle“ fehlt"),
        ({"tabellen": [{"tabelle": 5, "intern": {}}]}, r"Nr. 1: Im Feld „tabelle“ steht 5"),
        ({"tabellen": [{"tabelle": "a"}]}, r"Nr. 1: Es fehlt eine Regel \(intern oder"),
        ({"tabellen": [{"tabelle": "a", "extern": {}}]}, r"Nr. 1: Unbekannte Felder extern"),
        ({"tabellen": [{"tabelle": "a", "intern": {"null": True}}]}, r"Nr. 1, intern: Unbekannte"),
        ({"tabellen": [{"tabelle": "a", "intern": {"mindestanzahl": 9}}]},
         r"Nr. 1: Öffentlich gilt weniger als intern"),
        ({"tabellen": [{"tabelle": "a", "intern": {}}, {"tabelle": "a", "intern": {}}]},
         r"Nr. 2: Die Tabelle „a“ steht schon weiter oben"),
    ],
    ids=lambda wert: str(wert)[:60],
)  # fmt: skip
def test_falsche_geheimhaltung(wert, meldung):
    with pytest.raises(SozialmonitorFehler, match=meldung):
        lies_einstellungen(roh(geheimhaltung=wert))
