"""Was ein Angreifer außer Summen weiß; Kleinstadt, von Hand."""

import numpy as np
import pandas as pd
import pytest

from sozialmonitor import verknuepfung, vorwissen
from sozialmonitor.vorwissen import Bekanntes, Einschluss
from tests.kleinstadt import LETZTER


@pytest.fixture
def sgb2(stadt):
    verbund = next(v for v in verknuepfung.verbuende(stadt) if v.id == "sgb2")
    return verbund, verknuepfung.tafel(stadt, verbund, LETZTER).zellen


def nenner(stadt, sgb2, frei):
    verbund, zellen = sgb2
    bekanntes = Bekanntes.aus(stadt, {LETZTER: frei})
    werte = vorwissen.nenner(bekanntes, verbund, LETZTER, zellen)
    return dict(zip(zellen["gebiet"], werte, strict=True))


def test_einschluesse_stammen_aus_den_anteilen_des_katalogs(stadt):
    gefunden = vorwissen.einschluesse(stadt)
    assert Einschluss(("sgb2",), ("unter_65",)) in gefunden
    assert Einschluss(("unter_18",), ("einwohner",)) in gefunden
    # Quotient, Rate und Differenz sagen nicht, dass der Zähler ein Teil des Nenners ist.
    assert not [e for e in gefunden if e.teile == ("geburten",)]


def test_freigegebener_nenner_ist_eine_obergrenze(stadt, sgb2):
    frei = {"unter_65": pd.Series({"A1": 400.0, "A2": np.nan, "B1": 160.0})}
    gefunden = nenner(stadt, sgb2, frei)
    assert (gefunden["A1"], gefunden["B1"]) == (400, 160)
    assert np.isnan(gefunden["A2"])  # geheim, also keine Grenze


def test_ohne_freigegebenen_nenner_gibt_es_keine_grenze(stadt, sgb2):
    assert np.isnan(list(nenner(stadt, sgb2, {}).values())).all()


def test_nenner_kleiner_als_die_anzahl_ist_keiner(stadt, sgb2):
    # Ohne Ort sind 5 Leistungsberechtigte, aber 0 Menschen unter 65.
    frei = {"unter_65": pd.Series({"KX": 0.0, "A1": 400.0})}
    assert np.isnan(nenner(stadt, sgb2, frei)["KX"])


def test_nenner_ist_mindestens_so_gross_wie_seine_zaehler(stadt):
    verbund = next(v for v in verknuepfung.verbuende(stadt) if "einwohner" in v.merkmale)
    zellen = verknuepfung.tafel(stadt, verbund, LETZTER).zellen
    bekanntes = Bekanntes.aus(stadt, {})
    gleichungen = vorwissen.gleichungen(bekanntes, verbund, LETZTER, zellen)
    untere = {g.zellen[0]: g.unten for g in gleichungen if len(g.zellen) == 1}
    # In A1 leben 40 Leistungsberechtigte unter 65, in B2 3.
    assert untere[("A1", "unter_65")] == 40
    assert untere[("B2", "unter_65")] == 3
