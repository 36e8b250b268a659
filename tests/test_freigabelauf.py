"""Der Lauf der Freigabe: von Hand gerechnete Bereiche, Gegenangriff, Wiederholung, Rollen."""

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialmonitor import freigabelauf, verknuepfung
from sozialmonitor.einstellungen import Geheimhaltung
from sozialmonitor.fehler import SozialmonitorFehler, Unbekannt
from sozialmonitor.freigabelauf import VERBORGEN, ZURUECKGEHALTEN, lauf
from sozialmonitor.geheimhaltung import INTERN, OEFFENTLICH, Regel, gerundet
from sozialmonitor.laden import lade_kommune
from tests import kleinstadt
from tests.freigabestadt import mit_bericht, mit_bestand, mit_werten, nur
from tests.gegenangriff import Gegenangriff
from tests.kleinstadt import LETZTER, ersetze, haenge_an

WURZEL = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def oeffentlich(stadt):
    return lauf(stadt, "oeffentlich")


@pytest.fixture(scope="module")
def klein(stadt):
    """Ein Stichtag und vier Verbünde ohne Nenner."""
    return nur(stadt, LETZTER, ["sgb2", "geburten", "zuzuege", "fortzuege"])


@pytest.fixture(scope="module")
def saarlouis():
    """Einwohner, SGB II und Kita eines Stichtags, an dem alle drei im selben Raum klein sind."""
    ganz = lade_kommune(WURZEL / "data" / "saarlouis", WURZEL / "geodata" / "saarlouis")
    return nur(ganz, "2010-12-31", ["einwohner", "kita_kinder_unter_3", "kita_kinder_3_bis_6"])


def zellen(ergebnis, merkmal, stichtag=LETZTER):
    tabelle = ergebnis.zellen
    gilt = tabelle["merkmal"].eq(merkmal) & tabelle["stichtag"].eq(stichtag)
    return tabelle[gilt].set_index("gebiet")


def zelle(ergebnis, gebiet, merkmal):
    return zellen(ergebnis, merkmal).loc[gebiet]


def verborgen(ergebnis, merkmal, stichtag=LETZTER):
    tabelle = zellen(ergebnis, merkmal, stichtag)
    return set(tabelle.index[tabelle["frei"].isna()])


def mit_regeln(kommune, **regeln):
    geheimhaltung = Geheimhaltung(rollen={"intern": INTERN, "oeffentlich": OEFFENTLICH} | regeln,
                                  tabellen={})  # fmt: skip
    einstellungen = dataclasses.replace(kommune.einstellungen, geheimhaltung=geheimhaltung)
    return dataclasses.replace(kommune, einstellungen=einstellungen)


# Von Hand


def test_sgb2_von_hand(oeffentlich):
    # B2 = 3 ist geheim. Sichtbar bleiben A1 40, A2 10, B1 16, A 50, P 56, Stadt 74 (und der Rest
    # der Stadt ohne P, 18). Also B = 16 + B2 und „nicht zuordenbar“ = 74 − 50 − B = 8 − B2.
    assert verborgen(oeffentlich, "sgb2") == {"B2", "B", "KX"}
    ist = zellen(oeffentlich, "sgb2").loc[["B2", "B", "KX"], ["unten", "oben"]]
    assert ist.to_numpy().tolist() == [[0, 8], [16, 24], [0, 8]]
    assert set(zellen(oeffentlich, "sgb2").loc[["B2", "B", "KX"], "urteil"]) == {"geschützt"}


def test_zwei_kleine_zahlen_schuetzen_sich_nicht_wenn_ihre_summe_klein_ist(oeffentlich):
    # Geburten: A1 5, A2 3, B1 2, B2 0. Der Stadtteil B = 2 ist selbst geheim und A Partner;
    # sonst wäre B = 10 − 8.
    assert verborgen(oeffentlich, "geburten") == {"A2", "B1", "A", "B", "P", "K1 ohne P"}


def test_abgezogenes_ist_geschuetzt(oeffentlich):
    # B2: 3 ab 65, davon 2 Frauen und 1 Mann; keine der drei Zahlen darf sich ergeben.
    for merkmal in ("frauen_ab_65", "einwohner ohne unter_65",
                    "einwohner ohne unter_65 ohne frauen_ab_65"):  # fmt: skip
        zeile = zellen(oeffentlich, merkmal).loc["B2"]
        assert (zeile["status"], zeile["urteil"]) == ("primär", "geschützt")


