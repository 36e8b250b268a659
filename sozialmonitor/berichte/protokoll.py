"""Das Protokoll einer Freigabe für die Datenschutzbeauftragte, als HTML und als PDF.

Beide entstehen aus demselben Inhalt; die Vorlagen ordnen ihn nur an. Kein verborgener Wert steht
darin: Die Prüfungstabelle nennt Bereiche, Personen sind auf Zehner aufgerundet.
"""

import datetime
import hashlib
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

from sozialmonitor import ausgabe, formate, freigabebericht
from sozialmonitor.bild import Bild
from sozialmonitor.fassung import FASSUNG
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.freigabebericht import Gesamt
from sozialmonitor.freigabelauf import Lauf
from sozialmonitor.geheimhaltung import GESCHUETZT, Regel
from sozialmonitor.kommune import Kommune

TITEL = "Protokoll der Geheimhaltung"
ENGSTE = 50
VERFAHREN = (
    "Zahlen, die sich voneinander abziehen lassen, bilden einen Verbund und werden gemeinsam "
    "geschützt. Was nirgends steht, sich aber durch Abziehen ergibt, ist selbst eine Zelle.",
    "Primär geschützt ist, was die Regel nennt. Sekundär kommen weitere Zellen dazu, bis sich "
    "keine geschützte aus Summen und Differenzen enger errechnen lässt, als die Regel erlaubt; "
    "bevorzugt werden kleine Anzahlen und dieselben Zellen wie am Stichtag davor (Heuristik nach "
    "Kelly und Robertson, danach Schnittebenen nach Fischetti und Salazar-González 2001).",
    "Danach wird jeder Verbund an jedem Stichtag angegriffen: Lineare Programme suchen den "
    "kleinsten und den größten Wert, den eine geschützte Zelle nach allem Veröffentlichten haben "
    "kann. Bekannt sind dabei auch fertig veröffentlichte Quoten, und dass ein Zähler Teil seines "
    "Nenners ist. Was sich nicht schützen lässt, wird an diesem Stichtag ganz zurückgehalten.",
    "Nicht Teil der Prüfung ist, was jemand aus eigener Kenntnis oder aus anderen Quellen weiß.",
)
GERUNDET = (
    "Gerundete Verbünde verbergen nichts: Jede Zahl wird zufällig, aber immer gleich gerundet; "
    "angegriffen wird mit allen gerundeten Zahlen zugleich. Was dabei zu genau errechenbar "
    "bleibt, nennt die Prüfungstabelle. Summen gehen dort nicht auf."
)
_ROLLEN = {
    "oeffentlich": "Ausgabe für die Öffentlichkeit",
    "intern": "Ausgabe für Partner unter Vertrag",
}
# Was die eingebetteten Schriften nicht zeigen; PDF/UA verlangt ein Bild für jedes Zeichen.
_UNDRUCKBAR = re.compile(
    "[^\n -~\u00a0-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u0484\u0487-\u04ff"
    "\u1e00-\u1eff\u2010-\u2027\u2030-\u2040\u20a0-\u20bf\u2190-\u22ff\u2500-\u25ff]"
)
_ERSATZ = "□"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Protokolldaten:
    """Alles, was im Protokoll steht.

    `datum` ist der Tag der Freigabe (ISO), `regeln` nennt je Verbund Titel und Regel, `umfang`
    und `pruefung` sind `freigabebericht.umfang` und `.verborgene`, `abgeleitet` zählt geheime
    Werte je Indikator, `aeltere` hat je verglichener Ausgabe das Ergebnis von
    `.aeltere_veroeffentlichung`. `pruefsumme` gehört zur Ausgabe; `hinweis` steht über allem.
    """

    kommune: str
    rolle: str
    datum: str
    regeln: tuple[tuple[str, Regel], ...]
    gesamt: Gesamt
    umfang: pd.DataFrame
    gruende: Mapping[str, int]
    pruefung: pd.DataFrame
    abgeleitet: Mapping[str, int]
    pruefsumme: str
    verfahren: tuple[str, ...] = VERFAHREN
    aeltere: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    notiz: str = ""
    hinweis: str = ""


