"""Die Anlage einer Sitzungsvorlage: je Folie ein Abschnitt mit Aussage, Bild, Zahlen und Quelle.

Sprechernotizen stehen nicht darin: Sie sind für die vortragende Person, nicht für die Akte.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sozialmonitor import formate
from sozialmonitor.ansichten import Gezeigt, Vorrat, adresse, vorrat_aus
from sozialmonitor.berichte import dokumentteile as teile
from sozialmonitor.berichte.dokument import (
    Block,
    Dokument,
    Fortschritt,
    Inhaltsverzeichnis,
    Kasten,
    Liste,
    Seitenumbruch,
    Tabelle,
    Ueberschrift,
    absatz,
    mit_logo,
    tabelle,
    text,
)
from sozialmonitor.berichte.dokumentteile import Angaben
from sozialmonitor.berichte.praesentation import folieninhalte, titel_und_unterzeile
from sozialmonitor.bild import Bild
from sozialmonitor.fehler import Mangel
from sozialmonitor.kommune import Kommune
from sozialmonitor.sitzung import Folie, Sitzung
from sozialmonitor.texte import DEMO_ZUSATZ
from sozialmonitor.tomlleser import druckbar

NAME = "anlage"
BESCHLUSSVORSCHLAG = "Beschlussvorschlag"
EMPFEHLUNG = "Empfehlung"
# So viele Zeichen gehen in eine Zeile einer Spalte: kurze Texte, Wörter im Kopf, lange Texte.
_KURZ, _KURZES_WORT, _LANG = 18, 12, 60
OHNE_FOLIEN = "Diese Sitzung hat noch keine Folie."


def anlage(
    sitzung: Sitzung,
    kommune: Kommune,
    angaben: Angaben,
    *,
    vorrat: Vorrat | None = None,
    inhalte: Sequence[Gezeigt] | None = None,
    logo: bytes = b"",
    fortschritt: Fortschritt | None = None,
) -> Dokument:
    """Die Sitzung als Anlage zur Vorlage, mit Beschlussvorschlag, wo Folien etwas empfehlen.

    Parameters
    ----------
    vorrat
        Werte derselben Kommune; ohne ihn wird gerechnet.
    inhalte
        Was die Folien zeigen, wenn es schon gerechnet ist (`praesentation.folieninhalte`); deren
        Mängel kennt dann, wer sie gerechnet hat.
    logo
        Inhalt einer Bilddatei (PNG oder JPEG) für den Kopf; was kein Bild ist, ist ein Mangel.
    fortschritt
        Wird je Folie gerufen; eine Ausnahme daraus bricht ab.
    """
    vorrat = vorrat or vorrat_aus(kommune)
    maengel: list[Mangel] = []
    if inhalte is None:
        inhalte, maengel = folieninhalte(sitzung, kommune, vorrat, fortschritt=fortschritt)
    demo = any(inhalt.demo for inhalt in inhalte)
    tag = max((i.stand for i in inhalte if i.stand), key=formate.zeitpunkt, default="")
    stand = teile.standtext(tag)
    eigene = {}
    for stelle in ("einleitung", "schluss"):
        eigene[stelle], neue = teile.textblock(angaben, NAME, stelle, kommune=kommune, stand=stand)
        maengel = [*maengel, *neue]
    bloecke: list[Block] = [
        *teile.demokasten(demo),
        Inhaltsverzeichnis(1),
        *eigene["einleitung"],
        *_beschlussvorschlag(sitzung),
    ]
    if any(inhalt.bild is not None for inhalt in inhalte):
        bloecke.append(absatz(f"Zeichen in den Tabellen: {teile.ZEICHEN_SATZ}.", klein=True))
    for folie, inhalt in zip(sitzung.folien, inhalte, strict=True):
        bloecke += [Seitenumbruch(), *_abschnitt(folie, inhalt, angaben)]
    bloecke += eigene["schluss"] or ([] if sitzung.folien else [absatz(OHNE_FOLIEN)])
    dokument = Dokument(
        titel=druckbar(sitzung.titel),
        untertitel=_untertitel(sitzung),
        kommune=kommune.einstellungen.bezeichnung,
        datum=angaben.datum,
        stand=stand,
        ausgabe=angaben.ausgabe,
        hinweis=teile.demohinweis(demo),
        nummeriert=True,
        teile=tuple(bloecke),
        maengel=tuple(maengel),
    )
    beschreibung = f"Logo: {kommune.einstellungen.bezeichnung}"
    return mit_logo(dokument, logo, beschreibung, datei="Logo") if logo else dokument


def _untertitel(sitzung: Sitzung) -> str:
    tag = formate.stichtag(sitzung.datum) if sitzung.datum else ""
    wann = ", ".join(teil for teil in (druckbar(sitzung.gremium), tag) if teil)
    return f"Anlage · {wann}" if wann else "Anlage"


def _beschlussvorschlag(sitzung: Sitzung) -> list[Block]:
    """Alle Empfehlungen der Folien, in ihrer Reihenfolge; ohne eine nichts."""
    empfehlungen = [folie.empfehlung for folie in sitzung.folien if folie.empfehlung]
    if not empfehlungen:
        return []
    punkte = tuple(text(druckbar(empfehlung)) for empfehlung in empfehlungen)
    return [Ueberschrift(BESCHLUSSVORSCHLAG), Liste(punkte, geordnet=len(punkte) > 1)]


def _abschnitt(folie: Folie, inhalt: Gezeigt, angaben: Angaben) -> Iterator[Block]:
    """Was eine Folie sagt und zeigt, mit allen Zahlen, Vorbehalten und der Quelle."""
    titel, saetze = _titel_und_saetze(folie, inhalt)
    yield Ueberschrift(titel)
    if inhalt.hinweise:
        yield Kasten("", (absatz(" ".join(inhalt.hinweise)),), warnung=True)
    if saetze:
        yield absatz(saetze)
    if folie.empfehlung:
        yield Kasten(EMPFEHLUNG, (absatz(druckbar(folie.empfehlung)),))
    bild = inhalt.bild
    if bild is not None and bild.bild is not None:
        # Die Quelle steht darunter zusammen mit Stand und Ausgabe.
        yield teile.abbildung(replace(bild, quelle=""))
    yield absatz(quellensatz(inhalt, angaben.ausgabe), klein=True)
    if vorbehalte := teile.vorbehalte(inhalt.indikatoren, demo=inhalt.demo):
        yield absatz(f"Zu beachten: {' '.join(vorbehalte)}", klein=True)
    yield from teile.qr(
        angaben, adresse(folie.ansicht).lstrip("/"), {}, "Diese Ansicht im Sozialmonitor:"
    )
    if bild is not None and len(bild.tabelle):
        yield _zahlentafel(bild)


def _titel_und_saetze(folie: Folie, inhalt: Gezeigt) -> tuple[str, str]:
    """Die Aussage als Überschrift und die gerechneten Sätze, die nicht schon darin stehen.

    Passt die Aussage nicht ganz in eine Überschrift, heißt der Abschnitt wie das Bild.
    """
    titel, _ = titel_und_unterzeile(folie, inhalt)
    satz = inhalt.satz
    if titel.endswith("…") and inhalt.bild is not None:
        eigene = "" if inhalt.hinweise else folie.aussage
        titel, satz = inhalt.bild.titel, f"{eigene} {satz}"
    else:
        satz = satz.removeprefix(titel).strip()
    satz = "" if satz == DEMO_ZUSATZ else satz
    saetze = " ".join(teil.strip() for teil in (satz, *inhalt.weitere) if teil.strip())
    return druckbar(titel), druckbar(saetze)


def _zahlentafel(bild: Bild) -> Tabelle:
    """Alle Zahlen des Bildes; Spalten mit kurzen Texten brechen nicht um."""
    daten = bild.tabelle
    breiten = tuple(
        max(
            min(max((len(str(wert)) for wert in daten[name]), default=0), _KURZ) + 2.0,
            min(max(map(len, str(name).split()), default=0), _KURZES_WORT) + 1.0,
            min(max((len(str(wert)) for wert in daten[name]), default=0), _LANG) * 0.75,
        )
        for name in daten.columns
    )
    demo = f" {DEMO_ZUSATZ}" if bild.demo else ""
    return tabelle(daten, f"{bild.titel}: alle Zahlen{demo}", breiten=breiten)


def quellensatz(inhalt: Gezeigt, ausgabe: str) -> str:
    """Quelle, Stand, Ausgabe und Vermerke, ungekürzt."""
    angaben = [
        inhalt.bild.quelle if inhalt.bild else "",
        f"Stand der Werte: {formate.stichtag(inhalt.stand)}." if inhalt.stand else "",
        ausgabe,
        *inhalt.vermerke,
    ]
    return " ".join(angabe for angabe in angaben if angabe)