def test_sichtbares_ist_der_wahre_wert(stadt, oeffentlich):
    offen = oeffentlich.zellen.dropna(subset="frei")
    assert (offen["frei"] == offen["wert"]).all()
    assert not offen["status"].isin(VERBORGEN).any()
    assert len(offen) > len(stadt.gebiete)


def test_stadtteil_mit_nur_einem_sozialraum(ordner):
    # B besteht nur aus B2: Beide Zellen sind dieselbe Zahl, keine darf ohne die andere stehen.
    ersetze(ordner[0] / "gebiete.csv", "B1,sozialraum,Bergfeld,B,", "B1,sozialraum,Bergfeld,A,")
    ist = lauf(nur(lade_kommune(*ordner), LETZTER, ["einwohner", "zuzuege"]), "oeffentlich")
    for merkmal in ("zuzuege", "frauen_ab_65"):
        assert {"B", "B2"} <= verborgen(ist, merkmal)


def test_ganz_im_programmgebiet_liegender_stadtteil(ordner):
    # P = B1 + B2 = B: Mit B2 ist eine von B und P allein nie verborgen.
    (ordner[0] / "mengen.csv").write_text("menge,teil\nP,B1\nP,B2\n", encoding="utf-8")
    merkmale = ["sgb2", "zuzuege", "fortzuege", "geburten"]
    ist = lauf(nur(lade_kommune(*ordner), LETZTER, merkmale), "oeffentlich")
    for merkmal in merkmale:
        assert ("B" in verborgen(ist, merkmal)) == ("P" in verborgen(ist, merkmal))


def test_leere_kommune_hat_einen_leeren_lauf(stadt):
    ist = lauf(mit_bestand(stadt, stadt.bestand.iloc[:0]), "oeffentlich")
    assert ist.zellen.empty
    assert {"gebiet", "frei", "urteil"} <= set(ist.zellen)


def test_unbekannte_rolle(stadt):
    with pytest.raises(Unbekannt, match="Die Rolle „presse“"):
        lauf(stadt, "presse")


# Nenner und Zähler


def test_nenner_ist_so_streng_wie_seine_zaehler(stadt):
    geheimhaltung = dataclasses.replace(
        stadt.einstellungen.geheimhaltung,
        tabellen={("soziales", "oeffentlich"): Regel(mindestanzahl=8)},
    )
    einstellungen = dataclasses.replace(stadt.einstellungen, geheimhaltung=geheimhaltung)
    streng = dataclasses.replace(stadt, einstellungen=einstellungen)
    ist = lauf(nur(streng, LETZTER, ["einwohner", "sgb2"]), "oeffentlich").regeln
    assert ist["sgb2"].mindestanzahl == ist["einwohner"].mindestanzahl == 8


def test_ergaenzung_zum_nenner_ist_geheim(stadt):
    # 13 von 15 unter 65 in B2: Dass zwei nicht dazugehören, ist so geheim wie eine Zwei.
    beide = nur(stadt, LETZTER, ["einwohner", "sgb2"])
    viele = mit_werten(beide, {zeile(beide, "B2", "sgb2"): 13})
    ist = zellen(lauf(viele, "oeffentlich"), "sgb2").loc["B2"]
    assert (ist["status"], ist["grund"]) == ("primär", "Ergänzung zum Nenner unter 5")


def test_ergaenzung_zaehlt_auch_wenn_der_nenner_verborgen_ist(stadt):
    # Wer den Nenner anderswo erfährt, soll die zwei nicht kennen.
    beide = nur(stadt, LETZTER, ["einwohner", "sgb2"])
    viele = mit_werten(beide, {zeile(beide, "B2", "sgb2"): 13})
    verbund = verknuepfung.verbuende(viele)[1]
    nenner = {"unter_65": pd.Series({"A1": 400.0, "B2": np.nan})}
    ist = freigabelauf.ein_schritt(viele, verbund, LETZTER, OEFFENTLICH, nenner=nenner)
    b2 = ist.set_index("gebiet").loc["B2"]
    assert (b2["grund"], np.isnan(b2["nenner"])) == ("Ergänzung zum Nenner unter 5", True)


