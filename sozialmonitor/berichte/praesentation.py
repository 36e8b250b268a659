"""Eine Sitzung als PPTX: je Folie eine Aussage, ihr Bild, Quelle und Stand, auf Wunsch Empfehlung.

Was PowerPoint selbst zeichnen kann, ist ein bearbeitbares Diagramm oder eine Tabelle; alles
Übrige ein Bild mit Alternativtext. Jede Aussage steht in einem echten Titelplatzhalter.
"""

import io
import re
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sozialmonitor import formate
from sozialmonitor.ansichten import SEITEN, Gezeigt, Vorrat, adresse, gezeigt, vorrat_aus
from sozialmonitor.ausgabe import WASSERZEICHEN
from sozialmonitor.berichte import foliendiagramme, folienvorlage
from sozialmonitor.berichte.folienvorlage import INNENBREITE, RAND, SPRACHE, Logo
from sozialmonitor.berichte.schriftmass import zeilenzahl
from sozialmonitor.bild import Bild
from sozialmonitor.bildzahlen import Bildzahlen, zahlen_aus
from sozialmonitor.diagramme import thema
from sozialmonitor.diagramme.thema import Gestaltung
from sozialmonitor.fehler import Mangel, SozialmonitorFehler
from sozialmonitor.kommune import Kommune
from sozialmonitor.sitzung import Folie, Sitzung, gemeinsame_skalen
from sozialmonitor.texte import DEMO_ZUSATZ
from sozialmonitor.tomlleser import druckbar

Fortschritt = Callable[[int, int, str], None]
DATEI = "Präsentation"
GANZ = Gestaltung(breite=1150, schrift=17, transparent=False)
"""Ein Bild über die ganze Folie; neben einer Empfehlung ist weniger Platz."""
NEBEN = Gestaltung(breite=820, schrift=17, transparent=False)
MINDESTENS_DPI = 200
HOECHSTENS_TITEL, HOECHSTENS_UNTERZEILE, HOECHSTENS_QUELLE = 190, 290, 560
HOECHSTENS_ZEILEN, HOECHSTENS_SPALTEN = 11, 7
# Höher im Verhältnis zur Breite wird die Schrift eines Bildes auf der Folie zu klein.
_ZU_HOCH = 0.5
# Mehrfache Größe, mit der ein Bild gezeichnet wird; so reicht meist ein Durchgang.
_MASSSTAB = 2.4
_OBEN, _UNTEN, _SPALTE = 0.48, 6.46, 3.5
_TITELZEILE, _UNTERZEILE, _LESEHILFE = 0.42, 0.28, 0.25
_UNTERZEILENSCHRIFT, _HILFSSCHRIFT = 16, 14
# Ein Textfeld lässt rechts (der Titel auch links) etwas Rand (Punkte).
_FELDRAND = 8
_QUELLE = (RAND, 6.52, INNENBREITE, 0.54)
_SATZENDE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÄÖÜ„(●▲▼])")
_KUERZESTER_SATZ, _KUERZESTER_TITEL = 25, 60
_KASTENFARBE, _WASSERFARBE = "#eaf1fa", "#dedede"
Lage = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Praesentation:
    """Die Datei und was beim Bauen nicht ging; alles Übrige ist darin."""

    inhalt: bytes
    maengel: tuple[Mangel, ...]


