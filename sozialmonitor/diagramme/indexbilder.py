"""Bilder zum Sozialindex: woraus er je Gebiet besteht, und wie fest die Klassen stehen."""

from collections.abc import Mapping

import altair as alt
import pandas as pd

from sozialmonitor import formate, sozialindex
from sozialmonitor.bild import Bild
from sozialmonitor.diagramme import achsen, thema
from sozialmonitor.diagramme.thema import STANDARD, Gestaltung
from sozialmonitor.klassen import PALETTEN, textfarbe
from sozialmonitor.texte import indexsaetze

# Von geringem zu sehr hohem Bedarf; druckt in Graustufen als vier Stufen.
STATUSFARBEN = dict(zip(sozialindex.STATUS, PALETTEN["violett"], strict=True))
_ZEILENHOEHE = 34
# Schmalere Abschnitte tragen keine Zahl.
_BESCHRIFTET_AB = 0.08


def indexzerlegung(
    beitraege: pd.DataFrame,
    namen: Mapping[str, str],
    titel_je_indikator: Mapping[str, str],
    *,
    titel: str,
    stellen: int = 2,
    indextexte: Mapping[str, str] | None = None,
    hervorgehoben: str = "",
    demo: bool = False,
    quelle: str = "",
    gestaltung: Gestaltung = STANDARD,
) -> Bild:
    """Gestapelte Balken der Beiträge je Gebiet; nach rechts mehr, nach links weniger Bedarf.

    Parameters
    ----------
    beitraege
        Gebiete × Indikatoren; die Zeilensumme ist der Index. Gebiete ohne Index (`NaN`) fehlen.
    namen
        Name je Gebiet; die Reihenfolge von `beitraege` bestimmt die der Balken.
    indextexte
        Fertiger Text je Gebiet statt der Zahl (etwa „5 von 7“).
    """
    da = beitraege.dropna()
    summe = da.sum(axis=1).to_numpy()
    texte = [
        (indextexte or {}).get(g) or formate.zahl(wert, stellen)
        for g, wert in zip(map(str, da.index), summe, strict=True)
    ]
    mit_vorzeichen = bool(da.lt(0).any(axis=None))
    lang = pd.DataFrame(
        [
            {
                "name": namen[g],
                "indikator": titel_je_indikator[name],
                "beitrag": float(wert),
                "platz": platz,
                "text": formate.zahl(wert, stellen, vorzeichen=mit_vorzeichen),
            }
            for g, werte in zip(map(str, da.index), da.to_numpy(), strict=True)
            for platz, (name, wert) in enumerate(zip(map(str, da), werte, strict=True))
        ],
        columns=["name", "indikator", "beitrag", "platz", "text"],
    )
    summen = pd.DataFrame({"name": [namen[g] for g in da.index], "summe": summe, "text": texte})
    legende = [titel_je_indikator[str(name)] for name in da]
    tabelle = pd.DataFrame({"Gebiet": summen["name"], "Index": texte})
    for name in legende:
        tabelle[name] = lang.loc[lang["indikator"].eq(name), "text"].to_list()
    alttext = _alttext_zerlegung(titel, tabelle, demo=demo)
    ebenen = _zerlegungsebenen(lang, summen, legende, namen.get(hervorgehoben, ""), gestaltung)
    diagramm = _diagramm(
        ebenen,
        len(summen),
        "Beiträge zum Index",
        "Raute und Zahl rechts: der Index, die Summe der Beiträge",
        gestaltung,
        demo=demo,
    )
    return Bild(
        titel=titel,
        bild=thema.gerahmt(diagramm, gestaltung, alttext),
        alttext=alttext,
        tabelle=tabelle,
        demo=demo,
        quelle=quelle,
    )


def klassenanteile(
    anteile: pd.DataFrame,
    namen: Mapping[str, str],
    bezeichnungen: Mapping[str, str],
    *,
    titel: str,
    demo: bool = False,
    quelle: str = "",
    gestaltung: Gestaltung = STANDARD,
) -> Bild:
    """Je Gebiet ein Balken: in welchem Anteil der Ziehungen es in welcher Klasse liegt.

    Parameters
    ----------
    anteile
        Gebiete × Statusklassen (0 bis 1, je Zeile zusammen 1), aus `sozialindex.stabilitaet`;
        Gebiete ohne Ziehung (`NaN`) fehlen.
    bezeichnungen
        Text je Statusklasse, etwa „sehr hoher Bedarf“.
    """
    da = anteile.dropna()
    tabelle = pd.DataFrame({"Gebiet": [namen[g] for g in da.index]})
    for klasse in da:
        tabelle[bezeichnungen[str(klasse)]] = [
            indexsaetze.ziehungsanteil(float(w)) for w in da[klasse]
        ]
    alttext = _alttext_klassen(titel, da, namen, bezeichnungen, demo=demo)
    return Bild(
        titel=titel,
        bild=thema.gerahmt(
            _klassenbild(da, namen, bezeichnungen, gestaltung, demo=demo), gestaltung, alttext
        ),
        alttext=alttext,
        tabelle=tabelle,
        demo=demo,
        quelle=quelle,
    )


