"""Verfahren: Glätten, Gruppen ähnlicher Gebiete, Muster der Nachbarschaft, Klassen der Karten."""

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import box

from sozialmonitor import aehnlichkeit, formate, glaettung, klassen, nachbarschaft, typen
from sozialmonitor.methoden.methode import Methode, reihe, zwei

THEMA = "Wie entstehen Karten und Gruppen?"
_HOHE_ECKE = 3


def methoden() -> list[Methode]:
    """Klassen, geglättete Raten, ähnliche Gebiete, Gruppen, Muster der Nachbarschaft."""
    return [_klassen(), _empirical_bayes(), _aehnliche(), _typen(), _lokaler_moran()]


def _klassen() -> Methode:
    def beispiel() -> str:
        werte = pd.Series([4.0, 6.0, 7.0, 9.0, 12.0, 13.0, 18.0, 25.0])
        natuerlich = klassen.einteilung(werte, "jenks")
        gleich = klassen.einteilung(werte, "gleich")
        return (
            f"Acht Gebiete mit den Werten {reihe(werte)}: natürliche Grenzen "
            f"{reihe(natuerlich.grenzen, 1)}; gleich breite Klassen {reihe(gleich.grenzen, 1)}."
        )

    return Methode(
        thema=THEMA,
        titel="Klassen der Karten",
        zweck="Legt fest, welche Werte dieselbe Farbe bekommen.",
        formel=r"g_1 < g_2 < \dots < g_k,\qquad g_i \le \text{Wert} < g_{i+1}",
        erlaeuterung="Voreinstellung sind feste, runde Grenzen aus dem Katalog: ein Gebiet "
        "wechselt seine Farbe nur mit seinem Wert, nie mit den Werten der anderen. Daneben gibt "
        "es gleich viele Gebiete je Klasse (Quantile), gleich breite und natürliche Klassen "
        "(Jenks: kleinste Streuung innerhalb der Klassen), Standardabweichungen um das Mittel und "
        "Klassen um den Stadtwert. Bei höchstens acht Gebieten sind es höchstens vier Klassen.",
        quelle="Jenks, G. F. (1967): The data model concept in statistical mapping. International "
        "Yearbook of Cartography 7, S. 186–190; Bibliothek mapclassify.",
        funktionen=("klassen.einteilung", "klassen.klasse"),
        rechne=beispiel,
    )


def _empirical_bayes() -> Methode:
    def beispiel() -> str:
        ereignisse, personen = [22, 31, 24, 6, 3, 5, 1, 2], [
            6670, 8723, 6952, 3738, 3599, 3513, 1885, 1563,
        ]  # fmt: skip
        glatt = glaettung.empirical_bayes(ereignisse, personen)

        def je_tausend(werte: np.ndarray, stelle: int) -> str:
            return formate.zahl(werte[stelle] * 1000, 2)

        return (
            f"Acht Gebiete, im Mittel {zwei(glatt.theta_1 * 1000)} je 1.000. 31 von 8.723: aus "
            f"{je_tausend(glatt.rate, 1)} wird {je_tausend(glatt.geglaettet, 1)} (eigenes Gewicht "
            f"{zwei(glatt.gewicht[1])}). 1 von 1.885: aus {je_tausend(glatt.rate, 6)} wird "
            f"{je_tausend(glatt.geglaettet, 6)} (Gewicht {zwei(glatt.gewicht[6])})."
        )

    return Methode(
        thema=THEMA,
        titel="Geglättete Raten (Empirical Bayes)",
        zweck="Nimmt einer Karte die zufälligen Ausschläge kleiner Gebiete.",
        formel=r"\tilde r_i = w_i\,r_i + (1 - w_i)\,\theta_1,\qquad "
        r"w_i = \frac{\theta_2}{\theta_2 + \theta_1 / P_i}",
        erlaeuterung="Die Rate r eines Gebiets mit P Personen wird zum gemeinsamen Mittel "
        "gezogen, umso stärker, je weniger Personen es hat; die zweite Größe ist die Streuung "
        "zwischen den Gebieten, die über den Zufall hinausgeht. Nur als Schalter „geglättet“, nie "
        "stillschweigend: geglättete Werte sind Schätzungen, keine gezählten Raten.",
        quelle="Marshall, R. J. (1991): Mapping disease and mortality rates using empirical Bayes "
        "estimators. Journal of the Royal Statistical Society C 40, S. 283–294.",
        funktionen=("glaettung.empirical_bayes",),
        rechne=beispiel,
    )


