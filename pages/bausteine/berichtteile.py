"""Die Teile der Seite „Berichte“: Auswahl, Knöpfe zum Erstellen, Fortschritt, Herunterladen."""

from dataclasses import dataclass

import streamlit as st

from pages.bausteine import auftraege, auswahl, daten, rahmen, sammlung, vorfuehrteile

ANTWORT = "Dokumente und Präsentationen aus denselben Zahlen, Sätzen und Bildern wie die Seiten."
ENTHALTEN = (
    "Jedes Dokument nennt Quelle, Stand und Vorbehalte seiner Zahlen und führt mit einem QR-Code "
    "zur Ansicht, aus der es stammt. Gesperrtes bleibt gesperrt, erfundene Werte sind auf jeder "
    "Seite gekennzeichnet. Einleitungen stehen als Textdateien im Ordner „texte“ der Kommune und "
    "lassen sich dort ändern."
)
BERICHTE = {
    "stadtblatt": "Stadtblatt",
    "gebietsblatt": "Gebietsblatt",
    "sozialbericht": "Sozialbericht",
    "praesentation": "Präsentation",
    "anlage": "Anlage zur Vorlage",
    "paket": "Paket für den Ausschuss",
}
BESCHREIBUNG = {
    "stadtblatt": "Zwei Seiten: die Stadt auf einen Blick.",
    "gebietsblatt": "Zwei Seiten je Gebiet: Werte neben der Stadt, Entwicklung, Vorbehalte.",
    "sozialbericht": "Der ganze Bericht: Befunde, Handlungsfelder, Soziale Stadt, Verfahren, "
    "Tabellen. Das Erstellen dauert bis zu einer halben Minute.",
    "praesentation": "Eine Aussage und ein Bild je Folie, Diagramme in PowerPoint änderbar. Eigene "
    "Sitzungen entstehen auf der Seite „Sitzung“.",
    "anlage": "Die Ansichten einer Sitzung als Dokument: je Folie Aussage, Bild, Tabelle und "
    "Vorbehalte, am Ende die Empfehlungen als Beschlussvorschlag.",
    "paket": "Alles zu einer Sitzung in einer ZIP-Datei: Präsentation, Vorführung ohne Netz, "
    "Anlage zur Vorlage (Word und PDF), alle Tabellen, Bilder, Karten und Werte, dazu eine "
    "Textdatei mit dem Inhalt. Das Erstellen dauert bis zu einer halben Minute.",
}
_PDF_UND_WORD = {"pdf": "PDF", "docx": "Word-Datei"}
_FORMEN = {"praesentation": {"pptx": "PowerPoint-Datei"}, "paket": {"zip": "Paket"}}
_MIT_SITZUNG = {"praesentation", "vorfuehrung", "anlage", "paket"}
_OHNE_SITZUNG = "Zu dieser Kommune gibt es noch keine Sitzung."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wunsch:
    """Was gerade angeklickt wurde und wo das Ergebnis stehen soll."""

    bericht: str
    genauer: str
    form: str
    text: str
    platz: object


def waehle_gebiet() -> str:
    """Ein Gebiet der Stadt, die größeren zuerst."""
    kommune = daten.kommune()
    ebenen = [e.id for e in reversed(kommune.einstellungen.ebenen)]
    gebiete = [
        gebiet
        for ebene in ebenen
        for gebiet in kommune.gebiete_der_ebene(ebene)
        if gebiet in kommune.in_der_stadt
    ]
    return auswahl.gebiet({gebiet: kommune.name(gebiet) for gebiet in gebiete})


def waehle_sitzung() -> str:
    """Eine der Sitzungen der Kommune oder die eigene; leer, wenn es keine gibt."""
    fertige, maengel = vorfuehrteile.fertige()
    for mangel in maengel:
        st.warning(rahmen.woertlich(str(mangel)))
    namen = {name: rahmen.woertlich(sitzung.titel) for name, sitzung in fertige.items()}
    if sammlung.eigene().folien:
        namen[sammlung.EIGENE] = sammlung.TITEL
    return auswahl.wahl("Sitzung", namen, "sitzung") if namen else ""


def waehle_genauer(bericht: str) -> str:
    """Was der Bericht noch braucht: das Gebiet, die Sitzung oder nichts."""
    if bericht == "gebietsblatt":
        return waehle_gebiet()
    return waehle_sitzung() if bericht in _MIT_SITZUNG else ""


def zeige(bericht: str, genauer: str) -> Wunsch | None:
    """Je Dateiart ein Knopf zum Erstellen; was angeklickt ist, erledigt `erfuelle`.

    `genauer` ist das Gebiet des Gebietsblatts oder der Name der Sitzung.
    """
    if bericht in _MIT_SITZUNG and not genauer:
        st.info(_OHNE_SITZUNG)
        return None
    wunsch = None
    formen = _FORMEN.get(bericht, _PDF_UND_WORD)
    for spalte, (form, text) in zip(st.columns(2), formen.items(), strict=False):
        with spalte:
            if st.button(f"{text} erstellen", key=f"erstelle_{form}", width="stretch"):
                wunsch = (form, text)
    platz = st.container()
    if wunsch is None:
        return None
    return Wunsch(bericht=bericht, genauer=genauer, form=wunsch[0], text=wunsch[1], platz=platz)


def erfuelle(wunsch: Wunsch | None) -> None:
    """Erstellt das Gewünschte; gehört ans Ende der Seite."""
    if wunsch is None:
        return
    bericht, genauer = wunsch.bericht, wunsch.genauer
    sitzung = vorfuehrteile.sitzung_namens(genauer) if bericht in _MIT_SITZUNG else None
    auftrag, maengel = auftraege.auftrag(
        bericht,
        wunsch.form,
        gebiet=genauer if bericht == "gebietsblatt" else "",
        sitzung=sitzung,
    )
    name = "_".join(filter(None, [daten.bestandsordner()[0].name, bericht, genauer]))
    with wunsch.platz:  # type: ignore[attr-defined]
        for mangel in maengel:
            st.warning(rahmen.woertlich(str(mangel)))
        auftraege.biete_an(auftrag, text=wunsch.text, dateiname=name, key=wunsch.form)
