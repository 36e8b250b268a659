"""Dateien zum Mitnehmen: CSV, GeoJSON, Parquet und Bilder, immer mit Quelle und Kennzeichnung.

Arbeitsmappen, SPSS-Dateien und GeoPackages entstehen in `berichte` aus denselben Stücken.
"""

import io
import json
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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
# Breite in Punkten und die Zeichen je Zeile darüber; Längeres liefe aus dem Bild.
_BREITE, _TITELBREITE, _UNTERTITELBREITE = 900, 100, 124
# Ein Punkt des Bildes ist 1/96 Zoll, für den Bildschreiber aber 1/72; 240 dpi reichen zum Druck.
_PUNKTE_JE_ZOLL, _PUNKTGROESSE = 240, 72 / 96


@dataclass(frozen=True, slots=True, kw_only=True)
class Herkunft:
    """Was in jeder Datei steht, als fertige deutsche Texte; Leeres fehlt in der Datei.

    Attributes
    ----------
    quelle
        Satz mit Doppelpunkt: „Quelle: Melderegister.“
    stand
        Jüngster Stichtag der Werte: „31.12.2025“.
    ausgabe
        Welche Ausgabe die Datei wiedergibt, oder dass sie nicht weitergegeben werden darf.
    lizenz
        Rechte an den Zahlen, ohne vorangestelltes „Lizenz“.
    vorbehalte
        Was man aus den Zahlen nicht schließen darf, je ein Satz.
    """

    quelle: str = ""
    stand: str = ""
    ausgabe: str = ""
    lizenz: str = ""
    vorbehalte: tuple[str, ...] = ()

    def angaben(self) -> dict[str, str]:
        """Für Metadaten: Name der Angabe → Text, nur was angegeben ist."""
        alle = {
            "herkunft": self.quelle,
            "stand": self.stand,
            "ausgabe": self.ausgabe,
            "lizenz": self.lizenz,
            "vorbehalte": " ".join(self.vorbehalte),
        }
        return {name: text for name, text in alle.items() if text}

    def zeilen(self) -> list[str]:
        """Für den Kopf einer Datei: Quelle, Stand, Ausgabe und Lizenz als Zeilen."""
        stand = f"Stand der Werte: {self.stand}." if self.stand else ""
        lizenz = f"Lizenz: {self.lizenz}" if self.lizenz else ""
        return [zeile for zeile in (self.quelle, stand, self.ausgabe, lizenz) if zeile]


def csv(bild: Bild, herkunft: Herkunft | None = None) -> bytes:
    """Die Tabelle eines Bildes als CSV für deutsche Tabellenprogramme (Semikolon, BOM)."""
    kopf = [bild.titel, *vermerke(bild, herkunft)]
    return tabelle_csv(bild.tabelle, kopf=kopf)


def tabelle_csv(tabelle: pd.DataFrame, *, kopf: Sequence[str] = ()) -> bytes:
    """Eine Tabelle als CSV für deutsche Tabellenprogramme: Semikolon, Dezimalkomma, BOM.

    Die Zeilen von `kopf` stehen darüber und beginnen mit „# “.
    """
    puffer = io.StringIO()
    for zeile in kopf:
        if zeile:
            puffer.write(f"# {' '.join(zeile.split())}\n")
    inhalt = tabelle.map(ungefaehrlich)
    inhalt.to_csv(puffer, sep=";", decimal=",", index=False, lineterminator="\n")
    return puffer.getvalue().encode("utf-8-sig")


def tabelle_csv_international(tabelle: pd.DataFrame, *, kopf: Sequence[str]) -> bytes:
    """Eine Tabelle als CSV mit Komma und Dezimalpunkt; `kopf` sind die Namen der Spalten."""
    namen = [str(ungefaehrlich(name)) for name in kopf]
    inhalt = tabelle.map(ungefaehrlich).to_csv(index=False, header=namen, lineterminator="\n")
    return str(inhalt).encode()


def vermerke(bild: Bild, herkunft: Herkunft | None = None) -> list[str]:
    """Was unter oder über ein Bild gehört: Quelle, Stand, Ausgabe, Lizenz, Demonstration."""
    eigene = [bild.quelle] if bild.quelle else []
    weitere = (herkunft or Herkunft()).zeilen()
    return [*dict.fromkeys([*eigene, *weitere, *([WASSERZEICHEN] if bild.demo else [])])]


def ungefaehrlich(wert: object) -> object:
    """Neutralisiert Zellen, die ein Tabellenprogramm als Formel ausführen würde."""
    if isinstance(wert, str) and wert.startswith(_AUSFUEHRBAR) and not _ist_zahl(wert):
        return f"'{wert}"
    return wert


def bilddatei(bild: Bild, art: str, herkunft: Herkunft | None = None) -> bytes:
    """Das Diagramm als `svg` oder `png` (240 dpi) mit Titel und Quelle im Bild, auf Weiß."""
    return bilddateien(bild, (art,), herkunft)[art]


def bilddateien(
    bild: Bild, arten: Sequence[str], herkunft: Herkunft | None = None
) -> dict[str, bytes]:
    """Das Diagramm in mehreren Arten (`bilddatei`), nur einmal gezeichnet."""
    import vl_convert  # lädt langsam und wird selten gebraucht

    angaben = bild.bild.to_dict()
    angaben["title"] = _bildtitel(bild, angaben.get("title"), vermerke(bild, herkunft))
    angaben["config"] = angaben.get("config", {}) | {"background": "#ffffff"}
    if angaben.get("width") == "container":
        angaben["width"] = _BREITE
    svg = vl_convert.vegalite_to_svg(angaben, format_locale="de-DE", time_format_locale="de-DE")

    def datei(art: str) -> bytes:
        if art == "svg":
            return str(svg).encode()
        return bytes(vl_convert.svg_to_png(svg, scale=_PUNKTGROESSE, ppi=_PUNKTE_JE_ZOLL))

    return {art: datei(art) for art in arten}


