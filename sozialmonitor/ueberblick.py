"""Der Überblick: Kacheln der Stadt, Matrix der Gebiete und drei Sätze aus den Leitindikatoren."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from sozialmonitor import formate, kennzahlen, tabellen, texte, vergleich
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune
from sozialmonitor.tabellen import Zelle

Leitwerte = Mapping[str, pd.DataFrame]
RUECKBLICK_JAHRE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Kachel:
    """Eine Kennzahl der Stadt: fertige Texte und der Verlauf als kleines SVG."""

    titel: str
    wert: str
    zeilen: tuple[str, ...]
    funke: str
    demo: bool


def kacheln(kommune: Kommune, leitwerte: Leitwerte) -> list[Kachel]:
    """Je Leitindikator der jüngste Wert der Stadt mit Bereich, Veränderung und Verlauf."""
    gefunden = []
    for name, tabelle in leitwerte.items():
        reihe = stadtreihe(kommune, tabelle)
        if not reihe.empty:
            gefunden.append(_kachel(kommune, kommune.katalog[name], reihe))
    return gefunden


def stadtreihe(kommune: Kommune, tabelle: pd.DataFrame) -> pd.DataFrame:
    """Die Werte der Stadt nach Stichtag, nur wo es einen Wert gibt."""
    stadt = tabelle["gebiet"].eq(kommune.einstellungen.stadt) & tabelle["zustand"].eq("wert")
    return tabelle[stadt].sort_values("stichtag").reset_index(drop=True)


def rueckblick(
    kommune: Kommune, indikator: Indikator, reihe: pd.DataFrame
) -> tuple[pd.Series, pd.Series] | None:
    """Vergleichszeile und letzte Zeile: etwa fünf Jahre früher, nie über einen Bruch hinweg."""
    if len(reihe) <= 1:
        return None
    letzte = reihe.iloc[-1]
    brueche = [b.ab for b in kommune.brueche(indikator) if b.ab <= str(letzte["stichtag"])]
    vergleichbar = reihe[reihe["stichtag"] >= max(brueche, default="")].iloc[:-1]
    if vergleichbar.empty:
        return None
    ziel = int(str(letzte["stichtag"])[:4]) - RUECKBLICK_JAHRE
    abstand = (vergleichbar["stichtag"].str[:4].astype(int) - ziel).abs()
    return vergleichbar.iloc[int(abstand.to_numpy().argmin())], letzte


def matrix(kommune: Kommune, leitwerte: Leitwerte, ebene: str) -> str:
    """HTML-Matrix der Gebiete einer Ebene und der Leitindikatoren, je mit jüngstem Stand."""
    gebiete = [kommune.einstellungen.stadt]
    gebiete += [g for g in kommune.gebiete_der_ebene(ebene) if g not in gebiete]
    spalten: list[str] = []
    zeilen: dict[str, list[Zelle]] = {g: [] for g in gebiete}
    for name, tabelle in leitwerte.items():
        indikator = kommune.katalog[name]
        stichtag = kennzahlen.juengster_stichtag(tabelle[tabelle["gebiet"].isin(gebiete[1:])])
        if not stichtag:
            continue
        spalten.append(_spaltentitel(indikator, stichtag))
        stand = tabelle[tabelle["stichtag"].eq(stichtag)].set_index("gebiet")
        for gebiet in gebiete:
            zeilen[gebiet].append(_zelle(stand, gebiet, indikator))
    titel = kommune.ebene(ebene).titel
    return tabellen.matrix(
        {kommune.name(g): zellen for g, zellen in zeilen.items()},
        spalten,
        beschriftung=f"{titel} und Leitindikatoren, jeweils jüngster Stand",
        ecke="Gebiet",
    )


def saetze_gesperrt(kommune: Kommune, leitwerte: Leitwerte, ebene: str) -> list[str]:
    """Zu welchen Leitindikatoren `matrix` einen älteren Stand zeigt, weil neuere gesperrt sind."""
    gebiete = set(kommune.gebiete_der_ebene(ebene)) - {kommune.einstellungen.stadt}
    gefunden = []
    for name, tabelle in leitwerte.items():
        stand = tabelle[tabelle["gebiet"].isin(gebiete)]
        if gesperrte := kennzahlen.gesperrte_stichtage(stand):
            juengster = kennzahlen.juengster_stichtag(stand)
            satz = texte.satz_gesperrte_staende(gesperrte, juengster)
            gefunden.append(f"„{kommune.katalog[name].titel}“: {satz}")
    return gefunden


def saetze(kommune: Kommune, leitwerte: Leitwerte, ebene: str) -> list[str]:
    """Höchstens drei Sätze: größte gesicherte Veränderung, Spannweite, auffällige Gebiete."""
    satz_liste = [
        _satz_veraenderung(kommune, leitwerte),
        _satz_spannweite(kommune, leitwerte, ebene),
        _satz_haeufung(kommune, leitwerte, ebene),
    ]
    return [satz for satz in satz_liste if satz]


def _kachel(kommune: Kommune, indikator: Indikator, reihe: pd.DataFrame) -> Kachel:
    letzte = reihe.iloc[-1]
    zeilen = [formate.bereich(letzte["unten"], letzte["oben"], indikator)]
    zeilen = [f"95-%-Bereich {zeilen[0]}" if zeilen[0] else ""]
    if pd.notna(letzte["nenner"]):
        wort = "von" if indikator.art == "anteil" else "auf"
        zeilen.append(f"{formate.zahl(letzte['zaehler'])} {wort} {formate.zahl(letzte['nenner'])}")
    zeilen.append(_veraenderungszeile(kommune, indikator, reihe))
    zeilen.append(f"Stand {formate.stichtag(str(letzte['stichtag']))}{_vermerk(letzte)}")
    beschreibung = texte.alttext_zeitreihe(reihe, indikator, kommune.namen)
    return Kachel(
        titel=indikator.titel,
        wert=formate.wert_mit_einheit(letzte["wert"], indikator),
        zeilen=tuple(zeile for zeile in zeilen if zeile),
        funke=_funke(kommune, indikator, reihe, beschreibung),
        demo=bool(reihe["demo"].any()),
    )


def _vermerk(zeile: pd.Series) -> str:
    zeichen = str(zeile["zeichen"]).split()
    vermerke = ["Demonstrationswert"] if zeile["demo"] else []
    vermerke += ["vorläufig"] if "p" in zeichen else []
    return f" ({', '.join(vermerke)})" if vermerke else ""


def _funke(kommune: Kommune, indikator: Indikator, reihe: pd.DataFrame, beschreibung: str) -> str:
    """Der Verlauf; Jahre ohne Wert zwischen jährlichen Werten sind Lücken, Brüche trennen."""
    jahre = reihe["stichtag"].str[:4].astype(int)
    je_jahr = dict(zip(jahre, zip(reihe["stichtag"], reihe["wert"], strict=True), strict=True))
    if jahre.diff().median() == 1:
        alle = range(jahre.min(), jahre.max() + 1)
        je_jahr = {jahr: je_jahr.get(jahr, (str(jahr), float("nan"))) for jahr in alle}
    tage = [tag for tag, _ in je_jahr.values()]
    brueche = [bruch.ab for bruch in kommune.brueche(indikator)]
    neu_ab = [i for i in range(1, len(tage)) if any(tage[i - 1] < ab <= tage[i] for ab in brueche)]
    werte = [wert for _, wert in je_jahr.values()]
    return tabellen.funke(werte, beschreibung=beschreibung, neu_ab=neu_ab)


def _veraenderungszeile(kommune: Kommune, indikator: Indikator, reihe: pd.DataFrame) -> str:
    paar = rueckblick(kommune, indikator, reihe)
    if paar is None:
        return ""
    differenz, unten, oben = vergleich.veraenderung(*paar, indikator)
    seit = formate.stichtag(str(paar[0]["stichtag"]))
    text = f"{formate.differenz(differenz, indikator)} seit {seit}"
    if pd.isna(unten):
        return text
    return f"{text}, {'gesichert' if unten > 0 or oben < 0 else 'nicht gesichert'}"


def _spaltentitel(indikator: Indikator, stichtag: str) -> str:
    einheit = "" if indikator.einheit == "Personen" else f", {indikator.einheit}"
    return f"{indikator.titel}{einheit} ({formate.kurzer_stichtag(stichtag)})"


def _zelle(stand: pd.DataFrame, gebiet: str, indikator: Indikator) -> Zelle:
    if gebiet not in stand.index:
        return Zelle(text=formate.zelle("fehlt", None, indikator), titel="keine Angabe")
    zeile = stand.loc[[gebiet]].iloc[0]
    text = formate.zelle(zeile["zustand"], zeile["wert"], indikator, zeile["zeichen"])
    if zeile["zustand"] != "wert" or not indikator.nenner:
        return Zelle(text=text, titel=formate.zustandstext(zeile["zustand"]))
    streuung = float(stand.loc[stand["zustand"].eq("wert"), "wert"].std(ddof=0))
    abstand = zeile["wert"] - zeile["stadtwert"]
    return Zelle(
        text=text,
        urteil=str(zeile["urteil"]),
        stufe=tabellen.stufe(abstand, streuung),
        titel=f"{formate.differenz(abstand, indikator)} gegenüber der Stadt; {zeile['urteil']}",
    )


def _satz_veraenderung(kommune: Kommune, leitwerte: Leitwerte) -> str:
    beste: tuple[float, str] = (0.0, "")
    for name, tabelle in leitwerte.items():
        indikator = kommune.katalog[name]
        paar = rueckblick(kommune, indikator, stadtreihe(kommune, tabelle))
        if paar is None or indikator.art != "anteil":
            continue
        differenz, unten, oben = vergleich.veraenderung(*paar, indikator)
        staerke = abs(differenz) / (oben - unten) if unten > 0 or oben < 0 else 0.0
        if staerke > beste[0]:
            satz = texte.satz_veraenderung(
                kommune.einstellungen.name, *paar, (differenz, unten, oben), indikator
            )
            beste = (staerke, satz)
    return beste[1]


def _gerichtete(
    kommune: Kommune, leitwerte: Leitwerte, ebene: str
) -> list[tuple[Indikator, pd.DataFrame]]:
    gebiete = kommune.gebiete_der_ebene(ebene)
    gefunden = []
    for name, tabelle in leitwerte.items():
        indikator = kommune.katalog[name]
        stand = tabelle[tabelle["gebiet"].isin(gebiete)]
        if indikator.richtung != "neutral" and stand["zustand"].eq("wert").sum() > 1:
            juengster = kennzahlen.juengster_stichtag(stand)
            gefunden.append((indikator, stand[stand["stichtag"].eq(juengster)]))
    return gefunden


def _satz_spannweite(kommune: Kommune, leitwerte: Leitwerte, ebene: str) -> str:
    gerichtete = _gerichtete(kommune, leitwerte, ebene)
    if not gerichtete:
        return ""
    indikator, stand = gerichtete[0]
    return texte.satz_karte(
        stand,
        indikator,
        kommune.namen,
        kommune.ebene(ebene).titel,
        stichtag=str(stand["stichtag"].iloc[0]),
    )


def _satz_haeufung(kommune: Kommune, leitwerte: Leitwerte, ebene: str) -> str:
    """Gebiete, die in mehreren Leitindikatoren gesichert ungünstiger liegen als die Reststadt."""
    gerichtete = _gerichtete(kommune, leitwerte, ebene)
    if len(gerichtete) <= 1:
        return ""
    anzahl = pd.Series(0, index=kommune.gebiete_der_ebene(ebene))
    for indikator, stand in gerichtete:
        hoch = indikator.richtung == "hoch_belastend"
        urteil = vergleich.HOEHER if hoch else vergleich.NIEDRIGER
        anzahl[stand.loc[stand["urteil"].eq(urteil), "gebiet"]] += 1
    haeufig = anzahl[anzahl * 2 > len(gerichtete)]
    if haeufig.empty:
        return ""
    namen = formate.aufzaehlung([kommune.name(str(g)) for g in haeufig.index])
    demo = any(stand["demo"].any() for _, stand in gerichtete)
    return (
        f"In mehr als der Hälfte der {len(gerichtete)} bewerteten Leitindikatoren gesichert "
        f"ungünstiger als die übrige Stadt: {namen}{' (Demonstrationsdaten)' if demo else ''}."
    )
