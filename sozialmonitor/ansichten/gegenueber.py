"""Was die Vergleichsseite je Auswahl rechnet: Tabellen und Bilder ihrer fünf Abschnitte."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from sozialmonitor import (
    aehnlichkeit,
    formate,
    gegenueberstellung,
    karten,
    profil,
    punktwolken,
    tabellen,
    texte,
    vergleich,
)
from sozialmonitor.bild import Bild
from sozialmonitor.diagramme import punktwolkenbilder
from sozialmonitor.diagramme.differenzbilder import differenzen
from sozialmonitor.diagramme.thema import STANDARD, Gestaltung
from sozialmonitor.gegenueberstellung import Partner
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune
from sozialmonitor.vorrat import Vorrat

LEIT, ALLE = "leit", "alle"
NAECHSTE = 3
PERMUTATIONEN = 9999
_OHNE_ZU_FEHLEN = ("geheim", "zu_wenige")
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
    name: str
    stand: str
    partner: Partner
    feld: str


def namen(kommune: Kommune, ebene: str) -> dict[str, str]:
    """Namen aller Gebiete einer Ebene, nach Schlüssel."""
    return {g: kommune.name(g) for g in kommune.gebiete_der_ebene(ebene)}


def partneroptionen(
    kommune: Kommune, alle: pd.DataFrame, gebiet: str, stand: str, ebene: str, *, mit_jahr: bool
) -> dict[str, str]:
    """Wogegen sich vergleichen lässt: Kreis und Land nur, wo sie zum selben Stand etwas haben.

    `alle` ist hier und im Folgenden `werte.lang`.
    """
    name = kommune.name(gebiet)
    optionen = {}
    if gebiet in kommune.in_der_stadt:
        optionen["rest"] = f"übrige Stadt ({kommune.einstellungen.name} ohne {name})"
    zeilen = profil.profilzeilen(alle, gebiet, stand)
    paare = set(zip(zeilen["indikator"], zeilen["stichtag"], strict=True))
    for oberhalb in gegenueberstellung.partner_oberhalb(kommune, gebiet):
        eigene = alle[alle["gebiet"].eq(oberhalb) & alle["zustand"].eq("wert")]
        if paare & set(zip(eigene["indikator"], eigene["stichtag"], strict=True)):
            optionen[oberhalb] = f"{kommune.name(oberhalb)} (ohne {name})"
    if mit_jahr:
        optionen["jahr"] = f"{name} in einem anderen Jahr"
    andere = [g for g in kommune.gebiete_der_ebene(ebene) if g != gebiet]
    return optionen | {g: kommune.name(g) for g in andere}


def partnertabelle(
    kommune: Kommune, alle: pd.DataFrame, teil: Gegenpartner
) -> tuple[pd.DataFrame, int]:
    """Die Gegenüberstellung im gewählten Ausschnitt und wie viele Indikatoren fehlen."""
    zeilen = gegenueberstellung.gegenueberstellung(
        kommune, alle, teil.gebiet, teil.stand, teil.partner
    )
    gewaehlt = [n for n in zeilen["indikator"] if _im_feld(kommune, n, teil.feld)]
    zeilen = zeilen[zeilen["indikator"].isin(gewaehlt)]
    tabelle = gegenueberstellung.vergleichbare(zeilen, kommune.katalog, teil.partner)
    return tabelle.reset_index(drop=True), len(zeilen) - len(tabelle)


def differenzbilder(
    vorrat: Vorrat,
    tabelle: pd.DataFrame,
    teil: Gegenpartner,
    gestaltung: Gestaltung = STANDARD,
) -> list[Bild]:
    """Die geprüften Differenzen aus `partnertabelle`, je Einheit ein Bild."""
    kommune = vorrat.kommune
    return differenzen(
        tabelle,
        kommune.katalog,
        name=teil.name,
        partner=teil.partner.name,
        quelle=_quelle(vorrat, tabelle["indikator"], demo=bool(tabelle["demo"].any())),
        gestaltung=gestaltung,
    )


def spine(vorrat: Vorrat, tabelle: pd.DataFrame, teil: Gegenpartner) -> Bild:
    """Alle Werte aus `partnertabelle` nebeneinander als Tabelle."""
    kommune = vorrat.kommune
    ganzes = {"rest": kommune.einstellungen.name, "oberhalb": kommune.name(teil.partner.schluessel)}
    return _tafelbild(
        vorrat,
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


def trichter(
    vorrat: Vorrat, indikator: Indikator, ebene: str, stichtag: str
) -> punktwolken.Trichter:
    """Der Trichter einer Ebene; ausgelassene Gebiete mit Namen."""
    kommune = vorrat.kommune
    tabelle, gebiete = vorrat.kennzahl(indikator), kommune.gebiete_der_ebene(ebene)
    gerechnet = punktwolken.trichter(kommune, tabelle, indikator, gebiete, stichtag)
    ohne = {kommune.name(g): grund for g, grund in gerechnet.ohne.items()}
    return replace(gerechnet, ohne=ohne)


def trichterbild(
    vorrat: Vorrat,
    teil: punktwolken.Trichter,
    indikator: Indikator,
    ebene: str,
    *,
    gebiet: str,
    gestaltung: Gestaltung = STANDARD,
) -> Bild:
    """Das Bild zum Trichter."""
    kommune = vorrat.kommune
    return punktwolkenbilder.trichterbild(
        teil.zeilen,
        teil.linien,
        indikator,
        namen(kommune, ebene),
        mitte=teil.mitte,
        mitte_name=teil.mitte_name,
        hervorgehoben=gebiet,
        quelle=_quelle(vorrat, [indikator.id], demo=bool(teil.zeilen["demo"].any())),
        gestaltung=gestaltung,
    )


def punktbild(
    vorrat: Vorrat,
    indikator: Indikator,
    ebene: str,
    stichtag: str,
    *,
    gebiet: str,
    gestaltung: Gestaltung = STANDARD,
) -> Bild:
    """Alle Gebiete auf einer Wertachse."""
    kommune = vorrat.kommune
    zeilen = stand(vorrat, indikator, ebene, stichtag)
    return punktwolkenbilder.punktreihe(
        zeilen,
        indikator,
        namen(kommune, ebene),
        stadtname=kommune.einstellungen.name,
        hervorgehoben=gebiet,
        quelle=_quelle(vorrat, [indikator.id], demo=bool(zeilen["demo"].any())),
        gestaltung=gestaltung,
    )


def rangzeilen(vorrat: Vorrat, indikator: Indikator, ebene: str, stichtag: str) -> pd.DataFrame:
    """Gebiete mit Wert, dazu `rang` (1 = höchster Wert), `unten`, `oben`: Bereich des Zufalls."""
    zeilen = stand(vorrat, indikator, ebene, stichtag)
    zeilen = zeilen[zeilen["zustand"].eq("wert")]
    raenge = vergleich.rangintervall(zeilen["zaehler"], zeilen["nenner"])
    return zeilen.assign(rang=raenge["rang"], unten=raenge["unten"], oben=raenge["oben"])


def rangtabelle(vorrat: Vorrat, zeilen: pd.DataFrame, indikator: Indikator, stichtag: str) -> Bild:
    """Rang je Gebiet mit dem Bereich, in dem er zufällig schwankt; `zeilen` aus `rangzeilen`."""
    texte_ = pd.DataFrame(
        {
            "Gebiet": [vorrat.kommune.name(str(g)) for g in zeilen["gebiet"]],
            "Wert": [formate.wert_mit_einheit(w, indikator) for w in zeilen["wert"]],
            "Rang (1 = höchster Wert)": [_rangtext(r) for r in zeilen["rang"]],
            "Bereich": [
                f"{u} bis {o}" if pd.notna(u) else ""
                for u, o in zip(zeilen["unten"], zeilen["oben"], strict=True)
            ],
        }
    )
    return _tafelbild(
        vorrat,
        f"{indikator.titel}: Rang mit Bereich, {formate.stichtag(stichtag)}",
        texte_,
        [indikator.id],
        demo=bool(zeilen["demo"].any()),
    )


def streubild(
    vorrat: Vorrat,
    tabelle: pd.DataFrame,
    erste: Indikator,
    zweite: Indikator,
    *,
    ebene: str,
    gebiet: str,
    gestaltung: Gestaltung = STANDARD,
) -> Bild:
    """Zwei Indikatoren, je Gebiet ein Punkt; `tabelle` aus `punktwolken.streuung`."""
    kommune = vorrat.kommune
    return punktwolkenbilder.streubild(
        tabelle,
        erste,
        zweite,
        namen(kommune, ebene),
        hervorgehoben=gebiet,
        quelle=_quelle(vorrat, [erste.id, zweite.id], demo=bool(tabelle["demo"].any())),
        gestaltung=gestaltung,
    )


def gruppen(kommune: Kommune) -> list[str]:
    """Die Indikatoren, nach denen Gebiete ähnlich heißen."""
    return [n for n in kommune.einstellungen.auswertungen.gruppen if n in kommune.katalog]


def gruppentafel(
    kommune: Kommune, alle: pd.DataFrame, ebene: str, stand: str
) -> tuple[pd.DataFrame, dict[str, str], list[str]]:
    """Werte der Gruppen-Indikatoren, ausgelassene Gebiete mit Grund, ausgelassene Indikatoren."""
    gebiete = kommune.gebiete_der_ebene(ebene)
    return aehnlichkeit.gruppentafel(alle, gebiete, gruppen(kommune), stand)


def gesperrte_gruppen(
    kommune: Kommune, alle: pd.DataFrame, ebene: str, stand: str, weg: Sequence[str]
) -> list[str]:
    """Welche der ausgelassenen Indikatoren nur fehlen, weil zu viele Werte gesperrt sind."""
    gebiete = kommune.gebiete_der_ebene(ebene)
    # Als wären die gesperrten Werte da: was dann bleibt, fehlte nur ihretwegen.
    mit = alle.assign(zustand=alle["zustand"].mask(alle["zustand"].eq("geheim"), "wert"))
    _, _, auch_dann = aehnlichkeit.gruppentafel(mit, gebiete, list(weg), stand)
    return [name for name in weg if name not in auch_dann]


def aehnlichkeitsbild(
    vorrat: Vorrat, alle: pd.DataFrame, tafel: pd.DataFrame, gebiet: str, stand: str
) -> Bild:
    """Das Gebiet neben den ähnlichsten; Zeichen zeigen den gesicherten Unterschied zu ihm."""
    kommune = vorrat.kommune
    ergebnis = aehnlichkeit.aehnlichste(tafel, gebiet)
    naechste = [str(g) for g in ergebnis.abstand.index[:NAECHSTE]]
    spalten = {"Indikator": ["Abstand", *(kommune.katalog[n].titel for n in tafel.columns)]}
    if naechste:
        spalten[kommune.name(gebiet)] = ["", *_werttexte(kommune, tafel, gebiet, {})]
    for anderes in naechste:
        abstand = formate.zahl(ergebnis.abstand[anderes], 1)
        zeichen = _unterschiede(kommune, alle, gebiet, anderes, stand)
        spalten[kommune.name(anderes)] = [abstand, *_werttexte(kommune, tafel, anderes, zeichen)]
    gemeint = alle["indikator"].isin(tafel.columns) & alle["gebiet"].isin(tafel.index)
    return _tafelbild(
        vorrat,
        f"{kommune.name(gebiet)} und die ähnlichsten Gebiete",
        pd.DataFrame(spalten),
        list(tafel.columns),
        demo=bool(alle.loc[gemeint & alle["jahr"].le(stand[:4]), "demo"].any()),
    )


def nachbarn(kommune: Kommune, ebene: str) -> object:
    """Wer neben wem liegt; beim ersten Mal lädt es eigene Programme."""
    from sozialmonitor import nachbarschaft  # lädt libpysal, nur für diesen Abschnitt

    return nachbarschaft.nachbarn(kommune.geometrien[ebene].flaechen)


def muster(
    vorrat: Vorrat, indikator: Indikator, ebene: str, stichtag: str, wer_neben_wem: object
) -> pd.DataFrame:
    """Das lokale Muster je Gebiet; `wer_neben_wem` aus `nachbarn`."""
    kommune = vorrat.kommune
    from sozialmonitor import nachbarschaft

    zeilen = stand(vorrat, indikator, ebene, stichtag).set_index("gebiet")
    wert = zeilen["wert"].where(zeilen["zustand"].eq("wert"))
    wert = wert.reindex(kommune.gebiete_der_ebene(ebene)).astype("float64")
    gefunden = nachbarschaft.lokaler_moran(wert, wer_neben_wem, permutationen=PERMUTATIONEN)
    zustand = zeilen["zustand"].reindex(gefunden.index)
    return gefunden.assign(
        grund=[
            f"{formate.zustandstext(z)}." if z in _OHNE_ZU_FEHLEN else grund
            for z, grund in zip(zustand, gefunden["grund"], strict=True)
        ]
    )


def kartentabelle(kommune: Kommune, gefunden: pd.DataFrame, zeilen: pd.DataFrame) -> pd.DataFrame:
    """Kategorie, Schild und Kurzinfo je Gebiet; ohne Wert steht, ob er fehlt oder gesperrt ist.

    Parameters
    ----------
    gefunden, zeilen
        Aus `muster` und `stand`.
    """
    zustand = dict(zip(zeilen["gebiet"], zeilen["zustand"], strict=True))
    worte = {k.id: k.text for k in MUSTER}
    eintraege = [
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
    tabelle = pd.DataFrame(eintraege)
    namen_und_grund = [
        [kommune.name(str(gebiet)), *([grund] if grund else [])]
        for gebiet, grund in zip(tabelle["gebiet"], tabelle["grund"], strict=True)
    ]
    return tabelle.assign(zeilen=pd.Series(namen_und_grund, tabelle.index, dtype="object"))


def musterbild(
    vorrat: Vorrat,
    tabelle: pd.DataFrame,
    zeilen: pd.DataFrame,
    indikator: Indikator,
    stichtag: str,
) -> Bild:
    """Tabelle und Alternativtext zur Karte der Muster, noch ohne Karte."""
    kommune = vorrat.kommune
    je_gebiet = {z["gebiet"]: z for z in zeilen.to_dict("records")}
    benannt = [kommune.name(g) for g in tabelle["gebiet"]]
    fertig = pd.DataFrame(
        {
            "Gebiet": benannt,
            "Wert": [
                formate.zelle(z["zustand"], z["wert"], indikator)
                if (z := je_gebiet.get(g))
                else formate.zelle("fehlt", None, indikator)
                for g in tabelle["gebiet"]
            ],
            "Muster": [
                f"{text} ({grund.rstrip('.')})" if grund else text
                for text, grund in zip(tabelle["text"], tabelle["grund"], strict=True)
            ],
        }
    )
    demo = bool(zeilen["demo"].any())
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
        quelle=_quelle(vorrat, [indikator.id], demo=demo),
    )


def stand(vorrat: Vorrat, indikator: Indikator, ebene: str, stichtag: str) -> pd.DataFrame:
    """Die Zeilen einer Ebene zu einem Stichtag."""
    tabelle = vorrat.der_ebene(indikator, ebene)
    return tabelle[tabelle["stichtag"].eq(stichtag)]


def _im_feld(kommune: Kommune, indikator: str, feld: str) -> bool:
    if feld == LEIT:
        return indikator in kommune.einstellungen.leitindikatoren
    return feld in {ALLE, kommune.katalog[indikator].handlungsfeld}


def _rangtext(rang: Any) -> str:  # noqa: ANN401
    return "kein Rang" if pd.isna(rang) else str(rang)


def _werttexte(
    kommune: Kommune, tafel: pd.DataFrame, gebiet: str, zeichen: Mapping[str, str]
) -> list[str]:
    werttext = {
        n: formate.wert_mit_einheit(tafel.loc[gebiet, n], kommune.katalog[n])
        for n in map(str, tafel.columns)
    }
    return [f"{text} {zeichen.get(n, '')}".strip() for n, text in werttext.items()]


def _unterschiede(
    kommune: Kommune, alle: pd.DataFrame, gebiet: str, anderes: str, stand: str
) -> dict[str, str]:
    """Je Indikator ▲ oder ▼, wo das andere Gebiet gesichert höher oder niedriger liegt."""
    partner = Partner(art="gebiet", name=kommune.name(gebiet), schluessel=gebiet)
    teil = Gegenpartner(
        gebiet=anderes, name=kommune.name(anderes), stand=stand, partner=partner, feld=ALLE
    )
    tabelle, _ = partnertabelle(kommune, alle, teil)
    gesichert = tabelle[tabelle["urteil"].isin([vergleich.HOEHER, vergleich.NIEDRIGER])]
    paare = zip(gesichert["indikator"], gesichert["urteil"], strict=True)
    return {str(indikator): tabellen.SYMBOLE[urteil][0] for indikator, urteil in paare}


def _tafelbild(
    vorrat: Vorrat,
    titel: str,
    tabelle: pd.DataFrame,
    indikatoren: Sequence[str],
    *,
    demo: bool,
) -> Bild:
    zusatz = f" {texte.DEMO_ZUSATZ}" if demo else ""
    return Bild(
        titel=f"{titel}{zusatz}",
        bild=None,
        alttext="",
        tabelle=tabelle,
        demo=demo,
        quelle=_quelle(vorrat, indikatoren, demo=demo),
    )


def _quelle(vorrat: Vorrat, indikatoren: Sequence[str] | pd.Series, *, demo: bool) -> str:
    kommune = vorrat.kommune
    genannt = (kommune.katalog[str(i)] for i in indikatoren)
    return vorrat.quellenzeile(*genannt, mit_demo=demo)
