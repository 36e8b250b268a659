"""Die Fassung der Verfahren: Sie steigt, wenn sich Ergebnisse ändern, und Links sagen es."""

import datetime
import hashlib
import math
from itertools import pairwise

import pandas as pd
import pytest

from sozialmonitor import fassung, indexbericht, segregationsbericht, trend, trendbericht
from sozialmonitor.fassung import FASSUNG, FASSUNGEN, Fassung
from sozialmonitor.kommune import Kommune
from sozialmonitor.vorrat import alle_werte, vorrat_aus
from tests import seitenlauf, test_indexbericht, test_reihen
from tests.test_indexbericht import ORTE, S
from tests.test_trendbericht import KNAPP, STEIGEND, reihe

# Die Fassung und was in ihr aus der Kleinstadt herauskommt, gehören zusammen.
FESTGEHALTEN = ("2", "588141bd3aa5")
STEIGE = """
Die Ergebnisse der Kleinstadt haben sich geändert, die Fassung der Verfahren nicht.
Ist die Änderung gewollt, bitte
  1. in sozialmonitor/fassung.py eine Zeile an FASSUNGEN anhängen (Nummer, Datum, was sich ändert),
  2. hier FESTGEHALTEN = ("{fassung}", "{abdruck}") eintragen,
  3. in CHANGELOG.md die betroffenen Indikatoren und Jahre nennen.
Wer nur die Zahlen der Kleinstadt in tests/kleinstadt.py geändert hat, braucht nur Schritt 2 mit
der bisherigen Fassung."""


def ergebnisse(kommune: Kommune) -> list[pd.DataFrame]:
    """Alle Werte mit Bereich und Urteil, Index und Dynamik, Trend und Segregation."""
    vorrat = vorrat_aus(kommune)
    werte = alle_werte(kommune, vorrat.kennzahl)
    gebiete = kommune.gebiete_der_ebene("sozialraum")
    tafeln = [t.assign(indikator=name) for name, t in werte.items()]
    for name, tafel in werte.items():
        indikator = kommune.katalog[name]
        brueche = kommune.brueche(indikator)
        tafeln.append(trendbericht.trends(tafel, indikator, gebiete, brueche))
    # Die Kleinstadt hat nur drei Jahre; ein Trend braucht fünf.
    for paare in (STEIGEND, KNAPP):
        tafeln.append(trendbericht.trends(reihe(paare), test_reihen.indikator(), ["a"], ()))
    tafeln += index_von_acht_gebieten()
    sgb2 = kommune.katalog["sgb2_quote"]
    personen = segregationsbericht.personen(vorrat.kennzahl(sgb2), gebiete)
    # Was gezogen wird, hängt auch an der Bibliothek; der Index selbst nicht.
    tafeln.append(segregationsbericht.verlauf(personen, kommune.namen)[["stichtag", "wert"]])
    return tafeln


def index_von_acht_gebieten() -> list[pd.DataFrame]:
    """Alle Verfahren mit erfundenen Anteilen: In der Kleinstadt werden nur zwei bewertet."""
    zwei = (test_indexbericht.QUOTE, test_indexbericht.GUT)
    werte = {
        i.id: test_indexbericht.tabelle(
            i, **{ort: (10 * anteil, 1000.0) for ort, anteil in zip(ORTE, anteile, strict=True)}
        )
        for i, anteile in zip(zwei, (S["s1"], S["s4"]), strict=True)
    }
    ohne = test_indexbericht.ohne_bevoelkerung()
    teil = indexbericht.grundlage(ohne, zwei, werte, ORTE, "2020-12-31")
    return [
        indexbericht.beitraege(teil, {"a": 1.0, "b": 2.0}, verfahren)
        for verfahren in indexbericht.VERFAHREN
    ]


def abdruck(tafeln: list[pd.DataFrame]) -> str:
    """Kurze Prüfsumme; Zahlen auf neun Stellen, damit kein Rechner anders rundet."""
    summe = hashlib.sha256()
    for tafel in tafeln:
        for zeile in tafel.reset_index().to_dict("records"):
            felder = {str(k): zahl(w) for k, w in zeile.items()}
            summe.update(repr(sorted(felder.items())).encode())
    return summe.hexdigest()[:12]


def zahl(wert: object) -> str:
    if isinstance(wert, float):
        return "fehlt" if math.isnan(wert) else f"{wert:.9g}"
    return str(wert)


def test_fassung_steigt_mit_den_ergebnissen(stadt: Kommune) -> None:
    jetzt = abdruck(ergebnisse(stadt))
    assert (FASSUNG, jetzt) == FESTGEHALTEN, STEIGE.format(fassung=FASSUNG, abdruck=jetzt)


