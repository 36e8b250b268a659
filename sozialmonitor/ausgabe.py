"""Dateien zum Mitnehmen: CSV, GeoJSON, Parquet und Bilder, immer mit Quelle und Kennzeichnung."""

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sozialmonitor import formate
from sozialmonitor.bild import Bild
from sozialmonitor.katalog import Indikator

WASSERZEICHEN = "Demonstrationsdaten: frei erfunden, nicht zitieren"
_AUSFUEHRBAR = ("=", "+", "-", "@", "\t", "\r")


def csv(bild: Bild) -> bytes:
    """Die Tabelle eines Bildes als CSV für deutsche Tabellenprogramme (Semikolon, UTF-8 mit BOM)."""
    kopf = [bild.titel, bild.quelle]
    kopf += [WASSERZEICHEN] if bild.demo else []
    puffer = io.StringIO()
    for zeile in kopf:
        if zeile:
            puffer.write(f"# {zeile}\n")
    bild.tabelle.map(ungefaehrlich).to_csv(puffer, sep=";", index=False, lineterminator="\n")
    return puffer.getvalue().encode("utf-8-sig")


def ungefaehrlich(wert: object) -> object:
    """Neutralisiert Zellen, die ein Tabellenprogramm als Formel ausführen würde."""
    if isinstance(wert, str) and wert.startswith(_AUSFUEHRBAR) and not _ist_zahl(wert):
        return f"'{wert}"
    return wert


def bilddatei(bild: Bild, art: str) -> bytes:
    """Das Diagramm als `svg` oder `png` mit Titel und Quelle im Bild."""
    import vl_convert  # noqa: PLC0415  (lädt langsam, wird selten gebraucht)

    untertitel = [bild.quelle] + ([WASSERZEICHEN] if bild.demo else [])
    titel = {"text": bild.titel, "subtitle": [z for z in untertitel if z], "anchor": "start"}
    angaben = bild.bild.properties(title=titel).to_dict()
    if angaben.get("width") == "container":
        angaben["width"] = 760
    deutsch = {"format_locale": "de-DE", "time_format_locale": "de-DE"}
    if art == "svg":
        return vl_convert.vegalite_to_svg(angaben, **deutsch).encode()
    return vl_convert.vegalite_to_png(angaben, scale=2.5, **deutsch)


def werte_csv(tabelle: pd.DataFrame, indikator: Indikator, namen: Mapping[str, str]) -> bytes:
    """Alle Werte eines Indikators, maschinenlesbar (Komma, Punkt, eine Zeile je Wert)."""
    return _mit_namen(tabelle, indikator, namen).to_csv(index=False, lineterminator="\n").encode()


def werte_parquet(
    tabelle: pd.DataFrame, indikator: Indikator, namen: Mapping[str, str]
) -> bytes:
    """Alle Werte eines Indikators als Parquet; die Bedeutung steht in den Metadaten."""
    daten = pa.Table.from_pandas(_mit_namen(tabelle, indikator, namen), preserve_index=False)
    bedeutung = {
        "titel": indikator.titel,
        "definition": indikator.definition,
        "berechnung": indikator.berechnung,
        "einheit": indikator.einheit,
        "quelle": ", ".join(indikator.quelle),
    }
    daten = daten.replace_schema_metadata({**(daten.schema.metadata or {}), **bedeutung})
    puffer = io.BytesIO()
    pq.write_table(daten, puffer)
    return puffer.getvalue()


def werte_geojson(
    flaechen: gpd.GeoDataFrame, tabelle: pd.DataFrame, indikator: Indikator, *, vermerk: str
) -> bytes:
    """Die Flächen einer Ebene mit den Werten eines Stichtags; Gebiete ohne Wert bleiben dabei."""
    werte = tabelle.set_index("gebiet")
    spalten = ["stichtag", "wert", "unten", "oben", "zaehler", "nenner", "zeichen", "zustand"]
    verbunden = flaechen.join(werte[[*spalten, "demo"]], how="left")
    verbunden["zustand"] = verbunden["zustand"].fillna("fehlt")
    inhalt = json.loads(verbunden.reset_index().to_json())
    inhalt["indikator"] = {
        "id": indikator.id, "titel": indikator.titel, "einheit": indikator.einheit,
        "quellenvermerk": vermerk,
    }
    return json.dumps(inhalt, ensure_ascii=False).encode()


def katalog_csv(indikatoren: Sequence[Indikator]) -> bytes:
    """Der Katalog als CSV, eine Zeile je Indikator."""
    felder = ("id", "titel", "handlungsfeld", "definition", "berechnung", "einheit", "richtung")
    zeilen: list[dict[str, Any]] = [{f: getattr(i, f) for f in felder} for i in indikatoren]
    return pd.DataFrame(zeilen, columns=list(felder)).to_csv(index=False).encode()


def _mit_namen(
    tabelle: pd.DataFrame, indikator: Indikator, namen: Mapping[str, str]
) -> pd.DataFrame:
    return tabelle.assign(
        name=tabelle["gebiet"].map(namen),
        indikator=indikator.id,
        einheit=indikator.einheit,
        datum=tabelle["stichtag"].map(lambda tag: formate.zeitpunkt(tag).isoformat()),
    )


def _ist_zahl(text: str) -> bool:
    return text[1:].replace(".", "").replace(",", "").strip(" %").isdigit()
