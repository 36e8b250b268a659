"""Eine vollständige Kommune im Kleinen: zwei Stadtteile mit je zwei Sozialräumen.

Alle Zahlen stehen hier; was die Tests erwarten, ist von Hand daraus gerechnet. 2021:

             unter 18  18–64  ab 65  zusammen  unter 65  SGB II
    A1            100    300    100       500       400      40
    A2             50    200     50       300       250      10
    B1             40    120     40       200       160      16
    B2             10      5      3        18        15       3  (Demonstration)
    ohne Gebiet     –      –      –         –         –       5
    Stadt         200    625    193      1018       825      74

A1 hatte 2019 280 und 2020 290 Menschen von 18 bis 64 und 38 und 39 Leistungsberechtigte; alles
Übrige blieb gleich. Das Programmgebiet P besteht aus A1 und B1.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sozialmonitor.kommune import Kommune
from sozialmonitor.laden import lade_kommune

JAHRE = ("2019-12-31", "2020-12-31", "2021-12-31")
STADT = "K1"
LETZTER = JAHRE[-1]
GEBIETE = """\
gebiet,ebene,name,uebergeordnet,hinweis
A1,sozialraum,Altmarkt,A,
A2,sozialraum,Am Wall,A,
B1,sozialraum,Bergfeld,B,
B2,sozialraum,Bahnhof,B,
A,stadtteil,Altstadt,K1,
B,stadtteil,Bergstadt,K1,
P,programmgebiet,Soziale Mitte,K1,
KX,nicht_zuordenbar,räumlich nicht zuordenbar,K1,
K1,stadt,Kleinstadt,K,
K2,gemeinde,Nachbarort,K,
K,kreis,Kleinkreis,L,
L,land,Kleinland,,
"""
MENGEN = "menge,teil\nP,A1\nP,B1\n"
QUELLEN = """\
quelle,titel,url,abgerufen,hinweis
amt,Statistikamt Kleinstadt,https://example.org,2026-11-22,
demo,Demonstrationsdaten,,,
"""
CHRONIK = """\
datum,bis,gebiet,art,titel,text,betrag,einheit,quelle
2020-06,,P,programmstart,Soziale Mitte,Beginn der Förderung.,100000,Euro,amt
"""
KOMMUNE = """\
name = "Kleinstadt"
bezeichnung = "Stadt Kleinstadt"
titel = "Sozialmonitor Kleinstadt"
stadt = "K1"
startebene = "stadtteil"
mindestnenner = 20
leitindikatoren = ["sgb2_quote", "einwohnerzahl", "jugendanteil"]
hinweis_startseite = "Erfundene Stadt."
ereignisse = [{ von = "2020-03", bis = "2021-05", titel = "Corona" }]
handlungsfelder = [{ id = "soziales", titel = "Soziales" }]
ebenen = [
  { id = "sozialraum", titel = "Sozialräume", einzahl = "Sozialraum" },
  { id = "stadtteil", titel = "Stadtteile", einzahl = "Stadtteil" },
  { id = "programmgebiet", titel = "Programmgebiete", einzahl = "Programmgebiet", menge = true },
  { id = "gemeinde", titel = "Gemeinden", einzahl = "Gemeinde", mit = ["stadt"] },
  { id = "stadt", titel = "Stadt", einzahl = "Stadt" },
  { id = "kreis", titel = "Kreise", einzahl = "Kreis" },
  { id = "land", titel = "Land", einzahl = "Land" },
]
"""
MERKMALE = """\
[reihen.register]
titel = "Melderegister"
brueche = [{ ab = "2020-06", grund = "Neue Software" }]
[reihen.fortschreibung]
titel = "Amtliche Fortschreibung"

[merkmale]
einwohner = { titel = "Einwohner", einheit = "Personen", art = "anzahl", reihe = "register" }
einwohner_amtlich = { titel = "Einwohner (amtlich)", einheit = "Personen", art = "anzahl", \
reihe = "fortschreibung" }
sgb2 = { titel = "Leistungsberechtigte SGB II", einheit = "Personen", art = "anzahl" }
geburten = { titel = "Geburten", einheit = "Personen", art = "anzahl" }
zuzuege = { titel = "Zuzüge", einheit = "Personen", art = "anzahl" }
fortzuege = { titel = "Fortzüge", einheit = "Personen", art = "anzahl" }
flaeche = { titel = "Fläche", einheit = "ha", art = "anzahl", zeitlos = true }
quote_bericht = { titel = "SGB-II-Quote laut Bericht", einheit = "%", art = "messwert" }

