"""Bilder zur Seite Vergleich: Differenzen, Trichter, Punktreihe und Streubild mit Namen."""

import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

import altair as alt
import pandas as pd

from sozialmonitor import formate
from sozialmonitor.bild import Bild
from sozialmonitor.diagramme import achsen, reihen, thema
from sozialmonitor.diagramme.thema import STANDARD, Farben, Gestaltung
from sozialmonitor.katalog import Indikator
from sozialmonitor.tabellen import SYMBOLE
from sozialmonitor.texte import alttext_allgemein

_FORM = {"▲": "triangle-up", "●": "circle", "▼": "triangle-down", "○": "circle"}
_ZEILENHOEHE, _HOEHE, _PUNKT = 46, 400, 12
# Schmalere Bilder (auf dem Telefon) verteilen die Namen eigens.
_SCHMAL, _HANDBREIT = 480, 280
# Längere Kopfzeilen schnitte ein schmales Bild ab.
_KOPFZEICHEN = 46
_LAGEN = {
    2: "über der 99,8-%-Grenze",
    1: "über der 95-%-Grenze",
    0: "innerhalb der Grenzen",
    -1: "unter der 95-%-Grenze",
    -2: "unter der 99,8-%-Grenze",
}
_STRICHE = {"95": [1, 0], "998": [5, 4]}


def differenzen(
    tabelle: pd.DataFrame,
    katalog: Mapping[str, Indikator],
    *,
    name: str,
    partner: str,
    quelle: str = "",
    gestaltung: Gestaltung = STANDARD,
) -> list[Bild]:
    """Geprüfte Differenzen als Punkte mit Bereich um die Null-Linie, je Einheit ein Bild.

    Parameters
    ----------
    tabelle
        Ergebnis von `gegenueberstellung.gegenueberstellung`; gezeichnet werden nur geprüfte
        Zeilen. Einheiten stehen nie auf derselben Achse.
    """
    return [
        _differenzbild(
            teil, katalog, einheit, (name, partner), quelle=quelle, gestaltung=gestaltung
        )
        for einheit, teil in geprueft_je_einheit(tabelle, katalog).items()
    ]


