"""Word-, PowerPoint- und Excel-Dateien öffnen sich in LibreOffice: als PDF mit Seiten und Text."""

import io
import shutil
import subprocess
from dataclasses import replace

import pypdf
import pytest

from sozialmonitor.ansichten import ansicht_aus, gezeigt
from sozialmonitor.ausgabe import WASSERZEICHEN
from sozialmonitor.berichte import mappe
from sozialmonitor.berichte.anlage import anlage
from sozialmonitor.berichte.docx import docx
from sozialmonitor.berichte.dokumentteile import Angaben
from sozialmonitor.berichte.praesentation import pptx
from sozialmonitor.berichte.stadtblatt import stadtblatt
from sozialmonitor.sitzung import Folie, Sitzung

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = [
    pytest.mark.libreoffice,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice ist nicht installiert"),
]
ANGABEN = Angaben(datum="2026-11-28", ausgabe="Ausgabe 7.", basisadresse="https://e.org")
LINIE = "/zeitreihen?indikator=sgb2_quote&gebiete=A&gebiete=B"
KARTE = "/karte?indikator=sgb2_quote&ebene=sozialraum"
SITZUNG = Sitzung(
    titel="Lage & Bedarf",
    gremium="Sozialausschuss",
    datum="2026-12-03",
    folien=(
        Folie(ansicht=ansicht_aus(LINIE), aussage="Die Quote sinkt in Altstadt."),
        Folie(ansicht=ansicht_aus(KARTE), empfehlung="Eine Stelle schaffen."),
    ),
)
# LibreOffice sagt das ohne Java; mit den Dateien hat es nichts zu tun.
HARMLOS = ("failed to launch javaldx", "convert ")


@pytest.fixture(scope="module")
def dateien(stadt):
    bilder = {"01 Karte": gezeigt(stadt, ansicht_aus(KARTE)).bild}
    return {
        "stadtblatt.docx": docx(stadtblatt(stadt, ANGABEN)),
        "anlage.docx": docx(anlage(SITZUNG, stadt, ANGABEN)),
        "praesentation.pptx": pptx(SITZUNG, stadt).inhalt,
        "tabellen.xlsx": mappe.bilder_xlsx(bilder, titel="Lage & Bedarf"),
    }


@pytest.fixture(scope="module")
def gewandelt(dateien, tmp_path_factory):
    """Name → PDF; alle Dateien in einem Lauf, in einem eigenen Profil."""
    ordner = tmp_path_factory.mktemp("libreoffice")
    for name, inhalt in dateien.items():
        (ordner / name).write_bytes(inhalt)
    lauf = subprocess.run(
        [SOFFICE, f"-env:UserInstallation={(ordner / 'profil').as_uri()}", "--headless",
         "--convert-to", "pdf", *dateien],
        cwd=ordner, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    meldungen = [z for z in (lauf.stdout + lauf.stderr).splitlines() if z.strip()]
    assert lauf.returncode == 0, meldungen
    assert not [z for z in meldungen if not any(h in z for h in HARMLOS)]
    return {
        name: pypdf.PdfReader(io.BytesIO((ordner / name).with_suffix(".pdf").read_bytes()))
        for name in dateien
    }


def text(leser):
    gelesen = " ".join(seite.extract_text() for seite in leser.pages)
    return " ".join(gelesen.replace("\u00a0", " ").split())


def test_stadtblatt_hat_zwei_seiten_und_die_saetze(gewandelt):
    assert len(gewandelt["stadtblatt.docx"].pages) == 2
    gelesen = text(gewandelt["stadtblatt.docx"])
    for satz in ("Kleinstadt auf einen Blick", "Das Wichtigste", "Tabelle 1:", "Ausgabe 7."):
        assert satz in gelesen
    assert gelesen.count(WASSERZEICHEN) >= 2


def test_anlage_hat_abschnitte_bilder_und_tabellen(gewandelt):
    leser = gewandelt["anlage.docx"]
    # Titelseite und je Folie eine; wie viel auf eine Seite passt, hängt auch an der Schrift.
    assert 3 <= len(leser.pages) <= 5
    gelesen = text(leser)
    for satz in (
        "Lage & Bedarf",
        "Anlage · Sozialausschuss, 03.12.2026",
        "1 Beschlussvorschlag",
        "Eine Stelle schaffen.",
        "2 Die Quote sinkt in Altstadt.",
        "Tabelle 2:",
        "Diese Ansicht im Sozialmonitor:",
        f"Seite 3 von {len(leser.pages)}",
    ):
        assert satz in gelesen
    # Linie, Karte und ihre QR-Codes.
    assert sum(len(seite.images) for seite in leser.pages) >= 4


def test_praesentation_hat_je_folie_eine_seite(gewandelt):
    leser = gewandelt["praesentation.pptx"]
    assert len(leser.pages) == 3
    titel, linie, karte = (" ".join(s.extract_text().split()) for s in leser.pages)
    assert "Lage & Bedarf Sozialausschuss 03.12.2026" in titel
    assert "Die Quote sinkt in Altstadt." in linie
    assert "Altstadt" in linie.replace("Die Quote sinkt in Altstadt.", "")
    assert "Empfehlung" in karte
    assert leser.pages[2].images
    breite, hoehe = leser.pages[0].mediabox[2:]
    assert float(breite) / float(hoehe) == pytest.approx(16 / 9, abs=0.01)


def test_mappe_zeigt_hinweise_und_tabelle_auf_je_einem_blatt(gewandelt):
    leser = gewandelt["tabellen.xlsx"]
    assert len(leser.pages) == 2
    hinweise, karte = (" ".join(s.extract_text().split()) for s in leser.pages)
    assert "Lage & Bedarf" in hinweise
    assert "gesperrt (Datenschutz)" in hinweise
    for wort in ("Gebiet", "Altmarkt", "Wert (%)", "Seite 1 von 1"):
        assert wort in karte.replace("Seite 2 von 2", "Seite 1 von 1")


def test_leere_sitzung_laesst_sich_oeffnen(stadt, tmp_path):
    leer = replace(SITZUNG, folien=())
    (tmp_path / "leer.docx").write_bytes(docx(anlage(leer, stadt, ANGABEN)))
    (tmp_path / "leer.pptx").write_bytes(pptx(leer, stadt).inhalt)
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}", "--headless",
         "--convert-to", "txt:Text", "--outdir", "heraus", "leer.docx"],
        cwd=tmp_path, capture_output=True, timeout=120, check=True,
    )  # fmt: skip
    assert "noch keine Folie" in (tmp_path / "heraus" / "leer.txt").read_text(encoding="utf-8")