def test_abdruck_erfasst_werte_urteile_index_und_trend(stadt: Kommune) -> None:
    """Sonst bliebe er gleich, weil nichts darin steht."""
    alles = pd.concat(ergebnisse(stadt))
    assert {"gesichert höher", "gesichert niedriger"} & set(alles["urteil"].dropna())
    assert {trend.STEIGEND, trend.KEINE_VERAENDERUNG} <= set(alles["richtung"].dropna())
    assert set(alles["indikator"].dropna()) == set(stadt.katalog)
    assert alles["a"].notna().sum() == len(ORTE) * len(indexbericht.VERFAHREN)
    assert alles["a"].nunique() > len(ORTE)


def test_abdruck_aendert_sich_mit_einer_stelle_und_nicht_mit_rundungsresten() -> None:
    tafel = pd.DataFrame({"wert": [1 / 3], "urteil": ["gleich"]})
    assert abdruck([tafel]) != abdruck([tafel.assign(wert=0.3334)])
    assert abdruck([tafel]) != abdruck([tafel.assign(urteil="höher")])
    assert abdruck([tafel]) == abdruck([tafel.assign(wert=1 / 3 + 1e-15)])


def test_tabelle_der_fassungen_ist_lueckenlos_und_beschrieben() -> None:
    assert [f.nummer for f in FASSUNGEN] == list(range(1, len(FASSUNGEN) + 1))
    assert all(eine.datum <= naechste.datum for eine, naechste in pairwise(FASSUNGEN))
    for eine in FASSUNGEN:
        datetime.date.fromisoformat(eine.datum)
        assert eine.geaendert.endswith(".")


# --- Der Satz zum Link --------------------------------------------------------------------


@pytest.fixture
def drei(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drei Fassungen, heute gilt die dritte."""
    erfunden = [("2026-01-01", "Anfang."), ("2026-02-02", "Zwei."), ("2026-03-03", "Drei.")]
    fassungen = tuple(
        Fassung(nummer=n, datum=tag, geaendert=was) for n, (tag, was) in enumerate(erfunden, 1)
    )
    monkeypatch.setattr(fassung, "FASSUNGEN", fassungen)
    monkeypatch.setattr(fassung, "FASSUNG", "3")


@pytest.mark.usefixtures("drei")
@pytest.mark.parametrize("genannt", ["", "3"])
def test_heutige_oder_keine_fassung_sagt_nichts(genannt: str) -> None:
    assert fassung.hinweis(genannt) == ""


@pytest.mark.usefixtures("drei")
def test_fruehere_fassung_nennt_was_seither_anders_ist() -> None:
    assert fassung.hinweis("1") == (
        "Der Link entstand mit Fassung 1 der Rechenverfahren, gezeigt ist das Ergebnis nach "
        "Fassung 3. Seit Fassung 2 (02.02.2026): Zwei. Seit Fassung 3 (03.03.2026): Drei."
    )
    assert "Zwei." not in fassung.hinweis("2")


@pytest.mark.usefixtures("drei")
@pytest.mark.parametrize(
    ("genannt", "gezeigt"),
    [(w, w) for w in ("4", "0", "-1", "01", "1.0", "²", "drei")]
    + [("9" * 99, "9" * 20), ("[x](//y)", "xy"), ("<b>1</b>", "b1b")],
)
def test_unbekannte_fassung_wird_genannt(genannt: str, gezeigt: str) -> None:
    satz = fassung.hinweis(genannt)
    assert satz.startswith("Der Link nennt eine Fassung der Rechenverfahren, die es hier nicht")
    assert f"(„{gezeigt}“)" in satz


@pytest.mark.usefixtures("saarlouis_gewaehlt")
@pytest.mark.parametrize(
    ("genannt", "anfang"),
    [
        ("1", "Der Link entstand mit Fassung 1"),
        ("99", "Der Link nennt eine Fassung"),
        (FASSUNG, ""),
    ],
)
def test_die_seite_sagt_es_und_zeigt_die_heutigen_zahlen(genannt: str, anfang: str) -> None:
    ohne = seitenlauf.oeffne("ueberblick")
    app = seitenlauf.oeffne("ueberblick", fassung=genannt)
    seitenlauf.ohne_fehler(app)
    assert [i.value.startswith(anfang) for i in app.info] == ([True] if anfang else [])
    assert seitenlauf.antwort(app) == seitenlauf.antwort(ohne)


@pytest.mark.usefixtures("saarlouis_gewaehlt")
def test_die_tabelle_steht_auf_daten_und_methodik() -> None:
    app = seitenlauf.oeffne("daten_methodik", abschnitt="verfahren")
    seitenlauf.ohne_fehler(app)
    assert FASSUNGEN[-1].geaendert[:40] in seitenlauf.html(app)
    assert f"Gerechnet wird nach Fassung {FASSUNG}" in seitenlauf.absaetze(app)
