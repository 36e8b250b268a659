"""Ein vorbereitetes Dokument als PDF setzen (PDF/UA-1).

Eigenes Modul ohne weitere Importe: Der Satz braucht viel Speicher und kann darum in einem Prozess
laufen, der sonst nichts geladen hat.
"""

import datetime
import json
import pkgutil
from collections.abc import Mapping
from typing import Any


def gesetzt(inhalt: Mapping[str, Any]) -> bytes:
    """Das PDF zu einem Inhalt von `pdf.vorbereitet`; gleiche Inhalte ergeben dieselben Bytes."""
    import typst  # groß und selten gebraucht

    tag = datetime.date.fromisoformat(inhalt["datum"])
    return typst.compile(
        pkgutil.get_data("sozialmonitor.berichte", "vorlagen/dokument.typ") or b"",
        sys_inputs={"daten": json.dumps(inhalt)},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        timestamp=datetime.datetime.combine(tag, datetime.time(), datetime.UTC),
    )
