"""Die Teile der Kartenseite: Auswahl der Darstellung, Ansicht, Karten, Karte des Gebiets."""

import os
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from pages.bausteine import anzeige, auswahl, daten, rahmen
from sozialmonitor import (
    diagramme,
    formate,
    karten,
    kennzahlen,
    klassen,
    tabellen,
    texte,
    vergleich,
)
from sozialmonitor.bild import Bild, Legendeneintrag
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.katalog import Indikator

PALETTEN = {
    "blaugruen": "Blau-Grün",
    "braun": "Gelb-Braun",
    "violett": "Blau-Violett",
    "abweichung": "Violett-Orange (Abweichung)",
}
URTEIL = "urteil"
KEIN_ZWEITER = {"": "kein zweiter Indikator"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Darstellung:
    """Was der Abschnitt „Darstellung“ festlegt."""

    verfahren: str
    palette: str
    programmgebiete: bool
    zweiter: Indikator | None
    mit_rang: bool
    mit_basemap: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ansicht:
    """Alles, was die Kartenseite zu einer Auswahl zeigt."""

    indikator: Indikator
    ebene: str
    stichtag: str
    werte: pd.DataFrame
    zeichnung: str
    legende: str
    satz: str
    bild: Bild
    demo: bool
    vermerk: str
    auswahlliste: dict[str, str]


def verfuegbare(ebene: str) -> list[Indikator]:
    """Indikatoren, die auf dieser Ebene wenigstens einen Wert haben."""
    return daten.indikatoren_der_ebene(ebene)


@daten.gemerkt(64)
def stichtage(indikator: Indikator, ebene: str) -> list[str]:
    """Stichtage, an denen die Ebene wenigstens eine Zeile hat."""
    tabelle = daten.werte_der_ebene(indikator, ebene)
    return sorted(tabelle["stichtag"].unique())


@daten.gemerkt(64)
def startstichtag(indikator: Indikator, ebene: str) -> str:
    """Der jüngste Stichtag mit (fast) allen Gebieten."""
    return kennzahlen.juengster_stichtag(daten.werte_der_ebene(indikator, ebene))


def darstellung(indikator: Indikator, ebene: str) -> Darstellung:
    """Bedienelemente für Klassen, Farben, Umriss und zweiten Indikator."""
    kommune = daten.kommune()
    verfahren = dict(klassen.VERFAHREN)
    if not indikator.klassen:
        verfahren.pop("fest")
    if _pruefbar(indikator, ebene):
        verfahren[URTEIL] = "gesichert verschieden von der übrigen Stadt"
    gewaehlt = auswahl.wahl("Klassen", verfahren, "klassen")
    vorgabe = "abweichung" if gewaehlt == "stadtwert" else "blaugruen"
    palette = auswahl.wahl("Farben", PALETTEN, "palette", standard=vorgabe)
    mengen = [e for e in kommune.einstellungen.ebenen if e.menge and e.id in kommune.geometrien]
    umriss = (
        bool(mengen)
        and ebene != "gemeinde"
        and auswahl.schalter(f"{mengen[0].titel} als Umriss", "umriss")
    )
    andere = {i.id: i.titel for i in verfuegbare(ebene) if i.id != indikator.id}
    zweiter = auswahl.wahl("Zweiter Indikator daneben", KEIN_ZWEITER | andere, "zweit")
    mit_rang = auswahl.schalter("Rang zeigen", "rang")
    erlaubt = os.environ.get("SOZIALMONITOR_BASEMAP") == "1"
    return Darstellung(
        verfahren=gewaehlt,
        palette="abweichung" if gewaehlt == "stadtwert" else palette,
        programmgebiete=umriss,
        zweiter=kommune.katalog.get(zweiter),
        mit_rang=mit_rang,
        mit_basemap=erlaubt and auswahl.schalter("Hintergrund basemap.de", "basemap"),
    )


@daten.gemerkt(64)
def kartenansicht(
    indikator: Indikator, ebene: str, stichtag: str, einstellung: Darstellung
) -> Ansicht:
    """Werte, Klassen, Legende, Satz und Tabelle einer Ebene zu einem Stichtag."""
    kommune = daten.kommune()
    alle = daten.werte_der_ebene(indikator, ebene)
    werte = alle[alle["stichtag"].eq(stichtag)].reset_index(drop=True)
    namen = daten.namen()
    gesamt, titel = len(kommune.gebiete_der_ebene(ebene)), kommune.ebene(ebene).titel
    if einstellung.verfahren == URTEIL and _pruefbar(indikator, ebene):
        einteilung = None
        zeichnung, eintraege = _nach_urteil(werte, indikator, gesamt)
        satz = texte.satz_urteile(werte, indikator, namen, titel, stichtag=stichtag)
        zusatz = f" {satz}"
    else:
        zusatz = ""
        einteilung = _einteilung(indikator, werte, einstellung)
        zeichnung = karten.zeichnung(werte, einteilung, indikator, namen)
        eintraege = karten.legende(werte, einteilung, indikator, anzahl_gebiete=gesamt)
        satz = texte.satz_karte(
            werte, indikator, namen, titel, stichtag=stichtag, anzahl_gebiete=gesamt
        )
    alttext = texte.alttext_karte(
        werte, indikator, namen, einteilung, titel, stichtag, anzahl_gebiete=gesamt
    )
    bild = Bild(
        titel=f"{indikator.titel}, {titel}, {formate.stichtag(stichtag)}",
        bild=None,
        alttext=alttext + zusatz,
        tabelle=tabellen.wertetabelle(werte, indikator, namen),
        demo=bool(werte["demo"].any()),
        quelle=f"Quelle: {', '.join(indikator.quelle)}. {kommune.geometrien[ebene].quellenvermerk}",
    )
    return Ansicht(
        indikator=indikator,
        ebene=ebene,
        stichtag=stichtag,
        werte=werte,
        zeichnung=zeichnung,
        legende=tabellen.legende(eintraege, titel=f"{indikator.titel} ({indikator.einheit})"),
        satz=satz,
        bild=bild,
        demo=bild.demo,
        vermerk=kartenvermerk(ebene),
        auswahlliste={"": "kein Gebiet ausgewählt"}
        | {g: namen[g] for g in kommune.gebiete_der_ebene(ebene)},
    )


def zeige_karten(erste: Ansicht, einstellung: Darstellung, gebiet: str) -> None:
    """Eine Karte oder zwei nebeneinander mit gemeinsamem Ausschnitt."""
    st.html(tabellen.nur_vorlesen(erste.bild.alttext))
    if einstellung.zweiter is None:
        _karte(erste, einstellung, gebiet, key="karte", kanal="")
        return
    kanal = f"sm-{auswahl.sitzungskennung()}"
    tage = stichtage(einstellung.zweiter, erste.ebene)
    tag = max((t for t in tage if t[:4] <= erste.stichtag[:4]), default=tage[0])
    eigene = _fuer_zweiten(einstellung, einstellung.zweiter, erste.ebene)
    zweite = kartenansicht(einstellung.zweiter, erste.ebene, tag, eigene)
    for spalte, teil, key in zip(st.columns(2), (erste, zweite), ("karte", "karte_2"), strict=True):
        with spalte:
            st.markdown(f"**{teil.bild.titel}**")
            _karte(teil, einstellung, gebiet, key=key, kanal=kanal)
            if teil is zweite:
                st.html(teil.legende)
                if eigene is not einstellung:
                    st.caption(
                        "Die gewählten Klassen gibt es für diesen Indikator nicht; gezeigt: "
                        f"{klassen.VERFAHREN[eigene.verfahren]}."
                    )


def zeige_gebietskarte(ansicht: Ansicht, gebiet: str, *, mit_rang: bool) -> None:
    """Die Karte des ausgewählten Gebiets: Wert gegen Stadt, Verlauf, Weg zum Profil."""
    kommune, indikator, stichtag = daten.kommune(), ansicht.indikator, ansicht.stichtag
    tabelle = daten.kennzahl(indikator)
    zeilen = tabelle[tabelle["gebiet"].eq(gebiet)]
    zeile = zeilen[zeilen["stichtag"].eq(stichtag)]
    name = kommune.name(gebiet)
    st.header(name, anchor=False)
    spalten = st.columns([1, 2], gap="large")
    with spalten[0]:
        if zeile.empty:
            st.markdown(f"Für {name} liegt zum {formate.stichtag(stichtag)} kein Wert vor.")
        else:
            st.markdown(texte.satz_wert(name, zeile.iloc[0], indikator))
            st.markdown(
                texte.satz_vergleich(name, zeile.iloc[0], indikator, kommune.einstellungen.name)
            )
        if mit_rang and (rang := vergleich.rang(ansicht.werte, gebiet)):
            st.markdown(texte.satz_rang(name, rang))
        rahmen.verweis("gebietsprofil", f"Zum Gebietsprofil {name}", {"gebiet": gebiet})
    with spalten[1]:
        anzeige.diagramm(gebietsreihe(indikator, gebiet), key="gebietsreihe")


@daten.gemerkt(128)
def gebietsreihe(indikator: Indikator, gebiet: str) -> Bild:
    """Der Verlauf eines Gebiets neben dem der Stadt."""
    kommune, tabelle = daten.kommune(), daten.kennzahl(indikator)
    beide = tabelle[tabelle["gebiet"].isin([gebiet, kommune.einstellungen.stadt])]
    return diagramme.zeitreihe(
        beide,
        indikator,
        daten.namen(),
        stadt=kommune.einstellungen.stadt,
        brueche=kommune.brueche(indikator),
        ereignisse=kommune.einstellungen.ereignisse,
        hervorgehoben=gebiet,
        quelle=daten.quellenzeile(indikator),
    )


def _karte(teil: Ansicht, einstellung: Darstellung, gebiet: str, *, key: str, kanal: str) -> None:
    zeige_flaechen(
        teil.ebene,
        teil.zeichnung,
        gebiet=gebiet,
        key=key,
        kanal=kanal,
        mit_umriss=einstellung.programmgebiete,
        mit_basemap=einstellung.mit_basemap,
    )


def zeige_flaechen(
    ebene: str,
    zeichnung: str,
    *,
    key: str,
    gebiet: str = "",
    kanal: str = "",
    mit_umriss: bool = False,
    mit_basemap: bool = False,
    hoehe: int = 560,
) -> None:
    """Die Flächen einer Ebene mit einer `zeichnung` aus `karten`; ein Klick wählt das Gebiet."""
    kommune = daten.kommune()
    geometrie = kommune.geometrien[ebene]
    mengen = [e.id for e in kommune.einstellungen.ebenen if e.menge and e.id in kommune.geometrien]
    grund = karten.grundkarte(
        daten.kartendatei(ebene),
        anzahl_gebiete=len(geometrie.flaechen),
        umriss=daten.kartendatei(mengen[0]) if mit_umriss and mengen else "",
        quellenvermerk=geometrie.quellenvermerk,
        kanal=kanal,
        mit_basemap=mit_basemap,
    )
    werte = karten.faerbung(
        zeichnung,
        ausgewaehlt=gebiet,
        hinweis=geometrie.hinweis if geometrie.schematisch else "",
    )
    gebiete = list(geometrie.flaechen.index)
    anzeige.karte(grund, werte, key=f"{key}_{ebene}", gebiete=gebiete, hoehe=hoehe)


def _pruefbar(indikator: Indikator, ebene: str) -> bool:
    """Ob auf dieser Ebene wenigstens ein Gebiet gegen die Reststadt geprüft ist."""
    urteile = daten.werte_der_ebene(indikator, ebene)["urteil"]
    return bool(urteile.ne(vergleich.NICHT_BEWERTBAR).any())


def _nach_urteil(
    werte: pd.DataFrame, indikator: Indikator, gesamt: int
) -> tuple[str, list[Legendeneintrag]]:
    kategorien = karten.urteilskategorien(indikator)
    urteile = karten.urteilstabelle(werte, indikator, daten.namen())
    zeichnung = karten.kategoriezeichnung(
        urteile,
        kategorien,
        stand=f"{URTEIL} {indikator.id} {werte['stichtag'].max() if len(werte) else ''}",
        demo=bool(werte["demo"].any()),
    )
    return zeichnung, karten.kategorielegende(urteile, kategorien, anzahl_gebiete=gesamt)


def _fuer_zweiten(einstellung: Darstellung, zweiter: Indikator, ebene: str) -> Darstellung:
    """Dieselbe Darstellung; Klassen, die es für den zweiten Indikator nicht gibt, ersetzt."""
    moeglich = {
        URTEIL: _pruefbar(zweiter, ebene),
        "fest": bool(zweiter.klassen),
        "stadtwert": bool(daten.werte_der_ebene(zweiter, ebene)["stadtwert"].notna().any()),
    }
    if moeglich.get(einstellung.verfahren, True):
        return einstellung
    ersatz = "fest" if zweiter.klassen else "quantile"
    return replace(einstellung, verfahren=ersatz, palette="blaugruen")


def _einteilung(
    indikator: Indikator, werte: pd.DataFrame, einstellung: Darstellung
) -> klassen.Klasseneinteilung | None:
    if karten.als_kreise(indikator) or werte["wert"].notna().sum() == 0:
        return None
    stadtwerte = werte["stadtwert"].dropna()
    mitte = float(stadtwerte.iloc[0]) if len(stadtwerte) else None
    if einstellung.verfahren == "stadtwert" and mitte is None:
        raise SozialmonitorFehler(
            "Für diesen Indikator gibt es keinen Stadtwert; bitte andere Klassen wählen."
        )
    return klassen.einteilung(
        werte["wert"],
        einstellung.verfahren,
        feste=indikator.klassen,
        mitte=mitte,
        palette=einstellung.palette,
    )


def kartenvermerk(ebene: str) -> str:
    """Quelle der Grenzen und, wo sie schematisch sind, der Hinweis darauf."""
    geometrie = daten.kommune().geometrien[ebene]
    teile = [geometrie.quellenvermerk, geometrie.hinweis if geometrie.schematisch else ""]
    return " ".join(f"{t.rstrip('.')}." for t in teile if t)
