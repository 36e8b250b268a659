"""Ein Dokument als Auftrag: alles, was es braucht, steht darin; ein eigener Prozess erledigt ihn.

Der Auftrag nennt die Ordner, aus denen gelesen wird, und die Regel, nach der sie freigegeben sind.
Texte, Sitzung und Logo reisen mit: Wer eine Ausgabe liest, öffnet den Bestand nie.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sozialmonitor.berichte import satz
from sozialmonitor.berichte.dokument import Fortschritt
from sozialmonitor.fehler import Mangel, SozialmonitorFehler
from sozialmonitor.kommune import Kommune
from sozialmonitor.laden import geaendert_seit, lade_kommune, ohne_vertrauliches, regel_des_ordners
from sozialmonitor.sitzung import Sitzung, als_toml, lies_sitzung

FORMEN: Mapping[str, tuple[str, ...]] = {
    "stadtblatt": ("pdf", "docx"),
    "gebietsblatt": ("pdf", "docx"),
    "sozialbericht": ("pdf", "docx"),
    "praesentation": ("pptx",),
    "anlage": ("pdf", "docx"),
    "vorfuehrung": ("html",),
    "paket": ("zip",),
}
"""Art des Dokuments → Endungen, in denen es das gibt."""
BESTAND = ""
"""Regel eines Auftrags, der den Bestand liest."""
_MIT_SITZUNG = {"praesentation", "anlage", "vorfuehrung", "paket"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Auftrag:
    """Was entstehen soll und woraus.

    Attributes
    ----------
    art, form
        Eintrag von `FORMEN`.
    datenordner, geoordner
        Woraus gelesen wird: eine Ausgabe oder der Bestand.
    regel
        Regel, nach der der Datenordner freigegeben ist; `BESTAND` für den Bestand.
    datum
        Tag des Dokuments (ISO).
    gelesen
        Wann die Seiten den Ordner gelesen haben (Sekunden seit 1970); 0 prüft es nicht.
    ausgabe, basisadresse, textbloecke
        Wie bei `berichte.dokumentteile.Angaben`.
    gebiet
        Schlüssel des Gebiets, nur für das Gebietsblatt.
    sitzung
        Nur für Präsentation, Anlage, Vorführung und Paket.
    logo
        Inhalt einer Bilddatei oder leer.
    schriften, vega
        Strichstärke → WOFF2-Datei und die Skripte der Diagramme, für die Vorführung.
    """

    art: str
    form: str
    datenordner: Path
    geoordner: Path
    regel: str
    datum: str
    gelesen: float = 0.0
    ausgabe: str = ""
    basisadresse: str = ""
    textbloecke: Mapping[str, str] = field(default_factory=dict)
    gebiet: str = ""
    sitzung: Sitzung | None = None
    logo: bytes = b""
    schriften: Mapping[int, bytes] = field(default_factory=dict)
    vega: str = ""

    def __post_init__(self) -> None:
        """Verlangt eine Form, die es gibt, und eine Sitzung, wo sie nötig ist."""
        if self.form not in FORMEN.get(self.art, ()):
            raise SozialmonitorFehler(f"„{self.art}“ gibt es nicht als {self.form.upper()}.")
        if self.art in _MIT_SITZUNG and self.sitzung is None:
            raise SozialmonitorFehler("Dazu fehlt die Sitzung.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Erledigt:
    """Die fertige Datei und was dabei nicht ging.

    `zu_setzen` heißt: Der Inhalt ist noch kein PDF, sondern als JSON das, was `satz.gesetzt` dazu
    braucht.
    """

    inhalt: bytes
    maengel: tuple[Mangel, ...]
    zu_setzen: bool = False


def erledigt(
    auftrag: Auftrag, *, setze: bool = True, fortschritt: Fortschritt | None = None
) -> Erledigt:
    """Liest die Daten und erstellt das Dokument.

    Parameters
    ----------
    setze
        Ob ein PDF auch gesetzt wird. Der Satz braucht so viel Speicher wie alles davor; ein
        Arbeiter überlässt ihn einem zweiten, der die Daten nicht geladen hat.
    fortschritt
        Wird mit (fertig, insgesamt, was) gerufen; eine Ausnahme daraus bricht ab.

    Raises
    ------
    SozialmonitorFehler
        Wenn der Ordner nicht zur Regel passt oder sich das Dokument nicht erstellen lässt.
    """
    melde = fortschritt or (lambda _fertig, _insgesamt, _was: None)
    _pruefe_ordner(auftrag)
    melde(0, 1, "Daten werden gelesen")
    kommune = lade_kommune(auftrag.datenordner, auftrag.geoordner)
    fertig = _ERSTELLE[auftrag.art](auftrag, kommune, melde)
    if fertig.zu_setzen and setze:
        fertig = replace(fertig, inhalt=satz.gesetzt(json.loads(fertig.inhalt)), zu_setzen=False)
    if auftrag.gelesen and geaendert_seit(auftrag.datenordner, auftrag.gelesen):
        mangel = Mangel(
            "Bestand",
            "",
            "Die Daten haben sich geändert, seit die Anwendung sie gelesen hat.",
            "Dieses Dokument zeigt den neuen Stand; die Seiten zeigen ihn nach einem Neustart.",
        )
        return replace(fertig, maengel=(mangel, *fertig.maengel))
    return fertig


def als_text(auftrag: Auftrag) -> str:
    """Der Auftrag als JSON; `aus_text` liest daraus denselben."""
    angaben = {name: getattr(auftrag, name) for name in Auftrag.__slots__} | {
        "datenordner": str(auftrag.datenordner),
        "geoordner": str(auftrag.geoordner),
        "textbloecke": dict(auftrag.textbloecke),
        "sitzung": als_toml(auftrag.sitzung) if auftrag.sitzung else None,
        "logo": _als_base64(auftrag.logo),
        "schriften": {str(s): _als_base64(roh) for s, roh in auftrag.schriften.items()},
    }
    return json.dumps(angaben)


def aus_text(text: str) -> Auftrag:
    """Der Auftrag zu einem Text von `als_text`."""
    angaben: dict[str, Any] = json.loads(text)
    sitzung = angaben["sitzung"]
    return Auftrag(
        **angaben
        | {
            "datenordner": Path(angaben["datenordner"]),
            "geoordner": Path(angaben["geoordner"]),
            "sitzung": None if sitzung is None else lies_sitzung(sitzung)[0],
            "logo": base64.b64decode(angaben["logo"]),
            "schriften": {int(s): base64.b64decode(t) for s, t in angaben["schriften"].items()},
        }
    )


def _als_base64(roh: bytes) -> str:
    return base64.b64encode(roh).decode()


def _pruefe_ordner(auftrag: Auftrag) -> None:
    """Wer Freigegebenes bekommt, bekommt es aus einer Ausgabe nach seiner Regel."""
    if auftrag.regel == BESTAND or regel_des_ordners(auftrag.datenordner) == auftrag.regel:
        return
    if not ohne_vertrauliches(auftrag.datenordner):
        raise SozialmonitorFehler("Diese Daten sind für diese Ansicht nicht freigegeben.")


def _dokument(auftrag: Auftrag, kommune: Kommune, melde: Fortschritt) -> Erledigt:
    from sozialmonitor.berichte.anlage import anlage  # groß und nur hier gebraucht
    from sozialmonitor.berichte.docx import docx
    from sozialmonitor.berichte.dokument import mit_logo
    from sozialmonitor.berichte.gebietsblatt import gebietsblatt
    from sozialmonitor.berichte.pdf import vorbereitet
    from sozialmonitor.berichte.sozialbericht import sozialbericht
    from sozialmonitor.berichte.stadtblatt import stadtblatt

    angaben = _angaben(auftrag)
    if auftrag.sitzung is not None:
        dokument = anlage(auftrag.sitzung, kommune, angaben, logo=auftrag.logo, fortschritt=melde)
    else:
        if auftrag.art == "stadtblatt":
            dokument = stadtblatt(kommune, angaben)
        elif auftrag.art == "gebietsblatt":
            dokument = gebietsblatt(kommune, auftrag.gebiet, angaben)
        else:
            dokument = sozialbericht(kommune, angaben, fortschritt=melde)
        if auftrag.logo:
            beschreibung = f"Logo: {kommune.einstellungen.bezeichnung}"
            dokument = mit_logo(dokument, auftrag.logo, beschreibung, datei="Logo")
    if auftrag.form == "docx":
        return Erledigt(inhalt=docx(dokument, fortschritt=melde), maengel=dokument.maengel)
    inhalt = json.dumps(vorbereitet(dokument, fortschritt=melde)).encode()
    return Erledigt(inhalt=inhalt, maengel=dokument.maengel, zu_setzen=True)


def _praesentation(auftrag: Auftrag, kommune: Kommune, melde: Fortschritt) -> Erledigt:
    from sozialmonitor.berichte.praesentation import pptx

    fertig = pptx(
        _sitzung(auftrag), kommune, logo=auftrag.logo, ausgabe=auftrag.ausgabe, fortschritt=melde
    )
    return Erledigt(inhalt=fertig.inhalt, maengel=fertig.maengel)


def _vorfuehrung(auftrag: Auftrag, kommune: Kommune, melde: Fortschritt) -> Erledigt:
    from sozialmonitor.berichte.vorfuehrung import vorfuehrung

    fertig = vorfuehrung(
        _sitzung(auftrag),
        kommune,
        ausgabe=auftrag.ausgabe,
        basisadresse=auftrag.basisadresse,
        logo=auftrag.logo,
        schriften=auftrag.schriften,
        vega=auftrag.vega,
        fortschritt=melde,
    )
    return Erledigt(inhalt=fertig.inhalt, maengel=fertig.maengel)


def _paket(auftrag: Auftrag, kommune: Kommune, melde: Fortschritt) -> Erledigt:
    from sozialmonitor.berichte.paket import paket

    fertig = paket(
        _sitzung(auftrag),
        kommune,
        _angaben(auftrag),
        logo=auftrag.logo,
        schriften=auftrag.schriften,
        vega=auftrag.vega,
        fortschritt=melde,
    )
    return Erledigt(inhalt=fertig.inhalt, maengel=fertig.maengel)


def _sitzung(auftrag: Auftrag) -> Sitzung:
    return auftrag.sitzung or Sitzung(titel="")


def _angaben(auftrag: Auftrag) -> Any:  # noqa: ANN401
    from sozialmonitor.berichte.dokumentteile import Angaben

    return Angaben(
        datum=auftrag.datum,
        ausgabe=auftrag.ausgabe,
        basisadresse=auftrag.basisadresse,
        textbloecke=auftrag.textbloecke,
    )


_ERSTELLE = dict.fromkeys(FORMEN, _dokument) | {
    "praesentation": _praesentation,
    "vorfuehrung": _vorfuehrung,
    "paket": _paket,
}
