"""Verknüpfte Tabellen: welche Merkmale und Gebiete Summen verbinden, und die Tafel je Stichtag.

Was gemeinsam veröffentlicht wird, lässt sich voneinander abziehen. Ein Verbund sind alle Merkmale,
zwischen denen Gleichungen gelten; was sich durch Abziehen ergibt („unter 18 ohne unter 15“), ist
selbst eine Zelle und wird mit geschützt.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from sozialmonitor import gebiete as gebietsmodul
from sozialmonitor.geheimhaltung import FEST, OFFEN
from sozialmonitor.katalog import merkmalsname
from sozialmonitor.kommune import Kommune
from sozialmonitor.zahlen import GLIEDERUNG, Zahlen, gehoert_dazu
from sozialmonitor.zeichen import zeichentext

OHNE = " ohne "
_TOLERANZ = 1e-6

Zuordnungen = list[dict[str, str]]
Summe = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verbund:
    """Merkmale, die Gleichungen verbinden; `summen` sind Ganzes → Teile, Abgezogenes inbegriffen.

    `tabellen` sind die nicht veröffentlichten Tabellen, aus denen die Zahlen stammen.
    """

    id: str
    merkmale: tuple[str, ...]
    summen: tuple[Summe, ...]
    tabellen: tuple[str, ...]

    @property
    def abgezogen(self) -> tuple[str, ...]:
        """Zellen, die nirgends stehen, sich aber durch Abziehen ergeben."""
        teile = dict.fromkeys(teil for _, kinder in self.summen for teil in kinder)
        return tuple(teil for teil in teile if teil not in self.merkmale)


def veroeffentlichte_tabellen(kommune: Kommune) -> frozenset[str]:
    """Namen der Tabellen, die das Datenpaket als schon veröffentlicht ausweist."""
    return frozenset(
        str(r["name"]) for r in kommune.paket["resources"] if r.get("veroeffentlicht") is True
    )


def verbuende(kommune: Kommune) -> list[Verbund]:
    """Alle Verbünde mit nicht veröffentlichten Anzahlen; wer Nenner eines anderen ist, zuerst."""
    tabellen = _eigener_bestand(kommune).groupby("merkmal", sort=False)["ressource"].unique()
    zaehlbar = [
        m.id
        for m in kommune.merkmale.values()
        if (m.aus or m.id) in tabellen.index and m.id in kommune.zahlen and m.ganzzahlig
    ]
    summen = [*_teilmengen(kommune, zaehlbar), *_gliederungen(kommune, zaehlbar)]
    gefunden = []
    for gruppe in _verbunden(zaehlbar, summen):
        quellen = {q for m in gruppe for q in tabellen[kommune.merkmale[m].aus or m]}
        gefunden.append(
            Verbund(
                id=gruppe[0],
                merkmale=tuple(gruppe),
                summen=tuple(summe for summe in summen if summe[0] in gruppe),
                tabellen=tuple(sorted(map(str, quellen))),
            )
        )
    return _nenner_zuerst(kommune, gefunden)


def stichtage(kommune: Kommune, verbund: Verbund) -> list[str]:
    """Alle Stichtage, zu denen der Verbund nicht veröffentlichte Zahlen hat."""
    namen = {kommune.merkmale[m].aus or m for m in verbund.merkmale}
    bestand = _eigener_bestand(kommune)
    return sorted(map(str, bestand.loc[bestand["merkmal"].isin(list(namen)), "stichtag"].unique()))


def hierarchien(kommune: Kommune, verbund: Verbund) -> dict[str, Zuordnungen]:
    """Die Summen beider Dimensionen: Gebiete (samt Mengen und deren Rest) und Merkmale."""
    zerlegung = kommune.zerlegung
    haupt = zerlegung[~zerlegung["ganzes"].isin(mengen(kommune))]
    orte = [dict(zip(haupt["teil"], haupt["ganzes"], strict=True))]
    orte += [
        dict.fromkeys(gebietsmodul.teile_von(zerlegung, menge), menge) for menge in mengen(kommune)
    ]
    orte += [{menge: oben, rest: oben} for rest, (oben, menge) in reste(kommune).items()]
    merkmale = [dict.fromkeys(teile, ganzes) for ganzes, teile in verbund.summen]
    return {"gebiet": [z for z in orte if z], "merkmal": merkmale}


def mengen(kommune: Kommune) -> list[str]:
    """Die Gebiete, die aus ganzen Teilen anderer bestehen (Programmgebiete)."""
    ebenen = [ebene.id for ebene in kommune.einstellungen.ebenen if ebene.menge]
    return list(kommune.gebiete.index[kommune.gebiete["ebene"].isin(ebenen)])


def reste(kommune: Kommune) -> dict[str, tuple[str, str]]:
    """Was von einem Gebiet ohne eine Menge in ihm bleibt: Schlüssel → (Gebiet, Menge)."""
    gefunden = {}
    for menge in mengen(kommune):
        ketten = [
            gebietsmodul.vorfahren(kommune.gebiete, teil)
            for teil in gebietsmodul.teile_von(kommune.zerlegung, menge)
        ]
        gemeinsam = [oben for oben in (ketten or [[]])[0] if all(oben in k for k in ketten)]
        if gemeinsam:
            gefunden[f"{gemeinsam[0]}{OHNE}{menge}"] = (gemeinsam[0], menge)
    return gefunden


def tafel(
    kommune: Kommune, verbund: Verbund, stichtag: str, nenner: Mapping[str, pd.Series]
) -> pd.DataFrame:
    """Alle Zellen des Verbunds an einem Stichtag, samt dem, was sich durch Abziehen ergibt.

    Parameters
    ----------
    nenner
        Je Merkmal außerhalb des Verbunds die freigegebenen Anzahlen (Index Gebiet, `NaN` geheim).

    Returns
    -------
    pd.DataFrame
        Eine Zeile je Zelle: `gebiet`, `merkmal`, `wert`, `zeichen`, `nenner` (der kleinste
        freigegebene), `status` („fest“, wo der Wert schon veröffentlicht ist, sonst „offen“).
        Zellen, deren veröffentlichter Wert nicht die Summe seiner Teile ist, fehlen: Sie sind
        veröffentlicht, aber keine Gleichung.
    """
    fest = _feste_zellen(kommune, stichtag)
    werte = {m: _spalte(kommune.zahlen[m], stichtag) for m in verbund.merkmale}
    tabelle = pd.DataFrame(
        {
            "gebiet": list(kommune.gebiete.index) * len(werte),
            "merkmal": np.repeat(list(werte), len(kommune.gebiete)),
            "wert": np.concatenate([w for w, _, _ in werte.values()]),
            "bits": np.concatenate([b for _, b, _ in werte.values()]),
            "da": np.concatenate([d for _, _, d in werte.values()]),
        }
    )
    tabelle = _mit_leeren_resten(kommune, tabelle)
    schluessel = pd.MultiIndex.from_frame(tabelle[["gebiet", "merkmal"]])
    tabelle = tabelle.assign(status=np.where(schluessel.isin(fest), FEST, OFFEN))
    tabelle = _ohne_widerspruch(tabelle, hierarchien(kommune, verbund))
    tabelle = _mit_abgezogenem(tabelle, kommune, verbund)
    zeichen = zeichentext(tabelle["bits"].to_numpy())
    return tabelle.assign(zeichen=zeichen, nenner=_nenner(kommune, verbund, tabelle, nenner))[
        ["gebiet", "merkmal", "wert", "zeichen", "nenner", "status"]
    ].reset_index(drop=True)


def _eigener_bestand(kommune: Kommune) -> pd.DataFrame:
    """Die Zeilen, die noch nicht veröffentlicht sind."""
    offen = list(veroeffentlichte_tabellen(kommune))
    return kommune.bestand[~kommune.bestand["ressource"].isin(offen)]


def _teilmengen(kommune: Kommune, zaehlbar: Sequence[str]) -> list[Summe]:
    """Ganzes = Teilmenge + Rest, für jedes Paar `aus`-Merkmale ohne anderes dazwischen."""
    summen: list[Summe] = []
    for grundlage in dict.fromkeys(kommune.merkmale[m].aus for m in zaehlbar):
        if grundlage not in zaehlbar:
            continue
        arten = kommune.bestand.loc[kommune.bestand["merkmal"].eq(grundlage), GLIEDERUNG]
        zellen = arten.drop_duplicates().to_dict("records")
        mengen_von = {
            m: frozenset(
                nr for nr, zelle in enumerate(zellen) if gehoert_dazu(zelle, kommune.merkmale[m])
            )
            for m in zaehlbar
            if grundlage in (m, kommune.merkmale[m].aus)
        }
        summen += _zerlegungen(mengen_von)
    return summen


def _zerlegungen(mengen_von: Mapping[str, frozenset[int]]) -> list[Summe]:
    namen: dict[frozenset[int], str] = {}
    for merkmal, menge in mengen_von.items():
        namen.setdefault(menge, merkmal)
    gleich = [
        (namen[menge], (merkmal,)) for merkmal, menge in mengen_von.items() if namen[menge] != merkmal
    ]
    summen: dict[Summe, None] = dict.fromkeys(gleich)
    verschieden = list(namen)
    for ganzes in verschieden:
        kleiner = [teil for teil in verschieden if teil < ganzes]
        for teil in kleiner:
            if not any(teil < dazwischen for dazwischen in kleiner):
                rest = namen.setdefault(ganzes - teil, f"{namen[ganzes]}{OHNE}{namen[teil]}")
                summen[namen[ganzes], tuple(sorted((namen[teil], rest)))] = None
    return list(summen)


def _gliederungen(kommune: Kommune, zaehlbar: Sequence[str]) -> list[Summe]:
    """Ganzes = Teil + Rest nach `teil_von`; Teile derselben `gliederung` ergeben das Ganze."""
    summen: list[Summe] = []
    ganz: dict[tuple[str, str], list[str]] = {}
    for merkmal in (kommune.merkmale[m] for m in zaehlbar):
        if merkmal.teil_von not in zaehlbar:
            continue
        rest = f"{merkmal.teil_von}{OHNE}{merkmal.id}"
        summen.append((merkmal.teil_von, (merkmal.id, rest)))
        if merkmal.gliederung:
            ganz.setdefault((merkmal.teil_von, merkmal.gliederung), []).append(merkmal.id)
    return summen + [(ganzes, tuple(teile)) for (ganzes, _), teile in ganz.items()]


def _verbunden(namen: Sequence[str], summen: Iterable[Summe]) -> list[list[str]]:
    nummern = {name: nr for nr, name in enumerate(namen)}
    kanten = [(nummern[g], nummern[t]) for g, teile in summen for t in teile if t in nummern]
    von, nach = zip(*kanten, strict=True) if kanten else ((), ())
    netz = sparse.coo_array((np.ones(len(von)), (von, nach)), shape=(len(namen),) * 2)
    anzahl, marken = csgraph.connected_components(netz, directed=False)
    return [[n for n, marke in zip(namen, marken, strict=True) if marke == i] for i in range(anzahl)]


def _nenner_zuerst(kommune: Kommune, gefunden: Sequence[Verbund]) -> list[Verbund]:
    """Wessen Zahlen Nenner anderer sind, vor diesen; sonst in der Reihenfolge der Merkmale."""
    nenner_von = {
        verbund.id: {
            merkmalsname(term)
            for indikator in kommune.katalog.values()
            if {merkmalsname(t) for t in indikator.zaehler} & set(verbund.merkmale)
            for term in indikator.nenner
        }
        - set(verbund.merkmale)
        for verbund in gefunden
    }
    offen, fertig = list(gefunden), list[Verbund]()
    while offen:
        wartend = {merkmal for verbund in offen for merkmal in verbund.merkmale}
        # Braucht jeder einen anderen, geht der erste vor; ihm fehlt dann ein Nenner.
        naechster = next((v for v in offen if not nenner_von[v.id] & wartend), offen[0])
        offen.remove(naechster)
        fertig.append(naechster)
    return fertig


def _feste_zellen(kommune: Kommune, stichtag: str) -> pd.MultiIndex:
    """Zellen mit eigener Zeile in einer veröffentlichten Tabelle."""
    zeilen = kommune.bestand[
        kommune.bestand["ressource"].isin(list(veroeffentlichte_tabellen(kommune)))
        & kommune.bestand["stichtag"].eq(stichtag)
        & kommune.bestand["wert"].notna()
    ]
    return pd.MultiIndex.from_frame(zeilen[["gebiet", "merkmal"]])


def _spalte(zahlen: Zahlen, stichtag: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Werte, Zeichen und Vorhandensein aller Gebiete an einem Stichtag."""
    stelle = np.flatnonzero(zahlen.stichtage == stichtag)
    if not len(stelle):
        hoehe = len(zahlen.werte)
        return np.full(hoehe, np.nan), np.zeros(hoehe, "int16"), np.zeros(hoehe, dtype=bool)
    tag = stelle[0]
    return zahlen.werte[:, tag], zahlen.bits[:, tag], zahlen.vorhanden[:, tag]


