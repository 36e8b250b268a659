"""Eine Sitzung als Vorführung: eine HTML-Datei, die ohne Netz läuft und bedienbar bleibt.

Je Folie eine Aussage, ihr Bild, Quelle und Stand. Gezeichnet wird im Browser mit dem Vega, das
in der Datei steckt; nichts wird nachgeladen. Texte und Zahlen stehen maskiert in der Vorlage.
"""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from sozialmonitor import formate
from sozialmonitor.ansichten import SEITEN, Gezeigt, Vorrat, adresse, gezeigt, vorrat_aus
from sozialmonitor.ausgabe import WASSERZEICHEN
from sozialmonitor.berichte import buehnenbild, folienvorlage
from sozialmonitor.berichte.praesentation import (
    Fortschritt,
    hinweismaengel,
    notiz,
    quellenzeile,
    titel_und_unterzeile,
)
from sozialmonitor.bild import Bild
from sozialmonitor.bildzahlen import zahlen_aus
from sozialmonitor.diagramme import thema
from sozialmonitor.fehler import Mangel, SozialmonitorFehler
from sozialmonitor.kommune import Kommune
from sozialmonitor.sitzung import Folie, Sitzung, gemeinsame_skalen
from sozialmonitor.texte import DEMO_ZUSATZ

DATEI = "Vorführung"
BREITE, HOEHE = 1280, 720
HOECHSTENS_UNTERZEILE, HOECHSTENS_HILFE, HOECHSTENS_QUELLE, HOECHSTENS_EMPFEHLUNG = (
    *(196, 196, 190),
    400,
)
HOECHSTENS_ZEILEN, HOECHSTENS_SPALTEN = 12, 6
HOECHSTENS_MARKIERUNGEN = 2
"""Mehr Zeilen mit Brüchen und Ereignissen ließen der Zeitreihe zu wenig Platz."""
_INNEN, _RAND_OBEN, _FUSS, _LUFT = 1216, 18, 110, 22
_TITELHOEHE, _TEXTHOEHE = 38, 30
_ZEICHEN_TITEL, _ZEICHEN_TEXT = 66, 98
# Breite des Kastens neben dem Bild je nach Länge der Empfehlung.
_KAESTEN = ((150, 320), (260, 400), (HOECHSTENS_EMPFEHLUNG + 1, 500))
_ABSTAND = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Vorfuehrung:
    """Die HTML-Datei und was beim Bauen nicht ging; alles Übrige ist darin."""

    inhalt: bytes
    maengel: tuple[Mangel, ...]


def vorfuehrung(
    sitzung: Sitzung,
    kommune: Kommune,
    *,
    vega: str,
    vorrat: Vorrat | None = None,
    ausgabe: str = "",
    basisadresse: str = "",
    logo: bytes = b"",
    schriften: Mapping[int, bytes] | None = None,
    fortschritt: Fortschritt | None = None,
) -> Vorfuehrung:
    """Die Sitzung als eine HTML-Datei im Format 16:9, mit Titelfolie.

    Parameters
    ----------
    vega
        Die Skripte, die Diagramme zeichnen (Vega, Vega-Lite, Vega-Embed), hintereinander.
    vorrat
        Werte derselben Kommune; ohne Angabe wird jeder Indikator einmal gerechnet.
    ausgabe
        Satz für die Titelfolie, etwa aus welcher Ausgabe die Zahlen stammen.
    basisadresse
        Adresse der Anwendung; jede Folie führt dann zu ihrer Ansicht. Nur http und https.
    logo
        Inhalt einer Bilddatei für die Titelfolie; was kein Bild ist, ist ein Mangel.
    schriften
        Strichstärke (400, 600, 700) → WOFF2-Datei; ohne sie gilt die Schrift des Rechners.
    fortschritt
        Wird mit (fertige Schritte, alle Schritte, was gerade entsteht) gerufen.
    """
    bau = _Bau(kommune=kommune, vorrat=vorrat or vorrat_aus(kommune), basis=_basis(basisadresse))
    melde = fortschritt or (lambda _fertig, _insgesamt, _was: None)
    schritte = len(sitzung.folien) + 1
    plaetze: list[_Platz] = []
    inhalte: list[Gezeigt] = []
    for nummer, folie in enumerate(sitzung.folien, start=1):
        melde(nummer - 1, schritte, f"Folie {nummer}: {SEITEN[folie.ansicht.seite]}")
        platz, inhalt = bau.inhalt(folie, nummer)
        plaetze.append(platz)
        inhalte.append(inhalt)
    melde(schritte - 1, schritte, "Datei")
    skalen = gemeinsame_skalen(inhalte)
    werte = {
        "titel": sitzung.titel,
        "zeilen": _titelzeilen(sitzung, kommune, ausgabe, inhalte),
        "logo": bau.logo(logo) if logo else "",
        "folien": [
            bau.folie(folie, inhalt, platz, skala, nummer)
            for nummer, (folie, inhalt, platz, skala) in enumerate(
                zip(sitzung.folien, inhalte, plaetze, skalen, strict=True), start=1
            )
        ],
        "schriften": {s: _data("font/woff2", roh) for s, roh in (schriften or {}).items()},
        "vega": _ungefaehrlich(vega),
        "farben": thema.HELL,
        "wasserzeichen": WASSERZEICHEN,
    }
    fertig = _vorlage().render(werte).encode()
    melde(schritte, schritte, "fertig")
    return Vorfuehrung(inhalt=fertig, maengel=tuple(bau.maengel))


