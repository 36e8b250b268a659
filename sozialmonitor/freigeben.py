"""Eine Freigabe von Anfang bis Ende: lesen, rechnen, prüfen, als Ausgabe schreiben, merken."""

from pathlib import Path

from sozialmonitor import freigabelauf, freigabereife, freigabetabellen
from sozialmonitor.fehler import DatenFehler
from sozialmonitor.freigabelauf import Fortschritt
from sozialmonitor.laden import lade_kommune
from sozialmonitor.laden.ausgaben import Ausgabe, bestandssumme, schreibe_ausgabe
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
    )
    tabellen = freigabetabellen.freigegebene_tabellen(kommune, lauf)
    angaben = {"rolle": rolle, "datum": datum, "notiz": notiz}
    ausgabe = schreibe_ausgabe(
        datenordner,
        geoordner,
        rolle,
        tabellen=tabellen,
        paket=freigabetabellen.ausgabepaket(kommune.paket, tabellen, angaben),
        datum=datum,
        notiz=notiz,
        verfahren=freigabelauf.VERFAHREN,
    )
    merke_lauf(
        datenordner, FertigerLauf(lauf=lauf, bestandssumme=summe, ausgabe=ausgabe.schluessel)
    )
    return ausgabe
