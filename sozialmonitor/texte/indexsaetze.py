"""Sätze zum Sozialindex: Bedarf statt Etikett, und zu jedem Urteil, wie sicher es ist.

Gesprochen wird vom Bedarf eines Gebiets, nie von seinen Menschen. „Status sehr niedrig“ der
Berliner Regel heißt hier „sehr hoher Bedarf“; beides steht nebeneinander.
"""

import math
from collections.abc import Mapping, Sequence

from sozialmonitor import formate, sozialindex
from sozialmonitor.katalog import Indikator
from sozialmonitor.texte.werte import DEMO_ZUSATZ, Zeile

BEDARF = {
    sozialindex.HOCH: "geringer Bedarf",
    sozialindex.MITTEL: "mittlerer Bedarf",
    sozialindex.NIEDRIG: "hoher Bedarf",
    sozialindex.SEHR_NIEDRIG: "sehr hoher Bedarf",
}
# Dasselbe für enge Spalten mit der Überschrift „Bedarf“.
BEDARFSGRAD = {
    sozialindex.HOCH: "gering",
    sozialindex.MITTEL: "mittel",
    sozialindex.NIEDRIG: "hoch",
    sozialindex.SEHR_NIEDRIG: "sehr hoch",
}
DYNAMIKZEICHEN = {
    sozialindex.POSITIV: "▲",
    sozialindex.STABIL: "■",
    sozialindex.NICHT_GESICHERT: "■",
    sozialindex.NEGATIV: "▼",
    sozialindex.NICHT_BEWERTBAR: "○",
}
_DYNAMIKTEXTE = {
    sozialindex.POSITIV: "positiv: Bedarf nimmt ab",
    sozialindex.STABIL: "stabil",
    sozialindex.NICHT_GESICHERT: "stabil oder nicht gesichert",
    sozialindex.NEGATIV: "negativ: Bedarf nimmt zu",
    sozialindex.NICHT_BEWERTBAR: "nicht bewertbar",
}
NICHT_BEWERTET = "nicht bewertet"
WAS_HEISST_DAS = (
    "Der Index fasst mehrere Anteile zusammen und sagt, wo der Bedarf im Vergleich der Gebiete "
    "größer oder kleiner ist; über einzelne Menschen sagt er nichts.",
    "Eine Ziehung ist eine Rechenprobe: alle Fälle werden zufällig so neu verteilt, wie es bei so "
    "kleinen Gruppen auch ohne jeden Grund vorkommt, und der Index wird neu gerechnet.",
    "Robust heißt eine Aussage, die in fast allen Ziehungen, ohne jeden einzelnen Indikator, mit "
    "anderen Gewichten und in jedem Rechenverfahren gilt.",
)
_ZAHLWORTE = ("null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun",
              "zehn", "elf", "zwölf")  # fmt: skip
# Ab hier rundet die Prozentzahl auf 100, obwohl es nicht alle Ziehungen sind.
_FAST_ALLE = 0.995
# Ab diesem Anteil der Ziehungen gilt eine Klasse als fest.
_FEST = 0.95
_HOECHSTENS_GENANNT = 6
# Kleinere Beiträge stehen als 0,00 da und heben oder senken nichts.
_OHNE_BEITRAG = 0.005


def statustext(status: object) -> str:
    """„sehr hoher Bedarf (Status sehr niedrig)“; ohne Klasse „nicht bewertet“."""
    if not isinstance(status, str) or status not in BEDARF:
        return NICHT_BEWERTET
    return f"{BEDARF[status]} (Status {status})"


def dynamiktext(klasse: object) -> str:
    """„▲ positiv: Bedarf nimmt ab“; ohne Klasse „○ nicht bewertbar“."""
    if not isinstance(klasse, str) or klasse not in _DYNAMIKTEXTE:
        klasse = sozialindex.NICHT_BEWERTBAR
    return f"{DYNAMIKZEICHEN[klasse]} {_DYNAMIKTEXTE[klasse]}"


def dynamikkopf(klasse: str) -> str:
    """Zeichen und Name der Klasse für enge Spalten: „▲ positiv“."""
    return f"{DYNAMIKZEICHEN[klasse]} {klasse}"


