"""Vorführung: eine Datei ohne Netz, große Schrift, feste Skalen, nichts Ausführbares aus Texten."""

import itertools
import json
import re
from pathlib import Path

import altair as alt
import numpy as np
import pytest
import vl_convert

from pages.bausteine import vorfuehrteile
from sozialmonitor import klassen
from sozialmonitor.ansichten import Gezeigt, ansicht_aus, gezeigt
from sozialmonitor.ausgabe import WASSERZEICHEN
from sozialmonitor.berichte import buehnenbild
from sozialmonitor.berichte.vorfuehrung import (
    HOECHSTENS_EMPFEHLUNG,
    HOECHSTENS_QUELLE,
    Vorfuehrung,
    quelle_der_folie,
    vorfuehrung,
)
from sozialmonitor.bild import Bild
from sozialmonitor.bildzahlen import zahlen_aus
from sozialmonitor.diagramme import thema
from sozialmonitor.kommune import Kommune
from sozialmonitor.sitzung import Folie, Sitzung
from tests.test_diagramme import SEHWEISEN, cielab

LINIE = "/zeitreihen?indikator=sgb2_quote&gebiete=A&gebiete=B"
KARTE = "/karte?indikator=sgb2_quote&ebene=sozialraum"
GEGEN = "/vergleich?vergleich=partner&ebene=stadtteil&gebiet=A&gegen=rest"
KURZ = "vegaEmbed; </script>"
SCHRIFTFELDER = {"fontSize", "labelFontSize", "titleFontSize", "subtitleFontSize"}


def sitzung(*adressen: str, **felder: str) -> Sitzung:
    folien = tuple(Folie(ansicht=ansicht_aus(a), **felder) for a in adressen)
    return Sitzung(titel="Probe", gremium="Rat", datum="2026-12-03", folien=folien)


def text(fertig: Vorfuehrung) -> str:
    return fertig.inhalt.decode()


def folien(fertig: Vorfuehrung) -> list[dict]:
    gefunden = re.search(
        r'<script type="application/json" id="folien">(.*?)</script>', text(fertig)
    )
    return json.loads(gefunden[1])


def schriften(wert) -> list[float]:
    """Alle festen Schriftgrößen einer Beschreibung."""
    if isinstance(wert, list):
        return [s for eintrag in wert for s in schriften(eintrag)]
    if not isinstance(wert, dict):
        return []
    eigene = [w for n, w in wert.items() if n in SCHRIFTFELDER and isinstance(w, int | float)]
    return eigene + [s for n, e in wert.items() if n != "datasets" for s in schriften(e)]


@pytest.fixture(scope="module")
def fertig(stadt: Kommune) -> Vorfuehrung:
    return vorfuehrung(
        sitzung(LINIE, KARTE, GEGEN, empfehlung="Etwas tun."),
        stadt,
        vega=KURZ,
        ausgabe="Ausgabe vom 01.12.2026.",
        basisadresse="https://beispiel.de/monitor/",
        schriften={400: b"schrift"},
    )


def test_titelfolie_und_je_folie_eine(fertig: Vorfuehrung) -> None:
    assert fertig.maengel == ()
    seite = text(fertig)
    assert len(re.findall(r'<section class="folie', seite)) == 4
    for zeile in ("Probe", "Rat", "03.12.2026", "Stadt Kleinstadt", "Ausgabe vom 01.12.2026."):
        assert zeile in seite
    assert [f["nummer"] for f in folien(fertig)] == [1, 2, 3]
    assert 'aria-label="Folie 2 von 3"' in seite
    assert seite.count("Etwas tun.") >= 3


def test_alles_steckt_in_der_datei(fertig: Vorfuehrung) -> None:
    seite = text(fertig)
    assert not re.findall(r'(?:src|href)="(?!#|data:|https://beispiel\.de)[^"]+"', seite)
    assert "default-src 'none'" in seite
    assert "url(data:font/woff2;base64,c2NocmlmdA==)" in seite
    assert "vegaEmbed; <\\/script>" in seite


