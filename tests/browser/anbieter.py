"""Ein kleiner vollständiger Anbieter für OpenID Connect, als eigener Prozess auf diesem Rechner.

Auskunft, Schlüssel, Anmeldeformular, Token (Code mit PKCE) und Abmelden; ID-Tokens mit RS256.
Nur für Tests: Jedes Konto meldet sich mit seinem Namen an. `PUT /konten/<name>` legt fest, welche
Angaben das nächste Token trägt (`exp_in`: Sekunden bis zum Ablauf), wie es sonst die Verwaltung
des Anbieters täte.

    python -m tests.browser.anbieter PORT CLIENT_ID CLIENT_SECRET
"""

import base64
import hashlib
import html
import secrets
import sys
import time
from typing import Any
from urllib.parse import parse_qs, urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

FORMULAR = """<!doctype html><html lang="de"><title>Anbieter</title>
<form method="post">{felder}<label>Konto <input name="konto" autofocus></label>
<button>Weiter</button></form></html>"""


class Anbieter:
    """Konten, offene Codes und der Schlüssel eines Anbieters."""

    def __init__(self, adresse: str, client_id: str, client_secret: str) -> None:
        self.adresse, self.client_id, self.client_secret = adresse, client_id, client_secret
        self.schluessel = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)
        self.konten: dict[str, dict[str, Any]] = {}
        self.codes: dict[str, dict[str, str]] = {}

    def programm(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.auskunft),
                Route("/jwks", self.jwks),
                Route("/authorize", self.formular),
                Route("/authorize", self.erteile_code, methods=["POST"]),
                Route("/token", self.token, methods=["POST"]),
                Route("/end_session", self.beende),
                Route("/konten/{name}", self.stelle_ein, methods=["PUT"]),
            ]
        )

    async def auskunft(self, _: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.adresse,
                "authorization_endpoint": f"{self.adresse}/authorize",
                "token_endpoint": f"{self.adresse}/token",
                "jwks_uri": f"{self.adresse}/jwks",
                "end_session_endpoint": f"{self.adresse}/end_session",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            }
        )

    async def jwks(self, _: Request) -> Response:
        return JSONResponse({"keys": [self.schluessel.as_dict(private=False)]})

    async def formular(self, anfrage: Request) -> Response:
        bitte = dict(anfrage.query_params)
        if bitte.get("client_id") != self.client_id or bitte.get("response_type") != "code":
            return Response("unbekannter Client", status_code=400)
        felder = "".join(
            f'<input type="hidden" name="{html.escape(n)}" value="{html.escape(w)}">'
            for n, w in bitte.items()
        )
        return HTMLResponse(FORMULAR.format(felder=felder))

    async def erteile_code(self, anfrage: Request) -> Response:
        bitte = await _formular(anfrage)
        if bitte.get("konto") not in self.konten:
            return Response("unbekanntes Konto", status_code=403)
        code = secrets.token_urlsafe(24)
        self.codes[code] = bitte
        ziel = urlencode({"code": code, "state": bitte["state"]})
        return RedirectResponse(f"{bitte['redirect_uri']}?{ziel}", status_code=303)

    async def token(self, anfrage: Request) -> Response:
        bitte = await _formular(anfrage)
        ausweis = base64.b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode()
        if anfrage.headers.get("authorization") != f"Basic {ausweis}":
            return JSONResponse({"error": "invalid_client"}, status_code=401)
        offen = self.codes.pop(bitte.get("code", ""), None)
        if offen is None or not _passt(offen, bitte):
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        return JSONResponse(
            {
                "access_token": secrets.token_urlsafe(24),
                "token_type": "Bearer",
                "expires_in": 300,
                "id_token": self.id_token(offen["konto"], offen["nonce"]),
            }
        )

    def id_token(self, konto: str, nonce: str) -> str:
        angaben, jetzt = dict(self.konten[konto]), int(time.time())
        claims = {
            "iss": self.adresse,
            "sub": konto,
            "aud": self.client_id,
            "iat": jetzt,
            "exp": jetzt + angaben.pop("exp_in", 300),
            "nonce": nonce,
            "name": konto.title(),
        }
        return jwt.encode(
            {"alg": "RS256", "kid": self.schluessel.kid}, claims | angaben, self.schluessel
        )

    async def beende(self, anfrage: Request) -> Response:
        ziel = anfrage.query_params["post_logout_redirect_uri"]
        return RedirectResponse(ziel, status_code=303)

    async def stelle_ein(self, anfrage: Request) -> Response:
        self.konten[anfrage.path_params["name"]] = await anfrage.json()
        return Response(status_code=204)


async def _formular(anfrage: Request) -> dict[str, str]:
    return {n: w[0] for n, w in parse_qs((await anfrage.body()).decode()).items()}


def _passt(offen: dict[str, str], bitte: dict[str, str]) -> bool:
    """Dieselbe Rückadresse und der Beweis, dass derselbe Client gefragt hat (PKCE)."""
    probe = hashlib.sha256(bitte.get("code_verifier", "").encode()).digest()
    gezeigt = base64.urlsafe_b64encode(probe).rstrip(b"=").decode()
    return (
        bitte.get("grant_type") == "authorization_code"
        and bitte.get("redirect_uri") == offen["redirect_uri"]
        and offen.get("code_challenge") == gezeigt
    )


if __name__ == "__main__":
    port, client_id, client_secret = sys.argv[1:]
    anbieter = Anbieter(f"http://127.0.0.1:{port}", client_id, client_secret)
    uvicorn.run(anbieter.programm(), host="127.0.0.1", port=int(port), log_level="warning")
