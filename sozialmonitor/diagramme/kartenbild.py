"""Die Karte als Bild für Dokumente: dieselbe `zeichnung` wie im Browser, ohne Browser gezeichnet.

Flächen, Muster, Schilder und Legende liegen alle in Bildpunkten; die Zeichenfläche hat weder
Achsen noch Skalen. Muster sind Striche und Punkte über der Fläche, denn eine Bilddatei kennt
keine Musterfüllung; so bleiben „gesperrt“ und „zu wenige“ auch in Graustufen verschieden.
"""

import json
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import altair as alt
import geopandas as gpd
import pandas as pd
import shapely
import shapely.affinity

from sozialmonitor import klassen
from sozialmonitor.bild import Bild, Legendeneintrag
from sozialmonitor.diagramme import thema
from sozialmonitor.diagramme.thema import STANDARD, Gestaltung

EBENES_KOORDINATENSYSTEM = 25832
_GRENZE, _MUSTER = "#333333", "#737373"
_KREIS, _KREISRAND = "#8ab8e0", "#1f4e79"
_HOEHE, _LEGENDENBREITE = 360, 235
_STRICHABSTAND, _PUNKTABSTAND = 7.0, 8.0
# Zeichenbreite je Schriftgröße, knapp geschätzt für fette Ziffern und für Namen.
_FETT, _MAGER = 0.6, 0.54
# Namen erscheinen, wenn sie in so viele Flächen passen; sonst stünden nur einzelne da.
_NAMEN_AB = 0.6
# So viel eines Schilds mit Namen muss in der Fläche liegen.
_DRIN_AB = 0.9
_FEINHEIT = 0.3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Umriss:
    """Flächen, von denen nur der Rand erscheint, mit ihrem Namen in der Legende."""

    flaechen: gpd.GeoDataFrame
    titel: str


def kartenbild(
    bild: Bild,
    flaechen: gpd.GeoDataFrame,
    zeichnung: str,
    legende: Sequence[Legendeneintrag],
    *,
    legendentitel: str,
    hinweis: str = "",
    umriss: Umriss | None = None,
    gestaltung: Gestaltung = STANDARD,
) -> Bild:
    """`bild` mit der Karte als Diagramm; Titel, Alternativtext und Tabelle bleiben.

    Parameters
    ----------
    flaechen
        Flächen einer Ebene in EPSG:4326, `gebiet` als Index; Flächen, die `zeichnung` nicht
        nennt, erscheinen als „keine Angabe“.
    zeichnung
        Ergebnis von `karten.zeichnung` oder `karten.kategoriezeichnung`.
    hinweis
        Satz unter der Legende, etwa „Schematische Gebietsgrenzen“.
    umriss
        Weitere Flächen, nur als gestrichelte Linie.
    """
    angaben = json.loads(zeichnung)
    mass = _mass(flaechen, gestaltung)
    orte = _orte(flaechen, angaben, mass)
    umrisstitel, frei = umriss.titel if umriss else "", 2 * gestaltung.schrift * angaben["demo"]
    erklaert, ende = _legende(legende, (legendentitel, umrisstitel, hinweis), mass, gestaltung)
    if gestaltung.dehnung and ende + frei > mass.hoehe:
        # Wo die Höhe vorgegeben ist, steht der Hinweis beim Vermerk der Karte.
        erklaert, ende = _legende(legende, (legendentitel, umrisstitel, ""), mass, gestaltung)
    unten = ende + frei
    ebenen = [
        *([thema.wasserzeichen(gestaltung)] if angaben["demo"] else []),
        *_flaechenebenen(orte),
        *(_umrissebenen([mass.in_bildpunkten(f) for f in _in_metern(umriss.flaechen)])
          if umriss else []),
        *_kreise(orte, gestaltung),
        *_schilder(orte, gestaltung),
        *erklaert,
    ]  # fmt: skip
    diagramm: alt.LayerChart = alt.LayerChart(layer=ebenen).properties(
        width=mass.breite, height=max(mass.hoehe, round(unten))
    )
    fertig = thema.gerahmt(diagramm, gestaltung, bild.alttext)
    fertig.autosize = alt.AutoSizeParams(type="pad", contains="padding")
    return replace(bild, bild=fertig)


