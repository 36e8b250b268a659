"""Messwerte sammeln und als Tabelle zeigen."""

import math
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Messung:
    """Eine Messgröße mit allen Einzelwerten, Budget und Vergleichswert.

    Zum Budget zählt der Median, bei `nach_p95` das 95. Perzentil.
    """

    name: str
    werte: tuple[float, ...]
    einheit: str = "ms"
    budget: float | None = None
    vergleich: float | None = None
    nach_p95: bool = False

    @property
    def median(self) -> float:
        """Mitte der Einzelwerte."""
        return statistics.median(self.werte) if self.werte else math.nan

    @property
    def p95(self) -> float:
        """Kleinster Wert, unter oder auf dem 95 % der Einzelwerte liegen."""
        if not self.werte:
            return math.nan
        return sorted(self.werte)[math.ceil(0.95 * len(self.werte)) - 1]

    @property
    def eingehalten(self) -> bool | None:
        """Ob das Budget eingehalten ist; `None`, wenn es keines gibt."""
        if self.budget is None:
            return None
        return (self.p95 if self.nach_p95 else self.median) <= self.budget


def gestoppt(tu: Callable[[], object], wiederholungen: int) -> tuple[float, ...]:
    """Dauer von `tu` in Millisekunden, so oft wie verlangt; ein Lauf vorweg zählt nicht."""
    tu()
    dauern = []
    for _ in range(wiederholungen):
        anfang = time.perf_counter()
        tu()
        dauern.append((time.perf_counter() - anfang) * 1000)
    return tuple(dauern)


def melde(text: str) -> None:
    """Fortschritt auf dem Fehlerstrom, damit die Tabelle für sich bleibt."""
    print(text, file=sys.stderr, flush=True)


def als_tabelle(messungen: Sequence[Messung]) -> str:
    """Alle Messungen als Textspalten."""
    kopf = ["Messgröße", "n", "Median", "p95", "Budget", "eingehalten", "Vergleich", "Einheit"]
    zeilen = [kopf, *[_zeile(messung) for messung in messungen]]
    breiten = [max(len(zeile[i]) for zeile in zeilen) for i in range(len(kopf))]
    trenner = ["-" * breite for breite in breiten]
    return "\n".join(_ausgerichtet(z, breiten) for z in (kopf, trenner, *zeilen[1:]))


def _zeile(messung: Messung) -> list[str]:
    urteil = {True: "ja", False: "NEIN", None: ""}[messung.eingehalten]
    budget = _zahl(messung.budget) + (" (p95)" if messung.nach_p95 else "")
    return [
        messung.name,
        str(len(messung.werte)),
        _zahl(messung.median),
        _zahl(messung.p95),
        budget,
        urteil,
        _zahl(messung.vergleich),
        messung.einheit,
    ]


def _zahl(wert: float | None) -> str:
    if wert is None or math.isnan(wert):
        return ""
    stellen = 0 if abs(wert) >= 100 else 1 if abs(wert) >= 10 else 2
    return f"{wert:,.{stellen}f}".replace(",", " ").replace(".", ",")


def _ausgerichtet(zeile: Sequence[str], breiten: Sequence[int]) -> str:
    erste, *rest = zip(zeile, breiten, strict=True)
    return "  ".join([erste[0].ljust(erste[1]), *[text.rjust(breite) for text, breite in rest]])
