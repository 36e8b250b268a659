"""Das Profil eines Gebiets: jüngste Werte, Spannweiten seiner Ebene, Stärken, Alterspyramide.

Alles bezieht sich auf ein gewähltes Jahr: gezeigt wird je Indikator der jüngste Stand bis dahin,
mit seinem eigenen Stichtag.
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from sozialmonitor import formate, gebiete, vergleich
from sozialmonitor.katalog import Indikator
from sozialmonitor.kommune import Kommune
from sozialmonitor.tabellen import Zelle
from sozialmonitor.zahlen import altersspanne

MINDESTENS_GEBIETE = 4
"""So viele Gebiete mit Wert braucht eine Spannweite, damit ihre Hälften etwas sagen."""
STAERKE, BELASTUNG, BESONDERHEIT = "staerke", "belastung", "besonderheit"
_ZAEHLWORT = {"anteil": "von", "rate": "auf", "quotient": "zu"}
_BREITE = 5
_HOECHSTES_ALTER = 90
SPANNEN = [
    *("indikator", "titel", "wert_text", "stadt_text", "position", "q25", "q75"),
    *("stadt_position", "urteil", "richtung", "stichtag", "gebiete", "gebiete_text", "demo"),
]
PYRAMIDE = ["alter", "von", "bis", "geschlecht", "anzahl", "anteil", "demo"]


def langtabelle(tabellen: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Alle Indikatoren untereinander, mit `indikator` und `jahr`; ohne Zeilen „keine Angabe“.

    Parameters
    ----------
    tabellen
        Je Indikator das Ergebnis von `vergleich.mit_vergleich`.
    """
    teile = [
        tabelle[tabelle["zustand"].ne("fehlt")].assign(indikator=name)
        for name, tabelle in tabellen.items()
    ]
    if not teile:
        return pd.DataFrame(columns=["gebiet", "stichtag", "zustand", "demo", "indikator", "jahr"])
    alle = pd.concat(teile, ignore_index=True)
    return alle.assign(jahr=alle["stichtag"].str[:4])


def jahresstaende(werte: pd.DataFrame, gebiet: str) -> list[str]:
    """Je Jahr der letzte Stichtag, an dem das Gebiet irgendeinen Wert hat, aufsteigend."""
    tage = sorted(werte.loc[werte["gebiet"].eq(gebiet), "stichtag"].unique())
    return list({str(tag)[:4]: str(tag) for tag in tage}.values())


def profilzeilen(werte: pd.DataFrame, gebiet: str, stand: str) -> pd.DataFrame:
    """Je Indikator die jüngste Zeile des Gebiets bis zum Ende des Jahres von `stand`.

    Gesperrte und zu kleine Werte werden nicht übergangen: dort steht, warum kein Wert dasteht,
    statt eines älteren.

    Parameters
    ----------
    werte
        Ergebnis von `langtabelle`.

    Returns
    -------
    pd.DataFrame
        Eine Zeile je Indikator in der Reihenfolge von `werte`.
    """
    gemeint = werte[werte["gebiet"].eq(gebiet) & werte["jahr"].le(stand[:4])]
    geordnet = gemeint.sort_values("stichtag", kind="stable")
    juengste = geordnet.drop_duplicates("indikator", keep="last")
    return juengste.sort_index().reset_index(drop=True)


def kennzahlen_des_gebiets(
    zeilen: pd.DataFrame, leitindikatoren: Sequence[str], *, mindestens: int
) -> pd.DataFrame:
    """Die Leitindikatoren, aufgefüllt mit den ersten übrigen bis zur Mindestzahl."""
    leit = [name for name in leitindikatoren if name in set(zeilen["indikator"])]
    uebrige = [name for name in zeilen["indikator"] if name not in leit]
    gewaehlt = leit + uebrige[: max(0, mindestens - len(leit))]
    return zeilen.set_index("indikator", drop=False).loc[gewaehlt].reset_index(drop=True)


