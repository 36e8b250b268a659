"""Schnittstücke: in welche Stücke sich Gebiete zerlegen, die gemeinsam veröffentlicht sind.

Jedes veröffentlichte Gebiet ist eine Menge kleinster Einheiten. Überschneiden sich zwei, ohne
ineinander zu liegen (ein neues Gebiet über eine Stadtteilgrenze, alter gegen neuen Zuschnitt),
so verbindet ihr Schnittstück beide Summen: Es wird nie veröffentlicht, lässt sich aber durch
Abziehen einengen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from sozialmonitor import gebiete as gebietsmodul
from sozialmonitor import verknuepfung
from sozialmonitor.kommune import Kommune

UND = " ∩ "
BISHER, NEU, REST = ZUSAETZE = " (bisher)", " (neu)", " (Rest)"

Einheiten = frozenset[str]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Schnitt:
    """Alle Zellen der Dimension „gebiet“ und die Summen zwischen ihnen.

    `einheiten` nennt zu jeder Zelle ihre Einheiten: erst die veröffentlichten, dann die
    Schnittstücke. Gleiche Mengen sind eine Zelle. `neu` und `alt` führen vom Gebiet zu seiner
    Zelle, `darueber` sind Stadtteile, Stadt, Programmgebiete und Teile der Stadt ohne Raster.
    `summen` sind Zuordnungen Teil → Ganzes.
    """

    einheiten: Mapping[str, Einheiten]
    neu: Mapping[str, str]
    alt: Mapping[str, str]
    darueber: tuple[str, ...]
    stuecke: tuple[str, ...]
    summen: tuple[Mapping[str, str], ...]


def schnitt(
    kommune: Kommune, alt: Mapping[str, str], neu: Mapping[str, str], *, mit_altem: bool
) -> Schnitt:
    """Zerlegt die Stadt in die Stücke, die alle veröffentlichten Gebiete gemeinsam bilden.

    Parameters
    ----------
    alt
        Je Einheit ihr bisheriges Gebiet. Ein Gebiet, zu dem es kein Raster gibt („nicht
        zuordenbar“), ist seine eigene Einheit.
    neu
        Je Einheit des Rasters ihr neues Gebiet.
    mit_altem
        Ob auch die bisherigen Gebiete veröffentlicht sind.
    """
    zellen = _Zellen()
    oben = {gebiet: _darueber(kommune, gebiet) for gebiet in dict.fromkeys(alt.values())}
    stufen = {
        name: zellen.nimm(name, menge)
        for name, menge in _mengen(
            (ganzes, e) for e, g in alt.items() for ganzes in oben[g]
        ).items()
    }
    ohne_raster = [zellen.nimm(g, frozenset({e})) for e, g in alt.items() if e not in neu]
    programme = [zellen.nimm(name, menge) for name, menge in _programme(kommune, alt).items()]
    neue = {
        name: zellen.nimm(name, menge, NEU)
        for name, menge in _mengen((gebiet, e) for e, gebiet in neu.items()).items()
    }
    alte = {
        name: zellen.nimm(name, menge, BISHER)
        for name, menge in _mengen((alt[e], e) for e in neu).items()
        if mit_altem
    }
    stueck_von = {einheit: zellen.stueck(einheit) for einheit in alt}
    haupt: dict[str, str] = {}
    for einheit, gebiet in alt.items():
        unten = [alte[gebiet]] if gebiet in alte else []
        pfad = [stueck_von[einheit], *unten, *(stufen[ganzes] for ganzes in oben[gebiet])]
        haupt |= {teil: ganzes for teil, ganzes in pairwise(pfad) if teil != ganzes}
    quer = {stueck_von[e]: neue[gebiet] for e, gebiet in neu.items()}
    zuordnungen = [haupt, {teil: ganzes for teil, ganzes in quer.items() if teil != ganzes}]
    zuordnungen += [
        {s: name for e, s in stueck_von.items() if e in zellen.nach_name[name] and s != name}
        for name in dict.fromkeys(programme)
    ]
    stuecke = _mengen((stueck, einheit) for einheit, stueck in stueck_von.items())
    return Schnitt(
        einheiten=stuecke | zellen.nach_name,
        neu=neue,
        alt=alte,
        darueber=tuple(dict.fromkeys([*stufen.values(), *ohne_raster, *programme])),
        stuecke=tuple(stueck for stueck in stuecke if stueck not in zellen.nach_name),
        summen=tuple(zuordnung for zuordnung in zuordnungen if zuordnung),
    )


class _Zellen:
    """Namen für Mengen von Einheiten; dieselbe Menge hat nur einen."""

    def __init__(self) -> None:
        self.nach_name: dict[str, Einheiten] = {}
        self._namen: dict[Einheiten, str] = {}

    def nimm(self, name: str, menge: Einheiten, zusatz: str = "") -> str:
        """Der Name der Menge; ist der gewünschte vergeben, mit Zusatz."""
        if menge not in self._namen:
            while name in self.nach_name:
                name += zusatz
            self.nach_name[name], self._namen[menge] = menge, name
        return self._namen[menge]

    def stueck(self, einheit: str) -> str:
        """Das Schnittstück einer Einheit: alle Einheiten, die in denselben Gebieten liegen."""
        lage = {name: menge for name, menge in self.nach_name.items() if einheit in menge}
        draussen = [menge for name, menge in self.nach_name.items() if name not in lage]
        gemeinsam = frozenset.intersection(*lage.values()).difference(*draussen)
        if gemeinsam in self._namen:
            return self._namen[gemeinsam]
        # Was kein anderes der Gebiete enthält, bestimmt das Stück.
        engste = [n for n, m in lage.items() if not any(andere < m for andere in lage.values())]
        return UND.join(engste) if len(engste) > 1 else engste[0] + REST


def _darueber(kommune: Kommune, gebiet: str) -> list[str]:
    """Die Gebiete über einem kleinsten, bis zur Stadt."""
    kette = gebietsmodul.vorfahren(kommune.gebiete, gebiet)
    return kette[: kette.index(kommune.einstellungen.stadt) + 1]


def _programme(kommune: Kommune, alt: Mapping[str, str]) -> dict[str, Einheiten]:
    """Je Menge ganzer Gebiete (Programmgebiet) ihre Einheiten."""
    teile = {
        menge: set(gebietsmodul.teile_von(kommune.zerlegung, menge))
        for menge in verknuepfung.mengen(kommune)
    }
    mengen = {m: frozenset(e for e, g in alt.items() if g in t) for m, t in teile.items()}
    return {name: menge for name, menge in mengen.items() if menge}


def _mengen(paare: Iterable[tuple[T, str]]) -> dict[T, Einheiten]:
    """Je Schlüssel die Menge seiner Einheiten."""
    gesammelt: dict[T, set[str]] = {}
    for schluessel, einheit in paare:
        gesammelt.setdefault(schluessel, set()).add(einheit)
    return {schluessel: frozenset(menge) for schluessel, menge in gesammelt.items()}
