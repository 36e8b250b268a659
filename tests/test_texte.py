"""Sätze aus Daten: vollständig, grammatisch richtig, ohne gesperrte Werte, ohne Stigma."""

import dataclasses
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialmonitor import klassen, texte
from sozialmonitor.katalog import HINWEISE, Bruch, Indikator

QUOTE = Indikator(
    id="sgb2_quote", titel="SGB-II-Quote", kurz="", definition="", berechnung="",
    handlungsfeld="arbeit", art="anteil", zaehler=("x",), nenner=("n",), einheit="%",
    nachkommastellen=1, richtung="hoch_belastend", vergleich=(), quelle=(), klassen=(),
    hinweise=(), geprueft_am="2026-11-22", faktor=100,
)  # fmt: skip
NEUTRAL = dataclasses.replace(QUOTE, richtung="neutral", titel="Ausländeranteil")
BETEILIGUNG = dataclasses.replace(QUOTE, richtung="niedrig_belastend", titel="Wahlbeteiligung")
ANZAHL = dataclasses.replace(
    QUOTE, art="anzahl", einheit="Personen", nachkommastellen=0, richtung="neutral",
    titel="Einwohnerzahl", nenner=(), faktor=1,
)  # fmt: skip
RATE = dataclasses.replace(
    QUOTE, art="rate", einheit="je 1.000 Einwohner", titel="Geburtenrate", richtung="neutral"
)
LEER = {"unten": math.nan, "oben": math.nan}
NAMEN = {"01": "Innenstadt", "02": "Roden", "03": "Fraulautern", "04": "Steinrausch",
         "05": "Beaumarais"}  # fmt: skip
URTEILE = ["gesichert höher", "nicht gesichert verschieden", "gesichert niedriger",
           "nicht bewertbar"]  # fmt: skip


def zeile(**werte):
    return pd.Series(
        {
            "gebiet": "02", "stichtag": "2019-12-31", "zaehler": 332.0, "nenner": 4200.0,
            "wert": 7.9048, "unten": 7.125, "oben": 8.762, "zeichen": "", "zustand": "wert",
            "demo": False, "herkunft": "gerechnet",
        } | werte,
        dtype="object",
    )  # fmt: skip


def ohne_wert(zustand, **werte):
    return zeile(wert=math.nan, zustand=zustand, **LEER, **werte)


def vergleich(urteil, **werte):
    return zeile(
        **{
            "stadtwert": 6.1, "rest_wert": 5.0, "differenz": 2.9048, "diff_unten": 2.01,
            "diff_oben": 3.84, "urteil": urteil,
        } | werte
    )  # fmt: skip


def tabelle(*zeilen):
    return pd.DataFrame([dict(z) for z in zeilen], columns=list(zeile().index))


def ebene(*werte, **gemeinsam):
    """Je Wert ein Gebiet; ein Text ist ein Zustand ohne Wert."""
    return tabelle(
        *(
            ohne_wert(w, gebiet=f"0{i}", **gemeinsam)
            if isinstance(w, str)
            else zeile(gebiet=f"0{i}", wert=w, **gemeinsam)
            for i, w in enumerate(werte, start=1)
        )
    )


