"""Der Sozialindex einer Ebene: Zutaten, Verfahren, Entwicklung und was davon sicher ist.

Hier wird aus Werten der Kommune, was `sozialindex` rechnet: Gebiete × Indikatoren als Zähler und
Nenner, „hoch“ heißt überall mehr Bedarf. Ein gesperrter Wert geht nicht weiter als bis zum Grund.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sozialmonitor import formate, profil, sozialindex, vergleich
from sozialmonitor.katalog import Bruch, Indikator
from sozialmonitor.kommune import Kommune
from sozialmonitor.sozialindex import Aussage, Stabilitaet, Uebereinstimmung
from sozialmonitor.zeichen import OHNE_WERT

BERLIN, IMD, MINMAX, RANG, SCHWELLE = "berlin", "imd", "minmax", "rang", "schwelle"
VERFAHREN = {
    BERLIN: "Berliner Regel (z-Werte)",
    IMD: "IMD-Transformation (England)",
    MINMAX: "Min-Max-Mittel",
    RANG: "mittlerer Rang",
    SCHWELLE: "Schwellenzahl",
}
GEPRUEFTE_KLASSEN = pd.CategoricalDtype(list(sozialindex.GEPRUEFTE_DYNAMIK))
_JAHRE_DER_ENTWICKLUNG = 2
_ABWANDLUNGEN = (0.5, 1.5)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grundlage:
    """Die Zutaten zu einem Stichtag.

    Attributes
    ----------
    indikatoren
        Anteile mit vereinbarter Richtung, in der Reihenfolge der Auswahl.
    zeilen
        Je Indikator eine Zeile je Gebiet der Ebene (Index `gebiet`), Spalten wie
        `vergleich.mit_vergleich`; Gebiete ohne Zeile haben den Zustand „fehlt“.
    anzahl, nenner
        Bewertete Gebiete × Indikator-ids; bei umgekehrten Indikatoren die Gegengruppe.
    grund
        Je Gebiet der Ebene, warum es nicht bewertet ist; leer, wenn es bewertet ist.
    """

    stichtag: str
    indikatoren: tuple[Indikator, ...]
    zeilen: Mapping[str, pd.DataFrame]
    anzahl: pd.DataFrame
    nenner: pd.DataFrame
    grund: pd.Series

    @property
    def anteile(self) -> pd.DataFrame:
        """Anteile der bewerteten Gebiete, 0 bis 1, hoch = mehr Bedarf."""
        return self.anzahl / self.nenner

    @property
    def demo(self) -> bool:
        """Ob ein Demonstrationswert vorkommt."""
        return any(bool(zeilen["demo"].eq(True).any()) for zeilen in self.zeilen.values())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Entwicklung:
    """Dynamik zwischen zwei Stichtagen: geprüft und nach der Berliner Regel.

    `geprueft` hat die Spalten von `sozialindex.geprueft_dynamik`, `berliner` die Dynamikklasse;
    beide eine Zeile je heute bewertetem Gebiet. `ausgelassen` sind Indikatoren, deren Reihe
    dazwischen gebrochen ist, mit dem Grund.
    """

    von: str
    bis: str
    indikatoren: tuple[Indikator, ...]
    ausgelassen: Mapping[str, str]
    geprueft: pd.DataFrame
    berliner: pd.Series


@dataclass(frozen=True, slots=True, kw_only=True)
class Gemeinsam:
    """Welche Gebiete Zufallsprobe und Verfahren zugleich unter den k mit dem größten Bedarf sehen.

    `anteil` der Ziehungen gilt für alle genannten zugleich; ohne `genau` ist er eine Untergrenze.
    """

    k: int
    gebiete: tuple[str, ...]
    anteil: float
    genau: bool


def zugelassene(
    kommune: Kommune, ids: Sequence[str], vorhanden: Collection[str]
) -> tuple[list[Indikator], dict[str, str]]:
    """Indikatoren, die in einen Index gehören, und warum die übrigen nicht.

    Parameters
    ----------
    ids
        Was kommune.toml unter `auswertungen.sozialindex` nennt.
    vorhanden
        Indikatoren mit Werten auf der gewählten Ebene.

    Returns
    -------
    tuple[list[Indikator], dict[str, str]]
        Zugelassen sind Anteile mit vereinbarter Richtung; sonst Titel → Grund.
    """
    zulaessig, gruende = [], {}
    for name in ids:
        indikator = kommune.katalog.get(name)
        if indikator is None:
            gruende[name] = "steht nicht im Katalog"
        elif indikator.art != "anteil":
            gruende[indikator.titel] = "ist kein Anteil"
        elif indikator.richtung == "neutral":
            gruende[indikator.titel] = "hat keine vereinbarte Richtung"
        elif name not in vorhanden:
            gruende[indikator.titel] = "hat auf dieser Ebene keine Werte"
        else:
            zulaessig.append(indikator)
    return zulaessig, gruende


def gemeinsame_stichtage(
    werte: Mapping[str, pd.DataFrame], gebiete: Collection[str]
) -> tuple[str, ...]:
    """Stichtage, an denen jeder Indikator für wenigstens eines der Gebiete einen Wert hat."""
    tage = [
        set(t.loc[t["zustand"].eq("wert") & t["gebiet"].isin(gebiete), "stichtag"])
        for t in werte.values()
    ]
    return tuple(sorted(set.intersection(*tage))) if tage else ()


def frueherer_stichtag(stichtage: Sequence[str], bis: str) -> str:
    """Der jüngste Stichtag wenigstens zwei Jahre vor `bis` (Berliner Regel), sonst der älteste.

    Leer, wenn es vor `bis` keinen gibt.
    """
    frueher = sorted(tag for tag in stichtage if tag < bis)
    weit = [tag for tag in frueher if int(tag[:4]) <= int(bis[:4]) - _JAHRE_DER_ENTWICKLUNG]
    return (weit[-1:] or frueher[:1] or [""])[0]


def grundlage(
    kommune: Kommune,
    indikatoren: Sequence[Indikator],
    werte: Mapping[str, pd.DataFrame],
    gebiete: Sequence[str],
    stichtag: str,
) -> Grundlage:
    """Zutaten aller Gebiete zu einem Stichtag und welche Gebiete bewertet werden.

    Parameters
    ----------
    indikatoren
        Ergebnis von `zugelassene`, höchstens die gewählten.
    werte
        Je Indikator-id die Tabelle aus `vergleich.mit_vergleich`.
    gebiete
        Alle Gebiete der Ebene.

    Notes
    -----
    Bei „niedrig belastend“ zählt die Gegengruppe (n − x). Ausgeschlossen wird nach
    `sozialindex.auswertbare_gebiete` und wo ein Wert fehlt oder gesperrt ist.
    """
    ort = pd.Index(list(gebiete), dtype="object", name="gebiet")
    zeilen = {i.id: _zeilen(werte[i.id], ort, stichtag) for i in indikatoren}
    anzahl, nenner = pd.DataFrame(index=ort), pd.DataFrame(index=ort)
    for i in indikatoren:
        zeile = zeilen[i.id]
        gilt = zeile["zustand"].eq("wert")
        x, n = zeile["zaehler"].where(gilt), zeile["nenner"]
        anzahl[i.id] = n - x if i.richtung == "niedrig_belastend" else x
        nenner[i.id] = n
    grund = _gruende(_bevoelkerung(kommune, ort, stichtag), zeilen, nenner, indikatoren)
    bewertet = ort[grund.eq("").to_numpy()]
    return Grundlage(
        stichtag=stichtag,
        indikatoren=tuple(indikatoren),
        zeilen=zeilen,
        anzahl=anzahl.loc[bewertet],
        nenner=nenner.loc[bewertet],
        grund=grund,
    )


def beitraege(
    teil: Grundlage,
    gewichte: Mapping[str, float],
    verfahren: str = BERLIN,
    basis: Grundlage | None = None,
) -> pd.DataFrame:
    """Beitrag jedes Indikators zum Index eines Verfahrens; die Zeilensumme ist der Index.

    Parameters
    ----------
    verfahren
        Einer der Schlüssel von `VERFAHREN`; die Schwellenzahl kennt keine Gewichte.
    basis
        Zutaten des eingefrorenen Stichtags; nur die Berliner Regel richtet sich danach.

    Returns
    -------
    pd.DataFrame
        Bewertete Gebiete × Indikator-ids, hoch = mehr Bedarf; `NaN`, wo es keinen Index gibt.
    """
    if verfahren == BERLIN:
        bezug = basis.anteile if basis is not None else None
        z = sozialindex.z_werte(teil.anteile, bezug=bezug)
        z_bezug = sozialindex.z_werte(bezug) if bezug is not None else None
        return sozialindex.zerlegung(z, gewichte, z_bezug)
    if verfahren == SCHWELLE:
        belastet, bewertbar = _urteile(teil)
        zahl = bewertbar.sum(axis=1)
        return (belastet & bewertbar).astype("float64").div(zahl.where(zahl > 0), axis=0)
    summe, anteile = sum(gewichte.values()), teil.anteile
    einzeln = {
        i.id: _einzelindex(anteile[[i.id]], verfahren) * gewichte[i.id] / summe
        for i in teil.indikatoren
    }
    return pd.DataFrame(einzeln, index=teil.anzahl.index)


def index(beitrag: pd.DataFrame) -> pd.Series:
    """Summe der Beiträge je Gebiet; `NaN`, wo einer fehlt."""
    return beitrag.sum(axis=1, skipna=False).rename("index")


def schwellentexte(teil: Grundlage) -> pd.Series:
    """„5 von 7“: in so vielen Indikatoren gesichert ungünstiger als die Reststadt."""
    zahl = sozialindex.schwellenzahl(*_urteile(teil))
    return zahl["belastet"].astype(str) + " von " + zahl["bewertbar"].astype(str)


def verfahrensvergleich(teil: Grundlage, gewichte: Mapping[str, float]) -> Uebereinstimmung:
    """Die Ränge aller Verfahren nebeneinander, jedes neu gerechnet; Spalten wie `VERFAHREN`.

    Ein Verfahren, das keinem Gebiet einen Wert gibt, fehlt.
    """
    indizes = pd.DataFrame({v: index(beitraege(teil, gewichte, v)) for v in VERFAHREN})
    return sozialindex.uebereinstimmung(indizes.dropna(axis=1, how="all"))


def entwicklung(
    heute: Grundlage,
    frueher: Grundlage,
    gewichte: Mapping[str, float],
    brueche: Mapping[str, Sequence[Bruch]],
    basis: Grundlage | None = None,
) -> Entwicklung:
    """Dynamik jedes heute bewerteten Gebiets seit einem früheren Stichtag.

    Indikatoren, deren Reihe dazwischen bricht, zählen nicht mit; war ein Gebiet früher nicht zu
    bewerten, ist es auch seine Dynamik nicht. Der Summentest nimmt die Streuung der Gebiete am
    Stichtag der `basis`, sonst am früheren.
    """
    ausgelassen = {
        i.id: bruch.grund
        for i in heute.indikatoren
        for bruch in brueche.get(i.id, ())
        if frueher.stichtag < bruch.ab <= heute.stichtag
    }
    gezaehlt = tuple(i for i in heute.indikatoren if i.id not in ausgelassen)
    namen = [i.id for i in gezaehlt]
    orte = heute.anzahl.index.intersection(frueher.anzahl.index, sort=False)
    geprueft, berliner = _ohne_entwicklung(heute.anzahl.index)
    if namen and len(orte):
        x0, n0, x1, n1 = (
            tabelle.loc[orte, namen]
            for tabelle in (frueher.anzahl, frueher.nenner, heute.anzahl, heute.nenner)
        )
        massstab = frueher if basis is None or basis.anzahl.empty else basis
        streuung = massstab.anteile[namen].std(ddof=0)
        neu = sozialindex.geprueft_dynamik(x0, n0, x1, n1, streuung)
        geprueft = pd.concat([neu, geprueft.drop(orte)]).reindex(heute.anzahl.index)
        z = sozialindex.z_werte(x1 / n1 - x0 / n0)
        summe = sozialindex.summenindex(z, {name: gewichte[name] for name in namen})
        berliner = sozialindex.dynamikklasse(summe.reindex(heute.anzahl.index))
    return Entwicklung(
        von=frueher.stichtag,
        bis=heute.stichtag,
        indikatoren=gezaehlt,
        ausgelassen=ausgelassen,
        geprueft=geprueft.astype({"klasse": GEPRUEFTE_KLASSEN}),
        berliner=berliner,
    )


def gewichtsproben(teil: Grundlage, gewichte: Mapping[str, float]) -> tuple[pd.Series, int]:
    """In wie vielen Proben ein Gebiet seine Statusklasse behält, und wie viele Proben es sind.

    Probe für Probe wird das Gewicht eines Indikators halbiert oder um die Hälfte erhöht.
    """
    z = sozialindex.z_werte(teil.anteile)
    heute = sozialindex.statusklasse(sozialindex.summenindex(z, gewichte))
    proben = [
        {**gewichte, name: gewicht * faktor}
        for name, gewicht in gewichte.items()
        for faktor in _ABWANDLUNGEN
    ]
    gleich = [
        sozialindex.statusklasse(sozialindex.summenindex(z, probe)).eq(heute) for probe in proben
    ]
    return pd.Series(np.sum(gleich, axis=0, dtype="int64"), index=heute.index), len(proben)


def gemeinsame_aussage(stabil: Stabilitaet, verfahren: Uebereinstimmung) -> Gemeinsam | None:
    """Die engste Aussage, die Zufallsprobe, Bauproben und alle Verfahren zugleich tragen.

    Bevorzugt ist „genau diese k“; sonst die mit dem kleinsten k. `None`, wenn es keine gibt.
    """
    gefunden = []
    for k in sorted({a.k for a in (*stabil.robust, *verfahren.aussagen)}):
        fest, einig = _bis(stabil.robust, k), _bis(verfahren.aussagen, k)
        if fest is None or einig is None:
            continue
        gebiete = tuple(g for g in fest.gebiete if g in einig.gebiete)
        genau = fest.k == k and len(gebiete) == len(fest.gebiete)
        if gebiete:
            gefunden.append(Gemeinsam(k=k, gebiete=gebiete, anteil=fest.anteil, genau=genau))
    return next((g for g in gefunden if len(g.gebiete) == g.k), next(iter(gefunden), None))


def _bis(aussagen: Sequence[Aussage], k: int) -> Aussage | None:
    return next((a for a in reversed(aussagen) if a.k <= k), None)


def _zeilen(tabelle: pd.DataFrame, ort: pd.Index, stichtag: str) -> pd.DataFrame:
    zeilen = tabelle[tabelle["stichtag"].eq(stichtag)].set_index("gebiet").reindex(ort)
    return zeilen.assign(
        zustand=zeilen["zustand"].fillna("fehlt"),
        urteil=zeilen["urteil"].fillna(vergleich.NICHT_BEWERTBAR),
        demo=zeilen["demo"].eq(True),
        stichtag=stichtag,
    )


def _bevoelkerung(kommune: Kommune, ort: pd.Index, stichtag: str) -> pd.Series:
    """Personen je Gebiet; `NaN`, wo sie fehlen oder gesperrt sind."""
    zahlen = kommune.zahlen.get(profil.pyramidenmerkmal(kommune.bestand))
    if zahlen is None or stichtag not in zahlen.stichtage:
        return pd.Series(np.nan, index=ort)
    zeile = kommune.gebiete.index.get_indexer(ort)
    tag = int(np.flatnonzero(zahlen.stichtage == stichtag)[0])
    gilt = zahlen.vorhanden[zeile, tag] & ((zahlen.bits[zeile, tag] & OHNE_WERT) == 0)
    return pd.Series(np.where(gilt, zahlen.werte[zeile, tag], np.nan), index=ort)


def _gruende(
    bevoelkerung: pd.Series,
    zeilen: Mapping[str, pd.DataFrame],
    nenner: pd.DataFrame,
    indikatoren: Sequence[Indikator],
) -> pd.Series:
    """Warum ein Gebiet nicht bewertet wird; fehlend, gesperrt und zu klein bleiben dreierlei.

    Ohne Bevölkerungszahl gilt die größte Bezugsgruppe: so viele Menschen leben dort mindestens.
    """
    titel = {i.id: i.titel for i in indikatoren}
    zustand = pd.DataFrame({titel[name]: z["zustand"] for name, z in zeilen.items()})
    ohne = zustand.isin(["fehlt", "geheim"])
    geprueft = nenner.rename(columns=titel).mask(ohne, sozialindex.MINDEST_NENNER)
    personen = bevoelkerung.fillna(nenner.mask(ohne.to_numpy()).max(axis=1))
    regel = sozialindex.auswertbare_gebiete(personen, geprueft)["grund"]
    return pd.Series(
        [
            "; ".join(teil for teil in (grund, *_luecken(zustand.iloc[platz])) if teil)
            for platz, grund in enumerate(regel)
        ],
        index=regel.index,
        dtype="object",
    )


def _luecken(zustand: pd.Series) -> list[str]:
    return [
        f"{formate.zustandstext(art)}: {', '.join(map(str, zustand.index[zustand.eq(art)]))}"
        for art in ("fehlt", "geheim")
        if zustand.eq(art).any()
    ]


def _urteile(teil: Grundlage) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Bewertete Gebiete × Indikatoren: gesichert ungünstiger als die Reststadt; ob geprüft."""
    orte = teil.anzahl.index
    belastet, bewertbar = pd.DataFrame(index=orte), pd.DataFrame(index=orte)
    for i in teil.indikatoren:
        urteil = teil.zeilen[i.id].loc[orte, "urteil"]
        belastet[i.id] = vergleich.wertung(urteil, i).eq(vergleich.UNGUENSTIGER)
        bewertbar[i.id] = urteil.ne(vergleich.NICHT_BEWERTBAR)
    return belastet, bewertbar


def _einzelindex(spalte: pd.DataFrame, verfahren: str) -> pd.Series:
    if verfahren == MINMAX:
        return sozialindex.minmax_index(spalte)
    if verfahren == RANG:
        return sozialindex.rangindex(spalte)
    return sozialindex.exponentialindex(sozialindex.raenge(spalte))


def _ohne_entwicklung(orte: pd.Index) -> tuple[pd.DataFrame, pd.Series]:
    geprueft = pd.DataFrame(
        {
            "klasse": sozialindex.NICHT_BEWERTBAR,
            "gesichert_besser": 0,
            "gesichert_schlechter": 0,
            "pruefgroesse": np.nan,
            "grund": "früher nicht bewertet oder Reihe gebrochen",
        },
        index=orte,
    )
    return geprueft, sozialindex.dynamikklasse(pd.Series(np.nan, index=orte))
