"""Eine Fläche mit festen Achsen: Punkte mit Zeichen und Farbe, Namen ohne Überdeckung, Kopf.

Gemeinsames der Bilder zur Seite Vergleich (`differenzbilder`, `punktwolkenbilder`).
"""

import textwrap
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import altair as alt
import pandas as pd

from sozialmonitor.bild import Bild
from sozialmonitor.diagramme import achsen, reihen, thema
from sozialmonitor.diagramme.thema import Farben, Gestaltung
from sozialmonitor.katalog import Indikator
from sozialmonitor.tabellen import SYMBOLE

HOEHE = 400
"""Höhe der Zeichenfläche [Pixel], wo das Bild keine eigene braucht."""
# Schmalere Bilder (auf dem Telefon) verteilen die Namen eigens.
SCHMAL, _HANDBREIT = 480, 280
# Längere Kopfzeilen schnitte ein schmales Bild ab.
_KOPFZEICHEN = 46

_FORM = {"▲": "triangle-up", "●": "circle", "▼": "triangle-down", "○": "circle"}
_HINWEISE = {
    **reihen.HINWEISE,
    "lage_text": "Lage",
    "urteil": "Urteil",
}


class Flaeche(NamedTuple):
    """Feste Grenzen beider Achsen und die geschätzte Größe der Zeichenfläche [Pixel]."""

    waagrecht: tuple[float, float]
    senkrecht: tuple[float, float]
    breite: float
    hoehe: float
    demo: bool = False

    def x(self, feld: str) -> alt.X:
        """Die waagrechte Achse eines Feldes."""
        return alt.X(
            f"{feld}:Q",
            title=None,
            scale=alt.Scale(domain=list(self.waagrecht), nice=False, zero=False),
            axis=alt.Axis(format=achsen.zahlenformat(self.waagrecht), tickCount=6, grid=False),
        )

    def y(self, feld: str) -> alt.Y:
        """Die senkrechte Achse eines Feldes; `hoehe` weicht nur aus und hat keine Zahlen."""
        achse = alt.Axis(format=achsen.zahlenformat(self.senkrecht), tickCount=6, domain=False)
        return alt.Y(
            f"{feld}:Q",
            title=None,
            scale=alt.Scale(domain=list(self.senkrecht), nice=False, zero=False),
            axis=None if feld == "hoehe" else achse,
        )

    def stelle(self, x: float, y: float) -> tuple[float, float]:
        """Wo ein Punkt liegt [Pixel], von links und von oben."""
        (x0, x1), (y0, y1) = self.waagrecht, self.senkrecht
        return (x - x0) / (x1 - x0) * self.breite, (y1 - y) / (y1 - y0) * self.hoehe

    def wasserzeichen(self, schrift: int) -> tuple[float, float, float, float]:
        """Der Platz rechts unten, den „Demonstrationsdaten“ einnimmt."""
        hoch = min(schrift + 7, max(12, self.breite / 10))
        lang = 0.56 * hoch * len(thema.DEMOTEXT)
        return self.breite - 6 - lang, self.hoehe - 6 - hoch, self.breite, self.hoehe


class _Schild(NamedTuple):
    dx: float
    dy: float
    ausrichtung: Literal["left", "right", "center"]


