"""Sätze zur Gruppierung der Gebiete: wie viele, wie deutlich, wie stabil, was jede auszeichnet.

Die Sätze sprechen von Merkmalen, nie von Menschen. Günstiger oder ungünstiger heißt ein Abstand
nur bei Indikatoren mit vereinbarter Richtung, sonst höher oder niedriger.
"""

import math
from collections.abc import Mapping, Sequence

from sozialmonitor import formate
from sozialmonitor.katalog import Indikator
from sozialmonitor.texte.werte import DEMO_ZUSATZ, alttext_allgemein
from sozialmonitor.typen import Merkmal

DREI_SAETZE = (
    "Gebiete einer Gruppe ähneln sich in den gewählten Merkmalen; mit anderen Merkmalen "
    "entstünden andere Gruppen.",
    "Alle Merkmale zählen gleich viel, gemessen am Abstand vom Mittel der Gebiete, nicht vom "
    "Wert der Stadt.",
    "Die Nummern sind keine Rangfolge, und eine Gruppe sagt nichts über einzelne Menschen.",
)
# Kaufman & Rousseeuw 1990 (Silhouette), Hennig 2007 (Stabilität)
_GETRENNT, _ERKENNBAR = 0.5, 0.25
_STABIL, _BEDINGT = 0.75, 0.6
_HOECHSTENS_GENANNT = 6
_ZWEI = 2


def trennung(silhouette: float) -> str:
    """Wie deutlich Gruppen getrennt sind, nach der mittleren Silhouette."""
    if silhouette >= _GETRENNT:
        return "deutlich getrennt"
    if silhouette >= _ERKENNBAR:
        return "erkennbar, aber nicht scharf getrennt"
    return "kaum voneinander getrennt"


def zugehoerigkeit(silhouette: float) -> str:
    """Wie gut ein Gebiet in seine Gruppe passt, nach seiner Silhouette."""
    if math.isnan(silhouette):
        return ""
    if silhouette >= _GETRENNT:
        return "passt deutlich"
    if silhouette >= _ERKENNBAR:
        return "passt"
    return "an der Grenze zu einer anderen" if silhouette >= 0 else "näher an einer anderen"


def stabilitaetswort(jaccard: float) -> str:
    """Ob eine Gruppe auch in veränderten Auswahlen der Gebiete wieder entsteht."""
    if math.isnan(jaccard):
        return "nicht geprüft"
    if jaccard >= _STABIL:
        return "stabil"
    return "bedingt stabil" if jaccard >= _BEDINGT else "nicht verlässlich"


def satz_gruppen(
    ebenentitel: str,
    stichtag: str,
    anzahl_gebiete: int,
    silhouette: float,
    stabilitaeten: Sequence[float],
    *,
    demo: bool = False,
) -> str:
    """Wie viele Gruppen es sind, wie deutlich getrennt und wie viele davon stabil.

    Parameters
    ----------
    anzahl_gebiete
        Zahl der einbezogenen Gebiete.
    stabilitaeten
        Je Gruppe der Jaccard-Wert (0 bis 1).
    """
    anzahl = len(stabilitaeten)
    stabil = sum(stabilitaetswort(wert) == "stabil" for wert in stabilitaeten)
    text = (
        f"{ebenentitel} {_am(stichtag)}: {anzahl_gebiete} Gebiete bilden {anzahl} Gruppen, die "
        f"{trennung(silhouette)} sind; {_wie_viele_stabil(stabil, anzahl)}."
    )
    return _mit_demo(text, demo)


def satz_ohne_gruppen(ebenentitel: str, stichtag: str, grund: str, *, demo: bool = False) -> str:
    """Warum es keine Gruppen gibt."""
    text = f"{ebenentitel} {_am(stichtag)}: Es lassen sich keine Gruppen bilden. {grund}".rstrip()
    return _mit_demo(text, demo)


def satz_gruppe(
    nummer: int,
    namen: Sequence[str],
    merkmale: Sequence[Merkmal],
    indikatoren: Mapping[str, Indikator],
    stabilitaet: float,
) -> str:
    """Welche Gebiete zu einer Gruppe gehören und worin sie sich vom Mittel unterscheidet.

    Parameters
    ----------
    merkmale
        Ergebnis von `typen.merkmale_der_gruppe`, das deutlichste zuerst.
    indikatoren
        Katalogeintrag je Indikator.
    """
    kopf = f"Gruppe {nummer} ({_gebiete(namen)})"
    if not merkmale:
        text = "Sie liegt in allen Merkmalen nahe am Mittel der Gebiete."
    else:
        erstes = indikatoren[merkmale[0].indikator]
        zusatz = [_wort(merkmale[0]) + " als im Mittel der Gebiete", _wertung(merkmale[0], erstes)]
        text = (
            f"Am stärksten unterscheidet sie sich durch „{erstes.titel}“ "
            f"({', '.join(filter(None, zusatz))}).{_weitere(merkmale[1:], indikatoren)}"
        )
    was = "Ihre Stabilität" if math.isnan(stabilitaet) else "Die Gruppe"
    return f"{kopf}: {text} {was} ist {stabilitaetswort(stabilitaet)}."


