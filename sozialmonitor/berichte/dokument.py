"""Ein Dokument als fester Datensatz: was darin steht, nicht wie es aussieht.

Die Schreiber `docx` und `pdf` machen daraus eine Datei. Jeder Text ist Text: Nichts davon wird
als Auszeichnung gelesen. Fehlende und gesperrte Werte stehen schon als „k. A.“ oder „•“ da.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from sozialmonitor import ausgabe
from sozialmonitor.bild import Bild
from sozialmonitor.fehler import Mangel, SozialmonitorFehler

Fortschritt = Callable[[int, int, str], None]
"""Wird vor jedem Schritt gerufen: fertig, insgesamt, was. Eine Ausnahme daraus bricht ab."""

DEUTSCH = "de-DE"
LOGOARTEN = ("PNG", "JPEG")
_HOECHSTE_STUFE = 3
_LAENGSTE_ZAHL = 34
_ZAHLANFANG = frozenset("0123456789+−-–•k.n(")
_BREITESTE, _SCHMALSTE = 44, 7


@dataclass(frozen=True, slots=True)
class Stueck:
    """Ein Stück Text einer Zeile; `adresse` macht es zu einem Verweis."""

    text: str
    fett: bool = False
    kursiv: bool = False
    adresse: str = ""


Zeile = tuple[Stueck, ...]


@dataclass(frozen=True, slots=True)
class Ueberschrift:
    """Eine Überschrift der Stufe 1 bis 3."""

    text: str
    stufe: int = 1

    def __post_init__(self) -> None:
        """Prüft die Stufe."""
        if not 1 <= self.stufe <= _HOECHSTE_STUFE:
            raise SozialmonitorFehler(
                f"Die Überschrift „{self.text}“ hat die Stufe {self.stufe}; möglich sind 1 bis "
                f"{_HOECHSTE_STUFE}."
            )


@dataclass(frozen=True, slots=True)
class Absatz:
    """Ein Absatz; `klein` ist eine Anmerkung."""

    zeile: Zeile
    klein: bool = False


@dataclass(frozen=True, slots=True)
class Liste:
    """Eine Liste mit Punkten oder, wenn `geordnet`, mit Zahlen."""

    punkte: tuple[Zeile, ...]
    geordnet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabelle:
    """Eine Tabelle aus fertigen Texten; `breiten` im Verhältnis, `rechts` je Spalte."""

    beschriftung: str
    kopf: tuple[str, ...]
    zeilen: tuple[tuple[str, ...], ...]
    rechts: tuple[bool, ...]
    breiten: tuple[float, ...]
    anmerkung: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Abbildung:
    """Ein Diagramm oder eine Karte mit Bildunterschrift; ohne Alternativtext ein Fehler.

    `svg` ist das schon gezeichnete Bild (`gezeichnet`); leer entsteht es beim Schreiben.
    """

    bild: Bild
    unterschrift: str
    quelle: str = ""
    svg: str = ""

    def __post_init__(self) -> None:
        """Verlangt den Alternativtext."""
        if not self.bild.alttext.strip():
            raise SozialmonitorFehler(
                f"Der Abbildung „{self.unterschrift}“ fehlt der Alternativtext."
            )


@dataclass(frozen=True, slots=True)
class Qr:
    """Ein QR-Code mit der Adresse daneben."""

    adresse: str
    text: str


@dataclass(frozen=True, slots=True)
class Kasten:
    """Ein abgesetzter Hinweis; `warnung` hebt ihn hervor."""

    titel: str
    teile: "tuple[Block, ...]"
    warnung: bool = False


@dataclass(frozen=True, slots=True)
class Nebeneinander:
    """Spalten im Verhältnis ihrer `anteile`, sonst gleich breit; gelesen wird links zuerst."""

    spalten: "tuple[tuple[Block, ...], ...]"
    anteile: tuple[float, ...] = ()

    @property
    def breiten(self) -> tuple[float, ...]:
        """Breite je Spalte, zusammen 1."""
        anteile = self.anteile or (1.0,) * len(self.spalten)
        return tuple(anteil / sum(anteile) for anteil in anteile)


@dataclass(frozen=True, slots=True)
class Seitenumbruch:
    """Die nächste Überschrift beginnt auf einer neuen Seite."""


@dataclass(frozen=True, slots=True)
class Inhaltsverzeichnis:
    """Die Überschriften bis zu einer Stufe, mit Seitenzahl."""

    bis_stufe: int = 2


Block = (
    Ueberschrift | Absatz | Liste | Tabelle | Abbildung | Qr | Kasten | Nebeneinander
    | Seitenumbruch | Inhaltsverzeichnis
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dokument:
    """Ein ganzes Dokument.

    Attributes
    ----------
    kommune
        Steht in der Kopfzeile jeder Seite.
    stand
        Jüngster Stichtag der Werte als Text („31.12.2025“); leer ohne Werte.
    ausgabe
        Satz, welche Ausgabe das Dokument wiedergibt; leer, wenn es keine gibt.
    datum
        Tag des Dokuments (ISO).
    hinweis
        Steht auf jeder Seite, etwa dass Demonstrationsdaten vorkommen.
    nummeriert
        Ob Überschriften Nummern tragen.
    maengel
        Was ausgelassen oder nicht verstanden wurde.
    """

    titel: str
    untertitel: str
    kommune: str
    datum: str
    stand: str = ""
    ausgabe: str = ""
    hinweis: str = ""
    sprache: str = DEUTSCH
    nummeriert: bool = False
    logo: bytes = b""
    logotext: str = ""
    teile: tuple[Block, ...] = ()
    maengel: tuple[Mangel, ...] = field(default=())


def text(inhalt: str, *, fett: bool = False) -> Zeile:
    """Eine Zeile aus einem Stück; Zahl und Prozentzeichen bleiben zusammen."""
    return (Stueck(_zusammen(inhalt), fett=fett),)


def absatz(inhalt: str, *, klein: bool = False, fett: bool = False) -> Absatz:
    """Ein Absatz aus einem Satz oder mehreren."""
    return Absatz(text(inhalt, fett=fett), klein=klein)


def liste(punkte: Iterable[str]) -> Liste:
    """Eine Liste aus fertigen Sätzen."""
    return Liste(tuple(text(punkt) for punkt in punkte))


def tabelle(
    daten: pd.DataFrame,
    beschriftung: str,
    *,
    anmerkung: str = "",
    breiten: tuple[float, ...] = (),
) -> Tabelle:
    """Eine Tabelle aus deutschen Texten; Spalten mit lauter Zahlen stehen rechts.

    Die erste Spalte gilt als Zeilenkopf und steht immer links. Ohne `breiten` richten sie sich
    nach dem Text.
    """
    kopf = tuple(str(name) for name in daten.columns)
    zeilen = tuple(tuple(_zusammen(str(wert)) for wert in zeile) for zeile in daten.to_numpy())
    spalten = [[zeile[i] for zeile in zeilen] for i in range(len(kopf))]
    return Tabelle(
        beschriftung=beschriftung,
        kopf=kopf,
        zeilen=zeilen,
        rechts=tuple(i > 0 and _sind_zahlen(texte) for i, texte in enumerate(spalten)),
        breiten=breiten
        or tuple(_breite([name, *texte]) for name, texte in zip(kopf, spalten, strict=True)),
        anmerkung=anmerkung,
    )


def mit_logo(dokument: Dokument, logo: bytes, beschreibung: str, *, datei: str) -> Dokument:
    """Das Dokument mit Logo; ist es kein Bild, ohne Logo und mit einem Mangel.

    Parameters
    ----------
    logo
        PNG oder JPEG.
    beschreibung
        Alternativtext.
    datei
        Name für die Meldung.
    """
    if _ist_bild(logo) and beschreibung.strip():
        return replace(dokument, logo=logo, logotext=beschreibung)
    befund = (
        "Dem Logo fehlt die Beschreibung."
        if _ist_bild(logo)
        else "Das Logo ist kein lesbares Bild."
    )
    abhilfe = f"Bitte {' oder '.join(LOGOARTEN)} mit Beschreibung angeben; bis dahin fehlt es."
    mangel = Mangel(datei, "", befund, abhilfe)
    return replace(dokument, maengel=(*dokument.maengel, mangel))


def alle_bloecke(teile: Iterable[Block]) -> Iterator[Block]:
    """Alle Blöcke in Lesereihenfolge, auch die in Kästen und Spalten."""
    for block in teile:
        yield block
        if isinstance(block, Kasten):
            yield from alle_bloecke(block.teile)
        elif isinstance(block, Nebeneinander):
            for spalte in block.spalten:
                yield from alle_bloecke(spalte)


def abbildungen(dokument: Dokument) -> list[Abbildung]:
    """Alle Abbildungen in Lesereihenfolge."""
    return [b for b in alle_bloecke(dokument.teile) if isinstance(b, Abbildung)]


def ueberschriften(dokument: Dokument) -> list[Ueberschrift]:
    """Alle Überschriften in Lesereihenfolge, mit Nummer, wenn das Dokument sie trägt."""
    gefunden = [b for b in alle_bloecke(dokument.teile) if isinstance(b, Ueberschrift)]
    if not dokument.nummeriert:
        return gefunden
    stand = [0] * _HOECHSTE_STUFE
    mit_nummer = []
    for eine in gefunden:
        stand[eine.stufe - 1] += 1
        stand[eine.stufe :] = [0] * (_HOECHSTE_STUFE - eine.stufe)
        nummer = ".".join(str(zahl) for zahl in stand[: eine.stufe])
        mit_nummer.append(replace(eine, text=f"{nummer}\u2002{eine.text}"))
    return mit_nummer


def bildinhalt(abbildung: Abbildung) -> str:
    """Das Bild als SVG; Titel und Quelle stehen als Text daneben, nicht noch einmal darin.

    Oben steht, was das Diagramm selbst erklärt, sonst die Kennzeichnung der Demonstrationsdaten.
    """
    if abbildung.svg:
        return abbildung.svg
    bild = abbildung.bild
    eigener = getattr(bild.bild.title, "text", "")
    titel = eigener if isinstance(eigener, str) else ""
    titel = titel or (ausgabe.WASSERZEICHEN if bild.demo else "")
    diagramm = bild.bild.copy(deep=False)
    diagramm.config = _mit_gleich_grossem_titel(bild.bild.config)
    einfach = replace(bild, bild=_Ungeprueft(diagramm), titel=titel, quelle="")
    return ausgabe.bilddatei(einfach, "svg").decode()


def gezeichnet(dokument: Dokument) -> Dokument:
    """Dasselbe Dokument, jedes Bild einmal gezeichnet: für mehrere Dateien daraus."""
    return replace(dokument, teile=tuple(_gezeichnet(block) for block in dokument.teile))


def _gezeichnet(block: Block) -> Block:
    if isinstance(block, Abbildung):
        return replace(block, svg=bildinhalt(block))
    if isinstance(block, Kasten):
        return replace(block, teile=tuple(_gezeichnet(teil) for teil in block.teile))
    if isinstance(block, Nebeneinander):
        spalten = (tuple(_gezeichnet(teil) for teil in spalte) for spalte in block.spalten)
        return replace(block, spalten=tuple(spalten))
    return block


def fusszeile(dokument: Dokument) -> str:
    """Stand und Ausgabe, wie sie unten auf jeder Seite stehen."""
    stand = f"Stand der Werte: {dokument.stand}." if dokument.stand else ""
    return " ".join(teil for teil in (stand, dokument.ausgabe) if teil)


def klartext(zeile: Sequence[Stueck]) -> str:
    """Der Text einer Zeile ohne Auszeichnung."""
    return "".join(stueck.text for stueck in zeile)


def _zusammen(inhalt: str) -> str:
    return inhalt.replace(" %", "\u00a0%")


@dataclass(frozen=True, slots=True, eq=False)
class _Ungeprueft:
    """Ein Diagramm ohne Prüfung gegen das Schema: die Tests prüfen, das Dokument spart die Zeit."""

    diagramm: Any

    def to_dict(self) -> dict[str, Any]:
        return dict(self.diagramm.to_dict(validate=False))


def _mit_gleich_grossem_titel(config: Any) -> Any:  # noqa: ANN401
    """Die Gestaltung, in der der Titel so groß ist wie das, was darunter erklärt wird."""
    titel = config.title.copy(deep=False)
    titel.fontSize = titel.subtitleFontSize
    neu = config.copy(deep=False)
    neu.title = titel
    return neu


def _ist_bild(inhalt: bytes) -> bool:
    from PIL import ImageFile  # selten gebraucht

    leser = ImageFile.Parser()
    try:
        leser.feed(inhalt)
        bild = leser.close()
    except (OSError, SyntaxError, ValueError):
        return False
    return bild.format in LOGOARTEN


def _sind_zahlen(texte: Sequence[str]) -> bool:
    belegt = [t for t in texte if t]
    return bool(belegt) and all(t[0] in _ZAHLANFANG and len(t) <= _LAENGSTE_ZAHL for t in belegt)


def _breite(texte: Sequence[str]) -> float:
    """Etwa so breit, wie der Text es braucht; lange Texte brechen um, Wörter nicht."""
    laengste = max((len(t) for t in texte), default=0)
    wort = max((len(w) for t in texte for w in t.split(" ")), default=0)
    return float(max(_SCHMALSTE, min(wort, 24) * 1.1 + 1, min(laengste, _BREITESTE) * 0.7))