def pptx(
    sitzung: Sitzung,
    kommune: Kommune,
    *,
    vorrat: Vorrat | None = None,
    inhalte: Sequence[Gezeigt] | None = None,
    logo: bytes = b"",
    ausgabe: str = "",
    fortschritt: Fortschritt | None = None,
) -> Praesentation:
    """Die Sitzung als Präsentation im Format 16:9, mit Titelfolie.

    Parameters
    ----------
    vorrat
        Werte derselben Kommune; ohne Angabe wird jeder Indikator einmal gerechnet.
    inhalte
        Was die Folien zeigen, wenn es schon gerechnet ist (`folieninhalte`); deren Mängel kennt
        dann, wer sie gerechnet hat.
    logo
        Inhalt einer Bilddatei für den Master; was kein Bild ist, ist ein Mangel.
    ausgabe
        Satz für die Quellenzeile, etwa aus welcher Ausgabe die Zahlen stammen.
    fortschritt
        Wird mit (fertige Schritte, alle Schritte, was gerade entsteht) gerufen.
    """
    bau = _Bau(kommune=kommune, vorrat=vorrat or vorrat_aus(kommune), ausgabe=ausgabe)
    melde = fortschritt or (lambda _fertig, _insgesamt, _was: None)
    schritte = len(sitzung.folien) + 1
    if inhalte is None:
        inhalte, maengel = folieninhalte(
            sitzung, kommune, bau.vorrat, fortschritt=lambda i, _, was: melde(i, schritte, was)
        )
        bau.maengel.extend(maengel)
    melde(schritte - 1, schritte, "Datei")
    datei = folienvorlage.leere_praesentation(
        kommune.einstellungen.bezeichnung, bau.logo(logo) if logo else None
    )
    bau.titelfolie(datei, sitzung, demo=any(inhalt.demo for inhalt in inhalte))
    skalen = gemeinsame_skalen(inhalte)
    for nummer, (folie, inhalt) in enumerate(zip(sitzung.folien, inhalte, strict=True), start=1):
        bau.folie(datei, folie, inhalt, nummer=nummer, skala=skalen[nummer - 1])
    _angaben(datei, sitzung, kommune)
    puffer = io.BytesIO()
    datei.save(puffer)
    melde(schritte, schritte, "fertig")
    return Praesentation(inhalt=puffer.getvalue(), maengel=tuple(bau.maengel))


def folieninhalte(
    sitzung: Sitzung,
    kommune: Kommune,
    vorrat: Vorrat,
    *,
    fortschritt: Fortschritt | None = None,
) -> tuple[list[Gezeigt], list[Mangel]]:
    """Was jede Folie zeigt, und was dabei nicht ging; dann steht dort ein Satz ohne Bild.

    Parameters
    ----------
    fortschritt
        Wird mit (fertige Folien, alle Folien, was gerade entsteht) gerufen.
    """
    inhalte: list[Gezeigt] = []
    maengel: list[Mangel] = []
    for nummer, folie in enumerate(sitzung.folien, start=1):
        if fortschritt:
            was = f"Folie {nummer}: {SEITEN[folie.ansicht.seite]}"
            fortschritt(nummer - 1, len(sitzung.folien), was)
        ort, gestaltung = f"Folie {nummer}", NEBEN if folie.empfehlung else GANZ
        try:
            inhalt = gezeigt(kommune, folie.ansicht, gestaltung, vorrat=vorrat)
        except SozialmonitorFehler as fehler:
            maengel.append(Mangel(DATEI, ort, str(fehler), "Die Folie zeigt nur diesen Satz."))
            inhalt = Gezeigt(bild=None, satz=str(fehler))
        maengel += hinweismaengel(folie, inhalt, DATEI, ort)
        inhalte.append(inhalt)
    return inhalte, maengel


