"""Laden: jede kaputte Datei wird genannt, ausgelassen und lässt das Übrige stehen."""

import json
import warnings

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal

from sozialmonitor import kennzahlen
from sozialmonitor import laden as laden_paket
from sozialmonitor.fehler import DatenFehler
from sozialmonitor.laden import dateien, geometrien, lade_kommune, schreibe_kartendatei
from tests import kleinstadt
from tests.kleinstadt import LETZTER, ersetze, haenge_an

SGB2_A2 = f"A2,{LETZTER},sgb2,10,,amt,"


def laden(ordner):
    return lade_kommune(*ordner)


def einziger_mangel(ordner):
    kommune = laden(ordner)
    assert len(kommune.maengel) == 1, [str(m) for m in kommune.maengel]
    return kommune.maengel[0], kommune


def abbruch(ordner):
    with pytest.raises(DatenFehler) as fehler:
        laden(ordner)
    assert len(fehler.value.maengel) == 1, str(fehler.value)
    return fehler.value.maengel[0]


def beschreibe(datei, **angaben):
    """Ändert die Angaben der ersten Ressource einer datapackage.json; `None` entfernt."""
    paket = json.loads(datei.read_text(encoding="utf-8"))
    ressource = paket["resources"][0] | angaben
    paket["resources"][0] = {k: w for k, w in ressource.items() if w is not None}
    datei.write_text(json.dumps(paket), encoding="utf-8")


def rechnet_noch(kommune, *indikatoren):
    return all(len(kennzahlen.kennzahl(kommune, name)) for name in indikatoren)


def test_kleinstadt_ist_ohne_maengel(stadt):
    assert [str(m) for m in stadt.maengel] == []
    assert set(stadt.geometrien) == {"sozialraum", "stadtteil", "programmgebiet", "stadt"}
    assert len(stadt.bestand) == 3 * 24 + 15 + 12 + 4 + 3 + 1
    assert stadt.chronik["titel"].to_list() == ["Soziale Mitte"]
    assert list(stadt.quellen.index) == ["amt", "demo"]


def test_zweimal_laden_ergibt_dasselbe_und_aendert_keine_datei(ordner):
    def inhalt():
        return {p: p.read_bytes() for o in ordner for p in sorted(o.rglob("*")) if p.is_file()}

    vorher = inhalt()
    eins, zwei = laden(ordner), laden(ordner)
    pd.testing.assert_frame_equal(eins.bestand, zwei.bestand)
    assert eins.katalog == zwei.katalog
    assert inhalt() == vorher


# --- Dateien, ohne die nichts geht -----------------------------------------------------------


def test_unbekannter_ordner(tmp_path):
    mangel = abbruch((tmp_path / "nirgendwo", tmp_path))
    assert mangel.datei.endswith("nirgendwo")
    assert mangel.befund == "Den Ordner gibt es nicht."
    assert "Namen der Kommune" in mangel.abhilfe


@pytest.mark.parametrize("datei", ["kommune.toml", "datapackage.json", "gebiete.csv"])
def test_unentbehrliche_datei_fehlt(ordner, datei):
    (ordner[0] / datei).unlink()
    mangel = abbruch(ordner)
    assert (mangel.datei, mangel.ort) == (datei, "Ordner kleinstadt")
    assert mangel.befund == "Die Datei fehlt."


def test_kommune_mit_schreibfehler(ordner):
    ersetze(ordner[0] / "kommune.toml", 'stadt = "K1"', 'stadt = "K1')
    mangel = abbruch(ordner)
    assert (mangel.datei, mangel.ort) == ("kommune.toml", "Zeile 4")
    assert "kein gültiges TOML" in mangel.befund
    assert "Anführungszeichen" in mangel.abhilfe


def test_kommune_mit_unbekanntem_feld(ordner):
    ersetze(ordner[0] / "kommune.toml", "startebene", "startebne")
    mangel = abbruch(ordner)
    assert mangel.datei == "kommune.toml"
    assert "startebne" in mangel.befund


def test_toml_bricht_am_ende_ab(ordner):
    haenge_an(ordner[0] / "kommune.toml", "liste = [1")
    assert abbruch(ordner).ort == "Ende der Datei"


def test_datenpaket_mit_schreibfehler(ordner):
    ersetze(ordner[0] / "datapackage.json", '"name": "kleinstadt",', '"name": "kleinstadt"')
    mangel = abbruch(ordner)
    assert (mangel.datei, mangel.ort) == ("datapackage.json", "Zeile 3")
    assert "Kommas" in mangel.abhilfe


