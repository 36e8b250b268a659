"""Arbeitsmappen: Zahlen wie auf der Seite, Kürzel statt fehlender Zahlen, Hinweise vollständig."""

import io

import openpyxl
import pandas as pd
import pytest

from sozialmonitor import ausgabe, kennzahlen, vergleich
from sozialmonitor.ausgabe import Herkunft
from sozialmonitor.berichte import mappe
from sozialmonitor.bild import Bild
from tests import vierzustaende

HERKUNFT = Herkunft(
    quelle="Quelle: Amt.", stand="31.12.2021", ausgabe="Ausgabe 7.", lizenz="CC0",
    vorbehalte=("Kein Urteil.",),
)  # fmt: skip


@pytest.fixture(scope="module")
def kommune(tmp_path_factory):
    return vierzustaende.lade(tmp_path_factory.mktemp("vier"))


def werte(kommune, name):
    tabelle = kennzahlen.kennzahl(kommune, name)
    return vergleich.mit_vergleich(kommune, tabelle, kommune.indikator(name))


def lies(inhalt):
    return openpyxl.load_workbook(io.BytesIO(inhalt))


def bild(spalten, **angaben):
    vorgaben = {"titel": "Quote", "bild": None, "alttext": "Balken.", "quelle": "Quelle: q."}
    return Bild(tabelle=pd.DataFrame(spalten), **(vorgaben | angaben))


def spalte(blatt, kopf, kopfzeile):
    """Werte und Formate unter einem Kopf."""
    (i,) = [zelle.column for zelle in blatt[kopfzeile] if zelle.value == kopf]
    zellen = [blatt.cell(z, i) for z in range(kopfzeile + 1, blatt.max_row + 1)]
    return [zelle.value for zelle in zellen], [zelle.number_format for zelle in zellen]


def zeilen(blatt):
    """Jede Zeile als Kopf → Wert, mit Gebiet und Stichtag als Schlüssel; Kopf in Zeile 3."""
    kopf = [zelle.value for zelle in blatt[3]]
    alle = [dict(zip(kopf, z, strict=True)) for z in blatt.iter_rows(min_row=4, values_only=True)]
    return {(zeile["Schlüssel"], zeile["Stichtag"]): zeile for zeile in alle}


def hinweise(mappe_):
    blatt = mappe_["Hinweise"]
    return [(zeile[0], zeile[1]) for zeile in blatt.iter_rows(values_only=True) if zeile[1]]


def test_tabelle_eines_bildes():
    inhalt = mappe.xlsx(
        bild(
            {
                "Gebiet": ["Roden", "=A1", "1"],
                "Wert (%)": ["12,3 p", "•", "k. A."],
                "Anteil": ["1,8 %", "0,0 %", ""],
                "Veränderung": ["−0,6 Prozentpunkte", "+1,2 Prozentpunkte", "n. b."],
                "Fallzahl": ["167 von 842", "5", ""],
                "Angabe": ["155 ha", "8.650 Personen", "ohne"],
                "Jahr": ["2019", "31.12.2020", "2022"],
            }
        ),
        HERKUNFT,
    )
    tabelle = lies(inhalt)["Tabelle"]
    assert tabelle["A1"].value == "Quote"
    assert spalte(tabelle, "Gebiet", 2)[0] == ["Roden", "=A1", "1"]
    assert spalte(tabelle, "Wert (%)", 2)[0] == [12.3, "•", "k. A."]
    assert spalte(tabelle, "Wert (%)", 2)[1][0] == '#,##0.0 "p"'
    assert spalte(tabelle, "Anteil (%)", 2)[0] == [1.8, 0, None]
    unterschied = spalte(tabelle, "Veränderung (Prozentpunkte)", 2)
    assert unterschied[0] == [-0.6, 1.2, "n. b."]
    assert unterschied[1][:2] == ["#,##0.0", "+#,##0.0;-#,##0.0;0.0"]
    assert spalte(tabelle, "Fallzahl", 2)[0] == ["167 von 842", "5", None]
    angabe = spalte(tabelle, "Angabe", 2)
    assert angabe[0] == [155, 8650, "ohne"]
    assert angabe[1][:2] == ['#,##0 "ha"', '#,##0 "Personen"']
    assert spalte(tabelle, "Jahr", 2)[0] == ["2019", "31.12.2020", "2022"]


def test_hinweise_eines_bildes():
    gelesen = lies(mappe.xlsx(bild({"Gebiet": ["a"]}, demo=True), HERKUNFT))
    texte = [text for _, text in hinweise(gelesen)]
    for text in ("Quote", "Balken.", "Quelle: q.", "Ausgabe 7.", "Lizenz: CC0", "Kein Urteil."):
        assert text in texte
    assert ("Zeichen •", "gesperrt (Datenschutz)") in hinweise(gelesen)
    assert ("Zeichen k. A.", "keine Angabe") in hinweise(gelesen)
    assert ("Zahl 0", "wirklich null") in hinweise(gelesen)
    for name in ("Tabelle", "Hinweise"):
        assert gelesen[name]["A2"].value == ausgabe.WASSERZEICHEN
    assert gelesen.properties.description == ausgabe.WASSERZEICHEN


def test_ohne_demonstration_kein_wasserzeichen():
    gelesen = lies(mappe.xlsx(bild({"Gebiet": ["a"]})))
    alles = [z for b in gelesen for zeile in b.iter_rows(values_only=True) for z in zeile]
    assert ausgabe.WASSERZEICHEN not in alles


