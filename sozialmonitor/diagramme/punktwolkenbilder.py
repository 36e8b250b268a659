"""Bilder mit einem benannten Punkt je Gebiet: Trichter, Punktreihe und Streubild."""

import math
from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from sozialmonitor import formate
from sozialmonitor.bild import Bild
from sozialmonitor.diagramme import achsen, punktflaeche, reihen, thema
from sozialmonitor.diagramme.punktflaeche import HOEHE, SCHMAL, Flaeche
from sozialmonitor.diagramme.thema import STANDARD, Farben, Gestaltung
from sozialmonitor.katalog import Indikator
from sozialmonitor.texte import alttext_allgemein

_PUNKT = 12
_LAGEN = {
    2: "über der 99,8-%-Grenze",
    1: "über der 95-%-Grenze",
    0: "innerhalb der Grenzen",
    -1: "unter der 95-%-Grenze",
    -2: "unter der 99,8-%-Grenze",
}
_STRICHE = {"95": [1, 0], "998": [5, 4]}


def trichterbild(
    zeilen: pd.DataFrame,
    linien: pd.DataFrame,
    indikator: Indikator,
    namen: Mapping[str, str],
    *,
    mitte: float,
    mitte_name: str,
    hervorgehoben: str = "",
    quelle: str = "",
    gestaltung: Gestaltung = STANDARD,
) -> Bild:
    """Anteil über der Zahl der Personen, mit 95- und 99,8-%-Linien um den gemeinsamen Wert.

    Parameters
    ----------
    zeilen, linien
        Aus `punktwolken.Trichter`.
    hervorgehoben
        Gebiet, dessen Name immer dasteht.
    """
    punkte = reihen.lesbare_reihen(zeilen, indikator, namen)
    felder = zeilen.set_index("gebiet")[["nenner", "lage"]]
    punkte = punkte.join(felder, on="gebiet", validate="1:1")
    punkte = punkte.assign(
        lage_text=punkte["lage"].map(_LAGEN),
        form=punkte["lage"].map(lambda lage: "▲" if lage > 0 else "▼" if lage < 0 else "●"),
        farbe=[_lagefarbe(lage, indikator, gestaltung.farben) for lage in punkte["lage"]],
        gefuellt=punkte["lage"].abs().ne(1),
        vorrang=punkte["lage"].ne(0) | punkte["gebiet"].eq(hervorgehoben),
    )
    werte = [punkte["wert"], *(linien[s] for s in linien.columns[1:]), pd.Series([mitte])]
    grenzen = (
        (0.0, max(1.0, float(linien["nenner"].max()))),
        achsen.glatte_grenzen(pd.concat(werte), ab_null=False),
    )
    grenzen = grenzen[0], (max(0.0, grenzen[1][0]), grenzen[1][1])
    titel = f"{indikator.titel}: Trichter, {reihen.zeitspanne(punkte)}"
    demo = bool(punkte["demo"].any())
    flaeche = Flaeche(grenzen[0], grenzen[1], gestaltung.rechenbreite, HOEHE, demo)
    ebenen = [
        *([thema.wasserzeichen(gestaltung)] if demo else []),
        *_trichterlinien(linien, flaeche, indikator, (mitte, mitte_name), gestaltung),
        *punktflaeche.punktebenen(punkte, ("nenner", "wert"), flaeche, gestaltung, ["lage_text"]),
    ]
    hilfe = [
        "▲ über, ▼ unter, ● innerhalb der Grenzen",
        "gefüllt: auch außerhalb von 99,8 %",
        "Linie: 95 % · gestrichelt: 99,8 %",
    ]
    alttext = alttext_allgemein(
        f"Trichterdiagramm: {titel}; {mitte_name} {formate.wert_mit_einheit(mitte, indikator)}",
        {z["name"]: f"{z['wert_text']}, {z['lage_text']}" for z in reihen.zeilen(punkte)},
        demo=demo,
    )
    tabelle = reihen.bildtabelle(punkte, indikator).assign(Lage=punkte["lage_text"].tolist())
    achsentitel = ("Größe (Personen oder Fälle im Nenner)", reihen.einheitstitel(indikator))
    return punktflaeche.gerahmtes_bild(
        titel,
        ebenen,
        achsentitel=achsentitel,
        hilfe=hilfe,
        alttext=alttext,
        tabelle=tabelle,
        demo=demo,
        quelle=quelle,
        gestaltung=gestaltung,
    )


