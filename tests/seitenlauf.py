"""Eine Seite laufen lassen und lesen, was auf ihr steht (ohne Browser)."""

from functools import partial
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

SEITEN = Path(__file__).resolve().parents[1] / "pages"


def oeffne(name: str, **adresse: str | list[str]) -> AppTest:
    """Die Seite `pages/<name>.py` mit den Angaben der Adresse, einmal gelaufen."""
    app = AppTest.from_file(str(SEITEN / f"{name}.py"), default_timeout=60)
    for angabe, wert in adresse.items():
        app.query_params[angabe] = wert
    return app.run()


def seite(name: str) -> Any:
    """`oeffne` für eine Seite."""
    return partial(oeffne, name)


def antwort(app: AppTest) -> str:
    """Der Satz, mit dem die Seite antwortet."""
    return next(m.value for m in app.markdown if m.value.startswith("**"))


def absaetze(app: AppTest) -> str:
    """Alle Sätze, auch die kleingedruckten."""
    return " ".join([*(m.value for m in app.markdown), *(c.value for c in app.caption)])


def html(app: AppTest) -> str:
    """Alles eigene HTML: Tabellen, Legenden, Kacheln."""
    return " ".join(element.proto.body for element in app.get("html"))


def ohne_fehler(app: AppTest) -> None:
    """Weder Ausnahme noch Fehlermeldung."""
    assert not app.exception
    assert not [e.value for e in app.error]


def waehle(monkeypatch: Any, datenordner: object, geoordner: object) -> None:
    """Stellt die Kommune ein, die die nächsten Seiten zeigen."""
    monkeypatch.setenv("SOZIALMONITOR_KOMMUNE", str(datenordner))
    monkeypatch.setenv("SOZIALMONITOR_GEODATEN", str(geoordner))
