"""Was Browser laden: unverändert, vollständig, ohne fremde Rechner, mit lesbaren Farben."""

import hashlib
import re
import shutil
import subprocess
import tomllib
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import pytest

WURZEL = Path(__file__).resolve().parents[1]
STATISCH = WURZEL / "static"
EINSTELLUNGEN = tomllib.loads((WURZEL / ".streamlit/config.toml").read_text(encoding="utf-8"))
THEMA = EINSTELLUNGEN["theme"]

PRUEFSUMMEN = {
    "leaflet/LICENSE": ("53e8dc25862014e4324741ca18fbe3611e11d42ef69f59f86ea8c5389647d4cb"),
    "leaflet/images/layers-2x.png": (
        "066daca850d8ffbef007af00b06eac0015728dee279c51f3cb6c716df7c42edf"
    ),
    "leaflet/images/layers.png": (
        "1dbbe9d028e292f36fcba8f8b3a28d5e8932754fc2215b9ac69e4cdecf5107c6"
    ),
    "leaflet/images/marker-icon-2x.png": (
        "00179c4c1ee830d3a108412ae0d294f55776cfeb085c60129a39aa6fc4ae2528"
    ),
    "leaflet/images/marker-icon.png": (
        "574c3a5cca85f4114085b6841596d62f00d7c892c7b03f28cbfa301deb1dc437"
    ),
    "leaflet/images/marker-shadow.png": (
        "264f5c640339f042dd729062cfc04c17f8ea0f29882b538e3848ed8f10edb4da"
    ),
    "leaflet/leaflet.css": ("a7837102824184820dfa198d1ebcd109ff6d0ff9a2672a074b9a1b4d147d04c6"),
    "leaflet/leaflet.js": ("db49d009c841f5ca34a888c96511ae936fd9f5533e90d8b2c4d57596f4e5641a"),
    "schrift/LICENSE": ("18aabf190848725e2576eefb5c29ba06aac1029d02132252a7f312eac2e50cf3"),
    "schrift/source-sans-3-latin-400-italic.woff2": (
        "3c230c03425a2866e4b57954f3173fc149dba2634e9ee32c681b41d96c7f06fe"
    ),
    "schrift/source-sans-3-latin-400-normal.woff2": (
        "0f73f35e08cde0a2f10c109c6e01d71459d97e4099ecd9a50f1b6c0209e4de2b"
    ),
    "schrift/source-sans-3-latin-600-normal.woff2": (
        "14527d193b0e30bc32ef931549a246cdfd286573bb12869b7e052b8101a39d38"
    ),
    "schrift/source-sans-3-latin-700-normal.woff2": (
        "ae35266f2ab0d5314ff9a04127931eb26c793e4f1269bb240046d4d2db4b7bb1"
    ),
    "vega/LICENSE-vega": ("63727832aaf62004a2b249c933e327f3c90caf49e41a72f4bf436edf632cbda8"),
    "vega/LICENSE-vega-embed": ("32df67148f0fc3db0eb9e263a7b75d07f1eb14c61955005a4a39c6918d10d137"),
    "vega/LICENSE-vega-lite": ("f618900fd0d64046963b29f40590cdd1e341a2f41449f99110d82fd81fea808c"),
    "vega/vega-embed.min.js": ("c7111a41190080938b14c1de00074d9bda16ef2199e2919dd038cddf97d87354"),
    "vega/vega-lite.min.js": ("6d5035fdd429b4bc6f91f3754426c3f516f3dbd8e08b105cfc2496bed4ebd254"),
    "vega/vega.min.js": ("ea6a5936381d06f912466354e2b6a20eb66c4d41f1ca9dff1e0236dfee6ee392"),
}


def test_fremde_dateien_sind_unveraendert():
    ist = {
        pfad.relative_to(STATISCH).as_posix(): hashlib.sha256(pfad.read_bytes()).hexdigest()
        for ordner in ("leaflet", "schrift", "vega")
        for pfad in (STATISCH / ordner).rglob("*")
        if pfad.is_file()
    }
    assert ist == PRUEFSUMMEN


def test_lizenzen_liegen_bei():
    assert "BSD 2-Clause" in (STATISCH / "leaflet/LICENSE").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in (STATISCH / "schrift/LICENSE").read_text(encoding="utf-8")
    assert "European Union Public Licence" in (WURZEL / "LICENSE").read_text(encoding="utf-8")


# --- keine fremden Rechner ---


