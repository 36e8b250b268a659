"""Bilder der geprüften Differenzen: je Einheit eines, richtige Zeichen und Farben."""

from sozialmonitor import gegenueberstellung, vergleich
from sozialmonitor.diagramme.differenzbilder import differenzen
from sozialmonitor.diagramme.thema import HELL
from sozialmonitor.gegenueberstellung import Partner
from tests.test_gegenueberstellung import REST, TAG, langwerte


def daten(bild):
    """Alle Zahlen und Texte, die das Bild dem Browser gibt."""
    return [z for feld in bild.bild.to_dict().get("datasets", {}).values() for z in feld]


def test_differenzen_je_einheit_ein_bild(stadt):
    tabelle = gegenueberstellung.gegenueberstellung(stadt, langwerte(stadt), "A1", TAG, REST)
    prozent, rate = differenzen(tabelle, stadt.katalog, name="Altmarkt", partner="Rest")
    assert prozent.titel == "Altmarkt gegen Rest: Differenz (Prozentpunkte)"
    assert rate.titel == "Altmarkt gegen Rest: Differenz (je 1.000 Einwohner)"
    assert prozent.tabelle["Indikator"].tolist() == ["SGB-II-Quote", "Anteil unter 18"]
    assert "SGB-II-Quote: +3,2 (−0,6 bis +7,1), nicht gesichert verschieden" in prozent.alttext
    punkte = [z for z in daten(prozent) if "form" in z]
    assert {z["form"] for z in punkte} == {"●"}
    assert all(z["unten"] <= z["differenz"] <= z["oben"] for z in punkte)


def test_differenzen_ohne_pruefung_haben_kein_bild(stadt):
    partner = Partner(art="gebiet", name="P", schluessel="P")
    tabelle = gegenueberstellung.gegenueberstellung(stadt, langwerte(stadt), "A", TAG, partner)
    assert differenzen(tabelle, stadt.katalog, name="A", partner="P") == []


def test_farbe_wertet_nur_mit_richtung(stadt):
    basis = gegenueberstellung.gegenueberstellung(stadt, langwerte(stadt), "A1", TAG, REST)
    gesichert = basis.assign(diff_unten=1.0, diff_oben=9.0, urteil=vergleich.HOEHER)
    bilder = differenzen(gesichert[gesichert["grund"].eq("")], stadt.katalog, name="A", partner="B")
    farben = {z["titel"]: (z["form"], z["farbe"]) for z in daten(bilder[0]) if "form" in z}
    assert farben["SGB-II-Quote"] == ("▲", HELL.belastender)
    assert farben["Anteil unter 18"] == ("▲", HELL.ungewertet)
