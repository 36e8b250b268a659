"""Fragen: lesen mit klaren Mängeln; jede Antwort gerechnet, nie die Antwort auf etwas anderes."""

import re
from pathlib import Path

import pytest

from sozialmonitor import fragen as modul
from sozialmonitor.ansichten import ansicht_aus
from sozialmonitor.fragen import (
    ANTWORTEN,
    HOECHSTENS_FRAGEN,
    NAEHERUNG,
    UNKLAR,
    Antwort,
    Frage,
    beantwortet,
    lies_fragen,
)
from sozialmonitor.kommune import Kommune
from sozialmonitor.laden import gueltige_ausgaben, lade_kommune
from sozialmonitor.laden.fragen import fragen as fragen_im
from sozialmonitor.vorrat import Vorrat, vorrat_aus
from tests import kleinstadt

WURZEL = Path(__file__).resolve().parents[1]
SAARLOUIS = WURZEL / "data" / "saarlouis"
GUT = """\
[wo]
frage = "Wo?"
ansicht = "/karte?indikator=sgb2_quote"
sagt_nicht = "Warum."
[wird_es_mehr]
frage = "Wird  es mehr?"
ansicht = "https://beispiel.de/zeitreihen?indikator=sgb2_quote"
sagt_nicht = "Wie es weitergeht."
antwort = "trend"
"""


def eine(**felder: str) -> str:
    vorgabe = {"frage": "Wo?", "ansicht": "/karte", "sagt_nicht": "Warum."}
    return "[f]\n" + "".join(f"{n} = {w!r}\n" for n, w in (vorgabe | felder).items())


def frage(ansicht: str, antwort: str = "") -> Frage:
    return Frage(
        id="f", frage="Wie?", ansicht=ansicht_aus(ansicht), sagt_nicht="Warum.", antwort=antwort
    )


# --- Lesen ---------------------------------------------------------------------------------


def test_liest_alle_felder_in_der_reihenfolge_der_datei() -> None:
    gelesen, maengel = lies_fragen(GUT)
    assert maengel == []
    assert list(gelesen) == ["wo", "wird_es_mehr"]
    assert gelesen["wo"] == Frage(
        id="wo",
        frage="Wo?",
        ansicht=ansicht_aus("/karte?indikator=sgb2_quote"),
        sagt_nicht="Warum.",
    )
    zweite = gelesen["wird_es_mehr"]
    assert (zweite.frage, zweite.ansicht.seite) == ("Wird es mehr?", "zeitreihen")
    assert zweite.antwort == "trend"


@pytest.mark.parametrize(
    ("text", "mangel"),
    [
        ("[f\n", "fragen.toml, Zeile 1: Die Liste der Fragen ist kein gültiges TOML"),
        ("f = 7", "Frage [f]: Erwartet wird eine Tabelle. Die Frage bleibt weg"),
        ("['Größe']\nfrage = '?'", "Frage [Größe]: Eine Kennung hat nur kleine Buchstaben"),
        ("['<script>']\nfrage = '?'", "Frage [<script>]: Eine Kennung hat nur kleine Buchstaben"),
        (eine(ansicht=""), "Frage [f], Feld ansicht: Die Adresse fehlt. Die Frage bleibt weg"),
        (eine(ansicht="/start"), "Frage [f], Feld ansicht: Die Adresse nennt keine Ansicht"),
        (eine(frage=""), "Frage [f], Feld frage: Das Feld fehlt. Die Frage bleibt weg"),
        (eine(sagt_nicht=""), "Frage [f], Feld sagt_nicht: Das Feld fehlt. Die Frage bleibt weg"),
        (eine(frage="<script>x</script>"), "Frage [f], Feld frage: Auszeichnungen wie „<script>“"),
        (eine(sagt_nicht="<img src=x>"), "Frage [f], Feld sagt_nicht: Auszeichnungen wie „<img"),
    ],
)  # fmt: skip
def test_unbrauchbare_frage_fehlt_die_anderen_bleiben(text: str, mangel: str) -> None:
    gelesen, maengel = lies_fragen(text)
    assert gelesen == {}
    assert [m for m in map(str, maengel) if mangel in m]
    if "[f\n" not in text:
        assert list(lies_fragen(f"{text}\n{GUT}" if text[0] == "f" else f"{GUT}{text}")[0]) == [
            "wo",
            "wird_es_mehr",
        ]


@pytest.mark.parametrize("grenze", ["frage", "sagt_nicht"])
def test_langer_text_ist_gekuerzt_und_ein_mangel(grenze: str) -> None:
    gelesen, (mangel,) = lies_fragen(eine(**{grenze: "x" * 300}))
    assert mangel.ort == f"Frage [f], Feld {grenze}"
    assert "Der Text hat 300 Zeichen" in mangel.befund
    assert getattr(gelesen["f"], grenze) == "x" * modul.HOECHSTENS[grenze]


