"""Ein Bild auf einer fremden Seite: wer darf, was zu sehen ist, welcher Code dazu gehört."""

import html
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import server
from sozialmonitor.ansichten import SEITEN
from sozialmonitor.einbettung import rahmencode, zugelassene
from sozialmonitor.fassung import FASSUNG
from sozialmonitor.fehler import SozialmonitorFehler
from tests import seitenlauf
from tests.test_server import antworte, frage, mit_rahmen, regeln

WURZEL = Path(__file__).resolve().parents[1]
STADT = "https://www.beispiel.de"


@pytest.mark.parametrize(
    ("angabe", "erwartet"),
    [
        ("", ()),
        (" , ", ()),
        (STADT, (STADT,)),
        (f"{STADT}, http://intranet:8080", (STADT, "http://intranet:8080")),
        (f"HTTPS://WWW.Beispiel.de\n{STADT}", (STADT,)),
        ("http://127.0.0.1:8000", ("http://127.0.0.1:8000",)),
    ],
)
def test_zugelassene(angabe: str, erwartet: tuple[str, ...]) -> None:
    assert zugelassene(angabe) == erwartet


@pytest.mark.parametrize(
    "angabe",
    ["*", "https://*.beispiel.de", "beispiel.de", "https://beispiel.de/", "https://beispiel.de/a",
     "https://a;script-src *", "'self'", "data:", "https://", "https://-a.de", "https://a.de:port",
     "ftp://beispiel.de", "https://nutzer@beispiel.de", "https://bäder.de"],
)  # fmt: skip
def test_alles_andere_ist_ein_fehler_und_laesst_keine_zu(angabe: str) -> None:
    with pytest.raises(SozialmonitorFehler, match="SOZIALMONITOR_EINBETTEN nennt"):
        zugelassene(f"{STADT} {angabe}")


def test_rahmencode_ist_maskiert() -> None:
    code = rahmencode('https://e.org/karte?a=1&b="><script>', 'Karte "Ä" <b>')
    assert "<script>" not in code
    quelle = re.search(r'src="([^"]*)"', code)[1]
    assert html.unescape(quelle) == 'https://e.org/karte?a=1&b="><script>'
    assert 'title="Karte &quot;Ä&quot; &lt;b&gt;"' in code


# --- Kopfzeilen ---------------------------------------------------------------------------


def kopf(pfad: str, einbettende: tuple[str, ...] = (STADT,), angaben: bytes = b"einbetten=1"):
    programm = mit_rahmen(
        antworte(b"<html></html>", content_type="text/html"), einbettende=einbettende
    )

    async def mit_angaben(scope, empfange, sende):
        await programm({**scope, "query_string": angaben}, empfange, sende)

    return frage(mit_angaben, pfad)[1]


def test_zugelassene_seite_darf_das_bild_zeigen() -> None:
    antwort = kopf("/karte", angaben=b"ebene=stadtteil&einbetten=1")
    regel = regeln(antwort["content-security-policy"])
    assert regel["frame-ancestors"] == ["'self'", STADT]
    assert "x-frame-options" not in antwort


@pytest.mark.parametrize(
    ("pfad", "einbettende", "angaben"),
    [
        ("/karte", (), b"einbetten=1"),
        ("/karte", (STADT,), b""),
        ("/karte", (STADT,), b"einbetten=0"),
        ("/karte", (STADT,), b"einbetten=0&einbetten=1"),
        ("/karte", (STADT,), b"xeinbetten=1"),
        ("/app/static/x.js", (STADT,), b"einbetten=1"),
        ("/media/abc.csv", (STADT,), b"einbetten=1"),
    ],
)
def test_alles_andere_darf_niemand_einbetten(pfad: str, einbettende: tuple, angaben: bytes) -> None:
    antwort = kopf(pfad, einbettende, angaben)
    assert regeln(antwort["content-security-policy"])["frame-ancestors"] == ["'self'"]
    assert antwort["x-frame-options"] == "SAMEORIGIN"


@pytest.mark.parametrize(
    ("rolle", "angabe", "erwartet", "meldung"),
    [
        ("", STADT, (STADT,), ""),
        ("oeffentlich", STADT, (STADT,), ""),
        ("", "", (), ""),
        ("intern", STADT, (), "nur für die öffentliche Ansicht"),
        ("htw", STADT, (), "nur für die öffentliche Ansicht"),
        ("", f"{STADT} *", (), "nennt „*“. Erwartet werden"),
    ],
)
def test_umgebung_bestimmt_wer_darf(
    rolle: str, angabe: str, erwartet: tuple, meldung: str, caplog: pytest.LogCaptureFixture
) -> None:
    umfeld = {"SOZIALMONITOR_EINBETTEN": angabe, "SOZIALMONITOR_ROLLE": rolle}
    schicht = server.zwischenschicht(server.Zustand(), umfeld, "")
    assert schicht.kwargs["einbettende"] == erwartet
    assert (meldung in caplog.text) if meldung else (caplog.text == "")