def test_das_echte_vega_beendet_kein_skript(stadt: Kommune) -> None:
    seite = text(vorfuehrung(sitzung(), stadt, vega=vorfuehrteile.vega()))
    assert seite.count("</script>") == 3
    assert seite.count("<script") == 3
    assert len(seite) > 500_000


def test_die_skripte_passen_zu_den_diagrammen() -> None:
    assert f'"{vl_convert.get_vega_version()}"' in vorfuehrteile.vega()
    assert f'"{alt.SCHEMA_VERSION.removeprefix("v")}"' in vorfuehrteile.vega()


def test_jede_folie_fuehrt_zu_ihrer_ansicht(fertig: Vorfuehrung, stadt: Kommune) -> None:
    erste = folien(fertig)[0]["adresse"]
    assert erste == (
        "https://beispiel.de/monitor/zeitreihen?gebiete=A&gebiete=B&indikator=sgb2_quote"
    )
    ohne = vorfuehrung(sitzung(LINIE), stadt, vega=KURZ, basisadresse="javascript:alert(1)")
    assert folien(ohne)[0]["adresse"] == ""
    assert "javascript:" not in text(ohne)


def test_kein_text_ist_kleiner_als_18_punkt(fertig: Vorfuehrung) -> None:
    for folie in folien(fertig):
        assert min(schriften(folie["zeichnung"])) >= buehnenbild.MINDESTSCHRIFT == 24


def test_flaechen_der_karte_tragen_ihren_namen_und_werte(fertig: Vorfuehrung) -> None:
    karte = folien(fertig)[1]
    namen = set(
        re.findall(r'"name": "([^"]+)"', json.dumps(karte["zeichnung"], ensure_ascii=False))
    )
    assert {zeile[0] for zeile in karte["werte"]["zeilen"]} <= namen


def test_erfundene_zahlen_sind_auf_jeder_folie_gekennzeichnet(fertig: Vorfuehrung) -> None:
    mit_demo = sum(folie["demo"] for folie in folien(fertig))
    assert mit_demo
    assert text(fertig).count(f'<p class="demo">{WASSERZEICHEN}</p>') == mit_demo


@pytest.mark.parametrize("feld", ["aussage", "empfehlung", "notiz"])
def test_texte_fuehren_nichts_aus(stadt: Kommune, feld: str) -> None:
    boese = "</script><script>alert(1)</script>"
    seite = text(vorfuehrung(sitzung(LINIE, **{feld: boese}), stadt, vega=KURZ))
    assert boese not in seite
    assert "<script>alert" not in seite
    assert "\\u003cscript\\u003e" in seite


def test_boeser_titel_bleibt_text(stadt: Kommune) -> None:
    seite = text(vorfuehrung(Sitzung(titel="<img src=x onerror=alert(1)>"), stadt, vega=KURZ))
    assert "<img src=x" not in seite
    assert "&lt;img src=x" in seite
    assert "Diese Sitzung hat noch keine Folie." in seite


def test_benachbarte_folien_haben_dieselbe_wertachse(stadt: Kommune) -> None:
    adressen = [f"/zeitreihen?indikator=sgb2_quote&gebiete={g}" for g in "AB"]
    eins, zwei = map(wertachse, folien(vorfuehrung(sitzung(*adressen), stadt, vega=KURZ)))
    assert eins == zwei
    for adresse in adressen:
        unten, oben = zahlen_aus(gezeigt(stadt, ansicht_aus(adresse)).bild).grenzen
        assert eins[0] <= unten < oben <= eins[1]


def test_wertachse_wechselt_nur_wo_sie_gemeint_ist() -> None:
    roh = {
        "layer": [
            {"encoding": {"y": {"scale": {"domain": [0, 5]}}, "x": {"scale": {"domain": [0, 9]}}}},
            {"encoding": {"y": {"value": 3}}},
        ]
    }
    neu = buehnenbild.mit_wertachse(roh, (0, 5), (0, 20))
    assert neu["layer"][0]["encoding"] == {
        "y": {"scale": {"domain": [0, 20]}},
        "x": {"scale": {"domain": [0, 9]}},
    }
    assert neu["layer"][1] == roh["layer"][1]
    assert roh["layer"][0]["encoding"]["y"]["scale"]["domain"] == [0, 5]


