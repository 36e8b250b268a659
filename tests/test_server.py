"""Der Rahmen: Kopfzeilen, Hülle, Speicherregeln und Bereitschaft, als reine ASGI-Aufrufe."""

import asyncio
import json
import re
import sys
import tomllib
from pathlib import Path

import pytest
import streamlit
from starlette.requests import Request

import server
from pages.bausteine import anmeldung, dateizugang, daten
from sozialmonitor.fehler import SozialmonitorFehler

HUELLE = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")


def antworte(inhalt=b"", status=200, **koepfe):
    """Ein Programm, das immer dasselbe antwortet und sich die Anfrage merkt."""

    async def programm(scope, _empfange, sende):
        programm.anfrage = dict(scope["headers"])
        zeilen = [(n.replace("_", "-").encode(), w.encode()) for n, w in koepfe.items()]
        await sende({"type": "http.response.start", "status": status, "headers": zeilen})
        haelfte = len(inhalt) // 2
        await sende({"type": "http.response.body", "body": inhalt[:haelfte], "more_body": True})
        await sende({"type": "http.response.body", "body": inhalt[haelfte:]})

    return programm


def frage(programm, pfad, methode="GET", **koepfe):
    """Schickt eine Anfrage; gibt Status, Kopfzeilen und Inhalt."""
    zeilen = [(n.replace("_", "-").encode(), w.encode()) for n, w in koepfe.items()]
    scope = {"type": "http", "method": methode, "path": pfad, "headers": zeilen}
    gesendet = []

    async def sende(nachricht):
        gesendet.append(nachricht)

    async def empfange():
        return {"type": "http.request"}

    asyncio.run(programm(scope, empfange, sende))
    kopf = {n.decode(): w.decode() for n, w in gesendet[0]["headers"]}
    return gesendet[0]["status"], kopf, b"".join(n.get("body", b"") for n in gesendet[1:])


def mit_rahmen(programm, **angaben):
    return server.Kopfzeilen(programm, **angaben)


def seite(pfad="/karte", **angaben):
    programm = antworte(HUELLE.encode(), content_type="text/html", etag='"alt"')
    _, kopf, inhalt = frage(mit_rahmen(programm, **angaben), pfad, accept_encoding="gzip")
    return kopf, inhalt.decode(), programm


# --- Sicherheit ---


def regeln(csp: str) -> dict[str, list[str]]:
    return {teil.split()[0]: teil.split()[1:] for teil in csp.split("; ")}


@pytest.mark.parametrize("pfad", ["/", "/app/static/x.js", "/static/js/x.js", "/api/bereit"])
def test_jede_antwort_traegt_den_sicherheitskopf(pfad):
    _, kopf, _ = frage(mit_rahmen(antworte(b"x", content_type="text/plain")), pfad)
    assert kopf["x-content-type-options"] == "nosniff"
    assert kopf["x-frame-options"] == "SAMEORIGIN"
    assert kopf["referrer-policy"] == "same-origin"
    assert "geolocation=()" in kopf["permissions-policy"]
    assert regeln(kopf["content-security-policy"])["default-src"] == ["'self'"]


def test_inhaltsregel_nennt_keinen_fremden_rechner():
    csp = server.inhaltsregel("monitor.example:8501", mit_basemap=False)
    rechner = {wort for worte in regeln(csp).values() for wort in worte if "." in wort}
    assert rechner == {"ws://monitor.example:8501", "wss://monitor.example:8501"}


def test_inhaltsregel_verbietet_einbettung_und_plugins():
    regel = regeln(server.inhaltsregel("x", mit_basemap=False))
    assert regel["object-src"] == ["'none'"]
    assert regel["frame-ancestors"] == regel["base-uri"] == regel["form-action"] == ["'self'"]
    assert regel["img-src"] == ["'self'", "data:", "blob:"]


def test_basemap_nur_auf_wunsch_und_nur_als_bild():
    regel = regeln(server.inhaltsregel("x", mit_basemap=True))
    assert [name for name, worte in regel.items() if server.BASEMAP in worte] == ["img-src"]


