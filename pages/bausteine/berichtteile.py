"""Die Teile der Seite „Berichte“: Auswahl, Erstellen mit Fortschritt, Herunterladen."""

import datetime

import streamlit as st

from pages.bausteine import anzeige, auswahl, daten
from sozialmonitor.laden.sitzungen import sitzungen
from sozialmonitor.laden.textbloecke import lies_textbloecke

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
}
BESCHREIBUNG = {
    "stadtblatt": "Zwei Seiten: die Stadt auf einen Blick.",
    "gebietsblatt": "Zwei Seiten je Gebiet: Werte neben der Stadt, Entwicklung, Vorbehalte.",
    "sozialbericht": "Der ganze Bericht: Befunde, Handlungsfelder, Soziale Stadt, Verfahren, "
    "Tabellen. Das Erstellen dauert bis zu einer halben Minute.",
    "praesentation": "Eine Aussage und ein Bild je Folie, Diagramme in PowerPoint änderbar. Eigene "
    "Sitzungen stehen als TOML-Datei im Ordner „sitzungen“ der Kommune.",
}
_OFFICE = "application/vnd.openxmlformats-officedocument"
_PDF = {"pdf": ("PDF", "application/pdf")}
_DOCX = {"docx": ("Word-Datei", f"{_OFFICE}.wordprocessingml.document")}
_PPTX = {"pptx": ("PowerPoint-Datei", f"{_OFFICE}.presentationml.presentation")}


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
    """Eine der Sitzungen der Kommune; leer, wenn es keine gibt."""
    vorhandene, maengel = sitzungen(daten.bestandsordner()[0], daten.kommune())
    for mangel in maengel:
        st.warning(str(mangel))
    if not vorhandene:
        return ""
    return auswahl.wahl("Sitzung", {n: s.titel for n, s in vorhandene.items()}, "sitzung")


def zeige(bericht: str, genauer: str) -> None:
    """Je Dateiart ein Knopf zum Erstellen; danach einer zum Herunterladen.

    `genauer` ist das Gebiet des Gebietsblatts oder der Name der Sitzung.
    """
    dateien = _PPTX if bericht == "praesentation" else _PDF | _DOCX
    if bericht == "praesentation" and not genauer:
        st.info("Zu dieser Kommune gibt es noch keine Sitzung.")
        return
    spalten = st.columns(2)
    for spalte, (art, (text, mime)) in zip(spalten, dateien.items(), strict=False):
        with spalte:
            erstellen = st.button(f"{text} erstellen", key=f"erstelle_{art}", width="stretch")
            if not erstellen:
                continue
            leiste = st.progress(0.0, "Das Dokument wird zusammengestellt …")

            def melde(fertig: int, insgesamt: int, was: str, leiste: object = leiste) -> None:
                leiste.progress(min(fertig / max(insgesamt, 1), 1.0), was)  # type: ignore[attr-defined]

            inhalt, maengel = _datei(bericht, genauer, art, melde)
            leiste.empty()
            for mangel in maengel:
                st.warning(mangel)
            name = "_".join(filter(None, [daten.kommune().schluessel, bericht, genauer]))
            st.download_button(
                f"{text} herunterladen ({_groesse(inhalt)})",
                inhalt,
                file_name=f"{name}.{art}",
                mime=mime,
                key=f"lade_{art}",
                on_click="ignore",
                type="primary",
                width="stretch",
            )


def _datei(bericht: str, genauer: str, art: str, melde: object) -> tuple[bytes, list[str]]:
    from sozialmonitor.berichte.docx import docx  # groß und selten gebraucht
    from sozialmonitor.berichte.dokumentteile import Angaben
    from sozialmonitor.berichte.gebietsblatt import gebietsblatt
    from sozialmonitor.berichte.pdf import pdf
    from sozialmonitor.berichte.sozialbericht import sozialbericht
    from sozialmonitor.berichte.stadtblatt import stadtblatt

    if bericht == "praesentation":
        return _praesentation(genauer, melde)
    kommune = daten.kommune()
    bloecke, maengel = lies_textbloecke(daten.bestandsordner()[0], bericht)
    angaben = Angaben(
        datum=datetime.datetime.now().astimezone().date().isoformat(),
        ausgabe=anzeige.ausgabezeile(),
        basisadresse=_basisadresse(),
        textbloecke=bloecke,
    )
    if bericht == "stadtblatt":
        dokument = stadtblatt(kommune, angaben)
    elif bericht == "gebietsblatt":
        dokument = gebietsblatt(kommune, genauer, angaben)
    else:
        dokument = sozialbericht(kommune, angaben, fortschritt=melde)  # type: ignore[arg-type]
    schreibe = pdf if art == "pdf" else docx
    alle = [str(mangel) for mangel in (*maengel, *dokument.maengel)]
    return schreibe(dokument, fortschritt=melde), alle  # type: ignore[operator]


def _praesentation(name: str, melde: object) -> tuple[bytes, list[str]]:
    from sozialmonitor.berichte.praesentation import pptx  # groß und selten gebraucht

    vorhandene, _ = sitzungen(daten.bestandsordner()[0], daten.kommune())
    fertig = pptx(
        vorhandene[name],
        daten.kommune(),
        vorrat=daten.vorrat(),
        ausgabe=anzeige.ausgabezeile(),
        fortschritt=melde,  # type: ignore[arg-type]
    )
    return fertig.inhalt, [str(mangel) for mangel in fertig.maengel]


def _basisadresse() -> str:
    """Die Adresse, unter der diese Ansicht erreichbar ist, ohne die Seite."""
    return (st.context.url or "").rsplit("/berichte", 1)[0].rstrip("/")


def _groesse(inhalt: bytes) -> str:
    return f"{max(len(inhalt) // 1000, 1)} KB"
