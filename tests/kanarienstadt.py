"""Eine Kommune, deren geheime Zahlen unverwechselbar sind: Kanarienvögel für den Lecktest.

Drei Stadtteile mit elf Sozialräumen, zwei Programmgebiete, nicht zuordenbare Fälle, drei Stichtage.
Alles ist erfunden und gerechnet, nichts zufällig. Die Regel der Rolle „öffentlich“ liegt bei
`MINDESTANZAHL`; was darunter liegt, sind sechsstellige Primzahlen (`KANARIEN`), alles Übrige ist
größer. So ist eine Ziffernfolge, die irgendwo auftaucht, kein Zufall. Die Indikatoren haben neun
Nachkommastellen, damit auch eine daraus gerechnete Quote zu erkennen ist.

Alle vier Zeichen kommen vor: Die Geburten von A2 sind am letzten Stichtag null, die von C3 fehlen,
die von B4 sind geheim; in B3 gab es 2020 zu wenige Arbeitslose für einen Anteil.
"""

import json
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.kleinstadt import eintrag

JAHRE = ("2019-12-31", "2020-12-31", "2021-12-31")
LETZTER = JAHRE[-1]
STADT, REST = "KS", "KX"
MINDESTANZAHL = 150_000
MINDESTBREITE = 40_000
SCHLUESSEL = "kanarienstadt"

STADTTEILE = {"A": ("A1", "A2", "A3", "A4"), "B": ("B1", "B2", "B3", "B4"), "C": ("C1", "C2", "C3")}
MENGEN = {"P": ("A1", "A2"), "Q": ("B1", "C1")}
SOZIALRAEUME = tuple(teil for teile in STADTTEILE.values() for teil in teile)
NAMEN = {
    "A1": "Amselhain", "A2": "Auerhahn", "A3": "Adlerhorst", "A4": "Alkenweg", "B1": "Bussardberg",
    "B2": "Bachstelze", "B3": "Birkhahn", "B4": "Bienenfresser", "C1": "Krähenwinkel",
    "C2": "Kranichsee", "C3": "Kuckucksgrund", "A": "Altvogelstadt", "B": "Bergvogelstadt",
    "C": "Küstenvogelstadt", "P": "Vogelmitte", "Q": "Vogelzug", REST: "räumlich nicht zuordenbar",
    STADT: "Kanarienstadt", "K2": "Nachbarhorst", "KK": "Vogelkreis", "LL": "Vogelland",
}  # fmt: skip

# (Stichtag, Gebiet, Merkmal) → die Zahl, die niemand sehen darf.
KANARIEN = {
    (JAHRE[2], "A3", "sgb2"): 104_729,
    (JAHRE[2], REST, "sgb2"): 100_853,
    (JAHRE[2], "B2", "sgb2_kinder"): 112_909,
    (JAHRE[2], "C1", "arbeitslose_lang"): 122_533,
    (JAHRE[2], "A1", "arbeitslose_kurz"): 131_101,
    (JAHRE[2], "B4", "geburten"): 138_977,
    (JAHRE[2], "C2", "zuzuege"): 141_269,
    (JAHRE[2], "A4", "frauen_ab_65"): 117_443,
    (JAHRE[2], "C3", "auslaender_unter_18"): 126_761,
    (JAHRE[1], "B1", "sgb2"): 133_403,
    (JAHRE[1], "A2", "fortzuege"): 109_471,
    (JAHRE[0], "C2", "sgb2_kinder"): 128_663,
    (JAHRE[0], "B3", "auslaender_unter_18"): 145_501,
}
NULL = (LETZTER, "A2", "geburten")
FEHLT = (LETZTER, "C3", "geburten")
ZU_WENIGE = (JAHRE[1], "B3", "arbeitslose")
MINDESTNENNER = 400_000