@pytest.mark.parametrize(
    ("indikator", "angaben", "satz"),
    [
        (QUOTE, {}, "Roden am 31.12.2019: „SGB-II-Quote“ beträgt 7,9 % (332 von 4.200). "
                    "Der Vertrauensbereich reicht von 7,1 bis 8,8 %."),
        (QUOTE, {"stichtag": "2016-05", **LEER},
         "Roden im Mai 2016: „SGB-II-Quote“ beträgt 7,9 % (332 von 4.200)."),
        (QUOTE, {"stichtag": "2022", "zaehler": math.nan, "nenner": math.nan, **LEER},
         "Roden im Jahr 2022: „SGB-II-Quote“ beträgt 7,9 %."),
        (QUOTE, {"wert": 0.0, "zaehler": 0, "nenner": 20, "unten": 0.0, "oben": 16.113},
         "Roden am 31.12.2019: „SGB-II-Quote“ beträgt 0,0 % (0 von 20). "
         "Der Vertrauensbereich reicht von 0,0 bis 16,1 %."),
        (QUOTE, {"zeichen": "demo p", "demo": True, **LEER},
         "Roden am 31.12.2019: „SGB-II-Quote“ beträgt 7,9 % (332 von 4.200; vorläufig). "
         "(Demonstrationsdaten)"),
        (ANZAHL, {"wert": 1, "nenner": math.nan, **LEER},
         "Roden am 31.12.2019: „Einwohnerzahl“ beträgt 1 Person."),
        (ANZAHL, {"wert": 0, "nenner": math.nan, "zeichen": "s", **LEER},
         "Roden am 31.12.2019: „Einwohnerzahl“ beträgt 0 Personen (geschätzt)."),
        (RATE, {"wert": 9.24, "zaehler": 80, "nenner": 8660, **LEER},
         "Roden am 31.12.2019: „Geburtenrate“ beträgt 9,2 je 1.000 Einwohner (80 auf 8.660)."),
    ],
    ids=["regelfall", "monat_ohne_bereich", "veroeffentlichte_quote", "null", "demo_vorlaeufig",
         "eine_person", "niemand", "rate"],
)  # fmt: skip
def test_satz_wert(indikator, angaben, satz):
    assert texte.satz_wert("Roden", zeile(**angaben), indikator) == satz


@pytest.mark.parametrize(
    ("zustand", "satz"),
    [
        ("fehlt", "Roden am 31.12.2019: Zu „SGB-II-Quote“ gibt es keine Angabe."),
        ("geheim", "Roden am 31.12.2019: Der Wert zu „SGB-II-Quote“ ist gesperrt (Datenschutz)."),
        ("zu_wenige", "Roden am 31.12.2019: Zu „SGB-II-Quote“ gibt es keinen Wert: "
                      "zu wenige Personen für eine Bewertung."),
        ("wert", "Roden am 31.12.2019: Zu „SGB-II-Quote“ gibt es keine Angabe."),
    ],
    ids=["fehlt", "geheim", "zu_wenige", "wert_ohne_zahl"],
)  # fmt: skip
def test_ohne_wert_nennt_der_satz_den_grund(zustand, satz):
    assert texte.satz_wert("Roden", ohne_wert(zustand), QUOTE) == satz
    fall = ohne_wert(zustand, rest_wert=5.0, stadtwert=6.1, urteil="nicht bewertbar")
    assert texte.satz_vergleich("Roden", fall, QUOTE, "Saarlouis") == satz


def test_satz_wert_nimmt_auch_ein_dict():
    assert texte.satz_wert("Roden", dict(zeile()), QUOTE) == texte.satz_wert(
        "Roden", zeile(), QUOTE
    )


HOEHER = (
    "Roden am 31.12.2019: „{titel}“ ist gesichert höher als in der Reststadt "
    "(7,9 % gegenüber 5,0 % in Saarlouis ohne Roden). "
    "Der Unterschied beträgt +2,9 Prozentpunkte (Bereich +2,0 bis +3,8 Prozentpunkte)."
)


@pytest.mark.parametrize(
    ("indikator", "wertung"),
    [
        (QUOTE, " Das gilt als belastender."),
        (BETEILIGUNG, " Das gilt als günstiger."),
        (NEUTRAL, ""),
    ],
    ids=["hoch_belastend", "niedrig_belastend", "neutral"],
)
def test_gewertet_wird_nur_mit_vereinbarter_richtung(indikator, wertung):
    ist = texte.satz_vergleich("Roden", vergleich("gesichert höher"), indikator, "Saarlouis")
    assert ist == HOEHER.format(titel=indikator.titel) + wertung


