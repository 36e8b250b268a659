"""Der Rahmen jeder Seite: Titel als Frage, Hinweise, Fehler als Satz, Fuß mit Quelle und Stand."""

import logging
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from urllib.parse import urlencode

import streamlit as st
from streamlit.errors import StreamlitAPIException

from pages.bausteine import anmeldung, auswahl, daten, teilen
from sozialmonitor import ansichtsliste, ausgabenvergleich, fassung, formate, tabellen, texte
from sozialmonitor.fehler import DatenFehler, SozialmonitorFehler
from sozialmonitor.katalog import HINWEISE, Indikator
from sozialmonitor.laden import Ausgabe

SYMBOL = str(daten.WURZEL / "static" / "favicon.svg")
GESTALTUNG = ("seiten.css", "druck.css")
DEMO_SATZ = (
    "Diese Seite enthält **Demonstrationsdaten**: frei erfundene Zahlen, die nur zeigen, was der "
    "Sozialmonitor kann. Sie sind keine Aussage über wirkliche Gebiete und dürfen nicht zitiert "
    "werden."
)
INTERN_SATZ = (
    "<strong>Interne Ansicht.</strong> Kleine Zahlen sind nicht verborgen; Bilder und Dateien von "
    "hier nicht weitergeben."
)
HTW_SATZ = (
    "<strong>Ansicht für Partner unter Vertrag.</strong> Bilder und Dateien von hier nicht "
    "weitergeben."
)
ROLLENSAETZE = {anmeldung.INTERN: INTERN_SATZ, anmeldung.HTW: HTW_SATZ}
_HOECHSTENS = 100
_protokoll = logging.getLogger("sozialmonitor")


@contextmanager
def seite(name: str, frage: str) -> Iterator[None]:
    """Kopf der Seite; fängt jeden Fehler und zeigt ihn als deutschen Satz, nie als Stapel."""
    st.set_page_config(page_title=frage, page_icon=SYMBOL, layout="wide")
    auswahl.beginne(name)
    if not os.environ.get("SOZIALMONITOR_RAHMEN"):
        # Ohne server.py, der sie im Kopf der Seite einbindet.
        for datei in GESTALTUNG:
            st.html(daten.WURZEL / "static" / "rahmen" / datei)
    st.title(frage, anchor=False)
    oben = st.container()
    with fehler_als_satz(name):
        _zeige_anmeldung()
        if satz := ROLLENSAETZE.get(daten.rolle()):
            st.html(f'<p class="sm-rolle">{satz}</p>')
        _zeige_ausgabe(name)
        if satz := fassung.hinweis(auswahl.angabe(fassung.PARAMETER) or ""):
            st.info(satz)
        yield
    with oben:
        for satz in (*auswahl.hinweise(), *_hinweis_ansicht()):
            st.info(satz)


@contextmanager
def fehler_als_satz(name: str) -> Iterator[None]:
    """Fängt jeden Fehler und zeigt ihn als deutschen Satz; Einzelheiten stehen im Protokoll."""
    try:
        yield
    except DatenFehler as fehler:
        _protokoll.exception("Seite %s: unbrauchbare Daten", name)
        st.error("Diese Ansicht ist nicht möglich, weil Daten nicht stimmen:")
        for mangel in fehler.maengel[:10]:
            st.markdown(f"- {mangel}")
    except SozialmonitorFehler as fehler:
        _protokoll.exception("Seite %s", name)
        st.error(str(fehler))
    except Exception:
        _protokoll.exception("Seite %s: unerwarteter Fehler", name)
        st.error(
            "Auf dieser Seite ist ein unerwarteter Fehler aufgetreten. Die anderen Seiten sind "
            "davon nicht betroffen; Einzelheiten stehen im Protokoll des Servers."
        )


def verlange(vorhanden: Collection[object], sonst: str) -> None:
    """Beendet die Seite mit einem Hinweis, wenn nichts da ist, was sie zeigen könnte."""
    if not vorhanden:
        st.info(sonst)
        st.stop()


def _zeige_ausgabe(name: str) -> None:
    """Ob die Adresse eine ältere oder zurückgezogene Ausgabe meint, und was sich geändert hat."""
    gezeigt, neueste = daten.stand().ausgabe, daten.juengste_ausgabe()
    if gezeigt is None or neueste is None:
        return
    if satz := satz_andere_ausgabe(auswahl.nenne_ausgabe(gezeigt.kurz), gezeigt):
        st.warning(satz)
    if gezeigt.kurz == neueste.kurz:
        return
    geaendert = daten.seither_geaendert(gezeigt, neueste)
    st.info(
        f"Dieser Link zeigt die Ausgabe vom {formate.stichtag(gezeigt.datum)}. Ein neuer Stand vom "
        f"{formate.stichtag(neueste.datum)} ist verfügbar. {ausgabenvergleich.satz(geaendert)}"
    )
    verweis(name, "Zum neuen Stand", dict(st.query_params) | {"ausgabe": neueste.kurz})
    if len(geaendert):
        with st.expander("Das hat sich geändert"):
            tabelle = ausgabenvergleich.tabelle(geaendert.head(_HOECHSTENS), daten.kommune())
            st.html(tabellen.tabelle(tabelle, beschriftung="Änderungen zur jüngsten Ausgabe"))
            if len(geaendert) > _HOECHSTENS:
                st.caption(f"Gezeigt sind die ersten {_HOECHSTENS}.")


