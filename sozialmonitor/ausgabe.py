"""Dateien zum Mitnehmen: CSV, GeoJSON, Parquet und Bilder, immer mit Quelle und Kennzeichnung."""

import io
import json
from collections.abc import Mapping, Sequence

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sozialmonitor import formate
from sozialmonitor.bild import Bild
from sozialmonitor.katalog import HINWEISE, Indikator

WASSERZEICHEN = "Demonstrationsdaten: frei erfunden, nicht zitieren"
_ZAHLEN = (
    *("zaehler", "nenner", "wert", "unten", "oben", "rest_wert"),
    *("differenz", "diff_unten", "diff_oben"),
)
_AUSFUEHRBAR = ("=", "+", "-", "@", "\t", "\r")


def csv(bild: Bild) -> bytes:
    """Die Tabelle eines Bildes als CSV für deutsche Tabellenprogramme (Semikolon, BOM)."""
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
    """Das Diagramm als `svg` oder `png` mit Titel und Quelle im Bild, auf weißem Grund."""
    import vl_convert  # lädt langsam und wird selten gebraucht

    untertitel = [bild.quelle] + ([WASSERZEICHEN] if bild.demo else [])
    titel = {"text": bild.titel, "subtitle": [z for z in untertitel if z], "anchor": "start"}
    angaben = bild.bild.properties(title=titel).to_dict()
    angaben["config"] = angaben.get("config", {}) | {"background": "#ffffff"}
    if angaben.get("width") == "container":
        angaben["width"] = 760
    if art == "svg":
        svg = vl_convert.vegalite_to_svg(angaben, format_locale="de-DE", time_format_locale="de-DE")
        return str(svg).encode()
    return bytes(
        vl_convert.vegalite_to_png(
            angaben, scale=2.5, format_locale="de-DE", time_format_locale="de-DE"
        )
    )


def werte_csv(tabelle: pd.DataFrame, indikator: Indikator, namen: Mapping[str, str]) -> bytes:
    """Alle Werte eines Indikators, maschinenlesbar (Komma, Punkt, eine Zeile je Wert)."""
    inhalt = _mit_namen(tabelle, indikator, namen).map(ungefaehrlich)
    return inhalt.to_csv(index=False, lineterminator="\n").encode()


def werte_parquet(
    tabelle: pd.DataFrame,
    indikator: Indikator,
    namen: Mapping[str, str],
    *,
    herkunft: Mapping[str, str] | None = None,
) -> bytes:
    """Alle Werte eines Indikators als Parquet; die Bedeutung steht in den Metadaten.

    Parameters
    ----------
    herkunft
        Weitere Angaben für die Metadaten, etwa Quellen, Lizenz und Stand.
    """
    daten = pa.Table.from_pandas(_mit_namen(tabelle, indikator, namen), preserve_index=False)
    angaben = bedeutung(indikator) | dict(herkunft or {})
    if tabelle["demo"].any():
        angaben["demonstration"] = WASSERZEICHEN
    daten = daten.replace_schema_metadata({**(daten.schema.metadata or {}), **angaben})
    puffer = io.BytesIO()
    pq.write_table(daten, puffer)
    return puffer.getvalue()


def bedeutung(indikator: Indikator) -> dict[str, str]:
    """Was ein Indikator bedeutet, als flache Angaben für Metadaten und Katalog."""
    return {
        "id": indikator.id,
        "titel": indikator.titel,
        "handlungsfeld": indikator.handlungsfeld,
        "art": indikator.art,
        "definition": indikator.definition,
        "berechnung": indikator.berechnung,
        "zaehler": " ".join(indikator.zaehler),
        "nenner": " ".join(indikator.nenner),
        "faktor": f"{indikator.faktor:g}",
        "einheit": indikator.einheit,
        "nachkommastellen": str(indikator.nachkommastellen),
        "richtung": indikator.richtung,
        "vergleich": " ".join(indikator.vergleich),
        "klassen": " ".join(f"{grenze:g}" for grenze in indikator.klassen),
        "hinweise": " ".join(HINWEISE[hinweis] for hinweis in indikator.hinweise),
        "brueche": "; ".join(f"{bruch.ab}: {bruch.grund}" for bruch in indikator.brueche),
        "quelle": ", ".join(indikator.quelle),
        "geprueft_am": indikator.geprueft_am,
    }


def werte_geojson(
    flaechen: gpd.GeoDataFrame, tabelle: pd.DataFrame, indikator: Indikator, *, vermerk: str
) -> bytes:
    """Die Flächen einer Ebene mit den Werten eines Stichtags; Gebiete ohne Wert bleiben dabei."""
    spalten = ["stichtag", "wert", "unten", "oben", "zaehler", "nenner", "zeichen", "zustand"]
    werte = freigegeben(tabelle).set_index("gebiet")[[*spalten, "demo"]]
    verbunden = flaechen.join(werte, how="left")
    verbunden["zustand"] = verbunden["zustand"].fillna("fehlt")
    verbunden["demo"] = verbunden["demo"].eq(True)
    inhalt = json.loads(verbunden.reset_index().to_json())
    inhalt["indikator"] = {
        "id": indikator.id,
        "titel": indikator.titel,
        "einheit": indikator.einheit,
        "quellenvermerk": vermerk,
    }
    if verbunden["demo"].any():
        inhalt["demonstration"] = WASSERZEICHEN
    return json.dumps(inhalt, ensure_ascii=False).encode()


def katalog_csv(indikatoren: Sequence[Indikator]) -> bytes:
    """Der Katalog als CSV, eine Zeile je Indikator."""
    zeilen = pd.DataFrame([bedeutung(i) for i in indikatoren])
    return zeilen.map(ungefaehrlich).to_csv(index=False, lineterminator="\n").encode("utf-8-sig")


def freigegeben(tabelle: pd.DataFrame) -> pd.DataFrame:
    """Dieselben Zeilen; ohne Zustand „wert“ bleiben auch Bereich und Fallzahlen leer."""
    zahlen = [n for n in _ZAHLEN if n in tabelle.columns]
    return tabelle.assign(**{n: tabelle[n].where(tabelle["zustand"].eq("wert")) for n in zahlen})


def _mit_namen(
    tabelle: pd.DataFrame, indikator: Indikator, namen: Mapping[str, str]
) -> pd.DataFrame:
    return freigegeben(tabelle).assign(
        name=tabelle["gebiet"].map(namen),
        indikator=indikator.id,
        einheit=indikator.einheit,
        datum=tabelle["stichtag"].map(lambda tag: formate.zeitpunkt(tag).isoformat()),
    )


def _ist_zahl(text: str) -> bool:
    return text[1:].replace(".", "").replace(",", "").strip(" %").isdigit()