def _aehnliche() -> Methode:
    def beispiel() -> str:
        tafel = pd.DataFrame(
            {"a": [10.0, 12.0, 20.0, 18.0], "b": [20.0, 22.0, 40.0, 10.0]}, list("ABCD")
        )
        abstand = aehnlichkeit.aehnlichste(tafel, "A").abstand
        saetze = [f"{gebiet} {zwei(wert)}" for gebiet, wert in abstand.items()]
        return (
            f"Vier Gebiete A bis D mit {reihe(tafel['a'])} und {reihe(tafel['b'])} %: Abstand zu A "
            f"in Streuungen {formate.aufzaehlung(saetze)}."
        )

    return Methode(
        thema=THEMA,
        titel="Ähnliche Gebiete",
        zweck="Nennt die Gebiete, deren Profil dem gewählten am nächsten kommt.",
        formel=r"d_{ij} = \sqrt{\frac{1}{K} \sum_{k=1}^{K} \left(z_{ik} - z_{jk}\right)^2}",
        erlaeuterung="z sind die standardisierten Werte der K Indikatoren, die für alle Gebiete "
        "vorliegen; jeder zählt gleich. Ähnlich heißt nicht gleich: auch das nächste Gebiet kann "
        "weit entfernt sein, deshalb steht der Abstand dabei.",
        quelle="Office for National Statistics (2024): Explore Local Statistics, „statistical "
        "nearest neighbours“; Formel: mittlerer euklidischer Abstand.",
        funktionen=("aehnlichkeit.aehnlichste",),
        rechne=beispiel,
    )


def _typen() -> Methode:
    def beispiel() -> str:
        tafel = pd.DataFrame(
            {
                "Arbeitslose": [4.0, 5.0, 6.0, 5.0, 10.0, 11.0, 12.0],
                "über 75": [15.0, 14.0, 15.0, 16.0, 6.0, 5.0, 7.0],
            },
            list("ABCDEFG"),
        )
        typologie = typen.gruppen(tafel)
        saetze = []
        for nummer in typologie.profil.index:
            gebiete = formate.aufzaehlung(list(tafel.index[typologie.gruppe.eq(nummer)]))
            merkmale = [
                f"{m.indikator} {formate.zahl(m.abstand, 2, vorzeichen=True)}"
                for m in typen.merkmale_der_gruppe(typologie, nummer)
            ]
            saetze.append(f"Gruppe {nummer}: {gebiete} ({formate.aufzaehlung(merkmale)})")
        return (
            f"Sieben Gebiete mit {reihe(tafel['Arbeitslose'])} % Arbeitslosen und "
            f"{reihe(tafel['über 75'])} % über 75-Jährigen; z-Werte in Klammern. "
            f"{'. '.join(saetze)}. Silhouette "
            f"{zwei(typologie.silhouette_gesamt)}, Stabilität {reihe(typologie.stabilitaet, 2)}."
        )

    return Methode(
        thema=THEMA,
        titel="Gruppen ähnlicher Gebiete (Ward, k-Means)",
        zweck="Fasst Gebiete mit ähnlichem Profil zusammen und sagt, was jede Gruppe auszeichnet.",
        formel=r"\min \sum_g \sum_{i \in g} \left\lVert z_i - \bar z_g \right\rVert^2,\qquad "
        r"s_i = \frac{b_i - a_i}{\max(a_i, b_i)},\qquad "
        r"J(A, B) = \frac{|A \cap B|}{|A \cup B|}",
        erlaeuterung="z sind die standardisierten Indikatoren. Die Silhouette s vergleicht den "
        "mittleren Abstand a zur eigenen mit dem Abstand b zur nächsten anderen Gruppe: unter 0,25 "
        "ist keine Ordnung zu erkennen, ab 0,5 eine brauchbare. Die Stabilität ist der mittlere "
        "Jaccard-Wert J zur ähnlichsten Gruppe, wenn aus zufällig wiedergezogenen Gebieten neu "
        "gruppiert wird: ab 0,75 stabil, unter 0,6 nicht verlässlich. Gebiete unter 300 Personen "
        "oder mit einer Lücke bleiben außen vor; eine Gruppe braucht im Mittel drei Gebiete.",
        quelle="Ward, J. H. (1963): Hierarchical grouping to optimize an objective function. "
        "Journal of the American Statistical Association 58, S. 236–244; Rousseeuw, P. J. (1987): "
        "Silhouettes. Journal of Computational and Applied Mathematics 20, S. 53–65; Hennig, C. "
        "(2007): Cluster-wise assessment of cluster stability. Computational Statistics & Data "
        "Analysis 52, S. 258–271; Bibliothek scikit-learn.",
        funktionen=("typen.gruppen", "typen.merkmale_der_gruppe"),
        rechne=beispiel,
    )


