"""Bildzahlen → Diagramme, die sich in PowerPoint bearbeiten lassen.

Werte sind auf die Stellen gerundet, die das Bild zeigt. Eine Linie ist je durchgehend gezeichnetem
Abschnitt eine eigene Reihe: So bleibt eine Lücke eine Lücke, auch wenn jemand Zahlen ändert.
Wo die Zeichenfläche einer Linie liegt, steht fest; so lässt sich rechnen, ob sich die Schilder an
ihrem Ende überdeckten.
"""

import datetime
import math
from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sozialmonitor import formate
from sozialmonitor.berichte.endschilder import (
    ACHSENZEILE,
    RAND_RECHTS,
    SCHRIFT,
    Zeichenflaeche,
    endschilder,
    namen_am_ende,
    zeichenflaeche,
)
from sozialmonitor.berichte.schriftmass import textbreite
from sozialmonitor.bildzahlen import Bildzahlen, Zahlenreihe
from sozialmonitor.diagramme import thema

HOECHSTENS_ZEILEN = 16
"""Mehr Balken stehen in zwei Diagrammen nebeneinander."""
_KLEINSTE_SCHRIFT = 10
# Größer im Verhältnis zum Abstand der Zeilen stießen die Namen aneinander.
_SCHRIFT_JE_ZEILE = 0.82
_JE_JAHRESMARKE, _JE_WERTMARKE_HOCH, _JE_WERTMARKE_QUER = 40, 27, 64
_HOECHSTENS_WERTMARKEN = 10
# Abstand eines Schilds von der Marke seines Punkts (Punkte).
_NEBEN_DER_MARKE = 6
# So genau müssen Stichtage im Jahr übereinstimmen, damit eine Marke je Jahr für sie steht.
_GLEICHE_JAHRESZEIT = 3
_ZWEITER_TEIL = "Die übrigen Balken zu dem Diagramm links daneben, auf derselben Achse."
_STRICHE = {(): "solid", (1, 0): "solid", (7, 3): "dash", (2, 2): "sysDot",
            (10, 3, 2, 3): "dashDot", (12, 5): "lgDash",
            (5, 2, 1, 2, 1, 2): "lgDashDotDot", (4, 2): "sysDash", (1, 3): "sysDot"}  # fmt: skip
_FORMEN = {"circle": "CIRCLE", "square": "SQUARE", "triangle-up": "TRIANGLE", "diamond": "DIAMOND",
           "triangle-down": "X", "cross": "PLUS", "triangle-right": "STAR",
           "triangle-left": "DASH"}  # fmt: skip
_ERWEITERUNG = "{CE6537A1-D6FC-4f65-9D91-7224C49458BB}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def setze_diagramm(
    folie: Any,  # noqa: ANN401
    zahlen: Bildzahlen,
    lage: tuple[float, float, float, float],
    *,
    alttext: str,
    titel: str,
    grenzen: tuple[float, float] | None = None,
) -> None:
    """Setzt das Diagramm auf die Folie; sehr viele Balken stehen in zweien nebeneinander.

    Parameters
    ----------
    lage
        Links, oben, Breite, Höhe in Zoll.
    grenzen
        Wertebereich statt dessen, den das Bild hat (gemeinsame Skala mehrerer Folien).
    """
    if grenzen:
        zahlen = replace(zahlen, grenzen=grenzen)
    zahlen = _beschriftet(zahlen)
    teile = _haelften(zahlen)
    links, oben, breite, hoehe = lage
    schrift = _zeilenschrift(teile[0], hoehe * 72)
    for nummer, teil in enumerate(teile):
        spalte = breite / len(teile)
        platz = (links + nummer * spalte, oben, spalte, hoehe)
        rahmen = _setze(folie, teil, platz, schrift)
        eigenschaften = rahmen._element.nvGraphicFramePr.cNvPr
        eigenschaften.set("descr", _ZWEITER_TEIL if nummer else alttext)
        eigenschaften.set("title", titel)
        if len(teile) > 1:
            flaeche = _balkenflaeche(zahlen, spalte * 72, hoehe * 72, schrift)
            _lege_fest(rahmen.chart._chartSpace, flaeche)


