"""Teilmengen derselben Grundlage: was sich durch Abziehen ergibt, und die Summen dazwischen.

Jede Menge besteht aus Zellen einer Gliederung (Alter × Geschlecht × Herkunft). Veröffentlicht sind
ihre Anzahlen; alle anderen Mengen, deren Anzahl daraus folgt, gehören geschützt wie sie selbst.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

OHNE = " ohne "
# Mehr Zwischenergebnisse braucht keine übliche Gliederung; dann bleibt es bei den Differenzen.
_HOECHSTENS = 4000
# So viele Mengen werden höchstens nacheinander abgezogen, um eine kleinste zu erreichen.
_TIEFE = 4

Menge = frozenset[int]
Summe = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kombination:
    """Eine Menge, deren Anzahl die Summe von Faktor mal Anzahl anderer ist."""

    name: str
    faktoren: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Zerlegung:
    """Summen Ganzes → Teile zwischen Mengen, samt dem, was sich durch Abziehen ergibt.

    Ein Rest („A ohne B“) erscheint zuerst als erster Teil einer Summe aus zwei Teilen, deren Ganzes
    und anderer Teil schon bekannt sind: So lässt er sich der Reihe nach rechnen. `kombiniert` ist
    bekannt, aber kein solcher Rest. Manche Ganze (mit „ + “) stehen nur zwischen Summen.
    """

    summen: tuple[Summe, ...]
    kombiniert: tuple[Kombination, ...] = ()


def zerlegung(mengen: Mapping[str, Menge]) -> Zerlegung:
    """Alles, was Anzahlen von Mengen verbindet.

    Parameters
    ----------
    mengen
        Name → Zellen, nicht leer. Gleiche Mengen ergeben eine Summe mit einem einzigen Teil.

    Notes
    -----
    Erst „Teil + Rest“ für jedes Paar, zwischen dem keine andere Menge liegt, dann die `kleinsten`,
    zuletzt jede lineare Abhängigkeit, die daraus noch nicht folgt. Mit allen kleinsten Mengen als
    Zellen (≥ 0) weiß ein Angreifer über keine Anzahl mehr, als die Summen sagen.
    """
    namen: dict[Menge, str] = {}
    for name, menge in mengen.items():
        namen.setdefault(menge, name)
    summen: dict[Summe, None] = {
        (namen[menge], (name,)): None for name, menge in mengen.items() if namen[menge] != name
    }
    eigene = list(namen)
    for ganzes in eigene:
        kleiner = [teil for teil in eigene if teil < ganzes]
        for teil in kleiner:
            if not any(teil < dazwischen for dazwischen in kleiner):
                summen[_zieh_ab(namen, ganzes, teil)] = None
    gesucht = kleinste(eigene)
    summen |= dict.fromkeys(_wege(gesucht, namen))
    alle = [*namen, *(menge for menge in gesucht if menge not in namen)]
    kombiniert, weitere = _uebrige(alle, namen, list(summen))
    return Zerlegung(summen=(*summen, *weitere), kombiniert=tuple(kombiniert))


def kleinste(mengen: Sequence[Menge]) -> list[Menge]:
    """Die kleinsten Mengen, deren Anzahl aus den Anzahlen der gegebenen folgt.

    Returns
    -------
    list[Menge]
        Leer, wenn es zu viele sind.

    Notes
    -----
    Was aus den gegebenen folgt, ist jede Linearkombination; nie negativ ist sie genau dann, wenn
    keine Zelle einen negativen Faktor hat. Gesucht sind die Extremstrahlen dieses Kegels, mit der
    Methode der doppelten Beschreibung (Motzkin u. a. 1953; Prüfung der Nachbarschaft nach Fukuda
    und Prodon 1996). Strahlen mit anderen Faktoren als 0 und 1 sind keine Mengen und fallen weg.
    """
    zellen = sorted(frozenset().union(*mengen))
    zugehoerig = np.array([[zelle in menge for zelle in zellen] for menge in mengen], dtype="int64")
    basis, pivots = _zeilenraum(zugehoerig)
    strahlen = np.eye(len(basis), dtype="int64")
    erfuellt = list(pivots)
    for spalte in range(len(zellen)):
        if spalte in pivots:
            continue
        strahlen = _geschnitten(strahlen, basis, spalte, erfuellt)
        if len(strahlen) > _HOECHSTENS:
            return []
        erfuellt.append(spalte)
    faktoren = strahlen @ basis
    nur_0_1 = faktoren[(faktoren <= 1).all(axis=1)]
    gefunden = [frozenset(zellen[i] for i in np.flatnonzero(zeile)) for zeile in nur_0_1]
    return sorted(gefunden, key=lambda menge: sorted(menge))


def ohne(ganzes: str, teil: str) -> str:
    """Der Name dessen, was von einem Ganzen ohne einen Teil bleibt: „A ohne B ohne (C ohne D)“."""
    return f"{ganzes}{OHNE}({teil})" if OHNE in teil else f"{ganzes}{OHNE}{teil}"


def _zieh_ab(namen: dict[Menge, str], ganzes: Menge, teil: Menge) -> Summe:
    """Die Summe Ganzes = Rest + Teil; ein neuer Rest bekommt einen Namen."""
    rest = ganzes - teil
    neu = rest not in namen
    namen.setdefault(rest, ohne(namen[ganzes], namen[teil]))
    teile = (namen[rest], namen[teil])
    return namen[ganzes], teile if neu else tuple(sorted(teile))


def _wege(gesucht: Sequence[Menge], namen: dict[Menge, str]) -> list[Summe]:
    """Die Summen, mit denen sich die gesuchten Mengen durch Abziehen bekannter ergeben.

    Kurze Wege zuerst: Was sie ergeben, verkürzt die übrigen. Was auf keinem liegt, fehlt.
    """
    summen: list[Summe] = []
    for tiefe in range(1, _TIEFE + 1):
        for menge in gesucht:
            if menge in namen:
                continue
            for ganzes in sorted((g for g in namen if g > menge), key=len):
                weg = _ueberdeckung(ganzes - menge, list(namen), tiefe)
                if weg is not None:
                    summen += _abgezogen(namen, ganzes, weg)
                    break
    return summen


def _abgezogen(namen: dict[Menge, str], ganzes: Menge, weg: Sequence[Menge]) -> list[Summe]:
    summen = []
    for teil in weg:
        summen.append(_zieh_ab(namen, ganzes, teil))
        ganzes = ganzes - teil
    return summen


def _ueberdeckung(rest: Menge, bekannte: Sequence[Menge], tiefe: int) -> list[Menge] | None:
    """Genau `tiefe` bekannte Mengen, die den Rest ohne Überschneidung ausfüllen."""
    if tiefe == 1:
        return [rest] if rest in bekannte else None
    erste = min(rest)
    for teil in bekannte:
        if erste in teil and teil < rest:
            weitere = _ueberdeckung(rest - teil, bekannte, tiefe - 1)
            if weitere is not None:
                return [teil, *weitere]
    return None


def _uebrige(
    alle: Sequence[Menge], namen: dict[Menge, str], summen: Sequence[Summe]
) -> tuple[list[Kombination], list[Summe]]:
    """Was die Summen noch nicht sagen: die unbenannten Mengen und weitere Abhängigkeiten."""
    zellen = sorted(frozenset().union(*alle))
    zugehoerig = np.array([[zelle in menge for menge in alle] for zelle in zellen], dtype="int64")
    basis, pivots = _zeilenraum(zugehoerig)
    stelle = {namen[menge]: nr for nr, menge in enumerate(alle) if menge in namen}
    bekannt = [_zeile(summe, stelle, len(alle)) for summe in summen]
    kombiniert: list[Kombination] = []
    weitere: list[Summe] = []
    fehlend = len(alle) - len(pivots) - _rang(bekannt)
    for nr, menge in enumerate(alle):
        if nr in pivots or not fehlend:
            continue
        faktoren = {p: Fraction(int(z[nr]), int(z[p])) for z, p in zip(basis, pivots, strict=True)}
        faktoren = {p: f for p, f in faktoren.items() if f}
        zeile = np.zeros(len(alle))
        zeile[[nr, *faktoren]] = [-1, *map(float, faktoren.values())]
        benannt = {namen[alle[p]]: f for p, f in faktoren.items()}
        if menge not in namen:
            namen[menge] = _benennung(benannt)
            zahlen = tuple((name, float(f)) for name, f in benannt.items())
            kombiniert.append(Kombination(name=namen[menge], faktoren=zahlen))
        elif _rang([*bekannt, zeile]) == _rang(bekannt):
            continue
        bekannt.append(zeile)
        fehlend -= 1
        weitere += _als_summen(namen[menge], benannt)
    return kombiniert, weitere


def _zeile(summe: Summe, stelle: Mapping[str, int], breite: int) -> np.ndarray:
    zeile = np.zeros(breite)
    ganzes, teile = summe
    if {ganzes, *teile} <= set(stelle):
        zeile[[stelle[teil] for teil in teile]] = 1
        zeile[stelle[ganzes]] -= 1
    return zeile


def _rang(zeilen: Sequence[np.ndarray]) -> int:
    return int(np.linalg.matrix_rank(np.array(zeilen))) if len(zeilen) else 0


def _benennung(faktoren: Mapping[str, Fraction]) -> str:
    """Der Name einer Kombination: „A und B ohne C“, Faktoren davor, wo sie nicht 1 sind."""
    teile: dict[bool, list[str]] = {True: [], False: []}
    for name, faktor in faktoren.items():
        mal = "" if abs(faktor) == 1 else f"{abs(faktor)} × "
        teile[faktor > 0].append(f"{mal}({name})" if OHNE in name else f"{mal}{name}")
    return OHNE.join([" und ".join(teile[True]), *teile[False]])


def _als_summen(name: str, faktoren: Mapping[str, Fraction]) -> list[Summe]:
    """Die Abhängigkeit als zwei Summen desselben Ganzen, das nirgends steht.

    Kommt eine Menge mehrfach vor, stehen dafür gleich große, die auch nirgends stehen.
    """
    nenner = math.lcm(*(faktor.denominator for faktor in faktoren.values()))
    seiten: dict[bool, list[str]] = {True: [], False: []}
    summen: list[Summe] = []
    for teil, faktor in ((name, Fraction(-1)), *faktoren.items()):
        anzahl = int(abs(faktor) * nenner)
        mehr = [f"{teil} (noch einmal, {nr})" for nr in range(1, anzahl)]
        seiten[faktor > 0] += [teil, *mehr]
        summen += [(teil, (gleiches,)) for gleiches in mehr]
    ganzes = " + ".join(seiten[False])
    return [*summen, (ganzes, tuple(seiten[False])), (ganzes, tuple(seiten[True]))]


def _zeilenraum(matrix: np.ndarray) -> tuple[np.ndarray, list[int]]:
    """Eine ganzzahlige Basis des Zeilenraums in Stufenform und ihre Pivotspalten."""
    zeilen = [[int(x) for x in zeile] for zeile in matrix]
    pivots: list[int] = []
    for spalte in range(matrix.shape[1]):
        stelle = len(pivots)
        quelle = next((i for i in range(stelle, len(zeilen)) if zeilen[i][spalte]), None)
        if quelle is None:
            continue
        zeilen[stelle], zeilen[quelle] = zeilen[quelle], zeilen[stelle]
        pivot = zeilen[stelle]
        for i, zeile in enumerate(zeilen):
            if i != stelle and zeile[spalte]:
                neu = [pivot[spalte] * x - zeile[spalte] * y
                       for x, y in zip(zeile, pivot, strict=True)]  # fmt: skip
                zeilen[i] = _gekuerzt(neu)
        pivots.append(spalte)
    basis = [_gekuerzt(z if z[p] > 0 else [-x for x in z]) for z, p in zip(zeilen, pivots)]  # noqa: B905
    return np.array(basis, dtype="int64").reshape(len(pivots), matrix.shape[1]), pivots


def _gekuerzt(zeile: list[int]) -> list[int]:
    teiler = int(np.gcd.reduce(np.array(zeile, dtype="int64")))
    return [x // teiler for x in zeile] if teiler > 1 else zeile


def _geschnitten(
    strahlen: np.ndarray, basis: np.ndarray, spalte: int, erfuellt: Sequence[int]
) -> np.ndarray:
    """Die Extremstrahlen nach einer weiteren Bedingung: Die Zelle hat keinen negativen Faktor."""
    faktor = strahlen @ basis[:, spalte]
    null = strahlen @ basis[:, list(erfuellt)] == 0
    neue = []
    for p in np.flatnonzero(faktor > 0):
        for n in np.flatnonzero(faktor < 0):
            gemeinsam = null[p] & null[n]
            # Nachbarn: Keine anderen zwei Strahlen liegen in denselben Rändern.
            if null[:, gemeinsam].all(axis=1).sum() == 2:  # noqa: PLR2004
                strahl = faktor[p] * strahlen[n] - faktor[n] * strahlen[p]
                neue.append(strahl // np.gcd.reduce(strahl))
    bleiben = strahlen[faktor >= 0]
    return np.vstack([bleiben, *neue]) if neue else bleiben
