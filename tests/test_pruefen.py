"""Die Prüfung und ihr Befehl: jeder Mangel als Zeile, Rückgabewert 1."""

import subprocess
import sys
from pathlib import Path

import pytest

from sozialmonitor import __main__ as befehl
from sozialmonitor import pruefen
from tests import kleinstadt
from tests.kleinstadt import LETZTER, ersetze, haenge_an

WURZEL = Path(__file__).resolve().parents[1]


def einziger(ordner):
    maengel = pruefen.maengel(*ordner)
    assert len(maengel) == 1, [str(m) for m in maengel]
    return maengel[0]


def test_ohne_maengel(ordner):
    assert pruefen.maengel(*ordner) == []


def test_zaehler_groesser_als_nenner(ordner):
    alt = f"A2,{LETZTER},sgb2,10,,amt,"
    ersetze(ordner[0] / "soziales.csv", alt, alt.replace("10", "251"))
    mangel = einziger(ordner)
    assert str(mangel) == (
        f"soziales, einwohner, Gebiet A2, Stichtag {LETZTER}: Im Indikator „SGB-II-Quote“ ist der "
        "Zähler (251) größer als der Nenner (250). Bitte beide Werte in der Quelle prüfen."
    )


@pytest.mark.parametrize(
    ("alt", "neu", "ort", "befund"),
    [
        ('"jugendanteil"]', '"altenanteil"]', "leitindikatoren",
         "Der Indikator „altenanteil“ ist nicht im Katalog."),
    ],
    ids=["leitindikator"],
)  # fmt: skip
def test_verweis_ins_leere(ordner, alt, neu, ort, befund):
    ersetze(ordner[0] / "kommune.toml", alt, neu)
    mangel = einziger(ordner)
    assert (mangel.datei, mangel.ort, mangel.befund) == ("kommune.toml", ort, befund)


def test_adressen_der_fragen_und_sitzungen_werden_geprueft(ordner):
    (ordner[0] / "fragen.toml").write_text(
        '[wo]\nfrage = "Wo?"\nansicht = "/karte?indikator=weg"\nsagt_nicht = "Warum."\n'
    )
    (ordner[0] / "sitzungen").mkdir()
    (ordner[0] / "sitzungen" / "rat.toml").write_text(
        'titel = "Rat"\n[[folien]]\nansicht = "/karte?ebene=mond"\n'
    )
    frage, folie = pruefen.maengel(*ordner)
    assert (frage.datei, frage.ort) == ("fragen.toml", "Frage [wo], Feld ansicht")
    assert (folie.datei, folie.ort) == ("sitzungen/rat.toml", "Folie 1, Feld ansicht")
    assert "(weg)" in frage.befund
    assert "(mond)" in folie.befund


def test_indikator_ohne_zahlen(ordner):
    haenge_an(ordner[0] / "merkmale.toml",
              '[merkmale.hunde]\ntitel = "Hunde"\neinheit = "Tiere"\nart = "anzahl"\n')  # fmt: skip
    neu = kleinstadt.eintrag("hunde", titel="Hunde", art="anzahl", zaehler="hunde")
    haenge_an(ordner[0] / "indikatoren.toml", neu)
    mangel = einziger(ordner)
    assert (mangel.ort, mangel.befund) == ("Eintrag [hunde]", "Zu hunde gibt es keine Zahlen.")


def test_indikator_nennt_unbekannte_ressource(ordner):
    haenge_an(ordner[0] / "indikatoren.toml", kleinstadt.eintrag(
        "faelle", titel="Fälle", art="anzahl", zaehler="sgb2", quelle=["sozales"]))  # fmt: skip
    mangel = einziger(ordner)
    assert (mangel.datei, mangel.ort) == ("indikatoren.toml", "Eintrag [faelle]")
    assert "„sozales“" in mangel.befund


def test_alle_maengel_auf_einmal(ordner):
    (ordner[0] / "chronik.csv").unlink()
    (ordner[1] / "stadt.geojson").unlink()
    haenge_an(ordner[0] / "indikatoren.toml", "[kaputt]\ntitel = 'x'\n")
    dateien = [m.datei for m in pruefen.maengel(*ordner)]
    assert sorted(dateien) == ["chronik.csv", "indikatoren.toml", "stadt.geojson"]


def test_unbekannte_kommune(tmp_path):
    assert "Den Ordner gibt es nicht." in str(einziger((tmp_path / "x", tmp_path)))


def test_befehl_ohne_maengel(ordner, capsys):
    assert befehl.main(["pruefe", *map(str, ordner)]) == 0
    assert capsys.readouterr().out == "Keine Mängel gefunden.\n"


def test_befehl_mit_maengeln(ordner, capsys):
    (ordner[0] / "chronik.csv").unlink()
    assert befehl.main(["pruefe", *map(str, ordner)]) == 1
    assert capsys.readouterr().out == (
        "chronik.csv, Ordner kleinstadt: Die Datei fehlt. Bitte die Datei in den Ordner legen oder "
        "ihren Namen berichtigen.\n1 Mangel gefunden.\n"
    )


def test_befehl_zaehlt_maengel(ordner, capsys):
    (ordner[0] / "chronik.csv").unlink()
    (ordner[0] / "mengen.csv").unlink()
    assert befehl.main(["pruefe", *map(str, ordner)]) == 1
    assert capsys.readouterr().out.endswith("2 Mängel gefunden.\n")


def test_befehl_findet_den_geometrieordner(ordner, capsys, monkeypatch):
    monkeypatch.chdir(ordner[0].parents[1])
    assert befehl.main(["pruefe", "data/kleinstadt"]) == 0
    assert "Keine Mängel" in capsys.readouterr().out


@pytest.mark.parametrize("argumente", [[], ["pruefe"], ["tanze"]], ids=["leer", "ohne", "falsch"])
def test_falscher_aufruf(argumente, capsys):
    with pytest.raises(SystemExit) as ende:
        befehl.main(argumente)
    assert ende.value.code == 2
    assert "usage: sozialmonitor" in capsys.readouterr().err


@pytest.mark.parametrize(("kaputt", "erwartet"), [(False, 0), (True, 1)], ids=["gut", "kaputt"])
def test_rueckgabewert_des_befehls(ordner, kaputt, erwartet):
    if kaputt:
        (ordner[0] / "merkmale.toml").write_text("[", encoding="utf-8")
    lauf = subprocess.run(
        [sys.executable, "-m", "sozialmonitor", "pruefe", *map(str, ordner)],
        cwd=WURZEL, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert lauf.returncode == erwartet, lauf.stdout + lauf.stderr
    assert lauf.stderr == ""
    assert lauf.stdout.endswith("gefunden.\n")
