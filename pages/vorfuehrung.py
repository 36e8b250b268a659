"""Seite: Vorführung einer Sitzung über das ganze Fenster (nicht im Menü)."""

from pages.bausteine import auswahl, rahmen, vorfuehrteile

with rahmen.seite("vorfuehrung", "Was zeigt die Vorführung?"):
    vorfuehrteile.zeige(auswahl.angabe("sitzung") or "")
