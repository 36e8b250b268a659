"""Bevölkerungspyramide: Altersaufbau eines Gebiets als Balken, der Vergleich als Umriss."""

import math

import altair as alt
import pandas as pd

from sozialmonitor import formate
from sozialmonitor.bild import Bild
from sozialmonitor.diagramme import achsen, reihen, thema
from sozialmonitor.diagramme.thema import STANDARD, Gestaltung
from sozialmonitor.fehler import SozialmonitorFehler

_STUFE = 5
_SPALTEN = ["alter", "von", "bis", "geschlecht", "anteil", "anzahl"]
_GESCHLECHT = {"m": "Männer", "w": "Frauen"}


def pyramide(
    bevoelkerung: pd.DataFrame,
    vergleich: pd.DataFrame,
    *,
    name: str,
    vergleichsname: str,
    stichtag: str = "",
    quelle: str = "",
    gestaltung: Gestaltung = STANDARD,
) -> Bild:
    """Altersaufbau in Fünfjahresgruppen, links Männer, rechts Frauen.

    Parameters
    ----------
    bevoelkerung, vergleich
        `alter` (Text), `von`, `bis` [Jahre, beide eingeschlossen; `bis` leer = und älter],
        `geschlecht` (m | w), `anteil` [% der Bevölkerung des Gebiets], `anzahl` [Personen];
        wahlweise `demo`. Einzeljahre werden zu Fünfjahresgruppen zusammengefasst; eine Gruppe
        mit einem fehlenden Teil fehlt ganz.

    Raises
    ------
    SozialmonitorFehler
        Wenn eine Altersgruppe über eine Fünfjahresgrenze reicht.
    """
    gebiet, umriss = _fuenfjahresgruppen(bevoelkerung), _fuenfjahresgruppen(vergleich)
    demo = any(_demo(tabelle) for tabelle in (bevoelkerung, vergleich))
    titel = f"Altersaufbau: {name}" + (f", {formate.stichtag(stichtag)}" if stichtag else "")
    alttext = _alttext(titel, gebiet, umriss, (name, vergleichsname), demo=demo)
    hilfe = [
        f"Balken: {name} · Linie: {vergleichsname}",
        "Anteil an der Bevölkerung des jeweiligen Gebiets in %",
    ]
    ebenen = _ebenen(gebiet, umriss, (name, vergleichsname), gestaltung)
    ebenen += [_demohinweis(gestaltung)] if demo else []
    diagramm: alt.LayerChart = alt.LayerChart(layer=ebenen).properties(
        width=gestaltung.seitenbreite,
        height=round(430 * gestaltung.faktor),
        title=thema.kopf(titel, hilfe, gestaltung),
    )
    return Bild(
        titel=titel,
        bild=thema.gerahmt(diagramm, gestaltung, alttext),
        alttext=alttext,
        tabelle=_tabelle(gebiet, umriss, vergleichsname),
        demo=demo,
        quelle=quelle,
    )