def test_gerundeter_nenner_begrenzt_mit_seinem_groessten_wert(stadt):
    geheimhaltung = dataclasses.replace(
        stadt.einstellungen.geheimhaltung,
        tabellen={("einwohner", "oeffentlich"): Regel(mindestanzahl=5, rundung=5)},
    )
    einstellungen = dataclasses.replace(stadt.einstellungen, geheimhaltung=geheimhaltung)
    beide = nur(
        dataclasses.replace(stadt, einstellungen=einstellungen), LETZTER, ["einwohner", "sgb2"]
    )
    ist = lauf(beide, "oeffentlich", geheimnis="geheim")
    gerundeter = zellen(ist, "unter_65").loc["B2", "frei"]
    assert gerundeter % 5 == 0
    assert zellen(ist, "sgb2").loc["B2", "nenner"] == gerundeter + 4


def test_sichtbarer_zaehler_verraet_den_verborgenen_nenner_nicht(stadt):
    """B2: 18 Menschen, davon 15 unter 65 und 3 darüber; 9 der 15 mit SGB II.

    „unter 65“ ist mindestens 9. Gilt es als verborgen, muss sein Bereich das überstehen.
    """
    beide = nur(stadt, LETZTER, ["einwohner", "sgb2"])
    viele = mit_werten(beide, {zeile(beide, "B2", "sgb2"): 9})
    angriff = Gegenangriff(viele, lauf(viele, "oeffentlich").zellen)
    assert ungeschuetzt(angriff.bereiche()).empty


def zeile(kommune, gebiet, merkmal, stichtag=LETZTER):
    bestand = kommune.bestand
    gilt = bestand["gebiet"].eq(gebiet) & bestand["merkmal"].eq(merkmal)
    return bestand.index[gilt & bestand["stichtag"].eq(stichtag)][0]


def ungeschuetzt(bereiche, mindestanzahl=5):
    eng = (bereiche["bis"] - bereiche["von"]).lt(3) | bereiche["bis"].lt(mindestanzahl)
    return bereiche[eng]


# Nichtinterferenz


@pytest.mark.parametrize("anzahl", range(1, 8))
def test_freigabe_haengt_nicht_am_verborgenen_wert(stadt, oeffentlich, anzahl):
    """B2 und „nicht zuordenbar“ haben zusammen 8; ob 1 und 7, 3 und 5 oder 7 und 1, sieht niemand.

    Nur 0 und 8 scheiden aus: Dann wäre nichts geheim. Das weiß, wer die Regel kennt.
    """
    beide = nur(stadt, LETZTER, ["einwohner", "sgb2"])
    werte = {zeile(beide, "B2", "sgb2"): anzahl, zeile(beide, "KX", "sgb2"): 8 - anzahl}
    ist = zellen(lauf(mit_werten(beide, werte), "oeffentlich"), "sgb2")["frei"]
    pd.testing.assert_series_equal(ist, zellen(oeffentlich, "sgb2")["frei"])


# Gegenangriff


@settings(max_examples=6)
@given(st.data())
def test_gegenangriff_auf_zufaellige_bestaende(stadt, daten):
    bestand = stadt.bestand[stadt.bestand["stichtag"].eq(LETZTER)]
    gezaehlt = bestand[bestand["merkmal"].isin(["einwohner", "sgb2", "geburten"])]
    klein = st.one_of(st.integers(0, 6), st.integers(0, 60))
    werte = {nr: float(daten.draw(klein)) for nr in gezaehlt.index}
    for gebiet in ("A1", "A2", "B1", "B2"):
        # Höchstens so viele mit SGB II wie Menschen unter 65.
        orte = gezaehlt["gebiet"].eq(gebiet)
        unter_65 = orte & gezaehlt["merkmal"].eq("einwohner") & gezaehlt["alter"].ne("65+")
        menschen = sum(werte[nr] for nr in gezaehlt.index[unter_65])
        nummer = gezaehlt.index[orte & gezaehlt["merkmal"].eq("sgb2")][0]
        werte[nummer] = min(werte[nummer], menschen)
    zufaellig = nur(mit_werten(stadt, werte), LETZTER, ["einwohner", "sgb2", "geburten"])
    ist = lauf(zufaellig, "oeffentlich").zellen
    zurueck = ist["grund"].str.startswith(ZURUECKGEHALTEN)
    ganz = ist["verbund"].isin(ist.loc[zurueck, "verbund"])
    assert set(ist.loc[~ganz, "urteil"].dropna()) <= {"geschützt"}
    bereiche = Gegenangriff(zufaellig, ist).bereiche()
    assert ungeschuetzt(bereiche[~bereiche["verbund"].isin(ist.loc[ganz, "verbund"])]).empty


