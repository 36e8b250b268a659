"""Vergleiche für die Freigabe: was andere Regeln kosten, was ältere Ausgaben verraten."""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from sozialmonitor import formate, freigabelauf, verknuepfung, vorwissen
from sozialmonitor.fehler import SozialmonitorFehler, SpaltenFehlen, Unbekannt
from sozialmonitor.freigabebericht import (
    benannt,
    bereiche,
    gerundete_verbuende,
    gesamt,
    gezaehlte,
    verborgene_personen,
)
from sozialmonitor.freigabelauf import VERBORGEN
from sozialmonitor.geheimhaltung import (
    FEST,
    GESCHUETZT,
    OFFEN,
    PRIMAER,
    Gleichung,
    Regel,
    Schutz,
    vergleich_mit_veroeffentlichtem,
)
from sozialmonitor.geheimhaltung.gleichungen import gleichungssystem
from sozialmonitor.geheimhaltung.tabelle import TOLERANZ
from sozialmonitor.kommune import Kommune
from sozialmonitor.verknuepfung import Verbund
from sozialmonitor.vorwissen import Bekanntes

_ALTE = ["gebiet", "stichtag", "merkmal", "wert"]


def regelvergleich(
    kommune: Kommune,
    verbund: Verbund,
    stichtag: str,
    regeln: Mapping[str, Regel],
    *,
    zellen: pd.DataFrame | None = None,
    geheimnis: str = "",
) -> pd.DataFrame:
    """Was verschiedene Regeln denselben Verbund an einem Stichtag kosten.

    Parameters
    ----------
    regeln
        Name → Regel.
    zellen
        Zellen eines fertigen Laufs; aus ihnen kommen die freigegebenen Nenner. Ohne sie gelten
        nur schon veröffentlichte Nenner als bekannt.
    geheimnis
        Nötig, wenn eine Regel rundet.

    Returns
    -------
    pd.DataFrame
        Eine Zeile je Regel: `regel` (Name), `zahlen`, `primaer`, `sekundaer`, `anteil_zahlen` [%]
        verborgen, `anteil_personen` [%] (auch Haushalte und anderes Gezählte; `NaN`, wenn es
        nichts zu zählen gibt), `kleinste_breite` (`NaN`, wenn nichts zu prüfen war),
        `ungeschuetzt`, bei Rundung `summen` und `nicht_additiv` (Summen freigegebener Zahlen und
        wie viele davon nicht mehr aufgehen; sonst `NA`).

    Raises
    ------
    SozialmonitorFehler
        Wenn eine Regel rundet und das Geheimnis fehlt.

    Notes
    -----
    Ein einzelner Schritt kennt die Partner des Stichtags davor nicht; ein Lauf kann deshalb
    andere Partner wählen.
    """
    nenner = {} if zellen is None else _nenner(kommune, zellen, verbund, stichtag)
    zeilen = [
        {"regel": name}
        | _folgen(kommune, verbund, stichtag, regel, nenner=nenner, geheimnis=geheimnis)
        for name, regel in regeln.items()
    ]
    ergebnis = pd.DataFrame(zeilen)
    return ergebnis.astype({name: "Int64" for name in ("summen", "nicht_additiv") if zeilen})


def aeltere_veroeffentlichung(
    zellen: pd.DataFrame, kommune: Kommune, alte: pd.DataFrame, *, regeln: Mapping[str, Regel]
) -> pd.DataFrame:
    """Was eine ältere Ausgabe über jetzt geschützte Zellen verrät.

    Parameters
    ----------
    alte
        Die ältere Ausgabe: `gebiet`, `stichtag`, `merkmal`, `wert`; ohne Wert heißt dort
        verborgen. Merkmale und Stichtage, die der Lauf nicht hat, bleiben unbeachtet.
    regeln
        `Lauf.regeln`: Regel je Verbund.

    Returns
    -------
    pd.DataFrame
        Eine Zeile je Zelle, die der Lauf schützt und die mit der älteren Ausgabe genau oder zu
        genau bestimmbar ist: `verbund`, `gebiet`, `stichtag`, `merkmal`, `art` wie in
        `verborgene`, `bereich_vorher`, `bereich_nachher` („ein Wert“, wo er feststeht), `urteil`
        (nachher), `genannt` (die Zelle selbst steht in der älteren Ausgabe).

    Raises
    ------
    SpaltenFehlen
        Wenn der älteren Ausgabe eine Spalte fehlt.
    SozialmonitorFehler
        Wenn ihre Zahlen sich widersprechen; genannt werden Verbund und Stichtag.

    Notes
    -----
    Gerechnet werden nur Verbünde und Stichtage, zu denen die ältere Ausgabe etwas nennt, das jetzt
    nicht zu sehen ist. Quoten älterer Veröffentlichungen und verborgene Nenner anderer Verbünde
    sind nicht berücksichtigt.
    """
    alt = _gelesene_alte(alte)
    verbuende = {verbund.id: verbund for verbund in verknuepfung.verbuende(kommune)}
    rundend = gerundete_verbuende(zellen)
    bekanntes = Bekanntes.aus(
        kommune,
        {
            str(tag): _freigegebene(teil, kommune)
            for tag, teil in zellen.groupby("stichtag", sort=False)
        },
    )
    teile = [zellen.iloc[:0].assign(unten_mit=0.0, oben_mit=0.0, urteil_mit="", genannt=False)]
    for (name, stichtag), schritt in zellen.groupby(["verbund", "stichtag"], sort=False):
        frueher = alt[alt["stichtag"].eq(str(stichtag)) & alt["merkmal"].isin(schritt["merkmal"])]
        if _nennt_verborgenes(frueher, schritt, gerundete=name in rundend):
            verbund = _nachgeschlagen(verbuende, str(name))
            vergleich = _vergleich_gerundet if name in rundend else _vergleich
            try:
                teile.append(vergleich(bekanntes, verbund, schritt, frueher, regeln[verbund.id]))
            except SozialmonitorFehler as fehler:
                ort = f"{freigabelauf.titel(kommune, verbund)}“, {formate.stichtag(str(stichtag))}"
                raise SozialmonitorFehler(
                    f"Die ältere Ausgabe passt bei „{ort}, nicht zum Bestand: {fehler} Bitte die "
                    "Zeilen dort prüfen."
                ) from fehler
    return _als_aeltere(pd.concat(teile, ignore_index=True), kommune)


