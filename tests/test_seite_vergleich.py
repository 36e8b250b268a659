"""Die Seite Vergleich: jeder Abschnitt antwortet, hält die Adresse, verweigert mit Grund."""

from pathlib import Path

import pytest

from pages.bausteine import daten
from sozialmonitor.fehler import DatenFehler, Mangel
from tests import seitenlauf
from tests.seitenlauf import absaetze, antwort, html, ohne_fehler

pytestmark = pytest.mark.usefixtures("saarlouis_gewaehlt")
seite = seitenlauf.seite("vergleich")
ABSCHNITTE = ["partner", "alle", "zwei", "aehnlich", "nachbarschaft"]


def test_ohne_adresse_ein_programmstadtteil_gegen_die_reststadt() -> None:
    app = seite()
    ohne_fehler(app)
    assert app.title[0].value == "Unterscheidet sich dieses Gebiet wirklich?"
    assert "Demonstrationsdaten" in app.warning[0].value
    assert antwort(app).startswith("**Roden gegen Saarlouis ohne Roden: Von 10 geprüften")
    assert "Bei 10 Prüfungen wären auch ohne jeden wirklichen Unterschied etwa 0,5" in absaetze(app)
    assert "gesichert höher" in html(app)
    assert dict(app.query_params) == {
        "vergleich": "partner",
        "ebene": "stadtteil",
        "gebiet": "1004411502",
        "stichtag": "2025-12-31",
        "gegen": "rest",
        "umfang": "leit",
    }


@pytest.mark.parametrize("ebene", ["sozialraum", "stadtteil", "programmgebiet", "gemeinde"])
@pytest.mark.parametrize("abschnitt", ABSCHNITTE)
def test_jeder_abschnitt_antwortet_auf_jeder_ebene(abschnitt: str, ebene: str) -> None:
    app = seite(vergleich=abschnitt, ebene=ebene)
    ohne_fehler(app)
    assert any(m.value.startswith("**") for m in app.markdown) or app.info


@pytest.mark.parametrize(
    ("gegen", "anfang"),
    [
        ("1004411503", "**Roden gegen Fraulautern: Von 10 geprüften"),
        ("jahr", "**Roden gegen Roden (Stand 2016): Von 6 geprüften"),
        ("10044", "**Roden gegen Landkreis Saarlouis ohne Roden: "),
    ],
)
def test_partner(gegen: str, anfang: str) -> None:
    app = seite(gegen=gegen)
    ohne_fehler(app)
    assert antwort(app).startswith(anfang)


def test_der_kreis_enthaelt_das_gebiet_und_wird_ohne_fallzahlen_nicht_geprueft() -> None:
    app = seite(gegen="10044", umfang="alle")
    assert "enthält das Gebiet; für den Rest fehlen Fallzahlen" in html(app)


def test_nur_das_gebiet_in_der_adresse_waehlt_seine_ebene() -> None:
    app = seite(gebiet="100441150206")
    ohne_fehler(app)
    assert app.selectbox(key="ebene").value == "sozialraum"
    assert app.selectbox(key="gebiet").value == "100441150206"


def test_trichter_punktreihe_und_rang() -> None:
    app = seite(vergleich="alle", rang="1")
    ohne_fehler(app)
    assert "SGB-II-Quote" in antwort(app)
    assert "alle 8 Gebiete liegen außerhalb" in antwort(app)
    assert "Rang (1 = höchster Wert)" in html(app)
    app.selectbox(key="form").set_value("punkte").run()
    ohne_fehler(app)
    assert "Mit Wert: 8 von 8 Gebieten" in antwort(app)
    app = seite(vergleich="alle", indikator="altenquotient")
    ohne_fehler(app)
    assert app.selectbox(key="form").options == ["Punktreihe"]


