"""Vorrat: Werte einer Kommune, jeder Indikator höchstens einmal gerechnet."""

import pandas as pd
import pytest

from sozialmonitor import vorrat as vorraete
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune
from sozialmonitor.vorrat import Vorrat, vorrat_aus


def test_jeder_indikator_hoechstens_einmal(stadt: Kommune) -> None:
    vorrat = vorrat_aus(stadt)
    sgb2 = stadt.indikator("sgb2_quote")
    assert vorrat.kennzahl(sgb2) is vorrat.kennzahl(sgb2)
    assert vorrat.lang() is vorrat.lang()


def test_werte_der_ebene(stadt: Kommune) -> None:
    tabelle = vorrat_aus(stadt).der_ebene(stadt.indikator("sgb2_quote"), "stadtteil")
    jetzt = tabelle[tabelle["stichtag"].eq("2021-12-31")].set_index("gebiet")["wert"]
    # A: 50 von 650, B: 19 von 175 (tests/kleinstadt.py)
    assert jetzt.to_dict() == pytest.approx({"A": 100 * 50 / 650, "B": 100 * 19 / 175})


def test_indikatoren_und_leitwerte_in_ihrer_reihenfolge(stadt: Kommune) -> None:
    vorrat = vorrat_aus(stadt)
    assert [i.id for i in vorrat.indikatoren_der_ebene("kreis")] == [
        "sgb2_quote", "quote_laut_bericht",
    ]  # fmt: skip
    assert list(vorrat.leitwerte()) == ["sgb2_quote", "einwohnerzahl", "jugendanteil"]
    assert "quote_laut_bericht" not in [i.id for i in vorrat.mengenindikatoren()]


def test_laengste_reihe_nur_mit_bezugszahl(stadt: Kommune) -> None:
    vorrat = vorrat_aus(stadt)
    # Die Quote hat mit dem Bericht von 2018 einen Stichtag mehr als der Jugendanteil.
    alle = list(stadt.katalog.values())
    assert vorrat.laengste_reihe(alle) == "sgb2_quote"
    assert vorrat.laengste_reihe([stadt.indikator("einwohnerzahl")]) == ""


def test_quellenzeile_ohne_demonstration(stadt: Kommune) -> None:
    assert (
        vorrat_aus(stadt).quellenzeile(stadt.indikator("sgb2_quote"))
        == "Quelle: Soziales; Einwohner."
    )


def test_ein_kaputter_indikator_nimmt_die_anderen_nicht_mit(
    stadt: Kommune, caplog: pytest.LogCaptureFixture
) -> None:
    def kennzahl(indikator: Indikator) -> pd.DataFrame:
        if indikator.id == "dichte":
            raise SozialmonitorFehler("Die Fläche fehlt.")
        return vorraete.kennzahl(stadt, indikator)

    werte = vorraete.alle_werte(stadt, kennzahl)
    assert "dichte" not in werte
    assert "sgb2_quote" in werte
    assert "Indikator dichte" in caplog.text


def test_einmal_rechnet_je_schluessel_nur_einmal(stadt: Kommune) -> None:
    gerufen = []

    def rechne() -> str:
        gerufen.append(1)
        return "fertig"

    vorrat = vorrat_aus(stadt)
    assert [vorrat.einmal(("a", 1), rechne), vorrat.einmal(("a", 1), rechne)] == ["fertig"] * 2
    assert len(gerufen) == 1
    vorrat.einmal(("a", 2), rechne)
    assert len(gerufen) == 2
    # Ein anderer Vorrat weiß nichts davon; einer ohne Gedächtnis rechnet jedes Mal.
    vorrat_aus(stadt).einmal(("a", 1), rechne)
    assert len(gerufen) == 3
    ohne = Vorrat(**{n: getattr(vorrat, n) for n in Vorrat.__slots__ if n != "merke"})
    assert ohne.einmal("a", rechne) == ohne.einmal("a", rechne) == "fertig"
    assert len(gerufen) == 5
