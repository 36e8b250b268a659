"""Jedes Bild jeder Seite hat eine Adresse, und die Adresse zeigt genau dieses Bild."""

import ast
import io
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image
from pptx import Presentation

from pages.bausteine import anzeige
from sozialmonitor.ansichten import (
    BILDER,
    SEITEN,
    Ansicht,
    Gezeigt,
    Vorrat,
    adresse,
    ansicht_aus,
    befunde,
    gezeigt,
    mit_bild,
    vorrat_aus,
)
from sozialmonitor.berichte import praesentation
from sozialmonitor.berichte.praesentation import pptx
from sozialmonitor.bild import Bild
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.kommune import Kommune
from sozialmonitor.laden import lade_kommune
from sozialmonitor.sitzung import Folie, Sitzung
from sozialmonitor.texte import DEMO_ZUSATZ
from tests import kleinstadt, seitenlauf, vierzustaende

WURZEL = Path(__file__).resolve().parents[1]
# Wo die Seite mehr zeigt, als ihre Vorgaben: eine Adresse, unter der es das Bild gibt.
JE_SEITE = {
    "karte": "/karte?gebiet=1004411502&zweit=anteil_unter_18",
    "gebietsprofil": "/gebietsprofil?gebiet=1004411503",
    # So viele Indikatoren, wie als Tabelle auf eine Folie passen.
    "sozialindex": "/sozialindex?indikatoren=sgb2_quote&indikatoren=beschaeftigungsquote",
    "vergleich": "/vergleich?umfang=alle",
}
JE_BILD = {
    "trichter": "/vergleich?vergleich=alle&rang=1",
    "punktreihe": "/vergleich?vergleich=alle&form=punkte",
    "rangtabelle": "/vergleich?vergleich=alle&rang=1",
    "streubild": "/vergleich?vergleich=zwei",
    "aehnlich": "/vergleich?vergleich=aehnlich",
    "muster": "/vergleich?vergleich=nachbarschaft",
    "spine": "/vergleich",
}
PAARE = [(seite, bild) for seite, bilder in BILDER.items() for bild in bilder]
# So viele Einheiten kommen in den ausgelieferten Daten nicht zugleich vor.
NIE = {("vergleich", "differenzen_3")}
# Was ohne `bild` zu sehen ist; auf der Seite „Vergleich“ je Abschnitt eines.
HAUPTBILDER = {seite: {next(iter(bilder))} for seite, bilder in BILDER.items()} | {
    "vergleich": {"differenzen_0", "trichter", "punktreihe", "streubild", "aehnlich", "muster"}
}
# Bilder, deren Satz nicht wörtlich auf der Seite steht: Er ist nur für sie gerechnet.
EIGENER_SATZ = {
    ("karte", "karte_2"), ("karte", "gebietsreihe"), ("zeitreihen", "veraenderungen"),
    ("vergleich", "differenzen_1"), ("vergleich", "differenzen_2"), ("vergleich", "spine"),
    ("vergleich", "rangtabelle"),
    *(("soziale_stadt", bild) for bild in ("angaben", "betraege", "weitere", "profil",
                                           "sozialraeume", "reihe", "chronik")),
    *(("gebietsprofil", bild) for bild in ("pyramide", "verlauf", "teile")),
    *(("sozialindex", bild) for bild in ("karte", "klassenanteile", "stabilitaet")),
    ("segregation", "alle_gruppen"), ("gruppen", "profil"),
}  # fmt: skip
# Bilder von Seiten, die keine Ansicht sind: „Daten & Methodik“.
OHNE_ADRESSE = {"abdeckung"}


def ansicht_zu(seite: str, bild: str) -> Ansicht:
    return ansicht_aus(JE_BILD.get(bild, JE_SEITE.get(seite, f"/{seite}")))


class Lauf:
    """Bilder und Sätze einer Seite, je Adresse nur einmal gelaufen."""

    def __init__(self) -> None:
        self._gelaufen: dict[str, tuple[dict[str, Bild], str, str]] = {}
        self.gerade: dict[str, Bild] = {}

    def oeffne(self, ansicht: Ansicht) -> tuple[dict[str, Bild], str, str]:
        """Bilder nach Schlüssel, Antwort, alle Absätze."""
        if (text := adresse(ansicht)) not in self._gelaufen:
            self.gerade = {}
            angaben = {name: list(werte) for name, werte in ansicht.parameter.items()}
            app = seitenlauf.oeffne(ansicht.seite, **angaben)
            seitenlauf.ohne_fehler(app)
            gesagt = seitenlauf.antwort(app), seitenlauf.absaetze(app)
            self._gelaufen[text] = (self.gerade, *gesagt)
        return self._gelaufen[text]


