"""Bilder einer Gegenüberstellung: geprüfte Differenzen mit Bereich, je Einheit eines."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from sozialmonitor import formate
from sozialmonitor.bild import Bild
from sozialmonitor.diagramme import achsen, punktflaeche, reihen, thema
from sozialmonitor.diagramme.punktflaeche import Flaeche
from sozialmonitor.diagramme.thema import STANDARD, Gestaltung
from sozialmonitor.katalog import Indikator
from sozialmonitor.texte import alttext_allgemein

_ZEILENHOEHE = 46


def differenzen(
    tabelle: pd.DataFrame,
    katalog: Mapping[str, Indikator],
    *,
    name: str,
    partner: str,
    quelle: str = "",
    gestaltung: Gestaltung = STANDARD,
) -> list[Bild]:
    """Geprüfte Differenzen als Punkte mit Bereich um die Null-Linie, je Einheit ein Bild.

    Parameters
    ----------
    tabelle
        Ergebnis von `gegenueberstellung.gegenueberstellung`; gezeichnet werden nur geprüfte
        Zeilen. Einheiten stehen nie auf derselben Achse.
    """
    return [
        _differenzbild(
            teil, katalog, einheit, (name, partner), quelle=quelle, gestaltung=gestaltung
        )
        for einheit, teil in geprueft_je_einheit(tabelle, katalog).items()
    ]


def geprueft_je_einheit(
    tabelle: pd.DataFrame, katalog: Mapping[str, Indikator]
) -> dict[str, pd.DataFrame]:
    """Die geprüften Zeilen je Einheit der Differenz, die häufigste Einheit zuerst."""
    geprueft = tabelle[tabelle["grund"].eq("")]
    einheit = [formate.differenzeinheit(katalog[i]) for i in geprueft["indikator"]]
    geprueft = geprueft.assign(einheit=pd.Series(einheit, geprueft.index, dtype="object"))
    je_einheit = {str(e): teil for e, teil in geprueft.groupby("einheit", sort=False)}
    return dict(sorted(je_einheit.items(), key=lambda eintrag: -len(eintrag[1])))


def _differenzbild(
    teil: pd.DataFrame,
    katalog: Mapping[str, Indikator],
    einheit: str,
    namen: tuple[str, str],
    *,
    quelle: str,
    gestaltung: Gestaltung,
) -> Bild:
    zeilen = pd.DataFrame(
        [_differenztexte(z, katalog[z["indikator"]], gestaltung) for z in reihen.zeilen(teil)]
    ).assign(zeile=[float(i) for i in range(len(teil))])
    zeilen = zeilen.assign(mitte=zeilen["zeile"] + 0.42)
    werte = pd.concat([zeilen["unten"], zeilen["oben"], pd.Series([0.0])])
    demo = bool(teil["demo"].any())
    unten = len(zeilen) + (0.5 if demo else -0.1)
    flaeche = Flaeche(
        achsen.glatte_grenzen(werte, ab_null=False),
        (unten, -0.55),
        gestaltung.rechenbreite,
        round((unten + 0.55) * _ZEILENHOEHE * gestaltung.faktor),
    )
    titel = f"{namen[0]} gegen {namen[1]}: Differenz ({einheit})"
    alttext = alttext_allgemein(
        f"Punktdiagramm: {titel}",
        {
            z["titel"]: f"{z['differenz_text']} ({z['bereich_text']}), {z['urteil']}"
            for z in reihen.zeilen(zeilen)
        },
        demo=demo,
    )
    spalten = {
        "titel": "Indikator",
        "wert_text": namen[0],
        "partner_text": f"gegen {namen[1]}",
        "differenz_text": "Differenz",
        "bereich_text": "95-%-Bereich",
        "urteil": "Urteil",
    }
    hilfe = [
        "▲ gesichert höher · ▼ gesichert niedriger",
        "● nicht gesichert verschieden",
        "Blau: günstiger · orange: ungünstiger",
        "violett: ohne Wertung · grau: nicht gesichert",
    ]
    ebenen = _differenzebenen(zeilen, flaeche, gestaltung, demo=demo)
    return punktflaeche.gerahmtes_bild(
        titel,
        ebenen,
        achsentitel=(f"Differenz ({einheit})", ""),
        hilfe=hilfe,
        alttext=alttext,
        tabelle=zeilen[list(spalten)].rename(columns=spalten),
        demo=demo,
        quelle=quelle,
        gestaltung=gestaltung,
        hoehe=flaeche.hoehe,
    )


def _differenztexte(
    zeile: Mapping[str, Any], indikator: Indikator, gestaltung: Gestaltung
) -> dict[str, Any]:
    grenzen = [
        formate.zahl(zeile[g], indikator.nachkommastellen, vorzeichen=True)
        for g in ("diff_unten", "diff_oben")
    ]
    return {
        "titel": indikator.titel,
        "differenz": float(zeile["differenz"]),
        "unten": float(zeile["diff_unten"]),
        "oben": float(zeile["diff_oben"]),
        "urteil": zeile["urteil"],
        "form": punktflaeche.zeichen(zeile["urteil"]),
        "farbe": punktflaeche.urteilsfarbe(zeile["urteil"], indikator, gestaltung.farben),
        "wert_text": formate.wert_mit_einheit(zeile["wert"], indikator),
        "partner_text": formate.wert_mit_einheit(zeile["partner_wert"], indikator),
        "differenz_text": formate.zahl(
            zeile["differenz"], indikator.nachkommastellen, vorzeichen=True
        ),
        "bereich_text": " bis ".join(grenzen),
    }


def _differenzebenen(
    zeilen: pd.DataFrame, flaeche: Flaeche, gestaltung: Gestaltung, *, demo: bool
) -> list[alt.Chart]:
    """Über jedem Punkt steht der Indikator: so passt das Bild auch auf schmale Schirme."""
    f = gestaltung.farben

    def y(feld: str) -> alt.Y:
        grenzen = alt.Scale(domain=list(flaeche.senkrecht), nice=False)
        return alt.Y(f"{feld}:Q", axis=None, scale=grenzen)

    stelle = zeilen["mitte"]
    null = (
        alt.Chart(pd.DataFrame({"null": 0.0, "von": stelle - 0.22, "bis": stelle + 0.26}))
        .mark_rule(color=f.stadt, strokeWidth=1.5, tooltip=None)
        .encode(x=flaeche.x("null"), y=y("von"), y2=alt.Y2("bis:Q"))
    )
    strich = (
        alt.Chart(zeilen[["unten", "oben", "mitte", "farbe"]])
        .mark_rule(strokeWidth=2.5, tooltip=None)
        .encode(
            x=flaeche.x("unten"),
            x2=alt.X2("oben:Q"),
            y=y("mitte"),
            color=alt.Color("farbe:N", scale=None, legend=None),
        )
    )
    punkt = (
        alt.Chart(zeilen)
        .mark_point(filled=True, size=130, opacity=1, stroke="#ffffff", strokeWidth=1)
        .encode(
            x=flaeche.x("differenz"),
            y=y("mitte"),
            color=alt.Color("farbe:N", scale=None, legend=None),
            shape=punktflaeche.zeichenformen(),
            tooltip=[
                alt.Tooltip("titel:N", title="Indikator"),
                alt.Tooltip("wert_text:N", title="Wert"),
                alt.Tooltip("partner_text:N", title="Vergleich"),
                alt.Tooltip("differenz_text:N", title="Differenz"),
                alt.Tooltip("bereich_text:N", title="95-%-Bereich"),
                alt.Tooltip("urteil:N", title="Urteil"),
            ],
        )
    )
    titel = (
        alt.Chart(zeilen[["zeile", "titel"]])
        .mark_text(align="left", color=f.text, limit=alt.ExprRef("width - 60"), tooltip=None)
        .encode(x=alt.XValue(0), y=y("zeile"), text=alt.Text("titel:N"))
    )
    zahl = (
        alt.Chart(zeilen[["zeile", "differenz_text"]])
        .mark_text(align="right", fontWeight=600, color=f.text, tooltip=None)
        .encode(x=alt.XValue("width"), y=y("zeile"), text=alt.Text("differenz_text:N"))
    )
    wasserzeichen = [thema.wasserzeichen(gestaltung)] if demo else []
    return [*wasserzeichen, null, strich, punkt, titel, zahl]
