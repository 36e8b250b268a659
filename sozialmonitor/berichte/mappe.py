"""Arbeitsmappen (XLSX): die Tabelle eines Bildes oder alle Werte von Indikatoren, mit Hinweisen.

Jede Mappe hat ein Blatt „Hinweise“ mit Quelle, Stand, Ausgabe, Lizenz, Vorbehalten und Zeichen.
Wo kein Wert ist, steht statt der Zahl das Kürzel der Seite (k. A., •, n. b.), nie eine Null.
"""

import math
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from sozialmonitor import ausgabe, formate, texte, zahltexte
from sozialmonitor.ausgabe import WASSERZEICHEN, Herkunft
from sozialmonitor.berichte.tabellenblatt import (
    Blatt,
    Feld,
    Spalte,
    Verweis,
    arbeitsmappe,
    blattnamen,
    zahlenformat,
)
from sozialmonitor.bild import Bild
from sozialmonitor.katalog import Indikator
from sozialmonitor.klassen import OHNE_WERT
from sozialmonitor.kommune import Kommune
from sozialmonitor.zahltexte import Zahltext
from sozialmonitor.zeichen import BEDEUTUNG

HINWEISE = "Hinweise"
_WIE_GEZEIGT = "Zahlen stehen so gerundet in den Zellen, wie die Seite sie zeigt."
_UNGERUNDET = "Zahlen sind ungerundet gespeichert und so gerundet angezeigt wie auf der Seite."
_PROZENT = "Prozentwerte stehen als Zahl von 0 bis 100 in den Zellen, nicht als Bruchteil von 1."


def xlsx(bild: Bild, herkunft: Herkunft | None = None) -> bytes:
    """Die Tabelle eines Bildes als Arbeitsmappe: Blatt „Tabelle“ und Blatt „Hinweise“.

    Die erste Spalte bleibt Text. Hat eine Spalte nur eine Einheit, steht sie im Kopf, sonst hinter
    der Zahl; p, r und s stehen hinter der Zahl.
    """
    warnung = WASSERZEICHEN if bild.demo else ""
    hinweise = [
        ("Titel", bild.titel),
        ("Bildbeschreibung", bild.alttext),
        *(("Herkunft", zeile) for zeile in ausgabe.vermerke(bild, herkunft)),
        *(("Vorbehalt", satz) for satz in (herkunft or Herkunft()).vorbehalte),
        ("Zahlen", _WIE_GEZEIGT),
    ]
    return arbeitsmappe(
        [_bildblatt(bild, "Tabelle"), _hinweisblatt(hinweise, warnung)],
        titel=bild.titel,
        beschreibung=warnung,
    )


def bilder_xlsx(
    bilder: Mapping[str, Bild], *, titel: str, herkunft: Herkunft | None = None, datum: str = ""
) -> bytes:
    """Die Tabellen mehrerer Bilder: vorn „Hinweise“ mit Verweisen, dann je Bild ein Blatt.

    Parameters
    ----------
    bilder
        Name des Blattes → Bild.
    datum
        Tag der Datei (ISO); damit ergeben gleiche Bilder dieselben Bytes.
    """
    namen = blattnamen([HINWEISE, *bilder])[1:]
    paare = list(zip(namen, bilder.values(), strict=True))
    hinweise: list[tuple[str | Verweis, str]] = [
        ("Titel", titel),
        *_herkunftszeilen(herkunft),
        *(("Vorbehalt", satz) for satz in (herkunft or Herkunft()).vorbehalte),
        ("Zahlen", _WIE_GEZEIGT),
        *((Verweis(name), f"{bild.titel}. {bild.quelle}".strip()) for name, bild in paare),
    ]
    warnung = WASSERZEICHEN if any(bild.demo for bild in bilder.values()) else ""
    blaetter = [_hinweisblatt(hinweise, warnung)]
    blaetter += [_bildblatt(bild, name) for name, bild in paare]
    return arbeitsmappe(blaetter, titel=titel, beschreibung=warnung, datum=datum)


def spalten_des_bildes(bild: Bild) -> list[Spalte]:
    """Die Tabelle eines Bildes mit echten Zahlen; die erste Spalte bleibt Text."""
    erste, *weitere = bild.tabelle.columns if len(bild.tabelle.columns) else ("",)
    spalten = [Spalte(kopf=str(erste), felder=tuple(_texte(bild.tabelle, erste)))]
    return spalten + [_aus_texten(str(name), _texte(bild.tabelle, name)) for name in weitere]


def _bildblatt(bild: Bild, name: str) -> Blatt:
    return Blatt(
        name=name,
        titel=bild.titel,
        spalten=tuple(spalten_des_bildes(bild)),
        warnung=WASSERZEICHEN if bild.demo else "",
    )


