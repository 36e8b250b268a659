"""Deutsche Schreibweise von Zahlen, Stichtagen und Lücken, unabhängig vom Rechner.

Gerundet wird kaufmännisch (0,25 → 0,3). Ein fehlender Wert ist immer „k. A.“, nie ein Strich
und nie 0; das Minuszeichen ist das echte „−“.
"""

import datetime
import math
import re
import unicodedata
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import SupportsFloat

from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.katalog import Indikator
from sozialmonitor.klassen import OHNE_WERT

KEINE_ANGABE = "k. A."
_MONATE = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
_EINZAHL = {
    "Personen": "Person",
    "Menschen": "Mensch",
    "Kinder": "Kind",
    "Haushalte": "Haushalt",
    "Wohnungen": "Wohnung",
    "Plätze": "Platz",
    "Fälle": "Fall",
    "Prozentpunkte": "Prozentpunkt",
}
_NACHGESTELLT = ("p", "r", "s")
_STICHTAG = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_UMSCHRIFT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_PUNKT_UND_KOMMA = str.maketrans({",": ".", ".": ",", "-": "−"})


def zahlwert(wert: object) -> float:
    """Der Wert als Zahl; `None`, `NA` und alles andere ohne Zahl wird `NaN`."""
    # Der häufige Fall zuerst: die Frage nach dem Protokoll kostet das Zwanzigfache.
    if isinstance(wert, float | int):
        return float(wert)
    return float(wert) if isinstance(wert, SupportsFloat) else math.nan


def zahl(wert: object, nachkommastellen: int = 0, *, vorzeichen: bool = False) -> str:
    """Zahl mit Tausenderpunkt und Dezimalkomma: „1.234,5“, „−0,3“, mit Vorzeichen „+0,5“.

    Was auf null gerundet wird, trägt kein Vorzeichen; ohne endlichen Wert „k. A.“.
    """
    roh = zahlwert(wert)
    if not math.isfinite(roh):
        return KEINE_ANGABE
    stelle = Decimal(1).scaleb(-nachkommastellen)
    gerundet = Decimal(repr(roh))
    # Ab 10^25 hat eine Gleitkommazahl keine Nachkommastellen mehr, die zu runden wären.
    if gerundet.adjusted() + nachkommastellen < 25:  # noqa: PLR2004
        gerundet = gerundet.quantize(stelle, rounding=ROUND_HALF_UP)
    if not gerundet:
        gerundet = abs(gerundet)
    plus = "+" if vorzeichen and gerundet > 0 else ""
    return plus + f"{gerundet:,.{nachkommastellen}f}".translate(_PUNKT_UND_KOMMA)


def wert_mit_einheit(wert: object, indikator: Indikator) -> str:
    """Wert mit Einheit: „12,3 %“, „1 Person“, „4,5 je 1.000 Einwohner“; sonst „k. A.“."""
    return _mit_einheit(zahl(wert, indikator.nachkommastellen), indikator.einheit)


def differenz(wert: object, indikator: Indikator) -> str:
    """Unterschied mit Vorzeichen; bei Prozentwerten in Prozentpunkten: „+1,2 Prozentpunkte“."""
    text = zahl(wert, indikator.nachkommastellen, vorzeichen=True)
    return _mit_einheit(text, differenzeinheit(indikator))


def differenzeinheit(indikator: Indikator) -> str:
    """Einheit eines Unterschieds: „Prozentpunkte“ oder die Einheit des Indikators."""
    return "Prozentpunkte" if indikator.ist_prozent else indikator.einheit


