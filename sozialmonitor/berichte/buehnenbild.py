"""Ein Bild für die Bühne einer Vorführung: große Schrift, kräftige Zeichen, passend zum Platz.

Die Bühne ist 1280 × 720 Bildpunkte groß; 18 Punkt sind dort 24 Bildpunkte. Achsentitel und
Lesehilfe stehen nicht im Diagramm, sondern als Text darüber, wo sie umbrechen können.
"""

import math
import textwrap
from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from sozialmonitor.bild import Bild
from sozialmonitor.diagramme.thema import Gestaltung

MINDESTSCHRIFT = 24
"""18 Punkt auf der Bühne."""
SCHRIFT = 25
"""Grundschrift der Diagramme; manche Texte sind einen Bildpunkt kleiner."""
# Höhe einer Zeitreihe mit Achse und einer Karte in der Grundgröße.
_GRUNDHOEHE, _KARTENHOEHE = 340, 360
_WENIGSTENS, _HOECHSTENS = 0.5, 1.6
# Zeichen und Striche sind für Schrift 13 gemessen.
_FLAECHENFAKTOR, _STRICHFAKTOR, _HOECHSTENS_TEXTBREITE = 2.6, 1.5, 430
_NAMENSBREITE = 520
# Ab dieser Breite steht eine Legende rechts statt darunter.
_BREIT = 1000
_SCHRIFTFELDER = ("fontSize", "labelFontSize", "titleFontSize", "subtitleFontSize")
_KOPFZEICHEN = 46
# Höhe einer Zeile mit Namen, in der sich zwei Namen noch nicht berühren.
_ZEILENHOEHE, _ACHSE = 26, 40
# Umbrochene Namen brauchen mehr Höhe.
_UMBROCHEN = 1.6
# Überschrift, Achse und Abstand eines kleinen Bildes; niedriger zeigt es nichts mehr.
_FACETTENRAND, _KLEINSTES_BILD = 100, 90
# So viele Zeilen unter ihrem Namen steht das Zeichen einer Differenz.
_ZEICHENABSTAND = 0.42


def gestaltung(breite: int, hoehe: int, bild: Bild | None = None) -> Gestaltung:
    """Gestaltung für einen Platz auf der Bühne [Bildpunkte].

    Mit einem vorläufigen `bild` derselben Ansicht ist bekannt, wie viel davon die Fläche einer
    Karte ist oder was über einer Zeitreihe steht.
    """
    karte = bild is not None and ist_karte(bild)
    oben = markierungszeilen(bild) * (SCHRIFT + 4) if bild is not None else 0
    dehnung = (hoehe - 14) / _KARTENHOEHE if karte else (hoehe - 50 - oben) / _GRUNDHOEHE
    return Gestaltung(
        breite=breite - 14 if karte else breite,
        schrift=SCHRIFT,
        transparent=False,
        dehnung=min(max(dehnung, _WENIGSTENS), _HOECHSTENS),
    )


def angaben(bild: Bild, breite: int, hoehe: int) -> dict[str, Any]:
    """Die Vega-Lite-Angaben des Diagramms für die Bühne, ohne Titel und Alternativtext.

    Kein Text ist kleiner als `MINDESTSCHRIFT`; die Größe setzt, wer zeichnet, und das Diagramm
    füllt sie aus (`autosize` „fit“, Karten ausgenommen, deren Flächen in Bildpunkten liegen).
    """
    roh = dict(bild.bild.to_dict(validate=False))
    for name in ("title", "description", "usermeta", "$schema"):
        roh.pop(name, None)
    vergroessert = dict(_vergroessert(roh))
    if isinstance(bild.bild, alt.LayerChart) and not ist_karte(bild):
        vergroessert["autosize"] = {"type": "fit", "contains": "padding"}
    if isinstance(bild.bild, alt.FacetChart):
        flaeche = {"height": min(_facettenhoehe(roh, hoehe), _GRUNDHOEHE)}
        vergroessert["spec"] = dict(vergroessert["spec"]) | flaeche
    if breite >= _BREIT:
        vergroessert = _mit_namen_links(dict(_mit_legende_rechts(vergroessert)))
    config = dict(vergroessert.get("config", {}))
    config["mark"] = dict(config.get("mark", {})) | {"aria": False}
    config["text"] = dict(config.get("text", {})) | {"fontSize": SCHRIFT}
    return vergroessert | {"config": config | {"background": "#ffffff"}}


