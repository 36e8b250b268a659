"""Verknüpfte Tabellen: welche Merkmale und Gebiete Summen verbinden, und die Tafel je Stichtag.

Was gemeinsam veröffentlicht wird, lässt sich voneinander abziehen. Ein Verbund sind alle Merkmale,
zwischen denen Gleichungen gelten; was sich durch Abziehen ergibt („unter 18 ohne unter 15“), ist
selbst eine Zelle und wird mit geschützt.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from sozialmonitor import gebiete as gebietsmodul
from sozialmonitor import teilmengen
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.geheimhaltung import FEST, OFFEN, Gleichung
from sozialmonitor.katalog import merkmalsname
from sozialmonitor.kommune import Kommune
from sozialmonitor.teilmengen import OHNE, Kombination, Summe, Zerlegung
from sozialmonitor.zahlen import GLIEDERUNG, Zahlen, gehoert_dazu
from sozialmonitor.zeichen import zeichentext

__all__ = [
    "OHNE",
    "Summe",
    "Tafel",
    "Verbund",
    "eigener_bestand",
    "hierarchien",
    "mengen",
    "reste",
    "stichtage",
    "tafel",
    "verbuende",
    "veroeffentlichte_tabellen",
]

_TOLERANZ = 1e-6
_PAAR = 2

Zuordnungen = list[dict[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verbund:
    """Merkmale, die Gleichungen verbinden; `summen` sind Ganzes → Teile, Abgezogenes inbegriffen.

    `tabellen` sind die nicht veröffentlichten Tabellen, aus denen die Zahlen stammen; `feste` sind
    verbundene Merkmale, von denen es nur veröffentlichte Zahlen gibt; `kombiniert` ist, was sich
    nur aus mehreren anderen ergibt.
    """

    id: str
    merkmale: tuple[str, ...]
    summen: tuple[Summe, ...]
    tabellen: tuple[str, ...]
    feste: tuple[str, ...] = ()
    kombiniert: tuple[Kombination, ...] = ()

    @property
    def abgezogen(self) -> tuple[str, ...]:
        """Zellen, die nirgends stehen, sich aber durch Abziehen ergeben."""
        return tuple(dict.fromkeys(rest for rest, _, _ in self.abzuege))

    @property
    def abzuege(self) -> tuple[tuple[str, str, str], ...]:
        """(Rest, Ganzes, Teil) für alles Abgezogene, in der Reihenfolge, in der es sich ergibt."""
        bekannt = {*self.merkmale, *self.feste}
        gefunden = []
        for ganzes, teile in self.summen:
            if len(teile) == _PAAR and ganzes in bekannt and teile[0] not in bekannt:
                gefunden.append((teile[0], ganzes, teile[1]))
                bekannt.add(teile[0])
        return tuple(gefunden)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tafel:
    """Alle Zellen eines Verbunds an einem Stichtag.

    `zellen` hat eine Zeile je Zelle: `gebiet`, `merkmal`, `wert`, `zeichen`, `status` („fest“, wo
    der Wert schon veröffentlicht ist oder daraus folgt, sonst „offen“). Veröffentlichte Ganze, die
    nicht die Summe ihrer Teile sind, fehlen; ihre Teile stehen in `gleichungen`: Wie groß sie
    zusammen sind, gilt als bekannt, auch wenn die veröffentlichte Zahl es nur ungefähr sagt.
    """

    zellen: pd.DataFrame
    gleichungen: tuple[Gleichung, ...]


def veroeffentlichte_tabellen(kommune: Kommune) -> frozenset[str]:
    """Namen der Tabellen, die das Datenpaket als schon veröffentlicht ausweist."""
    return frozenset(
        str(r["name"]) for r in kommune.paket["resources"] if r.get("veroeffentlicht") is True
    )


def eigener_bestand(kommune: Kommune) -> pd.DataFrame:
    """Die Zeilen des Bestands, die noch nicht veröffentlicht sind."""
    offen = list(veroeffentlichte_tabellen(kommune))
    return kommune.bestand[~kommune.bestand["ressource"].isin(offen)]


def verbuende(kommune: Kommune) -> list[Verbund]:
    """Alle Verbünde mit nicht veröffentlichten Anzahlen; wer Nenner eines anderen ist, zuerst."""
    tabellen = eigener_bestand(kommune).groupby("merkmal", sort=False)["ressource"].unique()
    zaehlbar = [m.id for m in kommune.merkmale.values() if m.id in kommune.zahlen and m.ganzzahlig]
    gezaehlt = _teilmengen(kommune, zaehlbar)
    summen = [*(s for z in gezaehlt for s in z.summen), *_gliederungen(kommune, zaehlbar)]
    kombiniert = [k for z in gezaehlt for k in z.kombiniert]
    gefunden = []
    for gruppe in _verbunden(zaehlbar, summen):
        merkmale = [m for m in gruppe if m in kommune.merkmale]
        eigene = [m for m in merkmale if (kommune.merkmale[m].aus or m) in tabellen.index]
        if not eigene:
            continue
        quellen = {q for m in eigene for q in tabellen[kommune.merkmale[m].aus or m]}
        gefunden.append(
            Verbund(
                id=eigene[0],
                merkmale=tuple(eigene),
                summen=tuple(summe for summe in summen if summe[0] in gruppe),
                tabellen=tuple(sorted(map(str, quellen))),
                feste=tuple(m for m in merkmale if m not in eigene),
                kombiniert=tuple(k for k in kombiniert if k.name in gruppe),
            )
        )
    return _nenner_zuerst(kommune, gefunden)


def stichtage(kommune: Kommune, verbund: Verbund) -> list[str]:
    """Alle Stichtage, zu denen der Verbund nicht veröffentlichte Zahlen hat."""
    namen = {kommune.merkmale[m].aus or m for m in verbund.merkmale}
    bestand = eigener_bestand(kommune)
    return sorted(map(str, bestand.loc[bestand["merkmal"].isin(list(namen)), "stichtag"].unique()))


def hierarchien(kommune: Kommune, verbund: Verbund) -> dict[str, Zuordnungen]:
    """Die Summen beider Dimensionen: Gebiete (samt Mengen und deren Rest) und Merkmale."""
    zerlegung = kommune.zerlegung
    haupt = zerlegung[~zerlegung["ganzes"].isin(mengen(kommune))]
    orte = [dict(zip(haupt["teil"], haupt["ganzes"], strict=True))]
    orte += [
        dict.fromkeys(gebietsmodul.teile_von(zerlegung, menge), menge) for menge in mengen(kommune)
    ]
    orte += [{menge: oben, rest: oben} for rest, (oben, menge) in reste(kommune).items()]
    merkmale = [dict.fromkeys(teile, ganzes) for ganzes, teile in verbund.summen]
    return {"gebiet": [z for z in orte if z], "merkmal": merkmale}


def mengen(kommune: Kommune) -> list[str]:
    """Die Gebiete, die aus ganzen Teilen anderer bestehen (Programmgebiete)."""
    ebenen = [ebene.id for ebene in kommune.einstellungen.ebenen if ebene.menge]
    return list(kommune.gebiete.index[kommune.gebiete["ebene"].isin(ebenen)])


def reste(kommune: Kommune) -> dict[str, tuple[str, str]]:
    """Was von einem Gebiet ohne eine Menge in ihm bleibt: Schlüssel → (Gebiet, Menge).

    Besteht ein Gebiet ganz aus der Menge, gibt es keinen Rest.
    """
    gefunden = {}
    for menge in mengen(kommune):
        ketten = [
            gebietsmodul.vorfahren(kommune.gebiete, teil)
            for teil in gebietsmodul.teile_von(kommune.zerlegung, menge)
        ]
        gemeinsam = [oben for oben in (ketten or [[]])[0] if all(oben in k for k in ketten)]
        if gemeinsam and _kleinste(kommune, gemeinsam[0]) != _kleinste(kommune, menge):
            gefunden[f"{gemeinsam[0]}{OHNE}{menge}"] = (gemeinsam[0], menge)
    return gefunden


def tafel(kommune: Kommune, verbund: Verbund, stichtag: str) -> Tafel:
    """Alle Zellen des Verbunds an einem Stichtag, samt dem, was sich durch Abziehen ergibt.

    Raises
    ------
    SozialmonitorFehler
        Wenn ein Teil größer ist als sein Ganzes.
    """
    summen = hierarchien(kommune, verbund)
    feld = _mit_leeren_resten(kommune, _Feld.aus(kommune, verbund, stichtag))
    feld, gleichungen = _ohne_widerspruch(feld, summen)
    feld = _mit_abgezogenem(feld, kommune, verbund)
    feld = _mit_folgen_des_festen(feld, summen)
    da = feld.da.to_numpy().T
    merkmal, ort = np.nonzero(da)
    zellen = pd.DataFrame(
        {
            "gebiet": feld.wert.index.to_numpy(dtype=object)[ort],
            "merkmal": feld.wert.columns.to_numpy(dtype=object)[merkmal],
            "wert": feld.wert.to_numpy().T[da],
            "zeichen": zeichentext(feld.bits.to_numpy().T[da]),
            "status": np.where(feld.fest.to_numpy().T[da], FEST, OFFEN).astype("object"),
        }
    )
    return Tafel(zellen=zellen, gleichungen=gleichungen)


def _teilmengen(kommune: Kommune, zaehlbar: Sequence[str]) -> list[Zerlegung]:
    """Je Grundlage (`aus`), was ihre Teilmengen verbindet."""
    gefunden: list[Zerlegung] = []
    for grundlage in dict.fromkeys(kommune.merkmale[m].aus for m in zaehlbar):
        if grundlage not in zaehlbar:
            continue
        arten = kommune.bestand.loc[kommune.bestand["merkmal"].eq(grundlage), GLIEDERUNG]
        # Eine Zeile ohne Gliederung ist die Gesamtzahl, keine eigene Gruppe.
        zellen = [
            {str(name): wert for name, wert in zelle.items()}
            for zelle in arten.drop_duplicates().to_dict("records")
            if any(zelle.values())
        ]
        mengen_von = {
            m: frozenset(
                nr
                for nr, zelle in enumerate(zellen)
                if m == grundlage or gehoert_dazu(zelle, kommune.merkmale[m])
            )
            for m in zaehlbar
            if grundlage in (m, kommune.merkmale[m].aus)
        }
        gefunden.append(
            teilmengen.zerlegung({m: menge for m, menge in mengen_von.items() if menge})
        )
    return gefunden


def _gliederungen(kommune: Kommune, zaehlbar: Sequence[str]) -> list[Summe]:
    """Ganzes = Teil + Rest nach `teil_von`; Teile einer `gliederung` ergeben das Ganze.

    Ergeben sie es nicht, bleibt ein Rest. Auch wer im Katalog zusammengezählt ein Anteil ist,
    überschneidet sich nicht.
    """
    summen: dict[Summe, None] = {}
    ganz: dict[tuple[str, str], list[str]] = {}
    for merkmal in (kommune.merkmale[m] for m in zaehlbar):
        if merkmal.teil_von not in zaehlbar:
            continue
        summen[_rest(merkmal.teil_von, merkmal.id)] = None
        if merkmal.gliederung:
            ganz.setdefault((merkmal.teil_von, merkmal.gliederung), []).append(merkmal.id)
    for (ganzes, _), teile in ganz.items():
        if _vollstaendig(kommune, ganzes, teile):
            summen[ganzes, tuple(teile)] = None
        else:
            summen |= dict.fromkeys(_reihe(ganzes, teile))
    for ganzes, gezaehlte in _zusammengezaehlt(kommune, zaehlbar):
        if not any(set(gezaehlte) == set(teile) for teile in ganz.values()):
            summen |= dict.fromkeys(_reihe(ganzes, gezaehlte))
    return list(summen)


def _rest(ganzes: str, teil: str) -> Summe:
    return ganzes, (teilmengen.ohne(ganzes, teil), teil)


def _reihe(ganzes: str, teile: Sequence[str]) -> list[Summe]:
    """Die Summen, mit denen sich ergibt, was ohne alle Teile bleibt."""
    summen = []
    for teil in teile:
        summen.append(_rest(ganzes, teil))
        ganzes = teilmengen.ohne(ganzes, teil)
    return summen


def _vollstaendig(kommune: Kommune, ganzes: str, teile: Sequence[str]) -> bool:
    """Ob die Teile überall das Ganze ergeben, wo alle bekannt sind."""
    tage = sorted(set.intersection(*(set(kommune.zahlen[m].stichtage) for m in (ganzes, *teile))))
    for tag in tage:
        rest, *werte = (_spalte(kommune.zahlen[m], tag)[0] for m in (ganzes, *teile))
        if (np.abs(rest - np.sum(werte, axis=0)) > _TOLERANZ).any():
            return False
    return True


def _zusammengezaehlt(kommune: Kommune, zaehlbar: Sequence[str]) -> Iterator[Summe]:
    """Ganzes und Teile, deren Summe ein Indikator als Anteil des Ganzen zeigt."""
    for indikator in kommune.katalog.values():
        terme = {*indikator.zaehler, *indikator.nenner}
        if indikator.art != "anteil" or len(indikator.zaehler) < _PAAR or len(indikator.nenner) > 1:
            continue
        if terme <= set(zaehlbar) and all(
            kommune.merkmale[t].teil_von == indikator.nenner[0] for t in indikator.zaehler
        ):
            yield indikator.nenner[0], indikator.zaehler


def _verbunden(namen: Sequence[str], summen: Iterable[Summe]) -> list[list[str]]:
    """Was Summen verbinden, gehört zusammen, Abgezogenes inbegriffen."""
    nummern = {name: nr for nr, name in enumerate(namen)}
    kanten = []
    for ganzes, teile in summen:
        oben = nummern.setdefault(ganzes, len(nummern))
        kanten += [(oben, nummern.setdefault(teil, len(nummern))) for teil in teile]
    von, nach = zip(*kanten, strict=True) if kanten else ((), ())
    netz = sparse.coo_array((np.ones(len(von)), (von, nach)), shape=(len(nummern),) * 2)
    anzahl, marken = csgraph.connected_components(netz, directed=False)
    gruppen: list[list[str]] = [[] for _ in range(anzahl)]
    for name, marke in zip(nummern, marken, strict=True):
        gruppen[marke].append(name)
    return gruppen


def _nenner_zuerst(kommune: Kommune, gefunden: Sequence[Verbund]) -> list[Verbund]:
    """Wessen Zahlen Nenner anderer sind, vor diesen; sonst in der Reihenfolge der Merkmale."""
    nenner_von = {
        verbund.id: {
            merkmalsname(term)
            for indikator in kommune.katalog.values()
            if {merkmalsname(t) for t in indikator.zaehler} & set(verbund.merkmale)
            for term in indikator.nenner
        }
        - set(verbund.merkmale)
        for verbund in gefunden
    }
    offen, fertig = list(gefunden), list[Verbund]()
    while offen:
        wartend = {merkmal for verbund in offen for merkmal in verbund.merkmale}
        # Braucht jeder einen anderen, geht der erste vor; ihm fehlt dann ein Nenner.
        naechster = next((v for v in offen if not nenner_von[v.id] & wartend), offen[0])
        offen.remove(naechster)
        fertig.append(naechster)
    return fertig


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Feld:
    """Gebiet × Merkmal an einem Stichtag; `da`: Es gibt die Zelle, `fest`: Sie ist bekannt."""

    wert: pd.DataFrame
    bits: pd.DataFrame
    da: pd.DataFrame
    fest: pd.DataFrame

    @classmethod
    def aus(cls, kommune: Kommune, verbund: Verbund, stichtag: str) -> "_Feld":
        namen = [*verbund.merkmale, *verbund.feste]
        spalten = {m: _spalte(kommune.zahlen[m], stichtag) for m in namen}
        wert, bits, da = (
            pd.DataFrame({m: s[i] for m, s in spalten.items()}, index=kommune.gebiete.index)
            for i in range(3)
        )
        zeilen = kommune.bestand[
            kommune.bestand["ressource"].isin(list(veroeffentlichte_tabellen(kommune)))
            & kommune.bestand["stichtag"].eq(stichtag)
            & kommune.bestand["wert"].notna()
        ]
        belegt = pd.MultiIndex.from_frame(zeilen[["gebiet", "merkmal"]])
        alle = pd.MultiIndex.from_product(
            [wert.index, [kommune.merkmale[m].aus or m for m in namen]]
        )
        fest = pd.DataFrame(
            alle.isin(belegt).reshape(wert.shape), index=wert.index, columns=wert.columns
        )
        return cls(wert=wert, bits=bits, da=da, fest=fest & da & wert.notna())

    def gedreht(self) -> "_Feld":
        """Dasselbe als Merkmal × Gebiet."""
        return _Feld(wert=self.wert.T, bits=self.bits.T, da=self.da.T, fest=self.fest.T)

    def mit_rest(self, rest: str, ganzes: str, teil: str) -> "_Feld":
        """Dazu eine Spalte Ganzes − Teil; widerspricht Veröffentlichtes, gilt es nicht."""
        wert = self.wert[ganzes] - self.wert[teil]
        beide = self.da[ganzes] & self.da[teil]
        negativ = beide & wert.lt(-_TOLERANZ)
        da = self.da.copy()
        for spalte in (ganzes, teil):
            da.loc[negativ & self.fest[spalte], spalte] = False
        if (falsch := negativ & da[ganzes] & da[teil]).any():
            raise SozialmonitorFehler(
                f"„{teil}“ ist bei „{falsch.idxmax()}“ größer als „{ganzes}“, wovon es ein Teil "
                "ist. Bitte beide Zahlen in der Quelle prüfen."
            )
        return _Feld(
            wert=self.wert.assign(**{rest: wert}),
            bits=self.bits.assign(**{rest: 0}),
            da=da.assign(**{rest: beide & ~negativ}),
            fest=(self.fest & da).assign(**{rest: False}),
        )

    def mit_kombination(self, kombination: Kombination) -> "_Feld":
        """Dazu eine Spalte aus mehreren anderen, wo es alle gibt und sie sich vertragen."""
        namen = [name for name, _ in kombination.faktoren]
        faktoren = np.array([faktor for _, faktor in kombination.faktoren])
        wert = pd.Series((self.wert[namen].to_numpy() @ faktoren).round(6), self.wert.index)
        da = self.da[namen].all(axis=1) & ~wert.lt(-_TOLERANZ)
        fest = self.fest[namen].all(axis=1) & da
        return _Feld(
            wert=self.wert.assign(**{kombination.name: wert}),
            bits=self.bits.assign(**{kombination.name: 0}),
            da=self.da.assign(**{kombination.name: da}),
            fest=self.fest.assign(**{kombination.name: fest}),
        )


def _spalte(zahlen: Zahlen, stichtag: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Werte, Zeichen und Vorhandensein aller Gebiete an einem Stichtag."""
    stelle = np.flatnonzero(zahlen.stichtage == stichtag)
    if not len(stelle):
        hoehe = len(zahlen.werte)
        return np.full(hoehe, np.nan), np.zeros(hoehe, "int16"), np.zeros(hoehe, dtype=bool)
    tag = stelle[0]
    return zahlen.werte[:, tag], zahlen.bits[:, tag], zahlen.vorhanden[:, tag]


