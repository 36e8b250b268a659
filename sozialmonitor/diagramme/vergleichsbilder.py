"""Gebiete nebeneinander: Balken mit Teilgebieten, früher und heute."""

from collections.abc import Mapping

import altair as alt
import pandas as pd

from sozialmonitor import formate
from sozialmonitor.bild import Bild
from sozialmonitor.diagramme import achsen, reihen, thema
from sozialmonitor.diagramme.thema import STANDARD, Gestaltung
from sozialmonitor.katalog import Indikator

_ZEILENHOEHE = 34


def balken(
    tabelle: pd.DataFrame,
    indikator: Indikator,
    namen: Mapping[str, str],
    *,
    stadtwert: float | None = None,
    punkte: pd.DataFrame | None = None,
    punktnamen: Mapping[str, str] | None = None,
    hervorgehoben: str | None = None,
    sortiert: bool = False,
    quelle: str = "",
    gestaltung: Gestaltung = STANDARD,
) -> Bild:
    """Ein Balken je Gebiet mit Bereich und Zahl; Punkte zeigen die Teilgebiete.

    Parameters
    ----------
    tabelle
        Zeilen aus `kennzahlen.kennzahl` zu einem Stichtag.
    namen
        Name je Gebiet; die Reihenfolge bestimmt die der Balken (außer `sortiert`). Gebiete
        ohne Wert stehen am Ende mit dem Grund.
    punkte
        Zeilen aus `kennzahlen.kennzahl` der Teilgebiete, dazu `uebergeordnet` (Gebiet, in
        dessen Balken der Punkt steht).
    """
    alle = _geordnet(reihen.lesbare_reihen(tabelle, indikator, namen), sortiert=sortiert)
    teile = _teile(punkte, indikator, punktnamen or {}, alle)
    titel = f"{indikator.titel} nach Gebiet, {reihen.zeitspanne(alle)}"
    alttext = _alttext_balken(titel, alle, teile, indikator, stadtwert)
    demo = bool(alle["demo"].any() or teile["demo"].any())
    grenzen = _grenzen([alle, teile], stadtwert)
    mit_wert = int(alle["zustand"].eq("wert").sum())
    ebenen = [
        *([thema.wasserzeichen(gestaltung)] if demo else []),
        *_balkenebenen(alle, grenzen, hervorgehoben, gestaltung),
        *_stadtlinie(stadtwert, indikator, grenzen, mit_wert, gestaltung),
        *_punktebenen(teile, alle, grenzen, gestaltung),
    ]
    return Bild(
        titel=titel,
        bild=thema.gerahmt(
            _diagramm(ebenen, len(alle), indikator, _lesehilfe(alle, teile), gestaltung),
            gestaltung,
            alttext,
        ),
        alttext=alttext,
        tabelle=reihen.bildtabelle(pd.concat([alle, teile]), indikator),
        demo=demo,
        quelle=quelle,
    )


def vorher_nachher(
    tabelle: pd.DataFrame,
    indikator: Indikator,
    namen: Mapping[str, str],
    *,
    start: str,
    jetzt: str,
    quelle: str = "",
    gestaltung: Gestaltung = STANDARD,
) -> Bild:
    """Je Gebiet der Wert zu Beginn (hohl) und heute (gefüllt), beide mit Bereich.

    Parameters
    ----------
    tabelle
        Zeilen aus `kennzahlen.kennzahl`; „Reststadt“ und Ähnliches als eigene Schlüssel.
    namen
        Name je Gebiet in der gewünschten Reihenfolge.
    start, jetzt
        Die beiden Stichtage, wie sie in `tabelle` stehen.
    """
    beide = tabelle[tabelle["stichtag"].isin([start, jetzt])]
    alle = reihen.lesbare_reihen(beide, indikator, namen)
    alle["wann"] = alle["stichtag"].map({start: "start", jetzt: "jetzt"})
    zeiten = [formate.kurzer_stichtag(stichtag) for stichtag in (start, jetzt)]
    titel = f"{indikator.titel}: {zeiten[0]} und {zeiten[1]}"
    alttext = _alttext_vorher(titel, alle)
    demo = bool(alle["demo"].any())
    ordnung = alle["name"].drop_duplicates().tolist()
    ebenen = [thema.wasserzeichen(gestaltung)] if demo else []
    ebenen += _hantelebenen(alle, ordnung, gestaltung)
    hilfe = [f"○ {zeiten[0]} · ● {zeiten[1]} · Strich: 95-%-Vertrauensbereich"]
    return Bild(
        titel=titel,
        bild=thema.gerahmt(
            _diagramm(ebenen, len(ordnung), indikator, hilfe, gestaltung), gestaltung, alttext
        ),
        alttext=alttext,
        tabelle=reihen.bildtabelle(alle, indikator),
        demo=demo,
        quelle=quelle,
    )


