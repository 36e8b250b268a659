"""Frictionless-Beschreibungen der beiden Datenpakete für Flensburg."""

from typing import Any

JsonObjekt = dict[str, Any]

ADRESSE = "https://github.com/oklabflensburg/open-social-map"
LIZENZEN: list[JsonObjekt] = [
    {
        "name": "CC0-1.0",
        "title": "Creative Commons Zero 1.0",
        "path": "https://creativecommons.org/publicdomain/zero/1.0/deed.de",
    }
]
QUELLEN: list[JsonObjekt] = [{"title": "Sozialatlas der Stadt Flensburg", "path": ADRESSE}]

# Ressource → (Titel, Anfänge der Merkmale). Jedes Merkmal steht in genau einer Tabelle.
BESTAENDE: dict[str, tuple[str, tuple[str, ...]]] = {
    "bevoelkerung": ("Bevölkerung", ("einwohner", "altenquotient", "geburten")),
    "arbeit": ("Arbeit", ("beschaeftig", "arbeitslose")),
    "soziales": ("Soziale Leistungen", ("sgb", "mindestsicherung")),
    "wohnen": ("Wohnen", ("wohn", "raeumung")),
    "jugendhilfe": ("Hilfen zur Erziehung", ("hilfen",)),
}

# Tabelle → (Titel, Schlüssel, Spalte → (Beschreibung, Pflicht))
STAMMTABELLEN: dict[str, tuple[str, list[str], dict[str, tuple[str, bool]]]] = {
    "gebiete": (
        "Gebiete",
        ["gebiet"],
        {
            "gebiet": ("Schlüssel des Gebiets", True),
            "ebene": ("Gebietsebene", True),
            "name": ("Name des Gebiets", True),
            "uebergeordnet": ("Schlüssel des übergeordneten Gebiets", False),
            "hinweis": ("Hinweis zum Gebiet", False),
        },
    ),
    "mengen": (
        "Mengen von Gebieten",
        ["menge", "teil"],
        {
            "menge": ("Schlüssel der Menge", True),
            "teil": ("Schlüssel eines Teils", True),
        },
    ),
    "quellen": (
        "Quellen",
        ["quelle"],
        {
            "quelle": ("Schlüssel der Quelle", True),
            "titel": ("Titel der Quelle", True),
            "url": ("Adresse der Quelle", False),
            "abgerufen": ("Tag des Abrufs", False),
            "hinweis": ("Hinweis zur Quelle", False),
        },
    ),
    "chronik": (
        "Chronik",
        ["datum", "titel"],
        {
            "datum": ("Datum, Monat oder Jahr", True),
            "bis": ("Ende", False),
            "gebiet": ("Schlüssel des Gebiets", False),
            "art": ("Art des Eintrags", True),
            "titel": ("Überschrift", True),
            "text": ("Text", False),
            "betrag": ("Betrag", False),
            "einheit": ("Einheit des Betrags", False),
            "quelle": ("Schlüssel der Quelle", False),
        },
    ),
}


def datenpaket() -> JsonObjekt:
    """Beschreibung von data/flensburg."""
    staemme = [_stammtabelle(name) for name in STAMMTABELLEN]
    bestaende = [_bestandstabelle(name) for name in BESTAENDE]
    return {
        "name": "sozialmonitor-flensburg",
        "title": "Sozialmonitor Flensburg",
        "licenses": LIZENZEN,
        "resources": staemme + bestaende,
    }


def geodatenpaket() -> JsonObjekt:
    """Beschreibung von geodata/flensburg: die Rohgeometrie, wie sie kommt."""
    stadtteile = {
        "name": "stadtteile",
        "path": "Stadtteile.shp",
        "title": "Stadtteile der Stadt Flensburg",
        "ebene": "stadtteil",
        "schluessel": {"spalte": "AREA_ID", "muster": r"^STGT(\d+)$", "vorsatz": "01001"},
        "namen": {"spalte": "AREA_NAME", "muster": r"^\d+\s+(.*)$"},
        "koordinatensystem": "EPSG:25832",
        "schematisch": False,
        "quellenvermerk": "© Stadt Flensburg, CC0",
        "gebietsstand": "2018-01-01",
        "sources": QUELLEN,
        "licenses": LIZENZEN,
    }
    return {
        "name": "sozialmonitor-flensburg-geo",
        "title": "Geodaten Flensburg",
        "licenses": LIZENZEN,
        "resources": [stadtteile],
    }


def ressource(merkmal: str) -> str:
    """Die Bestandstabelle, in der ein Merkmal steht."""
    treffer = [name for name, (_, anfaenge) in BESTAENDE.items() if merkmal.startswith(anfaenge)]
    if len(treffer) != 1:
        raise ValueError(f"Das Merkmal „{merkmal}“ gehört zu {treffer or 'keiner Tabelle'}.")
    return treffer[0]


def _ressource(name: str, titel: str, rolle: str) -> JsonObjekt:
    return {
        "name": name,
        "path": f"{name}.csv",
        "title": titel,
        "rolle": rolle,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "sources": QUELLEN,
        "licenses": LIZENZEN,
    }


def _stammtabelle(name: str) -> JsonObjekt:
    titel, schluessel, spalten = STAMMTABELLEN[name]
    felder = [_feld(spalte, *angaben) for spalte, angaben in spalten.items()]
    return _ressource(name, titel, name) | {"schema": _schema(felder, schluessel)}


def _bestandstabelle(name: str) -> JsonObjekt:
    felder = [
        _feld("gebiet", "Schlüssel des Gebiets", True, {"pattern": r"\d{7,8}"}),
        _feld("stichtag", "Jahr", True, {"pattern": r"\d{4}"}),
        _feld("merkmal", "Gezähltes oder veröffentlichtes Merkmal", True),
        _feld("wert", "Wert", False, {"minimum": 0}) | {"type": "number"},
        _feld("zeichen", "Zeichen der amtlichen Statistik", False),
        _feld("quelle", "Schlüssel der Quelle", True),
        _feld("hinweis", "Hinweis zum Wert", False),
    ]
    return _ressource(name, BESTAENDE[name][0], "bestand") | {
        "stand": "2022",
        "demonstration": False,
        "beschreibung_herkunft": "Aus den Tabellen des Sozialatlas der Stadt Flensburg.",
        "schema": _schema(felder, ["gebiet", "stichtag", "merkmal"]),
    }


def _feld(name: str, text: str, pflicht: bool, grenzen: JsonObjekt | None = None) -> JsonObjekt:
    bedingungen = {"required": pflicht, **(grenzen or {})}
    return {"name": name, "type": "string", "description": text, "constraints": bedingungen}


def _schema(felder: list[JsonObjekt], schluessel: list[str]) -> JsonObjekt:
    return {"fields": felder, "missingValues": [""], "primaryKey": schluessel}
