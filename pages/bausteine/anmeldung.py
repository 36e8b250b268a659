"""Wer darf was sehen: die Rolle einer Sitzung aus der Anmeldung mit OpenID Connect.

Eingestellt wird in `secrets.toml` des Betreibers: `[auth]` für Streamlit, `[anmeldung]` für die
Rollen (docs/anmeldung.md). Ohne `[auth]` gibt es keine Anmeldung, dann bestimmt die Umgebung.
Im Zweifel gilt die öffentliche Rolle: ohne Anmeldung, ohne passenden Claim, mit fremder Audience,
nach Ablauf, nach dem Abmelden und überall, wo keine Sitzung läuft.
"""

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from sozialmonitor.fehler import SozialmonitorFehler

# Von der geringsten zur weitesten Sicht.
OEFFENTLICH, HTW, INTERN = ROLLEN = ("oeffentlich", "htw", "intern")
TITEL = {OEFFENTLICH: "öffentliche Ansicht", HTW: "Partner unter Vertrag", INTERN: "Stabsstelle"}
ABGELAUFEN = "Ihre Anmeldung ist abgelaufen; gezeigt wird die öffentliche Ansicht."
OHNE_ROLLE = "Ihrem Konto ist keine Rolle zugeordnet; gezeigt wird die öffentliche Ansicht."
_PFLICHT = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
_MINDESTLAENGE = 32
_MINUTE = 60
_GEBUNDEN: ContextVar[str | None] = ContextVar("gebundene_rolle", default=None)
_ABGEMELDET: dict[tuple[str, ...], float] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Einstellung:
    """Was der Betreiber zur Anmeldung festlegt.

    Attributes
    ----------
    client_id
        Für wen das Token ausgestellt sein muss (`aud`).
    claim
        Wo im Token die Rollen stehen; ein Punkt führt in die Tiefe (`realm_access.roles`).
    rollen
        Wert im Claim → Rolle. Was hier fehlt, gibt keine Rechte.
    hoechstdauer
        Minuten ab Ausstellung des Tokens; ohne Angabe gilt sein eigenes Ende (`exp`).
    verschluesselt
        Ob die Anwendung nur über HTTPS erreichbar ist; dann gilt das auch für die Cookies.
    """

    client_id: str
    claim: str
    rollen: Mapping[str, str]
    hoechstdauer: float | None = None
    verschluesselt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitzung:
    """Was eine Anmeldung wert ist: Rolle, Name zum Anzeigen und ein Satz, wenn etwas fehlt."""

    rolle: str = OEFFENTLICH
    angemeldet: bool = False
    name: str = ""
    satz: str = ""
    bis: float = 0.0


def lies_einstellung() -> Einstellung | None:
    """Die Einstellung aus den Geheimnissen von Streamlit; `None`, wenn es keine Anmeldung gibt.

    Raises
    ------
    SozialmonitorFehler
        Wenn die Datei unlesbar oder unvollständig ist: Dann zeigt die Anwendung nichts, statt
        ohne Anmeldung weiterzulaufen. Ebenso, wenn `SOZIALMONITOR_ANMELDUNG=pflicht` gesetzt ist
        und `[auth]` fehlt.
    """
    geladen = st.secrets.load_if_toml_exists()
    dateien = [datei for datei in st.get_option("secrets.files") if Path(datei).exists()]
    if dateien and not geladen:
        raise SozialmonitorFehler(
            "Die Datei mit den Geheimnissen (secrets.toml) ist nicht lesbar. Bitte als TOML prüfen."
        )
    angaben = st.secrets.to_dict() if geladen else {}
    if "auth" not in angaben:
        if os.environ.get("SOZIALMONITOR_ANMELDUNG") == "pflicht":
            raise SozialmonitorFehler(
                "Diese Anwendung soll nur mit Anmeldung laufen, aber in secrets.toml fehlt der "
                "Abschnitt [auth] (docs/anmeldung.md)."
            )
        return None
    return aus_angaben(angaben["auth"], angaben.get("anmeldung", {}))


def aus_angaben(auth: Mapping[str, Any], eigene: Mapping[str, Any]) -> Einstellung:
    """Prüft die Abschnitte `[auth]` und `[anmeldung]`; die Meldung nennt nie einen Wert.

    Raises
    ------
    SozialmonitorFehler
        Wenn eine Angabe fehlt, zu kurz ist oder eine Rolle nennt, die es nicht gibt.
    """
    if fehlend := [name for name in _PFLICHT if not auth.get(name)]:
        raise _falsch("auth", f"Es fehlt: {', '.join(fehlend)}.")
    if len(str(auth["cookie_secret"])) < _MINDESTLAENGE:
        raise _falsch(
            "auth",
            f"cookie_secret braucht mindestens {_MINDESTLAENGE} zufällige Zeichen, zum Beispiel "
            'aus: python -c "import secrets; print(secrets.token_urlsafe(48))"',
        )
    rollen = eigene.get("rollen", {})
    if not isinstance(rollen, Mapping) or not set(rollen.values()) <= set(ROLLEN):
        raise _falsch("anmeldung.rollen", f"Möglich sind die Rollen: {', '.join(ROLLEN)}.")
    dauer = eigene.get("hoechstdauer_minuten")
    if dauer is not None and (isinstance(dauer, bool) or not isinstance(dauer, int) or dauer <= 0):
        raise _falsch("anmeldung", "hoechstdauer_minuten ist eine ganze Zahl über null.")
    return Einstellung(
        client_id=str(auth["client_id"]),
        claim=str(eigene.get("claim", "roles")),
        rollen=dict(rollen),
        hoechstdauer=dauer,
        verschluesselt=urlsplit(str(auth["redirect_uri"])).scheme == "https",
    )


