"""Der Leser für Sitzungen und Fragen: jedes Feld geprüft, jeder Mangel mit Stelle."""

import pytest

from sozialmonitor.ansichten import ansicht_aus
from sozialmonitor.tomlleser import Leser, druckbar


@pytest.fixture
def leser() -> Leser:
    return Leser("probe.toml", "Die Probe", {"kurz": 5, "lang": 20})


def maengel(leser: Leser) -> list[str]:
    return [str(mangel) for mangel in leser.maengel]


@pytest.mark.parametrize(
    "roh", ["a = 1\r\n", "\ufeffa = 1", b"a = 1", b"\xef\xbb\xbfa = 1", {"a": 1}]
)
def test_tabelle_aus_text_bytes_und_mapping(
    leser: Leser, roh: str | bytes | dict[str, int]
) -> None:
    assert leser.tabelle(roh) == {"a": 1}
    assert leser.maengel == []


@pytest.mark.parametrize(
    ("roh", "mangel"),
    [
        ("a = 1\nb = \nc = 2", "probe.toml, Zeile 2: Die Probe ist kein gültiges TOML"),
        ("[[a", "probe.toml, Ende der Datei: Die Probe ist kein gültiges TOML"),
        (b"a = '\xff'", "probe.toml: Die Datei ist nicht in UTF-8 gespeichert."),
        ("a = " + "[" * 5000, "probe.toml: Die Datei ist zu tief verschachtelt."),
    ],
    ids=["zeile", "ende", "kodierung", "tiefe"],
)
def test_unlesbares_ist_leer_und_ein_mangel(leser: Leser, roh: str | bytes, mangel: str) -> None:
    assert leser.tabelle(roh) == {}
    assert maengel(leser)[0].startswith(mangel)


@pytest.mark.parametrize(
    ("wert", "gelesen", "mangel"),
    [
        ("  a  b\n", "a b", ""),
        ("12345", "12345", ""),
        ("123456", "12345", "Ort, Feld kurz: Der Text hat 6 Zeichen; möglich sind 5."),
        (7, "", "Ort, Feld kurz: Erwartet wird ein Text."),
        ("<b>", "", "Ort, Feld kurz: Auszeichnungen wie „<b>“ sind nicht erlaubt."),
        ("1 < 2", "1 < 2", ""),
        ("a\x07b", "ab", "Ort, Feld kurz: Der Text enthält Steuerzeichen."),
    ],
)
def test_text(leser: Leser, wert: object, gelesen: str, mangel: str) -> None:
    assert leser.text({"kurz": wert}, "kurz", "Ort") == gelesen
    assert [m.startswith(f"probe.toml, {mangel}") for m in maengel(leser)] == [True] * bool(mangel)


def test_mehrzeiliger_text_behaelt_zeilen(leser: Leser) -> None:
    assert leser.text({"lang": " a\n\nb "}, "lang", "", mehrzeilig=True) == "a\n\nb"
    assert leser.text({}, "lang", "") == ""


def test_unbekannte_felder(leser: Leser) -> None:
    leser.unbekannte({"a": 1, "b\x07": 2}, ["a", "c"], "Ort")
    assert maengel(leser) == [
        "probe.toml, Ort: Ein Feld „b“ gibt es nicht; es bleibt unbeachtet. Möglich sind: a, c."
    ]


def test_ansicht(leser: Leser) -> None:
    assert leser.ansicht("/karte?gebiet=A", "Ort", "Weg") == ansicht_aus("/karte?gebiet=A")
    for wert in ("", None, 7, "/start"):
        assert leser.ansicht(wert, "Ort", "Weg") is None
    assert [m.partition(" Weg; ")[2] for m in maengel(leser)] == [
        *["bitte eine angeben."] * 3,
        "bitte die Adresse berichtigen.",
    ]


def test_druckbar_laesst_nur_steuerzeichen_weg() -> None:
    assert druckbar("ä\x00\x9f\ud800\n\t„ß“") == "ä\n\t„ß“"
