"""Erfundene Haushalte und Wohnungen je Sozialraum."""

import numpy as np

from aufbereitung.saarlouis.demonstration.bevoelkerung import RENTENALTER, Bevoelkerung
from aufbereitung.saarlouis.demonstration.verfahren import ganzzahlig, kleiner_rest, verteilt
from aufbereitung.saarlouis.demonstration.vorgaben import (
    JAHRE,
    Feld,
    Tafeln,
    Vorgaben,
    Zahlen,
)

EIN_PERSON_HOECHSTENS = 0.72
BAUALTER = ("vor_1919", "1919_1948", "1949_1978")
GWZ_JAHR = 2011


def haushalte(vorgaben: Vorgaben, menschen: Bevoelkerung) -> Tafeln:
    """Haushalte: alle, Einpersonen-, mit Kindern, alleinerziehend; jeweils Teilmengen."""
    einwohner, kinder = menschen.zahl(), menschen.zahl(unter=18)
    anteil_kinder = kinder / einwohner * (menschen.stadt() / kinder.sum(axis=0))
    groesse = 1 + 0.22 * (anteil_kinder - 1) - 0.30 * (vorgaben.profil("single") - 1)
    summe = ganzzahlig(menschen.stadt() / vorgaben.reihe("personen_je", "haushalt"))
    alle = verteilt("haushalte", summe, einwohner / groesse, hoechstens=einwohner, staerke=0.2)
    tafeln: Tafeln = {"haushalte": alle}
    tafeln |= _einpersonenhaushalte(vorgaben, menschen, alle[:-1].astype(np.float64))
    frei = (alle - tafeln["haushalte_eine_person"])[:-1].astype(np.float64)
    tafeln |= _haushalte_mit_kindern(vorgaben, kinder, frei)
    return tafeln


def _einpersonenhaushalte(vorgaben: Vorgaben, menschen: Bevoelkerung, alle: Feld) -> Tafeln:
    ab_65 = menschen.zahl(ab=RENTENALTER)
    summe = alle.sum(axis=0)
    eine = verteilt(
        "haushalte_eine_person",
        ganzzahlig(summe * vorgaben.reihe("prozent", "haushalte_eine_person") / 100),
        alle * vorgaben.profil("single"),
        hoechstens=alle * EIN_PERSON_HOECHSTENS,
        staerke=0.4,
    )
    eine_ab_65 = verteilt(
        "haushalte_eine_person_ab_65",
        ganzzahlig(ab_65.sum(axis=0) * 0.33),
        ab_65 * (0.5 + 0.5 * vorgaben.profil("single")),
        hoechstens=np.minimum(eine[:-1] * 0.9, ab_65 * 0.7),
        staerke=0.4,
    )
    return {"haushalte_eine_person": eine, "haushalte_eine_person_ab_65": eine_ab_65}


def _haushalte_mit_kindern(vorgaben: Vorgaben, kinder: Feld, frei: Feld) -> Tafeln:
    je_haushalt = vorgaben.reihe("personen_je", "kinder_je_haushalt_mit_kindern")
    mit_kindern = verteilt(
        "haushalte_mit_kindern",
        ganzzahlig(kinder.sum(axis=0) / je_haushalt),
        kinder,
        hoechstens=np.minimum(kinder, frei * 0.9),
        staerke=0.3,
    )
    familien = mit_kindern[:-1].astype(np.float64)
    alleinerziehend = verteilt(
        "haushalte_alleinerziehend",
        ganzzahlig(
            familien.sum(axis=0) * vorgaben.reihe("prozent", "haushalte_alleinerziehend") / 100
        ),
        familien * (0.62 + 0.38 * vorgaben.last()),
        hoechstens=familien * 0.55,
    )
    return {"haushalte_mit_kindern": mit_kindern, "haushalte_alleinerziehend": alleinerziehend}


def wohngeld(vorgaben: Vorgaben, alle: Feld, bedarfsgemeinschaften: Feld) -> Tafeln:
    """Haushalte mit Wohngeld; nie mehr als Haushalte ohne Bedarfsgemeinschaft."""
    summe = ganzzahlig(alle.sum(axis=0) * vorgaben.reihe("prozent", "wohngeld_haushalte") / 100)
    tafel = verteilt(
        "wohngeld_haushalte",
        summe,
        alle * (0.35 + 0.65 * vorgaben.last()),
        hoechstens=(alle - bedarfsgemeinschaften) * 0.5,
        rest=kleiner_rest("wohngeld_haushalte", summe, prozent=1.2),
    )
    return {"wohngeld_haushalte": tafel}


def wohnungen(vorgaben: Vorgaben, alle: Feld) -> Tafeln:
    """Wohnungen, geförderte Wohnungen und Wohnungen nach Baualter, ohne Schwanken."""
    jahre = np.array(JAHRE) - GWZ_JAHR
    bestand = alle.mean(axis=1, keepdims=True) * (1 + vorgaben.profil("neubau") / 100 * jahre)
    tafeln = {"wohnungen": _verteilter_bestand(vorgaben, "wohnungen", bestand)}
    anzahl = tafeln["wohnungen"][:-1].astype(np.float64)
    anteile = np.array([vorgaben.baualter[bau] for bau in vorgaben.bau])
    for stelle, baualter in enumerate(BAUALTER):
        gewichte = bestand[:, [0]] * anteile[:, [stelle]] * np.ones(len(JAHRE))
        frei = anzahl * 0.97 - sum(
            (tafeln[f"wohnungen_baujahr_{b}"][:-1] for b in BAUALTER[:stelle]),
            start=np.zeros_like(anzahl),
        )
        name = f"wohnungen_baujahr_{baualter}"
        tafeln[name] = _verteilter_bestand(vorgaben, name, gewichte, hoechstens=frei)
    tafeln["wohnungen_gefoerdert"] = _verteilter_bestand(
        vorgaben,
        "wohnungen_gefoerdert",
        bestand * vorgaben.profil("gefoerdert"),
        hoechstens=anzahl * 0.4,
    )
    return tafeln


def _verteilter_bestand(
    vorgaben: Vorgaben, name: str, gewichte: Feld, *, hoechstens: Feld | None = None
) -> Zahlen:
    summe = ganzzahlig(vorgaben.reihe("anzahl", name))
    return verteilt(name, summe, gewichte, hoechstens=hoechstens, staerke=0.0)
