"""Katalog: jeder falsche Eintrag wird genannt und ausgelassen, die übrigen gelten."""

import pytest

from sozialmonitor import katalog
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.katalog import Bruch, Indikator, Merkmal, Reihe

REIHEN = {n: Reihe(id=n, titel=n) for n in ("register", "fortschreibung")}
MERKMALE = {
    name: Merkmal(id=name, titel=name, einheit="Personen", art="anzahl", reihe=reihe)
    for name, reihe in {"faelle": "", "einwohner": "register", "amtlich": "fortschreibung"}.items()
}
GUT = {
    "titel": "Quote", "kurz": "Kurz.", "definition": "D.", "berechnung": "B.",
    "handlungsfeld": "soziales", "art": "anteil", "zaehler": "faelle", "nenner": "einwohner",
    "einheit": "%", "nachkommastellen": 1, "richtung": "neutral", "vergleich": ["stadt"],
    "quelle": "soziales", "klassen": [5, 10], "hinweise": ["corona"],
    "geprueft_am": "2026-11-22",
}  # fmt: skip


def lies(**aenderungen):
    roh = {name: wert for name, wert in (GUT | aenderungen).items() if wert is not None}
    return katalog.lies_indikatoren(
        {"quote": roh, "heil": GUT}, MERKMALE, ("soziales",), "indikatoren.toml"
    )


def test_guter_eintrag():
    eintraege, maengel = lies()
    assert maengel == []
    quote = eintraege["quote"]
    assert isinstance(quote, Indikator)
    assert (quote.zaehler, quote.nenner) == (("faelle",), ("einwohner",))
    assert quote.quelle == ("soziales",)
    assert quote.faktor == 100


@pytest.mark.parametrize(
    ("art", "nenner", "faktor"),
    [
        ("anteil", "einwohner", 100), ("quotient", "einwohner", 100), ("rate", "einwohner", 1000),
        ("differenz", "einwohner", 1000), ("dichte", "einwohner", 1), ("anzahl", None, 1),
        ("messwert", None, 1),
    ],
)  # fmt: skip
def test_ueblicher_faktor_je_art(art, nenner, faktor):
    assert lies(art=art, nenner=nenner)[0]["quote"].faktor == faktor


def test_angegebener_faktor_gilt():
    assert lies(faktor=10_000)[0]["quote"].faktor == 10_000


def test_brueche_werden_gelesen():
    brueche = lies(brueche=[{"ab": "2022-05", "grund": "Zensus"}])[0]["quote"].brueche
    assert brueche == (Bruch(ab="2022-05", grund="Zensus"),)


@pytest.mark.parametrize(
    ("aenderung", "stelle"),
    [
        ({"titl": "x"}, "Unbekannte Felder: titl"),
        ({"titel": None}, "Es fehlen die Felder: titel"),
        ({"hinweise": ["geraten"]}, "„geraten“"),
        ({"art": "prozent"}, "„prozent“"),
        ({"art": ["anteil"]}, "„art“"),
        ({"richtung": "gut"}, "„gut“"),
        ({"vergleich": ["bund"]}, "„bund“"),
        ({"handlungsfeld": "verkehr"}, "„verkehr“"),
        ({"zaehler": "fälle"}, "„fälle“"),
        ({"zaehler": [1]}, "„zaehler“"),
        ({"nenner": "-unbekannt"}, "„unbekannt“"),
        ({"nenner": None}, "fehlt das Feld „nenner“"),
        ({"veroeffentlicht": "fremd"}, "„fremd“"),
        ({"klassen": [10, 5]}, "müssen aufsteigen"),
        ({"klassen": [5, 5]}, "müssen aufsteigen"),
        ({"klassen": ["5"]}, "„klassen“"),
        ({"nachkommastellen": "eins"}, "„nachkommastellen“"),
        ({"nachkommastellen": 1.5}, "„nachkommastellen“"),
        ({"nachkommastellen": True}, "„nachkommastellen“"),
        ({"faktor": float("inf")}, "„faktor“"),
        ({"brueche": "2022"}, "„brueche“"),
        ({"brueche": [5]}, "dort steht 5"),
        ({"brueche": [{"ab": "2022"}]}, "Es fehlen die Felder: grund"),
        ({"zaehler": "amtlich"}, "unvereinbaren Reihen (fortschreibung, register)"),
    ],
    ids=lambda wert: str(wert)[:40],
)
def test_falscher_eintrag_wird_genannt_und_ausgelassen(aenderung, stelle):
    eintraege, maengel = lies(**aenderung)
    assert list(eintraege) == ["heil"]
    assert maengel
    assert all((m.datei, m.ort) == ("indikatoren.toml", "Eintrag [quote]") for m in maengel)
    assert any(stelle in m.befund for m in maengel)
    assert all(m.abhilfe for m in maengel)


def test_veroeffentlichte_quote_zaehlt_zu_den_reihen():
    merkmale = MERKMALE | {
        "bericht": Merkmal(
            id="bericht", titel="b", einheit="%", art="messwert", reihe="fortschreibung"
        )
    }
    _, maengel = katalog.lies_indikatoren(
        {"quote": GUT | {"veroeffentlicht": "bericht"}}, merkmale, ("soziales",), "i.toml"
    )
    assert "unvereinbaren Reihen" in str(maengel[0])


