"""Gesperrt ist nicht fehlend: In der freigegebenen Kanarienstadt fehlt nichts, es ist gesperrt.

Die einzige fehlende Zahl (`kanarienstadt.FEHLT`) hat in der Ausgabe keine Zeile; wo eine Ansicht
dieser Stadt trotzdem „k. A.“ oder „fehlt“ schriebe, hielte sie Gesperrtes für fehlend.
"""

import re

import pytest

from pages.bausteine import daten
from sozialmonitor import ansichten
from sozialmonitor.vorrat import Vorrat, vorrat_aus
from tests import seitenlauf
from tests.leckstadt import Freigegeben, freigegebene_stadt

FEHLEND = re.compile(r"k\. A\.|keine Angabe|Der Wert fehlt|fehlt ein Wert|fehlt wenigstens")
ANSICHTEN = {
    "zeitreihen?ebene=sozialraum&indikator=kinderquote&alle=1": ("veraenderungen", "trends"),
    "vergleich?vergleich=partner&gebiet=A3&gegen=rest&umfang=alle": ("spine",),
    "vergleich?vergleich=partner&gebiet=A3&gegen=A1&umfang=alle": ("spine",),
    "vergleich?vergleich=partner&gebiet=A1&gegen=A3&umfang=alle": ("spine",),
    "vergleich?vergleich=partner&gebiet=A3&gegen=KK&umfang=alle": ("spine",),
    "vergleich?vergleich=partner&gebiet=A3&gegen=jahr&umfang=alle": ("spine",),
    "vergleich?vergleich=aehnlich&ebene=sozialraum&gebiet=A3": ("aehnlich",),
    "vergleich?vergleich=nachbarschaft&ebene=sozialraum&indikator=kinderquote": ("muster",),
    "soziale_stadt?gebiet=P&indikator=langzeitanteil": (
        *("vergleich", "profil", "entwicklung", "vorher_nachher", "reihe"),
    ),
    "gebietsprofil?gebiet=A3&voll=1": ("lage", "staerken", "verlauf"),
    "segregation?ebene=sozialraum&indikator=sgb2_quote": ("segregation",),
}
FAELLE = [(adresse, bild) for adresse, bilder in ANSICHTEN.items() for bild in bilder]


@pytest.fixture(scope="module")
def frei(tmp_path_factory: pytest.TempPathFactory) -> Freigegeben:
    return freigegebene_stadt(tmp_path_factory.mktemp("kanarienstadt"))


@pytest.fixture(scope="module")
def vorrat(frei: Freigegeben) -> Vorrat:
    return vorrat_aus(frei.oeffentlich)


@pytest.fixture
def oeffentlich(frei: Freigegeben, monkeypatch: pytest.MonkeyPatch, tmp_path) -> Freigegeben:
    """Die Seiten dieses Prozesses zeigen die Ausgabe der Kanarienstadt."""
    for name, wert in frei.umgebung.items():
        monkeypatch.setenv(name, wert)
    monkeypatch.setenv("SOZIALMONITOR_ROLLE", "oeffentlich")
    monkeypatch.setattr(daten, "KARTENORDNER", tmp_path)
    return frei


def ansicht(vorrat: Vorrat, adresse: str, bild: str) -> ansichten.Gezeigt:
    gemeint = ansichten.ansicht_aus(f"/{adresse}&bild={bild}")
    return ansichten.gezeigt(vorrat.kommune, gemeint, vorrat=vorrat)


@pytest.mark.parametrize(("adresse", "bild"), FAELLE, ids=[" ".join(fall) for fall in FAELLE])
def test_nichts_gesperrtes_heisst_fehlend(vorrat: Vorrat, adresse: str, bild: str) -> None:
    gezeigt = ansicht(vorrat, adresse, bild)
    texte = [gezeigt.satz, *gezeigt.weitere]
    if gezeigt.bild is not None:
        texte += [gezeigt.bild.alttext]
        texte += [" | ".join(map(str, zeile)) for zeile in gezeigt.bild.tabelle.to_numpy()]
    assert [text for text in texte if FEHLEND.search(text)] == []


def test_fehlendes_bleibt_fehlend(vorrat: Vorrat) -> None:
    """Die Geburten von C3 fehlen: ohne Zeile „keine Angabe“; B2 und B4 sind gesperrt."""
    adresse = "karte?ebene=sozialraum&indikator=geburtenrate"
    satz = ansicht(vorrat, f"{adresse}&stichtag=2021-12-31", "karte").satz
    assert "Mit Wert: 8 von 11 Gebieten; " in satz
    assert "gesperrt (Datenschutz): 2" in satz
    assert "keine Angabe: 1" in satz