def zelle(zustand: str, wert: object, indikator: Indikator, zeichen: object = "") -> str:
    """Text einer Tabellenzelle: „12,3“, „12,3 p“, „k. A.“, „•“ oder „n. b.“.

    Parameters
    ----------
    zustand
        wert | fehlt | geheim | zu_wenige. Außer bei „wert“ erscheint der Wert nie.
    zeichen
        Zeichen wie in der Spalte `zeichen`; p (vorläufig), r (berichtigt) und s (geschätzt)
        stehen hinter dem Wert.
    """
    if zustand in OHNE_WERT:
        return OHNE_WERT[zustand].kuerzel
    text = zahl(wert, indikator.nachkommastellen)
    if text == KEINE_ANGABE:
        return text
    teile = zeichen.split() if isinstance(zeichen, str) else []
    return " ".join([text, *(z for z in _NACHGESTELLT if z in teile)])


def zustandstext(zustand: str) -> str:
    """Warum kein Wert dasteht („gesperrt (Datenschutz)“ …); bei „wert“ leer."""
    return OHNE_WERT[zustand].text if zustand in OHNE_WERT else ""


def bereich(unten: object, oben: object, indikator: Indikator) -> str:
    """Vertrauensbereich: „10,9 – 13,8 %“; leer, wenn eine Grenze fehlt."""
    grenzen = [zahl(grenze, indikator.nachkommastellen) for grenze in (unten, oben)]
    if KEINE_ANGABE in grenzen:
        return ""
    return f"{' – '.join(grenzen)} {indikator.einheit}".strip()


def stichtag(text: str) -> str:
    """„2019-12-31“ → „31.12.2019“, „2016-05“ → „Mai 2016“, „2022“ → „2022“."""
    jahr, monat, tag = _stichtagsteile(text)
    if tag:
        return f"{tag:02d}.{monat:02d}.{jahr}"
    return f"{_MONATE[monat - 1]} {jahr}" if monat else str(jahr)


def kurzer_stichtag(text: str) -> str:
    """Stichtag für enge Achsen: Jahr und Jahresende „2019“, sonst Monat und Jahr „05/2016“."""
    jahr, monat, tag = _stichtagsteile(text)
    jahresende = (monat, tag) == (12, 31)
    return f"{monat:02d}/{jahr}" if monat and not jahresende else str(jahr)


def zeitpunkt(stichtag: str) -> datetime.date:
    """Tag auf der Zeitachse; ein Monat liegt auf seinem 15., ein Jahr auf dem 1. Juli."""
    jahr, monat, tag = _stichtagsteile(stichtag)
    if not monat:
        return datetime.date(jahr, 7, 1)
    return datetime.date(jahr, monat, tag or 15)


def aufzaehlung(teile: Sequence[str]) -> str:
    """Teile eines Satzes: „a“, „a und b“, „a, b und c“; ohne Teile leer."""
    if not teile:
        return ""
    *vordere, letzter = teile
    return f"{', '.join(vordere)} und {letzter}" if vordere else letzter


def schluessel_text(text: str) -> str:
    """Dateiname aus Kleinbuchstaben, Ziffern und Unterstrichen („straße 1“ → „strasse_1“)."""
    umschrift = unicodedata.normalize("NFC", text).lower().translate(_UMSCHRIFT)
    ascii_text = unicodedata.normalize("NFKD", umschrift).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", ascii_text).strip("_") or "ohne_namen"


def _mit_einheit(text: str, einheit: str) -> str:
    if text == KEINE_ANGABE:
        return text
    einheit = _EINZAHL.get(einheit, einheit) if text.lstrip("+−") == "1" else einheit
    return f"{text} {einheit}".strip()


def _stichtagsteile(text: str) -> tuple[int, int, int]:
    treffer = _STICHTAG.fullmatch(text)
    if treffer:
        jahr, monat, tag = (int(teil or 0) for teil in treffer.groups())
        try:
            datetime.date(jahr, monat or 1, tag or 1)
        except ValueError:
            treffer = None
    if not treffer or 0 in [int(teil) for teil in treffer.groups() if teil]:
        raise SozialmonitorFehler(
            f"„{text}“ ist kein Stichtag. Möglich sind etwa 2019-12-31, 2016-05 und 2022."
        )
    return jahr, monat, tag
