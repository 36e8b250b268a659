"""Ein unabhängig geschriebener Angriff auf die freigegebene Bevölkerung von Saarlouis.

Unbekannt ist jede Person nach Sozialraum × Altersgruppe × Geschlecht × Herkunft (174 Gruppen in
30 Orten). Bekannt sind alle freigegebenen Zahlen der Merkmale, auf jeder Ebene. Für verborgene
Zahlen wird mit `linprog` der kleinste und größte Wert gesucht; ohne ganze Zahlen ist der Bereich
höchstens weiter als in der Prüfung, nie enger.
"""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.optimize import linprog

from sozialmonitor import freigabelauf, gebiete, verknuepfung
from sozialmonitor.laden import geoordner_zu, lade_kommune
from sozialmonitor.zahlen import GLIEDERUNG, gehoert_dazu
from tests.seitenlauf import SEITEN

STICHTAG = "2023-12-31"
DATEN = SEITEN.parent / "data" / "saarlouis"


@pytest.fixture(scope="module")
def saarlouis():
    return lade_kommune(DATEN, geoordner_zu(DATEN))


@pytest.fixture(scope="module")
def bevoelkerung(saarlouis):
    """Der Verbund der Bevölkerung und seine Zellen nach der Freigabe."""
    verbund = next(v for v in verknuepfung.verbuende(saarlouis) if "einwohner" in v.merkmale)
    regel = saarlouis.einstellungen.geheimhaltung.regel("oeffentlich", verbund.tabellen)
    return verbund, freigabelauf.ein_schritt(saarlouis, verbund, STICHTAG, regel)


def system(kommune, zellen):
    """Gleichungen aller Zellen über den Unbekannten Ort × Gruppe."""
    bestand = kommune.bestand
    eigene = bestand[bestand["merkmal"].eq("einwohner") & bestand["stichtag"].eq(STICHTAG)]
    orte = list(dict.fromkeys(eigene["gebiet"]))
    gruppen = eigene[GLIEDERUNG].drop_duplicates().to_dict("records")
    n = len(gruppen)

    def zeile(gebiet, merkmal):
        teile = gebiete.aufloesung(kommune.zerlegung, gebiet, orte)
        drin = [i for i, g in enumerate(gruppen) if gehoert_dazu(g, kommune.merkmale[merkmal])]
        return [orte.index(teil) * n + i for teil in teile for i in drin]

    spalten = [zeile(z.gebiet, z.merkmal) for z in zellen.itertuples()]
    zeilen = np.repeat(np.arange(len(spalten)), [len(s) for s in spalten])
    form = (len(spalten), len(orte) * n)
    einsen = np.ones(len(zeilen))
    return sparse.csr_array((einsen, (zeilen, np.concatenate(spalten))), shape=form)


def stadtzellen(kommune, verbund, zellen):
    """Die Zellen der Stadt und ihrer Gebiete, ohne Abgezogenes."""
    orte = [*kommune.in_der_stadt, kommune.einstellungen.stadt]
    gilt = zellen["merkmal"].isin(verbund.merkmale) & zellen["gebiet"].isin(orte)
    return zellen[gilt].reset_index(drop=True)


def grenzen(matrix, werte, ziel):
    offen = ~np.isnan(werte)
    ergebnis = []
    for vorzeichen in (1, -1):
        loesung = linprog(
            vorzeichen * matrix[[ziel]].toarray()[0],
            A_eq=matrix[offen],
            b_eq=werte[offen],
            bounds=(0, None),
            method="highs",
        )
        assert loesung.status == 0, loesung.message
        ergebnis.append(vorzeichen * loesung.fun)
    return ergebnis


def test_niemand_errechnet_mehr_als_die_pruefung_sagt(saarlouis, bevoelkerung):
    verbund, zellen = bevoelkerung
    echte = stadtzellen(saarlouis, verbund, zellen)
    verborgene = np.flatnonzero(echte["frei"].isna())
    assert len(verborgene) >= 10
    matrix, werte = system(saarlouis, echte), echte["frei"].to_numpy("float64")
    enge = verborgene[np.argsort((echte["oben"] - echte["unten"]).to_numpy()[verborgene])]
    for ziel in enge[:6]:
        unten, oben = grenzen(matrix, werte, ziel)
        assert oben - unten >= 3 - 1e-6, echte.loc[ziel, ["gebiet", "merkmal"]].tolist()
        assert unten <= echte.loc[ziel, "wert"] + 1e-6 <= oben + 2e-6


def test_ohne_partner_faende_der_angriff_verborgenes(saarlouis, bevoelkerung):
    """Positivkontrolle: Nur nach der Regel verborgen, lässt sich wenigstens eine Zahl errechnen."""
    verbund, zellen = bevoelkerung
    echte = stadtzellen(saarlouis, verbund, zellen)
    nur_regel = echte["wert"].where(echte["status"].ne("primär"))
    matrix, werte = system(saarlouis, echte), nur_regel.to_numpy("float64")
    breiten = []
    for ziel in np.flatnonzero(np.isnan(werte)):
        unten, oben = grenzen(matrix, werte, ziel)
        breiten.append(oben - unten)
    assert min(breiten) < 1


def test_rang_aller_freigegebenen_zahlen(saarlouis, bevoelkerung):
    """Jede lineare Beziehung zwischen den Merkmalen steht auch in den Summen des Verbunds."""
    verbund, _ = bevoelkerung
    bestand = saarlouis.bestand
    gruppen = bestand.loc[bestand["merkmal"].eq("einwohner"), GLIEDERUNG].drop_duplicates()
    arten = gruppen.to_dict("records")
    namen = [*verbund.merkmale, *verbund.abgezogen]
    enthalten = {
        m: np.array([gehoert_dazu(a, saarlouis.merkmale[m]) for a in arten], dtype=float)
        for m in verbund.merkmale
    }
    for rest, ganzes, teil in verbund.abzuege:
        enthalten[rest] = enthalten[ganzes] - enthalten[teil]
    inzidenz = np.array([enthalten[name] for name in namen])
    assert set(np.unique(inzidenz)) <= {0.0, 1.0}
    summen = pd.DataFrame(0.0, index=range(len(verbund.summen)), columns=namen)
    for zeile, (ganzes, teile) in enumerate(verbund.summen):
        summen.loc[zeile, ganzes] -= 1
        for teil in teile:
            summen.loc[zeile, teil] += 1
    abhaengig = len(namen) - np.linalg.matrix_rank(inzidenz)
    assert np.abs(summen.to_numpy() @ inzidenz).max() == 0
    assert np.linalg.matrix_rank(summen.to_numpy()) == abhaengig
