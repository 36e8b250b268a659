"""Verfahren: ob sich etwas über die Jahre verändert hat."""

from sozialmonitor import formate, konfidenz, trend
from sozialmonitor.methoden.methode import Methode, bereich, punkte, reihe, urteil, zwei

THEMA = "Hat sich etwas verändert?"
_FINGERTIPS = (
    "Office for Health Improvement and Disparities: Fingertips, Public Health Technical Guidance, "
    "„Trend markers“"
)


def methoden() -> list[Methode]:
    """Trend, zwei Zeitpunkte, Richtung ohne Gerade, Bruch, zwei Entwicklungen."""
    return [
        _anteilstrend(),
        _wertetrend(),
        _zwei_zeitpunkte(),
        _ohne_gerade(),
        _bruchtest(),
        _differenz_der_differenzen(),
    ]


def _anteilstrend() -> Methode:
    def beispiel() -> str:
        steigt = trend.anteilstrend([100, 110, 121, 133, 150], [1562, 1560, 1571, 1580, 1590])
        knapp = trend.anteilstrend([50, 55, 60, 70, 80], [1000] * 5)
        grenze = formate.zahl(trend.GRENZE, 4)
        return (
            "100, 110, 121, 133 und 150 von 1.562, 1.560, 1.571, 1.580 und 1.590: Prüfgröße "
            f"{formate.zahl(steigt.pruefgroesse, 4)} über {grenze}, also {steigt.richtung}. 50, "
            f"55, 60, 70 und 80 von je 1.000: {formate.zahl(knapp.pruefgroesse, 4)}, also "
            f"{knapp.richtung}."
        )

    return Methode(
        thema=THEMA,
        titel="Trend eines Anteils über fünf Jahre",
        zweck="Prüft, ob ein Anteil über die letzten fünf Jahre mehr als zufällig steigt oder "
        "fällt.",
        formel=r"\chi^2 = \frac{N\left(N \sum t\,x - X \sum t\,n\right)^2}"
        r"{X\,(N - X)\left(N \sum t^2 n - \left(\sum t\,n\right)^2\right)} > 9{,}5495",
        erlaeuterung="x sind die Fälle und n die Personen der Jahre t = 1 bis 5, X und N ihre "
        "Summen (Cochran-Armitage-Test, 99,8 %). Die Richtung darf nicht an einem einzelnen Jahr "
        "hängen: sie muss dieselbe bleiben, wenn irgendein Punkt fehlt. Nicht berechenbar mit "
        "weniger als fünf aufeinanderfolgenden Jahren, mit einer Lücke, über einen Bruch hinweg "
        "oder wenn der Zähler die ganze Grundgesamtheit ist. Ist ein Zähler null, zählt für die "
        "Richtung überall eine halbe Person mehr auf beiden Seiten.",
        quelle=f"{_FINGERTIPS}; Armitage, P. (1955): Tests for linear trends in proportions and "
        "frequencies. Biometrics 11, S. 375–386.",
        funktionen=("trend.anteilstrend", "trend.anteilstrends"),
        rechne=beispiel,
    )


