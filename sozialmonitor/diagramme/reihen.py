"""Kennzahlen lesbar machen: geprüfte Spalten, deutsche Texte, Abschnitte, Tabelle zum Bild.

Hier endet jede Zahl ohne Zustand „wert“: weder Wert noch Bereich noch Fallzahl gehen weiter.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from sozialmonitor import formate
from sozialmonitor.fehler import SpaltenFehlen
from sozialmonitor.katalog import Bruch, Indikator
from sozialmonitor.zeichen import BEDEUTUNG

SPALTEN = (
    *("gebiet", "stichtag", "zaehler", "nenner", "wert", "unten", "oben"),
    *("zeichen", "zustand", "demo", "herkunft"),
)
HINWEISE = {
    "gebiet_text": "Gebiet",
    "stichtag_text": "Stichtag",
    "wert_text": "Wert",
    "bereich_text": "95-%-Bereich",
    "zahlen_text": "Fallzahl",
    "zeichen_text": "Hinweis",
}
Zeile = Mapping[str, Any]
_TAG, _MONAT, _JAHR = 10, 7, 4
# Einzeln genannt wird, was in eine Zeile passt.
_HOECHSTENS_GENANNT = 6
# Mehr Stichtage je Jahr bedeuten eine Monatsreihe, in der schon ein Monat eine Lücke ist.
_STICHTAGE_JE_JAHR = 2


def pruefe_spalten(tabelle: pd.DataFrame, spalten: Sequence[str]) -> None:
    """Fehlende Spalten sind ein Fehler mit Namen."""
    if fehlend := set(spalten) - set(tabelle.columns):
        raise SpaltenFehlen.aus(fehlend, list(tabelle.columns))


def lesbare_reihen(
    tabelle: pd.DataFrame, indikator: Indikator, namen: Mapping[str, str]
) -> pd.DataFrame:
    """Zeilen der genannten Gebiete in deren Reihenfolge, mit Zeitpunkt und deutschen Texten.

    Returns
    -------
    pd.DataFrame
        `gebiet`, `name`, `stichtag`, `zeitpunkt`, `wert`, `unten`, `oben` (nur beim Zustand
        „wert“, sonst `NaN`), `zustand`, `demo`, `vorlaeufig`, `herkunft` und die Texte aus
        `HINWEISE`.
    """
    pruefe_spalten(tabelle, SPALTEN)
    platz = {gebiet: i for i, gebiet in enumerate(namen)}
    gezeigt = tabelle[tabelle["gebiet"].isin(list(platz))]
    beschriftung = eindeutige_namen(namen)
    lesbar = [_lesbar(zeile, indikator, beschriftung) for zeile in zeilen(gezeigt[list(SPALTEN)])]
    spalten = [
        *("gebiet", "name", "stichtag", "zeitpunkt", "wert", "unten", "oben", "zustand"),
        *("demo", "vorlaeufig", "herkunft", *HINWEISE, "zelle"),
    ]
    ergebnis = pd.DataFrame(lesbar, columns=spalten)
    ergebnis["zeitpunkt"] = pd.to_datetime(ergebnis["zeitpunkt"])
    ordnung = ergebnis.assign(platz=ergebnis["gebiet"].map(platz))
    return (
        ordnung.sort_values(["platz", "zeitpunkt"], kind="stable")
        .drop(columns="platz")
        .reset_index(drop=True)
    )


def eindeutige_namen(namen: Mapping[str, str]) -> dict[str, str]:
    """Name je Gebiet; gleiche Namen bekommen ihren Schlüssel dazu."""
    vorhanden = list(namen.values())
    return {
        gebiet: name if vorhanden.count(name) == 1 else f"{name} ({gebiet})"
        for gebiet, name in namen.items()
    }


def mit_abschnitten(reihen: pd.DataFrame, brueche: Sequence[Bruch] = ()) -> pd.DataFrame:
    """Nur die Werte, mit `abschnitt`: durchgehend gezeichnet wird nur innerhalb eines Abschnitts.

    Ein Abschnitt endet an einem fehlenden Stichtag (gemessen an den Stichtagen, zu denen
    wenigstens die Hälfte der Gebiete eine Zeile hat, und an den eigenen), an einem Bruch, beim
    Wechsel der Herkunft und beim Wechsel zu Demonstrationswerten.
    """
    je_stichtag = reihen.groupby("stichtag")["gebiet"].nunique()
    stichtage = sorted(je_stichtag.index[je_stichtag * 2 >= reihen["gebiet"].nunique()])
    laenge = _taktlaenge(stichtage)
    teile = [
        _abschnitte(reihe, stichtage, laenge, brueche)
        for _, reihe in reihen.groupby("gebiet", sort=False)
    ]
    nummern = pd.concat(teile) if teile else pd.Series(dtype="object")
    return reihen.assign(abschnitt=nummern)[reihen["zustand"].eq("wert")]


def bildtabelle(reihen: pd.DataFrame, indikator: Indikator) -> pd.DataFrame:
    """Die Angaben des Bildes als Tabelle aus fertigen Texten."""
    wertspalte = f"{indikator.titel} ({indikator.einheit})" if indikator.einheit else "Wert"
    spalten = {**HINWEISE, "wert_text": wertspalte}
    texte = reihen.assign(wert_text=reihen["zelle"])[list(HINWEISE)]
    return texte.rename(columns=spalten).reset_index(drop=True)


def saetze_ohne_wert(reihen: pd.DataFrame) -> list[str]:
    """Was nicht gezeichnet ist, obwohl es Zahlen gibt: „Gesperrt (Datenschutz): Altstadt 2021“.

    Ohne das sähe eine gesperrte Stelle aus wie eine fehlende.
    """
    saetze = []
    for zustand in ("geheim", "zu_wenige"):
        ohne = reihen[reihen["zustand"].eq(zustand)]
        stellen = [f"{z['name']} {formate.kurzer_stichtag(z['stichtag'])}" for z in zeilen(ohne)]
        if len(stellen) > _HOECHSTENS_GENANNT:
            anzahl = ohne["gebiet"].nunique()
            stellen = [
                f"{len(stellen)} Werte in {anzahl} {'Gebiet' if anzahl == 1 else 'Gebieten'}"
            ]
        if stellen:
            grund = formate.zustandstext(zustand)
            saetze.append(f"{grund[:1].upper()}{grund[1:]}: {formate.aufzaehlung(stellen)}")
    return saetze


def einheitstitel(indikator: Indikator) -> str:
    """Titel der Wertachse: „SGB-II-Quote in %“."""
    if indikator.ist_prozent:
        return f"{indikator.titel} in %"
    return f"{indikator.titel} ({indikator.einheit})" if indikator.einheit else indikator.titel


def zeitspanne(reihen: pd.DataFrame) -> str:
    """„2010 bis 2025“ oder ein einzelner Stichtag."""
    if reihen.empty:
        return ""
    ordnung = reihen.sort_values("zeitpunkt")["stichtag"]
    erster, letzter = (formate.kurzer_stichtag(s) for s in (ordnung.iloc[0], ordnung.iloc[-1]))
    return erster if erster == letzter else f"{erster} bis {letzter}"


def zeilen(tabelle: pd.DataFrame) -> list[Zeile]:
    """Die Zeilen einer Tabelle, je Spalte ein Eintrag."""
    return [{str(k): v for k, v in zeile.items()} for zeile in tabelle.to_dict("records")]


def tooltip() -> list[Any]:
    """Hinweis je Punkt: fertige deutsche Texte."""
    return [alt.Tooltip(f"{spalte}:N", title=titel) for spalte, titel in HINWEISE.items()]


def _lesbar(zeile: Zeile, indikator: Indikator, namen: Mapping[str, str]) -> dict[str, Any]:
    gilt = zeile["zustand"] == "wert" and pd.notna(zeile["wert"])
    zustand = zeile["zustand"] if gilt or zeile["zustand"] != "wert" else "fehlt"
    zeichen: list[str] = str(zeile["zeichen"]).split() if pd.notna(zeile["zeichen"]) else []
    text = formate.wert_mit_einheit(zeile["wert"], indikator) if gilt else ""
    bereich = formate.bereich(zeile["unten"], zeile["oben"], indikator) if gilt else ""
    return {
        "gebiet": zeile["gebiet"],
        "name": namen[zeile["gebiet"]],
        "stichtag": zeile["stichtag"],
        "zeitpunkt": formate.zeitpunkt(zeile["stichtag"]),
        "wert": float(zeile["wert"]) if gilt else float("nan"),
        "unten": float(zeile["unten"]) if gilt else float("nan"),
        "oben": float(zeile["oben"]) if gilt else float("nan"),
        "zustand": zustand,
        "demo": bool(zeile["demo"]),
        "vorlaeufig": gilt and "p" in zeichen,
        "herkunft": zeile["herkunft"],
        "gebiet_text": namen[zeile["gebiet"]],
        "stichtag_text": formate.stichtag(zeile["stichtag"]),
        "wert_text": text or formate.zustandstext(zustand),
        "bereich_text": bereich or "nicht berechnet",
        "zahlen_text": _fallzahl(zeile, indikator) if gilt else "nicht gezeigt",
        "zeichen_text": _hinweis(zeichen, zustand),
        "zelle": formate.zelle(zustand, zeile["wert"], indikator, " ".join(zeichen)),
    }


def _fallzahl(zeile: Zeile, indikator: Indikator) -> str:
    if pd.isna(zeile["zaehler"]):
        return "nicht veröffentlicht"
    if pd.isna(zeile["nenner"]):
        return formate.zahl(zeile["zaehler"])
    zaehler, nenner = formate.zahl(zeile["zaehler"]), formate.zahl(zeile["nenner"])
    verbindung = {"anteil": "von", "quotient": "zu"}.get(indikator.art, "bezogen auf")
    return f"{zaehler} {verbindung} {nenner}"


def _hinweis(zeichen: Sequence[str], zustand: str) -> str:
    worte = [BEDEUTUNG[z] for z in zeichen if z in BEDEUTUNG and z not in {".", "•"}]
    if zustand != "wert":
        worte.insert(0, formate.zustandstext(zustand))
    return "; ".join(worte) or "endgültig"


def _taktlaenge(stichtage: Sequence[str]) -> int:
    jahre = {s[:_JAHR] for s in stichtage}
    if len(stichtage) <= _STICHTAGE_JE_JAHR * len(jahre):
        return _JAHR
    return _MONAT if len({s[:_MONAT] for s in stichtage}) == len(stichtage) else _TAG


def _abschnitte(
    reihe: pd.DataFrame, stichtage: Sequence[str], laenge: int, brueche: Sequence[Bruch]
) -> pd.Series:
    werte = reihe[reihe["zustand"].eq("wert")]
    belegt = {s[:laenge] for s in werte["stichtag"]}
    erwartet = {*stichtage, *reihe["stichtag"]}
    luecken = [s for s in sorted(erwartet) if s[:laenge] not in belegt]
    nummern, nummer = [], 0
    vorher: Zeile | None = None
    for zeile in zeilen(werte):
        nummer += vorher is not None and _getrennt(vorher, zeile, luecken, brueche)
        nummern.append(f"{zeile['gebiet']}-{nummer}")
        vorher = zeile
    return pd.Series(nummern, index=werte.index, dtype="object")


def _getrennt(
    vorher: Zeile, jetzt: Zeile, luecken: Sequence[str], brueche: Sequence[Bruch]
) -> bool:
    return (
        any(vorher["stichtag"] < luecke < jetzt["stichtag"] for luecke in luecken)
        or any(vorher["stichtag"] < bruch.ab <= jetzt["stichtag"] for bruch in brueche)
        or vorher["herkunft"] != jetzt["herkunft"]
        or vorher["demo"] != jetzt["demo"]
    )