def satz_profil(
    profil: Mapping[str, Mapping[int, float]],
    indikatoren: Mapping[str, Indikator],
    *,
    demo: bool = False,
) -> str:
    """Bei welchem Indikator die Gruppen am weitesten auseinander liegen.

    Parameters
    ----------
    profil
        Je Indikator und Gruppe der Abstand vom Mittel [Standardabweichungen]; ohne Wert `NaN`.
    """
    abstaende = {
        name: {nummer: wert for nummer, wert in je_gruppe.items() if not math.isnan(wert)}
        for name, je_gruppe in profil.items()
    }
    spannen = {
        name: max(werte.values()) - min(werte.values())
        for name, werte in abstaende.items()
        if len(werte) >= _ZWEI
    }
    if not spannen:
        return "Die Gruppen lassen sich in keinem Merkmal vergleichen."
    weitestes = max(spannen, key=spannen.__getitem__)
    werte = abstaende[weitestes]
    text = (
        f"Am weitesten auseinander liegen die Gruppen bei „{indikatoren[weitestes].titel}“: am "
        f"höchsten in Gruppe {max(werte, key=werte.__getitem__)}, am niedrigsten in Gruppe "
        f"{min(werte, key=werte.__getitem__)}."
    )
    return _mit_demo(text, demo)


def grund_ausgelassen(maengel: Mapping[str, Sequence[str]]) -> str:
    """Warum ein Gebiet fehlt: Zustand → Titel der Indikatoren; ohne Mangel leer."""
    teile = [
        f"{formate.zustandstext(zustand)}: {formate.aufzaehlung([f'„{t}“' for t in titel])}"
        for zustand, titel in maengel.items()
        if titel
    ]
    return "; ".join(teile) + "." if teile else ""


def saetze_ausgelassen(gruende: Mapping[str, str]) -> list[str]:
    """Je Grund ein Satz mit den Namen der ausgelassenen Gebiete."""
    namen: dict[str, list[str]] = {}
    for name, grund in gruende.items():
        namen.setdefault(grund, []).append(name)
    return [f"Ausgelassen: {formate.aufzaehlung(orte)}. {grund}" for grund, orte in namen.items()]


def alttext_karte(titel: str, gruppen: Mapping[int, Sequence[str]], *, demo: bool) -> str:
    """Alternativtext der Karte: je Gruppe ihre Gebiete."""
    punkte = {f"Gruppe {nummer}": _gebiete(namen) for nummer, namen in gruppen.items()}
    return alttext_allgemein(f"Karte: {titel}", punkte, demo=demo)


def alttext_profil(titel: str, merkmale: Mapping[int, Sequence[str]], *, demo: bool) -> str:
    """Alternativtext des Profilbilds: je Gruppe ihre deutlichsten Merkmale als fertige Texte."""
    punkte = {
        f"Gruppe {nummer}": formate.aufzaehlung(texte) or "nahe am Mittel"
        for nummer, texte in merkmale.items()
    }
    return alttext_allgemein(f"Zahlenfeld: {titel}", punkte, demo=demo)


def _wort(merkmal: Merkmal) -> str:
    return "höher" if merkmal.lage == "über" else "niedriger"


def _wertung(merkmal: Merkmal, indikator: Indikator) -> str:
    if indikator.richtung == "neutral":
        return ""
    ungunst = (merkmal.lage == "über") == (indikator.richtung == "hoch_belastend")
    return "ungünstiger" if ungunst else "günstiger"


def _weitere(merkmale: Sequence[Merkmal], indikatoren: Mapping[str, Indikator]) -> str:
    """Die übrigen auffälligen Merkmale, nach höher und niedriger getrennt."""
    teile = []
    for wort in ("höher", "niedriger"):
        genannt = [
            f"„{(i := indikatoren[m.indikator]).titel}“"
            + (f" ({wertung})" if (wertung := _wertung(m, i)) else "")
            for m in merkmale
            if _wort(m) == wort
        ]
        if genannt:
            teile.append(f"{wort}: {formate.aufzaehlung(genannt)}")
    return f" Außerdem {'; '.join(teile)}." if teile else ""


def _gebiete(namen: Sequence[str]) -> str:
    if len(namen) == 1:
        return f"1 Gebiet: {namen[0]}"
    genannt = list(namen)
    if len(namen) > _HOECHSTENS_GENANNT + 1:
        genannt = [*namen[:_HOECHSTENS_GENANNT], f"{len(namen) - _HOECHSTENS_GENANNT} weitere"]
    return f"{len(namen)} Gebiete: {formate.aufzaehlung(genannt)}"


def _wie_viele_stabil(stabil: int, anzahl: int) -> str:
    if stabil == 0:
        return "keine der Gruppen ist stabil"
    if stabil == anzahl:
        return "beide sind stabil" if anzahl == _ZWEI else "alle sind stabil"
    return f"{stabil} davon {'ist' if stabil == 1 else 'sind'} stabil"


def _am(stichtag: str) -> str:
    vorsatz = {4: "im Jahr ", 7: "im "}.get(len(stichtag), "am ")
    return vorsatz + formate.stichtag(stichtag)


def _mit_demo(text: str, demo: bool) -> str:
    return f"{text} {DEMO_ZUSATZ}" if demo else text
