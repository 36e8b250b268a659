"""Lecktest ohne Browser: Ausgabe, Speicher, Seiten, Karten – und was sich daraus errechnen lässt.

Der Browser hat seinen eigenen Teil (`tests/browser/test_leck.py`).
"""

import io
import json
import pickle
import re
import zipfile
from urllib.parse import parse_qsl

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from pages.bausteine import daten, kartenteile
from sozialmonitor import ausgabe as dateien
from sozialmonitor import kennzahlen, klassen, tabellen, vergleich
from sozialmonitor.ansichten import ansicht_aus
from sozialmonitor.auftrag import BESTAND, Auftrag, erledigt
from sozialmonitor.freigeben import freigeben
from sozialmonitor.kommune import Kommune
from sozialmonitor.laden import lade_kommune
from sozialmonitor.sitzung import Folie, Sitzung
from sozialmonitor.zahlen import GLIEDERUNG, altersspanne
from tests import kanarienstadt as stadt
from tests import lecksuche, seitenlauf
from tests.leckangriff import ALTERSKLASSEN, Angriff, Wissen, wissen_aus_csv
from tests.leckstadt import BESUCHE, DATUM, Freigegeben, freigegebene_stadt
from tests.lecksuche import Suche

# Den Rest sieht der Rundgang im Browser.
SCHNELLE = [a for a in BESUCHE if not a.startswith(("ueberblick", "gruppen", "segregation"))]
BELEGT = {"wert", "y", "unten", "oben", "position", "differenz"}
# Beschriftungen einer Karte und ihre Stelle im Bild, keine Werte; „gesperrt“ steht in der Legende.
KARTENTEXT = {"x", "y", "text", "farbe", "fett"}
# So wenig, dass dieselben Partner gewählt werden.
SCHRITT = 400
VERFAHREN = ("quantile", "gleich", "jenks", "streuung")


@pytest.fixture(scope="module")
def frei(tmp_path_factory) -> Freigegeben:
    return freigegebene_stadt(tmp_path_factory.mktemp("kanarienstadt"))


@pytest.fixture
def gewaehlt(frei, monkeypatch, tmp_path) -> None:
    """Die Seiten dieses Prozesses zeigen die Kanarienstadt."""
    for name, wert in frei.umgebung.items():
        monkeypatch.setenv(name, wert)
    monkeypatch.setattr(daten, "KARTENORDNER", tmp_path)


@pytest.fixture
def oeffentlich(frei, gewaehlt, monkeypatch) -> Freigegeben:  # noqa: ARG001
    """Die Seiten zeigen die Ausgabe."""
    monkeypatch.setenv("SOZIALMONITOR_ROLLE", "oeffentlich")
    return frei


def werte(kommune: Kommune, indikator: str) -> pd.DataFrame:
    tabelle = kennzahlen.kennzahl(kommune, indikator)
    return vergleich.mit_vergleich(kommune, tabelle, kommune.indikator(indikator))


# --- Die Suche selbst ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "104729", "104.729", "104 729", "104\u00a0729", "104\u202f729", "104,729", "104'729",
        "104729.0", "1.04729e5", "1.04729E+05", "x=2021,104729,0", "[1,104729]", "−104.729 €",
    ],
)  # fmt: skip
def test_suche_kennt_jede_schreibweise(text):
    assert Suche.nach({"vogel": 104_729}).in_text(text) == {"vogel"}


@pytest.mark.parametrize("text", ["1047290", "1104729", "9104.729", "104.7290", ""])
def test_suche_verwechselt_nichts(text):
    assert Suche.nach({"vogel": 104_729}).in_text(text) == set()


def test_suche_findet_gerundete_quoten():
    suche = Suche.nach({"quote": 100 * 104_729 / 7_777_777})  # 1,34651584893…
    assert suche.in_text("1,346516 %") == suche.in_text('{"wert":1.34651584894}') == {"quote"}
    assert suche.in_text("1,346517 %") == set()


@pytest.mark.parametrize("art", ["<f8", "<i8", "<i4"])
def test_suche_findet_binaeres_an_jeder_stelle(art):
    roh = np.array([5, 104_729, 7], dtype=art).tobytes()
    for versatz in range(0, 8, 4 if art == "<i4" else 1):
        assert Suche.nach({"vogel": 104_729}).in_datei(b"x" * versatz + roh) == {"vogel"}


