"""Werte und Bedeutung → folium-Karte, die Flächen einmal lädt und danach nur umfärbt.

Die Grundkarte bleibt bei jeder Änderung gleich (der Browser behält sie samt Ausschnitt); was
sich ändert, sind Farben und Texte in `faerbung`. Alles Zeichnen steht in `static/karte/karte.js`.
"""

from collections.abc import Mapping

import folium
import numpy as np
import pandas as pd
from folium.elements import JSCSSMixin
from folium.template import Template

from sozialmonitor import formate, klassen
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
_GROESSTER_RADIUS = 30
_KREISFARBE = "#8ab8e0"
_GRUND = "#eef2f5"


class Gebietskarte(folium.Map):
    """Folium-Karte ohne fremde Server: Leaflet und Kartenskript liegen bei uns."""

    default_js = (  # noqa: RUF012
        ("leaflet", f"{STATISCH}/leaflet/leaflet.js"),
        ("sozialkarte", f"{STATISCH}/karte/karte.js"),
    )
    default_css = (("leaflet_css", f"{STATISCH}/leaflet/leaflet.css"),)


class _Beginn(folium.elements.MacroElement):
    _template = Template(
        "{% macro script(this, kwargs) %}"
        "sozialkarte.beginne({{ this._parent.get_name() }}, {{ this.vorgaben|tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, vorgaben: Mapping[str, object]) -> None:
        super().__init__()
        self.vorgaben = vorgaben


class _Faerbung(JSCSSMixin, folium.elements.MacroElement):
    _template = Template(
        "{% macro script(this, kwargs) %}"
        "window.sozialkarte && sozialkarte.faerbe({{ this.angaben|tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, angaben: Mapping[str, object]) -> None:
        super().__init__()
        self.angaben = angaben


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
                "mit_schildern": klein and anzahl_gebiete <= 700,
                "grundkarte": GRUNDKARTE if mit_basemap else None,
            }
        )
    )
    return karte


def faerbung(
    tabelle: pd.DataFrame,
    einteilung: klassen.Klasseneinteilung | None,
    indikator: Indikator,
    namen: Mapping[str, str],
    *,
    ausgewaehlt: str = "",
    hinweis: str = "",
) -> folium.FeatureGroup:
    """Farben, Schilder und Kurzinfos einer Ebene zu einem Stichtag.

    `tabelle` hat eine Zeile je Gebiet mit den Spalten aus `kennzahl`; Gebiete ohne Zeile
    zeichnet die Karte als „keine Angabe“.
    """
    farben = _farben(tabelle, einteilung, indikator)
    groesster = tabelle["wert"].max() if als_kreise(indikator) else 0
    gebiete = {
        zeile["gebiet"]: _gebiet(zeile, farbe, indikator, namen)
        | {"kreis": _radius(zeile["wert"], groesster)}
        for zeile, farbe in zip(tabelle.to_dict("records"), farben, strict=True)
    }
    gruppe = folium.FeatureGroup("Werte")
    gruppe.add_child(
        _Faerbung(
            {
                "gebiete": gebiete,
                "ausgewaehlt": ausgewaehlt,
                "hinweis": hinweis,
                "demo": bool(tabelle["demo"].any()),
                "stand": f"{indikator.id} {tabelle['stichtag'].max() if len(tabelle) else ''}",
            }
        )
    )
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


def _gebiet(
    zeile: Mapping[str, object], farbe: str, indikator: Indikator, namen: Mapping[str, str]
) -> dict[str, object]:
    zustand = str(zeile["zustand"])
    return {
        "farbe": farbe,
        "muster": zustand if zustand in {"geheim", "zu_wenige"} else "",
        "schild": formate.zelle(zustand, zeile["wert"], indikator),
        "schriftfarbe": klassen.textfarbe(farbe),
        "zeilen": _kurzinfo(zeile, indikator, namen),
    }


def _kurzinfo(
    zeile: Mapping[str, object], indikator: Indikator, namen: Mapping[str, str]
) -> list[str]:
    zustand = str(zeile["zustand"])
    kopf = [namen.get(str(zeile["gebiet"]), str(zeile["gebiet"]))]
    if zustand != "wert":
        return [*kopf, formate.zustandstext(zustand)]
    kopf.append(formate.wert_mit_einheit(zeile["wert"], indikator))
    if spanne := formate.bereich(zeile["unten"], zeile["oben"], indikator):
        kopf.append(f"95-%-Bereich {spanne}")
    if indikator.art == "anteil" and pd.notna(zeile["nenner"]):
        kopf.append(f"{formate.zahl(zeile['zaehler'])} von {formate.zahl(zeile['nenner'])}")
    kopf += ["Demonstrationswert"] if zeile["demo"] else []
    return [*kopf, f"Stand {formate.stichtag(str(zeile['stichtag']))}"]
