"""Was an Daten da ist: Abdeckung, Herkunft je Indikator, Abgleich mit Flächen, Abweichungen.

Nichts wird hier geglättet: wo ein überlieferter Gesamtwert und die Summe der Teile auseinander-
gehen, stehen beide nebeneinander.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

import numpy as np
import pandas as pd

from sozialmonitor import formate, klassen, texte
from sozialmonitor.katalog import HINWEISE, Indikator, merkmalsname
from sozialmonitor.kommune import Kommune
from sozialmonitor.zeichen import BEDEUTUNG, OHNE_WERT

ECHT, DEMO, VORLAEUFIG = "echt", "demo", "vorlaeufig"
FEHLT, GESPERRT, ZU_WENIGE = "fehlt", "geheim", "zu_wenige"
ABWEICHUNGEN = ["merkmal", "gebiet", "stichtag", "ueberliefert", "summe", "differenz"]
_PARTNER = {
    "stadt": "der Stadt",
    "reststadt": "der Stadt ohne das Gebiet",
    "kreis": "dem Landkreis",
    "land": "dem Land",
}
_ARTTEXTE = {
    ECHT: "veröffentlicht",
    DEMO: "Demonstration",
    VORLAEUFIG: "vorläufig",
    FEHLT: "ohne Angabe",
    GESPERRT: "gesperrt",
    ZU_WENIGE: "mit zu wenigen Personen",
}
_GLEICH = 1e-9
_FLAECHENDATEIEN = {".geojson", ".gpkg", ".shp", ".json"}


def tafelzeilen(
    tabelle: pd.DataFrame, gebiete: Sequence[str], namen: Mapping[str, str]
) -> pd.DataFrame:
    """Alle Zeilen der Gebiete mit `name`, in deren Reihenfolge; ganz leere Gebiete fehlen nicht.

    Parameters
    ----------
    tabelle
        Ergebnis von `kennzahlen.kennzahl`.

    Returns
    -------
    pd.DataFrame
        `name`, `gebiet`, `stichtag`, `zustand`, `zeichen`, `demo`; ein Gebiet ohne Zeile steht
        am jüngsten Stichtag mit „fehlt“. Ohne eine einzige Zeile leer.
    """
    spalten = ["gebiet", "stichtag", "zustand", "zeichen", "demo"]
    zeilen = tabelle.loc[tabelle["gebiet"].isin(list(gebiete)), spalten]
    if zeilen.empty:
        return zeilen.assign(name="")
    fehlend = [g for g in gebiete if g not in set(zeilen["gebiet"])]
    leer = pd.DataFrame({"gebiet": fehlend}, dtype="object").assign(
        stichtag=zeilen["stichtag"].max(), zustand=FEHLT, zeichen="", demo=False
    )
    alle = pd.concat([zeilen, leer[spalten]], ignore_index=True) if fehlend else zeilen
    platz = {gebiet: i for i, gebiet in enumerate(gebiete)}
    geordnet = alle.assign(
        name=alle["gebiet"].map(_eindeutig(gebiete, namen)), platz=alle["gebiet"].map(platz)
    )
    return (
        geordnet.sort_values(["platz", "stichtag"], kind="stable")
        .drop(columns="platz")
        .reset_index(drop=True)
    )


def felder(zeilen: pd.DataFrame) -> pd.DataFrame:
    """Je Gebiet und Jahr, woher der jüngste Wert des Jahres stammt.

    Parameters
    ----------
    zeilen
        Ergebnis von `tafelzeilen`.

    Returns
    -------
    pd.DataFrame
        `gebiet`, `jahr` und `art`: echt | demo | vorlaeufig | fehlt | geheim | zu_wenige. Jedes
        Gebiet kommt in jedem Jahr zwischen dem ersten und dem letzten vor.
    """
    if zeilen.empty:
        return pd.DataFrame(columns=["gebiet", "jahr", "art"])
    mit_art = zeilen.assign(jahr=zeilen["stichtag"].str[:4].astype(int), art=_art(zeilen))
    je_jahr = mit_art.sort_values("stichtag", kind="stable").drop_duplicates(
        ["gebiet", "jahr"], keep="last"
    )
    jahre = range(je_jahr["jahr"].min(), je_jahr["jahr"].max() + 1)
    raster = pd.MultiIndex.from_product(
        [zeilen["gebiet"].unique(), jahre], names=["gebiet", "jahr"]
    )
    belegt = je_jahr.set_index(["gebiet", "jahr"])["art"]
    return belegt.reindex(raster).fillna(FEHLT).reset_index()


def satz_felder(zeilen: pd.DataFrame) -> str:
    """Wie viele Felder der Tafel wie belegt sind, als Satz."""
    if zeilen.empty:
        return "Für diese Ebene ist kein Wert verzeichnet."
    anzahl = anzahl_je_art(felder(zeilen))
    teile = [f"{formate.zahl(n)} {_ARTTEXTE[art]}" for art, n in anzahl.items() if n]
    gesamt = sum(anzahl.values())
    return f"Von {formate.zahl(gesamt)} Feldern (Gebiet mal Jahr): {formate.aufzaehlung(teile)}."


def satz_abweichungen(unterschiede: pd.DataFrame) -> str:
    """Ob Gesamtwerte und Summen der Teile übereinstimmen."""
    if unterschiede.empty:
        return (
            "Zu keinem Gebiet liegen ein eigener Gesamtwert und zugleich alle Teile vor; "
            "es gibt nichts zu vergleichen."
        )
    ungleich = unterschiede[unterschiede["differenz"].abs() > _GLEICH]
    kopf = f"Verglichen wurden {formate.zahl(len(unterschiede))} Gesamtwerte mit ihren Teilen"
    if ungleich.empty:
        return f"{kopf}; alle stimmen überein."
    groesste = ungleich["differenz"].abs().max()
    return (
        f"{kopf}; {formate.zahl(len(ungleich))} weichen ab, am stärksten um "
        f"{_knapp(float(groesste))}. Der Gesamtwert gilt, die Abweichung bleibt stehen."
    )


def anzahl_je_art(raster: pd.DataFrame) -> dict[str, int]:
    """Wie viele Felder echt, erfunden, vorläufig und leer sind."""
    gezaehlt = raster["art"].value_counts()
    arten = (ECHT, DEMO, VORLAEUFIG, FEHLT, GESPERRT, ZU_WENIGE)
    return {art: int(gezaehlt.get(art, 0)) for art in arten}


def bilanz(tabellen: Mapping[str, pd.DataFrame]) -> tuple[int, int, int, int]:
    """Wie viele Werte aller Indikatoren belegt, erfunden, gesperrt und ohne Angabe sind."""
    echt = demo = geheim = fehlt = 0
    for tabelle in tabellen.values():
        gesperrt, ohne = tabelle["zustand"].eq("geheim"), tabelle["zustand"].eq("fehlt")
        da = ~(gesperrt | ohne)
        geheim += int(gesperrt.sum())
        fehlt += int(ohne.sum())
        demo += int((da & tabelle["demo"]).sum())
        echt += int((da & ~tabelle["demo"]).sum())
    return echt, demo, geheim, fehlt


def ebenen(kommune: Kommune, tabelle: pd.DataFrame) -> list[str]:
    """Die Ebenen, auf denen ein Indikator Zeilen hat, fein nach grob."""
    vorhanden = set(tabelle["gebiet"])
    return [
        ebene.id
        for ebene in kommune.einstellungen.ebenen
        if vorhanden & set(kommune.gebiete_der_ebene(ebene.id))
    ]


def steckbrief(kommune: Kommune, indikator: Indikator) -> pd.DataFrame:
    """Was der Katalog über einen Indikator sagt, als Tabelle `Angabe, Inhalt`."""
    felder = {f.id: f.titel for f in kommune.einstellungen.handlungsfelder}
    brueche = [f"ab {formate.stichtag(b.ab)}: {b.grund}" for b in kommune.brueche(indikator)]
    angaben = {
        "Kurz": indikator.kurz,
        "Definition": indikator.definition,
        "Berechnung": indikator.berechnung,
        "Zähler" if indikator.nenner else "Gezählt wird": merkmalstitel(kommune, indikator.zaehler),
        "Nenner": merkmalstitel(kommune, indikator.nenner),
        "Einheit": indikator.einheit,
        "Leserichtung": texte.leserichtung(indikator),
        "Vergleich mit": formate.aufzaehlung([_PARTNER[p] for p in indikator.vergleich]),
        "Handlungsfeld": felder[indikator.handlungsfeld],
        "Zählung": reihentitel(kommune, indikator),
        "Brüche": "; ".join(brueche) or "keine",
        "Vorbehalte": " ".join(HINWEISE[h] for h in indikator.hinweise) or "keine",
        "Eintrag geprüft": f"am {formate.stichtag(indikator.geprueft_am)}",
    }
    zeilen = [(name, text) for name, text in angaben.items() if text]
    return pd.DataFrame(zeilen, columns=["Angabe", "Inhalt"])


def merkmalstitel(kommune: Kommune, terme: Sequence[str]) -> str:
    """Zähler oder Nenner in Worten: „A plus B minus C“; ohne Terme leer."""
    text = ""
    for term in terme:
        verbindung = " minus " if term.startswith("-") else " plus " if text else ""
        text += verbindung + kommune.merkmale[merkmalsname(term)].titel
    return text.strip()


def reihentitel(kommune: Kommune, indikator: Indikator) -> str:
    """Die Zählungen, aus denen Zähler und Nenner stammen."""
    terme = [merkmalsname(t) for t in (*indikator.zaehler, *indikator.nenner)]
    reihen = dict.fromkeys(kommune.merkmale[t].reihe for t in terme)
    return formate.aufzaehlung([kommune.reihen[r].titel for r in reihen if r])


def zeichenerklaerung() -> pd.DataFrame:
    """Die Zeichen der Quelle und ihre Bedeutung."""
    zeilen = [(zeichen, f"{text[:1].upper()}{text[1:]}") for zeichen, text in BEDEUTUNG.items()]
    return pd.DataFrame(zeilen, columns=["Zeichen", "Bedeutung"])


def luecken() -> pd.DataFrame:
    """Drei Gründe für einen fehlenden Wert und die wirkliche Null, und wie sie aussehen."""
    karte = {"fehlt": "hellgrau", "geheim": "schraffiert", "zu_wenige": "gepunktet"}
    diagramm = {"fehlt": "Lücke, die Linie ist unterbrochen"}
    zeilen = [
        (
            formate.zustandstext(zustand),
            darstellung.kuerzel,
            karte[zustand],
            diagramm.get(zustand, "kein Punkt und keine Zahl"),
        )
        for zustand, darstellung in klassen.OHNE_WERT.items()
    ]
    zeilen.append(("wirklich null", "0", "niedrigste Klasse", "Wert 0"))
    return pd.DataFrame(zeilen, columns=["Bedeutung", "Tabelle", "Karte", "Diagramm"])


def ressourcen(kommune: Kommune) -> pd.DataFrame:
    """Die Tabellen des Datenpakets mit Stand, Herkunft und Lizenz."""
    zeilen = [
        {
            "Tabelle": r.get("title", r["name"]),
            "Datei": r.get("path", ""),
            "Stand": formate.stichtag(r["stand"]) if r.get("stand") else "",
            "Werte": "Demonstration" if r.get("demonstration") else "veröffentlicht",
            "Herkunft": r.get("beschreibung_herkunft", ""),
            "Lizenz": "; ".join(x.get("title", x.get("name", "")) for x in r.get("licenses", [])),
        }
        for r in kommune.paket.get("resources", [])
        if r.get("rolle") == "bestand"
    ]
    return pd.DataFrame(zeilen)


def uebersicht(kommune: Kommune, tabellen: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Je Handlungsfeld die Indikatoren mit Herkunft, Ebenen und Zeitraum, als fertige Texte."""
    ergebnis: dict[str, pd.DataFrame] = {}
    for feld in kommune.einstellungen.handlungsfelder:
        zeilen = [
            _uebersichtszeile(kommune, indikator, tabellen.get(indikator.id))
            for indikator in kommune.katalog.values()
            if indikator.handlungsfeld == feld.id
        ]
        if zeilen:
            ergebnis[feld.titel] = pd.DataFrame(zeilen)
    return ergebnis


