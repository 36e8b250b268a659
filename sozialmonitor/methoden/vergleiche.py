"""Verfahren: ob sich zwei Werte unterscheiden und welchen Platz ein Gebiet hat."""

import pandas as pd

from sozialmonitor import formate, konfidenz, punktwolken, vergleich
from sozialmonitor.methoden.methode import Methode, bereich, prozent, punkte, reihe, urteil, zwei

THEMA = "Ist der Unterschied gesichert?"


def methoden() -> list[Methode]:
    """Zwei Anteile, zwei Raten, Reststadt, Zielwert, kleinste Veränderung, Rang, Zusammenhang."""
    return [
        _newcombe(),
        _raten(),
        _reststadt(),
        _ziel(),
        _kleinste_veraenderung(),
        _rangbereich(),
        _zusammenhang(),
    ]


def _newcombe() -> Methode:
    def beispiel() -> str:
        differenz, *grenzen = konfidenz.newcombe(48, 80, 56, 70)
        return (
            f"56 von 70 gegen 48 von 80: {punkte(differenz)}, "
            f"{bereich(grenzen[0], grenzen[1], punkte)}, also {urteil(*grenzen)}."
        )

    return Methode(
        thema=THEMA,
        titel="Unterschied zweier Anteile (Newcombe)",
        zweck="Prüft, ob sich ein Gebiet von der übrigen Stadt oder von früher unterscheidet.",
        formel=r"d - \sqrt{(p_1-l_1)^2 + (u_2-p_2)^2} \quad\text{bis}\quad "
        r"d + \sqrt{(u_1-p_1)^2 + (p_2-l_2)^2},\qquad d = p_1 - p_2",
        erlaeuterung="l und u sind die Wilson-Grenzen beider Anteile. Enthält der Bereich die "
        "Null nicht, heißt der Unterschied „gesichert höher“ oder „gesichert niedriger“, sonst "
        "„nicht gesichert verschieden“.",
        quelle="Newcombe, R. G. (1998): Interval estimation for the difference between independent "
        "proportions: comparison of eleven methods. Statistics in Medicine 17, S. 873–890, "
        "Methode 10 (mit Beispiel).",
        funktionen=("konfidenz.newcombe", "vergleich.unterschied"),
        rechne=beispiel,
    )


def _raten() -> Methode:
    def beispiel() -> str:
        differenz, *grenzen = konfidenz.differenz_raten(10, 1000, 20, 1000)
        return (
            f"20 gegen 10 Ereignisse auf je 1.000 Personen: {zwei(differenz)} je 1.000 mehr, "
            f"{bereich(grenzen[0], grenzen[1], zwei)} je 1.000, also {urteil(*grenzen)}."
        )

    return Methode(
        thema=THEMA,
        titel="Unterschied zweier Raten (Zou und Donner)",
        zweck="Prüft, ob sich zwei Raten unterscheiden, etwa Geburten je 1.000 Personen.",
        formel=r"d - \sqrt{(r_1-l_1)^2 + (u_2-r_2)^2} \quad\text{bis}\quad "
        r"d + \sqrt{(u_1-r_1)^2 + (r_2-l_2)^2},\qquad d = r_1 - r_2",
        erlaeuterung="Dieselbe Verknüpfung wie bei zwei Anteilen, mit den Byar-Grenzen l und u "
        "beider Raten (unter 10 Ereignissen exakt). Die Ereignisse gelten als unabhängig: ziehen "
        "Familien gemeinsam, ist der wahre Bereich weiter.",
        quelle="Zou, G. Y.; Donner, A. (2008): Construction of confidence limits about effect "
        "measures: a general approach. Statistics in Medicine 27, S. 1693–1702.",
        funktionen=("konfidenz.differenz_raten", "vergleich.unterschied"),
        rechne=beispiel,
    )