def _wertetrend() -> Methode:
    def beispiel() -> str:
        werte, fehler = [10, 11, 12.5, 13, 15], [0.8, 0.8, 0.9, 0.9, 1.0]
        steigt = trend.wertetrend(werte, fehler)
        return (
            f"Werte {reihe(werte, 1)} mit Standardfehlern {reihe(fehler, 1)}: "
            f"{formate.zahl(steigt.steigung, 3, vorzeichen=True)} je Jahr, Standardfehler "
            f"{formate.zahl(steigt.standardfehler, 3)}, Prüfgröße "
            f"{formate.zahl(steigt.pruefgroesse, 2)}, also {steigt.richtung}."
        )

    return Methode(
        thema=THEMA,
        titel="Trend eines Werts mit Standardfehler",
        zweck="Prüft, ob eine Rate oder ein Mittelwert über fünf Jahre mehr als zufällig steigt "
        "oder fällt.",
        formel=r"\beta = \frac{\sum w \sum w\,t\,y - \sum w\,t \sum w\,y}"
        r"{\sum w \sum w\,t^2 - \left(\sum w\,t\right)^2},\qquad w = \frac{1}{s^2},\qquad "
        r"\left(\frac{\beta}{s_\beta}\right)^2 > 9{,}5495",
        erlaeuterung="Regression der Werte y auf die Jahre t, gewichtet mit ihrem Standardfehler "
        "s; aus einem 95-%-Bereich ist er dessen Breite durch 3,92. Es gelten dieselbe Grenze und "
        "dieselben Regeln wie beim Trend eines Anteils.",
        quelle=f"{_FINGERTIPS}.",
        funktionen=("trend.wertetrend", "trend.standardfehler_aus_bereich"),
        rechne=beispiel,
    )


def _zwei_zeitpunkte() -> Methode:
    def beispiel() -> str:
        zwei_jahre = trend.zwei_zeitpunkte([332, 353], [4200, 4200], zeit=[2021, 2023])
        return (
            f"332 von 4.200, zwei Jahre später 353 von 4.200: {punkte(zwei_jahre.differenz)}, "
            f"{bereich(zwei_jahre.unten, zwei_jahre.oben, punkte)}, also {zwei_jahre.richtung}."
        )

    return Methode(
        thema=THEMA,
        titel="Zwei Zeitpunkte statt eines Trends",
        zweck="Vergleicht den ersten mit dem letzten Wert, wenn es keine fünf Jahre gibt.",
        formel=r"d = p_2 - p_1,\qquad \text{Bereich nach Newcombe}",
        erlaeuterung="Für Reihen mit Lücken und Zählungen alle zwei oder drei Jahre. Verglichen "
        "wird nur hinter dem letzten Bruch; was dazwischen geschah, geht nicht ein. Das Ergebnis "
        "trägt den Vermerk „2 Zeitpunkte“.",
        quelle="Newcombe, R. G. (1998): Statistics in Medicine 17, S. 873–890, Methode 10.",
        funktionen=("trend.zwei_zeitpunkte",),
        rechne=beispiel,
    )


def _ohne_gerade() -> Methode:
    def beispiel() -> str:
        werte = [10.2, 10.9, 11.1, 10.8, 11.9, 12.4, 12.2, 13.0]
        test, gerade = trend.mann_kendall(werte), trend.theil_sen(werte)
        p_wert = formate.zahl(test.p_wert, 4)
        return (
            f"{reihe(werte, 1)}: S = {formate.zahl(test.s)}, p = {p_wert}, also {test.richtung}; "
            f"Steigung {zwei(gerade.steigung)} je Jahr, "
            f"{bereich(gerade.unten, gerade.oben, zwei)}."
        )

    return Methode(
        thema=THEMA,
        titel="Richtung ohne Gerade (Mann-Kendall, Theil-Sen)",
        zweck="Prüft lange Reihen auf eine gleichbleibende Richtung, ohne dass Ausreißer zählen.",
        formel=r"S = \sum_{i<j} \text{sgn}(y_j - y_i),\qquad "
        r"\beta = \text{Median}_{i<j}\,\frac{y_j - y_i}{t_j - t_i}",
        erlaeuterung="S zählt, wie viele Wertepaare steigen, minus wie viele fallen; wie "
        "wahrscheinlich das bei zufälliger Folge wäre, ist bis 33 Werte ausgezählt (95 %), darüber "
        "und bei gleichen Werten genähert. Die Steigung ist der Median aller Steigungen zwischen "
        "zwei Jahren. Mit weniger als fünf Werten kann der Test nie etwas sichern, und über einen "
        "Bruch der Reihe wird nicht gerechnet.",
        quelle="Mann, H. B. (1945): Nonparametric tests against trend. Econometrica 13, "
        "S. 245–259; Sen, P. K. (1968): Estimates of the regression coefficient based on Kendall's "
        "tau. Journal of the American Statistical Association 63, S. 1379–1389.",
        funktionen=("trend.mann_kendall", "trend.theil_sen"),
        rechne=beispiel,
    )


