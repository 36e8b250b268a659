"""Liest von Menschen geschriebenes TOML Feld für Feld; was nicht stimmt, wird ein Mangel.

Gemeinsam für Sitzungen und Fragen: beide bestehen aus kurzen Texten und Adressen von Ansichten.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from sozialmonitor import ansichten
from sozialmonitor.ansichten import Ansicht
from sozialmonitor.fehler import Mangel, SozialmonitorFehler

_AUSZEICHNUNG = re.compile(r"<\s*[/!?]?\s*[A-Za-z][^>]{0,40}>?")
_ZEILE = re.compile(r"at line (\d+)")
# Zeichen, die in keinem Dokument stehen dürfen: Steuerzeichen, halbe Ersatzpaare, Nichtzeichen.
_UNDRUCKBAR = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Leser:
    """Liest die Felder einer Datei und sammelt `maengel`.

    Parameters
    ----------
    datei
        Name für die Mängel.
    was
        Was gelesen wird, mit Artikel („Die Sitzung“).
    hoechstens
        Textfeld → so viele Zeichen darf es haben.
    """

    def __init__(self, datei: str, was: str, hoechstens: Mapping[str, int]) -> None:
        """Ein Leser ohne Mängel."""
        self.maengel: list[Mangel] = []
        self._datei, self._was, self._hoechstens = datei, was, hoechstens

    def melde(self, ort: str, befund: str, abhilfe: str) -> None:
        """Merkt einen Mangel an einer Stelle der Datei."""
        self.maengel.append(Mangel(self._datei, ort, befund, abhilfe))

    def tabelle(self, roh: str | bytes | Mapping[str, Any]) -> Mapping[str, Any]:
        """Die Tabelle aus Text, Bytes (UTF-8) oder schon gelesen; unlesbar ist sie leer."""
        if isinstance(roh, Mapping):
            return roh
        try:
            text = roh.decode("utf-8-sig") if isinstance(roh, bytes) else roh.removeprefix("\ufeff")
            return tomllib.loads(text.replace("\r\n", "\n"))
        except UnicodeDecodeError:
            self.melde("", "Die Datei ist nicht in UTF-8 gespeichert.", "Bitte so speichern.")
        except tomllib.TOMLDecodeError as fehler:
            zeile = _ZEILE.search(str(fehler))
            self.melde(
                f"Zeile {zeile[1]}" if zeile else "Ende der Datei",
                f"{self._was} ist kein gültiges TOML ({fehler}).",
                "Bitte an dieser Stelle Anführungszeichen, Klammern und Kommas prüfen.",
            )
        except RecursionError:
            self.melde("", "Die Datei ist zu tief verschachtelt.", "Bitte vereinfachen.")
        return {}

    def unbekannte(self, tabelle: Mapping[str, Any], bekannt: Sequence[str], ort: str) -> None:
        """Meldet Felder, die es nicht gibt."""
        for name in tabelle:
            if name not in bekannt:
                gekuerzt = druckbar(str(name))[:40]
                befund = f"Ein Feld „{gekuerzt}“ gibt es nicht; es bleibt unbeachtet."
                self.melde(ort, befund, f"Möglich sind: {', '.join(bekannt)}.")

    def text(
        self, tabelle: Mapping[str, Any], name: str, ort: str, *, mehrzeilig: bool = False
    ) -> str:
        """Ein Textfeld; falsche Art oder Auszeichnung wird leer, Überlänge gekürzt."""
        wert, stelle = tabelle.get(name, ""), ", ".join(filter(None, [ort, f"Feld {name}"]))
        if not isinstance(wert, str):
            self.melde(stelle, "Erwartet wird ein Text.", "Bitte in Anführungszeichen setzen.")
            return ""
        if gefunden := _AUSZEICHNUNG.search(wert):
            befund = f"Auszeichnungen wie „{gefunden[0][:30]}“ sind nicht erlaubt."
            self.melde(
                stelle, befund, "Das Feld bleibt leer; bitte ohne spitze Klammern schreiben."
            )
            return ""
        if _UNDRUCKBAR.search(wert):
            self.melde(stelle, "Der Text enthält Steuerzeichen.", "Sie sind entfernt.")
        rein = druckbar(wert)
        rein = rein.strip() if mehrzeilig else " ".join(rein.split())
        grenze = self._hoechstens[name]
        if len(rein) > grenze:
            befund = f"Der Text hat {len(rein)} Zeichen; möglich sind {grenze}."
            self.melde(stelle, befund, "Er ist gekürzt; bitte kürzer fassen.")
        return rein[:grenze].rstrip()

    def ansicht(self, wert: object, ort: str, folge: str) -> Ansicht | None:
        """Die Ansicht zu einer Adresse; sonst `None` und ein Mangel, der mit `folge` beginnt."""
        if not isinstance(wert, str) or not wert:
            self.melde(ort, "Die Adresse fehlt.", f"{folge}; bitte eine angeben.")
            return None
        try:
            return ansichten.ansicht_aus(wert)
        except SozialmonitorFehler as fehler:
            self.melde(ort, str(fehler), f"{folge}; bitte die Adresse berichtigen.")
            return None


def druckbar(text: str) -> str:
    """Der Text ohne Zeichen, die in keinem Dokument stehen dürfen (Steuerzeichen)."""
    return _UNDRUCKBAR.sub("", text)
