"""Deutsche Zahlentexte zurück in Zahlen: die Umkehrung von `formate`, nur wo sie eindeutig ist.

Was `formate` schreibt, trägt ab tausend Punkte. „2019“ ist deshalb keine Menge, sondern ein Jahr
oder ein Schlüssel und bleibt Text, ebenso „007“, „12.5“, „3 von 20“ und „10,9 – 13,8 %“.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sozialmonitor.klassen import OHNE_WERT

# Womit eine Tabelle sagt, dass keine Zahl da ist.
LUECKEN = frozenset(
    {"", "–", ".", "…", "/", "x", "•", *(darstellung.kuerzel for darstellung in OHNE_WERT.values())}
)
_EINHEIT = (
    r"%|‰|Prozentpunkte?|€(?: je .+)?|ha|k?m²|je .+|(?:Personen|Einwohner) je .+"
    r"|Person(?:en)?|Mensch(?:en)?|Kind(?:er)?|Haushalte?|Wohnung(?:en)?|Platz|Plätze|Fall|Fälle"
)
_ZAHL = re.compile(
    r"(?P<vorzeichen>[+−-])?(?P<ganz>0|[1-9]\d{0,2}(?:\.\d{3})*)(?:,(?P<bruch>\d+))?"
    rf"(?:[ \u00a0](?P<einheit>{_EINHEIT}))?(?P<zeichen>(?: [prs])*)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Zahltext:
    """Eine gelesene Zahl und wie sie geschrieben war.

    `wert` steht in der Einheit des Textes („12,3 %“ ist 12,3); `zeichen` sind die nachgestellten
    p, r, s, durch Leerzeichen getrennt; `mit_plus` heißt, dass ein Plus geschrieben war.
    """

    wert: float
    nachkommastellen: int
    einheit: str = ""
    zeichen: str = ""
    mit_plus: bool = False

    @property
    def nackt(self) -> bool:
        """Ob es eine ganze Zahl ohne Einheit und Zeichen ist, die auch etwas zählen könnte."""
        return not (self.nachkommastellen or self.einheit or self.zeichen or self.mit_plus)


def gelesen(text: str) -> Zahltext | None:
    """Die Zahl in einem Text, wenn der ganze Text eine ist; sonst `None`.

    „1.234,5“, „−3,2“, „+0,5 Prozentpunkte“, „12,3 %“, „12,3 p“ und „150.000 €“ sind Zahlen.
    """
    treffer = _ZAHL.fullmatch(text)
    if treffer is None:
        return None
    bruch = treffer["bruch"] or ""
    betrag = float(f"{treffer['ganz'].replace('.', '')}.{bruch or '0'}")
    return Zahltext(
        wert=-betrag if treffer["vorzeichen"] in {"−", "-"} else betrag,
        nachkommastellen=len(bruch),
        einheit=treffer["einheit"] or "",
        zeichen=treffer["zeichen"].strip(),
        mit_plus=treffer["vorzeichen"] == "+",
    )


def spalte(texte: Sequence[str]) -> list[Zahltext | str]:
    """Eine Tabellenspalte: Zahlen, wo es welche sind; Lücken und alles andere bleiben Text.

    Steht in der Spalte auch anderer Text, bleiben nackte ganze Zahlen Text: Die „1“ zwischen
    „1 – 3“ und „2 – 3“ ist ein Rangbereich und keine Menge.
    """
    zellen = [gelesen(text) or text for text in texte]
    gemischt = any(isinstance(z, str) and z not in LUECKEN for z in zellen)
    return [
        text if gemischt and isinstance(zelle, Zahltext) and zelle.nackt else zelle
        for text, zelle in zip(texte, zellen, strict=True)
    ]
