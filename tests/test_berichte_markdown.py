"""Texte der Kommune: was sie dürfen, was als Text stehen bleibt, was gemeldet wird."""

import pytest

from sozialmonitor.berichte import markdown
from sozialmonitor.berichte.dokument import Absatz, Liste, Stueck, Ueberschrift, klartext

WERTE = {"kommune": "Stadt K", "stand": "31.12.2025"}


def bloecke(text):
    return markdown.bloecke(text, datei="texte/x/einleitung.md", platzhalter=WERTE)[0]


def test_absaetze_fett_und_kursiv():
    assert bloecke("Ein **fetter *und kursiver* Text**\nweiter.\n\nZwei.") == [
        Absatz(
            (
                Stueck("Ein "),
                Stueck("fetter ", fett=True),
                Stueck("und kursiver", fett=True, kursiv=True),
                Stueck(" Text", fett=True),
                Stueck(" "),
                Stueck("weiter."),
            )
        ),
        Absatz((Stueck("Zwei."),)),
    ]


@pytest.mark.parametrize(
    ("text", "stufe"), [("# T", 1), ("## T", 2), ("### T", 3), ("###### T", 3)]
)
def test_ueberschriften(text, stufe):
    assert bloecke(text) == [Ueberschrift("T", stufe)]


def test_listen():
    assert bloecke("- a\n- b\n\n1. c\n2. d") == [
        Liste(((Stueck("a"),), (Stueck("b"),))),
        Liste(((Stueck("c"),), (Stueck("d"),)), geordnet=True),
    ]


def test_verschachtelte_liste_wird_flach_und_endet_richtig():
    flach, danach = bloecke("- a\n  - b\n- c\n\nEnde")
    assert [klartext(p) for p in flach.punkte] == ["a", "b", "c"]
    assert danach == Absatz((Stueck("Ende"),))


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<b>x</b> &amp; &lt;",
        "[Verweis](javascript:alert(1))",
        "![Bild](https://example.org/x.png)",
        "`code`",
        "#kein Titel",
    ],
)
def test_alles_andere_bleibt_der_text_der_dasteht(text):
    (einer,) = bloecke(text)
    assert klartext(einer.zeile) == text
    assert not any(stueck.adresse for stueck in einer.zeile)


def test_platzhalter_werden_ersetzt_auch_in_ueberschrift_und_liste():
    titel, punkte = bloecke("# {kommune}\n- Stand {stand}")
    assert titel.text == "Stadt K"
    assert klartext(punkte.punkte[0]) == "Stand 31.12.2025"


def test_unbekannter_platzhalter_bleibt_stehen_und_ist_ein_mangel():
    fertig, maengel = markdown.bloecke(
        "Erste\n\n{komune} und {kommune}", datei="texte/x/einleitung.md", platzhalter=WERTE
    )
    assert klartext(fertig[1].zeile) == "{komune} und Stadt K"
    (mangel,) = maengel
    assert (mangel.datei, mangel.ort) == ("texte/x/einleitung.md", "Zeile 3")
    assert "{komune}" in mangel.befund
    assert "{kommune}, {stand}" in mangel.abhilfe


def test_ersetztes_wird_nicht_noch_einmal_gelesen():
    fertig, maengel = markdown.bloecke(
        "{kommune}", datei="d", platzhalter={"kommune": "**{stand}**", "stand": "S"}
    )
    assert fertig == [Absatz((Stueck("**{stand}**"),))]
    assert maengel == []


def test_leerer_text_hat_keine_bloecke():
    assert bloecke("\n \n") == []
