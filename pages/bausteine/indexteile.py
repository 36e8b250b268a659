"""Die Teile der Seite „Sozialindex“: Auswahl und was gezeigt wird, Abschnitt für Abschnitt."""

import pandas as pd
import streamlit as st

from pages.bausteine import anzeige, auswahl, daten, indexansichten, kartenteile
from sozialmonitor import (
    formate,
    indexbericht,
    karten,
    sozialindex,
    tabellen,
)
from sozialmonitor.ansichten import sozialindex as sozialindexansicht
from sozialmonitor.ansichten.sozialindex import Indexteil
from sozialmonitor.texte import indexsaetze

GEPRUEFT, BERLINER = "geprueft", "berlin"
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
    saetze = [
        indexsaetze.satz_bewertet(teil.bewertet, len(teil.grundlage.grund)),
        indexsaetze.satz_umgekehrt(
            [i.titel for i in teil.grundlage.indikatoren if i.richtung == "niedrig_belastend"]
        ),
        indexsaetze.satz_nicht_im_index(indexansichten.zugelassene(teil.wahl.ebene)[1]),
    ]
    st.markdown(" ".join(s for s in saetze if s))
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
    arten = {GEPRUEFT: "geprüft: nur gesicherte Veränderungen", BERLINER: "Berliner Regel"}
    art = auswahl.wahl("Dynamik", arten, "dynamik", widget=st.radio, horizontal=True)
    verlauf = teil.entwicklung
    if verlauf is None:
        ohne = pd.Series(sozialindex.NICHT_BEWERTBAR, index=teil.status.index)
        return ohne.astype(indexbericht.GEPRUEFTE_KLASSEN), art
    if art == GEPRUEFT:
        return verlauf.geprueft["klasse"], art
    ohne = sozialindex.NICHT_BEWERTBAR
    return verlauf.berliner.cat.add_categories(ohne).fillna(ohne), art


def zeige_matrix(teil: Indexteil, klassen: pd.Series, art: str) -> None:
    """Die Gebiete in den Feldern Status × Dynamik, mit dem Satz zur Dynamik."""
    verlauf = teil.entwicklung
    if verlauf is None:
        st.markdown("Vor diesem Stichtag liegt kein gemeinsamer: Eine Dynamik gibt es noch nicht.")
    elif art == GEPRUEFT:
        geprueft = [str(k) for k in verlauf.geprueft["klasse"]]
        st.markdown(indexsaetze.satz_dynamik(geprueft, verlauf.von, verlauf.bis))
    else:
        st.markdown(
            "Die Berliner Regel setzt die Streuung der Veränderungen immer auf 1: Etwa ein Drittel "
            "der Gebiete heißt „positiv“ oder „negativ“, auch wenn sich nichts verändert hat."
        )
    if verlauf is not None and verlauf.ausgelassen:
        katalog = daten.kommune().katalog
        titel = [katalog[name].titel for name in verlauf.ausgelassen]
        st.markdown(indexsaetze.satz_ausgelassen(titel))
    anzeige.tabelle(indexansichten.matrixbild(teil, klassen), key="matrix")


def zeige_karte(teil: Indexteil, klassen: pd.Series, gebiet: str) -> None:
    """Status als Ton, Dynamik als Zeichen im Schild; ein Klick wählt das Gebiet."""
    kommune, ebene = daten.kommune(), teil.wahl.ebene
    if ebene not in kommune.geometrien:
        st.markdown("Zu dieser Ebene gibt es keine Gebietsflächen, darum keine Karte.")
        return
    zeilen, kategorien = indexansichten.kartenzeilen(teil, klassen)
    gesamt = len(kommune.gebiete_der_ebene(ebene))
    stand = f"index {teil.wahl} {'/'.join(zeilen['schild'])}"
    zeichnung = karten.kategoriezeichnung(zeilen, kategorien, stand=stand, demo=teil.demo)
    gruppen = {
        k.text: [z["zeilen"][0] for z in zeilen.to_dict("records") if z["kategorie"] == k.id]
        for k in kategorien[:-1]
    }
    ohne = int(zeilen["kategorie"].eq(indexsaetze.NICHT_BEWERTET).sum())
    titel = indexansichten.bildtitel(teil, "Status")
    st.html(
        tabellen.nur_vorlesen(indexsaetze.alttext_indexkarte(titel, gruppen, ohne, demo=teil.demo))
    )
    kartenteile.zeige_flaechen(ebene, zeichnung, key="index", gebiet=gebiet, hoehe=480)
    eintraege = karten.kategorielegende(zeilen, kategorien, anzahl_gebiete=gesamt)
    st.html(tabellen.legende(eintraege, titel="Status"))
    gezeigt = [
        k for k in klassen.cat.categories if k != sozialindex.NICHT_BEWERTBAR or klassen.eq(k).any()
    ]
    arten = [indexsaetze.dynamiktext(k) for k in gezeigt]
    st.caption("Zeichen im Gebiet, Dynamik: " + "; ".join(arten) + ".")


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
    aussagen = teil.verfahren.aussagen
    if aussagen:
        namen = daten.namen()
        erste = next((a for a in aussagen if a.vollstaendig), aussagen[0])
        wer = formate.aufzaehlung([namen[g] for g in erste.gebiete])
        st.markdown(f"Unter den ersten {erste.k} nennen alle Verfahren: **{wer}**.")
    else:
        st.markdown("Kein Gebiet nennen alle Verfahren in der vorderen Hälfte.")
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
