"""Ein Bild auf einer fremden Internetseite: wer es einbetten darf und womit."""

import html
import re

from sozialmonitor.fehler import SozialmonitorFehler

PARAMETER = "einbetten"
"""So heißt die Angabe in einer Adresse; „1“ zeigt nur das Bild."""
UMGEBUNG = "SOZIALMONITOR_EINBETTEN"
HOEHE = 860
_TRENNER = re.compile(r"[\s,]+")
_HERKUNFT = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
    r"(?::[0-9]{1,5})?"
)


def zugelassene(angabe: str) -> tuple[str, ...]:
    """Die Internetseiten, die einbetten dürfen, aus einer Liste mit Leerzeichen oder Kommas.

    Erlaubt sind nur genaue Angaben aus Protokoll, Rechnername und wahlweise Port, jede einmal.

    Raises
    ------
    SozialmonitorFehler
        Bei jeder anderen Angabe; dann gilt keine.
    """
    alle = tuple(dict.fromkeys(filter(None, _TRENNER.split(angabe.strip().lower()))))
    for eine in alle:
        if not _HERKUNFT.fullmatch(eine):
            raise SozialmonitorFehler(
                f"{UMGEBUNG} nennt „{eine[:80]}“. Erwartet werden Internetseiten wie "
                "https://www.beispiel.de, ohne Pfad und ohne „*“, getrennt durch Leerzeichen oder "
                "Kommas. Bis das berichtigt ist, darf keine fremde Seite einbetten."
            )
    return alle


def rahmencode(adresse: str, titel: str) -> str:
    """Das Stück HTML, mit dem eine andere Internetseite die Ansicht zeigt."""
    return (
        f'<iframe src="{html.escape(adresse)}" title="{html.escape(titel)}" width="100%" '
        f'height="{HOEHE}" loading="lazy" style="border: 0"></iframe>'
    )
