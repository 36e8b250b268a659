"""Profilbild der Gruppen: Zahlen auf Tönen, lesbar ohne Farbe, vollständig."""

import itertools
import json

import numpy as np
import pandas as pd
import pytest

from sozialmonitor.ansichten import gruppen
from sozialmonitor.diagramme import gruppenbilder, thema
from tests.test_diagramme import SEHWEISEN, cielab
from tests.test_texte_gruppen import KATALOG

PROFIL = pd.DataFrame(
    {"sgb2": [-0.6, 1.6], "kinder": [0.5, -0.49]}, index=pd.Index([1, 2], name="gruppe")
)
MITTEL = pd.DataFrame(
    {1: [5.3, 18.0], 2: [20.5, 15.0], "alle": [11.8, 16.0]}, index=["sgb2", "kinder"]
)


def bild(**wahl):
    return gruppenbilder.gruppenprofil(PROFIL, MITTEL, KATALOG, "Profil", **wahl)


def felder(ergebnis):
    tafeln = ergebnis.bild.to_dict()["datasets"].values()
    return [z for tafel in tafeln for z in tafel if "z_text" in z]


def test_zahl_und_ton_je_gruppe_und_indikator():
    ist = {(z["titel"], z["gruppe"]): (z["z_text"], z["farbe"]) for z in felder(bild())}
    assert ist == {
        ("SGB-II-Quote", "Gruppe 1"): ("−0,6", "#b2abd2"),
        ("SGB-II-Quote", "Gruppe 2"): ("+1,6", "#e66101"),
        ("Kinder", "Gruppe 1"): ("+0,5", "#fdb863"),
        ("Kinder", "Gruppe 2"): ("−0,5", "#f7f7f7"),
    }


def test_zahlen_sind_auf_ihrem_ton_lesbar():
    assert all(thema.kontrast(z["schrift"], z["farbe"]) >= 4.5 for z in felder(bild()))


def test_tabelle_nennt_mittel_und_abstand():
    assert bild().tabelle.to_dict("records") == [
        {"Indikator": "SGB-II-Quote", "Gruppe 1": "5,3 % (−0,6)", "Gruppe 2": "20,5 % (+1,6)",
         "alle Gebiete": "11,8 %"},
        {"Indikator": "Kinder", "Gruppe 1": "18,0 % (+0,5)", "Gruppe 2": "15,0 % (−0,5)",
         "alle Gebiete": "16,0 %"},
    ]  # fmt: skip


def test_alttext_nennt_die_deutlichsten():
    assert bild().alttext == (
        "Zahlenfeld: Profil. Gruppe 1: „SGB-II-Quote“ −0,6 und „Kinder“ +0,5; Gruppe 2: "
        "„SGB-II-Quote“ +1,6."
    )


@pytest.mark.parametrize("demo", [True, False])
def test_demonstration_ist_genau_dann_gezeichnet(demo):
    ergebnis = bild(demo=demo)
    assert ergebnis.demo is demo
    assert ("Demonstrationsdaten" in json.dumps(ergebnis.bild.to_dict())) is demo


def test_eingaben_bleiben_unveraendert():
    vorher = PROFIL.copy(deep=True), MITTEL.copy(deep=True)
    bild()
    pd.testing.assert_frame_equal(PROFIL, vorher[0])
    pd.testing.assert_frame_equal(MITTEL, vorher[1])


@pytest.mark.parametrize("sehweise", SEHWEISEN)
def test_kartentoene_bleiben_bei_farbenblindheit_verschieden(sehweise):
    alle = [cielab(farbe, SEHWEISEN[sehweise]) for farbe in (*gruppen.FARBEN, "#ffffff")]
    assert min(np.linalg.norm(a - b) for a, b in itertools.combinations(alle, 2)) >= 20


def test_kartentoene_unterscheiden_sich_in_graustufen():
    hell = sorted(cielab(farbe, SEHWEISEN["normal"])[0] for farbe in gruppen.FARBEN)
    assert min(np.diff(hell)) >= 5
