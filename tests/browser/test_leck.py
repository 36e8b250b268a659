"""Lecktest mit echtem Browser: Nichts Verborgenes kommt durch irgendeine Tür.

Die öffentliche Anwendung läuft neben dem Bestand. Gesucht wird in allem, was bei einer Leserin
ankommt; aus allen Dateien zusammen wird zurückgerechnet. Dieselben Griffe finden in der internen
Ansicht etwas: So ist gezeigt, dass der Test scheitern kann.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from tests import kanarienstadt as stadt
from tests.browser import waechter
from tests.browser.sammler import Sammler, neuer_sammler
from tests.browser.server import WURZEL, laufender_server
from tests.leckangriff import Angriff, wissen_aus_csv
from tests.leckstadt import BESUCHE, Freigegeben, freigegebene_stadt

pytestmark = pytest.mark.browser

KARTE = BESUCHE[1]
# Jede Seite wenigstens einmal; weitere Ansichten durchsucht tests/test_leck.py ohne Browser.
RUNDGANG = (
    *BESUCHE[:4],
    "zeitreihen?ebene=sozialraum&indikator=sgb2_quote&alle=1&einzeln=1",
    "vergleich?vergleich=partner&ebene=sozialraum&gebiet=A3&umfang=alle",
    "vergleich?vergleich=alle&ebene=sozialraum&indikator=auslaenderkinder&form=trichter",
    "soziale_stadt?gebiet=P&indikator=langzeitanteil",
    "gebietsprofil?ebene=stadtteil&gebiet=A&indikator=sgb2_quote",
    "sozialindex?ebene=sozialraum&gebiet=C1",
    "segregation?ebene=sozialraum&indikator=auslaenderkinder&bereinigt=1",
    "gruppen?ebene=sozialraum",
    "fragen?frage=trend_a3",
    "geheimhaltung",
)
# Hier werden auch Tabellen und Dateien der Bilder aufgeklappt und geladen.
MIT_DATEIEN = (KARTE, "gebietsprofil?ebene=stadtteil&gebiet=A&indikator=sgb2_quote")
METHODIK = f"daten_methodik?abschnitt=indikator&ebene=sozialraum&stichtag={stadt.LETZTER}"
KARTENORDNER = WURZEL / "static" / "geo"
MASCHINENLESBAR = "CSV (international)"
TUEREN = {
    *("gezeichnet", "kurzinfo", "browserspeicher", "websocket BackMsg", "websocket ForwardMsg"),
    *("adresse", "kopfzeilen", "antwort app", "dateiname", "antwort api"),
    *("datei csv", "datei svg", "datei png", "datei parquet", "datei geojson"),
    *("datei xlsx", "datei sav", "datei gpkg"),
}


@dataclass(frozen=True, kw_only=True)
class Rundgang:
    """Was ein Besuch ergab: alle Funde, das Protokoll des Servers, geöffnete Dateien."""

    sammler: Sammler
    protokoll: str
    geoeffnet: set[Path]
    bemerkt: set[Path] | None
    kartendateien: dict[str, bytes]


@contextmanager
def anwendung(browser, frei: Freigegeben, ordner: Path, rolle: str) -> Iterator[list]:
    """Die laufende Anwendung mit Sammler; nach dem Ende steht der Rundgang in der Liste."""
    spur = waechter.protokoll(ordner)
    umgebung = frei.umgebung | spur.umgebung | {"SOZIALMONITOR_ROLLE": rolle}
    ergebnis: list = []
    with (
        waechter.wache(frei.daten, frei.daten / "intern", frei.geo) as wache,
        laufender_server(ordner / "server.log", **umgebung) as server,
        neuer_sammler(browser, server.adresse, frei.suche) as sammler,
    ):
        assert server.bereit, server.protokoll
        yield [sammler, ergebnis]
        karten = sorted((WURZEL / "static" / "geo").glob("*"))
        eigene = [
            d for d in karten if d.name.startswith((frei.ausgabe.schluessel, stadt.SCHLUESSEL))
        ]
        ergebnis.append(
            Rundgang(
                sammler=sammler,
                protokoll=server.protokoll,
                geoeffnet=spur.geoeffnet,
                bemerkt=wache.geoeffnet() if wache else None,
                kartendateien={d.name: d.read_bytes() for d in eigene},
            )
        )
    for datei in eigene:
        datei.unlink()


@pytest.fixture(scope="module")
def frei(browser, tmp_path_factory) -> Freigegeben:  # noqa: ARG001
    frei = freigegebene_stadt(tmp_path_factory.mktemp("kanarienstadt"))
    ansicht = f'[karte]\ntitel = "Karte"\nadresse = "/{KARTE}"\n'
    (frei.daten / "ansichten.toml").write_text(ansicht, encoding="utf-8")
    return frei


@pytest.fixture(scope="module")
def rundgang(browser, frei, tmp_path_factory) -> Rundgang:
    """Jede Seite und jede Datei der öffentlichen Ansicht einmal."""
    ordner = tmp_path_factory.mktemp("oeffentlich")
    with anwendung(browser, frei, ordner, "oeffentlich") as (sammler, ergebnis):
        for adresse in RUNDGANG:
            sammler.besuche("" if adresse == "ueberblick" else adresse)
            if adresse in MIT_DATEIEN:
                sammler.klappe_auf().lade_herunter()
        erster, *weitere = stadt.INDIKATOREN
        sammler.besuche(f"{METHODIK}&indikator={erster}").lade_herunter()
        for indikator in weitere:
            sammler.fenster.waehle("Indikator", stadt.INDIKATOREN[indikator]["titel"])
            sammler.lade_herunter(MASCHINENLESBAR)
        sammler.rufe_ab("api/bereit", "app/static/", "_stcore/health")
    return ergebnis[0]


@pytest.fixture(scope="module")
def intern(browser, frei, rundgang, tmp_path_factory) -> Rundgang:  # noqa: ARG001
    """Eine Seite der internen Ansicht mit denselben Griffen."""
    ordner = tmp_path_factory.mktemp("intern")
    with anwendung(browser, frei, ordner, "intern") as (sammler, ergebnis):
        sammler.besuche(KARTE)
        sammler.besuche(f"{METHODIK}&indikator=sgb2_quote").lade_herunter()
    return ergebnis[0]


def aus_dem_bestand(frei: Freigegeben, dateien: set[Path]) -> set[Path]:
    """Dateien des Bestands und seines internen Ordners, ohne die Ausgaben selbst."""
    ausgaben = frei.daten / "ausgaben"
    eigene = {d for d in dateien if d.is_relative_to(frei.daten) or d.is_relative_to(frei.geo)}
    return {d for d in eigene if not d.is_relative_to(ausgaben) and not d.is_dir()}


# --- Die öffentliche Ansicht --------------------------------------------------------------


def test_nichts_verborgenes_kommt_beim_browser_an(rundgang):
    assert rundgang.sammler.funde == []


def test_jede_tuer_wurde_durchsucht(rundgang):
    assert set(rundgang.sammler.gesehen) >= TUEREN
    assert rundgang.sammler.gesehen["websocket ForwardMsg"] > 1000
    arten = [name.rpartition(".")[2] for name in rundgang.sammler.dateien]
    assert arten.count("csv") >= len(stadt.INDIKATOREN) + len(MIT_DATEIEN)


def test_der_bestand_wird_nie_geoeffnet(rundgang, frei):
    # Die Beschreibung sagt nur, ob es Vertrauliches gibt; Fragen und gespeicherte Ansichten sind
    # öffentlicher Text. Zahlen stehen in keiner der drei.
    erlaubt = {frei.daten / name for name in ("datapackage.json", "fragen.toml", "ansichten.toml")}
    assert aus_dem_bestand(frei, rundgang.geoeffnet) <= erlaubt
    if rundgang.bemerkt is not None:
        assert aus_dem_bestand(frei, rundgang.bemerkt) <= erlaubt
    assert {frei.ausgabe.datenordner / "soziales.csv", frei.daten / "ansichten.toml"} <= (
        rundgang.geoeffnet
    )


def test_protokoll_und_kartendateien_verraten_nichts(rundgang, frei):
    assert frei.suche.in_text(rundgang.protokoll) == set()
    assert len(rundgang.kartendateien) >= len(frei.oeffentlich.geometrien)
    for name, inhalt in rundgang.kartendateien.items():
        assert frei.suche.in_text(name) | frei.suche.in_datei(inhalt) == set()


def maschinenlesbar(rundgang: Rundgang, indikator: str) -> bytes:
    return next(i for n, i in rundgang.sammler.dateien.items() if n.endswith(f"_{indikator}.csv"))


@pytest.mark.parametrize("tag", stadt.JAHRE)
def test_aus_allen_dateien_zusammen_laesst_sich_nichts_errechnen(rundgang, frei, tag):
    katalog = frei.oeffentlich.katalog
    angriff = Angriff(merkmale=frei.oeffentlich.merkmale, stichtag=tag)
    angriff.kennt_katalog(katalog.values())
    for indikator in katalog.values():
        angriff.kennt(wissen_aus_csv(maschinenlesbar(rundgang, indikator.id), indikator))
    ziele = [(g, m) for t, g, m in frei.verborgen if t == tag]
    bereiche = angriff.bereiche(ziele)
    wahre = np.array([frei.verborgen[tag, *ziel] for ziel in ziele])
    assert (bereiche["unten"] <= wahre + 1).all()
    assert (bereiche["oben"] >= wahre - 1).all()
    assert (bereiche["oben"] - bereiche["unten"]).min() >= stadt.MINDESTBREITE - 1
    assert bereiche["oben"].min() >= stadt.MINDESTANZAHL - 1


# --- Dieselben Griffe finden intern etwas -------------------------------------------------


@pytest.mark.parametrize(
    "tuer",
    ["gezeichnet", "kurzinfo", "websocket ForwardMsg", "datei csv", "datei parquet",
     "datei geojson", "datei xlsx", "datei sav", "datei gpkg"],
)  # fmt: skip
def test_intern_findet_jede_tuer_den_kanarienvogel(intern, tuer):
    vogel = f"{stadt.LETZTER} A3 sgb2"
    assert vogel in {name for ort, name in intern.sammler.funde if ort.endswith(f": {tuer}")}


def test_intern_bemerkt_die_wache_den_bestand(intern, frei):
    assert frei.daten / "soziales.csv" in aus_dem_bestand(frei, intern.geoeffnet)
    if intern.bemerkt is not None:
        assert frei.daten / "soziales.csv" in intern.bemerkt
