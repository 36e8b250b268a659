"""Die Kleinstadt mit allem, was eine Zahl sein kann: Wert, null, geheim, zu wenige, fehlt.

SGB-II-Quote am 31.12.2021, von Hand: A1 40 von 400 = 10 %, B1 0 von 160 = 0 % (wirklich null),
A2 geheim (von 250), B2 3 von 15 und damit zu wenige; A1 am 31.12.2020 unbekannt (von 390).
"""

from pathlib import Path

from sozialmonitor.kommune import Kommune
from tests import kleinstadt

AENDERUNGEN = (
    ("soziales.csv", "A2,2021-12-31,sgb2,10,,amt,", "A2,2021-12-31,sgb2,,•,amt,"),
    ("soziales.csv", "B1,2021-12-31,sgb2,16,,amt,", "B1,2021-12-31,sgb2,0,–,amt,"),
    ("soziales.csv", "A1,2020-12-31,sgb2,39,,amt,", "A1,2020-12-31,sgb2,,.,amt,"),
)
ZUSTAENDE = {
    ("A1", "2021-12-31"): "wert",
    ("B1", "2021-12-31"): "wert",
    ("A2", "2021-12-31"): "geheim",
    ("B2", "2021-12-31"): "zu_wenige",
    ("A1", "2020-12-31"): "fehlt",
}


def lade(ordner: Path) -> Kommune:
    """Die veränderte Kleinstadt."""
    return kleinstadt.lade(ordner, *AENDERUNGEN)
