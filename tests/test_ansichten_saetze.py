"""Die Sätze der Bilder, die auf der Seite keine eigene Antwort haben; von Hand gerechnet."""

import math

import pandas as pd
import pytest

from sozialmonitor import profil, programmgebiete, programmvergleich, reihen
from sozialmonitor.ansichten.ergebnis import ohne_spalten
from sozialmonitor.bild import Bild
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune
from sozialmonitor.programmvergleich import Lage
from sozialmonitor.texte import gruppensaetze, indexsaetze, segregationssaetze, vergleichssaetze

HOEHER, GLEICH, NIEDRIGER, OHNE = (
    "gesichert höher", "nicht gesichert verschieden", "gesichert niedriger", "nicht bewertbar",
)  # fmt: skip
LAGE = Lage(gebiet="P", stadtteil="A", stadt="K1",
            namen={"P": "Soziale Mitte", "A": "Altstadt", "K1": "Kleinstadt"})  # fmt: skip


@pytest.fixture
def quote(stadt: Kommune) -> Indikator:
    return stadt.indikator("sgb2_quote")


@pytest.mark.parametrize(
    ("urteile", "erwartet"),
    [
        ([], "Kein Gebiet hat zwei vergleichbare Werte."),
        ([OHNE], "Zwei vergleichbare Werte gibt es zu 1 Gebiet; ob die Veränderung zufällig ist, "
                 "ist nicht bewertbar."),
        ([OHNE, OHNE], "Zwei vergleichbare Werte gibt es zu 2 Gebieten; ob die Veränderung "
                       "zufällig ist, ist nicht bewertbar."),
        ([HOEHER], "Im einzigen geprüften Gebiet ist der Wert gesichert gestiegen."),
        ([GLEICH, OHNE], "Im einzigen geprüften Gebiet ist der Wert nicht gesichert verändert."),
        ([GLEICH, GLEICH], "Von 2 geprüften Gebieten hat sich der Wert in keinem gesichert "
                           "verändert."),
        ([HOEHER, NIEDRIGER, HOEHER, OHNE], "Von 3 geprüften Gebieten ist der Wert in 2 gesichert "
                                            "gestiegen und in 1 gesichert gesunken."),
    ],
)  # fmt: skip
def test_veraenderungen(urteile: list[str], erwartet: str, quote: Indikator) -> None:
    tabelle = pd.DataFrame({"von": ["2020"] * len(urteile), "urteil": urteile, "demo": False})
    assert reihen.satz_veraenderungen(tabelle, quote) == f"„SGB-II-Quote“: {erwartet}"


def test_veraenderungen_zaehlen_gebiete_ohne_frueheren_wert_nicht(quote: Indikator) -> None:
    tabelle = pd.DataFrame(
        {"von": ["2020", "2020", ""], "urteil": [HOEHER, GLEICH, HOEHER], "demo": [True, False, 0]}
    )
    satz = reihen.satz_veraenderungen(tabelle, quote)
    assert "Von 2 geprüften Gebieten ist der Wert in 1 gesichert gestiegen" in satz
    assert satz.endswith("(Demonstrationsdaten)")


def test_profil_des_programmgebiets() -> None:
    def satz(*urteile: str, demo: bool = False) -> str:
        return programmvergleich.satz_profil(pd.DataFrame({"urteil": urteile, "demo": demo}), LAGE)

    assert satz(OHNE) == (
        "Soziale Mitte: Gegen die übrige Stadt lässt sich kein Leitindikator prüfen."
    )
    assert satz(HOEHER, OHNE) == (
        "Soziale Mitte: Von 1 geprüftem Leitindikator liegt 1 gesichert höher und 0 gesichert "
        "niedriger als im übrigen Kleinstadt."
    )
    assert "Von 3 geprüften Leitindikatoren liegen 2 gesichert höher und 1" in satz(
        HOEHER, HOEHER, NIEDRIGER
    )
    assert satz(GLEICH, demo=True).endswith("(Demonstrationsdaten)")


def test_chronik_nennt_anfang_und_das_juengste() -> None:
    zeilen = pd.DataFrame(
        {"datum": ["2017-08-22", "2020", "2021-03"], "bis": ["", "", "2022"],
         "titel": ["Start", "Beschluss", "Umbau"]}
    )  # fmt: skip
    assert programmgebiete.satz_chronik("P", zeilen) == (
        "P: Verzeichnet sind 3 Einträge seit 2017; der jüngste ist „Umbau“ (März 2021 bis 2022)."
    )
    assert programmgebiete.satz_chronik("P", zeilen.head(1)) == (
        "P: Verzeichnet ist 1 Eintrag, „Start“ (22.08.2017)."
    )


def test_angaben_sind_gezaehlt() -> None:
    eine, zwei = pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [1, 2]})
    assert programmgebiete.satz_verzeichnet("P", eine) == (
        "P: Verzeichnet ist 1 Angabe, mit Quelle."
    )
    assert programmgebiete.satz_verzeichnet("P", zwei, geld=True) == (
        "P: Verzeichnet sind 2 Beträge, jede Zeile mit ihrer Quelle."
    )


def altersaufbau(**anteile: float) -> pd.DataFrame:
    namen = {"jung": "0 bis 4", "mittel": "50 bis 54", "alt": "90 und älter"}
    zeilen = [(namen[n], g, a / 2) for n, a in anteile.items() for g in "mw"]
    return pd.DataFrame(zeilen, columns=["alter", "geschlecht", "anteil"])