@pytest.mark.parametrize("wert", ["1", "0", "", None])
def test_basemap_folgt_der_umgebungsvariable(wert):
    umfeld = {} if wert is None else {"SOZIALMONITOR_BASEMAP": wert}
    schicht = server.zwischenschicht(server.Zustand(), umfeld, "")
    assert schicht.kwargs["mit_basemap"] is (wert == "1")


def test_gefaelschter_rechnername_kommt_nicht_in_die_regel():
    csp = server.inhaltsregel("boese.example; script-src *", mit_basemap=False)
    assert "boese" not in csp


# --- Hülle ---


def test_huelle_wird_deutsch():
    kopf, inhalt, _ = seite(titel=lambda: "Sozialmonitor Flensburg")
    assert '<html lang="de">' in inhalt
    assert "<title>Sozialmonitor Flensburg</title>" in inhalt
    assert "You need to enable JavaScript" not in inhalt
    assert "braucht dafür JavaScript" in inhalt
    assert kopf["content-length"] == str(len(inhalt.encode()))


def test_huelle_laedt_stil_und_skript_vor_streamlit():
    _, inhalt, _ = seite()
    kopfteil = inhalt.split("</head>")[0]
    assert 'href="./app/static/rahmen/rahmen.css"' in kopfteil
    assert '<script src="./app/static/rahmen/rahmen.js"></script>' in kopfteil
    assert '<script type="module"' in kopfteil  # Module warten, das einfache Skript nicht


def test_huelle_behaelt_alle_skripte_von_streamlit():
    _, inhalt, _ = seite()
    muster = r'(?:src|href)="\./static/(?:js|css)/[^"]+"'
    assert re.findall(muster, inhalt) == re.findall(muster, HUELLE) != []


def test_huelle_nennt_keine_fremde_schnittstelle_und_laedt_keine_ungenutzte_schrift():
    _, inhalt, _ = seite()
    assert "service-desc" not in inhalt
    assert 'as="font"' not in inhalt
    assert 'href="./app/static/favicon.svg"' in inhalt


def test_titel_wird_entschaerft():
    _, inhalt, _ = seite(titel=lambda: r"A & B </title><script>\1")
    assert r"<title>A &amp; B &lt;/title&gt;&lt;script&gt;\1</title>" in inhalt


@pytest.mark.parametrize("pfad", ["/", "/karte", "/gibt-es-nicht", "/staticseite"])
def test_jeder_tiefe_link_bekommt_die_deutsche_huelle(pfad):
    _, inhalt, _ = seite(pfad)
    assert 'lang="de"' in inhalt


def test_huelle_wird_ungepackt_und_vollstaendig_angefordert():
    programm = antworte(HUELLE.encode(), content_type="text/html")
    frage(mit_rahmen(programm), "/karte", accept_encoding="gzip", if_none_match='"x"', host="h")
    assert set(programm.anfrage) == {b"host"}


def test_huelle_traegt_keine_kennung_des_originals():
    kopf, _, _ = seite()
    assert "etag" not in kopf
    assert kopf["cache-control"] == "no-cache"


def test_html_einer_komponente_bleibt_unberuehrt():
    programm = antworte(b'<html lang="en"></head>', content_type="text/html")
    _, _, inhalt = frage(mit_rahmen(programm), "/component/x.y/index.html")
    assert inhalt == b'<html lang="en"></head>'


def test_vor_der_huelle_steht_der_basispfad():
    programm = antworte(b"x", content_type="application/json")
    _, kopf, _ = frage(mit_rahmen(programm, basis="monitor/"), "/monitor/app/static/a.json")
    assert kopf["cache-control"] == "no-cache"


def test_kopf_anfrage_ohne_inhalt():
    programm = antworte(b"", content_type="text/html")
    status, _, inhalt = frage(mit_rahmen(programm), "/", methode="HEAD")
    assert (status, inhalt) == (200, b"")