def _nenner(
    kommune: Kommune, zellen: pd.DataFrame, verbund: Verbund, stichtag: str
) -> dict[str, pd.Series]:
    """Die freigegebenen Anzahlen der Verbünde, die der Lauf vor diesem rechnet."""
    reihenfolge = [v.id for v in verknuepfung.verbuende(kommune)]
    frueher = reihenfolge[: reihenfolge.index(verbund.id)]
    hier = zellen[zellen["verbund"].isin(frueher) & zellen["stichtag"].eq(stichtag)]
    return _freigegebene(hier, kommune)


def _freigegebene(zellen: pd.DataFrame, kommune: Kommune) -> dict[str, pd.Series]:
    """Je Merkmal die genau freigegebenen Anzahlen eines Stichtags (Index Gebiet)."""
    genau = zellen["merkmal"].isin(list(kommune.merkmale))
    genau &= ~zellen["verbund"].isin(gerundete_verbuende(zellen))
    return {
        str(merkmal): teil.set_index("gebiet")["frei"]
        for merkmal, teil in zellen[genau].groupby("merkmal", sort=False)
    }


def _folgen(
    kommune: Kommune,
    verbund: Verbund,
    stichtag: str,
    regel: Regel,
    *,
    nenner: Mapping[str, pd.Series],
    geheimnis: str,
) -> dict[str, object]:
    schritt = freigabelauf.ein_schritt(
        kommune, verbund, stichtag, regel, nenner=nenner, geheimnis=geheimnis
    )
    zellen = schritt.assign(verbund=verbund.id, stichtag=stichtag)
    zahlen, kopf = gezaehlte(zellen, kommune), gesamt(zellen, kommune)
    verborgen, alle = verborgene_personen(zahlen, kommune, nur_personen=False)
    summen = _nicht_aufgehend(kommune, verbund, schritt) if regel.rundung else (None, None)
    return {
        "zahlen": kopf.zahlen,
        "primaer": kopf.primaer,
        "sekundaer": kopf.sekundaer,
        "anteil_zahlen": kopf.anteil_verborgen,
        "anteil_personen": 100 * verborgen / alle if alle else math.nan,
        "kleinste_breite": kopf.kleinste_breite,
        "ungeschuetzt": kopf.ungeschuetzt,
        "summen": summen[0],
        "nicht_additiv": summen[1],
    }


def _nicht_aufgehend(kommune: Kommune, verbund: Verbund, schritt: pd.DataFrame) -> tuple[int, int]:
    """Wie viele Summen lauter freigegebene Zahlen haben, und wie viele davon nicht aufgehen."""
    frei = schritt.loc[schritt["frei"].notna(), ["gebiet", "merkmal", "frei"]]
    system = gleichungssystem(frei, verknuepfung.hierarchien(kommune, verbund))
    ganz = np.diff(system.matrix[:, system.zellen :].indptr) == 0
    abstand = system.matrix[:, : system.zellen] @ frei["frei"].to_numpy("float64")
    return int(ganz.sum()), int((np.abs(abstand[ganz]) > TOLERANZ).sum())


def _gelesene_alte(alte: pd.DataFrame) -> pd.DataFrame:
    if fehlend := set(_ALTE) - set(alte.columns):
        raise SpaltenFehlen.aus(fehlend, list(alte.columns))
    wert = pd.to_numeric(alte["wert"], errors="coerce").astype("float64")
    if (falsch := wert.isna() & alte["wert"].notna()).any():
        raise SozialmonitorFehler(
            "In der älteren Ausgabe steht in der Spalte „wert“ "
            f"{alte.loc[falsch, 'wert'].iloc[0]!r}; erwartet wird eine Zahl oder nichts."
        )
    bekannt = alte[_ALTE].assign(wert=wert)[wert.notna()]
    return bekannt.astype(dict.fromkeys(("gebiet", "stichtag", "merkmal"), "str"))


