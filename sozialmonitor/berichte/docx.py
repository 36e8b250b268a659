"""Ein Dokument als DOCX zum Weiterbearbeiten: Formatvorlagen, native Tabellen, Alternativtexte.

Beschriftungen und Inhaltsverzeichnis sind Felder; ihr Inhalt steht schon da, und das
Schreibprogramm bietet beim Öffnen an, die Seitenzahlen nachzutragen.
"""

import datetime
import io
from collections.abc import Iterator, Sequence
from typing import Any

from sozialmonitor.berichte.dokument import (
    Abbildung,
    Absatz,
    Block,
    Dokument,
    Fortschritt,
    Inhaltsverzeichnis,
    Kasten,
    Liste,
    Nebeneinander,
    Qr,
    Seitenumbruch,
    Stueck,
    Tabelle,
    Ueberschrift,
    Zeile,
    abbildungen,
    bildinhalt,
    fusszeile,
    ueberschriften,
)

_SCHRIFT, _AKZENT, _GRAU, _WARNUNG = "Calibri", "1F4E79", "5A5A5A", "8A1C1C"
_FLAECHE, _WARNFLAECHE, _LINIE = "EEF3F8", "FDF1EE", "BFBFBF"
_SPALTENABSTAND_CM, _QR_CM, _LOGO_CM = 0.6, 1.8, 1.6
# Bildpunkte je Punkt des Diagramms und Farben: scharf im Druck, klein in der Datei.
_VERGROESSERUNG, _FARBEN, _FAST_WEISS = 1.8, 128, 250
# In halben Punkten.
_ZELLENSCHRIFT = "16"
_TWIPS_JE_CM = 567
# Länger darf eine Angabe der Datei nicht sein.
_HOECHSTENS_ANGABE = 255
_SCHLUSS = "Datei schreiben"


def docx(dokument: Dokument, *, fortschritt: Fortschritt | None = None) -> bytes:
    """Das Dokument als DOCX; gleiche Dokumente ergeben denselben Inhalt."""
    return _Schreiber(dokument, fortschritt).datei()


