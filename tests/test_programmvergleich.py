"""Programmgebiet P (Altmarkt, Bergfeld) der Kleinstadt gegen den Rest, vor und seit dem Start."""

import math
from dataclasses import replace

import pandas as pd
import pytest

from sozialmonitor import kennzahlen, programmvergleich, vergleich
from sozialmonitor.katalog import Bruch, Indikator
from sozialmonitor.kommune import Kommune
from sozialmonitor.programmvergleich import Lage

STICHTAG = "2021-12-31"


@pytest.fixture
def lage(stadt: Kommune) -> Lage:
    return Lage(
        gebiet="P", stadtteil="", stadt="K1", namen=dict(stadt.gebiete["name"]), ohne_ort=("KX",)
    )


@pytest.fixture
def im_stadtteil(stadt: Kommune) -> Lage:
    """Altmarkt, als wäre er ein Programmgebiet der Altstadt."""
    return Lage(
        gebiet="A1", stadtteil="A", stadt="K1", namen=dict(stadt.gebiete["name"]), ohne_ort=("KX",)
    )


@pytest.fixture
def werte(stadt: Kommune) -> dict[str, pd.DataFrame]:
    return {
        name: vergleich.mit_vergleich(
            stadt, kennzahlen.kennzahl(stadt, name), stadt.indikator(name)
        )
        for name in ("jugendanteil", "sgb2_quote", "jugendquotient")
    }


def test_reihen_von_gebiet_rest_und_stadt(
    stadt: Kommune, werte: dict[str, pd.DataFrame], im_stadtteil: Lage
) -> None:
    vorher = werte["jugendanteil"].copy(deep=True)
    reihen = programmvergleich.vergleichsreihen(
        werte["jugendanteil"], im_stadtteil, stadt.indikator("jugendanteil")
    )
    heute = reihen[reihen["stichtag"].eq(STICHTAG)].set_index("gebiet")["wert"]
    assert list(heute.index) == ["A1", "A-ohne-A1", "K1-ohne-A1", "K1"]
    assert heute["A1"] == pytest.approx(100 / 500 * 100)
    assert heute["A-ohne-A1"] == pytest.approx(50 / 300 * 100)
    assert heute["K1-ohne-A1"] == pytest.approx(100 / 518 * 100)
    assert list(im_stadtteil.bezeichnungen.values()) == [
        "Altmarkt",
        "übriges Altstadt",
        "übriges Kleinstadt",
        "Kleinstadt",
    ]
    pd.testing.assert_frame_equal(werte["jugendanteil"], vorher)


def test_ohne_stadtteil_kein_uebriger_stadtteil(
    stadt: Kommune, werte: dict[str, pd.DataFrame], lage: Lage
) -> None:
    reihen = programmvergleich.vergleichsreihen(
        werte["jugendanteil"], lage, stadt.indikator("jugendanteil")
    )
    assert set(reihen["gebiet"]) == {"P", "K1-ohne-P", "K1"}


def test_punkte_stehen_in_genau_einem_balken(
    stadt: Kommune, werte: dict[str, pd.DataFrame], im_stadtteil: Lage
) -> None:
    tabelle, indikator = werte["jugendanteil"], stadt.indikator("jugendanteil")
    balken = programmvergleich.balkenreihen(tabelle, im_stadtteil, indikator, STICHTAG)
    assert list(balken["gebiet"]) == ["A1", "A-ohne-A1", "A"]
    punkte = programmvergleich.teilpunkte(tabelle, balken, im_stadtteil, ["A1"], ["A2"])
    assert dict(zip(punkte["gebiet"], punkte["uebergeordnet"], strict=True)) == {
        "A1": "A1",
        "A2": "A-ohne-A1",
    }
    ohne_rest = balken[balken["gebiet"].ne("A-ohne-A1")]
    punkte = programmvergleich.teilpunkte(tabelle, ohne_rest, im_stadtteil, [], ["A2"])
    assert list(punkte["uebergeordnet"]) == ["A"]