def hinweismaengel(folie: Folie, inhalt: Gezeigt, datei: str, ort: str) -> list[Mangel]:
    """Was die Adresse einer Folie nennt und es nicht gibt, als Mängel."""
    if folie.aussage:
        abhilfe = "Statt der eigenen Aussage steht dort der gerechnete Satz."
    else:
        abhilfe = "Bitte die Adresse neu wählen."
    return [Mangel(datei, ort, hinweis, abhilfe) for hinweis in inhalt.hinweise]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bau:
    """Was alle Folien teilen, und die Mängel, die beim Bauen dazukommen."""

    kommune: Kommune
    vorrat: Vorrat
    ausgabe: str
    maengel: list[Mangel] = field(default_factory=list)

    def melde(self, ort: str, befund: str, abhilfe: str) -> None:
        self.maengel.append(Mangel(DATEI, ort, befund, abhilfe))

    def logo(self, inhalt: bytes) -> Logo | None:
        try:
            return folienvorlage.logo_aus(inhalt)
        except SozialmonitorFehler as fehler:
            self.melde("Logo", str(fehler), "Die Präsentation entsteht ohne Logo.")
            return None

    def titelfolie(self, datei: Any, sitzung: Sitzung, *, demo: bool) -> None:  # noqa: ANN401
        folie = datei.slides.add_slide(datei.slide_layouts[0])
        _schreibe(folie.shapes.title.text_frame, sitzung.titel, groesse=36)
        zeilen = [
            sitzung.gremium,
            formate.stichtag(sitzung.datum) if sitzung.datum else "",
            self.kommune.einstellungen.bezeichnung,
            self.ausgabe,
            f"{WASSERZEICHEN} (gekennzeichnete Folien)" if demo else "",
        ]
        untertitel = folie.placeholders[1].text_frame
        _schreibe(untertitel, "\n".join(zeile for zeile in zeilen if zeile), groesse=20)

    def folie(
        self,
        datei: Any,  # noqa: ANN401
        folie: Folie,
        inhalt: Gezeigt,
        *,
        nummer: int,
        skala: tuple[float, float] | None,
    ) -> None:
        leer = datei.slides.add_slide(datei.slide_layouts[1])
        titel, unterzeile = titel_und_unterzeile(folie, inhalt)
        _schreibe(leer.shapes.title.text_frame, titel, groesse=folienvorlage.TITELGROESSE)
        oben = _OBEN + _TITELZEILE * _zeilen(titel, folienvorlage.TITELGROESSE)
        if unterzeile:
            hoch = _UNTERZEILE * _zeilen(unterzeile, _UNTERZEILENSCHRIFT)
            _textfeld(leer, (RAND, oben, INNENBREITE, hoch), unterzeile, "Erläuterung")
            oben += hoch + 0.08
        breite = INNENBREITE - (_SPALTE + 0.25 if folie.empfehlung else 0)
        self._bild(leer, inhalt, (RAND, oben, breite, _UNTEN - oben), nummer, skala)
        if folie.empfehlung:
            _empfehlung(leer, folie.empfehlung, oben + 0.1)
        quelle = quellenzeile(inhalt, self.ausgabe)
        _textfeld(leer, _QUELLE, quelle, "Quelle", groesse=10, farbe=thema.HELL.nebentext)
        folienvorlage.mit_nummer(leer)
        leer.notes_slide.notes_text_frame.text = druckbar(notiz(folie, inhalt))

    def _bild(
        self,
        leer: Any,  # noqa: ANN401
        inhalt: Gezeigt,
        lage: Lage,
        nummer: int,
        skala: tuple[float, float] | None,
    ) -> None:
        bild = inhalt.bild
        if bild is None:
            return
        if inhalt.kurz is not None and bild.bild is None and _zu_gross(bild):
            bild = inhalt.kurz
        zahlen = zahlen_aus(bild)
        if bild.demo and (zahlen or bild.bild is None):
            _wasserzeichen(leer, lage)
        if zahlen:
            lage = _lesehilfe(leer, zahlen, lage)
            foliendiagramme.setze_diagramm(
                leer, zahlen, lage, alttext=bild.alttext, titel=bild.titel, grenzen=skala
            )
        elif bild.bild is None:
            fehlt = _tabelle(leer, bild, lage)
            if fehlt:
                self.melde(f"Folie {nummer}", fehlt, "Die ganze Tabelle steht auf der Seite.")
        else:
            _png(leer, inhalt, lage)


def titel_und_unterzeile(folie: Folie, inhalt: Gezeigt) -> tuple[str, str]:
    """Was im Titel steht und was darunter.

    Ohne eigene Aussage (oder wenn die Adresse nicht mehr stimmt) ist der Titel der erste Satz der
    Ansicht; was nicht hineinpasst, steht darunter. Unter einer eigenen Aussage steht der
    gerechnete Satz als Beleg.
    """
    hinweis = " ".join(inhalt.hinweise)
    if folie.aussage and not hinweis:
        titel, rest = folie.aussage, inhalt.satz if inhalt.satz != folie.aussage else ""
    else:
        titel, *weitere = saetze(inhalt.satz)
        rest = " ".join([hinweis, *weitere]).strip()
        # Wasserzeichen und Quellenzeile sagen es schon.
        titel = titel.removesuffix(f" {DEMO_ZUSATZ}")
    if len(titel) > HOECHSTENS_TITEL:
        ganz = titel if titel == folie.aussage else inhalt.satz
        rest = f"{hinweis} {ganz}".strip()
        titel = _verkuerzt(titel)
    return titel, _gekuerzt(rest, HOECHSTENS_UNTERZEILE)


