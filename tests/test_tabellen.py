"""HTML-Tabellen: Zeilen- und Spaltenköpfe, maskierte Texte, keine verratenen Fallzahlen."""

import base64
import re

import numpy as np
import pandas as pd
import pandas.testing as pdt
import pytest

from sozialmonitor import kennzahlen, tabellen, vergleich
from sozialmonitor.bild import Legendeneintrag
from sozialmonitor.tabellen import Zelle
from tests import kleinstadt
from tests.kleinstadt import LETZTER


def verglichen(kommune, indikator, gebiete):
    tabelle = kennzahlen.kennzahl(kommune, indikator)
    alle = vergleich.mit_vergleich(kommune, tabelle, kommune.katalog[indikator])
    return alle[alle["stichtag"].eq(LETZTER) & alle["gebiet"].isin(gebiete)]


def wertetabelle(kommune, indikator, gebiete=("A1", "A2", "B1", "B2")):
    werte = verglichen(kommune, indikator, gebiete)
    namen = dict(kommune.gebiete["name"])
    return tabellen.wertetabelle(werte, kommune.katalog[indikator], namen)


def svg(html):
    return base64.b64decode(re.search(r"base64,([^\"]+)", html)[1]).decode()


def test_tabelle_hat_koepfe_beschriftung_und_rollbereich():
    daten = pd.DataFrame({"Gebiet": ["A"], "Wert": ["1,5"], "Text": ["ja"]})
    html = tabellen.tabelle(daten, beschriftung="Werte")
    assert '<th scope="col">Gebiet</th><th scope="col" class="sm-zahl">Wert</th>' in html
    assert '<th scope="row">A</th>' in html
    assert '<td class="sm-zahl">1,5</td><td>ja</td>' in html
    assert "<caption>Werte</caption>" in html
    assert 'tabindex="0" role="region" aria-label="Werte"' in html


@pytest.mark.parametrize("text", ["1", "−0,3", "+2", "•", "k. A.", "n. b."])
def test_spalten_mit_zahlen_stehen_rechts(text):
    html = tabellen.tabelle(
        pd.DataFrame({"a": ["x", "y"], "b": ["12,3 %", text]}), beschriftung="t"
    )
    assert f'<td class="sm-zahl">{text}</td>' in html


@pytest.mark.parametrize("text", ["ja", "2 Sätze sind keine Zahl, auch wenn sie so anfangen"])
def test_texte_stehen_links(text):
    html = tabellen.tabelle(pd.DataFrame({"a": ["x"], "b": [text]}), beschriftung="t")
    assert f"<td>{text}</td>" in html


@pytest.mark.parametrize("wert", [None, np.nan, pd.NA])
def test_fehlendes_ist_ein_leeres_feld(wert):
    html = tabellen.tabelle(pd.DataFrame({"a": ["x"], "b": [wert]}), beschriftung="t")
    assert "<td></td>" in html


BOESE = '<img src=x onerror="alert(1)">'


@pytest.mark.parametrize(
    "html",
    [
        tabellen.tabelle(pd.DataFrame({BOESE: [BOESE], "b": [BOESE]}), beschriftung=BOESE),
        tabellen.matrix({BOESE: [Zelle(text=BOESE, titel=BOESE, urteil=BOESE)]}, [BOESE],
                        beschriftung=BOESE, ecke=BOESE),
        tabellen.legende([Legendeneintrag(farbe="#fff", muster="", text=BOESE, anzahl=1)],
                         titel=BOESE),
        tabellen.kachel(BOESE, BOESE, [BOESE]),
        tabellen.nur_vorlesen(BOESE),
        tabellen.funke([1, 2], beschreibung=BOESE),
    ],
    ids=["tabelle", "matrix", "legende", "kachel", "nur_vorlesen", "funke"],
)  # fmt: skip
def test_texte_werden_maskiert(html):
    assert "<img src=x" not in html
    assert "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;" in html


def test_wertetabelle_eines_anteils(stadt):
    ist = wertetabelle(stadt, "sgb2_quote")
    assert list(ist.columns) == [
        "Gebiet", "Wert (%)", "95-%-Bereich", "Anzahl", "von", "gegen die Reststadt",
        "Art des Wertes",
    ]  # fmt: skip
    assert ist.iloc[1].to_list() == [
        "Am Wall", "4,0", "2,2 – 7,2 %", "10", "250", "gesichert niedriger", "gerechnet",
    ]  # fmt: skip
    assert ist.iloc[3].to_list() == [
        "Bahnhof", "n. b.", "", "", "", "nicht bewertbar", "zu wenige Personen für eine Bewertung",
    ]  # fmt: skip


