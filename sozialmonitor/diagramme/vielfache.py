"""Dieselbe Zeitreihe je Gebiet in einem kleinen Bild."""

import textwrap
from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from sozialmonitor import formate
from sozialmonitor.bild import Bild
from sozialmonitor.diagramme import achsen, reihen, thema
from sozialmonitor.diagramme.thema import STANDARD, Gestaltung
from sozialmonitor.katalog import Bruch, Indikator

_FELDER = ["feld", "zeitpunkt", "y", "unten", "oben", "abschnitt", "art", "fuellung", "text"]


def kleine_vielfache(
    tabelle: pd.DataFrame,
    indikator: Indikator,
    namen: Mapping[str, str],
    *,
    stadt: str = "",
    brueche: Sequence[Bruch] = (),
    spalten: int = 3,
    mit_bereich: bool = True,
    quelle: str = "",
    gestaltung: Gestaltung = STANDARD,
) -> Bild:
    """Ein kleines Bild je Gebiet mit gleicher Achse; die Stadt steht grau in jedem.

    Parameters
    ----------
    tabelle
        Zeilen aus `kennzahlen.kennzahl`; gezeigt werden die Gebiete aus `namen`.
    stadt
        Schlüssel der Stadt; sie bekommt kein eigenes Bild.
    """
    alle = reihen.lesbare_reihen(tabelle, indikator, namen)
    felder = [n for g, n in reihen.eindeutige_namen(namen).items() if g != stadt]
    werte = reihen.mit_abschnitten(alle, brueche)
    daten = _daten(alle, werte, stadt, felder, gestaltung)
    sichtbar = ["y", "unten", "oben"] if mit_bereich else ["y"]
    flaeche = _kleine_flaeche(alle, daten[sichtbar].melt()["value"], indikator)
    titel = f"{indikator.titel} je Gebiet, {reihen.zeitspanne(alle)}"
    alttext = _alttext(titel, alle, werte, stadt, brueche)
    breite = (gestaltung.breite or 780) // spalten - 62
    diagramm = (
        alt.LayerChart(layer=_ebenen(flaeche, brueche, gestaltung, mit_bereich=mit_bereich))
        .properties(width=breite, height=round(110 * gestaltung.faktor))
        .facet(facet=alt.Facet("feld:N", title=None, sort=felder), columns=spalten, data=daten)
        .resolve_axis(x="independent")
        .properties(title=thema.kopf(*_kopftexte(alle, indikator, stadt, namen), gestaltung))
    )
    return Bild(
        titel=titel,
        bild=thema.gerahmt(diagramm, gestaltung, alttext),
        alttext=alttext,
        tabelle=reihen.bildtabelle(alle, indikator),
        demo=bool(alle["demo"].any()),
        quelle=quelle,
    )


def _daten(
    alle: pd.DataFrame,
    werte: pd.DataFrame,
    stadt: str,
    felder: Sequence[str],
    gestaltung: Gestaltung,
) -> pd.DataFrame:
    """Alle kleinen Bilder in einer Tabelle: `feld` sagt, wohin eine Zeile gehört."""
    basis = werte.assign(y=werte["wert"], text="", art="gebiet", feld=werte["name"])
    farbe = gestaltung.farben.reihen[0]
    basis["fuellung"] = basis["vorlaeufig"].map({True: gestaltung.farben.hintergrund, False: farbe})
    gebiete, stadtwerte = basis[basis["gebiet"].ne(stadt)], basis[basis["gebiet"].eq(stadt)]
    teile = [gebiete, *[stadtwerte.assign(feld=feld, art="stadt") for feld in felder]]
    demo = set(alle.loc[alle["demo"], "name"])
    mit_stadt = stadt in set(alle.loc[alle["demo"], "gebiet"])
    for feld in felder:
        hinweise = {"leer": _leergrund(alle, feld)}
        hinweise["demo"] = thema.DEMOTEXT if mit_stadt or feld in demo else ""
        teile.append(
            pd.DataFrame(
                [{"feld": feld, "art": art, "text": text} for art, text in hinweise.items() if text]
            )
        )
    spalten = [*_FELDER, *reihen.HINWEISE]
    daten = pd.concat([teil for teil in teile if not teil.empty]).reindex(columns=spalten)
    texte = ["abschnitt", "fuellung", "text", *reihen.HINWEISE]
    return daten.assign(**{spalte: daten[spalte].astype("object").fillna("") for spalte in texte})


def _leergrund(alle: pd.DataFrame, feld: str) -> str:
    zeilen = alle[alle["name"].eq(feld)]
    if zeilen["zustand"].eq("wert").any():
        return ""
    grund = formate.zustandstext(zeilen["zustand"].iloc[-1] if len(zeilen) else "fehlt")
    return textwrap.fill(grund, 22)


def _kleine_flaeche(alle: pd.DataFrame, werte: pd.Series, indikator: Indikator) -> achsen.Flaeche:
    return achsen.flaeche(
        alle["zeitpunkt"],
        werte,
        indikator,
        ab_null=achsen.beginnt_bei_null(indikator),
        hoechstens_marken=3,
    )


