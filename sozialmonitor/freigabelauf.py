"""Der Lauf der Freigabe: alle Verbünde und Stichtage nacheinander, fortsetzbar, mit Prüfung.

Ein Schritt ist ein Verbund an einem Stichtag. Er beginnt mit dem, was über seine Nenner schon
freigegeben ist, und den Partnern des Stichtags davor, damit dieselben Zellen Partner bleiben. Was
ein Schritt ergab, merkt sich eine Ablage unter einer Prüfsumme all seiner Eingaben; ein neuer Lauf
rechnet nur, was sich geändert hat.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sozialmonitor import verknuepfung, vorwissen
from sozialmonitor.fassung import FASSUNG
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.geheimhaltung import (
    EXAKT,
    FEST,
    GESCHUETZT,
    OFFEN,
    PRIMAER,
    SEKUNDAER,
    Gleichung,
    Regel,
    Schutz,
    gerundet,
    primaer,
    pruefe,
    sekundaer,
)
from sozialmonitor.geheimhaltungsregel import strengste
from sozialmonitor.kommune import Kommune
from sozialmonitor.verknuepfung import Verbund, Zuordnungen
from sozialmonitor.vorwissen import Bekanntes, Fremdes, Gerechnet

ZURUECKGEHALTEN = "lässt sich an diesem Stichtag nicht schützen; alles zurückgehalten"
VERBORGEN = (PRIMAER, SEKUNDAER)
_RABATT = 0.5
# Was sich nur durch Abziehen ergibt, steht nirgends: Es zu verbergen kostet fast nichts.
_FAST_UMSONST = 0.01

Ablage = MutableMapping[str, pd.DataFrame]
Fortschritt = Callable[[int, int, str], object]
Sichtbar = frozenset[tuple[str, str]]


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
    `oben`, `urteil` (was sich über Verborgenes errechnen lässt). Nicht „geschützt“ ist eine Zelle
    nur, wo ihr Verbund ganz zurückgehalten ist und schon Veröffentlichtes sie verrät.
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
    oeffentlich: Lauf | None = None,
    frueher: Mapping[str, pd.DataFrame] | None = None,
) -> Lauf:
    """Wendet die Regel einer Rolle auf alles an, was noch nicht veröffentlicht ist.

    Parameters
    ----------
    rolle
        „oeffentlich“ oder „intern“, siehe `[geheimhaltung]` in kommune.toml. Wer Internes liest,
        kennt auch das Öffentliche: Intern verborgen wird nur, was öffentlich verborgen ist.
    ablage
        Ergebnisse früherer Schritte nach Prüfsumme; wird gelesen und ergänzt.
    fortschritt
        Wird vor jedem Schritt mit (fertig, insgesamt, was gerade gerechnet wird) gerufen.
    geheimnis
        Nötig, wenn eine Regel rundet: der Schlüssel der Rundung.
    oeffentlich
        Der fertige öffentliche Lauf desselben Bestands; ohne ihn rechnet der interne ihn zuerst.
    frueher
        Je Rolle, was ihre gültigen Ausgaben schon zeigen: `gebiet`, `stichtag`, `merkmal`, `wert`.
        Was davon noch stimmt, ist heraus: Es bleibt sichtbar und wird nie Partner.

    Raises
    ------
    SozialmonitorFehler
        Wenn sich der Bestand widerspricht oder eine gerundete Zahl genau errechnen lässt; dann
        wird nichts freigegeben.
    """
    alle = schritte(kommune)
    regeln = _regeln(kommune, rolle, alle)
    zuvor = len(alle) if rolle == "intern" and oeffentlich is None else 0
    if zuvor:
        oeffentlich = lauf(
            kommune,
            "oeffentlich",
            ablage=ablage,
            fortschritt=_verschoben(fortschritt, 0, 2 * zuvor, ende=False),
            geheimnis=geheimnis,
            frueher=frueher,
        )
    melde = _verschoben(fortschritt, zuvor, zuvor + len(alle), ende=True)
    anderswo = _anderswo(oeffentlich) if rolle == "intern" and oeffentlich else {}
    gezeigt = _schon_gezeigt(kommune, _lesbar(rolle, frueher or {}))
    frei: dict[str, dict[str, pd.Series]] = {}
    bekanntes = Bekanntes.aus(kommune, frei)
    partner: dict[str, Sichtbar] = {}
    andere: dict[str, list[Gerechnet]] = {}
    teile = []
    for nummer, schritt in enumerate(alle):
        verbund, stichtag, regel = schritt.verbund, schritt.stichtag, regeln[schritt.verbund.id]
        name = f"{titel(kommune, verbund)}, {stichtag}"
        melde(nummer, len(alle), name)
        sichtbar, bereiche = anderswo.get(stichtag, (frozenset(), ()))
        umfeld = _Umfeld(
            bekanntes=bekanntes,
            andere=tuple(andere.get(stichtag, ())),
            partner=partner.get(verbund.id, frozenset()),
            sichtbar=sichtbar | gezeigt.get(stichtag, frozenset()),
            bereiche=bereiche,
        )
        try:
            ergebnis = _gerechnet(schritt, regel, umfeld, ablage=ablage, geheimnis=geheimnis)
        except SozialmonitorFehler as fehler:
            raise SozialmonitorFehler(f"{name}: {fehler} Es wird nichts freigegeben.") from fehler
        zellen = ergebnis.zellen
        frei.setdefault(stichtag, {}).update(_freigegebene(zellen, verbund, regel))
        if not regel.rundung:
            andere.setdefault(stichtag, []).append(ergebnis)
        neue = zellen[zellen["status"].isin(VERBORGEN)]
        partner[verbund.id] = frozenset(zip(neue["gebiet"], neue["merkmal"], strict=True))
        teile.append(zellen.assign(verbund=verbund.id, stichtag=stichtag))
    melde(len(alle), len(alle), "fertig")
    spalten = ["verbund", "stichtag", *_SPALTEN]
    zusammen = pd.concat(teile, ignore_index=True) if teile else pd.DataFrame(columns=spalten)
    return Lauf(rolle=rolle, zellen=zusammen[spalten], regeln=regeln)


def titel(kommune: Kommune, verbund: Verbund) -> str:
    """Ein Name für den Verbund: der seines ersten Merkmals."""
    return kommune.merkmale[verbund.id].titel


def ein_schritt(
    kommune: Kommune,
    verbund: Verbund,
    stichtag: str,
    regel: Regel,
    *,
    nenner: Mapping[str, pd.Series] | None = None,
    geheimnis: str = "",
) -> pd.DataFrame:
    """Ein Verbund an einem Stichtag nach irgendeiner Regel, ohne Ablage und frühere Partner.

    Parameters
    ----------
    nenner
        Je Merkmal außerhalb des Verbunds die freigegebenen Anzahlen (Index Gebiet, `NaN` geheim).

    Returns
    -------
    pd.DataFrame
        Die Spalten von `Lauf.zellen` ohne `verbund` und `stichtag`.

    Raises
    ------
    SozialmonitorFehler
        Wie bei `lauf`.
    """
    umfeld = _Umfeld(
        bekanntes=Bekanntes.aus(kommune, {stichtag: nenner or {}}),
        andere=(),
        partner=frozenset(),
        sichtbar=frozenset(),
        bereiche=(),
    )
    schritt = Schritt(verbund=verbund, stichtag=stichtag)
    return _gerechnet(schritt, regel, umfeld, ablage=None, geheimnis=geheimnis).zellen


_SPALTEN = [
    *("gebiet", "merkmal", "wert", "zeichen", "nenner", "status", "grund"),
    *("frei", "unten", "oben", "urteil"),
]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Umfeld:
    """Was ein Schritt vorfindet.

    `andere` sind die fertigen Schritte desselben Stichtags, `partner` die verborgenen Zellen des
    Stichtags davor; `sichtbar` und `bereiche` ist, was dieselben Leser anderswo genau und gerundet
    sehen.
    """

    bekanntes: Bekanntes
    andere: Sequence[Gerechnet]
    partner: Sichtbar
    sichtbar: Sichtbar
    bereiche: tuple[Gleichung, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Aufgabe:
    """Alle Eingaben eines Schritts.

    `tafel` hat je Zelle auch `sensibel`, `nenner` (der bekannte kleinste),
    `ergaenzung_zu` (der wahre), `abgezogen` (steht nirgends), `sichtbar` (sieht man anderswo).
    """

    tafel: pd.DataFrame
    summen: Mapping[str, Zuordnungen]
    gleichungen: tuple[Gleichung, ...]
    fremdes: tuple[Fremdes, ...]
    regel: Regel
    partner: Sichtbar
    stadt: str

    @property
    def kennung(self) -> str:
        """Prüfsumme aller Eingaben."""
        summe = hashlib.sha256()
        for tabelle in (self.tafel, *(fremd.zellen for fremd in self.fremdes)):
            summe.update(pd.util.hash_pandas_object(tabelle, index=False).to_numpy().tobytes())
        weitere = (self.gleichungen, *(fremd.gleichungen for fremd in self.fremdes))
        angaben = (FASSUNG, sorted(self.partner), self.regel, self.summen, weitere, self.stadt)
        summe.update(repr(angaben).encode())
        return summe.hexdigest()


def _regeln(kommune: Kommune, rolle: str, alle: Sequence[Schritt]) -> dict[str, Regel]:
    """Die Regel je Verbund; wer Nenner ist, wird so streng behandelt wie seine Zähler."""
    verbuende = {schritt.verbund.id: schritt.verbund for schritt in alle}
    regel = kommune.einstellungen.geheimhaltung.regel
    eigene = {name: regel(rolle, verbund.tabellen) for name, verbund in verbuende.items()}
    einschluesse = vorwissen.einschluesse(kommune)

    def zaehler(verbund: Verbund) -> list[Regel]:
        teile = {
            teil
            for einschluss in einschluesse
            if set(einschluss.ganze) & set(verbund.merkmale)
            for teil in einschluss.teile
        }
        return [eigene[name] for name, v in verbuende.items() if teile & set(v.merkmale)]

    return {
        name: strengste(
            [eigene[name], *(r for r in zaehler(v) if r.rundung == eigene[name].rundung)]
        )
        for name, v in verbuende.items()
    }


def _verschoben(
    fortschritt: Fortschritt | None, zuvor: int, insgesamt: int, *, ende: bool
) -> Fortschritt:
    """Meldet den Fortschritt als Teil eines größeren Ganzen."""

    def melde(fertig: int, teil: int, was: str) -> None:
        if fortschritt and (ende or fertig < teil):
            fortschritt(zuvor + fertig, insgesamt, was)

    return melde


def _anderswo(oeffentlich: Lauf) -> dict[str, tuple[Sichtbar, tuple[Gleichung, ...]]]:
    """Je Stichtag, was der öffentliche Lauf zeigt: genaue Zellen, und Bereiche um gerundete."""
    zellen = oeffentlich.zellen
    basis = zellen["verbund"].map({name: r.rundung for name, r in oeffentlich.regeln.items()})
    genau = basis.eq(0) | zellen["status"].eq(FEST)
    gefunden = {}
    for stichtag, teil in zellen[zellen["frei"].notna()].assign(basis=basis).groupby("stichtag"):
        offen, rund = teil[genau[teil.index]], teil[~genau[teil.index]]
        gefunden[str(stichtag)] = (
            frozenset(zip(offen["gebiet"], offen["merkmal"], strict=True)),
            tuple(_bereiche(rund, rund["basis"])),
        )
    return gefunden


def _lesbar(rolle: str, frueher: Mapping[str, pd.DataFrame]) -> list[pd.DataFrame]:
    """Die Ausgaben, die Leser einer Rolle kennen: die eigenen, intern auch die öffentlichen."""
    return [frueher[r] for r in dict.fromkeys(["oeffentlich", rolle]) if r in frueher]


def _schon_gezeigt(kommune: Kommune, ausgaben: Sequence[pd.DataFrame]) -> dict[str, Sichtbar]:
    """Je Stichtag die Zellen, deren wahren Wert eine frühere Ausgabe nennt.

    Was seither berichtigt ist, zählt nicht: Der alte Wert sagt über den neuen nichts Genaues.
    """
    gefunden: dict[str, set[tuple[str, str]]] = {}
    for zeilen in (z for a in ausgaben for _, z in a.dropna(subset="wert").groupby("merkmal")):
        zahlen = kommune.zahlen.get(str(zeilen["merkmal"].iloc[0]))
        if zahlen is None:
            continue
        ort = kommune.gebiete.index.get_indexer(pd.Index(zeilen["gebiet"]))
        tag = pd.Index(zahlen.stichtage).get_indexer(pd.Index(zeilen["stichtag"]))
        gleich = (ort >= 0) & (tag >= 0) & (zahlen.werte[ort, tag] == zeilen["wert"].to_numpy())
        for zeile in zeilen[gleich].itertuples():
            zelle = str(zeile.gebiet), str(zeile.merkmal)
            gefunden.setdefault(str(zeile.stichtag), set()).add(zelle)
    return {stichtag: frozenset(zellen) for stichtag, zellen in gefunden.items()}


def _bereiche(zellen: pd.DataFrame, basis: pd.Series) -> Iterator[Gleichung]:
    """Was gerundete Zahlen über die wahren sagen."""
    for gebiet, merkmal, frei, schritt in zip(
        zellen["gebiet"], zellen["merkmal"], zellen["frei"], basis, strict=True
    ):
        unten, oben = max(frei - schritt + 1, 0), frei + schritt - 1
        yield Gleichung.bereich((gebiet, merkmal), float(unten), float(oben))


def _gerechnet(
    schritt: Schritt, regel: Regel, umfeld: _Umfeld, *, ablage: Ablage | None, geheimnis: str
) -> Gerechnet:
    aufgabe = _aufgabe(schritt, regel, umfeld)
    kennung = aufgabe.kennung
    if regel.rundung:
        kennung = hashlib.sha256(f"{kennung}{geheimnis}".encode()).hexdigest()
    zellen = ablage.get(kennung) if ablage is not None else None
    if zellen is None:
        zellen = _gerundete(aufgabe, geheimnis) if regel.rundung else _verborgene(aufgabe)
        if ablage is not None:
            ablage[kennung] = zellen
    return Gerechnet(verbund=schritt.verbund, zellen=zellen, gleichungen=aufgabe.gleichungen)


def _aufgabe(schritt: Schritt, regel: Regel, umfeld: _Umfeld) -> _Aufgabe:
    verbund, stichtag, bekanntes = schritt.verbund, schritt.stichtag, umfeld.bekanntes
    kommune = bekanntes.kommune
    tafel = verknuepfung.tafel(kommune, verbund, stichtag)
    zellen = tafel.zellen
    alles = Bekanntes(kommune=kommune, vertraulich=frozenset(), frei={})
    dabei = dict.fromkeys(zip(zellen["gebiet"], zellen["merkmal"], strict=True))
    sichtbar = np.array([zelle in umfeld.sichtbar for zelle in dabei], dtype=bool)
    sichtbar &= zellen["status"].eq(OFFEN).to_numpy()
    echt = zellen["gebiet"].isin(kommune.gebiete.index) & zellen["merkmal"].isin(
        list(kommune.merkmale)
    )
    zellen = zellen.assign(
        sensibel=zellen["merkmal"].isin(list(kommune.einstellungen.geheimhaltung.sensibel)),
        nenner=vorwissen.nenner(bekanntes, verbund, stichtag, zellen),
        ergaenzung_zu=vorwissen.nenner(alles, verbund, stichtag, zellen),
        abgezogen=~echt,
        sichtbar=sichtbar,
    )
    fremde = (
        vorwissen.verborgene_nenner(kommune, verbund, zellen, anderer) for anderer in umfeld.andere
    )
    return _Aufgabe(
        tafel=zellen,
        summen=verknuepfung.hierarchien(kommune, verbund),
        gleichungen=(
            *tafel.gleichungen,
            *vorwissen.gleichungen(bekanntes, verbund, stichtag, zellen),
            *(bereich for bereich in umfeld.bereiche if bereich.zellen[0] in dabei),
        ),
        fremdes=tuple(fremd for fremd in fremde if fremd is not None),
        regel=regel,
        partner=umfeld.partner,
        stadt=kommune.einstellungen.stadt,
    )


def _markiert(aufgabe: _Aufgabe) -> pd.DataFrame:
    """Die Tafel nach der Regel; was man anderswo sieht, ist fest."""
    tafel = aufgabe.tafel.assign(
        nenner=aufgabe.tafel["ergaenzung_zu"],
        status=aufgabe.tafel["status"].mask(aufgabe.tafel["sichtbar"], FEST),
    )
    ohne = tafel.drop(columns=["ergaenzung_zu", "abgezogen", "sichtbar"])
    return primaer(ohne, aufgabe.regel).assign(nenner=aufgabe.tafel["nenner"])


def _verborgene(aufgabe: _Aufgabe) -> pd.DataFrame:
    markiert = _markiert(aufgabe)
    fremde = [
        fremd.zellen.assign(zeichen="", grund="", sensibel=False) for fremd in aufgabe.fremdes
    ]
    alle = pd.concat([markiert, *fremde], ignore_index=True)
    gleichungen = (
        *aufgabe.gleichungen,
        *(gleichung for fremd in aufgabe.fremdes for gleichung in fremd.gleichungen),
    )
    for fertig in _versuche(aufgabe, alle, gleichungen):
        verborgen = fertig["status"].isin(VERBORGEN)
        frei = fertig["wert"].mask(verborgen)
        pruefung = pruefe(
            fertig.assign(wert=frei).drop(columns=["grund", "sensibel"]),
            aufgabe.summen,
            schutz=aufgabe.regel.schutz,
            weitere_gleichungen=gleichungen,
        )
        zurueckgehalten = not fertig["status"].iloc[: len(markiert)].eq(OFFEN).any()
        if pruefung["urteil"].eq(GESCHUETZT).all() or zurueckgehalten:
            ergebnis = fertig.assign(frei=frei).join(pruefung[["unten", "oben", "urteil"]])
            return _ohne_fremdes(ergebnis.iloc[: len(markiert)], aufgabe)
    raise AssertionError  # Der letzte Versuch hält alles zurück.


def _ohne_fremdes(ergebnis: pd.DataFrame, aufgabe: _Aufgabe) -> pd.DataFrame:
    """Die eigenen Zellen; was man nur anderswo sieht, ist hier nicht veröffentlicht."""
    sichtbar = aufgabe.tafel["sichtbar"]
    return ergebnis.assign(status=ergebnis["status"].mask(sichtbar, OFFEN))[_SPALTEN]


def _versuche(
    aufgabe: _Aufgabe, alle: pd.DataFrame, gleichungen: Sequence[Gleichung]
) -> Iterator[pd.DataFrame]:
    """Erst ohne die Stadt als Partner, dann mit ihr; zuletzt wird alles zurückgehalten."""
    kosten = _kosten(aufgabe, alle)
    stadt = {"gebiet": [aufgabe.stadt]}
    warum = ""
    for gesperrt in (stadt, None):
        try:
            yield sekundaer(
                alle,
                aufgabe.summen,
                schutz=aufgabe.regel.schutz,
                kosten=kosten,
                gesperrt_fuer_sekundaer=gesperrt,
                weitere_gleichungen=gleichungen,
            )
        except SozialmonitorFehler as fehler:
            warum = f" ({fehler})"
    offen = alle["status"].ne(FEST)
    yield alle.assign(
        status=alle["status"].mask(offen, PRIMAER),
        grund=alle["grund"].mask(offen & alle["grund"].eq(""), f"{ZURUECKGEHALTEN}{warum}"),
    )


def _kosten(aufgabe: _Aufgabe, alle: pd.DataFrame) -> pd.Series:
    """Was es kostet, eine Zelle zu verbergen; wer es am Stichtag davor war, zum halben Preis."""
    schluessel = zip(alle["gebiet"], alle["merkmal"], strict=True)
    wieder = np.array([zelle in aufgabe.partner for zelle in schluessel], dtype=bool)
    abgezogen = aufgabe.tafel["abgezogen"].reindex(alle.index, fill_value=True)
    kosten = (1 + alle["wert"].fillna(0)) * np.where(wieder, _RABATT, 1.0)
    return kosten.mask(abgezogen, _FAST_UMSONST)


def _gerundete(aufgabe: _Aufgabe, geheimnis: str) -> pd.DataFrame:
    if not geheimnis:
        raise SozialmonitorFehler(
            "Die Regel rundet; dafür fehlt das Geheimnis der Rundung. Bitte die Umgebungsvariable "
            "SOZIALMONITOR_RUNDUNGSGEHEIMNIS setzen und gut aufbewahren."
        )
    basis, markiert = aufgabe.regel.rundung, _markiert(aufgabe)
    rundung = gerundet(markiert[["gebiet", "merkmal", "wert"]], basis=basis, seed=geheimnis)
    fest = markiert["status"].eq(FEST)
    frei = rundung.tabelle["wert"].mask(aufgabe.tafel["abgezogen"]).mask(fest, markiert["wert"])
    gezeigt = markiert.assign(frei=frei)[frei.notna() & ~fest]
    bereiche = _bereiche(gezeigt, pd.Series(basis, index=gezeigt.index))
    pruefung = pruefe(
        markiert[["gebiet", "merkmal", "status"]].assign(wert=markiert["wert"].where(fest)),
        aufgabe.summen,
        schutz=Schutz(breite=basis - 1, mindestanzahl=0),
        weitere_gleichungen=[*bereiche, *aufgabe.gleichungen],
        ganzzahlig=True,
    )
    if pruefung["urteil"].eq(EXAKT).any():
        raise SozialmonitorFehler(
            "Aus den gerundeten Zahlen lassen sich geheime genau errechnen. Bitte mit einer "
            "größeren Basis runden oder verbergen."
        )
    ergebnis = markiert.assign(frei=frei).join(pruefung[["unten", "oben", "urteil"]])
    return _ohne_fremdes(ergebnis, aufgabe)


def _freigegebene(zellen: pd.DataFrame, verbund: Verbund, regel: Regel) -> dict[str, pd.Series]:
    """Je Merkmal, was als Nenner bekannt ist; bei gerundeten der größte mögliche Wert."""
    luft = regel.rundung - 1 if regel.rundung else 0
    eigene = zellen[zellen["merkmal"].isin([*verbund.merkmale, *verbund.feste])]
    return {
        str(merkmal): zeilen.set_index("gebiet")["frei"] + luft
        for merkmal, zeilen in eigene.groupby("merkmal", sort=False)
    }