def _setze(
    folie: Any,  # noqa: ANN401
    zahlen: Bildzahlen,
    lage: tuple[float, float, float, float],
    schrift: int,
) -> Any:  # noqa: ANN401
    from pptx.util import Inches

    setze = {"linie": _linien, "balken": _balken, "stapel": _balken}[zahlen.art]
    rahmen = setze(folie, zahlen, tuple(Inches(mass) for mass in lage))
    diagramm = rahmen.chart
    diagramm.has_title = False
    diagramm.font.size = _pt(schrift)
    diagramm.font.language_id = _deutsch()
    diagramm.font.color.rgb = _farbe(thema.HELL.text)
    quer = zahlen.art != "linie"
    laenge, je_marke = (
        (lage[2] * 72 / 2, _JE_WERTMARKE_QUER) if quer else (lage[3] * 72, _JE_WERTMARKE_HOCH)
    )
    _wertachse(diagramm.value_axis, zahlen, int(laenge / je_marke))
    return rahmen


def _haelften(zahlen: Bildzahlen) -> tuple[Bildzahlen, ...]:
    """Dasselbe in zwei Teilen, wo die Namen sonst zu klein oder ausgelassen würden."""
    anzahl = len(zahlen.kategorien)
    if zahlen.art != "balken" or anzahl <= HOECHSTENS_ZEILEN:
        return (zahlen,)
    mitte = -(-anzahl // 2)
    return tuple(_ausschnitt(zahlen, teil) for teil in (slice(mitte), slice(mitte, None)))


def _ausschnitt(zahlen: Bildzahlen, teil: slice) -> Bildzahlen:
    reihen = tuple(
        replace(r, werte=r.werte[teil], unten=r.unten[teil], oben=r.oben[teil],
                farben=r.farben[teil])
        for r in zahlen.reihen
    )  # fmt: skip
    return replace(zahlen, kategorien=zahlen.kategorien[teil], reihen=reihen)


def _zeilenschrift(zahlen: Bildzahlen, hoehe: float) -> int:
    """So groß, wie es der Abstand der Balken erlaubt."""
    if zahlen.art == "linie":
        return SCHRIFT
    je_zeile = (hoehe - ACHSENZEILE) / max(1, len(zahlen.kategorien))
    return max(_KLEINSTE_SCHRIFT, min(SCHRIFT, int(je_zeile * _SCHRIFT_JE_ZEILE)))


def _linien(folie: Any, zahlen: Bildzahlen, lage: Sequence[Any]) -> Any:  # noqa: ANN401
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION

    daten = CategoryChartData(number_format=_format(zahlen.nachkommastellen))
    daten.categories = zahlen.kategorien
    for reihe in zahlen.reihen:
        daten.add_series(reihe.name, _gerundet(reihe.werte, zahlen.nachkommastellen))
    rahmen = folie.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *lage, daten)
    diagramm = rahmen.chart
    breite, hoehe = rahmen.width.pt, rahmen.height.pt
    mit_namen = namen_am_ende(zahlen, breite)
    diagramm.has_legend = not mit_namen
    if not mit_namen:
        diagramm.legend.position = XL_LEGEND_POSITION.BOTTOM
        diagramm.legend.include_in_layout = False
        diagramm.legend.font.size = _pt(SCHRIFT)
        _ohne_fortsetzungen(diagramm.legend, zahlen.reihen)
    flaeche = zeichenflaeche(zahlen, breite, hoehe)
    _lege_fest(diagramm._chartSpace, flaeche)
    for gezeichnet, reihe in zip(diagramm.plots[0].series, zahlen.reihen, strict=True):
        _gestalte_linie(gezeichnet, reihe)
        _fehlerbalken(gezeichnet, reihe, zahlen.nachkommastellen, richtung="y")
    for schild in endschilder(zahlen, flaeche.hoch, mit_namen=mit_namen):
        punkt = diagramm.plots[0].series[schild.reihe].points[schild.punkt]
        versatz = (_NEBEN_DER_MARKE / breite, -schild.hoch / hoehe)
        _schild(punkt, schild.text, zahlen.reihen[schild.reihe].farbe, versatz)
    # Innerhalb eines Abschnitts verbindet das Bild auch über Stichtage anderer Gebiete hinweg.
    diagramm._chartSpace.chart.find(f"{_C}dispBlanksAs").set("val", "span")
    _zeitachse(
        diagramm, [t for t in zahlen.kategorien if not isinstance(t, str)],
        hoechstens=int(flaeche.weit / _JE_JAHRESMARKE),
    )  # fmt: skip
    return rahmen


