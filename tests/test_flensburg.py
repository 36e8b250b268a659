"""Eine andere Stadt, echte Daten: Flensburg durch das ganze Paket gerechnet."""

import pandas as pd
import pytest

from sozialmonitor import kennzahlen, laden
from sozialmonitor.kommune import Kommune
from tests.flensburg.aufbau import ANLEITUNG, finde_rohordner, flensburg_ordner
from tests.flensburg.erwartung import (
    ERWARTUNGEN,
    LUECKENJAHRE,
    NICHT_ZUORDENBAR,
    STADT,
    Erwartung,
)

STADTTEILE = [f"01001{nummer:02d}" for nummer in range(1, 14)]


@pytest.fixture(scope="module")
def kommune(tmp_path_factory: pytest.TempPathFactory) -> Kommune:
    rohordner = finde_rohordner()
    if rohordner is None:
        pytest.skip(ANLEITUNG)
    return laden.lade_kommune(*flensburg_ordner(rohordner, tmp_path_factory.mktemp("flensburg")))


def _zeilen(kommune: Kommune, erwartung: Erwartung) -> pd.DataFrame:
    werte = kennzahlen.kennzahl(kommune, erwartung.indikator)
    gemeint = werte["gebiet"].eq(erwartung.gebiet)
    return werte[gemeint & werte["stichtag"].astype("string").eq(erwartung.stichtag)]


@pytest.mark.parametrize("erwartung", ERWARTUNGEN, ids=lambda e: "-".join(e[:3]))
def test_erwarteter_wert(kommune: Kommune, erwartung: Erwartung) -> None:
    zeilen = _zeilen(kommune, erwartung)
    if zeilen.empty:
        assert erwartung.zustand == "fehlt"
        assert not erwartung.zeichen
        return
    assert len(zeilen) == 1
    zeile = zeilen.iloc[0]
    assert zeile["zustand"] == erwartung.zustand
    assert set(erwartung.zeichen.split()) <= set(zeile["zeichen"].split())
    for spalte in ("zaehler", "nenner"):
        soll = getattr(erwartung, spalte)
        if soll is not None:
            assert zeile[spalte] == soll
    if erwartung.wert is None:
        assert pd.isna(zeile["wert"])
    else:
        assert zeile["wert"] == pytest.approx(erwartung.wert, abs=1e-5)


def test_laden_meldet_keine_maengel(kommune: Kommune) -> None:
    assert [str(mangel) for mangel in kommune.maengel] == []


def test_fuehrende_null_bleibt(kommune: Kommune) -> None:
    assert kommune.einstellungen.stadt == STADT
    assert kommune.gebiete_der_ebene("stadtteil") == STADTTEILE
    assert kommune.name(STADTTEILE[2]) == "Nordstadt"


def test_jeder_stadtteil_hat_eine_flaeche(kommune: Kommune) -> None:
    geometrie = kommune.geometrien["stadtteil"]
    flaechen = geometrie.flaechen
    assert sorted(flaechen.index) == STADTTEILE
    assert set(flaechen.geom_type) <= {"Polygon", "MultiPolygon"}
    assert flaechen.is_valid.all()
    assert not flaechen.is_empty.any()
    assert not geometrie.schematisch
    assert "Stadt Flensburg" in geometrie.quellenvermerk
    assert flaechen.loc[STADTTEILE[3], "name"] == "Westliche Höhe"


def test_flaechen_liegen_in_flensburg(kommune: Kommune) -> None:
    flaechen = kommune.geometrien["stadtteil"].flaechen
    assert flaechen.crs.to_string() == "EPSG:4326"
    westen, sueden, osten, norden = flaechen.total_bounds
    # Umgriff des Shapefiles: 522.970 bis 532.601 Ost, 6.067.279 bis 6.075.309 Nord (EPSG:25832)
    assert 9.3 < westen < osten < 9.6
    assert 54.7 < sueden < norden < 54.9


def test_jeder_indikator_laesst_sich_rechnen(kommune: Kommune) -> None:
    assert len(kommune.katalog) == 22
    for indikator in kommune.katalog:
        werte = kennzahlen.kennzahl(kommune, indikator)
        assert werte["zustand"].eq("wert").any(), indikator
        assert not werte["demo"].any(), indikator
        assert not werte["stichtag"].astype("string").isin(LUECKENJAHRE).any(), indikator


def test_anteile_der_altersgruppen_ergaenzen_sich(kommune: Kommune) -> None:
    jung = kennzahlen.kennzahl(kommune, "anteil_unter_18").set_index(["gebiet", "stichtag"])
    alt = kennzahlen.kennzahl(kommune, "anteil_ab_65").set_index(["gebiet", "stichtag"])
    assert jung.index.equals(alt.index)
    assert jung["nenner"].equals(alt["nenner"])


def test_leitindikatoren_stehen_im_katalog(kommune: Kommune) -> None:
    assert set(kommune.einstellungen.leitindikatoren) <= set(kommune.katalog)


def test_stadtsumme_zaehlt_nicht_zuordenbare_mit(kommune: Kommune) -> None:
    zahlen = kennzahlen.merkmalszahlen(kommune, "arbeitslose")
    jahr = zahlen[zahlen["stichtag"].astype("string").eq("2022")].set_index("gebiet")["wert"]
    # 3.778 in den 13 Stadtteilen und 46 ohne Stadtteil
    assert jahr[STADTTEILE].sum() == 3778
    assert jahr[NICHT_ZUORDENBAR] == 46
    assert jahr[STADT] == 3824


@pytest.mark.parametrize(
    ("indikator", "veroeffentlicht", "spanne"),
    [
        # Nenner 20 bis 64 liegt in 18 bis 64: die eigene Zahl ist etwas kleiner.
        ("altenquotient_18_64", "altenquotient", (0.94, 1.0)),
        # Nenner 15 bis 64 enthält 18 bis 64: die eigene Zahl ist etwas größer.
        ("beschaeftigtenquotient", "beschaeftigungsquote", (1.0, 1.08)),
    ],
)
def test_eigene_zahl_passt_zur_veroeffentlichten(
    kommune: Kommune, indikator: str, veroeffentlicht: str, spanne: tuple[float, float]
) -> None:
    schluessel = ["gebiet", "stichtag"]
    eigene = kennzahlen.kennzahl(kommune, indikator).set_index(schluessel)["wert"]
    fremde = kennzahlen.kennzahl(kommune, veroeffentlicht).set_index(schluessel)["wert"]
    verhaeltnis = (eigene / fremde).dropna()
    assert len(verhaeltnis) == fremde.notna().sum()
    assert verhaeltnis.between(*spanne).all()
