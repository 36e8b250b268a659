"""Ausgaben: unveränderliche Ordner mit allem, was zu einem Stand veröffentlicht ist.

Eine Ausgabe heißt nach Datum und Prüfsumme ihres Inhalts und wird nie überschrieben. Sie hat die
Form eines Datenordners und enthält ihre Geometrie; gelesen wird sie wie jede andere Kommune.
"""

import datetime
import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from sozialmonitor import formate
from sozialmonitor.fehler import DatenFehler, Mangel
from sozialmonitor.laden.dateien import lies_json, lies_tabelle, lies_toml

ANGABEN = "ausgabe.json"
_TOML = ("kommune.toml", "merkmale.toml", "indikatoren.toml")
_STELLEN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Ausgabe:
    """Eine Ausgabe auf der Platte; `datenordner` und `geoordner` liest `lade_kommune`.

    `verfahren` ist die Fassung der Verfahren (`fassung.FASSUNG`), mit der sie erstellt wurde.
    """

    schluessel: str
    rolle: str
    datum: str
    zeit: str
    notiz: str
    pruefsumme: str
    verfahren: str
    datenordner: Path

    @property
    def kurz(self) -> str:
        """Die ersten Stellen der Prüfsumme, zum Nennen und Wiederfinden."""
        return self.pruefsumme[:_STELLEN]

    @property
    def geoordner(self) -> Path:
        """Der Ordner mit den Flächen dieser Ausgabe."""
        return self.datenordner / "geodata"


def ausgaben(datenordner: Path, rolle: str) -> list[Ausgabe]:
    """Alle Ausgaben einer Rolle, die jüngste zuerst; ohne Ordner eine leere Liste."""
    ordner = _ordner(datenordner, rolle)
    if not ordner.is_dir():
        return []
    gefunden = [_lies(p) for p in ordner.iterdir() if (p / ANGABEN).is_file()]
    return sorted(gefunden, key=lambda a: (a.datum, a.zeit), reverse=True)


def gueltige_ausgaben(datenordner: Path, rolle: str) -> list[Ausgabe]:
    """`ausgaben` ohne die zurückgezogenen."""
    return [a for a in ausgaben(datenordner, rolle) if not ruecknahme(datenordner, a.kurz)]


def lies_freigegebenes(ausgabe: Ausgabe, *, gerundete: bool = True) -> pd.DataFrame:
    """Alle freigegebenen Zahlen einer Ausgabe: `gebiet, stichtag, merkmal, wert`.

    Zeilen nach Alter, Geschlecht oder Herkunft sind nicht dabei; was dort geheim ist, ist `NaN`.
    Auf Wunsch ohne Merkmale, die dort gerundet stehen.
    """
    paket = lies_json(ausgabe.datenordner / "datapackage.json")
    spalten = ["gebiet", "stichtag", "merkmal", "wert"]
    tabellen = [pd.DataFrame(columns=spalten)]
    for ressource in paket["resources"]:
        if "freigabe" not in ressource:
            continue
        tabelle = lies_tabelle(ausgabe.datenordner / ressource["path"])
        gesamt = tabelle["alter"].eq("") & tabelle["geschlecht"].eq("") & tabelle["herkunft"].eq("")
        werte = pd.to_numeric(tabelle["wert"], errors="coerce").astype("float64")
        tabellen.append(tabelle.assign(wert=werte)[gesamt][spalten])
    alle = pd.concat(tabellen[1:] or tabellen, ignore_index=True)
    rund = [] if gerundete else str(paket.get("ausgabe", {}).get("gerundet", "")).split()
    return alle[~alle["merkmal"].isin(rund)]


def pruefe_unversehrt(ausgabe: Ausgabe) -> None:
    """Vergleicht den Inhalt mit der Prüfsumme im Namen.

    Raises
    ------
    DatenFehler
        Wenn eine Datei verändert, entfernt oder dazugekommen ist.
    """
    if _summe_des_ordners(ausgabe.datenordner) != ausgabe.pruefsumme:
        raise DatenFehler(
            [
                Mangel(
                    f"ausgaben/{ausgabe.schluessel}",
                    "",
                    "Der Inhalt passt nicht zu seiner Prüfsumme; die Ausgabe wurde nachträglich "
                    "verändert.",
                    "Bitte aus der Sicherung wiederherstellen oder eine neue Freigabe erstellen.",
                )
            ]
        )


