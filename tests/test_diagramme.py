"""Diagramme: gültige Angaben, ehrliche Lücken, nichts Gesperrtes, lesbare Farben."""

import functools
import itertools
import json
import re

import altair as alt
import numpy as np
import pandas as pd
import pandas.testing as pdt
import pytest
import vl_convert
from altair.utils import schemapi

from sozialmonitor import diagramme
from sozialmonitor.bild import Bild
from sozialmonitor.diagramme import achsen, reihen, thema
from sozialmonitor.einstellungen import Ereignis
from sozialmonitor.fehler import SozialmonitorFehler, SpaltenFehlen
from sozialmonitor.katalog import Bruch, Indikator

STADT = "10"
NAMEN = {"101": "Roden", "102": "Fraulautern", STADT: "Stadt Saarlouis"}
BRUCH = Bruch(ab="2013-05", grund="Zensus: neue Basis")
GEHEIM = 47.11


def quote(**felder):
    vorgabe = {
        "id": "sgb2_quote",
        "titel": "SGB-II-Quote",
        "kurz": "Anteil.",
        "definition": "Anteil.",
        "berechnung": "Anteil.",
        "handlungsfeld": "arbeit",
        "art": "anteil",
        "zaehler": ("x",),
        "nenner": ("y",),
        "faktor": 100,
        "einheit": "%",
        "nachkommastellen": 1,
        "richtung": "hoch_belastend",
        "vergleich": ("stadt",),
        "quelle": ("sgb2",),
        "klassen": (),
        "hinweise": (),
        "geprueft_am": "2026-11-22",
    }
    return Indikator(**{**vorgabe, **felder})


def zeile(gebiet, stichtag, wert, zustand="wert", zeichen="", *, demo=False):
    return {
        "gebiet": gebiet,
        "stichtag": stichtag,
        "zaehler": wert * 42,
        "nenner": 4200,
        "wert": wert,
        "unten": wert - 1,
        "oben": wert + 1,
        "zeichen": zeichen,
        "zustand": zustand,
        "demo": demo,
        "herkunft": "gerechnet",
    }


def kennzahlen(demo=False, jahre=range(2010, 2016)):
    """Ein Gebiet mit Lücke, ein Gebiet mit gesperrtem Jahr (Wert fälschlich noch da), die Stadt."""
    zeilen = []
    for jahr in jahre:
        tag = f"{jahr}-12-31"
        if jahr != 2012:
            zeilen.append(zeile("101", tag, 14.5, demo=demo))
        gesperrt = jahr == 2014
        zeilen.append(
            zeile(
                "102",
                tag,
                GEHEIM if gesperrt else 9.3,
                "geheim" if gesperrt else "wert",
                "•" if gesperrt else "",
                demo=demo,
            )
        )
        zeilen.append(zeile(STADT, tag, 8.1, zeichen="p" if jahr == 2015 else "", demo=demo))
    return pd.DataFrame(zeilen)


def bevoelkerung(demo=False):
    gruppen = [(str(a), a, a) for a in range(5)] + [("5-9", 5, 9), ("90+", 90, None)]
    return pd.DataFrame(
        [
            {
                "alter": a,
                "von": v,
                "bis": b,
                "geschlecht": g,
                "anteil": 2.0,
                "anzahl": 84,
                "demo": demo,
            }
            for a, v, b in gruppen
            for g in "mw"
        ]
    )


def spannen():
    return pd.DataFrame(
        {
            "titel": ["SGB-II-Quote", "Anteil ab 65", "Wahlbeteiligung"],
            "wert_text": ["14,1 %", "21,0 %", "n. b."],
            "stadt_text": ["8,1 %", "24,0 %", "58,0 %"],
            "position": [0.1, 0.3, None],
            "q25": [0.3, 0.3, 0.3],
            "q75": [0.7, 0.6, 0.6],
            "stadt_position": [0.5, 0.5, 0.5],
            "urteil": ["gesichert höher", "gesichert niedriger", "nicht bewertbar"],
            "richtung": ["hoch_belastend", "neutral", "niedrig_belastend"],
        }
    )


def chronik():
    spalten = ["datum", "bis", "art", "titel", "text", "betrag", "einheit"]
    return pd.DataFrame(
        [
            ("2000", "", "programmstart", "Aufnahme in das Programm", "", None, ""),
            ("2004-06", "2006-11", "massnahme", "Umbau " * 12, "", 1250000, "Euro"),
            ("2023-02-09", None, "beschluss", "Prüfung", None, None, None),
        ],
        columns=spalten,
    )