@pytest.mark.parametrize(
    ("felder", "mangel"),
    [
        ({"antwort": "gefuehl"},
         "Frage [f], Feld antwort: Einen Satz „gefuehl“ gibt es für die Seite „Karte“ nicht. Es "
         "gilt der Satz der Ansicht; möglich sind: naeherung."),
        ({"antwort": "trend"}, "Einen Satz „trend“ gibt es für die Seite „Karte“ nicht."),
        ({"antwort": "naeherung", "ansicht": "/karte", "bild": "x"},
         "Frage [f]: Ein Feld „bild“ gibt es nicht; es bleibt unbeachtet."),
    ],
    ids=["unbekannt", "andere_seite", "fremdes_feld"],
)  # fmt: skip
def test_frage_bleibt_mit_mangel(felder: dict[str, str], mangel: str) -> None:
    gelesen, (gefunden,) = lies_fragen(eine(**felder))
    assert mangel in str(gefunden)
    assert gelesen["f"].antwort == ("naeherung" if felder["antwort"] == "naeherung" else "")


def test_hoechstens_so_viele_fragen() -> None:
    alle = "".join(eine().replace("[f]", f"[f{nr}]") for nr in range(HOECHSTENS_FRAGEN + 1))
    gelesen, (mangel,) = lies_fragen(alle)
    assert len(gelesen) == HOECHSTENS_FRAGEN
    assert "Es sind 41 Fragen; möglich sind 40." in mangel.befund


@pytest.mark.parametrize("angabe", ["gebiet=ZZ&ebene=stadtteil", "indikator=weg", "ebene=mond"])
def test_was_es_nicht_gibt_ist_ein_mangel_und_keine_antwort(stadt: Kommune, angabe: str) -> None:
    gelesen, maengel = lies_fragen(eine(ansicht=f"/karte?{angabe}"), kommune=stadt)
    assert [m.ort for m in maengel] == ["Frage [f], Feld ansicht"]
    antwort = beantwortet(stadt, gelesen["f"])
    assert antwort.satz.startswith(UNKLAR)
    assert (antwort.gezeigt, antwort.bild, antwort.stand) == (None, None, "")
    assert antwort.indikatoren == ()


# --- Beantworten, an der Kleinstadt --------------------------------------------------------


def test_ohne_namen_gilt_der_satz_der_ansicht(stadt: Kommune) -> None:
    # B2 hat 3 von 17 unter 65 und damit weniger als 20 im Nenner; B1 16 von 160, A1 40 von 400.
    antwort = beantwortet(stadt, frage("/karte?ebene=sozialraum&indikator=sgb2_quote"))
    assert antwort.satz.startswith(
        "Sozialräume am 31.12.2021: „SGB-II-Quote“ ist am höchsten in Altmarkt und Bergfeld "
        "(10,0 %), am niedrigsten in "
    )
    assert antwort.bild is not None
    assert antwort.stand == "2021-12-31"
    assert [i.id for i in antwort.indikatoren] == ["sgb2_quote"]


def test_naeherung_sagt_es_vorweg(stadt: Kommune) -> None:
    ansicht = "/karte?ebene=stadtteil&indikator=sgb2_quote"
    ohne = beantwortet(stadt, frage(ansicht)).satz
    assert beantwortet(stadt, frage(ansicht, "naeherung")).satz == f"{NAEHERUNG} {ohne}"


def test_trend_des_ersten_gebiets(stadt: Kommune) -> None:
    antwort = beantwortet(stadt, frage("/zeitreihen?ebene=stadtteil&gebiete=A&indikator="
                                       "sgb2_quote", "trend"))  # fmt: skip
    assert antwort.satz.startswith("Altstadt: Ein Trend von „SGB-II-Quote“ ist nicht zu berechnen.")
    assert "Altstadt: Von einem Wert zum nächsten müsste sich" in antwort.weitere[0]


def test_trend_eines_gebiets_ohne_wert_ist_nicht_der_der_stadt(tmp_path: Path) -> None:
    aenderungen = [
        ("soziales.csv", f"A2,{jahr},sgb2,10,,amt,", f"A2,{jahr},sgb2,,.,amt,")
        for jahr in kleinstadt.JAHRE
    ]
    stadt = kleinstadt.lade(tmp_path, *aenderungen)
    ansicht = "/zeitreihen?ebene=sozialraum&gebiete=A2&indikator=sgb2_quote"
    antwort = beantwortet(stadt, frage(ansicht, "trend"))
    name = stadt.name("A2")
    assert antwort.satz == f"{UNKLAR} Ohne Wert zu „SGB-II-Quote“: {name}."


