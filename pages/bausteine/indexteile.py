"""Die Teile der Seite „Sozialindex“: Auswahl und was gezeigt wird, Abschnitt für Abschnitt."""

import pandas as pd
import streamlit as st

from pages.bausteine import anzeige, auswahl, daten, indexansichten, kartenteile
from sozialmonitor import formate, indexbericht, tabellen
from sozialmonitor.ansichten import indexbilder
from sozialmonitor.ansichten import sozialindex as sozialindexansicht
from sozialmonitor.ansichten.sozialindex import Indexteil
from sozialmonitor.texte import indexsaetze

_ERLAEUTERUNG = {
    "berlin": "0 ist das Mittel der Gebiete, 1 ihre Streuung; darüber ist der Bedarf größer.",
    "imd": "0 bis 100; hängt nur von den Rängen ab und spreizt die vorderen weit.",
    "minmax": "0 = in allem das Gebiet mit dem kleinsten, 1 = mit dem größten Bedarf.",
    "rang": "Mittlerer Rang, hier 1 = kleinster Bedarf.",
    "schwelle": "Anteil der Indikatoren, in denen das Gebiet gesichert ungünstiger ist als die "
    "Reststadt; ohne Gewichte.",
}
# So viele Gebiete passen in eine Matrix neben der Karte.
NEBENEINANDER = 12