ALTER = (
    *("0-4", "5-9", "10-14", "15-17", "18-19", "20-24", "25-29", "30-34", "35-39", "40-44"),
    *("45-49", "50-54", "55-59", "60-64", "65-69", "70-74", "75-79", "80+"),
)
HERKUNFT = ("deutsch", "auslaendisch")
TEILMENGEN: dict[str, dict[str, Any]] = {
    "unter_18": {"alter_unter": 18},
    "unter_65": {"alter_unter": 65},
    "von_18_bis_64": {"alter_ab": 18, "alter_unter": 65},
    "ab_65": {"alter_ab": 65},
    "frauen_ab_65": {"alter_ab": 65, "geschlecht": "w"},
    "auslaender": {"herkunft": "auslaendisch"},
    "auslaender_unter_18": {"alter_unter": 18, "herkunft": "auslaendisch"},
}
# Merkmal → (Anteil an den Einwohnern, Teil von, Gliederung)
GEZAEHLT: dict[str, tuple[float, str, str]] = {
    "sgb2": (0.11, "", ""),
    "sgb2_kinder": (0.045, "sgb2", ""),
    "arbeitslose": (0.12, "", ""),
    "arbeitslose_lang": (0.05, "arbeitslose", "dauer"),
    "arbeitslose_kurz": (0.07, "arbeitslose", "dauer"),
    "geburten": (0.04, "", ""),
    "zuzuege": (0.08, "", ""),
    "fortzuege": (0.07, "", ""),
}
INDIKATOREN: dict[str, dict[str, Any]] = {
    "sgb2_quote": {
        "titel": "SGB-II-Quote", "art": "anteil", "zaehler": "sgb2", "nenner": "unter_65",
        "richtung": "hoch_belastend", "quelle": ["soziales", "einwohner"],
        "vergleich": ["stadt", "reststadt", "kreis"], "klassen": [8, 12, 16],
    },
    "kinderquote": {
        "titel": "Kinderquote SGB II", "art": "anteil", "zaehler": "sgb2_kinder",
        "nenner": "unter_18", "richtung": "hoch_belastend", "quelle": ["soziales", "einwohner"],
        "klassen": [15, 25],
    },
    "arbeitslosenanteil": {
        "titel": "Arbeitslosenanteil", "art": "anteil", "zaehler": "arbeitslose",
        "nenner": "von_18_bis_64", "richtung": "hoch_belastend",
        "quelle": ["soziales", "einwohner"], "klassen": [15, 20],
    },
    "langzeitanteil": {
        "titel": "Langzeitanteil", "art": "anteil", "zaehler": "arbeitslose_lang",
        "nenner": "arbeitslose", "richtung": "hoch_belastend", "klassen": [30, 50],
    },
    "geburtenrate": {
        "titel": "Geburten je 1.000", "art": "rate", "zaehler": "geburten", "nenner": "einwohner",
        "einheit": "je 1.000 Einwohner", "quelle": ["soziales", "einwohner"],
    },
    "wanderungssaldo": {
        "titel": "Wanderungssaldo", "art": "differenz", "zaehler": ["zuzuege", "-fortzuege"],
        "nenner": "einwohner", "einheit": "je 1.000 Einwohner",
        "quelle": ["soziales", "einwohner"],
    },
    "einwohnerzahl": {
        "titel": "Einwohnerzahl", "art": "anzahl", "zaehler": "einwohner", "einheit": "Personen",
        "nachkommastellen": 0, "quelle": ["einwohner"],
    },
    "jugendanteil": {
        "titel": "Anteil unter 18", "art": "anteil", "zaehler": "unter_18", "nenner": "einwohner",
        "quelle": ["einwohner"],
    },
    "jugendquotient": {
        "titel": "Jugendquotient", "art": "quotient", "zaehler": "unter_18",
        "nenner": "von_18_bis_64", "einheit": "je 100", "quelle": ["einwohner"],
    },
    "frauenanteil_ab_65": {
        "titel": "Frauen unter den Älteren", "art": "anteil", "zaehler": "frauen_ab_65",
        "nenner": "ab_65", "quelle": ["einwohner"],
    },
    "auslaenderanteil": {
        "titel": "Ausländeranteil", "art": "anteil", "zaehler": "auslaender",
        "nenner": "einwohner", "quelle": ["einwohner"],
    },
    "auslaenderkinder": {
        "titel": "Kinder unter den Ausländern", "art": "anteil", "zaehler": "auslaender_unter_18",
        "nenner": "auslaender", "quelle": ["einwohner"],
    },
    "dichte": {
        "titel": "Dichte", "art": "dichte", "zaehler": "einwohner", "nenner": "flaeche",
        "einheit": "je ha", "quelle": ["einwohner", "flaechen"],
    },
}  # fmt: skip
_SPALTEN = {
    "gebiete": ["gebiet", "ebene", "name", "uebergeordnet", "hinweis"],
    "mengen": ["menge", "teil"],
    "quellen": ["quelle", "titel", "url", "abgerufen", "hinweis"],
    "chronik": ["datum", "bis", "gebiet", "art", "titel", "text", "betrag", "einheit", "quelle"],
    "einwohner": ["gebiet", "stichtag", "merkmal", "alter", "geschlecht", "herkunft", "wert",
                  "zeichen", "quelle", "hinweis"],
    "soziales": ["gebiet", "stichtag", "merkmal", "wert", "zeichen", "quelle", "hinweis"],
    "flaechen": ["gebiet", "stichtag", "merkmal", "wert", "zeichen", "quelle", "hinweis"],
}  # fmt: skip
_BESTAND = ("einwohner", "soziales", "flaechen")