# --- Die Ausgabe --------------------------------------------------------------------------


def test_jeder_kanarienvogel_ist_verborgen_und_wird_gesucht(frei):
    assert {z: frei.verborgen.get(z) for z in stadt.KANARIEN} == stadt.KANARIEN
    gesucht = set(frei.suche.ganze_namen)
    assert {" ".join(zelle) for zelle in frei.verborgen} <= gesucht
    assert len(frei.suche.bruch_namen) > len(frei.verborgen)


def test_keine_datei_der_ausgabe_enthaelt_verborgenes(frei):
    ordner = frei.ausgabe.datenordner
    alle = [datei for datei in ordner.rglob("*") if datei.is_file()]
    funde = {str(d.relative_to(ordner)): frei.suche.in_datei(d.read_bytes()) for d in alle}
    assert len(alle) > 12
    assert {name: gefunden for name, gefunden in funde.items() if gefunden} == {}
    assert frei.suche.in_text(" ".join(map(str, alle))) == set()


def test_im_bestand_faende_die_suche_etwas(frei):
    gefunden = frei.suche.in_datei((frei.daten / "soziales.csv").read_bytes())
    assert {" ".join(z) for z in stadt.KANARIEN if z[2] in stadt.GEZAEHLT} <= gefunden


def test_gruppen_gehen_nur_fuer_die_ganze_stadt_heraus(frei):
    bestand = frei.oeffentlich.bestand
    gegliedert = bestand[bestand[GLIEDERUNG].ne("").any(axis=1)]
    assert set(gegliedert["gebiet"]) <= {stadt.STADT}
    assert gegliedert["herkunft"].eq("").all()


def test_zeilen_stehen_in_der_reihenfolge_der_verzeichnisse(frei):
    orte = {gebiet: nr for nr, gebiet in enumerate(frei.oeffentlich.gebiete.index)}
    for name in ("einwohner", "soziales"):
        tabelle = pd.read_csv(frei.ausgabe.datenordner / f"{name}.csv", keep_default_na=False)
        ohne_gruppen = tabelle[tabelle[GLIEDERUNG].eq("").all(axis=1)]
        for _, block in ohne_gruppen.groupby(["merkmal", "stichtag"], sort=False):
            assert block["gebiet"].map(orte).is_monotonic_increasing


def test_ausgabe_haengt_nicht_von_verborgenen_zahlen_ab(frei, tmp_path):
    """Zwei Bestände, die sich nur in Verborgenem unterscheiden: dieselben Bytes.

    Auch die Prüfsumme im Namen verrät damit nichts.
    """
    anders = tmp_path / "data" / stadt.SCHLUESSEL
    stadt.baue(tmp_path)
    veraendert = verschiebe(frei, anders)
    geo = tmp_path / "geodata" / stadt.SCHLUESSEL
    zweite = freigeben(anders, geo, "oeffentlich", datum=DATUM)
    bestand = lade_kommune(anders, geo)
    ungleich = {z for z in stadt.KANARIEN if wahr(bestand, z) != stadt.KANARIEN[z]}
    assert len(ungleich) == len(stadt.KANARIEN)
    assert veraendert >= 2 * len(ungleich)
    gelesen = lade_kommune(zweite.datenordner, zweite.geoordner)
    verborgen = lecksuche.verborgene(bestand, gelesen)
    assert set(verborgen) == set(frei.verborgen), "andere Partner; bitte kleiner verschieben"
    assert zweite.pruefsumme == frei.ausgabe.pruefsumme


def wahr(kommune: Kommune, zelle: tuple[str, str, str]) -> float:
    tag, gebiet, merkmal = zelle
    zahlen = kommune.zahlen[merkmal]
    spalte = list(zahlen.stichtage).index(tag)
    return float(zahlen.werte[kommune.gebiete.index.get_loc(gebiet), spalte])


def verschiebe(frei: Freigegeben, ordner) -> int:
    """Ändert Zeilen des Bestands so, dass keine veröffentlichte Summe sich ändert; wie viele."""
    verschoben = {}
    for tag in stadt.JAHRE:
        angriff = angriff_auf(frei, tag, wissen_der_ausgabe(frei))
        voegel = [(g, m) for t, g, m in stadt.KANARIEN if t == tag]
        verschoben |= {(tag, *k): w for k, w in verschiebung(angriff, voegel).items()}
    geaendert = 0
    for name in ("einwohner", "soziales"):
        tabelle = pd.read_csv(ordner / f"{name}.csv", keep_default_na=False)
        schritte = np.array([verschoben.get(_kleinste(z), 0) for z in tabelle.to_dict("records")])
        geaendert += np.count_nonzero(schritte)
        tabelle.assign(wert=tabelle["wert"] + schritte).to_csv(ordner / f"{name}.csv", index=False)
    return geaendert


