"""Das Gleichungssystem alles Veröffentlichten: Summen über jede Dimension und weitere Gleichungen.

Jede Zelle ist eine Unbekannte, auch die nie veröffentlichten, die Summen miteinander verbinden.
"""

import itertools
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
from scipy import sparse

from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.geheimhaltung.tabelle import (
    Hierarchien,
    Schluessel,
    Zuordnung,
    benannt,
    schluessel,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gleichung:
    """Etwas Veröffentlichtes außerhalb der Summen: `unten` ≤ Σ koeffizient · zelle ≤ `oben`.

    Zellen sind Schlüssel in der Reihenfolge der Dimensionen von `hierarchien`.
    """

    zellen: tuple[Schluessel, ...]
    koeffizienten: tuple[float, ...]
    unten: float
    oben: float

    def __post_init__(self) -> None:
        """Weist Widersprüchliches zurück."""
        passt = 0 < len(self.zellen) == len(self.koeffizienten)
        if not (passt and self.unten <= self.oben):
            raise SozialmonitorFehler(
                "Eine weitere Gleichung braucht mindestens eine Zelle, je Zelle einen "
                "Koeffizienten und eine untere Grenze, die nicht über der oberen liegt."
            )

    @classmethod
    def veraenderung(cls, frueher: Schluessel, spaeter: Schluessel, differenz: float) -> Self:
        """Eine veröffentlichte Veränderung: später − früher = `differenz`."""
        return cls(
            zellen=(spaeter, frueher), koeffizienten=(1, -1), unten=differenz, oben=differenz
        )

    @classmethod
    def bereich(cls, zelle: Schluessel, unten: float, oben: float) -> Self:
        """Ein bekannter Bereich einer Zelle, etwa aus einer veröffentlichten Quote."""
        return cls(zellen=(zelle,), koeffizienten=(1,), unten=unten, oben=oben)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class System:
    """Dünn besetztes System `unten` ≤ `matrix` · x ≤ `oben`.

    Die ersten `zellen` Unbekannten sind die Zeilen der Tabelle, die übrigen nie veröffentlicht.
    `namen` beschreibt jede Gleichung für Meldungen.
    """

    matrix: sparse.csr_array
    unten: np.ndarray
    oben: np.ndarray
    zellen: int
    namen: tuple[str, ...]


def gleichungssystem(
    tabelle: pd.DataFrame,
    hierarchien: Hierarchien,
    weitere_gleichungen: Iterable[Gleichung] = (),
) -> System:
    """Alle Gleichungen über den Zellen einer geprüften Tabelle.

    Parameters
    ----------
    tabelle
        Eine Zeile je Zelle; was fehlt, gilt als nicht veröffentlicht, auch wenn es 0 ist.
    hierarchien
        Je Dimension Kind → Eltern oder Liste von Eltern (Mengen); `None` oder leer heißt keine.
        Hat ein Ganzes mehrere Gliederungen (Alter, Geschlecht), eine Liste von Zuordnungen.
        Eltern ohne eigene Zeile verbinden nur, was darüber und darunter steht.
    weitere_gleichungen
        Veröffentlichte Veränderungen, Bereiche aus Quoten und Ähnliches.

    Raises
    ------
    SozialmonitorFehler
        Wenn eine Hierarchie im Kreis läuft oder eine weitere Gleichung fremde Zellen nennt.
    """
    dims = list(hierarchien)
    zellen = schluessel(tabelle, dims)
    nummern = {zelle: nummer for nummer, zelle in enumerate(zellen)}
    summen: list[tuple[Schluessel, list[Schluessel]]] = []
    for stelle, dim in enumerate(dims):
        reste = dict.fromkeys((z[:stelle], z[stelle + 1 :]) for z in zellen)
        gliederungen = [_teile(zuordnung, dim) for zuordnung in _zuordnungen(hierarchien[dim])]
        _pruefe_bekannt(gliederungen, set(tabelle[dim]), dim)
        for teile in gliederungen:
            summen += [
                ((*links, ganzes, *rechts), [(*links, kind, *rechts) for kind in kinder])
                for links, rechts in reste
                for ganzes, kinder in teile.items()
            ]
    summen = _nur_aussagen(summen, nummern)
    for ganzes, kinder in summen:
        for zelle in (ganzes, *kinder):
            nummern.setdefault(zelle, len(nummern))
    weitere = list(weitere_gleichungen)
    _pruefe_weitere(weitere, set(zellen))
    zeilen = [{ganzes: -1.0} | dict.fromkeys(kinder, 1.0) for ganzes, kinder in summen]
    zeilen += [_zusammengefasst(gleichung) for gleichung in weitere]
    null = np.zeros(len(summen))
    return System(
        matrix=_matrix(zeilen, nummern),
        unten=np.concatenate([null, [g.unten for g in weitere]]),
        oben=np.concatenate([null, [g.oben for g in weitere]]),
        zellen=len(zellen),
        namen=tuple(
            [f"Summe {benannt(ganzes)}" for ganzes, _ in summen]
            + [f"weitere Gleichung über {benannt(g.zellen[0])}" for g in weitere]
        ),
    )


def summenzellen(tabelle: pd.DataFrame, hierarchien: Hierarchien) -> pd.Series:
    """Welche Zeilen Summen anderer Ausprägungen sind (bool, Index der Tabelle)."""
    ist_summe = np.zeros(len(tabelle), dtype=bool)
    for dim, angabe in hierarchien.items():
        ganze = {ganzes for z in _zuordnungen(angabe) for ganzes in _teile(z, dim)}
        ist_summe |= tabelle[dim].isin(ganze).to_numpy()
    return pd.Series(ist_summe, index=tabelle.index)


def _zuordnungen(angabe: Zuordnung | Sequence[Zuordnung]) -> list[Zuordnung]:
    return [angabe] if isinstance(angabe, Mapping) else list(angabe)


def _teile(zuordnung: Zuordnung, dim: str) -> dict[Hashable, list[Hashable]]:
    teile: dict[Hashable, list[Hashable]] = {}
    for kind, eltern in zuordnung.items():
        for ganzes in dict.fromkeys(_als_liste(eltern)):
            teile.setdefault(ganzes, []).append(kind)
    _pruefe_kreisfrei(teile, dim)
    return teile


def _als_liste(eltern: object) -> list[Any]:
    if isinstance(eltern, list | tuple | set | frozenset):
        return list(eltern)
    return [] if eltern is None or eltern == "" else [eltern]


def _pruefe_kreisfrei(teile: Mapping[Hashable, list[Hashable]], dim: str) -> None:
    offen = {ganzes: set(kinder) & set(teile) for ganzes, kinder in teile.items()}
    while offen:
        fertig = {ganzes for ganzes, kinder in offen.items() if not kinder}
        if not fertig:
            raise SozialmonitorFehler(
                f"Die Hierarchie der Dimension „{dim}“ läuft im Kreis: {sorted(map(str, offen))}."
            )
        offen = {g: kinder - fertig for g, kinder in offen.items() if g not in fertig}


def _pruefe_bekannt(
    gliederungen: Sequence[Mapping[Hashable, list[Hashable]]], vorhanden: set[Hashable], dim: str
) -> None:
    genannt = {
        name for teile in gliederungen for name in (*teile, *itertools.chain(*teile.values()))
    }
    if genannt and vorhanden and not genannt & vorhanden:
        raise SozialmonitorFehler(
            f"Keine Ausprägung von „{dim}“ kommt in der Hierarchie vor (Tabelle: "
            f"{min(map(repr, vorhanden))}, Hierarchie: {min(map(repr, genannt))}). Bitte die "
            "Schreibweise prüfen; ohne Hierarchie eine leere Zuordnung angeben."
        )


def _nur_aussagen(
    summen: list[tuple[Schluessel, list[Schluessel]]], vorhanden: Mapping[Schluessel, int]
) -> list[tuple[Schluessel, list[Schluessel]]]:
    """Lässt Gleichungen weg, die nie etwas verraten, weil Unveröffentlichtes sie immer erfüllt."""
    while True:
        vorkommen = Counter(zelle for ganzes, kinder in summen for zelle in (ganzes, *kinder))
        frei = {z for z, anzahl in vorkommen.items() if anzahl == 1 and z not in vorhanden}
        bleiben = [
            (ganzes, kinder)
            for ganzes, kinder in summen
            if ganzes not in frei and not frei.issuperset(kinder)
        ]
        if len(bleiben) == len(summen):
            return bleiben
        summen = bleiben


def _pruefe_weitere(weitere: Iterable[Gleichung], vorhanden: set[Schluessel]) -> None:
    for gleichung in weitere:
        if fremd := [zelle for zelle in gleichung.zellen if tuple(zelle) not in vorhanden]:
            raise SozialmonitorFehler(
                f"Eine weitere Gleichung nennt die Zelle {benannt(fremd[0])}, die nicht in der "
                "Tabelle steht. Schlüssel stehen in der Reihenfolge der Dimensionen."
            )


def _zusammengefasst(gleichung: Gleichung) -> dict[Schluessel, float]:
    zeile: dict[Schluessel, float] = {}
    for zelle, faktor in zip(gleichung.zellen, gleichung.koeffizienten, strict=True):
        zeile[tuple(zelle)] = zeile.get(tuple(zelle), 0.0) + faktor
    return zeile


def _matrix(
    zeilen: Sequence[Mapping[Schluessel, float]], nummern: Mapping[Schluessel, int]
) -> sparse.csr_array:
    eintraege = [
        (nr, nummern[zelle], f)
        for nr, zeile in enumerate(zeilen)
        for zelle, f in zeile.items()
        if f != 0
    ]
    zeile, spalte, faktor = zip(*eintraege, strict=True) if eintraege else ((), (), ())
    form = (len(zeilen), len(nummern))
    return sparse.csr_array((np.array(faktor, dtype="float64"), (zeile, spalte)), shape=form)
