"""Jedes Beispiel der Methodenseite gegen veröffentlichte oder von Hand gerechnete Zahlen."""

import ast
import inspect
import re
from itertools import groupby, pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from streamlit.testing.v1 import AppTest

import sozialmonitor.sozialindex
from pages.bausteine import rahmen
from sozialmonitor import (
    aehnlichkeit,
    glaettung,
    klassen,
    konfidenz,
    methoden,
    nachbarschaft,
    punktwolken,
    segregation,
    trend,
    typen,
    ungleichheit,
    vergleich,
)

WURZEL = Path(__file__).parents[1]
TEXT = (WURZEL / "docs" / "methoden.md").read_text(encoding="utf-8")
# Jede öffentliche Funktion dieser Module gehört zu einem Verfahren.
GANZ_ERKLAERT = [konfidenz, trend, glaettung, segregation, ungleichheit, nachbarschaft, typen]
# Von diesen Modulen sind es einige; der Rest ordnet und beschriftet nur.
TEILWEISE_ERKLAERT = [vergleich, klassen, punktwolken, aehnlichkeit]
ALLE = methoden.methoden()

# Titel → Zahlen, die im Beispiel stehen müssen, mit ihrer Herkunft.
GOLDWERTE = {
    # Newcombe 1998, Statistics in Medicine 17, S. 857–872: 81/263 → 0,2553 bis 0,3662
    "Vertrauensbereich eines Anteils (Wilson)": ["30,8 %, Bereich 25,5 % bis 36,6 %"],
    # Byar 65 → 50,16 bis 82,85; Poisson-Tabelle (Garwood 1936): 3 → 0,619 bis 8,767
    "Vertrauensbereich einer Rate (Byar)": ["5,02 bis 8,28 je 1.000", "0,62 bis 8,77 Ereignisse"],
    # (5·3 + 3·10 + 2·48)/10 je 1.000; O = 40: Byar 28,574 bis 54,470; √(V/O) = 0,35760 je 1.000;
    # 14,1 − 0,35760·11,426 und 14,1 + 0,35760·14,470; 40/3.500
    "Altersstandardisierte Rate (direkt, Dobson)": ["14,10 je 1.000", "10,01 bis 19,27", "11,43"],
    # n = 1.000, p0 = 5,6 %: 4,337 bis 7,202 %; 99,8 %: 3,745 bis 8,295 %
    "Kontrollgrenzen des Trichterdiagramms": ["4,3 % bis 7,2 %", "3,7 % bis 8,3 %"],
    # Newcombe 1998, S. 873–890, Methode 10: 56/70 − 48/80 → 0,0524 bis 0,3339
    "Unterschied zweier Anteile (Newcombe)": [
        "+20,0 Prozentpunkte, Bereich +5,2 Prozentpunkte bis +33,4 Prozentpunkte",
        "gesichert höher",
    ],
    # Byar 10 → 4,787 bis 18,392; 20 → 12,211 bis 30,890; 10 − √(7,789² + 8,392²) und
    # 10 + √(10,890² + 5,213²)
    "Unterschied zweier Raten (Zou und Donner)": [
        "10,00 je 1.000 mehr",
        "−1,45 bis 22,07",
        "nicht gesichert verschieden",
    ],
    # 840 − 100 − 20 = 720 von 9.000. Wilson 100/1.000: 8,291 bis 12,013 %; 720/9.000: 7,457 bis
    # 8,579 %; 2 − √(1,709² + 0,579²) = 0,195; 2 + √(2,013² + 0,543²) = 4,085. Mit 740: 8,222 %,
    # 1,778 − √(1,709² + 0,586²) < 0
    "Urteil gegen die Reststadt": [
        "720 von 9.000 = 8,0 %",
        "+2,0 Prozentpunkte, Bereich +0,2 Prozentpunkte bis +4,1 Prozentpunkte, also gesichert hö",
        "„nicht gesichert verschieden“",
    ],
    # Wilson 12/190 → 3,649 bis 10,714 %
    "Vergleich mit einem Zielwert": [
        "3,6 % bis 10,7 %",
        "10 % „nicht gesichert verschieden“",
        "12 % „gesichert niedriger“",
    ],
    # 1,96·√(0,08·0,92·(1/1562 + 1/1590)) = 0,01893
    "Kleinste erkennbare Veränderung": ["ab 1,9 Prozentpunkten"],
    # Ränge weichen je um eins ab: 1 − 6·10/990 = 0,93939; artanh 1,7332 ∓ 1,96·√(1,44124/7)
    "Zusammenhang zweier Indikatoren (Spearman)": ["r = 0,94, Bereich 0,69 bis 0,99"],
    "Rangbereich": ["31 von 8.723: Rang 1", "1 von 1.885: Rang 8", "2 von 1.563: Rang 6"],
    # 12,0888 und 9,5289 aus der veröffentlichten Formel von Hand; Grenze 9,5495
    "Trend eines Anteils über fünf Jahre": [
        "12,0888 über 9,5495, also steigend",
        "9,5289, also keine gesicherte Veränderung",
    ],
    # β = 1,18515, Fehler 0,28031, χ² = 17,8759
    "Trend eines Werts mit Standardfehler": ["+1,185", "0,280", "17,88, also steigend"],
    # 353/4.200 − 332/4.200: +0,50 [−0,67; +1,67]
    "Zwei Zeitpunkte statt eines Trends": [
        "+0,5 Prozentpunkte, Bereich −0,7 Prozentpunkte bis +1,7 Prozentpunkte",
        "keine gesicherte Veränderung",
    ],
    # 28 Paare, davon fallen 3: S = 22
    "Richtung ohne Gerade (Mann-Kendall, Theil-Sen)": ["S = 22", "also steigend"],
    # x̄ = 2016,5, ȳ = 10,9, b = 6,2/17,5; s² = (2,26 − 6,2²/17,5)/4; t(4) = 2,776;
    # 2021: 12,494 ∓ 2,776·0,12593·√(1 + 1/6 + 4,5²/17,5) = 0,533; 2022 mit 5,5²: 0,596
    "Sprung gegenüber den Jahren davor (Bruchtest)": [
        "2021: erwartet 12,49, Bereich 11,96 bis 13,03, beobachtet 14,00, also über dem erwarteten",
        "2022: erwartet 12,85, Bereich 12,25 bis 13,44, beobachtet 12,80, also im erwarteten",
    ],
    # (18 − 20) − (10 − 10) = −2; SE = √(0,16/2000 + 0,1476/2000 + 0,09/30000 + 0,09/31000)
    "Unterschied zweier Entwicklungen (Differenz der Differenzen)": [
        "−2,0 Prozentpunkte, Bereich −4,5 Prozentpunkte bis +0,5 Prozentpunkte",
        "nicht gesichert verschieden",
    ],
    # D = 0,184225; Zufall für 200 Personen in 25 gleich großen Gebieten 0,137
    "Dissimilaritätsindex (Segregation)": [
        "D = 0,184,",
        "200 Personen in 25 Gebieten: Zufallswert 0,137",
    ],
    # xPx = 0,144174; P + (1 − P)·7/36.642 = 0,12939
    "Isolation und Interaktion (Segregation)": [
        "Isolation 0,144, Zufallswert 0,129",
        "Interaktion 0,856",
    ],
    # 0,160036/0,129220; Wilson 0,15249 bis 0,16788 durch 0,129220
    "Lokationsquotient": ["1,24, Bereich 1,18 bis 1,30"],
    # Gewichtete Regression von Hand: Achse 2,69545, Gefälle 8,78410, Verhältnis 4,25886
    "Gefälle zwischen unbelastet und belastet (SII, RII)": [
        "SII 8,78, RII 4,26, von 2,70 auf 11,48"
    ],
    # Σ|xi − xj| aller 16 Paare = 100; 100/(2·12,5·16). Gewichtet: 2·2,7/(2·10)
    "Gini-Koeffizient": ["0,25", "0,27"],
    "Ausschluss kleiner Gebiete": [
        "2.100 Personen und 290 Kinder: bewertet",
        "45 Kinder: unter 300 Personen; Nenner unter 100: Kinder",
        "640 Personen und 88 Kinder: Nenner unter 100: Kinder",
    ],
    # Summen 2,729 4,654 4,007 −1,735 −2,888 −1,945 −2,555 −2,267 durch ihre Streuung
    "Summenindex mit Status und Dynamik (Berliner Regel)": [
        "Index 0,91; 1,55; 1,34; −0,58; −0,96; −0,65; −0,85; −0,76",
        "Status mittel, sehr niedrig, niedrig, mittel",
        "positiv, stabil, stabil und negativ",
    ],
    "Eingefrorenes Basisjahr": ["bei 1,55"],
    # groß: (−1 − 0,5)/√(0,104167 + 0,076417); klein: (−1 − 0,44444)/√(0,694444 + 0,513744)
    "Geprüfte Dynamik": [
        "2.000 Personen: Z = −3,53, positiv",
        "300 Personen: Z = −1,31, stabil / nicht gesichert",
    ],
    "Stabilität der Klassen": ["heute „sehr niedrig“", "von 2.000 Ziehungen"],
    # Technical report 2019: R = 1 → 100; 0,9 → 50,4267; 0,8 → 35,8568; 0,5 → 15,6468
    "Exponentialindex (English IMD)": ["100,0; 50,4; 35,9; 15,6; 2,4"],
    # Mittel aus (0; ½; 1) und (0; ¼; 1)
    "Min-Max-Index und mittlerer Rang": ["0,000; 0,375; 1,000", "mittlerer Rang 1; 2; 3"],
    "Schwellenzahl": ["in 5 von 7 Indikatoren (71,4 %)", "in 1 von 6 Indikatoren (16,7 %)"],
    # Summenindex A B C, IMD A = B vor C, Min-Max A B C, mittlerer Rang A = B = C; dann D E F
    "Worin die Verfahren übereinstimmen": [
        "Ränge 1 bis 3; 1 bis 3; 1 bis 3; 4; 5; 6",
        "A, B und C die 3 am meisten belasteten",
    ],
    # {4, 6, 7} {9, 12, 13} {18} {25}; 21/4 = 5,25 breit ab 4
    "Klassen der Karten": ["8,0; 16,0; 20,0", "9,2; 14,5; 19,8"],
    # θ1 = 2,56529 ‰; roh 3,554 und 0,531 ‰, w 0,709 und 0,345, geglättet 3,266 und 1,863 ‰
    "Geglättete Raten (Empirical Bayes)": [
        "im Mittel 2,57",
        "aus 3,55 wird 3,27 (eigenes Gewicht 0,71)",
        "aus 0,53 wird 1,86 (Gewicht 0,34)",
    ],
    # Streuungen √17 und √117: √((4/17 + 4/117)/2), √((64/17 + 100/117)/2), √((100/17 + 400/117)/2)
    "Ähnliche Gebiete": ["B 0,37, D 1,52 und C 2,16"],
    # Mittel 53/7 und 78/7, Streuung 3,064 und 4,518; Gruppenmittel 5 und 15, 11 und 6
    "Gruppen ähnlicher Gebiete (Ward, k-Means)": [
        "Gruppe 1: A, B, C und D (über 75 +0,85 und Arbeitslose −0,84)",
        "Gruppe 2: E, F und G (über 75 −1,14 und Arbeitslose +1,12)",
    ],
    # Anteil hoch 9/25: z = 0,64/0,48, alle Nachbarn hoch: z²·24/25 = 1,7067. Alle 8 Nachbarn
    # hoch hat Wahrscheinlichkeit 1/C(24, 8), alle 3 dagegen C(8, 3)/C(24, 3) = 0,028.
    "Muster der Nachbarschaft (lokaler Moran)": [
        "In der Mitte der neun: I = 1,71, hoch-hoch",
        "I = 1,71, nicht gesichert",
        "sind 3 der neun",
    ],
}  # fmt: skip


