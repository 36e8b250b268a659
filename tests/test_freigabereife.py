"""Ob ein Bestand freigegeben werden kann: jeder Mangel nennt Datei, Ort, Befund und Abhilfe."""

import dataclasses
from pathlib import Path

import pandas as pd
import pytest

from sozialmonitor import freigabereife
from sozialmonitor.laden import lade_kommune
from tests.freigabestadt import mit_bericht, mit_bestand
from tests.kleinstadt import LETZTER, haenge_an

TEIL = '\n[merkmale.{name}]\ntitel = "T"\neinheit = "{einheit}"\nart = "{art}"\n{mehr}\n'


def teil(ordner, name="teil", einheit="Personen", art="anzahl", mehr='teil_von = "zuzuege"'):
    haenge_an(
        ordner[0] / "merkmale.toml", TEIL.format(name=name, einheit=einheit, art=art, mehr=mehr)
    )


def werte(ordner, merkmal, **je_gebiet):
    zeilen = [f"{gebiet},{LETZTER},{merkmal},{wert},,amt,\n" for gebiet, wert in je_gebiet.items()]
    haenge_an(ordner[0] / "soziales.csv", "".join(zeilen))


def mit_geheimhaltung(ordner, toml):
    haenge_an(ordner[0] / "kommune.toml", "\n" + toml)
    return lade_kommune(*ordner)


def test_die_kleinstadt_ist_reif(stadt):
    assert freigabereife.maengel(stadt) == []


@pytest.mark.parametrize("tabelle", ["soziale", "quellen"])
def test_regel_fuer_eine_tabelle_die_es_nicht_gibt(ordner, tabelle):
    (mangel,) = freigabereife.maengel(mit_geheimhaltung(
        ordner,
        f'[[geheimhaltung.tabellen]]\ntabelle = "{tabelle}"\noeffentlich = {{ mindestanzahl = 9 }}',
    ))  # fmt: skip
    assert (mangel.datei, mangel.ort) == (
        "kommune.toml", f"[[geheimhaltung.tabellen]], Tabelle {tabelle}",
    )  # fmt: skip
    assert mangel.abhilfe == "Bitte den Namen berichtigen; möglich sind: einwohner, soziales."


def test_regel_fuer_eine_veroeffentlichte_tabelle(ordner):
    haenge_an(ordner[0] / "kommune.toml", '\n[[geheimhaltung.tabellen]]\ntabelle = "bericht"\n'
              "oeffentlich = { mindestanzahl = 9 }\n")  # fmt: skip
    (mangel,) = freigabereife.maengel(mit_bericht(ordner, ["K1,sgb2,74"]))
    assert mangel.befund.endswith("ihre Regel gilt nicht.")


def test_tabellen_eines_verbunds_runden_verschieden(ordner):
    # Die Zuzüge stehen in „soziales“, ihr Teil in einer zweiten, die gerundet werden soll.
    teil(ordner)
    toml = '[[geheimhaltung.tabellen]]\ntabelle = "einwohner"\noeffentlich = { rundung = 5 }'
    stadt = mit_geheimhaltung(ordner, toml)
    zweite = stadt.bestand[stadt.bestand["merkmal"].eq("zuzuege")].assign(
        merkmal="teil", ressource="einwohner"
    )
    beide = mit_bestand(stadt, pd.concat([stadt.bestand, zweite]))
    befunde = [m.befund for m in freigabereife.maengel(beide)]
    assert any("müssen gleich gerundet werden" in befund for befund in befunde)


def test_unbekanntes_sensibles_merkmal(ordner):
    (mangel,) = freigabereife.maengel(
        mit_geheimhaltung(ordner, '[geheimhaltung]\nsensibel = ["sgb2", "sgbii"]')
    )
    assert mangel.ort == "[geheimhaltung], sensibel"
    assert "„sgbii“" in mangel.befund


def test_ganzes_ist_ausgelassen(ordner):
    teil(ordner, name="ganzes", art="quote", mehr="")
    teil(ordner, mehr='teil_von = "ganzes"')
    (mangel,) = freigabereife.maengel(lade_kommune(*ordner))
    assert mangel.ort == "Eintrag [merkmale.teil]"
    assert mangel.befund == "Das Ganze „ganzes“ im Feld „teil_von“ ist ausgelassen."
    assert "übersieht die Geheimhaltung" in mangel.abhilfe


@pytest.mark.parametrize(
    ("einheit", "art", "ganzes"),
    [
        ("Personen", "anzahl", "quote_bericht"),
        ("%", "messwert", "zuzuege"),
        ("ha", "anzahl", "zuzuege"),
    ],
    ids=["ganzes_messwert", "teil_messwert", "teil_gemessen"],
)  # fmt: skip
def test_nur_gezaehltes_hat_teile(ordner, einheit, art, ganzes):
    teil(ordner, einheit=einheit, art=art, mehr=f'teil_von = "{ganzes}"')
    (mangel,) = freigabereife.maengel(lade_kommune(*ordner))
    assert mangel.befund == f"„teil“ und sein Ganzes „{ganzes}“ sind nicht beide gezählt."


def test_teil_groesser_als_das_ganze(ordner):
    teil(ordner)
    werte(ordner, "teil", A1=61, A2=20)  # Zuzüge: 60 und 20, im Stadtteil 80
    maengel = freigabereife.maengel(lade_kommune(*ordner))
    assert [m.ort for m in maengel] == [
        f"Gebiet A1, Stichtag {LETZTER}", f"Gebiet A, Stichtag {LETZTER}",
    ]  # fmt: skip
    assert maengel[0].befund.startswith("„teil“ ist größer als „zuzuege“")


def test_teile_zusammen_groesser_als_das_ganze(ordner):
    for name in ("jung", "alt"):
        teil(ordner, name=name, mehr='teil_von = "zuzuege"\ngliederung = "alter"')
        werte(ordner, name, B2=1)  # zusammen 2, gezählt ist ein Zuzug
    (mangel,) = freigabereife.maengel(lade_kommune(*ordner))
    assert mangel.befund.startswith("„jung“ und „alt“ sind zusammen größer als „zuzuege“")


def test_veroeffentlichtes_darf_widersprechen(ordner):
    # Zwei Quellen, zwei Zählungen: Der Lauf nimmt dann keine Gleichung an.
    teil(ordner)
    assert freigabereife.maengel(mit_bericht(ordner, ["A1,teil,61"])) == []


def test_ausgabe_ist_schon_geprueft(ordner):
    stadt = mit_geheimhaltung(ordner, '[geheimhaltung]\nsensibel = ["weg"]')
    ausgabe = dataclasses.replace(stadt, paket=stadt.paket | {"ausgabe": {}})
    assert freigabereife.maengel(ausgabe) == []
    assert freigabereife.maengel(stadt)


def test_saarlouis_ist_reif():
    wurzel = Path(__file__).resolve().parents[1]
    stadt = lade_kommune(wurzel / "data" / "saarlouis", wurzel / "geodata" / "saarlouis")
    assert freigabereife.maengel(stadt) == []
