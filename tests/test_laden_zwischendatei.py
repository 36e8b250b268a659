"""Inhalt über eine Datei: die Bytes kommen zurück, die Datei bleibt nicht liegen."""

import pytest

from sozialmonitor.laden import zwischendatei


def test_inhalt_kommt_zurueck_und_die_datei_ist_weg():
    pfade = []

    def schreibe(pfad):
        pfade.append(pfad)
        pfad.write_bytes(b"abc")

    assert zwischendatei.inhalt(schreibe, endung=".sav") == b"abc"
    assert pfade[0].suffix == ".sav"
    assert not pfade[0].parent.exists()


def test_auch_ein_fehler_laesst_nichts_liegen():
    pfade = []

    def schreibe(pfad):
        pfade.append(pfad)
        pfad.write_bytes(b"geheim")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        zwischendatei.inhalt(schreibe, endung=".sav")
    assert not pfade[0].parent.exists()