[merkmale.unter_18]
titel = "Unter 18"
einheit = "Personen"
art = "anzahl"
reihe = "register"
aus = "einwohner"
wo = { alter_unter = 18 }

[merkmale.unter_65]
titel = "Unter 65"
einheit = "Personen"
art = "anzahl"
reihe = "register"
aus = "einwohner"
wo = { alter_unter = 65 }

[merkmale.von_18_bis_64]
titel = "18 bis 64"
einheit = "Personen"
art = "anzahl"
reihe = "register"
aus = "einwohner"
wo = { alter_ab = 18, alter_unter = 65 }

[merkmale.frauen_ab_65]
titel = "Frauen ab 65"
einheit = "Personen"
art = "anzahl"
reihe = "register"
aus = "einwohner"
wo = { alter_ab = 65, geschlecht = "w" }
"""
# (Männer, Frauen) je Altersgruppe im letzten Jahr
EINWOHNER = {
    "A1": {"0-17": (50, 50), "18-64": (140, 160), "65+": (40, 60)},
    "A2": {"0-17": (20, 30), "18-64": (100, 100), "65+": (20, 30)},
    "B1": {"0-17": (20, 20), "18-64": (70, 50), "65+": (15, 25)},
    "B2": {"0-17": (5, 5), "18-64": (3, 2), "65+": (1, 2)},
}
SGB2 = {"A1": 40, "A2": 10, "B1": 16, "B2": 3, "KX": 5}
BEWEGUNGEN = {  # Geburten, Zuzüge, Fortzüge
    "A1": (5, 60, 45), "A2": (3, 20, 30), "B1": (2, 10, 10), "B2": (0, 1, 2),
}  # fmt: skip
FLAECHE = {"A1": 10, "A2": 20, "B1": 5, "B2": 5}
_VORGABEN = {
    "kurz": "Kurz.", "definition": "Definition.", "berechnung": "Berechnung.",
    "handlungsfeld": "soziales", "einheit": "%", "nachkommastellen": 1, "richtung": "neutral",
    "vergleich": ["stadt"], "quelle": ["soziales"], "klassen": [5, 10], "hinweise": [],
    "geprueft_am": "2026-11-22",
}  # fmt: skip
INDIKATOREN: dict[str, dict[str, Any]] = {
    "sgb2_quote": {
        "titel": "SGB-II-Quote", "art": "anteil", "zaehler": "sgb2", "nenner": "unter_65",
        "veroeffentlicht": "quote_bericht", "richtung": "hoch_belastend",
        "quelle": ["soziales", "einwohner"], "vergleich": ["stadt", "reststadt", "kreis"],
    },
    "einwohnerzahl": {
        "titel": "Einwohnerzahl", "art": "anzahl", "zaehler": "einwohner",
        "einheit": "Personen", "nachkommastellen": 0, "klassen": [100, 400],
        "quelle": ["einwohner"],
    },
    "jugendanteil": {
        "titel": "Anteil unter 18", "art": "anteil", "zaehler": "unter_18", "nenner": "einwohner",
        "quelle": ["einwohner"],
    },
    "jugendquotient": {
        "titel": "Jugendquotient", "art": "quotient", "zaehler": "unter_18",
        "nenner": "von_18_bis_64", "einheit": "je 100", "quelle": ["einwohner"],
    },
    "geburtenrate": {
        "titel": "Geburten je 1.000", "art": "rate", "zaehler": "geburten",
        "nenner": "einwohner", "einheit": "je 1.000 Einwohner",
        "quelle": ["soziales", "einwohner"],
    },
    "wanderungssaldo": {
        "titel": "Wanderungssaldo", "art": "differenz", "zaehler": ["zuzuege", "-fortzuege"],
        "nenner": "einwohner", "einheit": "je 1.000 Einwohner",
        "quelle": ["soziales", "einwohner"],
    },
    "dichte": {
        "titel": "Dichte", "art": "dichte", "zaehler": "einwohner", "nenner": "flaeche",
        "einheit": "je ha", "quelle": ["soziales", "einwohner"],
    },
    "quote_laut_bericht": {
        "titel": "SGB-II-Quote laut Bericht", "art": "messwert", "zaehler": "quote_bericht",
    },
}  # fmt: skip
_TEXTSPALTEN = {
    "gebiete": ["gebiet", "ebene", "name", "uebergeordnet", "hinweis"],
    "mengen": ["menge", "teil"],
    "quellen": ["quelle", "titel", "url", "abgerufen", "hinweis"],
    "chronik": ["datum", "bis", "gebiet", "art", "titel", "text", "betrag", "einheit", "quelle"],
    "einwohner": ["gebiet", "stichtag", "merkmal", "alter", "geschlecht", "wert", "zeichen",
                  "quelle", "hinweis"],
    "soziales": ["gebiet", "stichtag", "merkmal", "wert", "zeichen", "quelle", "hinweis"],
}  # fmt: skip
_SCHLUESSEL = {
    "gebiete": ["gebiet"], "mengen": ["menge", "teil"], "quellen": ["quelle"], "chronik": [],
    "einwohner": ["gebiet", "stichtag", "merkmal", "alter", "geschlecht"],
    "soziales": ["gebiet", "stichtag", "merkmal"],
}  # fmt: skip
# Quadrate von einem Kilometer in EPSG:25832, links unten (Spalte, Zeile)
_QUADRATE = {
    "sozialraum": {"A1": [(0, 0)], "A2": [(0, 1)], "B1": [(1, 0)], "B2": [(1, 1)]},
    "stadtteil": {"A": [(0, 0), (0, 1)], "B": [(1, 0), (1, 1)]},
    "programmgebiet": {"P": [(0, 0), (1, 0)]},
    "stadt": {"K1": [(0, 0), (1, 0), (0, 1), (1, 1)]},
}


def baue(ordner: Path) -> tuple[Path, Path]:
    """Schreibt die Kleinstadt und nennt Daten- und Geometrieordner."""
    daten, geo = ordner / "data" / "kleinstadt", ordner / "geodata" / "kleinstadt"
    daten.mkdir(parents=True)
    geo.mkdir(parents=True)
    inhalte = {
        "kommune.toml": KOMMUNE, "merkmale.toml": MERKMALE, "gebiete.csv": GEBIETE,
        "indikatoren.toml": "\n".join(eintrag(i, **f) for i, f in INDIKATOREN.items()),
        "mengen.csv": MENGEN, "quellen.csv": QUELLEN, "chronik.csv": CHRONIK,
        "einwohner.csv": _csv("einwohner", _einwohnerzeilen()),
        "soziales.csv": _csv("soziales", _sozialzeilen()),
        "datapackage.json": _json([_datenressource(name) for name in _TEXTSPALTEN]),
    }  # fmt: skip
    for name, text in inhalte.items():
        (daten / name).write_text(text, encoding="utf-8")
    for ebene, formen in _QUADRATE.items():
        (geo / f"{ebene}.geojson").write_text(_geojson(formen), encoding="utf-8")
    geopaket = _json([_georessource(ebene) for ebene in _QUADRATE])
    (geo / "datapackage.json").write_text(geopaket, encoding="utf-8")
    return daten, geo


def lade(ordner: Path, *aenderungen: tuple[str, str, str]) -> Kommune:
    """Baut die Kleinstadt, ändert Dateien (`Datei, alt, neu`) und lädt sie."""
    daten, geo = baue(ordner)
    for datei, alt, neu in aenderungen:
        ersetze(daten / datei, alt, neu)
    return lade_kommune(daten, geo)


def ersetze(pfad: Path, alt: str, neu: str) -> None:
    """Ersetzt eine Stelle, die genau einmal vorkommt."""
    text = pfad.read_text(encoding="utf-8")
    assert text.count(alt) == 1, f"{alt!r} steht {text.count(alt)} Mal in {pfad.name}"
    pfad.write_text(text.replace(alt, neu), encoding="utf-8")


def haenge_an(pfad: Path, text: str) -> None:
    """Hängt Text an eine Datei an."""
    pfad.write_text(pfad.read_text(encoding="utf-8") + text, encoding="utf-8")


def eintrag(indikator: str, **felder: object) -> str:
    """Ein Indikator als TOML; nicht genannte Pflichtfelder sind vorbelegt."""
    zeilen = [f"{name} = {json.dumps(w, ensure_ascii=False)}" for name, w in
              (_VORGABEN | felder).items()]  # fmt: skip
    return "\n".join([f"[{indikator}]", *zeilen, ""])


def _csv(tabelle: str, zeilen: Iterable[str]) -> str:
    return "\n".join([",".join(_TEXTSPALTEN[tabelle]), *zeilen, ""])


def _einwohnerzeilen() -> list[str]:
    return [
        f"{gebiet},{jahr},einwohner,{alter},{'mw'[i]},"
        f"{zahl - (5 * (2021 - int(jahr[:4])) if (gebiet, alter) == ('A1', '18-64') else 0)},,amt,"
        for jahr in JAHRE
        for gebiet, gruppen in EINWOHNER.items()
        for alter, zahlen in gruppen.items()
        for i, zahl in enumerate(zahlen)
    ]


def _sozialzeilen() -> list[str]:
    zeilen = [
        f"{gebiet},{jahr},sgb2,{zahl - (2021 - int(jahr[:4]) if gebiet == 'A1' else 0)},"
        f"{'demo,demo' if gebiet == 'B2' else ',amt'},"
        for jahr in JAHRE
        for gebiet, zahl in SGB2.items()
    ]
    for gebiet, werte in BEWEGUNGEN.items():
        namen = ("geburten", "zuzuege", "fortzuege")
        zeilen += [
            f"{gebiet},{LETZTER},{name},{wert},,amt,"
            for name, wert in zip(namen, werte, strict=True)
        ]
    zeilen += [f"{gebiet},2020,flaeche,{wert},,amt," for gebiet, wert in FLAECHE.items()]
    zeilen += [
        "K1,2018-12-31,quote_bericht,9.4,p,amt,Bericht 2019",
        f"K1,{LETZTER},quote_bericht,99.9,,amt,",
        f"K,{LETZTER},quote_bericht,7.5,,amt,",
    ]
    return [*zeilen, f"K1,{LETZTER},einwohner_amtlich,1000,,amt,"]


def _datenressource(name: str) -> dict[str, Any]:
    rolle = "bestand" if name in {"einwohner", "soziales"} else name
    felder = [
        {"name": spalte, "type": "number" if spalte in {"wert", "betrag"} else "string"}
        for spalte in _TEXTSPALTEN[name]
    ]
    schema = {"fields": felder, "primaryKey": _SCHLUESSEL[name], "missingValues": [""]}
    return {"name": name, "path": f"{name}.csv", "title": name.capitalize(), "rolle": rolle,
            "schema": schema}  # fmt: skip


def _georessource(ebene: str) -> dict[str, Any]:
    return {
        "name": ebene, "path": f"{ebene}.geojson", "ebene": ebene,
        "schluessel": {"spalte": "nummer", "muster": "^Nr\\. (.+)$"},
        "namen": {"spalte": "bezeichnung"}, "koordinatensystem": "EPSG:25832",
        "schematisch": True, "hinweis": "Quadrate", "quellenvermerk": "© Kleinstadt",
        "gebietsstand": "2021",
    }  # fmt: skip


def _json(ressourcen: list[dict[str, Any]]) -> str:
    paket = {"name": "kleinstadt", "resources": ressourcen}
    return json.dumps(paket, ensure_ascii=False, indent=1)


def _geojson(formen: dict[str, list[tuple[int, int]]]) -> str:
    merkmale = [
        {
            "type": "Feature",
            "properties": {"nummer": f"Nr. {gebiet}", "bezeichnung": f"Gebiet {gebiet}"},
            "geometry": {"type": "Polygon", "coordinates": [_rechteck(felder)]},
        }
        for gebiet, felder in formen.items()
    ]
    system = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}}
    return json.dumps({"type": "FeatureCollection", "crs": system, "features": merkmale})


def _rechteck(felder: list[tuple[int, int]]) -> list[list[float]]:
    """Der Umriss eines Rechtecks aus Kilometerquadraten, bei 9° Ost und 49,6° Nord."""
    x0, y0 = (min(feld[i] for feld in felder) for i in (0, 1))
    x1, y1 = (max(feld[i] for feld in felder) + 1 for i in (0, 1))
    ecken = [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]
    return [[500_000.0 + 1000 * x, 5_500_000.0 + 1000 * y] for x, y in ecken]
