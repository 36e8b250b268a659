"""Die Vorlage der Folien: 16:9, zwei Layouts mit echten Titelplatzhaltern, Name der Stadt, Logo.

Sie entsteht aus der mitgelieferten leeren Präsentation der Bibliothek; nichts wird gelesen.
"""

import copy
import io
from dataclasses import dataclass
from typing import Any

from sozialmonitor.diagramme import thema
from sozialmonitor.fehler import SozialmonitorFehler

BREITE, HOEHE = 13.333, 7.5
"""Größe einer Folie in Zoll (16:9)."""
RAND, INNENBREITE = 0.6, 12.13
TITELGROESSE = 28
SPRACHE = "de-DE"
_TITEL = (RAND, 0.32, INNENBREITE, 1.36)
_FUSS, _STREIFEN = 7.08, 0.1
_LOGOHOEHE, _LOGOBREITE = 0.36, 1.8
_BEHALTEN = {0: "Titelfolie", 5: "Aussage mit Bild"}
_HOECHSTENS_BYTES = 5_000_000
_HOECHSTENS_PUNKTE = 6000
_FORMATE = {"PNG", "JPEG", "GIF", "BMP", "TIFF"}
_LOGOPUNKTE = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """Ein geprüftes Bild als PNG mit Breite und Höhe in Bildpunkten."""

    png: bytes
    breite: int
    hoehe: int


def logo_aus(inhalt: bytes) -> Logo:
    """Das Logo aus einer Bilddatei, höchstens so groß, wie eine Folie es braucht.

    Raises
    ------
    SozialmonitorFehler
        Wenn die Datei kein Bild (PNG, JPEG, GIF, BMP, TIFF) oder zu groß ist.
    """
    from PIL import Image  # kommt mit python-pptx; nur mit einem Logo gebraucht

    if len(inhalt) > _HOECHSTENS_BYTES:
        raise SozialmonitorFehler("Die Logodatei ist größer als 5 MB.")
    try:
        with Image.open(io.BytesIO(inhalt), formats=sorted(_FORMATE)) as bild:
            zu_gross = max(bild.size) > _HOECHSTENS_PUNKTE
            klein = Image.new("RGBA", (1, 1)) if zu_gross else bild.convert("RGBA")
    except Exception as fehler:  # die Bibliothek kennt je Format eigene Ausnahmen
        raise SozialmonitorFehler(
            "Die Logodatei ist kein lesbares Bild (möglich sind PNG, JPEG, GIF, BMP und TIFF)."
        ) from fehler
    if zu_gross:
        raise SozialmonitorFehler(f"Das Logo ist größer als {_HOECHSTENS_PUNKTE} Bildpunkte.")
    klein.thumbnail((4 * _LOGOPUNKTE, _LOGOPUNKTE))
    puffer = io.BytesIO()
    klein.save(puffer, "PNG")
    return Logo(png=puffer.getvalue(), breite=klein.width, hoehe=klein.height)


def leere_praesentation(ort: str, logo: Logo | None) -> Any:  # noqa: ANN401
    """Eine Präsentation ohne Folien mit den Layouts „Titelfolie“ und „Aussage mit Bild“.

    `ort` steht auf dem Master links unten, das Logo daneben rechts vor der Foliennummer.
    """
    from pptx import Presentation
    from pptx.util import Inches

    praesentation = Presentation()
    praesentation.slide_width, praesentation.slide_height = Inches(BREITE), Inches(HOEHE)
    master = praesentation.slide_master
    for nummer, layout in enumerate(list(praesentation.slide_layouts)):
        if nummer in _BEHALTEN:
            layout.name = _BEHALTEN[nummer]
        else:
            praesentation.slide_layouts.remove(layout)
    for ebene in (master, *praesentation.slide_layouts):
        _nur_noetige_platzhalter(ebene)
    _ordne_master(master)
    _ordne_layouts(*praesentation.slide_layouts)
    _farben(master)
    _setze_streifen(master)
    _textfeld(master, ort)
    if logo:
        _setze_logo(master, logo)
    return praesentation