@pytest.mark.parametrize(
    ("angaben", "satz"),
    [
        ({"urteil": "gesichert niedriger", "rest_wert": 9.0, "differenz": -1.1,
          "diff_unten": -1.9, "diff_oben": -0.2},
         "„SGB-II-Quote“ ist gesichert niedriger als in der Reststadt (7,9 % gegenüber 9,0 % in "
         "Saarlouis ohne Roden). Der Unterschied beträgt −1,1 Prozentpunkte (Bereich −1,9 bis "
         "−0,2 Prozentpunkte). Das gilt als günstiger."),
        ({"urteil": "nicht gesichert verschieden", "differenz": math.nan},
         "„SGB-II-Quote“ ist nicht gesichert verschieden von der Reststadt (7,9 % gegenüber "
         "5,0 % in Saarlouis ohne Roden)."),
        ({"urteil": "nicht bewertbar"},
         "„SGB-II-Quote“: 7,9 % gegenüber 5,0 % in Saarlouis ohne Roden. Ob der Unterschied "
         "zufällig ist, ist nicht bewertbar."),
        ({"urteil": "nicht bewertbar", "rest_wert": math.nan},
         "Zu „SGB-II-Quote“ ist kein Vergleich mit der Reststadt möglich; Saarlouis: 6,1 %."),
        ({"urteil": pd.NA, "rest_wert": pd.NA, "stadtwert": pd.NA},
         "Zu „SGB-II-Quote“ ist kein Vergleich mit der Reststadt möglich."),
        ({"urteil": "nicht bewertbar", "rest_wert": math.nan, "demo": True},
         "Zu „SGB-II-Quote“ ist kein Vergleich mit der Reststadt möglich; Saarlouis: 6,1 %. "
         "(Demonstrationsdaten)"),
    ],
    ids=["niedriger", "gleich_ohne_differenz", "ohne_pruefung", "ohne_reststadt",
         "ohne_stadtwert", "demo"],
)  # fmt: skip
def test_satz_vergleich(angaben, satz):
    fall = vergleich(**angaben)
    ist = texte.satz_vergleich("Roden", fall, QUOTE, "Saarlouis")
    assert ist == f"Roden am 31.12.2019: {satz}"


def test_die_stadt_wird_nicht_mit_sich_selbst_verglichen():
    fall = vergleich("nicht bewertbar", rest_wert=math.nan)
    ist = texte.satz_vergleich("Saarlouis", fall, QUOTE, "Saarlouis")
    assert ist == (
        "Saarlouis am 31.12.2019: Zu „SGB-II-Quote“ ist kein Vergleich mit der Reststadt möglich."
    )


@pytest.mark.parametrize(
    ("werte", "satz"),
    [
        ((3.4, 12.3, 7.0),
         "„SGB-II-Quote“ ist am höchsten in Roden (12,3 %), am niedrigsten in Innenstadt (3,4 %). "
         "Mit Wert: 3 von 3 Gebieten."),
        ((3.4, 12.34, 12.31, "geheim", "fehlt"),
         "„SGB-II-Quote“ ist am höchsten in Fraulautern und Roden (12,3 %), am niedrigsten in "
         "Innenstadt (3,4 %). Mit Wert: 3 von 5 Gebieten; keine Angabe: 1; gesperrt "
         "(Datenschutz): 1."),
        ((5.0, 0.0, 0.0, 0.0, 0.0),
         "„SGB-II-Quote“ ist am höchsten in Innenstadt (5,0 %), am niedrigsten in 4 Gebieten "
         "(0,0 %). Mit Wert: 5 von 5 Gebieten."),
        ((5.0, 5.0), "„SGB-II-Quote“ beträgt überall 5,0 %. Mit Wert: 2 von 2 Gebieten."),
        ((5.0,), "„SGB-II-Quote“ beträgt 5,0 % (Innenstadt). Mit Wert: 1 von 1 Gebiet."),
        (("zu_wenige", 5.0),
         "„SGB-II-Quote“ beträgt 5,0 % (Roden). Mit Wert: 1 von 2 Gebieten; zu wenige Personen "
         "für eine Bewertung: 1."),
        (("geheim", "geheim"),
         "Zu „SGB-II-Quote“ liegt kein Wert vor. Mit Wert: 0 von 2 Gebieten; gesperrt "
         "(Datenschutz): 2."),
        ((), "Zu „SGB-II-Quote“ liegt kein Wert vor. Mit Wert: 0 von 0 Gebieten."),
    ],
    ids=["regelfall", "gleichstand_nach_runden", "viele_gleich", "alle_gleich", "ein_gebiet",
         "nur_eines_mit_wert", "alle_gesperrt", "leer"],
)  # fmt: skip
def test_satz_karte(werte, satz):
    ist = texte.satz_karte(ebene(*werte), QUOTE, NAMEN, "Stadtteile", stichtag="2019-12-31")
    assert ist == f"Stadtteile am 31.12.2019: {satz}"


