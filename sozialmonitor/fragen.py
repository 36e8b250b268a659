"""Typische Fragen: je Frage eine vorbereitete Ansicht, ein gerechneter Satz und seine Grenze.

Eine Frage ist eine Tabelle in `fragen.toml` im Ordner der Kommune:

    [wird_es_aelter]
    frage = "Wird die Stadt älter?"
    ansicht = "/zeitreihen?ebene=stadt&indikator=anteil_ab_65"
    sagt_nicht = "Warum das so ist und was daraus folgt."
    antwort = "trend"

`antwort` ist wahlweise: Ohne gilt der Antwortsatz der Ansicht, sonst ein Satz aus `ANTWORTEN`.
Gespeichert sind Adressen und Namen, nie Zahlen: Jede Antwort rechnet aus den heutigen Daten.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sozialmonitor import ansichten, gegenueberstellung, programmvergleich, texte, trendbericht
from sozialmonitor.ansichten import (
    SEITEN,
    Ansicht,
    Gezeigt,
    Vorrat,
    gegenueber,
    segregation,
    soziale_stadt,
    vergleich,
    vorrat_aus,
    zeitreihen,
)
from sozialmonitor.ansichten.wahl import Adresswahl
from sozialmonitor.bild import Bild
from sozialmonitor.fehler import Mangel, SozialmonitorFehler
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune
from sozialmonitor.texte import segregationssaetze, vergleichssaetze
from sozialmonitor.tomlleser import Leser, druckbar

DATEI = "fragen.toml"
HOECHSTENS_FRAGEN = 40
HOECHSTENS = {"frage": 120, "sagt_nicht": 280, "antwort": 40}
"""So viele Zeichen darf ein Feld haben."""
UNKLAR = "Das lässt sich mit diesen Zahlen nicht sagen."
NAEHERUNG = "Unmittelbar lässt sich das nicht sagen; am nächsten kommt:"
_FELDER = ("frage", "ansicht", "sagt_nicht", "antwort")
_WEG = "Die Frage bleibt weg"
_KENNUNG = re.compile(r"[a-z0-9_]{1,40}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frage:
    """Eine Frage mit ihrer Ansicht; `antwort` ist leer oder ein Name aus `ANTWORTEN`."""

    id: str
    frage: str
    ansicht: Ansicht
    sagt_nicht: str
    antwort: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Antwort:
    """Was auf eine Frage zu sagen ist.

    `satz` ist nie leer; lässt sich nichts sagen, steht darin, warum. `weitere` erläutern ihn.
    Ohne `gezeigt` gibt es die Ansicht mit diesen Daten nicht.
    """

    satz: str
    weitere: tuple[str, ...] = ()
    gezeigt: Gezeigt | None = None

    @property
    def bild(self) -> Bild | None:
        """Das Bild der Ansicht."""
        return self.gezeigt.bild if self.gezeigt else None

    @property
    def demo(self) -> bool:
        """Ob in Satz oder Bild ein Demonstrationswert vorkommt."""
        genannt = any(texte.DEMO_ZUSATZ in satz for satz in (self.satz, *self.weitere))
        return genannt or bool(self.gezeigt and self.gezeigt.demo)

    @property
    def stand(self) -> str:
        """Der jüngste Stichtag (ISO); leer ohne Werte."""
        return self.gezeigt.stand if self.gezeigt else ""

    @property
    def indikatoren(self) -> tuple[Indikator, ...]:
        """Die Indikatoren hinter der Antwort."""
        return self.gezeigt.indikatoren if self.gezeigt else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Antwortart:
    """Ein benannter Satz: für welche Seite es ihn gibt (leer: alle) und wie er entsteht.

    `saetze` gibt den Antwortsatz und was ihn erläutert; leer heißt, er passt nicht zur Adresse.
    """

    seite: str
    was: str
    saetze: Callable[[Adresswahl, Vorrat, Gezeigt], Sequence[str]]


def lies_fragen(
    roh: str | bytes | Mapping[str, Any], *, kommune: Kommune | None = None, datei: str = DATEI
) -> tuple[dict[str, Frage], list[Mangel]]:
    """Fragen aus TOML nach ihrer Kennung; was nicht stimmt, ist ein Mangel, alles Übrige bleibt.

    Parameters
    ----------
    roh
        Text, Bytes (UTF-8) oder die schon gelesene Tabelle.
    kommune
        Nennt zusätzlich Gebiete, Indikatoren und andere Angaben der Adressen, die es dort nicht
        gibt. Die Frage bleibt; `beantwortet` sagt dann, dass es keine Antwort gibt.
    datei
        Name für die Mängel.
    """
    leser = Leser(datei, "Die Liste der Fragen", HOECHSTENS)
    eintraege = leser.tabelle(roh)
    if len(eintraege) > HOECHSTENS_FRAGEN:
        befund = f"Es sind {len(eintraege)} Fragen; möglich sind {HOECHSTENS_FRAGEN}."
        leser.melde("", befund, "Die übrigen bleiben weg; bitte kürzen.")
    genommen = list(eintraege.items())[:HOECHSTENS_FRAGEN]
    gelesen = [_lies_frage(leser, str(name), eintrag) for name, eintrag in genommen]
    fragen = {frage.id: frage for frage in gelesen if frage}
    if kommune:
        _pruefe_adressen(leser, kommune, fragen)
    return fragen, leser.maengel


def beantwortet(kommune: Kommune, frage: Frage, vorrat: Vorrat | None = None) -> Antwort:
    """Die Antwort auf eine Frage aus den Daten dieser Kommune.

    Nennt die Adresse etwas, das es hier nicht gibt, ist die Antwort, dass sich nichts sagen lässt:
    Die Voreinstellung wäre die Antwort auf eine andere Frage.

    Parameters
    ----------
    vorrat
        Werte derselben Kommune; wer mehrere Fragen beantwortet, rechnet damit nichts doppelt.
    """
    werte = vorrat or vorrat_aus(kommune)
    try:
        gezeigt = ansichten.gezeigt(kommune, frage.ansicht, vorrat=werte)
        if gezeigt.hinweise:
            return Antwort(
                satz=f"{UNKLAR} Die Frage nennt ein Gebiet, einen Indikator oder eine Angabe, "
                "die es in diesem Stand der Daten nicht gibt."
            )
        saetze = _saetze(frage, Adresswahl(kommune, frage.ansicht.parameter), werte, gezeigt)
    except SozialmonitorFehler as fehler:
        return Antwort(satz=f"{UNKLAR} {fehler}")
    erster, *weitere = saetze or (f"{UNKLAR} {gezeigt.satz}",)
    return Antwort(satz=erster, weitere=tuple(filter(None, weitere)), gezeigt=gezeigt)


def _saetze(frage: Frage, wahl: Adresswahl, vorrat: Vorrat, gezeigt: Gezeigt) -> Sequence[str]:
    if frage.antwort:
        return ANTWORTEN[frage.antwort].saetze(wahl, vorrat, gezeigt)
    return (gezeigt.satz, *gezeigt.weitere) if gezeigt.bild else ()


def _lies_frage(leser: Leser, kennung: str, eintrag: object) -> Frage | None:
    ort = f"Frage [{druckbar(kennung)[:40]}]"
    if not _KENNUNG.fullmatch(kennung):
        befund = "Eine Kennung hat nur kleine Buchstaben ohne Umlaute, Ziffern und „_“."
        leser.melde(ort, befund, f"{_WEG}; bitte umbenennen.")
        return None
    if not isinstance(eintrag, Mapping):
        leser.melde(ort, "Erwartet wird eine Tabelle.", f"{_WEG}; bitte [{kennung}] nutzen.")
        return None
    leser.unbekannte(eintrag, _FELDER, ort)
    text = {name: leser.text(eintrag, name, ort) for name in HOECHSTENS}
    ansicht = leser.ansicht(eintrag.get("ansicht", ""), f"{ort}, Feld ansicht", _WEG)
    for name in ("frage", "sagt_nicht"):
        if not eintrag.get(name):
            leser.melde(f"{ort}, Feld {name}", "Das Feld fehlt.", f"{_WEG}; bitte ergänzen.")
    if ansicht is None or not (text["frage"] and text["sagt_nicht"]):
        return None
    antwort = text["antwort"] if _gibt_es(leser, text["antwort"], ansicht, ort) else ""
    return Frage(
        id=kennung,
        frage=text["frage"],
        ansicht=ansicht,
        sagt_nicht=text["sagt_nicht"],
        antwort=antwort,
    )


def _gibt_es(leser: Leser, name: str, ansicht: Ansicht, ort: str) -> bool:
    """Ob es den benannten Satz für diese Seite gibt; sonst gilt der Satz der Ansicht."""
    moeglich = [n for n, art in ANTWORTEN.items() if art.seite in ("", ansicht.seite)]
    if not name or name in moeglich:
        return True
    leser.melde(
        f"{ort}, Feld antwort",
        f"Einen Satz „{name}“ gibt es für die Seite „{SEITEN[ansicht.seite]}“ nicht.",
        f"Es gilt der Satz der Ansicht; möglich sind: {', '.join(moeglich)}.",
    )
    return False


def _pruefe_adressen(leser: Leser, kommune: Kommune, fragen: Mapping[str, Frage]) -> None:
    vorrat = vorrat_aus(kommune)
    for frage in fragen.values():
        for befund in ansichten.befunde(kommune, frage.ansicht, vorrat=vorrat):
            ort = f"Frage [{frage.id}], Feld ansicht"
            leser.melde(ort, druckbar(befund), "Bitte die Adresse auf der Seite neu wählen.")


# --- Benannte Sätze ------------------------------------------------------------------------


def _naeherung(_wahl: Adresswahl, _vorrat: Vorrat, gezeigt: Gezeigt) -> Sequence[str]:
    return (f"{NAEHERUNG} {gezeigt.satz}", *gezeigt.weitere)


def _trend(wahl: Adresswahl, vorrat: Vorrat, _gezeigt: Gezeigt) -> Sequence[str]:
    teil = zeitreihen.reihenteil(vorrat, *zeitreihen.waehle(wahl, vorrat))
    if teil.ohne_werte or teil.erstes not in teil.namen:
        return (f"{UNKLAR} {zeitreihen.satz_ohne_werte(teil)}",)
    zeilen = trendbericht.trends(teil.werte, teil.indikator, [teil.erstes], teil.brueche)
    zeile, name = zeilen.iloc[0].to_dict(), teil.namen[teil.erstes]
    return (
        texte.satz_trend(name, zeile, teil.indikator),
        texte.satz_schwelle(name, zeile, teil.indikator),
    )


def _besser(wahl: Adresswahl, vorrat: Vorrat, _gezeigt: Gezeigt) -> Sequence[str]:
    kommune = vorrat.kommune
    gebiet, _ = soziale_stadt.waehle(wahl, vorrat)
    teil = soziale_stadt.programmteil(kommune, gebiet, vorrat.leitwerte())
    if teil.start is None:
        return ()
    satz = programmvergleich.satz_besser(
        teil.entwicklung, kommune.katalog, teil.lage, teil.start.datum
    )
    return (satz,)


def _worin(wahl: Adresswahl, vorrat: Vorrat, _gezeigt: Gezeigt) -> Sequence[str]:
    if vergleich.waehle_abschnitt(wahl) != "partner":
        return ()
    kommune, alle = vorrat.kommune, vorrat.lang()
    teil = vergleich.waehle_partner(wahl, vorrat, alle)
    if teil is None:
        return ()
    tabelle, ausgelassen = gegenueber.partnertabelle(kommune, alle, teil)
    titel = [kommune.katalog[name].titel for name in tabelle["indikator"]]
    satz = vergleichssaetze.satz_worin(
        teil.name,
        teil.partner.name,
        dict(zip(titel, tabelle["urteil"], strict=True)),
        demo=bool(tabelle["demo"].any()),
    )
    return (
        satz,
        vergleichssaetze.satz_gesperrt(gegenueberstellung.gesperrte(tabelle)),
        vergleichssaetze.satz_ausgelassen(ausgelassen, teil.partner.name),
    )


def _veraenderung(wahl: Adresswahl, vorrat: Vorrat, _gezeigt: Gezeigt) -> Sequence[str]:
    teil = segregation.gruppenteil(vorrat, *segregation.waehle(wahl, vorrat))
    if teil.zuletzt is None:
        return ()
    veraendert = segregationssaetze.satz_veraenderung(
        teil.entwicklung, gesperrt=teil.frueher_gesperrt
    )
    satz = f"{teil.gruppe}, {teil.ebenentitel}: {veraendert}"
    return (
        f"{satz} {texte.DEMO_ZUSATZ}" if teil.demo else satz,
        segregationssaetze.DREI_SAETZE[0],
    )


ANTWORTEN: Mapping[str, Antwortart] = {
    "naeherung": Antwortart(
        seite="",
        was="der Satz der Ansicht mit dem Vorsatz, dass er die Frage nur annähernd beantwortet",
        saetze=_naeherung,
    ),
    "trend": Antwortart(
        seite="zeitreihen",
        was="ob die letzten fünf Werte des ersten Gebiets mehr zeigen als Zufall",
        saetze=_trend,
    ),
    "besser": Antwortart(
        seite="soziale_stadt",
        was="was sich seit dem Programmstart günstiger und ungünstiger entwickelt hat",
        saetze=_besser,
    ),
    "worin": Antwortart(
        seite="vergleich",
        was="welche Indikatoren im Abschnitt „partner“ gesichert verschieden sind",
        saetze=_worin,
    ),
    "veraenderung": Antwortart(
        seite="segregation",
        was="ob die Gruppe ungleicher verteilt wohnt als früher",
        saetze=_veraenderung,
    ),
}
"""Die Namen, die `antwort` kennt."""
