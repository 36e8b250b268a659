"""Zwischengespeicherte Ansichten der Vergleichsseite: Tabellen und Bilder je Auswahl."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from pages.bausteine import daten
from sozialmonitor import (
    formate,
    gegenueberstellung,
    karten,
    profil,
    tabellen,
    texte,
    vergleich,
)
from sozialmonitor.bild import Bild
from sozialmonitor.diagramme import gegenueberstellungsbilder as bilder
from sozialmonitor.gegenueberstellung import Partner
from sozialmonitor.katalog import Indikator

LEIT, ALLE = "leit", "alle"
NAECHSTE = 3
PERMUTATIONEN = 9999
MUSTER = (
    karten.Kategorie(id="hoch-hoch", farbe="#e66101", text="hoch, Nachbarn auch hoch"),
    karten.Kategorie(id="hoch-niedrig", farbe="#fdb863", text="hoch, Nachbarn niedrig"),
    karten.Kategorie(id="nicht gesichert", farbe="#f7f7f7", text="kein gesichertes Muster"),
    karten.Kategorie(id="niedrig-hoch", farbe="#b2abd2", text="niedrig, Nachbarn hoch"),
    karten.Kategorie(id="niedrig-niedrig", farbe="#5e3c99", text="niedrig, Nachbarn auch niedrig"),
    karten.Kategorie(id="nicht bewertbar", farbe="#d9d9d9", text="nicht bewertbar"),
)
_SCHILDER = {
    "hoch-hoch": "▲▲",
    "hoch-niedrig": "▲▼",
    "niedrig-hoch": "▼▲",
    "niedrig-niedrig": "▼▼",
    "nicht gesichert": "",
    "nicht bewertbar": "n. b.",
}
# In der Legende stehen die Zeichen der Karte dabei: ohne Farbe sähen hoch und niedrig gleich aus.
LEGENDE = tuple(replace(k, text=f"{_SCHILDER[k.id]} {k.text}".lstrip()) for k in MUSTER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gegenpartner:
    """Ein Gebiet, sein Partner und der Ausschnitt der Indikatoren."""

    gebiet: str
    stand: str
    partner: Partner
    feld: str

    @property
    def name(self) -> str:
        """Name des Gebiets."""
        return daten.kommune().name(self.gebiet)


@daten.gemerkt(128)
def partneroptionen(gebiet: str, stand: str, ebene: str, *, mit_jahr: bool) -> dict[str, str]:
    """Wogegen sich vergleichen lässt: Kreis und Land nur, wo sie zum selben Stand etwas haben."""
    kommune, werte = daten.kommune(), daten.lange_werte()
    name = kommune.name(gebiet)
    optionen = {}
    if gebiet in kommune.in_der_stadt:
        optionen["rest"] = f"übrige Stadt ({kommune.einstellungen.name} ohne {name})"
    zeilen = profil.profilzeilen(werte, gebiet, stand)
    paare = set(zip(zeilen["indikator"], zeilen["stichtag"], strict=True))
    for oberhalb in gegenueberstellung.partner_oberhalb(kommune, gebiet):
        eigene = werte[werte["gebiet"].eq(oberhalb) & werte["zustand"].eq("wert")]
        if paare & set(zip(eigene["indikator"], eigene["stichtag"], strict=True)):
            optionen[oberhalb] = f"{kommune.name(oberhalb)} (ohne {name})"
    if mit_jahr:
        optionen["jahr"] = f"{name} in einem anderen Jahr"
    andere = [g for g in kommune.gebiete_der_ebene(ebene) if g != gebiet]
    return optionen | {g: kommune.name(g) for g in andere}


@daten.gemerkt(128)
def partnertabelle(teil: Gegenpartner) -> tuple[pd.DataFrame, int]:
    """Die Gegenüberstellung im gewählten Ausschnitt und wie viele Indikatoren fehlen."""
    kommune = daten.kommune()
    alle = gegenueberstellung.gegenueberstellung(
        kommune, daten.lange_werte(), teil.gebiet, teil.stand, teil.partner
    )
    gewaehlt = [n for n in alle["indikator"] if _im_feld(kommune.katalog[n], teil.feld)]
    alle = alle[alle["indikator"].isin(gewaehlt)]
    tabelle = gegenueberstellung.vergleichbare(alle, kommune.katalog, teil.partner)
    return tabelle.reset_index(drop=True), len(alle) - len(tabelle)


def _im_feld(indikator: Indikator, feld: str) -> bool:
    if feld == LEIT:
        return indikator.id in daten.kommune().einstellungen.leitindikatoren
    return feld in {ALLE, indikator.handlungsfeld}


@daten.gemerkt(64)
def differenzbilder(teil: Gegenpartner) -> list[Bild]:
    """Die geprüften Differenzen, je Einheit ein Bild."""
    kommune, (tabelle, _) = daten.kommune(), partnertabelle(teil)
    return bilder.differenzen(
        tabelle,
        kommune.katalog,
        name=teil.name,
        partner=teil.partner.name,
        quelle=_quelle(tabelle["indikator"], demo=bool(tabelle["demo"].any())),
    )


@daten.gemerkt(64)
def spine(teil: Gegenpartner) -> Bild:
    """Alle Werte nebeneinander als Tabelle."""
    kommune, (tabelle, _) = daten.kommune(), partnertabelle(teil)
    ganzes = {"rest": kommune.einstellungen.name, "oberhalb": kommune.name(teil.partner.schluessel)}
    return _tafelbild(
        f"{teil.name} gegen {teil.partner.name}",
        gegenueberstellung.spinetabelle(
            tabelle,
            kommune.katalog,
            name=teil.name,
            partner=f"ohne {teil.name}" if teil.partner.art in ganzes else teil.partner.name,
            ganzes=ganzes.get(teil.partner.art, ""),
        ),
        list(tabelle["indikator"]),
        demo=bool(tabelle["demo"].any()),
    )


@daten.gemerkt(128)
def trichter(indikator: Indikator, ebene: str, stichtag: str) -> gegenueberstellung.Trichter:
    """Der Trichter einer Ebene; ausgelassene Gebiete mit Namen."""
    kommune = daten.kommune()
    gerechnet = gegenueberstellung.trichter(
        kommune, daten.kennzahl(indikator), indikator, kommune.gebiete_der_ebene(ebene), stichtag
    )
    ohne = {kommune.name(g): grund for g, grund in gerechnet.ohne.items()}
    return replace(gerechnet, ohne=ohne)


@daten.gemerkt(64)
def trichterbild(indikator: Indikator, ebene: str, stichtag: str, gebiet: str) -> Bild:
    """Das Bild zum Trichter."""
    teil = trichter(indikator, ebene, stichtag)
    return bilder.trichterbild(
        teil.zeilen,
        teil.linien,
        indikator,
        namen(ebene),
        mitte=teil.mitte,
        mitte_name=teil.mitte_name,
        hervorgehoben=gebiet,
        quelle=_quelle([indikator.id], demo=bool(teil.zeilen["demo"].any())),
    )


@daten.gemerkt(64)
def punktbild(indikator: Indikator, ebene: str, stichtag: str, gebiet: str) -> Bild:
    """Alle Gebiete auf einer Wertachse."""
    kommune, tabelle = daten.kommune(), daten.werte_der_ebene(indikator, ebene)
    stand = tabelle[tabelle["stichtag"].eq(stichtag)]
    return bilder.punktreihe(
        stand,
        indikator,
        namen(ebene),
        stadtname=kommune.einstellungen.name,
        hervorgehoben=gebiet,
        quelle=_quelle([indikator.id], demo=bool(stand["demo"].any())),
    )


@daten.gemerkt(64)
def rangtabelle(indikator: Indikator, ebene: str, stichtag: str) -> Bild:
    """Rang je Gebiet mit dem Bereich, in dem er zufällig schwankt."""
    kommune, tabelle = daten.kommune(), daten.werte_der_ebene(indikator, ebene)
    stand = tabelle[tabelle["stichtag"].eq(stichtag) & tabelle["zustand"].eq("wert")]
    raenge = vergleich.rangintervall(stand["zaehler"], stand["nenner"])
    texte_ = pd.DataFrame(
        {
            "Gebiet": [kommune.name(str(g)) for g in stand["gebiet"]],
            "Wert": [formate.wert_mit_einheit(w, indikator) for w in stand["wert"]],
            "Rang (1 = höchster Wert)": [_rangtext(r) for r in raenge["rang"]],
            "Bereich": [
                f"{u} bis {o}" if pd.notna(u) else ""
                for u, o in zip(raenge["unten"], raenge["oben"], strict=True)
            ],
        }
    )
    return _tafelbild(
        f"{indikator.titel}: Rang mit Bereich, {formate.stichtag(stichtag)}",
        texte_,
        [indikator.id],
        demo=bool(stand["demo"].any()),
    )


def _rangtext(rang: object) -> str:
    return "kein Rang" if pd.isna(rang) else str(rang)


@daten.gemerkt(64)
def streubild(erste: Indikator, zweite: Indikator, ebene: str, jahr: str, gebiet: str) -> Bild:
    """Zwei Indikatoren, je Gebiet ein Punkt."""
    tabelle, _ = gegenueberstellung.streuung(
        daten.kennzahl(erste), daten.kennzahl(zweite), list(namen(ebene)), jahr
    )
    return bilder.streubild(
        tabelle,
        erste,
        zweite,
        namen(ebene),
        hervorgehoben=gebiet,
        quelle=_quelle([erste.id, zweite.id], demo=bool(tabelle["demo"].any())),
    )


@daten.gemerkt(64)
def gruppentafel(ebene: str, stand: str) -> tuple[pd.DataFrame, dict[str, str], list[str]]:
    """Werte der Gruppen-Indikatoren, ausgelassene Gebiete mit Grund, ausgelassene Indikatoren."""
    kommune = daten.kommune()
    gruppen = [n for n in kommune.einstellungen.auswertungen.gruppen if n in kommune.katalog]
    gebiete = kommune.gebiete_der_ebene(ebene)
    return gegenueberstellung.gruppentafel(daten.lange_werte(), gebiete, gruppen, stand)


@daten.gemerkt(64)
def aehnlichkeitsbild(ebene: str, gebiet: str, stand: str) -> Bild:
    """Das Gebiet neben den ähnlichsten; Zeichen zeigen den gesicherten Unterschied zu ihm."""
    kommune, (tafel, _, _) = daten.kommune(), gruppentafel(ebene, stand)
    ergebnis = gegenueberstellung.aehnlichste(tafel, gebiet)
    naechste = [str(g) for g in ergebnis.abstand.index[:NAECHSTE]]
    spalten = {"Indikator": ["Abstand", *(kommune.katalog[n].titel for n in tafel.columns)]}
    if naechste:
        spalten[kommune.name(gebiet)] = ["", *_werttexte(tafel, gebiet, {})]
    for anderes in naechste:
        abstand = formate.zahl(ergebnis.abstand[anderes], 1)
        zeichen = _unterschiede(gebiet, anderes, stand)
        spalten[kommune.name(anderes)] = [abstand, *_werttexte(tafel, anderes, zeichen)]
    werte = daten.lange_werte()
    gemeint = werte["indikator"].isin(tafel.columns) & werte["gebiet"].isin(tafel.index)
    return _tafelbild(
        f"{kommune.name(gebiet)} und die ähnlichsten Gebiete",
        pd.DataFrame(spalten),
        list(tafel.columns),
        demo=bool(werte.loc[gemeint & werte["jahr"].le(stand[:4]), "demo"].any()),
    )


def _werttexte(tafel: pd.DataFrame, gebiet: str, zeichen: dict[str, str]) -> list[str]:
    katalog = daten.kommune().katalog
    return [
        f"{formate.wert_mit_einheit(tafel.loc[gebiet, n], katalog[n])} {zeichen.get(n, '')}".strip()
        for n in tafel.columns
    ]


def _unterschiede(gebiet: str, anderes: str, stand: str) -> dict[str, str]:
    """Je Indikator ▲ oder ▼, wo das andere Gebiet gesichert höher oder niedriger liegt."""
    partner = Partner(art="gebiet", name=daten.kommune().name(gebiet), schluessel=gebiet)
    teil = Gegenpartner(gebiet=anderes, stand=stand, partner=partner, feld=ALLE)
    tabelle, _ = partnertabelle(teil)
    gesichert = tabelle[tabelle["urteil"].isin([vergleich.HOEHER, vergleich.NIEDRIGER])]
    paare = zip(gesichert["indikator"], gesichert["urteil"], strict=True)
    return {str(indikator): tabellen.SYMBOLE[urteil][0] for indikator, urteil in paare}


@daten.gemerkt(16)
def _nachbarn(ebene: str) -> object:
    from sozialmonitor import nachbarschaft  # lädt libpysal, nur für diesen Abschnitt

    return nachbarschaft.nachbarn(daten.kommune().geometrien[ebene].flaechen)


@daten.gemerkt(64)
def muster(indikator: Indikator, ebene: str, stichtag: str) -> pd.DataFrame:
    """Das lokale Muster je Gebiet; beim ersten Mal lädt es eigene Programme."""
    from sozialmonitor import nachbarschaft

    tabelle = daten.werte_der_ebene(indikator, ebene)
    stand = tabelle[tabelle["stichtag"].eq(stichtag)].set_index("gebiet")
    wert = stand["wert"].where(stand["zustand"].eq("wert"))
    wert = wert.reindex(daten.kommune().gebiete_der_ebene(ebene)).astype("float64")
    return nachbarschaft.lokaler_moran(wert, _nachbarn(ebene), permutationen=PERMUTATIONEN)


@daten.gemerkt(64)
def kartentabelle(indikator: Indikator, ebene: str, stichtag: str) -> pd.DataFrame:
    """Kategorie, Schild und Kurzinfo je Gebiet; ohne Wert steht, ob er fehlt oder gesperrt ist."""
    gefunden, stand = muster(indikator, ebene, stichtag), _stand(indikator, ebene, stichtag)
    zustand = dict(zip(stand["gebiet"], stand["zustand"], strict=True))
    worte = {k.id: k.text for k in MUSTER}
    zeilen = [
        {
            "gebiet": gebiet,
            "kategorie": art,
            "schild": _SCHILDER[art],
            "text": worte[art],
            "grund": formate.zustandstext(str(zustand.get(gebiet, "fehlt"))) or grund,
        }
        for gebiet, art, grund in zip(
            gefunden.index, gefunden["art"], gefunden["grund"], strict=True
        )
    ]
    tabelle = pd.DataFrame(zeilen)
    namen_und_grund = [
        [daten.kommune().name(str(gebiet)), *([grund] if grund else [])]
        for gebiet, grund in zip(tabelle["gebiet"], tabelle["grund"], strict=True)
    ]
    return tabelle.assign(zeilen=namen_und_grund)


@daten.gemerkt(64)
def musterbild(indikator: Indikator, ebene: str, stichtag: str) -> Bild:
    """Tabelle und Alternativtext zur Karte der Muster."""
    tabelle, stand = kartentabelle(indikator, ebene, stichtag), _stand(indikator, ebene, stichtag)
    zeilen = {z["gebiet"]: z for z in stand.to_dict("records")}
    benannt = [daten.kommune().name(g) for g in tabelle["gebiet"]]
    fertig = pd.DataFrame(
        {
            "Gebiet": benannt,
            "Wert": [
                formate.zelle(z["zustand"], z["wert"], indikator)
                if (z := zeilen.get(g))
                else "k. A."
                for g in tabelle["gebiet"]
            ],
            "Muster": [
                f"{text} ({grund.rstrip('.')})" if grund else text
                for text, grund in zip(tabelle["text"], tabelle["grund"], strict=True)
            ],
        }
    )
    demo = bool(stand["demo"].any())
    titel = f"{indikator.titel}: Nachbarschaft, {formate.stichtag(stichtag)}"
    alttext = texte.alttext_allgemein(
        f"Karte: {titel}", dict(zip(benannt, fertig["Muster"], strict=True)), demo=demo
    )
    return Bild(
        titel=titel,
        bild=None,
        alttext=alttext,
        tabelle=fertig,
        demo=demo,
        quelle=_quelle([indikator.id], demo=demo),
    )


def _stand(indikator: Indikator, ebene: str, stichtag: str) -> pd.DataFrame:
    tabelle = daten.werte_der_ebene(indikator, ebene)
    return tabelle[tabelle["stichtag"].eq(stichtag)]


def _tafelbild(
    titel: str, tabelle: pd.DataFrame, indikatoren: Sequence[str], *, demo: bool
) -> Bild:
    zusatz = f" {texte.DEMO_ZUSATZ}" if demo else ""
    return Bild(
        titel=f"{titel}{zusatz}",
        bild=None,
        alttext="",
        tabelle=tabelle,
        demo=demo,
        quelle=_quelle(indikatoren, demo=demo),
    )


def _quelle(indikatoren: Sequence[str] | pd.Series, *, demo: bool) -> str:
    katalog = daten.kommune().katalog
    return daten.quellenzeile(*(katalog[str(i)] for i in indikatoren), mit_demo=demo)


@daten.gemerkt(16)
def namen(ebene: str) -> dict[str, str]:
    """Namen aller Gebiete einer Ebene, nach Schlüssel."""
    kommune = daten.kommune()
    return {g: kommune.name(g) for g in kommune.gebiete_der_ebene(ebene)}
