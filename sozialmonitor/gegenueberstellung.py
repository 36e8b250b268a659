"""Gebiete einander gegenübergestellt: gegen einen Partner, alle auf einmal, zwei Indikatoren.

Geprüft wird nur gegen etwas, das das Gebiet nicht enthält; Kreis und Land deshalb ohne das
Gebiet, wenn die Fallzahlen das hergeben. Wo nicht geprüft werden kann, steht der Grund.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import special

from sozialmonitor import formate, kennzahlen, konfidenz, profil, vergleich
from sozialmonitor.gebiete import uebergeordnet, vorfahren
from sozialmonitor.katalog import Bruch, Indikator
from sozialmonitor.kommune import Kommune

Partnerart = Literal["rest", "oberhalb", "gebiet", "jahr"]
MINDESTENS_ZUSAMMENHANG = 10
"""Mit weniger Gebieten schwankt ein Zusammenhang so stark, dass er nichts sagt."""
MINDESTENS_TRICHTER = 2
"""Ein Gebiet allein hat keinen gemeinsamen Wert, um den es schwanken könnte."""
MINDESTENS_AEHNLICH = 4
"""So viele Gebiete mit allen Werten braucht es, damit „ähnlich“ etwas heißt."""
NIVEAUS = (0.95, 0.998)
_GEPRUEFT = ("anteil", "rate")
_LINIENPUNKTE = 80
_PARTNERFELDER = ("zaehler", "nenner", "wert", "unten", "oben", "zustand", "demo", "stichtag")


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """Womit ein Gebiet verglichen wird.

    `rest`: die Stadt ohne das Gebiet; `oberhalb`: Kreis oder Land (`schluessel`) ohne das
    Gebiet; `gebiet`: ein anderes Gebiet (`schluessel`); `jahr`: dasselbe Gebiet bis `jahr`.
    """

    art: Partnerart
    name: str
    schluessel: str = ""
    jahr: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trichter:
    """Alle Gebiete einer Ebene um einen gemeinsamen Wert, mit den Grenzen des Zufalls.

    `zeilen` sind die Gebiete mit Wert und `lage` (−2 bis 2: unter oder über der 99,8- bzw.
    95-%-Grenze, 0 dazwischen); `linien` die Grenzen über der Zahl der Personen; `ohne` nennt je
    Gebiet ohne Wert den Grund. Ist nichts zu zeichnen, steht es in `grund`.
    """

    zeilen: pd.DataFrame
    linien: pd.DataFrame
    ohne: Mapping[str, str]
    mitte: float = math.nan
    mitte_name: str = ""
    grund: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Zusammenhang:
    """Rangkorrelation (−1 bis 1) mit 95-%-Bereich; `grund`, wo es keine gibt."""

    anzahl: int
    wert: float = math.nan
    unten: float = math.nan
    oben: float = math.nan
    grund: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Aehnlich:
    """Die ähnlichsten Gebiete: `abstand` aufsteigend, `z` der Gebiete, `grund` ohne Ergebnis."""

    abstand: pd.Series
    z: pd.DataFrame
    grund: str = ""


def gegenueberstellung(
    kommune: Kommune, werte: pd.DataFrame, gebiet: str, stand: str, partner: Partner
) -> pd.DataFrame:
    """Ein Gebiet gegen einen Partner in allen Indikatoren.

    Parameters
    ----------
    werte
        Ergebnis von `profil.langtabelle`.
    stand
        Je Indikator gilt die jüngste Zeile bis zum Ende dieses Jahres, beim Partner dieselbe.

    Returns
    -------
    pd.DataFrame
        Eine Zeile je Indikator mit Zeile zum Gebiet: `indikator`, `stichtag`, `zustand`,
        `zeichen`, `wert`, `unten`, `oben`; `partner_stichtag`, `partner_zustand` (fehlt ohne
        Zeile), `partner_wert`; `ganzes_wert` (Stadt, Kreis, Land als Ganzes, sonst `NaN`) und
        `ganzes_zustand` (ohne ein Ganzes „fehlt“);
        `differenz` (Gebiet minus Partner; ohne Fallzahlen minus das Ganze), `diff_unten`,
        `diff_oben` [Einheit des Indikators], `urteil`, `wertung`, `grund` (warum nicht geprüft,
        sonst leer) und `demo`.
    """
    zeilen = profil.profilzeilen(werte, gebiet, stand)
    gemeint = werte[werte["indikator"].isin(zeilen["indikator"])]
    je_partner = _partnerzeilen(kommune, gemeint, zeilen, partner)
    sperre = _sperre(kommune, gebiet, partner)
    ergebnis = [
        _gegen(kommune, zeilen.iloc[[i]], je_partner.get(str(name)), sperre, partner)
        for i, name in enumerate(zeilen["indikator"])
    ]
    return pd.DataFrame(ergebnis, columns=_SPALTEN)


_SPALTEN = [
    *("indikator", "stichtag", "zustand", "zeichen", "wert", "unten", "oben"),
    *("partner_stichtag", "partner_zustand", "partner_wert", "ganzes_wert", "ganzes_zustand"),
    *("differenz", "diff_unten", "diff_oben", "urteil", "wertung", "grund", "demo"),
]


def vergleichbare(
    tabelle: pd.DataFrame, katalog: Mapping[str, Indikator], partner: Partner
) -> pd.DataFrame:
    """Die Zeilen, zu denen der Partner etwas zeigt; Anzahlen nur gegen ein anderes Jahr."""
    anzahl = tabelle["indikator"].map(lambda name: katalog[name].art == "anzahl").astype("bool")
    ohne = tabelle["partner_zustand"].eq("fehlt") & tabelle["ganzes_wert"].isna()
    return tabelle[~ohne & ~(anzahl & (partner.art != "jahr"))]


def gesperrte(tabelle: pd.DataFrame) -> int:
    """Bei wie vielen Indikatoren der Gegenüberstellung ein Wert gesperrt ist."""
    seiten = tabelle[["zustand", "partner_zustand", "ganzes_zustand"]]
    return int((seiten == "geheim").any(axis="columns").sum())


def spinetabelle(
    tabelle: pd.DataFrame,
    katalog: Mapping[str, Indikator],
    *,
    name: str,
    partner: str,
    ganzes: str = "",
) -> pd.DataFrame:
    """Die Gegenüberstellung als deutsche Texte, eine Zeile je Indikator.

    Parameters
    ----------
    ganzes
        Name der Stadt, des Kreises oder Landes; ohne Angabe ohne diese Spalte.
    """
    zeilen = [_spinezeile(z, katalog[z["indikator"]]) for z in tabelle.to_dict("records")]
    spalten = {
        "indikator": "Indikator",
        "stand": "Stand",
        "wert": f"{name} (95-%-Bereich)",
        **({"ganzes": ganzes} if ganzes else {}),
        "partner": partner,
        "differenz": "Differenz (Bereich)",
        "urteil": "Urteil",
        "wertung": "Wertung",
    }
    return pd.DataFrame(zeilen, columns=list(spalten)).rename(columns=spalten)


def _spinezeile(zeile: Mapping[Any, Any], indikator: Indikator) -> dict[str, str]:
    stellen, einheit = indikator.nachkommastellen, indikator.einheit
    tage = [formate.kurzer_stichtag(t) for t in (zeile["stichtag"], zeile["partner_stichtag"]) if t]
    grenzen = [
        formate.zahl(zeile[g], stellen, vorzeichen=True) for g in ("diff_unten", "diff_oben")
    ]
    partner = "wert" if pd.notna(zeile["partner_wert"]) else str(zeile["partner_zustand"])
    seiten = {str(zeile["zustand"]), partner}
    ganzes = "wert" if pd.notna(zeile["ganzes_wert"]) else str(zeile["ganzes_zustand"])
    differenz = formate.zahl(zeile["differenz"], stellen, vorzeichen=True)
    if pd.isna(zeile["differenz"]):
        grund = next((z for z in ("geheim", "zu_wenige") if z in seiten), "fehlt")
        differenz = formate.zelle(grund, None, indikator)
    wert = formate.zelle(zeile["zustand"], zeile["wert"], indikator, zeile["zeichen"])
    bereich = formate.bereich(zeile["unten"], zeile["oben"], indikator).removesuffix(einheit)
    return {
        "indikator": indikator.titel
        if indikator.ist_prozent or einheit in indikator.titel
        else f"{indikator.titel} ({einheit})",
        "stand": " / ".join(dict.fromkeys(tage)),
        "wert": f"{wert} ({bereich.strip()})" if bereich else wert,
        "ganzes": formate.zelle(ganzes, zeile["ganzes_wert"], indikator),
        "partner": formate.zelle(partner, zeile["partner_wert"], indikator),
        "differenz": f"{differenz} ({' bis '.join(grenzen)})" if not zeile["grund"] else differenz,
        "urteil": str(zeile["urteil"])
        if not zeile["grund"]
        else f"nicht geprüft ({zeile['grund']})",
        "wertung": str(zeile["wertung"]),
    }


def partner_oberhalb(kommune: Kommune, gebiet: str) -> list[str]:
    """Kreis und Land, in denen das Gebiet liegt, soweit verzeichnet."""
    gefunden = (uebergeordnet(kommune.gebiete, gebiet, ebene) for ebene in ("kreis", "land"))
    return [schluessel for schluessel in gefunden if schluessel]


def ueberschneiden_sich(kommune: Kommune, eines: str, anderes: str) -> bool:
    """Ob zwei Gebiete gemeinsame Teile haben (Programmgebiete können sich überschneiden)."""
    return bool(_bestandteile(kommune, eines) & _bestandteile(kommune, anderes))


def trichter(
    kommune: Kommune,
    tabelle: pd.DataFrame,
    indikator: Indikator,
    gebiete_: Sequence[str],
    stichtag: str,
) -> Trichter:
    """Anteile aller Gebiete um den gemeinsamen Wert, mit 95- und 99,8-%-Grenzen.

    Parameters
    ----------
    tabelle
        Ergebnis von `vergleich.mit_vergleich`.
    gebiete_
        Die Gebiete einer Ebene.

    Notes
    -----
    Mitte ist der Stadtwert, ohne Fälle, die sich keinem Gebiet zuordnen lassen: sie fehlen
    jedem Gebiet, und mit ihnen läge die Mitte immer etwas zu hoch. Liegen die Gebiete nicht in
    der Stadt oder fehlen deren Fallzahlen, ist es der Wert aller gezeigten zusammen. Grenzen:
    `konfidenz.kontrollgrenzen` (Spiegelhalter 2005). Sie gelten für ein Gebiet, das im
    gemeinsamen Wert nicht enthalten ist; für sehr große Gebiete sind sie etwas zu weit.
    """
    stand = tabelle[tabelle["stichtag"].eq(stichtag)]
    ohne = _gruende(stand, gebiete_)
    zeilen = stand[stand["gebiet"].isin(list(gebiete_)) & ~stand["gebiet"].isin(list(ohne))]
    zeilen = _in_ordnung(zeilen, gebiete_)
    leer = pd.DataFrame(columns=["nenner", *_grenznamen()], dtype="float64")
    if indikator.art != "anteil" or not kommune.gezaehlt(indikator):
        grund = "Ein Trichter setzt einen Anteil gezählter Personen oder Fälle voraus."
        return Trichter(zeilen=zeilen.head(0), linien=leer, ohne=ohne, grund=grund)
    mit_zahlen = zeilen["zaehler"].notna() & zeilen["nenner"].gt(0)
    ohne |= dict.fromkeys(zeilen.loc[~mit_zahlen, "gebiet"], "ohne Fallzahlen")
    zeilen = zeilen[mit_zahlen]
    if len(zeilen) < MINDESTENS_TRICHTER:
        grund = "Für einen Trichter haben zu wenige Gebiete einen Wert mit Fallzahlen."
        return Trichter(zeilen=zeilen.head(0), linien=leer, ohne=ohne, grund=grund)
    mitte, name = _mitte(kommune, stand, zeilen)
    return Trichter(
        zeilen=zeilen.assign(lage=_lage(zeilen, mitte)).reset_index(drop=True),
        linien=_linien(zeilen["nenner"], mitte, indikator.faktor),
        ohne=ohne,
        mitte=mitte * indikator.faktor,
        mitte_name=name,
    )


def streuung(
    waagrecht: pd.DataFrame, senkrecht: pd.DataFrame, gebiete_: Sequence[str], jahr: str
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Zwei Indikatoren nebeneinander, je Gebiet eine Zeile, beide aus demselben Jahr.

    Parameters
    ----------
    waagrecht, senkrecht
        Zeilen aus `kennzahlen.kennzahl`; je Indikator gilt der jüngste Stichtag des Jahres.

    Returns
    -------
    tuple[pd.DataFrame, dict[str, str]]
        `gebiet`, `demo` und `wert`, `unten`, `oben`, `stichtag` je mit `_x` und `_y`; dazu die
        Gründe der Gebiete, denen einer der Werte fehlt.
    """
    x, y = (_jahresstand(tabelle, gebiete_, jahr) for tabelle in (waagrecht, senkrecht))
    ohne = _gruende(x, gebiete_) | _gruende(y, gebiete_)
    felder = ["gebiet", "wert", "unten", "oben", "stichtag", "demo"]
    beide = x[felder].merge(y[felder], on="gebiet", suffixes=("_x", "_y"), validate="1:1")
    beide = beide[~beide["gebiet"].isin(list(ohne))]
    beide = beide.assign(demo=beide["demo_x"] | beide["demo_y"]).drop(columns=["demo_x", "demo_y"])
    return _in_ordnung(beide, gebiete_).reset_index(drop=True), ohne


