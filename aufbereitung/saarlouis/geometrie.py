"""Geometrien für Saarlouis: amtliche Außengrenzen, schematische Innengrenzen.

Aufruf::

    python -m aufbereitung.saarlouis.geometrie <faktenordner> geodata/saarlouis

Für Stadtteile, Sozialräume und Programmgebiete gibt es keine offene Geometrie. Ihre Grenzen
sind hier **schematisch**: Lage ungefähr, Fläche stimmt, Verlauf frei erfunden. Sie taugen als
Kartenbild, nicht für Verschneidungen, Adressen oder Flächenauskünfte.

Rezept
------
1. Die 13 Gemeinden des Landkreises (VG250) werden gemeinsam vereinfacht (`TOLERANZ_M`, in
   EPSG:25832), sodass Nachbarn dieselbe Grenzlinie behalten.
2. Die Stadtfläche wird durch ein Potenzdiagramm (gewichtetes Voronoi-Diagramm) um acht Punkte
   in Stadtteile zerlegt. Die Gewichte werden verändert, bis jede Zelle ihren Anteil an der
   Fläche hat. Die veröffentlichten Flächen ergeben zusammen 4 330 ha, das Polygon misst rund
   4 291 ha; die Zielwerte werden deshalb im selben Verhältnis verkleinert. Damit alle acht
   Ortspunkte in ihrer Zelle liegen, sind drei Punkte des Diagramms gegenüber dem Ort
   verschoben: Roden 1,2 km nach Nordwesten, Fraulautern 450 m nach Osten, Lisdorf 390 m nach
   Süden. (Ohne das läge Steinrausch als Streifen am Nordrand der Stadt.)
3. Jeder Stadtteil wird genauso in seine Sozialräume zerlegt. Die Startpunkte rücken dabei
   schrittweise zum Schwerpunkt ihrer Zelle, damit kompakte Formen entstehen. Bekannt sind die
   Zahl der Sozialräume in vier Stadtteilen und sechs Namen; alles andere ist gesetzt und heißt
   „(Platzhalter)“.
4. Alle Linien werden gemeinsam verknotet und auf `GITTER_GRAD` gerundet. Stadtteile,
   Programmgebiete und Stadt sind Vereinigungen der fertigen Sozialräume; so stimmen alle Ebenen
   Stützpunkt für Stützpunkt überein.

Grenzen der Herleitung
----------------------
Steinrausch liegt in den Gemarkungen Roden und Fraulautern; dass seine 110 ha je zur Hälfte von
beiden abgehen (1 021 - 55 = 966 und 573 - 55 = 518), ist eine Annahme. Die Fläche der Innenstadt
ist der Rest zur Stadtfläche. Die Punkte von Innenstadt, Roden, Steinrausch und Beaumarais sind
geschätzt. Die Programmgebiete (rund 155 ha und 92 ha) enden in Wirklichkeit nicht an
Sozialraumgrenzen.
"""

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias, TypeVar

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer
from shapely import Polygon

ROHDATEI = Path("saarlouis/geo/landkreis_saarlouis_gemeinden_vg250.geojson")
SAARLOUIS = "10044115"
METRISCH = 25832
GEOGRAPHISCH = 4326
TOLERANZ_M = 25.0
KNOTENGITTER_M = 0.01
NACHKOMMASTELLEN = 5
GITTER_GRAD = 10.0**-NACHKOMMASTELLEN
REICHWEITE_M = 50_000.0
SCHRITTWEITE = 0.4
HOECHSTENS_SCHRITTE = 2000
FLAECHENTOLERANZ = 1e-5
LLOYD_SCHRITTE = 40
LLOYD_ANTEIL = 0.3

Punkte: TypeAlias = npt.NDArray[np.float64]
Gewichte: TypeAlias = npt.NDArray[np.float64]
Ebene: TypeAlias = Mapping[str, Polygon]
Geometrie = TypeVar("Geometrie", bound=shapely.Geometry)


