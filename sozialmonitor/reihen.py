"""Was sich in einer Reihe geändert hat: vergleichbarer Abschnitt, Basisjahr, Veränderung.

Verglichen wird nie über einen Bruch hinweg, nie zwischen erfundenen und belegten Werten und nie
zwischen veröffentlichten und selbst gerechneten Quoten.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sozialmonitor import formate, kennzahlen, texte, vergleich
from sozialmonitor.katalog import Bruch, Indikator

_GESPERRT = formate.zustandstext("geheim")


@dataclass(frozen=True, slots=True, kw_only=True)
class Abschnitt:
    """Erster und letzter Wert der jüngsten vergleichbaren Strecke einer Reihe.

    `bruch` ist der Bruch, an dem die Strecke beginnt; `gekuerzt` sagt, dass es davor Werte gibt.
    """

    erste: pd.Series
    letzte: pd.Series
    bruch: Bruch | None
    gekuerzt: bool


def letzter_abschnitt(
    tabelle: pd.DataFrame, gebiet: str, brueche: Sequence[Bruch] = ()
) -> Abschnitt | None:
    """Die jüngste vergleichbare Strecke eines Gebiets; `None` ohne Wert.

    Parameters
    ----------
    tabelle
        Zeilen aus `kennzahlen.kennzahl`.
    """
    gilt = tabelle["gebiet"].eq(gebiet) & tabelle["zustand"].eq("wert") & tabelle["wert"].notna()
    reihe = tabelle[gilt].sort_values("stichtag", key=_tage, kind="stable")
    if reihe.empty:
        return None
    letzte = reihe.iloc[-1]
    wirksam = [bruch for bruch in brueche if bruch.ab <= letzte["stichtag"]]
    bruch = max(wirksam, key=lambda b: b.ab, default=None)
    vergleichbar = reihe["demo"].eq(letzte["demo"]) & reihe["herkunft"].eq(letzte["herkunft"])
    if bruch is not None:
        vergleichbar &= reihe["stichtag"].ge(bruch.ab)
    # Nur die zusammenhängende Strecke am Ende: was vor der letzten Unterbrechung liegt, fällt weg.
    strecke = reihe[vergleichbar[::-1].cummin()[::-1]]
    davor = reihe["stichtag"].lt(bruch.ab).any() if bruch is not None else False
    return Abschnitt(
        erste=strecke.iloc[0],
        letzte=letzte,
        bruch=bruch if davor else None,
        gekuerzt=len(strecke) < len(reihe),
    )


def satz_entwicklung(
    tabelle: pd.DataFrame,
    gebiet: str,
    name: str,
    indikator: Indikator,
    brueche: Sequence[Bruch] = (),
) -> str:
    """Was sich zwischen erstem und letztem vergleichbaren Wert geändert hat, und ob gesichert.

    Sind frühere oder spätere Werte gesperrt, steht es dabei.
    """
    abschnitt = letzter_abschnitt(tabelle, gebiet, brueche)
    geheim = tabelle.loc[tabelle["gebiet"].eq(gebiet) & tabelle["zustand"].eq("geheim"), "stichtag"]
    if abschnitt is None:
        if len(geheim):
            return f"{name}: Die Werte zu „{indikator.titel}“ sind {_GESPERRT}."
        return f"{name}: Zu „{indikator.titel}“ liegt kein Wert vor."
    letzter = abschnitt.letzte["stichtag"]
    spaeter = f" Spätere Werte sind {_GESPERRT}." if geheim.gt(letzter).any() else ""
    if abschnitt.erste["stichtag"] == letzter:
        satz = texte.satz_wert(name, abschnitt.letzte, indikator)
        grund = " Ein früherer vergleichbarer Wert liegt nicht vor."
        if geheim.lt(letzter).any():
            grund = f" Frühere Werte sind {_GESPERRT}."
        return _angehaengt(satz, (satz_grenze(abschnitt) or grund) + spaeter)
    differenz = vergleich.veraenderung(abschnitt.erste, abschnitt.letzte, indikator)
    satz = texte.satz_veraenderung(name, abschnitt.erste, abschnitt.letzte, differenz, indikator)
    return _angehaengt(satz, satz_grenze(abschnitt) + spaeter)


def satz_gesperrter_stand(der_ebene: pd.DataFrame, stichtag: str) -> str:
    """Welche neueren Stände einer Ebene gesperrt sind; leer, wo nicht ihr jüngster gezeigt ist.

    `der_ebene` sind alle Zeilen eines Indikators auf der Ebene.
    """
    if stichtag != kennzahlen.juengster_stichtag(der_ebene):
        return ""
    return texte.satz_gesperrte_staende(kennzahlen.gesperrte_stichtage(der_ebene), stichtag)


def satz_grenze(abschnitt: Abschnitt) -> str:
    """Warum ältere Werte nicht eingerechnet sind; leer, wenn alle eingerechnet sind."""
    if abschnitt.bruch is not None:
        return (
            f" Frühere Werte zählen hier nicht mit: Bruch ab "
            f"{formate.stichtag(abschnitt.bruch.ab)} ({abschnitt.bruch.grund.rstrip('.')})."
        )
    if abschnitt.gekuerzt:
        return " Frühere Werte zählen hier nicht mit: Sie haben eine andere Herkunft."
    return ""


def veraenderungen(
    tabelle: pd.DataFrame,
    indikator: Indikator,
    namen: Mapping[str, str],
    brueche: Sequence[Bruch] = (),
) -> pd.DataFrame:
    """Je Gebiet die Veränderung über die jüngste vergleichbare Strecke.

    Returns
    -------
    pd.DataFrame
        `gebiet`, `von`, `bis` (Stichtage), `wert_von`, `wert_bis`, `differenz`, `unten`, `oben`
        [Einheit des Indikators], `prozent` (nur bei Anzahlen), `urteil`, `demo`, `gesperrt` (ob
        einer der beiden Werte nicht dasteht, weil Werte gesperrt sind); ein Gebiet ohne zwei
        vergleichbare Werte hat leere Felder.
    """
    zeilen = [_veraenderung(tabelle, indikator, gebiet, brueche) for gebiet in namen]
    spalten = [
        *("gebiet", "von", "bis", "wert_von", "wert_bis"),
        *("differenz", "unten", "oben", "prozent", "demo", "gesperrt"),
    ]
    ergebnis = pd.DataFrame(zeilen, columns=spalten)
    return ergebnis.assign(urteil=vergleich.urteil(ergebnis["unten"], ergebnis["oben"]))


def veraenderungstabelle(
    daten: pd.DataFrame, indikator: Indikator, namen: Mapping[str, str]
) -> pd.DataFrame:
    """`veraenderungen` als deutsche Texte."""
    zeilen = daten.to_dict("records")

    def zelle(text: str, *, gesperrt: bool) -> str:
        offen = gesperrt and text == formate.KEINE_ANGABE
        return formate.zelle("geheim", None, indikator) if offen else text

    def werte(feld: str) -> list[str]:
        schreibe = formate.differenz if feld == "differenz" else formate.wert_mit_einheit
        return [zelle(schreibe(z[feld], indikator), gesperrt=z["gesperrt"]) for z in zeilen]

    spalten: dict[str, list[str]] = {
        "Gebiet": [namen[z["gebiet"]] for z in zeilen],
        "von": [formate.stichtag(z["von"]) if z["von"] else "" for z in zeilen],
        "bis": [formate.stichtag(z["bis"]) if z["bis"] else "" for z in zeilen],
        "erster Wert": werte("wert_von"),
        "letzter Wert": werte("wert_bis"),
        "Veränderung": werte("differenz"),
    }
    if daten["prozent"].notna().any():
        spalten["in Prozent"] = [
            f"{formate.zahl(z['prozent'], 1, vorzeichen=True)} %" if pd.notna(z["prozent"]) else ""
            for z in zeilen
        ]
    if daten["unten"].notna().any():
        spalten["95-%-Bereich"] = [
            differenzbereich(z["unten"], z["oben"], indikator) for z in zeilen
        ]
        spalten["Urteil"] = [urteilstext(str(z["urteil"])) for z in zeilen]
    if daten["demo"].any() and not daten["demo"].all():
        spalten["Art des Wertes"] = [
            "Demonstration" if z["demo"] else "veröffentlicht" if z["bis"] else "" for z in zeilen
        ]
    return pd.DataFrame(spalten)


def satz_veraenderungen(daten: pd.DataFrame, indikator: Indikator) -> str:
    """In wie vielen Gebieten sich der Wert gesichert verändert hat; `daten` aus `veraenderungen`.

    Gezählt sind Gebiete mit zwei vergleichbaren Werten.
    """
    mit_paar = daten[daten["von"].ne("")]
    geprueft = mit_paar[mit_paar["urteil"].ne(vergleich.NICHT_BEWERTBAR)]
    zusatz = f" {texte.DEMO_ZUSATZ}" if mit_paar["demo"].any() else ""
    kopf = f"„{indikator.titel}“"
    if mit_paar.empty:
        return f"{kopf}: Kein Gebiet hat zwei vergleichbare Werte."
    if geprueft.empty:
        wer = "1 Gebiet" if len(mit_paar) == 1 else f"{len(mit_paar)} Gebieten"
        return (
            f"{kopf}: Zwei vergleichbare Werte gibt es zu {wer}; ob die Veränderung zufällig "
            f"ist, ist nicht bewertbar.{zusatz}"
        )
    hoeher = int(geprueft["urteil"].eq(vergleich.HOEHER).sum())
    niedriger = int(geprueft["urteil"].eq(vergleich.NIEDRIGER).sum())
    if len(geprueft) == 1:
        wie = "gesichert gestiegen" if hoeher else "gesichert gesunken"
        wie = wie if hoeher + niedriger else "nicht gesichert verändert"
        return f"{kopf}: Im einzigen geprüften Gebiet ist der Wert {wie}.{zusatz}"
    if not hoeher + niedriger:
        was = "hat sich der Wert in keinem gesichert verändert"
    else:
        was = f"ist der Wert in {hoeher} gesichert gestiegen und in {niedriger} gesichert gesunken"
    return f"{kopf}: Von {len(geprueft)} geprüften Gebieten {was}.{zusatz}"


def differenzbereich(unten: float, oben: float, indikator: Indikator) -> str:
    """„−1,2 bis +0,4“; leer ohne Bereich."""
    if pd.isna(unten) or pd.isna(oben):
        return ""
    stellen = indikator.nachkommastellen
    von, bis = (formate.zahl(w, stellen, vorzeichen=True) for w in (unten, oben))
    return f"{von} bis {bis}"


def urteilstext(urteil: str) -> str:
    """Das Urteil über eine Veränderung in Worten."""
    return {
        vergleich.HOEHER: "gesichert gestiegen",
        vergleich.NIEDRIGER: "gesichert gesunken",
        vergleich.GLEICH: "nicht gesichert",
    }.get(urteil, "nicht geprüft")


def wirksame_brueche(tabelle: pd.DataFrame, brueche: Sequence[Bruch]) -> list[Bruch]:
    """Die Brüche, die zwischen dem ersten und dem letzten Wert der Tabelle liegen."""
    tage = tabelle.loc[tabelle["zustand"].eq("wert"), "stichtag"]
    return [b for b in brueche if len(tage) and tage.min() < b.ab <= tage.max()]


def basisjahre(tabelle: pd.DataFrame) -> list[int]:
    """Jahre, in denen wenigstens ein Gebiet der Tabelle einen Wert hat, aufsteigend."""
    werte = tabelle[tabelle["zustand"].eq("wert") & tabelle["wert"].notna()]
    return sorted({int(tag[:4]) for tag in werte["stichtag"]})


def gemeinsames_basisjahr(tabelle: pd.DataFrame, brueche: Sequence[Bruch] = ()) -> int | None:
    """Das früheste Jahr nach dem letzten Bruch, in dem die meisten Gebiete einen Wert haben."""
    werte = tabelle[tabelle["zustand"].eq("wert") & tabelle["wert"].notna()]
    if werte.empty:
        return None
    wirksam = [bruch.ab for bruch in brueche if bruch.ab <= werte["stichtag"].max()]
    nach_bruch = werte[werte["stichtag"].ge(max(wirksam, default=""))]
    je_jahr = nach_bruch.groupby(nach_bruch["stichtag"].str[:4])["gebiet"].nunique()
    return int(je_jahr[je_jahr.eq(je_jahr.max())].index.min())


def _angehaengt(satz: str, zusatz: str) -> str:
    """Der Zusatz am Ende des Satzes, aber vor der Kennzeichnung erfundener Werte."""
    ohne = satz.removesuffix(f" {texte.DEMO_ZUSATZ}")
    return f"{ohne}{zusatz}{satz[len(ohne) :]}"


def _tage(stichtage: pd.Series) -> pd.Series:
    return pd.to_datetime(stichtage.map(formate.zeitpunkt))


def _veraenderung(
    tabelle: pd.DataFrame, indikator: Indikator, gebiet: str, brueche: Sequence[Bruch]
) -> dict[str, object]:
    abschnitt = letzter_abschnitt(tabelle, gebiet, brueche)
    geheim = tabelle.loc[tabelle["gebiet"].eq(gebiet) & tabelle["zustand"].eq("geheim"), "stichtag"]
    leer = {"gebiet": gebiet, "von": "", "bis": "", "demo": False, "gesperrt": bool(len(geheim))}
    if abschnitt is None:
        return leer
    erste, letzte = abschnitt.erste, abschnitt.letzte
    grenze = max((b.ab for b in brueche if b.ab <= letzte["stichtag"]), default="")
    leer |= {"gesperrt": bool(geheim.ge(grenze).any())}
    zeile = leer | {"bis": letzte["stichtag"], "wert_bis": letzte["wert"], "demo": letzte["demo"]}
    if erste["stichtag"] == letzte["stichtag"]:
        return zeile
    differenz, unten, oben = vergleich.veraenderung(erste, letzte, indikator)
    als_anzahl = indikator.art == "anzahl" and erste["wert"] > 0
    return zeile | {
        "gesperrt": False,
        "von": erste["stichtag"],
        "wert_von": erste["wert"],
        "differenz": differenz,
        "unten": unten,
        "oben": oben,
        "prozent": differenz / erste["wert"] * 100 if als_anzahl else float("nan"),
    }