def test_datenpaket_ist_eine_liste(ordner):
    (ordner[0] / "datapackage.json").write_text("[]", encoding="utf-8")
    assert abbruch(ordner).befund == "Die Datei enthält kein JSON-Objekt."


def test_datenpaket_ohne_ressourcen(ordner):
    (ordner[0] / "datapackage.json").write_text("{}", encoding="utf-8")
    assert "Rolle „gebiete“" in abbruch(ordner).abhilfe


@pytest.mark.parametrize(
    ("alt", "neu", "ort", "befund"),
    [
        ("A1,sozialraum,Altmarkt,A,", "A1,sozialraum,Altmarkt,Z,", "Gebiet A1",
         "Das übergeordnete Gebiet „Z“ ist nicht verzeichnet."),
        ("A,stadtteil,Altstadt,K1,", "A,stadtteil,Altstadt,A,", "Gebiet A",
         "Das Gebiet liegt in sich selbst (A)."),
        ("A2,sozialraum", "A1,sozialraum", "Zeile 3",
         "Der Schlüssel gebiet kommt doppelt vor: A1."),
    ],
    ids=["verweis_ins_leere", "kreis", "doppelt"],
)  # fmt: skip
def test_falsches_gebietsverzeichnis(ordner, alt, neu, ort, befund):
    ersetze(ordner[0] / "gebiete.csv", alt, neu)
    mangel = abbruch(ordner)
    assert (mangel.datei, mangel.ort, mangel.befund) == ("gebiete.csv", ort, befund)
    assert mangel.abhilfe


def test_leeres_gebietsverzeichnis(ordner):
    (ordner[0] / "gebiete.csv").write_text("gebiet,ebene,name,uebergeordnet,hinweis\n", "utf-8")
    assert "leer" in abbruch(ordner).befund


def test_stadt_ist_nicht_verzeichnet(ordner):
    ersetze(ordner[0] / "kommune.toml", 'stadt = "K1"', 'stadt = "K9"')
    mangel = abbruch(ordner)
    assert (mangel.datei, mangel.ort) == ("kommune.toml", "stadt")
    assert "„K9“" in mangel.befund


# --- Tabellen: eine kaputte bleibt weg, die übrigen gelten -----------------------------------


def kaputt_fehlt(pfad):
    pfad.unlink()


def kaputt_leer(pfad):
    pfad.write_text("", encoding="utf-8")


def kaputt_umbenannt(pfad):
    ersetze(pfad, "merkmal,wert,", "merkmal,anzahl,")


def kaputt_semikolon(pfad):
    text = pfad.read_text(encoding="utf-8").replace(",", ";")
    pfad.write_text(text, encoding="utf-8")


def kaputt_latin1(pfad):
    haenge_an(pfad, "A1,2018,sgb2,3,,amt,geschätzt\n")
    pfad.write_bytes(pfad.read_text(encoding="utf-8").encode("latin-1"))


def kaputt_doppelt(pfad):
    haenge_an(pfad, SGB2_A2 + "\n")


def kaputt_zu_kurz(pfad):
    haenge_an(pfad, "A1,2018,sgb2\n")


def kaputt_zu_lang(pfad):
    haenge_an(pfad, "A1,2018,sgb2,1,234,,amt,\n")


def kaputt_leerzeile(pfad):
    ersetze(pfad, "stichtag,merkmal,wert,zeichen,quelle,hinweis\n", "stichtag,merkmal,wert,"
            "zeichen,quelle,hinweis\n\n")  # fmt: skip


def kaputt_anfuehrungszeichen(pfad):
    haenge_an(pfad, 'A1,2018,sgb2,1,,amt,"Bericht\n')


def zeile_angehaengt(text):
    def kaputt(pfad):
        haenge_an(pfad, text + "\n")

    return kaputt


