"""Ob ein Bestand freigegeben werden kann: was die Geheimhaltung übersähe oder scheitern ließe."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from sozialmonitor import verknuepfung
from sozialmonitor.fehler import Mangel, SozialmonitorFehler
from sozialmonitor.katalog import Merkmal
from sozialmonitor.kommune import Kommune

_TOLERANZ = 1e-6
# Bei vielen gleichen Fehlern genügen die ersten.
_HOECHSTENS = 5


def maengel(kommune: Kommune) -> list[Mangel]:
    """Was an `[geheimhaltung]`, `teil_von` und den Zahlen dahinter nicht stimmt.

    Eine Ausgabe hat keine: Sie ist schon geprüft und nennt nicht mehr alle Tabellen.
    """
    if "ausgabe" in kommune.paket:
        return []
    return [
        *_regeln(kommune),
        *_sensible(kommune),
        *(m for merkmal in kommune.merkmale.values() for m in _teil(kommune, merkmal)),
        *_groesser_als_das_ganze(kommune),
    ]


def _regeln(kommune: Kommune) -> Iterator[Mangel]:
    ressourcen = {str(r["name"]): r for r in kommune.paket["resources"]}
    offen = verknuepfung.veroeffentlichte_tabellen(kommune)
    regeln = kommune.einstellungen.geheimhaltung
    for tabelle in dict.fromkeys(name for name, _ in regeln.tabellen):
        ort = f"[[geheimhaltung.tabellen]], Tabelle {tabelle}"
        if ressourcen.get(tabelle, {}).get("rolle") != "bestand":
            bekannte = ", ".join(n for n, r in ressourcen.items() if r.get("rolle") == "bestand")
            yield Mangel(
                "kommune.toml",
                ort,
                "In datapackage.json steht keine solche Tabelle mit der Rolle „bestand“.",
                f"Bitte den Namen berichtigen; möglich sind: {bekannte}.",
            )
        elif tabelle in offen:
            yield Mangel(
                "kommune.toml",
                ort,
                "Die Tabelle ist als veröffentlicht ausgewiesen; ihre Regel gilt nicht.",
                "Bitte den Eintrag entfernen oder „veroeffentlicht“ in datapackage.json.",
            )
    for verbund in verknuepfung.verbuende(kommune):
        for rolle in regeln.rollen:
            try:
                regeln.regel(rolle, verbund.tabellen)
            except SozialmonitorFehler as fehler:
                yield Mangel(
                    "kommune.toml",
                    f"[[geheimhaltung.tabellen]], {rolle}",
                    str(fehler),
                    f"Es geht um die Tabellen {', '.join(verbund.tabellen)}.",
                )


def _sensible(kommune: Kommune) -> Iterator[Mangel]:
    for merkmal in kommune.einstellungen.geheimhaltung.sensibel:
        if merkmal not in kommune.merkmale:
            yield Mangel(
                "kommune.toml",
                "[geheimhaltung], sensibel",
                f"Das Merkmal „{merkmal}“ steht nicht in merkmale.toml oder ist dort ausgelassen.",
                "Bitte berichtigen; bis dahin gilt es nicht als sensibel.",
            )


def _teil(kommune: Kommune, merkmal: Merkmal) -> Iterator[Mangel]:
    ganzes = kommune.merkmale.get(merkmal.teil_von)
    if not merkmal.teil_von or (ganzes and ganzes.ganzzahlig and merkmal.ganzzahlig):
        return
    befund = f"Das Ganze „{merkmal.teil_von}“ im Feld „teil_von“ ist ausgelassen."
    if ganzes:
        befund = f"„{merkmal.id}“ und sein Ganzes „{ganzes.id}“ sind nicht beide gezählt."
    yield Mangel(
        "merkmale.toml",
        f"Eintrag [merkmale.{merkmal.id}]",
        befund,
        "Bitte berichtigen; bis dahin übersieht die Geheimhaltung diese Summe.",
    )


def _groesser_als_das_ganze(kommune: Kommune) -> Iterator[Mangel]:
    gruppen: dict[tuple[str, str], list[str]] = {}
    for merkmal in kommune.merkmale.values():
        if merkmal.teil_von in kommune.zahlen and merkmal.id in kommune.zahlen:
            gruppen.setdefault((merkmal.teil_von, merkmal.gliederung or merkmal.id), []).append(
                merkmal.id
            )
    for (ganzes, _), teile in gruppen.items():
        for gebiet, stichtag in _zu_grosse(kommune, ganzes, teile)[:_HOECHSTENS]:
            name = " und ".join(f"„{teil}“" for teil in teile)
            yield Mangel(
                "merkmale.toml",
                f"Gebiet {gebiet}, Stichtag {stichtag}",
                f"{name} {'ist' if len(teile) == 1 else 'sind zusammen'} größer als „{ganzes}“, "
                "also kein Teil davon.",
                "Bitte die Zahlen in der Quelle oder das Feld „teil_von“ berichtigen.",
            )


def _zu_grosse(kommune: Kommune, ganzes: str, teile: Sequence[str]) -> list[tuple[str, str]]:
    """Gebiete und Stichtage, an denen die Teile zu groß sind; ohne schon Veröffentlichtes."""
    felder = [_feld(kommune, merkmal) for merkmal in (ganzes, *teile)]
    zu_gross = sum(felder[1:]) - felder[0] > _TOLERANZ
    orte = [
        (str(zu_gross.index[i]), str(zu_gross.columns[j]))
        for i, j in np.argwhere(zu_gross.to_numpy())
    ]
    offen = list(verknuepfung.veroeffentlichte_tabellen(kommune))
    zeilen = kommune.bestand[
        kommune.bestand["ressource"].isin(offen) & kommune.bestand["merkmal"].isin([ganzes, *teile])
    ]
    bekannt = set(zip(zeilen["gebiet"], zeilen["stichtag"], strict=True))
    return [ort for ort in orte if ort not in bekannt]


def _feld(kommune: Kommune, merkmal: str) -> pd.DataFrame:
    zahlen = kommune.zahlen[merkmal]
    werte = np.where(zahlen.vorhanden, zahlen.werte, np.nan)
    return pd.DataFrame(werte, index=kommune.gebiete.index, columns=zahlen.stichtage)
