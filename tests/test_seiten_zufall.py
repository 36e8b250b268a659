"""Wer wahllos klickt, sieht nie einen Fehler, und die Adresse stellt alles wieder her.

Zufällige Bedienung jeder Seite, immer gleich. Was danach in der Adresse steht, öffnet eine frische
Sitzung; sie zeigt dieselben Bedienelemente, Sätze, Tabellen, Diagramme und Karten.
"""

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests import seitenlauf
from tests.seitenlauf import waehle

SEITEN = sorted(datei.stem for datei in seitenlauf.SEITEN.glob("*.py"))
SCHRITTE = 12
# Nach so vielen Griffen wird die Adresse geprüft; sie steht nach jedem vollständig da.
GEPRUEFT = {5, SCHRITTE}
FELDER = ("selectbox", "select_slider", "toggle", "radio", "button_group", "multiselect")
# Nur in dieser Sitzung: der Kanal zweier verbundener Karten und die Prüfsumme darüber.
_KANAL = re.compile(r"sm-[0-9a-f]{12}|\b[0-9a-f]{64}\b")


def griffe(app: AppTest, zufall: random.Random) -> list[Callable[[], object]]:
    """Was auf der Seite zu bedienen ist, je Bedienelement ein zufälliger Griff."""
    auswahl = [
        lambda feld=feld: feld.select_index(zufall.randrange(len(feld.options)))
        for feld in app.selectbox
    ]
    regler = [
        lambda feld=feld: feld.set_value(zufall.choice(app.session_state["_gezeigt"][feld.key]))
        for feld in app.select_slider
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
    return [*auswahl, *regler, *schalter, *knoepfe, *mehrfach]


def bediene(name: str, zufall: random.Random) -> None:
    app = seitenlauf.oeffne(name)
    for schritt in range(1, SCHRITTE + 1):
        moeglich = griffe(app, zufall)
        if not moeglich:
            return
        zufall.choice(moeglich)()
        app.run()
        fehler = [e.value for e in [*app.error, *app.exception]]
        # Kein Stadtwert: die Seite bittet mit einem Satz um andere Klassen.
        fehler = [e for e in fehler if not e.endswith("bitte andere Klassen wählen.")]
        assert fehler == [], dict(app.query_params) if fehler else ""
        if schritt in GEPRUEFT:
            pruefe_adresse(name, app)


def pruefe_adresse(name: str, app: AppTest) -> None:
    """Eine frische Sitzung mit derselben Adresse zeigt dasselbe."""
    adresse = angaben(app)
    frisch = seitenlauf.oeffne(name, **adresse)
    assert angaben(frisch) == adresse
    assert bedienelemente(frisch) == bedienelemente(app), adresse
    for neu, bisher in zip(inhalt(frisch._tree), inhalt(app._tree), strict=True):
        assert neu == bisher, adresse


def angaben(app: AppTest) -> dict[str, list[str]]:
    """Was in der Adresse steht."""
    return {n: [w] if isinstance(w, str) else list(w) for n, w in app.query_params.items()}


def bedienelemente(app: AppTest) -> dict[str, Any]:
    """Wert und Möglichkeiten aller Bedienelemente."""
    return {
        f"{art} {feld.key}": (feld.value, getattr(feld, "options", None))
        for art in FELDER
        for feld in app.get(art)
    }


def inhalt(block: Any) -> Iterator[tuple[str, str]]:
    """Alles Gezeigte der Reihe nach: Art und Inhalt, ohne Kennungen der Sitzung."""
    for kind in block.children.values():
        if hasattr(kind, "children"):
            yield from inhalt(kind)
        elif kind.type not in FELDER:
            roh = type(kind.proto)()
            roh.CopyFrom(kind.proto)
            for feld in ("id", "element_id", "form_id", "url", "deferred_file_id"):
                if feld in roh.DESCRIPTOR.fields_by_name:
                    roh.ClearField(feld)
            yield kind.type, _KANAL.sub("", str(roh))


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


@pytest.mark.usefixtures("saarlouis_gewaehlt")
def test_der_vergleich_bemerkt_ein_anderes_gebiet_in_satz_diagramm_und_tabelle() -> None:
    eines, anderes = (
        list(inhalt(seitenlauf.oeffne("zeitreihen", gebiete=g, indikator="sgb2_quote")._tree))
        for g in ("1004411502", "1004411503")
    )
    verschieden = {neu[0] for neu, bisher in zip(eines, anderes, strict=False) if neu != bisher}
    assert verschieden >= {"markdown", "vega_lite_chart", "html"}
