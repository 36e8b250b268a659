"""Die freigegebene Kanarienstadt: wahrer Bestand, Ausgabe und die Suche nach dem Unterschied."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sozialmonitor.freigeben import freigeben
from sozialmonitor.kommune import Kommune
from sozialmonitor.laden import Ausgabe, lade_kommune
from tests import kanarienstadt as stadt
from tests import lecksuche
from tests.lecksuche import Suche

DATUM = "2026-11-28"
# Jede Seite, quer durch Ebenen, Stichtage und Darstellungen; jede verborgene Zelle ist einmal dran.
BESUCHE = (
    "ueberblick",
    f"karte?ebene=sozialraum&indikator=sgb2_quote&stichtag={stadt.LETZTER}&klassen=quantile&rang=1",
    f"karte?ebene=sozialraum&indikator=geburtenrate&stichtag={stadt.LETZTER}&zweit=kinderquote",
    f"karte?ebene=stadtteil&indikator=sgb2_quote&stichtag={stadt.LETZTER}&gebiet=A",
    f"karte?ebene=sozialraum&indikator=arbeitslosenanteil&stichtag={stadt.LETZTER}&klassen=urteil",
    "zeitreihen?ebene=sozialraum&indikator=sgb2_quote&alle=1&einzeln=1",
    "zeitreihen?ebene=sozialraum&indikator=wanderungssaldo&alle=1",
    "vergleich?vergleich=partner&ebene=sozialraum&gebiet=A3&umfang=alle",
    "vergleich?vergleich=alle&ebene=sozialraum&indikator=langzeitanteil&form=punkte&rang=1",
    "vergleich?vergleich=alle&ebene=sozialraum&indikator=auslaenderkinder&form=trichter",
    "vergleich?vergleich=zwei&ebene=sozialraum&indikator=sgb2_quote&zweit=frauenanteil_ab_65",
    "vergleich?vergleich=aehnlich&ebene=sozialraum&gebiet=B1",
    "vergleich?vergleich=nachbarschaft&ebene=sozialraum&indikator=kinderquote",
    "soziale_stadt?gebiet=P&indikator=langzeitanteil",
    "gebietsprofil?ebene=sozialraum&gebiet=A3&indikator=sgb2_quote&voll=1",
    "gebietsprofil?ebene=stadtteil&gebiet=A&indikator=sgb2_quote",
    "sozialindex?ebene=sozialraum&gebiet=C1",
    "segregation?ebene=sozialraum&indikator=auslaenderkinder&bereinigt=1",
    "gruppen?ebene=sozialraum",
    *(f"fragen?frage={name}" for name in stadt.FRAGEN),
    f"daten_methodik?abschnitt=indikator&indikator=sgb2_quote&ebene=sozialraum&gebiet=A3"
    f"&stichtag={stadt.LETZTER}",
    "daten_methodik?abschnitt=abdeckung&indikator=sgb2_quote&ebene=sozialraum",
    "daten_methodik?abschnitt=bestand",
    "geheimhaltung",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Freigegeben:
    """Beide Seiten der Freigabe und was zwischen ihnen verborgen ist."""

    daten: Path
    geo: Path
    ausgabe: Ausgabe
    bestand: Kommune
    oeffentlich: Kommune
    verborgen: Mapping[tuple[str, str, str], float]
    suche: Suche

    @property
    def umgebung(self) -> dict[str, str]:
        """Umgebungsvariablen für einen Prozess, der diese Stadt zeigt; die Rolle fehlt."""
        return {
            "SOZIALMONITOR_KOMMUNE": str(self.daten),
            "SOZIALMONITOR_GEODATEN": str(self.geo),
        }


def freigegebene_stadt(
    ordner: Path, schluessel: str = stadt.SCHLUESSEL, datum: str = DATUM
) -> Freigegeben:
    """Baut die Kanarienstadt, gibt sie frei und stellt die Suche auf.

    Mit eigenem Schlüssel und Tag haben auch ihre Kartendateien eigene Namen; sonst räumte eine
    Prüfung auf, was ein Server einer anderen gerade zeigt.
    """
    daten, geo = stadt.baue(ordner, schluessel)
    ausgabe = freigeben(daten, geo, "oeffentlich", datum=datum)
    bestand = lade_kommune(daten, geo)
    oeffentlich = lade_kommune(ausgabe.datenordner, ausgabe.geoordner)
    return Freigegeben(
        daten=daten,
        geo=geo,
        ausgabe=ausgabe,
        bestand=bestand,
        oeffentlich=oeffentlich,
        verborgen=lecksuche.verborgene(bestand, oeffentlich),
        suche=Suche.nach(lecksuche.geheimnisse(bestand, oeffentlich)),
    )
