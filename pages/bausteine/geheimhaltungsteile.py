"""Die Teile der Seite „Geheimhaltung“: Regel, Freigabe, Umfang, Prüfung, Protokoll, Vergleich."""

import datetime
import os
from dataclasses import replace

import pandas as pd
import streamlit as st

from pages.bausteine import auswahl, daten
from sozialmonitor import (
    ausgabe,
    formate,
    freigabebericht,
    freigabelauf,
    freigabevergleich,
    freigeben,
    tabellen,
    verknuepfung,
)
from sozialmonitor.berichte import protokoll
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.freigabelauf import Lauf
from sozialmonitor.geheimhaltungsregel import Regel
from sozialmonitor.laden import Ausgabe, ausgaben, bestandssumme, laeufe, lies_freigegebenes

ROLLEN = {"oeffentlich": "Öffentlichkeit", "intern": "Partner unter Vertrag"}
ABSCHNITTE = {
    "freigabe": "Regel und Freigabe",
    "umfang": "Was verborgen ist",
    "pruefung": "Prüfung und Protokoll",
    "regeln": "Regeln vergleichen",
    "zuschnitt": "Neuer Zuschnitt",
}
_HOECHSTENS_ZEILEN = 200
_ALLE = ""
_OHNE_AUSGABE = "keine ältere Ausgabe"


def lauf(rolle: str) -> Lauf | None:
    """Der letzte fertige Lauf einer Rolle; `None`, wenn es keinen gibt."""
    fertig = _fertiger_lauf(rolle, _stempel(rolle))
    return fertig.lauf if fertig else None


def antwort(letzter: Lauf | None, rolle: str) -> str:
    """Wie viel verborgen ist und ob sich etwas errechnen lässt; ob das noch gilt."""
    if letzter is None:
        return f"Für „{ROLLEN[rolle]}“ ist noch nichts freigegeben."
    satz = _gesamtsatz(rolle, _stempel(rolle))
    return satz if _gilt_noch(rolle) else f"{satz} Seither hat sich der Bestand geändert."


def zeige_regeln(rolle: str) -> None:
    """Die Regel der Rolle in Sätzen; strengere Regeln einzelner Tabellen."""
    kommune = daten.kommune()
    geheimhaltung = kommune.einstellungen.geheimhaltung
    st.markdown(_liste(geheimhaltung.rollen[rolle]))
    titel = {r["name"]: r.get("title", r["name"]) for r in kommune.paket["resources"]}
    for (tabelle, fuer), regel in geheimhaltung.tabellen.items():
        if fuer == rolle:
            st.markdown(f"**{titel.get(tabelle, tabelle)}:**\n\n{_liste(regel)}")
    offen = verknuepfung.veroeffentlichte_tabellen(kommune)
    vertraulich = [
        str(titel[r["name"]])
        for r in kommune.paket["resources"]
        if r.get("rolle") == "bestand" and r["name"] not in offen
    ]
    st.markdown(
        f"Geschützt sind: {formate.aufzaehlung(vertraulich)}. Die Regel steht in kommune.toml "
        "unter „geheimhaltung“."
        if vertraulich
        else "Alle Tabellen sind als veröffentlicht ausgewiesen; es gibt nichts zu schützen."
    )


def zeige_freigabe(rolle: str) -> None:
    """Der Knopf, der eine Ausgabe erstellt, mit Fortschritt."""
    st.markdown(
        "Die Freigabe wendet die Regel an, verbirgt so viele weitere Zahlen wie nötig, greift das "
        "Ergebnis selbst an und schreibt nur, was die Prüfung besteht. Das dauert ein bis zwei "
        "Minuten; wer die Seite verlässt, bricht ab und kann später weitermachen."
    )
    notiz = st.text_input(
        "Notiz", key="notiz", max_chars=200, help="Wofür; steht in der Ausgabe und ist öffentlich."
    )
    if not st.button("Freigabe erstellen", type="primary", key="freigeben"):
        return
    leiste = st.progress(0.0, "Der Bestand wird gelesen …")

    def melde(fertig: int, insgesamt: int, was: str) -> None:
        leiste.progress(fertig / max(insgesamt, 1), f"{fertig} von {insgesamt}: {was}")

    datenordner, geoordner = daten.bestandsordner()
    neue = freigeben.freigeben(
        datenordner,
        geoordner,
        rolle,
        datum=datetime.datetime.now().astimezone().date().isoformat(),
        notiz=notiz,
        geheimnis=os.environ.get("SOZIALMONITOR_RUNDUNGSGEHEIMNIS", ""),
        fortschritt=melde,
    )
    leiste.empty()
    st.success(
        f"Ausgabe {neue.kurz} vom {formate.stichtag(neue.datum)} ist erstellt. Die öffentliche "
        "Ansicht zeigt sie nach ihrem nächsten Start."
    )
    st.markdown(f"**{_gesamtsatz(rolle, _stempel(rolle))}**")


