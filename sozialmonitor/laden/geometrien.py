"""Flächen lesen und prüfen: GeoJSON, GeoPackage oder Shapefile in jedem erklärten Bezugssystem.

`geodata/<kommune>/datapackage.json` sagt je Ebene, welche Datei gilt, in welcher Spalte der
Schlüssel steht (`schluessel`: `spalte`, wahlweise `muster` mit einer Gruppe und `vorsatz`) und
wo der Name steht (`namen`). Eine Datei auszutauschen braucht deshalb keinen Code.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from sozialmonitor.einstellungen import Einstellungen
from sozialmonitor.fehler import DatenFehler, Mangel, SozialmonitorFehler
from sozialmonitor.gebiete import gebiete_der_ebene
from sozialmonitor.kommune import Geometrie
from sozialmonitor.laden.dateien import fehlende_datei, lies_json

GRAD = "EPSG:4326"
# Grobe Hülle Deutschlands: Länge 5–16, Breite 47–56. Deckt vertauschte Achsen auf.
_LAENGE, _BREITE = (5.0, 16.0), (47.0, 56.0)


def lade_geometrien(
    ordner: Path, gebiete: pd.DataFrame, einstellungen: Einstellungen, maengel: list[Mangel]
) -> dict[str, Geometrie]:
    """Je Ebene die Flächen; eine unbrauchbare Datei wird ausgelassen und als Mangel vermerkt."""
    geometrien: dict[str, Geometrie] = {}
    try:
        paket = lies_json(ordner / "datapackage.json")
    except DatenFehler as fehler:
        maengel += fehler.maengel
        return geometrien
    for ressource in paket.get("resources", []):
        try:
            ebene = einstellungen.ebene(ressource["ebene"])
            flaechen = _flaechen(ordner, ressource)
            erwartet = gebiete_der_ebene(gebiete, ebene)
            maengel += _abgleich(flaechen, erwartet, ressource["path"])
            geometrien[ebene.id] = _geometrie(flaechen, erwartet, ressource)
        except DatenFehler as fehler:
            maengel += fehler.maengel
        except SozialmonitorFehler as fehler:
            maengel.append(
                Mangel(ressource["path"], "", str(fehler), "Bitte die Beschreibung berichtigen.")
            )
    return geometrien


def kartendatei(flaechen: gpd.GeoDataFrame) -> str:
    """GeoJSON für den Browser: Schlüssel, Name, Beschriftungspunkt, fünf Nachkommastellen."""
    merkmale = []
    punkte = flaechen.geometry.representative_point()
    for gebiet, zeile, punkt in zip(
        flaechen.index, flaechen.itertuples(), punkte, strict=True
    ):
        gerundet = shapely.set_precision(zeile.geometry, 1e-5, mode="pointwise")
        eigenschaften = {
            "id": gebiet,
            "name": zeile.name,
            "punkt": [round(punkt.y, 5), round(punkt.x, 5)],
        }
        merkmale.append(
            {
                "type": "Feature",
                "properties": eigenschaften,
                "geometry": shapely.geometry.mapping(gerundet),
            }
        )
    sammlung = {"type": "FeatureCollection", "features": merkmale}
    return json.dumps(sammlung, ensure_ascii=False, separators=(",", ":"))


def schreibe_kartendatei(flaechen: gpd.GeoDataFrame, name: str, ordner: Path) -> str:
    """Schreibt die Kartendatei einmal und gibt ihren Namen mit Prüfsumme zurück.

    Der Name ändert sich nur mit dem Inhalt; Browser dürfen die Datei also für immer behalten.
    """
    text = kartendatei(flaechen)
    pruefsumme = hashlib.sha256(text.encode()).hexdigest()[:12]
    ziel = ordner / f"{name}.{pruefsumme}.geojson"
    if not ziel.exists():
        ordner.mkdir(parents=True, exist_ok=True)
        vorlaeufig = ziel.with_suffix(".neu")
        vorlaeufig.write_text(text, encoding="utf-8")
        vorlaeufig.replace(ziel)
    return ziel.name


def _flaechen(ordner: Path, ressource: Mapping[str, Any]) -> gpd.GeoDataFrame:
    datei = ressource["path"]
    roh = _gelesen(ordner / datei)
    roh = _in_grad(roh, ressource, datei)
    flaechen = gpd.GeoDataFrame(
        {"name": _spalte(roh, ressource["namen"], datei).to_numpy()},
        geometry=roh.geometry.to_numpy(),
        index=pd.Index(_spalte(roh, ressource["schluessel"], datei), name="gebiet"),
        crs=GRAD,
    )
    _pruefe_formen(flaechen, datei)
    return flaechen


def _gelesen(pfad: Path) -> gpd.GeoDataFrame:
    if not pfad.exists():
        raise DatenFehler([fehlende_datei(pfad, "Geometrie")])
    try:
        return gpd.read_file(pfad)
    except Exception as fehler:  # pyogrio kennt je Treiber eigene Ausnahmen
        raise DatenFehler(
            [Mangel(pfad.name, "", f"Die Geometrie ist nicht lesbar ({fehler}).",
                    "Möglich sind GeoJSON, GeoPackage und Shapefile (alle Teildateien).")]
        ) from fehler


def _in_grad(
    roh: gpd.GeoDataFrame, ressource: Mapping[str, Any], datei: str
) -> gpd.GeoDataFrame:
    erklaert = ressource.get("koordinatensystem")
    if not erklaert:
        raise DatenFehler(
            [Mangel("datapackage.json", f"Ressource {ressource.get('name', datei)}",
                    "Das Koordinatensystem ist nicht angegeben.",
                    "Bitte „koordinatensystem“ ergänzen, zum Beispiel „EPSG:25832“.")]
        )
    in_datei = roh.crs
    if in_datei is not None and not in_datei.equals(erklaert, ignore_axis_order=True):
        gleich = in_datei.to_epsg() is not None and f"EPSG:{in_datei.to_epsg()}" == erklaert
        if not gleich and in_datei.to_epsg() is not None:
            raise DatenFehler(
                [Mangel(datei, "", f"Die Datei nennt EPSG:{in_datei.to_epsg()}, die Beschreibung "
                        f"{erklaert}.", "Bitte „koordinatensystem“ angleichen.")]
            )
    return roh.set_crs(erklaert, allow_override=True).to_crs(GRAD)


def _spalte(roh: gpd.GeoDataFrame, regel: Mapping[str, str], datei: str) -> pd.Series:
    spalte = regel["spalte"]
    if spalte not in roh.columns:
        vorhanden = ", ".join(str(name) for name in roh.columns if name != "geometry")
        raise DatenFehler(
            [Mangel(datei, "", f"Die Spalte „{spalte}“ fehlt; vorhanden sind: {vorhanden}.",
                    "Bitte „spalte“ in geodata/datapackage.json berichtigen.")]
        )
    texte = roh[spalte].astype("string").fillna("")
    if muster := regel.get("muster"):
        passt = texte.str.extract(muster, expand=False)
        if passt.isna().any():
            beispiel = texte[passt.isna()].iloc[0]
            raise DatenFehler(
                [Mangel(datei, f"Spalte {spalte}", f"„{beispiel}“ passt nicht auf das Muster "
                        f"{muster}.", "Bitte „muster“ in geodata/datapackage.json berichtigen.")]
            )
        texte = passt
    return regel.get("vorsatz", "") + texte


def _pruefe_formen(flaechen: gpd.GeoDataFrame, datei: str) -> None:
    maengel = [
        Mangel(datei, f"Gebiet {gebiet}", "Der Schlüssel kommt doppelt vor.",
               "Bitte die Flächen zusammenfassen oder den Schlüssel berichtigen.")
        for gebiet in flaechen.index[flaechen.index.duplicated()]
    ]
    leer = flaechen.geometry.isna() | flaechen.geometry.is_empty
    for gebiet, form in flaechen.geometry[~leer].items():
        if not form.is_valid:
            grund = shapely.is_valid_reason(form)
            maengel.append(
                Mangel(datei, f"Gebiet {gebiet}", f"Die Umrisslinie ist ungültig ({grund}).",
                       "Bitte die Fläche im GIS berichtigen („Geometrien reparieren“).")
            )
    maengel += [
        Mangel(datei, f"Gebiet {gebiet}", "Die Zeile hat keine Fläche.",
               "Bitte die Fläche ergänzen oder die Zeile löschen.")
        for gebiet in flaechen.index[leer]
    ]
    maengel += _lageverstoesse(flaechen[~leer], datei)
    if maengel:
        raise DatenFehler(maengel)


def _lageverstoesse(flaechen: gpd.GeoDataFrame, datei: str) -> list[Mangel]:
    if flaechen.empty:
        return [Mangel(datei, "", "Die Datei enthält keine Flächen.", "Bitte ersetzen.")]
    x0, y0, x1, y1 = flaechen.total_bounds

    def passt(von: float, bis: float, grenzen: tuple[float, float]) -> bool:
        return grenzen[0] <= von and bis <= grenzen[1]

    if passt(x0, x1, _LAENGE) and passt(y0, y1, _BREITE):
        return []
    if passt(y0, y1, _LAENGE) and passt(x0, x1, _BREITE):
        return [Mangel(datei, "", "Länge und Breite sind vertauscht.",
                       "Bitte die Achsen in der Reihenfolge Länge, Breite speichern.")]
    lage = f"Länge {x0:.2f} bis {x1:.2f}, Breite {y0:.2f} bis {y1:.2f}"
    return [Mangel(datei, "", f"Die Flächen liegen nicht in Deutschland ({lage}).",
                   "Bitte „koordinatensystem“ in geodata/datapackage.json prüfen.")]


def _abgleich(flaechen: gpd.GeoDataFrame, erwartet: list[str], datei: str) -> list[Mangel]:
    maengel = [
        Mangel(datei, f"Gebiet {gebiet}", "Die Fläche fehlt.",
               "Das Gebiet erscheint nur in Tabellen; bitte die Fläche ergänzen.")
        for gebiet in erwartet
        if gebiet not in flaechen.index
    ]
    return maengel + [
        Mangel(datei, f"Gebiet {gebiet}", "Die Fläche gehört zu keinem verzeichneten Gebiet.",
               "Sie wird nicht gezeigt; bitte gebiete.csv ergänzen.")
        for gebiet in flaechen.index
        if gebiet not in erwartet
    ]


def _geometrie(
    flaechen: gpd.GeoDataFrame, erwartet: list[str], ressource: Mapping[str, Any]
) -> Geometrie:
    return Geometrie(
        flaechen=flaechen[flaechen.index.isin(erwartet)],
        schematisch=bool(ressource.get("schematisch", False)),
        hinweis=str(ressource.get("hinweis", "")),
        quellenvermerk=str(ressource.get("quellenvermerk", "")),
        gebietsstand=str(ressource.get("gebietsstand", "")),
    )