def protokolldaten(
    kommune: Kommune,
    lauf: Lauf,
    *,
    datum: str,
    pruefsumme: str,
    notiz: str = "",
    aeltere: Mapping[str, pd.DataFrame] | None = None,
) -> Protokolldaten:
    """Der Inhalt des Protokolls aus einem fertigen Lauf.

    Parameters
    ----------
    datum
        Tag der Freigabe als ISO-Datum.
    pruefsumme
        SHA-256 der Ausgabe.
    aeltere
        Bezeichnung → Ergebnis von `freigabevergleich.aeltere_veroeffentlichung`; ohne Angabe sagt
        das Protokoll, dass nicht verglichen wurde.

    Raises
    ------
    SozialmonitorFehler
        Wenn das Datum kein Tag ist.
    """
    _tag(datum)
    zellen = lauf.zellen
    rundet = any(regel.rundung for regel in lauf.regeln.values())
    abgeleitet = freigabebericht.abgeleitete(zellen, kommune)["titel"].value_counts(sort=False)
    return Protokolldaten(
        kommune=kommune.einstellungen.bezeichnung,
        rolle=lauf.rolle,
        datum=datum,
        notiz=notiz,
        regeln=tuple(
            (freigabebericht.merkmalstitel(kommune, verbund), regel)
            for verbund, regel in lauf.regeln.items()
        ),
        gesamt=freigabebericht.gesamt(zellen, kommune),
        umfang=freigabebericht.umfang(zellen, kommune),
        gruende=freigabebericht.gruende(zellen),
        pruefung=freigabebericht.verborgene(zellen, kommune),
        abgeleitet={str(titel): int(anzahl) for titel, anzahl in abgeleitet.items()},
        aeltere=dict(aeltere or {}),
        pruefsumme=pruefsumme,
        verfahren=(*VERFAHREN, GERUNDET) if rundet else VERFAHREN,
        hinweis=ausgabe.WASSERZEICHEN if zellen["zeichen"].str.contains("demo").any() else "",
    )


