"""Anmeldung: welche Rolle welche Angaben eines Tokens ergeben; im Zweifel öffentlich."""

import json
import time
from pathlib import Path

import pytest
import streamlit as st
from streamlit import config
from streamlit.runtime.secrets import Secrets
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from pages.bausteine import anmeldung, daten
from pages.bausteine.anmeldung import HTW, INTERN, OEFFENTLICH
from sozialmonitor.fehler import SozialmonitorFehler

GEHEIMNIS = "nur-fuer-den-test-" + "x" * 32
AUTH = {
    "redirect_uri": "https://monitor.example/oauth2callback",
    "cookie_secret": GEHEIMNIS,
    "client_id": "monitor",
    "client_secret": "geheim-geheim",
    "server_metadata_url": "https://sso.example/.well-known/openid-configuration",
}
EIGENE = {"claim": "roles", "rollen": {"partner": HTW, "stab": INTERN}}
TOKEN = {
    "is_logged_in": True, "iss": "https://sso.example", "sub": "1", "aud": "monitor",
    "iat": 1_000, "exp": 1_300, "nonce": "n", "roles": ["stab"], "name": "Eva Muster",
}  # fmt: skip


def einstellung(**eigene):
    return anmeldung.aus_angaben(AUTH, EIGENE | eigene)


def rolle(jetzt=1_100, eigene=None, **token):
    return anmeldung.sitzung(einstellung(**(eigene or {})), TOKEN | token, jetzt).rolle


@pytest.mark.parametrize(
    ("werte", "erwartet"),
    [
        (["stab"], INTERN),
        ("stab", INTERN),
        (["partner", "stab"], INTERN),
        (["partner", "fremd"], HTW),
        (["fremd"], OEFFENTLICH),
        (["intern"], OEFFENTLICH),  # der Name unserer Rolle allein gibt nichts
        ([], OEFFENTLICH),
        (None, OEFFENTLICH),
        ({"stab": True}, OEFFENTLICH),
        ([["stab"]], OEFFENTLICH),
    ],
)
def test_claim_ergibt_die_weiteste_zugeordnete_rolle(werte, erwartet):
    assert rolle(roles=werte) == erwartet


def test_claim_in_der_tiefe_und_mit_punkt_im_namen():
    tief = {"claim": "realm_access.roles"}
    assert rolle(eigene=tief, realm_access={"roles": ["stab"]}) == INTERN
    assert rolle(eigene=tief, realm_access=["stab"]) == OEFFENTLICH
    assert rolle(eigene=tief) == OEFFENTLICH
    assert rolle(eigene={"claim": "https://x.de/r"}, **{"https://x.de/r": "partner"}) == HTW


@pytest.mark.parametrize(
    ("empfaenger", "erwartet"),
    [
        ("monitor", INTERN),
        (["andere", "monitor"], INTERN),
        ("andere", OEFFENTLICH),
        ("monitor2", OEFFENTLICH),
        ([], OEFFENTLICH),
        (None, OEFFENTLICH),
    ],
)
def test_token_muss_fuer_uns_ausgestellt_sein(empfaenger, erwartet):
    assert rolle(aud=empfaenger, azp="monitor") == erwartet


@pytest.mark.parametrize(("jetzt", "erwartet"), [(1_299.9, INTERN), (1_300, OEFFENTLICH)])
def test_ablauf_nach_dem_token(jetzt, erwartet):
    assert rolle(jetzt) == erwartet


@pytest.mark.parametrize(("jetzt", "erwartet"), [(1_000 + 599, INTERN), (1_600, OEFFENTLICH)])
def test_hoechstdauer_zaehlt_ab_ausstellung_und_geht_vor(jetzt, erwartet):
    assert rolle(jetzt, {"hoechstdauer_minuten": 10}) == erwartet  # 10 · 60 = 600 s


@pytest.mark.parametrize("ende", [None, "2099", True])
def test_ohne_brauchbares_ende_ist_die_sitzung_abgelaufen(ende):
    gezeigt = anmeldung.sitzung(einstellung(), TOKEN | {"exp": ende}, 0.5)
    assert (gezeigt.rolle, gezeigt.satz) == (OEFFENTLICH, anmeldung.ABGELAUFEN)


def test_abgelaufen_und_ohne_rolle_sagen_es():
    assert anmeldung.sitzung(einstellung(), TOKEN, 2_000).satz == anmeldung.ABGELAUFEN
    ohne = anmeldung.sitzung(einstellung(), TOKEN | {"roles": []}, 1_100)
    assert (ohne.angemeldet, ohne.satz) == (True, anmeldung.OHNE_ROLLE)


@pytest.mark.parametrize("wert", [False, None, "ja", 1])
def test_nur_eine_vollzogene_anmeldung_zaehlt(wert):
    assert rolle(is_logged_in=wert) == OEFFENTLICH


# --- Einstellung --------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(AUTH))
def test_fehlende_angabe_wird_genannt_ohne_einen_wert_zu_verraten(name):
    with pytest.raises(SozialmonitorFehler, match=name) as fehler:
        anmeldung.aus_angaben(AUTH | {name: ""}, EIGENE)
    assert GEHEIMNIS not in str(fehler.value)
    assert AUTH["client_secret"] not in str(fehler.value)