def fuer_die_lage(
    zeilen: pd.DataFrame, katalog: Mapping[str, Indikator], leitindikatoren: Sequence[str]
) -> pd.DataFrame:
    """Leitindikatoren und alle Indikatoren mit vereinbarter Richtung."""
    namen = set(leitindikatoren) | {n for n, i in katalog.items() if i.richtung != "neutral"}
    return zeilen[zeilen["indikator"].isin(sorted(namen))]


def einordnung(zeilen: pd.DataFrame, katalog: Mapping[str, Indikator]) -> dict[str, pd.DataFrame]:
    """Zeilen mit gesichertem Unterschied: Stärken, Belastungen und Besonderheiten.

    Gewertet wird nur, wo der Katalog eine Richtung vereinbart; sonst ist es eine Besonderheit.
    """
    arten = [_einordnung(z["urteil"], katalog[z["indikator"]]) for z in zeilen.to_dict("records")]
    art = pd.Series(arten, index=zeilen.index, dtype="object")
    return {name: zeilen[art.eq(name)] for name in (STAERKE, BELASTUNG, BESONDERHEIT)}


def gepruefte(zeilen: pd.DataFrame) -> int:
    """Wie viele Indikatoren gegen die Reststadt geprüft sind."""
    return int(zeilen["urteil"].ne(vergleich.NICHT_BEWERTBAR).sum()) if len(zeilen) else 0


def spannweiten(
    werte: pd.DataFrame,
    zeilen: pd.DataFrame,
    ebenengebiete: Sequence[str],
    katalog: Mapping[str, Indikator],
) -> pd.DataFrame:
    """Wo das Gebiet zwischen allen Gebieten seiner Ebene liegt, je Indikator.

    Parameters
    ----------
    zeilen
        Ergebnis von `profilzeilen`; ihr Stichtag gilt für alle Gebiete.
    ebenengebiete
        Alle Gebiete der Ebene, das Gebiet selbst eingeschlossen.

    Returns
    -------
    pd.DataFrame
        Spalten `SPANNEN`; nur Indikatoren mit mindestens `MINDESTENS_GEBIETE` Werten, keine
        Anzahlen (sie hängen von der Größe des Gebiets ab). `position`, `q25`, `q75`,
        `stadt_position` reichen von 0 bis 1: links ungünstig, rechts günstig, ohne vereinbarte
        Richtung links niedrig, rechts hoch. `gebiete` zählt die Gebiete mit Wert,
        `gebiete_text` nennt dazu alle und die gesperrten („21 von 29, 8 gesperrt“).
    """
    ergebnis = []
    je_indikator = _am_selben_stichtag(werte, zeilen, ebenengebiete)
    for zeile in zeilen.to_dict("records"):
        indikator = katalog[zeile["indikator"]]
        stand = je_indikator.get(indikator.id)
        if stand is None or indikator.art == "anzahl" or zeile["zustand"] != "wert":
            continue
        mit_wert = stand[stand["zustand"].eq("wert")]
        if len(mit_wert) >= MINDESTENS_GEBIETE:
            demo = bool(mit_wert["demo"].any())
            geheim = int(stand["zustand"].eq("geheim").sum())
            gebiete_text = _gebietezahl(len(mit_wert), len(ebenengebiete), geheim)
            spanne = _spanne(zeile, indikator, mit_wert["wert"], demo=demo)
            ergebnis.append(spanne | {"gebiete_text": gebiete_text})
    return pd.DataFrame(ergebnis, columns=SPANNEN)


def pyramidenmerkmal(bestand: pd.DataFrame) -> str:
    """Das Merkmal, das nach Alter und Geschlecht gegliedert vorliegt; leer ohne eines."""
    gegliedert = bestand["alter"].ne("") & bestand["geschlecht"].ne("")
    merkmale = bestand.loc[gegliedert, "merkmal"]
    return str(merkmale.iloc[0]) if len(merkmale) else ""


