"""Die Lage vor einem Angriff: geprüfte Zellen, Gleichungen, Vorwissen und Schutzbedarf."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from sozialmonitor.geheimhaltung.angreifer import Wissen
from sozialmonitor.geheimhaltung.gleichungen import Gleichung, System, gleichungssystem
from sozialmonitor.geheimhaltung.tabelle import TOLERANZ, VERBORGEN, Hierarchien, geprueft, zahlen
from sozialmonitor.geheimhaltungsregel import Schutz

EXAKT, ZU_ENG, GESCHUETZT = "exakt bestimmbar", "zu eng", "geschützt"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bedarf:
    """Schutzbedarf je Zelle: Breite, Mindestwert der oberen, Höchstwert der unteren Grenze."""

    breite: np.ndarray
    oben_mindestens: np.ndarray
    unten_hoechstens: np.ndarray

    @classmethod
    def einheitlich(cls, anzahl: int, schutz: Schutz, nenner: np.ndarray | float = np.inf) -> Self:
        """Derselbe Schutz für alle; mit Nenner auch für die Ergänzung dazu."""
        return cls(
            breite=np.full(anzahl, float(schutz.breite)),
            oben_mindestens=np.full(anzahl, float(schutz.mindestanzahl)),
            unten_hoechstens=np.full(anzahl, nenner - schutz.mindestanzahl),
        )

    def erfuellt(self, zellen: np.ndarray, unten: np.ndarray, oben: np.ndarray) -> np.ndarray:
        """Ob die Grenzen der Zellen den Bedarf decken."""
        return np.asarray(
            (oben - unten >= self.breite[zellen] - TOLERANZ)
            & (oben >= self.oben_mindestens[zellen] - TOLERANZ)
            & (unten <= self.unten_hoechstens[zellen] + TOLERANZ)
        )

    def urteile(self, zellen: np.ndarray, unten: np.ndarray, oben: np.ndarray) -> np.ndarray:
        """Das Urteil je Zelle als Text."""
        gut = np.where(self.erfuellt(zellen, unten, oben), GESCHUETZT, ZU_ENG)
        return np.where(oben - unten <= TOLERANZ, EXAKT, gut).astype("object")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lage:
    """Alles, was Angriff und Gegenwehr brauchen; Felder über sämtliche Unbekannten.

    `werte` ist `NaN`, wo auch wir den Wert nicht kennen, und bei nie veröffentlichten Zellen.
    `unsichtbar` ist, was der Angreifer nicht sieht: Verborgenes und Unbekanntes. `spalten` sind
    die Nummern der Unbekannten im ganzen System; die ersten sind die Zeilen von `zellen`.
    """

    zellen: pd.DataFrame
    dims: tuple[str, ...]
    spalten: np.ndarray
    system: System
    werte: np.ndarray
    unsichtbar: np.ndarray
    bedarf: Bedarf
    von: np.ndarray
    bis: np.ndarray

    @classmethod
    def aus(
        cls,
        tabelle: pd.DataFrame,
        hierarchien: Hierarchien,
        schutz: Schutz,
        weitere_gleichungen: Iterable[Gleichung],
    ) -> Self:
        """Prüft die Tabelle und stellt alle Gleichungen auf."""
        zellen = geprueft(tabelle, hierarchien)
        system = gleichungssystem(zellen, hierarchien, weitere_gleichungen)
        fremde = system.matrix.shape[1] - len(zellen)
        werte = np.append(zellen["wert"].to_numpy(), np.full(fremde, np.nan))
        verborgen = np.append(zellen["status"].isin(VERBORGEN), np.full(fremde, fill_value=False))
        nenner = np.append(_nenner(zellen, schutz), np.full(fremde, np.inf))
        return cls(
            zellen=zellen,
            dims=tuple(hierarchien),
            spalten=np.arange(len(werte)),
            system=system,
            werte=werte,
            unsichtbar=verborgen | np.isnan(werte),
            bedarf=Bedarf.einheitlich(len(werte), schutz, nenner),
            von=np.where(verborgen | ~np.isnan(werte), float(schutz.untergrenze), 0.0),
            bis=nenner,
        )

    @property
    def verborgen(self) -> np.ndarray:
        """Die Nummern der verborgenen Zellen."""
        return np.flatnonzero(self.zellen["status"].isin(VERBORGEN))

    def wissen(self, *, ganzzahlig: bool) -> Wissen:
        """Was der Angreifer ohne Tabelle weiß."""
        return Wissen(von=self.von, bis=self.bis, ganzzahlig=ganzzahlig)

    def teile(self) -> list["Lage"]:
        """Die Teile mit Verborgenem, die keine Gleichung verbindet, in Reihenfolge der Tabelle."""
        zeilen, spalten = self.system.matrix.tocoo().coords
        m, n = self.system.matrix.shape
        kanten = sparse.coo_array((np.ones(len(zeilen)), (n + zeilen, spalten)), shape=(n + m,) * 2)
        _, marke = csgraph.connected_components(kanten, directed=False)
        reihenfolge = np.argsort(marke, kind="stable")
        grenzen = np.flatnonzero(np.diff(marke[reihenfolge])) + 1
        gruppen = np.split(reihenfolge, grenzen) if n + m else []
        verborgen = np.zeros(n + m, dtype=bool)
        verborgen[self.verborgen] = True
        mit = sorted((g for g in gruppen if verborgen[g].any()), key=lambda g: g[0])
        return [self._teil(g[g < n], g[g >= n] - n) for g in mit]

    def _teil(self, spalten: np.ndarray, zeilen: np.ndarray) -> "Lage":
        stellen = spalten[spalten < self.system.zellen]
        system = System(
            matrix=self.system.matrix[zeilen][:, spalten],
            unten=self.system.unten[zeilen],
            oben=self.system.oben[zeilen],
            zellen=len(stellen),
            namen=tuple(self.system.namen[zeile] for zeile in zeilen),
        )
        return Lage(
            zellen=self.zellen.iloc[stellen],
            dims=self.dims,
            spalten=self.spalten[spalten],
            system=system,
            werte=self.werte[spalten],
            unsichtbar=self.unsichtbar[spalten],
            bedarf=Bedarf(
                breite=self.bedarf.breite[spalten],
                oben_mindestens=self.bedarf.oben_mindestens[spalten],
                unten_hoechstens=self.bedarf.unten_hoechstens[spalten],
            ),
            von=self.von[spalten],
            bis=self.bis[spalten],
        )


def _nenner(zellen: pd.DataFrame, schutz: Schutz) -> np.ndarray:
    """Der veröffentlichte Nenner, sonst unendlich; zu kleine Nenner sind selbst geheim."""
    nenner = zahlen(zellen, "nenner")
    sichtbar = (nenner == 0) | (nenner >= schutz.mindestanzahl)
    return np.where(sichtbar, nenner, np.inf)
