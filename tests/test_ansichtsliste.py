"""Gespeicherte Ansichten: lesen mit klaren Mängeln, wiederfinden, öffnen, anbieten."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.bausteine import daten
from sozialmonitor import pruefen
from sozialmonitor.ansichten import adresse, ansicht_aus
from sozialmonitor.ansichtsliste import (
    HOECHSTENS_ANSICHTEN,
    GespeicherteAnsicht,
    lies_ansichten,
    passende,
)
from sozialmonitor.kommune import Kommune
from sozialmonitor.laden import lade_kommune
from sozialmonitor.laden.ansichtsliste import HOECHSTENS_KB, ansichtsliste
from tests import seitenlauf

WURZEL = Path(__file__).resolve().parents[1]
SAARLOUIS = WURZEL / "data" / "saarlouis"
GUT = """\
[armut]
titel = "Armut"
adresse = "https://beispiel.de/amt/karte?indikator=sgb2_quote&ausgabe=0123&fassung=1&einbetten=1"
beschreibung = "Wo?"
[verlauf-2]
titel = "Verlauf"
adresse = "/zeitreihen?indikator=sgb2_quote&gebiete=A&gebiete=B"
"""


def maengel(text: str | bytes, kommune: Kommune | None = None) -> list[str]:
    return [str(m) for m in lies_ansichten(text, kommune=kommune)[1]]


def test_ansichten_nach_namen_in_der_reihenfolge_der_datei() -> None:
    liste, gemeldet = lies_ansichten(GUT)
    assert gemeldet == []
    assert list(liste) == ["armut", "verlauf-2"]
    armut = liste["armut"]
    assert (armut.titel, armut.beschreibung) == ("Armut", "Wo?")
    # Welche Ausgabe gezeigt wird und wie, gehört nicht zur Ansicht.
    assert adresse(armut.ansicht) == "/karte?indikator=sgb2_quote"
    assert adresse(liste["verlauf-2"].ansicht).endswith("gebiete=A&gebiete=B&indikator=sgb2_quote")


@pytest.mark.parametrize(
    ("text", "befund"),
    [
        ("a = =", "Zeile 1: Die Liste der Ansichten ist kein gültiges TOML"),
        (b"\xff", "Die Datei ist nicht in UTF-8 gespeichert."),
        ('a = "x"', "Abschnitt [a]: Erwartet wird ein Abschnitt."),
        ('[Armut]\ntitel="A"\nadresse="/karte"', "So kann eine Ansicht nicht heißen."),
        ('["<b>"]\ntitel="A"\nadresse="/karte"', "So kann eine Ansicht nicht heißen."),
        (f'[{"a" * 41}]\ntitel="A"\nadresse="/karte"', "So kann eine Ansicht nicht heißen."),
        ('[a]\ntitel="A"', "Abschnitt [a], Feld adresse: Die Adresse fehlt."),
        ('[a]\ntitel="A"\nadresse=1', "Feld adresse: Die Adresse fehlt."),
        ('[a]\ntitel="A"\nadresse="/nirgends"', "Die Adresse nennt keine Ansicht („nirgends“)"),
    ],
)
def test_unlesbares_bleibt_weg_und_ist_ein_mangel(text: str | bytes, befund: str) -> None:
    liste, gemeldet = lies_ansichten(text)
    assert liste == {}
    assert [m.datei for m in gemeldet] == ["ansichten.toml"]
    assert befund in str(gemeldet[0])


@pytest.mark.parametrize(
    ("text", "befund", "titel"),
    [
        ('[a]\nadresse="/karte"', "Abschnitt [a]: Der Titel fehlt.", "a"),
        ('[a]\ntitel="A"\nadresse="/karte"\nfarbe=1', "Ein Feld „farbe“ gibt es nicht", "A"),
        (f'[a]\ntitel="{"x" * 81}"\nadresse="/karte"', "Der Text hat 81 Zeichen", "x" * 80),
        ('[a]\ntitel="<script>"\nadresse="/karte"', "Auszeichnungen wie „<script>“", "a"),
    ],
)
def test_ein_kleiner_mangel_laesst_die_ansicht(text: str, befund: str, titel: str) -> None:
    liste, gemeldet = lies_ansichten(text)
    assert liste["a"].titel == titel
    assert befund in " ".join(map(str, gemeldet))


def test_zu_viele_ansichten_werden_gekuerzt() -> None:
    text = "\n".join(
        f'[a{n}]\ntitel="A"\nadresse="/karte"' for n in range(HOECHSTENS_ANSICHTEN + 1)
    )
    assert len(lies_ansichten(text)[0]) == HOECHSTENS_ANSICHTEN
    assert "Die Liste hat 61 Ansichten; möglich sind 60." in maengel(text)[0]


def test_unbekannter_indikator_und_gebiet_mit_kommune(stadt: Kommune) -> None:
    text = '[a]\ntitel="A"\nadresse="/karte?indikator=weg&gebiet=Z9"'
    assert maengel(text) == []
    weg, gebiet = maengel(text, stadt)
    assert weg.startswith("ansichten.toml, Abschnitt [a], Feld adresse: Die Adresse nannte für")
    assert "(weg)" in weg
    assert "(Z9)" in gebiet


# --- Datei --------------------------------------------------------------------------------


def test_ohne_datei_gibt_es_nichts_und_keinen_mangel(tmp_path: Path) -> None:
    assert ansichtsliste(tmp_path) == ({}, [])


def test_zu_grosse_datei_und_ordner_sind_ein_mangel(tmp_path: Path) -> None:
    datei = tmp_path / "ansichten.toml"
    datei.write_text("#" * (HOECHSTENS_KB * 1000 + 1), encoding="utf-8")
    assert "größer als 200 KB" in str(ansichtsliste(tmp_path)[1][0])
    datei.unlink()
    datei.mkdir()
    assert "nicht lesbar" in str(ansichtsliste(tmp_path)[1][0])


def test_pruefe_nennt_falsche_ansichten(ordner: tuple[Path, Path]) -> None:
    vorher = {str(m) for m in pruefen.maengel(*ordner)}
    (ordner[0] / "ansichten.toml").write_text(
        '[a]\ntitel="A"\nadresse="/karte?indikator=weg"', encoding="utf-8"
    )
    (neu,) = {str(m) for m in pruefen.maengel(*ordner)} - vorher
    assert neu.startswith("ansichten.toml, Abschnitt [a]")


def test_ausgelieferte_ansichten_sind_ohne_mangel() -> None:
    kommune = lade_kommune(SAARLOUIS, WURZEL / "geodata" / "saarlouis")
    liste, gemeldet = ansichtsliste(SAARLOUIS, kommune)
    assert [str(m) for m in gemeldet] == []
    assert 6 <= len(liste) <= 12
    assert len({adresse(eine.ansicht) for eine in liste.values()}) == len(liste)


# --- Wiederfinden -------------------------------------------------------------------------

EINE = GespeicherteAnsicht(
    name="a", titel="A", ansicht=ansicht_aus("/karte?indikator=x&gebiete=1&gebiete=2")
)
GANZ = {"indikator": ["x"], "gebiete": ["1", "2"], "klassen": ["fest"], "gebiet": [""]}
VORGABEN = {"indikator": ["y"], "gebiete": ["1"], "klassen": ["fest"], "gebiet": [""], "alt": ["0"]}


@pytest.mark.parametrize(
    ("seite", "abweichung", "passt"),
    [
        ("karte", {}, True),
        ("karte", {"ausgabe": ["0123"], "fassung": ["1"], "ansicht": ["z"]}, True),
        ("zeitreihen", {}, False),
        ("karte", {"indikator": ["y"]}, False),
        ("karte", {"gebiete": ["2", "1"]}, False),
        ("karte", {"klassen": ["quantile"]}, False),
        ("karte", {"unbekannt": ["1"]}, False),
    ],
)
def test_passt_nur_was_genau_dasselbe_zeigt(seite: str, abweichung: dict, passt: bool) -> None:
    gefunden = passende([EINE], seite, GANZ | abweichung, VORGABEN)
    assert gefunden == (EINE if passt else None)


def test_fehlt_eine_angabe_passt_es_nicht() -> None:
    ohne = {name: wert for name, wert in GANZ.items() if name != "gebiete"}
    assert passende([EINE], "karte", ohne, VORGABEN) is None


# --- Öffnen und anbieten ------------------------------------------------------------------


def starte(**angaben: str) -> AppTest:
    app = AppTest.from_file(str(WURZEL / "app.py"), default_timeout=60)
    for name, wert in angaben.items():
        app.query_params[name] = wert
    app.run()
    seitenlauf.ohne_fehler(app)
    return app


@pytest.mark.usefixtures("saarlouis_gewaehlt")
@pytest.mark.parametrize(
    "name", list(lies_ansichten((SAARLOUIS / "ansichten.toml").read_bytes())[0])
)
def test_name_oeffnet_die_ansicht_und_der_kurze_link_kehrt_zurueck(name: str) -> None:
    eine = daten.ansichtsliste()[name]
    app = starte(ansicht=name)
    offen = {n: [w] if isinstance(w, str) else list(w) for n, w in app.query_params.items()}
    genannt = {n: list(w) for n, w in eine.ansicht.parameter.items()}
    assert {n: offen.get(n) for n in genannt} == genannt
    assert "ansicht" not in offen
    assert not app.info
    app.session_state["teilen"] = True
    app.run()
    assert app.code[1].value == f"/?ansicht={name}"


@pytest.mark.usefixtures("saarlouis_gewaehlt")
def test_andere_auswahl_hat_keinen_kurzen_link() -> None:
    app = starte(ansicht="kinderarmut")
    app.session_state["teilen"] = True
    next(s for s in app.selectbox if s.key == "klassen").select_index(1)
    app.run()
    assert [c.value for c in app.code if "ansicht=" in c.value] == []


@pytest.mark.usefixtures("saarlouis_gewaehlt")
def test_fassung_und_ausgabe_gehen_mit() -> None:
    app = starte(ansicht="kinderarmut", fassung="1")
    assert app.query_params["fassung"] in ("1", ["1"])
    assert app.info[0].value.startswith("Der Link entstand mit Fassung 1")


@pytest.mark.usefixtures("saarlouis_gewaehlt")
def test_unbekannter_name_ist_ein_satz() -> None:
    app = starte(ansicht="<script>alert(1)</script>")
    assert app.title[0].value == "Wie steht es um Saarlouis?"
    (satz,) = [i.value for i in app.info]
    assert satz.startswith("Die Adresse nennt eine gespeicherte Ansicht, die es hier nicht gibt.")
    assert "script" not in satz


@pytest.mark.usefixtures("saarlouis_gewaehlt")
def test_ueberblick_bietet_alle_an() -> None:
    app = seitenlauf.oeffne("ueberblick")
    assert f"Gespeicherte Ansichten ({len(daten.ansichtsliste())})" in [
        e.label for e in app.expander
    ]
    wege = [m.value for m in app.markdown if "](/sozialindex?ebene=stadtteil&ordnung=1)" in m.value]
    assert wege == ["[Sozialindex der Stadtteile, nach Bedarf geordnet]"
                    "(/sozialindex?ebene=stadtteil&ordnung=1)"]  # fmt: skip


def test_kaputte_datei_stoert_keine_seite_und_steht_auf_daten_und_methodik(
    ordner: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    (ordner[0] / "ansichten.toml").write_text("a = =", encoding="utf-8")
    seitenlauf.waehle(monkeypatch, *ordner)
    seitenlauf.ohne_fehler(seitenlauf.oeffne("ueberblick"))
    app = seitenlauf.oeffne("daten_methodik", abschnitt="abdeckung")
    seitenlauf.ohne_fehler(app)
    gesagt = seitenlauf.absaetze(app).replace("\\", "")
    assert "ansichten.toml, Zeile 1: Die Liste der Ansichten ist kein" in gesagt