def gemeinsame_jahre(
    waagrecht: pd.DataFrame, senkrecht: pd.DataFrame, gebiete_: Sequence[str]
) -> list[str]:
    """Jahre, in denen beide Indikatoren in wenigstens einem der Gebiete einen Wert haben."""

    def jahre(tabelle: pd.DataFrame) -> set[str]:
        gilt = tabelle["gebiet"].isin(list(gebiete_)) & tabelle["zustand"].eq("wert")
        return set(tabelle.loc[gilt, "stichtag"].str[:4])

    return sorted(jahre(waagrecht) & jahre(senkrecht))


def zusammenhang(x: pd.Series, y: pd.Series, niveau: float = 0.95) -> Zusammenhang:
    """Ob Gebiete mit hohem `x` auch ein hohes (oder niedriges) `y` haben: Rangkorrelation.

    Parameters
    ----------
    x, y
        Je Gebiet ein Wert; fehlende zählen nicht mit.

    Notes
    -----
    Spearman 1904; Bereich nach Bonett & Wright 2000: Fishers z mit dem Standardfehler
    `sqrt((1 + r²/2) / (n − 3))`. Unter `MINDESTENS_ZUSAMMENHANG` Gebieten nur ein Grund. Bei
    vollkommenem Zusammenhang (±1) gibt es keinen Bereich.
    """
    gilt = x.notna().to_numpy() & y.notna().to_numpy()
    raenge = [feld[gilt].rank().to_numpy("float64") for feld in (x, y)]
    anzahl = int(gilt.sum())
    if anzahl < MINDESTENS_ZUSAMMENHANG:
        worte = "1 Gebiet" if anzahl == 1 else f"{anzahl} Gebieten"
        grund = f"Mit {worte} ist ein Zusammenhang nicht zu beurteilen"
        return Zusammenhang(anzahl=anzahl, grund=f"{grund}; nötig sind {MINDESTENS_ZUSAMMENHANG}.")
    streuungen = [rang - rang.mean() for rang in raenge]
    quadrate = [float((s**2).sum()) for s in streuungen]
    if min(quadrate) == 0:
        grund = "In einem der beiden Indikatoren haben alle Gebiete denselben Wert."
        return Zusammenhang(anzahl=anzahl, grund=grund)
    r = float((streuungen[0] * streuungen[1]).sum() / math.sqrt(quadrate[0] * quadrate[1]))
    r = max(-1.0, min(1.0, r))
    if math.isclose(abs(r), 1.0):
        return Zusammenhang(anzahl=anzahl, wert=r)
    spanne = float(special.ndtri(0.5 + niveau / 2)) * math.sqrt((1 + r**2 / 2) / (anzahl - 3))
    mitte = math.atanh(r)
    return Zusammenhang(
        anzahl=anzahl, wert=r, unten=math.tanh(mitte - spanne), oben=math.tanh(mitte + spanne)
    )


