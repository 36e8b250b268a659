"""Die Knöpfe zum Herunterladen: beschriftet, erst beim Klick gefüllt, dann vollständig."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
import streamlit as st

from pages.bausteine import anzeige, daten
from tests import seitenlauf
from tests.seitenlauf import ohne_fehler

pytestmark = pytest.mark.usefixtures("saarlouis_gewaehlt")
ANFANG = {
    "xlsx": b"PK\x03\x04",
    "sav": b"$FL2",
    "gpkg": b"SQLite format 3",
    "parquet": b"PAR1",
    "png": b"\x89PNG",
    "svg": b"<svg",
    "deutsch.csv": b"\xef\xbb\xbf# ",
}
Knoepfe = dict[str, tuple[str, Callable[[], bytes]]]


@pytest.fixture
def knoepfe(monkeypatch: pytest.MonkeyPatch) -> Knoepfe:
    """Beschriftung → Dateiname und Inhalt aller Knöpfe der nächsten Seite."""
    gefunden: Knoepfe = {}
    echt = st.download_button

    def merke(text: str, inhalt: Callable[[], bytes], **angaben: str) -> bool:
        assert callable(inhalt), "der Inhalt entstünde bei jedem Lauf der Seite"
        gefunden[text] = angaben["file_name"], inhalt
        return echt(text, inhalt, **angaben)

    monkeypatch.setattr(st, "download_button", merke)
    return gefunden


def pruefe_inhalte(knoepfe: Knoepfe) -> None:
    for name, inhalt in knoepfe.values():
        endung = name.partition(".")[2]
        assert inhalt().startswith(ANFANG.get(endung, b"")), name
        assert inhalt(), name


def test_dateien_eines_indikators(knoepfe: Knoepfe) -> None:
    ohne_fehler(
        seitenlauf.oeffne(
            "daten_methodik", indikator="sgb2_quote", ebene="stadtteil", stichtag="2025-12-31"
        )
    )
    assert list(knoepfe) == [
        "Alle Werte als XLSX",
        "Alle Werte als CSV (deutsch)",
        "Alle Werte als CSV (international)",
        "Alle Werte als SPSS",
        "Alle Werte als Parquet",
        "Flächen mit Werten (31.12.2025) als GeoPackage",
        "Flächen mit Werten (31.12.2025) als GeoJSON",
    ]
    pruefe_inhalte(knoepfe)


def test_dateien_je_handlungsfeld(knoepfe: Knoepfe) -> None:
    ohne_fehler(seitenlauf.oeffne("daten_methodik", abschnitt="bestand"))
    assert "Katalog als CSV" in knoepfe
    assert "Alle Werte aller Indikatoren als SPSS" in knoepfe
    mappen = [text for text in knoepfe if text.endswith(": alle Werte als XLSX")]
    assert len(mappen) == len(daten.kommune().einstellungen.handlungsfelder)
    name, inhalt = knoepfe[mappen[0]]
    assert name.endswith(".xlsx")
    assert inhalt().startswith(ANFANG["xlsx"])


def test_dateien_zu_einem_bild(knoepfe: Knoepfe, monkeypatch: pytest.MonkeyPatch) -> None:
    echt = st.expander

    def offen(*args: object, **kwargs: object) -> object:
        kwargs["expanded"] = True
        return echt(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(st, "expander", offen)
    ohne_fehler(seitenlauf.oeffne("zeitreihen", indikator="sgb2_quote"))
    assert list(knoepfe)[:4] == [
        "Tabelle als CSV", "Tabelle als XLSX", "Bild als SVG", "Bild als PNG",
    ]  # fmt: skip
    pruefe_inhalte(knoepfe)


def test_welche_ausgabe_eine_datei_wiedergibt(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "nicht weitergeben" in anzeige.ausgabezeile()
    monkeypatch.setattr(daten, "intern", lambda: False)
    assert anzeige.ausgabezeile() == ""
    gezeigt = SimpleNamespace(datum="2026-11-28", kurz="0123456789ab")
    stand = SimpleNamespace(ausgabe=gezeigt)
    monkeypatch.setattr(daten, "stand", lambda: stand)
    assert anzeige.ausgabezeile() == "Ausgabe vom 28.11.2026 (0123456789ab)."