def test_satz_karte_zaehlt_gebiete_ohne_zeile_und_nennt_demodaten():
    ist = texte.satz_karte(
        ebene(5.0, demo=True), QUOTE, {}, "Stadtteile", stichtag="2022", anzahl_gebiete=8
    )
    assert ist == (
        "Stadtteile im Jahr 2022: „SGB-II-Quote“ beträgt 5,0 % (01). "
        "Mit Wert: 1 von 8 Gebieten; keine Angabe: 7. (Demonstrationsdaten)"
    )


def veraendert(differenz, erste=11.4, letzte=12.3, indikator=QUOTE, **werte):
    paar = (zeile(wert=erste, stichtag="2014-12-31"), zeile(wert=letzte, **werte))
    return texte.satz_veraenderung("Roden", *paar, differenz, indikator)


@pytest.mark.parametrize(
    ("differenz", "werte", "satz"),
    [
        ((0.9, -0.4, 2.2), (11.4, 12.3),
         "ist um 0,9 Prozentpunkte gestiegen (erst 11,4 %, dann 12,3 %). Die Veränderung ist "
         "nicht gesichert (Bereich −0,4 bis +2,2 Prozentpunkte)."),
        ((0.9, 0.2, 1.6), (11.4, 12.3),
         "ist um 0,9 Prozentpunkte gestiegen (erst 11,4 %, dann 12,3 %). Die Veränderung ist "
         "gesichert (Bereich +0,2 bis +1,6 Prozentpunkte). Das gilt als belastender."),
        ((-2.0, -3.1, -0.9), (10.0, 8.0),
         "ist um 2,0 Prozentpunkte gesunken (erst 10,0 %, dann 8,0 %). Die Veränderung ist "
         "gesichert (Bereich −3,1 bis −0,9 Prozentpunkte). Das gilt als günstiger."),
        ((0.9, math.nan, math.nan), (11.4, 12.3),
         "ist um 0,9 Prozentpunkte gestiegen (erst 11,4 %, dann 12,3 %), ohne Prüfung auf Zufall."),
        ((0.04, math.nan, math.nan), (11.4, 11.44),
         "ist praktisch gleich geblieben (erst 11,4 %, dann 11,4 %), ohne Prüfung auf Zufall."),
        ((1.0, 0.0, 2.0), (11.0, 12.0),
         "ist um 1,0 Prozentpunkte gestiegen (erst 11,0 %, dann 12,0 %). Die Veränderung ist "
         "nicht gesichert (Bereich 0,0 bis +2,0 Prozentpunkte)."),
    ],
    ids=["nicht_gesichert", "gesichert_hoeher", "gesichert_niedriger", "ohne_bereich",
         "gleich", "grenze_genau_null"],
)  # fmt: skip
def test_satz_veraenderung(differenz, werte, satz):
    kopf = "Roden zwischen dem 31.12.2014 und dem 31.12.2019: „SGB-II-Quote“ "
    assert veraendert(differenz, *werte) == kopf + satz


def test_satz_veraenderung_in_der_einzahl_mit_jahren_und_demodaten():
    ist = veraendert((1.0, math.nan, math.nan), 4, 5, ANZAHL, stichtag="2019", demo=True)
    assert ist == (
        "Roden zwischen dem 31.12.2014 und 2019: „Einwohnerzahl“ ist um 1 Person gestiegen "
        "(erst 4 Personen, dann 5 Personen), ohne Prüfung auf Zufall. (Demonstrationsdaten)"
    )


