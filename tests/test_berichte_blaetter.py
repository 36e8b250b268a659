"""Stadtblatt und Gebietsblatt: dieselben Zahlen wie die Seiten, zwei Seiten, nichts Geheimes."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from sozialmonitor import profil, ueberblick
from sozialmonitor.berichte import gebietsblatt as gebietsmodul
from sozialmonitor.berichte.docx import docx
from sozialmonitor.berichte.dokument import (
    Absatz,
    Kasten,
    Liste,
    Qr,
    Tabelle,
    Ueberschrift,
    abbildungen,
    alle_bloecke,
    klartext,
)
from sozialmonitor.berichte.dokumentteile import Angaben
from sozialmonitor.berichte.gebietsblatt import gebietsblatt
from sozialmonitor.berichte.pdf import pdf
from sozialmonitor.berichte.stadtblatt import stadtblatt
from sozialmonitor.fassung import FASSUNG
from sozialmonitor.fehler import Unbekannt
from sozialmonitor.laden import lade_kommune
from sozialmonitor.laden.textbloecke import lies_textbloecke
from sozialmonitor.vorrat import vorrat_aus
from tests import kleinstadt

WURZEL = Path(__file__).resolve().parents[1]
ANGABEN = Angaben(datum="2026-11-28", ausgabe="Ausgabe 7.", basisadresse="https://e.org/")


@pytest.fixture(scope="module")
def saarlouis():
    return lade_kommune(WURZEL / "data" / "saarlouis", WURZEL / "geodata" / "saarlouis")


@pytest.fixture(scope="module")
def mit_geheimem(tmp_path_factory):
    """A1 hat 2021 eine gesperrte Zahl der Leistungsberechtigten (40); der Rest bleibt."""
    return kleinstadt.lade(
        tmp_path_factory.mktemp("geheim"),
        ("soziales.csv", "A1,2021-12-31,sgb2,40,,amt,", "A1,2021-12-31,sgb2,,•,amt,"),
    )


def art(dokument, klasse):
    return [b for b in alle_bloecke(dokument.teile) if isinstance(b, klasse)]


def saetze(dokument):
    absaetze = [klartext(a.zeile) for a in art(dokument, Absatz)]
    return [*absaetze, *(klartext(p) for li in art(dokument, Liste) for p in li.punkte)]


def zeilen(tabelle):
    return {zeile[0]: dict(zip(tabelle.kopf, zeile, strict=True)) for zeile in tabelle.zeilen}


def ohne_umbruch(texte):
    return [text.replace("\u00a0", " ") for text in texte]


def seiten(dokument):
    return len(pypdf.PdfReader(io.BytesIO(pdf(dokument))).pages)


def test_stadtblatt_hat_die_zahlen_des_ueberblicks(stadt):
    blatt = stadtblatt(stadt, ANGABEN)
    kacheln = ueberblick.kacheln(stadt, vorrat_aus(stadt).leitwerte())
    (tafel,) = art(blatt, Tabelle)
    assert ohne_umbruch(z[0] for z in tafel.zeilen) == [k.titel for k in kacheln]
    assert ohne_umbruch(z[1] for z in tafel.zeilen) == [k.wert for k in kacheln]
    # (40 + 10 + 16 + 3 + 5) von 825: 74 / 825 = 8,97 %
    assert zeilen(tafel)["SGB-II-Quote"]["Wert"] == "9,0\u00a0%"
    assert "74 von 825" in zeilen(tafel)["SGB-II-Quote"]["Bereich, Fallzahl und Entwicklung"]
    assert zeilen(tafel)["SGB-II-Quote"]["Stand"] == "31.12.2021 (Demonstrationswert)"


def test_stadtblatt_nennt_die_saetze_des_ueberblicks(stadt):
    blatt = stadtblatt(stadt, ANGABEN)
    erwartet = ueberblick.saetze(stadt, vorrat_aus(stadt).leitwerte(), "stadtteil")
    assert erwartet
    assert set(erwartet) <= set(ohne_umbruch(saetze(blatt)))


def test_stadtblatt_nennt_stand_ausgabe_quelle_und_vorbehalte(stadt):
    blatt = stadtblatt(stadt, ANGABEN)
    assert (blatt.stand, blatt.ausgabe) == ("31.12.2021", "Ausgabe 7.")
    assert any("Zahlen beurteilen keine Menschen." in satz for satz in saetze(blatt))
    assert "Quelle: Soziales; Einwohner. Stand der Werte: 31.12.2021. Ausgabe 7." in saetze(blatt)
    assert len(abbildungen(blatt)) == 3
    assert all(bild.quelle for bild in abbildungen(blatt))


def test_demonstration_steht_in_kopf_kasten_und_unterschrift(stadt):
    blatt = stadtblatt(stadt, ANGABEN)
    assert blatt.hinweis == "Demonstrationsdaten: frei erfunden, nicht zitieren"
    assert [k.warnung for k in art(blatt, Kasten)] == [True, False]
    mit_demo = [b.unterschrift for b in abbildungen(blatt) if b.bild.demo]
    assert mit_demo
    assert all(titel.endswith("(Demonstrationsdaten)") for titel in mit_demo)


def test_qr_nur_mit_basisadresse(stadt):
    start = f"https://e.org/?fassung={FASSUNG}"
    assert [q.adresse for q in art(stadtblatt(stadt, ANGABEN), Qr)] == [start]
    (qr,) = art(gebietsblatt(stadt, "A1", ANGABEN), Qr)
    ziel = "https://e.org/gebietsprofil?ebene=sozialraum&gebiet=A1"
    assert qr.adresse == f"{ziel}&fassung={FASSUNG}"
    oeffentlich = replace(ANGABEN, ausgabe="Ausgabe vom 28.11.2026 (17c55f76f50a).")
    (qr,) = art(gebietsblatt(stadt, "A1", oeffentlich), Qr)
    assert qr.adresse == f"{ziel}&ausgabe=17c55f76f50a&fassung={FASSUNG}"
    ohne = Angaben(datum="2026-11-28")
    assert art(stadtblatt(stadt, ohne), Qr) == []
    assert art(gebietsblatt(stadt, "A1", ohne), Qr) == []


@pytest.mark.parametrize("baue", [stadtblatt, lambda k, a: gebietsblatt(k, "A", a)])
def test_text_der_kommune_steht_im_blatt_und_wird_geprueft(stadt, baue):
    text = "Für die **{kommune}** zum {stand}; {stnd}."
    blatt = baue(stadt, Angaben(datum="2026-11-28", textbloecke={"einleitung": text}))
    assert "Für die Stadt Kleinstadt zum 31.12.2021; {stnd}." in saetze(blatt)
    (mangel,) = blatt.maengel
    assert mangel.datei.endswith("blatt/einleitung.md")
    assert mangel.ort == "Zeile 1"


def test_gebietsblatt_hat_die_werte_des_profils(stadt):
    blatt = gebietsblatt(stadt, "A1", ANGABEN)
    assert blatt.titel == "Altmarkt (Sozialraum)"
    quote = zeilen(art(blatt, Tabelle)[0])["SGB-II-Quote"]
    # 40 von 400 im Altmarkt, 74 von 825 in der Stadt; die übrige Stadt 29 von 425 = 6,8 %.
    assert quote["Altmarkt"] == "10,0\u00a0%"
    assert quote["Kleinstadt"] == "9,0\u00a0%"
    werte = vorrat_aus(stadt).lang()
    zeile = profil.profilzeilen(werte, "A1", "2021-12-31").set_index("indikator")
    assert quote["gegen die übrige Stadt"] == zeile.loc["sgb2_quote", "urteil"]
    assert quote["Stand"] == "31.12.2021"


def test_gebietsblatt_stellt_staerken_neben_belastungen(stadt):
    blatt = gebietsblatt(stadt, "A1", ANGABEN)
    titel = [u.text for u in art(blatt, Ueberschrift) if u.stufe == 2]
    assert titel == ["Stärken", "Belastungen", "Besonderheiten"]
    tabellen = {t.beschriftung.split(":")[0]: t for t in art(blatt, Tabelle)}
    werte = vorrat_aus(stadt).lang()
    geordnet = profil.einordnung(profil.profilzeilen(werte, "A1", "2021-12-31"), stadt.katalog)
    for name, zeilen_ in zip(titel, geordnet.values(), strict=True):
        gezeigt = [z[0] for z in tabellen[name].zeilen] if name in tabellen else []
        assert gezeigt == [stadt.katalog[i].titel for i in zeilen_["indikator"]]


def test_gebietsblatt_der_stadt_vergleicht_nicht_mit_sich(stadt):
    tafel = art(gebietsblatt(stadt, "K1", ANGABEN), Tabelle)[0]
    assert tafel.kopf == ("Indikator", "Kleinstadt", "95-%-Bereich", "Stand")


@pytest.mark.parametrize("gebiet", ["ZZ", "KX"], ids=["gibt_es_nicht", "nicht_zuordenbar"])
def test_unbekanntes_gebiet_ist_ein_fehler(stadt, gebiet):
    with pytest.raises(Unbekannt, match=gebiet):
        gebietsblatt(stadt, gebiet, ANGABEN)


def test_geheimes_erscheint_als_punkt_und_nirgends_als_zahl(mit_geheimem):
    blatt = gebietsblatt(mit_geheimem, "A1", ANGABEN)
    quote = zeilen(art(blatt, Tabelle)[0])["SGB-II-Quote"]
    assert (quote["Altmarkt"], quote["95-%-Bereich"]) == ("•", "")
    assert quote["gegen die übrige Stadt"] == ""
    texte = [*saetze(blatt), *(b.bild.alttext for b in abbildungen(blatt))]
    texte += [feld for t in art(blatt, Tabelle) for zeile in t.zeilen for feld in zeile]
    with zipfile.ZipFile(io.BytesIO(docx(blatt))) as archiv:
        texte.append(archiv.read("word/document.xml").decode())
    texte += [s.extract_text() for s in pypdf.PdfReader(io.BytesIO(pdf(blatt))).pages]
    assert not [t for t in texte if "40 von 400" in t]
    assert any("•" in t for t in texte)
    # Im Bild steht 2021 kein Punkt: 2019 (38 von 380) und 2020 (39 von 390) sind offen.
    punkte = [z for b in abbildungen(blatt) for z in _bilddaten(b) if z.get("name") == "Altmarkt"]
    assert not [z for z in punkte if str(z.get("stichtag", "")).startswith("2021")]


def _bilddaten(abbildung):
    daten = abbildung.bild.bild.to_dict().get("datasets", {})
    return [zeile for tabelle in daten.values() for zeile in tabelle]


def test_gebiet_ohne_werte_hat_trotzdem_ein_blatt(stadt):
    blatt = gebietsblatt(stadt, "L", ANGABEN)
    assert art(blatt, Tabelle) == []
    assert seiten(blatt) == 1


def test_ohne_flaechen_fehlt_nur_die_karte(ordner):
    daten, geo = ordner
    (geo / "datapackage.json").write_text('{"name": "x", "resources": []}', encoding="utf-8")
    blatt = stadtblatt(lade_kommune(daten, geo), ANGABEN)
    assert len(abbildungen(blatt)) == 2


@pytest.mark.parametrize("gebiet", ["A", "A1", "P", "K1"])
def test_gebietsblatt_hat_hoechstens_zwei_seiten(stadt, gebiet):
    assert seiten(gebietsblatt(stadt, gebiet, ANGABEN)) <= 2


def test_stadtblatt_hat_zwei_seiten(stadt, saarlouis):
    assert seiten(stadtblatt(stadt, ANGABEN)) == 2
    assert seiten(stadtblatt(saarlouis, ANGABEN)) == 2


@pytest.mark.parametrize("ebene", ["sozialraum", "stadtteil", "programmgebiet", "stadt"])
def test_volles_gebietsblatt_hat_zwei_seiten(saarlouis, ebene):
    gebiet = saarlouis.gebiete_der_ebene(ebene)[0]
    assert seiten(gebietsblatt(saarlouis, gebiet, ANGABEN)) == 2


def test_mehr_unterschiede_als_platz_nennt_die_zahl_der_uebrigen(saarlouis):
    gebiet = saarlouis.gebiete_der_ebene("stadtteil")[0]
    vorrat = vorrat_aus(saarlouis)
    blatt = gebietsblatt(saarlouis, gebiet, ANGABEN, vorrat=vorrat)
    (besonders,) = [t for t in art(blatt, Tabelle) if t.beschriftung.startswith("Besonder")]
    zeilen_ = profil.profilzeilen(vorrat.lang(), gebiet, "2025-12-31")
    alle = len(profil.einordnung(zeilen_, saarlouis.katalog)[profil.BESONDERHEIT])
    platz = gebietsmodul.HOECHSTENS[profil.BESONDERHEIT]
    assert alle > platz == len(besonders.zeilen)
    assert besonders.anmerkung.startswith(f"{alle - platz} weitere")


def test_texte_von_saarlouis_haben_keinen_mangel(saarlouis):
    gebiet = saarlouis.gebiete_der_ebene("stadtteil")[0]
    for name, baue in {
        "stadtblatt": lambda angaben: stadtblatt(saarlouis, angaben),
        "gebietsblatt": lambda angaben: gebietsblatt(saarlouis, gebiet, angaben),
    }.items():
        texte, maengel = lies_textbloecke(WURZEL / "data" / "saarlouis", name)
        assert (set(texte), maengel) == ({"einleitung"}, [])
        assert baue(Angaben(datum="2026-11-28", textbloecke=texte)).maengel == ()