def werte_xlsx(
    kommune: Kommune,
    indikator: Indikator,
    tabelle: pd.DataFrame,
    *,
    herkunft: Herkunft | None = None,
) -> bytes:
    """Alle Werte eines Indikators als Arbeitsmappe, ein Blatt „Tabelle“ und ein Blatt „Hinweise“.

    Parameters
    ----------
    tabelle
        Wie `kennzahlen.kennzahl`, wahlweise mit den Spalten von `vergleich.mit_vergleich`; ohne
        Zustand „wert“ bleiben auch Fallzahlen und Bereiche leer.
    """
    blatt = _werteblatt(kommune, indikator, tabelle, name="Tabelle")
    hinweise = [
        ("Titel", indikator.titel),
        *_bedeutung(kommune, indikator),
        *_herkunftszeilen(herkunft),
        ("Zahlen", _UNGERUNDET),
        *([("Zahlen", _PROZENT)] if indikator.ist_prozent else []),
    ]
    return arbeitsmappe(
        [blatt, _hinweisblatt(hinweise, blatt.warnung)],
        titel=f"{kommune.einstellungen.titel}: {indikator.titel}",
        beschreibung=blatt.warnung,
    )


def mappe(
    kommune: Kommune,
    werte: Mapping[str, pd.DataFrame],
    *,
    titel: str,
    herkunft: Herkunft | None = None,
) -> bytes:
    """Mehrere Indikatoren in einer Arbeitsmappe: vorn „Hinweise“ mit Verweisen, dann je ein Blatt.

    Parameters
    ----------
    werte
        id des Indikators → Tabelle wie bei `werte_xlsx`.
    """
    katalog = [kommune.indikator(name) for name in werte]
    namen = blattnamen([HINWEISE, *werte])[1:]
    blaetter = [
        _werteblatt(kommune, indikator, werte[indikator.id], name=name)
        for indikator, name in zip(katalog, namen, strict=True)
    ]
    hinweise: list[tuple[str | Verweis, str]] = [
        ("Titel", titel),
        *_herkunftszeilen(herkunft),
        ("Zahlen", f"{_UNGERUNDET} {_PROZENT}"),
        *(
            (Verweis(name), f"{i.titel} ({i.einheit}). {i.definition}")
            for i, name in zip(katalog, namen, strict=True)
        ),
    ]
    warnung = next((blatt.warnung for blatt in blaetter if blatt.warnung), "")
    return arbeitsmappe(
        [_hinweisblatt(hinweise, warnung), *blaetter], titel=titel, beschreibung=warnung
    )


def _texte(tabelle: pd.DataFrame, name: object) -> list[str]:
    if name not in tabelle.columns:
        return []
    return ["" if pd.isna(wert) else str(wert) for wert in tabelle[name]]


def _aus_texten(kopf: str, texte: Sequence[str]) -> Spalte:
    zellen = zahltexte.spalte(texte)
    einheiten = {zelle.einheit for zelle in zellen if isinstance(zelle, Zahltext)}
    eine = next(iter(einheiten)) if len(einheiten) == 1 else ""
    if eine and eine not in kopf:
        kopf = f"{kopf} ({eine})"
    return Spalte(
        kopf=kopf,
        felder=tuple(z.wert if isinstance(z, Zahltext) else z for z in zellen),
        formate=tuple(_format_zu(z, ohne_einheit=bool(eine)) for z in zellen),
    )


def _format_zu(zelle: Zahltext | str, *, ohne_einheit: bool) -> str:
    if isinstance(zelle, str):
        return ""
    zusatz = " ".join(t for t in ("" if ohne_einheit else zelle.einheit, zelle.zeichen) if t)
    return zahlenformat(zelle.nachkommastellen, vorzeichen=zelle.mit_plus, zusatz=zusatz)


def _werteblatt(
    kommune: Kommune, indikator: Indikator, tabelle: pd.DataFrame, *, name: str
) -> Blatt:
    frei = ausgabe.freigegeben(tabelle)
    ebenen = {ebene.id: ebene.einzahl for ebene in kommune.einstellungen.ebenen}
    ebene = frei["gebiet"].map(kommune.gebiete["ebene"])
    spalten = [
        Spalte(kopf="Gebiet", felder=tuple(frei["gebiet"].map(kommune.namen).fillna(""))),
        Spalte(kopf="Schlüssel", felder=tuple(frei["gebiet"])),
        Spalte(kopf="Ebene", felder=tuple(ebene.map(ebenen).fillna("").astype(str))),
        Spalte(kopf="Stichtag", felder=tuple(frei["stichtag"].map(formate.stichtag))),
        Spalte(kopf="Datum", felder=tuple(frei["stichtag"].map(formate.zeitpunkt))),
        *_zahlenspalten(frei, indikator),
        Spalte(kopf="Zeichen", felder=tuple(frei["zeichen"].map(_ohne_demo))),
        Spalte(kopf="Art des Wertes", felder=tuple(map(_wertart, *_felder(frei)))),
    ]
    if "urteil" in frei:
        spalten.append(Spalte(kopf="gegen die Reststadt", felder=tuple(frei["urteil"])))
    return Blatt(
        name=name,
        titel=f"{indikator.titel} ({indikator.einheit})",
        spalten=tuple(spalten),
        warnung=WASSERZEICHEN if tabelle["demo"].any() else "",
    )