def quelle_der_folie(inhalt: Gezeigt) -> str:
    """Quelle, Stand und Vermerke, so weit sie in zwei Zeilen passen; die Quelle zuerst.

    Dass Zahlen erfunden sind, sagt die Folie daneben eigens. Was nicht passt, steht in der Notiz.
    """
    bild = inhalt.bild
    stand = f"Stand: {formate.stichtag(inhalt.stand)}." if inhalt.stand else ""
    vermerk = next((v for v in inhalt.vermerke if v.startswith("©")), "").partition(": ")[0]
    vermerk = f"{vermerk.rstrip('.')}." if vermerk else ""
    quellen = bild.quelle.replace(" (Demonstrationsdaten)", "").rstrip(".") if bild else ""
    teile = quellen.split("; ")
    platz = HOECHSTENS_QUELLE - len(stand) - len(vermerk) - 2
    genannt = len(teile)
    while genannt > 1 and len(_aufgezaehlt(teile, genannt)) > platz:
        genannt -= 1
    kurz = _aufgezaehlt(teile, genannt) if quellen else ""
    text = " ".join(filter(None, [kurz, stand, vermerk]))
    for weiterer in inhalt.vermerke:
        if not weiterer.startswith("©") and len(text) + 1 + len(weiterer) <= HOECHSTENS_QUELLE:
            text = f"{text} {weiterer}"
    return _gekuerzt(text, HOECHSTENS_QUELLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Platz:
    """Platz für das Bild einer Folie [Bildpunkte der Bühne]."""

    breite: int
    hoehe: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bau:
    """Was alle Folien teilen, und die Mängel, die beim Bauen dazukommen."""

    kommune: Kommune
    vorrat: Vorrat
    basis: str
    maengel: list[Mangel] = field(default_factory=list)

    def melde(self, ort: str, befund: str, abhilfe: str) -> None:
        self.maengel.append(Mangel(DATEI, ort, befund, abhilfe))

    def logo(self, inhalt: bytes) -> str:
        try:
            logo = folienvorlage.logo_aus(inhalt)
        except SozialmonitorFehler as fehler:
            self.melde("Logo", str(fehler), "Die Vorführung entsteht ohne Logo.")
            return ""
        return _data("image/png", logo.png)

    def inhalt(self, folie: Folie, nummer: int) -> tuple[_Platz, Gezeigt]:
        """Was die Folie zeigt, für den Platz, den ihr Text lässt; sonst ein Satz ohne Bild."""
        ort = f"Folie {nummer}"
        platz = _platz(folie, Gezeigt(bild=None, satz=folie.aussage or "x" * 150))
        try:
            vorlaeufig = self._gezeigt(folie, platz)
            platz, bild = _platz(folie, vorlaeufig), vorlaeufig.bild
            if bild is not None and buehnenbild.markierungszeilen(bild) > HOECHSTENS_MARKIERUNGEN:
                folie = _ohne_ereignisse(folie)
                bild = self._gezeigt(folie, platz).bild
            inhalt = self._gezeigt(folie, platz, bild)
        except SozialmonitorFehler as fehler:
            self.melde(ort, str(fehler), "Die Folie zeigt nur diesen Satz.")
            return platz, Gezeigt(bild=None, satz=str(fehler))
        self.maengel.extend(hinweismaengel(folie, inhalt, DATEI, ort))
        return platz, inhalt

    def _gezeigt(self, folie: Folie, platz: _Platz, bild: Bild | None = None) -> Gezeigt:
        gestaltung = buehnenbild.gestaltung(platz.breite, platz.hoehe, bild)
        return gezeigt(self.kommune, folie.ansicht, gestaltung, vorrat=self.vorrat)

    def folie(
        self,
        folie: Folie,
        inhalt: Gezeigt,
        platz: _Platz,
        skala: tuple[float, float] | None,
        nummer: int,
    ) -> dict[str, Any]:
        """Alles, was die Vorlage für eine Folie braucht."""
        titel, unterzeile = _titel(folie, inhalt)
        bild = _passendes(inhalt, platz)
        zeichnung: dict[str, Any] | None = None
        hinweis = ""
        if bild is not None and bild.bild is not None:
            if buehnenbild.passt(bild, platz.hoehe) and not _ist_zeitstrahl(folie):
                zeichnung = buehnenbild.angaben(bild, platz.breite, platz.hoehe)
                zahlen = zahlen_aus(bild) if skala else None
                if skala and zahlen and zahlen.grenzen:
                    zeichnung = buehnenbild.mit_wertachse(zeichnung, zahlen.grenzen, skala)
            else:
                hinweis = "Das Bild wäre auf der Folie zu klein; gezeigt ist seine Tabelle."
                self.melde(f"Folie {nummer}", hinweis, "Das Bild steht auf der Seite.")
        hilfe = buehnenbild.lesehilfe(bild) if bild is not None and zeichnung else hinweis
        ziel = adresse(folie.ansicht)
        return {
            "nummer": nummer,
            "titel": titel,
            "unterzeile": unterzeile,
            "hilfe": _gekuerzt(hilfe, HOECHSTENS_HILFE),
            "empfehlung": _gekuerzt(folie.empfehlung, HOECHSTENS_EMPFEHLUNG),
            "kasten": _kasten(folie.empfehlung),
            "alttext": bild.alttext if bild else "",
            "bildtitel": bild.titel if bild else "",
            "karte": _ist_karte(inhalt),
            "zeichnung": zeichnung,
            "tabelle": _tabelle(bild, ganz=False) if bild is not None and not zeichnung else None,
            "werte": _tabelle(bild, ganz=True) if bild is not None else None,
            "demo": inhalt.demo,
            "quelle": quelle_der_folie(inhalt),
            "notiz": [*notiz(folie, inhalt).split("\n\n"), quellenzeile(inhalt, "")],
            "seite": SEITEN[folie.ansicht.seite],
            "adresse": f"{self.basis}{ziel}" if self.basis else "",
        }


def _ohne_ereignisse(folie: Folie) -> Folie:
    """Dieselbe Folie mit einer Zeitreihe ohne Ereignisse; Brüche bleiben."""
    parameter = {**folie.ansicht.parameter, "ereignisse": ("0",)}
    return replace(folie, ansicht=replace(folie.ansicht, parameter=parameter))


def _passendes(inhalt: Gezeigt, platz: _Platz) -> Bild | None:
    """Das Bild, oder sein Ausschnitt, wo nur der lesbar in den Platz passt."""
    bild, kurz = inhalt.bild, inhalt.kurz
    if bild is None or bild.bild is None or kurz is None:
        return bild
    return bild if buehnenbild.passt(bild, platz.hoehe) else kurz


def _titel(folie: Folie, inhalt: Gezeigt) -> tuple[str, str]:
    """Aussage und Unterzeile; die Unterzeile wiederholt die Aussage nicht."""
    titel, unterzeile = titel_und_unterzeile(folie, inhalt)
    unterzeile = unterzeile.replace(DEMO_ZUSATZ, "").strip()
    if titel.endswith("…") and unterzeile[:60] == titel[:60]:
        unterzeile = f"… {unterzeile[len(titel) - 2 :].strip()}"
    # Neben einer Karte steht die Legende untereinander und braucht die Höhe.
    hoechstens = HOECHSTENS_UNTERZEILE // 2 if _ist_karte(inhalt) else HOECHSTENS_UNTERZEILE
    unterzeile = _gekuerzt(unterzeile.replace(" %", "\u00a0%"), hoechstens)
    return titel.replace(" %", "\u00a0%"), unterzeile


def _ist_karte(inhalt: Gezeigt) -> bool:
    return inhalt.bild is not None and buehnenbild.ist_karte(inhalt.bild)


def _platz(folie: Folie, inhalt: Gezeigt) -> _Platz:
    """Breite und Höhe, die Text und Kasten für das Bild lassen, vorsichtig geschätzt."""
    titel, unterzeile = _titel(folie, inhalt)
    hilfe = buehnenbild.lesehilfe(inhalt.bild) if inhalt.bild else ""
    texte = sum(buehnenbild.zeilen(text, _ZEICHEN_TEXT) for text in (unterzeile, hilfe))
    oben = _TITELHOEHE * buehnenbild.zeilen(titel, _ZEICHEN_TITEL) + _TEXTHOEHE * texte
    kasten = _kasten(folie.empfehlung)
    return _Platz(
        breite=_INNEN - (kasten + _ABSTAND if kasten else 0),
        hoehe=HOEHE - _RAND_OBEN - oben - _FUSS - _LUFT,
    )


def _ist_zeitstrahl(folie: Folie) -> bool:
    """Die Chronik: ganze Sätze neben Punkten sind aus der letzten Reihe nicht zu lesen."""
    return folie.ansicht.parameter.get("bild") == ("chronik",)


def _kasten(empfehlung: str) -> int:
    if not empfehlung:
        return 0
    laenge = min(len(empfehlung), HOECHSTENS_EMPFEHLUNG)
    return next(breite for bis, breite in _KAESTEN if laenge <= bis)


def _titelzeilen(
    sitzung: Sitzung, kommune: Kommune, ausgabe: str, inhalte: Sequence[Gezeigt]
) -> list[str]:
    demo = any(inhalt.demo for inhalt in inhalte)
    alle = [
        sitzung.gremium,
        formate.stichtag(sitzung.datum) if sitzung.datum else "",
        kommune.einstellungen.bezeichnung,
        ausgabe,
        f"{WASSERZEICHEN} (gekennzeichnete Folien)" if demo else "",
    ]
    return [zeile for zeile in alle if zeile]


def _tabelle(bild: Bild, *, ganz: bool) -> dict[str, Any]:
    """Spalten und Zeilen als Texte; `alle` sind die Zeilen der ganzen Tabelle."""
    gezeigte = bild.tabelle
    if not ganz:
        gezeigte = gezeigte.iloc[:HOECHSTENS_ZEILEN, :HOECHSTENS_SPALTEN]
    texte = gezeigte.fillna("").astype(str)
    return {
        "spalten": [str(spalte) for spalte in texte.columns],
        "zeilen": texte.to_numpy().tolist(),
        "alle": len(bild.tabelle),
        "spalten_alle": bild.tabelle.shape[1],
    }


def _aufgezaehlt(teile: Sequence[str], genannt: int) -> str:
    rest = len(teile) - genannt
    weitere = f"; {rest} weitere" if rest else ""
    return f"{'; '.join(teile[:genannt])}{weitere}."


def _gekuerzt(text: str, zeichen: int) -> str:
    return text if len(text) <= zeichen else f"{text[: zeichen - 2].rsplit(' ', 1)[0]} …"


def _basis(basisadresse: str) -> str:
    """Nur eine Adresse, die ein Browser öffnen und nicht ausführen kann."""
    gueltig = urlsplit(basisadresse).scheme in {"http", "https"}
    return basisadresse.rstrip("/") if gueltig else ""


def _data(art: str, inhalt: bytes) -> str:
    return f"data:{art};base64,{b64encode(inhalt).decode()}"


def _ungefaehrlich(skript: str) -> str:
    """Ein Skript, das in einem `<script>` stehen kann, ohne es zu beenden."""
    return skript.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _vorlage() -> Any:  # noqa: ANN401
    vorlagen = Environment(
        loader=PackageLoader("sozialmonitor.berichte", "vorlagen"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    vorlagen.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    return vorlagen.get_template("vorfuehrung.html")
