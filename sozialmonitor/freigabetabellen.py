"""Aus einem Lauf die Tabellen, die herausgehen, und ihre Beschreibung im Datenpaket.

Eine Ausgabe hat die Form eines Datenordners: dieselben Dateien, dieselben Merkmale, nur stehen
statt der vertraulichen Zeilen die freigegebenen Zahlen aller Ebenen darin. Wer sie liest, kann
nichts anderes sehen.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from sozialmonitor import profil, schema, verknuepfung
from sozialmonitor.freigabelauf import VERBORGEN, Lauf
from sozialmonitor.geheimhaltung import FEST
from sozialmonitor.geheimhaltung.primaer import anzahl_geheim
from sozialmonitor.kommune import Kommune
from sozialmonitor.zahlen import GLIEDERUNG
from sozialmonitor.zeichen import BITS, OHNE_WERT, bitmaske, vererbt, zeichentext

SPALTEN = ["gebiet", "stichtag", "merkmal", *GLIEDERUNG, "wert", "zeichen", "quelle", "hinweis"]
_FREIGABEHINWEIS = "Freigegebene Zahlen nach der Regel der Geheimhaltung; „•“ ist verborgen."
_BESCHREIBUNG = {
    "gebiet": "Schlüssel des Gebiets (gebiete.csv)",
    "stichtag": "ISO-Datum, so genau wie die Quelle",
    "merkmal": "Was gezählt wird (merkmale.toml)",
    "alter": "Altersgruppe; leer heißt alle",
    "geschlecht": "Geschlecht; leer heißt alle",
    "herkunft": "Herkunft; leer heißt alle",
    "wert": "Zahl; leer, wenn ein Zeichen sie ersetzt",
    "zeichen": "Zeichen der amtlichen Statistik, durch Leerzeichen getrennt",
    "quelle": "Schlüssel der Quelle (quellen.csv)",
    "hinweis": "Was man zu diesem einen Wert wissen muss",
}


def freigegebene_tabellen(kommune: Kommune, lauf: Lauf) -> dict[str, pd.DataFrame]:
    """Je vertraulicher Tabelle die freigegebenen Zeilen, mit den Spalten `SPALTEN`.

    Enthalten sind alle Ebenen, auch Summen. Messwerte und Gemessenes vertraulicher Tabellen gehen
    nicht heraus: Für sie gibt es keine Prüfung.
    """
    herkunft = _herkunft(kommune)
    zellen = lauf.zellen
    gilt = zellen["gebiet"].isin(kommune.gebiete.index) & zellen["merkmal"].isin(herkunft.index)
    gilt &= zellen["status"].ne(FEST)
    gilt &= _vorhanden(kommune, zellen)
    zeilen = zellen[gilt]
    frei = pd.DataFrame(
        {
            "gebiet": zeilen["gebiet"],
            "stichtag": zeilen["stichtag"],
            "merkmal": zeilen["merkmal"],
            **dict.fromkeys(GLIEDERUNG, ""),
            "wert": zeilen["frei"],
            "zeichen": _zeichen(zeilen),
            "quelle": zeilen["merkmal"].map(herkunft["quelle"]),
            "hinweis": "",
            "tabelle": zeilen["merkmal"].map(herkunft["ressource"]),
        }
    )
    aufbau = _altersaufbau(kommune, lauf, herkunft)
    alle = pd.concat([frei, aufbau], ignore_index=True)
    return {
        str(name): teil[SPALTEN].reset_index(drop=True)
        for name, teil in alle.groupby("tabelle", sort=False)
    }


def ausgabepaket(
    paket: Mapping[str, Any], tabellen: Mapping[str, pd.DataFrame], angaben: Mapping[str, str]
) -> dict[str, Any]:
    """Die Beschreibung der Ausgabe: offene Tabellen unverändert, vertrauliche neu beschrieben."""
    ressourcen = []
    for ressource in paket["resources"]:
        if ressource["rolle"] in schema.OFFENE_ROLLEN or ressource.get("veroeffentlicht") is True:
            ressourcen.append(ressource)
        elif ressource["name"] in tabellen:
            ressourcen.append(ressource | {"schema": _schema(), "freigabe": _FREIGABEHINWEIS})
    return {**paket, "resources": ressourcen, "ausgabe": dict(angaben)}


def _schema() -> dict[str, Any]:
    felder = [
        {
            "name": name,
            "type": "number" if name == "wert" else "string",
            "description": _BESCHREIBUNG[name],
        }
        for name in SPALTEN
    ]
    return {
        "fields": felder,
        "missingValues": [""],
        "primaryKey": ["gebiet", "stichtag", "merkmal", *GLIEDERUNG],
    }


def _herkunft(kommune: Kommune) -> pd.DataFrame:
    """Je Merkmal der Verbünde die Tabelle und Quelle seiner vertraulichen Zeilen."""
    offen = verknuepfung.veroeffentlichte_tabellen(kommune)
    eigene = kommune.bestand[~kommune.bestand["ressource"].isin(list(offen))]
    erste = eigene.groupby("merkmal", sort=False)[["ressource", "quelle"]].first()
    merkmale = {
        m: kommune.merkmale[m].aus or m
        for verbund in verknuepfung.verbuende(kommune)
        for m in verbund.merkmale
    }
    return erste.loc[list(merkmale.values())].set_axis(pd.Index(list(merkmale)), axis=0)


def _vorhanden(kommune: Kommune, zellen: pd.DataFrame) -> np.ndarray:
    """Ob es die Zelle im Bestand gibt; Nullen für leere Reste gibt es nur in der Rechnung."""
    ergebnis = np.zeros(len(zellen), dtype=bool)
    gebiete = zellen["gebiet"].to_numpy()
    for stellen in zellen.groupby(["merkmal", "stichtag"]).indices.values():
        merkmal, stichtag = (str(zellen[name].iloc[stellen[0]]) for name in ("merkmal", "stichtag"))
        zahlen = kommune.zahlen.get(merkmal)
        if zahlen is None:
            continue
        orte = kommune.gebiete.index.get_indexer(pd.Index(gebiete[stellen]))
        tag = np.flatnonzero(zahlen.stichtage == stichtag)
        if len(tag):
            ergebnis[stellen] = (orte >= 0) & zahlen.vorhanden[orte, tag[0]]
    return ergebnis


def _zeichen(zeilen: pd.DataFrame) -> np.ndarray:
    """Ein verborgenes Zeichen sagt nichts über den Wert dahinter."""
    bits = bitmaske(zeilen["zeichen"]).to_numpy()
    geheim = zeilen["status"].isin(VERBORGEN).to_numpy() & zeilen["frei"].isna().to_numpy()
    leer = zeilen["frei"].isna().to_numpy()
    verdeckt = (vererbt(bits) & ~OHNE_WERT) | BITS["•"]
    unbekannt = np.where(bits & OHNE_WERT, bits, bits | BITS["."])
    return zeichentext(np.where(geheim, verdeckt, np.where(leer, unbekannt, bits & ~OHNE_WERT)))


def _altersaufbau(kommune: Kommune, lauf: Lauf, herkunft: pd.DataFrame) -> pd.DataFrame:
    """Der Altersaufbau der ganzen Stadt, an Stichtagen, an denen keine Gruppe geheim ist.

    Für Teile der Stadt gibt es keinen: zu viele Gruppen wären zu klein.
    """
    spalten = [*SPALTEN, "tabelle"]
    merkmal, stadt = profil.pyramidenmerkmal(kommune.bestand), kommune.einstellungen.stadt
    if merkmal not in herkunft.index:
        return pd.DataFrame(columns=spalten)
    eigene = lauf.zellen[lauf.zellen["merkmal"].eq(merkmal)]
    verbund = eigene["verbund"].iloc[0]
    regel = lauf.regeln[verbund]
    in_stadt = lauf.zellen["gebiet"].eq(stadt) & lauf.zellen["verbund"].eq(verbund)
    geheim = lauf.zellen[in_stadt & lauf.zellen["frei"].isna()]["stichtag"]
    teile = []
    for stichtag in sorted(set(eigene["stichtag"]) - set(geheim)):
        gruppen = _gruppen(kommune, merkmal, stichtag)
        if gruppen is None or regel.rundung:
            continue
        if anzahl_geheim(gruppen["wert"].to_numpy(), regel).any():
            continue
        teile.append(
            gruppen.assign(
                gebiet=stadt,
                stichtag=stichtag,
                merkmal=merkmal,
                herkunft="",
                quelle=str(herkunft["quelle"][merkmal]),
                hinweis="",
                tabelle=str(herkunft["ressource"][merkmal]),
            )
        )
    return pd.concat(teile, ignore_index=True)[spalten] if teile else pd.DataFrame(columns=spalten)


def _gruppen(kommune: Kommune, merkmal: str, stichtag: str) -> pd.DataFrame | None:
    """Fünf-Jahres-Gruppen × Geschlecht der Stadt; `None`, wenn etwas fehlt."""
    daten, _ = profil.pyramide_daten(kommune, kommune.einstellungen.stadt, stichtag, merkmal)
    if daten.empty:
        return None
    bis = daten["bis"].map(lambda jahr: "+" if pd.isna(jahr) else f"-{jahr:.0f}")
    return pd.DataFrame(
        {
            "alter": daten["von"].map("{:.0f}".format) + bis,
            "geschlecht": daten["geschlecht"],
            "wert": daten["anzahl"],
            "zeichen": np.where(daten["demo"], "demo", ""),
        }
    )