def _reststadt() -> Methode:
    def beispiel() -> str:
        gegen_rest = konfidenz.newcombe(720, 9000, 100, 1000)
        mit_ortlosen = konfidenz.newcombe(740, 9000, 100, 1000)
        return (
            "Stadt 840 von 10.000, davon im Gebiet 100 von 1.000 und 20 ohne Ort. Reststadt: 720 "
            f"von 9.000 = {prozent(0.08)}; Gebiet {prozent(0.1)}: {punkte(gegen_rest[0])}, "
            f"{bereich(gegen_rest[1], gegen_rest[2], punkte)}, also {urteil(*gegen_rest[1:])}. "
            "Zählten die 20 zur Reststadt, wäre das Urteil "
            f"„{urteil(*mit_ortlosen[1:])}“."
        )

    return Methode(
        thema=THEMA,
        titel="Urteil gegen die Reststadt",
        zweck="Vergleicht ein Gebiet mit der übrigen Stadt statt mit einer Stadt, die es enthält.",
        formel=r"p_R = \frac{x_S - x_G - x_0}{n_S - n_G}",
        erlaeuterung="S ist die Stadt, G das Gebiet, R die Reststadt; x mit Index 0 sind Fälle, "
        "die sich keinem Gebiet zuordnen lassen. Sie fehlen jedem Gebiet, also auch der Reststadt: "
        "mit ihnen läge sie immer etwas zu hoch. Gezeigt wird der vollständige Stadtwert. Ist ihre "
        "Zahl unbekannt oder geheim, ist das Urteil „nicht bewertbar“. Kreis und Land enthalten "
        "die Stadt und werden nur gezeigt, nicht geprüft.",
        quelle="Eigene Festlegung (Entscheidung 0013); Prüfung nach Newcombe (1998) und Zou und "
        "Donner (2008).",
        funktionen=("vergleich.mit_vergleich", "vergleich.rest", "vergleich.urteil"),
        rechne=beispiel,
    )


def _ziel() -> Methode:
    def beispiel() -> str:
        unten, oben = konfidenz.wilson(12, 190)
        zeile = pd.DataFrame({"unten": [unten], "oben": [oben]})
        ist, spaeter = (vergleich.gegen_ziel(zeile, ziel).iloc[0] for ziel in (0.10, 0.12))
        return (
            f"12 von 190 sind {prozent(12 / 190)}, {bereich(unten, oben, prozent)}: gegen ein Ziel "
            f"von 10 % „{ist}“, gegen eines von 12 % „{spaeter}“."
        )

    return Methode(
        thema=THEMA,
        titel="Vergleich mit einem Zielwert",
        zweck="Prüft, ob ein Ziel gesichert über- oder unterschritten ist.",
        formel=r"\text{gesichert} \iff \text{Ziel} \notin [\,l,\ u\,]",
        erlaeuterung="Ein Zielwert schwankt nicht zufällig; deshalb genügt der Vertrauensbereich "
        "l bis u des Gebiets selbst. Liegt das Ziel darin, ist weder „erreicht“ noch „verfehlt“ "
        "gesichert.",
        quelle="Office for Health Improvement and Disparities: Fingertips, Public Health Technical "
        "Guidance, „single overlapping CI“; Bereich nach Wilson (1927).",
        funktionen=("vergleich.gegen_ziel",),
        rechne=beispiel,
    )


def _kleinste_veraenderung() -> Methode:
    def beispiel() -> str:
        klein = konfidenz.kleinste_erkennbare_veraenderung(0.08, 1562, 1590)
        return (
            f"Anteil um 8 %, 1.562 und 1.590 Personen: ab {formate.zahl(klein * 100, 1)} "
            "Prozentpunkten Unterschied."
        )

    return Methode(
        thema=THEMA,
        titel="Kleinste erkennbare Veränderung",
        zweck="Sagt vorab, wie groß eine Veränderung sein muss, damit sie gesichert sein kann.",
        formel=r"z\sqrt{p\,(1-p)\left(\frac{1}{n_1} + \frac{1}{n_2}\right)}",
        erlaeuterung="p ist die ungefähre Höhe des Anteils, n die Zahl der Personen vorher und "
        "nachher. Eine wahre Veränderung genau dieser Größe würde nur in der Hälfte der Fälle "
        "entdeckt; „nicht gesichert“ heißt also nicht „unverändert“.",
        quelle="Normalnäherung der Binomialverteilung; Fleiss, J. L.; Levin, B.; Paik, M. C. "
        "(2003): Statistical Methods for Rates and Proportions. 3. Auflage. New York.",
        funktionen=("konfidenz.kleinste_erkennbare_veraenderung",),
        rechne=beispiel,
    )


