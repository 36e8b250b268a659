"""Der Angreifer: welche Werte die verborgenen Zellen nach allem Veröffentlichten haben können.

Lineare Programme mit HiGHS. Äußere Grenzen beweisen, was sich errechnen lässt; innere sind durch
eine Lösung belegt. Treffen sich beide, ist die Grenze genau.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import optimize

from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.geheimhaltung.belege import Belege
from sozialmonitor.geheimhaltung.gleichungen import System
from sozialmonitor.geheimhaltung.tabelle import TOLERANZ, ganze_zahlen
from sozialmonitor.geheimhaltung.vorstufe import Teilsystem, ausschnitt, eingeengt, zusammenhang

# Ein ganzzahliges Programm, das länger sucht, behält seine beste belegte Lösung.
_KNOTEN = 500
_GELOEST = 0
_SEHR_VIEL = 1e6
# Ob Grenzen (Zellen, unten, oben) dem Schutzbedarf genügen.
Genuegt = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]

_WIDERSPRUCH = (
    "Die veröffentlichten Zahlen widersprechen sich: Keine Tabelle mit Werten ab 0 erfüllt alle "
    "Summen. Bitte Werte, Hierarchien und „nicht zuordenbar“ prüfen."
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Wissen:
    """Was der Angreifer ohne Tabelle weiß: Bereich jeder Unbekannten und ob alles ganz ist."""

    von: np.ndarray
    bis: np.ndarray
    ganzzahlig: bool


class Angreifer:
    """Grenzen verborgener Zellen; alle Felder laufen über sämtliche Unbekannten des Systems.

    Parameters
    ----------
    system
        Alle Gleichungen.
    werte
        Werte der sichtbaren Zellen; die der verborgenen werden nicht angesehen.
    verborgen
        Was der Angreifer nicht sieht.
    wissen
        Was er ohnehin weiß.
    belege
        Schon bekannte Lösungen, sie werden ergänzt; ohne Angabe ein leerer Satz.

    Raises
    ------
    SozialmonitorFehler
        Wenn sich die sichtbaren Werte widersprechen.
    """

    def __init__(
        self,
        system: System,
        werte: np.ndarray,
        verborgen: np.ndarray,
        wissen: Wissen,
        belege: Belege | None = None,
    ) -> None:
        self.ganzzahlig = wissen.ganzzahlig
        self.belege = belege or Belege(np.where(verborgen, np.nan, werte))
        self.unten = np.where(verborgen, wissen.von, werte)
        self.oben = np.where(verborgen, wissen.bis, werte)
        self._rest = rest = _verborgener_teil(system, werte, verborgen)
        von, bis = eingeengt(
            rest, self.unten[rest.spalten], self.oben[rest.spalten], ganzzahlig=self.ganzzahlig
        )
        self.unten[rest.spalten], self.oben[rest.spalten] = von, bis
        if (von > bis + TOLERANZ).any():
            raise SozialmonitorFehler(_WIDERSPRUCH)
        self._marke = zusammenhang(rest, von, bis)
        self._teile: dict[int, Teilsystem] = {}
        ohne_teil = rest.spalten[self._marke < 0]
        self.belege.setze(ohne_teil, self.unten[ohne_teil], self.oben[ohne_teil])

    def grenzen(self, ziele: np.ndarray, genuegt: Genuegt) -> tuple[np.ndarray, np.ndarray]:
        """Untere und obere Grenze der Zellen: lineares Programm, ganze Zahlen nach innen gerundet.

        Genügen die durch ganze Zahlen belegten Grenzen dem Schutzbedarf noch nicht, wird
        ganzzahlig gerechnet; gelingt das nicht rechtzeitig, gelten die belegten.
        """
        unten, oben = np.empty(len(ziele)), np.empty(len(ziele))
        for nummer, ziel in enumerate(ziele.tolist()):
            for nach_oben in (True, False):
                self.treibe(ziel, nach_oben=nach_oben)
            stelle = np.array([ziel])
            if not genuegt(stelle, self.belege.unten[stelle], self.belege.oben[stelle])[0]:
                for nach_oben in (True, False):
                    self.treibe_ganzzahlig(ziel, nach_oben=nach_oben)
                unten[nummer], oben[nummer] = self._im_zweifel_belegt(ziel)
            else:
                unten[nummer], oben[nummer] = self.unten[ziel], self.oben[ziel]
        return unten + 0.0, oben + 0.0  # aus −0 wird 0

    def treibe(self, zelle: int, *, nach_oben: bool) -> None:
        """Engt die äußere Grenze einer Zelle so weit ein, wie das lineare Programm es kann."""
        if self._belegt(zelle, nach_oben=nach_oben):
            return
        teil, richtung = self._richtung(zelle, nach_oben=nach_oben)
        ergebnis = self._programm(teil, richtung, ganz=False)
        if ergebnis.x is None:
            self._nimm_unbeschraenkt(teil, zelle, richtung)
        else:
            self._enge(zelle, ergebnis.fun, nach_oben=nach_oben)
            self._nimm(teil, ergebnis.x)

    def treibe_ganzzahlig(self, zelle: int, *, nach_oben: bool) -> None:
        """Engt weiter ein auf das, was ganze Zahlen erreichen; nach `treibe`."""
        if not self.ganzzahlig or self._belegt(zelle, nach_oben=nach_oben):
            return
        if nach_oben and np.isinf(self.oben[zelle]):
            return
        teil, richtung = self._richtung(zelle, nach_oben=nach_oben)
        ergebnis = self._programm(teil, richtung, ganz=True)
        if ergebnis.x is not None:
            self._nimm(teil, np.round(ergebnis.x))
        if ergebnis.status == _GELOEST:
            self._enge(zelle, ergebnis.fun, nach_oben=nach_oben)

    def loesung(self, werte: np.ndarray) -> np.ndarray:
        """Die `werte`, alles Verborgene durch irgendeine Lösung ersetzt."""
        voll = np.where(self.unten == self.oben, self.unten, werte)
        voll = np.where(np.isnan(voll), self.unten, voll)
        for marke in np.unique(self._marke[self._marke >= 0]).tolist():
            teil = self._teil(marke)
            ergebnis = self._programm(teil, np.zeros(len(teil.spalten)), ganz=self.ganzzahlig)
            if ergebnis.x is None:
                raise SozialmonitorFehler(_WIDERSPRUCH)
            voll[teil.spalten] = np.round(ergebnis.x) if self.ganzzahlig else ergebnis.x
        return voll

    def _richtung(self, zelle: int, *, nach_oben: bool) -> tuple[Teilsystem, np.ndarray]:
        teil = self._teil(int(self._marke[np.searchsorted(self._rest.spalten, zelle)]))
        richtung = np.zeros(len(teil.spalten))
        richtung[np.searchsorted(teil.spalten, zelle)] = -1.0 if nach_oben else 1.0
        return teil, richtung

    def _im_zweifel_belegt(self, zelle: int) -> tuple[float, float]:
        unten, oben = self.belege.unten[zelle], self.belege.oben[zelle]
        return (
            float(unten if np.isfinite(unten) else self.unten[zelle]),
            float(oben if np.isfinite(oben) else self.oben[zelle]),
        )

    def _belegt(self, zelle: int, *, nach_oben: bool) -> bool:
        if nach_oben:
            return bool(self.oben[zelle] <= self.belege.oben[zelle] + TOLERANZ)
        return bool(self.unten[zelle] >= self.belege.unten[zelle] - TOLERANZ)

    def _enge(self, zelle: int, ziel: float, *, nach_oben: bool) -> None:
        if nach_oben:
            oben = np.floor(-ziel + TOLERANZ) if self.ganzzahlig else -ziel
            self.oben[zelle] = min(self.oben[zelle], oben)
        else:
            unten = np.ceil(ziel - TOLERANZ) if self.ganzzahlig else ziel
            self.unten[zelle] = max(self.unten[zelle], unten)

    def _nimm(self, teil: Teilsystem, loesung: np.ndarray) -> None:
        if not self.ganzzahlig or ganze_zahlen(loesung):
            self.belege.nimm(teil.spalten, np.round(loesung) if self.ganzzahlig else loesung)

    def _nimm_unbeschraenkt(self, teil: Teilsystem, zelle: int, richtung: np.ndarray) -> None:
        """Belegt statt unendlich einen sehr großen Wert; die äußere Grenze bleibt unendlich."""
        bis = self.oben.copy()
        bis[zelle] = max(self.unten[zelle], 0) + _SEHR_VIEL
        ergebnis = self._programm(teil, richtung, ganz=False, bis=bis)
        if ergebnis.x is None:
            raise SozialmonitorFehler(_WIDERSPRUCH)
        self._nimm(teil, ergebnis.x)

    def _programm(
        self,
        teil: Teilsystem,
        richtung: np.ndarray,
        *,
        ganz: bool,
        bis: np.ndarray | None = None,
    ) -> optimize.OptimizeResult:
        oben = self.oben if bis is None else bis
        return optimize.milp(
            richtung,
            integrality=np.full(len(richtung), int(ganz)),
            bounds=optimize.Bounds(self.unten[teil.spalten], oben[teil.spalten]),
            constraints=optimize.LinearConstraint(teil.matrix, teil.unten, teil.oben),
            options={"node_limit": _KNOTEN} if ganz else {},
        )

    def _teil(self, marke: int) -> Teilsystem:
        if marke not in self._teile:
            von = self.unten[self._rest.spalten]
            self._teile[marke] = ausschnitt(self._rest, self._marke == marke, von)
        return self._teile[marke]


def _verborgener_teil(system: System, werte: np.ndarray, verborgen: np.ndarray) -> Teilsystem:
    spalten = np.flatnonzero(verborgen)
    summe = system.matrix @ np.where(verborgen, 0.0, werte)
    matrix = system.matrix[:, spalten]
    zeilen = np.flatnonzero(np.diff(matrix.indptr))
    abstand = np.maximum(system.unten - summe, summe - system.oben)
    abstand[zeilen] = 0
    if (falsch := np.flatnonzero(abstand > TOLERANZ * np.maximum(1, np.abs(summe)))).size:
        raise SozialmonitorFehler(
            f"{system.namen[falsch[0]]}: Die Teile ergeben nicht das Ganze (Abstand "
            f"{abstand[falsch[0]]:g}). Bitte Werte und Hierarchie prüfen; fehlt ein Teil, "
            "gehört „nicht zuordenbar“ als eigene Ausprägung dazu."
        )
    return Teilsystem(
        spalten, matrix[zeilen], (system.unten - summe)[zeilen], (system.oben - summe)[zeilen]
    )
