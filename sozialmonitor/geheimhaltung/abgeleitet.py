"""Abgeleitetes: Was aus einer geheimen Zahl gerechnet ist, ist geheim; Quoten verraten Anzahlen."""

import numpy as np

from sozialmonitor.eingabe import Zahlen, als_felder, gemeinsame_form, in_form
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.geheimhaltung.gleichungen import Gleichung
from sozialmonitor.geheimhaltung.primaer import anzahl_geheim
from sozialmonitor.geheimhaltung.tabelle import Schluessel
from sozialmonitor.geheimhaltungsregel import Regel

# Gleitkommareste beim Teilen und Malnehmen, in Einheiten der letzten Nachkommastelle.
_REST = 1e-6


def abgeleitet_geheim(*verborgen: Zahlen) -> Zahlen:
    """Ob Abgeleitetes geheim ist: sobald eine der beteiligten Zahlen verborgen ist.

    Gilt für Quoten, Differenzen, Vertrauensbereiche, Ränge, Indizes und Sätze.

    Parameters
    ----------
    verborgen
        Je beteiligte Zahl ein Wahrheitswert, Feld oder Series; Series mit demselben Index. `NA`
        (unbekannt, ob verborgen) gilt als verborgen.

    Returns
    -------
    bool, Feld oder Series
        Form und Index wie die erste Series.
    """
    if not verborgen:
        raise SozialmonitorFehler("Zu Abgeleitetem gehört mindestens eine beteiligte Zahl.")
    vorlage = gemeinsame_form(*verborgen)
    felder = np.broadcast_arrays(*als_felder(*verborgen))
    geheim = np.any([np.isnan(feld) | (feld != 0) for feld in felder], axis=0)
    return in_form(vorlage, geheim) if vorlage is not None or geheim.ndim else bool(geheim)


def quote_geheim(
    anzahl: Zahlen,
    nenner: Zahlen,
    verborgen: Zahlen = False,
    *,
    regel: Regel,
    nachkommastellen: int = 1,
    faktor: float = 100,
) -> Zahlen:
    """Ob eine Quote nach der Regel geheim ist.

    Parameters
    ----------
    anzahl, nenner
        Zahlen, Felder oder Series mit demselben Index; die Anzahl ist ein Teil des Nenners.
    verborgen
        Ob eine der beiden Zahlen verborgen ist (auch sekundär).
    regel
        Die Regel der Rolle.
    nachkommastellen, faktor
        Wie die Quote gezeigt würde (faktor 100 = Prozent).

    Returns
    -------
    bool, Feld oder Series
        Geheim bei zu kleinem oder unbekanntem Nenner, verborgener Zahl oder geheimer Anzahl oder
        Ergänzung. Erlaubt die Regel Quoten geheimer Zahlen, bleibt geheim, was sich aus Quote,
        Nenner und Nachkommastellen zu genau zurückrechnen lässt.
    """
    vorlage = gemeinsame_form(anzahl, nenner, verborgen)
    x, n, v = np.broadcast_arrays(*als_felder(anzahl, nenner, verborgen))
    nenner_geheim = ~(n >= max(regel.mindestnenner, 1))
    ergaenzung = anzahl_geheim(n - x, regel) & regel.komplement
    zahl_geheim = np.isnan(x) | np.isnan(v) | (v != 0) | anzahl_geheim(x, regel) | ergaenzung
    if not regel.quoten_geheimer_zahlen:
        quote = np.where(nenner_geheim, np.nan, x) / np.where(nenner_geheim, np.nan, n) * faktor
        gezeigt = np.round(quote, nachkommastellen)
        unten, oben = moegliche_anzahlen(gezeigt, n, nachkommastellen, faktor=faktor)
        weit = (oben - unten >= regel.mindestbreite) & (oben >= regel.mindestanzahl)
        weit &= (n - unten >= regel.mindestanzahl) | (not regel.komplement)
        zahl_geheim &= ~weit
    geheim = nenner_geheim | zahl_geheim
    return in_form(vorlage, geheim) if vorlage is not None or geheim.ndim else bool(geheim)


def moegliche_anzahlen(
    quote: Zahlen, nenner: Zahlen, nachkommastellen: int, *, faktor: float = 100
) -> tuple[Zahlen, Zahlen]:
    """Welche Anzahlen hinter einer gerundet veröffentlichten Quote stehen können, (unten, oben).

    Parameters
    ----------
    quote
        Veröffentlichte Quote je `faktor` Personen.
    nenner
        Veröffentlichter Nenner [Personen].
    nachkommastellen
        Nachkommastellen der Quote.

    Returns
    -------
    tuple
        Kleinste und größte ganze Anzahl von 0 bis Nenner, die gerundet diese Quote ergibt (beide
        Arten, eine 5 zu runden). `NaN`, wenn etwas fehlt oder keine Anzahl passt.
    """
    vorlage = gemeinsame_form(quote, nenner)
    q, n = np.broadcast_arrays(*als_felder(quote, nenner))
    n = np.where((n > 0) & (n < np.inf), n, np.nan)
    halb = (0.5 + _REST) * 10.0**-nachkommastellen
    unten = np.maximum(np.ceil(n * (q - halb) / faktor), 0)
    oben = np.minimum(np.floor(n * (q + halb) / faktor), n)
    passt = unten <= oben
    return in_form(vorlage, np.where(passt, unten, np.nan)), in_form(
        vorlage, np.where(passt, oben, np.nan)
    )


def gleichung_aus_quote(
    zelle: Schluessel, quote: float, nenner: float, nachkommastellen: int, *, faktor: float = 100
) -> Gleichung:
    """Eine veröffentlichte Quote als Wissen über ihre Anzahl, für `weitere_gleichungen`.

    Raises
    ------
    SozialmonitorFehler
        Wenn zu Quote und Nenner keine Anzahl passt.
    """
    unten, oben = moegliche_anzahlen(quote, nenner, nachkommastellen, faktor=faktor)
    if np.isnan(unten):
        raise SozialmonitorFehler(
            f"Zu einer Quote von {quote:g} bei einem Nenner von {nenner:g} passt keine ganze "
            "Anzahl. Bitte Nachkommastellen und Faktor prüfen."
        )
    return Gleichung.bereich(zelle, float(unten), float(oben))