# Die Kopfzeile, 15 + 12 + 4 + 3 + 1 Zeilen; die angehängte ist Zeile 37.
@pytest.mark.parametrize(
    ("kaputt", "ort", "befund", "abhilfe"),
    [
        (kaputt_fehlt, "Ordner kleinstadt", "Die Datei fehlt.", "in den Ordner legen"),
        (kaputt_leer, "", "Die Datei ist leer.", "Kopfzeile"),
        (kaputt_umbenannt, "Zeile 1",
         "Es fehlt die Spalte wert. Nicht beschrieben ist die Spalte anzahl.", "Kopfzeile"),
        (kaputt_semikolon, "Zeile 1", "Die Felder sind mit Semikolon getrennt.", "Komma"),
        (kaputt_latin1, "Zeile 37", "Die Datei ist nicht in UTF-8 gespeichert.", "CSV UTF-8"),
        (kaputt_doppelt, "Zeile 37", "Der Schlüssel gebiet, stichtag, merkmal kommt doppelt vor: "
         f"A2 / {LETZTER} / sgb2.", "entfernen"),
        (kaputt_zu_kurz, "Zeile 37", "Die Zeile hat 3 Felder, die Kopfzeile 7.", "Kommas"),
        (kaputt_zu_lang, "Zeile 37", "Die Zeile hat 8 Felder, die Kopfzeile 7.", "Kommas"),
        (kaputt_leerzeile, "Zeile 2", "Die Zeile hat 0 Felder, die Kopfzeile 7.", "Leerzeile"),
        (kaputt_anfuehrungszeichen, "Zeile 37", "Die Tabelle ist nicht lesbar (unexpected end of "
         "data).", "Anführungszeichen"),
        (zeile_angehaengt("Z9,2018,sgb2,3,,amt,"), "Zeile 37",
         "Das Gebiet „Z9“ ist nicht in gebiete.csv verzeichnet.", "gebiete.csv"),
        (zeile_angehaengt("A1,2018,sgb3,3,,amt,"), "Zeile 37",
         "Das Merkmal „sgb3“ ist nicht in merkmale.toml verzeichnet.", "merkmale.toml"),
        (zeile_angehaengt("A1,2018,sgb2,viele,,amt,"), "Zeile 37",
         "In der Spalte wert steht „viele“; das ist keine Zahl.", "Dezimalzeichen"),
        (zeile_angehaengt("A1,2018,sgb2,-3,,amt,"), "Zeile 37",
         "Eine Anzahl kann nicht negativ sein, dort steht -3.", "berichtigen"),
        (zeile_angehaengt("A1,,sgb2,3,,amt,"), "Zeile 37", "In der Spalte stichtag steht nichts.",
         "berichtigen"),
        (zeile_angehaengt("A1,2018,sgb2,,,amt,"), "Zeile 37",
         "Das Feld wert ist leer, aber kein Zeichen sagt, warum.", "unbekannt"),
        (zeile_angehaengt("A1,2018,sgb2,3,,zeitung,"), "Zeile 37",
         "Die Quelle „zeitung“ ist nicht in quellen.csv verzeichnet.", "quellen.csv"),
    ],
    ids=["fehlt", "leer", "spalte_umbenannt", "semikolon", "nicht_utf8", "doppelter_schluessel",
         "zu_kurz", "zu_lang", "leerzeile", "anfuehrungszeichen", "unbekanntes_gebiet",
         "unbekanntes_merkmal", "keine_zahl", "negativ", "stichtag_leer", "wert_leer",
         "unbekannte_quelle"],
)  # fmt: skip
def test_kaputte_tabelle(ordner, kaputt, ort, befund, abhilfe):
    kaputt(ordner[0] / "soziales.csv")
    mangel, kommune = einziger_mangel(ordner)
    assert (mangel.datei, mangel.ort, mangel.befund) == ("soziales.csv", ort, befund)
    assert abhilfe in mangel.abhilfe
    assert rechnet_noch(kommune, "einwohnerzahl", "jugendanteil")
    assert kennzahlen.kennzahl(kommune, "sgb2_quote").empty


def test_zwei_tabellen_mit_demselben_schluessel(ordner):
    daten = ordner[0]
    paket = json.loads((daten / "datapackage.json").read_text(encoding="utf-8"))
    zweite = paket["resources"][-1] | {"name": "nachtrag", "path": "nachtrag_2021.csv"}
    paket["resources"].append(zweite)
    (daten / "datapackage.json").write_text(json.dumps(paket), encoding="utf-8")
    kopf = (daten / "soziales.csv").read_text(encoding="utf-8").split("\n", 1)[0]
    neu = SGB2_A2.replace("10", "11")
    (daten / "nachtrag_2021.csv").write_text(
        f"{kopf}\nA2,2018-12-31,sgb2,9,,amt,\n{neu}\n", encoding="utf-8"
    )
    mangel, kommune = einziger_mangel(ordner)
    assert (mangel.datei, mangel.ort) == ("nachtrag_2021.csv", "Zeile 3")
    assert f"A2 / {LETZTER} / sgb2" in mangel.befund
    assert "zuerst gelesene" in mangel.abhilfe
    werte = kommune.bestand.set_index(["gebiet", "stichtag", "merkmal"])["wert"]
    assert werte.loc[("A2", LETZTER, "sgb2")] == 10
    assert werte.loc[("A2", "2018-12-31", "sgb2")] == 9


def test_kaputtes_quellenverzeichnis_laesst_die_zahlen_stehen(ordner):
    (ordner[0] / "quellen.csv").unlink()
    mangel, kommune = einziger_mangel(ordner)
    assert mangel.datei == "quellen.csv"
    assert rechnet_noch(kommune, "sgb2_quote")


