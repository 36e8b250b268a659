"""Die Teile der Vergleichsseite: Partner, alle Gebiete, zwei Indikatoren, ähnliche, Nachbarn."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from pages.bausteine import anzeige, auswahl, daten, kartenteile, rahmen
from pages.bausteine import vergleichsansichten as ansichten
from sozialmonitor import (
    formate,
    gegenueberstellung,
    karten,
    kennzahlen,
    profil,
    programmgebiete,
    tabellen,
    texte,
    vergleich,
)
from sozialmonitor.gegenueberstellung import Partner
from sozialmonitor.katalog import Indikator
from sozialmonitor.texte import vergleichssaetze

ABSCHNITTE = {
    "partner": "Gebiet gegen Partner",
    "alle": "Alle Gebiete auf einmal",
    "zwei": "Zwei Indikatoren",
    "aehnlich": "Ähnliche Gebiete",
    "nachbarschaft": "Nachbarschaft",
}
DARSTELLUNGEN = {"trichter": "Trichter (nach Größe)", "punkte": "Punktreihe"}
_VERGLEICHBAR = ("anteil", "rate", "quotient", "dichte", "differenz")
_JAHRE_ZURUECK = 5


def zeige_partner() -> None:
    """Abschnitt 1: ein Gebiet gegen einen Partner in vielen Indikatoren."""
    links, rechts = st.columns([1, 3], gap="large")
    with links:
        teil = _waehle_partner()
    if teil is None:
        with rechts:
            st.info("Für dieses Gebiet gibt es keinen Wert oder keinen Partner zum Vergleich.")
        return
    tabelle, ausgelassen = ansichten.partnertabelle(teil)
    indikatoren = [daten.kommune().katalog[name] for name in tabelle["indikator"]]
    demo = bool(tabelle["demo"].any())
    geprueft = int(tabelle["grund"].eq("").sum())
    with rechts:
        rahmen.demo_hinweis(demo)
        partner = teil.partner.name
        rahmen.antwort(
            vergleichssaetze.satz_partner(teil.name, partner, tabelle["urteil"], demo=demo)
        )
        gesichert = int(tabelle["urteil"].isin([vergleich.HOEHER, vergleich.NIEDRIGER]).sum())
        hinweise = [
            vergleichssaetze.satz_wertung(tabelle["wertung"]),
            vergleichssaetze.satz_mehrfach(geprueft, gesichert),
            vergleichssaetze.GETRENNT if geprueft > 1 else "",
            vergleichssaetze.ZWEI_STAENDE if teil.partner.art == "jahr" else "",
        ]
        if gesagt := " ".join(satz for satz in hinweise if satz):
            st.markdown(gesagt)
        _was_heisst_das(texte.DREI_SAETZE_BEREICH)
        for nummer, bild in enumerate(ansichten.differenzbilder(teil)):
            anzeige.diagramm(bild, key=f"differenzen_{nummer}")
    if len(tabelle):
        st.header("Alle Werte nebeneinander", anchor=False)
        with st.container(key="spinetabelle"):
            anzeige.tabelle(ansichten.spine(teil), key="spine")
    if satz := vergleichssaetze.satz_ausgelassen(ausgelassen, partner):
        st.markdown(satz)
    rahmen.fuss(indikatoren, stand=teil.stand, demo=demo, vermerke=[texte.KEIN_URTEIL])


def zeige_alle() -> None:
    """Abschnitt 2: alle Gebiete einer Ebene um den gemeinsamen Wert."""
    links, rechts = st.columns([1, 3], gap="large")
    with links:
        ebene = _ebene()
        waehlbar = _vergleichbare(ebene)
    if not waehlbar:
        _nichts(rechts)
        return
    with links:
        indikator = auswahl.indikator(waehlbar, standard=_vorgabe(tuple(waehlbar)))
        tabelle = daten.werte_der_ebene(indikator, ebene)
        stichtag = auswahl.stichtag(
            kartenteile.stichtage(indikator, ebene),
            standard=kennzahlen.juengster_stichtag(tabelle) or None,
        )
        trichter = ansichten.trichter(indikator, ebene, stichtag)
        moeglich = {
            art: text
            for art, text in DARSTELLUNGEN.items()
            if art == "punkte" or not trichter.grund
        }
        art = auswahl.wahl("Darstellung", moeglich, "form")
        mit_rang = indikator.art == "anteil" and auswahl.schalter("Rang mit Bereich", "rang")
        gebiet = _hervorgehoben(ebene)
    stand = tabelle[tabelle["stichtag"].eq(stichtag)]
    demo, titel = bool(stand["demo"].any()), daten.kommune().ebene(ebene).titel
    with rechts:
        rahmen.demo_hinweis(demo)
        if art == "trichter":
            lage = dict(zip(trichter.zeilen["gebiet"], trichter.zeilen["lage"], strict=True))
            namen = {daten.kommune().name(str(g)): int(stufe) for g, stufe in lage.items()}
            rahmen.antwort(
                vergleichssaetze.satz_trichter(titel, stichtag, indikator, namen, demo=demo)
            )
            if satz := vergleichssaetze.satz_ausserhalb(namen):
                st.markdown(satz)
            _was_heisst_das(vergleichssaetze.DREI_SAETZE_TRICHTER)
            anzeige.diagramm(
                ansichten.trichterbild(indikator, ebene, stichtag, gebiet), key="trichter"
            )
            ohne = dict(trichter.ohne)
        else:
            rahmen.antwort(
                texte.satz_karte(
                    stand,
                    indikator,
                    daten.namen(),
                    titel,
                    stichtag=stichtag,
                    anzahl_gebiete=len(daten.kommune().gebiete_der_ebene(ebene)),
                )
            )
            if trichter.grund:
                st.markdown(trichter.grund)
            _was_heisst_das(texte.DREI_SAETZE_BEREICH)
            anzeige.diagramm(
                ansichten.punktbild(indikator, ebene, stichtag, gebiet), key="punktreihe"
            )
            ohne = _ohne_wert(stand, ebene)
        _zeige_ohne(ohne)
    if mit_rang:
        st.header("Rang mit Bereich", anchor=False)
        st.markdown(
            "Der Bereich sagt, auf welchem Rang ein Gebiet schon durch Zufall landen könnte; "
            "überschneiden sich zwei Bereiche, ist ihre Reihenfolge nicht sicher."
        )
        anzeige.tabelle(ansichten.rangtabelle(indikator, ebene, stichtag), key="rangtabelle")
    rahmen.fuss([indikator], stand=stichtag, demo=demo, vermerke=[texte.leserichtung(indikator)])


def zeige_zwei() -> None:
    """Abschnitt 3: zwei Indikatoren, je Gebiet ein Punkt."""
    links, rechts = st.columns([1, 3], gap="large")
    with links:
        ebene = _ebene()
        waehlbar = _vergleichbare(ebene)
    if len(waehlbar) <= 1:
        _nichts(rechts)
        return
    with links:
        erste = auswahl.indikator(waehlbar, standard=_vorgabe(tuple(waehlbar)), label="Waagrecht")
        andere = [i for i in waehlbar if i.id != erste.id]
        zweite = daten.kommune().katalog[
            auswahl.wahl(
                "Senkrecht",
                {i.id: i.titel for i in andere},
                "zweit",
                standard=_zweite_vorgabe(erste, tuple(andere)),
            )
        ]
        gebiete = daten.kommune().gebiete_der_ebene(ebene)
        jahre = gegenueberstellung.gemeinsame_jahre(
            daten.kennzahl(erste), daten.kennzahl(zweite), gebiete
        )
    if not jahre:
        with rechts:
            st.info("Es gibt kein Jahr, in dem beide Indikatoren einen Wert haben.")
        rahmen.fuss([erste, zweite])
        return
    with links:
        jahr = auswahl.stichtag(jahre, label="Jahr")
        gebiet = _hervorgehoben(ebene)
    tabelle, ohne = gegenueberstellung.streuung(
        daten.kennzahl(erste), daten.kennzahl(zweite), gebiete, jahr
    )
    gefunden = gegenueberstellung.zusammenhang(tabelle["wert_x"], tabelle["wert_y"])
    demo = bool(tabelle["demo"].any())
    with rechts:
        rahmen.demo_hinweis(demo)
        rahmen.antwort(
            vergleichssaetze.satz_zusammenhang(
                erste.titel,
                zweite.titel,
                (gefunden.wert, gefunden.unten, gefunden.oben),
                gefunden.anzahl,
                grund=gefunden.grund,
                demo=demo,
            )
        )
        st.markdown(vergleichssaetze.OEKOLOGISCH)
        _was_heisst_das(texte.DREI_SAETZE_BEREICH)
        anzeige.diagramm(ansichten.streubild(erste, zweite, ebene, jahr, gebiet), key="streubild")
        _zeige_ohne({daten.kommune().name(g): grund for g, grund in ohne.items()})
    rahmen.fuss([erste, zweite], stand=jahr, demo=demo)


def zeige_aehnliche() -> None:
    """Abschnitt 4: die Gebiete, die einem Gebiet am ähnlichsten sind."""
    kommune = daten.kommune()
    namen = [n for n in kommune.einstellungen.auswertungen.gruppen if n in kommune.katalog]
    if not namen:
        st.info(
            "Welche Indikatoren zählen, steht in kommune.toml im Abschnitt [auswertungen] unter "
            "„gruppen“; diese Kommune nennt dort noch keine."
        )
        return
    links, rechts = st.columns([1, 3], gap="large")
    with links:
        ebene = _ebene()
        namen_der_ebene = ansichten.namen(ebene)
        gebiet = auswahl.wahl(
            "Gebiet", namen_der_ebene, "gebiet", standard=_startgebiet(list(namen_der_ebene))
        )
        staende = profil.jahresstaende(daten.lange_werte(), gebiet)
        stand = auswahl.stichtag(staende, label="Stand der Werte") if staende else ""
    tafel, ohne, weg = ansichten.gruppentafel(ebene, stand)
    ergebnis = gegenueberstellung.aehnlichste(tafel, gebiet)
    naechste = [str(g) for g in ergebnis.abstand.index[: ansichten.NAECHSTE]]
    bild = ansichten.aehnlichkeitsbild(ebene, gebiet, stand)
    genannt = []
    for anderes in naechste:
        unterschied = gegenueberstellung.groesster_unterschied(ergebnis.z, gebiet, anderes)
        abstand, titel = float(ergebnis.abstand[anderes]), kommune.katalog[unterschied].titel
        genannt.append((kommune.name(anderes), abstand, titel))
    with rechts:
        rahmen.demo_hinweis(bild.demo)
        rahmen.antwort(
            vergleichssaetze.satz_aehnlich(
                kommune.name(gebiet), genannt, grund=ergebnis.grund, demo=bild.demo
            )
        )
        _was_heisst_das(vergleichssaetze.DREI_SAETZE_AEHNLICH)
        if naechste:
            with st.container(key="aehnlichtabelle"):
                anzeige.tabelle(bild, key="aehnlich")
            st.markdown(vergleichssaetze.satz_zeichen(kommune.name(gebiet)))
        _zeige_ohne({kommune.name(g): grund for g, grund in ohne.items()})
        if weg:
            titel_weg = formate.aufzaehlung([f"„{kommune.katalog[n].titel}“" for n in weg])
            st.markdown(f"Zu wenige Gebiete haben einen Wert; deshalb ohne {titel_weg}.")
    rahmen.fuss([kommune.katalog[n] for n in namen], stand=stand, demo=bild.demo)


def zeige_nachbarschaft() -> None:
    """Abschnitt 5: wo hohe neben hohen und niedrige neben niedrigen Werten liegen."""
    kommune = daten.kommune()
    ebenen = [e for e in _ebenen() if e in kommune.geometrien]
    if not ebenen:
        st.info("Zu dieser Kommune gibt es noch keine Gebietsflächen.")
        return
    links, rechts = st.columns([1, 3], gap="large")
    with links:
        ebene = _ebene(ebenen, meiste=True)
        waehlbar = _vergleichbare(ebene)
    if not waehlbar:
        _nichts(rechts)
        return
    with links:
        indikator = auswahl.indikator(waehlbar, standard=_vorgabe(tuple(waehlbar)))
        stichtag = auswahl.stichtag(
            kartenteile.stichtage(indikator, ebene),
            standard=kennzahlen.juengster_stichtag(daten.werte_der_ebene(indikator, ebene)) or None,
        )
    with rechts, st.spinner("Rechnet die Nachbarschaft …"):
        muster = ansichten.muster(indikator, ebene, stichtag)
    bild = ansichten.musterbild(indikator, ebene, stichtag)
    gruende = set(muster["grund"]) - {""}
    verweigert = muster["art"].eq("nicht bewertbar").all()
    arten = {
        str(art): [kommune.name(str(g)) for g in teil.index]
        for art, teil in muster.groupby("art", sort=False)
    }
    flaechen = ansichten.kartentabelle(indikator, ebene, stichtag)
    if not verweigert:
        with links:
            eintraege = karten.kategorielegende(
                flaechen, ansichten.LEGENDE, anzahl_gebiete=len(flaechen)
            )
            st.html(tabellen.legende(eintraege, titel=f"{indikator.titel}: Muster"))
    with rechts:
        rahmen.demo_hinweis(bild.demo)
        grund = " ".join(sorted(gruende)) if verweigert else ""
        rahmen.antwort(
            vergleichssaetze.satz_nachbarschaft(indikator, arten, grund=grund, demo=bild.demo)
        )
        _was_heisst_das(vergleichssaetze.DREI_SAETZE_NACHBARN)
        if not verweigert:
            st.html(tabellen.nur_vorlesen(bild.alttext))
            zeichnung = karten.kategoriezeichnung(
                flaechen,
                ansichten.MUSTER,
                stand=f"muster {indikator.id} {stichtag}",
                demo=bild.demo,
            )
            kartenteile.zeige_flaechen(ebene, zeichnung, key="muster")
            anzeige.beiwerk(bild, key="muster", als_bild=False)
    rahmen.fuss(
        [indikator],
        stand=stichtag,
        demo=bild.demo,
        vermerke=[kartenteile.kartenvermerk(ebene), texte.leserichtung(indikator)],
    )


ZEIGE = {
    "partner": zeige_partner,
    "alle": zeige_alle,
    "zwei": zeige_zwei,
    "aehnlich": zeige_aehnliche,
    "nachbarschaft": zeige_nachbarschaft,
}


def _waehle_partner() -> ansichten.Gegenpartner | None:
    kommune, werte = daten.kommune(), daten.lange_werte()
    ebene = _ebene(_ebenen(mindestens=1))
    namen = ansichten.namen(ebene)
    gebiet = auswahl.wahl("Gebiet", namen, "gebiet", standard=_startgebiet(list(namen)))
    staende = profil.jahresstaende(werte, gebiet)
    if not staende:
        return None
    stand = auswahl.stichtag(staende, label="Stand der Werte")
    jahre = {tag[:4]: tag[:4] for tag in reversed(staende) if tag[:4] != stand[:4]}
    optionen = ansichten.partneroptionen(gebiet, stand, ebene, mit_jahr=bool(jahre))
    if not optionen:
        return None
    gegen = auswahl.wahl("Verglichen mit", optionen, "gegen")
    name, stadt = kommune.name(gebiet), kommune.einstellungen.name
    if gegen == "rest":
        partner = Partner(art="rest", name=f"{stadt} ohne {name}")
    elif gegen == "jahr":
        zurueck = str(int(stand[:4]) - _JAHRE_ZURUECK)
        basis = kommune.einstellungen.auswertungen.basis[:4]
        vorgabe = basis if basis in jahre else zurueck
        jahr = auswahl.wahl("Jahr", jahre, "jahr", standard=vorgabe)
        partner = Partner(art="jahr", name=f"{name} (Stand {jahr})", jahr=jahr)
    elif gegen in gegenueberstellung.partner_oberhalb(kommune, gebiet):
        partner = Partner(
            art="oberhalb", name=f"{kommune.name(gegen)} ohne {name}", schluessel=gegen
        )
    else:
        partner = Partner(art="gebiet", name=kommune.name(gegen), schluessel=gegen)
    felder = {ansichten.LEIT: "Leitindikatoren", ansichten.ALLE: "alle Indikatoren"}
    felder |= {f.id: f.titel for f in kommune.einstellungen.handlungsfelder}
    feld = auswahl.wahl("Indikatoren", felder, "umfang")
    return ansichten.Gegenpartner(gebiet=gebiet, stand=stand, partner=partner, feld=feld)


def _ebenen(*, mindestens: int = 2) -> list[str]:
    """Ebenen mit so vielen Gebieten und wenigstens einem Indikator."""
    kommune = daten.kommune()
    return [
        e.id
        for e in kommune.einstellungen.ebenen
        if len(kommune.gebiete_der_ebene(e.id)) >= mindestens and daten.indikatoren_der_ebene(e.id)
    ]


def _ebene(ebenen: Sequence[str] = (), *, meiste: bool = False) -> str:
    """Auswahl der Ebene; nennt die Adresse nur das Gebiet, gilt dessen Ebene."""
    kommune = daten.kommune()
    moeglich = list(ebenen) or _ebenen()
    gebiet = st.query_params.get("gebiet", "")
    if "ebene" not in st.query_params and gebiet in kommune.gebiete.index:
        eigene = [e for e in moeglich if gebiet in kommune.gebiete_der_ebene(e)]
        if eigene:
            auswahl.setze("ebene", eigene[0])
    titel = {e: kommune.ebene(e).titel for e in moeglich}
    standard = kommune.einstellungen.startebene
    if meiste:
        innerhalb = [e for e in moeglich if set(ansichten.namen(e)) <= kommune.in_der_stadt]
        standard = max(innerhalb or moeglich, key=lambda e: len(ansichten.namen(e)))
    return auswahl.wahl("Gebietsebene", titel, "ebene", standard=standard)


def _hervorgehoben(ebene: str) -> str:
    return auswahl.wahl(
        "Gebiet hervorheben", {"": "kein Gebiet"} | ansichten.namen(ebene), "gebiet"
    )


def _vergleichbare(ebene: str) -> list[Indikator]:
    """Indikatoren, deren Werte sich zwischen verschieden großen Gebieten vergleichen lassen."""
    return [i for i in daten.indikatoren_der_ebene(ebene) if i.art in _VERGLEICHBAR]


def _vorgabe(waehlbar: tuple[Indikator, ...]) -> str:
    """Der erste Leitindikator, der ein Anteil mit vereinbarter Richtung ist; sonst ein Anteil."""
    leit = daten.kommune().einstellungen.leitindikatoren
    nach_rang = sorted(waehlbar, key=lambda i: leit.index(i.id) if i.id in leit else len(leit))
    anteile = [i for i in nach_rang if i.art == "anteil"]
    gerichtet = [i for i in anteile if i.richtung != "neutral" and i.id in leit]
    return next(iter([*gerichtet, *anteile, *nach_rang])).id


def _zweite_vorgabe(erste: Indikator, andere: tuple[Indikator, ...]) -> str:
    """Der erste Leit-Anteil aus einem anderen Handlungsfeld, der zum selben Stand vorliegt."""
    tage = set(daten.kennzahl(erste)["stichtag"].str[:4])
    leit = daten.kommune().einstellungen.leitindikatoren
    passend = [
        i.id
        for i in andere
        if i.id in leit
        and i.art == "anteil"
        and i.handlungsfeld != erste.handlungsfeld
        and max(tage, default="") in set(daten.kennzahl(i)["stichtag"].str[:4])
    ]
    return (passend or [_vorgabe(andere)])[0]


def _startgebiet(alle: list[str]) -> str:
    """Das Gebiet, in dem ein Programmgebiet liegt; sonst das erste."""
    kommune = daten.kommune()
    oben = [
        programmgebiete.stadtteil_von(kommune, gebiet)
        for gebiet in programmgebiete.programmgebiete(kommune)
    ]
    return next((g for g in alle if g in oben), alle[0])


def _ohne_wert(stand: pd.DataFrame, ebene: str) -> dict[str, str]:
    zustand = dict(zip(stand["gebiet"], stand["zustand"], strict=True))
    return {
        name: formate.zustandstext(str(zustand.get(g, "fehlt")))
        for g, name in ansichten.namen(ebene).items()
        if zustand.get(g, "fehlt") != "wert"
    }


def _zeige_ohne(ohne: dict[str, str]) -> None:
    if satz := vergleichssaetze.satz_ohne(ohne):
        st.markdown(satz)


def _was_heisst_das(saetze: Sequence[str]) -> None:
    with st.expander("Was heißt das?"):
        st.markdown(" ".join(saetze))


def _nichts(spalte: object) -> None:
    with spalte:  # type: ignore[attr-defined]
        st.info("Auf dieser Ebene gibt es keine Indikatoren, die sich so vergleichen lassen.")
