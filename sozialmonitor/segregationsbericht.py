"""Segregation je Gruppe und Gebietsebene: Verlauf mit Zufallswert, Veränderung, Quotienten.

Eine Gruppe ist der Zähler eines Anteils, alle zusammen sein Nenner. Ein Stichtag, an dem ein
Gebiet fehlt oder gesperrt ist, wird nicht gerechnet: ohne dieses Gebiet wäre es ein anderer Index.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sozialmonitor import segregation
from sozialmonitor.katalog import Bruch, Indikator
from sozialmonitor.kommune import Kommune
from sozialmonitor.texte import segregationssaetze as saetze

# „zu wenige“ betrifft nur die Quote eines Gebiets; die Zahl der Personen ist bekannt.
_BEKANNT = ("wert", "zu_wenige")
_FELDER = [
    *("wert", "zufallswert", "zufall_unten", "zufall_oben", "bereinigt", "unten", "oben"),
]
_JAHR = 4


def gruppen(kommune: Kommune) -> list[Indikator]:
    """Die Anteile, die `auswertungen.segregation` nennt, soweit sie im Katalog stehen."""
    genannt = kommune.einstellungen.auswertungen.segregation
    alle = [kommune.katalog[name] for name in genannt if name in kommune.katalog]
    return [indikator for indikator in alle if indikator.art == "anteil"]


def ebenen(kommune: Kommune) -> list[str]:
    """Ebenen, die die Stadt in wenigstens zwei Gebiete teilen; Mengen überschneiden sich."""
    return [
        ebene.id
        for ebene in kommune.einstellungen.ebenen
        if not ebene.menge
        and len(gebiete := kommune.gebiete_der_ebene(ebene.id)) > 1
        and set(gebiete) <= kommune.in_der_stadt
    ]


def gruppenname(kommune: Kommune, indikator: Indikator) -> str:
    """Wer die Gruppe ist: Titel des Zählers, bei mehreren Merkmalen der des Indikators."""
    return _merkmalstitel(kommune, indikator.zaehler) or indikator.titel


def bezugsname(kommune: Kommune, indikator: Indikator) -> str:
    """Zu wem die Gruppe gehört: Titel des Nenners."""
    return _merkmalstitel(kommune, indikator.nenner) or "alle"


def personen(tabelle: pd.DataFrame, gebiete: Sequence[str]) -> pd.DataFrame:
    """Gruppe und alle je Stichtag und Gebiet, auch für Gebiete ohne Zeile.

    Parameters
    ----------
    tabelle
        Zeilen aus `kennzahlen.kennzahl` eines Anteils.
    gebiete
        Alle Gebiete einer Ebene.

    Returns
    -------
    pd.DataFrame
        Eine Zeile je Stichtag (an dem wenigstens ein Gebiet eine Zeile hat) und Gebiet:
        `stichtag`, `gebiet`, `gruppe`, `insgesamt` [Personen], `zustand`, `demo`. Gesperrte und
        fehlende Zahlen sind `NaN`; ein unbewohntes Gebiet hat 0 von 0 und gilt als bekannt.
    """
    zeilen = tabelle[tabelle["gebiet"].isin(gebiete)]
    tage = sorted(zeilen["stichtag"].unique())
    raster = pd.MultiIndex.from_product([tage, list(gebiete)], names=["stichtag", "gebiet"])
    spalten = ["zaehler", "nenner", "zustand", "demo"]
    voll = zeilen.set_index(["stichtag", "gebiet"])[spalten].reindex(raster).reset_index()
    leer = voll["zaehler"].eq(0) & voll["nenner"].eq(0) & voll["zustand"].eq("fehlt")
    voll["zustand"] = voll["zustand"].where(voll["zustand"].notna(), "fehlt").mask(leer, "wert")
    paar = voll["zaehler"].notna() & voll["nenner"].notna()
    gilt = voll["zustand"].isin(_BEKANNT) & paar
    return pd.DataFrame(
        {
            "stichtag": voll["stichtag"],
            "gebiet": voll["gebiet"],
            "gruppe": voll["zaehler"].astype("float64").where(gilt),
            "insgesamt": voll["nenner"].astype("float64").where(gilt),
            # Eine nur veröffentlichte Quote nennt keine Personen.
            "zustand": voll["zustand"].mask(voll["zustand"].isin(_BEKANNT) & ~paar, "fehlt"),
            "demo": voll["demo"].eq(True),
        }
    )


def verlauf(
    zahlen: pd.DataFrame,
    namen: Mapping[str, str],
    brueche: Sequence[Bruch] = (),
    *,
    seed: int = 0,
) -> pd.DataFrame:
    """Der Dissimilaritätsindex an jedem Stichtag, mit Zufallswert, oder der Grund der Lücke.

    Parameters
    ----------
    zahlen
        Ergebnis von `personen`.
    namen
        Name je Gebiet, für den Grund.

    Returns
    -------
    pd.DataFrame
        Eine Zeile je Stichtag: `stichtag`, die Felder von `segregation.Segregationswert`
        (Anteile 0 bis 1), `gruppe`, `insgesamt` [Personen, `NaN` bei einer Lücke], `demo`,
        `gesperrt` (ob die Lücke wenigstens zum Teil eine Sperre ist) und `abschnitt`: über das
        Ende eines Abschnitts (Lücke, ausgelassenes Jahr, Bruch, Wechsel zu Demonstrationswerten)
        hinweg gehört keine Linie und kein Vergleich.
    """
    zeilen = [
        {"stichtag": str(tag), **_index(teil, namen, seed)}
        for tag, teil in zahlen.groupby("stichtag", sort=True)
    ]
    spalten = ["stichtag", *_FELDER, "grund", "gruppe", "insgesamt", "demo", "gesperrt"]
    ergebnis = pd.DataFrame(zeilen, columns=spalten)
    return ergebnis.assign(abschnitt=_abschnitte(ergebnis, brueche))


def letzte(reihe: pd.DataFrame) -> dict[str, Any] | None:
    """Die jüngste Zeile mit Wert, ohne Wert die jüngste überhaupt; `None` ohne Zeilen."""
    if reihe.empty:
        return None
    mit_wert = reihe[reihe["wert"].notna()]
    zeile = (mit_wert if len(mit_wert) else reihe).iloc[-1]
    return {str(feld): wert for feld, wert in zeile.items()}


def juengste_vollstaendige(zahlen: pd.DataFrame) -> pd.DataFrame:
    """Die Zeilen des jüngsten Stichtags, an dem alle Gebiete bekannt sind; sonst des jüngsten."""
    bekannt = zahlen.groupby("stichtag")["gruppe"].apply(lambda gruppe: gruppe.notna().all())
    tage = bekannt.index[bekannt] if bekannt.any() else bekannt.index
    return zahlen[zahlen["stichtag"].eq(max(tage, default=""))]


def veraenderung(reihe: pd.DataFrame, brueche: Sequence[Bruch] = ()) -> dict[str, Any] | None:
    """Die Veränderung seit dem ersten vergleichbaren Stichtag; `None` ohne einen früheren.

    Vergleichbar ist, was nach dem letzten Bruch liegt und gleich belegt oder erfunden ist; Lücken
    dazwischen schaden nicht.

    Returns
    -------
    dict
        `von`, `bis` (Stichtage), `wert_von`, `wert_bis` (D), `differenz`, `unten`, `oben`
        (des bereinigten D, 95 %).

    Notes
    -----
    Bereich der Differenz aus den Bereichen beider Werte: MOVER (Zou & Donner 2008, Statistics in
    Medicine 27, S. 1693–1702), dasselbe Verfahren wie bei Anteilen nach Newcombe. Beide
    Stichtage gelten als unabhängig.
    """
    werte = reihe[reihe["wert"].notna()]
    if werte.empty:
        return None
    bis = werte.iloc[-1]
    grenze = max((b.ab for b in brueche if b.ab <= bis["stichtag"]), default="")
    vergleichbar = werte["stichtag"].ge(grenze) & werte["demo"].eq(bis["demo"])
    # Was vor der letzten Unterbrechung liegt, fällt weg.
    strecke = werte[vergleichbar[::-1].cummin()[::-1]]
    von = strecke.iloc[0]
    if von["stichtag"] == bis["stichtag"]:
        return None
    differenz = bis["bereinigt"] - von["bereinigt"]
    return {
        "von": von["stichtag"],
        "bis": bis["stichtag"],
        "wert_von": von["wert"],
        "wert_bis": bis["wert"],
        "differenz": differenz,
        "unten": differenz
        - np.hypot(bis["bereinigt"] - bis["unten"], von["oben"] - von["bereinigt"]),
        "oben": differenz
        + np.hypot(bis["oben"] - bis["bereinigt"], von["bereinigt"] - von["unten"]),
    }


def nebeneinander(reihen: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Jede Gruppe an ihrem jüngsten Stichtag mit Wert.

    Parameters
    ----------
    reihen
        Name der Gruppe → Ergebnis von `verlauf`.

    Returns
    -------
    pd.DataFrame
        `name` und die Spalten von `verlauf`, in der Reihenfolge der Gruppen; Gruppen ohne
        Stichtag fehlen.
    """
    zeilen = [{"name": name, **zeile} for name, reihe in reihen.items() if (zeile := letzte(reihe))]
    spalten = ["name", "stichtag", *_FELDER, "grund", "gruppe", "demo", "gesperrt"]
    return pd.DataFrame(zeilen, columns=spalten)


