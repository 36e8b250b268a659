"""Das einzige Paket, das Daten liest und schreibt.

Was nur einzelne Seiten brauchen, steht in eigenen Modulen (`laden.raster`, `laden.sitzungen` …) und
wird dort eingebunden: `laden.raster` zöge die ganze Geheimhaltung in jeden Prozess.
"""

from sozialmonitor.laden.ausgaben import (
    Ausgabe,
    ausgaben,
    bestandssumme,
    geaendert_seit,
    gueltige_ausgaben,
    lies_freigegebenes,
    pruefe_unversehrt,
    regel_des_ordners,
    ruecknahme,
)
from sozialmonitor.laden.geometrien import schreibe_kartendatei
from sozialmonitor.laden.kommunen import geoordner_zu, lade_kommune, ohne_vertrauliches

__all__ = [
    "Ausgabe",
    "ausgaben",
    "bestandssumme",
    "geaendert_seit",
    "geoordner_zu",
    "gueltige_ausgaben",
    "lade_kommune",
    "lies_freigegebenes",
    "ohne_vertrauliches",
    "pruefe_unversehrt",
    "regel_des_ordners",
    "ruecknahme",
    "schreibe_kartendatei",
]
