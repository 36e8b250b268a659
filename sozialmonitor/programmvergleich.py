"""Ein Programmgebiet gegen den Rest seines Stadtteils und der Stadt; vor und seit dem Start.

Das Programmgebiet liegt im Stadtteil und in der Stadt; verglichen wird deshalb mit dem Rest.
Vorher und heute werden nie über einen Bruch hinweg verglichen: dann gilt als „heute“ der letzte
Wert davor. Jeder Vergleich zeigt Unterschiede, keine Ursachen.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sozialmonitor import formate, texte, vergleich
from sozialmonitor.katalog import Bruch, Indikator

NICHT_URSACHE = (
    "Ein Vergleich vor und seit dem Programmstart zeigt einen Unterschied in der Entwicklung, "
    "nicht die Ursache."
)
_PROFIL = [
    *("indikator", "stichtag", "wert", "zustand", "zeichen", "demo"),
    *("rest_stadtteil", "rest_stadt", "stadt", "differenz", "unten", "oben", "urteil"),
    *("rest_stadtteil_zustand", "rest_stadt_zustand", "stadt_zustand"),
]
_ENTWICKLUNG = [
    *("indikator", "von", "bis", "wert_von", "wert_bis", "demo", "grund", "gesperrt"),
    *("differenz", "unten", "oben", "urteil"),
    *("abstand", "abstand_unten", "abstand_oben", "abstand_urteil"),
]
_LEER = float("nan")
_GEHEIM = formate.zustandstext("geheim")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lage:
    """Ein Programmgebiet, sein Stadtteil (leer, wenn es keinen gibt) und die Stadt.

    `ohne_ort` sind die räumlich nicht zuordenbaren Reste der Stadt: sie gehören zur Stadt, nicht
    zur übrigen Stadt (siehe `vergleich`).
    """

    gebiet: str
    stadtteil: str
    stadt: str
    namen: Mapping[str, str]
    ohne_ort: tuple[str, ...] = ()

    @property
    def rest_stadtteil(self) -> str:
        """Kennung des übrigen Stadtteils."""
        return f"{self.stadtteil}-ohne-{self.gebiet}"

    @property
    def rest_stadt(self) -> str:
        """Kennung der übrigen Stadt."""
        return f"{self.stadt}-ohne-{self.gebiet}"

    @property
    def uebrige_stadt(self) -> str:
        """Die übrige Stadt im Dativ: „übrigen Kleinstadt“."""
        return f"übrigen {self.namen[self.stadt]}"

    @property
    def bezeichnungen(self) -> dict[str, str]:
        """Name je Kennung, vom Programmgebiet zur Stadt."""
        teil = (
            {self.rest_stadtteil: f"übriges {self.namen[self.stadtteil]}"} if self.stadtteil else {}
        )
        return {
            self.gebiet: self.namen[self.gebiet],
            **teil,
            self.rest_stadt: f"übriges {self.namen[self.stadt]}",
            self.stadt: self.namen[self.stadt],
        }


def vergleichsreihen(tabelle: pd.DataFrame, lage: Lage, indikator: Indikator) -> pd.DataFrame:
    """Zeilen von Programmgebiet, übrigem Stadtteil, übriger Stadt und Stadt.

    Parameters
    ----------
    tabelle
        Ergebnis von `kennzahlen.kennzahl`, alle Gebiete und Stichtage.
    """
    teile = [tabelle[tabelle["gebiet"].eq(lage.gebiet)]]
    if lage.stadtteil:
        name = lage.rest_stadtteil
        teile.append(vergleich.rest(tabelle, lage.stadtteil, lage.gebiet, indikator, name=name))
    teile.append(_uebrige_stadt(tabelle, lage, indikator))
    teile.append(tabelle[tabelle["gebiet"].eq(lage.stadt)])
    return pd.concat([teil for teil in teile if len(teil)] or teile[:1], ignore_index=True)


def _uebrige_stadt(tabelle: pd.DataFrame, lage: Lage, indikator: Indikator) -> pd.DataFrame:
    return vergleich.rest(
        tabelle, lage.stadt, lage.gebiet, indikator, name=lage.rest_stadt, ohne_ort=lage.ohne_ort
    )


def balkenreihen(
    tabelle: pd.DataFrame, lage: Lage, indikator: Indikator, stichtag: str
) -> pd.DataFrame:
    """Programmgebiet, übriger und ganzer Stadtteil zu einem Stichtag."""
    reihen = vergleichsreihen(tabelle, lage, indikator)
    gemeint = reihen["gebiet"].isin([lage.gebiet, lage.rest_stadtteil])
    ganz = tabelle["gebiet"].eq(lage.stadtteil)
    alle = pd.concat([reihen[gemeint], tabelle[ganz]], ignore_index=True)
    return alle[alle["stichtag"].eq(stichtag)].reset_index(drop=True)


def teilpunkte(
    tabelle: pd.DataFrame,
    balken: pd.DataFrame,
    lage: Lage,
    innen: Sequence[str],
    aussen: Sequence[str],
) -> pd.DataFrame:
    """Die Zeilen der Teilgebiete, dazu `uebergeordnet`: in welchem Balken der Punkt steht.

    Parameters
    ----------
    tabelle
        Ergebnis von `kennzahlen.kennzahl`.
    balken
        Ergebnis von `balkenreihen`; ihr Stichtag gilt.
    innen, aussen
        Teile des Programmgebiets und übrige Teile des Stadtteils.
    """
    mit_rest = balken["gebiet"].eq(lage.rest_stadtteil).any()
    oben = dict.fromkeys(aussen, lage.rest_stadtteil if mit_rest else lage.stadtteil)
    oben |= dict.fromkeys(innen, lage.gebiet)
    gilt = tabelle["gebiet"].isin(list(oben)) & tabelle["stichtag"].isin(balken["stichtag"])
    punkte = tabelle[gilt]
    return punkte.assign(uebergeordnet=punkte["gebiet"].map(oben))


def profil(
    kennzahlen: Mapping[str, pd.DataFrame], katalog: Mapping[str, Indikator], lage: Lage
) -> pd.DataFrame:
    """Je Indikator der jüngste Wert des Gebiets neben übrigem Stadtteil, übriger Stadt, Stadt.

    Parameters
    ----------
    kennzahlen
        Kennung → Ergebnis von `vergleich.mit_vergleich`.

    Returns
    -------
    pd.DataFrame
        `indikator`, `stichtag`, `wert`, `zustand`, `zeichen`, `demo`, `rest_stadtteil`,
        `rest_stadt`, `stadt` (Werte; `…_zustand` sagt, ob gesperrt), `differenz`, `unten`, `oben`
        (Gebiet minus übrige Stadt) und `urteil`. Indikatoren ohne Zeile für das Gebiet fehlen.
    """
    zeilen = []
    for name, tabelle in kennzahlen.items():
        reihen = vergleichsreihen(tabelle, lage, katalog[name])
        eigene = reihen[reihen["gebiet"].eq(lage.gebiet)]
        if not eigene.empty:
            zeilen.append({"indikator": name} | _profilzeile(eigene, reihen, lage))
    return pd.DataFrame(zeilen, columns=_PROFIL)


def profiltabelle(
    daten: pd.DataFrame, katalog: Mapping[str, Indikator], lage: Lage
) -> pd.DataFrame:
    """`profil` als deutsche Texte."""
    namen = lage.bezeichnungen
    zeilen = [(katalog[z["indikator"]], z) for z in daten.to_dict("records")]
    spalten: dict[str, list[str]] = {
        "Indikator": [i.titel for i, _ in zeilen],
        "Stand": [formate.stichtag(z["stichtag"]) for _, z in zeilen],
        namen[lage.gebiet]: [_zelle(z, i) for i, z in zeilen],
    }
    if lage.stadtteil:
        spalten[namen[lage.rest_stadtteil]] = [
            _vergleichszelle(z, "rest_stadtteil", i) for i, z in zeilen
        ]
    spalten |= {
        namen[lage.rest_stadt]: [_vergleichszelle(z, "rest_stadt", i) for i, z in zeilen],
        namen[lage.stadt]: [_vergleichszelle(z, "stadt", i) for i, z in zeilen],
        f"Unterschied zum {lage.uebrige_stadt}": [
            _mit_bereich(z["differenz"], z["unten"], z["oben"], i) for i, z in zeilen
        ],
        "Urteil": [str(z["urteil"]) for _, z in zeilen],
    }
    if daten["demo"].any() and not daten["demo"].all():
        spalten["Art"] = ["Demonstration" if z["demo"] else "veröffentlicht" for _, z in zeilen]
    return pd.DataFrame(spalten)


def entwicklung(
    kennzahlen: Mapping[str, pd.DataFrame],
    katalog: Mapping[str, Indikator],
    brueche: Mapping[str, Sequence[Bruch]],
    lage: Lage,
    erster_tag: str,
) -> pd.DataFrame:
    """Je Indikator der letzte Wert vor und der jüngste vergleichbare seit dem Programmstart.

    Returns
    -------
    pd.DataFrame
        `indikator`, `von`, `bis` (Stichtage), `wert_von`, `wert_bis`, `demo`, `grund` (warum
        nicht oder nur verkürzt verglichen wird), `gesperrt` (auf welcher Seite kein Wert steht,
        weil Werte gesperrt sind: „vor“, „seit“, „vor seit“ oder leer), `differenz`, `unten`,
        `oben`, `urteil` des Gebiets; `abstand` (Entwicklung des Gebiets minus der übrigen Stadt)
        mit Grenzen und Urteil. Ohne Paar sind die Zahlen leer.
    """
    zeilen = [
        _entwicklungszeile(tabelle, katalog[name], brueche.get(name, ()), lage, erster_tag)
        for name, tabelle in kennzahlen.items()
        if tabelle["gebiet"].eq(lage.gebiet).any()
    ]
    ergebnis = pd.DataFrame(zeilen, columns=[s for s in _ENTWICKLUNG if "urteil" not in s])
    return ergebnis.assign(
        urteil=vergleich.urteil(ergebnis["unten"], ergebnis["oben"]),
        abstand_urteil=vergleich.urteil(ergebnis["abstand_unten"], ergebnis["abstand_oben"]),
    )[_ENTWICKLUNG]


def entwicklungstabelle(
    daten: pd.DataFrame, katalog: Mapping[str, Indikator], lage: Lage
) -> pd.DataFrame:
    """`entwicklung` als deutsche Texte."""
    zeilen = [(katalog[z["indikator"]], z) for z in daten.to_dict("records")]
    return pd.DataFrame(
        {
            "Indikator": [i.titel for i, _ in zeilen],
            "vor dem Start": [
                _wert_am(z["wert_von"], z["von"], i, gesperrt="vor" in z["gesperrt"].split())
                for i, z in zeilen
            ],
            "seit dem Start": [
                _wert_am(z["wert_bis"], z["bis"], i, gesperrt="seit" in z["gesperrt"].split())
                + (" *" if z["grund"] else "")
                for i, z in zeilen
            ],
            "Veränderung hier": [
                _mit_bereich(z["differenz"], z["unten"], z["oben"], i) for i, z in zeilen
            ],
            "Urteil": [_veraenderungsurteil(z["urteil"], z["differenz"]) for _, z in zeilen],
            f"Entwicklung gegenüber dem {lage.uebrige_stadt}": [
                _mit_bereich(z["abstand"], z["abstand_unten"], z["abstand_oben"], i)
                for i, z in zeilen
            ],
            "Urteil darüber": [
                _abstandsurteil(z["abstand_urteil"], z["abstand"], z["differenz"])
                for _, z in zeilen
            ],
        }
    )


def gruende(daten: pd.DataFrame, katalog: Mapping[str, Indikator]) -> list[str]:
    """Warum mit * bezeichnete Indikatoren nicht bis zum jüngsten Wert verglichen werden."""
    mit_grund = daten[daten["grund"].ne("")]
    return [
        f"* {formate.aufzaehlung([katalog[name].titel for name in gruppe['indikator']])}: {grund}."
        for grund, gruppe in mit_grund.groupby("grund", sort=False)
    ]


def satz_bilanz(daten: pd.DataFrame, lage: Lage, start: str) -> str:
    """Ein Satz über alle Leitindikatoren: wie viele sich gesichert verändert haben.

    Parameters
    ----------
    daten
        Ergebnis von `entwicklung`.
    start
        Datum des Programmstarts.
    """
    kopf = f"{lage.namen[lage.gebiet]}, seit dem Programmstart ({formate.stichtag(start)})"
    geprueft = daten[daten["unten"].notna()]
    if geprueft.empty:
        return f"{kopf}: Für keinen Leitindikator gibt es prüfbare Werte davor und danach."
    gesichert = geprueft["urteil"].isin([vergleich.HOEHER, vergleich.NIEDRIGER]).sum()
    anders = daten["abstand_urteil"].isin([vergleich.HOEHER, vergleich.NIEDRIGER]).sum()
    text = (
        f"{kopf}: {_von(int(gesichert), len(geprueft))} gesichert verändert; "
        f"gesichert anders als im {lage.uebrige_stadt} verlief {_anzahl(int(anders))}."
    )
    return f"{text} {texte.DEMO_ZUSATZ}" if geprueft["demo"].any() else text


def satz_profil(daten: pd.DataFrame, lage: Lage) -> str:
    """Wie viele Leitindikatoren gesichert über oder unter der übrigen Stadt liegen.

    Parameters
    ----------
    daten
        Ergebnis von `profil`.
    """
    name = lage.namen[lage.gebiet]
    zusatz = f" {texte.DEMO_ZUSATZ}" if daten["demo"].any() else ""
    geprueft = int(daten["urteil"].ne(vergleich.NICHT_BEWERTBAR).sum())
    if not geprueft:
        satz = f"{name}: Gegen die übrige Stadt lässt sich kein Leitindikator prüfen."
        return satz + zusatz
    hoeher = int(daten["urteil"].eq(vergleich.HOEHER).sum())
    niedriger = int(daten["urteil"].eq(vergleich.NIEDRIGER).sum())
    wort = "geprüftem Leitindikator" if geprueft == 1 else "geprüften Leitindikatoren"
    return (
        f"{name}: Von {geprueft} {wort} {'liegt' if hoeher == 1 else 'liegen'} {hoeher} gesichert "
        f"höher und {niedriger} gesichert niedriger als im {lage.uebrige_stadt}.{zusatz}"
    )


def satz_besser(
    daten: pd.DataFrame, katalog: Mapping[str, Indikator], lage: Lage, start: str
) -> str:
    """Was sich seit dem Start gesichert günstiger und ungünstiger entwickelt hat.

    Gewertet werden nur Indikatoren mit vereinbarter Richtung, zuerst das Gebiet gegen vorher,
    dann seine Entwicklung gegen die der übrigen Stadt.

    Parameters
    ----------
    daten
        Ergebnis von `entwicklung`.
    start
        Datum des Programmstarts.
    """
    kopf = f"{lage.namen[lage.gebiet]}, seit dem Programmstart ({formate.stichtag(start)})"
    gerichtet = [katalog[name].richtung != "neutral" for name in daten["indikator"]]
    geprueft = daten[daten["unten"].notna() & pd.Series(gerichtet, index=daten.index, dtype=bool)]
    anzahl = len(geprueft)
    if not anzahl:
        return f"{kopf}: Kein Indikator mit vereinbarter Richtung ist vorher und nachher prüfbar."
    prueft = "1 Indikator" if anzahl == 1 else f"{anzahl} Indikatoren"
    verb = "ist" if anzahl == 1 else "sind"
    vorher = _ausgang(geprueft, "urteil", katalog)
    abstand = f"Die Entwicklung im {lage.uebrige_stadt} ist zum Vergleich nicht zu berechnen."
    if geprueft["abstand_unten"].notna().any():
        rest = _ausgang(geprueft, "abstand_urteil", katalog)
        abstand = f"Gegenüber der Entwicklung im {lage.uebrige_stadt} {rest}."
    text = (
        f"{kopf}: {prueft} mit vereinbarter Richtung {verb} prüfbar. Gegenüber vorher {vorher}. "
        f"{abstand}"
    )
    return f"{text} {texte.DEMO_ZUSATZ}" if geprueft["demo"].any() else text


def _ausgang(daten: pd.DataFrame, spalte: str, katalog: Mapping[str, Indikator]) -> str:
    titel: dict[str, list[str]] = {vergleich.GUENSTIGER: [], vergleich.UNGUENSTIGER: []}
    for name, urteil in zip(daten["indikator"], daten[spalte], strict=True):
        wertung = vergleich.wertung(pd.Series([urteil]), katalog[name]).iloc[0]
        if wertung:
            titel[wertung].append(f"„{katalog[name].titel}“")
    if not any(titel.values()):
        return "ist keiner gesichert verschieden"
    teile = [f"gesichert {w}: {formate.aufzaehlung(t) or 'keiner'}" for w, t in titel.items()]
    return "; ".join(teile)


def satz_zufallstreffer(daten: pd.DataFrame) -> str:
    """Wie viele „gesicherte“ Befunde bei so vielen Prüfungen schon der Zufall ergibt."""
    pruefungen = int(daten["unten"].notna().sum() + daten["abstand_unten"].notna().sum())
    if not pruefungen:
        return ""
    return (
        f"{pruefungen} Prüfungen mit je 95 % Sicherheit: Im Mittel "
        f"{formate.zahl(pruefungen * 0.05, 1)} davon wären schon zufällig „gesichert“."
    )


def entwicklungsreihen(
    tabelle: pd.DataFrame, lage: Lage, indikator: Indikator, von: str, bis: str
) -> pd.DataFrame:
    """Die Zeilen vor und seit dem Start von Gebiet, übrigem Stadtteil und übriger Stadt."""
    reihen = vergleichsreihen(tabelle, lage, indikator)
    gemeint = reihen["stichtag"].isin([von, bis]) & reihen["gebiet"].ne(lage.stadt)
    return reihen[gemeint].reset_index(drop=True)


def juengster_stichtag(tabelle: pd.DataFrame, gebiete: Sequence[str]) -> str:
    """Der jüngste Stichtag, an dem eines der Gebiete einen Wert hat; leer ohne Wert."""
    gilt = tabelle["gebiet"].isin(list(gebiete)) & tabelle["zustand"].eq("wert")
    return max(tabelle.loc[gilt, "stichtag"], key=formate.zeitpunkt, default="")


def satz_gesperrter_stand(tabelle: pd.DataFrame, gebiet: str) -> str:
    """Welche Stände nach dem gezeigten jüngsten des Gebiets gesperrt sind; leer ohne solche."""
    tag = juengster_stichtag(tabelle, [gebiet])
    gilt = tabelle["gebiet"].eq(gebiet) & tabelle["zustand"].eq("geheim")
    spaeter = [str(t) for t in tabelle.loc[gilt, "stichtag"].unique() if tag and t > tag]
    return texte.satz_gesperrte_staende(sorted(spaeter), tag, viele=False)


def _profilzeile(eigene: pd.DataFrame, reihen: pd.DataFrame, lage: Lage) -> dict[str, Any]:
    z = max((zeile for _, zeile in eigene.iterrows()), key=_tag)
    am_tag = reihen[reihen["stichtag"].eq(z["stichtag"])].set_index("gebiet")
    gleich, zustand = am_tag["wert"], am_tag["zustand"]
    gilt = z["zustand"] == "wert"
    bezug = {
        "rest_stadtteil": lage.rest_stadtteil,
        "rest_stadt": lage.rest_stadt,
        "stadt": lage.stadt,
    }
    demo = reihen.loc[reihen["stichtag"].eq(z["stichtag"]), "demo"].any()
    return {
        **{feld: z[feld] for feld in ("stichtag", "wert", "zustand", "zeichen")},
        "demo": bool(demo),
        "rest_stadtteil": gleich.get(lage.rest_stadtteil, _LEER) if gilt else _LEER,
        "rest_stadt": gleich.get(lage.rest_stadt, _LEER) if gilt else _LEER,
        "stadt": gleich.get(lage.stadt, _LEER),
        **{f"{feld}_zustand": zustand.get(ort, "fehlt") for feld, ort in bezug.items()},
        "differenz": z["differenz"],
        "unten": z["diff_unten"],
        "oben": z["diff_oben"],
        "urteil": z["urteil"],
    }


def _entwicklungszeile(
    tabelle: pd.DataFrame,
    indikator: Indikator,
    brueche: Sequence[Bruch],
    lage: Lage,
    erster_tag: str,
) -> dict[str, Any]:
    zeile: dict[str, Any] = dict.fromkeys(_ENTWICKLUNG, _LEER)
    zeile |= {"indikator": indikator.id, "von": "", "bis": "", "demo": False}
    von, bis, grund, gesperrt = _paar(tabelle, lage.gebiet, brueche, erster_tag)
    zeile |= {"grund": grund, "gesperrt": gesperrt}
    if von is not None:
        zeile |= {"von": von["stichtag"], "wert_von": von["wert"], "demo": bool(von["demo"])}
    if bis is not None:
        zeile |= {"bis": bis["stichtag"], "wert_bis": bis["wert"], "demo": bool(bis["demo"])}
    if von is None or bis is None:
        return zeile
    zeile |= dict(
        zip(
            ("differenz", "unten", "oben"), vergleich.veraenderung(von, bis, indikator), strict=True
        )
    )
    rest = _uebrige_stadt(tabelle, lage, indikator)
    rest = rest[rest["zustand"].eq("wert")].set_index("stichtag")
    if {von["stichtag"], bis["stichtag"]} <= set(rest.index):
        paar = (rest.loc[von["stichtag"]], rest.loc[bis["stichtag"]])
        werte = vergleich.differenz_der_differenzen((von, bis), paar, indikator)
        zeile |= dict(zip(("abstand", "abstand_unten", "abstand_oben"), werte, strict=True))
    return zeile


def _paar(
    tabelle: pd.DataFrame, gebiet: str, brueche: Sequence[Bruch], erster_tag: str
) -> tuple[pd.Series | None, pd.Series | None, str, str]:
    """Letzter Wert vor dem Start, jüngster seit dem Start ohne Bruch dazwischen, und warum.

    Zuletzt die Seiten („vor“, „seit“), auf denen kein Wert steht, weil Werte gesperrt sind.
    """
    eigene = tabelle[tabelle["gebiet"].eq(gebiet)].assign(
        tag=lambda t: t["stichtag"].map(lambda s: str(formate.zeitpunkt(s)))
    )
    eigene = eigene.sort_values("tag", kind="stable")
    reihe, geheim = (eigene[eigene["zustand"].eq(z)] for z in ("wert", "geheim"))
    vorher, seither = reihe[reihe["tag"].lt(erster_tag)], reihe[reihe["tag"].ge(erster_tag)]
    if vorher.empty or seither.empty:
        wann = "vor" if vorher.empty else "nach"
        letzte = None if seither.empty else seither.iloc[-1]
        erste = None if vorher.empty else vorher.iloc[-1]
        seiten = {
            "vor": vorher.empty and geheim["tag"].lt(erster_tag).any(),
            "seit": seither.empty and geheim["tag"].ge(erster_tag).any(),
        }
        grund = f"kein Wert {wann} dem Programmstart"
        if seiten["vor" if vorher.empty else "seit"]:
            grund = f"Werte {wann} dem Programmstart {_GEHEIM}"
        return erste, letzte, grund, " ".join(s for s, gilt in seiten.items() if gilt)
    von = vorher.iloc[-1]
    trennend = [b for b in brueche if von["stichtag"] < b.ab <= seither["stichtag"].iloc[-1]]
    if not trennend:
        bis = seither.iloc[-1]
        return von, bis, _uebergangen(geheim["tag"], von["tag"], erster_tag, bis["tag"]), ""
    bruch = min(trennend, key=lambda b: b.ab)
    vergleichbar = seither[seither["stichtag"].lt(bruch.ab)]
    text = f"Bruch ab {formate.stichtag(bruch.ab)} ({bruch.grund.rstrip('.')})"
    if vergleichbar.empty:
        davor = geheim["tag"].ge(erster_tag) & geheim["stichtag"].lt(bruch.ab)
        grund = f"{text}: kein vergleichbarer Wert seit dem Programmstart"
        if davor.any():
            grund = f"{text}: vergleichbare Werte seit dem Programmstart {_GEHEIM}"
        return von, None, grund, "seit" if davor.any() else ""
    return von, vergleichbar.iloc[-1], f"{text}: spätere Werte nicht vergleichbar", ""


def _uebergangen(geheim: pd.Series, von: str, start: str, bis: str) -> str:
    """Welche gesperrten Werte näher am Start oder an heute lägen; leer ohne solche."""
    gruende = {
        f"letzte Werte vor dem Programmstart {_GEHEIM}": geheim.gt(von) & geheim.lt(start),
        f"spätere Werte {_GEHEIM}": geheim.gt(bis),
    }
    return "; ".join(grund for grund, wo in gruende.items() if wo.any())


def _tag(zeile: pd.Series) -> datetime.date:
    return formate.zeitpunkt(str(zeile["stichtag"]))


def _zelle(zeile: Mapping[Any, Any], indikator: Indikator) -> str:
    if zeile["zustand"] != "wert":
        return formate.zelle(zeile["zustand"], zeile["wert"], indikator, zeile["zeichen"])
    return formate.wert_mit_einheit(zeile["wert"], indikator)


def _vergleichszelle(zeile: Mapping[Any, Any], feld: str, indikator: Indikator) -> str:
    """Wert eines Vergleichsgebiets; „•“, wo er oder eine seiner Zahlen gesperrt ist."""
    if zeile[f"{feld}_zustand"] == "geheim":
        return formate.zelle("geheim", None, indikator)
    return formate.wert_mit_einheit(zeile[feld], indikator)


def _wert_am(wert: float, stichtag: str, indikator: Indikator, *, gesperrt: bool) -> str:
    if not stichtag:
        return formate.zelle("geheim" if gesperrt else "fehlt", None, indikator)
    return f"{formate.wert_mit_einheit(wert, indikator)} ({formate.kurzer_stichtag(stichtag)})"


def _mit_bereich(differenz: float, unten: float, oben: float, indikator: Indikator) -> str:
    if pd.isna(differenz):
        return "nicht berechnet"
    stellen = indikator.nachkommastellen
    text = formate.zahl(differenz, stellen, vorzeichen=True)
    if pd.notna(unten) and pd.notna(oben):
        von, bis = (formate.zahl(w, stellen, vorzeichen=True) for w in (unten, oben))
        text = f"{text} ({von} bis {bis})"
    return text if indikator.ist_prozent else f"{text} {indikator.einheit}"


def _veraenderungsurteil(urteil: object, differenz: float) -> str:
    ohne = "nicht geprüft" if pd.notna(differenz) else "nicht bewertbar"
    return {
        vergleich.HOEHER: "gesichert gestiegen",
        vergleich.NIEDRIGER: "gesichert gesunken",
        vergleich.GLEICH: "nicht gesichert",
    }.get(str(urteil), ohne)


def _abstandsurteil(urteil: object, abstand: float, hier: float) -> str:
    """Gesichert nur mit Urteil; das Wort richtet sich nach der Veränderung hier und dort."""
    if urteil == vergleich.GLEICH:
        return "nicht gesichert anders"
    if urteil not in {vergleich.HOEHER, vergleich.NIEDRIGER}:
        return "nicht geprüft" if pd.notna(abstand) else "nicht bewertbar"
    dort = hier - abstand
    if hier * dort < 0:
        return f"gesichert: hier {_richtung(hier)}, dort {_richtung(dort)}"
    wort = "stärker" if abs(hier) > abs(dort) else "schwächer"
    return f"gesichert {wort} {_richtung(hier or dort)}"


def _richtung(differenz: float) -> str:
    return "gestiegen" if differenz > 0 else "gesunken"


def _von(anzahl: int, insgesamt: int) -> str:
    mehrzahl = "Leitindikator" if insgesamt == 1 else "Leitindikatoren"
    return f"{anzahl} von {insgesamt} prüfbaren {mehrzahl} {'hat' if anzahl == 1 else 'haben'} sich"


def _anzahl(anzahl: int) -> str:
    return {0: "keiner davon", 1: "einer davon"}.get(anzahl, f"die Entwicklung bei {anzahl} davon")