def mit_nummer(folie: Any) -> None:  # noqa: ANN401
    """Setzt die Foliennummer; Platzhalter dieser Art überträgt die Bibliothek nicht selbst."""
    for platzhalter in folie.slide_layout.placeholders:
        if "SLIDE_NUMBER" in str(platzhalter.placeholder_format.type):
            folie.shapes._spTree.append(copy.deepcopy(platzhalter._element))


def _nur_noetige_platzhalter(ebene: Any) -> None:  # noqa: ANN401
    for platzhalter in list(ebene.placeholders):
        if any(art in str(platzhalter.placeholder_format.type) for art in ("DATE", "FOOTER")):
            platzhalter._element.getparent().remove(platzhalter._element)


def _lege(form: Any, links: float, oben: float, breite: float, hoehe: float) -> None:  # noqa: ANN401
    from pptx.util import Inches

    form.left, form.top = Inches(links), Inches(oben)
    form.width, form.height = Inches(breite), Inches(hoehe)


def _ordne_master(master: Any) -> None:  # noqa: ANN401
    from pptx.util import Pt

    for platzhalter in master.placeholders:
        art = str(platzhalter.placeholder_format.type)
        if "TITLE" in art:
            _lege(platzhalter, *_TITEL)
            platzhalter._element.txBody.bodyPr.set("anchor", "t")
            for seite in ("lIns", "tIns", "bIns"):
                platzhalter._element.txBody.bodyPr.set(seite, "0")
            platzhalter.name = "Titel"
        elif "SLIDE_NUMBER" in art:
            _lege(platzhalter, RAND + INNENBREITE - 0.8, _FUSS, 0.8, 0.3)
            platzhalter.name = "Foliennummer"
            for stil in platzhalter._element.iter(_a("defRPr")):
                stil.set("sz", "1100")
                _faerbe(stil)
        else:
            _lege(platzhalter, RAND, 1.75, INNENBREITE, 4.8)
            platzhalter.name = "Text"
    stile = master._element.find(_p("txStyles"))
    for stil in stile.iter(_a("defRPr")):
        stil.set("lang", SPRACHE)
    titelstil = stile.find(_p("titleStyle")).find(_a("lvl1pPr"))
    titelstil.set("algn", "l")
    abstand = titelstil.makeelement(_a("lnSpc"), {})
    abstand.append(abstand.makeelement(_a("spcPct"), {"val": "90000"}))
    titelstil.insert(0, abstand)
    titelstil.find(_a("defRPr")).set("sz", str(Pt(TITELGROESSE).centipoints))
    titelstil.find(_a("defRPr")).set("b", "1")


def _ordne_layouts(titelfolie: Any, inhalt: Any) -> None:  # noqa: ANN401
    for layout in (titelfolie, inhalt):
        for platzhalter in layout.placeholders:
            art = str(platzhalter.placeholder_format.type)
            if "SLIDE_NUMBER" in art:
                _lege(platzhalter, RAND + INNENBREITE - 0.8, _FUSS, 0.8, 0.3)
                for stil in platzhalter._element.iter(_a("rPr"), _a("defRPr")):
                    stil.set("lang", SPRACHE)
                platzhalter.name = "Foliennummer"
    for platzhalter in titelfolie.placeholders:
        art = str(platzhalter.placeholder_format.type)
        if "CENTER_TITLE" in art:
            _lege(platzhalter, 1.0, 2.0, 11.3, 1.9)
            platzhalter._element.txBody.bodyPr.set("anchor", "b")
            platzhalter.name = "Titel"
        elif "SUBTITLE" in art:
            _lege(platzhalter, 1.0, 4.05, 11.3, 1.9)
            platzhalter.name = "Untertitel"
            platzhalter._element.txBody.bodyPr.set("lIns", "0")
            for stil in platzhalter._element.iter(_a("lvl1pPr")):
                stil.set("algn", "l")
                stil.set("marL", "0")
                stil.find(_a("defRPr")).set("sz", "2000")
                _faerbe(stil.find(_a("defRPr")))
    for platzhalter in inhalt.placeholders:
        if str(platzhalter.placeholder_format.type).startswith("TITLE"):
            _lege(platzhalter, *_TITEL)
            platzhalter.name = "Titel"