def pyramide_daten(
    kommune: Kommune, gebiet: str, stichtag: str, merkmal: str
) -> tuple[pd.DataFrame, str]:
    """Bevölkerung eines Gebiets nach Fünf-Jahres-Gruppen und Geschlecht.

    Zusammengefasst wird nur, was ganz in eine Gruppe fällt (Einzeljahre 0 bis 4; 15–17 und
    18–19); sonst gibt es keine Pyramide, weil verteilt werden müsste.

    Returns
    -------
    tuple[pd.DataFrame, str]
        Spalten `PYRAMIDE` (`anteil` in Prozent aller Personen des Gebiets), nach Alter
        aufsteigend, und ein leerer Text; oder eine leere Tabelle und der Grund.
    """
    zeilen = kommune.bestand[
        kommune.bestand["merkmal"].eq(merkmal)
        & kommune.bestand["stichtag"].eq(stichtag)
        & kommune.bestand["alter"].ne("")
        & kommune.bestand["geschlecht"].ne("")
    ]
    leer = pd.DataFrame(columns=PYRAMIDE)
    teile = gebiete.aufloesung(kommune.zerlegung, gebiet, set(zeilen["gebiet"]))
    if not teile:
        return leer, "Für dieses Gebiet liegen keine Zahlen nach Alter und Geschlecht vor."
    zeilen = zeilen[zeilen["gebiet"].isin(teile)]
    if zeilen["wert"].isna().any():
        return leer, "Einzelne Altersgruppen sind unbekannt oder gesperrt; daher keine Pyramide."
    gruppen = altersgruppen(list(zeilen["alter"].unique()))
    if not gruppen:
        return leer, "Die Altersgruppen der Quelle passen nicht in Fünf-Jahres-Gruppen."
    return _pyramide(zeilen, gruppen), ""


