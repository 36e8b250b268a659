"""Eine Freigabe von Anfang bis Ende: schreiben, wiederlesen, fortsetzen, nichts Halbes."""

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sozialmonitor import freigabelauf, freigeben, kennzahlen
from sozialmonitor.fehler import DatenFehler, SozialmonitorFehler
from sozialmonitor.laden import (
    ausgaben,
    bestandssumme,
    gueltige_ausgaben,
    lade_kommune,
    lies_freigegebenes,
    pruefe_unversehrt,
)
from sozialmonitor.laden.laeufe import Zwischenstand, letzter_lauf
from tests import kleinstadt
from tests.kleinstadt import LETZTER, ersetze, haenge_an


@pytest.fixture(scope="module")
def schritte(tmp_path_factory):
    """Die gemerkten Schritte der unveränderten Kleinstadt, damit nicht jeder Test sie rechnet."""
    ordner = kleinstadt.baue(tmp_path_factory.mktemp("schritte"))
    freigeben.freigeben(*ordner, "oeffentlich", datum="2026-11-28")
    return ordner[0] / "intern" / "schritte"


@pytest.fixture
def ordner(tmp_path, schritte):
    """Eine eigene Kleinstadt, deren Schritte schon gerechnet sind."""
    neu = kleinstadt.baue(tmp_path)
    shutil.copytree(schritte, neu[0] / "intern" / "schritte")
    return neu


def freigabe(ordner, rolle="oeffentlich", datum="2026-11-28", **angaben):
    return freigeben.freigeben(*ordner, rolle, datum=datum, **angaben)


def test_ausgabe_liest_sich_wie_jede_kommune(ordner):
    ausgabe = freigabe(ordner)
    gelesen = lade_kommune(ausgabe.datenordner, ausgabe.geoordner)
    assert gelesen.maengel == ()
    quote = kennzahlen.kennzahl(gelesen, "sgb2_quote")
    letzte = quote[quote["stichtag"].eq(LETZTER)].set_index("gebiet")
    # A: 50 von 650; B2 und B sind geheim, P = 56 von 560 nicht.
    assert letzte.loc["A", "wert"] == pytest.approx(50 / 650 * 100)
    assert letzte.loc["P", "wert"] == pytest.approx(10)
    assert list(letzte.loc[["B2", "B"], "zustand"]) == ["geheim", "geheim"]


def test_name_nennt_tag_und_pruefsumme(ordner):
    ausgabe = freigabe(ordner, notiz="Jahreszahlen")
    assert ausgabe.schluessel == f"2026-11-28-{ausgabe.pruefsumme[:12]}"
    assert (ausgabe.notiz, ausgabe.rolle) == ("Jahreszahlen", "oeffentlich")
    assert ausgaben(ordner[0], "oeffentlich") == [ausgabe]
    pruefe_unversehrt(ausgabe)


def test_veraenderte_ausgabe_faellt_auf(ordner):
    ausgabe = freigabe(ordner)
    haenge_an(ausgabe.datenordner / "soziales.csv", "A1,2021-12-31,sgb2,,,,1,,amt,\n")
    with pytest.raises(DatenFehler, match="Prüfsumme"):
        pruefe_unversehrt(ausgabe)


def test_gleicher_inhalt_ergibt_keine_zweite_ausgabe(ordner):
    erste = freigabe(ordner)
    assert freigabe(ordner, datum="2026-11-28") == erste
    assert len(ausgaben(ordner[0], "oeffentlich")) == 1


def test_juengste_ausgabe_zuerst(ordner):
    freigabe(ordner, datum="2026-11-27")
    ersetze(ordner[0] / "soziales.csv", "A1,2021-12-31,sgb2,40", "A1,2021-12-31,sgb2,41")
    neue = freigabe(ordner, datum="2026-11-28")
    assert ausgaben(ordner[0], "oeffentlich")[0] == neue
    assert len(ausgaben(ordner[0], "oeffentlich")) == 2


def test_am_selben_tag_zaehlt_die_zuletzt_erstellte(ordner):
    erste = freigabe(ordner)
    ersetze(ordner[0] / "soziales.csv", "A1,2021-12-31,sgb2,40", "A1,2021-12-31,sgb2,41")
    zweite = freigabe(ordner)
    assert ausgaben(ordner[0], "oeffentlich") == [zweite, erste]
    ersetze(ordner[0] / "soziales.csv", "A1,2021-12-31,sgb2,41", "A1,2021-12-31,sgb2,40")
    dritte = freigabe(ordner)
    assert (dritte.pruefsumme, dritte.schluessel) == (erste.pruefsumme, f"{erste.schluessel}-2")
    assert ausgaben(ordner[0], "oeffentlich")[0] == dritte


def strenger(ordner, anzahl):
    """Ab jetzt sind öffentlich Anzahlen unter `anzahl` geheim."""
    haenge_an(
        ordner[0] / "kommune.toml", f"\n[geheimhaltung.oeffentlich]\nmindestanzahl = {anzahl}\n"
    )


def gezeigt(ausgabe, gebiet):
    zahlen = lies_freigegebenes(ausgabe).set_index(["gebiet", "stichtag", "merkmal"])["wert"]
    return zahlen[gebiet, LETZTER, "sgb2"]


def test_strengere_regel_verbirgt_nicht_was_heraus_ist(ordner):
    assert gezeigt(freigabe(ordner), "A2") == 10
    strenger(ordner, 12)
    assert gezeigt(freigabe(ordner), "A2") == 10