def _lokaler_moran() -> Methode:
    def beispiel() -> str:
        felder = [(zeile, spalte) for zeile in range(5) for spalte in range(5)]
        hoch = np.array([max(feld) < _HOHE_ECKE for feld in felder])
        flaechen = gpd.GeoDataFrame(
            geometry=[box(s * 1000, z * 1000, (s + 1) * 1000, (z + 1) * 1000) for z, s in felder],
            crs="EPSG:3035",
        )
        wert = pd.Series(np.where(hoch, 20.0, 10.0))
        tafel = nachbarschaft.lokaler_moran(
            wert, nachbarschaft.nachbarn(flaechen), permutationen=4999
        )
        eck, mitte = (tafel.iloc[felder.index(feld)] for feld in ((0, 0), (1, 1)))
        gesichert = int(tafel["art"].eq("hoch-hoch").sum())
        return (
            "25 quadratische Gebiete, neun davon in einer Ecke mit 20 statt 10 %. In der Mitte der "
            f"neun: I = {zwei(float(mitte['i']))}, {mitte['art']}; im Eck mit nur drei Nachbarn: "
            f"I = {zwei(float(eck['i']))}, {eck['art']}. Gesichert „hoch-hoch“ sind {gesichert} "
            "der neun."
        )

    return Methode(
        thema=THEMA,
        titel="Muster der Nachbarschaft (lokaler Moran)",
        zweck="Findet Gebiete, die mit ihren Nachbarn zusammen gesichert hoch oder niedrig liegen.",
        formel=r"I_i = \frac{(n - 1)\,z_i \sum_j w_{ij}\,z_j}{\sum_j z_j^2},\qquad "
        r"z_i = x_i - \bar x",
        erlaeuterung="w sind die Gewichte der Nachbarn (zusammen 1). Wie oft ein solcher Wert bei "
        "zufällig vertauschten Nachbarn vorkäme, sagt der p-Wert; weil so viele Gebiete geprüft "
        "werden, wird er nach Benjamini und Hochberg angehoben. Unter 20 Gebieten wird nicht "
        "gerechnet: so wenige Vertauschungen können nichts sichern.",
        quelle="Anselin, L. (1995): Local indicators of spatial association. Geographical Analysis "
        "27, S. 93–115; Benjamini, Y.; Hochberg, Y. (1995): Controlling the false discovery rate. "
        "Journal of the Royal Statistical Society B 57, S. 289–300; Bibliothek esda.",
        funktionen=(
            "nachbarschaft.nachbarn",
            "nachbarschaft.lokaler_moran",
            "nachbarschaft.moran",
        ),
        rechne=beispiel,
    )