def altersgruppen(alter: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Zu jeder Altersgruppe der Quelle die Fünf-Jahres-Gruppe (untere Grenze, Text).

    Leer, wenn eine Gruppe der Quelle eine Grenze überspringt oder ein Alter nicht vorkommt.
    """
    spannen = sorted((altersspanne(a), a) for a in alter)
    offen = [von for (von, bis), _ in spannen if math.isinf(bis)]
    oben = int(offen[0]) if offen else _HOECHSTES_ALTER
    zuordnung, erwartet = {}, 0.0
    for (von, bis), name in spannen:
        unten = oben if von >= oben else int(von) // _BREITE * _BREITE
        ueberspringt = von < oben and bis > unten + _BREITE
        if von != erwartet or ueberspringt or oben % _BREITE:
            return {}
        offen_nach_oben = von >= oben
        text = f"{oben} und älter" if offen_nach_oben else f"{unten} bis {unten + _BREITE - 1}"
        zuordnung[name], erwartet = (unten, text), bis
    return zuordnung if erwartet >= oben else {}


def satz_altersaufbau(
    gebiet: pd.DataFrame, stadt: pd.DataFrame, name: str, stadtname: str, stichtag: str
) -> str:
    """Die größte Altersgruppe eines Gebiets und ihr Anteil, daneben der in der Stadt.

    Parameters
    ----------
    gebiet, stadt
        Spalten `PYRAMIDE`, Ergebnis von `pyramide_daten`.
    stadtname
        Leer, wenn das Gebiet die Stadt selbst ist.
    """
    ort = f"{name}, {formate.stichtag(stichtag)}"
    anteile = gebiet.groupby("alter", sort=False)["anteil"].sum(min_count=1).dropna()
    if anteile.empty or not anteile.max() > 0:
        return f"{ort}: Nach dem Altersaufbau wohnt hier niemand."
    alter = str(anteile.idxmax())
    wort = alter.replace(" und älter", " Jahre und älter") if "älter" in alter else f"{alter} Jahre"
    oben = stadt.loc[stadt["alter"].eq(alter), "anteil"].sum()
    daneben = f"; in {stadtname} sind es {formate.zahl(oben, 1)} %" if stadtname else ""
    return (
        f"{ort}: Die größte Altersgruppe ist „{wort}“ mit {formate.zahl(anteile.max(), 1)} % der "
        f"Bevölkerung{daneben}."
    )


def satz_auswahl(zeilen: pd.DataFrame, name: str, stadtname: str) -> str:
    """Der Antwortsatz: wie viele Indikatoren geprüft sind und wie viele sich unterscheiden.

    Gezählt sind nur Werte, die dastehen; gesperrte und solche mit zu wenigen Personen zählt der
    Satz für sich.
    """
    if zeilen.empty:
        return f"Für {name} liegen in diesem Jahr noch keine Werte vor."
    satz = f"{name}: {_vorhandene(zeilen['zustand'])}"
    schluss = " (Demonstrationsdaten)" if zeilen["demo"].any() else ""
    geprueft = gepruefte(zeilen)
    if not geprueft:
        return f"{satz}; gegen die übrige Stadt lässt sich keiner davon prüfen.{schluss}"
    hoeher = int(zeilen["urteil"].eq(vergleich.HOEHER).sum())
    niedriger = int(zeilen["urteil"].eq(vergleich.NIEDRIGER).sum())
    return (
        f"{satz}; von {geprueft} geprüften {'liegt' if hoeher == 1 else 'liegen'} {hoeher} "
        f"gesichert höher und {niedriger} gesichert niedriger als in {stadtname} ohne {name}."
        f"{schluss}"
    )


def _vorhandene(zustaende: pd.Series) -> str:
    """„Es liegen Werte zu 40 Indikatoren vor (3 weitere gesperrt)“."""
    werte, geheim, zu_wenige = (
        int(zustaende.eq(zustand).sum()) for zustand in ("wert", "geheim", "zu_wenige")
    )
    gruende = {"gesperrt (Datenschutz)": geheim, "mit zu wenigen Personen": zu_wenige}
    weitere = [f"{anzahl} {text}" for text, anzahl in gruende.items() if anzahl]
    worte = "1 Indikator" if werte == 1 else f"{werte or 'keinem'} Indikator{'en' * (werte != 0)}"
    zusatz = f"; weitere: {formate.aufzaehlung(weitere)}" if weitere else ""
    return f"Es liegen Werte zu {worte} vor{zusatz}"


def kachelzeilen(zeile: Mapping[str, Any], indikator: Indikator, stadtname: str) -> list[str]:
    """Die Erläuterungen unter einer Kennzahl: Bereich, Fallzahl, Stadt, Urteil, Stand.

    Parameters
    ----------
    stadtname
        Leer, wenn das Gebiet die Stadt selbst ist.
    """
    if zeile["zustand"] != "wert":
        return [formate.zustandstext(zeile["zustand"]), _stand(zeile)]
    zeilen = []
    if text := formate.bereich(zeile["unten"], zeile["oben"], indikator):
        zeilen.append(f"95-%-Bereich {text}")
    if pd.notna(zeile["nenner"]) and indikator.art in _ZAEHLWORT:
        zeilen.append(
            f"{formate.zahl(zeile['zaehler'])} {_ZAEHLWORT[indikator.art]} "
            f"{formate.zahl(zeile['nenner'])}"
        )
    if stadtname and pd.notna(zeile["stadtwert"]):
        zeilen.append(_stadtzeile(zeile, indikator, stadtname))
    if zeile["urteil"] != vergleich.NICHT_BEWERTBAR:
        zeilen.append(_urteilszeile(str(zeile["urteil"])))
    return [*zeilen, _stand(zeile)]


def gegenueberstellung(
    zeilen: pd.DataFrame, katalog: Mapping[str, Indikator], name: str
) -> pd.DataFrame:
    """Gesicherte Unterschiede als deutsche Texte: Indikator, Gebiet, übrige Stadt, Urteil."""
    texte = []
    for zeile in zeilen.to_dict("records"):
        indikator = katalog[zeile["indikator"]]
        texte.append(
            {
                "Indikator": indikator.titel,
                name: formate.wert_mit_einheit(zeile["wert"], indikator),
                "übrige Stadt": formate.wert_mit_einheit(zeile["rest_wert"], indikator),
                "Urteil": zeile["urteil"],
            }
        )
    return pd.DataFrame(texte)


def teilmatrix(
    werte: pd.DataFrame,
    zeilen: pd.DataFrame,
    teile: Sequence[str],
    katalog: Mapping[str, Indikator],
) -> tuple[dict[str, list[Zelle]], list[str]]:
    """Ein Gebiet und seine Teile in mehreren Indikatoren, alle am Stichtag des Gebiets.

    Parameters
    ----------
    zeilen
        Ergebnis von `profilzeilen`; ihr Gebiet steht als erste Zeile.
    teile
        Schlüssel der Teile.

    Returns
    -------
    tuple[dict[str, list[Zelle]], list[str]]
        Zellen je Gebiet und Spaltentitel; nur Indikatoren, zu denen ein Teil einen Wert hat.
    """
    gebiete_ = [*zeilen["gebiet"].unique(), *teile]
    zellen: dict[str, list[Zelle]] = {g: [] for g in gebiete_}
    titel = []
    je_indikator = _am_selben_stichtag(werte, zeilen, gebiete_)
    for zeile in zeilen.to_dict("records"):
        indikator, stand = katalog[zeile["indikator"]], je_indikator[zeile["indikator"]]
        if not (stand["zustand"].eq("wert") & stand["gebiet"].isin(list(teile))).any():
            continue
        einheit = f", {indikator.einheit}" if indikator.ist_prozent else ""
        tag = formate.kurzer_stichtag(str(zeile["stichtag"]))
        titel.append(f"{indikator.titel}{einheit} ({tag})")
        je_gebiet = {z["gebiet"]: z for z in stand.to_dict("records")}
        for gebiet in gebiete_:
            zellen[gebiet].append(_teilzelle(je_gebiet.get(gebiet), indikator))
    return zellen, titel


def satz_zufall(geprueft: int) -> str:
    """Wie viele gesicherte Unterschiede auch ohne wirklichen Unterschied zu erwarten sind."""
    if not geprueft:
        return ""
    erwartet = formate.zahl(geprueft * 0.05, 1)
    return (
        f"Geprüft wurden {geprueft} Indikatoren. Auch wenn es keinen wirklichen Unterschied gäbe, "
        f"wären davon durch Zufall etwa {erwartet} auffällig."
    )


def _stand(zeile: Mapping[str, Any]) -> str:
    vermerke = ["Demonstrationswert"] if zeile["demo"] else []
    vermerke += ["vorläufig"] if "p" in str(zeile["zeichen"]).split() else []
    zusatz = f" ({', '.join(vermerke)})" if vermerke else ""
    return f"Stand {formate.stichtag(str(zeile['stichtag']))}{zusatz}"


def _stadtzeile(zeile: Mapping[str, Any], indikator: Indikator, stadtname: str) -> str:
    text = f"{stadtname}: {formate.wert_mit_einheit(zeile['stadtwert'], indikator)}"
    if indikator.art == "anzahl":
        return text
    return f"{text} ({formate.differenz(zeile['wert'] - zeile['stadtwert'], indikator)})"


def _urteilszeile(urteil: str) -> str:
    if urteil == vergleich.GLEICH:
        return "nicht gesichert verschieden von der Reststadt"
    return f"{urteil} als die Reststadt"


def _teilzelle(zeile: Mapping[Hashable, Any] | None, indikator: Indikator) -> Zelle:
    if zeile is None:
        return Zelle(text=formate.zelle("fehlt", None, indikator), titel="keine Angabe")
    return Zelle(
        text=formate.zelle(zeile["zustand"], zeile["wert"], indikator, zeile["zeichen"]),
        urteil=str(zeile["urteil"]) if zeile["zustand"] == "wert" else "",
        titel=formate.zustandstext(zeile["zustand"]) or str(zeile["urteil"]),
    )


def _am_selben_stichtag(
    werte: pd.DataFrame, zeilen: pd.DataFrame, gebiete_: Sequence[str]
) -> dict[str, pd.DataFrame]:
    """Je Indikator die Zeilen der Gebiete an dem Stichtag, den `zeilen` nennt."""
    tage = dict(zip(zeilen["indikator"], zeilen["stichtag"], strict=True))
    gemeint = werte[werte["gebiet"].isin(list(gebiete_))]
    gemeint = gemeint[gemeint["stichtag"].eq(gemeint["indikator"].map(tage))]
    return {str(name): stand for name, stand in gemeint.groupby("indikator", sort=False)}


def _einordnung(urteil: object, indikator: Indikator) -> str:
    if urteil not in {vergleich.HOEHER, vergleich.NIEDRIGER}:
        return ""
    if indikator.richtung == "neutral":
        return BESONDERHEIT
    belastend = (urteil == vergleich.HOEHER) == (indikator.richtung == "hoch_belastend")
    return BELASTUNG if belastend else STAERKE


def _spanne(
    zeile: Mapping[Hashable, Any], indikator: Indikator, werte: pd.Series, *, demo: bool
) -> dict[str, object]:
    def lage(wert: float) -> float:
        breite = werte.max() - werte.min()
        if pd.isna(wert) or not werte.min() <= wert <= werte.max():
            return math.nan
        anteil = (wert - werte.min()) / breite if breite else 0.5
        return float(1 - anteil if indikator.richtung == "hoch_belastend" else anteil)

    viertel = sorted(lage(wert) for wert in werte.quantile([0.25, 0.75]))
    return {
        "indikator": indikator.id,
        "titel": indikator.titel,
        "wert_text": _kurz(zeile["wert"], indikator),
        "stadt_text": _kurz(zeile["stadtwert"], indikator),
        "position": lage(zeile["wert"]),
        "q25": viertel[0],
        "q75": viertel[1],
        "stadt_position": lage(zeile["stadtwert"]),
        "urteil": zeile["urteil"],
        "richtung": indikator.richtung,
        "stichtag": zeile["stichtag"],
        "gebiete": len(werte),
        "demo": demo,
    }


def _gebietezahl(mit_wert: int, alle: int, geheim: int) -> str:
    gesperrt = f", {geheim} gesperrt" if geheim else ""
    return f"{mit_wert} von {alle}{gesperrt}"


def _kurz(wert: float, indikator: Indikator) -> str:
    text = formate.zahl(wert, indikator.nachkommastellen)
    return f"{text} %" if indikator.ist_prozent and pd.notna(wert) else text


def _pyramide(zeilen: pd.DataFrame, gruppen: Mapping[str, tuple[int, str]]) -> pd.DataFrame:
    mit_gruppe = zeilen.assign(
        von=zeilen["alter"].map({alter: von for alter, (von, _) in gruppen.items()}),
        alter=zeilen["alter"].map({alter: text for alter, (_, text) in gruppen.items()}),
        demo=zeilen["zeichen"].str.split().map(lambda teile: "demo" in teile),
    )
    summen = mit_gruppe.groupby(["von", "alter", "geschlecht"], as_index=False).agg(
        anzahl=("wert", "sum"), demo=("demo", "any")
    )
    gesamt = summen["anzahl"].sum()
    anteil = summen["anzahl"] / gesamt * 100 if gesamt else math.nan
    bis = (summen["von"] + _BREITE - 1).where(summen["von"].lt(summen["von"].max()))
    return summen.assign(bis=bis, anteil=anteil)[PYRAMIDE]
