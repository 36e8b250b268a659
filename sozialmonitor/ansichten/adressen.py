"""Die Adresse einer Ansicht: welche Seite und welche Angaben, als kurzer, fester Text."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from sozialmonitor.fehler import SozialmonitorFehler

SEITEN = {
    "karte": "Karte",
    "zeitreihen": "Zeitreihen",
    "vergleich": "Vergleich",
    "soziale_stadt": "Soziale Stadt",
    "gebietsprofil": "Gebietsprofil",
    "sozialindex": "Sozialindex",
    "segregation": "Segregation",
    "gruppen": "Gruppen",
}
HOECHSTENS_ZEICHEN = 4000
HOECHSTENS_ANGABEN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Ansicht:
    """Eine Seite mit ihren Angaben; jede Angabe hat einen oder mehrere Werte."""

    seite: str
    parameter: Mapping[str, tuple[str, ...]]

    def __post_init__(self) -> None:
        """Hält eine eigene, unveränderliche Abschrift der Angaben."""
        eigene = {name: tuple(werte) for name, werte in self.parameter.items() if werte}
        object.__setattr__(self, "parameter", MappingProxyType(eigene))

    def __hash__(self) -> int:
        """Gleiche Ansichten haben dieselbe Adresse."""
        return hash(adresse(self))


def ansicht_aus(adresse: str) -> Ansicht:
    """Die Ansicht zu „/karte?ebene=…“ oder einer vollen Adresse; nur Pfad und Angaben zählen.

    Raises
    ------
    SozialmonitorFehler
        Wenn die Adresse leer oder zu lang ist oder eine Seite nennt, die es nicht gibt.
    """
    if len(adresse) > HOECHSTENS_ZEICHEN:
        raise SozialmonitorFehler(
            f"Die Adresse hat {len(adresse)} Zeichen; möglich sind {HOECHSTENS_ZEICHEN}."
        )
    try:
        teile = urlsplit(adresse.strip())
        angaben = parse_qsl(teile.query, keep_blank_values=True, max_num_fields=HOECHSTENS_ANGABEN)
    except ValueError as fehler:
        raise SozialmonitorFehler(
            "Die Adresse ist nicht lesbar. Bitte sie aus der Adresszeile der Seite übernehmen."
        ) from fehler
    seite = teile.path.rstrip("/").rpartition("/")[2]
    if seite not in SEITEN:
        raise SozialmonitorFehler(
            f"Die Adresse nennt keine Ansicht („{seite[:40]}“); möglich sind: {', '.join(SEITEN)}."
        )
    parameter: dict[str, tuple[str, ...]] = {}
    for name, wert in angaben:
        parameter[name] = (*parameter.get(name, ()), wert)
    return Ansicht(seite=seite, parameter=parameter)


def adresse(ansicht: Ansicht) -> str:
    """Die Adresse in fester Reihenfolge: gleiche Ansicht, gleicher Text."""
    angaben = [(n, wert) for n in sorted(ansicht.parameter) for wert in ansicht.parameter[n]]
    text = urlencode(angaben, quote_via=quote)
    return f"/{ansicht.seite}?{text}" if text else f"/{ansicht.seite}"