def test_websocket_geht_unveraendert_durch():
    gesehen = []

    async def programm(scope, empfange, sende):
        gesehen.append((scope, empfange, sende))

    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": []}
    asyncio.run(server.Kopfzeilen(programm)(scope, "empfange", "sende"))
    assert gesehen == [(scope, "empfange", "sende")]


# --- Anmeldung ---


def einstellung(verschluesselt=True):
    return anmeldung.Einstellung(
        client_id="m", claim="roles", rollen={}, verschluesselt=verschluesselt
    )


@pytest.fixture
def mit_anmeldung(monkeypatch):
    """Stellt eine Anmeldung ein; gibt die Dateien, die jede Rolle kennt."""
    monkeypatch.setattr(daten, "anmeldeeinstellung", einstellung)
    monkeypatch.setattr(
        dateizugang.ZUGANG, "_rollen", {"offen": anmeldung.OEFFENTLICH, "zu": anmeldung.INTERN}
    )


def schutz(pfad, basis="", **koepfe):
    programm = antworte(b"x", content_type="text/csv", **koepfe)
    return frage(server.Anmeldeschutz(programm, basis=basis), pfad)


@pytest.mark.parametrize(
    ("pfad", "status"),
    [("/media/offen.csv", 200), ("/media/zu.csv", 404), ("/media/zu", 404), ("/media/x.csv", 404),
     ("/media/", 404), ("/media/offen.csv/../zu.csv", 200), ("/karte", 200)],
)  # fmt: skip
@pytest.mark.usefixtures("mit_anmeldung")
def test_datei_nur_fuer_ihre_rolle(pfad, status):
    assert schutz(pfad)[0] == status
    assert schutz(f"/monitor{pfad}", basis="monitor")[0] == status


@pytest.mark.usefixtures("mit_anmeldung")
def test_persoenliches_wird_nicht_gespeichert():
    for pfad in ("/media/offen.csv", "/auth/login", "/oauth2callback"):
        assert schutz(pfad)[1]["cache-control"] == "private, no-store"
    assert "cache-control" not in schutz("/karte")[1]


@pytest.mark.usefixtures("mit_anmeldung")
def test_cookies_gehen_mit_https_nur_verschluesselt(monkeypatch):
    assert schutz("/karte", set_cookie="a=b; Path=/")[1]["set-cookie"] == "a=b; Path=/; Secure"
    assert schutz("/karte", set_cookie="a=b; secure")[1]["set-cookie"] == "a=b; secure"
    monkeypatch.setattr(daten, "anmeldeeinstellung", lambda: einstellung(verschluesselt=False))
    assert schutz("/karte", set_cookie="a=b; Path=/")[1]["set-cookie"] == "a=b; Path=/"


def test_ohne_anmeldung_geht_alles_unveraendert_durch():
    assert schutz("/media/x.csv", set_cookie="a=b") == (
        200,
        {"content-type": "text/csv", "set-cookie": "a=b"},
        b"x",
    )


def test_falsch_eingestellt_gibt_es_keine_datei(monkeypatch):
    def scheitere():
        raise SozialmonitorFehler("[auth]: Es fehlt etwas.")

    monkeypatch.setattr(daten, "anmeldeeinstellung", scheitere)
    assert schutz("/media/x.csv")[0] == 404
    assert schutz("/karte")[0] == 200


# --- Speicherregeln ---

EWIG = "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    ("pfad", "status", "regel"),
    [
        ("/app/static/geo/gebiete.0123abcd.geojson", 200, EWIG),
        ("/app/static/geo/gebiete.0123abcd.geojson", 304, EWIG),
        ("/app/static/geo/gebiete.0123abcd.geojson", 404, "no-store"),
        ("/app/static/geo/gebiete.geojson", 200, "no-cache"),
        ("/app/static/geo/gebiete.0123abc.geojson", 200, "no-cache"),
        ("/app/static/geo/gebiete.stadtteile.geojson", 200, "no-cache"),
        ("/app/static/leaflet/leaflet.js", 200, "no-cache"),
        ("/static/js/index.DormvYxC.js", 200, None),
        ("/karte", 200, None),
    ],
)
def test_speicherregel(pfad, status, regel):
    assert server.speicherregel(pfad, status) == regel


