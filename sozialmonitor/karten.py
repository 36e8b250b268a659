"""Werte und Bedeutung → folium-Karte, die Flächen einmal lädt und danach nur umfärbt.

Die Grundkarte bleibt bei jeder Änderung gleich (der Browser behält sie samt Ausschnitt); was
sich ändert, sind Farben und Texte in `zeichnung`. Alles Zeichnen steht in `static/karte/karte.js`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import folium
import numpy as np
import pandas as pd
from branca.element import MacroElement
from folium.template import Template
from jinja2.utils import htmlsafe_json_dumps

from sozialmonitor import formate, klassen, vergleich
from sozialmonitor.bild import Legendeneintrag
from sozialmonitor.katalog import Indikator

STATISCH = "../../app/static"
GRUNDKARTE = {
    "url": "https://sgx.geodatenzentrum.de/wmts_basemapde/tile/1.0.0/"
    "de_basemapde_web_raster_grau/default/GLOBAL_WEBMERCATOR/{z}/{y}/{x}.png",
    "quellenvermerk": "© basemap.de / BKG",
}
# Darüber bremst das Zeichnen einzelner bedienbarer Formen; dann wird auf eine Fläche gemalt.
_HOECHSTENS_MIT_TASTATUR = 3000
_HOECHSTENS_MIT_SCHILDERN = 700
_GROESSTER_RADIUS = 30
_KREISFARBE = "#8ab8e0"
_GRUND = "#eef2f5"
# Orange und Blau, nie Rot und Grün, auch in Graustufen verschieden hell; ohne vereinbarte
# Richtung zwei Violett.
_GEWERTET = ("#d97b29", "#a9d0f2")
_OHNE_WERTUNG = ("#8f76c4", "#d3cbe8")
_NICHT_VERSCHIEDEN = "#f7f7f7"
_GEZEICHNET = [
    "gebiet",
    "stichtag",
    "zaehler",
    "nenner",
    "wert",
    "unten",
    "oben",
    "zustand",
    "demo",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kategorie:
    """Eine benannte Klasse von Gebieten: Farbe, Legendentext, wahlweise ein Muster."""

    id: str
    farbe: str
    text: str
    muster: str = ""


class Gebietskarte(folium.Map):
    """Folium-Karte ohne fremde Server: Leaflet und Kartenskript liegen bei uns."""

    default_js: list[tuple[str, str]] = [  # noqa: RUF012
        ("leaflet", f"{STATISCH}/leaflet/leaflet.js"),
        ("sozialkarte", f"{STATISCH}/karte/karte.js"),
    ]
    default_css: list[tuple[str, str]] = [  # noqa: RUF012
        ("leaflet_css", f"{STATISCH}/leaflet/leaflet.css")
    ]


class _Beginn(MacroElement):
    _template = Template(
        "{% macro script(this, kwargs) %}"
        "sozialkarte.beginne({{ this._parent.get_name() }}, {{ this.vorgaben|tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, vorgaben: Mapping[str, object]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.vorgaben = vorgaben


class _Faerbung(MacroElement):
    _template = Template(
        "{% macro script(this, kwargs) %}"
        "window.sozialkarte && sozialkarte.faerbe({{ this.zeichnung }}, {{ this.angaben|tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, gezeichnet: str, angaben: Mapping[str, object]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.zeichnung, self.angaben = gezeichnet, angaben

    def render(self, **_kwargs: object) -> str:
        """Tut nichts: st_folium liest das Skript selbst, branca hielte die Daten für Vorlagen."""
        return ""


def grundkarte(
    datei: str,
    *,
    anzahl_gebiete: int,
    umriss: str = "",
    quellenvermerk: str = "",
    kanal: str = "",
    mit_basemap: bool = False,
) -> folium.Map:
    """Die unveränderliche Karte: lädt `datei` (Name in `static/geo`) und zeichnet die Flächen.

    `umriss` ist eine zweite Datei, die nur als gestrichelte Linie erscheint; Karten mit
    gleichem `kanal` bewegen sich gemeinsam; `mit_basemap` legt basemap.de darunter (fremder
    Server, nur auf ausdrücklichen Wunsch).
    """
    klein = anzahl_gebiete <= _HOECHSTENS_MIT_TASTATUR
    karte = Gebietskarte(
        location=(51.0, 10.0), zoom_start=6, tiles=None, zoom_snap=0.25, prefer_canvas=not klein
    )
    karte.add_child(
        _Beginn(
            {
                "url": f"{STATISCH}/geo/{datei}",
                "umriss_url": f"{STATISCH}/geo/{umriss}" if umriss else "",
                "quellenvermerk": quellenvermerk,
                "kanal": kanal,
                "mit_tastatur": klein,
                "mit_schildern": anzahl_gebiete <= _HOECHSTENS_MIT_SCHILDERN,
                "grundkarte": GRUNDKARTE if mit_basemap else None,
            }
        )
    )
    return karte


def zeichnung(
    tabelle: pd.DataFrame,
    einteilung: klassen.Klasseneinteilung | None,
    indikator: Indikator,
    namen: Mapping[str, str],
) -> str:
    """Farben, Schilder und Kurzinfos einer Ebene zu einem Stichtag, als JSON für `karte.js`.

    `tabelle` hat eine Zeile je Gebiet mit den Spalten aus `kennzahl`; Gebiete ohne Zeile
    zeichnet die Karte als „keine Angabe“. Was vielen Gebieten gemeinsam ist (Farbe, Muster,
    letzte Zeilen der Kurzinfo), steht einmal in `arten`; je Gebiet folgen Nummer der Art,
    Kreisradius, Schild und die eigenen Zeilen. Sehr viele Gebiete bekommen kurze Kurzinfos.
    """
    kurz = len(tabelle) > _HOECHSTENS_MIT_TASTATUR
    groesster = tabelle["wert"].max() if als_kreise(indikator) else 0
    arten: dict[tuple[str, str, bool, str], int] = {}
    gebiete = {}
    farben = _farben(tabelle, einteilung, indikator)
    for zeile, farbe in zip(tabelle[_GEZEICHNET].to_dict("records"), farben, strict=True):
        art = (farbe, zeile["zustand"], bool(zeile["demo"]), zeile["stichtag"])
        gebiete[zeile["gebiet"]] = [
            arten.setdefault(art, len(arten)),
            _radius(zeile["wert"], groesster),
            "" if kurz else formate.zelle(zeile["zustand"], zeile["wert"], indikator),
            *_kurzinfo(zeile, indikator, namen, kurz=kurz),
        ]
    inhalt = {
        "arten": [_art(*art) for art in arten],
        "gebiete": gebiete,
        "demo": bool(tabelle["demo"].any()),
        "stand": f"{indikator.id} {tabelle['stichtag'].max() if len(tabelle) else ''}",
    }
    return _als_json(inhalt)


def kategoriezeichnung(
    tabelle: pd.DataFrame, kategorien: Sequence[Kategorie], *, stand: str, demo: bool
) -> str:
    """Wie `zeichnung`, aber jedes Gebiet trägt eine von wenigen benannten Kategorien.

    Parameters
    ----------
    tabelle
        Eine Zeile je Gebiet: `gebiet`, `kategorie` (id), `schild` (kurzer Text in der Fläche),
        `zeilen` (Texte der Kurzinfo, der Name zuerst). Gebiete ohne Zeile: „keine Angabe“.
    stand
        Kennung der Ansicht; ändert sie sich, gilt die Karte als neu gezeichnet.
    """
    nummer = {kategorie.id: i for i, kategorie in enumerate(kategorien)}
    gebiete = {
        zeile["gebiet"]: [nummer[zeile["kategorie"]], 0, zeile["schild"], *zeile["zeilen"]]
        for zeile in tabelle.to_dict("records")
    }
    arten = [
        {
            "farbe": k.farbe,
            "muster": k.muster,
            "schriftfarbe": klassen.textfarbe(k.farbe),
            "schluss": [k.text, *(["Demonstrationswerte"] if demo else [])],
        }
        for k in kategorien
    ]
    return _als_json({"arten": arten, "gebiete": gebiete, "demo": demo, "stand": stand})


def urteilskategorien(indikator: Indikator) -> list[Kategorie]:
    """Kategorien „gesichert verschieden“: gewertet gefärbt nur bei vereinbarter Richtung."""
    hoch, niedrig = _OHNE_WERTUNG
    zusatz = {vergleich.HOEHER: "", vergleich.NIEDRIGER: ""}
    if indikator.richtung != "neutral":
        belastet_hoch = indikator.richtung == "hoch_belastend"
        hoch, niedrig = _GEWERTET if belastet_hoch else _GEWERTET[::-1]
        worte = (vergleich.UNGUENSTIGER, vergleich.GUENSTIGER)
        worte = worte if belastet_hoch else worte[::-1]
        zusatz = {
            vergleich.HOEHER: f" ({worte[0]})",
            vergleich.NIEDRIGER: f" ({worte[1]})",
        }
    gegen = "als die übrige Stadt"
    return [
        Kategorie(
            id=vergleich.HOEHER,
            farbe=hoch,
            text=f"▲ {vergleich.HOEHER} {gegen}{zusatz[vergleich.HOEHER]}",
        ),
        Kategorie(id=vergleich.GLEICH, farbe=_NICHT_VERSCHIEDEN, text=vergleich.GLEICH),
        Kategorie(
            id=vergleich.NIEDRIGER,
            farbe=niedrig,
            text=f"▼ {vergleich.NIEDRIGER} {gegen}{zusatz[vergleich.NIEDRIGER]}",
        ),
        Kategorie(id="wert", farbe=_GRUND, text="nicht geprüft"),
        *(
            Kategorie(
                id=zustand,
                farbe=darstellung.farbe,
                text=darstellung.text,
                muster="" if zustand == "fehlt" else zustand,
            )
            for zustand, darstellung in klassen.OHNE_WERT.items()
        ),
    ]


def urteilstabelle(
    tabelle: pd.DataFrame, indikator: Indikator, namen: Mapping[str, str]
) -> pd.DataFrame:
    """Eingabe von `kategoriezeichnung` aus den Urteilen einer Ebene zu einem Stichtag.

    `tabelle` kommt aus `vergleich.mit_vergleich`. Das Zeichen ▲ oder ▼ steht neben dem Wert,
    damit die Karte auch ohne Farbe zu lesen ist.
    """
    zeilen = []
    for zeile in tabelle.to_dict("records"):
        geprueft = zeile["urteil"] != vergleich.NICHT_BEWERTBAR
        ohne = zeile["zustand"] if zeile["zustand"] in klassen.OHNE_WERT else "wert"
        schild = formate.zelle(zeile["zustand"], zeile["wert"], indikator)
        zeichen = {vergleich.HOEHER: " ▲", vergleich.NIEDRIGER: " ▼"}.get(zeile["urteil"], "")
        abstand = formate.differenz(zeile["differenz"], indikator) if geprueft else ""
        zeilen.append(
            {
                "gebiet": zeile["gebiet"],
                "kategorie": zeile["urteil"] if geprueft else ohne,
                "schild": schild + zeichen,
                "zeilen": (
                    *_kurzinfo(zeile, indikator, namen, kurz=False),
                    *([f"Abstand zur übrigen Stadt {abstand}"] if abstand else []),
                ),
            }
        )
    return pd.DataFrame(zeilen, columns=["gebiet", "kategorie", "schild", "zeilen"])


def kategorielegende(
    tabelle: pd.DataFrame, kategorien: Sequence[Kategorie], *, anzahl_gebiete: int
) -> list[Legendeneintrag]:
    """Kategorien mit Zahl ihrer Gebiete; gibt es Gebiete ohne Zeile, auch „keine Angabe“."""
    haeufigkeit = tabelle["kategorie"].value_counts()
    eintraege = [
        Legendeneintrag(
            farbe=k.farbe, muster=k.muster, text=k.text, anzahl=int(haeufigkeit.get(k.id, 0))
        )
        for k in kategorien
    ]
    if fehlend := anzahl_gebiete - len(tabelle):
        ohne = klassen.OHNE_WERT["fehlt"]
        eintraege.append(
            Legendeneintrag(farbe=ohne.farbe, muster="", text=ohne.text, anzahl=fehlend)
        )
    return eintraege


def _als_json(inhalt: Mapping[str, object]) -> str:
    return str(
        htmlsafe_json_dumps(inhalt, dumps=json.dumps, ensure_ascii=False, separators=(",", ":"))
    )


def faerbung(gezeichnet: str, *, ausgewaehlt: str = "", hinweis: str = "") -> folium.FeatureGroup:
    """Eine `zeichnung` mit dem ausgewählten Gebiet, bereit für die Karte."""
    gruppe = folium.FeatureGroup("Werte")
    gruppe.add_child(_Faerbung(gezeichnet, {"ausgewaehlt": ausgewaehlt, "hinweis": hinweis}))
    return gruppe


def legende(
    tabelle: pd.DataFrame,
    einteilung: klassen.Klasseneinteilung | None,
    indikator: Indikator,
    *,
    anzahl_gebiete: int,
) -> list[Legendeneintrag]:
    """Klassen mit Zahl ihrer Gebiete, dann die Zeichen für Gebiete ohne Wert."""
    eintraege = _kreislegende(tabelle, indikator)
    if einteilung and not eintraege:
        stufen = klassen.klasse(tabelle["wert"], einteilung)
        texte = klassen.klassentexte(
            einteilung, indikator.nachkommastellen, "%" if indikator.ist_prozent else ""
        )
        eintraege = [
            Legendeneintrag(farbe=farbe, muster="", text=text, anzahl=int(stufen.eq(i).sum()))
            for i, (farbe, text) in enumerate(zip(einteilung.farben, texte, strict=True))
        ]
    zustaende = tabelle["zustand"].value_counts()
    for zustand, darstellung in klassen.OHNE_WERT.items():
        ohne_zeile = anzahl_gebiete - len(tabelle) if zustand == "fehlt" else 0
        eintraege.append(
            Legendeneintrag(
                farbe=darstellung.farbe,
                muster="" if zustand == "fehlt" else zustand,
                text=darstellung.text,
                anzahl=int(zustaende.get(zustand, 0)) + ohne_zeile,
            )
        )
    return eintraege


def als_kreise(indikator: Indikator) -> bool:
    """Anzahlen werden als Kreise gezeigt; Flächenfarben gehören zu Anteilen und Raten."""
    return indikator.art == "anzahl"


def _kreislegende(tabelle: pd.DataFrame, indikator: Indikator) -> list[Legendeneintrag]:
    if not als_kreise(indikator):
        return []
    anzahl = int(tabelle["zustand"].eq("wert").sum())
    text = "Kreisfläche entspricht der Anzahl"
    return [Legendeneintrag(farbe=_KREISFARBE, muster="kreis", text=text, anzahl=anzahl)]


def _farben(
    tabelle: pd.DataFrame, einteilung: klassen.Klasseneinteilung | None, indikator: Indikator
) -> list[str]:
    ohne = klassen.OHNE_WERT["fehlt"].farbe
    if als_kreise(indikator) or einteilung is None:
        return [_GRUND if wert else ohne for wert in tabelle["wert"].notna()]
    stufen = klassen.klasse(tabelle["wert"], einteilung)
    return [ohne if pd.isna(stufe) else einteilung.farben[int(stufe)] for stufe in stufen]


def _radius(wert: float, groesster: float) -> float:
    if not groesster or pd.isna(wert):
        return 0.0
    return round(_GROESSTER_RADIUS * float(np.sqrt(wert / groesster)), 1)


def _art(farbe: str, zustand: str, demo: bool, stichtag: str) -> dict[str, object]:
    schluss = [formate.zustandstext(zustand)]
    if zustand == "wert":
        schluss = ["Demonstrationswert"] if demo else []
        schluss.append(f"Stand {formate.stichtag(stichtag)}")
    return {
        "farbe": farbe,
        "muster": zustand if zustand in {"geheim", "zu_wenige"} else "",
        "schriftfarbe": klassen.textfarbe(farbe),
        "schluss": schluss,
    }


def _kurzinfo(
    zeile: Mapping[Any, Any], indikator: Indikator, namen: Mapping[str, str], *, kurz: bool
) -> list[str]:
    kopf = [namen.get(str(zeile["gebiet"]), str(zeile["gebiet"]))]
    if zeile["zustand"] != "wert":
        return kopf
    kopf.append(formate.wert_mit_einheit(zeile["wert"], indikator))
    if kurz:
        return kopf
    if spanne := formate.bereich(zeile["unten"], zeile["oben"], indikator):
        kopf.append(f"95-%-Bereich {spanne}")
    if indikator.art == "anteil" and pd.notna(zeile["nenner"]):
        kopf.append(f"{formate.zahl(zeile['zaehler'])} von {formate.zahl(zeile['nenner'])}")
    return kopf
