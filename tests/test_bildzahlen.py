"""Bildzahlen: dieselben Zahlen, Farben und Achsen, die das Diagramm zeichnet."""

import datetime

import pandas as pd
import pytest

from sozialmonitor import formate
from sozialmonitor.ansichten import ansicht_aus, gezeigt
from sozialmonitor.bild import Bild
from sozialmonitor.bildzahlen import Bildzahlen, zahlen_aus
from sozialmonitor.diagramme import balken, indexzerlegung, zeitreihe
from sozialmonitor.katalog import Bruch
from sozialmonitor.kommune import Kommune
from sozialmonitor.vorrat import vorrat_aus


@pytest.fixture(scope="module")
def werte(stadt: Kommune) -> pd.DataFrame:
    return vorrat_aus(stadt).kennzahl(stadt.indikator("sgb2_quote"))


def linien(stadt: Kommune, tabelle: pd.DataFrame, **angaben: object) -> Bildzahlen:
    namen = {g: stadt.name(g) for g in ("A", "K1")}
    return zahlen_aus(
        zeitreihe(tabelle, stadt.indikator("sgb2_quote"), namen, stadt="K1", **angaben)
    )


def test_linie_hat_die_werte_des_bildes(stadt: Kommune, werte: pd.DataFrame) -> None:
    nur_a = werte[werte["gebiet"].eq("A")]
    zahlen = linien(stadt, nur_a)
    assert zahlen.art == "linie"
    assert zahlen.kategorien == tuple(datetime.date(j, 12, 31) for j in (2019, 2020, 2021))
    (reihe,) = zahlen.reihen
    # A: 48 von 630, 49 von 640, 50 von 650 (tests/kleinstadt.py)
    assert reihe.werte == pytest.approx((4800 / 630, 4900 / 640, 5000 / 650))
    assert all(u < w < o for u, w, o in zip(reihe.unten, reihe.werte, reihe.oben, strict=True))
    assert zahlen.achsentitel == "SGB-II-Quote in %"
    assert zahlen.lesehilfe == ("Senkrechter Strich: 95-%-Vertrauensbereich",)
    assert zahlen.nachkommastellen == 1


def test_texte_des_bildes_sind_die_gerundeten_zahlen(stadt: Kommune, werte: pd.DataFrame) -> None:
    namen = {"A": stadt.name("A")}
    bild = zeitreihe(werte, stadt.indikator("sgb2_quote"), namen)
    (reihe,) = zahlen_aus(bild).reihen
    assert [formate.zahl(w, 1) for w in reihe.werte] == bild.tabelle["SGB-II-Quote (%)"].tolist()


@pytest.mark.parametrize("zustand", ["geheim", "fehlt", "zu_wenige"])
def test_eine_luecke_trennt_die_linie(stadt: Kommune, werte: pd.DataFrame, zustand: str) -> None:
    nur_a = werte[werte["gebiet"].eq("A")]
    mitte = nur_a["stichtag"].eq("2020-12-31")
    luecke = nur_a.assign(zustand=nur_a["zustand"].mask(mitte, zustand))
    zahlen = linien(stadt, luecke)
    assert [r.name for r in zahlen.reihen] == ["Altstadt", "Altstadt (ab 2021)"]
    assert [r.fortsetzung for r in zahlen.reihen] == [False, True]
    assert {r.stamm for r in zahlen.reihen} == {"Altstadt"}
    assert datetime.date(2020, 12, 31) not in zahlen.kategorien
    erste, zweite = (r.werte for r in zahlen.reihen)
    assert (erste[1], zweite[0]) == (None, None)
    assert zahlen.reihen[0].farbe == zahlen.reihen[1].farbe


def test_ein_bruch_trennt_die_linie(stadt: Kommune, werte: pd.DataFrame) -> None:
    nur_a = werte[werte["gebiet"].eq("A")]
    zahlen = linien(stadt, nur_a, brueche=[Bruch(ab="2020-06", grund="Neu")])
    assert [sum(w is not None for w in r.werte) for r in zahlen.reihen] == [1, 2]


def test_ohne_bereich_gibt_es_keine_grenzen(stadt: Kommune, werte: pd.DataFrame) -> None:
    zahlen = linien(stadt, werte[werte["gebiet"].eq("A")], mit_bereich=False)
    assert (zahlen.reihen[0].unten, zahlen.reihen[0].oben) == ((), ())


def test_vorlaeufig_ist_hohl(stadt: Kommune, werte: pd.DataFrame) -> None:
    nur_a = werte[werte["gebiet"].eq("A")]
    letzte = nur_a["stichtag"].eq("2021-12-31")
    zahlen = linien(stadt, nur_a.assign(zeichen=nur_a["zeichen"].mask(letzte, "p")))
    assert zahlen.reihen[0].hohl == {2}
    assert "hohler Punkt: vorläufig" in zahlen.lesehilfe[0]