def punktreihe(
    tabelle: pd.DataFrame,
    indikator: Indikator,
    namen: Mapping[str, str],
    *,
    stadtname: str = "",
    hervorgehoben: str = "",
    quelle: str = "",
    gestaltung: Gestaltung = STANDARD,
) -> Bild:
    """Alle Gebiete auf einer Wertachse; gleiche Werte weichen nach oben und unten aus.

    Parameters
    ----------
    tabelle
        Zeilen aus `vergleich.mit_vergleich` zu einem Stichtag; ohne Wert steht ein Gebiet nur in
        der Tabelle.
    """
    alle = reihen.lesbare_reihen(tabelle, indikator, namen)
    je_gebiet = tabelle.set_index("gebiet")
    urteil = alle["gebiet"].map(je_gebiet["urteil"])
    alle = alle.assign(urteil=urteil)
    punkte = alle[alle["zustand"].eq("wert")].reset_index(drop=True)
    stadtwert = je_gebiet["stadtwert"].dropna()
    stadt = float(stadtwert.iloc[0]) if len(stadtwert) and indikator.art != "anzahl" else math.nan
    werte = pd.concat([punkte["wert"], pd.Series([stadt], dtype="float64")])
    waagrecht = achsen.glatte_grenzen(werte, ab_null=False)
    hoehen = _ausgewichen(punkte["wert"].tolist(), waagrecht, SCHMAL)
    rand = max([abs(h) for h in hoehen], default=0) + 4 * _PUNKT
    punkte = punkte.assign(
        hoehe=pd.Series(hoehen, dtype="float64"),
        form=punkte["urteil"].map(punktflaeche.zeichen),
        farbe=[
            punktflaeche.urteilsfarbe(u, indikator, gestaltung.farben) for u in punkte["urteil"]
        ],
        gefuellt=punkte["urteil"].ne("nicht bewertbar"),
        vorrang=punkte["urteil"].str.startswith("gesichert") | punkte["gebiet"].eq(hervorgehoben),
    )
    titel = f"{indikator.titel}: alle Gebiete, {reihen.zeitspanne(alle)}"
    demo = bool(alle["demo"].any())
    flaeche = Flaeche(waagrecht, (-rand, rand), gestaltung.rechenbreite, round(2 * rand), demo)
    ebenen = [
        *([thema.wasserzeichen(gestaltung)] if demo else []),
        *_stadtmarke(stadt, stadtname, flaeche, indikator, gestaltung),
        *punktflaeche.punktebenen(punkte, ("wert", "hoehe"), flaeche, gestaltung, ["urteil"]),
    ]
    hilfe = [
        "▲ gesichert höher · ▼ gesichert niedriger",
        "● nicht gesichert verschieden · ○ nicht geprüft",
        "(gegen die Reststadt)",
    ]
    alttext = alttext_allgemein(
        f"Punktreihe: {titel}",
        {z["name"]: f"{z['wert_text']}, {z['urteil']}" for z in reihen.zeilen(punkte)},
        demo=demo,
    )
    tabelle = reihen.bildtabelle(alle, indikator).assign(Urteil=alle["urteil"].tolist())
    return punktflaeche.gerahmtes_bild(
        titel,
        ebenen,
        achsentitel=(reihen.einheitstitel(indikator), ""),
        hilfe=hilfe,
        alttext=alttext,
        tabelle=tabelle,
        demo=demo,
        quelle=quelle,
        gestaltung=gestaltung,
        hoehe=flaeche.hoehe,
    )


