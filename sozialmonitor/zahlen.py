"""Vom Bestand zur Zahl je Merkmal: Gliederungen zusammenfassen, Teilmengen bilden, summieren.

Ein Merkmal wird zu einem Feld Gebiet × Stichtag. Eine Summe mit einem unbekannten oder geheimen
Teil ist selbst unbekannt oder geheim, nie kleiner; fehlt die Zeile eines Teils ganz, entsteht
keine Summe. Ein überlieferter Wert des Ganzen geht der Summe seiner Teile immer vor.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sozialmonitor.einstellungen import Ebene
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.katalog import Merkmal
from sozialmonitor.zeichen import FEHLT, vererbt

GLIEDERUNG = ["alter", "geschlecht", "herkunft"]
_ALTER = re.compile(r"^(\d+)(?:-(\d+)|(\+))?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Zahlen:
    """Ein Merkmal als Feld: Zeilen sind die Gebiete des Verzeichnisses, Spalten die Stichtage.

    `vorhanden` sagt, ob es die Zelle überhaupt gibt; eine vorhandene Zelle ohne Zahl ist `NaN`
    und trägt ein Zeichen in `bits`.
    """

    stichtage: np.ndarray
    werte: np.ndarray
    bits: np.ndarray
    vorhanden: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class Stufe:
    """Eine Summenstufe: welche Gebietszeilen (`teile`) zu welcher Zeile (`ganze`) werden."""

    ganze: np.ndarray
    teile: np.ndarray
    anfang: np.ndarray
    pflicht: np.ndarray


def altersspanne(alter: str) -> tuple[float, float]:
    """Altersgruppe als halboffene Spanne: „7-9“ → (7, 10), „90+“ → (90, ∞), „5“ → (5, 6)."""
    treffer = _ALTER.match(alter)
    if not treffer:
        raise SozialmonitorFehler(
            f"Die Altersgruppe „{alter}“ ist nicht lesbar; erwartet wird „5“, „7-9“ oder „90+“."
        )
    von = int(treffer[1])
    if treffer[3]:
        return von, math.inf
    return von, int(treffer[2] or von) + 1


def stufen(gebiete: pd.DataFrame, zerlegung: pd.DataFrame, ebenen: Iterable[Ebene]) -> list[Stufe]:
    """Die Summenstufen von fein nach grob, aus der Zerlegung `ganzes, teil, pflicht`."""
    stelle = pd.Series(np.arange(len(gebiete)), index=gebiete.index)
    ebene_von = zerlegung["ganzes"].map(gebiete["ebene"])
    ergebnis = []
    for ebene in ebenen:
        kanten = zerlegung[ebene_von.eq(ebene.id)].sort_values("ganzes", kind="stable")
        if kanten.empty:
            continue
        ganze = kanten["ganzes"].map(stelle).to_numpy()
        anfang = np.flatnonzero(np.r_[True, ganze[1:] != ganze[:-1]])
        ergebnis.append(
            Stufe(
                ganze=ganze[anfang],
                teile=kanten["teil"].map(stelle).to_numpy(),
                anfang=anfang,
                pflicht=kanten["pflicht"].to_numpy(dtype=bool),
            )
        )
    return ergebnis


def zahlen_je_merkmal(
    bestand: pd.DataFrame,
    gebiete: pd.Index,
    merkmale: Mapping[str, Merkmal],
    summenstufen: Sequence[Stufe],
) -> dict[str, Zahlen]:
    """Je Merkmal die Zahlen aller Gebiete, abgeleitete Merkmale und Summen eingeschlossen.

    Parameters
    ----------
    bestand
        Eine Zeile je Gebiet, Stichtag, Merkmal und Gliederung, mit `wert` und `bits`; die
        Gliederungen `alter, geschlecht, herkunft` sind leer, wo ein Merkmal keine hat. Hat eines
        auch Zeilen ohne Gliederung, gelten sie als Gesamtzahl.
    gebiete
        Schlüssel aller Gebiete; ihre Reihenfolge ist die der Zeilen im Ergebnis.
    merkmale
        Beschreibung; `aus` und `wo` bilden Teilmengen, die keine eigenen Zeilen haben;
        `messwert` wird nie summiert.
    summenstufen
        Ergebnis von `stufen`.

    Raises
    ------
    SozialmonitorFehler
        Wenn eine Altersgrenze mitten in einer Altersgruppe des Bestands liegt.
    """
    spalten = _Spalten.aus(bestand, gebiete)
    namen, merkmalsnamen = pd.factorize(bestand["merkmal"])
    reihenfolge = np.argsort(namen, kind="stable")
    grenzen = np.searchsorted(namen[reihenfolge], np.arange(len(merkmalsnamen) + 1))
    ergebnis: dict[str, Zahlen] = {}
    eigene = set(merkmalsnamen)
    for nummer, name in enumerate(merkmalsnamen):
        zeilen = spalten.auswahl(reihenfolge[grenzen[nummer] : grenzen[nummer + 1]])
        teilmengen = [m for m in merkmale.values() if m.aus == name and m.id not in eigene]
        for ziel, feld in _felder(zeilen, len(gebiete), str(name), teilmengen):
            summierbar = merkmale[ziel].art == "anzahl"
            ergebnis[ziel] = mit_summen(feld, summenstufen) if summierbar else feld
    return ergebnis


def mit_summen(zahlen: Zahlen, summenstufen: Sequence[Stufe]) -> Zahlen:
    """Ergänzt die Summen größerer Gebiete; überlieferte Werte bleiben stehen."""
    werte, bits, da = zahlen.werte.copy(), zahlen.bits.copy(), zahlen.vorhanden.copy()
    for stufe in summenstufen:
        teil_da = da[stufe.teile]
        noetig = teil_da | ~stufe.pflicht[:, None]
        voll = np.logical_and.reduceat(noetig, stufe.anfang, axis=0)
        voll &= np.logical_or.reduceat(teil_da, stufe.anfang, axis=0) & ~da[stufe.ganze]
        if not voll.any():
            continue
        summe = np.add.reduceat(np.where(teil_da, werte[stufe.teile], 0), stufe.anfang, axis=0)
        zeichen = np.bitwise_or.reduceat(
            np.where(teil_da, vererbt(bits[stufe.teile]), 0), stufe.anfang, axis=0
        )
        werte[stufe.ganze] = np.where(voll, summe, werte[stufe.ganze])
        bits[stufe.ganze] = np.where(voll, zeichen, bits[stufe.ganze])
        da[stufe.ganze] |= voll
    return Zahlen(stichtage=zahlen.stichtage, werte=werte, bits=bits, vorhanden=da)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spalten:
    """Der Bestand als Nummern statt Texte, damit das Aufteilen nach Merkmal schnell bleibt."""

    ort: np.ndarray
    tag: np.ndarray
    tage: np.ndarray
    art: np.ndarray
    arten: list[dict[str, str]]
    wert: np.ndarray
    bits: np.ndarray

    @classmethod
    def aus(cls, bestand: pd.DataFrame, gebiete: pd.Index) -> "_Spalten":
        tag, tage = pd.factorize(bestand["stichtag"], sort=True)
        art, arten = _gliederung(bestand)
        return cls(
            ort=gebiete.get_indexer(pd.Index(bestand["gebiet"])),
            tag=tag,
            tage=np.asarray(tage, dtype=object),
            art=art,
            arten=arten,
            wert=bestand["wert"].to_numpy("float64"),
            bits=bestand["bits"].to_numpy("int16"),
        )

    def auswahl(self, stellen: np.ndarray) -> "_Spalten":
        tage, tag = np.unique(self.tag[stellen], return_inverse=True)
        arten, art = np.unique(self.art[stellen], return_inverse=True)
        return _Spalten(
            ort=self.ort[stellen],
            tag=tag,
            tage=self.tage[tage],
            art=art,
            arten=[self.arten[nummer] for nummer in arten],
            wert=self.wert[stellen],
            bits=self.bits[stellen],
        )


def _felder(
    zeilen: _Spalten, hoehe: int, merkmal: str, teilmengen: list[Merkmal]
) -> list[tuple[str, Zahlen]]:
    werte = np.full((hoehe, len(zeilen.tage), len(zeilen.arten)), np.nan)
    bits = np.full(werte.shape, FEHLT, dtype="int16")
    werte[zeilen.ort, zeilen.tag, zeilen.art] = zeilen.wert
    bits[zeilen.ort, zeilen.tag, zeilen.art] = zeilen.bits
    vorhanden = np.zeros(werte.shape[:2], dtype=bool)
    vorhanden[zeilen.ort, zeilen.tag] = True
    if len(zeilen.arten) == 1 and not teilmengen:
        return [(merkmal, _feld(zeilen.tage, werte[:, :, 0], bits[:, :, 0], vorhanden))]
    gesamt = np.array([not any(zelle.values()) for zelle in zeilen.arten])
    auswahl = {merkmal: gesamt if gesamt.any() else ~gesamt}
    for teil in teilmengen:
        auswahl[teil.id] = np.array([gehoert_dazu(zelle, teil) for zelle in zeilen.arten])
    return [
        (ziel, _feld(zeilen.tage, werte[:, :, w].sum(axis=2), _vereinigt(bits[:, :, w]), vorhanden))
        for ziel, w in auswahl.items()
        if w.any()
    ]


def _feld(tage: np.ndarray, werte: np.ndarray, bits: np.ndarray, vorhanden: np.ndarray) -> Zahlen:
    return Zahlen(
        stichtage=tage,
        werte=np.where(vorhanden, werte, np.nan),
        bits=np.where(vorhanden, bits, 0).astype("int16"),
        vorhanden=vorhanden,
    )


def _vereinigt(bits: np.ndarray) -> np.ndarray:
    return np.asarray(np.bitwise_or.reduce(vererbt(bits), axis=2))


def _gliederung(zeilen: pd.DataFrame) -> tuple[np.ndarray, list[dict[str, str]]]:
    if zeilen.empty:
        return np.zeros(0, dtype="int64"), []
    codes, arten = zip(*(pd.factorize(zeilen[name]) for name in GLIEDERUNG), strict=True)
    laengen = [len(a) for a in arten]
    nummer = np.ravel_multi_index(codes, laengen)
    benutzt, art = np.unique(nummer, return_inverse=True)
    stellen = np.unravel_index(benutzt, laengen)
    return art, [
        {name: str(arten[i][stellen[i][j]]) for i, name in enumerate(GLIEDERUNG)}
        for j in range(len(benutzt))
    ]


def gehoert_dazu(zelle: Mapping[str, Any], merkmal: Merkmal) -> bool:
    """Ob eine Gliederung (Alter, Geschlecht, Herkunft) zu einer Teilmenge gehört.

    Raises
    ------
    SozialmonitorFehler
        Wenn eine Altersgrenze mitten in der Altersgruppe liegt.
    """
    for name in ("geschlecht", "herkunft"):
        erlaubt = merkmal.wo.get(name, zelle[name])
        if zelle[name] not in ([erlaubt] if isinstance(erlaubt, str) else list(erlaubt)):
            return False
    ab, unter = merkmal.wo.get("alter_ab", 0), merkmal.wo.get("alter_unter", math.inf)
    von, bis = altersspanne(zelle["alter"]) if zelle["alter"] else (0, math.inf)
    if von >= ab and bis <= unter:
        return True
    if bis <= ab or von >= unter:
        return False
    raise SozialmonitorFehler(
        f"Das Merkmal „{merkmal.id}“ grenzt mitten in der Altersgruppe „{zelle['alter']}“ ab."
    )
