"""Das einzige Paket, das Daten liest und schreibt."""

from sozialmonitor.laden.ausgaben import Ausgabe, ausgaben, bestandssumme, pruefe_unversehrt
from sozialmonitor.laden.geometrien import schreibe_kartendatei
from sozialmonitor.laden.kommunen import geoordner_zu, lade_kommune, ohne_vertrauliches

__all__ = [
    "Ausgabe",
    "ausgaben",
    "bestandssumme",
    "geoordner_zu",
    "lade_kommune",
    "ohne_vertrauliches",
    "pruefe_unversehrt",
    "schreibe_kartendatei",
]