def _geordnet(alle: pd.DataFrame, *, sortiert: bool) -> pd.DataFrame:
    mit_wert = alle[alle["zustand"].eq("wert")]
    if sortiert:
        mit_wert = mit_wert.sort_values("wert", ascending=False, kind="stable")
    ohne = alle[alle["zustand"].ne("wert")]
    return pd.concat([mit_wert, ohne], ignore_index=True)


def _teile(
    punkte: pd.DataFrame | None,
    indikator: Indikator,
    punktnamen: Mapping[str, str],
    alle: pd.DataFrame,
) -> pd.DataFrame:
    """Teilgebiete mit `zeile`: dem Namen des Balkens, in dem sie stehen."""
    if punkte is None:
        return alle.head(0).assign(zeile="")
    reihen.pruefe_spalten(punkte, ["gebiet", "uebergeordnet"])
    namen = {gebiet: punktnamen.get(gebiet, gebiet) for gebiet in punkte["gebiet"]}
    oben = punkte.drop_duplicates("gebiet").set_index("gebiet")["uebergeordnet"]
    zeilen = alle.drop_duplicates("gebiet").set_index("gebiet")["name"]
    teile = reihen.lesbare_reihen(punkte, indikator, namen)
    return teile.assign(zeile=teile["gebiet"].map(oben).map(zeilen)).dropna(subset="zeile")


def _grenzen(tabellen: list[pd.DataFrame], stadtwert: float | None = None) -> tuple[float, float]:
    werte = [teil[spalte] for teil in tabellen for spalte in ("wert", "unten", "oben")]
    werte.append(pd.Series([stadtwert], dtype="float64"))
    sichtbar = pd.concat([reihe.astype("float64") for reihe in werte])
    return achsen.glatte_grenzen(sichtbar, ab_null=True)


def _wertachse(feld: str, grenzen: tuple[float, float]) -> alt.X:
    return alt.X(
        f"{feld}:Q",
        title=None,
        scale=alt.Scale(domain=list(grenzen), nice=False, zero=False),
        axis=alt.Axis(format=achsen.zahlenformat(grenzen), tickCount=6, grid=True, domain=False),
    )


def _zeilenachse(
    feld: str, ordnung: list[str], gestaltung: Gestaltung, hervorgehoben: str = ""
) -> alt.Y:
    return alt.Y(
        f"{feld}:N",
        title=None,
        sort=ordnung,
        scale=alt.Scale(domain=ordnung, paddingInner=0.3, paddingOuter=0.2),
        axis=alt.Axis(
            ticks=False,
            domain=False,
            grid=False,
            labelLimit=230,
            labelExpr=_umbruch(),
            labelFontWeight=alt.condition(
                alt.datum.value == hervorgehoben, alt.value("bold"), alt.value("normal")
            ),
            labelColor=gestaltung.farben.text,
        ),
    )


def _umbruch() -> str:
    """Lange Namen brechen vor der Klammer um („Bergfeld 5“ / „(Platzhalter)“)."""
    return (
        "length(datum.label) > 28 ? split(replace(datum.label, ' (', '\\n('), '\\n') : datum.label"
    )


def _balkenebenen(
    alle: pd.DataFrame,
    grenzen: tuple[float, float],
    hervorgehoben: str | None,
    gestaltung: Gestaltung,
) -> list[alt.Chart]:
    f, ordnung = gestaltung.farben, alle["name"].tolist()
    betont = alle["gebiet"].eq(hervorgehoben or "")
    daten = alle.assign(
        farbe=betont.map({True: f.balken_hervorgehoben, False: f.balken}),
    )
    y = _zeilenachse("name", ordnung, gestaltung, "".join(alle.loc[betont, "name"]))
    werte = daten[daten["zustand"].eq("wert")]
    felder = ["name", "wert", "unten", "oben", "farbe", *reihen.HINWEISE]
    flaeche = (
        alt.Chart(werte[felder])
        .mark_bar()
        .encode(
            x=_wertachse("wert", grenzen),
            y=y,
            color=alt.Color("farbe:N", scale=None, legend=None),
            tooltip=reihen.tooltip(),
        )
    )
    bereich = (
        alt.Chart(werte[felder].dropna(subset=["unten", "oben"]))
        .mark_rule(strokeWidth=2, color=f.titel, tooltip=None)
        .encode(x=_wertachse("unten", grenzen), x2=alt.X2("oben:Q"), y=y)
    )
    return [flaeche, bereich, *_balkentexte(alle, y, gestaltung)]


