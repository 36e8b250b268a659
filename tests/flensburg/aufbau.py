"""Baut Flensburg als vollständige zweite Kommune aus den Rohtabellen des Sozialatlas."""

import json
import os
import shutil
from pathlib import Path

import pandas as pd

from tests.flensburg.beschreibung import (
    ADRESSE,
    BESTAENDE,
    STAMMTABELLEN,
    JsonObjekt,
    datenpaket,
    geodatenpaket,
    ressource,
)
from tests.flensburg.bestand import NICHT_ZUORDENBAR, SPALTEN, STADT, TABELLEN, VORSATZ, bestand

VORLAGEN = Path(__file__).parent / "vorlage"
UMGEBUNG = "SOZIALMONITOR_FAKTEN"
ANLEITUNG = (
    "Die Rohdaten des Sozialatlas Flensburg liegen nicht im Repository. Sie stammen aus "
    f"{ADRESSE} (Stand 51aacf7, CC0); den Ordner, der „flensburg“ enthält, in der "
    f"Umgebungsvariablen {UMGEBUNG} angeben oder als ../shared/fakten neben das Repository legen."
)


def flensburg_ordner(rohordner: Path, ziel: Path) -> tuple[Path, Path]:
    """Legt `ziel`/data/flensburg und `ziel`/geodata/flensburg an und gibt beide zurück.

    Parameters
    ----------
    rohordner
        Ordner mit den Tabellen des Sozialatlas (CSV) und dem Unterordner `geometrie`.
    ziel
        Ordner, der angelegt oder ergänzt wird; vorhandene Dateien werden überschrieben.

    Returns
    -------
    tuple[Path, Path]
        Datenordner und Geodatenordner.

    Raises
    ------
    FileNotFoundError
        Wenn Rohtabellen fehlen.
    ValueError
        Wenn sich Rohtabellen anders widersprechen als bekannt.
    """
    _pruefe_rohordner(rohordner)
    datenordner = ziel / "data" / "flensburg"
    geoordner = ziel / "geodata" / "flensburg"
    for ordner in (datenordner, geoordner):
        ordner.mkdir(parents=True, exist_ok=True)
    _schreibe_daten(rohordner, datenordner)
    _schreibe_geodaten(rohordner / "geometrie", geoordner)
    return datenordner, geoordner


def finde_rohordner() -> Path | None:
    """Ordner mit den Rohtabellen, oder `None`, wenn es ihn hier nicht gibt (`ANLEITUNG`)."""
    daneben = Path(__file__).resolve().parents[3] / "shared" / "fakten"
    fakten = Path(os.environ.get(UMGEBUNG, daneben))
    kandidaten = [fakten / "flensburg", fakten]
    return next((k for k in kandidaten if (k / "residents_by_district.csv").is_file()), None)


def _pruefe_rohordner(rohordner: Path) -> None:
    erwartet = [f"{name}.csv" for name in (*TABELLEN, "stadtteile")]
    fehlend = [n for n in [*erwartet, "geometrie/Stadtteile.shp"] if not (rohordner / n).is_file()]
    if fehlend:
        raise FileNotFoundError(
            f"In {rohordner} fehlen: {', '.join(fehlend)}. Die Tabellen stammen aus {ADRESSE}."
        )


def _schreibe_daten(rohordner: Path, ordner: Path) -> None:
    for vorlage in sorted(VORLAGEN.glob("*.toml")):
        shutil.copyfile(vorlage, ordner / vorlage.name)
    _schreibe_json(datenpaket(), ordner / "datapackage.json")
    _schreibe_csv(_gebiete(rohordner), ordner / "gebiete.csv")
    _schreibe_csv(_quellen(), ordner / "quellen.csv")
    for leer in ("mengen", "chronik"):
        _schreibe_csv(pd.DataFrame(columns=list(STAMMTABELLEN[leer][2])), ordner / f"{leer}.csv")
    zeilen = bestand(rohordner)
    tabelle = zeilen["merkmal"].map(ressource)
    for name in BESTAENDE:
        _schreibe_csv(zeilen.loc[tabelle.eq(name), SPALTEN], ordner / f"{name}.csv")


def _schreibe_geodaten(geometrie: Path, ordner: Path) -> None:
    for datei in sorted(geometrie.glob("Stadtteile.*")):
        shutil.copyfile(datei, ordner / datei.name)
    _schreibe_json(geodatenpaket(), ordner / "datapackage.json")


def _gebiete(rohordner: Path) -> pd.DataFrame:
    roh = pd.read_csv(rohordner / "stadtteile.csv", dtype="string")
    stadtteile = pd.DataFrame(
        {
            "gebiet": VORSATZ + roh["district_id"].str.zfill(2),
            "ebene": "stadtteil",
            "name": roh["name"],
            "uebergeordnet": STADT,
            "hinweis": "",
        }
    )
    rest = pd.DataFrame(
        [
            [STADT, "stadt", "Flensburg", "", ""],
            [
                NICHT_ZUORDENBAR,
                "nicht_zuordenbar",
                "räumlich nicht zuordenbar",
                STADT,
                "Fälle ohne Stadtteil; sie zählen nur in der Summe der Stadt.",
            ],
        ],
        columns=stadtteile.columns,
    )
    return pd.concat([stadtteile, rest], ignore_index=True)


def _quellen() -> pd.DataFrame:
    zeilen = [
        [
            name,
            f"Sozialatlas der Stadt Flensburg, Tabelle {name}",
            ADRESSE,
            "",
            "Stand 51aacf7, CC0-1.0; die Tabelle nennt nur das Jahr.",
        ]
        for name in TABELLEN
    ]
    return pd.DataFrame(zeilen, columns=list(STAMMTABELLEN["quellen"][2]))


def _schreibe_csv(tabelle: pd.DataFrame, pfad: Path) -> None:
    tabelle.to_csv(pfad, index=False, encoding="utf-8", lineterminator="\n")


def _schreibe_json(inhalt: JsonObjekt, pfad: Path) -> None:
    text = json.dumps(inhalt, ensure_ascii=False, indent=2)
    pfad.write_text(text + "\n", encoding="utf-8", newline="\n")
