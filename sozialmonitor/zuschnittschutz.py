"""Geheimhaltung eines Zuschnitts: was zu verbergen ist, und was sich trotzdem errechnen lässt.

Angegriffen wird alles, was gemeinsam veröffentlicht ist: neue Gebiete, Stadtteile,
Programmgebiete, Stadt und auf Wunsch der bisherige Zuschnitt. Geschützt werden die kleinen Zahlen
veröffentlichter Gebiete und die kleinen Zahlen ihrer Schnittstücke.
"""

import dataclasses
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sozialmonitor import gebiete as gebietsmodul
from sozialmonitor import verknuepfung
from sozialmonitor.fehler import SozialmonitorFehler, Unbekannt
from sozialmonitor.geheimhaltung import (
    FEST,
    OFFEN,
    PRIMAER,
    SEKUNDAER,
    Regel,
    primaer,
    pruefe,
    sekundaer,
)
from sozialmonitor.kommune import Kommune
from sozialmonitor.schnittstuecke import Schnitt
from sozialmonitor.verknuepfung import Verbund
from sozialmonitor.zeichen import GEHEIM, bitmaske

ZURUECKGEHALTEN = "lässt sich so nicht schützen; alles zurückgehalten"
VERBORGEN = (PRIMAER, SEKUNDAER)
# Ein Rest, der sich nur durch Abziehen ergibt, steht nirgends: Als Partner kostet er fast nichts.
_FAST_UMSONST = 0.01

Zelle = tuple[str, str]
Sicht = frozenset[Zelle]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Felder:
    """Die Zahlen der Einheiten: `werte` und `geheim` als Einheit × Merkmal, `alt` ihr Gebiet.

    Gebiete der Stadt ohne Raster sind als ihre eigene Einheit dabei.
    """

    werte: pd.DataFrame
    geheim: pd.DataFrame
    alt: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Geschuetzt:
    """Was von einem Zuschnitt sichtbar bleibt, und der Angriff darauf.

    `zellen` hat alle Zellen mit `gebiet`, `merkmal`, `wert`, `status` („primär“: nach der Regel
    geheim) und `grund`; `sichtbar` sind die veröffentlichten Paare (Gebiet, Merkmal); `angriff`
    nennt je schutzbedürftige verborgene Zelle `gebiet`, `merkmal`, `status`, `unten`, `oben`,
    `breite`, `urteil` und `grund`.
    """

    schnitt: Schnitt
    zellen: pd.DataFrame
    sichtbar: Sicht
    angriff: pd.DataFrame


def felder(raster: pd.DataFrame, kommune: Kommune) -> Felder:
    """Das Raster als Felder, ergänzt um die Gebiete der Stadt, zu denen es keines gibt.

    Raises
    ------
    SozialmonitorFehler
        Wenn ein Merkmal oder Gebiet nicht verzeichnet ist.
    """
    for spalte, bekannt, was in (
        ("merkmal", kommune.merkmale, "Das Merkmal"),
        ("gebiet", kommune.gebiete.index, "Das Gebiet"),
    ):
        if fremd := sorted(set(raster[spalte]) - set(bekannt)):
            raise Unbekannt.aus(was, fremd[0], list(bekannt))
    einheiten, merkmale = raster["einheit"].unique(), raster["merkmal"].unique()
    bits = pd.Series(bitmaske(raster["zeichen"]).to_numpy() & GEHEIM > 0, index=raster.index)
    lang = raster.assign(geheim=bits).set_index(["einheit", "merkmal"])
    werte = lang["wert"].unstack().reindex(einheiten)[merkmale]  # noqa: PD010
    geheim = lang["geheim"].unstack(fill_value=False).reindex(einheiten)[merkmale]  # noqa: PD010
    alt = dict(zip(raster["einheit"], raster["gebiet"], strict=True))
    weitere = _ohne_raster(kommune, set(alt.values()))
    stichtag = str(raster["stichtag"].iloc[0])
    dort = pd.DataFrame(
        {m: _bestandswerte(kommune, m, stichtag, weitere) for m in merkmale}, index=weitere
    )
    leer = pd.DataFrame(data=False, index=weitere, columns=merkmale)
    return Felder(
        werte=pd.concat([werte, dort]),
        geheim=pd.concat([geheim, leer]),
        alt=alt | {gebiet: gebiet for gebiet in weitere},
    )