def punktebenen(
    punkte: pd.DataFrame,
    achse: tuple[str, str],
    flaeche: Flaeche,
    gestaltung: Gestaltung,
    weitere: Sequence[str],
) -> list[alt.Chart]:
    """Punkte mit Form und Farbe, dazu die Namen, soweit sie ohne Überdeckung Platz haben.

    Parameters
    ----------
    punkte
        Je Gebiet eine Zeile: die Felder aus `achse`, `name`, `form`, `farbe`, `gefuellt` und
        `vorrang` (bekommt zuerst einen Namen).
    achse
        Waagrechtes und senkrechtes Feld.
    weitere
        Welche Spalten die Kurzinfo über die üblichen hinaus nennt.
    """
    hinweise = [
        alt.Tooltip(f"{spalte}:N", title=titel)
        for spalte, titel in _HINWEISE.items()
        if spalte in punkte.columns and (spalte in reihen.HINWEISE or spalte in weitere)
    ] or [alt.Tooltip("name:N", title="Gebiet")]
    if "text_x" in punkte.columns:
        hinweise += [alt.Tooltip("text_x:N", title="waagrecht")]
        hinweise += [alt.Tooltip("text_y:N", title="senkrecht")]
    form = alt.Chart(punkte).encode(
        x=flaeche.x(achse[0]),
        y=flaeche.y(achse[1]),
        shape=zeichenformen(),
        tooltip=hinweise,
    )
    farbe = alt.Color("farbe:N", scale=None, legend=None)
    voll = form.transform_filter("datum.gefuellt").mark_point(
        filled=True, size=110, opacity=1, stroke="#ffffff", strokeWidth=1
    )
    hohl = form.transform_filter("!datum.gefuellt").mark_point(
        filled=True, size=95, opacity=1, fill="#ffffff", strokeWidth=2
    )
    return [
        voll.encode(color=farbe),
        hohl.encode(stroke=alt.Stroke("farbe:N", scale=None, legend=None)),
        *_namen(punkte, achse, flaeche, gestaltung),
    ]


def gerahmtes_bild(
    titel: str,
    ebenen: list[alt.Chart],
    *,
    achsentitel: tuple[str, str],
    hilfe: list[str],
    alttext: str,
    tabelle: pd.DataFrame,
    demo: bool,
    quelle: str,
    gestaltung: Gestaltung,
    hoehe: float = 0,
) -> Bild:
    """Das fertige Bild: Achsentitel und Lesehilfe stehen umbrochen im Kopf.

    Parameters
    ----------
    achsentitel
        Waagrecht und senkrecht; ohne den zweiten hat nur die waagrechte Achse Zahlen.
    hoehe
        Höhe der Zeichenfläche [Pixel]; ohne Angabe `HOEHE` mal `Gestaltung.faktor`.
    """
    waagrecht, senkrecht = achsentitel
    kopf, *weitere = textwrap.wrap(
        f"Senkrecht: {senkrecht}" if senkrecht else waagrecht, _KOPFZEICHEN
    )
    quer = textwrap.wrap(f"Waagrecht: {waagrecht}", _KOPFZEICHEN) if senkrecht else []
    zeilen = [*weitere, *quer, *hilfe]
    diagramm: alt.LayerChart = alt.LayerChart(layer=ebenen).properties(
        width=gestaltung.seitenbreite,
        height=round(hoehe or HOEHE * gestaltung.faktor),
        title=thema.kopf(kopf, zeilen, gestaltung),
    )
    return Bild(
        titel=titel,
        bild=thema.gerahmt(diagramm, gestaltung, alttext),
        alttext=alttext,
        tabelle=tabelle.reset_index(drop=True),
        demo=demo,
        quelle=quelle,
    )


def zeichenformen() -> alt.Shape:
    """Die Form je Zeichen der Spalte `form`: ▲, ●, ▼ oder ○."""
    formen = alt.Scale(domain=list(_FORM), range=list(_FORM.values()))
    return alt.Shape("form:N", scale=formen, legend=None)


def zeichen(urteil: object) -> str:
    """▲ und ▼ wie in den Tabellen; ● geprüft ohne Unterschied, ○ nicht geprüft."""
    if urteil in SYMBOLE:
        return SYMBOLE[str(urteil)][0]
    return "●" if urteil == "nicht gesichert verschieden" else "○"


def urteilsfarbe(urteil: object, indikator: Indikator, f: Farben) -> str:
    """Blau günstiger, orange ungünstiger, violett ohne Wertung, grau nicht gesichert."""
    if urteil not in {"gesichert höher", "gesichert niedriger"}:
        return f.gleich
    if indikator.richtung == "neutral":
        return f.ungewertet
    hoeher = urteil == "gesichert höher"
    return f.belastender if hoeher == (indikator.richtung == "hoch_belastend") else f.guenstiger


