"""Blätter einer Arbeitsmappe (XLSX) schreiben: feste Kopfzeile, echte Zahlen, druckfertig.

Jeder Text wird als Text geschrieben und nie als Formel, Verweis oder Zahl gedeutet. Punkt und
Komma setzt das Tabellenprogramm nach der Sprache des Rechners.
"""

import datetime
import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sozialmonitor.fehler import SozialmonitorFehler

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

HOECHSTENS_ZEILEN = 1_048_000
_HOECHSTENS_BLATTNAME = 31
_HOECHSTENS_KOPF = 255
_HOECHSTENS_FUSS = 110
_HOECHSTENS_TEXT = 32_767
# Breiten in Zeichen, Höhen in Punkt; nicht jedes Programm passt die Höhe beim Öffnen selbst an.
_SCHMALSTE, _BREITESTE = 8, 60
_KOPF_JE_ZEILE = 11
_ZEILENHOEHE = 15
_RAND = 0.4
# So kurz sind die Kürzel für eine fehlende Zahl; sie stehen rechts wie die Zahlen.
_LAENGSTES_KUERZEL = 5
_A4 = 9
_TAG = "dd.mm.yyyy"
_OPTIONEN = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_VERBOTEN_IM_BLATTNAMEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


class Verweis(NamedTuple):
    """Ein Sprung auf ein anderes Blatt; gezeigt wird dessen Name."""

    blatt: str


Feld = float | datetime.date | str | Verweis


@dataclass(frozen=True, slots=True, kw_only=True)
class Spalte:
    """Eine Spalte: Kopf, Felder und je Feld das Zahlenformat (leer für Text und Tage).

    Eine Zahl steht in der Einheit, die der Kopf nennt, Prozent also als 12,3 und nicht als 0,123.
    """

    kopf: str
    felder: tuple[Feld, ...]
    formate: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Blatt:
    """Ein Blatt: Name am Reiter, Überschrift, Warnung darunter, gleich lange Spalten."""

    name: str
    titel: str
    spalten: tuple[Spalte, ...]
    warnung: str = ""
    filter: bool = True


def zahlenformat(nachkommastellen: int, *, vorzeichen: bool = False, zusatz: str = "") -> str:
    """Zahlenformat mit Tausenderpunkt: „#,##0.0“, mit Plus davor, mit Text dahinter.

    `zusatz` steht wörtlich hinter der Zahl; auch „%“ vervielfacht sie nicht.
    """
    stellen = "#,##0" + ("." + "0" * nachkommastellen if nachkommastellen else "")
    ende = ' "{}"'.format(zusatz.replace('"', "")) if zusatz else ""
    if not vorzeichen:
        return f"{stellen}{ende}"
    null = stellen.removeprefix("#,##")
    return f"+{stellen}{ende};-{stellen}{ende};{null}{ende}"


def arbeitsmappe(
    blaetter: Sequence[Blatt], *, titel: str, beschreibung: str = "", datum: str = ""
) -> bytes:
    """Die Blätter als XLSX-Datei, A4 quer, Kopfzeile fest und auf jeder Seite wiederholt.

    Parameters
    ----------
    datum
        Tag der Datei (ISO); damit ergeben gleiche Blätter dieselben Bytes. Ohne ihn gilt jetzt.

    Raises
    ------
    SozialmonitorFehler
        Wenn ein Blatt mehr Zeilen hätte, als eine XLSX-Datei fasst.
    """
    import xlsxwriter  # wird selten gebraucht

    puffer = io.BytesIO()
    mappe = xlsxwriter.Workbook(puffer, _OPTIONEN)
    angaben: dict[str, object] = {"title": titel, "comments": beschreibung}
    if datum:
        angaben["created"] = datetime.datetime.fromisoformat(datum)
    mappe.set_properties(angaben)
    mappe.set_custom_property("Sprache", "de-DE")
    stil = _Stil(mappe)
    for nummer, (blatt, name) in enumerate(
        zip(blaetter, blattnamen([b.name for b in blaetter]), strict=True), start=1
    ):
        _schreibe(mappe.add_worksheet(name), blatt, stil, nummer)
    mappe.close()
    return puffer.getvalue()