def verbuende(kommune: Kommune, merkmale: Collection[str]) -> list[Verbund]:
    """Die Verbünde der Merkmale des Rasters; was mit keinem anderen verbunden ist, steht allein."""
    # Ohne Beschreibung gilt nichts als veröffentlicht: Das Raster ist immer vertraulich.
    nur_raster = dataclasses.replace(
        kommune,
        merkmale={m: kommune.merkmale[m] for m in merkmale},
        paket={"resources": []},
    )
    gefunden = verknuepfung.verbuende(nur_raster)
    dabei = {m for verbund in gefunden for m in verbund.merkmale}
    return gefunden + [
        Verbund(id=m, merkmale=(m,), summen=(), tabellen=()) for m in merkmale if m not in dabei
    ]


def geschuetzt(
    kommune: Kommune,
    zahlen: Felder,
    schnitt: Schnitt,
    regel: Regel,
    *,
    waehlbar: Collection[str],
    sichtbar: Sicht = frozenset(),
) -> Geschuetzt:
    """Verbirgt nach der Regel, mit Partnern, und greift das Ergebnis an.

    Parameters
    ----------
    waehlbar
        Die Gebiete, deren Zahlen noch nicht veröffentlicht sind; nur sie lassen sich verbergen.
    sichtbar
        Was von den übrigen schon veröffentlicht ist.

    Notes
    -----
    Lässt sich ein Verbund nicht schützen, wird er ganz zurückgehalten; was dann noch ungeschützt
    ist, zeigt `angriff`. Partner werden heuristisch gewählt: Eine Freigabe verbirgt
    danach etwa gleich viel, selten etwas weniger.
    """
    werte, geheim = _zellwerte(zahlen, schnitt)
    # Den Nenner eines Schnittstücks kennt niemand sicher; ist er groß, wird er nicht geschützt.
    gross = werte.ge(regel.mindestanzahl).mul(werte.index.isin(schnitt.stuecke), axis=0)
    offen = set(sichtbar)
    alle, angriffe = [], []
    for verbund in verbuende(kommune, zahlen.werte.columns):
        zellen = _zellen(verbund, werte, geheim)
        sensibel = zellen["merkmal"].isin(list(kommune.einstellungen.geheimhaltung.sensibel))
        nenner = _nenner(kommune, verbund, zellen, werte.where(_gezeigt(werte, offen, gross)))
        zellen = primaer(zellen.assign(sensibel=sensibel, nenner=nenner), regel)
        tafel = _tafel(verbund, zellen, waehlbar, offen)
        tafel = tafel.assign(nenner=tafel["nenner"].mask(tafel["gebiet"].isin(schnitt.stuecke)))
        summen = _summen(verbund, schnitt)
        tafel = _mit_partnern(kommune, tafel, summen, regel, set(verbund.merkmale))
        angriffe.append(_angriff(tafel, summen, regel))
        frei = tafel[~tafel["status"].isin(VERBORGEN) & tafel["wert"].notna()]
        offen |= set(zip(frei["gebiet"], frei["merkmal"], strict=True))
        alle.append(zellen)
    return Geschuetzt(
        schnitt=schnitt,
        zellen=pd.concat(alle, ignore_index=True),
        sichtbar=frozenset(offen),
        angriff=pd.concat(angriffe, ignore_index=True),
    )


