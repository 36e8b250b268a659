"""Erfundene Kita-Betreuung, Einschulung und Übergänge nach Klasse 4."""

import numpy as np

from aufbereitung.saarlouis.demonstration.bevoelkerung import DEUTSCHE, Bevoelkerung
from aufbereitung.saarlouis.demonstration.verfahren import ganzzahlig, kleiner_rest, verteilt
from aufbereitung.saarlouis.demonstration.vorgaben import Feld, Tafeln, Vorgaben

SCHULALTER = 6
REST_KITA_PROZENT = 1.0
FUENFTKLAESSLER_ANTEIL = 0.965


def kitas(vorgaben: Vorgaben, menschen: Bevoelkerung) -> Tafeln:
    """Betreute Kinder unter 3 und von 3 bis unter 6 Jahren; nie mehr als Kinder."""
    tafeln = {}
    for name, reihe, basis, steigung, staerke in (
        ("kita_kinder_unter_3", "kita_unter_3", menschen.zahl(unter=3), 0.22, 0.5),
        ("kita_kinder_3_bis_6", "kita_3_bis_6", menschen.zahl(ab=3, unter=SCHULALTER), 0.03, 0.1),
    ):
        summe = ganzzahlig(basis.sum(axis=0) * vorgaben.reihe("prozent", reihe) / 100)
        tafeln[name] = verteilt(
            name,
            summe,
            basis * (1 + steigung - steigung * vorgaben.last()),
            hoechstens=basis,
            rest=kleiner_rest(name, summe, prozent=REST_KITA_PROZENT),
            staerke=staerke,
        )
    return tafeln


def einschulung(vorgaben: Vorgaben, menschen: Bevoelkerung) -> Tafeln:
    """Schulanfängerinnen und Schulanfänger, darunter mit Sprachförderbedarf."""
    basis = menschen.zahl(ab=SCHULALTER, unter=SCHULALTER + 1)
    kinder = verteilt(
        "schulanfaenger",
        ganzzahlig(basis.sum(axis=0) * 0.97),
        basis,
        hoechstens=basis,
        staerke=0.1,
    )
    bedarf = verteilt(
        "schulanfaenger_sprachfoerderbedarf",
        ganzzahlig(kinder.sum(axis=0) * vorgaben.reihe("prozent", "sprachfoerderbedarf") / 100),
        kinder[:-1] * (0.35 + 0.4 * vorgaben.last() + 1.2 * _migrationsanteil(menschen)),
        hoechstens=kinder[:-1] * 0.85,
        staerke=0.7,
    )
    return {"schulanfaenger": kinder, "schulanfaenger_sprachfoerderbedarf": bedarf}


def uebergaenge(vorgaben: Vorgaben, menschen: Bevoelkerung) -> Tafeln:
    """Übergänge in Klasse 5 auf Gymnasium und Gemeinschaftsschule."""
    basis = menschen.zahl(ab=10, unter=15)
    kinder = verteilt(
        "uebergang",
        ganzzahlig(basis.sum(axis=0) / 5 * FUENFTKLAESSLER_ANTEIL),
        basis,
        hoechstens=basis,
        staerke=0.6,
    )
    gymnasium = verteilt(
        "uebergang_gymnasium",
        ganzzahlig(kinder.sum(axis=0) * vorgaben.reihe("prozent", "uebergang_gymnasium") / 100),
        kinder[:-1] * np.clip(1.28 - 0.3 * vorgaben.last(), 0.45, None),
        hoechstens=kinder[:-1] * 0.9,
        staerke=0.5,
    )
    return {
        "uebergang_gymnasium": gymnasium,
        "uebergang_gemeinschaftsschule": kinder - gymnasium,
    }


def _migrationsanteil(menschen: Bevoelkerung) -> Feld:
    alle = menschen.zahl(unter=10)
    ohne = menschen.zahl(unter=10, herkunft=DEUTSCHE[:1])
    return 1 - ohne / np.maximum(alle, 1)
