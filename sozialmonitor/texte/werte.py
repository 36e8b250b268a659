"""Sätze aus Daten: Kernaussagen, Alternativtexte und Vorbehalte für Gremien.

Jeder Satz nennt den Stichtag, zeigt nie einen gesperrten Wert und wertet nur, wo der Katalog
eine Richtung vereinbart hat. Titel stehen in Anführungszeichen und Gebietsnamen vor dem
Doppelpunkt, damit der Satz bei jedem Namen stimmt. Wo ein Demonstrationswert beteiligt ist,
endet der Text mit „(Demonstrationsdaten)“.
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from sozialmonitor import formate
from sozialmonitor.katalog import HINWEISE, Bruch, Indikator
from sozialmonitor.klassen import OHNE_WERT, Klasseneinteilung

Zeile = Mapping[str, Any] | Mapping[Hashable, Any] | pd.Series

DEMO_ZUSATZ = "(Demonstrationsdaten)"
KEIN_URTEIL = "Zahlen beurteilen keine Menschen."
NEUTRAL = "Ein hoher Wert ist weder gut noch schlecht."
DREI_SAETZE_BEREICH = (
    "Die Zahlen sind vollständig erhoben; es wurde keine Stichprobe gezogen.",
    "Der Bereich zeigt, wie stark ein Wert bei so kleinen Gruppen schon zufällig schwankt: "
    "je weniger Personen, desto breiter.",
    "„Gesichert“ heißt ein Unterschied nur dann, wenn er über diesen Zufall hinausgeht; "
    "das gilt mit 95 % Sicherheit und sagt nichts über Ursachen.",
)
_ZAEHLWORT = {"anteil": "von", "rate": "auf", "quotient": "zu", "differenz": "auf"}
_ZEICHENTEXTE = {"p": "vorläufig", "r": "berichtigt", "s": "geschätzt"}
_HOECHSTENS_GENANNT = 3
_HOECHSTENS_IM_SATZ = 6
_HOECHSTENS_IM_ALTTEXT = 12
_HOECHSTENS_STAENDE = 3
_NICHT_SCHLIESSEN = {
    "demonstration": "Demonstrationswerte sagen nichts über wirkliche Gebiete.",
    "kleine_fallzahlen": "Einzelne Jahre kleiner Gebiete zeigen noch keine Entwicklung.",
    "rechtsaenderung": "Ein Sprung nach einer Gesetzesänderung zeigt keine veränderte Lage.",
    "corona": "Werte der Jahre 2020 bis 2022 zeigen keine dauerhafte Entwicklung.",
    "bruch_zensus": "Ein Sprung am Zensus zeigt keine Entwicklung.",
    "institutionen": "Ein auffälliger Wert kann an einer einzelnen Einrichtung liegen.",
    "nur_kreis": "Ein Wert des Kreises gilt nicht für einzelne Stadtteile.",
    "nur_stadt": "Ein Wert der Stadt gilt nicht für einzelne Stadtteile.",
}


def satz_wert(name: str, zeile: Zeile, indikator: Indikator) -> str:
    """Kernaussage zu einem Gebiet: Wert mit Stichtag, Anzahl und Vertrauensbereich.

    Parameters
    ----------
    name
        Anzeigename des Gebiets.
    zeile
        Eine Zeile aus `kennzahl`; ohne Zustand „wert“ nennt der Satz nur den Grund.
    """
    ort = _ort(name, zeile)
    if not _hat_wert(zeile):
        return _mit_demo(f"{ort}: {_grund(zeile, indikator)}", _demo(zeile))
    wert = formate.wert_mit_einheit(zeile["wert"], indikator)
    klammer = "; ".join([*_anzahl(zeile, indikator), *_vermerke(zeile)])
    text = f"{ort}: {_titel(indikator)} beträgt {wert}" + (f" ({klammer})." if klammer else ".")
    spanne = _spanne(zeile.get("unten"), zeile.get("oben"), indikator)
    text += f" Der Vertrauensbereich reicht von {spanne}." if spanne else ""
    return _mit_demo(text, _demo(zeile))


def satz_vergleich(name: str, zeile: Zeile, indikator: Indikator, stadtname: str) -> str:
    """Gebiet gegen Reststadt mit Urteil; gewertet wird nur bei vereinbarter Richtung.

    Parameters
    ----------
    zeile
        Eine Zeile aus `mit_vergleich`. Ohne Reststadt (Stadt, Kreis, fehlende Fallzahlen)
        nennt der Satz den Stadtwert, wenn es einen gibt.
    stadtname
        Name der Stadt, zu der das Gebiet gehört.
    """
    ort = _ort(name, zeile)
    if not _hat_wert(zeile):
        return _mit_demo(f"{ort}: {_grund(zeile, indikator)}", _demo(zeile))
    if not _endlich(zeile.get("rest_wert")):
        text = _ohne_reststadt(zeile, indikator, stadtname if name != stadtname else "")
        return _mit_demo(f"{ort}: {text}", _demo(zeile))
    wert, rest = (formate.wert_mit_einheit(zeile[s], indikator) for s in ("wert", "rest_wert"))
    paar = f"{wert} gegenüber {rest} in {stadtname} ohne {name}"
    titel, urteil = _titel(indikator), _text(zeile.get("urteil"))
    if urteil in {"gesichert höher", "gesichert niedriger"}:
        text = f"{titel} ist {urteil} als in der Reststadt ({paar})."
        text += _unterschied(zeile, indikator) + _wertung(indikator, "höher" in urteil)
    elif urteil == "nicht gesichert verschieden":
        text = f"{titel} ist nicht gesichert verschieden von der Reststadt ({paar})."
        text += _unterschied(zeile, indikator)
    else:
        text = f"{titel}: {paar}. Ob der Unterschied zufällig ist, ist nicht bewertbar."
    return _mit_demo(f"{ort}: {text}", _demo(zeile))


def saetze_gebiet(name: str, zeile: Zeile, indikator: Indikator, stadtname: str) -> list[str]:
    """`satz_wert` und `satz_vergleich`; ohne Wert nur einmal der Grund."""
    saetze = [
        satz_wert(name, zeile, indikator),
        satz_vergleich(name, zeile, indikator, stadtname),
    ]
    return list(dict.fromkeys(saetze))


def satz_karte(
    tabelle: pd.DataFrame,
    indikator: Indikator,
    namen: Mapping[str, str],
    ebenentitel: str,
    *,
    stichtag: str,
    anzahl_gebiete: int | None = None,
) -> str:
    """Höchster und niedrigster Wert einer Ebene und wie viele Gebiete einen Wert haben.

    Parameters
    ----------
    tabelle
        Eine Zeile je Gebiet der Ebene, Spalten aus `kennzahl`.
    namen
        Gebietsschlüssel → Anzeigename.
    ebenentitel
        Mehrzahl der Ebene, etwa „Stadtteile“.
    anzahl_gebiete
        Zahl aller Gebiete der Ebene; Gebiete ohne Zeile zählen als „keine Angabe“.
    """
    ort = " ".join([ebenentitel, _zeitangabe(stichtag)])
    texte = _texte_je_gebiet(tabelle, indikator, namen)
    if texte.empty:
        aussage = f"Zu {_titel(indikator)} liegt kein Wert vor."
    elif len(texte) == 1:
        aussage = f"{_titel(indikator)} beträgt {texte.iloc[0]} ({texte.index[0]})."
    elif texte.iloc[0] == texte.iloc[-1]:
        aussage = f"{_titel(indikator)} beträgt überall {texte.iloc[0]}."
    else:
        aussage = (
            f"{_titel(indikator)} ist am höchsten in {_gebiete_mit(texte, -1)}, "
            f"am niedrigsten in {_gebiete_mit(texte, 0)}."
        )
    text = f"{ort}: {aussage} {_abdeckung(tabelle, anzahl_gebiete)}."
    return _mit_demo(text, _mit_demowerten(tabelle))


def satz_urteile(
    tabelle: pd.DataFrame,
    indikator: Indikator,
    namen: Mapping[str, str],
    ebene_titel: str,
    *,
    stichtag: str,
) -> str:
    """Welche Gebiete sich gesichert von der übrigen Stadt unterscheiden und bei wie vielen nicht.

    Parameters
    ----------
    tabelle
        Zeilen einer Ebene zu einem Stichtag aus `vergleich.mit_vergleich`.
    """
    kopf = f"{ebene_titel} {_zeitangabe(stichtag)}: {_titel(indikator)}"
    gruppen = {
        urteil: [namen.get(g, g) for g in tabelle.loc[tabelle["urteil"].eq(urteil), "gebiet"]]
        for urteil in ("gesichert höher", "gesichert niedriger", "nicht gesichert verschieden")
    }
    gleich = len(gruppen.pop("nicht gesichert verschieden"))
    geprueft = gleich + sum(map(len, gruppen.values()))
    if not geprueft:
        text = f"{kopf} ist hier gegen die übrige Stadt nicht zu prüfen."
        return _mit_demo(text, _mit_demowerten(tabelle))
    teile = [
        f"{urteil} als in der übrigen Stadt in {_kurze_aufzaehlung(orte)}"
        for urteil, orte in gruppen.items()
        if orte
    ]
    if teile:
        text = f"{kopf} ist {', '.join(teile)}."
        rest = (
            f"In {gleich} von {geprueft} geprüften Gebieten ist kein Unterschied gesichert."
            if gleich
            else f"Ohne gesicherten Unterschied ist keines der {geprueft} geprüften Gebiete."
        )
    else:
        text = f"{kopf} unterscheidet sich in keinem Gebiet gesichert von der übrigen Stadt."
        rest = f"Geprüft: {geprueft}."
    return _mit_demo(f"{text} {rest}", _mit_demowerten(tabelle))


def satz_veraenderung(
    name: str,
    erste: Zeile,
    letzte: Zeile,
    differenz: tuple[float, float, float],
    indikator: Indikator,
) -> str:
    """Veränderung zwischen zwei Stichtagen und ob sie über den Zufall hinausgeht.

    Parameters
    ----------
    erste, letzte
        Zeilen aus `kennzahl` desselben Gebiets.
    differenz
        Letzter minus erster Wert mit unterer und oberer Grenze [Einheit des Indikators];
        ohne Grenzen heißt es „ohne Prüfung auf Zufall“.
    """
    von, bis = _text(erste.get("stichtag")), _text(letzte.get("stichtag"))
    demo = _demo(erste) or _demo(letzte)
    ort = f"{name} {_zeitraum(von, bis)}".rstrip()
    if not (_hat_wert(erste) and _hat_wert(letzte) and _endlich(differenz[0])):
        return _mit_demo(f"{ort}: {_ohne_veraenderung(erste, letzte, indikator)}", demo)
    kopf = f"{ort}: {_titel(indikator)}"
    betrag = formate.differenz(abs(differenz[0]), indikator).removeprefix("+")
    werte = [formate.wert_mit_einheit(z["wert"], indikator) for z in (erste, letzte)]
    paar = f"(erst {werte[0]}, dann {werte[1]})"
    richtung = _vorzeichen(differenz[0], indikator)
    if richtung == 0:
        text = f"{kopf} ist praktisch gleich geblieben {paar}"
    else:
        wort = "gestiegen" if richtung > 0 else "gesunken"
        text = f"{kopf} ist um {betrag} {wort} {paar}"
    return _mit_demo(text + _pruefung(differenz, indikator, "Die Veränderung"), demo)


def satz_did(  # noqa: PLR0917
    name: str,
    vergleichsname: str,
    differenz: tuple[float, float, float],
    indikator: Indikator,
    von: str,
    bis: str,
    *,
    demo: bool = False,
) -> str:
    """Unterschied der Entwicklung eines Gebiets zu der eines Vergleichsgebiets.

    Parameters
    ----------
    differenz
        Entwicklung des Gebiets minus Entwicklung des Vergleichs, mit Grenzen [Einheit des
        Indikators].
    von, bis
        Erster und letzter Stichtag.
    demo
        Ob ein Demonstrationswert beteiligt ist.
    """
    kopf = f"{name} gegenüber {vergleichsname} {_zeitraum(von, bis)}"
    schluss = (
        " Ein solcher Vergleich zeigt einen Unterschied in der Entwicklung, nicht die Ursache."
    )
    if not _endlich(differenz[0]):
        text = f"{kopf}: Zu {_titel(indikator)} ist der Vergleich nicht zu berechnen."
        return _mit_demo(text + schluss, demo)
    richtung = _vorzeichen(differenz[0], indikator)
    if richtung == 0:
        text = f"{kopf}: {_titel(indikator)} hat sich praktisch gleich entwickelt"
    else:
        mehr, weniger = ("gestiegen", "gesunken") if richtung > 0 else ("gesunken", "gestiegen")
        abstand = formate.differenz(differenz[0], indikator)
        text = f"{kopf}: {_titel(indikator)} ist stärker {mehr} oder schwächer {weniger}"
        text += f" (Abstand {abstand})"
    return _mit_demo(text + _pruefung(differenz, indikator, "Der Unterschied") + schluss, demo)


def satz_rang(name: str, rang: tuple[int, int]) -> str:
    """Der Rang in Worten, mit dem Hinweis, dass er schwankt; nur auf Wunsch gezeigt."""
    platz, gesamt = rang
    return (
        f"{name}: Rang {platz} von {gesamt} (höchster Wert zuerst). Kleine Unterschiede im Rang "
        "können Zufall sein."
    )


def satz_gesperrte_staende(gesperrte: Sequence[str], gezeigt: str, *, viele: bool = True) -> str:
    """Warum ein älterer Stand gezeigt ist: Neuere sind gesperrt; leer ohne gesperrte.

    Parameters
    ----------
    gesperrte
        Stichtage nach dem gezeigten, aufsteigend (`kennzahlen.gesperrte_stichtage`).
    viele
        Ob es um die Werte vieler Gebiete geht oder um den eines einzigen.
    """
    if not gesperrte:
        return ""
    *davor, letzter = (formate.kurzer_stichtag(tag) for tag in gesperrte)
    wann = f"{letzter} und {len(davor)} Stände davor"
    if len(davor) <= _HOECHSTENS_STAENDE:
        wann = formate.aufzaehlung([*davor, letzter])
    was = "ist der Wert" if not davor else "sind die Werte"
    was = "sind zu viele Werte" if viele else was
    jetzt = formate.kurzer_stichtag(gezeigt)
    return f"Für {wann} {was} {formate.zustandstext('geheim')}; gezeigt ist {jetzt}."


def satz_bruch(brueche: Sequence[Bruch]) -> str:
    """Ab wann Werte mit früheren nicht vergleichbar sind; ohne Bruch leer."""
    return " ".join(
        f"Werte ab {_dem(bruch.ab)} sind mit früheren nicht vergleichbar "
        f"({bruch.grund.rstrip('.')})."
        for bruch in brueche
    )


def satz_abdeckung(n_echt: int, n_demo: int, n_geheim: int, n_fehlt: int) -> str:
    """Wie viele Werte belegt, erfunden, gesperrt und ohne Angabe sind."""
    insgesamt = n_echt + n_demo + n_geheim + n_fehlt
    if not insgesamt:
        return "Es sind keine Werte verzeichnet."
    wort = "Wert" if insgesamt == 1 else "Werte"
    gesperrt = f"{formate.zahl(n_geheim)} gesperrt (Datenschutz), " if n_geheim else ""
    return (
        f"{formate.zahl(insgesamt)} {wort}: {formate.zahl(n_echt)} mit Quelle belegt, "
        f"{formate.zahl(n_demo)} frei erfunden {DEMO_ZUSATZ}, {gesperrt}"
        f"{formate.zahl(n_fehlt)} ohne Angabe."
    )


def alttext_karte(  # noqa: PLR0917
    tabelle: pd.DataFrame,
    indikator: Indikator,
    namen: Mapping[str, str],
    einteilung: Klasseneinteilung | None,
    ebenentitel: str,
    stichtag: str,
    *,
    anzahl_gebiete: int | None = None,
) -> str:
    """Alternativtext einer Karte: Klassen, Spanne, Gebiete mit Wert, höchste und niedrigste.

    Parameter wie `satz_karte`; `einteilung` ist `None`, wenn kein Gebiet einen Wert hat.
    """
    texte = _texte_je_gebiet(tabelle, indikator, namen)
    kopf = f"Karte „{ebenentitel}“: {indikator.titel} {_zeitangabe(stichtag)}".rstrip()
    teile = []
    if not texte.empty:
        if einteilung is not None:
            anzahl = len(einteilung.farben)
            kopf += f" in {anzahl} {'Klasse' if anzahl == 1 else 'Klassen'}"
        kopf += f" von {texte.iloc[0]} bis {texte.iloc[-1]}"
    if not texte.empty and texte.iloc[0] != texte.iloc[-1]:
        teile = [
            f"höchste: {_gebiete_mit(texte, -1, 'Gebiete')}",
            f"niedrigste: {_gebiete_mit(texte, 0, 'Gebiete')}",
        ]
    text = "; ".join([kopf, _abdeckung(tabelle, anzahl_gebiete), *teile]) + "."
    return _mit_demo(text, _mit_demowerten(tabelle))


def alttext_zeitreihe(tabelle: pd.DataFrame, indikator: Indikator, namen: Mapping[str, str]) -> str:
    """Alternativtext einer Zeitreihe: je Gebiet erster und letzter Wert und Lücken.

    `tabelle` hat Spalten aus `kennzahl`, eine Zeile je Gebiet und Stichtag.
    """
    if tabelle.empty:
        return f"Zeitreihe: {indikator.titel}; keine Werte."
    tage = sorted(tabelle["stichtag"].astype(str).unique())
    spanne = " bis ".join(formate.stichtag(tag) for tag in dict.fromkeys((tage[0], tage[-1])))
    punkte = {
        namen.get(str(gebiet), str(gebiet)): _verlauf(reihe, indikator)
        for gebiet, reihe in tabelle.groupby("gebiet", sort=False)
    }
    return alttext_allgemein(
        f"Zeitreihe: {indikator.titel}, {spanne}", punkte, demo=_mit_demowerten(tabelle)
    )


def alttext_balken(
    tabelle: pd.DataFrame, indikator: Indikator, namen: Mapping[str, str], stichtag: str = ""
) -> str:
    """Alternativtext eines Balkendiagramms: Werte oder Lücken in der Reihenfolge der Tabelle.

    `tabelle` hat Spalten aus `kennzahl`, eine Zeile je Gebiet.
    """
    kopf = f"Balkendiagramm: {indikator.titel} {_zeitangabe(stichtag)}".rstrip()
    punkte = {
        namen.get(str(zeile["gebiet"]), str(zeile["gebiet"])): _wert_oder_grund(zeile, indikator)
        for zeile in tabelle.to_dict("records")
    }
    return alttext_allgemein(
        f"{kopf}; {_abdeckung(tabelle)}", punkte, demo=_mit_demowerten(tabelle)
    )


def alttext_allgemein(kopf: str, punkte: Mapping[str, str], *, demo: bool = False) -> str:
    """Alternativtext aus einem Kopf und fertigen Angaben je Gebiet (höchstens zwölf)."""
    genannt = [f"{name}: {text}" for name, text in punkte.items()][:_HOECHSTENS_IM_ALTTEXT]
    if weitere := len(punkte) - len(genannt):
        genannt.append("und 1 weiteres" if weitere == 1 else f"und {weitere} weitere")
    return _mit_demo(f"{kopf}. {'; '.join(genannt)}." if genannt else f"{kopf}.", demo)


def vorbehalte(indikator: Indikator) -> list[str]:
    """Vorbehalte aus dem Katalog als Sätze; am Ende, dass Zahlen keine Menschen beurteilen."""
    saetze = [HINWEISE[hinweis] for hinweis in indikator.hinweise]
    saetze += [NEUTRAL] if indikator.richtung == "neutral" else []
    return [*saetze, KEIN_URTEIL]


def leserichtung(indikator: Indikator) -> str:
    """Ob ein hoher oder ein niedriger Wert als belastend gilt, oder keiner von beiden."""
    if indikator.richtung == "neutral":
        return NEUTRAL
    wort = "hoher" if indikator.richtung == "hoch_belastend" else "niedriger"
    return f"Ein {wort} Wert gilt als belastend."


def satz_nicht_schliessen(indikator: Indikator) -> str:
    """Was man aus der Zahl nicht schließen darf, nach Art, Richtung und Vorbehalten."""
    saetze = ["Die Zahl sagt nichts über einzelne Menschen und nichts über Ursachen."]
    if indikator.art == "anzahl":
        saetze.append("Eine Anzahl hängt von der Größe des Gebiets ab.")
    if indikator.richtung == "neutral":
        saetze.append(NEUTRAL)
    saetze += [_NICHT_SCHLIESSEN[h] for h in indikator.hinweise if h in _NICHT_SCHLIESSEN]
    return " ".join(saetze)


def _titel(indikator: Indikator) -> str:
    return f"„{indikator.titel}“"


def _text(wert: object) -> str:
    return wert if isinstance(wert, str) else ""


def _endlich(wert: object) -> bool:
    return math.isfinite(formate.zahlwert(wert))


def _hat_wert(zeile: Zeile) -> bool:
    return zeile.get("zustand") == "wert" and _endlich(zeile.get("wert"))


def _zustand(zeile: Zeile) -> str:
    """Ein Zustand „wert“ ohne Zahl und ein unbekannter Zustand gelten als „fehlt“."""
    zustand = _text(zeile.get("zustand"))
    return zustand if zustand in OHNE_WERT or _hat_wert(zeile) else "fehlt"


def _demo(zeile: Zeile) -> bool:
    return formate.zahlwert(zeile.get("demo")) == 1


def _mit_demowerten(tabelle: pd.DataFrame) -> bool:
    return bool(tabelle["demo"].eq(True).any())


def _mit_demo(text: str, demo: bool) -> str:
    return f"{text} {DEMO_ZUSATZ}" if demo else text


def _ort(name: str, zeile: Zeile) -> str:
    return f"{name} {_zeitangabe(_text(zeile.get('stichtag')))}".rstrip()


def _zeitangabe(stichtag: str) -> str:
    vorsatz = {0: "", 4: "im Jahr ", 7: "im "}.get(len(stichtag), "am ")
    return vorsatz + formate.stichtag(stichtag) if stichtag else ""


def _dem(stichtag: str) -> str:
    text = formate.stichtag(stichtag)
    return f"dem {text}" if text[-5:-4] == "." else text


def _zeitraum(von: str, bis: str) -> str:
    return f"zwischen {_dem(von)} und {_dem(bis)}" if von and bis else ""


def _grund(zeile: Zeile, indikator: Indikator) -> str:
    titel, zustand = _titel(indikator), _zustand(zeile)
    if zustand == "geheim":
        return f"Der Wert zu {titel} ist {formate.zustandstext(zustand)}."
    if zustand == "zu_wenige":
        return f"Zu {titel} gibt es keinen Wert: {formate.zustandstext(zustand)}."
    return f"Zu {titel} gibt es {formate.zustandstext('fehlt')}."


def _wert_oder_grund(zeile: Zeile, indikator: Indikator) -> str:
    if not _hat_wert(zeile):
        return formate.zustandstext(_zustand(zeile))
    return formate.wert_mit_einheit(zeile["wert"], indikator)


def _anzahl(zeile: Zeile, indikator: Indikator) -> list[str]:
    zaehler, nenner = zeile.get("zaehler"), zeile.get("nenner")
    if indikator.art not in _ZAEHLWORT or not (_endlich(zaehler) and _endlich(nenner)):
        return []
    return [f"{formate.zahl(zaehler)} {_ZAEHLWORT[indikator.art]} {formate.zahl(nenner)}"]


def _vermerke(zeile: Zeile) -> list[str]:
    zeichen = _text(zeile.get("zeichen")).split()
    return [text for kuerzel, text in _ZEICHENTEXTE.items() if kuerzel in zeichen]


def _spanne(unten: object, oben: object, indikator: Indikator) -> str:
    if not (_endlich(unten) and _endlich(oben)):
        return ""
    von = formate.zahl(unten, indikator.nachkommastellen)
    return f"{von} bis {formate.wert_mit_einheit(oben, indikator)}"


def _differenzspanne(unten: object, oben: object, indikator: Indikator) -> str:
    von = formate.zahl(unten, indikator.nachkommastellen, vorzeichen=True)
    return f"Bereich {von} bis {formate.differenz(oben, indikator)}"


def _ohne_reststadt(zeile: Zeile, indikator: Indikator, stadtname: str) -> str:
    text = f"Zu {_titel(indikator)} ist kein Vergleich mit der Reststadt möglich"
    if not stadtname or not _endlich(zeile.get("stadtwert")):
        return f"{text}."
    return f"{text}; {stadtname}: {formate.wert_mit_einheit(zeile['stadtwert'], indikator)}."


def _unterschied(zeile: Zeile, indikator: Indikator) -> str:
    differenz, unten, oben = (zeile.get(s) for s in ("differenz", "diff_unten", "diff_oben"))
    if not all(_endlich(wert) for wert in (differenz, unten, oben)):
        return ""
    return (
        f" Der Unterschied beträgt {formate.differenz(differenz, indikator)} "
        f"({_differenzspanne(unten, oben, indikator)})."
    )


def _wertung(indikator: Indikator, hoeher: bool) -> str:
    if indikator.richtung == "neutral":
        return ""
    belastend = hoeher == (indikator.richtung == "hoch_belastend")
    return f" Das gilt als {'belastender' if belastend else 'günstiger'}."


def _vorzeichen(differenz: float, indikator: Indikator) -> int:
    """Vorzeichen nach dem Runden: was als 0 gezeigt wird, ist weder mehr noch weniger."""
    text = formate.zahl(differenz, indikator.nachkommastellen, vorzeichen=True)
    return {"+": 1, "−": -1}.get(text[0], 0)


def _pruefung(differenz: tuple[float, float, float], indikator: Indikator, subjekt: str) -> str:
    wert, unten, oben = differenz
    if not (_endlich(unten) and _endlich(oben)):
        return ", ohne Prüfung auf Zufall."
    gesichert = unten > 0 or oben < 0
    spanne = _differenzspanne(unten, oben, indikator)
    text = f". {subjekt} ist {'' if gesichert else 'nicht '}gesichert ({spanne})."
    return text + (_wertung(indikator, wert > 0) if gesichert else "")


def _kurze_aufzaehlung(orte: Sequence[str]) -> str:
    if len(orte) <= _HOECHSTENS_IM_SATZ:
        return formate.aufzaehlung(list(orte))
    return f"{len(orte)} Gebieten"


def _ohne_veraenderung(erste: Zeile, letzte: Zeile, indikator: Indikator) -> str:
    gruende = [
        f"{_zeitangabe(_text(zeile.get('stichtag')))} {formate.zustandstext(_zustand(zeile))}"
        for zeile in (erste, letzte)
        if not _hat_wert(zeile)
    ]
    teile = [f"Zu {_titel(indikator)} ist keine Veränderung zu berechnen", *gruende]
    return "; ".join(teil.strip() for teil in teile) + "."


def _texte_je_gebiet(
    tabelle: pd.DataFrame, indikator: Indikator, namen: Mapping[str, str]
) -> pd.Series:
    """Gezeigter Wert je Gebietsname, aufsteigend; nur Gebiete mit Wert."""
    # Nur die nötigen Spalten: bei vielen Gebieten kostet das Umwandeln der übrigen das Meiste.
    noetig = tabelle.filter(items=["gebiet", "zustand", "wert"])
    zeilen = [zeile for zeile in noetig.to_dict("records") if _hat_wert(zeile)]
    zeilen.sort(key=lambda zeile: formate.zahlwert(zeile["wert"]))
    return pd.Series(
        [formate.wert_mit_einheit(zeile["wert"], indikator) for zeile in zeilen],
        index=[namen.get(str(zeile["gebiet"]), str(zeile["gebiet"])) for zeile in zeilen],
        dtype="object",
    )


def _gebiete_mit(texte: pd.Series, stelle: int, mehrzahl: str = "Gebieten") -> str:
    wert = str(texte.iloc[stelle])
    gebiete = [str(name) for name, text in texte.items() if text == wert]
    if len(gebiete) > _HOECHSTENS_GENANNT:
        return f"{len(gebiete)} {mehrzahl} ({wert})"
    return f"{formate.aufzaehlung(gebiete)} ({wert})"


def _abdeckung(tabelle: pd.DataFrame, anzahl_gebiete: int | None = None) -> str:
    noetig = tabelle.filter(items=["zustand", "wert"])
    zustaende = [_zustand(zeile) for zeile in noetig.to_dict("records")]
    zustaende += ["fehlt"] * ((anzahl_gebiete or 0) - len(zustaende))
    wort = "Gebiet" if len(zustaende) == 1 else "Gebieten"
    teile = [f"Mit Wert: {zustaende.count('wert')} von {len(zustaende)} {wort}"]
    teile += [f"{OHNE_WERT[z].text}: {zustaende.count(z)}" for z in OHNE_WERT if z in zustaende]
    return "; ".join(teile)


def _verlauf(reihe: pd.DataFrame, indikator: Indikator) -> str:
    zeilen = reihe.sort_values("stichtag").to_dict("records")
    mit_wert = [zeile for zeile in zeilen if _hat_wert(zeile)]
    punkte = [
        f"{formate.wert_mit_einheit(zeile['wert'], indikator)} "
        f"({formate.stichtag(str(zeile['stichtag']))})"
        for zeile in mit_wert
    ]
    teile = [f"erst {punkte[0]}", f"zuletzt {punkte[-1]}"] if len(punkte) > 1 else punkte
    if ohne := len(zeilen) - len(mit_wert):
        teile.append(f"ohne Wert an {ohne} {'Stichtag' if ohne == 1 else 'Stichtagen'}")
    return ", ".join(teile)