def letzte(demo):
    tabelle = kennzahlen(demo)
    return tabelle[tabelle["stichtag"].eq("2014-12-31")]


BAUPLAENE = {
    "zeitreihe": lambda demo: diagramme.zeitreihe(kennzahlen(demo), quote(), NAMEN, stadt=STADT),
    "vielfache": lambda demo: diagramme.kleine_vielfache(
        kennzahlen(demo), quote(), NAMEN, stadt=STADT
    ),
    "balken": lambda demo: diagramme.balken(letzte(demo), quote(), NAMEN, stadtwert=8.1),
    "vorher_nachher": lambda demo: diagramme.vorher_nachher(
        kennzahlen(demo), quote(), NAMEN, start="2010-12-31", jetzt="2014-12-31"
    ),
    "pyramide": lambda demo: diagramme.pyramide(
        bevoelkerung(demo), bevoelkerung(), name="Roden", vergleichsname="Stadt"
    ),
    "spannweiten": lambda demo: diagramme.spannweiten(spannen(), name="Roden", demo=demo),
    "abdeckung": lambda demo: diagramme.abdeckung(
        kennzahlen(demo).assign(name=lambda t: t["gebiet"].map(NAMEN))
    ),
    "zeitstrahl": lambda demo: diagramme.zeitstrahl(chronik(), titel="Chronik", demo=demo),
}
ARTEN = list(BAUPLAENE)


@functools.cache
def bild_und_angaben(art, demo=False):
    bild = BAUPLAENE[art](demo)
    return bild, bild.bild.to_dict()


def angaben(bild):
    return bild.bild.to_dict()


def daten(bild, spalte):
    """Alle Datenzeilen der Angabe, in denen eine Spalte vorkommt."""
    return [z for t in angaben(bild)["datasets"].values() for z in t if spalte in z]


def abschnitte(bild, name):
    return {z["abschnitt"] for z in daten(bild, "abschnitt") if z.get("name") == name}


@pytest.mark.parametrize("art", ARTEN)
def test_jedes_bild_ist_vollstaendig(art):
    bild, spezifikation = bild_und_angaben(art)
    assert isinstance(bild, Bild)
    assert bild.titel
    assert spezifikation["description"] == bild.alttext
    assert not bild.tabelle.empty
    assert all(isinstance(w, str) for w in bild.tabelle.to_numpy().ravel())
    json.loads(json.dumps(spezifikation, allow_nan=False))


@pytest.mark.parametrize("art", ARTEN)
def test_deutsche_zahlen_und_svg(art):
    _, spezifikation = bild_und_angaben(art)
    ort = spezifikation["config"]["locale"]
    assert (ort["number"]["decimal"], ort["number"]["thousands"]) == (",", ".")
    assert ort["time"]["months"][2] == "März"
    assert spezifikation["usermeta"]["embedOptions"]["renderer"] == "svg"


@pytest.mark.parametrize("art", ARTEN)
@pytest.mark.parametrize("demo", [True, False])
def test_demonstration_ist_genau_dann_gezeichnet(art, demo):
    bild, spezifikation = bild_und_angaben(art, demo)
    inhalte = [w for t in spezifikation["datasets"].values() for z in t for w in z.values()]
    assert bild.demo is demo
    assert (thema.DEMOTEXT in inhalte) is demo
    assert ("emonstration" in bild.alttext) is demo


@pytest.mark.parametrize("art", ARTEN)
def test_gesperrtes_steht_nirgends(art):
    bild, spezifikation = bild_und_angaben(art)
    alles = json.dumps(spezifikation, ensure_ascii=False) + bild.alttext + bild.tabelle.to_csv()
    for zahl in ("47.11", "47,1", "46.11", "48.11", "1978", "1.979"):
        assert zahl not in alles


def test_eingaben_bleiben_unveraendert():
    tabelle, indikator = kennzahlen(), quote()
    kopie = tabelle.copy(deep=True)
    diagramme.zeitreihe(
        tabelle, indikator, NAMEN, stadt=STADT, brueche=(BRUCH,), darstellung="index"
    )
    diagramme.kleine_vielfache(tabelle, indikator, NAMEN, stadt=STADT)
    diagramme.balken(tabelle.head(3), indikator, NAMEN)
    pdt.assert_frame_equal(tabelle, kopie)
    for eingabe, funktion in (
        (spannen(), diagramme.spannweiten),
        (tabelle.assign(name="Roden"), diagramme.abdeckung),
    ):
        vorher = eingabe.copy(deep=True)
        funktion(eingabe)
        pdt.assert_frame_equal(eingabe, vorher)


