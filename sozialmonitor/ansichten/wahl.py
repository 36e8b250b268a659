"""Was eine Adresse auswählt: dieselben Fragen, die eine Seite mit Bedienelementen stellt.

Jede Ansicht beschreibt ihre Auswahl einmal gegen `Auswahl`. Auf der Seite antworten die
Bedienelemente, hier die Adresse; Möglichkeiten, Vorgaben und Hinweise sind dieselben.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sozialmonitor import formate
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune


class Auswahl(Protocol):
    """Wer die Fragen einer Ansicht beantwortet; `angaben` gehen an das Bedienelement."""

    def wahl(
        self,
        label: str,
        optionen: Mapping[str, str],
        key: str,
        *,
        standard: str | None = None,
        **angaben: Any,  # noqa: ANN401
    ) -> str:
        """Ein Schlüssel aus `optionen`."""
        ...

    def mehrfachwahl(
        self,
        label: str,
        optionen: Mapping[str, str],
        key: str,
        *,
        standard: Sequence[str],
        **angaben: Any,  # noqa: ANN401
    ) -> list[str]:
        """Mehrere Schlüssel aus `optionen`."""
        ...

    def schalter(
        self,
        label: str,
        /,
        key: str,
        *,
        standard: bool = False,
        **angaben: Any,  # noqa: ANN401
    ) -> bool:
        """Ja oder nein."""
        ...

    def ebene(self, optionen: Sequence[str], *, label: str = "Gebietsebene") -> str:
        """Eine der Gebietsebenen."""
        ...

    def indikator(
        self,
        verfuegbar: Sequence[Indikator],
        *,
        standard: str = "",
        key: str = "indikator",
        label: str = "Indikator",
    ) -> Indikator:
        """Einer der Indikatoren."""
        ...

    def stichtag(
        self, stichtage: Sequence[str], *, standard: str | None = None, label: str = "Stichtag"
    ) -> str:
        """Einer der Stichtage; ohne Vorgabe der jüngste."""
        ...

    def gebiet(
        self, optionen: Mapping[str, str], *, key: str = "gebiet", label: str = "Gebiet"
    ) -> str:
        """Ein Gebiet."""
        ...

    def angabe(self, key: str) -> str | None:
        """Was die Adresse unter `key` nennt, ungeprüft; `None`, wenn sie nichts nennt."""
        ...

    def setze(self, key: str, wert: str) -> None:
        """Bestimmt einen Wert, den die Adresse nicht nennt."""
        ...


class Adresswahl:
    """Die Auswahl allein aus den Angaben einer Adresse.

    `hinweise` sagt, welche Werte es nicht gibt und durch die Vorgabe ersetzt sind; `gefragt`
    sind die Namen aller Angaben, nach denen die Ansicht gefragt hat.
    """

    def __init__(self, kommune: Kommune, parameter: Mapping[str, Sequence[str]]) -> None:
        self.hinweise: list[str] = []
        self.gefragt: set[str] = set()
        self._kommune = kommune
        self._parameter = parameter
        self._gesetzt: dict[str, str] = {}

    def wahl(
        self,
        label: str,
        optionen: Mapping[str, str],
        key: str,
        *,
        standard: str | None = None,
        **_angaben: object,
    ) -> str:
        """Der letzte Wert der Adresse, den es gibt; sonst die Vorgabe."""
        werte = self._bekannte(label, optionen, self._werte(key)[-1:])
        if werte:
            return werte[0]
        if (gesetzt := self._gesetzt.get(key)) in optionen:
            return str(gesetzt)
        return str(standard) if standard in optionen else next(iter(optionen))

    def mehrfachwahl(
        self,
        label: str,
        optionen: Mapping[str, str],
        key: str,
        *,
        standard: Sequence[str],
        **_angaben: object,
    ) -> list[str]:
        """Alle Werte der Adresse, die es gibt; „leer“ ist auch eine Wahl."""
        genannt = self._werte(key)
        bekannt = self._bekannte(label, optionen, genannt)
        if bekannt or genannt == [""]:
            return list(dict.fromkeys(bekannt))
        return [wert for wert in standard if wert in optionen]

    def schalter(
        self, _label: str, /, key: str, *, standard: bool = False, **_angaben: object
    ) -> bool:
        """„1“ oder „0“; alles andere ist die Vorgabe."""
        wert = self._werte(key)[-1:]
        return wert == ["1"] if wert in (["0"], ["1"]) else standard

    def ebene(self, optionen: Sequence[str], *, label: str = "Gebietsebene") -> str:
        """Eine Ebene; Vorgabe ist die Startebene der Kommune."""
        einstellungen = self._kommune.einstellungen
        titel = {e.id: e.titel for e in einstellungen.ebenen if e.id in optionen}
        return self.wahl(label, titel, "ebene", standard=einstellungen.startebene)

    def indikator(
        self,
        verfuegbar: Sequence[Indikator],
        *,
        standard: str = "",
        key: str = "indikator",
        label: str = "Indikator",
    ) -> Indikator:
        """Ein Indikator; Vorgabe wie auf der Seite."""
        vorgabe = startindikator(self._kommune, verfuegbar, standard)
        nach_id = {i.id: i for i in verfuegbar}
        titel = {i.id: i.titel for i in verfuegbar}
        return nach_id[self.wahl(label, titel, key, standard=vorgabe)]

    def stichtag(
        self, stichtage: Sequence[str], *, standard: str | None = None, label: str = "Stichtag"
    ) -> str:
        """Ein Stichtag; Vorgabe ist `standard`, sonst der jüngste."""
        if not stichtage:
            raise SozialmonitorFehler("Zu dieser Auswahl gibt es keinen Stichtag mit Werten.")
        texte = {tag: formate.stichtag(tag) for tag in stichtage}
        return self.wahl(label, texte, "stichtag", standard=standard or stichtage[-1])

    def gebiet(
        self, optionen: Mapping[str, str], *, key: str = "gebiet", label: str = "Gebiet"
    ) -> str:
        """Ein Gebiet; Vorgabe ist das erste."""
        return self.wahl(label, optionen, key)

    def angabe(self, key: str) -> str | None:
        """Der letzte Wert unter `key`; `None`, wenn die Adresse nichts nennt."""
        return next(iter(self._werte(key)[-1:]), None)

    def setze(self, key: str, wert: str) -> None:
        """Gilt, solange die Adresse unter `key` nichts Bekanntes nennt."""
        self._gesetzt[key] = wert

    def _werte(self, key: str) -> list[str]:
        self.gefragt.add(key)
        return list(self._parameter.get(key, ()))

    def _bekannte(self, label: str, optionen: Mapping[str, str], werte: Sequence[str]) -> list[str]:
        if unbekannt := [w for w in werte if w and w not in optionen]:
            self.hinweise.append(hinweis_unbekannt(label, unbekannt))
        return [w for w in werte if w in optionen]


def hinweis_unbekannt(label: str, werte: Sequence[str]) -> str:
    """Der Satz über Werte der Adresse, die es nicht gibt."""
    return (
        f"Die Adresse nannte für „{label}“ einen Wert, den es hier nicht gibt "
        f"({', '.join(werte)[:80]}). Gezeigt wird die Voreinstellung."
    )


def startindikator(kommune: Kommune, verfuegbar: Sequence[Indikator], standard: str = "") -> str:
    """Womit eine Ansicht beginnt: `standard`, sonst ein Leitindikator mit Bezugszahl.

    Raises
    ------
    SozialmonitorFehler
        Wenn kein Indikator zur Wahl steht.
    """
    nach_id = {i.id: i for i in verfuegbar}
    if not nach_id:
        raise SozialmonitorFehler("Zu dieser Auswahl gibt es keinen Indikator mit Werten.")
    leit = [name for name in kommune.einstellungen.leitindikatoren if name in nach_id]
    raten = [name for name in leit if nach_id[name].nenner]
    return standard if standard in nach_id else (raten or leit or list(nach_id))[0]


def waehle_ebene_des_gebiets(auswahl: Auswahl, kommune: Kommune, moeglich: Sequence[str]) -> None:
    """Nennt die Adresse nur das Gebiet, gilt dessen Ebene."""
    gebiet = auswahl.angabe("gebiet") or ""
    if auswahl.angabe("ebene") is not None or gebiet not in kommune.gebiete.index:
        return
    if eigene := [e for e in moeglich if gebiet in kommune.gebiete_der_ebene(e)]:
        auswahl.setze("ebene", eigene[0])