def gruppentafel(
    werte: pd.DataFrame,
    gebiete_: Sequence[str],
    indikatoren: Sequence[str],
    stand: str,
    *,
    abdeckung: float = 0.5,
) -> tuple[pd.DataFrame, dict[str, str], list[str]]:
    """Gebiete × Indikatoren, je Indikator der jüngste Stichtag, den viele Gebiete teilen.

    Parameters
    ----------
    werte
        Ergebnis von `profil.langtabelle`.
    abdeckung
        Ein Indikator, zu dem weniger als dieser Teil der Gebiete einen Wert hat, bleibt weg;
        sonst fielen mit ihm fast alle Gebiete heraus.

    Returns
    -------
    tuple
        Tafel (nur Gebiete mit allen Werten), Gründe der ausgelassenen Gebiete, ausgelassene
        Indikatoren.
    """
    spalten, gruende, weg = {}, {}, []
    for name in indikatoren:
        eigene = werte[werte["indikator"].eq(name) & werte["gebiet"].isin(list(gebiete_))]
        eigene = eigene[eigene["jahr"].le(stand[:4])]
        anzahl = eigene[eigene["zustand"].eq("wert")].groupby("stichtag").size()
        genug = anzahl.index[anzahl >= max(1, abdeckung * len(gebiete_))]
        if not len(genug):
            weg.append(name)
            continue
        tag = eigene[eigene["stichtag"].eq(genug.max())]
        mit_wert = tag[tag["zustand"].eq("wert")]
        spalten[name] = mit_wert.set_index("gebiet")["wert"].astype("float64")
        gruende[name] = _gruende(tag, gebiete_)
    tafel = pd.DataFrame(spalten, index=list(gebiete_), dtype="float64")
    ohne: dict[str, str] = {}
    for je_gebiet in gruende.values():
        ohne = je_gebiet | ohne
    return tafel.drop(index=list(ohne)), ohne, weg


