"""Rechenverfahren: Ausgleich auf Randsummen, ganzzahliges Runden, wiederholbares Schwanken.

Alles ist deterministisch: Zufall kommt nur aus gleichverteilten Zahlen eines Generators mit festem
Startwert je Stichwort (nicht aus einer gemeinsamen Folge), sodass eine neue Tabelle die übrigen
nicht verändert. Reste werden vor dem Vergleich auf `STELLEN` Nachkommastellen gerundet, damit
letzte Bits verschiedener Rechner keine Person verschieben.
"""

import numpy as np
import numpy.typing as npt

from aufbereitung.saarlouis.demonstration.vorgaben import DemonstrationsFehler, Feld, Zahlen

STARTWERT = 20261123
STELLEN = 6
GLEICHVERTEILTE = 12
HOECHSTENS_SCHRITTE = 500
GENAUIGKEIT = 1e-9


def gleichverteilt(stichwort: str, *form: int) -> Feld:
    """Gleichverteilte Zahlen in [0, 1), je Stichwort immer dieselben."""
    generator = np.random.Generator(np.random.PCG64([STARTWERT, *stichwort.encode()]))
    return generator.random(form)


def rauschen(stichwort: str, gebiete: int, jahre: int, *, beharrung: float = 0.75) -> Feld:
    """Näherungsweise normalverteilte Abweichungen (Varianz 1), die von Jahr zu Jahr nachwirken."""
    summen: Feld = gleichverteilt(stichwort, GLEICHVERTEILTE, gebiete, jahre).sum(axis=0)
    stoesse = summen - GLEICHVERTEILTE / 2
    reihe = np.empty_like(stoesse)
    reihe[:, 0] = stoesse[:, 0]
    neu = float(np.sqrt(1 - beharrung * beharrung))
    for jahr in range(1, jahre):
        reihe[:, jahr] = beharrung * reihe[:, jahr - 1] + neu * stoesse[:, jahr]
    return reihe


def schwankend(
    erwartet: Feld, stichwort: str, *, staerke: float = 0.8, beharrung: float = 0.75
) -> Feld:
    """Erwartete Anzahlen mit Schwankungen in der Größenordnung der Zufallsstreuung."""
    abweichung = rauschen(stichwort, *erwartet.shape, beharrung=beharrung)
    faktor = 1 + staerke * abweichung / np.sqrt(erwartet + 1)
    ergebnis: Feld = erwartet * np.clip(faktor, 0.1, None)
    return ergebnis


def ganzzahlig(werte: npt.ArrayLike) -> Zahlen:
    """Gerundete ganze Zahlen (halbe aufgerundet)."""
    genau = np.round(np.asarray(werte, dtype=np.float64), STELLEN)
    ergebnis: Zahlen = np.floor(genau + 0.5).astype(np.int64)
    return ergebnis


def anteilig_gerundet(summe: int, gewichte: Feld, *, hoechstens: Feld | None = None) -> Zahlen:
    """Ganze Zahlen mit fester Summe nach Gewichten (größte Reste), optional mit Obergrenzen."""
    grenzen = np.full(len(gewichte), float(summe))
    if hoechstens is not None:
        grenzen = np.floor(np.round(hoechstens, STELLEN))
    if grenzen.sum() < summe:
        raise DemonstrationsFehler(
            f"Die Summe {summe} passt nicht unter die Obergrenzen {grenzen.sum():.0f}."
        )
    soll = np.round(_unter_grenzen(summe, gewichte, grenzen), STELLEN)
    ganze = np.floor(soll).astype(np.int64)
    reihenfolge = np.argsort(-(soll - ganze), kind="stable")
    while (fehlend := summe - int(ganze.sum())) > 0:
        frei = [stelle for stelle in reihenfolge if ganze[stelle] < grenzen[stelle]]
        ganze[frei[:fehlend]] += 1
    return ganze


def _unter_grenzen(summe: int, gewichte: Feld, grenzen: Feld) -> Feld:
    fest = np.zeros(len(gewichte), dtype=bool)
    while True:
        rest = summe - grenzen[fest].sum()
        gewicht = np.where(fest, 0.0, gewichte)
        nenner = gewicht.sum()
        soll = np.where(fest, grenzen, gewicht * (rest / nenner if nenner > 0 else 0.0))
        zu_viel = ~fest & (soll > grenzen + GENAUIGKEIT)
        if not zu_viel.any():
            ergebnis: Feld = np.minimum(soll, grenzen)
            return ergebnis
        fest |= zu_viel


