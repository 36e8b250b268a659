"""Dokumente: wie lange sie brauchen, wie groß sie sind und was andere davon merken.

Gemessen wird an der laufenden Anwendung, wie es eine Leserin erlebt: vom Klick bis zum Knopf zum
Herunterladen. Währenddessen schiebt eine zweite Sitzung auf der Kartenseite den Stichtag.
"""

import asyncio
import random
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks import betrieb
from benchmarks.messwerte import Messung, melde

RUHE = 8.0
_GEDULD = 240.0
_PAUSE = 0.25
_GROESSE = re.compile(r"\(([\d,]+) (KB|MB)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """Ein Dokument: Adresse der Seite „Berichte“, Knopf, Budgets in Sekunden und MB."""

    name: str
    adresse: Mapping[str, str]
    knopf: str
    sekunden: float | None = None
    megabyte: float | None = None


SITZUNG = {"bericht": "praesentation", "sitzung": "sozialbericht_in_zehn_minuten"}
FAELLE = (
    Fall(
        name="Stadtblatt PDF",
        adresse={"bericht": "stadtblatt"},
        knopf="PDF",
        sekunden=4,
        megabyte=3,
    ),
    Fall(name="Stadtblatt DOCX", adresse={"bericht": "stadtblatt"}, knopf="Word-Datei"),
    Fall(name="Gebietsblatt PDF", adresse={"bericht": "gebietsblatt"}, knopf="PDF", megabyte=3),
    Fall(
        name="Präsentation PPTX (10 Folien)",
        adresse=SITZUNG,
        knopf="PowerPoint-Datei",
        sekunden=6,
        megabyte=5,
    ),
    Fall(
        name="Paket für den Ausschuss (10 Folien)",
        adresse=SITZUNG | {"bericht": "paket"},
        knopf="Paket",
    ),
    Fall(
        name="Sozialbericht DOCX",
        adresse={"bericht": "sozialbericht"},
        knopf="Word-Datei",
        sekunden=20,
    ),
    Fall(name="Sozialbericht PDF", adresse={"bericht": "sozialbericht"}, knopf="PDF", megabyte=3),
)


@dataclass
class Leitung:
    """Eine Sitzung auf einer Seite, wie ein Browser sie hält."""

    leitung: websockets.ClientConnection
    seite: str
    adresse: str
    knoepfe: dict[str, str] = field(default_factory=dict)
    regler: str = ""
    stichtage: list[str] = field(default_factory=list)
    fertig: str = ""
    fehler: str = ""

    async def laufe(self, nachricht: BackMsg | None = None) -> float:
        """Ein Lauf der Seite bis zum Ende; Dauer in Millisekunden."""
        frage = nachricht or BackMsg()
        frage.rerun_script.query_string = self.adresse
        frage.rerun_script.page_name = self.seite
        anfang = time.perf_counter()
        await self.leitung.send(frage.SerializeToString())
        async with asyncio.timeout(_GEDULD):
            while True:
                antwort = ForwardMsg()
                antwort.ParseFromString(await self.leitung.recv())
                art = antwort.WhichOneof("type")
                if art == "delta":
                    self._merke(antwort.delta.new_element)
                elif art == "script_finished":
                    return (time.perf_counter() - anfang) * 1000

    async def klicke(self, knopf: str) -> float:
        """Ein Klick auf einen Knopf, dessen Beschriftung so beginnt; Dauer in Millisekunden."""
        kennung = next(k for text, k in self.knoepfe.items() if text.startswith(knopf))
        nachricht = BackMsg()
        nachricht.rerun_script.widget_states.widgets.add(id=kennung).trigger_value = True
        self.fertig = ""
        return await self.laufe(nachricht)

    async def schiebe(self, stichtag: str) -> float:
        """Ein anderer Stichtag auf der Kartenseite; Dauer in Millisekunden."""
        nachricht = BackMsg()
        angabe = nachricht.rerun_script.widget_states.widgets.add(id=self.regler)
        angabe.string_array_value.data.append(stichtag)
        return await self.laufe(nachricht)

    def _merke(self, element: object) -> None:
        art = element.WhichOneof("type")
        if art == "button":
            self.knoepfe[element.button.label] = element.button.id
        elif art == "download_button":
            self.fertig = element.download_button.label
        elif art == "slider" and element.slider.label == "Stichtag":
            self.regler, self.stichtage = element.slider.id, list(element.slider.options)
        elif art == "alert":
            self.fehler = element.alert.body


def messe(_wiederholungen: int) -> list[Messung]:
    """Jedes Dokument einmal kalt (frischer Server) und einmal warm; die Zahl der Läufe ist fest."""
    messungen = []
    for fall in FAELLE:
        with betrieb.anwendung() as app:
            melde(f"Berichte: {fall.name}")
            try:
                ergebnis = asyncio.run(_fall(app, fall))
            except (RuntimeError, TimeoutError) as fehler:
                melde(f"  ließ sich nicht messen: {fehler}")
                continue
        messungen += _als_messungen(fall, ergebnis)
    return messungen


@dataclass(frozen=True, slots=True, kw_only=True)
class Ergebnis:
    """Dauern eines Dokuments (s), Größe (MB), Speicher (MB), Karte in Ruhe und währenddessen.

    `zuwachs` ist eigener Speicher des Arbeiters (anonym); was er an Programmdateien mit anderen
    teilt, steckt nur in `speicher` (PSS).
    """

    dauern: tuple[float, ...]
    groesse: float
    speicher: float
    zuwachs: float
    ruhe: tuple[float, ...]
    waehrend: tuple[float, ...]


async def _fall(app: betrieb.Anwendung, fall: Fall) -> Ergebnis:
    async with _verbunden(app) as karte, _verbunden(app) as berichte:
        andere = Leitung(karte, "karte", urlencode({"ebene": "stadtteil"}))
        eine = Leitung(berichte, "berichte", urlencode(fall.adresse))
        await andere.laufe()
        ruhe = await _schiebe(andere, asyncio.create_task(asyncio.sleep(RUHE)))
        await eine.laufe()
        dauern, waehrend, speicher, zuwachs = [], [], 0.0, 0.0
        for _ in range(2):
            klick = asyncio.create_task(eine.klicke(fall.knopf))
            messer = asyncio.create_task(_hoechster_speicher(app.nummer, klick))
            waehrend += await _schiebe(andere, klick)
            dauern.append(klick.result() / 1000)
            pss, anonym = await messer
            speicher, zuwachs = max(speicher, pss), max(zuwachs, anonym)
            if not eine.fertig:
                raise RuntimeError(f"{fall.name}: {eine.fehler or 'es kam keine Datei'}")
    return Ergebnis(
        dauern=tuple(dauern),
        groesse=_megabyte(eine.fertig),
        speicher=speicher,
        zuwachs=zuwachs,
        ruhe=tuple(ruhe),
        waehrend=tuple(waehrend),
    )


def _megabyte(beschriftung: str) -> float:
    """Die Größe der Datei aus der Beschriftung des Knopfs zum Herunterladen."""
    treffer = _GROESSE.search(beschriftung)
    if treffer is None:
        return float("nan")
    return float(treffer[1].replace(",", ".")) / (1000 if treffer[2] == "KB" else 1)


def _verbunden(app: betrieb.Anwendung) -> websockets.connect:
    ziel = f"ws{app.adresse.removeprefix('http')}/_stcore/stream"
    return websockets.connect(
        ziel, subprotocols=["streamlit"], origin=app.adresse, max_size=None, proxy=None
    )


async def _schiebe(andere: Leitung, bis: asyncio.Task[object]) -> list[float]:
    """Ändert den Stichtag immer wieder, bis die Aufgabe fertig ist."""
    zufall, dauern = random.Random(8), []
    while not bis.done():
        dauern.append(await andere.schiebe(zufall.choice(andere.stichtage)))
        await asyncio.sleep(_PAUSE)
    await bis
    return dauern


async def _hoechster_speicher(server: int, bis: asyncio.Task[object]) -> tuple[float, float]:
    """Größter PSS und anonymer Speicher aller Kindprozesse in MB; nur unter Linux."""
    pss = anonym = 0.0
    while not bis.done():
        angaben = [_speicher(kind) for kind in _kinder(server)]
        pss = max(pss, sum(a.get("Pss", 0.0) for a in angaben))
        anonym = max(anonym, sum(a.get("Anonymous", 0.0) for a in angaben))
        await asyncio.sleep(0.1)
    return pss, anonym


def _kinder(server: int) -> list[int]:
    listen = Path(f"/proc/{server}/task").glob("*/children")
    return [int(nummer) for liste in listen for nummer in _gelesen(liste).split()]


def _speicher(nummer: int) -> dict[str, float]:
    zeilen = [zeile.split() for zeile in _gelesen(Path(f"/proc/{nummer}/smaps_rollup")).split("\n")]
    return {z[0].rstrip(":"): float(z[1]) / 1024 for z in zeilen if len(z) == 3}


def _gelesen(datei: Path) -> str:
    try:
        return datei.read_text()
    except OSError:
        return ""


def _als_messungen(fall: Fall, ergebnis: Ergebnis) -> list[Messung]:
    kalt, warm = ergebnis.dauern
    return [
        Messung(name=f"{fall.name}: erstes Mal", werte=(kalt,), einheit="s", budget=fall.sekunden),
        Messung(name=f"{fall.name}: zweites Mal", werte=(warm,), einheit="s", budget=fall.sekunden),
        Messung(
            name=f"{fall.name}: Größe",
            werte=(ergebnis.groesse,),
            einheit="MB",
            budget=fall.megabyte,
        ),
        Messung(
            name=f"{fall.name}: Speicher des Arbeiters samt Programmdateien (PSS)",
            werte=(ergebnis.speicher,),
            einheit="MB",
        ),
        Messung(
            name=f"{fall.name}: zusätzlicher Speicher",
            werte=(ergebnis.zuwachs,),
            einheit="MB",
            budget=300,
        ),
        Messung(name="  andere Sitzung, Stichtag auf der Karte, in Ruhe", werte=ergebnis.ruhe),
        Messung(
            name=f"  andere Sitzung, während {fall.name}",
            werte=ergebnis.waehrend,
            budget=1000,
            vergleich=Messung(name="", werte=ergebnis.ruhe).median,
        ),
        Messung(
            name="  davon der längste",
            werte=(max(ergebnis.waehrend),),
            budget=1000,
            vergleich=max(ergebnis.ruhe),
        ),
    ]
