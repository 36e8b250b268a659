"""Präsentation: bearbeitbare Diagramme mit den Zahlen des Bildes, barrierefrei, auf Deutsch."""

import io
import time
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image
from pptx import Presentation
from pptx.util import Emu, Pt

from sozialmonitor import formate
from sozialmonitor.ansichten import Gezeigt, adresse, ansicht_aus, gezeigt
from sozialmonitor.ausgabe import WASSERZEICHEN
from sozialmonitor.berichte import folienvorlage
from sozialmonitor.berichte.praesentation import (
    HOECHSTENS_TITEL,
    MINDESTENS_DPI,
    notiz,
    pptx,
    quellenzeile,
    saetze,
    titel_und_unterzeile,
)
from sozialmonitor.bildzahlen import zahlen_aus
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.kommune import Kommune
from sozialmonitor.laden import ausgaben, lade_kommune
from sozialmonitor.laden.sitzungen import sitzungen
from sozialmonitor.sitzung import Folie, Sitzung

WURZEL = Path(__file__).resolve().parents[1]
LINIE = "/zeitreihen?indikator=sgb2_quote&gebiete=A&gebiete=B"
PUNKTE = "/vergleich?vergleich=alle&form=punkte&indikator=sgb2_quote"
KARTE = "/karte?indikator=sgb2_quote&ebene=sozialraum"


def sitzung(*adressen: str, **felder: str) -> Sitzung:
    folien = tuple(Folie(ansicht=ansicht_aus(a), **felder) for a in adressen)
    return Sitzung(titel="Probe", gremium="Rat", datum="2026-12-03", folien=folien)


def datei(kommune: Kommune, *adressen: str, **felder: str):
    ergebnis = pptx(sitzung(*adressen, **felder), kommune)
    assert ergebnis.maengel == ()
    return Presentation(io.BytesIO(ergebnis.inhalt))


def bild(breite: int = 300, hoehe: int = 100, art: str = "PNG") -> bytes:
    puffer = io.BytesIO()
    Image.new("RGB", (breite, hoehe), "#1f5fa8").save(puffer, art)
    return puffer.getvalue()


def diagramme(folie) -> list:
    return [f.chart for f in folie.shapes if f.has_chart]


def bilder(folie) -> list:
    return [f for f in folie.shapes if f.shape_type is not None and "PICTURE" in str(f.shape_type)]


def texte(folie) -> str:
    return "\n".join(f.text_frame.text for f in folie.shapes if f.has_text_frame)


@pytest.fixture(scope="module")
def saarlouis() -> Kommune:
    juengste = ausgaben(WURZEL / "data" / "saarlouis", "oeffentlich")[0]
    return lade_kommune(juengste.datenordner, juengste.geoordner)


def test_titelfolie_und_je_folie_eine(stadt: Kommune) -> None:
    gebaut = datei(stadt, LINIE, PUNKTE)
    assert len(gebaut.slides) == 3
    erste = gebaut.slides[0]
    assert erste.slide_layout.name == "Titelfolie"
    assert erste.shapes.title.text_frame.text == "Probe"
    assert erste.placeholders[1].text_frame.text.split("\n")[:3] == [
        "Rat", "03.12.2026", "Stadt Kleinstadt",
    ]  # fmt: skip
    assert [f.slide_layout.name for f in gebaut.slides][1:] == ["Aussage mit Bild"] * 2


def test_breitbild_und_zwei_layouts(stadt: Kommune) -> None:
    gebaut = datei(stadt, LINIE)
    assert gebaut.slide_width / gebaut.slide_height == pytest.approx(16 / 9, abs=0.001)
    assert len(gebaut.slide_layouts) == 2
    master = " ".join(f.text_frame.text for f in gebaut.slide_master.shapes if f.has_text_frame)
    assert "Stadt Kleinstadt" in master


