"""Das Rechenpaket ohne Oberfläche: einlesen, alle Indikatoren, Vertrauensbereiche, Anlauf."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks import betrieb
from benchmarks.grossstadt import Groesse, schreibe_grossstadt
from benchmarks.messwerte import Messung, gestoppt, melde
from sozialmonitor import kennzahlen, konfidenz, vergleich
from sozialmonitor.kommune import Kommune
from sozialmonitor.laden import lade_kommune
from sozialmonitor.zahlen import mit_summen, stufen

_DATEN = betrieb.WURZEL / "data" / "saarlouis"
_GEO = betrieb.WURZEL / "geodata" / "saarlouis"


def messe(wiederholungen: int) -> Iterator[Messung]:
    """Alle Messungen ohne Browser."""
    melde("Paket: Saarlouis")
    yield from _saarlouis(wiederholungen)
    melde("Paket: 542 Räume")
    yield from _grossstadt(max(3, wiederholungen // 3))
    melde("Paket: Vertrauensbereiche")
    yield from _vertrauensbereiche(wiederholungen)
    melde("Start des Servers")
    yield from _anlauf(wiederholungen)


def alle_indikatoren(kommune: Kommune) -> int:
    """Rechnet jeden Indikator mit Vergleich zur Stadt; gibt die Zahl der Zeilen."""
    zeilen = 0
    for indikator in kommune.katalog.values():
        tabelle = kennzahlen.kennzahl(kommune, indikator.id)
        zeilen += len(vergleich.mit_vergleich(kommune, tabelle, indikator))
    return zeilen


def _saarlouis(n: int) -> list[Messung]:
    kommune = lade_kommune(_DATEN, _GEO)

    def von_vorn() -> None:
        alle_indikatoren(lade_kommune(_DATEN, _GEO))

    return [
        _gemessen("Saarlouis einlesen und alle Indikatoren", von_vorn, n, budget=1000),
        _gemessen("Saarlouis einlesen", lambda: lade_kommune(_DATEN, _GEO), n),
        _gemessen("Saarlouis alle Indikatoren", lambda: alle_indikatoren(kommune), n),
    ]


def _grossstadt(n: int) -> list[Messung]:
    with TemporaryDirectory(prefix="sozialmonitor-") as ordner:
        daten, geo = schreibe_grossstadt(Path(ordner), Groesse())
        kommune = lade_kommune(daten, geo)
        einlesen = _gemessen("542 Räume einlesen", lambda: lade_kommune(daten, geo), n)
    stufenfolge = stufen(kommune.gebiete, kommune.zerlegung, kommune.einstellungen.ebenen)
    einwohner = kommune.zahlen["einwohner"]
    return [
        einlesen,
        _gemessen("542 Räume alle Indikatoren", lambda: alle_indikatoren(kommune), n),
        _gemessen("542 Räume ein Indikator", lambda: kennzahlen.kennzahl(kommune, "anteil_01"), n),
        _gemessen("542 Räume Summenstufen", lambda: mit_summen(einwohner, stufenfolge), n),
    ]


def _vertrauensbereiche(n: int) -> list[Messung]:
    zufall = np.random.default_rng(1927)
    bezug = zufall.integers(20, 5000, size=1_000_000).astype("float64")
    faelle = np.floor(bezug * zufall.random(bezug.size))
    selten = zufall.integers(0, 40, size=bezug.size).astype("float64")
    wenige = max(3, n // 3)
    return [
        _gemessen("Wilson, 1 Mio. Zeilen", lambda: konfidenz.wilson(faelle, bezug), wenige, 500),
        _gemessen(
            "Newcombe, 1 Mio. Zeilen",
            lambda: konfidenz.newcombe(faelle, bezug, bezug - faelle, bezug),
            wenige,
            500,
        ),
        _gemessen("Byar und exakt, 1 Mio. Zeilen", lambda: konfidenz.byar(selten), wenige, 500),
        _gemessen(
            "Differenz zweier Raten, 1 Mio. Zeilen",
            lambda: konfidenz.differenz_raten(faelle, bezug, selten, bezug),
            wenige,
            500,
        ),
    ]


def _anlauf(n: int) -> list[Messung]:
    zeiten, speicher = [], []
    for _ in range(n):
        with betrieb.anwendung() as app:
            zeiten.append(app.anlauf * 1000)
            speicher.append(app.speicher())
    return [
        Messung(name="Start bis bereit", werte=tuple(zeiten), budget=3000),
        Messung(name="Speicher nach dem Start", werte=tuple(speicher), einheit="MB", budget=400),
    ]


def _gemessen(name: str, tu: Callable[[], object], n: int, budget: float | None = None) -> Messung:
    return Messung(name=name, werte=gestoppt(tu, n), budget=budget)
