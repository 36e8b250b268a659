"""Diagramme der Folien: Schilder, Achsen und Platz, von Hand nachgerechnet."""

import datetime
import re

import pytest
from pptx.util import Pt

from sozialmonitor.berichte import folienvorlage
from sozialmonitor.berichte.endschilder import zeichenflaeche
from sozialmonitor.berichte.foliendiagramme import (
    HOECHSTENS_ZEILEN,
    jahresschritt,
    setze_diagramm,
    wertschritt,
)
from sozialmonitor.bildzahlen import Bildzahlen, Zahlenreihe
from tests.test_endschilder import JAHRE, linien

QUARTALE = tuple(datetime.date(2024, monat, 28) for monat in (3, 6, 9, 12))
BREIT = (0.6, 1.8, 12.0, 4.0)
SCHMAL = (0.6, 1.8, 4.0, 4.0)


def balken(*werte: float | None, grenzen=(0.0, 50.0)) -> Bildzahlen:
    reihe = Zahlenreihe(name="Wert", werte=werte, farbe="#1f5fa8", farben=("#1f5fa8",) * len(werte))
    return Bildzahlen(
        art="balken",
        kategorien=tuple(f"Gebiet {i}" for i in range(1, len(werte) + 1)),
        reihen=(reihe,),
        achsentitel="Quote",
        lesehilfe=(),
        grenzen=grenzen,
        nachkommastellen=1,
    )


def gesetzte(zahlen: Bildzahlen, lage=BREIT, **felder) -> list:
    """Die Rahmen der Diagramme einer Folie, die `setze_diagramm` füllt."""
    leer = folienvorlage.leere_praesentation("Ort", None)
    folie = leer.slides.add_slide(leer.slide_layouts[1])
    setze_diagramm(folie, zahlen, lage, alttext="Was es zeigt.", titel="Bild", **felder)
    return [form for form in folie.shapes if form.has_chart]


def gesetzt(zahlen: Bildzahlen, lage=BREIT, **felder):
    (rahmen,) = gesetzte(zahlen, lage, **felder)
    return rahmen.chart


def schildtexte(diagramm) -> list[str]:
    return [
        schild.text.replace("\u00a0", " ")
        for schild in diagramm._chartSpace.xpath(".//c:dLbl/c:tx//a:t")
    ]


def fest(diagramm) -> list[float]:
    """Links, oben, Breite und Höhe der Zeichenfläche als Anteile; leer, wenn sie frei ist."""
    layout = diagramm._chartSpace.xpath(".//c:plotArea/c:layout/c:manualLayout")
    return [float(layout[0].xpath(f"./c:{n}/@val")[0]) for n in "xywh"] if layout else []


def test_namen_am_ende_statt_legende() -> None:
    diagramm = gesetzt(linien((1.0, 2.0), (4.0, 5.0)))
    assert not diagramm.has_legend
    assert schildtexte(diagramm) == ["2,0 A", "5,0 B"]


def test_schilder_sind_um_ihren_anteil_der_hoehe_versetzt() -> None:
    diagramm = gesetzt(linien((5.0, 5.0), (5.0, 5.0)))
    versatz = [float(y) for y in diagramm._chartSpace.xpath(".//c:dLbl/c:layout//c:y/@val")]
    # 9 Punkte von 4 Zoll: das erste Schild nach unten, das zweite nach oben.
    assert versatz == pytest.approx([9 / 288, -9 / 288], abs=0.0001)
    assert diagramm._chartSpace.xpath(".//c:dLbl/c:dLblPos/@val") == ["r", "r"]


def test_legende_nennt_jede_linie_einmal_wenn_die_namen_nicht_passen() -> None:
    lang = "Ein sehr langer Name eines Gebiets"
    reihen = (
        Zahlenreihe(name=lang, stamm=lang, werte=(1.0, None), farbe="#1f5fa8"),
        Zahlenreihe(name=f"{lang} (ab 2025)", stamm=lang, werte=(None, 2.0), farbe="#1f5fa8",
                    fortsetzung=True),
    )  # fmt: skip
    zahlen = Bildzahlen(
        art="linie", kategorien=JAHRE[-2:], reihen=reihen, achsentitel="", lesehilfe=(),
        grenzen=(0.0, 10.0), nachkommastellen=1,
    )  # fmt: skip
    diagramm = gesetzt(zahlen, SCHMAL)
    assert diagramm.has_legend
    assert diagramm.legend.font.size == Pt(14)
    assert diagramm._chartSpace.xpath(".//c:legendEntry/c:idx/@val") == ["1"]
    assert schildtexte(diagramm) == ["2,0"]


def test_zeichenflaeche_laesst_rechts_platz_fuer_das_laengste_schild() -> None:
    zahlen = linien((1.0, 2.0), (4.0, 5.0), namen=["AAAA", "B"])
    flaeche = zeichenflaeche(zahlen, 864.0, 288.0)
    assert fest(gesetzt(zahlen)) == pytest.approx(
        [flaeche.links, flaeche.oben, flaeche.breite, flaeche.hoehe], abs=0.0001
    )
    rechts = 864 * (1 - flaeche.links - flaeche.breite)
    # „2,0 AAAA“ ist 54,6 Punkte breit, dazu 16 Rand.
    assert rechts == pytest.approx(70.6, abs=0.1)
    # 10 Punkte Luft oben, 28 für die Jahre unten.
    assert flaeche.hoch == 250


def test_ein_stichtag_im_jahr_haelt_abstand_zur_achse() -> None:
    xml = gesetzt(linien((1.0, 2.0, 3.0)))._chartSpace.xml
    assert '<c:baseTimeUnit val="years"/>' in xml
    assert '<c:crossBetween val="between"/>' in xml


