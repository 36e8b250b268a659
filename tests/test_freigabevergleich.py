"""Was andere Regeln kosten und was ältere Ausgaben verraten; Werte der Kleinstadt."""

import math

import numpy as np
import pandas as pd
import pandas.testing as pdt
import pytest

from sozialmonitor import freigabebericht, freigabelauf, freigabevergleich, verknuepfung
from sozialmonitor.fehler import SozialmonitorFehler, SpaltenFehlen
from sozialmonitor.geheimhaltung import INTERN, OEFFENTLICH, Regel
from tests.kleinstadt import LETZTER

# Merkmal, Gebiet, Wert, Status; Werte der Kleinstadt 2021
GEBURTEN = [
    ("geburten", "A1", 5, "offen"),
    ("geburten", "A2", 3, "primär"),
    ("geburten", "B1", 2, "primär"),
    ("geburten", "B2", 0, "offen"),
    ("geburten", "A", 8, "sekundär"),
    ("geburten", "B", 2, "primär"),
    ("geburten", "P", 7, "sekundär"),
    ("geburten", "KX", 0, "offen"),
    ("geburten", "K1", 10, "offen"),
    ("geburten", "K1 ohne P", 3, "primär"),
]
SGB2 = [
    ("sgb2", "A1", 40, "offen"),
    ("sgb2", "A2", 10, "offen"),
    ("sgb2", "B1", 16, "offen"),
    ("sgb2", "B2", 3, "primär"),
    ("sgb2", "A", 50, "offen"),
    ("sgb2", "B", 19, "sekundär"),
    ("sgb2", "P", 56, "offen"),
    ("sgb2", "KX", 5, "sekundär"),
    ("sgb2", "K1", 74, "offen"),
]


def zellen(*zeilen, verbund=None, unten=0.0, oben=6.0):
    """Zellen wie in `Lauf.zellen`; verborgen sind alle primären und sekundären."""
    tabelle = pd.DataFrame(zeilen, columns=["merkmal", "gebiet", "wert", "status"])
    geheim = tabelle["status"].isin(["primär", "sekundär"])
    grund = tabelle["status"].map({"primär": "Anzahl unter 5", "sekundär": "schützt andere Zellen"})
    return tabelle.assign(
        verbund=verbund or tabelle["merkmal"],
        stichtag=LETZTER,
        wert=tabelle["wert"].astype("float64"),
        zeichen="",
        nenner=np.nan,
        grund=grund.fillna(""),
        frei=tabelle["wert"].astype("float64").mask(geheim),
        unten=np.where(geheim, unten, np.nan),
        oben=np.where(geheim, oben, np.nan),
        urteil=pd.Series(np.where(geheim, "geschützt", None)),
    )


@pytest.fixture(scope="module")
def lauf(stadt):
    return freigabelauf.lauf(stadt, "oeffentlich")


@pytest.fixture(scope="module")
def geburten(stadt):
    return next(v for v in verknuepfung.verbuende(stadt) if v.id == "geburten")


# Regelvergleich


def test_ein_schritt_ist_der_erste_schritt_des_laufs(lauf, stadt, geburten):
    ist = freigabelauf.ein_schritt(stadt, geburten, LETZTER, OEFFENTLICH)
    aus_lauf = lauf.zellen[lauf.zellen["verbund"].eq("geburten")].reset_index(drop=True)
    spalten = [spalte for spalte in ist.columns if spalte != "nenner"]
    pdt.assert_frame_equal(ist[spalten], aus_lauf[spalten], check_dtype=False)


def test_regelvergleich(stadt, geburten):
    regeln = {"keine": Regel(mindestanzahl=0), "intern": INTERN, "öffentlich": OEFFENTLICH}
    ist = freigabevergleich.regelvergleich(stadt, geburten, LETZTER, regeln).set_index("regel")
    # Geburten: A1 5, A2 3, B1 2, B2 0, A 8, B 2, P 7, K1 10; Regel 1–2: B1, B; 1–4: auch A2
    assert ist["zahlen"].tolist() == [8, 8, 8]
    assert ist["primaer"].tolist() == [0, 2, 3]
    assert ist.loc["keine", ["anteil_zahlen", "anteil_personen"]].tolist() == [0, 0]
    assert math.isnan(ist["kleinste_breite"]["keine"])
    assert ist.loc["intern", "kleinste_breite"] >= 3
    assert ist.loc["öffentlich", "anteil_personen"] >= 50
    assert ist["ungeschuetzt"].tolist() == [0, 0, 0]
    assert ist[["summen", "nicht_additiv"]].isna().all(axis=None)


