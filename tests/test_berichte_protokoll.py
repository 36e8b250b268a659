"""Das Protokoll: HTML und PDF sagen dasselbe, verraten nichts und führen nichts aus."""

import hashlib
import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pandas as pd
import pypdf
import pytest

from sozialmonitor import freigabebericht, freigabelauf, freigabevergleich
from sozialmonitor.berichte import protokoll
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.freigabelauf import Lauf
from sozialmonitor.geheimhaltung import INTERN, OEFFENTLICH, Regel
from tests.kleinstadt import LETZTER

BOESE = '#panic("x") #sys.inputs $x^2$ *fett* _kursiv_ = Titel <script>alert(1)</script> &amp; \\'
SUMME = "0123456789abcdef" * 4


class Seite(HTMLParser):
    """Elemente mit Attributen und der sichtbare Text."""

    def __init__(self, quelle):
        super().__init__()
        self.elemente, self.text, self._stil = [], "", False
        self.feed(quelle)

    def handle_starttag(self, tag, attrs):
        self.elemente.append((tag, dict(attrs)))
        self._stil = tag == "style"

    def handle_endtag(self, _):
        self._stil = False

    def handle_data(self, data):
        self.text += "" if self._stil else data

    def alle(self, *namen):
        return [attribute for name, attribute in self.elemente if name in namen]


def pdf_text(inhalt):
    return "".join(seite.extract_text() for seite in pypdf.PdfReader(io.BytesIO(inhalt)).pages)


def dicht(text):
    """Ohne Leerraum und Trennstriche, die nur vom Umbruch kommen."""
    return re.sub(r"[\s\u00ad\u2010-]", "", text)


def texte(wert):
    """Alle Texte eines Inhalts, ohne technische Angaben."""
    if isinstance(wert, str):
        return [wert]
    if isinstance(wert, dict):
        return [
            t for name, teil in wert.items() if name not in {"art", "datum"} for t in texte(teil)
        ]
    return [t for teil in wert for t in texte(teil)] if isinstance(wert, list) else []


def aus_lauf(stadt, lauf, **angaben):
    return protokoll.protokolldaten(
        stadt, lauf, **({"datum": "2026-11-28", "pruefsumme": SUMME} | angaben)
    )


@pytest.fixture(scope="module")
def lauf(stadt):
    return freigabelauf.lauf(stadt, "oeffentlich")


@pytest.fixture(scope="module")
def daten(stadt, lauf):
    alte = pd.DataFrame(
        {"gebiet": ["A2"], "stichtag": [LETZTER], "merkmal": ["geburten"], "wert": [3]}
    )
    verraten = freigabevergleich.aeltere_veroeffentlichung(
        lauf.zellen, stadt, alte, regeln=lauf.regeln
    )
    return aus_lauf(
        stadt,
        lauf,
        notiz=f"Für den Ausschuss.\n{BOESE}",
        aeltere={"Bericht #1 <2020>": verraten, "Webseite": verraten.iloc[:0]},
    )


@pytest.fixture(scope="module")
def als_html(daten):
    return protokoll.html(daten)


@pytest.fixture(scope="module")
def als_pdf(daten):
    return protokoll.pdf(daten)


def test_html_und_pdf_sagen_dasselbe(daten, als_html, als_pdf):
    seite, gedruckt = dicht(Seite(als_html).text), dicht(pdf_text(als_pdf))
    gesagt = texte(protokoll.inhalt(daten))
    assert len(gesagt) > 300
    assert not [text for text in gesagt if dicht(text) not in seite]
    assert not [text for text in gesagt if dicht(text) not in gedruckt]


