"""Sätze zur Segregation: Einzahl, Mehrzahl, null, fehlend, geheim, Demonstration."""

import pytest

from sozialmonitor.texte import segregationssaetze as saetze

NAN = float("nan")


def zeile(**felder):
    return {
        "stichtag": "2021-12-31", "wert": 0.24, "zufallswert": 0.03, "zufall_unten": 0.02,
        "zufall_oben": 0.041, "grund": "", "demo": False,
    } | felder  # fmt: skip


def entwicklung(unten, oben, von=0.2, bis=0.24):
    return {"von": "2011", "bis": "2021", "wert_von": von, "wert_bis": bis, "unten": unten,
            "oben": oben}  # fmt: skip


def satz(neue=None, **felder):
    return saetze.satz_segregation("Kinder", "Alle", "Stadtteile", zeile(**felder), neue)


@pytest.mark.parametrize(
    ("wert", "text"),
    [
        (0.24, "24"), (0.0, "0"), (0.004, "weniger als 1"), (0.006, "1"), (1.0, "100"),
        (NAN, "k. A."), (None, "k. A."),
    ],
    ids=["regelfall", "null", "sehr_wenig", "aufgerundet", "alle", "fehlt", "none"],
)  # fmt: skip
def test_von_hundert(wert, text):
    assert saetze.von_hundert(wert) == text


def test_von_hundert_mit_nachkommastelle():
    assert saetze.von_hundert(0.2425, 1) == "24,3"
    assert saetze.von_hundert(0.0004, 1) == "weniger als 0,1"


def test_ganzer_satz():
    assert satz(entwicklung(-0.02, 0.06)) == (
        "Kinder, Stadtteile am 31.12.2021: 24 von 100 müssten in ein anderes Gebiet umziehen, "
        "damit ihr Anteil an „Alle“ überall gleich wäre; bei zufälliger Verteilung wären es etwa "
        "3. Die Veränderung seit 2011 ist nicht gesichert (von 20 auf 24 von 100)."
    )


@pytest.mark.parametrize(
    ("felder", "teil"),
    [
        ({"wert": 0.01, "stichtag": "2021"}, "im Jahr 2021: 1 von 100 müsste in"),
        ({"wert": 0.001}, "weniger als 1 von 100 müsste in"),
        ({"wert": 0.0}, "0 von 100 müssten in"),
        ({"zufallswert": 0.01}, "bei zufälliger Verteilung wäre es etwa 1."),
        ({"zufallswert": 0.002}, "bei zufälliger Verteilung wäre es weniger als 1."),
    ],
    ids=["eine", "weniger_als_eine", "null", "zufall_eins", "zufall_unter_eins"],
)
def test_einzahl_und_null(felder, teil):
    assert teil in satz(**felder)


def test_ohne_frueheren_wert():
    assert satz().endswith("Ein früherer vergleichbarer Wert liegt nicht vor.")


@pytest.mark.parametrize(
    ("neue", "teil"),
    [
        (entwicklung(0.01, 0.07), "gesichert: Die Gruppe wohnt ungleicher verteilt als damals"),
        (entwicklung(-0.07, -0.01, 0.24, 0.2), "gesichert: Die Gruppe wohnt gleichmäßiger"),
        (entwicklung(-0.01, 0.01, 0.201, 0.202), "(von 20,1 auf 20,2 von 100)"),
    ],
    ids=["gestiegen", "gesunken", "gerundet_gleich"],
)  # fmt: skip
def test_veraenderung(neue, teil):
    assert teil in saetze.satz_veraenderung(neue)


def test_veraenderung_seit_einem_tag_steht_im_dativ():
    assert "seit dem 31.12.2011 ist" in saetze.satz_veraenderung(
        entwicklung(-1, 1) | {"von": "2011-12-31"}
    )


def test_ohne_wert_nur_der_grund():
    text = satz(wert=NAN, grund="gesperrt (Datenschutz): Altstadt.")
    assert text == (
        "Kinder, Stadtteile am 31.12.2021: Die Verteilung ist nicht zu berechnen: gesperrt "
        "(Datenschutz): Altstadt."
    )
    assert saetze.satz_zufall(zeile(wert=NAN)) == ""