def ausgeglichen(tafel: Feld, zeilen: Feld, spalten: Feld) -> Feld:
    """Iterativer Ausgleich (IPF) einer Tafel auf vorgegebene Zeilen- und Spaltensummen."""
    ergebnis: Feld = tafel.astype(np.float64)
    for _ in range(HOECHSTENS_SCHRITTE):
        ergebnis = ergebnis * (zeilen / ergebnis.sum(axis=1))[:, np.newaxis]
        ergebnis = ergebnis * (spalten / ergebnis.sum(axis=0))
        if float(np.abs(ergebnis.sum(axis=1) - zeilen).max()) < GENAUIGKEIT * float(zeilen.max()):
            return ergebnis
    raise DemonstrationsFehler("Der Ausgleich auf die Randsummen findet keine Lösung.")


def randtreu_gerundet(tafel: Feld, zeilen: Zahlen, spalten: Zahlen) -> Zahlen:
    """Ganze Zahlen nahe an der Tafel, deren Zeilen- und Spaltensummen genau stimmen."""
    werte = np.round(tafel, STELLEN)
    ganze = np.floor(werte).astype(np.int64)
    zeilen_offen = zeilen - ganze.sum(axis=1)
    spalten_offen = spalten - ganze.sum(axis=0)
    reihenfolge = np.argsort(-(werte - ganze), axis=None, kind="stable")
    while zeilen_offen.any():
        for stelle in reihenfolge:
            zeile, spalte = divmod(int(stelle), tafel.shape[1])
            if zeilen_offen[zeile] > 0 and spalten_offen[spalte] > 0:
                ganze[zeile, spalte] += 1
                zeilen_offen[zeile] -= 1
                spalten_offen[spalte] -= 1
    return ganze


def stetig_gerundet(gewichte: Feld, summe: int, *, phase: float) -> Zahlen:
    """Ganze Zahlen mit fester Summe durch Runden der aufgelaufenen Werte.

    Anders als größte Reste benachteiligt das viele kleine Zellen nicht; mit fester `phase` in
    [0, 1) bleibt die Rundung von Jahr zu Jahr ruhig.
    """
    aufgelaufen = np.concatenate([[0.0], np.cumsum(gewichte)]) * (summe / gewichte.sum())
    stufen = np.floor(np.round(aufgelaufen, STELLEN) + phase).astype(np.int64)
    stufen[0], stufen[-1] = 0, summe
    ergebnis: Zahlen = np.diff(stufen)
    return ergebnis


def verteilt(
    stichwort: str,
    stadt: Zahlen,
    gewichte: npt.ArrayLike,
    *,
    hoechstens: npt.ArrayLike | None = None,
    rest: Zahlen | None = None,
    staerke: float = 0.8,
) -> Zahlen:
    """Stadtwerte je Jahr auf Sozialräume verteilen; letzte Zeile ist „nicht zuordenbar“.

    Parameters
    ----------
    stichwort
        Name der Reihe; bestimmt das Schwanken.
    stadt
        Stadtwert je Jahr, ganzzahlig, einschließlich `rest`.
    gewichte
        Gewicht je Sozialraum und Jahr.
    hoechstens
        Obergrenze je Sozialraum und Jahr.
    rest
        Räumlich nicht zuordenbarer Teil je Jahr; ohne Angabe 0.
    staerke
        Stärke des Schwankens gegenüber der Zufallsstreuung.

    Returns
    -------
    Zahlen
        Zeilen Sozialräume und „nicht zuordenbar“, Spalten Jahre; jede Spalte ergibt den Stadtwert.
    """
    offen = np.zeros_like(stadt) if rest is None else np.minimum(rest, stadt)
    teil = stadt - offen
    anteile = np.asarray(gewichte, dtype=np.float64)
    grenzen = None if hoechstens is None else np.asarray(hoechstens, dtype=np.float64)
    erwartet = anteile / anteile.sum(axis=0) * teil
    bewegt = schwankend(erwartet, stichwort, staerke=staerke)
    spalten = [
        anteilig_gerundet(
            int(teil[jahr]),
            bewegt[:, jahr],
            hoechstens=None if grenzen is None else grenzen[:, jahr],
        )
        for jahr in range(len(teil))
    ]
    return np.vstack([np.column_stack(spalten), offen])


def kleiner_rest(stichwort: str, stadt: Zahlen, *, prozent: float) -> Zahlen:
    """Nicht zuordenbarer Teil je Jahr: rund `prozent` des Stadtwerts, leicht schwankend."""
    erwartet = stadt.astype(np.float64) * (prozent / 100)
    bewegt = schwankend(erwartet[np.newaxis, :], f"rest-{stichwort}", staerke=1.0)
    return ganzzahlig(bewegt[0])