def streubild(
    tabelle: pd.DataFrame,
    waagrecht: Indikator,
    senkrecht: Indikator,
    namen: Mapping[str, str],
    *,
    hervorgehoben: str = "",
    quelle: str = "",
    gestaltung: Gestaltung = STANDARD,
) -> Bild:
    """Zwei Indikatoren, je Gebiet ein benannter Punkt mit seinen Bereichen als Kreuz.

    Parameters
    ----------
    tabelle
        Ergebnis von `punktwolken.streuung`. Nie eine Ausgleichsgerade.
    """
    texte = _streutexte(tabelle, waagrecht, senkrecht, namen)
    betont = texte["gebiet"].eq(hervorgehoben)
    f = gestaltung.farben
    punkte = texte.assign(
        form="●",
        farbe=betont.map({True: f.belastender, False: f.balken_hervorgehoben}),
        gefuellt=True,
        vorrang=betont,
    )
    grenzen = [
        achsen.glatte_grenzen(
            pd.concat([punkte[f"{feld}_{achse}"] for feld in ("wert", "unten", "oben")]),
            ab_null=False,
        )
        for achse in ("x", "y")
    ]
    titel = f"{waagrecht.titel} und {senkrecht.titel}"
    demo = bool(punkte["demo"].any())
    flaeche = Flaeche(grenzen[0], grenzen[1], gestaltung.rechenbreite, HOEHE, demo)
    ebenen = [
        *([thema.wasserzeichen(gestaltung)] if demo else []),
        *_kreuze(punkte, flaeche, gestaltung),
        *punktflaeche.punktebenen(punkte, ("wert_x", "wert_y"), flaeche, gestaltung, []),
    ]
    alttext = alttext_allgemein(
        f"Streudiagramm: {titel}",
        {z["name"]: f"{z['text_x']} und {z['text_y']}" for z in reihen.zeilen(punkte)},
        demo=demo,
    )
    spalten = {
        "name": "Gebiet",
        "text_x": waagrecht.titel,
        "bereich_x": "95-%-Bereich",
        "text_y": senkrecht.titel,
        "bereich_y": "95-%-Bereich ",
    }
    hilfe = ["Ein Punkt je Gebiet", "Kreuz: 95-%-Vertrauensbereiche"]
    return punktflaeche.gerahmtes_bild(
        titel,
        ebenen,
        achsentitel=(reihen.einheitstitel(waagrecht), reihen.einheitstitel(senkrecht)),
        hilfe=hilfe,
        alttext=alttext,
        tabelle=punkte[list(spalten)].rename(columns=spalten),
        demo=demo,
        quelle=quelle,
        gestaltung=gestaltung,
    )


def _trichterlinien(
    linien: pd.DataFrame,
    flaeche: Flaeche,
    indikator: Indikator,
    mitte: tuple[float, str],
    gestaltung: Gestaltung,
) -> list[alt.Chart]:
    f = gestaltung.farben
    kurven = [
        alt.Chart(
            linien[["nenner", f"{seite}_{niveau}"]].rename(columns={f"{seite}_{niveau}": "grenze"})
        )
        .mark_line(color=f.nebentext, strokeWidth=1.4, strokeDash=strich, clip=True, tooltip=None)
        .encode(x=flaeche.x("nenner"), y=flaeche.y("grenze"))
        for niveau, strich in _STRICHE.items()
        for seite in ("unten", "oben")
    ]
    ende = linien.iloc[[-1]] if len(linien) else linien
    texte = [
        alt.Chart(ende.assign(text=text))
        .mark_text(align="left", dx=5, dy=dy, color=f.nebentext, tooltip=None)
        .encode(x=flaeche.x("nenner"), y=flaeche.y(grenze), text=alt.Text("text:N"))
        for text, grenze, dy in (("95 %", "oben_95", 5), ("99,8 %", "oben_998", -5))
    ]
    name = f"{mitte[1]} {formate.wert_mit_einheit(mitte[0], indikator)}"
    quer = alt.Chart(pd.DataFrame({"mitte": [mitte[0]], "text": [name]}))
    linie = quer.mark_rule(color=f.stadt, strokeWidth=2, tooltip=None).encode(y=flaeche.y("mitte"))
    schild = quer.mark_text(
        align="left", dx=4, dy=-7, color=f.stadt, fontWeight=600, tooltip=None
    ).encode(x=alt.XValue(0), y=flaeche.y("mitte"), text=alt.Text("text:N"))
    return [*kurven, *texte, linie, schild]


