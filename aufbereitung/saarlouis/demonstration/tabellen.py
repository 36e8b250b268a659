"""Schreibt die Demonstrationsdaten als Bestandstabellen nach dem Datenvertrag."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from aufbereitung.saarlouis.demonstration.bevoelkerung import (
    ALTERSGRUPPEN,
    GESCHLECHTER,
    HERKUENFTE,
    Bevoelkerung,
    bevoelkerung,
)
from aufbereitung.saarlouis.demonstration.bewegungen import bewegungen
from aufbereitung.saarlouis.demonstration.bildung import einschulung, kitas, uebergaenge
from aufbereitung.saarlouis.demonstration.haushalte import haushalte, wohngeld, wohnungen
from aufbereitung.saarlouis.demonstration.raster import SPALTEN as RASTERSPALTEN
from aufbereitung.saarlouis.demonstration.raster import rasterzeilen
from aufbereitung.saarlouis.demonstration.soziales import (
    arbeitsmarkt,
    grundsicherung,
    schwerbehinderte,
)
from aufbereitung.saarlouis.demonstration.vorgaben import (
    JAHRE,
    NICHT_ZUORDENBAR,
    Tafeln,
    Vorgaben,
    lade_vorgaben,
)
from aufbereitung.saarlouis.demonstration.wahlen import Wahl, wahlen
from aufbereitung.saarlouis.demonstration.zeichen import DEMO, geheime_zellen, zelle

SPALTEN = ("gebiet", "stichtag", "merkmal", "wert", "zeichen", "quelle", "hinweis")
GLIEDERUNG = ("alter", "geschlecht", "herkunft")
WAHLSCHEIN = "Wahlberechtigte mit Wahlschein ohne Zuordnung zu einem Sozialraum"


def schreibe_demonstration(ziel: Path) -> list[Path]:
    """Erzeuge alle Tabellen und schreibe sie nach `ziel`; gib die Dateien zurück."""
    vorgaben = lade_vorgaben()
    menschen = bevoelkerung(vorgaben)
    ziel.mkdir(parents=True, exist_ok=True)
    kopf = (*SPALTEN[:3], *GLIEDERUNG, *SPALTEN[3:])
    dateien = [_geschrieben(ziel / "einwohner_demo.csv", kopf, _einwohner(vorgaben, menschen))]
    themen = demonstrationstafeln(vorgaben, menschen)
    for name, tafeln in themen.items():
        nur_jahr = {merkmal for merkmal in tafeln if merkmal.startswith("uebergang_")}
        zeilen = _bestand(vorgaben, menschen, tafeln, nur_jahr)
        dateien.append(_geschrieben(ziel / f"{name}_demo.csv", SPALTEN, zeilen))
    zeilen = _wahlzeilen(vorgaben, wahlen(vorgaben, menschen))
    dateien.append(_geschrieben(ziel / "wahlen_demo.csv", SPALTEN, zeilen))
    zeilen = rasterzeilen(vorgaben, menschen, themen["soziales"])
    return [*dateien, _geschrieben(ziel / "raster_demo.csv", RASTERSPALTEN, zeilen)]


def demonstrationstafeln(vorgaben: Vorgaben, menschen: Bevoelkerung) -> dict[str, Tafeln]:
    """Alle jährlichen Anzahlen je Thema; letzte Zeile jeder Tafel ist „nicht zuordenbar“."""
    familien = haushalte(vorgaben, menschen)
    soziales = grundsicherung(vorgaben, menschen, familien)
    alle = familien["haushalte"][:-1].astype(np.float64)
    gemeinschaften = soziales["sgb2_bedarfsgemeinschaften"][:-1].astype(np.float64)
    soziales |= wohngeld(vorgaben, alle, gemeinschaften)
    soziales |= arbeitsmarkt(vorgaben, menschen, soziales)
    soziales |= schwerbehinderte(vorgaben, menschen)
    bildung = kitas(vorgaben, menschen) | einschulung(vorgaben, menschen)
    return {
        "haushalte": familien,
        "soziales": soziales,
        "wohnen": wohnungen(vorgaben, alle),
        "bildung": bildung | uebergaenge(vorgaben, menschen),
        "bewegungen": bewegungen(vorgaben, menschen),
    }


def _einwohner(vorgaben: Vorgaben, menschen: Bevoelkerung) -> Iterator[tuple[str, ...]]:
    leer = np.zeros_like(menschen.personen[:1])
    personen = np.concatenate([menschen.personen, leer])
    gebiete = (*vorgaben.sozialraeume, NICHT_ZUORDENBAR)
    namen = [gruppe.name for gruppe in ALTERSGRUPPEN]
    for (raum, jahr, alter, geschlecht, herkunft), wert in np.ndenumerate(personen):
        gliederung = (namen[alter], GESCHLECHTER[geschlecht], HERKUENFTE[herkunft])
        stichtag = f"{JAHRE[jahr]}-12-31"
        yield (gebiete[raum], stichtag, "einwohner", *gliederung, str(wert), DEMO, DEMO, "")


def _bestand(
    vorgaben: Vorgaben, menschen: Bevoelkerung, tafeln: Tafeln, nur_jahr: set[str]
) -> Iterator[tuple[str, ...]]:
    gebiete = (*vorgaben.sozialraeume, NICHT_ZUORDENBAR)
    einwohner = menschen.zahl()[:, -1].astype(np.int64)
    for merkmal, tafel in tafeln.items():
        geheim: frozenset[tuple[str, int]] = frozenset()
        if merkmal == "arbeitslose_unter_25":
            geheim = geheime_zellen(vorgaben.sozialraeume, einwohner, tafel)
        for (raum, stelle), wert in np.ndenumerate(tafel):
            gebiet, jahr = gebiete[raum], JAHRE[stelle]
            inhalt = zelle(merkmal, gebiet, jahr, int(wert), geheim=(gebiet, jahr) in geheim)
            stichtag = str(jahr) if merkmal in nur_jahr else f"{jahr}-12-31"
            yield (gebiet, stichtag, merkmal, inhalt.wert, inhalt.zeichen, DEMO, inhalt.hinweis)


def _wahlzeilen(vorgaben: Vorgaben, ergebnisse: Iterable[Wahl]) -> Iterator[tuple[str, ...]]:
    for wahl in ergebnisse:
        for merkmal, werte in (
            (f"wahlberechtigte_{wahl.art}", wahl.wahlberechtigte),
            (f"waehler_{wahl.art}", wahl.waehler),
        ):
            for gebiet, wert in zip((*vorgaben.sozialraeume, NICHT_ZUORDENBAR), werte, strict=True):
                inhalt = zelle(merkmal, gebiet, wahl.jahr, int(wert))
                hinweis = WAHLSCHEIN if gebiet == NICHT_ZUORDENBAR else ""
                yield (gebiet, str(wahl.jahr), merkmal, inhalt.wert, inhalt.zeichen, DEMO, hinweis)


def _geschrieben(datei: Path, kopf: tuple[str, ...], zeilen: Iterable[tuple[str, ...]]) -> Path:
    with datei.open("w", encoding="utf-8", newline="") as strom:
        schreiber = csv.writer(strom, lineterminator="\n")
        schreiber.writerow(kopf)
        schreiber.writerows(zeilen)
    return datei
