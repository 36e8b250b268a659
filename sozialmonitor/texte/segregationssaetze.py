"""Sätze zur Segregation: wie viele umziehen müssten, was Zufall wäre, wer ein Gebiet teilt.

Titel stehen in Anführungszeichen oder vor dem Doppelpunkt, damit jeder Satz bei jeder Gruppe
stimmt. Kein Satz wertet: getrennt zu wohnen ist weder gut noch schlecht.
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from sozialmonitor import formate
from sozialmonitor.texte.werte import DEMO_ZUSATZ, alttext_allgemein

Zeile = Mapping[str, Any] | Mapping[Hashable, Any]

NICHT_VERGLEICHBAR = "Zwischen Gebietsebenen und Städten nicht vergleichbar."
DREI_SAETZE = (
    "Die Zahl ist eine Gedankenrechnung, kein Ziel: Bei 0 wäre der Anteil der Gruppe in jedem "
    "Gebiet gleich, bei 100 wohnte sie mit niemandem sonst in einem Gebiet.",
    "Je kleiner die Gruppe und je mehr Gebiete, desto höher ist die Zahl schon durch Zufall; "
    "darum steht der Zufallswert daneben.",
    "Zwischen Gebietsebenen und Städten ist sie nicht vergleichbar, und sie weiß nicht, welche "
    "Gebiete nebeneinanderliegen.",
)
HOEHER = "gesichert höher"
ENTSPRECHEND = "nicht gesichert verschieden"
GERINGER = "gesichert geringer"
_HOECHSTENS_GENANNT = 3


def von_hundert(wert: object, nachkommastellen: int = 0) -> str:
    """Ein Index von 0 bis 1 als Zahl von 100: „24“, „weniger als 1“, „0“; sonst „k. A.“."""
    roh = formate.zahlwert(wert) * 100
    kleinste = 10.0**-nachkommastellen
    if 0 < roh < kleinste / 2:
        return f"weniger als {formate.zahl(kleinste, nachkommastellen)}"
    return formate.zahl(roh, nachkommastellen)


def satz_segregation(
    gruppe: str,
    bezug: str,
    ebenentitel: str,
    zeile: Zeile,
    entwicklung: Zeile | None,
    *,
    gesperrt: bool = False,
) -> str:
    """Wie viele von 100 umziehen müssten, wie viele bei Zufall, und ob es sich verändert hat.

    Parameters
    ----------
    gruppe, bezug
        Titel der Gruppe und aller, zu denen sie gehört.
    zeile
        Eine Zeile aus `segregationsbericht.verlauf`; ohne Wert nennt der Satz den Grund.
    entwicklung
        Ergebnis von `segregationsbericht.veraenderung` oder `None`.
    gesperrt
        Ob an früheren Stichtagen Werte gesperrt sind.
    """
    ort = f"{gruppe}, {ebenentitel} {_am(zeile['stichtag'])}"
    if not _endlich(zeile["wert"]):
        return _mit_demo(f"{ort}: Die Verteilung ist nicht zu berechnen: {zeile['grund']}", zeile)
    text = (
        f"{ort}: {_muessten(zeile['wert'])} in ein anderes Gebiet umziehen, damit ihr Anteil an "
        f"„{bezug}“ überall gleich wäre; bei zufälliger Verteilung "
        f"{_waeren(zeile['zufallswert'])}. {satz_veraenderung(entwicklung, gesperrt=gesperrt)}"
    )
    return _mit_demo(text, zeile)


def satz_veraenderung(entwicklung: Zeile | None, *, gesperrt: bool = False) -> str:
    """Ob die Veränderung seit dem ersten vergleichbaren Stichtag gesichert ist.

    Ohne einen früheren sagt der Satz, ob dort Werte gesperrt sind.
    """
    if entwicklung is None and gesperrt:
        return f"Frühere Werte sind {formate.zustandstext('geheim')}."
    if entwicklung is None:
        return "Ein früherer vergleichbarer Wert liegt nicht vor."
    werte = [entwicklung["wert_von"], entwicklung["wert_bis"]]
    texte = [von_hundert(wert) for wert in werte]
    if texte[0] == texte[1]:
        texte = [von_hundert(wert, 1) for wert in werte]
    spanne = f"(von {texte[0]} auf {texte[1]} von 100)"
    seit = f"Die Veränderung seit {_dem(entwicklung['von'])} ist"
    if entwicklung["unten"] > 0:
        return f"{seit} gesichert: Die Gruppe wohnt ungleicher verteilt als damals {spanne}."
    if entwicklung["oben"] < 0:
        return f"{seit} gesichert: Die Gruppe wohnt gleichmäßiger verteilt als damals {spanne}."
    return f"{seit} nicht gesichert {spanne}."


def satz_zufall(zeile: Zeile) -> str:
    """Ob die Ungleichheit über den Zufall hinausgeht; ohne Wert leer."""
    if not _endlich(zeile["wert"]):
        return ""
    bereich = (
        f"(95 von 100 zufälligen Verteilungen liegen zwischen "
        f"{von_hundert(zeile['zufall_unten'], 1)} und {von_hundert(zeile['zufall_oben'], 1)})"
    )
    if zeile["wert"] > zeile["zufall_oben"]:
        return f"Das ist mehr, als der Zufall ergäbe {bereich}."
    return f"Das geht nicht gesichert über den Zufall hinaus {bereich}."


def grund_luecke(zustaende: Mapping[str, Sequence[str]], anzahl: int) -> str:
    """Warum ein Stichtag fehlt: welche Gebiete keine Zahl oder eine gesperrte haben.

    Parameters
    ----------
    zustaende
        Zustand („fehlt“, „geheim“) → Namen der Gebiete.
    anzahl
        Zahl aller Gebiete der Ebene.
    """
    teile = []
    for zustand, namen in zustaende.items():
        if not namen:
            continue
        if len(namen) == anzahl:
            genannt = "alle Gebiete"
        elif len(namen) > _HOECHSTENS_GENANNT:
            genannt = f"{len(namen)} von {anzahl} Gebieten"
        else:
            genannt = formate.aufzaehlung(namen)
        teile.append(f"{formate.zustandstext(zustand)}: {genannt}")
    return "; ".join(teile) + "." if teile else ""


def saetze_luecken(luecken: Sequence[Zeile]) -> list[str]:
    """Je Lücke ein Satz; gleiche Gründe in aufeinanderfolgenden Jahren stehen zusammen."""
    gruppen: list[tuple[str, list[str]]] = []
    for luecke in luecken:
        if gruppen and gruppen[-1][0] == luecke["grund"]:
            gruppen[-1][1].append(luecke["stichtag"])
        else:
            gruppen.append((luecke["grund"], [luecke["stichtag"]]))
    return [
        f"{formate.aufzaehlung([formate.stichtag(tag) for tag in tage])} ohne Wert – {grund}"
        for grund, tage in gruppen
    ]


def satz_quotient(gruppe: str, stichtag: str, hoch: Sequence[str], niedrig: Sequence[str]) -> str:
    """In welchen Gebieten der Anteil der Gruppe gesichert höher oder geringer ist."""
    ort = f"{gruppe} {_am(stichtag)}"
    if not hoch and not niedrig:
        return (
            f"{ort}: In keinem Gebiet ist der Anteil gesichert verschieden vom Anteil in allen "
            "Gebieten zusammen."
        )
    teile = [
        f"gesichert {wort} {{als}}ist der Anteil in {_genannt(namen)}"
        for wort, namen in (("höher", hoch), ("geringer", niedrig))
        if namen
    ]
    als = "als in allen Gebieten zusammen "
    satz = "; ".join([teile[0].format(als=als), *(teil.format(als="") for teil in teile[1:])])
    return f"{ort}: {satz[0].upper()}{satz[1:]}."


def satz_gruppen(ebenentitel: str, zeilen: Sequence[Zeile], anzahl: int) -> str:
    """Welche Gruppe am ungleichsten und welche am gleichmäßigsten verteilt wohnt.

    Parameters
    ----------
    zeilen
        Gruppen mit Wert, aus `segregationsbericht.nebeneinander`.
    anzahl
        Zahl aller Gruppen; fehlt eine, steht es dabei.
    """
    if not zeilen:
        return f"{ebenentitel}: Zu keiner Gruppe liegen Zahlen vor."
    geordnet = sorted(zeilen, key=lambda zeile: -formate.zahlwert(zeile["wert"]))
    nennung = [f"{z['name']} ({_muessten(z['wert'])} umziehen)" for z in geordnet]
    text = f"{ebenentitel}: Am ungleichsten verteilt: {nennung[0]}"
    if len(nennung) > 1:
        text += f"; am gleichmäßigsten: {nennung[-1]}"
    if ohne := anzahl - len(zeilen):
        text += f"; ohne Wert: {ohne}"
    demo = any(zeile["demo"] for zeile in zeilen)
    return f"{text}. {DEMO_ZUSATZ}" if demo else f"{text}."


def satz_isolation(zeile: Zeile) -> str:
    """Wie viele im Gebiet eines Mitglieds der Gruppe im Mittel selbst zu ihr gehören."""
    return _im_gebiet(zeile, "ebenfalls zur Gruppe")


def satz_interaktion(zeile: Zeile) -> str:
    """Wie viele im Gebiet eines Mitglieds der Gruppe im Mittel nicht zu ihr gehören."""
    return _im_gebiet(zeile, "nicht zur Gruppe")


def alttext_verlauf(titel: str, zeilen: Sequence[Zeile], *, brueche: Sequence[str] = ()) -> str:
    """Alternativtext des Verlaufs: erster und letzter Wert, Zufallswert, Lücken, Brüche."""
    mit_wert = [zeile for zeile in zeilen if _endlich(zeile["wert"])]
    demo = any(zeile["demo"] for zeile in mit_wert)
    punkte = {
        formate.stichtag(zeile["stichtag"]): (
            f"{von_hundert(zeile['wert'])} von 100, bei Zufall {von_hundert(zeile['zufallswert'])}"
        )
        for zeile in (mit_wert[:1] + mit_wert[1:][-1:])
    }
    kopf = f"Liniendiagramm: {titel}. {NICHT_VERGLEICHBAR.rstrip('.')}"
    if not mit_wert:
        kopf += ". Kein Stichtag hat einen Wert"
    if ohne := len(zeilen) - len(mit_wert):
        kopf += f". Ohne Wert: {ohne} {'Stichtag' if ohne == 1 else 'Stichtage'}"
    if brueche:
        kopf += f". Unterbrochen ab {formate.aufzaehlung([formate.stichtag(b) for b in brueche])}"
    return alttext_allgemein(kopf, punkte, demo=demo)


def alttext_gruppen(titel: str, zeilen: Sequence[Zeile]) -> str:
    """Alternativtext der Gruppen nebeneinander: je Gruppe Wert und Zufallswert oder der Grund."""
    punkte = {
        str(zeile["name"]): (
            f"{von_hundert(zeile['wert'])} von 100, bei Zufall {von_hundert(zeile['zufallswert'])}"
            if _endlich(zeile["wert"])
            else "nicht berechnet"
        )
        for zeile in zeilen
    }
    demo = any(zeile["demo"] for zeile in zeilen)
    return alttext_allgemein(f"Punktdiagramm: {titel}", punkte, demo=demo)


def alttext_quotient(titel: str, texte: Mapping[str, str], *, demo: bool) -> str:
    """Alternativtext der Karte: je Gebiet Quotient und Urteil oder der Grund der Lücke."""
    return alttext_allgemein(f"Karte: {titel}", texte, demo=demo)


def _im_gebiet(zeile: Zeile, wen: str) -> str:
    if not _endlich(zeile["wert"]):
        return f"Nicht zu berechnen. {zeile['grund']}".strip()
    wert, gleich = (von_hundert(zeile[feld]) for feld in ("wert", "ohne_segregation"))
    return (
        f"Im Gebiet eines Mitglieds der Gruppe gehören im Mittel {wert} von 100 {wen}; wäre die "
        f"Gruppe überall gleich verteilt, wären es {gleich}."
    )


def _muessten(wert: float) -> str:
    text = von_hundert(wert)
    return f"{text} von 100 {'müsste' if text in {'1', 'weniger als 1'} else 'müssten'}"


def _waeren(wert: float) -> str:
    text = von_hundert(wert)
    if text in {"1", "weniger als 1"}:
        return f"wäre es {'etwa ' if text == '1' else ''}{text}"
    return f"wären es etwa {text}"


def _genannt(namen: Sequence[str]) -> str:
    if len(namen) > _HOECHSTENS_GENANNT:
        return f"{len(namen)} Gebieten"
    return formate.aufzaehlung(namen)


def _am(stichtag: str) -> str:
    vorsatz = {4: "im Jahr ", 7: "im "}.get(len(stichtag), "am ")
    return vorsatz + formate.stichtag(stichtag)


def _dem(stichtag: str) -> str:
    text = formate.stichtag(stichtag)
    return f"dem {text}" if "." in text else text


def _endlich(wert: object) -> bool:
    return math.isfinite(formate.zahlwert(wert))


def _mit_demo(text: str, zeile: Zeile) -> str:
    return f"{text} {DEMO_ZUSATZ}" if zeile["demo"] else text