def saetze(text: str) -> list[str]:
    """Ein Text in seinen Sätzen; sehr kurze (auch „(Demonstrationsdaten)“) bleiben beim vorigen."""
    ganze: list[str] = []
    for teil in _SATZENDE.split(text):
        if ganze and (len(teil) < _KUERZESTER_SATZ or len(ganze[-1]) < _KUERZESTER_SATZ):
            ganze[-1] = f"{ganze[-1]} {teil}"
        else:
            ganze.append(teil)
    return ganze


def quellenzeile(inhalt: Gezeigt, ausgabe: str) -> str:
    """Quelle, Stand, Ausgabe und Vermerke; bei erfundenen Zahlen zuerst, dass sie es sind."""
    teile = [
        f"{WASSERZEICHEN}." if inhalt.demo else "",
        inhalt.bild.quelle if inhalt.bild else "",
        f"Stand der Werte: {formate.stichtag(inhalt.stand)}." if inhalt.stand else "",
        ausgabe,
        *inhalt.vermerke,
    ]
    return _gekuerzt(" ".join(teil for teil in teile if teil), HOECHSTENS_QUELLE)


def notiz(folie: Folie, inhalt: Gezeigt) -> str:
    """Die Sprechernotiz: was die Sitzung nennt, alle Sätze der Ansicht und ihre Adresse."""
    abschnitte = [
        folie.notiz,
        f"Aussage: {folie.aussage}" if folie.aussage else "",
        " ".join([inhalt.satz, *inhalt.weitere]),
        " ".join([*inhalt.hinweise, *inhalt.vermerke]),
        f"Ansicht: {adresse(folie.ansicht)}",
    ]
    return "\n\n".join(abschnitt for abschnitt in abschnitte if abschnitt)


def _verkuerzt(satz: str) -> str:
    """Ein zu langer Satz bis vor ein Semikolon oder die Klammer am Ende; sonst mit „…“."""
    enden = re.finditer(r";| \([^()]*\)\.?$", satz)
    stellen = [t.start() for t in enden if t.start() < HOECHSTENS_TITEL]
    if stellen and stellen[-1] >= _KUERZESTER_TITEL:
        return f"{satz[: stellen[-1]]}."
    return _gekuerzt(satz, HOECHSTENS_TITEL)


def _gekuerzt(text: str, zeichen: int) -> str:
    return text if len(text) <= zeichen else f"{text[:zeichen].rsplit(' ', 1)[0]} …"


def _schreibe(
    rahmen: Any,  # noqa: ANN401
    text: str,
    *,
    groesse: float,
    farbe: str = "",
    fett: bool | None = None,
) -> None:
    """Text mit Sprache und Größe in jedem Lauf."""
    from pptx.dml.color import RGBColor
    from pptx.enum.lang import MSO_LANGUAGE_ID
    from pptx.util import Pt

    rahmen.text = druckbar(text).replace(" %", "\u00a0%")
    for absatz in rahmen.paragraphs:
        for lauf in absatz.runs:
            lauf.font.size, lauf.font.language_id = Pt(groesse), MSO_LANGUAGE_ID.GERMAN
            lauf.font.bold = fett
            if farbe:
                lauf.font.color.rgb = RGBColor.from_string(farbe[1:].upper())


def _textfeld(
    folie: Any,  # noqa: ANN401
    lage: Lage,
    text: str,
    name: str,
    *,
    groesse: float = _UNTERZEILENSCHRIFT,
    farbe: str = thema.HELL.text,
) -> Any:  # noqa: ANN401
    from pptx.util import Inches

    feld = folie.shapes.add_textbox(*(Inches(mass) for mass in lage))
    feld.name = name
    rahmen = feld.text_frame
    rahmen.word_wrap, rahmen.margin_left, rahmen.margin_top = True, 0, 0
    _schreibe(rahmen, text, groesse=groesse, farbe=farbe)
    return feld


