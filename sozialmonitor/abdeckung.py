"""Was an Daten da ist: Abdeckung, Herkunft je Indikator, Abgleich mit Flächen, Abweichungen.

Nichts wird hier geglättet: wo ein überlieferter Gesamtwert und die Summe der Teile auseinander-
gehen, stehen beide nebeneinander.
"""

from collections.abc import Mapping, Sequence
from pathlib import PurePath

import numpy as np
import pandas as pd

from sozialmonitor import formate
from sozialmonitor.katalog import Indikator, merkmalsname
from sozialmonitor.kommune import Kommune
from sozialmonitor.zeichen import GEHEIM, OHNE_WERT

ECHT, DEMO, VORLAEUFIG = "echt", "demo", "vorlaeufig"
FEHLT, GESPERRT, ZU_WENIGE = "fehlt", "geheim", "zu_wenige"
ABWEICHUNGEN = ["merkmal", "gebiet", "stichtag", "ueberliefert", "summe", "differenz"]
_FLAECHENDATEIEN = {".geojson", ".gpkg", ".shp", ".json"}


def felder(tabelle: pd.DataFrame, gebiete: Sequence[str]) -> pd.DataFrame:
    """Je Gebiet und Jahr, woher der jüngste Wert des Jahres stammt.

    Returns
    -------
    pd.DataFrame
        `gebiet`, `jahr` und `art`: echt | demo | vorlaeufig | fehlt | geheim | zu_wenige. Jedes
        Gebiet kommt in jedem Jahr vor; die Jahre sind alle zwischen dem ersten und dem letzten,
        in denen irgendein Gebiet eine Zeile hat.
    """
    zeilen = tabelle[tabelle["gebiet"].isin(list(gebiete))].sort_values("stichtag", kind="stable")
    jahre = zeilen["stichtag"].str[:4]
    art = pd.Series(_art(zeilen), index=zeilen.index, dtype="object")
    je_jahr = zeilen.assign(jahr=jahre, art=art).drop_duplicates(["gebiet", "jahr"], keep="last")
    raster = pd.MultiIndex.from_product(
        [list(gebiete), sorted(je_jahr["jahr"].unique())], names=["gebiet", "jahr"]
    )
    belegt = je_jahr.set_index(["gebiet", "jahr"])["art"]
    return belegt.reindex(raster).fillna(FEHLT).reset_index()


def anzahl_je_art(raster: pd.DataFrame) -> dict[str, int]:
    """Wie viele Felder echt, erfunden, vorläufig und leer sind."""
    gezaehlt = raster["art"].value_counts()
    arten = (ECHT, DEMO, VORLAEUFIG, FEHLT, GESPERRT, ZU_WENIGE)
    return {art: int(gezaehlt.get(art, 0)) for art in arten}