def _bruchtest() -> Methode:
    def beispiel() -> str:
        jahre = [*range(2014, 2020), 2021, 2022]
        werte = [10.0, 10.5, 10.6, 11.1, 11.3, 11.9, 14.0, 12.8]
        tabelle = trend.bruchtest(jahre, werte).tabelle
        saetze = [
            f"{jahr}: erwartet {zwei(zeile['erwartet'])}, "
            f"{bereich(zeile['unten'], zeile['oben'], zwei)}, beobachtet "
            f"{zwei(zeile['beobachtet'])}, also {zeile['urteil']}"
            for jahr, zeile in tabelle.iterrows()
        ]
        return f"2014 bis 2019: {reihe(werte[:6], 1)}. {'; '.join(saetze)}."

    return Methode(
        thema=THEMA,
        titel="Sprung gegenüber den Jahren davor (Bruchtest)",
        zweck="Fragt, ob die Jahre nach einem Einschnitt anders liegen als die Fortschreibung.",
        formel=r"\hat y(t) \mp t_{n-2}\, s\, "
        r"\sqrt{1 + \frac{1}{n} + \frac{(t - \bar t\,)^2}{\sum (t_i - \bar t\,)^2}}",
        erlaeuterung="Aus den Jahren 2014 bis 2019 wird eine Gerade fortgeschrieben; s ist die "
        "Streuung um sie. Der Bereich gilt für einen einzelnen neuen Wert und je Jahr: von zwanzig "
        "Jahren liegt auch ohne Bruch im Mittel eines außerhalb. Es braucht fünf Werte davor; eine "
        "neue Abgrenzung der Daten wird nicht überbrückt. Ein Sprung zeigt keine Ursache.",
        quelle="Draper, N. R.; Smith, H. (1998): Applied Regression Analysis. 3. Auflage. "
        "New York (Vorhersagebereich).",
        funktionen=("trend.bruchtest",),
        rechne=beispiel,
    )


def _differenz_der_differenzen() -> Methode:
    def beispiel() -> str:
        anzahlen = (400.0, 360.0, 3000.0, 3100.0)
        grundgesamtheiten = (2000.0, 2000.0, 30000.0, 31000.0)
        wert, *grenzen = konfidenz.differenz_der_differenzen(anzahlen, grundgesamtheiten)
        return (
            "Gebiet von 400 auf 360 unter 2.000, Vergleich von 3.000 unter 30.000 auf 3.100 unter "
            f"31.000: {punkte(wert)}, {bereich(grenzen[0], grenzen[1], punkte)}, also "
            f"{urteil(*grenzen)}."
        )

    return Methode(
        thema=THEMA,
        titel="Unterschied zweier Entwicklungen (Differenz der Differenzen)",
        zweck="Fragt, ob sich ein Gebiet anders entwickelt hat als sein Vergleich.",
        formel=r"(p_{G,2} - p_{G,1}) - (p_{V,2} - p_{V,1}) \;\mp\; "
        r"z\sqrt{\sum \frac{p\,(1-p)}{n}}",
        erlaeuterung="G ist das Gebiet, V der Vergleich, 1 vorher und 2 nachher. Die Summe läuft "
        "über alle vier Anteile (Normalnäherung). Der Vergleich zeigt einen Unterschied in der "
        "Entwicklung, nicht ihre Ursache.",
        quelle="Angrist, J. D.; Pischke, J.-S. (2009): Mostly Harmless Econometrics. Princeton, "
        "Kapitel 5.",
        funktionen=("konfidenz.differenz_der_differenzen", "vergleich.differenz_der_differenzen"),
        rechne=beispiel,
    )