def test_bild_ohne_zeilen_und_ohne_spalten():
    assert lies(mappe.xlsx(bild({"Gebiet": [], "Wert": []})))["Tabelle"]["B2"].value == "Wert"
    assert lies(mappe.xlsx(bild({})))["Tabelle"]["A1"].value == "Quote"


def test_werte_mit_formaten_und_zustaenden(kommune):
    indikator = kommune.indikator("sgb2_quote")
    inhalt = mappe.werte_xlsx(kommune, indikator, werte(kommune, "sgb2_quote"), herkunft=HERKUNFT)
    blatt = lies(inhalt)["Tabelle"]
    assert blatt["A1"].value == "SGB-II-Quote (%)"
    assert blatt["A2"].value == ausgabe.WASSERZEICHEN  # B2 ist erfunden
    alle = zeilen(blatt)
    zahlen = ("Wert (%)", "95-%-Bereich von", "Anzahl", "von")
    da = alle[("A1", "31.12.2021")]
    assert (da["Gebiet"], da["Ebene"], da["Wert (%)"], da["Anzahl"], da["von"]) == (
        "Altmarkt", "Sozialraum", 10, 40, 400,
    )  # fmt: skip
    assert da["Datum"].isoformat() == "2021-12-31T00:00:00"
    null = alle[("B1", "31.12.2021")]
    assert [null[name] for name in zahlen] == [0, 0, 0, 160]
    assert [alle[("A2", "31.12.2021")][name] for name in zahlen] == ["•", None, "•", "•"]
    assert [alle[("B2", "31.12.2021")][name] for name in zahlen] == ["n. b.", None, None, None]
    assert [alle[("A1", "31.12.2020")][name] for name in zahlen] == ["k. A.", None, None, None]
    arten = [alle[schluessel]["Art des Wertes"] for schluessel in
             (("A2", "31.12.2021"), ("B2", "31.12.2021"), ("A1", "31.12.2020"))]  # fmt: skip
    assert arten == [
        "gesperrt (Datenschutz)",
        "zu wenige Personen für eine Bewertung, Demonstration",
        "keine Angabe",
    ]
    # 2019: A1 38 von 380 gegen 29 von 425 (A2, B1, B2), also 10 − 6,8235 = 3,1765
    assert alle[("A1", "31.12.2019")]["Differenz zur Reststadt (Prozentpunkte)"] == pytest.approx(
        3.17647, abs=1e-5
    )
    assert spalte(blatt, "Wert (%)", 3)[1][0] == "#,##0.0"
    assert spalte(blatt, "Anzahl", 3)[1][0] == "#,##0"


def test_anzahl_hat_keine_leeren_spalten(kommune):
    indikator = kommune.indikator("einwohnerzahl")
    inhalt = mappe.werte_xlsx(kommune, indikator, werte(kommune, "einwohnerzahl"))
    koepfe = [zelle.value for zelle in lies(inhalt)["Tabelle"][2]]
    assert "Wert (Personen)" in koepfe
    assert not {"von", "Anzahl", "95-%-Bereich von"} & set(koepfe)


def test_fallzahlen_in_hektar_behalten_eine_stelle(kommune):
    tabelle = werte(kommune, "dichte").assign(nenner=10.5)
    blatt = lies(mappe.werte_xlsx(kommune, kommune.indikator("dichte"), tabelle))["Tabelle"]
    assert spalte(blatt, "von", 2)[1][0] == "#,##0.0"


def test_hinweise_der_werte(kommune):
    indikator = kommune.indikator("sgb2_quote")
    gelesen = lies(
        mappe.werte_xlsx(kommune, indikator, werte(kommune, "sgb2_quote"), herkunft=HERKUNFT)
    )
    angaben = hinweise(gelesen)
    assert ("Definition", "Definition.") in angaben
    assert ("Herkunft", "Stand der Werte: 31.12.2021.") in angaben
    assert ("Bruch der Reihe", "Ab Juni 2020: Neue Software") in angaben
    assert any(name == "Vorbehalt" for name, _ in angaben)
    assert gelesen.properties.title == "Sozialmonitor Kleinstadt: SGB-II-Quote"


def test_mappe_mit_mehreren_indikatoren(kommune):
    namen = ["sgb2_quote", "einwohnerzahl", "wanderungssaldo"]
    gelesen = lies(
        mappe.mappe(
            kommune, {name: werte(kommune, name) for name in namen}, titel="Soziales",
            herkunft=HERKUNFT,
        )
    )  # fmt: skip
    assert gelesen.sheetnames == ["Hinweise", *namen]
    verweise = [z.hyperlink.location for z in gelesen["Hinweise"]["A"] if z.hyperlink]
    assert verweise == [f"'{name}'!A1" for name in namen]
    # Wasserzeichen nur, wo Erfundenes steht; die Hinweise gelten für alle
    assert gelesen["Hinweise"]["A2"].value == ausgabe.WASSERZEICHEN
    assert gelesen["einwohnerzahl"]["A2"].value == "Gebiet"
    saldo = gelesen["wanderungssaldo"]
    werte_, formate = spalte(saldo, "Wert (je 1.000 Einwohner)", 2)
    assert min(werte_) == pytest.approx(-55.5556, abs=1e-4)  # B2: −1 von 18
    assert set(formate) == {"#,##0.0"}