@pytest.mark.parametrize("wert", ["kein Abschnitt", 5, ["a"]])
def test_eintrag_ohne_felder(wert):
    eintraege, maengel = katalog.lies_indikatoren(
        {"quote": wert, "heil": GUT}, MERKMALE, ("soziales",), "i.toml"
    )
    assert list(eintraege) == ["heil"]
    assert "Erwartet wird eine Tabelle mit Feldern." in str(maengel[0])


@pytest.mark.parametrize("abschnitt", ["x", 3, ["a"]])
def test_abschnitt_ohne_eintraege(abschnitt):
    assert katalog.lies_reihen({"reihen": abschnitt}, "m.toml")[0] == {}
    assert katalog.lies_merkmale({"merkmale": abschnitt}, {}, "m.toml")[1]


def test_fehlende_abschnitte_sind_leer():
    assert katalog.lies_reihen({}, "m.toml") == ({}, [])
    assert katalog.lies_merkmale({}, {}, "m.toml") == ({}, [])


@pytest.mark.parametrize(
    ("aenderung", "stelle"),
    [
        ({"art": "quote"}, "„quote“"),
        ({"reihe": "geraten"}, "„geraten“"),
        ({"aus": "unbekannt"}, "„unbekannt“"),
        ({"wo": {"alter_bis": 17}}, "„alter_bis“"),
        ({"wo": {"alter_ab": "65"}}, "alter_ab = '65'"),
        ({"wo": "alle"}, "„wo“"),
        ({"zeitlos": "ja"}, "„zeitlos“"),
        ({"einheit": None}, "Es fehlen die Felder: einheit"),
        ({"teil_von": "unbekannt"}, "Im Feld „teil_von“ steht „unbekannt“"),
        ({"teil_von": ["heil"]}, "„teil_von“"),
        ({"teil_von": "falsch"}, "Teil seiner selbst (falsch von falsch)"),
        ({"gliederung": "alter"}, "Zum Feld „gliederung“ fehlt das Feld „teil_von“"),
        ({"teil_von": "heil", "gliederung": 1}, "„gliederung“"),
    ],
    ids=lambda wert: str(wert)[:40],
)
def test_falsches_merkmal_wird_genannt_und_ausgelassen(aenderung, stelle):
    gut = {"titel": "t", "einheit": "Personen", "art": "anzahl"}
    roh = {name: wert for name, wert in (gut | aenderung).items() if wert is not None}
    merkmale, maengel = katalog.lies_merkmale(
        {"merkmale": {"falsch": roh, "heil": gut}}, REIHEN, "merkmale.toml"
    )
    assert list(merkmale) == ["heil"]
    assert stelle in str(maengel[0])
    assert maengel[0].ort == "Eintrag [falsch]"


def test_teil_von_und_gliederung():
    gut = {"titel": "t", "einheit": "Personen", "art": "anzahl"}
    eintraege = {
        "alle": gut,
        "jung": gut | {"teil_von": "alle", "gliederung": "alter"},
        "kinder": gut | {"teil_von": "jung"},
    }
    merkmale, maengel = katalog.lies_merkmale({"merkmale": eintraege}, {}, "merkmale.toml")
    assert maengel == []
    assert (merkmale["jung"].teil_von, merkmale["jung"].gliederung) == ("alle", "alter")
    assert (merkmale["alle"].teil_von, merkmale["kinder"].gliederung) == ("", "")


def test_kreis_von_teilen_wird_genannt_und_ausgelassen():
    gut = {"titel": "t", "einheit": "Personen", "art": "anzahl"}
    eintraege = {
        "a": gut | {"teil_von": "b"}, "b": gut | {"teil_von": "a"}, "c": gut | {"teil_von": "a"},
    }  # fmt: skip
    merkmale, maengel = katalog.lies_merkmale({"merkmale": eintraege}, {}, "merkmale.toml")
    assert list(merkmale) == ["c"]
    assert [m.befund for m in maengel] == [
        "Das Merkmal wäre Teil seiner selbst (a von b von a).",
        "Das Merkmal wäre Teil seiner selbst (b von a von b).",
    ]


def test_fremdes_feld_nennt_die_moeglichen():
    with pytest.raises(SozialmonitorFehler, match="Möglich sind: id, titel, brueche"):
        katalog.datensatz(Reihe, {"id": "a", "titel": "A", "name": "B"})


@pytest.mark.parametrize(("term", "name"), [("zuzuege", "zuzuege"), ("-fortzuege", "fortzuege")])
def test_merkmalsname(term, name):
    assert katalog.merkmalsname(term) == name


def test_jede_art_sagt_ob_sie_einen_bereich_hat():
    mit = {a for a in katalog.FAKTOREN if lies(art=a)[0]["quote"].mit_intervall}
    assert mit == {"anteil", "rate", "quotient"}


def test_prozent():
    assert lies()[0]["quote"].ist_prozent
    assert not lies(einheit="je 1.000")[0]["quote"].ist_prozent
