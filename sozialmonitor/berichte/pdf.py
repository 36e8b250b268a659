"""Ein Dokument als barrierefreies PDF (PDF/UA-1), mit Vektorbildern."""

import io
import re
from collections.abc import Sequence
from typing import Any

from sozialmonitor.berichte import satz
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
    Tabelle,
    Ueberschrift,
    Zeile,
    abbildungen,
    bildinhalt,
    fusszeile,
    ueberschriften,
)

# Was die eingebetteten Schriften nicht zeigen; PDF/UA verlangt ein Bild für jedes Zeichen.
_UNDRUCKBAR = re.compile(
    "[^\n -~\u00a0-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u0484\u0487-\u04ff"
    "\u1e00-\u1eff\u2002\u2010-\u2027\u2030-\u2040\u20a0-\u20bf\u2190-\u22ff\u2500-\u25ff]"
)
_ERSATZ = "□"
_SATZ = "Satz des PDF"


def pdf(dokument: Dokument, *, fortschritt: Fortschritt | None = None) -> bytes:
    """Das Dokument als PDF; gleiche Dokumente ergeben dieselben Bytes.

    Zeichen, die die eingebetteten Schriften nicht haben (etwa Emoji), erscheinen als „□“.
    """
    return satz.gesetzt(vorbereitet(dokument, fortschritt=fortschritt))


def vorbereitet(dokument: Dokument, *, fortschritt: Fortschritt | None = None) -> dict[str, Any]:
    """Alles, was `satz.gesetzt` zum PDF braucht, mit gezeichneten Bildern."""
    schreiber = _Schreiber(dokument, fortschritt)
    inhalt: dict[str, Any] = _druckbar(schreiber.inhalt())
    schreiber.melde(_SATZ)
    return inhalt


class _Schreiber:
    """Zählt Überschriften und Bilder mit, während es die Blöcke wandelt."""

    def __init__(self, dokument: Dokument, fortschritt: Fortschritt | None) -> None:
        self._dokument, self._fortschritt = dokument, fortschritt
        self._titel = iter(ueberschriften(dokument))
        self._insgesamt, self._fertig = len(abbildungen(dokument)) + 1, 0

    def melde(self, was: str) -> None:
        if self._fortschritt:
            self._fortschritt(self._fertig, self._insgesamt, was)
        self._fertig += 1

    def inhalt(self) -> dict[str, Any]:
        dokument = self._dokument
        return {
            "titel": dokument.titel,
            "untertitel": dokument.untertitel,
            "kommune": dokument.kommune,
            "datum": dokument.datum,
            "sprache": dokument.sprache.split("-"),
            "hinweis": dokument.hinweis,
            "fuss": fusszeile(dokument),
            "knapp": not dokument.nummeriert,
            "logo": list(dokument.logo),
            "logotext": dokument.logotext,
            "teile": self._teile(dokument.teile),
        }

    def _teile(self, teile: Sequence[Block]) -> list[dict[str, Any]]:
        return [self._block(block) for block in teile]

    def _block(self, block: Block) -> dict[str, Any]:  # noqa: PLR0911
        match block:
            case Ueberschrift(stufe=stufe):
                return {"art": "ueberschrift", "text": next(self._titel).text, "stufe": stufe}
            case Absatz(zeile, klein):
                return {"art": "absatz", "zeile": _lauf(zeile), "klein": klein}
            case Liste(punkte, geordnet):
                zeilen = [_lauf(punkt) for punkt in punkte]
                return {"art": "liste", "punkte": zeilen, "geordnet": geordnet}
            case Tabelle():
                return _tabelle(block)
            case Abbildung():
                return self._abbildung(block)
            case Qr(adresse, text):
                return {"art": "qr", "adresse": adresse, "text": text, "svg": _qr(adresse)}
            case Kasten(titel, teile, warnung):
                return {"art": "kasten", "titel": titel, "warnung": warnung,
                        "teile": self._teile(teile)}  # fmt: skip
            case Nebeneinander(spalten):
                return {"art": "nebeneinander", "breiten": list(block.breiten),
                        "spalten": [self._teile(spalte) for spalte in spalten]}  # fmt: skip
            case Inhaltsverzeichnis(bis_stufe):
                return {"art": "inhalt", "bis_stufe": bis_stufe}
            case Seitenumbruch():
                return {"art": "umbruch"}

    def _abbildung(self, abbildung: Abbildung) -> dict[str, Any]:
        self.melde(abbildung.unterschrift)
        return {
            "art": "abbildung",
            "svg": bildinhalt(abbildung),
            "alttext": abbildung.bild.alttext,
            "unterschrift": abbildung.unterschrift,
            "quelle": abbildung.quelle,
        }


def _lauf(zeile: Zeile) -> list[dict[str, Any]]:
    return [
        {"text": s.text, "fett": s.fett, "kursiv": s.kursiv, "adresse": s.adresse} for s in zeile
    ]


def _tabelle(tabelle: Tabelle) -> dict[str, Any]:
    return {
        "art": "tabelle",
        "beschriftung": tabelle.beschriftung,
        "kopf": list(tabelle.kopf),
        "zeilen": [list(zeile) for zeile in tabelle.zeilen],
        "rechts": list(tabelle.rechts),
        "breiten": list(tabelle.breiten),
        "anmerkung": tabelle.anmerkung,
    }


def _qr(adresse: str) -> str:
    import segno  # selten gebraucht

    puffer = io.BytesIO()
    segno.make(adresse, micro=False).save(puffer, kind="svg", xmldecl=False, border=2)
    return puffer.getvalue().decode()


def _druckbar(wert: Any) -> Any:  # noqa: ANN401
    """Derselbe Inhalt; was die Schriften nicht haben, ist ersetzt."""
    if isinstance(wert, str):
        return _UNDRUCKBAR.sub(_ERSATZ, wert.replace("\r\n", "\n").replace("\t", " "))
    if isinstance(wert, dict):
        return {name: _druckbar(teil) for name, teil in wert.items()}
    if isinstance(wert, list):
        return [_druckbar(teil) for teil in wert]
    return wert