def _mit_leeren_resten(kommune: Kommune, tabelle: pd.DataFrame) -> pd.DataFrame:
    """Ohne nicht vorhandene Zellen; wo nichts „nicht zuordenbar“ ist, steht eine 0."""
    ohne_ort = kommune.gebiete.index[kommune.gebiete["ebene"].eq(gebietsmodul.NICHT_ZUORDENBAR)]
    belegt = tabelle.loc[tabelle["da"], "merkmal"].unique()
    leer = ~tabelle["da"] & tabelle["gebiet"].isin(ohne_ort) & tabelle["merkmal"].isin(belegt)
    return tabelle.assign(wert=tabelle["wert"].mask(leer, 0.0))[tabelle["da"] | leer].drop(
        columns="da"
    )


def _ohne_widerspruch(
    tabelle: pd.DataFrame, summen: Mapping[str, Zuordnungen]
) -> pd.DataFrame:
    """Ohne veröffentlichte Ganze, die nicht die Summe ihrer bekannten Teile sind."""
    for dim, andere in (("gebiet", "merkmal"), ("merkmal", "gebiet")):
        feld = tabelle.pivot(index=dim, columns=andere, values="wert")
        fest = tabelle.assign(fest=tabelle["status"].eq(FEST)).pivot(
            index=dim, columns=andere, values="fest"
        )
        weg = set()
        for ganzes, teile in _teile_je_ganzem(summen[dim]):
            if ganzes not in feld.index or not set(teile) <= set(feld.index):
                continue
            abstand = (feld.loc[teile].sum(skipna=False) - feld.loc[ganzes]).abs()
            falsch = abstand.gt(_TOLERANZ) & fest.loc[ganzes].eq(other=True)
            weg |= {(ganzes, spalte) for spalte in feld.columns[falsch]}
        tabelle = tabelle[[z not in weg for z in zip(tabelle[dim], tabelle[andere], strict=True)]]
    return tabelle


