"""Flächen mit Werten als GeoPackage, für GIS-Programme und ohne die Grenzen einer GeoJSON-Datei."""

import io

import geopandas as gpd
import pandas as pd

from sozialmonitor import ausgabe
from sozialmonitor.ausgabe import Herkunft
from sozialmonitor.katalog import Indikator


def werte_gpkg(
    flaechen: gpd.GeoDataFrame,
    tabelle: pd.DataFrame,
    indikator: Indikator,
    *,
    vermerk: str,
    herkunft: Herkunft | None = None,
) -> bytes:
    """Die Flächen einer Ebene mit den Werten eines Stichtags; Gebiete ohne Wert bleiben dabei.

    Der Layer heißt wie der Indikator und steht im Bezugssystem der Flächen. Titel und Beschreibung
    stehen im Inhaltsverzeichnis der Datei, Bedeutung und Herkunft in den Metadaten des Layers.

    Parameters
    ----------
    tabelle
        Wie `kennzahlen.kennzahl`, höchstens eine Zeile je Gebiet.
    vermerk
        Quellenvermerk der Flächen.
    """
    import pyogrio  # wird selten gebraucht

    verbunden = ausgabe.flaechen_mit_werten(flaechen, tabelle)
    verbunden.insert(1, "indikator", indikator.id)
    verbunden.insert(2, "einheit", indikator.einheit)
    angaben = ausgabe.metadaten(tabelle, indikator, herkunft) | {"quellenvermerk": vermerk}
    puffer = io.BytesIO()
    pyogrio.write_dataframe(
        verbunden.reset_index(),
        puffer,
        layer=indikator.id,
        driver="GPKG",
        layer_metadata=angaben,
        layer_options={
            "IDENTIFIER": f"{indikator.titel} ({indikator.einheit})",
            "DESCRIPTION": _beschreibung(indikator, angaben),
        },
    )
    return puffer.getvalue()


def _beschreibung(indikator: Indikator, angaben: dict[str, str]) -> str:
    genannt = ("herkunft", "stand", "ausgabe", "lizenz", "quellenvermerk", "demonstration")
    saetze = [f"{name.capitalize()}: {angaben[name]}" for name in genannt if angaben.get(name)]
    return " | ".join([indikator.definition, *saetze])