def beispiel(anfang):
    (methode,) = [m for m in ALLE if m.titel.startswith(anfang)]
    return methode.beispiel


def zahlen(text):
    """Alle Dezimalzahlen eines deutschen Satzes."""
    return [
        float(z.replace(".", "").replace(",", ".").replace("−", "-"))
        for z in re.findall(r"−?\d[\d.]*(?:,\d+)?", text)
    ]


def oeffentliche(modul):
    namen = getattr(modul, "__all__", None) or vars(modul)
    return {
        f"{modul.__name__.removeprefix('sozialmonitor.')}.{name}"
        for name in namen
        if not name.startswith("_")
        and inspect.isfunction(getattr(modul, name))
        and getattr(modul, name).__module__.startswith(modul.__name__)
    }


@pytest.mark.parametrize("methode", ALLE, ids=lambda m: m.titel)
def test_beispiel_enthaelt_die_goldwerte(methode):
    for fragment in GOLDWERTE[methode.titel]:
        assert fragment in methode.beispiel


def test_zu_jedem_goldwert_gibt_es_ein_verfahren():
    assert set(GOLDWERTE) == {m.titel for m in ALLE}


@pytest.mark.parametrize("methode", ALLE, ids=lambda m: m.titel)
def test_jede_methode_ist_vollstaendig(methode):
    texte = (methode.thema, methode.titel, methode.zweck, methode.erlaeuterung, methode.beispiel)
    assert all(texte)
    for satz in (methode.zweck, methode.erlaeuterung, methode.beispiel, methode.quelle):
        assert satz.endswith(".")
        assert "  " not in satz
    assert len(re.findall(r"[.?!](?:\s|$)", methode.zweck)) == 1
    assert "k. A." not in methode.beispiel
    assert "nan" not in methode.beispiel.casefold().split()
    assert re.search(r"(19|20)\d\d|Fingertips|Eigene Festlegung", methode.quelle)