def html(daten: Protokolldaten) -> str:
    """Das Protokoll als eine HTML-Seite ohne fremde Inhalte, zum Lesen und Drucken."""
    vorlagen = Environment(
        loader=_vorlagen(),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return vorlagen.get_template("protokoll.html").render(inhalt(daten))


def pdf(daten: Protokolldaten) -> bytes:
    """Das Protokoll als PDF/UA-1; gleiche Daten ergeben dieselben Bytes.

    Zeichen, die die eingebetteten Schriften nicht haben (etwa Emoji), erscheinen als „□“.
    """
    import typst  # groß und selten gebraucht

    vorlage, _, _ = _vorlagen().get_source(Environment(autoescape=True), "protokoll.typ")
    return typst.compile(
        vorlage.encode(),
        sys_inputs={"daten": json.dumps(_druckbar(inhalt(daten)))},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        timestamp=datetime.datetime.combine(_tag(daten.datum), datetime.time(), datetime.UTC),
    )


def pruefungstabelle_csv(daten: Protokolldaten) -> bytes:
    """Die ganze Prüfungstabelle als CSV; ihre Prüfsumme steht im Protokoll."""
    tabelle = freigabebericht.pruefungstabelle(daten.pruefung)
    quelle = f"{daten.kommune}, {_ROLLEN[daten.rolle]} vom {formate.stichtag(daten.datum)}"
    titel = f"{TITEL}: Prüfungstabelle"
    demo = bool(daten.hinweis)
    return ausgabe.csv(
        Bild(titel=titel, bild=None, alttext="", tabelle=tabelle, demo=demo, quelle=quelle)
    )


def inhalt(daten: Protokolldaten) -> dict[str, Any]:
    """Der Inhalt als geordnete Texte, gleich für beide Vorlagen.

    Returns
    -------
    dict
        `titel`, `untertitel`, `datum` (ISO), `hinweis`, `notiz` und `abschnitte`: je Abschnitt
        `titel` und `bloecke`, jeder mit `art` (absatz | liste | zwischentitel | tabelle).
    """
    return {
        "titel": TITEL,
        "untertitel": f"{daten.kommune}: {_ROLLEN[daten.rolle]} vom "
        f"{formate.stichtag(daten.datum)}",
        "datum": daten.datum,
        "hinweis": daten.hinweis,
        "notiz": daten.notiz,
        "abschnitte": [
            {"titel": titel, "bloecke": bloecke}
            for titel, bloecke in (
                ("Ergebnis", _ergebnis(daten)),
                ("Regeln", _regeln(daten.regeln)),
                ("Verfahren", [_absatz(satz) for satz in daten.verfahren]),
                ("Umfang", _umfang(daten.umfang)),
                ("Gründe", _gruende(daten.gruende)),
                ("Abgeleitete Werte", _abgeleitet(daten.abgeleitet)),
                ("Ältere Veröffentlichungen", _aeltere(daten.aeltere)),
                ("Prüfungstabelle", _pruefung(daten.pruefung)),
                ("Prüfsummen", _pruefsummen(daten)),
            )
        ],
    }


_RECHTS = frozenset(
    {"Zahlen", "primär", "sekundär", "verborgen", "Anteil der Zahlen", "Breite", "Anzahl"}
)
# Breiten der Spalten im Verhältnis zueinander.
_BREITEN = {
    **{"Merkmal": 19, "Gebiet": 14, "Ebene": 14, "Grund": 12, "Art": 7, "Breite": 6},
    **{"Angabe": 32, "Indikator": 32, "Prüfsumme": 32},
}
_SONST_BREIT = 8


def _ergebnis(daten: Protokolldaten) -> list[dict[str, Any]]:
    kopf = daten.gesamt
    breite = "unbegrenzt" if kopf.kleinste_breite == math.inf else kopf.kleinste_breite
    zeilen = {
        "Zahlen des Laufs": kopf.zahlen,
        "nach der Regel geschützt (primär)": kopf.primaer,
        "als Partner geschützt (sekundär)": kopf.sekundaer,
        "nicht freigegeben": kopf.verborgen,
        "gerundet freigegeben": kopf.gerundet,
        "verborgene Personen, auf Zehner aufgerundet": kopf.personen_verborgen,
        "angegriffene Zellen, auch durch Abziehen entstandene": kopf.geprueft,
        "davon genau oder zu genau errechenbar": kopf.ungeschuetzt,
        "Breite des engsten errechenbaren Bereichs": breite,
    }
    return [
        _absatz(freigabebericht.satz_ergebnis(kopf, daten.rolle)),
        _tabelle("Kopfzahlen", _anzahlen("Angabe", zeilen)),
        _absatz(
            "Personen zählen je Merkmal und Stichtag einmal, auf der kleinsten Ebene, die es gibt; "
            "Haushalte, Wohnungen und Ereignisse zählen dabei nicht."
        ),
    ]


def _regeln(regeln: Sequence[tuple[str, Regel]]) -> list[dict[str, Any]]:
    gilt_fuer: dict[Regel, list[str]] = {}
    for titel, regel in regeln:
        gilt_fuer.setdefault(regel, []).append(titel)
    bloecke = []
    for regel, alle in gilt_fuer.items():
        wofuer = f"Für {'; '.join(alle)}:" if len(gilt_fuer) > 1 else "Für alle Tabellen:"
        bloecke += [_absatz(wofuer), _liste(freigabebericht.regel_in_worten(regel))]
    return bloecke or [_absatz("Der Lauf hat keine Tabellen.")]


def _umfang(umfang: pd.DataFrame) -> list[dict[str, Any]]:
    betroffen = umfang[umfang["primaer"].gt(0) | umfang["verborgen"].gt(0)]
    rest = len(umfang) - len(betroffen)
    satz = (
        f"Bei {formate.zahl(rest)} von {formate.zahl(len(umfang))} Paaren aus Merkmal und Ebene "
        "fällt nichts unter die Regel und ist nichts verborgen; sie sind nicht aufgeführt. Alle "
        "Stichtage sind zusammengezählt, durch Abziehen Entstandenes zählt nicht mit."
    )
    tabelle = freigabebericht.umfangstabelle(betroffen, mit_personen=False)
    return [_absatz(satz), _tabelle("Verborgenes nach Merkmal und Ebene", tabelle)]


def _gruende(gruende: Mapping[str, int]) -> list[dict[str, Any]]:
    if not gruende:
        return [_absatz("Keine Zelle ist geschützt.")]
    return [
        _absatz("Gezählt sind alle geschützten Zellen, auch durch Abziehen entstandene."),
        _tabelle("Geschützte Zellen nach Grund", _anzahlen("Grund", gruende)),
    ]


def _abgeleitet(abgeleitet: Mapping[str, int]) -> list[dict[str, Any]]:
    if not abgeleitet:
        return [_absatz("Kein Wert eines Indikators wird dadurch geheim.")]
    return [
        _absatz(
            f"{formate.zahl(sum(abgeleitet.values()))} Werte von Indikatoren sind geheim, weil ihr "
            "Zähler oder ihr Nenner verborgen ist."
        ),
        _tabelle("Geheime Werte nach Indikator", _anzahlen("Indikator", abgeleitet)),
    ]


def _aeltere(aeltere: Mapping[str, pd.DataFrame]) -> list[dict[str, Any]]:
    if not aeltere:
        return [_absatz("Mit älteren Veröffentlichungen wurde nicht verglichen.")]
    bloecke = []
    for name, zellen in aeltere.items():
        bloecke.append(_zwischentitel(name))
        if zellen.empty:
            bloecke.append(_absatz("Mit ihr ist keine jetzt geschützte Zelle zu genau bestimmbar."))
            continue
        satz = (
            f"Mit ihr sind {formate.zahl(len(zellen))} jetzt geschützte Zellen zu genau bestimmbar"
        )
        auszug = f"; genannt sind die ersten {ENGSTE}" if len(zellen) > ENGSTE else ""
        bloecke += [
            _absatz(f"{satz}{auszug}. Was dort steht, lässt sich nicht zurückholen."),
            _tabelle(
                f"Durch {name} bestimmbar", freigabebericht.aelterentabelle(zellen.head(ENGSTE))
            ),
        ]
    return bloecke


def _pruefung(pruefung: pd.DataFrame) -> list[dict[str, Any]]:
    if pruefung.empty:
        return [_absatz("Keine Zelle ist geschützt.")]
    satz = (
        "Der Bereich ist, was sich aus allem Freigegebenen höchstens über eine Zelle errechnen "
        f"lässt. Genannt sind je Verbund die {ENGSTE} am wenigsten geschützten Zellen; alle "
        f"{formate.zahl(len(pruefung))} stehen in der Prüfungstabelle als CSV."
    )
    bloecke = [_absatz(satz)]
    geordnet = pruefung.assign(gut=pruefung["urteil"].eq(GESCHUETZT)).sort_values(
        ["gut", "breite"], kind="stable"
    )
    for verbund, zellen in geordnet.groupby("verbund", sort=False):
        bloecke.append(_zwischentitel(str(verbund)))
        beschriftung = f"{verbund}: {min(len(zellen), ENGSTE)} von {formate.zahl(len(zellen))}"
        auszug = zellen.head(ENGSTE).drop(columns=["verbund", "gut"])
        bloecke.append(_tabelle(f"{beschriftung} Zellen", freigabebericht.pruefungstabelle(auszug)))
    return bloecke


def _pruefsummen(daten: Protokolldaten) -> list[dict[str, Any]]:
    csv = hashlib.sha256(pruefungstabelle_csv(daten)).hexdigest()
    summen = {"Ausgabe": daten.pruefsumme, "Prüfungstabelle (CSV)": csv}
    return [
        _absatz("Stimmt eine Prüfsumme (SHA-256) nicht, ist die Datei verändert."),
        _tabelle("Prüfsummen", pd.DataFrame(summen.items(), columns=["Datei", "Prüfsumme"])),
        _absatz(f"Gerechnet mit Fassung {FASSUNG} der Verfahren."),
    ]


def _absatz(text: str) -> dict[str, Any]:
    return {"art": "absatz", "text": text}


def _zwischentitel(text: str) -> dict[str, Any]:
    return {"art": "zwischentitel", "text": text}


def _liste(punkte: Iterable[str]) -> dict[str, Any]:
    return {"art": "liste", "punkte": list(punkte)}


def _anzahlen(kopf: str, anzahlen: Mapping[str, object]) -> pd.DataFrame:
    texte = [wert if isinstance(wert, str) else formate.zahl(wert) for wert in anzahlen.values()]
    return pd.DataFrame({kopf: list(anzahlen), "Anzahl": texte})


def _tabelle(beschriftung: str, texte: pd.DataFrame) -> dict[str, Any]:
    kopf = list(map(str, texte.columns))
    return {
        "art": "tabelle",
        "beschriftung": beschriftung,
        "kopf": kopf,
        "rechts": [name in _RECHTS for name in kopf],
        "breiten": [_BREITEN.get(name, _SONST_BREIT) for name in kopf],
        "zeilen": texte.to_numpy().tolist(),
    }


def _vorlagen() -> PackageLoader:
    return PackageLoader("sozialmonitor.berichte", "vorlagen")


def _druckbar(wert: object) -> object:
    """Derselbe Inhalt; was die Schriften nicht haben, ist ersetzt."""
    if isinstance(wert, str):
        return _UNDRUCKBAR.sub(_ERSATZ, wert.replace("\r\n", "\n").replace("\t", " "))
    if isinstance(wert, Mapping):
        return {name: _druckbar(teil) for name, teil in wert.items()}
    if isinstance(wert, list):
        return [_druckbar(teil) for teil in wert]
    return wert


def _tag(datum: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(datum)
    except ValueError as fehler:
        raise SozialmonitorFehler(
            f"„{datum}“ ist kein Tag. Bitte das Datum der Freigabe wie 2026-11-28 angeben."
        ) from fehler