def quotienten(zahlen: pd.DataFrame, stichtag: str) -> pd.DataFrame:
    """Der Lokationsquotient je Gebiet an einem Stichtag, mit Urteil.

    Returns
    -------
    pd.DataFrame
        Eine Zeile je Gebiet: `gebiet`, `gruppe`, `insgesamt` [Personen], `wert`, `unten`, `oben`
        (1 = Anteil wie in allen Gebieten zusammen), `urteil` (gesichert höher | nicht gesichert
        verschieden | gesichert geringer | leer), `zustand`, `demo`. Ist der Anteil eines Gebiets
        nicht bewertbar oder der Anteil aller unbekannt, sind Werte `NaN` und das Urteil leer.
    """
    teil = zahlen[zahlen["stichtag"].eq(stichtag)].set_index("gebiet")
    quotient = segregation.lokationsquotient_mit_bereich(teil["gruppe"], teil["insgesamt"])
    zustand = teil["zustand"].mask(teil["zustand"].eq("wert") & quotient["wert"].isna(), "fehlt")
    bewertbar = zustand.eq("wert")
    werte = quotient[["wert", "unten", "oben"]].where(bewertbar)
    urteil = np.select(
        [~bewertbar, werte["unten"] > 1, werte["oben"] < 1],
        ["", saetze.HOEHER, saetze.GERINGER],
        default=saetze.ENTSPRECHEND,
    )
    ergebnis = teil[["gruppe", "insgesamt", "demo"]].join(werte)
    return ergebnis.assign(urteil=urteil, zustand=zustand).reset_index()