@pytest.mark.parametrize("methode", ALLE, ids=lambda m: m.titel)
def test_formel_ist_darstellbar(methode):
    formel = re.sub(r"\\[{}]", "", methode.formel)
    assert formel.count("{") == formel.count("}")
    assert formel.count(r"\left") == formel.count(r"\right")
    ausserhalb = re.sub(r"\\text\{[^}]*\}", "", formel)
    assert ausserhalb.isascii()
    assert "$" not in formel


def test_titel_sind_eindeutig_und_themen_zusammenhaengend():
    assert len({m.titel for m in ALLE}) == len(ALLE)
    themen = [thema for thema, _ in groupby(m.thema for m in ALLE)]
    assert len(themen) == len(set(themen)) > 1


def test_jede_genannte_funktion_gibt_es():
    for methode in ALLE:
        for name in methode.funktionen:
            modul, funktion = name.rsplit(".", 1)
            assert callable(getattr(getattr(sozialmonitor, modul), funktion))


@pytest.mark.parametrize(
    "modul", [*GANZ_ERKLAERT, sozialmonitor.sozialindex], ids=lambda m: m.__name__
)
def test_jede_statistische_funktion_ist_erklaert(modul):
    genannt = {name for m in ALLE for name in m.funktionen}
    assert oeffentliche(modul)
    assert oeffentliche(modul) <= genannt


