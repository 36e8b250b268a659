"""Geheimhaltung mit Beweis: Regel, Partnerzellen, Angriff, Freigabe und Rundung als Ersatz.

Reihenfolge: `primaer` nach der Regel, `sekundaer` gegen das Zurückrechnen, `pruefe` als Angriff;
`freigabe` tut alles drei und gibt nur heraus, was die Prüfung besteht.
"""

from sozialmonitor.geheimhaltung.abgeleitet import (
    abgeleitet_geheim,
    gleichung_aus_quote,
    moegliche_anzahlen,
    quote_geheim,
)
from sozialmonitor.geheimhaltung.freigabe import Freigabe, Protokoll, freigabe, pruefsumme
from sozialmonitor.geheimhaltung.gleichungen import Gleichung
from sozialmonitor.geheimhaltung.lage import EXAKT, GESCHUETZT, ZU_ENG
from sozialmonitor.geheimhaltung.primaer import primaer
from sozialmonitor.geheimhaltung.pruefung import pruefe, vergleich_mit_veroeffentlichtem
from sozialmonitor.geheimhaltung.rundung import Rundung, gerundet, pruefe_gerundet
from sozialmonitor.geheimhaltung.sekundaer import sekundaer
from sozialmonitor.geheimhaltung.tabelle import FEST, OFFEN, PRIMAER, SEKUNDAER
from sozialmonitor.geheimhaltungsregel import INTERN, OEFFENTLICH, Regel, Schutz

__all__ = [
    "EXAKT",
    "FEST",
    "GESCHUETZT",
    "INTERN",
    "OEFFENTLICH",
    "OFFEN",
    "PRIMAER",
    "SEKUNDAER",
    "ZU_ENG",
    "Freigabe",
    "Gleichung",
    "Protokoll",
    "Regel",
    "Rundung",
    "Schutz",
    "abgeleitet_geheim",
    "freigabe",
    "gerundet",
    "gleichung_aus_quote",
    "moegliche_anzahlen",
    "primaer",
    "pruefe",
    "pruefe_gerundet",
    "pruefsumme",
    "quote_geheim",
    "sekundaer",
    "vergleich_mit_veroeffentlichtem",
]
