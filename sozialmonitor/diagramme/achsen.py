"""Zeichenflächen mit bekannten Grenzen: Wertachse, Zeitachse, Markierungen, Beschriftungen.

Grenzen stehen hier fest statt im Browser, damit Beschriftungen einander ausweichen können.
"""

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import altair as alt
import numpy as np
import pandas as pd

from sozialmonitor import formate
from sozialmonitor.diagramme.thema import Gestaltung
from sozialmonitor.einstellungen import Ereignis
from sozialmonitor.katalog import Bruch, Indikator

_AB_NULL = {"anteil", "rate", "quotient", "dichte"}
_HOECHSTENS_PROZENT = 100
_ZEICHENBREITE = 0.52
_RAND = pd.Timedelta(days=120)
_RECHTE_HAELFTE = 0.55


def beginnt_bei_null(indikator: Indikator) -> bool:
    """Anteile und Raten werden ab null gezeichnet, damit Unterschiede nicht größer wirken."""
    return indikator.art in _AB_NULL or indikator.ist_prozent


def glatte_grenzen(
    werte: pd.Series, *, ab_null: bool, hoechstens: float = math.inf
) -> tuple[float, float]:
    """Runde untere und obere Grenze einer Wertachse, mit etwas Luft um die Werte."""
    vorhanden = werte.dropna()
    unten, oben = (0.0, 1.0) if vorhanden.empty else (vorhanden.min(), vorhanden.max())
    if ab_null:
        unten, oben = min(unten, 0.0), max(oben, 0.0)
    spanne = (oben - unten) or abs(oben) or 1.0
    schritt = _glatter_schritt(spanne / 5)
    luft = 0.04 * spanne
    tief = unten if ab_null and unten == 0 else unten - luft
    glatt_unten = math.floor(tief / schritt) * schritt
    glatt_oben = math.ceil((oben + luft) / schritt) * schritt
    return glatt_unten, max(min(glatt_oben, hoechstens), oben)


def zahlenformat(grenzen: tuple[float, float]) -> str:
    """Achsenformat (d3) mit so vielen Nachkommastellen, wie die Schritte brauchen."""
    schritt = _glatter_schritt((grenzen[1] - grenzen[0]) / 5)
    stellen = next((n for n in range(6) if round(schritt, n) == schritt), 6)
    return f",.{stellen}f"


