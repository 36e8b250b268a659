"""Wie breit ein Text auf einer Folie wird, geschätzt ohne die Schrift selbst.

Die Folien nennen Calibri; je Zeichen genügt seine Breite im fetten Schnitt in Zwanzigsteln der
Schriftgröße. Normaler Text ist etwas schmaler.
"""

from collections.abc import Mapping

_ENG_BIS_WEIT = {
    0.25: "ijlI .,·\u00a0", 0.3: "f:;()-", 0.35: "rtJ!", 0.4: "cszL", 0.45: "gvxyFS„“/?",
    0.5: "aekETYZ0123456789ä–−", 0.55: "bdhnopquBCKPRXöüß", 0.6: "AVÄ",
    0.65: "DGHNUÜ", 0.7: "OQÖ…&", 0.75: "w%", 0.8: "m", 0.85: "M", 0.9: "W",
}  # fmt: skip
_BREITEN: Mapping[str, float] = {z: breite for breite, alle in _ENG_BIS_WEIT.items() for z in alle}
_UNBEKANNT = 0.65


def textbreite(text: str, groesse: float) -> float:
    """Die Breite einer Zeile in Punkten bei dieser Schriftgröße; eher zu weit als zu eng."""
    return sum(_BREITEN.get(zeichen, _UNBEKANNT) for zeichen in text) * groesse


def zeilenzahl(text: str, groesse: float, breite: float) -> int:
    """So viele Zeilen braucht ein Text, der zwischen Wörtern umbricht; ohne Text keine.

    Parameters
    ----------
    groesse, breite
        Schriftgröße und Breite des Feldes in Punkten.
    """
    zeilen, rest = 0, 0.0
    for wort in text.split(" "):
        laenge = textbreite(f"{wort} ", groesse)
        if not wort:
            continue
        if zeilen and textbreite(wort, groesse) <= rest:
            rest -= laenge
        else:
            zeilen, rest = zeilen + 1, breite - laenge
    return zeilen