def werte_csv(
    tabelle: pd.DataFrame,
    indikator: Indikator,
    namen: Mapping[str, str],
    *,
    herkunft: Herkunft | None = None,
) -> bytes:
    """Alle Werte eines Indikators, maschinenlesbar (Komma, Punkt, eine Zeile je Wert).

    Eine Kopfzeile über den Spaltennamen läse kein Programm; Quelle, Stand, Ausgabe und Lizenz
    stehen deshalb als Spalten am Ende, in jeder Zeile gleich.
    """
    woher = herkunft or Herkunft()
    inhalt = _mit_namen(tabelle, indikator, namen).assign(
        quelle=woher.quelle, stand=woher.stand, ausgabe=woher.ausgabe, lizenz=woher.lizenz
    )
    return inhalt.map(ungefaehrlich).to_csv(index=False, lineterminator="\n").encode()


def werte_csv_deutsch(
    tabelle: pd.DataFrame,
    indikator: Indikator,
    namen: Mapping[str, str],
    *,
    herkunft: Herkunft | None = None,
) -> bytes:
    """Alle Werte eines Indikators für deutsche Tabellenprogramme; Herkunft in Zeilen darüber."""
    kopf = [f"{indikator.titel} ({indikator.einheit})", *(herkunft or Herkunft()).zeilen()]
    kopf += [WASSERZEICHEN] if tabelle["demo"].any() else []
    return tabelle_csv(_mit_namen(tabelle, indikator, namen), kopf=kopf)


def werte_parquet(
    tabelle: pd.DataFrame,
    indikator: Indikator,
    namen: Mapping[str, str],
    *,
    herkunft: Herkunft | None = None,
) -> bytes:
    """Alle Werte eines Indikators als Parquet; Bedeutung und Herkunft stehen in den Metadaten."""
    daten = pa.Table.from_pandas(_mit_namen(tabelle, indikator, namen), preserve_index=False)
    angaben = metadaten(tabelle, indikator, herkunft)
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


def metadaten(
    tabelle: pd.DataFrame, indikator: Indikator, herkunft: Herkunft | None = None
) -> dict[str, str]:
    """Bedeutung, Herkunft und Kennzeichnung einer Wertedatei als flache Angaben."""
    demo = {"demonstration": WASSERZEICHEN} if tabelle["demo"].any() else {}
    return bedeutung(indikator) | (herkunft or Herkunft()).angaben() | demo


def werte_geojson(
    flaechen: gpd.GeoDataFrame,
    tabelle: pd.DataFrame,
    indikator: Indikator,
    *,
    vermerk: str,
    herkunft: Herkunft | None = None,
) -> bytes:
    """Die Flächen einer Ebene mit den Werten eines Stichtags; Gebiete ohne Wert bleiben dabei.

    Parameters
    ----------
    vermerk
        Quellenvermerk der Flächen.
    """
    verbunden = flaechen_mit_werten(flaechen, tabelle)
    inhalt = json.loads(verbunden.reset_index().to_json())
    inhalt["indikator"] = {
        "id": indikator.id,
        "titel": indikator.titel,
        "einheit": indikator.einheit,
        "quellenvermerk": vermerk,
    } | (herkunft or Herkunft()).angaben()
    if verbunden["demo"].any():
        inhalt["demonstration"] = WASSERZEICHEN
    return json.dumps(inhalt, ensure_ascii=False).encode()


def flaechen_mit_werten(flaechen: gpd.GeoDataFrame, tabelle: pd.DataFrame) -> gpd.GeoDataFrame:
    """Eine Zeile je Fläche mit dem Wert ihres Gebiets; ohne Zeile in `tabelle` „fehlt“.

    Parameters
    ----------
    tabelle
        Höchstens eine Zeile je Gebiet, also die Werte eines Stichtags.
    """
    spalten = ["stichtag", "wert", "unten", "oben", "zaehler", "nenner", "zeichen", "zustand"]
    werte = freigegeben(tabelle).set_index("gebiet")[[*spalten, "demo"]]
    verbunden = flaechen.join(werte, how="left")
    verbunden["zustand"] = verbunden["zustand"].fillna("fehlt")
    verbunden["demo"] = verbunden["demo"].eq(True)
    return verbunden


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


def _bildtitel(bild: Bild, eigener: object, weitere: Sequence[str]) -> dict[str, Any]:
    """Titel des Bildes über dem, was das Diagramm selbst erklärt, und den Vermerken."""
    erklaert: Mapping[str, Any] = eigener if isinstance(eigener, Mapping) else {"text": eigener}
    unterzeilen = erklaert.get("subtitle") or []
    unterzeilen = [unterzeilen] if isinstance(unterzeilen, str) else unterzeilen
    zeilen = [erklaert.get("text") or "", *unterzeilen, *weitere]
    untertitel = [
        teil
        for zeile in dict.fromkeys(str(z).strip() for z in zeilen)
        if zeile and zeile != bild.titel
        for teil in textwrap.wrap(zeile, _UNTERTITELBREITE)
    ]
    return {
        "text": textwrap.wrap(bild.titel, _TITELBREITE),
        "subtitle": untertitel,
        "anchor": "start",
        "offset": 10,
    }


def _ist_zahl(text: str) -> bool:
    return text[1:].replace(".", "").replace(",", "").strip(" %").isdigit()
