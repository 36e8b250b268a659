"""Ein Plan der Geheimhaltung: wächst, bis alles geschützt ist, und gibt Überflüssiges zurück."""

from collections.abc import Iterable

import numpy as np

from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.geheimhaltung.angreifer import Angreifer
from sozialmonitor.geheimhaltung.belege import Belege
from sozialmonitor.geheimhaltung.lage import Lage
from sozialmonitor.geheimhaltung.partner import Spielraum, bewegung
from sozialmonitor.geheimhaltung.tabelle import TOLERANZ, benannt, ganze_zahlen, schluessel

# So viele Aufteilungen des Spielraums nach oben und unten werden je Zelle verglichen.
_AUFTEILUNGEN = 4
# So oft wird die Breite erhöht, wenn ganze Zahlen enger sind als das lineare Programm.
_VERSUCHE = 3
# So viele Programme mal Unbekannte darf das Wiederöffnen kosten (höchstens etwa zehn Sekunden).
_OEFFNEN = 800_000


class Plan:
    """Welche Zellen eines zusammenhängenden Teils verborgen werden.

    Parameters
    ----------
    lage
        Ein Teil, den keine Gleichung mit dem Rest verbindet.
    kosten
        Was es kostet, eine Zelle zu verbergen, je Unbekannter; schon Verborgenes kostet 0.
    beweglich
        Was verborgen werden darf oder es schon ist.
    ausgang
        Die wahre Tabelle; wo auch wir nichts wissen, irgendeine Lösung.

    Notes
    -----
    Kommt `wachse` zurück, hat jede verborgene Zelle belegt den nötigen Spielraum. Das endet: Jede
    Runde verbirgt mehr oder schließt eine Zelle als Partner aus, beides geht nur endlich oft.
    """

    def __init__(
        self, lage: Lage, kosten: np.ndarray, beweglich: np.ndarray, ausgang: np.ndarray
    ) -> None:
        self.lage = lage
        self.kosten = np.where(lage.unsichtbar, 0.0, kosten)
        self.beweglich = beweglich | lage.unsichtbar
        self.ausgang = ausgang
        self.ganzzahlig = ganze_zahlen(ausgang)
        self.verborgen = lage.unsichtbar.copy()
        self.vorgegeben = frozenset(lage.verborgen.tolist())
        self.partner: set[int] = set()
        self._wissen = lage.wissen(ganzzahlig=self.ganzzahlig)
        self._belege = Belege(ausgang)
        self._mehr: dict[int, int] = {}
        self._programme = 0
        self._spielraum = self._spielraum_von(self.beweglich)

    @property
    def preis(self) -> float:
        """Die Kosten aller Partner."""
        return float(self.kosten[sorted(self.partner)].sum())

    def verbirg(self, zellen: Iterable[int]) -> None:
        """Verbirgt weitere Zellen als Partner."""
        neue = {int(z) for z in zellen if not self.verborgen[z]}
        self.verborgen[list(neue)] = True
        self.partner |= {z for z in neue if z < self.lage.system.zellen}

    def wachse(self) -> None:
        """Verbirgt Partner, bis jede verborgene Zelle belegt geschützt ist.

        Raises
        ------
        SozialmonitorFehler
            Wenn eine vorgegebene Zelle nicht zu schützen ist.
        """
        while True:
            angreifer = self._angreifer(self.verborgen, self._belege)
            offen = [zelle for zelle in self._reihenfolge() if not self._sicher(angreifer, zelle)]
            if not offen:
                return
            for zelle in offen:
                if zelle in self.vorgegeben or zelle in self.partner:
                    self._schuetze(zelle)

    def verkleinere(self) -> None:
        """Öffnet Partner wieder, ohne die alles geschützt bleibt; die teuersten zuerst."""
        self._programme = 0
        for zelle in sorted(self.partner, key=lambda z: (-self.kosten[z], z)):
            if self._programme * len(self.ausgang) > _OEFFNEN:
                return
            if zelle in self.partner and (ergebnis := self._ohne(zelle)):
                geoeffnet, self._belege = ergebnis
                self.verborgen[list(geoeffnet)] = False
                self.partner -= geoeffnet

    def _reihenfolge(self) -> list[int]:
        return sorted(self.vorgegeben | self.partner, key=lambda z: (-self.ausgang[z], z))

    def _angreifer(self, verborgen: np.ndarray, belege: Belege) -> Angreifer:
        return Angreifer(self.lage.system, self.ausgang, verborgen, self._wissen, belege)

    def _belegt(self, zelle: int, belege: Belege) -> bool:
        stelle = np.array([zelle])
        erfuellt = self.lage.bedarf.erfuellt(stelle, belege.unten[stelle], belege.oben[stelle])
        return bool(erfuellt[0])

    def _moeglich(self, zelle: int, angreifer: Angreifer) -> bool:
        """Ob die äußeren Grenzen den Bedarf noch decken."""
        stelle = np.array([zelle])
        grenzen = angreifer.unten[stelle], angreifer.oben[stelle]
        return bool(self.lage.bedarf.erfuellt(stelle, *grenzen)[0])

    def _sicher(self, angreifer: Angreifer, zelle: int, spielraum: Spielraum | None = None) -> bool:
        """Ob eine Zelle geschützt ist; rechnet nur, was dafür nötig ist.

        Mit `spielraum` wird zuerst eine kleine Bewegung gesucht: Solche Belege überdauern es
        eher, wenn andere Zellen wieder offen werden.
        """
        if spielraum is not None and self._moeglich(zelle, angreifer):
            for auf, ab in self._aufteilungen(zelle, 0)[:1]:
                if self._belegt(zelle, angreifer.belege):
                    break
                self._suche(spielraum, zelle, (auf, ab), angreifer.belege)
        for schritt in (angreifer.treibe, angreifer.treibe_ganzzahlig):
            for nach_oben in (True, False):
                if self._belegt(zelle, angreifer.belege):
                    return True
                if not self._moeglich(zelle, angreifer):
                    return False
                schritt(zelle, nach_oben=nach_oben)
                self._programme += 1
        return self._belegt(zelle, angreifer.belege)

    def _schuetze(self, zelle: int) -> None:
        """Verbirgt die billigsten Partner für eine Zelle."""
        if self._belegt(zelle, self._belege):
            return
        mehr = self._mehr.get(zelle, 0)
        kosten = np.where(self.verborgen, 0.0, self.kosten)
        bester: tuple[float, tuple[float, float], np.ndarray] | None = None
        for schritte in self._aufteilungen(zelle, mehr) if mehr < _VERSUCHE else ():
            richtung = bewegung(
                self._spielraum, zelle, *schritte, kosten, ganzzahlig=self.ganzzahlig
            )
            if richtung is None:
                continue
            preis = float(kosten[self._bewegte(richtung)].sum())
            if bester is None or preis < bester[0] - TOLERANZ:
                bester = preis, schritte, richtung
            if not preis:
                break
        if bester is None:
            self._schuetze_mit_allem(zelle)
            return
        self._merke(self._spielraum, bester[2], bester[1], self._belege)
        neue = [z for z in self._bewegte(bester[2]) if not self.verborgen[z]]
        self.verbirg(neue)
        if not neue and not self._belegt(zelle, self._belege):
            self._mehr[zelle] = mehr + 1

    def _schuetze_mit_allem(self, zelle: int) -> None:
        """Verbirgt alles Bewegliche, wenn die Zelle dann geschützt ist; sonst ist sie es nie."""
        alles = self.verborgen | self.beweglich
        if self._sicher(self._angreifer(alles, self._belege), zelle):
            self.verbirg(np.flatnonzero(alles))
        elif zelle in self.vorgegeben:
            name = benannt(schluessel(self.lage.zellen.iloc[[zelle]], self.lage.dims)[0])
            raise SozialmonitorFehler(
                f"Die Zelle {name} ist nicht zu schützen: Was mit ihr zusammenhängt, ist fest, "
                "gesperrt oder lässt keinen Spielraum. Bitte Partner freigeben, eine Summe nicht "
                "veröffentlichen oder die Zelle mit einer anderen zusammenfassen."
            )
        else:
            self.beweglich[zelle] = self.verborgen[zelle] = False
            self.partner.discard(zelle)
            self._belege = self._belege.ohne({zelle})
            self._spielraum = self._spielraum_von(self.beweglich)

    def _suche(
        self, spielraum: Spielraum, zelle: int, schritte: tuple[float, float], belege: Belege
    ) -> None:
        """Belegt den Spielraum einer Zelle mit einer kleinen Bewegung, wenn es eine gibt."""
        self._programme += 1
        umsonst = np.zeros(len(self.kosten))
        richtung = bewegung(spielraum, zelle, *schritte, umsonst, ganzzahlig=self.ganzzahlig)
        if richtung is not None:
            self._merke(spielraum, richtung, schritte, belege)

    def _merke(
        self,
        spielraum: Spielraum,
        richtung: np.ndarray,
        schritte: tuple[float, float],
        belege: Belege,
    ) -> None:
        """Nimmt beide Enden einer Bewegung als Belege."""
        for schritt in (schritte[0], -schritte[1]):
            werte = self.ausgang[spielraum.spalten] + schritt * richtung
            if not self.ganzzahlig or ganze_zahlen(werte):
                belege.nimm(spielraum.spalten, np.round(werte) if self.ganzzahlig else werte)

    def _bewegte(self, richtung: np.ndarray) -> np.ndarray:
        return np.asarray(self._spielraum.spalten[np.abs(richtung) > TOLERANZ])

    def _aufteilungen(self, zelle: int, mehr: int) -> list[tuple[float, float]]:
        """Wie weit die Zelle steigen und fallen soll, damit ihr Bedarf gedeckt ist."""
        bedarf, wert = self.lage.bedarf, self.ausgang[zelle]
        breite = bedarf.breite[zelle] + mehr
        auf = max(0.0, bedarf.oben_mindestens[zelle] - wert)
        ab = max(0.0, wert - bedarf.unten_hoechstens[zelle])
        mindestens = max(ab, breite - (self.lage.bis[zelle] - wert))
        hoechstens = min(wert - self.lage.von[zelle], max(ab, breite - auf))
        if mindestens > hoechstens + TOLERANZ:
            return []
        schritte = np.linspace(mindestens, hoechstens, _AUFTEILUNGEN)
        if self.ganzzahlig:
            schritte = np.ceil(schritte - TOLERANZ)
        return [(max(auf, breite - s), s) for s in np.unique(schritte).tolist()]

    def _ohne(self, zelle: int) -> tuple[set[int], Belege] | None:
        """Was mit einer Zelle zu öffnen wäre, und die Belege danach; `None`, wenn es nicht geht."""
        geoeffnet = {zelle}
        while True:
            verborgen = self.verborgen.copy()
            verborgen[list(geoeffnet)] = False
            belege = self._belege.ohne(geoeffnet)
            uebrige = (self.vorgegeben | self.partner) - geoeffnet
            betroffen = sorted(z for z in uebrige if not self._belegt(z, belege))
            angreifer = self._angreifer(verborgen, belege)
            ungeschuetzt = {z for z in betroffen if not self._moeglich(z, angreifer)}
            if not ungeschuetzt:
                spielraum = self._spielraum_von(verborgen)
                for andere in sorted(betroffen, key=lambda z: z in self.partner):
                    if not self._sicher(angreifer, andere, spielraum):
                        ungeschuetzt.add(andere)
                        if andere in self.vorgegeben:
                            break
            if not ungeschuetzt:
                return geoeffnet, belege
            if ungeschuetzt & self.vorgegeben:
                return None
            geoeffnet |= ungeschuetzt

    def _spielraum_von(self, beweglich: np.ndarray) -> Spielraum:
        lage = self.lage
        return Spielraum.aus(lage.system, self.ausgang, lage.von, lage.bis, beweglich)
