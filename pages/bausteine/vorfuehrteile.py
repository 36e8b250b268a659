"""Eine Sitzung vorführen: die Datei dazu, gemerkt je Ausgabe, und das Fenster, das sie zeigt."""

from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st

from pages.bausteine import anzeige, daten, rahmen, sammlung
from sozialmonitor.berichte.vorfuehrung import Vorfuehrung, vorfuehrung
from sozialmonitor.fehler import Mangel
from sozialmonitor.laden.sitzungen import sitzungen
from sozialmonitor.laden.textbloecke import lies_logo
from sozialmonitor.sitzung import Sitzung

HOEHE = 720
_GESTALTUNG = daten.WURZEL / "static" / "rahmen" / "vorfuehrung.css"
KEINE = (
    "Diese Sitzung gibt es in diesem Fenster nicht. Eine eigene Sitzung lebt nur in dem Fenster, "
    "in dem sie entstanden ist; auf der Seite „Sitzung“ lässt sich eine gespeicherte hochladen."
)
_STAERKEN = (400, 600, 700)
_SKRIPTE = ("vega", "vega-lite", "vega-embed")


@dataclass(frozen=True, slots=True)
class _Leiste:
    """Ein Fortschritt; zählt beim Merken nicht mit."""

    melde: Callable[[int, int, str], None] = field(compare=False)


@daten.gemerkt(4)
def fertige() -> tuple[dict[str, Sitzung], list[Mangel]]:
    """Die Sitzungen, die zur Kommune gehören, und was an ihren Dateien nicht stimmt."""
    gelesen, maengel = sitzungen(daten.bestandsordner()[0], daten.kommune())
    gelesen.pop(sammlung.EIGENE, None)
    return gelesen, maengel


def sitzung_namens(name: str) -> Sitzung | None:
    """Eine fertige oder die eigene Sitzung; `None`, wenn es keine solche gibt."""
    if name == sammlung.EIGENE:
        eigene = sammlung.eigene()
        return eigene if eigene.folien else None
    return fertige()[0].get(name)


def _vorfuehrung(sitzung: Sitzung) -> Vorfuehrung:
    """Die Vorführung, beim ersten Mal mit Fortschritt; danach gemerkt."""
    platz = st.empty()

    def melde(fertig: int, insgesamt: int, was: str) -> None:
        platz.progress(min(fertig / max(insgesamt, 1), 1.0), f"Die Vorführung entsteht: {was}")

    gebaut = _gebaut(sitzung, anzeige.ausgabezeile(), _Leiste(melde))
    platz.empty()
    return gebaut


def schriften() -> dict[int, bytes]:
    """Strichstärke → Datei der Schrift, die auch die Seiten benutzen."""
    ordner = daten.WURZEL / "static" / "schrift"
    return {s: (ordner / f"source-sans-3-latin-{s}-normal.woff2").read_bytes() for s in _STAERKEN}


def vega() -> str:
    """Die Skripte, die Diagramme zeichnen, in der Reihenfolge, in der sie einander brauchen."""
    ordner = daten.WURZEL / "static" / "vega"
    return "\n".join((ordner / f"{n}.min.js").read_text(encoding="utf-8") for n in _SKRIPTE)


def zeige(name: str) -> None:
    """Die Vorführung über das ganze Fenster; ihre Wege zu anderen Seiten liegen unsichtbar bereit.

    Die Datei im Rahmen klickt sie an (`vorfuehrung.html`), denn nur so bleibt die Sitzung dieses
    Fensters mit der eigenen Arbeitsfassung bestehen.
    """
    sitzung = sitzung_namens(name)
    if sitzung is None:
        st.info(KEINE)
        rahmen.verweis("sitzung", "Zur Seite „Sitzung“", {})
        return
    gebaut = _vorfuehrung(sitzung)
    st.html(_GESTALTUNG)
    with st.container(key="vorfuehrung"):
        with st.container(key="vorfuehrung_zurueck"):
            rahmen.verweis("sitzung", "Zurück", {"sitzung": name})
        for nummer, folie in enumerate(sitzung.folien, start=1):
            with st.container(key=f"vorfuehrung_ansicht_{nummer}"):
                angaben = {n: list(w) for n, w in folie.ansicht.parameter.items() if n != "bild"}
                rahmen.verweis(folie.ansicht.seite, f"Ansicht {nummer}", angaben)
        st.iframe(gebaut.inhalt.decode(), height=HOEHE)


@daten.gemerkt(8)
def _gebaut(sitzung: Sitzung, ausgabe: str, leiste: _Leiste) -> Vorfuehrung:
    return vorfuehrung(
        sitzung,
        daten.kommune(),
        vorrat=daten.vorrat(),
        ausgabe=ausgabe,
        logo=lies_logo(daten.bestandsordner()[0])[0],
        schriften=schriften(),
        vega=vega(),
        fortschritt=leiste.melde,
    )
