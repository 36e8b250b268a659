"""Der Rechenweg eines Wertes: von den Zeilen der Quelle bis zum Vertrauensbereich.

Gerechnet wird hier ein zweites Mal, Gebiet für Gebiet und ohne die Felder aus `zahlen`; das
Ergebnis muss mit `kennzahlen.kennzahl` bis auf die letzte Stelle übereinstimmen.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import special

from sozialmonitor import formate, gebiete, kennzahlen, konfidenz, vergleich
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.katalog import Indikator, Merkmal, merkmalsname
from sozialmonitor.kommune import Kommune
from sozialmonitor.zahlen import GLIEDERUNG, altersspanne
from sozialmonitor.zeichen import BEDEUTUNG, OHNE_WERT

Z_95 = float(special.ndtri(0.975))
_EXAKT_UNTER = 10
_NENNER_DER_ART = {
    "anteil": "Zähler geteilt durch Nenner, mal 100",
    "rate": "Ereignisse geteilt durch Personen, mal 1.000",
    "quotient": "eine Gruppe geteilt durch eine andere",
    "dichte": "Anzahl geteilt durch Bezugsgröße",
    "differenz": "Zugänge minus Abgänge, geteilt durch Personen, mal 1.000",
    "anzahl": "Anzahl, keine Umrechnung",
    "messwert": "Wert aus der Quelle übernommen, keine Umrechnung",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bestandteil:
    """Eine Zahl der Quelle, die in einen Zähler oder Nenner eingeht.

    `zeilen` sagt, wie viele Zeilen der Quelle (Alter, Geschlecht, Herkunft) zusammengefasst
    sind; `wert` ist `NaN`, wo die Quelle keine Zahl nennt.
    """

    gebiet: str
    wert: float
    zeichen: str
    quelle: str
    ressource: str
    hinweis: str
    zeilen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Posten:
    """Ein Merkmal im Zähler oder Nenner mit Vorzeichen und seinen Bestandteilen."""

    merkmal: Merkmal
    vorzeichen: int
    stichtag: str
    bestandteile: tuple[Bestandteil, ...]

    @property
    def wert(self) -> float:
        """Die Summe der Bestandteile mit Vorzeichen; unbekannt, wenn ein Teil es ist."""
        if not self.bestandteile:
            return math.nan
        return self.vorzeichen * sum(teil.wert for teil in self.bestandteile)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schritt:
    """Ein Schritt des Rechenwegs: Überschrift, Sätze und wahlweise eine Tabelle."""

    titel: str
    saetze: tuple[str, ...]
    tabelle: pd.DataFrame | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rechenweg:
    """Alle Schritte und das nachgerechnete Ergebnis [Einheit des Indikators]."""

    schritte: tuple[Schritt, ...]
    zustand: str
    zaehler: float
    nenner: float
    wert: float
    unten: float
    oben: float
    demo: bool


def rechenweg(kommune: Kommune, indikator_id: str, gebiet: str, stichtag: str) -> Rechenweg:
    """Wie ein Wert aus den Zeilen der Quelle entsteht, Schritt für Schritt.

    Raises
    ------
    SozialmonitorFehler
        Wenn es zu Gebiet und Stichtag keine Zeile gibt.
    """
    indikator = kommune.indikator(indikator_id)
    zeile = _zeile(kommune, indikator, gebiet, stichtag)
    if zeile["zustand"] in {"geheim", "zu_wenige"}:
        return _ohne_zahlen(kommune, indikator, zeile)
    if zeile["herkunft"] == "veröffentlicht":
        return _uebernommen(kommune, indikator, zeile)
    zaehler = posten(kommune, indikator.zaehler, gebiet, stichtag)
    nenner = posten(kommune, indikator.nenner, gebiet, stichtag)
    x, n = summe(zaehler), summe(nenner)
    wert, unten, oben = ergebnis(indikator, x, n)
    if not kommune.gezaehlt(indikator):
        unten = oben = math.nan
    if zeile["zustand"] != "wert":
        wert = unten = oben = math.nan
    schritte = [
        _schritt_frage(kommune, indikator, zeile),
        *_schritte_posten(kommune, "Zähler" if indikator.nenner else "Anzahl", zaehler),
        *(_schritte_posten(kommune, "Nenner", nenner) if indikator.nenner else []),
        _schritt_wert(indikator, zeile["zustand"], x, n, wert),
        *_schritte_bereich(indikator, x, n, unten, oben),
        *_schritte_vergleich(kommune, indikator, zeile),
    ]
    return Rechenweg(
        schritte=tuple(schritte),
        zustand=str(zeile["zustand"]),
        zaehler=x,
        nenner=n,
        wert=wert,
        unten=unten,
        oben=oben,
        demo=bool(zeile["demo"]),
    )


def posten(kommune: Kommune, terme: Sequence[str], gebiet: str, stichtag: str) -> list[Posten]:
    """Die Merkmale eines Zählers oder Nenners mit den Zeilen der Quelle, die sie bilden."""
    ergebnisse = []
    for term in terme:
        merkmal = kommune.merkmale[merkmalsname(term)]
        tag = _zeitlos(kommune, merkmal) if merkmal.zeitlos else stichtag
        ergebnisse.append(
            Posten(
                merkmal=merkmal,
                vorzeichen=-1 if term.startswith("-") else 1,
                stichtag=tag,
                bestandteile=tuple(_bestandteile(kommune, merkmal, gebiet, tag)),
            )
        )
    return ergebnisse


def summe(posten_liste: Sequence[Posten]) -> float:
    """Zähler oder Nenner als Zahl; ohne Posten `NaN`."""
    return sum(p.wert for p in posten_liste) if posten_liste else math.nan


def ergebnis(indikator: Indikator, x: float, n: float) -> tuple[float, float, float]:
    """Wert und 95-%-Bereich aus Zähler und Nenner [Einheit des Indikators]."""
    if not indikator.nenner:
        return x * indikator.faktor, math.nan, math.nan
    if math.isnan(x) or math.isnan(n) or n == 0:
        return math.nan, math.nan, math.nan
    wert = x / n * indikator.faktor
    return wert, *bereich(indikator, x, n)


def bereich(indikator: Indikator, x: float, n: float) -> tuple[float, float]:
    """Der Vertrauensbereich der Art des Indikators; `NaN`, wo es keinen gibt."""
    if indikator.art == "anteil":
        unten, oben = wilson(x, n)
        return unten * indikator.faktor, oben * indikator.faktor
    if indikator.art == "rate":
        return konfidenz.rate(x, n, indikator.faktor)
    if indikator.art == "quotient" and indikator.faktor == 100:  # noqa: PLR2004
        unten, oben = wilson(x, x + n)
        if oben == 1:
            return math.nan, math.nan
        return unten / (1 - unten) * indikator.faktor, oben / (1 - oben) * indikator.faktor
    return math.nan, math.nan


def wilson(x: float, n: float) -> tuple[float, float]:
    """Der Wilson-Bereich eines Anteils, ausgeschrieben wie auf der Seite (0 bis 1)."""
    mitte = 2 * x + Z_95**2
    spanne = Z_95 * math.sqrt(Z_95**2 + 4 * x * (1 - x / n))
    teiler = 2 * (n + Z_95**2)
    unten = 0.0 if x == 0 else (mitte - spanne) / teiler
    oben = 1.0 if x == n else (mitte + spanne) / teiler
    return unten, oben


def _zeile(kommune: Kommune, indikator: Indikator, gebiet: str, stichtag: str) -> dict[str, Any]:
    tabelle = kennzahlen.kennzahl(kommune, indikator.id)
    tabelle = vergleich.mit_vergleich(kommune, tabelle, indikator)
    gemeint = tabelle["gebiet"].eq(gebiet) & tabelle["stichtag"].eq(stichtag)
    if not gemeint.any():
        raise SozialmonitorFehler(
            f"Zu „{indikator.titel}“ gibt es für {kommune.name(gebiet)} zum "
            f"{formate.stichtag(stichtag)} keine Zahlen."
        )
    return {str(k): v for k, v in tabelle[gemeint].iloc[0].items()}


def _zeitlos(kommune: Kommune, merkmal: Merkmal) -> str:
    zahlen = kommune.zahlen.get(merkmal.id)
    return str(zahlen.stichtage[0]) if zahlen is not None and len(zahlen.stichtage) else ""


def _bestandteile(
    kommune: Kommune, merkmal: Merkmal, gebiet: str, stichtag: str
) -> list[Bestandteil]:
    eigene = kommune.bestand["merkmal"].eq(merkmal.id)
    alle = kommune.bestand[eigene if eigene.any() else kommune.bestand["merkmal"].eq(merkmal.aus)]
    arten = alle[GLIEDERUNG].drop_duplicates()
    gesamt = np.logical_and.reduce([arten[name].eq("") for name in GLIEDERUNG])
    if gesamt.any():
        passend = arten[gesamt]
    else:
        passend = arten[[_gehoert_dazu(a, merkmal) for a in arten.to_dict("records")]]
    zeilen = alle[alle["stichtag"].eq(stichtag)]
    vorhanden = set(zeilen["gebiet"])
    if merkmal.art == "messwert":
        teile = [gebiet] if gebiet in vorhanden else []
    else:
        teile = gebiete.aufloesung(kommune.zerlegung, gebiet, vorhanden)
    gewaehlt = zeilen[zeilen["gebiet"].isin(teile)].merge(passend, on=GLIEDERUNG)
    je_gebiet = dict(list(gewaehlt.groupby("gebiet", sort=False)))
    return [_bestandteil(teil, je_gebiet.get(teil), len(passend)) for teil in teile]


def _bestandteil(gebiet: str, zeilen: pd.DataFrame | None, erwartet: int) -> Bestandteil:
    if zeilen is None or len(zeilen) < erwartet:
        return Bestandteil(
            gebiet=gebiet,
            wert=math.nan,
            zeichen=".",
            quelle="",
            ressource="",
            hinweis="Nicht alle Gruppen sind überliefert.",
            zeilen=0 if zeilen is None else len(zeilen),
        )
    bits = 0
    for wert in zeilen["bits"]:
        bits |= int(wert)
    zeichen = {z for text in zeilen["zeichen"].fillna("") for z in str(text).split()}
    unbekannt = bool(bits & OHNE_WERT) or bool(zeilen["wert"].isna().any())
    return Bestandteil(
        gebiet=gebiet,
        wert=math.nan if unbekannt else float(sum(zeilen["wert"])),
        zeichen=" ".join(z for z in BEDEUTUNG if z in zeichen and (len(zeilen) == 1 or z != "–")),
        quelle=" ".join(dict.fromkeys(zeilen["quelle"].fillna("").astype(str))),
        ressource=" ".join(dict.fromkeys(zeilen["ressource"].astype(str))),
        hinweis=" ".join(dict.fromkeys(h for h in zeilen["hinweis"].fillna("").astype(str) if h)),
        zeilen=len(zeilen),
    )


def _gehoert_dazu(art: Mapping[Any, Any], merkmal: Merkmal) -> bool:
    for name in ("geschlecht", "herkunft"):
        erlaubt = merkmal.wo.get(name, art[name])
        if art[name] not in ([erlaubt] if isinstance(erlaubt, str) else list(erlaubt)):
            return False
    von, bis = altersspanne(str(art["alter"])) if art["alter"] else (0, math.inf)
    ab, unter = merkmal.wo.get("alter_ab", 0), merkmal.wo.get("alter_unter", math.inf)
    return bool(von >= ab and bis <= unter)


def _ohne_zahlen(kommune: Kommune, indikator: Indikator, zeile: Mapping[str, Any]) -> Rechenweg:
    grund = formate.zustandstext(str(zeile["zustand"]))
    saetze = [f"Für diesen Wert werden keine Zahlen gezeigt: {grund}."]
    if zeile["zustand"] == "zu_wenige":
        mindestens = kommune.einstellungen.mindestnenner
        saetze.append(f"Bewertet wird erst ab einer Grundgesamtheit von {mindestens}.")
    schritte = (
        _schritt_frage(kommune, indikator, zeile),
        Schritt(titel="Kein Wert", saetze=tuple(saetze)),
    )
    leer = math.nan
    return Rechenweg(
        schritte=schritte,
        zustand=str(zeile["zustand"]),
        zaehler=leer,
        nenner=leer,
        wert=leer,
        unten=leer,
        oben=leer,
        demo=bool(zeile["demo"]),
    )


def _uebernommen(kommune: Kommune, indikator: Indikator, zeile: Mapping[str, Any]) -> Rechenweg:
    gebiet, stichtag = str(zeile["gebiet"]), str(zeile["stichtag"])
    terme = indikator.zaehler if indikator.art == "messwert" else (indikator.veroeffentlicht,)
    quelle = posten(kommune, terme, gebiet, stichtag)
    wert = summe(quelle) * (indikator.faktor if indikator.art == "messwert" else 1)
    satz = "Die Quelle nennt nur das Ergebnis; Zähler, Nenner und Bereich sind nicht zu berechnen."
    schritte = (
        _schritt_frage(kommune, indikator, zeile),
        *_schritte_posten(kommune, "Veröffentlichter Wert", quelle, indikator.nachkommastellen),
        Schritt(titel="Wert", saetze=(_satz_ergebnis(indikator, wert), satz)),
    )
    leer = math.nan
    return Rechenweg(
        schritte=schritte,
        zustand=str(zeile["zustand"]),
        zaehler=leer,
        nenner=leer,
        wert=wert,
        unten=leer,
        oben=leer,
        demo=bool(zeile["demo"]),
    )


def _schritt_frage(kommune: Kommune, indikator: Indikator, zeile: Mapping[str, Any]) -> Schritt:
    ort = kommune.name(str(zeile["gebiet"]))
    art = "Rechenart: " + _NENNER_DER_ART[indikator.art]
    if zeile["herkunft"] == "veröffentlicht":
        art = "Rechenart: Wert aus der Quelle übernommen, keine Umrechnung"
    saetze = [indikator.berechnung, art + "."]
    if zeile["demo"]:
        saetze.append("Wenigstens eine Zahl ist ein frei erfundener Demonstrationswert.")
    stichtag = formate.stichtag(str(zeile["stichtag"]))
    return Schritt(titel=f"{indikator.titel}: {ort}, {stichtag}", saetze=tuple(saetze))


def _schritte_posten(
    kommune: Kommune, rolle: str, posten_liste: Sequence[Posten], stellen: int = 0
) -> list[Schritt]:
    schritte = []
    for nummer, ein_posten in enumerate(posten_liste, start=1):
        zusatz = f" {nummer}" if len(posten_liste) > 1 else ""
        titel = f"{rolle}{zusatz}: {ein_posten.merkmal.titel}"
        schritte.append(
            Schritt(
                titel=titel,
                saetze=tuple(_saetze_posten(kommune, ein_posten, stellen)),
                tabelle=_postentabelle(kommune, ein_posten, stellen),
            )
        )
    if len(posten_liste) > 1:
        schritte.append(_schritt_zusammen(rolle, posten_liste))
    return schritte


def _schritt_zusammen(rolle: str, posten_liste: Sequence[Posten]) -> Schritt:
    werte = [p.wert * p.vorzeichen for p in posten_liste]
    text = ""
    for wert, ein_posten in zip(werte, posten_liste, strict=True):
        zeichen = " − " if ein_posten.vorzeichen < 0 else " + " if text else ""
        text += zeichen + _zahl(wert)
    gesamt = _zahl(summe(posten_liste))
    return Schritt(titel=f"{rolle} zusammen", saetze=(f"{text} = {gesamt}",))


def _saetze_posten(kommune: Kommune, ein_posten: Posten, stellen: int) -> list[str]:
    teile = ein_posten.bestandteile
    if not teile:
        return ["Zu diesem Stichtag ist keine Zahl überliefert."]
    saetze = []
    if ein_posten.vorzeichen < 0:
        saetze.append("Dieses Merkmal wird abgezogen.")
    if ein_posten.merkmal.zeitlos:
        saetze.append("Diese Zahl gilt für jeden Stichtag.")
    if len(teile) > 1:
        saetze.append(
            f"Für das Gebiet gibt es keine eigene Zahl; summiert sind {len(teile)} Teile."
        )
    elif math.isfinite(teile[0].wert):
        wert = _zahl(teile[0].wert, stellen)
        saetze.append(f"Überliefert für {kommune.name(teile[0].gebiet)}: {wert}.")
    if max(teil.zeilen for teil in teile) > 1:
        saetze.append("Je Gebiet sind Zeilen nach Alter, Geschlecht oder Herkunft zusammengezählt.")
    if herkunft := _gemeinsame_herkunft(kommune, teile):
        saetze.append(herkunft)
    return saetze


def _postentabelle(kommune: Kommune, ein_posten: Posten, stellen: int) -> pd.DataFrame | None:
    teile = ein_posten.bestandteile
    if not teile:
        return None
    zeilen = [_postenzeile(kommune, teil, stellen) for teil in teile]
    if len(teile) > 1:
        wert = ein_posten.wert * ein_posten.vorzeichen
        zeilen.append(
            {**dict.fromkeys(zeilen[0], ""), "Gebiet": "Summe", "Zahl": _zahl(wert, stellen)}
        )
    tabelle = pd.DataFrame(zeilen)
    gemeinsam = ["Tabelle", "Quelle"] if _gemeinsame_herkunft(kommune, teile) else []
    leer = [name for name in tabelle.columns if tabelle[name].eq("").all()]
    return tabelle.drop(columns=[*gemeinsam, *leer])


def _postenzeile(kommune: Kommune, teil: Bestandteil, stellen: int) -> dict[str, str]:
    return {
        "Gebiet": kommune.name(teil.gebiet),
        "Schlüssel": teil.gebiet,
        "Zahl": _zahl(teil.wert, stellen) if math.isfinite(teil.wert) else _luecke(teil.zeichen),
        "Zeichen": "; ".join(BEDEUTUNG[z] for z in teil.zeichen.split() if z in BEDEUTUNG),
        "Zeilen": formate.zahl(teil.zeilen),
        "Tabelle": _dateien(kommune, teil.ressource),
        "Quelle": _quellentitel(kommune, teil.quelle),
        "Hinweis": teil.hinweis,
    }


def _gemeinsame_herkunft(kommune: Kommune, teile: Sequence[Bestandteil]) -> str:
    """Datei und Quelle als Satz, wenn alle Teile dieselben haben; sonst leer."""
    herkunft = {(t.ressource, t.quelle) for t in teile}
    if len(herkunft) != 1 or not teile[0].ressource:
        return ""
    datei = _dateien(kommune, teile[0].ressource)
    return f"Tabelle {datei}; Quelle: {_quellentitel(kommune, teile[0].quelle)}."


def _luecke(zeichen: str) -> str:
    return "•" if "•" in zeichen.split() else formate.KEINE_ANGABE


def _dateien(kommune: Kommune, ressourcen: str) -> str:
    pfade = {r["name"]: r.get("path", "") for r in kommune.paket.get("resources", [])}
    return ", ".join(str(pfade.get(name, name)) for name in ressourcen.split())


def _quellentitel(kommune: Kommune, quellen: str) -> str:
    titel = kommune.quellen["titel"].to_dict()
    return "; ".join(str(titel.get(quelle, quelle)) for quelle in quellen.split())


def _schritt_wert(
    indikator: Indikator, zustand: object, x: float, n: float, wert: float
) -> Schritt:
    if zustand != "wert":
        grund = formate.zustandstext(str(zustand))
        satz = f"Aus diesen Angaben entsteht kein Wert: {grund}."
        return Schritt(titel="Wert", saetze=(satz,))
    if not indikator.nenner:
        return Schritt(titel="Wert", saetze=(_satz_ergebnis(indikator, wert),))
    stellen = indikator.nachkommastellen + 4
    mal = f" × {_zahl(indikator.faktor)}" if indikator.faktor != 1 else ""
    rechnung = f"{_zahl(x)} ÷ {_zahl(n)}{mal} = {formate.zahl(wert, stellen)}"
    return Schritt(titel="Wert", saetze=(rechnung, _satz_ergebnis(indikator, wert)))


def _satz_ergebnis(indikator: Indikator, wert: float) -> str:
    stellen = indikator.nachkommastellen
    text = "ganze Zahl" if not stellen else f"{stellen} Nachkommastelle{'n' * (stellen > 1)}"
    return f"Gerundet auf {text}: {formate.wert_mit_einheit(wert, indikator)}."


def _schritte_bereich(
    indikator: Indikator, x: float, n: float, unten: float, oben: float
) -> list[Schritt]:
    if not (math.isfinite(unten) and math.isfinite(oben)):
        return []
    if indikator.art == "rate":
        saetze = _saetze_byar(indikator, x, n)
    elif indikator.art == "quotient":
        saetze = _saetze_wilson(x, x + n)
        saetze.insert(
            0,
            f"Der Quotient wird als Anteil {_zahl(x)} von {_zahl(x + n)} gerechnet "
            "und jede Grenze p als p ÷ (1 − p) zurückgerechnet.",
        )
    else:
        saetze = _saetze_wilson(x, n)
    text = formate.bereich(unten, oben, indikator)
    titel = "95-%-Bereich"
    return [Schritt(titel=titel, saetze=(*saetze, f"Ergebnis: {text}."))]


def _schritte_vergleich(
    kommune: Kommune, indikator: Indikator, zeile: Mapping[str, Any]
) -> list[Schritt]:
    if zeile["urteil"] == vergleich.NICHT_BEWERTBAR:
        return []
    stadt = _zeile(kommune, indikator, kommune.einstellungen.stadt, str(zeile["stichtag"]))
    rest_x, rest_n = stadt["zaehler"] - zeile["zaehler"], stadt["nenner"] - zeile["nenner"]
    rest = formate.wert_mit_einheit(zeile["rest_wert"], indikator)
    grenzen = [formate.differenz(zeile[name], indikator) for name in ("diff_unten", "diff_oben")]
    saetze = (
        f"Die Reststadt ist {kommune.einstellungen.name} ohne das Gebiet: {_zahl(stadt['zaehler'])}"
        f" − {_zahl(zeile['zaehler'])} = {_zahl(rest_x)} von {_zahl(stadt['nenner'])} − "
        f"{_zahl(zeile['nenner'])} = {_zahl(rest_n)}, also {rest}.",
        f"Differenz Gebiet minus Reststadt: {formate.differenz(zeile['differenz'], indikator)}; "
        f"95-%-Bereich nach Newcombe: {grenzen[0]} bis {grenzen[1]}.",
        f"Urteil: {zeile['urteil']}. Gesichert ist ein Unterschied, wenn der Bereich die Null "
        "nicht enthält.",
    )
    return [Schritt(titel="Vergleich mit der Reststadt", saetze=saetze)]


def _saetze_wilson(x: float, n: float) -> list[str]:
    z2 = formate.zahl(Z_95**2, 4)
    wurzel = math.sqrt(Z_95**2 + 4 * x * (1 - x / n))
    mitte, teiler = 2 * x + Z_95**2, 2 * (n + Z_95**2)
    unten, oben = wilson(x, n)
    saetze = [
        f"Wilson-Bereich mit z = {formate.zahl(Z_95, 4)} (z² = {z2}).",
        f"Mitte: 2 × {_zahl(x)} + {z2} = {formate.zahl(mitte, 4)}.",
        f"Spanne: {formate.zahl(Z_95, 4)} × √({z2} + 4 × {_zahl(x)} × "
        f"(1 − {_zahl(x)} ÷ {_zahl(n)})) = {formate.zahl(Z_95 * wurzel, 4)}.",
        f"Teiler: 2 × ({_zahl(n)} + {z2}) = {formate.zahl(teiler, 4)}.",
    ]
    if x == 0:
        saetze.append("Bei 0 Fällen ist die untere Grenze 0.")
    if x == n:
        saetze.append("Zählt jede Person dazu, ist die obere Grenze 100 %.")
    saetze.append(
        f"(Mitte ∓ Spanne) ÷ Teiler = {formate.zahl(unten, 6)} und {formate.zahl(oben, 6)}."
    )
    return saetze


def _saetze_byar(indikator: Indikator, x: float, n: float) -> list[str]:
    unten, oben = konfidenz.byar(x)
    grenzen = f"{formate.zahl(unten, 4)} bis {formate.zahl(oben, 4)} Ereignisse"
    if x < _EXAKT_UNTER:
        verfahren = "Unter 10 Ereignissen gelten exakte Poisson-Grenzen (Chi-Quadrat-Verteilung)"
    else:
        verfahren = "Ab 10 Ereignissen gilt die Formel von Byar"
    return [
        f"{verfahren}: {grenzen}.",
        f"Beide Grenzen ÷ {_zahl(n)} × {_zahl(indikator.faktor)}.",
    ]


def _zahl(wert: float, stellen: int = 0) -> str:
    """Ganze Zahlen ohne, andere mit vier Nachkommastellen (Flächen)."""
    if math.isfinite(wert) and wert != round(wert):
        return formate.zahl(wert, max(stellen, 4)).rstrip("0").rstrip(",")
    return formate.zahl(wert, stellen)