def ruecknahme(datenordner: Path, pruefsumme: str) -> str:
    """Warum eine Ausgabe zurückgezogen ist; leer, wenn darüber nichts vermerkt ist.

    Vermerkt wird in `ausgaben/zurueckgezogen.toml`: je Ausgabe `[[ausgabe]]` mit `pruefsumme`
    (auch nur ihr Anfang), `am` (ISO-Datum) und `grund`.
    """
    datei = datenordner / "ausgaben" / "zurueckgezogen.toml"
    if not pruefsumme or not datei.is_file():
        return ""
    eintraege = lies_toml(datei).get("ausgabe", [])
    for eintrag in eintraege if isinstance(eintraege, list) else []:
        summe = str(eintrag.get("pruefsumme", ""))
        if summe and (summe.startswith(pruefsumme) or pruefsumme.startswith(summe)):
            return f"am {formate.stichtag(str(eintrag.get('am', '')))}: {eintrag.get('grund', '')}"
    return ""


def regel_des_ordners(datenordner: Path) -> str:
    """Nach welcher Regel der Inhalt eines Ordners freigegeben ist; leer, wo es keine Ausgabe ist.

    Raises
    ------
    DatenFehler
        Wenn der Ordner verändert wurde, seit er freigegeben ist.
    """
    if not (datenordner / ANGABEN).is_file():
        return ""
    ausgabe = _lies(datenordner)
    pruefe_unversehrt(ausgabe)
    return ausgabe.rolle


def geaendert_seit(datenordner: Path, zeit: float) -> bool:
    """Ob eine Datei des Ordners jünger ist als `zeit` (Sekunden seit 1970), ohne Unterordner."""
    dateien = [pfad for pfad in datenordner.iterdir() if pfad.is_file()]
    return any(pfad.stat().st_mtime > zeit for pfad in dateien)


def schreibe_ausgabe(
    datenordner: Path,
    geoordner: Path,
    rolle: str,
    *,
    tabellen: Mapping[str, pd.DataFrame],
    paket: Mapping[str, Any],
    datum: str,
    notiz: str,
    verfahren: str,
) -> Ausgabe:
    """Schreibt eine Ausgabe als Ganzes oder gar nicht; ist die jüngste gleich, gilt sie weiter.

    Parameters
    ----------
    tabellen
        Freigegebene Tabellen je Name der Ressource; alle anderen Dateien, die `paket` nennt,
        werden unverändert übernommen.
    """
    ziel = _ordner(datenordner, rolle)
    ziel.mkdir(parents=True, exist_ok=True)
    neu = Path(tempfile.mkdtemp(prefix=".neu-", dir=ziel))
    try:
        for name in _TOML:
            if (datenordner / name).is_file():
                shutil.copyfile(datenordner / name, neu / name)
        for ressource in paket["resources"]:
            if ressource["name"] in tabellen:
                _schreibe_tabelle(tabellen[ressource["name"]], neu / ressource["path"])
            else:
                shutil.copyfile(datenordner / ressource["path"], neu / ressource["path"])
        _schreibe_json(paket, neu / "datapackage.json")
        _uebernimm_flaechen(geoordner, neu / "geodata")
        summe = _summe_des_ordners(neu)
        juengste = next(iter(gueltige_ausgaben(datenordner, rolle)), None)
        if juengste is not None and juengste.pruefsumme == summe:
            return juengste
        angaben = {
            "rolle": rolle,
            "datum": datum,
            "zeit": datetime.datetime.now(datetime.UTC).isoformat(),
            "notiz": notiz,
            "pruefsumme": summe,
            "verfahren": verfahren,
        }
        _schreibe_json(angaben, neu / ANGABEN)
        neu.chmod(0o755)
        fertig = _freier_name(ziel, f"{datum}-{summe[:_STELLEN]}")
        neu.rename(fertig)
        return _lies(fertig)
    finally:
        shutil.rmtree(neu, ignore_errors=True)