def _namen(
    punkte: pd.DataFrame, achse: tuple[str, str], flaeche: Flaeche, gestaltung: Gestaltung
) -> list[alt.Chart]:
    """Namen mit hellem Rand, für breite und für schmale Bilder je eigens verteilt."""
    breit = gestaltung.rechenbreite
    fassungen = [(breit, f"width >= {SCHMAL}"), (_HANDBREIT, f"width < {SCHMAL}")]
    if gestaltung.breite:
        fassungen = [(breit, "true")]
    ebenen = []
    for breite, gilt in fassungen:
        teil = flaeche._replace(breite=breite)
        stellen = [
            teil.stelle(float(x), float(y))
            for x, y in zip(punkte[achse[0]], punkte[achse[1]], strict=True)
        ]
        gesetzt = _schilder(
            stellen, punkte["name"].tolist(), punkte["vorrang"].tolist(), teil, gestaltung.schrift
        )
        for schild in dict.fromkeys(s for s in gesetzt if s is not None):
            gemeint = punkte.loc[[s == schild for s in gesetzt], [*achse, "name"]]
            ebenen += _beschriftung(gemeint, achse, flaeche, schild, gilt, gestaltung)
    return ebenen


def _beschriftung(  # noqa: PLR0917 – alles Angaben zu einem Schild
    punkte: pd.DataFrame,
    achse: tuple[str, str],
    flaeche: Flaeche,
    schild: _Schild,
    gilt: str,
    gestaltung: Gestaltung,
) -> list[alt.Chart]:
    f = gestaltung.farben
    gemeinsam: dict[str, Any] = {
        "align": schild.ausrichtung,
        "dx": schild.dx,
        "dy": schild.dy,
        # Mit Größe 0 statt durchsichtig: sonst verschöben verborgene Namen das Bild.
        "fontSize": alt.ExprRef(f"{gilt} ? {max(gestaltung.schrift - 1, 12)} : 0"),
        "tooltip": None,
    }
    bild = alt.Chart(punkte).encode(
        x=flaeche.x(achse[0]), y=flaeche.y(achse[1]), text=alt.Text("name:N")
    )
    rand = bild.mark_text(
        color=f.hintergrund, stroke=f.hintergrund, strokeWidth=3, strokeJoin="round", **gemeinsam
    )
    return [rand, bild.mark_text(color=f.text, **gemeinsam)]


def _schilder(
    stellen: Sequence[tuple[float, float]],
    texte: Sequence[str],
    vorrang: Sequence[bool],
    flaeche: Flaeche,
    schrift: int,
) -> list[_Schild | None]:
    """Je Punkt der erste freie Platz für seinen Namen: rechts, links, darüber, darunter."""
    hoch, halb = schrift + 2.0, (schrift + 2.0) / 2
    belegt = [(x - 7, y - 7, x + 7, y + 7) for x, y in stellen]
    belegt += [flaeche.wasserzeichen(schrift)] if flaeche.demo else []
    ergebnis: list[_Schild | None] = [None] * len(stellen)
    reihenfolge = sorted(range(len(stellen)), key=lambda i: not vorrang[i])
    for i in reihenfolge:
        (x, y), breit = stellen[i], len(texte[i]) * schrift * 0.53
        plaetze = {
            _Schild(10, 0, "left"): (x + 9, y - halb, x + 9 + breit, y + halb),
            _Schild(-10, 0, "right"): (x - 9 - breit, y - halb, x - 9, y + halb),
            _Schild(0, -14, "center"): (x - breit / 2, y - 14 - halb, x + breit / 2, y - 14 + halb),
            _Schild(0, 14, "center"): (x - breit / 2, y + 14 - halb, x + breit / 2, y + 14 + halb),
        }
        for schild, kasten in plaetze.items():
            innen = kasten[0] >= 0 and kasten[2] <= flaeche.breite and kasten[1] >= -hoch
            if innen and not any(_schneidet(kasten, b) for j, b in enumerate(belegt) if j != i):
                ergebnis[i] = schild
                belegt.append(kasten)
                break
    return ergebnis


def _schneidet(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
