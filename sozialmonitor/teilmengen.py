"""Teilmengen derselben Grundlage: was sich durch Abziehen ergibt, und die Summen dazwischen.

Jede Menge besteht aus Zellen einer Gliederung (Alter × Geschlecht × Herkunft). Veröffentlicht sind
ihre Anzahlen; alle anderen Mengen, deren Anzahl daraus folgt, gehören geschützt wie sie selbst.
"""

from collections.abc import Mapping, Sequence

import numpy as np

OHNE = " ohne "
# Mehr Zwischenergebnisse braucht keine übliche Gliederung; dann bleibt es bei den Differenzen.
_HOECHSTENS = 4000
# So viele Mengen werden höchstens nacheinander abgezogen, um eine kleinste zu erreichen.
_TIEFE = 4

Menge = frozenset[int]
Summe = tuple[str, tuple[str, ...]]


def zerlegungen(mengen: Mapping[str, Menge]) -> list[Summe]:
    """Summen Ganzes → Teile zwischen den Mengen, samt dem, was sich durch Abziehen ergibt.

    Parameters
    ----------
    mengen
        Name → Zellen, nicht leer. Gleiche Mengen ergeben eine Summe mit einem einzigen Teil.

    Returns
    -------
    list[Summe]
        Jede neue Menge („A ohne B“) erscheint zuerst als erster Teil einer Summe aus zwei Teilen,
        deren Ganzes und anderer Teil schon bekannt sind: So lässt sie sich der Reihe nach rechnen.

    Notes
    -----
    Erst „Teil + Rest“ für jedes Paar, zwischen dem keine andere Menge liegt, dann die `kleinsten`,
    die so nicht erreicht sind. Mit allen kleinsten Mengen als Zellen (≥ 0) weiß ein Angreifer über
    keine Anzahl mehr, als die Summen sagen.
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
    summen |= dict.fromkeys(_wege(kleinste(eigene), namen))
    return list(summen)


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