def test_satz_veraenderung_mit_gesperrtem_wert():
    paar = (ohne_wert("geheim", stichtag="2014-12-31"), ohne_wert("fehlt", stichtag="2022"))
    ist = texte.satz_veraenderung("Roden", *paar, (math.nan,) * 3, QUOTE)
    assert ist == (
        "Roden zwischen dem 31.12.2014 und 2022: Zu „SGB-II-Quote“ ist keine Veränderung zu "
        "berechnen; am 31.12.2014 gesperrt (Datenschutz); im Jahr 2022 keine Angabe."
    )


NICHT_URSACHE = (
    " Ein solcher Vergleich zeigt einen Unterschied in der Entwicklung, nicht die Ursache."
)


@pytest.mark.parametrize(
    ("differenz", "satz"),
    [
        # .088→.081 (n 4 380) gegen .052→.050 (n 18 700): −0,50 [−1,75; +0,75]
        ((-0.5, -1.7541, 0.7541),
         "„SGB-II-Quote“ ist stärker gesunken oder schwächer gestiegen (Abstand −0,5 "
         "Prozentpunkte). Der Unterschied ist nicht gesichert (Bereich −1,8 bis +0,8 "
         "Prozentpunkte)."),
        ((1.5, 0.3, 2.7),
         "„SGB-II-Quote“ ist stärker gestiegen oder schwächer gesunken (Abstand +1,5 "
         "Prozentpunkte). Der Unterschied ist gesichert (Bereich +0,3 bis +2,7 Prozentpunkte). "
         "Das gilt als belastender."),
        ((0.0, math.nan, math.nan),
         "„SGB-II-Quote“ hat sich praktisch gleich entwickelt, ohne Prüfung auf Zufall."),
        ((math.nan,) * 3, "Zu „SGB-II-Quote“ ist der Vergleich nicht zu berechnen."),
    ],
    ids=["nicht_gesichert", "gesichert", "gleich", "nicht_berechenbar"],
)  # fmt: skip
def test_satz_did(differenz, satz):
    ist = texte.satz_did("Roden", "Reststadt", differenz, QUOTE, "2014-12-31", "2016-05", demo=True)
    kopf = "Roden gegenüber Reststadt zwischen dem 31.12.2014 und Mai 2016: "
    assert ist == kopf + satz + NICHT_URSACHE + " (Demonstrationsdaten)"


@pytest.mark.parametrize(
    ("brueche", "satz"),
    [
        ([], ""),
        ([("2022-05", "Zensus 2022: neue Basis")],
         "Werte ab Mai 2022 sind mit früheren nicht vergleichbar (Zensus 2022: neue Basis)."),
        ([("2011-05-09", "Zensus."), ("2017", "neues Gesetz")],
         "Werte ab dem 09.05.2011 sind mit früheren nicht vergleichbar (Zensus). "
         "Werte ab 2017 sind mit früheren nicht vergleichbar (neues Gesetz)."),
    ],
    ids=["keiner", "monat", "zwei"],
)  # fmt: skip
def test_satz_bruch(brueche, satz):
    assert texte.satz_bruch([Bruch(ab=ab, grund=grund) for ab, grund in brueche]) == satz


@pytest.mark.parametrize(
    ("zahlen", "satz"),
    [
        ((1200, 30, 0, 1), "1.231 Werte: 1.200 mit Quelle belegt, 30 frei erfunden "
                        "(Demonstrationsdaten), 1 ohne Angabe."),
        ((1, 0, 0, 0), "1 Wert: 1 mit Quelle belegt, 0 frei erfunden (Demonstrationsdaten), "
                    "0 ohne Angabe."),
        ((5, 2, 3, 1), "11 Werte: 5 mit Quelle belegt, 2 frei erfunden (Demonstrationsdaten), "
                       "3 gesperrt (Datenschutz), 1 ohne Angabe."),
        ((0, 0, 0, 0), "Es sind keine Werte verzeichnet."),
    ],
    ids=["viele", "einer", "mit_gesperrten", "keiner"],
)  # fmt: skip
def test_satz_abdeckung(zahlen, satz):
    assert texte.satz_abdeckung(*zahlen) == satz