def aehnlichste(
    tafel: pd.DataFrame, gebiet: str, *, ohne: Mapping[str, str] | None = None
) -> Aehnlich:
    """Die anderen Gebiete nach ihrem Abstand, das ähnlichste zuerst.

    Parameters
    ----------
    tafel
        Gebiete × Indikatoren ohne Lücken.
    ohne
        Je ausgelassenem Gebiet der Grund (`gruppentafel`).

    Returns
    -------
    Aehnlich
        `abstand` [Streuungen]: euklidischer Abstand der z-Werte, geteilt durch die Wurzel der
        Zahl der Indikatoren (mittlerer Abstand je Indikator; die Reihenfolge bleibt gleich).
        Indikatoren, in denen alle Gebiete gleich sind, unterscheiden nicht und zählen nicht mit.
    """
    leer = pd.Series(dtype="float64")
    streuungen = tafel.std(ddof=0)
    z = (tafel - tafel.mean()) / streuungen.where(streuungen > 0)
    z = z.dropna(axis="columns", how="all")
    if gebiet not in tafel.index:
        grund = "Dem Gebiet fehlt wenigstens ein Wert."
        if ohne and gebiet in ohne:
            grund = f"Nicht zu jedem Indikator gibt es hier einen Wert: {ohne[gebiet]}."
        return Aehnlich(abstand=leer, z=z, grund=grund)
    if len(tafel) < MINDESTENS_AEHNLICH:
        grund = f"Dafür braucht es wenigstens {MINDESTENS_AEHNLICH} Gebiete mit allen Werten"
        return Aehnlich(abstand=leer, z=z, grund=f"{grund}; hier sind es {len(tafel)}.")
    if z.empty:
        return Aehnlich(abstand=leer, z=z, grund="Alle Gebiete haben dieselben Werte.")
    quadrate = ((z - z.loc[gebiet]) ** 2).mean(axis="columns")
    abstand = np.sqrt(quadrate).drop(gebiet).sort_values(kind="stable")
    return Aehnlich(abstand=abstand, z=z)