def test_inhalt_nennt_was_geschah(daten):
    inhalt = protokoll.inhalt(daten)
    assert inhalt["untertitel"] == (
        "Stadt Kleinstadt: Ausgabe für die Öffentlichkeit vom 28.11.2026"
    )
    assert inhalt["hinweis"] == "Demonstrationsdaten: frei erfunden, nicht zitieren"
    assert [a["titel"] for a in inhalt["abschnitte"]] == [
        "Ergebnis", "Regeln", "Verfahren", "Umfang", "Gründe", "Abgeleitete Werte",
        "Ältere Veröffentlichungen", "Prüfungstabelle", "Prüfsummen",
    ]  # fmt: skip
    gesagt = texte(inhalt)
    assert freigabebericht.satz_ergebnis(daten.gesamt) in gesagt
    assert set(freigabebericht.regel_in_worten(OEFFENTLICH)) <= set(gesagt)
    # Unter 5 sind in B2 je Jahr Frauen (2), Männer (1) und alle (3) ab 65 und SGB II (3), 2021
    # auch Geburten in A2, B1, B und „K1 ohne P“, Zuzüge und Fortzüge in B2.
    assert daten.gruende["Anzahl unter 5"] == 3 * 4 + 4 + 2
    assert SUMME in gesagt
    assert "Mit ihr ist keine jetzt geschützte Zelle zu genau bestimmbar." in gesagt
    assert any(text.startswith("Mit ihr sind 6 jetzt geschützte Zellen") for text in gesagt)


# HTML


def test_html_ist_eine_ganze_seite_ohne_fremdes(als_html):
    seite = Seite(als_html)
    assert seite.alle("html") == [{"lang": "de"}]
    assert not seite.alle("script", "link", "img", "iframe", "object", "a", "form")
    assert not re.search(r"https?:|//[a-z]|url\(|@import|src=", als_html)
    [richtlinie] = [m for m in seite.alle("meta") if m.get("http-equiv")]
    assert richtlinie["content"] == "default-src 'none'; style-src 'unsafe-inline'"


def test_html_fuehrt_nichts_aus(als_html):
    assert "<script>" not in als_html
    assert BOESE in Seite(als_html).text


def test_html_ist_gegliedert(als_html):
    seite = Seite(als_html)
    assert len(seite.alle("h1")) == 1
    ebenen = [int(name[1]) for name, _ in seite.elemente if re.fullmatch(r"h\d", name)]
    assert all(b <= a + 1 for a, b in pairwise(ebenen))
    tabellen = len(seite.alle("table"))
    assert tabellen == len(seite.alle("caption")) == len(seite.alle("thead")) > 5
    assert {kopf["scope"] for kopf in seite.alle("th")} == {"col"}


# PDF


def test_pdf_ist_barrierefrei_ausgezeichnet(daten, als_pdf):
    leser = pypdf.PdfReader(io.BytesIO(als_pdf))
    wurzel = leser.trailer["/Root"]
    assert wurzel["/Lang"] == "de-DE"
    assert wurzel["/MarkInfo"]["/Marked"].value is True
    assert wurzel["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert leser.metadata.title == (
        "Protokoll der Geheimhaltung – Stadt Kleinstadt: Ausgabe für die Öffentlichkeit vom "
        "28.11.2026"
    )
    assert b"pdfuaid:part>1<" in wurzel["/Metadata"].get_data().replace(b" ", b"")
    arten = auszeichnungen(wurzel["/StructTreeRoot"])
    assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD", "/L"} <= set(arten)
    assert arten.count("/Table") == sum(
        b["art"] == "tabelle" for a in protokoll.inhalt(daten)["abschnitte"] for b in a["bloecke"]
    )


def auszeichnungen(knoten):
    knoten = knoten.get_object() if hasattr(knoten, "get_object") else knoten
    if isinstance(knoten, list):
        return [art for teil in knoten for art in auszeichnungen(teil)]
    if not isinstance(knoten, dict):
        return []
    eigene = [knoten["/S"]] if "/S" in knoten else []
    return eigene + (auszeichnungen(knoten["/K"]) if "/K" in knoten else [])


def test_pdf_hat_lesezeichen_und_seitenzahlen(als_pdf):
    leser = pypdf.PdfReader(io.BytesIO(als_pdf))
    oberste = [eintrag.title for eintrag in leser.outline if not isinstance(eintrag, list)]
    assert [titel.split(" ", 1)[-1] for titel in oberste][-2:] == ["Prüfungstabelle", "Prüfsummen"]
    anzahl = len(leser.pages)
    for nummer, seite in enumerate(leser.pages, start=1):
        assert f"Seite {nummer} von {anzahl}" in seite.extract_text()