def wertachse(folie: dict) -> list[float]:
    linien = [e for e in folie["zeichnung"]["layer"] if e["mark"]["type"] == "line"]
    return linien[0]["encoding"]["y"]["scale"]["domain"]


def test_was_es_nicht_gibt_ist_ein_mangel_und_der_rest_entsteht(stadt: Kommune) -> None:
    fertig = vorfuehrung(sitzung("/karte?indikator=gibt_es_nicht", LINIE), stadt, vega=KURZ)
    assert [m.ort for m in fertig.maengel] == ["Folie 1"]
    assert "gibt_es_nicht" in str(fertig.maengel[0])
    assert len(folien(fertig)) == 2


def test_logo_das_kein_bild_ist_ist_ein_mangel(stadt: Kommune) -> None:
    fertig = vorfuehrung(sitzung(), stadt, vega=KURZ, logo=b"<svg onload=alert(1)>")
    assert [m.ort for m in fertig.maengel] == ["Logo"]
    assert "onload" not in text(fertig)


def test_fortschritt_endet_bei_allem(stadt: Kommune) -> None:
    schritte: list[tuple[int, int, str]] = []
    vorfuehrung(sitzung(LINIE), stadt, vega=KURZ, fortschritt=lambda *s: schritte.append(s))
    assert schritte == [(0, 2, "Folie 1: Zeitreihen"), (1, 2, "Datei"), (2, 2, "fertig")]


def test_lange_empfehlung_wird_gekuerzt(stadt: Kommune) -> None:
    (folie,) = folien(vorfuehrung(sitzung(LINIE, empfehlung="Wort " * 120), stadt, vega=KURZ))
    assert len(folie["empfehlung"]) <= HOECHSTENS_EMPFEHLUNG
    assert folie["empfehlung"].endswith(" …")


@pytest.mark.parametrize(
    ("quelle", "soll"),
    [
        ("Quelle: A (Demonstrationsdaten); B.", "Quelle: A; B. Stand: 31.12.2025. © BKG. Hoch."),
        ("", "Stand: 31.12.2025. © BKG. Hoch."),
        (
            f"Quelle: {'a' * 90}; {'b' * 90}; {'c' * 9}.",
            f"Quelle: {'a' * 90}; 2 weitere. Stand: 31.12.2025. © BKG. Hoch.",
        ),
    ],
    ids=["kurz", "ohne_quelle", "zu_lang"],
)
def test_quelle_passt_in_zwei_zeilen(stadt: Kommune, quelle: str, soll: str) -> None:
    bild = gezeigt(stadt, ansicht_aus(LINIE)).bild
    eigenes = Bild(titel="", bild=bild.bild, alttext="", tabelle=bild.tabelle, quelle=quelle)
    inhalt = Gezeigt(
        bild=eigenes, satz="", stand="2025-12-31", vermerke=("© BKG: vereinfacht.", "Hoch.")
    )
    assert quelle_der_folie(inhalt) == soll
    assert len(soll) <= HOECHSTENS_QUELLE


def test_lesehilfe_steht_als_text_nicht_im_diagramm(stadt: Kommune) -> None:
    bild = gezeigt(stadt, ansicht_aus(LINIE), buehnenbild.gestaltung(1216, 420)).bild
    assert buehnenbild.lesehilfe(bild).startswith("SGB-II-Quote")
    assert " · " in buehnenbild.lesehilfe(bild)
    assert "title" not in buehnenbild.angaben(bild, 1216, 420)


def test_diagramm_fuellt_seinen_platz_die_karte_steht_in_bildpunkten(stadt: Kommune) -> None:
    bilder = [gezeigt(stadt, ansicht_aus(a)).bild for a in (LINIE, KARTE)]
    linie, karte = (buehnenbild.angaben(bild, 1216, 420) for bild in bilder)
    assert linie["autosize"] == {"type": "fit", "contains": "padding"}
    assert karte["autosize"]["type"] == "pad"
    assert [buehnenbild.ist_karte(bild) for bild in bilder] == [False, True]


