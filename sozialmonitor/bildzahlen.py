"""Die Zahlen eines Bildes, wo sich daraus Linien, Balken oder gestapelte Balken bilden lassen.

Gelesen werden sie aus den Daten des Diagramms selbst: Was ein Programm daraus zeichnet, hat
dieselben Zahlen, Farben und Achsen wie das Bild. Wo ein Diagramm mehr sagt, als eine dieser Arten
zeigen kann (Bänder, Trichter, Karten, viele kleine Bilder), gibt es keine Bildzahlen.
"""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
import pandas as pd

from sozialmonitor.bild import Bild
from sozialmonitor.diagramme import achsen

Art = Literal["linie", "balken", "stapel"]
HOECHSTENS_REIHEN = 9
HOECHSTENS_ZEILEN = 30
_BALKENFARBE = "#333333"
_ZEICHEN = {
    "Helle Fläche:": "Senkrechter Strich:",
    "Raute und Zahl rechts:": "Zahl beim Namen:",
}
_ZAHL = re.compile(r"\d(?:,(\d+))?(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Zahlenreihe:
    """Eine Reihe: je Kategorie ein Wert, wahlweise mit 95-%-Bereich; ohne Wert `None`.

    `fortsetzung` sagt, dass die Reihe nach einer Lücke oder einem Bruch weitergeht; `strich` und
    `form` heißen wie in Vega, `hohl` sind Kategorien mit vorläufigem Wert, `farben` gilt je
    Kategorie, wenn sie verschieden sind. `stamm` ist bei allen Abschnitten einer Linie gleich.
    """

    name: str
    werte: tuple[float | None, ...]
    farbe: str
    stamm: str = ""
    unten: tuple[float | None, ...] = ()
    oben: tuple[float | None, ...] = ()
    farben: tuple[str, ...] = ()
    strich: tuple[int, ...] = ()
    form: str = "circle"
    dicke: float = 2.0
    hohl: frozenset[int] = frozenset()
    fortsetzung: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bildzahlen:
    """Kategorien (Tage einer Linie oder Beschriftungen), Reihen und Achse eines Bildes.

    `grenzen` ist der Wertebereich der Achse in der Einheit des Bildes, `lesehilfe` sind die
    Zeilen über dem Bild.
    """

    art: Art
    kategorien: tuple[datetime.date, ...] | tuple[str, ...]
    reihen: tuple[Zahlenreihe, ...]
    achsentitel: str
    lesehilfe: tuple[str, ...]
    grenzen: tuple[float, float] | None
    nachkommastellen: int


def zahlen_aus(bild: Bild) -> Bildzahlen | None:
    """Die Zahlen eines Bildes; `None`, wenn es sich so nicht wiedergeben lässt."""
    if not isinstance(bild.bild, alt.LayerChart):
        return None
    ebenen = [_Ebene(ebene) for ebene in bild.bild.layer]
    for lies in (_linien, _balken, _punktreihe, _differenzen, _stapel):
        gelesen = lies(ebenen)
        if gelesen is not None:
            titel = bild.bild.title
            return Bildzahlen(
                achsentitel=str(titel.text),
                lesehilfe=tuple(_angepasst(str(z)) for z in titel.subtitle if str(z).strip()),
                **gelesen,
            )
    return None


class _Ebene:
    """Eine Ebene des Diagramms: Marke, Daten und Skalen."""

    def __init__(self, ebene: Any) -> None:  # noqa: ANN401
        marke = ebene.mark
        self.marke = str(marke if isinstance(marke, str) else marke.type)
        self.daten = ebene.data if isinstance(ebene.data, pd.DataFrame) else pd.DataFrame()
        self._kodierung = ebene.encoding

    def hat(self, *spalten: str) -> bool:
        return set(spalten) <= set(self.daten.columns)

    def feld(self, kanal: str) -> str:
        angabe = self._angabe(kanal)
        return str(angabe["shorthand"]).partition(":")[0] if angabe is not None else ""

    def skala(self, kanal: str) -> tuple[list[Any], list[Any]]:
        """Werte und Zuordnung einer Skala; leer, wo es sie nicht gibt."""
        angabe = self._angabe(kanal)
        skala = angabe["scale"] if angabe is not None else None
        if not isinstance(skala, alt.Scale):
            return [], []
        werte, ziele = skala["domain"], skala["range"]
        return (
            werte if isinstance(werte, list) else [],
            ziele if isinstance(ziele, list) else [],
        )

    def _angabe(self, kanal: str) -> Any:  # noqa: ANN401
        angabe = self._kodierung[kanal] if self._kodierung is not alt.Undefined else alt.Undefined
        return None if angabe is alt.Undefined else angabe

    def zuordnung(self, kanal: str) -> dict[str, Any]:
        werte, ziele = self.skala(kanal)
        return dict(zip(map(str, werte), ziele, strict=True)) if len(werte) == len(ziele) else {}

    def grenzen(self, kanal: str) -> tuple[float, float] | None:
        werte, _ = self.skala(kanal)
        return (float(werte[0]), float(werte[-1])) if werte else None


def _erste(ebenen: Iterable[_Ebene], marke: str, *spalten: str) -> _Ebene | None:
    return next((e for e in ebenen if e.marke == marke and e.hat(*spalten)), None)


def _linien(ebenen: Sequence[_Ebene]) -> dict[str, Any] | None:
    striche = _erste(ebenen, "line", "name", "zeitpunkt", "y", "abschnitt")
    if striche is None or striche.feld("color") != "name":
        return None
    farben, stile = striche.zuordnung("color"), striche.zuordnung("strokeDash")
    punkte = _erste(ebenen, "point", "name", "zeitpunkt", "y", "abschnitt")
    formen = punkte.zuordnung("shape") if punkte else {}
    namen = [name for name in farben if striche.daten["name"].eq(name).any()]
    if not namen or len(namen) > HOECHSTENS_REIHEN:
        return None
    tage = tuple(sorted({z.date() for z in striche.daten["zeitpunkt"]}))
    bereiche = [e for e in ebenen if e.hat("name", "zeitpunkt", "unten", "oben", "abschnitt")]
    grenzen = {
        (z["name"], z["zeitpunkt"].date()): (float(z["unten"]), float(z["oben"]))
        for e in bereiche
        if e.marke in {"area", "rule"}
        for z in e.daten.to_dict("records")
    }
    reihen = []
    for name in namen:
        eigene = striche.daten[striche.daten["name"].eq(name)].sort_values("zeitpunkt")
        for nummer, (_, teil) in enumerate(eigene.groupby("abschnitt", sort=False)):
            reihen.append(
                _linie(
                    teil,
                    tage,
                    {tag: g for (wer, tag), g in grenzen.items() if wer == name},
                    name=name,
                    farbe=str(farben[name]),
                    strich=tuple(stile.get(name, ())),
                    form=str(formen.get(name, "circle")),
                    fortsetzung=nummer > 0,
                )
            )
    return {
        "art": "linie",
        "kategorien": tage,
        "reihen": tuple(reihen),
        "grenzen": striche.grenzen("y"),
        "nachkommastellen": _stellen(striche.daten["y_text"]),
    }


def _linie(
    teil: pd.DataFrame,
    tage: Sequence[datetime.date],
    grenzen: Mapping[datetime.date, tuple[float, float]],
    *,
    name: str,
    fortsetzung: bool,
    **stil: Any,  # noqa: ANN401
) -> Zahlenreihe:
    """Ein durchgehend gezeichneter Abschnitt einer Linie."""
    zeilen = {z["zeitpunkt"].date(): z for z in teil.to_dict("records")}
    werte = tuple(float(zeilen[t]["y"]) if t in zeilen else None for t in tage)
    mit_bereich = any(t in grenzen for t in zeilen)
    unten, oben = (
        tuple(grenzen[t][i] if t in zeilen and t in grenzen else None for t in tage) for i in (0, 1)
    )
    beginn = f" (ab {min(zeilen).year})" if fortsetzung else ""
    hohl = {i for i, t in enumerate(tage) if t in zeilen and _ist_hohl(zeilen[t], stil["farbe"])}
    return Zahlenreihe(
        name=f"{name}{beginn}",
        stamm=name,
        werte=werte,
        unten=unten if mit_bereich else (),
        oben=oben if mit_bereich else (),
        dicke=float(teil["dicke"].iloc[0]),
        hohl=frozenset(hohl),
        fortsetzung=fortsetzung,
        **stil,
    )


def _ist_hohl(zeile: Mapping[Any, Any], farbe: str) -> bool:
    return str(zeile.get("fuellung", farbe)) != farbe


def _balken(ebenen: Sequence[_Ebene]) -> dict[str, Any] | None:
    """Balken je Gebiet; Gebiete ohne Wert stehen mit ihrem Grund am Ende."""
    balken = _erste(ebenen, "bar", "name", "wert", "unten", "oben", "farbe", "wert_text")
    if balken is None or _erste(ebenen, "point", "zeile", "wert"):
        return None
    zeilen = [
        (z["name"], z["wert"], z["unten"], z["oben"], z["farbe"])
        for z in balken.daten.to_dict("records")
    ]
    vorhanden = {zeile[0] for zeile in zeilen}
    texte = pd.concat([e.daten for e in ebenen if e.marke == "text" and e.hat("name", "wert_text")])
    zeilen += [
        (f"{z['name']}: {z['wert_text']}", None, None, None, _BALKENFARBE)
        for z in texte.to_dict("records")
        if z["name"] not in vorhanden
    ]
    stadt = _erste(ebenen, "rule", "stadtwert", "text")
    zeilen += _als_balken(stadt, "stadtwert")
    return _einfache_balken(zeilen, balken.grenzen("x"), balken.daten["wert_text"])


def _punktreihe(ebenen: Sequence[_Ebene]) -> dict[str, Any] | None:
    """Alle Gebiete auf einer Achse, als Balken vom höchsten zum niedrigsten Wert."""
    punkte = _erste(ebenen, "point", "name", "wert", "unten", "oben", "farbe", "form", "hoehe")
    if punkte is None:
        return None
    geordnet = punkte.daten.sort_values("wert", ascending=False, kind="stable")
    zeilen = [
        (f"{z['name']} {z['form']}", z["wert"], z["unten"], z["oben"], z["farbe"])
        for z in geordnet.to_dict("records")
    ]
    zeilen += _als_balken(_erste(ebenen, "rule", "stadt", "text"), "stadt")
    # Balken beginnen bei null, sonst logen ihre Längen; auch die Bereiche passen hinein.
    sichtbar = pd.concat([punkte.daten[spalte] for spalte in ("wert", "unten", "oben")])
    grenzen = achsen.glatte_grenzen(sichtbar, ab_null=True)
    return _einfache_balken(zeilen, grenzen, punkte.daten["wert_text"])


def _differenzen(ebenen: Sequence[_Ebene]) -> dict[str, Any] | None:
    punkte = _erste(ebenen, "point", "titel", "differenz", "unten", "oben", "farbe", "form")
    if punkte is None:
        return None
    zeilen = [
        (f"{z['titel']} {z['form']}", z["differenz"], z["unten"], z["oben"], z["farbe"])
        for z in punkte.daten.to_dict("records")
    ]
    return _einfache_balken(zeilen, punkte.grenzen("x"), punkte.daten["differenz_text"])


def _als_balken(linie: _Ebene | None, feld: str) -> list[tuple[Any, ...]]:
    """Die Linie des Stadtwerts als weiterer Balken mit ihrem Namen."""
    if linie is None or linie.daten.empty:
        return []
    zeile = linie.daten.iloc[0]
    name = re.split(r" (?=[−\d])", str(zeile["text"]))[0]
    return [(name, float(zeile[feld]), None, None, _BALKENFARBE)]


def _einfache_balken(
    zeilen: Sequence[tuple[Any, ...]], grenzen: tuple[float, float] | None, texte: pd.Series
) -> dict[str, Any] | None:
    if not zeilen or len(zeilen) > HOECHSTENS_ZEILEN:
        return None
    namen, *zahlen, farben = zip(*zeilen, strict=True)
    werte, unten, oben = (tuple(_ohne_nan(z) for z in spalte) for spalte in zahlen)
    mit_bereich = any(u is not None and o is not None for u, o in zip(unten, oben, strict=True))
    reihe = Zahlenreihe(
        name="Wert",
        werte=werte,
        unten=unten if mit_bereich else (),
        oben=oben if mit_bereich else (),
        farbe=str(farben[0]),
        farben=tuple(map(str, farben)),
    )
    return {
        "art": "balken",
        "kategorien": tuple(map(str, namen)),
        "reihen": (reihe,),
        "grenzen": grenzen,
        "nachkommastellen": _stellen(texte),
    }


def _stapel(ebenen: Sequence[_Ebene]) -> dict[str, Any] | None:
    """Beiträge je Gebiet; die Summe steht beim Namen."""
    balken = _erste(ebenen, "bar", "name", "indikator", "beitrag", "text")
    summen = _erste(ebenen, "point", "name", "summe", "text")
    if balken is None or summen is None or balken.daten.empty:
        return None
    farben = balken.zuordnung("color")
    namen = [str(name) for name in summen.daten["name"]]
    if len(farben) > HOECHSTENS_REIHEN or len(namen) > HOECHSTENS_ZEILEN:
        return None
    je = balken.daten.set_index(["indikator", "name"])["beitrag"].to_dict()
    texte = [str(text) for text in summen.daten["text"]]
    return {
        "art": "stapel",
        "kategorien": tuple(f"{n}: {t}" for n, t in zip(namen, texte, strict=True)),
        "reihen": tuple(
            Zahlenreihe(
                name=indikator,
                werte=tuple(float(je[indikator, name]) for name in namen),
                farbe=str(farbe),
            )
            for indikator, farbe in farben.items()
        ),
        "grenzen": balken.grenzen("x"),
        "nachkommastellen": _stellen(balken.daten["text"]),
    }


def _angepasst(zeile: str) -> str:
    """Die Lesehilfe des Bildes mit den Zeichen, die Linien und Balken dafür haben."""
    for im_bild, hier in _ZEICHEN.items():
        zeile = zeile.replace(im_bild, hier)
    return zeile


def _ohne_nan(zahl: object) -> float | None:
    return float(zahl) if isinstance(zahl, int | float) and zahl == zahl else None  # noqa: PLR0124


def _stellen(texte: Iterable[Any]) -> int:
    """So viele Nachkommastellen, wie die Texte des Bildes zeigen."""
    gefunden = [_ZAHL.search(str(text)) for text in texte]
    return max((len(treffer[1] or "") for treffer in gefunden if treffer), default=0)