def groesster_unterschied(z: pd.DataFrame, eines: str, anderes: str) -> str:
    """Der Indikator, in dem zwei Gebiete am weitesten auseinanderliegen."""
    return str((z.loc[eines] - z.loc[anderes]).abs().idxmax())


def _partnerzeilen(
    kommune: Kommune, werte: pd.DataFrame, zeilen: pd.DataFrame, partner: Partner
) -> dict[str, pd.DataFrame]:
    """Je Indikator die Zeile des Partners (Reststadt: die der Stadt); ohne Eintrag keine."""
    if zeilen.empty:
        return {}
    gebiet = str(zeilen["gebiet"].iloc[0])
    if partner.art == "jahr":
        andere = profil.profilzeilen(werte, gebiet, partner.jahr)
        return {str(n): t for n, t in andere.groupby("indikator", sort=False)}
    tage = werte["indikator"].map(dict(zip(zeilen["indikator"], zeilen["stichtag"], strict=True)))
    am_tag = werte[werte["stichtag"].eq(tage)]
    if partner.art in {"gebiet", "rest"}:
        anderes = partner.schluessel or kommune.einstellungen.stadt
        andere = am_tag[am_tag["gebiet"].eq(anderes)]
        return {str(n): t for n, t in andere.groupby("indikator", sort=False)}
    return _ohne_das_gebiet(kommune, am_tag, gebiet, partner)