def test_pdf_wiederholt_den_tabellenkopf(viele):
    leser = pypdf.PdfReader(io.BytesIO(protokoll.pdf(viele)))
    mit_zeilen = [t for t in (s.extract_text() for s in leser.pages) if "=Formel" in t]
    assert len(mit_zeilen) > 1
    assert all("Stichtag" in text and "Urteil" in text for text in mit_zeilen)


def test_pdf_fuehrt_nichts_aus(als_pdf):
    assert dicht(BOESE) in dicht(pdf_text(als_pdf))
    assert b"/JavaScript" not in als_pdf


def test_pdf_ist_wiederholbar(daten, als_pdf):
    assert protokoll.pdf(daten) == als_pdf


def test_pdf_ersetzt_was_die_schrift_nicht_hat(daten):
    gedruckt = pdf_text(protokoll.pdf(replace(daten, notiz="Emoji 😀, 中, \x00\x07 und \u202e.")))
    assert dicht("Emoji □, □, □□ und □.") in dicht(gedruckt)


def test_pdf_zeigt_jedes_erlaubte_zeichen(daten):
    zeichen = [chr(nr) for nr in range(32, 0x2600) if not protokoll._UNDRUCKBAR.match(chr(nr))]
    assert len(zeichen) > 2000
    protokoll.pdf(replace(daten, notiz=" ".join(zeichen)))


