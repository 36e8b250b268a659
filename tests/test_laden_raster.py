"""Das Raster lesen: jede kaputte Stelle wird mit Datei, Zeile und Abhilfe genannt."""

import json

import pytest

from sozialmonitor.fehler import DatenFehler
from sozialmonitor.laden import lade_kommune, ohne_vertrauliches
from sozialmonitor.laden.raster import lade_raster
from tests.kleinstadt import LETZTER, ersetze, haenge_an

SPALTEN = ["einheit", "name", "gebiet", "stichtag", "merkmal", "wert", "zeichen", "quelle"]
RASTER = f"""\
{",".join(SPALTEN)}
a1,Block a1,A1,{LETZTER},einwohner,300,,amt
a1,Block a1,A1,{LETZTER},unter_18,60,,amt
a1,Block a1,A1,{LETZTER},sgb2,,•,amt
a2,Block a2,A1,{LETZTER},einwohner,200,p,amt
a2,Block a2,A1,{LETZTER},unter_18,40,,amt
"""


def ressource(name="raster"):
    felder = [{"name": feld, "type": "number" if feld == "wert" else "string"} for feld in SPALTEN]
    return {"name": name, "path": "raster.csv", "rolle": "raster", "schema": {"fields": felder}}


def mit_raster(ordner, *ressourcen):
    datenordner = ordner[0]
    (datenordner / "raster.csv").write_text(RASTER, encoding="utf-8")
    paket = datenordner / "datapackage.json"
    inhalt = json.loads(paket.read_text(encoding="utf-8"))
    inhalt["resources"] += ressourcen or [ressource()]
    paket.write_text(json.dumps(inhalt), encoding="utf-8")
    return datenordner / "raster.csv"


def lies(ordner):
    kommune = lade_kommune(*ordner)
    assert [str(m) for m in kommune.maengel] == []
    return lade_raster(ordner[0], kommune)


def maengel(ordner):
    with pytest.raises(DatenFehler) as fehler:
        lies(ordner)
    return [(m.ort, m.befund) for m in fehler.value.maengel]


def test_ohne_beschreibung_gibt_es_kein_raster(ordner):
    assert lies(ordner) is None


def test_zeilen_mit_gebiet_darueber_und_zahlen(ordner):
    mit_raster(ordner)
    raster = lies(ordner)
    assert list(raster.columns) == [*SPALTEN[:3], "uebergeordnet", *SPALTEN[3:]]
    assert raster["wert"].tolist()[:2] == [300, 60]
    assert raster["wert"].isna().tolist() == [False, False, True, False, False]
    assert raster["zeichen"].tolist() == ["", "", "•", "p", ""]
    assert set(raster["uebergeordnet"]) == {"A"}


def test_die_kommune_haelt_es_nicht_und_es_gilt_als_vertraulich(ordner):
    mit_raster(ordner)
    kommune = lade_kommune(*ordner)
    assert "raster" not in set(kommune.bestand["ressource"])
    # Auch wenn alle übrigen Tabellen veröffentlicht wären.
    paket = ordner[0] / "datapackage.json"
    inhalt = json.loads(paket.read_text(encoding="utf-8"))
    for eintrag in inhalt["resources"]:
        if eintrag["rolle"] == "bestand":
            eintrag["veroeffentlicht"] = True
    paket.write_text(json.dumps(inhalt), encoding="utf-8")
    assert not ohne_vertrauliches(ordner[0])