def _ohne_das_gebiet(
    kommune: Kommune, am_tag: pd.DataFrame, gebiet: str, partner: Partner
) -> dict[str, pd.DataFrame]:
    """Kreis oder Land ohne das Gebiet, mit `ganzes_wert`; ohne Fallzahlen das Ganze selbst."""
    kette = vorfahren(kommune.gebiete, gebiet)
    kette = kette[: kette.index(partner.schluessel) + 1] if partner.schluessel in kette else []
    ohne_ort = [k for ganzes in kette for k in vergleich.nicht_zuordenbare(kommune, ganzes)]
    ergebnis = {}
    for zeile in am_tag[am_tag["gebiet"].eq(partner.schluessel)].to_dict("records"):
        indikator = kommune.indikator(str(zeile["indikator"]))
        # Nicht aus `werte`: dort fehlen die Reste ohne Ort, weil sie keinen Nenner haben.
        alle = kennzahlen.kennzahl(kommune, indikator.id)
        alle = alle[alle["stichtag"].eq(zeile["stichtag"])]
        rest = vergleich.rest(
            alle, partner.schluessel, gebiet, indikator, name=partner.name, ohne_ort=ohne_ort
        )
        mit_rest = rest["zustand"].eq("wert").any()
        vorhanden = rest if mit_rest else pd.DataFrame([zeile])
        ergebnis[indikator.id] = vorhanden.assign(
            nur_ganzes=not mit_rest,
            ganzes_wert=zeile["wert"],
            ganzes_zustand=zeile["zustand"],
            rest_zustand=rest["zustand"].iloc[0] if len(rest) else zeile["zustand"],
        )
    return ergebnis


def _sperre(kommune: Kommune, gebiet: str, partner: Partner) -> str:
    """Warum gegen diesen Partner in keinem Indikator geprüft werden darf; sonst leer."""
    if partner.art == "rest" and gebiet not in kommune.in_der_stadt:
        return "das Gebiet liegt nicht in der Stadt"
    if partner.art == "gebiet" and ueberschneiden_sich(kommune, gebiet, partner.schluessel):
        return "die beiden Gebiete überschneiden sich"
    return ""


def _gegen(
    kommune: Kommune,
    zeile: pd.DataFrame,
    gegen: pd.DataFrame | None,
    sperre: str,
    partner: Partner,
) -> dict[str, Any]:
    eine = zeile.iloc[0]
    indikator = kommune.indikator(str(eine["indikator"]))
    felder = {name: eine[name] for name in _SPALTEN[:7]} | _ohne_partner(eine)
    if partner.art == "rest":
        felder |= _gegen_rest(eine, gegen)
    elif gegen is not None:
        felder |= _gegen_zeile(zeile, gegen, indikator)
    if not (grund := sperre or _ohne_wert(felder)):
        brueche = kommune.brueche(indikator)
        grund = _ohne_pruefung(
            felder,
            indikator,
            brueche if partner.art == "jahr" else None,
            gezaehlt=kommune.gezaehlt(indikator),
        )
    if grund:
        leer = {"diff_unten": math.nan, "diff_oben": math.nan}
        felder |= leer | {"urteil": vergleich.NICHT_BEWERTBAR}
    if indikator.art == "anzahl" and partner.art != "jahr":
        # Eine Anzahl hängt von der Größe des Gebiets ab; ihre Differenz sagt nichts.
        felder["differenz"] = math.nan
    wertung = vergleich.wertung(pd.Series([felder["urteil"]]), indikator).iloc[0]
    felder.pop("nur_ganzes", None)
    return felder | {"wertung": wertung, "grund": grund}


