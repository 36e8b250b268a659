"""Der eine Zwischenspeicher: einmal gerechnet, auch wenn viele zugleich fragen."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from pages.bausteine import daten


@pytest.fixture(autouse=True)
def ein_ordner(monkeypatch, tmp_path):
    """Gemerkt wird je Kommune; hier gibt es nur eine."""
    monkeypatch.setattr(daten, "ordner", lambda: (tmp_path, tmp_path))
    monkeypatch.setattr(daten, "_SPEICHER", [])


class Rechnung:
    """Eine langsame Funktion, die zählt, wie oft sie gerufen wurde."""

    def __init__(self, dauer=0.05, scheitert=0):
        self.gerufen, self.dauer, self.scheitert = [], dauer, scheitert

    def __call__(self, wert):
        self.gerufen.append(wert)
        time.sleep(self.dauer)
        if len(self.gerufen) <= self.scheitert:
            raise ValueError("misslungen")
        return [wert]


def gemerkte(rechnung, anzahl=8):
    def rechne(wert):
        return rechnung(wert)

    return daten.gemerkt(anzahl)(rechne)


def zugleich(funktion, werte):
    """Ruft die Funktion mit jedem Wert in einem eigenen Faden, alle im selben Augenblick."""
    start = threading.Barrier(len(werte))

    def ruf(wert):
        start.wait()
        return funktion(wert)

    with ThreadPoolExecutor(len(werte)) as faeden:
        return list(faeden.map(ruf, werte))


def test_viele_zugleich_rechnen_einmal_und_bekommen_dasselbe():
    rechnung = Rechnung()
    ergebnisse = zugleich(gemerkte(rechnung), [7] * 10)
    assert rechnung.gerufen == [7]
    assert all(e is ergebnisse[0] for e in ergebnisse)


def test_verschiedenes_wartet_nicht_aufeinander():
    rechnung = Rechnung(dauer=0)
    beide = threading.Barrier(2, timeout=5)
    funktion = daten.gemerkt(8)(lambda wert: (beide.wait(), rechnung(wert)))
    # Rechnete eines nach dem anderen, käme die Schranke nie zusammen.
    zugleich(funktion, [1, 2])
    assert sorted(rechnung.gerufen) == [1, 2]


def test_scheitert_es_rechnet_der_naechste_neu():
    rechnung = Rechnung(scheitert=1)
    funktion = gemerkte(rechnung)
    with pytest.raises(ValueError, match="misslungen"):
        funktion(7)
    assert funktion(7) == [7]
    assert funktion(7) == [7]
    assert rechnung.gerufen == [7, 7]


def test_das_aelteste_wird_vergessen():
    rechnung = Rechnung(dauer=0)
    funktion = gemerkte(rechnung, anzahl=2)
    for wert in (1, 2, 3, 1):
        funktion(wert)
    assert rechnung.gerufen == [1, 2, 3, 1]


def test_vergiss_leert_alles():
    rechnung = Rechnung(dauer=0)
    funktion = gemerkte(rechnung)
    funktion(1)
    daten.vergiss()
    funktion(1)
    assert rechnung.gerufen == [1, 1]


def test_je_kommune_ein_ergebnis(monkeypatch, tmp_path):
    rechnung = Rechnung(dauer=0)
    funktion = gemerkte(rechnung)
    funktion(1)
    monkeypatch.setattr(daten, "ordner", lambda: (tmp_path / "andere", tmp_path))
    funktion(1)
    assert rechnung.gerufen == [1, 1]