def test_zeitreihe_ist_eine_bearbeitbare_linie_mit_den_zahlen_des_bildes(stadt: Kommune) -> None:
    folie = datei(stadt, LINIE).slides[1]
    (diagramm,) = diagramme(folie)
    tabelle = gezeigt(stadt, ansicht_aus(LINIE)).bild.tabelle
    gezeichnet = {
        (reihe.name.partition(" (ab ")[0], formate.zahl(wert, 1))
        for reihe in diagramm.plots[0].series
        for wert in reihe.values  # noqa: PD011
        if wert is not None
    }
    zellen = tabelle["SGB-II-Quote (%)"].str.removesuffix(" p")
    erwartet = {
        (gebiet, wert)
        for gebiet, wert in zip(tabelle["Gebiet"], zellen, strict=True)
        if wert[0].isdigit()
    }
    assert gezeichnet == erwartet
    assert not bilder(folie)


def test_luecke_und_bruch_bleiben_luecken(stadt: Kommune) -> None:
    (diagramm,) = diagramme(datei(stadt, LINIE).slides[1])
    namen = [reihe.name for reihe in diagramm.plots[0].series]
    # Bruch „Neue Software“ ab Juni 2020
    assert "Altstadt" in namen
    assert "Altstadt (ab 2020)" in namen
    werte = {reihe.name: reihe.values for reihe in diagramm.plots[0].series}  # noqa: PD011
    assert werte["Altstadt (ab 2020)"][0] is None
    assert werte["Altstadt"][-2:] == (None, None)
    xml = diagramm._chartSpace.xml
    assert '<c:dispBlanksAs val="span"/>' in xml
    # Am Ende der Linie steht ihr Name einmal, ohne „(ab 2020)“.
    genannt = [t.text for t in diagramm._chartSpace.xpath(".//c:dLbl/c:tx//a:t")]
    assert sum("Altstadt" in text for text in genannt) == 1
    assert not any("(ab " in text for text in genannt)
    assert "<c:dateAx>" in xml


def test_balken_nennen_den_wert_des_bildes_am_namen(stadt: Kommune) -> None:
    (diagramm,) = diagramme(datei(stadt, PUNKTE).slides[1])
    bild_ = gezeigt(stadt, ansicht_aus(PUNKTE)).bild
    zahlen = zahlen_aus(bild_)
    assert list(diagramm.plots[0].categories) == [
        f"{name}  {formate.zahl(wert, 1)}"
        for name, wert in zip(zahlen.kategorien, zahlen.reihen[0].werte, strict=True)
    ]
    je_gebiet = dict(zip(bild_.tabelle["Gebiet"], bild_.tabelle["SGB-II-Quote (%)"], strict=True))
    for kategorie, wert in zip(
        diagramm.plots[0].categories, diagramm.plots[0].series[0].values, strict=True
    ):
        name = kategorie.split(" ")[0]
        if name in je_gebiet:
            assert formate.zahl(wert, 1) == je_gebiet[name]
            assert kategorie.endswith(je_gebiet[name])


def test_vertrauensbereich_steht_als_fehlerbalken(stadt: Kommune) -> None:
    (diagramm,) = diagramme(datei(stadt, PUNKTE).slides[1])
    reihe = diagramm._chartSpace.xpath(".//c:ser")[0]
    plus = [float(v.text) for v in reihe.xpath("./c:errBars/c:plus//c:v")]
    minus = [float(v.text) for v in reihe.xpath("./c:errBars/c:minus//c:v")]
    zahlen = zahlen_aus(gezeigt(stadt, ansicht_aus(PUNKTE)).bild).reihen[0]
    for i, (wert, unten, oben) in enumerate(
        zip(zahlen.werte, zahlen.unten, zahlen.oben, strict=True)
    ):
        if oben is not None:
            assert plus[i] == pytest.approx(oben - wert, abs=0.11)
            assert minus[i] == pytest.approx(wert - unten, abs=0.11)
        else:
            assert (plus[i], minus[i]) == (0, 0)