def test_gesamtzahl_neben_gegliederten_zahlen(ordner):
    haenge_an(ordner[0] / "soziales.csv", f"K1,{LETZTER},einwohner,1050,,amt,\n")
    mangel, kommune = einziger_mangel(ordner)
    assert (mangel.datei, mangel.ort) == ("merkmale.toml", "Eintrag [merkmale.einwohner]")
    assert "teils gegliedert, teils als Gesamtzahl" in mangel.befund
    werte = kennzahlen.kennzahl(kommune, "einwohnerzahl").set_index(["gebiet", "stichtag"])
    assert werte.loc[("K1", LETZTER), "wert"] == 1018


def test_menge_mit_unbekanntem_teil_hat_keine_summe(ordner):
    ersetze(ordner[0] / "mengen.csv", "P,B1", "P,Z9")
    mangel, kommune = einziger_mangel(ordner)
    assert (mangel.datei, mangel.ort) == ("mengen.csv", "Zeile 3")
    assert "„Z9“" in mangel.befund
    werte = kennzahlen.kennzahl(kommune, "einwohnerzahl")
    assert "P" not in set(werte["gebiet"])
    assert "K1" in set(werte["gebiet"])


def test_unbekannte_ebene_im_gebietsverzeichnis(ordner):
    ersetze(ordner[0] / "gebiete.csv", "K2,gemeinde", "K2,dorf")
    mangel, kommune = einziger_mangel(ordner)
    assert (mangel.datei, mangel.ort) == ("gebiete.csv", "Gebiet K2")
    assert "„dorf“" in mangel.befund
    assert rechnet_noch(kommune, "sgb2_quote")


@pytest.mark.parametrize(
    ("angaben", "befund"),
    [
        ({"rolle": "chronick"}, "Die Rolle „chronick“ gibt es nicht"),
        ({"path": None}, "Es fehlt die Angabe path."),
        ({"schema": None}, "Das Schema nennt keine Felder mit Namen."),
    ],
    ids=["rolle", "ohne_pfad", "ohne_schema"],
)
def test_falsch_beschriebene_ressource(ordner, angaben, befund):
    datei = ordner[0] / "datapackage.json"
    paket = json.loads(datei.read_text(encoding="utf-8"))
    paket["resources"].insert(0, {"name": "chronik2", "path": "chronik.csv", "rolle": "chronik",
                                  "schema": {"fields": []}})  # fmt: skip
    datei.write_text(json.dumps(paket), encoding="utf-8")
    beschreibe(datei, **angaben)
    mangel, kommune = einziger_mangel(ordner)
    assert (mangel.datei, mangel.ort) == ("datapackage.json", "Ressource chronik2")
    assert befund in mangel.befund
    assert rechnet_noch(kommune, "sgb2_quote")


def test_unlesbares_muster_im_schema(ordner):
    datei = ordner[0] / "datapackage.json"
    paket = json.loads(datei.read_text(encoding="utf-8"))
    paket["resources"][-1]["schema"]["fields"][0]["constraints"] = {"pattern": "(["}
    datei.write_text(json.dumps(paket), encoding="utf-8")
    mangel, _ = einziger_mangel(ordner)
    assert (mangel.datei, mangel.ort) == ("datapackage.json", "Ressource soziales")
    assert "Muster" in mangel.befund


def test_tabelle_ohne_pflichtspalte_der_rolle(ordner):
    datei = ordner[0] / "datapackage.json"
    paket = json.loads(datei.read_text(encoding="utf-8"))
    paket["resources"][-1]["schema"]["fields"].pop(4)
    datei.write_text(json.dumps(paket), encoding="utf-8")
    tabelle = pd.read_csv(ordner[0] / "soziales.csv", dtype="string").drop(columns="zeichen")
    tabelle.to_csv(ordner[0] / "soziales.csv", index=False)
    mangel, _ = einziger_mangel(ordner)
    assert (mangel.datei, mangel.befund) == ("soziales.csv", "Es fehlt die Spalte zeichen.")


def test_tabelle_aus_dem_tabellenprogramm(ordner):
    """Kennzeichen am Dateianfang und Windows-Zeilenenden stören nicht."""
    pfad = ordner[0] / "soziales.csv"
    text = pfad.read_text(encoding="utf-8").replace("\n", "\r\n")
    pfad.write_bytes(b"\xef\xbb\xbf" + text.encode())
    kommune = laden(ordner)
    assert kommune.maengel == ()
    assert rechnet_noch(kommune, "sgb2_quote")


