"""Zugängliche HTML-Tabellen und Legenden: echte Tabellen statt gemalter Raster.

Alle Texte werden maskiert; aus Daten entsteht nie ausführbarer Inhalt.
"""

from base64 import b64encode
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from sozialmonitor import formate, klassen
from sozialmonitor.bild import Legendeneintrag
from sozialmonitor.katalog import Indikator

SYMBOLE = {
    "gesichert höher": ("▲", "gesichert höher als die Reststadt"),
    "gesichert niedriger": ("▼", "gesichert niedriger als die Reststadt"),
}
MATRIX_ERKLAERUNG = (
    "▲ gesichert höher, ▼ gesichert niedriger als die übrige Stadt (95 %). Der Ton zeigt den "
    "Abstand zum Stadtwert: violett niedriger, orange höher, je kräftiger, desto weiter. "
    "k. A. keine Angabe, • gesperrt (Datenschutz), n. b. zu wenige Personen, p vorläufig, "
    "r berichtigt, s geschätzt."
)
# Länger ist keine Zahl mit Einheit mehr, sondern ein Satz.
HOECHSTENS_ZAHL = 30
_STUFENGRENZEN = (0.5, 1.5)
# Auf hellem und dunklem Grund mit mindestens 3:1 zu sehen.
FUNKENFARBE = "#3f7fbf"
_STUFENFARBEN = {-2: "#b2abd2", -1: "#e4e1f0", 0: "#f7f7f7", 1: "#fee3c1", 2: "#fdb863"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Zelle:
    """Eine Zelle der Matrix: Text, Urteil und Tonstufe (−2 bis 2; `None` ohne Wert)."""

    text: str
    urteil: str = ""
    stufe: int | None = None
    titel: str = ""


def tabelle(daten: pd.DataFrame, *, beschriftung: str) -> str:
    """Eine Tabelle mit Beschriftung; erste Spalte sind Zeilenköpfe, Zahlen stehen rechts."""
    texte = [["" if pd.isna(wert) else str(wert) for wert in daten[name]] for name in daten]
    rechts = [i > 0 and any(map(_ist_zahl, spalte)) for i, spalte in enumerate(texte)]
    kopf = "".join(
        f'<th scope="col"{_klasse(zahl)}>{escape(str(name))}</th>'
        for name, zahl in zip(daten.columns, rechts, strict=True)
    )
    zeilen = [
        f'<tr><th scope="row">{escape(erste)}</th>'
        + "".join(
            f"<td{_klasse(zahl)}>{escape(text)}</td>"
            for text, zahl in zip(rest, rechts[1:], strict=True)
        )
        + "</tr>"
        for erste, *rest in zip(*texte, strict=True)
    ]
    return (
        f'<div class="sm-rollbar" tabindex="0" role="region" aria-label="{escape(beschriftung)}">'
        f'<table class="sm-tabelle"><caption>{escape(beschriftung)}</caption>'
        f"<thead><tr>{kopf}</tr></thead><tbody>{''.join(zeilen)}</tbody></table></div>"
    )


def wertetabelle(
    werte: pd.DataFrame, indikator: Indikator, namen: Mapping[str, str]
) -> pd.DataFrame:
    """Werte einer Ebene als deutsche Texte: Gebiet, Wert, Bereich, Fallzahl, Stadt, Urteil."""
    zeilen: list[dict[str, Any]] = [dict(z) for z in werte.to_dict("records")]  # type: ignore[arg-type]
    mit_nenner = werte["nenner"].notna().any()
    spalten = {
        "Gebiet": [namen.get(z["gebiet"], z["gebiet"]) for z in zeilen],
        f"Wert ({indikator.einheit})": [
            formate.zelle(z["zustand"], z["wert"], indikator, z["zeichen"]) for z in zeilen
        ],
        "95-%-Bereich": [formate.bereich(z["unten"], z["oben"], indikator) for z in zeilen],
        "Anzahl": [_anzahl(z, "zaehler") for z in zeilen],
        "von": [_anzahl(z, "nenner") for z in zeilen],
        "gegen die Reststadt": [z["urteil"] for z in zeilen],
        "Art des Wertes": [_wertart(z) for z in zeilen],
    }
    ohne = set() if mit_nenner else {"95-%-Bereich", "Anzahl", "von"}
    ohne |= {"gegen die Reststadt"} if werte["urteil"].eq("nicht bewertbar").all() else set()
    return pd.DataFrame({k: v for k, v in spalten.items() if k not in ohne})


def matrix(
    zeilen: Mapping[str, Sequence[Zelle]], spalten: Sequence[str], *, beschriftung: str, ecke: str
) -> str:
    """Gebiete × Indikatoren: Wert, Zeichen für das Urteil und Ton für den Abstand zur Stadt."""
    kopf = "".join(f'<th scope="col">{escape(name)}</th>' for name in spalten)
    inhalt = "".join(
        f'<tr><th scope="row">{escape(name)}</th>{"".join(_matrixfeld(z) for z in zellen)}</tr>'
        for name, zellen in zeilen.items()
    )
    return (
        f'<div class="sm-rollbar" tabindex="0" role="region" aria-label="{escape(beschriftung)}">'
        f'<table class="sm-tabelle sm-matrix"><caption>{escape(beschriftung)}</caption>'
        f'<thead><tr><th scope="col">{escape(ecke)}</th>{kopf}</tr></thead>'
        f"<tbody>{inhalt}</tbody></table></div>"
    )


def legende(eintraege: Sequence[Legendeneintrag], *, titel: str) -> str:
    """Legende einer Karte: Farbfeld, Klasse, Zahl der Gebiete; Muster für Gebiete ohne Wert."""
    punkte = "".join(
        f'<li><span class="sm-feld {f"sm-{e.muster}" if e.muster else ""}" '
        f'style="background-color:{e.farbe}"></span>{escape(e.text)} '
        f'<span class="sm-anzahl">({_gebiete(e.anzahl)})</span></li>'
        for e in eintraege
    )
    return f'<div class="sm-legende"><strong>{escape(titel)}</strong><ul>{punkte}</ul></div>'


def stufe(differenz: float, streuung: float) -> int | None:
    """Tonstufe eines Abstands zur Stadt: halbe und anderthalbe Streuung als Grenzen."""
    if pd.isna(differenz) or pd.isna(streuung) or streuung == 0:
        return None
    betrag = abs(differenz) / streuung
    hoehe = sum(betrag >= grenze for grenze in _STUFENGRENZEN)
    return hoehe if differenz > 0 else -hoehe


def funke(werte: Sequence[float], *, beschreibung: str, neu_ab: Collection[int] = ()) -> str:
    """Kleine Verlaufslinie als SVG; Lücken bleiben Lücken, der letzte Punkt ist betont.

    An den Stellen `neu_ab` (nach einem Bruch der Reihe) beginnt die Linie neu.
    """
    zahlen = pd.Series(list(werte), dtype="float64")
    if zahlen.count() <= 1:
        return ""
    tief, hoch = zahlen.min(), zahlen.max()
    x = [4 + i * 112 / (len(zahlen) - 1) for i in range(len(zahlen))]
    y = [28 - (w - tief) / ((hoch - tief) or 1) * 24 if pd.notna(w) else None for w in zahlen]
    pfad, neu = "", True
    for i, (xi, yi) in enumerate(zip(x, y, strict=True)):
        neu = neu or i in neu_ab
        if yi is None:
            neu = True
            continue
        pfad += f"{'M' if neu else 'L'}{xi:.1f} {yi:.1f} "
        neu = False
    letzter = int(np.flatnonzero(zahlen.notna())[-1])
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 32">'
        f'<path d="{pfad.strip()}" fill="none" stroke="{FUNKENFARBE}" '
        'stroke-width="2" stroke-linecap="round"/>'
        f'<circle cx="{x[letzter]:.1f}" cy="{y[letzter]:.1f}" r="3.5" fill="{FUNKENFARBE}"/></svg>'
    )
    bild = b64encode(svg.encode()).decode()
    quelle = f"data:image/svg+xml;base64,{bild}"
    return f'<img class="sm-funke" alt="{escape(beschreibung)}" src="{quelle}">'