class _Schreiber:
    """Schreibt Block um Block und zählt Überschriften, Tabellen, Bilder und Verweise mit."""

    def __init__(self, dokument: Dokument, fortschritt: Fortschritt | None) -> None:
        import docx as python_docx  # groß und selten gebraucht

        self._dokument, self._fortschritt = dokument, fortschritt
        self._titel = ueberschriften(dokument)
        self._naechster_titel = 0
        self._zaehler = {"Tabelle": 0, "Abbildung": 0}
        self._kennung, self._neue_seite = 100, False
        self._insgesamt, self._fertig = len(abbildungen(dokument)) + 1, 0
        self._d = python_docx.Document()
        self._knapp = not dokument.nummeriert
        self._breite_cm = 21.0 - 2 * (1.7 if self._knapp else 2.2)

    def datei(self) -> bytes:
        self._richte_ein()
        self._titelkopf()
        self._schreibe(self._dokument.teile, self._d, self._breite_cm)
        self._melde(_SCHLUSS)
        puffer = io.BytesIO()
        self._d.save(puffer)
        return puffer.getvalue()

    def _melde(self, was: str) -> None:
        if self._fortschritt:
            self._fortschritt(self._fertig, self._insgesamt, was)
        self._fertig += 1

    def _richte_ein(self) -> None:
        from docx.shared import Cm, Pt

        d, dokument = self._d, self._dokument
        tag = datetime.datetime.combine(
            datetime.date.fromisoformat(dokument.datum), datetime.time(), datetime.UTC
        )
        eigenschaften = d.core_properties
        eigenschaften.title = f"{dokument.titel} – {dokument.untertitel}"[:_HOECHSTENS_ANGABE]
        kommune = dokument.kommune[:_HOECHSTENS_ANGABE]
        eigenschaften.author = eigenschaften.last_modified_by = kommune
        eigenschaften.comments = dokument.hinweis[:_HOECHSTENS_ANGABE]
        eigenschaften.language = dokument.sprache
        eigenschaften.created = eigenschaften.modified = tag
        seite, rand = d.sections[0], 1.7 if self._knapp else 2.2
        seite.page_width, seite.page_height = Cm(21), Cm(29.7)
        seite.left_margin = seite.right_margin = Cm(rand)
        seite.top_margin, seite.bottom_margin = Cm(rand + 0.1), Cm(rand)
        seite.header_distance = seite.footer_distance = Cm(0.9)
        grund = d.styles["Normal"]
        grund.font.name, grund.font.size = _SCHRIFT, Pt(9.5 if self._knapp else 10.5)
        abstand = grund.paragraph_format
        abstand.space_after = Pt(3 if self._knapp else 6)
        abstand.line_spacing = 1.0 if self._knapp else 1.08
        groessen = (12.5, 10.5, 10) if self._knapp else (17, 13, 11)
        for name, groesse in zip(("Heading 1", "Heading 2", "Heading 3"), groessen, strict=True):
            self._formatvorlage(name, groesse, fett=True, farbe=_AKZENT)
            vorher = d.styles[name].paragraph_format
            vorher.space_before = Pt(groesse * (0.5 if self._knapp else 0.8))
            vorher.space_after = Pt(2 if self._knapp else 4)
        self._formatvorlage("Title", 19 if self._knapp else 26, fett=True, farbe=_AKZENT)
        self._formatvorlage("Subtitle", 11 if self._knapp else 14, fett=False, farbe=_GRAU)
        self._formatvorlage("Caption", 8.5, fett=False, farbe=_GRAU)
        d.styles["Caption"].paragraph_format.space_after = Pt(3)
        d.styles["Caption"].paragraph_format.keep_with_next = True
        for name in ("Header", "Footer"):
            self._formatvorlage(name, 8.5, fett=False, farbe=_GRAU)
        for eine in d.styles:
            _setze_sprache(eine.element, dokument.sprache)
        for name, danach in (("Title", 2), ("Subtitle", 6)):
            d.styles[name].paragraph_format.space_after = Pt(danach)
            _schlicht(d.styles[name].element)
        d.settings.element.append(_element("w:updateFields", **{"w:val": "true"}))
        self._kopf_und_fuss(seite)

    def _formatvorlage(self, name: str, groesse: float, *, fett: bool, farbe: str) -> None:
        from docx.shared import Pt, RGBColor

        schrift = self._d.styles[name].font
        schrift.name, schrift.size, schrift.bold, schrift.italic = (
            _SCHRIFT,
            Pt(groesse),
            fett,
            False,
        )
        schrift.color.rgb = RGBColor.from_string(farbe)
        rfonts = self._d.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        for verweis in [n for n in rfonts.attrib if n.endswith("Theme")]:
            del rfonts.attrib[verweis]

    def _kopf_und_fuss(self, seite: Any) -> None:  # noqa: ANN401
        from docx.enum.text import WD_TAB_ALIGNMENT
        from docx.shared import Cm, RGBColor

        kopf, fuss = seite.header.paragraphs[0], seite.footer.paragraphs[0]
        for zeile in (kopf, fuss):
            stopps = zeile.paragraph_format.tab_stops
            stopps.clear_all()
            for name in ("Header", "Footer"):
                self._d.styles[name].paragraph_format.tab_stops.clear_all()
            stopps.add_tab_stop(Cm(self._breite_cm), WD_TAB_ALIGNMENT.RIGHT)
        kopf.add_run(f"{self._dokument.kommune} · {self._dokument.titel}")
        if self._dokument.hinweis:
            warnung = kopf.add_run(f"\t{self._dokument.hinweis}")
            warnung.bold = True
            warnung.font.color.rgb = RGBColor.from_string(_WARNUNG)
        fuss.add_run(f"{fusszeile(self._dokument)}\tSeite ")
        _feld(fuss, "PAGE", "1")
        fuss.add_run(" von ")
        _feld(fuss, "NUMPAGES", "1")

    def _titelkopf(self) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Cm

        dokument = self._dokument
        if dokument.logo:
            zeile = self._d.add_paragraph()
            zeile.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            bild = zeile.add_run().add_picture(io.BytesIO(dokument.logo), height=Cm(_LOGO_CM))
            self._beschreibe(bild, dokument.logotext, "Logo")
        self._d.add_paragraph(dokument.titel, style="Title")
        self._d.add_paragraph(dokument.untertitel, style="Subtitle")

    def _schreibe(self, teile: Sequence[Block], ort: Any, breite: float) -> None:  # noqa: ANN401
        for block in teile:
            match block:
                case Ueberschrift():
                    self._ueberschrift(ort)
                case Absatz(zeile, klein):
                    self._absatz(ort, zeile, klein=klein)
                case Liste(punkte, geordnet):
                    for punkt in punkte:
                        name = "List Number" if geordnet else "List Bullet"
                        self._lauf(ort.add_paragraph(style=name), punkt)
                case Tabelle():
                    self._tabelle(ort, block, breite)
                case Abbildung():
                    self._abbildung(ort, block, breite)
                case Qr():
                    self._qr(ort, block, breite)
                case Kasten():
                    self._kasten(ort, block, breite)
                case Nebeneinander():
                    self._nebeneinander(ort, block, breite)
                case Seitenumbruch():
                    self._neue_seite = True
                case Inhaltsverzeichnis(bis_stufe):
                    self._inhalt(ort, bis_stufe)

    def _ueberschrift(self, ort: Any) -> None:  # noqa: ANN401
        nummer = self._naechster_titel
        eine = self._titel[nummer]
        self._naechster_titel += 1
        zeile = ort.add_paragraph(style=f"Heading {eine.stufe}")
        if self._neue_seite:
            zeile.paragraph_format.page_break_before, self._neue_seite = True, False
        name, kennung = _titelmarke(nummer), str(nummer + 1)
        zeile._p.append(_element("w:bookmarkStart", **{"w:id": kennung, "w:name": name}))
        zeile.add_run(eine.text)
        zeile._p.append(_element("w:bookmarkEnd", **{"w:id": kennung}))

    def _absatz(self, ort: Any, zeile: Zeile, *, klein: bool) -> None:  # noqa: ANN401
        from docx.shared import Pt, RGBColor

        neu = ort.add_paragraph()
        self._lauf(neu, zeile)
        if klein:
            for lauf in neu.runs:
                lauf.font.size, lauf.font.color.rgb = Pt(8), RGBColor.from_string(_GRAU)

    def _lauf(self, absatz: Any, zeile: Zeile) -> None:  # noqa: ANN401
        for stueck in zeile:
            if stueck.adresse:
                self._verweis(absatz, stueck)
                continue
            lauf = absatz.add_run(_xml_tauglich(stueck.text))
            lauf.bold, lauf.italic = stueck.fett or None, stueck.kursiv or None

    def _verweis(self, absatz: Any, stueck: Stueck) -> None:  # noqa: ANN401
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.shared import RGBColor
        from docx.text.run import Run

        ziel = self._d.part.relate_to(stueck.adresse, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        huelle = _element("w:hyperlink", **{"r:id": ziel})
        inhalt = _element("w:r")
        huelle.append(inhalt)
        absatz._p.append(huelle)
        lauf = Run(inhalt, absatz)
        lauf.text = _xml_tauglich(stueck.text)
        lauf.font.underline, lauf.font.color.rgb = True, RGBColor.from_string(_AKZENT)

    def _beschriftung(self, ort: Any, art: str, text: str) -> None:  # noqa: ANN401
        self._zaehler[art] += 1
        zeile = ort.add_paragraph(style="Caption")
        zeile.add_run(f"{art} ")
        _feld(zeile, f"SEQ {art} \\* ARABIC", str(self._zaehler[art]))
        zeile.add_run(f": {_xml_tauglich(text)}")

    def _tabelle(self, ort: Any, tabelle: Tabelle, breite: float) -> None:  # noqa: ANN401
        self._beschriftung(ort, "Tabelle", tabelle.beschriftung)
        _haenge_an(ort, _tabellenelement(tabelle, breite))
        if tabelle.anmerkung:
            self._absatz(ort, (Stueck(tabelle.anmerkung),), klein=True)
        else:
            _luecke(ort)

    def _abbildung(self, ort: Any, abbildung: Abbildung, breite: float) -> None:  # noqa: ANN401
        from docx.shared import Cm

        self._melde(abbildung.unterschrift)
        self._beschriftung(ort, "Abbildung", abbildung.unterschrift)
        zeile = ort.add_paragraph()
        bild = zeile.add_run().add_picture(io.BytesIO(_bildpunkte(abbildung)), width=Cm(breite))
        self._beschreibe(bild, abbildung.bild.alttext, abbildung.unterschrift)
        if abbildung.quelle:
            zeile.paragraph_format.keep_with_next = True
            self._absatz(ort, (Stueck(abbildung.quelle),), klein=True)

    def _beschreibe(self, bild: Any, alttext: str, titel: str) -> None:  # noqa: ANN401
        self._kennung += 1
        angaben = bild._inline.docPr
        angaben.set("id", str(self._kennung))
        angaben.set("name", f"Bild {self._kennung}")
        angaben.set("descr", _xml_tauglich(alttext))
        angaben.set("title", _xml_tauglich(titel))

    def _qr(self, ort: Any, qr: Qr, breite: float) -> None:  # noqa: ANN401
        from docx.shared import Cm

        tabelle = self._rahmenlose(ort, (_QR_CM + 0.4, breite - _QR_CM - 0.4))
        links, rechts = tabelle
        absatz = links.paragraphs[0]
        bild = absatz.add_run().add_picture(io.BytesIO(_qr_bild(qr.adresse)), width=Cm(_QR_CM))
        self._beschreibe(bild, f"QR-Code: {qr.adresse}", "QR-Code")
        rechts.paragraphs[0].add_run(_xml_tauglich(qr.text))
        self._lauf(rechts.add_paragraph(), (Stueck(qr.adresse, adresse=qr.adresse),))
        _luecke(ort)

    def _kasten(self, ort: Any, kasten: Kasten, breite: float) -> None:  # noqa: ANN401
        (zelle,) = self._rahmenlose(ort, (breite,))
        farbe = _WARNUNG if kasten.warnung else _AKZENT
        eigenschaften = zelle._tc.get_or_add_tcPr()
        rand = _element("w:tcBorders")
        rand.append(_element("w:left", **{"w:val": "single", "w:sz": "24", "w:color": farbe}))
        eigenschaften.append(rand)
        flaeche = _WARNFLAECHE if kasten.warnung else _FLAECHE
        eigenschaften.append(
            _element("w:shd", **{"w:val": "clear", "w:color": "auto", "w:fill": flaeche})
        )
        if kasten.titel:
            zelle.paragraphs[0].add_run(_xml_tauglich(kasten.titel)).bold = True
        self._schreibe(kasten.teile, zelle, breite - 0.6)
        if not kasten.titel:
            _entferne_ersten(zelle)
        _luecke(ort)

    def _nebeneinander(
        self,
        ort: Any,  # noqa: ANN401
        block: Nebeneinander,
        breite: float,
    ) -> None:
        breiten = [breite * anteil for anteil in block.breiten]
        zellen = self._rahmenlose(ort, breiten)
        for zelle, teile, eine in zip(zellen, block.spalten, breiten, strict=True):
            self._schreibe(teile, zelle, eine - _SPALTENABSTAND_CM)
            _entferne_ersten(zelle)
        _luecke(ort)

    def _rahmenlose(self, ort: Any, breiten: Sequence[float]) -> list[Any]:  # noqa: ANN401
        """Zellen einer einzeiligen Tabelle ohne Linien, die nur anordnet."""
        from docx.shared import Cm
        from docx.table import Table

        neu = _element("w:tbl")
        eigenschaften = _element("w:tblPr")
        gesamt = str(round(sum(breiten) * _TWIPS_JE_CM))
        eigenschaften.append(_element("w:tblW", **{"w:w": gesamt, "w:type": "dxa"}))
        eigenschaften.append(_element("w:tblLayout", **{"w:type": "fixed"}))
        neu.append(eigenschaften)
        raster, zeile = _element("w:tblGrid"), _element("w:tr")
        for breite in breiten:
            twips = str(round(breite * _TWIPS_JE_CM))
            raster.append(_element("w:gridCol", **{"w:w": twips}))
            zelle = _element("w:tc")
            zelle.append(_element("w:p"))
            zeile.append(zelle)
        neu.append(raster)
        neu.append(zeile)
        _haenge_an(ort, neu)
        zellen = list(Table(neu, ort).rows[0].cells)
        for zelle, breite in zip(zellen, breiten, strict=True):
            zelle.width = Cm(breite)
        return zellen

    def _inhalt(self, ort: Any, bis_stufe: int) -> None:  # noqa: ANN401
        """Ein Feld mit schon eingetragenen Überschriften; die Seitenzahlen sind Verweise."""
        from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
        from docx.shared import Cm, Pt

        kopf = ort.add_paragraph()
        lauf = kopf.add_run("Inhalt")
        lauf.bold, lauf.font.size = True, Pt(14)
        eintraege = [(i, t) for i, t in enumerate(self._titel) if t.stufe <= bis_stufe]
        zeile = kopf
        for stelle, (nummer, titel) in enumerate(eintraege):
            zeile = ort.add_paragraph()
            form = zeile.paragraph_format
            form.left_indent, form.space_after = Cm(0.6 * (titel.stufe - 1)), Pt(2)
            form.tab_stops.add_tab_stop(
                Cm(self._breite_cm), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
            )
            if stelle == 0:
                _feldanfang(zeile, f'TOC \\o "1-{bis_stufe}" \\h \\z \\u')
            huelle = _element("w:hyperlink", **{"w:anchor": _titelmarke(nummer), "w:history": "1"})
            vorher = len(zeile._p)
            zeile.add_run(f"{titel.text}\t").bold = titel.stufe == 1 or None
            _feld(zeile, f"PAGEREF {_titelmarke(nummer)} \\h", "")
            for kind in list(zeile._p)[vorher:]:
                huelle.append(kind)
            zeile._p.append(huelle)
        if eintraege:
            _feldende(zeile)


def _element(name: str, **angaben: str) -> Any:  # noqa: ANN401
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    neu = OxmlElement(name)
    for schluessel, wert in angaben.items():
        neu.set(qn(schluessel), wert)
    return neu


def _haenge_an(ort: Any, neu: Any) -> None:  # noqa: ANN401
    """Vor die Angaben zum Abschnitt, die im Textkörper am Ende stehen."""
    koerper = ort._element.body if hasattr(ort._element, "body") else ort._element
    abschnitt = koerper.find(_name("w:sectPr"))
    if abschnitt is None:
        koerper.append(neu)
    else:
        abschnitt.addprevious(neu)


def _name(kurz: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(kurz))


def _luecke(ort: Any) -> None:  # noqa: ANN401
    """Ein schmaler Absatz: zwei Tabellen hintereinander verschmölzen sonst."""
    from docx.shared import Pt

    leer = ort.add_paragraph()
    leer.paragraph_format.space_after = Pt(2)
    leer.paragraph_format.line_spacing = Pt(4)
    lauf = leer.add_run()
    lauf.font.size = Pt(2)


def _entferne_ersten(zelle: Any) -> None:  # noqa: ANN401
    """Der leere Absatz, mit dem jede Zelle beginnt, wenn danach noch etwas kommt."""
    erster = zelle.paragraphs[0]._p
    if len(zelle._tc.findall(_name("w:p"))) > 1 and not zelle.paragraphs[0].runs:
        zelle._tc.remove(erster)


def _feldanfang(absatz: Any, anweisung: str) -> None:  # noqa: ANN401
    absatz.add_run()._r.append(_element("w:fldChar", **{"w:fldCharType": "begin"}))
    befehl = _element("w:instrText", **{"xml:space": "preserve"})
    befehl.text = f" {anweisung} "
    absatz.add_run()._r.append(befehl)
    absatz.add_run()._r.append(_element("w:fldChar", **{"w:fldCharType": "separate"}))


def _feldende(absatz: Any) -> None:  # noqa: ANN401
    absatz.add_run()._r.append(_element("w:fldChar", **{"w:fldCharType": "end"}))


def _feld(absatz: Any, anweisung: str, inhalt: str) -> None:  # noqa: ANN401
    _feldanfang(absatz, anweisung)
    absatz.add_run(inhalt)
    _feldende(absatz)


def _titelmarke(nummer: int) -> str:
    return f"_Toc{nummer + 1:06d}"


def _setze_sprache(formatvorlage: Any, sprache: str) -> None:  # noqa: ANN401
    for alte in formatvorlage.findall(f".//{_name('w:lang')}"):
        alte.set(_name("w:val"), sprache)
    if formatvorlage.get(_name("w:styleId")) == "Normal":
        wurzel = formatvorlage.getparent()
        for alte in wurzel.findall(f"{_name('w:docDefaults')}//{_name('w:lang')}"):
            alte.set(_name("w:val"), sprache)


def _schlicht(formatvorlage: Any) -> None:  # noqa: ANN401
    """Ohne Linie darunter und ohne gesperrte Schrift."""
    for pfad in (f".//{_name('w:pBdr')}", f"./{_name('w:rPr')}/{_name('w:spacing')}"):
        for schmuck in formatvorlage.findall(pfad):
            schmuck.getparent().remove(schmuck)


def _tabellenelement(tabelle: Tabelle, breite: float) -> Any:  # noqa: ANN401
    """Das Element selbst: hunderte Tabellen Zelle für Zelle über Objekte dauerten Minuten."""
    neu, eigenschaften = _element("w:tbl"), _element("w:tblPr")
    gesamt = round(breite * _TWIPS_JE_CM)
    eigenschaften.append(_element("w:tblW", **{"w:w": str(gesamt), "w:type": "dxa"}))
    rahmen = _element("w:tblBorders")
    for seite in ("top", "bottom", "insideH"):
        rahmen.append(_element(f"w:{seite}", **{"w:val": "single", "w:sz": "4", "w:color": _LINIE}))
    eigenschaften.append(rahmen)
    eigenschaften.append(_element("w:tblLayout", **{"w:type": "fixed"}))
    eigenschaften.append(_zellraender())
    eigenschaften.append(_element("w:tblLook", **{"w:val": "0020", "w:firstRow": "1"}))
    eigenschaften.append(_element("w:tblCaption", **{"w:val": _xml_tauglich(tabelle.beschriftung)}))
    neu.append(eigenschaften)
    spalten = [round(gesamt * b / sum(tabelle.breiten)) for b in tabelle.breiten]
    raster = _element("w:tblGrid")
    for spalte in spalten:
        raster.append(_element("w:gridCol", **{"w:w": str(spalte)}))
    neu.append(raster)
    neu.append(_tabellenzeile(tabelle.kopf, spalten, tabelle.rechts, kopf=True))
    for zeile in tabelle.zeilen:
        neu.append(_tabellenzeile(zeile, spalten, tabelle.rechts, kopf=False))
    return neu


def _zellraender() -> Any:  # noqa: ANN401
    raender = _element("w:tblCellMar")
    for seite, weite in (("top", "20"), ("left", "60"), ("bottom", "20"), ("right", "60")):
        raender.append(_element(f"w:{seite}", **{"w:w": weite, "w:type": "dxa"}))
    return raender


def _tabellenzeile(
    texte: Sequence[str], spalten: Sequence[int], rechts: Sequence[bool], *, kopf: bool
) -> Any:  # noqa: ANN401
    zeile, eigenschaften = _element("w:tr"), _element("w:trPr")
    eigenschaften.append(_element("w:cantSplit"))
    if kopf:
        eigenschaften.append(_element("w:tblHeader"))
    zeile.append(eigenschaften)
    for text, spalte, nach_rechts in zip(texte, spalten, rechts, strict=True):
        zelle, angaben = _element("w:tc"), _element("w:tcPr")
        angaben.append(_element("w:tcW", **{"w:w": str(spalte), "w:type": "dxa"}))
        zelle.append(angaben)
        absatz, form = _element("w:p"), _element("w:pPr")
        if kopf:
            form.append(_element("w:keepNext"))
        abstand = {"w:before": "0", "w:after": "0", "w:line": "240", "w:lineRule": "auto"}
        form.append(_element("w:spacing", **abstand))
        if nach_rechts:
            form.append(_element("w:jc", **{"w:val": "right"}))
        ende = _element("w:rPr")
        ende.append(_element("w:sz", **{"w:val": _ZELLENSCHRIFT}))
        form.append(ende)
        absatz.append(form)
        absatz.append(_textlauf(text, fett=kopf))
        zelle.append(absatz)
        zeile.append(zelle)
    return zeile


def _textlauf(text: str, *, fett: bool) -> Any:  # noqa: ANN401
    lauf, form = _element("w:r"), _element("w:rPr")
    if fett:
        form.append(_element("w:b"))
    form.append(_element("w:sz", **{"w:val": _ZELLENSCHRIFT}))
    lauf.append(form)
    for i, zeile in enumerate(_xml_tauglich(text).split("\n")):
        if i:
            lauf.append(_element("w:br"))
        inhalt = _element("w:t", **{"xml:space": "preserve"})
        inhalt.text = zeile
        lauf.append(inhalt)
    return lauf


def _xml_tauglich(text: str) -> str:
    """Ohne Steuerzeichen, die XML nicht kennt."""
    return "".join(_taugliche(text))


def _taugliche(text: str) -> Iterator[str]:
    for zeichen in text:
        if zeichen >= " " or zeichen in "\n\t":
            yield zeichen


def _bildpunkte(abbildung: Abbildung) -> bytes:
    """Das Bild als PNG mit wenigen Farben."""
    import vl_convert
    from PIL import Image, ImageFile

    roh = vl_convert.svg_to_png(bildinhalt(abbildung), scale=_VERGROESSERUNG)
    leser, puffer = ImageFile.Parser(), io.BytesIO()
    leser.feed(roh)
    voll = leser.close().convert("RGB")
    sparsam = voll.quantize(_FARBEN, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    # Beim Zusammenfassen würde aus dem weißen Grund ein sehr helles Grau.
    farben = sparsam.getpalette() or []
    sparsam.putpalette([255 if ton >= _FAST_WEISS else ton for ton in farben])
    sparsam.save(puffer, "PNG", optimize=True)
    return puffer.getvalue()


def _qr_bild(adresse: str) -> bytes:
    import segno  # selten gebraucht

    puffer = io.BytesIO()
    segno.make(adresse, micro=False).save(puffer, kind="png", scale=8, border=2)
    return puffer.getvalue()
