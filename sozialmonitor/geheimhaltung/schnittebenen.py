"""Die billigste Auswahl der Partner: Schnittebenen nach Fischetti und Salazar-González (2001).

Ein Masterprogramm wählt Partner; der Angriff auf jede Zelle liefert die Ungleichung, gegen die
die Auswahl verstößt. Ohne Verstoß ist sie die billigste.
"""

from dataclasses import dataclass

import numpy as np
from scipy import optimize, sparse

from sozialmonitor.geheimhaltung.lage import Lage
from sozialmonitor.geheimhaltung.tabelle import TOLERANZ

# Offene Zellen lassen im Angriff ein wenig Spielraum; das macht die Ungleichungen schärfer.
_SPALT = 1e-2
_SPALT_GANZ = 1e-5
# So weit darf sich im Angriff jede Zelle bewegen, in Vielfachen der Schutzbreite.
_WEIT = 12.0
_VERSTOSS_STETIG = 0.02
_VERSTOSS_GANZ = 1e-4
# Der stetige Master lohnt, solange die Schranke je Runde um ein Prozent steigt.
_FORTSCHRITT = 1.01
_STETIGER_TEIL = 0.5
_SPARSAMER = 1e-4
_LUECKE = 1e-6
_KNOTEN = 100
_UNLOESBAR = 2


@dataclass(frozen=True, slots=True, eq=False)
class _Stand:
    """Eine Auswahl des Masters und wie genau sie angegriffen wird."""

    auswahl: np.ndarray
    spalt: float = _SPALT
    verstoss: float = _VERSTOSS_STETIG

    def verletzt(self, ziel: int, beitrag: np.ndarray, bedarf: float) -> bool:
        """Ob die Auswahl weniger Spielraum hergibt, als das Ziel braucht."""
        hat = np.minimum(beitrag, bedarf) @ self.auswahl
        return bool(hat < bedarf * self.auswahl[ziel] - self.verstoss)


