"""Sitzungen: lesen mit klaren Mängeln, schreiben ohne Verlust, verändern ohne Nebenwirkung."""

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sozialmonitor import sitzung as sitzungsmodul
from sozialmonitor.ansichten import ansicht_aus, gezeigt
from sozialmonitor.bildzahlen import zahlen_aus
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.kommune import Kommune
from sozialmonitor.laden import ausgaben, lade_kommune
from sozialmonitor.laden.sitzungen import sitzungen
from sozialmonitor.sitzung import (
    HOECHSTENS,
    OHNE_TITEL,
    Folie,
    Sitzung,
    als_toml,
    gemeinsame_skalen,
    lies_sitzung,
    mit_aussage,
    mit_folie,
    ohne,
    verschoben,
)

WURZEL = Path(__file__).resolve().parents[1]
GUT = """\
titel = "Bericht"
gremium = "Rat"
datum = "2026-12-03"
[[folien]]
ansicht = "/karte?indikator=sgb2_quote"
aussage = "Eine Aussage"
empfehlung = "Etwas tun."
notiz = "Erst dies.\\nDann das."
[[folien]]
ansicht = "https://beispiel.de/zeitreihen?indikator=sgb2_quote"
"""


def folie(nummer: int) -> Folie:
    return Folie(ansicht=ansicht_aus("/karte"), aussage=f"Folie {nummer}")


DREI = Sitzung(titel="Drei", folien=tuple(folie(i) for i in range(3)))


def aussagen(sitzung: Sitzung) -> list[str]:
    return [f.aussage for f in sitzung.folien]


def maengel(text: str | bytes, kommune: Kommune | None = None) -> list[str]:
    return [str(m) for m in lies_sitzung(text, kommune=kommune, datei="probe.toml")[1]]


def test_liest_alle_felder() -> None:
    sitzung, befunde = lies_sitzung(GUT)
    assert befunde == []
    assert (sitzung.titel, sitzung.gremium, sitzung.datum) == ("Bericht", "Rat", "2026-12-03")
    erste, zweite = sitzung.folien
    assert erste == Folie(
        ansicht=ansicht_aus("/karte?indikator=sgb2_quote"),
        aussage="Eine Aussage",
        empfehlung="Etwas tun.",
        notiz="Erst dies.\nDann das.",
    )
    assert (zweite.ansicht.seite, zweite.aussage) == ("zeitreihen", "")


@pytest.mark.parametrize("datum", ["2026-12-03", "2026-12-03T10:00:00"])
def test_datum_darf_auch_ein_toml_datum_sein(datum: str) -> None:
    assert lies_sitzung(f"datum = {datum}")[0].datum == "2026-12-03"


def test_dieselbe_tabelle_als_text_bytes_und_mapping() -> None:
    als_text, _ = lies_sitzung(GUT)
    assert lies_sitzung(("\ufeff" + GUT).encode())[0] == als_text
    assert lies_sitzung(GUT.replace("\n", "\r\n"))[0] == als_text
    assert lies_sitzung({"titel": "Bericht", "datum": datetime.date(2026, 1, 2)})[0] == Sitzung(
        titel="Bericht", datum="2026-01-02"
    )


