"""Belege: Tabellen, die alles Veröffentlichte erfüllen und zeigen, wie weit eine Zelle reicht."""

from collections.abc import Collection

import numpy as np

from sozialmonitor.geheimhaltung.tabelle import TOLERANZ

_OHNE = -1


class Belege:
    """Bester belegter kleinster und größter Wert je Unbekannter.

    `unten` und `oben` beginnen am Ausgangspunkt (`inf` und `-inf`, wo keiner bekannt ist) und
    weiten sich mit jeder Lösung. Jeder Beleg merkt sich, welche Zellen er bewegt; wird eine davon
    wieder offen, gilt er nicht mehr.
    """

    def __init__(self, ausgang: np.ndarray) -> None:
        self.ausgang = ausgang
        self.unten = np.where(np.isnan(ausgang), np.inf, ausgang)
        self.oben = np.where(np.isnan(ausgang), -np.inf, ausgang)
        self._aus_unten = np.full(len(ausgang), _OHNE)
        self._aus_oben = np.full(len(ausgang), _OHNE)
        self._bewegt: list[np.ndarray] = []

    def nimm(self, spalten: np.ndarray, werte: np.ndarray) -> None:
        """Wertet eine Lösung aus; außerhalb von `spalten` steht sie auf dem Ausgangspunkt."""
        tiefer = werte < self.unten[spalten] - TOLERANZ
        hoeher = werte > self.oben[spalten] + TOLERANZ
        if not (tiefer.any() or hoeher.any()):
            return
        nummer = len(self._bewegt)
        ruhig = np.abs(werte - self.ausgang[spalten]) <= TOLERANZ
        self._bewegt.append(spalten[~ruhig])
        self.unten[spalten[tiefer]] = werte[tiefer]
        self.oben[spalten[hoeher]] = werte[hoeher]
        self._aus_unten[spalten[tiefer]] = nummer
        self._aus_oben[spalten[hoeher]] = nummer

    def setze(self, zellen: np.ndarray, unten: np.ndarray, oben: np.ndarray) -> None:
        """Nimmt Grenzen an, die ohne andere Zellen gelten."""
        stellen = np.asarray(zellen, dtype="int64")
        self.unten[stellen] = np.minimum(self.unten[stellen], unten)
        self.oben[stellen] = np.maximum(self.oben[stellen], oben)
        self._aus_unten[stellen] = self._aus_oben[stellen] = _OHNE

    def ohne(self, geoeffnet: Collection[int]) -> "Belege":
        """Die Belege, die keine der geöffneten Zellen bewegen; sonst gilt der Ausgangspunkt."""
        rest = Belege(self.ausgang)
        offen = np.zeros(len(self.ausgang), dtype=bool)
        offen[list(geoeffnet)] = True
        # Die letzte Stelle steht für „ohne Beleg“ (−1).
        gilt = np.array([not offen[bewegt].any() for bewegt in self._bewegt] + [True])
        tief, hoch = gilt[self._aus_unten], gilt[self._aus_oben]
        rest.unten = np.where(tief, self.unten, rest.unten)
        rest.oben = np.where(hoch, self.oben, rest.oben)
        rest._aus_unten = np.where(tief, self._aus_unten, _OHNE)
        rest._aus_oben = np.where(hoch, self._aus_oben, _OHNE)
        rest._bewegt = list(self._bewegt)
        return rest