def blattnamen(namen: Sequence[str]) -> list[str]:
    """Erlaubte, verschiedene Reiternamen: höchstens 31 Zeichen, ohne Klammern und Schrägstriche.

    Doppelte bekommen eine Nummer; Groß und Klein gilt als gleich.
    """
    vergeben: list[str] = []
    for roh in namen:
        sauber = roh.translate(_VERBOTEN_IM_BLATTNAMEN).strip("' ") or "Blatt"
        name, nummer = sauber[:_HOECHSTENS_BLATTNAME].strip("' "), 1
        while name.casefold() in {v.casefold() for v in vergeben}:
            nummer += 1
            ende = f" ({nummer})"
            name = sauber[: _HOECHSTENS_BLATTNAME - len(ende)] + ende
        vergeben.append(name)
    return vergeben


class _Stil:
    """Die Formate einer Mappe; je Zahlenformat entsteht eines."""

    def __init__(self, mappe: "Workbook") -> None:
        self._mappe = mappe
        self._zahlen: dict[str, Format] = {}
        oben = {"valign": "top"}
        self.titel = mappe.add_format({"bold": True, "font_size": 14})
        self.warnung = mappe.add_format({"bold": True, "font_color": "#9c0006"})
        kopf = {"bold": True, "text_wrap": True, "bg_color": "#e4eaf1", "bottom": 1}
        self.kopf = mappe.add_format(kopf | {"valign": "bottom", "align": "left", "indent": 1})
        self.zahlenkopf = mappe.add_format(kopf | {"valign": "bottom", "align": "right"})
        self.text = mappe.add_format(oben | {"text_wrap": True, "align": "left", "indent": 1})
        self.luecke = mappe.add_format(oben | {"align": "right"})
        self.tag = mappe.add_format(oben | {"num_format": _TAG, "align": "left", "indent": 1})
        self.verweis = mappe.add_format(
            oben | {"font_color": "#0b5394", "underline": 1, "align": "left", "indent": 1}
        )

    def zahl(self, format_: str) -> "Format":
        """Das Format zu einem Zahlenformat."""
        if format_ not in self._zahlen:
            angaben = {"num_format": format_, "valign": "top"}
            self._zahlen[format_] = self._mappe.add_format(angaben)
        return self._zahlen[format_]


def _schreibe(ziel: "Worksheet", blatt: Blatt, stil: _Stil, nummer: int) -> None:
    anzahl = max((len(spalte.felder) for spalte in blatt.spalten), default=0)
    if anzahl > HOECHSTENS_ZEILEN:
        raise SozialmonitorFehler(
            f"Das Blatt „{blatt.name}“ hätte {anzahl} Zeilen; eine XLSX-Datei fasst "
            f"{HOECHSTENS_ZEILEN}. Bitte CSV oder Parquet herunterladen."
        )
    ziel.write_string(0, 0, blatt.titel, stil.titel)
    if blatt.warnung:
        ziel.write_string(1, 0, blatt.warnung, stil.warnung)
    kopfzeile = 2 if blatt.warnung else 1
    koepfe = _koepfe(blatt.spalten)
    breiten = [_breite(k, spalte) for k, spalte in zip(koepfe, blatt.spalten, strict=True)]
    stile = [stil.zahlenkopf if _mit_zahlen(s) else stil.kopf for s in blatt.spalten]
    for i, (kopf, spalte) in enumerate(zip(koepfe, blatt.spalten, strict=True)):
        ziel.write_string(kopfzeile, i, kopf, stile[i])
        ziel.set_column(i, i, breiten[i])
        _schreibe_felder(ziel, kopfzeile + 1, i, spalte, stil)
    for zeile, hoehe in _hoehen(koepfe, blatt.spalten, breiten).items():
        ziel.set_row(kopfzeile + zeile, hoehe)
    if anzahl:
        # Als benannte Tabelle liest eine Sprachausgabe die Köpfe mit vor.
        angaben = {
            "name": f"Tabelle_{nummer}",
            "columns": [
                {"header": k, "header_format": s} for k, s in zip(koepfe, stile, strict=True)
            ],
            "style": "Table Style Light 1",
            "autofilter": blatt.filter,
        }
        ziel.add_table(kopfzeile, 0, kopfzeile + anzahl, len(koepfe) - 1, angaben)
        ziel.ignore_errors({"number_stored_as_text": f"A1:XFD{kopfzeile + anzahl + 1}"})
    ziel.freeze_panes(kopfzeile + 1, 1)
    _richte_druck_ein(ziel, blatt, kopfzeile)


