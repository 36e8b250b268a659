"""Die Fassung der Verfahren: nach welchem Stand der Rechenregeln Ergebnisse entstehen.

Sie steigt, sobald dieselben Zahlen ein anderes Ergebnis haben: Werte, Bereiche, Urteile, Index,
Trend oder was die Geheimhaltung verbirgt. Jeder weitergegebene Link nennt sie, jede Ausgabe hält
fest, mit welcher sie entstand. `tests/test_fassung.py` bemerkt, wenn sie steigen muss.
"""

import re
from dataclasses import dataclass

from sozialmonitor import formate

PARAMETER = "fassung"
"""So heißt die Angabe in einer Adresse."""
_NUMMER = re.compile(r"[1-9][0-9]{0,5}")
_FREMDES = re.compile(r"[^\w.-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fassung:
    """Eine Fassung der Verfahren: ab welchem Tag (ISO) sie gilt und was sie ändert, als Sätze."""

    nummer: int
    datum: str
    geaendert: str


# Neue Fassungen kommen ans Ende; was hier steht, wird nie mehr geändert.
FASSUNGEN = (
    Fassung(nummer=1, datum="2026-11-23", geaendert="Erste Fassung."),
    Fassung(
        nummer=2,
        datum="2026-11-28",
        geaendert="Die Reststadt enthält räumlich nicht zuordenbare Fälle nicht mehr; dadurch "
        "ändern sich Reststadt, Differenz und gelegentlich das Urteil bei Grundsicherung und "
        "Arbeitslosigkeit. Auch Raten werden gegen die Reststadt und gegen früher geprüft. "
        "Salden nennen die Reststadt auch, wo ihr Wert negativ ist. "
        "Kleine Zahlen gehen nicht mehr heraus.",
    ),
)
FASSUNG = str(FASSUNGEN[-1].nummer)


def hinweis(genannt: str) -> str:
    """Der Satz zu einem Link, der nicht mit der heutigen Fassung entstand; sonst leer.

    Parameters
    ----------
    genannt
        Was die Adresse unter `PARAMETER` nennt, ungeprüft; leer, wenn sie nichts nennt.
    """
    if genannt in ("", FASSUNG):
        return ""
    seither = [f for f in FASSUNGEN if f.nummer > int(genannt)] if _ist_frueher(genannt) else []
    if not seither:
        return (
            "Der Link nennt eine Fassung der Rechenverfahren, die es hier nicht gibt "
            f"(„{_FREMDES.sub('', genannt)[:20]}“). Gerechnet ist mit Fassung {FASSUNG}; das "
            "Ergebnis kann von dem abweichen, was der Link einmal zeigte."
        )
    aenderungen = " ".join(
        f"Seit Fassung {f.nummer} ({formate.stichtag(f.datum)}): {f.geaendert}" for f in seither
    )
    return (
        f"Der Link entstand mit Fassung {genannt} der Rechenverfahren, gezeigt ist das Ergebnis "
        f"nach Fassung {FASSUNG}. {aenderungen}"
    )


def _ist_frueher(genannt: str) -> bool:
    return bool(_NUMMER.fullmatch(genannt)) and int(genannt) in {f.nummer for f in FASSUNGEN}
