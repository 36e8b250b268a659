"""Die Ordnung des Quelltexts: Schichten, Zuständigkeiten, nichts über eine bestimmte Stadt.

Ein Import zeigt nur nach unten; zwei Module einer Ebene kennen sich nicht. Ein neues Modul
gehört in `EBENEN`, sonst schlägt der Test fehl.
"""

import ast
import re
from pathlib import Path

import pytest

WURZEL = Path(__file__).resolve().parents[1]
PAKET = WURZEL / "sozialmonitor"
EBENEN = [
    {"fehler"},
    {"zeichen", "katalog", "eingabe", "einbettung", "geheimhaltungsregel", "teilmengen"},
    {"einstellungen", "konfidenz", "klassen", "bild"},
    {"zahlen", "gebiete", "schema", "formate", "trend.ergebnis", "glaettung",
     "segregation", "ungleichheit", "nachbarschaft", "typen"},
    {"fassung", "trend.zeit", "sozialindex.gewichtung", "sozialindex.felder",
     "sozialindex.einstufung", "sozialindex.rangordnung", "sozialindex.auswahl"},
    {"sozialindex.zsumme", "sozialindex.ziehung", "sozialindex.verfahren", "sozialindex.dynamik"},
    {"sozialindex.stabilitaet"},
    {"sozialindex"},
    {"trend.fuenf_jahre", "trend.zwei_zeitpunkte", "trend.raenge", "trend.bruch"},
    {"trend"},
    {"geheimhaltung.tabelle"},
    {"geheimhaltung.belege", "geheimhaltung.gleichungen", "geheimhaltung.primaer",
     "geheimhaltung.vorstufe"},
    {"geheimhaltung.abgeleitet", "geheimhaltung.angreifer", "geheimhaltung.partner"},
    {"geheimhaltung.lage"},
    {"geheimhaltung.plan", "geheimhaltung.pruefung", "geheimhaltung.rundung",
     "geheimhaltung.schnittebenen"},
    {"geheimhaltung.partnerwahl"},
    {"geheimhaltung.freigabe", "geheimhaltung.sekundaer"},
    {"geheimhaltung"},
    {"kommune", "texte.werte", "ausgabe", "tabellen", "zahltexte"},
    {"texte.trendsaetze", "texte.indexsaetze", "texte.segregationssaetze", "texte.gruppensaetze",
     "texte.vergleichssaetze"},
    {"texte"},
    {"kennzahlen", "vergleich", "abdeckung", "programmgebiete", "diagramme.thema",
     "trendbericht", "verknuepfung"},
    {"vorwissen", "freigabereife"},
    {"karten", "freigabelauf", "schnittstuecke", "punktwolken"},
    {"reihen", "profil", "programmvergleich", "rechenweg", "ueberblick", "diagramme.achsen",
     "diagramme.reihen", "laden.dateien", "laden.zwischendatei", "zuschnittschutz",
     "berichte.tabellenblatt", "berichte.geopaket", "berichte.herkunft", "berichte.satz",
     "berichte.dokument", "berichte.schriftmass"},
    {"gegenueberstellung", "aehnlichkeit", "diagramme.punktflaeche",
     "methoden.methode", "indexbericht", "segregationsbericht",
     "gruppenbericht", "vorrat", "diagramme.zeilenumbruch", "zuschnitt", "freigabebericht"},
    {"freigabevergleich"},
    {"methoden.bereiche", "methoden.vergleiche", "methoden.trends", "methoden.verteilung",
     "methoden.index", "methoden.raum", "berichte.protokoll", "berichte.mappe",
     "berichte.docx", "berichte.pdf", "berichte.markdown",
     "berichte.spss"},
    {"methoden", "berichte"},
    {"diagramme.tafeln", "diagramme.zeitreihen", "diagramme.vielfache",
     "diagramme.vergleichsbilder", "diagramme.alterspyramide", "diagramme.chronikbilder",
     "diagramme.indexbilder", "diagramme.segregationsbilder", "diagramme.gruppenbilder",
     "diagramme.differenzbilder", "diagramme.punktwolkenbilder", "diagramme.kartenbild",
     "laden.geometrien", "laden.textbloecke", "laden.ausgaben", "laden.laeufe", "laden.raster",
     "freigabetabellen", "ausgabenvergleich"},
    {"laden.kommunen"},
    {"laden", "diagramme"},
    {"ansichten.adressen", "ansichten.ergebnis", "ansichten.wahl", "bildzahlen"},
    {"ansichten.karte", "ansichten.zeitreihen", "ansichten.gebietsprofil",
     "ansichten.soziale_stadt", "ansichten.sozialindex", "ansichten.gegenueber"},
    {"ansichten.segregation", "ansichten.vergleich", "ansichten.gruppen",
     "ansichten.indexbilder"},
    {"ansichten.vergleichsabschnitte"},
    {"ansichten"},
    {"tomlleser", "berichte.endschilder"},
    {"sitzung", "fragen", "ansichtsliste", "berichte.folienvorlage", "berichte.foliendiagramme",
     "berichte.buehnenbild"},
    {"berichte.praesentation", "laden.sitzungen", "laden.fragen", "laden.ansichtsliste"},
    {"berichte.dokumentteile", "berichte.vorfuehrung"},
    {"berichte.stadtblatt", "berichte.gebietsblatt", "berichte.sozialbericht", "berichte.anlage"},
    {"berichte.paket"},
    {"auftrag"},
    {"pruefen", "freigeben", "arbeiter"},
    {"__main__"},
]  # fmt: skip
EBENE = {modul: stufe for stufe, module in enumerate(EBENEN) for modul in module}
# Ohne eigenes Verhalten: Datensätze und Fehlertexte, die jeder andere Test mitprüft.
OHNE_EIGENEN_TEST = {"bild", "fehler", "kommune", "__main__"}
OBERFLAECHE = {"streamlit", "streamlit_folium", "pages", "app"}
RECHNEN = {"pandas", "numpy", "geopandas"}
LESEN = {"read_csv", "read_file", "read_text", "read_bytes", "read_parquet", "read_json",
         "read_excel", "open", "write_text", "write_bytes", "to_csv", "to_file"}  # fmt: skip