def zeige_ausgaben(rolle: str) -> None:
    """Alle Ausgaben der Rolle, die jüngste zuerst."""
    vorhandene = ausgaben(daten.bestandsordner()[0], rolle)
    if not vorhandene:
        st.markdown("Noch keine.")
        return
    tabelle = pd.DataFrame(
        {
            "Tag": [formate.stichtag(a.datum) for a in vorhandene],
            "Prüfsumme": [a.kurz for a in vorhandene],
            "Notiz": [a.notiz for a in vorhandene],
            "Gültigkeit": [_gueltigkeit(a) for a in vorhandene],
        }
    )
    st.html(tabellen.tabelle(tabelle, beschriftung=f"Ausgaben: {ROLLEN[rolle]}"))


def _gueltigkeit(ausgabe: Ausgabe) -> str:
    grund = daten.zurueckgezogen(ausgabe.kurz)
    return f"zurückgezogen {grund}" if grund else "gültig"


def zeige_umfang(letzter: Lauf) -> None:
    """Informationsverlust je Merkmal und Ebene, und aus welchem Grund."""
    stempel = _stempel(letzter.rolle)
    umfang = _umfang(letzter.rolle, stempel)
    betroffen = umfang[umfang["verborgen"].gt(0)]
    gruende = freigabebericht.gruende(letzter.zellen)
    st.markdown("\n".join(f"- {g}: {formate.zahl(n)} Zellen" for g, n in gruende.items()))
    st.html(
        tabellen.tabelle(
            freigabebericht.umfangstabelle(betroffen), beschriftung="Verborgen je Merkmal und Ebene"
        )
    )
    _als_csv("Umfang als CSV", freigabebericht.umfangstabelle(umfang), "umfang")


def zeige_abgeleitete(letzter: Lauf) -> None:
    """Wie viele Werte der Indikatoren mit ihren Zahlen geheim werden."""
    tabelle = _abgeleitete(letzter.rolle, _stempel(letzter.rolle))
    if tabelle.empty:
        st.markdown("Kein Indikator verliert einen Wert.")
        return
    je_indikator = tabelle.groupby("titel", sort=False).agg(
        Werte=("gebiet", "size"), Ursache=("ursache", lambda u: formate.aufzaehlung(sorted(set(u))))
    )
    je_indikator["Werte"] = je_indikator["Werte"].map(formate.zahl)
    st.html(
        tabellen.tabelle(
            je_indikator.rename_axis("Indikator").reset_index(),
            beschriftung="Werte, die mit ihrer Anzahl geheim sind",
        )
    )


def zeige_pruefung(letzter: Lauf) -> None:
    """Die Prüfungstabelle eines Merkmals: je verborgene Zelle der errechenbare Bereich."""
    st.markdown(
        "Für jede verborgene Zahl ist angegeben, welchen Bereich jemand errechnen kann, der alle "
        "freigegebenen Zahlen kennt. „… ohne …“ sind Zahlen, die nirgends stehen, sich aber durch "
        "Abziehen ergäben."
    )
    verborgene = _verborgene(letzter.rolle, _stempel(letzter.rolle))
    if verborgene.empty:
        st.markdown("Es ist nichts verborgen.")
        return
    verbuende = {str(name): str(name) for name in verborgene["verbund"].unique()}
    links, rechts = st.columns(2, gap="large")
    with links:
        verbund = auswahl.wahl("Merkmale rund um", verbuende, "verbund")
    tage = sorted(verborgene.loc[verborgene["verbund"].eq(verbund), "stichtag"].unique())
    with rechts:
        stichtag = auswahl.stichtag([str(tag) for tag in tage])
    gilt = verborgene["verbund"].eq(verbund) & verborgene["stichtag"].eq(stichtag)
    tabelle = freigabebericht.pruefungstabelle(verborgene[gilt].drop(columns="verbund"))
    st.html(tabellen.tabelle(tabelle, beschriftung=f"{verbund}, {formate.stichtag(stichtag)}"))
    _als_csv("Ganze Prüfung als CSV", freigabebericht.pruefungstabelle(verborgene), "pruefung")