@pytest.mark.parametrize("modul", TEILWEISE_ERKLAERT, ids=lambda m: m.__name__)
def test_jedes_statistische_modul_ist_vertreten(modul):
    assert oeffentliche(modul) & {name for m in ALLE for name in m.funktionen}


def test_kein_statistisches_modul_ist_vergessen():
    # Statistik ist, wer dafür eine Bibliothek lädt; der Rechenweg erzählt nur nach, Geheimhaltung
    # und ihre Gleichungen sperren.
    erklaert = [*GANZ_ERKLAERT, *TEILWEISE_ERKLAERT, sozialmonitor.sozialindex]
    bekannt = {m.__name__.split(".")[1] for m in erklaert} | {"rechenweg", "geheimhaltung"}
    bekannt |= {"verknuepfung", "vorwissen"}
    werkzeug = {"scipy", "sklearn", "esda", "mapclassify"}
    gefunden = set()
    paket = WURZEL / "sozialmonitor"
    for datei in paket.rglob("*.py"):
        baum = ast.parse(datei.read_text(encoding="utf-8"))
        namen = {n.name for k in ast.walk(baum) if isinstance(k, ast.Import) for n in k.names}
        namen |= {k.module or "" for k in ast.walk(baum) if isinstance(k, ast.ImportFrom)}
        if werkzeug & {name.split(".")[0] for name in namen}:
            gefunden.add(datei.relative_to(paket).with_suffix("").parts[0])
    assert gefunden
    assert gefunden <= bekannt


