"""Was Seiten teilen: Daten, Auswahl, Rahmen und Anzeige."""