def test_regelvergleich_mit_rundung(stadt, geburten):
    regel = Regel(rundung=3)
    ist = freigabevergleich.regelvergleich(
        stadt, geburten, LETZTER, {"rund": regel}, geheimnis="g"
    ).iloc[0]
    schritt = freigabelauf.ein_schritt(stadt, geburten, LETZTER, regel, geheimnis="g")
    frei = schritt.set_index("gebiet")["frei"]
    summen = {"A": ["A1", "A2"], "B": ["B1", "B2"], "K1": ["A", "B", "KX"], "P": ["A1", "B1"]}
    offen = [frei[ganz] != frei[teile].sum() for ganz, teile in summen.items()]
    # „K1 ohne P“ steht nirgends; dort gibt es nichts zu addieren.
    assert (ist["summen"], ist["nicht_additiv"]) == (4, sum(offen))
    assert (ist["sekundaer"], ist["anteil_zahlen"]) == (0, 0)


def test_regelvergleich_braucht_zum_runden_das_geheimnis(stadt, geburten):
    with pytest.raises(SozialmonitorFehler, match="Geheimnis"):
        freigabevergleich.regelvergleich(stadt, geburten, LETZTER, {"rund": Regel(rundung=3)})


def test_nenner_kommen_aus_dem_lauf(stadt):
    # B2 hat 3 Leistungsberechtigte; wären nur 5 unter 65 freigegeben, wäre der Bereich 0 bis 5.
    sgb2 = next(v for v in verknuepfung.verbuende(stadt) if v.id == "sgb2")
    nenner = zellen(("unter_65", "B2", 5, "offen"), verbund="einwohner")
    spaeter = nenner.assign(verbund="zuzuege")
    breiten = [
        freigabevergleich.regelvergleich(stadt, sgb2, LETZTER, {"r": OEFFENTLICH}, zellen=aus_lauf)
        .loc[0, "kleinste_breite"]
        for aus_lauf in (None, nenner.assign(frei=np.nan), spaeter, nenner)
    ]  # fmt: skip
    assert breiten[0] == breiten[1] == breiten[2] > breiten[3] == 5


def test_regelvergleich_ohne_regeln(stadt, geburten):
    assert freigabevergleich.regelvergleich(stadt, geburten, LETZTER, {}).empty


# Ältere Ausgaben


def alte(*zeilen, stichtag=LETZTER):
    tabelle = pd.DataFrame(zeilen, columns=["merkmal", "gebiet", "wert"])
    return tabelle.assign(stichtag=stichtag)


def verraten(lauf, stadt, tabelle):
    return freigabevergleich.aeltere_veroeffentlichung(
        lauf.zellen, stadt, tabelle, regeln=lauf.regeln
    )


def test_eine_alte_zahl_loest_alles_auf(lauf, stadt):
    # Bekannt sind A1 = 5, B2 = 0, K1 = 10. Mit A2 = 3: A = 8, B = 2, B1 = 2, P = 7, K1 ohne P = 3.
    ist = verraten(lauf, stadt, alte(("geburten", "A2", 3)))
    geheim = lauf.zellen[lauf.zellen["verbund"].eq("geburten") & lauf.zellen["frei"].isna()]
    assert len(ist) == len(geheim) == 6
    assert set(ist["bereich_nachher"]) == {"ein Wert"}
    assert set(ist["urteil"]) == {"exakt bestimmbar"}
    assert ist.loc[ist["genannt"], "gebiet"].tolist() == ["Am Wall"]
    am_wall = ist[ist["gebiet"].eq("Am Wall")].iloc[0]
    assert (am_wall["bereich_vorher"], am_wall["art"]) == ("0 bis 5", "primär")


@pytest.mark.parametrize(
    "tabelle",
    [
        alte(("geburten", "A1", 5), ("geburten", "K1", 10)),
        alte(("geburten", "A2", 4)),
        alte(("geburten", "A2", np.nan)),
        alte(("geburten", "A2", 3), stichtag="2018-12-31"),
        alte(("fremd", "A2", 3)),
        alte(),
    ],
    ids=[
        "sichtbar",
        "inzwischen_berichtigt",
        "verborgen",
        "anderer_tag",
        "anderes_merkmal",
        "leer",
    ],
)
def test_was_nichts_verraet(lauf, stadt, tabelle):
    ist = verraten(lauf, stadt, tabelle)
    assert ist.empty
    assert list(ist.columns) == [
        "verbund", "gebiet", "stichtag", "merkmal", "art", "bereich_vorher", "bereich_nachher",
        "urteil", "genannt",
    ]  # fmt: skip