# Eine Tabelle als Text zum Herunterladen ist keine Datei, ein Logo im Speicher auch nicht.
AUSGABE_ALS_TEXT = {"ausgabe": {"to_csv"}, "berichte.folienvorlage": {"open"}}

MODULE = sorted(p for p in PAKET.rglob("*.py") if p != PAKET / "__init__.py")
ZWISCHENSPEICHER = {"lru_cache", "cache", "cached", "LRUCache"}
SEITEN = sorted((WURZEL / "pages").glob("*.py"))
BAUSTEINE = sorted((WURZEL / "pages" / "bausteine").glob("*.py"))


def baum(datei):
    return ast.parse(datei.read_text(encoding="utf-8"))


def modulname(datei):
    teile = datei.relative_to(PAKET).with_suffix("").parts
    return ".".join(teil for teil in teile if teil != "__init__")


def importe(datei):
    """Alle importierten Namen, auch die innerhalb von Funktionen, als volle Pfade."""
    namen = set()
    for knoten in ast.walk(baum(datei)):
        if isinstance(knoten, ast.Import):
            namen |= {alias.name for alias in knoten.names}
        elif isinstance(knoten, ast.ImportFrom):
            namen |= {f"{knoten.module}.{alias.name}" for alias in knoten.names}
    return namen


def eigene_importe(datei):
    gefunden = set()
    for name in importe(datei):
        teile = name.split(".")
        if teile[0] == "sozialmonitor":
            kandidaten = [".".join(teile[1:i]) for i in range(len(teile), 1, -1)]
            gefunden.add(next((k for k in kandidaten if k in EBENE), ".".join(teile[1:])))
    return gefunden


def wurzeln(datei):
    return {name.split(".")[0] for name in importe(datei)}


def funktionen(datei):
    return [k for k in ast.walk(baum(datei)) if isinstance(k, ast.FunctionDef)]


@pytest.mark.parametrize("datei", MODULE, ids=modulname)
def test_importe_zeigen_nur_nach_unten(datei):
    modul = modulname(datei)
    assert modul in EBENE, f"{modul} fehlt in EBENEN; bitte einordnen"
    nach_oben = {
        name for name in eigene_importe(datei) if EBENE.get(name, len(EBENEN)) >= EBENE[modul]
    }
    assert not nach_oben, f"{modul} importiert {sorted(nach_oben)} von gleicher oder höherer Ebene"


def test_jede_eingeordnete_ebene_gibt_es():
    assert set(EBENE) <= {modulname(datei) for datei in MODULE}


@pytest.mark.parametrize("datei", MODULE, ids=modulname)
def test_paket_kennt_keine_oberflaeche(datei):
    assert not OBERFLAECHE & wurzeln(datei)


@pytest.mark.parametrize("datei", MODULE, ids=modulname)
def test_nur_laden_liest_und_schreibt_dateien(datei):
    modul = modulname(datei)
    if modul.split(".")[0] == "laden":
        return
    aufrufe = {
        k.func.attr if isinstance(k.func, ast.Attribute) else getattr(k.func, "id", "")
        for k in ast.walk(baum(datei))
        if isinstance(k, ast.Call)
    }
    assert not (aufrufe & LESEN) - AUSGABE_ALS_TEXT.get(modul, set())


@pytest.mark.parametrize("datei", SEITEN, ids=lambda p: p.stem)
def test_seiten_rechnen_nicht(datei):
    assert not RECHNEN & wurzeln(datei)
    assert len(datei.read_text(encoding="utf-8").splitlines()) <= 100


