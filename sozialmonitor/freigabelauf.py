"""Der Lauf der Freigabe: alle Verbünde und Stichtage nacheinander, fortsetzbar, mit Prüfung.

Ein Schritt ist ein Verbund an einem Stichtag. Er beginnt mit den schon freigegebenen Nennern und
den Partnern des Stichtags davor, damit dieselben Zellen Partner bleiben. Was ein Schritt ergab,
merkt sich eine Ablage unter einer Prüfsumme all seiner Eingaben; ein neuer Lauf rechnet nur, was
sich geändert hat.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sozialmonitor import verknuepfung
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.geheimhaltung import (
    FEST,
    GESCHUETZT,
    PRIMAER,
    SEKUNDAER,
    Regel,
    gerundet,
    primaer,
    pruefe,
    pruefe_gerundet,
    sekundaer,
)
from sozialmonitor.kommune import Kommune
from sozialmonitor.verknuepfung import Verbund

# Steigt, wenn sich ein Verfahren so ändert, dass gemerkte Schritte nicht mehr gelten.
VERFAHREN = "1"
ZURUECKGEHALTEN = "lässt sich an diesem Stichtag nicht schützen; alles zurückgehalten"
VERBORGEN = (PRIMAER, SEKUNDAER)
_RABATT = 0.5

Ablage = MutableMapping[str, pd.DataFrame]
Fortschritt = Callable[[int, int, str], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schritt:
    """Ein Verbund an einem Stichtag."""

    verbund: Verbund
    stichtag: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lauf:
    """Alle Zellen eines fertigen Laufs, samt denen, die sich durch Abziehen ergeben.

    `zellen` hat je Zelle `verbund`, `stichtag`, `gebiet`, `merkmal`, `wert` (der wahre),
    `zeichen`, `nenner`, `status`, `grund`, `frei` (was herausgeht; `NaN` verborgen), `unten`,
    `oben`, `urteil` (was sich über Verborgenes errechnen lässt).
    """

    rolle: str
    zellen: pd.DataFrame
    regeln: Mapping[str, Regel]


def schritte(kommune: Kommune) -> list[Schritt]:
    """Alle Schritte in der Reihenfolge des Laufs."""
    return [
        Schritt(verbund=verbund, stichtag=stichtag)
        for verbund in verknuepfung.verbuende(kommune)
        for stichtag in verknuepfung.stichtage(kommune, verbund)
    ]


def lauf(
    kommune: Kommune,
    rolle: str,
    *,
    ablage: Ablage | None = None,
    fortschritt: Fortschritt | None = None,
    geheimnis: str = "",
) -> Lauf:
    """Wendet die Regel einer Rolle auf alles an, was noch nicht veröffentlicht ist.

    Parameters
    ----------
    rolle
        „oeffentlich“ oder „intern“, siehe `[geheimhaltung]` in kommune.toml.
    ablage
        Ergebnisse früherer Schritte nach Prüfsumme; wird gelesen und ergänzt.
    fortschritt
        Wird vor jedem Schritt mit (fertig, insgesamt, was gerade gerechnet wird) gerufen.
    geheimnis
        Nötig, wenn eine Regel rundet: der Schlüssel der Rundung.

    Raises
    ------
    SozialmonitorFehler
        Wenn eine Prüfung ungeschützte Zellen findet; dann wird nichts freigegeben.
    """
    alle = schritte(kommune)
    regeln = {
        s.verbund.id: kommune.einstellungen.geheimhaltung.regel(rolle, s.verbund.tabellen)
        for s in alle
    }
    nenner: dict[str, dict[str, pd.Series]] = {}
    partner: dict[str, frozenset[tuple[str, str]]] = {}
    teile = []
    for nummer, schritt in enumerate(alle):
        verbund = schritt.verbund
        if fortschritt:
            fortschritt(nummer, len(alle), f"{titel(kommune, verbund)}, {schritt.stichtag}")
        frueher = partner.get(verbund.id, frozenset())
        zellen = _gerechnet(
            kommune,
            schritt,
            regeln[verbund.id],
            nenner=nenner.get(schritt.stichtag, {}),
            partner=frueher,
            ablage=ablage,
            geheimnis=geheimnis,
        )
        nenner.setdefault(schritt.stichtag, {}).update(_freigegebene(zellen, verbund))
        neue = zellen[zellen["status"].isin(VERBORGEN)]
        partner[verbund.id] = frozenset(zip(neue["gebiet"], neue["merkmal"], strict=True))
        teile.append(zellen.assign(verbund=verbund.id, stichtag=schritt.stichtag))
    if fortschritt:
        fortschritt(len(alle), len(alle), "fertig")
    spalten = ["verbund", "stichtag", *_SPALTEN]
    zusammen = pd.concat(teile, ignore_index=True) if teile else pd.DataFrame(columns=spalten)
    return Lauf(rolle=rolle, zellen=zusammen[spalten], regeln=regeln)


def titel(kommune: Kommune, verbund: Verbund) -> str:
    """Ein Name für den Verbund: der seines ersten Merkmals."""
    return kommune.merkmale[verbund.id].titel


_SPALTEN = [
    *("gebiet", "merkmal", "wert", "zeichen", "nenner", "status", "grund"),
    *("frei", "unten", "oben", "urteil"),
]


def _gerechnet(
    kommune: Kommune,
    schritt: Schritt,
    regel: Regel,
    *,
    nenner: Mapping[str, pd.Series],
    partner: frozenset[tuple[str, str]],
    ablage: Ablage | None,
    geheimnis: str,
) -> pd.DataFrame:
    tafel = verknuepfung.tafel(kommune, schritt.verbund, schritt.stichtag, nenner)
    sensibel = tafel["merkmal"].isin(list(kommune.einstellungen.geheimhaltung.sensibel))
    tafel = tafel.assign(sensibel=sensibel)
    summen = verknuepfung.hierarchien(kommune, schritt.verbund)
    kennung = _pruefsumme(tafel, summen, regel, partner, geheimnis if regel.rundung else "")
    if ablage is not None and kennung in ablage:
        return ablage[kennung]
    if regel.rundung:
        zellen = _gerundete(tafel, summen, regel, geheimnis)
    else:
        zellen = _verborgene(kommune, tafel, summen, regel, partner)
    if ablage is not None:
        ablage[kennung] = zellen
    return zellen


def _verborgene(
    kommune: Kommune,
    tafel: pd.DataFrame,
    summen: Mapping[str, verknuepfung.Zuordnungen],
    regel: Regel,
    partner: frozenset[tuple[str, str]],
) -> pd.DataFrame:
    markiert = primaer(tafel, regel)
    for fertig in _versuche(kommune, markiert, summen, regel, partner):
        geheim = fertig["status"].isin(VERBORGEN)
        frei = fertig.assign(frei=fertig["wert"].mask(geheim), wert=fertig["wert"].mask(geheim))
        pruefung = pruefe(
            frei.drop(columns=["frei", "grund", "sensibel"]), summen, schutz=regel.schutz
        )
        if pruefung["urteil"].eq(GESCHUETZT).all():
            return fertig.assign(frei=frei["frei"]).join(pruefung[["unten", "oben", "urteil"]])[
                _SPALTEN
            ]
    raise SozialmonitorFehler(
        "Die Prüfung fand ungeschützte Zellen; es wird nichts freigegeben. Bitte die Daten prüfen."
    )


def _versuche(
    kommune: Kommune,
    markiert: pd.DataFrame,
    summen: Mapping[str, verknuepfung.Zuordnungen],
    regel: Regel,
    partner: frozenset[tuple[str, str]],
) -> Iterator[pd.DataFrame]:
    """Erst ohne die Stadt als Partner, dann mit ihr; zuletzt wird alles zurückgehalten."""
    schluessel = zip(markiert["gebiet"], markiert["merkmal"], strict=True)
    wieder = np.array([zelle in partner for zelle in schluessel], dtype=bool)
    kosten = (1 + markiert["wert"].fillna(0)) * np.where(wieder, _RABATT, 1.0)
    stadt = {"gebiet": [kommune.einstellungen.stadt]}
    for gesperrt in (stadt, None):
        try:
            yield sekundaer(
                markiert,
                summen,
                schutz=regel.schutz,
                kosten=kosten,
                gesperrt_fuer_sekundaer=gesperrt,
            )
        except SozialmonitorFehler:
            continue
    offen = markiert["status"].ne(FEST)
    yield markiert.assign(
        status=markiert["status"].mask(offen, PRIMAER),
        grund=markiert["grund"].mask(offen & markiert["grund"].eq(""), ZURUECKGEHALTEN),
    )


def _gerundete(
    tafel: pd.DataFrame,
    summen: Mapping[str, verknuepfung.Zuordnungen],
    regel: Regel,
    geheimnis: str,
) -> pd.DataFrame:
    if not geheimnis:
        raise SozialmonitorFehler(
            "Die Regel rundet; dafür fehlt das Geheimnis der Rundung. Bitte die Umgebungsvariable "
            "SOZIALMONITOR_RUNDUNGSGEHEIMNIS setzen und gut aufbewahren."
        )
    markiert = primaer(tafel, regel)
    rundung = gerundet(markiert, basis=regel.rundung, seed=geheimnis, hierarchien=summen)
    pruefung = pruefe_gerundet(
        rundung.tabelle[[*summen, "wert"]],
        summen,
        basis=regel.rundung,
        zellen=markiert["status"].eq(PRIMAER),
    )
    return markiert.assign(frei=rundung.tabelle["wert"]).join(pruefung[["unten", "oben", "urteil"]])[
        _SPALTEN
    ]


def _freigegebene(zellen: pd.DataFrame, verbund: Verbund) -> dict[str, pd.Series]:
    """Je Merkmal die freigegebenen Anzahlen, für Verbünde, deren Nenner sie sind."""
    eigene = zellen[zellen["merkmal"].isin(verbund.merkmale)]
    return {
        str(merkmal): zeilen.set_index("gebiet")["frei"]
        for merkmal, zeilen in eigene.groupby("merkmal", sort=False)
    }


def _pruefsumme(
    tafel: pd.DataFrame,
    summen: Mapping[str, verknuepfung.Zuordnungen],
    regel: Regel,
    partner: frozenset[tuple[str, str]],
    geheimnis: str,
) -> str:
    zeilen = pd.util.hash_pandas_object(tafel, index=False).to_numpy().tobytes()
    angaben = repr((VERFAHREN, sorted(partner), regel, dict(summen), geheimnis))
    return hashlib.sha256(zeilen + angaben.encode()).hexdigest()