def _balken(folie: Any, zahlen: Bildzahlen, lage: Sequence[Any]) -> Any:  # noqa: ANN401
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import (
        XL_CHART_TYPE,
        XL_LEGEND_POSITION,
        XL_TICK_LABEL_POSITION,
        XL_TICK_MARK,
    )

    gestapelt = zahlen.art == "stapel"
    daten = CategoryChartData(number_format=_format(zahlen.nachkommastellen))
    daten.categories = zahlen.kategorien
    for reihe in zahlen.reihen:
        daten.add_series(reihe.name, _gerundet(reihe.werte, zahlen.nachkommastellen))
    art = XL_CHART_TYPE.BAR_STACKED if gestapelt else XL_CHART_TYPE.BAR_CLUSTERED
    rahmen = folie.shapes.add_chart(art, *lage, daten)
    diagramm = rahmen.chart
    diagramm.has_legend = gestapelt
    if gestapelt:
        diagramm.legend.position = XL_LEGEND_POSITION.RIGHT
        diagramm.legend.include_in_layout = False
        diagramm.legend.font.size = _pt(SCHRIFT)
    flaeche = diagramm.plots[0]
    flaeche.gap_width, flaeche.vary_by_categories = 45, False
    for gezeichnet, reihe in zip(flaeche.series, zahlen.reihen, strict=True):
        gezeichnet.invert_if_negative = False
        _fuelle(gezeichnet.format, reihe.farbe)
        if gestapelt:  # auch in Graustufen sieht man, wo ein Teil endet
            gezeichnet.format.line.color.rgb = _farbe(thema.HELL.hintergrund)
            gezeichnet.format.line.width = _pt(1.5)
        for i, farbe in enumerate(reihe.farben):
            if farbe != reihe.farbe and reihe.werte[i] is not None:
                _fuelle(gezeichnet.points[i].format, farbe)
        _fehlerbalken(gezeichnet, reihe, zahlen.nachkommastellen)
    achse = diagramm.category_axis
    achse.reverse_order = True
    achse.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    achse.major_tick_mark = XL_TICK_MARK.NONE
    achse.format.line.color.rgb = _farbe(thema.HELL.nebentext)
    achse.has_major_gridlines = False
    _ohne_auslassung(achse._element)
    # Die Zeilen laufen von oben nach unten; ihr „hohes“ Ende liegt dann unten.
    diagramm.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    return rahmen


def _ohne_auslassung(achse: Any) -> None:  # noqa: ANN401
    """Jede Zeile behält ihren Namen, auch wenn es eng wird."""
    from lxml import etree

    achse.find(f"{_C}lblOffset").addnext(etree.Element(f"{_C}tickLblSkip", val="1"))


def _beschriftet(zahlen: Bildzahlen) -> Bildzahlen:
    """Balken tragen ihren Wert am Namen: So steht er auf Deutsch da, wo immer geöffnet wird."""
    if zahlen.art != "balken":
        return zahlen
    mit_vorzeichen = min(_vorhandene(zahlen), default=0.0) < 0
    namen = (
        name
        if wert is None
        else f"{name}  {formate.zahl(wert, zahlen.nachkommastellen, vorzeichen=mit_vorzeichen)}"
        for name, wert in zip(zahlen.kategorien, zahlen.reihen[0].werte, strict=True)
    )
    return replace(zahlen, kategorien=tuple(map(str, namen)))


def _vorhandene(zahlen: Bildzahlen) -> list[float]:
    return [wert for reihe in zahlen.reihen for wert in reihe.werte if wert is not None]