def geladenes(text: str) -> list[str]:
    """Fremde Adressen, die ein Browser von selbst abriefe (nicht Verweise, nicht Namensräume)."""
    return [
        *re.findall(r"url\(\s*['\"]?((?:https?:)?//[^'\")]+)", text),
        *re.findall(r"@import\s+['\"]?((?:https?:)?//[^'\";]+)", text),
        *re.findall(
            r"(?:fetch|import|src\s*=|importScripts)\s*\(?\s*['\"`](https?://[^'\"`]+)", text
        ),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a{background:url(https://fremd.example/x.png)}",
        "@import '//fremd.example/x.css';",
        "fetch('https://fremd.example/x')",
        'bild.src = "https://fremd.example/x.png"',
    ],
)
def test_die_suche_findet_fremdes(text):
    assert geladenes(text) != []


@pytest.mark.parametrize(
    "pfad",
    sorted(p for p in STATISCH.rglob("*") if p.suffix in {".css", ".js", ".svg"}),
    ids=lambda p: p.relative_to(STATISCH).as_posix(),
)
def test_nichts_wird_von_fremden_rechnern_geladen(pfad):
    assert geladenes(pfad.read_text(encoding="utf-8")) == []


def test_eigener_rahmen_nennt_gar_keine_adresse():
    for pfad in (STATISCH / "rahmen").iterdir():
        assert re.findall(r"https?://", pfad.read_text(encoding="utf-8")) == []


def test_leaflet_findet_seine_bilder():
    text = (STATISCH / "leaflet/leaflet.css").read_text(encoding="utf-8")
    bilder = [name for name in re.findall(r"url\(([^)#]+)\)", text) if name.startswith("images/")]
    assert bilder
    assert [name for name in bilder if not (STATISCH / "leaflet" / name).is_file()] == []


def test_kein_thema_holt_schrift_von_aussen():
    text = (WURZEL / ".streamlit/config.toml").read_text(encoding="utf-8")
    assert re.findall(r"https?://", text) == []


def test_jede_schriftdatei_ist_da_und_wird_benutzt():
    genannt = {schnitt["url"].removeprefix("app/static/") for schnitt in THEMA["fontFaces"]}
    liegend = {p.relative_to(STATISCH).as_posix() for p in STATISCH.rglob("*.woff2")}
    assert genannt == liegend


def test_schriftname_ist_ohne_anfuehrungszeichen_gueltig():
    """Streamlit setzt den Namen ungeschützt ein; ein Wort aus Ziffern machte ihn ungültig."""
    namen = {schnitt["family"] for schnitt in THEMA["fontFaces"]}
    assert len(namen) == 1
    (name,) = namen
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z-]*", wort) for wort in name.split())
    assert THEMA["font"].startswith(f"{name},")


def test_favicon_ist_gueltiges_svg():
    wurzel = ET.parse(STATISCH / "favicon.svg").getroot()
    assert wurzel.tag == "{http://www.w3.org/2000/svg}svg"


# --- Rahmenskript ---