def test_gegenangriff_findet_was_ohne_partner_offen_liegt(stadt, oeffentlich):
    """Gegenprobe: B2 mit 3 Leistungsberechtigten ist B minus B1, wenn nur B2 verborgen ist."""
    ist = oeffentlich.zellen[oeffentlich.zellen["stichtag"].eq(LETZTER)]
    ohne_partner = ist.assign(frei=ist["frei"].where(ist["status"].ne("sekundär"), ist["wert"]))
    bereiche = Gegenangriff(stadt, ohne_partner).bereiche()
    b2 = bereiche[bereiche["gebiet"].eq("B2") & bereiche["merkmal"].eq("sgb2")].iloc[0]
    assert (b2["von"], b2["bis"]) == (3, 3)


def test_gegenangriff_auf_saarlouis(saarlouis):
    """Alle 156 Altersgruppen × Geschlecht × Herkunft, 29 Sozialräume, zwei Programmgebiete.

    In „Innenstadt 6“ lebten Ende 2010 zwei Kinder von 3 bis unter 6 und beide gingen in die Kita;
    und drei Menschen von 20 bis unter 25, was nur aus drei anderen Zahlen folgt (18 bis unter 25
    minus unter 20 plus unter 18).
    """
    ist = lauf(saarlouis, "oeffentlich").zellen
    assert set(ist["urteil"].dropna()) == {"geschützt"}
    dort = ist[ist["gebiet"].eq("100441150106")].set_index("merkmal")
    # Beide sind verborgen; in der Kita sind höchstens so viele, wie dort wohnen können.
    assert dort.loc["kita_kinder_3_bis_6", "oben"] <= dort.loc["einwohner_3_bis_6", "oben"]
    angriff = Gegenangriff(
        saarlouis, ist, [*verknuepfung.verbuende(saarlouis)[0].merkmale, "kita_kinder_3_bis_6"]
    )
    unten, oben = angriff.bereich(
        {"einwohner_18_unter_25": 1, "einwohner_unter_20": -1, "einwohner_unter_18": 1},
        "100441150106",
    )
    assert oben - unten >= 3
    angriff.zellen = angriff.zellen[angriff.zellen["gebiet"].str.startswith("1004411501")]
    assert ungeschuetzt(angriff.bereiche()).empty


# Frühere Ausgaben


def gezeigt(gebiet, wert, merkmal="sgb2"):
    zeile = {"gebiet": [gebiet], "stichtag": [LETZTER], "merkmal": [merkmal], "wert": [wert]}
    return {"oeffentlich": pd.DataFrame(zeile)}


def test_frueher_gezeigtes_bleibt_sichtbar_und_wird_nie_partner(stadt, oeffentlich):
    assert np.isnan(zelle(oeffentlich, "B", "sgb2")["frei"])
    neu = lauf(stadt, "oeffentlich", frueher=gezeigt("B", 19.0))
    # B = 16 + 3 ist heraus; damit B2 (3) verborgen bleibt, muss es auch B1 (16) sein.
    assert zelle(neu, "B", "sgb2")["frei"] == 19
    assert np.isnan([zelle(neu, g, "sgb2")["frei"] for g in ("B1", "B2")]).all()
    assert zelle(neu, "B2", "sgb2")["urteil"] == "geschützt"


def test_frueher_gezeigtes_bleibt_auch_gegen_die_regel(stadt):
    neu = zelle(lauf(stadt, "oeffentlich", frueher=gezeigt("B2", 3.0)), "B2", "sgb2")
    assert (neu["frei"], neu["status"]) == (3, "offen")
    assert neu["grund"] == "schon veröffentlicht, nach der Regel geheim: Anzahl unter 5"


