"""Seite: Geheimhaltung (nur intern)."""

import streamlit as st

from pages.bausteine import auswahl, geheimhaltungsteile, rahmen, zuschnittteile

with (
    rahmen.seite("geheimhaltung", "Was darf heraus, und lässt sich nichts errechnen?"),
    st.container(key="geheimhaltung"),
):
    rahmen.nur_intern()
    rahmen.demo_hinweis(rahmen.mit_demonstration())
    with st.container(key="auswahl"):
        rolle = auswahl.wahl(
            "Für wen", geheimhaltungsteile.ROLLEN, "rolle", widget=st.segmented_control
        )
        abschnitt = auswahl.wahl(
            "Abschnitt", geheimhaltungsteile.ABSCHNITTE, "abschnitt", widget=st.segmented_control
        )
    lauf = geheimhaltungsteile.lauf(rolle)
    rahmen.antwort(geheimhaltungsteile.antwort(lauf, rolle))
    if abschnitt == "freigabe":
        st.header("Die Regel", anchor=False)
        geheimhaltungsteile.zeige_regeln(rolle)
        st.header("Neue Freigabe", anchor=False)
        geheimhaltungsteile.zeige_freigabe(rolle)
        st.header("Ausgaben", anchor=False)
        geheimhaltungsteile.zeige_ausgaben(rolle)
    elif abschnitt == "regeln":
        geheimhaltungsteile.zeige_regelvergleich(lauf)
    elif abschnitt == "zuschnitt":
        zuschnittteile.zeige(rolle)
    elif lauf is None:
        st.info("Dazu gibt es erst etwas zu zeigen, wenn eine Freigabe erstellt ist.")
    elif abschnitt == "umfang":
        st.header("Was verborgen ist, und was das kostet", anchor=False)
        geheimhaltungsteile.zeige_umfang(lauf)
        st.header("Was daraus folgt", anchor=False)
        geheimhaltungsteile.zeige_abgeleitete(lauf)
    elif abschnitt == "pruefung":
        st.header("Was sich errechnen lässt", anchor=False)
        geheimhaltungsteile.zeige_pruefung(lauf)
        st.header("Was eine ältere Ausgabe verrät", anchor=False)
        geheimhaltungsteile.zeige_aeltere(lauf)
        st.header("Protokoll", anchor=False)
        geheimhaltungsteile.zeige_protokoll(lauf)
