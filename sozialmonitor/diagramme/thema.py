"""Aussehen aller Diagramme: Farben hell und dunkel, Schrift, deutsche Zahlen, Wasserzeichen."""

from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import altair as alt
import pandas as pd
from altair.utils import schemapi

SCHRIFTART = '"Source Sans Latein", "Source Sans 3", sans-serif'
DEMOTEXT = "Demonstrationsdaten"
T = TypeVar("T", alt.LayerChart, alt.FacetChart)
_SCHWELLE = 0.04045

# Jede Reihe unterscheidet sich dreifach: Farbe, Strichart und Form (auch in Graustufen). Die
# Farben bleiben bei Rot-, Grün- und Blaublindheit verschieden (test_diagramme, Machado 2009).
STRICHE: tuple[tuple[int, ...], ...] = (
    (1, 0),
    (7, 3),
    (2, 2),
    (10, 3, 2, 3),
    (12, 5),
    (5, 2, 1, 2, 1, 2),
    (4, 2),
    (1, 3),
)
FORMEN = (
    "circle",
    "square",
    "triangle-up",
    "diamond",
    "triangle-down",
    "cross",
    "triangle-right",
    "triangle-left",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Farben:
    """Farben einer Ansicht; Text erreicht auf dem Hintergrund mindestens 4,5 : 1."""

    hintergrund: str
    titel: str
    text: str
    nebentext: str
    gitter: str
    flaeche: str
    wasserzeichen: str
    stadt: str
    balken: str
    balken_hervorgehoben: str
    guenstiger: str
    belastender: str
    gleich: str
    ungewertet: str
    reihen: tuple[str, ...]


HELL = Farben(
    hintergrund="#ffffff",
    titel="#1f1f1f",
    text="#3a3a3a",
    nebentext="#595959",
    gitter="#e6e6e6",
    flaeche="#ededed",
    wasserzeichen="#949494",
    stadt="#333333",
    balken="#8fb3d9",
    balken_hervorgehoben="#1f5fa8",
    guenstiger="#1f5fa8",
    belastender="#b35806",
    gleich="#6a6c6d",
    ungewertet="#5e3c99",
    reihen=(
        "#1f5fa8",
        "#b35806",
        "#8426e0",
        "#c20f6e",
        "#62300e",
        "#3d18a5",
        "#8a6a45",
        "#430452",
    ),
)
DUNKEL = Farben(
    hintergrund="#0e1117",
    titel="#fafafa",
    text="#e0e0e0",
    nebentext="#b8bcc4",
    gitter="#30343d",
    flaeche="#252a34",
    wasserzeichen="#6a6f79",
    stadt="#e6e6e6",
    balken="#3f6ea3",
    balken_hervorgehoben="#7db8f0",
    guenstiger="#7db8f0",
    belastender="#f0a35e",
    gleich="#b0b3b8",
    ungewertet="#c0a6ea",
    reihen=(
        "#7db8f0",
        "#f0a35e",
        "#a06af8",
        "#e8508c",
        "#b9dd4a",
        "#fac9a8",
        "#a58152",
        "#7b9418",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gestaltung:
    """Wohin das Bild kommt: `breite` in Pixeln für Berichte, ohne Angabe so breit wie die Seite.

    `schrift` ist die Grundgröße (Beamer: 18); `transparent` lässt die Seite durchscheinen.
    `dehnung` vergrößert Höhen und Zeilen; ohne Angabe wachsen sie mit der Schrift.
    """

    dunkel: bool = False
    breite: int | None = None
    schrift: int = 13
    transparent: bool = True
    dehnung: float | None = None

    @property
    def farben(self) -> Farben:
        """Die Farben für hellen oder dunklen Grund."""
        return farben(dunkel=self.dunkel)

    @property
    def seitenbreite(self) -> int | Literal["container"]:
        """Breite für Altair."""
        return self.breite or "container"

    @property
    def rechenbreite(self) -> int:
        """Breite in Pixeln, mit der Beschriftungen verteilt werden."""
        return self.breite or 680

    @property
    def faktor(self) -> float:
        """Vergrößerung der Höhen gegenüber der Grundgröße."""
        return self.dehnung or self.schrift / 13


STANDARD = Gestaltung()


def farben(*, dunkel: bool = False) -> Farben:
    """Die Farben für hellen oder dunklen Grund."""
    return DUNKEL if dunkel else HELL


def baue_ungeprueft() -> None:
    """Lässt Altair Bilder von nun an bauen, ohne jedes Teil gegen sein Schema zu halten.

    Das ist ein Sechstel der Zeit. Geprüft wird in den Tests, die jedes Bild bauen.
    """
    schemapi.disable_debug_mode()


def gerahmt(bild: T, gestaltung: Gestaltung, alttext: str) -> T:
    """Das Diagramm mit Schrift, Farben, deutschen Zahlen und Alternativtext."""
    fertig: T = bild.properties(
        description=alttext,
        usermeta={"embedOptions": {"renderer": "svg", "actions": False}},
    )
    einstellungen = _einstellungen(gestaltung)
    gestaltet: T = fertig.configure(**einstellungen)
    if isinstance(gestaltet, alt.LayerChart):
        # Oben im Bild statt in den Einstellungen: sonst presst Streamlit auch die Höhe ein.
        gestaltet.autosize = alt.AutoSizeParams(type="fit-x", contains="padding")
    return gestaltet


def kopf(titel: str, unterzeilen: list[str], gestaltung: Gestaltung) -> alt.TitleParams:
    """Achsentitel und Lesehilfe über der Zeichenfläche, linksbündig."""
    return alt.TitleParams(
        text=titel,
        subtitle=[zeile for zeile in unterzeilen if zeile],
        anchor="start",
        fontSize=gestaltung.schrift + 1,
        offset=10,
    )


def wasserzeichen(gestaltung: Gestaltung, *, oben: bool = False) -> alt.Chart:
    """„Demonstrationsdaten“ rechts unten (oder oben) in der Zeichenfläche, hinter den Daten."""
    zeichen: alt.Chart = (
        alt.Chart(pd.DataFrame({"hinweis": [DEMOTEXT]}))
        .mark_text(
            align="right",
            baseline="top" if oben else "bottom",
            dx=-6,
            dy=6 if oben else -6,
            fontSize=alt.ExprRef(f"min({gestaltung.schrift + 7}, max(12, width / 10))"),
            fontWeight=700,
            color=gestaltung.farben.wasserzeichen,
            tooltip=None,
        )
        .encode(
            text=alt.Text("hinweis:N"), x=alt.XValue("width"), y=alt.YValue(0 if oben else "height")
        )
    )
    return zeichen


def kontrast(farbe: str, grund: str) -> float:
    """Kontrast zweier Farben nach WCAG 2 (1 bis 21)."""
    hell, dunkel = sorted((_leuchtdichte(farbe), _leuchtdichte(grund)), reverse=True)
    return (hell + 0.05) / (dunkel + 0.05)


def _leuchtdichte(farbe: str) -> float:
    anteile = [int(farbe[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [a / 12.92 if a <= _SCHWELLE else ((a + 0.055) / 1.055) ** 2.4 for a in anteile]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _einstellungen(gestaltung: Gestaltung) -> dict[str, Any]:
    f, groesse = gestaltung.farben, gestaltung.schrift
    return {
        "background": "transparent" if gestaltung.transparent else f.hintergrund,
        "font": SCHRIFTART,
        "padding": 6,
        "locale": _deutsch(),
        "view": alt.ViewConfig(stroke=None),
        "text": alt.MarkConfig(color=f.text, fontSize=groesse),
        "axis": _achse(f, groesse),
        "axisX": alt.AxisConfig(grid=False),
        "title": alt.TitleConfig(
            color=f.titel,
            subtitleColor=f.nebentext,
            fontWeight=600,
            subtitleFontSize=groesse,
            subtitlePadding=5,
            subtitleLineHeight=groesse + 4,
        ),
        "header": alt.HeaderConfig(labelColor=f.titel, labelFontSize=groesse, labelFontWeight=600),
        "legend": alt.LegendConfig(
            labelColor=f.text, titleColor=f.titel, labelFontSize=groesse, labelLimit=400
        ),
    }


def _achse(f: Farben, groesse: int) -> alt.AxisConfig:
    return alt.AxisConfig(
        labelColor=f.text,
        titleColor=f.titel,
        labelFontSize=groesse,
        titleFontSize=groesse,
        titleFontWeight=400,
        titlePadding=8,
        labelPadding=5,
        gridColor=f.gitter,
        domainColor=f.nebentext,
        tickColor=f.nebentext,
        labelLimit=260,
    )


def _deutsch() -> alt.Locale:
    tage = ["Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"]
    monate = [
        *("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August"),
        *("September", "Oktober", "November", "Dezember"),
    ]
    kurz = ["Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"]
    zahlen = alt.NumberLocale(
        decimal=",", thousands=".", grouping=[3], currency=["", "\u00a0€"], minus="−"
    )
    zeiten = alt.TimeLocale(
        dateTime="%A, %e. %B %Y, %X",
        date="%d.%m.%Y",
        time="%H:%M:%S",
        periods=["", ""],
        days=tage,
        shortDays=[tag[:2] for tag in tage],
        months=monate,
        shortMonths=kurz,
    )
    return alt.Locale(number=zahlen, time=zeiten)