@pytest.fixture(scope="module")
def seiten() -> Iterator[Lauf]:
    lauf = Lauf()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOZIALMONITOR_KOMMUNE", "saarlouis")
        patch.delenv("SOZIALMONITOR_GEODATEN", raising=False)
        for name in ("diagramm", "beiwerk", "tabelle"):
            patch.setattr(
                anzeige, name, lambda bild, *, key="", **_: lauf.gerade.setdefault(key, bild)
            )
        yield lauf


@pytest.fixture(scope="module")
def vier(tmp_path_factory: pytest.TempPathFactory) -> Vorrat:
    return vorrat_aus(vierzustaende.lade(tmp_path_factory.mktemp("vier")))


def zeige(vorrat: Vorrat, text: str) -> Gezeigt:
    return gezeigt(vorrat.kommune, ansicht_aus(text), vorrat=vorrat)


def spezifikation(bild: Bild) -> dict:
    return bild.bild.to_dict(validate=False)


@pytest.mark.parametrize(("seite", "bild"), PAARE)
def test_die_adresse_zeigt_das_bild_der_seite(
    seite: str, bild: str, seiten: Lauf, saarlouis_vorrat: Vorrat
) -> None:
    ansicht = ansicht_zu(seite, bild)
    auf_der_seite, antwort, absaetze = seiten.oeffne(ansicht)
    ergebnis = gezeigt(saarlouis_vorrat.kommune, mit_bild(ansicht, bild), vorrat=saarlouis_vorrat)
    assert ergebnis.satz
    assert ergebnis.hinweise == ()
    if (seite, bild) in NIE:
        assert bild not in auf_der_seite
        assert ergebnis.bild is None
        return
    dort, hier = auf_der_seite[bild], ergebnis.bild
    assert (hier.titel, hier.alttext, hier.demo) == (dort.titel, dort.alttext, dort.demo)
    pd.testing.assert_frame_equal(hier.tabelle, dort.tabelle)
    # Karten der Seite zeichnet der Browser; sonst ist es dasselbe Diagramm.
    if dort.bild is not None:
        assert spezifikation(hier) == spezifikation(dort)
    assert len(hier.tabelle)
    assert (hier.bild is None) or hier.alttext
    if hier.demo:
        assert DEMO_ZUSATZ in ergebnis.satz
    satz = ergebnis.satz.replace(" %", "\u00a0%")
    if bild in HAUPTBILDER[seite]:
        assert antwort == f"**{satz}**"
        assert all(s in absaetze for s in ergebnis.weitere if "trägt hier nicht" not in s)
        assert all(s in absaetze for s in ergebnis.vermerke[:1])
    elif (seite, bild) not in EIGENER_SATZ:
        assert satz.removesuffix(f" {DEMO_ZUSATZ}") in absaetze.replace("**", "").replace(
            " %", "\u00a0%"
        )


@pytest.mark.parametrize("seite", BILDER)
def test_jedes_gezeigte_bild_hat_eine_adresse(seite: str, seiten: Lauf) -> None:
    for bild in BILDER[seite]:
        assert set(seiten.oeffne(ansicht_zu(seite, bild))[0]) <= set(BILDER[seite])


def test_jeder_schluessel_im_quelltext_der_seiten_hat_eine_adresse() -> None:
    adressierbar = {bild for bilder in BILDER.values() for bild in bilder}
    genannt = set()
    for datei in [*WURZEL.glob("pages/*.py"), *WURZEL.glob("pages/bausteine/*.py")]:
        for knoten in ast.walk(ast.parse(datei.read_text(encoding="utf-8"))):
            if not (isinstance(knoten, ast.Call) and isinstance(knoten.func, ast.Attribute)):
                continue
            wer = getattr(knoten.func.value, "id", "")
            if wer == "anzeige" and knoten.func.attr in {"diagramm", "beiwerk", "tabelle"}:
                genannt |= {
                    angabe.value.value
                    for angabe in knoten.keywords
                    if angabe.arg == "key" and isinstance(angabe.value, ast.Constant)
                }
    assert genannt - adressierbar == OHNE_ADRESSE