def _ohne_raster(kommune: Kommune, mit_raster: Collection[str]) -> list[str]:
    """Die kleinsten Gebiete der Stadt, zu denen es kein Raster gibt, „nicht zuordenbar“ dabei."""
    ganze = {*kommune.zerlegung["ganzes"], *verknuepfung.mengen(kommune)}
    return [
        gebiet
        for gebiet in map(str, kommune.gebiete.index)
        if gebiet not in ganze
        and gebiet not in mit_raster
        and kommune.einstellungen.stadt in gebietsmodul.vorfahren(kommune.gebiete, gebiet)
    ]


def _bestandswerte(kommune: Kommune, merkmal: str, stichtag: str, gebiete: list[str]) -> np.ndarray:
    """Die Zahlen des Bestands; wo nichts „nicht zuordenbar“ ist, steht eine 0."""
    orte = kommune.gebiete.index.get_indexer(pd.Index(gebiete))
    leer = kommune.gebiete["ebene"].eq(gebietsmodul.NICHT_ZUORDENBAR).to_numpy()[orte]
    sonst = np.where(leer, 0.0, np.nan)
    zahlen = kommune.zahlen.get(merkmal)
    if zahlen is None or stichtag not in zahlen.stichtage:
        return sonst
    tag = int(np.flatnonzero(zahlen.stichtage == stichtag)[0])
    return np.where(zahlen.vorhanden[orte, tag], zahlen.werte[orte, tag], sonst)


