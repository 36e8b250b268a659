"""Anmeldung im Browser gegen einen Anbieter auf diesem Rechner: Rollen, Ablauf, Fälschungen.

Der Server läuft so ungünstig wie möglich: neben dem Bestand und mit `SOZIALMONITOR_ROLLE=intern`;
mit eingestellter Anmeldung darf das niemandem etwas zeigen.
"""

import json
import secrets
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from itsdangerous import URLSafeTimedSerializer

from sozialmonitor.freigeben import freigeben
from tests import kanarienstadt as stadt
from tests.browser.fenster import Fenster, neues_fenster
from tests.browser.server import WURZEL, _freier_port, laufender_server
from tests.leckstadt import Freigegeben, freigegebene_stadt

pytestmark = pytest.mark.browser

# Eine Seite mit der verborgenen Zahl, ihren Dateien und ohne Karte (die lädt länger).
METHODIK = (
    f"daten_methodik?abschnitt=indikator&indikator=sgb2_quote&ebene=sozialraum&gebiet=A3"
    f"&stichtag={stadt.LETZTER}"
)
# Die leichteste Seite; ihr Kopf ist derselbe.
LEICHT = "daten_methodik?abschnitt=verfahren"
VOGEL = f"{stadt.LETZTER} A3 sgb2"
NUR_INTERN = "Diese Seite gibt es nur in der internen Ansicht."
COOKIE = "_streamlit_user"
# Wie rahmen.js beim Klick auf „Anmelden“, vor so vielen Millisekunden.
MERKE = """([adresse, alter]) => sessionStorage.setItem("sm-vor-der-anmeldung",
  JSON.stringify({ adresse, zeit: Date.now() - alter }))"""
# Sekunden, die eine kurze Anmeldung gilt; auch ein voller Rechner zeigt bis dahin eine Seite.
FRIST = 12
SCHLUESSEL, TAG = "anmeldestadt", "2026-11-27"
PARTNERTAG, PARTNERDATUM = "2026-11-29", "29.11.2026"


@dataclass(frozen=True, kw_only=True)
class Aufbau:
    """Anwendung und Anbieter, beide laufend, samt dem, was niemand sehen darf."""

    adresse: str
    anbieter: str
    frei: Freigegeben
    geheim: dict[str, str]
    server: object
    adressen: list[str] = field(default_factory=list)

    def konto(self, name: str, **angaben) -> str:
        bitte = urllib.request.Request(
            f"{self.anbieter}/konten/{name}", json.dumps(angaben).encode(), method="PUT"
        )
        with urllib.request.urlopen(bitte, timeout=10):
            return name


@contextmanager
def laufender_anbieter(geheim):
    port = _freier_port()
    befehl = [sys.executable, "-m", "tests.browser.anbieter", str(port), *geheim.values()]
    prozess = subprocess.Popen(befehl, cwd=WURZEL)
    adresse = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"{adresse}/jwks", timeout=5):
                    break
            except OSError:
                time.sleep(0.05)
        yield adresse
    finally:
        prozess.terminate()
        prozess.wait(timeout=10)


@pytest.fixture(scope="module")
def aufbau(browser, tmp_path_factory):  # noqa: ARG001
    ordner = tmp_path_factory.mktemp("anmeldung")
    frei = freigegebene_stadt(ordner, SCHLUESSEL, TAG)
    fuer_partner = freigeben(frei.daten, frei.geo, "intern", datum=PARTNERTAG)
    geheim = {"client_id": "sozialmonitor", "client_secret": secrets.token_urlsafe(32)}
    cookiegeheimnis = secrets.token_urlsafe(48)
    with laufender_anbieter(geheim) as anbieter:
        datei = ordner / "secrets.toml"
        datei.write_text(
            f"""
[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "{cookiegeheimnis}"
client_id = "{geheim["client_id"]}"
client_secret = "{geheim["client_secret"]}"
server_metadata_url = "{anbieter}/.well-known/openid-configuration"
client_kwargs = {{ scope = "openid profile", code_challenge_method = "S256" }}

[anmeldung]
claim = "realm_access.roles"
rollen = {{ sozialmonitor-partner = "htw", sozialmonitor-intern = "intern" }}
""",
            encoding="utf-8",
        )
        umgebung = frei.umgebung | {
            "SOZIALMONITOR_ROLLE": "intern",
            "STREAMLIT_SECRETS_FILES": str(datei),
        }
        with laufender_server(ordner / "server.log", **umgebung) as server:
            assert server.bereit, server.protokoll
            yield Aufbau(
                adresse=server.adresse,
                anbieter=anbieter,
                frei=frei,
                geheim=geheim | {"cookie_secret": cookiegeheimnis},
                server=server,
            )
    eigene = (frei.ausgabe.schluessel, fuer_partner.schluessel, SCHLUESSEL)
    for karte in (WURZEL / "static" / "geo").glob("*"):
        if karte.name.startswith(eigene):
            karte.unlink()