@pytest.mark.parametrize(
    ("gebiet", "wert"), [("B", 18.0), ("B", np.nan), ("ZZ", 19.0)],
    ids=["seither_berichtigt", "dort_verborgen", "unbekanntes_gebiet"],
)  # fmt: skip
def test_was_nicht_mehr_stimmt_ist_nicht_heraus(stadt, oeffentlich, gebiet, wert):
    neu = lauf(stadt, "oeffentlich", frueher=gezeigt(gebiet, wert))
    pd.testing.assert_frame_equal(neu.zellen, oeffentlich.zellen)


def test_intern_kennt_auch_fruehere_oeffentliche_ausgaben(stadt):
    # B1 hatte 2 Geburten, auch intern geheim.
    assert np.isnan(zelle(lauf(stadt, "intern"), "B1", "geburten")["frei"])
    neu = lauf(stadt, "intern", frueher=gezeigt("B1", 2.0, "geburten"))
    assert zelle(neu, "B1", "geburten")["frei"] == 2


# Schon Veröffentlichtes


def test_festes_bleibt_und_wird_nie_partner(ordner):
    stadt = mit_bericht(ordner, ["K1,sgb2,74", "B,zuzuege,11"])
    ist = lauf(stadt, "oeffentlich")
    fest = ist.zellen[ist.zellen["status"].eq("fest") & ist.zellen["merkmal"].ne("einwohner")]
    assert {("K1", "sgb2"), ("B", "zuzuege")} <= set(
        zip(fest["gebiet"], fest["merkmal"], strict=True)
    )
    assert fest["frei"].notna().all()


def test_was_schon_veroeffentlicht_ist_laesst_sich_nicht_schuetzen(ordner):
    """Die Stadt hat nach dem Bericht 13 Geburten: 5 + 3 + 2 + 3. Veröffentlicht sind auch A und B.

    B = 5, B1 = 2: Was davon sichtbar bleibt, verrät den Rest nicht; aber wenn auch B1 gedruckt
    ist, ist B2 bekannt. Der Lauf hält dann zurück, was er kann, und sagt es.
    """
    ersetze(ordner[0] / "soziales.csv", f"B2,{LETZTER},geburten,0", f"B2,{LETZTER},geburten,3")
    ersetze(ordner[0] / "soziales.csv", f"B1,{LETZTER},geburten,2,,amt,\n", "")
    stadt = mit_bericht(ordner, ["K1,geburten,13", "A,geburten,8", "B1,geburten,2"])
    ist = zellen(lauf(stadt, "oeffentlich"), "geburten")
    # A, B1 und die Stadt sind gedruckt, „nicht zuordenbar“ gibt es nie: B = 5 und B2 = 3 folgen.
    assert ist.loc["B2", ["status", "grund"]].tolist() == [
        "fest", "schon veröffentlicht, nach der Regel geheim: Anzahl unter 5",
    ]  # fmt: skip
    assert ist.loc["A2", "status"] == "primär"
    assert ist.loc["A2", "urteil"] == "geschützt"


def test_zu_enges_wird_zurueckgehalten_und_gesagt(ordner):
    # Die Stadt hat nach dem Bericht 3 Fälle: Mehr als 3 können in keinem Stadtteil sein.
    for gebiet, wert in (("A1", 5), ("A2", 3), ("B1", 2), ("B2", 0)):
        ersetze(ordner[0] / "soziales.csv", f"{gebiet},{LETZTER},geburten,{wert},",
                f"{gebiet},{LETZTER},geburten,{3 if gebiet == 'A1' else 0},")  # fmt: skip
    ist = zellen(lauf(mit_bericht(ordner, ["K1,geburten,3"]), "oeffentlich"), "geburten")
    offen = ist[ist["status"].ne("fest")]
    assert offen["frei"].isna().all()
    assert ist.loc["A1", ["unten", "oben", "urteil"]].tolist() == [0, 3, "zu eng"]
    assert ist.loc["A2", "grund"].startswith(ZURUECKGEHALTEN)


