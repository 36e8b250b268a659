"""Wer wahllos klickt, sieht nie einen Fehler: zufällige Bedienung jeder Seite, immer gleich."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests import seitenlauf
from tests.seitenlauf import waehle

SEITEN = sorted(datei.stem for datei in seitenlauf.SEITEN.glob("*.py"))
SCHRITTE = 12


def griffe(app: AppTest, zufall: random.Random) -> list[Callable[[], object]]:
    """Was auf der Seite zu bedienen ist, je Bedienelement ein zufälliger Griff."""
    auswahl = [
        lambda feld=feld: feld.select_index(zufall.randrange(len(feld.options)))
        for feld in app.selectbox
    ]
    schalter = [lambda feld=feld: feld.set_value(not feld.value) for feld in app.toggle]
    knoepfe = [
        lambda feld=feld: feld.set_value(zufall.choice(list(feld.options)))
        for feld in [*app.radio, *app.get("button_group")]
    ]
    mehrfach = [
        lambda feld=feld: feld.set_value(
            zufall.sample(list(feld.options), zufall.randint(0, min(3, len(feld.options))))
        )
        for feld in app.multiselect
    ]
    return [*auswahl, *schalter, *knoepfe, *mehrfach]


def bediene(name: str, zufall: random.Random) -> None:
    app = seitenlauf.oeffne(name)
    for _ in range(SCHRITTE):
        moeglich = griffe(app, zufall)
        if not moeglich:
            return
        zufall.choice(moeglich)()
        app.run()
        fehler = [e.value for e in [*app.error, *app.exception]]
        # Kein Stadtwert: die Seite bittet mit einem Satz um andere Klassen.
        fehler = [e for e in fehler if not e.endswith("bitte andere Klassen wählen.")]
        assert fehler == [], app.query_params.to_dict() if fehler else ""


@pytest.mark.parametrize("name", SEITEN)
@pytest.mark.usefixtures("saarlouis_gewaehlt")
def test_zufaellige_bedienung(name: str) -> None:
    bediene(name, random.Random(2026))


@pytest.mark.parametrize("name", SEITEN)
def test_zufaellige_bedienung_mit_luecken(
    name: str, monkeypatch: pytest.MonkeyPatch, flensburg: tuple[Path, Path]
) -> None:
    waehle(monkeypatch, *flensburg)
    bediene(name, random.Random(2027))
