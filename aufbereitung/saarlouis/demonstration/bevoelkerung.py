"""Erfundene Bevölkerung je Sozialraum nach Alter, Geschlecht und Herkunft.

Je Jahr: Stadtteile (Stützwerte) → Sozialräume (Anteile mit Trend) → Ausgleich auf Stadtwerte nach
drei Altersklassen mal Herkunft → Einzelalter und Geschlecht nach Geburtsjahrgängen. Gerundet wird
von oben nach unten, sodass jede Ebene die vorige genau ergibt.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from aufbereitung.saarlouis.demonstration.verfahren import (
    anteilig_gerundet,
    ausgeglichen,
    ganzzahlig,
    gleichverteilt,
    randtreu_gerundet,
    rauschen,
    stetig_gerundet,
)
from aufbereitung.saarlouis.demonstration.vorgaben import (
    JAHR_DER_ANTEILE,
    JAHRE,
    VORJAHR,
    Feld,
    Vorgaben,
    Zahlen,
    stuetzwerte,
)


class Altersgruppe(NamedTuple):
    """Altersgruppe von `ab` bis unter `unter` Jahre."""

    name: str
    ab: int
    unter: int


HOECHSTALTER = 100
VOLLJAEHRIG = 18
JUNG_UNTER = 30
RENTENALTER = 65
HOCHALTRIG = 80
ALTERSGRUPPEN = (
    *(Altersgruppe(str(alter), alter, alter + 1) for alter in range(7)),
    *(
        Altersgruppe(f"{ab}-{unter - 1}", ab, unter)
        for ab, unter in [(7, 10), (10, 15), (15, 18), (18, 20)]
    ),
    *(Altersgruppe(f"{ab}-{ab + 4}", ab, ab + 5) for ab in range(20, 90, 5)),
    Altersgruppe("90+", 90, HOECHSTALTER),
)
GESCHLECHTER = ("m", "w")
HERKUENFTE = ("deutsch", "deutsch_mh", "auslaendisch")
DEUTSCHE = ("deutsch", "deutsch_mh")
KLASSEN = ((0, VOLLJAEHRIG), (VOLLJAEHRIG, RENTENALTER), (RENTENALTER, HOECHSTALTER))
# Männerüberschuss der 18- bis unter 35-jährigen Ausländer
AUSLAENDISCHE_MAENNER = 1.12


@dataclass(frozen=True, slots=True, kw_only=True)
class Bevoelkerung:
    """Personen mit den Achsen Sozialraum, Jahr, Altersgruppe, Geschlecht, Herkunft."""

    personen: Zahlen
    stadt_vorjahr: int

    def zahl(
        self,
        *,
        ab: int = 0,
        unter: int = HOECHSTALTER,
        geschlecht: str | None = None,
        herkunft: tuple[str, ...] = HERKUENFTE,
    ) -> Feld:
        """Personen der gewünschten Gruppe je Sozialraum und Jahr."""
        alter = [i for i, a in enumerate(ALTERSGRUPPEN) if a.ab >= ab and a.unter <= unter]
        geschlechter = [i for i, g in enumerate(GESCHLECHTER) if geschlecht in (None, g)]
        herkuenfte = [i for i, h in enumerate(HERKUENFTE) if h in herkunft]
        auswahl = self.personen[:, :, alter][:, :, :, geschlechter][..., herkuenfte]
        ergebnis: Feld = auswahl.sum(axis=(2, 3, 4)).astype(np.float64)
        return ergebnis

    def stadt(self) -> Feld:
        """Einwohner der Stadt je Jahr."""
        ergebnis: Feld = self.zahl().sum(axis=0)
        return ergebnis


def bevoelkerung(vorgaben: Vorgaben) -> Bevoelkerung:
    """Erzeuge die Bevölkerung aller Sozialräume und Jahre."""
    einwohner = einwohner_der_sozialraeume(vorgaben)
    personen = np.zeros(
        (len(vorgaben.sozialraeume), len(JAHRE), len(ALTERSGRUPPEN), 2, 3), dtype=np.int64
    )
    aufbau = _altersaufbau(vorgaben)
    schwankung = _altersschwankung(vorgaben, einwohner, aufbau)
    phasen = gleichverteilt("phase", len(vorgaben.sozialraeume), len(KLASSEN), len(HERKUENFTE))
    for stelle in range(len(JAHRE)):
        bloecke = _klassen_nach_herkunft(vorgaben, einwohner[:, stelle + 1], stelle)
        gewichte = aufbau[:, stelle] * schwankung[:, stelle, :, np.newaxis, np.newaxis]
        for raum, klasse, herkunft in np.ndindex(bloecke.shape):
            auswahl = _gruppen_der_klasse(klasse)
            zellen = gewichte[raum, auswahl, :, herkunft]
            gerundet = stetig_gerundet(
                zellen.ravel(),
                int(bloecke[raum, klasse, herkunft]),
                phase=float(phasen[raum, klasse, herkunft]),
            )
            personen[raum, stelle, auswahl, :, herkunft] = gerundet.reshape(zellen.shape)
    return Bevoelkerung(personen=personen, stadt_vorjahr=int(einwohner[:, 0].sum()))


def einwohner_der_stadtteile(vorgaben: Vorgaben) -> dict[str, Zahlen]:
    """Einwohner je Stadtteil 2009 bis 2025; Stützwerte genau, dazwischen leicht schwankend."""
    jahre = np.array([VORJAHR, *JAHRE], dtype=np.float64)
    ergebnis = {}
    for stadtteil, werte in vorgaben.stadt["stadtteile"].items():
        glatt = stuetzwerte(werte, jahre)
        frei = np.array([str(int(jahr)) not in werte for jahr in jahre])
        abweichung = rauschen(f"stadtteil-{stadtteil}", 1, len(jahre), beharrung=0.3)[0]
        ergebnis[stadtteil] = ganzzahlig(glatt + frei * abweichung * np.sqrt(glatt) / 8)
    return ergebnis


def einwohner_der_sozialraeume(vorgaben: Vorgaben) -> Zahlen:
    """Einwohner je Sozialraum 2009 bis 2025; je Stadtteil genau dessen Summe."""
    jahre = np.array([VORJAHR, *JAHRE])
    abstand = jahre - JAHR_DER_ANTEILE
    anteile = vorgaben.profil("anteil") * (1 + vorgaben.profil("trend") / 100 * abstand)
    anteile = anteile * (1 + 0.004 * rauschen("sozialraum", *anteile.shape, beharrung=0.9))
    ergebnis = np.zeros(anteile.shape, dtype=np.int64)
    for stadtteil, summen in einwohner_der_stadtteile(vorgaben).items():
        raeume = [i for i, s in enumerate(vorgaben.stadtteile) if s == stadtteil]
        for stelle, summe in enumerate(summen):
            ergebnis[raeume, stelle] = anteilig_gerundet(int(summe), anteile[raeume, stelle])
    return ergebnis


def _klassen_nach_herkunft(vorgaben: Vorgaben, einwohner: Zahlen, stelle: int) -> Zahlen:
    stadt = _stadt_klassen_nach_herkunft(vorgaben, int(einwohner.sum()), stelle)
    alter = np.hstack(
        [vorgaben.profil("kinder"), np.ones((len(einwohner), 1)), vorgaben.profil("alt")]
    )
    herkunft = np.hstack(
        [np.ones((len(einwohner), 1)), vorgaben.profil("mh"), vorgaben.profil("ausland")]
    )
    tafel = einwohner[:, np.newaxis, np.newaxis] * alter[:, :, np.newaxis] * stadt
    tafel = (tafel * herkunft[:, np.newaxis, :]).reshape(len(einwohner), -1)
    schwankung = 1 + rauschen("klassen", tafel.size, len(JAHRE), beharrung=0.95)[:, stelle].reshape(
        tafel.shape
    ) * 0.5 / np.sqrt(tafel * einwohner.sum() / tafel.sum() + 4)
    soll = ausgeglichen(
        tafel * np.clip(schwankung, 0.3, None),
        einwohner.astype(np.float64),
        stadt.ravel().astype(np.float64),
    )
    return randtreu_gerundet(soll, einwohner, stadt.ravel()).reshape(-1, *stadt.shape)


def _stadt_klassen_nach_herkunft(vorgaben: Vorgaben, einwohner: int, stelle: int) -> Zahlen:
    unter_18, ab_65, deutsch_mh = (
        int(ganzzahlig(vorgaben.reihe("prozent", name) / 100 * einwohner)[stelle])
        for name in ("unter_18", "ab_65", "deutsch_mh")
    )
    auslaendisch = int(ganzzahlig(vorgaben.reihe("anzahl", "auslaendisch"))[stelle])
    zeilen = np.array([unter_18, einwohner - unter_18 - ab_65, ab_65])
    spalten = np.array([einwohner - deutsch_mh - auslaendisch, deutsch_mh, auslaendisch])
    mitten = np.array([(ab + unter) / 2 for ab, unter in KLASSEN])
    anteile = _herkunft_nach_alter(vorgaben, mitten) * zeilen[:, np.newaxis]
    soll = ausgeglichen(anteile, zeilen.astype(np.float64), spalten.astype(np.float64))
    return randtreu_gerundet(soll, zeilen, spalten)


def _herkunft_nach_alter(vorgaben: Vorgaben, alter: Feld) -> Feld:
    angaben = vorgaben.stadt["bevoelkerung"]
    auslaendisch = stuetzwerte(angaben["auslaendisch"], alter)
    deutsch_mh = stuetzwerte(angaben["deutsch_mh"], alter)
    return np.column_stack([1 - auslaendisch - deutsch_mh, deutsch_mh, auslaendisch])


def _altersaufbau(vorgaben: Vorgaben) -> Feld:
    """Gewichte mit den Achsen Sozialraum, Jahr, Altersgruppe, Geschlecht, Herkunft."""
    alter = np.arange(HOECHSTALTER, dtype=np.float64)
    angaben = vorgaben.stadt["bevoelkerung"]
    jahrgaenge = np.array(JAHRE, dtype=np.float64)[:, np.newaxis] - alter
    besetzung = stuetzwerte(angaben["jahrgang"], jahrgaenge)
    geschlecht = np.column_stack(
        [stuetzwerte(angaben[f"ueberlebende_{g}"], alter) for g in GESCHLECHTER]
    )
    herkunft = _herkunft_nach_alter(vorgaben, alter)
    stadt = (
        besetzung[:, :, np.newaxis, np.newaxis]
        * geschlecht[:, :, np.newaxis]
        * herkunft[:, np.newaxis, :]
    )
    stadt[:, VOLLJAEHRIG:35, 0, 2] *= AUSLAENDISCHE_MAENNER
    gruppen = np.stack([stadt[:, g.ab : g.unter].sum(axis=1) for g in ALTERSGRUPPEN], axis=1)
    ergebnis: Feld = gruppen * _altersprofil(vorgaben)[:, np.newaxis, :, np.newaxis, np.newaxis]
    return ergebnis


def _altersprofil(vorgaben: Vorgaben) -> Feld:
    profil = np.ones((len(vorgaben.sozialraeume), len(ALTERSGRUPPEN)))
    for stelle, gruppe in enumerate(ALTERSGRUPPEN):
        if VOLLJAEHRIG <= gruppe.ab < JUNG_UNTER:
            profil[:, stelle] = vorgaben.profile["jung"]
        if gruppe.ab >= HOCHALTRIG:
            profil[:, stelle] = vorgaben.profile["hoch"]
    return profil


def _altersschwankung(vorgaben: Vorgaben, einwohner: Zahlen, aufbau: Feld) -> Feld:
    """Faktor je Sozialraum, Jahr und Altersgruppe; Kleinkinder schwanken je Geburtsjahrgang."""
    raeume = len(vorgaben.sozialraeume)
    anteile = aufbau.sum(axis=(3, 4))
    erwartet = anteile / anteile.sum(axis=2, keepdims=True) * einwohner[:, 1:, np.newaxis]
    abweichung = np.stack(
        [
            rauschen(f"alter-{gruppe.name}", raeume, len(JAHRE), beharrung=0.93)
            for gruppe in ALTERSGRUPPEN
        ],
        axis=2,
    )
    jahrgaenge = rauschen("jahrgang", raeume, len(JAHRE) + 7, beharrung=0.0)
    for stelle, gruppe in enumerate(ALTERSGRUPPEN):
        if gruppe.unter == gruppe.ab + 1:
            erster = 6 - gruppe.ab
            abweichung[:, :, stelle] = jahrgaenge[:, erster : erster + len(JAHRE)]
    ergebnis: Feld = np.clip(1 + 0.8 * abweichung / np.sqrt(erwartet + 1), 0.2, None)
    return ergebnis


def _gruppen_der_klasse(klasse: int) -> slice:
    ab, unter = KLASSEN[klasse]
    stellen = [i for i, g in enumerate(ALTERSGRUPPEN) if ab <= g.ab < unter]
    return slice(stellen[0], stellen[-1] + 1)
