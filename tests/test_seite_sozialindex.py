"""Die Seite Sozialindex: läuft, antwortet, hält die Adresse, verrät keinen gesperrten Wert."""

from pathlib import Path

import pytest

from pages.bausteine import daten, indexansichten
from sozialmonitor.ansichten.sozialindex import KEINE_EBENE, KEINE_EINSTELLUNG, Indexteil, Wahl
from sozialmonitor.fehler import SozialmonitorFehler
from tests import kleinstadt, seitenlauf
from tests.seitenlauf import absaetze, antwort, html, waehle

pytestmark = pytest.mark.usefixtures("saarlouis_gewaehlt")
seite = seitenlauf.seite("sozialindex")
ZUTATEN = '\n[auswertungen]\nsozialindex = ["sgb2_quote", "jugendanteil"]\nbasis = "2019-12-31"\n'


@pytest.fixture
def klein(saarlouis_gewaehlt: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: ARG001
    """Die Kleinstadt mit eingerichtetem Sozialindex; gewählt, ihr Datenordner zum Verändern."""
    ordner = kleinstadt.baue(tmp_path)
    kleinstadt.haenge_an(ordner[0] / "kommune.toml", ZUTATEN)
    waehle(monkeypatch, *ordner)
    return ordner[0]


def test_ohne_adresse_die_robuste_aussage_und_die_warnung() -> None:
    app = seite()
    assert not app.exception
    assert not app.error
    assert "Demonstrationsdaten" in app.warning[0].value
    assert "in allen fünf Verfahren" in antwort(app)
    assert antwort(app).endswith("(Demonstrationsdaten)**")
    assert any("trägt hier nicht" in w.value for w in app.warning)
    assert [h.value.split(":")[0] for h in app.header] == [
        "Zutaten", "Index", "Status und Dynamik", "Stabilität", "Fünf Verfahren",
    ]  # fmt: skip
    assert app.query_params["verfahren"] == "berlin"
    assert app.query_params["seit"] == "2023-12-31"


def test_sozialraeume_nennen_ausschluesse_mit_grund() -> None:
    app = seite(ebene="sozialraum")
    assert not app.error
    assert "Bewertet sind 23 von 29 Gebieten" in absaetze(app)
    assert "unter 300 Personen" in html(app)
    assert "Nenner unter 100: Arbeitslosenanteil der jungen Menschen" in html(app)


def test_klick_auf_ein_gebiet_zeigt_seine_zutaten() -> None:
    app = seite(gebiet="1004411502")
    assert "Roden" in [h.value for h in app.header]
    assert "erhöht den Index um" in absaetze(app)
    assert "der Ziehungen. Rang" in absaetze(app)


def test_nicht_bewertetes_gebiet_nennt_den_grund() -> None:
    app = seite(ebene="sozialraum", gebiet="100441150106")
    assert "nicht bewertet (unter 300 Personen" in absaetze(app)
    assert "ohne diesen Wert gibt es keinen Index" in absaetze(app)


def test_gesperrter_wert_steht_nirgends() -> None:
    teil = _ansicht("stadtteil", "2018-12-31")
    zeilen = teil.grundlage.zeilen["jugendarbeitslosenanteil"]
    geheim = zeilen.index[zeilen["zustand"].eq("geheim")]
    assert len(geheim) == 3
    for tabelle in (teil.grundlage.anzahl, teil.beitraege, teil.stabil.klassenanteile):
        assert not geheim.isin(tabelle.index).any()
    matrix, bild, ausschluss = indexansichten.zutatentabelle(teil)
    spalte = next(s for s in bild.tabelle if s.startswith("Arbeitslosenanteil der jungen"))
    for name in (daten.namen()[gebiet] for gebiet in geheim):
        zeile = bild.tabelle[bild.tabelle["Gebiet"].eq(name)].iloc[0]
        assert zeile[spalte] == "•"
        assert "gesperrt (Datenschutz)" in zeile["Nicht bewertet, weil"]
        assert name in ausschluss["Gebiet"].to_list()
        assert f"{name} – nicht bewertet" in matrix


def _ansicht(ebene: str, stichtag: str) -> Indexteil:
    ids = tuple(i.id for i in indexansichten.zugelassene(ebene)[0])
    return indexansichten.ansicht(
        Wahl(
            ebene=ebene, stichtag=stichtag, seit="", indikatoren=ids,
            gewichte=(1.0,) * len(ids), verfahren="berlin", eingefroren=False,
        )
    )  # fmt: skip


@pytest.mark.parametrize("verfahren", ["imd", "minmax", "rang", "schwelle"])
def test_jedes_verfahren_laeuft(verfahren: str) -> None:
    app = seite(verfahren=verfahren, ordnung="1", dynamik="berlin", gebiet="1004411502")
    assert not app.exception
    assert not app.error
    assert "Die Berliner Regel setzt die Streuung" in absaetze(app)


def test_eingefrorener_massstab_wird_erklaert() -> None:
    app = seite(massstab="fest")
    assert not app.error
    assert "am 31.12.2016, 1 ihre Streuung" in absaetze(app)


def test_gewichte_und_indikatoren_stehen_in_der_adresse() -> None:
    app = seite(indikatoren=["sgb2_quote", "arbeitslosenanteil"], doppelt=["sgb2_quote"])
    assert not app.error
    assert app.multiselect(key="doppelt").value == ["sgb2_quote"]
    assert set(app.query_params["indikatoren"]) == {"sgb2_quote", "arbeitslosenanteil"}
    app.multiselect(key="halb").set_value(["arbeitslosenanteil"]).run()
    assert not app.error
    assert app.query_params["halb"] == "arbeitslosenanteil"
    app.multiselect(key="indikatoren").set_value([]).run()
    assert not app.exception
    assert app.info[0].value == "Bitte wenigstens einen Indikator wählen."


def test_ein_einziger_indikator_genuegt() -> None:
    app = seite(indikatoren=["sgb2_quote"])
    assert not app.exception
    assert not app.error


def test_erster_stichtag_hat_keine_dynamik() -> None:
    app = seite(stichtag="2010-12-31")
    assert not app.error
    assert "Eine Dynamik gibt es noch nicht" in absaetze(app)


def test_frueher_nicht_bewertetes_gebiet_steht_in_beiden_dynamiken() -> None:
    # Picard 1 hatte 2023 noch unter 100 junge Menschen.
    for dynamik in ("geprueft", "berlin"):
        tabelle = html(seite(ebene="sozialraum", dynamik=dynamik))
        assert "○ nicht bewertbar</th>" in tabelle


def test_ueber_einen_bruch_zaehlt_der_indikator_nicht_zur_dynamik() -> None:
    app = seite(stichtag="2023-12-31", seit="2021-12-31")
    assert "Zur Dynamik zählen nicht: " in absaetze(app)


def test_unsinn_in_der_adresse_gibt_einen_hinweis() -> None:
    app = seite(ebene="quatsch", indikatoren=["9"], verfahren="torte", gebiet="7", seit="1999")
    assert not app.exception
    assert not app.error
    hinweise = [i.value for i in app.info if "Gezeigt wird die Voreinstellung" in i.value]
    assert len(hinweise) == 5


def test_kaputter_indikator_gibt_einen_deutschen_satz(monkeypatch: pytest.MonkeyPatch) -> None:
    def kaputt(*_angaben: object) -> None:
        raise SozialmonitorFehler("Der Index ist nicht zu rechnen.")

    monkeypatch.setattr(indexansichten, "ansicht", kaputt)
    app = seite()
    assert not app.exception
    assert app.error[0].value == "Der Index ist nicht zu rechnen."


@pytest.mark.usefixtures("klein")
def test_ein_bewertetes_gebiet_ist_kein_vergleich() -> None:
    # Stadtteil B hat 218 Menschen; A bleibt allein, ohne Streuung gibt es keinen Index.
    app = seite()
    assert not app.exception
    assert not app.error
    assert antwort(app).startswith("**Kein Gebiet lässt sich bewerten (")
    assert "„Anteil unter 18“ (hat keine vereinbarte Richtung)" in absaetze(app)
    assert [h.value for h in app.header] == ["Zutaten: Was in den Index eingeht"]


@pytest.mark.usefixtures("klein")
def test_zwei_bewertete_sozialraeume() -> None:
    # A1 (500) und A2 (300) sind groß genug, B1 (200) und B2 (18) nicht.
    app = seite(ebene="sozialraum")
    assert not app.exception
    assert not app.error
    assert "Bewertet sind 2 von 4 Gebieten" in absaetze(app)


def test_ohne_einstellung_sagt_die_seite_was_fehlt(
    monkeypatch: pytest.MonkeyPatch, ordner: tuple[Path, Path]
) -> None:
    waehle(monkeypatch, *ordner)
    app = seite()
    assert not app.exception
    assert not app.error
    assert app.info[0].value == KEINE_EINSTELLUNG


def test_nur_unzulaessige_indikatoren(klein: Path) -> None:
    kleinstadt.ersetze(klein / "kommune.toml", '["sgb2_quote", "jugendanteil"]', '["jugendanteil"]')
    app = seite()
    assert not app.exception
    assert app.info[0].value == KEINE_EBENE


def test_flensburg(monkeypatch: pytest.MonkeyPatch, flensburg: tuple[Path, Path]) -> None:
    waehle(monkeypatch, *flensburg)
    app = seite()
    assert not app.exception
    assert not app.error
    assert ["trägt hier nicht" in w.value for w in app.warning] == [True]
    assert "Neustadt" in antwort(app)
    assert "Alle 13 Gebiete sind bewertet." in absaetze(app)
