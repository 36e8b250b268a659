"""Ein neuer Zuschnitt zum Ausprobieren: Einheiten umsortieren, Folgen sofort sehen."""

import pandas as pd
import streamlit as st

from pages.bausteine import auswahl, daten
from sozialmonitor import formate, freigabebericht, tabellen, zuschnitt
from sozialmonitor.laden import gueltige_ausgaben, lies_freigegebenes
from sozialmonitor.laden.raster import lade_raster
from sozialmonitor.zuschnitt import Bewertung

_BISHER, _VORSCHLAG = "bisher", "vorschlag"
AUSGANG = {
    _BISHER: "bisheriger Zuschnitt",
    _VORSCHLAG: "Vorschlag: zu kleine Gebiete zusammengelegt",
}
GROESSEN = {str(n): f"{formate.zahl(n)} Menschen" for n in (300, 500, 1000, 1500, 2000)}
_NEUE_GEBIETE = tuple(f"neues Gebiet {nummer}" for nummer in range(1, 6))


def zeige(rolle: str) -> None:
    """Auswahl, Tabelle der Einheiten und die Bewertung des Zuschnitts."""
    raster = _raster()
    if raster is None:
        st.markdown(
            "Für diese Kommune gibt es kein Raster kleinster Einheiten. Beschrieben wird es in "
            "datapackage.json als Tabelle mit der Rolle „raster“."
        )
        return
    st.header("Einheiten", anchor=False)
    st.markdown(
        "In der Spalte „neues Gebiet“ lässt sich jede Einheit einem anderen Gebiet zuordnen. "
        f"Stand der Zahlen: {formate.stichtag(str(raster['stichtag'].iloc[0]))}."
    )
    spalten = st.columns(3, gap="large")
    with spalten[0]:
        ausgang = auswahl.wahl("Beginnen mit", AUSGANG, "ausgang")
    with spalten[1]:
        mindestens = auswahl.wahl("Mindestens je Gebiet", GROESSEN, "mindestens", standard="1000")
    with spalten[2]:
        veroeffentlicht = auswahl.schalter(
            "Der bisherige Zuschnitt ist schon veröffentlicht", "veroeffentlicht", standard=True
        )
    zuordnung = _zuordnung(raster, ausgang, float(mindestens))
    with st.spinner("Der Zuschnitt wird bewertet …"):
        bisher = _bewertung((), rolle, float(mindestens), veroeffentlicht=False)
        neu = _bewertung(
            tuple(sorted(zuordnung.items())),
            rolle,
            float(mindestens),
            veroeffentlicht=veroeffentlicht and bool(zuordnung),
        )
    st.header("Bewertung", anchor=False)
    st.markdown(f"**{neu.urteil}**")
    _zeige_verratenes(neu)
    vergleich = zuschnitt.vergleich(bisher, neu)
    st.html(tabellen.tabelle(vergleich, beschriftung="Bisheriger und neuer Zuschnitt"))
    st.html(tabellen.tabelle(_gebietstabelle(neu), beschriftung="Gebiete des neuen Zuschnitts"))
    st.caption(
        "Gerechnet an erfundenen Einheiten (Demonstrationsdaten). Ob Einheiten aneinandergrenzen, "
        "weiß das Raster nicht."
        if raster["zeichen"].str.contains("demo").any()
        else "Ob Einheiten aneinandergrenzen, weiß das Raster nicht."
    )


