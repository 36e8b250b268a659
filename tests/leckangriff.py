"""Ein Angreifer, der nur Heruntergeladenes und den veröffentlichten Katalog kennt.

Er baut aus allen Werten aller Indikatoren, Ebenen und Stichtage die Gleichungen zurück und rechnet
für jede Zahl, die er nicht sieht, mit einem linearen Programm den kleinsten und den größten
möglichen Wert aus. Nichts davon stammt aus dem Programm, das geschützt hat: Unbekannte sind die
Gruppen jedes Sozialraums (`ALTERSKLASSEN` mal Geschlecht mal Herkunft), alles andere Summen davon.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import linprog

from sozialmonitor.katalog import Indikator, Merkmal
from sozialmonitor.zahlen import altersspanne
from tests import kanarienstadt as stadt

Ausdruck = dict[int, float]
Gruppe = tuple[tuple[float, float], str, str]
# Die Grenzen des Katalogs (18, 65) und die des Altersaufbaus, zwischen denen sie liegen.
ALTERSKLASSEN = tuple(pairwise((0, 15, 18, 20, 65, np.inf)))
GRUPPEN: list[Gruppe] = list(product(ALTERSKLASSEN, "mw", stadt.HERKUNFT))
_UNBEGRENZT = 3
_KINDER = {**stadt.STADTTEILE, **stadt.MENGEN, stadt.STADT: (*stadt.SOZIALRAEUME, stadt.REST)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wissen:
    """Eine bekannte Summe: Merkmale (mit Vorzeichen) eines Gebiets ergeben zusammen `wert`."""

    stichtag: str
    gebiet: str
    terme: tuple[str, ...]
    wert: float


def wissen_aus_csv(inhalt: bytes, indikator: Indikator) -> list[Wissen]:
    """Was eine maschinenlesbare Datei eines Indikators verrät: jeder Zähler, jeder Nenner."""
    return wissen_aus_tabelle(pd.read_csv(io.BytesIO(inhalt)), indikator)


def wissen_aus_tabelle(tabelle: pd.DataFrame, indikator: Indikator) -> list[Wissen]:
    """Wie `wissen_aus_csv`; auch ein Zähler, der nur aus Quote und Nenner zu rechnen ist."""
    gefunden = []
    for zeile in tabelle.to_dict("records"):
        zaehler, nenner = zeile["zaehler"], zeile["nenner"]
        if pd.isna(zaehler) and pd.notna(zeile["wert"]):
            bezug = 1 if not indikator.nenner else nenner
            zaehler = round(zeile["wert"] / indikator.faktor * bezug)
        for terme, wert in ((indikator.zaehler, zaehler), (indikator.nenner, nenner)):
            if terme and pd.notna(wert):
                gefunden.append(
                    Wissen(
                        stichtag=str(zeile["stichtag"]),
                        gebiet=str(zeile["gebiet"]),
                        terme=terme,
                        wert=float(wert),
                    )
                )
    return gefunden


@dataclass(slots=True)
class Angriff:
    """Das Gleichungssystem eines Stichtags über den Gruppen aller kleinsten Gebiete."""

    merkmale: Mapping[str, Merkmal]
    stichtag: str
    nummern: dict[tuple[str, str, object], int] = field(default_factory=dict)
    gleich: list[tuple[Ausdruck, float]] = field(default_factory=list)
    hoechstens: list[tuple[Ausdruck, float]] = field(default_factory=list)

    def kennt(self, wissen: Iterable[Wissen]) -> "Angriff":
        """Nimmt alles auf, was am Stichtag bekannt ist; Gemessenes verrät keine Anzahlen."""
        for stueck in wissen:
            namen = [term.removeprefix("-") for term in stueck.terme]
            if stueck.stichtag != self.stichtag or stueck.gebiet not in stadt.NAMEN:
                continue
            if all(self.merkmale[name].ganzzahlig for name in namen):
                summe: Ausdruck = {}
                for term, name in zip(stueck.terme, namen, strict=True):
                    zeichen = -1 if term.startswith("-") else 1
                    _plus(summe, self.summe(stueck.gebiet, name), zeichen)
                self.gleich.append((summe, stueck.wert))
        return self

    def kennt_katalog(self, indikatoren: Iterable[Indikator]) -> "Angriff":
        """Nimmt auf, was der Katalog verrät: Teile, Gliederungen, Zähler unter dem Nenner."""
        orte = [*stadt.SOZIALRAEUME, stadt.REST]
        gliederungen: dict[tuple[str, str], list[str]] = {}
        for merkmal in self.merkmale.values():
            if merkmal.teil_von:
                for ort in orte:
                    self._unter(ort, (merkmal.id,), (merkmal.teil_von,))
            if merkmal.gliederung:
                schluessel = merkmal.teil_von, merkmal.gliederung
                gliederungen.setdefault(schluessel, []).append(merkmal.id)
        for (ganzes, _), teile in gliederungen.items():
            for ort in orte:
                summe = dict(self.summe(ort, ganzes))
                for teil in teile:
                    _plus(summe, self.summe(ort, teil), -1)
                self.gleich.append((summe, 0.0))
        for indikator in indikatoren:
            if indikator.art == "anteil":
                for ort in stadt.SOZIALRAEUME:
                    self._unter(ort, indikator.zaehler, indikator.nenner)
        return self

    def kennt_altersaufbau(self, gruppen: pd.DataFrame) -> "Angriff":
        """Nimmt den Altersaufbau der Stadt auf: `alter`, `geschlecht`, `wert`."""
        spannen = [altersspanne(str(alter)) for alter in gruppen["alter"]]
        gemeinsam = {ab for ab, _ in ALTERSKLASSEN} & {von for von, _ in spannen}
        abschnitte = list(pairwise([*sorted(gemeinsam), np.inf]))
        for (von, bis), geschlecht in product(abschnitte, "mw"):
            summe: Ausdruck = {}
            for ort, gruppe in product(_KINDER[stadt.STADT], GRUPPEN):
                if von <= gruppe[0][0] < bis and gruppe[1] == geschlecht:
                    _plus(summe, {self._nummer(ort, "einwohner", gruppe): 1.0})
            darin = np.array([von <= ab < bis for ab, _ in spannen], dtype=bool)
            wert = gruppen["wert"][darin & gruppen["geschlecht"].eq(geschlecht).to_numpy()].sum()
            self.gleich.append((summe, float(wert)))
        return self

    def summe(self, gebiet: str, merkmal: str) -> Ausdruck:
        """Ein Merkmal eines Gebiets als Summe der Unbekannten."""
        angaben, summe = self.merkmale[merkmal], Ausdruck()
        gegliedert = angaben.aus or (merkmal if merkmal == "einwohner" else "")
        for ort in _KINDER.get(gebiet, (gebiet,)):
            if not gegliedert:
                _plus(summe, {self._nummer(ort, merkmal, None): 1.0})
                continue
            for gruppe in GRUPPEN:
                if _gehoert_dazu(gruppe, angaben.wo):
                    _plus(summe, {self._nummer(ort, gegliedert, gruppe): 1.0})
        return summe

    def bereiche(self, gesucht: Sequence[tuple[str, str]]) -> pd.DataFrame:
        """Kleinster und größter möglicher Wert je (Gebiet, Merkmal): `unten`, `oben`."""
        for zelle in gesucht:
            self.summe(*zelle)
        (gleich, rechts), (hoechstens, oben) = self.gleichungen()
        grenzen = []
        for zelle in gesucht:
            paar = []
            for zeichen in (1, -1):
                loesung = linprog(
                    zeichen * self.vektor(zelle),
                    A_eq=gleich,
                    b_eq=rechts,
                    A_ub=hoechstens,
                    b_ub=oben,
                    method="highs",
                )
                assert loesung.status in (0, _UNBEGRENZT), loesung.message
                paar.append(-zeichen * np.inf if loesung.status else zeichen * loesung.fun)
            grenzen.append(paar)
        return pd.DataFrame(
            grenzen, columns=["unten", "oben"], index=pd.MultiIndex.from_tuples(list(gesucht))
        )

    def gleichungen(self) -> list[tuple[sparse.csr_array, np.ndarray]]:
        """Gleichungen und Ungleichungen über allen Unbekannten: Matrix und rechte Seite."""
        return [
            (
                _matrix([ausdruck for ausdruck, _ in zeilen], len(self.nummern)),
                np.array([wert for _, wert in zeilen]),
            )
            for zeilen in (self.gleich, self.hoechstens)
        ]

    def vektor(self, zelle: tuple[str, str]) -> np.ndarray:
        """Eine Zelle (Gebiet, Merkmal) als Vektor über allen Unbekannten."""
        summe = self.summe(*zelle)
        return np.asarray(_matrix([summe], len(self.nummern)).toarray()[0])

    def _unter(self, ort: str, kleiner: Sequence[str], groesser: Sequence[str]) -> None:
        summe: Ausdruck = {}
        for namen, zeichen in ((kleiner, 1), (groesser, -1)):
            for name in namen:
                _plus(summe, self.summe(ort, name), zeichen)
        self.hoechstens.append((summe, 0.0))

    def _nummer(self, ort: str, merkmal: str, gruppe: object) -> int:
        return self.nummern.setdefault((ort, merkmal, gruppe), len(self.nummern))


def _gehoert_dazu(gruppe: Gruppe, wo: Mapping[str, object]) -> bool:
    (ab, unter), geschlecht, herkunft = gruppe
    return (
        float(str(wo.get("alter_ab", 0))) <= ab
        and unter <= float(str(wo.get("alter_unter", np.inf)))
        and wo.get("geschlecht", geschlecht) == geschlecht
        and wo.get("herkunft", herkunft) == herkunft
    )


def _plus(summe: Ausdruck, dazu: Ausdruck, faktor: float = 1.0) -> None:
    for nummer, zahl in dazu.items():
        summe[nummer] = summe.get(nummer, 0.0) + faktor * zahl


def _matrix(zeilen: Sequence[Ausdruck], breite: int) -> sparse.csr_array:
    zeile, spalte, zahl = list[int](), list[int](), list[float]()
    for nummer, ausdruck in enumerate(zeilen):
        zeile += [nummer] * len(ausdruck)
        spalte += ausdruck.keys()
        zahl += ausdruck.values()
    return sparse.csr_array((zahl, (zeile, spalte)), shape=(len(zeilen), breite))