def einteilung(*grenzen):
    return klassen.einteilung(pd.Series([1.0]), "fest", feste=grenzen)


@pytest.mark.parametrize(
    ("werte", "eingeteilt", "text"),
    [
        ((3.4, 12.3, "geheim"), einteilung(5, 10, 15, 20),
         " in 5 Klassen von 3,4 % bis 12,3 %; Mit Wert: 2 von 3 Gebieten; gesperrt (Datenschutz): "
         "1; höchste: Roden (12,3 %); niedrigste: Innenstadt (3,4 %)."),
        ((0.0, 0.0, 0.0, 0.0, 5.0), einteilung(5, 10),
         " in 3 Klassen von 0,0 % bis 5,0 %; Mit Wert: 5 von 5 Gebieten; höchste: Beaumarais "
         "(5,0 %); niedrigste: 4 Gebiete (0,0 %)."),
        ((5.0,), klassen.einteilung(pd.Series([5.0]), "jenks"),
         " in 1 Klasse von 5,0 % bis 5,0 %; Mit Wert: 1 von 1 Gebiet."),
        (("fehlt", "fehlt"), None, "; Mit Wert: 0 von 2 Gebieten; keine Angabe: 2."),
    ],
    ids=["regelfall", "viele_gleich", "ein_gebiet", "ohne_werte"],
)  # fmt: skip
def test_alttext_karte(werte, eingeteilt, text):
    ist = texte.alttext_karte(ebene(*werte), QUOTE, NAMEN, eingeteilt, "Stadtteile", "2019-12-31")
    assert ist == "Karte „Stadtteile“: SGB-II-Quote am 31.12.2019" + text


def test_alttext_zeitreihe():
    verlauf = tabelle(
        zeile(stichtag="2016-12-31", wert=11.4),
        ohne_wert("geheim", stichtag="2018-12-31"),
        zeile(stichtag="2014-12-31", wert=10.0, demo=True),
        zeile(gebiet="01", stichtag="2014-12-31", wert=5.0),
        ohne_wert("fehlt", gebiet="03", stichtag="2014-12-31"),
        ohne_wert("fehlt", gebiet="03", stichtag="2016-12-31"),
    )
    assert texte.alttext_zeitreihe(verlauf, QUOTE, NAMEN) == (
        "Zeitreihe: SGB-II-Quote, 31.12.2014 bis 31.12.2018. "
        "Roden: erst 10,0 % (31.12.2014), zuletzt 11,4 % (31.12.2016), ohne Wert an 1 Stichtag; "
        "Innenstadt: 5,0 % (31.12.2014); Fraulautern: ohne Wert an 2 Stichtagen. "
        "(Demonstrationsdaten)"
    )


def test_alttext_zeitreihe_mit_einem_stichtag_und_ohne_werte():
    assert texte.alttext_zeitreihe(tabelle(zeile(stichtag="2022")), QUOTE, NAMEN) == (
        "Zeitreihe: SGB-II-Quote, 2022. Roden: 7,9 % (2022)."
    )
    assert texte.alttext_zeitreihe(tabelle(), QUOTE, NAMEN) == (
        "Zeitreihe: SGB-II-Quote; keine Werte."
    )


def test_alttext_balken():
    ist = texte.alttext_balken(ebene(3.4, "geheim", "zu_wenige"), QUOTE, NAMEN, "2019-12-31")
    assert ist == (
        "Balkendiagramm: SGB-II-Quote am 31.12.2019; Mit Wert: 1 von 3 Gebieten; "
        "gesperrt (Datenschutz): 1; zu wenige Personen für eine Bewertung: 1. "
        "Innenstadt: 3,4 %; Roden: gesperrt (Datenschutz); "
        "Fraulautern: zu wenige Personen für eine Bewertung."
    )