def _teile_je_ganzem(zuordnungen: Zuordnungen) -> list[tuple[str, list[str]]]:
    gefunden: list[tuple[str, list[str]]] = []
    for zuordnung in zuordnungen:
        je_ganzem: dict[str, list[str]] = {}
        for teil, ganzes in zuordnung.items():
            je_ganzem.setdefault(ganzes, []).append(teil)
        gefunden += je_ganzem.items()
    return gefunden


def _mit_abgezogenem(tabelle: pd.DataFrame, kommune: Kommune, verbund: Verbund) -> pd.DataFrame:
    """Dazu die Zellen, die sich durch Abziehen ergeben, in beiden Dimensionen."""
    merkmale = {
        rest: (ganzes, andere)
        for ganzes, teile in verbund.summen
        for rest in teile
        if rest in verbund.abgezogen and len(teile) == 2  # noqa: PLR2004
        for andere in teile
        if andere != rest
    }
    tabelle = pd.concat([tabelle, _differenzen(tabelle, "merkmal", merkmale)], ignore_index=True)
    orte = _differenzen(tabelle, "gebiet", reste(kommune))
    return pd.concat([tabelle, orte], ignore_index=True)


def _differenzen(
    tabelle: pd.DataFrame, dim: str, reste_von: Mapping[str, tuple[str, str]]
) -> pd.DataFrame:
    andere = "merkmal" if dim == "gebiet" else "gebiet"
    nach = {schluessel: zeilen.set_index(andere) for schluessel, zeilen in tabelle.groupby(dim)}
    neu = []
    for rest, (ganzes, teil) in reste_von.items():
        if ganzes not in nach or teil not in nach:
            continue
        oben, unten = nach[ganzes].align(nach[teil], join="inner", axis=0)
        neu.append(
            pd.DataFrame(
                {
                    dim: rest,
                    andere: oben.index,
                    "wert": (oben["wert"] - unten["wert"]).to_numpy(),
                    "bits": 0,
                    "status": OFFEN,
                }
            )
        )
    return pd.concat(neu, ignore_index=True) if neu else tabelle.iloc[:0]


def _nenner(
    kommune: Kommune, verbund: Verbund, tabelle: pd.DataFrame, nenner: Mapping[str, pd.Series]
) -> np.ndarray:
    """Der kleinste freigegebene Nenner je Zelle; `NaN`, wo es keinen gibt."""
    kleinster = np.full(len(tabelle), np.inf)
    for indikator in kommune.katalog.values():
        if indikator.art != "anteil" or len(indikator.zaehler) != 1:
            continue
        if not set(indikator.nenner) <= set(nenner) or indikator.zaehler[0] not in verbund.merkmale:
            continue
        summe = sum(tabelle["gebiet"].map(nenner[t]).to_numpy("float64") for t in indikator.nenner)
        hier = tabelle["merkmal"].eq(indikator.zaehler[0]).to_numpy() & np.isfinite(summe)
        kleinster = np.where(hier, np.fmin(kleinster, summe), kleinster)
    # Wo der Nenner kleiner ist als die Anzahl (nicht zuordenbare Fälle), ist er keiner.
    return np.where(np.isinf(kleinster) | (kleinster < tabelle["wert"]), np.nan, kleinster)
