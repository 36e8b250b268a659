"""Prüft den Ordner einer Kommune vollständig, ohne ihn zu verändern."""

from pathlib import Path

from sozialmonitor import freigabereife, kennzahlen
from sozialmonitor.fehler import DatenFehler, Mangel
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune
from sozialmonitor.laden import lade_kommune
from sozialmonitor.laden.ansichtsliste import ansichtsliste
from sozialmonitor.laden.fragen import fragen
from sozialmonitor.laden.sitzungen import sitzungen


def maengel(datenordner: Path, geoordner: Path) -> list[Mangel]:
    """Alle Mängel der Dateien, des Katalogs, der Geometrie, der Berechnung, der Adressen."""
    try:
        kommune = lade_kommune(datenordner, geoordner)
    except DatenFehler as fehler:
        return list(fehler.maengel)
    gefunden = [*kommune.maengel, *_verweismaengel(kommune), *freigabereife.maengel(kommune)]
    for indikator in kommune.katalog.values():
        gefunden += _quellenmaengel(kommune, indikator)
        gefunden += _rechenmaengel(kommune, indikator)
    for lies in (fragen, sitzungen, ansichtsliste):
        gefunden += lies(datenordner, kommune)[1]
    return gefunden


def _verweismaengel(kommune: Kommune) -> list[Mangel]:
    """Indikatoren, die `kommune.toml` nennt, die es aber nicht gibt."""
    einstellungen = kommune.einstellungen
    verweise = [("leitindikatoren", name) for name in einstellungen.leitindikatoren]
    auswertungen = einstellungen.auswertungen
    for liste in ("sozialindex", "segregation", "gruppen"):
        verweise += [(f"[auswertungen] {liste}", name) for name in getattr(auswertungen, liste)]
    abhilfe = "Bitte den Namen berichtigen oder entfernen."
    return [
        Mangel("kommune.toml", ort, f"Der Indikator „{name}“ ist nicht im Katalog.", abhilfe)
        for ort, name in verweise
        if name not in kommune.katalog
    ]


def _quellenmaengel(kommune: Kommune, indikator: Indikator) -> list[Mangel]:
    namen = {ressource["name"] for ressource in kommune.paket["resources"]}
    return [
        Mangel(
            "indikatoren.toml",
            f"Eintrag [{indikator.id}]",
            f"Im Feld „quelle“ steht „{name}“; diese Ressource gibt es nicht.",
            "Bitte den Namen einer Ressource aus datapackage.json angeben.",
        )
        for name in indikator.quelle
        if name not in namen
    ]


def _rechenmaengel(kommune: Kommune, indikator: Indikator) -> list[Mangel]:
    if fehlend := kennzahlen.fehlende_merkmale(kommune, indikator):
        return [
            Mangel(
                "indikatoren.toml",
                f"Eintrag [{indikator.id}]",
                f"Zu {', '.join(fehlend)} gibt es keine Zahlen.",
                "Bitte eine Bestandstabelle ergänzen oder den Eintrag entfernen.",
            )
        ]
    try:
        kennzahlen.kennzahl(kommune, indikator.id)
    except DatenFehler as fehler:
        return list(fehler.maengel)
    return []