def test_bestand_nur_mit_kopfzeile(ordner):
    pfad = ordner[0] / "soziales.csv"
    pfad.write_text(pfad.read_text(encoding="utf-8").split("\n", 1)[0] + "\n", encoding="utf-8")
    kommune = laden(ordner)
    assert kommune.maengel == ()
    assert rechnet_noch(kommune, "einwohnerzahl")


def test_ohne_bestand_bleibt_die_kommune_ladbar(ordner):
    for name in ("soziales.csv", "einwohner.csv"):
        (ordner[0] / name).unlink()
    kommune = laden(ordner)
    assert len(kommune.maengel) == 2
    assert kommune.zahlen == {}
    assert kennzahlen.kennzahl(kommune, "sgb2_quote").empty


# --- Katalog -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("datei", "alt", "neu", "zeile"),
    [
        ("merkmale.toml", 'titel = "Melderegister"', "titel = Melderegister", "Zeile 2"),
        ("indikatoren.toml", "[jugendanteil]", "[jugendanteil", "Zeile 37"),
    ],
)
def test_schreibfehler_im_katalog(ordner, datei, alt, neu, zeile):
    ersetze(ordner[0] / datei, alt, neu)
    mangel, kommune = einziger_mangel(ordner)
    assert (mangel.datei, mangel.ort) == (datei, zeile)
    assert "kein gültiges TOML" in mangel.befund
    assert kommune.katalog == {}
    assert len(kommune.geometrien) == 4


def test_unbekanntes_feld_und_unbekannter_hinweis(ordner):
    pfad = ordner[0] / "indikatoren.toml"
    haenge_an(pfad, kleinstadt.eintrag("a", titel="A", art="anzahl", zaehler="sgb2", farbe="rot"))
    haenge_an(
        pfad, kleinstadt.eintrag("b", titel="B", art="anzahl", zaehler="sgb2", hinweise=["vage"])
    )
    kommune = laden(ordner)
    eins, zwei = kommune.maengel
    assert (eins.ort, zwei.ort) == ("Eintrag [a]", "Eintrag [b]")
    assert "Unbekannte Felder: farbe" in eins.befund
    assert "„vage“" in zwei.befund
    assert rechnet_noch(kommune, *kleinstadt.INDIKATOREN)


def test_falsches_merkmal_laesst_die_anderen_der_tabelle_stehen(ordner):
    ersetze(
        ordner[0] / "merkmale.toml",
        'sgb2 = { titel = "Leistungsberechtigte SGB II", einheit = "Personen", art = "anzahl" }',
        'sgb2 = { titel = "Leistungsberechtigte SGB II", einheit = "Personen", art = "zahl" }',
    )
    kommune = laden(ordner)
    assert [(m.datei, m.ort) for m in kommune.maengel] == [
        ("merkmale.toml", "Eintrag [sgb2]"), ("indikatoren.toml", "Eintrag [sgb2_quote]"),
    ]  # fmt: skip
    assert "„zahl“" in kommune.maengel[0].befund
    assert rechnet_noch(kommune, "geburtenrate", "dichte")


def test_altersgrenze_in_einer_gruppe_laesst_die_anderen_stehen(ordner):
    ersetze(ordner[0] / "merkmale.toml", "wo = { alter_unter = 18 }", "wo = { alter_unter = 16 }")
    mangel, kommune = einziger_mangel(ordner)
    assert (mangel.datei, mangel.ort) == ("merkmale.toml", "Eintrag [merkmale.unter_18]")
    assert "mitten in der Altersgruppe „0-17“" in mangel.befund
    assert rechnet_noch(kommune, "sgb2_quote", "einwohnerzahl")
    assert kennzahlen.kennzahl(kommune, "jugendanteil").empty


# --- Geometrie ---------------------------------------------------------------------------------


def geo_einziger(ordner, ebene="sozialraum"):
    mangel, kommune = einziger_mangel(ordner)
    assert rechnet_noch(kommune, "sgb2_quote")
    assert len(kommune.geometrien) == (3 if ebene not in kommune.geometrien else 4)
    return mangel, kommune


def lies_flaechen(geo):
    return gpd.read_file(geo / "sozialraum.geojson")


def test_geometrie_der_kleinstadt(stadt):
    geometrie = stadt.geometrien["sozialraum"]
    assert list(geometrie.flaechen.index) == ["A1", "A2", "B1", "B2"]
    assert geometrie.flaechen.loc["A1", "name"] == "Gebiet A1"
    assert geometrie.flaechen.crs.to_epsg() == 4326
    # Quadrate von einem Kilometer, gemessen in EPSG:25832
    assert geometrie.flaechen.to_crs(25832).area.to_list() == pytest.approx([1e6] * 4)
    assert (geometrie.schematisch, geometrie.hinweis) == (True, "Quadrate")
    assert (geometrie.quellenvermerk, geometrie.gebietsstand) == ("© Kleinstadt", "2021")


