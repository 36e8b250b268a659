"""Die Regel der Geheimhaltung: was eine Quelle oder eine Rolle verlangt, und der Schutzbedarf.

Vorgaben: intern sind Anzahlen von 1 bis 2 geheim, öffentlich von 1 bis 4 (`OEFFENTLICH`).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Self

from sozialmonitor.fehler import SozialmonitorFehler

RUNDUNGSBASEN = (3, 5, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schutz:
    """Was ein Angreifer von einer verborgenen Zelle höchstens wissen darf.

    `breite` ist der kleinste Abstand der Grenzen, die sich errechnen lassen; der größte mögliche
    Wert muss `mindestanzahl` erreichen, ebenso die größte mögliche Ergänzung zum Nenner.
    `untergrenze` ist Vorwissen: Wer weiß, dass Nullen nie verborgen werden, rechnet mit 1.
    """

    breite: float = 3
    mindestanzahl: float = 3
    untergrenze: float = 0

    def __post_init__(self) -> None:
        """Weist unmögliche Angaben zurück."""
        if not (self.breite > 0 and self.mindestanzahl >= 0 and self.untergrenze >= 0):
            raise SozialmonitorFehler(
                "Die Schutzbreite muss größer als 0 sein, Mindestanzahl und Untergrenze dürfen "
                f"nicht negativ sein; angegeben sind {self.breite}, {self.mindestanzahl} und "
                f"{self.untergrenze}."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Regel:
    """Regel der Geheimhaltung einer Quelle oder Rolle.

    Parameters
    ----------
    mindestanzahl
        Anzahlen von 1 bis `mindestanzahl` − 1 sind geheim; 0 schaltet die Regel ab.
    null_geheim
        Auch die 0 ist geheim (wenn sie über eine ganze Gruppe etwas verrät).
    komplement
        Dasselbe gilt für die Ergänzung zum Nenner (n − x); braucht die Spalte `nenner`.
    mindestnenner
        Quoten über weniger Personen sind geheim.
    dominanz
        Geheim, wenn der größte Beitrag mehr als diesen Anteil (0 bis 1) ausmacht; `None` = ohne.
    mindest_melder
        Geheim, wenn weniger Stellen oder Bedarfsgemeinschaften hinter der Zahl stehen; 0 = ohne.
    quoten_geheimer_zahlen
        Quoten geheimer Anzahlen sind immer geheim. Sonst nur, wenn sich aus Quote, Nenner und
        Nachkommastellen die Anzahl zu genau zurückrechnen lässt.
    keine_0_100
        Auf Zeilen mit `sensibel` sind 0 % und 100 % geheim.
    mindestbreite
        Kleinste Breite des errechenbaren Bereichs einer verborgenen Zelle.
    rundung
        Statt zu verbergen auf 3, 5 oder 10 runden; 0 = verbergen.

    Raises
    ------
    SozialmonitorFehler
        Wenn ein Wert unmöglich ist.
    """

    mindestanzahl: int = 3
    null_geheim: bool = False
    komplement: bool = True
    mindestnenner: int = 20
    dominanz: float | None = None
    mindest_melder: int = 0
    quoten_geheimer_zahlen: bool = True
    keine_0_100: bool = True
    mindestbreite: int = 3
    rundung: int = 0

    def __post_init__(self) -> None:
        """Weist unmögliche Angaben zurück."""
        for name in ("mindestanzahl", "mindestnenner", "mindest_melder", "mindestbreite"):
            if getattr(self, name) < 0:
                raise SozialmonitorFehler(f"Im Feld „{name}“ steht eine negative Zahl.")
        if self.mindestbreite < 1:
            raise SozialmonitorFehler("Im Feld „mindestbreite“ muss mindestens 1 stehen.")
        if self.dominanz is not None and not 0 < self.dominanz <= 1:
            raise SozialmonitorFehler(
                f"Im Feld „dominanz“ steht {self.dominanz}; erwartet wird ein Anteil über 0 bis 1."
            )
        if self.rundung not in (0, *RUNDUNGSBASEN):
            raise SozialmonitorFehler(
                f"Im Feld „rundung“ steht {self.rundung}; möglich sind 0 (ohne), 3, 5 und 10."
            )

    @classmethod
    def aus(cls, werte: Mapping[str, Any]) -> Self:
        """Baut die Regel aus einer gelesenen TOML-Tabelle; fremde und falsche Felder sind Fehler.

        Raises
        ------
        SozialmonitorFehler
            Nennt das Feld und was dort möglich ist.
        """
        if not isinstance(werte, Mapping):
            raise SozialmonitorFehler(
                f"Die Regel der Geheimhaltung muss eine Tabelle sein, dort steht {werte!r}."
            )
        vorgaben = {feld.name: feld.default for feld in fields(cls)}
        if fremd := sorted(set(werte) - set(vorgaben)):
            raise SozialmonitorFehler(
                f"Unbekannte Felder in der Regel der Geheimhaltung: {', '.join(fremd)}. "
                f"Möglich sind: {', '.join(vorgaben)}."
            )
        for name, wert in werte.items():
            if not _passt(wert, vorgaben[name]):
                raise SozialmonitorFehler(
                    f"Im Feld „{name}“ der Regel der Geheimhaltung steht {wert!r}; erwartet wird "
                    f"{_erwartet(vorgaben[name])}."
                )
        return cls(**werte)

    @property
    def schutz(self) -> Schutz:
        """Der Schutzbedarf jeder verborgenen Zelle nach dieser Regel."""
        return Schutz(breite=self.mindestbreite, mindestanzahl=self.mindestanzahl)


INTERN = Regel()
OEFFENTLICH = Regel(mindestanzahl=5)


def strengste(regeln: Sequence[Regel]) -> Regel:
    """Eine Regel, die alle genannten einhält; gerundet wird nur, wenn alle gleich runden.

    Raises
    ------
    SozialmonitorFehler
        Wenn die Regeln verschieden runden.
    """
    if len({regel.rundung for regel in regeln}) > 1:
        raise SozialmonitorFehler(
            "Tabellen, deren Zahlen zusammenhängen, müssen gleich gerundet werden; die Regeln "
            f"nennen {sorted({regel.rundung for regel in regeln})}."
        )
    groesste = ("mindestanzahl", "mindestnenner", "mindest_melder", "mindestbreite")
    schalter = ("null_geheim", "komplement", "quoten_geheimer_zahlen", "keine_0_100")
    dominanz = [regel.dominanz for regel in regeln if regel.dominanz is not None]
    return Regel(
        **{name: max(getattr(regel, name) for regel in regeln) for name in groesste},
        **{name: any(getattr(regel, name) for regel in regeln) for name in schalter},
        dominanz=min(dominanz, default=None),
        rundung=regeln[0].rundung,
    )


def _passt(wert: object, vorgabe: object) -> bool:
    if isinstance(vorgabe, bool):
        return isinstance(wert, bool)
    if isinstance(wert, bool) or not isinstance(wert, int | float) or not math.isfinite(wert):
        return False
    return vorgabe is None or isinstance(wert, int)


def _erwartet(vorgabe: object) -> str:
    if isinstance(vorgabe, bool):
        return "true oder false"
    return "ein Anteil zwischen 0 und 1" if vorgabe is None else "eine ganze Zahl"
