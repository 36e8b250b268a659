"""Verfahren: wie ein Sozialindex entsteht, eingestuft wird und wie fest die Klassen stehen."""

import pandas as pd

from sozialmonitor import formate, sozialindex
from sozialmonitor.methoden.methode import Methode, bereich, prozent, reihe, zwei

THEMA = "Wie entsteht der Sozialindex?"
_BERLIN = "Senatsverwaltung für Stadtentwicklung Berlin: Monitoring Soziale Stadtentwicklung"
_PERSONEN = pd.Series([6952, 8723, 6670, 3738, 3599, 3513, 1563, 1885], list("ABCDEFGH"))
# Drei erfundene Anteile [%] je Gebiet: Arbeitslose, Leistungsberechtigte, Kinder im Leistungsbezug.
_ANTEILE = pd.DataFrame(
    {
        "arbeitslos": [7.9, 9.4, 8.8, 3.9, 2.8, 3.6, 3.1, 3.4],
        "leistung": [11.0, 13.5, 12.7, 5.1, 3.9, 5.0, 4.2, 4.6],
        "kinder": [19.0, 24.0, 22.5, 9.0, 6.0, 8.5, 7.0, 7.5],
    },
    _PERSONEN.index,
)
_BEZUG = {"arbeitslos": 0.65, "leistung": 1.0, "kinder": 0.14}
_ACHT = "Acht Gebiete mit drei Anteilen (Arbeitslose, Leistungsberechtigte, Kinder)"


def methoden() -> list[Methode]:
    """Ausschluss, z-Summe, Basisjahr, geprüfte Dynamik, Stabilität, andere Bauarten."""
    return [
        _ausschluss(),
        _zsumme(),
        _basisjahr(),
        _dynamik(),
        _stabilitaet(),
        _exponential(),
        _minmax(),
        _schwellenzahl(),
        _uebereinstimmung(),
    ]


def _ausschluss() -> Methode:
    def beispiel() -> str:
        personen = pd.Series({"A": 2100, "B": 280, "C": 640})
        kinder = pd.DataFrame({"Kinder": [290, 45, 88]}, personen.index)
        tafel = sozialindex.auswertbare_gebiete(personen, kinder)
        saetze = [
            f"{formate.zahl(alle)} Personen und {davon} Kinder: {grund or 'bewertet'}"
            for alle, davon, grund in zip(personen, kinder["Kinder"], tafel["grund"], strict=True)
        ]
        return ". ".join(saetze) + "."

    return Methode(
        thema=THEMA,
        titel="Ausschluss kleiner Gebiete",
        zweck="Lässt Gebiete aus dem Index, deren Anteile vor allem Zufall sind.",
        formel=r"\text{bewertet} \iff \text{Personen} \ge 300 \ \text{ und }\ n_k \ge 100 "
        r"\ \text{ für alle Indikatoren } k",
        erlaeuterung="Die Grenze von 300 Personen gilt in Berlin und Hamburg. Die zweite ist eine "
        "eigene Festlegung: bei unter 100 Kindern verschiebt ein einzelnes Kind den Anteil um mehr "
        "als einen Prozentpunkt. Ausgeschlossene Gebiete zählen auch im Mittel nicht mit.",
        quelle=f"{_BERLIN}, Bericht 2021 (300 Personen); 100 im Nenner: eigene Festlegung.",
        funktionen=("sozialindex.auswertbare_gebiete",),
        rechne=beispiel,
    )


