"""Was ein Lauf der Freigabe kostet und was verborgen ist, als Tabellen und Sätze.

Gerechnet wird mit den wahren Werten; die Tabellen nennen sie nie. Anteile an Personen und die
Prüfungstabelle sind für die Stelle, die freigibt, nicht für die Öffentlichkeit.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sozialmonitor import formate, kennzahlen
from sozialmonitor.freigabelauf import VERBORGEN
from sozialmonitor.gebiete import NICHT_ZUORDENBAR
from sozialmonitor.geheimhaltung import (
    GESCHUETZT,
    PRIMAER,
    SEKUNDAER,
    Regel,
)
from sozialmonitor.katalog import Indikator, merkmalsname
from sozialmonitor.kommune import Kommune
from sozialmonitor.verknuepfung import OHNE

PERSONEN = frozenset({"Personen", "Menschen", "Kinder"})
NACH_DER_REGEL = "nach der Regel geheim"
_SICHTBAR = {"oeffentlich": "öffentlich", "intern": "freigegeben"}
_KOEPFE = {
    "verbund": "Verbund",
    "titel": "Merkmal",
    "ebenentitel": "Ebene",
    "regel": "Regel",
    "gebiet": "Gebiet",
    "stichtag": "Stichtag",
    "merkmal": "Merkmal",
    "art": "Art",
    "grund": "Grund",
    "bereich": "Bereich",
    "bereich_vorher": "Ohne sie",
    "bereich_nachher": "Mit ihr",
    "breite": "Breite",
    "urteil": "Urteil",
    "zahlen": "Zahlen",
    "primaer": "primär",
    "sekundaer": "sekundär",
    "verborgen": "verborgen",
    "anteil_zahlen": "Anteil der Zahlen",
    "anteil_personen": "Anteil der Gezählten",
    "kleinste_breite": "engster Bereich",
    "ungeschuetzt": "zu genau errechenbar",
}
_UMFANG = ["titel", "ebenentitel", "zahlen", "primaer", "sekundaer", "verborgen"]
_ANTEILE = ["anteil_zahlen", "anteil_personen"]
# Verborgene Personen werden aufgerundet genannt, damit ihre Summe keine Gleichung ist.
_PERSONEN_AUF = 10
_KLEINSTER_ANTEIL = 0.05
_ALTERSGRENZE = re.compile(r"(.*?) ((?:unter|ab|von) .*)")
# Gründe, die den Wert selbst nennen, samt dem, woran man sie im Umkehrschluss erkennt.
_NENNT_DEN_WERT = ("Null", "0 % oder 100 %")
_MERKMALSGRUENDE = (*_NENNT_DEN_WERT, "Anzahl unter", "Ergänzung zum Nenner")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gesamt:
    """Die Kopfzahlen eines Laufs.

    `zahlen` sind alle, die es im Bestand gibt, ohne Abgezogenes und Restgebiete; davon sind
    `primaer` nach der Regel und `sekundaer` als Partner geschützt, `verborgen` nicht freigegeben
    und `gerundet` in Verbünden, die runden. `personen_verborgen` ist je Merkmal einmal gezählt
    und auf Zehner aufgerundet, `anteil_personen` [%] daraus gerechnet (`NaN` ohne Personen).
    `geprueft` sind alle angegriffenen Zellen, auch Abgezogenes; `kleinste_breite` ist `NaN` ohne
    solche, `ungeschuetzt` zählt, was sich genau oder zu genau errechnen lässt.
    """

    zahlen: int
    primaer: int
    sekundaer: int
    verborgen: int
    gerundet: int
    personen_verborgen: int
    anteil_personen: float
    geprueft: int
    kleinste_breite: float
    ungeschuetzt: int

    @property
    def anteil_verborgen(self) -> float:
        """Anteil der verborgenen an allen Zahlen [%]; `NaN` ohne Zahlen."""
        return 100 * self.verborgen / self.zahlen if self.zahlen else math.nan


def gesamt(zellen: pd.DataFrame, kommune: Kommune) -> Gesamt:
    """Die Kopfzahlen über alle Merkmale, Ebenen und Stichtage.

    Personen zählen auf der feinsten Ebene, die ein Merkmal am Stichtag hat, und nur bei
    Merkmalen, deren Einheit Personen sind.
    """
    zahlen = gezaehlte(zellen, kommune)
    verborgen, alle = verborgene_personen(zahlen, kommune)
    aufgerundet = _auf_zehner(verborgen) if zahlen["verborgen"].any() else 0
    geprueft = zellen[zellen["urteil"].notna()]
    return Gesamt(
        zahlen=len(zahlen),
        primaer=int(zahlen["status"].eq(PRIMAER).sum()),
        sekundaer=int(zahlen["status"].eq(SEKUNDAER).sum()),
        verborgen=int(zahlen["verborgen"].sum()),
        gerundet=int(zahlen["verbund"].isin(gerundete_verbuende(zellen)).sum()),
        personen_verborgen=aufgerundet,
        anteil_personen=min(100 * aufgerundet / alle, 100.0) if alle else math.nan,
        geprueft=len(geprueft),
        kleinste_breite=float((geprueft["oben"] - geprueft["unten"]).min()),
        ungeschuetzt=int(geprueft["urteil"].ne(GESCHUETZT).sum()),
    )


def umfang(zellen: pd.DataFrame, kommune: Kommune) -> pd.DataFrame:
    """Der Informationsverlust je Merkmal und Ebene, über alle Stichtage.

    Parameters
    ----------
    zellen
        `Lauf.zellen`.

    Returns
    -------
    pd.DataFrame
        Eine Zeile je Merkmal und Ebene mit Zahlen, in der Reihenfolge der Merkmale und von fein
        nach grob: `merkmal`, `titel`, `ebene`, `ebenentitel`, `zahlen`, `primaer`, `sekundaer`,
        `verborgen`, `anteil_zahlen` [%], `anteil_personen` [%] (Summe der verborgenen wahren
        Werte an der Summe aller bekannten derselben Ebene; `NaN`, wenn diese 0 ist). Abgezogenes
        und Restgebiete zählen nicht. Gerundete Zahlen sind nicht verborgen, auch wenn sie primär
        sind.
    """
    zahlen = gezaehlte(zellen, kommune)
    zahlen = zahlen.assign(
        primaer=zahlen["status"].eq(PRIMAER),
        sekundaer=zahlen["status"].eq(SEKUNDAER),
        verdeckt=zahlen["wert"].where(zahlen["verborgen"], 0.0),
    )
    summen = zahlen.groupby(["merkmal", "ebene"], sort=False, as_index=False).agg(
        zahlen=("wert", "size"),
        primaer=("primaer", "sum"),
        sekundaer=("sekundaer", "sum"),
        verborgen=("verborgen", "sum"),
        verdeckt=("verdeckt", "sum"),
        personen=("wert", "sum"),
    )
    ebenen = _ebenentitel(kommune)
    geordnet = summen.iloc[
        np.lexsort(
            (
                summen["ebene"].map({e: nr for nr, e in enumerate(ebenen)}),
                summen["merkmal"].map({m: nr for nr, m in enumerate(kommune.merkmale)}),
            )
        )
    ].reset_index(drop=True)
    return pd.DataFrame(
        {
            "merkmal": geordnet["merkmal"],
            "titel": [merkmalstitel(kommune, m) for m in geordnet["merkmal"]],
            "ebene": geordnet["ebene"],
            "ebenentitel": geordnet["ebene"].map(ebenen),
            **{n: geordnet[n] for n in ("zahlen", "primaer", "sekundaer", "verborgen")},
            "anteil_zahlen": 100 * geordnet["verborgen"] / geordnet["zahlen"],
            "anteil_personen": 100
            * geordnet["verdeckt"]
            / geordnet["personen"].where(geordnet["personen"] > 0),
        }
    )


def verborgene(zellen: pd.DataFrame, kommune: Kommune) -> pd.DataFrame:
    """Die Prüfungstabelle: was sich über jede geschützte Zelle errechnen lässt, ohne ihren Wert.

    Returns
    -------
    pd.DataFrame
        Eine Zeile je primärer oder sekundärer Zelle, auch Abgezogenes und Restgebiete, in der
        Reihenfolge des Laufs: `verbund` (Titel), `gebiet` (Name), `stichtag` (ISO), `merkmal`
        (Titel), `art` („primär“ | „sekundär“), `grund`, `bereich` („0 bis 6“; leer, wenn auch wir
        den Wert nicht kennen und nichts geprüft ist), `breite` (`inf` ohne obere Grenze),
        `urteil`. Nennt ein Grund im Lauf den Wert selbst („Null“), heißt er bei allen „nach der
        Regel geheim“.
    """
    geheim = zellen[zellen["status"].isin(VERBORGEN)].reset_index(drop=True)
    return pd.DataFrame(
        {
            **benannt(geheim, kommune),
            "art": geheim["status"],
            "grund": _gruende_ohne_wert(geheim["grund"]),
            "bereich": bereiche(geheim["unten"], geheim["oben"]),
            "breite": geheim["oben"] - geheim["unten"],
            "urteil": geheim["urteil"].fillna(""),
        }
    )


def gruende(zellen: pd.DataFrame) -> dict[str, int]:
    """Wie viele Zellen aus welchem Grund geschützt sind, die häufigsten zuerst."""
    geheim = zellen.loc[zellen["status"].isin(VERBORGEN), "grund"]
    return {str(grund): int(anzahl) for grund, anzahl in geheim.value_counts().items()}


def trotz_regel_sichtbar(zellen: pd.DataFrame) -> int:
    """Wie viele Zellen die Regel verbergen würde, die aber schon veröffentlicht sind."""
    return int((zellen["grund"].ne("") & ~zellen["status"].isin(VERBORGEN)).sum())


def abgeleitete(zellen: pd.DataFrame, kommune: Kommune) -> pd.DataFrame:
    """Welche Werte der Indikatoren geheim werden, weil eine ihrer Zahlen verborgen ist.

    Returns
    -------
    pd.DataFrame
        Eine Zeile je Wert, den es im Bestand gibt: `indikator`, `titel`, `gebiet` (Schlüssel),
        `name`, `stichtag`, `ursache` („Zähler“ | „Nenner“ | „Zähler und Nenner“). Was schon an
        der Quelle geheim, fertig veröffentlicht oder wegen kleiner Nenner nie zu sehen war, fehlt.
    """
    geheim = zellen[zellen["status"].isin(VERBORGEN) & zellen["frei"].isna()]
    orte = {
        str(merkmal): pd.MultiIndex.from_frame(teil[["gebiet", "stichtag"]])
        for merkmal, teil in geheim.groupby("merkmal", sort=False)
    }
    teile = [
        _geheime_werte(kommune, indikator, orte)
        for indikator in kommune.katalog.values()
        if {merkmalsname(t) for t in (*indikator.zaehler, *indikator.nenner)} & set(orte)
    ]
    spalten = ["indikator", "titel", "gebiet", "name", "stichtag", "ursache"]
    alle = pd.concat(teile, ignore_index=True) if teile else pd.DataFrame(columns=spalten)
    return pd.DataFrame(alle.assign(name=alle["gebiet"].map(kommune.namen)), columns=spalten)


def umfangstabelle(umfang: pd.DataFrame, *, mit_personen: bool = True) -> pd.DataFrame:
    """`umfang` als deutsche Texte; ohne Personen lässt sich keine verborgene Summe ablesen."""
    return _als_texte(umfang[_UMFANG + (_ANTEILE if mit_personen else _ANTEILE[:1])])


def pruefungstabelle(verborgene: pd.DataFrame) -> pd.DataFrame:
    """`verborgene` (auch ein Teil der Zeilen oder Spalten) als deutsche Texte."""
    return _als_texte(verborgene)


def aelterentabelle(verratene: pd.DataFrame) -> pd.DataFrame:
    """`aeltere_veroeffentlichung` als deutsche Texte."""
    return _als_texte(verratene.drop(columns=["verbund", "genannt"]))


def regeltabelle(vergleich: pd.DataFrame) -> pd.DataFrame:
    """`regelvergleich` als deutsche Texte, eine Zeile je Regel."""
    texte = _als_texte(vergleich.drop(columns=["summen", "nicht_additiv"]))
    summen = [
        "nicht gerundet" if pd.isna(alle) else f"{formate.zahl(offen)} von {formate.zahl(alle)}"
        for offen, alle in zip(vergleich["nicht_additiv"], vergleich["summen"], strict=True)
    ]
    return texte.assign(**{"Summen, die nicht aufgehen": summen})


def satz_ergebnis(kopf: Gesamt, rolle: str = "oeffentlich") -> str:
    """Die Antwort der Seite in ein bis drei Sätzen.

    Parameters
    ----------
    rolle
        „oeffentlich“ oder „intern“.
    """
    sichtbar = _SICHTBAR[rolle]
    zahlen, verborgen = formate.zahl(kopf.zahlen), formate.zahl(kopf.verborgen)
    if not kopf.zahlen:
        return "Es gibt keine Zahlen, die noch nicht veröffentlicht sind."
    saetze = []
    if kopf.verborgen:
        satz = (
            f"Von {zahlen} Zahlen {_ist(kopf.verborgen)} {verborgen} nicht {sichtbar} "
            f"({_anteil(kopf.anteil_verborgen)})"
        )
        if not math.isnan(kopf.anteil_personen):
            satz += f", das sind höchstens {_anteil(kopf.anteil_personen)} der gezählten Personen"
        saetze.append(f"{satz}.")
    elif kopf.gerundet < kopf.zahlen and not kopf.primaer:
        saetze.append(f"Alle {zahlen} Zahlen sind {sichtbar}; keine fällt unter die Regel.")
    if kopf.gerundet:
        saetze.append(
            f"Gerundet {_ist(kopf.gerundet)} {formate.zahl(kopf.gerundet)} von {zahlen} Zahlen."
        )
    if kopf.geprueft:
        saetze.append(_satz_pruefung(kopf))
    return " ".join(saetze)


def regel_in_worten(regel: Regel) -> list[str]:
    """Die Regel als Sätze, einer je Bestimmung."""
    hoechste = regel.mindestanzahl - 1
    saetze = []
    if hoechste >= 1:
        von_bis = "Die Anzahl 1 ist" if hoechste == 1 else f"Anzahlen von 1 bis {hoechste} sind"
        saetze.append(f"{von_bis} geheim{', die Null auch' if regel.null_geheim else ''}.")
    else:
        null = "Die Null ist geheim, andere" if regel.null_geheim else "Kleine"
        saetze.append(f"{null} Anzahlen sind nicht geheim.")
    if regel.komplement and (hoechste >= 1 or regel.null_geheim):
        saetze.append("Dasselbe gilt für die Ergänzung zum Nenner.")
    if regel.mindestnenner:
        saetze.append(f"Quoten über weniger als {regel.mindestnenner} Personen sind geheim.")
    saetze.append(
        "Quoten geheimer Anzahlen sind geheim."
        if regel.quoten_geheimer_zahlen
        else "Quoten geheimer Anzahlen sind geheim, wenn sich die Anzahl zu genau errechnen lässt."
    )
    if regel.keine_0_100:
        saetze.append("Bei sensiblen Merkmalen sind 0 % und 100 % geheim.")
    if regel.dominanz is not None:
        anteil = formate.zahl(100 * regel.dominanz)
        saetze.append(f"Geheim ist, was zu mehr als {anteil} % auf einen Beitrag zurückgeht.")
    if regel.mindest_melder:
        saetze.append(f"Hinter jeder Zahl stehen mindestens {regel.mindest_melder} Stellen.")
    saetze.append(
        f"Statt zu verbergen wird zufällig auf Vielfache von {regel.rundung} gerundet."
        if regel.rundung
        else "Was sich über eine verborgene Zahl errechnen lässt, ist mindestens "
        f"{regel.mindestbreite} breit und reicht mindestens bis {regel.mindestanzahl}."
    )
    return saetze


def merkmalstitel(kommune: Kommune, merkmal: str) -> str:
    """Der Titel eines Merkmals oder Abgezogenen: „Personen unter 18 ohne unter 15 Jahren“."""
    if merkmal in kommune.merkmale:
        return kommune.merkmale[merkmal].titel
    if OHNE not in merkmal:
        return merkmal
    links, rechts = _getrennt(merkmal)
    ganzes = merkmalstitel(kommune, links)
    if rechts.startswith("("):
        return f"{ganzes}{OHNE}({merkmalstitel(kommune, rechts[1:-1])})"
    teil = merkmalstitel(kommune, rechts)
    oben, unten = _ALTERSGRENZE.fullmatch(ganzes), _ALTERSGRENZE.fullmatch(teil)
    if oben and unten and oben[1] == unten[1]:
        return f"{ganzes}{OHNE}{unten[2]}"
    return f"{ganzes}{OHNE}{teil}"


def gebietsname(kommune: Kommune, gebiet: str) -> str:
    """Der Name eines Gebiets oder Restgebiets: „Altstadt ohne Soziale Mitte“."""
    if gebiet in kommune.gebiete.index:
        return kommune.name(gebiet)
    return OHNE.join(kommune.name(teil) for teil in gebiet.split(OHNE, 1))


def _getrennt(name: str) -> tuple[str, str]:
    """Ganzes und Teil von „A ohne B ohne (C ohne D)“: getrennt wird am letzten „ohne“ außen."""
    stelle = name.rfind(OHNE)
    while name.count(")", stelle) > name.count("(", stelle):
        stelle = name.rfind(OHNE, 0, stelle)
    return name[:stelle], name[stelle + len(OHNE) :]


def gezaehlte(zellen: pd.DataFrame, kommune: Kommune) -> pd.DataFrame:
    """Die Zellen, die es im Bestand als Zahl gibt, mit `ebene` und `verborgen`."""
    verborgen = zellen["status"].isin(VERBORGEN) & zellen["frei"].isna()
    echt = zellen["gebiet"].isin(kommune.gebiete.index) & (zellen["wert"].notna() | verborgen)
    echt &= _vorhanden(zellen, kommune)
    return zellen.assign(
        ebene=zellen["gebiet"].map(kommune.gebiete["ebene"]).astype("object"), verborgen=verborgen
    )[echt]


def _vorhanden(zellen: pd.DataFrame, kommune: Kommune) -> np.ndarray:
    """Ob es die Zelle im Bestand gibt; Nullen leerer Reste stehen nur in der Rechnung."""
    da = np.zeros(len(zellen), dtype=bool)
    orte = kommune.gebiete.index.get_indexer(pd.Index(zellen["gebiet"]))
    tage = zellen["stichtag"].to_numpy()
    for merkmal, stellen in zellen.groupby("merkmal", sort=False).indices.items():
        if merkmal in kommune.zahlen:
            zahlen = kommune.zahlen[str(merkmal)]
            tag = pd.Index(zahlen.stichtage).get_indexer(pd.Index(tage[stellen]))
            gibt_es = (orte[stellen] >= 0) & (tag >= 0)
            da[stellen] = gibt_es & zahlen.vorhanden[orte[stellen], tag]
    return da


def verborgene_personen(
    zahlen: pd.DataFrame, kommune: Kommune, *, nur_personen: bool = True
) -> tuple[float, float]:
    """Verborgene und alle Gezählten auf der feinsten Ebene je Merkmal und Stichtag."""
    ebenen = [ebene.id for ebene in kommune.einstellungen.ebenen if not ebene.menge]
    raenge = {ebene: float(rang) for rang, ebene in enumerate(ebenen)}
    rang = zahlen["ebene"].map(raenge).astype("float64")
    feinster = rang.groupby([zahlen["merkmal"], zahlen["stichtag"]]).transform("min")
    # Was keinem Teil zuzuordnen ist, fehlt allen Ebenen unter der Stadt.
    stadt = raenge.get(str(kommune.gebiete.loc[kommune.einstellungen.stadt, "ebene"]), math.inf)
    dabei = rang.eq(feinster) | (zahlen["ebene"].eq(NICHT_ZUORDENBAR) & feinster.lt(stadt))
    if nur_personen:
        einheiten = {m.id: m.einheit in PERSONEN for m in kommune.merkmale.values()}
        dabei &= zahlen["merkmal"].map(einheiten).eq(other=True)
    gemeint = zahlen[dabei]
    return (
        float(gemeint["wert"].where(gemeint["verborgen"]).sum()),
        float(gemeint["wert"].sum()),
    )


def _geheime_werte(
    kommune: Kommune, indikator: Indikator, orte: Mapping[str, pd.MultiIndex]
) -> pd.DataFrame:
    werte = kennzahlen.kennzahl(kommune, indikator.id)
    werte = werte[werte["zustand"].eq("wert") & werte["herkunft"].eq("gerechnet")]
    hier = pd.MultiIndex.from_frame(werte[["gebiet", "stichtag"]])

    def betroffen(terme: Iterable[str]) -> np.ndarray:
        ergebnis = np.zeros(len(hier), dtype=bool)
        for merkmal in {merkmalsname(term) for term in terme} & set(orte):
            ergebnis |= hier.isin(orte[merkmal])
        return ergebnis

    zaehler, nenner = betroffen(indikator.zaehler), betroffen(indikator.nenner)
    ursache = np.select(
        [zaehler & nenner, zaehler, nenner], ["Zähler und Nenner", "Zähler", "Nenner"], ""
    )
    return pd.DataFrame(
        werte[["gebiet", "stichtag"]].assign(
            indikator=indikator.id, titel=indikator.titel, ursache=ursache
        )[ursache != ""]
    )


def _auf_zehner(personen: float) -> int:
    """Aufgerundet, mindestens 10: Auch dass verborgene Zahlen 0 sind, soll niemand ablesen."""
    return max(math.ceil(personen / _PERSONEN_AUF), 1) * _PERSONEN_AUF


def _ebenentitel(kommune: Kommune) -> dict[str, str]:
    ebenen = {ebene.id: ebene.titel for ebene in kommune.einstellungen.ebenen}
    return ebenen | {NICHT_ZUORDENBAR: "räumlich nicht zuordenbar"}


def gerundete_verbuende(zellen: pd.DataFrame) -> set[str]:
    """Verbünde, deren Zahlen gerundet statt verborgen sind."""
    anders = zellen["status"].isin(VERBORGEN) | zellen["frei"].ne(zellen["wert"])
    return set(zellen.loc[zellen["frei"].notna() & anders, "verbund"])


def benannt(zellen: pd.DataFrame, kommune: Kommune) -> dict[str, pd.Series]:
    """Verbund, Gebiet und Merkmal mit Namen, der Stichtag wie er ist."""
    merkmale = {m: merkmalstitel(kommune, m) for m in zellen["merkmal"].unique()}
    gebiete = {g: gebietsname(kommune, g) for g in zellen["gebiet"].unique()}
    verbuende = {v: merkmalstitel(kommune, v) for v in zellen["verbund"].unique()}
    return {
        "verbund": zellen["verbund"].map(verbuende).astype("object"),
        "gebiet": zellen["gebiet"].map(gebiete).astype("object"),
        "stichtag": zellen["stichtag"].astype("object"),
        "merkmal": zellen["merkmal"].map(merkmale).astype("object"),
    }


def _gruende_ohne_wert(genannt: pd.Series) -> pd.Series:
    if not genannt.str.startswith(_NENNT_DEN_WERT).any():
        return genannt
    return genannt.mask(genannt.str.startswith(_MERKMALSGRUENDE), NACH_DER_REGEL)


def bereiche(unten: pd.Series, oben: pd.Series) -> list[str]:
    """Errechenbare Bereiche in Worten: „0 bis 6“, „ein Wert“; leer ohne Prüfung."""
    return [_bereich(u, o) for u, o in zip(unten, oben, strict=True)]


def _bereich(unten: float, oben: float) -> str:
    """Der Bereich als Text; ein feststehender Wert wird nicht genannt."""
    if math.isnan(unten):
        return ""
    if unten == oben:
        return "ein Wert"
    if math.isinf(oben):
        return f"mindestens {formate.zahl(unten)}"
    return f"{formate.zahl(unten)} bis {formate.zahl(oben)}"


def _als_texte(rahmen: pd.DataFrame) -> pd.DataFrame:
    """Dieselben Zeilen und Spalten mit deutschen Köpfen und fertigen Texten."""
    return pd.DataFrame(
        {_KOEPFE[name]: [_text(wert, name) for wert in rahmen[name]] for name in rahmen.columns}
    )


def _text(wert: object, name: str) -> str:
    if name == "stichtag":
        return formate.stichtag(str(wert))
    if isinstance(wert, str):
        return wert
    if wert == math.inf:
        return "unbegrenzt"
    zahl = formate.zahl(wert, 1 if name in _ANTEILE else 0)
    return f"{zahl} %" if name in _ANTEILE and zahl != formate.KEINE_ANGABE else zahl


def _satz_pruefung(kopf: Gesamt) -> str:
    breite = f"der engste Bereich ist {formate.zahl(kopf.kleinste_breite)} breit"
    if math.isinf(kopf.kleinste_breite):
        breite = "kein Bereich hat eine obere Grenze"
    if kopf.ungeschuetzt:
        lassen = "lässt" if kopf.ungeschuetzt == 1 else "lassen"
        anzahl = formate.zahl(kopf.ungeschuetzt)
        return f"{anzahl} {lassen} sich genau oder zu genau errechnen; {breite}."
    return f"Keine lässt sich errechnen; {breite}."


def _ist(anzahl: int) -> str:
    return "ist" if anzahl == 1 else "sind"


def _anteil(prozent: float) -> str:
    if 0 < prozent < _KLEINSTER_ANTEIL:
        return "unter 0,1 %"
    return f"{formate.zahl(prozent, 1)} %"