def _rangbereich() -> Methode:
    def beispiel() -> str:
        anzahl = pd.Series([22, 31, 24, 6, 3, 5, 1, 2], list("ABCDEFGH"))
        personen = pd.Series([6670, 8723, 6952, 3738, 3599, 3513, 1885, 1563], anzahl.index)
        platz = vergleich.rangintervall(anzahl, personen)

        def satz(gebiet: str) -> str:
            rang, unten, oben = platz.loc[gebiet, ["rang", "unten", "oben"]]
            return (
                f"{anzahl[gebiet]} von {formate.zahl(personen[gebiet])}: Rang {rang}, "
                f"Bereich {unten} bis {oben}"
            )

        return f"Drei von acht Gebieten. {satz('B')}; {satz('G')}; {satz('H')}."

    return Methode(
        thema=THEMA,
        titel="Rangbereich",
        zweck="Zeigt, welche Plätze ein Gebiet haben könnte, wenn der Zufall anders ausfiele.",
        formel=r"p_i \sim \text{Beta}\left(x_i + \tfrac12,\ n_i - x_i + \tfrac12\right),\qquad "
        r"R_i = 1 + \#\{j : p_j > p_i\}",
        erlaeuterung="Die Anteile aller Gebiete werden 2.000-mal aus ihrer Verteilung gezogen und "
        "jedes Mal gereiht; gezeigt werden die Plätze, zwischen denen 95 % der Ziehungen liegen. "
        "Plätze mit überlappenden Bereichen sind keine Rangfolge.",
        quelle="Goldstein, H.; Spiegelhalter, D. J. (1996): League tables and their limitations. "
        "Journal of the Royal Statistical Society A 159, S. 385–443.",
        funktionen=("vergleich.rangintervall",),
        rechne=beispiel,
    )


def _zusammenhang() -> Methode:
    def beispiel() -> str:
        eines = pd.Series([4.0, 5, 6, 7, 8, 9, 10, 11, 12, 13])
        anderes = pd.Series([11.0, 10, 14, 12, 18, 15, 21, 20, 26, 24])
        rho = punktwolken.zusammenhang(eines, anderes)
        return (
            f"Zehn Gebiete mit {reihe(eines)} und {reihe(anderes)} %: r = {zwei(rho.wert)}, "
            f"{bereich(rho.unten, rho.oben, zwei)}."
        )

    return Methode(
        thema=THEMA,
        titel="Zusammenhang zweier Indikatoren (Spearman)",
        zweck="Zeigt, ob Gebiete mit hohem Wert des einen auch einen hohen des anderen haben.",
        formel=r"r = 1 - \frac{6 \sum_i d_i^2}{n\,(n^2 - 1)},\qquad "
        r"\tanh\left(\text{artanh}\,r \mp z\sqrt{\frac{1 + r^2/2}{n - 3}}\right)",
        erlaeuterung="d ist der Unterschied der beiden Ränge eines Gebiets; bei gleichen Werten "
        "werden die mittleren Ränge korreliert. Unter zehn Gebieten gibt es keinen Zusammenhang, "
        "nur die Punkte. Er gilt für Gebiete, nicht für Menschen, und zeigt keine Ursache.",
        quelle="Spearman, C. (1904): The proof and measurement of association between two things. "
        "American Journal of Psychology 15, S. 72–101; Bonett, D. G.; Wright, T. A. (2000): Sample "
        "size requirements for estimating Pearson, Kendall and Spearman correlations. "
        "Psychometrika 65, S. 23–28.",
        funktionen=("punktwolken.zusammenhang",),
        rechne=beispiel,
    )
