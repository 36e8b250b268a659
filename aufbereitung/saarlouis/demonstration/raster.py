"""Erfundene kleinste Einheiten („Blöcke“) unter den Sozialräumen, am jüngsten Stichtag.

Für den Versuch, Sozialräume neu zuzuschneiden. Je Sozialraum vier bis acht Einheiten, deren
Zahlen genau die des Sozialraums ergeben. Verteilt werden Gruppen, die sich nicht überschneiden
(unter 18, 18 bis unter 65, ab 65 Jahre; Leistungsberechtigte unter und ab 18); so ist in jeder
Einheit jede Teilmenge höchstens so groß wie ihr Ganzes. Namen und Lage sind frei erfunden.
"""

from collections.abc import Iterator

import numpy as np

from aufbereitung.saarlouis.demonstration.bevoelkerung import (
    RENTENALTER,
    VOLLJAEHRIG,
    Bevoelkerung,
)
from aufbereitung.saarlouis.demonstration.verfahren import anteilig_gerundet, gleichverteilt
from aufbereitung.saarlouis.demonstration.vorgaben import JAHRE, Feld, Tafeln, Vorgaben, Zahlen
from aufbereitung.saarlouis.demonstration.zeichen import DEMO, zelle

SPALTEN = ("einheit", "name", "gebiet", "stichtag", "merkmal", "wert", "zeichen", "quelle")
MERKMALE = (
    "einwohner",
    "einwohner_unter_18",
    "einwohner_ab_65",
    "einwohner_auslaendisch",
    "sgb2_leistungsberechtigte",
    "sgb2_unter_18",
    "arbeitslose",
)
STICHTAG = f"{JAHRE[-1]}-12-31"
WENIGSTENS, HOECHSTENS = 4, 8
MENSCHEN_JE_EINHEIT = 210
# So verschieden sind Einheiten eines Sozialraums: nach Größe, Alter und Lage.
SPANNE_GROESSE, SPANNE_GRUPPE, SPANNE_LAST = 0.9, 0.7, 1.5


def rasterzeilen(
    vorgaben: Vorgaben, menschen: Bevoelkerung, tafeln: Tafeln
) -> Iterator[tuple[str, ...]]:
    """Alle Zeilen der Rastertabelle: Einheiten in der Reihenfolge der Sozialräume."""
    gesamt = {name: werte.astype(np.int64) for name, werte in _gruppen(menschen).items()}
    gesamt |= {name: tafeln[name][:-1, -1] for name in MERKMALE if name in tafeln}
    for stelle, raum in enumerate(vorgaben.sozialraeume):
        werte = einheiten(raum, {name: int(zahlen[stelle]) for name, zahlen in gesamt.items()})
        for nummer in range(len(werte["einwohner"])):
            schluessel = f"{raum}-{nummer + 1:02d}"
            name = f"Block {raum[-4:]}-{nummer + 1:02d}"
            for merkmal in MERKMALE:
                # Wo der Sozialraum eine Lücke hat, haben seine Einheiten keine Zeile.
                if zelle(merkmal, raum, JAHRE[-1], 0).wert:
                    wert = str(werte[merkmal][nummer])
                    yield (schluessel, name, raum, STICHTAG, merkmal, wert, DEMO, DEMO)


def einheiten(raum: str, gesamt: dict[str, int]) -> dict[str, Zahlen]:
    """Die Zahlen der Einheiten eines Sozialraums je Merkmal; ihre Summe ist `gesamt`."""
    anzahl = int(np.clip(round(gesamt["einwohner"] / MENSCHEN_JE_EINHEIT), WENIGSTENS, HOECHSTENS))
    gestreut = gleichverteilt(f"raster-{raum}", 5, anzahl) - 0.5
    groesse = 1 + SPANNE_GROESSE * gestreut[0]
    last = np.clip(1 + SPANNE_LAST * gestreut[4], 0.2, None)

    def verteilt(summe: int, gewichte: Feld, hoechstens: Zahlen | None = None) -> Zahlen:
        grenzen = None if hoechstens is None else hoechstens.astype(np.float64)
        return anteilig_gerundet(summe, gewichte, hoechstens=grenzen)

    junge, alte = gesamt["einwohner_unter_18"], gesamt["einwohner_ab_65"]
    unter_18 = verteilt(junge, groesse * (1 + SPANNE_GRUPPE * gestreut[1]))
    ab_65 = verteilt(alte, groesse * (1 + SPANNE_GRUPPE * gestreut[2]))
    mitte = verteilt(gesamt["einwohner"] - junge - alte, groesse)
    einwohner = unter_18 + mitte + ab_65
    auslaendisch = einwohner * (1 + SPANNE_GRUPPE * gestreut[3]) * last
    kinder = verteilt(gesamt["sgb2_unter_18"], unter_18 * last, unter_18)
    erwachsene = gesamt["sgb2_leistungsberechtigte"] - gesamt["sgb2_unter_18"]
    return {
        "einwohner": einwohner,
        "einwohner_unter_18": unter_18,
        "einwohner_ab_65": ab_65,
        "einwohner_auslaendisch": verteilt(
            gesamt["einwohner_auslaendisch"], auslaendisch, einwohner
        ),
        "sgb2_leistungsberechtigte": kinder + verteilt(erwachsene, mitte * last, mitte),
        "sgb2_unter_18": kinder,
        "arbeitslose": verteilt(gesamt["arbeitslose"], mitte * last, mitte),
    }


def _gruppen(menschen: Bevoelkerung) -> dict[str, Feld]:
    return {
        "einwohner": menschen.zahl()[:, -1],
        "einwohner_unter_18": menschen.zahl(unter=VOLLJAEHRIG)[:, -1],
        "einwohner_ab_65": menschen.zahl(ab=RENTENALTER)[:, -1],
        "einwohner_auslaendisch": menschen.zahl(herkunft=("auslaendisch",))[:, -1],
    }