def test_wertetabelle_einer_anzahl_hat_keine_leeren_spalten(stadt):
    ist = wertetabelle(stadt, "einwohnerzahl")
    assert list(ist.columns) == ["Gebiet", "Wert (Personen)", "Art des Wertes"]
    assert ist["Wert (Personen)"].to_list() == ["500", "300", "200", "18"]


def test_wertetabelle_kennzeichnet_demonstration(stadt):
    ist = wertetabelle(stadt, "sgb2_quote", ("A", "B")).set_index("Gebiet")["Art des Wertes"]
    assert ist.to_dict() == {"Altstadt": "gerechnet", "Bergstadt": "Demonstration"}


def test_wertetabelle_verraet_nichts_geheimes(tmp_path):
    alt, neu = f"A2,{LETZTER},sgb2,10,,amt,", f"A2,{LETZTER},sgb2,,•,amt,"
    kommune = kleinstadt.lade(tmp_path, ("soziales.csv", alt, neu))
    ist = wertetabelle(kommune, "sgb2_quote").iloc[1]
    assert ist[["Wert (%)", "95-%-Bereich", "Anzahl", "von"]].to_list() == ["•", "", "•", "•"]


def test_wertetabelle_laesst_die_eingabe_unveraendert(stadt):
    werte = verglichen(stadt, "sgb2_quote", ["A1"])
    vorher = werte.copy()
    tabellen.wertetabelle(werte, stadt.katalog["sgb2_quote"], {})
    pdt.assert_frame_equal(werte, vorher)


def test_matrix():
    zeilen = {
        "Stadt": [Zelle(text="5,0")],
        "Altstadt": [Zelle(text="9,0", urteil="gesichert höher", stufe=2, titel="+4,0")],
    }
    html = tabellen.matrix(zeilen, ["Quote"], beschriftung="Matrix", ecke="Gebiet")
    assert '<th scope="row">Altstadt</th>' in html
    assert 'title="+4,0">9,0<span class="sm-symbol" role="img" aria-label="gesichert höher' in html
    assert html.count("sm-symbol") == 1
    assert "background-color:#ffffff" in html
    assert "background-color:#fdb863" in html


@pytest.mark.parametrize(
    ("differenz", "streuung", "stufe"),
    [
        (0.49, 1, 0), (0.5, 1, 1), (1.49, 1, 1), (1.5, 1, 2), (-0.5, 1, -1), (-9, 1, -2), (0, 1, 0),
        (1, 0, None), (np.nan, 1, None), (1, np.nan, None),
    ],
)  # fmt: skip
def test_stufe(differenz, streuung, stufe):
    assert tabellen.stufe(differenz, streuung) == stufe


@pytest.mark.parametrize(("anzahl", "text"), [(0, "0 Gebiete"), (1, "1 Gebiet"), (2, "2 Gebiete")])
def test_legende_zaehlt_gebiete(anzahl, text):
    eintrag = Legendeneintrag(farbe="#ffffff", muster="geheim", text="gesperrt", anzahl=anzahl)
    html = tabellen.legende([eintrag], titel="Quote")
    assert f"({text})" in html
    assert "sm-geheim" in html
    assert "<strong>Quote</strong>" in html


def test_funke_zeichnet_von_links_nach_rechts():
    bild = svg(tabellen.funke([1, 2, 3], beschreibung="steigt"))
    assert 'd="M4.0 28.0 L60.0 16.0 L116.0 4.0"' in bild
    assert 'cx="116.0" cy="4.0"' in bild


def test_funke_laesst_luecken():
    bild = svg(tabellen.funke([1, np.nan, 3, 2], beschreibung="x"))
    assert bild.count("M") == 2
    assert bild.count("L") == 1


def test_funke_zieht_keine_linie_ueber_einen_bruch():
    bild = svg(tabellen.funke([1, 2, 3, 2], beschreibung="x", neu_ab=[2]))
    pfad = re.search(r'd="([^"]+)"', bild)[1]
    assert re.sub(r"[0-9. ]", "", pfad) == "MLML"


def test_funke_betont_den_letzten_vorhandenen_wert():
    assert 'cx="60.0"' in svg(tabellen.funke([1, 2, np.nan], beschreibung="x"))


def test_funke_gleicher_werte_teilt_nicht_durch_null():
    assert "nan" not in svg(tabellen.funke([5, 5], beschreibung="x"))


@pytest.mark.parametrize("werte", [[], [1], [np.nan, 1], [np.nan, np.nan]], ids=str)
def test_funke_braucht_zwei_werte(werte):
    assert tabellen.funke(werte, beschreibung="x") == ""


def test_kachel_laesst_leere_zeilen_weg():
    html = tabellen.kachel("Quote", "8,9 %", ["74 von 825", ""])
    assert html.count("<p>") == 1
    assert "<h3>Quote</h3>" in html
    assert tabellen.kachelreihe([html, html]).count('sm-kachel"') == 2
