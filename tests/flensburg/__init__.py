"""Flensburg als zweite Kommune: aus den Tabellen des Sozialatlas gebaut, nur für Tests."""