def test_speicherregel_von_streamlit_bleibt():
    programm = antworte(b"x", cache_control="public, immutable, max-age=31536000")
    _, kopf, _ = frage(mit_rahmen(programm), "/static/js/x.js")
    assert kopf["cache-control"] == "public, immutable, max-age=31536000"


@pytest.mark.parametrize(
    ("gefragt", "etag", "gleich"),
    [
        ('"a"', '"a"', True),
        ('W/"a"', '"a"', True),
        ('"b", "a"', 'W/"a"', True),
        ("*", '"a"', True),
        ('"b"', '"a"', False),
        ("", '"a"', False),
        ('"a"', "", False),
    ],
)
def test_ist_unveraendert(gefragt, etag, gleich):
    assert server.ist_unveraendert(gefragt, etag) is gleich


def test_bekannte_datei_wird_nicht_noch_einmal_gesendet():
    programm = antworte(b"inhalt", etag='"a"', content_length="6", content_type="text/css")
    status, kopf, inhalt = frage(mit_rahmen(programm), "/app/static/x.css", if_none_match='"a"')
    assert (status, inhalt) == (304, b"")
    assert "content-length" not in kopf
    assert kopf["etag"] == '"a"'


def test_geaenderte_datei_wird_gesendet():
    programm = antworte(b"inhalt", etag='"neu"')
    status, _, inhalt = frage(mit_rahmen(programm), "/app/static/x.css", if_none_match='"a"')
    assert (status, inhalt) == (200, b"inhalt")


def test_fehlerseite_gilt_nie_als_unveraendert():
    programm = antworte(b"weg", status=404, etag='"a"')
    status, _, _ = frage(mit_rahmen(programm), "/app/static/x.css", if_none_match='"a"')
    assert status == 404


# --- Vorladen und Bereitschaft ---


class Daten:
    """Stellvertreter für pages.bausteine.daten."""

    def __init__(self, fehler=None):
        self.fehler = fehler

    def vorladen(self):
        if self.fehler is not None:
            raise self.fehler

    def titel(self):
        return "Sozialmonitor Flensburg"

    def bereitschaft(self):
        return {"kommune": "Flensburg", "stand": "2024-12-31", "indikatoren": 7}


def lade(monkeypatch, fehler=None):
    import pages.bausteine

    monkeypatch.setitem(sys.modules, "pages.bausteine.daten", Daten(fehler))
    monkeypatch.setattr(pages.bausteine, "daten", Daten(fehler), raising=False)
    zustand = server.Zustand()
    server.lade_daten(zustand)
    return zustand


def bereit(zustand):
    antwort = asyncio.run(server.baue_bereit(zustand)(Request({"type": "http"})))
    return antwort.status_code, json.loads(antwort.body)


def test_laufend_wird_aufgeraeumt_und_eingefroren(monkeypatch):
    schritte = []
    for name in ("unfreeze", "collect", "freeze"):
        monkeypatch.setattr(server.gc, name, lambda name=name: schritte.append(name))

    async def eine_weile():
        pflege = asyncio.create_task(server.friere_laufend_ein(abstand=0.01))
        while len(schritte) < 6:
            await asyncio.sleep(0.005)
        pflege.cancel()

    asyncio.run(asyncio.wait_for(eine_weile(), timeout=5))
    assert schritte[:6] == ["unfreeze", "collect", "freeze"] * 2


def test_vor_dem_laden_ist_nichts_bereit():
    status, inhalt = bereit(server.Zustand())
    assert status == 503
    assert inhalt == {"bereit": False, "grund": "Die Daten werden noch geladen."}


def test_nach_dem_laden_bereit_mit_stand(monkeypatch):
    zustand = lade(monkeypatch)
    assert zustand.titel == "Sozialmonitor Flensburg"
    assert bereit(zustand) == (
        200,
        {"bereit": True, "kommune": "Flensburg", "stand": "2024-12-31", "indikatoren": 7},
    )


