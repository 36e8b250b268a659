"""Die Auswahl der Leserin steht in der Adresse; nur dieses Modul kennt den Sitzungszustand.

Die Adresse bestimmt einen Wert einmal je Seitenbesuch (erster Lauf, Seitenwechsel, Zurück);
danach bestimmt das Bedienelement und schreibt die Adresse. So kann eine veraltete Adresse eine
schnelle Änderung nie zurückdrehen, und auch Vorgabewerte stehen im Link.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import uuid4

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.bausteine import daten
from sozialmonitor import formate
from sozialmonitor.ansichten.wahl import hinweis_unbekannt, startindikator
from sozialmonitor.katalog import Indikator

_Z = st.session_state


def beginne(seite: str) -> None:
    """Muss vor jeder Auswahl einer Seite stehen; merkt, ob die Adresse neu zu lesen ist."""
    if _Z.get("_seite") != seite:
        _Z["_seite"], _Z["_gelesen"], _Z["_gezeigt"] = seite, set(), {}
    if getattr(get_script_run_ctx(), "is_history_navigation", False):
        _Z["_gelesen"] = set()
    _Z["_hinweise"], _Z["_vorgaben"] = [], {}
    # Wer eine ältere Ausgabe liest, bleibt auf der nächsten Seite bei ihr.
    if "ausgabe" in st.query_params:
        _Z["_ausgabe"] = st.query_params["ausgabe"]
    elif _Z.get("_ausgabe"):
        st.query_params["ausgabe"] = _Z["_ausgabe"]


def hinweise() -> list[str]:
    """Werte der Adresse, die es nicht gibt, als Sätze."""
    return list(_Z.get("_hinweise", []))


def seite() -> str:
    """Der Name der Seite, die gerade läuft."""
    return str(_Z.get("_seite", ""))


def angaben() -> dict[str, list[str]]:
    """Alles, was die Adresse nennt."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def vorgaben() -> dict[str, list[str]]:
    """Was die Seite ohne Angabe in der Adresse wählte, so weit sie bisher gefragt hat."""
    return dict(_Z.get("_vorgaben", {}))


def nenne_ausgabe(kurz: str) -> str:
    """Schreibt die gezeigte Ausgabe in die Adresse; gibt zurück, welche die Adresse nannte."""
    genannt = st.query_params.get("ausgabe", "")
    if genannt != kurz:
        st.query_params["ausgabe"] = _Z["_ausgabe"] = kurz
    return genannt


def wahl(
    label: str,
    optionen: Mapping[str, str],
    key: str,
    *,
    standard: str | None = None,
    widget: Callable[..., Any] = st.selectbox,
    **angaben: object,
) -> str:
    """Eine Auswahl aus `optionen` (Kennung → Beschriftung), in Adresse und Sitzung gehalten."""
    vorgabe = standard if standard in optionen else next(iter(optionen))
    _vorbereiten(label, list(optionen), key, vorgabe)
    if len(optionen) == 1 and widget is st.select_slider:
        widget = st.selectbox
    _bewahre(key, list(optionen))
    widget(label, list(optionen), format_func=optionen.__getitem__, key=key, **angaben)
    if _Z[key] is None:  # abgewählt; im nächsten Lauf steht die Vorgabe auch im Bedienelement
        _Z["_wert_" + key] = vorgabe
        st.query_params[key] = vorgabe
        return vorgabe
    _schreiben(key)
    return str(_Z[key])


def mehrfachwahl(
    label: str,
    optionen: Mapping[str, str],
    key: str,
    *,
    standard: Sequence[str],
    sonst_vorgabe: bool = False,
    **angaben: object,
) -> list[str]:
    """Mehrere Werte aus `optionen`, in Adresse und Sitzung gehalten.

    Mit `sonst_vorgabe` gilt die Vorgabe auch, wenn es keinen der gemerkten Werte hier gibt.
    """
    gemerkte = gemerkt(key) or gemerkt("_wert_" + key)
    if sonst_vorgabe and gemerkte and not set(gemerkte) & set(optionen):
        _Z[key] = list(standard)
    _vorbereiten(label, list(optionen), key, [w for w in standard if w in optionen], mehrere=True)
    _bewahre(key, list(optionen))
    st.multiselect(label, list(optionen), format_func=optionen.__getitem__, key=key, **angaben)
    _schreiben(key)
    return list(_Z[key])


def schalter(label: str, key: str, *, standard: bool = False, **angaben: object) -> bool:
    """Ein Ja-Nein-Schalter; in der Adresse „1“ oder „0“."""
    _Z["_vorgaben"].setdefault(key, ["1" if standard else "0"])
    if key not in _Z["_gelesen"]:
        _Z["_gelesen"].add(key)
        if st.query_params.get(key) in {"0", "1"}:
            _Z[key] = st.query_params[key] == "1"
    if key not in _Z:
        _Z[key] = _Z.get("_wert_" + key, standard)
    _bewahre(key, [])
    st.toggle(label, key=key, **angaben)
    _Z["_wert_" + key] = _Z[key]
    soll = "1" if _Z[key] else "0"
    if st.query_params.get(key) != soll:
        st.query_params[key] = soll
    return bool(_Z[key])


def setze(key: str, wert: str) -> None:
    """Setzt eine Auswahl aus einem Rückruf (Kartenklick, Knopf), vor dem nächsten Lauf."""
    _Z[key] = wert