def test_ungefaehr_bekanntes_ganzes_gilt_als_bekannt(ordner):
    # Der Bericht nennt 80 statt 74 Fälle. Wäre die Stadt deshalb unbekannt, genügte es, B2 und B
    # zu verbergen; so muss noch „nicht zuordenbar“ oder A dazu.
    ist = lauf(mit_bericht(ordner, ["K1,sgb2,80"]), "oeffentlich")
    assert {"B2", "B"} < verborgen(ist, "sgb2")
    assert "K1" not in zellen(ist, "sgb2").index


def test_widerspruechliche_eigene_zahlen_werden_zurueckgehalten(stadt):
    # Eine eigene Zeile für A, die nicht die Summe von A1 und A2 ist.
    falsch = stadt.bestand.loc[[zeile(stadt, "A1", "zuzuege")]].assign(gebiet="A", wert=99.0)
    ist = zellen(
        lauf(mit_bestand(stadt, pd.concat([stadt.bestand, falsch])), "oeffentlich"), "zuzuege"
    )
    assert ist.loc[ist["status"].ne("fest"), "frei"].isna().all()
    assert ist["grund"].str.contains("Die Teile ergeben nicht das Ganze").any()


def test_fehler_nennt_verbund_und_stichtag(ordner):
    haenge_an(ordner[0] / "merkmale.toml", '\n[merkmale.zu_viele]\ntitel = "Z"\nart = "anzahl"\n'
              'einheit = "Personen"\nteil_von = "zuzuege"\n')  # fmt: skip
    haenge_an(ordner[0] / "soziales.csv", f"A1,{LETZTER},zu_viele,61,,amt,\n")
    with pytest.raises(SozialmonitorFehler, match=f"Zuzüge, {LETZTER}: „zu_viele“ ist bei „A1“"):
        lauf(lade_kommune(*ordner), "oeffentlich")


# Rollen


def test_intern_verborgen_ist_nur_was_oeffentlich_verborgen_ist(stadt, oeffentlich):
    intern = lauf(stadt, "intern", oeffentlich=oeffentlich)
    orte = ["stichtag", "gebiet", "merkmal"]
    beide = intern.zellen.merge(oeffentlich.zellen, on=orte, suffixes=("", "_oe"))
    assert len(beide) == len(intern.zellen)
    geheim = beide["frei"].isna()
    assert geheim.any()
    assert beide.loc[geheim, "frei_oe"].isna().all()
    assert (geheim.sum(), beide["frei_oe"].isna().sum()) == (50, 83)
    # Was öffentlich steht, ist intern keine schon veröffentlichte Tabelle.
    assert not beide["status"].eq("fest").mask(beide["status_oe"].eq("fest"), other=False).any()


def test_intern_rechnet_den_oeffentlichen_lauf_selbst(stadt, oeffentlich):
    gemeldet = []
    ist = lauf(stadt, "intern", fortschritt=lambda *angaben: gemeldet.append(angaben))
    mit = lauf(stadt, "intern", oeffentlich=oeffentlich)
    pd.testing.assert_frame_equal(ist.zellen, mit.zellen)
    anzahl = len(freigabelauf.schritte(stadt))
    assert [fertig for fertig, _, _ in gemeldet] == list(range(2 * anzahl + 1))
    assert {insgesamt for _, insgesamt, _ in gemeldet} == {2 * anzahl}


def test_intern_rechnet_mit_dem_was_oeffentlich_gerundet_steht(stadt):
    # Öffentlich auf 5 gerundet steht für B2 = 3 entweder 0 (0 bis 4) oder 5 (1 bis 9).
    beide = nur(stadt, LETZTER, ["zuzuege", "fortzuege", "geburten"])
    beide = mit_regeln(beide, oeffentlich=Regel(mindestanzahl=5, rundung=5))
    rund = lauf(beide, "oeffentlich", geheimnis="geheim").zellen
    ist = lauf(beide, "intern", geheimnis="geheim").zellen
    orte = ["stichtag", "gebiet", "merkmal"]
    geheim = ist[ist["frei"].isna()].merge(rund[[*orte, "frei"]], on=orte, suffixes=("", "_rund"))
    gezeigt = geheim["frei_rund"].notna()
    assert gezeigt.sum() >= 6
    assert (geheim["oben"] <= geheim["frei_rund"] + 4)[gezeigt].all()
    assert (geheim["unten"] >= geheim["frei_rund"] - 4)[gezeigt].all()
    assert set(geheim["urteil"]) == {"geschützt"}