def _fuenfjahresgruppen(tabelle: pd.DataFrame) -> pd.DataFrame:
    reihen.pruefe_spalten(tabelle, _SPALTEN)
    von = tabelle["von"].astype("float64")
    bis = tabelle["bis"].astype("float64")
    offen = bis.isna() | bis.map(math.isinf)
    stufe = von // _STUFE * _STUFE
    falsch = tabelle.loc[~offen & (bis // _STUFE * _STUFE).ne(stufe), "alter"]
    if not falsch.empty:
        raise SozialmonitorFehler(
            f"Die Altersgruppe „{falsch.iloc[0]}“ reicht über eine Fünfjahresgrenze; "
            "gebraucht werden Gruppen wie 0-4 oder Einzeljahre."
        )
    # `offen` gehört zur Gruppe: 90 und älter ist kein Fünfjahresblock.
    gruppen = tabelle.assign(stufe=stufe, offen=offen).groupby(["stufe", "geschlecht"])
    summen = gruppen[["anteil", "anzahl"]].agg(_summe)
    ergebnis = summen.assign(offen=gruppen["offen"].any()).reset_index()
    ergebnis["gruppe"] = [
        f"{int(a)} und älter" if o else f"{int(a)}–{int(a) + _STUFE - 1}"
        for a, o in zip(ergebnis["stufe"], ergebnis["offen"], strict=True)
    ]
    return ergebnis


def _summe(werte: pd.Series) -> float:
    """Summe, die fehlt, sobald ein Teil fehlt."""
    return float(werte.sum(skipna=False))


def _demo(tabelle: pd.DataFrame) -> bool:
    return "demo" in tabelle and bool(tabelle["demo"].any())


def _ebenen(
    gebiet: pd.DataFrame, umriss: pd.DataFrame, namen: tuple[str, str], gestaltung: Gestaltung
) -> list[alt.Chart]:
    f = gestaltung.farben
    stufen = sorted({*gebiet["stufe"], *umriss["stufe"]})
    hoch = max(stufen, default=0) + _STUFE
    rand = achsen.glatte_grenzen(pd.concat([gebiet["anteil"], umriss["anteil"]]), ab_null=True)[1]
    x = alt.X(
        "x:Q",
        title=None,
        scale=alt.Scale(domain=[-rand, rand], nice=False),
        axis=alt.Axis(labelExpr="replace(format(abs(datum.value), '~f'), '.', ',')", tickCount=8),
    )
    balken = _balken(gebiet, umriss, namen, gestaltung).encode(
        x=x,
        x2=alt.X2("mitte:Q"),
        y=_altersachse("unten", stufen, gebiet, hoch),
        y2=alt.Y2("oben:Q"),
    )
    linien = [
        alt.Chart(_umrisslinie(umriss, geschlecht))
        .mark_line(color=f.stadt, strokeWidth=2.2, interpolate="linear", tooltip=None)
        .encode(x=x, y=_altersachse("y", stufen, gebiet, hoch), order=alt.Order("ordnung:Q"))
        for geschlecht in _GESCHLECHT
    ]
    koepfe = [
        _seitenkopf("Männer", gestaltung, rechts=False),
        _seitenkopf("Frauen", gestaltung, rechts=True),
    ]
    return [balken, *linien, *koepfe]


def _seitenkopf(text: str, gestaltung: Gestaltung, *, rechts: bool) -> alt.Chart:
    kopf: alt.Chart = (
        alt.Chart(pd.DataFrame({"text": [text]}))
        .mark_text(
            align="right" if rechts else "left",
            baseline="bottom",
            dy=-5,
            fontWeight=600,
            color=gestaltung.farben.titel,
            tooltip=None,
        )
        .encode(x=alt.XValue("width" if rechts else 4), y=alt.YValue(0), text=alt.Text("text:N"))
    )
    return kopf


def _demohinweis(gestaltung: Gestaltung) -> alt.Chart:
    """Zwischen den Seitenköpfen über der Zeichenfläche: in ihr kann überall ein Balken liegen."""
    hinweis: alt.Chart = (
        alt.Chart(pd.DataFrame({"hinweis": [thema.DEMOTEXT]}))
        .mark_text(
            align="center",
            baseline="bottom",
            dy=-5,
            fontSize=alt.ExprRef(f"min({gestaltung.schrift + 7}, max(12, width / 20))"),
            fontWeight=700,
            color=gestaltung.farben.wasserzeichen,
            tooltip=None,
        )
        .encode(text=alt.Text("hinweis:N"), x=alt.XValue(alt.ExprRef("width / 2")), y=alt.YValue(0))
    )
    return hinweis


def _altersachse(feld: str, stufen: list[float], gebiet: pd.DataFrame, hoch: float) -> alt.Y:
    offen = gebiet.loc[gebiet["offen"], "stufe"]
    letzte = float(offen.max()) if len(offen) else -1.0
    beschriftung = (
        f"datum.value - 2.5 == {letzte:g} ? (datum.value - 2.5) + ' u. älter' : "
        "(datum.value - 2.5) + '–' + (datum.value + 1.5)"
    )
    return alt.Y(
        f"{feld}:Q",
        title="Alter in Jahren",
        scale=alt.Scale(domain=[0, hoch], nice=False, zero=False),
        axis=alt.Axis(
            values=[stufe + _STUFE / 2 for stufe in stufen],
            labelExpr=beschriftung,
            grid=False,
            ticks=False,
            domain=False,
        ),
    )


def _balken(
    gebiet: pd.DataFrame, umriss: pd.DataFrame, namen: tuple[str, str], gestaltung: Gestaltung
) -> alt.Chart:
    f = gestaltung.farben
    daten = _gegenueber(gebiet, umriss).dropna(subset=["anteil"])
    maenner = daten["geschlecht"].eq("m")
    daten = daten.assign(
        x=daten["anteil"].where(~maenner, -daten["anteil"]),
        mitte=0,
        unten=daten["stufe"] + 0.35,
        oben=daten["stufe"] + _STUFE - 0.35,
        farbe=maenner.map({True: f.reihen[0], False: f.reihen[1]}),
    )
    felder = ["x", "mitte", "unten", "oben", "farbe", "gruppe", "wer", "anteil_text"]
    bild: alt.Chart = (
        alt.Chart(daten[[*felder, "anzahl_text", "vergleich_text"]])
        .mark_rect(opacity=0.75)
        .encode(
            color=alt.Color("farbe:N", scale=None, legend=None),
            tooltip=_tooltip(namen),
        )
    )
    return bild


def _tooltip(namen: tuple[str, str]) -> list[alt.Tooltip]:
    spalten = {
        "wer": "Gruppe",
        "gruppe": "Alter",
        "anteil_text": namen[0],
        "anzahl_text": "Personen",
        "vergleich_text": namen[1],
    }
    return [alt.Tooltip(f"{spalte}:N", title=titel) for spalte, titel in spalten.items()]


def _gegenueber(gebiet: pd.DataFrame, umriss: pd.DataFrame) -> pd.DataFrame:
    schluessel = ["stufe", "geschlecht"]
    paar = gebiet.merge(
        umriss[[*schluessel, "anteil"]],
        on=schluessel,
        how="left",
        suffixes=("", "_vergleich"),
        validate="1:1",
    )
    return paar.assign(
        wer=paar["geschlecht"].map(_GESCHLECHT),
        anteil_text=paar["anteil"].map(_prozent),
        anzahl_text=paar["anzahl"].where(paar["anteil"].notna()).map(formate.zahl),
        vergleich_text=paar["anteil_vergleich"].map(_prozent),
    )


def _prozent(wert: float) -> str:
    text = formate.zahl(wert, 1)
    return text if text == formate.KEINE_ANGABE else f"{text} %"


def _umrisslinie(umriss: pd.DataFrame, geschlecht: str) -> pd.DataFrame:
    """Stufen des Umrisses als Folge von Ecken; eine fehlende Gruppe lässt die Linie offen."""
    vorzeichen = -1 if geschlecht == "m" else 1
    zeilen = umriss[umriss["geschlecht"].eq(geschlecht)].sort_values("stufe")
    ecken = [
        (vorzeichen * zeile["anteil"], zeile["stufe"] + rand)
        for zeile in reihen.zeilen(zeilen)
        for rand in (0, _STUFE)
    ]
    linie = pd.DataFrame(ecken, columns=["x", "y"], dtype="float64")
    return linie.assign(ordnung=range(len(linie)))


def _tabelle(gebiet: pd.DataFrame, umriss: pd.DataFrame, vergleichsname: str) -> pd.DataFrame:
    paar = _gegenueber(gebiet, umriss)
    spalten = {
        "gruppe": "Alter",
        "wer": "Geschlecht",
        "anzahl_text": "Personen",
        "anteil_text": "Anteil",
        "vergleich_text": f"Anteil {vergleichsname}",
    }
    return paar[list(spalten)].rename(columns=spalten).reset_index(drop=True)


def _alttext(
    titel: str,
    gebiet: pd.DataFrame,
    umriss: pd.DataFrame,
    namen: tuple[str, str],
    *,
    demo: bool,
) -> str:
    saetze = [f"Bevölkerungspyramide: {titel}."]
    for text, von, bis in (("unter 20", 0, 20), ("20 bis 64", 20, 65), ("ab 65", 65, math.inf)):
        anteile = [
            tabelle.loc[tabelle["stufe"].ge(von) & tabelle["stufe"].lt(bis), "anteil"]
            for tabelle in (gebiet, umriss)
        ]
        werte = [_prozent(float(anteil.sum(skipna=False))) for anteil in anteile]
        saetze.append(f"Alter {text}: {namen[0]} {werte[0]}, {namen[1]} {werte[1]}.")
    if demo:
        saetze.append("Enthält frei erfundene Demonstrationsdaten.")
    return " ".join(saetze)
