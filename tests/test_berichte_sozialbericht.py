"""Der Sozialbericht: Aufbau, dieselben Zahlen wie die Seiten, Fortschritt und Abbruch."""

import io
import re
from pathlib import Path

import docx as python_docx
import pypdf
import pytest

from sozialmonitor import programmgebiete, tabellen, ueberblick
from sozialmonitor.ansichten import soziale_stadt
from sozialmonitor.berichte.docx import docx
from sozialmonitor.berichte.dokument import (
    Absatz,
    Inhaltsverzeichnis,
    Kasten,
    Liste,
    Tabelle,
    Ueberschrift,
    abbildungen,
    alle_bloecke,
    klartext,
    ueberschriften,
)
from sozialmonitor.berichte.dokumentteile import Angaben
from sozialmonitor.berichte.pdf import pdf
from sozialmonitor.berichte.sozialbericht import sozialbericht
from sozialmonitor.laden.textbloecke import lies_textbloecke
from sozialmonitor.vorrat import vorrat_aus
from tests import kleinstadt

WURZEL = Path(__file__).resolve().parents[1]
ANGABEN = Angaben(datum="2026-11-28", ausgabe="Ausgabe 7.")
KAPITEL = [
    "Zusammenfassung", "Soziales", "Soziale Stadt", "Verfahren", "Glossar", "Tabellen",
    "Quellen und Vorbehalte",
]  # fmt: skip


@pytest.fixture(scope="module")
def bericht(stadt):
    return sozialbericht(stadt, ANGABEN)


def art(dokument, klasse):
    return [b for b in alle_bloecke(dokument.teile) if isinstance(b, klasse)]


def kapitel(dokument, titel):
    """Die Blöcke eines Kapitels, ohne seine Überschrift."""
    gefunden, drin = [], False
    for block in dokument.teile:
        if isinstance(block, Ueberschrift) and block.stufe == 1:
            drin = block.text == titel
        elif drin:
            gefunden.append(block)
    return list(alle_bloecke(gefunden))


def texte(bloecke):
    absaetze = [klartext(b.zeile) for b in bloecke if isinstance(b, Absatz)]
    punkte = [klartext(p) for b in bloecke if isinstance(b, Liste) for p in b.punkte]
    return [t.replace("\u00a0", " ") for t in (*absaetze, *punkte)]


def test_kapitel_in_fester_folge_mit_nummern(bericht):
    titel = [t.text for t in ueberschriften(bericht) if t.stufe == 1]
    assert titel == [f"{i}\u2002{name}" for i, name in enumerate(KAPITEL, start=1)]
    assert len(art(bericht, Inhaltsverzeichnis)) == 1


def test_befunde_stehen_zuerst_und_sind_die_der_seiten(bericht, stadt):
    leitwerte = vorrat_aus(stadt).leitwerte()
    erste = kapitel(bericht, "Zusammenfassung")
    assert isinstance(erste[0], Kasten)
    assert erste[0].titel == "Befunde"
    teile = [
        soziale_stadt.programmteil(stadt, g, leitwerte)
        for g in programmgebiete.programmgebiete(stadt)
    ]
    erwartet = [
        *ueberblick.saetze(stadt, leitwerte, "stadtteil"),
        *(soziale_stadt.antwort(teil) for teil in teile),
    ]
    assert texte([erste[1]]) == [satz.replace("\u00a0", " ") for satz in erwartet]


def test_matrix_zeigt_werte_und_zeichen_der_gebiete(bericht):
    (matrix,) = [t for t in kapitel(bericht, "Zusammenfassung") if "Stadtteile und" in
                 getattr(t, "beschriftung", "")]  # fmt: skip
    zeilen = {z[0]: z[1:] for z in matrix.zeilen}
    # SGB II: 50 von 650 = 7,7 %, 19 von 175 = 10,9 %, Stadt 74 von 825 = 9,0 %
    assert matrix.kopf[1] == "SGB-II-Quote, % (2021)"
    assert [zeilen[g][0] for g in ("Kleinstadt", "Altstadt", "Bergstadt")] == [
        "9,0",
        "7,7",
        "10,9",
    ]
    # Unter 18: 150 von 800 und 50 von 218; Einwohner ohne Prüfung und ohne Zeichen
    assert zeilen["Altstadt"][1:] == ("800", "18,8")


def test_tabellenanhang_ist_die_wertetabelle_der_seiten(bericht, stadt):
    vorrat = vorrat_aus(stadt)
    anhang = {t.beschriftung: t for t in kapitel(bericht, "Tabellen") if isinstance(t, Tabelle)}
    tafel = anhang["SGB-II-Quote, Stadtteile, 31.12.2021 (Demonstrationsdaten)"]
    indikator = stadt.katalog["sgb2_quote"]
    werte = vorrat.der_ebene(indikator, "stadtteil")
    erwartet = tabellen.wertetabelle(
        werte[werte["stichtag"].eq("2021-12-31")], indikator, stadt.namen
    )
    assert tafel.kopf == tuple(erwartet.columns)
    assert [list(z) for z in tafel.zeilen] == [
        [str(f).replace(" %", "\u00a0%") for f in z] for z in erwartet.to_numpy()
    ]


