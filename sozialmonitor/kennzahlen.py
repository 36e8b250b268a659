"""Von Zahlen zu Indikatoren: Zähler, Nenner, Wert und Vertrauensbereich nach dem Katalog.

Gerechnet wird immer aus Summen von Fallzahlen, nie aus Mittelwerten von Quoten. Zähler und
Nenner gelten am selben Stichtag; zeitlose Merkmale (Fläche) gelten an jedem.
"""

from dataclasses import replace
from functools import reduce

import numpy as np
import pandas as pd

from sozialmonitor import konfidenz
from sozialmonitor.fehler import DatenFehler, Mangel
from sozialmonitor.gebiete import NICHT_ZUORDENBAR
from sozialmonitor.katalog import FAKTOREN, Indikator, merkmalsname
from sozialmonitor.kommune import Kommune
from sozialmonitor.zahlen import Zahlen
from sozialmonitor.zeichen import DEMO, FEHLT, GEHEIM, OHNE_WERT, vererbt, zeichentext

ZUSTAENDE = np.array(["wert", "fehlt", "geheim", "zu_wenige"], dtype=object)
_WERT, _FEHLT, _GEHEIM, _ZU_WENIGE = range(4)
_FAST = 0.9


def kennzahl(kommune: Kommune, indikator_id: str) -> pd.DataFrame:
    """Alle Werte eines Indikators über alle Gebiete und Stichtage.

    Returns
    -------
    pd.DataFrame
        Eine Zeile je Gebiet und Stichtag, in der Reihenfolge des Gebietsverzeichnisses:
        `gebiet`, `stichtag`, `zaehler`, `nenner` [Einheit der Merkmale], `wert`, `unten`,
        `oben` [Einheit des Indikators, 95 %], `zeichen` (Text), `zustand` (wert | fehlt |
        geheim | zu_wenige), `demo`, `herkunft` (gerechnet | veröffentlicht). Ohne Zustand
        „wert“ sind Wert und Bereich `NaN`.

    Raises
    ------
    DatenFehler
        Wenn irgendwo der Zähler eines Anteils größer ist als der Nenner.
    Unbekannt
        Wenn der Indikator nicht im Katalog steht.
    """
    indikator = kommune.indikator(indikator_id)
    tage = _stichtage(kommune, indikator)
    zaehler = _term(kommune, indikator.zaehler, tage)
    nenner = _nenner(kommune, indikator, tage) if indikator.nenner else None
    _pruefe_anteil(kommune, indikator, zaehler, nenner)
    felder = _gerechnet(kommune, indikator, zaehler, nenner)
    if indikator.veroeffentlicht in kommune.zahlen:
        quoten = _auf(kommune.zahlen[indikator.veroeffentlicht], tage)
        felder = _mit_veroeffentlichten(felder, quoten)
    return _tabelle(kommune, tage, felder)


def merkmalszahlen(kommune: Kommune, merkmal_id: str) -> pd.DataFrame:
    """Zahlen eines Merkmals mit allen Summen: `gebiet, stichtag, wert, zeichen`."""
    zahlen = kommune.zahlen[merkmal_id]
    ort, tag = np.nonzero(zahlen.vorhanden)
    return pd.DataFrame(
        {
            "gebiet": kommune.gebiete.index.to_numpy(dtype=object)[ort],
            "stichtag": zahlen.stichtage[tag],
            "wert": zahlen.werte[ort, tag],
            "zeichen": zeichentext(zahlen.bits[ort, tag]),
        }
    )


def juengster_stichtag(tabelle: pd.DataFrame) -> str:
    """Der jüngste Stichtag, an dem (fast) so viele Gebiete einen Wert haben wie je.

    So zeigt eine Ansicht nicht ein Jahr, aus dem nur einzelne Gebiete bekannt sind; ohne
    irgendeinen Wert ein leerer Text.
    """
    anzahl = tabelle[tabelle["zustand"].eq("wert")].groupby("stichtag").size()
    return str(anzahl.index[anzahl >= _FAST * anzahl.max()].max()) if len(anzahl) else ""


def gesperrte_stichtage(tabelle: pd.DataFrame) -> list[str]:
    """Stichtage nach dem `juengster_stichtag`, die nur wegen gesperrter Werte zurückstehen.

    Mit den gesperrten Werten hätten dort (fast) so viele Gebiete einen Wert wie je; aufsteigend,
    leer ohne solche und wo es überhaupt keinen Wert gibt.
    """
    juengster = juengster_stichtag(tabelle)
    if not juengster:
        return []
    werte, geheim = (
        tabelle["zustand"].eq(zustand).groupby(tabelle["stichtag"]).sum()
        for zustand in ("wert", "geheim")
    )
    genug = geheim.gt(0) & (werte + geheim >= _FAST * werte.max())
    return [str(tag) for tag in genug.index[genug] if tag > juengster]


