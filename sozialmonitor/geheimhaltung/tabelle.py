"""Die geprüfte Tabelle: eine Zeile je Zelle, Dimensionen, Wert und was daran verborgen ist."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sozialmonitor.fehler import SozialmonitorFehler, SpaltenFehlen
from sozialmonitor.zeichen import BITS, bitmaske

OFFEN, PRIMAER, SEKUNDAER, FEST = "offen", "primär", "sekundär", "fest"
STATUS = (OFFEN, PRIMAER, SEKUNDAER, FEST)
VERBORGEN = (PRIMAER, SEKUNDAER)
# Alle anderen Spalten sind Dimensionen.
KEINE_DIMENSION = frozenset(
    {"wert", "nenner", "groesster_beitrag", "melder", "sensibel", "zeichen", "status", "grund"}
)
TOLERANZ = 1e-6

Schluessel = tuple[Hashable, ...]
# Kind → Eltern oder Liste von Eltern; genauer lässt es der Typ nicht zu, ohne `dict` auszusperren.
Zuordnung = Mapping[Any, Any]
Hierarchien = Mapping[str, Zuordnung | Sequence[Zuordnung]]


def dimensionen(tabelle: pd.DataFrame) -> list[str]:
    """Die Dimensionsspalten, in der Reihenfolge der Tabelle."""
    return [str(spalte) for spalte in tabelle.columns if spalte not in KEINE_DIMENSION]


def geprueft(tabelle: pd.DataFrame, hierarchien: Collection[str] | None = None) -> pd.DataFrame:
    """Die Tabelle mit `wert` als float und gültigem `status`; die Eingabe bleibt unverändert.

    Ohne Spalte `status` ist verborgen, was das Zeichen „•“ trägt; gibt es auch keine Spalte
    `zeichen`, jede Zelle ohne Wert. So lässt sich eine freigegebene Tabelle angreifen.

    Raises
    ------
    SozialmonitorFehler
        Bei fremden Spalten, doppelten Zellen, unmöglichen Werten und unbekanntem Status.
    """
    if "wert" not in tabelle.columns:
        raise SpaltenFehlen.aus({"wert"}, list(tabelle.columns))
    dims = dimensionen(tabelle)
    if hierarchien is not None:
        _pruefe_dimensionen(dims, hierarchien, list(tabelle.columns))
    if luecken := [dim for dim in dims if tabelle[dim].isna().any()]:
        raise SozialmonitorFehler(f"In den Dimensionen {luecken} fehlen Ausprägungen.")
    if not tabelle.index.is_unique:
        raise SozialmonitorFehler("Der Index der Tabelle ist nicht eindeutig; bitte neu zählen.")
    if dims and tabelle.duplicated(dims).any():
        doppelt = tabelle.loc[tabelle.duplicated(dims), dims].iloc[0].tolist()
        raise SozialmonitorFehler(f"Die Zelle {doppelt} steht mehrfach in der Tabelle.")
    wert = zahlen(tabelle, "wert")
    if (falsch := (wert < 0) | np.isinf(wert)).any():
        zelle = tabelle.loc[falsch, dims].iloc[0].tolist()
        raise SozialmonitorFehler(
            f"Die Zelle {zelle} ist negativ oder unendlich; geschützt werden nur Anzahlen und "
            "Summen ab 0. Veränderungen bitte als weitere Gleichung angeben."
        )
    if (zu_gross := wert > zahlen(tabelle, "nenner") + TOLERANZ).any():
        zelle = tabelle.loc[zu_gross, dims].iloc[0].tolist()
        raise SozialmonitorFehler(
            f"Die Zelle {zelle} ist größer als ihr Nenner; `nenner` gehört nur zu Anzahlen, die "
            "ein Teil davon sind."
        )
    return tabelle.assign(wert=wert, status=_status(tabelle, wert))


def schluessel(tabelle: pd.DataFrame, dims: Sequence[str]) -> list[Schluessel]:
    """Der Schlüssel jeder Zelle in der Reihenfolge der Dimensionen."""
    if not dims:
        return [()] * len(tabelle)
    return list(zip(*(tabelle[dim].tolist() for dim in dims), strict=True))


def benannt(zelle: Schluessel) -> str:
    """Eine Zelle als Text für Meldungen; nie mit ihrem Wert."""
    return " · ".join(map(str, zelle))


def zahlen(tabelle: pd.DataFrame, spalte: str) -> np.ndarray:
    """Eine Spalte als float, unbekannt und fehlend als `NaN`."""
    if spalte not in tabelle.columns:
        return np.full(len(tabelle), np.nan)
    return np.asarray(tabelle[spalte].astype("Float64").to_numpy("float64", na_value=np.nan))


def ganze_zahlen(werte: np.ndarray) -> bool:
    """Ob alle bekannten Werte ganze Zahlen sind."""
    bekannt = werte[~np.isnan(werte)]
    return bool(np.all(np.abs(bekannt - np.round(bekannt)) <= TOLERANZ))


def _pruefe_dimensionen(
    dims: Sequence[str], hierarchien: Collection[str], spalten: Sequence[str]
) -> None:
    if fehlend := set(hierarchien) - set(dims):
        raise SpaltenFehlen.aus(fehlend, spalten)
    if fremd := sorted(set(dims) - set(hierarchien)):
        raise SozialmonitorFehler(
            f"Die Spalten {fremd} sind keine Dimension mit Hierarchie. Bitte weglassen oder in "
            "`hierarchien` aufnehmen (ohne Summen: leere Zuordnung), sonst würden Summen übersehen."
        )


def _status(tabelle: pd.DataFrame, wert: np.ndarray) -> pd.Series:
    if "status" not in tabelle.columns:
        if "zeichen" in tabelle.columns:
            geheim = bitmaske(tabelle["zeichen"]).to_numpy() & BITS["•"] > 0
        else:
            geheim = np.isnan(wert)
        return pd.Series(np.where(geheim, PRIMAER, OFFEN), index=tabelle.index, dtype="object")
    status = tabelle["status"].astype("object").where(tabelle["status"].notna(), OFFEN)
    if fremd := sorted(set(status) - set(STATUS)):
        raise SozialmonitorFehler(f"Unbekannter Status {fremd}. Möglich sind: {list(STATUS)}.")
    if (leer := status.eq(FEST).to_numpy() & np.isnan(wert)).any():
        zelle = tabelle.loc[leer, dimensionen(tabelle)].iloc[0].tolist()
        raise SozialmonitorFehler(f"Die Zelle {zelle} ist „fest“, hat aber keinen Wert.")
    return status
