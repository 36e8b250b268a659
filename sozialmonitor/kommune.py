"""Alles, was über eine Kommune eingelesen und geprüft wurde, als ein fester Datensatz."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from sozialmonitor.einstellungen import Ebene, Einstellungen
from sozialmonitor.fehler import Mangel, Unbekannt
from sozialmonitor.gebiete import gebiete_der_ebene
from sozialmonitor.katalog import Bruch, Indikator, Merkmal, Reihe
from sozialmonitor.zahlen import Zahlen


@dataclass(frozen=True, slots=True, kw_only=True)
class Geometrie:
    """Flächen einer Ebene in EPSG:4326 (`gebiet` als Index, Spalten `name, geometry`)."""

    flaechen: gpd.GeoDataFrame
    schematisch: bool
    hinweis: str
    quellenvermerk: str
    gebietsstand: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kommune:
    """Eine Kommune: Einstellungen, Katalog, Gebiete, Zahlen, Geometrien und Mängel.

    `bestand` hält die überlieferten Zeilen, `zahlen` je Merkmal die Felder Gebiet × Stichtag
    mit allen Summen, `maengel` alles, was ausgelassen wurde.
    """

    schluessel: str
    einstellungen: Einstellungen
    reihen: Mapping[str, Reihe]
    merkmale: Mapping[str, Merkmal]
    katalog: Mapping[str, Indikator]
    gebiete: pd.DataFrame
    zerlegung: pd.DataFrame
    in_der_stadt: frozenset[str]
    bestand: pd.DataFrame
    zahlen: Mapping[str, Zahlen]
    quellen: pd.DataFrame
    chronik: pd.DataFrame
    paket: Mapping[str, Any]
    geometrien: Mapping[str, Geometrie]
    maengel: tuple[Mangel, ...] = ()

    def indikator(self, indikator_id: str) -> Indikator:
        """Der Katalogeintrag; unbekannte ids sind ein Fehler."""
        if indikator_id not in self.katalog:
            raise Unbekannt.aus("Der Indikator", indikator_id, list(self.katalog))
        return self.katalog[indikator_id]

    def gebiete_der_ebene(self, ebene_id: str) -> list[str]:
        """Schlüssel aller Gebiete einer Ebene."""
        return gebiete_der_ebene(self.gebiete, self.ebene(ebene_id))

    def ebene(self, ebene_id: str) -> Ebene:
        """Die Ebene zu einer id."""
        return self.einstellungen.ebene(ebene_id)

    def name(self, gebiet: str) -> str:
        """Der Name eines Gebiets (der Schlüssel selbst, wenn es nicht verzeichnet ist)."""
        return str(self.gebiete.loc[gebiet, "name"]) if gebiet in self.gebiete.index else gebiet

    @property
    def namen(self) -> dict[str, str]:
        """Namen aller Gebiete, nach Schlüssel."""
        return {str(gebiet): str(name) for gebiet, name in self.gebiete["name"].items()}

    def gezaehlt(self, indikator: Indikator) -> bool:
        """Ob der Indikator aus Zählungen entsteht; Flächen und Beträge schwanken nicht zufällig."""
        terme = {t.removeprefix("-") for t in (*indikator.zaehler, *indikator.nenner)}
        return all(self.merkmale[term].ganzzahlig for term in terme if term in self.merkmale)

    def brueche(self, indikator: Indikator) -> tuple[Bruch, ...]:
        """Brüche des Indikators und der Reihen seiner Merkmale, nach Stichtag."""
        terme = (*indikator.zaehler, *indikator.nenner, indikator.veroeffentlicht)
        reihen = {
            self.merkmale[t.removeprefix("-")].reihe
            for t in terme
            if t.removeprefix("-") in self.merkmale
        }
        alle = {*indikator.brueche}
        for reihe in reihen & set(self.reihen):
            alle |= set(self.reihen[reihe].brueche)
        return tuple(sorted(alle, key=lambda bruch: bruch.ab))
