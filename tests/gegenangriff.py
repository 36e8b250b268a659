"""Ein Angriff auf einen Lauf, der mit dem Paket nur die Daten gemeinsam hat.

Unbekannt sind die kleinsten Gruppen (Alter × Geschlecht × Herkunft) in den kleinsten Gebieten; jede
freigegebene Zahl ist eine Gleichung über ihnen. Dazu das Wissen aus dem Katalog: Teile sind nicht
größer als ihr Ganzes, Zähler von Anteilen nicht größer als ihr Nenner.
"""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from scipy import optimize, sparse

from sozialmonitor.kommune import Kommune
from sozialmonitor.zahlen import altersspanne

Unbekannte = tuple[str, str]


class Gegenangriff:
    """Was sich aus allem Sichtbaren eines Stichtags über die Verborgenen errechnen lässt.

    Parameters
    ----------
    zellen
        `Lauf.zellen` eines Stichtags.
    merkmale
        Welche Merkmale der Angreifer kennt; Vorgabe alle des Laufs.
    """

    def __init__(
        self, kommune: Kommune, zellen: pd.DataFrame, merkmale: Iterable[str] | None = None
    ) -> None:
        namen = [m for m in kommune.merkmale if m in set(zellen["merkmal"])]
        self.merkmale = [m for m in namen if merkmale is None or m in set(merkmale)]
        self._gruppen = _zusammengefasst({m: _gruppen(kommune, m) for m in self.merkmale})
        self._orte = _kleinste_gebiete(kommune)
        self._nummern: dict[Unbekannte, int] = {}
        self._gleich: list[tuple[dict[int, float], float]] = []
        self._hoechstens: list[dict[int, float]] = []
        self._matrizen: tuple[sparse.csr_array, sparse.csr_array] | None = None
        for merkmal in self.merkmale:
            self._summe(merkmal, kommune.einstellungen.stadt)
        gilt = zellen["merkmal"].isin(self.merkmale) & zellen["gebiet"].isin(list(self._orte))
        self.zellen = zellen[gilt].reset_index(drop=True)
        for zeile in self.zellen.dropna(subset="frei").itertuples():
            self._gleich.append((self._summe(zeile.merkmal, zeile.gebiet), float(zeile.frei)))
        self._wisse(kommune)

    def bereiche(self) -> pd.DataFrame:
        """Alle Verborgenen mit `von` und `bis`, auf ganze Zahlen nach innen gerundet."""
        geheim = self.zellen[self.zellen["frei"].isna() & self.zellen["wert"].notna()]
        ziele = [self._summe(z.merkmal, z.gebiet) for z in geheim.itertuples()]
        return geheim.assign(
            von=[np.ceil(self._rand(ziel, 1.0) - 1e-6) for ziel in ziele],
            bis=[np.floor(self._rand(ziel, -1.0) + 1e-6) for ziel in ziele],
        )

    def bereich(self, faktoren: Mapping[str, float], gebiet: str) -> tuple[float, float]:
        """Wie groß eine Summe oder Differenz von Merkmalen sein kann."""
        ziel: dict[int, float] = {}
        for merkmal, faktor in faktoren.items():
            for nummer, eins in self._summe(merkmal, gebiet).items():
                ziel[nummer] = ziel.get(nummer, 0.0) + faktor * eins
        return self._rand(ziel, 1.0), self._rand(ziel, -1.0)

    def _summe(self, merkmal: str, gebiet: str) -> dict[int, float]:
        paare = ((gruppe, ort) for gruppe in self._gruppen[merkmal] for ort in self._orte[gebiet])
        return {self._nummern.setdefault(paar, len(self._nummern)): 1.0 for paar in paare}

    def _wisse(self, kommune: Kommune) -> None:
        wahr = self.zellen.set_index(["merkmal", "gebiet"])["wert"].to_dict()
        paare = {(m, kommune.merkmale[m].teil_von): None for m in self.merkmale}
        paare |= {
            (i.zaehler[0], i.nenner[0]): None
            for i in kommune.katalog.values()
            if i.art == "anteil" and len(i.zaehler) == len(i.nenner) == 1
        }
        kleinste = [ort for ort, teile in self._orte.items() if teile == [ort]]
        for teil, ganzes in paare:
            for ort in kleinste:
                klein, gross = wahr.get((teil, ort)), wahr.get((ganzes, ort))
                if klein is not None and gross is not None and not klein > gross:
                    zeile = self._summe(teil, ort)
                    for nummer in self._summe(ganzes, ort):
                        zeile[nummer] = zeile.get(nummer, 0.0) - 1.0
                    self._hoechstens.append(zeile)
        gegliedert: dict[tuple[str, str], list[str]] = {}
        for merkmal in (kommune.merkmale[m] for m in self.merkmale):
            if merkmal.gliederung:
                teile = gegliedert.setdefault((merkmal.teil_von, merkmal.gliederung), [])
                teile.append(merkmal.id)
        for (ganzes, _), teile in gegliedert.items():
            for ort in kleinste:
                zeile = dict.fromkeys(self._summe(ganzes, ort), -1.0)
                for teil in teile:
                    zeile |= self._summe(teil, ort)
                self._gleich.append((zeile, 0.0))

    def _rand(self, ziel: Mapping[int, float], vorzeichen: float) -> float:
        anzahl = len(self._nummern)
        if self._matrizen is None:
            gleich = _matrix([zeile for zeile, _ in self._gleich], anzahl)
            self._matrizen = gleich, _matrix(self._hoechstens, anzahl)
        gleich, hoechstens = self._matrizen
        richtung = np.zeros(anzahl)
        richtung[list(ziel)] = list(ziel.values())
        ergebnis = optimize.linprog(
            vorzeichen * richtung,
            A_eq=gleich,
            b_eq=[summe for _, summe in self._gleich],
            A_ub=hoechstens if self._hoechstens else None,
            b_ub=np.zeros(len(self._hoechstens)) if self._hoechstens else None,
            bounds=(0, None),
        )
        unbeschraenkt = 3
        if ergebnis.status == unbeschraenkt:
            return float(np.inf)
        assert ergebnis.status == 0, ergebnis.message
        return float(vorzeichen * ergebnis.fun)


