"""Abdeckung, Herkunft und Abgleich, von Hand nachgezählt."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from sozialmonitor import abdeckung, laden, methoden
from sozialmonitor.kommune import Kommune
from tests.flensburg.aufbau import ANLEITUNG, finde_rohordner, flensburg_ordner

WURZEL = Path(__file__).resolve().parents[1]


def _tabelle() -> pd.DataFrame:
    zeilen = [
        ("A", "2019", "wert", "", False),
        ("A", "2021-06", "wert", "", False),
        ("A", "2021-12-31", "wert", "p", False),
        ("B", "2019", "wert", "demo p", True),
        ("B", "2020", "geheim", "demo •", True),
        ("C", "2020", "fehlt", ".", False),
    ]
    return pd.DataFrame(zeilen, columns=["gebiet", "stichtag", "zustand", "zeichen", "demo"])


def _namen() -> dict[str, str]:
    return {"A": "Aue", "B": "Berg", "C": "Berg", "D": "Dorf"}


def test_felder_je_gebiet_und_jahr():
    tabelle = _tabelle()
    vorher = tabelle.copy()
    zeilen = abdeckung.tafelzeilen(tabelle, list("ABCD"), _namen())
    raster = abdeckung.felder(zeilen).set_index(["gebiet", "jahr"])["art"]
    assert len(raster) == 4 * 3
    assert raster["A", 2019] == "echt"
    assert raster["A", 2020] == "fehlt"
    assert raster["A", 2021] == "vorlaeufig"  # der jüngste Stichtag des Jahres gilt
    assert raster["B", 2019] == "demo"
    assert raster["B", 2020] == "geheim"
    assert (raster["D"] == "fehlt").all()
    pd.testing.assert_frame_equal(tabelle, vorher)


def test_gleiche_namen_bleiben_unterscheidbar():
    zeilen = abdeckung.tafelzeilen(_tabelle(), list("ABCD"), _namen())
    assert list(dict.fromkeys(zeilen["name"])) == ["Aue", "Berg (B)", "Berg (C)", "Dorf"]


def test_satz_der_felder():
    zeilen = abdeckung.tafelzeilen(_tabelle(), list("ABCD"), _namen())
    assert abdeckung.satz_felder(zeilen) == (
        "Von 12 Feldern (Gebiet mal Jahr): 1 veröffentlicht, 1 Demonstration, 1 vorläufig, "
        "8 ohne Angabe und 1 gesperrt."
    )
    leer = abdeckung.tafelzeilen(_tabelle(), ["Z"], {"Z": "Zell"})
    assert abdeckung.satz_felder(leer).startswith("Für diese Ebene")


def test_bilanz_und_herkunft():
    tabelle = _tabelle()
    assert abdeckung.bilanz({"x": tabelle}) == (3, 1, 1, 1)
    assert abdeckung.herkunft(tabelle) == "beides"
    assert abdeckung.herkunft(tabelle[tabelle["demo"]]) == "Demonstration"
    assert abdeckung.herkunft(tabelle[~tabelle["demo"]]) == "veröffentlicht"
    assert abdeckung.herkunft(tabelle.head(0)) == "keine Werte"
    assert abdeckung.herkunft(None) == "keine Werte"


def test_satz_der_abweichungen():
    leer = pd.DataFrame(columns=abdeckung.ABWEICHUNGEN)
    assert "nichts zu vergleichen" in abdeckung.satz_abweichungen(leer)
    gleich = pd.DataFrame({"differenz": [0.0, 0.0]})
    assert abdeckung.satz_abweichungen(gleich).endswith("alle stimmen überein.")
    anders = pd.DataFrame({"differenz": [0.0, -65.0, 3.0]})
    assert "2 weichen ab, am stärksten um 65" in abdeckung.satz_abweichungen(anders)


@pytest.fixture(scope="module")
def saarlouis() -> Kommune:
    return laden.lade_kommune(WURZEL / "data" / "saarlouis", WURZEL / "geodata" / "saarlouis")


def test_flensburger_abweichung_aus_der_quelle(tmp_path):
    rohordner = finde_rohordner()
    if rohordner is None:
        pytest.skip(ANLEITUNG)
    kommune = laden.lade_kommune(*flensburg_ordner(rohordner, tmp_path))
    unterschiede = abdeckung.abweichungen(kommune, kommune.indikator("einwohner"))
    je_jahr = unterschiede.set_index("stichtag")["differenz"]
    # 2011 nennt die Quelle 89.513 für die Stadt, die Stadtteile ergeben 89.448.
    assert je_jahr["2011"] == 65
    assert je_jahr["2020"] == 0


def test_abgleich_nennt_gebiete_ohne_flaeche_und_ohne_wert(saarlouis):
    abgleich = abdeckung.abgleich(saarlouis, {}).set_index("Ebene")
    assert abgleich.loc["Stadtteile", "ohne Fläche"] == "keines"
    assert abgleich.loc["Stadtteile", "Grenzen"] == "schematisch"
    assert "Roden" in abgleich.loc["Stadtteile", "ohne Wert"]
    assert abgleich.loc["Land", "Grenzen"] == "keine Karte"


def test_flaechen_ohne_gebiet_kommen_aus_den_maengeln():
    maengel = [
        SimpleNamespace(datei="teile.geojson", __str__=lambda: ""),
        SimpleNamespace(datei="werte.csv"),
    ]
    kommune: Any = SimpleNamespace(maengel=maengel)
    assert len(abdeckung.flaechen_ohne_gebiet(kommune)) == 1


def test_steckbrief_jedes_indikators_ist_vollstaendig(saarlouis):
    for indikator in saarlouis.katalog.values():
        angaben = abdeckung.steckbrief(saarlouis, indikator).set_index("Angabe")["Inhalt"]
        assert angaben["Definition"] == indikator.definition
        assert angaben.ne("").all()
        assert ("Nenner" in angaben) == bool(indikator.nenner)
        assert abdeckung.quellen_des_indikators(saarlouis, indikator)


def test_quellen_nennen_nur_netzadressen(saarlouis):
    quellen = abdeckung.quellen(saarlouis)
    assert len(quellen) == len(saarlouis.quellen)
    assert all(q.adresse.startswith("http") or not q.adresse for q in quellen)


def test_beispiele_der_verfahren_wie_veroeffentlicht():
    beispiele = " ".join(m.beispiel for m in methoden.methoden())
    assert "25,5 % bis 36,6 %" in beispiele  # Newcombe 1998, 81 von 263
    assert "+5,2 Prozentpunkte bis +33,4 Prozentpunkte" in beispiele  # Newcombe, 56/70 − 48/80
    assert "5,02 bis 8,28" in beispiele  # Byar, 65 Ereignisse


def test_luecken_haben_vier_verschiedene_zeichen():
    tabelle = abdeckung.luecken()
    assert tabelle["Tabelle"].nunique() == tabelle["Karte"].nunique() == 4