class GeometrieFehler(ValueError):
    """Die Herleitung ergibt keine brauchbare Geometrie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sozialraum:
    """Vorgabe für einen Sozialraum.

    `lage` zählt im Rechteck um den Stadtteil von (0, 0) im Südwesten bis (1, 1) im Nordosten.
    """

    name: str
    hektar: float
    lage: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stadtteil:
    """Vorgabe für einen Stadtteil: Fläche, Ortspunkt und Teile.

    `punkt` und `sitz` zählen in Länge und Breite. `sitz` ersetzt den Ortspunkt als Punkt des
    Potenzdiagramms, wo die Zelle sonst neben dem Ort läge (siehe Moduldoku, Schritt 2).
    """

    name: str
    hektar: float
    punkt: tuple[float, float]
    teile: tuple[Sozialraum, ...]
    sitz: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Programmgebiet:
    """Ein Programmgebiet der Sozialen Stadt als Vereinigung ganzer Sozialräume."""

    name: str
    teile: tuple[str, ...]


def _teile(
    stadtteil: str, vorgaben: Sequence[tuple[str | None, float, float, float]]
) -> tuple[Sozialraum, ...]:
    return tuple(
        Sozialraum(
            name=name or f"{stadtteil} {nummer} (Platzhalter)", hektar=hektar, lage=(ost, nord)
        )
        for nummer, (name, hektar, ost, nord) in enumerate(vorgaben, start=1)
    )


# Flächen: saarlouis.de, Stadtportrait der Stadtteile (abgeleitete Werte: siehe Moduldoku).
# Punkte: Wikipedia für Fraulautern, Lisdorf, Picard, Neuforweiler; die übrigen geschätzt.
# Namen und Zahl der Sozialräume: Saarbrücker Zeitung, „Roden geprägt von jungen Menschen“;
# die Aufteilung der 13 Sozialräume auf Fraulautern, Lisdorf, Beaumarais, Picard ist gesetzt.
STADTTEILE: Mapping[str, Stadtteil] = {
    "1004411501": Stadtteil(
        name="Innenstadt",
        hektar=222,
        punkt=(6.7515, 49.3135),
        teile=_teile(
            "Innenstadt",
            [
                (None, 30, 0.50, 0.55),
                (None, 34, 0.25, 0.80),
                (None, 38, 0.70, 0.85),
                (None, 36, 0.85, 0.45),
                (None, 40, 0.60, 0.20),
                (None, 44, 0.20, 0.35),
            ],
        ),
    ),
    "1004411502": Stadtteil(
        name="Roden",
        hektar=966,
        punkt=(6.7440, 49.3310),
        sitz=(6.7340, 49.3400),
        teile=_teile(
            "Roden",
            [
                ("Roden Ortskern", 75, 0.50, 0.30),
                ("Roden Bahnhof", 80, 0.62, 0.15),
                ("Röderberg", 330, 0.75, 0.60),
                ("Roden Nord", 175, 0.70, 0.90),
                (None, 186, 0.20, 0.50),
                (None, 120, 0.30, 0.15),
            ],
        ),
    ),
    "1004411503": Stadtteil(
        name="Fraulautern",
        hektar=518,
        punkt=(6.7708, 49.3278),
        sitz=(6.7770, 49.3278),
        teile=_teile(
            "Fraulautern",
            [
                (None, 45, 0.25, 0.50),
                (None, 47, 0.15, 0.25),
                (None, 150, 0.30, 0.80),
                (None, 136, 0.50, 0.30),
                (None, 140, 0.85, 0.50),
            ],
        ),
    ),
    "1004411504": Stadtteil(
        name="Steinrausch",
        hektar=110,
        punkt=(6.7690, 49.3420),
        teile=_teile("Steinrausch", [(None, 52, 0.30, 0.40), (None, 58, 0.70, 0.60)]),
    ),
    "1004411505": Stadtteil(
        name="Beaumarais",
        hektar=683,
        punkt=(6.7180, 49.3130),
        teile=_teile(
            "Beaumarais",
            [
                ("Beaumarais Siedlung", 150, 0.70, 0.35),
                (None, 243, 0.85, 0.75),
                (None, 290, 0.25, 0.50),
            ],
        ),
    ),
    "1004411506": Stadtteil(
        name="Lisdorf",
        hektar=1071,
        punkt=(6.7589, 49.3025),
        sitz=(6.7595, 49.2990),
        teile=_teile(
            "Lisdorf",
            [(None, 260, 0.50, 0.90), (None, 391, 0.45, 0.55), (None, 420, 0.60, 0.15)],
        ),
    ),
    "1004411507": Stadtteil(
        name="Picard",
        hektar=222,
        punkt=(6.7278, 49.2997),
        teile=_teile("Picard", [(None, 104, 0.30, 0.60), (None, 118, 0.75, 0.40)]),
    ),
    "1004411508": Stadtteil(
        name="Neuforweiler",
        hektar=538,
        punkt=(6.7303, 49.2861),
        teile=_teile(
            "Neuforweiler", [("Neuforweiler West", 210, 0.20, 0.60), (None, 328, 0.70, 0.40)]
        ),
    ),
}

PROGRAMMGEBIETE: Mapping[str, Programmgebiet] = {
    "10044115P01": Programmgebiet(
        name="Soziale Stadt Roden", teile=("100441150201", "100441150202")
    ),
    "10044115P02": Programmgebiet(
        name="Soziale Stadt Fraulautern", teile=("100441150301", "100441150302")
    ),
}


def sozialraum_namen() -> dict[str, str]:
    """Name je Sozialraumschlüssel (Stadtteilschlüssel und zwei Ziffern)."""
    return {
        f"{schluessel}{nummer:02d}": teil.name
        for schluessel, stadtteil in STADTTEILE.items()
        for nummer, teil in enumerate(stadtteil.teile, start=1)
    }


def vereinfachte_gemeinden(faktenordner: Path) -> tuple[dict[str, Polygon], dict[str, str]]:
    """Gemeinden des Landkreises in EPSG:25832, gemeinsam vereinfacht, und ihre Namen."""
    roh = gpd.read_file(faktenordner / ROHDATEI).sort_values("ags").to_crs(METRISCH)
    flaechen = shapely.coverage_simplify(roh.geometry.to_numpy(), TOLERANZ_M)
    return (
        {ags: _einteilig(flaeche, ags) for ags, flaeche in zip(roh["ags"], flaechen, strict=True)},
        dict(zip(roh["ags"], roh["name"], strict=True)),
    )


def potenzzellen(flaeche: Polygon, punkte: Punkte, gewichte: Gewichte) -> list[shapely.Geometry]:
    """Zellen des Potenzdiagramms der gewichteten Punkte, zugeschnitten auf die Fläche."""
    return [
        shapely.intersection(flaeche, _unbeschnittene_zelle(nummer, punkte, gewichte))
        for nummer in range(len(punkte))
    ]


def flaechentreue_zellen(
    flaeche: Polygon, punkte: Punkte, anteile: Gewichte
) -> list[shapely.Geometry]:
    """Potenzzellen, deren Flächen sich wie die Anteile verhalten.

    Raises
    ------
    GeometrieFehler
        Wenn die Flächen nach `HOECHSTENS_SCHRITTE` Schritten noch abweichen.
    """
    ziel = anteile / anteile.sum() * flaeche.area
    gewichte = np.zeros(len(punkte))
    for _ in range(HOECHSTENS_SCHRITTE):
        zellen = potenzzellen(flaeche, punkte, gewichte)
        fehlbetrag = ziel - shapely.area(zellen)
        if np.all(np.abs(fehlbetrag) < FLAECHENTOLERANZ * ziel):
            return zellen
        gewichte += SCHRITTWEITE * fehlbetrag
    abweichung = np.round(fehlbetrag / ziel, 4).tolist()
    raise GeometrieFehler(f"Die Zellflächen konvergieren nicht; es fehlen anteilig {abweichung}.")


def ausgeglichene_punkte(flaeche: Polygon, punkte: Punkte, anteile: Gewichte) -> Punkte:
    """Punkte, schrittweise zum Schwerpunkt ihrer Zelle gerückt (Lloyd-Verfahren)."""
    ziel = anteile / anteile.sum() * flaeche.area
    gewichte = np.zeros(len(punkte))
    for _ in range(LLOYD_SCHRITTE):
        zellen = potenzzellen(flaeche, punkte, gewichte)
        gewichte = gewichte + SCHRITTWEITE * (ziel - shapely.area(zellen))
        schwerpunkte = shapely.get_coordinates(shapely.centroid(zellen))
        punkte = punkte + LLOYD_ANTEIL * (schwerpunkte - punkte)
    return punkte


def stadtteilzellen(stadt: Polygon) -> dict[str, Polygon]:
    """Stadtteile als flächentreue Zellen der Stadt, EPSG:25832."""
    vorgaben = STADTTEILE.values()
    nach_metrisch = Transformer.from_crs(GEOGRAPHISCH, METRISCH, always_xy=True)
    punkte = np.array(
        [nach_metrisch.transform(*(stadtteil.sitz or stadtteil.punkt)) for stadtteil in vorgaben]
    )
    anteile = np.array([stadtteil.hektar for stadtteil in vorgaben], dtype=float)
    zellen = flaechentreue_zellen(stadt, punkte, anteile)
    return {s: _einteilig(zelle, s) for s, zelle in zip(STADTTEILE, zellen, strict=True)}


def sozialraumzellen(schluessel: str, stadtteil: Polygon) -> dict[str, Polygon]:
    """Sozialräume eines Stadtteils als flächentreue, kompakte Zellen, EPSG:25832."""
    teile = STADTTEILE[schluessel].teile
    west, sued, ost, nord = stadtteil.bounds
    lagen = np.array([teil.lage for teil in teile])
    anteile = np.array([teil.hektar for teil in teile], dtype=float)
    start = np.array([west, sued]) + lagen * np.array([ost - west, nord - sued])
    punkte = ausgeglichene_punkte(stadtteil, start, anteile)
    zellen = flaechentreue_zellen(stadtteil, punkte, anteile)
    nummern = (f"{schluessel}{nummer:02d}" for nummer in range(1, len(teile) + 1))
    return {nummer: _einteilig(z, nummer) for nummer, z in zip(nummern, zellen, strict=True)}


def verknotet(flaechen: Ebene) -> dict[str, Polygon]:
    """Lückenlose Flächen in EPSG:4326 auf dem Rundungsgitter, mit gemeinsamen Stützpunkten.

    Erst werden die Linien in Metern verknotet, damit jeder Grenzanstoß ein Stützpunkt beider
    Seiten wird, dann in Grad auf das Gitter gezogen.
    """
    geographisch = {gebiet: _geographisch(flaeche) for gebiet, flaeche in flaechen.items()}
    linien = shapely.union_all(shapely.boundary(list(flaechen.values())), grid_size=KNOTENGITTER_M)
    netz = shapely.union_all([_geographisch(linien)], grid_size=GITTER_GRAD)
    maschen = shapely.get_parts(shapely.polygonize(shapely.get_parts(netz)))
    gerundet = shapely.transform(maschen, lambda ecken: np.round(ecken, NACHKOMMASTELLEN))
    zuordnung: dict[str, list[Polygon]] = {gebiet: [] for gebiet in flaechen}
    for masche in gerundet:
        zuordnung[_naechstes_gebiet(masche, geographisch)].append(masche)
    return {gebiet: vereinigt(teile, gebiet) for gebiet, teile in zuordnung.items()}


def vereinigt(teile: Iterable[Polygon], gebiet: str) -> Polygon:
    """Vereinigung aneinanderstoßender Flächen; alle Stützpunkte des Umrisses bleiben."""
    return _einteilig(shapely.coverage_union_all(list(teile)), gebiet)


def ebenen(faktenordner: Path) -> dict[str, tuple[dict[str, Polygon], dict[str, str]]]:
    """Je Dateiname die Flächen (EPSG:4326) und die Namen, beide nach Gebietsschlüssel."""
    gemeinden, gemeindenamen = vereinfachte_gemeinden(faktenordner)
    feinste = {ags: flaeche for ags, flaeche in gemeinden.items() if ags != SAARLOUIS}
    namen = sozialraum_namen()
    for schluessel, zelle in stadtteilzellen(gemeinden[SAARLOUIS]).items():
        feinste |= sozialraumzellen(schluessel, zelle)
    fertig = verknotet(feinste)
    sozialraeume = {gebiet: fertig[gebiet] for gebiet in namen}
    stadt = {SAARLOUIS: vereinigt(sozialraeume.values(), SAARLOUIS)}
    programm = {
        gebiet: vereinigt([sozialraeume[teil] for teil in vorgabe.teile], gebiet)
        for gebiet, vorgabe in PROGRAMMGEBIETE.items()
    }
    return {
        "gemeinden": ({ags: fertig.get(ags) or stadt[ags] for ags in gemeinden}, gemeindenamen),
        "stadt": (stadt, gemeindenamen),
        "stadtteile": (_stadtteile_aus(sozialraeume), {s: t.name for s, t in STADTTEILE.items()}),
        "sozialraeume": (sozialraeume, namen),
        "programmgebiete": (programm, {p: v.name for p, v in PROGRAMMGEBIETE.items()}),
    }


def geojson(flaechen: Ebene, namen: Mapping[str, str]) -> str:
    """GeoJSON-Text, ein Gebiet je Zeile, nach Schlüssel sortiert, immer gleich geschrieben."""
    zeilen = ",\n".join(
        json.dumps(_objekt(gebiet, namen[gebiet], flaechen[gebiet]), ensure_ascii=False)
        for gebiet in sorted(flaechen)
    )
    return f'{{"type": "FeatureCollection", "features": [\n{zeilen}\n]}}\n'


def schreibe_geometrien(faktenordner: Path, zielordner: Path) -> None:
    """Leite alle Ebenen her und schreibe je Ebene eine GeoJSON-Datei in den Zielordner."""
    zielordner.mkdir(parents=True, exist_ok=True)
    for name, (flaechen, namen) in ebenen(faktenordner).items():
        text = geojson(flaechen, namen)
        (zielordner / f"{name}.geojson").write_text(text, encoding="utf-8", newline="\n")


def _unbeschnittene_zelle(nummer: int, punkte: Punkte, gewichte: Gewichte) -> Polygon:
    x, y = punkte[nummer]
    zelle = shapely.box(x - REICHWEITE_M, y - REICHWEITE_M, x + REICHWEITE_M, y + REICHWEITE_M)
    for andere in range(len(punkte)):
        if andere != nummer:
            vorsprung = float(gewichte[nummer] - gewichte[andere])
            zelle = shapely.intersection(
                zelle, _halbebene(punkte[nummer], punkte[andere], vorsprung)
            )
    return zelle


def _halbebene(punkt: Punkte, anderer: Punkte, vorsprung: float) -> Polygon:
    abstand = float(np.hypot(*(anderer - punkt)))
    hin = (anderer - punkt) / abstand
    quer = np.array([-hin[1], hin[0]]) * 4 * REICHWEITE_M
    fuss = punkt + hin * (abstand**2 + vorsprung) / (2 * abstand)
    hinten = fuss - hin * 4 * REICHWEITE_M
    return Polygon([fuss + quer, fuss - quer, hinten - quer, hinten + quer])


def _einteilig(flaeche: shapely.Geometry, gebiet: str) -> Polygon:
    teile = [teil for teil in shapely.get_parts(flaeche) if teil.area > 0]
    if len(teile) != 1 or not isinstance(teile[0], Polygon):
        raise GeometrieFehler(f"Gebiet {gebiet} zerfällt in {len(teile)} Teile statt in einen.")
    return teile[0]


def _geographisch(geometrie: Geometrie) -> Geometrie:
    nach_geographisch = Transformer.from_crs(METRISCH, GEOGRAPHISCH, always_xy=True)
    ergebnis: Geometrie = shapely.transform(
        geometrie, nach_geographisch.transform, interleaved=False
    )
    return ergebnis


def _naechstes_gebiet(masche: Polygon, flaechen: Ebene) -> str:
    mitte = masche.representative_point()
    return min(flaechen, key=lambda gebiet: flaechen[gebiet].distance(mitte))


def _stadtteile_aus(sozialraeume: Ebene) -> dict[str, Polygon]:
    return {
        schluessel: vereinigt(
            [flaeche for s, flaeche in sozialraeume.items() if s.startswith(schluessel)],
            schluessel,
        )
        for schluessel in STADTTEILE
    }


def _objekt(gebiet: str, name: str, flaeche: Polygon) -> dict[str, object]:
    umriss = shapely.orient_polygons(shapely.normalize(flaeche))
    return {
        "type": "Feature",
        "properties": {"gebiet": gebiet, "name": name},
        "geometry": shapely.geometry.mapping(umriss),
    }


def main() -> None:
    """Lies die Ordner aus der Befehlszeile und schreibe die Geometrien."""
    befehl = argparse.ArgumentParser(description="Geometrien für Saarlouis herleiten.")
    befehl.add_argument("faktenordner", type=Path, help="Rohdaten; enthält saarlouis/geo/")
    befehl.add_argument("zielordner", type=Path, help="z. B. geodata/saarlouis")
    ordner = befehl.parse_args()
    schreibe_geometrien(ordner.faktenordner, ordner.zielordner)


if __name__ == "__main__":
    main()
