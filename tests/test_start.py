"""start.py: einrichten, stempeln, starten – ohne Netz und ohne echte Umgebung."""

import subprocess
import sys
from pathlib import Path

import pytest

import start

START, TEST = start.LISTEN["start"], start.LISTEN["test"]


@pytest.fixture
def ordner(tmp_path):
    (tmp_path / "requirements.txt").write_text("streamlit==1.67.0\n", encoding="utf-8")
    (tmp_path / "requirements-dev.txt").write_text("-r requirements.txt\npytest\n", "utf-8")
    return tmp_path


@pytest.fixture
def befehle(monkeypatch):
    """Merkt sich jeden Befehl; `venv` legt ein leeres Python an, pip tut nichts."""
    gelaufen, antworten = [], {}

    def laufe(befehl, **_):
        gelaufen.append([str(teil) for teil in befehl])
        if "venv" in befehl:
            lege_python_an(Path(befehl[-1]))
        return subprocess.CompletedProcess(befehl, antworten.get(befehl[2], 0))

    monkeypatch.setattr(start.subprocess, "run", laufe)
    monkeypatch.setattr(start, "pruefe_venv", lambda: None)
    laufe.gelaufen, laufe.antworten = gelaufen, antworten
    return laufe


def lege_python_an(umgebung: Path) -> None:
    python = start.python_der_umgebung(umgebung)
    python.parent.mkdir(parents=True)
    python.touch()


def pip_laeufe(befehle) -> list[list[str]]:
    return [befehl for befehl in befehle.gelaufen if befehl[2] == "pip"]


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 1), (4, 0, 0)])
def test_neues_python_genuegt(version):
    start.pruefe_python(version)


@pytest.mark.parametrize("version", [(3, 10, 13), (3, 9, 2), (2, 7, 18)])
def test_altes_python_wird_abgelehnt(version):
    with pytest.raises(start.StartFehler, match=r"Python 3\.11 oder neuer") as fehler:
        start.pruefe_python(version)
    assert ".".join(map(str, version)) in str(fehler.value)