def begegnung(zahlen: pd.DataFrame, stichtag: str, *, seed: int = 0) -> pd.DataFrame:
    """Isolation und Interaktion an einem Stichtag.

    Returns
    -------
    pd.DataFrame
        Zwei Zeilen: `index` (Isolation | Interaktion), die Felder von
        `segregation.Segregationswert` und `ohne_segregation`, der Wert bei überall gleichem
        Anteil.
    """
    teil = zahlen[zahlen["stichtag"].eq(stichtag)]
    gruppe, alle = teil["gruppe"].to_numpy(), teil["insgesamt"].to_numpy()
    anteil = gruppe.sum() / alle.sum() if alle.sum() > 0 else np.nan
    zeilen = [
        {
            "index": name,
            **{feld: getattr(wert, feld) for feld in (*_FELDER, "grund")},
            "ohne_segregation": gleich if np.isfinite(wert.wert) else np.nan,
        }
        for name, wert, gleich in (
            ("Isolation", segregation.isolation(gruppe, alle, seed=seed), anteil),
            ("Interaktion", segregation.interaktion(gruppe, alle, seed=seed), 1 - anteil),
        )
    ]
    return pd.DataFrame(zeilen)


def _merkmalstitel(kommune: Kommune, terme: Sequence[str]) -> str:
    if len(terme) != 1 or terme[0] not in kommune.merkmale:
        return ""
    return kommune.merkmale[terme[0]].titel


def _index(teil: pd.DataFrame, namen: Mapping[str, str], seed: int) -> dict[str, Any]:
    ohne = teil[teil["gruppe"].isna()]
    if len(ohne):
        zustaende = {
            zustand: [namen.get(g, g) for g in ohne.loc[ohne["zustand"].eq(zustand), "gebiet"]]
            for zustand in ("fehlt", "geheim")
        }
        grund = saetze.grund_luecke(zustaende, len(teil))
        gesperrt = bool(ohne["zustand"].eq("geheim").any())
        return {"grund": grund, "demo": bool(teil["demo"].any()), "gesperrt": gesperrt}
    wert = segregation.dissimilaritaet(
        teil["gruppe"].to_numpy(), teil["insgesamt"].to_numpy(), seed=seed
    )
    bekannt = np.isfinite(wert.wert)
    return {
        **{feld: getattr(wert, feld) for feld in (*_FELDER, "grund")},
        "gruppe": teil["gruppe"].sum() if bekannt else np.nan,
        "insgesamt": teil["insgesamt"].sum() if bekannt else np.nan,
        "demo": bool(teil["demo"].any()),
        "gesperrt": False,
    }


def _abschnitte(reihe: pd.DataFrame, brueche: Sequence[Bruch]) -> list[int]:
    jahre = [int(tag[:_JAHR]) for tag in reihe["stichtag"]]
    jaehrlich = len(set(jahre)) == len(jahre) and bool(np.any(np.diff(jahre) == 1))
    nummern, nummer = [], 0
    for i in range(len(reihe)):
        if i and (
            pd.isna(reihe["wert"].iloc[i])
            or pd.isna(reihe["wert"].iloc[i - 1])
            or reihe["demo"].iloc[i] != reihe["demo"].iloc[i - 1]
            or (jaehrlich and jahre[i] - jahre[i - 1] > 1)
            or any(
                reihe["stichtag"].iloc[i - 1] < b.ab <= reihe["stichtag"].iloc[i] for b in brueche
            )
        ):
            nummer += 1
        nummern.append(nummer)
    return nummern