def _kleinste_gebiete(kommune: Kommune) -> dict[str, list[str]]:
    """Gebiet → kleinste Gebiete, aus denen es besteht, für alles in der Stadt."""
    teile: dict[str, list[str]] = {}
    for ganzes, teil in zip(kommune.zerlegung["ganzes"], kommune.zerlegung["teil"], strict=True):
        teile.setdefault(ganzes, []).append(teil)

    def zerlegt(gebiet: str) -> list[str]:
        return [o for t in teile[gebiet] for o in zerlegt(t)] if gebiet in teile else [gebiet]

    stadt = kommune.einstellungen.stadt
    innen = {stadt, *kommune.in_der_stadt, *zerlegt(stadt)}
    return {gebiet: zerlegt(gebiet) for gebiet in kommune.gebiete.index if gebiet in innen}


def _gruppen(kommune: Kommune, merkmal: str) -> list[str]:
    """Die Zellen der Gliederung, die ein Merkmal zählt."""
    eintrag = kommune.merkmale[merkmal]
    grundlage = eintrag.aus or merkmal
    zeilen = kommune.bestand[kommune.bestand["merkmal"].eq(grundlage)]
    arten = zeilen[["alter", "geschlecht", "herkunft"]].drop_duplicates()
    gruppen = []
    for alter, geschlecht, herkunft in arten.itertuples(index=False):
        erlaubt = [eintrag.wo.get("geschlecht", geschlecht), eintrag.wo.get("herkunft", herkunft)]
        von, bis = altersspanne(alter) if alter else (0, np.inf)
        passt = eintrag.wo.get("alter_ab", 0) <= von and bis <= eintrag.wo.get(
            "alter_unter", np.inf
        )
        passt &= all(w in ([e] if isinstance(e, str) else e)
                     for w, e in zip((geschlecht, herkunft), erlaubt, strict=True))  # fmt: skip
        if passt:
            gruppen.append(f"{grundlage} {alter} {geschlecht} {herkunft}")
    return gruppen


def _zusammengefasst(gruppen: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Gruppen, die überall gemeinsam zählen, sind eine."""
    dabei: dict[str, frozenset[str]] = {}
    for merkmal, namen in gruppen.items():
        for name in namen:
            dabei[name] = dabei.get(name, frozenset()) | {merkmal}
    vertreter: dict[frozenset[str], str] = {}
    for name, merkmale in dabei.items():
        vertreter.setdefault(merkmale, name)
    gilt = set(vertreter.values())
    return {m: [name for name in namen if name in gilt] for m, namen in gruppen.items()}


def _matrix(zeilen: Iterable[Mapping[int, float]], breite: int) -> sparse.csr_array:
    zeilen = list(zeilen)
    stellen = [(nr, spalte) for nr, zeile in enumerate(zeilen) for spalte in zeile]
    werte = [faktor for zeile in zeilen for faktor in zeile.values()]
    i, j = zip(*stellen, strict=True) if stellen else ((), ())
    return sparse.csr_array((werte, (i, j)), shape=(len(zeilen), breite))
