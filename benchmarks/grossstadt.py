"""Eine erfundene Großstadt beliebiger Größe als Kommune-Ordner, immer gleich.

Zwei Ebenen: Räume in einem Raster mit verbogenen, gemeinsamen Grenzen und darüber Bezirke.
Kein Zufall aus der Systemuhr: derselbe Aufruf schreibt dieselben Dateien.
"""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

STADT = "99999000"
RAEUME_JE_BEZIRK = 20
_WESTEN, _NORDEN, _BREITE = 13.1, 52.65, 0.65
_FELDER = (
    ("bevoelkerung", "Bevölkerung"),
    ("arbeitsmarkt", "Arbeitsmarkt"),
    ("bildung", "Bildung"),
)
_STAMM = {
    "gebiete": ("gebiet", "ebene", "name", "uebergeordnet", "hinweis"),
    "mengen": ("menge", "teil"),
    "quellen": ("quelle", "titel", "url", "abgerufen", "hinweis"),
    "chronik": (
        "datum",
        "bis",
        "gebiet",
        "art",
        "titel",
        "text",
        "betrag",
        "einheit",
        "quelle",
    ),
}
_SCHLUESSEL = {
    "gebiete": ["gebiet"],
    "mengen": ["menge", "teil"],
    "quellen": ["quelle"],
    "chronik": ["datum", "titel"],
    "bestand": ["gebiet", "stichtag", "merkmal"],
}
_BESTAND = ("gebiet", "stichtag", "merkmal", "wert", "zeichen", "quelle", "hinweis")
_PFLICHT = {"gebiet", "stichtag", "merkmal", "quelle", "ebene", "name", "titel"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Groesse:
    """Wie groß die Stadt ist und wie fein ihre Grenzen gezeichnet sind."""

    raeume: int = 542
    indikatoren: int = 45
    stichtage: int = 15
    punkte_je_kante: int = 8

    @property
    def spalten(self) -> int:
        """Räume nebeneinander im Raster."""
        return math.ceil(math.sqrt(self.raeume))

    @property
    def bezirke(self) -> int:
        """Zahl der Bezirke."""
        return math.ceil(self.raeume / RAEUME_JE_BEZIRK)


def schreibe_grossstadt(ziel: Path, groesse: Groesse) -> tuple[Path, Path]:
    """Schreibt Daten- und Geodatenordner unter `ziel` und gibt beide zurück."""
    name = f"raster{groesse.raeume}"
    daten, geo = ziel / "data" / name, ziel / "geodata" / name
    for ordner in (daten, geo):
        ordner.mkdir(parents=True, exist_ok=True)
    _schreibe_text(daten / "kommune.toml", _kommune(groesse))
    _schreibe_text(daten / "merkmale.toml", _merkmale(groesse))
    _schreibe_text(daten / "indikatoren.toml", _indikatoren(groesse))
    _schreibe_json(daten / "datapackage.json", _datenpaket())
    for stamm, spalten in _STAMM.items():
        leer = pd.DataFrame(columns=list(spalten))
        tabelle = {"gebiete": _gebiete(groesse), "quellen": _quellen()}.get(stamm, leer)
        _schreibe_csv(tabelle, daten / f"{stamm}.csv")
    _schreibe_csv(_bestand(groesse), daten / "bestand.csv")
    _schreibe_json(geo / "datapackage.json", _geodatenpaket())
    _schreibe_json(geo / "raum.geojson", _flaechen(groesse))
    return daten, geo


def raumschluessel(groesse: Groesse) -> list[str]:
    """Schlüssel aller Räume, nach Bezirk geordnet."""
    return [
        f"{STADT}{nummer // RAEUME_JE_BEZIRK:04d}{nummer % RAEUME_JE_BEZIRK:02d}"
        for nummer in range(groesse.raeume)
    ]


def _gebiete(groesse: Groesse) -> pd.DataFrame:
    raeume = raumschluessel(groesse)
    zeilen = [(r, "raum", f"Raum {i + 1}", r[:12], "") for i, r in enumerate(raeume)]
    zeilen += [
        (f"{STADT}{i:04d}", "bezirk", f"Bezirk {i + 1}", STADT, "") for i in range(groesse.bezirke)
    ]
    zeilen.append((STADT, "stadt", "Rasterstadt", "", ""))
    return pd.DataFrame(zeilen, columns=list(_STAMM["gebiete"]))


def _quellen() -> pd.DataFrame:
    return pd.DataFrame([("demo", "Erfunden", "", "", "")], columns=list(_STAMM["quellen"]))


def _bestand(groesse: Groesse) -> pd.DataFrame:
    zufall = np.random.default_rng(20261122)
    form = (groesse.raeume, groesse.stichtage)
    einwohner = zufall.integers(800, 15000, size=(groesse.raeume, 1)) + zufall.integers(
        -60, 60, size=form
    ).cumsum(axis=1)
    einwohner = np.maximum(einwohner, 50)
    felder = {"einwohner": einwohner}
    for nummer in range(1, groesse.indikatoren):
        anteil = zufall.beta(2, 8, size=(groesse.raeume, 1)) + 0.001 * np.arange(groesse.stichtage)
        felder[f"gruppe_{nummer:02d}"] = np.rint(einwohner * np.clip(anteil, 0, 1)).astype(int)
    return pd.concat([_zeilen(name, feld, groesse) for name, feld in felder.items()])


def _zeilen(merkmal: str, feld: np.ndarray, groesse: Groesse) -> pd.DataFrame:
    tage = [f"{2026 - groesse.stichtage + i}-12-31" for i in range(groesse.stichtage)]
    return pd.DataFrame(
        {
            "gebiet": np.repeat(np.array(raumschluessel(groesse), dtype=object), len(tage)),
            "stichtag": np.tile(np.array(tage, dtype=object), groesse.raeume),
            "merkmal": merkmal,
            "wert": feld.ravel(),
            "zeichen": "demo",
            "quelle": "demo",
            "hinweis": "",
        }
    )


def _flaechen(groesse: Groesse) -> dict[str, Any]:
    kante = _BREITE / groesse.spalten
    merkmale = [
        {
            "type": "Feature",
            "properties": {"gebiet": schluessel, "name": f"Raum {i + 1}"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [_ring(i % groesse.spalten, i // groesse.spalten, kante, groesse)],
            },
        }
        for i, schluessel in enumerate(raumschluessel(groesse))
    ]
    return {"type": "FeatureCollection", "features": merkmale}


def _ring(spalte: int, zeile: int, kante: float, groesse: Groesse) -> list[list[float]]:
    """Umriss einer Rasterzelle; die Verbiegung hängt nur vom Ort ab, Nachbarn teilen sie also."""
    n = groesse.punkte_je_kante
    schritte = [i / n for i in range(n)]
    rand = [(spalte + s, zeile + 1.0) for s in schritte]
    rand += [(spalte + 1.0, zeile + 1 - s) for s in schritte]
    rand += [(spalte + 1 - s, float(zeile)) for s in schritte]
    rand += [(float(spalte), zeile + s) for s in schritte]
    ring = [_verbogen(x, y, kante) for x, y in rand]
    return [*ring, ring[0]][::-1]


def _verbogen(x: float, y: float, kante: float) -> list[float]:
    laenge = _WESTEN + kante * (x + 0.18 * math.sin(2.1 * y) + 0.07 * math.sin(7.3 * x + 5 * y))
    breite = _NORDEN - 0.6 * kante * (
        y + 0.18 * math.sin(2.3 * x) + 0.07 * math.sin(6.1 * y + 4 * x)
    )
    return [round(laenge, 5), round(breite, 5)]


def _kommune(groesse: Groesse) -> str:
    leit = ", ".join(f'"anteil_{i:02d}"' for i in range(1, min(groesse.indikatoren, 9)))
    kopf = f"""name = "Rasterstadt"
bezeichnung = "Rasterstadt"
titel = "Sozialmonitor Rasterstadt"
stadt = "{STADT}"
startebene = "raum"
mindestnenner = 20
leitindikatoren = [{leit}]
hinweis_startseite = "Erfundene Stadt zum Messen."
"""
    ebenen = (
        ("raum", "Räume", "Raum"),
        ("bezirk", "Bezirke", "Bezirk"),
        ("stadt", "Stadt", "Stadt"),
    )
    teile = [
        f'[[ebenen]]\nid = "{id_}"\ntitel = "{titel}"\neinzahl = "{einzahl}"\n'
        for id_, titel, einzahl in ebenen
    ]
    teile += [f'[[handlungsfelder]]\nid = "{id_}"\ntitel = "{titel}"\n' for id_, titel in _FELDER]
    return "\n".join([kopf, *teile])


def _merkmale(groesse: Groesse) -> str:
    namen = ["einwohner", *[f"gruppe_{i:02d}" for i in range(1, groesse.indikatoren)]]
    return "\n".join(
        f'[merkmale.{name}]\ntitel = "{name}"\neinheit = "Personen"\nart = "anzahl"\n'
        for name in namen
    )


def _indikatoren(groesse: Groesse) -> str:
    tabellen = {"einwohner": _indikator("Einwohner", 0, "anzahl", ["einwohner"])}
    for i in range(1, groesse.indikatoren):
        anteil = _indikator(f"Anteil {i}", i % 3, "anteil", [f"gruppe_{i:02d}"])
        tabellen[f"anteil_{i:02d}"] = anteil | {"nenner": ["einwohner"]}
    return "\n".join(_toml(name, werte) for name, werte in tabellen.items())


def _indikator(titel: str, feld: int, art: str, zaehler: list[str]) -> dict[str, Any]:
    anteil = art == "anteil"
    return dict.fromkeys(("kurz", "definition", "berechnung"), "Erfunden.") | {
        "titel": titel,
        "handlungsfeld": _FELDER[feld][0],
        "art": art,
        "zaehler": zaehler,
        "einheit": "%" if anteil else "Personen",
        "nachkommastellen": int(anteil),
        "richtung": "hoch_belastend" if anteil else "neutral",
        "klassen": [10, 20, 30, 40] if anteil else [],
        "vergleich": ["stadt", "reststadt"],
        "quelle": ["bestand"],
        "hinweise": ["demonstration"],
        "geprueft_am": "2026-11-22",
    }


def _toml(name: str, werte: dict[str, Any]) -> str:
    zeilen = [f"{k} = {json.dumps(v, ensure_ascii=False)}" for k, v in werte.items()]
    return "\n".join([f"[{name}]", *zeilen, ""])


def _datenpaket() -> dict[str, Any]:
    staemme = [_ressource(name, spalten, name) for name, spalten in _STAMM.items()]
    bestand = _ressource("bestand", _BESTAND, "bestand") | {
        "stand": "2025-12-31",
        "demonstration": True,
        "beschreibung_herkunft": "Erfunden.",
    }
    return {"name": "rasterstadt", "title": "Rasterstadt", "resources": [*staemme, bestand]}


def _ressource(name: str, spalten: tuple[str, ...], rolle: str) -> dict[str, Any]:
    felder = [
        {
            "name": spalte,
            "type": "number" if spalte == "wert" else "string",
            "constraints": {"required": spalte in _PFLICHT},
        }
        for spalte in spalten
    ]
    schema = {"fields": felder, "primaryKey": _SCHLUESSEL[name], "missingValues": [""]}
    return {"name": name, "path": f"{name}.csv", "title": name, "rolle": rolle, "schema": schema}


def _geodatenpaket() -> dict[str, Any]:
    raum = {
        "name": "raum",
        "path": "raum.geojson",
        "ebene": "raum",
        "schluessel": {"spalte": "gebiet"},
        "namen": {"spalte": "name"},
        "koordinatensystem": "EPSG:4326",
        "schematisch": True,
        "hinweis": "Erfundenes Raster.",
        "quellenvermerk": "Erfundenes Raster",
        "gebietsstand": "",
    }
    return {"name": "rasterstadt-geo", "title": "Rasterstadt", "resources": [raum]}


def _schreibe_text(pfad: Path, text: str) -> None:
    pfad.write_text(text, encoding="utf-8", newline="\n")


def _schreibe_json(pfad: Path, inhalt: dict[str, Any]) -> None:
    _schreibe_text(pfad, json.dumps(inhalt, ensure_ascii=False, separators=(",", ":")) + "\n")


def _schreibe_csv(tabelle: pd.DataFrame, pfad: Path) -> None:
    tabelle.to_csv(pfad, index=False, encoding="utf-8", lineterminator="\n")