def _zsumme() -> Methode:
    def beispiel() -> str:
        z = sozialindex.z_werte(_ANTEILE)
        index = sozialindex.summenindex(z)
        status = sozialindex.statusklasse(index)
        beitraege = sozialindex.zerlegung(z).to_numpy()[1]
        winzig = pd.DataFrame({"d": [-0.1, 0.0, 0.0, 0.1]})
        dynamik = sozialindex.dynamikklasse(sozialindex.summenindex(sozialindex.z_werte(winzig)))
        return (
            f"{_ACHT}: Index {reihe(index, 2)}, Status {formate.aufzaehlung(list(status))}. Im "
            f"Gebiet mit dem höchsten Index tragen die drei Anteile {reihe(beitraege, 2)} bei. "
            "Dynamik bei Veränderungen von −0,1, 0, 0 und +0,1 Prozentpunkten: "
            f"{formate.aufzaehlung(list(dynamik))}."
        )

    return Methode(
        thema=THEMA,
        titel="Summenindex mit Status und Dynamik (Berliner Regel)",
        zweck="Fasst mehrere Anteile zu einer Zahl und vier Klassen zusammen.",
        formel=r"z_{ik} = \frac{x_{ik} - \bar x_k}{s_k},\qquad "
        r"I_i = \frac{S_i - \bar S}{s_S},\qquad S_i = \sum_k w_k\,z_{ik}",
        erlaeuterung="Mittel und Streuung s sind ungewichtet über die Gebiete, die Streuung die "
        "der Gesamtheit. Status: hoch unter −1, mittel bis 1, niedrig bis 1,5, darüber sehr "
        "niedrig; „hoher Status“ heißt wenig belastet. Die Dynamik stuft die Veränderungen ebenso "
        "ein: positiv unter −1, negativ über 1. Weil sie immer auf die Streuung 1 gebracht werden, "
        "heißt auch ohne jede wirkliche Veränderung rund ein Drittel der Gebiete positiv oder "
        "negativ. Unter 30 Gebieten taugt die Regel nicht zum Einstufen.",
        quelle=f"{_BERLIN} 2013 und folgende; an den veröffentlichten z-Werten 2021 nachgerechnet.",
        funktionen=(
            "sozialindex.z_werte",
            "sozialindex.summenindex",
            "sozialindex.zerlegung",
            "sozialindex.statusklasse",
            "sozialindex.dynamikklasse",
            "sozialindex.gebiete_je_feld",
            "sozialindex.matrix",
        ),
        rechne=beispiel,
    )


def _basisjahr() -> Methode:
    def beispiel() -> str:
        spaeter = _ANTEILE / 2
        basis = sozialindex.z_werte(_ANTEILE)
        neu = sozialindex.summenindex(sozialindex.z_werte(spaeter))
        fest = sozialindex.summenindex(sozialindex.z_werte(spaeter, bezug=_ANTEILE), bezug=basis)
        return (
            "Halbieren sich alle drei Anteile in allen acht Gebieten, bleibt der neu gerechnete "
            f"Index des am meisten belasteten bei {zwei(neu['B'])}; gegen das Basisjahr sinkt er "
            f"auf {zwei(fest['B'])}."
        )

    return Methode(
        thema=THEMA,
        titel="Eingefrorenes Basisjahr",
        zweck="Macht sichtbar, wenn es allen Gebieten besser oder schlechter geht.",
        formel=r"z_{ik}(t) = \frac{x_{ik}(t) - \bar x_k(t_0)}{s_k(t_0)}",
        erlaeuterung="Mittel und Streuung kommen aus einem festen Jahr statt aus dem jeweiligen. "
        "Der neu gerechnete Index kennt nur die Stellung der Gebiete zueinander: sein Mittel ist "
        "immer null, er kann sich nicht für alle bessern.",
        quelle=f"Eigene Festlegung; Formel wie {_BERLIN} 2013 und folgende.",
        funktionen=("sozialindex.z_werte", "sozialindex.summenindex"),
        rechne=beispiel,
    )


def _dynamik() -> Methode:
    def beispiel() -> str:
        namen = ["leistung", "kinder"]
        nenner = pd.DataFrame([[2000, 1000], [300, 150]], ["groß", "klein"], namen)
        vorher = pd.DataFrame([[240, 180], [36, 27]], nenner.index, namen)
        nachher = pd.DataFrame([[180, 150], [27, 23]], nenner.index, namen)
        tafel = sozialindex.geprueft_dynamik(
            vorher, nenner, nachher, nenner, {"leistung": 3.0, "kinder": 6.0}
        )
        saetze = [
            f"{formate.zahl(personen)} Personen: Z = {zwei(z)}, {klasse}"
            for personen, z, klasse in zip(
                nenner["leistung"], tafel["pruefgroesse"], tafel["klasse"], strict=True
            )
        ]
        return (
            "Leistungsberechtigte von 12 auf 9 %, Kinder von 18 auf etwa 15 %. Im Gebiet mit "
            f"{'; im Gebiet mit '.join(saetze)}."
        )

    return Methode(
        thema=THEMA,
        titel="Geprüfte Dynamik",
        zweck="Nennt eine Entwicklung nur dann positiv oder negativ, wenn sie kaum Zufall ist.",
        formel=r"Z = \frac{\sum_k d_k / s_k}{\sqrt{\sum_k v_k / s_k^2}},\qquad "
        r"v_k = \frac{p_0\,(1 - p_0)}{n_0} + \frac{p_1\,(1 - p_1)}{n_1}",
        erlaeuterung="d ist die Veränderung eines Anteils, s seine Streuung zwischen den Gebieten "
        "im Basisjahr. Positiv (negativ) heißt ein Gebiet, wenn mindestens ein Indikator gesichert "
        "besser (schlechter) wurde und keiner das Gegenteil zeigt, oder wenn |Z| über 2,58 liegt. "
        "Einzelne Indikatoren werden mit 1 − 0,05/K geprüft (K Indikatoren), damit ein "
        "unverändertes Gebiet selten auffällt. Sonst heißt es „stabil / nicht gesichert“.",
        quelle="Eigene Festlegung; einzelne Veränderungen nach Newcombe (1998), Mehrfachtest nach "
        "Bonferroni (Dunn, O. J. (1961): Multiple comparisons among means. Journal of the American "
        "Statistical Association 56, S. 52–64).",
        funktionen=("sozialindex.geprueft_dynamik",),
        rechne=beispiel,
    )


