"""Ansichten: dieselbe Adresse zeigt im Dokument, was die Seite zeigt."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.bausteine import anzeige, daten
from sozialmonitor.ansichten import (
    Ansicht,
    Gezeigt,
    Vorrat,
    adresse,
    ansicht_aus,
    befunde,
    gezeigt,
    vorrat_aus,
)
from sozialmonitor.ansichten.wahl import Adresswahl
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.kommune import Kommune
from sozialmonitor.laden import ausgaben, lade_kommune
from tests import kleinstadt, seitenlauf

WURZEL = Path(__file__).resolve().parents[1]
# Ansicht und der Schlüssel, unter dem die Seite ihr Hauptbild zeigt; die Vorgaben aller Seiten
# prüft test_ansichten_bilder.
ADRESSEN = [
    ("/karte?ebene=sozialraum&indikator=kinder_sgb2_quote&klassen=quantile&palette=braun", "karte"),
    ("/karte?indikator=sgb2_quote&klassen=urteil&umriss=1", "karte"),
    ("/karte?ebene=gemeinde&indikator=einwohner_amtlich&stichtag=2023-12-31", "karte"),
    ("/zeitreihen?indikator=sgb2_quote&gebiete=1004411502&gebiete=1004411507", "zeitreihe"),
    ("/zeitreihen?ebene=gemeinde&indikator=wahlbeteiligung_gemeinderat&alle=1", "zeitreihe"),
    ("/zeitreihen?indikator=anteil_unter_18&darstellung=index&basis=2015", "zeitreihe"),
    ("/zeitreihen?indikator=anteil_unter_18&einzeln=1&bereich=0", "zeitreihe"),
    ("/vergleich?gebiet=100441150206&gegen=jahr&umfang=alle", "differenzen_0"),
    ("/vergleich?vergleich=alle&indikator=sgb2_quote&gebiet=1004411502", "trichter"),
    ("/vergleich?vergleich=zwei&ebene=sozialraum", "streubild"),
    ("/soziale_stadt?indikator=sgb2_quote", "vergleich"),
    ("/gebietsprofil?gebiet=1004411503&stichtag=2019-12-31&voll=1", "lage"),
    ("/sozialindex?ordnung=1&gebiet=1004411502", "zerlegung"),
    ("/sozialindex?verfahren=imd&doppelt=sgb2_quote&stichtag=2019-12-31", "zerlegung"),
    ("/segregation?bereinigt=1", "segregation"),
    ("/segregation?ebene=sozialraum&indikator=anteil_ab_75", "segregation"),
    ("/gruppen?ebene=stadtteil&anzahl=2", "gruppen"),
]
OEFFENTLICH = [("/karte", "karte"), ("/gebietsprofil?gebiet=1004411503", "lage")]
KLEIN = [
    ("/karte?ebene=sozialraum&indikator=sgb2_quote", "karte"),
    ("/zeitreihen?indikator=einwohnerzahl&gebiete=A", "zeitreihe"),
    ("/vergleich?vergleich=alle&form=punkte", "punktreihe"),
    ("/soziale_stadt", "vergleich"),
    ("/gebietsprofil?gebiet=A1", "verlauf"),
]


@pytest.fixture(scope="module")
def klein(tmp_path_factory: pytest.TempPathFactory) -> tuple[tuple[Path, Path], Vorrat]:
    """Ordner und Werte einer Kleinstadt; sie wird nur gelesen."""
    ordner = kleinstadt.baue(tmp_path_factory.mktemp("klein"))
    return ordner, vorrat_aus(lade_kommune(*ordner))


@pytest.fixture(scope="module")
def oeffentlicher_vorrat() -> Vorrat:
    juengste = ausgaben(WURZEL / "data" / "saarlouis", "oeffentlich")[0]
    return vorrat_aus(lade_kommune(juengste.datenordner, juengste.geoordner))


@pytest.fixture
def bilder(monkeypatch: pytest.MonkeyPatch) -> dict:
    """Alle Bilder, die eine Seite zeigt, nach ihrem Schlüssel."""
    gezeigte: dict = {}
    for name in ("diagramm", "beiwerk", "tabelle"):
        monkeypatch.setattr(
            anzeige, name, lambda bild, *, key="", **_: gezeigte.setdefault(key, bild)
        )
    return gezeigte


def oeffne(ansicht: Ansicht):
    return seitenlauf.oeffne(ansicht.seite, **{n: list(w) for n, w in ansicht.parameter.items()})


def zeige(vorrat: Vorrat, text: str) -> Gezeigt:
    return gezeigt(vorrat.kommune, ansicht_aus(text), vorrat=vorrat)


def pruefe_gleich(vorrat: Vorrat, text: str, key: str, bilder: dict) -> None:
    app, ergebnis = oeffne(ansicht_aus(text)), zeige(vorrat, text)
    seitenlauf.ohne_fehler(app)
    assert seitenlauf.antwort(app) == f"**{ergebnis.satz}**".replace(" %", "\u00a0%")
    bild = ergebnis.bild
    pd.testing.assert_frame_equal(bild.tabelle, bilder[key].tabelle)
    assert (bild.titel, bild.alttext, bild.demo) == (
        bilder[key].titel, bilder[key].alttext, bilder[key].demo,
    )  # fmt: skip
    assert ergebnis.hinweise == ()
    absaetze = seitenlauf.absaetze(app)
    assert all(satz in absaetze for satz in ergebnis.weitere if "trägt hier nicht" not in satz)
    assert all(satz in absaetze for satz in ergebnis.vermerke[:1])


@pytest.mark.usefixtures("saarlouis_gewaehlt")
@pytest.mark.parametrize(("text", "key"), ADRESSEN)
def test_dokument_und_seite_zeigen_dasselbe(
    text: str, key: str, saarlouis_vorrat: Vorrat, bilder: dict
) -> None:
    pruefe_gleich(saarlouis_vorrat, text, key, bilder)


@pytest.mark.parametrize(("text", "key"), KLEIN)
def test_dokument_und_seite_zeigen_dasselbe_in_der_kleinstadt(
    text: str, key: str, klein: tuple, bilder: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    ordner, vorrat = klein
    seitenlauf.waehle(monkeypatch, *ordner)
    pruefe_gleich(vorrat, text, key, bilder)


@pytest.mark.parametrize(("text", "key"), OEFFENTLICH)
def test_oeffentlich_zeigt_das_dokument_die_ausgabe(
    text: str,
    key: str,
    oeffentlicher_vorrat: Vorrat,
    bilder: dict,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOZIALMONITOR_KOMMUNE", "saarlouis")
    monkeypatch.setenv("SOZIALMONITOR_ROLLE", "oeffentlich")
    pruefe_gleich(oeffentlicher_vorrat, text, key, bilder)


@pytest.mark.parametrize(
    ("bild", "stand"),
    # Die SGB-II-Quote bricht 2022 ab; der Vergleich mit der Zeit vor dem Start endet deshalb 2021.
    [("vorher_nachher", "2021-12-31"), ("reihe", "2025-12-31"), ("", "2025-12-31")],
)
def test_stand_ist_der_des_bildes(bild: str, stand: str, saarlouis_vorrat: Vorrat) -> None:
    text = f"/soziale_stadt?gebiet=10044115P01&indikator=sgb2_quote&bild={bild}"
    assert zeige(saarlouis_vorrat, text).stand == stand


@pytest.mark.usefixtures("saarlouis_gewaehlt")
@pytest.mark.parametrize(
    "text",
    [
        "/karte?indikator=mondphase&ebene=<script>&stichtag=1800-01-01",
        "/zeitreihen?gebiete=nirgends&darstellung=torte",
        "/vergleich?vergleich=torte&ebene=quatsch&gegen=9&umfang=x",
        "/gebietsprofil?ebene=quatsch&gebiet=7",
        "/soziale_stadt?gebiet=7&indikator=weg",
        "/sozialindex?ebene=quatsch&indikatoren=9&verfahren=torte&gebiet=7&seit=1999",
        "/segregation?indikator=weg",
        "/gruppen?ebene=quatsch&anzahl=99&gruppierung=torte",
    ],
)
def test_unsinn_gibt_dieselben_hinweise_wie_auf_der_seite(
    text: str, saarlouis_vorrat: Vorrat
) -> None:
    ansicht = ansicht_aus(text)
    auf_der_seite = [i.value for i in oeffne(ansicht).info if "die Voreinstellung" in i.value]
    assert auf_der_seite
    assert list(zeige(saarlouis_vorrat, text).hinweise) == auf_der_seite
    gefunden = befunde(saarlouis_vorrat.kommune, ansicht, vorrat=saarlouis_vorrat)
    assert gefunden[: len(auf_der_seite)] == auf_der_seite


def test_befunde_nennen_angaben_ohne_wirkung(saarlouis_vorrat: Vorrat) -> None:
    saarlouis = saarlouis_vorrat.kommune
    assert befunde(saarlouis, ansicht_aus("/karte?indikatr=sgb2_quote&gebiet=")) == [
        "Die Angabe „indikatr“ bleibt ohne Wirkung."
    ]
    gut = "/karte?ausgabe=0123&basemap=1&gebiet=1004411502&indikator=sgb2_quote&zweit="
    assert befunde(saarlouis, ansicht_aus(gut)) == []


def test_ansicht_die_es_hier_nicht_gibt_sagt_den_satz_der_seite(stadt: Kommune) -> None:
    ansicht = ansicht_aus("/sozialindex")
    with pytest.raises(SozialmonitorFehler, match="noch keine Indikatoren"):
        gezeigt(stadt, ansicht)
    assert befunde(stadt, ansicht)[0].startswith("Für den Sozialindex nennt kommune.toml")
    leer = gezeigt(stadt, ansicht_aus("/vergleich?vergleich=aehnlich"))
    assert leer.bild is None
    assert "„gruppen“" in leer.satz


def test_nur_das_gebiet_waehlt_seine_ebene(saarlouis_vorrat: Vorrat) -> None:
    profil = zeige(saarlouis_vorrat, "/gebietsprofil?gebiet=100441150206")
    assert profil.satz.startswith("Roden 6 (Platzhalter): ")


def test_stand_und_indikatoren(saarlouis_vorrat: Vorrat) -> None:
    ergebnis = zeige(saarlouis_vorrat, "/karte?indikator=sgb2_quote&stichtag=2019-12-31")
    assert ergebnis.stand == "2019-12-31"
    assert [i.id for i in ergebnis.indikatoren] == ["sgb2_quote"]
    assert "Schematische Gebietsgrenzen, keine amtliche Karte." in ergebnis.vermerke[0]
    assert "Ein hoher Wert gilt als belastend." in ergebnis.vermerke


def test_ein_gemeinsamer_vorrat_aendert_nichts(stadt: Kommune) -> None:
    vorrat = vorrat_aus(stadt)
    for text in ("/vergleich", "/gebietsprofil?gebiet=A1", "/soziale_stadt", "/vergleich"):
        allein = gezeigt(stadt, ansicht_aus(text))
        gemeinsam = gezeigt(stadt, ansicht_aus(text), vorrat=vorrat)
        pd.testing.assert_frame_equal(allein.bild.tabelle, gemeinsam.bild.tabelle)
        assert allein.satz == gemeinsam.satz


@pytest.mark.parametrize(
    ("text", "fest"),
    [
        ("/karte", "/karte"),
        ("/karte?", "/karte"),
        ("karte?ebene=stadtteil", "/karte?ebene=stadtteil"),
        ("https://sozialmonitor.example/amt/karte/?b=2&a=1#oben", "/karte?a=1&b=2"),
        ("javascript:/karte?a=1", "/karte?a=1"),
        ("//boese.example/karte?a=%3Cscript%3E", "/karte?a=%3Cscript%3E"),
        ("/zeitreihen?gebiete=B&gebiete=A", "/zeitreihen?gebiete=B&gebiete=A"),
        ("/zeitreihen?gebiete=", "/zeitreihen?gebiete="),
        ("/karte?a=ü+%C3%BC", "/karte?a=%C3%BC%20%C3%BC"),
    ],
)
def test_adresse_ist_kanonisch(text: str, fest: str) -> None:
    assert adresse(ansicht_aus(text)) == fest


@pytest.mark.parametrize(
    "text", ["", "/", "/start", "https://example.org", "/karte%2F?a=1", "/karte?" + "a=1&" * 999]
)
def test_keine_ansicht_ist_ein_fehler(text: str) -> None:
    with pytest.raises(SozialmonitorFehler):
        ansicht_aus(text)


def test_zu_lange_adresse_ist_ein_fehler() -> None:
    with pytest.raises(SozialmonitorFehler, match=r"hat 5007 Zeichen; möglich sind 4000"):
        ansicht_aus("/karte?" + "a" * 5000)


@given(
    st.sampled_from(["karte", "vergleich"]),
    st.dictionaries(
        st.text(min_size=1, max_size=8),
        st.lists(st.text(max_size=8), min_size=1, max_size=3).map(tuple),
        max_size=4,
    ),
)
def test_hin_und_zurueck(seite: str, parameter: dict) -> None:
    ansicht = Ansicht(seite=seite, parameter=parameter)
    assert ansicht_aus(adresse(ansicht)) == ansicht
    assert hash(ansicht_aus(adresse(ansicht))) == hash(ansicht)


def test_eine_ansicht_laesst_sich_nicht_veraendern() -> None:
    parameter = {"a": ("1",)}
    ansicht = Ansicht(seite="karte", parameter=parameter)
    parameter["a"] = ("2",)
    assert ansicht.parameter["a"] == ("1",)
    with pytest.raises(TypeError):
        ansicht.parameter["a"] = ("3",)


@pytest.mark.parametrize(
    ("werte", "erwartet"),
    [((), False), (("1",), True), (("0",), False), (("ja",), False), (("1", "0"), False)],
)
def test_schalter(stadt: Kommune, werte: tuple, erwartet: bool) -> None:
    assert Adresswahl(stadt, {"rang": werte}).schalter("Rang", "rang") is erwartet


def test_mehrfachwahl_leer_ist_auch_eine_wahl(stadt: Kommune) -> None:
    optionen = {"a": "A", "b": "B"}

    def gewaehlt(*werte: str) -> list[str]:
        wahl = Adresswahl(stadt, {"x": werte})
        return wahl.mehrfachwahl("X", optionen, "x", standard=["b", "fehlt"])

    assert gewaehlt() == ["b"]
    assert gewaehlt("") == []
    assert gewaehlt("b", "a", "b") == ["b", "a"]
    assert gewaehlt("weg") == ["b"]


def test_ohne_indikator_ein_satz(stadt: Kommune) -> None:
    with pytest.raises(SozialmonitorFehler, match="keinen Indikator mit Werten"):
        Adresswahl(stadt, {}).indikator([])
    with pytest.raises(SozialmonitorFehler, match="keinen Stichtag mit Werten"):
        Adresswahl(stadt, {}).stichtag([])


@pytest.mark.usefixtures("saarlouis_gewaehlt")
def test_die_seiten_nehmen_ihre_werte_aus_dem_gemerkten_vorrat() -> None:
    vorrat = daten.vorrat()
    sgb2 = vorrat.kommune.indikator("sgb2_quote")
    assert vorrat.kennzahl(sgb2) is daten.kennzahl(sgb2)
    assert vorrat.lang() is daten.lange_werte()
