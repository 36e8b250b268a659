"""Sätze zur Seite Vergleich: gegen einen Partner, alle Gebiete, zwei Indikatoren, ähnliche.

Gebietsnamen stehen vor dem Doppelpunkt oder in einer Aufzählung, damit der Satz bei jedem Namen
stimmt; gewertet wird nur, wo der Katalog eine Richtung vereinbart.
"""

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from sozialmonitor import formate
from sozialmonitor.katalog import Indikator
from sozialmonitor.texte.werte import DEMO_ZUSATZ

OEKOLOGISCH = (
    "Jeder Punkt ist ein Gebiet, kein Mensch: Aus dem Bild folgt nicht, dass dieselben Menschen "
    "beides betrifft (ökologischer Fehlschluss), und nicht, dass das eine das andere verursacht."
)
GETRENNT = (
    "Jeder Unterschied ist für sich geprüft (95 %); Indikatoren, die dieselben Menschen zählen, "
    "fallen oft gemeinsam auf."
)
RANGBEREICH = (
    "Der Bereich sagt, auf welchem Rang ein Gebiet schon durch Zufall landen könnte; "
    "überschneiden sich zwei Bereiche, ist ihre Reihenfolge nicht sicher."
)
ZWEI_STAENDE = (
    "Verglichen werden zwei Stände desselben Gebiets; oft sind es zum Teil dieselben Menschen."
)
DREI_SAETZE_TRICHTER = (
    "Je kleiner ein Gebiet, desto stärker schwankt sein Wert schon zufällig; deshalb öffnen sich "
    "die Linien nach links.",
    "Liegt ein Gebiet zwischen den Linien, lässt es sich vom gemeinsamen Wert nicht "
    "unterscheiden, auch wenn es in einer Rangliste weit vorn oder hinten stünde.",
    "Von 20 Gebieten ohne wirklichen Unterschied läge etwa eines zufällig außerhalb der "
    "95-%-Linien, außerhalb der 99,8-%-Linien etwa eines von 500.",
)
DREI_SAETZE_AEHNLICH = (
    "Jeder Indikator wird so umgerechnet, dass er gleich viel zählt: als Abstand vom Mittel der "
    "Gebiete in Einheiten ihrer üblichen Streuung.",
    "Der Abstand zweier Gebiete ist der mittlere Unterschied über alle Indikatoren; bei 0 wären "
    "beide gleich, ab etwa 1,4 sind sie einander nicht ähnlicher als zwei beliebige.",
    "Ähnlich heißt: in diesen Indikatoren; andere Indikatoren gäben andere Nachbarn.",
)
DREI_SAETZE_NACHBARN = (
    "Geprüft wird je Gebiet, ob seine Nachbarn einander und ihm ähnlicher (oder unähnlicher) sind, "
    "als wenn die Werte zufällig über die Gebiete verteilt wären.",
    "Weil dabei viele Gebiete geprüft werden, gilt eine strengere Grenze: im Mittel ist höchstens "
    "eines von 20 gezeigten Mustern Zufall.",
    "Andere Gebietsgrenzen gäben andere Muster, und ein Muster sagt nichts über seine Ursache.",
)
BELIEBIG = math.sqrt(2)
"""So weit liegen zwei beliebige Gebiete im Mittel auseinander (Streuung je Gebiet 1)."""
_HOECHSTENS_NAMEN = 5
_SCHWACH, _MITTEL = 0.3, 0.6