# Je Frage Ansicht und benannter Satz; alle über Gebiete mit verborgenen Zahlen.
FRAGEN = {
    "trend_a3": ("/zeitreihen?ebene=sozialraum&gebiete=A3&indikator=sgb2_quote", "trend"),
    "karte": ("/karte?ebene=sozialraum&indikator=sgb2_quote", "naeherung"),
    "besser": ("/soziale_stadt?gebiet=P&indikator=langzeitanteil", "besser"),
    "worin": (
        "/vergleich?vergleich=partner&ebene=sozialraum&gebiet=A3&gegen=rest&umfang=alle",
        "worin",
    ),
}


def baue(ordner: Path, schluessel: str = SCHLUESSEL) -> tuple[Path, Path]:
    """Schreibt die Kanarienstadt und nennt Daten- und Geometrieordner."""
    daten, geo = ordner / "data" / schluessel, ordner / "geodata" / schluessel
    daten.mkdir(parents=True)
    geo.mkdir(parents=True)
    tabellen = {
        "gebiete": _gebietszeilen(),
        "mengen": [f"{menge},{teil}" for menge, teile in MENGEN.items() for teil in teile],
        "quellen": ["demo,Erfundene Zahlen,,,"],
        "chronik": ["2020-06,,P,programmstart,Vogelmitte,Beginn der Förderung.,,,demo"],
        "einwohner": _einwohnerzeilen(),
        "soziales": _sozialzeilen(),
        "flaechen": [f"{g},2019,flaeche,{20_000 + 1_000 * i},demo,demo,"
                     for i, g in enumerate(SOZIALRAEUME)],
    }  # fmt: skip
    inhalte = {
        "kommune.toml": _kommune(),
        "merkmale.toml": _merkmale(),
        "indikatoren.toml": "\n".join(
            eintrag(i, **({"quelle": ["soziales"], "nachkommastellen": 9} | felder))
            for i, felder in INDIKATOREN.items()
        ),
        "datapackage.json": _json([_datenressource(name) for name in _SPALTEN]),
        "fragen.toml": "\n".join(
            f'[{name}]\nfrage = "{name}?"\nansicht = "{ansicht}"\nantwort = "{antwort}"\n'
            'sagt_nicht = "Warum das so ist."\n'
            for name, (ansicht, antwort) in FRAGEN.items()
        ),
        **{f"{name}.csv": "\n".join([",".join(_SPALTEN[name]), *zeilen, ""])
           for name, zeilen in tabellen.items()},
    }  # fmt: skip
    for name, text in inhalte.items():
        (daten / name).write_text(text, encoding="utf-8")
    for ebene, formen in _quadrate().items():
        (geo / f"{ebene}.geojson").write_text(_geojson(formen), encoding="utf-8")
    geopaket = _json([_georessource(ebene) for ebene in _quadrate()])
    (geo / "datapackage.json").write_text(geopaket, encoding="utf-8")
    return daten, geo


def _rauschen(*schluessel: object) -> float:
    """Eine Zahl von 0,9 bis 1,1, die nur vom Schlüssel abhängt."""
    return 0.9 + 0.2 * zlib.crc32(repr(schluessel).encode()) / 2**32


def _groesse(tag: str, gebiet: str) -> float:
    return 1e7 * _rauschen(gebiet) * (1 + 0.02 * JAHRE.index(tag))


def _gehoert_dazu(alter: str, geschlecht: str, herkunft: str, merkmal: str) -> bool:
    wo, von = TEILMENGEN[merkmal], int(alter.rstrip("+").split("-")[0])
    return bool(
        wo.get("alter_ab", 0) <= von < wo.get("alter_unter", 200)
        and wo.get("geschlecht", geschlecht) == geschlecht
        and wo.get("herkunft", herkunft) == herkunft
    )