def herkunft(tabelle: pd.DataFrame | None) -> str:
    """„veröffentlicht“, „Demonstration“, „beides“ oder „keine Werte“."""
    if tabelle is None or tabelle.empty:
        return "keine Werte"
    mit_wert = tabelle.loc[tabelle["zustand"].ne("fehlt"), "demo"]
    if mit_wert.empty:
        return "keine Werte"
    if mit_wert.all():
        return "Demonstration"
    return "beides" if mit_wert.any() else "veröffentlicht"


def abgleich(kommune: Kommune, tabellen: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Je Ebene: Gebiete, Flächen und Gebiete, zu denen es keinen einzigen Wert gibt."""
    mit_wert: set[str] = set()
    for tabelle in tabellen.values():
        mit_wert |= set(tabelle.loc[tabelle["zustand"].ne("fehlt"), "gebiet"])
    zeilen = []
    for ebene in kommune.einstellungen.ebenen:
        gebiete = kommune.gebiete_der_ebene(ebene.id)
        geometrie = kommune.geometrien.get(ebene.id)
        flaechen = set(geometrie.flaechen.index) if geometrie else set()
        ohne_flaeche = [kommune.name(g) for g in gebiete if g not in flaechen]
        ohne_wert = [kommune.name(g) for g in gebiete if g not in mit_wert]
        zeilen.append(
            {
                "Ebene": ebene.titel,
                "Gebiete": formate.zahl(len(gebiete)),
                "mit Fläche": formate.zahl(len(gebiete) - len(ohne_flaeche)),
                "ohne Fläche": formate.aufzaehlung(ohne_flaeche) or "keines",
                "ohne Wert": formate.aufzaehlung(ohne_wert) or "keines",
                "Grenzen": _grenzen(geometrie.schematisch if geometrie else None),
            }
        )
    return pd.DataFrame(zeilen)


def flaechen_ohne_gebiet(kommune: Kommune) -> list[str]:
    """Befunde zu Flächendateien, etwa Flächen, die zu keinem Gebiet gehören."""
    return [
        str(mangel)
        for mangel in kommune.maengel
        if PurePath(mangel.datei).suffix in _FLAECHENDATEIEN
    ]


def abweichungen(kommune: Kommune, indikator: Indikator) -> pd.DataFrame:
    """Wo ein Gebiet einen überlieferten Wert hat und seine Teile zusammen einen anderen.

    Returns
    -------
    pd.DataFrame
        Spalten `ABWEICHUNGEN`, eine Zeile je Merkmal, Gebiet und Stichtag, an dem beides
        vorliegt; `differenz` = überliefert − Summe (auch 0). Ohne Beides leer. Zahlen mit
        gesperrten oder unbekannten Teilen bleiben aus.
    """
    terme = [merkmalsname(t) for t in (*indikator.zaehler, *indikator.nenner)]
    zeilen = []
    for name in dict.fromkeys(terme):
        merkmal = kommune.merkmale[name]
        if merkmal.art == "anzahl" and name in kommune.zahlen:
            zeilen += _abweichungen(kommune, name, merkmal.aus or name)
    return pd.DataFrame(zeilen, columns=ABWEICHUNGEN)


def abweichungstabelle(kommune: Kommune, unterschiede: pd.DataFrame) -> pd.DataFrame:
    """`abweichungen` als deutsche Texte."""
    zeilen = [
        {
            "Gebiet": kommune.name(z["gebiet"]),
            "Stichtag": formate.stichtag(z["stichtag"]),
            "Merkmal": kommune.merkmale[z["merkmal"]].titel,
            "überlieferter Wert": _knapp(z["ueberliefert"]),
            "Summe der Teile": _knapp(z["summe"]),
            "Differenz": _knapp(z["differenz"], vorzeichen=True),
        }
        for z in unterschiede.to_dict("records")
    ]
    return pd.DataFrame(zeilen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quelle:
    """Eine Quelle: Titel, Adresse (nur Netzadressen), wann abgerufen, Hinweis."""

    titel: str
    adresse: str
    abgerufen: str
    hinweis: str


def quellen(kommune: Kommune, schluessel: Collection[str] | None = None) -> list[Quelle]:
    """Die Quellen in der Reihenfolge des Verzeichnisses; ohne Auswahl alle."""
    zeilen = kommune.quellen.fillna("")
    if schluessel is not None:
        zeilen = zeilen[zeilen.index.isin(list(schluessel))]
    return [
        Quelle(
            titel=str(z["titel"]),
            adresse=str(z["url"]) if str(z["url"]).startswith(("https://", "http://")) else "",
            abgerufen=formate.stichtag(str(z["abgerufen"])) if z["abgerufen"] else "",
            hinweis=str(z["hinweis"]),
        )
        for z in zeilen.to_dict("records")
    ]


def quellen_des_indikators(kommune: Kommune, indikator: Indikator) -> list[str]:
    """Die Quellenschlüssel aller Zeilen, aus denen der Indikator entsteht."""
    terme = [*indikator.zaehler, *indikator.nenner, indikator.veroeffentlicht]
    namen = {merkmalsname(t) for t in terme if t}
    namen |= {kommune.merkmale[n].aus for n in namen if n in kommune.merkmale}
    zeilen = kommune.bestand[kommune.bestand["merkmal"].isin(sorted(namen - {""}))]
    benutzt = {q for text in zeilen["quelle"].unique() for q in str(text).split()}
    return [str(q) for q in kommune.quellen.index if q in benutzt]


def _eindeutig(gebiete: Sequence[str], namen: Mapping[str, str]) -> dict[str, str]:
    vorhanden = [namen[g] for g in gebiete]
    return {g: namen[g] if vorhanden.count(namen[g]) == 1 else f"{namen[g]} ({g})" for g in gebiete}


def _art(zeilen: pd.DataFrame) -> np.ndarray:
    ohne_wert = zeilen["zustand"].ne("wert")
    zeichen = zeilen["zeichen"].str.split()
    vorlaeufig = zeichen.map(lambda teile: "p" in teile).astype(bool)
    return np.select(
        [ohne_wert, zeilen["demo"], vorlaeufig],
        [zeilen["zustand"], DEMO, VORLAEUFIG],
        ECHT,
    )


def _uebersichtszeile(
    kommune: Kommune, indikator: Indikator, tabelle: pd.DataFrame | None
) -> dict[str, str]:
    mit_wert = tabelle[tabelle["zustand"].ne("fehlt")] if tabelle is not None else pd.DataFrame()
    ebenen, zeitraum = "", ""
    if len(mit_wert):
        vorhanden = set(kommune.gebiete.loc[mit_wert["gebiet"].unique(), "ebene"])
        ebenen = ", ".join(e.titel for e in kommune.einstellungen.ebenen if e.id in vorhanden)
        tage = sorted(mit_wert["stichtag"])
        zeitraum = " bis ".join(
            dict.fromkeys(formate.kurzer_stichtag(t) for t in (tage[0], tage[-1]))
        )
    return {
        "Indikator": indikator.titel,
        "Einheit": indikator.einheit,
        "Werte": herkunft(tabelle),
        "Anzahl der Werte": formate.zahl(len(mit_wert)),
        "Ebenen": ebenen,
        "Zeitraum": zeitraum,
        "geprüft am": formate.stichtag(indikator.geprueft_am),
    }


def _grenzen(schematisch: bool | None) -> str:
    if schematisch is None:
        return "keine Karte"
    return "schematisch" if schematisch else "amtlich"


def _abweichungen(kommune: Kommune, name: str, grundlage: str) -> list[dict[str, object]]:
    zahlen = kommune.zahlen[name]
    stelle = {gebiet: i for i, gebiet in enumerate(kommune.gebiete.index)}
    spalte = {tag: j for j, tag in enumerate(zahlen.stichtage)}
    eigene = kommune.bestand.loc[
        kommune.bestand["merkmal"].eq(grundlage), ["gebiet", "stichtag"]
    ].drop_duplicates()
    kanten = dict(list(kommune.zerlegung.groupby("ganzes")))
    gefunden = []
    for gebiet, tag in eigene[eigene["gebiet"].isin(list(kanten))].itertuples(index=False):
        teile, j = kanten[gebiet], spalte[tag]
        orte = teile["teil"].map(stelle).to_numpy()
        da = zahlen.vorhanden[orte, j]
        pflicht = teile["pflicht"].to_numpy(dtype=bool)
        gueltig = zahlen.bits[orte, j][da] & OHNE_WERT
        ganz = zahlen.werte[stelle[gebiet], j]
        if not da.any() or (pflicht & ~da).any() or gueltig.any() or np.isnan(ganz):
            continue
        summe = float(zahlen.werte[orte, j][da].sum())
        gefunden.append(
            {
                "merkmal": name,
                "gebiet": gebiet,
                "stichtag": tag,
                "ueberliefert": float(ganz),
                "summe": summe,
                "differenz": float(ganz) - summe,
            }
        )
    return gefunden


def _knapp(wert: float, *, vorzeichen: bool = False) -> str:
    stellen = 0 if float(wert).is_integer() else 2
    return formate.zahl(wert, stellen, vorzeichen=vorzeichen)