@pytest.mark.parametrize(
    ("auth", "eigene", "satz"),
    [
        ({"cookie_secret": "x" * 31}, {}, "mindestens 32"),
        ({}, {"rollen": {"stab": "chefin"}}, "Möglich sind die Rollen: oeffentlich, htw, intern"),
        ({}, {"rollen": ["stab"]}, "Möglich sind die Rollen"),
        ({}, {"hoechstdauer_minuten": 0}, "ganze Zahl"),
        ({}, {"hoechstdauer_minuten": True}, "ganze Zahl"),
    ],
)
def test_falsche_angabe_ist_ein_satz(auth, eigene, satz):
    with pytest.raises(SozialmonitorFehler, match=satz):
        anmeldung.aus_angaben(AUTH | auth, EIGENE | eigene)


def test_ohne_zuordnung_bekommt_niemand_rechte():
    assert anmeldung.sitzung(anmeldung.aus_angaben(AUTH, {}), TOKEN, 1_100).rolle == OEFFENTLICH


def test_https_in_der_rueckadresse_verschluesselt_die_cookies():
    assert einstellung().verschluesselt
    lokal = AUTH | {"redirect_uri": "http://localhost:8501/oauth2callback"}
    assert not anmeldung.aus_angaben(lokal, {}).verschluesselt


@pytest.fixture
def geheimnisse(tmp_path, monkeypatch):
    """Ein Ort für secrets.toml, den Streamlit in diesem Test liest."""
    datei, bisher = tmp_path / "secrets.toml", config.get_option("secrets.files")
    monkeypatch.setattr(st, "secrets", Secrets())
    config.set_option("secrets.files", [str(datei)])
    daten.vergiss()
    yield datei
    config.set_option("secrets.files", bisher)
    daten.vergiss()


def schreibe(datei, auth=AUTH):
    zeilen = [f'{name} = "{wert}"' for name, wert in auth.items()]
    rollen = 'rollen = { partner = "htw", stab = "intern" }'
    datei.write_text("\n".join(["[auth]", *zeilen, "[anmeldung]", rollen]), encoding="utf-8")


def test_ohne_datei_gibt_es_keine_anmeldung_und_die_umgebung_gilt(geheimnisse):
    assert not geheimnisse.exists()
    assert anmeldung.lies_einstellung() is None
    assert daten.rolle() == INTERN  # tests/conftest.py


def test_mit_anmeldung_gilt_die_umgebung_nicht_mehr(geheimnisse):
    schreibe(geheimnisse)
    assert daten.rolle() == OEFFENTLICH
    with anmeldung.gebunden(HTW):
        assert daten.rolle() == HTW
    assert daten.rolle() == OEFFENTLICH


@pytest.mark.parametrize("inhalt", ["[auth", "x = 1"])
def test_unlesbar_oder_verlangt_und_nicht_da_zeigt_nichts(geheimnisse, monkeypatch, inhalt):
    geheimnisse.write_text(inhalt, encoding="utf-8")
    monkeypatch.setenv("SOZIALMONITOR_ANMELDUNG", "pflicht")
    with pytest.raises(SozialmonitorFehler, match=r"secrets\.toml"):
        daten.rolle()


def test_zum_schluessel_eines_zwischenspeichers_passt_der_inhalt(monkeypatch):
    """Läuft die Anmeldung während einer Rechnung ab, rechnet sie für die alte Rolle zu Ende."""
    erster, zweiter = Path("bestand"), Path("ausgabe")
    orte = iter([erster, zweiter, zweiter])

    def stand():
        return daten.Stand(datenordner=next(orte), geoordner=Path("geo"))

    monkeypatch.setattr(daten, "stand", stand)
    gerechnet = daten.gemerkt(2)(lambda: daten.ordner()[0])
    assert gerechnet() == erster
    assert gerechnet() == zweiter


# --- Cookies und Abmelden -----------------------------------------------------------------


def cookies(geheimnis=GEHEIMNIS, **token):
    jetzt = int(time.time())
    angaben = TOKEN | {"iat": jetzt, "exp": jetzt + 300} | token
    wert = create_signed_value(geheimnis, "_streamlit_user", json.dumps(angaben))
    return {"_streamlit_user": wert.decode()}


@pytest.fixture
def geheimnis(monkeypatch):
    monkeypatch.setattr(anmeldung, "get_cookie_secret", lambda: GEHEIMNIS)
    monkeypatch.setattr(anmeldung, "_ABGEMELDET", {})


@pytest.mark.usefixtures("geheimnis")
def test_cookie_gilt_nur_mit_unserer_unterschrift():
    def rolle_aus(kekse):
        return anmeldung.sitzung_aus_cookies(einstellung(), kekse).rolle

    assert rolle_aus(cookies()) == INTERN
    assert rolle_aus(cookies("anderes" * 8)) == OEFFENTLICH
    assert rolle_aus({"_streamlit_user": "kein.cookie.da"}) == OEFFENTLICH
    assert rolle_aus({"_streamlit_user": "é€"[:1]}) == OEFFENTLICH
    assert rolle_aus({}) == OEFFENTLICH


@pytest.mark.usefixtures("geheimnis")
def test_abgemeldet_gilt_fuer_jede_kopie_aber_nicht_fuer_die_naechste_anmeldung():
    erste = cookies()
    anmeldung.melde_ab(einstellung(), erste)
    assert anmeldung.sitzung_aus_cookies(einstellung(), erste).rolle == OEFFENTLICH
    zweite = cookies(nonce="m")
    assert anmeldung.sitzung_aus_cookies(einstellung(), zweite).rolle == INTERN


@pytest.mark.usefixtures("geheimnis")
def test_das_verzeichnis_der_abgemeldeten_waechst_nicht():
    anmeldung.melde_ab(einstellung(), cookies(exp=1))
    anmeldung.melde_ab(einstellung(), cookies(nonce="m"))
    assert len(anmeldung._ABGEMELDET) == 1
