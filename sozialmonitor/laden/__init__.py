"""Das einzige Paket, das Daten liest und schreibt."""

from sozialmonitor.laden.geometrien import schreibe_kartendatei
from sozialmonitor.laden.kommunen import geoordner_zu, lade_kommune

__all__ = ["geoordner_zu", "lade_kommune", "schreibe_kartendatei"]
