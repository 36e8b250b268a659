"""Tabellen gegen ihre Beschreibung: alle Verstöße auf einmal, jeder mit Zeile und Abhilfe."""

import pandas as pd
import pandas.testing as pdt
import pytest

from sozialmonitor import schema

DATEI = "soziales.csv"
SCHEMA = {
    "fields": [
        {"name": "gebiet", "type": "string", "constraints": {"required": True}},
        {"name": "stichtag", "type": "string", "constraints": {"pattern": r"\d{4}(-\d{2}){0,2}"}},
        {"name": "art", "type": "string", "constraints": {"enum": ["fakt", "bericht"]}},
        {"name": "wert", "type": "number", "constraints": {"minimum": 0}},
    ],
    "primaryKey": ["gebiet", "stichtag"],
}
GUT = [("A1", "2020", "fakt", "1"), ("A2", "2020-12-31", "", "2.5"), ("B1", "", "bericht", "")]


def texte(zeilen, spalten=("gebiet", "stichtag", "art", "wert")):
    return pd.DataFrame(zeilen, columns=list(spalten), dtype="string")


def verstoesse(*zeilen):
    return schema.verstoesse(texte([*GUT, *zeilen]), SCHEMA, DATEI)


def test_gute_tabelle():
    assert verstoesse() == []


@pytest.mark.parametrize(
    ("zeile", "befund"),
    [
        (("", "2021", "", "1"), "In der Spalte gebiet steht nichts."),
        (("A1", "2021", "", "zwölf"), "In der Spalte wert steht „zwölf“; das ist keine Zahl."),
        (("A1", "2021", "", "1,5"), "In der Spalte wert steht „1,5“; das ist keine Zahl."),
        (("A1", "2021", "", "inf"), "In der Spalte wert steht „inf“; das ist keine Zahl."),
        (("A1", "2021", "", "nan"), "In der Spalte wert steht „nan“; das ist keine Zahl."),
        (("A1", "2021", "", "-1"), "In der Spalte wert steht -1; kleiner als 0 geht nicht."),
        (("A1", "21", "", "1"),
         r"In der Spalte stichtag steht „21“; erwartet wird das Muster \d{4}(-\d{2}){0,2}."),
        (("A1", "2021", "märchen", "1"),
         "In der Spalte art steht „märchen“; möglich sind: fakt, bericht."),
        (("A1", "2020", "", "7"), "Der Schlüssel gebiet, stichtag kommt doppelt vor: A1 / 2020."),
    ],
    ids=["leer", "text", "komma", "unendlich", "nan", "negativ", "muster", "auswahl", "doppelt"],
)  # fmt: skip
def test_verstoss_nennt_zeile_wert_und_abhilfe(zeile, befund):
    (mangel,) = verstoesse(zeile)
    assert (mangel.datei, mangel.ort, mangel.befund) == (DATEI, "Zeile 5", befund)
    assert mangel.abhilfe.startswith("Bitte")


def test_alle_verstoesse_auf_einmal():
    orte = [m.ort for m in verstoesse(("", "21", "x", "y"), ("A1", "2020", "", "-3"))]
    assert sorted(orte) == ["Zeile 5"] * 4 + ["Zeile 6"] * 2


def test_viele_gleiche_verstoesse_werden_gezaehlt():
    maengel = verstoesse(*[("A1", f"{3000 + i}", "", "x") for i in range(25)])
    assert len(maengel) == schema.HOECHSTENS_JE_ART + 1
    assert maengel[-1].befund == "Derselbe Befund in 5 weiteren Zeilen."


@pytest.mark.parametrize(
    ("spalten", "befund"),
    [
        (("gebiet", "stichtag", "art", "betrag"),
         "Es fehlt die Spalte wert. Nicht beschrieben ist die Spalte betrag."),
        (("gebiet", "stichtag", "art"), "Es fehlt die Spalte wert."),
    ],
    ids=["umbenannt", "fehlt"],
)  # fmt: skip
def test_spalten(spalten, befund):
    tabelle = texte([["A1"] * len(spalten)], spalten)
    (mangel,) = schema.verstoesse(tabelle, SCHEMA, DATEI)
    assert (mangel.ort, mangel.befund) == ("Zeile 1", befund)
    assert "datapackage.json" in mangel.abhilfe


def test_schluessel_nennt_eine_fremde_spalte():
    (mangel,) = schema.verstoesse(texte(GUT), SCHEMA | {"primaryKey": "nummer"}, DATEI)
    assert "die Spalte nummer" in mangel.befund
    assert "primaryKey" in mangel.abhilfe


def test_leere_tabelle():
    assert schema.verstoesse(texte([]), SCHEMA, DATEI) == []


BESTAND = ("gebiet", "stichtag", "merkmal", "alter", "wert", "zeichen", "quelle")


def bestandsverstoesse(*zeilen):
    return schema.bestandsverstoesse(
        texte([("A1", "2020", "sgb2", "0-17", "5", "", "amt"), *zeilen], BESTAND), DATEI,
        gebiete=["A1", "A2"], merkmalsnamen=["sgb2", "saldo"], anzahlen=["sgb2"], quellen=["amt"],
        ganze=["sgb2"],
    )  # fmt: skip