def _stabilitaet() -> Methode:
    def beispiel() -> str:
        nenner = pd.DataFrame({k: (_PERSONEN * teil).round() for k, teil in _BEZUG.items()})
        fest = sozialindex.stabilitaet((nenner * _ANTEILE / 100).round(), nenner)
        sicher = formate.zahl(fest.sicherheit["B"] * 100)
        rang = bereich(fest.rang_unten["D"], fest.rang_oben["D"], formate.zahl)
        aussage = max(fest.robust, key=lambda a: len(a.gebiete) if a.vollstaendig else 0)
        return (
            f"{_ACHT}: das am meisten belastete ist heute „{fest.klasse['B']}“ und in {sicher} % "
            f"von {formate.zahl(fest.ziehungen)} Ziehungen; Rang {fest.rang['D']} hat den {rang}. "
            f"Unter den {aussage.k} am meisten belasteten sind sicher dieselben {aussage.k}."
        )

    return Methode(
        thema=THEMA,
        titel="Stabilität der Klassen",
        zweck="Zeigt, wie oft ein Gebiet seine Klasse behielte, wenn der Zufall anders ausfiele.",
        formel=r"x^*_{ik} \sim \text{Binomial}\left(n_{ik},\ \hat p_{ik}\right),\qquad "
        r"\text{Anteil} = \frac{\#\{\text{Ziehungen in derselben Klasse}\}}{2000}",
        erlaeuterung="Alle Zähler werden 2.000-mal neu gezogen (mit geglätteten Anteilen), jedes "
        "Mal wird der ganze Index gerechnet. Dazu: jeden Indikator einmal weglassen, alle Gewichte "
        "um bis zu 50 % ändern. Robust ist nur, was in 95 % der Ziehungen, ohne jeden einzelnen "
        "Indikator und bei allen Gewichten gilt.",
        quelle="Efron, B.; Tibshirani, R. J. (1993): An Introduction to the Bootstrap. New York, "
        "Kapitel 6.5; OECD (2008): Handbook on Constructing Composite Indicators. Paris, "
        "Schritt 7.",
        funktionen=("sozialindex.stabilitaet",),
        rechne=beispiel,
    )


def _exponential() -> Methode:
    def beispiel() -> str:
        plaetze = [1, 2, 3, 6, 10]
        werte = sozialindex.exponentialtransformation(plaetze, 10)
        return f"Zehn Gebiete, Rang {reihe(plaetze)}: {reihe(werte, 1)}."

    return Methode(
        thema=THEMA,
        titel="Exponentialindex (English IMD)",
        zweck="Verhindert, dass ein guter Wert einen sehr schlechten ausgleicht.",
        formel=r"X = -23\,\ln\left(1 - R\left(1 - e^{-100/23}\right)\right),\qquad "
        r"R = \frac{N - \text{Rang} + 1}{N}",
        erlaeuterung="Jeder Indikator wird zum Rang (1 = am meisten belastet), der Rang zu einem "
        "Wert von fast 0 bis 100; das am meisten belastete Zehntel füllt die obere Hälfte. Dann "
        "wird gewichtet summiert. Bei wenigen Gebieten sind das feste Zahlen ohne Rücksicht auf "
        "die Abstände; deshalb nur zum Vergleich.",
        quelle="Ministry of Housing, Communities & Local Government (2019): The English Indices of "
        "Deprivation 2019, Technical report.",
        funktionen=(
            "sozialindex.raenge",
            "sozialindex.exponentialtransformation",
            "sozialindex.exponentialindex",
        ),
        rechne=beispiel,
    )