def _nachgeschlagen(verbuende: Mapping[str, Verbund], name: str) -> Verbund:
    if name not in verbuende:
        raise Unbekannt.aus("Der Verbund", name, list(verbuende))
    return verbuende[name]


def _nennt_verborgenes(frueher: pd.DataFrame, schritt: pd.DataFrame, *, gerundete: bool) -> bool:
    """Ob die ältere Ausgabe etwas nennt, das jetzt nicht zu sehen ist."""
    if frueher.empty or not schritt["status"].isin(VERBORGEN).any():
        return False
    sichtbar = schritt["frei"].notna() & (not gerundete)
    orte = ["gebiet", "merkmal"]
    jetzt = pd.MultiIndex.from_frame(schritt.loc[sichtbar, orte])
    return bool((~pd.MultiIndex.from_frame(frueher[orte]).isin(jetzt)).any())


def _vergleich(
    bekanntes: Bekanntes,
    verbund: Verbund,
    schritt: pd.DataFrame,
    frueher: pd.DataFrame,
    regel: Regel,
) -> pd.DataFrame:
    kommune, stichtag = bekanntes.kommune, str(schritt["stichtag"].iloc[0])
    jetzt = schritt.reset_index(drop=True)
    ergebnis = vergleich_mit_veroeffentlichtem(
        jetzt[["gebiet", "merkmal", "wert", "zeichen", "nenner", "status"]],
        frueher[["gebiet", "merkmal", "wert"]],
        verknuepfung.hierarchien(kommune, verbund),
        schutz=regel.schutz,
        weitere_gleichungen=(
            *verknuepfung.tafel(kommune, verbund, stichtag).gleichungen,
            *vorwissen.gleichungen(bekanntes, verbund, stichtag, jetzt),
        ),
    )
    return _verratene(jetzt, ergebnis)


def _vergleich_gerundet(
    bekanntes: Bekanntes,
    verbund: Verbund,
    schritt: pd.DataFrame,
    frueher: pd.DataFrame,
    regel: Regel,
) -> pd.DataFrame:
    """Wie `_vergleich`; der Angreifer kennt von jeder Zelle den Bereich um ihre Rundung."""
    jetzt, basis = schritt.reset_index(drop=True), regel.rundung
    frueher = frueher.merge(jetzt[["gebiet", "merkmal", "wert"]], how="left",
                            on=["gebiet", "merkmal"], suffixes=("", "_wahr"))  # fmt: skip
    gleich = frueher["wert_wahr"].isna() | frueher["wert"].eq(frueher["wert_wahr"])
    genau = jetzt["status"].isin([PRIMAER, FEST])
    gezeigt = jetzt[jetzt["frei"].notna() & jetzt["status"].ne(FEST)]
    ergebnis = vergleich_mit_veroeffentlichtem(
        jetzt[["gebiet", "merkmal"]].assign(
            wert=jetzt["wert"].where(genau), status=jetzt["status"].where(genau, OFFEN)
        ),
        frueher.loc[gleich, ["gebiet", "merkmal", "wert"]],
        verknuepfung.hierarchien(bekanntes.kommune, verbund),
        schutz=Schutz(breite=basis - 1, mindestanzahl=0),
        weitere_gleichungen=[
            Gleichung.bereich((gebiet, merkmal), max(frei - basis + 1, 0), frei + basis - 1)
            for gebiet, merkmal, frei in zip(
                gezeigt["gebiet"], gezeigt["merkmal"], gezeigt["frei"], strict=True
            )
        ],
    )
    return _verratene(jetzt, ergebnis)


def _verratene(jetzt: pd.DataFrame, ergebnis: pd.DataFrame) -> pd.DataFrame:
    """Die Zellen, die der Lauf schützt und die mit der älteren Ausgabe ungeschützt sind."""
    zellen = jetzt.loc[ergebnis.index].assign(
        unten_mit=ergebnis["unten_mit"],
        oben_mit=ergebnis["oben_mit"],
        urteil_mit=ergebnis["urteil_mit"],
        genannt=ergebnis["veroeffentlicht"],
    )
    geschuetzt = zellen["urteil"].eq(GESCHUETZT) | zellen["urteil"].isna()
    return zellen[geschuetzt & zellen["urteil_mit"].ne(GESCHUETZT)]


def _als_aeltere(zellen: pd.DataFrame, kommune: Kommune) -> pd.DataFrame:
    return pd.DataFrame(
        {
            **benannt(zellen, kommune),
            "art": zellen["status"],
            "bereich_vorher": bereiche(zellen["unten"], zellen["oben"]),
            "bereich_nachher": bereiche(zellen["unten_mit"], zellen["oben_mit"]),
            "urteil": zellen["urteil_mit"],
            "genannt": zellen["genannt"].astype(bool),
        }
    )