def test_seiten_und_bilder_gehoeren_zusammen() -> None:
    assert list(BILDER) == list(SEITEN)
    assert all(titel for bilder in BILDER.values() for titel in bilder.values())
    with pytest.raises(TypeError):
        BILDER["karte"]["neu"] = "Neu"


def test_das_hauptbild_steht_nicht_in_der_adresse() -> None:
    ansicht = ansicht_aus("/karte?bild=karte_2&ebene=stadtteil")
    assert adresse(mit_bild(ansicht, "karte")) == "/karte?ebene=stadtteil"
    assert adresse(mit_bild(ansicht, "gebietsreihe")) == "/karte?bild=gebietsreihe&ebene=stadtteil"
    with pytest.raises(SozialmonitorFehler, match="Die Seite „Karte“ hat kein Bild „chronik“"):
        mit_bild(ansicht, "chronik")


def test_die_kennung_des_hauptbilds_aendert_nichts(vier: Vorrat) -> None:
    ohne, mit = (zeige(vier, f"/gebietsprofil?gebiet=A{bild}") for bild in ("", "&bild=lage"))
    assert (ohne.satz, ohne.bild.titel) == (mit.satz, mit.bild.titel)


def test_unbekanntes_bild_gibt_einen_hinweis_und_das_hauptbild(vier: Vorrat) -> None:
    text = "/karte?bild=<torte>"
    hinweis = (
        "Die Adresse nannte für „Bild“ einen Wert, den es hier nicht gibt (<torte>). "
        "Gezeigt wird die Voreinstellung."
    )
    ergebnis = zeige(vier, text)
    assert ergebnis.hinweise == (hinweis,)
    assert ergebnis.bild.titel == zeige(vier, "/karte").bild.titel
    assert befunde(vier.kommune, ansicht_aus(text), vorrat=vier) == [hinweis]
    assert befunde(vier.kommune, ansicht_aus("/karte?bild=karte_2"), vorrat=vier) == []


def test_befunde_pruefen_die_angaben_des_bildes(saarlouis_vorrat: Vorrat) -> None:
    def gefunden(text: str) -> list[str]:
        return befunde(saarlouis_vorrat.kommune, ansicht_aus(text), vorrat=saarlouis_vorrat)

    assert len(gefunden("/sozialindex?bild=matrix&dynamik=torte")) == 1
    assert gefunden("/sozialindex?bild=matrix&dynamik=berlin") == []
    assert gefunden("/sozialindex?dynamik=berlin") == []
    assert gefunden("/vergleich?bild=rangtabelle&gegen=rest") == [
        "Die Angabe „gegen“ bleibt ohne Wirkung."
    ]


@pytest.mark.parametrize(
    ("text", "grund"),
    [
        ("/karte?bild=karte_2", "kein zweiter Indikator gewählt"),
        ("/karte?bild=gebietsreihe", "kein Gebiet ausgewählt"),
        ("/vergleich?vergleich=zwei&bild=spine", "gibt es im Abschnitt „Zwei Indikatoren“ nicht"),
        ("/vergleich?bild=differenzen_3", "vierte Einheit“ gibt es zu dieser Auswahl nicht"),
        ("/vergleich?bild=rangtabelle&indikator=dichte", "nur bei Anteilen"),
        ("/vergleich?bild=trichter&indikator=dichte", "setzt einen Anteil"),
        ("/gebietsprofil?gebiet=A1&bild=teile", "nicht weiter unterteilt"),
        ("/gebietsprofil?gebiet=K1&bild=staerken", "weder Stärken noch Belastungen"),
        ("/gebietsprofil?bild=pyramide", "passen nicht in Fünf-Jahres-Gruppen"),
        ("/soziale_stadt?bild=weitere", "nichts weiter verzeichnet"),
        ("/soziale_stadt?bild=vorher_nachher", "kein vergleichbarer Wert"),
    ],
)
def test_ohne_bild_sagt_der_satz_warum(text: str, grund: str, vier: Vorrat) -> None:
    ergebnis = zeige(vier, text)
    assert ergebnis.bild is None
    assert grund in ergebnis.satz


def test_nur_das_bild_waehlt_seinen_abschnitt(vier: Vorrat) -> None:
    ergebnis = zeige(vier, "/vergleich?bild=streubild")
    assert ergebnis.bild.titel.startswith("SGB-II-Quote und ")
    assert zeige(vier, "/vergleich?form=trichter&bild=punktreihe").bild.titel.startswith(
        "SGB-II-Quote: alle Gebiete"
    )


