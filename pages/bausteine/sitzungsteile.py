"""Die Teile der Seite „Sitzung“: Auswahl, Folien bearbeiten, Dateien, Vorführen.

Wer eine fertige Sitzung ändert, bekommt eine Arbeitsfassung: die eigene Sitzung dieses Fensters.
Jede Änderung geht durch `lies_sitzung`; so gelten hier dieselben Regeln wie für eine Datei.
"""

import re
from collections.abc import Callable
from typing import Any, cast

import streamlit as st
from streamlit.errors import StreamlitAPIException

from pages.bausteine import auswahl, daten, rahmen, sammlung, vorfuehrteile
from pages.bausteine.berichtteile import Wunsch
from pages.bausteine.sammlung import EIGENE
from sozialmonitor import ansichten, formate
from sozialmonitor.berichte.praesentation import titel_und_unterzeile
from sozialmonitor.fehler import Mangel, SozialmonitorFehler
from sozialmonitor.sitzung import (
    HOECHSTENS,
    HOECHSTENS_FOLIEN,
    Folie,
    Sitzung,
    als_toml,
    lies_sitzung,
    ohne,
    verschoben,
)

LEER = (
    "Die eigene Sitzung hat noch keine Folie. Unter jedem Bild der anderen Seiten steht „Zur "
    "Sitzung hinzufügen“; oder wählen Sie oben eine fertige Sitzung und ändern Sie sie, oder laden "
    "Sie unten eine gespeicherte Datei hoch."
)
NUR_HIER = (
    "Die eigene Sitzung gibt es nur in diesem Fenster, bis Sie sie unten als Datei herunterladen."
)
_MAENGEL, _FASSUNG = "_sitzung_maengel", "_sitzung_fassung"
_TAG = re.compile(r"\s*(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\s*")
# Bericht, Dateiart, Knopf, Name der Datei beim Herunterladen.
_DATEIEN = (
    ("vorfuehrung", "html", "Als HTML-Datei (ohne Netz vorführbar)", "HTML-Datei"),
    ("praesentation", "pptx", "Als PowerPoint", "PowerPoint-Datei"),
    ("paket", "zip", "Paket für den Ausschuss", "Paket"),
)
_HOECHSTENS_BYTES = 1_000_000


def waehle() -> str:
    """Eine fertige Sitzung oder die eigene; in der Adresse steht ihr Name."""
    vorhandene, _ = vorfuehrteile.fertige()
    eigene = sammlung.eigene()
    namen = {name: rahmen.woertlich(s.titel) for name, s in vorhandene.items()}
    zusatz = f": {eigene.titel}" if eigene.titel != sammlung.TITEL else ""
    namen[EIGENE] = f"{sammlung.TITEL}{zusatz}"
    with st.container(key="auswahl"):
        return auswahl.wahl("Sitzung", namen, "sitzung")


def gewaehlte(name: str) -> Sitzung:
    """Die Sitzung dieses Namens; die eigene darf leer sein."""
    return sammlung.eigene() if name == EIGENE else vorfuehrteile.fertige()[0][name]


def antwort(sitzung: Sitzung, name: str) -> str:
    """Titel und Zahl der Folien, bei der eigenen ob sie leer ist."""
    anzahl = len(sitzung.folien)
    if not anzahl:
        return "Die eigene Sitzung ist noch leer." if name == EIGENE else "Diese Sitzung ist leer."
    folien = "eine Folie" if anzahl == 1 else f"{anzahl} Folien"
    return f"„{rahmen.woertlich(sitzung.titel)}“ hat {folien}."


def zeige_maengel(ort: str) -> None:
    """Mängel der letzten Änderung oder Datei an einer Stelle; ohne Ort die allgemeinen."""
    for mangel in _maengel():
        stelle = mangel.ort.split(",")[0] if mangel.ort.startswith("Folie ") else ""
        if stelle == ort:
            st.warning(rahmen.woertlich(str(mangel)))


def zeige_wege(sitzung: Sitzung, name: str) -> Wunsch | None:
    """Vorführen und die Dateien dafür; ohne Folien, wie man zu welchen kommt.

    Die gewünschte Datei erstellt `berichtteile.erfuelle` am Ende der Seite.
    """
    if name == EIGENE:
        st.info(NUR_HIER if sitzung.folien else LEER)
    if not sitzung.folien:
        return None
    wunsch = None
    with st.container(horizontal=True):
        if st.button("Vorführen", key="vorfuehren", type="primary"):
            _gehe_zur_vorfuehrung(name)
        for bericht, form, knopf, text in _DATEIEN:
            if st.button(knopf, key=f"erstelle_{form}"):
                wunsch = bericht, form, text
    platz = st.container()
    if wunsch is None:
        return None
    bericht, form, text = wunsch
    return Wunsch(bericht=bericht, genauer=name, form=form, text=text, platz=platz)


