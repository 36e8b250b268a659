"""Eine Freigabe von Anfang bis Ende: lesen, rechnen, prüfen, als Ausgabe schreiben, merken."""

from pathlib import Path

import pandas as pd

from sozialmonitor import freigabelauf, freigabereife, freigabetabellen, verknuepfung
from sozialmonitor.fassung import FASSUNG
from sozialmonitor.fehler import DatenFehler
from sozialmonitor.freigabelauf import Fortschritt
from sozialmonitor.laden import lade_kommune
from sozialmonitor.laden.ausgaben import (
    Ausgabe,
    bestandssumme,
    gueltige_ausgaben,
    lies_freigegebenes,
    schreibe_ausgabe,
)
from sozialmonitor.laden.laeufe import FertigerLauf, Zwischenstand, merke_lauf


def freigeben(
    datenordner: Path,
    geoordner: Path,
    rolle: str,
    *,
    datum: str,
    notiz: str = "",
    geheimnis: str = "",
    fortschritt: Fortschritt | None = None,
) -> Ausgabe:
    """Erstellt eine Ausgabe für eine Rolle; ein abgebrochener Lauf geht beim nächsten Mal weiter.

    Was gültige frühere Ausgaben zeigen, gilt als bekannt und bleibt sichtbar; zurückgezogene
    zählen nicht.

    Parameters
    ----------
    datum
        Tag der Freigabe als ISO-Datum.
    notiz
        Wofür oder warum; steht in der Ausgabe und ist mit ihr öffentlich.
    geheimnis, fortschritt
        Siehe `freigabelauf.lauf`.

    Raises
    ------
    DatenFehler
        Wenn der Bestand Mängel hat: Was ausgelassen ist, fehlte in der Ausgabe unbemerkt.
    SozialmonitorFehler
        Wenn eine Prüfung scheitert. In beiden Fällen wird nichts geschrieben.
    """
    summe = bestandssumme(datenordner, geoordner)
    kommune = lade_kommune(datenordner, geoordner)
    if maengel := [*kommune.maengel, *freigabereife.maengel(kommune)]:
        raise DatenFehler(maengel)
    lauf = freigabelauf.lauf(
        kommune,
        rolle,
        ablage=Zwischenstand(datenordner),
        fortschritt=fortschritt,
        geheimnis=geheimnis,
        frueher={r: _schon_heraus(datenordner, r) for r in dict.fromkeys(["oeffentlich", rolle])},
    )
    tabellen = freigabetabellen.freigegebene_tabellen(kommune, lauf)
    gerundet = sorted(
        merkmal
        for verbund in verknuepfung.verbuende(kommune)
        if lauf.regeln[verbund.id].rundung
        for merkmal in verbund.merkmale
    )
    angaben = {"rolle": rolle, "datum": datum, "notiz": notiz, "gerundet": " ".join(gerundet)}
    ausgabe = schreibe_ausgabe(
        datenordner,
        geoordner,
        rolle,
        tabellen=tabellen,
        paket=freigabetabellen.ausgabepaket(kommune.paket, tabellen, angaben),
        datum=datum,
        notiz=notiz,
        verfahren=FASSUNG,
    )
    merke_lauf(
        datenordner, FertigerLauf(lauf=lauf, bestandssumme=summe, ausgabe=ausgabe.schluessel)
    )
    return ausgabe


def _schon_heraus(datenordner: Path, rolle: str) -> pd.DataFrame:
    """Alle Zahlen aller gültigen Ausgaben einer Rolle, ohne gerundete."""
    tabellen = [
        lies_freigegebenes(ausgabe, gerundete=False)
        for ausgabe in gueltige_ausgaben(datenordner, rolle)
    ]
    if not tabellen:
        return pd.DataFrame(columns=["gebiet", "stichtag", "merkmal", "wert"])
    return pd.concat(tabellen, ignore_index=True).drop_duplicates()