def test_besser_ohne_vergleichbare_werte(stadt: Kommune) -> None:
    # Der einzige Indikator mit Richtung ist die SGB-II-Quote; ihr Nenner bricht im Juni 2020.
    antwort = beantwortet(stadt, frage("/soziale_stadt?gebiet=P", "besser"))
    assert antwort.satz == (
        "Soziale Mitte, seit dem Programmstart (Juni 2020): Kein Indikator mit vereinbarter "
        "Richtung ist vorher und nachher prüfbar."
    )


def test_worin_zwei_gebiete_sich_unterscheiden(stadt: Kommune) -> None:
    # Unter 18 sind in A 150 von 800, in B 50 von 268 (19 %, 19 %): kein gesicherter Unterschied.
    ansicht = "/vergleich?vergleich=partner&ebene=stadtteil&gebiet=A&gegen=B"
    satz = beantwortet(stadt, frage(ansicht, "worin")).satz
    assert satz.startswith("Altstadt gegen ")
    assert "geprüften Indikatoren ist kein Unterschied gesichert." in satz
    assert "„Anteil unter 18“" not in satz


@pytest.mark.parametrize(
    ("ansicht", "antwort", "grund"),
    [
        ("/vergleich?vergleich=alle&ebene=stadtteil", "worin", ""),
        ("/segregation", "veraenderung", "[auswertungen]"),
        ("/sozialindex", "", "kommune.toml"),
        ("/vergleich?vergleich=aehnlich", "", "kommune.toml"),
    ],
    ids=["anderer_abschnitt", "keine_gruppen", "kein_index", "keine_aehnlichen"],
)
def test_ohne_grundlage_laesst_sich_nichts_sagen(
    stadt: Kommune, ansicht: str, antwort: str, grund: str
) -> None:
    satz = beantwortet(stadt, frage(ansicht, antwort)).satz
    assert satz.startswith(UNKLAR)
    assert grund in satz