@pytest.mark.parametrize(
    ("text", "erwartet"),
    [
        ("x = [\ntitel = ", "probe.toml, Zeile 2: Die Sitzung ist kein gültiges TOML"),
        ("titel = 'a'\n[[folien", "probe.toml, Ende der Datei: Die Sitzung ist kein gültiges TOML"),
        (b"titel = '\xff'", "probe.toml: Die Datei ist nicht in UTF-8 gespeichert."),
        ("farbe = 1", "probe.toml: Ein Feld „farbe“ gibt es nicht; es bleibt unbeachtet."),
        ("titel = 7", "probe.toml, Feld titel: Erwartet wird ein Text."),
        ("datum = '31.12.2026'", "probe.toml, Feld datum: „31.12.2026“ ist kein Tag."),
        ("datum = '2026-02-30'", "probe.toml, Feld datum: „2026-02-30“ ist kein Tag."),
        ("datum = '2026-12'", "probe.toml, Feld datum: „2026-12“ ist kein Tag."),
        ("folien = 3", "probe.toml, Feld folien: Erwartet wird eine Liste von Folien."),
        ("folien = ['/karte']", "probe.toml, Folie 1: Erwartet wird eine Tabelle."),
        (f"titel = '{'x' * 300}'", "Feld titel: Der Text hat 300 Zeichen; möglich sind 120."),
        (
            "titel = '<script>alert(1)</script>'",
            "Feld titel: Auszeichnungen wie „<script>“ sind nicht erlaubt.",
        ),
        ('titel = "a\\u0007b"', "Feld titel: Der Text enthält Steuerzeichen. Sie sind entfernt."),
        ("[[folien]]", "probe.toml, Folie 1, Feld ansicht: Die Adresse fehlt."),
        ("[[folien]]\nansicht = 4", "probe.toml, Folie 1, Feld ansicht: Die Adresse fehlt."),
        (
            "[[folien]]\nansicht = '/start'",
            "Folie 1, Feld ansicht: Die Adresse nennt keine Ansicht („start“)",
        ),
        (
            "[[folien]]\nansicht = '/karte'\n[[folien]]\nansicht = '/karte'\nbild = 1",
            "Folie 2: Ein Feld „bild“ gibt es nicht; es bleibt unbeachtet. Möglich sind: ansicht,",
        ),
        (
            f"[[folien]]\nansicht = '/karte'\naussage = '{'x' * 400}'",
            "Folie 1, Feld aussage: Der Text hat 400 Zeichen; möglich sind 300.",
        ),
        (
            "[[folien]]\nansicht = '/karte'\nempfehlung = '<b>fett</b>'",
            "Folie 1, Feld empfehlung: Auszeichnungen wie „<b>“ sind nicht erlaubt.",
        ),
    ],
)
def test_maengel_nennen_stelle_befund_und_abhilfe(text: str | bytes, erwartet: str) -> None:
    (mangel,) = maengel(text)
    assert erwartet in mangel
    assert mangel.endswith((".", "unbeachtet."))


def test_was_stimmt_bleibt() -> None:
    text = """\
titel = "Bericht"
datum = "gestern"
[[folien]]
ansicht = "/karte"
aussage = 3
[[folien]]
ansicht = "/nirgends"
[[folien]]
ansicht = "/zeitreihen"
notiz = "bleibt"
"""
    sitzung, befunde = lies_sitzung(text)
    assert len(befunde) == 3
    assert sitzung.titel == "Bericht"
    assert [(f.ansicht.seite, f.aussage, f.notiz) for f in sitzung.folien] == [
        ("karte", "", ""), ("zeitreihen", "", "bleibt"),
    ]  # fmt: skip


def test_kaputtes_toml_gibt_eine_leere_sitzung() -> None:
    sitzung, _ = lies_sitzung("[[")
    assert sitzung == Sitzung(titel=OHNE_TITEL)


def test_vergleichszeichen_sind_keine_auszeichnung() -> None:
    sitzung, befunde = lies_sitzung("titel = 'Anteil < 5 % und > 3 %'")
    assert befunde == []
    assert sitzung.titel == "Anteil < 5 % und > 3 %"


def test_ueberlange_texte_sind_gekuerzt_und_einzeilig() -> None:
    sitzung, _ = lies_sitzung({"titel": "Wort\n " * 100})
    assert len(sitzung.titel) <= HOECHSTENS["titel"]
    assert "\n" not in sitzung.titel


def test_hoechstens_sechzig_folien() -> None:
    viele = "[[folien]]\nansicht = '/karte'\n" * 61
    sitzung, befunde = lies_sitzung(viele)
    assert len(sitzung.folien) == 60
    assert "Die Sitzung hat 61 Folien; möglich sind 60." in str(befunde[0])