def _stadtmarke(
    stadt: float, name: str, flaeche: Flaeche, indikator: Indikator, gestaltung: Gestaltung
) -> list[alt.Chart]:
    if not math.isfinite(stadt):
        return []
    text = f"{name} {formate.wert_mit_einheit(stadt, indikator)}"
    links = stadt > sum(flaeche.waagrecht) / 2
    quer = alt.Chart(pd.DataFrame({"stadt": [stadt], "text": [text]}))
    linie = quer.mark_rule(color=gestaltung.farben.stadt, strokeWidth=2, tooltip=None).encode(
        x=flaeche.x("stadt")
    )
    schild = quer.mark_text(
        align="right" if links else "left",
        baseline="top",
        dx=-5 if links else 5,
        dy=2,
        color=gestaltung.farben.stadt,
        fontWeight=600,
        tooltip=None,
    ).encode(x=flaeche.x("stadt"), y=alt.YValue(0), text=alt.Text("text:N"))
    return [linie, schild]


def _kreuze(punkte: pd.DataFrame, flaeche: Flaeche, gestaltung: Gestaltung) -> list[alt.Chart]:
    farbe = gestaltung.farben.wasserzeichen
    quer = (
        alt.Chart(punkte[["wert_y", "unten_x", "oben_x"]].dropna())
        .mark_rule(color=farbe, strokeWidth=1.4, tooltip=None)
        .encode(x=flaeche.x("unten_x"), x2=alt.X2("oben_x:Q"), y=flaeche.y("wert_y"))
    )
    hoch = (
        alt.Chart(punkte[["wert_x", "unten_y", "oben_y"]].dropna())
        .mark_rule(color=farbe, strokeWidth=1.4, tooltip=None)
        .encode(x=flaeche.x("wert_x"), y=flaeche.y("unten_y"), y2=alt.Y2("oben_y:Q"))
    )
    return [quer, hoch]


def _ausgewichen(
    werte: Sequence[float], grenzen: tuple[float, float], breite: float
) -> list[float]:
    """Höhe je Punkt [Pixel], so nahe an der Mitte, dass sich keine zwei Punkte überdecken."""
    ordnung = sorted(range(len(werte)), key=lambda i: werte[i])
    hoehen = [0.0] * len(werte)
    gesetzt: list[tuple[float, float]] = []
    for i in ordnung:
        x = (werte[i] - grenzen[0]) / (grenzen[1] - grenzen[0]) * breite
        stufe = 0
        while True:
            kandidat = (stufe + 1) // 2 * (_PUNKT + 6.0) * (1 if stufe % 2 else -1)
            nahe = ((x - a) ** 2 + (kandidat - b) ** 2 for a, b in gesetzt)
            if all(abstand >= (_PUNKT + 4) ** 2 for abstand in nahe):
                break
            stufe += 1
        hoehen[i] = kandidat
        gesetzt.append((x, kandidat))
    return hoehen


def _streutexte(
    tabelle: pd.DataFrame, waagrecht: Indikator, senkrecht: Indikator, namen: Mapping[str, str]
) -> pd.DataFrame:
    beschriftung = reihen.eindeutige_namen({g: namen[g] for g in tabelle["gebiet"]})
    texte = tabelle.assign(name=tabelle["gebiet"].map(beschriftung).astype("object"))
    for achse, indikator in (("x", waagrecht), ("y", senkrecht)):
        texte[f"text_{achse}"] = [
            formate.wert_mit_einheit(w, indikator) for w in tabelle[f"wert_{achse}"]
        ]
        texte[f"bereich_{achse}"] = [
            formate.bereich(u, o, indikator)
            for u, o in zip(tabelle[f"unten_{achse}"], tabelle[f"oben_{achse}"], strict=True)
        ]
    return texte


def _lagefarbe(lage: int, indikator: Indikator, f: Farben) -> str:
    if not lage:
        return f.gleich
    urteil = "gesichert höher" if lage > 0 else "gesichert niedriger"
    return punktflaeche.urteilsfarbe(urteil, indikator, f)