def fehlende_merkmale(kommune: Kommune, indikator: Indikator) -> list[str]:
    """Merkmale des Indikators, zu denen keine einzige Zahl eingelesen wurde."""
    terme = [merkmalsname(t) for t in (*indikator.zaehler, *indikator.nenner)]
    return [term for term in terme if term not in kommune.zahlen]


def ebenen_mit_werten(kommune: Kommune, indikator: Indikator) -> set[str]:
    """Ebenen, auf denen der Indikator Werte haben kann: überliefert oder als Summe der Teile."""
    ebene_von = kommune.gebiete["ebene"].to_numpy()

    def ebenen(merkmal_id: str) -> set[str]:
        return set(ebene_von[kommune.zahlen[merkmal_id].vorhanden.any(axis=1)])

    terme = {merkmalsname(t) for t in (*indikator.zaehler, *indikator.nenner)}
    if fehlende_merkmale(kommune, indikator):
        gemeinsam: set[str] = set()
    else:
        gemeinsam = set.intersection(*(ebenen(term) for term in terme))
    if indikator.veroeffentlicht in kommune.zahlen:
        gemeinsam |= ebenen(indikator.veroeffentlicht)
    return gemeinsam


def _stichtage(kommune: Kommune, indikator: Indikator) -> np.ndarray:
    felder = [merkmalsname(term) for term in indikator.zaehler]
    felder += [indikator.veroeffentlicht] if indikator.veroeffentlicht else []
    zahlen = [kommune.zahlen[name] for name in felder if name in kommune.zahlen]
    alle = {tag for feld in zahlen for tag in feld.stichtage}
    return np.array(sorted(alle), dtype=object)


def _auf(zahlen: Zahlen, tage: np.ndarray, *, zeitlos: bool = False) -> Zahlen:
    """Dieselben Zahlen auf anderen Stichtagen; was es nicht gibt, ist nicht vorhanden."""
    form = (len(zahlen.werte), len(tage))
    if zeitlos:
        ziel, von = np.arange(len(tage)), np.zeros(len(tage), dtype=int)
    else:
        _, ziel, von = np.intersect1d(tage, zahlen.stichtage, return_indices=True)
    werte, bits = np.full(form, np.nan), np.full(form, FEHLT, dtype="int16")
    vorhanden = np.zeros(form, dtype=bool)
    werte[:, ziel], bits[:, ziel] = zahlen.werte[:, von], zahlen.bits[:, von]
    vorhanden[:, ziel] = zahlen.vorhanden[:, von]
    bits[~vorhanden] = FEHLT
    return Zahlen(stichtage=tage, werte=werte, bits=bits, vorhanden=vorhanden)


def _term(kommune: Kommune, terme: tuple[str, ...], tage: np.ndarray) -> Zahlen:
    """Summe (oder Differenz) von Merkmalen; vorhanden nur, wo alle es sind."""
    teile = []
    for term in terme:
        name = merkmalsname(term)
        if name not in kommune.zahlen:
            form = (len(kommune.gebiete), len(tage))
            leer = np.full(form, np.nan), np.full(form, FEHLT, "int16"), np.zeros(form, dtype=bool)
            return Zahlen(stichtage=tage, werte=leer[0], bits=leer[1], vorhanden=leer[2])
        teil = _auf(kommune.zahlen[name], tage, zeitlos=kommune.merkmale[name].zeitlos)
        vorzeichen = -1 if term.startswith("-") else 1
        teile.append((teil.werte * vorzeichen, teil.bits, teil.vorhanden))
    if len(teile) == 1:
        werte, bits, vorhanden = teile[0]
    else:
        werte = np.sum([t[0] for t in teile], axis=0)
        vorhanden = np.logical_and.reduce([t[2] for t in teile])
        bits = reduce(np.bitwise_or, (vererbt(t[1]) for t in teile))
    return Zahlen(stichtage=tage, werte=werte, bits=bits, vorhanden=vorhanden)


def _nenner(kommune: Kommune, indikator: Indikator, tage: np.ndarray) -> Zahlen:
    """Der Nenner; der nicht zuordenbare Rest hat keinen, weil er kein Gebiet ist."""
    nenner = _term(kommune, indikator.nenner, tage)
    rest = kommune.gebiete["ebene"].eq(NICHT_ZUORDENBAR).to_numpy()[:, None]
    return replace(
        nenner,
        werte=np.where(rest, np.nan, nenner.werte),
        bits=np.where(rest, np.int16(FEHLT), nenner.bits),
    )


