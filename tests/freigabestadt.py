"""Kommunen für die Tests der Freigabe: Kleinstadt mit veröffentlichter Tabelle, eigene Zahlen."""

import dataclasses
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from sozialmonitor import zahlen as zahlenmodul
from sozialmonitor.kommune import Kommune
from sozialmonitor.laden import lade_kommune
from tests.kleinstadt import LETZTER, haenge_an

KOPF = "gebiet,stichtag,merkmal,wert,zeichen,quelle,hinweis"


def mit_bericht(ordner: tuple[Path, Path], zeilen: Iterable[str], merkmale: str = "") -> Kommune:
    """Die Kleinstadt mit einer schon veröffentlichten Tabelle „bericht“.

    Parameters
    ----------
    zeilen
        „Gebiet,Merkmal,Wert“ am letzten Stichtag.
    merkmale
        Weitere Einträge für merkmale.toml.
    """
    daten, geo = ordner
    ganze = [
        f"{gebiet},{LETZTER},{merkmal},{wert},,amt,"
        for gebiet, merkmal, wert in (zeile.split(",") for zeile in zeilen)
    ]
    (daten / "bericht.csv").write_text("\n".join([KOPF, *ganze, ""]), encoding="utf-8")
    haenge_an(daten / "merkmale.toml", merkmale)
    paket = json.loads((daten / "datapackage.json").read_text(encoding="utf-8"))
    vorlage = next(r for r in paket["resources"] if r["name"] == "soziales")
    neu = {"name": "bericht", "path": "bericht.csv", "veroeffentlicht": True}
    paket["resources"].append(vorlage | neu)
    (daten / "datapackage.json").write_text(json.dumps(paket), encoding="utf-8")
    kommune = lade_kommune(daten, geo)
    assert kommune.maengel == ()
    return kommune


def mit_bestand(kommune: Kommune, bestand: pd.DataFrame) -> Kommune:
    """Dieselbe Kommune mit anderem Bestand; die Zahlen werden neu gerechnet."""
    stufen = zahlenmodul.stufen(kommune.gebiete, kommune.zerlegung, kommune.einstellungen.ebenen)
    zahlen = zahlenmodul.zahlen_je_merkmal(bestand, kommune.gebiete.index, kommune.merkmale, stufen)
    return dataclasses.replace(kommune, bestand=bestand.reset_index(drop=True), zahlen=zahlen)


def nur(kommune: Kommune, stichtag: str, merkmale: Iterable[str]) -> Kommune:
    """Die Kommune an einem Stichtag mit wenigen Merkmalen des Bestands."""
    bestand = kommune.bestand
    gilt = bestand["stichtag"].eq(stichtag) & bestand["merkmal"].isin(list(merkmale))
    return mit_bestand(kommune, bestand[gilt])


def mit_werten(kommune: Kommune, werte: Mapping[int, float]) -> Kommune:
    """Die Kommune mit anderen Werten in einzelnen Zeilen des Bestands (nach Index)."""
    wert = kommune.bestand["wert"].copy()
    wert.loc[list(werte)] = list(werte.values())
    return mit_bestand(kommune, kommune.bestand.assign(wert=wert))
