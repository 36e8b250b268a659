"""Segregation im Bild: der Index über die Zeit und alle Gruppen nebeneinander, je mit Zufall."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from sozialmonitor import formate
from sozialmonitor.bild import Bild
from sozialmonitor.diagramme import achsen, thema, zeilenumbruch
from sozialmonitor.diagramme.thema import STANDARD, Gestaltung
from sozialmonitor.katalog import Bruch
from sozialmonitor.klassen import OHNE_WERT
from sozialmonitor.texte import segregationssaetze as saetze

ACHSE = "Von 100 der Gruppe müssten umziehen"
# Kurze Zeilen: auf schmalen Bildschirmen würde abgeschnitten.
_NICHT_VERGLEICHBAR = "Zwischen Ebenen und Städten nicht vergleichbar"
_GRENZEN = ("wert", "unten", "oben", "zufallswert", "zufall_unten", "zufall_oben", "bereinigt")
_HOECHSTENS = 100.0
_ZEILENHOEHE = 54
# So viel der Höhe nimmt das Wasserzeichen am Rand ein.
_ZEICHENHOEHE = 0.12
_HINWEISE = {
    "stichtag_text": "Stichtag",
    "wert_text": "Wert (von 100)",
    "bereich_text": "95-%-Bereich, bereinigt",
    "bereinigt_text": "bereinigt",
    "zufall_text": "bei Zufall",
    "zufallsbereich_text": "Zufallsbereich (95 %)",
    "zahlen_text": "Personen",
    "hinweis_text": "Hinweis",
}


def indexverlauf(
    reihe: pd.DataFrame,
    gruppe: str,
    ebenentitel: str,
    *,
    brueche: Sequence[Bruch] = (),
    mit_bereinigt: bool = False,
    quelle: str = "",
    gestaltung: Gestaltung = STANDARD,
) -> Bild:
    """D über die Stichtage mit Bereich, darunter der Zufallswert als Band.

    Parameters
    ----------
    reihe
        Ergebnis von `segregationsbericht.verlauf`; Linien verbinden nur Werte eines Abschnitts.
    brueche
        Brüche, die als gestrichelte Linie mit Grund erscheinen.
    mit_bereinigt
        Ob der um kleine Zahlen bereinigte Wert als zweite, gepunktete Linie erscheint.
    """
    alle = _lesbar(reihe)
    punkte = alle[alle["wert"].notna()]
    titel = f"{gruppe}: Ungleiche Verteilung, {ebenentitel}{_spanne(alle)}"
    wirksam = [b for b in brueche if len(alle) and alle["stichtag"].iloc[0] < b.ab]
    alttext = saetze.alttext_verlauf(
        titel, reihe.to_dict("records"), brueche=[b.ab for b in wirksam]
    )
    demo = bool(punkte["demo"].any())
    flaeche = achsen.Flaeche(
        zeit=achsen.zeitgrenzen(alle["zeitpunkt"]),
        marken=tuple(sorted(alle["zeitpunkt"].unique())),
        wert=_grenzen(punkte),
        demo=demo,
    )
    marken = achsen.markierungen(wirksam, (), flaeche.zeit, gestaltung)
    hinten, vorne = achsen.markierungsbild(marken, flaeche, gestaltung)
    ebenen = [
        *hinten,
        *([thema.wasserzeichen(gestaltung, oben=_unten_belegt(punkte, flaeche))] if demo else []),
        *_zufallsband(punkte, flaeche, gestaltung),
        *_indexlinie(punkte, flaeche, gestaltung),
        *(_bereinigte_linie(punkte, flaeche, gestaltung) if mit_bereinigt else []),
        *vorne,
        *_namen(punkte, flaeche, gestaltung, mit_bereinigt=mit_bereinigt),
    ]
    hilfe = [
        _NICHT_VERGLEICHBAR,
        "Blau: Wert mit 95-%-Bereich (bereinigt)",
        "Grau: bei zufälliger Verteilung (95 %)",
    ]
    diagramm: alt.LayerChart = alt.LayerChart(layer=ebenen).properties(
        width=gestaltung.seitenbreite,
        height=round(320 * gestaltung.faktor),
        title=thema.kopf(ACHSE, hilfe, gestaltung),
    )
    return Bild(
        titel=titel,
        bild=thema.gerahmt(diagramm, gestaltung, alttext),
        alttext=alttext,
        tabelle=_tabelle(alle),
        demo=demo,
        quelle=quelle,
    )


def gruppenvergleich(
    gruppen: pd.DataFrame,
    ebenentitel: str,
    *,
    quelle: str = "",
    gestaltung: Gestaltung = STANDARD,
) -> Bild:
    """Je Gruppe ein Punkt mit Bereich, daneben grau, was der Zufall ergäbe.

    Parameters
    ----------
    gruppen
        Ergebnis von `segregationsbericht.nebeneinander`.
    """
    alle = _lesbar(gruppen)
    alle["zeile"] = alle["name"] + ", " + alle["stichtag"].map(formate.kurzer_stichtag)
    punkte = alle[alle["wert"].notna()]
    titel = f"Alle Gruppen am jüngsten Stichtag, {ebenentitel}"
    alttext = saetze.alttext_gruppen(titel, gruppen.to_dict("records"))
    demo = bool(punkte["demo"].any())
    ordnung = alle["zeile"].tolist()
    diagramm: alt.LayerChart = alt.LayerChart(
        layer=[
            *([thema.wasserzeichen(gestaltung)] if demo else []),
            *_gruppenebenen(punkte, ordnung, _grenzen(punkte), gestaltung),
        ]
    ).properties(
        width=gestaltung.seitenbreite,
        height=max(round((_ZEILENHOEHE * len(alle) + 30) * gestaltung.faktor), 120),
        title=thema.kopf(
            ACHSE,
            [
                _NICHT_VERGLEICHBAR,
                "Blau: Wert mit 95-%-Bereich (bereinigt)",
                "Grau: bei zufälliger Verteilung (95 %)",
            ],
            gestaltung,
        ),
    )
    return Bild(
        titel=titel,
        bild=thema.gerahmt(diagramm, gestaltung, alttext),
        alttext=alttext,
        tabelle=_tabelle(alle),
        demo=demo,
        quelle=quelle,
    )


def _lesbar(reihe: pd.DataFrame) -> pd.DataFrame:
    """Werte von 100 und fertige deutsche Texte; Lücken bleiben Zeilen ohne Wert."""
    alle = reihe.copy()
    alle[list(_GRENZEN)] = alle[list(_GRENZEN)].astype("float64")
    zeilen = alle.to_dict("records")

    def hundert(zeile: Mapping[Any, Any], feld: str) -> str:
        return OHNE_WERT["geheim"].kuerzel if _leer(zeile) else saetze.von_hundert(zeile[feld], 1)

    texte = pd.DataFrame(
        {
            "stichtag_text": [formate.stichtag(z["stichtag"]) for z in zeilen],
            "wert_text": [hundert(z, "wert") for z in zeilen],
            "bereich_text": [bereich(z["unten"], z["oben"]) for z in zeilen],
            "bereinigt_text": [hundert(z, "bereinigt") for z in zeilen],
            "zufall_text": [hundert(z, "zufallswert") for z in zeilen],
            "zufallsbereich_text": [bereich(z["zufall_unten"], z["zufall_oben"]) for z in zeilen],
            "zahlen_text": [
                OHNE_WERT["geheim"].kuerzel if _leer(z) else formate.zahl(z["gruppe"])
                for z in zeilen
            ],
            "hinweis_text": [
                z["grund"] or ("Demonstration" if z["demo"] else "belegt") for z in zeilen
            ],
        },
        index=alle.index,
    )
    alle[list(_GRENZEN)] *= 100
    zeitpunkte = [formate.zeitpunkt(z["stichtag"]) for z in zeilen]
    return alle.join(texte).assign(zeitpunkt=pd.to_datetime(pd.Series(zeitpunkte, alle.index)))


def _leer(zeile: Mapping[Any, Any]) -> bool:
    """Ob die Zeile keinen Wert hat, weil einer ihrer Werte gesperrt ist."""
    return zeile.get("gesperrt") is True and bool(pd.isna(zeile["wert"]))


def bereich(unten: float, oben: float) -> str:
    """Grenzen von 100 als Text; leer, wo eine fehlt."""
    if pd.isna(unten) or pd.isna(oben):
        return ""
    return f"{formate.zahl(unten * 100, 1)} – {formate.zahl(oben * 100, 1)}"


def _spanne(alle: pd.DataFrame) -> str:
    if alle.empty:
        return ""
    tage = [formate.kurzer_stichtag(alle["stichtag"].iloc[i]) for i in (0, -1)]
    return f", {' bis '.join(dict.fromkeys(tage))}"


def _grenzen(punkte: pd.DataFrame) -> tuple[float, float]:
    werte = pd.concat([punkte[feld] for feld in _GRENZEN])
    return achsen.glatte_grenzen(werte, ab_null=True, hoechstens=_HOECHSTENS)


def _unten_belegt(punkte: pd.DataFrame, flaeche: achsen.Flaeche) -> bool:
    """Ob das Zufallsband unten rechts liegt, wo sonst das Wasserzeichen stünde."""
    rechts = punkte.loc[punkte["zeitpunkt"] > flaeche.mitte]
    rand = _ZEICHENHOEHE * flaeche.wert[1]
    unten = rechts["zufall_unten"].lt(rand).sum()
    oben = rechts[["wert", "oben"]].max(axis="columns").gt(flaeche.wert[1] - rand).sum()
    return bool(unten > oben)


def _zufallsband(
    punkte: pd.DataFrame, flaeche: achsen.Flaeche, gestaltung: Gestaltung
) -> list[alt.Chart]:
    farbe = gestaltung.farben.gleich
    daten = punkte[["zeitpunkt", "zufallswert", "zufall_unten", "zufall_oben", "abschnitt"]]
    mitte = alt.Chart(daten).mark_line(
        color=farbe, strokeDash=[4, 3], strokeWidth=1.4, tooltip=None
    )
    x, y = flaeche.x("zeitpunkt"), flaeche.y("zufallswert")
    return [
        *_baender(daten, ("zufall_unten", "zufall_oben"), flaeche, farbe, 0.28),
        mitte.encode(x=x, y=y, detail=alt.Detail("abschnitt:N")),
    ]


def _indexlinie(
    punkte: pd.DataFrame, flaeche: achsen.Flaeche, gestaltung: Gestaltung
) -> list[alt.Chart]:
    farbe = gestaltung.farben.balken_hervorgehoben
    daten = punkte[["zeitpunkt", "wert", "unten", "oben", "abschnitt", *_HINWEISE]]
    x, y = flaeche.x("zeitpunkt"), flaeche.y("wert")
    linie = alt.Chart(daten).mark_line(color=farbe, strokeWidth=2.4, tooltip=None)
    marke = alt.Chart(daten).mark_point(size=50, fill=farbe, stroke=farbe, opacity=1)
    return [
        *_baender(daten, ("unten", "oben"), flaeche, farbe, 0.16),
        linie.encode(x=x, y=y, detail=alt.Detail("abschnitt:N")),
        marke.encode(x=x, y=y, tooltip=_tooltip()),
    ]


def _baender(
    daten: pd.DataFrame,
    grenzen: tuple[str, str],
    flaeche: achsen.Flaeche,
    farbe: str,
    deckung: float,
) -> list[alt.Chart]:
    """Ein Band je Abschnitt; ein Abschnitt aus einem einzigen Wert ist ein breiter Strich."""
    einzeln = daten.groupby("abschnitt")["abschnitt"].transform("size").eq(1)
    felder = ["zeitpunkt", *grenzen, "abschnitt"]
    x, y = flaeche.x("zeitpunkt"), flaeche.y(grenzen[0])
    bilder = []
    if not einzeln.all():
        band = alt.Chart(daten.loc[~einzeln, felder])
        bilder.append(band.mark_area(color=farbe, opacity=deckung, tooltip=None))
    if einzeln.any():
        strich = alt.Chart(daten.loc[einzeln, felder])
        bilder.append(strich.mark_rule(color=farbe, opacity=deckung, strokeWidth=7, tooltip=None))
    return [
        b.encode(x=x, y=y, y2=alt.Y2(f"{grenzen[1]}:Q"), detail=alt.Detail("abschnitt:N"))
        for b in bilder
    ]


def _bereinigte_linie(
    punkte: pd.DataFrame, flaeche: achsen.Flaeche, gestaltung: Gestaltung
) -> list[alt.Chart]:
    farbe = gestaltung.farben.belastender
    daten = punkte[["zeitpunkt", "bereinigt", "abschnitt", *_HINWEISE]]
    x, y = flaeche.x("zeitpunkt"), flaeche.y("bereinigt")
    linie = alt.Chart(daten).mark_line(
        color=farbe, strokeWidth=1.8, strokeDash=[2, 2], tooltip=None
    )
    marke = alt.Chart(daten).mark_point(
        size=44, shape="diamond", stroke=farbe, fill=gestaltung.farben.hintergrund, opacity=1
    )
    return [
        linie.encode(x=x, y=y, detail=alt.Detail("abschnitt:N")),
        marke.encode(x=x, y=y, tooltip=_tooltip()),
    ]


def _namen(
    punkte: pd.DataFrame, flaeche: achsen.Flaeche, gestaltung: Gestaltung, *, mit_bereinigt: bool
) -> list[alt.Chart]:
    """Name und letzter Wert jeder Linie am rechten Rand."""
    if punkte.empty:
        return []
    f, zuletzt = gestaltung.farben, punkte.iloc[-1]
    linien = [
        ("wert", "Wert", f.balken_hervorgehoben),
        *([("bereinigt", "bereinigt", f.belastender)] if mit_bereinigt else []),
        ("zufallswert", "bei Zufall", f.nebentext),
    ]
    unten, oben = flaeche.wert
    abstand = (gestaltung.schrift + 4) * (oben - unten) / (320 * gestaltung.faktor)
    stellen = achsen.ausweichend(
        [float(zuletzt[feld]) for feld, _, _ in linien], abstand, unten, oben
    )
    schilder = pd.DataFrame(
        {
            "stelle": stellen,
            "text": [f"{name}  {formate.zahl(zuletzt[feld], 1)}" for feld, name, _ in linien],
            "farbe": [farbe for _, _, farbe in linien],
        }
    )
    text = alt.Chart(schilder).mark_text(
        align="left", dx=5, limit=220, fontWeight=600, tooltip=None
    )
    return [
        text.encode(
            x=alt.XValue("width"),
            y=flaeche.y("stelle"),
            text=alt.Text("text:N"),
            color=alt.Color("farbe:N", scale=None, legend=None),
        )
    ]


def _gruppenebenen(
    punkte: pd.DataFrame, ordnung: list[str], grenzen: tuple[float, float], gestaltung: Gestaltung
) -> list[alt.Chart]:
    f = gestaltung.farben
    daten = punkte[["zeile", *_GRENZEN, *_HINWEISE]]
    y = alt.Y(
        "zeile:N",
        title=None,
        sort=ordnung,
        scale=alt.Scale(domain=ordnung, paddingInner=0.3, paddingOuter=0.2),
        axis=alt.Axis(
            ticks=False,
            domain=False,
            grid=False,
            labelLimit=210,
            labelExpr=zeilenumbruch.umbruch(ordnung),
        ),
    )

    def x(feld: str) -> alt.X:
        return alt.X(
            f"{feld}:Q",
            title=None,
            scale=alt.Scale(domain=list(grenzen), nice=False, zero=False),
            axis=alt.Axis(format=achsen.zahlenformat(grenzen), tickCount=6, grid=True),
        )

    grund = alt.Chart(daten)
    band = grund.mark_bar(color=f.gleich, opacity=0.3, height=18, tooltip=None)
    mitte = grund.mark_tick(color=f.gleich, thickness=2, height=18, tooltip=None)
    strich = grund.mark_rule(color=f.balken_hervorgehoben, strokeWidth=2.5, tooltip=None)
    marke = grund.mark_point(
        size=90, filled=True, fill=f.balken_hervorgehoben, stroke=f.hintergrund, opacity=1
    )
    zahl = grund.mark_text(
        align="center", baseline="bottom", dy=-8, fontWeight=600, color=f.text, tooltip=None
    )
    return [
        band.encode(x=x("zufall_unten"), x2=alt.X2("zufall_oben:Q"), y=y),
        mitte.encode(x=x("zufallswert"), y=y),
        strich.encode(x=x("unten"), x2=alt.X2("oben:Q"), y=y),
        marke.encode(x=x("wert"), y=y, tooltip=_tooltip()),
        zahl.encode(x=x("wert"), y=y, text=alt.Text("wert_text:N")),
    ]


def _tooltip() -> list[alt.Tooltip]:
    return [alt.Tooltip(f"{feld}:N", title=titel) for feld, titel in _HINWEISE.items()]


def _tabelle(alle: pd.DataFrame) -> pd.DataFrame:
    kopf = ["name"] if "name" in alle else []
    tabelle = alle[[*kopf, *_HINWEISE]].rename(columns={**_HINWEISE, "name": "Gruppe"})
    return tabelle.reset_index(drop=True)
