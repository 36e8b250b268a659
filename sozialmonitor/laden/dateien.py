"""Text-, TOML-, JSON- und CSV-Dateien lesen; jeder Fehler nennt Datei, Stelle und Abhilfe."""

import csv
import io
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd

from sozialmonitor.fehler import DatenFehler, Mangel

_HOECHSTENS = 20
_TOML_ZEILE = re.compile(r"at line (\d+)")


def lies_text(pfad: Path, *, hoechstens_kb: int | None = None) -> str:
    """Inhalt einer Textdatei; fehlende, nicht lesbare oder zu große sind ein `DatenFehler`."""
    try:
        if hoechstens_kb is not None and pfad.stat().st_size > hoechstens_kb * 1000:
            befund = f"Die Datei ist größer als {hoechstens_kb} KB."
            raise DatenFehler([Mangel(pfad.name, "", befund, "Bitte kürzen.")])
        return pfad.read_text(encoding="utf-8-sig")
    except FileNotFoundError as fehler:
        raise DatenFehler([fehlende_datei(pfad)]) from fehler
    except UnicodeDecodeError as fehler:
        zeile = fehler.object[: fehler.start].count(b"\n") + 1
        raise DatenFehler(
            [
                Mangel(
                    pfad.name,
                    f"Zeile {zeile}",
                    "Die Datei ist nicht in UTF-8 gespeichert.",
                    "Bitte mit der Zeichenkodierung UTF-8 speichern (im Tabellenprogramm: "
                    "„CSV UTF-8“).",
                )
            ]
        ) from fehler
    except OSError as fehler:
        raise DatenFehler(
            [
                Mangel(
                    pfad.name,
                    f"Ordner {pfad.parent.name}",
                    f"Die Datei ist nicht lesbar ({fehler.strerror}).",
                    "Bitte Zugriffsrechte und Art der Datei prüfen.",
                )
            ]
        ) from fehler


def lies_toml(pfad: Path) -> dict[str, Any]:
    """Gelesene TOML-Datei; ein Schreibfehler nennt die Zeile."""
    try:
        return tomllib.loads(lies_text(pfad))
    except tomllib.TOMLDecodeError as fehler:
        zeile = _TOML_ZEILE.search(str(fehler))
        ort = f"Zeile {zeile[1]}" if zeile else "Ende der Datei"
        raise DatenFehler(
            [
                Mangel(
                    pfad.name,
                    ort,
                    f"Die Datei ist kein gültiges TOML ({fehler}).",
                    "Bitte an dieser Stelle Anführungszeichen, Klammern und Kommas prüfen.",
                )
            ]
        ) from fehler


def lies_tabelle(pfad: Path) -> pd.DataFrame:
    """Eine CSV-Datei als Texttabelle; leere Felder bleiben leere Texte."""
    text = lies_text(pfad)
    if maengel := _formverstoesse(text, pfad.name):
        raise DatenFehler(maengel)
    return pd.read_csv(
        io.StringIO(text), dtype="string", keep_default_na=False, skip_blank_lines=False
    )


def fehlende_datei(pfad: Path, was: str = "") -> Mangel:
    """Der Befund zu einer Datei, die es nicht gibt."""
    art = f" ({was})" if was else ""
    if not pfad.parent.is_dir():
        return Mangel(
            str(pfad.parent),
            "",
            "Den Ordner gibt es nicht.",
            "Bitte den Ordner anlegen oder den Namen der Kommune berichtigen.",
        )
    return Mangel(
        pfad.name,
        f"Ordner {pfad.parent.name}",
        f"Die Datei{art} fehlt.",
        "Bitte die Datei in den Ordner legen oder ihren Namen berichtigen.",
    )


def lies_json(pfad: Path) -> dict[str, Any]:
    """Gelesene JSON-Datei; ein Schreibfehler nennt die Zeile."""
    try:
        inhalt = json.loads(lies_text(pfad))
    except json.JSONDecodeError as fehler:
        raise DatenFehler(
            [
                Mangel(
                    pfad.name,
                    f"Zeile {fehler.lineno}",
                    f"Kein gültiges JSON ({fehler.msg}).",
                    "Bitte an dieser Stelle Kommas und Klammern prüfen.",
                )
            ]
        ) from fehler
    if isinstance(inhalt, dict):
        return inhalt
    raise DatenFehler(
        [
            Mangel(
                pfad.name,
                "Zeile 1",
                "Die Datei enthält kein JSON-Objekt.",
                "Der Inhalt muss mit { beginnen und mit } enden.",
            )
        ]
    )


def _formverstoesse(text: str, datei: str) -> list[Mangel]:
    """Leere Tabelle, falsches Trennzeichen und Zeilen, die nicht zur Kopfzeile passen."""
    if not text.strip():
        return [
            Mangel(
                datei,
                "",
                "Die Datei ist leer.",
                "Bitte mindestens die Kopfzeile mit den Spaltennamen angeben.",
            )
        ]
    kopf = text.lstrip().split("\n", 1)[0]
    for trenner, name in ((";", "Semikolon"), ("\t", "Tabulator")):
        if trenner in kopf and "," not in kopf:
            return [
                Mangel(
                    datei,
                    "Zeile 1",
                    f"Die Felder sind mit {name} getrennt.",
                    "Bitte mit Komma als Feldtrenner und Punkt als Dezimalzeichen speichern.",
                )
            ]
    leser = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        laengen = [len(zeile) for zeile in leser]
    except csv.Error as fehler:
        befund = f"Die Tabelle ist nicht lesbar ({fehler})."
        return [
            Mangel(datei, f"Zeile {leser.line_num}", befund, "Bitte die Anführungszeichen prüfen.")
        ]
    falsch = [i for i, laenge in enumerate(laengen) if laenge != laengen[0]]
    return [
        Mangel(
            datei,
            f"Zeile {i + 1}",
            f"Die Zeile hat {laengen[i]} Felder, die Kopfzeile {laengen[0]}.",
            "Bitte fehlende oder überzählige Kommas berichtigen oder die Leerzeile löschen.",
        )
        for i in falsch[:_HOECHSTENS]
    ]
