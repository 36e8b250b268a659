"""Was ein Angreifer außer den Summen weiß: welche Zahl Teil welcher ist, veröffentlichte Quoten.

Der Zähler eines Anteils ist ein Teil des Nenners. Stehen beide in verschiedenen Verbünden, verrät
jede freigegebene Zahl etwas über die andere: n ist mindestens x, x höchstens n.
"""

import operator
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Self

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from sozialmonitor import verknuepfung
from sozialmonitor.geheimhaltung import FEST, OFFEN, PRIMAER, SEKUNDAER, Gleichung
from sozialmonitor.geheimhaltung.gleichungen import System, gleichungssystem
from sozialmonitor.katalog import merkmalsname
from sozialmonitor.kommune import Kommune
from sozialmonitor.verknuepfung import Verbund

_TOLERANZ = 1e-6
# Mehr Nachkommastellen nennt keine veröffentlichte Quote.
_STELLEN = 3

Zelle = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Einschluss:
    """Die Summe der `teile` ist nie größer als die Summe der `ganzen`."""

    teile: tuple[str, ...]
    ganze: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bekanntes:
    """Welche Anzahlen ein Leser kennt: freigegebene und schon veröffentlichte.

    `frei` ist Stichtag → Merkmal → freigegebene Anzahlen (Index Gebiet, `NaN` geheim),
    `vertraulich` sind alle Paare (Merkmal, Stichtag) mit nicht veröffentlichten Zeilen.
    """

    kommune: Kommune
    vertraulich: frozenset[tuple[str, str]]
    frei: Mapping[str, Mapping[str, pd.Series]]

    @classmethod
    def aus(cls, kommune: Kommune, frei: Mapping[str, Mapping[str, pd.Series]]) -> Self:
        """Liest aus dem Bestand, was vertraulich ist."""
        zeilen = verknuepfung.eigener_bestand(kommune)[["merkmal", "stichtag"]].drop_duplicates()
        paare = zip(zeilen["merkmal"].astype(str), zeilen["stichtag"].astype(str), strict=True)
        return cls(kommune=kommune, vertraulich=frozenset(paare), frei=frei)

    def anzahlen(self, merkmal: str, stichtag: str) -> pd.Series:
        """Die bekannten Anzahlen je Gebiet; `NaN` oder nicht dabei, was nicht bekannt ist."""
        tag = _tag(self.kommune, merkmal, stichtag)
        if merkmal in self.frei.get(tag, {}):
            return self.frei[tag][merkmal]
        werte = _werte(self.kommune, merkmal, stichtag)
        grundlage = self.kommune.merkmale[merkmal].aus or merkmal
        return werte * np.nan if (grundlage, tag) in self.vertraulich else werte


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gerechnet:
    """Ein fertiger Schritt: seine Zellen mit `status` und was außer den Summen bekannt ist."""

    verbund: Verbund
    zellen: pd.DataFrame
    gleichungen: tuple[Gleichung, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fremdes:
    """Verborgene Nenner eines anderen Verbunds, als Zellen eigener Namen, und ihre Gleichungen."""

    zellen: pd.DataFrame
    gleichungen: tuple[Gleichung, ...]


def einschluesse(kommune: Kommune) -> list[Einschluss]:
    """Aus jedem gezählten Anteil des Katalogs: Der Zähler ist ein Teil des Nenners."""
    gefunden = {
        Einschluss(indikator.zaehler, indikator.nenner): None
        for indikator in kommune.katalog.values()
        if indikator.art == "anteil"
        and not set(indikator.zaehler) & set(indikator.nenner)
        and all(
            term in kommune.zahlen and kommune.merkmale[term].ganzzahlig
            for term in (*indikator.zaehler, *indikator.nenner)
        )
    }
    return list(gefunden)


def nenner(
    bekanntes: Bekanntes, verbund: Verbund, stichtag: str, zellen: pd.DataFrame
) -> np.ndarray:
    """Der kleinste bekannte Nenner aus anderen Verbünden je Zelle; `NaN`, wo es keinen gibt."""
    kleinster = np.full(len(zellen), np.inf)
    eigene = {*verbund.merkmale, *verbund.feste}
    for einschluss in einschluesse(bekanntes.kommune):
        teil = einschluss.teile[0]
        if len(einschluss.teile) > 1 or teil not in eigene or set(einschluss.ganze) & eigene:
            continue
        werte = [bekanntes.anzahlen(m, stichtag) for m in einschluss.ganze]
        summe = zellen["gebiet"].map(_summe(werte)).to_numpy("float64")
        hier = zellen["merkmal"].eq(teil).to_numpy() & np.isfinite(summe)
        kleinster = np.where(hier, np.fmin(kleinster, summe), kleinster)
    # Wo der Nenner kleiner ist als die Anzahl (nicht zuordenbare Fälle), ist er keiner.
    keiner = np.isinf(kleinster) | (kleinster < zellen["wert"].to_numpy() - _TOLERANZ)
    return np.where(keiner, np.nan, kleinster)


def gleichungen(
    bekanntes: Bekanntes, verbund: Verbund, stichtag: str, zellen: pd.DataFrame
) -> tuple[Gleichung, ...]:
    """Alles, was außer Summen und Nennern über die Zellen eines Verbunds bekannt ist.

    Ein Nenner ist mindestens so groß wie seine Zähler aus anderen Verbünden; damit er geschützt
    bleibt, was immer von ihnen freigegeben wird, gelten sie alle als bekannt.
    """
    return (
        *_untergrenzen(bekanntes.kommune, verbund, stichtag, zellen),
        *_eigene_einschluesse(bekanntes.kommune, verbund, zellen),
        *_quoten(bekanntes, stichtag, zellen),
    )


def verborgene_nenner(
    kommune: Kommune, verbund: Verbund, zellen: pd.DataFrame, anderer: Gerechnet
) -> Fremdes | None:
    """Die verborgenen Nenner der Zellen, mit allem, was die freigegebenen Zahlen darüber sagen.

    `None`, wenn kein Nenner der Zellen in dem anderen Verbund verborgen ist.
    """
    tafel = anderer.zellen.reset_index(drop=True)
    stelle = {z: nr for nr, z in enumerate(zip(tafel["gebiet"], tafel["merkmal"], strict=True))}
    unsichtbar = tafel["status"].isin((PRIMAER, SEKUNDAER)) | tafel["wert"].isna()
    paare = [
        (teile, ganze)
        for teile, ganze in _paare(kommune, verbund, zellen, anderer)
        if unsichtbar.to_numpy()[[stelle[z] for z in ganze]].any()
    ]
    if not paare:
        return None
    summen = verknuepfung.hierarchien(kommune, anderer.verbund)
    system = gleichungssystem(tafel, summen, anderer.gleichungen)
    alle = _mit_nie_veroeffentlichtem(tafel, system.matrix.shape[1])
    gebraucht = [stelle[z] for _, ganze in paare for z in ganze if unsichtbar[stelle[z]]]
    verdeckt = alle["status"].isin((PRIMAER, SEKUNDAER)) | alle["wert"].isna()
    spalten, zeilen = _zusammenhang(system, verdeckt.to_numpy(), gebraucht)
    fremd = alle.loc[spalten, ["gebiet", "merkmal", "wert", "nenner", "status"]]
    fremd = fremd.assign(
        gebiet=[f"{gebiet} ({anderer.verbund.id})" for gebiet in fremd["gebiet"]],
        status=fremd["status"].where(fremd["wert"].isna(), PRIMAER),
    )
    namen: dict[int, Zelle] = dict(
        zip(spalten.tolist(), zip(fremd["gebiet"], fremd["merkmal"], strict=True), strict=True)
    )
    werte = alle["wert"].to_numpy()
    eigene = []
    for teile, ganze in paare:
        nummern = [stelle[z] for z in ganze]
        bekannt = float(sum(werte[nr] for nr in nummern if nr not in namen))
        verdeckte = [namen[nr] for nr in nummern if nr in namen]
        eigene.append(_mindestens([*verdeckte], list(teile), -bekannt))
    return Fremdes(zellen=fremd, gleichungen=(*_eingesetzt(system, zeilen, namen, werte), *eigene))


def _tag(kommune: Kommune, merkmal: str, stichtag: str) -> str:
    """Der Stichtag, an dem ein Merkmal gilt: Zeitloses gilt immer."""
    if kommune.merkmale[merkmal].zeitlos:
        return str(kommune.zahlen[merkmal].stichtage[0])
    return stichtag


def _werte(kommune: Kommune, merkmal: str, stichtag: str) -> pd.Series:
    """Die wahren Werte eines Merkmals je Gebiet."""
    zahlen = kommune.zahlen[merkmal]
    stelle = np.flatnonzero(zahlen.stichtage == _tag(kommune, merkmal, stichtag))
    werte = zahlen.werte[:, stelle[0]] if len(stelle) else np.full(len(kommune.gebiete), np.nan)
    return pd.Series(werte, index=kommune.gebiete.index)


def _untergrenzen(
    kommune: Kommune, verbund: Verbund, stichtag: str, zellen: pd.DataFrame
) -> Iterator[Gleichung]:
    """Je Nenner der Zellen: mindestens so groß wie der größte Zähler aus anderen Verbünden."""
    eigene = {*verbund.merkmale, *verbund.feste}
    wert = _wert_je_zelle(zellen)
    offen = set(zellen.loc[zellen["status"].ne(FEST), "gebiet"])
    groesste: dict[tuple[str, ...], pd.Series] = {}
    for einschluss in einschluesse(kommune):
        if set(einschluss.ganze) <= eigene and not set(einschluss.teile) & eigene:
            zaehler = _summe([_werte(kommune, m, stichtag) for m in einschluss.teile])
            bisher = groesste.get(einschluss.ganze, zaehler)
            groesste[einschluss.ganze] = bisher.combine(zaehler, np.fmax)
    for ganze, zaehler in groesste.items():
        for gebiet, mindestens in zaehler[zaehler > 0].items():
            orte = [(str(gebiet), merkmal) for merkmal in ganze]
            summe = sum(wert.get(ort, np.nan) for ort in orte)
            if gebiet in offen and summe >= mindestens:
                yield _mindestens(orte, [], float(mindestens))


def _eigene_einschluesse(
    kommune: Kommune, verbund: Verbund, zellen: pd.DataFrame
) -> Iterator[Gleichung]:
    """Einschlüsse innerhalb des Verbunds, die nicht schon aus seinen Summen folgen."""
    oben: dict[str, set[str]] = {}
    for ganzes, teile in verbund.summen:
        for teil in teile:
            oben.setdefault(teil, set()).add(ganzes)
    wert = _wert_je_zelle(zellen)
    eigene = {*verbund.merkmale, *verbund.feste}
    for einschluss in einschluesse(kommune):
        teile, ganze = einschluss.teile, einschluss.ganze
        if not {*teile, *ganze} <= eigene or (
            len(teile) == 1 and set(ganze) & _vorfahren(oben, teile[0])
        ):
            continue
        for gebiet in zellen["gebiet"].unique():
            klein, gross = [(gebiet, m) for m in teile], [(gebiet, m) for m in ganze]
            if sum(wert.get(z, np.nan) for z in klein) <= sum(wert.get(z, np.nan) for z in gross):
                yield _mindestens(gross, klein, 0)


def _vorfahren(oben: Mapping[str, set[str]], merkmal: str) -> set[str]:
    gefunden: set[str] = set()
    offen = {merkmal}
    while offen:
        offen = set().union(*(oben.get(m, set()) for m in offen)) - gefunden
        gefunden |= offen
    return gefunden


def _wert_je_zelle(zellen: pd.DataFrame) -> dict[Zelle, float]:
    schluessel = zip(zellen["gebiet"], zellen["merkmal"], strict=True)
    return dict(zip(schluessel, zellen["wert"].astype("float64"), strict=True))


def _summe(werte: Iterable[pd.Series]) -> pd.Series:
    return reduce(operator.add, werte)


def _mindestens(ganze: list[Zelle], teile: list[Zelle], mindestens: float) -> Gleichung:
    """Summe der ganzen minus Summe der Teile ist mindestens so viel."""
    return Gleichung(
        zellen=(*ganze, *teile),
        koeffizienten=(*[1.0] * len(ganze), *[-1.0] * len(teile)),
        unten=mindestens,
        oben=np.inf,
    )


def _paare(
    kommune: Kommune, verbund: Verbund, zellen: pd.DataFrame, anderer: Gerechnet
) -> Iterator[tuple[list[Zelle], list[Zelle]]]:
    """Je Gebiet die Zellen (Teile, Ganze) der Einschlüsse zwischen zwei Verbünden."""
    eigene = set(verbund.merkmale)
    fremde = {*anderer.verbund.merkmale, *anderer.verbund.feste}
    klein, gross = _wert_je_zelle(zellen), _wert_je_zelle(anderer.zellen)
    for einschluss in einschluesse(kommune):
        if not (set(einschluss.teile) <= eigene and set(einschluss.ganze) <= fremde):
            continue
        for gebiet in kommune.gebiete.index:
            teile = [(gebiet, m) for m in einschluss.teile]
            ganze = [(gebiet, m) for m in einschluss.ganze]
            if not (all(z in klein for z in teile) and all(z in gross for z in ganze)):
                continue
            # Wo der Nenner kleiner ist als die Anzahl, ist er keiner.
            if not sum(klein[z] for z in teile) > sum(gross[z] for z in ganze):
                yield teile, ganze


def _mit_nie_veroeffentlichtem(tafel: pd.DataFrame, anzahl: int) -> pd.DataFrame:
    """Dazu die Unbekannten des Systems, die in keiner Tabelle stehen."""
    nummern = range(len(tafel), anzahl)
    neu = pd.DataFrame(
        {"gebiet": "nirgends", "merkmal": [str(nr) for nr in nummern], "wert": np.nan,
         "nenner": np.nan, "status": OFFEN},
        index=nummern,
    )  # fmt: skip
    return pd.concat([tafel, neu]) if len(neu) else tafel


def _zusammenhang(
    system: System, verdeckt: np.ndarray, gebraucht: Iterable[int]
) -> tuple[np.ndarray, np.ndarray]:
    """Die verdeckten Zellen, die mit den gebrauchten zusammenhängen, und ihre Gleichungen."""
    matrix = system.matrix.tocoo()
    zeilen, spalten = (stellen[verdeckt[matrix.coords[1]]] for stellen in matrix.coords)
    m, n = matrix.shape
    kanten = sparse.coo_array((np.ones(len(zeilen)), (spalten, n + zeilen)), shape=(n + m, n + m))
    _, marke = csgraph.connected_components(kanten, directed=False)
    dabei = np.isin(marke, marke[list(gebraucht)])
    return np.flatnonzero(dabei[:n]), np.flatnonzero(dabei[n:])


def _eingesetzt(
    system: System, zeilen: np.ndarray, namen: Mapping[int, Zelle], werte: np.ndarray
) -> Iterator[Gleichung]:
    """Die Gleichungen über den benannten Zellen, alles Sichtbare mit seinem Wert eingesetzt."""
    for zeile in zeilen.tolist():
        teil = system.matrix[[zeile]].tocoo()
        paare = list(zip(teil.coords[1].tolist(), teil.data.tolist(), strict=True))
        bekannt = sum(faktor * werte[nr] for nr, faktor in paare if nr not in namen)
        offen = [(namen[nr], faktor) for nr, faktor in paare if nr in namen]
        yield Gleichung(
            zellen=tuple(zelle for zelle, _ in offen),
            koeffizienten=tuple(faktor for _, faktor in offen),
            unten=float(system.unten[zeile] - bekannt),
            oben=float(system.oben[zeile] - bekannt),
        )


def _quoten(bekanntes: Bekanntes, stichtag: str, zellen: pd.DataFrame) -> Iterator[Gleichung]:
    """Was eine fertig veröffentlichte Quote über Zähler und Nenner sagt."""
    kommune, merkmale = bekanntes.kommune, set(zellen["merkmal"])
    wert = _wert_je_zelle(zellen)
    for indikator in kommune.katalog.values():
        namen = {merkmalsname(term) for term in (*indikator.zaehler, *indikator.nenner)}
        quote = indikator.veroeffentlicht
        if not (indikator.nenner and quote in kommune.zahlen and namen & merkmale):
            continue
        quoten = _werte(kommune, quote, stichtag).dropna()
        if quoten.empty or not namen <= set(kommune.zahlen):
            continue
        fremde = {name: bekanntes.anzahlen(name, stichtag) for name in namen - merkmale}
        for gebiet, gezeigt in quoten.items():
            terme = [
                _eingeteilt(seite, str(gebiet), wert, fremde)
                for seite in (indikator.zaehler, indikator.nenner)
            ]
            yield from _aus_quote(float(gezeigt) / indikator.faktor, indikator.faktor, *terme)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seite:
    """Zähler oder Nenner: Faktoren eigener Zellen, der bekannte Rest und der wahre Wert."""

    faktoren: Mapping[Zelle, float]
    bekannt: float
    wahr: float


def _eingeteilt(
    terme: Iterable[str],
    gebiet: str,
    wert: Mapping[Zelle, float],
    fremde: Mapping[str, pd.Series],
) -> _Seite:
    faktoren: dict[Zelle, float] = {}
    bekannt = 0.0
    for term in terme:
        name, vorzeichen = merkmalsname(term), -1.0 if term.startswith("-") else 1.0
        if (gebiet, name) in wert:
            faktoren[gebiet, name] = faktoren.get((gebiet, name), 0.0) + vorzeichen
        else:
            bekannt += vorzeichen * float(
                fremde[name].get(gebiet, np.nan) if name in fremde else np.nan
            )
    wahr = bekannt + sum(faktor * wert[zelle] for zelle, faktor in faktoren.items())
    return _Seite(faktoren=faktoren, bekannt=bekannt, wahr=wahr)


def _aus_quote(quote: float, faktor: float, oben: _Seite, unten: _Seite) -> Iterator[Gleichung]:
    """Zwei Gleichungen: Der Zähler liegt zwischen (Quote ∓ halbe letzte Stelle) · Nenner.

    Es gelten so viele Nachkommastellen, wie zu den wahren Zahlen passen; passen keine, beruht die
    Quote auf anderen Zahlen und verrät nichts.
    """
    if not (oben.faktoren or unten.faktoren) or np.isnan(oben.bekannt + unten.bekannt):
        return
    moeglich = [
        stellen
        for stellen in range(_STELLEN + 1)
        if np.isclose(quote * faktor, round(quote * faktor, stellen))
    ]
    unbekannt = np.isnan(oben.wahr + unten.wahr)
    for stellen in moeglich[:1] if unbekannt else reversed(moeglich):
        halb = (0.5 + _TOLERANZ) * 10.0**-stellen / faktor
        unter, ueber = quote - halb, quote + halb
        if unbekannt or unter * unten.wahr <= oben.wahr <= ueber * unten.wahr:
            yield _grenze(oben, unten, unter, 1.0)
            yield _grenze(oben, unten, ueber, -1.0)
            return


def _grenze(oben: _Seite, unten: _Seite, quote: float, vorzeichen: float) -> Gleichung:
    """Zähler − Quote · Nenner ist mindestens (Vorzeichen 1) oder höchstens (−1) null."""
    faktoren = dict(oben.faktoren)
    for zelle, faktor in unten.faktoren.items():
        faktoren[zelle] = faktoren.get(zelle, 0.0) - quote * faktor
    return Gleichung(
        zellen=tuple(faktoren),
        koeffizienten=tuple(vorzeichen * faktor for faktor in faktoren.values()),
        unten=vorzeichen * (quote * unten.bekannt - oben.bekannt),
        oben=np.inf,
    )
