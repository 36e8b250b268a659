"""Tafeln: viele Indikatoren oder Jahre auf einen Blick, in jeder Zelle Zeichen und Farbe."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from sozialmonitor import formate
from sozialmonitor.bild import Bild
from sozialmonitor.diagramme import reihen, thema
from sozialmonitor.diagramme.thema import STANDARD, Farben, Gestaltung
from sozialmonitor.klassen import textfarbe

ZEICHEN = {
    "gesichert höher": "▲",
    "nicht gesichert verschieden": "●",
    "gesichert niedriger": "▼",
    "nicht bewertbar": "○",
}
_FORM = {"▲": "triangle-up", "●": "circle", "▼": "triangle-down", "○": "circle"}
_ZUSTAENDE: dict[str, tuple[str, str, str]] = {
    "echt": ("■", "echter Wert", "#2c7fb8"),
    "vorlaeufig": ("p", "vorläufiger Wert", "#a1dab4"),
    "demo": ("D", "Demonstrationswert", "#fed98e"),
    "fehlt": ("–", "keine Angabe", "#f2f2f2"),
    "geheim": ("•", "gesperrt (Datenschutz)", "#737373"),
    "zu_wenige": ("( )", "zu wenige Personen", "#d9d9d9"),
}


def spannweiten(
    tabelle: pd.DataFrame,
    *,
    name: str = "",
    stadtname: str = "Stadt",
    demo: bool = False,
    quelle: str = "",
    gestaltung: Gestaltung = STANDARD,
) -> Bild:
    """Ein Gebiet in allen Indikatoren: wo es zwischen allen Gebieten liegt.

    Parameters
    ----------
    tabelle
        Eine Zeile je Indikator: `titel`, `wert_text`, `stadt_text`, `position`, `q25`, `q75`,
        `stadt_position` [0 bis 1: links ungünstig, rechts günstig; bei `richtung` „neutral“
        links niedrig, rechts hoch; `NaN` zeigt nichts], `urteil`, `richtung`; wahlweise
        `gebiete_text`: wie viele Gebiete einen Wert haben („21 von 29, 8 gesperrt“).
    """
    spalten = ["titel", "wert_text", "stadt_text", "position", "q25", "q75", "stadt_position"]
    reihen.pruefe_spalten(tabelle, [*spalten, "urteil", "richtung"])
    zeilen = _mit_ueberschriften(tabelle[[*spalten, "urteil", "richtung"]])
    zeilen = zeilen.assign(
        farbe=[_urteilsfarbe(z, gestaltung.farben) for z in reihen.zeilen(zeilen)],
        zeichen=zeilen["urteil"].map(ZEICHEN).fillna("○"),
    )
    titel = f"{name}: Lage zwischen allen Gebieten" if name else "Lage zwischen allen Gebieten"
    alttext = _alttext_spannweiten(titel, tabelle, stadtname, demo=demo)
    ebenen = _spannweitenebenen(zeilen, name or "Gebiet", stadtname, gestaltung)
    ebenen += [_demozeile(gestaltung)] if demo else []
    diagramm: alt.LayerChart = alt.LayerChart(layer=ebenen).properties(
        width=gestaltung.seitenbreite,
        height=len(zeilen) * round(30 * gestaltung.faktor),
        title=thema.kopf(titel, _hilfe_spannweiten(stadtname), gestaltung),
    )
    return Bild(
        titel=titel,
        bild=thema.gerahmt(diagramm, gestaltung, alttext),
        alttext=alttext,
        tabelle=_spannweitentabelle(tabelle, stadtname),
        demo=demo,
        quelle=quelle,
    )


def abdeckung(
    tabelle: pd.DataFrame,
    *,
    titel: str = "Welche Werte vorliegen",
    quelle: str = "",
    gestaltung: Gestaltung = STANDARD,
) -> Bild:
    """Gebiete mal Jahre: echt, vorläufig, Demonstration, keine Angabe, gesperrt.

    Parameters
    ----------
    tabelle
        Zeilen aus `kennzahlen.kennzahl`, dazu `name`; gebraucht werden `name`, `stichtag`,
        `zustand`, `zeichen`, `demo`. Je Jahr gilt der jüngste Stichtag; Jahre ohne Zeile
        zwischen dem ersten und letzten sind „keine Angabe“.
    """
    reihen.pruefe_spalten(tabelle, ["name", "stichtag", "zustand", "zeichen", "demo"])
    zellen = _abdeckungszellen(tabelle)
    vorhanden = [z for z in _ZUSTAENDE if zellen["lage"].eq(z).any()]
    kopf = thema.kopf(titel, _zeichenerklaerung(vorhanden), gestaltung)
    alttext = _alttext_abdeckung(titel, zellen)
    demo = bool(zellen["lage"].eq("demo").any())
    return Bild(
        titel=titel,
        bild=_tafelbild(zellen, kopf, gestaltung, alttext, demo=demo),
        alttext=alttext,
        tabelle=_kreuztabelle(zellen),
        demo=demo,
        quelle=quelle,
    )


def _mit_ueberschriften(tabelle: pd.DataFrame) -> pd.DataFrame:
    """Gerichtete und neutrale Indikatoren als zwei Blöcke, je mit einer Zeile für die Pole."""
    neutral = tabelle["richtung"].eq("neutral")
    bloecke = [
        (tabelle[~neutral], "← ungünstig", "günstig →"),
        (tabelle[neutral], "← niedrig", "hoch → (ohne Wertung)"),
    ]
    teile = []
    for block, links, rechts in bloecke:
        if not block.empty:
            teile += [pd.DataFrame([{"links": links, "rechts": rechts}]), block]
    zeilen = pd.concat(teile, ignore_index=True)
    texte = ["titel", "wert_text", "stadt_text", "urteil", "richtung", "links", "rechts"]
    zeilen = zeilen.assign(
        **{spalte: zeilen[spalte].astype("object").fillna("") for spalte in texte}
    )
    return zeilen.assign(zeile=range(len(zeilen)))


def _urteilsfarbe(zeile: Mapping[str, Any], f: Farben) -> str:
    urteil, richtung = zeile["urteil"], zeile["richtung"]
    if not str(urteil).startswith("gesichert"):
        return f.gleich
    if richtung == "neutral":
        return f.ungewertet
    hoeher = urteil == "gesichert höher"
    return f.belastender if hoeher == (richtung == "hoch_belastend") else f.guenstiger


def _spannweitenebenen(
    zeilen: pd.DataFrame, name: str, stadtname: str, gestaltung: Gestaltung
) -> list[alt.Chart]:
    f = gestaltung.farben
    y = alt.Y("zeile:O", axis=None, scale=alt.Scale(paddingInner=0.42, paddingOuter=0.1))
    inhalt = zeilen[zeilen["titel"].ne("")]
    sichtbar = inhalt.dropna(subset=["position"])
    return [
        *_spannen(inhalt, y, f),
        _lagepunkte(sichtbar, y),
        *_textspalten(zeilen, inhalt, y, (name, stadtname), gestaltung),
    ]


def _lage(feld: str) -> alt.X:
    return alt.X(f"{feld}:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False))


def _spannen(inhalt: pd.DataFrame, y: alt.Y, f: Farben) -> list[alt.Chart]:
    ganz = (
        alt.Chart(inhalt[["zeile"]].assign(von=0, bis=1))
        .mark_bar(color=f.flaeche, tooltip=None)
        .encode(x=_lage("von"), x2=alt.X2("bis:Q"), y=y)
    )
    mitte = (
        alt.Chart(inhalt[["zeile", "q25", "q75"]].dropna())
        .mark_bar(color=f.wasserzeichen, opacity=0.55, tooltip=None)
        .encode(x=_lage("q25"), x2=alt.X2("q75:Q"), y=y)
    )
    stadt = (
        alt.Chart(inhalt[["zeile", "stadt_position"]].dropna())
        .mark_tick(thickness=3, color=f.stadt, opacity=1, tooltip=None)
        .encode(x=_lage("stadt_position"), y=y)
    )
    return [ganz, mitte, stadt]


def _lagepunkte(sichtbar: pd.DataFrame, y: alt.Y) -> alt.Chart:
    felder = ["zeile", "titel", "wert_text", "stadt_text", "position", "urteil", "farbe", "zeichen"]
    punkte: alt.Chart = (
        alt.Chart(sichtbar[felder])
        .mark_point(filled=True, size=150, opacity=1, strokeWidth=1, stroke="#ffffff")
        .encode(
            x=_lage("position"),
            y=y,
            color=alt.Color("farbe:N", scale=None, legend=None),
            shape=alt.Shape(
                "zeichen:N",
                scale=alt.Scale(domain=list(_FORM), range=list(_FORM.values())),
                legend=None,
            ),
            tooltip=[
                alt.Tooltip("titel:N", title="Indikator"),
                alt.Tooltip("wert_text:N", title="Wert"),
                alt.Tooltip("stadt_text:N", title="Stadt"),
                alt.Tooltip("urteil:N", title="Urteil"),
            ],
        )
    )
    return punkte


def _textspalten(
    zeilen: pd.DataFrame,
    inhalt: pd.DataFrame,
    y: alt.Y,
    namen: tuple[str, str],
    gestaltung: Gestaltung,
) -> list[alt.Chart]:
    f, erste = gestaltung.farben, zeilen["zeile"].eq(0)
    kopf = zeilen[zeilen["titel"].eq("")].assign(
        wert_text=pd.Series(namen[0], index=zeilen.index).where(erste, ""),
        stadt_text=pd.Series(namen[1], index=zeilen.index).where(erste, ""),
    )
    laengster = max((len(text) for text in inhalt["wert_text"]), default=0)
    weit = 34 + round(max(laengster, len(namen[0])) * gestaltung.schrift * 0.56)
    nah = 14
    return [
        _textspalte(inhalt, "titel", y, f, dx=-12, rechtsbuendig=True),
        _textspalte(inhalt, "wert_text", y, f, dx=nah, hinten=True, fett=True),
        _textspalte(inhalt, "stadt_text", y, f, dx=weit, hinten=True),
        _textspalte(kopf, "wert_text", y, f, dx=nah, hinten=True, fett=True),
        _textspalte(kopf, "stadt_text", y, f, dx=weit, hinten=True, fett=True),
        _textspalte(kopf, "links", y, f),
        _textspalte(kopf, "rechts", y, f, rechtsbuendig=True, hinten=True),
    ]


def _textspalte(
    daten: pd.DataFrame,
    feld: str,
    y: alt.Y,
    f: Farben,
    *,
    dx: int = 0,
    rechtsbuendig: bool = False,
    hinten: bool = False,
    fett: bool = False,
) -> alt.Chart:
    spalte: alt.Chart = (
        alt.Chart(daten[["zeile", feld]])
        .mark_text(
            align="right" if rechtsbuendig else "left",
            dx=dx,
            fontWeight=600 if fett else 400,
            color=f.text,
            limit=420,
            tooltip=None,
        )
        .encode(x=alt.XValue("width" if hinten else 0), y=y, text=alt.Text(f"{feld}:N"))
    )
    return spalte


def _hilfe_spannweiten(stadtname: str) -> list[str]:
    return [
        "▲ gesichert höher · ▼ gesichert niedriger · ● nicht gesichert verschieden "
        "(gegen die Reststadt)",
        "Blau: günstiger · orange: ungünstiger · violett: ohne Wertung · grau: nicht gesichert",
        f"Heller Balken: alle Gebiete mit Wert · dunkler: mittlere Hälfte · Strich: {stadtname}",
    ]


def _spannweitentabelle(tabelle: pd.DataFrame, stadtname: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Indikator": tabelle["titel"].tolist(),
            "Wert": tabelle["wert_text"].tolist(),
            stadtname: tabelle["stadt_text"].tolist(),
            "Urteil": tabelle["urteil"].fillna("nicht bewertbar").tolist(),
            **(
                {"Gebiete mit Wert": tabelle["gebiete_text"].tolist()}
                if "gebiete_text" in tabelle
                else {}
            ),
        }
    )


def _alttext_spannweiten(titel: str, tabelle: pd.DataFrame, stadtname: str, *, demo: bool) -> str:
    saetze = [f"Spannweitendiagramm: {titel}."]
    saetze += [
        f"{z['titel']}: {z['wert_text']}, {stadtname} {z['stadt_text']}, "
        f"{z['urteil'] if pd.notna(z['urteil']) else 'nicht bewertbar'}"
        f"{' (Gebiete mit Wert: ' + z['gebiete_text'] + ')' if z.get('gebiete_text') else ''}."
        for z in reihen.zeilen(tabelle)
    ]
    return " ".join([*saetze, *_demosatz(demo=demo)])


def _demosatz(*, demo: bool) -> list[str]:
    return ["Enthält frei erfundene Demonstrationsdaten."] if demo else []


def _abdeckungszellen(tabelle: pd.DataFrame) -> pd.DataFrame:
    lagen = pd.DataFrame(
        {
            "zeile": tabelle["name"].astype("object"),
            "spalte": tabelle["stichtag"].str[:4].astype("object"),
            "stichtag": tabelle["stichtag"],
            "lage": [_lage_der_zelle(z) for z in reihen.zeilen(tabelle)],
        }
    )
    juengste = lagen.sort_values("stichtag", kind="stable").drop_duplicates(
        ["zeile", "spalte"], keep="last"
    )
    jahre = [int(jahr) for jahr in juengste["spalte"]]
    alle_jahre = [str(jahr) for jahr in range(min(jahre), max(jahre) + 1)] if jahre else []
    gitter = pd.MultiIndex.from_product(
        [lagen["zeile"].drop_duplicates(), alle_jahre], names=["zeile", "spalte"]
    )
    zellen = juengste.set_index(["zeile", "spalte"]).reindex(gitter)[["lage"]].reset_index()
    zellen["lage"] = zellen["lage"].fillna("fehlt")
    angaben = zellen["lage"].map(_ZUSTAENDE)
    return zellen.assign(
        text=angaben.str[0],
        lage_text=angaben.str[1],
        farbe=angaben.str[2],
        textfarbe=[textfarbe(farbe) for farbe in angaben.str[2]],
    )


def _zeichenerklaerung(vorhanden: list[str]) -> list[str]:
    teile = [f"{_ZUSTAENDE[z][0]} {_ZUSTAENDE[z][1]}" for z in vorhanden]
    return [" · ".join(teile[i : i + 3]) for i in range(0, len(teile), 3)]


def _lage_der_zelle(zeile: Mapping[str, Any]) -> str:
    if zeile["zustand"] != "wert":
        return str(zeile["zustand"])
    if zeile["demo"]:
        return "demo"
    return "vorlaeufig" if "p" in str(zeile["zeichen"]).split() else "echt"


def _tafelbild(
    zellen: pd.DataFrame, kopf: alt.TitleParams, gestaltung: Gestaltung, alttext: str, *, demo: bool
) -> alt.LayerChart:
    felder = ["zeile", "spalte", "text", "lage_text", "farbe", "textfarbe"]
    bild = alt.Chart(zellen[felder])
    zeilen = zellen["zeile"].drop_duplicates().tolist()
    x = alt.X("spalte:O", title=None, axis=_jahresachse())
    y = alt.Y("zeile:N", sort=zeilen, title=None, axis=_zeilenachse())
    flaechen = bild.mark_rect(stroke=gestaltung.farben.nebentext, strokeWidth=0.7).encode(
        x=x,
        y=y,
        color=alt.Color("farbe:N", scale=None, legend=None),
        tooltip=[
            alt.Tooltip("zeile:N", title="Gebiet"),
            alt.Tooltip("spalte:N", title="Jahr"),
            alt.Tooltip("lage_text:N", title="Angabe"),
        ],
    )
    texte = bild.mark_text(tooltip=None).encode(
        x=x, y=y, text=alt.Text("text:N"), color=alt.Color("textfarbe:N", scale=None, legend=None)
    )
    ebenen = [flaechen, texte, *([_demozeile(gestaltung)] if demo else [])]
    diagramm: alt.LayerChart = alt.LayerChart(layer=ebenen).properties(
        width=gestaltung.seitenbreite,
        height=max(1, len(zeilen)) * round(28 * gestaltung.faktor),
        title=kopf,
    )
    return thema.gerahmt(diagramm, gestaltung, alttext)


def _demozeile(gestaltung: Gestaltung) -> alt.Chart:
    """In einer vollen Tafel ist kein Platz: der Hinweis steht rechts darunter."""
    zeile: alt.Chart = (
        alt.Chart(pd.DataFrame({"hinweis": [thema.DEMOTEXT]}))
        .mark_text(
            align="right",
            baseline="top",
            dy=6,
            fontSize=gestaltung.schrift + 3,
            fontWeight=700,
            color=gestaltung.farben.nebentext,
            tooltip=None,
        )
        .encode(text=alt.Text("hinweis:N"), x=alt.XValue("width"), y=alt.YValue("height"))
    )
    return zeile


def _jahresachse() -> alt.Axis:
    """Wo die Jahre nicht nebeneinander passen, steht nur jedes zweite, vierte und so fort."""
    return alt.Axis(
        orient="top",
        ticks=False,
        domain=False,
        labelAngle=0,
        labelOverlap="parity",
        labelSeparation=6,
    )


def _zeilenachse() -> alt.Axis:
    return alt.Axis(ticks=False, domain=False, grid=False, labelLimit=230)


def _kreuztabelle(zellen: pd.DataFrame) -> pd.DataFrame:
    breit = zellen.pivot_table(
        index="zeile", columns="spalte", values="lage_text", aggfunc="first", sort=False
    )
    return breit.rename_axis(index="Gebiet", columns=None).reset_index()


def _alttext_abdeckung(titel: str, zellen: pd.DataFrame) -> str:
    if zellen.empty:
        return f"Tafel: {titel}. Es liegen keine Werte vor."
    jahre = f"{zellen['spalte'].min()} bis {zellen['spalte'].max()}"
    anzahl = zellen["lage"].value_counts()
    teile = [
        f"{formate.zahl(anzahl[z])}-mal {text}"
        for z, (_, text, _) in _ZUSTAENDE.items()
        if z in anzahl
    ]
    return (
        f"Tafel: {titel}; {zellen['zeile'].nunique()} Gebiete, {jahre}. "
        f"{formate.aufzaehlung(teile)}."
    )