def satz_partner(name: str, partner: str, urteile: pd.Series, *, demo: bool = False) -> str:
    """Wie viele Indikatoren sich gesichert vom Partner unterscheiden.

    Parameters
    ----------
    partner
        Im vierten Fall: „die übrige Stadt“, „Nordstadt“.
    urteile
        Urteil je Indikator (`vergleich.URTEILE`).
    """
    kopf = f"{name} gegen {partner}"
    if urteile.empty:
        return _mit_demo(f"{name}: Es liegen keine Werte vor.", demo)
    hoeher, gleich, niedriger = (
        int(urteile.eq(wort).sum())
        for wort in ("gesichert höher", "nicht gesichert verschieden", "gesichert niedriger")
    )
    geprueft = hoeher + gleich + niedriger
    if not geprueft:
        worte = "Der einzige Indikator" if len(urteile) == 1 else "Keiner der Indikatoren"
        nicht = " nicht" if len(urteile) == 1 else ""
        return _mit_demo(f"{kopf}: {worte} lässt sich{nicht} prüfen.", demo)
    if geprueft == 1:
        wort = next(w for w in urteile if w != "nicht bewertbar")
        return _mit_demo(f"{kopf}: Der eine geprüfte Indikator ist {wort}.", demo)
    if gleich == geprueft:
        text = f"Keiner der {geprueft} geprüften Indikatoren ist gesichert verschieden."
    else:
        gruppen = {
            "gesichert höher": hoeher,
            "gesichert niedriger": niedriger,
            "nicht gesichert verschieden": gleich,
        }
        teile = [f"{anzahl} {wort}" for wort, anzahl in gruppen.items() if anzahl]
        verb = "ist" if teile[0].startswith("1 ") else "sind"
        text = f"Von {geprueft} geprüften Indikatoren {verb} {formate.aufzaehlung(teile)}."
    return _mit_demo(f"{kopf}: {text}", demo)


def satz_worin(name: str, partner: str, urteile: Mapping[str, str], *, demo: bool = False) -> str:
    """Welche Indikatoren sich gesichert vom Partner unterscheiden, mit Titel.

    Parameters
    ----------
    urteile
        Titel des Indikators → Urteil (`vergleich.URTEILE`).
    """
    kopf = f"{name} gegen {partner}"
    geprueft = [urteil for urteil in urteile.values() if urteil != "nicht bewertbar"]
    if not geprueft:
        return _mit_demo(f"{kopf}: Es gibt keinen Indikator, der sich prüfen lässt.", demo)
    teile = []
    for wort in ("gesichert höher", "gesichert niedriger"):
        titel = [f"„{t}“" for t, urteil in urteile.items() if urteil == wort]
        if titel:
            kurz = len(titel) <= _HOECHSTENS_NAMEN
            genannt = formate.aufzaehlung(titel) if kurz else f"{len(titel)} Indikatoren"
            teile.append(f"{wort} {'ist' if len(titel) == 1 else 'sind'} {genannt}")
    gleich = geprueft.count("nicht gesichert verschieden")
    von = "dem einen geprüften Indikator"
    if len(geprueft) > 1:
        von = f"{gleich} von {len(geprueft)} geprüften Indikatoren"
    if gleich:
        teile.append(f"bei {von} ist kein Unterschied gesichert")
    text = "; ".join(teile)
    return _mit_demo(f"{kopf}: {text[0].upper()}{text[1:]}.", demo)


def satz_wertung(wertungen: pd.Series) -> str:
    """Wie viele gesicherte Unterschiede günstig und ungünstig sind; leer ohne gewertete."""
    besser, schlechter = (int(wertungen.eq(w).sum()) for w in ("günstiger", "ungünstiger"))
    if not besser + schlechter:
        return ""
    return f"Wo eine Richtung vereinbart ist: {besser} günstiger, {schlechter} ungünstiger."


def satz_mehrfach(geprueft: int, gesichert: int) -> str:
    """Wie viele Zufallstreffer bei so vielen Prüfungen zu erwarten sind; leer ohne Prüfung."""
    if not geprueft:
        return ""
    pruefungen = "Bei 1 Prüfung" if geprueft == 1 else f"Bei {geprueft} Prüfungen"
    erwartet = formate.zahl(geprueft * 0.05, 1)
    return (
        f"{pruefungen} wären auch ohne jeden wirklichen Unterschied etwa {erwartet} durch Zufall "
        f"auffällig; gefunden {'wurde' if gesichert == 1 else 'wurden'} {gesichert}."
    )


def satz_ausgelassen(anzahl: int, partner: str) -> str:
    """Wie viele Indikatoren in der Tabelle fehlen, weil der Partner keinen Wert hat."""
    if not anzahl:
        return ""
    kopf = "1 weiterer Indikator fehlt" if anzahl == 1 else f"{anzahl} weitere Indikatoren fehlen"
    return f"{kopf} hier: Für {partner} gibt es zum selben Stand keinen vergleichbaren Wert."


