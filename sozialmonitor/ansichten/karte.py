"""Die Karte: Auswahl, Klassen, Satz und Bild einer Ebene zu einem Stichtag."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from sozialmonitor import (
    diagramme,
    formate,
    karten,
    kennzahlen,
    klassen,
    reihen,
    tabellen,
    texte,
    vergleich,
)
from sozialmonitor.ansichten.ergebnis import Gezeigt
from sozialmonitor.ansichten.wahl import Auswahl
from sozialmonitor.bild import Bild, Legendeneintrag
from sozialmonitor.diagramme.kartenbild import Umriss, kartenbild
from sozialmonitor.diagramme.thema import STANDARD, Gestaltung
from sozialmonitor.einstellungen import Ebene
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune
from sozialmonitor.vorrat import Vorrat

BILDER = {
    "karte": "Karte",
    "karte_2": "Karte des zweiten Indikators",
    "gebietsreihe": "Verlauf des ausgewählten Gebiets",
}
PALETTEN = {
    "blaugruen": "Blau-Grün",
    "braun": "Gelb-Braun",
    "violett": "Blau-Violett",
    "abweichung": "Violett-Orange (Abweichung)",
}
URTEIL = "urteil"
KEIN_ZWEITER = {"": "kein zweiter Indikator"}
KEINE_FLAECHEN = "Zu dieser Kommune gibt es noch keine Gebietsflächen."
KEIN_GEBIET = {"": "kein Gebiet ausgewählt"}
OHNE_ZWEITEN = "Es ist kein zweiter Indikator gewählt; darum gibt es keine zweite Karte."
OHNE_GEBIET = "Es ist kein Gebiet ausgewählt; darum gibt es keinen Verlauf."


@dataclass(frozen=True, slots=True, kw_only=True)
class Darstellung:
    """Was der Abschnitt „Darstellung“ festlegt."""

    verfahren: str
    palette: str
    programmgebiete: bool
    zweiter: Indikator | None
    mit_rang: bool
    mit_basemap: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kartenteil:
    """Eine Ebene zu einem Stichtag: `zeichnung` ist die Eingabe beider Karten (Leaflet, Bild).

    `bild` hat Titel, Alternativtext und Tabelle, aber noch keine Karte; `hinweis` sagt, wenn
    neuere Stände gesperrt sind, sonst ist er leer.
    """

    indikator: Indikator
    ebene: str
    stichtag: str
    werte: pd.DataFrame
    zeichnung: str
    eintraege: list[Legendeneintrag]
    satz: str
    bild: Bild
    vermerk: str
    hinweis: str = ""

    @property
    def demo(self) -> bool:
        """Ob ein Demonstrationswert vorkommt."""
        return self.bild.demo

    @property
    def legendentitel(self) -> str:
        """Titel über der Legende."""
        return f"{self.indikator.titel} ({self.indikator.einheit})"

    @property
    def legende(self) -> str:
        """Die Legende als HTML für die Seite."""
        return tabellen.legende(self.eintraege, titel=self.legendentitel)


def stichtage(vorrat: Vorrat, indikator: Indikator, ebene: str) -> list[str]:
    """Stichtage, an denen die Ebene wenigstens eine Zeile hat."""
    return sorted(vorrat.der_ebene(indikator, ebene)["stichtag"].unique())


def startstichtag(vorrat: Vorrat, indikator: Indikator, ebene: str) -> str:
    """Der jüngste Stichtag mit (fast) allen Gebieten."""
    return kennzahlen.juengster_stichtag(vorrat.der_ebene(indikator, ebene))


def waehle(auswahl: Auswahl, vorrat: Vorrat) -> tuple[str, Indikator, str]:
    """Ebene, Indikator und Stichtag."""
    kommune = vorrat.kommune
    ebene = auswahl.ebene(list(kommune.geometrien))
    indikator = auswahl.indikator(vorrat.indikatoren_der_ebene(ebene))
    stichtag = auswahl.stichtag(
        stichtage(vorrat, indikator, ebene),
        standard=startstichtag(vorrat, indikator, ebene) or None,
    )
    return ebene, indikator, stichtag


def darstellung(
    auswahl: Auswahl,
    vorrat: Vorrat,
    indikator: Indikator,
    ebene: str,
    *,
    basemap_erlaubt: bool = False,
) -> Darstellung:
    """Klassen, Farben, Umriss, zweiter Indikator und Rang."""
    kommune = vorrat.kommune
    verfahren = dict(klassen.VERFAHREN)
    if not indikator.klassen:
        verfahren.pop("fest")
    if pruefbar(vorrat, indikator, ebene):
        verfahren[URTEIL] = "gesichert verschieden von der übrigen Stadt"
    gewaehlt = auswahl.wahl("Klassen", verfahren, "klassen")
    vorgabe = "abweichung" if gewaehlt == "stadtwert" else "blaugruen"
    palette = auswahl.wahl("Farben", PALETTEN, "palette", standard=vorgabe)
    vorhanden = mengen(kommune)
    umriss = (
        bool(vorhanden)
        and ebene != "gemeinde"
        and auswahl.schalter(f"{vorhanden[0].titel} als Umriss", "umriss")
    )
    waehlbar = vorrat.indikatoren_der_ebene(ebene)
    andere = {i.id: i.titel for i in waehlbar if i.id != indikator.id}
    zweiter = auswahl.wahl("Zweiter Indikator daneben", KEIN_ZWEITER | andere, "zweit")
    mit_rang = auswahl.schalter("Rang zeigen", "rang")
    return Darstellung(
        verfahren=gewaehlt,
        palette="abweichung" if gewaehlt == "stadtwert" else palette,
        programmgebiete=umriss,
        zweiter=kommune.katalog.get(zweiter),
        mit_rang=mit_rang,
        mit_basemap=basemap_erlaubt and auswahl.schalter("Hintergrund basemap.de", "basemap"),
    )


def mengen(kommune: Kommune) -> list[Ebene]:
    """Ebenen aus Mengen (Programmgebiete), zu denen es Flächen gibt."""
    return [e for e in kommune.einstellungen.ebenen if e.menge and e.id in kommune.geometrien]


def gebietsliste(kommune: Kommune, ebene: str) -> dict[str, str]:
    """Die Gebiete der Ebene zur Auswahl, zuerst „kein Gebiet“."""
    return KEIN_GEBIET | {g: kommune.name(g) for g in kommune.gebiete_der_ebene(ebene)}


def kartenteil(
    vorrat: Vorrat, indikator: Indikator, ebene: str, stichtag: str, einstellung: Darstellung
) -> Kartenteil:
    """Werte, Klassen, Legende, Satz und Tabelle einer Ebene zu einem Stichtag."""
    kommune = vorrat.kommune
    alle = vorrat.der_ebene(indikator, ebene)
    stand = alle[alle["stichtag"].eq(stichtag)].reset_index(drop=True)
    namen, titel = kommune.namen, kommune.ebene(ebene).titel
    gesamt = len(kommune.gebiete_der_ebene(ebene))
    einteilung, zusatz = None, ""
    if einstellung.verfahren == URTEIL and pruefbar(vorrat, indikator, ebene):
        zeichnung, eintraege = _nach_urteil(stand, indikator, namen, gesamt)
        satz = texte.satz_urteile(stand, indikator, namen, titel, stichtag=stichtag)
        zusatz = f" {satz}"
    else:
        einteilung = _einteilung(indikator, stand, einstellung)
        zeichnung = karten.zeichnung(stand, einteilung, indikator, namen)
        eintraege = karten.legende(stand, einteilung, indikator, anzahl_gebiete=gesamt)
        satz = texte.satz_karte(
            stand, indikator, namen, titel, stichtag=stichtag, anzahl_gebiete=gesamt
        )
    alttext = texte.alttext_karte(
        stand, indikator, namen, einteilung, titel, stichtag, anzahl_gebiete=gesamt
    )
    vermerk = kommune.geometrien[ebene].quellenvermerk
    bild = Bild(
        titel=f"{indikator.titel}, {titel}, {formate.stichtag(stichtag)}",
        bild=None,
        alttext=alttext + zusatz,
        tabelle=tabellen.wertetabelle(stand, indikator, namen),
        demo=bool(stand["demo"].any()),
        quelle=f"Quelle: {', '.join(indikator.quelle)}. {vermerk}",
    )
    return Kartenteil(
        indikator=indikator,
        ebene=ebene,
        stichtag=stichtag,
        werte=stand,
        zeichnung=zeichnung,
        eintraege=eintraege,
        satz=satz,
        bild=bild,
        vermerk=kartenvermerk(kommune, ebene),
        hinweis=reihen.satz_gesperrter_stand(alle, stichtag),
    )


def fuer_zweiten(
    vorrat: Vorrat, einstellung: Darstellung, zweiter: Indikator, ebene: str
) -> Darstellung:
    """Dieselbe Darstellung; Klassen, die es für den zweiten Indikator nicht gibt, ersetzt."""
    stadtwerte = vorrat.der_ebene(zweiter, ebene)["stadtwert"]
    moeglich = {
        URTEIL: pruefbar(vorrat, zweiter, ebene),
        "fest": bool(zweiter.klassen),
        "stadtwert": bool(stadtwerte.notna().any()),
    }
    if moeglich.get(einstellung.verfahren, True):
        return einstellung
    ersatz = "fest" if zweiter.klassen else "quantile"
    return replace(einstellung, verfahren=ersatz, palette="blaugruen")


def zweiter_teil(
    vorrat: Vorrat,
    ebene: str,
    stichtag: str,
    einstellung: Darstellung,
    teil_zu: Callable[[Indikator, str, str, Darstellung], Kartenteil],
) -> tuple[Kartenteil, Darstellung] | None:
    """Die zweite Karte und ihre Darstellung; `None`, wenn kein zweiter Indikator gewählt ist.

    Gezeigt ist sein jüngster Stichtag bis zum Jahr der ersten Karte, sonst sein frühester.

    Parameters
    ----------
    teil_zu
        Rechnet oder merkt `kartenteil`.
    """
    zweiter = einstellung.zweiter
    if zweiter is None:
        return None
    tage = stichtage(vorrat, zweiter, ebene)
    tag = max((t for t in tage if t[:4] <= stichtag[:4]), default=tage[0])
    eigene = fuer_zweiten(vorrat, einstellung, zweiter, ebene)
    return teil_zu(zweiter, ebene, tag, eigene), eigene


def gebietsreihe(
    vorrat: Vorrat, indikator: Indikator, gebiet: str, gestaltung: Gestaltung = STANDARD
) -> Bild:
    """Der Verlauf eines Gebiets neben dem der Stadt."""
    kommune, tabelle = vorrat.kommune, vorrat.kennzahl(indikator)
    beide = tabelle[tabelle["gebiet"].isin([gebiet, kommune.einstellungen.stadt])]
    return diagramme.zeitreihe(
        beide,
        indikator,
        kommune.namen,
        stadt=kommune.einstellungen.stadt,
        brueche=kommune.brueche(indikator),
        ereignisse=kommune.einstellungen.ereignisse,
        hervorgehoben=gebiet,
        quelle=vorrat.quellenzeile(indikator),
        gestaltung=gestaltung,
    )


def pruefbar(vorrat: Vorrat, indikator: Indikator, ebene: str) -> bool:
    """Ob auf dieser Ebene wenigstens ein Gebiet gegen die Reststadt geprüft ist."""
    urteile = vorrat.der_ebene(indikator, ebene)["urteil"]
    return bool(urteile.ne(vergleich.NICHT_BEWERTBAR).any())


def kartenvermerk(kommune: Kommune, ebene: str) -> str:
    """Quelle der Grenzen und, wo sie schematisch sind, der Hinweis darauf."""
    geometrie = kommune.geometrien[ebene]
    teile = [geometrie.quellenvermerk, geometrie.hinweis if geometrie.schematisch else ""]
    return " ".join(f"{t.rstrip('.')}." for t in teile if t)


def mit_karte(
    bild: Bild,
    kommune: Kommune,
    ebene: str,
    zeichnung: str,
    legende: list[Legendeneintrag],
    *,
    legendentitel: str,
    umriss: Umriss | None = None,
    gestaltung: Gestaltung = STANDARD,
) -> Bild:
    """Dasselbe Bild mit der Karte als Diagramm, für Dokumente."""
    geometrie = kommune.geometrien[ebene]
    return kartenbild(
        bild,
        geometrie.flaechen,
        zeichnung,
        legende,
        legendentitel=legendentitel,
        hinweis=geometrie.hinweis if geometrie.schematisch else "",
        umriss=umriss,
        gestaltung=gestaltung,
    )


def zeige(
    auswahl: Auswahl, vorrat: Vorrat, gestaltung: Gestaltung = STANDARD, gefragt: str = "karte"
) -> Gezeigt:
    """Eines der `BILDER` mit seinem Satz.

    Raises
    ------
    SozialmonitorFehler
        Wenn die Kommune keine Flächen hat.
    """
    ebene, indikator, stichtag, einstellung, gebiet = _waehle_alles(auswahl, vorrat)

    def teil_zu(*was: Any) -> Kartenteil:  # noqa: ANN401
        return kartenteil(vorrat, *was)

    if gefragt == "gebietsreihe":
        return _zeige_reihe(vorrat, indikator, gebiet, gestaltung)
    if gefragt == "karte_2":
        zweiter = zweiter_teil(vorrat, ebene, stichtag, einstellung, teil_zu)
        if zweiter is None:
            return Gezeigt(bild=None, satz=OHNE_ZWEITEN)
        return _zeige_karte(vorrat, *zweiter, gestaltung)
    teil = teil_zu(indikator, ebene, stichtag, einstellung)
    return _zeige_karte(vorrat, teil, einstellung, gestaltung)


def pruefe(auswahl: Auswahl, vorrat: Vorrat, _gefragt: str = "karte") -> None:
    """Stellt alle Fragen der Ansicht, ohne zu rechnen, was sie zeigt."""
    _waehle_alles(auswahl, vorrat)


def _zeige_karte(
    vorrat: Vorrat, teil: Kartenteil, einstellung: Darstellung, gestaltung: Gestaltung
) -> Gezeigt:
    kommune, indikator, umriss = vorrat.kommune, teil.indikator, None
    if einstellung.programmgebiete:
        menge = mengen(kommune)[0]
        umriss = Umriss(flaechen=kommune.geometrien[menge.id].flaechen, titel=menge.titel)
    bild = mit_karte(
        teil.bild,
        kommune,
        teil.ebene,
        teil.zeichnung,
        teil.eintraege,
        legendentitel=teil.legendentitel,
        umriss=umriss,
        gestaltung=gestaltung,
    )
    return Gezeigt(
        bild=replace(bild, quelle=vorrat.quellenzeile(indikator, mit_demo=bild.demo)),
        satz=teil.satz,
        weitere=(teil.hinweis,) if teil.hinweis else (),
        indikatoren=(indikator,),
        stand=teil.stichtag,
        vermerke=(teil.vermerk, texte.leserichtung(indikator)),
    )


def _zeige_reihe(
    vorrat: Vorrat, indikator: Indikator, gebiet: str, gestaltung: Gestaltung
) -> Gezeigt:
    if not gebiet:
        return Gezeigt(bild=None, satz=OHNE_GEBIET)
    kommune, tabelle = vorrat.kommune, vorrat.kennzahl(indikator)
    brueche = kommune.brueche(indikator)
    eigene = tabelle[tabelle["gebiet"].eq(gebiet) & tabelle["zustand"].eq("wert")]
    return Gezeigt(
        bild=gebietsreihe(vorrat, indikator, gebiet, gestaltung),
        satz=reihen.satz_entwicklung(tabelle, gebiet, kommune.name(gebiet), indikator, brueche),
        indikatoren=(indikator,),
        stand=max(eigene["stichtag"], default=""),
        vermerke=(texte.satz_bruch(brueche), texte.leserichtung(indikator)),
    )


def _waehle_alles(auswahl: Auswahl, vorrat: Vorrat) -> tuple[str, Indikator, str, Darstellung, str]:
    kommune = vorrat.kommune
    if not kommune.geometrien:
        raise SozialmonitorFehler(KEINE_FLAECHEN)
    ebene, indikator, stichtag = waehle(auswahl, vorrat)
    einstellung = darstellung(auswahl, vorrat, indikator, ebene)
    gebiet = auswahl.gebiet(gebietsliste(kommune, ebene), label="Ausgewähltes Gebiet")
    return ebene, indikator, stichtag, einstellung, gebiet


def _nach_urteil(
    stand: pd.DataFrame, indikator: Indikator, namen: Mapping[str, str], gesamt: int
) -> tuple[str, list[Legendeneintrag]]:
    kategorien = karten.urteilskategorien(indikator)
    urteile = karten.urteilstabelle(stand, indikator, namen)
    zeichnung = karten.kategoriezeichnung(
        urteile,
        kategorien,
        stand=f"{URTEIL} {indikator.id} {stand['stichtag'].max() if len(stand) else ''}",
        demo=bool(stand["demo"].any()),
    )
    return zeichnung, karten.kategorielegende(urteile, kategorien, anzahl_gebiete=gesamt)


def _einteilung(
    indikator: Indikator, stand: pd.DataFrame, einstellung: Darstellung
) -> klassen.Klasseneinteilung | None:
    if karten.als_kreise(indikator) or stand["wert"].notna().sum() == 0:
        return None
    stadtwerte = stand["stadtwert"].dropna()
    mitte = float(stadtwerte.iloc[0]) if len(stadtwerte) else None
    if einstellung.verfahren == "stadtwert" and mitte is None:
        raise SozialmonitorFehler(
            "Für diesen Indikator gibt es keinen Stadtwert; bitte andere Klassen wählen."
        )
    return klassen.einteilung(
        stand["wert"],
        einstellung.verfahren,
        feste=indikator.klassen,
        mitte=mitte,
        palette=einstellung.palette,
    )