def rahmenskript() -> str:
    return (STATISCH / "rahmen/rahmen.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def buendel() -> str:
    """Alle Skripte der installierten Oberfläche."""
    import streamlit

    ordner = Path(streamlit.__file__).parent / "static" / "static" / "js"
    return "\n".join(p.read_text(encoding="utf-8") for p in ordner.glob("*.js"))


@pytest.mark.parametrize(
    "text",
    [
        "Skip to main content",
        "Main menu",
        "Link to heading",
        "Page not found",
        "Connection error",
        "Fullscreen",
        "Close fullscreen",
        "Show data",
        "Choose options",
        "Choose an option",
        "Select all",
        "No results",
        "Download as CSV",
    ],
)
def test_uebersetzte_texte_gibt_es_in_streamlit_noch(text, buendel):
    assert f"`{text}`" in buendel, "Streamlit hat den Text geändert: rahmen.js anpassen"
    assert re.search(rf'(?m)^\s+"?{re.escape(text)}"?:', rahmenskript())


def test_meldung_bei_misslungener_datei_ist_deutsch():
    """Sie kommt vom Server, steht also nicht in den Skripten der Oberfläche."""
    from streamlit.runtime import backend_operation_handler

    text = "Failed to generate file for download"
    quelle = Path(backend_operation_handler.__file__).read_text(encoding="utf-8")
    assert f'"{text}"' in quelle
    assert f'    "{text}":' in rahmenskript()


def test_rahmenskript_uebersetzt_nichts_doppelt():
    block = rahmenskript().split("const TEXTE = {")[1].split("\n  };")[0]
    namen = re.findall(r'(?m)^    (?:"([^"]+)"|([A-Za-z]+)):', block)
    schluessel = [a or b for a, b in namen]
    assert len(schluessel) > 100
    assert len(schluessel) == len(set(schluessel))


@pytest.mark.skipif(not shutil.which("node"), reason="kein node auf dem Rechner")
def test_rahmenskript_ist_gueltig():
    lauf = subprocess.run(
        ["node", "--check", str(STATISCH / "rahmen/rahmen.js")], capture_output=True, check=False
    )
    assert lauf.returncode == 0, lauf.stderr.decode()


# --- Kontraste ---


def helligkeit(farbe: str) -> float:
    """Relative Leuchtdichte nach WCAG 2.2."""
    anteile = [int(farbe[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    rot, gruen, blau = [
        a / 12.92 if a <= 0.04045 else ((a + 0.055) / 1.055) ** 2.4 for a in anteile
    ]
    return 0.2126 * rot + 0.7152 * gruen + 0.0722 * blau


def kontrast(eine: str, andere: str) -> float:
    hell, dunkel = sorted((helligkeit(eine), helligkeit(andere)), reverse=True)
    return (hell + 0.05) / (dunkel + 0.05)


def gemischt(farbe: str, grund: str, anteil: float) -> str:
    paare = [(int(farbe[i : i + 2], 16), int(grund[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(f * anteil + g * (1 - anteil)):02x}" for f, g in paare)


def test_kontrast_rechnet_nach_wcag():
    assert kontrast("#000000", "#ffffff") == pytest.approx(21)
    assert kontrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


TEXTFARBEN = [
    "textColor",
    "linkColor",
    "primaryColor",
    "grayTextColor",
    "blueTextColor",
    "greenTextColor",
    "orangeTextColor",
    "redTextColor",
]


@pytest.mark.parametrize("schema", ["light", "dark"])
@pytest.mark.parametrize("grund", ["backgroundColor", "secondaryBackgroundColor"])
@pytest.mark.parametrize("name", TEXTFARBEN)
def test_text_ist_lesbar(schema, grund, name):
    thema = THEMA[schema]
    assert kontrast(thema[name], thema[grund]) >= 4.5


@pytest.mark.parametrize("schema", ["light", "dark"])
def test_gewaehlter_abschnitt_ist_lesbar(schema):
    """Streamlit legt 10 % der Grundfarbe unter den gewählten Eintrag."""
    thema = THEMA[schema]
    unterlegt = gemischt(thema["primaryColor"], thema["backgroundColor"], 0.1)
    assert kontrast(thema["primaryColor"], unterlegt) >= 4.5


def test_knopf_mit_grundfarbe_ist_lesbar():
    stil = (STATISCH / "rahmen/rahmen.css").read_text(encoding="utf-8")
    hell, dunkel = re.search(
        r"stBaseButton-primary[^{]*\{\s*color: light-dark\((#\w{6}), (#\w{6})\)", stil
    ).groups()
    assert kontrast(hell, THEMA["light"]["primaryColor"]) >= 4.5
    assert kontrast(dunkel, THEMA["dark"]["primaryColor"]) >= 4.5


@pytest.mark.parametrize(("name", "mindestens"), [("fokus", 3.0), ("nebentext", 4.5)])
def test_farben_des_rahmens(name, mindestens):
    stil = (STATISCH / "rahmen/rahmen.css").read_text(encoding="utf-8")
    hell, dunkel = re.search(
        rf"--rahmen-{name}: light-dark\((#\w{{6}}), (#\w{{6}})\)", stil
    ).groups()
    for farbe, schema in ((hell, "light"), (dunkel, "dark")):
        for grund in ("backgroundColor", "secondaryBackgroundColor"):
            assert kontrast(farbe, THEMA[schema][grund]) >= mindestens


@pytest.mark.parametrize("schema", ["light", "dark"])
def test_raender_von_bedienelementen_sind_sichtbar(schema):
    assert kontrast(THEMA[schema]["borderColor"], THEMA[schema]["backgroundColor"]) >= 3


@pytest.mark.parametrize("schema", ["light", "dark"])
def test_farben_der_diagramme(schema):
    thema = THEMA[schema]
    farben = thema["chartCategoricalColors"]
    assert [f for f in farben if kontrast(f, thema["backgroundColor"]) < 3] == []
    assert len(set(farben)) == len(farben) == 6
    assert len(thema["chartSequentialColors"]) == len(thema["chartDivergingColors"]) == 10


@pytest.mark.parametrize(("schema", "richtung"), [("light", -1), ("dark", 1)])
def test_stufenfarben_werden_stetig_dunkler_oder_heller(schema, richtung):
    stufen = [helligkeit(farbe) for farbe in THEMA[schema]["chartSequentialColors"]]
    assert all((b - a) * richtung > 0 for a, b in pairwise(stufen))