def test_demonstration_steht_am_ende():
    assert satz(demo=True).endswith("(Demonstrationsdaten)")
    assert satz(demo=True, wert=NAN).endswith("(Demonstrationsdaten)")


def test_zufall():
    assert saetze.satz_zufall(zeile()) == (
        "Das ist mehr, als der Zufall ergäbe (95 von 100 zufälligen Verteilungen liegen zwischen "
        "2,0 und 4,1)."
    )
    assert "geht nicht gesichert über den Zufall hinaus" in saetze.satz_zufall(zeile(wert=0.04))


def test_gruende_fassen_zusammen():
    viele = [f"G{i}" for i in range(4)]
    assert (
        saetze.grund_luecke({"fehlt": viele, "geheim": []}, 9) == "keine Angabe: 4 von 9 Gebieten."
    )
    assert saetze.grund_luecke({"fehlt": [], "geheim": []}, 2) == ""


def test_gleiche_luecken_stehen_zusammen():
    luecken = [
        {"stichtag": "2013", "grund": "keine Angabe: A."},
        {"stichtag": "2014", "grund": "keine Angabe: A."},
        {"stichtag": "2016", "grund": "keine Angabe: B."},
    ]
    assert saetze.saetze_luecken(luecken) == [
        "2013 und 2014 ohne Wert – keine Angabe: A.",
        "2016 ohne Wert – keine Angabe: B.",
    ]
    assert saetze.saetze_luecken([]) == []


@pytest.mark.parametrize(
    ("hoch", "niedrig", "text"),
    [
        (["A"], ["B", "C"],
         "Gesichert höher als in allen Gebieten zusammen ist der Anteil in A; gesichert geringer "
         "ist der Anteil in B und C."),
        ([], list("ABCD"), "Gesichert geringer als in allen Gebieten zusammen ist der Anteil in "
         "4 Gebieten."),
        ([], [], "In keinem Gebiet ist der Anteil gesichert verschieden vom Anteil in allen "
         "Gebieten zusammen."),
    ],
    ids=["beides", "nur_geringer", "keines"],
)  # fmt: skip
def test_quotient(hoch, niedrig, text):
    assert saetze.satz_quotient("Kinder", "2021", hoch, niedrig) == f"Kinder im Jahr 2021: {text}"


def test_begegnung():
    werte = {"wert": 0.24, "ohne_segregation": 0.18, "grund": ""}
    assert saetze.satz_isolation(werte) == (
        "Im Gebiet eines Mitglieds der Gruppe gehören im Mittel 24 von 100 ebenfalls zur Gruppe; "
        "wäre die Gruppe überall gleich verteilt, wären es 18."
    )
    assert "76 von 100 nicht zur Gruppe" in saetze.satz_interaktion(werte | {"wert": 0.76})
    ohne = {"wert": NAN, "ohne_segregation": NAN, "grund": "Niemand gehört zur Gruppe."}
    assert saetze.satz_isolation(ohne) == "Nicht zu berechnen. Niemand gehört zur Gruppe."


def test_alttexte():
    zeilen = [zeile(stichtag="2010", wert=0.2), zeile(stichtag="2011", wert=NAN), zeile()]
    text = saetze.alttext_verlauf("T", zeilen, brueche=["2020"])
    assert text == (
        "Liniendiagramm: T. Zwischen Gebietsebenen und Städten nicht vergleichbar. Ohne Wert: "
        "1 Stichtag. Unterbrochen ab 2020. 2010: 20 von 100, bei Zufall 3; 31.12.2021: 24 von "
        "100, bei Zufall 3."
    )
    leer = saetze.alttext_verlauf("T", [zeile(wert=NAN)])
    assert "Kein Stichtag hat einen Wert" in leer
    gruppen = [zeile(name="A"), zeile(name="B", wert=NAN)]
    assert saetze.alttext_gruppen("T", gruppen) == (
        "Punktdiagramm: T. A: 24 von 100, bei Zufall 3; B: nicht berechnet."
    )
    assert saetze.alttext_quotient("T", {"A": "1,2"}, demo=True) == (
        "Karte: T. A: 1,2. (Demonstrationsdaten)"
    )


def test_ohne_frueheren_wert_weil_gesperrt():
    assert saetze.satz_veraenderung(None, gesperrt=True) == (
        "Frühere Werte sind gesperrt (Datenschutz)."
    )