def _empfehlung(folie: Any, text: str, oben: float) -> None:  # noqa: ANN401
    """Der abgesetzte Kasten rechts vom Bild; längere Texte werden kleiner gesetzt."""
    from pptx.dml.color import RGBColor
    from pptx.enum.shapes import MSO_SHAPE
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Inches, Pt

    kasten = folie.shapes.add_shape(
        MSO_SHAPE.RECTANGLE,
        Inches(RAND + INNENBREITE - _SPALTE),
        Inches(oben),
        Inches(_SPALTE),
        Inches(_UNTEN - oben - 0.2),
    )
    kasten.name = "Empfehlung"
    kasten.fill.solid()
    kasten.fill.fore_color.rgb = RGBColor.from_string(_KASTENFARBE[1:].upper())
    kasten.line.color.rgb = RGBColor.from_string(thema.HELL.balken_hervorgehoben[1:].upper())
    kasten.line.width = Pt(1.5)
    kasten.shadow.inherit = False
    kasten.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    kasten.text_frame.word_wrap = True
    groesse = next(
        (g for g, n in ((20, 160), (18, 230), (16, 320), (14, 450)) if len(text) <= n), 12
    )
    rahmen = kasten.text_frame
    _schreibe(rahmen, f"Empfehlung\n{text}", groesse=groesse, farbe=thema.HELL.titel)
    rahmen.paragraphs[0].runs[0].font.bold = True
    for absatz in rahmen.paragraphs:
        absatz.alignment = PP_ALIGN.LEFT


def _zeilen(text: str, groesse: float, breite: float = INNENBREITE) -> int:
    return zeilenzahl(text, groesse, 72 * breite - _FELDRAND)


def _lesehilfe(folie: Any, zahlen: Bildzahlen, lage: Lage) -> Lage:  # noqa: ANN401
    """Was die Achse zeigt und wie das Bild zu lesen ist, über dem Diagramm; der Platz darunter."""
    links, oben, breite, hoehe = lage
    text = " · ".join([zahlen.achsentitel, *zahlen.lesehilfe])
    platz = _LESEHILFE * _zeilen(text, _HILFSSCHRIFT, breite) + 0.04
    _textfeld(folie, (links, oben, breite, platz), text, "Lesehilfe", groesse=_HILFSSCHRIFT)
    return links, oben + platz, breite, hoehe - platz


def _wasserzeichen(folie: Any, lage: Lage) -> None:  # noqa: ANN401
    """„Demonstrationsdaten“ groß und hell hinter dem Diagramm; Bilder tragen ihr eigenes."""
    from pptx.enum.text import PP_ALIGN

    links, oben, breite, hoehe = lage
    feld = _textfeld(
        folie,
        (links, oben + hoehe / 2 - 0.6, breite, 1.2),
        thema.DEMOTEXT,
        "Wasserzeichen",
        groesse=60,
        farbe=_WASSERFARBE,
    )
    feld.rotation = -14
    feld.text_frame.paragraphs[0].alignment = PP_ALIGN.CENTER


def _png(folie: Any, inhalt: Gezeigt, lage: Lage) -> None:  # noqa: ANN401
    """Das Bild so groß wie möglich in der Fläche, mit wenigstens `MINDESTENS_DPI`."""
    from pptx.util import Inches

    bild = inhalt.bild
    if bild is None:
        return
    if inhalt.kurz and _zu_hoch(bild):
        bild = inhalt.kurz
    fertig, (breite, hoehe) = _gezeichnet(bild, lage)
    gesetzt = folie.shapes.add_picture(
        io.BytesIO(fertig),
        Inches(lage[0] + (lage[2] - breite) / 2),
        Inches(lage[1]),
        Inches(breite),
        Inches(hoehe),
    )
    gesetzt.name = "Bild"
    gesetzt._element.nvPicPr.cNvPr.set("descr", bild.alttext)
    gesetzt._element.nvPicPr.cNvPr.set("title", bild.titel)


def _zu_gross(bild: Bild) -> bool:
    zeilen, spalten = bild.tabelle.shape
    return zeilen > HOECHSTENS_ZEILEN or spalten > HOECHSTENS_SPALTEN