def satz_andere_ausgabe(genannt: str, gezeigt: Ausgabe) -> str:
    """Warum nicht die Ausgabe gezeigt ist, die der Link nennt; leer, wenn sie es ist."""
    if genannt in ("", gezeigt.kurz):
        return ""
    if grund := daten.zurueckgezogen(genannt):
        return f"Der Link meint eine Ausgabe, die zurückgezogen ist ({grund})."
    return (
        "Der Link meint eine Ausgabe, die es hier nicht gibt. Gezeigt wird die jüngste, vom "
        f"{formate.stichtag(gezeigt.datum)}."
    )


def _hinweis_ansicht() -> list[str]:
    """Was zu sagen ist, wenn der Link eine gespeicherte Ansicht nennt, die es nicht gibt."""
    if auswahl.angabe(ansichtsliste.PARAMETER) is None:
        return []
    return [
        "Die Adresse nennt eine gespeicherte Ansicht, die es hier nicht gibt. Alle gespeicherten "
        "Ansichten stehen auf der Seite „Überblick“."
    ]


def _zeige_anmeldung() -> None:
    """Wer angemeldet ist und der Knopf dazu; ohne eingestellte Anmeldung nichts."""
    einstellung = daten.anmeldeeinstellung()
    if einstellung is None:
        return
    sitzung = anmeldung.sitzung_hier(einstellung)
    if sitzung.satz:
        st.info(sitzung.satz)
    with st.container(key="anmeldung", horizontal=True, horizontal_alignment="right"):
        if sitzung.angemeldet:
            wer = f"{sitzung.name}, " if sitzung.name else ""
            st.text(f"{wer}{anmeldung.TITEL[sitzung.rolle]}", width="content")
            st.button("Abmelden", key="abmelden", type="tertiary", on_click=st.logout)
        else:
            st.button("Anmelden", key="anmelden", type="tertiary", on_click=st.login)


def zeigt_internes() -> bool:
    """Ob das Menü interne Seiten nennt; ist die Rolle nicht bestimmbar, nicht."""
    try:
        return daten.intern()
    except SozialmonitorFehler:
        return False


def nur_intern() -> None:
    """Beendet die Seite, wenn hier nicht die Stabsstelle bedient wird."""
    if not daten.intern():
        st.info("Diese Seite gibt es nur in der internen Ansicht.")
        st.stop()


def mit_demonstration() -> bool:
    """Ob es unter den Tabellen solche mit Demonstrationswerten gibt."""
    return any(r.get("demonstration") for r in daten.kommune().paket["resources"])


def demo_hinweis(enthalten: bool) -> None:
    """Das Band über jeder Seite, auf der ein Demonstrationswert vorkommt."""
    if enthalten:
        st.warning(DEMO_SATZ)


def antwort(satz: str) -> None:
    """Der eine Satz, mit dem eine Seite antwortet."""
    st.markdown(f"**{satz}**".replace(" %", "\u00a0%"))


def was_heisst_gesichert() -> None:
    """Drei Sätze, was der Bereich bei einer Vollerhebung bedeutet."""
    with st.expander("Was heißt „gesichert“?"):
        st.markdown("\n\n".join(texte.DREI_SAETZE_BEREICH))


def woertlich(text: str) -> str:
    """Text, in dem Zeichen von Markdown nichts bedeuten."""
    return "".join(f"\\{z}" if z in "\\`*_[]<>()#$~|:" else z for z in text)


def verweis(seite: str, text: str, adresse: Mapping[str, str | Sequence[str]]) -> None:
    """Ein Weg zu einer anderen Seite samt Auswahl; läuft die Seite allein, ein einfacher Link."""
    try:
        st.page_link(f"pages/{seite}.py", label=text, query_params=dict(adresse))
    except StreamlitAPIException:
        st.markdown(f"[{text}](/{seite}?{urlencode(adresse, doseq=True)})")


def fuss(
    indikatoren: Sequence[Indikator],
    *,
    stand: str = "",
    vermerke: Sequence[str] = (),
    demo: bool = True,
) -> None:
    """Quelle, Stand, Quellenvermerk der Karte und was man nicht schließen darf.

    Ohne `demo` (auf der Seite steht kein Demonstrationswert) fehlen auch deren Quellen.
    """
    zeile = daten.quellenzeile(*indikatoren, mit_demo=demo)
    if stand:
        zeile += f" Stand der Werte: {formate.stichtag(stand)}."
    if ausgabe := daten.stand().ausgabe:
        zeile += f" Ausgabe vom {formate.stichtag(ausgabe.datum)} ({ausgabe.kurz})."
    st.caption(" ".join([zeile, *[v for v in vermerke if v]]))
    if maengel := daten.kommune().maengel:
        dateien = formate.aufzaehlung(sorted({mangel.datei for mangel in maengel}))
        st.caption(
            f"Nicht alles ließ sich einlesen: {dateien}. Einzelheiten stehen auf der Seite „Daten "
            "& Methodik“ unter „Abdeckung und Abgleich“."
        )
    teilen.zeige()
    with st.expander("Was man daraus nicht schließen darf"):
        saetze = dict.fromkeys(satz for i in indikatoren for satz in texte.vorbehalte(i))
        if not demo:
            saetze.pop(HINWEISE["demonstration"], None)
        st.markdown("\n".join(f"- {satz}" for satz in saetze))
