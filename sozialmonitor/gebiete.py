"""Gebietsebenen und Zugehörigkeit: was liegt worin, was besteht woraus.

Sozialraum → Stadtteil → Stadt → Kreis → Land folgen der Spalte `uebergeordnet`; Programmgebiete
(`menge = true`) sind Mengen ganzer Sozialräume. „Räumlich nicht zuordenbar“ zählt zur Stadt,
aber zu keinem Teil.
"""

from collections.abc import Collection

import pandas as pd

from sozialmonitor.einstellungen import Ebene, Einstellungen
from sozialmonitor.fehler import Unbekannt

NICHT_ZUORDENBAR = "nicht_zuordenbar"


def gebiete_der_ebene(gebiete: pd.DataFrame, ebene: Ebene) -> list[str]:
    """Schlüssel aller Gebiete einer Ebene, in der Reihenfolge der Datei."""
    return list(gebiete.index[gebiete["ebene"].isin([ebene.id, *ebene.mit])])


def name(gebiete: pd.DataFrame, gebiet: str) -> str:
    """Name eines Gebiets; unbekannte Schlüssel sind ein Fehler."""
    if gebiet not in gebiete.index:
        raise Unbekannt.aus("Das Gebiet", gebiet, list(gebiete.index))
    return str(gebiete.loc[gebiet, "name"])


def vorfahren(gebiete: pd.DataFrame, gebiet: str) -> list[str]:
    """Die übergeordneten Gebiete, vom nächsten bis zum größten."""
    kette: list[str] = []
    aktuell = gebiet
    while aktuell in gebiete.index:
        aktuell = str(gebiete.loc[aktuell, "uebergeordnet"])
        if not aktuell or aktuell in kette:
            break
        kette.append(aktuell)
    return kette


def uebergeordnet(gebiete: pd.DataFrame, gebiet: str, ebene: str) -> str | None:
    """Das Gebiet einer bestimmten Ebene, in dem `gebiet` liegt; `None`, wenn es keines gibt."""
    for vorfahr in vorfahren(gebiete, gebiet):
        if vorfahr in gebiete.index and gebiete.loc[vorfahr, "ebene"] == ebene:
            return vorfahr
    return None


def teile(
    gebiete: pd.DataFrame, mengen: pd.DataFrame, einstellungen: Einstellungen
) -> pd.DataFrame:
    """Direkte Zerlegung `ganzes, teil, pflicht`; ohne „nicht zuordenbar“ bleibt eine Summe gültig.

    Programmgebiete sind nicht Teil ihres Stadtteils, sondern haben Sozialräume als Teile.
    """
    als_menge = [ebene.id for ebene in einstellungen.ebenen if ebene.menge]
    hierarchie = gebiete[gebiete["uebergeordnet"].ne("") & ~gebiete["ebene"].isin(als_menge)]
    aus_hierarchie = pd.DataFrame(
        {
            "ganzes": hierarchie["uebergeordnet"].to_numpy(),
            "teil": hierarchie.index.to_numpy(),
            "pflicht": hierarchie["ebene"].ne(NICHT_ZUORDENBAR).to_numpy(),
        }
    )
    aus_mengen = pd.DataFrame(
        {"ganzes": mengen["menge"].to_numpy(), "teil": mengen["teil"].to_numpy(), "pflicht": True}
    )
    return pd.concat([aus_hierarchie, aus_mengen], ignore_index=True)


def teile_von(zerlegung: pd.DataFrame, gebiet: str, *, nur_pflicht: bool = True) -> list[str]:
    """Die direkten Teile eines Gebiets; leer, wenn es keine gibt."""
    gemeint = zerlegung["ganzes"].eq(gebiet)
    if nur_pflicht:
        gemeint &= zerlegung["pflicht"]
    return list(zerlegung.loc[gemeint, "teil"])


def in_der_stadt(
    gebiete: pd.DataFrame, zerlegung: pd.DataFrame, einstellungen: Einstellungen
) -> frozenset[str]:
    """Alle Gebiete innerhalb der Stadt, Programmgebiete eingeschlossen, ohne die Stadt selbst."""
    kanten = zerlegung[zerlegung["pflicht"]]
    innerhalb: set[str] = set()
    offen = {einstellungen.stadt}
    while offen:
        offen = set(kanten.loc[kanten["ganzes"].isin(offen), "teil"]) - innerhalb
        innerhalb |= offen
    mengen = {ebene.id for ebene in einstellungen.ebenen if ebene.menge}
    return frozenset(innerhalb | set(gebiete.index[gebiete["ebene"].isin(mengen)]))


def aufloesung(zerlegung: pd.DataFrame, gebiet: str, vorhanden: Collection[str]) -> list[str]:
    """Die Gebiete mit eigenen Zeilen, aus denen sich eine Summe zusammensetzt.

    Parameters
    ----------
    vorhanden
        Gebiete, zu denen es eigene Zeilen gibt; sie werden nicht weiter zerlegt.

    Returns
    -------
    list[str]
        Das Gebiet selbst, seine Teile oder deren Teile; leer, wenn ein Teil fehlt.
    """
    if gebiet in vorhanden:
        return [gebiet]
    kanten = zerlegung[zerlegung["ganzes"].eq(gebiet)]
    bestandteile: list[str] = []
    for teil, pflicht in zip(kanten["teil"], kanten["pflicht"], strict=True):
        gefunden = aufloesung(zerlegung, str(teil), vorhanden)
        if pflicht and not gefunden:
            return []
        bestandteile += gefunden
    return bestandteile
