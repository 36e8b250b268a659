"""Wie breit Text auf Folien wird: geschätzt, eher zu weit als zu eng."""

import pytest

from sozialmonitor.berichte import folienvorlage
from sozialmonitor.berichte.schriftmass import textbreite, zeilenzahl

TITELBREITE = 72 * folienvorlage.INNENBREITE - 8


def test_textbreite_zaehlt_zeichen_nach_ihrer_weite() -> None:
    assert textbreite("", 14) == 0
    assert textbreite("ili", 20) == pytest.approx(15)
    assert textbreite("WM", 20) == pytest.approx(35)
    # Was die Tabelle nicht kennt, zählt eher weit.
    assert textbreite("Ł", 20) == pytest.approx(13)


@pytest.mark.parametrize(
    ("text", "erwartet"),
    [
        ("", 0),
        ("Kurz.", 1),
        # So viele Zeilen zeigt das gesetzte Bild der Folie.
        ("So viele Menschen leben in der Stadt, und so hat sich ihre Zahl verändert", 1),
        ("Stadtteile am 31.12.2025: „Arbeitslosenanteil (15 bis unter 65 Jahre)“ ist am höchsten "
         "in Innenstadt (7,9 %), am niedrigsten in Picard (2,7 %).", 2),
        ("Stadtteile am 31.12.2025: „Betreuungsquote der Kinder unter 3 Jahren“ ist am höchsten "
         "in Beaumarais (40,9 %), am niedrigsten in Fraulautern (30,9 %).", 3),
    ],
    ids=["leer", "kurz", "eine", "zwei", "drei"],
)  # fmt: skip
def test_zeilenzahl_eines_titels(text: str, erwartet: int) -> None:
    assert zeilenzahl(text, folienvorlage.TITELGROESSE, TITELBREITE) == erwartet


def test_ein_zu_langes_wort_ist_eine_zeile() -> None:
    assert zeilenzahl("WWWWWWWWWW a", 20, 50) == 2