def angabe(key: str) -> str | None:
    """Was die Adresse unter `key` nennt, ungeprüft; `None`, wenn sie nichts nennt."""
    return st.query_params.get(key)


def gemerkt(key: str) -> dict[str, dict[str, dict[str, str]]] | None:
    """Der Wert eines Bedienelements oder einer Komponente, wenn es einen gibt."""
    return _Z.get(key)


def sitzungskennung() -> str:
    """Eine zufällige Kennung je Sitzung, damit zwei Fenster einander nicht steuern."""
    if "_kennung" not in _Z:
        _Z["_kennung"] = uuid4().hex[:12]
    return str(_Z["_kennung"])


def ebene(optionen: Sequence[str], *, label: str = "Gebietsebene") -> str:
    """Auswahl einer Gebietsebene; Vorgabe ist die Startebene der Kommune."""
    kommune = daten.kommune()
    titel = {e.id: e.titel for e in kommune.einstellungen.ebenen if e.id in optionen}
    return wahl(label, titel, "ebene", standard=kommune.einstellungen.startebene)


def indikator(
    verfuegbar: Sequence[Indikator],
    *,
    standard: str = "",
    key: str = "indikator",
    label: str = "Indikator",
) -> Indikator:
    """Handlungsfeld und darin ein Indikator; in der Adresse steht nur der Indikator."""
    kommune = daten.kommune()
    felder = {
        f.id: f.titel
        for f in kommune.einstellungen.handlungsfelder
        if any(i.handlungsfeld == f.id for i in verfuegbar)
    }
    nach_id = {i.id: i for i in verfuegbar}
    vorgabe = startindikator(kommune, verfuegbar, standard)
    _vorbereiten(label, list(nach_id), key, vorgabe)
    feldschluessel = f"feld_{key}"
    _Z[feldschluessel] = nach_id[_Z[key]].handlungsfeld

    def erster_im_feld() -> None:
        feld = _Z[feldschluessel]
        _Z[key] = next(i.id for i in verfuegbar if i.handlungsfeld == feld)

    st.selectbox(
        "Handlungsfeld",
        list(felder),
        format_func=felder.__getitem__,
        key=feldschluessel,
        on_change=erster_im_feld,
    )
    im_feld = {i.id: i.titel for i in verfuegbar if i.handlungsfeld == _Z[feldschluessel]}
    return nach_id[wahl(label, im_feld, key)]


def stichtag(
    stichtage: Sequence[str], *, standard: str | None = None, label: str = "Stichtag"
) -> str:
    """Auswahl eines Stichtags als Schieberegler; ohne Vorgabe der jüngste."""
    texte = {tag: formate.stichtag(tag) for tag in stichtage}
    jahrgleich = [t for t in stichtage if str(_Z.get("_wert_stichtag", ""))[:4] == t[:4]]
    if _Z.get("stichtag") not in texte:
        _Z.pop("stichtag", None)
        _Z["_wert_stichtag"] = (jahrgleich or [standard or stichtage[-1]])[-1]
    return wahl(
        label, texte, "stichtag", standard=standard or stichtage[-1], widget=st.select_slider
    )


def gebiet(optionen: Mapping[str, str], *, key: str = "gebiet", label: str = "Gebiet") -> str:
    """Auswahl eines Gebiets; der Weg für Tastatur und Sprachausgabe neben dem Kartenklick."""
    return wahl(label, optionen, key)


def _vorbereiten(
    label: str, optionen: list[str], key: str, vorgabe: object, *, mehrere: bool = False
) -> None:
    _Z["_vorgaben"].setdefault(key, _als_angabe(vorgabe))
    if key not in _Z["_gelesen"]:
        _Z["_gelesen"].add(key)
        _lies_adresse(label, optionen, key, mehrere=mehrere)
    if key not in _Z:
        _Z[key] = _Z.get("_wert_" + key, vorgabe)
    if mehrere:
        _Z[key] = [w for w in _Z[key] if w in optionen]
    elif _Z[key] not in optionen:
        _Z[key] = vorgabe


def _lies_adresse(label: str, optionen: list[str], key: str, *, mehrere: bool) -> None:
    if key not in st.query_params:
        return
    werte = st.query_params.get_all(key) if mehrere else [st.query_params[key]]
    if unbekannt := [w for w in werte if w and w not in optionen]:
        _Z["_hinweise"].append(hinweis_unbekannt(label, unbekannt))
    bekannt = [w for w in werte if w in optionen]
    if mehrere and (bekannt or werte == [""]):
        _Z[key] = bekannt
    elif not mehrere and bekannt:
        _Z[key] = bekannt[0]


def _bewahre(key: str, optionen: list[str]) -> None:
    """Auf einer neuen Seite oder mit anderen Einträgen vergäße ein Bedienelement seinen Wert."""
    if _Z["_gezeigt"].get(key) != optionen:
        _Z["_gezeigt"][key] = optionen
        _Z[key] = _Z[key]


def _schreiben(key: str) -> None:
    wert = _Z["_wert_" + key] = _Z[key]
    soll = _als_angabe(wert)
    if st.query_params.get_all(key) != soll:
        st.query_params[key] = soll


def _als_angabe(wert: object) -> list[str]:
    """Wie ein Wert in der Adresse steht; „nichts gewählt“ ist auch eine Angabe."""
    return (list(wert) or [""]) if isinstance(wert, list) else [str(wert)]
