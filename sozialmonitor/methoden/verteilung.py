"""Verfahren: wie ungleich eine Gruppe oder ein Wert über die Gebiete verteilt ist."""

import pandas as pd

from sozialmonitor import formate, segregation, ungleichheit
from sozialmonitor.methoden.methode import Methode, bereich, drei, prozent, reihe, zwei

THEMA = "Wie ungleich ist es verteilt?"
_PERSONEN = pd.Series([8723, 6952, 6670, 3738, 3599, 3513, 1885, 1563], list("ABCDEFGH"))
_GRUPPE = pd.Series([1396, 1251, 1000, 262, 288, 316, 113, 109], _PERSONEN.index)
_ACHT = "Acht Gebiete, zusammen 4.735 von 36.643 Personen"


def methoden() -> list[Methode]:
    """Segregation mit Zufallswert, Lokationsquotient, Gefälle, Gini."""
    return [_dissimilaritaet(), _isolation(), _lokationsquotient(), _gefaelle(), _gini()]


def _dissimilaritaet() -> Methode:
    def beispiel() -> str:
        d = segregation.dissimilaritaet(_GRUPPE, _PERSONEN)
        klein = segregation.dissimilaritaet([8] * 25, [1465] * 25, ziehungen=1)
        return (
            f"{_ACHT}: D = {drei(d.wert)}, Zufallswert {drei(d.zufallswert)}, bereinigt "
            f"{drei(d.bereinigt)}, {bereich(d.unten, d.oben, drei)}. 200 Personen in 25 Gebieten: "
            f"Zufallswert {drei(klein.zufallswert)}."
        )

    return Methode(
        thema=THEMA,
        titel="Dissimilaritätsindex (Segregation)",
        zweck="Sagt, welcher Teil einer Gruppe umziehen müsste, damit sie überall gleich stark "
        "vertreten ist.",
        formel=r"D = \frac12 \sum_i \left|\frac{x_i}{X} - \frac{y_i}{Y}\right|,\qquad "
        r"D_{\text{bereinigt}} = 2D - \overline{D^*}",
        erlaeuterung="x ist die Gruppe, y der Rest je Gebiet, X und Y ihre Summen; 0 heißt überall "
        "derselbe Anteil, 1 völlig getrennt. Auch blindes Verteilen ergibt einen Wert über null, "
        "und zwar einen umso höheren, je kleiner die Gruppe und je mehr Gebiete: das ist der "
        "Zufallswert (genaue Erwartung der hypergeometrischen Verteilung). Bereinigt wird mit "
        "1.000 Ziehungen (D mit Stern) aus beiden Gruppen. Nicht vergleichbar zwischen Städten und "
        "zwischen Gebietsebenen; die Lage der Gebiete zueinander geht nicht ein.",
        quelle="Duncan, O. D.; Duncan, B. (1955): A methodological analysis of segregation "
        "indexes. American Sociological Review 20, S. 210–217; Winship, C. (1977): A revaluation "
        "of indexes of residential segregation. Social Forces 55, S. 1058–1066; Allen, R.; "
        "Burgess, S.; Davidson, R.; Windmeijer, F. (2015): More reliable inference for the "
        "dissimilarity index of segregation. The Econometrics Journal 18, S. 40–66.",
        funktionen=("segregation.dissimilaritaet",),
        rechne=beispiel,
    )


def _isolation() -> Methode:
    def beispiel() -> str:
        isoliert = segregation.isolation(_GRUPPE, _PERSONEN)
        gemischt = segregation.interaktion(_GRUPPE, _PERSONEN)
        anteil = _GRUPPE.sum() / _PERSONEN.sum()
        return (
            f"{_ACHT} ({prozent(anteil)}): Isolation {drei(isoliert.wert)}, Zufallswert "
            f"{drei(isoliert.zufallswert)}, bereinigt {drei(isoliert.bereinigt)}; Interaktion "
            f"{drei(gemischt.wert)}."
        )

    return Methode(
        thema=THEMA,
        titel="Isolation und Interaktion (Segregation)",
        zweck="Sagt, wie groß der Anteil der eigenen und der übrigen Gruppe dort ist, wo ein "
        "Mitglied im Mittel wohnt.",
        formel=r"xPx = \sum_i \frac{x_i}{X}\,\frac{x_i}{t_i},\qquad "
        r"xPy = \sum_i \frac{x_i}{X}\,\frac{y_i}{t_i} = 1 - xPx",
        erlaeuterung="t sind alle Personen im Gebiet. Ohne Segregation ist die Isolation der "
        "Anteil der Gruppe an allen; sie steigt also auch, wenn nur die Gruppe wächst. Zufallswert "
        "und Bereinigung wie beim Dissimilaritätsindex.",
        quelle="Bell, W. (1954): A probability model for the measurement of ecological "
        "segregation. Social Forces 32, S. 357–364; Lieberson, S. (1981): An asymmetrical approach "
        "to segregation. In: Peach, C. u. a.: Ethnic Segregation in Cities. London.",
        funktionen=("segregation.isolation", "segregation.interaktion"),
        rechne=beispiel,
    )