def test_zu_viele_linien_sind_ein_bild(stadt: Kommune, werte: pd.DataFrame) -> None:
    eine = werte[werte["gebiet"].eq("A")]
    for anzahl, moeglich in ((9, True), (10, False)):
        alle = pd.concat([eine.assign(gebiet=f"G{i}") for i in range(anzahl)])
        namen = {f"G{i}": f"Ort {i}" for i in range(anzahl)}
        bild = zeitreihe(alle, stadt.indikator("sgb2_quote"), namen)
        assert (zahlen_aus(bild) is not None) is moeglich


def test_balken_nennen_gebiete_ohne_wert_mit_grund(stadt: Kommune, werte: pd.DataFrame) -> None:
    jetzt = werte[werte["stichtag"].eq("2021-12-31")]
    geheim = jetzt.assign(zustand=jetzt["zustand"].mask(jetzt["gebiet"].eq("B"), "geheim"))
    bild = balken(
        geheim,
        stadt.indikator("sgb2_quote"),
        {"B": "Bergstadt", "A": "Altstadt"},
        stadtwert=8.97,
        hervorgehoben="A",
    )
    zahlen = zahlen_aus(bild)
    assert zahlen.art == "balken"
    assert zahlen.kategorien == ("Altstadt", "Bergstadt: gesperrt (Datenschutz)", "Stadt")
    (reihe,) = zahlen.reihen
    assert reihe.werte == (pytest.approx(5000 / 650), None, 8.97)
    assert reihe.oben[0] > reihe.werte[0] > reihe.unten[0]
    assert reihe.oben[1:] == (None, None)


def test_punktreihe_wird_zu_balken_ab_null(stadt: Kommune) -> None:
    ansicht = ansicht_aus("/vergleich?vergleich=alle&form=punkte&indikator=sgb2_quote")
    bild = gezeigt(stadt, ansicht).bild
    zahlen = zahlen_aus(bild)
    # B: 19 von 175, A: 50 von 650, Stadt 74 von 825 – vom höchsten zum niedrigsten
    assert zahlen.kategorien == ("Bergstadt ●", "Altstadt ●", "Kleinstadt")
    assert zahlen.reihen[0].werte == pytest.approx((1900 / 175, 5000 / 650, 7400 / 825))
    unten, oben = zahlen.grenzen
    assert unten == 0
    assert oben >= max(o for o in zahlen.reihen[0].oben if o)


def test_differenzen_stehen_um_null(stadt: Kommune) -> None:
    bild = gezeigt(stadt, ansicht_aus("/vergleich?ebene=stadtteil&gebiet=A&umfang=alle")).bild
    zahlen = zahlen_aus(bild)
    assert [formate.zahl(w, 1, vorzeichen=True) for w in zahlen.reihen[0].werte] == list(
        bild.tabelle["Differenz"]
    )
    assert zahlen.grenzen[0] < 0 < zahlen.grenzen[1]


def test_stapel_hat_je_zutat_eine_reihe() -> None:
    beitraege = pd.DataFrame({"x": [0.5, -0.25], "y": [0.25, -0.5]}, index=["A", "B"])
    bild = indexzerlegung(
        beitraege, {"A": "Nord", "B": "Süd"}, {"x": "Arbeit", "y": "Bildung"}, titel="Index"
    )
    zahlen = zahlen_aus(bild)
    assert zahlen.art == "stapel"
    assert zahlen.kategorien == ("Nord: 0,75", "Süd: −0,75")
    assert {r.name: r.werte for r in zahlen.reihen} == {
        "Arbeit": (0.5, -0.25), "Bildung": (0.25, -0.5),
    }  # fmt: skip
    assert zahlen.lesehilfe == ("Zahl beim Namen: der Index, die Summe der Beiträge",)


@pytest.mark.parametrize(
    "adresse",
    [
        "/karte",
        "/zeitreihen?indikator=sgb2_quote&ebene=sozialraum&einzeln=1",
        "/vergleich?vergleich=alle&form=trichter&indikator=sgb2_quote&ebene=sozialraum",
    ],
)
def test_was_mehr_sagt_bleibt_ein_bild(stadt: Kommune, adresse: str) -> None:
    assert zahlen_aus(gezeigt(stadt, ansicht_aus(adresse)).bild) is None


def test_eine_tabelle_hat_keine_bildzahlen() -> None:
    assert zahlen_aus(Bild(titel="T", bild=None, alttext="", tabelle=pd.DataFrame())) is None