def test_gemeinsame_skala_bei_nachbarn(stadt: Kommune) -> None:
    einzeln = [f"/zeitreihen?indikator=sgb2_quote&gebiete={g}&bereich=0" for g in "AB"]
    achsen = [diagramme(f)[0].value_axis for f in list(datei(stadt, *einzeln).slides)[1:]]
    assert achsen[0].minimum_scale == achsen[1].minimum_scale
    assert achsen[0].maximum_scale == achsen[1].maximum_scale
    allein = diagramme(datei(stadt, einzeln[0]).slides[1])[0].value_axis
    assert allein.maximum_scale < achsen[0].maximum_scale


def test_karte_ist_ein_scharfes_bild_mit_alternativtext(stadt: Kommune) -> None:
    for felder in ({}, {"empfehlung": "Etwas tun."}):
        folie = datei(stadt, KARTE, **felder).slides[1]
        (gesetzt,) = bilder(folie)
        breite, hoehe = gesetzt.image.size
        assert breite / Emu(gesetzt.width).inches >= MINDESTENS_DPI
        assert hoehe / Emu(gesetzt.height).inches >= MINDESTENS_DPI
        erwartet = gezeigt(stadt, ansicht_aus(KARTE)).bild
        assert gesetzt._element.nvPicPr.cNvPr.get("descr") == erwartet.alttext


def test_tabelle_ist_eine_tabelle(saarlouis: Kommune) -> None:
    ansicht = "/vergleich?vergleich=aehnlich"
    folie = datei(saarlouis, ansicht).slides[1]
    (rahmen,) = [f for f in folie.shapes if f.has_table]
    gelesen = [[z.text_frame.text for z in zeile.cells] for zeile in rahmen.table.rows]
    tabelle = gezeigt(saarlouis, ansicht_aus(ansicht)).bild.tabelle
    assert gelesen[0] == list(tabelle.columns)
    assert [z[1].replace("\u00a0", " ") for z in gelesen[1:]] == tabelle.iloc[:, 1].tolist()


def test_zu_lange_tabelle_ist_ein_mangel(saarlouis: Kommune, monkeypatch) -> None:
    from sozialmonitor.berichte import praesentation

    monkeypatch.setattr(praesentation, "HOECHSTENS_ZEILEN", 3)
    ergebnis = pptx(sitzung("/vergleich?vergleich=aehnlich"), saarlouis)
    assert "Folie 1: Die Tabelle zeigt 3 von " in str(ergebnis.maengel[0])


def test_alles_ist_barrierefrei_und_deutsch(stadt: Kommune) -> None:
    for folie in datei(stadt, LINIE, PUNKTE, KARTE, empfehlung="Tun.", notiz="Sagen.").slides:
        assert folie.shapes.title is not None
        assert folie.shapes.title.text_frame.text
        assert folie.shapes[0] == folie.shapes.title
        for form in folie.shapes:
            if form.has_chart or form in bilder(folie):
                angaben = form._element.xpath(".//p:cNvPr")[0]
                assert len(angaben.get("descr")) > 20
            if form.has_text_frame:
                for absatz in form.text_frame.paragraphs:
                    for lauf in absatz.runs:
                        assert lauf._r.get_or_add_rPr().get("lang") == "de-DE", lauf.text


def test_titel_sind_gross_und_ueberall_nummeriert(stadt: Kommune) -> None:
    gebaut = datei(stadt, LINIE, KARTE)
    for folie in list(gebaut.slides)[1:]:
        for lauf in folie.shapes.title.text_frame.paragraphs[0].runs:
            assert lauf.font.size >= Pt(28)
        assert folie._element.xpath('.//a:fld[@type="slidenum"]')


def test_aussage_empfehlung_notiz_quelle_und_stand(stadt: Kommune) -> None:
    folie = datei(
        stadt, LINIE, aussage="Die Quote sinkt.", empfehlung="Beibehalten.", notiz="Langsam!"
    ).slides[1]
    inhalt = gezeigt(stadt, ansicht_aus(LINIE))
    assert folie.shapes.title.text_frame.text == "Die Quote sinkt."
    gelesen = texte(folie).replace("\u00a0", " ")
    assert "Empfehlung\nBeibehalten." in gelesen
    assert inhalt.satz in gelesen
    assert "Quelle: Soziales; Einwohner. Stand der Werte: 31.12.2021." in gelesen
    gesagt = folie.notes_slide.notes_text_frame.text
    assert gesagt.startswith("Langsam!")
    assert "Ansicht: /zeitreihen?gebiete=A&gebiete=B&indikator=sgb2_quote" in gesagt