def _kleinste(kommune: Kommune, gebiet: str) -> frozenset[str]:
    """Die kleinsten Gebiete, aus denen eines besteht, „nicht zuordenbar“ dabei."""
    teile = gebietsmodul.teile_von(kommune.zerlegung, gebiet, nur_pflicht=False)
    return frozenset().union(*(_kleinste(kommune, t) for t in teile) if teile else [{gebiet}])


def _mit_leeren_resten(kommune: Kommune, feld: _Feld) -> _Feld:
    """Wo nichts „nicht zuordenbar“ ist, steht eine 0; gibt es das nie, weiß es jeder."""
    ohne_ort = kommune.gebiete["ebene"].eq(gebietsmodul.NICHT_ZUORDENBAR).to_numpy()
    leer = ~feld.da & ohne_ort[:, None] & feld.da.any()
    nie = np.array([not kommune.zahlen[m].vorhanden[ohne_ort].any() for m in feld.wert.columns])
    return dataclasses.replace(
        feld, wert=feld.wert.mask(leer, 0.0), da=feld.da | leer, fest=feld.fest | (leer & nie)
    )


def _ohne_widerspruch(
    feld: _Feld, summen: Mapping[str, Zuordnungen]
) -> tuple[_Feld, tuple[Gleichung, ...]]:
    """Ohne veröffentlichte Ganze, die nicht die Summe ihrer bekannten Teile sind."""
    orte, merkmale = feld.wert.index.to_list(), feld.wert.columns.to_list()
    wert, fest = feld.wert.to_numpy(), feld.fest.to_numpy()
    da = feld.da.to_numpy(copy=True)
    gleichungen = []
    for achse, ganzes, teile in _stellen(feld, summen):
        # Ansichten: Was hier wegfällt, fehlt im ganzen Feld.
        w, f, d = (a.T if achse else a for a in (wert, fest, da))
        summe = np.where(d[teile], w[teile], np.nan).sum(axis=0)
        falsch = (np.abs(summe - w[ganzes]) > _TOLERANZ) & f[ganzes] & d[ganzes]
        for andere in np.flatnonzero(falsch).tolist():
            stellen = [(andere, t) if achse else (t, andere) for t in teile.tolist()]
            gleichungen.append(
                Gleichung(
                    zellen=tuple((orte[i], merkmale[j]) for i, j in stellen),
                    koeffizienten=(1.0,) * len(stellen),
                    unten=float(summe[andere]),
                    oben=float(summe[andere]),
                )
            )
        d[ganzes, falsch] = False
    bleibt = pd.DataFrame(da, index=feld.wert.index, columns=feld.wert.columns)
    gilt = [g for g in gleichungen if all(bleibt.at[o, m] for o, m in g.zellen)]  # noqa: PD008
    return dataclasses.replace(feld, da=bleibt, fest=feld.fest & bleibt), tuple(gilt)