@pytest.mark.parametrize("epsg", [25832, 31466, 4326])
@pytest.mark.parametrize("endung", ["gpkg", "shp", "geojson"])
def test_geometrie_austauschen_braucht_nur_die_beschreibung(ordner, stadt, epsg, endung):
    flaechen = lies_flaechen(ordner[1]).rename(columns={"nummer": "NR", "bezeichnung": "NAME"})
    (ordner[1] / "sozialraum.geojson").unlink()
    flaechen.to_crs(epsg).to_file(ordner[1] / f"neu.{endung}")
    beschreibe(
        ordner[1] / "datapackage.json", path=f"neu.{endung}", koordinatensystem=f"EPSG:{epsg}",
        namen={"spalte": "NAME"}, schluessel={"spalte": "NR", "muster": r"^Nr\. (\w+)$"},
    )  # fmt: skip
    kommune = laden(ordner)
    assert kommune.maengel == ()
    ist = kommune.geometrien["sozialraum"].flaechen.to_crs(25832)
    soll = stadt.geometrien["sozialraum"].flaechen.to_crs(25832)
    assert list(ist.index) == list(soll.index)
    assert ist.symmetric_difference(soll).area.max() < 20_000  # zwei Prozent


def test_vorsatz_ergaenzt_den_schluessel(ordner):
    ersetze(ordner[1] / "stadtteil.geojson", "Nr. A", "A")
    ersetze(ordner[1] / "stadtteil.geojson", "Nr. B", "B")
    paket = json.loads((ordner[1] / "datapackage.json").read_text(encoding="utf-8"))
    paket["resources"][1]["schluessel"] = {"spalte": "nummer", "vorsatz": "S"}
    (ordner[1] / "datapackage.json").write_text(json.dumps(paket), encoding="utf-8")
    orte = {m.ort for m in laden(ordner).maengel}
    assert orte == {"Gebiet A", "Gebiet B", "Gebiet SA", "Gebiet SB"}


@pytest.mark.parametrize("angabe", [None, ""], ids=["fehlt", "leer"])
def test_ohne_koordinatensystem(ordner, angabe):
    beschreibe(ordner[1] / "datapackage.json", koordinatensystem=angabe)
    mangel, _ = geo_einziger(ordner)
    assert (mangel.datei, mangel.ort) == ("geodata/datapackage.json", "Ressource sozialraum")
    assert mangel.befund == "Das Koordinatensystem ist nicht angegeben."
    assert "EPSG:25832" in mangel.abhilfe


def test_unbekanntes_koordinatensystem(ordner):
    beschreibe(ordner[1] / "datapackage.json", koordinatensystem="EPSG:99999")
    assert "„EPSG:99999“ ist nicht bekannt" in geo_einziger(ordner)[0].befund


def test_anderes_koordinatensystem_als_beschrieben(ordner):
    beschreibe(ordner[1] / "datapackage.json", koordinatensystem="EPSG:31466")
    mangel, _ = geo_einziger(ordner)
    assert mangel.befund == "Die Datei nennt EPSG:25832, die Beschreibung EPSG:31466."


def test_falsches_koordinatensystem_liegt_nicht_in_deutschland(ordner):
    gpd.GeoDataFrame(lies_flaechen(ordner[1])).set_crs(4326, allow_override=True).to_file(
        ordner[1] / "sozialraum.geojson"
    )
    beschreibe(ordner[1] / "datapackage.json", koordinatensystem="EPSG:4326")
    mangel, _ = geo_einziger(ordner)
    assert mangel.datei == "sozialraum.geojson"
    assert "liegen nicht in Deutschland" in mangel.befund


@pytest.mark.parametrize("epsg", [4326, 25832])
def test_vertauschte_achsen(ordner, epsg):
    flaechen = lies_flaechen(ordner[1]).to_crs(epsg)
    vertauscht = flaechen.set_geometry(
        flaechen.geometry.map(lambda form: type(form)([(y, x) for x, y in form.exterior.coords])),
        crs=epsg,
    )
    (ordner[1] / "sozialraum.geojson").unlink()
    vertauscht.to_file(ordner[1] / "sozialraum.geojson")
    beschreibe(ordner[1] / "datapackage.json", koordinatensystem=f"EPSG:{epsg}")
    mangel, _ = geo_einziger(ordner)
    assert mangel.datei == "sozialraum.geojson"
    assert ("vertauscht" in mangel.befund) == (epsg == 4326)
    assert "Deutschland" in mangel.befund or epsg == 4326