@pytest.fixture(scope="module")
def kontext(browser, aufbau):
    """Ein Browser, der behält, was er geladen hat; so warten die Prüfungen nicht auf Skripte."""
    with neues_fenster(browser, aufbau.adresse, accept_downloads=True) as erstes:
        yield erstes.seite.context


@pytest.fixture
def fenster(kontext, aufbau):
    """Ein Fenster ohne Cookies."""
    kontext.clear_cookies()
    offen = Fenster(kontext.new_page(), aufbau.adresse)
    offen.seite.on("request", lambda anfrage: aufbau.adressen.append(anfrage.url))
    yield offen
    offen.seite.close()


@pytest.fixture
def stab(aufbau):
    return aufbau.konto("stab", realm_access={"roles": ["anderes", "sozialmonitor-intern"]})


@pytest.fixture
def partner(aufbau):
    return aufbau.konto("partner", realm_access={"roles": ["sozialmonitor-partner"]})


def melde_an(fenster: Fenster, konto: str, von: str = LEICHT) -> Fenster:
    fenster.oeffne(von)
    knopf(fenster, "Anmelden").click()
    fenster.seite.get_by_label("Konto").fill(konto)
    fenster.seite.get_by_role("button", name="Weiter").click()
    fenster.seite.wait_for_url(f"{fenster.wurzel}/**", wait_until="commit")
    return fenster


def melde_ab(fenster: Fenster) -> Fenster:
    knopf(fenster, "Abmelden").click()
    knopf(fenster, "Anmelden").wait_for()
    return fenster


def knopf(fenster: Fenster, name: str):
    return fenster.seite.get_by_role("button", name=name, exact=True)


def text(fenster: Fenster) -> str:
    return fenster.seite.get_by_test_id("stMain").inner_text()


def funde(aufbau: Aufbau, fenster: Fenster) -> set[str]:
    """Was auf der Seite und in ihren Karten von den verborgenen Zahlen steht."""
    return set().union(*(aufbau.frei.suche.in_text(r.content()) for r in fenster.seite.frames))


def ist_oeffentlich(aufbau: Aufbau, fenster: Fenster) -> None:
    fenster.oeffne(METHODIK)
    assert fenster.fehler() == []
    assert funde(aufbau, fenster) == set()
    assert not any("Geheimhaltung" in eintrag for eintrag in fenster.menuepunkte())
    assert "Interne Ansicht" not in text(fenster)


def cookie(fenster: Fenster) -> dict | None:
    return next((c for c in fenster.seite.context.cookies() if c["name"] == COOKIE), None)


def test_ohne_anmeldung_ist_alles_oeffentlich(aufbau, fenster):
    ist_oeffentlich(aufbau, fenster)
    assert knopf(fenster, "Anmelden").count() == 1
    assert fenster.hindernisse() == []


def test_anmelden_zeigt_den_bestand_abmelden_verbirgt_ihn(aufbau, fenster, stab):
    melde_an(fenster, stab).oeffne(METHODIK)
    assert "Stab, Stabsstelle" in text(fenster)
    assert any("Geheimhaltung" in eintrag for eintrag in fenster.menuepunkte())
    assert cookie(fenster)["httpOnly"]
    assert VOGEL in funde(aufbau, fenster)
    melde_ab(fenster)
    assert any(a.startswith(f"{aufbau.anbieter}/end_session?") for a in aufbau.adressen)
    assert cookie(fenster) is None
    ist_oeffentlich(aufbau, fenster)


def test_nach_der_anmeldung_ist_man_wo_man_war(fenster, stab):
    tief = "daten_methodik?abschnitt=verfahren&fassung=1"
    melde_an(fenster, stab, tief)
    fenster.ruhe()
    assert "Stabsstelle" in text(fenster)
    pfad, _, frage = tief.partition("?")
    assert fenster.seite.url.startswith(f"{fenster.wurzel}/{pfad}?")
    assert {n: [w] for n, w in (t.split("=") for t in frage.split("&"))}.items() <= (
        fenster.adresse().items()
    )
    # Gemerkt war es nur für dieses eine Mal.
    fenster.oeffne("")
    assert fenster.seite.url.partition("?")[0] == f"{fenster.wurzel}/"