@pytest.mark.parametrize(
    ("anzahl", "ende"),
    [(0, "Kopf."), (12, "G11: 1."), (13, "G11: 1; und 1 weiteres."), (29, "; und 17 weitere.")],
    ids=["keine", "zwoelf", "dreizehn", "viele"],
)
def test_alttext_allgemein_nennt_hoechstens_zwoelf(anzahl, ende):
    punkte = {f"G{i}": "1" for i in range(anzahl)}
    assert texte.alttext_allgemein("Kopf", punkte).endswith(ende)


def test_vorbehalte_enden_mit_dem_satz_ueber_menschen():
    alle = dataclasses.replace(NEUTRAL, hinweise=tuple(HINWEISE))
    assert texte.vorbehalte(QUOTE) == ["Zahlen beurteilen keine Menschen."]
    assert texte.vorbehalte(alle) == [
        *HINWEISE.values(),
        "Ein hoher Wert ist weder gut noch schlecht.",
        "Zahlen beurteilen keine Menschen.",
    ]


@pytest.mark.parametrize(
    ("indikator", "satz"),
    [
        (QUOTE, "Ein hoher Wert gilt als belastend."),
        (BETEILIGUNG, "Ein niedriger Wert gilt als belastend."),
        (NEUTRAL, "Ein hoher Wert ist weder gut noch schlecht."),
    ],
    ids=["hoch_belastend", "niedrig_belastend", "neutral"],
)
def test_leserichtung(indikator, satz):
    assert texte.leserichtung(indikator) == satz


def test_satz_nicht_schliessen():
    fall = dataclasses.replace(ANZAHL, hinweise=("demonstration", "gerundet"))
    assert texte.satz_nicht_schliessen(fall) == (
        "Die Zahl sagt nichts über einzelne Menschen und nichts über Ursachen. "
        "Eine Anzahl hängt von der Größe des Gebiets ab. "
        "Ein hoher Wert ist weder gut noch schlecht. "
        "Demonstrationswerte sagen nichts über wirkliche Gebiete."
    )


def test_drei_saetze_zum_bereich():
    assert len(texte.DREI_SAETZE_BEREICH) == 3
    assert all(satz.endswith(".") for satz in texte.DREI_SAETZE_BEREICH)


def alle_texte(fall):
    eine = tabelle(fall)
    eingeteilt = einteilung(5, 10)
    return " ".join(
        [
            texte.satz_wert("Roden", fall, QUOTE),
            texte.satz_vergleich("Roden", fall, QUOTE, "Saarlouis"),
            texte.satz_karte(eine, QUOTE, NAMEN, "Stadtteile", stichtag="2019-12-31"),
            texte.satz_veraenderung("Roden", fall, zeile(), (math.nan,) * 3, QUOTE),
            texte.alttext_karte(eine, QUOTE, NAMEN, eingeteilt, "Stadtteile", "2019-12-31"),
            texte.alttext_zeitreihe(eine, QUOTE, NAMEN),
            texte.alttext_balken(eine, QUOTE, NAMEN),
        ]
    )


@pytest.mark.parametrize("zustand", ["geheim", "zu_wenige", "fehlt"])
def test_kein_text_verraet_einen_gesperrten_wert(zustand):
    fall = vergleich(
        "gesichert höher", zustand=zustand, wert=77.7, zaehler=777, nenner=7777, unten=71.1,
        oben=78.8, rest_wert=72.2, stadtwert=73.3, differenz=74.4, diff_unten=75.5, diff_oben=76.6,
    )  # fmt: skip
    assert "7" not in alle_texte(fall)


