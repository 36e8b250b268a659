"""Flächen lesen und prüfen: GeoJSON, GeoPackage oder Shapefile in jedem erklärten Bezugssystem.

`geodata/<kommune>/datapackage.json` sagt je Ebene, welche Datei gilt, in welcher Spalte der
Schlüssel steht (`schluessel`: `spalte`, wahlweise `muster` mit einer Gruppe und `vorsatz`) und
wo der Name steht (`namen`). Eine Datei auszutauschen braucht deshalb keinen Code.
"""

import hashlib
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyproj
import shapely

from sozialmonitor.einstellungen import Einstellungen
from sozialmonitor.fehler import DatenFehler, Mangel, SozialmonitorFehler
from sozialmonitor.gebiete import gebiete_der_ebene
from sozialmonitor.kommune import Geometrie
from sozialmonitor.laden.dateien import fehlende_datei, lies_json

GRAD = "EPSG:4326"
_PAKET = "geodata/datapackage.json"
_FORMATE = "Möglich sind GeoJSON, GeoPackage und Shapefile (alle Teildateien)."
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
    for nummer, ressource in enumerate(paket.get("resources", []), start=1):
        try:
            _pruefe_beschreibung(ressource, nummer)
            ebene = einstellungen.ebene(ressource["ebene"])
            flaechen = _flaechen(ordner, ressource)
            erwartet = gebiete_der_ebene(gebiete, ebene)
            maengel += _abgleich(flaechen, erwartet, ressource["path"])
            geometrien[ebene.id] = _geometrie(flaechen, erwartet, ressource)
        except DatenFehler as fehler:
            maengel += fehler.maengel
        except SozialmonitorFehler as fehler:
            ort = f"Ressource {ressource['path']}"
            maengel.append(Mangel(_PAKET, ort, str(fehler), "Bitte die Beschreibung berichtigen."))
    return geometrien


def _pruefe_beschreibung(ressource: object, nummer: int) -> None:
    angaben = ressource if isinstance(ressource, Mapping) else {}
    fehlend = [n for n in ("path", "ebene") if not isinstance(angaben.get(n), str)]
    for name in ("schluessel", "namen"):
        regel = angaben.get(name)
        if not isinstance(regel, Mapping) or not isinstance(regel.get("spalte"), str):
            fehlend.append(f"{name} mit spalte")
    if fehlend:
        ort = f"Ressource {angaben.get('name', nummer)}"
        raise DatenFehler(
            [
                Mangel(
                    _PAKET,
                    ort,
                    f"Es fehlt die Angabe {', '.join(fehlend)}.",
                    "Bitte die Beschreibung ergänzen; bis dahin bleibt die Datei ausgelassen.",
                )
            ]
        )


def kartendatei(flaechen: gpd.GeoDataFrame) -> str:
    """GeoJSON für den Browser: Schlüssel, Name, Beschriftungspunkt, fünf Nachkommastellen."""
    merkmale = []
    punkte = flaechen.geometry.representative_point()
    for gebiet, zeile, punkt in zip(flaechen.index, flaechen.itertuples(), punkte, strict=True):
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
        vorlaeufig = ziel.with_suffix(f".{os.getpid()}.neu")  # zwei Prozesse zugleich
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
        roh = gpd.read_file(pfad)
    except Exception as fehler:  # pyogrio kennt je Treiber eigene Ausnahmen
        befund = f"Die Geometrie ist nicht lesbar ({fehler})."
        raise DatenFehler([Mangel(pfad.name, "", befund, _FORMATE)]) from fehler
    if not isinstance(roh, gpd.GeoDataFrame):
        raise DatenFehler([Mangel(pfad.name, "", "Die Datei enthält keine Flächen.", _FORMATE)])
    return roh


def _in_grad(roh: gpd.GeoDataFrame, ressource: Mapping[str, Any], datei: str) -> gpd.GeoDataFrame:
    erklaert = _koordinatensystem(ressource, datei)
    nummer = roh.crs.to_epsg() if roh.crs is not None else None
    if nummer is not None and nummer != erklaert.to_epsg():
        raise DatenFehler(
            [
                Mangel(
                    datei,
                    "",
                    f"Die Datei nennt EPSG:{nummer}, die Beschreibung "
                    f"{ressource['koordinatensystem']}.",
                    "Bitte „koordinatensystem“ angleichen oder die Datei mit dem richtigen System "
                    "speichern (GeoJSON ohne Angabe gilt als EPSG:4326).",
                )
            ]
        )
    return roh.set_crs(erklaert, allow_override=True).to_crs(GRAD)


