"""Ein Gebiet einem Partner gegenübergestellt, in allen Indikatoren.

Geprüft wird nur gegen etwas, das das Gebiet nicht enthält; Kreis und Land deshalb ohne das
Gebiet, wenn die Fallzahlen das hergeben. Wo nicht geprüft werden kann, steht der Grund.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from sozialmonitor import formate, kennzahlen, profil, vergleich
from sozialmonitor.gebiete import uebergeordnet, vorfahren
from sozialmonitor.katalog import Bruch, Indikator
from sozialmonitor.kommune import Kommune

Partnerart = Literal["rest", "oberhalb", "gebiet", "jahr"]
_GEPRUEFT = ("anteil", "rate")
_PARTNERFELDER = ("zaehler", "nenner", "wert", "unten", "oben", "zustand", "demo", "stichtag")


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """Womit ein Gebiet verglichen wird.

    `rest`: die Stadt ohne das Gebiet; `oberhalb`: Kreis oder Land (`schluessel`) ohne das
    Gebiet; `gebiet`: ein anderes Gebiet (`schluessel`); `jahr`: dasselbe Gebiet bis `jahr`.
    """

    art: Partnerart
    name: str
    schluessel: str = ""
    jahr: str = ""


def gegenueberstellung(
    kommune: Kommune, werte: pd.DataFrame, gebiet: str, stand: str, partner: Partner
) -> pd.DataFrame:
    """Ein Gebiet gegen einen Partner in allen Indikatoren.

    Parameters
    ----------
    werte
        Ergebnis von `profil.langtabelle`.
    stand
        Je Indikator gilt die jüngste Zeile bis zum Ende dieses Jahres, beim Partner dieselbe.

    Returns
    -------
    pd.DataFrame
        Eine Zeile je Indikator mit Zeile zum Gebiet: `indikator`, `stichtag`, `zustand`,
        `zeichen`, `wert`, `unten`, `oben`; `partner_stichtag`, `partner_zustand` (fehlt ohne
        Zeile), `partner_wert`; `ganzes_wert` (Stadt, Kreis, Land als Ganzes, sonst `NaN`) und
        `ganzes_zustand` (ohne ein Ganzes „fehlt“);
        `differenz` (Gebiet minus Partner; ohne Fallzahlen minus das Ganze), `diff_unten`,
        `diff_oben` [Einheit des Indikators], `urteil`, `wertung`, `grund` (warum nicht geprüft,
        sonst leer) und `demo`.
    """
    zeilen = profil.profilzeilen(werte, gebiet, stand)
    gemeint = werte[werte["indikator"].isin(zeilen["indikator"])]
    je_partner = _partnerzeilen(kommune, gemeint, zeilen, partner)
    sperre = _sperre(kommune, gebiet, partner)
    ergebnis = [
        _gegen(kommune, zeilen.iloc[[i]], je_partner.get(str(name)), sperre, partner)
        for i, name in enumerate(zeilen["indikator"])
    ]
    return pd.DataFrame(ergebnis, columns=_SPALTEN)


_SPALTEN = [
    *("indikator", "stichtag", "zustand", "zeichen", "wert", "unten", "oben"),
    *("partner_stichtag", "partner_zustand", "partner_wert", "ganzes_wert", "ganzes_zustand"),
    *("differenz", "diff_unten", "diff_oben", "urteil", "wertung", "grund", "demo"),
]


def vergleichbare(
    tabelle: pd.DataFrame, katalog: Mapping[str, Indikator], partner: Partner
) -> pd.DataFrame:
    """Die Zeilen, zu denen der Partner etwas zeigt; Anzahlen nur gegen ein anderes Jahr."""
    anzahl = tabelle["indikator"].map(lambda name: katalog[name].art == "anzahl").astype("bool")
    ohne = tabelle["partner_zustand"].eq("fehlt") & tabelle["ganzes_wert"].isna()
    return tabelle[~ohne & ~(anzahl & (partner.art != "jahr"))]


def gesperrte(tabelle: pd.DataFrame) -> int:
    """Bei wie vielen Indikatoren der Gegenüberstellung ein Wert gesperrt ist."""
    seiten = tabelle[["zustand", "partner_zustand", "ganzes_zustand"]]
    return int((seiten == "geheim").any(axis="columns").sum())


def spinetabelle(
    tabelle: pd.DataFrame,
    katalog: Mapping[str, Indikator],
    *,
    name: str,
    partner: str,
    ganzes: str = "",
) -> pd.DataFrame:
    """Die Gegenüberstellung als deutsche Texte, eine Zeile je Indikator.

    Parameters
    ----------
    ganzes
        Name der Stadt, des Kreises oder Landes; ohne Angabe ohne diese Spalte.
    """
    zeilen = [_spinezeile(z, katalog[z["indikator"]]) for z in tabelle.to_dict("records")]
    spalten = {
        "indikator": "Indikator",
        "stand": "Stand",
        "wert": f"{name} (95-%-Bereich)",
        **({"ganzes": ganzes} if ganzes else {}),
        "partner": partner,
        "differenz": "Differenz (Bereich)",
        "urteil": "Urteil",
        "wertung": "Wertung",
    }
    return pd.DataFrame(zeilen, columns=list(spalten)).rename(columns=spalten)


def _spinezeile(zeile: Mapping[Any, Any], indikator: Indikator) -> dict[str, str]:
    stellen, einheit = indikator.nachkommastellen, indikator.einheit
    tage = [formate.kurzer_stichtag(t) for t in (zeile["stichtag"], zeile["partner_stichtag"]) if t]
    grenzen = [
        formate.zahl(zeile[g], stellen, vorzeichen=True) for g in ("diff_unten", "diff_oben")
    ]
    partner = "wert" if pd.notna(zeile["partner_wert"]) else str(zeile["partner_zustand"])
    seiten = {str(zeile["zustand"]), partner}
    ganzes = "wert" if pd.notna(zeile["ganzes_wert"]) else str(zeile["ganzes_zustand"])
    differenz = formate.zahl(zeile["differenz"], stellen, vorzeichen=True)
    if pd.isna(zeile["differenz"]):
        grund = next((z for z in ("geheim", "zu_wenige") if z in seiten), "fehlt")
        differenz = formate.zelle(grund, None, indikator)
    wert = formate.zelle(zeile["zustand"], zeile["wert"], indikator, zeile["zeichen"])
    bereich = formate.bereich(zeile["unten"], zeile["oben"], indikator).removesuffix(einheit)
    return {
        "indikator": indikator.titel
        if indikator.ist_prozent or einheit in indikator.titel
        else f"{indikator.titel} ({einheit})",
        "stand": " / ".join(dict.fromkeys(tage)),
        "wert": f"{wert} ({bereich.strip()})" if bereich else wert,
        "ganzes": formate.zelle(ganzes, zeile["ganzes_wert"], indikator),
        "partner": formate.zelle(partner, zeile["partner_wert"], indikator),
        "differenz": f"{differenz} ({' bis '.join(grenzen)})" if not zeile["grund"] else differenz,
        "urteil": str(zeile["urteil"])
        if not zeile["grund"]
        else f"nicht geprüft ({zeile['grund']})",
        "wertung": str(zeile["wertung"]),
    }


def partner_oberhalb(kommune: Kommune, gebiet: str) -> list[str]:
    """Kreis und Land, in denen das Gebiet liegt, soweit verzeichnet."""
    gefunden = (uebergeordnet(kommune.gebiete, gebiet, ebene) for ebene in ("kreis", "land"))
    return [schluessel for schluessel in gefunden if schluessel]


def ueberschneiden_sich(kommune: Kommune, eines: str, anderes: str) -> bool:
    """Ob zwei Gebiete gemeinsame Teile haben (Programmgebiete können sich überschneiden)."""
    return bool(_bestandteile(kommune, eines) & _bestandteile(kommune, anderes))


def _partnerzeilen(
    kommune: Kommune, werte: pd.DataFrame, zeilen: pd.DataFrame, partner: Partner
) -> dict[str, pd.DataFrame]:
    """Je Indikator die Zeile des Partners (Reststadt: die der Stadt); ohne Eintrag keine."""
    if zeilen.empty:
        return {}
    gebiet = str(zeilen["gebiet"].iloc[0])
    if partner.art == "jahr":
        andere = profil.profilzeilen(werte, gebiet, partner.jahr)
        return {str(n): t for n, t in andere.groupby("indikator", sort=False)}
    tage = werte["indikator"].map(dict(zip(zeilen["indikator"], zeilen["stichtag"], strict=True)))
    am_tag = werte[werte["stichtag"].eq(tage)]
    if partner.art in {"gebiet", "rest"}:
        anderes = partner.schluessel or kommune.einstellungen.stadt
        andere = am_tag[am_tag["gebiet"].eq(anderes)]
        return {str(n): t for n, t in andere.groupby("indikator", sort=False)}
    return _ohne_das_gebiet(kommune, am_tag, gebiet, partner)


def _ohne_das_gebiet(
    kommune: Kommune, am_tag: pd.DataFrame, gebiet: str, partner: Partner
) -> dict[str, pd.DataFrame]:
    """Kreis oder Land ohne das Gebiet, mit `ganzes_wert`; ohne Fallzahlen das Ganze selbst."""
    kette = vorfahren(kommune.gebiete, gebiet)
    kette = kette[: kette.index(partner.schluessel) + 1] if partner.schluessel in kette else []
    ohne_ort = [k for ganzes in kette for k in vergleich.nicht_zuordenbare(kommune, ganzes)]
    ergebnis = {}
    for zeile in am_tag[am_tag["gebiet"].eq(partner.schluessel)].to_dict("records"):
        indikator = kommune.indikator(str(zeile["indikator"]))
        # Nicht aus `werte`: dort fehlen die Reste ohne Ort, weil sie keinen Nenner haben.
        alle = kennzahlen.kennzahl(kommune, indikator.id)
        alle = alle[alle["stichtag"].eq(zeile["stichtag"])]
        rest = vergleich.rest(
            alle, partner.schluessel, gebiet, indikator, name=partner.name, ohne_ort=ohne_ort
        )
        mit_rest = rest["zustand"].eq("wert").any()
        vorhanden = rest if mit_rest else pd.DataFrame([zeile])
        ergebnis[indikator.id] = vorhanden.assign(
            nur_ganzes=not mit_rest,
            ganzes_wert=zeile["wert"],
            ganzes_zustand=zeile["zustand"],
            rest_zustand=rest["zustand"].iloc[0] if len(rest) else zeile["zustand"],
        )
    return ergebnis


def _sperre(kommune: Kommune, gebiet: str, partner: Partner) -> str:
    """Warum gegen diesen Partner in keinem Indikator geprüft werden darf; sonst leer."""
    if partner.art == "rest" and gebiet not in kommune.in_der_stadt:
        return "das Gebiet liegt nicht in der Stadt"
    if partner.art == "gebiet" and ueberschneiden_sich(kommune, gebiet, partner.schluessel):
        return "die beiden Gebiete überschneiden sich"
    return ""


def _gegen(
    kommune: Kommune,
    zeile: pd.DataFrame,
    gegen: pd.DataFrame | None,
    sperre: str,
    partner: Partner,
) -> dict[str, Any]:
    eine = zeile.iloc[0]
    indikator = kommune.indikator(str(eine["indikator"]))
    felder = {name: eine[name] for name in _SPALTEN[:7]} | _ohne_partner(eine)
    if partner.art == "rest":
        felder |= _gegen_rest(eine, gegen)
    elif gegen is not None:
        felder |= _gegen_zeile(zeile, gegen, indikator)
    if not (grund := sperre or _ohne_wert(felder)):
        brueche = kommune.brueche(indikator)
        grund = _ohne_pruefung(
            felder,
            indikator,
            brueche if partner.art == "jahr" else None,
            gezaehlt=kommune.gezaehlt(indikator),
        )
    if grund:
        leer = {"diff_unten": math.nan, "diff_oben": math.nan}
        felder |= leer | {"urteil": vergleich.NICHT_BEWERTBAR}
    if indikator.art == "anzahl" and partner.art != "jahr":
        # Eine Anzahl hängt von der Größe des Gebiets ab; ihre Differenz sagt nichts.
        felder["differenz"] = math.nan
    wertung = vergleich.wertung(pd.Series([felder["urteil"]]), indikator).iloc[0]
    felder.pop("nur_ganzes", None)
    return felder | {"wertung": wertung, "grund": grund}


def _ohne_partner(zeile: pd.Series) -> dict[str, Any]:
    zahlen = ("partner_wert", "ganzes_wert", "differenz", "diff_unten", "diff_oben")
    texte = {"partner_stichtag": "", "partner_zustand": "fehlt", "ganzes_zustand": "fehlt"}
    urteil = {"urteil": vergleich.NICHT_BEWERTBAR, "demo": bool(zeile["demo"])}
    return dict.fromkeys(zahlen, math.nan) | texte | urteil


def _gegen_rest(zeile: pd.Series, stadt: pd.DataFrame | None) -> dict[str, Any]:
    """Die Prüfung gegen die Reststadt steht schon in der Zeile (`vergleich.mit_vergleich`).

    Ist das Gebiet oder die Stadt gesperrt, ist es auch die Reststadt.
    """
    ganzes = "fehlt" if stadt is None else str(stadt["zustand"].iloc[0])
    demo = stadt is not None and bool(stadt["demo"].iloc[0])
    ohne_rest = "geheim" if "geheim" in {ganzes, str(zeile["zustand"])} else "fehlt"
    return {
        "partner_stichtag": zeile["stichtag"],
        "partner_zustand": "wert" if pd.notna(zeile["rest_wert"]) else ohne_rest,
        "partner_wert": zeile["rest_wert"],
        "ganzes_wert": zeile["stadtwert"],
        "ganzes_zustand": ganzes,
        "differenz": zeile["wert"] - zeile["rest_wert"],
        "diff_unten": zeile["diff_unten"],
        "diff_oben": zeile["diff_oben"],
        "urteil": zeile["urteil"],
        "demo": bool(zeile["demo"]) or demo,
    }


def _gegen_zeile(zeile: pd.DataFrame, gegen: pd.DataFrame, indikator: Indikator) -> dict[str, Any]:
    eine, andere = zeile.iloc[0], gegen.iloc[0]
    geprueft = vergleich.gegen_zeilen(zeile, gegen[list(_PARTNERFELDER)], indikator).iloc[0]
    nur_ganzes = bool(andere.get("nur_ganzes", False))
    return {
        "partner_stichtag": andere["stichtag"],
        "partner_zustand": andere.get("rest_zustand", andere["zustand"]),
        "partner_wert": math.nan if nur_ganzes else andere["wert"],
        "ganzes_wert": andere.get("ganzes_wert", math.nan),
        "ganzes_zustand": andere.get("ganzes_zustand", "fehlt"),
        "nur_ganzes": nur_ganzes,
        "differenz": eine["wert"] - andere["wert"],
        "diff_unten": geprueft["diff_unten"],
        "diff_oben": geprueft["diff_oben"],
        "urteil": geprueft["urteil"],
        "demo": bool(eine["demo"] or andere["demo"]),
    }


def _ohne_wert(felder: Mapping[str, Any]) -> str:
    """Auf welcher Seite ein Wert fehlt und warum; leer, wenn beide da sind."""
    if felder["zustand"] != "wert":
        return formate.zustandstext(str(felder["zustand"]))
    if felder["partner_zustand"] != "wert":
        return f"Vergleichswert: {formate.zustandstext(str(felder['partner_zustand']))}"
    return ""


def _ohne_pruefung(
    felder: Mapping[str, Any],
    indikator: Indikator,
    brueche: Sequence[Bruch] | None,
    *,
    gezaehlt: bool,
) -> str:
    """Warum zwei vorhandene Werte nicht geprüft werden; leer, wenn geprüft ist.

    `brueche` gilt für zwei Stände desselben Gebiets, sonst `None`.
    """
    von, bis = sorted((str(felder["stichtag"]), str(felder["partner_stichtag"])))
    if brueche is not None and von == bis:
        return "kein anderer Stand"
    if any(von < bruch.ab <= bis for bruch in brueche or ()):
        return "Bruch in der Reihe zwischen beiden Ständen"
    if felder.get("nur_ganzes"):
        return "enthält das Gebiet; für den Rest fehlen Fallzahlen"
    if not gezaehlt:
        return "gemessene Größe, kein Zufall zu prüfen"
    if indikator.art not in _GEPRUEFT:
        return "für diese Art von Zahl gibt es keine Prüfung"
    nicht = felder["urteil"] == vergleich.NICHT_BEWERTBAR
    return "ohne Fallzahlen nicht prüfbar" if nicht else ""


def _bestandteile(kommune: Kommune, gebiet: str) -> set[str]:
    """Die kleinsten Teile eines Gebiets; das Gebiet selbst, wenn es keine hat."""
    teile = kommune.zerlegung.loc[kommune.zerlegung["ganzes"].eq(gebiet), "teil"]
    if teile.empty:
        return {gebiet}
    return set().union(*(_bestandteile(kommune, str(teil)) for teil in teile))