def test_profil_von_hand(stadt: Kommune, werte: dict[str, pd.DataFrame], lage: Lage) -> None:
    profil = programmvergleich.profil(werte, stadt.katalog, lage).set_index("indikator")
    zeile = profil.loc["sgb2_quote"]
    assert zeile["wert"] == pytest.approx(56 / 560 * 100)
    assert zeile["rest_stadt"] == pytest.approx(13 / 265 * 100)
    assert zeile["stadt"] == pytest.approx(74 / 825 * 100)
    assert math.isnan(zeile["rest_stadtteil"])
    assert zeile["urteil"] == vergleich.HOEHER
    assert profil.loc["jugendquotient", "urteil"] == vergleich.NICHT_BEWERTBAR
    texte = programmvergleich.profiltabelle(profil.reset_index(), stadt.katalog, lage)
    assert list(texte.columns)[:3] == ["Indikator", "Stand", "Soziale Mitte"]
    assert texte["Soziale Mitte"][1] == "10,0 %"
    assert texte["Unterschied zum übrigen Kleinstadt"][1].startswith("+5,1 (")


def test_geheimer_wert_verraet_auch_keinen_rest(
    stadt: Kommune, werte: dict[str, pd.DataFrame], lage: Lage
) -> None:
    tabelle = werte["sgb2_quote"].copy()
    geheim = tabelle["gebiet"].eq("P")
    leer = ["wert", "unten", "oben", "differenz", "diff_unten", "diff_oben"]
    tabelle.loc[geheim, leer] = math.nan
    tabelle.loc[geheim, ["zustand", "urteil"]] = ["geheim", vergleich.NICHT_BEWERTBAR]
    profil = programmvergleich.profil({"sgb2_quote": tabelle}, stadt.katalog, lage)
    assert math.isnan(profil["rest_stadt"][0])
    texte = programmvergleich.profiltabelle(profil, stadt.katalog, lage)
    assert texte["Soziale Mitte"][0] == "•"
    assert texte["übriges Kleinstadt"][0] == "•"


def test_vor_und_seit_dem_start_von_hand(
    stadt: Kommune, werte: dict[str, pd.DataFrame], lage: Lage
) -> None:
    daten = programmvergleich.entwicklung(werte, stadt.katalog, {}, lage, "2020-06-01")
    zeile = daten.set_index("indikator").loc["jugendanteil"]
    assert (zeile["von"], zeile["bis"]) == ("2019-12-31", STICHTAG)
    assert zeile["differenz"] == pytest.approx(140 / 700 * 100 - 140 / 680 * 100)
    # In der übrigen Stadt (60 von 318) hat sich nichts geändert.
    assert zeile["abstand"] == pytest.approx(zeile["differenz"])
    varianz = sum(
        p * (1 - p) / n for p, n in ((140 / 680, 680), (0.2, 700), (60 / 318, 318), (60 / 318, 318))
    )
    breite = zeile["abstand_oben"] - zeile["abstand"]
    assert breite == pytest.approx(1.959964 * math.sqrt(varianz) * 100, rel=1e-5)
    assert zeile["urteil"] == vergleich.GLEICH
    quotient = daten.set_index("indikator").loc["jugendquotient"]
    assert math.isnan(quotient["abstand"])
    assert math.isnan(quotient["unten"])