class Schnittebenen:
    """Das Masterprogramm und seine Ungleichungen für einen zusammenhängenden Teil.

    Parameters
    ----------
    lage, ausgang
        Der Teil und seine wahre Tabelle.
    kosten
        Je Unbekannter; schon Verborgenes kostet 0.
    beweglich
        Was verborgen werden darf oder es schon ist.
    angriffe
        Etwa so viele Angriffe sind erlaubt.

    Attributes
    ----------
    schranke
        Bewiesene untere Grenze der Kosten.
    fertig
        Ob die billigste Auswahl gefunden ist.
    """

    def __init__(
        self,
        lage: Lage,
        ausgang: np.ndarray,
        kosten: np.ndarray,
        beweglich: np.ndarray,
        angriffe: float,
    ) -> None:
        self._bedarf = lage.bedarf
        self._wert = ausgang
        self._weit = _WEIT * float(np.max(lage.bedarf.breite, initial=1.0))
        self._frei = beweglich | lage.unsichtbar
        # Die letzte Unbekannte des Masters ist die Konstante 1.
        self._kosten = np.append(kosten, 0.0)
        self._immer = np.append(lage.unsichtbar, 1.0)
        self._darf = np.append(self._frei, 1.0)
        self._vorgegeben = lage.verborgen
        self._zellen = lage.system.zellen
        self._angriffe = angriffe
        self._knoten = _KNOTEN if np.isfinite(angriffe) else np.iinfo(np.int32).max
        self._ungleichungen: list[np.ndarray] = []
        self.schranke = 0.0
        self.fertig = False
        self._schreibe_angriff(lage)

    def naehere(self) -> None:
        """Sammelt Ungleichungen am stetigen Master, solange die Schranke merklich steigt."""
        bisher = -1.0
        bleiben = self._angriffe * (1 - _STETIGER_TEIL)
        while self._angriffe >= bleiben and (bisher <= 0 or self.schranke > bisher * _FORTSCHRITT):
            bisher = self.schranke
            auswahl = self._master(np.inf, ganz=False)
            if auswahl is None or not self._trenne(auswahl, ganz=False):
                return

    def vorschlag(self, bekannter_preis: float) -> np.ndarray | None:
        """Eine Auswahl (bool je Unbekannter), die weniger kosten könnte als der bekannte Plan.

        Erst wenn sie gegen keine Ungleichung verstößt (`fertig`), schützt sie alles und ist die
        billigste. `None`, wenn es keine billigere gibt oder der Aufwand verbraucht ist.
        """
        if self.fertig or self._angriffe <= 0:
            return None
        auswahl = self._master(bekannter_preis - _SPARSAMER, ganz=True)
        if auswahl is None:
            return None
        genau = self.schranke >= float(self._kosten @ auswahl) - TOLERANZ
        self.fertig = not self._trenne(auswahl, ganz=True) and genau
        return auswahl[:-1] > 0

    def _schreibe_angriff(self, lage: Lage) -> None:
        """Der Angriff als Gleichungen um die wahre Tabelle; Bereiche erhalten Schlupf."""
        system = lage.system
        summe = system.matrix @ self._wert
        weit = np.flatnonzero(system.oben > system.unten)
        schlupf = sparse.csr_array(
            (np.ones(len(weit)), (weit, np.arange(len(weit)))), shape=(len(summe), len(weit))
        )
        self._gleichungen = sparse.hstack([system.matrix, schlupf], format="csr")
        self._steigt = np.where(self._frei, lage.bis - self._wert, 0.0)
        self._faellt = np.where(self._frei, self._wert - lage.von, 0.0)
        self._schlupf = np.column_stack([(summe - system.oben)[weit], (summe - system.unten)[weit]])

    def _master(self, hoechstens: float, *, ganz: bool) -> np.ndarray | None:
        grenzen = [optimize.LinearConstraint(self._kosten[None, :], -np.inf, hoechstens)]
        if self._ungleichungen:
            zeilen = sparse.csr_array(np.array(self._ungleichungen))
            grenzen.append(optimize.LinearConstraint(zeilen, 0.0))
        ergebnis = optimize.milp(
            self._kosten,
            integrality=np.full(len(self._kosten), int(ganz)),
            bounds=optimize.Bounds(self._immer, self._darf),
            constraints=grenzen,
            options={"mip_rel_gap": _LUECKE, "node_limit": self._knoten} if ganz else {},
        )
        if ergebnis.status == _UNLOESBAR and ganz:
            self.schranke, self.fertig = max(self.schranke, hoechstens + _SPARSAMER), True
        if ergebnis.x is None:
            return None
        bewiesen = ergebnis.mip_dual_bound if ganz else ergebnis.fun
        self.schranke = max(self.schranke, float(bewiesen))
        return np.round(ergebnis.x) if ganz else np.asarray(ergebnis.x)

    def _trenne(self, auswahl: np.ndarray, *, ganz: bool) -> int:
        """Fügt die verletzten Ungleichungen hinzu; gibt ihre Zahl.

        Solange der Master stetig ist, nur die der vorgegebenen Zellen; das genügt für eine gute
        Schranke.
        """
        ziele = np.flatnonzero(auswahl[: self._zellen]) if ganz else self._vorgegeben
        stand = _Stand(auswahl, _SPALT_GANZ, _VERSTOSS_GANZ) if ganz else _Stand(auswahl)
        neue = 0
        for ziel in map(int, ziele):
            steigen = self._angriff(ziel, stand, nach_oben=True)
            breite = self._bedarf.breite[ziel]
            hoehe = self._bedarf.oben_mindestens[ziel] - self._wert[ziel]
            tiefe = self._wert[ziel] - self._bedarf.unten_hoechstens[ziel]
            neue += self._verlange(ziel, steigen, hoehe, stand)
            if tiefe <= 0 and not stand.verletzt(ziel, steigen, breite):
                continue
            fallen = self._angriff(ziel, stand, nach_oben=False)
            neue += self._verlange(ziel, fallen, tiefe, stand)
            neue += self._verlange(ziel, steigen + fallen, breite, stand)
        return neue

    def _verlange(self, ziel: int, beitrag: np.ndarray, bedarf: float, stand: "_Stand") -> int:
        """Die gewählten Zellen müssen den Bedarf des Ziels hergeben, wenn es verborgen ist."""
        if bedarf <= 0 or not stand.verletzt(ziel, beitrag, bedarf):
            return 0
        zeile = np.minimum(beitrag, bedarf)
        zeile[ziel] -= bedarf
        self._ungleichungen.append(zeile)
        return 1

    def _angriff(self, ziel: int, stand: "_Stand", *, nach_oben: bool) -> np.ndarray:
        """Was jede Zelle höchstens zum Spielraum des Ziels beiträgt, aus den Schattenpreisen."""
        self._angriffe -= 1
        n = len(self._wert)
        offen = np.maximum(stand.auswahl[:n], stand.spalt)
        grenzen = np.column_stack(
            [
                -np.minimum(self._faellt, self._weit) * offen,
                np.minimum(self._steigt, self._weit) * offen,
            ]
        )
        richtung = np.zeros(n + len(self._schlupf))
        richtung[ziel] = -1.0 if nach_oben else 1.0
        ergebnis = optimize.linprog(
            richtung,
            A_eq=self._gleichungen,
            b_eq=np.zeros(self._gleichungen.shape[0]),
            bounds=np.vstack([grenzen, self._schlupf]),
            method="highs",
            options={"presolve": False},
        )
        wirkung = self._gleichungen.T @ ergebnis.eqlin.marginals - richtung
        steigt = np.concatenate([self._steigt, self._schlupf[:, 1]])
        faellt = np.concatenate([self._faellt, -self._schlupf[:, 0]])
        beitrag = np.zeros(len(wirkung))
        positiv, negativ = wirkung > TOLERANZ, wirkung < -TOLERANZ
        beitrag[positiv] = wirkung[positiv] * steigt[positiv]
        beitrag[negativ] = -wirkung[negativ] * faellt[negativ]
        return np.append(beitrag[:n], beitrag[n:].sum())