def _gestalte_linie(gezeichnet: Any, reihe: Zahlenreihe) -> None:  # noqa: ANN401
    from pptx.enum.chart import XL_MARKER_STYLE

    gezeichnet.smooth = False
    linie = gezeichnet.format.line
    linie.color.rgb, linie.width = _farbe(reihe.farbe), _pt(reihe.dicke)
    linie.dash_style = _strichart(reihe.strich)
    marke = gezeichnet.marker
    marke.style, marke.size = getattr(XL_MARKER_STYLE, _FORMEN.get(reihe.form, "CIRCLE")), 8
    _fuelle(marke.format, reihe.farbe)
    marke.format.line.color.rgb = _farbe(reihe.farbe)
    for nummer in sorted(reihe.hohl):
        punkt = gezeichnet.points[nummer]
        punkt.marker.style, punkt.marker.size = marke.style, 9
        _fuelle(punkt.marker.format, thema.HELL.hintergrund)
        punkt.marker.format.line.color.rgb = _farbe(reihe.farbe)
        punkt.format.line.color.rgb, punkt.format.line.width = _farbe(reihe.farbe), linie.width
        punkt.format.line.dash_style = _strichart(reihe.strich)


def _balkenflaeche(zahlen: Bildzahlen, breite: float, hoehe: float, schrift: int) -> Zeichenflaeche:
    """Für beide Hälften dieselbe: So sind auch ihre Balken miteinander vergleichbar."""
    links = min(breite / 2, max(textbreite(f"{name}  ", schrift) for name in zahlen.kategorien))
    weit, hoch = breite - links - RAND_RECHTS, hoehe - ACHSENZEILE
    return Zeichenflaeche(
        links=links / breite, oben=0.0, breite=weit / breite, hoehe=hoch / hoehe,
        hoch=hoch, weit=weit,
    )  # fmt: skip


def _lege_fest(diagramm: Any, flaeche: Zeichenflaeche) -> None:  # noqa: ANN401
    from lxml import etree

    feste = etree.Element(f"{_C}manualLayout")
    etree.SubElement(feste, f"{_C}layoutTarget", val="inner")
    for name in ("xMode", "yMode"):
        etree.SubElement(feste, f"{_C}{name}", val="edge")
    masse = (flaeche.links, flaeche.oben, flaeche.breite, flaeche.hoehe)
    for name, mass in zip("xywh", masse, strict=True):
        etree.SubElement(feste, f"{_C}{name}", val=f"{mass:.4f}")
    zeichnung = diagramm.chart.find(f"{_C}plotArea")
    for alt in zeichnung.findall(f"{_C}layout"):
        zeichnung.remove(alt)
    layout = etree.Element(f"{_C}layout")
    layout.append(feste)
    zeichnung.insert(0, layout)


def _schild(punkt: Any, text: str, farbe: str, versatz: tuple[float, float]) -> None:  # noqa: ANN401
    """Ein Schild rechts vom Punkt, nach rechts und unten gerückt (Anteile des Diagramms)."""
    from lxml import etree
    from pptx.enum.chart import XL_LABEL_POSITION

    schild = punkt.data_label
    schild.position = XL_LABEL_POSITION.RIGHT
    schild.text_frame.text = text
    schild.text_frame.word_wrap = False
    lauf = schild.text_frame.paragraphs[0].runs[0]
    lauf.font.size, lauf.font.bold = _pt(SCHRIFT), True
    lauf.font.color.rgb, lauf.font.language_id = _farbe(farbe), _deutsch()
    layout = etree.Element(f"{_C}layout")
    feste = etree.SubElement(layout, f"{_C}manualLayout")
    for name, mass in zip("xy", versatz, strict=True):
        etree.SubElement(feste, f"{_C}{name}", val=f"{mass:.4f}")
    element = punkt.data_label._dLbl
    element.find(f"{_C}idx").addnext(layout)
    _ohne_fuehrungslinien(element.getparent())


def _ohne_fuehrungslinien(schilder: Any) -> None:  # noqa: ANN401
    """Farbe und Reihenfolge sagen, wozu ein Schild gehört; Striche verdeckten die Punkte."""
    from lxml import etree

    schilder.find(f"{_C}showLeaderLines").set("val", "0")
    c15 = "http://schemas.microsoft.com/office/drawing/2012/chart"
    liste = etree.SubElement(schilder, f"{_C}extLst")
    eintrag = etree.SubElement(liste, f"{_C}ext", nsmap={"c15": c15}, uri=_ERWEITERUNG)
    etree.SubElement(eintrag, f"{{{c15}}}showLeaderLines", val="0")


