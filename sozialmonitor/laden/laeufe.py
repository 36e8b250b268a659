"""Was nur intern liegt: gemerkte Schritte eines Laufs und der letzte fertige Lauf je Rolle.

Alles liegt unter `intern/` im Datenordner, enthält wahre Werte und gehört nie in eine Ausgabe.
"""

import dataclasses
import json
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sozialmonitor.freigabelauf import Lauf
from sozialmonitor.geheimhaltungsregel import Regel

_ORDNER = "intern"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FertigerLauf:
    """Ein Lauf mit der Prüfsumme des Bestands, für den er gilt."""

    lauf: Lauf
    bestandssumme: str
    ausgabe: str


class Zwischenstand(MutableMapping[str, pd.DataFrame]):
    """Ergebnisse einzelner Schritte auf der Platte; jeder ist ganz da oder gar nicht."""

    def __init__(self, datenordner: Path) -> None:
        self._ordner = datenordner / _ORDNER / "schritte"

    def __getitem__(self, kennung: str) -> pd.DataFrame:
        """Ein gemerkter Schritt; was nicht lesbar ist, gilt als nicht gemerkt."""
        try:
            return pd.read_parquet(self._pfad(kennung))
        except (OSError, ValueError) as fehler:
            raise KeyError(kennung) from fehler

    def __setitem__(self, kennung: str, zellen: pd.DataFrame) -> None:
        """Merkt einen Schritt."""
        _schreibe(zellen, self._pfad(kennung))

    def __delitem__(self, kennung: str) -> None:
        """Vergisst einen Schritt."""
        self._pfad(kennung).unlink()

    def __iter__(self) -> Iterator[str]:
        """Die Kennungen aller gemerkten Schritte."""
        return iter(p.stem for p in self._ordner.glob("*.parquet"))

    def __len__(self) -> int:
        """Anzahl der gemerkten Schritte."""
        return sum(1 for _ in self)

    def _pfad(self, kennung: str) -> Path:
        return self._ordner / f"{kennung}.parquet"


def merke_lauf(datenordner: Path, fertig: FertigerLauf) -> None:
    """Merkt den letzten Lauf einer Rolle."""
    ordner = datenordner / _ORDNER
    lauf = fertig.lauf
    _schreibe(lauf.zellen, ordner / f"lauf-{lauf.rolle}.parquet")
    angaben = {
        "bestandssumme": fertig.bestandssumme,
        "ausgabe": fertig.ausgabe,
        "regeln": {name: dataclasses.asdict(regel) for name, regel in lauf.regeln.items()},
    }
    ziel = ordner / f"lauf-{lauf.rolle}.json"
    vorlaeufig = ziel.with_suffix(".neu")
    vorlaeufig.write_text(json.dumps(angaben, ensure_ascii=False, indent=2), encoding="utf-8")
    vorlaeufig.replace(ziel)


def letzter_lauf(datenordner: Path, rolle: str) -> FertigerLauf | None:
    """Der letzte fertige Lauf einer Rolle; `None`, wenn es keinen lesbaren gibt."""
    ordner = datenordner / _ORDNER
    try:
        angaben = json.loads((ordner / f"lauf-{rolle}.json").read_text(encoding="utf-8"))
        zellen = pd.read_parquet(ordner / f"lauf-{rolle}.parquet")
        regeln = {name: Regel(**regel) for name, regel in angaben["regeln"].items()}
        return FertigerLauf(
            lauf=Lauf(rolle=rolle, zellen=zellen, regeln=regeln),
            bestandssumme=str(angaben["bestandssumme"]),
            ausgabe=str(angaben["ausgabe"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def zeitpunkt(datenordner: Path, rolle: str) -> float:
    """Wann der letzte Lauf gemerkt wurde (Sekunden seit 1970); 0 ohne einen."""
    try:
        return (datenordner / _ORDNER / f"lauf-{rolle}.json").stat().st_mtime
    except OSError:
        return 0.0


def _schreibe(tabelle: pd.DataFrame, ziel: Path) -> None:
    ziel.parent.mkdir(parents=True, exist_ok=True)
    ziel.parent.chmod(0o700)
    vorlaeufig = ziel.with_suffix(".neu")
    tabelle.to_parquet(vorlaeufig)
    vorlaeufig.replace(ziel)
