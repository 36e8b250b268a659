"""Text-, TOML-, JSON- und CSV-Dateien lesen; jeder Fehler nennt Datei, Stelle und Abhilfe."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd

from sozialmonitor.fehler import DatenFehler, Mangel


def lies_text(pfad: Path) -> str:
    """Inhalt einer Textdatei; fehlende oder nicht lesbare Dateien sind ein `DatenFehler`."""
    try:
        return pfad.read_text(encoding="utf-8")
    except FileNotFoundError as fehler:
        raise DatenFehler([fehlende_datei(pfad)]) from fehler
    except UnicodeDecodeError as fehler:
        raise DatenFehler(
            [Mangel(pfad.name, f"Byte {fehler.start}", "Die Datei ist nicht in UTF-8 gespeichert.",
                    "Bitte im Tabellenprogramm als „CSV UTF-8“ speichern.")]
        ) from fehler


def lies_toml(pfad: Path) -> dict[str, Any]:
    """Gelesene TOML-Datei; ein Schreibfehler nennt Zeile und Spalte."""
    try:
        return tomllib.loads(lies_text(pfad))
    except tomllib.TOMLDecodeError as fehler:
        raise DatenFehler(
            [Mangel(pfad.name, _toml_ort(fehler), f"Die Datei ist kein gültiges TOML ({fehler}).",
                    "Bitte an dieser Stelle Anführungszeichen, Klammern und Kommas prüfen.")]
        ) from fehler


def lies_tabelle(pfad: Path) -> pd.DataFrame:
    """Eine CSV-Datei als Texttabelle; leere Felder bleiben leere Texte."""
    lies_text(pfad)
    try:
        return pd.read_csv(pfad, dtype="string", keep_default_na=False, encoding="utf-8")
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as fehler:
        raise DatenFehler(
            [Mangel(pfad.name, "", f"Die Tabelle ist nicht lesbar ({fehler}).",
                    "Bitte prüfen, ob jede Zeile gleich viele Felder hat.")]
        ) from fehler


def _toml_ort(fehler: tomllib.TOMLDecodeError) -> str:
    zeile = getattr(fehler, "lineno", None)
    return f"Zeile {zeile}" if zeile else ""


def fehlende_datei(pfad: Path, was: str = "") -> Mangel:
    """Der Befund zu einer Datei, die es nicht gibt."""
    art = f" ({was})" if was else ""
    return Mangel(pfad.name, f"Ordner {pfad.parent.name}", f"Die Datei{art} fehlt.",
                  "Bitte die Datei in den Ordner legen oder ihren Namen berichtigen.")


def lies_json(pfad: Path) -> dict[str, Any]:
    """Gelesene JSON-Datei; ein Schreibfehler nennt die Zeile."""
    try:
        return dict(json.loads(lies_text(pfad)))
    except json.JSONDecodeError as fehler:
        raise DatenFehler(
            [Mangel(pfad.name, f"Zeile {fehler.lineno}", f"Kein gültiges JSON ({fehler.msg}).",
                    "Bitte an dieser Stelle Kommas und Klammern prüfen.")]
        ) from fehler
