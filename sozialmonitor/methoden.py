"""Die Verfahren in Worten: wozu, Formel, Quelle und ein nachgerechnetes Beispiel.

Die Beispiele stehen nicht fest im Text, sondern werden mit `konfidenz` und `klassen` gerechnet;
ändert sich ein Verfahren, ändert sich sein Beispiel.
"""

from dataclasses import dataclass

import pandas as pd

from sozialmonitor import formate, klassen, konfidenz


@dataclass(frozen=True, slots=True, kw_only=True)
class Methode:
    """Ein Verfahren: Zweck in einem Satz, Formel (LaTeX), Erläuterung, Beispiel, Quelle."""

    titel: str
    zweck: str
    formel: str
    erlaeuterung: str
    beispiel: str
    quelle: str


def methoden() -> list[Methode]:
    """Alle Verfahren in der Reihenfolge, in der eine Zahl sie durchläuft."""
    return [_wilson(), _byar(), _newcombe(), _differenz_der_differenzen(), _klassen()]


def _wilson() -> Methode:
    unten, oben = konfidenz.wilson(81, 263)
    return Methode(
        titel="Vertrauensbereich eines Anteils (Wilson)",
        zweck="Zeigt, wie stark ein Anteil bei so vielen Personen schon zufällig schwankt.",
        formel=r"\frac{2x + z^2 \mp z\sqrt{z^2 + 4x\left(1 - \frac{x}{n}\right)}}{2\,(n + z^2)}",
        erlaeuterung="x ist der Zähler, n der Nenner, z = 1,96 für 95 %. Der Bereich bleibt auch "
        "bei kleinen Zahlen zwischen 0 und 100 %. Quotienten zweier Gruppen (Altenquotient) "
        "werden als Anteil an beiden Gruppen zusammen gerechnet und zurückgerechnet.",
        beispiel=f"81 von 263: {_prozent(81 / 263)}, Bereich {_prozent(unten)} bis "
        f"{_prozent(oben)}.",
        quelle="Wilson, E. B. (1927): Probable inference, the law of succession, and statistical "
        "inference. Journal of the American Statistical Association 22, S. 209–212. Beispiel aus "
        "Newcombe (1998), Statistics in Medicine 17, S. 857–872.",
    )


def _byar() -> Methode:
    unten, oben = konfidenz.rate(65, 10000)
    return Methode(
        titel="Vertrauensbereich einer Rate (Byar)",
        zweck="Zeigt, wie stark eine Zahl von Ereignissen je 1.000 Personen zufällig schwankt.",
        formel=r"O\left(1 - \frac{1}{9O} - \frac{z}{3\sqrt{O}}\right)^3 \quad\text{bis}\quad "
        r"(O+1)\left(1 - \frac{1}{9(O+1)} + \frac{z}{3\sqrt{O+1}}\right)^3",
        erlaeuterung="O ist die Zahl der Ereignisse; beide Grenzen werden durch den Nenner "
        "geteilt. Unter 10 Ereignissen gelten exakte Poisson-Grenzen über die "
        "Chi-Quadrat-Verteilung.",
        beispiel=f"65 Ereignisse auf 10.000 Personen: 6,5 je 1.000, Bereich "
        f"{formate.zahl(unten, 2)} bis {formate.zahl(oben, 2)} je 1.000.",
        quelle="Breslow, N. E.; Day, N. E. (1987): Statistical Methods in Cancer Research, "
        "Band II. Lyon: IARC; wie im R-Paket PHEindicatormethods.",
    )


