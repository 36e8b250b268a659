"""Woher die Werte einer Datei kommen: Stand, Lizenz und Vorbehalte aus Werten und Datenpaket."""

from collections.abc import Mapping

import pandas as pd

from sozialmonitor import formate, texte
from sozialmonitor.ausgabe import Herkunft
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune

OHNE_LIZENZ = (
    "Rechte bei den genannten Quellen; Lizenz je Tabelle auf der Seite „Daten & Methodik“."
)


def herkunft(
    kommune: Kommune, werte: Mapping[str, pd.DataFrame], *, quelle: str, ausgabe: str = ""
) -> Herkunft:
    """Was in jeder Datei mit diesen Werten steht.

    Parameters
    ----------
    werte
        id des Indikators → Tabelle wie `kennzahlen.kennzahl`.
    quelle
        Fertiger Satz „Quelle: …“.
    ausgabe
        Fertiger Satz, welche Ausgabe die Datei wiedergibt; leer, wenn es keine gibt.
    """
    indikatoren = [kommune.indikator(name) for name in werte]
    saetze = dict.fromkeys(satz for i in indikatoren for satz in texte.vorbehalte(i))
    return Herkunft(
        quelle=quelle,
        stand=_stand(list(werte.values())),
        ausgabe=ausgabe,
        lizenz=lizenzen(kommune, indikatoren),
        vorbehalte=tuple(saetze),
    )


def lizenzen(kommune: Kommune, indikatoren: list[Indikator]) -> str:
    """Lizenzen der Tabellen, aus denen die Indikatoren stammen, mit Adresse, wo es eine gibt."""
    tabellen = {ressource["name"]: ressource for ressource in kommune.paket["resources"]}
    genannt = dict.fromkeys(
        _lizenz(lizenz)
        for indikator in indikatoren
        for name in indikator.quelle
        for lizenz in tabellen.get(name, {}).get("licenses", [])
    )
    return "; ".join(genannt) or OHNE_LIZENZ


def _lizenz(lizenz: Mapping[str, str]) -> str:
    titel = lizenz.get("title") or lizenz.get("name", "")
    return f"{titel} ({lizenz['path']})" if lizenz.get("path") else titel


def _stand(tabellen: list[pd.DataFrame]) -> str:
    """Der jüngste Stichtag mit einem Wert; leer ohne einen."""
    tage = {
        str(tag)
        for tabelle in tabellen
        for tag in tabelle.loc[tabelle["zustand"].eq("wert"), "stichtag"].unique()
    }
    return formate.stichtag(max(tage, key=formate.zeitpunkt)) if tage else ""