class _Mass(NamedTuple):
    """Wie Meter zu Bildpunkten werden und wo die Legende beginnt."""

    breite: int
    hoehe: int
    kartenbreite: int
    links: float
    oben: float
    massstab: float

    def in_bildpunkten(self, form: Any) -> Any:  # noqa: ANN401
        """Eine Form in Metern, nach rechts und unten gezählt."""
        m = self.massstab
        verschoben = shapely.affinity.affine_transform(
            form, (m, 0, 0, -m, -m * self.links, m * self.oben)
        )
        return verschoben.simplify(_FEINHEIT)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Ort:
    """Eine Fläche in Bildpunkten mit ihrem Aussehen."""

    form: Any
    name: str
    farbe: str
    muster: str
    schriftfarbe: str
    kreis: float
    schild: str


class _Text(NamedTuple):
    x: float
    y: float
    text: str
    farbe: str
    fett: bool


def _mass(flaechen: gpd.GeoDataFrame, gestaltung: Gestaltung) -> _Mass:
    x0, y0, x1, y1 = _in_metern(flaechen).total_bounds
    breite, hoehe = gestaltung.rechenbreite, round(_HOEHE * gestaltung.faktor)
    karte = breite - round(_LEGENDENBREITE * gestaltung.schrift / STANDARD.schrift) - 16
    massstab = min((karte - 4) / (x1 - x0), (hoehe - 4) / (y1 - y0))
    rand_x = (karte - massstab * (x1 - x0)) / 2 / massstab
    rand_y = (hoehe - massstab * (y1 - y0)) / 2 / massstab
    return _Mass(breite, hoehe, karte, x0 - rand_x, y1 + rand_y, massstab)


def _in_metern(flaechen: gpd.GeoDataFrame) -> gpd.GeoSeries:
    return flaechen.geometry.to_crs(EBENES_KOORDINATENSYSTEM)


def _orte(flaechen: gpd.GeoDataFrame, angaben: Mapping[str, Any], mass: _Mass) -> list[_Ort]:
    ohne = klassen.OHNE_WERT["fehlt"]
    leer = {"farbe": ohne.farbe, "muster": "", "schriftfarbe": "#000000"}
    orte = []
    formen = _in_metern(flaechen)
    for gebiet, name, form in zip(flaechen.index, flaechen["name"], formen, strict=True):
        eigen = angaben["gebiete"].get(gebiet)
        art = angaben["arten"][eigen[0]] if eigen else leer
        orte.append(
            _Ort(
                form=mass.in_bildpunkten(form),
                name=str(eigen[3]) if eigen else str(name),
                farbe=art["farbe"],
                muster=art["muster"],
                schriftfarbe=art["schriftfarbe"],
                kreis=float(eigen[1]) if eigen else 0.0,
                schild=str(eigen[2]) if eigen else ohne.kuerzel,
            )
        )
    return orte


def _flaechenebenen(orte: Sequence[_Ort]) -> list[alt.Chart]:
    """Farben, darüber die Muster, darüber noch einmal die Grenzen."""
    grund = klassen.OHNE_WERT["geheim"].farbe
    farben = [(o.form, {"farbe": grund if o.muster else o.farbe, "name": o.name}) for o in orte]
    flaechen = _formen(farben).mark_geoshape(stroke=None, tooltip=None)
    grenzen = _formen([(o.form, {}) for o in orte]).mark_geoshape(
        filled=False, stroke=_GRENZE, strokeWidth=1.2, tooltip=None
    )
    gefuellt = flaechen.encode(color=alt.Color("properties.farbe:N", scale=None, legend=None))
    muster = [(o.form, o.muster) for o in orte if o.muster]
    return [_eben(gefuellt), *_musterebenen(muster), _eben(grenzen)]