@pytest.mark.parametrize(
    ("ansicht", "erwartet"),
    [
        ("/karte?indikator=abgeschafft", "für „Indikator“ einen Wert, den es hier nicht gibt (abg"),
        ("/gebietsprofil?gebiet=Z9", "für „Gebiet“ einen Wert, den es hier nicht gibt (Z9)"),
        ("/karte?ebene=<script>", "für „Gebietsebene“ einen Wert, den es hier nicht gibt (<scr"),
        ("/karte?indikatr=sgb2_quote", "Die Angabe „indikatr“ bleibt ohne Wirkung."),
        ("/sozialindex", "Für den Sozialindex nennt kommune.toml noch keine Indikatoren."),
    ],
)
def test_was_es_in_der_kommune_nicht_gibt(stadt: Kommune, ansicht: str, erwartet: str) -> None:
    text = f"[[folien]]\nansicht = '/karte'\n[[folien]]\nansicht = '{ansicht}'"
    sitzung, befunde = lies_sitzung(text, kommune=stadt)
    assert len(befunde) == 1
    assert befunde[0].ort == "Folie 2, Feld ansicht"
    assert erwartet in befunde[0].befund
    assert len(sitzung.folien) == 2
    assert lies_sitzung(text)[1] == []


zeilen = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=40).map(
    lambda text: " ".join(text.replace("<", "").split())
)
folien = st.builds(
    Folie,
    ansicht=st.builds(
        lambda seite, werte: ansicht_aus(f"/{seite}?") if not werte else ansicht_aus(
            f"/{seite}?" + "&".join(f"gebiete={w}" for w in werte)
        ),
        st.sampled_from(["karte", "zeitreihen"]),
        st.lists(st.sampled_from(["A", "B", "K1"]), max_size=3),
    ),
    aussage=zeilen,
    empfehlung=zeilen,
    notiz=st.lists(zeilen.filter(bool), max_size=3).map("\n".join),
)  # fmt: skip


@given(
    st.builds(
        Sitzung,
        titel=zeilen.filter(bool),
        gremium=zeilen,
        datum=st.one_of(st.just(""), st.dates().map(str)),
        folien=st.lists(folien, max_size=5).map(tuple),
    )
)
def test_hin_und_zurueck(sitzung: Sitzung) -> None:
    assert lies_sitzung(als_toml(sitzung)) == (sitzung, [])


def test_leere_felder_stehen_nicht_in_der_datei() -> None:
    text = als_toml(Sitzung(titel="T", folien=(Folie(ansicht=ansicht_aus("/karte?b=1&a=2")),)))
    assert "gremium" not in text
    assert "aussage" not in text
    assert '"/karte?a=2&b=1"' in text


def test_mit_folie() -> None:
    neue = folie(9)
    assert aussagen(mit_folie(DREI, neue)) == ["Folie 0", "Folie 1", "Folie 2", "Folie 9"]
    assert aussagen(mit_folie(DREI, neue, 0))[0] == "Folie 9"
    assert aussagen(mit_folie(DREI, neue, 3))[3] == "Folie 9"
    assert aussagen(DREI) == ["Folie 0", "Folie 1", "Folie 2"]


@pytest.mark.parametrize(
    ("von", "nach", "erwartet"),
    [(0, 2, "120"), (2, 0, "201"), (1, 1, "012"), (0, 1, "102")],
)
def test_verschoben(von: int, nach: int, erwartet: str) -> None:
    neu = verschoben(DREI, von, nach)
    assert aussagen(neu) == [f"Folie {ziffer}" for ziffer in erwartet]
    assert aussagen(DREI) == ["Folie 0", "Folie 1", "Folie 2"]


def test_ohne_und_mit_aussage() -> None:
    assert aussagen(ohne(DREI, 1)) == ["Folie 0", "Folie 2"]
    assert aussagen(mit_aussage(DREI, 1, " neu\n gesagt ")) == ["Folie 0", "neu gesagt", "Folie 2"]
    assert mit_aussage(DREI, 1, "x").folien[0] is DREI.folien[0]


