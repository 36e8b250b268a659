"""Erfundene Geburten, Sterbefälle, Zuzüge und Fortzüge über die Stadtgrenze.

In der Stadt geht die Rechnung auf: Einwohner des Vorjahres + Geburten - Sterbefälle + Zuzüge -
Fortzüge = Einwohner. Im einzelnen Sozialraum kommen Umzüge innerhalb der Stadt hinzu, die hier
nicht enthalten sind.
"""

import numpy as np

from aufbereitung.saarlouis.demonstration.bevoelkerung import RENTENALTER, Bevoelkerung
from aufbereitung.saarlouis.demonstration.verfahren import ganzzahlig, kleiner_rest, verteilt
from aufbereitung.saarlouis.demonstration.vorgaben import Feld, Tafeln, Vorgaben

REST_WANDERUNG_PROZENT = 1.8


def bewegungen(vorgaben: Vorgaben, menschen: Bevoelkerung) -> Tafeln:
    """Geburten, Sterbefälle, Zuzüge und Fortzüge je Sozialraum und Jahr."""
    geburten = verteilt(
        "geburten",
        ganzzahlig(vorgaben.reihe("anzahl", "geburten")),
        menschen.zahl(unter=1) + 0.1,
        staerke=0.2,
    )
    sterbefaelle = verteilt(
        "sterbefaelle",
        ganzzahlig(vorgaben.reihe("anzahl", "sterbefaelle")),
        _sterberisiko(menschen),
        staerke=0.9,
    )
    tafeln = {"geburten": geburten, "sterbefaelle": sterbefaelle}
    saldo = (geburten - sterbefaelle).sum(axis=0)
    return tafeln | _wanderungen(vorgaben, menschen, saldo.astype(np.float64))


def _sterberisiko(menschen: Bevoelkerung) -> Feld:
    return (
        menschen.zahl(unter=RENTENALTER) * 0.0022
        + menschen.zahl(ab=RENTENALTER, unter=80) * 0.022
        + menschen.zahl(ab=80) * 0.095
    )


def _wanderungen(vorgaben: Vorgaben, menschen: Bevoelkerung, saldo: Feld) -> Tafeln:
    stadt = menschen.stadt()
    wachstum = np.diff(stadt, prepend=float(menschen.stadt_vorjahr))
    summe_zu = ganzzahlig(stadt * vorgaben.reihe("prozent", "zuzuege") / 100)
    summe_fort = ganzzahlig(summe_zu - wachstum + saldo)
    auslaendisch = menschen.zahl(herkunft=("auslaendisch",))
    gewichte = (menschen.zahl() - auslaendisch) * 0.04 + auslaendisch * 0.16
    gewichte = gewichte * (0.6 + 0.4 * vorgaben.profil("single"))
    grenze = menschen.zahl() * 0.5
    return {
        "zuzuege": verteilt(
            "zuzuege",
            summe_zu,
            gewichte,
            hoechstens=grenze,
            rest=kleiner_rest("zuzuege", summe_zu, prozent=REST_WANDERUNG_PROZENT),
        ),
        "fortzuege": verteilt(
            "fortzuege",
            summe_fort,
            gewichte,
            hoechstens=grenze,
            rest=kleiner_rest("fortzuege", summe_fort, prozent=REST_WANDERUNG_PROZENT),
        ),
    }
