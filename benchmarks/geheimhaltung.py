"""Geheimhaltung: Dauer, und wie viel verborgen wird gegen eine einfache Regel und das Optimum.

`python -m benchmarks.geheimhaltung` misst nur diesen Teil.
"""

import functools
import itertools
import time
from collections.abc import Iterator

import numpy as np
import pandas as pd

from benchmarks.messwerte import Messung, als_tabelle, gestoppt, melde
from sozialmonitor.geheimhaltung import INTERN, OEFFENTLICH, Regel, primaer, pruefe, sekundaer
from sozialmonitor.geheimhaltung.gleichungen import gleichungssystem, summenzellen
from sozialmonitor.geheimhaltung.partnerwahl import Wahl, mit_partnern
from sozialmonitor.geheimhaltung.tabelle import VERBORGEN, Hierarchien

Aufbau = tuple[pd.DataFrame, Hierarchien]

_STADTTEILE = (4, 4, 4, 4, 4, 3, 3, 3)
_PROGRAMMGEBIETE = {"P1": ("S0.0", "S0.1"), "P2": ("S1.0", "S1.1")}
_KATEGORIEN = (5, 5, 5, 5)
_JAHRE = range(2010, 2025)


def messe(wiederholungen: int) -> Iterator[Messung]:
    """Alle Messungen ohne Browser."""
    melde("Geheimhaltung: Lehrbuchtabellen")
    yield from _lehrbuch(max(3, wiederholungen // 3))
    melde("Geheimhaltung: ein Jahr einer Stadt")
    yield from _jahr(max(3, wiederholungen // 5))
    melde("Geheimhaltung: alle Jahre")
    yield _alle_jahre()
    melde("Geheimhaltung: gegen die einfache Regel und das Optimum")
    yield from _umfang()
    yield from _abstand_zum_optimum()


def stadtjahr(seed: int, personen: float = 1200, anteil: float = 0.5) -> Aufbau:
    """29 Sozialräume, 8 Stadtteile, Stadt und 2 Programmgebiete mal 25 Kategorien, erfunden.

    Kategorien sind von sehr häufig bis selten verteilt, Sozialräume verschieden groß.
    """
    zufall = np.random.default_rng(seed)
    raeume = [f"S{t}.{i}" for t, anzahl in enumerate(_STADTTEILE) for i in range(anzahl)]
    mengen = {raum: menge for menge, teile in _PROGRAMMGEBIETE.items() for raum in teile}
    gebiete: dict[str, list[str]] = {
        raum: [raum.split(".")[0], *([mengen[raum]] if raum in mengen else [])] for raum in raeume
    }
    gebiete |= {f"S{t}": ["stadt"] for t in range(len(_STADTTEILE))}
    merkmale = {f"m{g}.{i}": f"m{g}" for g, anzahl in enumerate(_KATEGORIEN) for i in range(anzahl)}
    haeufigkeit = 1 / np.arange(1, len(merkmale) + 1) ** 1.5
    groesse = personen * zufall.lognormal(0, 0.5, size=len(raeume))
    erwartet = groesse[:, None] * anteil * haeufigkeit / haeufigkeit.sum()
    merkmale |= {f"m{g}": "alle" for g in range(len(_KATEGORIEN))}
    innen = zufall.poisson(zufall.gamma(3, erwartet / 3))
    return _mit_summen(innen, {"gebiet": gebiete, "merkmal": merkmale})


def rechteck(seed: int, *groessen: int, anteil_klein: float = 0.15) -> Aufbau:
    """Eine Tafel mit allen Rändern: meist 5 bis 59, einige unter 5."""
    zufall = np.random.default_rng(seed)
    innen = zufall.integers(5, 60, size=groessen)
    klein = zufall.random(groessen) < anteil_klein
    innen = np.where(klein, zufall.integers(0, 5, size=groessen), innen)
    hierarchien = {
        f"d{nr}": {f"{nr}.{i}": f"{nr}.S" for i in range(anzahl)}
        for nr, anzahl in enumerate(groessen)
    }
    return _mit_summen(innen, hierarchien)


def eine_weitere_je_zeile_und_spalte(tabelle: pd.DataFrame, hierarchien: Hierarchien) -> pd.Series:
    """Die übliche einfache Regel: In jeder Summe mit einer verborgenen Zelle noch die kleinste.

    Gibt den neuen Status; schützt nicht immer (Brücken, zu enge Bereiche).
    """
    matrix = gleichungssystem(tabelle, hierarchien).matrix[:, : len(tabelle)]
    summen = [matrix.indices[a:b] for a, b in itertools.pairwise(matrix.indptr)]
    verborgen = tabelle["status"].isin(VERBORGEN).to_numpy(copy=True)
    wert = tabelle["wert"].to_numpy()
    geaendert = True
    while geaendert:
        geaendert = False
        for zellen in summen:
            if verborgen[zellen].sum() == 1:
                offene = zellen[~verborgen[zellen]]
                verborgen[offene[np.argmin(wert[offene])]] = geaendert = True
    neu = verborgen & ~tabelle["status"].isin(VERBORGEN)
    return tabelle["status"].mask(neu, "sekundär")


def umfang(tabelle: pd.DataFrame, hierarchien: Hierarchien) -> tuple[float, float]:
    """Anteil verborgener Zellen und Personen (ohne Summenzellen) in Prozent."""
    verborgen = tabelle["status"].isin(VERBORGEN)
    einzeln = ~summenzellen(tabelle, hierarchien)
    personen = tabelle.loc[verborgen & einzeln, "wert"].sum() / tabelle.loc[einzeln, "wert"].sum()
    return float(verborgen.mean() * 100), float(personen * 100)


def _mit_summen(innen: np.ndarray, hierarchien: Hierarchien) -> Aufbau:
    """Die Tafel der Blätter mit allen Summen, als Tabelle."""
    namen = []
    for achse, eltern in enumerate(hierarchien.values()):
        listen = {k: [e] if isinstance(e, str) else e for k, e in eltern.items()}
        blaetter = [k for k in listen if not any(k in e for e in listen.values())]
        alle = list(dict.fromkeys([*listen, *itertools.chain(*listen.values())]))
        gehoert = np.array([[_unter(listen, b, oben) for b in blaetter] for oben in alle])
        innen = np.moveaxis(np.tensordot(gehoert.astype(int), innen, axes=(1, achse)), 0, achse)
        namen.append(alle)
    tabelle = pd.DataFrame(itertools.product(*namen), columns=list(hierarchien))
    return tabelle.assign(wert=innen.ravel().astype(float)), hierarchien


def _unter(eltern: dict[str, list[str]], kind: str, oben: str) -> bool:
    return kind == oben or any(_unter(eltern, e, oben) for e in eltern.get(kind, ()))


def _geschuetzt(aufbau: Aufbau, regel: Regel) -> pd.DataFrame:
    tabelle, hierarchien = aufbau
    ist = sekundaer(primaer(tabelle, regel), hierarchien, schutz=regel.schutz)
    return pruefe(ist, hierarchien, schutz=regel.schutz)


def _lehrbuch(n: int) -> Iterator[Messung]:
    for name, groessen in {"12 × 14": (11, 13), "4 × 6 × 7": (3, 5, 6)}.items():
        aufbau = rechteck(7, *groessen)
        for art, regel in (("intern", INTERN), ("öffentlich", OEFFENTLICH)):
            dauern = gestoppt(functools.partial(_geschuetzt, aufbau, regel), n)
            yield Messung(name=f"168 Zellen {name}, {art}", werte=dauern, budget=2000)


def _jahr(n: int) -> list[Messung]:
    aufbau = stadtjahr(2023)
    messungen = [
        Messung(
            name=f"Ein Jahr 40 × 25, {art}: sekundär und Prüfung",
            werte=gestoppt(functools.partial(_geschuetzt, aufbau, regel), n),
            budget=20_000,
        )
        for art, regel in (("intern", INTERN), ("öffentlich", OEFFENTLICH))
    ]
    fertig = sekundaer(primaer(aufbau[0], OEFFENTLICH), aufbau[1], schutz=OEFFENTLICH.schutz)
    pruefung = gestoppt(lambda: pruefe(fertig, aufbau[1], schutz=OEFFENTLICH.schutz), n)
    return [*messungen, Messung(name="Ein Jahr 40 × 25, öffentlich: nur Prüfung", werte=pruefung)]


def _alle_jahre() -> Messung:
    jahre = [stadtjahr(jahr) for jahr in _JAHRE]
    tabelle = pd.concat(
        [t.assign(jahr=jahr) for jahr, (t, _) in zip(_JAHRE, jahre, strict=True)],
        ignore_index=True,
    )
    hierarchien = jahre[0][1] | {"jahr": {}}
    anfang = time.perf_counter()
    markiert = primaer(tabelle, OEFFENTLICH)
    ist = sekundaer(markiert, hierarchien, schutz=OEFFENTLICH.schutz, zeitspalte="jahr")
    pruefe(ist, hierarchien, schutz=OEFFENTLICH.schutz)
    dauer = (time.perf_counter() - anfang) * 1000
    return Messung(name=f"{len(_JAHRE)} Jahre, öffentlich", werte=(dauer,), budget=240_000)


def _umfang() -> Iterator[Messung]:
    """Verborgene Zellen und Personen; „Vergleich“ ist die einfache Regel."""
    faelle = {"Jahr": stadtjahr(2023), "12 × 14": rechteck(7, 11, 13)}
    for (name, aufbau), (art, regel) in itertools.product(
        faelle.items(), (("intern", INTERN), ("öffentlich", OEFFENTLICH))
    ):
        tabelle, hierarchien = aufbau
        markiert = primaer(tabelle, regel)
        einfach = markiert.assign(status=eine_weitere_je_zeile_und_spalte(markiert, hierarchien))
        ist = sekundaer(markiert, hierarchien, schutz=regel.schutz)
        urteile = [pruefe(t, hierarchien, schutz=regel.schutz)["urteil"] for t in (ist, einfach)]
        offen = [float(urteil.ne("geschützt").sum()) for urteil in urteile]
        groessen = zip(
            ("Zellen verborgen", "Personen verborgen"),
            umfang(ist, hierarchien),
            umfang(einfach, hierarchien),
            umfang(markiert, hierarchien),
            strict=True,
        )
        for was, unser, einfache, nur_primaer in groessen:
            melde(f"  {name}, {art}, {was}: {nur_primaer:.2f} % allein nach der Regel")
            yield Messung(
                name=f"{name}, {art}: {was}", werte=(unser,), einheit="%", vergleich=einfache
            )
        yield Messung(
            name=f"{name}, {art}: ungeschützt geblieben", werte=(offen[0],), einheit="Zellen",
            budget=0, vergleich=offen[1],
        )  # fmt: skip


def _abstand_zum_optimum() -> Iterator[Messung]:
    """Mehrkosten gegen das Optimum; „Vergleich“ ist die Heuristik ohne Schnittebenen (Median)."""
    tafeln = {"6 × 6": (5, 5), "12 × 14": (11, 13), "4 × 4 × 4": (3, 3, 3)}
    for name, groessen in tafeln.items():
        abstaende: dict[str, list[float]] = {"auto": [], "heuristik": []}
        for seed, regel in itertools.product(range(8), (INTERN, OEFFENTLICH)):
            tabelle, hierarchien = rechteck(seed, *groessen)
            markiert = primaer(tabelle, regel)
            optimum = mit_partnern(
                markiert, hierarchien, Wahl(schutz=regel.schutz, verfahren="optimum")
            )[1]
            if not optimum.kosten:
                continue
            for verfahren, bisher in abstaende.items():
                wahl = Wahl(schutz=regel.schutz, verfahren=verfahren)
                kosten = mit_partnern(markiert, hierarchien, wahl)[1].kosten
                bisher.append((kosten / optimum.kosten - 1) * 100)
        yield Messung(
            name=f"Abstand zum Optimum {name}",
            werte=tuple(abstaende["auto"]),
            einheit="%",
            budget=10,
            vergleich=float(np.median(abstaende["heuristik"])),
            nach_p95=True,
        )


if __name__ == "__main__":
    print(als_tabelle(list(messe(5))))