@pytest.mark.parametrize("stelle", [-1, 3])
def test_stellen_ausserhalb_sind_ein_fehler(stelle: int) -> None:
    for tu in (
        lambda: ohne(DREI, stelle),
        lambda: mit_aussage(DREI, stelle, "x"),
        lambda: verschoben(DREI, stelle, 0),
        lambda: verschoben(DREI, 0, stelle),
    ):
        with pytest.raises(SozialmonitorFehler, match=f"keine Folie {stelle + 1}"):
            tu()
    with pytest.raises(SozialmonitorFehler, match="keine Stelle 5"):
        mit_folie(DREI, folie(9), 4)


def test_volle_sitzung_nimmt_keine_folie_mehr() -> None:
    voll = Sitzung(titel="V", folien=(folie(0),) * sitzungsmodul.HOECHSTENS_FOLIEN)
    with pytest.raises(SozialmonitorFehler, match="höchstens 60 Folien"):
        mit_folie(voll, folie(1))


def test_nachbarn_mit_demselben_indikator_teilen_die_skala(stadt: Kommune) -> None:
    texte = [
        "/zeitreihen?indikator=sgb2_quote&gebiete=A&bereich=0",
        "/zeitreihen?indikator=sgb2_quote&gebiete=B&bereich=0",
        "/karte?indikator=sgb2_quote",
        "/zeitreihen?indikator=sgb2_quote&gebiete=A",
        "/zeitreihen?indikator=jugendanteil&gebiete=A",
    ]
    gezeigte = [gezeigt(stadt, ansicht_aus(text)) for text in texte]
    eigene = [zahlen_aus(g.bild).grenzen for g in gezeigte[:2]]
    assert eigene[0] != eigene[1]
    gemeinsam = min(g[0] for g in eigene), max(g[1] for g in eigene)
    assert gemeinsame_skalen(gezeigte) == [gemeinsam, gemeinsam, None, None, None]
    assert gemeinsame_skalen([]) == []
    assert gemeinsame_skalen([None, gezeigte[0]]) == [None, None]


# --- Fertige Sitzungen ---------------------------------------------------------------------


def test_kein_ordner_keine_sitzung(tmp_path: Path) -> None:
    assert sitzungen(tmp_path) == ({}, [])


def test_unlesbare_datei_fehlt_die_anderen_bleiben(tmp_path: Path, stadt: Kommune) -> None:
    ordner = tmp_path / "sitzungen"
    ordner.mkdir()
    (ordner / "b.toml").write_bytes(b"titel = '\xff'")
    (ordner / "c.toml").write_text("#" * 1_000_001, encoding="utf-8")
    (ordner / "a.toml").write_text(GUT + "[[folien]]\nansicht = '/karte?indikator=weg'\n")
    (ordner / "notiz.txt").write_text("keine Sitzung")
    gelesen, befunde = sitzungen(tmp_path, stadt)
    assert list(gelesen) == ["a"]
    assert len(gelesen["a"].folien) == 3
    assert [m.datei for m in befunde] == ["sitzungen/a.toml", "b.toml", "c.toml"]


@pytest.mark.parametrize("rolle", ["intern", "oeffentlich"])
def test_ausgelieferte_sitzungen_sind_vollstaendig(rolle: str) -> None:
    daten = WURZEL / "data" / "saarlouis"
    ordner = (daten, WURZEL / "geodata" / "saarlouis")
    if rolle == "oeffentlich":
        juengste = ausgaben(daten, rolle)[0]
        ordner = (juengste.datenordner, juengste.geoordner)
    gelesen, befunde = sitzungen(daten, lade_kommune(*ordner))
    assert befunde == []
    assert [s.titel for s in gelesen.values()] == [
        "Sozialbericht in zehn Minuten",
        "Soziale Stadt Roden und Fraulautern",
        "Vor den Haushaltsberatungen",
    ]
    for sitzung in gelesen.values():
        assert 6 <= len(sitzung.folien) <= 10
        # Nichts veraltet: kein fester Stichtag, in eigenen Aussagen keine Zahl außer Paragrafen.
        for eine in sitzung.folien:
            assert "stichtag" not in eine.ansicht.parameter
            assert not any(zeichen.isdigit() for zeichen in eine.aussage)
        assert lies_sitzung(als_toml(sitzung))[0] == sitzung
