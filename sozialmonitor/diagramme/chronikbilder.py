"""Zeitstrahl: Beschlüsse, Maßnahmen und Ereignisse, je eine Zeile mit Zeichen und Text."""

import textwrap
from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from sozialmonitor import formate
from sozialmonitor.bild import Bild
from sozialmonitor.diagramme import achsen, reihen, thema
from sozialmonitor.diagramme.thema import STANDARD, Gestaltung

_SPALTEN = ["datum", "bis", "art", "titel", "text", "betrag", "einheit"]
_ZEICHEN_JE_ZEILE = 46
_JAHRESMARKEN = 12
# Text, Form, Nummer der Farbe
_ARTEN = {
    "programmstart": ("Programmstart", "diamond", 2),
    "beschluss": ("Beschluss", "square", 0),
    "massnahme": ("Maßnahme", "circle", 3),
    "bericht": ("Bericht", "triangle-up", 5),
    "ereignis": ("Ereignis", "triangle-down", 1),
    "fakt": ("Fakt", "cross", 6),
}


def zeitstrahl(
    chronik: pd.DataFrame,
    *,
    titel: str,
    programmstart: str | None = None,
    demo: bool = False,
    quelle: str = "",
    gestaltung: Gestaltung = STANDARD,
) -> Bild:
    """Die Chronik von oben nach unten, waagerecht die Zeit; Zeiträume als Balken.

    Parameters
    ----------
    chronik
        Zeilen aus `chronik.csv`: `datum`, `bis` (ISO, auch nur Jahr oder Monat; `bis` darf
        leer sein), `art`, `titel`, `text`, `betrag`, `einheit`.
    programmstart
        Datum einer senkrechten Linie „Programmstart“.
    """
    reihen.pruefe_spalten(chronik, _SPALTEN)
    eintraege = _eintraege(chronik, programmstart)
    alttext = _alttext(titel, eintraege, demo=demo)
    zeilenzahl = int(eintraege["umbrueche"].sum() + len(eintraege)) if len(eintraege) else 1
    ebenen = [thema.wasserzeichen(gestaltung)] if demo else []
    ebenen += _ebenen(eintraege, programmstart, gestaltung)
    diagramm: alt.LayerChart = alt.LayerChart(layer=ebenen).properties(
        width=gestaltung.seitenbreite,
        height=zeilenzahl * (gestaltung.schrift + 4) + (len(eintraege) + 1) * 10,
        title=thema.kopf(titel, [], gestaltung),
    )
    return Bild(
        titel=titel,
        bild=thema.gerahmt(diagramm, gestaltung, alttext),
        alttext=alttext,
        tabelle=_tabelle(chronik),
        demo=demo,
        quelle=quelle,
    )


def _eintraege(chronik: pd.DataFrame, programmstart: str | None) -> pd.DataFrame:
    """Je Eintrag Lage, Schild und Höhe; `y` zählt Textzeilen von oben."""
    zeilen = [_eintrag(zeile) for zeile in reihen.zeilen(chronik[_SPALTEN])]
    spalten = [
        *("zeitpunkt", "ende", "art", "datum_text", "titel", "text", "betrag_text"),
        *("schild", "umbrueche"),
    ]
    eintraege = pd.DataFrame(zeilen, columns=spalten)
    for spalte in ("zeitpunkt", "ende"):
        eintraege[spalte] = pd.to_datetime(eintraege[spalte])
    eintraege = eintraege.sort_values("zeitpunkt", kind="stable").reset_index(drop=True)
    unten = (eintraege["umbrueche"] + 1).cumsum() + (eintraege.index + 1) * 0.6
    von, bis = _grenzen(eintraege, programmstart)
    stelle = (eintraege["ende"] - von) / (bis - von)
    return eintraege.assign(
        y=unten - (eintraege["umbrueche"] + 1) / 2,
        rechts=stelle.lt(0.5),
        anker=eintraege["ende"].where(stelle.lt(0.5), eintraege["zeitpunkt"]),
    )


