"""Das Raster: Zahlen kleinster Einheiten, aus denen sich ein neuer Zuschnitt bilden lässt.

Es ist vertraulich. Gelesen wird es nur auf Anforderung; `Kommune` hält es nicht.
"""

import re
from pathlib import Path

import numpy as np
import pandas as pd

from sozialmonitor import schema, verknuepfung
from sozialmonitor.fehler import DatenFehler, Mangel
from sozialmonitor.kommune import Kommune
from sozialmonitor.laden.dateien import lies_tabelle

ROLLE = "raster"
_PAKET = "datapackage.json"
_SCHLUESSEL = ["einheit", "stichtag", "merkmal"]
_BERICHTIGEN = "Bitte die Zeile in der Datei berichtigen."


def lade_raster(datenordner: Path, kommune: Kommune) -> pd.DataFrame | None:
    """Die geprüften Zeilen des Rasters; `None`, wenn das Datenpaket keines beschreibt.

    Returns
    -------
    pd.DataFrame
        Eine Zeile je Einheit und Merkmal, für einen Stichtag: `einheit`, `name`, `gebiet` (das
        kleinste Gebiet, in dem sie jetzt liegt), `uebergeordnet` (das Gebiet darüber),
        `stichtag`, `merkmal`, `wert` [Einheit des Merkmals; `NaN` unbekannt oder geheim, siehe
        `zeichen`], `zeichen`, `quelle`.

    Raises
    ------
    DatenFehler
        Mit allen Mängeln: unbekannte Gebiete, Merkmale und Quellen, doppelte Zellen, negative
        und gebrochene Anzahlen, mehrere Stichtage, eine Einheit in mehreren Gebieten.
    """
    ressourcen = [r for r in kommune.paket["resources"] if r["rolle"] == ROLLE]
    if not ressourcen:
        return None
    if len(ressourcen) > 1:
        namen = ", ".join(str(r["name"]) for r in ressourcen)
        befund = f"Es gibt mehrere Tabellen mit der Rolle „{ROLLE}“: {namen}."
        raise DatenFehler([Mangel(_PAKET, "", befund, "Bitte nur eine beschreiben.")])
    datei = str(ressourcen[0]["path"])
    tabelle = lies_tabelle(datenordner / datei)
    try:
        maengel = schema.verstoesse(tabelle, ressourcen[0].get("schema", {}), datei)
    except re.error as fehler:
        befund = f"Ein Muster im Schema ist nicht lesbar ({fehler})."
        ort = f"Ressource {ressourcen[0]['name']}"
        raise DatenFehler([Mangel(_PAKET, ort, befund, "Bitte berichtigen.")]) from fehler
    maengel = maengel or schema.rollenverstoesse(tabelle, ROLLE, datei)
    maengel = maengel or _inhaltsverstoesse(tabelle, datei, kommune)
    if maengel:
        raise DatenFehler(maengel)
    return _aufbereitet(tabelle, kommune)


def _inhaltsverstoesse(tabelle: pd.DataFrame, datei: str, kommune: Kommune) -> list[Mangel]:
    """Was an den Angaben falsch ist; erst danach, ob die Zeilen zueinander passen."""
    zaehlbar = {m.id for m in kommune.merkmale.values() if m.ganzzahlig}
    maengel = schema.bestandsverstoesse(
        tabelle,
        datei,
        gebiete=kommune.gebiete.index,
        merkmalsnamen=set(kommune.merkmale),
        anzahlen=zaehlbar,
        ganze=zaehlbar,
        quellen=set(kommune.quellen.index),
    )
    return maengel or _rasterverstoesse(tabelle, datei, kommune, zaehlbar)