def satz_gesperrt(anzahl: int) -> str:
    """Bei wie vielen Indikatoren der Tabelle ein Wert gesperrt ist; leer ohne solche."""
    if not anzahl:
        return ""
    bei = "1 Indikator" if anzahl == 1 else f"{anzahl} Indikatoren"
    return (
        f"Bei {bei} ist ein Wert {formate.zustandstext('geheim')}; dort steht „•“, und es wird "
        "nicht geprüft."
    )


def saetze_ohne_indikator(gesperrt: Sequence[str], ohne: Sequence[str]) -> list[str]:
    """Warum Indikatoren beim Ähnlichsein nicht zählen; beides Titel in Anführungszeichen."""
    gruende = {
        f"Zu viele Werte sind {formate.zustandstext('geheim')}": gesperrt,
        "Zu wenige Gebiete haben einen Wert": ohne,
    }
    return [
        f"{grund}; deshalb ohne {formate.aufzaehlung(titel)}."
        for grund, titel in gruende.items()
        if titel
    ]


def satz_ohne_wert(zustaende: pd.Series) -> str:
    """Wie viele Gebiete keinen Wert haben und warum; leer ohne solche.

    Parameters
    ----------
    zustaende
        Je Gebiet ohne Wert sein Zustand (`zeichen.Zustand`).
    """
    gruende = (("geheim", formate.zustandstext("geheim")), ("zu_wenige", "mit zu wenigen Personen"))
    teile = [(int(zustaende.eq(z).sum()), text) for z, text in gruende]
    teile += [(len(zustaende) - sum(n for n, _ in teile), formate.zustandstext("fehlt"))]
    genannt = [f"{anzahl} {text}" for anzahl, text in teile if anzahl]
    return f"Gebiete ohne Wert: {formate.aufzaehlung(genannt)}." if genannt else ""


def satz_trichter(
    ebenentitel: str,
    stichtag: str,
    indikator: Indikator,
    lage: Mapping[str, int],
    *,
    demo: bool = False,
) -> str:
    """Welche Gebiete weiter vom gemeinsamen Wert liegen, als der Zufall erwarten lässt.

    Parameters
    ----------
    lage
        Name des Gebiets → −2 bis 2 (`punktwolken.Trichter`).
    """
    kopf = f"{ebenentitel} {_zeitangabe(stichtag)}: „{indikator.titel}“"
    if not lage:
        return _mit_demo(f"{kopf} lässt sich so nicht vergleichen.", demo)
    draussen = [name for name, stufe in lage.items() if stufe]
    if not draussen:
        wort = "Das eine Gebiet" if len(lage) == 1 else f"Alle {len(lage)} Gebiete"
        verb = "liegt" if len(lage) == 1 else "liegen"
        return _mit_demo(
            f"{kopf}: {wort} {verb} so nahe am gemeinsamen Wert, wie es der Zufall erwarten lässt.",
            demo,
        )
    gruppen = _ausserhalb(lage)
    teile = [
        f"{wort} {formate.aufzaehlung(namen) if len(namen) <= _HOECHSTENS_NAMEN else len(namen)}"
        for wort, namen in gruppen.items()
    ]
    verb = "liegt" if len(draussen) == 1 else "liegen"
    alle = len(draussen) == len(lage) > 1
    von = f"alle {len(lage)} Gebiete" if alle else f"{len(draussen)} von {len(lage)} Gebieten"
    return _mit_demo(
        f"{kopf}: {von} {verb} außerhalb dessen, was bei ihrer Größe zufällig zu erwarten ist "
        f"({'; '.join(teile)}).",
        demo,
    )