def mit_wertachse(
    roh: dict[str, Any], grenzen: tuple[float, float], neue: tuple[float, float]
) -> dict[str, Any]:
    """Dieselben Angaben, in denen jede Achse mit diesen Grenzen die neuen hat."""
    ebenen = [
        ebene
        | {
            "encoding": {
                kanal: angabe | {"scale": angabe["scale"] | {"domain": list(neue)}}
                if _domain(angabe) == list(grenzen)
                else angabe
                for kanal, angabe in ebene.get("encoding", {}).items()
            }
        }
        for ebene in roh.get("layer", [])
    ]
    return roh | {"layer": ebenen} if ebenen else roh


def ist_karte(bild: Bild) -> bool:
    """Ob das Diagramm aus Flächen in Bildpunkten besteht."""
    ebenen = getattr(bild.bild, "layer", [])
    return any(_marke(ebene) == "geoshape" for ebene in ebenen)


def passt(bild: Bild, hoehe: int) -> bool:
    """Ob das Diagramm lesbar in die Höhe passt.

    Diagramme mit freier Höhe passen immer; Zeilen und viele kleine Bilder untereinander nur, wenn
    jedes noch Platz für seine Beschriftung hat.
    """
    roh = bild.bild.to_dict(validate=False)
    if not isinstance(bild.bild, alt.FacetChart):
        return _zeilenzahl(roh) * _ZEILENHOEHE <= hoehe - _ACHSE
    return _facettenhoehe(roh, hoehe) >= _KLEINSTES_BILD


def lesehilfe(bild: Bild) -> str:
    """Achsentitel und Erklärung der Zeichen als eine Zeile; leer, wo das Bild keine hat."""
    titel = getattr(bild.bild, "title", alt.Undefined)
    if not isinstance(titel, alt.TitleParams):
        return ""
    kopf = str(titel.text)
    unten = titel.subtitle if isinstance(titel.subtitle, list) else []
    zeilen = [str(zeile).strip() for zeile in unten if str(zeile).strip()]
    if zeilen and _geht_weiter(kopf, zeilen[0]):
        kopf, *zeilen = f"{kopf} {zeilen[0]}", *zeilen[1:]
    text = kopf
    for zeile in zeilen:
        text += f" {zeile}" if zeile.startswith("(") else f" · {zeile}"
    return text


def zeilen(text: str, zeichen: int) -> int:
    """So viele Zeilen braucht ein Text bei so vielen Zeichen je Zeile."""
    return len(textwrap.wrap(text, zeichen)) if text else 0


def _geht_weiter(kopf: str, zeile: str) -> bool:
    """Ob die zweite Zeile der umbrochene Rest des Achsentitels ist."""
    voll = len(kopf) + 1 + len(zeile.split(" ")[0]) > _KOPFZEICHEN >= len(kopf)
    return zeile[0] in "%(" or (voll and not kopf.endswith(("%", ")")))


def _vergroessert(wert: Any) -> Any:  # noqa: ANN401
    """Dieselben Angaben mit Mindestschrift, größeren Punkten, Strichen und Textbreiten."""
    if isinstance(wert, list):
        return [_vergroessert(eintrag) for eintrag in wert]
    if not isinstance(wert, Mapping):
        return wert
    neu = {
        name: eintrag
        if name in {"data", "datasets", "domain", "values"}
        else _vergroessert(eintrag)
        for name, eintrag in wert.items()
    }
    for name, eintrag in neu.items():
        if not isinstance(eintrag, int | float) or isinstance(eintrag, bool):
            continue
        if name in _SCHRIFTFELDER and eintrag > 0:
            neu[name] = max(eintrag, MINDESTSCHRIFT)
        elif name in {"limit", "labelLimit"}:
            neu[name] = max(eintrag, min(eintrag * 1.9, _HOECHSTENS_TEXTBREITE))
        elif name == "strokeWidth":
            neu[name] = eintrag * _STRICHFAKTOR
        elif name == "size" and "type" in neu:
            neu[name] = eintrag * _FLAECHENFAKTOR
    return neu


