"""Verfahren: wie sicher ein einzelner Wert ist."""

from sozialmonitor import konfidenz
from sozialmonitor.methoden.methode import Methode, bereich, prozent, zwei

THEMA = "Wie sicher ist ein Wert?"


def methoden() -> list[Methode]:
    """Vertrauensbereiche von Anteil, Rate und standardisierter Rate, Kontrollgrenzen."""
    return [_wilson(), _byar(), _dobson(), _kontrollgrenzen()]


def _wilson() -> Methode:
    def beispiel() -> str:
        grenzen = konfidenz.wilson(81, 263)
        return f"81 von 263: {prozent(81 / 263)}, {bereich(*grenzen, prozent)}."

    return Methode(
        thema=THEMA,
        titel="Vertrauensbereich eines Anteils (Wilson)",
        zweck="Zeigt, wie stark ein Anteil bei so vielen Personen schon zufällig schwankt.",
        formel=r"\frac{2x + z^2 \mp z\sqrt{z^2 + 4x\left(1 - \frac{x}{n}\right)}}{2\,(n + z^2)}",
        erlaeuterung="x ist der Zähler, n der Nenner, z = 1,96 für 95 %. Der Bereich bleibt auch "
        "bei kleinen Zahlen zwischen 0 und 100 %. Quotienten zweier Gruppen (Altenquotient) "
        "werden als Anteil an beiden Gruppen zusammen gerechnet und zurückgerechnet.",
        quelle="Wilson, E. B. (1927): Probable inference, the law of succession, and statistical "
        "inference. Journal of the American Statistical Association 22, S. 209–212. Beispiel aus "
        "Newcombe (1998), Statistics in Medicine 17, S. 857–872.",
        funktionen=("konfidenz.wilson",),
        rechne=beispiel,
    )


def _byar() -> Methode:
    def beispiel() -> str:
        grenzen = konfidenz.rate(65, 10000)
        wenige = konfidenz.byar(3)
        return (
            f"65 Ereignisse auf 10.000 Personen: 6,5 je 1.000, {bereich(*grenzen, zwei)} je 1.000. "
            f"Drei Ereignisse: {bereich(*wenige, zwei)} Ereignisse (exakt)."
        )

    return Methode(
        thema=THEMA,
        titel="Vertrauensbereich einer Rate (Byar)",
        zweck="Zeigt, wie stark eine Zahl von Ereignissen je 1.000 Personen zufällig schwankt.",
        formel=r"O\left(1 - \frac{1}{9O} - \frac{z}{3\sqrt{O}}\right)^3 \quad\text{bis}\quad "
        r"(O+1)\left(1 - \frac{1}{9(O+1)} + \frac{z}{3\sqrt{O+1}}\right)^3",
        erlaeuterung="O ist die Zahl der Ereignisse; beide Grenzen werden durch den Nenner "
        "geteilt. Unter 10 Ereignissen gelten exakte Poisson-Grenzen über die "
        "Chi-Quadrat-Verteilung.",
        quelle="Breslow, N. E.; Day, N. E. (1987): Statistical Methods in Cancer Research, "
        "Band II. Lyon: IARC; wie im R-Paket PHEindicatormethods.",
        funktionen=("konfidenz.byar", "konfidenz.rate"),
        rechne=beispiel,
    )


def _dobson() -> Methode:
    def beispiel() -> str:
        anzahl, personen, standard = [6, 10, 24], [2000, 1000, 500], [5, 3, 2]
        rate, *grenzen = konfidenz.standardisierte_rate(anzahl, personen, standard, faktor=1000)
        roh = sum(anzahl) / sum(personen) * 1000
        return (
            "Drei Altersgruppen mit 6, 10 und 24 Ereignissen auf 2.000, 1.000 und 500 Personen, "
            f"Standard 5 : 3 : 2: {zwei(rate)} je 1.000, {bereich(grenzen[0], grenzen[1], zwei)}. "
            f"Ohne Standardisierung wären es {zwei(roh)} je 1.000."
        )

    return Methode(
        thema=THEMA,
        titel="Altersstandardisierte Rate (direkt, Dobson)",
        zweck="Macht Raten vergleichbar, wenn ein Gebiet älter oder jünger ist als ein anderes.",
        formel=r"r = \frac{\sum_i w_i\,\frac{x_i}{n_i}}{\sum_i w_i},\qquad "
        r"r + \sqrt{\frac{V}{O}}\,(O_{u,o} - O),\qquad "
        r"V = \frac{\sum_i w_i^2\,\frac{x_i}{n_i^2}}{\left(\sum_i w_i\right)^2}",
        erlaeuterung="x sind die Ereignisse, n die Personen, w die Personen der "
        "Standardbevölkerung je Altersgruppe; O ist die Summe der Ereignisse, die Indizes u und o "
        "stehen für ihre Byar-Grenzen. Unter 10 Ereignissen insgesamt gibt es keine Rate. Fehlt "
        "eine Altersgruppe, gibt es auch keine: sie als null zu zählen, ließe die Rate sinken.",
        quelle="Dobson, A. J.; Kuulasmaa, K.; Eberle, E.; Scherer, J. (1991): Confidence intervals "
        "for weighted sums of Poisson parameters. Statistics in Medicine 10, S. 457–462.",
        funktionen=("konfidenz.standardisierte_rate",),
        rechne=beispiel,
    )


def _kontrollgrenzen() -> Methode:
    def beispiel() -> str:
        eng = konfidenz.kontrollgrenzen(0.056, 1000)
        weit = konfidenz.kontrollgrenzen(0.056, 1000, 0.998)
        return (
            "Stadtwert 5,6 %, Gebiet mit 1.000 Personen: 95 % der Werte lägen zufällig im "
            f"{bereich(*eng, prozent)}, 99,8 % im {bereich(*weit, prozent)}."
        )

    return Methode(
        thema=THEMA,
        titel="Kontrollgrenzen des Trichterdiagramms",
        zweck="Zeigt, wie weit ein Gebiet dieser Größe zufällig vom Stadtwert abweichen kann.",
        formel=r"\frac{2np_0 + z^2 \mp z\sqrt{z^2 + 4np_0\,(1 - p_0)}}{2\,(n + z^2)}",
        erlaeuterung="Der Wilson-Bereich für den Fall, dass im Gebiet mit n Personen genau der "
        "Stadtwert gemessen würde. Je kleiner das Gebiet, desto weiter der Trichter. Die äußeren "
        "Grenzen sind die für 99,8 % (z = 3,09): bei vielen Gebieten liegen auch ohne Unterschied "
        "einige außerhalb der 95-%-Grenzen.",
        quelle="Office for Health Improvement and Disparities: Fingertips, Public Health Technical "
        "Guidance, „SPC for proportions“; Spiegelhalter, D. J. (2005): Funnel plots for comparing "
        "institutional performance. Statistics in Medicine 24, S. 1185–1202.",
        funktionen=("konfidenz.kontrollgrenzen",),
        rechne=beispiel,
    )