def test_viele_zeilen_passen_nicht_in_wenig_platz(stadt: Kommune) -> None:
    bild = gezeigt(stadt, ansicht_aus(GEGEN)).bild
    assert buehnenbild.passt(bild, 700)
    assert not buehnenbild.passt(bild, 60)


def test_zu_kleine_bilder_zeigen_ihre_tabelle(stadt: Kommune) -> None:
    viele = "/zeitreihen?ebene=sozialraum&indikator=sgb2_quote&einzeln=1&alle=1"
    fertig = vorfuehrung(sitzung(viele), stadt, vega=KURZ)
    (folie,) = folien(fertig)
    if folie["zeichnung"] is None:
        assert folie["tabelle"]["zeilen"]
        assert "zu klein" in str(fertig.maengel[0])
    else:
        assert folie["zeichnung"]["spec"]["height"] >= 90


# Karten und Folien für alle Augen: Machado 2009, wie in test_diagramme.


@pytest.mark.parametrize("sehweise", SEHWEISEN)
@pytest.mark.parametrize("palette", sorted(klassen.PALETTEN))
def test_kartenklassen_bleiben_fuer_alle_augen_verschieden(palette: str, sehweise: str) -> None:
    farben = [cielab(f, SEHWEISEN[sehweise]) for f in klassen.PALETTEN[palette]]
    assert min(np.linalg.norm(a - b) for a, b in itertools.pairwise(farben)) >= 8


@pytest.mark.parametrize("palette", sorted(set(klassen.PALETTEN) - {"abweichung"}))
def test_kartenklassen_werden_in_graustufen_gleichmaessig_dunkler(palette: str) -> None:
    helligkeit = [float(cielab(f, SEHWEISEN["normal"])[0]) for f in klassen.PALETTEN[palette]]
    abstaende = [a - b for a, b in itertools.pairwise(helligkeit)]
    assert min(abstaende) >= 5


@pytest.mark.parametrize(
    ("schrift", "grund"),
    [
        (thema.HELL.titel, "#ffffff"),
        (thema.HELL.text, "#ffffff"),
        (thema.HELL.nebentext, "#ffffff"),
        (thema.HELL.titel, "#eaf1fa"),
        ("#8a3b00", "#ffffff"),
    ],
    ids=["titel", "text", "quelle", "empfehlung", "demo"],
)
def test_schrift_der_folien_hat_genug_kontrast(schrift: str, grund: str) -> None:
    vorlage = Path("sozialmonitor/berichte/vorlagen/vorfuehrung.html")
    inhalt = (Path(__file__).resolve().parents[1] / vorlage).read_text(encoding="utf-8")
    eigene = {"#8a3b00", "#eaf1fa"} & {schrift, grund}
    assert all(farbe in inhalt for farbe in eigene)
    assert thema.kontrast(schrift, grund) >= 4.5


def test_dehnung_bestimmt_die_hoehe_nicht_die_schrift() -> None:
    assert thema.Gestaltung(schrift=26).faktor == 2
    assert thema.Gestaltung(schrift=26, dehnung=0.5).faktor == 0.5
    hoch, niedrig = (buehnenbild.gestaltung(1216, hoehe) for hoehe in (460, 290))
    assert hoch.schrift == niedrig.schrift == buehnenbild.SCHRIFT
    assert hoch.faktor > niedrig.faktor


def test_karte_laesst_ihren_hinweis_weg_wo_er_nicht_in_die_hoehe_passt(stadt: Kommune) -> None:
    karten = [
        gezeigt(stadt, ansicht_aus(KARTE), thema.Gestaltung(breite=900, schrift=25, dehnung=d))
        for d in (2.0, 0.5)
    ]
    hinweis = next(g.hinweis for g in stadt.geometrien.values() if g.hinweis).split()[0]
    texte = [json.dumps(k.bild.bild.to_dict(validate=False), ensure_ascii=False) for k in karten]
    assert [f'"text": "{hinweis}' in text for text in texte] == [True, False]