def _minmax() -> Methode:
    def beispiel() -> str:
        tafel = pd.DataFrame({"a": [10.0, 20.0, 30.0], "b": [20.0, 30.0, 60.0]}, list("ABC"))
        spanne, rang = sozialindex.minmax_index(tafel), sozialindex.rangindex(tafel)
        return (
            "Drei Gebiete mit 10, 20 und 30 % beim ersten und 20, 30 und 60 % beim zweiten Anteil: "
            f"Min-Max {reihe(spanne, 3)}, mittlerer Rang {reihe(rang)}."
        )

    return Methode(
        thema=THEMA,
        titel="Min-Max-Index und mittlerer Rang",
        zweck="Zwei einfache Bauarten zum Danebenstellen.",
        formel=r"M_i = \sum_k w_k\,\frac{x_{ik} - \min_k}{\max_k - \min_k},\qquad "
        r"R_i = \sum_k w_k\,\text{Rang}_k(x_{ik})",
        erlaeuterung="Die Gewichte w haben die Summe 1. Min-Max hängt an den beiden äußersten "
        "Gebieten: eines, das aus der Reihe fällt, verschiebt alle anderen. Der mittlere Rang "
        "kennt keine Abstände; Rang 1 heißt hier am wenigsten belastet, damit hoch überall "
        "belastet heißt.",
        quelle="OECD (2008): Handbook on Constructing Composite Indicators. Paris, Schritt 5.",
        funktionen=("sozialindex.minmax_index", "sozialindex.rangindex"),
        rechne=beispiel,
    )


def _schwellenzahl() -> Methode:
    def beispiel() -> str:
        namen = [f"i{nummer}" for nummer in range(1, 8)]
        belastet = pd.DataFrame([[True] * 5 + [False] * 2, [True] + [False] * 6], columns=namen)
        bewertbar = pd.DataFrame([[True] * 7, [True] * 6 + [False]], columns=namen)
        tafel = sozialindex.schwellenzahl(belastet, bewertbar)
        saetze = [
            f"in {zeile['belastet']:.0f} von {zeile['bewertbar']:.0f} Indikatoren "
            f"({prozent(zeile['anteil'])})"
            for _, zeile in tafel.iterrows()
        ]
        return f"Gesichert ungünstiger als die Reststadt: {saetze[0]} und {saetze[1]}."

    return Methode(
        thema=THEMA,
        titel="Schwellenzahl",
        zweck="Zählt, bei wie vielen Indikatoren ein Gebiet gesichert ungünstiger liegt.",
        formel=r"C_i = \#\{k : \text{Urteil}_{ik} = \text{gesichert ungünstiger als die Reststadt}"
        r"\}",
        erlaeuterung="Jeder Indikator wird für sich gegen die Reststadt geprüft; nicht bewertbare "
        "zählen auch im Nenner nicht. Es ist das robusteste Verfahren und am leichtesten zu "
        "erklären, sagt aber nicht, wie groß die Unterschiede sind.",
        quelle="Eigene Festlegung; Urteile nach Newcombe (1998).",
        funktionen=("sozialindex.schwellenzahl",),
        rechne=beispiel,
    )


def _uebereinstimmung() -> Methode:
    def beispiel() -> str:
        tafel = pd.DataFrame(
            {"a": [20.0, 11, 14, 10, 9, 8], "b": [18.0, 30, 24, 16, 15, 10]}, list("ABCDEF")
        )
        indizes = pd.DataFrame(
            {
                "Summenindex": sozialindex.summenindex(sozialindex.z_werte(tafel)),
                "IMD": sozialindex.exponentialindex(sozialindex.raenge(tafel)),
                "Min-Max": sozialindex.minmax_index(tafel),
                "Rang": sozialindex.rangindex(tafel),
            }
        )
        gemeinsam = sozialindex.uebereinstimmung(indizes)
        spannen = [
            formate.zahl(unten) if unten == oben else f"{unten} bis {oben}"
            for unten, oben in gemeinsam.spanne.itertuples(index=False)
        ]
        sicher = gemeinsam.aussagen[0]
        return (
            f"Sechs Gebiete mit {reihe(tafel['a'])} und {reihe(tafel['b'])} %, vier Bauarten: "
            f"Ränge {'; '.join(spannen)}. Einig sind sie sich nur, dass "
            f"{formate.aufzaehlung(list(sicher.gebiete))} die {sicher.k} am meisten belasteten "
            "sind."
        )

    return Methode(
        thema=THEMA,
        titel="Worin die Verfahren übereinstimmen",
        zweck="Zeigt, welche Aussagen nicht davon abhängen, wie der Index gebaut ist.",
        formel=r"k_i = \max_{v}\,\text{Rang}_{v}(i)",
        erlaeuterung="Rang 1 ist am meisten belastet, v sind die Verfahren. Ein Gebiet gehört "
        "sicher zu den k am meisten belasteten, wenn jedes Verfahren es dazu zählt; gefragt wird "
        "nur bis zur Hälfte der Gebiete.",
        quelle="OECD (2008): Handbook on Constructing Composite Indicators. Paris, Schritt 7.",
        funktionen=("sozialindex.uebereinstimmung",),
        rechne=beispiel,
    )
