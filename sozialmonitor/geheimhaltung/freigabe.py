"""Die Freigabe: eine Tabelle ohne wahren Wert hinter einer Lücke, ihr Protokoll, ihre Prüfsumme."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.geheimhaltung.gleichungen import Gleichung, summenzellen
from sozialmonitor.geheimhaltung.lage import EXAKT, GESCHUETZT
from sozialmonitor.geheimhaltung.partnerwahl import (
    Gesperrt,
    Partnerbericht,
    Verfahren,
    Wahl,
    mit_partnern,
)
from sozialmonitor.geheimhaltung.primaer import primaer
from sozialmonitor.geheimhaltung.pruefung import pruefe
from sozialmonitor.geheimhaltung.rundung import gerundet, pruefe_gerundet
from sozialmonitor.geheimhaltung.tabelle import (
    FEST,
    PRIMAER,
    SEKUNDAER,
    VERBORGEN,
    Hierarchien,
    zahlen,
)
from sozialmonitor.geheimhaltungsregel import Regel
from sozialmonitor.zeichen import BITS, OHNE_WERT, bitmaske, vererbt, zeichentext

# Verlorene Personen werden aufgerundet genannt, damit das Protokoll keine Gleichung mehr ist.
_PERSONEN_AUF = 10


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Protokoll:
    """Was bei einer Freigabe geschah; für den Datenschutz, nicht für die Öffentlichkeit.

    `gruende` zählt die primären Zellen je Grund. `fest_trotz_regel` sind Zellen, die die Regel
    verbergen würde, die aber schon veröffentlicht sind. `personen_verloren` ist die Summe der
    verborgenen Werte ohne Summenzellen, auf Zehner aufgerundet. `pruefung` ist der Angriff auf
    die freigegebene Tabelle: je verborgene Zelle der errechenbare Bereich.
    """

    regel: Regel
    verfahren: str
    zellen: int
    primaer: int
    sekundaer: int
    gruende: dict[str, int]
    fest_trotz_regel: int
    personen_verloren: int
    pruefung: pd.DataFrame

    @property
    def kleinste_breite(self) -> float:
        """Die Breite des engsten errechenbaren Bereichs; `NaN`, wenn nichts verborgen ist."""
        return float(self.pruefung["breite"].min())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Freigabe:
    """Freigegebene Tabelle (Dimensionen, `wert`, `zeichen`, auch `nenner`), Protokoll, SHA-256."""

    tabelle: pd.DataFrame
    protokoll: Protokoll
    pruefsumme: str


def freigabe(
    tabelle: pd.DataFrame,
    hierarchien: Hierarchien,
    regel: Regel,
    *,
    kosten: pd.Series | None = None,
    gesperrt_fuer_sekundaer: Gesperrt | None = None,
    weitere_gleichungen: Iterable[Gleichung] = (),
    zeitspalte: str | None = None,
    verfahren: Verfahren = "auto",
    seed: int | str | None = None,
    fortschritt: Callable[[int, int], object] | None = None,
) -> Freigabe:
    """Wendet die Regel an, wählt Partner und greift das Ergebnis selbst an.

    Parameters
    ----------
    tabelle, hierarchien, regel
        Wie bei `primaer` und `pruefe`.
    kosten, gesperrt_fuer_sekundaer, weitere_gleichungen, zeitspalte, verfahren, fortschritt
        Wie bei `sekundaer`.
    seed
        Geheimnis der Rundung, nötig bei `regel.rundung`; siehe `gerundet`.

    Returns
    -------
    Freigabe
        `tabelle` mit demselben Index: Dimensionen, `wert` (verborgene sind `NaN`), `zeichen`
        („•“ verborgen, „.“ unbekannt) und `nenner`, wo er nicht selbst unter die Regel fällt.
        Ob eine Zelle primär oder sekundär verborgen ist, steht nicht darin.

    Raises
    ------
    SozialmonitorFehler
        Wenn eine Zelle nicht zu schützen ist oder die Tabelle unbrauchbar ist.
    """
    markiert = primaer(tabelle, regel)
    weitere = tuple(weitere_gleichungen)
    if regel.rundung:
        return _gerundete_freigabe(markiert, hierarchien, regel, seed)
    wahl = Wahl(
        schutz=regel.schutz,
        kosten=kosten,
        gesperrt=gesperrt_fuer_sekundaer,
        weitere_gleichungen=weitere,
        zeitspalte=zeitspalte,
        verfahren=verfahren,
        fortschritt=fortschritt,
    )
    fertig, bericht = mit_partnern(markiert, hierarchien, wahl)
    frei = _freigegeben(fertig, hierarchien, regel)
    pruefung = pruefe(frei, hierarchien, schutz=regel.schutz, weitere_gleichungen=weitere)
    if not pruefung["urteil"].eq(GESCHUETZT).all():
        raise SozialmonitorFehler(
            "Die Prüfung der freigegebenen Tabelle fand ungeschützte Zellen; sie wird nicht "
            "freigegeben. Bitte die Daten und Hierarchien prüfen."
        )
    einzeln = fertig["status"].isin(VERBORGEN) & ~summenzellen(fertig, hierarchien)
    return _fertig(
        frei,
        fertig,
        regel,
        personen=float(fertig["wert"].where(einzeln).sum()),
        verfahren=_verfahrenstext(bericht),
        pruefung=pruefung.assign(status=fertig["status"].loc[pruefung.index]),
    )


def pruefsumme(tabelle: pd.DataFrame) -> str:
    """SHA-256 einer freigegebenen Tabelle; hängt nicht an der Reihenfolge der Zeilen."""
    zeilen = sorted(
        json.dumps([_text(feld) for feld in zeile], ensure_ascii=True)
        for zeile in tabelle.itertuples(index=False, name=None)
    )
    kopf = json.dumps(list(map(str, tabelle.columns)), ensure_ascii=True)
    return hashlib.sha256("\n".join([kopf, *zeilen]).encode()).hexdigest()


def _gerundete_freigabe(
    markiert: pd.DataFrame, hierarchien: Hierarchien, regel: Regel, seed: int | str | None
) -> Freigabe:
    if seed is None:
        raise SozialmonitorFehler("Zum Runden fehlt `seed`, das Geheimnis der Rundung.")
    rundung = gerundet(markiert, basis=regel.rundung, seed=seed, hierarchien=hierarchien)
    gerundete = markiert.assign(wert=rundung.tabelle["wert"])
    frei = _freigegeben(gerundete, hierarchien, regel, alles_offen=True).drop(
        columns="nenner", errors="ignore"
    )
    primaere = markiert["status"].eq(PRIMAER)
    pruefung = pruefe_gerundet(
        frei[[*hierarchien, "wert"]], hierarchien, basis=regel.rundung, zellen=primaere
    )
    if pruefung["urteil"].eq(EXAKT).any():
        raise SozialmonitorFehler(
            "Aus den gerundeten Zahlen lassen sich geheime genau errechnen; bitte mit einer "
            "größeren Basis runden oder Zellen verbergen."
        )
    verfahren = (
        f"zufällig gerundet auf Vielfache von {regel.rundung}, je Zelle immer gleich; von "
        f"{rundung.summen} Summen gehen {rundung.nicht_additiv} nicht mehr auf"
    )
    pruefung = pruefung.assign(status=markiert["status"].loc[pruefung.index])
    return _fertig(frei, markiert, regel, personen=0, verfahren=verfahren, pruefung=pruefung)


def _fertig(
    frei: pd.DataFrame,
    markiert: pd.DataFrame,
    regel: Regel,
    *,
    personen: float,
    verfahren: str,
    pruefung: pd.DataFrame,
) -> Freigabe:
    status = markiert["status"]
    gruende = markiert.loc[status.eq(PRIMAER), "grund"].value_counts()
    protokoll = Protokoll(
        regel=regel,
        verfahren=verfahren,
        zellen=len(markiert),
        primaer=int(status.eq(PRIMAER).sum()),
        sekundaer=int(status.eq(SEKUNDAER).sum()),
        gruende={str(grund): int(zahl) for grund, zahl in gruende.items()},
        fest_trotz_regel=int((status.eq(FEST) & markiert["grund"].ne("")).sum()),
        personen_verloren=int(np.ceil(personen / _PERSONEN_AUF) * _PERSONEN_AUF),
        pruefung=pruefung,
    )
    return Freigabe(tabelle=frei, protokoll=protokoll, pruefsumme=pruefsumme(frei))


def _freigegeben(
    markiert: pd.DataFrame, hierarchien: Hierarchien, regel: Regel, *, alles_offen: bool = False
) -> pd.DataFrame:
    """Nur was veröffentlicht werden darf, in neuen Feldern."""
    wert = markiert["wert"].to_numpy()
    verborgen = markiert["status"].isin(VERBORGEN).to_numpy()
    if alles_offen:
        verborgen = verborgen & np.isnan(wert)
    offen = np.where(verborgen, np.nan, wert)
    spalten = {str(dim): markiert[dim].to_numpy(copy=True) for dim in hierarchien}
    frei = pd.DataFrame(spalten, index=markiert.index.copy())
    frei["wert"] = offen
    frei["zeichen"] = _zeichen(markiert, verborgen, np.isnan(offen))
    if "nenner" in markiert.columns:
        nenner = zahlen(markiert, "nenner")
        frei["nenner"] = np.where((nenner > 0) & (nenner < regel.mindestanzahl), np.nan, nenner)
    return frei


def _zeichen(markiert: pd.DataFrame, verborgen: np.ndarray, leer: np.ndarray) -> np.ndarray:
    """Das Zeichen je Zelle; ein verborgenes sagt nichts über den Wert dahinter."""
    vorhanden = (
        markiert["zeichen"] if "zeichen" in markiert.columns else pd.Series("", markiert.index)
    )
    bits = bitmaske(vorhanden).to_numpy()
    verdeckt = (vererbt(bits) & ~OHNE_WERT) | BITS["•"]
    unbekannt = np.where(bits & OHNE_WERT, bits, bits | BITS["."])
    return zeichentext(np.where(verborgen, verdeckt, np.where(leer, unbekannt, bits)))


def _verfahrenstext(bericht: Partnerbericht) -> str:
    if not bericht.teile:
        return "nichts zu verbergen"
    return (
        f"Partner je zusammenhängendem Teil nach Kosten gewählt; {bericht.bewiesen} von "
        f"{bericht.teile} Teilen bewiesen mit den geringsten Kosten; Prüfung mit linearen "
        "Programmen"
    )


def _text(feld: object) -> str:
    if isinstance(feld, float):
        return "" if np.isnan(feld) else format(feld, ".12g")
    return str(feld)