def test_pdf_bettet_alle_schriften_ein(als_pdf):
    leser = pypdf.PdfReader(io.BytesIO(als_pdf))
    for seite in leser.pages:
        for schrift in seite["/Resources"]["/Font"].values():
            [nachfahre] = schrift["/DescendantFonts"]
            beschreibung = nachfahre.get_object()["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(beschreibung)


# Nichts verraten


def test_kein_verborgener_wert_steht_im_protokoll(stadt, lauf):
    # Auffällige Werte, die nirgends sonst vorkommen; der Bereich darf genannt werden.
    zellen = lauf.zellen.copy()
    geheim = zellen.index[zellen["frei"].isna() & zellen["merkmal"].eq("geburten")][:2]
    zellen.loc[geheim, "wert"] = [73_331.0, 90_007.0]
    zellen.loc[geheim, ["unten", "oben"]] = [70_000.0, 95_000.0]
    daten = aus_lauf(stadt, replace(lauf, zellen=zellen))
    csv = protokoll.pruefungstabelle_csv(daten).decode("utf-8-sig")
    for ausgabe in (protokoll.html(daten), pdf_text(protokoll.pdf(daten)), csv):
        assert "70.000 bis 95.000" in re.sub(r"\s+", " ", ausgabe)
        assert not re.search(r"73\.?331|90\.?007", ausgabe)


def test_keine_summe_verborgener_anzahlen_je_ebene(daten):
    # Zahl und Anteil der Zellen, aber keine Personen: Bei einer Zelle wären sie ihr Wert.
    [umfang] = [a for a in protokoll.inhalt(daten)["abschnitte"] if a["titel"] == "Umfang"]
    assert umfang["bloecke"][-1]["kopf"] == [
        "Merkmal", "Ebene", "Zahlen", "primär", "sekundär", "verborgen", "Anteil der Zahlen",
    ]  # fmt: skip


# Prüfungstabelle


@pytest.fixture
def viele(daten):
    """Ein Verbund mit 120 Zellen der Breiten 120 bis 1, eine davon ungeschützt."""
    breiten = list(range(120, 0, -1))
    pruefung = pd.DataFrame(
        {
            "verbund": "Geburten",
            "gebiet": [f"Gebiet {breite}" for breite in breiten],
            "stichtag": LETZTER,
            "merkmal": "Geburten",
            "art": "primär",
            "grund": "=Formel",
            "bereich": [f"0 bis {breite}" for breite in breiten],
            "breite": [float(breite) for breite in breiten],
            "urteil": ["zu eng" if breite == 99 else "geschützt" for breite in breiten],
        }
    )
    return replace(daten, pruefung=pruefung)


def test_genannt_sind_die_am_wenigsten_geschuetzten(viele):
    [abschnitt] = [
        a for a in protokoll.inhalt(viele)["abschnitte"] if a["titel"] == "Prüfungstabelle"
    ]
    satz, titel, tabelle = abschnitt["bloecke"]
    assert "alle 120 stehen in der Prüfungstabelle als CSV" in satz["text"]
    assert (titel["text"], tabelle["beschriftung"]) == ("Geburten", "Geburten: 50 von 120 Zellen")
    gebiete = [zeile[0] for zeile in tabelle["zeilen"]]
    assert gebiete == ["Gebiet 99", *(f"Gebiet {breite}" for breite in range(1, 50))]


def test_csv_hat_alle_zellen_und_ihre_pruefsumme_steht_im_protokoll(viele):
    csv = protokoll.pruefungstabelle_csv(viele)
    zeilen = csv.decode("utf-8-sig").splitlines()
    assert zeilen[:4] == [
        "# Protokoll der Geheimhaltung: Prüfungstabelle",
        "# Stadt Kleinstadt, Ausgabe für die Öffentlichkeit vom 28.11.2026",
        "# Demonstrationsdaten: frei erfunden, nicht zitieren",
        "Verbund;Gebiet;Stichtag;Merkmal;Art;Grund;Bereich;Breite;Urteil",
    ]
    assert len(zeilen) == 4 + 120
    # Ein Tabellenprogramm soll nichts ausführen.
    assert zeilen[4] == (
        "Geburten;Gebiet 120;31.12.2021;Geburten;primär;'=Formel;0 bis 120;120;geschützt"
    )
    assert hashlib.sha256(csv).hexdigest() in texte(protokoll.inhalt(viele))


# Grenzfälle


def test_nichts_geschuetzt(stadt, lauf):
    offen = lauf.zellen[lauf.zellen["status"].eq("offen") & lauf.zellen["zeichen"].eq("")]
    daten = aus_lauf(stadt, replace(lauf, zellen=offen))
    gesagt = texte(protokoll.inhalt(daten))
    assert "Keine Zelle ist geschützt." in gesagt
    assert "Kein Wert eines Indikators wird dadurch geheim." in gesagt
    assert "Mit älteren Veröffentlichungen wurde nicht verglichen." in gesagt
    assert daten.hinweis == daten.notiz == ""
    assert "Notiz" not in Seite(protokoll.html(daten)).text
    assert "Keine Zelle ist geschützt." in pdf_text(protokoll.pdf(daten))


def test_leerer_lauf(stadt, lauf):
    leer = Lauf(rolle="intern", zellen=lauf.zellen.iloc[:0], regeln={})
    daten = aus_lauf(stadt, leer)
    gesagt = texte(protokoll.inhalt(daten))
    assert "Der Lauf hat keine Tabellen." in gesagt
    assert "Ausgabe für Partner unter Vertrag" in pdf_text(protokoll.pdf(daten))


def test_verschiedene_regeln_nennen_ihre_tabellen(daten):
    regeln = (("Geburten", INTERN), ("Zuzüge", Regel(rundung=5)), ("Fortzüge", INTERN))
    gesagt = texte(protokoll.inhalt(replace(daten, regeln=regeln)))
    assert {"Für Geburten; Fortzüge:", "Für Zuzüge:"} <= set(gesagt)
    assert "Für alle Tabellen:" not in gesagt


def test_rundung_ist_erklaert(stadt, lauf):
    rundend = replace(lauf, regeln=lauf.regeln | {"sgb2": Regel(rundung=5)})
    assert protokoll.GERUNDET in aus_lauf(stadt, rundend).verfahren
    assert protokoll.GERUNDET not in aus_lauf(stadt, lauf).verfahren


@pytest.mark.parametrize("datum", ["2026", "28.11.2026", ""])
def test_freigabe_an_keinem_tag(stadt, lauf, datum):
    with pytest.raises(SozialmonitorFehler, match="kein Tag"):
        aus_lauf(stadt, lauf, datum=datum)
