"""Schilder am Ende der Linien: wer ausweicht, wer keines hat, wo die Namen stehen."""

import datetime

import pytest

from sozialmonitor.berichte.endschilder import endschilder, namen_am_ende
from sozialmonitor.bildzahlen import Bildzahlen, Zahlenreihe

JAHRE = tuple(datetime.date(jahr, 12, 31) for jahr in range(2010, 2026))


def linien(
    *werte: tuple[float | None, ...], namen: str = "ABCDEFGHI", tage=None, grenzen=(0.0, 10.0)
) -> Bildzahlen:
    """Linien A, B, C … mit ihren Werten; die letzten Stichtage sind gemeint."""
    return Bildzahlen(
        art="linie",
        kategorien=tage or JAHRE[-len(werte[0]) :],
        reihen=tuple(
            Zahlenreihe(name=name, stamm=name, werte=reihe, farbe="#1f5fa8")
            for name, reihe in zip(namen, werte, strict=False)
        ),
        achsentitel="Quote",
        lesehilfe=(),
        grenzen=grenzen,
        nachkommastellen=1,
    )


# --- Schilder: 200 Punkte hoch, 0 bis 10, also 20 Punkte je Einheit -------------------------


@pytest.mark.parametrize(
    ("letzte", "erwartet"),
    [
        ((8.0, 2.0, 5.0), [("B", 0), ("C", 0), ("A", 0)]),
        # 100 und 102 Punkte: um 16 zu nah, jedes rückt um 8.
        ((5.0, 5.1), [("A", -8), ("B", 8)]),
        # 100 und 118: gerade weit genug.
        ((5.0, 5.9), [("A", 0), ("B", 0)]),
        ((5.0, 5.85), [("A", -0.5), ("B", 0.5)]),
        ((5.0, 5.0, 5.0), [("A", -18), ("B", 0), ("C", 18)]),
        # 100 und 110 rücken auf 96 und 114; 130 ist dann zu nah: zu dritt um 113,3.
        ((5.0, 5.5, 6.5), [("A", -4.7), ("B", 3.3), ("C", 1.3)]),
        # Am Rand bleibt alles in der Zeichenfläche.
        ((0.0, 0.1), [("A", 0), ("B", 16)]),
        ((10.0, 9.9), [("B", -16), ("A", 0)]),
    ],
    ids=["weit", "nah", "genau_noch", "knapp_zu_nah", "gleich", "kette", "unten", "oben"],
)
def test_schilder_weichen_einander_aus(letzte, erwartet) -> None:
    schilder = endschilder(linien(*[(1.0, wert) for wert in letzte]), 200.0)
    assert [("ABC"[s.reihe], s.hoch) for s in schilder] == erwartet
    assert {s.punkt for s in schilder} == {1}


def test_neun_linien_an_einer_stelle_teilen_sich_die_hoehe() -> None:
    # 90 Punkte für neun Schilder: je 10, von 0 bis 80 und um die Mitte 45.
    schilder = endschilder(linien(*[(5.0,)] * 9), 90.0)
    assert [s.hoch for s in schilder] == [-40, -30, -20, -10, 0, 10, 20, 30, 40]


def test_schild_nennt_wert_und_namen_auf_deutsch() -> None:
    zahlen = linien((1234.56, 2345.67), namen=["Nord"], grenzen=(0.0, 3000.0))
    assert endschilder(zahlen, 200.0)[0].text == "2.345,7"
    (mit,) = endschilder(zahlen, 200.0, mit_namen=True)
    assert mit.text == "2.345,7\u00a0Nord"


def test_gesperrter_letzter_wert_hat_kein_schild_sondern_der_davor() -> None:
    (schild,) = endschilder(linien((3.0, 4.0, None)), 200.0)
    assert (schild.punkt, schild.text) == (1, "4,0")
    assert endschilder(linien((None, None)), 200.0) == ()


@pytest.mark.parametrize(
    ("andere", "texte"),
    [
        # Schild auf 80 Punkten; die andere Linie verläuft rechts davon auf 80, 62 und 98 …
        ((4.0, 4.0, 4.0), ["4,0"]),
        ((3.2, 3.2, 3.2), ["3,2"]),
        # … und 20 Punkte darüber.
        ((5.0, 5.0, 5.0), ["4,0", "5,0"]),
    ],
    ids=["darauf", "zu_nah", "darueber"],
)
def test_frueh_endende_linie_hat_nur_ein_schild_wo_platz_ist(andere, texte) -> None:
    schilder = endschilder(linien((4.0, None, None), andere), 200.0)
    assert [s.text for s in schilder] == texte


def test_eine_unterbrochene_linie_hat_ein_schild() -> None:
    teile = [
        Zahlenreihe(name="Nord", stamm="Nord", werte=(4.0, None), farbe="#1f5fa8"),
        Zahlenreihe(
            name="Nord (ab 2025)", stamm="Nord", werte=(None, 4.2), farbe="#1f5fa8",
            fortsetzung=True,
        ),
    ]  # fmt: skip
    zahlen = linien((0.0, 0.0))
    zahlen = Bildzahlen(
        art="linie", kategorien=zahlen.kategorien, reihen=tuple(teile), achsentitel="",
        lesehilfe=(), grenzen=(0.0, 10.0), nachkommastellen=1,
    )  # fmt: skip
    (schild,) = endschilder(zahlen, 200.0, mit_namen=True)
    assert (schild.reihe, schild.punkt, schild.text) == (1, 1, "4,2\u00a0Nord")


def test_namen_stehen_am_ende_wenn_sie_hoechstens_drei_zehntel_brauchen() -> None:
    # „5,0 AAAA“: 0,5 + 0,25 + 0,5 + 0,25 + 4 · 0,6 = 3,9 Schriftgrößen = 54,6 Punkte.
    zahlen = linien((4.0, 5.0), namen=["AAAA"])
    assert namen_am_ende(zahlen, 183)
    assert not namen_am_ende(zahlen, 181)


def test_namen_stehen_in_der_legende_wenn_eine_linie_frueher_endet() -> None:
    assert not namen_am_ende(linien((4.0, 5.0), (4.0, None)), 1000)