def test_ungueltiger_umriss(ordner):
    pfad = ordner[1] / "sozialraum.geojson"
    schleife = json.loads(pfad.read_text(encoding="utf-8"))
    ring = schleife["features"][0]["geometry"]["coordinates"][0]
    ring[1], ring[2] = ring[2], ring[1]
    pfad.write_text(json.dumps(schleife), encoding="utf-8")
    mangel, _ = geo_einziger(ordner)
    assert (mangel.datei, mangel.ort) == ("sozialraum.geojson", "Gebiet A1")
    assert "Die Umrisslinie ist ungültig (Self-intersection" in mangel.befund
    assert "GIS" in mangel.abhilfe


def test_gebiet_ohne_flaeche_steht_nur_in_tabellen(ordner):
    pfad = ordner[1] / "sozialraum.geojson"
    inhalt = json.loads(pfad.read_text(encoding="utf-8"))
    inhalt["features"].pop()
    pfad.write_text(json.dumps(inhalt), encoding="utf-8")
    mangel, kommune = geo_einziger(ordner)
    assert (mangel.ort, mangel.befund) == ("Gebiet B2", "Die Fläche fehlt.")
    assert list(kommune.geometrien["sozialraum"].flaechen.index) == ["A1", "A2", "B1"]


def test_flaeche_ohne_gebiet_wird_nicht_gezeigt(ordner):
    ersetze(ordner[1] / "sozialraum.geojson", "Nr. B2", "Nr. B3")
    kommune = laden(ordner)
    assert [m.ort for m in kommune.maengel] == ["Gebiet B2", "Gebiet B3"]
    assert "zu keinem verzeichneten Gebiet" in kommune.maengel[1].befund
    assert "B3" not in kommune.geometrien["sozialraum"].flaechen.index


def veraendert(ordner, aenderung):
    pfad = ordner[1] / "sozialraum.geojson"
    inhalt = json.loads(pfad.read_text(encoding="utf-8"))
    aenderung(inhalt["features"])
    pfad.write_text(json.dumps(inhalt), encoding="utf-8")
    return geo_einziger(ordner)[0]


def test_flaeche_ohne_umriss(ordner):
    mangel = veraendert(ordner, lambda f: f[0].update(geometry=None))
    assert (mangel.ort, mangel.befund) == ("Gebiet A1", "Die Zeile hat keine Fläche.")


def test_punkt_statt_flaeche(ordner):
    punkt = {"type": "Point", "coordinates": [500_000, 5_500_000]}
    mangel = veraendert(ordner, lambda f: f[0].update(geometry=punkt))
    assert (mangel.ort, mangel.befund) == ("Gebiet A1", "Die Zeile hat keine Fläche.")


def test_doppelte_flaeche(ordner):
    mangel = veraendert(ordner, lambda f: f.append(f[0]))
    assert (mangel.ort, mangel.befund) == ("Gebiet A1", "Der Schlüssel kommt doppelt vor.")


def test_datei_ohne_flaechen(ordner):
    mangel = veraendert(ordner, lambda f: f.clear())
    assert mangel.datei == "sozialraum.geojson"
    assert mangel.abhilfe


@pytest.mark.parametrize("feld", ["schluessel", "namen"])
def test_falsche_spalte(ordner, feld):
    beschreibe(ordner[1] / "datapackage.json", **{feld: {"spalte": "GEN"}})
    mangel, _ = geo_einziger(ordner)
    assert mangel.datei == "sozialraum.geojson"
    assert mangel.befund == "Die Spalte „GEN“ fehlt; vorhanden sind: nummer, bezeichnung."
    assert "„spalte“" in mangel.abhilfe


@pytest.mark.parametrize(
    ("muster", "befund"),
    [
        (r"^Bezirk (\d+)$", "„Nr. A1“ passt nicht auf das Muster"),
        ("^Nr. .+$", "braucht genau eine Gruppe"),
        ("^(N)r. (.+)$", "braucht genau eine Gruppe"),
        ("^Nr. (.+$", "ist nicht lesbar"),
    ],
    ids=["passt_nicht", "ohne_gruppe", "zwei_gruppen", "unlesbar"],
)
def test_falsches_muster(ordner, muster, befund):
    schluessel = {"spalte": "nummer", "muster": muster}
    beschreibe(ordner[1] / "datapackage.json", schluessel=schluessel)
    mangel, _ = geo_einziger(ordner)
    assert (mangel.datei, mangel.ort) == ("sozialraum.geojson", "Spalte nummer")
    assert befund in mangel.befund


