"""Erfundene Grundsicherung, Arbeitslosigkeit, Beschäftigung und Schwerbehinderung.

Teilmengen werden erst nach ihrer Obermenge verteilt und durch sie begrenzt.
"""

import numpy as np

from aufbereitung.saarlouis.demonstration.bevoelkerung import (
    RENTENALTER,
    VOLLJAEHRIG,
    Bevoelkerung,
)
from aufbereitung.saarlouis.demonstration.verfahren import ganzzahlig, kleiner_rest, verteilt
from aufbereitung.saarlouis.demonstration.vorgaben import Feld, Tafeln, Vorgaben, Zahlen

ERWERBSALTER_AB = 15
REST_SGB2_PROZENT = 1.1
# unter 15-Jährige unter den unter 18-Jährigen im SGB II (gesetzt)
ANTEIL_UNTER_15 = 0.855
REST_ARBEITSLOSE_PROZENT = 1.4


def grundsicherung(vorgaben: Vorgaben, menschen: Bevoelkerung, familien: Tafeln) -> Tafeln:
    """SGB II und SGB XII mit Teilmengen."""
    tafeln = _sgb2(vorgaben, menschen)
    tafeln |= _bedarfsgemeinschaften(vorgaben, tafeln, familien)
    tafeln |= _sgb12(vorgaben, menschen)
    return tafeln


def _sgb2(vorgaben: Vorgaben, menschen: Bevoelkerung) -> Tafeln:
    unter_65 = menschen.zahl(unter=RENTENALTER)
    summe = ganzzahlig(menschen.stadt() * vorgaben.reihe("prozent", "sgb2") / 100)
    alle = verteilt(
        "sgb2_leistungsberechtigte",
        summe,
        unter_65 * vorgaben.last(),
        hoechstens=unter_65 * 0.6,
        rest=kleiner_rest("sgb2", summe, prozent=REST_SGB2_PROZENT),
    )
    anteile = alle[:-1] / unter_65
    return {"sgb2_leistungsberechtigte": alle} | _sgb2_kinder(vorgaben, menschen, alle, anteile)


def _sgb2_kinder(vorgaben: Vorgaben, menschen: Bevoelkerung, alle: Zahlen, anteile: Feld) -> Tafeln:
    unter_18, unter_15 = menschen.zahl(unter=VOLLJAEHRIG), menschen.zahl(unter=ERWERBSALTER_AB)
    summe = ganzzahlig(unter_18.sum(axis=0) * vorgaben.reihe("prozent", "sgb2_unter_18") / 100)
    anteil = summe / alle.sum(axis=0)
    junge = verteilt(
        "sgb2_unter_18",
        summe,
        unter_18 * anteile,
        hoechstens=np.minimum(unter_18 * 0.75, alle[:-1] * 0.55),
        rest=_teil(alle[-1], anteil),
        staerke=0.4,
    )
    kleine = verteilt(
        "sgb2_unter_15",
        ganzzahlig(summe * ANTEIL_UNTER_15),
        junge[:-1] * unter_15 / unter_18,
        hoechstens=np.minimum(junge[:-1], unter_15),
        rest=np.minimum(_teil(alle[-1], anteil * ANTEIL_UNTER_15), junge[-1]),
        staerke=0.1,
    )
    return {"sgb2_unter_18": junge, "sgb2_unter_15": kleine}


