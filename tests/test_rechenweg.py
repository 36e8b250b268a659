"""Der Rechenweg muss auf die letzte Stelle ergeben, was die Kennzahl sagt."""

import math
from pathlib import Path

import pytest

from sozialmonitor import kennzahlen, laden, rechenweg
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.kommune import Kommune
from tests.flensburg.aufbau import ANLEITUNG, finde_rohordner, flensburg_ordner

WURZEL = Path(__file__).resolve().parents[1]
_JE_INDIKATOR = 5


@pytest.fixture(scope="module")
def saarlouis() -> Kommune:
    return laden.lade_kommune(WURZEL / "data" / "saarlouis", WURZEL / "geodata" / "saarlouis")


@pytest.fixture(scope="module")
def flensburg(tmp_path_factory: pytest.TempPathFactory) -> Kommune:
    rohordner = finde_rohordner()
    if rohordner is None:
        pytest.skip(ANLEITUNG)
    return laden.lade_kommune(*flensburg_ordner(rohordner, tmp_path_factory.mktemp("fl")))


def _gleich(a: float, b: float) -> bool:
    return (math.isnan(a) and math.isnan(b)) or a == b


def _nahe(a: float, b: float) -> bool:
    return (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-12)


def _pruefe_alle(kommune: Kommune) -> int:
    geprueft = 0
    for name in kommune.katalog:
        tabelle = kennzahlen.kennzahl(kommune, name)
        stichprobe = tabelle.sample(min(len(tabelle), _JE_INDIKATOR), random_state=11)
        for zeile in stichprobe.to_dict("records"):
            weg = rechenweg.rechenweg(kommune, name, zeile["gebiet"], zeile["stichtag"])
            assert weg.zustand == zeile["zustand"], (name, zeile)
            assert _gleich(weg.wert, zeile["wert"]), (name, zeile, weg.wert)
            assert _nahe(weg.unten, zeile["unten"]), (name, zeile, weg.unten)
            assert _nahe(weg.oben, zeile["oben"]), (name, zeile, weg.oben)
            geprueft += 1
    return geprueft


def test_saarlouis_stimmt_bis_auf_die_letzte_stelle(saarlouis):
    assert _pruefe_alle(saarlouis) > 200


def test_flensburg_stimmt_bis_auf_die_letzte_stelle(flensburg):
    assert _pruefe_alle(flensburg) > 80


def test_summe_nennt_jeden_teil(saarlouis):
    stadt = saarlouis.einstellungen.stadt
    stadtteil = saarlouis.gebiete_der_ebene("stadtteil")[1]
    [posten] = rechenweg.posten(saarlouis, ("sgb2_leistungsberechtigte",), stadtteil, "2025-12-31")
    teile = [t.gebiet for t in posten.bestandteile]
    assert teile == [
        g
        for g in saarlouis.gebiete_der_ebene("sozialraum")
        if saarlouis.gebiete["uebergeordnet"][g] == stadtteil
    ]
    assert posten.wert == sum(t.wert for t in posten.bestandteile)
    [posten] = rechenweg.posten(saarlouis, ("sgb2_leistungsberechtigte",), stadt, "2025-12-31")
    ebenen = {saarlouis.gebiete["ebene"][t.gebiet] for t in posten.bestandteile}
    assert ebenen == {"sozialraum", "nicht_zuordenbar"}


def test_teilmenge_zaehlt_die_zeilen_der_quelle(saarlouis):
    sozialraum = saarlouis.gebiete_der_ebene("sozialraum")[0]
    [posten] = rechenweg.posten(saarlouis, ("einwohner_ab_65",), sozialraum, "2025-12-31")
    [teil] = posten.bestandteile
    assert teil.zeilen == 6 * 2 * 3  # 65-69 … 85-89, 90+; zwei Geschlechter, drei Herkünfte
    assert "demo" in teil.zeichen.split()


def test_schritte_enthalten_die_eingesetzten_zahlen(saarlouis):
    gebiet = saarlouis.gebiete_der_ebene("stadtteil")[1]
    tabelle = kennzahlen.kennzahl(saarlouis, "sgb2_quote")
    zeile = tabelle[tabelle["gebiet"].eq(gebiet) & tabelle["stichtag"].eq("2025-12-31")].iloc[0]
    weg = rechenweg.rechenweg(saarlouis, "sgb2_quote", gebiet, "2025-12-31")
    saetze = " ".join(satz for schritt in weg.schritte for satz in schritt.saetze)
    x = f"{int(zeile['zaehler']):,}".replace(",", ".")
    n = f"{int(zeile['nenner']):,}".replace(",", ".")
    assert f"{x} ÷ {n} × 100 = " in saetze
    assert f"2 × ({n} + 3,8415)" in saetze
    assert "Reststadt" in saetze
    assert weg.demo


@pytest.mark.parametrize("zustand", ["geheim", "zu_wenige"])
def test_ohne_wert_stehen_keine_zahlen_da(saarlouis, zustand):
    for name in saarlouis.katalog:
        tabelle = kennzahlen.kennzahl(saarlouis, name)
        treffer = tabelle[tabelle["zustand"].eq(zustand)]
        if treffer.empty:
            continue
        zeile = treffer.iloc[0]
        weg = rechenweg.rechenweg(saarlouis, name, zeile["gebiet"], zeile["stichtag"])
        assert math.isnan(weg.zaehler)
        assert math.isnan(weg.wert)
        assert all(schritt.tabelle is None for schritt in weg.schritte)
        return
    pytest.skip(f"Kein Wert mit dem Zustand {zustand}.")


def test_wilson_wie_veroeffentlicht():
    # Newcombe 1998, Tabelle I: 81 von 263.
    unten, oben = rechenweg.wilson(81, 263)
    assert round(unten, 4) == 0.2553
    assert round(oben, 4) == 0.3662
    assert rechenweg.wilson(0, 20)[0] == 0
    assert rechenweg.wilson(20, 20)[1] == 1


def test_unbekannter_stichtag_ist_ein_satz(saarlouis):
    with pytest.raises(SozialmonitorFehler, match="keine Zahlen"):
        rechenweg.rechenweg(saarlouis, "sgb2_quote", saarlouis.einstellungen.stadt, "1900")


def test_messwert_nennt_die_quelle(saarlouis):
    tabelle = kennzahlen.kennzahl(saarlouis, "arbeitslosenquote_kreis")
    zeile = tabelle.iloc[-1]
    weg = rechenweg.rechenweg(
        saarlouis, "arbeitslosenquote_kreis", zeile["gebiet"], zeile["stichtag"]
    )
    assert weg.wert == zeile["wert"]
    assert any("Veröffentlichter Wert" in schritt.titel for schritt in weg.schritte)