def _balkentexte(alle: pd.DataFrame, y: alt.Y, gestaltung: Gestaltung) -> list[alt.Chart]:
    """Die Zahl rechts neben der Fläche; ohne Wert der Grund in der Zeile."""
    mit_wert, texte = alle["zustand"].eq("wert"), alle[["name", "wert_text"]]
    zahlen = (
        alt.Chart(texte[mit_wert])
        .mark_text(align="left", dx=8, fontWeight=600, tooltip=None)
        .encode(x=alt.XValue("width"), y=y, text=alt.Text("wert_text:N"))
    )
    farbe = gestaltung.farben.nebentext
    ohne = (
        alt.Chart(texte[~mit_wert])
        .mark_text(align="left", dx=6, fontStyle="italic", color=farbe, tooltip=None)
        .encode(x=alt.XValue(0), y=y, text=alt.Text("wert_text:N"))
    )
    return [zahlen, ohne]


def _stadtlinie(
    stadtwert: float | None,
    indikator: Indikator,
    grenzen: tuple[float, float],
    zeilen: int,
    gestaltung: Gestaltung,
) -> list[alt.Chart]:
    if stadtwert is None or pd.isna(stadtwert):
        return []
    text = f"Stadt {formate.wert_mit_einheit(stadtwert, indikator)}"
    bild = alt.Chart(pd.DataFrame({"stadtwert": [stadtwert], "text": [text]}))
    x, farbe = _wertachse("stadtwert", grenzen), gestaltung.farben.stadt
    return [
        bild.mark_rule(strokeWidth=2.5, strokeDash=[6, 3], color=farbe, tooltip=None).encode(
            x=x, y=alt.YValue(0), y2=alt.Y2Value(zeilen * _zeilenhoehe(gestaltung))
        ),
        bild.mark_text(
            align="center", baseline="bottom", dy=-4, fontWeight=600, color=farbe, tooltip=None
        ).encode(x=x, y=alt.YValue(0), text=alt.Text("text:N")),
    ]


def _punktebenen(
    teile: pd.DataFrame,
    alle: pd.DataFrame,
    grenzen: tuple[float, float],
    gestaltung: Gestaltung,
) -> list[alt.Chart]:
    werte = teile[teile["zustand"].eq("wert")]
    if werte.empty:
        return []
    f = gestaltung.farben
    punkte = alt.Chart(werte[["zeile", "wert", *reihen.HINWEISE]]).mark_point(
        size=70, fill=f.hintergrund, stroke=f.titel, strokeWidth=1.5, opacity=1
    )
    return [
        punkte.encode(
            x=_wertachse("wert", grenzen),
            y=_zeilenachse("zeile", alle["name"].tolist(), gestaltung),
            tooltip=reihen.tooltip(),
        )
    ]


def _diagramm(
    ebenen: list[alt.Chart],
    zeilen: int,
    indikator: Indikator,
    hilfe: list[str],
    gestaltung: Gestaltung,
) -> alt.LayerChart:
    diagramm: alt.LayerChart = alt.LayerChart(layer=ebenen).properties(
        width=gestaltung.seitenbreite,
        height=max(2, zeilen) * _zeilenhoehe(gestaltung),
        title=thema.kopf(reihen.einheitstitel(indikator), hilfe, gestaltung),
    )
    return diagramm


def _zeilenhoehe(gestaltung: Gestaltung) -> int:
    return round(_ZEILENHOEHE * gestaltung.faktor)


def _lesehilfe(alle: pd.DataFrame, teile: pd.DataFrame) -> list[str]:
    zeilen = []
    if alle["unten"].notna().any():
        zeilen.append("Strich: 95-%-Vertrauensbereich")
    if teile["zustand"].eq("wert").any():
        zeilen.append("Kreis: ein Teilgebiet")
    return [" · ".join(zeilen), *_teile_ohne_wert(teile)]


def _teile_ohne_wert(teile: pd.DataFrame) -> list[str]:
    ohne = teile[teile["zustand"].ne("wert")]
    texte = [f"{zeile['name']} ({zeile['wert_text']})" for zeile in reihen.zeilen(ohne)]
    return [f"Teilgebiete ohne Kreis: {formate.aufzaehlung(texte)}"] if texte else []