# --- Was zu sehen ist ---------------------------------------------------------------------


def starte(seite: str, monkeypatch: pytest.MonkeyPatch, rolle: str = "oeffentlich", **angaben: str):
    """Die eingebettete Seite; die Navigation wählt sie wie im Browser über den Pfad."""
    monkeypatch.setenv("SOZIALMONITOR_KOMMUNE", "saarlouis")
    monkeypatch.delenv("SOZIALMONITOR_GEODATEN", raising=False)
    monkeypatch.setenv("SOZIALMONITOR_ROLLE", rolle)
    app = AppTest.from_string(
        f"from pages.bausteine import einbettungsteile\neinbettungsteile.zeige({seite!r})",
        default_timeout=60,
    )
    for name, wert in ({"einbetten": "1"} | angaben).items():
        app.query_params[name] = wert
    app.run()
    seitenlauf.ohne_fehler(app)
    return app


def test_ein_bild_mit_satz_kennzeichnung_quelle_stand_und_weg(monkeypatch) -> None:
    app = starte("karte", monkeypatch, indikator="kinder_sgb2_quote", ebene="stadtteil")
    assert seitenlauf.antwort(app).startswith("**Stadtteile am 31.12.2025: „Kinder und")
    (bild,) = app.get("vega_lite_chart")
    assert "Karte" in bild.proto.alt
    assert [w.value for w in app.warning] == ["Demonstrationsdaten: frei erfunden, nicht zitieren."]
    herkunft = " ".join(c.value for c in app.caption)
    for teil in ("Quelle: ", "Stand der Werte: 31.12.2025.", "Ausgabe vom ", "Ein hoher Wert"):
        assert teil in herkunft
    (weg,) = app.get("link_button")
    assert "einbetten" not in weg.proto.url
    assert f"ebene=stadtteil&fassung={FASSUNG}&indikator=kinder_sgb2_quote" in weg.proto.url
    assert "Tabelle und Dateien zu diesem Bild" in [e.label for e in app.expander]
    assert not app.title


def test_unbekannter_wert_alte_fassung_und_ausgabe_werden_gesagt(monkeypatch) -> None:
    app = starte("karte", monkeypatch, indikator="weg", fassung="1", ausgabe="000000000000")
    saetze = [i.value for i in app.info]
    assert [any(teil in satz for satz in saetze) for teil in
            ("Fassung 1", "die es hier nicht gibt. Gezeigt wird die jüngste", "(weg)")
            ] == [True] * 3  # fmt: skip


def test_echte_zahlen_tragen_keine_kennzeichnung(monkeypatch) -> None:
    angaben = {"ebene": "gemeinde", "indikator": "einwohner_amtlich"}
    assert not starte("karte", monkeypatch, **angaben).warning


@pytest.mark.parametrize("seite", list(SEITEN))
def test_jede_ansicht_laesst_sich_einbetten(seite: str, monkeypatch) -> None:
    app = starte(seite, monkeypatch)
    assert not app.info
    assert app.get("vega_lite_chart") or "<table" in seitenlauf.html(app)


@pytest.mark.parametrize("seite", ["", "berichte", "daten_methodik", "geheimhaltung"])
def test_andere_seiten_sagen_was_sich_einbetten_laesst(seite: str, monkeypatch) -> None:
    app = starte(seite, monkeypatch)
    assert app.info[0].value.startswith("Diese Seite lässt sich nicht einbetten. Möglich sind: ")
    assert not app.markdown


@pytest.mark.parametrize("rolle", ["intern", "htw"])
def test_intern_und_partner_werden_nie_eingebettet(rolle: str, monkeypatch) -> None:
    app = starte("karte", monkeypatch, rolle)
    assert [i.value for i in app.info] == ["Einbetten lässt sich nur die öffentliche Ansicht."]
    assert not app.get("vega_lite_chart")


def test_die_adresse_entscheidet_ohne_menue(monkeypatch) -> None:
    """Auch mit gespeicherter Ansicht; die Seite selbst (mit Titel) erscheint nicht."""
    monkeypatch.setenv("SOZIALMONITOR_KOMMUNE", "saarlouis")
    monkeypatch.setenv("SOZIALMONITOR_ROLLE", "oeffentlich")
    app = AppTest.from_file(str(WURZEL / "app.py"), default_timeout=60)
    app.query_params["ansicht"], app.query_params["einbetten"] = "kinderarmut", "1"
    app.run()
    seitenlauf.ohne_fehler(app)
    assert len(app.get("vega_lite_chart")) == 1
    assert not app.title