# Rundung


def test_gerundet_sind_nur_eigene_zahlen(ordner):
    stadt = mit_bericht(ordner, ["K1,sgb2,74"])
    ist = lauf(mit_regeln(stadt, oeffentlich=Regel(mindestanzahl=5, rundung=5)), "oeffentlich",
               geheimnis="geheim").zellen  # fmt: skip
    echt = ist["gebiet"].isin(stadt.gebiete.index) & ist["merkmal"].isin(list(stadt.merkmale))
    fest = ist["status"].eq("fest")
    assert (ist.loc[echt & ~fest, "frei"] % 5 == 0).all()
    assert (ist.loc[fest & echt, "frei"] == ist.loc[fest & echt, "wert"]).all()
    # Was sich sonst durch Abziehen ergibt, steht nirgends.
    assert ist.loc[~echt & ~fest, "frei"].isna().all()


def test_gerundeter_nenner_ist_mindestens_sein_zaehler(stadt):
    # B2: 4 unter 65 (auf 5 gerundet 0 oder 5), 3 davon mit SGB II: also 3 bis höchstens 4 oder 9.
    beide = nur(stadt, LETZTER, ["einwohner", "sgb2"])
    alt = beide.bestand["alter"].ne("65+") & beide.bestand["gebiet"].eq("B2")
    werte = dict.fromkeys(beide.bestand.index[alt & beide.bestand["merkmal"].eq("einwohner")], 1.0)
    beide = mit_regeln(mit_werten(beide, werte), oeffentlich=Regel(mindestanzahl=5, rundung=5))
    ist = zellen(lauf(beide, "oeffentlich", geheimnis="geheim"), "unter_65").loc["B2"]
    assert (ist["wert"], ist["status"], ist["unten"]) == (4, "primär", 3)


def test_rundung_braucht_ein_geheimnis(stadt):
    rundend = mit_regeln(stadt, oeffentlich=Regel(mindestanzahl=5, rundung=5))
    with pytest.raises(SozialmonitorFehler, match="SOZIALMONITOR_RUNDUNGSGEHEIMNIS"):
        lauf(rundend, "oeffentlich")


@pytest.mark.parametrize("geheimnis", ["a", "b", "c", "d", "e", "f"])
def test_genau_errechenbares_gerundetes_wird_nicht_freigegeben(ordner, geheimnis):
    """Gedruckt sind 1 Geburt in der Stadt und 0 in A1 und A2: B1 und B2 haben zusammen eine.

    Auf 3 gerundet steht für die 1 in B1 eine 0 (0 bis 2) oder eine 3 (1 bis 5); mit der 3 ist klar,
    dass es genau eine ist.
    """
    for gebiet, wert in (("A1", 5), ("A2", 3), ("B1", 2), ("B2", 0)):
        neu = {"B1": f"B1,{LETZTER},geburten,1,,amt,\n", "B2": f"B2,{LETZTER},geburten,0,,amt,\n"}
        ersetze(ordner[0] / "soziales.csv", f"{gebiet},{LETZTER},geburten,{wert},,amt,\n",
                neu.get(gebiet, ""))  # fmt: skip
    stadt = mit_bericht(ordner, ["K1,geburten,1", "A1,geburten,0", "A2,geburten,0"])
    rundend = mit_regeln(nur(stadt, LETZTER, ["geburten"]), oeffentlich=Regel(rundung=3))
    rund = gerundet(
        pd.DataFrame({"gebiet": ["B1", "P"], "merkmal": "geburten", "wert": 1.0}),
        basis=3,
        seed=geheimnis,
    ).tabelle["wert"]
    # P = A1 + B1 ist dieselbe Zahl, eigens gerundet.
    if rund.eq(3).any():
        with pytest.raises(SozialmonitorFehler, match="genau errechnen"):
            lauf(rundend, "oeffentlich", geheimnis=geheimnis)
    else:
        ist = zellen(lauf(rundend, "oeffentlich", geheimnis=geheimnis), "geburten")
        assert ist.loc["B1", ["unten", "oben"]].tolist() == [0, 1]


# Wiederholung