def zeige_aeltere(letzter: Lauf) -> None:
    """Was frühere Ausgaben zeigen und über jetzt Verborgenes verraten."""
    if heraus := freigabebericht.trotz_regel_sichtbar(letzter.zellen):
        st.markdown(
            f"{formate.zahl(heraus)} Zahlen wären nach der Regel geheim, stehen aber schon in "
            "einer gültigen Ausgabe oder einer veröffentlichten Tabelle und bleiben sichtbar. Wer "
            "sie verbergen will, zieht jede Ausgabe zurück, die sie zeigt (docs/geheimhaltung.md)."
        )
    fruehere = {a.schluessel: a for a in ausgaben(daten.bestandsordner()[0], letzter.rolle)[1:]}
    if not fruehere:
        st.markdown(
            "Es gibt keine ältere Ausgabe. Was schon veröffentlicht ist, gilt als bekannt und ist "
            "in der Prüfung enthalten."
        )
        return
    gewaehlt = auswahl.wahl(
        "Ältere Ausgabe",
        {_ALLE: _OHNE_AUSGABE}
        | {s: f"{formate.stichtag(a.datum)} ({a.kurz})" for s, a in fruehere.items()},
        "alte",
    )
    if gewaehlt == _ALLE:
        return
    with st.spinner("Beide Ausgaben werden gegeneinander gerechnet …"):
        verraten = _aeltere(letzter.rolle, _stempel(letzter.rolle), fruehere[gewaehlt])
    if verraten.empty:
        st.markdown("Auch mit dieser Ausgabe lässt sich keine verborgene Zahl errechnen.")
        return
    st.warning(
        f"{formate.zahl(len(verraten))} Zahlen, die jetzt verborgen sind, lassen sich mit dieser "
        "Ausgabe errechnen. Was heraus ist, lässt sich nicht zurückholen."
    )
    st.html(
        tabellen.tabelle(
            freigabebericht.aelterentabelle(verraten).head(_HOECHSTENS_ZEILEN),
            beschriftung="Was die ältere Ausgabe verrät",
        )
    )


def zeige_protokoll(letzter: Lauf) -> None:
    """Das Protokoll für die Datenschutzbeauftragte als PDF und HTML."""
    stempel = _stempel(letzter.rolle)
    st.markdown(
        "Das Protokoll nennt Regel, Umfang, Verfahren und Prüfung, aber keinen verborgenen Wert."
    )
    with st.container(horizontal=True):
        for art, text, mime in (
            ("pdf", "Protokoll als PDF", "application/pdf"),
            ("html", "Protokoll als HTML", "text/html"),
            ("csv", "Prüfungstabelle als CSV", "text/csv"),
        ):
            st.download_button(
                text,
                lambda art=art: _protokolldatei(letzter.rolle, stempel, art),
                file_name=f"{daten.kommune().schluessel}_protokoll.{art}",
                mime=mime,
                key=f"protokoll_{art}",
                on_click="ignore",
            )


def zeige_regelvergleich(letzter: Lauf | None) -> None:
    """Was andere Regeln an einem Stichtag kosten würden."""
    kommune = daten.kommune()
    verbuende = {v.id: v for v in _verbuende()}
    if not verbuende:
        st.markdown("Alle Tabellen sind veröffentlicht; es gibt nichts zu vergleichen.")
        return
    links, rechts = st.columns(2, gap="large")
    with links:
        gewaehlt = auswahl.wahl(
            "Merkmale rund um",
            {name: freigabelauf.titel(kommune, v) for name, v in verbuende.items()},
            "merkmal",
        )
    with rechts:
        stichtag = auswahl.stichtag(verknuepfung.stichtage(kommune, verbuende[gewaehlt]))
    with st.spinner("Die Regeln werden gerechnet …"):
        vergleich = _regelvergleich(
            gewaehlt, stichtag, letzter.rolle if letzter else "", _stempel_von(letzter)
        )
    st.html(
        tabellen.tabelle(
            freigabebericht.regeltabelle(vergleich),
            beschriftung=f"Regeln im Vergleich, {formate.stichtag(stichtag)}",
        )
    )
    st.caption(
        "Gerechnet für diesen Stichtag allein; ein ganzer Lauf behält die Partner des Vorjahrs "
        "und kann wenige Zellen anders wählen. Gerundete Zahlen haben keine Lücken, ihre Summen "
        "gehen aber nicht mehr auf."
    )


def _liste(regel: Regel) -> str:
    return "\n".join(f"- {satz}" for satz in freigabebericht.regel_in_worten(regel))


def _als_csv(text: str, tabelle: pd.DataFrame, name: str) -> None:
    st.download_button(
        text,
        lambda: ausgabe.tabelle_csv(tabelle),
        file_name=f"{daten.kommune().schluessel}_{name}.csv",
        mime="text/csv",
        key=f"csv_{name}",
        on_click="ignore",
    )


