"""Bildzahlen → Diagramme, die sich in PowerPoint bearbeiten lassen.

Werte sind auf die Stellen gerundet, die das Bild zeigt. Eine Linie ist je durchgehend gezeichnetem
Abschnitt eine eigene Reihe: So bleibt eine Lücke eine Lücke, auch wenn jemand Zahlen ändert.
"""

import datetime
import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sozialmonitor import formate
from sozialmonitor.bildzahlen import Bildzahlen, Zahlenreihe
from sozialmonitor.diagramme import thema

SCHRIFT = 14
_HOECHSTENS_JAHRESMARKEN = 12
_VIELE_ZEILEN = 12
# Näher beieinander überdeckten sich die Zahlen am Ende zweier Linien.
_SCHILDABSTAND = 0.07
_STRICHE = {(): "solid", (1, 0): "solid", (7, 3): "dash", (2, 2): "sysDot",
            (10, 3, 2, 3): "dashDot", (12, 5): "lgDash",
            (5, 2, 1, 2, 1, 2): "lgDashDotDot", (4, 2): "sysDash", (1, 3): "sysDot"}  # fmt: skip
_FORMEN = {"circle": "CIRCLE", "square": "SQUARE", "triangle-up": "TRIANGLE", "diamond": "DIAMOND",
           "triangle-down": "X", "cross": "PLUS", "triangle-right": "STAR",
           "triangle-left": "DASH"}  # fmt: skip
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
    """Setzt das Diagramm auf die Folie.

    Parameters
    ----------
    lage
        Links, oben, Breite, Höhe in Zoll.
    grenzen
        Wertebereich statt dessen, den das Bild hat (gemeinsame Skala mehrerer Folien).
    """
    from pptx.util import Inches

    setze = {"linie": _linien, "balken": _balken, "stapel": _balken}[zahlen.art]
    rahmen = setze(folie, zahlen, tuple(Inches(mass) for mass in lage))
    diagramm = rahmen.chart
    diagramm.has_title = False
    viele = zahlen.art != "linie" and len(zahlen.kategorien) > _VIELE_ZEILEN
    diagramm.font.size = _pt(SCHRIFT - 4 if viele else SCHRIFT)
    diagramm.font.language_id = _deutsch()
    diagramm.font.color.rgb = _farbe(thema.HELL.text)
    _wertachse(diagramm.value_axis, grenzen or zahlen.grenzen, zahlen.nachkommastellen)
    eigenschaften = rahmen._element.nvGraphicFramePr.cNvPr
    eigenschaften.set("descr", alttext)
    eigenschaften.set("title", titel)


def _linien(folie: Any, zahlen: Bildzahlen, lage: Sequence[Any]) -> Any:  # noqa: ANN401
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION

    daten = CategoryChartData(number_format=_format(zahlen.nachkommastellen))
    daten.categories = zahlen.kategorien
    for reihe in zahlen.reihen:
        daten.add_series(reihe.name, _gerundet(reihe.werte, zahlen.nachkommastellen))
    rahmen = folie.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *lage, daten)
    diagramm = rahmen.chart
    diagramm.has_legend = True
    diagramm.legend.position = XL_LEGEND_POSITION.BOTTOM
    diagramm.legend.include_in_layout = False
    diagramm.legend.font.size = _pt(SCHRIFT)
    for gezeichnet, reihe in zip(diagramm.plots[0].series, zahlen.reihen, strict=True):
        _gestalte_linie(gezeichnet, reihe)
        _fehlerbalken(gezeichnet, reihe, zahlen.nachkommastellen, richtung="y")
    _letzte_werte(diagramm.plots[0], zahlen)
    _ohne_fortsetzungen(diagramm.legend, zahlen.reihen)
    # Innerhalb eines Abschnitts verbindet das Bild auch über Stichtage anderer Gebiete hinweg.
    diagramm._chartSpace.chart.find(f"{_C}dispBlanksAs").set("val", "span")
    _zeitachse(diagramm.category_axis, [t for t in zahlen.kategorien if not isinstance(t, str)])
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
    daten.categories = [_beschriftet(zahlen, i) for i in range(len(zahlen.kategorien))]
    for reihe in zahlen.reihen:
        daten.add_series(reihe.name, _gerundet(reihe.werte, zahlen.nachkommastellen))
    art = XL_CHART_TYPE.BAR_STACKED if gestapelt else XL_CHART_TYPE.BAR_CLUSTERED
    rahmen = folie.shapes.add_chart(art, *lage, daten)
    diagramm = rahmen.chart
    diagramm.has_legend = gestapelt
    if gestapelt:
        diagramm.legend.position = XL_LEGEND_POSITION.RIGHT
        diagramm.legend.include_in_layout = False
        diagramm.legend.font.size = _pt(SCHRIFT - 2)
    flaeche = diagramm.plots[0]
    flaeche.gap_width, flaeche.vary_by_categories = 45, False
    for gezeichnet, reihe in zip(flaeche.series, zahlen.reihen, strict=True):
        gezeichnet.invert_if_negative = False
        _fuelle(gezeichnet.format, reihe.farbe)
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
    # Die Zeilen laufen von oben nach unten; ihr „hohes“ Ende liegt dann unten.
    diagramm.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    return rahmen


