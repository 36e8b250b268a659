"""Sucht verborgene Zahlen in allem, was eine Anwendung herausgibt: Text, Tabellen, Bytes.

Gesucht werden die verborgenen Anzahlen selbst, in jeder üblichen Schreibweise und binär, und was
sich aus ihnen rechnet: Quoten, Bereiche, Abstände, Reste, Veränderungen, Anteile an der Stadt.
"""

import io
import re
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from google.protobuf.message import Message
from PIL import Image

from sozialmonitor import kennzahlen, vergleich
from sozialmonitor.gebiete import vorfahren
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune

# Kleinere ganze Zahlen kommen auch durch Zufall vor; drei Bytes braucht ein Treffer.
MINDESTENS = 2**16
_NACHKOMMASTELLEN = 6
_GENAU = 1e-11
_TRENNER = "[.,'’ \u00a0\u2009\u202f]"
_GANZE = re.compile(r"(?<![0-9])(?<![0-9]\.)[0-9]{5,9}(?![0-9])")
_GRUPPEN = re.compile(rf"(?<![0-9])(?=([0-9]{{1,3}}(?:{_TRENNER}[0-9]{{3}})+(?![0-9])))")
_BRUECHE = re.compile(r"(?<![0-9])([0-9]+)[.,]([0-9]+)(?:[eE]([+-]?[0-9]{1,3}))?")
_ZAHLENSPALTEN = (
    *("zaehler", "nenner", "wert", "unten", "oben", "rest_wert"),
    *("differenz", "diff_unten", "diff_oben"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suche:
    """Die gesuchten Zahlen, aufsteigend, und was jede bedeutet."""

    ganze: np.ndarray
    ganze_namen: tuple[str, ...]
    brueche: np.ndarray
    bruch_namen: tuple[str, ...]

    @classmethod
    def nach(cls, ziele: Mapping[str, float]) -> "Suche":
        """Eine Suche nach benannten Zahlen; zu kurze ganze Zahlen entfallen."""
        geordnet = sorted((abs(w), name) for name, w in ziele.items() if np.isfinite(w))
        ganze = [(w, n) for w, n in geordnet if w == round(w) and w >= MINDESTENS]
        brueche = [(w, n) for w, n in geordnet if w != round(w)]
        return cls(
            ganze=np.array([w for w, _ in ganze], dtype="int64"),
            ganze_namen=tuple(n for _, n in ganze),
            brueche=np.array([w for w, _ in brueche], dtype="float64"),
            bruch_namen=tuple(n for _, n in brueche),
        )

    def in_text(self, text: str) -> set[str]:
        """Was in einem Text steht: 104729, 104.729, 104 729, 1.04729e5, 1,047290123."""
        ganze = {int(stelle[0]) for stelle in _GANZE.finditer(text)}
        for stelle in _GRUPPEN.finditer(text):
            gruppen = re.split(_TRENNER, stelle[1])
            ganze |= {int("".join(gruppen[:n])) for n in range(2, len(gruppen) + 1)}
        gefunden = self.in_zahlen(np.array(sorted(ganze), dtype="float64"))
        brueche = {(float(f"{a}.{b}e{e or 0}"), len(b) - int(e or 0))
                   for a, b, e in _BRUECHE.findall(text)
                   if len(b) >= _NACHKOMMASTELLEN or e}  # fmt: skip
        if brueche:
            zahlen, stellen = np.array(sorted(brueche)).T
            gefunden |= self.in_zahlen(zahlen, 0.5 * 10.0**-stellen)
        return gefunden

    def in_zahlen(self, zahlen: np.ndarray, spielraum: np.ndarray | float = 0.0) -> set[str]:
        """Was unter diesen Zahlen ist, bis auf den Spielraum ihrer Schreibweise."""
        betraege = np.abs(np.asarray(zahlen, dtype="float64"))
        gilt = np.isfinite(betraege)
        weite = np.broadcast_to(spielraum, betraege.shape)[gilt]
        betraege = betraege[gilt]
        weite = np.minimum(weite, 1e-6) + _GENAU * betraege
        ganze = _nahe(self.ganze.astype("float64"), betraege, weite)
        brueche = _nahe(self.brueche, betraege, weite)
        return {self.ganze_namen[i] for i in ganze} | {self.bruch_namen[i] for i in brueche}

    def in_bytes(self, roh: bytes) -> set[str]:
        """Was binär darin steht, little endian: acht Bytes an jeder Stelle, vier ausgerichtet."""
        gefunden = self._genau_ganze(np.frombuffer(roh[: len(roh) // 4 * 4], "<i4"))
        for anfang in range(8):
            teil = roh[anfang : anfang + (len(roh) - anfang) // 8 * 8]
            gefunden |= self.in_zahlen(np.frombuffer(teil, "<f8"))
            gefunden |= self._genau_ganze(np.frombuffer(teil, "<i8"))
        return gefunden

    def _genau_ganze(self, zahlen: np.ndarray) -> set[str]:
        moeglich = zahlen[(zahlen >= MINDESTENS) & (zahlen <= self.ganze.max(initial=0))]
        stellen = np.flatnonzero(np.isin(self.ganze, moeglich))
        return {self.ganze_namen[i] for i in stellen}

    def in_tabelle(self, tabelle: pd.DataFrame) -> set[str]:
        """Was in Spalten und Kopf einer Tabelle steht, als Zahl oder Text."""
        gefunden = self.in_text(" | ".join(map(str, tabelle.columns)))
        for _, spalte in tabelle.items():
            if pd.api.types.is_numeric_dtype(spalte):
                gefunden |= self.in_zahlen(spalte.dropna().to_numpy("float64"))
            else:
                gefunden |= self.in_text(" | ".join(map(str, spalte.dropna().unique())))
        return gefunden

    def in_datei(self, inhalt: bytes) -> set[str]:
        """Was in einer Datei steht, ausgepackt: Text, Tabelle, Arbeitsmappe, PDF, Bild."""
        if (teile := ausgepackt(inhalt)) is not None:
            return set().union(*map(self.in_datei, teile))
        gefunden = self.in_bytes(inhalt)
        if (tabelle := als_tabelle(inhalt)) is not None:
            angaben = " | ".join(f"{k!r} {w!r}" for k, w in (tabelle.schema.metadata or {}).items())
            return gefunden | self.in_tabelle(tabelle.to_pandas()) | self.in_text(angaben)
        return gefunden | self.in_text(inhalt.decode("utf-8", errors="replace"))

    def in_nachricht(self, nachricht: Message) -> set[str]:
        """Was in einer Nachricht zwischen Server und Browser steht, Feld für Feld."""
        texte, gefunden = list[str](), set[str]()
        zahlen = list[float]()
        for wert in _felder(nachricht):
            if isinstance(wert, str):
                texte.append(wert)
            elif isinstance(wert, bytes):
                gefunden |= self.in_datei(wert)
            else:
                zahlen.append(float(wert))
        return gefunden | self.in_text("\n".join(texte)) | self.in_zahlen(np.array(zahlen))


def ausgepackt(inhalt: bytes) -> list[bytes] | None:
    """Was in einer gepackten Datei steckt; `None`, wenn sie sich so lesen lässt, wie sie ist.

    Dateien eines ZIP (XLSX, DOCX), Text eines PDF, Angaben eines PNG, Zeilen eines GeoPackage,
    Werte und Beschriftungen einer SPSS-Datei.
    """
    for kennung, packe_aus in _PACKUNGEN.items():
        if inhalt.startswith(kennung):
            return packe_aus(inhalt)
    return None


def _zip(inhalt: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(inhalt)) as paket:
        return [paket.read(name) for name in paket.namelist()]


def _pdf(inhalt: bytes) -> list[bytes]:
    leser = pytest.importorskip("pypdf").PdfReader(io.BytesIO(inhalt))
    texte = [seite.extract_text() for seite in leser.pages]
    return ["\n".join([*texte, repr(leser.metadata)]).encode()]


def _png(inhalt: bytes) -> list[bytes]:
    with Image.open(io.BytesIO(inhalt)) as bild:
        bild.load()
        return [repr(bild.info).encode()]


def _sqlite(inhalt: bytes) -> list[bytes]:
    with closing(sqlite3.connect(":memory:")) as bank:
        bank.deserialize(inhalt)
        namen = [n for (n,) in bank.execute("select name from sqlite_master where type='table'")]
        zeilen = [z for name in namen for z in bank.execute(f'select * from "{name}"')]
        texte = [repr(feld) for zeile in zeilen for feld in zeile if not isinstance(feld, bytes)]
        return ["\n".join(texte).encode()]


def _spss(inhalt: bytes) -> list[bytes]:
    pyreadstat = pytest.importorskip("pyreadstat")
    with tempfile.TemporaryDirectory() as ordner:
        datei = Path(ordner) / "werte.sav"
        datei.write_bytes(inhalt)
        tabelle, angaben = pyreadstat.read_sav(datei)
    return [tabelle.to_csv().encode(), repr(vars(angaben)).encode()]


_PACKUNGEN: dict[bytes, Callable[[bytes], list[bytes]]] = {
    b"PK\x03\x04": _zip,
    b"%PDF-": _pdf,
    b"\x89PNG\r\n\x1a\n": _png,
    b"SQLite format 3": _sqlite,
    b"$FL2": _spss,
    b"$FL3": _spss,
}


def als_tabelle(inhalt: bytes) -> pa.Table | None:
    """Eine Parquet-Datei oder ein Arrow-Strom als Tabelle; anderes ist keine."""
    try:
        if inhalt[:4] == b"PAR1":
            return pq.read_table(pa.BufferReader(inhalt))
        if inhalt[:4] == b"\xff\xff\xff\xff":
            return pa.ipc.open_stream(inhalt).read_all()
    except pa.ArrowInvalid:
        return None
    return None


def _felder(nachricht: Message) -> Iterator[str | bytes | float]:
    for beschreibung, wert in nachricht.ListFields():
        for teil in _einzeln(beschreibung.is_repeated, wert):
            if isinstance(teil, Message):
                yield from _felder(teil)
            else:
                yield teil


def _einzeln(mehrfach: bool, wert: Any) -> Iterator[Any]:
    if not mehrfach:
        yield wert
    elif isinstance(wert, Mapping):
        yield from wert.keys()
        yield from wert.values()
    else:
        yield from wert


def _nahe(ziele: np.ndarray, zahlen: np.ndarray, weite: np.ndarray) -> np.ndarray:
    """Nummern der Ziele, neben denen eine der Zahlen liegt."""
    if not len(ziele) or not len(zahlen):
        return np.array([], dtype=int)
    von = np.searchsorted(ziele, zahlen - weite, side="left")
    bis = np.searchsorted(ziele, zahlen + weite, side="right")
    treffer = [np.arange(a, b) for a, b in zip(von[bis > von], bis[bis > von], strict=True)]
    return np.unique(np.concatenate(treffer)) if treffer else np.array([], dtype=int)


def verborgene(bestand: Kommune, ausgabe: Kommune) -> dict[tuple[str, str, str], float]:
    """(Stichtag, Gebiet, Merkmal) → wahre Anzahl, wo die Ausgabe keine nennt."""
    gefunden = {}
    for merkmal, zahlen in bestand.zahlen.items():
        offen = _offene(ausgabe, merkmal)
        for ort, tag in zip(*np.nonzero(np.isfinite(zahlen.werte)), strict=True):
            schluessel = (str(zahlen.stichtage[tag]), str(bestand.gebiete.index[ort]))
            if schluessel not in offen:
                gefunden[(*schluessel, merkmal)] = float(zahlen.werte[ort, tag])
    return gefunden


def geheimnisse(bestand: Kommune, ausgabe: Kommune) -> dict[str, float]:
    """Alles, was niemand sehen darf, mit Namen; was die Ausgabe ohnehin nennt, zählt nicht."""
    geheim = verborgene(bestand, ausgabe)
    ziele = {" ".join(zelle): wert for zelle, wert in geheim.items()}
    for zelle, wert in geheim.items():
        ziele |= {f"{' '.join(zelle)}: {was}": w for was, w in _gerechnet(bestand, zelle, wert)}
    for indikator in bestand.katalog.values():
        ziele |= _abgeleitete(bestand, ausgabe, indikator)
    oeffentlich = Suche.nach(ziele).in_zahlen(_oeffentliche_zahlen(ausgabe))
    return {name: wert for name, wert in ziele.items() if name not in oeffentlich}


def _offene(kommune: Kommune, merkmal: str) -> set[tuple[str, str]]:
    if merkmal not in kommune.zahlen:
        return set()
    zahlen = kommune.zahlen[merkmal]
    ort, tag = np.nonzero(np.isfinite(zahlen.werte))
    return set(zip(zahlen.stichtage[tag], kommune.gebiete.index.to_numpy()[ort], strict=True))


def _wert(kommune: Kommune, tag: str, gebiet: str, merkmal: str) -> float:
    zahlen = kommune.zahlen[merkmal]
    spalte = np.flatnonzero(zahlen.stichtage == tag)
    zeile = kommune.gebiete.index.get_loc(gebiet)
    return float(zahlen.werte[zeile, spalte[0]]) if len(spalte) else np.nan


def _gerechnet(
    kommune: Kommune, zelle: tuple[str, str, str], wert: float
) -> Iterator[tuple[str, float]]:
    """Reste im Ganzen, Anteil am Ganzen, Veränderung seit dem Stichtag davor."""
    tag, gebiet, merkmal = zelle
    mengen = kommune.zerlegung.loc[kommune.zerlegung["teil"].eq(gebiet), "ganzes"]
    for oben in dict.fromkeys([*vorfahren(kommune.gebiete, gebiet), *map(str, mengen)]):
        ganzes = _wert(kommune, tag, oben, merkmal)
        if np.isfinite(ganzes) and ganzes > 0:
            yield f"Rest in {oben}", ganzes - wert
            yield f"Anteil an {oben} (0 bis 1)", wert / ganzes
            yield f"Anteil an {oben} (Prozent)", 100 * wert / ganzes
    angaben = kommune.merkmale[merkmal]
    if ganzes_merkmal := angaben.teil_von or angaben.aus:
        yield f"Rest von {ganzes_merkmal}", _wert(kommune, tag, gebiet, ganzes_merkmal) - wert
    for frueher, spaeter in pairwise(kommune.zahlen[merkmal].stichtage):
        if tag in (frueher, spaeter):
            werte = [_wert(kommune, str(t), gebiet, merkmal) for t in (frueher, spaeter)]
            if np.isfinite(werte).all():
                yield f"Veränderung {frueher} bis {spaeter}", werte[1] - werte[0]


def _abgeleitete(bestand: Kommune, ausgabe: Kommune, indikator: Indikator) -> dict[str, float]:
    """Jede Zahl der wahren Kennzahlen, die in den öffentlichen leer ist."""
    wahr, offen = (
        vergleich.mit_vergleich(k, kennzahlen.kennzahl(k, indikator.id), indikator).set_index(
            ["gebiet", "stichtag"]
        )
        for k in (bestand, ausgabe)
    )
    offen = offen.reindex(wahr.index)
    return {
        f"{indikator.id} {gebiet} {tag}: {spalte}": float(wahr.loc[(gebiet, tag), spalte])
        for spalte in _ZAHLENSPALTEN
        for gebiet, tag in wahr.index[wahr[spalte].notna() & offen[spalte].isna()]
    }


def _oeffentliche_zahlen(ausgabe: Kommune) -> np.ndarray:
    felder = [zahlen.werte.ravel() for zahlen in ausgabe.zahlen.values()]
    for indikator in ausgabe.katalog.values():
        tabelle = kennzahlen.kennzahl(ausgabe, indikator.id)
        tabelle = vergleich.mit_vergleich(ausgabe, tabelle, indikator)
        felder += [tabelle[spalte].to_numpy("float64") for spalte in _ZAHLENSPALTEN]
    alle = np.concatenate(felder)
    return np.asarray(alle[np.isfinite(alle)])
