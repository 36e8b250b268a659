"""Prüft den Ordner einer Kommune vollständig, ohne ihn zu verändern."""

from pathlib import Path

from sozialmonitor import kennzahlen
from sozialmonitor.fehler import DatenFehler, Mangel
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune
from sozialmonitor.laden import lade_kommune


def maengel(datenordner: Path, geoordner: Path) -> list[Mangel]:
    """Alle Mängel der Dateien, des Katalogs, der Geometrie und der Berechnung."""
    try:
        kommune = lade_kommune(datenordner, geoordner)
    except DatenFehler as fehler:
        return list(fehler.maengel)
    gefunden = list(kommune.maengel)
    for name in kommune.einstellungen.leitindikatoren:
        if name not in kommune.katalog:
            gefunden.append(
                Mangel("kommune.toml", "leitindikatoren", f"Der Indikator „{name}“ ist nicht "
                       "im Katalog.", "Bitte den Namen berichtigen oder entfernen.")
            )
    for indikator in kommune.katalog.values():
        gefunden += _rechenmaengel(kommune, indikator)
    return gefunden


def _rechenmaengel(kommune: Kommune, indikator: Indikator) -> list[Mangel]:
    if fehlend := kennzahlen.fehlende_merkmale(kommune, indikator):
        return [
            Mangel("indikatoren.toml", f"Eintrag [{indikator.id}]",
                   f"Zu {', '.join(fehlend)} gibt es keine Zahlen.",
                   "Bitte eine Bestandstabelle ergänzen oder den Eintrag entfernen.")
        ]
    try:
        kennzahlen.kennzahl(kommune, indikator.id)
    except DatenFehler as fehler:
        return list(fehler.maengel)
    return []