def test_demonstration_steht_auf_titel_und_folie(stadt: Kommune) -> None:
    # B2 ist erfunden und damit jede Summe, in der es steckt; A nicht.
    nur_a = "/zeitreihen?indikator=einwohnerzahl&gebiete=A&ebene=stadtteil"
    mit = datei(stadt, PUNKTE)
    assert WASSERZEICHEN in texte(mit.slides[0])
    assert f"{WASSERZEICHEN}." in texte(mit.slides[1])
    assert "Demonstrationsdaten" in [f.text_frame.text for f in mit.slides[1].shapes
                                      if f.name == "Wasserzeichen"]  # fmt: skip
    ohne = datei(stadt, nur_a)
    assert "emonstration" not in texte(ohne.slides[0]) + texte(ohne.slides[1])


def test_gesperrtes_steht_nirgends(saarlouis: Kommune) -> None:
    ansicht = "/karte?ebene=sozialraum&indikator=kinder_sgb2_quote"
    werte = gezeigt(saarlouis, ansicht_aus(ansicht)).bild.tabelle
    assert werte.iloc[:, 1].eq("•").any(), "Die Ausgabe sperrt hier etwas."
    inhalt = pptx(
        sitzung(ansicht, "/vergleich?vergleich=alle&form=punkte&ebene=sozialraum"
                "&indikator=kinder_sgb2_quote"),
        saarlouis,
    ).inhalt  # fmt: skip
    gebaut = Presentation(io.BytesIO(inhalt))
    geheim = set(werte.loc[werte.iloc[:, 1].eq("•"), "Gebiet"])
    for diagramm in diagramme(gebaut.slides[2]):
        genannt = {k.split(" ▲")[0].split(" ▼")[0].split(" ●")[0].split(" ○")[0]
                   for k in diagramm.plots[0].categories}  # fmt: skip
        assert not genannt & geheim


def test_logo_steht_auf_dem_master(stadt: Kommune) -> None:
    ergebnis = pptx(sitzung(LINIE), stadt, logo=bild())
    assert ergebnis.maengel == ()
    master = Presentation(io.BytesIO(ergebnis.inhalt)).slide_master
    (logo,) = [f for f in master.shapes if f.name == "Logo"]
    assert logo.width / logo.height == pytest.approx(3, rel=0.01)
    assert logo._element.nvPicPr.cNvPr.get("descr") == "Logo"