def test_bruch_begrenzt_den_vergleich(
    stadt: Kommune, werte: dict[str, pd.DataFrame], lage: Lage
) -> None:
    nur = {"jugendanteil": werte["jugendanteil"]}
    spaet = {"jugendanteil": [Bruch(ab="2021-06", grund="Neue Zählung.")]}
    zeile = programmvergleich.entwicklung(nur, stadt.katalog, spaet, lage, "2020-06-01").iloc[0]
    assert zeile["bis"] == "2020-12-31"
    assert zeile["grund"] == "Bruch ab Juni 2021 (Neue Zählung): spätere Werte nicht vergleichbar"
    frueh = {"jugendanteil": stadt.brueche(stadt.indikator("jugendanteil"))}
    daten = programmvergleich.entwicklung(nur, stadt.katalog, frueh, lage, "2020-06-01")
    assert daten["bis"][0] == ""
    assert math.isnan(daten["differenz"][0])
    texte = programmvergleich.entwicklungstabelle(daten, stadt.katalog, lage)
    assert texte["seit dem Start"][0] == "k. A. *"
    assert programmvergleich.gruende(daten, stadt.katalog) == [
        "* Anteil unter 18: Bruch ab Juni 2020 (Neue Software): kein vergleichbarer Wert seit dem "
        "Programmstart."
    ]


@pytest.mark.parametrize(("tag", "wann"), [("2018-01-01", "vor"), ("2030-01-01", "nach")])
def test_fehlende_jahre_werden_gesagt(
    stadt: Kommune, werte: dict[str, pd.DataFrame], lage: Lage, tag: str, wann: str
) -> None:
    daten = programmvergleich.entwicklung(werte, stadt.katalog, {}, lage, tag)
    assert set(daten["grund"]) == {f"kein Wert {wann} dem Programmstart"}
    satz = programmvergleich.satz_bilanz(daten, lage, "2018")
    assert "keinen Leitindikator" in satz
    assert programmvergleich.satz_zufallstreffer(daten) == ""


def test_bilanz_zaehlt_nur_gepruefte(lage: Lage) -> None:
    daten = pd.DataFrame(
        {
            "unten": [1.0, -1.0, -3.0, math.nan],
            "urteil": [vergleich.HOEHER, vergleich.GLEICH, vergleich.NIEDRIGER, "nicht bewertbar"],
            "abstand_unten": [0.5, -1.0, math.nan, math.nan],
            "abstand_urteil": [vergleich.HOEHER, vergleich.GLEICH, "nicht bewertbar", ""],
            "demo": [True, False, False, False],
        }
    )
    satz = programmvergleich.satz_bilanz(daten, lage, "2020-06")
    assert satz == (
        "Soziale Mitte, seit dem Programmstart (Juni 2020): 2 von 3 prüfbaren Leitindikatoren "
        "haben sich gesichert verändert; gesichert anders als im übrigen Kleinstadt verlief einer "
        "davon. (Demonstrationsdaten)"
    )
    assert programmvergleich.satz_zufallstreffer(daten).startswith("5 Prüfungen")


@pytest.mark.parametrize(
    ("hier", "abstand", "urteil", "text"),
    [
        (3.0, 2.0, vergleich.HOEHER, "gesichert stärker gestiegen"),
        (2.0, -3.0, vergleich.NIEDRIGER, "gesichert schwächer gestiegen"),
        (-3.0, -2.0, vergleich.NIEDRIGER, "gesichert stärker gesunken"),
        (-1.0, 2.0, vergleich.HOEHER, "gesichert schwächer gesunken"),
        (1.0, 3.0, vergleich.HOEHER, "gesichert: hier gestiegen, dort gesunken"),
        (1.0, 0.1, vergleich.GLEICH, "nicht gesichert anders"),
        (1.0, 0.1, vergleich.NICHT_BEWERTBAR, "nicht geprüft"),
        (1.0, math.nan, vergleich.NICHT_BEWERTBAR, "nicht bewertbar"),
    ],
)
def test_worte_fuer_den_unterschied(
    stadt: Kommune, lage: Lage, *, hier: float, abstand: float, urteil: str, text: str
) -> None:
    leer = {"von": "2019", "bis": "2021", "wert_von": 10.0, "wert_bis": 10.0 + hier, "grund": ""}
    leer |= {"gesperrt": ""}
    daten = pd.DataFrame(
        [
            leer
            | {"indikator": "sgb2_quote", "differenz": hier, "unten": math.nan, "oben": math.nan}
            | {"urteil": "", "abstand": abstand, "abstand_unten": -9.0, "abstand_oben": 9.0}
            | {"abstand_urteil": urteil}
        ]
    )
    tabelle = programmvergleich.entwicklungstabelle(daten, stadt.katalog, lage)
    assert tabelle["Urteil darüber"][0] == text


