"""Die Teile der Seite „Fragen“: Liste, Antwort mit ihrer Grenze, Bild, Weg zur Ansicht.

Das Bild einer Frage ist das ihrer eigenen `ansicht`; es steht unter dem Schlüssel `BILD`.
"""

import streamlit as st

from pages.bausteine import anzeige, auswahl, daten, rahmen, sammlung
from sozialmonitor import fragen as fragenmodul
from sozialmonitor.berichte import buehnenbild
from sozialmonitor.fehler import Mangel
from sozialmonitor.fragen import Antwort, Frage
from sozialmonitor.laden.fragen import fragen as lies_fragen
from sozialmonitor.sitzung import Folie

BILD = "antwortbild"
ERSTE = 6
KEINE = (
    "Für diese Kommune sind noch keine Fragen vorbereitet. Sie stehen in der Datei fragen.toml im "
    "Datenordner; wie, sagt CONTRIBUTING.md."
)
# Angaben der Adresse, die nur sagen, welches Bild gemeint ist; die Seite zeigt alle.
_NUR_BILD = {"bild"}


@daten.gemerkt(4)
def _gelesen() -> tuple[dict[str, Frage], list[Mangel]]:
    return lies_fragen(daten.bestandsordner()[0])


def fragen() -> dict[str, Frage]:
    """Die Fragen der Kommune nach Kennung, in ihrer Reihenfolge; leer, wenn es keine gibt."""
    return _gelesen()[0]


@daten.gemerkt(128)
def antwort(frage: Frage) -> Antwort:
    """Die Antwort aus dem Stand, den diese Sitzung zeigt."""
    return fragenmodul.beantwortet(daten.kommune(), frage, daten.vorrat())


def waehle() -> Frage:
    """Eine der Fragen, als Liste zum Ankreuzen; in der Adresse steht ihre Kennung."""
    alle = fragen()
    texte = {kennung: rahmen.woertlich(frage.frage) for kennung, frage in alle.items()}
    return alle[auswahl.wahl("Frage", texte, "frage", widget=st.radio)]


def zeige_maengel() -> None:
    """Was an der Datei nicht stimmt; nur für die Stabsstelle, die es beheben kann."""
    if daten.intern():
        for mangel in _gelesen()[1]:
            st.warning(rahmen.woertlich(str(mangel)))


def zeige_grenze(frage: Frage) -> None:
    """Was die Antwort nicht sagt."""
    st.markdown(f"**Was das nicht sagt:** {rahmen.woertlich(frage.sagt_nicht)}")


def zeige_bild(gegeben: Antwort) -> None:
    """Das Bild oder die Tabelle der Ansicht; ohne Bild nichts."""
    if gegeben.bild is None:
        return
    if gegeben.bild.bild is None:
        with st.container(key="antworttabelle"):
            anzeige.tabelle(gegeben.bild, key=BILD)
        return
    # Eine Karte hat feste Maße; auf schmalen Bildschirmen lässt sie sich verschieben.
    karte = buehnenbild.ist_karte(gegeben.bild)
    with st.container(key="karte_mit_rollbalken" if karte else "diagramm"):
        anzeige.diagramm(gegeben.bild, key=BILD)


def zeige_erlaeuterung(gegeben: Antwort) -> None:
    """Weitere Sätze zur Antwort und was „gesichert“ heißt, wo das Wort vorkommt."""
    for satz in gegeben.weitere:
        st.caption(satz)
    if "gesichert" in gegeben.satz.lower():
        rahmen.was_heisst_gesichert()


def zeige_weg(frage: Frage, gegeben: Antwort) -> None:
    """Der Weg zur Seite mit derselben Auswahl; ohne Ansicht keiner."""
    if gegeben.gezeigt is None:
        return
    angaben = {n: w for n, w in frage.ansicht.parameter.items() if n not in _NUR_BILD}
    with st.container(horizontal=True, vertical_alignment="center"):
        rahmen.verweis(frage.ansicht.seite, "Ansicht öffnen", angaben)
        notiz = f"{frage.frage}\n\nWas das nicht sagt: {frage.sagt_nicht}"
        sammlung.knopf_fuer(
            lambda: Folie(ansicht=frage.ansicht, notiz=notiz), stelle=f"frage_{frage.id}"
        )


def zeige_fuss(gegeben: Antwort) -> None:
    """Quelle, Stand und Vorbehalte der Antwort; ohne Indikator nichts."""
    if gegeben.gezeigt and gegeben.indikatoren:
        rahmen.fuss(
            gegeben.indikatoren,
            stand=gegeben.stand,
            vermerke=gegeben.gezeigt.vermerke,
            demo=gegeben.demo,
        )


def zeige_wege() -> None:
    """Die ersten Fragen als Wege zu ihrer Antwort und der Weg zu allen; ohne Fragen nichts."""
    alle = list(fragen().values())
    if not alle:
        return
    st.header("Weiter mit einer Frage", anchor=False)
    for frage in alle[:ERSTE]:
        rahmen.verweis("fragen", rahmen.woertlich(frage.frage), {"frage": frage.id})
    if len(alle) > ERSTE:
        rahmen.verweis("fragen", f"Alle {len(alle)} Fragen", {})
