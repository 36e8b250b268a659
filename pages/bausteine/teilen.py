"""Eine Ansicht weitergeben: die vollständige Adresse, kurzer Name, QR-Code, Code zum Einbetten."""

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

from pages.bausteine import anmeldung, auswahl, daten
from sozialmonitor import ansichtsliste, einbettung, fassung
from sozialmonitor.ansichten import BILDER, SEITEN

_OHNE = {ansichtsliste.PARAMETER, einbettung.PARAMETER}


def adresse(zusatz: Mapping[str, str] | None = None) -> str:
    """Die vollständige Adresse dieser Ansicht samt Ausgabe und Fassung der Verfahren.

    `zusatz` kommt dazu; ohne Browser sind es nur die Angaben.
    """
    # Der Bestand ist keine Ausgabe; eine Angabe von vor der Anmeldung wäre gelogen.
    ohne = _OHNE if daten.stand().ausgabe else _OHNE | {"ausgabe"}
    alle = {n: w for n, w in auswahl.angaben().items() if n not in ohne}
    alle |= {fassung.PARAMETER: [fassung.FASSUNG]}
    alle |= {name: [wert] for name, wert in (zusatz or {}).items()}
    return f"{_grund()}?{urlencode(sorted(alle.items()), doseq=True)}"


def kurzer_link() -> str:
    """Die Adresse mit dem Namen der gespeicherten Ansicht, die genau dies zeigt; sonst leer."""
    seite = auswahl.seite()
    passend = ansichtsliste.passende(
        daten.ansichtsliste().values(), seite, auswahl.angaben(), auswahl.vorgaben()
    )
    if passend is None:
        return ""
    return f"{_grund().removesuffix(f'/{seite}')}/?{ansichtsliste.PARAMETER}={passend.name}"


def zeige() -> None:
    """Link und QR-Code, erst wenn jemand danach fragt."""
    aufklapper = st.expander("Link zu dieser Ansicht", key="teilen", on_change="rerun")
    if not aufklapper.open:
        return
    with aufklapper:
        ziel = adresse()
        ausgabe = daten.stand().ausgabe
        st.markdown(
            "Der Link stellt diese Ansicht wieder her, auch wenn es später neuere Zahlen gibt."
            if ausgabe
            else "Der Link stellt diese Ansicht mit den jeweils neuesten Zahlen wieder her. Er "
            "gilt nur, wo die interne Ansicht zu erreichen ist."
        )
        st.code(ziel, language=None, wrap_lines=True)
        st.html(_qr(ziel))
        if kurz := kurzer_link():
            st.markdown("Dies ist eine gespeicherte Ansicht. Ihr kurzer Link zeigt stets die "
                        "neuesten Zahlen:")  # fmt: skip
            st.code(kurz, language=None, wrap_lines=True)
        _zeige_einbettung()


def _zeige_einbettung() -> None:
    """Der Code für eine andere Internetseite; nur öffentlich und wo es ein Bild gibt."""
    seite = auswahl.seite()
    if daten.rolle() != anmeldung.OEFFENTLICH or seite not in SEITEN:
        return
    st.markdown(
        "**Auf einer Internetseite einbetten:** Dieser Code zeigt dort das Bild mit Satz, Quelle "
        "und Stand. Ohne „ausgabe=…“ zeigt er stets die neuesten Zahlen. Welche Internetseiten "
        "einbetten dürfen, legt fest, wer den Sozialmonitor betreibt."
    )
    bilder = BILDER[seite]
    hauptbild = next(iter(bilder))
    bild = hauptbild
    if len(bilder) > 1:
        bild = st.selectbox(
            "Welches Bild dieser Seite",
            list(bilder),
            format_func=bilder.__getitem__,
            key="rahmenbild",
        )
    zusatz = {} if bild == hauptbild else {"bild": bild}
    ziel = adresse(zusatz | {einbettung.PARAMETER: "1"})
    titel = f"{daten.titel()}: {SEITEN[seite]}"
    st.code(einbettung.rahmencode(ziel, titel), language="html", wrap_lines=True)


def _grund() -> str:
    return (st.context.url or "").partition("?")[0].rstrip("/")


@daten.gemerkt(64)
def _qr(ziel: str) -> str:
    import segno  # wird selten gebraucht

    # Als Bild: Eine Zeichnung im Text (SVG) ließe die Seite nicht durch.
    bild = segno.make(ziel, micro=False).png_data_uri(scale=4, border=4)
    return f'<img class="sm-qr" alt="QR-Code mit dem Link zu dieser Ansicht" src="{bild}">'
