"""`fragen.toml` im Datenordner: ohne Datei nichts, Unlesbares als Mangel, sonst alle Fragen."""

from pathlib import Path

import pytest

from sozialmonitor.kommune import Kommune
from sozialmonitor.laden.fragen import HOECHSTENS_KB, fragen

EINE = '[wo]\nfrage = "Wo?"\nansicht = "/karte?indikator=weg"\nsagt_nicht = "Warum."\n'


def test_ohne_datei_keine_frage_und_kein_mangel(tmp_path: Path) -> None:
    assert fragen(tmp_path) == ({}, [])


def test_liest_die_datei_und_prueft_mit_kommune(tmp_path: Path, stadt: Kommune) -> None:
    (tmp_path / "fragen.toml").write_text(EINE, encoding="utf-8")
    gelesen, maengel = fragen(tmp_path)
    assert (list(gelesen), maengel) == (["wo"], [])
    gelesen, (mangel,) = fragen(tmp_path, stadt)
    assert list(gelesen) == ["wo"]
    assert (mangel.datei, mangel.ort) == ("fragen.toml", "Frage [wo], Feld ansicht")


@pytest.mark.parametrize(
    ("inhalt", "befund"),
    [
        (b"[wo", "kein gültiges TOML"),
        (b"frage = '\xff'", "nicht in UTF-8"),
        (b"#" * (HOECHSTENS_KB * 1000 + 1), "größer als 100 KB"),
    ],
    ids=["toml", "kodierung", "groesse"],
)
def test_unlesbare_datei_ist_ein_mangel(tmp_path: Path, inhalt: bytes, befund: str) -> None:
    (tmp_path / "fragen.toml").write_bytes(inhalt)
    gelesen, (mangel,) = fragen(tmp_path)
    assert gelesen == {}
    assert mangel.datei == "fragen.toml"
    assert befund in mangel.befund


def test_ein_ordner_dieses_namens_ist_ein_mangel(tmp_path: Path) -> None:
    (tmp_path / "fragen.toml").mkdir()
    gelesen, (mangel,) = fragen(tmp_path)
    assert gelesen == {}
    assert "nicht lesbar" in mangel.befund