@pytest.mark.parametrize(
    ("alt", "neu", "ort", "befund"),
    [
        ("a2,Block a2,A1,2021-12-31,einwohner", "a2,Block a2,A9,2021-12-31,einwohner", "Zeile 5",
         "Das Gebiet „A9“ ist nicht in gebiete.csv verzeichnet."),
        ("unter_18,60", "unter_17,60", "Zeile 3",
         "Das Merkmal „unter_17“ ist nicht in merkmale.toml verzeichnet."),
        ("unter_18,60", "quote_bericht,60", "Zeile 3",
         "Das Merkmal „quote_bericht“ ist nicht gezählt und lässt sich nicht summieren."),
        ("unter_18,60", "einwohner,60", "Zeile 3",
         "Die Zelle a1 / einwohner steht mehrfach in der Tabelle."),
        ("einwohner,300", "einwohner,-300", "Zeile 2",
         "Eine Anzahl kann nicht negativ sein, dort steht -300."),
        ("einwohner,300", "einwohner,0.3", "Zeile 2",
         "Gezählt wird in ganzen Zahlen, dort steht 0.3."),
        ("unter_18,40", "unter_18,201", "Zeile 6",
         "„unter_18“ der Einheit a2 ist größer als das Merkmal, von dem es ein Teil ist."),
        ("200,p,amt", "200,p,", "Zeile 5", "In der Spalte quelle steht nichts."),
        ("sgb2,,•", "sgb2,,", "Zeile 4",
         "Das Feld wert ist leer, aber kein Zeichen sagt, warum."),
        (f"{LETZTER},unter_18,40", "2020-12-31,unter_18,40", "Zeile 6",
         "Der Stichtag 2020-12-31 ist ein anderer als in Zeile 2; ein Raster hat nur einen."),
    ],
    ids=["gebiet", "merkmal", "messwert", "doppelt", "negativ", "gebrochen", "teilmenge", "quelle",
         "leer", "stichtag"],
)  # fmt: skip
def test_mangel_nennt_zeile_und_befund(ordner, alt, neu, ort, befund):
    datei = mit_raster(ordner)
    ersetze(datei, alt, neu)
    gefunden = maengel(ordner)
    assert (ort, befund) in gefunden
    assert {gefundener_ort for gefundener_ort, _ in gefunden} == {ort}


@pytest.mark.parametrize("gebiet", ["A", "K1", "P", "KX", "K2"])
def test_einheiten_gehoeren_in_die_kleinsten_gebiete_der_stadt(ordner, gebiet):
    datei = mit_raster(ordner)
    haenge_an(datei, f"x,Block x,{gebiet},{LETZTER},einwohner,5,,amt\n")
    befund = f"Das Gebiet „{gebiet}“ ist keines der kleinsten der Stadt; Einheiten gehören in sie."
    assert maengel(ordner) == [("Zeile 7", befund)]


def test_eine_einheit_liegt_nur_in_einem_gebiet(ordner):
    datei = mit_raster(ordner)
    haenge_an(datei, f"a2,Block a2,A2,{LETZTER},sgb2,5,,amt\n")
    befund = "Die Einheit a2 steht weiter oben mit anderem Gebiet oder Namen."
    assert maengel(ordner) == [("Zeile 7", befund)]


def test_viele_gleiche_maengel_werden_zusammengefasst(ordner):
    datei = mit_raster(ordner)
    haenge_an(datei, f"a2,Block a2,A1,{LETZTER},unter_18,40,,amt\n" * 25)
    gefunden = maengel(ordner)
    assert len(gefunden) == 21
    assert gefunden[-1] == ("", "Derselbe Befund in 5 weiteren Zeilen.")


def test_fehlende_spalte(ordner):
    ohne = ressource()
    ohne["schema"]["fields"][1]["name"] = "bezeichnung"
    datei = mit_raster(ordner, ohne)
    ersetze(datei, ",name,", ",bezeichnung,")
    assert maengel(ordner) == [("Zeile 1", "Es fehlt die Spalte name.")]


def test_fehlende_datei(ordner):
    mit_raster(ordner).unlink()
    assert maengel(ordner) == [("Ordner kleinstadt", "Die Datei fehlt.")]


def test_unlesbares_muster(ordner):
    kaputt = ressource()
    kaputt["schema"]["fields"][0]["constraints"] = {"pattern": "("}
    mit_raster(ordner, kaputt)
    ((ort, befund),) = maengel(ordner)
    assert ort == "Ressource raster"
    assert befund.startswith("Ein Muster im Schema ist nicht lesbar")


def test_mehrere_raster_sind_ein_mangel(ordner):
    mit_raster(ordner, ressource("eins"), ressource("zwei"))
    befund = "Es gibt mehrere Tabellen mit der Rolle „raster“: eins, zwei."
    assert maengel(ordner) == [("", befund)]
