"""Eine Ansicht weitergeben: die vollständige Adresse zum Kopieren und als QR-Code."""

from urllib.parse import urlencode

import streamlit as st

from pages.bausteine import daten


def adresse() -> str:
    """Die vollständige Adresse dieser Ansicht; ohne Browser nur ihre Angaben."""
    angaben = [(name, w) for name in sorted(st.query_params) for w in st.query_params.get_all(name)]
    grund = (st.context.url or "").rstrip("/")
    return f"{grund}?{urlencode(angaben)}" if angaben else grund


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


@daten.gemerkt(64)
def _qr(ziel: str) -> str:
    import segno  # wird selten gebraucht

    bild = segno.make(ziel, micro=False).svg_inline(
        scale=4, border=4, dark="#000", light="#fff", title="QR-Code mit dem Link zu dieser Ansicht"
    )
    return f'<div class="sm-qr">{bild}</div>'