def test_acht_gebiete_geben_keinen_zusammenhang_29_schon() -> None:
    acht = seite(vergleich="zwei")
    assert "Mit 8 Gebieten ist ein Zusammenhang nicht zu beurteilen" in antwort(acht)
    assert "ökologischer Fehlschluss" in absaetze(acht)
    viele = seite(vergleich="zwei", ebene="sozialraum", indikator="sgb2_quote")
    assert "Bereich" in antwort(viele)


def test_aehnliche_gebiete_mit_zeichen() -> None:
    app = seite(vergleich="aehnlich")
    ohne_fehler(app)
    assert antwort(app).startswith("**Roden: Am ähnlichsten ist Fraulautern")
    assert "▲" in html(app)
    wenige = seite(vergleich="aehnlich", ebene="programmgebiet")
    assert "wenigstens 4 Gebiete" in antwort(wenige)


def test_nachbarschaft_braucht_genug_gebiete() -> None:
    app = seite(vergleich="nachbarschaft")
    ohne_fehler(app)
    assert app.selectbox(key="ebene").value == "sozialraum"
    assert "in der Nachbarschaft" in antwort(app)
    assert "▲▲ hoch, Nachbarn auch hoch" in html(app), "Zeichen der Karte stehen in der Legende"
    wenige = seite(vergleich="nachbarschaft", ebene="stadtteil")
    assert "unter 20 lässt sich kein Muster" in antwort(wenige)
    assert "▲▲" not in html(wenige), "Ohne Karte keine Legende"


def test_abschnitt_wechseln_behaelt_die_auswahl() -> None:
    app = seite(ebene="sozialraum", indikator="arbeitslosenanteil")
    for abschnitt in ABSCHNITTE:
        app.segmented_control(key="vergleich").set_value(abschnitt).run()
        ohne_fehler(app)
        assert app.query_params["vergleich"] in (abschnitt, [abschnitt])
        assert app.selectbox(key="ebene").value == "sozialraum"


def test_unsinn_in_der_adresse_gibt_hinweise() -> None:
    app = seite(vergleich="torte", ebene="quatsch", gegen="9", umfang="x")
    ohne_fehler(app)
    assert len(app.info) == 4
    assert "Gezeigt wird die Voreinstellung" in app.info[0].value


def test_kaputte_daten_geben_einen_deutschen_satz(monkeypatch: pytest.MonkeyPatch) -> None:
    def kaputt() -> None:
        raise DatenFehler([Mangel("a.csv", "Zeile 1", "Der Zähler fehlt.", "Bitte ergänzen.")])

    monkeypatch.setattr(daten, "lange_werte", kaputt)
    app = seite(stichtag="2024-12-31")
    assert not app.exception
    assert "Daten nicht stimmen" in app.error[0].value


@pytest.mark.parametrize("abschnitt", ABSCHNITTE)
def test_flensburg(
    monkeypatch: pytest.MonkeyPatch, flensburg: tuple[str, str], abschnitt: str
) -> None:
    monkeypatch.setenv("SOZIALMONITOR_KOMMUNE", str(flensburg[0]))
    monkeypatch.setenv("SOZIALMONITOR_GEODATEN", str(flensburg[1]))
    app = seite(vergleich=abschnitt)
    ohne_fehler(app)
    assert not app.warning
    assert antwort(app)


@pytest.mark.parametrize("abschnitt", ABSCHNITTE)
def test_kleinstadt_ohne_auswertungen_bricht_nicht(
    monkeypatch: pytest.MonkeyPatch, ordner: tuple[Path, Path], abschnitt: str
) -> None:
    monkeypatch.setenv("SOZIALMONITOR_KOMMUNE", str(ordner[0]))
    monkeypatch.setenv("SOZIALMONITOR_GEODATEN", str(ordner[1]))
    for ebene in ("sozialraum", "stadtteil", "gemeinde"):
        app = seite(vergleich=abschnitt, ebene=ebene)
        ohne_fehler(app)
        if abschnitt == "aehnlich":
            assert "kommune.toml" in app.info[0].value