def test_nur_betroffene_schritte_werden_gerechnet(lauf, stadt, monkeypatch):
    gerechnet = []
    echt = freigabevergleich.vergleich_mit_veroeffentlichtem

    def gezaehlt(tabelle, *args, **kwargs):
        gerechnet.append(set(tabelle["merkmal"]))
        return echt(tabelle, *args, **kwargs)

    monkeypatch.setattr(freigabevergleich, "vergleich_mit_veroeffentlichtem", gezaehlt)
    verraten(lauf, stadt, alte(("geburten", "A2", 3), ("zuzuege", "A", 80), ("sgb2", "A1", 40)))
    assert gerechnet == [{"geburten"}]


def test_unbekanntes_in_einer_gleichung_zaehlt_auch(stadt):
    # A2 ist heute unbekannt; mit der alten Ausgabe (10) folgt A = 40 + 10.
    roh = zellen(
        ("sgb2", "A1", 40, "offen"), ("sgb2", "A2", np.nan, "offen"), ("sgb2", "A", 50, "primär")
    )
    ist = freigabevergleich.aeltere_veroeffentlichung(
        roh, stadt, alte(("sgb2", "A2", 10)), regeln={"sgb2": OEFFENTLICH}
    )
    assert ist[["gebiet", "bereich_nachher", "genannt"]].to_numpy().tolist() == [
        ["Altstadt", "ein Wert", False]
    ]


def test_gerundetes_und_alte_genaue_zahlen(stadt, geburten):
    regel = Regel(mindestanzahl=5, rundung=5)
    schritt = freigabelauf.ein_schritt(stadt, geburten, LETZTER, regel, geheimnis="g")
    roh = schritt.assign(verbund="geburten", stichtag=LETZTER)
    # Aus den alten Zahlen A = 8 und A1 = 5 folgt A2 = 3, auch wenn heute alles gerundet ist.
    ist = freigabevergleich.aeltere_veroeffentlichung(
        roh, stadt, alte(("geburten", "A", 8), ("geburten", "A1", 5)), regeln={"geburten": regel}
    )
    am_wall = ist[ist["gebiet"].eq("Am Wall")].iloc[0]
    assert (am_wall["bereich_nachher"], am_wall["genannt"]) == ("ein Wert", False)


def test_widerspruch_nennt_verbund_und_stichtag(lauf, stadt):
    # Der Kreis kann nicht weniger Geburten haben (3) als die Stadt darin (10).
    tabelle = alte(("geburten", "K", 3), ("geburten", "K2", 1))
    with pytest.raises(SozialmonitorFehler, match=r"„Geburten“, 31\.12\.2021, nicht zum Bestand"):
        verraten(lauf, stadt, tabelle)


def test_unbrauchbare_aeltere_ausgabe(lauf, stadt):
    with pytest.raises(SpaltenFehlen, match="wert"):
        verraten(lauf, stadt, alte().drop(columns="wert"))
    with pytest.raises(SozialmonitorFehler, match="'viele'"):
        verraten(lauf, stadt, alte(("geburten", "A2", "viele")))


# Tabellen in deutschen Texten


def test_aelterentabelle(lauf, stadt):
    ist = freigabebericht.aelterentabelle(verraten(lauf, stadt, alte(("geburten", "A2", 3))))
    assert list(ist.columns) == [
        "Gebiet", "Stichtag", "Merkmal", "Art", "Ohne sie", "Mit ihr", "Urteil",
    ]  # fmt: skip


def test_regeltabelle(stadt, geburten):
    regeln = {"keine": Regel(mindestanzahl=0), "rund": Regel(mindestanzahl=0, rundung=3)}
    vergleich = freigabevergleich.regelvergleich(stadt, geburten, LETZTER, regeln, geheimnis="g")
    ist = freigabebericht.regeltabelle(vergleich).set_index("Regel")
    assert ist.loc["keine", "engster Bereich"] == "k. A."
    assert ist["Summen, die nicht aufgehen"].tolist() == [
        "nicht gerundet", f"{vergleich['nicht_additiv'][1]} von 4",
    ]  # fmt: skip