def test_datenfehler_wird_als_grund_genannt(monkeypatch):
    zustand = lade(monkeypatch, SozialmonitorFehler("kommune.toml fehlt."))
    assert bereit(zustand) == (
        503,
        {"bereit": False, "grund": "Die Daten sind fehlerhaft: kommune.toml fehlt."},
    )


def test_unerwarteter_fehler_verraet_keine_einzelheiten(monkeypatch):
    status, inhalt = bereit(lade(monkeypatch, RuntimeError("/geheim/pfad")))
    assert status == 503
    assert "geheim" not in inhalt["grund"]


def test_gescheiterte_auskunft_ist_nicht_bereit(monkeypatch):
    zustand = lade(monkeypatch)
    monkeypatch.setattr(Daten, "bereitschaft", lambda _: 1 / 0)
    assert bereit(zustand) == (503, {"bereit": False, "grund": server.UNERWARTET})


def test_titel_aus_der_umgebung_geht_vor():
    schicht = server.zwischenschicht(
        server.Zustand(titel="Daten"), {"SOZIALMONITOR_TITEL": "Umgebung"}, ""
    )
    assert schicht.kwargs["titel"]() == "Umgebung"


def test_streamlit_kennt_noch_was_der_rahmen_benutzt():
    """Halbprivate Stellen: bricht eine neue Version sie, soll es hier auffallen."""
    from streamlit.components.v1 import component_registry  # noqa: F401
    from streamlit.runtime.pages_manager import PagesManager
    from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext
    from streamlit_folium import _component_func

    assert hasattr(PagesManager, "uses_pages_directory")
    assert "is_history_navigation" in ScriptRunContext.__dataclass_fields__
    assert _component_func.name == "streamlit_folium.st_folium"


def test_streamlit_erkennt_server_als_anwendung():
    from streamlit.web.server.app_discovery import discover_asgi_app

    fund = discover_asgi_app(Path(server.__file__))
    assert fund.is_asgi_app
    assert fund.import_string == "server:app"


def test_kein_ortsname_im_rahmen():
    text = Path(server.__file__).read_text(encoding="utf-8")
    kommunen = [pfad.name for pfad in (server.ORDNER / "data").iterdir() if pfad.is_dir()]
    assert kommunen
    assert [name for name in kommunen if name in text.lower()] == []


def test_konfiguration_ist_gehaertet():
    wert = tomllib.loads((server.ORDNER / ".streamlit/config.toml").read_text("utf-8"))
    assert wert["server"]["address"] == "127.0.0.1"
    assert wert["server"]["headless"] is True
    assert wert["server"]["enableXsrfProtection"] is True
    assert wert["server"]["enableAgentApi"] is False
    assert wert["server"]["fileWatcherType"] == "none"
    assert set(wert["server"]["allowedHosts"]) == {"localhost", "127.0.0.1", "::1"}
    assert wert["browser"]["gatherUsageStats"] is False
    assert wert["client"]["showErrorDetails"] == "none"
    assert wert["client"]["showErrorLinks"] is False
    assert wert["client"]["toolbarMode"] in {"viewer", "minimal"}
    # Sonst legt eine gehaltene Taste den Server für alle lahm (benchmarks/last.py).
    assert wert["runner"]["fastReruns"] is False


def test_konfiguration_benutzt_nur_bekannte_einstellungen():
    from streamlit import config

    wert = tomllib.loads((server.ORDNER / ".streamlit/config.toml").read_text("utf-8"))
    namen = {
        f"{gruppe}.{name}" if not isinstance(inhalt, dict) else f"{gruppe}.{name}.{unter}"
        for gruppe, inhalte in wert.items()
        for name, inhalt in inhalte.items()
        for unter in (inhalt if isinstance(inhalt, dict) else [""])
    }
    assert namen - set(config._config_options_template) == set()