def _kleinste(zeile: dict) -> tuple:
    """Die Unbekannte des Angriffs, deren erste Altersgruppe diese Zeile ist."""
    gruppe = None
    if "alter" in zeile:
        beginn, _ = altersspanne(zeile["alter"])
        klasse = next((klasse for klasse in ALTERSKLASSEN if klasse[0] == beginn), None)
        gruppe = klasse, zeile["geschlecht"], zeile["herkunft"]
    return zeile["stichtag"], zeile["gebiet"], zeile["merkmal"], gruppe


def verschiebung(angriff: Angriff, voegel: list[tuple[str, str]]) -> dict:
    """Eine ganzzahlige Änderung der kleinsten Gruppen, die keine bekannte Gleichung merkt."""
    (gleich, _), _ = angriff.gleichungen()
    breite = gleich.shape[1]
    # Die nicht zuordenbaren Fälle gleichen einen Sozialraum aus; sie gehen in die andere Richtung.
    richtung = [-1 if gebiet == stadt.REST else 1 for gebiet, _ in voegel]
    nutzen = sum(r * angriff.vektor(v) for r, v in zip(richtung, voegel, strict=True))
    grenzen = [LinearConstraint(gleich, 0, 0)]
    grenzen += [
        LinearConstraint(r * angriff.vektor(v)[None, :], 1, SCHRITT)
        for r, v in zip(richtung, voegel, strict=True)
    ]
    beweglich = np.array([
        0 if ort == stadt.REST and merkmal != "sgb2" else SCHRITT
        for ort, merkmal, _ in angriff.nummern
    ])  # fmt: skip
    loesung = milp(
        -nutzen,
        constraints=grenzen,
        bounds=Bounds(-beweglich, beweglich),
        integrality=np.ones(breite),
        options={"mip_rel_gap": 0.5},
    )
    assert loesung.success, loesung.message
    return {
        (ort, merkmal, gruppe): round(loesung.x[nummer])
        for (ort, merkmal, gruppe), nummer in angriff.nummern.items()
        if round(loesung.x[nummer])
    }


# --- Der Angriff mit allem zusammen -------------------------------------------------------


def wissen_der_downloads(frei: Freigegeben) -> list[Wissen]:
    """Alle Werte aller Indikatoren, wie sie auf „Daten & Methodik“ herunterzuladen sind."""
    kommune = frei.oeffentlich
    return [
        stueck
        for indikator in kommune.katalog.values()
        for stueck in wissen_aus_csv(
            dateien.werte_csv(werte(kommune, indikator.id), indikator, kommune.namen), indikator
        )
    ]


def wissen_der_ausgabe(frei: Freigegeben) -> list[Wissen]:
    """Jede Zahl, die in den Dateien der Ausgabe steht."""
    return wissen_aus_zahlen(frei.oeffentlich, ohne=set())


def wissen_aus_zahlen(kommune: Kommune, ohne: set[tuple[str, str, str]]) -> list[Wissen]:
    gefunden = []
    for merkmal, zahlen in kommune.zahlen.items():
        for ort, tag in zip(*np.nonzero(np.isfinite(zahlen.werte)), strict=True):
            stichtag, gebiet = str(zahlen.stichtage[tag]), str(kommune.gebiete.index[ort])
            if (stichtag, gebiet, merkmal) not in ohne:
                wert = float(zahlen.werte[ort, tag])
                gefunden.append(
                    Wissen(stichtag=stichtag, gebiet=gebiet, terme=(merkmal,), wert=wert)
                )
    return gefunden


def angriff_auf(frei: Freigegeben, tag: str, wissen: list[Wissen]) -> Angriff:
    kommune = frei.oeffentlich
    aufbau = kommune.bestand[kommune.bestand["alter"].ne("") & kommune.bestand["stichtag"].eq(tag)]
    angriff = Angriff(merkmale=kommune.merkmale, stichtag=tag)
    angriff.kennt(wissen).kennt_katalog(kommune.katalog.values())
    return angriff.kennt_altersaufbau(aufbau)