def _felder(frei: pd.DataFrame) -> tuple[pd.Series, pd.Series, pd.Series]:
    return frei["zustand"], frei["demo"], frei["herkunft"]


def _zahlenspalten(frei: pd.DataFrame, indikator: Indikator) -> list[Spalte]:
    """Die Spalten mit Zahlen, ohne solche, in denen keine einzige steht."""
    stellen, einheit = indikator.nachkommastellen, indikator.einheit
    unterschied = f"Differenz zur Reststadt ({formate.differenzeinheit(indikator)})"
    wert, differenz = zahlenformat(stellen), zahlenformat(stellen, vorzeichen=True)
    angaben = {
        "wert": (f"Wert ({einheit})", wert),
        "unten": ("95-%-Bereich von", wert),
        "oben": ("95-%-Bereich bis", wert),
        "zaehler": ("Anzahl", zahlenformat(0)),
        "nenner": ("von", zahlenformat(0)),
        "stadtwert": (f"Stadt ({einheit})", wert),
        "rest_wert": (f"Reststadt ({einheit})", wert),
        "differenz": (unterschied, differenz),
        "diff_unten": ("Differenz, Bereich von", differenz),
        "diff_oben": ("Differenz, Bereich bis", differenz),
    }
    # Ohne Nenner ist die Anzahl schon der Wert.
    ohne = set() if indikator.nenner else {"zaehler", "nenner"}
    return [
        _zahlenspalte(frei, name, kopf, format_)
        for name, (kopf, format_) in angaben.items()
        if name == "wert" or (name in frei and name not in ohne and frei[name].notna().any())
    ]


def _zahlenspalte(frei: pd.DataFrame, name: str, kopf: str, format_: str) -> Spalte:
    zahlen = [formate.zahlwert(wert) for wert in frei[name]]
    if name in {"zaehler", "nenner"} and any(z % 1 for z in zahlen if math.isfinite(z)):
        format_ = zahlenformat(1)
    felder: Iterable[Feld] = (
        zahl if math.isfinite(zahl) else _luecke(name, zustand)
        for zahl, zustand in zip(zahlen, frei["zustand"], strict=True)
    )
    return Spalte(kopf=kopf, felder=tuple(felder), formate=(format_,) * len(zahlen))


def _luecke(name: str, zustand: str) -> str:
    """Was statt einer Zahl dasteht: beim Wert immer ein Kürzel, bei Fallzahlen nur „geheim“."""
    if name == "wert":
        return OHNE_WERT[zustand].kuerzel if zustand in OHNE_WERT else formate.KEINE_ANGABE
    gesperrt = name in {"zaehler", "nenner"} and zustand == "geheim"
    return OHNE_WERT["geheim"].kuerzel if gesperrt else ""


def _ohne_demo(zeichen: str) -> str:
    return " ".join(teil for teil in zeichen.split() if teil != "demo")


def _wertart(zustand: str, demo: bool, herkunft: str) -> str:
    art = formate.zustandstext(zustand) or herkunft
    return f"{art}, Demonstration" if demo else art


def _bedeutung(kommune: Kommune, indikator: Indikator) -> list[tuple[str, str]]:
    return [
        ("Definition", indikator.definition),
        ("Berechnung", indikator.berechnung),
        ("Einheit", indikator.einheit),
        *(("Vorbehalt", satz) for satz in texte.vorbehalte(indikator)),
        *(
            ("Bruch der Reihe", f"Ab {formate.stichtag(bruch.ab)}: {bruch.grund}")
            for bruch in kommune.brueche(indikator)
        ),
    ]


def _herkunftszeilen(herkunft: Herkunft | None) -> list[tuple[str, str]]:
    return [("Herkunft", zeile) for zeile in (herkunft or Herkunft()).zeilen()]


def _hinweisblatt(angaben: Iterable[tuple[str | Verweis, str]], warnung: str) -> Blatt:
    zeichen = [(d.kuerzel, d.text) for d in OHNE_WERT.values()]
    zeichen += [(z, text) for z, text in BEDEUTUNG.items() if z not in {"•", "demo"}]
    zeilen: list[tuple[str | Verweis, str]] = [(a, text) for a, text in angaben if text]
    zeilen += [("Kennzeichnung", warnung)] if warnung else []
    zeilen += [(f"Zeichen {kuerzel}", text) for kuerzel, text in zeichen]
    zeilen.append(("Zahl 0", "wirklich null"))
    return Blatt(
        name=HINWEISE,
        titel=HINWEISE,
        spalten=(
            Spalte(kopf="Angabe", felder=tuple(angabe for angabe, _ in zeilen)),
            Spalte(kopf="Text", felder=tuple(text for _, text in zeilen)),
        ),
        warnung=warnung,
        filter=False,
    )