def _pruefe_anteil(
    kommune: Kommune, indikator: Indikator, zaehler: Zahlen, nenner: Zahlen | None
) -> None:
    if indikator.art != "anteil" or nenner is None:
        return
    falsch = np.argwhere(zaehler.werte > nenner.werte)
    if len(falsch):
        raise DatenFehler(
            Mangel(
                ", ".join(indikator.quelle),
                f"Gebiet {kommune.gebiete.index[i]}, Stichtag {zaehler.stichtage[j]}",
                f"Im Indikator „{indikator.titel}“ ist der Zähler ({zaehler.werte[i, j]:g}) größer "
                f"als der Nenner ({nenner.werte[i, j]:g}).",
                "Bitte beide Werte in der Quelle prüfen.",
            )
            for i, j in falsch[:20]
        )


def _gerechnet(
    kommune: Kommune, indikator: Indikator, zaehler: Zahlen, nenner: Zahlen | None
) -> dict[str, np.ndarray]:
    if nenner is None:
        bits, unten_wert = zaehler.bits, np.full(zaehler.werte.shape, np.nan)
        wert = zaehler.werte
    else:
        bits = vererbt(zaehler.bits) | vererbt(nenner.bits)
        unten_wert = nenner.werte
        with np.errstate(divide="ignore", invalid="ignore"):
            wert = zaehler.werte / nenner.werte
    zustand = np.full(wert.shape, _WERT, dtype="int8")
    if indikator.mit_intervall and kommune.gezaehlt(indikator):
        zustand[unten_wert < kommune.einstellungen.mindestnenner] = _ZU_WENIGE
    zustand[~np.isfinite(wert) | ((bits & OHNE_WERT) > 0)] = _FEHLT
    zustand[(bits & GEHEIM) > 0] = _GEHEIM
    unten = oben = np.full(wert.shape, np.nan)
    if kommune.gezaehlt(indikator):
        unten, oben = _bereich(indikator, zaehler.werte, unten_wert)
    return {
        "zaehler": zaehler.werte,
        "nenner": unten_wert,
        "wert": wert * indikator.faktor,
        "unten": unten,
        "oben": oben,
        "bits": bits,
        "zustand": zustand,
        "vorhanden": zaehler.vorhanden,
        "uebernommen": np.full(wert.shape, indikator.art == "messwert"),
    }


def _bereich(
    indikator: Indikator, zaehler: np.ndarray, nenner: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    if indikator.art == "rate":
        return konfidenz.rate(zaehler, nenner, indikator.faktor)
    if indikator.art == "anteil":
        unten, oben = konfidenz.wilson(zaehler, nenner)
        return unten * indikator.faktor, oben * indikator.faktor
    if indikator.art == "quotient" and indikator.faktor == FAKTOREN["quotient"]:
        unten, oben = konfidenz.wilson(zaehler, zaehler + nenner)
        with np.errstate(divide="ignore", invalid="ignore"):
            return unten / (1 - unten) * indikator.faktor, oben / (1 - oben) * indikator.faktor
    leer = np.full(zaehler.shape, np.nan)
    return leer, leer


def _mit_veroeffentlichten(felder: dict[str, np.ndarray], quoten: Zahlen) -> dict[str, np.ndarray]:
    """Veröffentlichte Quoten gelten, wo aus Fallzahlen kein Wert entsteht."""
    ohne = ~felder["vorhanden"] | (felder["zustand"] == _FEHLT)
    nimm = quoten.vorhanden & ohne
    zustand = np.where(np.isnan(quoten.werte), _FEHLT, _WERT).astype("int8")
    zustand[(quoten.bits & GEHEIM) > 0] = _GEHEIM
    neu = {
        "wert": quoten.werte,
        "bits": quoten.bits,
        "zustand": zustand,
        "vorhanden": quoten.vorhanden,
        "uebernommen": np.ones(nimm.shape, dtype=bool),
    }
    leer = dict.fromkeys(("zaehler", "nenner", "unten", "oben"), np.full(nimm.shape, np.nan))
    return {name: np.where(nimm, (neu | leer)[name], feld) for name, feld in felder.items()}


def _tabelle(kommune: Kommune, tage: np.ndarray, felder: dict[str, np.ndarray]) -> pd.DataFrame:
    ort, tag = np.nonzero(felder["vorhanden"])
    zelle = {name: feld[ort, tag] for name, feld in felder.items()}
    gilt = zelle["zustand"] == _WERT
    return pd.DataFrame(
        {
            "gebiet": kommune.gebiete.index.to_numpy(dtype=object)[ort],
            "stichtag": tage[tag],
            "zaehler": zelle["zaehler"],
            "nenner": zelle["nenner"],
            "wert": np.where(gilt, zelle["wert"], np.nan),
            "unten": np.where(gilt, zelle["unten"], np.nan),
            "oben": np.where(gilt, zelle["oben"], np.nan),
            "zeichen": zeichentext(zelle["bits"]),
            "zustand": ZUSTAENDE[zelle["zustand"]],
            "demo": (zelle["bits"] & DEMO) > 0,
            "herkunft": np.where(zelle["uebernommen"], "veröffentlicht", "gerechnet"),
        }
    )