def ziehungsanteil(anteil: float) -> str:
    """„87 %“; nie gerundet auf 100 oder 0 %, wo es nicht alle oder keine sind; `NaN` „k. A.“."""
    if not math.isfinite(anteil):
        return formate.KEINE_ANGABE
    if _FAST_ALLE <= anteil < 1:
        return "über 99 %"
    if 0 < anteil < 1 - _FAST_ALLE:
        return "unter 1 %"
    return f"{formate.zahl(100 * anteil)} %"


def satz_antwort(
    namen: Sequence[str], k: int, anteil: float, *, genau: bool, verfahren: int, demo: bool = False
) -> str:
    """Die robuste Aussage: welche Gebiete sicher zu den k mit dem größten Bedarf gehören.

    Parameters
    ----------
    namen
        Die Gebiete; ohne eines sagt der Satz, dass es keine robuste Aussage gibt.
    anteil
        Anteil der Ziehungen, in denen das für alle zugleich gilt; ohne `genau` mindestens.
    verfahren
        Zahl der Verfahren, die alle zustimmen.
    """
    if not namen:
        return _mit_demo(
            "Eine robuste Aussage, wo der Bedarf am größten ist, gibt es nicht: Je nach Zufall, "
            "Auswahl der Indikatoren und Rechenverfahren stehen andere Gebiete vorn.",
            demo=demo,
        )
    verb = "gehört" if len(namen) == 1 else "gehören"
    wie_oft = "allen" if anteil == 1 else ziehungsanteil(anteil)
    if not genau and anteil < 1:
        wie_oft = f"mindestens {wie_oft}".replace("mindestens über", "über")
    faelle = f"{_in_verfahren(verfahren)} und in {wie_oft}{_der(wie_oft)} Ziehungen"
    if k == 1:
        return _mit_demo(f"{namen[0]} hat {faelle} den größten Bedarf.", demo=demo)
    gruppe = f"zu den {_zahlwort(k)} Gebieten mit dem größten Bedarf"
    return _mit_demo(f"{formate.aufzaehlung(namen)} {verb} {faelle} {gruppe}.", demo=demo)


def satz_keines(gruende: Sequence[str]) -> str:
    """Dass und warum kein Gebiet einen Index hat; `gruende` je Gebiet, der erste zählt."""
    grund = next(filter(None, gruende), "")
    return f"Kein Gebiet lässt sich bewerten{f' ({grund})' if grund else ''}."


def satz_ohne_einigkeit(fest: Sequence[str], k: int) -> str:
    """Was wenigstens gegen den Zufall fest steht, wenn die Verfahren sich nicht einig sind."""
    if not fest:
        return ""
    if k == 1:
        kern = f"hat {fest[0]} auch bei anderem Zufall und anderen Gewichten den größten Bedarf"
    else:
        verb = "gehört" if len(fest) == 1 else "gehören"
        kern = (
            f"{verb} {formate.aufzaehlung(fest)} auch bei anderem Zufall und anderen Gewichten zu "
            f"den {_zahlwort(k)} Gebieten mit dem größten Bedarf"
        )
    return f"Nach der Berliner Regel allein {kern}; andere Verfahren stimmen dem nicht zu."


def satz_wenige(anzahl: int) -> str:
    """Warum die Einstufung unter 30 Gebieten nicht trägt; darüber leer."""
    if anzahl >= sozialindex.GEEIGNET_AB_GEBIETEN:
        return ""
    bewertet = "Bewertet ist hier 1 Gebiet." if anzahl == 1 else f"Bewertet sind hier {anzahl}."
    return (
        "**Die Einstufung nach Berliner Muster trägt hier nicht.** Sie ist für Hunderte von "
        f"Gebieten gemacht und unter {sozialindex.GEEIGNET_AB_GEBIETEN} Gebieten nur ein Vergleich "
        f"untereinander. {bewertet} Bei so wenigen nennt die Berliner Dynamik etwa ein Drittel "
        "der Gebiete „positiv“ oder „negativ“, auch wenn sich nichts verändert hat. Deshalb steht "
        "neben jeder Klasse, wie fest sie ist, und die Dynamik wird eigens geprüft."
    )


