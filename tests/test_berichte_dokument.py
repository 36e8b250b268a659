"""Das Dokumentmodell: Nummern, Tabellen, Pflichtangaben, Logo."""

import io
from dataclasses import replace

import pandas as pd
import pytest
from PIL import Image

from sozialmonitor.berichte import dokument
from sozialmonitor.berichte.dokument import (
    Abbildung,
    Dokument,
    Kasten,
    Nebeneinander,
    Qr,
    Stueck,
    Ueberschrift,
    absatz,
    klartext,
    liste,
)
from sozialmonitor.bild import Bild
from sozialmonitor.fehler import SozialmonitorFehler

LEER = Dokument(titel="Titel", untertitel="Unter", kommune="Stadt K", datum="2026-11-28")


def bilddatei(art):
    puffer = io.BytesIO()
    Image.new("RGB", (4, 3), "white").save(puffer, art)
    return puffer.getvalue()


@pytest.mark.parametrize("stufe", [0, 4])
def test_ueberschrift_hat_stufe_1_bis_3(stufe):
    with pytest.raises(SozialmonitorFehler, match="möglich sind 1 bis 3"):
        Ueberschrift("A", stufe)


@pytest.mark.parametrize("alttext", ["", "  "])
def test_abbildung_verlangt_alternativtext(alttext):
    bild = Bild(titel="T", bild=None, alttext=alttext, tabelle=pd.DataFrame())
    with pytest.raises(SozialmonitorFehler, match="„Abb“ fehlt der Alternativtext"):
        Abbildung(bild=bild, unterschrift="Abb")


def test_nummern_zaehlen_je_stufe_und_auch_in_kaesten():
    teile = (
        Ueberschrift("A"),
        Ueberschrift("B", 2),
        Kasten("", (Ueberschrift("C", 2),)),
        Ueberschrift("D", 3),
        Ueberschrift("E"),
        Nebeneinander(((Ueberschrift("F", 2),),)),
    )
    ohne = replace(LEER, teile=teile)
    assert [t.text for t in dokument.ueberschriften(ohne)] == list("ABCDEF")
    mit = dokument.ueberschriften(replace(ohne, nummeriert=True))
    nummern = [t.text.split("\u2002")[0] for t in mit]
    assert nummern == ["1", "1.1", "1.2", "1.2.1", "2", "2.1"]


def test_bloecke_in_lesereihenfolge():
    innen, aussen = absatz("innen"), absatz("aussen")
    teile = (Kasten("K", (innen,)), Nebeneinander(((aussen,), (Qr("https://x", "q"),))))
    arten = [type(b).__name__ for b in dokument.alle_bloecke(teile)]
    assert arten == ["Kasten", "Absatz", "Nebeneinander", "Absatz", "Qr"]


def test_tabelle_stellt_zahlen_nach_rechts_und_bricht_vor_prozent_nicht_um():
    daten = pd.DataFrame(
        {
            "Gebiet": ["1. Bezirk", "B"],
            "Wert": ["12,3 %", "•"],
            "Lücke": ["k. A.", ""],
            "Urteil": ["höher", ""],
            "leer": ["", ""],
        }
    )
    fertig = dokument.tabelle(daten, "Werte", anmerkung="klein")
    assert fertig.kopf == ("Gebiet", "Wert", "Lücke", "Urteil", "leer")
    # Die erste Spalte ist Zeilenkopf, auch wenn sie mit Ziffern beginnt.
    assert fertig.rechts == (False, True, True, False, False)
    assert fertig.zeilen[0][1] == "12,3\u00a0%"
    assert len(fertig.breiten) == 5
    assert dokument.tabelle(daten, "W", breiten=(1, 2, 3, 4, 5)).breiten == (1, 2, 3, 4, 5)


def test_breiten_der_spalten_ergeben_eins():
    assert Nebeneinander(((), ())).breiten == (0.5, 0.5)
    assert Nebeneinander(((), ()), anteile=(3, 1)).breiten == (0.75, 0.25)


def test_klartext_und_liste():
    assert klartext((Stueck("a", fett=True), Stueck("b"))) == "ab"
    assert [klartext(p) for p in liste(["5 %", "x"]).punkte] == ["5\u00a0%", "x"]


def test_fusszeile_nennt_nur_was_es_gibt():
    assert dokument.fusszeile(LEER) == ""
    voll = replace(LEER, stand="31.12.2025", ausgabe="Ausgabe 7.")
    assert dokument.fusszeile(voll) == "Stand der Werte: 31.12.2025. Ausgabe 7."


@pytest.mark.parametrize("art", ["PNG", "JPEG"])
def test_logo_ist_ein_bild(art):
    fertig = dokument.mit_logo(LEER, bilddatei(art), "Wappen", datei="logo")
    assert (fertig.logotext, fertig.maengel) == ("Wappen", ())
    assert fertig.logo == bilddatei(art)


@pytest.mark.parametrize(
    ("logo", "beschreibung", "befund"),
    [
        (b"kein Bild", "Wappen", "kein lesbares Bild"),
        (b"", "Wappen", "kein lesbares Bild"),
        (bilddatei("PNG")[:40], "Wappen", "kein lesbares Bild"),
        (bilddatei("GIF"), "Wappen", "kein lesbares Bild"),
        (bilddatei("PNG"), " ", "fehlt die Beschreibung"),
    ],
    ids=["text", "leer", "abgeschnitten", "andere_art", "ohne_beschreibung"],
)
def test_unbrauchbares_logo_fehlt_und_ist_ein_mangel(logo, beschreibung, befund):
    fertig = dokument.mit_logo(LEER, logo, beschreibung, datei="logo.png")
    assert fertig.logo == b""
    (mangel,) = fertig.maengel
    assert mangel.datei == "logo.png"
    assert befund in mangel.befund