def satz_raenge(
    ebenentitel: str,
    stichtag: str,
    indikator: Indikator,
    bereiche: Mapping[str, tuple[int, int]],
    *,
    demo: bool = False,
) -> str:
    """Wer nach Zufall auf Rang 1 stehen könnte und wie viele Ränge feststehen.

    Parameters
    ----------
    bereiche
        Name → kleinster und größter Rang; nur Gebiete mit Rang.
    """
    kopf = f"„{indikator.titel}“, {ebenentitel} {_zeitangabe(stichtag)}"
    if not bereiche:
        return f"{kopf}: Kein Gebiet hat einen Rang."
    vorn = [name for name, (kleinster, _) in bereiche.items() if kleinster == 1]
    fest = sum(kleinster == groesster for kleinster, groesster in bereiche.values())
    wer = formate.aufzaehlung(vorn) if len(vorn) <= _HOECHSTENS_NAMEN else f"{len(vorn)} Gebiete"
    verb = "könnte" if len(vorn) == 1 else "könnten"
    text = (
        f"{kopf}: Den höchsten Wert {verb} {wer} haben; fest steht der Rang bei {fest} von "
        f"{len(bereiche)} Gebieten."
    )
    return _mit_demo(text, demo)


def satz_ausserhalb(lage: Mapping[str, int]) -> str:
    """Ergänzung zu `satz_trichter`: Namen, wo dort nur Zahlen stehen; Hinweis auf viele."""
    draussen = sum(1 for stufe in lage.values() if stufe)
    saetze = []
    if 2 * draussen > len(lage) > 1:
        saetze.append(
            "Mehr als die Hälfte liegt außerhalb: Die Gebiete unterscheiden sich insgesamt stärker "
            "als durch Zufall; außerhalb zu liegen ist hier nichts Ungewöhnliches."
        )
    gruppen = _ausserhalb(lage)
    if any(len(namen) > _HOECHSTENS_NAMEN for namen in gruppen.values()):
        saetze += [
            f"{wort.capitalize()}: {formate.aufzaehlung(namen)}." for wort, namen in gruppen.items()
        ]
    return " ".join(saetze)


def satz_zusammenhang(
    waagrecht: str,
    senkrecht: str,
    werte: tuple[float, float, float],
    anzahl: int,
    *,
    grund: str = "",
    demo: bool = False,
) -> str:
    """Ob zwei Indikatoren über die Gebiete hinweg zusammengehen.

    Parameters
    ----------
    werte
        Rangkorrelation mit Bereich (wert, unten, oben); ohne Bereich `NaN`.
    grund
        Warum es keine gibt; dann zählt nur er.
    """
    kopf = f"„{waagrecht}“ und „{senkrecht}“"
    if grund or not math.isfinite(werte[0]):
        return _mit_demo(f"{kopf}: {grund or 'Der Zusammenhang ist nicht zu berechnen.'}", demo)
    wert, unten, oben = werte
    zahl = formate.zahl(wert, 2, vorzeichen=True)
    if not math.isfinite(unten):
        richtung = "derselben" if wert > 0 else "umgekehrter"
        text = f"Die {anzahl} Gebiete stehen in beiden in {richtung} Reihenfolge ({zahl})."
        return _mit_demo(f"{kopf}: {text}", demo)
    bereich = f"{formate.zahl(unten, 2, vorzeichen=True)} bis "
    klammer = f"({zahl}, Bereich {bereich}{formate.zahl(oben, 2, vorzeichen=True)})"
    if unten <= 0 <= oben:
        text = f"In {anzahl} Gebieten ist kein Zusammenhang gesichert {klammer}."
    else:
        auch = "auch" if wert > 0 else "eher"
        dort = "hoch" if wert > 0 else "niedrig"
        text = (
            f"Wo der eine Wert hoch ist, ist der andere {auch} {dort}; der Zusammenhang ist "
            f"{_staerke(wert)} und gesichert {klammer}."
        )
    return _mit_demo(f"{kopf}: {text}", demo)