def zeitgrenzen(zeitpunkte: pd.Series) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Erster und letzter Zeitpunkt mit einem schmalen Rand."""
    if zeitpunkte.empty:
        return pd.Timestamp(2000, 1, 1), pd.Timestamp(2001, 1, 1)
    rand = max(_RAND, (zeitpunkte.max() - zeitpunkte.min()) / 40)
    return zeitpunkte.min() - rand, zeitpunkte.max() + rand


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaeche:
    """Zeichenfläche einer Zeitreihe: feste Grenzen beider Achsen und Marken der Zeitachse."""

    zeit: tuple[pd.Timestamp, pd.Timestamp]
    marken: tuple[pd.Timestamp, ...]
    wert: tuple[float, float]
    demo: bool = False
    hoechstens_marken: int = 9

    @property
    def mitte(self) -> pd.Timestamp:
        """Zeitpunkt in der Mitte der Zeitachse."""
        return self.zeit[0] + (self.zeit[1] - self.zeit[0]) / 2

    @property
    def beschriftete(self) -> tuple[pd.Timestamp, ...]:
        """Höchstens so viele Marken wie Platz haben, vom jüngsten Stichtag an gezählt."""
        jede = max(1, math.ceil(len(self.marken) / self.hoechstens_marken))
        return self.marken[::-1][::jede][::-1]

    def x(self, feld: str) -> alt.X:
        """Zeitachse mit einer Marke je Stichtag; was sich überdeckt, wird ausgelassen."""
        jahre = {marke.year for marke in self.marken}
        achse = alt.Axis(
            values=[zeitangabe(marke) for marke in self.beschriftete],
            format="%Y" if len(jahre) == len(self.marken) else "%m/%Y",
            labelOverlap="greedy",
            labelSeparation=6,
        )
        grenzen = alt.Scale(domain=[zeitangabe(g) for g in self.zeit], nice=False)
        return alt.X(f"{feld}:T", title=None, scale=grenzen, axis=achse)

    def y(self, feld: str) -> alt.Y:
        """Wertachse mit deutschen Zahlen."""
        return alt.Y(
            f"{feld}:Q",
            title=None,
            scale=alt.Scale(domain=list(self.wert), nice=False, zero=False),
            axis=alt.Axis(format=zahlenformat(self.wert), tickCount=6, domain=False),
        )


def flaeche(
    zeitpunkte: pd.Series,
    werte: pd.Series,
    indikator: Indikator,
    *,
    ab_null: bool,
    demo: bool = False,
    hoechstens_marken: int = 9,
) -> Flaeche:
    """Zeichenfläche, in die alle Zeitpunkte und Werte passen."""
    anteil = indikator.art == "anteil" and indikator.ist_prozent and ab_null
    grenzen = glatte_grenzen(
        werte, ab_null=ab_null, hoechstens=_HOECHSTENS_PROZENT if anteil else math.inf
    )
    return Flaeche(
        zeit=zeitgrenzen(zeitpunkte),
        marken=tuple(sorted(zeitpunkte.unique())),
        wert=grenzen,
        demo=demo,
        hoechstens_marken=hoechstens_marken,
    )


def markierungen(
    brueche: Sequence[Bruch],
    ereignisse: Sequence[Ereignis],
    grenzen: tuple[pd.Timestamp, pd.Timestamp],
    gestaltung: Gestaltung,
) -> pd.DataFrame:
    """Brüche und Ereignisse im Zeitraum, jede Beschriftung in einer freien Zeile.

    Returns
    -------
    pd.DataFrame
        `art` (bruch | ereignis), `titel`, `beginn`, `ende`, `ausrichtung` (left | right),
        `von`, `bis`, `x` [Pixel, geschätzt] und `zeile` (0 = unterste).
    """
    alle = [("bruch", b.grund, _beginn(b.ab), _beginn(b.ab)) for b in brueche]
    alle += [
        ("ereignis", e.titel, _beginn(e.von), _ende(e.bis) if e.bis else _beginn(e.von))
        for e in ereignisse
    ]
    belegt: list[_Schild] = []
    ergebnis = []
    for art, titel, beginn, ende in alle:
        if ende < grenzen[0] or beginn > grenzen[1]:
            continue
        anfang, schluss = max(beginn, grenzen[0]), min(ende, grenzen[1])
        ergebnis.append((art, titel, anfang, schluss, *_platz(titel, anfang, grenzen, gestaltung)))
    spalten = ["art", "titel", "beginn", "ende", "ausrichtung", "von", "bis", "x"]
    marken = pd.DataFrame(ergebnis, columns=spalten)
    # Nach rechts reichende Schilder von hinten, nach links reichende von vorn: so steigt die
    # Zeile mit der Entfernung, und kein Strich schneidet ein Schild.
    rang = marken["x"].where(marken["ausrichtung"].eq("right"), 1e6 - marken["x"])
    zeilen: dict[int, int] = {}
    for i in np.argsort(rang.to_numpy(dtype="float64"), kind="stable").tolist():
        von, bis, x = marken[["von", "bis", "x"]].to_numpy(dtype="float64")[i].tolist()
        zeilen[i] = _freie_zeile(von, bis, x, belegt)
        belegt.append(_Schild(von, bis, x, zeilen[i]))
    return marken.assign(zeile=[zeilen[i] for i in range(len(marken))])


def markierungsbild(
    marken: pd.DataFrame, flaeche: Flaeche, gestaltung: Gestaltung
) -> tuple[list[alt.Chart], list[alt.Chart]]:
    """Helle Bänder (hinter den Linien) sowie Striche mit Beschriftung (davor)."""
    if marken.empty:
        return [], []
    f, abstand, x = gestaltung.farben, gestaltung.schrift + 4, flaeche.x("beginn")
    hoehe = alt.ExprRef(f"-4-{abstand}*datum.zeile")
    ereignisse = alt.Chart(marken[marken["art"].eq("ereignis")])
    brueche = alt.Chart(marken[marken["art"].eq("bruch")])
    band = ereignisse.mark_rect(color=f.flaeche, tooltip=None).encode(x=x, x2=alt.X2("ende:T"))
    strich = ereignisse.mark_rule(
        color=f.nebentext, strokeWidth=0.8, y=hoehe, y2=0, tooltip=None
    ).encode(x=x)
    bruch = brueche.mark_rule(
        color=f.nebentext, strokeWidth=1.5, strokeDash=[5, 4], y=hoehe, y2="height", tooltip=None
    ).encode(x=x)
    text = alt.Chart(marken).mark_text(
        align=alt.ExprRef("datum.ausrichtung"),
        baseline="bottom",
        dx=alt.ExprRef("datum.ausrichtung === 'left' ? 4 : -4"),
        y=alt.ExprRef(f"-2-{abstand}*datum.zeile"),
        fontSize=max(gestaltung.schrift - 1, 12),
        limit=alt.ExprRef("max(90, width * 0.7)"),
        color=f.nebentext,
        tooltip=None,
    )
    return [band], [strich, bruch, text.encode(x=x, text=alt.Text("titel:N"))]


def ausweichend(stellen: Sequence[float], abstand: float, unten: float, oben: float) -> list[float]:
    """Dieselben Stellen, so wenig wie möglich verschoben, mit Mindestabstand in den Grenzen."""
    ordnung = sorted(range(len(stellen)), key=lambda i: stellen[i])
    platz = [0.0] * len(stellen)
    letzte = unten - abstand
    for i in ordnung:
        letzte = platz[i] = max(stellen[i], letzte + abstand)
    grenze = oben + abstand
    for i in reversed(ordnung):
        grenze = platz[i] = min(platz[i], grenze - abstand)
    return platz


class _Schild(NamedTuple):
    von: float
    bis: float
    x: float
    zeile: int


def _platz(
    titel: str,
    anfang: pd.Timestamp,
    grenzen: tuple[pd.Timestamp, pd.Timestamp],
    gestaltung: Gestaltung,
) -> tuple[str, float, float, float]:
    stelle = (anfang - grenzen[0]) / (grenzen[1] - grenzen[0])
    x = stelle * gestaltung.rechenbreite * 0.75
    breite = len(titel) * gestaltung.schrift * _ZEICHENBREITE
    if stelle > _RECHTE_HAELFTE:
        return "right", max(x - breite, 0.0), x, x
    return "left", x, x + breite, x


def _freie_zeile(von: float, bis: float, x: float, belegt: Sequence[_Schild]) -> int:
    """Die unterste Zeile, in der weder Schilder noch Striche einander schneiden."""
    for zeile in range(len(belegt) + 1):
        frei = all(
            (schild.zeile != zeile or bis + 8 < schild.von or schild.bis + 8 < von)
            and (schild.zeile >= zeile or not schild.von <= x <= schild.bis)
            and (schild.zeile < zeile or not von - 3 <= schild.x <= bis + 3)
            for schild in belegt
        )
        if frei:
            return zeile
    return len(belegt)


def _glatter_schritt(roh: float) -> float:
    potenz = 10.0 ** math.floor(math.log10(roh))
    return next(f * potenz for f in (1.0, 2.0, 2.5, 5.0, 10.0) if f * potenz >= roh * 0.999)


def zeitangabe(zeitpunkt: pd.Timestamp) -> alt.DateTime:
    """Zeitpunkt als Angabe für Altair, unabhängig von der Zeitzone des Browsers."""
    return alt.DateTime(
        year=zeitpunkt.year, month=zeitpunkt.month, date=zeitpunkt.day, hours=zeitpunkt.hour
    )


def _beginn(iso: str) -> pd.Timestamp:
    """Erster Tag eines Datums, von dem auch nur Jahr oder Monat bekannt sein kann."""
    return pd.Timestamp(iso + "0000-01-01"[len(iso) :])


def _ende(iso: str) -> pd.Timestamp:
    tag = formate.zeitpunkt(iso)
    teile = iso.count("-")
    if teile == 0:
        return pd.Timestamp(tag.year, 12, 31)
    if teile == 1:
        return pd.Timestamp(tag) + pd.offsets.MonthEnd(0)
    return pd.Timestamp(datetime.date.fromisoformat(iso))