@given(
    wert=st.one_of(st.none(), st.just(pd.NA), st.floats(allow_nan=True, allow_infinity=True)),
    zustand=st.sampled_from(["wert", "fehlt", "geheim", "zu_wenige"]),
    urteil=st.sampled_from(URTEILE),
    zeichen=st.sampled_from(["", "demo", "p r", pd.NA]),
)
def test_jede_zeile_ergibt_einen_ganzen_satz(wert, zustand, urteil, zeichen):
    fall = vergleich(urteil, wert=wert, zustand=zustand, zeichen=zeichen, demo=True)
    for satz in (
        texte.satz_wert("Roden", fall, QUOTE),
        texte.satz_vergleich("Roden", fall, QUOTE, "Saarlouis"),
    ):
        assert satz.startswith("Roden am 31.12.2019: ")
        assert satz.endswith(". (Demonstrationsdaten)")
        assert not any(rest in satz.lower() for rest in ("nan", "none", "<na>", "inf", "  "))


def test_satz_rang_sagt_dass_der_rang_schwankt():
    satz = texte.satz_rang("Roden", (2, 8))
    assert satz.startswith("Roden: Rang 2 von 8 (höchster Wert zuerst).")
    assert "Zufall" in satz


def urteilszeilen(**urteile):
    return pd.DataFrame([
        {"gebiet": g, "stichtag": "2021-12-31", "urteil": u, "demo": False, "zustand": "wert"}
        for g, u in urteile.items()
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("urteile", "aussage"),
    [
        (["gesichert höher", "gesichert niedriger", "nicht gesichert verschieden"],
         "ist gesichert höher als in der übrigen Stadt in Innenstadt, gesichert niedriger als in "
         "der übrigen Stadt in Roden. In 1 von 3 geprüften Gebieten ist kein Unterschied "
         "gesichert."),
        (["gesichert höher"] * 2,
         "ist gesichert höher als in der übrigen Stadt in Innenstadt und Roden. Ohne gesicherten "
         "Unterschied ist keines der 2 geprüften Gebiete."),
        (["nicht gesichert verschieden"] * 3,
         "unterscheidet sich in keinem Gebiet gesichert von der übrigen Stadt. Geprüft: 3."),
        (["nicht bewertbar"] * 2, "ist hier gegen die übrige Stadt nicht zu prüfen."),
        ([], "ist hier gegen die übrige Stadt nicht zu prüfen."),
    ],
    ids=["alle_arten", "nur_hoehere", "kein_unterschied", "nichts_geprueft", "keine_gebiete"],
)  # fmt: skip
def test_satz_urteile(urteile, aussage):
    tabelle = urteilszeilen(**dict(zip(NAMEN, urteile, strict=False)))
    if tabelle.empty:
        tabelle = urteilszeilen(x="").iloc[:0]
    satz = texte.satz_urteile(tabelle, QUOTE, NAMEN, "Stadtteile", stichtag="2021-12-31")
    assert satz == f"Stadtteile am 31.12.2021: „SGB-II-Quote“ {aussage}"


def test_satz_urteile_zaehlt_viele_gebiete_statt_sie_zu_nennen():
    viele = urteilszeilen(**{f"g{i}": "gesichert höher" for i in range(7)})
    satz = texte.satz_urteile(viele, QUOTE, {}, "Sozialräume", stichtag="2021-12-31")
    assert "in 7 Gebieten." in satz


@pytest.mark.parametrize(
    ("gesperrte", "viele", "satz"),
    [
        ([], True, ""),
        (["2025-12-31"], True,
         "Für 2025 sind zu viele Werte gesperrt (Datenschutz); gezeigt ist 2021."),
        (["2025-12-31"], False, "Für 2025 ist der Wert gesperrt (Datenschutz); gezeigt ist 2021."),
        (["2022", "2023", "2024", "2025"], False,
         "Für 2022, 2023, 2024 und 2025 sind die Werte gesperrt (Datenschutz); gezeigt ist 2021."),
        (["2022", "2023", "2024", "2025", "2026"], True,
         "Für 2026 und 4 Stände davor sind zu viele Werte gesperrt (Datenschutz); gezeigt ist "
         "2021."),
    ],
    ids=["keine", "einer", "ein_gebiet", "vier", "fuenf"],
)  # fmt: skip
def test_gesperrte_staende(gesperrte, viele, satz):
    assert texte.satz_gesperrte_staende(gesperrte, "2021-12-31", viele=viele) == satz
