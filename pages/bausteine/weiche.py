"""Was die Adresse vor jeder Seite bestimmt: eine gespeicherte Ansicht oder nur ein Bild."""

from typing import Protocol

import streamlit as st

from pages.bausteine import auswahl, daten, einbettungsteile
from sozialmonitor import ansichtsliste, einbettung


class Seite(Protocol):
    """Eine Seite der Navigation."""

    url_path: str

    def run(self) -> None:
        """Zeigt die Seite."""
        ...


def nur_bild() -> bool:
    """Ob die Adresse nur ein Bild verlangt, ohne Menü, zum Einbetten."""
    return auswahl.angabe(einbettung.PARAMETER) == "1"


def zeige(seite: Seite) -> None:
    """Die Seite; nennt die Adresse eine gespeicherte Ansicht, erst den Weg zu ihr.

    Eine Ansicht, die es nicht gibt, bleibt in der Adresse; die Seite sagt es (`rahmen`).
    """
    name = auswahl.angabe(ansichtsliste.PARAMETER)
    if name is not None and (gespeichert := daten.ansichtsliste().get(name)):
        mitgenommen = ansichtsliste.BEGLEITER - {ansichtsliste.PARAMETER}
        begleiter = {n: w for n, w in auswahl.angaben().items() if n in mitgenommen}
        angaben = {n: list(w) for n, w in gespeichert.ansicht.parameter.items()}
        st.switch_page(f"pages/{gespeichert.ansicht.seite}.py", query_params=angaben | begleiter)
    if nur_bild():
        einbettungsteile.zeige(seite.url_path)
    else:
        seite.run()