def test_jeder_indikator_mit_werten_hat_einen_abschnitt_und_einen_glossareintrag(bericht, stadt):
    namen = vorrat_aus(stadt).lang()["indikator"].unique()
    titel = {stadt.katalog[n].titel for n in namen}
    abschnitte = [b.text for b in kapitel(bericht, "Soziales") if isinstance(b, Ueberschrift)]
    assert set(abschnitte) == titel
    glossar = [t.split(". ")[0] for t in texte(kapitel(bericht, "Glossar"))]
    assert set(glossar) >= {t.split(". ")[0] for t in titel}
    assert [g.lower() for g in glossar] == sorted(g.lower() for g in glossar)


def test_soziale_stadt_nennt_die_grenzen_des_vergleichs(bericht):
    zweites = [b for b in kapitel(bericht, "Soziale Stadt") if isinstance(b, Tabelle)]
    assert len(zweites) == 2
    assert "nicht die Ursache" in zweites[1].anmerkung
    assert zweites[0].beschriftung.startswith("Soziale Mitte im Vergleich")


def test_geheimes_steht_als_punkt_im_anhang(tmp_path):
    geheim = kleinstadt.lade(
        tmp_path,
        *(
            ("soziales.csv", f"A1,{tag},sgb2,{zahl},,amt,", f"A1,{tag},sgb2,,•,amt,")
            for tag, zahl in zip(kleinstadt.JAHRE, (38, 39, 40), strict=True)
        ),
        ("kommune.toml", 'startebene = "stadtteil"', 'startebene = "sozialraum"'),
    )
    fertig = sozialbericht(geheim, ANGABEN)
    tafeln = [t for t in kapitel(fertig, "Tabellen") if isinstance(t, Tabelle)]
    tafel = next(t for t in tafeln if t.beschriftung.startswith("SGB-II-Quote,"))
    zeile = next(z for z in tafel.zeilen if z[0] == "Altmarkt")
    assert "•" in zeile or "gesperrt (Datenschutz)" in zeile
    alles = " ".join(f for t in art(fertig, Tabelle) for z in t.zeilen for f in z)
    alles += " ".join(texte(alle_bloecke(fertig.teile)))
    assert not re.search(r"\b(38|39|40) von (380|390|400)\b", alles)


def test_fortschritt_nennt_jedes_kapitel_und_bricht_ab(stadt):
    schritte = []
    sozialbericht(stadt, ANGABEN, fortschritt=lambda *s: schritte.append(s))
    assert [was for _, _, was in schritte] == KAPITEL
    assert {alle for _, alle, _ in schritte} == {len(KAPITEL)}

    def brich_ab(fertig, _alle, _was):
        if fertig == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sozialbericht(stadt, ANGABEN, fortschritt=brich_ab)


def test_docx_und_pdf_haben_dieselben_kapitel(bericht):
    datei = python_docx.Document(io.BytesIO(docx(bericht)))
    titel = [p.text for p in datei.paragraphs if p.style.name == "Heading 1"]
    assert titel == [f"{i}\u2002{name}" for i, name in enumerate(KAPITEL, start=1)]
    leser = pypdf.PdfReader(io.BytesIO(pdf(bericht)))
    lesezeichen = [e.title for e in leser.outline if not isinstance(e, list)]
    assert [re.sub(r"^\d+\s", "", t) for t in lesezeichen if re.match(r"\d", t)] == KAPITEL


def test_ohne_programmgebiete_fehlt_das_kapitel(tmp_path):
    ohne = kleinstadt.lade(
        tmp_path,
        ("gebiete.csv", "P,programmgebiet,Soziale Mitte,K1,\n", ""),
        ("mengen.csv", "P,A1\nP,B1\n", ""),
        ("chronik.csv", "2020-06,,P,", "2020-06,,K1,"),
    )
    fertig = sozialbericht(ohne, ANGABEN)
    assert "Soziale Stadt" not in [t.text for t in art(fertig, Ueberschrift)]
    assert abbildungen(fertig)


def test_text_von_saarlouis_wird_zu_bloecken(stadt):
    blocktexte, maengel = lies_textbloecke(WURZEL / "data" / "saarlouis", "sozialbericht")
    fertig = sozialbericht(stadt, Angaben(datum="2026-11-28", textbloecke=blocktexte))
    assert (maengel, fertig.maengel) == ([], ())
    erste = texte(kapitel(fertig, "Zusammenfassung"))
    assert "in der Stadt Kleinstadt und ihren Gebieten" in erste[0]