def satz_bewertet(bewertet: int, gesamt: int) -> str:
    """Wie viele Gebiete im Index sind; sind es nicht alle, mit der Regel."""
    if bewertet == gesamt:
        einzahl = "Das einzige Gebiet ist bewertet."
        return einzahl if gesamt == 1 else f"Alle {gesamt} Gebiete sind bewertet."
    verb = "ist" if bewertet == 1 else "sind"
    return (
        f"Bewertet {verb} {bewertet} von {gesamt} Gebieten. Ausgeschlossen wird ein Gebiet unter "
        f"{sozialindex.MINDEST_BEVOELKERUNG} Personen, mit einer Bezugsgruppe (Nenner) unter "
        f"{sozialindex.MINDEST_NENNER} oder wo ein Wert fehlt oder gesperrt ist."
    )


def satz_nicht_im_index(gruende: Mapping[str, str]) -> str:
    """Indikatoren der Einstellung, die nicht in den Index gehören; ohne einen leer."""
    if not gruende:
        return ""
    teile = [f"„{titel}“ ({grund})" for titel, grund in gruende.items()]
    return (
        f"Nicht im Index: {formate.aufzaehlung(teile)}. In den Index gehören nur Anteile mit "
        "vereinbarter Richtung."
    )


def satz_umgekehrt(titel: Sequence[str]) -> str:
    """Welche Anteile umgekehrt gezählt werden; ohne einen leer."""
    if not titel:
        return ""
    genannt = formate.aufzaehlung([f"„{t}“" for t in titel])
    wort = "wird" if len(titel) == 1 else "werden"
    return (
        f"{genannt} {wort} umgekehrt gezählt (Anteil der übrigen), damit „hoch“ überall mehr "
        "Bedarf heißt."
    )


def satz_dynamik(klassen: Sequence[str], von: str, bis: str) -> str:
    """Wie viele Gebiete sich gesichert verändert haben."""
    zeit = f"Zwischen {_tag(von)} und {_tag(bis)}"
    ohne = klassen.count(sozialindex.NICHT_BEWERTBAR)
    geprueft = len(klassen) - ohne
    if not geprueft:
        return f"{zeit}: Für kein Gebiet ist die Dynamik bewertbar."
    weniger = klassen.count(sozialindex.POSITIV)
    mehr = klassen.count(sozialindex.NEGATIV)
    if weniger or mehr:
        kern = (
            f"hat der Bedarf gesichert abgenommen in {_gebieten(weniger)} und gesichert "
            f"zugenommen in {_gebieten(mehr)}; geprüft: {geprueft}"
        )
    else:
        kern = f"hat sich der Bedarf in keinem Gebiet gesichert verändert; geprüft: {geprueft}"
    return f"{zeit} {kern}{f', nicht bewertbar: {ohne}' if ohne else ''}."


def satz_ausgelassen(titel: Sequence[str]) -> str:
    """Indikatoren, deren Reihe dazwischen bricht und die zur Dynamik nicht zählen."""
    if not titel:
        return ""
    genannt = formate.aufzaehlung([f"„{t}“" for t in titel])
    verb = "zählt" if len(titel) == 1 else "zählen"
    return f"Zur Dynamik {verb} nicht: {genannt}, weil die Reihe dazwischen gebrochen ist."


def satz_status(klassen: Mapping[str, str], *, demo: bool = False) -> str:
    """Welche Gebiete den größten vorkommenden Bedarf haben.

    Parameters
    ----------
    klassen
        Name des Gebiets → Status; nur bewertete Gebiete.
    """
    groesster = next((s for s in reversed(sozialindex.STATUS) if s in klassen.values()), None)
    if groesster is None:
        return "Kein Gebiet ist bewertet."
    namen = [name for name, status in klassen.items() if status == groesster]
    if len(namen) == len(klassen):
        return _mit_demo(f"Alle bewerteten Gebiete: {statustext(groesster)}.", demo=demo)
    wer = (
        formate.aufzaehlung(namen) if len(namen) <= _HOECHSTENS_GENANNT else f"{len(namen)} Gebiete"
    )
    text = f"{statustext(groesster)}: {wer}; bewertet sind {len(klassen)} Gebiete."
    return _mit_demo(text[0].upper() + text[1:], demo=demo)