def _textfeld(master: Any, text: str) -> None:  # noqa: ANN401
    """Der Name der Stadt auf dem Master; ein Textfeld kennt die Bibliothek dort nicht."""
    from pptx.oxml.shapes.autoshape import CT_Shape
    from pptx.shapes.autoshape import Shape
    from pptx.util import Inches, Pt

    element = CT_Shape.new_textbox_sp(
        90, "Name der Stadt", Inches(RAND), Inches(_FUSS), Inches(8), Inches(0.3)
    )
    master.shapes._spTree.append(element)
    feld = Shape(element, master.shapes)
    feld.text_frame.text = text
    feld.text_frame.word_wrap, feld.text_frame.margin_left = True, 0
    lauf = feld.text_frame.paragraphs[0].runs[0]
    lauf.font.size, lauf.font.bold = Pt(11), True
    lauf.font.color.rgb = _rgb(thema.HELL.nebentext)
    lauf._r.get_or_add_rPr().set("lang", SPRACHE)


def _setze_streifen(master: Any) -> None:  # noqa: ANN401
    """Ein schmaler Streifen oben; er ist Zierde und hat keinen Text."""
    from pptx.oxml.shapes.autoshape import CT_Shape
    from pptx.shapes.autoshape import Shape
    from pptx.util import Inches

    element = CT_Shape.new_autoshape_sp(
        92, "Streifen", "rect", 0, 0, Inches(BREITE), Inches(_STREIFEN)
    )
    master.shapes._spTree.insert(2, element)
    form = Shape(element, master.shapes)
    form.fill.solid()
    form.fill.fore_color.rgb = _rgb(thema.HELL.balken_hervorgehoben)
    form.line.fill.background()
    form.shadow.inherit = False


def _setze_logo(master: Any, logo: Logo) -> None:  # noqa: ANN401
    from pptx.oxml.shapes.picture import CT_Picture
    from pptx.util import Inches

    massstab = min(_LOGOHOEHE / logo.hoehe, _LOGOBREITE / logo.breite)
    breite, hoehe = logo.breite * massstab, logo.hoehe * massstab
    _, kennung = master.part.get_or_add_image_part(io.BytesIO(logo.png))
    links = RAND + INNENBREITE - 0.9 - breite
    element = CT_Picture.new_pic(
        91, "Logo", "Logo", kennung,
        Inches(links), Inches(_FUSS + 0.15 - hoehe / 2), Inches(breite), Inches(hoehe),
    )  # fmt: skip
    master.shapes._spTree.append(element)


def _farben(master: Any) -> None:  # noqa: ANN401
    """Die Farben der Diagramme als Akzente, damit auch Geändertes zusammenpasst."""
    from lxml import etree

    teil = next(b.target_part for b in master.part.rels.values() if b.reltype.endswith("/theme"))
    wurzel = etree.fromstring(teil.blob)
    for nummer, farbe in enumerate(thema.HELL.reihen[:6], start=1):
        for akzent in wurzel.iter(_a(f"accent{nummer}")):
            akzent[0].getparent().replace(akzent[0], _srgb(farbe))
    teil._blob = etree.tostring(wurzel, xml_declaration=True, encoding="UTF-8", standalone=True)


def _faerbe(stil: Any) -> None:  # noqa: ANN401
    """Ein Schriftstil in der Farbe für Nebentexte (4,5 : 1 auf Weiß)."""
    for fuellung in stil.findall(_a("solidFill")):
        fuellung[:] = [_srgb(thema.HELL.nebentext)]


def _rgb(farbe: str) -> Any:  # noqa: ANN401
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(farbe[1:].upper())


def _srgb(farbe: str) -> Any:  # noqa: ANN401
    from lxml import etree

    return etree.Element(_a("srgbClr"), val=farbe[1:].upper())


def _a(name: str) -> str:
    return f"{{http://schemas.openxmlformats.org/drawingml/2006/main}}{name}"


def _p(name: str) -> str:
    return f"{{http://schemas.openxmlformats.org/presentationml/2006/main}}{name}"