def _eintrag(zeile: Mapping[str, Any]) -> dict[str, Any]:
    bis = str(zeile["bis"]) if pd.notna(zeile["bis"]) and zeile["bis"] else ""
    datum = formate.stichtag(str(zeile["datum"]))
    datum += f" bis {formate.stichtag(bis)}" if bis else ""
    schild = textwrap.fill(f"{datum}: {zeile['titel']}", _ZEICHEN_JE_ZEILE)
    beginn = formate.zeitpunkt(str(zeile["datum"]))
    return {
        "zeitpunkt": beginn,
        "ende": formate.zeitpunkt(bis) if bis else beginn,
        "art": _ARTEN.get(zeile["art"], (str(zeile["art"]).capitalize(),))[0],
        "datum_text": datum,
        "titel": zeile["titel"],
        "text": zeile["text"] if pd.notna(zeile["text"]) else "",
        "betrag_text": _betrag(zeile),
        "schild": schild,
        "umbrueche": schild.count("\n"),
    }


def _betrag(zeile: Mapping[str, Any]) -> str:
    if pd.isna(zeile["betrag"]) or zeile["betrag"] == "":
        return ""
    betrag = float(zeile["betrag"])
    stellen = 0 if betrag == int(betrag) else 2
    einheit = str(zeile["einheit"]) if pd.notna(zeile["einheit"]) else ""
    return f"{formate.zahl(betrag, stellen)} {einheit}".strip()


def _grenzen(
    eintraege: pd.DataFrame, programmstart: str | None
) -> tuple[pd.Timestamp, pd.Timestamp]:
    zeiten = pd.concat([eintraege["zeitpunkt"], eintraege["ende"]])
    if programmstart:
        zeiten = pd.concat([zeiten, pd.Series([pd.Timestamp(formate.zeitpunkt(programmstart))])])
    return achsen.zeitgrenzen(zeiten)


def _ebenen(
    eintraege: pd.DataFrame, programmstart: str | None, gestaltung: Gestaltung
) -> list[alt.Chart]:
    grenzen = _grenzen(eintraege, programmstart)
    hoch = (
        float(eintraege["y"].max() + eintraege["umbrueche"].iloc[-1] + 1) if len(eintraege) else 1
    )
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[hoch, 0], nice=False, zero=False))
    x = _zeitachse("zeitpunkt", grenzen)
    farbe, form = _arten(eintraege, gestaltung)
    bild = alt.Chart(eintraege)
    dauer = bild.mark_rule(strokeWidth=6, opacity=0.35, tooltip=None).encode(
        x=x, x2=alt.X2("ende:T"), y=y, color=farbe
    )
    punkte = bild.mark_point(filled=True, size=130, opacity=1).encode(
        x=x, y=y, color=farbe, shape=form, tooltip=_tooltip()
    )
    anker = _zeitachse("anker", grenzen)
    texte = [_schilder(eintraege, gestaltung, rechts=rechts) for rechts in (True, False)]
    return [
        *_startlinie(programmstart, grenzen, gestaltung),
        dauer,
        punkte,
        *[text.encode(x=anker, y=y, text=alt.Text("schild:N")) for text in texte],
    ]


def _schilder(eintraege: pd.DataFrame, gestaltung: Gestaltung, *, rechts: bool) -> alt.Chart:
    schilder: alt.Chart = (
        alt.Chart(eintraege)
        .transform_filter(f"datum.rechts === {str(rechts).lower()}")
        .mark_text(
            align="left" if rechts else "right",
            baseline="middle",
            dx=12 if rechts else -12,
            dy=alt.ExprRef(f"-{(gestaltung.schrift + 3) / 2}*datum.umbrueche"),
            lineBreak="\n",
            lineHeight=gestaltung.schrift + 3,
            color=gestaltung.farben.text,
            tooltip=None,
        )
    )
    return schilder