def uebersicht(
    kommune: Kommune, tabellen: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Je Handlungsfeld die Indikatoren mit Herkunft, Ebenen und Zeitraum, als fertige Texte."""
    ergebnis: dict[str, pd.DataFrame] = {}
    for feld in kommune.einstellungen.handlungsfelder:
        zeilen = [
            _uebersichtszeile(kommune, indikator, tabellen.get(indikator.id))
            for indikator in kommune.katalog.values()
            if indikator.handlungsfeld == feld.id
        ]
        if zeilen:
            ergebnis[feld.titel] = pd.DataFrame(zeilen)
    return ergebnis


def herkunft(tabelle: pd.DataFrame | None) -> str:
    """„veröffentlicht“, „Demonstration“, „beides“ oder „keine Werte“."""
    if tabelle is None or tabelle.empty:
        return "keine Werte"
    mit_wert = tabelle.loc[tabelle["zustand"].ne("fehlt"), "demo"]
    if mit_wert.empty:
        return "keine Werte"
    if mit_wert.all():
        return "Demonstration"
    return "beides" if mit_wert.any() else "veröffentlicht"


def abgleich(kommune: Kommune, tabellen: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Je Ebene: Gebiete, Flächen und Gebiete, zu denen es keinen einzigen Wert gibt."""
    mit_wert: set[str] = set()
    for tabelle in tabellen.values():
        mit_wert |= set(tabelle.loc[tabelle["zustand"].ne("fehlt"), "gebiet"])
    zeilen = []
    for ebene in kommune.einstellungen.ebenen:
        gebiete = kommune.gebiete_der_ebene(ebene.id)
        geometrie = kommune.geometrien.get(ebene.id)
        flaechen = set(geometrie.flaechen.index) if geometrie else set()
        ohne_flaeche = [kommune.name(g) for g in gebiete if g not in flaechen]
        ohne_wert = [kommune.name(g) for g in gebiete if g not in mit_wert]
        zeilen.append(
            {
                "Ebene": ebene.titel,
                "Gebiete": formate.zahl(len(gebiete)),
                "mit Fläche": formate.zahl(len(gebiete) - len(ohne_flaeche)),
                "ohne Fläche": formate.aufzaehlung(ohne_flaeche) or "keines",
                "ohne Wert": formate.aufzaehlung(ohne_wert) or "keines",
                "Grenzen": _grenzen(geometrie.schematisch if geometrie else None),
            }
        )
    return pd.DataFrame(zeilen)


def flaechen_ohne_gebiet(kommune: Kommune) -> list[str]:
    """Befunde zu Flächendateien, etwa Flächen, die zu keinem Gebiet gehören."""
    return [
        str(mangel)
        for mangel in kommune.maengel
        if PurePath(mangel.datei).suffix in _FLAECHENDATEIEN
    ]


def abweichungen(kommune: Kommune, indikator: Indikator) -> pd.DataFrame:
    """Wo ein Gebiet einen überlieferten Wert hat und seine Teile zusammen einen anderen.

    Returns
    -------
    pd.DataFrame
        Spalten `ABWEICHUNGEN`, eine Zeile je Merkmal, Gebiet und Stichtag, an dem beides
        vorliegt; `differenz` = überliefert − Summe (auch 0). Ohne Beides leer. Zahlen mit
        gesperrten oder unbekannten Teilen bleiben aus.
    """
    terme = [merkmalsname(t) for t in (*indikator.zaehler, *indikator.nenner)]
    zeilen = []
    for name in dict.fromkeys(terme):
        merkmal = kommune.merkmale[name]
        if merkmal.art == "anzahl" and name in kommune.zahlen:
            zeilen += _abweichungen(kommune, name, merkmal.aus or name)
    return pd.DataFrame(zeilen, columns=ABWEICHUNGEN)


def abweichungstabelle(kommune: Kommune, unterschiede: pd.DataFrame) -> pd.DataFrame:
    """`abweichungen` als deutsche Texte."""
    zeilen = [
        {
            "Gebiet": kommune.name(z["gebiet"]),
            "Stichtag": formate.stichtag(z["stichtag"]),
            "Merkmal": kommune.merkmale[z["merkmal"]].titel,
            "überlieferter Wert": _knapp(z["ueberliefert"]),
            "Summe der Teile": _knapp(z["summe"]),
            "Differenz": _knapp(z["differenz"], vorzeichen=True),
        }
        for z in unterschiede.to_dict("records")
    ]
    return pd.DataFrame(zeilen)


def quellentabelle(kommune: Kommune, schluessel: Sequence[str] | None = None) -> pd.DataFrame:
    """Quellen mit Titel, Adresse, Abrufdatum und Hinweis; ohne Auswahl alle."""
    quellen = kommune.quellen
    if schluessel is not None:
        quellen = quellen[quellen.index.isin(list(schluessel))]
    return pd.DataFrame(
        {
            "Quelle": quellen["titel"].astype(str),
            "Adresse": quellen["url"].fillna("").astype(str),
            "abgerufen": [_tag(wert) for wert in quellen["abgerufen"]],
            "Hinweis": quellen["hinweis"].fillna("").astype(str),
        }
    ).reset_index(drop=True)


def quellen_des_indikators(kommune: Kommune, indikator: Indikator) -> list[str]:
    """Die Quellenschlüssel aller Zeilen, aus denen der Indikator entsteht."""
    terme = [*indikator.zaehler, *indikator.nenner, indikator.veroeffentlicht]
    namen = {merkmalsname(t) for t in terme if t}
    namen |= {kommune.merkmale[n].aus for n in namen if n in kommune.merkmale}
    zeilen = kommune.bestand[kommune.bestand["merkmal"].isin(sorted(namen - {""}))]
    benutzt = {q for text in zeilen["quelle"].unique() for q in str(text).split()}
    return [str(q) for q in kommune.quellen.index if q in benutzt]


def _art(zeilen: pd.DataFrame) -> np.ndarray:
    ohne_wert = zeilen["zustand"].ne("wert")
    zeichen = zeilen["zeichen"].str.split()
    vorlaeufig = zeichen.map(lambda teile: "p" in teile).astype(bool)
    return np.select(
        [ohne_wert, zeilen["demo"], vorlaeufig],
        [zeilen["zustand"], DEMO, VORLAEUFIG],
        ECHT,
    )


def _uebersichtszeile(
    kommune: Kommune, indikator: Indikator, tabelle: pd.DataFrame | None
) -> dict[str, str]:
    mit_wert = (
        tabelle[tabelle["zustand"].ne("fehlt")] if tabelle is not None else pd.DataFrame()
    )
    ebenen, zeitraum = "", ""
    if len(mit_wert):
        vorhanden = set(kommune.gebiete.loc[mit_wert["gebiet"].unique(), "ebene"])
        ebenen = ", ".join(e.titel for e in kommune.einstellungen.ebenen if e.id in vorhanden)
        tage = sorted(mit_wert["stichtag"])
        zeitraum = " bis ".join(dict.fromkeys(formate.kurzer_stichtag(t) for t in (tage[0], tage[-1])))
    return {
        "Indikator": indikator.titel,
        "Einheit": indikator.einheit,
        "Werte": herkunft(tabelle),
        "Anzahl der Werte": formate.zahl(len(mit_wert)),
        "Ebenen": ebenen,
        "Zeitraum": zeitraum,
        "geprüft am": formate.stichtag(indikator.geprueft_am),
    }


def _grenzen(schematisch: bool | None) -> str:
    if schematisch is None:
        return "keine Karte"
    return "schematisch" if schematisch else "amtlich"


def _abweichungen(kommune: Kommune, name: str, grundlage: str) -> list[dict[str, object]]:
    zahlen = kommune.zahlen[name]
    stelle = {gebiet: i for i, gebiet in enumerate(kommune.gebiete.index)}
    spalte = {tag: j for j, tag in enumerate(zahlen.stichtage)}
    eigene = kommune.bestand.loc[
        kommune.bestand["merkmal"].eq(grundlage), ["gebiet", "stichtag"]
    ].drop_duplicates()
    kanten = dict(list(kommune.zerlegung.groupby("ganzes")))
    gefunden = []
    for gebiet, tag in eigene[eigene["gebiet"].isin(list(kanten))].itertuples(index=False):
        teile, j = kanten[gebiet], spalte[tag]
        orte = teile["teil"].map(stelle).to_numpy()
        da = zahlen.vorhanden[orte, j]
        pflicht = teile["pflicht"].to_numpy(dtype=bool)
        gueltig = zahlen.bits[orte, j][da] & (OHNE_WERT | GEHEIM)
        ganz = zahlen.werte[stelle[gebiet], j]
        if not da.any() or (pflicht & ~da).any() or gueltig.any() or np.isnan(ganz):
            continue
        summe = float(zahlen.werte[orte, j][da].sum())
        gefunden.append(
            {
                "merkmal": name, "gebiet": gebiet, "stichtag": tag, "ueberliefert": float(ganz),
                "summe": summe, "differenz": float(ganz) - summe,
            }
        )
    return gefunden


def _knapp(wert: float, *, vorzeichen: bool = False) -> str:
    stellen = 0 if float(wert).is_integer() else 2
    return formate.zahl(wert, stellen, vorzeichen=vorzeichen)


def _tag(wert: object) -> str:
    return formate.stichtag(wert) if isinstance(wert, str) and wert else ""