def test_luecken_trennen_die_linie():
    bild = diagramme.zeitreihe(kennzahlen(), quote(), NAMEN, stadt=STADT)
    assert len(abschnitte(bild, "Roden")) == 2
    assert len(abschnitte(bild, "Fraulautern")) == 2
    assert len(abschnitte(bild, "Stadt Saarlouis")) == 1
    assert "Lücken hat die Linie bei Roden und Fraulautern." in bild.alttext


def test_keine_linie_ueber_einen_bruch():
    bild = diagramme.zeitreihe(kennzahlen(), quote(), NAMEN, stadt=STADT, brueche=(BRUCH,))
    je_abschnitt = {}
    for z in daten(bild, "abschnitt"):
        je_abschnitt.setdefault(z["abschnitt"], set()).add(z["zeitpunkt"][:10] >= BRUCH.ab)
    assert all(len(seiten) == 1 for seiten in je_abschnitt.values())
    assert "Bruch ab Mai 2013 (Zensus: neue Basis)" in bild.alttext
    assert any(z["titel"] == BRUCH.grund for z in daten(bild, "titel"))


def test_keine_linie_zwischen_echten_und_erfundenen_werten():
    tabelle = kennzahlen()
    tabelle.loc[tabelle["stichtag"] < "2012", "demo"] = True
    bild = diagramme.zeitreihe(tabelle, quote(), {STADT: "Stadt"}, stadt=STADT)
    assert len(abschnitte(bild, "Stadt")) == 2


def test_ein_zweiter_stichtag_im_jahr_ist_keine_luecke():
    tabelle = pd.concat([kennzahlen(), pd.DataFrame([zeile("102", "2011-05", 9.0)])])
    alle = reihen.lesbare_reihen(tabelle, quote(), {STADT: "Stadt", "102": "F"})
    teile = reihen.mit_abschnitten(alle)
    assert teile.loc[teile["gebiet"].eq(STADT), "abschnitt"].unique().tolist() == ["10-0"]


def test_in_monatsreihen_ist_ein_fehlender_monat_eine_luecke():
    monate = [f"2020-{m:02d}" for m in range(1, 13)]
    tabelle = pd.DataFrame(
        [zeile("101", m, 5.0) for m in monate]
        + [zeile("102", m, 5.0) for m in monate if m[-1] != "5"]
    )
    alle = reihen.lesbare_reihen(tabelle, quote(), NAMEN)
    je_gebiet = reihen.mit_abschnitten(alle).groupby("gebiet")["abschnitt"].nunique()
    assert je_gebiet.to_dict() == {"101": 1, "102": 2}


def test_vorlaeufige_punkte_sind_hohl():
    bild = diagramme.zeitreihe(kennzahlen(), quote(), NAMEN, stadt=STADT)
    hohl = {
        (z["name"], z["zeitpunkt"][:4])
        for z in daten(bild, "fuellung")
        if z["fuellung"] == thema.HELL.hintergrund
    }
    assert hohl == {("Stadt Saarlouis", "2015")}


def test_anteile_beginnen_bei_null_nur_als_wert():
    def grenzen(**wahl):
        bild = diagramme.zeitreihe(kennzahlen(), quote(), NAMEN, stadt=STADT, **wahl)
        achsen_y = [
            e["encoding"]["y"]
            for e in angaben(bild)["layer"]
            if "scale" in e["encoding"].get("y", {})
        ]
        return achsen_y[0]["scale"]["domain"]

    assert grenzen()[0] == 0
    assert grenzen(darstellung="index")[0] > 0
    assert grenzen(darstellung="veraenderung")[0] < 0


def test_index_bezieht_sich_auf_das_basisjahr_und_nie_ueber_einen_bruch():
    tabelle = kennzahlen()
    bild = diagramme.zeitreihe(
        tabelle, quote(), NAMEN, stadt=STADT, darstellung="index", basisjahr=2010, brueche=(BRUCH,)
    )
    assert {z["y"] for z in daten(bild, "fuellung") if z["zeitpunkt"] < "2011"} == {100.0}
    assert max(z["zeitpunkt"][:4] for z in daten(bild, "fuellung")) == "2012"
    assert "SGB-II-Quote, 2010 = 100" in bild.tabelle.columns