def _ohne_partner(zeile: pd.Series) -> dict[str, Any]:
    zahlen = ("partner_wert", "ganzes_wert", "differenz", "diff_unten", "diff_oben")
    texte = {"partner_stichtag": "", "partner_zustand": "fehlt", "ganzes_zustand": "fehlt"}
    urteil = {"urteil": vergleich.NICHT_BEWERTBAR, "demo": bool(zeile["demo"])}
    return dict.fromkeys(zahlen, math.nan) | texte | urteil


def _gegen_rest(zeile: pd.Series, stadt: pd.DataFrame | None) -> dict[str, Any]:
    """Die Prüfung gegen die Reststadt steht schon in der Zeile (`vergleich.mit_vergleich`).

    Ist das Gebiet oder die Stadt gesperrt, ist es auch die Reststadt.
    """
    ganzes = "fehlt" if stadt is None else str(stadt["zustand"].iloc[0])
    demo = stadt is not None and bool(stadt["demo"].iloc[0])
    ohne_rest = "geheim" if "geheim" in {ganzes, str(zeile["zustand"])} else "fehlt"
    return {
        "partner_stichtag": zeile["stichtag"],
        "partner_zustand": "wert" if pd.notna(zeile["rest_wert"]) else ohne_rest,
        "partner_wert": zeile["rest_wert"],
        "ganzes_wert": zeile["stadtwert"],
        "ganzes_zustand": ganzes,
        "differenz": zeile["wert"] - zeile["rest_wert"],
        "diff_unten": zeile["diff_unten"],
        "diff_oben": zeile["diff_oben"],
        "urteil": zeile["urteil"],
        "demo": bool(zeile["demo"]) or demo,
    }


def _gegen_zeile(zeile: pd.DataFrame, gegen: pd.DataFrame, indikator: Indikator) -> dict[str, Any]:
    eine, andere = zeile.iloc[0], gegen.iloc[0]
    geprueft = vergleich.gegen_zeilen(zeile, gegen[list(_PARTNERFELDER)], indikator).iloc[0]
    nur_ganzes = bool(andere.get("nur_ganzes", False))
    return {
        "partner_stichtag": andere["stichtag"],
        "partner_zustand": andere.get("rest_zustand", andere["zustand"]),
        "partner_wert": math.nan if nur_ganzes else andere["wert"],
        "ganzes_wert": andere.get("ganzes_wert", math.nan),
        "ganzes_zustand": andere.get("ganzes_zustand", "fehlt"),
        "nur_ganzes": nur_ganzes,
        "differenz": eine["wert"] - andere["wert"],
        "diff_unten": geprueft["diff_unten"],
        "diff_oben": geprueft["diff_oben"],
        "urteil": geprueft["urteil"],
        "demo": bool(eine["demo"] or andere["demo"]),
    }


def _ohne_wert(felder: Mapping[str, Any]) -> str:
    """Auf welcher Seite ein Wert fehlt und warum; leer, wenn beide da sind."""
    if felder["zustand"] != "wert":
        return formate.zustandstext(str(felder["zustand"]))
    if felder["partner_zustand"] != "wert":
        return f"Vergleichswert: {formate.zustandstext(str(felder['partner_zustand']))}"
    return ""


def _ohne_pruefung(
    felder: Mapping[str, Any],
    indikator: Indikator,
    brueche: Sequence[Bruch] | None,
    *,
    gezaehlt: bool,
) -> str:
    """Warum zwei vorhandene Werte nicht geprüft werden; leer, wenn geprüft ist.

    `brueche` gilt für zwei Stände desselben Gebiets, sonst `None`.
    """
    von, bis = sorted((str(felder["stichtag"]), str(felder["partner_stichtag"])))
    if brueche is not None and von == bis:
        return "kein anderer Stand"
    if any(von < bruch.ab <= bis for bruch in brueche or ()):
        return "Bruch in der Reihe zwischen beiden Ständen"
    if felder.get("nur_ganzes"):
        return "enthält das Gebiet; für den Rest fehlen Fallzahlen"
    if not gezaehlt:
        return "gemessene Größe, kein Zufall zu prüfen"
    if indikator.art not in _GEPRUEFT:
        return "für diese Art von Zahl gibt es keine Prüfung"
    nicht = felder["urteil"] == vergleich.NICHT_BEWERTBAR
    return "ohne Fallzahlen nicht prüfbar" if nicht else ""


