"""Bilder zeigen: Überschrift, Bild mit Alternativtext, Tabelle und Dateien gehören zusammen."""

from collections.abc import Sequence

import streamlit as st
from streamlit_folium import st_folium

from pages.bausteine import auswahl, daten, sammlung
from sozialmonitor import ausgabe, formate, tabellen, texte
from sozialmonitor.ausgabe import Herkunft
from sozialmonitor.berichte import mappe
from sozialmonitor.berichte.herkunft import OHNE_LIZENZ
from sozialmonitor.bild import Bild
from sozialmonitor.ueberblick import Kachel

_NAME = "Stand der Daten und Quelle stehen in der Datei."
_INTERN = "Interne Ansicht: Kleine Zahlen sind nicht verborgen; nicht weitergeben."
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MIME = {"csv": "text/csv", "xlsx": XLSX, "svg": "image/svg+xml", "png": "image/png"}


def diagramm(bild: Bild, *, key: str, mit_titel: bool = True) -> None:
    """Ein Altair-Diagramm mit Alternativtext, Tabelle und Dateien."""
    if mit_titel:
        st.subheader(bild.titel, anchor=False)
    st.vega_lite_chart(
        daten.vegabild(bild), width="stretch", alt=bild.alttext, key=f"bild_{key}", theme=None
    )
    beiwerk(bild, key=key)


def beiwerk(bild: Bild, *, key: str, als_bild: bool = True) -> None:
    """Tabelle und Herunterladen zu einem Bild; gefüllt erst, wenn jemand es aufklappt."""
    with st.container(horizontal=True, key=f"unter_{key}"):
        aufklapper = st.expander(
            "Tabelle und Dateien zu diesem Bild", key=f"beiwerk_{key}", on_change="rerun"
        )
        sammlung.knopf(key)
    if not aufklapper.open:
        return
    with aufklapper:
        tabelle(bild)
        with st.container(horizontal=True):
            _datei("Tabelle als CSV", bild, "csv", key)
            _datei("Tabelle als XLSX", bild, "xlsx", key)
            if als_bild:
                _datei("Bild als SVG", bild, "svg", key)
                _datei("Bild als PNG", bild, "png", key)


def ausgabezeile() -> str:
    """Welche Ausgabe eine Datei wiedergibt; intern, dass sie nicht hinausgehen darf."""
    if gezeigt := daten.stand().ausgabe:
        return f"Ausgabe vom {formate.stichtag(gezeigt.datum)} ({gezeigt.kurz})."
    return _INTERN if daten.intern() else ""


def _datei(text: str, bild: Bild, art: str, key: str) -> None:
    # Gefragt wird jetzt: Der Inhalt entsteht erst beim Klick, ohne die Adresse der Sitzung.
    herkunft = Herkunft(ausgabe=ausgabezeile(), lizenz=OHNE_LIZENZ, vorbehalte=(texte.KEIN_URTEIL,))
    st.download_button(
        text,
        lambda: _inhalt(bild, art, herkunft),
        file_name=f"{formate.schluessel_text(bild.titel)}.{art}",
        mime=_MIME[art],
        key=f"{art}_{key}",
        on_click="ignore",
        help=_NAME,
    )


def _inhalt(bild: Bild, art: str, herkunft: Herkunft) -> bytes:
    if art == "csv":
        return ausgabe.csv(bild, herkunft)
    if art == "xlsx":
        return mappe.xlsx(bild, herkunft)
    return ausgabe.bilddatei(bild, art, herkunft)


def tabelle(bild: Bild, *, key: str = "") -> None:
    """Nur die Tabelle eines Bildes; mit `key` auch als Datei."""
    st.html(tabellen.tabelle(bild.tabelle, beschriftung=bild.titel))
    if key:
        with st.container(horizontal=True, key=f"unter_{key}"):
            _datei("Tabelle als CSV", bild, "csv", key)
            sammlung.knopf(key)


def karte(grund: object, werte: object, *, key: str, gebiete: list[str], hoehe: int = 560) -> None:
    """Die Karte; ein Klick setzt die Auswahl „gebiet“, Verschieben und Zoomen tun nichts."""

    def geklickt() -> None:
        flaeche = (auswahl.gemerkt(key) or {}).get("last_active_drawing") or {}
        kennung = flaeche.get("properties", {}).get("id")
        if kennung in gebiete:
            auswahl.setze("gebiet", kennung)

    st_folium(
        grund,
        key=key,
        render=False,  # sonst entstünde die ganze Karte zweimal
        height=hoehe,
        use_container_width=True,
        feature_group_to_add=werte,
        returned_objects=["last_active_drawing"],
        on_change=geklickt,
    )


def kacheln(inhalt: Sequence[Kachel]) -> None:
    """Kennzahlen nebeneinander; auf schmalen Bildschirmen untereinander."""
    st.html(
        tabellen.kachelreihe([tabellen.kachel(k.titel, k.wert, k.zeilen, k.funke) for k in inhalt])
    )