def test_ohne_basisjahr_gilt_das_frueheste_mit_den_meisten_gebieten():
    tabelle = kennzahlen().query("not (gebiet == '102' and stichtag == '2010-12-31')")
    bild = diagramme.zeitreihe(tabelle, quote(), NAMEN, stadt=STADT, darstellung="veraenderung")
    assert "seit 2011" in bild.titel


def test_fehlt_das_basisjahr_sagt_die_meldung_welches():
    with pytest.raises(SozialmonitorFehler, match="Basisjahr 1999"):
        diagramme.zeitreihe(kennzahlen(), quote(), NAMEN, darstellung="index", basisjahr=1999)


def test_fehlende_spalten_werden_genannt():
    with pytest.raises(SpaltenFehlen, match="zustand"):
        diagramme.zeitreihe(kennzahlen().drop(columns="zustand"), quote(), NAMEN)


def test_tooltip_und_tabelle_sind_deutsch():
    bild = diagramme.zeitreihe(kennzahlen(), quote(), NAMEN, stadt=STADT)
    punkt = daten(bild, "zahlen_text")[0]
    assert punkt["wert_text"] == "14,5 %"
    assert punkt["zahlen_text"] == "609 von 4.200"
    assert punkt["stichtag_text"] == "31.12.2010"
    erste = bild.tabelle.iloc[0]
    assert erste["SGB-II-Quote (%)"] == "14,5"
    assert bild.tabelle.query("Gebiet == 'Fraulautern'")["SGB-II-Quote (%)"].tolist()[4] == "•"
    assert "Roden: 2010 14,5 %, 2015 14,5 %." in bild.alttext


@pytest.mark.parametrize("funktion", [diagramme.zeitreihe, diagramme.kleine_vielfache])
@pytest.mark.parametrize(
    ("zustand", "satz"),
    [("geheim", "Gesperrt (Datenschutz): Fraulautern 2014"),
     ("zu_wenige", "Zu wenige Personen für eine Bewertung: Fraulautern 2014"), ("fehlt", "")],
)  # fmt: skip
def test_gesperrtes_jahr_sieht_nicht_aus_wie_ein_fehlendes(funktion, zustand, satz):
    # Roden fehlt 2012; nur was es gibt und nicht gezeigt werden darf, wird genannt.
    tabelle = kennzahlen().replace({"zustand": {"geheim": zustand}})
    bild = funktion(tabelle, quote(), NAMEN, stadt=STADT)
    genannt = [zeile for zeile in angaben(bild)["title"]["subtitle"] if "Fraulautern 2014" in zeile]
    assert genannt == ([satz] if satz else [])
    assert (f"{satz}." in bild.alttext) if satz else ("Fraulautern 2014" not in bild.alttext)


def test_viele_gesperrte_werden_gezaehlt_statt_genannt():
    namen = {f"{i}": f"Gebiet {i}" for i in range(3)}
    zeilen = [
        zeile(g, f"{jahr}-12-31", 5.0, "geheim") for g in namen for jahr in (2018, 2019, 2020)
    ]
    zeilen += [zeile(g, "2021-12-31", 5.0) for g in namen]
    bild = diagramme.zeitreihe(pd.DataFrame(zeilen), quote(), namen)
    assert "Gesperrt (Datenschutz): 9 Werte in 3 Gebieten." in bild.alttext


@pytest.mark.parametrize("zustand", ["geheim", "zu_wenige", "fehlt"])
def test_ganz_ohne_werte_bleibt_das_bild_leer_und_sagt_es(zustand):
    tabelle = kennzahlen().assign(zustand=zustand)
    bild = diagramme.zeitreihe(tabelle, quote(), NAMEN, stadt=STADT)
    assert daten(bild, "fuellung") == []
    assert "kein Wert" in bild.alttext
    for weiteres in (
        diagramme.kleine_vielfache(tabelle, quote(), NAMEN, stadt=STADT),
        diagramme.balken(tabelle.head(2), quote(), NAMEN),
    ):
        json.dumps(angaben(weiteres), allow_nan=False)