def _beschriftet(zahlen: Bildzahlen, nummer: int) -> str:
    """Der Name mit seinem Wert: So steht die Zahl auf Deutsch da, wo immer geöffnet wird."""
    name, wert = str(zahlen.kategorien[nummer]), zahlen.reihen[0].werte[nummer]
    if zahlen.art == "stapel" or wert is None:
        return name
    text = formate.zahl(wert, zahlen.nachkommastellen, vorzeichen=min(_vorhandene(zahlen)) < 0)
    return f"{name}  {text}"


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


def _letzte_werte(flaeche: Any, zahlen: Bildzahlen) -> None:  # noqa: ANN401
    """Neben dem letzten Punkt jeder Linie steht ihr Wert; was sich überdeckte, weicht aus."""
    letzte: dict[str, tuple[int, int, float]] = {}
    for platz, reihe in enumerate(zahlen.reihen):
        vorhanden = [(i, wert) for i, wert in enumerate(reihe.werte) if wert is not None]
        if vorhanden:
            letzte[reihe.stamm] = (platz, *vorhanden[-1])
    spanne = (zahlen.grenzen[1] - zahlen.grenzen[0]) if zahlen.grenzen else 1.0
    geordnet = sorted(letzte.values(), key=lambda eintrag: eintrag[2])
    haufen: list[list[tuple[int, int, float]]] = []
    for eintrag in geordnet:
        if haufen and eintrag[2] - haufen[-1][-1][2] < _SCHILDABSTAND * spanne:
            haufen[-1].append(eintrag)
        else:
            haufen.append([eintrag])
    for gruppe in haufen:
        for lage, (platz, nummer, wert) in _ausgewichen(gruppe):
            text = formate.zahl(wert, zahlen.nachkommastellen)
            _schild(flaeche.series[platz].points[nummer], text, zahlen.reihen[platz].farbe, lage)


def _ausgewichen(
    gruppe: Sequence[tuple[int, int, float]],
) -> list[tuple[str, tuple[int, int, float]]]:
    """Nah beieinander: der unterste Wert unter seinem Punkt, der oberste darüber, sonst keiner."""
    if len(gruppe) == 1:
        return [("RIGHT", gruppe[0])]
    return [("BELOW", gruppe[0]), ("ABOVE", gruppe[-1])]


def _schild(punkt: Any, text: str, farbe: str, lage: str) -> None:  # noqa: ANN401
    from pptx.enum.chart import XL_LABEL_POSITION

    schild = punkt.data_label
    schild.position = getattr(XL_LABEL_POSITION, lage)
    schild.text_frame.text = text
    lauf = schild.text_frame.paragraphs[0].runs[0]
    lauf.font.size, lauf.font.bold = _pt(SCHRIFT), True
    lauf.font.color.rgb, lauf.font.language_id = _farbe(farbe), _deutsch()


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


def _wertachse(achse: Any, grenzen: tuple[float, float] | None, stellen: int) -> None:  # noqa: ANN401
    from pptx.enum.chart import XL_TICK_MARK

    if grenzen:
        achse.minimum_scale, achse.maximum_scale = grenzen
    achse.has_major_gridlines = True
    achse.major_gridlines.format.line.color.rgb = _farbe(thema.HELL.gitter)
    achse.format.line.fill.background()
    achse.major_tick_mark = XL_TICK_MARK.NONE
    ganz = grenzen is not None and grenzen[1] - grenzen[0] >= _HOECHSTENS_JAHRESMARKEN / 2
    achse.tick_labels.number_format = _format(0 if ganz else stellen)
    achse.tick_labels.number_format_is_linked = False


def _zeitachse(achse: Any, tage: Sequence[datetime.date]) -> None:  # noqa: ANN401
    """Stichtage im wirklichen Abstand; mit mehreren im Jahr stehen auch Monate da."""
    from lxml import etree

    je_jahr = len({tag.year for tag in tage}) == len(tage)
    achse.tick_labels.number_format = "yyyy" if je_jahr else "mm/yyyy"
    achse.tick_labels.number_format_is_linked = False
    achse.format.line.color.rgb = _farbe(thema.HELL.nebentext)
    element = achse._element
    if not element.tag.endswith("dateAx"):
        return
    for name in ("baseTimeUnit", "majorUnit", "majorTimeUnit"):
        for alt in element.findall(f"{_C}{name}"):
            element.remove(alt)
    schritt = _jahresschritt(tage)
    for name, wert in (
        ("baseTimeUnit", "days"), ("majorUnit", str(schritt)), ("majorTimeUnit", "years"),
    ):  # fmt: skip
        etree.SubElement(element, f"{_C}{name}", val=wert)


def _jahresschritt(tage: Sequence[datetime.date]) -> int:
    """Abstand der Marken in Jahren: der Takt der Stichtage, wo das nicht zu viele gibt."""
    spanne = max(tage).year - min(tage).year
    takt = math.gcd(*(tag.year - min(tage).year for tag in tage)) or 1
    return takt * max(1, -(-spanne // (takt * _HOECHSTENS_JAHRESMARKEN)))


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
