"""Aufbereitung: aus Rohdaten werden die Dateien in data/ und geodata/."""