def _bedarfsgemeinschaften(vorgaben: Vorgaben, sgb2: Tafeln, familien: Tafeln) -> Tafeln:
    alle, kinder = sgb2["sgb2_leistungsberechtigte"], sgb2["sgb2_unter_18"]
    je = vorgaben.reihe("personen_je", "sgb2_je_bedarfsgemeinschaft")
    summe = ganzzahlig(alle.sum(axis=0) / je)
    gemeinschaften = verteilt(
        "sgb2_bedarfsgemeinschaften",
        summe,
        alle[:-1] * (0.6 + 0.4 * vorgaben.profil("single")),
        hoechstens=np.minimum(alle[:-1] - kinder[:-1], familien["haushalte"][:-1] * 0.6),
        rest=_teil(alle[-1], 1 / je),
        staerke=0.3,
    )
    grenze = np.minimum(familien["haushalte_alleinerziehend"][:-1] * 0.8, kinder[:-1])
    alleinerziehend = verteilt(
        "sgb2_bedarfsgemeinschaften_alleinerziehend",
        ganzzahlig(summe * 0.145),
        kinder[:-1].astype(np.float64),
        hoechstens=np.minimum(grenze, gemeinschaften[:-1]),
        rest=np.minimum(_teil(gemeinschaften[-1], np.full(len(je), 0.1)), kinder[-1]),
        staerke=0.5,
    )
    return {
        "sgb2_bedarfsgemeinschaften": gemeinschaften,
        "sgb2_bedarfsgemeinschaften_alleinerziehend": alleinerziehend,
    }


def _sgb12(vorgaben: Vorgaben, menschen: Bevoelkerung) -> Tafeln:
    ab_65 = menschen.zahl(ab=RENTENALTER)
    erwachsene = menschen.zahl(ab=VOLLJAEHRIG, unter=RENTENALTER)
    tafeln = {}
    for name, basis, gewicht in (
        ("sgb12_ab_65", ab_65, 0.15 + 0.85 * vorgaben.last()),
        ("sgb12_erwerbsminderung", erwachsene, 0.25 + 0.75 * vorgaben.last()),
    ):
        summe = ganzzahlig(basis.sum(axis=0) * vorgaben.reihe("prozent", name) / 100)
        rest = kleiner_rest(name, summe, prozent=1.0)
        tafeln[name] = verteilt(name, summe, basis * gewicht, hoechstens=basis * 0.3, rest=rest)
    return tafeln


def arbeitsmarkt(vorgaben: Vorgaben, menschen: Bevoelkerung, sgb2: Tafeln) -> Tafeln:
    """Arbeitslose mit Teilgruppen und sozialversicherungspflichtig Beschäftigte am Wohnort."""
    basis = menschen.zahl(ab=ERWERBSALTER_AB, unter=RENTENALTER)
    tafeln = _arbeitslose(vorgaben, basis, sgb2)
    tafeln |= _arbeitslose_teilgruppen(vorgaben, menschen, basis, tafeln)
    arbeitslose = tafeln["arbeitslose"][:-1].astype(np.float64)
    tafeln |= _beschaeftigte(vorgaben, menschen, basis, arbeitslose)
    return tafeln


def _arbeitslose(vorgaben: Vorgaben, basis: Feld, sgb2: Tafeln) -> Tafeln:
    summe = ganzzahlig(basis.sum(axis=0) * vorgaben.reihe("prozent", "arbeitslose") / 100)
    summe_2 = ganzzahlig(summe * vorgaben.reihe("prozent", "arbeitslose_sgb2") / 100)
    erwachsene = sgb2["sgb2_leistungsberechtigte"] - sgb2["sgb2_unter_15"]
    rest = kleiner_rest("arbeitslose", summe, prozent=REST_ARBEITSLOSE_PROZENT)
    rest_2 = np.minimum(_teil(rest, summe_2 / summe), erwachsene[-1])
    im_sgb2 = verteilt(
        "arbeitslose_sgb2",
        summe_2,
        basis * vorgaben.last(),
        hoechstens=erwachsene[:-1] * 0.75,
        rest=rest_2,
    )
    im_sgb3 = verteilt(
        "arbeitslose_sgb3",
        summe - summe_2,
        basis * (0.7 + 0.3 * vorgaben.last()),
        hoechstens=basis * 0.2,
        rest=rest - rest_2,
    )
    return {
        "arbeitslose": im_sgb2 + im_sgb3,
        "arbeitslose_sgb2": im_sgb2,
        "arbeitslose_sgb3": im_sgb3,
    }