@pytest.mark.parametrize("tag", stadt.JAHRE)
def test_nichts_laesst_sich_errechnen(frei, tag):
    ziele = [(g, m) for t, g, m in frei.verborgen if t == tag]
    wissen = wissen_der_downloads(frei) + wissen_der_ausgabe(frei)
    bereiche = angriff_auf(frei, tag, wissen).bereiche(ziele)
    wahre = np.array([frei.verborgen[tag, *ziel] for ziel in ziele])
    assert (bereiche["unten"] <= wahre + 1).all()
    assert (bereiche["oben"] >= wahre - 1).all()
    breite = bereiche["oben"] - bereiche["unten"]
    assert breite.min() >= stadt.MINDESTBREITE - 1
    assert bereiche["oben"].min() >= stadt.MINDESTANZAHL - 1


@pytest.mark.parametrize("tag", stadt.JAHRE)
def test_ohne_partner_errechnet_der_angriff_jeden_wert(frei, tag):
    voegel = [(g, m) for t, g, m in stadt.KANARIEN if t == tag]
    wissen = wissen_aus_zahlen(frei.bestand, ohne=set(stadt.KANARIEN))
    bereiche = angriff_auf(frei, tag, wissen).bereiche(voegel)
    wahre = np.array([stadt.KANARIEN[tag, *vogel] for vogel in voegel])
    assert bereiche["unten"].to_numpy() == pytest.approx(wahre, abs=1)
    assert bereiche["oben"].to_numpy() == pytest.approx(wahre, abs=1)


# --- Speicher und Seiten ------------------------------------------------------------------


def test_im_speicher_der_oeffentlichen_anwendung_steht_nichts_verborgenes(oeffentlich):
    geladen = [daten.kommune(), daten.alle_werte(), daten.lange_werte(), daten.stand()]
    assert [oeffentlich.suche.in_datei(pickle.dumps(teil)) for teil in geladen] == [set()] * 4
    assert oeffentlich.suche.in_datei(pickle.dumps(oeffentlich.bestand))


def nachrichten(block) -> list:
    """Alle Nachrichten einer gelaufenen Seite, die zum Browser gingen."""
    gefunden = []
    for kind in block.children.values():
        if (nachricht := getattr(kind, "proto", None)) is not None:
            gefunden.append(nachricht)
        if hasattr(kind, "children"):
            gefunden += nachrichten(kind)
    return gefunden


def besuche(adresse: str):
    name, _, angaben = adresse.partition("?")
    app = seitenlauf.oeffne(name, **dict(parse_qsl(angaben)))
    seitenlauf.ohne_fehler(app)
    return app


@pytest.mark.parametrize("adresse", SCHNELLE)
def test_keine_seite_verraet_etwas(oeffentlich, adresse):
    app = besuche(adresse)
    alle = nachrichten(app._tree)
    assert set().union(*(oeffentlich.suche.in_nachricht(n) for n in alle)) == set()
    assert oeffentlich.suche.in_text(repr(app.query_params)) == set()
    assert [f for n in alle for f in zahlen_neben_gesperrt(n)] == []


def zahlen_neben_gesperrt(nachricht) -> list[str]:
    """Zahlenspalten eines Diagramms in Zeilen, die „gesperrt“ nennen: Wert, Bereich, Platz."""
    gefunden = []
    for datensatz in getattr(nachricht, "datasets", []):
        tabelle = lecksuche.als_tabelle(datensatz.data.data).to_pandas()
        if {"text", "fett"} <= set(tabelle.columns) <= KARTENTEXT:
            continue
        texte = tabelle.select_dtypes(exclude="number").astype(str)
        gesperrt = texte.apply(lambda spalte: spalte.str.contains("gesperrt")).any(axis=1)
        zahlen = tabelle[gesperrt].select_dtypes("number")
        gefunden += sorted(BELEGT & set(zahlen.columns[zahlen.notna().any()]))
    return gefunden


@pytest.mark.usefixtures("gewaehlt")
def test_dieselbe_seite_verriete_intern_etwas(frei):
    app = besuche(BESUCHE[1])
    gefunden = set().union(*(frei.suche.in_nachricht(n) for n in nachrichten(app._tree)))
    assert f"{stadt.LETZTER} A3 sgb2" in gefunden


