"""Seite Karte: Auswahl, Färbung, Legende, Gebietskarte, Adresse, schlechte Daten."""

import json
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests import seitenlauf
from tests.seitenlauf import html, waehle

WURZEL = Path(__file__).resolve().parents[1]
seite = seitenlauf.seite("karte")


def gezeichnet(app: AppTest) -> str:
    """Was der Browser zum Färben bekommt."""
    argumente = json.loads(app.get("component_instance")[0].proto.json_args)
    return str(argumente["feature_group"])


def test_beginnt_mit_einer_vollstaendigen_echten_karte():
    app = seite()
    assert not app.exception
    assert not app.error
    assert not app.warning
    satz = next(m.value for m in app.markdown if m.value.startswith("**"))
    # Steinrausch: 3.738 Personen (Mai 2016) auf 110 ha; Lisdorf: 3.513 auf 1.071 ha
    assert "Bevölkerungsdichte" in satz
    assert "am höchsten in Steinrausch (34,0" in satz
    assert "Mit Wert: 8 von 8 Gebieten" in satz


def test_adresse_bestimmt_alles():
    app = seite(
        ebene="sozialraum", indikator="kinder_sgb2_quote", stichtag="2019-12-31",
        klassen="quantile", gebiet="100441150201", rang="1",
    )  # fmt: skip
    assert app.selectbox(key="indikator").value == "kinder_sgb2_quote"
    assert app.selectbox(key="klassen").value == "quantile"
    assert app.select_slider(key="stichtag").value == "2019-12-31"
    assert "Roden Ortskern" in [h.value for h in app.header]
    assert any(m.value.startswith("Roden Ortskern: Rang ") for m in app.markdown)
    assert "Demonstrationsdaten" in app.warning[0].value
    assert '"100441150201"' in gezeichnet(app)


def test_rang_nur_auf_wunsch():
    app = seite(indikator="kinder_sgb2_quote", gebiet="1004411502")
    assert not any("Rang " in m.value for m in app.markdown)


@pytest.mark.parametrize("verfahren", ["fest", "quantile", "gleich", "jenks", "stadtwert"])
def test_jede_klasseneinteilung_zeichnet(verfahren):
    app = seite(ebene="sozialraum", indikator="sgb2_quote", klassen=verfahren)
    assert not app.error
    assert "sm-legende" in html(app)


def test_legende_nennt_vier_zeichen_und_anzahl():
    inhalt = html(seite(ebene="sozialraum", indikator="kinder_sgb2_quote"))
    for text in ("keine Angabe", "gesperrt (Datenschutz)", "zu wenige Personen", "1 Gebiet"):
        assert text in inhalt


def test_anzahlen_erscheinen_als_kreise():
    inhalt = html(seite(ebene="gemeinde", indikator="einwohner_amtlich"))
    assert "Kreisfläche entspricht der Anzahl" in inhalt


def test_schematische_grenzen_sagen_es():
    assert "Schematische Gebietsgrenzen, keine amtliche Karte" in gezeichnet(seite())


def test_zweiter_indikator_steht_daneben():
    app = seite(indikator="kinder_sgb2_quote", zweit="arbeitslosenanteil")
    assert len(app.get("component_instance")) == 2


def test_unsinn_in_der_adresse_gibt_vorgabe_und_hinweis():
    app = seite(indikator="mondphase", stichtag="1800")
    assert not app.error
    assert "(mondphase)" in app.info[0].value


@pytest.fixture
def kopie(tmp_path, monkeypatch):
    for ordner in ("data", "geodata"):
        shutil.copytree(WURZEL / ordner / "saarlouis", tmp_path / ordner / "saarlouis")
    monkeypatch.setenv("SOZIALMONITOR_KOMMUNE", str(tmp_path / "data/saarlouis"))
    return tmp_path


def test_ohne_geometrie_ein_hinweis_statt_eines_fehlers(kopie):
    (kopie / "geodata/saarlouis/datapackage.json").write_text('{"resources": []}')
    app = seite()
    assert not app.error
    assert "keine Gebietsflächen" in app.info[0].value


def test_zaehler_groesser_als_nenner_nennt_die_stelle(kopie):
    datei = kopie / "data/saarlouis/wahlen.csv"
    text = datei.read_text(encoding="utf-8")
    assert ",waehler_gemeinderat,16578," in text
    datei.write_text(text.replace(",waehler_gemeinderat,16578,", ",waehler_gemeinderat,96578,"))
    app = seite(indikator="wahlbeteiligung_gemeinderat", ebene="gemeinde")
    assert "weil Daten nicht stimmen" in app.error[0].value
    befund = " ".join(m.value for m in app.markdown)
    assert "10044115" in befund
    assert "96578" in befund


def test_tippfehler_im_katalog_nennt_datei_und_zeile(kopie):
    datei = kopie / "data/saarlouis/indikatoren.toml"
    datei.write_text(datei.read_text(encoding="utf-8") + "\n[kaputt\n", encoding="utf-8")
    app = seite()
    inhalt = " ".join(e.value for e in [*app.error, *app.info, *app.markdown])
    assert "indikatoren.toml" in inhalt
    assert "Traceback" not in inhalt


def test_karte_nach_urteil_statt_nach_wert():
    app = seite(ebene="stadtteil", indikator="sgb2_quote", klassen="urteil")
    assert not app.exception
    assert not app.error
    assert "▲ gesichert höher als die übrige Stadt (ungünstiger)" in html(app)
    assert "20,9 ▲" in gezeichnet(app)
    satz = next(m.value for m in app.markdown if m.value.startswith("**"))
    assert "gesichert höher als in der übrigen Stadt in " in satz


def test_urteil_steht_nur_zur_wahl_wo_geprueft_wird():
    app = seite(ebene="gemeinde", indikator="wahlbeteiligung_landtag", klassen="urteil")
    assert "urteil" not in app.selectbox(key="klassen").options
    assert any("den es hier nicht gibt (urteil)" in i.value for i in app.info)


@pytest.mark.parametrize(
    ("klassen", "zweiter", "ersetzt"),
    [
        ("urteil", "bevoelkerungsdichte", True),
        ("urteil", "jugendquotient", True),
        ("urteil", "kinder_sgb2_quote", False),
        ("stadtwert", "kinder_sgb2_quote", False),
    ],
)
def test_zweiter_indikator_bekommt_klassen_die_es_fuer_ihn_gibt(klassen, zweiter, ersetzt):
    app = seite(ebene="stadtteil", indikator="sgb2_quote", klassen=klassen, zweit=zweiter)
    assert not app.exception
    assert not app.error
    assert len(app.get("component_instance")) == 2
    hinweise = [c.value for c in app.caption if "gewählten Klassen" in c.value]
    assert len(hinweise) == ersetzt


def test_zweiter_indikator_ohne_stadtwert(monkeypatch, flensburg):
    waehle(monkeypatch, *flensburg)
    app = seite(
        ebene="stadtteil", indikator="einwohner", klassen="stadtwert", zweit="beschaeftigungsquote"
    )
    assert not app.exception
    assert not app.error
    assert any("gewählten Klassen gibt es" in c.value for c in app.caption)
