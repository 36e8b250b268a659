"""Viele gleichzeitig: rohe Sitzungen, die wie ein Browser mit dem Server sprechen."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks import betrieb
from benchmarks.messwerte import Messung, melde

SITZUNGEN = 50
ABSTAND = 4.0
DAUER = 60.0
_ANLAUF = 15.0
# Eine gehaltene Pfeiltaste fordert so viele Läufe je Sekunde an.
TASTENFOLGE, FENSTER = 30.0, 3
_ANSTURM = 20.0
ZUGLEICH = 20
_GEDULD = 30.0
_INDIKATOREN = (
    "kinder_sgb2_quote",
    "sgb2_quote",
    "anteil_unter_18",
    "anteil_ab_65",
    "auslaenderanteil",
    "arbeitslosenanteil",
)


@dataclass
class Sitzung:
    """Eine Leserin der Kartenseite: schiebt den Stichtag und wartet auf das Ende des Laufs."""

    leitung: websockets.ClientConnection
    adresse: str
    regler: str = ""
    stichtage: list[str] = field(default_factory=list)
    dauern: list[float] = field(default_factory=list)

    async def oeffne(self) -> None:
        """Der erste Lauf; danach sind Regler und Stichtage bekannt."""
        await self._laufe(BackMsg())
        if not self.regler:
            raise RuntimeError("Die Kartenseite schickte keinen Schieberegler „Stichtag“.")

    async def schiebe(self, stichtag: str) -> None:
        """Eine Änderung des Stichtags; merkt sich die Dauer in Millisekunden."""
        nachricht = BackMsg()
        feld = nachricht.rerun_script.widget_states.widgets.add(id=self.regler)
        feld.string_array_value.data.append(stichtag)
        anfang = time.perf_counter()
        await self._laufe(nachricht)
        self.dauern.append((time.perf_counter() - anfang) * 1000)

    async def _laufe(self, nachricht: BackMsg) -> None:
        await _sende(self.leitung, "karte", self.adresse, nachricht)
        async for antwort in _bis_zum_ende(self.leitung):
            if antwort.WhichOneof("type") == "delta":
                self._merke_regler(antwort)

    def _merke_regler(self, antwort: ForwardMsg) -> None:
        element = antwort.delta.new_element
        if element.WhichOneof("type") == "slider" and element.slider.label == "Stichtag":
            self.regler = element.slider.id
            self.stichtage = list(element.slider.options)


def messe(_wiederholungen: int) -> list[Messung]:
    """50 Sitzungen an einem Prozess; die Zahl der Wiederholungen folgt aus der Dauer."""
    melde(f"Last: {SITZUNGEN} Sitzungen, {DAUER + _ANLAUF:.0f} s")
    with betrieb.anwendung() as app:
        allein = asyncio.run(_alle(Ablauf(adresse=app.adresse, sitzungen=1, dauer=20.0)))
        gleichzeitig = Ablauf(adresse=app.adresse, sitzungen=SITZUNGEN, dauer=DAUER, anlauf=_ANLAUF)
        viele = asyncio.run(_alle(gleichzeitig))
        speicher = app.speicher()
        im_ansturm = asyncio.run(_neben_gehaltenen_tasten(app.adresse))
    einer, zwanzig = (_gleich_nach_dem_start(anzahl) for anzahl in (1, ZUGLEICH))
    basis = Messung(name="", werte=tuple(allein)).p95
    name = f"{SITZUNGEN} Sitzungen, Änderung alle {ABSTAND:.0f} s, Lauf auf dem Server"
    return [
        Messung(name=name, werte=tuple(viele), budget=150, vergleich=basis, nach_p95=True),
        Messung(
            name=f"Speicher mit {SITZUNGEN} Sitzungen", werte=(speicher,), einheit="MB", budget=400
        ),
        Messung(
            name=f"Lauf auf dem Server, während {FENSTER} andere eine Taste halten",
            werte=tuple(im_ansturm),
            budget=1000,
            vergleich=basis,
            nach_p95=True,
        ),
        Messung(
            name=f"Seite „Sitzung“, gleich nach dem Start von {ZUGLEICH} zugleich geöffnet",
            werte=tuple(zwanzig),
            budget=5000,
            vergleich=max(einer),
            nach_p95=True,
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ablauf:
    """Wie viele Sitzungen über wie viele Sekunden; im Anlauf öffnen sie sich nacheinander."""

    adresse: str
    sitzungen: int
    dauer: float
    anlauf: float = 0.0
    abstand: float = ABSTAND


async def _alle(ablauf: Ablauf) -> list[float]:
    anfang = time.monotonic()
    laeufe = [_eine(ablauf, nummer, anfang) for nummer in range(ablauf.sitzungen)]
    return [dauer for dauern in await asyncio.gather(*laeufe) for dauer in dauern]


async def _eine(ablauf: Ablauf, nummer: int, anfang: float) -> list[float]:
    """Eine Sitzung bis zum Ende; gezählt wird erst, wenn alle offen sind."""
    zufall = random.Random(nummer)
    gezaehlt_ab = anfang + ablauf.anlauf
    await asyncio.sleep(ablauf.anlauf * 0.8 * nummer / ablauf.sitzungen)
    frage = {"ebene": "stadtteil", "indikator": _INDIKATOREN[nummer % len(_INDIKATOREN)]}
    async with _leitung(ablauf.adresse) as leitung:
        sitzung = Sitzung(leitung=leitung, adresse=urlencode(frage))
        await sitzung.oeffne()
        while time.monotonic() < gezaehlt_ab + ablauf.dauer:
            await asyncio.sleep(ablauf.abstand * zufall.uniform(0.5, 1.5))
            if time.monotonic() < gezaehlt_ab:
                sitzung.dauern.clear()
            await sitzung.schiebe(zufall.choice(sitzung.stichtage))
    return sitzung.dauern


async def _neben_gehaltenen_tasten(adresse: str) -> list[float]:
    """Wie lange eine Leserin der Karte wartet, während andere Läufe anfordern wie eine Taste."""
    andere = [asyncio.create_task(_halte_taste(adresse)) for _ in range(FENSTER)]
    ablauf = Ablauf(adresse=adresse, sitzungen=1, dauer=_ANSTURM, anlauf=_ANLAUF, abstand=0.5)
    try:
        return await _alle(ablauf)
    finally:
        for aufgabe in andere:
            aufgabe.cancel()
        await asyncio.gather(*andere, return_exceptions=True)


def _gleich_nach_dem_start(anzahl: int) -> list[float]:
    """Wie lange der erste Lauf dauert, wenn viele einen QR-Code zugleich öffnen [ms]."""

    async def alle(adresse: str) -> list[float]:
        return await asyncio.gather(*(_ein_aufruf(adresse, "sitzung") for _ in range(anzahl)))

    with betrieb.anwendung() as app:
        return asyncio.run(alle(app.adresse))


async def _ein_aufruf(adresse: str, seite: str) -> float:
    async with _leitung(adresse) as leitung:
        anfang = time.perf_counter()
        await _sende(leitung, seite, "", BackMsg())
        async for _ in _bis_zum_ende(leitung):
            pass
        return (time.perf_counter() - anfang) * 1000


async def _halte_taste(adresse: str) -> None:
    """Fordert ohne Ende Läufe an, ohne auf einen zu warten."""
    async with _leitung(adresse) as leitung:
        leser = asyncio.create_task(_lies_mit(leitung))
        try:
            while True:
                await _sende(leitung, "gebietsprofil", "", BackMsg())
                await asyncio.sleep(1 / TASTENFOLGE)
        finally:
            leser.cancel()


async def _lies_mit(leitung: websockets.ClientConnection) -> None:
    async for _ in leitung:
        pass


def _leitung(adresse: str) -> websockets.connect:
    return websockets.connect(
        f"ws{adresse.removeprefix('http')}/_stcore/stream",
        subprotocols=["streamlit"],
        origin=adresse,
        max_size=None,
        proxy=None,
    )


async def _sende(
    leitung: websockets.ClientConnection, seite: str, adresse: str, nachricht: BackMsg
) -> None:
    nachricht.rerun_script.query_string = adresse
    nachricht.rerun_script.page_name = seite
    await leitung.send(nachricht.SerializeToString())


async def _bis_zum_ende(leitung: websockets.ClientConnection) -> AsyncIterator[ForwardMsg]:
    """Die Nachrichten eines Laufs, bis er fertig ist."""
    async with asyncio.timeout(_GEDULD):
        while True:
            antwort = ForwardMsg()
            antwort.ParseFromString(await leitung.recv())
            if antwort.WhichOneof("type") == "script_finished":
                return
            yield antwort