def _musterebenen(formen: Sequence[tuple[Any, str]]) -> list[alt.Chart]:
    schraffuren = [_schraffur(form) for form, muster in formen if muster == "geheim"]
    punkte = [p for form, muster in formen if muster == "zu_wenige" for p in _punktraster(form)]
    ebenen = []
    if striche := [linien for linien in schraffuren if not linien.is_empty]:
        linien = _formen([(strich, {}) for strich in striche]).mark_geoshape(
            filled=False, stroke=_MUSTER, strokeWidth=2, tooltip=None
        )
        ebenen.append(_eben(linien))
    if punkte:
        daten = alt.Chart(pd.DataFrame(punkte, columns=["x", "y"]))
        kreise = daten.mark_circle(size=9, color=_MUSTER, opacity=1, tooltip=None)
        ebenen.append(kreise.encode(x=_stelle("x"), y=_stelle("y")))
    return ebenen


def _schraffur(form: Any) -> Any:  # noqa: ANN401
    """Parallele Striche unter 45 Grad, an der Fläche abgeschnitten."""
    x0, y0, x1, y1 = form.bounds
    schritt = _STRICHABSTAND * 2**0.5
    von, bis = int((x0 + y0) // schritt), int((x1 + y1) // schritt) + 1
    linien = [
        shapely.LineString([(schritt * i - y1, y1), (schritt * i - y0, y0)])
        for i in range(von, bis + 1)
    ]
    return shapely.MultiLineString(linien).intersection(form)


def _punktraster(form: Any) -> list[tuple[float, float]]:  # noqa: ANN401
    """Versetzte Punkte, die ganz in der Fläche liegen."""
    x0, y0, x1, y1 = form.bounds
    innen = form.buffer(-1.5)
    shapely.prepare(innen)
    punkte = [
        (_PUNKTABSTAND * (i + j % 2 / 2), _PUNKTABSTAND * j)
        for j in range(int(y0 // _PUNKTABSTAND), int(y1 // _PUNKTABSTAND) + 1)
        for i in range(int(x0 // _PUNKTABSTAND) - 1, int(x1 // _PUNKTABSTAND) + 1)
    ]
    return [p for p in punkte if innen.contains(shapely.Point(p))]


def _umrissebenen(formen: Sequence[Any]) -> list[alt.Chart]:
    linien = _formen([(form, {}) for form in formen]).mark_geoshape(
        filled=False, stroke="#000000", strokeWidth=3, strokeDash=[8, 5], tooltip=None
    )
    return [_eben(linien)]


def _kreise(orte: Sequence[_Ort], gestaltung: Gestaltung) -> list[alt.Chart]:
    """Anzahlen als Kreise: die Fläche des Kreises entspricht der Anzahl."""
    zeilen = [
        {"x": mitte.x, "y": mitte.y, "flaeche": 3.1416 * (ort.kreis * gestaltung.faktor) ** 2}
        for ort in orte
        if ort.kreis
        for mitte in (_groesste(ort.form).representative_point(),)
    ]
    if not zeilen:
        return []
    kreise: alt.Chart = (
        alt.Chart(pd.DataFrame(zeilen))
        .mark_point(
            shape="circle", filled=True, fill=_KREIS, stroke=_KREISRAND, opacity=0.85, tooltip=None
        )
        .encode(
            x=_stelle("x"),
            y=_stelle("y"),
            size=alt.Size("flaeche:Q", scale=None, legend=None),
        )
    )
    return [kreise]


def _schilder(orte: Sequence[_Ort], gestaltung: Gestaltung) -> list[alt.Chart]:
    """Werte, wo sie hineinpassen; Namen, wenn sie in die meisten Flächen passen."""
    mit_namen = [_namensschild(ort, gestaltung) for ort in orte]
    passen = sum(1 for schild in mit_namen if schild)
    namen = bool(orte) and passen >= _NAMEN_AB * len(orte)
    belegt: list[Any] = []
    texte: list[_Text] = []
    for ort, benannt in zip(orte, mit_namen, strict=True):
        schild = (benannt if namen else []) or _wertschild(ort, gestaltung)
        kasten = _kasten(schild, gestaltung)
        if schild and not any(kasten.intersects(anderer) for anderer in belegt):
            belegt.append(kasten)
            texte += schild
    return _texte(texte, gestaltung)


def _namensschild(ort: _Ort, gestaltung: Gestaltung) -> list[_Text]:
    """Name, wenn nötig umbrochen, über dem Wert; leer, wenn es nicht in die Fläche passt."""
    hoch, form = gestaltung.schrift + 3, _groesste(ort.form)
    geteilt = textwrap.wrap(ort.name, len(ort.name) // 2 + 2, break_long_words=False)
    for zeilen in ([ort.name], geteilt):
        ganze = [*zeilen, *([ort.schild] if ort.schild else [])]
        for mitte in _mitten(ort):
            oben = mitte.y - hoch * (len(ganze) - 1) / 2
            schild = [
                _Text(mitte.x, oben + hoch * i, text, ort.schriftfarbe, i >= len(zeilen))
                for i, text in enumerate(ganze)
            ]
            kasten = _kasten(schild, gestaltung)
            if form.intersection(kasten).area >= _DRIN_AB * kasten.area:
                return schild
    return []


def _wertschild(ort: _Ort, gestaltung: Gestaltung) -> list[_Text]:
    x0, y0, x1, y1 = _groesste(ort.form).bounds
    breite = len(ort.schild) * gestaltung.schrift * _FETT
    if not ort.schild or x1 - x0 < breite + 2 or y1 - y0 < gestaltung.schrift + 2:
        return []
    mitte = next(iter(_mitten(ort)))
    return [_Text(mitte.x, mitte.y, ort.schild, ort.schriftfarbe, True)]


def _mitten(ort: _Ort) -> Iterable[Any]:
    """Stellen, an denen ein Schild stehen kann, die beste zuerst."""
    form = _groesste(ort.form)
    if ort.kreis:
        return [form.representative_point()]
    kreis = shapely.maximum_inscribed_circle(form, tolerance=1.0)
    return [shapely.Point(kreis.coords[0]), form.representative_point(), form.centroid]


def _kasten(schild: Sequence[_Text], gestaltung: Gestaltung) -> Any:  # noqa: ANN401
    if not schild:
        return shapely.Point()
    halb = max(len(t.text) * gestaltung.schrift * (_FETT if t.fett else _MAGER) / 2 for t in schild)
    hoch, x = gestaltung.schrift / 2, schild[0].x
    return shapely.box(x - halb, schild[0].y - hoch, x + halb, schild[-1].y + hoch)


def _texte(texte: Sequence[_Text], gestaltung: Gestaltung) -> list[alt.Chart]:
    """Texte mit hellem Rand, wo die Schrift dunkel ist."""
    ebenen = []
    for fett in (False, True):
        gemeint = [t for t in texte if t.fett is fett]
        for rand in (True, False):
            zeilen = [t for t in gemeint if not rand or t.farbe != "#ffffff"]
            if not zeilen:
                continue
            aussehen: dict[str, Any] = {"fontWeight": 700 if fett else 400}
            if rand:
                aussehen |= {"stroke": "#ffffff", "strokeWidth": 3, "strokeJoin": "round"}
            schild = alt.Chart(pd.DataFrame(zeilen)).mark_text(
                baseline="middle", fontSize=gestaltung.schrift, tooltip=None, **aussehen
            )
            farbe = alt.Color("farbe:N", scale=None, legend=None)
            ebenen.append(
                schild.encode(x=_stelle("x"), y=_stelle("y"), text=alt.Text("text:N"), color=farbe)
            )
    return ebenen


def _legende(
    eintraege: Sequence[Legendeneintrag],
    texte: tuple[str, str, str],
    mass: _Mass,
    gestaltung: Gestaltung,
) -> tuple[list[alt.Chart], float]:
    """Titel, Felder, Umriss und Hinweis rechts der Karte; dazu, wo die Legende endet."""
    titel, umrisstitel, hinweis = texte
    schrift, x = gestaltung.schrift, mass.kartenbreite + 16
    kasten = round(1.6 * schrift)
    zeichen = int((mass.breite - x) / (schrift * _MAGER))
    zeilen: list[dict[str, Any]] = []
    felder: list[tuple[Legendeneintrag, Any]] = []
    linien: list[Any] = []

    def schreibe(text: str, y: float, *, eingerueckt: float = 0.0, fett: bool = False) -> float:
        platz = zeichen - int(eingerueckt / (schrift * _MAGER))
        for zeile in textwrap.wrap(text, max(8, platz)):
            zeilen.append({"x": x + eingerueckt, "y": y, "text": zeile, "fett": fett})
            y += schrift + 5
        return y

    y = schreibe(titel, schrift, fett=True) + 6
    for eintrag in _vorkommende(eintraege):
        felder.append((eintrag, shapely.box(x, y - kasten / 2, x + kasten, y + kasten / 2)))
        gebiete = "Gebiet" if eintrag.anzahl == 1 else "Gebiete"
        text = f"{eintrag.text}: {eintrag.anzahl}\u00a0{gebiete}"
        y = schreibe(text, y, eingerueckt=kasten + 8) + 7
    if umrisstitel:
        linien.append(shapely.LineString([(x, y), (x + kasten, y)]))
        y = schreibe(umrisstitel, y, eingerueckt=kasten + 8) + 7
    ende = schreibe(hinweis, y + 4)
    ebenen = [*_legendenfelder(felder), *(_umrissebenen(linien) if linien else [])]
    return [*ebenen, *_legendentexte(zeilen, gestaltung)], ende


def _vorkommende(eintraege: Sequence[Legendeneintrag]) -> list[Legendeneintrag]:
    """Alle Klassen; die Zeichen für Gebiete ohne Wert nur, wo es solche gibt."""
    ohne_wert = {darstellung.text for darstellung in klassen.OHNE_WERT.values()}
    return [e for e in eintraege if e.anzahl or e.text not in ohne_wert]


def _legendenfelder(felder: Sequence[tuple[Legendeneintrag, Any]]) -> list[alt.Chart]:
    orte = [
        _Ort(
            form=feld.centroid.buffer(feld.length / 8) if eintrag.muster == "kreis" else feld,
            name="",
            farbe=eintrag.farbe,
            muster="" if eintrag.muster == "kreis" else eintrag.muster,
            schriftfarbe="#000000",
            kreis=0.0,
            schild="",
        )
        for eintrag, feld in felder
    ]
    return _flaechenebenen(orte) if orte else []


def _legendentexte(zeilen: Sequence[Mapping[str, Any]], gestaltung: Gestaltung) -> list[alt.Chart]:
    ebenen = []
    for fett in (True, False):
        if gemeint := [zeile for zeile in zeilen if zeile["fett"] is fett]:
            text = alt.Chart(pd.DataFrame(gemeint)).mark_text(
                align="left",
                baseline="middle",
                fontWeight=600 if fett else 400,
                color=gestaltung.farben.text,
                tooltip=None,
            )
            ebenen.append(text.encode(x=_stelle("x"), y=_stelle("y"), text=alt.Text("text:N")))
    return ebenen


def _groesste(form: Any) -> Any:  # noqa: ANN401
    """Die größte zusammenhängende Fläche."""
    return max(getattr(form, "geoms", [form]), key=lambda teil: teil.area)


def _formen(formen: Sequence[tuple[Any, Mapping[str, str]]]) -> alt.Chart:
    werte = [
        {
            "type": "Feature",
            "properties": dict(angaben),
            "geometry": shapely.geometry.mapping(shapely.transform(form, lambda p: p.round(1))),
        }
        for form, angaben in formen
    ]
    return alt.Chart(alt.InlineData(values=werte))


def _eben(karte: alt.Chart) -> alt.Chart:
    """Die Formen stehen schon in Bildpunkten."""
    gezeichnet: alt.Chart = karte.project(type="identity", scale=1, translate=[0, 0])
    return gezeichnet


def _stelle(feld: str) -> Any:  # noqa: ANN401
    achse = alt.X if feld == "x" else alt.Y
    return achse(f"{feld}:Q", scale=None, axis=None)
