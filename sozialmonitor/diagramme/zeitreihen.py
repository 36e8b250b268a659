"""Zeitreihen mehrerer Gebiete: Linien mit Lücken, Brüchen, Bereichen und Namen am Ende."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import altair as alt
import pandas as pd

from sozialmonitor import formate
from sozialmonitor.bild import Bild
from sozialmonitor.diagramme import achsen, reihen, thema
from sozialmonitor.diagramme.thema import STANDARD, Gestaltung
from sozialmonitor.einstellungen import Ereignis
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.katalog import Bruch, Indikator

Darstellung = Literal["wert", "index", "veraenderung"]
HOECHSTENS_FARBIG = 8
# Mehr Bereiche übereinander sind nicht mehr zu trennen; dann nur Hervorhebung und Stadt.
HOECHSTENS_BEREICHE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sicht:
    indikator: Indikator
    darstellung: Darstellung
    basis: int | None

    @property
    def zusatz(self) -> str:
        return {
            "wert": "",
            "index": f" ({self.basis} = 100)",
            "veraenderung": f" (Veränderung seit {self.basis})",
        }[self.darstellung]

    @property
    def achsentitel(self) -> str:
        einheit = formate.differenzeinheit(self.indikator)
        return {
            "wert": reihen.einheitstitel(self.indikator),
            "index": f"{self.indikator.titel}, {self.basis} = 100",
            "veraenderung": f"{self.indikator.titel}, Veränderung seit {self.basis} ({einheit})",
        }[self.darstellung]

    def text(self, wert: float) -> str:
        if self.darstellung == "index":
            return formate.zahl(wert, 1)
        if self.darstellung == "veraenderung":
            return formate.zahl(wert, self.indikator.nachkommastellen, vorzeichen=True)
        return formate.wert_mit_einheit(wert, self.indikator)


def zeitreihe(
    tabelle: pd.DataFrame,
    indikator: Indikator,
    namen: Mapping[str, str],
    *,
    stadt: str = "",
    brueche: Sequence[Bruch] = (),
    ereignisse: Sequence[Ereignis] = (),
    darstellung: Darstellung = "wert",
    basisjahr: int | None = None,
    mit_bereich: bool = True,
    hervorgehoben: str | None = None,
    benannt: Sequence[str] = (),
    quelle: str = "",
    gestaltung: Gestaltung = STANDARD,
) -> Bild:
    """Eine Linie je Gebiet, am Ende beschriftet; ohne Linie über Lücken und Brüche.

    Parameters
    ----------
    tabelle
        Zeilen aus `kennzahlen.kennzahl`; gezeigt werden die Gebiete aus `namen`.
    namen
        Name je Gebiet; die Reihenfolge bestimmt Farbe und Form. Ab neun Gebieten sind nur
        `hervorgehoben` und die Stadt farbig.
    stadt
        Schlüssel der Stadt (dicke dunkelgraue Linie).
    darstellung
        „wert“; „index“ (Basisjahr = 100); „veraenderung“ (Abstand zum Basisjahr). Über einen
        Bruch hinweg wird nicht auf das Basisjahr bezogen.
    benannt
        Gebiete, die auch unter vielen farbig und beschriftet bleiben (höchstens sieben).
    basisjahr
        Vorgabe: das früheste Jahr, in dem die meisten Gebiete einen Wert haben.

    Raises
    ------
    SozialmonitorFehler
        Wenn im Basisjahr kein Gebiet einen Wert hat.
    """
    alle = reihen.lesbare_reihen(tabelle, indikator, namen)
    basis = _basisjahr(alle, basisjahr) if darstellung != "wert" else None
    sicht = _Sicht(indikator=indikator, darstellung=darstellung, basis=basis)
    linien = linienstil(_vorkommende(namen, alle), stadt, hervorgehoben, gestaltung, benannt)
    punkte = _umgerechnet(reihen.mit_abschnitten(alle, brueche), sicht, brueche)
    punkte = punkte.merge(linien.drop(columns="name"), on="gebiet", validate="m:1")
    punkte["bereich"] &= mit_bereich and darstellung == "wert"
    titel = f"{indikator.titel}{sicht.zusatz}, {reihen.zeitspanne(alle)}"
    alttext = _alttext(titel, alle, punkte, (brueche, ereignisse))
    flaeche = _flaeche(alle, punkte, sicht)
    marken = achsen.markierungen(brueche, ereignisse, flaeche.zeit, gestaltung)
    ebenen = _ebenen(punkte, linien, flaeche, marken, gestaltung)
    diagramm: alt.LayerChart = alt.LayerChart(layer=ebenen).properties(
        width=gestaltung.seitenbreite,
        height=_hoehe(linien, gestaltung),
        title=thema.kopf(sicht.achsentitel, _lesehilfe(alle, punkte), gestaltung),
    )
    return Bild(
        titel=titel,
        bild=thema.gerahmt(diagramm, gestaltung, alttext),
        alttext=alttext,
        tabelle=_tabelle(alle, punkte, sicht),
        demo=bool(alle["demo"].any()),
        quelle=quelle,
    )


def _vorkommende(namen: Mapping[str, str], alle: pd.DataFrame) -> dict[str, str]:
    """Nur Gebiete mit Zeilen zählen bei der Frage, wie viele Linien zu unterscheiden sind."""
    vorhanden = set(alle["gebiet"])
    return {g: n for g, n in reihen.eindeutige_namen(namen).items() if g in vorhanden or alle.empty}


def linienstil(
    namen: Mapping[str, str],
    stadt: str,
    hervorgehoben: str | None,
    gestaltung: Gestaltung,
    benannt: Sequence[str] = (),
) -> pd.DataFrame:
    """Aussehen jeder Linie, je Gebiet eine Zeile.

    `farbe`, `strich`, `form`, `dicke`, `deckung`, `rang`, `bereich`, `beschriftet`, `name`.
    Die Stadt ist dick und dunkelgrau; höchstens acht Gebiete sind farbig, sonst nur eines.
    """
    gebiete = [gebiet for gebiet in namen if gebiet != stadt]
    viele = len(gebiete) > HOECHSTENS_FARBIG
    wenige = hervorgehoben is None and len(gebiete) <= HOECHSTENS_BEREICHE
    gewaehlt = [g for g in gebiete if g == hervorgehoben or g in benannt]
    farbig = gewaehlt[:HOECHSTENS_FARBIG] if viele else gebiete
    zeilen = []
    for gebiet in gebiete:
        betont, blass = gebiet == hervorgehoben, gebiet not in farbig
        aussehen = _aussehen(0 if blass else farbig.index(gebiet), gestaltung, blass=blass)
        zeilen.append(
            {
                **aussehen,
                "gebiet": gebiet,
                "dicke": 3.2 if betont else 1.2 if blass else 2.0,
                "rang": 2 if betont else 0 if blass else 1,
                "bereich": betont or wenige,
                "beschriftet": not blass or hervorgehoben is None,
            }
        )
    zeilen += [_stadtstil(stadt, gestaltung)] if stadt in namen else []
    if not zeilen:
        raise SozialmonitorFehler("Für die Zeitreihe ist kein Gebiet gewählt.")
    stil = pd.DataFrame(zeilen)
    return stil.assign(name=stil["gebiet"].map(reihen.eindeutige_namen(namen)))


def _aussehen(nummer: int, gestaltung: Gestaltung, *, blass: bool) -> dict[str, object]:
    return {
        "farbe": gestaltung.farben.gleich if blass else gestaltung.farben.reihen[nummer],
        "strich": list(thema.STRICHE[nummer]),
        "form": thema.FORMEN[nummer],
        "deckung": 0.45 if blass else 1.0,
    }


def _stadtstil(stadt: str, gestaltung: Gestaltung) -> dict[str, object]:
    return {
        "gebiet": stadt,
        "farbe": gestaltung.farben.stadt,
        "strich": [1, 0],
        "form": "circle",
        "dicke": 4.0,
        "deckung": 1.0,
        "rang": 1,
        "bereich": True,
        "beschriftet": True,
    }


def _basisjahr(alle: pd.DataFrame, basisjahr: int | None) -> int:
    werte = alle[alle["zustand"].eq("wert")]
    jahre = werte["zeitpunkt"].dt.year
    if basisjahr is not None and basisjahr in set(jahre):
        return basisjahr
    if basisjahr is not None or werte.empty:
        ort = f"Im Basisjahr {basisjahr}" if basisjahr is not None else "An keinem Stichtag"
        raise SozialmonitorFehler(f"{ort} hat keines der gewählten Gebiete einen Wert.")
    je_jahr = werte.groupby(jahre)["gebiet"].nunique()
    return int(je_jahr[je_jahr.eq(je_jahr.max())].index.min())


def _umgerechnet(punkte: pd.DataFrame, sicht: _Sicht, brueche: Sequence[Bruch]) -> pd.DataFrame:
    """Punkte mit `y` und `y_text`; ohne Bezug auf eine Basis jenseits eines Bruchs."""
    if sicht.darstellung == "wert":
        return punkte.assign(y=punkte["wert"], y_text=punkte["wert_text"])
    seite = punkte["stichtag"].map(lambda s: sum(bruch.ab <= s for bruch in brueche))
    mit_seite = punkte.assign(seite=seite)
    basis = mit_seite[mit_seite["zeitpunkt"].dt.year.eq(sicht.basis)].groupby("gebiet").last()
    bezug = mit_seite["gebiet"].map(basis["wert"])
    gilt = mit_seite["gebiet"].map(basis["seite"]).eq(seite) & bezug.notna()
    if sicht.darstellung == "index":
        gilt &= bezug.ne(0)
        y = punkte["wert"] / bezug.where(gilt) * 100
    else:
        y = punkte["wert"] - bezug
    return punkte.assign(y=y, y_text=y.map(sicht.text))[gilt]


def _flaeche(alle: pd.DataFrame, punkte: pd.DataFrame, sicht: _Sicht) -> achsen.Flaeche:
    mit = punkte[punkte["bereich"]]
    werte = pd.concat([punkte["y"], mit["unten"], mit["oben"]])
    ab_null = sicht.darstellung == "wert" and achsen.beginnt_bei_null(sicht.indikator)
    return achsen.flaeche(
        alle["zeitpunkt"],
        werte,
        sicht.indikator,
        ab_null=ab_null,
        demo=bool(alle["demo"].any()),
    )


def _hoehe(linien: pd.DataFrame, gestaltung: Gestaltung) -> int:
    namen = int(linien["beschriftet"].sum()) * (gestaltung.schrift + 4)
    return max(round(330 * gestaltung.faktor), namen + 20)


def _ebenen(
    punkte: pd.DataFrame,
    linien: pd.DataFrame,
    flaeche: achsen.Flaeche,
    marken: pd.DataFrame,
    gestaltung: Gestaltung,
) -> list[alt.Chart]:
    hinten, vorne = achsen.markierungsbild(marken, flaeche, gestaltung)
    grund = gestaltung.farben.hintergrund
    daten = punkte.sort_values("rang", kind="stable").assign(
        fuellung=lambda t: t["farbe"].where(~t["vorlaeufig"], grund)
    )
    felder = [*reihen.HINWEISE, *("name", "zeitpunkt", "y", "y_text", "abschnitt", "fuellung")]
    felder += ["dicke", "deckung"]
    return [
        *hinten,
        *_wasserzeichen(punkte, flaeche, gestaltung),
        *_bereiche(daten[daten["bereich"]], linien, flaeche),
        *linienbild(daten[felder], linien, flaeche),
        *vorne,
        *_namen_am_ende(daten[daten["beschriftet"]], linien, flaeche, gestaltung),
    ]


def linienbild(
    daten: pd.DataFrame, linien: pd.DataFrame, flaeche: achsen.Flaeche
) -> list[alt.Chart]:
    """Linien je Abschnitt und Punkte; vorläufige Punkte sind hohl."""
    return [_striche(daten, linien, flaeche), _punkte(daten, linien, flaeche)]


def _striche(daten: pd.DataFrame, linien: pd.DataFrame, flaeche: achsen.Flaeche) -> alt.Chart:
    striche: alt.Chart = (
        alt.Chart(daten)
        .mark_line(tooltip=None)
        .encode(
            x=flaeche.x("zeitpunkt"),
            y=flaeche.y("y"),
            detail=alt.Detail("abschnitt:N"),
            color=alt.Color("name:N", scale=skala(linien, "farbe"), legend=None),
            strokeDash=alt.StrokeDash("name:N", scale=skala(linien, "strich"), legend=None),
            strokeWidth=alt.StrokeWidth("dicke:Q", scale=None, legend=None),
            strokeOpacity=alt.StrokeOpacity("deckung:Q", scale=None, legend=None),
        )
    )
    return striche


def _punkte(daten: pd.DataFrame, linien: pd.DataFrame, flaeche: achsen.Flaeche) -> alt.Chart:
    """Blasse Linien tragen Punkte nur, wo ein Abschnitt aus einem einzigen Wert besteht."""
    punkte: alt.Chart = (
        alt.Chart(daten[daten["deckung"].eq(1) | ~daten["abschnitt"].duplicated(keep=False)])
        .mark_point(size=46, strokeWidth=1.8, opacity=1)
        .encode(
            x=flaeche.x("zeitpunkt"),
            y=flaeche.y("y"),
            stroke=alt.Stroke("name:N", scale=skala(linien, "farbe"), legend=None),
            fill=alt.Fill("fuellung:N", scale=None, legend=None),
            shape=alt.Shape("name:N", scale=skala(linien, "form"), legend=None),
            tooltip=reihen.tooltip(),
        )
    )
    return punkte


def skala(linien: pd.DataFrame, merkmal: str) -> alt.Scale:
    """Zuordnung der Gebietsnamen zu einem Merkmal des Linienstils."""
    return alt.Scale(domain=linien["name"].tolist(), range=linien[merkmal].tolist())


def _bereiche(
    daten: pd.DataFrame, linien: pd.DataFrame, flaeche: achsen.Flaeche
) -> list[alt.Chart]:
    mit = daten.dropna(subset=["unten", "oben"])
    if mit.empty:
        return []
    felder = ["name", "zeitpunkt", "unten", "oben", "abschnitt"]
    einzeln = mit.groupby("abschnitt")["abschnitt"].transform("size").eq(1)
    farbe = alt.Color("name:N", scale=skala(linien, "farbe"), legend=None)
    x, y = flaeche.x("zeitpunkt"), flaeche.y("unten")
    band = alt.Chart(mit.loc[~einzeln, felder]).mark_area(opacity=0.16, tooltip=None)
    strich = alt.Chart(mit.loc[einzeln, felder]).mark_rule(strokeWidth=5, opacity=0.2, tooltip=None)
    return [
        bild.encode(x=x, y=y, y2=alt.Y2("oben:Q"), detail=alt.Detail("abschnitt:N"), color=farbe)
        for bild in (band, strich)
    ]


def _wasserzeichen(
    punkte: pd.DataFrame, flaeche: achsen.Flaeche, gestaltung: Gestaltung
) -> list[alt.Chart]:
    if not flaeche.demo:
        return []
    unten, oben = flaeche.wert
    rechts = punkte.loc[punkte["zeitpunkt"] > flaeche.mitte, "y"]
    hoehe = (rechts - unten) / (oben - unten)
    return [thema.wasserzeichen(gestaltung, oben=hoehe.lt(0.2).sum() > hoehe.gt(0.8).sum())]


def _namen_am_ende(
    daten: pd.DataFrame, linien: pd.DataFrame, flaeche: achsen.Flaeche, gestaltung: Gestaltung
) -> list[alt.Chart]:
    schilder = _schilder(daten, flaeche, _hoehe(linien, gestaltung), gestaltung)
    farbe = alt.Color("name:N", scale=skala(linien, "farbe"), legend=None)
    verbindung = (
        alt.Chart(schilder)
        .mark_rule(strokeWidth=0.8, opacity=0.7, tooltip=None)
        .encode(
            x=flaeche.x("zeitpunkt"),
            x2=alt.X2Value("width"),
            y=flaeche.y("y"),
            y2=alt.Y2("stelle:Q"),
            color=farbe,
        )
    )
    text = (
        alt.Chart(schilder)
        .mark_text(align="left", dx=5, limit=260, fontWeight=600, tooltip=None)
        .encode(x=alt.XValue("width"), y=flaeche.y("stelle"), text=alt.Text("text:N"), color=farbe)
    )
    return [verbindung, text]


def _schilder(
    daten: pd.DataFrame, flaeche: achsen.Flaeche, hoehe: int, gestaltung: Gestaltung
) -> pd.DataFrame:
    """Name und letzter Wert jeder Linie an einer freien `stelle` am rechten Rand."""
    letzte = daten.sort_values("zeitpunkt").groupby("gebiet", sort=False).tail(1)
    unten, oben = flaeche.wert
    abstand = (gestaltung.schrift + 4) * (oben - unten) / hoehe
    stellen = achsen.ausweichend(letzte["y"].tolist(), abstand, unten, oben)
    return letzte[["name", "zeitpunkt", "y", "rang"]].assign(
        stelle=stellen, text=letzte["name"] + "  " + letzte["y_text"]
    )


def _lesehilfe(alle: pd.DataFrame, punkte: pd.DataFrame) -> list[str]:
    bereich = punkte["bereich"] & punkte["unten"].notna()
    zeilen = []
    if bereich.any():
        namen = punkte.loc[bereich, "name"].drop_duplicates().tolist()
        nur = "" if set(namen) == set(punkte["name"]) else f" ({formate.aufzaehlung(namen)})"
        zeilen.append(f"Helle Fläche: 95-%-Vertrauensbereich{nur}")
    if punkte["vorlaeufig"].any():
        zeilen.append("hohler Punkt: vorläufig")
    gezeichnet = alle[alle["gebiet"].isin(punkte["gebiet"]) & alle["zustand"].eq("wert")]
    if len(gezeichnet) > len(punkte):
        zeilen.append("jenseits eines Bruchs kein Bezug auf das Basisjahr")
    text = " · ".join(zeilen)
    return [text[:1].upper() + text[1:], *_ohne_werte(alle, punkte)]


def _ohne_werte(alle: pd.DataFrame, punkte: pd.DataFrame) -> list[str]:
    ohne = alle[~alle["gebiet"].isin(punkte["gebiet"])].drop_duplicates("gebiet", keep="last")
    texte = [
        f"{zeile['name']} ({formate.zustandstext(zeile['zustand']) or 'ohne Wert im Basisjahr'})"
        for zeile in reihen.zeilen(ohne[["name", "zustand"]])
    ]
    nicht = [f"Nicht gezeichnet: {formate.aufzaehlung(texte)}"] if texte else []
    return nicht + reihen.saetze_ohne_wert(alle[alle["gebiet"].isin(punkte["gebiet"])])


def _tabelle(alle: pd.DataFrame, punkte: pd.DataFrame, sicht: _Sicht) -> pd.DataFrame:
    tabelle = reihen.bildtabelle(alle, sicht.indikator)
    if sicht.darstellung == "wert":
        return tabelle
    umgerechnet = punkte.set_index(["gebiet", "stichtag"])["y_text"].to_dict()
    schluessel = zip(alle["gebiet"], alle["stichtag"], strict=True)
    texte = [umgerechnet.get(paar, "ohne Bezug") for paar in schluessel]
    tabelle.insert(3, sicht.achsentitel, texte)
    return tabelle


def _alttext(
    titel: str,
    alle: pd.DataFrame,
    punkte: pd.DataFrame,
    marken: tuple[Sequence[Bruch], Sequence[Ereignis]],
) -> str:
    zuletzt = punkte.drop_duplicates("gebiet", keep="last")
    saetze = [f"Liniendiagramm: {titel}."]
    saetze += _verlaufssaetze(punkte.drop_duplicates("gebiet"), zuletzt)
    saetze += [f"{text}." for text in _ohne_werte(alle, punkte)]
    abschnitte = reihen.mit_abschnitten(alle).groupby("name", sort=False)["abschnitt"].nunique()
    namen = list(abschnitte[abschnitte.gt(1)].index)
    if namen and len(namen) <= HOECHSTENS_FARBIG:
        saetze.append(f"Lücken hat die Linie bei {formate.aufzaehlung(namen)}.")
    saetze += [
        f"Bruch ab {formate.stichtag(b.ab)} ({b.grund}): dort ist jede Linie unterbrochen."
        for b in marken[0]
    ]
    saetze += [f"Markiert ab {formate.stichtag(e.von)}: {e.titel}." for e in marken[1]]
    if alle["demo"].any():
        saetze.append("Enthält frei erfundene Demonstrationsdaten.")
    return " ".join(saetze)


def _verlaufssaetze(zuerst: pd.DataFrame, zuletzt: pd.DataFrame) -> list[str]:
    if zuletzt.empty:
        return ["Es liegt kein Wert vor, der gezeigt werden kann."]
    if len(zuletzt) > HOECHSTENS_FARBIG + 1:
        tief, *_, hoch = reihen.zeilen(zuletzt.sort_values("y"))
        return [
            f"{len(zuletzt)} Gebiete; zuletzt am höchsten {hoch['name']} ({hoch['y_text']}), "
            f"am niedrigsten {tief['name']} ({tief['y_text']})."
        ]
    return [
        f"{ende['name']}: {formate.kurzer_stichtag(start['stichtag'])} {start['y_text']}, "
        f"{formate.kurzer_stichtag(ende['stichtag'])} {ende['y_text']}."
        for start, ende in zip(reihen.zeilen(zuerst), reihen.zeilen(zuletzt), strict=True)
    ]
