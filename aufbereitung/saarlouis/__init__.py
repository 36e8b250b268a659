"""Aufbereitung der Daten und Geometrien für die Kreisstadt Saarlouis."""
