"""Das Paket für den Ausschuss: eine Sitzung in allen Dateien, die man dafür braucht, als ZIP.

Jede Folie wird einmal gerechnet; Präsentation, Anlage, Bilder und Tabellen zeigen dasselbe. Was
sich nicht erstellen lässt, fehlt und steht als Mangel im Paket; alles Übrige ist darin.
"""

import datetime
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from sozialmonitor import ausgabe, formate, texte
from sozialmonitor.ansichten import SEITEN, Gezeigt, Vorrat, adresse, vorrat_aus
from sozialmonitor.ansichten.karte import kartenvermerk
from sozialmonitor.ausgabe import WASSERZEICHEN, Herkunft
from sozialmonitor.berichte import dokumentteile as teile
from sozialmonitor.berichte import geopaket, herkunft, mappe, praesentation, spss
from sozialmonitor.berichte.anlage import anlage, quellensatz
from sozialmonitor.berichte.docx import docx
from sozialmonitor.berichte.dokument import Fortschritt, gezeichnet
from sozialmonitor.berichte.dokumentteile import ZEICHEN_SATZ, Angaben
from sozialmonitor.berichte.pdf import pdf
from sozialmonitor.berichte.praesentation import folieninhalte, titel_und_unterzeile
from sozialmonitor.berichte.vorfuehrung import vorfuehrung
from sozialmonitor.bild import Bild
from sozialmonitor.fehler import Mangel, SozialmonitorFehler
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune
from sozialmonitor.sitzung import Folie, Sitzung, als_toml