def zeige_folien(sitzung: Sitzung) -> None:
    """Jede Folie mit Aussage, Empfehlung, Notiz und ihren Knöpfen."""
    for stelle, folie in enumerate(sitzung.folien):
        with st.container(border=True, key=f"folie_{stelle}"):
            _zeige_folie(sitzung, stelle, folie)
    if not sitzung.folien:
        st.caption("Noch keine Folie.")


def zeige_angaben(sitzung: Sitzung) -> None:
    """Titel, Gremium und Tag der Sitzung."""
    spalten = st.columns(3)
    with spalten[0]:
        _textfeld("Titel", "titel", None, sitzung.titel)
    with spalten[1]:
        _textfeld("Gremium", "gremium", None, sitzung.gremium)
    with spalten[2]:
        tag = formate.stichtag(sitzung.datum) if sitzung.datum else ""
        _textfeld("Datum (Tag.Monat.Jahr)", "datum", None, tag)


def zeige_datei(sitzung: Sitzung, name: str) -> None:
    """Die Sitzung herunterladen und eine gespeicherte hochladen."""
    st.markdown(
        "Eine Sitzung ist eine kleine Textdatei. Sie enthält Adressen und Sätze, keine Zahlen: "
        "Wer sie später öffnet, sieht die dann gültigen Werte."
    )
    if sitzung.folien:
        st.download_button(
            "Sitzung herunterladen (TOML)",
            als_toml(sitzung).encode(),
            file_name=f"{formate.schluessel_text(sitzung.titel) or name}.toml",
            mime="application/toml",
            key="lade_toml",
            on_click="ignore",
        )
    schluessel = f"hochladen_{_fassung()}"
    st.file_uploader(
        "Gespeicherte Sitzung öffnen (TOML-Datei)",
        type=["toml"],
        key=schluessel,
        on_change=_oeffne_datei,
        args=(schluessel,),
    )


def _zeige_folie(sitzung: Sitzung, stelle: int, folie: Folie) -> None:
    nummer, letzte = stelle + 1, len(sitzung.folien) - 1
    titel, satz = _titel_und_satz(folie)
    st.markdown(f"**{nummer} · {rahmen.woertlich(titel)}**")
    zeige_maengel(f"Folie {nummer}")
    _textfeld(f"Aussage der Folie {nummer}", "aussage", stelle, folie.aussage, vorgabe=satz)
    with st.expander(f"Empfehlung und Notiz zur Folie {nummer}"):
        _textfeld(f"Empfehlung auf Folie {nummer}", "empfehlung", stelle, folie.empfehlung)
        _textfeld(f"Notiz zur Folie {nummer} (nur für Vortragende)", "notiz", stelle, folie.notiz)
    with st.container(horizontal=True, vertical_alignment="center"):
        _knopf(
            f"Folie {nummer} nach oben",
            "hoch",
            stelle,
            lambda s: verschoben(s, stelle, stelle - 1),
            aus=stelle == 0,
        )
        _knopf(
            f"Folie {nummer} nach unten",
            "tief",
            stelle,
            lambda s: verschoben(s, stelle, stelle + 1),
            aus=stelle == letzte,
        )
        _knopf(f"Folie {nummer} löschen", "weg", stelle, lambda s: ohne(s, stelle))
        angaben = {n: list(w) for n, w in folie.ansicht.parameter.items() if n != "bild"}
        rahmen.verweis(folie.ansicht.seite, f"Ansicht {nummer} öffnen", angaben)


def _titel_und_satz(folie: Folie) -> tuple[str, str]:
    """Was die Folie zeigt, und der Satz, der ohne eigene Aussage darauf steht."""
    seite = ansichten.SEITEN[folie.ansicht.seite]
    try:
        inhalt = daten.gezeigt(folie.ansicht)
    except SozialmonitorFehler as fehler:
        return seite, str(fehler)
    was = inhalt.bild.titel if inhalt.bild else seite
    gerechnet = titel_und_unterzeile(Folie(ansicht=folie.ansicht), inhalt)[0]
    return f"{seite}: {was}", gerechnet