@pytest.mark.parametrize("methode", ALLE, ids=lambda m: m.titel)
def test_dokument_nennt_jedes_verfahren(methode):
    assert re.search(rf"^\| {re.escape(methode.titel)} \|", TEXT, flags=re.MULTILINE)


def test_tabellen_des_dokuments_sind_vollstaendig():
    zeilen = [z for z in TEXT.splitlines() if z.startswith("|")]
    felder = [[f.strip() for f in z.strip("|").split("|")] for z in zeilen]
    assert all(len(f) == 4 and all(f) for f in felder)
    titel = {f[0] for f in felder} - {"Verfahren", "---"}
    assert titel == {m.titel for m in ALLE}
    for kopf, linie in pairwise(felder):
        if kopf[0] == "Verfahren":
            assert kopf[1:] == ["Dort", "Hier", "Warum abgewichen"]
            assert set(linie) == {"---"}


def test_rangbereich_gegen_eine_zweite_ziehung():
    x = np.array([22, 31, 24, 6, 3, 5, 1, 2])
    n = np.array([6670, 8723, 6952, 3738, 3599, 3513, 1885, 1563])
    p = stats.beta.rvs(x + 0.5, n - x + 0.5, size=(20_000, 8), random_state=7)
    raenge = stats.rankdata(-p, axis=1)
    soll = np.quantile(raenge, [0.025, 0.975], axis=0, method="inverted_cdf")
    ist = re.findall(r"Bereich (\d) bis (\d)", beispiel("Rangbereich"))
    assert [tuple(map(int, paar)) for paar in ist] == [tuple(soll[:, i]) for i in (1, 6, 7)]


def test_mann_kendall_und_theil_sen_wie_scipy_und_von_hand():
    werte = np.array([10.2, 10.9, 11.1, 10.8, 11.9, 12.4, 12.2, 13.0])
    p = stats.kendalltau(np.arange(8), werte, method="exact").pvalue
    steigungen = [(werte[j] - werte[i]) / (j - i) for i in range(8) for j in range(i + 1, 8)]
    _, p_ist, steigung, unten, oben = zahlen(beispiel("Richtung ohne"))[8:]
    assert p_ist == pytest.approx(p, abs=5e-5)
    assert steigung == pytest.approx(np.median(steigungen), abs=5e-3)
    # Sen 1968: 28 Steigungen, √Var(S) = 8,083, 1,96·8,083 = 15,84; der 6. und der 23. Rang
    geordnet = np.sort(steigungen)
    assert (unten, oben) == pytest.approx((geordnet[5], geordnet[22]), abs=5e-3)


def test_zufall_und_bereich_der_segregation_gegen_eine_zweite_rechnung():
    t = np.array([8723, 6952, 6670, 3738, 3599, 3513, 1885, 1563])
    x = np.array([1396, 1251, 1000, 262, 288, 316, 113, 109])
    y = t - x

    def d(a, b):
        return abs(a / a.sum() - b / b.sum()).sum() / 2

    erwartung = sum(
        stats.hypergeom.expect(
            lambda k, t_i=t_i: abs(k / x.sum() - (t_i - k) / y.sum()),
            args=(t.sum(), x.sum(), t_i),
            maxcount=10_000,
        )
        for t_i in t
    )
    rng = np.random.default_rng(99)
    wieder = [
        d(rng.multinomial(x.sum(), x / x.sum()), rng.multinomial(y.sum(), y / y.sum()))
        for _ in range(4000)
    ]
    oben, unten = 2 * d(x, y) - np.quantile(wieder, [0.025, 0.975])
    zufall, bereinigt, unten_ist, oben_ist = zahlen(beispiel("Dissimilarit"))[3:7]
    assert zufall == pytest.approx(erwartung / 2, abs=5e-4)
    assert bereinigt == pytest.approx(2 * d(x, y) - np.mean(wieder), abs=1e-3)
    assert (unten_ist, oben_ist) == pytest.approx((unten, oben), abs=2e-3)


