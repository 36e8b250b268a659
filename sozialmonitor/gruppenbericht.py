"""Gebiete mit ähnlichen Werten als Gruppen: Auswahl der Werte, Gruppierung, Gründe für Lücken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sozialmonitor import typen
from sozialmonitor.katalog import Indikator, merkmalsname
from sozialmonitor.kommune import Kommune
from sozialmonitor.texte import gruppensaetze

_JAHR = 4
# Ein einzelner Indikator ergibt Klassen, keine Gruppen ähnlicher Gebiete.
MINDESTENS_INDIKATOREN = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bericht:
    """Die Gruppen einer Ebene zu einem Stichtag.

    `werte` sind die Werte je Gebiet und einbezogenem Indikator (`NaN` bei jeder Lücke),
    `ausgelassen` nennt je Gebiet den Grund in Worten und `zustand` dessen Art (geheim | zu_wenige |
    fehlt), `ohne_werte` die Indikatoren, zu denen in
    diesem Jahr kein Gebiet einen Wert hat.
    """

    stichtag: str
    indikatoren: tuple[Indikator, ...]
    ohne_werte: tuple[Indikator, ...]
    werte: pd.DataFrame
    gruppierung: typen.Gruppierung
    ausgelassen: Mapping[str, str]
    zustand: Mapping[str, str]
    demo: bool

    @property
    def gebiete(self) -> dict[int, list[str]]:
        """Gebiete je Gruppe, in der Reihenfolge der Gruppen und der Ebene."""
        gruppe = self.gruppierung.gruppe
        return {
            int(nummer): [str(g) for g in gruppe.index[gruppe.eq(nummer).fillna(value=False)]]
            for nummer in self.gruppierung.profil.index
        }


def indikatoren(kommune: Kommune) -> list[Indikator]:
    """Die Indikatoren, die `auswertungen.gruppen` nennt, soweit sie im Katalog stehen."""
    genannt = kommune.einstellungen.auswertungen.gruppen
    return [kommune.katalog[name] for name in genannt if name in kommune.katalog]


def stichtage(tabellen: Mapping[str, pd.DataFrame], gebiete: Sequence[str]) -> pd.Series:
    """Je Jahr der jüngste Stichtag und wie viele Indikatoren dann Werte haben.

    Parameters
    ----------
    tabellen
        Indikator → Zeilen aus `kennzahlen.kennzahl`.
    gebiete
        Alle Gebiete der Ebene.

    Returns
    -------
    pd.Series
        Index Stichtag (aufsteigend), Wert Zahl der Indikatoren; nur Jahre mit wenigstens zwei.
    """
    je_indikator = [
        _mit_wert(tabelle, gebiete)[["stichtag"]].assign(id=name)
        for name, tabelle in tabellen.items()
    ]
    if not je_indikator:
        return pd.Series(dtype="int64")
    tage = pd.concat(je_indikator)
    je_jahr = tage.groupby(tage["stichtag"].astype(str).str[:_JAHR])
    ergebnis = pd.Series(
        je_jahr["id"].nunique().to_numpy(dtype="int64"),
        index=je_jahr["stichtag"].max().tolist(),
    )
    return ergebnis[ergebnis >= MINDESTENS_INDIKATOREN]


def vorgabe(anzahlen: pd.Series) -> str:
    """Der jüngste Stichtag mit den meisten Indikatoren; leer ohne einen."""
    return str(anzahlen.index[anzahlen.eq(anzahlen.max())].max()) if len(anzahlen) else ""


def bericht(
    kommune: Kommune,
    tabellen: Mapping[str, pd.DataFrame],
    gebiete: Sequence[str],
    stichtag: str,
    *,
    anzahl: int | None = None,
    verfahren: typen.Verfahren = "ward",
    seed: int = 0,
) -> Bericht:
    """Gruppen ähnlicher Gebiete zu einem Stichtag.

    Parameters
    ----------
    tabellen
        Indikator → Zeilen aus `kennzahlen.kennzahl`. Je Indikator und Gebiet gilt der jüngste
        Stichtag im selben Jahr.
    gebiete
        Alle Gebiete der Ebene.
    anzahl
        Zahl der Gruppen; ohne Angabe nach der Silhouette.

    Returns
    -------
    Bericht
        Gruppiert werden Gebiete mit allen Werten und genug Personen (die größte Bezugszahl unter
        den Anteilen an Personen); die übrigen stehen in `ausgelassen`.

    Notes
    -----
    Verfahren, Maße und Grenzen: `typen.gruppen`.
    """
    zeilen = {name: _jahreszeilen(tabelle, gebiete, stichtag) for name, tabelle in tabellen.items()}
    mit = [name for name, teil in zeilen.items() if teil["zustand"].eq("wert").any()]
    werte = pd.DataFrame(
        {name: zeilen[name]["wert"].where(zeilen[name]["zustand"].eq("wert")) for name in mit},
        index=pd.Index(list(gebiete)),
    )
    g = typen.gruppen(werte, anzahl, verfahren, personen=_personen(kommune, zeilen, mit), seed=seed)
    einbezogen = {name: zeilen[name] for name in mit}
    luecken = {str(gebiet): _maengel(str(gebiet), einbezogen, kommune) for gebiet in g.ausgelassen}
    return Bericht(
        stichtag=stichtag,
        indikatoren=tuple(kommune.katalog[name] for name in mit),
        ohne_werte=tuple(kommune.katalog[name] for name in zeilen if name not in mit),
        werte=werte,
        gruppierung=g,
        ausgelassen={
            gebiet: _grund(maengel, g.ausgelassen[gebiet]) for gebiet, maengel in luecken.items()
        },
        zustand={
            gebiet: next((z for z, titel in maengel.items() if titel), "zu_wenige")
            for gebiet, maengel in luecken.items()
        },
        demo=any(bool(zeilen[name]["demo"].eq(True).any()) for name in mit),
    )


def mittelwerte(ergebnis: Bericht) -> pd.DataFrame:
    """Ungewichtetes Mittel je Indikator (Zeilen) und Gruppe (Spalten), dazu `alle`.

    In der Einheit des Indikators; `alle` sind die einbezogenen Gebiete.
    """
    gruppe = ergebnis.gruppierung.gruppe
    dabei = ergebnis.werte[gruppe.notna()]
    je_gruppe = dabei.groupby(gruppe.dropna().astype(int)).mean().T
    return je_gruppe.assign(alle=dabei.mean())


def _mit_wert(tabelle: pd.DataFrame, gebiete: Sequence[str]) -> pd.DataFrame:
    return tabelle[tabelle["gebiet"].isin(gebiete) & tabelle["zustand"].eq("wert")]


def _jahreszeilen(tabelle: pd.DataFrame, gebiete: Sequence[str], stichtag: str) -> pd.DataFrame:
    """Je Gebiet die jüngste Zeile des Jahres; ohne Zeile „fehlt“."""
    im_jahr = tabelle[
        tabelle["gebiet"].isin(gebiete) & tabelle["stichtag"].str[:_JAHR].eq(stichtag[:_JAHR])
    ]
    letzte = im_jahr.sort_values("stichtag").drop_duplicates("gebiet", keep="last")
    spalten = ["wert", "nenner", "zustand", "demo"]
    voll = letzte.set_index("gebiet")[spalten].reindex(list(gebiete))
    return voll.assign(zustand=voll["zustand"].where(voll["zustand"].notna(), "fehlt"))


def _personen(
    kommune: Kommune, zeilen: Mapping[str, pd.DataFrame], namen: Sequence[str]
) -> pd.Series | None:
    """Die größte Bezugszahl je Gebiet unter den Anteilen an Personen; `None` ohne einen."""
    bezuege = {
        name: zeilen[name]["nenner"]
        for name in namen
        if (indikator := kommune.katalog[name]).art == "anteil"
        and {kommune.merkmale[merkmalsname(t)].einheit for t in indikator.nenner} == {"Personen"}
    }
    groesste = pd.DataFrame(bezuege).max(axis=1)
    return groesste if len(bezuege) and groesste.notna().any() else None


def _maengel(
    gebiet: str, zeilen: Mapping[str, pd.DataFrame], kommune: Kommune
) -> dict[str, list[str]]:
    """Zustand → Titel der Indikatoren, die dem Gebiet fehlen; gesperrte zuerst."""
    maengel: dict[str, list[str]] = {"geheim": [], "zu_wenige": [], "fehlt": []}
    for name, teil in zeilen.items():
        zeile = teil.loc[gebiet]
        zustand = str(zeile["zustand"])
        if zustand != "wert" or pd.isna(zeile["wert"]):
            maengel[zustand if zustand in maengel else "fehlt"].append(kommune.katalog[name].titel)
    return maengel


def _grund(maengel: Mapping[str, list[str]], sonst: str) -> str:
    return gruppensaetze.grund_ausgelassen(maengel) or sonst