def _koordinatensystem(ressource: Mapping[str, Any], datei: str) -> pyproj.CRS:
    angabe = ressource.get("koordinatensystem")
    befund = "Das Koordinatensystem ist nicht angegeben."
    if angabe:
        try:
            return pyproj.CRS.from_user_input(angabe)
        except pyproj.exceptions.CRSError:
            befund = f"Das Koordinatensystem „{angabe}“ ist nicht bekannt."
    raise DatenFehler(
        [
            Mangel(
                _PAKET,
                f"Ressource {ressource.get('name', datei)}",
                befund,
                "Bitte „koordinatensystem“ angeben, zum Beispiel „EPSG:25832“.",
            )
        ]
    )


def _spalte(roh: gpd.GeoDataFrame, regel: Mapping[str, str], datei: str) -> pd.Series:
    spalte = regel["spalte"]
    if spalte not in roh.columns:
        vorhanden = ", ".join(str(name) for name in roh.columns if name != "geometry")
        raise DatenFehler(
            [
                Mangel(
                    datei,
                    "",
                    f"Die Spalte „{spalte}“ fehlt; vorhanden sind: {vorhanden}.",
                    f"Bitte „spalte“ in {_PAKET} berichtigen.",
                )
            ]
        )
    texte = roh[spalte].astype("string").fillna("")
    if muster := regel.get("muster"):
        texte = _nach_muster(texte, muster, datei)
    vollstaendig: pd.Series = regel.get("vorsatz", "") + texte
    return vollstaendig


def _nach_muster(texte: pd.Series, muster: str, datei: str) -> pd.Series:
    try:
        gruppen = re.compile(muster).groups
    except re.error as fehler:
        befund = f"Das Muster {muster} ist nicht lesbar ({fehler})."
    else:
        passt = texte.str.extract(muster, expand=True) if gruppen == 1 else None
        if passt is not None and passt[0].notna().all():
            return passt[0]
        befund = f"Das Muster {muster} braucht genau eine Gruppe in Klammern."
        if passt is not None:
            befund = f"„{texte[passt[0].isna()].iloc[0]}“ passt nicht auf das Muster {muster}."
    abhilfe = f"Bitte „muster“ in {_PAKET} berichtigen."
    raise DatenFehler([Mangel(datei, f"Spalte {texte.name}", befund, abhilfe)])


def _pruefe_formen(flaechen: gpd.GeoDataFrame, datei: str) -> None:
    maengel = [
        Mangel(
            datei,
            f"Gebiet {gebiet}",
            "Der Schlüssel kommt doppelt vor.",
            "Bitte die Flächen zusammenfassen oder den Schlüssel berichtigen.",
        )
        for gebiet in flaechen.index[flaechen.index.duplicated()]
    ]
    leer = flaechen.geometry.isna() | flaechen.geometry.is_empty
    leer |= ~flaechen.geom_type.isin(["Polygon", "MultiPolygon"])
    for gebiet, form in flaechen.geometry[~leer].items():
        if not form.is_valid:
            grund = shapely.is_valid_reason(form)
            maengel.append(
                Mangel(
                    datei,
                    f"Gebiet {gebiet}",
                    f"Die Umrisslinie ist ungültig ({grund}).",
                    "Bitte die Fläche im GIS berichtigen („Geometrien reparieren“).",
                )
            )
    maengel += [
        Mangel(
            datei,
            f"Gebiet {gebiet}",
            "Die Zeile hat keine Fläche.",
            "Bitte die Fläche ergänzen oder die Zeile löschen.",
        )
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
        return [
            Mangel(
                datei,
                "",
                "Länge und Breite sind vertauscht.",
                "Bitte die Achsen in der Reihenfolge Länge, Breite speichern.",
            )
        ]
    lage = f"Länge {x0:.2f} bis {x1:.2f}, Breite {y0:.2f} bis {y1:.2f}"
    return [
        Mangel(
            datei,
            "",
            f"Die Flächen liegen nicht in Deutschland ({lage}).",
            "Bitte „koordinatensystem“ in geodata/datapackage.json prüfen.",
        )
    ]


def _abgleich(flaechen: gpd.GeoDataFrame, erwartet: list[str], datei: str) -> list[Mangel]:
    maengel = [
        Mangel(
            datei,
            f"Gebiet {gebiet}",
            "Die Fläche fehlt.",
            "Das Gebiet erscheint nur in Tabellen; bitte die Fläche ergänzen.",
        )
        for gebiet in erwartet
        if gebiet not in flaechen.index
    ]
    return maengel + [
        Mangel(
            datei,
            f"Gebiet {gebiet}",
            "Die Fläche gehört zu keinem verzeichneten Gebiet.",
            "Sie wird nicht gezeigt; bitte gebiete.csv ergänzen.",
        )
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