@pytest.mark.parametrize(
    "zeile",
    [
        ("A1", "2020-12-31", "sgb2", "90+", "0", "–", "amt"),
        ("A1", "2020-12", "sgb2", "", "", "demo .", "amt"),
        ("A1", "2020", "sgb2", "5", "", "•", "amt"),
        ("A1", "2020-02-29", "saldo", "", "-3", "p s", "amt"),
    ],
    ids=["strich_ist_null", "unbekannt", "geheim", "negativer_saldo"],
)
def test_guter_bestand(zeile):
    assert bestandsverstoesse(zeile) == []


@pytest.mark.parametrize(
    ("zeile", "befund", "abhilfe"),
    [
        (("Z9", "2020", "sgb2", "", "1", "", "amt"),
         "Das Gebiet „Z9“ ist nicht in gebiete.csv verzeichnet.", "gebiete.csv ergänzen"),
        (("A1", "2020", "sgb3", "", "1", "", "amt"),
         "Das Merkmal „sgb3“ ist nicht in merkmale.toml verzeichnet.", "merkmale.toml"),
        (("A1", "2020", "sgb2", "", "1", "", "wiki"),
         "Die Quelle „wiki“ ist nicht in quellen.csv verzeichnet.", "quellen.csv"),
        (("A1", "2020", "sgb2", "", "1", "", ""), "In der Spalte quelle steht nichts.", "Zeile"),
        (("A1", "", "sgb2", "", "1", "", "amt"), "In der Spalte stichtag steht nichts.", "Zeile"),
        (("A1", "31.12.2020", "sgb2", "", "1", "", "amt"),
         "Der Stichtag „31.12.2020“ ist nicht lesbar.", "2019-12-31"),
        (("A1", "2020-13", "sgb2", "", "1", "", "amt"),
         "Der Stichtag „2020-13“ ist nicht lesbar.", "2019-12"),
        (("A1", "2021-02-29", "sgb2", "", "1", "", "amt"),
         "Der Stichtag „2021-02-29“ ist nicht lesbar.", "2019-12-31"),
        (("A1", "2020", "sgb2", "Kinder", "1", "", "amt"),
         "Die Altersgruppe „Kinder“ ist nicht lesbar.", "7-9"),
        (("A1", "2020", "sgb2", "", "1", "?", "amt"),
         "Das Zeichen „?“ gehört nicht zum Vokabular.", "demo p r s"),
        (("A1", "2020", "sgb2", "", "3", "•", "amt"),
         "Zu diesem Zeichen darf kein Wert stehen, dort steht aber 3.", "entfernen"),
        (("A1", "2020", "sgb2", "", "", "demo", "amt"),
         "Das Feld wert ist leer, aber kein Zeichen sagt, warum.", "„.“ (unbekannt)"),
        (("A1", "2020", "sgb2", "", "-1", "", "amt"),
         "Eine Anzahl kann nicht negativ sein, dort steht -1.", "berichtigen"),
        (("A1", "2020", "sgb2", "", "8.650", "", "amt"),
         "Gezählt wird in ganzen Zahlen, dort steht 8.650.", "8650 statt 8.650"),
        (("A1", "2020", "sgb2", "", "viele", "", "amt"),
         "In der Spalte wert steht „viele“; das ist keine Zahl.", "Punkt als Dezimalzeichen"),
    ],
    ids=lambda wert: wert[:30] if isinstance(wert, str) else "",
)  # fmt: skip
def test_bestandsverstoss(zeile, befund, abhilfe):
    (mangel,) = bestandsverstoesse(zeile)
    assert (mangel.datei, mangel.ort, mangel.befund) == (DATEI, "Zeile 3", befund)
    assert abhilfe in mangel.abhilfe


@pytest.mark.parametrize("rolle", list(schema.ROLLEN))
def test_rolle_verlangt_ihre_spalten(rolle):
    maengel = schema.rollenverstoesse(texte([], ("x",)), rolle, DATEI)
    fehlend = ", ".join(schema.ROLLEN[rolle])
    assert [m.befund for m in maengel] == ([f"Es fehlt die Spalte {fehlend}."] if fehlend else [])


def test_rolle_verlangt_eindeutige_gebiete():
    zeilen = [("A1", "e", "n", ""), ("A1", "e", "m", "")]
    (mangel,) = schema.rollenverstoesse(texte(zeilen, schema.ROLLEN["gebiete"]), "gebiete", "g.csv")
    assert (mangel.ort, mangel.befund) == ("Zeile 3", "Der Schlüssel gebiet kommt doppelt vor: A1.")


def test_zahlenwerte_behaelt_index_und_eingabe():
    spalte = pd.Series(["1", "", "2.5", "x", "1", "-inf"], index=list("abcdef"), dtype="string")
    vorher = spalte.copy()
    soll = pd.Series([1, None, 2.5, None, 1, None], index=list("abcdef"), dtype="float64")
    pdt.assert_series_equal(schema.zahlenwerte(spalte), soll)
    pdt.assert_series_equal(spalte, vorher)


def test_pruefung_laesst_die_tabelle_unveraendert():
    tabelle = texte([*GUT, ("", "21", "x", "y")])
    vorher = tabelle.copy()
    schema.verstoesse(tabelle, SCHEMA, DATEI)
    pdt.assert_frame_equal(tabelle, vorher)