@pytest.mark.usefixtures("oeffentlich")
def test_seite_geheimhaltung_gibt_es_oeffentlich_nicht():
    app = besuche("geheimhaltung")
    assert [info.value for info in app.info] == ["Diese Seite gibt es nur in der internen Ansicht."]
    assert not app.header


# --- Karten und Klassen -------------------------------------------------------------------


def karte(indikator: str, verfahren: str) -> tuple[dict, str]:
    kommune = daten.kommune()
    einstellung = kartenteile.Darstellung(
        verfahren=verfahren,
        palette="abweichung" if verfahren == "stadtwert" else "blaugruen",
        programmgebiete=False,
        zweiter=None,
        mit_rang=True,
        mit_basemap=False,
    )
    ansicht = kartenteile.kartenansicht(
        kommune.indikator(indikator), "sozialraum", stadt.LETZTER, einstellung
    )
    return json.loads(ansicht.zeichnung), ansicht.legende


@pytest.mark.parametrize("verfahren", [*VERFAHREN, "stadtwert", "fest"])
@pytest.mark.parametrize("indikator", ["kinderquote", "geburtenrate", "frauenanteil_ab_65"])
def test_verborgenes_traegt_auf_der_karte_nur_das_zeichen(oeffentlich, indikator, verfahren):
    zeichnung, _ = karte(indikator, verfahren)
    zeilen = werte(oeffentlich.oeffentlich, indikator)
    jetzt = zeilen[zeilen["stichtag"].eq(stadt.LETZTER)]
    geheim = set(jetzt.loc[jetzt["zustand"].eq("geheim"), "gebiet"]) & set(stadt.SOZIALRAEUME)
    assert len(geheim) >= 2
    for gebiet in geheim:
        art, radius, schild, *texte = zeichnung["gebiete"][gebiet]
        assert (radius, schild, texte) == (0, "•", [stadt.NAMEN[gebiet]])
        assert zeichnung["arten"][art] == {
            "farbe": klassen.OHNE_WERT["fehlt"].farbe,
            "muster": "geheim",
            "schriftfarbe": "#000000",
            "schluss": ["gesperrt (Datenschutz)"],
        }


@pytest.mark.parametrize("verfahren", VERFAHREN)
def test_klassengrenzen_stammen_nur_aus_freigegebenen_werten(oeffentlich, verfahren):
    indikator = oeffentlich.oeffentlich.indikator("kinderquote")
    wahre = werte(oeffentlich.bestand, "kinderquote")
    jetzt = wahre[wahre["stichtag"].eq(stadt.LETZTER) & wahre["gebiet"].isin(stadt.SOZIALRAEUME)]
    sichtbar = jetzt[[(stadt.LETZTER, g, "sgb2_kinder") not in oeffentlich.verborgen
                      for g in jetzt["gebiet"]]]  # fmt: skip
    assert 0 < len(sichtbar) < len(jetzt)
    _, legende = karte("kinderquote", verfahren)

    def grenzen(teil: pd.DataFrame) -> list[str]:
        einteilung = klassen.einteilung(
            teil["wert"], verfahren, feste=indikator.klassen, mitte=teil["stadtwert"].iloc[0]
        )
        return klassen.klassentexte(einteilung, indikator.nachkommastellen, "%")

    assert all(f"</span>{text} " in legende for text in grenzen(sichtbar))
    assert grenzen(sichtbar) != grenzen(jetzt), "dieselben Grenzen; der Test könnte nicht scheitern"


def test_vier_zeichen_unterscheiden_sich_auf_karte_legende_und_tabelle(oeffentlich):
    zeichnung, legende = karte("geburtenrate", "fest")
    schilder = {g: zeichnung["gebiete"].get(g, [0, 0, "ohne Zeile"])[2] for g in ("A2", "B4", "C3")}
    assert schilder == {"A2": "0,000000000", "B4": "•", "C3": "ohne Zeile"}
    anzahl = dict(re.findall(r'</span>([^<]+) <span class="sm-anzahl">\((\d+)', legende))
    assert anzahl["unter 5"] == "1"
    assert anzahl["keine Angabe"] == "1"
    assert anzahl["gesperrt (Datenschutz)"] == "2"
    kommune = oeffentlich.oeffentlich
    langzeit = werte(kommune, "langzeitanteil")
    damals = langzeit[langzeit["stichtag"].eq(stadt.ZU_WENIGE[0])]
    texte = tabellen.wertetabelle(damals, kommune.indikator("langzeitanteil"), kommune.namen)
    birkhahn = texte[texte["Gebiet"].eq(stadt.NAMEN["B3"])].iloc[0]
    assert birkhahn["Wert (%)"] == "n. b."


