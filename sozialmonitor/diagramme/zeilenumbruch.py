"""Lange Achsenbeschriftungen zwischen Wörtern umbrechen; Vega kürzte sie sonst mit „…“."""

import json
import textwrap
from collections.abc import Sequence


def umbruch(texte: Sequence[str], breite: int = 30) -> str:
    """Vega-Ausdruck für `labelExpr`: jeder Text in Zeilen von höchstens `breite` Zeichen."""
    zeilen = {text: textwrap.wrap(text, breite, break_long_words=False) for text in texte}
    faelle = [
        f"datum.label === {_als_js(text)} ? {_als_js(teile)} : "
        for text, teile in zeilen.items()
        if len(teile) > 1
    ]
    return f"{''.join(faelle)}datum.label"


def _als_js(wert: str | list[str]) -> str:
    return json.dumps(wert, ensure_ascii=False)