def _gesperrt(tabelle: pd.DataFrame, *tage: str) -> pd.DataFrame:
    """Dieselbe Tabelle, das Programmgebiet an diesen Tagen gesperrt."""
    geheim = tabelle["gebiet"].eq("P") & tabelle["stichtag"].isin(tage)
    zahlen = ["zaehler", "nenner", "wert", "unten", "oben"]
    return tabelle.assign(
        zustand=tabelle["zustand"].mask(geheim, "geheim"),
        **{zahl: tabelle[zahl].mask(geheim) for zahl in zahlen},
    )


@pytest.mark.parametrize(
    ("tage", "zellen", "grund", "stand"),
    [
        ((), ("10,0 % (2019)", "10,0 % (2021)"), "", ""),
        (("2019-12-31",), ("•", "10,0 % (2021) *"),
         "Werte vor dem Programmstart gesperrt (Datenschutz)", ""),
        (("2020-12-31", STICHTAG), ("10,0 % (2019)", "• *"),
         "Werte nach dem Programmstart gesperrt (Datenschutz)",
         "Für 2020 und 2021 sind die Werte gesperrt (Datenschutz); gezeigt ist 2019."),
        ((STICHTAG,), ("10,0 % (2019)", "10,0 % (2020) *"), "spätere Werte gesperrt (Datenschutz)",
         "Für 2021 ist der Wert gesperrt (Datenschutz); gezeigt ist 2020."),
    ],
    ids=["nichts", "davor", "seither", "nur_zuletzt"],
)  # fmt: skip
def test_gesperrtes_vor_und_seit_dem_start_ist_nicht_fehlend(
    stadt: Kommune,
    werte: dict[str, pd.DataFrame],
    lage: Lage,
    *,
    tage: tuple[str, ...],
    zellen: tuple[str, str],
    grund: str,
    stand: str,
) -> None:
    tabelle = _gesperrt(werte["sgb2_quote"], *tage)
    daten = programmvergleich.entwicklung(
        {"sgb2_quote": tabelle}, stadt.katalog, {}, lage, "2020-06-01"
    )
    texte = programmvergleich.entwicklungstabelle(daten, stadt.katalog, lage)
    assert (texte["vor dem Start"][0], texte["seit dem Start"][0]) == zellen
    assert daten["grund"][0] == grund
    assert programmvergleich.satz_gesperrter_stand(tabelle, "P") == stand


def test_ohne_zeile_vor_dem_start_bleibt_es_keine_angabe(
    stadt: Kommune, werte: dict[str, pd.DataFrame], lage: Lage
) -> None:
    tabelle = werte["sgb2_quote"]
    tabelle = tabelle[tabelle["stichtag"].gt("2020")]
    daten = programmvergleich.entwicklung(
        {"sgb2_quote": tabelle}, stadt.katalog, {}, lage, "2020-06-01"
    )
    texte = programmvergleich.entwicklungstabelle(daten, stadt.katalog, lage)
    assert texte["vor dem Start"][0] == "k. A."
    assert daten["grund"][0] == "kein Wert vor dem Programmstart"


def test_vor_dem_bruch_gesperrt(stadt: Kommune, werte: dict[str, pd.DataFrame], lage: Lage) -> None:
    tabelle = _gesperrt(werte["sgb2_quote"], "2020-12-31")
    brueche = {"sgb2_quote": (Bruch(ab="2021-06", grund="Neue Zählung."),)}
    daten = programmvergleich.entwicklung(
        {"sgb2_quote": tabelle}, stadt.katalog, brueche, lage, "2020-06-01"
    )
    texte = programmvergleich.entwicklungstabelle(daten, stadt.katalog, lage)
    assert texte["seit dem Start"][0] == "• *"
    assert daten["grund"][0].endswith(
        "vergleichbare Werte seit dem Programmstart gesperrt (Datenschutz)"
    )