def sitzung(einstellung: Einstellung, claims: Mapping[str, Any], jetzt: float) -> Sitzung:
    """Was die Angaben eines Tokens zu diesem Zeitpunkt (Sekunden seit 1970) wert sind."""
    if claims.get("is_logged_in") is not True or not _fuer_uns(einstellung, claims):
        return Sitzung()
    bis = _ende(einstellung, claims)
    if jetzt >= bis:
        return Sitzung(satz=ABGELAUFEN)
    if _kennung(claims) in _ABGEMELDET:
        return Sitzung()
    rollen = {einstellung.rollen.get(wert, OEFFENTLICH) for wert in _werte(einstellung, claims)}
    rolle = max(rollen, key=ROLLEN.index, default=OEFFENTLICH)
    name = str(claims.get("name") or claims.get("preferred_username") or "")
    satz = OHNE_ROLLE if rolle == OEFFENTLICH else ""
    return Sitzung(rolle=rolle, angemeldet=True, name=name, satz=satz, bis=bis)


def sitzung_hier(einstellung: Einstellung) -> Sitzung:
    """Die Anmeldung der laufenden Sitzung; ohne Sitzung öffentlich."""
    if get_script_run_ctx() is None:
        return Sitzung()
    return sitzung(einstellung, st.user.to_dict(), time.time())


def sitzung_aus_cookies(einstellung: Einstellung, cookies: Mapping[str, str]) -> Sitzung:
    """Die Anmeldung, die eine HTTP-Anfrage mitbringt; ein gefälschtes Cookie gilt nicht."""
    return sitzung(einstellung, _claims(cookies), time.time())


def rolle_der_sitzung(einstellung: Einstellung) -> str:
    """Die Rolle, mit der gerade gearbeitet wird: gebunden, aus der Anmeldung oder öffentlich."""
    return _GEBUNDEN.get() or sitzung_hier(einstellung).rolle


@contextmanager
def gebunden(rolle: str) -> Iterator[None]:
    """Rechnet mit dieser Rolle, auch wo keine Sitzung läuft (Inhalt einer Datei beim Klick)."""
    marke = _GEBUNDEN.set(rolle)
    try:
        yield
    finally:
        _GEBUNDEN.reset(marke)


def melde_ab(einstellung: Einstellung, cookies: Mapping[str, str]) -> None:
    """Merkt sich, dass diese Anmeldung beendet ist: in allen Fenstern und für jede Kopie.

    Gilt für diesen Prozess; nach einem Neustart gilt eine Kopie wieder bis zu ihrem Ende.
    """
    claims, jetzt = _claims(cookies), time.time()
    for kennung in [k for k, bis in _ABGEMELDET.items() if bis <= jetzt]:
        del _ABGEMELDET[kennung]
    if claims:
        _ABGEMELDET[_kennung(claims)] = _ende(einstellung, claims)


def _falsch(abschnitt: str, befund: str) -> SozialmonitorFehler:
    return SozialmonitorFehler(f"secrets.toml, Abschnitt [{abschnitt}]: {befund}")


def _fuer_uns(einstellung: Einstellung, claims: Mapping[str, Any]) -> bool:
    """Ob das Token für diese Anwendung ausgestellt ist; Authlib ließe eine fremde `aud` mit
    passendem `azp` gelten.
    """
    empfaenger = claims.get("aud")
    return einstellung.client_id in (empfaenger if isinstance(empfaenger, list) else [empfaenger])


def _ende(einstellung: Einstellung, claims: Mapping[str, Any]) -> float:
    """Bis wann das Token gilt; 0, wenn die Angabe fehlt oder keine Zahl ist."""
    name = "exp" if einstellung.hoechstdauer is None else "iat"
    wert = claims.get(name)
    if isinstance(wert, bool) or not isinstance(wert, int | float):
        return 0.0
    return wert + (einstellung.hoechstdauer or 0) * _MINUTE


def _werte(einstellung: Einstellung, claims: Mapping[str, Any]) -> set[str]:
    """Die Werte des Claims als Texte; leer, wenn es ihn nicht gibt."""
    gefunden: Any = claims
    for name in (
        [einstellung.claim] if einstellung.claim in claims else einstellung.claim.split(".")
    ):
        gefunden = gefunden.get(name) if isinstance(gefunden, Mapping) else None
    if isinstance(gefunden, str):
        return {gefunden}
    return {w for w in gefunden if isinstance(w, str)} if isinstance(gefunden, list) else set()


def _kennung(claims: Mapping[str, Any]) -> tuple[str, ...]:
    """Was eine Anmeldung von jeder anderen unterscheidet; `nonce` entsteht bei jeder neu."""
    return tuple(str(claims.get(name, "")) for name in ("iss", "sub", "iat", "nonce"))


def _claims(cookies: Mapping[str, str]) -> dict[str, Any]:
    """Die Angaben im Anmelde-Cookie, wenn seine Unterschrift stimmt; sonst leer."""
    geheimnis = get_cookie_secret()

    def lies(name: str) -> bytes | None:
        wert = cookies.get(name)
        if wert is None:
            return None
        return decode_signed_value(geheimnis, name, wert.encode("latin-1"))

    try:
        roh = get_cookie_with_chunks(lies, USER_COOKIE_NAME)
        angaben = json.loads(roh) if roh else {}
    except (ValueError, UnicodeError):
        return {}
    return angaben if isinstance(angaben, dict) else {}
