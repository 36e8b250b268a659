"""Der Bericht über einen Lauf: Umfang, Prüfungstabelle, Abgeleitetes, Regel in Worten."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sozialmonitor import freigabebericht, freigabelauf, verknuepfung
from sozialmonitor.freigabebericht import Gesamt
from sozialmonitor.geheimhaltung import OEFFENTLICH, Regel
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


# Umfang


def test_umfang_je_merkmal_und_ebene(stadt):
    ist = freigabebericht.umfang(zellen(*GEBURTEN), stadt)
    spalten = ["ebene", "zahlen", "primaer", "sekundaer", "verborgen"]
    assert list(ist[spalten].itertuples(index=False, name=None)) == [
        # KX steht nicht im Bestand, „K1 ohne P“ ist ein Restgebiet
        ("sozialraum", 4, 2, 0, 2), ("stadtteil", 2, 1, 1, 2),
        ("programmgebiet", 1, 0, 1, 1), ("stadt", 1, 0, 0, 0),
    ]  # fmt: skip
    assert ist["anteil_zahlen"].tolist() == [50, 100, 100, 0]
    # (3 + 2) von (5 + 3 + 2 + 0) · (8 + 2) von 10 · 7 von 7 · nichts von 10
    assert ist["anteil_personen"].tolist() == [50, 100, 100, 0]
    assert set(ist["titel"]) == {"Geburten"}
    assert ist["ebenentitel"].tolist() == ["Sozialräume", "Stadtteile", "Programmgebiete", "Stadt"]


def test_umfang_folgt_der_reihenfolge_der_merkmale_und_zaehlt_den_rest_der_stadt(stadt):
    ist = freigabebericht.umfang(zellen(*GEBURTEN, *SGB2), stadt)
    assert list(dict.fromkeys(ist["merkmal"])) == ["sgb2", "geburten"]
    rest = ist[ist["ebene"].eq("nicht_zuordenbar")]
    assert rest[["merkmal", "ebenentitel", "verborgen"]].to_numpy().tolist() == [
        ["sgb2", "räumlich nicht zuordenbar", 1]
    ]


def test_abgezogenes_zaehlt_nicht(stadt):
    ohne = ("einwohner ohne unter_65", "A1", 100, "primär")
    ist = freigabebericht.umfang(zellen(("einwohner", "A1", 500, "offen"), ohne), stadt)
    assert ist["merkmal"].tolist() == ["einwohner"]


def test_umfang_ohne_zellen(stadt):
    assert freigabebericht.umfang(zellen(*SGB2).iloc[:0], stadt).empty


def test_schon_an_der_quelle_geheimes_ist_eine_zahl_ohne_personen(stadt):
    quelle = zellen(("sgb2", "A1", np.nan, "primär"), ("sgb2", "A2", 10, "offen"))
    ist = freigabebericht.umfang(quelle, stadt).iloc[0]
    assert (ist["zahlen"], ist["verborgen"], ist["anteil_personen"]) == (2, 1, 0)


def test_unbekanntes_ist_keine_zahl(stadt):
    ist = freigabebericht.umfang(zellen(("sgb2", "A1", np.nan, "offen"), SGB2[1]), stadt)
    assert ist["zahlen"].tolist() == [1]


def test_gerundetes_ist_nicht_verborgen(stadt):
    rund = zellen(*SGB2[:4]).assign(frei=[40.0, 10, 15, 5])
    ist = freigabebericht.umfang(rund, stadt).iloc[0]
    assert (ist["primaer"], ist["verborgen"], ist["anteil_personen"]) == (1, 0, 0)
    kopf = freigabebericht.gesamt(rund, stadt)
    assert (kopf.gerundet, kopf.verborgen, kopf.personen_verborgen) == (4, 0, 0)


# Kopfzahlen


def test_gesamt_zaehlt_personen_auf_der_feinsten_ebene(stadt):
    # Sozialräume und Rest: 3 + 5 = 8 verborgen, aufgerundet 10, von 40 + 10 + 16 + 3 + 5 = 74
    ist = freigabebericht.gesamt(zellen(*SGB2), stadt)
    assert (ist.zahlen, ist.primaer, ist.sekundaer, ist.verborgen) == (9, 1, 2, 3)
    assert ist.personen_verborgen == 10
    assert ist.anteil_personen == pytest.approx(100 * 10 / 74)
    assert ist.anteil_verborgen == pytest.approx(100 * 3 / 9)


def test_verborgene_nullen_sind_am_gesamt_nicht_zu_erkennen(stadt):
    ist = freigabebericht.gesamt(zellen(("sgb2", "A1", 0, "sekundär"), SGB2[1]), stadt)
    assert ist.personen_verborgen == 10
    assert freigabebericht.gesamt(zellen(*SGB2[:3]), stadt).personen_verborgen == 0


def test_gesamt_zaehlt_die_stadt_wo_es_nichts_feineres_gibt(stadt):
    ist = freigabebericht.gesamt(zellen(("sgb2", "K1", 74, "primär"), SGB2[7]), stadt)
    # KX ist Teil der Stadt und zählt nicht noch einmal: 80 von 74, höchstens alle
    assert (ist.personen_verborgen, ist.anteil_personen) == (80, 100)


def test_gesamt_nur_mit_personen(stadt):
    faelle = replace(stadt.merkmale["geburten"], einheit="Fälle")
    ohne = replace(stadt, merkmale={**stadt.merkmale, "geburten": faelle})
    ist = freigabebericht.gesamt(zellen(*GEBURTEN, *SGB2), ohne)
    assert ist.anteil_personen == pytest.approx(100 * 10 / 74)
    assert math.isnan(freigabebericht.gesamt(zellen(*GEBURTEN), ohne).anteil_personen)


def test_gesamt_prueft_auch_restgebiete(stadt):
    gemessen = zellen(*GEBURTEN)
    rest = gemessen["gebiet"].eq("K1 ohne P")
    ist = freigabebericht.gesamt(
        gemessen.assign(
            oben=gemessen["oben"].mask(rest, 2), urteil=gemessen["urteil"].mask(rest, "zu eng")
        ),
        stadt,
    )
    assert (ist.geprueft, ist.kleinste_breite, ist.ungeschuetzt) == (6, 2, 1)


# Satz

KOPF = Gesamt(
    zahlen=12_345, primaer=400, sekundaer=278, verborgen=678, gerundet=0, personen_verborgen=840,
    anteil_personen=0.42, geprueft=900, kleinste_breite=5, ungeschuetzt=0,
)  # fmt: skip


@pytest.mark.parametrize(
    ("aenderung", "rolle", "erwartet"),
    [
        (
            {},
            "oeffentlich",
            "Von 12.345 Zahlen sind 678 nicht öffentlich (5,5 %), das sind höchstens 0,4 % der "
            "gezählten Personen. Keine lässt sich errechnen; der engste Bereich ist 5 breit.",
        ),
        (
            {"verborgen": 1, "anteil_personen": math.nan},
            "intern",
            "Von 12.345 Zahlen ist 1 nicht freigegeben (unter 0,1 %). Keine lässt sich errechnen; "
            "der engste Bereich ist 5 breit.",
        ),
        (
            {"primaer": 0, "sekundaer": 0, "verborgen": 0, "geprueft": 0},
            "oeffentlich",
            "Alle 12.345 Zahlen sind öffentlich; keine fällt unter die Regel.",
        ),
        (
            {"verborgen": 0, "gerundet": 12_345, "kleinste_breite": 2, "ungeschuetzt": 15},
            "oeffentlich",
            "Gerundet sind 12.345 von 12.345 Zahlen. 15 lassen sich genau oder zu genau errechnen; "
            "der engste Bereich ist 2 breit.",
        ),
        (
            {"ungeschuetzt": 1, "kleinste_breite": 0, "anteil_personen": 0.0},
            "oeffentlich",
            "Von 12.345 Zahlen sind 678 nicht öffentlich (5,5 %), das sind höchstens 0,0 % der "
            "gezählten Personen. 1 lässt sich genau oder zu genau errechnen; der engste Bereich "
            "ist 0 breit.",
        ),
        (
            {"zahlen": 0, "verborgen": 0},
            "oeffentlich",
            "Es gibt keine Zahlen, die noch nicht veröffentlicht sind.",
        ),
    ],
    ids=["verborgen", "eine", "nichts", "gerundet", "ungeschuetzt", "leer"],
)
def test_satz_ergebnis(aenderung, rolle, erwartet):
    assert freigabebericht.satz_ergebnis(replace(KOPF, **aenderung), rolle) == erwartet


def test_satz_ohne_obere_grenze():
    satz = freigabebericht.satz_ergebnis(replace(KOPF, kleinste_breite=math.inf))
    assert satz.endswith("Keine lässt sich errechnen; kein Bereich hat eine obere Grenze.")


# Prüfungstabelle


def test_verborgene_nennt_bereiche_und_keine_werte(stadt):
    roh = zellen(*GEBURTEN[:2], GEBURTEN[-1], ("geburten", "A", 8, "sekundär"))
    roh = roh.assign(
        unten=[np.nan, 0, 1500, 5], oben=[np.nan, 6, math.inf, 5],
        urteil=[None, "geschützt", "geschützt", "exakt bestimmbar"],
    )  # fmt: skip
    ist = freigabebericht.verborgene(roh, stadt)
    assert list(ist.columns) == [
        "verbund", "gebiet", "stichtag", "merkmal", "art", "grund", "bereich", "breite", "urteil",
    ]  # fmt: skip
    assert ist.drop(columns=["verbund", "stichtag", "merkmal"]).to_numpy().tolist() == [
        ["Am Wall", "primär", "Anzahl unter 5", "0 bis 6", 6, "geschützt"],
        [
            "Kleinstadt ohne Soziale Mitte", "primär", "Anzahl unter 5", "mindestens 1.500",
            math.inf, "geschützt",
        ],
        # Auch was sich errechnen ließe, nennt die Tabelle nicht.
        ["Altstadt", "sekundär", "schützt andere Zellen", "ein Wert", 0, "exakt bestimmbar"],
    ]  # fmt: skip
    assert set(ist["verbund"]) == set(ist["merkmal"]) == {"Geburten"}
    assert set(ist["stichtag"]) == {LETZTER}


def test_ungeprueftes_hat_keinen_bereich(stadt):
    # Gerundet wird auch, was wir selbst nicht kennen; dafür gibt es keinen Angriff.
    roh = zellen(("sgb2", "A1", np.nan, "primär"), unten=np.nan, oben=np.nan).assign(urteil=None)
    ist = freigabebericht.verborgene(roh, stadt).iloc[0]
    assert (ist["bereich"], ist["urteil"]) == ("", "")


@pytest.mark.parametrize("verraet", ["Null", "0 % oder 100 % bei einem sensiblen Merkmal"])
def test_kein_grund_nennt_den_wert(stadt, verraet):
    gruende = [verraet, "Anzahl unter 5", "schützt andere Zellen", "Ergänzung zum Nenner unter 5"]
    roh = zellen(SGB2[3], GEBURTEN[1], SGB2[5], GEBURTEN[2]).assign(grund=gruende)
    ist = freigabebericht.verborgene(roh, stadt)["grund"].tolist()
    regel = "nach der Regel geheim"
    assert ist == [regel, regel, "schützt andere Zellen", regel]
    assert freigabebericht.gruende(roh)[verraet] == 1


def test_gruende_zaehlen_alle_geschuetzten_zellen():
    ist = freigabebericht.gruende(zellen(*GEBURTEN))
    assert list(ist.items()) == [("Anzahl unter 5", 4), ("schützt andere Zellen", 2)]


def test_verborgene_eines_laufs(lauf, stadt):
    ist = freigabebericht.verborgene(lauf.zellen, stadt)
    assert len(ist) == lauf.zellen["status"].isin(["primär", "sekundär"]).sum()
    assert set(ist["urteil"]) == {"geschützt"}
    assert "Einwohner ohne Unter 65" in set(ist["merkmal"])


@pytest.mark.parametrize(
    ("titel", "erwartet"),
    [
        (("Kinder unter 18", "Kinder unter 15"), "Kinder unter 18 ohne unter 15"),
        (("Menschen ab 65", "Menschen ab 80"), "Menschen ab 65 ohne ab 80"),
        (("Menschen", "Menschen ab 80"), "Menschen ohne Menschen ab 80"),
        (("Kinder unter 18", "Frauen unter 15"), "Kinder unter 18 ohne Frauen unter 15"),
    ],
    ids=["unter", "ab", "ganzes_ohne_grenze", "andere_gruppe"],
)  # fmt: skip
def test_titel_von_abgezogenem(stadt, titel, erwartet):
    eins, zwei = (replace(stadt.merkmale["unter_18"], titel=text) for text in titel)
    mit = replace(stadt, merkmale={**stadt.merkmale, "eins": eins, "zwei": zwei})
    assert freigabebericht.merkmalstitel(mit, "eins ohne zwei") == erwartet


@pytest.mark.parametrize(
    ("name", "erwartet"),
    [
        ("unter_65 ohne unter_18 ohne einwohner", "Unter 65 ohne Unter 18 ohne Einwohner"),
        (
            "einwohner ohne (unter_65 ohne unter_18)",
            "Einwohner ohne (Unter 65 ohne Unter 18)",
        ),
        (
            "einwohner ohne frauen_ab_65 ohne (unter_65 ohne (unter_18 ohne sgb2))",
            "Einwohner ohne Frauen ab 65 ohne (Unter 65 ohne (Unter 18 ohne Leistungsberechtigte "
            "SGB II))",
        ),
        ("fremd", "fremd"),
    ],
)
def test_titel_von_mehrfach_abgezogenem(stadt, name, erwartet):
    assert freigabebericht.merkmalstitel(stadt, name) == erwartet


# Abgeleitetes


def test_abgeleitet_geheim_sind_quoten_geheimer_zahlen(stadt):
    roh = zellen(
        *SGB2, ("unter_65", "B", 175, "sekundär"), ("unter_65", "A", 650, "sekundär"),
        ("fortzuege", "A1", 45, "primär"),
    )  # fmt: skip
    ist = freigabebericht.abgeleitete(roh, stadt)
    # Die Quote von B2 (Nenner 15) ist ohnehin nicht zu sehen, KX hat keine.
    assert ist.drop(columns=["titel", "stichtag"]).to_numpy().tolist() == [
        ["sgb2_quote", "A", "Altstadt", "Nenner"],
        ["sgb2_quote", "B", "Bergstadt", "Zähler und Nenner"],
        ["wanderungssaldo", "A1", "Altmarkt", "Zähler"],
    ]
    assert ist["titel"].tolist() == ["SGB-II-Quote", "SGB-II-Quote", "Wanderungssaldo"]


def test_gerundete_zahlen_machen_nichts_geheim(stadt):
    rund = zellen(*SGB2)
    ist = freigabebericht.abgeleitete(rund.assign(frei=rund["wert"]), stadt)
    assert ist.empty
    assert list(ist.columns) == ["indikator", "titel", "gebiet", "name", "stichtag", "ursache"]


# Regel in Worten


@pytest.mark.parametrize(
    ("regel", "erwartet"),
    [
        (
            OEFFENTLICH,
            [
                "Anzahlen von 1 bis 4 sind geheim.",
                "Dasselbe gilt für die Ergänzung zum Nenner.",
                "Quoten über weniger als 20 Personen sind geheim.",
                "Quoten geheimer Anzahlen sind geheim.",
                "Bei sensiblen Merkmalen sind 0 % und 100 % geheim.",
                "Was sich über eine verborgene Zahl errechnen lässt, ist mindestens 3 breit und "
                "reicht mindestens bis 5.",
            ],
        ),
        (
            Regel(
                mindestanzahl=2, null_geheim=True, komplement=False, mindestnenner=0, dominanz=0.85,
                mindest_melder=3, quoten_geheimer_zahlen=False, keine_0_100=False, rundung=5,
            ),
            [
                "Die Anzahl 1 ist geheim, die Null auch.",
                "Quoten geheimer Anzahlen sind geheim, wenn sich die Anzahl zu genau errechnen "
                "lässt.",
                "Geheim ist, was zu mehr als 85 % auf einen Beitrag zurückgeht.",
                "Hinter jeder Zahl stehen mindestens 3 Stellen.",
                "Statt zu verbergen wird zufällig auf Vielfache von 5 gerundet.",
            ],
        ),
    ],
    ids=["oeffentlich", "alles_anders"],
)  # fmt: skip
def test_regel_in_worten(regel, erwartet):
    assert freigabebericht.regel_in_worten(regel) == erwartet


@pytest.mark.parametrize(
    ("null", "erwartet"),
    [(False, "Kleine Anzahlen sind nicht geheim."),
     (True, "Die Null ist geheim, andere Anzahlen sind nicht geheim.")],
)  # fmt: skip
def test_regel_ohne_mindestanzahl(null, erwartet):
    saetze = freigabebericht.regel_in_worten(Regel(mindestanzahl=0, null_geheim=null))
    assert saetze[0] == erwartet


# Tabellen in deutschen Texten


def test_umfangstabelle(stadt):
    umfang = freigabebericht.umfang(zellen(*GEBURTEN), stadt)
    ist = freigabebericht.umfangstabelle(umfang)
    assert ist.iloc[0].to_dict() == {
        "Merkmal": "Geburten", "Ebene": "Sozialräume", "Zahlen": "4", "primär": "2",
        "sekundär": "0", "verborgen": "2", "Anteil der Zahlen": "50,0 %",
        "Anteil der Gezählten": "50,0 %",
    }  # fmt: skip
    ohne = freigabebericht.umfangstabelle(umfang, mit_personen=False)
    assert list(ohne.columns) == list(ist.columns[:-1])


def test_pruefungstabelle(stadt):
    roh = zellen(GEBURTEN[1], GEBURTEN[2]).assign(oben=[1234.0, math.inf])
    ist = freigabebericht.pruefungstabelle(freigabebericht.verborgene(roh, stadt))
    assert ist[["Stichtag", "Bereich", "Breite"]].to_numpy().tolist() == [
        ["31.12.2021", "0 bis 1.234", "1.234"],
        ["31.12.2021", "mindestens 0", "unbegrenzt"],
    ]
