"""Eine Familie von Fehlern: jede Meldung sagt, was wo falsch ist und was zu tun ist."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mangel:
    """Ein Befund in einer Datei: Ort, was dort steht und was zu tun ist."""

    datei: str
    ort: str
    befund: str
    abhilfe: str

    def __str__(self) -> str:
        """Der Befund als ein Satz für Seite, Kommandozeile und Protokoll."""
        stelle = f"{self.datei}, {self.ort}" if self.ort else self.datei
        return f"{stelle}: {self.befund} {self.abhilfe}".strip()


class SozialmonitorFehler(ValueError):
    """Oberklasse: fängt alles, was dieses Paket absichtlich auslöst."""


class DatenFehler(SozialmonitorFehler):
    """Eingelesene Daten sind unbrauchbar; `maengel` nennt jede Stelle."""

    def __init__(self, maengel: Iterable[Mangel]) -> None:
        """Fasst alle Befunde in einer Meldung zusammen."""
        self.maengel = tuple(maengel)
        super().__init__("\n".join(str(mangel) for mangel in self.maengel))


class SpaltenFehlen(SozialmonitorFehler):
    """Eine Tabelle hat nicht die Spalten, die eine Funktion braucht."""

    @classmethod
    def aus(cls, fehlend: Iterable[str], vorhanden: Collection[str]) -> "SpaltenFehlen":
        """Baut die Meldung aus den fehlenden und den vorhandenen Spalten."""
        return cls(f"Es fehlen die Spalten {sorted(fehlend)}. Vorhanden sind: {list(vorhanden)}.")


class Unbekannt(SozialmonitorFehler):
    """Ein Schlüssel (Gebiet, Indikator, Merkmal …) ist nicht verzeichnet."""

    @classmethod
    def aus(cls, art: str, schluessel: str, vorhanden: Collection[str]) -> "Unbekannt":
        """Baut die Meldung; nennt höchstens acht vorhandene Schlüssel als Beispiel."""
        beispiele = ", ".join(sorted(vorhanden)[:8])
        return cls(f"{art} „{schluessel}“ ist nicht verzeichnet. Vorhanden sind etwa: {beispiele}.")
