"""Die Beispiele der Methodenseite gegen die Zahlen der genannten Aufsätze."""

import pytest

from sozialmonitor import methoden


def beispiel(titel):
    (methode,) = [m for m in methoden.methoden() if titel in m.titel]
    return methode.beispiel


def test_wilson_wie_newcombe_1998():
    # Statistics in Medicine 17, S. 857–872: 81/263 → 0,2553 bis 0,3662
    assert beispiel("(Wilson)") == "81 von 263: 30,8 %, Bereich 25,5 % bis 36,6 %."


def test_newcombe_wie_newcombe_1998():
    # Statistics in Medicine 17, S. 873–890, Methode 10: 56/70 − 48/80 → 0,0524 bis 0,3339
    assert beispiel("(Newcombe)") == (
        "56 von 70 gegen 48 von 80: +20,0 Prozentpunkte, Bereich +5,2 Prozentpunkte bis "
        "+33,4 Prozentpunkte, also gesichert höher."
    )


def test_differenz_der_differenzen_von_hand():
    # (18 − 20) − (10 − 10) = −2; SE = √(0,16/2000 + 0,1476/2000 + 0,09/30000 + 0,09/31000)
    assert beispiel("Differenz der Differenzen").endswith(
        "−2,0 Prozentpunkte, Bereich −4,5 Prozentpunkte bis +0,5 Prozentpunkte, also nicht "
        "gesichert verschieden."
    )


@pytest.mark.parametrize("methode", methoden.methoden(), ids=lambda m: m.titel)
def test_jede_methode_ist_vollstaendig(methode):
    assert all((methode.zweck, methode.formel, methode.erlaeuterung, methode.beispiel))
    assert any(zeichen.isdigit() for zeichen in methode.quelle)
    assert "k. A." not in methode.beispiel