@pytest.mark.parametrize(
    ("adresse", "minuten"),
    [("/karte", 11), ("/karte", -1), ("//boese.example/karte", 0), ("https://boese.example/", 0),
     ("javascript:alert(1)", 0)],
)  # fmt: skip
def test_zu_altes_und_fremdes_wird_nicht_wiederhergestellt(fenster, adresse, minuten):
    fenster.seite.goto(f"{fenster.wurzel}/app/static/favicon.svg")
    fenster.seite.evaluate(MERKE, [adresse, minuten * 60_000])
    fenster.seite.goto(fenster.wurzel, wait_until="commit")
    assert fenster.seite.evaluate("[location.origin, location.pathname]") == [fenster.wurzel, "/"]
    fenster.seite.wait_for_function("sessionStorage.getItem('sm-vor-der-anmeldung') === null")
    assert fenster.seite.evaluate("location.pathname") == "/"


def test_gemerktes_ziel_gilt_zehn_minuten(fenster):
    """Dieselben Griffe wie oben, gültig: Der Test darüber kann scheitern."""
    fenster.seite.goto(f"{fenster.wurzel}/app/static/favicon.svg")
    fenster.seite.evaluate(MERKE, ["/daten_methodik?abschnitt=verfahren", 9 * 60_000])
    fenster.oeffne("")
    assert fenster.seite.url.startswith(f"{fenster.wurzel}/daten_methodik?")


def test_abmelden_gilt_im_zweiten_fenster_und_fuer_ein_kopiertes_cookie(aufbau, fenster, stab):
    melde_an(fenster, stab).oeffne(LEICHT)
    kopie = cookie(fenster)
    zweites = Fenster(fenster.seite.context.new_page(), aufbau.adresse).oeffne(METHODIK)
    assert VOGEL in funde(aufbau, zweites)
    melde_ab(fenster)
    zweites.menue("Daten & Methodik")
    assert "Interne Ansicht" not in text(zweites)
    zweites.seite.close()
    fenster.seite.context.add_cookies([kopie])
    ist_oeffentlich(aufbau, fenster)


def test_partner_sieht_seine_ausgabe_und_nicht_die_interne_seite(fenster, partner):
    melde_an(fenster, partner).oeffne(METHODIK)
    assert "Partner unter Vertrag" in text(fenster)
    assert not any("Geheimhaltung" in eintrag for eintrag in fenster.menuepunkte())
    assert f"Ausgabe vom {PARTNERDATUM}" in text(fenster)
    fenster.oeffne("geheimhaltung")
    assert NUR_INTERN in text(fenster)


def test_direkte_adresse_der_internen_seite_zeigt_nur_einen_satz(aufbau, fenster):
    fenster.oeffne("geheimhaltung?abschnitt=pruefung")
    assert NUR_INTERN in text(fenster)
    assert fenster.seite.get_by_test_id("stDownloadButton").count() == 0
    assert funde(aufbau, fenster) == set()


def test_abgelaufene_sitzung_wird_oeffentlich_mit_einem_satz(aufbau, fenster):
    konto = aufbau.konto("kurz", realm_access={"roles": ["sozialmonitor-intern"]}, exp_in=FRIST)
    melde_an(fenster, konto)
    ende = time.monotonic() + FRIST
    fenster.oeffne(LEICHT)
    assert "Stabsstelle" in text(fenster)
    fenster.seite.wait_for_timeout(max(0, ende - time.monotonic()) * 1000)
    fenster.menue("Daten & Methodik")
    assert "Ihre Anmeldung ist abgelaufen" in text(fenster)
    assert "Interne Ansicht" not in text(fenster)
    ist_oeffentlich(aufbau, fenster)


@pytest.mark.parametrize("angaben", [{}, {"azp": "sozialmonitor"}], ids=["ohne-azp", "mit-azp"])
def test_token_fuer_eine_andere_anwendung_gilt_nicht(aufbau, fenster, angaben):
    rollen = {"roles": ["sozialmonitor-intern"]}
    melde_an(fenster, aufbau.konto("fremd", realm_access=rollen, aud="andere", **angaben))
    # Ohne azp nimmt schon die Bibliothek das Token nicht an, mit azp erst die Anwendung.
    assert (cookie(fenster) is None) is (angaben == {})
    ist_oeffentlich(aufbau, fenster)


