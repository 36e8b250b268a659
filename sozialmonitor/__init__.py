"""Sozialmonitor: reine Funktionen von der geprüften Tabelle bis zum fertigen Bild."""
