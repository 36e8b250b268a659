"""Woher Ansichten ihre Werte nehmen: je Indikator, je Ebene, alle zusammen, mit Quelle.

Die Seiten reichen gemerkte Funktionen hinein; ohne Seite rechnet ein `Vorrat` jeden Indikator
höchstens einmal und vergisst alles, wenn er nicht mehr gebraucht wird.
"""

import logging
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import pandas as pd

from sozialmonitor import kennzahlen, profil, vergleich
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune

T = TypeVar("T")
_protokoll = logging.getLogger("sozialmonitor")


def _ohne_gedaechtnis(_schluessel: Hashable, rechne: Callable[[], Any]) -> Any:  # noqa: ANN401
    return rechne()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Vorrat:
    """Eine Kommune und ihre Werte.

    `kennzahl` liefert alle Werte eines Indikators mit Vergleich zur Stadt, `der_ebene` davon die
    Gebiete einer Ebene, `indikatoren_der_ebene` die Indikatoren mit Werten dort in der
    Reihenfolge des Katalogs, `leitwerte` die Leitindikatoren mit Zahlen und `lang` alle
    Indikatoren untereinander (`profil.langtabelle`). `merke` rechnet oder hat unter dem Schlüssel
    schon gerechnet; ohne Angabe wird jedes Mal gerechnet.
    """

    kommune: Kommune
    kennzahl: Callable[[Indikator], pd.DataFrame]
    der_ebene: Callable[[Indikator, str], pd.DataFrame]
    indikatoren_der_ebene: Callable[[str], list[Indikator]]
    leitwerte: Callable[[], dict[str, pd.DataFrame]]
    lang: Callable[[], pd.DataFrame]
    merke: Callable[[Hashable, Callable[[], Any]], Any] = _ohne_gedaechtnis

    def einmal(self, schluessel: Hashable, rechne: Callable[[], T]) -> T:
        """Das Ergebnis von `rechne`; mit Gedächtnis je Schlüssel nur einmal gerechnet."""
        return cast(T, self.merke(schluessel, rechne))

    def mengenindikatoren(self) -> list[Indikator]:
        """Indikatoren mit Werten auf einer Ebene, deren Gebiete Mengen sind (Programmgebiete)."""
        mengen = [ebene.id for ebene in self.kommune.einstellungen.ebenen if ebene.menge]
        namen = {i.id for ebene in mengen for i in self.indikatoren_der_ebene(ebene)}
        return [i for i in self.kommune.katalog.values() if i.id in namen]

    def laengste_reihe(self, verfuegbar: Sequence[Indikator]) -> str:
        """Der Leitindikator mit den meisten Stichtagen unter den verfügbaren; leer ohne einen."""
        namen = {i.id for i in verfuegbar if i.nenner}
        anzahl = {n: t["stichtag"].nunique() for n, t in self.leitwerte().items() if n in namen}
        return max(anzahl, key=anzahl.__getitem__, default="")

    def quellenzeile(self, *indikatoren: Indikator, mit_demo: bool = True) -> str:
        """„Quelle: …“ mit den Titeln der Tabellen, aus denen die Indikatoren stammen.

        Ohne `mit_demo` ohne Tabellen, die nur Demonstrationswerte enthalten.
        """
        tabellen = {r["name"]: r for r in self.kommune.paket.get("resources", [])}
        gezeigt = dict.fromkeys(
            tabellen.get(name, {}).get("title", name)
            for indikator in indikatoren
            for name in indikator.quelle
            if mit_demo or not tabellen.get(name, {}).get("demonstration")
        )
        return f"Quelle: {'; '.join(gezeigt)}."


def vorrat_aus(kommune: Kommune) -> Vorrat:
    """Ein Vorrat, der selbst rechnet, jeden Indikator höchstens einmal."""
    gerechnet: dict[str, pd.DataFrame] = {}
    untereinander: list[pd.DataFrame] = []
    gemerkt: dict[Hashable, Any] = {}

    def eine(indikator: Indikator) -> pd.DataFrame:
        if indikator.id not in gerechnet:
            gerechnet[indikator.id] = kennzahl(kommune, indikator)
        return gerechnet[indikator.id]

    def ebene(indikator: Indikator, ebene_id: str) -> pd.DataFrame:
        return der_ebene(kommune, eine(indikator), ebene_id)

    def lang() -> pd.DataFrame:
        if not untereinander:
            untereinander.append(profil.langtabelle(alle_werte(kommune, eine)))
        return untereinander[0]

    def merke(schluessel: Hashable, rechne: Callable[[], Any]) -> Any:  # noqa: ANN401
        if schluessel not in gemerkt:
            gemerkt[schluessel] = rechne()
        return gemerkt[schluessel]

    return Vorrat(
        kommune=kommune,
        merke=merke,
        kennzahl=eine,
        der_ebene=ebene,
        indikatoren_der_ebene=lambda ebene_id: merke(
            ("indikatoren_der_ebene", ebene_id), lambda: indikatoren_der_ebene(kommune, ebene_id)
        ),
        leitwerte=lambda: leitwerte(kommune, eine),
        lang=lang,
    )


def kennzahl(kommune: Kommune, indikator: Indikator) -> pd.DataFrame:
    """Alle Werte eines Indikators mit Vergleich zur Stadt."""
    tabelle = kennzahlen.kennzahl(kommune, indikator.id)
    return vergleich.mit_vergleich(kommune, tabelle, kommune.indikator(indikator.id))


def der_ebene(kommune: Kommune, tabelle: pd.DataFrame, ebene: str) -> pd.DataFrame:
    """Die Zeilen einer Tabelle, deren Gebiet zur Ebene gehört."""
    return tabelle[tabelle["gebiet"].isin(kommune.gebiete_der_ebene(ebene))]


def indikatoren_der_ebene(kommune: Kommune, ebene: str) -> list[Indikator]:
    """Indikatoren mit Werten auf einer Ebene, in der Reihenfolge des Katalogs."""
    return [
        indikator
        for indikator in kommune.katalog.values()
        if ebene in kennzahlen.ebenen_mit_werten(kommune, indikator)
    ]


def leitwerte(
    kommune: Kommune, kennzahl_zu: Callable[[Indikator], pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Die Leitindikatoren, zu denen Zahlen vorliegen, in der Reihenfolge der Kommune."""
    return {
        name: kennzahl_zu(kommune.katalog[name])
        for name in kommune.einstellungen.leitindikatoren
        if name in kommune.katalog
        and not kennzahlen.fehlende_merkmale(kommune, kommune.katalog[name])
    }


def alle_werte(
    kommune: Kommune, kennzahl_zu: Callable[[Indikator], pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Alle Indikatoren, die sich rechnen lassen, mit ihren Werten, in Katalogreihenfolge."""
    werte = {}
    for indikator in kommune.katalog.values():
        if kennzahlen.fehlende_merkmale(kommune, indikator) and not indikator.veroeffentlicht:
            continue
        try:
            werte[indikator.id] = kennzahl_zu(indikator)
        except SozialmonitorFehler:
            _protokoll.exception("Indikator %s", indikator.id)
    return {name: tabelle for name, tabelle in werte.items() if len(tabelle)}