def _zuordnung(raster: pd.DataFrame, ausgang: str, mindestens: float) -> dict[str, str]:
    """Einheit → Gebiet, nur was vom bisherigen Zuschnitt abweicht."""
    namen = daten.namen()
    beginn = zuschnitt.zu_kleine_zusammengelegt(raster, mindestens) if ausgang == _VORSCHLAG else {}
    einheiten = raster.drop_duplicates("einheit")
    menschen = raster[raster["merkmal"].eq(zuschnitt.MENSCHEN)].set_index("einheit")["wert"]
    schluessel = {namen.get(g, g): g for g in einheiten["gebiet"].unique()}
    tabelle = pd.DataFrame(
        {
            "Einheit": einheiten["name"].to_numpy(),
            "bisheriges Gebiet": [namen.get(g, g) for g in einheiten["gebiet"]],
            "Menschen": menschen.reindex(einheiten["einheit"]).to_numpy(),
            "neues Gebiet": [
                namen.get(beginn.get(e, g), beginn.get(e, g))
                for e, g in zip(einheiten["einheit"], einheiten["gebiet"], strict=True)
            ],
        }
    )
    geaendert = st.data_editor(
        tabelle,
        hide_index=True,
        width="stretch",
        height=320,
        key=f"einheiten_{ausgang}_{mindestens:.0f}",
        disabled=["Einheit", "bisheriges Gebiet", "Menschen"],
        column_config={
            "Menschen": st.column_config.NumberColumn(format="localized"),
            "neues Gebiet": st.column_config.SelectboxColumn(
                options=[*schluessel, *_NEUE_GEBIETE], required=True
            ),
        },
    )
    neu = [schluessel.get(str(name), str(name)) for name in geaendert["neues Gebiet"]]
    return {
        str(e): g
        for e, alt, g in zip(einheiten["einheit"], einheiten["gebiet"], neu, strict=True)
        if g != alt
    }


def _zeige_verratenes(neu: Bewertung) -> None:
    if neu.verraten is None:
        return
    if neu.verraten.empty:
        st.markdown("Der Vergleich mit dem bisherigen Zuschnitt verrät nichts.")
        return
    kommune = daten.kommune()
    st.warning(
        f"Ohne Abstimmung aufeinander verriete der Vergleich mit dem bisherigen Zuschnitt "
        f"{formate.zahl(len(neu.verraten))} Zahlen. Die Bewertung unten verbirgt deshalb mehr."
    )
    tabelle = pd.DataFrame(
        {
            "Gebiet": [zuschnitt.bezeichnung(kommune, str(g)) for g in neu.verraten["gebiet"]],
            "Merkmal": [freigabebericht.merkmalstitel(kommune, m) for m in neu.verraten["merkmal"]],
            "errechenbar": [
                f"{formate.zahl(von)} bis {formate.zahl(bis)}" if von < bis else "ein Wert"
                for von, bis in zip(neu.verraten["unten"], neu.verraten["oben"], strict=True)
            ],
            "Urteil": neu.verraten["urteil"],
        }
    )
    with st.expander("Was der Vergleich verriete"):
        st.html(tabellen.tabelle(tabelle, beschriftung="Alter gegen neuen Zuschnitt"))


def _gebietstabelle(neu: Bewertung) -> pd.DataFrame:
    namen = daten.namen()
    zeilen = neu.gebiete.to_dict("records")
    return pd.DataFrame(
        {
            "Gebiet": [namen.get(z["gebiet"], z["gebiet"]) for z in zeilen],
            "liegt in": [
                namen.get(z["uebergeordnet"], z["uebergeordnet"]) or "mehreren Stadtteilen"
                for z in zeilen
            ],
            "Menschen": [formate.zahl(z["menschen"]) for z in zeilen],
            "Einheiten": [formate.zahl(z["einheiten"]) for z in zeilen],
            "Zahlen verborgen": [
                f"{formate.zahl(z['verborgen'])} von {formate.zahl(z['zellen'])}" for z in zeilen
            ],
            "Hinweis": [z["hinweis"] for z in zeilen],
        }
    )


@daten.gemerkt(1)
def _raster() -> pd.DataFrame | None:
    return lade_raster(daten.bestandsordner()[0], daten.kommune())


@daten.gemerkt(32)
def _bewertung(
    zuordnung: tuple[tuple[str, str], ...], rolle: str, mindestens: float, *, veroeffentlicht: bool
) -> Bewertung:
    raster, kommune = _raster(), daten.kommune()
    assert raster is not None
    fruehere = gueltige_ausgaben(daten.bestandsordner()[0], rolle) if veroeffentlicht else []
    return zuschnitt.bewertung(
        raster,
        dict(zuordnung),
        kommune,
        kommune.einstellungen.geheimhaltung.regel(rolle),
        alter_zuschnitt=lies_freigegebenes(fruehere[0]) if fruehere else veroeffentlicht,
        mindestbevoelkerung=mindestens,
    )
