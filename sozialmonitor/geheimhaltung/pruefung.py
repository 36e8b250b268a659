"""Die Prüfung: welchen Bereich ein Angreifer für jede verborgene Zelle errechnen kann."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from sozialmonitor.geheimhaltung.angreifer import Angreifer
from sozialmonitor.geheimhaltung.gleichungen import Gleichung
from sozialmonitor.geheimhaltung.lage import EXAKT, Lage
from sozialmonitor.geheimhaltung.tabelle import (
    FEST,
    TOLERANZ,
    VERBORGEN,
    Hierarchien,
    ganze_zahlen,
    geprueft,
    schluessel,
)
from sozialmonitor.geheimhaltungsregel import Schutz


def pruefe(
    tabelle: pd.DataFrame,
    hierarchien: Hierarchien,
    *,
    schutz: Schutz | None = None,
    weitere_gleichungen: Iterable[Gleichung] = (),
    ganzzahlig: bool | None = None,
) -> pd.DataFrame:
    """Was sich über jede verborgene Zelle aus allem Veröffentlichten errechnen lässt.

    Parameters
    ----------
    tabelle
        Eine Zeile je Zelle: Dimensionen, `wert` und `status`; verborgen sind „primär“ und
        „sekundär“, ihre Werte werden nicht angesehen. Ohne `status` gilt das Zeichen „•“, ohne
        `zeichen` jede Lücke. Offene Lücken kennt auch der Angreifer nicht. Ein `nenner` ab der
        Mindestanzahl gilt als veröffentlicht (x ≤ Nenner).
    hierarchien
        Je Dimension Kind → Eltern, siehe `gleichungssystem`; ohne Summen eine leere Zuordnung.
    schutz
        Schutzbedarf; Vorgabe Breite 3 und Mindestanzahl 3.
    weitere_gleichungen
        Veröffentlichte Veränderungen und Bereiche außerhalb der Summen.
    ganzzahlig
        Ob der Angreifer weiß, dass alles ganze Zahlen sind; Vorgabe: wenn es die sichtbaren sind.

    Returns
    -------
    pd.DataFrame
        Je verborgene Zelle, Index wie `tabelle`: Dimensionen, `status`, `unten`, `oben`
        (Minimum und Maximum über alle Gleichungen), `breite` und `urteil`: „exakt bestimmbar“,
        „zu eng“ oder „geschützt“.

    Raises
    ------
    SozialmonitorFehler
        Wenn die Tabelle unbrauchbar ist oder sich widerspricht.

    Notes
    -----
    Min und max über {Gleichungen, x ≥ 0} wie `attack()` in sdcTable; bei ganzen Zahlen nach innen
    gerundet. „geschützt“ ist durch zwei Tabellen aus ganzen Zahlen belegt; wo die fehlen, zeigt
    der Bereich, was ganzzahlig möglich ist.
    """
    lage = Lage.aus(tabelle, hierarchien, schutz or Schutz(), weitere_gleichungen)
    if ganzzahlig is None:
        ganzzahlig = ganze_zahlen(lage.werte[~lage.unsichtbar])
    wissen = lage.wissen(ganzzahlig=ganzzahlig)
    angreifer = Angreifer(lage.system, lage.werte, lage.unsichtbar, wissen)
    ziele = np.flatnonzero(lage.zellen["status"].isin(VERBORGEN))
    unten, oben = angreifer.grenzen(ziele, lage.bedarf.erfuellt)
    return (
        lage.zellen.iloc[ziele][[*hierarchien, "status"]]
        .assign(unten=unten, oben=oben, breite=oben - unten)
        .assign(urteil=lage.bedarf.urteile(ziele, unten, oben))
    )


def vergleich_mit_veroeffentlichtem(
    tabelle: pd.DataFrame,
    veroeffentlicht: pd.DataFrame,
    hierarchien: Hierarchien,
    *,
    schutz: Schutz | None = None,
    weitere_gleichungen: Iterable[Gleichung] = (),
) -> pd.DataFrame:
    """Was eine ältere Veröffentlichung über die jetzt verborgenen Zellen schon verrät.

    Parameters
    ----------
    tabelle
        Wie bei `pruefe`, mit `status`.
    veroeffentlicht
        Dimensionen und `wert` der alten Veröffentlichung; Zellen, die `tabelle` nicht hat,
        kommen als feste Zellen dazu.

    Returns
    -------
    pd.DataFrame
        Je verborgene Zelle: Dimensionen, `unten_ohne`, `oben_ohne`, `urteil_ohne`, dasselbe mit
        `_mit`, dazu `veroeffentlicht` (genau diese Zelle stand mit diesem Wert darin) und
        `abweichend` (sie stand mit einem anderen Wert darin, der keine Gleichung mehr bindet).
        Veröffentlichte Zellen sind „exakt bestimmbar“.

    Raises
    ------
    SozialmonitorFehler
        Wenn die alten Werte mit den übrigen nicht vereinbar sind.
    """
    dims = list(hierarchien)
    zellen = geprueft(tabelle, hierarchien)
    alt = geprueft(veroeffentlicht[[*dims, "wert"]], hierarchien).dropna(subset=["wert"])
    alte = dict(zip(schluessel(alt, dims), alt["wert"], strict=True))
    stand = pd.Series([alte.get(z, np.nan) for z in schluessel(zellen, dims)], index=zellen.index)
    anders = stand.notna() & zellen["wert"].notna() & (stand - zellen["wert"]).abs().gt(TOLERANZ)
    bekannt = stand.notna() & ~anders
    bekannte = set(schluessel(zellen, dims))
    neu = alt[[z not in bekannte for z in schluessel(alt, dims)]].assign(status=FEST)
    mit = zellen.assign(
        wert=zellen["wert"].where(~bekannt, stand), status=zellen["status"].where(~bekannt, FEST)
    )
    weitere = tuple(weitere_gleichungen)
    ohne = pruefe(zellen, hierarchien, schutz=schutz, weitere_gleichungen=weitere)
    alles = pd.concat([mit, neu], ignore_index=True)
    danach = pruefe(alles, hierarchien, schutz=schutz, weitere_gleichungen=weitere)
    danach = danach.set_axis(zellen.index[danach.index]).reindex(ohne.index)
    verraten = bekannt[ohne.index]
    return ohne[dims].assign(
        unten_ohne=ohne["unten"],
        oben_ohne=ohne["oben"],
        urteil_ohne=ohne["urteil"],
        unten_mit=danach["unten"].where(~verraten, stand),
        oben_mit=danach["oben"].where(~verraten, stand),
        urteil_mit=danach["urteil"].where(~verraten, EXAKT),
        veroeffentlicht=verraten,
        abweichend=anders[ohne.index],
    )