def test_juengster_stichtag(werte: dict[str, pd.DataFrame]) -> None:
    assert programmvergleich.juengster_stichtag(werte["sgb2_quote"], ["P"]) == STICHTAG
    assert programmvergleich.juengster_stichtag(werte["sgb2_quote"], ["fehlt"]) == ""


def _katalog(stadt: Kommune) -> dict[str, Indikator]:
    """A und B: hoch ist belastend; C: niedrig ist belastend; D: neutral."""
    vorbild = stadt.katalog["sgb2_quote"]
    richtungen = {"A": "hoch_belastend", "B": "hoch_belastend"}
    richtungen |= {"C": "niedrig_belastend", "D": "neutral"}
    return {n: replace(vorbild, id=n, titel=n, richtung=r) for n, r in richtungen.items()}  # type: ignore[arg-type]


def _urteile(hier: list[str], abstand: list[str], demo: bool) -> pd.DataFrame:
    grenze = {"": math.nan, "nicht bewertbar": math.nan}
    return pd.DataFrame(
        {
            "indikator": list("ABCD"),
            "unten": [grenze.get(u, 1.0) for u in hier],
            "urteil": hier,
            "abstand_unten": [grenze.get(u, 1.0) for u in abstand],
            "abstand_urteil": abstand,
            "demo": demo,
        }
    )


_KOPF = "Soziale Mitte, seit dem Programmstart (Juni 2020): "
_HOCH, _TIEF, _GLEICH, _OHNE = (
    vergleich.HOEHER, vergleich.NIEDRIGER, vergleich.GLEICH, vergleich.NICHT_BEWERTBAR
)  # fmt: skip


@pytest.mark.parametrize(
    ("urteile", "satz"),
    [
        (([_TIEF, _HOCH, _HOCH, _HOCH], [_GLEICH, _TIEF, _TIEF, _TIEF], True),
         "3 Indikatoren mit vereinbarter Richtung sind prüfbar. Gegenüber vorher gesichert "
         "günstiger: „A“ und „C“; gesichert ungünstiger: „B“. Gegenüber der Entwicklung im übrigen "
         "Kleinstadt gesichert günstiger: „B“; gesichert ungünstiger: „C“. (Demonstrationsdaten)"),
        (([_GLEICH, _GLEICH, _OHNE, _HOCH], [_GLEICH, _GLEICH, _HOCH, _HOCH], False),
         "2 Indikatoren mit vereinbarter Richtung sind prüfbar. Gegenüber vorher ist keiner "
         "gesichert verschieden. Gegenüber der Entwicklung im übrigen Kleinstadt ist keiner "
         "gesichert verschieden."),
        (([_OHNE, _OHNE, _TIEF, _OHNE], [_OHNE] * 4, False),
         "1 Indikator mit vereinbarter Richtung ist prüfbar. Gegenüber vorher gesichert günstiger: "
         "keiner; gesichert ungünstiger: „C“. Die Entwicklung im übrigen Kleinstadt ist zum "
         "Vergleich nicht zu berechnen."),
        (([_OHNE, _OHNE, _OHNE, _HOCH], [_OHNE] * 4, True),
         "Kein Indikator mit vereinbarter Richtung ist vorher und nachher prüfbar."),
    ],
    ids=["beides", "nichts_gesichert", "ohne_rest", "nur_neutrale"],
)  # fmt: skip
def test_besser_wertet_nur_vereinbarte_richtungen(
    stadt: Kommune, lage: Lage, urteile: tuple[list[str], list[str], bool], satz: str
) -> None:
    daten = _urteile(*urteile)
    assert programmvergleich.satz_besser(daten, _katalog(stadt), lage, "2020-06") == _KOPF + satz
