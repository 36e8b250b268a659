"""Gebietsprofil: jüngste Werte eines Gebiets, Antwortsatz und Lage zwischen allen Gebieten."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from sozialmonitor import diagramme, formate, gebiete, profil, reihen, texte
from sozialmonitor.ansichten.ergebnis import Gezeigt
from sozialmonitor.ansichten.wahl import Auswahl
from sozialmonitor.bild import Bild
from sozialmonitor.diagramme.thema import STANDARD, Gestaltung
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune
from sozialmonitor.vorrat import Vorrat

BILDER = {
    "lage": "Lage zwischen allen Gebieten",
    "staerken": "Stärken und Belastungen",
    "pyramide": "Altersaufbau",
    "verlauf": "Verlauf",
    "teile": "Gebiete innerhalb",
}
KEIN_INDIKATOR = "Zu diesem Gebiet liegen keine Werte vor."
KEINE_TEILE = "Dieses Gebiet ist nicht weiter unterteilt."
UEBERSCHRIFTEN = {
    profil.STAERKE: "Stärken",
    profil.BELASTUNG: "Belastungen",
    profil.BESONDERHEIT: "Besonderheiten",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Profil:
    """Alles, was das Profil zu einer Auswahl zeigt; `zeilen` je Indikator der jüngste Stand.

    `innerhalb` sagt, ob das Gebiet in der Stadt liegt und gegen die übrige Stadt geprüft wird.
    """

    gebiet: str
    name: str
    ebene: str
    stand: str
    indikator: Indikator | None
    zeilen: pd.DataFrame
    katalog: Mapping[str, Indikator]
    innerhalb: bool

    @property
    def demo(self) -> bool:
        """Ob ein Demonstrationswert vorkommt."""
        return bool(self.zeilen["demo"].any())

    @property
    def indikatoren(self) -> list[Indikator]:
        """Die Indikatoren mit Zeile, in der Reihenfolge des Katalogs."""
        return [self.katalog[name] for name in self.zeilen["indikator"]]


def ebenen(kommune: Kommune) -> list[str]:
    """Ebenen mit wenigstens einem Gebiet."""
    return [e.id for e in kommune.einstellungen.ebenen if kommune.gebiete_der_ebene(e.id)]


def eigene_ebene(kommune: Kommune, gebiet: str) -> str:
    """Die Ebene, unter der ein Gebiet verzeichnet ist."""
    return str(kommune.gebiete["ebene"][gebiet])


def waehle_gebiet(auswahl: Auswahl, kommune: Kommune) -> tuple[str, str]:
    """Ebene und Gebiet; nennt die Adresse nur das Gebiet, gilt dessen Ebene."""
    genannt = auswahl.angabe("gebiet") or ""
    if auswahl.angabe("ebene") is None and genannt in kommune.gebiete.index:
        eigene = eigene_ebene(kommune, genannt)
        if eigene in ebenen(kommune):
            auswahl.setze("ebene", eigene)
    ebene = auswahl.ebene(ebenen(kommune))
    namen = {g: kommune.name(g) for g in kommune.gebiete_der_ebene(ebene)}
    return ebene, auswahl.gebiet(namen)


def waehle_stand(auswahl: Auswahl, alle: pd.DataFrame, gebiet: str) -> str:
    """Der Stand der Werte; leer, wenn das Gebiet keine hat."""
    staende = profil.jahresstaende(alle, gebiet)
    return auswahl.stichtag(staende, label="Stand der Werte") if staende else ""


def waehle_indikator(auswahl: Auswahl, vorrat: Vorrat, zeilen: pd.DataFrame) -> Indikator | None:
    """Der Indikator für Verlauf und Teilgebiete; `None` ohne Zeilen."""
    kommune = vorrat.kommune
    waehlbar = [kommune.katalog[name] for name in zeilen["indikator"]]
    if not waehlbar:
        return None
    return auswahl.indikator(
        waehlbar,
        standard=vorrat.laengste_reihe(waehlbar),
        label="Indikator für Verlauf und Teilgebiete",
    )


def waehle_voll(auswahl: Auswahl) -> bool:
    """Ob die Lage alle Indikatoren zeigt."""
    return auswahl.schalter("Alle Indikatoren in der Lage zeigen", "voll")


def profil_aus(
    kommune: Kommune,
    zeilen: pd.DataFrame,
    *,
    gebiet: str,
    ebene: str,
    stand: str,
    indikator: Indikator | None,
) -> Profil:
    """Das Profil zu einer Auswahl; `zeilen` aus `profil.profilzeilen`."""
    return Profil(
        gebiet=gebiet,
        name=kommune.name(gebiet),
        ebene=ebene,
        stand=stand,
        indikator=indikator,
        zeilen=zeilen,
        katalog=kommune.katalog,
        innerhalb=gebiet in kommune.in_der_stadt,
    )


def antwort(kommune: Kommune, teil: Profil) -> str:
    """Der Antwortsatz."""
    return profil.satz_auswahl(teil.zeilen, teil.name, kommune.einstellungen.name)


def lagebild(
    kommune: Kommune,
    teil: Profil,
    alle: pd.DataFrame,
    *,
    voll: bool,
    nur_leit: bool = False,
    gestaltung: Gestaltung = STANDARD,
) -> Bild | None:
    """Die Spannweiten; ohne `voll` nur Leitindikatoren und (ohne `nur_leit`) mit Richtung."""
    zeilen, leit = teil.zeilen, kommune.einstellungen.leitindikatoren
    if not voll or nur_leit:
        zeilen = profil.fuer_die_lage(zeilen, {} if nur_leit else kommune.katalog, leit)
    ebenengebiete = kommune.gebiete_der_ebene(teil.ebene)
    spannen = profil.spannweiten(alle, zeilen, ebenengebiete, kommune.katalog)
    if spannen.empty:
        return None
    return diagramme.spannweiten(
        spannen,
        name=teil.name,
        stadtname=kommune.einstellungen.name,
        demo=bool(spannen["demo"].any()),
        quelle=quelle(kommune, teil),
        gestaltung=gestaltung,
    )


def verlaufsbild(
    vorrat: Vorrat, teil: Profil, indikator: Indikator, gestaltung: Gestaltung = STANDARD
) -> Bild:
    """Der Verlauf eines Indikators, Gebiet und Stadt."""
    kommune = vorrat.kommune
    stadt = kommune.einstellungen.stadt
    namen = {g: kommune.name(g) for g in dict.fromkeys([teil.gebiet, stadt])}
    tabelle = vorrat.kennzahl(indikator)
    return diagramme.zeitreihe(
        tabelle[tabelle["gebiet"].isin(list(namen))],
        indikator,
        namen,
        stadt=stadt,
        brueche=kommune.brueche(indikator),
        hervorgehoben=teil.gebiet,
        quelle=vorrat.quellenzeile(indikator),
        gestaltung=gestaltung,
    )


def satz_ohne_lage(kommune: Kommune, teil: Profil) -> str:
    """Warum es zu diesem Gebiet keine Spannweiten gibt."""
    return (
        f"Für die Lage zwischen allen Gebieten ({kommune.ebene(teil.ebene).titel}) braucht es je "
        f"Indikator wenigstens {profil.MINDESTENS_GEBIETE} Gebiete mit Wert; hier gibt es keinen "
        "solchen."
    )


def satz_ungeprueft(teil: Profil) -> str:
    """Warum es weder Stärken noch Belastungen gibt; leer, wenn geprüft werden kann."""
    if profil.gepruefte(teil.zeilen):
        return ""
    return (
        f"{teil.name} lässt sich mit keinem Indikator gegen die übrige Stadt prüfen; "
        "deshalb stehen hier weder Stärken noch Belastungen."
    )


def staerkenbild(kommune: Kommune, teil: Profil, *, nur_leit: bool = False) -> Bild | None:
    """Alle gesicherten Unterschiede zur übrigen Stadt als eine Tabelle; `None` ohne Prüfung.

    Mit `nur_leit` nur die der Leitindikatoren.
    """
    if not profil.gepruefte(teil.zeilen):
        return None
    zeilen = teil.zeilen
    if nur_leit:
        zeilen = profil.fuer_die_lage(zeilen, {}, kommune.einstellungen.leitindikatoren)
    geordnet = profil.einordnung(zeilen, kommune.katalog)
    tafeln = [
        profil.gegenueberstellung(zeilen, kommune.katalog, teil.name).assign(
            Art=UEBERSCHRIFTEN[art]
        )
        for art, zeilen in geordnet.items()
        if len(zeilen)
    ]
    spalten = ["Art", "Indikator", teil.name, "übrige Stadt", "Urteil"]
    tabelle = pd.concat(tafeln, ignore_index=True)[spalten] if tafeln else pd.DataFrame()
    gesichert = pd.concat(list(geordnet.values()))
    demo = bool(gesichert["demo"].any())
    zusatz = f" {texte.DEMO_ZUSATZ}" if demo else ""
    auswahl = ", Leitindikatoren" if nur_leit else ""
    return Bild(
        titel=f"{teil.name}: gesicherte Unterschiede zur übrigen Stadt{auswahl}{zusatz}",
        bild=None,
        alttext="",
        tabelle=tabelle.reindex(columns=spalten),
        demo=demo,
        quelle=quelle(kommune, teil),
    )


def altersbild(
    kommune: Kommune,
    teil: Profil,
    pyramide_zu: Callable[[str, str], tuple[pd.DataFrame, str]],
    gestaltung: Gestaltung = STANDARD,
) -> tuple[Bild | None, str]:
    """Die Alterspyramide und ihr Satz, oder kein Bild und der Grund.

    Parameters
    ----------
    pyramide_zu
        Gebiet, Stichtag → `profil.pyramide_daten`; rechnet oder merkt.
    """
    einstellungen = kommune.einstellungen
    eigene, grund = pyramide_zu(teil.gebiet, teil.stand)
    vergleich, grund_stadt = pyramide_zu(einstellungen.stadt, teil.stand)
    if grund or grund_stadt:
        return None, grund or f"{einstellungen.name}: {grund_stadt}"
    bild = diagramme.pyramide(
        eigene,
        vergleich,
        name=teil.name,
        vergleichsname=einstellungen.name,
        stichtag=teil.stand,
        quelle=quelle(kommune, teil),
        gestaltung=gestaltung,
    )
    stadtname = einstellungen.name if teil.gebiet != einstellungen.stadt else ""
    satz = profil.satz_altersaufbau(eigene, vergleich, teil.name, stadtname, teil.stand)
    return bild, f"{satz} {texte.DEMO_ZUSATZ}" if bild.demo else satz


def teile(kommune: Kommune, gebiet: str) -> dict[str, str]:
    """Die direkten Teile des Gebiets, Schlüssel und Name."""
    return {g: kommune.name(g) for g in gebiete.teile_von(kommune.zerlegung, gebiet)}


def teilbild(
    vorrat: Vorrat, teil: Profil, indikator: Indikator, gestaltung: Gestaltung = STANDARD
) -> tuple[Bild | None, str]:
    """Der gewählte Indikator in den Teilen des Gebiets als Balken, und der Satz dazu.

    Ohne Werte zu den Teilen kein Bild; dann sagt der Satz das.
    """
    namen, werte = teile(vorrat.kommune, teil.gebiet), vorrat.kennzahl(indikator)
    if not namen:
        return None, KEINE_TEILE
    stand = teil.zeilen.loc[teil.zeilen["indikator"].eq(indikator.id), "stichtag"].iloc[0]
    der_teile = werte[werte["gebiet"].isin(list(namen)) & werte["stichtag"].eq(stand)]
    if not der_teile["zustand"].eq("wert").any():
        if der_teile["zustand"].eq("geheim").any():
            gesperrt = formate.zustandstext("geheim")
            satz = f"Zu „{indikator.titel}“ sind die Werte der Teile von {teil.name} {gesperrt}."
            return None, satz
        return None, f"Zu „{indikator.titel}“ gibt es für die Teile von {teil.name} keine Werte."
    stadtwert = der_teile["stadtwert"].dropna()
    vergleichbar = indikator.art != "anzahl" and len(stadtwert)
    bild = diagramme.balken(
        der_teile,
        indikator,
        namen,
        quelle=vorrat.quellenzeile(indikator),
        stadtwert=float(stadtwert.iloc[0]) if vergleichbar else None,
        gestaltung=gestaltung,
    )
    satz = texte.satz_karte(
        der_teile,
        indikator,
        namen,
        f"Gebiete in {teil.name}",
        stichtag=stand,
        anzahl_gebiete=len(namen),
    )
    return bild, satz


def quelle(kommune: Kommune, teil: Profil) -> str:
    """Die Quellen aller Indikatoren des Profils, nach Titel geordnet."""
    namen = {q for i in teil.indikatoren for q in i.quelle}
    titel = {r["name"]: r.get("title", "") for r in kommune.paket.get("resources", [])}
    return f"Quelle: {'; '.join(sorted(titel.get(n) or n for n in namen))}."


def zeige(
    auswahl: Auswahl, vorrat: Vorrat, gestaltung: Gestaltung = STANDARD, gefragt: str = "lage"
) -> Gezeigt:
    """Eines der `BILDER`; das erste ist die Lage oder, wo es sie nicht gibt, der Verlauf."""
    alle = vorrat.lang()
    teil = _gewaehlt(auswahl, vorrat, alle)
    if gefragt == "lage":
        return _zeige_lage(auswahl, vorrat, teil, alle, gestaltung)
    if teil.indikator is None:
        return Gezeigt(bild=None, satz=KEIN_INDIKATOR)
    if gefragt == "staerken":
        return _zeige_staerken(vorrat.kommune, teil)
    if gefragt == "pyramide":
        return _zeige_pyramide(vorrat, teil, gestaltung)
    return _zeige_indikator(vorrat, teil, teil.indikator, gefragt, gestaltung)


def pruefe(auswahl: Auswahl, vorrat: Vorrat, gefragt: str = "lage") -> None:
    """Stellt alle Fragen der Ansicht, ohne zu rechnen, was sie zeigt."""
    _gewaehlt(auswahl, vorrat, vorrat.lang())
    if gefragt == "lage":
        waehle_voll(auswahl)


def _zeige_lage(
    auswahl: Auswahl, vorrat: Vorrat, teil: Profil, alle: pd.DataFrame, gestaltung: Gestaltung
) -> Gezeigt:
    kommune = vorrat.kommune
    bild = kurz = None
    if teil.indikator:
        voll = waehle_voll(auswahl)
        bild = lagebild(kommune, teil, alle, voll=voll, gestaltung=gestaltung)
        kurz = lagebild(kommune, teil, alle, voll=False, nur_leit=True, gestaltung=gestaltung)
        bild = bild or verlaufsbild(vorrat, teil, teil.indikator, gestaltung)
    return Gezeigt(
        bild=bild,
        kurz=kurz,
        satz=antwort(kommune, teil),
        indikatoren=tuple(teil.indikatoren),
        stand=teil.stand,
        vermerke=(texte.KEIN_URTEIL,),
    )


def _zeige_staerken(kommune: Kommune, teil: Profil) -> Gezeigt:
    bild = staerkenbild(kommune, teil)
    if bild is None:
        return Gezeigt(bild=None, satz=satz_ungeprueft(teil))
    kurz = staerkenbild(kommune, teil, nur_leit=True)
    return Gezeigt(
        bild=bild if len(bild.tabelle) else None,
        kurz=kurz if kurz and len(kurz.tabelle) else None,
        satz=antwort(kommune, teil),
        weitere=(profil.satz_zufall(profil.gepruefte(teil.zeilen)),),
        indikatoren=tuple(teil.indikatoren),
        stand=teil.stand,
        vermerke=(texte.KEIN_URTEIL,),
    )


def _zeige_pyramide(vorrat: Vorrat, teil: Profil, gestaltung: Gestaltung) -> Gezeigt:
    kommune = vorrat.kommune
    merkmal = profil.pyramidenmerkmal(kommune.bestand)

    def pyramide_zu(gebiet: str, stichtag: str) -> tuple[pd.DataFrame, str]:
        return profil.pyramide_daten(kommune, gebiet, stichtag, merkmal)

    bild, satz = altersbild(kommune, teil, pyramide_zu, gestaltung)
    return Gezeigt(bild=bild, satz=satz, stand=teil.stand)


def _zeige_indikator(
    vorrat: Vorrat, teil: Profil, indikator: Indikator, gefragt: str, gestaltung: Gestaltung
) -> Gezeigt:
    brueche = vorrat.kommune.brueche(indikator)
    if gefragt == "teile":
        bild, satz = teilbild(vorrat, teil, indikator, gestaltung)
    else:
        bild = verlaufsbild(vorrat, teil, indikator, gestaltung)
        tabelle = vorrat.kennzahl(indikator)
        satz = reihen.satz_entwicklung(tabelle, teil.gebiet, teil.name, indikator, brueche)
    return Gezeigt(
        bild=bild,
        satz=satz,
        indikatoren=(indikator,),
        stand=str(teil.zeilen.loc[teil.zeilen["indikator"].eq(indikator.id), "stichtag"].iloc[0]),
        vermerke=(
            texte.satz_bruch(brueche) if gefragt == "verlauf" else "",
            texte.leserichtung(indikator),
        ),
    )


def _gewaehlt(auswahl: Auswahl, vorrat: Vorrat, alle: pd.DataFrame) -> Profil:
    kommune = vorrat.kommune
    ebene, gebiet = waehle_gebiet(auswahl, kommune)
    stand = waehle_stand(auswahl, alle, gebiet)
    zeilen = profil.profilzeilen(alle, gebiet, stand)
    indikator = waehle_indikator(auswahl, vorrat, zeilen)
    return profil_aus(kommune, zeilen, gebiet=gebiet, ebene=ebene, stand=stand, indikator=indikator)