def bestandssumme(datenordner: Path, geoordner: Path) -> str:
    """Prüfsumme der Eingaben einer Freigabe: ob sich der Bestand seither geändert hat."""
    paket = lies_json(datenordner / "datapackage.json")
    genannt = [r["path"] for r in paket["resources"] if r.get("rolle") != "raster"]
    dateien = [datenordner / name for name in (*_TOML, "datapackage.json", *genannt)]
    dateien += sorted(p for p in geoordner.rglob("*") if p.is_file())
    summe = hashlib.sha256()
    for datei in dateien:
        if datei.is_file():
            summe.update(datei.name.encode() + b"\0" + datei.read_bytes() + b"\0")
    return summe.hexdigest()


def _ordner(datenordner: Path, rolle: str) -> Path:
    return datenordner / "ausgaben" / rolle


def _freier_name(ziel: Path, name: str) -> Path:
    """Der Name selbst; kehrt am selben Tag ein früherer Inhalt zurück, mit einer Nummer."""
    namen = [name, *(f"{name}-{nummer}" for nummer in range(2, 1000))]
    return next(ziel / n for n in namen if not (ziel / n).exists())


def _lies(ordner: Path) -> Ausgabe:
    angaben = lies_json(ordner / ANGABEN)
    felder = ("rolle", "datum", "zeit", "notiz", "pruefsumme", "verfahren")
    if fehlend := [name for name in felder if not isinstance(angaben.get(name), str)]:
        befund = f"Es fehlt die Angabe {', '.join(fehlend)}."
        abhilfe = "Bitte aus der Sicherung wiederherstellen oder den Ordner entfernen."
        raise DatenFehler([Mangel(f"{ordner.name}/{ANGABEN}", "", befund, abhilfe)])
    return Ausgabe(
        schluessel=ordner.name, datenordner=ordner, **{name: angaben[name] for name in felder}
    )


def _summe_des_ordners(ordner: Path) -> str:
    summe = hashlib.sha256()
    for datei in sorted(p for p in ordner.rglob("*") if p.is_file() and p.name != ANGABEN):
        inhalt = hashlib.sha256(datei.read_bytes()).hexdigest()
        summe.update(f"{datei.relative_to(ordner).as_posix()}\0{inhalt}\n".encode())
    return summe.hexdigest()


def _uebernimm_flaechen(von: Path, nach: Path) -> None:
    """Nur Schlüssel, Name und Fläche der beschriebenen Ebenen; alles andere bleibt zurück."""
    nach.mkdir()
    paket = lies_json(von / "datapackage.json")
    for ressource in paket["resources"]:
        spalten = {ressource["schluessel"]["spalte"], ressource["namen"]["spalte"]}
        flaechen = gpd.read_file(von / ressource["path"])
        eigene = [name for name in flaechen.columns if name in spalten]
        ressource["path"] = f"{Path(ressource['path']).stem}.geojson"
        ressource["format"], ressource["mediatype"] = "geojson", "application/geo+json"
        text = flaechen.set_crs(ressource["koordinatensystem"], allow_override=True)[
            [*eigene, "geometry"]
        ].to_json(drop_id=True, show_bbox=False, to_wgs84=False)
        (nach / ressource["path"]).write_text(text + "\n", encoding="utf-8", newline="\n")
    _schreibe_json(paket, nach / "datapackage.json")


def _schreibe_json(inhalt: Mapping[str, Any], pfad: Path) -> None:
    text = json.dumps(inhalt, ensure_ascii=False, indent=2) + "\n"
    pfad.write_text(text, encoding="utf-8", newline="\n")


def _schreibe_tabelle(tabelle: pd.DataFrame, pfad: Path) -> None:
    tabelle.to_csv(pfad, index=False, lineterminator="\n", float_format="%.12g")