def test_zurueckgezogenes_ist_nicht_mehr_heraus(ordner):
    erste = freigabe(ordner)
    strenger(ordner, 12)
    (ordner[0] / "ausgaben" / "zurueckgezogen.toml").write_text(
        f'[[ausgabe]]\npruefsumme = "{erste.kurz}"\nam = "2026-11-28"\ngrund = "zu genau"\n',
        encoding="utf-8",
    )
    zweite = freigabe(ordner)
    assert np.isnan(gezeigt(zweite, "A2"))
    assert ausgaben(ordner[0], "oeffentlich") == [zweite, erste]
    assert gueltige_ausgaben(ordner[0], "oeffentlich") == [zweite]


def test_gerundetes_gilt_nicht_als_heraus(ordner):
    haenge_an(ordner[0] / "kommune.toml", "\n[geheimhaltung.oeffentlich]\nrundung = 5\n")
    gerundet = freigabe(ordner, geheimnis="nur im Test")
    assert not np.isnan(gezeigt(gerundet, "A2"))
    assert lies_freigegebenes(gerundet, gerundete=False).empty


def test_maengel_verhindern_die_freigabe(ordner):
    haenge_an(ordner[0] / "soziales.csv", "ZZ,2021-12-31,sgb2,1,,amt,\n")
    with pytest.raises(DatenFehler, match="ZZ"):
        freigabe(ordner)
    assert ausgaben(ordner[0], "oeffentlich") == []


def test_abbruch_laesst_nichts_halbes_und_geht_weiter(ordner):
    gesehen = []
    shutil.rmtree(ordner[0] / "intern")

    def bricht_ab(fertig, insgesamt, _was):
        gesehen.append(insgesamt)
        if fertig == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        freigabe(ordner, fortschritt=bricht_ab)
    assert ausgaben(ordner[0], "oeffentlich") == []
    assert len(Zwischenstand(ordner[0])) == 5
    assert freigabe(ordner).pruefsumme
    assert len(Zwischenstand(ordner[0])) == gesehen[0]


def test_unlesbarer_zwischenstand_wird_neu_gerechnet(ordner):
    erste = freigabe(ordner)
    for datei in (ordner[0] / "intern" / "schritte").iterdir():
        datei.write_bytes(b"kaputt")
    assert freigabe(ordner) == erste


def test_letzter_lauf_kennt_den_bestand(ordner):
    assert letzter_lauf(ordner[0], "oeffentlich") is None
    ausgabe = freigabe(ordner)
    fertig = letzter_lauf(ordner[0], "oeffentlich")
    assert fertig is not None
    assert fertig.ausgabe == ausgabe.schluessel
    assert fertig.bestandssumme == bestandssumme(*ordner)
    frisch = freigabelauf.lauf(lade_kommune(*ordner), "oeffentlich")
    pd.testing.assert_frame_equal(fertig.lauf.zellen, frisch.zellen, check_dtype=False)
    assert fertig.lauf.regeln == frisch.regeln
    ersetze(ordner[0] / "soziales.csv", "A1,2021-12-31,sgb2,40", "A1,2021-12-31,sgb2,41")
    assert fertig.bestandssumme != bestandssumme(*ordner)


def test_vertrauliches_ist_nur_fuer_den_eigenen_benutzer(ordner):
    freigabe(ordner)
    assert (ordner[0] / "intern").stat().st_mode & 0o077 == 0


def test_nichts_aus_intern_steht_in_der_ausgabe(ordner):
    freigabe(ordner)
    zweite = freigabe(ordner, rolle="intern")
    dateien = {p.relative_to(zweite.datenordner).parts[0] for p in zweite.datenordner.rglob("*")}
    assert not dateien & {"intern", "ausgaben"}


def test_flaechen_gehen_ohne_weitere_angaben_mit(ordner):
    datei = ordner[1] / "stadtteil.geojson"
    flaechen = json.loads(datei.read_text(encoding="utf-8"))
    for flaeche in flaechen["features"]:
        flaeche["properties"]["sgb2"] = 4711
    datei.write_text(json.dumps(flaechen), encoding="utf-8")
    (ordner[1] / "notiz.txt").write_text("4711", encoding="utf-8")
    ausgabe = freigabe(ordner)
    texte = [p.read_text(encoding="utf-8") for p in ausgabe.geoordner.iterdir()]
    assert not [text for text in texte if "4711" in text]
    gelesen = lade_kommune(ausgabe.datenordner, ausgabe.geoordner)
    assert gelesen.maengel == ()
    vorher = lade_kommune(*ordner).geometrien["stadtteil"].flaechen
    assert gelesen.geometrien["stadtteil"].flaechen.geom_equals_exact(vorher, 1e-9).all()


def test_kaputte_angaben_einer_ausgabe_sind_ein_mangel(ordner):
    ausgabe = freigabe(ordner)
    (ausgabe.datenordner / "ausgabe.json").write_text(json.dumps({"rolle": "x"}), encoding="utf-8")
    with pytest.raises(DatenFehler, match="Es fehlt die Angabe"):
        ausgaben(ordner[0], "oeffentlich")


def test_runden_braucht_ein_geheimnis(ordner):
    toml = ordner[0] / "kommune.toml"
    haenge_an(toml, "\n[geheimhaltung.oeffentlich]\nrundung = 5\n")
    with pytest.raises(SozialmonitorFehler, match="SOZIALMONITOR_RUNDUNGSGEHEIMNIS"):
        freigabe(ordner)
    gerundet = freigabe(ordner, geheimnis="nur im Test")
    tabelle = pd.read_csv(gerundet.datenordner / "soziales.csv")
    assert (tabelle["wert"].dropna() % 5 == 0).all()


def test_ordner_ohne_ausgaben(tmp_path: Path):
    assert ausgaben(tmp_path, "oeffentlich") == []