def test_karte_sagt_warum_sie_einen_aelteren_stand_zeigt(vorrat: Vorrat) -> None:
    adresse = "karte?ebene=sozialraum&indikator=geburtenrate"
    ohne_wahl = ansicht(vorrat, adresse, "karte")
    assert ohne_wahl.stand == "2020-12-31"
    assert ohne_wahl.weitere == (
        "Für 2021 sind zu viele Werte gesperrt (Datenschutz); gezeigt ist 2020.",
    )
    assert ansicht(vorrat, f"{adresse}&stichtag=2021-12-31", "karte").weitere == ()


def test_programmgebiet_nennt_rest_und_stand_gesperrt(vorrat: Vorrat) -> None:
    adresse = "soziale_stadt?gebiet=Q&indikator=langzeitanteil"
    profil = ansicht(vorrat, adresse, "profil").bild.tabelle.set_index("Indikator")
    zeile = profil.loc["Langzeitanteil"]
    assert (zeile["Vogelzug"], zeile["übriges Kanarienstadt"]) == ("•", "•")
    assert zeile["Kanarienstadt"].endswith(" %")
    assert ansicht(vorrat, adresse, "vergleich").weitere == (
        "Für 2021 ist der Wert gesperrt (Datenschutz); gezeigt ist 2020.",
    )
    reihe = ansicht(vorrat, adresse, "reihe").bild.tabelle
    assert reihe["Stichtag"].eq("31.12.2021").sum() == 2  # Vogelzug und Stadt, kein Rest


def test_partner_zaehlt_gesperrte_indikatoren(vorrat: Vorrat) -> None:
    """A3 ist am letzten Stichtag in SGB-II-, Kinderquote und Frauen ab 65 gesperrt."""
    gezeigt = ansicht(
        vorrat, "vergleich?vergleich=partner&gebiet=A3&gegen=rest&umfang=alle", "spine"
    )
    gesperrt = gezeigt.bild.tabelle["Adlerhorst (95-%-Bereich)"].eq("•").sum()
    assert gesperrt == 3
    assert "Bei 3 Indikatoren ist ein Wert gesperrt (Datenschutz)" in " ".join(gezeigt.weitere)


def test_nachbarschaft_zaehlt_gesperrte_gebiete(vorrat: Vorrat) -> None:
    """Kinderquote: 2020 sind B1 und B2 gesperrt, 2021 vier Gebiete."""
    gezeigt = ansicht(
        vorrat, "vergleich?vergleich=nachbarschaft&ebene=sozialraum&indikator=kinderquote", "muster"
    )
    assert "Gebiete mit Wert und Nachbarn: 9; unter 20" in gezeigt.satz
    assert "Gebiete ohne Wert: 2 gesperrt (Datenschutz)." in gezeigt.satz
    assert gezeigt.weitere == (
        "Für 2021 sind zu viele Werte gesperrt (Datenschutz); gezeigt ist 2020.",
    )


def test_profil_sagt_wenn_alle_teile_gesperrt_sind(vorrat: Vorrat) -> None:
    """Der Langzeitanteil von A1 und A2, den Teilen von P, ist am letzten Stichtag gesperrt."""
    satz = ansicht(vorrat, "gebietsprofil?gebiet=P&indikator=langzeitanteil", "teile").satz
    assert satz == (
        "Zu „Langzeitanteil“ sind die Werte der Teile von Vogelmitte gesperrt (Datenschutz)."
    )


def test_karte_nennt_die_sperre_des_gebiets_einmal(oeffentlich: Freigegeben) -> None:  # noqa: ARG001
    app = seitenlauf.oeffne(
        "karte", ebene="sozialraum", indikator="sgb2_quote", gebiet="A3", stichtag="2021-12-31"
    )
    seitenlauf.ohne_fehler(app)
    saetze = [m.value for m in app.markdown if "Adlerhorst am 31.12.2021" in m.value]
    assert len(saetze) == 1
    assert "gesperrt (Datenschutz)" in saetze[0]


def test_partnerseite_und_nachbarschaft_sagen_es(oeffentlich: Freigegeben) -> None:  # noqa: ARG001
    app = seitenlauf.oeffne("vergleich", vergleich="partner", gebiet="A3", umfang="alle")
    seitenlauf.ohne_fehler(app)
    assert "ist ein Wert gesperrt (Datenschutz); dort steht „•“" in seitenlauf.absaetze(app)
    app = seitenlauf.oeffne(
        "vergleich", vergleich="nachbarschaft", ebene="sozialraum", indikator="kinderquote"
    )
    seitenlauf.ohne_fehler(app)
    assert "Der Wert fehlt" not in seitenlauf.absaetze(app)
    assert "2 gesperrt (Datenschutz)" in seitenlauf.antwort(app)
    assert "Für 2021 sind zu viele Werte gesperrt" in seitenlauf.absaetze(app)
