"""Schilder am Ende der Linien eines Diagramms und die Zeichenfläche, die ihnen Platz lässt.

Gerechnet wird in Punkten, ohne etwas zu zeichnen.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sozialmonitor import formate
from sozialmonitor.berichte.schriftmass import textbreite
from sozialmonitor.bildzahlen import Bildzahlen, Zahlenreihe
from sozialmonitor.diagramme import achsen

SCHRIFT = 14
"""Schriftgröße der Schilder, Achsen und Legenden (Punkte)."""
SCHILDABSTAND = 18.0
"""So weit stehen die Schilder zweier Linien wenigstens auseinander (Punkte)."""
ACHSENZEILE, RAND_RECHTS = 28, 16
"""Höhe der Zeile unter der Achse, Rand rechts der Schilder (Punkte)."""
# Mehr Platz dürfen die Namen am Ende der Linien nicht nehmen; sonst nennt sie die Legende.
_HOECHSTENS_SCHILDBREITE = 0.3
_LUFT_OBEN, _LEGENDE, _LEGENDENZEILE, _LEGENDENMARKE = 10, 14, 20, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Endschild:
    """Ein Schild neben dem letzten Punkt einer Linie.

    `reihe` und `punkt` sind die Stellen in den Bildzahlen, `hoch` ist, um wie viele Punkte das
    Schild über seinem Platz neben dem Punkt steht (negativ: darunter).
    """

    reihe: int
    punkt: int
    text: str
    hoch: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Zeichenflaeche:
    """Wo Linien gezeichnet werden, als Anteile des Diagramms, und ihre Maße in Punkten."""

    links: float
    oben: float
    breite: float
    hoehe: float
    hoch: float
    weit: float


def zeichenflaeche(zahlen: Bildzahlen, breite: float, hoehe: float) -> Zeichenflaeche:
    """Die Zeichenfläche der Linien: links Platz für Zahlen, rechts für die Schilder.

    Parameters
    ----------
    breite, hoehe
        Maße des Diagramms in Punkten.
    """
    mit_namen = namen_am_ende(zahlen, breite)
    grenzen = zahlen.grenzen or (0.0, 1.0)
    # Eine Stelle mehr als die längste Zahl: So weit stehen die Zahlen von der Achse.
    links = max(textbreite(f"{formate.zahl(g, 1)}  ", SCHRIFT) for g in grenzen)
    rechts = _schildbreite(zahlen, mit_namen=mit_namen) + RAND_RECHTS
    unten = ACHSENZEILE
    if not mit_namen:
        namen = [r.name for r in zahlen.reihen if not r.fortsetzung]
        lang = sum(textbreite(name, SCHRIFT) + _LEGENDENMARKE for name in namen)
        unten += _LEGENDE + _LEGENDENZEILE * math.ceil(lang / breite)
    weit, hoch = breite - links - rechts, max(1.0, hoehe - _LUFT_OBEN - unten)
    return Zeichenflaeche(
        links=links / breite, oben=_LUFT_OBEN / hoehe, breite=weit / breite, hoehe=hoch / hoehe,
        hoch=hoch, weit=weit,
    )  # fmt: skip


def _letzte_punkte(zahlen: Bildzahlen) -> list[tuple[int, int, float]]:
    """Je Linie ihr letzter Abschnitt (Nummer), die Stelle ihres letzten Werts und er selbst."""
    letzte: dict[str, tuple[int, int, float]] = {}
    for nummer, reihe in enumerate(zahlen.reihen):
        vorhanden = [(i, wert) for i, wert in enumerate(reihe.werte) if wert is not None]
        if vorhanden:
            letzte[_linienname(reihe)] = (nummer, *vorhanden[-1])
    return list(letzte.values())


def namen_am_ende(zahlen: Bildzahlen, breite: float) -> bool:
    """Ob die Namen der Linien an ihrem Ende stehen; sonst nennt sie eine Legende.

    Dafür müssen alle Linien bis zum letzten Stichtag reichen und die Namen neben der
    Zeichenfläche Platz haben.

    Parameters
    ----------
    breite
        Breite des Diagramms in Punkten.
    """
    ende = len(zahlen.kategorien) - 1
    bis_zuletzt = all(punkt == ende for _, punkt, _ in _letzte_punkte(zahlen))
    return bis_zuletzt and _schildbreite(zahlen, mit_namen=True) <= (
        _HOECHSTENS_SCHILDBREITE * breite
    )


def _schildbreite(zahlen: Bildzahlen, *, mit_namen: bool) -> float:
    texte = [
        _schildtext(zahlen, nummer, wert, mit_namen=mit_namen)
        for nummer, _, wert in _letzte_punkte(zahlen)
    ]
    return max((textbreite(text, SCHRIFT) for text in texte), default=0.0)


def _schildtext(zahlen: Bildzahlen, nummer: int, wert: float, *, mit_namen: bool) -> str:
    """Wert und Name in einer Zeile; geschützte Leerzeichen verhindern einen Umbruch."""
    text = formate.zahl(wert, zahlen.nachkommastellen)
    name = _linienname(zahlen.reihen[nummer])
    return f"{text} {name}".replace(" ", "\u00a0") if mit_namen else text


def endschilder(
    zahlen: Bildzahlen, hoehe: float, *, mit_namen: bool = False
) -> tuple[Endschild, ...]:
    """Die Schilder an den Enden der Linien, von unten nach oben, ohne einander zu überdecken.

    Schilder am selben Stichtag weichen einander um so wenig aus wie möglich und bleiben dabei in
    der Reihenfolge ihrer Werte. Endet eine Linie früher und läge ihr Schild auf einer anderen,
    hat sie keines.

    Parameters
    ----------
    hoehe
        Höhe der Zeichenfläche in Punkten; sie zeigt den Wertebereich `zahlen.grenzen`.
    mit_namen
        Ob neben dem Wert der Name der Linie steht.
    """
    punkte = _letzte_punkte(zahlen)
    werte = [wert for _, _, wert in punkte]
    unten, oben = zahlen.grenzen or (min(werte, default=0.0), max(werte, default=1.0))
    je_einheit = hoehe / ((oben - unten) or 1.0)
    schilder = []
    for stelle in sorted({punkt for _, punkt, _ in punkte}):
        hier = sorted((p for p in punkte if p[1] == stelle), key=lambda p: p[2])
        eigentlich = [(wert - unten) * je_einheit for _, _, wert in hier]
        platz = _verteilt(eigentlich, min(SCHILDABSTAND, hoehe / len(hier)), hoehe)
        for (nummer, _, wert), alt, neu in zip(hier, eigentlich, platz, strict=True):
            mitte = unten + neu / je_einheit
            if _liegt_auf_linie(zahlen, nummer, stelle, mitte, SCHILDABSTAND / je_einheit):
                continue
            text = _schildtext(zahlen, nummer, wert, mit_namen=mit_namen)
            hoch = round(neu - alt, 1)
            schilder.append(Endschild(reihe=nummer, punkt=stelle, text=text, hoch=hoch))
    return tuple(schilder)


def _liegt_auf_linie(
    zahlen: Bildzahlen, nummer: int, stelle: int, mitte: float, abstand: float
) -> bool:
    """Ob eine andere Linie so nah an dem Schild verläuft, das rechts von dieser Stelle steht.

    `mitte` und `abstand` sind Werte der Achse; rechts vom letzten Stichtag verläuft keine.
    """
    eigene = _linienname(zahlen.reihen[nummer])
    return any(
        wert is not None and abs(wert - mitte) < abstand
        for reihe in zahlen.reihen
        if _linienname(reihe) != eigene
        for wert in reihe.werte[stelle + 1 : stelle + 3]
    )


def _linienname(reihe: Zahlenreihe) -> str:
    return reihe.stamm or reihe.name


def _verteilt(stellen: Sequence[float], abstand: float, oben: float) -> list[float]:
    """Aufsteigende Stellen mit Mindestabstand; wer zu nah steht, rückt gleich weit auseinander."""
    haufen = [([stelle], stelle) for stelle in stellen]
    nummer = 1
    while nummer < len(haufen):
        (darunter, mitte_darunter), (hier, mitte) = haufen[nummer - 1], haufen[nummer]
        if mitte - mitte_darunter >= abstand * (len(darunter) + len(hier)) / 2:
            nummer += 1
            continue
        alle = darunter + hier
        haufen[nummer - 1 : nummer + 1] = [(alle, sum(alle) / len(alle))]
        nummer = max(1, nummer - 1)
    gerueckt = [
        mitte + abstand * (i - (len(alle) - 1) / 2)
        for alle, mitte in haufen
        for i in range(len(alle))
    ]
    return achsen.ausweichend(gerueckt, abstand, 0.0, oben)