def test_viele_gebiete_sind_blass_und_nur_eines_ist_beschriftet():
    namen = {f"{i:03d}": f"Sozialraum {i}" for i in range(29)}
    tabelle = pd.DataFrame([zeile(g, f"{j}-12-31", 5.0) for g in namen for j in (2020, 2021)])
    bild = diagramme.zeitreihe(tabelle, quote(), namen, hervorgehoben="003")
    schilder = {z["text"] for z in daten(bild, "stelle")}
    assert schilder == {"Sozialraum 3  5,0 %"}


def test_gebiete_ohne_zeilen_machen_die_linien_nicht_blass():
    namen = {**NAMEN, **{f"9{i}": f"Anderswo {i}" for i in range(30)}}
    bild = diagramme.zeitreihe(kennzahlen(), quote(), namen, stadt=STADT)
    assert {z["deckung"] for z in daten(bild, "deckung")} == {1.0}
    leer = diagramme.zeitreihe(kennzahlen().head(0), quote(), NAMEN, stadt=STADT)
    assert "kein Wert" in leer.alttext


def test_acht_gebiete_unterscheiden_sich_auch_ohne_farbe():
    assert len(set(thema.STRICHE)) == len(set(thema.FORMEN)) == 8
    for farben in (thema.HELL, thema.DUNKEL):
        assert len(set(farben.reihen)) == 8


def test_beschriftungen_am_ende_ueberdecken_sich_nicht():
    stellen = achsen.ausweichend([5.0, 5.1, 5.2, 0.0, 10.0], 1.0, 0.0, 10.0)
    geordnet = sorted(stellen)
    assert all(b - a >= 0.999 for a, b in itertools.pairwise(geordnet))
    assert geordnet[0] >= 0
    assert geordnet[-1] <= 10


def test_beschriftungen_von_ereignissen_stehen_in_freien_zeilen():
    ereignisse = [
        Ereignis(von="2020-03", bis="2022-05", titel="Corona"),
        Ereignis(von="2022-06", titel="Geflüchtete aus der Ukraine im SGB II"),
        Ereignis(von="2023-01", titel="Bürgergeld"),
        Ereignis(von="1990", titel="zu früh"),
    ]
    grenzen = (pd.Timestamp("2009-06-01"), pd.Timestamp("2026-06-01"))
    marken = achsen.markierungen((BRUCH,), ereignisse, grenzen, diagramme.STANDARD)
    assert "zu früh" not in set(marken["titel"])
    for _, gruppe in marken.groupby("zeile"):
        geordnet = gruppe.sort_values("von")
        assert (geordnet["von"].iloc[1:].to_numpy() > geordnet["bis"].iloc[:-1].to_numpy()).all()


def test_balken_stehen_in_der_gegebenen_ordnung_und_ohne_wert_am_ende():
    tabelle = pd.DataFrame(
        [zeile("a", "2020", 3.0), zeile("b", "2020", GEHEIM, "geheim"), zeile("c", "2020", 7.0)]
    )
    namen = {"b": "B", "a": "A", "c": "C"}
    fest = diagramme.balken(tabelle, quote(), namen, stadtwert=8.1)
    nach_wert = diagramme.balken(tabelle, quote(), namen, sortiert=True)
    assert fest.tabelle["Gebiet"].tolist() == ["A", "C", "B"]
    assert nach_wert.tabelle["Gebiet"].tolist() == ["C", "A", "B"]
    assert daten(fest, "stadtwert")[0]["text"] == "Stadt 8,1 %"
    assert "B: gesperrt (Datenschutz)." in fest.alttext


def test_balken_zeigen_teilgebiete_und_verschweigen_gesperrte():
    tabelle = pd.DataFrame([zeile("101", "2020", 14.5)])
    teile = pd.DataFrame(
        [
            zeile("10101", "2020", 3.0),
            zeile("10102", "2020", 33.0),
            zeile("10103", "2020", GEHEIM, "geheim"),
        ]
    ).assign(uebergeordnet="101")
    bild = diagramme.balken(tabelle, quote(), NAMEN, punkte=teile, punktnamen={"10101": "Ortskern"})
    assert [z["wert"] for z in daten(bild, "zeile")] == [3.0, 33.0]
    assert "Teilgebiete von Roden: 3,0 % bis 33,0 %." in bild.alttext
    ohne_kreis = "Teilgebiete ohne Kreis: 10103 (gesperrt (Datenschutz))"
    assert f"{ohne_kreis}." in bild.alttext
    assert ohne_kreis in angaben(bild)["title"]["subtitle"]
    assert "47.11" not in json.dumps(angaben(bild))