def _zerlegungsebenen(
    lang: pd.DataFrame,
    summen: pd.DataFrame,
    legende: list[str],
    betont: str,
    gestaltung: Gestaltung,
) -> list[alt.Chart]:
    f, y = gestaltung.farben, _zeilenachse(summen["name"].tolist(), betont, gestaltung)
    enden = lang.assign(seite=lang["beitrag"].gt(0)).groupby(["name", "seite"])["beitrag"].sum()
    grenzen = achsen.glatte_grenzen(enden, ab_null=True)
    skala = alt.Scale(domain=list(grenzen), nice=False)
    x = alt.X(
        "beitrag:Q",
        title=None,
        stack="zero",
        scale=skala,
        axis=alt.Axis(format=",.2~f", tickCount=6, grid=True, domain=False),
    )
    balken = (
        alt.Chart(lang)
        .mark_bar(stroke=f.hintergrund, strokeWidth=1)
        .encode(
            x=x,
            y=y,
            order=alt.Order("platz:Q"),
            color=alt.Color(
                "indikator:N",
                title=None,
                sort=legende,
                scale=alt.Scale(domain=legende, range=list(f.reihen[: len(legende)])),
                legend=alt.Legend(orient="bottom", columns=1, symbolType="square"),
            ),
            tooltip=[
                alt.Tooltip("name:N", title="Gebiet"),
                alt.Tooltip("indikator:N", title="Indikator"),
                alt.Tooltip("text:N", title="Beitrag"),
            ],
        )
    )
    punkt = (
        alt.Chart(summen)
        .mark_point(
            shape="diamond", size=130, filled=True, fill=f.hintergrund, stroke=f.titel,
            strokeWidth=2, opacity=1, tooltip=None,
        )
        .encode(x=alt.X("summe:Q", scale=skala, title=None), y=y)
    )  # fmt: skip
    zahl = (
        alt.Chart(summen)
        .mark_text(align="left", dx=8, fontWeight=600, tooltip=None)
        .encode(x=alt.XValue("width"), y=y, text=alt.Text("text:N"))
    )
    return [balken, punkt, zahl]


def _klassenbild(
    da: pd.DataFrame,
    namen: Mapping[str, str],
    bezeichnungen: Mapping[str, str],
    gestaltung: Gestaltung,
    *,
    demo: bool,
) -> alt.LayerChart:
    ordnung = [namen[g] for g in da.index]
    klassen = [str(klasse) for klasse in da]
    legende = [bezeichnungen[klasse] for klasse in klassen]
    farben = [STATUSFARBEN[klasse] for klasse in klassen]
    zeilen = []
    for g, werte in zip(da.index, da.to_numpy(), strict=True):
        bis = 0.0
        for klasse, wert in zip(klassen, werte, strict=True):
            von, bis = bis, bis + float(wert)
            zeilen.append(
                {
                    "name": namen[g],
                    "klasse": bezeichnungen[klasse],
                    "von": von,
                    "bis": bis,
                    "mitte": (von + bis) / 2,
                    "text": indexsaetze.ziehungsanteil(float(wert)),
                    "schrift": textfarbe(STATUSFARBEN[klasse]),
                    "breite": float(wert),
                }
            )
    spalten = ["name", "klasse", "von", "bis", "mitte", "text", "schrift", "breite"]
    lang = pd.DataFrame(zeilen, columns=spalten)
    sichtbar = lang[lang["breite"] > 0]
    y = _zeilenachse(ordnung, "", gestaltung)
    skala = alt.Scale(domain=[0, 1], nice=False)
    prozent = "format(100 * datum.value, '.0f') + ' %'"
    achse = alt.Axis(labelExpr=prozent, tickCount=5, grid=False, domain=False)
    flaeche = (
        alt.Chart(sichtbar)
        .mark_bar(stroke="#333333", strokeWidth=1)
        .encode(
            x=alt.X("von:Q", title=None, scale=skala, axis=achse),
            x2=alt.X2("bis:Q"),
            y=y,
            color=alt.Color(
                "klasse:N",
                title=None,
                sort=legende,
                scale=alt.Scale(domain=legende, range=farben),
                legend=alt.Legend(orient="bottom", columns=2, symbolStrokeColor="#333333"),
            ),
            tooltip=[
                alt.Tooltip("name:N", title="Gebiet"),
                alt.Tooltip("klasse:N", title="Klasse"),
                alt.Tooltip("text:N", title="Ziehungen"),
            ],
        )
    )
    text = (
        alt.Chart(sichtbar[sichtbar["breite"] >= _BESCHRIFTET_AB])
        .mark_text(fontSize=gestaltung.schrift - 1, tooltip=None)
        .encode(
            x=alt.X("mitte:Q", scale=skala, title=None),
            y=y,
            text=alt.Text("text:N"),
            color=alt.Color("schrift:N", scale=None, legend=None),
        )
    )
    return _diagramm(
        [flaeche, text],
        len(ordnung),
        "Anteil der Ziehungen je Klasse",
        f"Zahlen ab {formate.zahl(100 * _BESCHRIFTET_AB)} % beschriftet",
        gestaltung,
        demo=demo,
    )