def _ebenen(
    flaeche: achsen.Flaeche,
    brueche: Sequence[Bruch],
    gestaltung: Gestaltung,
    *,
    mit_bereich: bool,
) -> list[alt.Chart]:
    f, x, y = gestaltung.farben, flaeche.x("zeitpunkt"), flaeche.y("y")
    gebiet, stadt = (
        alt.Chart().transform_filter(f"datum.art === '{art}'") for art in ("gebiet", "stadt")
    )
    band = gebiet.mark_area(color=f.reihen[0], opacity=0.16, tooltip=None).encode(
        x=x, y=flaeche.y("unten"), y2=alt.Y2("oben:Q"), detail=alt.Detail("abschnitt:N")
    )
    linien = [
        bild.mark_line(color=farbe, strokeWidth=dicke, tooltip=None).encode(
            x=x, y=y, detail=alt.Detail("abschnitt:N")
        )
        for bild, farbe, dicke in ((stadt, f.nebentext, 1.6), (gebiet, f.reihen[0], 2.2))
    ]
    punkte = gebiet.mark_point(size=20, strokeWidth=1.4, stroke=f.reihen[0], opacity=1).encode(
        x=x, y=y, fill=alt.Fill("fuellung:N", scale=None, legend=None), tooltip=reihen.tooltip()
    )
    striche = _bruchstriche(flaeche, brueche, gestaltung)
    zeichen = _inschriften(gestaltung)
    return [*zeichen, *([band] if mit_bereich else []), *striche, *linien, punkte]


def _bruchstriche(
    flaeche: achsen.Flaeche,
    brueche: Sequence[Bruch],
    gestaltung: Gestaltung,
) -> list[alt.Chart]:
    marken = achsen.markierungen(brueche, (), flaeche.zeit, gestaltung)
    return [
        alt.Chart()
        .transform_filter("datum.art === 'gebiet'")
        .mark_rule(
            color=gestaltung.farben.nebentext, strokeDash=[4, 3], strokeWidth=0.6, tooltip=None
        )
        .encode(x=alt.XDatum(achsen.zeitangabe(beginn), type="temporal"))
        for beginn in marken["beginn"]
    ]


def _inschriften(gestaltung: Gestaltung) -> list[alt.Chart]:
    demo = (
        alt.Chart()
        .transform_filter("datum.art === 'demo'")
        .mark_text(align="right", baseline="top", dx=-3, dy=2, fontSize=12, tooltip=None)
        .encode(
            text=alt.Text("text:N"),
            x=alt.XValue("width"),
            y=alt.YValue(0),
            color=alt.ColorValue(gestaltung.farben.nebentext),
        )
    )
    leer = (
        alt.Chart()
        .transform_filter("datum.art === 'leer'")
        .mark_text(align="left", baseline="middle", dx=6, fontSize=12, lineBreak="\n", tooltip=None)
        .encode(text=alt.Text("text:N"), x=alt.XValue(0), y=alt.YValue(40))
    )
    return [demo, leer]


def _kopftexte(
    alle: pd.DataFrame, indikator: Indikator, stadt: str, namen: Mapping[str, str]
) -> tuple[str, list[str]]:
    zeilen = [f"Blau: das Gebiet mit 95-%-Bereich · grau: {namen[stadt]}"] if stadt in namen else []
    if alle["vorlaeufig"].any():
        zeilen.append("Hohler Punkt: vorläufig")
    return reihen.einheitstitel(indikator), zeilen + reihen.saetze_ohne_wert(_mit_werten(alle))


def _alttext(
    titel: str, alle: pd.DataFrame, werte: pd.DataFrame, stadt: str, brueche: Sequence[Bruch]
) -> str:
    gebiete = werte[werte["gebiet"].ne(stadt)]
    je_gebiet = [teil for _, teil in gebiete.groupby("gebiet", sort=False)]
    saetze = [f"Kleine Liniendiagramme mit gleicher Achse: {titel}."]
    for teil in [*je_gebiet, werte[werte["gebiet"].eq(stadt)]]:
        saetze += [f"{teil['name'].iloc[0]}: {satz}" for satz in _spanne(teil)]
    ohne = alle[~alle["gebiet"].isin(werte["gebiet"])].drop_duplicates("gebiet", keep="last")
    saetze += [
        f"{zeile['name']}: {formate.zustandstext(zeile['zustand'])}."
        for zeile in reihen.zeilen(ohne[["name", "zustand"]])
    ]
    saetze += [f"{satz}." for satz in reihen.saetze_ohne_wert(_mit_werten(alle))]
    saetze += [f"Bruch ab {formate.stichtag(b.ab)}: {b.grund}." for b in brueche]
    return " ".join([*saetze, *_demosatz(alle)])


def _mit_werten(alle: pd.DataFrame) -> pd.DataFrame:
    """Die Gebiete mit wenigstens einem Wert; in den Bildern der übrigen steht der Grund."""
    return alle[alle["gebiet"].isin(alle.loc[alle["zustand"].eq("wert"), "gebiet"])]


def _spanne(werte: pd.DataFrame) -> list[str]:
    if werte.empty:
        return []
    erster, *_, letzter = reihen.zeilen(pd.concat([werte.head(1), werte.tail(1)]))
    return [
        f"{formate.kurzer_stichtag(erster['stichtag'])} {erster['wert_text']}, "
        f"{formate.kurzer_stichtag(letzter['stichtag'])} {letzter['wert_text']}."
    ]


def _demosatz(alle: pd.DataFrame) -> list[str]:
    return ["Enthält frei erfundene Demonstrationsdaten."] if alle["demo"].any() else []