def test_gefaelschtes_cookie_gilt_nicht(aufbau, fenster, partner):
    melde_an(fenster, partner)
    echt = cookie(fenster)
    richtig = URLSafeTimedSerializer(aufbau.geheim["cookie_secret"], salt=COOKIE)
    angaben = json.loads(richtig.loads(echt["value"].strip('"')))
    assert angaben["realm_access"] == {"roles": ["sozialmonitor-partner"]}
    angaben["realm_access"] = {"roles": ["sozialmonitor-intern"]}
    falsch = URLSafeTimedSerializer("geraten", salt=COOKIE).dumps(json.dumps(angaben))
    unterschrift = echt["value"].strip('"').rsplit(".", 2)[1:]
    for wert in (falsch, ".".join([falsch.rsplit(".", 2)[0], *unterschrift])):
        fenster.seite.context.add_cookies([echt | {"value": wert}])
        ist_oeffentlich(aufbau, fenster)
    # Dieselben Angaben mit dem richtigen Geheimnis gälten: Der Test kann scheitern.
    selbst = richtig.dumps(json.dumps(angaben))
    fenster.seite.context.add_cookies([echt | {"value": selbst}])
    fenster.oeffne(METHODIK)
    assert VOGEL in funde(aufbau, fenster)


def test_neue_rolle_gilt_nach_neuer_anmeldung(aufbau, fenster):
    konto = aufbau.konto("wechsel", realm_access={"roles": ["sozialmonitor-partner"]})
    melde_an(fenster, konto)
    aufbau.konto("wechsel", realm_access={"roles": ["sozialmonitor-intern"]})
    fenster.oeffne(LEICHT)
    assert "Partner unter Vertrag" in text(fenster)
    melde_ab(fenster)
    melde_an(fenster, konto).oeffne(LEICHT)
    assert "Stabsstelle" in text(fenster)


def lade(fenster: Fenster) -> tuple[str, bytes]:
    """Adresse und Inhalt der ersten Datei auf der Seite der Methodik."""
    fenster.oeffne(METHODIK)
    with fenster.seite.expect_download() as erwartet:
        fenster.seite.get_by_test_id("stDownloadButton").get_by_role("button").first.press("Enter")
    return erwartet.value.url, Path(erwartet.value.path()).read_bytes()


def test_interne_datei_bekommt_nur_wer_intern_ist(aufbau, browser, fenster, stab, partner):
    with neues_fenster(browser, aufbau.adresse) as anderes:
        melde_an(anderes, partner)
        melde_an(fenster, stab)
        adresse, inhalt = lade(fenster)
        assert "/media/" in adresse
        assert VOGEL in aufbau.frei.suche.in_datei(inhalt)
        rufe = fenster.seite.context.request.get
        eigene = rufe(adresse)
        assert (eigene.status, eigene.headers["cache-control"]) == (200, "private, no-store")
        assert anderes.seite.context.request.get(adresse).status == 404
        anderes.seite.context.clear_cookies()
        assert anderes.seite.context.request.get(adresse).status == 404
        # Es gab sie die ganze Zeit.
        assert rufe(adresse).status == 200


def test_oeffentliche_datei_bekommt_jeder_auch_waehrend_andere_lesen(aufbau, browser, fenster):
    adresse, inhalt = lade(fenster)
    assert aufbau.frei.suche.in_datei(inhalt) == set()
    with neues_fenster(browser, aufbau.adresse) as anderes:
        # Ohne Frist wäre die Datei nach zwei Läufen irgendeiner Sitzung gelöscht.
        for _ in range(3):
            anderes.oeffne(LEICHT)
        assert anderes.seite.context.request.get(adresse).status == 200


def test_kein_geheimnis_im_protokoll_und_in_adressen(aufbau):
    protokoll = aufbau.server.protokoll
    assert aufbau.frei.suche.in_text(protokoll) == set()
    eigene = [a for a in aufbau.adressen if a.startswith(aufbau.adresse)]
    assert any("/oauth2callback?code=" in a for a in eigene)
    for name in ("client_secret", "cookie_secret"):
        assert aufbau.geheim[name] not in protokoll
        assert not [a for a in aufbau.adressen if aufbau.geheim[name] in a]
    # Weder ein Token noch ein Code: Tokens beginnen mit eyJ, Codes stehen hinter „code=“.
    assert "eyJ" not in protokoll
    assert "code=" not in protokoll
    assert not [a for a in eigene if "eyJ" in a and "/auth/login?provider=" not in a]