def _lokationsquotient() -> Methode:
    def beispiel() -> str:
        tafel = segregation.lokationsquotient_mit_bereich(_GRUPPE, _PERSONEN)
        wert, unten, oben = (float(tafel[spalte].iloc[0]) for spalte in ("wert", "unten", "oben"))
        return (
            f"1.396 von 8.723 im Gebiet, 4.735 von 36.643 insgesamt: {zwei(wert)}, "
            f"{bereich(unten, oben, zwei)}."
        )

    return Methode(
        thema=THEMA,
        titel="Lokationsquotient",
        zweck="Sagt, wie viel stärker oder schwächer eine Gruppe in einem Gebiet vertreten ist "
        "als insgesamt.",
        formel=r"LQ_i = \frac{x_i / t_i}{X / T}",
        erlaeuterung="1 heißt wie überall, 2 heißt doppelt so stark. Der Bereich ist der "
        "Wilson-Bereich des Anteils im Gebiet, geteilt durch den Anteil an allen.",
        quelle="Isard, W. (1960): Methods of Regional Analysis. Cambridge; Bereich nach "
        "Wilson (1927).",
        funktionen=(
            "segregation.lokationsquotient",
            "segregation.lokationsquotient_mit_bereich",
        ),
        rechne=beispiel,
    )


def _gefaelle() -> Methode:
    def beispiel() -> str:
        personen, werte = [1563, 1885, 3513, 6670, 8723], [3.0, 3.4, 3.6, 7.9, 9.4]
        gefaelle = ungleichheit.sii_rii(personen, werte)
        return (
            f"Fünf Gebiete vom unbelasteten zum belasteten mit {reihe(personen)} Personen und "
            f"Werten von {reihe(werte, 1)}: SII {zwei(gefaelle.sii)}, RII {zwei(gefaelle.rii)}, "
            f"von {zwei(gefaelle.basis)} auf {zwei(gefaelle.basis + gefaelle.sii)}."
        )

    return Methode(
        thema=THEMA,
        titel="Gefälle zwischen unbelastet und belastet (SII, RII)",
        zweck="Sagt, um wie viel ein Wert vom am wenigsten zum am stärksten belasteten Ende der "
        "Stadt wächst.",
        formel=r"SII = \frac{\sum_i a_i\,(b_i - \tfrac12)\,y_i}{\sum_i a_i\,(b_i - \tfrac12)^2},"
        r"\qquad RII = \frac{Y_0 + SII}{Y_0},\qquad Y_0 = \bar y - \tfrac12 SII",
        erlaeuterung="a ist der Bevölkerungsanteil eines Gebiets, b seine Stellung in der nach "
        "Belastung geordneten Bevölkerung (0 bis 1). SII ist der Abstand in der Einheit des Werts, "
        "RII das Verhältnis. Der Bereich kommt aus den Standardfehlern der Werte; ohne sie nur aus "
        "der Streuung um die Gerade, was etwas anderes sagt: wie gut die Gerade passt.",
        quelle="Low, A.; Low, A. (2004): Measuring the gap: quantifying and comparing local health "
        "inequalities. Journal of Public Health 26, S. 388–395; wie PHEindicatormethods phe_sii.",
        funktionen=("ungleichheit.sii_rii",),
        rechne=beispiel,
    )


def _gini() -> Methode:
    def beispiel() -> str:
        gleich = ungleichheit.gini([5.0, 10.0, 15.0, 20.0]).wert
        gewichtet = ungleichheit.gini([5.0, 10.0, 15.0, 20.0], [4000, 3000, 2000, 1000]).wert
        return (
            f"Vier gleich große Gebiete mit 5, 10, 15 und 20 %: {zwei(gleich)}. Mit 4.000, 3.000, "
            f"2.000 und 1.000 Personen: {formate.zahl(gewichtet, 2)}."
        )

    return Methode(
        thema=THEMA,
        titel="Gini-Koeffizient",
        zweck="Sagt, wie ungleich ein Wert zwischen den Gebieten verteilt ist, in einer Zahl.",
        formel=r"G = \frac{\sum_i \sum_j w_i\,w_j\,|x_i - x_j|}{2\,\bar x\,W^2}",
        erlaeuterung="x ist der Wert, w die Zahl der Personen je Gebiet, W ihre Summe. 0 heißt "
        "überall gleich. Er sagt nicht, ob die hohen Werte in belasteten Gebieten liegen.",
        quelle="Sen, A. (1973): On Economic Inequality. Oxford; Cowell, F. A. (2011): Measuring "
        "Inequality. 3. Auflage. Oxford.",
        funktionen=("ungleichheit.gini",),
        rechne=beispiel,
    )