def _newcombe() -> Methode:
    differenz, unten, oben = konfidenz.newcombe(48, 80, 56, 70)
    return Methode(
        titel="Unterschied zweier Anteile (Newcombe)",
        zweck="Prüft, ob sich ein Gebiet von der übrigen Stadt oder von früher unterscheidet.",
        formel=r"d - \sqrt{(p_1-l_1)^2 + (u_2-p_2)^2} \quad\text{bis}\quad "
        r"d + \sqrt{(u_1-p_1)^2 + (p_2-l_2)^2},\qquad d = p_1 - p_2",
        erlaeuterung="l und u sind die Wilson-Grenzen beider Anteile. Enthält der Bereich die "
        "Null nicht, heißt der Unterschied „gesichert höher“ oder „gesichert niedriger“, sonst "
        "„nicht gesichert verschieden“. Geprüft wird gegen die Stadt ohne das Gebiet "
        "(Reststadt), weil das Gebiet sonst mit sich selbst verglichen würde.",
        beispiel=f"56 von 70 gegen 48 von 80: {_punkte(differenz)}, Bereich {_punkte(unten)} bis "
        f"{_punkte(oben)}, also {_urteil(unten, oben)}.",
        quelle="Newcombe, R. G. (1998): Interval estimation for the difference between independent "
        "proportions: comparison of eleven methods. Statistics in Medicine 17, S. 873–890, "
        "Methode 10 (mit Beispiel).",
    )


def _differenz_der_differenzen() -> Methode:
    anzahlen = (400.0, 360.0, 3000.0, 3100.0)
    grundgesamtheiten = (2000.0, 2000.0, 30000.0, 31000.0)
    wert, unten, oben = konfidenz.differenz_der_differenzen(anzahlen, grundgesamtheiten)
    return Methode(
        titel="Unterschied zweier Entwicklungen (Differenz der Differenzen)",
        zweck="Fragt, ob sich ein Gebiet anders entwickelt hat als sein Vergleich.",
        formel=r"(p_{G,2} - p_{G,1}) - (p_{V,2} - p_{V,1}) \;\mp\; "
        r"z\sqrt{\sum \frac{p\,(1-p)}{n}}",
        erlaeuterung="G ist das Gebiet, V der Vergleich, 1 vorher und 2 nachher. Die Summe läuft "
        "über alle vier Anteile (Normalnäherung). Der Vergleich zeigt einen Unterschied in der "
        "Entwicklung, nicht ihre Ursache.",
        beispiel=f"Gebiet von 400 auf 360 unter 2.000, Vergleich von 3.000 unter 30.000 auf 3.100 "
        f"unter 31.000: {_punkte(wert)}, Bereich {_punkte(unten)} bis {_punkte(oben)}, also "
        f"{_urteil(unten, oben)}.",
        quelle="Angrist, J. D.; Pischke, J.-S. (2009): Mostly Harmless Econometrics. Princeton, "
        "Kapitel 5.",
    )


def _klassen() -> Methode:
    werte = pd.Series([4.0, 6.0, 7.0, 9.0, 12.0, 13.0, 18.0, 25.0])
    natuerlich = klassen.einteilung(werte, "jenks")
    grenzen = [formate.zahl(grenze, 1) for grenze in natuerlich.grenzen]
    beispielwerte = "; ".join(formate.zahl(wert) for wert in werte)
    return Methode(
        titel="Klassen der Karten",
        zweck="Legt fest, welche Werte dieselbe Farbe bekommen.",
        formel=r"g_1 < g_2 < \dots < g_k,\qquad g_i \le \text{Wert} < g_{i+1}",
        erlaeuterung="Voreinstellung sind feste, runde Grenzen aus dem Katalog: ein Gebiet "
        "wechselt seine Farbe nur mit seinem Wert, nie mit den Werten der anderen. Daneben gibt "
        "es gleich viele Gebiete je Klasse (Quantile), gleich breite und natürliche Klassen "
        "(Jenks: kleinste Streuung innerhalb der Klassen) und Klassen um den Stadtwert. Bei "
        "höchstens acht Gebieten sind es höchstens vier Klassen.",
        beispiel=f"Natürliche Grenzen für {beispielwerte}: {formate.aufzaehlung(grenzen)}.",
        quelle="Jenks, G. F. (1967): The data model concept in statistical mapping. International "
        "Yearbook of Cartography 7, S. 186–190; Bibliothek mapclassify.",
    )


def _prozent(anteil: float) -> str:
    return f"{formate.zahl(anteil * 100, 1)} %"


def _punkte(anteil: float) -> str:
    return f"{formate.zahl(anteil * 100, 1, vorzeichen=True)} Prozentpunkte"


def _urteil(unten: float, oben: float) -> str:
    if unten > 0:
        return "gesichert höher"
    return "gesichert niedriger" if oben < 0 else "nicht gesichert verschieden"