def woerter(datei):
    """Namen im Quelltext, ohne Texte und Erläuterungen."""
    namen = set()
    for knoten in ast.walk(baum(datei)):
        if isinstance(knoten, ast.Name):
            namen.add(knoten.id)
        elif isinstance(knoten, ast.Attribute):
            namen.add(knoten.attr)
        elif isinstance(knoten, ast.alias):
            namen.add(knoten.name)
    return namen


@pytest.mark.parametrize(
    ("verboten", "ort"),
    [
        ({"session_state"}, "auswahl.py"),
        ({*ZWISCHENSPEICHER, "cache_data", "cache_resource"}, "daten.py"),
    ],
    ids=["zustand", "zwischenspeicher"],
)
def test_zustand_und_zwischenspeicher_haben_einen_ort(verboten, ort):
    oberflaeche = [WURZEL / "app.py", *SEITEN, *BAUSTEINE]
    assert {p.name for p in oberflaeche if verboten & woerter(p)} <= {ort}


@pytest.mark.parametrize("datei", [*SEITEN, *BAUSTEINE], ids=lambda p: p.stem)
def test_herunterladen_rechnet_die_seite_nicht_neu(datei):
    """Sonst verwirft der neue Lauf, was der Klick gerade bestellt hat, und keine Datei kommt."""
    for aufruf in ast.walk(baum(datei)):
        if isinstance(aufruf, ast.Call) and ast.unparse(aufruf.func).endswith("download_button"):
            angaben = {angabe.arg: ast.unparse(angabe.value) for angabe in aufruf.keywords}
            assert angaben.get("on_click") == "'ignore'", f"Zeile {aufruf.lineno}"


@pytest.mark.parametrize("datei", sorted((PAKET / "diagramme").glob("*.py")), ids=lambda p: p.stem)
def test_kanaele_sind_gebaut_nicht_geraten(datei):
    """`text="name:N"` statt `alt.Text("name:N")` kostet Altair jedes Mal Millisekunden Suche."""
    geraten = [
        f"Zeile {aufruf.lineno}: {angabe.arg}={ast.unparse(angabe.value)}"
        for aufruf in ast.walk(baum(datei))
        if isinstance(aufruf, ast.Call) and getattr(aufruf.func, "attr", "") == "encode"
        for angabe in aufruf.keywords
        if isinstance(angabe.value, ast.Constant | ast.JoinedStr)
        or ast.unparse(angabe.value).startswith(("alt.value(", "alt.datum("))
    ]
    assert geraten == []


@pytest.mark.parametrize("datei", MODULE, ids=modulname)
def test_paket_hat_keinen_zwischenspeicher(datei):
    assert not ZWISCHENSPEICHER & woerter(datei)


@pytest.mark.parametrize(
    "datei", [*MODULE, *SEITEN, *BAUSTEINE], ids=lambda p: str(p.relative_to(WURZEL))
)
def test_nichts_ueber_eine_bestimmte_stadt(datei):
    text = datei.read_text(encoding="utf-8")
    if datei.name == "daten.py":
        text = text.replace('"SOZIALMONITOR_KOMMUNE", "saarlouis"', "")
    assert not re.findall(r"saarlouis|\broden\b|fraulautern|10044", text, flags=re.IGNORECASE)


@pytest.mark.parametrize("datei", MODULE, ids=modulname)
def test_oeffentliches_ist_beschrieben_und_annotiert(datei):
    assert ast.get_docstring(baum(datei))
    for knoten in baum(datei).body:
        if isinstance(knoten, ast.ClassDef | ast.FunctionDef) and not knoten.name.startswith("_"):
            assert ast.get_docstring(knoten), f"{knoten.name} ohne Erläuterung"
    for funktion in funktionen(datei):
        angaben = [*funktion.args.posonlyargs, *funktion.args.args, *funktion.args.kwonlyargs]
        ohne = [a.arg for a in angaben if a.annotation is None and a.arg not in {"self", "cls"}]
        assert not ohne, f"{funktion.name}: {ohne} ohne Annotation"
        assert funktion.returns is not None, f"{funktion.name} ohne Rückgabetyp"


@pytest.mark.parametrize("modul", sorted({name.split(".")[0] for name in EBENE}))
def test_jedes_modul_hat_tests(modul):
    if modul not in OHNE_EIGENEN_TEST:
        assert list((WURZEL / "tests").glob(f"test_{modul}*.py"))


def test_keine_offenen_enden():
    quellen = [*MODULE, *SEITEN, *BAUSTEINE, WURZEL / "app.py"]
    offen = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|/(home|Users|tmp|work)/")
    assert not [p.name for p in quellen if offen.search(p.read_text(encoding="utf-8"))]