def test_gleicher_lauf_gleiches_ergebnis(stadt, oeffentlich):
    """Auch mit Nennern und drei Stichtagen."""
    pd.testing.assert_frame_equal(lauf(stadt, "oeffentlich").zellen, oeffentlich.zellen)


def test_mit_ablage_wie_ohne(klein):
    ablage = {}
    ohne = lauf(klein, "oeffentlich")
    erster = lauf(klein, "oeffentlich", ablage=ablage)
    davor = dict(ablage)
    zweiter = lauf(klein, "oeffentlich", ablage=ablage)
    for ist in (erster, zweiter):
        pd.testing.assert_frame_equal(ist.zellen, ohne.zellen)
    assert len(davor) == len(freigabelauf.schritte(klein)) == 4
    assert list(ablage) == list(davor)


@pytest.mark.parametrize("nach", [0, 1, 3])
def test_abbruch_und_fortsetzen(klein, nach):
    ablage = {}

    def brich_ab(fertig, *_):
        if fertig == nach:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        lauf(klein, "oeffentlich", ablage=ablage, fortschritt=brich_ab)
    assert len(ablage) == nach
    ist = lauf(klein, "oeffentlich", ablage=ablage)
    pd.testing.assert_frame_equal(ist.zellen, lauf(klein, "oeffentlich").zellen)


@pytest.mark.parametrize(
    "aenderung",
    ["wert", "regel", "stadt", "veroeffentlicht", "rolle"],
)
def test_andere_eingabe_wird_neu_gerechnet(klein, aenderung):
    ablage = {}
    lauf(klein, "oeffentlich", ablage=ablage)
    anzahl, rolle = len(ablage), "oeffentlich"
    if aenderung == "wert":
        klein = mit_werten(klein, {zeile(klein, "A1", "zuzuege"): 61})
    elif aenderung == "regel":
        klein = mit_regeln(klein, oeffentlich=Regel(mindestanzahl=6))
    elif aenderung == "stadt":
        einstellungen = dataclasses.replace(klein.einstellungen, stadt="A")
        klein = dataclasses.replace(klein, einstellungen=einstellungen)
    elif aenderung == "veroeffentlicht":
        bestand = klein.bestand
        gedruckt = bestand["gebiet"].eq("A1") & bestand["merkmal"].eq("zuzuege")
        paket = {"resources": [{"name": "alt", "veroeffentlicht": True}]}
        klein = dataclasses.replace(
            klein,
            bestand=bestand.assign(ressource=bestand["ressource"].mask(gedruckt, "alt")),
            paket=paket,
        )
    else:
        rolle = "intern"
    lauf(klein, rolle, ablage=ablage)
    assert len(ablage) > anzahl


def test_partner_bleiben_ueber_die_jahre(oeffentlich):
    # Außer A1 bleibt alles gleich; wer 2019 Partner war, ist es 2020 und 2021.
    jahre = [verborgen(oeffentlich, "sgb2", jahr) for jahr in kleinstadt.JAHRE]
    assert jahre[0] == jahre[1] == jahre[2]


def test_bestand_bleibt_unveraendert(stadt):
    davor = stadt.bestand.copy()
    lauf(nur(stadt, LETZTER, ["zuzuege"]), "oeffentlich")
    pd.testing.assert_frame_equal(stadt.bestand, davor)


def test_ein_schritt_wie_im_lauf(stadt, oeffentlich):
    verbund = next(v for v in verknuepfung.verbuende(stadt) if v.id == "zuzuege")
    ist = freigabelauf.ein_schritt(stadt, verbund, LETZTER, OEFFENTLICH)
    erwartet = zellen(oeffentlich, "zuzuege").reset_index()[ist.columns]
    pd.testing.assert_frame_equal(ist, erwartet, check_dtype=False)


def test_nur_verborgenes_ist_geprueft(oeffentlich):
    geheim = oeffentlich.zellen["status"].isin(VERBORGEN)
    assert oeffentlich.zellen.loc[geheim, "urteil"].notna().all()
    assert oeffentlich.zellen.loc[~geheim, ["unten", "oben", "urteil"]].isna().all().all()
    assert np.isfinite(oeffentlich.zellen.loc[geheim, "unten"]).all()