def _einwohnergruppen(tag: str, gebiet: str) -> dict[tuple[str, str, str], int]:
    """Alle Gruppen eines Gebiets; die eines Kanarienvogels ergeben zusammen genau ihn."""
    gruppen = {
        (alter, geschlecht, herkunft): round(
            _groesse(tag, gebiet)
            / (2 * len(ALTER))
            * (0.8 if herkunft == "deutsch" else 0.2)
            * _rauschen(tag, gebiet, alter, geschlecht, herkunft)
        )
        for alter in ALTER
        for geschlecht in "mw"
        for herkunft in HERKUNFT
    }
    for (wann, wo, merkmal), vogel in KANARIEN.items():
        if (wann, wo) == (tag, gebiet) and merkmal in TEILMENGEN:
            betroffen = [g for g in gruppen if _gehoert_dazu(*g, merkmal)]
            teil, ueber = divmod(vogel, len(betroffen))
            gruppen |= {g: teil + (ueber if i == 0 else 0) for i, g in enumerate(betroffen)}
    return gruppen


def _einwohnerzeilen() -> list[str]:
    return [
        f"{gebiet},{tag},einwohner,{alter},{geschlecht},{herkunft},{wert},demo,demo,"
        for tag in JAHRE
        for gebiet in SOZIALRAEUME
        for (alter, geschlecht, herkunft), wert in _einwohnergruppen(tag, gebiet).items()
    ]


def _sozialwerte() -> dict[tuple[str, str, str], int]:
    """Alle gezählten Merkmale; die beiden Teile der Arbeitslosen ergeben genau das Ganze."""
    werte = {}
    for tag in JAHRE:
        for gebiet in SOZIALRAEUME:
            for merkmal, (anteil, _, _) in GEZAEHLT.items():
                roh = _groesse(tag, gebiet) * anteil * _rauschen(tag, gebiet, merkmal)
                werte[tag, gebiet, merkmal] = KANARIEN.get((tag, gebiet, merkmal), round(roh))
            if (vogel := KANARIEN.get((tag, gebiet, "sgb2"))) is not None:
                werte[tag, gebiet, "sgb2_kinder"] = round(0.82 * vogel)
            if (tag, gebiet, "arbeitslose") == ZU_WENIGE:
                werte[tag, gebiet, "arbeitslose_lang"] = 190_027
                werte[tag, gebiet, "arbeitslose_kurz"] = 200_003
            werte[tag, gebiet, "arbeitslose"] = sum(
                werte[tag, gebiet, f"arbeitslose_{dauer}"] for dauer in ("lang", "kurz")
            )
    werte |= {schluessel: wert for schluessel, wert in KANARIEN.items() if schluessel[1] == REST}
    werte[NULL] = 0
    return werte


def _sozialzeilen() -> list[str]:
    werte = _sozialwerte()
    tag, gebiet, merkmal = FEHLT
    zur_summe = [wert for (t, _, m), wert in werte.items() if (t, m) == (tag, merkmal)]
    im_stadtteil = sum(werte[tag, teil, merkmal] for teil in STADTTEILE[gebiet[0]])
    ganze = {(tag, gebiet[0], merkmal): im_stadtteil, (tag, STADT, merkmal): sum(zur_summe)}
    del werte[FEHLT]
    return [f"{g},{t},{m},{wert},demo,demo," for (t, g, m), wert in (werte | ganze).items()]


def _gebietszeilen() -> list[str]:
    zeilen = [(teil, "sozialraum", oben) for oben, teile in STADTTEILE.items() for teil in teile]
    zeilen += [(stadtteil, "stadtteil", STADT) for stadtteil in STADTTEILE]
    zeilen += [(menge, "programmgebiet", STADT) for menge in MENGEN]
    zeilen += [(REST, "nicht_zuordenbar", STADT), (STADT, "stadt", "KK"), ("K2", "gemeinde", "KK")]
    zeilen += [("KK", "kreis", "LL"), ("LL", "land", "")]
    return [f"{gebiet},{ebene},{NAMEN[gebiet]},{oben}," for gebiet, ebene, oben in zeilen]


def _kommune() -> str:
    return f"""\
name = "Kanarienstadt"
bezeichnung = "Stadt Kanarienstadt"
titel = "Sozialmonitor Kanarienstadt"
stadt = "{STADT}"
startebene = "sozialraum"
mindestnenner = {MINDESTNENNER}
leitindikatoren = {json.dumps(list(INDIKATOREN))}
hinweis_startseite = "Erfundene Stadt."
handlungsfelder = [{{ id = "soziales", titel = "Soziales" }}]
ebenen = [
  {{ id = "sozialraum", titel = "Sozialräume", einzahl = "Sozialraum" }},
  {{ id = "stadtteil", titel = "Stadtteile", einzahl = "Stadtteil" }},
  {{ id = "programmgebiet", titel = "Programmgebiete", einzahl = "Programmgebiet", menge = true }},
  {{ id = "gemeinde", titel = "Gemeinden", einzahl = "Gemeinde", mit = ["stadt"] }},
  {{ id = "stadt", titel = "Stadt", einzahl = "Stadt" }},
  {{ id = "kreis", titel = "Kreise", einzahl = "Kreis" }},
  {{ id = "land", titel = "Land", einzahl = "Land" }},
]

[auswertungen]
sozialindex = ["sgb2_quote", "kinderquote", "langzeitanteil"]
basis = "{JAHRE[0]}"
segregation = ["sgb2_quote", "auslaenderkinder", "jugendanteil"]
gruppen = ["sgb2_quote", "kinderquote", "jugendanteil", "frauenanteil_ab_65"]

[geheimhaltung.oeffentlich]
mindestanzahl = {MINDESTANZAHL}
mindestbreite = {MINDESTBREITE}
"""