def test_fehlendes_venv_nennt_das_debian_paket(monkeypatch):
    monkeypatch.setattr(start.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(start.StartFehler, match="python3-venv") as fehler:
        start.pruefe_venv()
    assert "ensurepip" in str(fehler.value)


def test_python_liegt_je_nach_system_anders():
    umgebung = Path("x")
    assert start.python_der_umgebung(umgebung, "nt").as_posix() == "x/Scripts/python.exe"
    assert start.python_der_umgebung(umgebung, "posix").as_posix() == "x/bin/python"


def test_fingerabdruck_folgt_dem_inhalt_nicht_dem_zeilenende(ordner):
    vorher = start.fingerabdruck(ordner, START)
    (ordner / "requirements.txt").write_bytes(b"streamlit==1.67.0\r\n")
    assert start.fingerabdruck(ordner, START) == vorher
    (ordner / "requirements.txt").write_bytes(b"streamlit==1.67.1\n")
    assert start.fingerabdruck(ordner, START) != vorher


def test_fehlende_liste_wird_genannt(tmp_path):
    with pytest.raises(start.StartFehler, match=r"requirements\.txt fehlt"):
        start.fingerabdruck(tmp_path, START)


def test_erster_lauf_legt_an_installiert_und_stempelt(ordner, befehle):
    python = start.richte_ein(ordner, START, {})
    assert python == start.python_der_umgebung(ordner / ".venv")
    assert [befehl[2] for befehl in befehle.gelaufen] == ["venv", "pip"]
    assert (ordner / ".venv" / start.STEMPEL).is_file()


def test_zweiter_lauf_tut_nichts(ordner, befehle):
    start.richte_ein(ordner, START, {})
    befehle.gelaufen.clear()
    start.richte_ein(ordner, START, {})
    assert befehle.gelaufen == []


def test_geaenderte_liste_installiert_neu_ohne_die_umgebung_zu_loeschen(ordner, befehle):
    start.richte_ein(ordner, START, {})
    befehle.gelaufen.clear()
    (ordner / "requirements.txt").write_text("streamlit==1.68.0\n", encoding="utf-8")
    start.richte_ein(ordner, START, {})
    assert [befehl[2] for befehl in befehle.gelaufen] == ["pip"]


def test_testliste_kommt_dazu_und_start_bleibt_fertig(ordner, befehle):
    start.richte_ein(ordner, START, {})
    start.richte_ein(ordner, TEST, {})
    assert [befehl[-1] for befehl in pip_laeufe(befehle)] == [
        str(ordner / "requirements.txt"),
        str(ordner / "requirements-dev.txt"),
    ]
    befehle.gelaufen.clear()
    start.richte_ein(ordner, START, {})
    start.richte_ein(ordner, TEST, {})
    assert befehle.gelaufen == []


def test_gescheiterte_installation_gilt_nicht_als_fertig(ordner, befehle):
    befehle.antworten["pip"] = 1
    with pytest.raises(start.StartFehler, match="HTTPS_PROXY"):
        start.richte_ein(ordner, START, {})
    assert start.lies_stempel(ordner / ".venv") == []
    befehle.antworten.clear()
    befehle.gelaufen.clear()
    start.richte_ein(ordner, START, {})
    assert [befehl[2] for befehl in befehle.gelaufen] == ["venv", "pip"]


@pytest.mark.usefixtures("befehle")
def test_unterbrochene_erneuerung_gilt_nicht_als_fertig(ordner, monkeypatch):
    start.richte_ein(ordner, START, {})

    def brich_ab(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as gestoert:
        gestoert.setattr(start.subprocess, "run", brich_ab)
        with pytest.raises(KeyboardInterrupt):
            start.richte_ein(ordner, TEST, {})
    assert start.lies_stempel(ordner / ".venv") == []


def test_verschwundenes_python_fuehrt_zu_neuer_umgebung(ordner, befehle):
    python = start.richte_ein(ordner, START, {})
    python.unlink()
    befehle.gelaufen.clear()
    start.richte_ein(ordner, START, {})
    assert befehle.gelaufen[0][1:3] == ["-m", "venv"]


def test_anderes_python_fuehrt_zu_neuer_umgebung(ordner, befehle):
    start.richte_ein(ordner, START, {})
    stempel = ordner / ".venv" / start.STEMPEL
    zeilen = stempel.read_text(encoding="utf-8").splitlines()
    stempel.write_text("\n".join(["python 3.99", *zeilen[1:]]), encoding="utf-8")
    befehle.gelaufen.clear()
    start.richte_ein(ordner, START, {})
    assert [befehl[2] for befehl in befehle.gelaufen] == ["venv", "pip"]


def test_gescheiterte_umgebung_wird_gemeldet(ordner, befehle):
    befehle.antworten["venv"] = 1
    with pytest.raises(start.StartFehler, match="python3-venv"):
        start.richte_ein(ordner, START, {})


def test_paketordner_neben_start_installiert_ohne_netz(ordner, befehle):
    (ordner / "wheels").mkdir()
    start.richte_ein(ordner, START, {})
    (befehl,) = pip_laeufe(befehle)
    assert befehl[befehl.index("--no-index") + 1 :][:2] == ["--find-links", str(ordner / "wheels")]


def test_paketordner_aus_der_umgebung_geht_vor(ordner, tmp_path):
    (ordner / "wheels").mkdir()
    anderswo = tmp_path / "pakete"
    anderswo.mkdir()
    assert start.paketordner(ordner, {"SOZIALMONITOR_WHEELS": str(anderswo)}) == anderswo


def test_falscher_paketordner_wird_genannt(ordner):
    with pytest.raises(start.StartFehler, match="gibt-es-nicht"):
        start.paketordner(ordner, {"SOZIALMONITOR_WHEELS": "gibt-es-nicht"})


def test_ohne_paketordner_fragt_pip_das_netz(ordner):
    assert start.paketordner(ordner, {}) is None
    assert "--no-index" not in start.pip_befehl(Path("python"), Path("liste"), None)


def test_meldung_zu_unvollstaendigem_paketordner_nennt_ihn():
    meldung = start.netz_meldung("requirements.txt", Path("wheels"))
    assert "Ordner wheels" in meldung
    assert "pip download" in meldung


def test_start_bleibt_auf_diesem_rechner():
    befehl = start.befehl_start(Path("python"), Path("projekt"), "127.0.0.1", 8501)
    assert befehl[1:5] == ["-m", "streamlit", "run", str(Path("projekt/server.py"))]
    assert befehl[5:] == ["--server.address", "127.0.0.1", "--server.port", "8501"]


@pytest.mark.parametrize(
    ("namen", "erlaubt"),
    [
        ((), ["*"]),
        (("a.example", "b.example"), ["a.example", "b.example", "127.0.0.1", "localhost", "::1"]),
    ],
    ids=["jeder", "genannte"],
)
def test_start_im_netz_laesst_rechnernamen_zu(namen, erlaubt):
    befehl = start.befehl_start(Path("python"), Path(), "0.0.0.0", 80, namen)
    stellen = [i for i, teil in enumerate(befehl) if teil == "--server.allowedHosts"]
    assert [befehl[i + 1] for i in stellen] == erlaubt
    eigene = befehl[befehl.index("--browser.serverAddress") + 1]
    assert eigene == (namen[0] if namen else "localhost")


def test_ohne_angabe_wird_gestartet():
    wahl, rest = start.lies_befehl([])
    assert (wahl.was, wahl.adresse, wahl.port, rest) == ("start", "127.0.0.1", 8501, [])


def test_port_und_adresse():
    wahl, _ = start.lies_befehl(["--port", "9000", "--adresse", "0.0.0.0"])
    assert (wahl.was, wahl.adresse, wahl.port) == ("start", "0.0.0.0", 9000)


def test_angaben_hinter_test_gehen_an_pytest(ordner, befehle):
    start.starte(["test", "-k", "wilson", "--maxfail=1"], ordner, {})
    assert befehle.gelaufen[-1][1:] == ["-m", "pytest", "-k", "wilson", "--maxfail=1"]


def test_ohne_angaben_laufen_alle_tests_auf_mehreren_kernen(ordner, befehle):
    start.starte(["test"], ordner, {})
    assert befehle.gelaufen[-1][3:7] == ["-n", "auto", "--maxprocesses", "4"]


def test_pruefe_macht_ordner_zu_vollen_pfaden(ordner, befehle, monkeypatch):
    monkeypatch.chdir(ordner)
    start.starte(["pruefe", "daten"], ordner, {})
    assert befehle.gelaufen[-1][2:] == ["sozialmonitor", "pruefe", str(ordner / "daten")]


@pytest.fixture
def umfelder(befehle, monkeypatch):  # noqa: ARG001
    """Merkt sich die zusätzliche Umgebung, mit der die Anwendung gestartet würde."""
    gesehen = []
    monkeypatch.setattr(start, "fuehre_aus", lambda _, __, umfeld=None: gesehen.append(umfeld) or 0)
    return gesehen


def geheimnisse(ordner, inhalt):
    datei = ordner / "secrets.toml"
    datei.write_text(inhalt, encoding="utf-8")
    return {"STREAMLIT_SECRETS_FILES": str(datei)}


@pytest.mark.parametrize("inhalt", ["", "[auth]", "[auth", "[anmeldung]\nclaim = 'x'"])
def test_intern_im_netz_braucht_eine_anmeldung(ordner, umfelder, inhalt):
    umfeld = geheimnisse(ordner, inhalt)
    with pytest.raises(start.StartFehler, match=r"docs/anmeldung\.md"):
        start.starte(["intern", "--adresse", "0.0.0.0"], ordner, umfeld)
    assert umfelder == []


def test_intern_im_netz_mit_anmeldung_verlangt_sie_auch_beim_lauf(ordner, umfelder):
    umfeld = geheimnisse(ordner, '[auth]\nclient_id = "x"')
    assert start.starte(["intern", "--adresse", "0.0.0.0"], ordner, umfeld) == 0
    pflicht = {"SOZIALMONITOR_ROLLE": "intern", "SOZIALMONITOR_ANMELDUNG": "pflicht"}
    assert umfelder == [pflicht]


def test_intern_auf_diesem_rechner_geht_ohne_anmeldung(ordner, umfelder):
    assert start.starte(["intern"], ordner, geheimnisse(ordner, "")) == 0
    assert umfelder == [{"SOZIALMONITOR_ROLLE": "intern"}]


def test_anmeldung_steht_neben_dem_programm(ordner, monkeypatch, tmp_path):
    monkeypatch.setattr(start.Path, "home", lambda: tmp_path / "niemand")
    assert not start.hat_anmeldung(ordner, {})
    (ordner / ".streamlit").mkdir()
    geheimnisse(ordner / ".streamlit", '[auth]\nclient_id = "x"')
    assert start.hat_anmeldung(ordner, {})


def test_rueckgabewert_kommt_vom_programm(ordner, befehle):
    start.richte_ein(ordner, TEST, {})
    befehle.antworten["pytest"] = 5
    assert start.starte(["test"], ordner, {}) == 5


def test_hindernis_wird_deutscher_satz_mit_rueckgabewert_2(monkeypatch, capsys):
    def stolpere(*_):
        raise start.StartFehler("Es fehlt etwas.")

    monkeypatch.setattr(start, "starte", stolpere)
    assert start.main() == 2
    assert "Es fehlt etwas." in capsys.readouterr().err


def test_start_braucht_nur_die_standardbibliothek():
    """Mit -S sieht Python keine installierten Pakete; die Hilfe muss trotzdem erscheinen."""
    befehl = [sys.executable, "-S", "-I", str(Path(start.__file__)), "--help"]
    lauf = subprocess.run(befehl, capture_output=True, encoding="utf-8", check=False)
    assert lauf.returncode == 0
    assert "--rechnername" in lauf.stdout


def test_freigabe_laesst_die_notiz_wie_sie_ist(monkeypatch, tmp_path):
    befehle = []
    monkeypatch.setattr(start, "richte_ein", lambda *_: Path("python"))
    monkeypatch.setattr(start, "fuehre_aus", lambda befehl, *_: befehle.append(befehl) or 0)
    monkeypatch.chdir(tmp_path)
    start.starte(["freigabe", "daten", "--notiz", "Stand 2026"], tmp_path, {})
    assert befehle[0][-4:] == ["freigabe", str(tmp_path / "daten"), "--notiz", "Stand 2026"]


def test_intern_bleibt_auf_diesem_rechner(monkeypatch, tmp_path):
    monkeypatch.setattr(start, "richte_ein", lambda *_: Path("python"))
    with pytest.raises(start.StartFehler, match="nur auf diesem Rechner"):
        start.starte(["intern", "--adresse", "0.0.0.0"], tmp_path, {})
