"""Herkunft einer Datei: Stand aus den Werten, Lizenz aus dem Datenpaket, Vorbehalte ohne Doppel."""

from dataclasses import replace

import pandas as pd
import pytest

from sozialmonitor import kennzahlen, texte
from sozialmonitor.berichte import herkunft
from sozialmonitor.kommune import Kommune


def mit_lizenzen(stadt: Kommune, **je_tabelle: list[dict[str, str]]) -> Kommune:
    ressourcen = [r | {"licenses": je_tabelle.get(r["name"], [])} for r in stadt.paket["resources"]]
    return replace(stadt, paket={"resources": ressourcen})


def test_alles_zusammen(stadt: Kommune) -> None:
    kommune = mit_lizenzen(stadt, soziales=[{"name": "CC0-1.0"}])
    werte = {n: kennzahlen.kennzahl(stadt, n) for n in ("sgb2_quote", "jugendanteil")}
    woher = herkunft.herkunft(kommune, werte, quelle="Quelle: x.", ausgabe="Ausgabe 7.")
    assert (woher.quelle, woher.ausgabe, woher.stand) == ("Quelle: x.", "Ausgabe 7.", "31.12.2021")
    assert woher.lizenz == "CC0-1.0"
    assert woher.vorbehalte.count(texte.KEIN_URTEIL) == 1


def test_stand_ist_der_juengste_tag_mit_wert(stadt: Kommune) -> None:
    werte = pd.DataFrame(
        {"stichtag": ["2020-12-31", "2021", "2022-12-31"], "zustand": ["wert", "wert", "geheim"]}
    )
    woher = herkunft.herkunft(stadt, {"sgb2_quote": werte}, quelle="")
    assert woher.stand == "2021"
    ohne = herkunft.herkunft(stadt, {"sgb2_quote": werte.tail(1)}, quelle="")
    assert ohne.stand == ""


@pytest.mark.parametrize(
    ("soziales", "einwohner", "erwartet"),
    [
        ([], [], herkunft.OHNE_LIZENZ),
        ([{"title": "A", "path": "https://a"}], [{"title": "A", "path": "https://a"}],
         "A (https://a)"),
        ([{"title": "A"}], [{"name": "b"}], "A; b"),
    ],
    ids=["keine", "dieselbe", "zwei"],
)  # fmt: skip
def test_lizenzen(
    stadt: Kommune, soziales: list[dict[str, str]], einwohner: list[dict[str, str]], erwartet: str
) -> None:
    kommune = mit_lizenzen(stadt, soziales=soziales, einwohner=einwohner)
    assert herkunft.lizenzen(kommune, [kommune.indikator("sgb2_quote")]) == erwartet
