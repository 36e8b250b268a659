"""Profil der Gruppen: je Indikator und Gruppe der Abstand vom Mittel als Zahl auf Ton."""

from collections.abc import Mapping

import altair as alt
import pandas as pd

from sozialmonitor import formate, klassen
from sozialmonitor.bild import Bild
from sozialmonitor.diagramme import thema, zeilenumbruch
from sozialmonitor.diagramme.thema import STANDARD, Gestaltung
from sozialmonitor.katalog import Indikator
from sozialmonitor.texte import gruppensaetze

_ZEILENHOEHE = 40
# Dieselben Stufen und Töne wie in der Matrix des Überblicks: violett niedriger, orange höher.
_STUFEN = (-1.5, -0.5, 0.5, 1.5)
_AUFFAELLIG = 0.5
_HOECHSTENS_GENANNT = 3


def gruppenprofil(
    profil: pd.DataFrame,
    mittel: pd.DataFrame,
    indikatoren: Mapping[str, Indikator],
    titel: str,
    *,
    demo: bool = False,
    quelle: str = "",
    gestaltung: Gestaltung = STANDARD,
) -> Bild:
    """Zahlenfeld der mittleren z-Werte: Zeilen Indikatoren, Spalten Gruppen.

    Parameters
    ----------
    profil
        Mittlerer z-Wert je Gruppe (Zeilen) und Indikator (Spalten).
    mittel
        Ergebnis von `gruppenbericht.mittelwerte`, für Hinweis und Tabelle.
    indikatoren
        Katalogeintrag je Spalte von `profil`.
    """
    felder = _felder(profil, mittel, indikatoren)
    alttext = gruppensaetze.alttext_profil(titel, _auffaellige(profil, indikatoren), demo=demo)
    spalten = [f"Gruppe {nummer}" for nummer in profil.index]
    zeilen = [indikatoren[name].titel for name in profil.columns]
    umbruch = zeilenumbruch.umbruch(zeilen)
    x = alt.X(
        "gruppe:N",
        title=None,
        scale=alt.Scale(domain=spalten, paddingInner=0.04),
        axis=alt.Axis(orient="top", labelAngle=0, ticks=False, domain=False),
    )
    y = alt.Y(
        "titel:N",
        title=None,
        scale=alt.Scale(domain=zeilen, paddingInner=0.06),
        axis=alt.Axis(
            ticks=False,
            domain=False,
            grid=False,
            labelLimit=210,
            labelExpr=umbruch,
        ),
    )
    grund = alt.Chart(felder)
    hinweise = [
        alt.Tooltip("titel:N", title="Indikator"),
        alt.Tooltip("gruppe:N", title="Gruppe"),
        alt.Tooltip("mittel_text:N", title="Mittel der Gruppe"),
        alt.Tooltip("alle_text:N", title="Mittel aller Gebiete"),
        alt.Tooltip("z_text:N", title="Abstand (Standardabweichungen)"),
    ]
    diagramm: alt.LayerChart = alt.LayerChart(
        layer=[
            grund.mark_rect().encode(
                x=x, y=y, color=alt.Color("farbe:N", scale=None, legend=None), tooltip=hinweise
            ),
            grund.mark_text(fontWeight=600, tooltip=None).encode(
                x=x,
                y=y,
                text=alt.Text("z_text:N"),
                color=alt.Color("schrift:N", scale=None, legend=None),
            ),
            *([_wasserzeichen(gestaltung)] if demo else []),
        ]
    ).properties(
        width=gestaltung.seitenbreite,
        height=round(_ZEILENHOEHE * gestaltung.faktor * len(zeilen)),
        title=thema.kopf(
            "Abstand vom Mittel der Gebiete",
            ["in Standardabweichungen", "orange: höher · violett: niedriger"],
            gestaltung,
        ),
    )
    return Bild(
        titel=titel,
        bild=thema.gerahmt(diagramm, gestaltung, alttext),
        alttext=alttext,
        tabelle=_tabelle(felder, spalten),
        demo=demo,
        quelle=quelle,
    )


def _felder(
    profil: pd.DataFrame,
    mittel: pd.DataFrame,
    indikatoren: Mapping[str, Indikator],
) -> pd.DataFrame:
    farben = klassen.PALETTEN["abweichung"]
    zeilen = []
    for name in profil.columns:
        indikator = indikatoren[name]
        for stelle, nummer in enumerate(profil.index):
            z = float(profil[name].to_numpy()[stelle])
            farbe = farben[sum(z >= grenze for grenze in _STUFEN)]
            zeilen.append(
                {
                    "titel": indikator.titel,
                    "gruppe": f"Gruppe {nummer}",
                    "z_text": formate.zahl(z, 1, vorzeichen=True),
                    "mittel_text": formate.wert_mit_einheit(mittel[nummer][name], indikator),
                    "alle_text": formate.wert_mit_einheit(mittel["alle"][name], indikator),
                    "farbe": farbe,
                    "schrift": klassen.textfarbe(farbe),
                }
            )
    return pd.DataFrame(zeilen)


def _wasserzeichen(gestaltung: Gestaltung) -> alt.Chart:
    """Unter dem Zahlenfeld: dahinter wäre es verdeckt, davor verdeckte es Zahlen."""
    zeichen = thema.wasserzeichen(gestaltung)
    zeichen.mark.baseline, zeichen.mark.dy = "top", 4
    return zeichen


def _tabelle(felder: pd.DataFrame, spalten: list[str]) -> pd.DataFrame:
    texte = felder.assign(text=felder["mittel_text"] + " (" + felder["z_text"] + ")")
    breit = texte.pivot_table(
        index="titel", columns="gruppe", values="text", aggfunc="first", sort=False
    )[spalten]
    alle = texte.drop_duplicates("titel").set_index("titel")["alle_text"]
    return breit.assign(**{"alle Gebiete": alle}).rename_axis("Indikator").reset_index()


def _auffaellige(
    profil: pd.DataFrame, indikatoren: Mapping[str, Indikator]
) -> dict[int, list[str]]:
    ergebnis = {}
    for nummer, werte in profil.iterrows():
        geordnet = werte.reindex(werte.abs().sort_values(ascending=False, kind="stable").index)
        deutlich = geordnet[geordnet.abs() >= _AUFFAELLIG].head(_HOECHSTENS_GENANNT)
        ergebnis[int(str(nummer))] = [
            f"„{indikatoren[str(name)].titel}“ {formate.zahl(z, 1, vorzeichen=True)}"
            for name, z in deutlich.items()
        ]
    return ergebnis