def _stellen(feld: _Feld, summen: Mapping[str, Zuordnungen]) -> list[tuple[int, int, np.ndarray]]:
    """Achse, Stelle des Ganzen und Stellen der Teile jeder Summe, deren Glieder es alle gibt."""
    gefunden = []
    for achse, namen in enumerate((feld.wert.index, feld.wert.columns)):
        for ganzes, teile in _teile_je_ganzem(summen["merkmal" if achse else "gebiet"]):
            stellen = namen.get_indexer(pd.Index([ganzes, *teile]))
            if (stellen >= 0).all():
                gefunden.append((achse, int(stellen[0]), stellen[1:]))
    return gefunden


def _teile_je_ganzem(zuordnungen: Zuordnungen) -> list[tuple[str, list[str]]]:
    gefunden: list[tuple[str, list[str]]] = []
    for zuordnung in zuordnungen:
        je_ganzem: dict[str, list[str]] = {}
        for teil, ganzes in zuordnung.items():
            je_ganzem.setdefault(ganzes, []).append(teil)
        gefunden += je_ganzem.items()
    return gefunden


def _mit_abgezogenem(feld: _Feld, kommune: Kommune, verbund: Verbund) -> _Feld:
    """Dazu die Zellen, die sich durch Abziehen ergeben, in beiden Dimensionen."""
    for rest, ganzes, teil in verbund.abzuege:
        feld = feld.mit_rest(rest, ganzes, teil)
    for kombination in verbund.kombiniert:
        feld = feld.mit_kombination(kombination)
    gedreht = feld.gedreht()
    for rest, (ganzes, teil) in reste(kommune).items():
        gedreht = gedreht.mit_rest(rest, ganzes, teil)
    return gedreht.gedreht()


def _mit_folgen_des_festen(feld: _Feld, summen: Mapping[str, Zuordnungen]) -> _Feld:
    """Fest ist auch, was aus Festem folgt: die letzte offene Zelle einer Summe."""
    fest, bekannt = feld.fest.to_numpy(copy=True), (feld.da & feld.wert.notna()).to_numpy()
    gleichungen = [(achse, np.append(t, g)) for achse, g, t in _stellen(feld, summen)]
    neues = True
    while neues:
        neues = False
        for achse, glieder in gleichungen:
            # Ansichten: Was hier fest wird, wird es im ganzen Feld.
            sicht, da = (fest.T, bekannt.T) if achse else (fest, bekannt)
            letzte = da[glieder].all(axis=0) & (np.sum(~sicht[glieder], axis=0) == 1)
            if letzte.any():
                sicht[np.ix_(glieder, letzte)] = True
                neues = True
    return dataclasses.replace(
        feld, fest=pd.DataFrame(fest, index=feld.wert.index, columns=feld.wert.columns)
    )