@pytest.mark.parametrize(
    ("logo", "befund"),
    [
        (b"kein Bild", "kein lesbares Bild"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kein lesbares Bild"),
        (bild()[:60], "kein lesbares Bild"),
        (b"\x89PNG" + b"0" * 5_000_001, "größer als 5 MB"),
        (bild(6001, 1), "größer als 6000 Bildpunkte"),
    ],
    ids=["text", "svg", "abgeschnitten", "zu_schwer", "zu_gross"],
)
def test_schlechtes_logo_ist_ein_mangel_der_rest_entsteht(
    stadt: Kommune, logo: bytes, befund: str
) -> None:
    ergebnis = pptx(sitzung(LINIE), stadt, logo=logo)
    (mangel,) = ergebnis.maengel
    assert mangel.ort == "Logo"
    assert befund in mangel.befund
    assert len(Presentation(io.BytesIO(ergebnis.inhalt)).slides) == 2


@pytest.mark.parametrize("art", ["JPEG", "GIF", "BMP", "TIFF"])
def test_logo_in_jedem_format(art: str) -> None:
    logo = folienvorlage.logo_aus(bild(1200, 900, art))
    assert (logo.breite, logo.hoehe) == (533, 400)
    assert logo.png.startswith(b"\x89PNG")


def test_ansicht_die_es_nicht_gibt_wird_ein_satz(stadt: Kommune) -> None:
    ergebnis = pptx(sitzung("/sozialindex", LINIE), stadt)
    assert "Folie 1: Für den Sozialindex nennt kommune.toml" in str(ergebnis.maengel[0])
    gebaut = Presentation(io.BytesIO(ergebnis.inhalt))
    assert "Für den Sozialindex" in gebaut.slides[1].shapes.title.text_frame.text
    assert diagramme(gebaut.slides[2])


def test_veraltete_adresse_verdraengt_die_eigene_aussage(stadt: Kommune) -> None:
    ergebnis = pptx(
        sitzung("/karte?indikator=abgeschafft&ebene=stadtteil", aussage="Das ist so."), stadt
    )
    (mangel,) = ergebnis.maengel
    assert "(abgeschafft)" in mangel.befund
    assert "Statt der eigenen Aussage" in mangel.abhilfe
    folie = Presentation(io.BytesIO(ergebnis.inhalt)).slides[1]
    assert "Das ist so." not in texte(folie)
    assert "Die Adresse nannte für „Indikator“" in texte(folie)
    assert "Aussage: Das ist so." in folie.notes_slide.notes_text_frame.text


def test_fortschritt_laeuft_von_null_bis_fertig(stadt: Kommune) -> None:
    schritte = []
    pptx(sitzung(LINIE, KARTE), stadt, fortschritt=lambda *angaben: schritte.append(angaben))
    assert schritte == [
        (0, 3, "Folie 1: Zeitreihen"),
        (1, 3, "Folie 2: Karte"),
        (2, 3, "Datei"),
        (3, 3, "fertig"),
    ]


def test_leere_sitzung_hat_nur_die_titelfolie(stadt: Kommune) -> None:
    ergebnis = pptx(Sitzung(titel="Leer"), stadt)
    assert len(Presentation(io.BytesIO(ergebnis.inhalt)).slides) == 1


def test_boese_texte_bleiben_texte(stadt: Kommune) -> None:
    text = 'A & B < C > "D" \x07 =1+1'
    eine = Sitzung(titel=text, folien=(Folie(ansicht=ansicht_aus(LINIE), aussage=text),))
    gebaut = Presentation(io.BytesIO(pptx(eine, stadt).inhalt))
    assert gebaut.slides[1].shapes.title.text_frame.text == 'A & B < C > "D"  =1+1'


def test_angaben_der_datei(stadt: Kommune) -> None:
    angaben = datei(stadt, LINIE).core_properties
    assert (angaben.title, angaben.author, angaben.language) == (
        "Probe", "Stadt Kleinstadt", "de-DE",
    )  # fmt: skip


@pytest.mark.parametrize("name", ["sozialbericht_in_zehn_minuten", "vor_den_haushaltsberatungen"])
def test_fertige_sitzung_wird_schnell_und_klein(saarlouis: Kommune, name: str) -> None:
    alle, _ = sitzungen(WURZEL / "data" / "saarlouis")
    eine = alle[name]
    beginn = time.process_time()
    ergebnis = pptx(eine, saarlouis, logo=bild())
    rechenzeit = time.process_time() - beginn
    assert ergebnis.maengel == ()
    assert len(ergebnis.inhalt) <= 5_000_000 * len(eine.folien) / 10
    # Auf einem ruhigen Kern sind es 0,3 s je Folie; erlaubt sind 6 s für zehn.
    assert rechenzeit <= 0.6 * len(eine.folien)
    with zipfile.ZipFile(io.BytesIO(ergebnis.inhalt)) as paket:
        assert paket.testzip() is None


# --- Titel, Quelle, Notiz -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "erwartet"),
    [
        ("Ein Satz.", ["Ein Satz."]),
        (
            "Der erste Satz ist lang genug dafür. Der zweite Satz ist es ebenso.",
            ["Der erste Satz ist lang genug dafür.", "Der zweite Satz ist es ebenso."],
        ),
        ("Das ist ein langer Satz am 31.12.2025. (Demonstrationsdaten)",
         ["Das ist ein langer Satz am 31.12.2025. (Demonstrationsdaten)"]),
        ("Kita St. Josef liegt im Norden.", ["Kita St. Josef liegt im Norden."]),
        ("Der Wert beträgt 1.234 Personen. 12 Gebiete haben keinen Wert.",
         ["Der Wert beträgt 1.234 Personen. 12 Gebiete haben keinen Wert."]),
    ],
)  # fmt: skip
def test_saetze(text: str, erwartet: list[str]) -> None:
    assert saetze(text) == erwartet