def _rasterverstoesse(
    tabelle: pd.DataFrame, datei: str, kommune: Kommune, zaehlbar: set[str]
) -> list[Mangel]:
    klein, alle = _kleinste_gebiete(kommune), set(kommune.gebiete.index)
    einheiten = tabelle.drop_duplicates(["einheit", "gebiet", "name"])
    faelle = {
        "In der Spalte einheit steht nichts.": tabelle["einheit"].eq(""),
        "Das Gebiet „{gebiet}“ ist keines der kleinsten der Stadt; Einheiten gehören in sie.": (
            tabelle["gebiet"].isin(alle - klein)
        ),
        "Das Merkmal „{merkmal}“ ist nicht gezählt und lässt sich nicht summieren.": (
            tabelle["merkmal"].isin(set(kommune.merkmale) - zaehlbar)
        ),
        "Die Zelle {einheit} / {merkmal} steht mehrfach in der Tabelle.": (
            tabelle.duplicated(_SCHLUESSEL)
        ),
        "Die Einheit {einheit} steht weiter oben mit anderem Gebiet oder Namen.": (
            tabelle.index.isin(einheiten.index[einheiten.duplicated("einheit")])
        ),
        "Der Stichtag {stichtag} ist ein anderer als in Zeile 2; ein Raster hat nur einen.": (
            tabelle["stichtag"].ne(tabelle["stichtag"].iloc[0] if len(tabelle) else "")
        ),
        "„{merkmal}“ der Einheit {einheit} ist größer als das Merkmal, von dem es ein Teil ist.": (
            _groesser_als_ganzes(tabelle, kommune)
        ),
    }
    return [
        mangel
        for befund, maske in faelle.items()
        for mangel in _je_zeile(tabelle, np.asarray(maske, dtype=bool), datei, befund)
    ]


def _groesser_als_ganzes(tabelle: pd.DataFrame, kommune: Kommune) -> np.ndarray:
    """Welche Zeilen mehr zählen als die Zeile ihres Ganzen (`teil_von` oder `aus`)."""
    ganzes = {m.id: m.teil_von or m.aus for m in kommune.merkmale.values()}
    wert = schema.zahlenwerte(tabelle["wert"])
    zellen = pd.Series(wert.to_numpy(), index=pd.MultiIndex.from_frame(tabelle[_SCHLUESSEL]))
    einmal = zellen[~zellen.index.duplicated()]
    oben = tabelle[_SCHLUESSEL].assign(merkmal=tabelle["merkmal"].map(ganzes).fillna(""))
    return wert.to_numpy() > einmal.reindex(pd.MultiIndex.from_frame(oben)).to_numpy()


def _je_zeile(tabelle: pd.DataFrame, maske: np.ndarray, datei: str, befund: str) -> list[Mangel]:
    stellen = np.flatnonzero(maske)
    maengel = [
        Mangel(
            datei,
            f"Zeile {stelle + 2}",
            befund.format_map({str(name): wert for name, wert in tabelle.iloc[stelle].items()}),
            _BERICHTIGEN,
        )
        for stelle in stellen[: schema.HOECHSTENS_JE_ART].tolist()
    ]
    if (rest := len(stellen) - len(maengel)) > 0:
        weitere = f"Derselbe Befund in {rest} weiteren Zeilen."
        maengel.append(Mangel(datei, "", weitere, _BERICHTIGEN))
    return maengel


def _kleinste_gebiete(kommune: Kommune) -> set[str]:
    """Die Gebiete der Stadt, die keine Teile haben."""
    ganze = {*kommune.zerlegung["ganzes"], *verknuepfung.mengen(kommune)}
    return set(kommune.in_der_stadt) - ganze


def _aufbereitet(tabelle: pd.DataFrame, kommune: Kommune) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "einheit": tabelle["einheit"],
            "name": tabelle["name"],
            "gebiet": tabelle["gebiet"],
            "uebergeordnet": tabelle["gebiet"].map(kommune.gebiete["uebergeordnet"]),
            "stichtag": tabelle["stichtag"],
            "merkmal": tabelle["merkmal"],
            "wert": schema.zahlenwerte(tabelle["wert"]),
            "zeichen": tabelle["zeichen"],
            "quelle": tabelle["quelle"],
        }
    )
