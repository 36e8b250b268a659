"""Gemeinsames der Tests: eine geladene Kleinstadt; Zufallsprüfungen ohne Uhr und wiederholbar."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from sozialmonitor.kommune import Kommune
from sozialmonitor.laden import lade_kommune
from sozialmonitor.vorrat import Vorrat, vorrat_aus
from tests import kleinstadt
from tests.flensburg.aufbau import ANLEITUNG, finde_rohordner, flensburg_ordner

# Die Seiten zeigen in den Tests den Bestand; Tests der öffentlichen Ansicht sagen es eigens.
os.environ["SOZIALMONITOR_ROLLE"] = "intern"
settings.register_profile("sozialmonitor", deadline=None, max_examples=60, derandomize=True)
settings.load_profile("sozialmonitor")


@pytest.fixture(scope="session")
def stadt(tmp_path_factory: pytest.TempPathFactory) -> Kommune:
    """Die unveränderte Kleinstadt; sie wird nur gelesen."""
    return kleinstadt.lade(tmp_path_factory.mktemp("kleinstadt"))


@pytest.fixture(scope="session")
def saarlouis_vorrat() -> Vorrat:
    """Der ausgelieferte Bestand; jeder Indikator wird für alle Tests höchstens einmal gerechnet."""
    wurzel = Path(__file__).resolve().parents[1]
    kommune = lade_kommune(wurzel / "data" / "saarlouis", wurzel / "geodata" / "saarlouis")
    return vorrat_aus(kommune)


@pytest.fixture(scope="session")
def flensburg(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Daten- und Geometrieordner von Flensburg, aus den Rohtabellen gebaut."""
    rohordner = finde_rohordner()
    if rohordner is None:
        pytest.skip(ANLEITUNG)
    return flensburg_ordner(rohordner, tmp_path_factory.mktemp("flensburg"))


@pytest.fixture
def saarlouis_gewaehlt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Die Seiten zeigen Saarlouis, gleich was in der Umgebung steht."""
    monkeypatch.setenv("SOZIALMONITOR_KOMMUNE", "saarlouis")
    monkeypatch.delenv("SOZIALMONITOR_GEODATEN", raising=False)


@pytest.fixture
def ordner(tmp_path: Path) -> tuple[Path, Path]:
    """Daten- und Geometrieordner einer eigenen Kleinstadt zum Verändern."""
    return kleinstadt.baue(tmp_path)
