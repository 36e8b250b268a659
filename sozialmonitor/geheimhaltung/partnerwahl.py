"""Wie die Partner gewählt werden: Teil für Teil, erst heuristisch, dann möglichst billigst."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from typing import Literal

import numpy as np
import pandas as pd

from sozialmonitor.fehler import SozialmonitorFehler, SpaltenFehlen
from sozialmonitor.geheimhaltung.angreifer import Angreifer
from sozialmonitor.geheimhaltung.gleichungen import Gleichung
from sozialmonitor.geheimhaltung.lage import Lage
from sozialmonitor.geheimhaltung.plan import Plan
from sozialmonitor.geheimhaltung.schnittebenen import Schnittebenen
from sozialmonitor.geheimhaltung.tabelle import (
    OFFEN,
    PRIMAER,
    SEKUNDAER,
    TOLERANZ,
    Hierarchien,
    Schluessel,
    benannt,
    ganze_zahlen,
    schluessel,
)
from sozialmonitor.geheimhaltungsregel import Schutz

Verfahren = Literal["auto", "heuristik", "optimum"]
Gesperrt = pd.Series | Mapping[str, Iterable[object]]

# Schnittebenen lohnen bei kleinen Teilen; so viele Angriffe dürfen sie kosten (um eine Sekunde).
_KLEIN = 400
_ANGRIFFE = 330.0
# Mit weniger Angriffen je vorgegebener Zelle finden sie nichts Besseres.
_JE_ZELLE = 4
# Eine Zelle, die in einem anderen Jahr schon verborgen ist, kostet nur so viel davon.
_RABATT = 0.5
_GRUND = "schützt andere Zellen"
_GRUND_UNBEKANNT = "unbekannt, aber aus den übrigen Zahlen zu genau bestimmbar"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Wahl:
    """Die Angaben zu `sekundaer`."""

    schutz: Schutz
    kosten: pd.Series | None = None
    gesperrt: Gesperrt | None = None
    weitere_gleichungen: tuple[Gleichung, ...] = ()
    zeitspalte: str | None = None
    verfahren: Verfahren = "auto"
    fortschritt: Callable[[int, int], object] | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Partnerbericht:
    """Wie gewählt wurde: Teile mit Verborgenem, davon bewiesen billigste, Kosten und Schranke."""

    teile: int
    bewiesen: int
    kosten: float
    schranke: float

    def mit(self, kosten: float, schranke: float) -> "Partnerbericht":
        """Ein Teil mehr."""
        return Partnerbericht(
            teile=self.teile + 1,
            bewiesen=self.bewiesen + (kosten <= schranke + TOLERANZ),
            kosten=self.kosten + kosten,
            schranke=self.schranke + schranke,
        )


def mit_partnern(
    tabelle: pd.DataFrame, hierarchien: Hierarchien, wahl: Wahl
) -> tuple[pd.DataFrame, Partnerbericht]:
    """Die Tabelle mit Partnern und ein Bericht, wie sie gewählt wurden."""
    lage = Lage.aus(tabelle, hierarchien, wahl.schutz, wahl.weitere_gleichungen)
    ausgang = _ausgang(lage)
    lage = _mit_verratenen(lage, wahl.schutz, ganzzahlig=ganze_zahlen(ausgang))
    kosten = np.zeros(len(ausgang))
    kosten[: len(lage.zellen)] = _kosten(lage.zellen, wahl.kosten)
    beweglich = np.ones(len(ausgang), dtype=bool)
    beweglich[: len(lage.zellen)] = _darf_partner_sein(lage.zellen, wahl)
    geschwister = _Geschwister(lage, wahl.zeitspalte)
    teile = _der_zeit_nach(lage.teile(), wahl.zeitspalte)
    status, grund = lage.zellen["status"].copy(), _grund(lage.zellen)
    bericht = Partnerbericht(teile=0, bewiesen=0, kosten=0.0, schranke=0.0)
    for nummer, teil in enumerate(teile, start=1):
        spalten = teil.spalten
        preise = kosten[spalten] * geschwister.rabatt(spalten)
        plan, schranke = _plan(teil, preise, beweglich[spalten], ausgang[spalten], wahl.verfahren)
        partner = teil.spalten[sorted(plan.partner)]
        status.iloc[partner], grund.iloc[partner] = SEKUNDAER, _GRUND
        geschwister.merke(teil.spalten[[*plan.vorgegeben, *plan.partner]])
        bericht = bericht.mit(plan.preis, schranke)
        if wahl.fortschritt:
            wahl.fortschritt(nummer, len(teile))
    return lage.zellen.assign(status=status, grund=grund), bericht


def _plan(
    teil: Lage, kosten: np.ndarray, beweglich: np.ndarray, ausgang: np.ndarray, verfahren: Verfahren
) -> tuple[Plan, float]:
    """Ein fertiger Plan und die bewiesene untere Schranke seiner Kosten."""
    plan = Plan(teil, kosten, beweglich, ausgang)
    plan.wachse()
    plan.verkleinere()
    lohnt = len(ausgang) <= _KLEIN and _JE_ZELLE * len(plan.vorgegeben) <= _ANGRIFFE
    if not plan.partner or not (verfahren == "optimum" or (verfahren == "auto" and lohnt)):
        return plan, 0.0
    angriffe = np.inf if verfahren == "optimum" else _ANGRIFFE
    ebenen = Schnittebenen(teil, ausgang, plan.kosten, plan.beweglich, angriffe)
    ebenen.naehere()
    while (auswahl := ebenen.vorschlag(plan.preis)) is not None:
        billiger = Plan(teil, kosten, plan.beweglich, ausgang)
        billiger.verbirg(np.flatnonzero(auswahl))
        billiger.wachse()
        billiger.verkleinere()
        plan = min(plan, billiger, key=lambda p: p.preis)
    return plan, ebenen.schranke


def _ausgang(lage: Lage) -> np.ndarray:
    """Die wahren Werte; Unbekanntes durch eine Lösung ergänzt, die alles erfüllt."""
    zu_klein = (lage.werte < lage.von) & lage.unsichtbar
    if zu_klein.any():
        zelle = schluessel(lage.zellen[zu_klein[: len(lage.zellen)]], lage.dims)[0]
        raise SozialmonitorFehler(
            f"Die verborgene Zelle {benannt(zelle)} liegt unter der Untergrenze, die dem Angreifer "
            "zugetraut wird. Bitte Untergrenze 0 annehmen."
        )
    wissen = lage.wissen(ganzzahlig=ganze_zahlen(lage.werte))
    return Angreifer(lage.system, lage.werte, np.isnan(lage.werte), wissen).loesung(lage.werte)


def _mit_verratenen(lage: Lage, schutz: Schutz, *, ganzzahlig: bool) -> Lage:
    """Unbekannte Zellen, die sich als kleine Anzahl errechnen ließen, sind auch geheim."""
    unbekannt = lage.zellen["wert"].isna() & lage.zellen["status"].eq(OFFEN)
    ziele = np.flatnonzero(unbekannt)
    wissen = lage.wissen(ganzzahlig=ganzzahlig)
    angreifer = Angreifer(lage.system, lage.werte, lage.unsichtbar, wissen)
    unten, oben = angreifer.grenzen(ziele, lage.bedarf.erfuellt)
    klein = (unten < schutz.mindestanzahl) & (oben > 0)
    verraten = ziele[klein & ~lage.bedarf.erfuellt(ziele, unten, oben)]
    status, grund = lage.zellen["status"].copy(), _grund(lage.zellen)
    status.iloc[verraten], grund.iloc[verraten] = PRIMAER, _GRUND_UNBEKANNT
    return dataclasses.replace(lage, zellen=lage.zellen.assign(status=status, grund=grund))


def _grund(zellen: pd.DataFrame) -> pd.Series:
    if "grund" in zellen.columns:
        return zellen["grund"].astype("object")
    return pd.Series("", index=zellen.index, dtype="object")


def _kosten(zellen: pd.DataFrame, kosten: pd.Series | None) -> np.ndarray:
    if kosten is None:
        return 1.0 + zellen["wert"].fillna(0).to_numpy()
    if not kosten.index.equals(zellen.index) or not (kosten > 0).all():
        raise SozialmonitorFehler(
            "Die Kosten brauchen denselben Index wie die Tabelle und überall einen Wert über 0."
        )
    return kosten.to_numpy("float64")


def _darf_partner_sein(zellen: pd.DataFrame, wahl: Wahl) -> np.ndarray:
    darf = zellen["status"].eq(OFFEN) & zellen["wert"].ge(wahl.schutz.untergrenze)
    if isinstance(wahl.gesperrt, pd.Series):
        if not wahl.gesperrt.index.equals(zellen.index):
            raise SozialmonitorFehler("Die gesperrten Zellen haben einen anderen Index.")
        darf &= ~wahl.gesperrt.astype(bool)
    elif wahl.gesperrt is not None:
        if fehlend := set(wahl.gesperrt) - set(zellen.columns):
            raise SpaltenFehlen.aus(fehlend, list(zellen.columns))
        for dim, werte in wahl.gesperrt.items():
            darf &= ~zellen[dim].isin(list(werte))
    return darf.to_numpy()


def _der_zeit_nach(teile: list[Lage], zeitspalte: str | None) -> list[Lage]:
    if zeitspalte is None:
        return teile
    return sorted(teile, key=lambda teil: teil.zellen[zeitspalte].min())


class _Geschwister:
    """Merkt sich verborgene Zellen, damit dieselben in anderen Jahren billiger werden."""

    def __init__(self, lage: Lage, zeitspalte: str | None) -> None:
        if zeitspalte is not None and zeitspalte not in lage.dims:
            raise SpaltenFehlen.aus({zeitspalte}, lage.dims)
        ohne_zeit = [dim for dim in lage.dims if dim != zeitspalte]
        self._namen = schluessel(lage.zellen, ohne_zeit) if zeitspalte else []
        self._verborgen: set[Schluessel] = set()

    def rabatt(self, spalten: np.ndarray) -> np.ndarray:
        """Faktor der Kosten je Unbekannter."""
        kennt = [s < len(self._namen) and self._namen[s] in self._verborgen for s in spalten]
        return np.where(kennt, _RABATT, 1.0)

    def merke(self, spalten: np.ndarray) -> None:
        """Nimmt verborgene Zellen auf."""
        self._verborgen |= {self._namen[s] for s in spalten if s < len(self._namen)}
