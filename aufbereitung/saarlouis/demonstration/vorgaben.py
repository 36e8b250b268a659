"""Vorgaben der Demonstrationsdaten: Profile der Sozialräume und Stadtwerte, aus TOML gelesen."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Feld = npt.NDArray[np.float64]
Zahlen = npt.NDArray[np.int64]
Tafeln = dict[str, Zahlen]

ORDNER = Path(__file__).parent
NICHT_ZUORDENBAR = "1004411599"
JAHRE = tuple(range(2010, 2026))
VORJAHR = JAHRE[0] - 1
STADTTEIL_STELLEN = 10
PROGRAMMSTART = 2020
JAHR_DER_ANTEILE = 2016


class DemonstrationsFehler(ValueError):
    """Die Vorgaben lassen sich nicht zu stimmigen Zahlen verrechnen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vorgaben:
    """Alles, was gesetzt ist: Profile je Sozialraum und Stützwerte der Stadt."""

    sozialraeume: tuple[str, ...]
    stadtteile: tuple[str, ...]
    profile: Mapping[str, Feld]
    bau: tuple[str, ...]
    baualter: Mapping[str, tuple[float, ...]]
    stadt: Mapping[str, Any]

    def reihe(self, gruppe: str, name: str) -> Feld:
        """Jahreswerte 2010 bis 2025 aus den Stützwerten `stadt.toml`, linear verbunden."""
        return stuetzwerte(self.stadt[gruppe][name], np.array(JAHRE, dtype=np.float64))

    def profil(self, name: str) -> Feld:
        """Eine Spalte der Profiltabelle als Spaltenvektor für das Rechnen je Jahr."""
        return self.profile[name][:, np.newaxis]

    def last(self) -> Feld:
        """Lastgewicht je Sozialraum und Jahr, mit der gesetzten Programmwirkung ab 2020."""
        jahre_seit_start = np.clip(np.array(JAHRE) - PROGRAMMSTART + 1, 0, None)
        ergebnis: Feld = self.profil("last") * (1 - self.profil("wirkung") / 100 * jahre_seit_start)
        return ergebnis


def stuetzwerte(werte: Mapping[str, float], stellen: Feld) -> Feld:
    """Lineare Verbindung von Stützwerten an den gewünschten Stellen, außen konstant."""
    bekannt = sorted((float(stelle), float(wert)) for stelle, wert in werte.items())
    return np.interp(stellen, [stelle for stelle, _ in bekannt], [wert for _, wert in bekannt])


def lade_vorgaben(ordner: Path = ORDNER) -> Vorgaben:
    """Lies `profile.toml` und `stadt.toml`."""
    profile = tomllib.loads((ordner / "profile.toml").read_text(encoding="utf-8"))
    spalten: list[str] = profile["spalten"]
    tabelle: dict[str, list[Any]] = profile["sozialraum"]
    falsch = [raum for raum, zeile in tabelle.items() if len(zeile) != len(spalten)]
    if falsch:
        raise DemonstrationsFehler(
            f"profile.toml: {falsch} haben nicht die {len(spalten)} Spalten {spalten}."
        )
    zahlen = {
        name: np.array([zeile[stelle] for zeile in tabelle.values()], dtype=np.float64)
        for stelle, name in enumerate(spalten)
        if name != "bau"
    }
    return Vorgaben(
        sozialraeume=tuple(tabelle),
        stadtteile=tuple(raum[:STADTTEIL_STELLEN] for raum in tabelle),
        profile=zahlen,
        bau=tuple(zeile[spalten.index("bau")] for zeile in tabelle.values()),
        baualter={name: tuple(anteile) for name, anteile in profile["baualter"].items()},
        stadt=tomllib.loads((ordner / "stadt.toml").read_text(encoding="utf-8")),
    )