def _demozeile(gestaltung: Gestaltung) -> alt.Chart:
    """Das Wasserzeichen als Zeile darüber: die Balken füllen die Fläche."""
    zeile: alt.Chart = (
        alt.Chart(pd.DataFrame({"hinweis": [thema.DEMOTEXT]}))
        .mark_text(
            align="right",
            baseline="bottom",
            dy=-6,
            fontWeight=700,
            color=gestaltung.farben.nebentext,
            tooltip=None,
        )
        .encode(text=alt.Text("hinweis:N"), x=alt.XValue("width"), y=alt.YValue(0))
    )
    return zeile


def _zeilenachse(ordnung: list[str], betont: str, gestaltung: Gestaltung) -> alt.Y:
    return alt.Y(
        "name:N",
        title=None,
        sort=ordnung,
        scale=alt.Scale(domain=ordnung, paddingInner=0.3, paddingOuter=0.2),
        axis=alt.Axis(
            ticks=False,
            domain=False,
            grid=False,
            labelLimit=190,
            labelFontWeight=alt.condition(
                alt.datum.value == betont, alt.value("bold"), alt.value("normal")
            ),
            labelColor=gestaltung.farben.text,
        ),
    )


def _diagramm(
    ebenen: list[alt.Chart],
    zeilen: int,
    kopf: str,
    hilfe: str,
    gestaltung: Gestaltung,
    *,
    demo: bool,
) -> alt.LayerChart:
    alle = [*ebenen, *([_demozeile(gestaltung)] if demo else [])]
    diagramm: alt.LayerChart = alt.LayerChart(layer=alle).properties(
        width=gestaltung.seitenbreite,
        height=max(2, zeilen) * round(_ZEILENHOEHE * gestaltung.faktor),
        title=thema.kopf(kopf, [hilfe, " " if demo else ""], gestaltung),
    )
    return diagramm


def _alttext_zerlegung(titel: str, tabelle: pd.DataFrame, *, demo: bool) -> str:
    saetze = [f"Gestapeltes Balkendiagramm: {titel}."]
    for zeile in tabelle.to_dict("records"):
        teile = [
            f"{name} {wert}" for name, wert in zeile.items() if name not in {"Gebiet", "Index"}
        ]
        saetze.append(f"{zeile['Gebiet']}: Index {zeile['Index']} ({'; '.join(teile)}).")
    return " ".join([*saetze, *_demosatz(demo)])


def _alttext_klassen(
    titel: str,
    da: pd.DataFrame,
    namen: Mapping[str, str],
    bezeichnungen: Mapping[str, str],
    *,
    demo: bool,
) -> str:
    saetze = [f"Gestapeltes Balkendiagramm: {titel}."]
    for g, werte in zip(da.index, da.to_numpy(), strict=True):
        teile = [
            f"{bezeichnungen[str(klasse)]} {indexsaetze.ziehungsanteil(float(wert))}"
            for klasse, wert in zip(da.columns, werte, strict=True)
            if wert > 0
        ]
        saetze.append(f"{namen[g]}: {', '.join(teile)}.")
    return " ".join([*saetze, *_demosatz(demo)])


def _demosatz(demo: bool) -> list[str]:
    return ["Enthält frei erfundene Demonstrationsdaten."] if demo else []
