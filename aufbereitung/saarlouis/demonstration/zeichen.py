"""Zeichen der Demonstrationsdaten: gesetzte Lücken, vorläufige, berichtigte, geheime Werte.

Die Regeln bilden nach, was echte Tabellen mitbringen; auch sie sind erfunden. Jeder Wert trägt
zuerst `demo`.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from aufbereitung.saarlouis.demonstration.vorgaben import JAHRE, Zahlen

DEMO = "demo"
NICHTS = "–"
UNBEKANNT = "."
GEHEIM = "•"
OHNE_WERT = frozenset({UNBEKANNT, GEHEIM})
GEHEIME_JAHRE = (2014, 2018)
GEHEIM_RAEUME = 6
GEHEIM_HOECHSTENS = 2


class Regel(NamedTuple):
    """Zeichen für Merkmale (Wortanfänge) in einem Jahr, für alle oder einzelne Räume."""

    merkmale: tuple[str, ...]
    jahr: int
    zeichen: str
    raeume: frozenset[str] | None = None
    hinweis: str = ""


AUSFALL = "Erhebung ausgefallen (erfundene Lücke)"
REGELN = (
    Regel(("kita_", "schulanfaenger"), 2020, UNBEKANNT, hinweis=AUSFALL),
    Regel(
        ("haushalte",),
        2020,
        UNBEKANNT,
        frozenset({"100441150103", "100441150304", "100441150602"}),
        AUSFALL,
    ),
    Regel(("haushalte",), 2010, "s"),
    Regel(("haushalte",), 2011, "s"),
    Regel(("kita_",), 2021, "s"),
    Regel(("wohngeld_",), 2023, "s"),
    Regel(("sgb2_", "arbeitslose", "zuzuege", "fortzuege"), 2022, "r"),
    Regel(
        (
            "haushalte",
            "sgb2_",
            "sgb12_",
            "wohngeld_",
            "arbeitslose",
            "beschaeftigte_",
            "kita_",
            "zuzuege",
            "fortzuege",
            "geburten",
            "sterbefaelle",
        ),
        2025,
        "p",
    ),
)


class Zelle(NamedTuple):
    """Wert (leer, wo das Zeichen keinen zulässt), Zeichen und Hinweis einer Tabellenzeile."""

    wert: str
    zeichen: str
    hinweis: str


def zelle(merkmal: str, gebiet: str, jahr: int, wert: int, *, geheim: bool = False) -> Zelle:
    """Die Zeile, wie sie in die Tabelle kommt."""
    passend = [
        regel
        for regel in REGELN
        if regel.jahr == jahr
        and merkmal.startswith(regel.merkmale)
        and (regel.raeume is None or gebiet in regel.raeume)
    ]
    zeichen = [GEHEIM] if geheim else [regel.zeichen for regel in passend]
    hinweis = " ".join(regel.hinweis for regel in passend if regel.hinweis)
    leer = sorted(OHNE_WERT.intersection(zeichen))
    if leer:
        return Zelle("", f"{DEMO} {leer[0]}", hinweis)
    null = [NICHTS] if wert == 0 else []
    return Zelle(str(wert), " ".join([DEMO, *null, *zeichen]), hinweis)


def geheime_zellen(
    raeume: Sequence[str], einwohner: Zahlen, tafel: Zahlen
) -> frozenset[tuple[str, int]]:
    """Zellen mit Wert 1 oder 2 in den kleinsten Sozialräumen und zwei Jahren."""
    kleinste = np.argsort(einwohner, kind="stable")[:GEHEIM_RAEUME]
    return frozenset(
        (raeume[raum], jahr)
        for raum in kleinste
        for jahr in GEHEIME_JAHRE
        if 1 <= tafel[raum, JAHRE.index(jahr)] <= GEHEIM_HOECHSTENS
    )