def _merkmale() -> str:
    kopf = {"einheit": "Personen", "art": "anzahl"}
    register = kopf | {"reihe": "register"}
    merkmale: dict[str, dict[str, Any]] = {
        "einwohner": register,
        "flaeche": {"einheit": "ha", "art": "anzahl", "zeitlos": True},
    }
    merkmale |= {name: register | {"aus": "einwohner", "wo": wo} for name, wo in TEILMENGEN.items()}
    for name, (_, teil_von, gliederung) in GEZAEHLT.items():
        merkmale[name] = kopf | {"teil_von": teil_von, "gliederung": gliederung}
    zeilen = ["[reihen.register]", 'titel = "Melderegister"']
    for name, felder in merkmale.items():
        zeilen += [f"[merkmale.{name}]", f'titel = "{name.replace("_", " ").capitalize()}"']
        zeilen += [f"{feld} = {_toml(wert)}" for feld, wert in felder.items() if wert != ""]
    return "\n".join([*zeilen, ""])


def _toml(wert: object) -> str:
    if isinstance(wert, dict):
        return "{ " + ", ".join(f"{k} = {_toml(w)}" for k, w in wert.items()) + " }"
    return json.dumps(wert, ensure_ascii=False)


def _datenressource(name: str) -> dict[str, Any]:
    felder = [
        {"name": spalte, "type": "number" if spalte in {"wert", "betrag"} else "string"}
        for spalte in _SPALTEN[name]
    ]
    return {
        "name": name,
        "path": f"{name}.csv",
        "title": name.capitalize(),
        "rolle": "bestand" if name in _BESTAND else name,
        "schema": {"fields": felder, "missingValues": [""]},
        "demonstration": name in _BESTAND,
        **({"veroeffentlicht": True} if name == "flaechen" else {}),
    }


def _georessource(ebene: str) -> dict[str, Any]:
    return {
        "name": ebene, "path": f"{ebene}.geojson", "ebene": ebene,
        "schluessel": {"spalte": "gebiet"}, "namen": {"spalte": "name"},
        "koordinatensystem": "EPSG:25832", "schematisch": True, "hinweis": "Quadrate.",
        "quellenvermerk": "© Kanarienstadt", "gebietsstand": "2021",
    }  # fmt: skip


def _json(ressourcen: list[dict[str, Any]]) -> str:
    return json.dumps({"name": SCHLUESSEL, "resources": ressourcen}, ensure_ascii=False, indent=1)


def _quadrate() -> dict[str, dict[str, list[tuple[int, int]]]]:
    """Je Ebene die Flächen aus Kilometerquadraten (Spalte, Zeile); C3 hat zwei übereinander."""
    raeume = {
        teil: [(2 * spalte + i // 2, i % 2)]
        for spalte, teile in enumerate(STADTTEILE.values())
        for i, teil in enumerate(teile)
    }
    raeume["C3"] = [(5, 0), (5, 1)]
    zusammen = {oben: [q for teil in teile for q in raeume[teil]]
                for oben, teile in (STADTTEILE | {"P": MENGEN["P"]}).items()}  # fmt: skip
    stadt = [quadrat for felder in raeume.values() for quadrat in felder]
    return {
        "sozialraum": raeume,
        "stadtteil": {oben: zusammen[oben] for oben in STADTTEILE},
        "programmgebiet": {"P": zusammen["P"], "Q": raeume["B1"]},
        "stadt": {STADT: stadt},
    }


def _geojson(formen: Mapping[str, Iterable[tuple[int, int]]]) -> str:
    merkmale = [
        {
            "type": "Feature",
            "properties": {"gebiet": gebiet, "name": NAMEN[gebiet]},
            "geometry": {"type": "Polygon", "coordinates": [_rechteck(list(felder))]},
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