def _bestandteile(kommune: Kommune, gebiet: str) -> set[str]:
    """Die kleinsten Teile eines Gebiets; das Gebiet selbst, wenn es keine hat."""
    teile = kommune.zerlegung.loc[kommune.zerlegung["ganzes"].eq(gebiet), "teil"]
    if teile.empty:
        return {gebiet}
    return set().union(*(_bestandteile(kommune, str(teil)) for teil in teile))


def _gruende(stand: pd.DataFrame, gebiete_: Sequence[str]) -> dict[str, str]:
    """Je Gebiet ohne Wert, warum keiner dasteht; ohne Zeile „keine Angabe“."""
    zustand = dict(zip(stand["gebiet"], stand["zustand"], strict=True))
    return {
        gebiet: formate.zustandstext(str(zustand.get(gebiet, "fehlt")))
        for gebiet in gebiete_
        if zustand.get(gebiet, "fehlt") != "wert"
    }


def _in_ordnung(zeilen: pd.DataFrame, gebiete_: Collection[str]) -> pd.DataFrame:
    platz = {gebiet: i for i, gebiet in enumerate(gebiete_)}
    return zeilen.sort_values("gebiet", key=lambda spalte: spalte.map(platz), kind="stable")


def _jahresstand(tabelle: pd.DataFrame, gebiete_: Sequence[str], jahr: str) -> pd.DataFrame:
    eigene = tabelle[tabelle["gebiet"].isin(list(gebiete_)) & tabelle["stichtag"].str[:4].eq(jahr)]
    mit_wert = eigene.loc[eigene["zustand"].eq("wert"), "stichtag"]
    return eigene[eigene["stichtag"].eq(mit_wert.max() if len(mit_wert) else "")]


def _mitte(kommune: Kommune, stand: pd.DataFrame, zeilen: pd.DataFrame) -> tuple[float, str]:
    """Der gemeinsame Anteil (0 bis 1) und sein Name."""
    stadt = kommune.einstellungen.stadt
    oben = stand[stand["gebiet"].eq(stadt) & stand["zustand"].eq("wert")]
    if len(oben) and set(zeilen["gebiet"]) <= kommune.in_der_stadt:
        fremd = vergleich.nicht_zuordenbare(kommune, stadt)
        ohne_ort = vergleich.faelle_ohne_ort(stand[stand["gebiet"].isin(fremd)]).sum(skipna=False)
        anteil = (float(oben["zaehler"].iloc[0]) - float(ohne_ort)) / float(oben["nenner"].iloc[0])
        if 0 <= anteil <= 1:
            zusatz = ", Fälle mit Ort" if ohne_ort else ""
            return anteil, f"{kommune.name(stadt)}{zusatz}"
    return float(zeilen["zaehler"].sum() / zeilen["nenner"].sum()), "alle Gebiete zusammen"


def _lage(zeilen: pd.DataFrame, mitte: float) -> np.ndarray:
    anteil = (zeilen["zaehler"] / zeilen["nenner"]).to_numpy("float64")
    lage = np.zeros(len(zeilen), dtype="int64")
    for niveau in NIVEAUS:
        grenzen = konfidenz.kontrollgrenzen(mitte, zeilen["nenner"].to_numpy("float64"), niveau)
        lage += (anteil > grenzen[1]).astype("int64") - (anteil < grenzen[0]).astype("int64")
    return lage


def _linien(nenner: pd.Series, mitte: float, faktor: float) -> pd.DataFrame:
    von, bis = max(1.0, float(nenner.min()) * 0.7), float(nenner.max()) * 1.08
    personen = np.geomspace(von, bis, _LINIENPUNKTE)
    grenzen = [g for niveau in NIVEAUS for g in konfidenz.kontrollgrenzen(mitte, personen, niveau)]
    felder = dict(zip(_grenznamen(), (np.asarray(g) * faktor for g in grenzen), strict=True))
    return pd.DataFrame({"nenner": personen, **felder})


def _grenznamen() -> list[str]:
    return ["unten_95", "oben_95", "unten_998", "oben_998"]