def _zeitachse(feld: str, grenzen: tuple[pd.Timestamp, pd.Timestamp]) -> alt.X:
    return alt.X(
        f"{feld}:T",
        title=None,
        scale=alt.Scale(domain=[achsen.zeitangabe(g) for g in grenzen], nice=False),
        axis=alt.Axis(
            format="%Y",
            tickCount={"interval": "year", "step": _schritt(grenzen)},
            grid=True,
            labelOverlap="greedy",
        ),
    )


def _schritt(grenzen: tuple[pd.Timestamp, pd.Timestamp]) -> int:
    jahre = (grenzen[1] - grenzen[0]).days / 365
    return next((schritt for schritt in (1, 2, 5, 10) if jahre / schritt <= _JAHRESMARKEN), 25)


def _arten(eintraege: pd.DataFrame, gestaltung: Gestaltung) -> tuple[alt.Color, alt.Shape]:
    bekannt = {text: (form, nummer) for text, form, nummer in _ARTEN.values()}
    vorhanden = [text for text in bekannt if eintraege["art"].eq(text).any()]
    vorhanden += sorted(set(eintraege["art"]) - set(bekannt))
    formen = [bekannt.get(text, ("circle", 7))[0] for text in vorhanden]
    farben = [gestaltung.farben.reihen[bekannt.get(text, ("circle", 7))[1]] for text in vorhanden]
    legende = alt.Legend(
        title=None, orient="top", symbolOpacity=1, symbolSize=110, columns=6, offset=24
    )
    return (
        alt.Color("art:N", scale=alt.Scale(domain=vorhanden, range=farben), legend=legende),
        alt.Shape("art:N", scale=alt.Scale(domain=vorhanden, range=formen), legend=legende),
    )


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("datum_text:N", title="Zeit"),
        alt.Tooltip("art:N", title="Art"),
        alt.Tooltip("titel:N", title="Titel"),
        alt.Tooltip("text:N", title="Näheres"),
        alt.Tooltip("betrag_text:N", title="Betrag"),
    ]


def _startlinie(
    programmstart: str | None,
    grenzen: tuple[pd.Timestamp, pd.Timestamp],
    gestaltung: Gestaltung,
) -> list[alt.Chart]:
    if not programmstart:
        return []
    daten = pd.DataFrame(
        {
            "start": [pd.Timestamp(formate.zeitpunkt(programmstart))],
            "text": [f"Programmstart {formate.stichtag(programmstart)}"],
        }
    )
    bild, f = alt.Chart(daten), gestaltung.farben
    x = _zeitachse("start", grenzen)
    return [
        bild.mark_rule(color=f.nebentext, strokeWidth=1.5, strokeDash=[5, 4], tooltip=None).encode(
            x=x
        ),
        bild.mark_text(
            align="left", baseline="bottom", dx=-4, dy=-4, color=f.nebentext, tooltip=None
        ).encode(x=x, y=alt.YValue(0), text=alt.Text("text:N")),
    ]


def _tabelle(chronik: pd.DataFrame) -> pd.DataFrame:
    eintraege = [_eintrag(zeile) for zeile in reihen.zeilen(chronik[_SPALTEN])]
    spalten = {
        "datum_text": "Zeit",
        "art": "Art",
        "titel": "Titel",
        "text": "Näheres",
        "betrag_text": "Betrag",
    }
    tabelle = pd.DataFrame(eintraege, columns=["zeitpunkt", *spalten])
    geordnet = tabelle.sort_values("zeitpunkt", kind="stable")
    return geordnet[list(spalten)].rename(columns=spalten).reset_index(drop=True)


def _alttext(titel: str, eintraege: pd.DataFrame, *, demo: bool) -> str:
    saetze = [f"Zeitstrahl: {titel}, {len(eintraege)} Einträge."]
    saetze += [f"{z['datum_text']}: {z['titel']} ({z['art']})." for z in reihen.zeilen(eintraege)]
    if demo:
        saetze.append("Enthält frei erfundene Demonstrationsdaten.")
    return " ".join(saetze)