def indikatoren(ebene: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Gewählte Indikatoren und ihr Gewicht: 0 (nicht gewählt), halb, einfach oder doppelt."""
    with st.expander("Indikatoren und Gewichte", key="zutatenwahl"):
        return sozialindexansicht.waehle_indikatoren(auswahl, daten.vorrat(), ebene)


def zeige_zutaten(teil: Indexteil) -> None:
    """Gebiete × Indikatoren mit Wert und Zeichen gegen die Reststadt; Ausschlüsse mit Grund."""
    html, bild, ausschluss = indexansichten.zutatentabelle(teil)
    st.html(html)
    st.caption(tabellen.MATRIX_ERKLAERUNG)
    st.markdown(" ".join(sozialindexansicht.zutatensaetze(daten.vorrat(), teil)))
    if len(ausschluss):
        titel = f"Nicht bewertete Gebiete und warum ({len(ausschluss)})"
        with st.expander(titel):
            st.html(tabellen.tabelle(ausschluss, beschriftung=titel))
    anzeige.beiwerk(bild, key="zutaten", als_bild=False)


def zeige_index(teil: Indexteil, gebiet: str) -> None:
    """Der Index mit seiner Zerlegung; auf Wunsch nach Bedarf geordnet."""
    geordnet = sozialindexansicht.waehle_ordnung(auswahl)
    verfahren = teil.wahl.verfahren
    if teil.wahl.eingefroren:
        basis = formate.stichtag(daten.kommune().einstellungen.auswertungen.basis)
        st.markdown(
            f"{indexbericht.VERFAHREN[verfahren]}: 0 ist das Mittel der Gebiete am {basis}, 1 ihre "
            "Streuung an diesem Tag. So bleibt sichtbar, ob sich alle Gebiete verändert haben; "
            "Stabilität und Verfahrensvergleich rechnen dagegen neu."
        )
    else:
        st.markdown(f"{indexbericht.VERFAHREN[verfahren]}: {_ERLAEUTERUNG[verfahren]}")
    anzeige.diagramm(indexansichten.zerlegungsbild(teil, geordnet, gebiet), key="zerlegung")


def dynamik(teil: Indexteil) -> tuple[pd.Series, str]:
    """Die gewählte Dynamik je bewertetem Gebiet; Vorgabe ist die geprüfte."""
    art = sozialindexansicht.waehle_dynamik(auswahl, widget=st.radio, horizontal=True)
    return sozialindexansicht.dynamik(teil, art), art


def zeige_matrix(teil: Indexteil, klassen: pd.Series, art: str) -> None:
    """Die Gebiete in den Feldern Status × Dynamik, mit dem Satz zur Dynamik."""
    for satz in sozialindexansicht.dynamiksaetze(daten.kommune(), teil, art):
        st.markdown(satz)
    anzeige.tabelle(indexbilder.matrixbild(daten.vorrat(), teil, klassen), key="matrix")


def zeige_karte(teil: Indexteil, klassen: pd.Series, gebiet: str) -> None:
    """Status als Ton, Dynamik als Zeichen im Schild; ein Klick wählt das Gebiet."""
    kommune, ebene = daten.kommune(), teil.wahl.ebene
    if ebene not in kommune.geometrien:
        st.markdown(sozialindexansicht.KEINE_FLAECHEN)
        return
    bild = indexbilder.kartenbild(daten.vorrat(), teil, klassen)
    zeichnung, legende = indexbilder.indexkarte(kommune, teil, klassen)
    st.html(tabellen.nur_vorlesen(bild.alttext))
    kartenteile.zeige_flaechen(ebene, zeichnung, key="index", gebiet=gebiet, hoehe=480)
    st.html(tabellen.legende(legende, titel=indexbilder.LEGENDENTITEL))
    st.caption(indexbilder.zeichenerklaerung(klassen))
    anzeige.beiwerk(bild, key="karte", als_bild=False)


def zeige_stabilitaet(teil: Indexteil) -> None:
    """Wie fest die Klassen stehen: Bild der Klassenanteile und Tabelle aller Proben."""
    stabil = teil.stabil
    st.markdown(
        f"{formate.zahl(stabil.ziehungen)} Ziehungen; Rang 1 ist der größte Bedarf. Die Proben "
        "gelten für die Berliner Regel, jeweils neu gerechnet."
    )
    if anders := _andere_klasse(teil):
        namen = formate.aufzaehlung([daten.namen()[g] for g in anders])
        st.markdown(f"Mit eingefrorenem Maßstab ist die Klasse eine andere bei: {namen}.")
    anzeige.diagramm(indexansichten.klassenbild(teil), key="klassenanteile")
    anzeige.tabelle(indexansichten.stabilitaetsbild(teil), key="stabilitaet")
    st.caption(
        "In Ziehungen: Anteil mit derselben Klasse wie heute. Rangbereich: in 95 % der Ziehungen. "
        "Ohne Indikator: in wie vielen Proben die Klasse bleibt, wenn je einer fehlt. Gewicht ± "
        "50 %: dasselbe, wenn je ein Gewicht halbiert oder um die Hälfte erhöht wird. Rang dabei: "
        "kleinster und größter, auch wenn sich alle Gewichte zugleich ändern."
    )


def zeige_verfahren(teil: Indexteil) -> None:
    """Die Ränge aller Verfahren nebeneinander und was sie gemeinsam sagen."""
    st.markdown(sozialindexansicht.satz_einig(daten.kommune(), teil))
    anzeige.tabelle(indexansichten.verfahrensbild(teil), key="verfahren")
    st.caption(
        "Rang 1 = größter Bedarf; gleiche Werte teilen sich den kleineren Rang. In Klammern: in "
        "wie vielen Indikatoren gesichert ungünstiger als die Reststadt. Spanne: kleinster bis "
        "größter Rang in allen Verfahren. Alle sind neu gerechnet; die Schwellenzahl kennt keine "
        "Gewichte, IMD und mittlerer Rang keine Abstände."
    )


def zeige_gebiet(teil: Indexteil, gebiet: str) -> None:
    """Die Zutaten eines Gebiets: Beitrag je Indikator mit Satz, Klasse und Stabilität."""
    name, s = daten.namen()[gebiet], teil.stabil
    st.header(name, anchor=False)
    grund = teil.grundlage.grund[gebiet]
    if grund:
        st.markdown(f"{name}: {indexsaetze.NICHT_BEWERTET} ({grund}).")
    else:
        raenge = (s.rang[gebiet], s.rang_unten[gebiet], s.rang_oben[gebiet])
        satz = indexsaetze.satz_stabil(name, s.klasse[gebiet], float(s.sicherheit[gebiet]), raenge)
        st.markdown(satz)
    stellen = sozialindexansicht.STELLEN[teil.wahl.verfahren]
    saetze = [
        indexsaetze.satz_beitrag(
            i,
            teil.grundlage.zeilen[i.id].loc[gebiet],
            float("nan") if grund else float(teil.beitraege.loc[gebiet, i.id]),
            stellen,
        )
        for i in teil.grundlage.indikatoren
    ]
    st.markdown("\n".join(f"- {satz}" for satz in saetze))


def _andere_klasse(teil: Indexteil) -> list[str]:
    hier, neu = teil.status.astype("object"), teil.stabil.klasse.astype("object")
    return [g for g in hier.dropna().index if hier[g] != neu.get(g)]