def _arbeitslose_teilgruppen(
    vorgaben: Vorgaben, menschen: Bevoelkerung, basis: Feld, tafeln: Tafeln
) -> Tafeln:
    alle, im_sgb2 = tafeln["arbeitslose"], tafeln["arbeitslose_sgb2"][:-1]
    auslaendisch = menschen.zahl(ab=ERWERBSALTER_AB, unter=RENTENALTER, herkunft=("auslaendisch",))
    junge = menschen.zahl(ab=ERWERBSALTER_AB, unter=25)
    teilgruppen = {
        "arbeitslose_langzeit": (im_sgb2 * 0.6 + alle[:-1] * 0.05, basis),
        "arbeitslose_unter_25": (alle[:-1] * junge / basis, junge),
        "arbeitslose_auslaendisch": (alle[:-1] * auslaendisch / basis, auslaendisch),
    }
    ergebnis = {}
    for name, (gewichte, obermenge) in teilgruppen.items():
        anteil = vorgaben.reihe("prozent", name) / 100
        ergebnis[name] = verteilt(
            name,
            ganzzahlig(alle.sum(axis=0) * anteil),
            gewichte,
            hoechstens=np.minimum(alle[:-1] * 0.9, obermenge),
            rest=_teil(alle[-1], anteil),
            staerke=0.6,
        )
    return ergebnis


def _beschaeftigte(
    vorgaben: Vorgaben, menschen: Bevoelkerung, basis: Feld, arbeitslose: Feld
) -> Tafeln:
    frauen = menschen.zahl(ab=ERWERBSALTER_AB, unter=RENTENALTER, geschlecht="w")
    summe = ganzzahlig(basis.sum(axis=0) * vorgaben.reihe("prozent", "beschaeftigte_wohnort") / 100)
    alle = verteilt(
        "beschaeftigte_wohnort",
        summe,
        basis * (1.13 - 0.13 * vorgaben.last()),
        hoechstens=(basis - arbeitslose) * 0.85,
        rest=kleiner_rest("beschaeftigte_wohnort", summe, prozent=0.6),
        staerke=0.3,
    )
    anteil = vorgaben.reihe("prozent", "beschaeftigte_wohnort_frauen") / 100
    weiblich = verteilt(
        "beschaeftigte_wohnort_frauen",
        ganzzahlig(summe * anteil),
        alle[:-1] * frauen / basis * (1.06 - 0.06 * vorgaben.last()),
        hoechstens=np.minimum(alle[:-1] * 0.6, frauen * 0.85),
        rest=_teil(alle[-1], anteil),
        staerke=0.2,
    )
    return {"beschaeftigte_wohnort": alle, "beschaeftigte_wohnort_frauen": weiblich}


def schwerbehinderte(vorgaben: Vorgaben, menschen: Bevoelkerung) -> Tafeln:
    """Schwerbehinderte Menschen, überwiegend im höheren Alter."""
    gewichte = (
        menschen.zahl(unter=45) * 0.03
        + menschen.zahl(ab=45, unter=RENTENALTER) * 0.12
        + menschen.zahl(ab=RENTENALTER) * 0.26
    )
    summe = ganzzahlig(menschen.stadt() * vorgaben.reihe("prozent", "schwerbehinderte") / 100)
    tafel = verteilt(
        "schwerbehinderte",
        summe,
        gewichte * (0.85 + 0.15 * vorgaben.last()),
        rest=kleiner_rest("schwerbehinderte", summe, prozent=0.5),
        hoechstens=menschen.zahl() * 0.4,
        staerke=0.6,
    )
    return {"schwerbehinderte": tafel}


def _teil(obermenge: Zahlen, anteil: Feld) -> Zahlen:
    return np.minimum(ganzzahlig(obermenge * anteil), obermenge)