# A1 40 von 400, A2 geheim, B1 null, B2 zu wenige (3 von 15).
@pytest.mark.parametrize(
    ("text", "spalte", "erwartet"),
    [
        ("/karte?ebene=sozialraum&zweit=sgb2_quote&indikator=jugendanteil&bild=karte_2",
         "Wert (%)",
         {"Altmarkt": "10,0", "Am Wall": "•", "Bergfeld": "0,0", "Bahnhof": "n. b."}),
        ("/gebietsprofil?gebiet=A&indikator=sgb2_quote&bild=teile", "SGB-II-Quote (%)",
         {"Altmarkt": "10,0", "Am Wall": "•"}),
        ("/gebietsprofil?gebiet=B&indikator=sgb2_quote&bild=teile", "SGB-II-Quote (%)",
         {"Bergfeld": "0,0", "Bahnhof": "n. b."}),
    ],
)  # fmt: skip
def test_geheim_zu_wenige_und_null_bleiben_verschieden(
    text: str, spalte: str, erwartet: dict, vier: Vorrat
) -> None:
    tabelle = zeige(vier, text).bild.tabelle
    zellen = dict(zip(tabelle["Gebiet"], tabelle[spalte], strict=True))
    assert {name: zellen[name][: len(zeichen)] for name, zeichen in erwartet.items()} == erwartet


def test_nicht_zugesagtes_steht_in_keinem_satz(vier: Vorrat) -> None:
    ergebnis = zeige(vier, "/gebietsprofil?gebiet=A&indikator=sgb2_quote&bild=teile")
    assert "Mit Wert: 1 von 2 Gebieten" in ergebnis.satz
    assert "Am Wall" not in ergebnis.satz
    raenge = zeige(vier, "/vergleich?ebene=sozialraum&stichtag=2021-12-31&bild=rangtabelle")
    assert sorted(raenge.bild.tabelle["Gebiet"]) == ["Altmarkt", "Bergfeld"]
    assert "bei 2 von 2 Gebieten" in raenge.satz
    assert "Am Wall" in " ".join(raenge.weitere)


def test_satz_eines_weiteren_bildes_spricht_nur_von_seinen_zeilen(saarlouis_vorrat: Vorrat) -> None:
    ergebnis = zeige(saarlouis_vorrat, "/vergleich?umfang=alle&bild=differenzen_1")
    assert len(ergebnis.bild.tabelle) == len(ergebnis.indikatoren) == 3
    assert "Von 3 geprüften Indikatoren" in ergebnis.satz


def pruefe_sitzung(vorrat: Vorrat, folien: list[Folie]) -> None:
    sitzung = Sitzung(titel="Alle Bilder", folien=tuple(folien))
    ergebnis = pptx(sitzung, vorrat.kommune, vorrat=vorrat)
    assert [str(mangel) for mangel in ergebnis.maengel] == []
    assert len(Presentation(io.BytesIO(ergebnis.inhalt)).slides) == 1 + len(PAARE)


def test_eine_sitzung_aus_allen_bildern(tmp_path: Path) -> None:
    vorrat = vorrat_aus(_mit_auswertungen(tmp_path))
    pruefe_sitzung(vorrat, [Folie(ansicht=mit_bild(ansicht_aus(f"/{s}"), b)) for s, b in PAARE])


def test_eine_grosse_sitzung_aus_allen_bildern(
    saarlouis_vorrat: Vorrat, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Gezeichnet wird in der kleinen; hier geht es um die Inhalte.
    puffer = io.BytesIO()
    Image.new("RGB", (400, 200), "#ffffff").save(puffer, "PNG")
    monkeypatch.setattr(
        praesentation, "_gezeichnet", lambda _bild, _lage: (puffer.getvalue(), (4.0, 2.0))
    )
    folien = [Folie(ansicht=mit_bild(ansicht_zu(s, b), b)) for s, b in PAARE]
    pruefe_sitzung(saarlouis_vorrat, folien)


def _mit_auswertungen(ordner: Path) -> Kommune:
    """Die Kleinstadt mit Sozialindex, Segregation und Gruppen."""
    auswertungen = (
        '[auswertungen]\nsozialindex = ["sgb2_quote"]\nsegregation = ["jugendanteil"]\n'
        'gruppen = ["sgb2_quote", "jugendanteil"]\n'
    )
    daten, geo = kleinstadt.baue(ordner)
    kleinstadt.haenge_an(daten / "kommune.toml", auswertungen)
    return lade_kommune(daten, geo)