def inhalt(satz: str, **felder: object) -> Gezeigt:
    return Gezeigt(bild=None, satz=satz, **felder)


OHNE_AUSSAGE = Folie(ansicht=ansicht_aus("/karte"))


def test_der_erste_satz_ist_der_titel_der_rest_steht_darunter() -> None:
    gezeigt_ = inhalt("Das ist die wichtigste Aussage. Mit Wert: 8 von 8 Gebieten. (Demo)")
    assert titel_und_unterzeile(OHNE_AUSSAGE, gezeigt_) == (
        "Das ist die wichtigste Aussage.", "Mit Wert: 8 von 8 Gebieten. (Demo)",
    )  # fmt: skip


def test_demonstrationszusatz_nicht_im_titel() -> None:
    titel, _ = titel_und_unterzeile(OHNE_AUSSAGE, inhalt("Kurz ist es. (Demonstrationsdaten)"))
    assert titel == "Kurz ist es."


def test_langer_satz_endet_an_semikolon_oder_schlussklammer() -> None:
    vorn = "Alle Gebiete liegen außerhalb dessen, was bei ihrer Größe zufällig zu erwarten ist"
    lang = f"{vorn} (höher {', '.join(f'Gebiet {i}' for i in range(20))})."
    titel, darunter = titel_und_unterzeile(OHNE_AUSSAGE, inhalt(lang))
    assert titel == f"{vorn}."
    assert darunter.startswith(vorn)
    titel, _ = titel_und_unterzeile(OHNE_AUSSAGE, inhalt(f"{vorn}; {'weiter ' * 30}"))
    assert titel == f"{vorn}."
    # Eine Klammer mitten im Satz gehört zum Namen davor.
    titel, _ = titel_und_unterzeile(OHNE_AUSSAGE, inhalt(f"{vorn} in Nord (1) und {'West ' * 30}."))
    assert titel.endswith(" …")
    assert len(titel) <= HOECHSTENS_TITEL + 2


def test_quellenzeile_beginnt_mit_der_warnung(stadt: Kommune) -> None:
    zeile = quellenzeile(gezeigt(stadt, ansicht_aus(PUNKTE)), "Ausgabe vom 1.1.2026.")
    assert zeile.startswith(f"{WASSERZEICHEN}. Quelle: ")
    assert "Stand der Werte: 31.12.2021. Ausgabe vom 1.1.2026." in zeile


def test_notiz_nennt_alles_auch_was_auf_der_folie_keinen_platz_hat() -> None:
    gesagt = notiz(OHNE_AUSSAGE, inhalt("Satz.", weitere=("Noch einer.",), vermerke=("Vermerk.",)))
    assert gesagt == f"Satz. Noch einer.\n\nVermerk.\n\nAnsicht: {adresse(OHNE_AUSSAGE.ansicht)}"


def test_zahlen_sind_kaufmaennisch_gerundet_wie_im_text() -> None:
    from sozialmonitor.berichte.foliendiagramme import _gerundet

    werte = [0.25, 2.675, -0.05, None]
    assert _gerundet(werte, 1) == [0.3, 2.7, -0.1, None]
    assert [formate.zahl(w, 1) for w in werte[:3]] == ["0,3", "2,7", "−0,1"]
    assert pd.isna(_gerundet([None], 1)[0])


def test_logo_fehler_ist_ein_sozialmonitorfehler() -> None:
    with pytest.raises(SozialmonitorFehler, match="kein lesbares Bild"):
        folienvorlage.logo_aus(b"")
