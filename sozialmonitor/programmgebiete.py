"""Programmgebiete: Programmstart, Chronik, belegte Angaben, Geld und ihre Quellen.

Ein Programmgebiet ist jedes Gebiet einer Ebene mit `menge = true`. Alles hier stammt aus dem
Gebietsverzeichnis, dem Bestand und der Chronik der Kommune; gerechnet wird nichts.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sozialmonitor import formate
from sozialmonitor.gebiete import teile_von, vorfahren
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune
from sozialmonitor.zeichen import BITS, DEMO

ARTEN = {
    "programmstart": "Programmstart",
    "beschluss": "Beschluss",
    "massnahme": "Maßnahme",
    "bericht": "Bericht",
    "ereignis": "Ereignis",
}
_GESCHAETZT = BITS["s"]
_ANGABEN = ["Angabe", "Wert", "Stand", "Erläuterung", "Art", "Quelle"]
_GELD = ("€", "Euro", "EUR")
_JAHRESANFANG = "0000-01-01"
_JAHRESSTELLEN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Programmstart:
    """Wann das Programm begann; `erster_tag` füllt ein ungenaues Datum nach vorn auf."""

    datum: str
    titel: str
    text: str
    quelle: str

    @property
    def erster_tag(self) -> str:
        """Der früheste Tag, den das Datum meinen kann."""
        return self.datum + _JAHRESANFANG[len(self.datum) :]


def programmgebiete(kommune: Kommune) -> dict[str, str]:
    """Schlüssel → Name aller Programmgebiete, in der Reihenfolge des Verzeichnisses."""
    mengen = [ebene.id for ebene in kommune.einstellungen.ebenen if ebene.menge]
    gewaehlt = kommune.gebiete[kommune.gebiete["ebene"].isin(mengen)]
    return {str(gebiet): str(name) for gebiet, name in gewaehlt["name"].items()}


def stadtteil_von(kommune: Kommune, gebiet: str) -> str:
    """Das Gebiet zwischen Programmgebiet und Stadt; leer, wenn es unmittelbar in ihr liegt."""
    kette = vorfahren(kommune.gebiete, gebiet)
    stadt = kommune.einstellungen.stadt
    return kette[0] if kette and kette[0] != stadt and stadt in kette else ""


def programmstart(kommune: Kommune, gebiet: str) -> Programmstart | None:
    """Der früheste Programmstart des Gebiets, sonst der eines übergeordneten; sonst `None`."""
    chronik = kommune.chronik
    starts = chronik[chronik["art"].eq("programmstart") & chronik["datum"].ne("")]
    for kandidat in (gebiet, *vorfahren(kommune.gebiete, gebiet)):
        eigene = starts[starts["gebiet"].eq(kandidat)].sort_values("datum", kind="stable")
        if not eigene.empty:
            zeile = eigene.iloc[0]
            return Programmstart(**{n: str(zeile[n]) for n in ("datum", "titel", "text", "quelle")})
    return None


def chronik(
    kommune: Kommune, gebiet: str, *, arten: Iterable[str] = tuple(ARTEN), stadtweit: bool = False
) -> pd.DataFrame:
    """Datierte Einträge des Gebiets und seines Stadtteils, auf Wunsch auch der Stadt.

    Returns
    -------
    pd.DataFrame
        Spalten der Chronik und `bezug`: „nur hier“, „gemeinsam mit …“ (derselbe Eintrag steht
        auch bei anderen Programmgebieten), „Stadtteil …“ oder „ganze Stadt“; nach Datum.
    """
    alle = kommune.chronik
    stadtteil = stadtteil_von(kommune, gebiet)
    orte = {gebiet, stadtteil} | ({kommune.einstellungen.stadt} if stadtweit else set())
    gilt = alle["gebiet"].isin(orte - {""}) & alle["art"].isin(list(arten)) & alle["datum"].ne("")
    gewaehlt = _nach_datum(alle[gilt]).reset_index(drop=True)
    bezug = [_bezug(kommune, zeile, gebiet) for zeile in gewaehlt.to_dict("records")]
    return gewaehlt.assign(bezug=pd.Series(bezug, dtype="object"))


def teilgebiete(kommune: Kommune, gebiet: str) -> tuple[list[str], list[str]]:
    """Die Teile des Programmgebiets und die übrigen Teile seines Stadtteils."""
    innen = teile_von(kommune.zerlegung, gebiet)
    stadtteil = stadtteil_von(kommune, gebiet)
    oben = teile_von(kommune.zerlegung, stadtteil) if stadtteil else []
    return innen, [teil for teil in oben if teil not in innen]


def chroniktabelle(kommune: Kommune, eintraege: pd.DataFrame) -> pd.DataFrame:
    """Einträge der Chronik als deutsche Texte."""
    zeilen = eintraege.to_dict("records")
    return pd.DataFrame(
        {
            "Datum": [datumstext(z["datum"], z["bis"]) for z in zeilen],
            "Art": [ARTEN.get(z["art"], z["art"]) for z in zeilen],
            "Was": [z["titel"] for z in zeilen],
            "Erläuterung": [_mit_betrag(z) for z in zeilen],
            "Bezug": [z["bezug"] for z in zeilen],
            "Quelle": [_quellentitel(kommune, z["quelle"]) for z in zeilen],
        }
    )


def satz_chronik(name: str, eintraege: pd.DataFrame) -> str:
    """Wie viel verzeichnet ist, aus welcher Zeit und was zuletzt; `eintraege` aus `chronik`."""
    erster, letzter = eintraege.iloc[0], eintraege.iloc[-1]
    zuletzt = f"„{letzter['titel']}“ ({datumstext(letzter['datum'], letzter['bis'])})"
    if len(eintraege) == 1:
        return f"{name}: Verzeichnet ist 1 Eintrag, {zuletzt}."
    return (
        f"{name}: Verzeichnet sind {len(eintraege)} Einträge seit "
        f"{datumstext(erster['datum'])[-_JAHRESSTELLEN:]}; der jüngste ist {zuletzt}."
    )


def satz_verzeichnet(name: str, tabelle: pd.DataFrame, *, geld: bool = False) -> str:
    """Wie viele Angaben oder Geldbeträge verzeichnet sind.

    Parameters
    ----------
    tabelle
        Ergebnis von `angaben`, `weitere_angaben` oder (mit `geld`) `betraege`.
    """
    einzahl, mehrzahl = ("Betrag", "Beträge") if geld else ("Angabe", "Angaben")
    if len(tabelle) == 1:
        return f"{name}: Verzeichnet ist 1 {einzahl}, mit Quelle."
    return f"{name}: Verzeichnet sind {len(tabelle)} {mehrzahl}, jede Zeile mit ihrer Quelle."


def angaben(
    kommune: Kommune, gebiet: str, anzahlen: Mapping[str, pd.DataFrame] | None = None
) -> pd.DataFrame:
    """Was über das Gebiet selbst überliefert ist, als deutsche Texte mit Quelle.

    Parameters
    ----------
    anzahlen
        Indikatoren der Art „anzahl“ (Kennung → Ergebnis von `kennzahl`): der jüngste Wert des
        Gebiets und, wenn es nur dort einen gibt, seines Stadtteils kommt als Zeile dazu.
    """
    zeilen = [*_flaechen(kommune, gebiet)]
    for indikator_id, tabelle in (anzahlen or {}).items():
        zeilen += _bestaende(kommune, gebiet, kommune.indikator(indikator_id), tabelle)
    zeilen += [_faktzeile(kommune, zeile) for zeile in _fakten(kommune, gebiet)]
    ergebnis = pd.DataFrame(zeilen, columns=_ANGABEN)
    return (
        ergebnis if ergebnis["Erläuterung"].ne("").any() else ergebnis.drop(columns="Erläuterung")
    )


def weitere_angaben(kommune: Kommune, gebiet: str) -> pd.DataFrame:
    """Angaben der Chronik zum Stadtteil, in dem das Gebiet liegt."""
    stadtteil = stadtteil_von(kommune, gebiet)
    zeilen = [_faktzeile(kommune, zeile) for zeile in _fakten(kommune, stadtteil)]
    return pd.DataFrame(zeilen, columns=_ANGABEN)


def betraege(kommune: Kommune, gebiet: str) -> pd.DataFrame:
    """Geldbeträge zum Gebiet, zum Stadtteil und, ab dem Programmstart, zur ganzen Stadt."""
    start = programmstart(kommune, gebiet)
    stadt = kommune.einstellungen.stadt
    orte = {gebiet, stadtteil_von(kommune, gebiet)} - {""}
    alle = kommune.chronik
    hier = alle["gebiet"].isin(orte)
    if start is not None:
        hier |= alle["gebiet"].eq(stadt) & alle["datum"].ge(start.datum[:4])
    geld = alle[hier & alle["einheit"].str.startswith(_GELD) & alle["betrag"].ne("")]
    zeilen = _nach_datum(geld).to_dict("records")
    return pd.DataFrame(
        {
            "Wofür": [z["titel"] for z in zeilen],
            "Betrag": [_betrag(z) for z in zeilen],
            "Datum": [datumstext(z["datum"], z["bis"]) for z in zeilen],
            "Erläuterung": [z["text"] for z in zeilen],
            "Bezug": [_bezug(kommune, z, gebiet) for z in zeilen],
            "Quelle": [_quellentitel(kommune, z["quelle"]) for z in zeilen],
        }
    )


def quellen(kommune: Kommune, gebiet: str) -> list[tuple[str, str]]:
    """Titel und Adresse aller Quellen der Chronik zu Gebiet und Stadtteil, ohne Doppelte."""
    orte = {gebiet, stadtteil_von(kommune, gebiet)} - {""}
    namen = list(kommune.chronik.loc[kommune.chronik["gebiet"].isin(orte), "quelle"])
    namen += [zeile["quelle"] for zeile in _bestandszeilen(kommune, gebiet)]
    bekannt = [name for name in dict.fromkeys(namen) if name in kommune.quellen.index]
    return [quelle(kommune, name) for name in bekannt]


def quelle(kommune: Kommune, schluessel: str) -> tuple[str, str]:
    """Titel und Adresse einer Quelle; unbekannte Schlüssel stehen für sich selbst."""
    if schluessel not in kommune.quellen.index:
        return schluessel, ""
    zeile = kommune.quellen.loc[schluessel]
    return str(zeile["titel"]), _sichere_adresse(zeile["url"])


def datumstext(datum: str, bis: str = "") -> str:
    """„22.08.2017“, „2021 bis 2022“, „ohne Datum“."""
    if not datum:
        return "ohne Datum"
    if not bis or bis == datum:
        return formate.stichtag(datum)
    return f"{formate.stichtag(datum)} bis {formate.stichtag(bis)}"


def _nach_datum(zeilen: pd.DataFrame) -> pd.DataFrame:
    """Nach Datum; ein ungenaues zählt zur Mitte seines Zeitraums, ein fehlendes zuerst."""
    return zeilen.sort_values(
        "datum",
        key=lambda s: s.map(lambda d: str(formate.zeitpunkt(d)) if d else ""),
        kind="stable",
    )


def _bezug(kommune: Kommune, zeile: Mapping[Any, Any], gebiet: str) -> str:
    if zeile["gebiet"] == kommune.einstellungen.stadt:
        return "ganze Stadt"
    if zeile["gebiet"] != gebiet:
        return str(kommune.name(zeile["gebiet"]))
    alle = kommune.chronik
    gleich = alle["datum"].eq(zeile["datum"]) & alle["titel"].eq(zeile["titel"])
    gleich &= alle["art"].eq(zeile["art"])
    orte = set(alle.loc[gleich, "gebiet"]) - {gebiet}
    mit = [name for ort, name in programmgebiete(kommune).items() if ort in orte]
    return f"gemeinsam mit {formate.aufzaehlung(mit)}" if mit else "nur hier"


def _bestandszeilen(kommune: Kommune, gebiet: str) -> list[dict[Any, Any]]:
    """Die jüngste überlieferte, nicht erfundene Zeile je Merkmal; Geschätztes nur ersatzweise."""
    eigene = kommune.bestand[kommune.bestand["gebiet"].eq(gebiet)]
    eigene = eigene[eigene["wert"].notna() & (eigene["bits"] & DEMO).eq(0)]
    eigene = eigene[eigene["alter"].eq("") & eigene["geschlecht"].eq("")]
    juengste = eigene.sort_values("stichtag", kind="stable").drop_duplicates("merkmal", keep="last")
    geordnet = juengste.assign(geschaetzt=(juengste["bits"] & _GESCHAETZT).gt(0))
    geordnet = geordnet.assign(einheit=[kommune.merkmale[m].einheit for m in geordnet["merkmal"]])
    ohne_doppel = geordnet.sort_values("geschaetzt", kind="stable")
    return ohne_doppel.drop_duplicates(["wert", "einheit"]).to_dict("records")


def _flaechen(kommune: Kommune, gebiet: str) -> list[dict[str, str]]:
    return [
        {
            "Angabe": kommune.merkmale[z["merkmal"]].titel,
            "Wert": f"{_kurze_zahl(z['wert'])} {z['einheit']}".strip(),
            "Stand": formate.stichtag(z["stichtag"]),
            "Erläuterung": z["hinweis"],
            "Art": "geschätzt" if z["geschaetzt"] else "veröffentlicht",
            "Quelle": _quellentitel(kommune, z["quelle"]),
        }
        for z in _bestandszeilen(kommune, gebiet)
    ]


def _bestaende(
    kommune: Kommune, gebiet: str, indikator: Indikator, tabelle: pd.DataFrame
) -> list[dict[str, str]]:
    for ort in (gebiet, stadtteil_von(kommune, gebiet)):
        zeilen = tabelle[tabelle["gebiet"].eq(ort) & tabelle["zustand"].eq("wert")]
        if zeilen.empty:
            continue
        z = zeilen.sort_values("stichtag", kind="stable").iloc[-1]
        hinweise = ["" if ort == gebiet else f"gilt für ganz {kommune.name(ort)}"]
        geheim = tabelle["gebiet"].eq(ort) & tabelle["zustand"].eq("geheim")
        if tabelle.loc[geheim, "stichtag"].gt(z["stichtag"]).any():
            hinweise.append(f"spätere Werte {formate.zustandstext('geheim')}")
        return [
            {
                "Angabe": indikator.titel,
                "Wert": formate.wert_mit_einheit(z["wert"], indikator),
                "Stand": formate.stichtag(z["stichtag"]),
                "Erläuterung": "; ".join(filter(None, hinweise)),
                "Art": "Demonstration" if z["demo"] else "veröffentlicht",
                "Quelle": _ressourcentitel(kommune, indikator, demo=bool(z["demo"])),
            }
        ]
    return []


def _fakten(kommune: Kommune, gebiet: str) -> list[dict[Any, Any]]:
    alle = kommune.chronik
    gilt = (
        alle["gebiet"].eq(gebiet) & alle["art"].eq("fakt") & ~alle["einheit"].str.startswith(_GELD)
    )
    return alle[gilt].to_dict("records") if gebiet else []


def _faktzeile(kommune: Kommune, zeile: Mapping[Any, Any]) -> dict[str, str]:
    betrag = _betrag(zeile)
    return {
        "Angabe": zeile["titel"],
        "Wert": betrag or zeile["text"],
        "Stand": datumstext(zeile["datum"], zeile["bis"]),
        "Erläuterung": zeile["text"] if betrag else "",
        "Art": "veröffentlicht",
        "Quelle": _quellentitel(kommune, zeile["quelle"]),
    }


def _mit_betrag(zeile: Mapping[Any, Any]) -> str:
    betrag = _betrag(zeile)
    return f"{betrag}. {zeile['text']}".strip() if betrag else str(zeile["text"])


def _betrag(zeile: Mapping[Any, Any]) -> str:
    if not zeile["betrag"]:
        return ""
    return f"{_kurze_zahl(float(zeile['betrag']))} {zeile['einheit']}".strip()


def _kurze_zahl(wert: float) -> str:
    return formate.zahl(wert, 0 if math.isclose(wert, round(wert)) else 1)


def _quellentitel(kommune: Kommune, schluessel: str) -> str:
    return quelle(kommune, schluessel)[0]


def _ressourcentitel(kommune: Kommune, indikator: Indikator, *, demo: bool) -> str:
    if demo:
        return "frei erfunden"
    titel = {r["name"]: r.get("title", r["name"]) for r in kommune.paket.get("resources", [])}
    return "; ".join(str(titel.get(name, name)) for name in indikator.quelle)


def _sichere_adresse(adresse: object) -> str:
    text = str(adresse)
    return text if text.startswith(("https://", "http://")) else ""