def _alttext_balken(
    titel: str,
    alle: pd.DataFrame,
    teile: pd.DataFrame,
    indikator: Indikator,
    stadtwert: float | None,
) -> str:
    saetze = [f"Balkendiagramm: {titel}."]
    saetze += [f"{zeile['name']}: {zeile['wert_text']}." for zeile in reihen.zeilen(alle)]
    if stadtwert is not None and pd.notna(stadtwert):
        saetze.append(f"Stadt: {formate.wert_mit_einheit(stadtwert, indikator)}.")
    for zeile, gruppe in teile[teile["zustand"].eq("wert")].groupby("zeile", sort=False):
        tief, hoch = (formate.wert_mit_einheit(w, indikator) for w in _enden(gruppe["wert"]))
        saetze.append(f"Teilgebiete von {zeile}: {tief} bis {hoch}.")
    saetze += [f"{satz}." for satz in _teile_ohne_wert(teile)]
    if alle["demo"].any() or teile["demo"].any():
        saetze.append("Enthält frei erfundene Demonstrationsdaten.")
    return " ".join(saetze)


def _enden(werte: pd.Series) -> tuple[float, float]:
    return float(werte.min()), float(werte.max())


def _hantelebenen(
    alle: pd.DataFrame, ordnung: list[str], gestaltung: Gestaltung
) -> list[alt.Chart]:
    f, grenzen, versatz = gestaltung.farben, _grenzen([alle]), _versatz()
    y = _zeilenachse("name", ordnung, gestaltung)
    werte = alle[alle["zustand"].eq("wert")]
    x = _wertachse("wert", grenzen)
    felder = ["name", "wann", "wert", "unten", "oben", *reihen.HINWEISE]
    daten = werte[felder].assign(
        fuellung=werte["wann"].map({"start": f.hintergrund, "jetzt": f.reihen[0]})
    )
    bereich = (
        alt.Chart(daten.dropna(subset=["unten", "oben"]))
        .mark_rule(strokeWidth=3, opacity=0.45, color=f.reihen[0], tooltip=None)
        .encode(x=_wertachse("unten", grenzen), x2=alt.X2("oben:Q"), y=y, yOffset=versatz)
    )
    fuellung = alt.Fill("fuellung:N", scale=None, legend=None)
    punkte = (
        alt.Chart(daten)
        .mark_point(size=95, stroke=f.reihen[0], strokeWidth=2, opacity=1)
        .encode(x=x, y=y, yOffset=versatz, fill=fuellung, tooltip=reihen.tooltip())
    )
    griff = alt.Chart(daten[["name", "wann", "wert"]]).mark_line(
        strokeWidth=1.2, color=f.nebentext, tooltip=None
    )
    griff = griff.encode(x=x, y=y, yOffset=versatz, detail=alt.Detail("name:N"))
    return [griff, bereich, punkte, _hanteltexte(alle, y, gestaltung)]


def _versatz() -> alt.YOffset:
    """„Start“ knapp über „jetzt“ in derselben Zeile."""
    ordnung = ["start", "jetzt"]
    skala = alt.Scale(domain=ordnung, paddingInner=0.1, paddingOuter=0.4)
    return alt.YOffset("wann:N", sort=ordnung, scale=skala)


def _hanteltexte(alle: pd.DataFrame, y: alt.Y, gestaltung: Gestaltung) -> alt.Chart:
    texte = alle.pivot_table(
        index="name", columns="wann", values="wert_text", aggfunc="first", sort=False
    ).reindex(columns=["start", "jetzt"])
    texte = texte.fillna("keine Angabe").reset_index()
    daten = pd.DataFrame({"name": texte["name"], "text": texte["start"] + " → " + texte["jetzt"]})
    bild: alt.Chart = (
        alt.Chart(daten)
        .mark_text(align="left", dx=10, color=gestaltung.farben.text, tooltip=None)
        .encode(x=alt.XValue("width"), y=y, text=alt.Text("text:N"))
    )
    return bild


def _alttext_vorher(titel: str, alle: pd.DataFrame) -> str:
    saetze = [f"Punktdiagramm: {titel}."]
    for name, gruppe in alle.groupby("name", sort=False):
        werte = [
            f"{formate.kurzer_stichtag(z['stichtag'])} {z['wert_text']}"
            + (f" ({z['bereich_text']})" if z["zustand"] == "wert" else "")
            for z in reihen.zeilen(gruppe)
        ]
        saetze.append(f"{name}: {', '.join(werte)}.")
    if alle["demo"].any():
        saetze.append("Enthält frei erfundene Demonstrationsdaten.")
    return " ".join(saetze)