def _zu_hoch(bild: Bild) -> bool:
    hoehe, breite = (getattr(bild.bild, mass, None) for mass in ("height", "width"))
    if not (isinstance(hoehe, int | float) and isinstance(breite, int | float)):
        return False
    return hoehe > _ZU_HOCH * breite


def _gezeichnet(bild: Bild, lage: Lage) -> tuple[bytes, tuple[float, float]]:
    """Das Bild als PNG und seine Größe auf der Folie in Zoll."""
    import vl_convert  # lädt langsam und wird selten gebraucht

    angaben = bild.bild.to_dict(validate=False)
    angaben["config"] = angaben.get("config", {}) | {"background": "#ffffff"}
    massstab = _MASSSTAB
    while True:
        png = bytes(
            vl_convert.vegalite_to_png(
                angaben, scale=massstab, format_locale="de-DE", time_format_locale="de-DE"
            )
        )
        breite, hoehe = _masse(png)
        zoll = min(lage[2] / breite, lage[3] / hoehe)
        if 1 / zoll >= MINDESTENS_DPI:
            return png, (breite * zoll, hoehe * zoll)
        massstab *= 1.05 * MINDESTENS_DPI * zoll


def _masse(png: bytes) -> tuple[int, int]:
    """Breite und Höhe eines PNG in Bildpunkten (aus seinem Kopf)."""
    breite, hoehe = struct.unpack(">II", png[16:24])
    return breite, hoehe


def _tabelle(folie: Any, bild: Bild, lage: Lage) -> str:  # noqa: ANN401
    """Eine Tabelle; was nicht hineinpasst, nennt der zurückgegebene Satz."""
    from pptx.util import Inches

    alle = bild.tabelle
    gezeigt_ = alle.iloc[:HOECHSTENS_ZEILEN, :HOECHSTENS_SPALTEN]
    zeilen, spalten = gezeigt_.shape
    links, oben, breite, hoehe = lage
    hoch = min(hoehe, 0.4 * (zeilen + 1))
    masse = (Inches(links), Inches(oben), Inches(breite), Inches(hoch))
    rahmen = folie.shapes.add_table(zeilen + 1, spalten, *masse)
    rahmen._element.nvGraphicFramePr.cNvPr.set("descr", bild.alttext or bild.titel)
    rahmen._element.nvGraphicFramePr.cNvPr.set("title", bild.titel)
    texte = [list(map(str, gezeigt_.columns)), *gezeigt_.astype(str).to_numpy().tolist()]
    groesse = 14 if zeilen * spalten <= HOECHSTENS_ZEILEN * 4 else 12
    for y, zeile in enumerate(texte):
        for x, text in enumerate(zeile):
            zelle = rahmen.table.cell(y, x)
            zelle.margin_top = zelle.margin_bottom = Inches(0.03)
            _schreibe(zelle.text_frame, text, groesse=groesse, fett=y == 0 or x == 0)
    _verteile(rahmen.table, texte, breite)
    if (zeilen, spalten) == alle.shape:
        return ""
    ganz = f"{zeilen} von {len(alle)} Zeilen und {spalten} von {alle.shape[1]} Spalten"
    return f"Die Tabelle zeigt {ganz}."


def _verteile(tabelle: Any, texte: Sequence[Sequence[str]], breite: float) -> None:  # noqa: ANN401
    """Spalten so breit, wie ihre Texte lang sind, höchstens im Verhältnis 1 zu 5."""
    from pptx.util import Inches

    laengen = [min(60, max(12, *(len(zeile[x]) for zeile in texte))) for x in range(len(texte[0]))]
    for x, laenge in enumerate(laengen):
        tabelle.columns[x].width = Inches(breite * laenge / sum(laengen))


def _angaben(datei: Any, sitzung: Sitzung, kommune: Kommune) -> None:  # noqa: ANN401
    angaben = datei.core_properties
    angaben.title, angaben.subject = druckbar(sitzung.titel)[:255], druckbar(sitzung.gremium)[:255]
    angaben.author = angaben.last_modified_by = kommune.einstellungen.bezeichnung[:255]
    angaben.language, angaben.comments, angaben.keywords = SPRACHE, "", ""