def _fehlerbalken(
    gezeichnet: Any,  # noqa: ANN401
    reihe: Zahlenreihe,
    stellen: int,
    *,
    richtung: str = "",
) -> None:
    """Der 95-%-Bereich als eigene Abstände nach oben und unten."""
    if not reihe.unten:
        return
    from lxml import etree

    balken = etree.Element(f"{_C}errBars")
    if richtung:
        etree.SubElement(balken, f"{_C}errDir", val=richtung)
    for name, wert in (("errBarType", "both"), ("errValType", "cust"), ("noEndCap", "0")):
        etree.SubElement(balken, f"{_C}{name}", val=wert)
    werte = _gerundet(reihe.werte, stellen)
    for name, ende in (("plus", reihe.oben), ("minus", reihe.unten)):
        grenzen = _gerundet(ende, stellen)
        paare = list(zip(werte, grenzen, strict=True))
        abstaende = [abs(g - w) if w is not None and g is not None else 0.0 for w, g in paare]
        liste = etree.SubElement(etree.SubElement(balken, f"{_C}{name}"), f"{_C}numLit")
        etree.SubElement(liste, f"{_C}formatCode").text = "General"
        etree.SubElement(liste, f"{_C}ptCount", val=str(len(abstaende)))
        for i, abstand in enumerate(abstaende):
            punkt = etree.SubElement(liste, f"{_C}pt", idx=str(i))
            etree.SubElement(punkt, f"{_C}v").text = f"{abstand:.10g}"
    farbe = reihe.farbe if richtung else thema.HELL.titel
    balken.append(_strich(farbe, 1.0 if richtung else 1.5))
    kategorien = gezeichnet._element.find(f"{_C}cat")
    kategorien.addprevious(balken)


def _strich(farbe: str, dicke: float) -> Any:  # noqa: ANN401
    from lxml import etree

    a = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    form = etree.Element(f"{_C}spPr")
    linie = etree.SubElement(form, f"{a}ln", w=str(int(dicke * 12700)))
    fuellung = etree.SubElement(linie, f"{a}solidFill")
    etree.SubElement(fuellung, f"{a}srgbClr", val=farbe[1:].upper())
    return form


def _ohne_fortsetzungen(legende: Any, reihen: Sequence[Zahlenreihe]) -> None:  # noqa: ANN401
    """Eine Linie steht einmal in der Legende, auch wenn sie unterbrochen ist."""
    from lxml import etree

    stelle = legende._element.find(f"{_C}legendPos")
    for nummer, reihe in reversed(list(enumerate(reihen))):
        if reihe.fortsetzung:
            eintrag = etree.Element(f"{_C}legendEntry")
            etree.SubElement(eintrag, f"{_C}idx", val=str(nummer))
            etree.SubElement(eintrag, f"{_C}delete", val="1")
            stelle.addnext(eintrag)


def _wertachse(achse: Any, zahlen: Bildzahlen, hoechstens: int) -> None:  # noqa: ANN401
    from pptx.enum.chart import XL_TICK_MARK

    stellen = zahlen.nachkommastellen
    if zahlen.grenzen and zahlen.grenzen[0] < zahlen.grenzen[1]:
        unten, oben = achse.minimum_scale, achse.maximum_scale = zahlen.grenzen
        schritt = wertschritt(oben - unten, hoechstens)
        achse.major_unit = schritt
        stellen = max(0, -math.floor(math.log10(schritt)))
    achse.has_major_gridlines = True
    achse.major_gridlines.format.line.color.rgb = _farbe(thema.HELL.gitter)
    achse.format.line.fill.background()
    achse.major_tick_mark = XL_TICK_MARK.NONE
    # Leerzeichen halten die Zahlen von der Achse und damit vom ersten Punkt weg.
    achse.tick_labels.number_format = _achsenformat(
        stellen, "\\ \\ " if zahlen.art == "linie" else ""
    )
    achse.tick_labels.number_format_is_linked = False


def wertschritt(spanne: float, hoechstens: int) -> float:
    """Der kleinste runde Schritt (1, 2 oder 5 mal eine Zehnerpotenz) mit höchstens so vielen."""
    roh = spanne / max(2, min(hoechstens, _HOECHSTENS_WERTMARKEN))
    potenz = 10.0 ** math.floor(math.log10(roh))
    return next(f * potenz for f in (1.0, 2.0, 5.0, 10.0) if f * potenz >= roh * 0.999)