def _mit_legende_rechts(wert: Any) -> Any:  # noqa: ANN401
    """Legenden unter dem Bild stehen rechts davon, mit Platz für Zahlen neben der Fläche."""
    if isinstance(wert, list):
        return [_mit_legende_rechts(eintrag) for eintrag in wert]
    if not isinstance(wert, Mapping):
        return wert
    neu = {
        name: eintrag
        if name in {"data", "datasets", "domain", "values"}
        else _mit_legende_rechts(eintrag)
        for name, eintrag in wert.items()
    }
    if neu.get("orient") == "bottom" and "columns" in neu:
        neu |= {"orient": "right", "columns": 1, "offset": 76, "labelLimit": 460}
    return neu


def _mit_namen_links(roh: dict[str, Any]) -> dict[str, Any]:
    """Differenzen: der Name steht links neben seinem Zeichen statt darüber, die Zahl rechts."""
    ebenen = roh.get("layer", [])
    felder = {_feld(ebene, "y") for ebene in ebenen}
    if not {"zeile", "mitte"} <= felder:
        return roh
    return roh | {"layer": [_neben_dem_zeichen(ebene) for ebene in ebenen]}


def _neben_dem_zeichen(ebene: dict[str, Any]) -> dict[str, Any]:
    if _feld(ebene, "y") != "zeile" or ebene["mark"]["type"] != "text":
        return ebene
    unten, oben = ebene["encoding"]["y"]["scale"]["domain"]
    lage: dict[str, Any] = {"dy": {"expr": f"{_ZEICHENABSTAND} * height / {unten - oben}"}}
    if _feld(ebene, "text") == "titel":
        lage |= {"align": "right", "dx": -14, "limit": _NAMENSBREITE}
    else:
        lage |= {"align": "left", "dx": 12}
    return ebene | {"mark": ebene["mark"] | lage}


def _feld(ebene: Mapping[str, Any], kanal: str) -> str:
    return str(ebene.get("encoding", {}).get(kanal, {}).get("field", ""))


def _domain(angabe: Any) -> Any:  # noqa: ANN401
    skala = angabe.get("scale") if isinstance(angabe, Mapping) else None
    return skala.get("domain") if isinstance(skala, Mapping) else None


def _facettenhoehe(roh: Mapping[str, Any], hoehe: int) -> int:
    """Höhe, die jedem kleinen Bild mit Überschrift und Achse bleibt."""
    daten = roh.get("datasets", {}).get(roh.get("data", {}).get("name", ""), [])
    feld = roh["facet"].get("field", "")
    anzahl = len({zeile.get(feld) for zeile in daten}) or 1
    reihen = math.ceil(anzahl / int(roh.get("columns") or 1))
    return hoehe // reihen - _FACETTENRAND


def _zeilenzahl(roh: Mapping[str, Any]) -> int:
    """So viele Zeilen mit Namen stehen untereinander; 0 ohne solche."""
    anzahlen = [0]
    for ebene in roh.get("layer", []):
        achse = ebene.get("encoding", {}).get("y", {})
        skala, feld = achse.get("scale") or {}, achse.get("field")
        domain = skala.get("domain", []) if isinstance(skala, Mapping) else []
        if achse.get("type") in {"nominal", "ordinal"}:
            daten = roh.get("datasets", {}).get(ebene.get("data", {}).get("name", ""), [])
            namen = domain or {zeile.get(feld) for zeile in daten}
            umbricht = "? [" in str((achse.get("axis") or {}).get("labelExpr", ""))
            anzahlen.append(math.ceil(len(namen) * (_UMBROCHEN if umbricht else 1)))
        elif feld == "zeile" and domain:
            anzahlen.append(math.ceil(abs(domain[0] - domain[1])))
    return max(anzahlen)


def markierungszeilen(bild: Bild) -> int:
    """So viele Zeilen mit Brüchen und Ereignissen stehen über der Zeichenfläche."""
    tabellen = [getattr(ebene, "data", None) for ebene in getattr(bild.bild, "layer", [])]
    belegte = [
        int(daten["zeile"].max()) + 1
        for daten in tabellen
        if isinstance(daten, pd.DataFrame) and {"zeile", "ausrichtung"} <= set(daten) and len(daten)
    ]
    return max(belegte, default=0)


def _marke(ebene: Any) -> str:  # noqa: ANN401
    marke = getattr(ebene, "mark", "")
    return str(marke if isinstance(marke, str) else getattr(marke, "type", ""))