def _schreibe_felder(ziel: "Worksheet", erste: int, i: int, spalte: Spalte, stil: _Stil) -> None:
    mit_zahlen = _mit_zahlen(spalte)
    formate = spalte.formate or ("",) * len(spalte.felder)
    for zeile, (feld, format_) in enumerate(zip(spalte.felder, formate, strict=True), start=erste):
        if isinstance(feld, Verweis):
            stelle = feld.blatt.replace("'", "''")
            ziel.write_url(zeile, i, f"internal:'{stelle}'!A1", stil.verweis, feld.blatt)
        elif isinstance(feld, datetime.date):
            ziel.write_datetime(zeile, i, feld, stil.tag)
        elif isinstance(feld, float):
            ziel.write_number(zeile, i, feld, stil.zahl(format_))
        elif feld:
            kuerzel = mit_zahlen and len(feld) <= _LAENGSTES_KUERZEL
            ziel.write_string(
                zeile, i, feld[:_HOECHSTENS_TEXT], stil.luecke if kuerzel else stil.text
            )


def _richte_druck_ein(ziel: "Worksheet", blatt: Blatt, kopfzeile: int) -> None:
    ziel.set_landscape()
    ziel.set_paper(_A4)
    ziel.fit_to_pages(1, 0)
    ziel.set_margins(left=_RAND, right=_RAND)
    # Überschrift und Warnung stehen damit auf jedem Blatt Papier.
    ziel.repeat_rows(0, kopfzeile)
    links = blatt.titel[:_HOECHSTENS_FUSS].replace("&", "&&")
    ziel.set_footer(f"&L{links}&RSeite &P von &N")


def _mit_zahlen(spalte: Spalte) -> bool:
    return any(isinstance(feld, float) for feld in spalte.felder)


def _hoehen(
    koepfe: Sequence[str], spalten: Sequence[Spalte], breiten: Sequence[int]
) -> dict[int, int]:
    """Zeile unter der Überschrift (0 ist der Kopf) → Höhe, nur wo Text umbricht."""
    zeilen: dict[int, int] = {}
    for kopf, spalte, breite in zip(koepfe, spalten, breiten, strict=True):
        # Der Filterknopf und die fette Schrift brauchen Platz.
        zeilen[0] = max(zeilen.get(0, 1), len(textwrap.wrap(kopf, breite - 3)))
        for nummer, feld in enumerate(spalte.felder, start=1):
            if isinstance(feld, str) and len(feld) > breite - 3:
                noetig = len(textwrap.wrap(feld, breite - 3))
                zeilen[nummer] = max(zeilen.get(nummer, 1), noetig)
    return {nummer: _ZEILENHOEHE * anzahl for nummer, anzahl in zeilen.items() if anzahl > 1}


def _koepfe(spalten: Sequence[Spalte]) -> list[str]:
    """Nicht leere, verschiedene Köpfe; eine Tabelle verlangt beides."""
    koepfe: list[str] = []
    for nummer, spalte in enumerate(spalten, start=1):
        roh = " ".join(spalte.kopf.split())[: _HOECHSTENS_KOPF - 8] or f"Spalte {nummer}"
        vorhanden = {kopf.casefold() for kopf in koepfe}
        koepfe.append(f"{roh} ({nummer})" if roh.casefold() in vorhanden else roh)
    return koepfe


def _breite(kopf: str, spalte: Spalte) -> int:
    """Spaltenbreite in Zeichen nach dem längsten Feld; lange Köpfe und Texte brechen um."""
    woerter = max((len(wort) for wort in kopf.split()), default=0)
    laengen = [
        len(_gezeigt(feld, format_))
        for feld, format_ in zip(
            spalte.felder, spalte.formate or ("",) * len(spalte.felder), strict=True
        )
    ]
    noetig = max([*laengen, min(len(kopf), max(woerter, _KOPF_JE_ZEILE))]) + 3
    return min(max(noetig, _SCHMALSTE), _BREITESTE)


def _gezeigt(feld: Feld, format_: str) -> str:
    """Ungefähr, was in der Zelle zu sehen ist; es geht nur um die Länge."""
    if isinstance(feld, Verweis):
        return feld.blatt
    if isinstance(feld, datetime.date):
        return _TAG
    if isinstance(feld, float):
        form = format_.split(";")[0]
        stellen = len(form.partition(".")[2].split(" ")[0])
        return f"{feld:,.{stellen}f}" + form.partition(" ")[2]
    return feld