def _stempel(rolle: str) -> float:
    return laeufe.zeitpunkt(daten.bestandsordner()[0], rolle)


def _stempel_von(letzter: Lauf | None) -> float:
    return _stempel(letzter.rolle) if letzter else 0.0


def _gilt_noch(rolle: str) -> bool:
    fertig = _fertiger_lauf(rolle, _stempel(rolle))
    return fertig is not None and fertig.bestandssumme == _bestandssumme()


@daten.gemerkt(1)
def _bestandssumme() -> str:
    return bestandssumme(*daten.bestandsordner())


@daten.gemerkt(2)
def _fertiger_lauf(rolle: str, _stempel: float) -> laeufe.FertigerLauf | None:
    return laeufe.letzter_lauf(daten.bestandsordner()[0], rolle)


def _zellen(rolle: str, stempel: float) -> pd.DataFrame:
    fertig = _fertiger_lauf(rolle, stempel)
    return fertig.lauf.zellen if fertig else pd.DataFrame()


@daten.gemerkt(2)
def _gesamtsatz(rolle: str, stempel: float) -> str:
    kopf = freigabebericht.gesamt(_zellen(rolle, stempel), daten.kommune())
    return freigabebericht.satz_ergebnis(kopf, rolle)


@daten.gemerkt(2)
def _umfang(rolle: str, stempel: float) -> pd.DataFrame:
    return freigabebericht.umfang(_zellen(rolle, stempel), daten.kommune())


@daten.gemerkt(2)
def _abgeleitete(rolle: str, stempel: float) -> pd.DataFrame:
    return freigabebericht.abgeleitete(_zellen(rolle, stempel), daten.kommune())


@daten.gemerkt(2)
def _verborgene(rolle: str, stempel: float) -> pd.DataFrame:
    return freigabebericht.verborgene(_zellen(rolle, stempel), daten.kommune())


@daten.gemerkt(6)
def _protokolldatei(rolle: str, stempel: float, art: str) -> bytes:
    fertig = _fertiger_lauf(rolle, stempel)
    if fertig is None:
        raise SozialmonitorFehler("Zu dieser Rolle gibt es keinen fertigen Lauf.")
    erstellt = {a.schluessel: a for a in ausgaben(daten.bestandsordner()[0], rolle)}
    if fertig.ausgabe not in erstellt:
        raise SozialmonitorFehler(
            f"Die Ausgabe {fertig.ausgabe} des letzten Laufs gibt es nicht mehr; bitte die "
            "Freigabe noch einmal erstellen."
        )
    gehoert_zu = erstellt[fertig.ausgabe]
    inhalt = protokoll.protokolldaten(
        daten.kommune(),
        fertig.lauf,
        datum=gehoert_zu.datum,
        pruefsumme=gehoert_zu.pruefsumme,
        notiz=gehoert_zu.notiz,
    )
    if art == "csv":
        return protokoll.pruefungstabelle_csv(inhalt)
    return protokoll.pdf(inhalt) if art == "pdf" else protokoll.html(inhalt).encode()


@daten.gemerkt(4)
def _aeltere(rolle: str, stempel: float, alte: Ausgabe) -> pd.DataFrame:
    fertig = _fertiger_lauf(rolle, stempel)
    regeln = fertig.lauf.regeln if fertig else {}
    return freigabevergleich.aeltere_veroeffentlichung(
        _zellen(rolle, stempel), daten.kommune(), lies_freigegebenes(alte), regeln=regeln
    )


@daten.gemerkt(1)
def _verbuende() -> list[verknuepfung.Verbund]:
    return verknuepfung.verbuende(daten.kommune())


@daten.gemerkt(16)
def _regelvergleich(verbund: str, stichtag: str, rolle: str, stempel: float) -> pd.DataFrame:
    kommune = daten.kommune()
    gewaehlt = next(v for v in _verbuende() if v.id == verbund)
    regel = kommune.einstellungen.geheimhaltung.regel
    oeffentlich = regel("oeffentlich", gewaehlt.tabellen)
    regeln = {
        "Partner unter Vertrag": regel("intern", gewaehlt.tabellen),
        "Öffentlichkeit": oeffentlich,
        "Öffentlichkeit ohne Ergänzung": replace(oeffentlich, komplement=False),
        "1 bis 9 geheim": replace(oeffentlich, mindestanzahl=10),
        "auf 5 gerundet": replace(oeffentlich, rundung=5),
    }
    return freigabevergleich.regelvergleich(
        kommune,
        gewaehlt,
        stichtag,
        regeln,
        zellen=_zellen(rolle, stempel) if rolle else None,
        geheimnis="nur zum Vergleich",
    )
