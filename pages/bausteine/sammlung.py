"""Die eigene Sitzung dieses Fensters, und der Knopf, der ihr ein Bild hinzufügt.

Sie liegt nur im Zustand der Sitzung: Wer das Fenster schließt, verliert sie; behalten lässt sie
sich als TOML-Datei.
"""

from collections.abc import Callable
from typing import cast

import streamlit as st

from pages.bausteine import auswahl, rahmen
from sozialmonitor.ansichten import BILDER, Ansicht, mit_bild
from sozialmonitor.ansichtsliste import BEGLEITER
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.sitzung import Folie, Sitzung, mit_folie

EIGENE = "eigene"
TITEL = "Eigene Sitzung"
_SITZUNG, _ZULETZT = "_eigene_sitzung", "_zuletzt_hinzugefuegt"
# Angaben der Adresse, die nicht zur Ansicht gehören.
_FREMDE = BEGLEITER | {"basemap"}


def eigene() -> Sitzung:
    """Die eigene Sitzung; leer, solange nichts hinzugefügt ist."""
    return cast(Sitzung | None, auswahl.gemerkt(_SITZUNG)) or Sitzung(titel=TITEL)


def setze(sitzung: Sitzung) -> None:
    """Macht diese zur eigenen Sitzung."""
    auswahl.setze(_SITZUNG, sitzung)


def knopf(bild: str) -> None:
    """„Zur Sitzung hinzufügen“ für ein Bild der laufenden Seite; sonst nichts."""
    seite = auswahl.seite()
    if bild in BILDER.get(seite, ()):
        knopf_fuer(lambda: Folie(ansicht=ansicht(seite, bild)), stelle=bild)


def knopf_fuer(folie: Callable[[], Folie], *, stelle: str) -> None:
    """„Zur Sitzung hinzufügen“ für eine Folie; sie entsteht erst beim Klick.

    `stelle` unterscheidet die Knöpfe einer Seite.
    """
    st.button(
        "Zur Sitzung hinzufügen",
        key=f"sitzung_{stelle}",
        type="tertiary",
        on_click=_fuege_hinzu,
        args=(folie, (auswahl.seite(), stelle)),
    )
    if auswahl.gemerkt(_ZULETZT) == (auswahl.seite(), stelle):
        rahmen.verweis("sitzung", f"Zur Sitzung ({_anzahl()})", {"sitzung": EIGENE})


def ansicht(seite: str, bild: str) -> Ansicht:
    """Die Ansicht, die jetzt in der Adresse steht, mit diesem Bild."""
    parameter = {n: tuple(w) for n, w in auswahl.angaben().items() if n not in _FREMDE}
    return mit_bild(Ansicht(seite=seite, parameter=parameter), bild)


def _fuege_hinzu(folie: Callable[[], Folie], stelle: tuple[str, str]) -> None:
    try:
        setze(mit_folie(eigene(), folie()))
    except SozialmonitorFehler as fehler:
        st.toast(str(fehler))
        return
    auswahl.setze(_ZULETZT, stelle)
    st.toast(f"Hinzugefügt. Die eigene Sitzung hat jetzt {_anzahl()}.")


def _anzahl() -> str:
    anzahl = len(eigene().folien)
    return "eine Folie" if anzahl == 1 else f"{anzahl} Folien"
