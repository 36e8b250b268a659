"""Berichte als Dateien: fertige Dokumente und Tabellen aus festen Datensätzen."""