def _anzahl(zeile: Mapping[str, Any], feld: str) -> str:
    if zeile["zustand"] != "wert":
        return "•" if zeile["zustand"] == "geheim" else ""
    return formate.zahl(zeile[feld]) if pd.notna(zeile[feld]) else ""


def _wertart(zeile: Mapping[str, Any]) -> str:
    if zeile["zustand"] != "wert":
        return formate.zustandstext(zeile["zustand"])
    return "Demonstration" if zeile["demo"] else str(zeile["herkunft"])


def _ist_zahl(text: str) -> bool:
    """Ob ein Text mit einer Zahl beginnt und kurz genug ist, um rechts zu stehen."""
    return len(text) <= HOECHSTENS_ZAHL and text.lstrip("−+")[:1].isdigit()


def _klasse(zahl: bool) -> str:
    return ' class="sm-zahl"' if zahl else ""


def _matrixfeld(zelle: Zelle) -> str:
    farbe = _STUFENFARBEN.get(zelle.stufe, "#ffffff") if zelle.stufe is not None else "#ffffff"
    symbol, bedeutung = SYMBOLE.get(zelle.urteil, ("", zelle.urteil))
    zusatz = f'<span class="sm-symbol" role="img" aria-label="{escape(bedeutung)}">{symbol}</span>'
    return (
        f'<td class="sm-zahl" style="background-color:{farbe};color:{klassen.textfarbe(farbe)}" '
        f'title="{escape(zelle.titel)}">{escape(zelle.text)}{zusatz if symbol else ""}</td>'
    )


def _gebiete(anzahl: int) -> str:
    return "1 Gebiet" if anzahl == 1 else f"{anzahl} Gebiete"


def kachel(titel: str, wert: str, zeilen: Sequence[str], funke_svg: str = "") -> str:
    """Eine Kennzahl als Karte: Titel, großer Wert, Erläuterungen; `funke_svg` aus `funke`."""
    absaetze = "".join(f"<p>{escape(zeile)}</p>" for zeile in zeilen if zeile)
    return (
        f'<section class="sm-kachel"><h3>{escape(titel)}</h3>'
        f'<p class="sm-wert">{escape(wert)}</p>{funke_svg}{absaetze}</section>'
    )


def kachelreihe(kachel_html: Sequence[str]) -> str:
    """Mehrere Kacheln in einem Raster, das sich der Breite anpasst."""
    return f'<div class="sm-kacheln">{"".join(kachel_html)}</div>'


def nur_vorlesen(text: str) -> str:
    """Ein Text, den nur Sprachausgaben lesen, etwa der Alternativtext einer Karte."""
    return f'<p class="sm-nur-vorlesen">{escape(text)}</p>'