NAME = "paket"
LIESMICH = "LIESMICH.txt"
_DATEI = "Paket"
_SCHON_GEPACKT = (".pptx", ".docx", ".xlsx", ".png", ".pdf", ".parquet")
_BESCHREIBUNG = {
    "praesentation.pptx": "Präsentation, Diagramme in PowerPoint änderbar, mit Sprechernotizen",
    "vorfuehrung.html": "dieselben Folien für den Browser, bedienbar, läuft ohne Netz",
    "anlage.docx": "Anlage zur Vorlage, zum Weiterbearbeiten",
    "anlage.pdf": "dieselbe Anlage, barrierefrei, zum Weitergeben",
    "tabellen.xlsx": "die Zahlen aller Folien, je Folie ein Blatt",
    "bilder/": "jedes Bild als PNG (zum Einfügen) und SVG (beliebig vergrößerbar)",
    "tabellen/": "die Zahlen jeder Folie als CSV: deutsch (Semikolon, Komma) und international",
    "karten/": "Flächen der Karten mit ihren Werten: GeoPackage und GeoJSON",
    "werte/": "alle Werte der gezeigten Indikatoren: CSV, Parquet und eine SPSS-Datei",
    "sitzung.toml": "die Sitzung selbst, zum Ändern und Wiederverwenden",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Paket:
    """Das ZIP-Archiv und was nicht ging; alles Übrige ist darin."""

    inhalt: bytes
    maengel: tuple[Mangel, ...]


def paket(
    sitzung: Sitzung,
    kommune: Kommune,
    angaben: Angaben,
    *,
    vega: str,
    vorrat: Vorrat | None = None,
    logo: bytes = b"",
    schriften: Mapping[int, bytes] | None = None,
    fortschritt: Fortschritt | None = None,
) -> Paket:
    """Alles zu einer Sitzung in einem Archiv.

    Parameters
    ----------
    angaben
        Tag, Ausgabe, Basisadresse und Texte der Anlage.
    vorrat
        Werte derselben Kommune; ohne ihn wird jeder Indikator einmal gerechnet.
    logo
        Inhalt einer Bilddatei für alle Dokumente; was kein Bild ist, ist ein Mangel.
    schriften, vega
        Schriften und Skripte der Vorführung wie bei `vorfuehrung`.
    fortschritt
        Wird mit (fertige Schritte, alle Schritte, was gerade entsteht) gerufen; eine Ausnahme
        daraus bricht ab.
    """
    melde = fortschritt or (lambda _fertig, _insgesamt, _was: None)
    bau = _Bau(
        sitzung=sitzung,
        kommune=kommune,
        vorrat=vorrat or vorrat_aus(kommune),
        angaben=angaben,
        logo=logo,
        schriften=schriften or {},
        vega=vega,
    )
    schritte = 2 * len(sitzung.folien) + 6
    inhalte, maengel = folieninhalte(
        sitzung,
        kommune,
        bau.vorrat,
        fortschritt=lambda fertig, _insgesamt, was: melde(fertig, schritte, was),
    )
    bau.maengel.extend(maengel)
    dateien: dict[str, bytes] = {}
    for fertig, (was, baue) in enumerate(bau.schritte(inhalte), start=len(sitzung.folien)):
        melde(fertig, schritte, was)
        try:
            dateien |= baue()
        except SozialmonitorFehler as fehler:
            bau.maengel.append(Mangel(_DATEI, was, str(fehler), "Diese Datei fehlt im Paket."))
    dateien["sitzung.toml"] = als_toml(sitzung).encode()
    eindeutig = tuple(dict.fromkeys(bau.maengel))
    dateien[LIESMICH] = _liesmich(bau, inhalte, sorted(dateien), eindeutig)
    melde(schritte, schritte, "fertig")
    return Paket(inhalt=_archiv(dateien, angaben.datum), maengel=eindeutig)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bau:
    """Was alle Dateien teilen, und die Mängel, die beim Bauen dazukommen."""

    sitzung: Sitzung
    kommune: Kommune
    vorrat: Vorrat
    angaben: Angaben
    logo: bytes
    schriften: Mapping[int, bytes]
    vega: str
    maengel: list[Mangel] = field(default_factory=list)

    def schritte(
        self, inhalte: Sequence[Gezeigt]
    ) -> Iterator[tuple[str, Callable[[], dict[str, bytes]]]]:
        """Was nacheinander entsteht: Beschreibung und die Dateien dazu."""
        yield "Präsentation", lambda: self.praesentation(inhalte)
        yield "Anlage", lambda: self.anlage(inhalte)
        yield "Vorführung", self.vorfuehrung
        yield "Tabellen", lambda: self.tabellen(inhalte)
        for nummer, (folie, inhalt) in enumerate(
            zip(self.sitzung.folien, inhalte, strict=True), start=1
        ):
            name = f"{nummer:02d}_{folie.ansicht.seite}"
            was = f"Bild und Daten zu Folie {nummer}: {SEITEN[folie.ansicht.seite]}"

            def eine(
                name: str = name, folie: Folie = folie, inhalt: Gezeigt = inhalt
            ) -> dict[str, bytes]:
                return self.bild(name, inhalt) | self.karte(name, folie, inhalt)

            yield was, eine
        yield "Werte der Indikatoren", lambda: self.werte(inhalte)

    def praesentation(self, inhalte: Sequence[Gezeigt]) -> dict[str, bytes]:
        fertig = praesentation.pptx(
            self.sitzung,
            self.kommune,
            vorrat=self.vorrat,
            inhalte=inhalte,
            logo=self.logo,
            ausgabe=self.angaben.ausgabe,
        )
        self.maengel.extend(fertig.maengel)
        return {"praesentation.pptx": fertig.inhalt}

    def anlage(self, inhalte: Sequence[Gezeigt]) -> dict[str, bytes]:
        dokument = anlage(
            self.sitzung,
            self.kommune,
            self.angaben,
            vorrat=self.vorrat,
            inhalte=inhalte,
            logo=self.logo,
        )
        self.maengel.extend(dokument.maengel)
        fertig = gezeichnet(dokument)
        return {"anlage.docx": docx(fertig), "anlage.pdf": pdf(fertig)}

    def vorfuehrung(self) -> dict[str, bytes]:
        fertig = vorfuehrung(
            self.sitzung,
            self.kommune,
            vorrat=self.vorrat,
            ausgabe=self.angaben.ausgabe,
            basisadresse=self.angaben.basisadresse,
            logo=self.logo,
            schriften=self.schriften,
            vega=self.vega,
        )
        self.maengel.extend(fertig.maengel)
        return {"vorfuehrung.html": fertig.inhalt}

    def tabellen(self, inhalte: Sequence[Gezeigt]) -> dict[str, bytes]:
        bilder = {
            f"{nummer:02d} {SEITEN[folie.ansicht.seite]}": inhalt.bild
            for nummer, (folie, inhalt) in enumerate(
                zip(self.sitzung.folien, inhalte, strict=True), start=1
            )
            if inhalt.bild is not None
        }
        stand = max((i.stand for i in inhalte if i.stand), key=formate.zeitpunkt, default="")
        woher = replace(self._herkunft, stand=formate.stichtag(stand) if stand else "")
        fertig = mappe.bilder_xlsx(
            bilder, titel=self.sitzung.titel, herkunft=woher, datum=self.angaben.datum
        )
        return {"tabellen.xlsx": fertig}

    def bild(self, name: str, inhalt: Gezeigt) -> dict[str, bytes]:
        """Bild und Tabelle einer Folie; ohne Bild nichts."""
        bild = inhalt.bild
        if bild is None:
            return {}
        woher = replace(
            self._herkunft, stand=formate.stichtag(inhalt.stand) if inhalt.stand else ""
        )
        dateien = {
            f"tabellen/{name}.csv": ausgabe.csv(bild, woher),
            f"tabellen/{name}_international.csv": international(bild),
        }
        if bild.bild is not None:
            gemalt = ausgabe.bilddateien(bild, ("png", "svg"), woher)
            dateien |= {f"bilder/{name}.{art}": datei for art, datei in gemalt.items()}
        return dateien

    def karte(self, name: str, folie: Folie, inhalt: Gezeigt) -> dict[str, bytes]:
        """Die Flächen einer Karte mit ihren Werten; leer, wenn die Folie keine Karte zeigt."""
        ebene = _kartenebene(self.kommune, folie, inhalt)
        if not ebene:
            return {}
        indikator = inhalt.indikatoren[0]
        alle = self.vorrat.der_ebene(indikator, ebene)
        werte = alle[alle["stichtag"].eq(inhalt.stand)]
        flaechen = self.kommune.geometrien[ebene].flaechen
        vermerk = kartenvermerk(self.kommune, ebene)
        woher = self._herkunft_der(indikator, werte)
        return {
            f"karten/{name}.geojson": ausgabe.werte_geojson(
                flaechen, werte, indikator, vermerk=vermerk, herkunft=woher
            ),
            f"karten/{name}.gpkg": geopaket.werte_gpkg(
                flaechen, werte, indikator, vermerk=vermerk, herkunft=woher
            ),
        }

    def werte(self, inhalte: Sequence[Gezeigt]) -> dict[str, bytes]:
        """Alle Werte der gezeigten Indikatoren, einzeln und als eine SPSS-Datei."""
        indikatoren = {i.id: i for inhalt in inhalte for i in inhalt.indikatoren}
        werte = {name: self.vorrat.kennzahl(i) for name, i in indikatoren.items()}
        namen, dateien = self.kommune.namen, {}
        for name, tabelle in werte.items():
            indikator = indikatoren[name]
            woher = self._herkunft_der(indikator, tabelle)
            for endung, schreibe in (
                (".csv", ausgabe.werte_csv),
                ("_deutsch.csv", ausgabe.werte_csv_deutsch),
                (".parquet", ausgabe.werte_parquet),
            ):
                dateien[f"werte/{name}{endung}"] = schreibe(
                    tabelle, indikator, namen, herkunft=woher
                )
        if werte:
            quelle = self.vorrat.quellenzeile(*indikatoren.values())
            woher = herkunft.herkunft(
                self.kommune, werte, quelle=quelle, ausgabe=self.angaben.ausgabe
            )
            dateien["werte/alle.sav"] = spss.werte_sav(self.kommune, werte, herkunft=woher)
        return dateien

    @property
    def _herkunft(self) -> Herkunft:
        return Herkunft(
            ausgabe=self.angaben.ausgabe,
            lizenz=herkunft.OHNE_LIZENZ,
            vorbehalte=(texte.KEIN_URTEIL,),
        )

    def _herkunft_der(self, indikator: Indikator, tabelle: pd.DataFrame) -> Herkunft:
        return herkunft.herkunft(
            self.kommune,
            {indikator.id: tabelle},
            quelle=self.vorrat.quellenzeile(indikator),
            ausgabe=self.angaben.ausgabe,
        )


def international(bild: Bild) -> bytes:
    """Die Tabelle eines Bildes als CSV mit Komma und Dezimalpunkt, ohne Kopfzeilen darüber.

    Wo kein Wert ist, steht das Kürzel der Seite; Einheiten stehen im Kopf der Spalte.
    """
    spalten = mappe.spalten_des_bildes(bild)
    daten = pd.DataFrame(
        {nummer: pd.Series(spalte.felder, dtype="object") for nummer, spalte in enumerate(spalten)}
    )
    return ausgabe.tabelle_csv_international(daten, kopf=[spalte.kopf for spalte in spalten])


def _kartenebene(kommune: Kommune, folie: Folie, inhalt: Gezeigt) -> str:
    """Die Ebene der gezeigten Karte; leer, wenn die Folie keine zeigt, wie sie die Adresse nennt.

    Zeigt die Ansicht wegen einer veralteten Adresse etwas anderes, ist das ein Hinweis.
    """
    if folie.ansicht.seite != "karte" or inhalt.bild is None or inhalt.hinweise:
        return ""
    if not inhalt.indikatoren or not inhalt.stand:
        return ""
    genannt = folie.ansicht.parameter.get("ebene", (kommune.einstellungen.startebene,))[0]
    if genannt not in kommune.geometrien or "Gebiet" not in inhalt.bild.tabelle:
        return ""
    namen = {kommune.name(gebiet) for gebiet in kommune.gebiete_der_ebene(genannt)}
    return genannt if set(inhalt.bild.tabelle["Gebiet"]) <= namen else ""


def _liesmich(
    bau: _Bau, inhalte: Sequence[Gezeigt], dateien: Sequence[str], maengel: Sequence[Mangel]
) -> bytes:
    """Was im Archiv liegt und woher es stammt; für jeden Texteditor lesbar."""
    sitzung, angaben = bau.sitzung, bau.angaben
    kopf = [
        sitzung.titel,
        sitzung.gremium,
        f"Sitzung am {formate.stichtag(sitzung.datum)}" if sitzung.datum else "",
        bau.kommune.einstellungen.bezeichnung,
        f"Erstellt am {formate.stichtag(angaben.datum)}",
        angaben.ausgabe,
        WASSERZEICHEN if any(inhalt.demo for inhalt in inhalte) else "",
    ]
    vorhanden = [
        f"{name:<20} {text}"
        for name, text in _BESCHREIBUNG.items()
        if any(datei.startswith(name) for datei in dateien)
    ]
    folien = [
        zeile
        for nummer, (folie, inhalt) in enumerate(zip(sitzung.folien, inhalte, strict=True), start=1)
        for zeile in _folienzeilen(folie, inhalt, nummer, angaben)
    ]
    abschnitte = {
        "DATEIEN": vorhanden,
        "FOLIEN": folien,
        "ZU BEACHTEN": [
            "Alle Dateien zeigen dieselben Zahlen wie die Seiten des Sozialmonitors.",
            f"{ZEICHEN_SATZ}.",
            texte.KEIN_URTEIL,
            herkunft.OHNE_LIZENZ,
        ],
        "NICHT GELUNGEN": [str(mangel) for mangel in maengel],
    }
    zeilen = [zeile for zeile in kopf if zeile]
    for titel, inhalt_ in abschnitte.items():
        if inhalt_:
            zeilen += ["", titel, "", *inhalt_]
    return ("\r\n".join(zeilen) + "\r\n").encode("utf-8-sig")


def _folienzeilen(folie: Folie, inhalt: Gezeigt, nummer: int, angaben: Angaben) -> list[str]:
    titel, _ = titel_und_unterzeile(folie, inhalt)
    demo = f" ({WASSERZEICHEN})" if inhalt.demo and WASSERZEICHEN not in titel else ""
    ziel = adresse(folie.ansicht)
    if angaben.basisadresse:
        ziel = teile.ansichtsadresse(angaben, ziel.lstrip("/"), {})
    return [
        f"{nummer:02d}  {titel}{demo}",
        f"    {quellensatz(inhalt, '')}",
        f"    Ansicht: {ziel}",
    ]


def _archiv(dateien: Mapping[str, bytes], datum: str) -> bytes:
    """Ein ZIP-Archiv mit festen Zeiten: gleiche Dateien ergeben dieselben Bytes."""
    tag = datetime.date.fromisoformat(datum)
    puffer = io.BytesIO()
    with zipfile.ZipFile(puffer, "w") as archiv:
        for name in sorted(dateien, key=lambda name: (name != LIESMICH, name)):
            eintrag = zipfile.ZipInfo(name, (tag.year, tag.month, tag.day, 0, 0, 0))
            gepackt = name.endswith(_SCHON_GEPACKT)
            eintrag.compress_type = zipfile.ZIP_STORED if gepackt else zipfile.ZIP_DEFLATED
            eintrag.external_attr = 0o644 << 16
            archiv.writestr(eintrag, dateien[name])
    return puffer.getvalue()
