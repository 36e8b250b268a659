"""Primäre Geheimhaltung: welche Zellen die Regel selbst verbirgt, und warum."""

import numpy as np
import pandas as pd

from sozialmonitor.geheimhaltung.tabelle import FEST, OFFEN, PRIMAER, geprueft, zahlen
from sozialmonitor.geheimhaltungsregel import Regel
from sozialmonitor.zeichen import BITS, bitmaske


def primaer(tabelle: pd.DataFrame, regel: Regel) -> pd.DataFrame:
    """Die Tabelle mit `status` und `grund` nach der Regel.

    Parameters
    ----------
    tabelle
        Eine Zeile je Zelle: Dimensionen und `wert` (`NaN` = unbekannt). Dazu nach Bedarf
        `nenner` [Personen] (die Anzahl ist ein Teil davon), `groesster_beitrag` (Einheit wie
        `wert`), `melder` [Stellen], `sensibel` (bool), `zeichen` (mit „•“ schon an der Quelle
        geheim) und `status`: „fest“ ist schon veröffentlicht, „primär“ bleibt.
    regel
        Die Regel der Quelle oder Rolle.

    Returns
    -------
    pd.DataFrame
        Gleicher Index und gleiche Spalten, `wert` als float, dazu `status` („offen“, „primär“,
        „fest“) und `grund` (leer bei offenen). Feste Zellen behalten ihren Status; ihr Grund
        sagt, wenn sie nach der Regel geheim wären. Eine sekundäre Sperrung von früher entfällt.

    Raises
    ------
    SozialmonitorFehler
        Wenn die Tabelle unbrauchbar ist.
    """
    zellen = geprueft(tabelle)
    grund = _gruende(zellen, regel)
    if "status" in tabelle.columns:
        bisher = zellen["status"]
        alter_grund = zellen["grund"] if "grund" in tabelle.columns else "vorgegeben"
        grund = grund.mask(grund.eq("") & bisher.eq(PRIMAER), alter_grund)
        fest = bisher.eq(FEST)
    else:
        fest = pd.Series(data=False, index=zellen.index)
    geheim = grund.ne("")
    status = pd.Series(np.where(geheim, PRIMAER, OFFEN), index=zellen.index, dtype="object")
    schon = "schon veröffentlicht, nach der Regel geheim: " + grund
    return zellen.assign(
        status=status.mask(fest, FEST), grund=grund.mask(fest & geheim, schon).astype("object")
    )


def anzahl_geheim(anzahl: np.ndarray, regel: Regel) -> np.ndarray:
    """Ob eine Anzahl nach der Mindestanzahl geheim ist; unbekannte sind es nicht."""
    klein = (anzahl > 0) & (anzahl < regel.mindestanzahl)
    return np.asarray(klein | ((anzahl == 0) & regel.null_geheim))


def _gruende(zellen: pd.DataFrame, regel: Regel) -> pd.Series:
    wert = zellen["wert"].to_numpy()
    nenner = zahlen(zellen, "nenner")
    ohne_personen = nenner == 0
    sensibel = zahlen(zellen, "sensibel") == 1
    grenze = np.nan if regel.dominanz is None else regel.dominanz
    # Der erste zutreffende Grund gilt.
    faelle = {
        "schon an der Quelle geheim": _an_der_quelle_geheim(zellen),
        f"Anzahl unter {regel.mindestanzahl}": anzahl_geheim(wert, regel) & (wert > 0),
        "Null": anzahl_geheim(wert, regel) & (wert == 0) & ~ohne_personen,
        f"Ergänzung zum Nenner unter {regel.mindestanzahl}": (
            anzahl_geheim(nenner - wert, regel) & regel.komplement & ~ohne_personen
        ),
        "0 % oder 100 % bei einem sensiblen Merkmal": (
            regel.keine_0_100 & sensibel & ((wert == 0) | (wert == nenner)) & ~ohne_personen
        ),
        "ein Beitrag überwiegt": (
            (wert > 0) & (zahlen(zellen, "groesster_beitrag") > grenze * wert)
        ),
        f"weniger als {regel.mindest_melder} meldende Stellen": (
            (wert > 0) & (zahlen(zellen, "melder") < regel.mindest_melder)
        ),
    }
    text = np.select(list(faelle.values()), list(faelle), default="")
    return pd.Series(text, index=zellen.index, dtype="object")


def _an_der_quelle_geheim(zellen: pd.DataFrame) -> np.ndarray:
    if "zeichen" not in zellen.columns:
        return np.zeros(len(zellen), dtype=bool)
    return np.asarray(bitmaske(zellen["zeichen"]).to_numpy() & BITS["•"] > 0)