def satz_festigkeit(anteile: Sequence[float], ziehungen: int, *, demo: bool = False) -> str:
    """In wie vielen Gebieten die Klasse in wenigstens 95 % der Ziehungen dieselbe bleibt.

    Parameters
    ----------
    anteile
        Je bewertetem Gebiet der Anteil der Ziehungen mit derselben Klasse (0 bis 1).
    """
    fest = sum(anteil >= _FEST for anteil in anteile)
    gesamt = len(anteile)
    text = (
        f"Der Status bleibt bei {fest} von {gesamt} {'Gebiet' if gesamt == 1 else 'Gebieten'} in "
        f"wenigstens 95 % von {formate.zahl(ziehungen)} Ziehungen derselbe."
    )
    return _mit_demo(text, demo=demo)


def satz_stabil(name: str, status: object, anteil: float, raenge: tuple[object, ...]) -> str:
    """Klasse eines Gebiets, Anteil der Ziehungen und Rangbereich.

    Parameters
    ----------
    raenge
        Heutiger Rang, kleinster und größter in 95 % der Ziehungen (1 = größter Bedarf).
    """
    if not isinstance(status, str) or not math.isfinite(anteil):
        return f"{name}: {NICHT_BEWERTET}."
    rang, unten, oben = (formate.zahl(r) for r in raenge)
    spanne = f"Rang {unten}" if unten == oben else f"Rang {unten} bis {oben}"
    return (
        f"{name}: {statustext(status)}, in {ziehungsanteil(anteil)} der Ziehungen. Rang {rang} "
        f"(1 = größter Bedarf); in 95 % der Ziehungen {spanne}."
    )


def satz_beitrag(indikator: Indikator, zeile: Zeile, beitrag: float, stellen: int = 2) -> str:
    """Was ein Indikator zum Index eines Gebiets beiträgt, mit Wert und Urteil.

    Ein Wert ohne Zustand „wert“ wird nicht genannt, nur sein Grund.
    """
    titel, zustand = f"„{indikator.titel}“", str(zeile.get("zustand"))
    if zustand != "wert" or not math.isfinite(formate.zahlwert(zeile.get("wert"))):
        grund = formate.zustandstext(zustand) or formate.zustandstext("fehlt")
        return f"{titel}: {grund}; ohne diesen Wert gibt es keinen Index."
    wert = formate.wert_mit_einheit(zeile.get("wert"), indikator)
    text = f"{titel}: {wert}"
    if math.isfinite(formate.zahlwert(zeile.get("rest_wert"))):
        rest = formate.wert_mit_einheit(zeile.get("rest_wert"), indikator)
        text += f" gegenüber {rest} in der übrigen Stadt ({zeile.get('urteil')})"
    if not math.isfinite(beitrag):
        return f"{text}."
    if abs(beitrag) < _OHNE_BEITRAG:
        return f"{text}; verändert den Index kaum."
    richtung = "erhöht" if beitrag > 0 else "senkt"
    return f"{text}; {richtung} den Index um {formate.zahl(abs(beitrag), stellen)}."


def alttext_indexkarte(
    titel: str, gebiete: Mapping[str, Sequence[str]], ohne: int, *, demo: bool = False
) -> str:
    """Alternativtext der Karte: je Klasse die Namen der Gebiete, dann die nicht bewerteten."""
    teile = [
        f"{text}: {formate.aufzaehlung(namen) if namen else 'kein Gebiet'}"
        for text, namen in gebiete.items()
    ]
    teile += [f"nicht bewertet: {ohne} {'Gebiet' if ohne == 1 else 'Gebiete'}"] if ohne else []
    return _mit_demo(f"Karte: {titel}. {'; '.join(teile)}.", demo=demo)


def _zahlwort(zahl: int) -> str:
    return _ZAHLWORTE[zahl] if 1 < zahl < len(_ZAHLWORTE) else str(zahl)


def _in_verfahren(zahl: int) -> str:
    return "im einzigen Verfahren" if zahl == 1 else f"in allen {_zahlwort(zahl)} Verfahren"


def _der(wie_oft: str) -> str:
    return "" if wie_oft == "allen" else " der"


def _gebieten(zahl: int) -> str:
    if not zahl:
        return "keinem Gebiet"
    return "1 Gebiet" if zahl == 1 else f"{zahl} Gebieten"


def _tag(stichtag: str) -> str:
    text = formate.stichtag(stichtag)
    return f"dem {text}" if text.count(".") > 1 else text


def _mit_demo(text: str, *, demo: bool) -> str:
    return f"{text} {DEMO_ZUSATZ}" if demo else text