def test_jeder_name_ist_beschrieben() -> None:
    anleitung = (WURZEL / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [name for name in ANTWORTEN if f"`{name}`" not in anleitung] == []
    assert all(art.was for art in ANTWORTEN.values())


# --- Die zwölf Fragen von Saarlouis --------------------------------------------------------


@pytest.fixture(scope="module", params=["intern", "oeffentlich"])
def saarlouis(request: pytest.FixtureRequest) -> tuple[dict[str, Frage], Vorrat]:
    """Die Fragen mit dem Bestand und mit der Ausgabe, in der Werte verborgen sind."""
    ordner = SAARLOUIS, WURZEL / "geodata" / "saarlouis"
    if request.param == "oeffentlich":
        ausgabe = gueltige_ausgaben(SAARLOUIS, "oeffentlich")[0]
        ordner = ausgabe.datenordner, ausgabe.geoordner
    kommune = lade_kommune(*ordner)
    gelesen, maengel = fragen_im(SAARLOUIS, kommune)
    assert [str(m) for m in maengel] == []
    return gelesen, vorrat_aus(kommune)


@pytest.fixture(scope="module")
def antworten(saarlouis: tuple[dict[str, Frage], Vorrat]) -> dict[str, Antwort]:
    gelesen, vorrat = saarlouis
    return {name: beantwortet(vorrat.kommune, f, vorrat) for name, f in gelesen.items()}


def test_zwoelf_fragen_ohne_feste_zahlen(saarlouis: tuple[dict[str, Frage], Vorrat]) -> None:
    gelesen, _ = saarlouis
    assert len(gelesen) == 12
    for f in gelesen.values():
        assert f.frage.endswith("?")
        assert len(f.sagt_nicht) > 60
        assert not re.search(r"\d", f.frage + f.sagt_nicht.replace("SGB-II", ""))
        assert not {"stichtag", "jahr", "seit", "basis"} & set(f.ansicht.parameter)


def test_jede_antwort_nennt_eine_zahl_oder_sagt_dass_es_keine_gibt(
    antworten: dict[str, Antwort],
) -> None:
    zahl = re.compile(r"\d|\b(zwei|drei|vier|fünf)\b|lässt sich das nicht sagen")
    for name, antwort in antworten.items():
        assert zahl.search(antwort.satz), name
        assert antwort.bild is not None, name
        assert antwort.indikatoren, name
        assert antwort.stand, name
        assert antwort.demo == ("(Demonstrationsdaten)" in antwort.satz), name


@pytest.mark.parametrize(
    ("name", "satz"),
    [
        # haushalte_demo.csv, 31.12.2025, Summe der Sozialräume: Steinrausch 339 von 1.673
        # (20,26 %), Roden 624 von 4.130 (15,11 %); die übrigen liegen zwischen 16,4 und 18,0 %.
        ("aeltere_allein",
         "Stadtteile am 31.12.2025: „Haushalte allein wohnender Menschen ab 65 Jahren“ ist am "
         "höchsten in Steinrausch (20,3 %), am niedrigsten in Roden (15,1 %). Mit Wert: 8 von 8 "
         "Gebieten. (Demonstrationsdaten)"),
        # soziales_demo.csv und einwohner_demo.csv: sgb2_unter_18 an Einwohnern unter 18:
        # Fraulautern 260 von 1.091 (23,83 %), Neuforweiler 14 von 216 (6,48 %).
        ("kinderarmut",
         "Stadtteile am 31.12.2025: „Kinder und Jugendliche im SGB-II-Bezug“ ist am höchsten in "
         "Fraulautern (23,8 %), am niedrigsten in Neuforweiler (6,5 %). Mit Wert: 8 von 8 "
         "Gebieten. (Demonstrationsdaten)"),
        # einwohner_demo.csv ab 65: 7.781 von 36.190 (21,50 %) und 9.155 von 36.618 (25,00 %);
        # Standardfehler √(0,215·0,785/36190 + 0,25·0,75/36618) = 0,313; 3,50 ± 1,96·0,313.
        ("aelter",
         "Saarlouis zwischen dem 31.12.2010 und dem 31.12.2025: „Anteil der Menschen ab 65 Jahren“ "
         "ist um 3,5 Prozentpunkte gestiegen (erst 21,5 %, dann 25,0 %). Die Veränderung ist "
         "gesichert (Bereich +2,9 bis +4,1 Prozentpunkte). (Demonstrationsdaten)"),
        # wahlen.csv: 16.695 von 29.853 (1999: 55,92 %) und 16.578 von 28.595 (2019: 57,98 %);
        # Standardfehler 0,410; 2,05 ± 1,96·0,410. Der Bruch 1999 steht im Katalog.
        ("wahlbeteiligung",
         "Saarlouis zwischen 1999 und 2019: „Wahlbeteiligung: Gemeinderatswahl“ ist um 2,1 "
         "Prozentpunkte gestiegen (erst 55,9 %, dann 58,0 %). Die Veränderung ist gesichert "
         "(Bereich +1,2 bis +2,9 Prozentpunkte). Das gilt als günstiger. Frühere Werte zählen hier "
         "nicht mit: Bruch ab 1999 (Staatsangehörige der übrigen EU-Staaten sind bei "
         "Kommunalwahlen wahlberechtigt)."),
        # einwohner_demo.csv: ½ Σ |Anteil der Stadtteile an den 2.950 Ausländern − Anteil an den
        # 33.240 Deutschen| = 0,1819 (2010); ebenso 6.110 und 30.508: 0,1776 (2025).
        ("getrennter",
         "Ausländerinnen und Ausländer, Stadtteile: Die Veränderung seit dem 31.12.2010 ist nicht "
         "gesichert (von 18,2 auf 17,8 von 100). (Demonstrationsdaten)"),
        # Unterschied geteilt durch Standardfehler, größer als 1,96: unter 18: 1.518 von 8.760 gegen
        # 1.091 von 6.905 (17,33 − 15,80; 2,6), ab 65: 1.906 gegen 1.598 (21,76 − 23,14; −2,1),
        # Einpersonenhaushalte: 1.759 von 4.130 gegen 1.548 von 3.376 (42,59 − 45,85; −2,8).
        ("roden_und_fraulautern",
         "Roden gegen Fraulautern: Gesichert höher ist „Anteil der Kinder und Jugendlichen unter "
         "18 Jahren“; gesichert niedriger sind „Anteil der Menschen ab 65 Jahren“ und „Anteil der "
         "Einpersonenhaushalte“; bei 7 von 10 geprüften Indikatoren ist kein Unterschied "
         "gesichert. (Demonstrationsdaten)"),
    ],
)  # fmt: skip
def test_antwort_von_hand_gerechnet(antworten: dict[str, Antwort], name: str, satz: str) -> None:
    assert antworten[name].satz == satz


def test_kitaplaetze_werden_nicht_erfunden(
    saarlouis: tuple[dict[str, Frage], Vorrat], antworten: dict[str, Antwort]
) -> None:
    assert antworten["kitaplaetze"].satz.startswith(NAEHERUNG)
    assert "nicht Plätze" in saarlouis[0]["kitaplaetze"].sagt_nicht


def test_programm_vergleicht_mit_der_uebrigen_stadt(antworten: dict[str, Antwort]) -> None:
    for name in ("fraulautern_verbessert", "programm_gewirkt"):
        assert "übrigen Saarlouis" in antworten[name].satz
    assert "zeigt einen Unterschied in der Entwicklung, nicht die Ursache" in (
        antworten["programm_gewirkt"].satz
    )