def acht_gebiete():
    return np.array(
        [
            [7.9, 9.4, 8.8, 3.9, 2.8, 3.6, 3.1, 3.4],
            [11.0, 13.5, 12.7, 5.1, 3.9, 5.0, 4.2, 4.6],
            [19.0, 24.0, 22.5, 9.0, 6.0, 8.5, 7.0, 7.5],
        ]
    )


def test_basisjahr_von_hand():
    x = acht_gebiete()
    mittel, streuung = x.mean(axis=1, keepdims=True), x.std(axis=1, keepdims=True)
    summe, halbiert = ((x * f - mittel) / streuung for f in (1, 0.5))
    soll = halbiert.sum(axis=0)[1] / summe.sum(axis=0).std()
    assert zahlen(beispiel("Eingefrorenes"))[-1] == pytest.approx(soll, abs=5e-3)


def test_stabilitaet_gegen_eine_zweite_ziehung():
    personen = np.array([6952, 8723, 6670, 3738, 3599, 3513, 1563, 1885])
    n = np.round(personen * np.array([[0.65], [1], [0.14]])).astype(int)
    x = np.round(n * acht_gebiete() / 100)
    p = np.array([glaettung.empirical_bayes(*paar).geglaettet for paar in zip(x, n, strict=True)])
    gezogen = np.random.default_rng(5).binomial(n, p, size=(20_000, 3, 8)) / n
    z = (gezogen - gezogen.mean(axis=2, keepdims=True)) / gezogen.std(axis=2, keepdims=True)
    summe = z.sum(axis=1)
    index = summe / summe.std(axis=1, keepdims=True)
    raenge = stats.rankdata(-index, axis=1)
    sicher = zahlen(beispiel("Stabilität"))[0]
    assert sicher == pytest.approx((index[:, 1] > 1.5).mean() * 100, abs=4)
    unten, oben = np.quantile(raenge[:, 3], [0.025, 0.975], method="inverted_cdf")
    assert f"Rang 4 hat den Bereich {unten:.0f} bis {oben:.0f}" in beispiel("Stabilität")
    # die drei belasteten Gebiete sind es in jeder Ziehung
    assert (raenge[:, :3] <= 3).all()
    assert "sicher dieselben 3" in beispiel("Stabilität")


def test_silhouette_von_hand():
    x = np.array([[4, 5, 6, 5, 10, 11, 12], [15, 14, 15, 16, 6, 5, 7]], dtype="float64").T
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    abstand = np.sqrt(((z[:, None] - z[None, :]) ** 2).sum(axis=2))
    gruppe = np.array([0, 0, 0, 0, 1, 1, 1])
    s = []
    for i, eigene in enumerate(gruppe):
        a = abstand[i, gruppe == eigene].sum() / ((gruppe == eigene).sum() - 1)
        b = abstand[i, gruppe != eigene].mean()
        s.append((b - a) / max(a, b))
    silhouette, *stabil = zahlen(beispiel("Gruppen"))[-3:]
    assert silhouette == pytest.approx(np.mean(s), abs=5e-3)
    assert all(0.95 < wert <= 1 for wert in stabil)


def test_seite_rechnet_nur_geoeffnete_verfahren():
    app = AppTest.from_file(WURZEL / "pages" / "daten_methodik.py", default_timeout=60)
    app.query_params["abschnitt"] = "verfahren"
    app.session_state[f"verfahren_{ALLE[0].titel}"] = True
    app.run()
    assert not app.exception
    assert [e.label for e in app.expander][: len(ALLE)] == [m.titel for m in ALLE]
    assert [u.value for u in app.subheader] == list(dict.fromkeys(m.thema for m in ALLE))
    assert len(app.latex) == 1
    assert [m.value for m in app.markdown if m.value.startswith("Beispiel")] == [
        f"Beispiel: {rahmen.woertlich(ALLE[0].beispiel)}"
    ]
