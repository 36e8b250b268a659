"""Ein neuer Zuschnitt: kleinste Einheiten umsortieren, Zahlen bilden, bewerten, vergleichen.

Gerechnet wird am Raster (siehe `laden.raster`). Es ist vertraulich, und auch die Ergebnisse hier
enthalten wahre Werte; sie gehören nicht an die Öffentlichkeit.

Ein neues Gebiet darf Stadtteilgrenzen überschreiten. Stadtteile, Programmgebiete und Stadt bleiben
als Summen ihrer Einheiten veröffentlicht; wo sie sich mit einem Gebiet nur überschneiden, prüft
die Geheimhaltung auch die Schnittstücke.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sozialmonitor import formate
from sozialmonitor.fehler import SozialmonitorFehler, SpaltenFehlen, Unbekannt
from sozialmonitor.geheimhaltung import EXAKT, GESCHUETZT, OFFEN, PRIMAER, SEKUNDAER, Regel
from sozialmonitor.kommune import Kommune
from sozialmonitor.schnittstuecke import UND, ZUSAETZE, Schnitt, schnitt
from sozialmonitor.sozialindex import MINDEST_BEVOELKERUNG
from sozialmonitor.zeichen import FEHLT, OHNE_WERT, bitmaske, vererbt, zeichentext
from sozialmonitor.zuschnittschutz import (
    VERBORGEN,
    Geschuetzt,
    Sicht,
    felder,
    geschuetzt,
)

MENSCHEN = "einwohner"
NEUES, DARUEBER, STUECK, BISHERIGES = "neu", "darüber", "Schnittstück", "bisher"
_SPALTEN = ("einheit", "gebiet", "uebergeordnet", "stichtag", "merkmal", "wert", "zeichen")
_GRUND_PARTNER = "schützt andere Zellen"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bewertung:
    """Was ein Zuschnitt bringt; enthält wahre Werte.

    Attributes
    ----------
    gebiete
        Je neues Gebiet: `gebiet`, `uebergeordnet` (leer, wenn es über dessen Grenze reicht),
        `menschen` [Personen], `einheiten`, `zellen` (Merkmale mit Zahl), `verborgen`, `hinweis`.
    zellen
        Je Gebiet und Merkmal: `art` („neu“; „darüber“ sind Stadtteile, Stadt, Programmgebiete und
        Gebiete ohne Raster), `wert`, `frei` (`NaN` verborgen oder unbekannt), `status` („offen“,
        „primär“, „sekundär“), `grund`.
    angriff
        Je schutzbedürftige verborgene Zelle, auch Schnittstücke und Reste: `gebiet`, `merkmal`,
        `art`, errechenbarer Bereich `unten` bis `oben`, `breite`, `urteil`.
    verraten
        Was der Vergleich mit dem bisherigen Zuschnitt verriete, wenn beide für sich geschützt,
        aber nicht aufeinander abgestimmt wären; Spalten wie `angriff`. `None` ohne Vergleich.
    """

    gebiete: pd.DataFrame
    zellen: pd.DataFrame
    angriff: pd.DataFrame
    verraten: pd.DataFrame | None = None

    @property
    def anteil_zellen(self) -> float:
        """Verborgene Zahlen an allen Zahlen der neuen Gebiete [0 bis 1]; `NaN` ohne Zahlen."""
        zellen = float(self.gebiete["zellen"].sum())
        return float(self.gebiete["verborgen"].sum()) / zellen if zellen else math.nan

    @property
    def anteil_personen(self) -> float:
        """Wer in verborgenen Zahlen der neuen Gebiete steckt, an allen Gezählten [0 bis 1].

        Über alle Merkmale: Wer in mehreren gezählt ist, zählt mehrfach.
        """
        neue = self.zellen[self.zellen["art"].eq(NEUES)]
        summe = float(neue["wert"].sum())
        return float(neue.loc[neue["frei"].isna(), "wert"].sum()) / summe if summe else math.nan

    @property
    def darueber_verborgen(self) -> int:
        """Zahlen von Stadtteilen, Stadt und allem ohne Raster, die mit verborgen sind."""
        return int((self.zellen["art"].eq(DARUEBER) & self.zellen["status"].isin(VERBORGEN)).sum())

    @property
    def ungeschuetzt(self) -> pd.DataFrame:
        """Die Zeilen von `angriff`, die nicht geschützt sind."""
        return _ungeschuetzt(self.angriff)

    @property
    def engster(self) -> float:
        """Die Breite des engsten errechenbaren Bereichs; `NaN`, wenn nichts verborgen ist."""
        return float(self.angriff["breite"].min())

    @property
    def urteil(self) -> str:
        """Das Ergebnis der Prüfung als Satz."""
        offen = self.ungeschuetzt
        if self.angriff.empty:
            return "Keine Zahl ist zu verbergen."
        if offen.empty:
            return (
                f"Alle {formate.zahl(len(self.angriff))} verborgenen Zahlen sind geschützt; der "
                f"engste errechenbare Bereich ist {formate.zahl(self.engster)} breit."
            )
        genau = int(offen["urteil"].eq(EXAKT).sum())
        return (
            f"{formate.zahl(len(offen))} von {formate.zahl(len(self.angriff))} verborgenen Zahlen "
            f"sind nicht geschützt, davon {formate.zahl(genau)} genau errechenbar."
        )


def neue_gebiete(raster: pd.DataFrame, zuordnung: Mapping[str, str]) -> pd.DataFrame:
    """Die Zahlen je Gebiet und Merkmal im neuen Zuschnitt.

    Parameters
    ----------
    raster
        Ergebnis von `lade_raster`.
    zuordnung
        Einheit → Gebiet. Ein neuer Schlüssel ist ein neues Gebiet; nicht genannte Einheiten
        bleiben, wo sie sind; ein Gebiet ohne Einheiten fällt weg.

    Returns
    -------
    pd.DataFrame
        Eine Zeile je Gebiet und Merkmal: `gebiet`, `merkmal`, `wert`, `zeichen` (vererbt),
        `einheiten` (Anzahl). Ist eine Einheit unbekannt, geheim oder ohne Zeile, ist es auch
        die Summe, nie kleiner.

    Raises
    ------
    SozialmonitorFehler
        Wenn die Zuordnung eine unbekannte Einheit oder ein Gebiet ohne Namen nennt.
    """
    gebiet_von = _zugeordnet(raster, zuordnung)
    merkmale = raster["merkmal"].unique()
    voll = pd.MultiIndex.from_product([gebiet_von, merkmale], names=["einheit", "merkmal"])
    bits = pd.Series(bitmaske(raster["zeichen"]).to_numpy(), index=raster.index)
    zeilen = raster.assign(bits=bits).set_index(["einheit", "merkmal"])[["wert", "bits"]]
    zeilen = zeilen.reindex(voll).reset_index()
    zeilen["gebiet"] = zeilen["einheit"].map(gebiet_von)
    zeilen["bits"] = vererbt(zeilen["bits"].fillna(FEHLT).to_numpy("int64"))
    gruppen = zeilen.groupby(["gebiet", "merkmal"], sort=False)
    summen = gruppen.agg(
        wert=("wert", lambda werte: werte.sum(skipna=False)),
        bits=("bits", np.bitwise_or.reduce),
        einheiten=("einheit", "size"),
    ).reset_index()
    bits_je = summen["bits"].to_numpy("int64")
    ohne_zeichen = summen["wert"].isna().to_numpy() & (bits_je & OHNE_WERT == 0)
    zeichen = zeichentext(np.where(ohne_zeichen, bits_je | FEHLT, bits_je))
    return summen.assign(zeichen=zeichen)[["gebiet", "merkmal", "wert", "zeichen", "einheiten"]]


def bewertung(
    raster: pd.DataFrame,
    zuordnung: Mapping[str, str],
    kommune: Kommune,
    regel: Regel,
    *,
    alter_zuschnitt: bool | pd.DataFrame = False,
    mindestbevoelkerung: float = MINDEST_BEVOELKERUNG,
    menschen: str = MENSCHEN,
) -> Bewertung:
    """Was im neuen Zuschnitt zu verbergen wäre, wie viel das ist, und ob es geschützt ist.

    Parameters
    ----------
    raster, zuordnung
        Wie bei `neue_gebiete`; eine leere Zuordnung bewertet den bisherigen Zuschnitt.
    regel
        Die Regel der Rolle, `kommune.einstellungen.geheimhaltung.regel(rolle)`.
    alter_zuschnitt
        `True`: Die bisherigen Gebiete sind schon veröffentlicht, geschützt nach derselben Regel.
        Eine Tabelle `gebiet, merkmal, frei` nennt stattdessen, was wirklich veröffentlicht ist
        (ohne Wert: verborgen), etwa `zellen` eines Laufs oder, mit `wert` statt `frei`, die Zeilen
        einer Ausgabe; hat sie einen `stichtag`, gilt der des Rasters. Verbergen lassen sich dann
        nur noch neue Zahlen.
    mindestbevoelkerung
        Weniger Menschen [Personen] ergeben einen Hinweis.
    menschen
        Das Merkmal, das Menschen zählt.

    Raises
    ------
    SozialmonitorFehler
        Bei unbekannten Einheiten, Merkmalen und Gebieten, wenn die Regel rundet statt zu
        verbergen und wenn sich die Zahlen widersprechen.

    Notes
    -----
    Geprüft sind nur die Merkmale des Rasters an seinem Stichtag. Andere Merkmale und Jahre
    derselben Gebiete, veröffentlichte Quoten und verborgene Nenner prüft erst die Freigabe.
    """
    if regel.rundung:
        raise SozialmonitorFehler(
            "Die Regel rundet, statt zu verbergen; bewertet wird nur, was zu verbergen ist. Bitte "
            "eine Regel ohne Rundung angeben."
        )
    if menschen not in set(raster["merkmal"]):
        raise Unbekannt.aus("Das Merkmal", menschen, list(raster["merkmal"].unique()))
    neu = _zugeordnet(raster, zuordnung)
    zahlen = felder(raster, kommune)
    orte = schnitt(kommune, zahlen.alt, neu, mit_altem=False)
    ergebnis = geschuetzt(
        kommune, zahlen, orte, regel, waehlbar=[*orte.neu.values(), *orte.darueber]
    )
    verraten = None
    if alter_zuschnitt is not False:
        if alter_zuschnitt is True:
            alter_zuschnitt = bewertung(raster, {}, kommune, regel, menschen=menschen).zellen
        orte = schnitt(kommune, zahlen.alt, neu, mit_altem=True)
        bisher = _veroeffentlicht(orte, alter_zuschnitt, str(raster["stichtag"].iloc[0]))
        hinzu = _hinzugekommen(orte, ergebnis, set(zahlen.werte.columns))
        naiv = geschuetzt(kommune, zahlen, orte, regel, waehlbar=(), sichtbar=bisher | hinzu)
        ergebnis, verraten = naiv, _ungeschuetzt(_mit_art(naiv))
        if len(verraten):
            gebunden = {*orte.alt.values(), *orte.darueber}
            neue = [zelle for zelle in orte.neu.values() if zelle not in gebunden]
            ergebnis = geschuetzt(kommune, zahlen, orte, regel, waehlbar=neue, sichtbar=bisher)
    zellen = _zellen(ergebnis, list(zahlen.werte.columns))
    return Bewertung(
        gebiete=_gebiete(raster, neu, zellen, menschen, mindestbevoelkerung),
        zellen=zellen,
        angriff=_mit_art(ergebnis),
        verraten=verraten,
    )


def vergleich(bisher: Bewertung, neu: Bewertung) -> pd.DataFrame:
    """Bisheriger und neuer Zuschnitt nebeneinander, als deutsche Texte: `Kennwert, bisher, neu`."""
    spalten = {"bisher": _kennwerte(bisher), "neu": _kennwerte(neu)}
    return pd.DataFrame(spalten).rename_axis("Kennwert").reset_index()


def zu_kleine_zusammengelegt(
    raster: pd.DataFrame,
    mindestens: float,
    zuordnung: Mapping[str, str] | None = None,
    *,
    menschen: str = MENSCHEN,
) -> dict[str, str]:
    """Ein Vorschlag: zu kleine Gebiete mit dem kleinsten anderen desselben Stadtteils vereint.

    Schritt für Schritt, das kleinste zuerst; das vereinte heißt wie das größere. Lage und Grenzen
    kennt das Raster nicht: Die vereinten Gebiete müssen nicht aneinander liegen, jeder Vorschlag
    ist auf der Karte zu prüfen. Was über eine Stadtteilgrenze reicht, was allein in seinem
    Stadtteil liegt oder wessen Menschen unbekannt sind, bleibt.

    Parameters
    ----------
    mindestens
        So viele Menschen [Personen] soll jedes Gebiet haben.
    zuordnung
        Wovon auszugehen ist; ohne Angabe vom bisherigen Zuschnitt.

    Returns
    -------
    dict
        Einheit → Gebiet, nur was vom bisherigen Zuschnitt abweicht.
    """
    alt = _zugeordnet(raster, {})
    gebiet_von = _zugeordnet(raster, zuordnung or {})
    zahlen = neue_gebiete(raster[raster["merkmal"].eq(menschen)], gebiet_von).dropna(subset="wert")
    personen = dict(zip(zahlen["gebiet"], zahlen["wert"], strict=True))
    oben = _uebergeordnete(raster, gebiet_von)
    offen = {g for g in personen if oben[g]}
    while klein := [g for g in offen if personen[g] < mindestens]:
        kleinstes = min(klein, key=lambda g: (personen[g], g))
        andere = [g for g in personen if oben[g] == oben[kleinstes] and g != kleinstes]
        offen.discard(kleinstes)
        if not andere:
            continue
        ziel = min(andere, key=lambda g: (personen[g], g))
        personen[ziel] += personen.pop(kleinstes)
        gebiet_von = {e: ziel if g == kleinstes else g for e, g in gebiet_von.items()}
    return {einheit: g for einheit, g in gebiet_von.items() if g != alt[einheit]}


def bezeichnung(kommune: Kommune, zelle: str) -> str:
    """Der Name einer Zelle aus `angriff`: Gebiete mit Namen, Schnittstücke mit „∩“."""
    namen = []
    for teil in zelle.split(UND):
        gebiet = teil
        while zusatz := next((z for z in ZUSAETZE if gebiet.endswith(z)), ""):
            gebiet = gebiet.removesuffix(zusatz)
        namen.append(kommune.name(gebiet) + teil.removeprefix(gebiet))
    return UND.join(namen)


def _zugeordnet(raster: pd.DataFrame, zuordnung: Mapping[str, str]) -> dict[str, str]:
    """Je Einheit ihr Gebiet."""
    if fehlend := set(_SPALTEN) - set(raster.columns):
        raise SpaltenFehlen.aus(fehlend, list(raster.columns))
    alt = dict(zip(raster["einheit"], raster["gebiet"], strict=True))
    if fremd := sorted(set(zuordnung) - set(alt)):
        raise Unbekannt.aus("Die Einheit", fremd[0], list(alt))
    if leer := [einheit for einheit, gebiet in zuordnung.items() if not gebiet]:
        raise SozialmonitorFehler(
            f"Die Einheit „{leer[0]}“ ist keinem Gebiet zugeordnet. Bitte ein Gebiet nennen oder "
            "die Einheit weglassen, dann bleibt sie, wo sie ist."
        )
    return alt | dict(zuordnung)


def _hinzugekommen(orte: Schnitt, allein: Geschuetzt, merkmale: set[str]) -> Sicht:
    """Was der neue Zuschnitt für sich geschützt zeigte, in den Zellen des gemeinsamen Schnitts."""
    ort_von = {zelle: orte.neu[name] for name, zelle in allein.schnitt.neu.items()}
    return frozenset((ort_von.get(g, g), m) for g, m in allein.sichtbar if m in merkmale)


def _veroeffentlicht(orte: Schnitt, zellen: pd.DataFrame, stichtag: str) -> Sicht:
    """Was von den bisherigen Gebieten und allem darüber sichtbar ist."""
    spalte = "frei" if "frei" in zellen.columns else "wert"
    if fehlend := {"gebiet", "merkmal", spalte} - set(zellen.columns):
        raise SpaltenFehlen.aus(fehlend, list(zellen.columns))
    ort_von = {zelle: zelle for zelle in orte.darueber} | dict(orte.alt)
    if "stichtag" in zellen.columns:
        zellen = zellen[zellen["stichtag"].eq(stichtag)]
    frei = zellen[zellen[spalte].notna() & zellen["gebiet"].isin(list(ort_von))]
    return frozenset((ort_von[g], m) for g, m in zip(frei["gebiet"], frei["merkmal"], strict=True))


def _zellen(ergebnis: Geschuetzt, merkmale: list[str]) -> pd.DataFrame:
    """Die veröffentlichten Zellen der neuen Gebiete und von allem darüber."""
    neue = ergebnis.schnitt.neu
    orte = [(name, zelle, NEUES) for name, zelle in neue.items()]
    orte += [(z, z, DARUEBER) for z in ergebnis.schnitt.darueber if z not in set(neue.values())]
    paare = pd.DataFrame(
        [(name, zelle, art, merkmal) for name, zelle, art in orte for merkmal in merkmale],
        columns=["gebiet", "zelle", "art", "merkmal"],
    )
    schluessel = pd.MultiIndex.from_frame(paare[["zelle", "merkmal"]])
    alle = ergebnis.zellen.set_index(["gebiet", "merkmal"]).loc[schluessel]
    angriff = ergebnis.angriff.set_index(["gebiet", "merkmal"]).reindex(schluessel)
    wert = alle["wert"].to_numpy()
    offen = np.array([paar in ergebnis.sichtbar for paar in schluessel], dtype=bool)
    primaer = alle["status"].eq(PRIMAER).to_numpy()
    verborgen = ~offen & (primaer | ~np.isnan(wert))
    status = np.where(verborgen, np.where(primaer, PRIMAER, SEKUNDAER), OFFEN)
    grund = np.where(primaer, alle["grund"], _GRUND_PARTNER)
    gewaehlt = angriff["grund"].notna().to_numpy()
    return paare.drop(columns="zelle").assign(
        wert=wert,
        frei=np.where(offen, wert, np.nan),
        status=np.where(verborgen & gewaehlt, angriff["status"], status),
        grund=np.where(verborgen, np.where(gewaehlt, angriff["grund"], grund), ""),
    )


def _gebiete(
    raster: pd.DataFrame,
    neu: Mapping[str, str],
    zellen: pd.DataFrame,
    menschen: str,
    mindestens: float,
) -> pd.DataFrame:
    """Eine Zeile je neues Gebiet."""
    eigene = zellen[zellen["art"].eq(NEUES)]
    verborgen = eigene["status"].isin(VERBORGEN)
    je = eigene.assign(verborgen=verborgen, zellen=eigene["wert"].notna() | verborgen)
    je_gebiet = je.groupby("gebiet", sort=False)[["zellen", "verborgen"]].sum()
    personen = eigene[eigene["merkmal"].eq(menschen)].set_index("gebiet")["wert"]
    oben = _uebergeordnete(raster, neu)
    return pd.DataFrame(
        {
            "gebiet": je_gebiet.index,
            "uebergeordnet": [oben[gebiet] for gebiet in je_gebiet.index],
            "menschen": personen.reindex(je_gebiet.index).to_numpy(),
            "einheiten": pd.Series(neu).value_counts().reindex(je_gebiet.index).to_numpy(),
            "zellen": je_gebiet["zellen"].to_numpy(),
            "verborgen": je_gebiet["verborgen"].to_numpy(),
            "hinweis": [_hinweis(p, mindestens) for p in personen.reindex(je_gebiet.index)],
        }
    )


def _hinweis(personen: float, mindestens: float) -> str:
    if math.isnan(personen):
        return "Zahl der Menschen unbekannt"
    if personen < mindestens:
        return f"unter {formate.zahl(mindestens)} Menschen: kein Index"
    return ""


def _uebergeordnete(raster: pd.DataFrame, gebiet_von: Mapping[str, str]) -> dict[str, str]:
    """Je Gebiet das darüber, in dem alle seine Einheiten liegen; leer, wenn es mehrere sind."""
    oben = dict(zip(raster["einheit"], raster["uebergeordnet"], strict=True))
    gesammelt: dict[str, set[str]] = {}
    for einheit, gebiet in gebiet_von.items():
        gesammelt.setdefault(gebiet, set()).add(oben[einheit])
    return {g: next(iter(menge)) if len(menge) == 1 else "" for g, menge in gesammelt.items()}


def _mit_art(ergebnis: Geschuetzt) -> pd.DataFrame:
    orte = ergebnis.schnitt
    art = dict.fromkeys(orte.stuecke, STUECK) | dict.fromkeys(orte.alt.values(), BISHERIGES)
    art |= dict.fromkeys(orte.neu.values(), NEUES) | dict.fromkeys(orte.darueber, DARUEBER)
    angriff = ergebnis.angriff
    return angriff.assign(art=angriff["gebiet"].map(art))[
        ["gebiet", "merkmal", "art", "unten", "oben", "breite", "urteil"]
    ]


def _ungeschuetzt(angriff: pd.DataFrame) -> pd.DataFrame:
    return angriff[angriff["urteil"].ne(GESCHUETZT)].reset_index(drop=True)


def _kennwerte(zuschnitt: Bewertung) -> dict[str, str]:
    personen = zuschnitt.gebiete["menschen"]
    return {
        "Gebiete": formate.zahl(len(zuschnitt.gebiete)),
        "Menschen im kleinsten Gebiet": formate.zahl(personen.min()),
        "Menschen im mittleren Gebiet (Median)": formate.zahl(personen.median()),
        "Menschen im größten Gebiet": formate.zahl(personen.max()),
        "Gebiete mit Hinweis": formate.zahl(zuschnitt.gebiete["hinweis"].ne("").sum()),
        "Anteil verborgener Zahlen (%)": formate.zahl(100 * zuschnitt.anteil_zellen, 1),
        "Anteil der Gezählten in verborgenen Zahlen (%)": formate.zahl(
            100 * zuschnitt.anteil_personen, 1
        ),
        "Verborgene Zahlen über den Gebieten": formate.zahl(zuschnitt.darueber_verborgen),
        "Ungeschützte Zahlen": formate.zahl(len(zuschnitt.ungeschuetzt)),
    }