def test_vorher_nachher_nennt_beide_werte():
    bild = diagramme.vorher_nachher(
        kennzahlen(), quote(), NAMEN, start="2010-12-31", jetzt="2014-12-31"
    )
    texte = {z["name"]: z["text"] for z in daten(bild, "text") if "name" in z}
    assert texte["Roden"] == "14,5 % → 14,5 %"
    assert texte["Fraulautern"] == "9,3 % → gesperrt (Datenschutz)"


def test_pyramide_fasst_einzeljahre_zusammen():
    bild = diagramme.pyramide(
        bevoelkerung(), bevoelkerung(), name="Roden", vergleichsname="Stadt", stichtag="2020-12-31"
    )
    gruppen = bild.tabelle.query("Geschlecht == 'Frauen'").set_index("Alter")["Anteil"]
    assert gruppen.to_dict() == {"0–4": "10,0 %", "5–9": "2,0 %", "90 und älter": "2,0 %"}
    assert "31.12.2020" in bild.titel


def test_pyramide_laesst_eine_gruppe_mit_fehlendem_teil_weg():
    tabelle = bevoelkerung()
    tabelle.loc[0, "anteil"] = None
    bild = diagramme.pyramide(tabelle, bevoelkerung(), name="Roden", vergleichsname="Stadt")
    maenner = bild.tabelle.query("Geschlecht == 'Männer'").set_index("Alter")
    assert maenner.loc["0–4", ["Anteil", "Personen"]].tolist() == ["k. A.", "k. A."]


def test_pyramide_weist_gruppen_ueber_die_grenze_zurueck():
    tabelle = bevoelkerung()
    tabelle.loc[0, ["alter", "bis"]] = ["0-17", 17]
    with pytest.raises(SozialmonitorFehler, match="0-17"):
        diagramme.pyramide(tabelle, bevoelkerung(), name="Roden", vergleichsname="Stadt")


def test_spannweiten_werten_nur_gerichtete_indikatoren():
    bild = diagramme.spannweiten(spannen(), name="Roden")
    punkte = {z["titel"]: z for z in daten(bild, "farbe")}
    assert set(punkte) == {"SGB-II-Quote", "Anteil ab 65"}
    assert punkte["SGB-II-Quote"]["farbe"] == thema.HELL.belastender
    assert punkte["Anteil ab 65"]["farbe"] == thema.HELL.ungewertet
    assert {z["links"] for z in daten(bild, "links")} == {"← ungünstig", "← niedrig"}


def test_abdeckung_nennt_auch_jahre_ohne_zeile():
    tabelle = kennzahlen().assign(name=lambda t: t["gebiet"].map(NAMEN))
    bild = diagramme.abdeckung(tabelle)
    roden = bild.tabelle.set_index("Gebiet").loc["Roden"]
    assert roden["2012"] == "keine Angabe"
    assert bild.tabelle.set_index("Gebiet").loc["Fraulautern", "2014"] == "gesperrt (Datenschutz)"
    assert bild.tabelle.set_index("Gebiet").loc["Stadt Saarlouis", "2015"] == "vorläufiger Wert"


def texte_im_svg(bild):
    """Alle sichtbaren Texte des gezeichneten Bildes; Vega blendet verdeckte nur aus."""
    svg = vl_convert.vegalite_to_svg(angaben(bild))
    texte = re.findall(r"<text([^>]*)>([^<]+)</text>", svg)
    return [text for attribute, text in texte if ' opacity="0"' not in attribute]


@pytest.mark.parametrize(("jahre", "alle"), [(range(1990, 2026), False), (range(2016, 2026), True)])
def test_abdeckung_beschriftet_nur_jahre_die_nebeneinander_passen(jahre, alle):
    tabelle = kennzahlen(jahre=jahre).assign(name=lambda t: t["gebiet"].map(NAMEN))
    bild = diagramme.abdeckung(tabelle, gestaltung=diagramme.Gestaltung(breite=1000))
    gezeigt = [int(text) for text in texte_im_svg(bild) if re.fullmatch(r"\d{4}", text)]
    schritt = gezeigt[1] - gezeigt[0]
    assert gezeigt == list(jahre[::schritt])
    assert (schritt == 1) == alle