def satz_aehnlich(
    name: str,
    aehnliche: Sequence[tuple[str, float, str]],
    *,
    grund: str = "",
    demo: bool = False,
) -> str:
    """Welche Gebiete einem Gebiet am ähnlichsten sind und worin sie sich noch unterscheiden.

    Parameters
    ----------
    aehnliche
        Name, Abstand, Titel des Indikators mit dem größten Unterschied; das ähnlichste zuerst.
    """
    if grund or not aehnliche:
        return _mit_demo(f"{name}: {grund or 'Es gibt kein Gebiet zum Vergleich.'}", demo)
    erster, abstand, unterschied = aehnliche[0]
    weitere = [n for n, weit, _ in aehnliche[1:] if weit < BELIEBIG]
    klammer = f"{erster} (Abstand {formate.zahl(abstand, 1)})"
    if abstand < BELIEBIG:
        text = f"Am ähnlichsten ist {klammer}"
        verb = "kommt" if len(weitere) == 1 else "kommen"
        text += f", dann {verb} {formate.aufzaehlung(weitere)}" if weitere else ""
    else:
        text = f"Kein Gebiet ist ähnlicher als ein beliebiges anderes; am nächsten kommt {klammer}"
    text += f". Am weitesten auseinander liegen {name} und {erster} bei „{unterschied}“."
    return _mit_demo(f"{name}: {text}", demo)


def satz_zeichen(name: str) -> str:
    """Was ▲ und ▼ in der Tabelle der ähnlichen Gebiete heißen."""
    return (
        f"▲ gesichert höher, ▼ gesichert niedriger als {name}; ohne Zeichen nicht gesichert "
        "verschieden oder nicht geprüft."
    )


def satz_nachbarschaft(
    indikator: Indikator,
    arten: Mapping[str, Sequence[str]],
    *,
    grund: str = "",
    demo: bool = False,
) -> str:
    """Wo hohe neben hohen und niedrige neben niedrigen Werten liegen.

    Parameters
    ----------
    arten
        „hoch-hoch“, „niedrig-niedrig“, „hoch-niedrig“, „niedrig-hoch“ → Namen der Gebiete.
    grund
        Warum nichts zu sagen ist; dann zählt nur er.
    """
    kopf = f"„{indikator.titel}“ in der Nachbarschaft"
    if grund:
        return _mit_demo(f"{kopf}: {grund}", demo)
    worte = {
        "hoch-hoch": "hohe Werte neben hohen",
        "niedrig-niedrig": "niedrige Werte neben niedrigen",
        "hoch-niedrig": "ein hoher Wert zwischen niedrigen",
        "niedrig-hoch": "ein niedriger Wert zwischen hohen",
    }
    teile = [
        f"{text} in {formate.aufzaehlung(list(arten[art]))}"
        for art, text in worte.items()
        if arten.get(art)
    ]
    if not teile:
        text = "Kein Gebiet gehört zu einem gesicherten Muster; hohe und niedrige Werte liegen so"
        return _mit_demo(f"{kopf}: {text} verstreut, wie es der Zufall erwarten lässt.", demo)
    return _mit_demo(f"{kopf}: Gesichert sind {'; '.join(teile)}.", demo)


def satz_ohne(ohne: Mapping[str, str]) -> str:
    """Ausgelassene Gebiete mit Grund, nach Gründen zusammengefasst; leer ohne welche."""
    je_grund: dict[str, list[str]] = {}
    for name, grund in ohne.items():
        je_grund.setdefault(grund, []).append(name)
    teile = [f"{formate.aufzaehlung(namen)} ({grund})" for grund, namen in je_grund.items()]
    return f"Nicht dabei: {'; '.join(teile)}." if teile else ""


def _ausserhalb(lage: Mapping[str, int]) -> dict[str, list[str]]:
    hoeher = [name for name, stufe in lage.items() if stufe > 0]
    niedriger = [name for name, stufe in lage.items() if stufe < 0]
    return {w: namen for w, namen in (("höher", hoeher), ("niedriger", niedriger)) if namen}


def _staerke(wert: float) -> str:
    if abs(wert) < _SCHWACH:
        return "schwach"
    return "mittelstark" if abs(wert) < _MITTEL else "stark"


def _zeitangabe(stichtag: str) -> str:
    return (
        f"am {formate.stichtag(stichtag)}"
        if stichtag.count("-") > 1
        else (formate.stichtag(stichtag))
    )


def _mit_demo(text: str, demo: bool) -> str:
    return f"{text} {DEMO_ZUSATZ}" if demo else text
