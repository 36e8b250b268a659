"""Prüft den Ordner einer Kommune vollständig, ohne ihn zu verändern."""

from pathlib import Path

from sozialmonitor import freigabereife, kennzahlen
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
    gefunden = [*kommune.maengel, *_verweismaengel(kommune), *freigabereife.maengel(kommune)]
    for indikator in kommune.katalog.values():
        gefunden += _quellenmaengel(kommune, indikator)
        gefunden += _rechenmaengel(kommune, indikator)
    return gefunden


def _verweismaengel(kommune: Kommune) -> list[Mangel]:
    """Indikatoren und Ebenen, die `kommune.toml` nennt, die es aber nicht gibt."""
    einstellungen = kommune.einstellungen
    ebenen = [ebene.id for ebene in einstellungen.ebenen]
    verweise = [("leitindikatoren", name, "") for name in einstellungen.leitindikatoren]
    verweise += [(f"Frage „{f.frage}“", f.indikator, f.ebene) for f in einstellungen.fragen]
    auswertungen = einstellungen.auswertungen
    for liste in ("sozialindex", "segregation", "gruppen"):
        verweise += [(f"[auswertungen] {liste}", n, "") for n in getattr(auswertungen, liste)]
    abhilfe = "Bitte den Namen berichtigen oder entfernen."
    fehlend = [
        Mangel("kommune.toml", ort, f"Der Indikator „{name}“ ist nicht im Katalog.", abhilfe)
        for ort, name, _ in verweise
        if name not in kommune.katalog
    ]
    return fehlend + [
        Mangel("kommune.toml", ort, f"Die Ebene „{ebene}“ gibt es nicht.", abhilfe)
        for ort, _, ebene in verweise
        if ebene and ebene not in ebenen
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