@pytest.mark.parametrize(
    "angaben", [{"path": None}, {"ebene": None}, {"namen": None}, {"schluessel": {"muster": "x"}}],
    ids=str,
)  # fmt: skip
def test_unvollstaendige_beschreibung(ordner, angaben):
    beschreibe(ordner[1] / "datapackage.json", **angaben)
    mangel, _ = geo_einziger(ordner)
    assert (mangel.datei, mangel.ort) == ("geodata/datapackage.json", "Ressource sozialraum")
    assert next(iter(angaben)) in mangel.befund


def test_ebene_der_geometrie_ist_unbekannt(ordner):
    beschreibe(ordner[1] / "datapackage.json", ebene="bezirk")
    mangel, _ = geo_einziger(ordner)
    assert mangel.ort == "Ressource sozialraum.geojson"
    assert "„bezirk“" in mangel.befund


def test_geometriedatei_fehlt(ordner):
    (ordner[1] / "sozialraum.geojson").unlink()
    mangel, _ = geo_einziger(ordner)
    assert (mangel.datei, mangel.befund) == ("sozialraum.geojson", "Die Datei (Geometrie) fehlt.")


@pytest.mark.parametrize("inhalt", [b"keine Geometrie", b"", b"\x00\x01"])
def test_unlesbare_geometriedatei(ordner, inhalt):
    (ordner[1] / "sozialraum.geojson").write_bytes(inhalt)
    mangel, _ = geo_einziger(ordner)
    assert mangel.datei == "sozialraum.geojson"
    assert "Die Geometrie ist nicht lesbar" in mangel.befund
    assert "GeoPackage und Shapefile" in mangel.abhilfe


def test_tabelle_statt_geometrie(ordner):
    (ordner[1] / "liste.csv").write_text("nummer,bezeichnung\nNr. A1,x\n", encoding="utf-8")
    beschreibe(ordner[1] / "datapackage.json", path="liste.csv")
    assert geo_einziger(ordner)[0].befund == "Die Datei enthält keine Flächen."


def test_geometrieordner_fehlt(ordner, tmp_path):
    kommune = lade_kommune(ordner[0], tmp_path / "nirgends")
    assert [m.befund for m in kommune.maengel] == ["Den Ordner gibt es nicht."]
    assert kommune.geometrien == {}
    assert rechnet_noch(kommune, "sgb2_quote")


def test_kein_laden_warnt(ordner):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        laden(ordner)


# --- Kartendatei und einzelne Leser ------------------------------------------------------------


def test_kartendatei_fuer_den_browser(stadt, tmp_path):
    flaechen = stadt.geometrien["sozialraum"].flaechen
    vorher = flaechen.copy()
    name = schreibe_kartendatei(flaechen, "klein-sozialraum", tmp_path / "geo")
    assert schreibe_kartendatei(flaechen, "klein-sozialraum", tmp_path / "geo") == name
    assert [p.name for p in (tmp_path / "geo").iterdir()] == [name]
    inhalt = json.loads((tmp_path / "geo" / name).read_text(encoding="utf-8"))
    eigenschaften = inhalt["features"][0]["properties"]
    assert (eigenschaften["id"], eigenschaften["name"]) == ("A1", "Gebiet A1")
    assert eigenschaften["punkt"] == pytest.approx([49.657, 9.007], abs=2e-3)
    ecken = np.array(inhalt["features"][0]["geometry"]["coordinates"][0])
    assert np.array_equal(ecken, ecken.round(5))
    assert_geodataframe_equal(flaechen, vorher)


def test_kartendatei_heisst_nach_ihrem_inhalt(stadt, tmp_path):
    flaechen = stadt.geometrien["sozialraum"].flaechen
    eins = schreibe_kartendatei(flaechen, "x", tmp_path)
    zwei = schreibe_kartendatei(flaechen.iloc[:2], "x", tmp_path)
    assert eins != zwei
    assert geometrien.kartendatei(flaechen) == geometrien.kartendatei(flaechen)


def test_leere_felder_bleiben_leere_texte(tmp_path):
    (tmp_path / "t.csv").write_text('a,b\n,NA\n"x, y",001\n', encoding="utf-8")
    tabelle = dateien.lies_tabelle(tmp_path / "t.csv")
    assert tabelle.to_numpy().tolist() == [["", "NA"], ["x, y", "001"]]


def test_ordner_statt_datei(tmp_path):
    (tmp_path / "t.csv").mkdir()
    with pytest.raises(DatenFehler, match=r"t.csv, Ordner .*: Die Datei ist nicht lesbar"):
        dateien.lies_tabelle(tmp_path / "t.csv")


def test_geometrieordner_steht_neben_dem_datenordner(ordner):
    assert laden_paket.geoordner_zu(ordner[0]) == ordner[1]