def test_altersaufbau_nennt_die_groesste_gruppe_beider_geschlechter() -> None:
    gebiet, stadt = altersaufbau(jung=30, mittel=50, alt=20), altersaufbau(jung=40, mittel=25.25)
    assert profil.satz_altersaufbau(gebiet, stadt, "A", "Kleinstadt", "2021-12-31") == (
        "A, 31.12.2021: Die größte Altersgruppe ist „50 bis 54 Jahre“ mit 50,0 % der Bevölkerung; "
        "in Kleinstadt sind es 25,3 %."
    )
    ganz = profil.satz_altersaufbau(altersaufbau(alt=60, jung=40), stadt, "K1", "", "2021")
    assert ganz == "K1, 2021: Die größte Altersgruppe ist „90 Jahre und älter“ mit 60,0 % der " + (
        "Bevölkerung."
    )


@pytest.mark.parametrize("anteil", [0.0, math.nan])
def test_altersaufbau_ohne_menschen(anteil: float) -> None:
    satz = profil.satz_altersaufbau(altersaufbau(jung=anteil), altersaufbau(), "A", "K", "2021")
    assert satz == "A, 2021: Nach dem Altersaufbau wohnt hier niemand."


def test_raenge(quote: Indikator) -> None:
    def satz(bereiche: dict, *, demo: bool = False) -> str:
        return vergleichssaetze.satz_raenge("Stadtteile", "2021-12-31", quote, bereiche, demo=demo)

    kopf = "„SGB-II-Quote“, Stadtteile am 31.12.2021: "
    assert satz({}) == f"{kopf}Kein Gebiet hat einen Rang."
    assert satz({"A": (1, 1), "B": (2, 3), "C": (2, 3)}) == (
        f"{kopf}Den höchsten Wert könnte A haben; fest steht der Rang bei 1 von 3 Gebieten."
    )
    assert satz({"A": (1, 2), "B": (1, 2)}, demo=True) == (
        f"{kopf}Den höchsten Wert könnten A und B haben; fest steht der Rang bei 0 von 2 "
        "Gebieten. (Demonstrationsdaten)"
    )
    assert "könnten 6 Gebiete haben" in satz(dict.fromkeys("ABCDEF", (1, 6)))


def test_status_nennt_den_groessten_vorkommenden_bedarf() -> None:
    assert indexsaetze.satz_status({"A": "niedrig", "B": "mittel", "C": "niedrig"}) == (
        "Hoher Bedarf (Status niedrig): A und C; bewertet sind 3 Gebiete."
    )
    assert indexsaetze.satz_status({"A": "sehr niedrig", "B": "hoch"}, demo=True) == (
        "Sehr hoher Bedarf (Status sehr niedrig): A; bewertet sind 2 Gebiete. (Demonstrationsdaten)"
    )
    assert indexsaetze.satz_status({"A": "mittel", "B": "mittel"}) == (
        "Alle bewerteten Gebiete: mittlerer Bedarf (Status mittel)."
    )
    assert indexsaetze.satz_status({}) == "Kein Gebiet ist bewertet."
    viele = {str(n): "niedrig" for n in range(7)} | {"B": "hoch"}
    assert "(Status niedrig): 7 Gebiete; bewertet sind 8" in indexsaetze.satz_status(viele)


def test_festigkeit_zaehlt_ab_95_prozent() -> None:
    assert indexsaetze.satz_festigkeit([0.95, 0.9499, 1.0], 2000) == (
        "Der Status bleibt bei 2 von 3 Gebieten in wenigstens 95 % von 2.000 Ziehungen derselbe."
    )
    assert "bei 0 von 1 Gebiet in" in indexsaetze.satz_festigkeit([0.5], 2000)


def test_gruppen_nebeneinander() -> None:
    zeilen = [
        {"name": "Kinder", "wert": 0.21, "demo": False},
        {"name": "Ältere", "wert": 0.01, "demo": False},
        {"name": "Mitte", "wert": 0.1, "demo": False},
    ]
    assert segregationssaetze.satz_gruppen("Stadtteile", zeilen, 4) == (
        "Stadtteile: Am ungleichsten verteilt: Kinder (21 von 100 müssten umziehen); am "
        "gleichmäßigsten: Ältere (1 von 100 müsste umziehen); ohne Wert: 1."
    )
    eine = segregationssaetze.satz_gruppen("Stadtteile", [zeilen[0] | {"demo": True}], 1)
    assert eine == (
        "Stadtteile: Am ungleichsten verteilt: Kinder (21 von 100 müssten umziehen). "
        "(Demonstrationsdaten)"
    )
    assert segregationssaetze.satz_gruppen("Stadtteile", [], 2) == (
        "Stadtteile: Zu keiner Gruppe liegen Zahlen vor."
    )


def test_profil_der_gruppen(stadt: Kommune) -> None:
    profil_ = {
        "sgb2_quote": {1: -0.6, 2: 1.6, 3: math.nan},
        "jugendanteil": {1: 0.5, 2: -0.4, 3: 1.0},
        "dichte": {1: 9.0, 2: math.nan, 3: math.nan},
    }
    assert gruppensaetze.satz_profil(profil_, stadt.katalog, demo=True) == (
        "Am weitesten auseinander liegen die Gruppen bei „SGB-II-Quote“: am höchsten in Gruppe 2, "
        "am niedrigsten in Gruppe 1. (Demonstrationsdaten)"
    )
    ohne = gruppensaetze.satz_profil({"dichte": profil_["dichte"]}, stadt.katalog)
    assert ohne == "Die Gruppen lassen sich in keinem Merkmal vergleichen."


def test_ohne_spalten_laesst_das_bild_selbst_unveraendert() -> None:
    tabelle = pd.DataFrame({"a": [1], "b": [2]})
    bild = Bild(titel="T", bild=None, alttext="", tabelle=tabelle)
    assert list(ohne_spalten(bild, ["b", "gibt es nicht"]).tabelle) == ["a"]
    assert list(bild.tabelle) == ["a", "b"]