def _zellwerte(zahlen: Felder, schnitt: Schnitt) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Summen je Zelle (Gebiet oder Schnittstück) × Merkmal, und ob ein Teil geheim ist.

    Eine Summe mit einem unbekannten Teil ist unbekannt.
    """
    einheiten = zahlen.werte.index
    dabei = np.array([einheiten.isin(menge) for menge in schnitt.einheiten.values()], dtype=float)
    je_einheit = zahlen.werte.to_numpy("float64")
    unbekannt = dabei @ np.isnan(je_einheit) > 0
    summen = np.where(unbekannt, np.nan, dabei @ np.nan_to_num(je_einheit))
    geheim = dabei @ zahlen.geheim.to_numpy(dtype=float) > 0
    namen, merkmale = list(schnitt.einheiten), zahlen.werte.columns
    return (
        pd.DataFrame(summen, index=namen, columns=merkmale),
        pd.DataFrame(geheim, index=namen, columns=merkmale),
    )


def _zellen(verbund: Verbund, werte: pd.DataFrame, geheim: pd.DataFrame) -> pd.DataFrame:
    """Alle Zellen des Verbunds, auch Reste wie „Einwohner ohne Einwohner ab 65“."""
    spalten = {m: werte[m] for m in verbund.merkmale}
    verdeckt = {m: geheim[m] for m in verbund.merkmale}
    for rest, ganzes, teil in verbund.abzuege:
        spalten[rest] = spalten[ganzes] - spalten[teil]
        verdeckt[rest] = verdeckt[ganzes] | verdeckt[teil]
    return pd.DataFrame(
        {
            "gebiet": list(werte.index) * len(spalten),
            "merkmal": np.repeat(list(spalten), len(werte)),
            "wert": np.concatenate([s.to_numpy() for s in spalten.values()]),
            "zeichen": np.where(np.concatenate([s.to_numpy() for s in verdeckt.values()]), "•", ""),
        }
    )


def _nenner(
    kommune: Kommune, verbund: Verbund, zellen: pd.DataFrame, werte: pd.DataFrame
) -> np.ndarray:
    """Der kleinste bekannte Nenner je Zelle aus anderen Verbünden; `NaN`, wo es keinen gibt."""
    kleinster = np.full(len(zellen), np.inf)
    fremde = set(werte.columns) - set(verbund.merkmale)
    for indikator in kommune.katalog.values():
        passt = indikator.art == "anteil" and set(indikator.nenner) <= fremde
        if not passt or len(indikator.zaehler) != 1:
            continue
        hier = zellen["merkmal"].eq(indikator.zaehler[0]).to_numpy()
        summe = werte[list(indikator.nenner)].sum(axis=1, skipna=False)
        nenner = zellen["gebiet"].map(summe).to_numpy("float64")
        kleinster = np.where(hier, np.fmin(kleinster, nenner), kleinster)
    zu_klein = kleinster < zellen["wert"].to_numpy()
    return np.where(np.isinf(kleinster) | zu_klein, np.nan, kleinster)


def _gezeigt(werte: pd.DataFrame, offen: Collection[Zelle], gross: pd.DataFrame) -> pd.DataFrame:
    """Welche Zahlen als Nenner taugen: freigegebene und die großen der Schnittstücke."""
    frei = [[(gebiet, merkmal) in offen for merkmal in werte.columns] for gebiet in werte.index]
    return gross | pd.DataFrame(frei, index=werte.index, columns=werte.columns)


def _tafel(
    verbund: Verbund, zellen: pd.DataFrame, waehlbar: Collection[str], sichtbar: Collection[Zelle]
) -> pd.DataFrame:
    """Die Zellen, um die es geht: wählbare, veröffentlichte und schutzbedürftige.

    Alles Übrige verbindet nur Summen und bleibt dem Angreifer unbekannt.
    """
    bekannt = set(sichtbar)
    for rest, ganzes, teil in verbund.abzuege:
        bekannt |= {(g, rest) for g, m in bekannt if m == ganzes and (g, teil) in bekannt}
    fest = np.array([z in bekannt for z in zip(zellen["gebiet"], zellen["merkmal"], strict=True)])
    fest &= ~zellen["gebiet"].isin(list(waehlbar)).to_numpy() & zellen["wert"].notna().to_numpy()
    dabei = fest | zellen["gebiet"].isin(list(waehlbar)) | zellen["status"].eq(PRIMAER)
    return zellen.assign(status=zellen["status"].mask(fest, FEST))[dabei].reset_index(drop=True)


def _summen(verbund: Verbund, schnitt: Schnitt) -> dict[str, list[Mapping[str, str]]]:
    merkmale = [dict.fromkeys(teile, ganzes) for ganzes, teile in verbund.summen]
    return {"gebiet": list(schnitt.summen), "merkmal": list(merkmale)}


def _mit_partnern(
    kommune: Kommune,
    tafel: pd.DataFrame,
    summen: Mapping[str, list[Mapping[str, str]]],
    regel: Regel,
    eigene: Collection[str],
) -> pd.DataFrame:
    """Erst ohne die Stadt als Partner, dann mit ihr; zuletzt wird alles Wählbare zurückgehalten."""
    offen = tafel["status"].eq(OFFEN)
    if not (offen.any() and tafel["status"].eq(PRIMAER).any()):
        return tafel
    kosten = (1 + tafel["wert"].fillna(0)).where(tafel["merkmal"].isin(list(eigene)), _FAST_UMSONST)
    stadt = {"gebiet": [kommune.einstellungen.stadt]}
    for gesperrt in (stadt, None):
        try:
            return sekundaer(
                tafel,
                summen,
                schutz=regel.schutz,
                kosten=kosten,
                gesperrt_fuer_sekundaer=gesperrt,
                verfahren="heuristik",
            )
        except SozialmonitorFehler:
            continue
    return tafel.assign(
        status=tafel["status"].mask(offen, PRIMAER),
        grund=tafel["grund"].mask(offen, ZURUECKGEHALTEN),
    )


def _angriff(
    tafel: pd.DataFrame, summen: Mapping[str, list[Mapping[str, str]]], regel: Regel
) -> pd.DataFrame:
    verborgen = tafel["status"].isin(VERBORGEN)
    sicht = tafel.assign(wert=tafel["wert"].mask(verborgen)).drop(columns=["grund", "sensibel"])
    pruefung = pruefe(sicht, summen, schutz=regel.schutz)
    return pruefung.assign(grund=tafel["grund"].reindex(pruefung.index))
