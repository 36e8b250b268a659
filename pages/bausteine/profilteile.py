"""Die Teile des Gebietsprofils: Auswahl, Kennzahlen, Stärken, Lage, Altersaufbau, Teilgebiete."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from pages.bausteine import anzeige, auswahl, daten
from sozialmonitor import diagramme, formate, gebiete, profil, tabellen, texte
from sozialmonitor.bild import Bild
from sozialmonitor.katalog import Indikator

MINDESTENS_KACHELN = 4
HOECHSTENS_SPALTEN = 7
UEBERSCHRIFTEN = {
    profil.STAERKE: "Stärken",
    profil.BELASTUNG: "Belastungen",
    profil.BESONDERHEIT: "Besonderheiten",
}
OHNE = {
    profil.STAERKE: "Kein bewerteter Indikator liegt gesichert günstiger als in der übrigen Stadt.",
    profil.BELASTUNG: "Kein bewerteter Indikator liegt gesichert belastender als in der übrigen "
    "Stadt.",
    profil.BESONDERHEIT: "Kein Indikator ohne vereinbarte Richtung weicht gesichert ab.",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Profil:
    """Alles, was das Profil zu einer Auswahl zeigt; `zeilen` je Indikator der jüngste Stand."""

    gebiet: str
    name: str
    ebene: str
    stand: str
    indikator: Indikator | None
    zeilen: pd.DataFrame

    @property
    def demo(self) -> bool:
        """Ob ein Demonstrationswert vorkommt."""
        return bool(self.zeilen["demo"].any())

    @property
    def indikatoren(self) -> list[Indikator]:
        """Die Indikatoren mit Zeile, in der Reihenfolge des Katalogs."""
        return [daten.kommune().katalog[name] for name in self.zeilen["indikator"]]

    @property
    def innerhalb(self) -> bool:
        """Ob das Gebiet in der Stadt liegt und gegen die übrige Stadt geprüft wird."""
        return self.gebiet in daten.kommune().in_der_stadt


def waehle() -> Profil:
    """Die Bedienelemente: Ebene, Gebiet, Stand und der Indikator für den Verlauf."""
    kommune, werte = daten.kommune(), daten.lange_werte()
    spalten = st.columns(3, gap="large")
    with spalten[0]:
        _ebene_aus_gebiet()
        ebene = auswahl.ebene(_ebenen())
        namen = {g: kommune.name(g) for g in kommune.gebiete_der_ebene(ebene)}
        gebiet = auswahl.gebiet(namen)
    staende = profil.jahresstaende(werte, gebiet)
    stand = ""
    if staende:
        with spalten[1]:
            stand = auswahl.stichtag(staende, label="Stand der Werte")
    zeilen = _zeilen(gebiet, stand)
    indikator = None
    if len(zeilen):
        with spalten[2]:
            waehlbar = [kommune.katalog[name] for name in zeilen["indikator"]]
            indikator = auswahl.indikator(
                waehlbar,
                standard=daten.laengste_reihe(tuple(waehlbar)),
                label="Indikator für Verlauf und Teilgebiete",
            )
    return _profil(gebiet, ebene, stand, indikator)


@daten.gemerkt(128)
def _zeilen(gebiet: str, stand: str) -> pd.DataFrame:
    return profil.profilzeilen(daten.lange_werte(), gebiet, stand)


@daten.gemerkt(128)
def _profil(gebiet: str, ebene: str, stand: str, indikator: Indikator | None) -> Profil:
    return Profil(
        gebiet=gebiet,
        name=daten.kommune().name(gebiet),
        ebene=ebene,
        stand=stand,
        indikator=indikator,
        zeilen=_zeilen(gebiet, stand),
    )


def ueberschrift(teil: Profil) -> str:
    """Name und Art des Gebiets; die Art entfällt, wo der Name sie schon nennt."""
    art = daten.kommune().ebene(_eigene_ebene(teil.gebiet)).einzahl
    return teil.name if art.lower() in teil.name.lower() else f"{teil.name} ({art})"


def antwort(teil: Profil) -> str:
    """Der Antwortsatz."""
    return profil.satz_auswahl(teil.zeilen, teil.name, daten.kommune().einstellungen.name)


def zeige_kennzahlen(teil: Profil) -> None:
    """Kacheln der Leitindikatoren, aufgefüllt mit weiteren, wo es wenige gibt."""
    kommune = daten.kommune()
    stadtname = kommune.einstellungen.name if teil.innerhalb else ""
    kacheln = []
    for zeile in _kennzahlen(teil).to_dict("records"):
        indikator = kommune.katalog[zeile["indikator"]]
        if zeile["zustand"] == "wert":
            wert = formate.wert_mit_einheit(zeile["wert"], indikator)
        else:
            wert = formate.zelle(zeile["zustand"], zeile["wert"], indikator)
        zeilen = profil.kachelzeilen(zeile, indikator, stadtname)
        kacheln.append(tabellen.kachel(indikator.titel, wert, zeilen))
    st.html(tabellen.kachelreihe(kacheln))


def zeige_staerken(teil: Profil) -> None:
    """Gesicherte Unterschiede zur übrigen Stadt, Stärken neben Belastungen."""
    kommune = daten.kommune()
    if not profil.gepruefte(teil.zeilen):
        st.markdown(
            f"{teil.name} lässt sich mit keinem Indikator gegen die übrige Stadt prüfen; "
            "deshalb stehen hier weder Stärken noch Belastungen."
        )
        return
    geordnet = profil.einordnung(teil.zeilen, kommune.katalog)
    with st.container(key="staerken"):
        for spalte, art in zip(st.columns(2, gap="large"), geordnet, strict=False):
            with spalte:
                _zeige_unterschiede(teil, art, geordnet[art])
        _zeige_unterschiede(teil, profil.BESONDERHEIT, geordnet[profil.BESONDERHEIT])
    st.caption(profil.satz_zufall(profil.gepruefte(teil.zeilen)) + f" {texte.KEIN_URTEIL}")


def zeige_lage(teil: Profil) -> None:
    """Das Gebiet zwischen allen Gebieten seiner Ebene, je Indikator."""
    bild = lagebild(teil, voll=auswahl.schalter("Alle Indikatoren in der Lage zeigen", "voll"))
    if bild is None:
        titel = daten.kommune().ebene(teil.ebene).titel
        st.markdown(
            f"Für die Lage zwischen allen Gebieten ({titel}) braucht es je Indikator wenigstens "
            f"{profil.MINDESTENS_GEBIETE} Gebiete mit Wert; hier gibt es keinen solchen."
        )
        return
    anzeige.diagramm(bild, key="lage", mit_titel=False)


@daten.gemerkt(64)
def lagebild(teil: Profil, *, voll: bool) -> Bild | None:
    """Die Spannweiten; ohne `voll` nur Leitindikatoren und solche mit Richtung."""
    kommune = daten.kommune()
    zeilen = teil.zeilen
    if not voll:
        leit = kommune.einstellungen.leitindikatoren
        zeilen = profil.fuer_die_lage(zeilen, kommune.katalog, leit)
    ebenengebiete = kommune.gebiete_der_ebene(teil.ebene)
    spannen = profil.spannweiten(daten.lange_werte(), zeilen, ebenengebiete, kommune.katalog)
    if spannen.empty:
        return None
    return diagramme.spannweiten(
        spannen,
        name=teil.name,
        stadtname=kommune.einstellungen.name,
        demo=bool(spannen["demo"].any()),
        quelle=_quelle(teil),
    )


def zeige_altersaufbau(teil: Profil) -> None:
    """Die Alterspyramide gegen die Stadt, oder ein Satz, warum es keine gibt."""
    bild, grund = altersbild(teil)
    if bild is None:
        st.markdown(grund)
        return
    anzeige.diagramm(bild, key="pyramide", mit_titel=False)


@daten.gemerkt(64)
def altersbild(teil: Profil) -> tuple[Bild | None, str]:
    """Die Alterspyramide, oder der Grund, warum es keine gibt."""
    einstellungen = daten.kommune().einstellungen
    gebiet, grund = daten.pyramide(teil.gebiet, teil.stand)
    vergleich, grund_stadt = daten.pyramide(einstellungen.stadt, teil.stand)
    if grund or grund_stadt:
        return None, grund or f"{einstellungen.name}: {grund_stadt}"
    bild = diagramme.pyramide(
        gebiet,
        vergleich,
        name=teil.name,
        vergleichsname=einstellungen.name,
        stichtag=teil.stand,
        quelle=_quelle(teil),
    )
    return bild, ""


@daten.gemerkt(64)
def verlaufsbild(teil: Profil, indikator: Indikator) -> Bild:
    """Der Verlauf des gewählten Indikators, Gebiet und Stadt."""
    kommune = daten.kommune()
    stadt = kommune.einstellungen.stadt
    namen = {g: kommune.name(g) for g in dict.fromkeys([teil.gebiet, stadt])}
    werte = daten.kennzahl(indikator)
    return diagramme.zeitreihe(
        werte[werte["gebiet"].isin(list(namen))],
        indikator,
        namen,
        stadt=stadt,
        brueche=kommune.brueche(indikator),
        hervorgehoben=teil.gebiet,
        quelle=daten.quellenzeile(indikator),
    )


def zeige_teile(teil: Profil, indikator: Indikator) -> None:
    """Die Gebiete innerhalb: Tafel der Kennzahlen und Balken des gewählten Indikators."""
    kommune = daten.kommune()
    namen = teile(teil)
    zellen, spalten = profil.teilmatrix(
        daten.lange_werte(), _kennzahlen(teil), list(namen), kommune.katalog
    )
    if spalten:
        html = tabellen.matrix(
            {kommune.name(g): felder[:HOECHSTENS_SPALTEN] for g, felder in zellen.items()},
            spalten[:HOECHSTENS_SPALTEN],
            beschriftung=f"{teil.name} und seine Teile, am selben Stichtag",
            ecke="Gebiet",
        )
        st.html(html)
    bild = teilbild(teil, indikator)
    if bild is None:
        st.markdown(f"Zu „{indikator.titel}“ gibt es für die Teile von {teil.name} keine Werte.")
        return
    anzeige.diagramm(bild, key="teile", mit_titel=False)


@daten.gemerkt(64)
def teilbild(teil: Profil, indikator: Indikator) -> Bild | None:
    """Der gewählte Indikator in den Teilen des Gebiets als Balken; `None` ohne Werte."""
    namen, werte = teile(teil), daten.kennzahl(indikator)
    stand = teil.zeilen.loc[teil.zeilen["indikator"].eq(indikator.id), "stichtag"].iloc[0]
    der_teile = werte[werte["gebiet"].isin(list(namen)) & werte["stichtag"].eq(stand)]
    if not der_teile["zustand"].eq("wert").any():
        return None
    stadtwert = der_teile["stadtwert"].dropna()
    return diagramme.balken(
        der_teile,
        indikator,
        namen,
        quelle=daten.quellenzeile(indikator),
        stadtwert=float(stadtwert.iloc[0]) if len(stadtwert) and _vergleichbar(indikator) else None,
    )


def vorbehalte_fuer_den_druck(teil: Profil) -> None:
    """Die Vorbehalte des Katalogs als Absatz; nur auf Papier, wo sich nichts aufklappen lässt."""
    saetze = dict.fromkeys(satz for i in teil.indikatoren for satz in texte.vorbehalte(i))
    with st.container(key="nur_druck"):
        st.markdown("Zu beachten: " + " ".join(saetze))


def teile(teil: Profil) -> dict[str, str]:
    """Die direkten Teile des Gebiets, Schlüssel und Name."""
    kommune = daten.kommune()
    return {g: kommune.name(g) for g in gebiete.teile_von(kommune.zerlegung, teil.gebiet)}


def _vergleichbar(indikator: Indikator) -> bool:
    return indikator.art != "anzahl"


def _kennzahlen(teil: Profil) -> pd.DataFrame:
    leit = daten.kommune().einstellungen.leitindikatoren
    return profil.kennzahlen_des_gebiets(teil.zeilen, leit, mindestens=MINDESTENS_KACHELN)


def _zeige_unterschiede(teil: Profil, art: str, zeilen: pd.DataFrame) -> None:
    kommune = daten.kommune()
    st.subheader(UEBERSCHRIFTEN[art], anchor=False)
    if zeilen.empty:
        st.markdown(OHNE[art])
        return
    tabelle = profil.gegenueberstellung(zeilen, kommune.katalog, teil.name)
    titel = f"{UEBERSCHRIFTEN[art]}: gesicherter Unterschied zur übrigen Stadt"
    st.html(tabellen.tabelle(tabelle, beschriftung=titel))


def _ebenen() -> list[str]:
    kommune = daten.kommune()
    return [e.id for e in kommune.einstellungen.ebenen if kommune.gebiete_der_ebene(e.id)]


def _eigene_ebene(gebiet: str) -> str:
    return str(daten.kommune().gebiete["ebene"][gebiet])


def _ebene_aus_gebiet() -> None:
    """Nennt die Adresse nur das Gebiet, gilt dessen Ebene."""
    gebiet = st.query_params.get("gebiet", "")
    if "ebene" in st.query_params or gebiet not in daten.kommune().gebiete.index:
        return
    if _eigene_ebene(gebiet) in _ebenen():
        auswahl.setze("ebene", _eigene_ebene(gebiet))


def _quelle(teil: Profil) -> str:
    namen = {q for i in teil.indikatoren for q in i.quelle}
    titel = {r["name"]: r.get("title", "") for r in daten.kommune().paket.get("resources", [])}
    return f"Quelle: {'; '.join(sorted(titel.get(n) or n for n in namen))}."