def test_demohinweis_der_pyramide_liegt_ueber_der_zeichenflaeche():
    hinweis = bild_und_angaben("pyramide", demo=True)[1]["layer"][-1]
    assert hinweis["encoding"]["text"]["field"] == "hinweis"
    assert hinweis["encoding"]["y"] == {"value": 0}
    assert hinweis["mark"]["baseline"] == "bottom"
    assert hinweis["mark"]["dy"] < 0


def test_zeitstrahl_versteht_ungenaue_daten_und_bricht_um():
    bild = diagramme.zeitstrahl(chronik(), titel="Chronik", programmstart="2000")
    schilder = [z["schild"] for z in daten(bild, "schild")]
    assert schilder[0].startswith("2000: ")
    assert max(len(teil) for s in schilder for teil in s.split("\n")) <= 46
    assert bild.tabelle["Betrag"].tolist() == ["", "1.250.000 Euro", ""]
    assert "Juni 2004 bis November 2006" in bild.alttext


@pytest.mark.parametrize("farben", [thema.HELL, thema.DUNKEL], ids=["hell", "dunkel"])
def test_text_und_linien_sind_lesbar(farben):
    texte = [farben.titel, farben.text, farben.nebentext, farben.stadt, *farben.reihen]
    texte += [farben.guenstiger, farben.belastender, farben.gleich, farben.ungewertet]
    assert all(thema.kontrast(farbe, farben.hintergrund) >= 4.5 for farbe in texte)
    assert thema.kontrast(farben.nebentext, farben.flaeche) >= 4.5
    # Große fette Schrift braucht nach WCAG 3 : 1.
    assert thema.kontrast(farben.wasserzeichen, farben.hintergrund) >= 3


# Machado, Oliveira und Fernandes (2009), Stärke 1,0, auf linearem sRGB.
SEHWEISEN = {
    "normal": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "rotblind": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "gruenblind": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "blaublind": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
NACH_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def cielab(farbe, sehweise):
    anteile = np.array([int(farbe[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(anteile <= 0.04045, anteile / 12.92, ((anteile + 0.055) / 1.055) ** 2.4)
    xyz = NACH_XYZ @ np.clip(np.array(sehweise) @ linear, 0, 1) / np.array([0.9505, 1, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("sehweise", SEHWEISEN)
@pytest.mark.parametrize("farben", [thema.HELL, thema.DUNKEL], ids=["hell", "dunkel"])
def test_reihen_bleiben_bei_farbenblindheit_verschieden(farben, sehweise):
    alle = [cielab(farbe, SEHWEISEN[sehweise]) for farbe in (*farben.reihen, farben.stadt)]
    assert min(np.linalg.norm(a - b) for a, b in itertools.combinations(alle, 2)) >= 12


def test_kontrast_stimmt_mit_der_norm_ueberein():
    assert thema.kontrast("#000000", "#ffffff") == pytest.approx(21)
    assert thema.kontrast("#595959", "#ffffff") == pytest.approx(7.0, abs=0.05)


def test_breite_dunkel_und_schrift_lassen_sich_waehlen():
    gestaltung = diagramme.Gestaltung(dunkel=True, breite=900, schrift=18, transparent=False)
    spezifikation = angaben(
        diagramme.zeitreihe(kennzahlen(), quote(), NAMEN, stadt=STADT, gestaltung=gestaltung)
    )
    assert spezifikation["width"] == 900
    assert spezifikation["config"]["background"] == thema.DUNKEL.hintergrund
    assert spezifikation["config"]["axis"]["labelFontSize"] == 18
    ohne = angaben(diagramme.zeitreihe(kennzahlen(), quote(), NAMEN))
    assert ohne["width"] == "container"


def test_keine_schrift_ist_kleiner_als_zwoelf():
    def groessen(knoten):
        if isinstance(knoten, dict):
            for name, wert in knoten.items():
                if name.lower().endswith("fontsize") and isinstance(wert, int | float):
                    yield wert
                yield from groessen(wert)
        elif isinstance(knoten, list):
            for teil in knoten:
                yield from groessen(teil)

    for art in ARTEN:
        assert min(groessen(bild_und_angaben(art, demo=True)[1])) >= 12


def test_im_betrieb_baut_altair_ohne_pruefung(monkeypatch):
    monkeypatch.setattr(schemapi, "DEBUG_MODE", True)
    with pytest.raises(schemapi.SchemaValidationError):
        alt.Axis(labelAngle="quer")
    thema.baue_ungeprueft()
    assert alt.Axis(labelAngle="quer").to_dict(validate=False) == {"labelAngle": "quer"}