def _achsenformat(stellen: int, danach: str) -> str:
    """Zahlenformat mit deutschen Zeichen, wo immer geöffnet wird, und echtem Minuszeichen."""
    zahl = f"{_format(stellen)}{danach}"
    return f'[$-407]{zahl};"−"{zahl}'


def _zeitachse(diagramm: Any, tage: Sequence[datetime.date], hoechstens: int) -> None:  # noqa: ANN401
    """Stichtage im wirklichen Abstand; mit mehreren im Jahr stehen auch Monate da.

    Ein Stichtag im Jahr steht in der Mitte seines Jahres: So hat der erste Abstand zur Achse.
    """
    from lxml import etree
    from pptx.enum.chart import XL_TICK_LABEL_POSITION

    achse = diagramm.category_axis
    je_jahr = len({tag.year for tag in tage}) == len(tage)
    achse.tick_labels.number_format = "yyyy" if je_jahr else "mm/yyyy"
    achse.tick_labels.number_format_is_linked = False
    achse.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    achse.format.line.color.rgb = _farbe(thema.HELL.nebentext)
    element = achse._element
    if not element.tag.endswith("dateAx"):
        return
    jahrweise = je_jahr and _gleiche_jahreszeit(tage)
    for name in ("baseTimeUnit", "majorUnit", "majorTimeUnit"):
        for alt in element.findall(f"{_C}{name}"):
            element.remove(alt)
    for name, wert in (
        ("baseTimeUnit", "years" if jahrweise else "days"),
        ("majorUnit", str(jahresschritt(tage, hoechstens))),
        ("majorTimeUnit", "years"),
    ):
        etree.SubElement(element, f"{_C}{name}", val=wert)
    kreuzung = etree.Element(f"{_C}crossBetween", val="between" if jahrweise else "midCat")
    diagramm.value_axis._element.find(f"{_C}crosses").addnext(kreuzung)


def _gleiche_jahreszeit(tage: Sequence[datetime.date]) -> bool:
    monate = [tag.month for tag in tage]
    return max(monate) - min(monate) <= _GLEICHE_JAHRESZEIT


def jahresschritt(tage: Sequence[datetime.date], hoechstens: int) -> int:
    """Abstand der Marken in Jahren: der Takt der Stichtage, wo das nicht zu viele gibt.

    Von den Schritten bis zum Doppelten des kleinsten wird einer genommen, bei dem auch das letzte
    Jahr eine Marke hat; gibt es keinen, der kleinste.
    """
    spanne = max(tage).year - min(tage).year
    takt = math.gcd(*(tag.year - min(tage).year for tag in tage)) or 1
    mindestens = max(1, math.ceil(spanne / (takt * max(1, hoechstens - 1))))
    genau = [n * takt for n in range(mindestens, 2 * mindestens + 1) if spanne % (n * takt) == 0]
    return genau[0] if genau else mindestens * takt


def _gerundet(werte: Sequence[float | None], stellen: int) -> list[float | None]:
    """Kaufmännisch gerundet wie im Text des Bildes."""
    stelle = Decimal(1).scaleb(-stellen)
    return [
        None if w is None else float(Decimal(repr(w)).quantize(stelle, rounding=ROUND_HALF_UP))
        for w in werte
    ]


def _format(stellen: int) -> str:
    return "#,##0" + ("." + "0" * stellen if stellen else "")


def _strichart(strich: tuple[int, ...]) -> Any:  # noqa: ANN401
    from pptx.enum.dml import MSO_LINE

    return MSO_LINE.from_xml(_STRICHE.get(strich, "solid"))


def _fuelle(form: Any, farbe: str) -> None:  # noqa: ANN401
    form.fill.solid()
    form.fill.fore_color.rgb = _farbe(farbe)


def _farbe(farbe: str) -> Any:  # noqa: ANN401
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(farbe[1:].upper())


def _pt(punkte: float) -> Any:  # noqa: ANN401
    from pptx.util import Pt

    return Pt(punkte)


def _deutsch() -> Any:  # noqa: ANN401
    from pptx.enum.lang import MSO_LANGUAGE_ID

    return MSO_LANGUAGE_ID.GERMAN
