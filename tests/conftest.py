"""Gemeinsames der Tests: eine geladene Kleinstadt; Zufallsprüfungen ohne Uhr und wiederholbar."""

from pathlib import Path

import pytest
from hypothesis import settings

from sozialmonitor.kommune import Kommune
from tests import kleinstadt

settings.register_profile("sozialmonitor", deadline=None, max_examples=60, derandomize=True)
settings.load_profile("sozialmonitor")


@pytest.fixture(scope="session")
def stadt(tmp_path_factory: pytest.TempPathFactory) -> Kommune:
    """Die unveränderte Kleinstadt; sie wird nur gelesen."""
    return kleinstadt.lade(tmp_path_factory.mktemp("kleinstadt"))


@pytest.fixture
def ordner(tmp_path: Path) -> tuple[Path, Path]:
    """Daten- und Geometrieordner einer eigenen Kleinstadt zum Verändern."""
    return kleinstadt.baue(tmp_path)