def geprueft_je_einheit(
    tabelle: pd.DataFrame, katalog: Mapping[str, Indikator]
) -> dict[str, pd.DataFrame]:
    """Die geprüften Zeilen je Einheit der Differenz, die häufigste Einheit zuerst."""
    geprueft = tabelle[tabelle["grund"].eq("")]
    einheit = [formate.differenzeinheit(katalog[i]) for i in geprueft["indikator"]]
    geprueft = geprueft.assign(einheit=pd.Series(einheit, geprueft.index, dtype="object"))
    je_einheit = {str(e): teil for e, teil in geprueft.groupby("einheit", sort=False)}
    return dict(sorted(je_einheit.items(), key=lambda eintrag: -len(eintrag[1])))


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
        Aus `gegenueberstellung.Trichter`.
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
    flaeche = _Flaeche(grenzen[0], grenzen[1], gestaltung.rechenbreite, _HOEHE, demo)
    ebenen = [
        *([thema.wasserzeichen(gestaltung)] if demo else []),
        *_trichterlinien(linien, flaeche, indikator, (mitte, mitte_name), gestaltung),
        *_punkte(punkte, ("nenner", "wert"), flaeche, gestaltung, ["lage_text"]),
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
    return _bild(
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
    hoehen = _ausgewichen(punkte["wert"].tolist(), waagrecht, _SCHMAL)
    rand = max([abs(h) for h in hoehen], default=0) + 4 * _PUNKT
    punkte = punkte.assign(
        hoehe=pd.Series(hoehen, dtype="float64"),
        form=punkte["urteil"].map(_zeichen),
        farbe=[_urteilsfarbe(u, indikator, gestaltung.farben) for u in punkte["urteil"]],
        gefuellt=punkte["urteil"].ne("nicht bewertbar"),
        vorrang=punkte["urteil"].str.startswith("gesichert") | punkte["gebiet"].eq(hervorgehoben),
    )
    titel = f"{indikator.titel}: alle Gebiete, {reihen.zeitspanne(alle)}"
    demo = bool(alle["demo"].any())
    flaeche = _Flaeche(waagrecht, (-rand, rand), gestaltung.rechenbreite, round(2 * rand), demo)
    ebenen = [
        *([thema.wasserzeichen(gestaltung)] if demo else []),
        *_stadtmarke(stadt, stadtname, flaeche, indikator, gestaltung),
        *_punkte(punkte, ("wert", "hoehe"), flaeche, gestaltung, ["urteil"]),
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
    return _bild(
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
        Ergebnis von `gegenueberstellung.streuung`. Nie eine Ausgleichsgerade.
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
    flaeche = _Flaeche(grenzen[0], grenzen[1], gestaltung.rechenbreite, _HOEHE, demo)
    ebenen = [
        *([thema.wasserzeichen(gestaltung)] if demo else []),
        *_kreuze(punkte, flaeche, gestaltung),
        *_punkte(punkte, ("wert_x", "wert_y"), flaeche, gestaltung, []),
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
    return _bild(
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


class _Flaeche(NamedTuple):
    """Feste Grenzen beider Achsen und die geschätzte Größe der Zeichenfläche [Pixel]."""

    waagrecht: tuple[float, float]
    senkrecht: tuple[float, float]
    breite: float
    hoehe: float
    demo: bool = False

    def x(self, feld: str) -> alt.X:
        return alt.X(
            f"{feld}:Q",
            title=None,
            scale=alt.Scale(domain=list(self.waagrecht), nice=False, zero=False),
            axis=alt.Axis(format=achsen.zahlenformat(self.waagrecht), tickCount=6, grid=False),
        )

    def y(self, feld: str) -> alt.Y:
        achse = alt.Axis(format=achsen.zahlenformat(self.senkrecht), tickCount=6, domain=False)
        return alt.Y(
            f"{feld}:Q",
            title=None,
            scale=alt.Scale(domain=list(self.senkrecht), nice=False, zero=False),
            axis=None if feld == "hoehe" else achse,
        )

    def stelle(self, x: float, y: float) -> tuple[float, float]:
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


def _differenzbild(
    teil: pd.DataFrame,
    katalog: Mapping[str, Indikator],
    einheit: str,
    namen: tuple[str, str],
    *,
    quelle: str,
    gestaltung: Gestaltung,
) -> Bild:
    zeilen = pd.DataFrame(
        [_differenztexte(z, katalog[z["indikator"]], gestaltung) for z in reihen.zeilen(teil)]
    ).assign(zeile=[float(i) for i in range(len(teil))])
    zeilen = zeilen.assign(mitte=zeilen["zeile"] + 0.42)
    werte = pd.concat([zeilen["unten"], zeilen["oben"], pd.Series([0.0])])
    demo = bool(teil["demo"].any())
    unten = len(zeilen) + (0.5 if demo else -0.1)
    flaeche = _Flaeche(
        achsen.glatte_grenzen(werte, ab_null=False),
        (unten, -0.55),
        gestaltung.rechenbreite,
        round((unten + 0.55) * _ZEILENHOEHE * gestaltung.faktor),
    )
    titel = f"{namen[0]} gegen {namen[1]}: Differenz ({einheit})"
    alttext = alttext_allgemein(
        f"Punktdiagramm: {titel}",
        {
            z["titel"]: f"{z['differenz_text']} ({z['bereich_text']}), {z['urteil']}"
            for z in reihen.zeilen(zeilen)
        },
        demo=demo,
    )
    spalten = {
        "titel": "Indikator",
        "wert_text": namen[0],
        "partner_text": f"gegen {namen[1]}",
        "differenz_text": "Differenz",
        "bereich_text": "95-%-Bereich",
        "urteil": "Urteil",
    }
    hilfe = [
        "▲ gesichert höher · ▼ gesichert niedriger",
        "● nicht gesichert verschieden",
        "Blau: günstiger · orange: ungünstiger",
        "violett: ohne Wertung · grau: nicht gesichert",
    ]
    ebenen = _differenzebenen(zeilen, flaeche, gestaltung, demo=demo)
    return _bild(
        titel,
        ebenen,
        achsentitel=(f"Differenz ({einheit})", ""),
        hilfe=hilfe,
        alttext=alttext,
        tabelle=zeilen[list(spalten)].rename(columns=spalten),
        demo=demo,
        quelle=quelle,
        gestaltung=gestaltung,
        hoehe=flaeche.hoehe,
    )


def _differenztexte(
    zeile: Mapping[str, Any], indikator: Indikator, gestaltung: Gestaltung
) -> dict[str, Any]:
    grenzen = [
        formate.zahl(zeile[g], indikator.nachkommastellen, vorzeichen=True)
        for g in ("diff_unten", "diff_oben")
    ]
    return {
        "titel": indikator.titel,
        "differenz": float(zeile["differenz"]),
        "unten": float(zeile["diff_unten"]),
        "oben": float(zeile["diff_oben"]),
        "urteil": zeile["urteil"],
        "form": _zeichen(zeile["urteil"]),
        "farbe": _urteilsfarbe(zeile["urteil"], indikator, gestaltung.farben),
        "wert_text": formate.wert_mit_einheit(zeile["wert"], indikator),
        "partner_text": formate.wert_mit_einheit(zeile["partner_wert"], indikator),
        "differenz_text": formate.zahl(
            zeile["differenz"], indikator.nachkommastellen, vorzeichen=True
        ),
        "bereich_text": " bis ".join(grenzen),
    }


def _differenzebenen(
    zeilen: pd.DataFrame, flaeche: _Flaeche, gestaltung: Gestaltung, *, demo: bool
) -> list[alt.Chart]:
    """Über jedem Punkt steht der Indikator: so passt das Bild auch auf schmale Schirme."""
    f = gestaltung.farben

    def y(feld: str) -> alt.Y:
        grenzen = alt.Scale(domain=list(flaeche.senkrecht), nice=False)
        return alt.Y(f"{feld}:Q", axis=None, scale=grenzen)

    stelle = zeilen["mitte"]
    null = (
        alt.Chart(pd.DataFrame({"null": 0.0, "von": stelle - 0.22, "bis": stelle + 0.26}))
        .mark_rule(color=f.stadt, strokeWidth=1.5, tooltip=None)
        .encode(x=flaeche.x("null"), y=y("von"), y2="bis:Q")
    )
    strich = (
        alt.Chart(zeilen[["unten", "oben", "mitte", "farbe"]])
        .mark_rule(strokeWidth=2.5, tooltip=None)
        .encode(
            x=flaeche.x("unten"),
            x2="oben:Q",
            y=y("mitte"),
            color=alt.Color("farbe:N", scale=None, legend=None),
        )
    )
    punkt = (
        alt.Chart(zeilen)
        .mark_point(filled=True, size=130, opacity=1, stroke="#ffffff", strokeWidth=1)
        .encode(
            x=flaeche.x("differenz"),
            y=y("mitte"),
            color=alt.Color("farbe:N", scale=None, legend=None),
            shape=_form(),
            tooltip=[
                alt.Tooltip("titel:N", title="Indikator"),
                alt.Tooltip("wert_text:N", title="Wert"),
                alt.Tooltip("partner_text:N", title="Vergleich"),
                alt.Tooltip("differenz_text:N", title="Differenz"),
                alt.Tooltip("bereich_text:N", title="95-%-Bereich"),
                alt.Tooltip("urteil:N", title="Urteil"),
            ],
        )
    )
    titel = (
        alt.Chart(zeilen[["zeile", "titel"]])
        .mark_text(align="left", color=f.text, limit=alt.ExprRef("width - 60"), tooltip=None)
        .encode(x=alt.value(0), y=y("zeile"), text="titel:N")
    )
    zahl = (
        alt.Chart(zeilen[["zeile", "differenz_text"]])
        .mark_text(align="right", fontWeight=600, color=f.text, tooltip=None)
        .encode(x=alt.value("width"), y=y("zeile"), text="differenz_text:N")
    )
    wasserzeichen = [thema.wasserzeichen(gestaltung)] if demo else []
    return [*wasserzeichen, null, strich, punkt, titel, zahl]


def _trichterlinien(
    linien: pd.DataFrame,
    flaeche: _Flaeche,
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
        .encode(x=flaeche.x("nenner"), y=flaeche.y(grenze), text="text:N")
        for text, grenze, dy in (("95 %", "oben_95", 5), ("99,8 %", "oben_998", -5))
    ]
    name = f"{mitte[1]} {formate.wert_mit_einheit(mitte[0], indikator)}"
    quer = alt.Chart(pd.DataFrame({"mitte": [mitte[0]], "text": [name]}))
    linie = quer.mark_rule(color=f.stadt, strokeWidth=2, tooltip=None).encode(y=flaeche.y("mitte"))
    schild = quer.mark_text(
        align="left", dx=4, dy=-7, color=f.stadt, fontWeight=600, tooltip=None
    ).encode(x=alt.value(0), y=flaeche.y("mitte"), text="text:N")
    return [*kurven, *texte, linie, schild]


def _stadtmarke(
    stadt: float, name: str, flaeche: _Flaeche, indikator: Indikator, gestaltung: Gestaltung
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
    ).encode(x=flaeche.x("stadt"), y=alt.value(0), text="text:N")
    return [linie, schild]


def _kreuze(punkte: pd.DataFrame, flaeche: _Flaeche, gestaltung: Gestaltung) -> list[alt.Chart]:
    farbe = gestaltung.farben.wasserzeichen
    quer = (
        alt.Chart(punkte[["wert_y", "unten_x", "oben_x"]].dropna())
        .mark_rule(color=farbe, strokeWidth=1.4, tooltip=None)
        .encode(x=flaeche.x("unten_x"), x2="oben_x:Q", y=flaeche.y("wert_y"))
    )
    hoch = (
        alt.Chart(punkte[["wert_x", "unten_y", "oben_y"]].dropna())
        .mark_rule(color=farbe, strokeWidth=1.4, tooltip=None)
        .encode(x=flaeche.x("wert_x"), y=flaeche.y("unten_y"), y2="oben_y:Q")
    )
    return [quer, hoch]


def _punkte(
    punkte: pd.DataFrame,
    achse: tuple[str, str],
    flaeche: _Flaeche,
    gestaltung: Gestaltung,
    weitere: Sequence[str],
) -> list[alt.Chart]:
    """Punkte mit Form und Farbe, dazu die Namen, soweit sie ohne Überdeckung Platz haben."""
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
        shape=_form(),
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


_HINWEISE = {
    **reihen.HINWEISE,
    "lage_text": "Lage",
    "urteil": "Urteil",
}


def _namen(
    punkte: pd.DataFrame, achse: tuple[str, str], flaeche: _Flaeche, gestaltung: Gestaltung
) -> list[alt.Chart]:
    """Namen mit hellem Rand, für breite und für schmale Bilder je eigens verteilt."""
    breit = gestaltung.rechenbreite
    fassungen = [(breit, f"width >= {_SCHMAL}"), (_HANDBREIT, f"width < {_SCHMAL}")]
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
    flaeche: _Flaeche,
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
    bild = alt.Chart(punkte).encode(x=flaeche.x(achse[0]), y=flaeche.y(achse[1]), text="name:N")
    rand = bild.mark_text(
        color=f.hintergrund, stroke=f.hintergrund, strokeWidth=3, strokeJoin="round", **gemeinsam
    )
    return [rand, bild.mark_text(color=f.text, **gemeinsam)]


def _schilder(
    stellen: Sequence[tuple[float, float]],
    texte: Sequence[str],
    vorrang: Sequence[bool],
    flaeche: _Flaeche,
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


def _bild(
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
    waagrecht, senkrecht = achsentitel
    kopf, *weitere = textwrap.wrap(
        f"Senkrecht: {senkrecht}" if senkrecht else waagrecht, _KOPFZEICHEN
    )
    quer = textwrap.wrap(f"Waagrecht: {waagrecht}", _KOPFZEICHEN) if senkrecht else []
    zeilen = [*weitere, *quer, *hilfe]
    diagramm: alt.LayerChart = alt.LayerChart(layer=ebenen).properties(
        width=gestaltung.seitenbreite,
        height=round(hoehe or _HOEHE * gestaltung.faktor),
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


def _form() -> alt.Shape:
    formen = alt.Scale(domain=list(_FORM), range=list(_FORM.values()))
    return alt.Shape("form:N", scale=formen, legend=None)


def _zeichen(urteil: object) -> str:
    """▲ und ▼ wie in den Tabellen; ● geprüft ohne Unterschied, ○ nicht geprüft."""
    if urteil in SYMBOLE:
        return SYMBOLE[str(urteil)][0]
    return "●" if urteil == "nicht gesichert verschieden" else "○"


def _lagefarbe(lage: int, indikator: Indikator, f: Farben) -> str:
    if not lage:
        return f.gleich
    urteil = "gesichert höher" if lage > 0 else "gesichert niedriger"
    return _urteilsfarbe(urteil, indikator, f)


def _urteilsfarbe(urteil: object, indikator: Indikator, f: Farben) -> str:
    if urteil not in {"gesichert höher", "gesichert niedriger"}:
        return f.gleich
    if indikator.richtung == "neutral":
        return f.ungewertet
    hoeher = urteil == "gesichert höher"
    return f.belastender if hoeher == (indikator.richtung == "hoch_belastend") else f.guenstiger
