"""Einfaches Markdown als Blöcke eines Dokuments: Absätze, Listen, Überschriften, fett, kursiv.

Alles andere erscheint als der Text, der dasteht; HTML wird nie ausgeführt. Platzhalter wie
„{kommune}“ werden ersetzt; ein unbekannter bleibt stehen und ist ein Mangel.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sozialmonitor.berichte.dokument import Absatz, Block, Liste, Stueck, Ueberschrift, Zeile
from sozialmonitor.fehler import Mangel

if TYPE_CHECKING:
    from markdown_it.token import Token

_PLATZHALTER = re.compile(r"\{([^{}\s]{1,40})\}")
_STUFEN = {"h1": 1, "h2": 2}
_TIEFSTE = 3
_UMBRUECHE = {"softbreak": " ", "hardbreak": "\n"}
_LISTENENDE = {"bullet_list_open": "bullet_list_close", "ordered_list_open": "ordered_list_close"}


def bloecke(
    quelltext: str, *, datei: str, platzhalter: Mapping[str, str]
) -> tuple[list[Block], list[Mangel]]:
    """Die Blöcke eines Textes und was daran nicht stimmt.

    Parameters
    ----------
    datei
        Name für die Meldung.
    platzhalter
        Name → Text, der an die Stelle von „{name}“ tritt.

    Returns
    -------
    tuple[list[Block], list[Mangel]]
        Überschriften tiefer als 3 gelten als 3; verschachtelte Listen werden flach.
    """
    from markdown_it import MarkdownIt  # nur für Dokumente gebraucht

    # Nur was ein Block darstellen kann; ohne Regel bleibt es der Text, der dasteht.
    leser = MarkdownIt("zero").enable(["heading", "list", "emphasis", "escape", "newline"])
    maengel = _unbekannte(quelltext, datei, platzhalter)
    zeichen = leser.parse(quelltext)
    return _bloecke(zeichen, platzhalter), maengel


def _unbekannte(quelltext: str, datei: str, platzhalter: Mapping[str, str]) -> list[Mangel]:
    moeglich = ", ".join(f"{{{name}}}" for name in platzhalter)
    return [
        Mangel(
            datei,
            f"Zeile {nummer}",
            f"Den Platzhalter „{treffer[0]}“ gibt es nicht.",
            f"Möglich sind: {moeglich}. Bis dahin bleibt er stehen.",
        )
        for nummer, zeile in enumerate(quelltext.splitlines(), start=1)
        for treffer in _PLATZHALTER.finditer(zeile)
        if treffer[1] not in platzhalter
    ]


def _bloecke(zeichen: "Sequence[Token]", platzhalter: Mapping[str, str]) -> list[Block]:
    gefunden: list[Block] = []
    stelle = 0
    while stelle < len(zeichen):
        eines = zeichen[stelle]
        if eines.type in _LISTENENDE:
            ende = _ende(zeichen, stelle)
            inhalte = [z for z in zeichen[stelle:ende] if z.type == "inline"]
            punkte = tuple(_zeile(z, platzhalter) for z in inhalte)
            gefunden.append(Liste(punkte, geordnet=eines.type.startswith("ordered")))
            stelle = ende
        elif eines.type == "heading_open":
            titel = "".join(s.text for s in _zeile(zeichen[stelle + 1], platzhalter))
            gefunden.append(Ueberschrift(titel, _STUFEN.get(eines.tag, _TIEFSTE)))
            stelle += 2
        elif eines.type == "inline":
            gefunden.append(Absatz(_zeile(eines, platzhalter)))
        stelle += 1
    return gefunden


def _ende(zeichen: "Sequence[Token]", anfang: int) -> int:
    schluss, ebene = _LISTENENDE[zeichen[anfang].type], zeichen[anfang].level
    return next(
        i
        for i in range(anfang + 1, len(zeichen))
        if zeichen[i].type == schluss and zeichen[i].level == ebene
    )


def _zeile(inhalt: "Token", platzhalter: Mapping[str, str]) -> Zeile:
    stuecke: list[Stueck] = []
    fett = kursiv = 0
    for teil in inhalt.children or []:
        if teil.type in {"strong_open", "strong_close"}:
            fett += teil.nesting
        elif teil.type in {"em_open", "em_close"}:
            kursiv += teil.nesting
        else:
            inhalt_roh = _UMBRUECHE.get(teil.type, teil.content)
            ersetzt = _PLATZHALTER.sub(lambda t: platzhalter.get(t[1], t[0]), inhalt_roh)
            if ersetzt:
                stuecke.append(Stueck(ersetzt, fett=fett > 0, kursiv=kursiv > 0))
    return tuple(stuecke)
