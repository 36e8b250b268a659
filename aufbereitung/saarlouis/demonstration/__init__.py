"""Demonstrationsdaten für Saarlouis: jede einzelne Zahl ist erfunden, nur die Ränder nicht.

Aufruf::

    python -m aufbereitung.saarlouis.demonstration data/saarlouis

Für die 29 Sozialräume von Saarlouis ist kein einziger Wert veröffentlicht. Damit die Anwendung
gezeigt und geprüft werden kann, entstehen hier Bestandstabellen für 2010 bis 2025, die sich wie
echte verhalten. **Kein Wert sagt etwas über wirkliche Menschen oder Wohngebiete.** Jede Zeile
trägt das Zeichen `demo` und die Quelle `demo`.

Rezept
------
1. `profile.toml` gibt jedem Sozialraum ein erfundenes Profil, `stadt.toml` der Stadt Stützwerte.
2. Bevölkerung (`bevoelkerung`): Stadtteile → Sozialräume → Alter mal Geschlecht mal Herkunft,
   durch iterativen Ausgleich auf die Stadtwerte gebracht und von oben nach unten gerundet.
3. Alles andere: Stadtwert mal Gewicht (Bevölkerungsgruppe mal Profil), mit Schwankungen in der
   Größe der Zufallsstreuung, nach größten Resten gerundet. Teilmengen werden nach ihrer
   Obermenge verteilt und durch sie begrenzt.
4. Ein kleiner Teil ist „räumlich nicht zuordenbar“ (1004411599), bei der Bevölkerung niemand.
5. `zeichen` setzt Lücken (Kita und Einschulung 2020), vorläufige (2025), berichtigte (2022),
   geschätzte und einige geheime Werte.
6. `raster` teilt jeden Sozialraum am jüngsten Stichtag in vier bis acht Einheiten („Blöcke“), um
   einen neuen Zuschnitt auszuprobieren; Lage und Namen sind erfunden.

Zufall kommt aus PCG64 mit festem Startwert je Stichwort; derselbe Stand schreibt immer dieselben
Bytes.

Was veröffentlicht ist und genau oder gerundet getroffen wird
-------------------------------------------------------------
- Einwohner aller acht Stadtteile 2016 (Mai 2016, hier am 31.12.; zusammen 36 643), Beaumarais
  2015, Roden, Steinrausch, Beaumarais, Lisdorf, Picard und (gerundet) Neuforweiler 2019,
  Fraulautern 2018 und 2021 (gerundet).
- unter 18 Jahre 14,1 % und ab 65 Jahre 22,4 % (2014); Ausländerinnen und Ausländer 3 030 (2011),
  11 % (2014), 4 680 = 12,8 % (2016); Deutsche mit Migrationshintergrund 13 % (2016).
- SGB II 11,4 % (2014) und 12,3 % (2016) aller Einwohner. Arbeitslosenanteil 5,6 % (2016): Die
  Quelle nennt keine Abgrenzung; hier je Einwohner von 15 bis unter 65 Jahren. Auf alle Einwohner
  bezogen wären es über 2 000 Arbeitslose, rund zwei Fünftel des Landkreises.
- 268 Geburten und 439 Sterbefälle 2015; Wahlberechtigte und Wählende 2012 bis 2022; Wohnungen
  und Baualter 2011.
- 2022 wächst die Stadt um 337 Menschen: so viele aus der Ukraine waren bis 18.07.2022
  aufgenommen. Dass der Saldo des Jahres gleich groß ist, ist gesetzt.
- Der Richtung nach: Roden, Fraulautern und vier von sechs Sozialräumen der Innenstadt liegen
  über dem städtischen SGB-II-Anteil; Roden ist jünger als die Stadt.

Was gesetzt ist
---------------
Alles Übrige, darunter: Der Anteil der Kinder im SGB II liegt nur wenig über dem des Landkreises
(13,5 % Ende 2014), obwohl der hohe SGB-II-Anteil der Stadt eher 20 % erwarten ließe. Im
Programmgebiet Roden sinkt die Last seit 2020 um 2 % je Jahr, im Programmgebiet Fraulautern gar
nicht: Das ist ein Übungsbeispiel für den Vergleich, kein Urteil über eines der Programme.
„Nicht zuordenbar“ sind bei Wahlen Wahlberechtigte mit Wahlschein; die Beteiligung der
Sozialräume liegt deshalb unter der städtischen.
"""
