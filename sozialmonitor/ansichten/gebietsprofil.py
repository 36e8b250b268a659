"""Gebietsprofil: jüngste Werte eines Gebiets, Antwortsatz und Lage zwischen allen Gebieten."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from sozialmonitor import diagramme, profil, texte
from sozialmonitor.ansichten.ergebnis import Gezeigt
from sozialmonitor.ansichten.wahl import Auswahl
from sozialmonitor.bild import Bild
from sozialmonitor.diagramme.thema import STANDARD, Gestaltung
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune
from sozialmonitor.vorrat import Vorrat


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


def quelle(kommune: Kommune, teil: Profil) -> str:
    """Die Quellen aller Indikatoren des Profils, nach Titel geordnet."""
    namen = {q for i in teil.indikatoren for q in i.quelle}
    titel = {r["name"]: r.get("title", "") for r in kommune.paket.get("resources", [])}
    return f"Quelle: {'; '.join(sorted(titel.get(n) or n for n in namen))}."


def zeige(auswahl: Auswahl, vorrat: Vorrat, gestaltung: Gestaltung = STANDARD) -> Gezeigt:
    """Die Lage zwischen allen Gebieten; wo es sie nicht gibt, der Verlauf."""
    kommune = vorrat.kommune
    alle = vorrat.lang()
    teil = _gewaehlt(auswahl, vorrat, alle)
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


def pruefe(auswahl: Auswahl, vorrat: Vorrat) -> None:
    """Stellt alle Fragen der Ansicht, ohne zu rechnen, was sie zeigt."""
    _gewaehlt(auswahl, vorrat, vorrat.lang())
    waehle_voll(auswahl)


def _gewaehlt(auswahl: Auswahl, vorrat: Vorrat, alle: pd.DataFrame) -> Profil:
    kommune = vorrat.kommune
    ebene, gebiet = waehle_gebiet(auswahl, kommune)
    stand = waehle_stand(auswahl, alle, gebiet)
    zeilen = profil.profilzeilen(alle, gebiet, stand)
    indikator = waehle_indikator(auswahl, vorrat, zeilen)
    return profil_aus(kommune, zeilen, gebiet=gebiet, ebene=ebene, stand=stand, indikator=indikator)
