"""Das einzige Paket, das Daten liest und schreibt."""

from sozialmonitor.laden.geometrien import schreibe_kartendatei
from sozialmonitor.laden.kommunen import lade_kommune

__all__ = ["lade_kommune", "schreibe_kartendatei"]