def _textfeld(
    text: str, feld: str, stelle: int | None, wert: str, *, vorgabe: str | None = None
) -> None:
    """Ein Textfeld, das beim Verlassen die Arbeitsfassung ändert."""
    schluessel = (
        f"{feld}_{'' if stelle is None else stelle}_{auswahl.angabe('sitzung')}_{_fassung()}"
    )
    art = st.text_input if stelle is None else st.text_area
    weitere: dict[str, Any] = {} if stelle is None else {"height": 82}
    art(
        text,
        value=wert,
        key=schluessel,
        max_chars=HOECHSTENS.get(feld, 20),
        placeholder=vorgabe,
        on_change=_uebernimm,
        args=(schluessel, feld, stelle),
        **weitere,
    )


def _knopf(
    text: str, art: str, stelle: int, tue: Callable[[Sitzung], Sitzung], *, aus: bool = False
) -> None:
    st.button(
        text,
        key=f"{art}_{stelle}",
        type="tertiary",
        disabled=aus,
        on_click=_aendere,
        args=(tue,),
    )


def _uebernimm(schluessel: str, feld: str, stelle: int | None) -> None:
    """Der neue Text eines Feldes, geprüft wie der einer Datei."""
    text = str(cast(str | None, auswahl.gemerkt(schluessel)) or "")
    if feld == "datum" and (tag := _TAG.fullmatch(text)):
        text = f"{tag[3]}-{int(tag[2]):02d}-{int(tag[1]):02d}"
    tabelle = _als_tabelle(gewaehlte(auswahl.angabe("sitzung") or EIGENE))
    ziel = tabelle if stelle is None else tabelle["folien"][stelle]
    ziel[feld] = text
    sitzung, maengel = lies_sitzung(tabelle)
    _setze(sitzung, maengel, neu_zeichnen=bool(maengel))


def _aendere(tue: Callable[[Sitzung], Sitzung]) -> None:
    _setze(tue(gewaehlte(auswahl.angabe("sitzung") or EIGENE)), [])


def _oeffne_datei(schluessel: str) -> None:
    datei = cast(Any, auswahl.gemerkt(schluessel))
    if datei is None:
        return
    if datei.size > _HOECHSTENS_BYTES:
        auswahl.setze(
            _MAENGEL,
            [
                Mangel(
                    datei.name, "", "Die Datei ist größer als 1 MB.", "Bitte eine kleinere wählen."
                )
            ],
        )
        return
    sitzung, maengel = lies_sitzung(datei.getvalue(), kommune=daten.kommune(), datei=datei.name)
    if not sitzung.folien and maengel:
        auswahl.setze(_MAENGEL, maengel)
        return
    _setze(sitzung, maengel)


def _setze(sitzung: Sitzung, maengel: list[Mangel], *, neu_zeichnen: bool = True) -> None:
    """Die neue Arbeitsfassung; sie ist danach gewählt."""
    sammlung.setze(sitzung)
    auswahl.setze(_MAENGEL, maengel)
    if neu_zeichnen or auswahl.angabe("sitzung") != EIGENE:
        auswahl.setze(_FASSUNG, _fassung() + 1)
    auswahl.setze("sitzung", EIGENE)


def _als_tabelle(sitzung: Sitzung) -> dict[str, Any]:
    return {
        "titel": sitzung.titel,
        "gremium": sitzung.gremium,
        "datum": sitzung.datum,
        "folien": [
            {
                "ansicht": ansichten.adresse(folie.ansicht),
                "aussage": folie.aussage,
                "empfehlung": folie.empfehlung,
                "notiz": folie.notiz,
            }
            for folie in sitzung.folien[:HOECHSTENS_FOLIEN]
        ],
    }


def _maengel() -> list[Mangel]:
    return cast(list[Mangel] | None, auswahl.gemerkt(_MAENGEL)) or []


def _fassung() -> int:
    return cast(int | None, auswahl.gemerkt(_FASSUNG)) or 0


def _gehe_zur_vorfuehrung(name: str) -> None:
    try:
        st.switch_page("pages/vorfuehrung.py", query_params={"sitzung": name, "folie": "0"})
    except StreamlitAPIException:
        rahmen.verweis("vorfuehrung", "Zur Vorführung", {"sitzung": name})
