"""Der Lauf über die Kleinstadt: was verborgen ist, Fortsetzen, Rollen, Zufall."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sozialmonitor import freigabelauf, verknuepfung
from sozialmonitor.fehler import SozialmonitorFehler
from sozialmonitor.freigabelauf import VERBORGEN, lauf
from sozialmonitor.geheimhaltungsregel import INTERN, OEFFENTLICH
from tests import kleinstadt
from tests.kleinstadt import LETZTER


@pytest.fixture(scope="module")
def oeffentlich(stadt):
    return lauf(stadt, "oeffentlich")


def zelle(ergebnis, gebiet, merkmal, stichtag=LETZTER):
    z = ergebnis.zellen
    gilt = z["gebiet"].eq(gebiet) & z["merkmal"].eq(merkmal) & z["stichtag"].eq(stichtag)
    return z[gilt].iloc[0]


def test_kleine_zahl_ist_primaer_und_hat_einen_bereich(oeffentlich):
    b2 = zelle(oeffentlich, "B2", "sgb2")  # 3 Menschen
    assert (b2["status"], b2["grund"]) == ("primär", "Anzahl unter 5")
    assert np.isnan(b2["frei"])
    assert b2["unten"] <= 3 <= b2["oben"]
    assert b2["oben"] - b2["unten"] >= 3
    assert b2["oben"] >= 5


def test_partner_verhindern_die_subtraktion(oeffentlich):
    # B = 19 und B1 = 16 dürfen nicht beide offen sein.
    status = [zelle(oeffentlich, g, "sgb2")["status"] for g in ("B", "B1")]
    assert set(status) & set(VERBORGEN)


def test_die_stadt_bleibt_offen(oeffentlich):
    stadt = oeffentlich.zellen["gebiet"].eq("K1") & oeffentlich.zellen["merkmal"].isin(
        ["einwohner", "sgb2", "unter_18", "unter_65"]
    )
    assert oeffentlich.zellen.loc[stadt, "status"].eq("offen").all()


def test_jede_verborgene_zelle_ist_geschuetzt(oeffentlich):
    verborgen = oeffentlich.zellen[oeffentlich.zellen["status"].isin(VERBORGEN)]
    assert len(verborgen)
    assert verborgen["urteil"].eq("geschützt").all()
    assert verborgen["frei"].isna().all()


def test_offene_zellen_gehen_unveraendert_heraus(oeffentlich):
    offen = oeffentlich.zellen[oeffentlich.zellen["status"].eq("offen")]
    assert (offen["frei"].fillna(-1) == offen["wert"].fillna(-1)).all()


def test_gleiche_zellen_bleiben_ueber_die_jahre_verborgen(oeffentlich):
    z = oeffentlich.zellen[oeffentlich.zellen["merkmal"].eq("sgb2")]
    je_jahr = z[z["status"].isin(VERBORGEN)].groupby("stichtag")["gebiet"].agg(frozenset)
    assert je_jahr.nunique() == 1


def test_zweimal_gerechnet_ist_gleich_und_die_ablage_aendert_nichts(stadt, oeffentlich):
    ablage: dict = {}
    erster, zweiter = (lauf(stadt, "oeffentlich", ablage=ablage) for _ in range(2))
    assert erster.zellen.equals(oeffentlich.zellen)
    assert zweiter.zellen.equals(oeffentlich.zellen)
    assert len(ablage) == len(freigabelauf.schritte(stadt))


def test_fortschritt_nennt_schritt_und_ende(stadt):
    gemeldet = []
    lauf(stadt, "oeffentlich", fortschritt=lambda *angaben: gemeldet.append(angaben))
    anzahl = len(freigabelauf.schritte(stadt))
    assert gemeldet[0][:2] == (0, anzahl)
    assert gemeldet[-1] == (anzahl, anzahl, "fertig")
    assert any("Leistungsberechtigte SGB II" in was for _, _, was in gemeldet)


def test_intern_verbirgt_nichts_was_oeffentlich_ist(stadt, oeffentlich):
    intern = lauf(stadt, "intern", oeffentlich=oeffentlich)
    schluessel = ["verbund", "stichtag", "gebiet", "merkmal"]
    beide = intern.zellen.merge(oeffentlich.zellen, on=schluessel, suffixes=("", "_oe"))
    nur_intern = beide["frei"].isna() & beide["frei_oe"].notna() & beide["wert"].notna()
    assert not nur_intern.any()
    # B2 hat 3 Leistungsberechtigte: intern (ab 3) offen, öffentlich (ab 5) verborgen.
    assert zelle(intern, "B2", "sgb2")["frei"] == 3


def test_regeln_je_verbund(oeffentlich):
    assert set(oeffentlich.regeln.values()) == {OEFFENTLICH}
    assert oeffentlich.rolle == "oeffentlich"


def test_strengere_tabelle_gilt_fuer_ihren_verbund(tmp_path):
    regel = (
        '[[geheimhaltung.tabellen]]\ntabelle = "soziales"\noeffentlich = { mindestanzahl = 12 }\n'
    )
    daten, geo = kleinstadt.baue(tmp_path)
    kleinstadt.haenge_an(daten / "kommune.toml", regel)
    strenger = lauf(kleinstadt.lade_kommune(daten, geo), "oeffentlich")
    # A2 hat 10 Leistungsberechtigte.
    assert zelle(strenger, "A2", "sgb2")["grund"] == "Anzahl unter 12"


def test_ein_schritt_wie_im_lauf(stadt, oeffentlich):
    verbund = next(v for v in verknuepfung.verbuende(stadt) if v.id == "geburten")
    allein = freigabelauf.ein_schritt(stadt, verbund, LETZTER, OEFFENTLICH)
    im_lauf = oeffentlich.zellen[oeffentlich.zellen["verbund"].eq("geburten")]
    assert list(allein["frei"].fillna(-1)) == list(im_lauf["frei"].fillna(-1))
    milder = freigabelauf.ein_schritt(stadt, verbund, LETZTER, INTERN)
    assert milder["status"].isin(VERBORGEN).sum() < allein["status"].isin(VERBORGEN).sum()


def test_gerundet_braucht_ein_geheimnis_und_laesst_keine_luecken(tmp_path):
    daten, geo = kleinstadt.baue(tmp_path)
    kleinstadt.haenge_an(daten / "kommune.toml", "\n[geheimhaltung.oeffentlich]\nrundung = 5\n")
    kommune = kleinstadt.lade_kommune(daten, geo)
    with pytest.raises(SozialmonitorFehler, match="SOZIALMONITOR_RUNDUNGSGEHEIMNIS"):
        lauf(kommune, "oeffentlich")
    gerundet = lauf(kommune, "oeffentlich", geheimnis="x").zellen
    bekannt = gerundet[gerundet["wert"].notna() & gerundet["frei"].notna()]
    assert (bekannt["frei"] % 5 == 0).all()
    assert ((bekannt["frei"] - bekannt["wert"]).abs() < 5).all()


@settings(max_examples=12)
@given(
    zahlen=st.lists(st.integers(0, 30), min_size=5, max_size=5),
    mindestanzahl=st.sampled_from([3, 5, 10]),
)
def test_zufaellige_zahlen_bleiben_geschuetzt(tmp_path_factory, zahlen, mindestanzahl):
    daten, geo = kleinstadt.baue(tmp_path_factory.mktemp("zufall"))
    pfad = daten / "soziales.csv"
    text = pfad.read_text(encoding="utf-8")
    for gebiet, alt, neu in zip(
        ("A1", "A2", "B1", "B2", "KX"), (40, 10, 16, 3, 5), zahlen, strict=True
    ):
        text = text.replace(f"{gebiet},{LETZTER},sgb2,{alt},", f"{gebiet},{LETZTER},sgb2,{neu},")
    pfad.write_text(text, encoding="utf-8")
    kommune = kleinstadt.lade_kommune(daten, geo)
    verbund = next(v for v in verknuepfung.verbuende(kommune) if v.id == "sgb2")
    regel = replace(OEFFENTLICH, mindestanzahl=mindestanzahl)
    zellen = freigabelauf.ein_schritt(kommune, verbund, LETZTER, regel)
    verborgen = zellen[zellen["status"].isin(VERBORGEN)]
    zurueckgehalten = verborgen["grund"].str.contains("zurückgehalten").any()
    assert zurueckgehalten or verborgen["urteil"].eq("geschützt").all()
    kleine = zellen["wert"].between(1, mindestanzahl - 1) & zellen["merkmal"].eq("sgb2")
    assert zellen.loc[kleine, "frei"].isna().all()