@pytest.mark.parametrize(
    "tage",
    [QUARTALE, (datetime.date(2011, 5, 9), datetime.date(2012, 12, 31))],
    ids=["quartale", "verschiedene_jahreszeiten"],
)
def test_sonst_stehen_stichtage_auf_ihrem_tag(tage) -> None:
    diagramm = gesetzt(linien(tuple(map(float, range(len(tage)))), tage=tage))
    xml = diagramm._chartSpace.xml
    assert '<c:baseTimeUnit val="days"/>' in xml
    assert '<c:crossBetween val="midCat"/>' in xml


def test_zahlen_der_achse_sind_deutsch_und_halten_abstand() -> None:
    formatangabe = gesetzt(linien((1.0, 2.0))).value_axis.tick_labels.number_format
    assert formatangabe == '[$-407]#,##0\\ \\ ;"−"#,##0\\ \\ '
    stapel = gesetzt(balken(1.0, -1.0, grenzen=(-1.5, 1.5)))
    assert stapel.value_axis.tick_labels.number_format == '[$-407]#,##0.0;"−"#,##0.0'


def test_luecken_sind_leere_zellen() -> None:
    (reihe,) = gesetzt(linien((1.0, None, 3.0))).plots[0].series
    assert list(reihe.values) == [1.0, None, 3.0]


def test_gemeinsame_grenzen_gelten_auch_fuer_die_schilder() -> None:
    # Auf 0 bis 100 liegen 2 und 4 bei 5 und 10 von 250 Punkten, die Schilder dann bei 0 und 18.
    zahlen = linien((2.0, 2.0), (4.0, 4.0))
    versatz = [
        [
            float(y)
            for y in gesetzt(zahlen, **felder)._chartSpace.xpath(".//c:dLbl/c:layout//c:y/@val")
        ]
        for felder in ({}, {"grenzen": (0.0, 100.0)})
    ]
    assert versatz[0] == [0, 0]
    assert versatz[1] == pytest.approx([5 / 288, -8 / 288], abs=0.0001)


# --- Balken ---------------------------------------------------------------------------------


def test_sechzehn_balken_stehen_in_einem_diagramm() -> None:
    diagramm = gesetzt(balken(*map(float, range(HOECHSTENS_ZEILEN))))
    assert len(diagramm.plots[0].categories) == 16
    assert fest(diagramm) == []
    # (288 − 28) / 16 = 16,25 je Zeile, mal 0,82
    assert diagramm.font.size == Pt(13)
    assert diagramm._chartSpace.xpath(".//c:catAx/c:tickLblSkip/@val") == ["1"]


def test_siebzehn_balken_stehen_in_zweien_mit_derselben_achse() -> None:
    werte = [40.0 - i for i in range(17)]
    links, rechts = gesetzte(balken(*werte))
    namen = [list(r.chart.plots[0].categories) for r in (links, rechts)]
    assert [len(n) for n in namen] == [9, 8]
    assert (namen[0][0], namen[1][-1]) == ("Gebiet 1  40,0", "Gebiet 17  24,0")
    gezeichnet = [w for r in (links, rechts) for w in r.chart.plots[0].series[0].values]
    assert gezeichnet == werte
    for rahmen in (links, rechts):
        achse = rahmen.chart.value_axis
        assert (achse.minimum_scale, achse.maximum_scale) == (0, 50)
        assert rahmen._element.nvGraphicFramePr.cNvPr.get("descr")
    assert fest(links.chart) == fest(rechts.chart) != []
    assert links.chart.font.size == rechts.chart.font.size == Pt(14)
    assert links.left + links.width <= rechts.left + 1


def test_vorzeichen_gelten_fuer_beide_haelften() -> None:
    namen = [
        name
        for rahmen in gesetzte(balken(*[5.0] * 16, -5.0, grenzen=(-10.0, 10.0)))
        for name in rahmen.chart.plots[0].categories
    ]
    assert namen[0] == "Gebiet 1  +5,0"
    assert namen[-1] == "Gebiet 17  −5,0"


def test_ohne_wert_steht_nur_der_name() -> None:
    (rahmen,) = gesetzte(balken(3.0, None))
    assert list(rahmen.chart.plots[0].categories) == ["Gebiet 1  3,0", "Gebiet 2"]
    assert re.findall(r"<c:v>3\.0</c:v>", rahmen.chart._chartSpace.xml)


# --- Schritte und Maße ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spanne", "hoechstens", "erwartet"),
    [
        (10, 5, 2),
        (10, 10, 1),
        (10, 4, 5),
        (25, 6, 5),
        (5000, 10, 500),
        (3, 6, 0.5),
        # Wenigstens zwei, höchstens zehn Schritte.
        (10, 0, 5),
        (10, 99, 1),
    ],
)
def test_wertschritt(spanne: float, hoechstens: int, erwartet: float) -> None:
    assert wertschritt(spanne, hoechstens) == pytest.approx(erwartet)


@pytest.mark.parametrize(
    ("jahre", "hoechstens", "erwartet"),
    [
        (range(2010, 2026), 16, 1),
        # Zwei Jahre reichten; mit dreien hat auch 2025 eine Marke.
        (range(2010, 2026), 15, 3),
        (range(1984, 2020, 5), 8, 5),
        # 35 Jahre im Takt von 5: Mit 10 fehlte 2019, mit 15 auch, mit 20 auch.
        (range(1984, 2020, 5), 7, 10),
        # 17 Jahre lassen sich nicht teilen.
        (range(2000, 2018), 10, 2),
        ([2024], 10, 1),
    ],
)
def test_jahresschritt(jahre, hoechstens: int, erwartet: int) -> None:
    tage = [datetime.date(jahr, 12, 31) for jahr in jahre]
    assert jahresschritt(tage, hoechstens) == erwartet
