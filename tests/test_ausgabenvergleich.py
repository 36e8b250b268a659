"""Unterschiede zweier Ausgaben, je Art ein Fall von Hand."""

import numpy as np
import pandas as pd
import pytest

from sozialmonitor import ausgabenvergleich
from sozialmonitor.fehler import SpaltenFehlen


def zahlen(*zeilen):
    spalten = ["gebiet", "stichtag", "merkmal", "wert"]
    return pd.DataFrame([(g, "2021", "m", w) for g, w in zeilen], columns=spalten)


ALT = zahlen(("A", 10.0), ("B", 5.0), ("C", np.nan), ("D", 1.0), ("E", np.nan), ("F", 3.0))
NEU_TABELLE = zahlen(
    ("A", 11.0), ("B", np.nan), ("C", 7.0), ("E", np.nan), ("F", 3.0), ("G", 2.0), ("H", np.nan)
)


def test_jede_art_einmal():
    gefunden = ausgabenvergleich.unterschiede(ALT, NEU_TABELLE)
    assert dict(zip(gefunden["gebiet"], gefunden["art"], strict=True)) == {
        "A": "geändert",
        "B": "jetzt verborgen",
        "C": "jetzt freigegeben",
        "D": "entfallen",
        "G": "neu",
        "H": "neu",
    }


def test_gleiche_ausgaben_haben_keinen_unterschied():
    assert ausgabenvergleich.unterschiede(ALT, ALT).empty
    assert ausgabenvergleich.satz(ausgabenvergleich.unterschiede(ALT, ALT)) == (
        "Keine Zahl hat sich geändert."
    )


def test_satz_nennt_einzahl_und_mehrzahl():
    satz = ausgabenvergleich.satz(ausgabenvergleich.unterschiede(ALT, NEU_TABELLE))
    assert satz == (
        "Eine Zahl ist geändert, 2 sind neu, eine ist entfallen, eine ist jetzt verborgen und "
        "eine ist jetzt freigegeben."
    )


def test_tabelle_mit_namen(stadt):
    daten = pd.DataFrame(
        {
            "gebiet": ["A1"], "stichtag": ["2021-12-31"], "merkmal": ["sgb2"],
            "wert_alt": [1040.0], "wert_neu": [np.nan], "art": ["jetzt verborgen"],
        }
    )  # fmt: skip
    zeile = ausgabenvergleich.tabelle(daten, stadt).iloc[0].to_dict()
    assert zeile == {
        "Gebiet": "Altmarkt", "Stichtag": "31.12.2021", "Zahl": "Leistungsberechtigte SGB II",
        "bisher": "1.040", "jetzt": "", "Art": "jetzt verborgen",
    }  # fmt: skip


def test_fehlende_spalte_ist_ein_fehler():
    with pytest.raises(SpaltenFehlen):
        ausgabenvergleich.unterschiede(ALT.drop(columns="wert"), NEU_TABELLE)