# --- Diagramme ----------------------------------------------------------------------------


@pytest.mark.usefixtures("oeffentlich")
def test_verborgenes_steht_im_balkendiagramm_zuletzt_und_ohne_zahl():
    app = besuche("gebietsprofil?ebene=stadtteil&gebiet=A&indikator=sgb2_quote")
    balken = next(n for n in nachrichten(app._tree) if "Balkendiagramm" in getattr(n, "alt", ""))
    bild = json.loads(balken.spec)
    ordnung = next(iter(werte_von(bild, "sort")))
    assert ordnung == [stadt.NAMEN[g] for g in ("A1", "A2", "A4", "A3")]
    assert f"{stadt.NAMEN['A3']}: gesperrt (Datenschutz)." in balken.alt


def werte_von(inhalt: object, name: str):
    if isinstance(inhalt, dict):
        for feld, wert in inhalt.items():
            if feld == name and isinstance(wert, list):
                yield wert
            yield from werte_von(wert, name)
    elif isinstance(inhalt, list):
        for teil in inhalt:
            yield from werte_von(teil, name)


# --- Dokumente ----------------------------------------------------------------------------


FOLIEN = tuple(
    Folie(ansicht=ansicht_aus(f"/{adresse}"))
    for adresse in (
        BESUCHE[1],
        f"karte?ebene=sozialraum&indikator=geburtenrate&stichtag={stadt.LETZTER}",
        "zeitreihen?ebene=sozialraum&indikator=sgb2_quote&gebiete=A3&gebiete=B1",
        "vergleich?vergleich=partner&ebene=sozialraum&gebiet=A3&umfang=alle",
        "soziale_stadt?gebiet=P&indikator=langzeitanteil",
        "gebietsprofil?ebene=sozialraum&gebiet=A3&indikator=sgb2_quote&bild=lage",
        "sozialindex?ebene=sozialraum&bild=zutaten",
    )
)
DATEIARTEN = {"csv", "docx", "geojson", "gpkg", "html", "parquet", "pdf", "pptx", "sav", "xlsx"}


def paketdateien(datenordner, geoordner, regel: str) -> dict[str, bytes]:
    """Alle Dateien des Pakets für den Ausschuss."""
    auftrag = Auftrag(
        art="paket", form="zip", sitzung=Sitzung(titel="Lage", folien=FOLIEN),
        datenordner=datenordner, geoordner=geoordner, regel=regel, datum=DATUM,
    )  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(erledigt(auftrag).inhalt)) as archiv:
        return {name: archiv.read(name) for name in archiv.namelist()}


@pytest.mark.parametrize(
    ("art", "form"), [("sozialbericht", "docx"), ("stadtblatt", "pdf"), ("gebietsblatt", "docx")]
)
def test_kein_bericht_verraet_etwas(frei, art, form):
    auftrag = Auftrag(
        art=art, form=form, gebiet="A3" if art == "gebietsblatt" else "", regel="oeffentlich",
        datenordner=frei.ausgabe.datenordner, geoordner=frei.ausgabe.geoordner, datum=DATUM,
    )  # fmt: skip
    assert frei.suche.in_datei(erledigt(auftrag).inhalt) == set()


def test_keine_datei_des_pakets_verraet_etwas(frei):
    erstellt = paketdateien(frei.ausgabe.datenordner, frei.ausgabe.geoordner, "oeffentlich")
    assert {name.rpartition(".")[2] for name in erstellt} >= DATEIARTEN
    funde = {name: frei.suche.in_datei(inhalt) for name, inhalt in erstellt.items()}
    assert {name: fund for name, fund in funde.items() if fund} == {}


def test_dasselbe_paket_verriete_intern_etwas(frei):
    erstellt = paketdateien(frei.daten, frei.geo, BESTAND)
    arten = {n.rpartition(".")[2] for n, inhalt in erstellt.items() if frei.suche.in_datei(inhalt)}
    assert arten >= DATEIARTEN
