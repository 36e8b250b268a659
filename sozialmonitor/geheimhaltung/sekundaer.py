"""Sekundäre Geheimhaltung: Partnerzellen, bis sich keine verborgene Zelle errechnen lässt."""

from collections.abc import Callable, Iterable

import pandas as pd

from sozialmonitor.geheimhaltung.gleichungen import Gleichung
from sozialmonitor.geheimhaltung.partnerwahl import Gesperrt, Verfahren, Wahl, mit_partnern
from sozialmonitor.geheimhaltung.tabelle import Hierarchien
from sozialmonitor.geheimhaltungsregel import Schutz


def sekundaer(
    tabelle: pd.DataFrame,
    hierarchien: Hierarchien,
    *,
    schutz: Schutz | None = None,
    kosten: pd.Series | None = None,
    gesperrt_fuer_sekundaer: Gesperrt | None = None,
    weitere_gleichungen: Iterable[Gleichung] = (),
    zeitspalte: str | None = None,
    verfahren: Verfahren = "auto",
    fortschritt: Callable[[int, int], object] | None = None,
) -> pd.DataFrame:
    """Die Tabelle mit so vielen Partnerzellen, dass `pruefe` jede verborgene „geschützt“ nennt.

    Parameters
    ----------
    tabelle
        Ergebnis von `primaer`: Dimensionen, `wert`, `status`, `grund`.
    hierarchien
        Wie bei `pruefe`.
    schutz
        Schutzbedarf; Vorgabe Breite 3 und Mindestanzahl 3.
    kosten
        Was es kostet, eine Zelle zu verbergen (über 0, Index wie `tabelle`); Vorgabe 1 + Wert.
    gesperrt_fuer_sekundaer
        Zellen, die nie Partner werden: bool je Zeile, oder je Dimension Ausprägungen wie
        `{"gebiet": ["stadt"]}`. Feste Zellen sind es ohnehin.
    weitere_gleichungen
        Wie bei `pruefe`.
    zeitspalte
        Dimension der Jahre: Wer in einem Jahr Partner ist, ist es in den anderen zum halben
        Preis. Teile ohne gemeinsame Gleichung werden der Zeit nach gerechnet.
    verfahren
        „auto“: Heuristik, bei überschaubarem Aufwand danach Schnittebenen; „heuristik“ nur die
        erste; „optimum“ Schnittebenen ohne Grenze des Aufwands.
    fortschritt
        Wird nach jedem Teil mit (fertig, insgesamt) gerufen.

    Returns
    -------
    pd.DataFrame
        Gleicher Index; `status` „sekundär“ und `grund` bei den Partnern. Unbekannte Zellen, die
        sich sonst zu genau als kleine Anzahl errechnen ließen, werden „primär“.

    Raises
    ------
    SozialmonitorFehler
        Wenn eine Zelle nicht zu schützen ist (sie wird genannt) oder die Tabelle unbrauchbar ist.

    Notes
    -----
    Heuristik nach Kelly und Robertson mit Öffnen des Überflüssigen, danach das Optimum nach
    Fischetti und Salazar-González 2001. Fertig ist nur, was jede Zelle mit zwei belegten
    Tabellen schützt; der Beweis hängt nicht am Verfahren.
    """
    wahl = Wahl(
        schutz=schutz or Schutz(),
        kosten=kosten,
        gesperrt=gesperrt_fuer_sekundaer,
        weitere_gleichungen=tuple(weitere_gleichungen),
        zeitspalte=zeitspalte,
        verfahren=verfahren,
        fortschritt=fortschritt,
    )
    return mit_partnern(tabelle, hierarchien, wahl)[0]
